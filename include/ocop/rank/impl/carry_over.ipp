#pragma once

#include "ocop/rank/carry_over.hpp"
#include "ocop/score/arguments.hpp"

#include <algorithm>
#include <string>
#include <variant>

namespace ocop {
namespace detail {

/// Where one tick goes: to a choice, or to a reason why not.
struct carried_tick {
  std::optional<choice> made;
  carry_reason why{};
  int nearest = 0;
};

inline carried_tick carry_tick(choice ticked, compiled_criterion const& from, compiled_criterion const& to) {
  if (from.has_cases() != to.has_cases()) return {{}, carry_reason::new_case};
  auto const index = [](auto const& options, auto matches) -> std::optional<std::size_t> {
    auto const found = std::find_if(options.begin(), options.end(), matches);
    if (found == options.end()) return std::nullopt;
    return static_cast<std::size_t>(found - options.begin());
  };
  if (ticked.option == 0) {
    for (auto const& list : to.lists) {
      compiled_option_list const* const before = from.list(list.case_no);
      if (!before) return {{}, carry_reason::new_case};
      for (auto const& option : list.options)
        if (!index(before->options, [&](auto const& o) { return o.id == option.id; }))
          return {{}, carry_reason::option_above};
    }
    return {choice{}};
  }
  compiled_option_list const* const after = to.list(ticked.case_no);
  if (!after) return {{}, carry_reason::new_case};
  compiled_option_list const& before = *from.list(ticked.case_no);
  compiled_option const& old_option = before.options[static_cast<std::size_t>(ticked.option - 1)];
  auto const same = index(after->options, [&](auto const& o) { return o.id == old_option.id; });
  if (!same) {
    auto const nearest = index(after->options, [&](auto const& o) { return o.stands_for == old_option.stands_for; });
    if (nearest) return {{}, carry_reason::new_threshold, static_cast<int>(*nearest) + 1};
    return {{}, carry_reason::renamed_option};
  }
  int const number = static_cast<int>(*same) + 1;
  for (auto const& option : after->options) {
    if (option.worth <= after->options[*same].worth) continue;
    auto const was = index(before.options, [&](auto const& o) { return o.id == option.id; });
    if (!was || before.options[*was].worth <= old_option.worth) return {{}, carry_reason::option_above, number};
  }
  return {choice{ticked.case_no, number}};
}

}  // namespace detail

OCOP_INLINE result<carried_sheet> carry_over(std::span<choice const> choices, compiled_product_set const& from,
                                             compiled_product_set const& to) {
  if (from.stands_for.empty() || from.stands_for != to.stands_for)
    return issue{errc::no_counterpart,
                 {},
                 "set " + std::to_string(from.number) + " (" + from.name.en + ") and set " + std::to_string(to.number) +
                     " (" + to.name.en + ") are not of the same products. Choose the set that continues it."};
  if (auto wrong = detail::check_choices(from, choices)) return std::move(*wrong);
  carried_sheet sheet;
  sheet.choices.resize(to.criteria.size());
  for (std::size_t c = 0; c < to.criteria.size(); ++c) {
    auto const old_criterion = counterpart(to.criteria[c], from);
    detail::carried_tick tick{{}, carry_reason::new_criterion};
    if (old_criterion)
      tick = detail::carry_tick(choices[*old_criterion], from.criteria[*old_criterion], to.criteria[c]);
    sheet.choices[c] = tick.made;
    if (!tick.made) sheet.open.push_back({c, old_criterion, tick.why, tick.nearest});
  }
  for (std::size_t c = 0; c < from.criteria.size(); ++c)
    if (!counterpart(from.criteria[c], to)) sheet.dropped.push_back(c);
  return sheet;
}

OCOP_INLINE result<choice> known_least(open_judgement const& open, std::span<choice const> choices) {
  if (open.why != carry_reason::option_above || open.nearest == 0) return choice{};
  if (!open.from || *open.from >= choices.size() || open.nearest < 0)
    return issue{errc::bad_value,
                 {},
                 "the judgement is of criterion " + (open.from ? std::to_string(*open.from) : std::string("none")) +
                     ", option " + std::to_string(open.nearest) + "; there are " + std::to_string(choices.size()) +
                     " choices. Give those that were carried over."};
  return choice{choices[*open.from].case_no, open.nearest};
}

}  // namespace ocop
