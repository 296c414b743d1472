#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace ocop {

/// A name that the law or the rule data gives to one thing. Ids of different things do not convert
/// into each other: passing one for the other does not compile.
template <class Tag>
class id {
  std::string text_;

 public:
  id() = default;
  explicit id(std::string text) : text_(std::move(text)) {}
  explicit id(std::string_view text) : text_(text) {}
  explicit id(char const* text) : text_(text) {}

  [[nodiscard]] std::string const& str() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

  friend bool operator==(id const&, id const&) = default;
  friend auto operator<=>(id const&, id const&) = default;
};

/// Criterion (tiêu chí), as printed: `1.1`, `6.1.1`, `8`.
using criterion_id = id<struct criterion_tag>;
/// Option (mức chấm) of a criterion, e.g. `from-50-to-75`.
using option_id = id<struct option_tag>;
/// Rule set, one generation of the law: `qd-26-2026`.
using rule_set_id = id<struct rule_set_tag>;
/// Edition, a rule set as it stood from one day to the next change: `qd-26-2026@2026-05-22`.
using edition_id = id<struct edition_tag>;
/// Reading, our choice where the law is silent: `R-05`.
using reading_id = id<struct reading_tag>;

/// Concept: what a criterion, an option or a product set stands for in every generation of the law.
using concept_id = id<struct concept_tag>;

}  // namespace ocop

template <class Tag>
struct std::hash<ocop::id<Tag>> {
  std::size_t operator()(ocop::id<Tag> const& i) const noexcept { return std::hash<std::string>{}(i.str()); }
};
