// Bands, cap, recognition and forwarding, by numbers that a reader can add up: mostly in set 1, fresh vegetables.
#include "ocop/exchange/json.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/score/assessment.hpp"
#include "ocop/score/ranking.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace ranking_test {
namespace {

using namespace ocop;
using strings = std::vector<std::string>;
using choices = std::vector<reading_choice>;

compiled_product_set const& vegetables() { return test::product_set(1); }
test::sheet_of best() { return test::best_sheet(vegetables()); }

/// A sheet of set 1 with that many points, 59 to 100, that meets every mark: only criteria without one are lowered.
score_sheet with_points(int total) {
  test::sheet_of sheet = best();
  int left = 100 - total;
  for (char const* const code :
       {"4.3", "1.1", "1.4", "3.1", "3.3", "4.2", "6.3", "6.4", "7", "12", "1.2", "5.2", "11", "1.7", "2.4", "3.2"}) {
    int const loses = vegetables().criteria[*vegetables().find(code)].max.value;
    if (loses > left) continue;
    sheet.choose(code, 0);
    left -= loses;
  }
  REQUIRE(left == 0);
  return sheet;
}

/// 50 points, with every three-star mark met.
test::sheet_of fifty() {
  test::sheet_of sheet = test::empty_sheet(vegetables());
  sheet.choose("1.3", 3).choose("1.5", 4).choose("1.6", 3);                               // 3 + 3 + 3
  sheet.choose("2.1", 3).choose("2.2", 3).choose("2.3", 3);                               // 3 + 2 + 3
  sheet.choose("3.4", 2).choose("3.5", 3);                                                // 2 + 3
  sheet.choose("4.1", 4).choose("5.1", 5).choose("5.3", 2);                               // 5 + 5 + 1
  sheet.choose("6.1", 3).choose("6.2", 4).choose("8", 3).choose("9", 1).choose("10", 2);  // 2 + 3 + 3 + 2 + 3
  return sheet.choose("11", 1).choose("12", 3);                                           // 1 + 3
}

/// 30 points, where no mark asks for anything.
test::sheet_of thirty() {
  test::sheet_of sheet = test::empty_sheet(vegetables());
  sheet.choose("1.1", 3).choose("1.2", 3).choose("1.3", 3).choose("1.4", 3).choose("1.5", 4);  // 3 + 2 + 3 + 3 + 3
  return sheet.choose("1.6", 3).choose("4.1", 4).choose("4.3", 5).choose("6.3", 4);            // 3 + 5 + 5 + 3
}

/// So many sheets of one kind and of another.
std::vector<score_sheet> sheets(std::size_t n, score_sheet const& one, std::size_t m = 0,
                                score_sheet const& other = {}) {
  std::vector<score_sheet> all(n, one);
  all.insert(all.end(), m, other);
  return all;
}

reading_choice reading(char const* id, char const* alternative) { return {reading_id(id), alternative}; }

/// Stars, and 0 where there are none.
int final_of(assessment const& a) { return a.ranking.final_stars ? a.ranking.final_stars->value : 0; }
int band_of(assessment const& a) { return a.ranking.by_points ? a.ranking.by_points->value : 0; }

/// `4 at 1.5`: the level of an unmet mark and its criterion.
std::string name_of(assessment const& a, std::size_t gate) {
  return std::to_string(a.set->gates[gate].level.value) + " at " +
         a.set->criteria[a.set->gates[gate].criterion].id.str();
}

strings unmet(assessment const& a) {
  strings names;
  for (auto const g : a.ranking.unmet_gates) names.push_back(name_of(a, g));
  return names;
}

std::string cap(assessment const& a) { return a.ranking.capped_by ? name_of(a, *a.ranking.capped_by) : "nothing"; }

bool mattered(assessment const& a, std::string_view reading) {
  auto const all = readings_that_mattered(a);
  return std::find(all.begin(), all.end(), reading) != all.end();
}

value fact(std::string const& room, std::string const& name, bool holds = true) {
  return value::object{{room, value::object{{name, holds}}}};
}

}  // namespace

