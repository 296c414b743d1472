// Council regulations: who must be there, how far members may be apart, how their points become one number. Sheets are
// mostly of set 1 of 26/2026, fresh vegetables; the made-up council of elders rounds and judges the parts.
#include "ocop/base/council_regulation.hpp"
#include "ocop/score/council_result.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/score/assessment.hpp"

#include "support/catch.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace regulation_test {
namespace {

using namespace ocop;
using strings = std::vector<std::string>;
using choices = std::vector<reading_choice>;
using totals = std::vector<int>;

reading_choice reading(char const* id, char const* alternative) { return {reading_id(id), alternative}; }

choices const accepted{reading("R-19", "accepted")};
choices const refused{reading("R-19", "refused")};

std::shared_ptr<council_regulation const> regulation(std::string_view id) {
  return test::builtin().regulation(id).value();
}

/// A built-in regulation with one thing changed.
template <class Change>
std::shared_ptr<council_regulation const> changed(std::string_view id, Change change) {
  council_regulation copy = *regulation(id);
  change(copy);
  return std::make_shared<council_regulation const>(std::move(copy));
}

compiled_product_set const& vegetables() { return test::product_set(1); }

/// A sheet of set 1 with that many points, 59 to 100, that meets every mark: only criteria without one are lowered.
score_sheet with_points(int total, std::string member = "M1") {
  test::sheet_of sheet = test::best_sheet(vegetables(), std::move(member));
  int left = 100 - total;
  for (char const* const code :
       {"4.3", "1.1", "1.4", "3.1", "3.3", "4.2", "6.3", "6.4", "7", "12", "1.2", "5.2", "11", "1.7", "2.4", "3.2"}) {
    int const loses = vegetables().criteria[*vegetables().find(code)].max.value;
    if (loses > left) continue;
    sheet.choose(code, 0);
    left -= loses;
  }
  if (left != 0) throw std::runtime_error("no sheet of that total");
  return sheet;
}

/// A sheet for each total, of M1, M2 and so on; M1 is in the chair, or nobody is.
std::vector<score_sheet> sheets_of(totals const& all, bool chaired = true) {
  std::vector<score_sheet> sheets;
  for (int const total : all) sheets.push_back(with_points(total, "M" + std::to_string(sheets.size() + 1)));
  if (!sheets.empty()) sheets.front().is_chair = chaired;
  return sheets;
}

/// What a council of set 1 under 26/2026 comes to.
assessment sit(std::vector<score_sheet> const& sheets, std::string_view id, std::optional<std::int64_t> members,
               choices const& readings = {}, value const& facts = {}) {
  auto const rules = test::edition();
  return assess(rules, 1, sheets, facts, rules->choose(readings).value(), "province", {regulation(id), members})
      .value();
}
assessment sit(totals const& all, std::string_view id, choices const& readings = {}) {
  return sit(sheets_of(all), id, static_cast<std::int64_t>(all.size()), readings);
}

/// `4`, or `rescore`, `no-quorum`.
std::string end_of(assessment const& a) {
  return a.ranking.final_stars ? std::to_string(a.ranking.final_stars->value) : std::string(to_string(a.ranking.how));
}

bool mattered(assessment const& a, std::string_view reading) {
  auto const all = readings_that_mattered(a);
  return std::find(all.begin(), all.end(), reading) != all.end();
}

strings members_of(assessment const& a, std::vector<std::size_t> const& sheets) {
  strings names;
  for (std::size_t const s : sheets) names.push_back(a.sheets[s].member);
  return names;
}

value fact(std::string const& room, std::string const& name) {
  return value::object{{room, value::object{{name, true}}}};
}

// --- As documents ---------------------------------------------------------------------------------------------------

submission submit(compiled_product_set const& set, std::vector<score_sheet> const& sheets, std::string regulation,
                  std::optional<std::int64_t> members, char const* rules = "qd-26-2026",
                  char const* level = "province") {
  submission from;
  from.id = "S-1";
  from.product = {"Rau", set.number, {}};
  from.rules = rules;
  from.council = submission::council_part{std::move(regulation), level, members, {}};
  for (auto const& sheet : sheets) {
    submission::sheet_part part{sheet.member, sheet.is_chair ? "chair" : "", {}};
    for (std::size_t c = 0; c < sheet.choices.size(); ++c) {
      choice const made = sheet.choices[c];
      std::optional<std::int64_t> case_no;
      if (made.case_no != 0) case_no = made.case_no;
      part.choices.push_back({set.criteria[c].id.str(), case_no, std::int64_t{made.option}});
    }
    from.sheets.push_back(std::move(part));
  }
  return from;
}

value document(submission from, choices const& wanted = {}, rule_catalog const& catalog = test::builtin()) {
  return parse_json(write_result(score(catalog, std::move(from), wanted).value())).value();
}

std::string text_at(value const& v, std::string_view key) { return to_json(*v.find(key)); }

/// Is everything empty that only a rank gives?
bool gives_nothing(value const& v) {
  return text_at(v, "stars_by_points") == "null" && text_at(v, "stars") == "null" &&
         text_at(v, "recognised_by") == "null" && text_at(v, "certificate") == "false" &&
         text_at(v, "forward_to") == "null";
}

TEST_CASE("A round that the regulation does not have is an error that says which it has",
          "[council][council-tay-ninh/scoring]") {
  auto const& set = test::product_set(1);
  auto const text_of = [&](std::string const& regulation, std::int64_t round) {
    submission from = submit(set, {test::best_sheet(set, "M1").get()}, regulation, 1);
    from.council->round = round;
    auto const scored = score(test::builtin(), std::move(from));
    return scored ? std::string("scored") : scored.error().where + ": " + scored.error().message;
  };
  CHECK(text_of("tay-ninh", 1) == "scored");
  CHECK(text_of("tay-ninh", 2) == "scored");
  CHECK(text_of("tay-ninh", 0) == "/council/round: found round 0; regulation tay-ninh has 2 rounds. Give 1 to 2.");
  CHECK(text_of("tay-ninh", 3) == "/council/round: found round 3; regulation tay-ninh has 2 rounds. Give 1 to 2.");
  CHECK(text_of("tay-ninh", -1) == "/council/round: found round -1; regulation tay-ninh has 2 rounds. Give 1 to 2.");
  CHECK(text_of("default", 1) == "scored");
  CHECK(text_of("default", 2) == "/council/round: found round 2; regulation default has 1 round. Give 1.");
  auto const rules = test::edition();
  std::vector<score_sheet> const sheets{test::best_sheet(set, "M1").get()};
  auto const alone = assess(rules, 1, sheets, {}, rules->defaults, {}, {{}, {}, 2});
  REQUIRE(alone.has_error());
  CHECK(alone.error().code == errc::bad_value);
  CHECK(alone.error().where == "/council/round");
}

TEST_CASE("The round changes nothing of the document of a result", "[council][council-tay-ninh/scoring]") {
  auto const& set = test::product_set(1);
  auto const of_round = [&](std::optional<std::int64_t> round) {
    auto apart = test::best_sheet(set, "M2").choose("4.3", 0).choose("1.1", 0).choose("1.4", 0).get();
    score_sheet chair = test::best_sheet(set, "M1").get();
    chair.is_chair = true;
    submission from = submit(set, {chair, apart}, "tay-ninh", 2);
    from.council->round = round;
    return write_result(score(test::builtin(), std::move(from)).value());
  };
  CHECK(of_round(1) == of_round({}));
  CHECK(of_round(2) == of_round({}));
  CHECK(of_round({}).find("\"outcome\":\"rescore\"") != std::string::npos);
}

// --- The made-up decree ---------------------------------------------------------------------------------------------

std::shared_ptr<compiled_rule_set const> decree() { return test::made_up().find("made-up-2030@2030-01-01").value(); }
compiled_product_set const& lanterns() { return *decree()->product_set(1).value(); }
compiled_product_set const& salt() { return *decree()->product_set(12).value(); }

/// 100 points; option 12 of I.1 has 12 points, 11 has 10, 10 has 9, 9 has 8.
score_sheet lantern(std::string member, int folds, int glow = 4, bool chair = false) {
  score_sheet sheet = test::best_sheet(lanterns(), std::move(member)).choose("I.1", folds).choose("III.1", glow);
  sheet.is_chair = chair;
  return sheet;
}

/// Grain: 0, 10, 20, 30 points. Pan: 0, 15, 30. Sparkle: 0, 9, 10, 14, 15, 24, 25, 40.
score_sheet salt_sheet(std::string member, int grain, int pan, int sparkle, bool chair = false) {
  score_sheet sheet =
      test::sheet_of(salt(), std::move(member)).choose("1.1", grain).choose("1.2", pan).choose("2", sparkle);
  sheet.is_chair = chair;
  return sheet;
}

assessment sit_with_elders(compiled_product_set const& set, std::vector<score_sheet> const& sheets,
                           choices const& readings, std::int64_t members) {
  return assess(decree(), set.number, sheets, {}, decree()->choose(readings).value(), "village",
                {test::made_up().regulation("elders").value(), members})
      .value();
}

}  // namespace

