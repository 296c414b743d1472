// What a sheet would come to by every single change is what the changed sheet comes to.
#include "ocop/score/assessment.hpp"
#include "ocop/rank/sensitivity.hpp"

#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace sensitivity_test {
namespace {

using namespace ocop;
using readings = std::vector<reading_choice>;

sheet_standing standing_of(assessment const& a) {
  return {a.council.evaluations.front().total, a.ranking.by_points, a.ranking.final_stars, a.ranking.how};
}

/// Every changed sheet that can be, assessed.
std::vector<tick_effect> by_force(std::shared_ptr<compiled_rule_set const> const& rules,
                                  compiled_product_set const& set, std::vector<choice> const& choices,
                                  value const& facts, reading_choices const& chosen) {
  std::vector<tick_effect> all;
  auto const add = [&](std::size_t c, choice to) {
    if (to == choices[c]) return;
    auto changed = choices;
    changed[c] = to;
    auto const a = assess(rules, set.number, {{"M1", false, changed}}, facts, chosen);
    if (a) all.push_back({c, to, standing_of(*a)});
  };
  for (std::size_t c = 0; c < set.criteria.size(); ++c) {
    add(c, {});
    for (auto const& list : set.criteria[c].lists)
      for (int o = 1; o <= static_cast<int>(list.options.size()); ++o) add(c, {list.case_no, o});
  }
  return all;
}

/// `1.1: 1 → 70 4★`
std::string told(compiled_product_set const& set, tick_effect const& e) {
  return set.criteria[e.criterion].id.str() + ": " + std::to_string(e.to.option) + " → " +
         std::to_string(e.then.total.value) + " " +
         (e.then.final_stars ? std::to_string(e.then.final_stars->value) + "★" : std::string(to_string(e.then.how)));
}

}  // namespace

TEST_CASE("Every single change comes to what the changed sheet comes to, in every set, by every reading",
          "[rank][qd-26-2026/3.3][qd-148-2023/annex-2][qd-1048-2019/1.2]") {
  std::vector<readings> const all{{},
                                  {{reading_id("R-01"), "own-marks"}},
                                  {{reading_id("R-03"), "printed-order"}, {reading_id("R-04"), "highest-option"}},
                                  {{reading_id("R-05"), "reject"}},
                                  {{reading_id("R-09"), "undetermined"}, {reading_id("R-06"), "later-zero"}},
                                  {{reading_id("R-17"), "same-case"}}};
  std::mt19937 random(3);
  int raised = 0, lowered = 0, without = 0;
  for (char const* const edition : {"qd-26-2026", "qd-148-2023", "qd-1048-2019"}) {
    auto const rules = test::edition(edition);
    for (auto const& set : rules->product_sets) {
      auto const chosen = rules->choose(all[random() % all.size()]).value();
      auto const choices = test::random_choices(set, random, 5);
      CAPTURE(edition, set.number);
      auto const own = assess(rules, set.number, {{"M1", false, choices}}, {}, chosen);
      auto const report = sensitivity(*rules, set, choices, {}, chosen);
      REQUIRE(report.has_value() == own.has_value());  // R-17=same-case
      if (!own) continue;
      CHECK(report->now == standing_of(*own));
      CHECK(report->effects == by_force(rules, set, choices, {}, chosen));
      for (auto const& effect : report->effects) {
        auto const height = [](std::optional<stars> s) { return s ? s->value : 0; };
        int const more = height(effect.then.final_stars) - height(own->ranking.final_stars);
        CHECK(report->raises(effect) == (more > 0));
        CHECK(report->lowers(effect) == (more < 0));
        raised += more > 0 ? 1 : 0;
        lowered += more < 0 ? 1 : 0;
        without += effect.then.final_stars ? 0 : 1;
      }
    }
  }
  CHECK(raised > 20);
  CHECK(lowered > 20);
  CHECK(without > 20);
}

