// What scores takes nothing on trust: each argument that is none ends in an issue that says what is wrong.
#include "ocop/score/assessment.hpp"
#include "ocop/rank/batch.hpp"
#include "ocop/rank/batch_comparison.hpp"
#include "ocop/rank/blocking.hpp"
#include "ocop/rank/margin.hpp"
#include "ocop/rank/sensitivity.hpp"
#include "ocop/rank/set_scorer.hpp"
#include "ocop/rank/upgrade_path.hpp"

#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/products.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace rank_arguments_test {
namespace {

using namespace ocop;
using std::string;

std::shared_ptr<compiled_rule_set const> const& rules() {
  static auto const found = test::edition();
  return found;
}
compiled_product_set const& set() { return *rules()->product_set(1).value(); }

std::vector<choice> best() { return test::best_sheet(set()).get().choices; }

findings facts_of(compiled_product_set const& of) { return judge_facts(*rules(), of, {}, rules()->defaults).value(); }

template <class T>
std::optional<issue> wrong_of(result<T> const& r) {
  return r ? std::nullopt : std::optional(r.error());
}

/// All functions that take the choices of a sheet.
std::vector<std::pair<string, std::optional<issue>>> with_choices(std::vector<choice> const& choices) {
  auto const& s = set();
  auto const& r = *rules();
  score_sheet const sheet{"M1", false, choices};
  unfinished_sheet unfinished{"M1", false, {choices.begin(), choices.end()}, {}};
  return {{"assess", wrong_of(assess(rules(), 1, {sheet}, {}, r.defaults))},
          {"upgrade_path", wrong_of(upgrade_path(r, s, choices, stars{5}, {}, r.defaults))},
          {"sensitivity", wrong_of(sensitivity(r, s, choices, {}, r.defaults))},
          {"reachable", wrong_of(reachable(r, s, {&unfinished, 1}, facts_of(s), r.defaults))},
          {"carry_over", wrong_of(carry_over(choices, s, s))}};
}

/// All functions that take readings.
std::vector<std::pair<string, std::optional<issue>>> with_readings(reading_choices const& readings) {
  auto const& s = set();
  auto const& r = *rules();
  score_sheet const sheet{"M1", false, best()};
  unfinished_sheet const unfinished{"M1", false, std::vector<std::optional<choice>>(s.criteria.size()), {}};
  test::columns some(s.criteria.size());
  some.add(best());
  batch_columns const out;
  auto const other = test::edition("qd-148-2023");
  auto const& old = *other->product_set(1).value();
  test::columns before(old.criteria.size());
  before.add(test::best_sheet(old).get().choices);
  assessment a = assess(rules(), 1, {sheet}, {}, r.defaults).value();
  a.readings = readings;
  return {
      {"assess", wrong_of(assess(rules(), 1, {sheet}, {}, readings))},
      {"judge_facts", wrong_of(judge_facts(r, s, {}, readings))},
      {"gates_below", wrong_of(gates_below(r, s, a.ranking, stars{5}, readings))},
      {"effect_of", wrong_of(r.effect_of(s.notes.front(), readings))},
      {"upgrade_path", wrong_of(upgrade_path(r, s, sheet.choices, stars{5}, {}, readings))},
      {"sensitivity", wrong_of(sensitivity(r, s, sheet.choices, {}, readings))},
      {"reachable", wrong_of(reachable(r, s, {&unfinished, 1}, facts_of(s), readings))},
      {"margin", wrong_of(margin(a))},
      {"prepare", wrong_of(set_scorer::prepare(rules(), s, {}, readings))},
      {"score_batch", wrong_of(score_batch(rules(), s, some.view(), {}, readings))},
      {"score_batch_into", wrong_of(score_batch_into(rules(), s, some.view(), {}, readings, out))},
      {"what_blocks", wrong_of(what_blocks(rules(), s, some.view(), {}, readings))},
      {"compare_batch", wrong_of(compare_batch(other, old, rules(), s, before.view(), {}, other->defaults, readings))},
      {"check_dossier", std::nullopt}};
}

void check_all(std::vector<std::pair<string, std::optional<issue>>> const& found, errc code, string const& message) {
  for (auto const& [name, wrong] : found) {
    if (name == "check_dossier") continue;
    CAPTURE(name);
    REQUIRE(wrong.has_value());
    CHECK(to_string(wrong->code) == to_string(code));
    CAPTURE(wrong->message);
    CHECK(wrong->message.find(message) != string::npos);
  }
}

}  // namespace

