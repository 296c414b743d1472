#pragma once

#include "ocop/base/points.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ocop {

/// Where an option list stands in a product set.
struct list_place {
  std::size_t criterion = 0;
  std::size_t list = 0;

  friend bool operator==(list_place, list_place) = default;
};

/// A star mark before and after; one of the two is absent where it was added or removed. Points are those of the marked
/// option; a mark on the heading asks for more than 0. All points are in the unit of their set.
struct gate_change {
  struct mark {
    points needed;
    bool on_heading = false;

    friend bool operator==(mark const&, mark const&) = default;
  };
  stars level;
  std::optional<mark> before;
  std::optional<mark> after;
};

/// What became of one option list between two editions.
struct list_change {
  std::optional<list_place> from;  ///< absent: added
  std::optional<list_place> to;    ///< absent: removed
  bool renamed = false;            ///< the criterion has another title
  bool reweighted = false;         ///< another maximum, or as many options with other points
  std::size_t options_before = 0;
  std::size_t options_after = 0;
  std::size_t new_options = 0;     ///< options after that were not there before, word for word
  std::vector<gate_change> gates;  ///< only those that changed, lower levels first

  [[nodiscard]] bool is_unchanged() const noexcept {
    return from && to && !renamed && !reweighted && options_before == options_after && new_options == 0 &&
           gates.empty();
  }
};

/// A minimum before and after; one of the two is absent where it was added or removed.
struct minimum_change {
  stars level;
  std::string at;  ///< code of the part, section or group, or `total`
  std::optional<points> before;
  std::optional<points> after;
};

/// Up to how many points a section or group counts, before and after; absent where all of it counts.
struct limit_change {
  std::string at;
  std::optional<points> before;
  std::optional<points> after;
};

/// A product set in two editions, list by list: in the printed order of the later one, then what was removed.
struct set_comparison {
  compiled_product_set const* from = nullptr;
  compiled_product_set const* to = nullptr;
  std::vector<list_change> lists;
  std::vector<minimum_change> minimums{};  ///< only those that changed, by level, then code
  std::vector<limit_change> limits{};      ///< only those that changed, by code
};

/// The criterion of another set that stands for the same concept; nothing where there is none.
[[nodiscard]] OCOP_INLINE std::optional<std::size_t> counterpart(compiled_criterion const& criterion,
                                                                 compiled_product_set const& other);

/// The sets of an edition that a set continues: those of the same concept. Several where the law merged them.
[[nodiscard]] OCOP_INLINE std::vector<compiled_product_set const*> counterparts(compiled_rule_set const& rules,
                                                                                compiled_product_set const& set);

/// Compares two sets by the concepts that their criteria and options stand for. The sets must outlive the comparison.
[[nodiscard]] OCOP_INLINE set_comparison compare(compiled_product_set const& from, compiled_product_set const& to);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/compile/impl/comparison.ipp"
#endif
