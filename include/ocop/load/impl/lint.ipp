#pragma once

#include "ocop/load/lint.hpp"
#include "ocop/model/engine_readings.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace ocop {
namespace detail {

/// Looks at one rule set and collects what does not add up.
class rule_linter {
  model::rule_set const& rules_;
  std::vector<issue>& issues_;

 public:
  rule_linter(model::rule_set const& rules, std::vector<issue>& issues) : rules_(rules), issues_(issues) {}

  void run() {
    check_dates();
    check_parts_and_bands();
    check_recognition();
    check_forwarding();
    check_topics();
    check_readings();
    std::map<int, std::string> numbers;
    check_minimums(rules_.minimums, nullptr);
    for (auto const& set : rules_.product_sets) {
      auto const [first, is_new] = numbers.emplace(set.number, set.where);
      if (!is_new)
        say(set.where + "/set", errc::duplicate_key,
            "set " + std::to_string(set.number) + " is already in " + first->second + ". Give it another number.");
      check_product_set(set);
    }
    if (rules_.product_sets.empty())
      say(file("rule_set.json"), errc::inconsistent, "the rule set has no product set. Add product_sets/*.json.");
  }

 private:
  void say(std::string where, errc code, std::string message) {
    issues_.push_back({code, std::move(where), std::move(message)});
  }
  [[nodiscard]] std::string file(std::string_view name) const {
    return rules_.id.str() + '/' + std::string(name) + '#';
  }
  [[nodiscard]] std::string number(points p) const { return points_text(p, rules_.unit); }
  /// What a heading can count.
  [[nodiscard]] static points most_of(points max, std::optional<points> const& counts_at_most) {
    return counts_at_most ? std::min(max, *counts_at_most) : max;
  }

  void check_dates() {
    std::string const where = file("rule_set.json");
    if (rules_.in_force_until && *rules_.in_force_until <= rules_.in_force_from)
      say(where + "/in_force", errc::inconsistent,
          "the rule set ends before it begins. Mend from or until (until is excluded).");
    if (rules_.editions.empty() || rules_.editions.front().from != rules_.in_force_from)
      say(where + "/editions", errc::inconsistent,
          "the first edition must begin on " + to_string(rules_.in_force_from) +
              ", the day the rule set takes effect.");
    for (std::size_t i = 0; i < rules_.editions.size(); ++i)
      if (rules_.in_force_until && *rules_.in_force_until <= rules_.editions[i].from)
        say(where + "/editions/" + std::to_string(i), errc::inconsistent,
            "the edition begins when the rule set has ended, on " + to_string(*rules_.in_force_until) + ".");
    for (std::size_t i = 1; i < rules_.editions.size(); ++i)
      if (rules_.editions[i].from <= rules_.editions[i - 1].from)
        say(where + "/editions/" + std::to_string(i), errc::inconsistent, "editions must follow each other in time.");
  }

