#pragma once

#include "ocop/base/enumerators.hpp"
#include "ocop/base/text.hpp"
#include "ocop/compile/compile.hpp"
#include "ocop/compile/detail/meaning.hpp"
#include "ocop/base/calendar.hpp"
#include "ocop/compile/detail/set_pool.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/load/load.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace ocop {

namespace detail {

/// The one of a list with an id.
template <class T>
result<std::shared_ptr<T const>> find_by_id(std::vector<std::shared_ptr<T const>> const& all, std::string_view id,
                                            errc code, std::string const& kind) {
  std::string known;
  for (auto const& one : all) {
    if (one->id == id) return one;
    known += (known.empty() ? "" : ", ") + one->id;
  }
  return issue{code, {}, "no " + kind + ' ' + in_quotes(id) + " is loaded; loaded are " + known + "."};
}

}  // namespace detail

OCOP_INLINE rule_catalog rule_catalog::of(std::vector<std::shared_ptr<compiled_rule_set const>> editions,
                                          std::vector<std::shared_ptr<council_regulation const>> regulations,
                                          std::vector<std::shared_ptr<programme_plan const>> programmes) {
  auto const has_null = [](auto const& all) {
    return std::any_of(all.begin(), all.end(), [](auto const& one) { return !one; });
  };
  if (has_null(editions) || has_null(regulations) || has_null(programmes))
    throw error(
        {errc::bad_value, {}, "an edition, a regulation or a plan of the catalog is a null pointer. Leave it out."});
  rule_catalog catalog;
  for (auto const& e : editions) e->kept.begin(e->product_sets.size() + 1);
  catalog.revisions_ = std::move(editions);
  catalog.regulations_ = std::move(regulations);
  catalog.programmes_ = std::move(programmes);
  auto& all = catalog.revisions_;
  std::stable_sort(all.begin(), all.end(), [](auto const& a, auto const& b) {
    return std::tuple(a->from, a->edition, a->revision.number) < std::tuple(b->from, b->edition, b->revision.number);
  });
  auto const is_newest = [&](auto const& one) {
    return std::none_of(all.begin(), all.end(), [&](auto const& other) {
      return other->edition == one->edition && other->revision.number > one->revision.number;
    });
  };
  std::copy_if(all.begin(), all.end(), std::back_inserter(catalog.editions_), is_newest);
  return catalog;
}

OCOP_INLINE result<std::shared_ptr<compiled_rule_set const>> rule_catalog::find(std::string_view name) const {
  std::size_t const sign = std::min(name.find('#'), name.size());
  std::string_view const edition = name.substr(0, sign);
  auto const newest = std::find_if(editions_.rbegin(), editions_.rend(), [&](auto const& e) {
    return e->edition.str() == edition || e->rule_set.str() == edition;
  });
  std::string known;
  if (newest == editions_.rend()) {
    for (auto const& e : editions_) known += (known.empty() ? "" : ", ") + e->edition.str();
    return issue{errc::unknown_rule_set,
                 {},
                 "no rule set or edition " + in_quotes(edition) + " is loaded; loaded are " + known + "."};
  }
  if (sign == name.size()) return *newest;
  for (auto const& e : revisions_) {
    if (e->edition != (*newest)->edition) continue;
    std::string const number = std::to_string(e->revision.number);
    if (name.substr(sign + 1) == number) return e;
    known += (known.empty() ? "#" : ", #") + number;
  }
  return issue{errc::unknown_rule_set,
               {},
               (*newest)->edition.str() + " has no revision " + in_quotes(name.substr(sign)) + "; it has " + known +
                   ". Leave it out for the newest."};
}

OCOP_INLINE std::shared_ptr<compiled_rule_set const> rule_catalog::with_digest(std::string_view sha256) const {
  auto const found =
      std::find_if(revisions_.begin(), revisions_.end(), [&](auto const& e) { return e->sha256 == sha256; });
  return found == revisions_.end() ? nullptr : *found;
}

OCOP_INLINE rule_catalog rule_catalog::known_on(day d) const {
  auto known = revisions_;
  std::erase_if(known, [&](auto const& e) { return e->revision.dated && d < *e->revision.dated; });
  return of(std::move(known), regulations_, programmes_);
}

