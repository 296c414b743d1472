#pragma once

#include "ocop/compile/references.hpp"
#include "ocop/council/council_result.hpp"
#include "ocop/council/member_names.hpp"
#include "ocop/evaluate/arguments.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace ocop {
namespace detail {

/// Evaluates all sheets, with the criteria from `count_until` on counting 0.
inline result<std::vector<evaluation>> evaluate_all(compiled_rule_set const& rules, compiled_product_set const& set,
                                                    std::span<score_sheet const> sheets, findings const& facts,
                                                    reading_choices const& readings,
                                                    std::optional<std::size_t> count_until) {
  std::vector<evaluation> all;
  all.reserve(sheets.size());
  for (std::size_t s = 0; s < sheets.size(); ++s) {
    auto one = evaluate_unchecked(rules, set, sheets[s].choices, facts, readings, count_until);
    if (!one) {
      issue wrong = one.error();
      wrong.where = '/' + std::to_string(s) + "/choices" + wrong.where;
      return wrong;
    }
    all.push_back(std::move(*one));
  }
  return all;
}

/// Does a thing that holds on `k` of `n` sheets hold for the council?
inline bool zero_stops(std::size_t k, std::size_t n, reading_choices::zero_stop_rule how) noexcept {
  switch (how) {
    case reading_choices::zero_stop_rule::majority: return 2 * k > n;
    case reading_choices::zero_stop_rule::all: return k == n;
    case reading_choices::zero_stop_rule::any: return k > 0;
  }
  return false;
}

/// Is a mark met by the members together?
inline bool gate_holds(compiled_product_set const& set, std::size_t g, std::vector<evaluation> const& all,
                       reading_choices const& readings, open_questions& asked) {
  auto const met = static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](auto const& e) { return e.gate_met[g] != 0; }));
  asked.members |= met != 0 && met != all.size();
  switch (readings.members) {
    case reading_choices::members_rule::majority: return 2 * met > all.size();
    case reading_choices::members_rule::all: return met == all.size();
    case reading_choices::members_rule::mean: break;
  }
  // Members who agree need no mean: a waived mark, another case, an option printed before the marked one (R-03).
  if (met == 0 || met == all.size()) return met != 0;
  compiled_gate const& gate = set.gates[g];
  std::int64_t sum = 0;
  for (auto const& e : all) sum += e.by_criterion[gate.criterion].value;
  bool const any_points = gate.option == 0 && readings.heading == reading_choices::heading_rule::any_points;
  return any_points ? sum > 0 : mean_points(sum, static_cast<std::int64_t>(all.size())) >= gate.needed;
}

