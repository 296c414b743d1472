#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/enumerators.hpp"
#include "ocop/base/issue.hpp"
#include "ocop/base/text.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/programme_plan.hpp"
#include "ocop/model/engine_readings.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// \file
/// What must hold of compiled rules so that nothing that reads them goes beyond them: each index is within its list,
/// each number within what the engine adds up, each enumerator is one. Rules that were compiled keep it; an image and a
/// copy in the hands of a caller are looked at.

namespace ocop {

template <>
inline constexpr reading_choices::levels_rule last_enumerator<reading_choices::levels_rule> =
    reading_choices::levels_rule::own_marks;
template <>
inline constexpr reading_choices::mark_rule last_enumerator<reading_choices::mark_rule> =
    reading_choices::mark_rule::printed_order;
template <>
inline constexpr reading_choices::heading_rule last_enumerator<reading_choices::heading_rule> =
    reading_choices::heading_rule::highest_option;
template <>
inline constexpr reading_choices::minimum_rule last_enumerator<reading_choices::minimum_rule> =
    reading_choices::minimum_rule::reject;
template <>
inline constexpr reading_choices::members_rule last_enumerator<reading_choices::members_rule> =
    reading_choices::members_rule::mean;
template <>
inline constexpr reading_choices::band_rule last_enumerator<reading_choices::band_rule> =
    reading_choices::band_rule::rounded;
template <>
inline constexpr reading_choices::gap_rule last_enumerator<reading_choices::gap_rule> =
    reading_choices::gap_rule::undetermined;
template <>
inline constexpr reading_choices::end_rule last_enumerator<reading_choices::end_rule> =
    reading_choices::end_rule::next_day;
template <>
inline constexpr reading_choices::window_rule last_enumerator<reading_choices::window_rule> =
    reading_choices::window_rule::exclusive;
template <>
inline constexpr reading_choices::day_off_rule last_enumerator<reading_choices::day_off_rule> =
    reading_choices::day_off_rule::next_working_day;
template <>
inline constexpr reading_choices::extension_rule last_enumerator<reading_choices::extension_rule> =
    reading_choices::extension_rule::closed_windows;
template <>
inline constexpr reading_choices::cases_rule last_enumerator<reading_choices::cases_rule> =
    reading_choices::cases_rule::same_case;
template <>
inline constexpr reading_choices::renewed_term_rule last_enumerator<reading_choices::renewed_term_rule> =
    reading_choices::renewed_term_rule::old_end;
template <>
inline constexpr reading_choices::limit_rule last_enumerator<reading_choices::limit_rule> =
    reading_choices::limit_rule::refused;
template <>
inline constexpr reading_choices::facts_rule last_enumerator<reading_choices::facts_rule> =
    reading_choices::facts_rule::error;
template <>
inline constexpr reading_choices::zero_stop_rule last_enumerator<reading_choices::zero_stop_rule> =
    reading_choices::zero_stop_rule::any;
template <>
inline constexpr reading_choices::forward_rule last_enumerator<reading_choices::forward_rule> =
    reading_choices::forward_rule::points_alone;
template <>
inline constexpr reading_choices::ended_rule last_enumerator<reading_choices::ended_rule> =
    reading_choices::ended_rule::within_extension;
template <>
inline constexpr reading_choices::undecided_rule last_enumerator<reading_choices::undecided_rule> =
    reading_choices::undecided_rule::undecided_too;
template <>
inline constexpr reading_choices::amendment_rule last_enumerator<reading_choices::amendment_rule> =
    reading_choices::amendment_rule::filed;
template <>
inline constexpr reading_choices::window_law_rule last_enumerator<reading_choices::window_law_rule> =
    reading_choices::window_law_rule::day_asked;
template <>
inline constexpr points_place last_enumerator<points_place> = points_place::group;
template <>
inline constexpr programme_award::upgrade_rule last_enumerator<programme_award::upgrade_rule> =
    programme_award::upgrade_rule::none;

namespace detail {

/// The most points of a sheet: results hold them in 15 bits.
inline constexpr std::int64_t most_points = 32'767;
/// The most options of a list, and the highest number of a case: 255 stands for a criterion that is not answered.
inline constexpr std::size_t most_options = 254;
inline constexpr int most_cases = 254;
/// The most criteria of a set: results name them in 15 bits.
inline constexpr std::size_t most_criteria = 32'767;
/// The longest limit: a hundred years in days, as the loader reads it.
inline constexpr int most_days = 36'500;
inline constexpr int most_months = 1'200;

/// Tells the readings of a rule set, with their alternatives, from those of others: FNV-1a of their names.
[[nodiscard]] inline std::uint64_t offer_of(std::vector<compiled_reading> const& readings) {
  std::uint64_t sum = 0xCBF29CE484222325;
  auto const add = [&sum](std::string_view text) {
    for (char const c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    sum = (sum ^ 0xFFU) * 0x100000001B3;
  };
  for (auto const& r : readings) {
    add(r.id.str());
    for (auto const& a : r.alternatives) add(a.id);
    add({});
  }
  return sum;
}

/// The enumerators as numbers, in the order of model::engine_readings.
[[nodiscard]] inline std::array<std::size_t, model::engine_readings.size()> numbers_of(
    reading_choices const& c) noexcept {
  auto const n = [](auto enumerator) { return static_cast<std::size_t>(enumerator); };
  return {n(c.levels),       n(c.mark),         n(c.heading),   n(c.minimum),   n(c.members),   n(c.band),
          n(c.gap),          n(c.end),          n(c.window),    n(c.day_off),   n(c.extension), n(c.cases),
          n(c.renewed_term), n(c.spread_limit), n(c.facts),     n(c.zero_stop), n(c.forward),   n(c.ended),
          n(c.undecided),    n(c.amendment),    n(c.window_law)};
}

/// Does each index stand for an alternative, and say what the enumerator of its reading says? Precondition: there is
/// one index for each reading.
[[nodiscard]] inline std::optional<issue> check_alternatives(compiled_rule_set const& rules,
                                                             reading_choices const& choices) {
  auto const enumerators = numbers_of(choices);
  for (std::size_t i = 0; i < rules.readings.size(); ++i) {
    compiled_reading const& reading = rules.readings[i];
    std::string const& id = reading.id.str();
    auto const allowed = [&] {
      std::string text;
      for (auto const& a : reading.alternatives) text += (text.empty() ? "" : ", ") + a.id;
      return "; allowed are " + text + ". Choose by name, with choose().";
    };
    if (choices.chosen[i] >= reading.alternatives.size())
      return issue{errc::unknown_alternative, pointer_to(id),
                   "reading " + id + " has no alternative of index " + std::to_string(choices.chosen[i]) + allowed()};
    auto const known = std::lower_bound(model::engine_readings.begin(), model::engine_readings.end(), id,
                                        [](auto const& r, std::string const& wanted) { return wanted > r.id; });
    if (known == model::engine_readings.end() || known->id != id) continue;
    auto const& names = known->alternatives;
    std::size_t const enumerator = enumerators[static_cast<std::size_t>(known - model::engine_readings.begin())];
    if (enumerator >= names.size())
      return issue{errc::unknown_alternative, pointer_to(id),
                   "the enumerator of reading " + id + " is none of its " + std::to_string(names.size()) + allowed()};
    if (std::string const& name = reading.alternatives[choices.chosen[i]].id; names[enumerator] != name)
      return issue{errc::inconsistent, pointer_to(id),
                   "the enumerator of reading " + id + " says " + std::string(names[enumerator]) + ", the index " +
                       name + allowed()};
  }
  return std::nullopt;
}

/// How many things of an edition its product sets may refer to.
struct set_bounds {
  points_unit unit;
  std::size_t parts = 0;
  std::size_t levels = 0;
  std::size_t readings = 0;

  friend bool operator==(set_bounds const&, set_bounds const&) = default;
};

[[nodiscard]] inline set_bounds bounds_of(compiled_rule_set const& rules) {
  return {rules.unit, rules.parts.size(), rules.bands.size(), rules.readings.size()};
}

/// What is wrong with what a note does, where there are so many readings.
[[nodiscard]] inline std::optional<std::string> wrong_effect(compiled_note const& note, std::size_t readings) {
  if (auto const* const fixed = std::get_if<note_effect>(&note.effect)) {
    if (is_enumerator(*fixed)) return std::nullopt;
    return "note " + in_quotes(note.id) + " has no effect that the engine knows";
  }
  std::size_t const reading = std::get<std::size_t>(note.effect);
  if (reading < readings) return std::nullopt;
  return "note " + in_quotes(note.id) + " names reading " + std::to_string(reading) + " of " + std::to_string(readings);
}

/// What is wrong with the indices and numbers of a product set.
class set_inspector {
  compiled_product_set const& set_;
  set_bounds bounds_;

 public:
  set_inspector(compiled_product_set const& set, set_bounds bounds) : set_(set), bounds_(bounds) {}

  [[nodiscard]] std::optional<std::string> run() const {
    if (set_.number < 1) return "its number is " + std::to_string(set_.number);
    if (set_.unit != bounds_.unit)
      return "its points are counted in a unit of 1/" + std::to_string(set_.unit.per_point) +
             ", those of its rules in " + "1/" + std::to_string(bounds_.unit.per_point);
    if (set_.criteria.size() + set_.minimums.size() > most_criteria)
      return "it has " + std::to_string(set_.criteria.size()) + " criteria and minimums, and at most " +
             std::to_string(most_criteria) + " can be told apart";
    for (auto const& s : set_.sections)
      if (s.above >= bounds_.parts) return "section " + in_quotes(s.code) + " is of no part";
    for (auto const& g : set_.groups)
      if (g.above >= set_.sections.size()) return "heading " + in_quotes(g.code) + " is of no section";
    for (auto const* const headings : {&set_.sections, &set_.groups})
      for (auto const& h : *headings)
        if (h.counts_at_most && (h.counts_at_most->value < 0 || h.counts_at_most->value > most_points))
          return "heading " + in_quotes(h.code) + " counts at most " + std::to_string(h.counts_at_most->value) +
                 " points";
    std::int64_t sum = 0;
    for (auto const& c : set_.criteria) {
      if (auto wrong = look_at(c)) return wrong;
      sum += c.max.value;
    }
    if (sum > most_points)
      return "its criteria come to " + std::to_string(sum) + " points, and at most " + std::to_string(most_points) +
             " are added up";
    for (auto const& g : set_.gates)
      if (auto wrong = look_at(g)) return wrong;
    for (auto const& n : set_.notes)
      if (auto wrong = look_at(n)) return wrong;
    for (auto const& m : set_.minimums)
      if (auto wrong = look_at(m)) return wrong;
    return look_at_codes();
  }

 private:
  [[nodiscard]] std::optional<std::string> look_at(compiled_criterion const& c) const {
    std::string const name = "criterion " + in_quotes(c.id.str());
    if (c.section >= set_.sections.size()) return name + " is of no section";
    if (c.group && *c.group >= set_.groups.size()) return name + " is of no heading";
    if (c.lists.empty()) return name + " has no options";
    if (c.max.value < 0) return name + " has a maximum below 0";
    std::vector<int> cases;
    for (auto const& list : c.lists) {
      int const least_case = c.lists.size() > 1 ? 1 : 0;
      if (list.case_no < least_case || list.case_no > most_cases ||
          std::find(cases.begin(), cases.end(), list.case_no) != cases.end())
        return name + " has a case " + std::to_string(list.case_no);
      cases.push_back(list.case_no);
      if (list.options.empty() || list.options.size() > most_options)
        return name + " has " + std::to_string(list.options.size()) + " options in a list; 1 to " +
               std::to_string(most_options) + " can be told apart";
      for (auto const& o : list.options)
        if (o.worth < points{} || o.worth > c.max)
          return name + " has an option of " + std::to_string(o.worth.value) + " points of " +
                 std::to_string(c.max.value);
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<std::string> look_at(compiled_gate const& g) const {
    if (g.criterion >= set_.criteria.size() || g.list >= set_.criteria[g.criterion].lists.size())
      return std::string("a mark stands at no list of options");
    auto const& options = set_.criteria[g.criterion].lists[g.list].options;
    std::string const name = "a mark of criterion " + in_quotes(set_.criteria[g.criterion].id.str());
    if (g.option < 0 || static_cast<std::size_t>(g.option) > options.size())
      return name + " stands at option " + std::to_string(g.option) + " of " + std::to_string(options.size());
    if (g.level.value < 1 || static_cast<std::size_t>(g.level.value) > bounds_.levels)
      return name + " is for " + std::to_string(g.level.value) + " stars of " + std::to_string(bounds_.levels);
    points const marked = g.option == 0 ? options.back().worth : options[static_cast<std::size_t>(g.option - 1)].worth;
    if (g.needed != marked)
      return name + " asks for " + std::to_string(g.needed.value) + " points, and its option has " +
             std::to_string(marked.value);
    return std::nullopt;
  }

  [[nodiscard]] std::optional<std::string> look_at(compiled_note const& n) const {
    std::size_t const count = set_.criteria.size();
    if (n.first > n.last || n.last > count)
      return "note " + in_quotes(n.id) + " stands from criterion " + std::to_string(n.first) + " to " +
             std::to_string(n.last) + " of " + std::to_string(count);
    if (std::any_of(n.zero_at.begin(), n.zero_at.end(), [count](std::size_t c) { return c >= count; }))
      return "note " + in_quotes(n.id) + " looks at a criterion that is none of " + std::to_string(count);
    return wrong_effect(n, bounds_.readings);
  }

  [[nodiscard]] std::optional<std::string> look_at(compiled_minimum const& m) const {
    if (m.level.value < 1 || static_cast<std::size_t>(m.level.value) > bounds_.levels)
      return "a minimum is for " + std::to_string(m.level.value) + " stars of " + std::to_string(bounds_.levels);
    if (m.least.value < 0 || m.least.value > most_points)
      return "a minimum asks for " + std::to_string(m.least.value) + " points";
    if (!is_enumerator(m.cite.basis)) return std::string("how a minimum is known is not said by a word that is known");
    std::size_t places = 0;
    switch (m.place) {
      case points_place::total: places = 1; break;
      case points_place::part: places = bounds_.parts; break;
      case points_place::section: places = set_.sections.size(); break;
      case points_place::group: places = set_.groups.size(); break;
    }
    if (m.at < places) return std::nullopt;
    return "a minimum stands at heading " + std::to_string(m.at) + " of " + std::to_string(places);
  }

  [[nodiscard]] std::optional<std::string> look_at_codes() const {
    bool fits = set_.by_code.size() == set_.criteria.size() && std::is_sorted(set_.by_code.begin(), set_.by_code.end());
    for (auto const& [code, at] : set_.by_code)
      fits = fits && at < set_.criteria.size() && set_.criteria[at].id.str() == code;
    return fits ? std::nullopt : std::optional<std::string>("its list of codes is not that of its criteria");
  }
};

[[nodiscard]] inline std::optional<std::string> wrong_reference(compiled_product_set const& set, set_bounds bounds) {
  return set_inspector(set, bounds).run();
}

/// What is wrong with those of a copy of one of the sets of an edition.
[[nodiscard]] inline std::optional<std::string> wrong_copy(compiled_product_set const& set,
                                                           compiled_rule_set const& rules) {
  return wrong_reference(set, bounds_of(rules));
}

/// What is wrong with the indices and numbers of an edition; its product sets are looked at one by one.
class edition_inspector {
  compiled_rule_set const& rules_;
  std::optional<std::string> wrong_;

 public:
  explicit edition_inspector(compiled_rule_set const& rules) : rules_(rules) {}

  [[nodiscard]] std::optional<std::string> run() {
    look_at_days();
    look_at_bands();
    look_at_readings();
    look_at_procedure();
    look_at_certificate();
    look_at_dossier();
    return wrong_;
  }

 private:
  /// Keeps the first thing that does not hold.
  void ask(bool holds, char const* otherwise) {
    if (!holds && !wrong_) wrong_ = otherwise;
  }
  [[nodiscard]] static bool is_within(std::int64_t n, std::int64_t least, std::int64_t most) {
    return least <= n && n <= most;
  }
  [[nodiscard]] static bool is_day(std::optional<day> const& d) { return !d || is_written_day(*d); }
  [[nodiscard]] bool is_level(stars s) const {
    return is_within(s.value, 1, static_cast<std::int64_t>(rules_.bands.size()));
  }
  void ask_levels(std::vector<stars> const& levels) {
    for (stars const s : levels) ask(is_level(s), "a level of stars has no band");
  }
  void ask_kinds(std::vector<filing_kind> const& kinds) {
    for (filing_kind const k : kinds) ask(is_enumerator(k), "a kind of filing is none");
  }
  void ask(citation const& c) {
    ask(is_enumerator(c.basis), "how a clause is known is not said by a word that is known");
  }

  void look_at_days() {
    ask(is_day(rules_.from) && is_day(rules_.until) && is_day(rules_.begins) && is_day(rules_.ends),
        "a day of the edition is none that is written");
    ask(rules_.revision.number >= 1 && is_day(rules_.revision.dated), "its revision has no number or no day");
    for (auto const& t : rules_.transitions) {
      ask_kinds(t.kinds);
      ask(is_day(t.filed_before) && is_within(t.finish_within_days, 0, most_days), "a transition ends on no day");
    }
    for (auto const& t : rules_.topics)
      ask(is_enumerator(t.known), "how a topic is known is not said by a word that is known");
  }

  void look_at_bands() {
    ask(!rules_.bands.empty(), "it has no band");
    ask(rules_.recognitions.size() == rules_.bands.size(), "not every level says who recognises it");
    for (std::size_t i = 0; i < rules_.bands.size(); ++i) {
      compiled_band const& b = rules_.bands[i];
      ask(b.level.value == static_cast<std::int32_t>(i) + 1, "its bands are not in the order of their stars");
      ask(is_within(b.from.value, 0, b.end.value) && is_within(b.end.value, 0, most_points),
          "a band ends before it begins");
      ask(i == 0 || rules_.bands[i - 1].from < b.from, "a band begins below the one before it");
      ask(is_enumerator(b.known), "how a band is known is not said by a word that is known");
    }
    ask(is_unit(rules_.unit), "its points are counted in a unit that is none");
    for (auto const& p : rules_.parts) {
      ask(p.cite);
      ask(!p.counts_at_most || is_within(p.counts_at_most->value, 0, most_points),
          "a part counts up to points that nobody has");
    }
    for (auto const& r : rules_.recognitions)
      ask(is_enumerator(r.known), "how a recognition is known is not said by a word that is known");
    for (auto const& f : rules_.forwardings) {
      ask(is_within(f.from.value, 0, most_points), "a council sends on from points that nobody has");
      ask(is_enumerator(f.known), "how a council sends on is not said by a word that is known");
    }
  }

  void look_at_readings() {
    for (std::size_t i = 0; i < rules_.readings.size(); ++i) {
      compiled_reading const& r = rules_.readings[i];
      ask(r.choice < r.alternatives.size(), "a reading chooses an alternative that it has not");
      for (auto const& a : r.alternatives)
        ask(is_enumerator(a.effect), "a reading has an effect that the engine does not know");
    }
    reading_choices const& own = rules_.defaults;
    ask(own.of == rules_.rule_set && own.offered == offer_of(rules_.readings) &&
            own.chosen.size() == rules_.readings.size(),
        "its own choice of readings is that of other rules");
    if (wrong_) return;
    for (std::size_t i = 0; i < own.chosen.size(); ++i)
      ask(own.chosen[i] == rules_.readings[i].choice, "its own choice of readings is not what the readings choose");
    if (!wrong_ && check_alternatives(rules_, own)) wrong_ = "its own choice of readings contradicts itself";
    for (auto const& known : model::engine_readings)
      ask(std::any_of(rules_.readings.begin(), rules_.readings.end(),
                      [&](auto const& r) { return r.id.str() == known.id; }),
          "it lacks a reading that the engine asks for");
  }

  void look_at_procedure() {
    for (auto const& r : rules_.procedure.returns) {
      ask(is_within(r.below.value, 0, most_points), "a council sends back below points that nobody has");
      for (auto const& c : r.choices) ask_levels(c.levels);
      ask(r.cite);
    }
    for (auto const& r : rules_.procedure.rounds) {
      ask(r.number >= 1 && r.proposed_before.ok() && r.held_before.ok(), "a round of evaluation is on no day");
      ask(r.cite);
    }
    for (auto const& s : rules_.procedure.sessions) {
      ask_kinds(s.kinds);
      ask(s.cite);
    }
    for (auto const& l : rules_.procedure.limits) {
      ask(is_within(l.days, 0, most_days), "a limit has more days than a hundred years");
      ask_kinds(l.kinds);
      ask(l.cite);
    }
  }

  void look_at_certificate() {
    certificate_terms const& c = rules_.certificate;
    ask(!c.term || is_within(c.term->months, 1, most_months),
        "a certificate has effect for more months than a hundred years");
    ask(!c.renewal || (is_within(c.renewal->opens_days_before, 0, most_days) &&
                       is_within(c.renewal->closes_days_before, 0, most_days)),
        "a window of renewal has more days than a hundred years");
    ask(!c.extension || is_within(c.extension->days, 0, most_days), "an extension has more days than a hundred years");
    ask(!c.notice || is_within(c.notice->days_before, 0, most_days), "a notice comes more than a hundred years before");
    if (c.term) ask(c.term->cite);
    if (c.renewal) ask(c.renewal->cite);
    if (c.extension) ask(c.extension->cite);
    if (c.notice) ask(c.notice->cite);
    if (!c.revocation) return;
    ask(is_within(c.revocation->within_days, 0, most_days), "a revocation has more days than a hundred years");
    ask(c.revocation->cite);
    for (auto const& by : c.revocation->by) {
      ask_levels(by.levels);
      ask(by.cite);
    }
    for (auto const& g : c.revocation->grounds) ask(g.cite);
  }

  void look_at_dossier() {
    dossier_rules const& d = rules_.dossier;
    for (auto const& s : d.stages) ask(s.cite);
    for (auto const& a : d.applicants) ask(a.cite);
    for (auto const& p : d.papers) {
      ask_kinds(p.kinds);
      ask(p.cite);
    }
    for (auto const& s : d.samples) ask(s.cite);
    if (d.copies) ask(d.copies->cite);
    if (!d.code) return;
    ask(d.code->cite);
    for (auto const& e : d.code->elements)
      ask(e.least_digits >= 0 && (!e.most_digits || *e.most_digits >= e.least_digits),
          "an element of product codes has fewer digits than it needs");
  }
};

[[nodiscard]] inline std::optional<std::string> wrong_reference(compiled_rule_set const& rules) {
  return edition_inspector(rules).run();
}

/// What is wrong with the numbers of a council's regulation.
[[nodiscard]] inline std::optional<std::string> wrong_number(council_regulation const& r) {
  constexpr int most = 1'000'000;
  constexpr int most_decimals = 4;
  if (!is_enumerator(r.how)) return "it takes sheets together in a way that the engine does not know";
  constexpr int most_dropped = 1'000;
  if (r.drop < 0 || r.drop > most_dropped || (r.drop > 0) != (r.how == aggregation::trimmed_mean))
    return "it drops " + std::to_string(r.drop) + " of the highest and lowest totals; a trimmed mean drops 1 to " +
           std::to_string(most_dropped) + ", and no other way of taking sheets together drops any";
  if (!is_enumerator(r.tie)) return "it decides ties in a way that the engine does not know";
  if (r.rounding &&
      (!is_enumerator(r.rounding->of) || r.rounding->decimals < 0 || r.rounding->decimals > most_decimals))
    return "it rounds to " + std::to_string(r.rounding->decimals) + " decimals; 0 to 4 can be";
  bool const takes_means = r.how != aggregation::median_of_totals && r.how != aggregation::trimmed_mean;
  if (r.rounding && r.rounding->of != points_scope::total && !takes_means)
    return "it rounds parts or criteria, of which it takes no means";
  if (r.quorum &&
      (r.quorum->of < 1 || r.quorum->of > most || r.quorum->present < 0 || r.quorum->present > r.quorum->of))
    return "its quorum is " + std::to_string(r.quorum->present) + " of " + std::to_string(r.quorum->of) + " members";
  if (r.spread && (!is_enumerator(r.spread->scope) || r.spread->limit < 0 || r.spread->limit > most))
    return "its limit of the spread is " + std::to_string(r.spread->limit) + " points; 0 to 1000000 can be";
  if (r.spread)
    if (auto const* const reading = std::get_if<reading_id>(&r.spread->accepts_limit);
        reading && reading->str() != "R-19")
      return "a spread at its limit asks reading " + in_quotes(reading->str()) + ", and R-19 is the one that answers";
  if (r.rounds < 1) return "it scores in " + std::to_string(r.rounds) + " rounds";
  return std::nullopt;
}

/// What is wrong with the numbers of a province's plan.
[[nodiscard]] inline std::optional<std::string> wrong_number(programme_plan const& plan) {
  auto const is_level = [](stars s) { return s.value >= 1; };
  if (!is_written_day(plan.from) || !is_written_day(plan.until)) return std::string("it runs from or until no day");
  for (auto const& t : plan.targets)
    if (t.at_least < 0 || !is_level(t.from) || !is_enumerator(t.cite.basis))
      return "target " + in_quotes(t.id) + " counts to " + std::to_string(t.at_least) + " from " +
             std::to_string(t.from.value) + " stars";
  for (auto const& a : plan.awards) {
    bool const is_dated =
        (!a.when.since || is_written_day(*a.when.since)) && (!a.when.until || is_written_day(*a.when.until));
    if (!is_dated || !is_enumerator(a.on_upgrade) || !is_enumerator(a.cite.basis) ||
        !std::all_of(a.levels.begin(), a.levels.end(), is_level))
      return "an award of " + in_quotes(a.by.id) + " is for a level or an upgrade that is none";
  }
  return std::nullopt;
}

}  // namespace detail
}  // namespace ocop
