#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/config.hpp"
#include "ocop/logic/limits.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ocop {

namespace detail::logic {
struct tree;
}

/// A condition of the law in JsonLogic (jsonlogic.com), read once into a compact tree.
///
/// Operators: var, missing, missing_some, if, ?:, ==, ===, !=, !==, !, !!, or, and, <, <=, >, >=, max, min,
/// +, -, *, /, %, map, filter, reduce, all, none, some, merge, in, cat, substr.
/// An object with exactly one key is an operation; one with no key or several is a value and nothing inside
/// it is evaluated; an array is evaluated item by item. `{"!": x}` and `{"!": [x]}` say the same.
/// Immutable, cheap to copy; any number of threads may read and evaluate one expression.
class expression {
  std::shared_ptr<detail::logic::tree const> tree_;

  explicit expression(std::shared_ptr<detail::logic::tree const> t) noexcept : tree_(std::move(t)) {}

 public:
  /// Reads a rule. Stricter than the reference on purpose: a mistake shows here, not when a dossier
  /// reaches the branch that has it.
  ///
  /// Errors, with the JSON pointer into the rule in `where`: errc::invalid_rule (an unknown operator, `*`
  /// without arguments, `missing_some` without a list), errc::too_deep, errc::rule_limit (too many nodes).
  [[nodiscard]] static OCOP_INLINE result<expression> parse(value const& rule, logic_limits const& allowed = {});

  /// The constant paths that the rule may look up in the data it is given: by `var`, and by `missing` and
  /// `missing_some`, there also inside `merge` and in the branches of `if`. Unique, in order of appearance.
  /// Not among them: the whole data (`{"var": ""}`), computed paths, and paths in the bodies of map, filter,
  /// reduce, all, none and some, whose data is the item.
  [[nodiscard]] OCOP_INLINE std::vector<std::string> const& facts() const noexcept;

  /// The rule as a value that parse() reads as this one.
  [[nodiscard]] OCOP_INLINE value rule() const;

  /// For the evaluator.
  [[nodiscard]] detail::logic::tree const& parsed() const noexcept { return *tree_; }

  /// The same rule as it is written, under the same limits.
  friend bool operator==(expression const& a, expression const& b) { return a.equals(b); }

 private:
  [[nodiscard]] OCOP_INLINE bool equals(expression const& other) const;
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/logic/impl/expression.ipp"
#endif
