#pragma once

#include "ocop/base/calendar.hpp"
#include "ocop/base/day.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/dossier/evaluation_round.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ocop {

/// A dossier (hồ sơ) as it is handed over: what it is for and what is in it.
struct dossier {
  struct copy_count {
    int paper = 0;
    int electronic = 0;
  };
  filing_kind kind = filing_kind::first;
  std::int64_t set = 0;
  std::string code;            ///< of the product; empty: not given yet
  std::string stage;           ///< who hands it over, as the edition names it: `commune`; empty: the first, the owner
  std::string applicant;       ///< kind of owner, e.g. `cooperative`; empty: not given
  bool is_registered = false;  ///< the owner has a business registration
  std::vector<std::string> papers;
  int samples = 0;
  std::optional<copy_count> copies;
  value facts;                     ///< an object of declared facts, or null
  std::optional<day> received_on;  ///< day on which the commune received the file
  std::optional<day> proposed_on;  ///< day on which the full file was proposed to the next level
  std::string level;               ///< level to which it is proposed, for the round; empty: the lowest with a council
};

/// Something that a dossier lacks, or may hold.
struct dossier_item {
  std::string what;  ///< `paper`, `samples`, `copies`, `applicant`, `registration` or `code`
  std::string id;    ///< of the paper or the applicant kind; empty for other things
  label text;
  std::optional<int> needs;
  std::optional<int> found;
  std::string cite;
};

/// A limit that runs for a dossier.
struct running_limit {
  std::string id;
  label text;
  std::optional<day> until;    ///< last day; none: it needs a calendar of days off and none is given
  bool weekends_only = false;  ///< in working days, and the calendar names no holiday
  std::string cite;
};

/// What is to be said of a dossier.
struct dossier_check {
  std::vector<dossier_item> missing;  ///< in the order of the law
  std::vector<dossier_item> if_any;   ///< papers that belong to it where they exist, and are not there
  std::optional<evaluation_round> round;
  std::vector<running_limit> limits;
  std::string session;                   ///< form in which the council decides: `meeting`, `written`; empty: not known
  std::vector<std::string> assumed;      ///< facts asked for and not given
  std::vector<std::string> missing_law;  ///< topics on which our sources are silent: `applicants`, `papers`, …

  [[nodiscard]] bool is_complete() const noexcept { return missing.empty(); }
};

/// Compares a dossier with what its edition asks for at its hand-over: the papers of that hand-over, and the owner's
/// file, which goes along at every one.
///
/// Source: dossier.json and procedure.json of the rule set, e.g. 26/2026 articles 2.3, 5, 6 and 7.
/// Errors: errc::unknown_product_set, errc::bad_value (unknown stage, level, applicant or paper, with what is allowed;
/// a kind of filing that is none; samples or copies below 0; a proposal before the receipt), errc::bad_date (a day that
/// is not written YYYY-MM-DD), those of check_facts, errc::missing_fact (R-20=error), those of check_readings().
[[nodiscard]] OCOP_INLINE result<dossier_check> check_dossier(compiled_rule_set const& rules, dossier const& d,
                                                              reading_choices const& readings,
                                                              working_calendar const* calendar = nullptr);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/dossier/impl/dossier.ipp"
#endif
