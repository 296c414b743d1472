// Several sheets: their exact mean, and what holds when members differ.
#include "ocop/score/council_result.hpp"
#include "ocop/score/assessment.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace council_test {
namespace {

using namespace ocop;
using strings = std::vector<std::string>;
using choices = std::vector<reading_choice>;

reading_choice reading(char const* id, char const* alternative) { return {reading_id(id), alternative}; }

test::sheet_of best(int set) { return test::best_sheet(test::product_set(set)); }

/// So many sheets of one kind and of another.
std::vector<score_sheet> sheets(std::size_t n, score_sheet const& one, std::size_t m = 0,
                                score_sheet const& other = {}) {
  std::vector<score_sheet> all(n, one);
  all.insert(all.end(), m, other);
  return test::numbered(std::move(all));
}

strings unmet(assessment const& a) {
  strings names;
  for (auto const g : a.ranking.unmet_gates)
    names.push_back(std::to_string(a.set->gates[g].level.value) + " at " +
                    a.set->criteria[a.set->gates[g].criterion].id.str());
  return names;
}

int stars_of(assessment const& a) { return a.ranking.final_stars ? a.ranking.final_stars->value : 0; }

bool mattered(assessment const& a, std::string_view reading) {
  auto const all = readings_that_mattered(a);
  return std::find(all.begin(), all.end(), reading) != all.end();
}

}  // namespace

// --- The mean -----------------------------------------------------------------------------------------------------

TEST_CASE("the council's points are the exact mean of its members'", "[council][qd-26-2026/3.3]") {
  // 100 points, 98 with 38 in part A, and 97 with 22 in part B.
  auto const a = test::assess_sheets(1, {best(1), best(1).choose("1.5", 2), best(1).choose("4.2", 1)});
  CHECK(a.council.total.exact() == "295/3");
  CHECK(a.council.total.decimal() == "98.33");
  CHECK(a.council.by_part[0].exact() == "118/3");
  CHECK(a.council.by_part[1].exact() == "24");
  CHECK(a.council.by_part[2].exact() == "35");
  CHECK(a.council.evaluations.size() == 3);
}

TEST_CASE("a council of one comes to its only sheet", "[council][qd-26-2026/3.3]") {
  auto const a = test::assess_sheets(1, {best(1).choose("1.5", 2)});
  CHECK(a.council.total.exact() == "98");
  CHECK(unmet(a) == strings{"4 at 1.5", "5 at 1.5"});
  CHECK_FALSE(mattered(a, "R-07"));
}

TEST_CASE("a council of nine comes to ninths", "[council][qd-26-2026/3.3]") {
  // Eight sheets of 100 points and one of 99.
  auto const a = test::assess_sheets(1, sheets(8, best(1), 1, best(1).choose("3.2", 1)));
  CHECK(a.council.total.exact() == "899/9");
  CHECK(a.council.total.decimal() == "99.89");
  CHECK(a.council.by_part[0].exact() == "359/9");
}

TEST_CASE("a council without a sheet has no result", "[council][qd-26-2026/3.3]") {
  auto const rules = test::edition();
  auto const a = assess(rules, 1, {}, {}, rules->defaults);
  REQUIRE(a.has_error());
  CHECK(a.error().code == errc::no_sheets);
  CHECK(a.error().where == "/sheets");
}

TEST_CASE("several sheets have members who differ; a single one may have none", "[council]") {
  auto const rules = test::edition();
  auto const place = [&](std::vector<char const*> const& names) {
    std::vector<score_sheet> all;
    for (char const* const name : names) all.push_back(test::best_sheet(test::product_set(1), name));
    auto const a = assess(rules, 1, all, {}, rules->defaults);
    if (a) return std::string("assessed");
    return std::string(to_string(a.error().code)) + " at " + a.error().where;
  };
  CHECK(place({""}) == "assessed");
  CHECK(place({"\u00A0"}) == "bad-value at /sheets/0/member");
  CHECK(place({"\xFF"}) == "bad-value at /sheets/0/member");
  CHECK(place({"", "An"}) == "bad-value at /sheets/0/member");
  CHECK(place({"An", "Bình", "\u3000"}) == "bad-value at /sheets/2/member");
  CHECK(place({"An", "Bình", "An"}) == "repeated-member at /sheets/2/member");
  CHECK(place({"Bình", "An", "Bi\u0300nh"}) == "repeated-member at /sheets/2/member");
  CHECK(place({"An", "An "}) == "repeated-member at /sheets/1/member");
  CHECK(place({"An", "an", "Bi\u0300nh"}) == "assessed");
}

TEST_CASE("an error names the sheet that it is on", "[council][qd-26-2026/annex-2.26/15]") {
  auto const rules = test::edition();
  choices const same{reading("R-17", "same-case")};
  auto const a =
      assess(rules, 26, test::numbered({best(26), best(26).choose("15", 1, 2)}), {}, rules->choose(same).value());
  REQUIRE(a.has_error());
  CHECK(a.error().where == "/sheets/1/choices/15");
}