// --- What the regulations say ---------------------------------------------------------------------------------------

TEST_CASE("the regulations that are known, and what each says",
          "[council][council-tay-ninh/scoring][council-dong-thap/scoring][council-thoi-binh/scoring]"
          "[software-2019/scoring][software-2023/scoring]") {
  strings ids;
  for (auto const& one : test::builtin().regulations()) ids.push_back(one->id);
  CHECK(ids == strings{"agreed-score", "default", "dong-thap", "software-2019", "software-2023", "tay-ninh"});

  auto const tay_ninh = regulation("tay-ninh");
  CHECK(tay_ninh->how == aggregation::mean_of_totals);
  CHECK_FALSE(tay_ninh->rounding);
  CHECK(tay_ninh->rounds == 2);
  CHECK(tay_ninh->cite.at == "council-tay-ninh/scoring");

  auto const dong_thap = regulation("dong-thap");
  CHECK(dong_thap->how == aggregation::mean_of_totals);
  CHECK_FALSE(dong_thap->quorum);
  CHECK(dong_thap->unknown == strings{"quorum"});
  CHECK(dong_thap->cite.at == "council-dong-thap/scoring");

  auto const agreed = regulation("agreed-score");
  CHECK(agreed->how == aggregation::agreed_score);
  CHECK(agreed->unknown == strings{"quorum", "spread"});
  CHECK(agreed->cite.at == "council-thoi-binh/scoring");

  auto const of_2019 = regulation("software-2019");
  CHECK(of_2019->how == aggregation::sum_of_part_means);
  REQUIRE(of_2019->rounding);
  CHECK(of_2019->rounding->decimals == 2);
  CHECK(of_2019->rounding->of == points_scope::part);
  CHECK(of_2019->cite.at == "software-2019/scoring");

  auto const of_2023 = regulation("software-2023");
  CHECK(of_2023->how == aggregation::sum_of_criterion_means);
  CHECK_FALSE(of_2023->rounding);
  CHECK_FALSE(of_2023->quorum);
  CHECK(of_2023->cite.at == "software-2023/scoring");
}

TEST_CASE("a regulation without a name is the default one; an unknown one is an error that names what there is",
          "[council][qd-26-2026/7.3.b][ocop-default/scoring][ocop-default/quorum]") {
  CHECK(regulation("")->id == "default");
  auto const wrong = score(test::builtin(), submit(vegetables(), sheets_of({90}), "tay-nihn", 9));
  REQUIRE(wrong.has_error());
  CHECK(wrong.error().code == errc::unknown_regulation);
  CHECK(wrong.error().where == "/council/regulation");
  CHECK(wrong.error().message ==
        "no council regulation \"tay-nihn\" is loaded; loaded are agreed-score, default, dong-thap, software-2019, "
        "software-2023, tay-ninh.");
}

// --- Quorum
// -----------------------------------------------------------------------------------------------------------

TEST_CASE("three quarters of the members, rounded up, are needed: one less is no quorum",
          "[council][council-tay-ninh/quorum]") {
  auto const [members, needed] = GENERATE(table<std::size_t, std::size_t>({{11, 9}, {9, 7}, {7, 6}, {8, 6}, {4, 3}}));
  CAPTURE(members, needed);
  for (std::size_t const present : {needed - 1, needed, needed + 1}) {
    if (present > members) continue;
    auto const a = sit(sheets_of(totals(present, 90)), "tay-ninh", static_cast<std::int64_t>(members));
    REQUIRE(a.council.quorum);
    CHECK(a.council.quorum->present == present);
    CHECK(a.council.quorum->needed == needed);
    CHECK(a.council.quorum->members == static_cast<std::int64_t>(members));
    CHECK_FALSE(a.council.quorum->chair_missing);
    CHECK(a.council.quorum->is_met == (present >= needed));
    CHECK(end_of(a) == (present >= needed ? "5" : "no-quorum"));
  }
}

TEST_CASE("the number needed is the least whose share of the members is large enough",
          "[council][council-tay-ninh/quorum]") {
  auto const [present, of] = GENERATE(table<int, int>({{3, 4}, {2, 3}, {1, 2}, {1, 1}, {5, 7}, {999, 1000}}));
  auto const rule = changed("tay-ninh", [p = present, n = of](council_regulation& r) {
    r.quorum->present = p;
    r.quorum->of = n;
  });
  auto const rules = test::edition();
  auto const sheet = sheets_of({90});
  for (std::int64_t members = 1; members <= 60; ++members) {
    std::size_t least = 0;
    while (static_cast<std::int64_t>(least) * of < members * present) ++least;
    CAPTURE(present, of, members);
    auto const found =
        assess(rules, vegetables().number, sheet, {}, rules->defaults, {}, {rule, members}).value().council.quorum;
    REQUIRE(found);
    CHECK(found->needed == least);
    CHECK(found->is_met == (least <= 1));
  }
}

TEST_CASE("a number of members beyond any council is counted as exactly as any other",
          "[council][council-tay-ninh/quorum]") {
  // Three quarters of 2^63 - 1 are 6917529027641081855.25.
  auto const a = sit(sheets_of({90}), "tay-ninh", std::numeric_limits<std::int64_t>::max());
  CHECK(a.council.quorum->needed == 6'917'529'027'641'081'856U);
  CHECK(end_of(a) == "no-quorum");
}

TEST_CASE("without the chair there is no quorum, whatever the count", "[council][council-tay-ninh/quorum]") {
  for (std::size_t const present : {std::size_t{8}, std::size_t{9}, std::size_t{11}}) {
    auto const a = sit(sheets_of(totals(present, 90), false), "tay-ninh", 11);
    CHECK(a.council.quorum->chair_missing);
    CHECK_FALSE(a.council.quorum->is_met);
    CHECK(end_of(a) == "no-quorum");
  }
  // The chair may be any of the sheets, the last one too.
  auto sheets = sheets_of(totals(9, 90), false);
  sheets.back().is_chair = true;
  CHECK(end_of(sit(sheets, "tay-ninh", 11)) == "5");
}

TEST_CASE("the default council needs a sheet of every member when their number is given, and no chair",
          "[council][qd-26-2026/7.3.b]") {
  auto const [present, members, end] = GENERATE(table<std::size_t, std::int64_t, char const*>(
      {{8, 9, "no-quorum"}, {9, 9, "5"}, {1, 1, "5"}, {1, 2, "no-quorum"}}));
  auto const a = sit(sheets_of(totals(present, 90), false), "default", members);
  CHECK(end_of(a) == end);
  CHECK(a.council.quorum->needed == static_cast<std::size_t>(members));
  CHECK_FALSE(a.council.quorum->chair_missing);
}

TEST_CASE("where every member must give a sheet and no number is given, those who gave one are all",
          "[council][qd-26-2026/7.3.b][software-2019/quorum]") {
  for (char const* const id : {"default", "software-2019"}) {
    auto const a = sit(sheets_of({90, 91, 92}), id, std::nullopt);
    CHECK(end_of(a) == "5");
    CHECK(a.council.quorum->members == 3);
  }
}

