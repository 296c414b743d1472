// The cheapest way to a star level is what trying everything finds, and what it says leads there.
#include "ocop/score/assessment.hpp"
#include "ocop/rank/upgrade_path.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace upgrade_path_test {
namespace {

using namespace ocop;
using readings = std::vector<reading_choice>;

struct situation {
  std::shared_ptr<compiled_rule_set const> rules;
  compiled_product_set const* set;
  reading_choices chosen;
  value facts;
};

int height(situation const& s, std::vector<choice> const& choices) {
  auto const a = assess(s.rules, s.set->number, {{"M1", false, choices}}, s.facts, s.chosen);
  return a && a->ranking.final_stars ? a->ranking.final_stars->value : 0;
}

result<upgrade_report> path(situation const& s, std::vector<choice> const& choices, int level,
                            upgrade_options const& options = {}) {
  return upgrade_path(*s.rules, *s.set, choices, stars{level}, s.facts, s.chosen, options);
}

std::vector<choice> changed(std::vector<choice> choices, std::vector<option_change> const& plan) {
  for (auto const& change : plan) choices[change.criterion] = change.to;
  return choices;
}

/// Costs that hang on nothing but the change: 0 to 6, and some that cannot be made.
std::optional<std::int64_t> some_cost(std::size_t criterion, choice const& from, choice const& to) {
  auto const mixed = static_cast<std::int64_t>(criterion) * 31 + from.option * 7 + to.option * 13 + to.case_no * 3;
  if (mixed % 11 == 0) return std::nullopt;
  return mixed % 7;
}

/// The cheapest by trying every combination of the criteria that are not fixed; and how many plans cost as much.
std::pair<std::optional<std::int64_t>, std::size_t> by_force(situation const& s, std::vector<choice> const& choices,
                                                             std::vector<std::size_t> const& open, int level) {
  std::optional<std::int64_t> best;
  std::size_t plans = 0;
  std::vector<choice> tried = choices;
  std::function<void(std::size_t, std::int64_t)> const go = [&](std::size_t n, std::int64_t cost) {
    if (n == open.size()) {
      if (height(s, tried) < level || (best && *best < cost)) return;
      if (!best || cost < *best) plans = 0;
      best = cost;
      ++plans;
      return;
    }
    std::size_t const c = open[n];
    go(n + 1, cost);
    for (auto const& list : s.set->criteria[c].lists)
      for (int o = 1; o <= static_cast<int>(list.options.size()); ++o) {
        choice const to{list.case_no, o};
        auto const price = to == choices[c] ? std::nullopt : some_cost(c, choices[c], to);
        if (!price) continue;
        tried[c] = to;
        go(n + 1, cost + *price);
        tried[c] = choices[c];
      }
  };
  go(0, 0);
  return {best, plans};
}

std::vector<choice> random_choices(compiled_product_set const& set, std::mt19937& random) {
  std::vector<choice> made;
  for (auto const& criterion : set.criteria) {
    auto const& list = criterion.lists[random() % criterion.lists.size()];
    auto const count = static_cast<unsigned>(list.options.size());
    unsigned const option = random() % 4 ? count : static_cast<unsigned>(random() % (count + 1));
    made.push_back(option == 0 ? choice{} : choice{list.case_no, static_cast<int>(option)});
  }
  return made;
}

}  // namespace

TEST_CASE("No combination of changes is cheaper than the path, and there are as many as it lists",
          "[rank][qd-26-2026/3.3][qd-148-2023/annex-2]") {
  std::vector<readings> const all{{},
                                  {{reading_id("R-01"), "own-marks"}},
                                  {{reading_id("R-05"), "reject"}},
                                  {{reading_id("R-03"), "printed-order"}, {reading_id("R-04"), "highest-option"}},
                                  {{reading_id("R-01"), "own-marks"}, {reading_id("R-05"), "reject"}},
                                  {{reading_id("R-06"), "later-zero"}}};
  std::mt19937 random(5);
  int reached = 0, not_reached = 0, tied = 0;
  for (char const* const edition : {"qd-26-2026", "qd-148-2023", "qd-1048-2019"}) {
    auto const rules = test::edition(edition);
    for (auto const& set : rules->product_sets) {
      situation const s{rules, &set, rules->choose(all[random() % all.size()]).value(), {}};
      auto const choices = random_choices(set, random);
      std::vector<std::size_t> open, fixed;
      for (std::size_t c = 0; c < set.criteria.size(); ++c) fixed.push_back(c);
      std::shuffle(fixed.begin(), fixed.end(), random);
      open.assign(fixed.begin(), fixed.begin() + 3);
      fixed.erase(fixed.begin(), fixed.begin() + 3);
      for (int const level : {3, 4, 5}) {
        CAPTURE(edition, set.number, level);
        auto const report = path(s, choices, level, {some_cost, fixed, 1000});
        REQUIRE(report.has_value());
        auto const [cost, plans] = by_force(s, choices, open, level);
        CHECK(report->cost == cost);
        CHECK(report->plans.size() == plans);
        (cost ? reached : not_reached) += 1;
        tied += plans > 1 ? 1 : 0;
        for (auto const& plan : report->plans) {
          CHECK(height(s, changed(choices, plan)) >= level);
          std::int64_t sum = 0;
          for (auto const& change : plan) sum += change.cost;
          CHECK(sum == *report->cost);
        }
      }
    }
  }
  CHECK(reached > 30);
  CHECK(not_reached > 30);
  CHECK(tied > 5);
}

