#pragma once

#include "ocop/base/text.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/references.hpp"
#include "ocop/model/engine_readings.hpp"

#include <algorithm>
#include <utility>

namespace ocop {
namespace detail {

// Of references.hpp, which may be the one that includes this.
inline std::optional<issue> check_alternatives(compiled_rule_set const& rules, reading_choices const& choices);
inline std::optional<std::string> wrong_effect(compiled_note const& note, std::size_t readings);
inline std::optional<std::string> wrong_copy(compiled_product_set const& set, compiled_rule_set const& rules);

/// Hands each reading on which the engine branches its enumerator: alternatives are known by name, the order in which
/// the data lists them means nothing.
inline void set_enumerator(reading_choices& to, std::string_view reading, std::string_view alternative) {
  auto const known = std::find_if(model::engine_readings.begin(), model::engine_readings.end(),
                                  [&](auto const& r) { return r.id == reading; });
  if (known == model::engine_readings.end()) return;
  auto const index =
      std::find(known->alternatives.begin(), known->alternatives.end(), alternative) - known->alternatives.begin();
  auto const as = [index](auto& field) { field = static_cast<std::remove_reference_t<decltype(field)>>(index); };
  if (reading == "R-01") as(to.levels);
  else if (reading == "R-03") as(to.mark);
  else if (reading == "R-04") as(to.heading);
  else if (reading == "R-05") as(to.minimum);
  else if (reading == "R-07") as(to.members);
  else if (reading == "R-08") as(to.band);
  else if (reading == "R-09") as(to.gap);
  else if (reading == "R-10") as(to.end);
  else if (reading == "R-11") as(to.window);
  else if (reading == "R-13") as(to.day_off);
  else if (reading == "R-14") as(to.extension);
  else if (reading == "R-17") as(to.cases);
  else if (reading == "R-18") as(to.renewed_term);
  else if (reading == "R-19") as(to.spread_limit);
  else if (reading == "R-20") as(to.facts);
  else if (reading == "R-25") as(to.zero_stop);
  else if (reading == "R-26") as(to.forward);
  else if (reading == "R-27") as(to.ended);
  else if (reading == "R-28") as(to.undecided);
  else if (reading == "R-29") as(to.amendment);
  else if (reading == "R-30") as(to.window_law);
}

inline std::optional<issue> check_fact(std::vector<compiled_fact> const& declared, value const& facts,
                                       std::string const& prefix, std::string const& where) {
  for (auto const& m : facts.as_object()) {
    std::string const key = prefix + m.key;
    std::string const at = where + pointer_to(m.key);
    // A dot joins names of objects; a name with a dot in it names none.
    bool const is_name = m.key.find('.') == std::string::npos;
    auto const fact = std::find_if(declared.begin(), declared.end(), [&](auto const& f) { return f.key == key; });
    if (is_name && fact != declared.end()) {
      bool const fits = fact->type == "boolean"  ? m.content.is_bool()
                        : fact->type == "number" ? m.content.is_number()
                                                 : m.content.is_string();
      if (!fits)
        return issue{errc::wrong_type, at,
                     "fact " + key + " is " + std::string(m.content.kind()) + "; it must be a " + fact->type + "."};
      continue;
    }
    std::vector<std::string> under;
    for (auto const& f : declared)
      if (is_name && f.key.starts_with(key + '.')) under.push_back(f.key);
    if (under.empty()) {
      std::vector<std::string> known;
      known.reserve(declared.size());
      for (auto const& f : declared) known.push_back(f.key);
      std::string const how =
          is_name ? std::string() : " A dot stands for an object in an object: { \"a\": { \"b\": true } } gives a.b.";
      return issue{errc::undeclared_fact, at,
                   "fact " + in_quotes(key) + " is not declared; declared are " + join(known) + "." + how};
    }
    if (!m.content.is_object())
      return issue{errc::wrong_type, at,
                   in_quotes(key) + " is " + std::string(m.content.kind()) + "; it must be an object with some of " +
                       join(under) + "."};
    if (auto found = check_fact(declared, m.content, key + '.', at)) return found;
  }
  return std::nullopt;
}

}  // namespace detail

OCOP_INLINE result<compiled_product_set const*> compiled_rule_set::product_set(std::int64_t number) const {
  if (auto const at = product_sets.find(number)) try {
      return &product_sets[*at];
    } catch (error const& altered) {
      return altered.why();
    }
  if (product_sets.empty()) return issue{errc::unknown_product_set, {}, edition.str() + " has no product sets at all."};
  int const first = product_sets.number(0);
  int const last = product_sets.number(product_sets.size() - 1);
  std::vector<std::string> numbers;
  numbers.reserve(product_sets.size());
  for (std::size_t i = 0; i < product_sets.size(); ++i) numbers.push_back(std::to_string(product_sets.number(i)));
  bool const is_range = static_cast<std::size_t>(last - first) + 1 == product_sets.size() && product_sets.size() > 2;
  return issue{errc::unknown_product_set,
               {},
               edition.str() + " has no product set " + std::to_string(number) + "; it has sets " +
                   (is_range ? numbers.front() + " to " + numbers.back() : join(numbers)) + "."};
}

OCOP_INLINE result<reading_choices> compiled_rule_set::choose(std::span<reading_choice const> wanted) const {
  reading_choices choices = defaults;
  for (auto const& w : wanted) {
    auto const reading =
        std::find_if(readings.begin(), readings.end(), [&](auto const& r) { return r.id == w.reading; });
    if (reading == readings.end())
      return issue{errc::unknown_reading, pointer_to(w.reading.str()),
                   "there is no reading " + in_quotes(w.reading.str()) + "; " +
                       (readings.empty() ? std::string("there are none at all.")
                                         : "readings run from " + readings.front().id.str() + " to " +
                                               readings.back().id.str() + ".")};
    auto const& all = reading->alternatives;
    auto const taken = std::find_if(all.begin(), all.end(), [&](auto const& a) { return a.id == w.alternative; });
    if (taken == all.end()) {
      std::vector<std::string> allowed;
      allowed.reserve(all.size());
      for (auto const& a : all) allowed.push_back(a.id);
      return issue{errc::unknown_alternative, pointer_to(w.reading.str()),
                   "reading " + w.reading.str() + " has no alternative " + in_quotes(w.alternative) + "; allowed are " +
                       join(allowed) + "."};
    }
    auto const index = static_cast<std::size_t>(taken - all.begin());
    choices.chosen[static_cast<std::size_t>(reading - readings.begin())] = index;
    detail::set_enumerator(choices, w.reading.str(), w.alternative);
  }
  return choices;
}

namespace detail {

inline std::optional<issue> wrong_readings(compiled_rule_set const& rules, reading_choices const& choices) {
  std::string const remedy = " Take its defaults, or ask choose() of these rules.";
  if (choices.of.empty())
    return issue{
        errc::other_rules, {}, "readings made by default answer no question of " + rules.rule_set.str() + "." + remedy};
  bool const is_ours = choices.of == rules.rule_set && choices.offered == rules.defaults.offered;
  if (!is_ours || choices.chosen.size() != rules.readings.size())
    return issue{errc::other_rules,
                 {},
                 "these readings were chosen for " +
                     (choices.of == rules.rule_set ? "other readings of " : std::string()) + choices.of.str() +
                     "; the rules are those of " + rules.edition.str() + "." + remedy};
  return check_alternatives(rules, choices);
}

}  // namespace detail

OCOP_INLINE std::optional<issue> compiled_rule_set::check_readings(reading_choices const& choices) const {
  auto const wrong = [&] { return detail::wrong_readings(*this, choices); };
  // The rules' own choice is looked at once.
  return choices == defaults ? kept.checked(0, wrong) : wrong();
}

OCOP_INLINE std::optional<issue> compiled_rule_set::check_set(compiled_product_set const& set) const {
  auto const wrong_set = [&] { return detail::wrong_copy(set, *this); };
  if (product_sets.holds(set)) {
    // Of these very rules: the first check is the readings', then come the sets in their order.
    auto const wrong = kept.checked(*product_sets.find(set.number) + 1, wrong_set);
    if (!wrong) return std::nullopt;
    return issue{errc::inconsistent,
                 {},
                 "product set " + std::to_string(set.number) + " of " + edition.str() + " was altered: " + *wrong +
                     ". Take rules as they are loaded."};
  }
  auto const own = product_set(set.number);
  if (!own || (*own)->sha256 != set.sha256)
    return issue{errc::other_rules,
                 {},
                 "product set " + std::to_string(set.number) + " (" + set.name.en + ") is none of " + edition.str() +
                     ". Take the set from product_set() of these rules."};
  auto const wrong = wrong_set();
  if (!wrong) return std::nullopt;
  return issue{errc::inconsistent,
               {},
               "a copy of product set " + std::to_string(set.number) + " was altered: " + *wrong +
                   ". Take the set from product_set() of these rules."};
}

OCOP_INLINE std::optional<issue> compiled_rule_set::check_council(std::string_view level) const {
  if (level.empty() || std::find(councils.begin(), councils.end(), level) != councils.end()) return std::nullopt;
  return issue{errc::bad_value, "/level",
               "found " + in_quotes(level) + "; " + edition.str() +
                   (councils.empty() ? " names no level that has a council. Give none."
                                     : " has councils of " + join(councils) + ". Give one of these, or none.")};
}

OCOP_INLINE std::optional<issue> compiled_rule_set::check_stars(stars level) const {
  if (level.value >= 1 && static_cast<std::size_t>(level.value) <= bands.size()) return std::nullopt;
  return issue{errc::bad_value, "/stars",
               "found " + std::to_string(level.value) + "; " + edition.str() + " has levels 1 to " +
                   std::to_string(bands.size()) + "."};
}

OCOP_INLINE result<note_effect> compiled_rule_set::effect_of(compiled_note const& note,
                                                             reading_choices const& choices) const {
  if (auto wrong = check_readings(choices)) return std::move(*wrong);
  if (auto const wrong = detail::wrong_effect(note, readings.size()))
    return issue{errc::inconsistent, {}, *wrong + ". Take the note from a product set of these rules."};
  return effect_of_unchecked(note, choices);
}

OCOP_INLINE bool compiled_rule_set::asks_for(std::string_view fact, compiled_product_set const& set) const {
  auto const asks = [fact](auto const& rule) {
    return rule.when &&
           std::find(rule.when->facts().begin(), rule.when->facts().end(), fact) != rule.when->facts().end();
  };
  return std::any_of(set.notes.begin(), set.notes.end(), asks) ||
         std::any_of(dossier.papers.begin(), dossier.papers.end(), asks);
}

OCOP_INLINE std::optional<issue> compiled_rule_set::check_facts(value const& given) const {
  if (given.is_null()) return std::nullopt;
  if (!given.is_object())
    return issue{
        errc::wrong_type,
        {},
        "the facts are " + std::string(given.kind()) + "; give an object of declared facts, or null for none."};
  return detail::check_fact(facts, given, {}, {});
}

}  // namespace ocop
