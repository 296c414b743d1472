// A decree that does not exist (tests/cases/made-up-decree): other parts, other levels, bands with printed gaps, marks
// on headings, criteria with cases, every effect of a note, and readings that differ from ours. All numbers below are
// added up by hand from its tables. What passes here takes the law from data.
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/explain/explanation.hpp"
#include "ocop/score/assessment.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace made_up_decree_test {
namespace {

using namespace ocop;
using strings = std::vector<std::string>;
using choices = std::vector<reading_choice>;

rule_catalog catalog_of(rule_files const& files) {
  auto report = ocop::test::load(files);
  for (auto const& i : report.issues) UNSCOPED_INFO(i.where << ": " << i.message);
  REQUIRE(report.catalog);
  return std::move(*report.catalog);
}

rule_catalog const& decree() {
  static rule_catalog const catalog = catalog_of(test::made_up_decree());
  return catalog;
}

std::shared_ptr<compiled_rule_set const> edition() { return decree().find("made-up-2030@2030-01-01").value(); }
compiled_product_set const& lanterns() { return *edition()->product_set(1).value(); }
compiled_product_set const& salt() { return *edition()->product_set(12).value(); }

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

result<assessment> try_assess(compiled_product_set const& set, std::vector<score_sheet> sheets,
                              std::string_view readings = {}, std::string_view facts = "null",
                              std::string_view level = {}) {
  return assess(edition(), set.number, std::move(sheets), parse_json(facts).value(),
                edition()->choose(read(readings)).value(), level);
}
assessment assess_sheets(compiled_product_set const& set, std::vector<score_sheet> sheets,
                         std::string_view readings = {}, std::string_view facts = "null", std::string_view level = {}) {
  for (std::size_t s = 0; s < sheets.size(); ++s) sheets[s].member = "M" + std::to_string(s + 1);
  return try_assess(set, std::move(sheets), readings, facts, level).value();
}
assessment assess_lantern(score_sheet const& sheet, std::string_view readings = {}, std::string_view facts = "null") {
  return assess_sheets(lanterns(), {sheet}, readings, facts);
}

/// The last option everywhere, in the first case: 100 points.
test::sheet_of best() { return test::best_sheet(lanterns()); }

/// Sheets of set 12 with totals of 39, 40, 59, 60, 84, 85 and 100 points, every mark met.
score_sheet salt_sheet(int total, std::string member = "M1") {
  struct row {
    int total, grain, pan, sparkle;
  };
  for (auto const& r : {row{39, 4, 1, 2}, row{40, 4, 1, 3}, row{59, 4, 2, 4}, row{60, 4, 2, 5}, row{84, 4, 3, 6},
                        row{85, 4, 3, 7}, row{100, 4, 3, 8}})
    if (r.total == total)
      return test::sheet_of(salt(), std::move(member))
          .choose("1.1", r.grain)
          .choose("1.2", r.pan)
          .choose("2", r.sparkle);
  throw std::runtime_error("no sheet of that total");
}
std::vector<score_sheet> salt_sheets(std::vector<int> const& totals) {
  std::vector<score_sheet> sheets;
  for (int const t : totals) sheets.push_back(salt_sheet(t, "M" + std::to_string(sheets.size() + 1)));
  return sheets;
}
assessment assess_salt(std::vector<int> const& totals, std::string_view readings = {}, std::string_view level = {}) {
  return assess_sheets(salt(), salt_sheets(totals), readings, "null", level);
}

/// `4`, or `rejected`, `stopped`.
std::string end_of(assessment const& a) {
  return a.ranking.final_stars ? std::to_string(a.ranking.final_stars->value) : std::string(to_string(a.ranking.how));
}

/// `I.1:2 I.1:3`: criterion and level of every unmet mark.
std::string unmet(assessment const& a) {
  std::string text;
  for (auto const g : a.ranking.unmet_gates)
    text += (text.empty() ? "" : " ") + a.set->criteria[a.set->gates[g].criterion].id.str() + ':' +
            std::to_string(a.set->gates[g].level.value);
  return text;
}

/// `later-zero weak`: notes that acted.
std::string acted(assessment const& a) {
  std::string text;
  for (auto const& n : a.council.notes)
    if (n.effect != note_effect::none)
      text += (text.empty() ? "" : ", ") + std::string(to_string(n.effect)) + ' ' + a.set->notes[n.note].id;
  return text;
}

std::string points_of(assessment const& a) { return a.council.total.exact(); }

day on(std::string_view text) { return parse_day(text).value(); }

}  // namespace

TEST_CASE("The made-up decree is data alone: its parts, levels, bands and councils are its own",
          "[compile][made-up-2030/1]") {
  REQUIRE(decree().editions().size() == 3);
  CHECK(decree().editions()[0]->edition.str() == "made-up-2028@2028-01-01");
  CHECK(decree().editions()[1]->edition.str() == "made-up-2030@2030-01-01");
  CHECK(decree().editions()[2]->edition.str() == "made-up-2030@2031-07-01");

  auto const& rules = *edition();
  REQUIRE(rules.parts.size() == 2);
  CHECK(rules.parts[0].code == "P");
  CHECK(rules.parts[0].max == points{60});
  CHECK(rules.parts[1].code == "Q");
  CHECK(rules.parts[1].max == points{40});
  REQUIRE(rules.bands.size() == 4);
  CHECK(rules.bands[2].from == points{60});
  CHECK(rules.bands[2].end == points{84});
  CHECK(rules.bands[2].end_included);
  CHECK(rules.councils == strings{"village", "district"});
  CHECK(lanterns().gates.size() == 18);
  CHECK(lanterns().criteria.front().lists.front().options.size() == 12);
  CHECK(rules.product_set(2).error().code == errc::unknown_product_set);

  auto const& older = *decree().find("made-up-2028").value();
  CHECK(older.bands.size() == 2);
  CHECK_FALSE(older.bands[0].end_included);
  CHECK(older.parts.front().max == points{50});
}

