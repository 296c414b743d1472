// One sheet: points, marks, and what notes and facts do to them.
#include "ocop/score/evaluation.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/score/assessment.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace evaluation_test {
namespace {

using namespace ocop;
using strings = std::vector<std::string>;
using choices = std::vector<reading_choice>;

reading_choice reading(char const* id, char const* alternative) { return {reading_id(id), alternative}; }

test::sheet_of best(int set) { return test::best_sheet(test::product_set(set)); }

value facts(std::string_view json) { return parse_json(json).value(); }

/// Points that count at one criterion of the first sheet.
int points_at(assessment const& a, std::string_view criterion) {
  return a.council.evaluations.front().by_criterion[a.set->find(criterion).value()].value;
}

int total(assessment const& a) { return a.council.evaluations.front().total.value; }

int stars_of(assessment const& a) { return a.ranking.final_stars ? a.ranking.final_stars->value : 0; }

/// Is a mark met on the first sheet?
bool is_met(assessment const& a, std::string_view criterion, int level) {
  for (std::size_t g = 0; g < a.set->gates.size(); ++g)
    if (a.set->gates[g].level == stars{level} && a.set->criteria[a.set->gates[g].criterion].id.str() == criterion)
      return a.council.evaluations.front().gate_met[g] != 0;
  FAIL("no mark of " << level << " stars at " << criterion);
  return false;
}

bool mattered(assessment const& a, std::string_view reading) {
  auto const all = readings_that_mattered(a);
  return std::find(all.begin(), all.end(), reading) != all.end();
}

/// The notes that acted: `reject imported-material`.
strings notes(assessment const& a) {
  strings all;
  for (auto const& n : a.council.notes)
    if (n.effect != note_effect::none) all.push_back(std::string(to_string(n.effect)) + ' ' + a.set->notes[n.note].id);
  return all;
}

result<assessment> try_assess(int set, score_sheet const& sheet, choices const& wanted = {}, value const& given = {}) {
  auto const rules = test::edition();
  return assess(rules, set, {sheet}, given, rules->choose(wanted).value());
}

}  // namespace

// --- Points -----------------------------------------------------------------------------------------------------

TEST_CASE("the points of a sheet add up by section, part and total", "[evaluate][qd-26-2026/3.1]") {
  auto const a = test::assess_sheet(1, best(1).choose("1.5", 2).choose("4.3", 4).choose("8", 3));
  auto const& e = a.council.evaluations.front();
  CHECK(e.by_criterion[*a.set->find("1.5")] == points{1});
  CHECK(e.by_section[0] == points{16});  // 18 less 2 at 1.5
  CHECK(e.by_part[0] == points{38});     // of 40
  CHECK(e.by_part[1] == points{23});     // of 25, less 2 at 4.3
  CHECK(e.by_part[2] == points{33});     // of 35, less 2 at 8
  CHECK(e.total == points{94});
}

TEST_CASE("the best sheet of every set has 40, 25 and 35 points", "[evaluate][qd-26-2026/3.1]") {
  for (auto const& set : test::edition()->product_sets) {
    CAPTURE(set.number);
    auto const a = test::assess_sheet(set.number, test::best_sheet(set));
    CHECK(a.council.evaluations.front().by_part == std::vector<points>{{40}, {25}, {35}});
  }
}

TEST_CASE("nothing ticked is 0 points and meets none of the marks (R-02)", "[evaluate][qd-26-2026/annex-2]") {
  for (auto const& set : test::edition()->product_sets) {
    CAPTURE(set.number);
    auto const a = test::assess_sheet(set.number, test::empty_sheet(set));
    auto const& e = a.council.evaluations.front();
    CHECK(e.total == points{0});
    CHECK(std::count(e.gate_met.begin(), e.gate_met.end(), 0) == static_cast<std::ptrdiff_t>(set.gates.size()));
  }
}

TEST_CASE("a mark is missed just below it, met on it and just above it", "[evaluate][qd-26-2026/annex-2.1/4.1]") {
  auto const [option, three, four, five] = GENERATE(table<int, bool, bool, bool>({{0, false, false, false},
                                                                                  {1, false, false, false},
                                                                                  {2, true, false, false},
                                                                                  {3, true, true, false},
                                                                                  {4, true, true, true}}));
  auto const a = test::assess_sheet(1, best(1).choose("4.1", option));
  CHECK(is_met(a, "4.1", 3) == three);
  CHECK(is_met(a, "4.1", 4) == four);
  CHECK(is_met(a, "4.1", 5) == five);
}

