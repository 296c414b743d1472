// A decree that does not exist (tests/cases/made-up-2033): a fourth part, six levels, points in halves, minimums at
// parts, sections, groups and the total, headings that count up to a limit, a trimmed mean and a median, ties that the
// chair decides, cases, notes, and a transition that says what governs when its last day has passed. Nothing of it is
// in C++: it is a folder of JSON, and what its sheets come to was computed apart (tests/support/make_kite_cases.py).
#include "ocop/compile/comparison.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/exchange/expanded_edition.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission_scorer.hpp"
#include "ocop/explain/comparison_page.hpp"
#include "ocop/explain/edition_page.hpp"
#include "ocop/explain/explanation.hpp"
#include "ocop/rank/batch.hpp"
#include "ocop/rank/batch_comparison.hpp"
#include "ocop/rank/blocking.hpp"
#include "ocop/rank/margin.hpp"
#include "ocop/rank/upgrade_path.hpp"
#include "ocop/record/counterfactual.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/replay.hpp"
#include "ocop/score/assessment.hpp"

#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/files.hpp"
#include "support/patched_rules.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace made_up_2033_test {
namespace {

using namespace ocop;

rule_files decree_files() {
  return with_schemas_of(read_rule_files(test::cases() / "made-up-2033").value(), builtin_rule_files());
}

rule_catalog const& decree() {
  static rule_catalog const catalog = [] {
    auto report = load_catalog(decree_files());
    for (auto const& i : report.issues) UNSCOPED_INFO(i.where << ": " << i.message);
    REQUIRE(report.catalog.has_value());
    return std::move(*report.catalog);
  }();
  return catalog;
}

std::shared_ptr<compiled_rule_set const> rules() { return decree().find("made-up-2033").value(); }
compiled_product_set const& kites() { return *rules()->product_set(1).value(); }

std::vector<choice> read_choices(std::string_view text) {
  std::vector<choice> choices;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '[') {
      choices.push_back({0, text[i] - '0'});
      continue;
    }
    choices.push_back({text[i + 1] - '0', text[i + 3] - '0'});
    i += 4;
  }
  return choices;
}

value const& cases() {
  static value const content = test::read_json(test::cases() / "made-up-2033.json");
  return content;
}

/// A case as a document; `filed` and `decided` are its days.
std::string document_of(value const& a_case, std::string const& filed = "2033-03-01",
                        std::string const& decided = "2033-04-01") {
  auto const& written = a_case.find("sheets")->as_array();
  auto const* const chair = a_case.find("chair");
  value::array sheets;
  for (std::size_t s = 0; s < written.size(); ++s) {
    auto const choices = read_choices(written[s].as_string());
    value::object ticks;
    for (std::size_t c = 0; c < choices.size(); ++c) {
      auto const [case_no, option] = choices[c];
      ticks.push_back({kites().criteria[c].id.str(),
                       case_no ? value(value::object{{"case", case_no}, {"option", option}}) : value(option)});
    }
    bool const is_chair = chair && chair->as_integer() == static_cast<std::int64_t>(s) + 1;
    sheets.emplace_back(value::object{{"member", "M" + std::to_string(s + 1)},
                                      {"role", is_chair ? "chair" : "member"},
                                      {"choices", std::move(ticks)}});
  }
  auto const* const regulation = a_case.find("regulation");
  value::object document{
      {"format", "ocop-submission/1"},
      {"submission", "kite-1"},
      {"product", value::object{{"name", "Diều"}, {"set", 1}}},
      {"filing", value::object{{"kind", "first"}, {"filed_on", filed}, {"decided_on", decided}}},
      {"council", value::object{{"regulation", regulation ? regulation->as_string() : std::string("default")},
                                {"level", "harbour"},
                                {"members", static_cast<std::int64_t>(written.size())}}}};
  for (char const* const part : {"readings", "facts"})
    if (auto const* const given = a_case.find(part)) document.push_back({part, *given});
  document.push_back({"sheets", std::move(sheets)});
  return to_json(document);
}

value const& case_of(std::string_view name) {
  for (auto const& a_case : cases().find("cases")->as_array())
    if (a_case.find("name")->as_string().starts_with(name)) return a_case;
  FAIL("no case " << name);
  return cases();
}

scored_submission scored(std::string const& document) {
  auto read = read_submission(document);
  REQUIRE(read.content.has_value());
  auto made = score(decree(), std::move(*read.content));
  if (!made) FAIL(made.error().where << ": " << made.error().message);
  return std::move(*made);
}