TEST_CASE("The best lantern has 100 points and the highest level that the decree knows, the fourth",
          "[rank][made-up-2030/2.4]") {
  auto const a = assess_lantern(best());
  CHECK(points_of(a) == "100");
  CHECK(a.council.by_part[0].exact() == "60");
  CHECK(a.council.by_part[1].exact() == "40");
  CHECK(end_of(a) == "4");
  CHECK(unmet(a).empty());
  CHECK(a.ranking.recognition->by == "sea-ministry");
  CHECK(a.ranking.recognition->certificate);
  std::string const page = explain(a, {"Đèn", "X-1", "made-up-2030/9.1"}, language::en);
  CHECK(page.find("4 lanterns") != std::string::npos);
  CHECK(page.find("star") == std::string::npos);
  CHECK(page.find("TO REACH") == std::string::npos);
}

TEST_CASE("A fifth level, and a sixth, need two entries of data and no code", "[rank][made-up-2030/2]") {
  auto const catalog = catalog_of(test::patched(test::made_up_decree(), R"([
    { "file": "made-up-2030/bands.json", "at": "/bands/3/to", "set": 89 },
    { "file": "made-up-2030/bands.json", "at": "/bands/-", "set": { "stars": 5, "from": 90, "below": 99,
      "title": { "vi": "5 đèn", "en": "5 lanterns" }, "cite": { "at": "made-up-2030/2.5", "basis": "text" } } },
    { "file": "made-up-2030/bands.json", "at": "/bands/-", "set": { "stars": 6, "from": 99, "to": 100,
      "title": { "vi": "6 đèn", "en": "6 lanterns" }, "cite": { "at": "made-up-2030/2.6", "basis": "text" } } },
    { "file": "made-up-2030/procedure.json", "at": "/recognition/2/stars", "set": [3, 4, 5, 6] } ])"));
  auto const rules = catalog.find("made-up-2030").value();
  auto const stars_of = [&](test::sheet_of const& sheet) {
    return assess(rules, 1, {sheet}, {}, rules->defaults).value().ranking.final_stars.value().value;
  };
  CHECK(stars_of(best()) == 6);
  CHECK(stars_of(best().choose("IV", 2)) == 5);                    // 95
  CHECK(stars_of(best().choose("IV", 2).choose("I.3", 2)) == 5);   // 90
  CHECK(stars_of(best().choose("IV", 2).choose("II.2", 1)) == 4);  // 89
}

TEST_CASE("Options beyond the ninth count and carry marks, several on one option",
          "[evaluate][made-up-2030/annex-1/I.1]") {
  auto const with = [](int option) { return assess_lantern(best().choose("I.1", option), "R-05=cap"); };
  CHECK(points_of(with(9)) == "96");
  CHECK(unmet(with(9)) == "I.1:2 I.1:3 I.1:4");
  CHECK(points_of(with(10)) == "97");
  CHECK(unmet(with(10)) == "I.1:4");
  CHECK(points_of(with(11)) == "98");
  CHECK(unmet(with(11)) == "I.1:4");
  CHECK(points_of(with(12)) == "100");
  CHECK(unmet(with(12)).empty());

  CHECK(end_of(with(9)) == "1");
  CHECK(end_of(with(10)) == "3");
  CHECK(end_of(with(12)) == "4");
}

TEST_CASE("Nothing ticked is 0 points and leaves every mark unmet, those of every case too",
          "[evaluate][made-up-2030/annex-1]") {
  auto const a = assess_sheets(lanterns(), {test::empty_sheet(lanterns())}, "R-05=cap R-25=all R-06=stop");
  CHECK(a.ranking.unmet_gates.size() == 18);
  CHECK(points_of(a) == "0");
  CHECK(end_of(a) == "stopped");  // the indicators of III have 0 points
}

