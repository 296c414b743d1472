// How near a result is to another one, and what a council can still come to. Beside examples from set 1 of 26/2026, all
// is compared with a small reference for the made-up sea salt: its tables written down again, every council tried.
#include "ocop/rank/margin.hpp"
#include "ocop/score/assessment.hpp"
#include "ocop/score/ranking.hpp"

#include "support/catch.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace margin_test {
namespace {

using namespace ocop;
using strings = std::vector<std::string>;
using choices = std::vector<reading_choice>;

/// `R-05=cap R-01=cumulative`
choices read(std::string_view text) {
  choices all;
  while (!text.empty()) {
    std::string_view const one = text.substr(0, text.find(' '));
    all.push_back({reading_id(one.substr(0, 4)), std::string(one.substr(5))});
    text.remove_prefix(std::min(text.size(), one.size() + 1));
  }
  return all;
}

compiled_product_set const& vegetables() { return test::product_set(1); }
test::sheet_of best() { return test::best_sheet(vegetables()); }

/// A sheet of set 1 with that many points, 59 to 100, that meets every mark: only criteria without one are lowered.
score_sheet with_points(int total, std::string member = "M1", std::string_view kept = {}) {
  test::sheet_of sheet = test::best_sheet(vegetables(), std::move(member));
  int left = 100 - total;
  for (char const* const code :
       {"4.3", "1.1", "1.4", "3.1", "3.3", "4.2", "6.3", "6.4", "7", "12", "1.2", "5.2", "11", "1.7", "2.4", "3.2"}) {
    int const loses = vegetables().criteria[*vegetables().find(code)].max.value;
    if (loses > left || code == kept) continue;
    sheet.choose(code, 0);
    left -= loses;
  }
  if (left != 0) throw std::runtime_error("no sheet of that total");
  return sheet;
}

/// `M1 1.1: 0 to 1, 1 point, 4`: a step as a person would write it; `none` where there is none.
std::string written(assessment const& a, std::optional<margin_step> const& step) {
  if (!step) return "none";
  auto const option = [](choice c) {
    return (c.case_no != 0 ? std::to_string(c.case_no) + '/' : std::string()) + std::to_string(c.option);
  };
  return a.sheets[step->sheet].member + ' ' + a.set->criteria[step->criterion].id.str() + ": " + option(step->from) +
         " to " + option(step->to) + ", " + std::to_string(step->difference.value) + ", " +
         (step->final_stars ? std::to_string(step->final_stars->value) : std::string(to_string(step->how)));
}

std::string up(assessment const& a) { return written(a, margin(a).value().up); }
std::string down(assessment const& a) { return written(a, margin(a).value().down); }

/// `4`, or `rejected`.
std::string end_of(ranking const& r) {
  return r.final_stars ? std::to_string(r.final_stars->value) : std::string(to_string(r.how));
}

unfinished_sheet open_at(score_sheet const& sheet, compiled_product_set const& set, strings const& open) {
  unfinished_sheet made{sheet.member, sheet.is_chair, {}};
  for (std::size_t c = 0; c < set.criteria.size(); ++c) {
    bool const is_open = std::find(open.begin(), open.end(), set.criteria[c].id.str()) != open.end();
    made.choices.push_back(is_open ? std::nullopt : std::optional(sheet.choices[c]));
  }
  return made;
}

unfinished_sheet all_open(compiled_product_set const& set, std::string member = "M1", bool chair = false) {
  return {std::move(member), chair, std::vector<std::optional<choice>>(set.criteria.size())};
}

/// What a council of 26/2026, or of another edition, can still come to: `3 to 5`.
std::string range(std::vector<unfinished_sheet> const& sheets, int set = 1, char const* readings = "",
                  value const& facts = {}, council_session const& session = {}, char const* name = "qd-26-2026") {
  auto const rules = test::edition(name);
  auto const chosen = rules->choose(read(readings)).value();
  auto const& product = *rules->product_set(set).value();
  auto const found = judge_facts(*rules, product, facts, chosen).value();
  auto const r = reachable(*rules, product, sheets, found, chosen, session, "province").value();
  return end_of(r.lowest) + " to " + end_of(r.highest);
}

}  // namespace

// --- The nearest other result ---------------------------------------------------------------------------------------

TEST_CASE("a product one point short is one point from the next star, at the first criterion that has it",
          "[rank][qd-26-2026/3.3]") {
  // 1.1 is printed first, has nothing ticked and 1 point at its first option. The mark of 2.2 for three stars is two
  // points below what is ticked there, and no mark of three stars is nearer.
  auto const a = test::assess_sheet(1, with_points(69));
  REQUIRE(a.council.total.exact() == "69");
  auto const m = margin(a).value();
  CHECK(written(a, m.up) == "M1 1.1: 0 to 1, 1, 4");
  CHECK(written(a, m.down) == "M1 2.2: 4 to 2, 2, 2");
  REQUIRE(m.up);
  CHECK(m.up->sheet == 0);
  CHECK(m.up->criterion == 0);
  CHECK(m.up->from == choice{0, 0});
  CHECK(m.up->to == choice{0, 1});
  CHECK(m.up->difference == points{1});
  CHECK(m.up->how == outcome::ranked);
  CHECK(m.up->final_stars == stars{4});
}

TEST_CASE("a product on its border is one point from losing its star", "[rank][qd-26-2026/3.3]") {
  CHECK(down(test::assess_sheet(1, with_points(70))) == "M1 1.2: 3 to 2, 1, 3");
  CHECK(down(test::assess_sheet(1, with_points(90))) == "M1 1.3: 3 to 2, 1, 4");  // 1.2 is not ticked
  // One point above the border the nearest change is at a mark: that of 2.3 for four stars stands on its last option.
  CHECK(down(test::assess_sheet(1, with_points(71))) == "M1 2.3: 3 to 2, 1, 3");
}