  void check_parts_and_bands() {
    points total;
    std::set<std::string> codes;
    for (auto const& p : rules_.parts) {
      total += most_of(p.max, p.counts_at_most);
      if (!codes.insert(p.code).second)
        say(file("rule_set.json") + "/parts", errc::duplicate_key, "part \"" + p.code + "\" stands twice. Rename one.");
    }
    std::string const where = file("bands.json") + "/bands";
    auto const& bands = rules_.bands;
    if (bands.empty()) {
      say(where, errc::inconsistent, "there is no band. Add one for each star level.");
      return;
    }
    if (bands.front().from.value != 0)
      say(where, errc::inconsistent,
          "the lowest band begins at " + number(bands.front().from) + "; it must begin at 0.");
    for (std::size_t i = 0; i < bands.size(); ++i) {
      std::string const name = std::to_string(bands[i].level.value) + " stars";
      points const end = bands[i].below.value_or(bands[i].to.value_or(points{}));
      if (bands[i].level.value != static_cast<int>(i) + 1)
        say(where, errc::inconsistent,
            "star levels must run 1, 2, 3 …; found " + name + " in place " + std::to_string(i + 1) + ".");
      if (end < bands[i].from) say(where, errc::inconsistent, "the band of " + name + " ends before it begins.");
      if (i + 1 < bands.size()) {
        points const next = bands[i + 1].from;
        bool const overlaps = bands[i].below ? next < *bands[i].below : next <= end;
        if (overlaps)
          say(where, errc::inconsistent,
              "the bands of " + name + " and the next level overlap. Let one end where the other begins.");
        if (bands[i].to && end.value + rules_.unit.per_point < next.value)
          say(where, errc::inconsistent,
              "whole points from " + number({end.value + rules_.unit.per_point}) + " to " +
                  number({next.value - rules_.unit.per_point}) +
                  " are in no band. Only what lies between two whole points may be in a printed gap.");
        if (bands[i].below && *bands[i].below < next)
          say(where, errc::inconsistent,
              "points from " + number(end) + " to below " + number(next) +
                  " are in no band. Close the gap, or write \"to\" where the law prints one.");
      } else if (!bands[i].to || end != total) {
        say(where, errc::inconsistent, "the highest band must run \"to\" " + number(total) + ", the sum of the parts.");
      }
    }
  }

  void check_recognition() {
    std::string const where = file("procedure.json") + "/recognition";
    for (auto const& r : rules_.recognitions)
      for (stars const level : r.levels)
        if (!rules_.bands.empty() && level.value > static_cast<int>(rules_.bands.size()))
          say(where, errc::inconsistent, "there is no band of " + std::to_string(level.value) + " stars.");
    for (auto const& edition : rules_.editions) {
      std::map<stars, int> times;
      for (auto const& r : rules_.recognitions)
        if (r.when.holds_on(edition.from))
          for (stars const s : r.levels) ++times[s];
      std::string const on = rules_.editions.size() > 1 ? "on " + to_string(edition.from) + ", " : std::string();
      for (auto const& band : rules_.bands)
        if (times[band.level] != 1)
          say(where, errc::inconsistent,
              on + std::to_string(band.level.value) + " stars: " + std::to_string(times[band.level]) +
                  " entries say who recognises them; exactly one must.");
    }
  }

  void check_forwarding() {
    for (auto const& f : rules_.forwardings)
      if (std::none_of(rules_.councils.begin(), rules_.councils.end(),
                       [&](auto const& c) { return c.level == f.level; }))
        say(file("procedure.json") + "/forwarding", errc::unresolved,
            "there is no council of level \"" + f.level + "\". Mend the level, or add it to councils.");
  }

  void check_topics() {
    for (auto const& edition : rules_.editions)
      for (std::string_view const topic : {"criteria", "gates", "bands"}) {
        auto const n = std::count_if(rules_.topics.begin(), rules_.topics.end(),
                                     [&](auto const& t) { return t.topic == topic && t.when.holds_on(edition.from); });
        if (n != 1)
          say(file("rule_set.json") + "/completeness", errc::inconsistent,
              std::to_string(n) + " entries say how complete the " + std::string(topic) + " are; exactly one must.");
      }
  }

  void check_readings() {
    for (auto const& known : model::engine_readings) {
      auto const reading = std::find_if(rules_.readings.begin(), rules_.readings.end(),
                                        [&](auto const& r) { return r.id.str() == known.id; });
      if (reading == rules_.readings.end()) {
        say(file("readings.json") + "/choices", errc::missing_key,
            "the engine asks for reading " + std::string(known.id) + ". Choose one of its alternatives.");
        continue;
      }
      for (auto const& a : reading->alternatives)
        if (std::find(known.alternatives.begin(), known.alternatives.end(), a.id) == known.alternatives.end())
          say(file("readings.json") + "/choices", errc::unknown_alternative,
              "the engine does not know alternative \"" + a.id + "\" of reading " + std::string(known.id) + ".");
    }
  }

