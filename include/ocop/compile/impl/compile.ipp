#pragma once

#include "ocop/compile/compile.hpp"
#include "ocop/compile/detail/meaning.hpp"
#include "ocop/compile/detail/set_pool.hpp"
#include "ocop/compile/references.hpp"

#include <algorithm>
#include <utility>

namespace ocop {
namespace detail {

/// Lays one product set out flat.
class set_compiler {
  model::rule_set const& rules_;
  compiled_product_set set_;

 public:
  explicit set_compiler(model::rule_set const& rules) : rules_(rules) {}

  compiled_product_set run(model::product_set const& from) {
    set_.number = from.number;
    set_.unit = rules_.unit;
    set_.stands_for = from.stands_for;
    set_.name = from.name;
    set_.industry = from.industry;
    set_.group = from.group;
    set_.managed_by = from.managed_by;
    set_.anomaly = from.anomaly;
    set_.cite = from.cite;
    set_.checked_on = from.checked_on;
    for (auto const& section : from.sections) add_criteria(section);
    for (std::size_t i = 0; i < set_.criteria.size(); ++i) set_.by_code.emplace_back(set_.criteria[i].id.str(), i);
    std::sort(set_.by_code.begin(), set_.by_code.end());
    for (auto const& m : rules_.minimums) add_minimum(m);
    for (auto const& m : from.minimums) add_minimum(m);

    add_notes(from.notes, {}, 0, set_.criteria.size());
    std::size_t next = 0;
    for (auto const& section : from.sections) {
      std::size_t const first = next;
      add_notes(section.notes, section.code, first, first + section.criteria.size());
      for (auto const& criterion : section.criteria) {
        add_notes(criterion.notes, criterion.id.str(), next, next + 1);
        ++next;
      }
    }
    return std::move(set_);
  }

 private:
  void add_criteria(model::section const& section) {
    auto const part =
        std::find_if(rules_.parts.begin(), rules_.parts.end(), [&](auto const& p) { return p.code == section.part; });
    std::size_t const at = set_.sections.size();
    set_.sections.push_back({section.code, section.title, section.max,
                             static_cast<std::size_t>(part - rules_.parts.begin()), section.cite,
                             section.counts_at_most});
    std::size_t const first_group = set_.groups.size();
    for (auto const& g : section.groups) set_.groups.push_back({g.code, g.title, g.max, at, g.cite, g.counts_at_most});
    for (auto const& criterion : section.criteria) {
      compiled_criterion c{criterion.id, criterion.stands_for, criterion.title, criterion.max, at, {},
                           {},           criterion.anomaly,    criterion.cite};
      // What a name does not lead to gets an index beyond the list, and is told with the other references.
      if (criterion.group) c.group = most_criteria + 1;
      if (criterion.group)
        for (std::size_t g = first_group; g < set_.groups.size(); ++g)
          if (set_.groups[g].code == *criterion.group) c.group = g;
      for (auto const& list : criterion.lists) add_list(c, list);
      set_.criteria.push_back(std::move(c));
    }
  }

  void add_minimum(model::minimum const& m) {
    compiled_minimum to{m.level, points_place::total, 0, m.at, m.least, m.cite};
    auto const look_in = [&](auto const& headings, points_place place) {
      auto const found = std::find_if(headings.begin(), headings.end(), [&](auto const& h) { return h.code == m.at; });
      if (found == headings.end()) return false;
      to.place = place;
      to.at = static_cast<std::size_t>(found - headings.begin());
      return true;
    };
    bool const is_found = m.at == "total" || look_in(rules_.parts, points_place::part) ||
                          look_in(set_.sections, points_place::section) || look_in(set_.groups, points_place::group);
    // What a name does not lead to gets an index beyond the list, and is told with the other references.
    if (!is_found) to = {m.level, points_place::part, rules_.parts.size(), m.at, m.least, m.cite};
    set_.minimums.push_back(std::move(to));
  }