/// A result in the words of a case.
value in_words(value const& result) {
  value::array unmet, low;
  for (auto const& gate : result.find("unmet_gates")->as_array())
    unmet.emplace_back(value::array{*gate.find("stars"), *gate.find("criterion")});
  for (auto const& m : result.find("unmet_minimums")->as_array())
    low.emplace_back(value::array{*m.find("stars"), *m.find("at"), *m.find("found")});
  value const& mean = *result.find("mean");
  value::object words{{"outcome", *result.find("outcome")},
                      {"stars_by_points", *result.find("stars_by_points")},
                      {"stars", *result.find("stars")},
                      {"mean", *mean.find("exact")}};
  for (char const* const part : {"K", "L", "M", "N"}) words.push_back({part, *mean.find(part)});
  words.push_back({"unmet_gates", std::move(unmet)});
  words.push_back({"unmet_minimums", std::move(low)});
  return words;
}

}  // namespace

TEST_CASE("every case of the decree of kites comes to what its tables give, from structs and from bytes", "[compile]") {
  submission_scorer scorer(decree());
  std::size_t count = 0;
  for (auto const& a_case : cases().find("cases")->as_array()) {
    INFO(a_case.find("name")->as_string());
    std::string const document = document_of(a_case);
    std::string const result = write_result(scored(document));
    value const read = parse_json(result).value();
    CHECK(to_json(in_words(read)) == to_json(*a_case.find("expect")));
    CHECK(*read.find("format") == "ocop-result/2");
    CHECK(*read.find("points_unit") == "1/2");
    CHECK(scorer.answer(document).text == result);
    CHECK(scorer.answer(document).text == result);
    ++count;
  }
  CHECK(count > 30);
}

TEST_CASE("a sheet in a batch comes to what it comes to alone, with minimums and limits", "[compile][rank]") {
  test::columns columns(kites().criteria.size());
  std::vector<value const*> alone;
  for (auto const& a_case : cases().find("cases")->as_array()) {
    if (a_case.find("sheets")->as_array().size() > 1 || a_case.find("facts") || a_case.find("readings")) continue;
    columns.add(read_choices(a_case.find("sheets")->as_array().front().as_string()));
    alone.push_back(a_case.find("expect"));
  }
  auto const made = score_batch(rules(), kites(), columns.view(), {}, rules()->defaults).value();
  auto const blocked = what_blocks(rules(), kites(), columns.view(), {}, rules()->defaults).value();
  std::uint64_t capped = 0;
  std::map<std::string, std::uint64_t> held;
  for (std::size_t row = 0; row < alone.size(); ++row) {
    value const& expect = *alone[row];
    CHECK(in_points(mean_points(made.total[row], 1), rules()->unit).exact() == expect.find("mean")->as_string());
    CHECK(made.stars[row] == expect.find("stars")->as_integer());
    CHECK(made.by_points[row] == expect.find("stars_by_points")->as_integer());
    if (made.stars[row] == made.by_points[row]) {
      CHECK(made.capped_by[row] == -1);
      continue;
    }
    ++capped;
    REQUIRE(made.capped_by[row] >= 0);
    auto const at = static_cast<std::size_t>(made.capped_by[row]);
    std::size_t const criteria = kites().criteria.size();
    ++held[at < criteria ? kites().criteria[at].id.str() : kites().minimums[at - criteria].code];
  }
  CHECK(blocked.capped == capped);
  REQUIRE(blocked.minimums.size() == kites().minimums.size());
  for (auto const& m : blocked.minimums) CHECK(m.first == held[kites().minimums[m.minimum].code]);
  CHECK(held["total"] > 0);
  CHECK(held["2"] > 0);
  CHECK(held["3.1"] > 0);
  CHECK(held["K"] > 0);
}