// --- Bands --------------------------------------------------------------------------------------------------------

TEST_CASE("the band begins on its border: one point less is the band below", "[rank][qd-26-2026/3.3]") {
  auto const [sheet, points, level] = GENERATE(table<score_sheet, int, int>({
      {test::empty_sheet(vegetables()), 0, 1},
      {thirty().choose("6.3", 3), 29, 1},
      {thirty(), 30, 2},
      {thirty().choose("1.7", 2), 31, 2},
      {fifty().choose("12", 2), 49, 2},
      {fifty(), 50, 3},
      {fifty().choose("1.7", 2), 51, 3},
      {with_points(69), 69, 3},
      {with_points(70), 70, 4},
      {with_points(71), 71, 4},
      {with_points(89), 89, 4},
      {with_points(90), 90, 5},
      {with_points(91), 91, 5},
      {best(), 100, 5},
  }));
  auto const a = test::assess_sheet(1, sheet);
  CAPTURE(points);
  CHECK(a.ranking.how == outcome::ranked);
  CHECK(a.council.total.exact() == std::to_string(points));
  CHECK(band_of(a) == level);
  CHECK(final_of(a) == level);
  CHECK(cap(a) == "nothing");
}

TEST_CASE("the mean of nine members is in the band of its exact fraction", "[rank][qd-26-2026/3.3]") {
  auto const [low, exact, decimal, level] = GENERATE(table<int, char const*, char const*, int>({
      {89, "809/9", "89.89", 4},
      {90, "90", "90.00", 5},
      {91, "811/9", "90.11", 5},
  }));
  auto const a = test::assess_sheets(1, sheets(8, with_points(90), 1, with_points(low)));
  CHECK(a.council.total.exact() == exact);
  CHECK(a.council.total.decimal() == decimal);
  CHECK(final_of(a) == level);
}

TEST_CASE("a mean that would round up to a border stays below it (R-08)", "[rank][qd-26-2026/3.3]") {
  auto const rounded = GENERATE(false, true);
  choices const wanted = rounded ? choices{reading("R-08", "rounded")} : choices{};
  auto const council_of = [&](std::size_t n) {
    return test::assess_sheets(1, sheets(n - 1, with_points(90), 1, with_points(89)), wanted);
  };
  auto const just_under = council_of(199);
  CHECK(just_under.council.total.exact() == "17909/199");
  CHECK(just_under.council.total.decimal() == "89.99");
  CHECK(final_of(just_under) == 4);
  CHECK_FALSE(mattered(just_under, "R-08"));

  auto const half = council_of(200);
  CHECK(half.council.total.exact() == "17999/200");
  CHECK(half.council.total.decimal() == "90.00");
  CHECK(final_of(half) == (rounded ? 5 : 4));
  CHECK(mattered(half, rounded ? "R-08=rounded" : "R-08"));

  auto const just_over = council_of(201);
  CHECK(just_over.council.total.decimal() == "90.00");
  CHECK(final_of(just_over) == (rounded ? 5 : 4));
}

// --- Marks --------------------------------------------------------------------------------------------------------

TEST_CASE("an unmet four-star mark caps a product that has 98 points", "[rank][qd-26-2026/annex-2.1/1.5]") {
  auto const a = test::assess_sheet(1, best().choose("1.5", 2));
  CHECK(a.council.total.exact() == "98");
  CHECK(band_of(a) == 5);
  CHECK(final_of(a) == 3);
  CHECK(cap(a) == "4 at 1.5");
  CHECK(unmet(a) == strings{"4 at 1.5", "5 at 1.5"});
}

TEST_CASE("the option just below a mark misses it, the mark itself and the one above meet it",
          "[rank][qd-26-2026/annex-2.1/1.5]") {
  auto const [option, level] = GENERATE(table<int, int>({{0, 3}, {1, 3}, {2, 3}, {3, 4}, {4, 5}}));
  CHECK(final_of(test::assess_sheet(1, best().choose("1.5", option))) == level);
}

