#pragma once

#include "ocop/base/enumerators.hpp"
#include "ocop/base/name.hpp"
#include "ocop/logic/evaluate.hpp"
#include "ocop/programme/programme.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace ocop {
namespace detail {

inline bool is_within(day d, day from, day until) { return from <= d && d < until; }

inline bool rewards(programme_award const& award, stars level) {
  return std::find(award.levels.begin(), award.levels.end(), level) != award.levels.end();
}

inline std::optional<std::int64_t> amount_of(award_amounts const& amounts, stars level) {
  auto const found = amounts.find(level);
  return found != amounts.end() ? std::optional(found->second) : std::nullopt;
}

/// Has it levels, a kind of filing, a day and facts that can be?
inline std::optional<issue> check_entry(programme_entry const& e) {
  for (auto const& level : {e.level, e.before})
    if (level && level->value < 1)
      return issue{errc::bad_value, "/stars",
                   "found " + std::to_string(level->value) + "; levels run from 1. Give none where there is none."};
  if (!is_enumerator(e.kind))
    return issue{errc::bad_value, "/kind",
                 "found number " + std::to_string(static_cast<int>(e.kind)) +
                     "; a filing is filing_kind::first, upgrade or renewal."};
  if (!e.facts.is_null() && !e.facts.is_object())
    return issue{errc::wrong_type, "/facts",
                 "the facts are " + std::string(e.facts.kind()) + "; give an object of facts, or null for none."};
  return check_day(e.decided, "/decided");
}

inline std::optional<issue> check_entries(std::span<programme_entry const> entries) {
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (auto wrong = check_entry(entries[i])) {
      wrong->where.insert(0, '/' + std::to_string(i));
      return wrong;
    }
  return std::nullopt;
}

inline std::optional<issue> check_amounts(award_amounts const& amounts) {
  for (auto const& [level, amount] : amounts)
    if (level.value < 1 || amount < 0 || amount > most_award)
      return issue{errc::bad_value, "/awards/" + std::to_string(level.value),
                   "found " + std::to_string(amount) + " for " + std::to_string(level.value) +
                       " stars; levels run from 1, amounts from 0 to " + std::to_string(most_award) + "."};
  return std::nullopt;
}

}  // namespace detail

OCOP_INLINE result<std::vector<target_progress>> progress(programme_plan const& plan,
                                                          std::span<programme_entry const> entries) {
  if (auto wrong = detail::check_entries(entries)) return std::move(*wrong);
  std::vector<target_progress> all;
  for (auto const& target : plan.targets) {
    std::set<std::string> products;  // by their keys: one product counts once, however its name is written
    for (auto const& e : entries) {
      if (!detail::is_within(e.decided, plan.from, plan.until)) continue;
      bool const is_new = e.level && *e.level >= target.from && (!e.before || *e.before < target.from);
      if (target.of_registered ? e.is_registered : is_new) products.insert(name_key(e.product));
    }
    all.push_back({&target, static_cast<int>(products.size())});
  }
  return all;
}

OCOP_INLINE result<awards_of_entry> awards(programme_plan const& plan, programme_entry const& entry,
                                           award_amounts const& amounts) {
  if (auto wrong = detail::check_entry(entry)) return std::move(*wrong);
  if (auto wrong = detail::check_amounts(amounts)) return std::move(*wrong);
  using rule = programme_award::upgrade_rule;
  awards_of_entry made;
  bool const reaches = entry.level && (!entry.before || *entry.before < *entry.level);
  if (!reaches || !detail::is_within(entry.decided, plan.from, plan.until)) return made;
  for (auto const& award : plan.awards) {
    if (!detail::rewards(award, *entry.level)) continue;
    if (!award.when.holds_on(entry.decided)) {
      made.open.push_back(&award);
      continue;
    }
    // What was paid for the level before is taken off; a level that nobody rewards was paid nothing.
    bool const was_rewarded =
        entry.before && std::any_of(plan.awards.begin(), plan.awards.end(),
                                    [&](auto const& other) { return detail::rewards(other, *entry.before); });
    if (was_rewarded && award.on_upgrade == rule::none) continue;
    auto amount = detail::amount_of(amounts, *entry.level);
    bool const is_difference = was_rewarded && award.on_upgrade == rule::difference;
    if (is_difference) {
      auto const before = detail::amount_of(amounts, *entry.before);
      if (amount && before && *amount < *before)
        return issue{errc::bad_value,
                     {},
                     std::to_string(entry.level->value) + " stars pay " + std::to_string(*amount) + ", " +
                         std::to_string(entry.before->value) + " stars " + std::to_string(*before) +
                         ". A higher level cannot pay less; mend the amounts."};
      amount = amount && before ? std::optional(*amount - *before) : std::nullopt;
    }
    made.due.push_back({&award, amount, is_difference});
  }
  if (!made.due.empty()) made.open.clear();
  return made;
}

OCOP_INLINE result<std::vector<priority_entry>> national_order(programme_plan const& plan,
                                                               std::span<programme_entry const> entries) {
  if (auto wrong = detail::check_entries(entries)) return std::move(*wrong);
  std::vector<priority_entry> order;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    priority_entry one;
    one.entry = i;
    for (auto const& c : plan.priority) {
      if (one.priority) break;
      auto const meets = holds(c.when, entries[i].facts, &one.assumed);
      if (!meets) return meets.error();
      if (*meets) one.priority = &c;
    }
    for (auto const& c : plan.preference) {
      auto const meets = holds(c.when, entries[i].facts, &one.assumed);
      if (!meets) return meets.error();
      if (*meets) one.preferences.push_back(&c);
    }
    std::sort(one.assumed.begin(), one.assumed.end());
    order.push_back(std::move(one));
  }
  auto const place = [&](priority_entry const& e) {
    return e.priority ? static_cast<std::size_t>(e.priority - plan.priority.data()) : plan.priority.size();
  };
  std::stable_sort(order.begin(), order.end(), [&](priority_entry const& a, priority_entry const& b) {
    if (place(a) != place(b)) return place(a) < place(b);
    return a.preferences.size() > b.preferences.size();
  });
  return order;
}

OCOP_INLINE result<programme_report> report(std::span<programme_entry const> entries, day from, day until) {
  if (auto wrong = detail::check_entries(entries)) return std::move(*wrong);
  for (day const d : {from, until})
    if (auto wrong = check_day(d, {})) return std::move(*wrong);
  programme_report made;
  for (auto const& e : entries) {
    if (!detail::is_within(e.decided, from, until)) continue;
    ++made.entries;
    if (e.level) {
      ++made.ranked;
      ++made.by_stars[*e.level];
    }
    ++made.by_group[e.group];
    ++made.by_kind[e.kind];
    ++made.by_unit[e.unit];
  }
  return made;
}

}  // namespace ocop