TEST_CASE("the cheapest way to a level passes minimums and limits: every single way is tried", "[compile][rank]") {
  // Two criteria of the bamboo frame, the flute and the lessons are open; all else stays.
  auto const start = read_choices("3[1:2]2221111112223");
  std::vector<std::size_t> const open{0, 1, 5, 6, 7, 8, 9, 10, 13};
  std::vector<std::size_t> fixed;
  for (std::size_t c = 0; c < kites().criteria.size(); ++c)
    if (std::find(open.begin(), open.end(), c) == open.end()) fixed.push_back(c);
  auto const worth = [](std::size_t c, choice const& made) {
    if (made.option == 0) return 0;
    return kites().criteria[c].list(made.case_no)->options[static_cast<std::size_t>(made.option - 1)].worth.value;
  };
  for (int level = 1; level <= 6; ++level) {
    upgrade_options options;
    options.fixed = fixed;
    options.most_plans = 1000;
    auto const found = upgrade_path(*rules(), kites(), start, stars{level}, {}, rules()->defaults, options).value();
    // Every sheet that differs at the open criteria by options worth more.
    std::optional<std::int64_t> cheapest;
    std::size_t plans = 0;
    std::vector<choice> sheet = start;
    auto const look = [&] {
      std::int64_t cost = 0;
      for (std::size_t const c : open) cost += worth(c, sheet[c]) - worth(c, start[c]);
      if (cheapest && *cheapest < cost) return;
      auto const a = assess(rules(), 1, {{"M", false, sheet}}, {}, rules()->defaults).value();
      if (!a.ranking.final_stars || a.ranking.final_stars->value < level) return;
      plans = cheapest && *cheapest == cost ? plans + 1 : 1;
      cheapest = cost;
    };
    auto const go = [&](auto const& self, std::size_t at) -> void {
      if (at == open.size()) return look();
      std::size_t const c = open[at];
      self(self, at + 1);
      for (auto const& list : kites().criteria[c].lists)
        for (int o = 1; o <= static_cast<int>(list.options.size()); ++o) {
          choice const made{list.case_no, o};
          if (worth(c, made) <= worth(c, start[c])) continue;
          sheet[c] = made;
          self(self, at + 1);
          sheet[c] = start[c];
        }
    };
    go(go, 0);
    INFO("level " << level);
    CHECK(found.cost == cheapest);
    CHECK(found.plans.size() == (cheapest ? plans : 0));
    for (auto const& plan : found.plans) {
      std::vector<choice> changed = start;
      for (auto const& change : plan) changed[change.criterion] = change.to;
      auto const a = assess(rules(), 1, {{"M", false, changed}}, {}, rules()->defaults).value();
      CHECK(a.ranking.final_stars.value_or(stars{0}).value >= level);
    }
  }
  auto const lacking = upgrade_path(*rules(), kites(), start, stars{6}, {}, rules()->defaults).value();
  std::vector<std::string> low;
  for (std::size_t const m : lacking.unmet_minimums) low.push_back(kites().minimums[m].code);
  CHECK(low == std::vector<std::string>{"K", "total", "3.1"});
}

TEST_CASE("pages show half points, minimums and limits", "[compile][explain]") {
  auto const held = scored(document_of(case_of("69 points")));
  std::string const page = explain(held.assessed, {"Diều", "kite-1", held.because, {}, {}, {}}, language::en);
  INFO(page);
  CHECK(page.find("held back by total: 5 kites needs at least 70 points, has 69 [made-up-2033/2.2]") != page.npos);
  CHECK(page.find("/ 12.5") != page.npos);
  CHECK(page.find("K Part K: frame") != page.npos);
  auto const elders = scored(document_of(case_of("the elders leave out")));
  std::string const council = explain(elders.assessed, {"Diều", "kite-1", elders.because, {}, {}, {}}, language::en);
  INFO(council);
  CHECK(council.find("mean without the 1 highest and 1 lowest of 5 sheets") != council.npos);
  auto const median = scored(document_of(case_of("the median of three")));
  CHECK(explain(median.assessed, {"Diều", "kite-1", median.because, {}, {}, {}}, language::vi).find("trung vị của 3") !=
        std::string::npos);
  std::string const edition = edition_page(*rules(), decree().regulations());
  INFO(edition);
  CHECK(edition.find("50 – <65.5") != edition.npos);
  CHECK(edition.find("points in steps of") != edition.npos);
  CHECK(edition.find("the chair's sheet decides") != edition.npos);
  CHECK(edition.find("median of the totals") != edition.npos);
  CHECK(edition.find("then made-up-2033") != edition.npos);
  CHECK(edition.find("≥ 82.5") != edition.npos);
  std::string const expanded = write_expanded(*rules(), layout::line);
  CHECK(expanded.find(R"("points_unit":"1/2")") != expanded.npos);
  CHECK(expanded.find(R"("counts_at_most":{"2":10,"3.1":"7.5"})") != expanded.npos);
  CHECK(expanded.find(R"({"stars":5,"at":"3.1","points":"4.5","cite":"made-up-2033/annex-1/3.1"})") != expanded.npos);
}