OCOP_INLINE result<std::shared_ptr<council_regulation const>> rule_catalog::regulation(std::string_view id) const {
  return detail::find_by_id(regulations_, id.empty() ? "default" : id, errc::unknown_regulation, "council regulation");
}

OCOP_INLINE result<std::shared_ptr<programme_plan const>> rule_catalog::programme(std::string_view id) const {
  return detail::find_by_id(programmes_, id, errc::unknown_programme, "programme");
}

OCOP_INLINE result<std::shared_ptr<compiled_rule_set const>> rule_catalog::in_force_on(day d) const {
  if (auto wrong = check_day(d, {})) return std::move(*wrong);
  for (auto at = editions_.rbegin(); at != editions_.rend(); ++at)
    if ((*at)->from <= d && (!(*at)->until || d < *(*at)->until)) return *at;
  return issue{errc::no_governing_rules,
               {},
               "no loaded rule set is in force on " + to_string(d) + "; the first begins on " +
                   (editions_.empty() ? std::string("no day") : to_string(editions_.front()->from)) + "."};
}

namespace detail {

/// The edition of the same rule set that governs where it was amended between filing and decision.
inline std::optional<issue> amend(governing_edition& found,
                                  std::vector<std::shared_ptr<compiled_rule_set const>> const& editions,
                                  filing const& f, std::span<reading_choice const> wanted) {
  auto const is_later = [&](auto const& e) {
    return e->rule_set == found.rules->rule_set && e->from > found.rules->from &&
           (!f.decided_on || e->from <= *f.decided_on);
  };
  auto const later = std::find_if(editions.rbegin(), editions.rend(), is_later);
  if (later == editions.rend()) return std::nullopt;
  auto const readings = (*later)->choose(wanted);
  if (!readings) return readings.error();
  bool const by_decision = readings->amendment == reading_choices::amendment_rule::decided;
  found.asked = by_decision ? "R-29" : "R-29=filed";
  // Not decided yet: which edition it will be, the day of the decision tells.
  if (!by_decision || !f.decided_on) return std::nullopt;
  if (found.because == found.rules->cite) found.because = (*later)->cite;
  found.rules = *later;
  return std::nullopt;
}

}  // namespace detail