TEST_CASE("three levels of marks at one criterion lead to 2, 3, 4 and 5 stars", "[rank][qd-26-2026/annex-2.1/4.1]") {
  auto const [option, level] = GENERATE(table<int, int>({{0, 2}, {1, 2}, {2, 3}, {3, 4}, {4, 5}}));
  CHECK(final_of(test::assess_sheet(1, best().choose("4.1", option))) == level);
}

TEST_CASE("an unmet three-star mark leaves 2 stars, whatever the points", "[rank][qd-26-2026/annex-2.1/2.2]") {
  auto const a = test::assess_sheet(1, best().choose("2.2", 2));
  CHECK(a.council.total.exact() == "98");
  CHECK(final_of(a) == 2);
  CHECK(cap(a) == "3 at 2.2");
}

TEST_CASE("nothing ticked misses a mark on the lowest option; the lowest option meets it (R-02)",
          "[rank][qd-26-2026/annex-2.1/9]") {
  CHECK(final_of(test::assess_sheet(1, best().choose("9", 0))) == 2);
  CHECK(final_of(test::assess_sheet(1, best().choose("9", 1))) == 5);
  CHECK(mattered(test::assess_sheet(1, best().choose("9", 0)), "R-02"));
  CHECK_FALSE(mattered(test::assess_sheet(1, best().choose("9", 1)), "R-02"));
}

TEST_CASE("a mark above the band is listed and lowers nothing", "[rank][qd-26-2026/annex-2.1/1.3]") {
  score_sheet sheet = with_points(90);
  sheet.choices[*vegetables().find("1.3")] = {0, 2};
  auto const a = test::assess_sheet(1, sheet);
  CHECK(a.council.total.exact() == "89");
  CHECK(unmet(a) == strings{"5 at 1.3"});
  CHECK(final_of(a) == 4);
  CHECK(cap(a) == "nothing");
  CHECK_FALSE(mattered(a, "R-05"));
}

TEST_CASE("one point more, and the mark above the band becomes the cap", "[rank][qd-26-2026/annex-2.1/1.3]") {
  score_sheet sheet = with_points(91);
  sheet.choices[*vegetables().find("1.3")] = {0, 2};
  auto const a = test::assess_sheet(1, sheet);
  CHECK(a.council.total.exact() == "90");
  CHECK(band_of(a) == 5);
  CHECK(final_of(a) == 4);
  CHECK(cap(a) == "5 at 1.3");
  CHECK(mattered(a, "R-05"));
}

TEST_CASE("what caps is the unmet mark of the lowest level, and of those the first printed",
          "[rank][qd-26-2026/annex-2.1]") {
  test::sheet_of sheet = best().choose("1.3", 2);
  CHECK(cap(test::assess_sheet(1, sheet)) == "5 at 1.3");
  CHECK(cap(test::assess_sheet(1, sheet.choose("6.1", 2))) == "4 at 6.1");
  CHECK(cap(test::assess_sheet(1, sheet.choose("3.4", 1))) == "4 at 3.4");
  CHECK(cap(test::assess_sheet(1, sheet.choose("10", 0))) == "3 at 10");
  CHECK(cap(test::assess_sheet(1, sheet.choose("5.3", 1))) == "3 at 5.3");
}

TEST_CASE("unmet marks are listed in printed order, lower levels first", "[rank][qd-26-2026/annex-2.1]") {
  auto const a = test::assess_sheet(1, best().choose("10", 0).choose("4.1", 1).choose("1.5", 1));
  CHECK(unmet(a) == strings{"4 at 1.5", "5 at 1.5", "3 at 4.1", "4 at 4.1", "5 at 4.1", "3 at 10", "4 at 10"});
}

