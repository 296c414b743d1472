#include "ocop/rank/carry_over.hpp"
#include "ocop/rank/margin.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace carry_over_test {
namespace {

using namespace ocop;

compiled_product_set const& before(int number) { return test::product_set(number, "qd-148-2023"); }
compiled_product_set const& after(int number) { return test::product_set(number, "qd-26-2026"); }

/// What became of a criterion of the new set: `=2` carried, or the reason.
std::string fate(carried_sheet const& sheet, compiled_product_set const& to, std::string_view code) {
  std::size_t const c = *to.find(code);
  if (sheet.choices[c]) return '=' + std::to_string(sheet.choices[c]->option);
  auto const open = std::find_if(sheet.open.begin(), sheet.open.end(), [&](auto const& o) { return o.criterion == c; });
  return std::string(to_string(open->why)) + (open->nearest ? ' ' + std::to_string(open->nearest) : std::string());
}

carried_sheet carry(test::sheet_of const& sheet, int number) {
  return carry_over(sheet.get().choices, before(number), after(number)).value();
}

score_sheet random_sheet(compiled_product_set const& set, std::mt19937& random) {
  score_sheet sheet{"M1", false, {}};
  for (auto const& c : set.criteria) {
    auto const& list = c.lists[random() % c.lists.size()];
    int const option = static_cast<int>(random() % (list.options.size() + 1));
    sheet.choices.push_back({option == 0 ? 0 : list.case_no, option});
  }
  return sheet;
}

}  // namespace

TEST_CASE("a tick is carried when its option and every better one are as before", "[evaluate][qd-26-2026/annex-2.1]") {
  // 4.b -> 4.2: the same four options, other points: each carries.
  for (int option : {0, 1, 2, 3, 4})
    CHECK(fate(carry(test::empty_sheet(before(1)).choose("4.b", option), 1), after(1), "4.2") ==
          '=' + std::to_string(option));
}

TEST_CASE("what the old sheet did not ask is judged again", "[evaluate][qd-26-2026/annex-2.1]") {
  auto const carried = carry(test::best_sheet(before(1)), 1);
  CHECK(fate(carried, after(1), "1.2") == "new-criterion");
  CHECK(fate(carried, after(1), "2.4") == "new-criterion");
  std::vector<std::string> dropped;
  for (auto const c : carried.dropped) dropped.push_back(before(1).criteria[c].id.str());
  CHECK(dropped == std::vector<std::string>{"3.đ", "9.b"});
}

TEST_CASE("an option with another threshold is judged again, and the nearest one is named",
          "[evaluate][qd-26-2026/annex-2.1]") {
  auto const sheet = test::best_sheet(before(1));
  // Every open criterion says why; the nearest option is one of its list.
  auto const carried = carry(sheet, 1);
  CHECK_FALSE(carried.is_complete());
  for (auto const& open : carried.open) {
    CHECK(open.from.has_value() == (open.why != carry_reason::new_criterion));
    CHECK((open.nearest > 0) == (open.why == carry_reason::new_threshold || open.why == carry_reason::option_above));
  }
  // 3.a: all three texts are new.
  std::string const legal_form = fate(carried, after(1), "3.1");
  CHECK((legal_form.starts_with("new-threshold") || legal_form == "renamed-option"));
}

TEST_CASE("nothing ticked stays nothing only where no option is new", "[evaluate][qd-26-2026/annex-2.1]") {
  auto const carried = carry(test::empty_sheet(before(1)), 1);
  CHECK(fate(carried, after(1), "4.2") == "=0");
  CHECK(fate(carried, after(1), "6.2") == "=0");
  CHECK(fate(carried, after(1), "2.3") == "option-above");
}

TEST_CASE("sets of other products have nothing to carry", "[evaluate]") {
  auto const sheet = test::best_sheet(before(1));
  auto const wrong = carry_over(sheet.get().choices, before(1), after(2));
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().code == errc::no_counterpart);
  CHECK(wrong.error().message == "set 1 (Fresh vegetables, tubers, fruit and nuts) and set 2 (" + after(2).name.en +
                                     ") are not of the same products. Choose the set that continues it.");
}