TEST_CASE("A mark on a heading asks for the highest option, or for some points (R-04)",
          "[evaluate][made-up-2030/annex-1/I.2.a]") {
  auto const lacquer = [](int option, std::string_view readings) {
    return assess_lantern(best().choose("I.2.a", option), readings);
  };

  SECTION("the decree takes the highest option") {
    CHECK(unmet(lacquer(3, {})) == "I.2.a:2 I.2.a:4");
    CHECK(unmet(lacquer(4, {})).empty());
  }
  SECTION("the other reading takes any option above zero") {
    CHECK(unmet(lacquer(0, "R-04=any-points")) == "I.2.a:2 I.2.a:4");
    CHECK(unmet(lacquer(1, "R-04=any-points")) == "I.2.a:2 I.2.a:4");
    CHECK(unmet(lacquer(2, "R-04=any-points")) == "I.2.a:4");
  }
  SECTION("the least option that meets it follows the reading") {
    auto const highest = lacquer(2, {});
    CHECK(needed_option(*highest.set, highest.set->gates[3], highest.readings).value() == 4);
    auto const any = lacquer(2, "R-04=any-points");
    CHECK(needed_option(*any.set, any.set->gates[3], any.readings).value() == 2);
  }
  SECTION("a mark on the heading of a case speaks for that case alone") {
    auto const machine = [](std::string_view readings) {
      return assess_lantern(best().choose("I.2.b", 1, 2).choose("II.1", 3, 2), readings);
    };
    CHECK(unmet(machine({})) == "I.2.b:4");
    CHECK(unmet(machine("R-04=any-points")).empty());
    CHECK(points_of(machine({})) == "93");
  }
  SECTION("with 94 points the readings lead to four different ends") {
    CHECK(points_of(lacquer(2, {})) == "94");
    CHECK(end_of(lacquer(2, {})) == "rejected");
    CHECK(end_of(lacquer(2, "R-05=cap")) == "3");
    CHECK(end_of(lacquer(2, "R-05=cap R-01=cumulative")) == "1");
    CHECK(end_of(lacquer(2, "R-05=cap R-01=cumulative R-04=any-points")) == "3");
  }
}

TEST_CASE("A mean on a printed border is in its band", "[rank][made-up-2030/2.1][made-up-2030/2.2][made-up-2030/2.3]") {
  CHECK(end_of(assess_salt({39})) == "1");
  CHECK(end_of(assess_salt({40})) == "2");
  CHECK(end_of(assess_salt({59})) == "2");
  CHECK(end_of(assess_salt({60})) == "3");
  CHECK(end_of(assess_salt({84})) == "3");
  CHECK(end_of(assess_salt({85})) == "4");
  CHECK(end_of(assess_salt({100})) == "4");
}

TEST_CASE("A mean in a printed gap has no level, or that of the floor below it (R-09)", "[rank][made-up-2030/2.1]") {
  for (auto const& [totals, exact, below] : std::vector<std::tuple<std::vector<int>, std::string, std::string>>{
           {{39, 40}, "79/2", "1"}, {{59, 60}, "119/2", "2"}, {{84, 85}, "169/2", "3"}, {{84, 84, 85}, "253/3", "3"}}) {
    CAPTURE(exact);
    auto const a = assess_salt(totals);
    CHECK(points_of(a) == exact);
    CHECK(end_of(a) == "stopped");
    CHECK(a.ranking.gap_stops);
    CHECK_FALSE(a.ranking.by_points);
    CHECK(end_of(assess_salt(totals, "R-09=thresholds")) == below);
  }
  CHECK(end_of(assess_salt({84, 85, 84, 84})) == "stopped");  // 84.25
  CHECK_FALSE(assess_salt({84}).ranking.questions.gap);
  CHECK_FALSE(assess_salt({85}).ranking.questions.gap);
}

TEST_CASE("A mean is rounded before it is put into a band, or it is not (R-08)", "[rank][made-up-2030/2.4]") {
  std::vector<int> nearly(200, 85);
  nearly.front() = 84;  // 84.995
  CHECK(points_of(assess_salt(nearly)) == "16999/200");
  CHECK(end_of(assess_salt(nearly)) == "4");
  CHECK(assess_salt(nearly).ranking.questions.band);
  CHECK(end_of(assess_salt(nearly, "R-08=exact")) == "stopped");
  CHECK(end_of(assess_salt(nearly, "R-08=exact R-09=thresholds")) == "3");

  std::vector<int> less(100, 85);
  less.front() = 84;  // 84.99
  CHECK(end_of(assess_salt(less)) == "stopped");
  CHECK(end_of(assess_salt(less, "R-09=thresholds")) == "3");
}

TEST_CASE("A criterion with cases is answered in one of them, and only its marks count",
          "[evaluate][made-up-2030/annex-1/II.1]") {
  auto const with = [](int joint_case, int joint, int hands_case, int hands, std::string_view readings) {
    return assess_lantern(best().choose("I.2.b", joint, joint_case).choose("II.1", hands, hands_case), readings);
  };
  CHECK(points_of(with(1, 3, 1, 2, {})) == "100");
  CHECK(points_of(with(2, 2, 2, 3, {})) == "100");
  CHECK(unmet(with(2, 2, 2, 3, {})).empty());
  CHECK(unmet(with(1, 1, 1, 1, {})) == "I.2.b:3 II.1:4");
  CHECK(points_of(with(1, 1, 1, 1, {})) == "87");
  CHECK(unmet(with(2, 2, 2, 1, {})) == "II.1:3");
  CHECK(points_of(with(2, 2, 2, 1, {})) == "90");

  SECTION("a choice of different cases is wrong under the decree's reading (R-17)") {
    auto const wrong = try_assess(lanterns(), {best().choose("II.1", 1, 4)});
    REQUIRE(wrong.has_error());
    CHECK(wrong.error().code == errc::wrong_case);
    CHECK(wrong.error().where == "/sheets/0/choices/II.1");
    auto const mixed = with(1, 3, 4, 1, "R-17=independent");
    CHECK(points_of(mixed) == "100");
    CHECK(unmet(mixed).empty());
    CHECK(mixed.ranking.questions.cases);
    CHECK(mixed.ranking.questions.unprinted);
  }
  SECTION("nothing ticked at one of them is no case at all") {
    auto const a = assess_lantern(best().choose("II.1", 0));
    CHECK(points_of(a) == "90");
    CHECK(unmet(a) == "II.1:2 II.1:4 II.1:3");
  }
  SECTION("a level needs its own marks, or those below it too (R-01)") {
    CHECK(end_of(with(2, 2, 2, 1, {})) == "4");
    CHECK(end_of(with(2, 2, 2, 1, "R-01=cumulative")) == "rejected");
    CHECK(end_of(with(2, 2, 2, 1, "R-01=cumulative R-05=cap")) == "2");
  }
}