TEST_CASE("the software of 2019 waits for every member", "[council][software-2019/quorum]") {
  CHECK(regulation("software-2019")->quorum->cite.at == "software-2019/quorum");
  CHECK(end_of(sit(sheets_of({90, 91}, false), "software-2019", 3)) == "no-quorum");
  CHECK(end_of(sit(sheets_of({90, 91, 92}, false), "software-2019", 3)) == "5");
}

TEST_CASE("a regulation whose quorum nobody knows judges none", "[council][council-dong-thap/scoring]") {
  for (char const* const id : {"dong-thap", "software-2023", "agreed-score"}) {
    auto const a = sit(sheets_of({90}, false), id, 11);
    CHECK_FALSE(a.council.quorum);
    CHECK(end_of(a) == "5");
    CHECK(end_of(sit(sheets_of({90}, false), id, std::nullopt)) == "5");
  }
}

TEST_CASE("without a council nothing is judged but the sheets", "[council][qd-26-2026/3.3]") {
  auto const a = test::assess_sheets(1, sheets_of({60, 100}, false));
  CHECK_FALSE(a.council.quorum);
  CHECK_FALSE(a.council.spread);
  CHECK(a.council.total.exact() == "80");
}

TEST_CASE("a share of the members cannot be told without their number", "[council][council-tay-ninh/quorum]") {
  auto const wrong = score(test::builtin(), submit(vegetables(), sheets_of({90, 91}), "tay-ninh", std::nullopt));
  REQUIRE(wrong.has_error());
  CHECK(wrong.error().code == errc::members_unknown);
  CHECK(wrong.error().where == "/council/members");
  CHECK(wrong.error().message == "regulation tay-ninh has a quorum, and the number of members is not given. Give it.");
}

TEST_CASE("a council has no more sheets than members, under any regulation", "[council][qd-26-2026/7.3.b]") {
  for (auto const& one : test::builtin().regulations()) {
    if (one->how == aggregation::agreed_score) continue;
    CAPTURE(one->id);
    CHECK(score(test::builtin(), submit(vegetables(), sheets_of({90, 91, 92}), one->id, 3)).has_value());
    auto const wrong = score(test::builtin(), submit(vegetables(), sheets_of({90, 91, 92, 93}), one->id, 3));
    REQUIRE(wrong.has_error());
    CHECK(wrong.error().code == errc::too_many_sheets);
    CHECK(wrong.error().where == "/sheets");
    CHECK(wrong.error().message == "there are 4 sheets and 3 members. Mend one of the two.");
  }
}

TEST_CASE("a session without a quorum says who is missing", "[council][council-tay-ninh/quorum]") {
  auto const few = document(submit(vegetables(), sheets_of(totals(8, 90)), "tay-ninh", 11));
  CHECK(text_at(few, "outcome") == R"("no-quorum")");
  CHECK(text_at(few, "reasons") ==
        R"([{"effect":"no-quorum","regulation":"tay-ninh","present":8,"needed":9,"members":11,"chair_missing":false,)"
        R"("cite":"council-tay-ninh/quorum"}])");
  CHECK(text_at(few, "mean") == R"({"exact":"90","decimal":"90.00","A":"35","B":"20","C":"35"})");
  CHECK(gives_nothing(few));

  auto const unchaired = document(submit(vegetables(), sheets_of(totals(9, 90), false), "tay-ninh", 9));
  CHECK(text_at(unchaired, "reasons") ==
        R"([{"effect":"no-quorum","regulation":"tay-ninh","present":9,"needed":7,"members":9,"chair_missing":true,)"
        R"("cite":"council-tay-ninh/quorum"}])");

  auto const one_late = document(submit(vegetables(), sheets_of({90, 91}), "", 3));
  CHECK(text_at(one_late, "reasons") ==
        R"([{"effect":"no-quorum","regulation":"default","present":2,"needed":3,"members":3,"chair_missing":false,)"
        R"("cite":"ocop-default/quorum"}])");
}

// --- Spread
// -----------------------------------------------------------------------------------------------------------

TEST_CASE("members 60, 64 and 70 are exactly 10 apart: accepted by what says not more than 10, refused by the software",
          "[council][council-tay-ninh/spread][council-dong-thap/spread][software-2019/spread][software-2023/spread]") {
  auto const [id, own, strict, cite] = GENERATE(table<char const*, char const*, char const*, char const*>({
      {"tay-ninh", "3", "rescore", "council-tay-ninh/spread"},
      {"dong-thap", "3", "rescore", "council-dong-thap/spread"},
      {"software-2019", "rescore", "rescore", "software-2019/spread"},
      {"software-2023", "rescore", "rescore", "software-2023/spread"},
  }));
  CAPTURE(id);
  CHECK(regulation(id)->spread->cite.at == cite);
  CHECK(end_of(sit({60, 64, 70}, id)) == own);
  CHECK(end_of(sit({60, 64, 70}, id, accepted)) == own);
  CHECK(end_of(sit({60, 64, 70}, id, refused)) == strict);
}

TEST_CASE("9, 10 and 11 points apart",
          "[council][council-tay-ninh/spread][council-dong-thap/spread]"
          "[software-2019/spread][software-2023/spread]") {
  for (char const* const id : {"tay-ninh", "dong-thap", "software-2019", "software-2023"})
    for (auto const& readings : {accepted, refused})
      for (int const apart : {9, 10, 11}) {
        CAPTURE(id, readings.front().alternative, apart);
        auto const a = sit({75, 80, 75 + apart}, id, readings);
        bool const by_words = std::string_view(id) == "tay-ninh" || std::string_view(id) == "dong-thap";
        bool const is_in = apart < 10 || (apart == 10 && by_words && readings == accepted);
        REQUIRE(a.council.spread);
        CHECK(a.council.spread->spread == points{apart});
        CHECK(a.council.spread->limit == points{10});
        CHECK(a.council.spread->scope == points_scope::total);
        CHECK(a.council.spread->is_accepted == is_in);
        CHECK(end_of(a) == (is_in ? "4" : "rescore"));
      }
}

TEST_CASE("R-19 matters at the limit alone, and only where the regulation leaves it open",
          "[council][council-tay-ninh/spread]") {
  CHECK_FALSE(mattered(sit({75, 84}, "tay-ninh"), "R-19"));
  CHECK(mattered(sit({75, 85}, "tay-ninh"), "R-19"));
  CHECK_FALSE(mattered(sit({75, 86}, "tay-ninh"), "R-19"));
  CHECK(mattered(sit({75, 85}, "tay-ninh", refused), "R-19=refused"));
  CHECK_FALSE(mattered(sit({75, 85}, "software-2019"), "R-19"));
  CHECK_FALSE(mattered(sit({75, 85}, "software-2023"), "R-19"));
}

TEST_CASE("a council of nine is held together by its two ends", "[council][council-tay-ninh/spread]") {
  totals const nine{85, 88, 84, 90, 86, 80, 89, 87, 83};
  auto const a = sit(nine, "tay-ninh");
  CHECK(a.council.spread->spread == points{10});
  CHECK(members_of(a, a.council.spread->lowest) == strings{"M6"});
  CHECK(members_of(a, a.council.spread->highest) == strings{"M4"});
  CHECK(end_of(a) == "4");
  CHECK(mattered(a, "R-19"));
  CHECK(end_of(sit(nine, "tay-ninh", refused)) == "rescore");
  CHECK(end_of(sit(nine, "software-2019")) == "rescore");

  totals eleven = nine;
  eleven[3] = 91;
  CHECK(end_of(sit(eleven, "tay-ninh")) == "rescore");
}