TEST_CASE("options of equal points are worth the same", "[evaluate][qd-26-2026/annex-2.7/3.1]") {
  CHECK(points_at(test::assess_sheet(7, best(7).choose("3.1", 1)), "3.1") == 1);
  CHECK(points_at(test::assess_sheet(7, best(7).choose("3.1", 2)), "3.1") == 1);
  CHECK(points_at(test::assess_sheet(7, best(7).choose("3.1", 3)), "3.1") == 3);
}

// --- The story ----------------------------------------------------------------------------------------------------

TEST_CASE("the structure of a story counts only if there is a story (R-15)", "[evaluate][qd-26-2026/annex-2.1/5.2]") {
  // Nothing ticked at 5.1, its option of 0 points, and its least story.
  auto const [story, at_5_2, sum] = GENERATE(table<int, int, int>({{0, 0, 93}, {1, 0, 93}, {2, 2, 96}}));
  auto const a = test::assess_sheet(1, best(1).choose("5.1", story));
  CHECK(points_at(a, "5.2") == at_5_2);
  CHECK(points_at(a, "5.3") == 5);
  CHECK(total(a) == sum);
  CHECK(mattered(a, "R-15") == (at_5_2 == 0));
  CHECK(notes(a) == (at_5_2 == 0 ? strings{"zero only-with-story"} : strings{}));
}

TEST_CASE("without a story and without a tick at its structure there is nothing to leave out",
          "[evaluate][qd-26-2026/annex-2.1/5.2]") {
  auto const a = test::assess_sheet(1, best(1).choose("5.1", 0).choose("5.2", 0));
  CHECK(total(a) == 93);
  CHECK_FALSE(mattered(a, "R-15"));
}

TEST_CASE("sets 1 to 25 have the note on the story, set 26 has not", "[evaluate][qd-26-2026/annex-2.26/5.2]") {
  for (auto const& set : test::edition()->product_sets) {
    CAPTURE(set.number);
    auto const a = test::assess_sheet(set.number, test::best_sheet(set).choose("5.1", 0));
    CHECK((points_at(a, "5.2") == 0) == (set.number != 26));
  }
}

TEST_CASE("R-24: content ticked without a story counts, or counts 0 and misses its mark",
          "[evaluate][qd-26-2026/annex-2.1/5.3]") {
  auto const counted = test::assess_sheet(1, best(1).choose("5.1", 1));
  CHECK(points_at(counted, "5.3") == 5);
  CHECK(is_met(counted, "5.3", 3));
  CHECK(stars_of(counted) == 3);  // the four-star mark of 5.1

  auto const zero = test::assess_sheet(1, best(1).choose("5.1", 1), {reading("R-24", "zero")});
  CHECK(points_at(zero, "5.3") == 0);
  CHECK(total(zero) == 88);
  CHECK_FALSE(is_met(zero, "5.3", 3));
  CHECK(stars_of(zero) == 2);
  CHECK(mattered(zero, "R-24=zero"));

  auto const told = test::assess_sheet(1, best(1).choose("5.1", 2), {reading("R-24", "zero")});
  CHECK(points_at(told, "5.3") == 5);
  CHECK(is_met(told, "5.3", 3));
}

// --- Lists without printed options, cases -------------------------------------------------------------------------

TEST_CASE("a criterion without printed options is its maximum or 0 (R-16)", "[evaluate][qd-26-2026/annex-2.1/2.4]") {
  auto const ticked = test::assess_sheet(1, best(1));
  CHECK(points_at(ticked, "2.4") == 1);
  CHECK(mattered(ticked, "R-16"));
  auto const not_ticked = test::assess_sheet(1, best(1).choose("2.4", 0));
  CHECK(points_at(not_ticked, "2.4") == 0);
  CHECK_FALSE(mattered(not_ticked, "R-16"));
}