  void add_list(compiled_criterion& c, model::option_list const& list) {
    compiled_option_list to{list.case_no, list.title, list.printed, {}};
    for (auto const& o : list.options) to.options.push_back({o.id, o.text, o.worth, o.stands_for});
    for (auto const& gate : list.gates) {
      points const highest = to.options.empty() ? points{} : to.options.back().worth;
      compiled_gate g{gate.level, set_.criteria.size(), c.lists.size(), 0, highest};
      if (!gate.needs.empty()) g.option = -1;
      for (std::size_t i = 0; i < to.options.size(); ++i)
        if (to.options[i].id == gate.needs) {
          g.option = static_cast<int>(i) + 1;
          g.needed = to.options[i].worth;
        }
      set_.gates.push_back(g);
    }
    c.lists.push_back(std::move(to));
  }

  void add_notes(std::vector<model::note_use> const& uses, std::string const& at, std::size_t first, std::size_t last) {
    for (auto const& use : uses) {
      compiled_note note{
          use.note.id, use.note.text, use.note.when, use.note.when_text, note_effect::none, {}, first, last,
          at,          use.cite.at};
      if (auto const* const reading = std::get_if<reading_id>(&use.note.effect)) {
        auto const found = std::find_if(rules_.readings.begin(), rules_.readings.end(),
                                        [&](auto const& r) { return r.id == *reading; });
        note.effect = static_cast<std::size_t>(found - rules_.readings.begin());
      } else {
        note.effect = std::get<note_effect>(use.note.effect);
      }
      for (auto const& z : use.zero_at) note.zero_at.push_back(set_.find(z.str()).value_or(set_.criteria.size()));
      set_.notes.push_back(std::move(note));
    }
  }
};

/// The entries in force on a day.
template <class T>
std::vector<T> on_day(model::dated_list<T> const& all, day d) {
  std::vector<T> found;
  for (auto const& [when, what] : all)
    if (when.holds_on(d)) found.push_back(what);
  return found;
}

/// The one entry in force on a day, where there is one.
template <class T>
std::optional<T> one_on(model::dated_list<T> const& all, day d) {
  for (auto const& [when, what] : all)
    if (when.holds_on(d)) return what;
  return std::nullopt;
}

inline issue altered(model::rule_set const& from, std::string const& what, std::string const& wrong) {
  return {errc::inconsistent, from.id.str() + "/#",
          what + ": " + wrong + ". Load the rule files with load_rules(), which says where, and mend them."};
}

inline issue no_level(model::rule_set const& from, stars level) {
  return altered(from, "recognition", "there is no band of " + std::to_string(level.value) + " stars");
}

/// `until` is the first day of the next edition, or the day on which the rule set ends.
inline result<compiled_rule_set> compiled(model::rule_set const& from, model::edition const& edition,
                                          std::optional<day> until, set_pool& sets) {
  compiled_rule_set to;
  to.revision = from.revision;
  to.rule_set = from.id;
  to.edition = edition_id(from.id.str() + '@' + to_string(edition.from));
  to.title = from.title;
  to.from = edition.from;
  to.until = until;
  to.begins = from.in_force_from;
  to.ends = from.in_force_until;
  to.cite = edition.cite.at;
  to.unit = from.unit;
  for (auto const& p : from.parts) to.parts.push_back({p.code, p.title, p.max, 0, p.cite, p.counts_at_most});
  for (auto const& b : from.bands)
    to.bands.push_back({b.level, b.from, b.below ? *b.below : b.to.value_or(points{-1}), b.to.has_value(), b.title,
                        b.cite.at, b.cite.basis, b.standing});
  for (auto const& c : from.councils)
    if (c.when.holds_on(edition.from)) to.councils.push_back(c.level);
  to.recognitions.resize(from.bands.size());
  for (auto const& r : from.recognitions)
    for (stars const s : r.when.holds_on(edition.from) ? r.levels : std::vector<stars>()) {
      if (to.check_stars(s)) return no_level(from, s);
      to.recognitions[static_cast<std::size_t>(s.value - 1)] = {
          r.by ? r.by->id : std::string(), r.by ? r.by->name : label{}, r.certificate, r.cite.at, r.cite.basis};
    }
  for (auto const& f : from.forwardings)
    if (f.when.holds_on(edition.from))
      to.forwardings.push_back({f.level, f.from, f.to.id, f.to.name, f.cite.at, f.cite.basis});
  to.procedure = {on_day(from.returns, edition.from), on_day(from.rounds, edition.from),
                  on_day(from.sessions, edition.from), on_day(from.limits, edition.from)};
  to.certificate = {one_on(from.terms, edition.from), one_on(from.renewals, edition.from),
                    one_on(from.extensions, edition.from), one_on(from.notices, edition.from),
                    one_on(from.revocations, edition.from)};
  to.dossier = {on_day(from.stages, edition.from), on_day(from.applicants, edition.from),
                on_day(from.papers, edition.from), on_day(from.samples, edition.from),
                one_on(from.copies, edition.from), one_on(from.codes, edition.from)};
  for (auto const& r : from.readings) {
    compiled_reading reading{r.id, r.question, {}, r.alternatives.size(), r.cite.at, r.why};
    for (auto const& a : r.alternatives) {
      if (a.id == r.choice) reading.choice = reading.alternatives.size();
      reading.alternatives.push_back({a.id, a.text, parse_note_effect(a.id).value_or(note_effect::none)});
    }
    to.readings.push_back(std::move(reading));
  }
  to.defaults.of = to.rule_set;
  to.defaults.offered = offer_of(to.readings);
  to.defaults.chosen.resize(to.readings.size());
  for (auto const& r : to.readings) {
    // What the rule set chooses is set as any other choice is: by name.
    reading_choice const own{r.id, r.choice < r.alternatives.size() ? r.alternatives[r.choice].id : std::string()};
    auto chosen = to.choose({&own, 1});
    if (!chosen) return chosen.error();
    to.defaults = std::move(*chosen);
  }
  for (auto const& f : from.facts) to.facts.push_back({f.key, f.type, f.text, f.proved_by});
  for (auto const& t : from.topics)
    if (t.when.holds_on(edition.from)) to.topics.push_back({t.topic, t.status, t.basis, t.note});
  for (auto const& t : from.transitions)
    to.transitions.push_back({t.kinds, t.filed_before, t.use, t.finish_within_days, t.cite.at, t.otherwise});
  if (auto const wrong = wrong_reference(to)) return altered(from, to.edition.str(), *wrong);
  for (auto const& s : from.product_sets) {
    auto set = set_compiler(from).run(s);
    std::string const name = "product set " + std::to_string(set.number);
    if (auto const wrong = wrong_reference(set, bounds_of(to))) return altered(from, name, *wrong);
    if (!to.product_sets.empty() && set.number <= to.product_sets.back().number)
      return altered(from, name, "it does not stand in the order of the numbers");
    set.sha256 = digest_of(set, from.readings);
    sets.add(to.product_sets, std::move(set));
  }
  to.sha256 = digest_of(to);
  to.wordless_sha256 = digest_of(to, meaning::without_words());
  return to;
}

OCOP_INLINE result<std::vector<std::shared_ptr<compiled_rule_set const>>> compiled(model::rule_set const& rules,
                                                                                   set_pool& sets) {
  std::vector<std::shared_ptr<compiled_rule_set const>> editions;
  auto const& revised = rules.revised;
  for (std::size_t i = 0; i < rules.editions.size(); ++i) {
    day const from = rules.editions[i].from;
    if (!revised.empty() && std::find(revised.begin(), revised.end(), from) == revised.end()) continue;
    bool const is_last = i + 1 == rules.editions.size();
    std::optional<day> const until = is_last ? rules.in_force_until : std::optional(rules.editions[i + 1].from);
    auto made = compiled(rules, rules.editions[i], until, sets);
    if (!made) return made.error();
    editions.push_back(std::make_shared<compiled_rule_set const>(std::move(*made)));
  }
  return editions;
}

}  // namespace detail

OCOP_INLINE result<std::vector<std::shared_ptr<compiled_rule_set const>>> compile(model::rule_set const& rules) {
  detail::set_pool sets;
  return detail::compiled(rules, sets);
}

}  // namespace ocop