TEST_CASE("From nothing to every level there is a way, and no change is left out of it", "[rank][qd-26-2026/3.3]") {
  auto const rules = test::edition();
  for (auto const& set : rules->product_sets) {
    situation const s{rules, &set, rules->defaults, {}};
    std::vector<choice> const nothing(set.criteria.size());
    std::int64_t before = 0;
    for (int level = 1; level <= 5; ++level) {
      CAPTURE(set.number, level);
      auto const report = path(s, nothing, level).value();
      REQUIRE(report.cost);
      CHECK(*report.cost >= before);  // a higher level never costs less
      before = *report.cost;
      auto const& plan = report.plans.front();
      CHECK(height(s, changed(nothing, plan)) >= level);
      for (std::size_t n = 0; n < plan.size(); ++n) {
        auto fewer = plan;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(n));
        CHECK(height(s, changed(nothing, fewer)) < level);
      }
    }
  }
}

TEST_CASE("Whether points or marks stand in the way is told, and what is there already costs nothing",
          "[rank][qd-26-2026/annex-2.1/1.5]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  situation const s{rules, &set, rules->defaults, {}};
  auto const of = [&](test::sheet_of const& sheet, int level) { return path(s, sheet.get().choices, level).value(); };
  auto sheet = test::best_sheet(set);
  CHECK(of(sheet, 5).cost == 0);
  CHECK(of(sheet, 5).plans.front().empty());
  sheet.choose("1.5", 2);  // marks of four and five stars
  auto const by_mark = of(sheet, 5);
  CHECK(by_mark.lacking == points{0});
  CHECK(by_mark.unmet.size() == 2);
  CHECK(by_mark.plans.front() == std::vector<option_change>{{*set.find("1.5"), {0, 2}, {0, 4}, 2}});
  auto const to_four = of(sheet, 4);
  CHECK(to_four.plans.front().front().to == choice{0, 3});
  CHECK(to_four.cost == 1);
  // Points alone: 89, and every mark is met.
  auto short_of = test::best_sheet(set);
  for (auto const* const code : {"1.1", "1.2", "1.4", "3.1"}) short_of.choose(code, 1);
  short_of.choose("4.3", 4).choose("1.7", 1);
  auto const by_points = of(short_of, 5);
  CHECK(by_points.lacking == points{1});
  CHECK(by_points.unmet.empty());
  CHECK(by_points.cost == 1);
  CHECK(by_points.plans.front().size() == 1);
}

TEST_CASE("A fact that rejects, a criterion that is fixed and costs that are none are told", "[rank]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  situation const forged{rules, &set, rules->defaults, value::object{{"dossier", value::object{{"forged", true}}}}};
  auto const best = test::best_sheet(set).get().choices;
  CHECK_FALSE(path(forged, best, 3)->cost);
  situation const s{rules, &set, rules->defaults, {}};
  auto without = test::best_sheet(set);
  without.choose("1.5", 1);
  std::vector<std::size_t> const fixed{*set.find("1.5")};
  CHECK_FALSE(path(s, without.get().choices, 4, {{}, fixed, 1})->cost);
  CHECK(path(s, without.get().choices, 3, {{}, fixed, 1})->cost == 0);
  std::vector<std::size_t> const unknown{99};
  CHECK(path(s, best, 5, {{}, unknown, 1}).error().message == "found criterion 99; the set has 32 criteria.");
  CHECK(path(s, best, 6).error().message == "found 6; qd-26-2026@2026-05-22 has levels 1 to 5.");
  auto const negative =
      path(s, without.get().choices, 5, {[](auto, auto, auto) { return std::optional<std::int64_t>(-1); }, {}, 1});
  CHECK(negative.error().message == "a change costs -1; a cost is 0 to 1125899906842624.");
  auto const all_at = [&](std::int64_t cost) {
    return path(s, without.get().choices, 5, {[cost](auto, auto, auto) { return std::optional(cost); }, {}, 1});
  };
  CHECK(all_at(most_change_cost - 1)->cost == most_change_cost - 1);
  CHECK(all_at(most_change_cost)->cost == most_change_cost);
  CHECK(all_at(most_change_cost + 1).error().code == errc::bad_value);
}

}  // namespace upgrade_path_test