TEST_CASE("a sheet with fewer or more choices than criteria is refused by whatever takes it", "[rank]") {
  auto choices = best();
  choices.resize(3);
  check_all(with_choices(choices), errc::missing_criteria, "there are 3");
  check_all(with_choices({}), errc::missing_criteria, "has 32 criteria");
  choices = best();
  for (int i = 0; i < 5; ++i) choices.push_back({0, 1});
  check_all(with_choices(choices), errc::bad_value, "there are 37");
}

TEST_CASE("an option that a criterion does not have is refused by whatever takes it", "[rank]") {
  for (int const option : {99, 6, -1, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    auto choices = best();
    choices[4].option = option;
    check_all(with_choices(choices), errc::unknown_option, "criterion 1.5 has no option " + std::to_string(option));
  }
  auto const all = with_choices(std::vector<choice>(set().criteria.size(), {0, 99}));
  check_all(all, errc::unknown_option, "criterion 1.1 has no option 99; it has options 1 to ");
  CHECK(all.front().second->where == "/sheets/0/choices/1.1");
}

TEST_CASE("a case that a criterion does not have is refused by whatever takes it", "[rank]") {
  for (int const case_no : {7, 1, -1, std::numeric_limits<int>::min()}) {
    auto choices = best();
    choices[0].case_no = case_no;
    check_all(with_choices(choices), errc::wrong_case, "it has no cases. Give case 0.");
    choices[0].option = 0;  // nothing ticked is nothing of a case that is not there either
    check_all(with_choices(choices), errc::wrong_case, "criterion 1.1 has no case " + std::to_string(case_no));
  }
}

TEST_CASE("where a criterion has cases, one of them is asked for, and nothing ticked needs none", "[rank]") {
  for (auto const& of : rules()->product_sets) {
    std::size_t c = 0;
    while (c < of.criteria.size() && !of.criteria[c].has_cases()) ++c;
    if (c == of.criteria.size()) continue;
    auto const take = [&](choice made) {
      score_sheet sheet = test::best_sheet(of);
      sheet.choices[c] = made;
      return assess(rules(), of.number, {sheet}, {}, rules()->defaults);
    };
    CHECK(take({0, 1}).error().code == errc::wrong_case);
    CHECK(take({9, 1}).error().code == errc::wrong_case);
    CHECK(take({9, 0}).error().code == errc::wrong_case);
    CHECK(take({0, 0}).has_value());
    CHECK(take({of.criteria[c].lists.front().case_no, 0}).has_value());
    return;
  }
  FAIL("no set has cases");
}

TEST_CASE("any numbers in a sheet come to a result or to an issue", "[rank]") {
  std::mt19937 random(20261201);
  std::size_t taken = 0;
  for (int n = 0; n < 2000; ++n) {
    auto choices = test::random_choices(set(), random, 4);
    bool is_right = true;
    for (unsigned k = static_cast<unsigned>(random() % 3); k > 0; --k) {
      auto& one = choices[random() % choices.size()];
      one = {static_cast<int>(random() % 4) - 1, static_cast<int>(random() % 9) - 2};
    }
    for (std::size_t c = 0; c < choices.size(); ++c) {
      auto const* const list = set().criteria[c].list(choices[c].case_no);
      is_right &= list && choices[c].option >= 0 && choices[c].option <= static_cast<int>(list->options.size());
    }
    auto const a = assess(rules(), 1, {{"M1", false, choices}}, {}, rules()->defaults);
    REQUIRE(a.has_value() == is_right);
    taken += is_right ? 1 : 0;
  }
  CHECK(taken > 500);
}

TEST_CASE("readings of other rules, and those made by default, are refused by whatever takes them", "[rank]") {
  check_all(with_readings(test::edition("qd-148-2023")->defaults), errc::other_rules, "chosen for qd-148-2023");
  check_all(with_readings(test::edition("qd-1048-2019")->defaults), errc::other_rules, "chosen for qd-1048-2019");
  check_all(with_readings(test::made_up().editions().front()->defaults), errc::other_rules, "chosen for made-up");
  check_all(with_readings({}), errc::other_rules, "made by default");
  reading_choices none = rules()->defaults;
  none.chosen.clear();
  check_all(with_readings(none), errc::other_rules, "chosen for other readings of qd-26-2026");
  reading_choices other = rules()->defaults;
  ++other.offered;
  check_all(with_readings(other), errc::other_rules, "chosen for other readings of qd-26-2026");
}

TEST_CASE("readings that say no alternative, or two, are refused by whatever takes them", "[rank]") {
  reading_choices readings = rules()->defaults;
  readings.minimum = static_cast<reading_choices::minimum_rule>(9);
  check_all(with_readings(readings), errc::unknown_alternative, "the enumerator of reading R-05 is none");
  readings.minimum = static_cast<reading_choices::minimum_rule>(-1);
  check_all(with_readings(readings), errc::unknown_alternative, "the enumerator of reading R-05 is none");
  readings.minimum = reading_choices::minimum_rule::reject;
  check_all(with_readings(readings), errc::inconsistent, "says reject, the index cap");
  readings = rules()->defaults;
  readings.chosen[3] = 99;
  check_all(with_readings(readings), errc::unknown_alternative, "no alternative of index 99");
  readings = rules()->defaults;
  for (auto const& [name, wrong] : with_readings(readings)) {
    CAPTURE(name);
    CHECK_FALSE(wrong.has_value());
  }
}

TEST_CASE("each alternative of each reading is taken", "[rank]") {
  for (auto const& edition : test::builtin().editions())
    for (auto const& readings : test::every_alternative(*edition)) {
      auto const wrong = edition->check_readings(readings);
      CHECK_FALSE(wrong.has_value());
    }
}

TEST_CASE("a product set of other rules is refused, a copy of one is taken, an altered one is not", "[rank]") {
  auto const ticked = best();
  unfinished_sheet const sheet{"M1", false, {ticked.begin(), ticked.end()}, {}};
  auto const scored = [&](compiled_rule_set const& by, compiled_product_set const& of) {
    return reachable(by, of, {&sheet, 1}, facts_of(set()), by.defaults);
  };
  auto const other = test::edition("qd-148-2023");
  CHECK(scored(*other, set()).error().code == errc::other_rules);
  CHECK(scored(*rules(), *other->product_set(1).value()).error().code == errc::other_rules);
  compiled_product_set copy = set();
  CHECK(scored(*rules(), copy).has_value());
  auto const refused = [&](char const* message) {
    auto const found = scored(*rules(), copy);
    copy = set();
    if (found || found.error().code != errc::inconsistent) return string("not refused as altered");
    return found.error().message.find(message) != string::npos ? string() : found.error().message;
  };
  copy.criteria[0].section = 99;
  CHECK(refused("is of no section").empty());
  copy.sections[0].above = 9;
  CHECK(refused("is of no part").empty());
  copy.gates[0].criterion = 99;
  CHECK(refused("stands at no list").empty());
  copy.gates[0].list = 7;
  CHECK(refused("stands at no list").empty());
  copy.gates[0].option = 50;
  CHECK(refused("stands at option 50").empty());
  copy.gates[0].level = stars{6};
  CHECK(refused("is for 6 stars").empty());
  copy.notes[0].last = 999;
  CHECK(refused("to 999 of").empty());
  copy.notes[0].zero_at = {999};
  CHECK(refused("is none of").empty());
  copy.notes[0].effect = std::size_t{999};
  CHECK(refused("names reading 999").empty());
  copy.notes[0].effect = static_cast<note_effect>(77);
  CHECK(refused("no effect that the engine knows").empty());
  copy.criteria[0].lists.clear();
  CHECK(refused("has no options").empty());
  copy.criteria[0].lists[0].options[0].worth = points{std::numeric_limits<std::int32_t>::max()};
  CHECK(refused("points of").empty());
}

TEST_CASE("findings of another set are refused", "[rank]") {
  score_sheet const sheet{"M1", false, best()};
  findings facts = facts_of(set());
  facts.note_holds.pop_back();
  auto const& r = *rules();
  unfinished_sheet const unfinished{"M1", false, {sheet.choices.begin(), sheet.choices.end()}, {}};
  assessment altered = assess(rules(), 1, {sheet}, {}, r.defaults).value();
  altered.facts = facts;
  for (auto const& found :
       {wrong_of(reachable(r, set(), {&unfinished, 1}, facts, r.defaults)),
        wrong_of(reachable(r, set(), {&unfinished, 1}, {}, r.defaults)), wrong_of(margin(altered))}) {
    REQUIRE(found.has_value());
    CHECK(found->code == errc::other_rules);
    CHECK(found->message.find("Ask judge_facts()") != string::npos);
  }
}

TEST_CASE("findings that let a fact trigger what zeros trigger are refused", "[rank]") {
  auto const& r = *rules();
  auto const& notes = set().notes;
  auto const by_zero =
      std::find_if(notes.begin(), notes.end(), [](compiled_note const& n) { return !n.zero_at.empty(); });
  REQUIRE(by_zero != notes.end());
  findings facts = facts_of(set());
  facts.note_holds[static_cast<std::size_t>(by_zero - notes.begin())] = 1;
  auto const ticked = best();
  unfinished_sheet const sheet{"M1", false, {ticked.begin(), ticked.end()}, {}};
  auto const found = reachable(r, set(), {&sheet, 1}, facts, r.defaults);
  REQUIRE(found.has_error());
  CHECK(found.error().code == errc::other_rules);
  CHECK(found.error().message == "the findings say that note \"" + by_zero->id +
                                     "\" holds by facts; in set 1 zeros trigger it. Ask judge_facts() with this set.");
}

TEST_CASE("a level of a council is one that has a council, or none", "[rank]") {
  score_sheet const sheet{"M1", false, best()};
  auto const& r = *rules();
  unfinished_sheet const unfinished{"M1", false, {sheet.choices.begin(), sheet.choices.end()}, {}};
  for (string const level : {"moon", "Province", " province", "province ", "district/"}) {
    for (auto const& wrong :
         {wrong_of(assess(rules(), 1, {sheet}, {}, r.defaults, level)),
          wrong_of(reachable(r, set(), {&unfinished, 1}, facts_of(set()), r.defaults, {}, level))}) {
      REQUIRE(wrong.has_value());
      CHECK(wrong->code == errc::bad_value);
      CHECK(wrong->where == "/level");
      CHECK(wrong->message.find("has councils of " + r.councils.front()) != string::npos);
    }
  }
  for (auto const& level : r.councils) CHECK(assess(rules(), 1, {sheet}, {}, r.defaults, level).has_value());
  CHECK(assess(rules(), 1, {sheet}, {}, r.defaults, "").has_value());
}

TEST_CASE("a level of stars is one that has a band", "[rank]") {
  auto const& r = *rules();
  auto const a = assess(rules(), 1, {{"M1", false, best()}}, {}, r.defaults).value();
  REQUIRE_FALSE(r.procedure.returns.empty());
  for (int const n : {0, -1, 6, 99, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    for (auto const& wrong :
         {wrong_of(upgrade_path(r, set(), best(), stars{n}, {}, r.defaults)),
          wrong_of(gates_below(r, set(), a.ranking, stars{n}, r.defaults)),
          wrong_of(choices_of(r, r.procedure.returns.front(), stars{n})), r.check_stars(stars{n})}) {
      REQUIRE(wrong.has_value());
      CHECK(wrong->code == errc::bad_value);
      CHECK(wrong->message.find("has levels 1 to 5.") != string::npos);
    }
  }
}

TEST_CASE("what upgrade_path is asked for is within its bounds", "[rank]") {
  auto const& r = *rules();
  auto const path = [&](upgrade_options const& options) {
    return upgrade_path(r, set(), std::vector<choice>(set().criteria.size()), stars{3}, {}, r.defaults, options);
  };
  std::vector<std::size_t> const fixed{32};
  CHECK(path({{}, fixed, 1}).error().code == errc::bad_value);
  CHECK(path({{}, {}, most_upgrade_plans + 1}).error().where == "/most_plans");
  for (std::int64_t const cost : {std::int64_t{-1}, most_change_cost + 1, std::numeric_limits<std::int64_t>::max()})
    CHECK(path({[cost](std::size_t, choice const&, choice const&) { return cost; }, {}, 1}).error().code ==
          errc::bad_value);
  CHECK(path({[](std::size_t, choice const&, choice const&) { return most_change_cost; }, {}, 1}).value().cost >
        most_change_cost);
}

TEST_CASE("rules that are not there are refused", "[rank]") {
  test::columns some(set().criteria.size());
  some.add(best());
  auto const& d = rules()->defaults;
  for (auto const& wrong :
       {wrong_of(assess({}, 1, {{"M1", false, best()}}, {}, d)), wrong_of(set_scorer::prepare({}, set(), {}, d)),
        wrong_of(score_batch({}, set(), some.view(), {}, d)), wrong_of(what_blocks({}, set(), some.view(), {}, d)),
        wrong_of(compare_batch({}, set(), rules(), set(), some.view(), {}, d, d)),
        wrong_of(compare_batch(rules(), set(), {}, set(), some.view(), {}, d, d)), wrong_of(margin({}))}) {
    REQUIRE(wrong.has_value());
    CHECK(wrong->code == errc::bad_value);
  }
  CHECK_THROWS_AS(readings_that_mattered(assessment{}), error);
  CHECK_THROWS_AS(missing_law(assessment{}), error);
}

TEST_CASE("a scorer counts the entries of a sheet", "[rank]") {
  auto const scorer = set_scorer::prepare(rules(), set(), {}, rules()->defaults).value();
  std::vector<std::uint8_t> const sheet(set().criteria.size() + 5, 1);
  std::span<std::uint8_t const> const all(sheet);
  std::size_t const count = set().criteria.size();
  CHECK(scorer.score(all.first(count)).value().bad == -1);
  CHECK(scorer.score(all.first(count)).value() == scorer.score_unchecked(all.first(count)));
  CHECK(scorer.score(all.first(count - 1)).error().code == errc::missing_criteria);
  CHECK(scorer.score({}).error().code == errc::missing_criteria);
  CHECK(scorer.score(all).error().code == errc::bad_value);
  CHECK(scorer.score(all.first(count), all.first(3)).error().code == errc::missing_criteria);
  CHECK(scorer.score(all.first(count), all).error().code == errc::bad_value);
  CHECK(scorer.score(all.first(count), all.first(count)).value().bad == 0);  // no criterion has a case
  for (unsigned option = 0; option < 256; ++option) {
    auto one = std::vector<std::uint8_t>(count, 1);
    one[7] = static_cast<std::uint8_t>(option);
    bool const is_option = option <= set().criteria[7].lists.front().options.size();
    CHECK(scorer.score(one).value().bad == (is_option ? -1 : 7));
  }
}

TEST_CASE("a scorer of a copied set lives by itself", "[rank]") {
  auto const made = [&] {
    auto const copy = std::make_unique<compiled_product_set>(set());
    return set_scorer::prepare(rules(), *copy, {}, rules()->defaults).value();
  }();
  std::vector<std::uint8_t> const sheet(set().criteria.size(), 2);
  CHECK(made.score(sheet).value() ==
        set_scorer::prepare(rules(), set(), {}, rules()->defaults).value().score(sheet).value());
}

TEST_CASE("columns and tiles that are missing or have no memory are refused", "[rank]") {
  test::columns some(set().criteria.size());
  some.add(best());
  auto const& d = rules()->defaults;
  auto const scorer = set_scorer::prepare(rules(), set(), {}, d).value();
  auto const all = [&](sheet_columns const& sheets) {
    return std::vector{wrong_of(score_batch(rules(), set(), sheets, {}, d)),
                       wrong_of(what_blocks(rules(), set(), sheets, {}, d)),
                       wrong_of(compare_batch(rules(), set(), rules(), set(), sheets, {}, d, d)),
                       wrong_of(tiled_sheets::pack(set(), sheets, tile_layout::bytes)),
                       wrong_of(scorer.score(sheets, batch_columns{}))};
  };
  auto const refused = [&](sheet_columns const& sheets, errc code) {
    for (auto const& wrong : all(sheets)) {
      REQUIRE(wrong.has_value());
      CHECK(to_string(wrong->code) == to_string(code));
    }
  };
  auto view = some.view();
  view.options.pop_back();
  refused(view, errc::bad_value);
  view = some.view();
  view.options.push_back(view.options.front());
  refused(view, errc::bad_value);
  view = some.view();
  view.options[5].first = nullptr;
  refused(view, errc::bad_value);
  view = some.view();
  view.cases.resize(3);
  refused(view, errc::bad_value);
  view = some.view();
  view.sheets = std::numeric_limits<std::size_t>::max();
  refused(view, errc::too_large);
  for (auto const& wrong : all(some.view())) CHECK_FALSE(wrong.has_value());
  CHECK(scorer.score(tiled_view{nullptr, 1, tile_layout::bytes}, batch_columns{}).error().code == errc::bad_value);
  CHECK(scorer.score(tiled_view{nullptr, 0, tile_layout::bytes}, batch_columns{}).has_value());
  auto const tiles = tiled_sheets::pack(set(), some.view(), tile_layout::bytes).value();
  auto tile = tiles.view();
  tile.layout = static_cast<tile_layout>(9);
  CHECK(scorer.score(tile, batch_columns{}).error().code == errc::bad_value);
  tile = tiles.view();
  tile.sheets = std::numeric_limits<std::size_t>::max();
  CHECK(scorer.score(tile, batch_columns{}).error().code == errc::too_large);
  CHECK(tiled_sheets::pack(set(), some.view(), static_cast<tile_layout>(-1)).error().code == errc::bad_value);
  CHECK(bytes_per_tile(24, static_cast<tile_layout>(2)).error().code == errc::bad_value);
  CHECK(bytes_per_tile(std::numeric_limits<std::size_t>::max(), tile_layout::bytes).error().code == errc::bad_value);
  CHECK(bytes_per_tile(25, tile_layout::nibbles).value() == 13 * sheets_per_tile);
  CHECK_FALSE(is_available(static_cast<batch_path>(99)));
  CHECK(scorer.score(some.view(), batch_columns{}, {1, static_cast<batch_path>(99)}).error().code == errc::bad_value);
  batch_columns parts;
  parts.by_part.resize(2);
  CHECK(scorer.score(some.view(), parts).error().code == errc::bad_value);
  CHECK(score_batch(rules(), set(), some.view(), {}, d, {0}).has_value());
}

TEST_CASE("what says little about its arguments says when they are none", "[rank]") {
  auto const& r = *rules();
  CHECK(explain_bad_cell(set(), {3, 32, 9, 0}).code == errc::bad_value);
  CHECK(explain_bad_cell(set(), {3, 0, 1, 0}).code == errc::bad_value);
  CHECK(explain_bad_cell(set(), {3, 0, 99, 0}).code == errc::unknown_option);
  CHECK(band_of({}, mean_points(90, 1)).error().code == errc::bad_value);
  CHECK(band_of(r.bands, mean_points(90, 1)).value() == 4);
  CHECK_THROWS_AS(mean_points(1, 0), error);
  CHECK_THROWS_AS(mean_points(1, -3), error);
  CHECK_THROWS_AS(mean_points(std::numeric_limits<std::int64_t>::max(), 1), error);
  CHECK_THROWS_AS(mean_points(1, 3).rounded_to(0), error);
  CHECK_THROWS_AS(mean_points(1, 3).rounded_to(std::numeric_limits<std::int64_t>::max()), error);
  CHECK(mean_points(mean_points::most_sum, mean_points::most_count).hundredths() == 209715200);
  compiled_gate gate = set().gates.front();
  CHECK(needed_option(set(), gate, r.defaults).has_value());
  CHECK(needed_option(set(), gate, {}).error().code == errc::other_rules);
  gate.criterion = 32;
  CHECK(needed_option(set(), gate, r.defaults).error().code == errc::other_rules);
  gate = set().gates.front();
  gate.list = 1;
  CHECK(needed_option(set(), gate, r.defaults).error().code == errc::other_rules);
  gate = set().gates.front();
  gate.option = -1;
  CHECK(needed_option(set(), gate, r.defaults).error().code == errc::other_rules);
  CHECK(mean_for_band({}, {}).error().code == errc::other_rules);
  auto const a = assess(rules(), 1, {{"M1", false, best()}}, {}, r.defaults).value();
  ranking beyond = a.ranking;
  beyond.unmet_gates = {99};
  CHECK(gates_below(r, set(), beyond, stars{5}, r.defaults).error().code == errc::other_rules);
  council_result other = a.council;
  other.gate_met.pop_back();
  assessment altered = a;
  altered.council = other;
  CHECK(margin(altered).error().code == errc::other_rules);
  altered.council = {};
  CHECK(margin(altered).error().code == errc::other_rules);
  altered.council = a.council;
  altered.council.notes.push_back({99, note_effect::zero});
  CHECK(margin(altered).error().code == errc::other_rules);
  altered = a;
  altered.sheets.front().choices.pop_back();
  CHECK(margin(altered).error().code == errc::missing_criteria);
  altered = a;
  altered.level = "moon";
  CHECK(margin(altered).error().code == errc::bad_value);
  star_matrix matrix;
  CHECK(matrix.add(-1, 3)->code == errc::bad_value);
  CHECK(matrix.add(3, -2)->code == errc::bad_value);
  CHECK_FALSE(matrix.add(3, 4, std::numeric_limits<std::uint64_t>::max()).has_value());
  CHECK(matrix.add(3, 4)->code == errc::bad_value);
  CHECK(matrix.count(3, 4) == std::numeric_limits<std::uint64_t>::max());
  CHECK_THROWS_AS(batch_comparison().is_decided(0), error);
}

TEST_CASE("what a judgement names is among the choices", "[rank]") {
  std::vector<choice> const choices(3);
  CHECK(known_least({0, std::nullopt, carry_reason::option_above, 2}, choices).error().code == errc::bad_value);
  CHECK(known_least({0, 3, carry_reason::option_above, 2}, choices).error().code == errc::bad_value);
  CHECK(known_least({0, 0, carry_reason::option_above, -2}, choices).error().code == errc::bad_value);
  CHECK(known_least({0, 0, carry_reason::option_above, 2}, choices).value() == choice{0, 2});
  CHECK(known_least({0, 99, carry_reason::new_case, 2}, choices).value() == choice{});
}

TEST_CASE("an unfinished sheet is of the set, and so is what it is worth in any case", "[rank]") {
  auto const& r = *rules();
  auto const reach = [&](unfinished_sheet const& sheet) {
    return reachable(r, set(), {&sheet, 1}, facts_of(set()), r.defaults);
  };
  std::vector<std::optional<choice>> const open(set().criteria.size());
  CHECK(reach({"M1", false, open, {}}).has_value());
  CHECK(reach({"M1", false, open, std::vector<choice>(3)}).error().code == errc::missing_criteria);
  CHECK(reach({"M1", false, open, std::vector<choice>(99)}).error().code == errc::bad_value);
  CHECK(reach({"M1", false, open, std::vector<choice>(32, {0, 99})}).error().code == errc::unknown_option);
  CHECK(reachable(r, set(), {}, facts_of(set()), r.defaults).error().code == errc::no_sheets);
}

}  // namespace rank_arguments_test