TEST_CASE("members who tie at an end are all named", "[council][council-tay-ninh/spread]") {
  auto const a = sit({91, 80, 85, 80, 91, 80}, "tay-ninh");
  CHECK(members_of(a, a.council.spread->lowest) == strings{"M2", "M4", "M6"});
  CHECK(members_of(a, a.council.spread->highest) == strings{"M1", "M5"});
  CHECK(end_of(a) == "rescore");

  auto const agreed = sit({80, 80}, "tay-ninh");
  CHECK(agreed.council.spread->spread == points{0});
  CHECK(members_of(agreed, agreed.council.spread->lowest) == strings{"M1", "M2"});
  CHECK(members_of(agreed, agreed.council.spread->highest) == strings{"M1", "M2"});
}

TEST_CASE("one sheet alone has no spread", "[council][council-tay-ninh/spread]") {
  auto const a = sit(sheets_of({80}), "tay-ninh", 1);
  CHECK(a.council.spread->spread == points{0});
  CHECK(end_of(a) == "4");
}

TEST_CASE("a regulation without a limit lets members be as far apart as they are", "[council][qd-26-2026/7.3.b]") {
  auto const a = sit({60, 100}, "default");
  CHECK_FALSE(a.council.spread);
  CHECK(end_of(a) == "4");
}

TEST_CASE("who must score again is named, with the limit and its clause", "[council][council-tay-ninh/spread]") {
  auto const apart = document(submit(vegetables(), sheets_of({91, 80, 85, 80}), "tay-ninh", 4));
  CHECK(text_at(apart, "outcome") == R"("rescore")");
  CHECK(text_at(apart, "reasons") ==
        R"([{"effect":"rescore","regulation":"tay-ninh","spread":11,"limit":10,"lowest":["M2","M4"],)"
        R"("highest":["M1"],"cite":"council-tay-ninh/spread"}])");
  CHECK(text_at(apart, "mean") == R"({"exact":"84","decimal":"84.00","A":"61/2","B":"37/2","C":"35"})");
  CHECK(gives_nothing(apart));

  auto const at_limit = document(submit(vegetables(), sheets_of({60, 64, 70}), "software-2023", 3));
  CHECK(text_at(at_limit, "reasons") ==
        R"([{"effect":"rescore","regulation":"software-2023","spread":10,"limit":10,"lowest":["M1"],)"
        R"("highest":["M3"],"cite":"software-2023/spread"}])");
}

TEST_CASE("the elders compare each part, and name the one in which members are furthest apart",
          "[council][made-up-2030/7.3]") {
  choices const in{reading("R-05", "cap"), reading("R-19", "accepted")};
  choices const out{reading("R-05", "cap"), reading("R-19", "refused")};
  // 58, 57 and 56 points in part P against 60: options 12, 11, 10 and 9 of I.1 have 12, 10, 9 and 8.
  auto const against = [&](int folds, choices const& readings) {
    return sit_with_elders(lanterns(), {lantern("M1", 12, 4, true), lantern("M2", folds)}, readings, 2);
  };
  CHECK(against(11, out).council.spread->spread == points{2});
  CHECK(end_of(against(11, out)) == "3");
  CHECK(against(10, out).council.spread->spread == points{3});
  CHECK(end_of(against(10, in)) == "3");
  CHECK(end_of(against(10, out)) == "rescore");
  CHECK(against(9, in).council.spread->spread == points{4});
  CHECK(end_of(against(9, in)) == "rescore");

  // 4 apart in P and 6 in Q (III.1: 10 against 4): the totals of M1 and M2 are 2 apart only.
  auto const crossed = sit_with_elders(lanterns(), {lantern("M1", 12, 2, true), lantern("M2", 9, 4)}, out, 2);
  CHECK(crossed.council.evaluations[0].total == points{94});
  CHECK(crossed.council.evaluations[1].total == points{96});
  CHECK(crossed.council.spread->scope == points_scope::part);
  CHECK(crossed.council.spread->at == 1);
  CHECK(crossed.council.spread->spread == points{6});
  CHECK(members_of(crossed, crossed.council.spread->lowest) == strings{"M1"});
  CHECK(members_of(crossed, crossed.council.spread->highest) == strings{"M2"});

  // 3 apart in both parts: the first is named.
  auto const both = sit_with_elders(lanterns(), {lantern("M1", 12, 3, true), lantern("M2", 10, 4)}, out, 2);
  CHECK(both.council.spread->at == 0);
  CHECK(both.council.spread->spread == points{3});
}

TEST_CASE("a part or a criterion in which members are too far apart is named in the result",
          "[council][made-up-2030/7.3]") {
  auto const from = [](rule_catalog const& catalog) {
    auto const& set = *catalog.find("made-up-2030@2030-01-01").value()->product_set(1).value();
    return submit(set, {lantern("M1", 12, 4, true), lantern("M2", 10), lantern("M3", 11)}, "elders", 3,
                  "made-up-2030@2030-01-01", "village");
  };
  auto const by_part = document(from(test::made_up()), {}, test::made_up());
  CHECK(text_at(by_part, "outcome") == R"("rescore")");
  CHECK(text_at(by_part, "reasons") ==
        R"([{"effect":"rescore","regulation":"elders","part":"P","spread":3,"limit":3,"lowest":["M2"],)"
        R"("highest":["M1"],"cite":"made-up-2030/7.3"}])");
  CHECK(text_at(by_part, "missing_law") == R"(["council-chair-vote"])");
  CHECK(gives_nothing(by_part));

  auto const patched = ocop::test::load(test::patched(test::made_up_decree(), R"([
    { "file": "councils/elders.json", "at": "/spread/scope", "set": "criterion" } ])"))
                           .catalog.value();
  CHECK(text_at(document(from(patched), {}, patched), "reasons") ==
        R"([{"effect":"rescore","regulation":"elders","criterion":"I.1","spread":3,"limit":3,"lowest":["M2"],)"
        R"("highest":["M1"],"cite":"made-up-2030/7.3"}])");
}

TEST_CASE("two thirds of the elders with their chair are a quorum", "[council][made-up-2030/7.2]") {
  auto const [members, needed] = GENERATE(table<std::int64_t, std::size_t>({{3, 2}, {4, 3}, {6, 4}, {10, 7}}));
  std::vector<score_sheet> sheets;
  for (std::size_t s = 0; s < needed; ++s)
    sheets.push_back(salt_sheet("M" + std::to_string(s + 1), 4, 3, 8, s + 1 == needed));
  CHECK(end_of(sit_with_elders(salt(), sheets, {}, members)) == "4");
  sheets.erase(sheets.begin());
  if (!sheets.empty()) CHECK(end_of(sit_with_elders(salt(), sheets, {}, members)) == "no-quorum");

  auto from = submit(salt(), {salt_sheet("M1", 4, 3, 8), salt_sheet("M2", 4, 3, 8)}, "elders", 4,
                     "made-up-2030@2030-01-01", "village");
  CHECK(text_at(document(std::move(from), {}, test::made_up()), "reasons") ==
        R"([{"effect":"no-quorum","regulation":"elders","present":2,"needed":3,"members":4,"chair_missing":true,)"
        R"("cite":"made-up-2030/7.2"}])");
}

// --- What goes first
// --------------------------------------------------------------------------------------------------

TEST_CASE("no quorum goes before a rejection, a rejection before a second scoring, and all before a rank",
          "[council][council-tay-ninh/quorum][council-tay-ninh/spread]") {
  auto const far = sheets_of({60, 71});
  auto const near = sheets_of({60, 70});
  auto const forged = fact("dossier", "forged");
  auto const impure = fact("product", "dangerous_impurity");
  CHECK(end_of(sit(far, "tay-ninh", 3, {}, forged)) == "no-quorum");
  CHECK(end_of(sit(far, "tay-ninh", 3, {}, impure)) == "no-quorum");
  CHECK(end_of(sit(far, "tay-ninh", 3)) == "no-quorum");
  CHECK(end_of(sit(far, "tay-ninh", 2, {}, forged)) == "rejected");
  CHECK(end_of(sit(far, "tay-ninh", 2, {}, impure)) == "stopped");
  CHECK(end_of(sit(far, "tay-ninh", 2)) == "rescore");
  CHECK(end_of(sit(near, "tay-ninh", 2)) == "3");
  // An unmet minimum rejects by the council's points, so members must agree on them first.
  auto unmet = far;
  for (auto& sheet : unmet) sheet.choices[*vegetables().find("2.2")] = {0, 1};
  CHECK(end_of(sit(unmet, "tay-ninh", 2, {reading("R-05", "reject")})) == "rescore");
}