TEST_CASE("22 sets have one criterion without printed options", "[evaluate][qd-26-2026/annex-2]") {
  int found = 0;
  for (auto const& set : test::edition()->product_sets)
    for (auto const& c : set.criteria) found += !c.lists.front().printed && c.lists.front().options.size() == 1 ? 1 : 0;
  CHECK(found == 22);
}

TEST_CASE("R-17: alternative cases are chosen independently, or the same throughout",
          "[evaluate][qd-26-2026/annex-2.26/8]") {
  auto const tourism = [] { return best(26); };
  choices const same{reading("R-17", "same-case")};
  CHECK(total(try_assess(26, tourism(), same).value()) == 100);
  CHECK(total(try_assess(26, tourism().choose("8", 2, 2).choose("9", 2, 2).choose("15", 2, 2), same).value()) == 100);

  auto const mixed = tourism().choose("9", 2, 2);
  auto const independent = try_assess(26, mixed).value();
  CHECK(total(independent) == 100);
  CHECK(mattered(independent, "R-17"));
  auto const refused = try_assess(26, mixed, same);
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == errc::wrong_case);
  CHECK(refused.error().where == "/sheets/0/choices/9");
}

TEST_CASE("R-17: where nothing is ticked no case is chosen", "[evaluate][qd-26-2026/annex-2.26/9]") {
  choices const same{reading("R-17", "same-case")};
  CHECK(total(try_assess(26, best(26).choose("8", 0).choose("9", 2, 2).choose("15", 2, 2), same).value()) == 97);
  CHECK(total(try_assess(26, best(26).choose("9", 0), same).value()) == 98);
  CHECK(try_assess(26, best(26).choose("8", 0).choose("15", 1, 2), same).has_error());
  CHECK_FALSE(mattered(try_assess(26, best(26).choose("9", 0)).value(), "R-17"));
}

// --- Facts --------------------------------------------------------------------------------------------------------

TEST_CASE("each ground of rejection rejects, and its denial does not", "[evaluate][qd-26-2026/annex-2]") {
  auto const [set, given, note] = GENERATE(table<int, char const*, char const*>({
      {1, R"({"dossier":{"forged":true}})", "reject forged-dossier"},
      {1, R"({"dossier":{"registration_inadequate":true}})", "reject registration-file"},
      {1, R"({"food_safety":{"certificate_rules_breached":true}})", "reject food-safety-certificate"},
      {15, R"({"licence":{"production_missing":true}})", "reject production-licence"},
      {18, R"({"gmp":{"rules_breached":true}})", "reject gmp"},
      {18, R"({"declaration":{"file_inadequate":true}})", "reject declaration-file"},
      {19, R"({"production":{"compulsory_conditions_missing":true}})", "reject production-conditions"},
      {20, R"({"declaration":{"missing":true}})", "reject product-declaration"},
      {7, R"({"material":{"all_imported":true}})", "reject imported-material"},
      {7, R"({"material":{"origin_unknown":true}})", "reject imported-material"},
      {7, R"({"material":{"all_imported":false,"origin_unknown":true}})", "reject imported-material"},
      {5, R"({"product":{"copied":true}})", "reject copied-product"},
      {21, R"({"product":{"infringes_intellectual_property":true}})", "reject infringes-intellectual-property"},
  }));
  CAPTURE(set, given);
  auto const a = test::assess_sheet(set, best(set), {}, facts(given));
  CHECK(a.ranking.how == outcome::rejected);
  CHECK(notes(a) == strings{note});

  std::string denied = given;
  for (auto at = denied.find("true"); at != denied.npos; at = denied.find("true")) denied.replace(at, 4, "false");
  auto const b = test::assess_sheet(set, best(set), {}, facts(denied));
  CHECK(b.ranking.how == outcome::ranked);
  CHECK(notes(b).empty());
}

TEST_CASE("a ground that the form of the set does not print rejects nobody", "[evaluate][qd-26-2026/annex-2.26]") {
  for (char const* const given : {R"({"dossier":{"forged":true}})", R"({"product":{"copied":true}})"})
    CHECK(stars_of(test::assess_sheet(26, best(26), {}, facts(given))) == 5);
  CHECK(stars_of(test::assess_sheet(1, best(1), {}, facts(R"({"material":{"all_imported":true}})"))) == 5);
}