TEST_CASE("A mark is met by printed order, or by points (R-03)", "[evaluate][made-up-2030/annex-1/I.3]") {
  auto const shape = [](int option, std::string_view readings) {
    return unmet(assess_lantern(best().choose("I.3", option), readings));
  };
  CHECK(shape(2, {}) == "I.3:3");
  CHECK(shape(2, "R-03=points").empty());
  CHECK(shape(3, {}).empty());
  CHECK(shape(1, "R-03=points") == "I.3:3");
}

TEST_CASE("Members who differ meet a mark all together, by majority or by their mean (R-07)",
          "[council][made-up-2030/annex-1/III.2]") {
  auto const steadiness = [](std::vector<int> const& options, std::string_view readings) {
    std::vector<score_sheet> sheets;
    for (int const o : options) sheets.push_back(best().choose("III.2", o));
    return unmet(assess_sheets(lanterns(), sheets, readings));
  };
  CHECK(steadiness({4, 4, 3}, {}).empty());
  CHECK(steadiness({4, 4, 2}, {}) == "III.2:4");
  CHECK(steadiness({4, 4, 2}, "R-07=majority").empty());
  CHECK(steadiness({4, 2}, "R-07=majority") == "III.2:4");  // half is no majority
  CHECK(steadiness({4, 2}, "R-07=mean").empty());           // (15 + 5) / 2 = 10
  CHECK(steadiness({4, 2, 2}, "R-07=mean") == "III.2:4");   // 25 / 3
}

TEST_CASE("Fixed effects of notes that facts bring about", "[evaluate][made-up-2030/annex-1/disqualifiers]") {
  SECTION("a string that equals another rejects") {
    auto const a = assess_lantern(best(), {}, R"({"dossier":{"state":"forged"}})");
    CHECK(end_of(a) == "rejected");
    CHECK(acted(a) == "reject forged");
    CHECK(end_of(assess_lantern(best(), {}, R"({"dossier":{"state":"forged "}})")) == "4");
    CHECK(end_of(assess_lantern(best(), {}, R"({"dossier":{"state":""}})")) == "4");
  }
  SECTION("a string in a list stops, and the points stay") {
    auto const a = assess_lantern(best(), {}, R"({"material":{"kind":"nylon"}})");
    CHECK(end_of(a) == "stopped");
    CHECK(acted(a) == "stop banned-material");
    CHECK(points_of(a) == "100");
    CHECK(end_of(assess_lantern(best(), {}, R"({"material":{"kind":"paper"}})")) == "4");
  }
  SECTION("to be rejected weighs more than to be stopped") {
    auto const a = assess_lantern(best(), {}, R"({"material":{"kind":"nylon"},"dossier":{"state":"forged"}})");
    CHECK(end_of(a) == "rejected");
    CHECK(acted(a) == "reject forged, stop banned-material");
  }
  SECTION("a number between two others makes the later criteria count 0") {
    auto const strength = [](std::string const& n) {
      return assess_lantern(best(), {}, R"({"test":{"strength":)" + n + "}}");
    };
    CHECK(points_of(strength("0")) == "100");
    CHECK(points_of(strength("0.5")) == "70");  // 100 - 15 - 10 - 5
    CHECK(points_of(strength("9.99")) == "70");
    CHECK(points_of(strength("10")) == "100");
    CHECK(points_of(strength("-3")) == "100");
    auto const a = strength("5");
    CHECK(acted(a) == "later-zero weak");
    CHECK(unmet(a) == "III.2:4 V:4");
    CHECK(end_of(a) == "3");
    CHECK(a.council.evaluations.front().by_section[3] == points{0});
  }
  SECTION("two facts together make one criterion count 0") {
    auto const lead = [](std::string const& more) {
      return assess_lantern(best(), {}, R"({"test":{"lead":{"ppm":51}})" + more + "}");
    };
    auto const a = lead("");
    CHECK(points_of(a) == "90");
    CHECK(acted(a) == "zero leaded");
    CHECK(unmet(a) == "I.3:3");
    CHECK(end_of(a) == "4");
    CHECK(points_of(lead(R"(,"maker":{"village":true})")) == "100");
    CHECK(points_of(assess_lantern(best(), {}, R"({"test":{"lead":{"ppm":50}}})")) == "100");
  }
  SECTION("a number of people waives the marks of one criterion") {
    auto const workers = [](std::string const& n) {
      return assess_lantern(best().choose("I.1", 1), {}, R"({"maker":{"workers":)" + n + "}}");
    };
    CHECK(points_of(workers("4")) == "88");
    CHECK(end_of(workers("4")) == "4");
    CHECK(acted(workers("4")) == "waive-marks small-maker");
    CHECK(unmet(workers("4")).empty());
    CHECK(end_of(workers("5")) == "rejected");
    CHECK(unmet(workers("5")) == "I.1:2 I.1:3 I.1:4");
    CHECK(end_of(workers("0")) == "rejected");
  }
  SECTION("without facts none of them holds, and what was asked for is listed") {
    auto const a = assess_lantern(best());
    CHECK(acted(a).empty());
    CHECK(a.facts.assumed == strings{"dossier.state", "maker.village", "maker.workers", "material.kind",
                                     "test.lead.ppm", "test.soot", "test.strength"});
  }
}