TEST_CASE("only a rank carries stars, an authority, a certificate and a way on",
          "[council][council-tay-ninh/quorum][council-tay-ninh/spread]") {
  auto const outcome_of = [](totals const& all, std::int64_t members, value const& facts) {
    auto from = submit(vegetables(), sheets_of(all), "tay-ninh", members);
    from.facts = facts;
    return document(std::move(from));
  };
  auto const ranked = outcome_of({95, 95}, 2, {});
  CHECK(text_at(ranked, "outcome") == R"("ranked")");
  CHECK(text_at(ranked, "stars_by_points") == "5");
  CHECK(text_at(ranked, "stars") == "5");
  CHECK(text_at(ranked, "recognised_by") == R"("ministry-of-agriculture-and-environment")");
  CHECK(text_at(ranked, "certificate") == "true");
  CHECK(text_at(ranked, "forward_to") == R"("ministry-of-agriculture-and-environment")");
  CHECK(text_at(ranked, "reasons") == "[]");

  auto const [all, members, facts, outcome] = GENERATE(table<totals, std::int64_t, ocop::value, char const*>({
      {{95, 95}, 3, {}, R"("no-quorum")"},
      {{95, 95}, 2, fact("dossier", "forged"), R"("rejected")"},
      {{95, 95}, 2, fact("product", "dangerous_impurity"), R"("stopped")"},
      {{100, 89}, 2, {}, R"("rescore")"},
  }));
  auto const r = outcome_of(all, members, facts);
  CHECK(text_at(r, "outcome") == outcome);
  CHECK(gives_nothing(r));

  auto const a = sit(sheets_of(all), "tay-ninh", members, {}, facts);
  CHECK_FALSE(a.ranking.by_points);
  CHECK_FALSE(a.ranking.final_stars);
  CHECK_FALSE(a.ranking.capped_by);
  CHECK(a.ranking.recognition == nullptr);
  CHECK(a.ranking.forward == nullptr);
  CHECK(a.ranking.returned == nullptr);
}

TEST_CASE("a dossier that is forged before a session that is not valid: both are told, the session decides",
          "[council][council-tay-ninh/quorum]") {
  auto from = submit(vegetables(), sheets_of({95}), "tay-ninh", 2);
  from.facts = fact("dossier", "forged");
  auto const r = document(std::move(from));
  CHECK(text_at(r, "outcome") == R"("no-quorum")");
  CHECK(text_at(r, "reasons") ==
        R"([{"effect":"reject","note":"forged-dossier","cite":"qd-26-2026/annex-2.1/disqualifiers"},)"
        R"({"effect":"no-quorum","regulation":"tay-ninh","present":1,"needed":2,"members":2,"chair_missing":false,)"
        R"("cite":"council-tay-ninh/quorum"}])");
}

// --- One agreed score
// -------------------------------------------------------------------------------------------------

TEST_CASE("a council that agrees on a score gives one sheet", "[council][council-thoi-binh/scoring]") {
  auto const one = document(submit(vegetables(), sheets_of({73}), "agreed-score", 9));
  CHECK(text_at(one, "outcome") == R"("ranked")");
  CHECK(text_at(*one.find("mean"), "exact") == R"("73")");
  CHECK(text_at(one, "stars") == "4");
  CHECK(text_at(one, "missing_law") == R"(["council-quorum","council-spread"])");

  auto const two = score(test::builtin(), submit(vegetables(), sheets_of({73, 73}), "agreed-score", 9));
  REQUIRE(two.has_error());
  CHECK(two.error().code == errc::too_many_sheets);
  CHECK(two.error().where == "/sheets");
  CHECK(two.error().message ==
        "regulation agreed-score knows one agreed sheet; there are 2. Send the sheet on which the council agreed.");
}

// --- How points become one number
// -------------------------------------------------------------------------------------

namespace {

/// A sheet of set 13 of Decision 1048, textiles, with that many points in each part: A 25 or 26, B 15 or 16, C 28
/// or 29.
score_sheet textiles(std::string member, int a, int b, int c) {
  test::sheet_of sheet = test::best_sheet(test::product_set(13, "qd-1048-2019"), std::move(member));
  sheet.choose("1.3", 0).choose("1.2", 0);  // A: 35 - 4 - 3
  if (a == 25) sheet.choose("2.1", 0);      // 28 - 3
  if (a == 26) sheet.choose("2.3", 0);      // 28 - 2
  sheet.choose("4.2", 0);                   // B: 25 - 5
  sheet.choose("4.3", b == 15 ? 0 : 2);     // 20 - 5, or 20 - 4
  sheet.choose("6.1", 0).choose("6.2", 0);  // C: 40 - 5 - 5
  sheet.choose("6.8", c == 28 ? 0 : 2);     // 30 - 2, or 30 - 1
  return sheet;
}

assessment sit_on_textiles(std::vector<score_sheet> const& sheets, std::string_view id, choices const& wanted = {}) {
  auto const rules = test::edition("qd-1048-2019");
  choices all;
  for (auto const& own : regulation(id)->readings) all.push_back({own.reading, own.alternative});
  all.insert(all.end(), wanted.begin(), wanted.end());
  return assess(rules, 13, sheets, {}, rules->choose(all).value(), "province",
                {regulation(id), static_cast<std::int64_t>(sheets.size())})
      .value();
}

}  // namespace

TEST_CASE("parts rounded to hundredths and then added can miss 70 points that the exact mean reaches",
          "[council][software-2019/scoring][software-2023/scoring][council-tay-ninh/scoring]") {
  // A 25 25 26, B 15 15 16, C 29 29 30: 25.33 + 15.33 + 29.33 = 69.99 against 210/3.
  auto third = textiles("M3", 26, 16, 29);
  third.choices[*test::product_set(13, "qd-1048-2019").find("6.8")] = {0, 3};  // 30 in C
  third.is_chair = true;
  std::vector<score_sheet> const exactly{textiles("M1", 25, 15, 29), textiles("M2", 25, 15, 29), third};
  for (char const* const id : {"default", "tay-ninh", "dong-thap", "software-2023"}) {
    CAPTURE(id);
    auto const a = sit_on_textiles(exactly, id);
    CHECK(a.council.total.exact() == "70");
    CHECK(a.council.by_part[0].exact() == "76/3");
    CHECK(a.council.by_part[1].exact() == "46/3");
    CHECK(a.council.by_part[2].exact() == "88/3");
    CHECK(end_of(a) == "4");
  }
  auto const a = sit_on_textiles(exactly, "software-2019");
  CHECK(a.council.by_part[0].exact() == "76/3");
  CHECK(a.council.total.exact() == "70");
  CHECK(a.council.rounded->exact() == "6999/100");
  CHECK(a.council.rounded->decimal() == "69.99");
  CHECK(end_of(a) == "3");
  CHECK(mattered(a, "R-08=rounded"));
  // Who asks for the exact mean gets it, whatever the council shows.
  choices const exact{reading("R-08", "exact")};
  CHECK(end_of(sit_on_textiles(exactly, "software-2019", exact)) == "4");
}

TEST_CASE("parts rounded to hundredths can also add up to more than the exact mean",
          "[council][software-2019/scoring]") {
  // A 25 26 26, B 15 16 16, C 28 29 29: 25.67 + 15.67 + 28.67 against 210/3.
  std::vector<score_sheet> const sheets{textiles("M1", 25, 15, 28), textiles("M2", 26, 16, 29),
                                        textiles("M3", 26, 16, 29)};
  CHECK(sit_on_textiles(sheets, "default").council.total.exact() == "70");
  CHECK(sit_on_textiles(sheets, "software-2019").council.rounded->exact() == "7001/100");
}

