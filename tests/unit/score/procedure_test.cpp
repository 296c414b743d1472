// What follows from a rank in the procedure: below 90 points the council of the centre sends a product back to its
// province, which has two ways to go on.
#include "ocop/base/procedure_rules.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/score/assessment.hpp"
#include "ocop/score/ranking.hpp"

#include "support/catch.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace procedure_test {
namespace {

using namespace ocop;
using strings = std::vector<std::string>;
using choices = std::vector<reading_choice>;

reading_choice reading(char const* id, char const* alternative) { return {reading_id(id), alternative}; }

compiled_product_set const& vegetables() { return test::product_set(1); }
test::sheet_of best() { return test::best_sheet(vegetables()); }

/// A sheet of set 1 with 87 to 100 points: 5 of 4.3, 3 of 1.1, 3 of 1.4, 1 of 1.7 and 1 of 2.4, none with a mark.
score_sheet with_points(int total) {
  test::sheet_of sheet = best();
  int left = 100 - total;
  for (auto const& [code, loses] : {std::pair{"4.3", 5}, {"1.1", 3}, {"1.4", 3}, {"1.7", 1}, {"2.4", 1}}) {
    if (loses > left) continue;
    sheet.choose(code, 0);
    left -= loses;
  }
  if (left != 0) throw std::runtime_error("no sheet of that total");
  return sheet;
}

std::vector<score_sheet> sheets(std::size_t n, score_sheet const& one, std::size_t m, score_sheet const& other) {
  std::vector<score_sheet> all(n, one);
  all.insert(all.end(), m, other);
  return test::numbered(std::move(all));
}

/// The level that a ranked product has, and whether it goes back: `4 returned`, `5`, `rejected`.
std::string end_of(assessment const& a) {
  std::string text =
      a.ranking.final_stars ? std::to_string(a.ranking.final_stars->value) : std::string(to_string(a.ranking.how));
  return text + (a.ranking.returned ? " returned" : "");
}

std::string at_centre(score_sheet const& sheet, choices const& readings = {}, value const& facts = {}) {
  return end_of(test::assess_sheets(1, {sheet}, readings, facts, "centre"));
}

submission submit(compiled_product_set const& set, std::vector<score_sheet> const& sheets, char const* rules,
                  char const* level) {
  submission from;
  from.id = "S-1";
  from.product.set = set.number;
  from.rules = rules;
  from.council = submission::council_part{{}, level, {}, {}};
  for (std::size_t s = 0; s < sheets.size(); ++s) {
    submission::sheet_part part{"M" + std::to_string(s + 1), {}, {}};
    for (std::size_t c = 0; c < set.criteria.size(); ++c)
      part.choices.push_back({set.criteria[c].id.str(), {}, std::int64_t{sheets[s].choices[c].option}});
    from.sheets.push_back(std::move(part));
  }
  return from;
}

value document(submission from, rule_catalog const& catalog = test::builtin()) {
  return parse_json(write_result(score(catalog, std::move(from)).value())).value();
}

std::string text_at(value const& v, std::string_view key) { return to_json(*v.find(key)); }

/// Points of the made-up sea salt under its council of the district, all marks met.
std::string salt_at(char const* level, int pan, int sparkle) {
  auto const rules = test::made_up().find("made-up-2030@2030-01-01").value();
  auto const& set = *rules->product_set(12).value();
  test::sheet_of const sheet = test::sheet_of(set).choose("1.1", 4).choose("1.2", pan).choose("2", sparkle);
  return end_of(assess(rules, 12, {sheet}, {}, rules->defaults, level).value());
}

}  // namespace

TEST_CASE("below 90 points the council of the centre sends a product back to its province",
          "[rank][qd-26-2026/7.4.g]") {
  CHECK(at_centre(with_points(89)) == "4 returned");
  CHECK(at_centre(with_points(90)) == "5");
  CHECK(at_centre(with_points(91)) == "5");

  auto const a = test::assess_sheets(1, {with_points(89)}, {}, {}, "centre");
  REQUIRE(a.ranking.returned != nullptr);
  return_rule const& back = *a.ranking.returned;
  CHECK(back.level == "centre");
  CHECK(back.below == points{90});
  CHECK(back.to.id == "provincial-peoples-committee");
  CHECK(back.cite.at == "qd-26-2026/7.4.g");
  CHECK(a.ranking.forward == nullptr);
}

