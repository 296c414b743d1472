#pragma once

#include "ocop/base/citation.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/base/label.hpp"
#include "ocop/logic/expression.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ocop::model {

/// A hand-over on a dossier's way, by whom.
struct dossier_stage {
  std::string id;  ///< `owner`, `commune`
  citation cite;
};

/// A kind of owner (chủ thể OCOP) that may apply.
struct applicant_kind {
  std::string id;
  label text;
  std::vector<int> sets;            ///< product sets for which it may apply; empty: all
  bool needs_registration = false;  ///< only with business registration
  citation cite;
};

/// A paper of a dossier (thành phần hồ sơ).
struct paper {
  std::string id;
  std::string stage;  ///< hand-over at which it goes along; what is of the first one goes along at every one
  label text;
  std::vector<filing_kind> kinds;
  std::vector<int> sets;         ///< product sets that need it; empty: all
  std::vector<int> except_sets;  ///< product sets that do not
  bool if_any = false;           ///< belongs to the dossier where it exists, and is not asked for
  std::optional<expression> when;
  std::string when_text;  ///< the condition as compact JSON; empty where there is none
  citation cite;
};

/// Samples (mẫu sản phẩm) that go with the dossier.
struct samples_rule {
  int count = 0;
  std::string stage;
  std::vector<int> except_sets;
  citation cite;
};

/// Copies at each hand-over.
struct copies_rule {
  int paper = 0;
  int electronic = 0;
  citation cite;
};

/// How a product code is built: numbers joined by `-`.
struct code_format {
  struct element {
    std::string id;  ///< `province`, `year`
    label text;
    int least_digits = 1;
    std::optional<int> most_digits;  ///< none: as many as there are
  };
  std::vector<element> elements;
  citation cite;
};

/// What an edition says of dossiers; an empty list is a topic on which our sources are silent.
struct dossier_rules {
  std::vector<dossier_stage> stages;  ///< in the order of a dossier's way
  std::vector<applicant_kind> applicants;
  std::vector<paper> papers;
  std::vector<samples_rule> samples;
  std::optional<copies_rule> copies;
  std::optional<code_format> code;
};

}  // namespace ocop::model
