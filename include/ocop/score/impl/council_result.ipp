#pragma once

#include "ocop/compile/references.hpp"
#include "ocop/score/council_result.hpp"
#include "ocop/score/member_names.hpp"
#include "ocop/score/arguments.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace ocop {
namespace detail {

OCOP_INLINE std::optional<issue> check_regulation(council_regulation const* regulation) {
  auto const wrong = regulation ? wrong_number(*regulation) : std::nullopt;
  if (!wrong) return std::nullopt;
  return issue{errc::bad_value,
               {},
               "regulation " + in_quotes(regulation->id) + ": " + *wrong +
                   ". Take a regulation of the rule_catalog, or mend it."};
}

OCOP_INLINE std::optional<issue> check_session(std::size_t sheets, council_session const& session) {
  if (session.members && *session.members < static_cast<std::int64_t>(sheets))
    return issue{errc::too_many_sheets,
                 {},
                 "there are " + std::to_string(sheets) + " sheets and " + std::to_string(*session.members) +
                     " members. Mend one of the two."};
  if (!session.regulation) return std::nullopt;
  council_regulation const& regulation = *session.regulation;
  if (regulation.how == aggregation::agreed_score && sheets > 1)
    return issue{errc::too_many_sheets,
                 {},
                 "regulation " + regulation.id + " knows one agreed sheet; there are " + std::to_string(sheets) +
                     ". Send the sheet on which the council agreed."};
  auto const dropped = 2 * static_cast<std::size_t>(regulation.drop);
  if (sheets <= dropped)
    return issue{errc::no_sheets,
                 {},
                 "regulation " + regulation.id + " leaves out " + std::to_string(dropped) +
                     " of the totals, the highest and the lowest; there are " + std::to_string(sheets) +
                     " sheets. Send at least " + std::to_string(dropped + 1) + "."};
  // Where every member must give a sheet and no number is named, those who gave one are all.
  if (regulation.quorum && regulation.quorum->present < regulation.quorum->of && !session.members)
    return issue{errc::members_unknown,
                 {},
                 "regulation " + regulation.id + " has a quorum, and the number of members is not given. Give it."};
  return std::nullopt;
}

/// Several sheets are told apart by the names of their members; a single one may have none.
inline std::optional<issue> check_members(std::span<score_sheet const> sheets) {
  if (sheets.size() == 1 && sheets.front().member.empty()) return std::nullopt;
  member_names members;
  for (std::size_t s = 0; s < sheets.size(); ++s)
    if (auto wrong = members.add(sheets[s].member)) {
      wrong->where = '/' + std::to_string(s) + "/member";
      return wrong;
    }
  return std::nullopt;
}

OCOP_INLINE std::optional<issue> check_round(council_session const& session) {
  std::int64_t const rounds = session.regulation ? session.regulation->rounds : 1;
  if (!session.round || (*session.round >= 1 && *session.round <= rounds)) return std::nullopt;
  std::string const who = session.regulation ? "regulation " + session.regulation->id : "a scoring without regulation";
  return issue{errc::bad_value, "/round",
               "found round " + std::to_string(*session.round) + "; " + who + " has " + std::to_string(rounds) +
                   (rounds == 1 ? " round. Give 1." : " rounds. Give 1 to " + std::to_string(rounds) + ".")};
}

OCOP_INLINE std::optional<issue> check_sheets(compiled_product_set const& set, std::span<score_sheet const> sheets) {
  for (std::size_t s = 0; s < sheets.size(); ++s)
    if (auto wrong = check_choices(set, sheets[s].choices)) {
      wrong->where.insert(0, '/' + std::to_string(s) + "/choices");
      return wrong;
    }
  return std::nullopt;
}

OCOP_INLINE std::optional<issue> check_council(std::span<score_sheet const> sheets, council_session const& session) {
  if (sheets.empty()) return issue{errc::no_sheets, {}, "there is no score sheet. Give at least one."};
  if (auto wrong = check_round(session)) return wrong;
  if (auto wrong = check_regulation(session.regulation.get())) return wrong;
  if (auto wrong = check_session(sheets.size(), session)) return wrong;
  return check_members(sheets);
}

}  // namespace detail
}  // namespace ocop