  /// `set`: of which they are; none: of every set.
  void check_minimums(std::vector<model::minimum> const& minimums, model::product_set const* set) {
    std::set<std::pair<stars, std::string>> seen;
    for (auto const& m : minimums) {
      if (!rules_.bands.empty() && m.level.value > static_cast<int>(rules_.bands.size()))
        say(m.where, errc::inconsistent, "there is no band of " + std::to_string(m.level.value) + " stars.");
      if (!seen.emplace(m.level, m.at).second)
        say(m.where, errc::duplicate_key,
            "the minimum of " + std::to_string(m.level.value) + " stars at \"" + m.at + "\" stands twice. Keep one.");
      std::vector<model::product_set> const& all = rules_.product_sets;
      if (set) check_minimum(m, *set);
      else std::for_each(all.begin(), all.end(), [&](auto const& one) { check_minimum(m, one); });
    }
  }

  void check_minimum(model::minimum const& m, model::product_set const& set) {
    std::vector<points> found;  // what can be reached at each place of that code
    points total;
    for (auto const& p : rules_.parts) {
      total += most_of(p.max, p.counts_at_most);
      if (p.code == m.at) found.push_back(most_of(p.max, p.counts_at_most));
    }
    if (m.at == "total") found.push_back(total);
    for (auto const& s : set.sections) {
      if (s.code == m.at) found.push_back(most_of(s.max, s.counts_at_most));
      for (auto const& g : s.groups)
        if (g.code == m.at) found.push_back(most_of(g.max, g.counts_at_most));
    }
    std::string const in_set = "set " + std::to_string(set.number);
    if (found.empty())
      say(m.where + "/at", errc::unresolved,
          in_set + " has no part, section or group \"" + m.at +
              "\". Name one of them, or \"total\"; a minimum of one set stands in the file of that set.");
    else if (found.size() > 1)
      say(m.where + "/at", errc::inconsistent,
          "\"" + m.at + "\" names several headings of " + in_set + ". Give them codes that differ.");
    else if (found.front() < m.least)
      say(m.where + "/points", errc::inconsistent,
          "the minimum asks for " + number(m.least) + " points, and \"" + m.at + "\" of " + in_set + " has " +
              number(found.front()) + ". Nobody could reach the level.");
  }

  /// A heading that counts up to a limit has the limit as its points, or what is below it adds up to.
  void check_heading(std::string const& where, std::string const& name, points max,
                     std::optional<points> const& counts_at_most, points sum) {
    if (!counts_at_most) {
      if (sum != max)
        say(where, errc::inconsistent,
            name + " has " + number(max) + " points, its criteria add up to " + number(sum) + ".");
      return;
    }
    if (max != *counts_at_most && max != sum)
      say(where, errc::inconsistent,
          name + " has " + number(max) + " points; it counts " + number(*counts_at_most) +
              " at most, and its criteria add up to " + number(sum) + ". Give one of these two.");
    if (sum <= *counts_at_most)
      say(where, errc::inconsistent,
          name + " counts " + number(*counts_at_most) + " at most, and its criteria add up to " + number(sum) +
              ", so the limit limits nothing. Leave it out, or mend it.");
  }