TEST_CASE("members of one council may take different cases", "[council][qd-26-2026/annex-2.26/8]") {
  auto const other = best(26).choose("8", 2, 2).choose("9", 2, 2).choose("15", 2, 2);
  auto const a = test::assess_sheets(26, {best(26), other}, {reading("R-17", "same-case")});
  CHECK(a.council.total.exact() == "100");
  CHECK_FALSE(mattered(a, "R-17"));
}

// --- Marks when members differ --------------------------------------------------------------------------------------

TEST_CASE("a mark is met by more than half of the sheets; half is not enough (R-07)",
          "[council][qd-26-2026/annex-2.1/3.4]") {
  auto const [meet, miss, level] = GENERATE(table<std::size_t, std::size_t, int>(
      {{1, 0, 5}, {1, 1, 3}, {2, 1, 5}, {1, 2, 3}, {2, 2, 3}, {3, 2, 5}, {4, 5, 3}, {5, 4, 5}, {0, 9, 3}, {9, 0, 5}}));
  CAPTURE(meet, miss);
  auto const a = test::assess_sheets(1, sheets(meet, best(1), miss, best(1).choose("3.4", 1)));
  CHECK(stars_of(a) == level);
  CHECK(unmet(a) == (level == 3 ? strings{"4 at 3.4"} : strings{}));
  CHECK(mattered(a, "R-07") == (meet != 0 && miss != 0));
}

TEST_CASE("R-07=all: one sheet that misses a mark is enough to miss it", "[council][qd-26-2026/annex-2.1/3.4]") {
  auto const [meet, miss, level] =
      GENERATE(table<std::size_t, std::size_t, int>({{9, 0, 5}, {8, 1, 3}, {1, 8, 3}, {2, 1, 3}}));
  auto const a =
      test::assess_sheets(1, sheets(meet, best(1), miss, best(1).choose("3.4", 1)), {reading("R-07", "all")});
  CHECK(stars_of(a) == level);
  CHECK(mattered(a, "R-07=all"));
}

TEST_CASE("R-07=mean: a mark is met when the mean points reach those of its option",
          "[council][qd-26-2026/annex-2.1/4.1]") {
  // The four-star mark of 4.1 stands on 3 points. Options: 1, 2, 3, 5 points.
  auto const [five, one, met] = GENERATE(table<std::size_t, std::size_t, bool>({
      {4, 5, false},  // 25 points of nine: just under 3
      {2, 2, true},   // 12 of four: 3
      {5, 4, true},   // 29 of nine: just over 3
      {1, 2, false},  // 7 of three
  }));
  CAPTURE(five, one);
  auto const a =
      test::assess_sheets(1, sheets(five, best(1), one, best(1).choose("4.1", 1)), {reading("R-07", "mean")});
  auto const listed = unmet(a);
  CHECK((std::find(listed.begin(), listed.end(), "4 at 4.1") == listed.end()) == met);
}

TEST_CASE("R-07: half of the sheets meet a mark whose mean is met: only the mean accepts it",
          "[council][qd-26-2026/annex-2.1/4.1]") {
  auto const two_and_two = sheets(2, best(1), 2, best(1).choose("4.1", 1));
  CHECK(unmet(test::assess_sheets(1, two_and_two)) == strings{"3 at 4.1", "4 at 4.1", "5 at 4.1"});
  CHECK(unmet(test::assess_sheets(1, two_and_two, {reading("R-07", "all")})) ==
        strings{"3 at 4.1", "4 at 4.1", "5 at 4.1"});
  CHECK(unmet(test::assess_sheets(1, two_and_two, {reading("R-07", "mean")})) == strings{"5 at 4.1"});
}

TEST_CASE("R-07=mean: a majority that meets a mark does not help a mean below it",
          "[council][qd-26-2026/annex-2.1/4.1]") {
  // 3, 3 and 0 points: two of three meet the four-star mark, their mean is 2.
  auto const council = sheets(2, best(1).choose("4.1", 3), 1, best(1).choose("4.1", 0));
  CHECK(unmet(test::assess_sheets(1, council)) == strings{"5 at 4.1"});
  CHECK(unmet(test::assess_sheets(1, council, {reading("R-07", "mean")})) == strings{"4 at 4.1", "5 at 4.1"});
}

TEST_CASE("each mark is judged by the sheets that meet that mark", "[council][qd-26-2026/annex-2.1/4.1]") {
  // 5, 3 and 2 points: all meet the mark of 3 stars, two that of 4, one that of 5.
  auto const a = test::assess_sheets(1, {best(1), best(1).choose("4.1", 3), best(1).choose("4.1", 2)});
  CHECK(unmet(a) == strings{"5 at 4.1"});
  CHECK(stars_of(a) == 4);
  CHECK(unmet(test::assess_sheets(1, a.sheets, {reading("R-07", "all")})) == strings{"4 at 4.1", "5 at 4.1"});
}