OCOP_INLINE result<governing_edition> rule_catalog::governing(filing const& f,
                                                              std::span<reading_choice const> wanted) const {
  if (!is_enumerator(f.kind))
    return issue{errc::bad_value, "/kind",
                 "found number " + std::to_string(static_cast<int>(f.kind)) +
                     "; a filing is filing_kind::first, upgrade or renewal."};
  if (auto wrong = check_day(f.filed_on, "/filed_on")) return std::move(*wrong);
  if (f.decided_on)
    if (auto wrong = check_day(*f.decided_on, "/decided_on")) return std::move(*wrong);
  auto const in_force = [](compiled_rule_set const& rules, day on) {
    return rules.from <= on && (!rules.until || on < *rules.until);
  };
  // Rules that have lapsed when the decision is taken govern nothing any more.
  auto const has_lapsed = [&](compiled_rule_set const& rules) {
    return f.decided_on && rules.ends && *rules.ends <= *f.decided_on;
  };
  auto const is_meant = [&](compiled_transition const& t) {
    return f.filed_on < t.filed_before && std::find(t.kinds.begin(), t.kinds.end(), f.kind) != t.kinds.end();
  };
  auto const last_day = [](compiled_transition const& t) {
    return t.filed_before + std::chrono::days(t.finish_within_days);
  };
  auto const amended = [&](governing_edition found) -> result<governing_edition> {
    if (auto wrong = detail::amend(found, editions_, f, wanted)) return std::move(*wrong);
    return found;
  };
  // Has the last day of a clause passed at the decision? A day off moves it where R-13 says so.
  auto const is_too_late = [&](compiled_rule_set const& rules, compiled_transition const& t) -> result<bool> {
    if (!f.decided_on || *f.decided_on <= last_day(t)) return false;
    auto const readings = rules.choose(wanted);
    if (!readings) return readings.error();
    bool const moves = readings->day_off == reading_choices::day_off_rule::next_working_day;
    return !moves || working_calendar{}.next_working_day(last_day(t)) < *f.decided_on;
  };
  std::string const what = "a " + std::string(to_string(f.kind)) + " filing of " + to_string(f.filed_on);

  // A transition clause speaks from the day its own decision is in force.
  day const reference = f.decided_on.value_or(f.filed_on);
  for (auto const& e : editions_) {
    if (!in_force(*e, reference)) continue;
    for (auto const& t : e->transitions) {
      if (!is_meant(t)) continue;
      if (t.otherwise) {
        auto const late = is_too_late(*e, t);
        if (!late) return late.error();
        for (auto at = editions_.rbegin(); *late && at != editions_.rend(); ++at)
          if ((*at)->rule_set == *t.otherwise && in_force(**at, *f.decided_on))
            return governing_edition{*at, t.cite, last_day(t), {}, t.cite, true};
        if (*late)
          return issue{errc::no_governing_rules,
                       {},
                       t.cite + " leaves " + what + " to " + t.otherwise->str() + " after " + to_string(last_day(t)) +
                           ", and no loaded edition of that is in force on " + to_string(*f.decided_on) + "."};
      }
      for (auto at = editions_.rbegin(); at != editions_.rend(); ++at)
        if ((*at)->rule_set == t.use && (*at)->from <= f.filed_on && !has_lapsed(**at))
          return amended({*at, t.cite, last_day(t), {}, t.cite});
      // The clause names a rule set that is not there, not yet in force on that day, or no longer at the decision.
      auto const is_named = [&](auto const& other) { return other->rule_set == t.use; };
      auto const named = std::find_if(editions_.begin(), editions_.end(), is_named);
      std::string why = ", which is not among the loaded rule sets.";
      if (named != editions_.end() && f.filed_on < (*named)->from)
        why = ", which is in force only from " + to_string((*named)->from) + ".";
      else if (named != editions_.end())
        why = ", which has no effect from " + to_string(*(*named)->ends) +
              "; nothing says what governs a decision of " + to_string(*f.decided_on) + ".";
      return issue{errc::no_governing_rules, {}, t.cite + " leaves " + what + " to " + t.use.str() + why};
    }
  }
  for (auto at = editions_.rbegin(); at != editions_.rend(); ++at) {
    if (!in_force(**at, f.filed_on)) continue;
    if (has_lapsed(**at))
      return issue{errc::no_governing_rules,
                   {},
                   what + " and a decision of " + to_string(*f.decided_on) + " straddle the end of " +
                       (*at)->rule_set.str() + " on " + to_string(*(*at)->ends) +
                       ", and the transition clause of what follows is not in our sources."};
    governing_edition found{*at, (*at)->cite, std::nullopt};
    for (auto const& later : editions_)
      for (auto const& t : later->transitions)
        if (!f.decided_on && t.use == (*at)->rule_set && is_meant(t) &&
            (!found.finish_by || last_day(t) < *found.finish_by)) {
          found.finish_by = last_day(t);
          found.finish_because = t.cite;
        }
    return amended(std::move(found));
  }
  return issue{errc::no_governing_rules,
               {},
               "no loaded rule set governs " + what + "; the first is " +
                   (editions_.empty()
                        ? std::string("none")
                        : editions_.front()->rule_set.str() + ", in force from " + to_string(editions_.front()->from)) +
                   ". Name the rules by \"rules\" if you want to see how they would rank it."};
}

OCOP_INLINE catalog_report load_catalog(rule_files const& files) {
  load_report loaded = load_rules(files);
  if (!loaded.ok()) return {std::nullopt, std::move(loaded.issues)};
  std::vector<std::shared_ptr<compiled_rule_set const>> editions;
  detail::set_pool sets;
  for (auto const* const all : {&loaded.rule_sets, &loaded.revisions})
    for (auto const& rules : *all) {
      auto compiled = detail::compiled(rules, sets);
      if (!compiled) return {std::nullopt, {compiled.error()}};
      editions.insert(editions.end(), std::make_move_iterator(compiled->begin()),
                      std::make_move_iterator(compiled->end()));
    }
  std::vector<std::shared_ptr<council_regulation const>> regulations;
  for (auto& r : loaded.regulations) {
    r.sha256 = detail::digest_of(r);
    regulations.push_back(std::make_shared<council_regulation const>(std::move(r)));
  }
  std::vector<std::shared_ptr<programme_plan const>> programmes;
  for (auto& p : loaded.programmes) programmes.push_back(std::make_shared<programme_plan const>(std::move(p)));
  return {rule_catalog::of(std::move(editions), std::move(regulations), std::move(programmes)), {}};
}

}  // namespace ocop