TEST_CASE("Fixed effects of notes that zero points bring about", "[evaluate][made-up-2030/annex-1/III]") {
  SECTION("an indicator of 0 points stops") {
    for (char const* const code : {"III.1", "III.2"}) {
      auto const a = assess_lantern(best().choose(code, 1));
      CHECK(end_of(a) == "stopped");
      CHECK(acted(a) == "stop zero-indicator");
    }
    CHECK(end_of(assess_lantern(best().choose("III.1", 0))) == "stopped");
    CHECK(end_of(assess_lantern(best().choose("III.2", 2), "R-05=cap")) == "3");
  }
  SECTION("one sheet is enough, or a majority, or all of them (R-25)") {
    auto const sheets = [](std::vector<int> const& options) {
      std::vector<score_sheet> all;
      for (int const o : options) all.push_back(best().choose("III.1", o));
      return all;
    };
    auto const end = [&](std::vector<int> const& options, std::string const& r25) {
      return end_of(assess_sheets(lanterns(), sheets(options), "R-07=majority R-09=thresholds R-05=cap R-25=" + r25));
    };
    CHECK(end({1, 4, 4}, "any") == "stopped");
    CHECK(end({1, 4, 4}, "majority") == "4");
    CHECK(end({1, 4}, "majority") == "1");  // half of the sheets stops nothing; 95 points, but half meets no mark
    CHECK(end({1, 1, 4}, "majority") == "stopped");
    CHECK(end({1, 1, 4}, "all") == "1");
    CHECK(end({1, 1, 1}, "all") == "stopped");
  }
  SECTION("a crooked lantern has 0 points in what follows, on every sheet") {
    auto const a = assess_lantern(best().choose("IV", 1), "R-05=cap");
    CHECK(points_of(a) == "85");
    CHECK(acted(a) == "later-zero crooked");
    CHECK(unmet(a) == "V:4");
    CHECK(end_of(a) == "3");
    CHECK(points_of(assess_sheets(lanterns(), {best(), best().choose("IV", 1)})) == "90");  // (95 + 85) / 2
    CHECK(points_of(assess_sheets(lanterns(), {best(), best().choose("IV", 1)}, "R-25=all")) ==
          "95");  // (100 + 90) / 2
  }
  SECTION("salt spilled is rejected; dull salt loses the points of its pan") {
    CHECK(end_of(assess_sheets(salt(), {test::sheet_of(salt()).choose("1.1", 1).choose("1.2", 3).choose("2", 8)})) ==
          "rejected");
    auto const dull = [](std::string_view readings) {
      return assess_sheets(salt(), {test::sheet_of(salt()).choose("1.1", 4).choose("1.2", 3).choose("2", 1)}, readings);
    };
    CHECK(points_of(dull({})) == "30");
    CHECK(acted(dull({})) == "zero unsalted, later-zero dull");
    CHECK(end_of(dull({})) == "1");
    CHECK(end_of(dull("R-06=stop")) == "stopped");
    CHECK(end_of(dull("R-06=reject")) == "rejected");
  }
}

TEST_CASE("Effects of notes that a reading chooses", "[evaluate][made-up-2030/annex-1/III.2]") {
  SECTION("later steps count 0, or the dossier is stopped or rejected (R-06)") {
    auto const soot = [](std::string_view readings) {
      return assess_lantern(best(), readings, R"({"test":{"soot":true}})");
    };
    CHECK(acted(soot({})) == "later-zero soot");
    CHECK(points_of(soot({})) == "85");
    CHECK(end_of(soot({})) == "rejected");  // the mark of V is unmet
    CHECK(end_of(soot("R-05=cap")) == "3");
    CHECK(end_of(soot("R-06=stop")) == "stopped");
    CHECK(points_of(soot("R-06=stop")) == "100");
    CHECK(acted(soot("R-06=reject")) == "reject soot");
    CHECK(end_of(assess_lantern(best(), {}, R"({"test":{"soot":false}})")) == "4");
  }
  SECTION("the telling counts without a story, or does not (R-15)") {
    auto const untold = [](std::string_view readings) { return assess_lantern(best().choose("II.2", 1), readings); };
    CHECK(points_of(untold({})) == "94");
    CHECK(acted(untold({})).empty());
    CHECK(points_of(untold("R-15=zero")) == "90");
    CHECK(acted(untold("R-15=zero")) == "zero only-with-story");
  }
  SECTION("craft villages need no name plate, or do (R-21)") {
    auto const village = [](std::string_view readings) {
      return assess_lantern(best().choose("V", 1), readings, R"({"maker":{"village":true}})");
    };
    CHECK(points_of(village({})) == "95");
    CHECK(end_of(village({})) == "rejected");
    CHECK(end_of(village("R-21=waive-marks")) == "4");
    CHECK(acted(village("R-21=waive-marks")) == "waive-marks village");
  }
  SECTION("a yardstick does nothing") {
    auto const a = assess_lantern(best());
    for (auto const& n : a.council.notes) CHECK(a.set->notes[n.note].id != "yardstick");
  }
}

