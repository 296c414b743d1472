#pragma once

#include "ocop/base/text.hpp"
#include "ocop/score/detail/given_rules.hpp"
#include "ocop/score/score_sheet.hpp"

#include <string_view>
#include <utility>

namespace ocop {
namespace detail {

inline std::string list_of_options(compiled_option_list const& l) {
  std::string text = "0 (nothing ticked)";
  for (std::size_t i = 0; i < l.options.size(); ++i)
    text += ", " + std::to_string(i + 1) + " or \"" + l.options[i].id.str() + '"';
  return text;
}

inline result<choice> read_answer(compiled_criterion const& c, answer const& a) {
  auto const wrong = [&](errc code, std::string message) {
    return issue{code, pointer_to(a.criterion), std::move(message)};
  };
  auto const* const number = std::get_if<std::int64_t>(&a.option);
  std::string const& name = c.id.str();
  if (c.has_cases() && !a.case_no) {
    if (number && *number == 0) return choice{};
    return wrong(errc::wrong_case, "criterion " + name + " has cases " + list_of_cases(c) +
                                       "; write { \"case\": " + std::to_string(c.lists.front().case_no) +
                                       ", \"option\": … }, or 0 if nothing is ticked.");
  }
  if (!c.has_cases() && a.case_no)
    return wrong(errc::wrong_case, "criterion " + name + " has no cases; write the option alone.");

  auto const* const list =
      a.case_no && (*a.case_no < 1 || *a.case_no > 99) ? nullptr : c.list(static_cast<int>(a.case_no.value_or(0)));
  if (!list)
    return wrong(errc::wrong_case, "criterion " + name + " has no case " + std::to_string(*a.case_no) +
                                       "; it has cases " + list_of_cases(c) + ".");
  if (number) {
    if (*number >= 0 && *number <= static_cast<std::int64_t>(list->options.size()))
      return choice{list->case_no, static_cast<int>(*number)};
  } else {
    for (std::size_t i = 0; i < list->options.size(); ++i)
      if (list->options[i].id.str() == std::get<std::string>(a.option))
        return choice{list->case_no, static_cast<int>(i) + 1};
  }
  std::string const found = number ? std::to_string(*number) : in_quotes(std::get<std::string>(a.option));
  return wrong(errc::unknown_option,
               "criterion " + name + " has no option " + found + "; allowed are " + list_of_options(*list) + ".");
}

}  // namespace detail

OCOP_INLINE result<std::vector<choice>> read_answers(compiled_product_set const& set, std::span<answer const> answers) {
  std::vector<choice> choices(set.criteria.size());
  std::vector<char> answered(set.criteria.size(), 0);
  std::size_t expected = 0;
  for (auto const& a : answers) {
    auto const index = set.find(a.criterion, expected);
    if (!index)
      return issue{
          errc::unknown_criterion, pointer_to(a.criterion),
          "set " + std::to_string(set.number) + " has no criterion " + in_quotes(a.criterion) +
              (set.criteria.empty() ? "; it has none at all."
                                    : "; its criteria run from " + set.criteria.front().id.str() + " to " +
                                          set.criteria.back().id.str() + ". Compare the code with the printed form.")};
    if (answered[*index])
      return issue{errc::duplicate_key, pointer_to(a.criterion),
                   "criterion " + a.criterion + " is answered twice. Keep one answer."};
    auto const read = detail::read_answer(set.criteria[*index], a);
    if (!read) return read.error();
    choices[*index] = *read;
    answered[*index] = 1;
    expected = *index + 1;
  }
  std::string missing;
  for (std::size_t i = 0; i < answered.size(); ++i)
    if (!answered[i]) missing += (missing.empty() ? "" : ", ") + set.criteria[i].id.str();
  if (!missing.empty())
    return issue{
        errc::missing_criteria,
        {},
        "these criteria are not answered: " + missing + ". Answer each with an option, or 0 if nothing is ticked."};
  return choices;
}

}  // namespace ocop