TEST_CASE("the best product can rise no further, and falls by the mark that is nearest",
          "[rank][qd-26-2026/annex-2.1/1.3]") {
  auto const a = test::assess_sheet(1, best());
  CHECK(up(a) == "none");
  CHECK(down(a) == "M1 1.3: 3 to 2, 1, 4");
}

TEST_CASE("a product with nothing ticked can fall no further", "[rank][qd-26-2026/3.3]") {
  auto const a = test::assess_sheet(1, test::empty_sheet(vegetables()));
  CHECK(up(a) == "none");  // no criterion has 30 points
  CHECK(down(a) == "none");
}

TEST_CASE("a product held by one mark rises by meeting it", "[rank][qd-26-2026/annex-2.1/3.4]") {
  CHECK(up(test::assess_sheet(1, best().choose("3.4", 1))) == "M1 3.4: 1 to 2, 1, 5");
  CHECK(up(test::assess_sheet(1, best().choose("2.2", 1))) == "M1 2.2: 1 to 3, 2, 5");
  // Nothing ticked at 1.5: two marks, and 2 points reach the first.
  CHECK(up(test::assess_sheet(1, best().choose("1.5", 1))) == "M1 1.5: 1 to 3, 2, 4");
}

TEST_CASE("where two marks of one level are unmet no single change helps", "[rank][qd-26-2026/annex-2.1]") {
  auto const a = test::assess_sheet(1, best().choose("1.5", 2).choose("3.4", 1));
  REQUIRE(end_of(a.ranking) == "3");
  CHECK(up(a) == "none");
}

TEST_CASE("where R-05 rejects for an unmet minimum, meeting it ranks the product", "[rank][qd-26-2026/annex-2.1/3.4]") {
  auto const a = test::assess_sheet(1, best().choose("3.4", 1), read("R-05=reject"));
  REQUIRE(end_of(a.ranking) == "rejected");
  CHECK(up(a) == "M1 3.4: 1 to 2, 1, 5");
  CHECK(down(a) == "none");
  CHECK(down(test::assess_sheet(1, best(), read("R-05=reject"))) == "M1 1.3: 3 to 2, 1, rejected");
}

TEST_CASE("equal changes are taken in printed order, then on the first sheet", "[rank][qd-26-2026/3.3]") {
  // 69 and 70 points: half a point short. Both have nothing ticked at 1.1.
  auto const both = test::assess_sheets(1, {with_points(69, "M1"), with_points(70, "M2")});
  CHECK(up(both) == "M1 1.1: 0 to 1, 1, 4");
  // Now M1 has all of 1.1: what stands earlier on the sheet goes before what stands on an earlier sheet.
  auto const second = test::assess_sheets(1, {with_points(69, "M1", "1.1"), with_points(70, "M2")});
  REQUIRE(second.council.total.exact() == "139/2");
  CHECK(up(second) == "M2 1.1: 0 to 1, 1, 4");
}

TEST_CASE("a change on one of three sheets moves the mean by a third", "[rank][qd-26-2026/3.3]") {
  // 69 + 69 + 70 = 208 is two points short, 69 + 70 + 70 = 209 one.
  auto const two = test::assess_sheets(1, {with_points(69, "M1"), with_points(69, "M2"), with_points(70, "M3")});
  CHECK(up(two) == "M1 1.1: 0 to 2, 2, 4");
  auto const one = test::assess_sheets(1, {with_points(69, "M1"), with_points(70, "M2"), with_points(70, "M3")});
  CHECK(up(one) == "M1 1.1: 0 to 1, 1, 4");
}

TEST_CASE("a mark that a majority misses by one sheet is met by one sheet more (R-07)",
          "[rank][qd-26-2026/annex-2.1/3.4]") {
  auto const council = [](std::size_t misses) {
    std::vector<score_sheet> sheets;
    for (std::size_t s = 0; s < 5; ++s)
      sheets.push_back(test::best_sheet(vegetables(), "M" + std::to_string(s + 1)).choose("3.4", s < misses ? 1 : 2));
    return sheets;
  };
  CHECK(up(test::assess_sheets(1, council(3))) == "M1 3.4: 1 to 2, 1, 5");
  CHECK(up(test::assess_sheets(1, council(4))) == "none");
  CHECK(up(test::assess_sheets(1, council(4), read("R-07=mean"))) == "none");
  CHECK(down(test::assess_sheets(1, council(2))) == "M3 3.4: 2 to 1, 1, 3");
}

TEST_CASE("at the limit of the spread one point more sends members back to score again",
          "[rank][council-tay-ninh/spread]") {
  auto const rules = test::edition();
  std::vector<score_sheet> sheets{with_points(60, "M1"), with_points(64, "M2"), with_points(70, "M3")};
  sheets[0].is_chair = true;
  council_session const session{test::builtin().regulation("tay-ninh").value(), 3};
  auto const sit = [&](char const* readings) {
    return assess(rules, 1, sheets, {}, rules->choose(read(readings)).value(), "province", session).value();
  };
  // None has anything ticked at 1.1. A point more for M3, the highest, or less for M1, the lowest, is 11 apart.
  auto const at_limit = sit("");
  REQUIRE(end_of(at_limit.ranking) == "3");
  CHECK(up(at_limit) == "none");
  CHECK(down(at_limit) == "M3 1.1: 0 to 1, 1, rescore");
  auto const beyond = sit("R-19=refused");
  REQUIRE(end_of(beyond.ranking) == "rescore");
  CHECK(up(beyond) == "M1 1.1: 0 to 1, 1, 3");
  CHECK(down(beyond) == "none");
}

TEST_CASE("no tick makes a session valid that is not", "[rank][council-tay-ninh/quorum]") {
  auto const rules = test::edition();
  council_session const session{test::builtin().regulation("tay-ninh").value(), 3};
  auto const a = assess(rules, 1, {with_points(69)}, {}, rules->defaults, "province", session).value();
  REQUIRE(end_of(a.ranking) == "no-quorum");
  CHECK(up(a) == "none");
  CHECK(down(a) == "none");
}

