#pragma once

#include "ocop/base/council_regulation.hpp"
#include "ocop/base/issue.hpp"
#include "ocop/config.hpp"
#include "ocop/load/rule_files.hpp"
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

/// JSON to model: each file is checked against its JSON Schema, read, and the whole is linted.
/// Nothing is thrown and nothing stops at the first mistake.
[[nodiscard]] OCOP_INLINE load_report load_rules(rule_files const& files);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/load/impl/load.ipp"
#endif