TEST_CASE("A fact that nobody gave is assumed not to hold, or an error (R-20)", "[evaluate][made-up-2030/annex]") {
  auto const all = R"({"dossier":{"state":"fine"},"material":{"kind":"paper"},"maker":{"workers":9,"village":false},
                       "test":{"strength":20,"lead":{"ppm":1},"soot":false}})";
  CHECK(end_of(try_assess(lanterns(), {best()}, "R-20=error", all).value()) == "4");
  CHECK(try_assess(lanterns(), {best()}, {}, all).value().facts.assumed.empty());
  auto const wrong =
      try_assess(lanterns(), {best()}, "R-20=error", R"({"dossier":{"state":"fine"},"material":{"kind":"paper"}})");
  REQUIRE(wrong.has_error());
  CHECK(wrong.error().code == errc::missing_fact);
  CHECK(wrong.error().where == "/facts");
  CHECK(wrong.error().message ==
        "reading R-20 asks for every fact, and these are not given: maker.village, maker.workers, test.lead.ppm, "
        "test.soot, "
        "test.strength. Give them, or choose R-20=assume-not.");
}

TEST_CASE("A council of the village sends on at 60 points, one of the district at 85",
          "[rank][made-up-2030/3.4][made-up-2030/3.5]") {
  auto const sent = [](int total, std::string_view level, std::string_view readings = {}) -> std::string {
    auto const a = assess_salt({total}, readings, level);
    return a.ranking.forward ? a.ranking.forward->to : "-";
  };
  CHECK(sent(59, "village") == "-");
  CHECK(sent(60, "village") == "guild-of-lanterns");
  CHECK(sent(100, "village") == "guild-of-lanterns");
  CHECK(sent(84, "district") == "-");
  CHECK(sent(85, "district") == "sea-ministry");
  CHECK(sent(100, "") == "-");

  // 90 points with the mark of the fourth level unmet (R-26).
  auto const without_mark = [](std::string_view readings) {
    auto const a = assess_sheets(salt(), {test::sheet_of(salt()).choose("1.1", 3).choose("1.2", 3).choose("2", 8)},
                                 readings, "null", "district");
    return std::pair(end_of(a), a.ranking.forward ? a.ranking.forward->to : std::string("-"));
  };
  CHECK(without_mark("R-05=cap") == std::pair<std::string, std::string>("3", "sea-ministry"));
  CHECK(without_mark("R-05=cap R-26=marks-met") == std::pair<std::string, std::string>("3", "-"));
  CHECK(without_mark({}) == std::pair<std::string, std::string>("rejected", "-"));
}

TEST_CASE("Who recognises a level is the decree's affair", "[rank][made-up-2030/3]") {
  auto const by = [](int total) {
    auto const a = assess_salt({total});
    return a.ranking.recognition->by + (a.ranking.recognition->certificate ? " with certificate" : "");
  };
  CHECK(by(39).empty());
  CHECK(by(40) == "village-head");
  CHECK(by(60) == "sea-ministry with certificate");
  CHECK(by(85) == "sea-ministry with certificate");
}

TEST_CASE("The decree that governs, on both sides of every date",
          "[compile][made-up-2030/9.1][made-up-2030/9.2.a][made-up-2030/9.2.b][made-up-2030/9.3]") {
  auto const governed = [](filing_kind kind, std::string_view filed, std::string_view decided = {}) -> std::string {
    filing f{kind, on(filed), {}};
    if (!decided.empty()) f.decided_on = on(decided);
    auto const g = decree().governing(f);
    if (!g) return std::string(to_string(g.error().code));
    return g->rules->edition.str() + " by " + g->because + (g->finish_by ? " until " + to_string(*g->finish_by) : "");
  };
  std::string const older = "made-up-2028@2028-01-01 by made-up-2028/5";
  std::string const first_edition = "made-up-2030@2030-01-01 by made-up-2030/9.1";
  std::string const second_edition = "made-up-2030@2031-07-01 by made-up-2030/9.3";

  SECTION("nothing governs before the first decree") {
    CHECK(governed(filing_kind::first, "2027-12-31") == "no-governing-rules");
    CHECK(governed(filing_kind::first, "2028-01-01") == older + " until 2030-02-15");
    CHECK(governed(filing_kind::first, "2027-12-31", "2030-01-05") == "no-governing-rules");
  }
  SECTION("first filings and upgrades change on 2030-01-01") {
    for (auto const kind : {filing_kind::first, filing_kind::upgrade}) {
      CHECK(governed(kind, "2029-12-31") == older + " until 2030-02-15");
      CHECK(governed(kind, "2029-12-31", "2029-12-31") == older);
      CHECK(governed(kind, "2029-12-31", "2030-01-01") ==
            "made-up-2028@2028-01-01 by made-up-2030/9.2.a until 2030-02-15");
      CHECK(governed(kind, "2030-01-01") == first_edition);
      CHECK(governed(kind, "2030-01-01", "2030-02-20") == first_edition);
    }
  }
  SECTION("renewals change a month later, while both decrees are in force") {
    CHECK(governed(filing_kind::renewal, "2029-12-31") == older + " until 2030-02-21");
    CHECK(governed(filing_kind::renewal, "2030-01-01") ==
          "made-up-2028@2028-01-01 by made-up-2030/9.2.b until 2030-02-21");
    CHECK(governed(filing_kind::renewal, "2030-01-31") ==
          "made-up-2028@2028-01-01 by made-up-2030/9.2.b until 2030-02-21");
    CHECK(governed(filing_kind::renewal, "2030-02-01") == first_edition);
  }
  SECTION("the older decree ends while the newer one governs") {
    CHECK(governed(filing_kind::first, "2030-02-28") == first_edition);
    CHECK(governed(filing_kind::first, "2030-03-01") == first_edition);
  }
  SECTION("the second edition begins on 2031-07-01") {
    CHECK(governed(filing_kind::first, "2031-06-30") == first_edition);
    CHECK(governed(filing_kind::first, "2031-06-30", "2031-07-01") == first_edition);
    CHECK(governed(filing_kind::first, "2031-07-01") == second_edition);
    CHECK(governed(filing_kind::renewal, "2045-01-01") == second_edition);
    CHECK(governed(filing_kind::first, "2029-12-31", "2031-07-01") == "no-governing-rules");
  }
  SECTION("a name finds the newest edition, a full name its own") {
    CHECK(decree().find("made-up-2030").value()->edition.str() == "made-up-2030@2031-07-01");
    CHECK(decree().find("made-up-2030@2030-01-01").value()->edition.str() == "made-up-2030@2030-01-01");
    CHECK(decree().find("made-up-2030@2030-01-02").error().code == errc::unknown_rule_set);
    CHECK(decree().find("qd-26-2026").error().code == errc::unknown_rule_set);
  }
}

