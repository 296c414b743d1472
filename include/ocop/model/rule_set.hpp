#pragma once

#include "ocop/base/authority.hpp"
#include "ocop/base/certificate_terms.hpp"
#include "ocop/base/citation.hpp"
#include "ocop/base/day.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/base/id.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/points.hpp"
#include "ocop/base/points_text.hpp"
#include "ocop/base/procedure_rules.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/model/dated.hpp"
#include "ocop/model/dossier_rules.hpp"
#include "ocop/model/product_set.hpp"
#include "ocop/model/revision.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ocop::model {

/// Star band (khung điểm) of the mean total: from `from`, included, to `below`, excluded, or to
/// `to`, included.
struct star_band {
  stars level;
  points from;
  std::optional<points> below;
  std::optional<points> to;
  label title;
  citation cite;
  std::optional<label> standing{};  ///< of the level: `cấp quốc gia`, where the law gives it one
};

/// A choice where the law is silent, with its alternatives and the one in force.
struct reading {
  struct alternative {
    std::string id;
    label text;
  };
  reading_id id;
  label question;
  label why;
  std::vector<alternative> alternatives;
  std::string choice;
  citation cite;
};

/// A declared fact that conditions and submissions may name.
struct fact {
  std::string key;   ///< dotted: `material.all_imported`
  std::string type;  ///< `boolean`, `number` or `string`
  std::optional<std::string> unit;
  label text;
  label proved_by;  ///< the papers that prove it
};

/// A level that has a council.
struct council_level {
  std::string level;  ///< `province`
  dated when;
};

/// Who recognises the levels, and whether with a certificate.
struct recognition {
  dated when;
  std::vector<stars> levels;
  std::optional<authority> by;
  bool certificate = false;
  citation cite;
};

/// From how many points a council of a level sends its result on.
struct forwarding {
  dated when;
  std::string level;
  points from;
  authority to;
  citation cite;
};

/// A part (phần) of the score.
struct part {
  std::string code;
  label title;
  points max;
  citation cite;
  std::optional<points> counts_at_most{};  ///< of what its sections add up to
};

/// How much of a topic the data holds.
struct completeness {
  dated when;
  std::string topic;
  std::string status;  ///< `complete`, `partial` or `missing`
  ocop::basis basis = ocop::basis::text;
  label note;
};

/// A transition clause: which rule set governs filings of an earlier day.
struct transition {
  std::vector<filing_kind> kinds;
  day filed_before;
  rule_set_id use;
  int finish_within_days = 0;
  citation cite;
  std::optional<rule_set_id> otherwise{};  ///< what governs when its last day has passed, where the law says it
};

/// One dated stand of the rule set.
struct edition {
  day from;
  citation cite;
};

/// A rule set (one generation of the law), as its folder says it in one revision.
struct rule_set {
  rule_set_id id;
  label title;
  day in_force_from;
  std::optional<day> in_force_until;  ///< excluded
  citation in_force_cite;
  std::vector<rule_set_id> replaces;
  std::vector<transition> transitions;
  std::vector<edition> editions;
  points_unit unit;
  std::vector<part> parts;
  std::vector<minimum> minimums;  ///< of every product set
  std::vector<completeness> topics;
  std::vector<star_band> bands;  ///< lowest first
  std::vector<council_level> councils;
  std::vector<recognition> recognitions;
  std::vector<forwarding> forwardings;
  dated_list<return_rule> returns;
  dated_list<round_rule> rounds;
  dated_list<session_rule> sessions;
  dated_list<time_limit> limits;
  dated_list<certificate_term> terms;
  dated_list<renewal_rule> renewals;
  dated_list<extension_rule> extensions;
  dated_list<notice_rule> notices;
  dated_list<revocation_rule> revocations;
  dated_list<dossier_stage> stages;
  dated_list<applicant_kind> applicants;
  dated_list<paper> papers;
  dated_list<samples_rule> samples;
  dated_list<copies_rule> copies;
  dated_list<code_format> codes;
  std::vector<reading> readings;
  std::vector<fact> facts;
  std::vector<product_set> product_sets;  ///< by number
  rule_revision revision{};               ///< which revision of its editions this is
  std::vector<day> revised{};             ///< first days of the editions that have this revision; empty: all
};

}  // namespace ocop::model