TEST_CASE("the province may recognise what the centre found, or evaluate again", "[rank][qd-26-2026/7.4.g]") {
  auto const& returns = test::edition()->procedure.returns;
  REQUIRE(returns.size() == 1);
  strings ways;
  for (auto const& way : returns.front().choices) ways.push_back(way.id);
  CHECK(ways == strings{"recognise", "evaluate-again"});
  for (auto const& way : returns.front().choices) {
    CHECK_FALSE(way.text.vi.empty());
    CHECK_FALSE(way.text.en.empty());
  }
}

TEST_CASE("a product sent back by the centre says so in its result, with the ways to go on",
          "[exchange][qd-26-2026/7.4.g]") {
  auto const back = document(submit(vegetables(), {with_points(89)}, "qd-26-2026", "centre"));
  CHECK(text_at(back, "outcome") == R"("ranked")");
  CHECK(text_at(back, "stars") == "4");
  CHECK(text_at(back, "recognised_by") == R"("provincial-peoples-committee")");
  CHECK(text_at(back, "certificate") == "true");
  CHECK(text_at(back, "forward_to") == "null");
  CHECK(text_at(back, "reasons") ==
        R"([{"effect":"returned","to":"provincial-peoples-committee","choices":["recognise","evaluate-again"],)"
        R"("cite":"qd-26-2026/7.4.g"}])");

  auto const five = document(submit(vegetables(), {with_points(90)}, "qd-26-2026", "centre"));
  CHECK(text_at(five, "stars") == "5");
  CHECK(text_at(five, "recognised_by") == R"("ministry-of-agriculture-and-environment")");
  CHECK(text_at(five, "reasons") == "[]");
}

TEST_CASE("a note that acted is told before the way back", "[exchange][qd-26-2026/7.4.g]") {
  // Without a story 5.2 counts 0: 93 points; without 4.3 as well 88.
  score_sheet const sheet = best().choose("5.1", 1).choose("4.3", 0);
  auto const r = document(submit(vegetables(), {sheet}, "qd-26-2026", "centre"));
  CHECK(text_at(*r.find("mean"), "exact") == R"("88")");
  CHECK(text_at(r, "reasons") ==
        R"([{"effect":"zero","note":"only-with-story","cite":"qd-26-2026/annex-2.1/5.2"},)"
        R"({"effect":"returned","to":"provincial-peoples-committee","choices":["recognise","evaluate-again"],)"
        R"("cite":"qd-26-2026/7.4.g"}])");
}

TEST_CASE("only the centre sends back: no province and no self-assessment does",
          "[rank][qd-26-2026/7.3.b][qd-26-2026/7.4.g]") {
  for (char const* const level : {"province", ""}) {
    CAPTURE(level);
    CHECK(test::assess_sheets(1, {with_points(89)}, {}, {}, level).ranking.returned == nullptr);
    CHECK(test::assess_sheets(1, {test::empty_sheet(vegetables())}, {}, {}, level).ranking.returned == nullptr);
  }
}

TEST_CASE("every level below 90 points is sent back, that of 1 star too", "[rank][qd-26-2026/7.4.g]") {
  CHECK(at_centre(test::empty_sheet(vegetables())) == "1 returned");
  CHECK(at_centre(best().choose("2.2", 2).choose("4.3", 0).choose("1.1", 0).choose("1.4", 0)) == "2 returned");
}

TEST_CASE("points alone decide on the way back: 90 of them with an unmet mark stay at the centre",
          "[rank][qd-26-2026/7.4.g]") {
  // 91 - 1 = 90 without the five-star mark of 1.3, and 90 - 1 = 89.
  auto without = [](int total) {
    score_sheet sheet = with_points(total);
    sheet.choices[*vegetables().find("1.3")] = {0, 2};
    return sheet;
  };
  CHECK(at_centre(without(91)) == "4");
  CHECK(at_centre(without(90)) == "4 returned");
}

TEST_CASE("the exact mean decides on the way back, or the rounded one (R-08)", "[rank][qd-26-2026/7.4.g]") {
  auto const high = with_points(90);
  auto const low = with_points(89);
  choices const rounded{reading("R-08", "rounded")};
  auto const end = [&](std::size_t highs, choices const& readings) {
    return end_of(test::assess_sheets(1, sheets(highs, high, 1, low), readings, {}, "centre"));
  };
  CHECK(end(8, {}) == "4 returned");       // 809/9
  CHECK(end(8, rounded) == "4 returned");  // 89.89
  CHECK(end(198, {}) == "4 returned");     // 89.994...
  CHECK(end(198, rounded) == "4 returned");
  CHECK(end(199, {}) == "4 returned");  // 89.995
  CHECK(end(199, rounded) == "5");
}

