#pragma once

#include "ocop/base/authority.hpp"
#include "ocop/base/citation.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/points.hpp"
#include "ocop/base/stars.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace ocop {

/// What a lower level may do when a council sends a product back for too few points.
struct return_rule {
  struct choice {
    std::string id;
    label text;
    std::vector<stars> levels;  ///< it may be taken for these; empty: for all
  };
  std::string level;  ///< of the council that sends back
  points below;
  authority to;
  std::vector<choice> choices;
  citation cite;
};

/// A round of evaluation (đợt đánh giá) of a year. Both days are excluded: "before".
struct round_rule {
  std::string level;
  int number = 0;
  std::chrono::month_day proposed_before;
  std::chrono::month_day held_before;
  citation cite;
};

/// In which form a council decides.
struct session_rule {
  std::vector<filing_kind> kinds;
  std::string form;             ///< `meeting` or `written`
  std::optional<label> unless;  ///< when it meets all the same
  citation cite;
};

/// Within how many days something must be done.
struct time_limit {
  std::string id;
  label text;
  int days = 0;
  bool working_days = false;
  std::string from;  ///< `received`: the file, by the commune; `proposed`: the full file, by the next level
  std::vector<filing_kind> kinds;
  citation cite;
};

/// What an edition says of the way from a dossier to a decision.
struct procedure_rules {
  std::vector<return_rule> returns;
  std::vector<round_rule> rounds;
  std::vector<session_rule> sessions;
  std::vector<time_limit> limits;
};

}  // namespace ocop