  void check_product_set(model::product_set const& set) {
    std::string const number_text = std::to_string(set.number);
    auto const slash = set.where.rfind('/', set.where.find('#'));
    if (set.where.compare(slash + 1, 3, (number_text.size() < 2 ? "0" : "") + number_text + "-") != 0 &&
        set.number < 100)
      say(set.where + "/set", errc::inconsistent,
          "the file of set " + number_text + " must be named " + (number_text.size() < 2 ? "0" : "") + number_text +
              "-….json.");

    std::set<std::string> codes;
    std::set<concept_id> concepts;
    std::set<std::string> sections;
    std::map<std::string, points> parts;
    for (auto const& section : set.sections) {
      if (!sections.insert(section.code).second)
        say(section.where + "/id", errc::duplicate_key, "section " + section.code + " stands twice in the set.");
      if (std::none_of(rules_.parts.begin(), rules_.parts.end(), [&](auto const& p) { return p.code == section.part; }))
        say(section.where + "/part", errc::unresolved, "the rule set has no part \"" + section.part + "\".");
      parts[section.part] += most_of(section.max, section.counts_at_most);
      points sum;
      std::map<std::string, points> groups;
      for (auto const& criterion : section.criteria) {
        if (criterion.group) groups[*criterion.group] += criterion.max;
        else sum += criterion.max;
        if (!codes.insert(criterion.id.str()).second)
          say(criterion.where + "/id", errc::duplicate_key,
              "criterion " + criterion.id.str() + " stands twice in the set.");
        if (!criterion.stands_for.empty() && !concepts.insert(criterion.stands_for).second)
          say(criterion.where + "/concept", errc::duplicate_key,
              "another criterion of the set stands for \"" + criterion.stands_for.str() +
                  "\" already. Give this one a concept of its own.");
        check_criterion(criterion);
      }
      for (auto const& group : section.groups) {
        check_heading(section.where, "group " + group.code, group.max, group.counts_at_most, groups[group.code]);
        sum += group.counts_at_most ? std::min(groups[group.code], *group.counts_at_most) : groups[group.code];
      }
      check_heading(section.where + "/max_points", "section " + section.code, section.max, section.counts_at_most, sum);
    }
    for (auto const& part : rules_.parts) {
      bool const is_right = part.counts_at_most ? part.max == *part.counts_at_most || part.max == parts[part.code]
                                                : part.max == parts[part.code];
      if (!is_right && !set.anomaly)
        say(set.where + "/sections", errc::inconsistent,
            "part " + part.code + " has " + number(part.max) + " points, its sections add up to " +
                number(parts[part.code]) + ".");
    }
    check_minimums(set.minimums, &set);
    check_notes(set.notes, set.where, codes);
    for (auto const& section : set.sections) {
      check_notes(section.notes, section.where, codes);
      for (auto const& criterion : section.criteria) check_notes(criterion.notes, criterion.where, codes);
    }
  }

  void check_criterion(model::criterion const& criterion) {
    std::set<int> cases;
    for (std::size_t l = 0; l < criterion.lists.size(); ++l) {
      model::option_list const& list = criterion.lists[l];
      std::string const where = list.case_no == 0 ? criterion.where : criterion.where + "/cases/" + std::to_string(l);
      if (!cases.insert(list.case_no).second)
        say(criterion.where + "/cases", errc::duplicate_key, "case " + std::to_string(list.case_no) + " stands twice.");
      points best;
      points before;
      std::map<concept_id, option_id> concepts;
      for (auto const& option : list.options) {
        if (!option.stands_for.empty() && concepts.emplace(option.stands_for, option.id).first->second != option.id)
          say(where + "/wording", errc::duplicate_key,
              "two options of the list stand for \"" + option.stands_for.str() + "\". Give one a concept of its own.");
        if (option.worth < before)
          say(where + "/points/" + option.id.str(), errc::inconsistent,
              "option \"" + option.id.str() + "\" gives " + number(option.worth) + " points, the one before it " +
                  number(before) + ". Points must never fall in printed order.");
        if (criterion.max < option.worth)
          say(where + "/points/" + option.id.str(), errc::inconsistent,
              "option \"" + option.id.str() + "\" gives " + number(option.worth) + " points, criterion " +
                  criterion.id.str() + " allows " + number(criterion.max) + ". Compare both with " + criterion.cite.at +
                  ".");
        before = option.worth;
        best = std::max(best, option.worth);
      }
      if (best < criterion.max && !criterion.anomaly)
        say(criterion.where + "/max_points", errc::inconsistent,
            "criterion " + criterion.id.str() + " allows " + number(criterion.max) + " points, its best option gives " +
                number(best) + ".");
      check_gates(list, where);
    }
  }