TEST_CASE("several grounds are all named, in printed order", "[evaluate][qd-26-2026/annex-2.7/disqualifiers]") {
  auto const a = test::assess_sheet(
      7, best(7), {},
      facts(R"({"product":{"copied":true},"material":{"all_imported":true},"dossier":{"forged":true}})"));
  CHECK(notes(a) == strings{"reject forged-dossier", "reject imported-material", "reject copied-product"});
}

TEST_CASE("R-20: a fact that is not given is assumed not to hold, and listed", "[evaluate][qd-26-2026/annex-2.7]") {
  auto const a = test::assess_sheet(7, best(7));
  CHECK(stars_of(a) == 5);
  CHECK(a.facts.assumed == strings{"dossier.forged", "dossier.registration_inadequate",
                                   "food_safety.certificate_rules_breached", "material.all_imported",
                                   "material.origin_unknown", "product.copied", "product.dangerous_impurity"});
  auto const b =
      test::assess_sheet(7, best(7), {}, facts(R"({"product":{"copied":false},"dossier":{"forged":false}})"));
  CHECK(b.facts.assumed == strings{"dossier.registration_inadequate", "food_safety.certificate_rules_breached",
                                   "material.all_imported", "material.origin_unknown", "product.dangerous_impurity"});
}

TEST_CASE("R-20: or it is an error that names every fact that is missing", "[evaluate][qd-26-2026/annex-2.26]") {
  choices const strict{reading("R-20", "error")};
  auto const a = try_assess(23, best(23), strict, facts(R"({"dossier":{"forged":false}})"));
  REQUIRE(a.has_error());
  CHECK(a.error().code == errc::missing_fact);
  CHECK(a.error().where == "/facts");
  CHECK(a.error().message.find("dossier.registration_inadequate, product.outside_province") != std::string::npos);
  CHECK(a.error().message.find("dossier.forged") == std::string::npos);

  value const all =
      facts(R"({"dossier":{"forged":false,"registration_inadequate":false},"product":{"outside_province":false}})");
  CHECK(stars_of(try_assess(23, best(23), strict, all).value()) == 5);
  CHECK(try_assess(26, best(26), strict).has_value());  // its form asks for no fact
}

TEST_CASE("a fact that a decided condition no longer needs is not assumed", "[evaluate][qd-26-2026/annex-2.7/1.1]") {
  auto const a = test::assess_sheet(7, best(7), {}, facts(R"({"material":{"all_imported":true}})"));
  CHECK(std::find(a.facts.assumed.begin(), a.facts.assumed.end(), "material.origin_unknown") == a.facts.assumed.end());
}

TEST_CASE("facts that are not declared, or of another type, are errors", "[evaluate][qd-26-2026/annex-2]") {
  auto const [given, code, where] = GENERATE(table<char const*, errc, char const*>({
      {R"({"dossier":{"lost":true}})", errc::undeclared_fact, "/facts/dossier/lost"},
      {R"({"weather":true})", errc::undeclared_fact, "/facts/weather"},
      {R"({"dossier":{"forged":"no"}})", errc::wrong_type, "/facts/dossier/forged"},
      {R"({"dossier":{"forged":0}})", errc::wrong_type, "/facts/dossier/forged"},
      {R"({"dossier":true})", errc::wrong_type, "/facts/dossier"},
  }));
  CAPTURE(given);
  auto const a = try_assess(1, best(1), {}, facts(given));
  REQUIRE(a.has_error());
  CHECK(a.error().code == code);
  CHECK(a.error().where == where);
}

TEST_CASE("a fact written with dots in one key is an error, and not a fact that nobody hears",
          "[evaluate][qd-26-2026/annex-2]") {
  auto const a = try_assess(1, best(1), {}, facts(R"({"dossier.forged":true})"));
  REQUIRE(a.has_error());
  CHECK(a.error().code == errc::undeclared_fact);
  CHECK(a.error().where == "/facts/dossier.forged");
}

TEST_CASE("where an undeclared fact stands is a JSON pointer, whatever its name holds",
          "[evaluate][qd-26-2026/annex-2]") {
  auto const a = try_assess(1, best(1), {}, facts(R"({"a/b~c":true})"));
  REQUIRE(a.has_error());
  CHECK(a.error().where == "/facts/a~1b~0c");
}