TEST_CASE("A clause that leaves a filing to a decree not yet in force says so", "[compile][made-up-2030/9.2.a]") {
  // made-up-2028 is loaded; what is wrong is the day.
  auto const g = decree().governing({filing_kind::first, on("2027-12-31"), on("2030-01-05")});
  REQUIRE(g.has_error());
  CHECK(g.error().message.find("not among the loaded rule sets") == std::string::npos);
}

namespace {

/// The result of a submission under the decree, as a document.
value scored(std::string const& text) {
  auto submission = read_submission(text);
  auto const s = score(decree(), submission.content.value());
  if (!s) FAIL(s.error().where << ": " << s.error().message);
  return parse_json(write_result(*s)).value();
}
std::string text_at(value const& v, std::string_view key) { return to_json(*v.find(key)); }

}  // namespace

TEST_CASE("A submission as JSON is scored under the decree, options by number and by id",
          "[exchange][made-up-2030/annex-1]") {
  auto const r = scored(R"({"format":"ocop-submission/1","submission":"L-1","product":{"set":1,"name":"Đèn"},
    "filing":{"kind":"first","filed_on":"2030-05-05"},"council":{"level":"district","members":2},
    "facts":{"maker":{"workers":9,"village":true},"test":{"lead":{"ppm":80}}},
    "readings":{"R-05":"cap","R-21":"waive-marks"},
    "sheets":[
      {"member":"M1","role":"chair","choices":{"I.1":12,"I.2.a":"all","I.2.b":{"case":2,"option":"whole"},"I.3":4,
        "II.1":{"case":2,"option":3},"II.2":3,"II.đ":"rich","III.1":4,"III.2":"best","IV":3,"V":0}},
      {"member":"M2","choices":{"V":2,"IV":2,"III.2":2,"III.1":"good","II.đ":1,"II.2":"short","II.1":{"option":"mid","case":2},
        "I.3":"fine","I.2.b":{"case":2,"option":1},"I.2.a":4,"I.1":"folds-11"}}]})");
  // M1: 12+10+8+10 | 10+6+4 | 10+15+10+0 = 40 + 20 + 35 = 95; M2: 10+10+1+5 | 6+2+1 | 7+5+5+5 = 26 + 9 + 22 = 57
  CHECK(text_at(r, "edition") == R"("made-up-2030@2030-01-01")");
  CHECK(text_at(r, "edition_because") == R"("made-up-2030/9.1")");
  CHECK(text_at(r, "set") == "1");
  CHECK(text_at(r, "sheets") ==
        R"([{"member":"M1","points":{"P":60,"Q":35,"total":95}},{"member":"M2","points":{"P":35,"Q":22,"total":57}}])");
  CHECK(text_at(r, "mean") == R"({"exact":"76","decimal":"76.00","P":"95/2","Q":"57/2"})");
  CHECK(text_at(r, "outcome") == R"("ranked")");
  CHECK(text_at(r, "stars_by_points") == "3");
  CHECK(text_at(r, "stars") == "3");
  CHECK(text_at(r, "unmet_gates") ==
        R"([{"stars":4,"criterion":"I.1","needs":12,"chosen":[12,11],"cite":"made-up-2030/annex-1/I.1"},)"
        R"({"stars":4,"criterion":"I.2.b","case":2,"needs":2,"chosen":[2,1],"cite":"made-up-2030/annex-1/I.2.b"},)"
        R"({"stars":4,"criterion":"III.1","needs":4,"chosen":[4,3],"cite":"made-up-2030/annex-1/III.1"},)"
        R"({"stars":4,"criterion":"III.2","needs":3,"chosen":[4,2],"cite":"made-up-2030/annex-1/III.2"}])");
  CHECK(text_at(r, "reasons") == R"([{"effect":"waive-marks","note":"village","cite":"made-up-2030/annex-1/V"}])");
  CHECK(text_at(r, "recognised_by") == R"("sea-ministry")");
  CHECK(text_at(r, "certificate") == "true");
  CHECK(text_at(r, "forward_to") == "null");
  CHECK(text_at(r, "assumed") == R"(["dossier.state","material.kind","test.soot","test.strength"])");
  CHECK(text_at(r, "missing_law") == "[]");
  CHECK(text_at(r, "readings") == R"(["R-04","R-05=cap","R-07","R-21=waive-marks"])");
}