TEST_CASE("what has no rank is not sent back", "[rank][qd-26-2026/7.4.g]") {
  auto const fact = [](char const* room, char const* name) {
    return value(value::object{{room, value::object{{name, true}}}});
  };
  CHECK(at_centre(with_points(89), {}, fact("dossier", "forged")) == "rejected");
  CHECK(at_centre(with_points(89), {}, fact("product", "dangerous_impurity")) == "stopped");
  score_sheet const capped = best().choose("3.4", 1).choose("4.3", 0).choose("1.1", 0).choose("1.4", 0);
  CHECK(at_centre(capped) == "3 returned");
  CHECK(at_centre(capped, {reading("R-05", "reject")}) == "rejected");

  auto const rules = test::edition();
  auto const tay_ninh = test::builtin().regulation("tay-ninh").value();
  auto const sit = [&](int low, int high, std::int64_t members) {
    std::vector<score_sheet> both = test::numbered({with_points(low), with_points(high)});
    both[0].is_chair = true;
    return end_of(assess(rules, 1, both, {}, rules->defaults, "centre", {tay_ninh, members}).value());
  };
  CHECK(sit(88, 89, 2) == "4 returned");
  CHECK(sit(88, 89, 3) == "no-quorum");
  CHECK(sit(89, 100, 2) == "rescore");
}

TEST_CASE("earlier decrees know no way back from the centre", "[rank][qd-148-2023/annex-2][qd-1048-2019/annex-2.1]") {
  for (char const* const name : {"qd-148-2023@2023-02-24", "qd-148-2023@2025-07-06", "qd-1048-2019"}) {
    CAPTURE(name);
    CHECK(test::edition(name)->procedure.returns.empty());
    auto const sheet = test::empty_sheet(test::product_set(1, name));
    CHECK(test::assess_sheets(1, {sheet}, {}, {}, "centre", name).ranking.returned == nullptr);
  }
}

TEST_CASE("who sends back, below what and to whom is the decree's affair", "[rank][made-up-2030/3.6]") {
  // 30 + 15 + 14 = 59, 30 + 15 + 15 = 60, 30 + 30 + 9 = 69.
  CHECK(salt_at("district", 2, 4) == "2 returned");
  CHECK(salt_at("district", 2, 5) == "3");
  CHECK(salt_at("district", 3, 2) == "3");
  CHECK(salt_at("village", 2, 4) == "2");
  CHECK(salt_at("", 2, 4) == "2");

  auto const& set = *test::made_up().find("made-up-2030").value()->product_set(12).value();
  score_sheet const sheet = test::sheet_of(set).choose("1.1", 4).choose("1.2", 2).choose("2", 4);
  CHECK(text_at(document(submit(set, {sheet}, "made-up-2030", "district"), test::made_up()), "reasons") ==
        R"([{"effect":"returned","to":"village-head","choices":["try-again"],"cite":"made-up-2030/3.6"}])");
}

TEST_CASE("a mean in a printed gap is no rank, and is not sent back", "[rank][made-up-2030/3.6]") {
  auto const rules = test::made_up().find("made-up-2030@2030-01-01").value();
  auto const& set = *rules->product_set(12).value();
  // 59 and 60 points: 59.5 is between the second level and the third.
  auto const both = sheets(1, test::sheet_of(set).choose("1.1", 4).choose("1.2", 2).choose("2", 4), 1,
                           test::sheet_of(set).choose("1.1", 4).choose("1.2", 2).choose("2", 5));
  auto const end = [&](char const* gaps) {
    choices const readings{reading("R-09", gaps)};
    return end_of(assess(rules, 12, both, {}, rules->choose(readings).value(), "district").value());
  };
  CHECK(end("thresholds") == "2 returned");
  CHECK(end("undetermined") == "stopped");
}

TEST_CASE("a decree that is amended may send back from another number of points, and no code changes",
          "[rank][made-up-2030/3.6]") {
  auto const catalog = ocop::test::load(test::patched(test::made_up_decree(), R"([
    { "file": "made-up-2030/procedure.json", "at": "/returns/0/below", "set": 85 },
    { "file": "made-up-2030/procedure.json", "at": "/returns/0/level", "set": "village" } ])"))
                           .catalog.value();
  auto const rules = catalog.find("made-up-2030").value();
  auto const& set = *rules->product_set(12).value();
  auto const end = [&](char const* level, int sparkle) {
    test::sheet_of const sheet = test::sheet_of(set).choose("1.1", 4).choose("1.2", 3).choose("2", sparkle);
    return end_of(assess(rules, 12, {sheet}, {}, rules->defaults, level).value());
  };
  CHECK(end("village", 6) == "3 returned");  // 84
  CHECK(end("village", 7) == "4");           // 85
  CHECK(end("district", 6) == "3");
}

}  // namespace procedure_test
