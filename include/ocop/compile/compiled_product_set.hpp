#pragma once

#include "ocop/base/citation.hpp"
#include "ocop/base/day.hpp"
#include "ocop/base/id.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/note_effect.hpp"
#include "ocop/base/points.hpp"
#include "ocop/base/points_text.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/config.hpp"
#include "ocop/logic/expression.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ocop {

/// An option of a list.
struct compiled_option {
  option_id id;
  label text;
  points worth;
  concept_id stands_for;
};

/// One list of options; options are numbered from 1 in printed order.
struct compiled_option_list {
  int case_no = 0;  ///< 0 where the criterion has no cases
  label title;      ///< of the case
  bool printed = true;
  std::vector<compiled_option> options;
};

/// A criterion. Indices point into the product set that holds it.
struct compiled_criterion {
  criterion_id id;
  concept_id stands_for;
  label title;
  points max;
  std::size_t section = 0;
  std::optional<std::size_t> group;
  std::vector<compiled_option_list> lists;
  std::optional<label> anomaly;
  citation cite;

  /// The list of a case; nothing where there is no such case.
  [[nodiscard]] compiled_option_list const* list(int case_no) const noexcept {
    for (auto const& l : lists)
      if (l.case_no == case_no) return &l;
    return nullptr;
  }
  [[nodiscard]] bool has_cases() const noexcept {
    return lists.size() > 1 || (!lists.empty() && lists.front().case_no != 0);
  }
};

/// A star mark: the least option of a list for a level. `option` 0 is a mark on the heading.
struct compiled_gate {
  stars level;
  std::size_t criterion = 0;
  std::size_t list = 0;
  int option = 0;
  points needed;  ///< points of the marked option; for a heading mark those of its highest option
};

/// A note and the criteria `[first, last)` on which it stands.
struct compiled_note {
  std::string id;
  label text;
  std::optional<expression> when;
  std::string when_text;                          ///< the condition as compact JSON
  std::variant<note_effect, std::size_t> effect;  ///< fixed, or index of the reading that chooses it
  std::vector<std::size_t> zero_at;               ///< criteria of which one at 0 points triggers it
  std::size_t first = 0;
  std::size_t last = 0;
  std::string at;  ///< printed code of the section or criterion; empty for the form
  std::string cite;
};

/// A heading that adds up criteria.
struct compiled_heading {
  std::string code;
  label title;
  points max;
  std::size_t above = 0;  ///< section: index of its part; group: index of its section
  citation cite;
  std::optional<points> counts_at_most{};  ///< of what is below it; none: all of it counts
};

/// Where points are added up.
enum class points_place { total, part, section, group };

/// The least points that a level asks for somewhere (điểm tối thiểu). Treated as a mark is.
struct compiled_minimum {
  stars level;
  points_place place = points_place::total;
  std::size_t at = 0;  ///< index of the part, section or group
  std::string code;    ///< of that heading, or `total`
  points least;
  citation cite;
};

/// A product set (bộ sản phẩm), flat and indexed. Immutable; safe to read from many threads.
struct compiled_product_set {
  int number = 0;
  points_unit unit;  ///< of its points: that of its rule set
  concept_id stands_for;
  label name;
  label industry;
  label group;
  std::vector<label> managed_by;
  std::optional<label> anomaly;  ///< where the print does not add up
  citation cite;
  day checked_on;      ///< day on which a person last compared it with the printed text; not in the digest
  std::string sha256;  ///< of everything the set means, hex
  std::vector<compiled_heading> sections;
  std::vector<compiled_heading> groups;
  std::vector<compiled_criterion> criteria;                  ///< in printed order
  std::vector<compiled_gate> gates;                          ///< in printed order, lower levels first within a list
  std::vector<compiled_note> notes;                          ///< form first, then in printed order
  std::vector<compiled_minimum> minimums;                    ///< those of the rule set first
  std::vector<std::pair<std::string, std::size_t>> by_code;  ///< sorted

  /// Index of a criterion by its printed code. Give the expected index to save the search.
  [[nodiscard]] OCOP_INLINE std::optional<std::size_t> find(std::string_view code, std::size_t expected = 0) const;
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/compile/impl/compiled_product_set.ipp"
#endif