TEST_CASE("different members may miss different marks, and the council misses none",
          "[council][qd-26-2026/annex-2.1]") {
  auto const a = test::assess_sheets(1, {best(1).choose("1.5", 1), best(1).choose("2.2", 1), best(1).choose("3.4", 1)});
  CHECK(unmet(a).empty());
  CHECK(stars_of(a) == 5);
  CHECK(a.council.total.exact() == "293/3");  // 97, 97 and 99
}

// --- Notes when members differ --------------------------------------------------------------------------------------

TEST_CASE("the structure of the story counts 0 on the sheet without a story only",
          "[council][qd-26-2026/annex-2.1/5.2]") {
  auto const a = test::assess_sheets(1, {best(1), best(1).choose("5.1", 1), best(1)});
  std::size_t const at = *a.set->find("5.2");
  CHECK(a.council.evaluations[0].by_criterion[at] == points{2});
  CHECK(a.council.evaluations[1].by_criterion[at] == points{0});
  CHECK(a.council.evaluations[2].by_criterion[at] == points{2});
  CHECK(a.council.total.exact() == "293/3");
  CHECK(mattered(a, "R-15"));
}

TEST_CASE("a fact holds for every sheet of the council", "[council][qd-26-2026/annex-2.1/1.1]") {
  value const outside = value::object{{"product", value::object{{"outside_province", true}}}};
  auto const a = test::assess_sheets(1, sheets(3, best(1)), {}, outside);
  for (auto const& e : a.council.evaluations) CHECK(e.total == points{97});
  CHECK(a.council.total.exact() == "97");
}

TEST_CASE("R-25: a 0 stops water when more than half of the sheets have it, when all have, or when any has",
          "[council][qd-26-2026/annex-2.16/6]") {
  auto const [zero, fine, majority, all, any] = GENERATE(table<std::size_t, std::size_t, bool, bool, bool>({
      {0, 3, false, false, false},
      {1, 2, false, false, true},
      {1, 1, false, false, true},
      {2, 1, true, false, true},
      {4, 5, false, false, true},
      {5, 4, true, false, true},
      {3, 0, true, true, true},
  }));
  CAPTURE(zero, fine);
  auto const council = sheets(zero, best(16).choose("6.2", 1), fine, best(16));
  auto const stops = [&](choices const& wanted) {
    return test::assess_sheets(16, council, wanted).ranking.how == outcome::stopped;
  };
  CHECK(stops({}) == majority);
  CHECK(stops({reading("R-25", "majority")}) == majority);
  CHECK(stops({reading("R-25", "all")}) == all);
  CHECK(stops({reading("R-25", "any")}) == any);
  CHECK(mattered(test::assess_sheets(16, council), "R-25") == (zero != 0 && fine != 0));
}

TEST_CASE("R-25: zeros at different criteria count together", "[council][qd-26-2026/annex-2.16/6]") {
  auto const a = test::assess_sheets(16, {best(16).choose("6.1", 1), best(16).choose("6.4", 0), best(16)});
  CHECK(a.ranking.how == outcome::stopped);
  CHECK(a.council.total.exact() == "292/3");  // 97, 95 and 100
}

TEST_CASE("a 0 that does not stop leaves the product its stars", "[council][qd-26-2026/annex-2.16/6]") {
  auto const a = test::assess_sheets(16, {best(16).choose("6.1", 1), best(16)});
  CHECK(a.ranking.how == outcome::ranked);
  CHECK(a.council.total.exact() == "197/2");
  CHECK(stars_of(a) == 5);
}

TEST_CASE("R-06=later-zero: once enough sheets have a 0, later criteria count 0 on all",
          "[council][qd-26-2026/annex-2.16/6]") {
  choices const later{reading("R-06", "later-zero")};
  auto const zero = best(16).choose("6.1", 1);  // 97 points, 77 up to section 6
  auto const stopped = test::assess_sheets(16, {zero, zero, best(16)}, later);
  CHECK(stopped.council.evaluations[0].total == points{77});
  CHECK(stopped.council.evaluations[2].total == points{80});
  CHECK(stopped.council.total.exact() == "78");
  CHECK(stars_of(stopped) == 2);  // every mark after section 6 is unmet

  auto const half = test::assess_sheets(16, {zero, best(16)}, later);
  CHECK(half.council.total.exact() == "197/2");
  CHECK(stars_of(half) == 5);
  auto const any = test::assess_sheets(16, {zero, best(16)}, {later.front(), reading("R-25", "any")});
  CHECK(any.council.total.exact() == "157/2");
}

}  // namespace council_test
