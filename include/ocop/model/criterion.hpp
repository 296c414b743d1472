#pragma once

#include "ocop/base/citation.hpp"
#include "ocop/base/id.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/points.hpp"
#include "ocop/model/note.hpp"
#include "ocop/model/option_list.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ocop::model {

/// A criterion (tiêu chí) that a member answers by ticking: one list, or one of several cases.
struct criterion {
  criterion_id id;
  concept_id stands_for;
  label title;
  points max;
  std::optional<std::string> group;  ///< code of the heading that adds it up with its neighbours
  std::vector<option_list> lists;    ///< one, or one per case
  std::vector<note_use> notes;
  std::optional<label> anomaly;  ///< where the print does not close and the figure stays as used
  citation cite;
  std::string where;  ///< file and JSON pointer, for messages
};

}  // namespace ocop::model
