#pragma once

#include "ocop/base/authority.hpp"
#include "ocop/base/citation.hpp"
#include "ocop/base/day.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/logic/expression.hpp"
#include "ocop/model/dated.hpp"

#include <string>
#include <vector>

namespace ocop::model {

/// A number that a plan wants to reach.
struct programme_target {
  std::string id;
  label text;
  int at_least = 0;
  bool approximate = false;    ///< the plan says "about"
  bool of_registered = false;  ///< counts products registered for national evaluation, not recognised ones
  stars from{1};               ///< counts products of this level and above
  citation cite;
};

/// Who rewards products that reach a level.
struct programme_award {
  enum class upgrade_rule { difference, full, none };
  dated when;
  std::vector<stars> levels;
  authority by;
  upgrade_rule on_upgrade = upgrade_rule::none;  ///< what an upgrade to the level earns
  citation cite;
};

/// A class of products that a plan puts before others.
struct programme_class {
  std::string id;
  label text;
  expression when;  ///< over declared facts of the product and its owner
  citation cite;
};

/// A province's plan (kế hoạch): targets, awards, who goes first to national evaluation.
struct programme_plan {
  std::string id;
  label title;
  day from;
  day until;  ///< excluded
  std::vector<programme_target> targets;
  std::vector<programme_award> awards;
  std::vector<programme_class> priority;    ///< first class first
  std::vector<programme_class> preference;  ///< within a class: who meets more of these goes first
};

}  // namespace ocop::model
