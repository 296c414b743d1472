#pragma once

#include "ocop/base/id.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/points.hpp"
#include "ocop/base/stars.hpp"

#include <vector>

namespace ocop::model {

/// One option (mức chấm) of a list, in printed order.
struct option {
  option_id id;
  label text;
  points worth;
  concept_id stands_for;
};

/// Gate (dấu sao): the least option for a star level. An empty `needs` is a mark on the heading:
/// some option above zero (reading R-04).
struct gate {
  stars level;
  option_id needs;
};

/// A list of options of which a member ticks at most one.
struct option_list {
  int case_no = 0;  ///< number of the alternative case, 0 where the criterion has no cases
  concept_id stands_for;
  label title;          ///< of the case; empty where there are none
  bool printed = true;  ///< false: the law prints a maximum and no options (reading R-16)
  std::vector<option> options;
  std::vector<gate> gates;
};

}  // namespace ocop::model