TEST_CASE("the elders round each part to whole points, half up", "[council][made-up-2030/7.2]") {
  // Q: 24 and 25 points, 24.5 rounded to 25; with 60 in P the sum is 85, the first of the fourth level.
  std::vector<score_sheet> const halves{salt_sheet("M1", 4, 3, 6, true), salt_sheet("M2", 4, 3, 7)};
  auto const rounded = sit_with_elders(salt(), halves, {}, 2);
  CHECK(rounded.council.total.exact() == "169/2");
  CHECK(rounded.council.rounded->exact() == "85");
  CHECK(end_of(rounded) == "4");
  auto const exact = assess(decree(), 12, halves, {}, decree()->defaults, "village").value();
  CHECK(exact.council.total.exact() == "169/2");
  CHECK(end_of(exact) == "stopped");  // between 84 and 85, R-09=undetermined

  // 24, 24 and 25: 24 1/3 rounded to 24, and 24, 25 and 25: 24 2/3 rounded to 25.
  auto const third = salt_sheet("M3", 4, 3, 6);
  CHECK(sit_with_elders(salt(), {halves[0], halves[1], third}, {}, 3).council.rounded->exact() == "84");
  auto const two_thirds = salt_sheet("M3", 4, 3, 7);
  CHECK(sit_with_elders(salt(), {halves[0], halves[1], two_thirds}, {}, 3).council.rounded->exact() == "85");
}

TEST_CASE("a regulation that rounds the total to a decimal makes 69.95 into 70", "[council][qd-26-2026/3.3]") {
  auto const one_decimal = changed("default", [](council_regulation& r) { r.rounding = {{1, points_scope::total}}; });
  auto const [count, rounded, end] =
      GENERATE(table<std::size_t, char const*, char const*>({{19, "699/10", "3"}, {20, "70", "4"}, {21, "70", "4"}}));
  totals all(count, 70);
  all.back() = 69;
  auto const rules = test::edition();
  choices const wanted{reading("R-08", "rounded")};
  auto const by_rounded = rules->choose(wanted).value();
  auto const a = assess(rules, 1, sheets_of(all), {}, by_rounded, "province", {one_decimal, {}}).value();
  CHECK(a.council.rounded->exact() == rounded);
  CHECK(end_of(a) == end);
  // One that rounds for display only leaves the band to the exact mean.
  auto const shown = assess(rules, 1, sheets_of(all), {}, rules->defaults, "province", {one_decimal, {}}).value();
  CHECK(shown.council.rounded->exact() == rounded);
  CHECK(shown.council.total.exact() == a.council.total.exact());
  CHECK(end_of(shown) == "3");
  CHECK(mattered(shown, "R-08") == (count >= 20));
}

// --- Bands and their borders
// -------------------------------------------------------------------------------------------

namespace {

/// A sheet of any set with that many points, that meets every mark up to the level and misses no note's criterion.
std::optional<score_sheet> sheet_worth(compiled_product_set const& set, int total, stars level) {
  score_sheet const best = test::best_sheet(set);
  std::map<int, std::vector<choice>> reached{{0, {}}};
  for (std::size_t c = 0; c < set.criteria.size(); ++c) {
    auto const& list = set.criteria[c].lists.front();
    bool const is_watched = std::any_of(set.notes.begin(), set.notes.end(), [c](compiled_note const& n) {
      return std::find(n.zero_at.begin(), n.zero_at.end(), c) != n.zero_at.end();
    });
    std::map<int, std::vector<choice>> next;
    for (int option = static_cast<int>(list.options.size()); option >= 1; --option) {
      points const worth = list.options[static_cast<std::size_t>(option - 1)].worth;
      bool const misses = std::any_of(set.gates.begin(), set.gates.end(), [&](compiled_gate const& g) {
        return g.criterion == c && g.level <= level && worth < g.needed;
      });
      if (misses || (is_watched && worth.value == 0)) continue;
      for (auto const& [sum, made] : reached) {
        auto more = made;
        more.push_back({list.case_no, option});
        next.try_emplace(sum + worth.value, std::move(more));
      }
    }
    reached = std::move(next);
  }
  auto const found = reached.find(total);
  if (found == reached.end()) return std::nullopt;
  return score_sheet{"M1", false, found->second};
}

std::vector<score_sheet> some(std::size_t n, score_sheet const& one, std::size_t m, score_sheet const& other) {
  std::vector<score_sheet> all(n, one);
  all.insert(all.end(), m, other);
  return all;
}

}  // namespace

TEST_CASE("209/3 and 629/9 points never become 70, in any set of any decree, under any reading of rounding",
          "[council][qd-26-2026/3.3][qd-148-2023/bands][qd-1048-2019/1.2]") {
  choices const rounded{reading("R-08", "rounded")};
  for (char const* const name : {"qd-1048-2019", "qd-148-2023", "qd-26-2026"}) {
    for (auto const& set : test::edition(name)->product_sets) {
      CAPTURE(name, set.number);
      auto const low = sheet_worth(set, 69, stars{4});
      auto const high = sheet_worth(set, 70, stars{4});
      REQUIRE((low && high));
      auto const council = [&](std::size_t lows, std::size_t highs, choices const& readings) {
        return test::assess_sheets(set.number, some(lows, *low, highs, *high), readings, {}, "province", name);
      };
      for (auto const& readings : {choices{}, rounded}) {
        CHECK(council(1, 2, readings).council.total.exact() == "209/3");
        CHECK(end_of(council(1, 2, readings)) == "3");
        CHECK(council(1, 8, readings).council.total.exact() == "629/9");
        CHECK(end_of(council(1, 8, readings)) == "3");
        CHECK(end_of(council(0, 3, readings)) == "4");
      }
    }
  }
}

TEST_CASE("R-08: 69.995 is below 70 on the exact mean and 70.00 when rounded, in every decree",
          "[council][qd-26-2026/3.3][qd-148-2023/bands][qd-1048-2019/1.2]") {
  auto const [name, number] =
      GENERATE(table<char const*, int>({{"qd-1048-2019", 1}, {"qd-148-2023", 1}, {"qd-26-2026", 1}}));
  CAPTURE(name);
  auto const& set = test::product_set(number, name);
  auto const low = sheet_worth(set, 69, stars{4}).value();
  auto const high = sheet_worth(set, 70, stars{4}).value();
  auto const council = [&, name = name, number = number](std::size_t n, choices const& readings) {
    return test::assess_sheets(number, some(1, low, n - 1, high), readings, {}, "province", name);
  };
  choices const rounded{reading("R-08", "rounded")};
  // 13929/199 = 69.994..., 13999/200 = 69.995, 14069/201 = 69.995...
  CHECK(council(199, {}).council.total.decimal() == "69.99");
  CHECK(end_of(council(199, {})) == "3");
  CHECK(end_of(council(199, rounded)) == "3");
  CHECK_FALSE(mattered(council(199, {}), "R-08"));
  for (std::size_t const n : {std::size_t{200}, std::size_t{201}}) {
    CHECK(council(n, {}).council.total.decimal() == "70.00");
    CHECK(end_of(council(n, {})) == "3");
    CHECK(mattered(council(n, {}), "R-08"));
    CHECK(end_of(council(n, rounded)) == "4");
    CHECK(mattered(council(n, rounded), "R-08=rounded"));
  }
}