TEST_CASE("a comparison of two decrees knows that their points are counted in different units", "[compile]") {
  auto const& old = *decree().find("made-up-2031").value()->product_set(1).value();
  auto const compared = compare(old, kites());
  CHECK(compared.minimums.size() == 4);
  REQUIRE(compared.limits.size() == 2);
  CHECK(compared.limits.front().at == "2");
  std::string const page = explain(compared, language::en);
  INFO(page);
  CHECK(page.find("Minimum of 5★, 3.1: - → 4.5") != page.npos);
  CHECK(page.find("Counts at most, 3.1: - → 7.5") != page.npos);
  // Whole points and the same in halves: nothing has changed.
  auto files = test::patched(decree_files(), R"([
    { "file": "made-up-2031/rule_set.json", "at": "/points_unit", "set": "1/2" }])");
  auto const in_halves = load_catalog(files);
  REQUIRE(in_halves.catalog.has_value());
  auto const& halves = *in_halves.catalog->find("made-up-2031").value()->product_set(1).value();
  CHECK(halves.criteria[0].max.value == 2 * old.criteria[0].max.value);
  for (auto const& change : compare(old, halves).lists) CHECK(change.is_unchanged());
  CHECK(halves.sha256 != old.sha256);
}

TEST_CASE("when the last day of a transition has passed, its clause says what governs", "[compile]") {
  filing f{filing_kind::first, parse_day("2032-12-31").value(), parse_day("2033-01-31").value()};
  auto const in_time = decree().governing(f).value();
  CHECK(in_time.rules->rule_set.str() == "made-up-2031");
  CHECK_FALSE(in_time.by_else);
  f.decided_on = parse_day("2033-02-01").value();
  auto const late = decree().governing(f).value();
  CHECK(late.rules->rule_set.str() == "made-up-2033");
  CHECK(late.because == "made-up-2033/9.2");
  CHECK(late.by_else);
  CHECK(to_string(*late.finish_by) == "2033-01-31");
  // 2033-01-30 would be a Sunday: with one day less the last day moves to the Monday under R-13.
  auto const files = test::patched(decree_files(), R"([
    { "file": "made-up-2033/rule_set.json", "at": "/transition/0/finish_within_days", "set": 29 }])");
  auto const shorter = load_catalog(files);
  REQUIRE(shorter.catalog.has_value());
  f.decided_on = parse_day("2033-01-31").value();
  CHECK(shorter.catalog->governing(f).value().by_else);
  reading_choice const moved{reading_id("R-13"), "next-working-day"};
  CHECK_FALSE(shorter.catalog->governing(f, {&moved, 1}).value().by_else);

  // The result says that it is late, and is the same from bytes to bytes on every day around.
  submission_scorer scorer(decree());
  for (int day_of_month = 25; day_of_month <= 40; ++day_of_month) {
    day const on = parse_day("2033-01-01").value() + std::chrono::days(day_of_month - 1);
    std::string const document = document_of(case_of("the best option"), "2032-12-31", to_string(on));
    auto read = read_submission(document);
    auto const made = score(decree(), std::move(*read.content));
    std::string const answer = made ? write_result(*made) : write_error(made.error(), "kite-1", 1);
    CHECK(scorer.answer(document).text == answer);
    if (day_of_month > 31) {
      REQUIRE(made.has_value());
      CHECK(made->by_else);
      CHECK(answer.find(R"("format":"ocop-result/2")") != answer.npos);
      CHECK(answer.find(R"("effect":"late","finish_by":"2033-01-31")") != answer.npos);
    } else {
      CHECK_FALSE(made.has_value());  // the old decree has other criteria
    }
  }
}

TEST_CASE("records of half points replay, and say what they would come to under another reading", "[compile][record]") {
  for (auto const& a_case : cases().find("cases")->as_array()) {
    INFO(a_case.find("name")->as_string());
    std::string const record = make_record(decree(), document_of(a_case)).value().json;
    auto const same = replay(decree(), record, {});
    CHECK(same.status == replay_status::same);
    CHECK(same.differences.empty());
  }
  std::string const record = make_record(decree(), document_of(case_of("69 points"))).value().json;
  CHECK(record.find(R"("12.5")") != record.npos);
  reading_choice const reject{reading_id("R-05"), "reject"};
  auto const under = rank_under(decree(), rules(), record, {&reject, 1});
  std::string const text = write_counterfactual(under, 1);
  INFO(text);
  CHECK(text.find(R"("reason":"R-05=reject")") != text.npos);
  CHECK(text.find(R"("by":"minimum","at":"total","needs":70,"mean":"69")") != text.npos);
}

TEST_CASE("a trimmed mean needs more sheets than it leaves out", "[compile]") {
  std::string const one = document_of(parse_json(R"({"sheets":["4[1:3]2222222234333","4[1:3]2222222234333"],
                                                     "regulation":"kite-elders","chair":1})")
                                          .value());
  auto read = read_submission(one);
  auto const made = score(decree(), std::move(*read.content));
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == errc::no_sheets);
  CHECK(made.error().where == "/sheets");
  CHECK(made.error().message ==
        "regulation kite-elders leaves out 2 of the totals, the highest and the lowest; there are 2 sheets. Send at "
        "least 3.");
}

}  // namespace made_up_2033_test