TEST_CASE("unmet marks between a product and a level are those of the level and below it",
          "[rank][qd-26-2026/annex-2.1]") {
  auto const a = test::assess_sheet(1, best().choose("4.1", 1).choose("1.3", 2));
  auto const names = [&](int level, reading_choices const& readings) {
    strings all;
    auto const below = gates_below(*a.rules, *a.set, a.ranking, stars{level}, readings).value();
    for (auto const g : below) all.push_back(name_of(a, g));
    return all;
  };
  CHECK(names(2, a.readings).empty());
  CHECK(names(3, a.readings) == strings{"3 at 4.1"});
  CHECK(names(4, a.readings) == strings{"3 at 4.1", "4 at 4.1"});
  CHECK(names(5, a.readings) == strings{"5 at 1.3", "3 at 4.1", "4 at 4.1", "5 at 4.1"});
  choices const own{reading("R-01", "own-marks")};
  CHECK(names(5, test::edition()->choose(own).value()) == strings{"5 at 1.3", "5 at 4.1"});
}

// --- Readings of marks ----------------------------------------------------------------------------------------------

TEST_CASE("R-01: marks of lower levels bind too, or only those of the level itself", "[rank][qd-26-2026/annex-2.1]") {
  choices const own{reading("R-01", "own-marks")};
  // A four-star mark alone is unmet, then a three-star mark alone, then a five-star mark alone.
  CHECK(final_of(test::assess_sheet(1, best().choose("3.4", 1))) == 3);
  CHECK(final_of(test::assess_sheet(1, best().choose("3.4", 1), own)) == 5);
  CHECK(final_of(test::assess_sheet(1, best().choose("2.2", 2))) == 2);
  CHECK(final_of(test::assess_sheet(1, best().choose("2.2", 2), own)) == 5);
  CHECK(final_of(test::assess_sheet(1, best().choose("1.3", 2))) == 4);
  CHECK(final_of(test::assess_sheet(1, best().choose("1.3", 2), own)) == 4);
  // Marks of 4 and of 5 stars are unmet, those of 3 are met.
  CHECK(final_of(test::assess_sheet(1, best().choose("1.5", 2), own)) == 3);
}

TEST_CASE("R-01: a level whose own marks are met is reached past an unmet one above it",
          "[rank][qd-26-2026/annex-2.1]") {
  choices const own{reading("R-01", "own-marks")};
  auto const sheet = best().choose("1.3", 2).choose("2.2", 2);
  CHECK(final_of(test::assess_sheet(1, sheet)) == 2);
  auto const a = test::assess_sheet(1, sheet, own);
  CHECK(final_of(a) == 4);
  CHECK(cap(a) == "5 at 1.3");
  CHECK(mattered(a, "R-01=own-marks"));
}

TEST_CASE("R-03: points and printed order agree on every mark of 26/2026", "[rank][qd-26-2026/annex-2]") {
  // Equal points are printed in set 7 at 3.1 and in set 23 at 6.2 alone, and no mark is on one of those options.
  for (auto const& set : test::edition()->product_sets)
    for (auto const& gate : set.gates) {
      CAPTURE(set.number, set.criteria[gate.criterion].id.str());
      auto const& options = set.criteria[gate.criterion].lists[gate.list].options;
      for (std::size_t i = 0; i < options.size(); ++i)
        CHECK((options[i].worth >= gate.needed) == (static_cast<int>(i) + 1 >= gate.option));
    }
}

TEST_CASE("R-03: two options of equal points below a mark both miss it", "[rank][qd-26-2026/annex-2.23/6.2]") {
  auto const [option, level] = GENERATE(table<int, int>({{0, 3}, {1, 3}, {2, 3}, {3, 4}, {4, 5}}));
  auto const sheet = test::best_sheet(test::product_set(23)).choose("6.2", option);
  CHECK(final_of(test::assess_sheet(23, sheet)) == level);
  CHECK(final_of(test::assess_sheet(23, sheet, {reading("R-03", "printed-order")})) == level);
}

TEST_CASE("R-05: an unmet minimum caps, or rejects", "[rank][qd-26-2026/annex-2.1/1.3]") {
  choices const reject{reading("R-05", "reject")};
  auto const capped = test::assess_sheet(1, best().choose("1.3", 2));
  CHECK(capped.ranking.how == outcome::ranked);
  CHECK(final_of(capped) == 4);
  CHECK_FALSE(capped.ranking.minimum_rejects);

  auto const rejected = test::assess_sheet(1, best().choose("1.3", 2), reject);
  CHECK(rejected.ranking.how == outcome::rejected);
  CHECK(rejected.ranking.minimum_rejects);
  CHECK_FALSE(rejected.ranking.by_points);
  CHECK_FALSE(rejected.ranking.final_stars);
  CHECK(cap(rejected) == "5 at 1.3");
  CHECK(rejected.council.total.exact() == "99");
  CHECK(mattered(rejected, "R-05=reject"));
}