TEST_CASE("under its own edition every sheet is carried whole", "[evaluate]") {
  std::mt19937 random(20190821);
  for (auto const& edition : test::builtin().editions())
    for (auto const& set : edition->product_sets)
      for (int n = 0; n < 10; ++n) {
        auto const sheet = random_sheet(set, random);
        auto const carried = carry_over(sheet.choices, set, set).value();
        CHECK(carried.is_complete());
        CHECK(carried.dropped.empty());
        for (std::size_t c = 0; c < set.criteria.size(); ++c) CHECK(carried.choices[c] == sheet.choices[c]);
      }
}

TEST_CASE("what is carried is the same option, word for word, and every criterion is carried or listed",
          "[evaluate][qd-26-2026/annex-2][qd-148-2023/annex-criteria][qd-1048-2019/annex-criteria]") {
  std::mt19937 random(20260522);
  std::map<carry_reason, int> seen;
  std::vector<std::pair<std::string, std::string>> const ways{
      {"qd-148-2023", "qd-26-2026"}, {"qd-1048-2019", "qd-148-2023"}, {"qd-1048-2019", "qd-26-2026"}};
  for (auto const& [from_name, to_name] : ways) {
    auto const from_rules = test::edition(from_name);
    for (auto const& to : test::edition(to_name)->product_sets)
      for (auto const* const from : counterparts(*from_rules, to))
        for (int n = 0; n < 20; ++n) {
          CAPTURE(from_name, to_name, from->number, to.number);
          auto const sheet = random_sheet(*from, random);
          auto const carried = carry_over(sheet.choices, *from, to).value();
          REQUIRE(carried.choices.size() == to.criteria.size());
          for (auto const& open : carried.open) ++seen[open.why];
          std::size_t open = 0;
          for (std::size_t c = 0; c < to.criteria.size(); ++c) {
            if (!carried.choices[c]) {
              REQUIRE(open < carried.open.size());
              CHECK(carried.open[open++].criterion == c);
              continue;
            }
            auto const old_criterion = counterpart(to.criteria[c], *from);
            REQUIRE(old_criterion);
            choice const was = sheet.choices[*old_criterion];
            choice const is = *carried.choices[c];
            CHECK((was.option == 0) == (is.option == 0));
            if (is.option == 0) continue;
            auto const& old_option =
                from->criteria[*old_criterion].list(was.case_no)->options[static_cast<std::size_t>(was.option - 1)];
            auto const& new_option = to.criteria[c].list(is.case_no)->options[static_cast<std::size_t>(is.option - 1)];
            CHECK(old_option.id == new_option.id);
          }
          CHECK(open == carried.open.size());
        }
  }
  CHECK(seen.size() >= 4);
}

TEST_CASE("the stars of a carried sheet lie within what is reachable, however its open criteria are judged",
          "[evaluate][rank][qd-26-2026/annex-2]") {
  std::mt19937 random(20260722);
  auto const rules = test::edition("qd-26-2026");
  for (auto const& to : rules->product_sets) {
    auto const sheet = random_sheet(before(to.number), random);
    auto const carried = carry_over(sheet.choices, before(to.number), to).value();
    auto const facts = judge_facts(*rules, to, {}, rules->defaults).value();
    unfinished_sheet const unfinished{"M1", false, carried.choices};
    auto const range = reachable(*rules, to, {&unfinished, 1}, facts, rules->defaults).value();
    auto const height = [](ranking const& r) { return r.final_stars ? r.final_stars->value : 0; };
    CHECK(height(range.lowest) <= height(range.highest));
    for (int n = 0; n < 20; ++n) {
      score_sheet filled = random_sheet(to, random);
      for (std::size_t c = 0; c < to.criteria.size(); ++c)
        if (carried.choices[c]) filled.choices[c] = *carried.choices[c];
      int const stars_of = height(assess(rules, to.number, {filled}, {}, rules->defaults).value().ranking);
      CHECK(height(range.lowest) <= stars_of);
      CHECK(stars_of <= height(range.highest));
    }
  }
}

}  // namespace carry_over_test