TEST_CASE("R-09: between two printed bands of Decision 1048 the lower one goes on, or nothing is determined",
          "[council][qd-1048-2019/1.2]") {
  auto const [low, high, level] = GENERATE(table<int, int, int>({{49, 50, 2}, {69, 70, 3}, {89, 90, 4}}));
  CAPTURE(low);
  auto const& set = test::product_set(1, "qd-1048-2019");
  auto const under = sheet_worth(set, low, stars{5}).value();
  auto const over = sheet_worth(set, high, stars{5}).value();
  choices const undetermined{reading("R-09", "undetermined")};
  auto const council = [&](std::size_t lows, std::size_t highs, choices const& readings) {
    return test::assess_sheets(1, some(lows, under, highs, over), readings, {}, "province", "qd-1048-2019");
  };
  // On the printed end, half a point above it, on the next floor.
  CHECK(end_of(council(2, 0, {})) == std::to_string(level));
  CHECK(end_of(council(1, 1, {})) == std::to_string(level));
  CHECK(end_of(council(0, 2, {})) == std::to_string(level + 1));
  CHECK(end_of(council(2, 0, undetermined)) == std::to_string(level));
  CHECK(end_of(council(1, 1, undetermined)) == "stopped");
  CHECK(end_of(council(0, 2, undetermined)) == std::to_string(level + 1));
  CHECK_FALSE(mattered(council(2, 0, {}), "R-09"));
  CHECK(mattered(council(1, 1, {}), "R-09"));
  CHECK(council(1, 1, undetermined).ranking.gap_stops);

  // 0.004 above the printed end is on it once rounded; 0.005 above it is not.
  choices both = undetermined;
  both.push_back(reading("R-08", "rounded"));
  CHECK(end_of(council(249, 1, undetermined)) == "stopped");
  CHECK(end_of(council(249, 1, both)) == std::to_string(level));
  CHECK(end_of(council(199, 1, both)) == "stopped");
}

TEST_CASE("89.5 points under Decision 1048 are 4 stars; under R-09=undetermined the result says why there are none",
          "[council][qd-1048-2019/1.2]") {
  auto const& set = test::product_set(1, "qd-1048-2019");
  std::vector<score_sheet> sheets{sheet_worth(set, 89, stars{5}).value(), sheet_worth(set, 90, stars{5}).value()};
  sheets[1].member = "M2";
  auto const result = [&](choices const& wanted) {
    return document(submit(set, sheets, "dong-thap", 2, "qd-1048-2019@2019-08-21"), wanted);
  };
  auto const four = result({});
  CHECK(text_at(*four.find("mean"), "exact") == R"("179/2")");
  CHECK(text_at(four, "stars") == "4");
  CHECK(text_at(four, "forward_to") == "null");
  CHECK(text_at(four, "readings") == R"(["R-09"])");
  auto const none = result({reading("R-09", "undetermined")});
  CHECK(text_at(none, "outcome") == R"("stopped")");
  CHECK(text_at(none, "reasons") == R"([{"effect":"stop","reading":"R-09","cite":"qd-1048-2019/1.2"}])");
  CHECK(gives_nothing(none));
}

TEST_CASE("the bands of 148 and of 26/2026 have no gap, so R-09 changes nothing there",
          "[council][qd-148-2023/bands][qd-26-2026/3.3]") {
  choices const undetermined{reading("R-09", "undetermined")};
  for (char const* const name : {"qd-148-2023", "qd-26-2026"}) {
    auto const& set = test::product_set(1, name);
    auto const council = some(1, sheet_worth(set, 89, stars{5}).value(), 1, sheet_worth(set, 90, stars{5}).value());
    CHECK(end_of(test::assess_sheets(1, council, undetermined, {}, "province", name)) == "4");
  }
}

// --- Whose reading counts
// ---------------------------------------------------------------------------------------------

TEST_CASE("a regulation's own reading gives way to the caller's, and that to the submission's",
          "[council][software-2023/stars][made-up-2030/7.4]") {
  // An unmet minimum caps or rejects (R-05). The made-up decree rejects, its elders cap.
  choices const cap{reading("R-05", "cap")};
  choices const reject{reading("R-05", "reject")};
  // I.1 at 11 misses the mark of the fourth level.
  auto const result = [&](char const* regulation, choices const& wanted, choices const& own) {
    auto from = submit(lanterns(), {lantern("M1", 11, 4, true)}, regulation, 1, "made-up-2030@2030-01-01", "village");
    from.readings = own;
    auto const r = document(std::move(from), wanted, test::made_up());
    return text_at(r, "outcome") + ' ' + text_at(r, "stars");
  };
  CHECK(result("default", {}, {}) == R"("rejected" null)");
  CHECK(result("elders", {}, {}) == R"("ranked" 3)");
  CHECK(result("elders", reject, {}) == R"("rejected" null)");
  CHECK(result("elders", reject, cap) == R"("ranked" 3)");
  CHECK(result("elders", cap, reject) == R"("rejected" null)");
  CHECK(result("elders", {}, reject) == R"("rejected" null)");
  CHECK(result("default", cap, {}) == R"("ranked" 3)");
  CHECK(result("default", {}, cap) == R"("ranked" 3)");
}

TEST_CASE("the software of 2023 needs the marks of the star and of those below it, else the next lower star",
          "[council][software-2023/stars]") {
  auto const own = regulation("software-2023")->readings;
  REQUIRE(own.size() == 2);
  CHECK(own[0].reading.str() == "R-01");
  CHECK(own[0].alternative == "cumulative");
  CHECK(own[1].reading.str() == "R-05");
  CHECK(own[1].alternative == "cap");
  for (auto const& r : own) CHECK(r.cite.at == "software-2023/stars");

  // 99 points without the four-star mark of 3.4.
  std::vector<score_sheet> const sheets{test::best_sheet(vegetables()).choose("3.4", 1)};
  auto const stars = [&](choices const& wanted, choices const& of_submission) {
    auto from = submit(vegetables(), sheets, "software-2023", 1);
    from.readings = of_submission;
    return text_at(document(std::move(from), wanted), "stars");
  };
  CHECK(stars({}, {}) == "3");
  CHECK(stars({reading("R-01", "own-marks")}, {}) == "5");
  CHECK(stars({reading("R-01", "own-marks")}, {reading("R-01", "cumulative")}) == "3");
  CHECK(stars({reading("R-05", "reject")}, {}) == "null");
  CHECK(stars({reading("R-05", "reject")}, {reading("R-05", "cap")}) == "3");
}

TEST_CASE("a reading that is not there is an error where it was asked for", "[council][software-2023/stars]") {
  auto const asked = [](choices const& wanted, choices const& of_submission) {
    auto from = submit(vegetables(), sheets_of({90}), "software-2023", 1);
    from.readings = of_submission;
    return score(test::builtin(), std::move(from), wanted).error();
  };
  CHECK(asked({reading("R-05", "drop")}, {}).where == "readings/R-05");
  CHECK(asked({reading("R-05", "drop")}, {}).message ==
        "reading R-05 has no alternative \"drop\"; allowed are cap, reject.");
  CHECK(asked({}, {reading("R-05", "drop")}).where == "/readings/R-05");
  CHECK(asked({}, {reading("R-99", "cap")}).code == errc::unknown_reading);
}

TEST_CASE("what nobody knows of a regulation is said with the result", "[council][council-dong-thap/scoring]") {
  auto const missing = [](char const* id, char const* rules) {
    auto const& set = test::product_set(1, rules);
    std::vector<score_sheet> const sheets{test::best_sheet(set)};
    auto from = submit(set, sheets, id, 1, rules);
    from.sheets.front().role = "chair";
    return text_at(document(std::move(from)), "missing_law");
  };
  CHECK(missing("dong-thap", "qd-26-2026") == R"(["council-quorum"])");
  CHECK(missing("dong-thap", "qd-1048-2019@2019-08-21") == R"(["council-quorum"])");
  CHECK(missing("dong-thap", "qd-1048-2019@2020-06-08") == R"(["gates","council-quorum"])");
  CHECK(missing("software-2023", "qd-26-2026") == R"(["council-quorum"])");
  CHECK(missing("tay-ninh", "qd-26-2026") == R"(["council-quorum"])");
  CHECK(missing("default", "qd-26-2026") == "[]");
}

// --- What always holds
// ------------------------------------------------------------------------------------------------

namespace {

constexpr std::array<char const*, 3> decrees{"qd-1048-2019", "qd-148-2023", "qd-26-2026"};

/// Sheets and councils at random; the same ones on every machine.
class random_councils {
  std::mt19937_64 engine_;

 public:
  explicit random_councils(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }

  choice any(compiled_criterion const& c) {
    auto const& list = c.lists[below(c.lists.size())];
    auto const option = static_cast<int>(below(list.options.size() + 1));
    return {option == 0 ? 0 : list.case_no, option};
  }

