#pragma once

#include "ocop/base/calendar.hpp"
#include "ocop/base/enumerators.hpp"
#include "ocop/base/name.hpp"
#include "ocop/base/text.hpp"
#include "ocop/score/member_names.hpp"
#include "ocop/exchange/detail/settling.hpp"
#include "ocop/exchange/scoring.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace ocop {
namespace detail {

/// The first text in a value, key or content, that is no UTF-8.
inline std::optional<issue> check_texts(value const& in, std::string const& where) {
  auto const check = [&](std::string_view text, std::string const& there) -> std::optional<issue> {
    if (is_utf8(text)) return std::nullopt;
    auto wrong = check_name(text, "a text");
    wrong->where = there;
    return wrong;
  };
  if (in.is_string()) return check(in.as_string(), where);
  if (in.is_array()) {
    for (std::size_t i = 0; i < in.as_array().size(); ++i)
      if (auto wrong = check_texts(in.as_array()[i], where + '/' + std::to_string(i))) return wrong;
  } else if (in.is_object()) {
    for (auto const& m : in.as_object()) {
      std::string const there = where + pointer_to(m.key);
      if (auto wrong = check(m.key, there)) return wrong;
      if (auto wrong = check_texts(m.content, there)) return wrong;
    }
  }
  return std::nullopt;
}

/// The first text of a submission that no document can hold: bytes that are no UTF-8, an id that is blank. Of one that
/// was read there is none. Codes and ids are looked up later, and whatever is looked up is UTF-8.
inline std::optional<issue> check_texts(submission const& from) {
  auto wrong = check_name(from.id, "an id of the submission");
  if (wrong) {
    wrong->where = "/submission";
    return wrong;
  }
  if (!is_utf8(from.product.name)) return check_texts(value(from.product.name), "/product/name");
  if (!is_utf8(from.product.code)) return check_texts(value(from.product.code), "/product/code");
  return check_texts(from.facts, "/facts");
}

/// Looks the sheets up in the set and checks that they are those of one council.
inline result<std::vector<score_sheet>> read_sheets(compiled_rule_set const& rules, compiled_product_set const& set,
                                                    submission const& from) {
  if (from.sheets.empty()) return issue{errc::no_sheets, "/sheets", "there is no score sheet. Give at least one."};
  if (auto wrong = check_level(rules, from)) return std::move(*wrong);
  std::vector<score_sheet> sheets;
  member_names members;
  bool has_chair = false;
  for (std::size_t i = 0; i < from.sheets.size(); ++i) {
    auto const& sheet = from.sheets[i];
    std::string const where = "/sheets/" + std::to_string(i);
    if (auto const wrong = members.add(sheet.member)) return issue{wrong->code, where + "/member", wrong->message};
    bool const is_chair = sheet.role == "chair";
    if (is_chair && has_chair)
      return issue{errc::repeated_member, where + "/role", "there is already a chair. A council has one."};
    has_chair = has_chair || is_chair;
    auto choices = read_answers(set, sheet.choices);
    if (!choices) return within(where + "/choices", choices.error());
    sheets.push_back({sheet.member, is_chair, std::move(*choices)});
  }
  return sheets;
}

}  // namespace detail

OCOP_INLINE result<governing_edition> governing(rule_catalog const& catalog, submission const& from,
                                                std::span<reading_choice const> wanted) {
  return detail::rules_for(catalog, from, wanted);
}

OCOP_INLINE result<scored_submission> score_under(rule_catalog const& catalog, governing_edition governing,
                                                  submission from, std::span<reading_choice const> wanted) {
  if (auto wrong = detail::check_texts(from)) return std::move(*wrong);
  if (from.filing && !is_enumerator(from.filing->kind))
    return issue{errc::bad_value, "/filing/kind",
                 "found number " + std::to_string(static_cast<int>(from.filing->kind)) +
                     "; a filing is filing_kind::first, upgrade or renewal."};
  auto rules = std::move(governing.rules);
  auto settled = detail::settle(catalog, *rules, from, wanted);
  if (!settled) return settled.error();
  auto& [set, session, readings] = *settled;

  // A last day that is a day off moves past the weekend only: which days are holidays, no submission says.
  bool asks_day_off = false;
  if (governing.finish_by) {
    day const moved = working_calendar{}.next_working_day(*governing.finish_by);
    bool const moves = readings.day_off == reading_choices::day_off_rule::next_working_day;
    auto const decided = from.filing ? from.filing->decided_on : std::nullopt;
    asks_day_off = decided && *governing.finish_by < *decided && *decided <= moved;
    if (moves) governing.finish_by = moved;
  }
  auto sheets = detail::read_sheets(*rules, *set, from);
  if (!sheets) return sheets.error();
  auto assessed = assess(std::move(rules), set->number, std::move(*sheets), from.facts, std::move(readings),
                         from.council ? std::string_view(from.council->level) : std::string_view(), std::move(session));
  if (!assessed) {
    issue wrong = assessed.error();
    if (wrong.code == errc::members_unknown) wrong.where = "/council/members";
    return wrong;
  }
  assessed->ranking.questions.amendment = !governing.asked.empty() && from.filing && from.filing->decided_on;
  assessed->ranking.questions.day_off = asks_day_off;
  return scored_submission{std::move(from), std::move(governing.because), governing.finish_by, std::move(*assessed),
                           governing.by_else};
}

OCOP_INLINE result<scored_submission> score(rule_catalog const& catalog, submission from,
                                            std::span<reading_choice const> wanted) {
  if (auto wrong = detail::check_texts(from)) return std::move(*wrong);
  auto edition = governing(catalog, from, wanted);
  if (!edition) return edition.error();
  return score_under(catalog, std::move(*edition), std::move(from), wanted);
}

}  // namespace ocop