TEST_CASE("R-05: a mark above the band rejects nobody", "[rank][qd-26-2026/annex-2.1/1.3]") {
  choices const reject{reading("R-05", "reject")};
  score_sheet sheet = with_points(90);
  sheet.choices[*vegetables().find("1.3")] = {0, 2};
  CHECK(final_of(test::assess_sheet(1, sheet, reject)) == 4);
  sheet = with_points(91);
  sheet.choices[*vegetables().find("1.3")] = {0, 2};
  CHECK(test::assess_sheet(1, sheet, reject).ranking.how == outcome::rejected);
}

TEST_CASE("R-05: what nothing caps is ranked under both alternatives", "[rank][qd-26-2026/annex-2.1]") {
  CHECK(final_of(test::assess_sheet(1, best(), {reading("R-05", "reject")})) == 5);
  CHECK(final_of(test::assess_sheet(1, test::empty_sheet(vegetables()), {reading("R-05", "reject")})) == 1);
}

// --- Rejected, stopped
// ------------------------------------------------------------------------------------------------

TEST_CASE("a rejected product has points and no stars", "[rank][qd-26-2026/annex-2.1/disqualifiers]") {
  auto const a = test::assess_sheet(1, best(), {}, fact("dossier", "forged"));
  CHECK(a.ranking.how == outcome::rejected);
  CHECK_FALSE(a.ranking.by_points);
  CHECK_FALSE(a.ranking.final_stars);
  CHECK(a.ranking.recognition == nullptr);
  CHECK(a.ranking.forward == nullptr);
  CHECK(a.council.total.exact() == "100");
}

TEST_CASE("a stopped product keeps what was scored", "[rank][qd-26-2026/annex-2.1/6.1]") {
  auto const a = test::assess_sheet(1, best(), {}, fact("product", "dangerous_impurity"));
  CHECK(a.ranking.how == outcome::stopped);
  CHECK_FALSE(a.ranking.final_stars);
  CHECK(a.ranking.recognition == nullptr);
  CHECK(a.council.total.exact() == "100");
  CHECK(mattered(a, "R-06"));
}

TEST_CASE("what rejects goes before what stops", "[rank][qd-26-2026/annex-2.1]") {
  value const both = value::object{{"dossier", value::object{{"forged", true}}},
                                   {"product", value::object{{"dangerous_impurity", true}}}};
  CHECK(test::assess_sheet(1, best(), {}, both).ranking.how == outcome::rejected);
}

TEST_CASE("a rejected product still shows its unmet marks", "[rank][qd-26-2026/annex-2.1]") {
  auto const a = test::assess_sheet(1, best().choose("1.3", 2), {}, fact("dossier", "forged"));
  CHECK(unmet(a) == strings{"5 at 1.3"});
  CHECK(cap(a) == "nothing");
}

// --- Recognition, certificate
// ------------------------------------------------------------------------------------------

TEST_CASE("1 and 2 stars have no certificate, 3 and 4 that of the province, 5 that of the ministry",
          "[rank][qd-26-2026/4.1.a][qd-26-2026/4.1.b]") {
  auto const [sheet, level, by, certificate, cite] = GENERATE(table<score_sheet, int, char const*, bool, char const*>({
      {test::empty_sheet(vegetables()), 1, "", false, "qd-26-2026/4.1.a"},
      {thirty(), 2, "", false, "qd-26-2026/4.1.a"},
      {fifty(), 3, "provincial-peoples-committee", true, "qd-26-2026/4.1.a"},
      {with_points(70), 4, "provincial-peoples-committee", true, "qd-26-2026/4.1.a"},
      {with_points(90), 5, "ministry-of-agriculture-and-environment", true, "qd-26-2026/4.1.b"},
  }));
  auto const a = test::assess_sheet(1, sheet);
  REQUIRE(final_of(a) == level);
  REQUIRE(a.ranking.recognition != nullptr);
  CHECK(a.ranking.recognition->by == by);
  CHECK(a.ranking.recognition->certificate == certificate);
  CHECK(a.ranking.recognition->cite == cite);
}

