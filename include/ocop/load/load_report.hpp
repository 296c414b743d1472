#pragma once

#include "ocop/base/council_regulation.hpp"
#include "ocop/base/issue.hpp"
#include "ocop/model/programme_plan.hpp"
#include "ocop/model/rule_set.hpp"

#include <vector>

namespace ocop {

/// What came of loading: every rule set, council regulation and programme that could be read, and everything that is
/// wrong with the files, in the order of the files. Rules with issues must not be used to rank anybody.
struct load_report {
  std::vector<model::rule_set> rule_sets;  ///< the first revision of each
  std::vector<model::rule_set> revisions;  ///< later ones, each after the one before it
  std::vector<council_regulation> regulations;
  std::vector<model::programme_plan> programmes;
  std::vector<issue> issues;

  [[nodiscard]] bool ok() const noexcept { return issues.empty(); }
};

}  // namespace ocop