// --- Notes that a reading steers ----------------------------------------------------------------------------------

TEST_CASE("R-22: a product from outside the province has 0 at its origin, or is rejected",
          "[evaluate][qd-26-2026/annex-2.1/1.1]") {
  value const outside = facts(R"({"product":{"outside_province":true}})");
  auto const zero = test::assess_sheet(1, best(1), {}, outside);
  CHECK(zero.ranking.how == outcome::ranked);
  CHECK(points_at(zero, "1.1") == 0);
  CHECK(total(zero) == 97);
  CHECK(notes(zero) == strings{"zero origin-in-province"});
  CHECK(mattered(zero, "R-22"));
  auto const rejected = test::assess_sheet(1, best(1), {reading("R-22", "reject")}, outside);
  CHECK(rejected.ranking.how == outcome::rejected);
  CHECK(points_at(rejected, "1.1") == 3);
  auto const inside = test::assess_sheet(1, best(1), {}, facts(R"({"product":{"outside_province":false}})"));
  CHECK(total(inside) == 100);
  CHECK_FALSE(mattered(inside, "R-22"));
}

TEST_CASE("R-23: a common staple without distinction is rejected, or stopped", "[evaluate][qd-26-2026/annex-2.1/2.1]") {
  value const staple = facts(R"({"product":{"staple_without_distinction":true}})");
  auto const rejected = test::assess_sheet(1, best(1), {}, staple);
  CHECK(rejected.ranking.how == outcome::rejected);
  CHECK(mattered(rejected, "R-23"));
  auto const stopped = test::assess_sheet(1, best(1), {reading("R-23", "stop")}, staple);
  CHECK(stopped.ranking.how == outcome::stopped);
  CHECK(mattered(stopped, "R-23=stop"));
}

TEST_CASE("R-21: the mark on declaring quality binds all, or only those who must declare",
          "[evaluate][qd-26-2026/annex-2.21/7]") {
  value const free = facts(R"({"declaration":{"not_mandatory":true}})");
  auto const undeclared = best(21).choose("7", 0);

  auto const bound = test::assess_sheet(21, undeclared, {}, free);
  CHECK_FALSE(is_met(bound, "7", 3));
  CHECK(stars_of(bound) == 2);
  auto const waived = test::assess_sheet(21, undeclared, {reading("R-21", "waive-marks")}, free);
  CHECK(is_met(waived, "7", 3));
  CHECK(points_at(waived, "7") == 0);
  CHECK(total(waived) == 96);
  CHECK(stars_of(waived) == 5);
  // Who must declare is bound under both.
  auto const must = test::assess_sheet(21, undeclared, {reading("R-21", "waive-marks")},
                                       facts(R"({"declaration":{"not_mandatory":false}})"));
  CHECK(stars_of(must) == 2);
  // Who is free and declares all the same keeps the points.
  CHECK(total(test::assess_sheet(21, best(21), {reading("R-21", "waive-marks")}, free)) == 100);
}

TEST_CASE("R-06: a dangerous impurity stops, zeroes what follows, or rejects", "[evaluate][qd-26-2026/annex-2.5/6.1]") {
  value const impure = facts(R"({"product":{"dangerous_impurity":true}})");
  auto const stopped = test::assess_sheet(5, best(5), {}, impure);
  CHECK(stopped.ranking.how == outcome::stopped);
  CHECK(total(stopped) == 100);

  auto const later = test::assess_sheet(5, best(5), {reading("R-06", "later-zero")}, impure);
  CHECK(later.ranking.how == outcome::ranked);
  CHECK(points_at(later, "6.1") == 2);
  CHECK(points_at(later, "6.2") == 0);
  CHECK(points_at(later, "11") == 0);
  CHECK(total(later) == 67);  // 40 + 25 + 2
  CHECK(is_met(later, "6.1", 4));
  CHECK_FALSE(is_met(later, "8", 3));
  CHECK(stars_of(later) == 2);

  CHECK(test::assess_sheet(5, best(5), {reading("R-06", "reject")}, impure).ranking.how == outcome::rejected);
}