TEST_CASE("recognition follows the stars, not the points", "[rank][qd-26-2026/4.1.a]") {
  auto const two = test::assess_sheet(1, best().choose("2.2", 2));
  REQUIRE(two.ranking.recognition != nullptr);
  CHECK(two.ranking.recognition->by.empty());
  CHECK_FALSE(two.ranking.recognition->certificate);
  auto const four = test::assess_sheet(1, best().choose("1.3", 2));
  REQUIRE(four.ranking.recognition != nullptr);
  CHECK(four.ranking.recognition->by == "provincial-peoples-committee");
}

// --- Forwarding
// --------------------------------------------------------------------------------------------------------

TEST_CASE("a council of the province sends on from 90 points", "[rank][qd-26-2026/7.3.e]") {
  auto const [points, sent] = GENERATE(table<int, bool>({{89, false}, {90, true}, {91, true}}));
  auto const a = test::assess_sheets(1, {with_points(points)}, {}, {}, "province");
  REQUIRE((a.ranking.forward != nullptr) == sent);
  if (sent) CHECK(a.ranking.forward->to == "ministry-of-agriculture-and-environment");
  if (sent) CHECK(a.ranking.forward->cite == "qd-26-2026/7.3.e");
}

TEST_CASE("89 8/9 points are not sent on, unless means are rounded and it is 89.995", "[rank][qd-26-2026/7.3.e]") {
  auto const ninth = sheets(8, with_points(90), 1, with_points(89));
  CHECK(test::assess_sheets(1, ninth).ranking.forward == nullptr);
  CHECK(test::assess_sheets(1, ninth, {reading("R-08", "rounded")}).ranking.forward == nullptr);
  auto const half = sheets(199, with_points(90), 1, with_points(89));
  CHECK(test::assess_sheets(1, half).ranking.forward == nullptr);
  CHECK(test::assess_sheets(1, half, {reading("R-08", "rounded")}).ranking.forward != nullptr);
}

TEST_CASE("the council of the centre and a self-assessment send nothing on", "[rank][qd-26-2026/7.3.e]") {
  CHECK(test::assess_sheets(1, {best()}, {}, {}, "province").ranking.forward != nullptr);
  CHECK(test::assess_sheets(1, {best()}, {}, {}, "centre").ranking.forward == nullptr);
  CHECK(test::assess_sheets(1, {best()}, {}, {}, "").ranking.forward == nullptr);
}

TEST_CASE("R-26: 90 points with an unmet mark are sent on by points alone only", "[rank][qd-26-2026/7.3.e]") {
  score_sheet sheet = with_points(91);
  sheet.choices[*vegetables().find("1.3")] = {0, 2};
  auto const kept = test::assess_sheet(1, sheet);
  CHECK(kept.ranking.forward == nullptr);
  CHECK(mattered(kept, "R-26"));
  auto const sent = test::assess_sheet(1, sheet, {reading("R-26", "points-alone")});
  CHECK(sent.ranking.forward != nullptr);
  CHECK(final_of(sent) == 4);
  CHECK(mattered(sent, "R-26=points-alone"));
}

TEST_CASE("R-26: below 90 points nothing is sent on, by points alone either", "[rank][qd-26-2026/7.3.e]") {
  auto const a = test::assess_sheet(1, with_points(89), {reading("R-26", "points-alone")});
  CHECK(a.ranking.forward == nullptr);
}

// --- What a result names -------------------------------------------------------------------------------------------

