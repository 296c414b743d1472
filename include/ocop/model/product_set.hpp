#pragma once

#include "ocop/base/citation.hpp"
#include "ocop/base/day.hpp"
#include "ocop/base/id.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/points.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/model/criterion.hpp"
#include "ocop/model/note.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ocop::model {

/// A second-level heading that adds up third-level criteria: `6.1` over `6.1.1`, `6.1.2`.
struct group {
  std::string code;
  label title;
  points max;
  citation cite;
  std::optional<points> counts_at_most{};  ///< of what its criteria add up to
};

/// The least points that a level asks for somewhere (điểm tối thiểu).
struct minimum {
  stars level;
  std::string at;  ///< code of a part, section or group, or `total`
  points least;
  citation cite;
  std::string where;  ///< file and JSON pointer, for messages
};

/// A section (mục) of a part.
struct section {
  std::string code;
  std::string part;
  label title;
  points max;
  std::vector<group> groups;
  std::vector<criterion> criteria;  ///< in printed order, those of groups included
  std::vector<note_use> notes;
  citation cite;
  std::string where;                       ///< file and JSON pointer, for messages
  std::optional<points> counts_at_most{};  ///< of what its criteria and groups add up to
};

/// A product set (bộ sản phẩm): one criteria table of the law.
struct product_set {
  int number = 0;
  concept_id stands_for;
  label name;
  label industry;
  label group;
  std::vector<label> managed_by;
  std::vector<section> sections;
  std::vector<note_use> notes;   ///< disqualifiers of the form
  std::optional<label> anomaly;  ///< where the print does not add up and the figures stay as printed
  citation cite;
  day checked_on;     ///< day on which a person last compared it with the printed text
  std::string where;  ///< file and JSON pointer, for messages
  std::vector<minimum> minimums{};
};

}  // namespace ocop::model