TEST_CASE("A rejection and a gap give their reasons as readings", "[exchange][made-up-2030/2.3]") {
  auto const salted = [](std::string const& first, std::string const& second) {
    return scored(R"({"format":"ocop-submission/1","submission":"S-1","product":{"set":12},"rules":"made-up-2030",
      "council":{"level":"village"},"sheets":[{"member":"M1","choices":)" +
                  first + R"(},{"member":"M2","choices":)" + second + "}]}");
  };
  auto const rejected = salted(R"({"1.1":3,"1.2":3,"2":8})", R"({"1.1":4,"1.2":3,"2":8})");
  CHECK(text_at(rejected, "edition") == R"("made-up-2030@2031-07-01")");
  CHECK(text_at(rejected, "edition_because") == R"("submission#/rules")");
  CHECK(text_at(rejected, "mean") == R"({"exact":"95","decimal":"95.00","P":"55","Q":"40"})");
  CHECK(text_at(rejected, "outcome") == R"("rejected")");
  CHECK(text_at(rejected, "reasons") == R"([{"effect":"reject","reading":"R-05","cite":"made-up-2030/annex-12/1.1"}])");
  CHECK(text_at(rejected, "stars") == "null");
  CHECK(text_at(rejected, "recognised_by") == "null");
  CHECK(text_at(rejected, "certificate") == "false");
  CHECK(text_at(rejected, "forward_to") == "null");
  CHECK(text_at(rejected, "readings") == R"(["R-01","R-05","R-07"])");

  auto const in_gap = salted(R"({"1.1":4,"1.2":3,"2":6})", R"({"1.1":4,"1.2":3,"2":7})");
  CHECK(text_at(in_gap, "mean") == R"({"exact":"169/2","decimal":"84.50","P":"60","Q":"49/2"})");
  CHECK(text_at(in_gap, "outcome") == R"("stopped")");
  CHECK(text_at(in_gap, "reasons") == R"([{"effect":"stop","reading":"R-09","cite":"made-up-2030/2.1"}])");
  CHECK(text_at(in_gap, "readings") == R"(["R-09"])");
}

TEST_CASE("A transition clause takes a submission to the older decree and its own readings",
          "[exchange][made-up-2030/9.2.b]") {
  std::string const filed = R"({"format":"ocop-submission/1","submission":"T-1","product":{"set":7},
    "filing":{"kind":"renewal","filed_on":"2030-01-20","decided_on":"2030-02-20"},)";
  std::string const sheets = R"("sheets":[{"member":"M1","choices":{"a.1":"none","a.2":"bright"}}]})";
  auto const r = scored(filed + R"("facts":{"dossier":{"state":"fine"}},)" + sheets);
  CHECK(text_at(r, "edition") == R"("made-up-2028@2028-01-01")");
  CHECK(text_at(r, "edition_because") == R"("made-up-2030/9.2.b")");
  CHECK(text_at(r, "mean") == R"({"exact":"20","decimal":"20.00","X":"20"})");
  CHECK(text_at(r, "stars_by_points") == "2");
  CHECK(text_at(r, "stars") == "1");  // the older decree caps
  CHECK(text_at(r, "recognised_by") == R"("village-head")");
  CHECK(text_at(r, "missing_law") == R"(["gates"])");

  auto const submission = read_submission(filed + sheets);
  auto const wrong = score(decree(), submission.content.value());  // and asks for every fact
  REQUIRE(wrong.has_error());
  CHECK(wrong.error().code == errc::missing_fact);
}

TEST_CASE("The order in which a reading lists its alternatives means nothing", "[compile][made-up-2030/annex]") {
  // The same alternatives, the other way round: either the loader refuses it, or the engine does as the names say.
  auto const report = ocop::test::load(
      test::patched(test::made_up_decree(), R"([ { "file": "shared/readings.json", "at": "/readings/4/alternatives",
    "set": [ { "id": "reject", "vi": "Bị loại", "en": "Rejected" }, { "id": "cap", "vi": "Hạ hạng", "en": "Capped" } ] } ])"));
  if (!report.catalog) {
    CHECK(report.issues.front().message.find("R-05") != std::string::npos);
    return;
  }
  auto const rules = report.catalog->find("made-up-2030").value();
  auto const a = assess(rules, 1, {best().choose("V", 1)}, {}, rules->defaults).value();
  CHECK(end_of(a) == "rejected");
  auto const capped = assess(rules, 1, {best().choose("V", 1)}, {}, rules->choose(read("R-05=cap")).value()).value();
  CHECK(end_of(capped) == "3");
}

}  // namespace made_up_decree_test