// --- The reference: made-up sea salt, its tables and readings written down again
// --------------------------------------

namespace {

/// What is ticked at grain, pan and sparkle.
using tick = std::array<int, 3>;
using table_of_points = std::vector<int>;

std::array<table_of_points, 3> const worth{{{0, 0, 10, 20, 30}, {0, 0, 15, 30}, {0, 0, 9, 10, 14, 15, 24, 25, 40}}};
std::array<char const*, 3> const codes{"1.1", "1.2", "2"};

/// Which readings the reference takes.
struct manner {
  char const* readings;
  bool own_marks, reject, stop, all, rounded, undetermined, any;
};
manner const ours{"R-01=cumulative R-05=cap R-06=stop R-07=majority R-08=exact R-09=thresholds R-25=majority",
                  false,
                  false,
                  true,
                  false,
                  false,
                  false,
                  false};
manner const theirs{"", true, true, false, true, true, true, true};  // the decree's own
manner const mixed{"R-05=cap R-09=thresholds", true, false, false, true, true, false, true};

/// The level that these sheets come to; 0: none.
int level_of(std::vector<tick> const& council, manner const& by) {
  int const n = static_cast<int>(council.size());
  int sum = 0;
  int spilled = 0;
  int dull = 0;
  for (auto const& t : council) {
    int const grain = worth[0][static_cast<std::size_t>(t[0])];
    int const pan = worth[1][static_cast<std::size_t>(t[1])];
    int const sparkle = worth[2][static_cast<std::size_t>(t[2])];
    spilled += grain == 0 ? 1 : 0;
    dull += sparkle == 0 ? 1 : 0;
    sum += grain + sparkle + (sparkle == 0 ? 0 : pan);  // without sparkle the pan counts 0
  }
  auto const enough = [&](int k) { return by.any ? k > 0 : 2 * k > n; };
  if (enough(spilled)) return 0;
  if (by.stop && enough(dull)) return 0;
  int const points_by = by.rounded ? 100 : n;
  int const points_of = by.rounded ? (200 * sum + n) / (2 * n) : sum;
  int level = 1;
  for (int const floor : {40, 60, 85})
    if (points_of >= points_by * floor) ++level;
  std::array<int, 4> const printed_ends{39, 59, 84, 100};
  if (by.undetermined && points_of > points_by * printed_ends[static_cast<std::size_t>(level - 1)]) return 0;
  auto const met = [&](int at) {
    auto const k = static_cast<int>(std::count_if(council.begin(), council.end(), [&](tick t) { return t[0] >= at; }));
    return by.all ? k == n : 2 * k > n;
  };
  auto const is_held = [&](int at) {
    for (int l = by.own_marks ? std::max(at, 2) : 2; l <= at; ++l)
      if (!met(l)) return true;
    return false;
  };
  if (by.reject) return is_held(level) ? 0 : level;
  while (level > 1 && is_held(level)) --level;
  return level;
}

std::shared_ptr<compiled_rule_set const> decree() { return test::made_up().find("made-up-2030@2030-01-01").value(); }
compiled_product_set const& salt() { return *decree()->product_set(12).value(); }
compiled_product_set const& lanterns() { return *decree()->product_set(1).value(); }

std::vector<score_sheet> as_sheets(std::vector<tick> const& council) {
  std::vector<score_sheet> sheets;
  for (auto const& t : council) {
    test::sheet_of sheet(salt(), "M" + std::to_string(sheets.size() + 1));
    for (std::size_t c = 0; c < 3; ++c) sheet.choose(codes[c], t[c]);
    sheets.push_back(sheet);
  }
  return sheets;
}

assessment assess_salt(std::vector<tick> const& council, manner const& by) {
  return assess(decree(), 12, as_sheets(council), {}, decree()->choose(read(by.readings)).value()).value();
}

std::vector<tick> const& all_ticks() {
  static std::vector<tick> const all = [] {
    std::vector<tick> made;
    for (int grain = 0; grain <= 4; ++grain)
      for (int pan = 0; pan <= 3; ++pan)
        for (int sparkle = 0; sparkle <= 8; ++sparkle) made.push_back({grain, pan, sparkle});
    return made;
  }();
  return all;
}

std::string written(std::vector<tick> const& council) {
  std::string text;
  for (auto const& t : council)
    text += '[' + std::to_string(t[0]) + ' ' + std::to_string(t[1]) + ' ' + std::to_string(t[2]) + ']';
  return text;
}

int height(ranking const& r) { return r.final_stars ? r.final_stars->value : 0; }

/// Difference, criterion, sheet, option: the smallest is the nearest change.
using change = std::tuple<int, std::size_t, std::size_t, int>;

/// Of all councils that differ in one tick from this one, the nearest that is higher and the nearest that is lower.
std::pair<std::optional<change>, std::optional<change>> nearest(std::vector<tick> const& council, manner const& by) {
  int const now = level_of(council, by);
  std::vector<change> higher;
  std::vector<change> lower;
  for (std::size_t s = 0; s < council.size(); ++s)
    for (auto const& other : all_ticks()) {
      std::vector<std::size_t> differing;
      for (std::size_t c = 0; c < 3; ++c)
        if (other[c] != council[s][c]) differing.push_back(c);
      if (differing.size() != 1) continue;
      std::size_t const c = differing.front();
      auto const points_at = [c](tick const& t) { return worth[c][static_cast<std::size_t>(t[c])]; };
      auto changed = council;
      changed[s] = other;
      int const then = level_of(changed, by);
      change const made{std::abs(points_at(other) - points_at(council[s])), c, s, other[c]};
      if (then > now) higher.push_back(made);
      if (then < now) lower.push_back(made);
    }
  auto const least = [](std::vector<change> const& all) {
    return all.empty() ? std::nullopt : std::optional(*std::min_element(all.begin(), all.end()));
  };
  return {least(higher), least(lower)};
}

std::optional<change> as_change(std::optional<margin_step> const& step) {
  if (!step) return std::nullopt;
  return change{step->difference.value, step->criterion, step->sheet, step->to.option};
}

/// Does the margin of a council agree with the reference?
void check_margin(std::vector<tick> const& council, manner const& by) {
  CAPTURE(written(council), by.readings);
  auto const a = assess_salt(council, by);
  REQUIRE(height(a.ranking) == level_of(council, by));
  auto const m = margin(a).value();
  auto const [higher, lower] = nearest(council, by);
  CHECK((as_change(m.up) == higher));
  CHECK((as_change(m.down) == lower));
  for (auto const& step : {m.up, m.down}) {
    if (!step) continue;
    CHECK(step->from.option == council[step->sheet][step->criterion]);
    auto changed = council;
    changed[step->sheet][step->criterion] = step->to.option;
    CHECK(step->final_stars.value_or(stars{0}).value == level_of(changed, by));
    CHECK(step->final_stars.has_value() == (step->how == outcome::ranked));
  }
}

class numbers {
  std::mt19937_64 engine_;