/// Can a session have so many sheets?
inline std::optional<issue> check_session(std::size_t sheets, council_session const& session) {
  if (session.regulation)
    if (auto const wrong = wrong_number(*session.regulation))
      return issue{errc::bad_value,
                   {},
                   "regulation " + in_quotes(session.regulation->id) + ": " + *wrong +
                       ". Take a regulation of the rule_catalog, or mend it."};
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

/// Takes the points of all sheets together: exactly, and besides as the regulation rounds them, half up.
inline void add_up(compiled_rule_set const& rules, compiled_product_set const& set, council_result& council,
                   council_regulation const* regulation) {
  auto const mean = [&](auto points_of) {
    std::int64_t sum = 0;
    for (auto const& e : council.evaluations) sum += points_of(e).value;
    return mean_points(sum, static_cast<std::int64_t>(council.evaluations.size()));
  };
  council.total = mean([](evaluation const& e) { return e.total; });
  for (std::size_t p = 0; p < rules.parts.size(); ++p)
    council.by_part.push_back(mean([p](evaluation const& e) { return e.by_part[p]; }));
  if (!regulation || !regulation->rounding) return;

  std::int64_t parts_of_point = 1;
  for (int i = 0; i < regulation->rounding->decimals; ++i) parts_of_point *= 10;
  std::int64_t sum = 0;
  switch (regulation->rounding->of) {
    case points_scope::total: sum = council.total.rounded_to(parts_of_point); break;
    case points_scope::part:
      for (mean_points const& part : council.by_part) sum += part.rounded_to(parts_of_point);
      break;
    case points_scope::criterion:
      for (std::size_t c = 0; c < set.criteria.size(); ++c)
        sum += mean([c](evaluation const& e) { return e.by_criterion[c]; }).rounded_to(parts_of_point);
      break;
  }
  council.rounded = mean_points(sum, parts_of_point);
}

inline std::optional<quorum_finding> judge_quorum(std::span<score_sheet const> sheets, council_session const& session) {
  auto const& rule = session.regulation->quorum;
  if (!rule) return std::nullopt;
  quorum_finding found;
  found.present = sheets.size();
  found.members = session.members.value_or(static_cast<std::int64_t>(sheets.size()));
  // Rounded up, and without leaving 64 bits however many members a document names.
  std::int64_t const rest = found.members % rule->of;
  found.needed = static_cast<std::size_t>(found.members / rule->of * rule->present +
                                          (rest * rule->present + rule->of - 1) / rule->of);
  found.chair_missing =
      rule->needs_chair && std::none_of(sheets.begin(), sheets.end(), [](auto const& s) { return s.is_chair; });
  found.is_met = found.present >= found.needed && !found.chair_missing;
  return found;
}

inline spread_finding judge_spread(compiled_rule_set const& rules, compiled_product_set const& set,
                                   council_result& council, spread_rule const& rule, reading_choices const& readings) {
  spread_finding worst;
  worst.scope = rule.scope;
  worst.limit = points{rule.limit};
  std::size_t const places = rule.scope == points_scope::total  ? 1
                             : rule.scope == points_scope::part ? rules.parts.size()
                                                                : set.criteria.size();
  for (std::size_t at = 0; at < places; ++at) {
    auto const of = [&](evaluation const& e) {
      return rule.scope == points_scope::total  ? e.total
             : rule.scope == points_scope::part ? e.by_part[at]
                                                : e.by_criterion[at];
    };
    auto const [low, high] = std::minmax_element(council.evaluations.begin(), council.evaluations.end(),
                                                 [&](auto const& a, auto const& b) { return of(a) < of(b); });
    points const spread{of(*high).value - of(*low).value};
    if (at > 0 && !(worst.spread < spread)) continue;
    worst.at = at;
    worst.spread = spread;
    worst.lowest.clear();
    worst.highest.clear();
    for (std::size_t s = 0; s < council.evaluations.size(); ++s) {
      if (of(council.evaluations[s]) == of(*low)) worst.lowest.push_back(s);
      if (of(council.evaluations[s]) == of(*high)) worst.highest.push_back(s);
    }
  }
  bool accepts_limit = readings.spread_limit == reading_choices::limit_rule::accepted;
  if (auto const* const fixed = std::get_if<bool>(&rule.accepts_limit)) accepts_limit = *fixed;
  else council.questions.spread_limit |= worst.spread == worst.limit;
  worst.is_accepted = worst.spread < worst.limit || (accepts_limit && worst.spread == worst.limit);
  return worst;
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

OCOP_INLINE result<council_result> tally_unchecked(compiled_rule_set const& rules, compiled_product_set const& set,
                                                   std::span<score_sheet const> sheets, findings const& facts,
                                                   reading_choices const& readings, council_session const& session) {
  if (sheets.empty()) return issue{errc::no_sheets, {}, "there is no score sheet. Give at least one."};
  if (auto wrong = check_round(session)) return std::move(*wrong);
  if (auto wrong = check_session(sheets.size(), session)) return std::move(*wrong);
  if (auto wrong = check_members(sheets)) return std::move(*wrong);
  auto evaluated = evaluate_all(rules, set, sheets, facts, readings, std::nullopt);
  if (!evaluated) return evaluated.error();
  council_result council;
  council.evaluations = std::move(*evaluated);

  // Which notes apply: by a fact, or by a zero on enough sheets.
  std::optional<std::size_t> count_until;
  for (std::size_t n = 0; n < set.notes.size(); ++n) {
    compiled_note const& note = set.notes[n];
    note_effect const effect = rules.effect_of_unchecked(note, readings);
    bool applies = facts.note_holds[n] != 0;
    if (!note.zero_at.empty()) {
      bool const stops =
          effect == note_effect::stop || effect == note_effect::reject || effect == note_effect::later_zero;
      auto const& trigger = stops ? &evaluation::zero_notes : &evaluation::zeroed_by;
      auto const k = static_cast<std::size_t>(
          std::count_if(council.evaluations.begin(), council.evaluations.end(), [&](evaluation const& e) {
            return std::find((e.*trigger).begin(), (e.*trigger).end(), n) != (e.*trigger).end();
          }));
      if (stops) council.questions.zero_stop |= k != 0 && k != sheets.size();
      applies = stops ? zero_stops(k, sheets.size(), readings.zero_stop) : k > 0;
      if (applies && effect == note_effect::later_zero)
        count_until = std::min(count_until.value_or(note.last), note.last);
    }
    if (applies) council.notes.push_back({n, effect});
  }
  if (count_until) {
    evaluated = evaluate_all(rules, set, sheets, facts, readings, count_until);
    if (!evaluated) return evaluated.error();
    council.evaluations = std::move(*evaluated);
  }

  for (auto const& e : council.evaluations) council.questions.add(e.questions);
  add_up(rules, set, council, session.regulation.get());
  council.round = static_cast<int>(session.round.value_or(1));
  if (session.regulation) {
    council.rounds = session.regulation->rounds;
    council.quorum = judge_quorum(sheets, session);
    if (session.regulation->spread)
      council.spread = judge_spread(rules, set, council, *session.regulation->spread, readings);
  }
  council.gate_met.reserve(set.gates.size());
  for (std::size_t g = 0; g < set.gates.size(); ++g)
    council.gate_met.push_back(gate_holds(set, g, council.evaluations, readings, council.questions) ? 1 : 0);
  return council;
}

}  // namespace detail

OCOP_INLINE result<council_result> tally(compiled_rule_set const& rules, compiled_product_set const& set,
                                         std::span<score_sheet const> sheets, findings const& facts,
                                         reading_choices const& readings, council_session const& session) {
  if (auto wrong = detail::check_rules(rules, set, facts, readings)) return std::move(*wrong);
  if (auto wrong = detail::check_sheets(set, sheets)) return std::move(*wrong);
  return detail::tally_unchecked(rules, set, sheets, facts, readings, session);
}

}  // namespace ocop
