#pragma once

#include "ocop/base/result.hpp"
#include "ocop/compile/comparison.hpp"
#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/config.hpp"
#include "ocop/score/score_sheet.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ocop {

/// Why a criterion must be judged again under another edition.
enum class carry_reason {
  new_criterion,   ///< nothing in the old set stands for it
  new_case,        ///< the cases of the two sets differ
  new_threshold,   ///< the option ticked is still there, with other words or another number
  renamed_option,  ///< nothing stands for the option ticked any more
  option_above,    ///< what was ticked is still there, and an option worth more is new: it may be met too
};

/// The reason as documents print it: `new-threshold`.
[[nodiscard]] constexpr std::string_view to_string(carry_reason r) noexcept {
  switch (r) {
    case carry_reason::new_criterion: return "new-criterion";
    case carry_reason::new_case: return "new-case";
    case carry_reason::new_threshold: return "new-threshold";
    case carry_reason::renamed_option: return "renamed-option";
    case carry_reason::option_above: return "option-above";
  }
  return {};
}

/// A criterion of the new set that the old sheet does not answer with certainty.
struct open_judgement {
  std::size_t criterion = 0;        ///< of the new set
  std::optional<std::size_t> from;  ///< of the old set
  carry_reason why{};
  int nearest = 0;  ///< option of the new list that stands for the one ticked, where there is one

  friend bool operator==(open_judgement const&, open_judgement const&) = default;
};

/// A sheet under another edition.
struct carried_sheet {
  std::vector<std::optional<choice>> choices;  ///< one per criterion of the new set; empty: to be judged again
  std::vector<open_judgement> open;            ///< in printed order
  std::vector<std::size_t> dropped;            ///< criteria of the old set that the new one does not have

  [[nodiscard]] bool is_complete() const noexcept { return open.empty(); }
};

/// Carries what was ticked under one edition to another, where that is certain.
///
/// A tick is carried when the same option, word for word, is in the new list, and every option there that is worth more
/// was in the old list too, worth more there: it was looked at and not ticked. Nothing ticked stays nothing when every
/// option of the new list was in the old one. Everything else is listed with the reason; `reachable` bounds what it may
/// come to. `choices` has one entry per criterion of `from`, as read_answers gives.
/// Errors: errc::no_counterpart where the two sets do not stand for the same products; errc::missing_criteria,
/// errc::bad_value, errc::unknown_option, errc::wrong_case for choices that are not those of `from`, as in assess().
[[nodiscard]] OCOP_INLINE result<carried_sheet> carry_over(std::span<choice const> choices,
                                                           compiled_product_set const& from,
                                                           compiled_product_set const& to);

/// What an open criterion is worth in any case: the option ticked where it is still there word for word, else nothing.
/// `choices` are those carried over. Errors: errc::bad_value where the judgement names a criterion that they do not
/// have, or an option below 0.
[[nodiscard]] OCOP_INLINE result<choice> known_least(open_judgement const& open, std::span<choice const> choices);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/rank/impl/carry_over.ipp"
#endif