TEST_CASE("Of the best sheet no change raises the stars, and every mark lost lowers them",
          "[rank][qd-26-2026/annex-2.1/1.5]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  auto const report = sensitivity(*rules, set, test::best_sheet(set).get().choices, {}, rules->defaults).value();
  CHECK(report.now == sheet_standing{points{100}, stars{5}, stars{5}, outcome::ranked});
  std::vector<std::string> at_contract, raising;
  std::size_t options = 0;
  for (auto const& criterion : set.criteria) options += criterion.lists.front().options.size();
  CHECK(report.effects.size() == options);  // nothing ticked stands for the tick that is kept
  for (auto const& effect : report.effects) {
    if (report.raises(effect)) raising.push_back(told(set, effect));
    if (effect.criterion == *set.find("1.5") && report.lowers(effect)) at_contract.push_back(told(set, effect));
  }
  CHECK(raising.empty());
  CHECK(at_contract ==
        std::vector<std::string>{"1.5: 0 → 97 3★", "1.5: 1 → 97 3★", "1.5: 2 → 98 3★", "1.5: 3 → 99 4★"});
}

TEST_CASE("A criterion at 0 takes along the points that a note makes hang on it", "[rank][qd-148-2023/annex-2]") {
  int tried = 0;
  auto const rules = test::edition("qd-148-2023");
  for (auto const& set : rules->product_sets) {
    auto const best = test::best_sheet(set).get().choices;
    auto const report = sensitivity(*rules, set, best, {}, rules->defaults).value();
    std::map<std::size_t, std::set<std::size_t>> takes;  // criteria, by that which is 0
    for (auto const& note : set.notes)
      if (note.zero_at.size() == 1 && rules->effect_of(note, rules->defaults) == note_effect::zero)
        for (std::size_t c = note.first; c < note.last; ++c) takes[note.zero_at.front()].insert(c);
    for (auto const& [at, others] : takes) {
      auto const effect = std::find_if(report.effects.begin(), report.effects.end(),
                                       [at = at](auto const& e) { return e.criterion == at && e.to == choice{}; });
      REQUIRE(effect != report.effects.end());
      int lost = set.criteria[at].max.value;
      for (std::size_t const c : others) lost += set.criteria[c].max.value;
      CAPTURE(set.number, set.criteria[at].id.str());
      CHECK(report.now.total.value - effect->then.total.value == lost);
      ++tried;
    }
  }
  CHECK(tried > 10);
}

TEST_CASE("Under R-17=same-case a change to another case is none, and a sheet of two cases is an error", "[rank]") {
  auto const rules = test::edition("qd-1048-2019");
  auto const same = rules->choose(readings{{reading_id("R-17"), "same-case"}}).value();
  int tried = 0;
  for (auto const& set : rules->product_sets) {
    std::vector<std::size_t> with;
    for (std::size_t c = 0; c < set.criteria.size(); ++c)
      if (set.criteria[c].has_cases()) with.push_back(c);
    if (with.size() < 2) continue;
    std::vector<choice> choices(set.criteria.size());
    auto const in_case = [&](std::size_t c, std::size_t list) {
      return choice{set.criteria[c].lists[list].case_no, 1};
    };
    choices[with[0]] = in_case(with[0], 0);
    choices[with[1]] = in_case(with[1], 0);
    auto const other = [&](sensitivity_report const& report) {
      return std::count_if(report.effects.begin(), report.effects.end(), [&](auto const& e) {
        return e.criterion == with[0] && e.to.option != 0 && e.to.case_no != choices[with[0]].case_no;
      });
    };
    CHECK(other(sensitivity(*rules, set, choices, {}, same).value()) == 0);
    CHECK(other(sensitivity(*rules, set, choices, {}, rules->defaults).value()) > 0);
    choices[with[1]] = in_case(with[1], 1);
    auto const wrong = sensitivity(*rules, set, choices, {}, same);
    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().code == errc::wrong_case);
    ++tried;
  }
  CHECK(tried > 0);
}

TEST_CASE("A product that a fact rejects is rejected by every change", "[rank][qd-26-2026/annex-2.1/disqualifiers]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  auto const best = test::best_sheet(set).get().choices;
  value const forged = value::object{{"dossier", value::object{{"forged", true}}}};
  auto const report = sensitivity(*rules, set, best, forged, rules->defaults).value();
  CHECK(report.now.how == outcome::rejected);
  CHECK_FALSE(report.effects.empty());
  CHECK(std::all_of(report.effects.begin(), report.effects.end(), [&](auto const& e) {
    return e.then.how == outcome::rejected && !report.raises(e) && !report.lowers(e);
  }));
  CHECK(sensitivity(*rules, set, best, value::object{{"no", true}}, rules->defaults).error().code ==
        errc::undeclared_fact);
}

}  // namespace sensitivity_test