TEST_CASE("a result names the readings whose question came up, in order", "[rank][qd-26-2026/annex-2.1]") {
  auto const mattered_at = [](score_sheet const& sheet, choices const& wanted = {}) {
    return readings_that_mattered(test::assess_sheet(1, sheet, wanted));
  };
  CHECK(mattered_at(best().choose("2.4", 0)).empty());
  CHECK(mattered_at(best()) == strings{"R-16"});
  CHECK(mattered_at(best().choose("1.3", 2)) == strings{"R-01", "R-05", "R-16", "R-26"});
  CHECK(mattered_at(best().choose("1.3", 0)) == strings{"R-01", "R-02", "R-05", "R-16", "R-26"});
  CHECK(mattered_at(best().choose("1.3", 2), {reading("R-07", "mean"), reading("R-01", "own-marks")}) ==
        strings{"R-01=own-marks", "R-05", "R-07=mean", "R-16", "R-26"});
}

TEST_CASE("an alternative that is asked for is named, needed or not; the rule set's own is not",
          "[rank][qd-26-2026/annex-2.1]") {
  auto const sheet = best().choose("2.4", 0);
  CHECK(readings_that_mattered(test::assess_sheet(1, sheet, {reading("R-09", "undetermined")})) ==
        strings{"R-09=undetermined"});
  CHECK(readings_that_mattered(test::assess_sheet(1, sheet, {reading("R-09", "thresholds")})).empty());
}

TEST_CASE("of two alternatives of one reading the later one counts", "[rank][qd-26-2026/annex-2.1]") {
  auto const a = test::assess_sheet(1, best().choose("1.3", 2), {reading("R-05", "reject"), reading("R-05", "cap")});
  CHECK(a.ranking.how == outcome::ranked);
  auto const b = test::assess_sheet(1, best().choose("1.3", 2), {reading("R-05", "cap"), reading("R-05", "reject")});
  CHECK(b.ranking.how == outcome::rejected);
}

TEST_CASE("the option that a mark needs is its printed number", "[rank][qd-26-2026/annex-2.1/4.1]") {
  auto const a = test::assess_sheet(1, best().choose("4.1", 0));
  std::vector<int> needs;
  for (auto const g : a.ranking.unmet_gates)
    needs.push_back(needed_option(*a.set, a.set->gates[g], a.readings).value());
  CHECK(needs == std::vector<int>{2, 3, 4});
}

TEST_CASE("nothing of 26/2026 that a ranking needs is missing", "[rank][qd-26-2026/annex-2]") {
  CHECK(missing_law(*test::edition()).empty());
}

TEST_CASE("a product set that is not there cannot be assessed", "[rank][qd-26-2026/annex-2]") {
  auto const rules = test::edition();
  for (int const number : {-1, 0, 27}) {
    auto const a = assess(rules, number, {best()}, {}, rules->defaults);
    REQUIRE(a.has_error());
    CHECK(a.error().code == errc::unknown_product_set);
  }
}

TEST_CASE("without a council there is no level, and nothing is sent on", "[rank][qd-26-2026/7.3.e]") {
  value::object ticks;
  score_sheet const sheet = best();
  for (std::size_t i = 0; i < sheet.choices.size(); ++i)
    ticks.push_back({vegetables().criteria[i].id.str(), sheet.choices[i].option});
  value::object document{{"format", "ocop-submission/1"},
                         {"submission", "S-1"},
                         {"product", value::object{{"name", "Rau"}, {"set", 1}}},
                         {"rules", "qd-26-2026"},
                         {"sheets", value::array{value::object{{"member", "M1"}, {"choices", std::move(ticks)}}}}};
  auto const forwarded = [&] {
    auto const scored = score(test::builtin(), read_submission(to_json(document)).content.value()).value();
    return *parse_json(write_result(scored)).value().find("forward_to");
  };
  CHECK(forwarded() == value());
  document.push_back({"council", value::object{{"regulation", "default"}}});
  CHECK(forwarded() == value());
  document.back() = {"council", value::object{{"level", "centre"}}};
  CHECK(forwarded() == value());
  document.back() = {"council", value::object{{"level", "province"}}};
  CHECK(forwarded() == "ministry-of-agriculture-and-environment");
}

}  // namespace ranking_test