 public:
  explicit numbers(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  tick any_tick() { return all_ticks()[below(all_ticks().size())]; }
  /// Sheets that are mostly alike, and good enough not to be rejected at once.
  std::vector<tick> council(std::size_t size) {
    tick around = any_tick();
    around[0] = std::max(around[0], 2);
    std::vector<tick> made(size, around);
    for (auto& t : made) {
      std::size_t const c = below(3);
      if (below(2) == 0) t[c] = any_tick()[c];
    }
    return made;
  }
};

}  // namespace

TEST_CASE("the margin of every sheet of sea salt is the nearest of all sheets that differ in one tick",
          "[rank][made-up-2030/annex-12]") {
  for (auto const& by : {ours, theirs, mixed})
    for (auto const& t : all_ticks()) check_margin({t}, by);
}

TEST_CASE("the margin of a council is the nearest of all councils that differ in one member's tick",
          "[rank][made-up-2030/annex-12]") {
  numbers random(21);
  for (auto const& by : {ours, theirs, mixed})
    for (std::size_t const size : {std::size_t{2}, std::size_t{3}, std::size_t{4}})
      for (int k = 0; k < 60; ++k) check_margin(random.council(size), by);
}

TEST_CASE("a tick that one sheet cannot have beside the others is no way up (R-17)", "[rank][made-up-2030/annex-1]") {
  auto const margin_of = [](score_sheet const& sheet, char const* readings) {
    auto const a = assess(decree(), 1, {sheet}, {}, decree()->choose(read(readings)).value()).value();
    return written(a, margin(a).value().up) + "; " + written(a, margin(a).value().down);
  };
  // By hand with few joints, 2 points: the mark of the third level asks for 5, at the next option. By machine the
  // least has 1 point, and the marks of the other case do not bind. But II.1 is ticked in case 1.
  score_sheet const sheet = test::best_sheet(lanterns()).choose("I.2.b", 1, 1);
  std::string const capped = "R-01=cumulative R-05=cap R-09=thresholds";
  CHECK(margin_of(sheet, (capped + " R-17=same-case").c_str()) ==
        "M1 I.2.b: 1/1 to 1/2, 3, 4; M1 I.2.b: 1/1 to 0, 2, 1");
  CHECK(margin_of(sheet, (capped + " R-17=independent").c_str()) ==
        "M1 I.2.b: 1/1 to 2/1, 1, 3; M1 I.2.b: 1/1 to 0, 2, 1");
}

TEST_CASE("the margin of a lantern is the nearest of all that differ in one tick, cases among them",
          "[rank][made-up-2030/annex-1]") {
  std::mt19937_64 engine(22);
  auto const below = [&](std::size_t n) { return static_cast<std::size_t>(engine() % n); };
  for (char const* const readings : {"", "R-05=cap R-09=thresholds", "R-05=cap R-09=thresholds R-17=independent"})
    for (int k = 0; k < 25; ++k) {
      auto const chosen = decree()->choose(read(readings)).value();
      std::vector<score_sheet> sheets{test::best_sheet(lanterns(), "M1"), test::best_sheet(lanterns(), "M2")};
      for (auto& sheet : sheets)
        for (std::size_t n = below(7); n > 0; --n) {
          auto const c = below(lanterns().criteria.size());
          sheet.choices[c].option = 1 + static_cast<int>(below(lanterns().criteria[c].lists.front().options.size()));
        }
      auto const a = assess(decree(), 1, sheets, {}, chosen).value();

      // Difference, criterion, sheet, and the place among the choices that the print offers there.
      using found = std::tuple<int, std::size_t, std::size_t, std::size_t>;
      std::map<found, std::pair<choice, int>> higher;
      std::map<found, std::pair<choice, int>> lower;
      for (std::size_t s = 0; s < sheets.size(); ++s)
        for (std::size_t c = 0; c < lanterns().criteria.size(); ++c) {
          auto const& criterion = lanterns().criteria[c];
          choice const before = sheets[s].choices[c];
          auto const points_at = [&](choice made) {
            if (made.option == 0) return 0;
            return criterion.list(made.case_no)->options[static_cast<std::size_t>(made.option - 1)].worth.value;
          };
          std::vector<choice> offered{{0, 0}};
          for (auto const& list : criterion.lists)
            for (std::size_t o = 1; o <= list.options.size(); ++o)
              offered.push_back({list.case_no, static_cast<int>(o)});
          for (std::size_t at = 0; at < offered.size(); ++at) {
            if (offered[at] == before) continue;
            auto changed = sheets;
            changed[s].choices[c] = offered[at];
            auto const then = assess(decree(), 1, changed, {}, chosen);
            if (!then) continue;
            found const place{std::abs(points_at(offered[at]) - points_at(before)), c, s, at};
            int const reached = height(then->ranking);
            if (reached > height(a.ranking)) higher.emplace(place, std::pair(offered[at], reached));
            if (reached < height(a.ranking)) lower.emplace(place, std::pair(offered[at], reached));
          }
        }
      auto const m = margin(a).value();
      auto const check = [&](std::optional<margin_step> const& step, auto const& all) {
        REQUIRE(step.has_value() == !all.empty());
        if (!step) return;
        auto const& [place, reached] = *all.begin();
        CHECK(step->difference.value == std::get<0>(place));
        CHECK(step->criterion == std::get<1>(place));
        CHECK(step->sheet == std::get<2>(place));
        CHECK(step->to == reached.first);
        CHECK(step->final_stars.value_or(stars{0}).value == reached.second);
      };
      CAPTURE(readings, k);
      check(m.up, higher);
      check(m.down, lower);
    }
}

// --- What can still be reached
// ----------------------------------------------------------------------------------------

TEST_CASE("sheets that are finished leave one result: both bounds are it", "[rank][qd-26-2026/3.3]") {
  auto const closed = [](score_sheet const& sheet) { return open_at(sheet, vegetables(), {}); };
  CHECK(range({closed(with_points(69))}) == "3 to 3");
  CHECK(range({closed(with_points(70))}) == "4 to 4");
  CHECK(range({closed(with_points(69)), closed(with_points(70, "M2"))}) == "3 to 3");
  CHECK(range({closed(best().choose("3.4", 1))}) == "3 to 3");
  CHECK(range({closed(best().choose("3.4", 1))}, 1, "R-05=reject") == "rejected to rejected");
}

TEST_CASE("a council that has not begun can come to anything from 1 star to 5", "[rank][qd-26-2026/3.3]") {
  CHECK(range({all_open(vegetables())}) == "1 to 5");
  CHECK(range({all_open(vegetables()), all_open(vegetables(), "M2"), all_open(vegetables(), "M3")}) == "1 to 5");
}

TEST_CASE("one open criterion leaves what its options can move", "[rank][qd-26-2026/annex-2.1]") {
  auto const with = [](score_sheet const& sheet, char const* code) {
    return range({open_at(sheet, vegetables(), {code})});
  };
  CHECK(with(best(), "1.2") == "5 to 5");
  CHECK(with(best(), "1.3") == "4 to 5");  // a mark of 5 stars
  CHECK(with(best(), "1.6") == "3 to 5");  // one of 4
  CHECK(with(best(), "10") == "2 to 5");   // one of 3
  CHECK(with(with_points(70), "1.1") == "4 to 4");
  CHECK(with(with_points(69), "1.1") == "3 to 4");  // 1.1 has 3 points, and has none now
  CHECK(with(with_points(67), "1.1") == "3 to 4");
  CHECK(with(with_points(66), "1.1") == "3 to 3");
  CHECK(with(best().choose("3.4", 1), "1.6") == "3 to 3");  // held by 3.4 whatever comes
}

TEST_CASE("a criterion open on one of two sheets moves the mean by half", "[rank][qd-26-2026/3.3]") {
  // M1 has 69 points, so M2 needs 71; 1.1 gives it up to 3.
  auto const two = [](int second) {
    return range(
        {open_at(with_points(69, "M1"), vegetables(), {}), open_at(with_points(second, "M2"), vegetables(), {"1.1"})});
  };
  CHECK(two(67) == "3 to 3");
  CHECK(two(68) == "3 to 4");
  CHECK(two(70) == "3 to 4");
  CHECK(two(71) == "4 to 4");
}

TEST_CASE("a zero that stops stands between an open sheet and any rank", "[rank][qd-26-2026/annex-2.16/6]") {
  auto const& water = test::product_set(16);
  CHECK(range({all_open(water)}, 16) == "stopped to 5");
  CHECK(range({open_at(test::best_sheet(water), water, {"6.2"})}, 16) == "stopped to 5");
  CHECK(range({open_at(test::best_sheet(water).choose("6.1", 1), water, {"6.2"})}, 16) == "stopped to stopped");
  // One of three members may still give a zero: no majority (R-25), unless any zero stops.
  auto const council = [&](char const* readings) {
    return range({open_at(test::best_sheet(water, "M1"), water, {"6.2"}),
                  open_at(test::best_sheet(water, "M2"), water, {}), open_at(test::best_sheet(water, "M3"), water, {})},
                 16, readings);
  };
  CHECK(council("") == "5 to 5");
  CHECK(council("R-25=any") == "stopped to 5");
}

TEST_CASE("what facts reject or stop no sheet mends", "[rank][qd-26-2026/annex-2.1/disqualifiers]") {
  value const forged = value::object{{"dossier", value::object{{"forged", true}}}};
  CHECK(range({all_open(vegetables())}, 1, "", forged) == "rejected to rejected");
}

TEST_CASE("without a quorum nothing is reached; the spread is left out, for it may still change",
          "[rank][council-tay-ninh/quorum][council-tay-ninh/spread]") {
  auto const tay_ninh = test::builtin().regulation("tay-ninh").value();
  auto const chair = [](score_sheet sheet) {
    sheet.is_chair = true;
    return sheet;
  };
  CHECK(range({all_open(vegetables())}, 1, "", {}, {tay_ninh, 1}) == "no-quorum to no-quorum");
  CHECK(range({all_open(vegetables(), "M1", true)}, 1, "", {}, {tay_ninh, 1}) == "1 to 5");
  CHECK(range({all_open(vegetables(), "M1", true)}, 1, "", {}, {tay_ninh, 2}) == "no-quorum to no-quorum");
  CHECK(range({open_at(chair(with_points(60, "M2")), vegetables(), {}), open_at(best(), vegetables(), {"1.1"})}, 1, "",
              {}, {tay_ninh, 2}) == "4 to 4");
}

TEST_CASE("the best that can be reached says where it would be sent on", "[rank][qd-26-2026/7.3.e]") {
  auto const rules = test::edition();
  auto const facts = judge_facts(*rules, vegetables(), {}, rules->defaults).value();
  std::vector<unfinished_sheet> const sheets{open_at(with_points(89), vegetables(), {"1.1"})};
  auto const r = reachable(*rules, vegetables(), sheets, facts, rules->defaults, {}, "province").value();
  CHECK(end_of(r.lowest) == "4");
  CHECK(r.lowest.forward == nullptr);
  CHECK(end_of(r.highest) == "5");
  REQUIRE(r.highest.forward != nullptr);
  CHECK(r.highest.forward->to == "ministry-of-agriculture-and-environment");
}

TEST_CASE("a sheet has one entry for each criterion, open or not; a council has sheets", "[rank][qd-26-2026/3.3]") {
  auto const rules = test::edition();
  auto const facts = judge_facts(*rules, vegetables(), {}, rules->defaults).value();
  auto const wrong = [&](std::vector<unfinished_sheet> const& sheets, council_session const& session = {}) {
    return reachable(*rules, vegetables(), sheets, facts, rules->defaults, session).error();
  };
  std::vector<unfinished_sheet> sheets{all_open(vegetables()), all_open(vegetables(), "M2")};
  sheets[1].choices.pop_back();
  CHECK(wrong(sheets).code == errc::missing_criteria);
  CHECK(wrong(sheets).where == "/1");
  CHECK(wrong(sheets).message == "there are 31 entries; set 1 has 32 criteria. Give one for each, in printed order.");
  CHECK(wrong({}).code == errc::no_sheets);
  CHECK(wrong({}).message == "there is no score sheet. Give at least one.");
  sheets[1] = all_open(vegetables(), "M2");
  CHECK(wrong(sheets, {test::builtin().regulation("default").value(), 1}).code == errc::too_many_sheets);
  CHECK(wrong(sheets, {test::builtin().regulation("tay-ninh").value(), {}}).code == errc::members_unknown);
  CHECK(wrong(sheets, {test::builtin().regulation("agreed-score").value(), 9}).message ==
        "regulation agreed-score knows one agreed sheet; there are 2. Send the sheet on which the council agreed.");
}

namespace {

/// What is ticked at grain, pan and sparkle; -1 where it is open.
using partial = std::array<int, 3>;

/// The least and the most that any way of finishing these sheets comes to, by the reference.
std::pair<int, int> of_all_ways(std::vector<partial> const& open, manner const& by) {
  std::pair<int, int> bounds{std::numeric_limits<int>::max(), std::numeric_limits<int>::min()};
  std::vector<std::vector<tick>> ways;
  for (auto const& p : open) {
    std::vector<tick> fitting;
    for (auto const& t : all_ticks()) {
      bool fits = true;
      for (std::size_t c = 0; c < 3; ++c) fits = fits && (p[c] < 0 || p[c] == t[c]);
      if (fits) fitting.push_back(t);
    }
    ways.push_back(std::move(fitting));
  }
  std::vector<std::size_t> at(open.size());
  std::vector<tick> council(open.size());
  for (;;) {
    for (std::size_t s = 0; s < open.size(); ++s) council[s] = ways[s][at[s]];
    int const level = level_of(council, by);
    bounds = {std::min(bounds.first, level), std::max(bounds.second, level)};
    std::size_t s = 0;
    while (s < open.size() && ++at[s] == ways[s].size()) at[s++] = 0;
    if (s == open.size()) return bounds;
  }
}

/// The same, by the library.
std::pair<int, int> of_library(std::vector<partial> const& open, manner const& by) {
  auto const readings = decree()->choose(read(by.readings)).value();
  auto const facts = judge_facts(*decree(), salt(), {}, readings).value();
  std::vector<unfinished_sheet> sheets;
  for (auto const& p : open) {
    auto sheet = all_open(salt(), "M" + std::to_string(sheets.size() + 1));
    for (std::size_t c = 0; c < 3; ++c)
      if (p[c] >= 0) sheet.choices[c] = choice{0, p[c]};
    sheets.push_back(std::move(sheet));
  }
  auto const r = reachable(*decree(), salt(), sheets, facts, readings).value();
  return {height(r.lowest), height(r.highest)};
}

std::string written(std::vector<partial> const& open, std::pair<int, int> found, std::pair<int, int> true_bounds) {
  return written(open) + " found " + std::to_string(found.first) + " to " + std::to_string(found.second) +
         ", comes to " + std::to_string(true_bounds.first) + " to " + std::to_string(true_bounds.second);
}

std::vector<partial> all_partials() {
  std::vector<partial> all;
  for (int grain = -1; grain <= 4; ++grain)
    for (int pan = -1; pan <= 3; ++pan)
      for (int sparkle = -1; sparkle <= 8; ++sparkle) all.push_back({grain, pan, sparkle});
  return all;
}

/// Councils of which some ticks are open, at most two on each sheet.
std::vector<std::vector<partial>> some_partial_councils() {
  numbers random(23);
  std::vector<std::vector<partial>> all;
  for (int k = 0; k < 150; ++k) {
    std::vector<partial> open = random.council(2 + random.below(2));
    for (auto& p : open)
      for (std::size_t n = random.below(open.size() == 2 ? 3 : 2); n > 0; --n) p[random.below(3)] = -1;
    all.push_back(std::move(open));
  }
  return all;
}

}  // namespace

TEST_CASE("the bounds are the least and the most of all ways of finishing the sheets",
          "[rank][made-up-2030/annex-12]") {
  for (auto const& by : {ours, mixed}) {
    for (auto const& p : all_partials()) {
      CAPTURE(by.readings, written({p}));
      CHECK((of_library({p}, by) == of_all_ways({p}, by)));
    }
    for (auto const& open : some_partial_councils()) {
      CAPTURE(by.readings, written(open));
      CHECK((of_library(open, by) == of_all_ways(open, by)));
    }
  }
}

TEST_CASE("no way of finishing the sheets comes to less or more than the bounds, where an unmet minimum rejects (R-05)",
          "[rank][made-up-2030/annex-12]") {
  manner reject = ours;
  reject.readings = "R-01=cumulative R-05=reject R-06=stop R-07=majority R-08=exact R-09=thresholds R-25=majority";
  reject.reject = true;
  std::string first_wrong;
  for (auto const& p : all_partials()) {
    auto const found = of_library({p}, reject);
    auto const bounds = of_all_ways({p}, reject);
    if (first_wrong.empty() && (bounds.first < found.first || found.second < bounds.second))
      first_wrong = written({p}, found, bounds);
  }
  CHECK(first_wrong == "");

  // 69 points without the four-star mark of 3.4: 3 stars. With a point more at 1.1 four stars are in question, and the
  // unmet mark rejects.
  score_sheet sheet = with_points(70);
  sheet.choices[*vegetables().find("3.4")] = {0, 1};
  CHECK(range({open_at(sheet, vegetables(), {"1.1"})}, 1, "R-05=reject") == "rejected to 3");
}

TEST_CASE("no way of finishing the sheets comes to less or more than the bounds, where a gap is undetermined (R-09)",
          "[rank][qd-1048-2019/1.2][made-up-2030/annex-12]") {
  manner undetermined = ours;
  undetermined.readings = "R-01=cumulative R-05=cap R-06=stop R-07=majority R-08=exact R-09=undetermined R-25=majority";
  undetermined.undetermined = true;
  std::string first_wrong;
  for (auto const& open : some_partial_councils()) {
    auto const found = of_library(open, undetermined);
    auto const bounds = of_all_ways(open, undetermined);
    if (first_wrong.empty() && (bounds.first < found.first || found.second < bounds.second))
      first_wrong = written(open, found, bounds);
  }
  CHECK(first_wrong == "");

  // Two sheets of 89 points in textiles, and one point open at 3.4 of the second: 89, or 89.5 between the bands.
  auto const& textiles = test::product_set(13, "qd-1048-2019");
  auto const sheet = [&](char const* member) {
    return test::best_sheet(textiles, member).choose("4.2", 0).choose("4.3", 0).choose("3.4", 0);
  };
  CHECK(range({open_at(sheet("M1"), textiles, {}), open_at(sheet("M2"), textiles, {"3.4"})}, 13, "R-09=undetermined",
              {}, {}, "qd-1048-2019") == "stopped to 4");
}

namespace {

/// Every way of ticking a criterion of the lanterns.
std::vector<choice> offered_at(compiled_criterion const& criterion) {
  std::vector<choice> all{{0, 0}};
  for (auto const& list : criterion.lists)
    for (std::size_t o = 1; o <= list.options.size(); ++o) all.push_back({list.case_no, static_cast<int>(o)});
  return all;
}

/// The least and the most of every way of finishing that is no error, through the library's own ranking.
std::string lantern_ways(rule_catalog const& catalog, std::vector<unfinished_sheet> const& open, char const* chosen) {
  auto const rules = catalog.find("made-up-2030@2030-01-01").value();
  auto const& set = *rules->product_set(1).value();
  auto const readings = rules->choose(read(chosen)).value();
  std::vector<score_sheet> sheets;
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (auto const& sheet : open) {
    score_sheet made{sheet.member, sheet.is_chair, {}};
    for (std::size_t c = 0; c < sheet.choices.size(); ++c) {
      if (!sheet.choices[c]) places.emplace_back(sheets.size(), c);
      made.choices.push_back(sheet.choices[c].value_or(choice{}));
    }
    sheets.push_back(std::move(made));
  }
  std::vector<std::vector<choice>> ways;
  for (auto const& place : places) ways.push_back(offered_at(set.criteria[place.second]));
  std::pair<int, int> bounds{std::numeric_limits<int>::max(), std::numeric_limits<int>::min()};
  std::vector<std::size_t> at(places.size());
  for (;;) {
    for (std::size_t p = 0; p < places.size(); ++p) sheets[places[p].first].choices[places[p].second] = ways[p][at[p]];
    if (auto const a = assess(rules, 1, sheets, {}, readings)) {
      int const level = height(a->ranking);
      bounds = {std::min(bounds.first, level), std::max(bounds.second, level)};
    }
    std::size_t p = 0;
    while (p < places.size() && ++at[p] == ways[p].size()) at[p++] = 0;
    if (p == places.size()) return std::to_string(bounds.first) + " to " + std::to_string(bounds.second);
  }
}

reachable_range lantern_range(rule_catalog const& catalog, std::vector<unfinished_sheet> const& open,
                              char const* chosen, std::string_view level = {}) {
  auto const rules = catalog.find("made-up-2030@2030-01-01").value();
  auto const& set = *rules->product_set(1).value();
  auto const readings = rules->choose(read(chosen)).value();
  auto const facts = judge_facts(*rules, set, {}, readings).value();
  return reachable(*rules, set, open, facts, readings, {}, level).value();
}

std::string lantern_bounds(rule_catalog const& catalog, std::vector<unfinished_sheet> const& open, char const* chosen) {
  auto const r = lantern_range(catalog, open, chosen);
  return std::to_string(height(r.lowest)) + " to " + std::to_string(height(r.highest));
}

}  // namespace

TEST_CASE("the bounds hold over criteria with cases, heading marks and notes that stop",
          "[rank][made-up-2030/annex-1]") {
  std::mt19937_64 engine(24);
  auto const below = [&](std::size_t n) { return static_cast<std::size_t>(engine() % n); };
  for (char const* const readings :
       {"R-05=cap R-09=thresholds", "R-05=cap R-09=thresholds R-17=independent",
        "R-01=cumulative R-04=any-points R-05=cap R-07=majority R-09=thresholds R-17=independent R-25=majority"})
    for (auto const& open :
         {strings{"I.2.b", "II.1", "I.2.a"}, strings{"II.1", "V", "III.1"}, strings{"I.1", "I.2.b", "IV"}})
      for (int k = 0; k < 6; ++k) {
        score_sheet sheet = test::best_sheet(lanterns());
        for (std::size_t n = below(8); n > 0; --n) {
          auto const c = below(lanterns().criteria.size());
          sheet.choices[c].option = 1 + static_cast<int>(below(lanterns().criteria[c].lists.front().options.size()));
        }
        std::vector<unfinished_sheet> const sheets{open_at(sheet, lanterns(), open)};
        CAPTURE(readings, open, k);
        CHECK(lantern_bounds(test::made_up(), sheets, readings) == lantern_ways(test::made_up(), sheets, readings));
      }
}

TEST_CASE("members who have begun with different cases can still reach the best, each with his own (R-17)",
          "[rank][qd-26-2026/annex-2.26/8][made-up-2030/annex-1]") {
  // One member rates the made-up lantern as made by hand, the other as made by machine; both leave II.1 open.
  score_sheet const by_hand = test::best_sheet(lanterns(), "M1");
  score_sheet const by_machine = test::best_sheet(lanterns(), "M2").choose("I.2.b", 2, 2);
  std::vector<unfinished_sheet> const two{open_at(by_hand, lanterns(), {"II.1", "IV"}),
                                          open_at(by_machine, lanterns(), {"II.1", "IV"})};
  char const* const same = "R-05=cap R-09=thresholds R-17=same-case";
  CHECK(lantern_ways(test::made_up(), two, same) == "1 to 4");
  CHECK(lantern_bounds(test::made_up(), two, same) == lantern_ways(test::made_up(), two, same));

  // The same in tourism of 26/2026: criterion 8 is rated in case 1 by one and in case 2 by the other, all else is open.
  auto const& tourism = test::product_set(26);
  auto first = all_open(tourism, "M1");
  auto second = all_open(tourism, "M2");
  first.choices[*tourism.find("8")] = choice{1, 2};
  second.choices[*tourism.find("8")] = choice{2, 2};
  CHECK(range({first, second}, 26) == "1 to 5");
  CHECK(range({first, second}, 26, "R-17=same-case") == "1 to 5");
}

TEST_CASE("the best of one criterion may be in one case and that of another in another (R-17=independent)",
          "[rank][made-up-2030/annex-1]") {
  // I.2.b: 6 points by hand, 8 by machine. II.1: 10 points in a family, 9 in a village, 9 in a guild.
  auto const catalog = ocop::test::load(test::patched(test::made_up_decree(), R"([
    { "file": "made-up-2030/product_sets/01-lanterns.json",
      "at": "/sections/0/criteria/1/criteria/1/cases/0/points/all", "set": 6 },
    { "file": "made-up-2030/product_sets/01-lanterns.json",
      "at": "/sections/1/criteria/0/cases/1/points/high", "set": 9 },
    { "file": "made-up-2030/product_sets/01-lanterns.json",
      "at": "/sections/1/criteria/0/cases/2/points/yes", "set": 9 },
    { "file": "made-up-2030/product_sets/01-lanterns.json", "at": "/sections/0/criteria/1/criteria/1/anomaly",
      "set": { "vi": "Làm tay chỉ đạt 6 điểm", "en": "By hand reaches 6 points only" } },
    { "file": "made-up-2030/product_sets/01-lanterns.json", "at": "/sections/1/criteria/0/anomaly",
      "set": { "vi": "Một nhà mới đạt 10 điểm", "en": "Only a family reaches 10 points" } } ])"))
                           .catalog.value();
  auto const& set = *catalog.find("made-up-2030@2030-01-01").value()->product_set(1).value();
  auto const unfinished = [&](test::sheet_of const& sheet, strings const& open) {
    return std::vector<unfinished_sheet>{open_at(sheet, set, open)};
  };
  // 12 + 10 + _ + 5, _ + 6 + 4, 10 + 10 + 5 + 5 = 67 beside the two: 85 with 8 and 10 points, the first of the fourth
  // level; 83 with 6 and 10, 84 with 8 and 9. All marks are met, but for those of the two while they are open.
  test::sheet_of const sheet = test::best_sheet(set).choose("I.3", 3).choose("III.2", 3).choose("IV", 2);
  char const* const readings = "R-05=cap R-09=thresholds R-17=independent";
  CHECK(lantern_ways(catalog, unfinished(sheet, {"I.2.b", "II.1"}), readings) == "1 to 4");
  CHECK(lantern_bounds(catalog, unfinished(sheet, {"I.2.b", "II.1"}), readings) == "1 to 4");

  // I.1 misses the mark of the fourth level: 10 + 10 + _ + 5, 10 + 6 + 1, 10 + 15 + 5 + 5 = 77 and 6 or 8. The level is
  // the third in either case, but only the better one has the points with which the district sends on.
  test::sheet_of const held =
      test::best_sheet(set).choose("I.3", 3).choose("IV", 2).choose("I.1", 11).choose("II.đ", 1);
  auto const r = lantern_range(catalog, unfinished(held, {"I.2.b"}), readings, "district");
  CHECK(end_of(r.highest) == "3");
  CHECK(r.highest.by_points.value_or(stars{0}).value == 4);
  CHECK(r.highest.forward != nullptr);
}

}  // namespace margin_test