  /// Three to nine sheets around one, which is anything between the best and any; one of them is the chair's, or none.
  std::vector<score_sheet> council(compiled_product_set const& set) {
    score_sheet around = test::best_sheet(set);
    std::size_t const spoiled = below(9);
    for (std::size_t c = 0; c < around.choices.size(); ++c)
      if (below(10) < spoiled) around.choices[c] = any(set.criteria[c]);
    std::vector<score_sheet> made(3 + below(7), around);
    for (std::size_t s = 0; s < made.size(); ++s) {
      made[s].member = "M" + std::to_string(s + 1);
      for (std::size_t k = below(4); k > 0; --k) {
        std::size_t const c = below(set.criteria.size());
        made[s].choices[c] = any(set.criteria[c]);
      }
    }
    if (below(4) != 0) made[below(made.size())].is_chair = true;
    return made;
  }

  template <class List>
  void shuffle(List& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
  }
};

assessment sit_on(char const* name, int set, std::vector<score_sheet> const& sheets,
                  std::shared_ptr<council_regulation const> regulation, std::int64_t members,
                  choices const& readings = {}) {
  auto const rules = test::edition(name);
  return assess(rules, set, sheets, {}, rules->choose(readings).value(), "province", {std::move(regulation), members})
      .value();
}

/// All that the result says of the session and the product, members by name.
std::string told(assessment const& a) {
  std::string text = end_of(a) + ' ' + a.council.total.exact();
  for (auto const& p : a.council.by_part) text += ' ' + p.exact();
  if (auto const& q = a.council.quorum)
    text += " quorum " + std::to_string(q->present) + '/' + std::to_string(q->needed) +
            (q->chair_missing ? " no chair" : "") + (q->is_met ? " met" : " unmet");
  if (auto const& f = a.council.spread) {
    text += " spread " + std::to_string(f->spread.value) + " at " + std::to_string(f->at) +
            (f->is_accepted ? " accepted" : " refused");
    for (auto const* ends : {&f->lowest, &f->highest}) {
      auto names = members_of(a, *ends);
      std::sort(names.begin(), names.end());
      for (auto const& name : names) text += ' ' + name;
      text += ';';
    }
  }
  for (auto const g : a.ranking.unmet_gates) text += ' ' + std::to_string(g);
  for (auto const& r : readings_that_mattered(a)) text += ' ' + r;
  return text;
}

}  // namespace

TEST_CASE("the order of the sheets never matters, under any regulation and any decree",
          "[council][qd-26-2026/3.3][qd-148-2023/bands][qd-1048-2019/1.2]") {
  random_councils random(11);
  for (char const* const name : decrees)
    for (auto const& set : test::edition(name)->product_sets)
      for (auto const& one : test::builtin().regulations()) {
        if (one->how == aggregation::agreed_score) continue;
        for (auto const scope : {points_scope::total, points_scope::part, points_scope::criterion}) {
          CAPTURE(name, set.number, one->id);
          auto const rule = changed(one->id, [&](council_regulation& r) {
            if (r.spread) r.spread->scope = scope;
          });
          auto sheets = random.council(set);
          auto const members = static_cast<std::int64_t>(sheets.size() + random.below(4));
          auto const before = told(sit_on(name, set.number, sheets, rule, members));
          random.shuffle(sheets);
          CHECK(told(sit_on(name, set.number, sheets, rule, members)) == before);
        }
      }
}

TEST_CASE("a better option never lowers the stars, under any regulation and any decree",
          "[council][qd-26-2026/3.3][qd-148-2023/bands][qd-1048-2019/1.2]") {
  random_councils random(12);
  for (char const* const name : decrees)
    for (auto const& set : test::edition(name)->product_sets)
      for (auto const& one : test::builtin().regulations()) {
        if (one->how == aggregation::agreed_score) continue;
        // The spread is left out: a better option may take a member too far from the others.
        auto const rule = changed(one->id, [](council_regulation& r) { r.spread.reset(); });
        auto const before = random.council(set);
        auto after = before;
        std::size_t const s = random.below(after.size());
        std::size_t const c = random.below(set.criteria.size());
        choice const was = before[s].choices[c];
        auto const& list = was.option == 0 ? set.criteria[c].lists.front() : *set.criteria[c].list(was.case_no);
        if (was.option == static_cast<int>(list.options.size())) continue;
        after[s].choices[c] = {list.case_no, was.option + 1};
        CAPTURE(name, set.number, one->id, set.criteria[c].id.str(), was.option);
        auto const members = static_cast<std::int64_t>(before.size());
        auto const a = sit_on(name, set.number, before, rule, members);
        auto const b = sit_on(name, set.number, after, rule, members);
        // Totals of one council have one denominator, rounded or not.
        CHECK(a.council.total.count() == b.council.total.count());
        CHECK(a.council.total.sum() <= b.council.total.sum());
        auto const height = [](assessment const& x) { return x.ranking.final_stars.value_or(stars{0}); };
        CHECK(height(a) <= height(b));
      }
}

TEST_CASE("means of totals, of parts and of criteria come to the same points where nothing is rounded",
          "[council][software-2023/scoring][qd-26-2026/3.3]") {
  random_councils random(13);
  for (char const* const name : decrees)
    for (auto const& set : test::edition(name)->product_sets) {
      CAPTURE(name, set.number);
      auto const sheets = random.council(set);
      auto const members = static_cast<std::int64_t>(sheets.size());
      auto const with = [&](aggregation how) {
        auto const rule = changed("default", [how](council_regulation& r) { r.how = how; });
        return told(sit_on(name, set.number, sheets, rule, members));
      };
      auto const mean = with(aggregation::mean_of_totals);
      CHECK(with(aggregation::sum_of_part_means) == mean);
      CHECK(with(aggregation::sum_of_criterion_means) == mean);
    }
}

TEST_CASE("parts or criteria that are rounded are rounded one by one, half up, and then added",
          "[council][software-2019/scoring]") {
  // The reference goes up one step of a hundredth at a time for as long as the mean is half a step above it.
  auto const half_up = [](std::int64_t sum, std::int64_t count, std::int64_t steps) {
    std::int64_t at = 0;
    while ((2 * at + 1) * count <= 2 * sum * steps) ++at;
    return at;
  };
  random_councils random(14);
  for (char const* const name : decrees)
    for (auto const& set : test::edition(name)->product_sets)
      for (int const decimals : {0, 1, 2}) {
        CAPTURE(name, set.number, decimals);
        std::int64_t const steps = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
        auto const sheets = random.council(set);
        auto const count = static_cast<std::int64_t>(sheets.size());
        auto const rounding = [&](points_scope scope) {
          auto const rule = changed("default", [&](council_regulation& r) {
            r.rounding = rounding_rule{decimals, scope};
          });
          return sit_on(name, set.number, sheets, rule, count);
        };
        auto const plain = sit_on(name, set.number, sheets, regulation("default"), count);
        std::int64_t of_parts = 0;
        for (std::size_t p = 0; p < plain.rules->parts.size(); ++p) {
          std::int64_t sum = 0;
          for (auto const& e : plain.council.evaluations) sum += e.by_part[p].value;
          of_parts += half_up(sum, count, steps);
        }
        std::int64_t of_criteria = 0;
        std::int64_t of_total = 0;
        for (std::size_t c = 0; c < set.criteria.size(); ++c) {
          std::int64_t sum = 0;
          for (auto const& e : plain.council.evaluations) sum += e.by_criterion[c].value;
          of_criteria += half_up(sum, count, steps);
          of_total += sum;
        }
        CHECK(rounding(points_scope::part).council.rounded->exact() == mean_points(of_parts, steps).exact());
        CHECK(rounding(points_scope::criterion).council.rounded->exact() == mean_points(of_criteria, steps).exact());
        CHECK(rounding(points_scope::total).council.rounded->exact() ==
              mean_points(half_up(of_total, count, steps), steps).exact());
      }
}

}  // namespace regulation_test