TEST_CASE("a missing declaration slip stops in sets 19 and 20",
          "[evaluate][qd-26-2026/annex-2.19/6][qd-26-2026/annex-2.20/6]") {
  auto const cosmetic =
      test::assess_sheet(19, best(19), {}, facts(R"({"declaration":{"cosmetic_slip_missing":true}})"));
  CHECK(cosmetic.ranking.how == outcome::stopped);
  CHECK(notes(cosmetic) == strings{"stop cosmetic-slip"});
  auto const oil = test::assess_sheet(20, best(20), {}, facts(R"({"declaration":{"product_slip_missing":true}})"));
  CHECK(oil.ranking.how == outcome::stopped);
  // The slip is another paper than the one of the options: 0 points at 6 stop nothing.
  CHECK(test::assess_sheet(19, best(19).choose("6", 1)).ranking.how == outcome::ranked);
}

TEST_CASE("notes that are yardsticks only change nothing",
          "[evaluate][qd-26-2026/annex-2.1/9][qd-26-2026/annex-2.1/12]") {
  auto const a = test::assess_sheet(1, best(1).choose("9", 0).choose("12", 0));
  CHECK(total(a) == 92);
  CHECK(notes(a).empty());
}

TEST_CASE("R-02 is named where nothing is ticked, not where a note makes a tick count 0",
          "[evaluate][qd-26-2026/annex-2.5/6.1]") {
  value const impure = facts(R"({"product":{"dangerous_impurity":true}})");
  choices const later{reading("R-06", "later-zero")};
  CHECK(mattered(test::assess_sheet(5, best(5).choose("8", 0), later, impure), "R-02"));
  CHECK_FALSE(mattered(test::assess_sheet(5, best(5), later, impure), "R-02"));
}

// --- Water: 0 points that stop
// ----------------------------------------------------------------------------------------

TEST_CASE("0 points at 6.1, 6.2, 6.3 or 6.4 stop the rating of water", "[evaluate][qd-26-2026/annex-2.16/6]") {
  std::string const criterion = GENERATE("6.1", "6.2", "6.3", "6.4");
  CAPTURE(criterion);
  auto const not_ticked = test::assess_sheet(16, best(16).choose(criterion, 0));
  CHECK(not_ticked.ranking.how == outcome::stopped);
  CHECK(notes(not_ticked) == strings{"stop zero-points-stop"});
  CHECK(test::assess_sheet(16, best(16).choose(criterion, 1)).ranking.how == outcome::stopped);
  CHECK(test::assess_sheet(16, best(16).choose(criterion, 2)).ranking.how == outcome::ranked);
}

TEST_CASE("0 points elsewhere do not stop the rating of water", "[evaluate][qd-26-2026/annex-2.16/7]") {
  CHECK(test::assess_sheet(16, best(16).choose("5.3", 1)).ranking.how == outcome::ranked);
  CHECK(test::assess_sheet(16, best(16).choose("7", 1)).ranking.how == outcome::ranked);
}

TEST_CASE("R-06=later-zero: after a 0 that stops, the criteria after section 6 count 0",
          "[evaluate][qd-26-2026/annex-2.16/6]") {
  auto const a = test::assess_sheet(16, best(16).choose("6.1", 1), {reading("R-06", "later-zero")});
  CHECK(a.ranking.how == outcome::ranked);
  CHECK(points_at(a, "6.4") == 5);
  CHECK(points_at(a, "7") == 0);
  CHECK(points_at(a, "10") == 0);
  CHECK(total(a) == 77);  // 40 + 25 + 12
  CHECK_FALSE(is_met(a, "8", 3));
  CHECK(stars_of(a) == 2);
  auto const none = test::assess_sheet(16, best(16).choose("6.1", 2), {reading("R-06", "later-zero")});
  CHECK(total(none) == 100);
}

TEST_CASE("R-06=reject: a 0 that stops rejects", "[evaluate][qd-26-2026/annex-2.16/6]") {
  CHECK(test::assess_sheet(16, best(16).choose("6.1", 1), {reading("R-06", "reject")}).ranking.how ==
        outcome::rejected);
  CHECK(test::assess_sheet(16, best(16).choose("6.1", 2), {reading("R-06", "reject")}).ranking.how == outcome::ranked);
}

}  // namespace evaluation_test