  void check_gates(model::option_list const& list, std::string const& place) {
    points before;
    for (auto const& gate : list.gates) {
      std::string const where = place + "/gates/" + std::to_string(gate.level.value);
      if (gate.level.value < 1 || (!rules_.bands.empty() && gate.level.value > static_cast<int>(rules_.bands.size())))
        say(where, errc::inconsistent, "there is no band of " + std::to_string(gate.level.value) + " stars.");
      auto const needed =
          std::find_if(list.options.begin(), list.options.end(), [&](auto const& o) { return o.id == gate.needs; });
      points const worth = needed == list.options.end() ? points{} : needed->worth;
      if (worth < before)
        say(where, errc::inconsistent,
            "the mark of " + std::to_string(gate.level.value) +
                " stars asks for less than the mark of a lower level. Swap them.");
      before = worth;
    }
  }

  void check_notes(std::vector<model::note_use> const& notes, std::string const& where,
                   std::set<std::string> const& codes) {
    for (std::size_t i = 0; i < notes.size(); ++i) {
      std::string const at = where + "/notes/" + std::to_string(i);
      for (auto const& z : notes[i].zero_at)
        if (!codes.contains(z.str()))
          say(at + "/zero_at", errc::unknown_criterion, "the set has no criterion " + z.str() + ".");
      if (notes[i].note.when && !notes[i].zero_at.empty())
        say(at, errc::inconsistent,
            "note \"" + notes[i].note.id + "\" is judged from facts; it cannot have zero_at too.");
      bool const acts = !std::holds_alternative<note_effect>(notes[i].note.effect) ||
                        std::get<note_effect>(notes[i].note.effect) != note_effect::none;
      if (acts && !notes[i].note.when && notes[i].zero_at.empty() && !notes[i].note.id.empty())
        say(at, errc::inconsistent,
            "note \"" + notes[i].note.id +
                "\" has an effect and no condition. Give the note a \"when\", "
                "or its use a \"zero_at\".");
    }
  }
};

/// Is some rule set in force on every day from the first to the last, and where two are, does a clause say which
/// governs?
inline void check_succession(std::vector<model::rule_set const*> all, std::vector<issue>& issues) {
  std::sort(all.begin(), all.end(), [](auto const* a, auto const* b) { return a->in_force_from < b->in_force_from; });
  for (std::size_t i = 1; i < all.size(); ++i) {
    model::rule_set const& earlier = *all[i - 1];
    model::rule_set const& later = *all[i];
    std::string const where = later.id.str() + "/rule_set.json#/in_force";
    if (earlier.in_force_until && *earlier.in_force_until < later.in_force_from)
      issues.push_back({errc::inconsistent, where,
                        "no rule set is in force from " + to_string(*earlier.in_force_until) + " to the day before " +
                            to_string(later.in_force_from) + ". Mend the days of " + earlier.id.str() +
                            " or of this one."});
    bool const overlaps = !earlier.in_force_until || later.in_force_from < *earlier.in_force_until;
    bool const is_settled = std::any_of(later.transitions.begin(), later.transitions.end(),
                                        [&](auto const& t) { return t.use == earlier.id; });
    if (overlaps && !is_settled)
      issues.push_back({errc::inconsistent, where,
                        earlier.id.str() + " is still in force on " + to_string(later.in_force_from) +
                            ", and no transition clause says which of the two governs. Add one, or mend the days."});
  }
}

}  // namespace detail

OCOP_INLINE std::vector<issue> lint(model::rule_set const& rules) {
  std::vector<issue> issues;
  detail::rule_linter(rules, issues).run();
  return issues;
}

OCOP_INLINE std::vector<issue> lint_succession(std::vector<model::rule_set> const& all) {
  std::vector<issue> issues;
  std::vector<model::rule_set const*> in_time;
  in_time.reserve(all.size());
  for (auto const& rules : all) in_time.push_back(&rules);
  detail::check_succession(std::move(in_time), issues);
  return issues;
}

}  // namespace ocop
