// Facts, levels, days and counts that are none end in an issue.
#include "ocop/base/calendar.hpp"
#include "ocop/dossier/dossier.hpp"
#include "ocop/dossier/evaluation_round.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/dossier/product_code.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <limits>
#include <optional>
#include <string>

namespace evaluate_arguments_test {
namespace {

using namespace ocop;

day on(std::string const& text) { return parse_day(text).value(); }
day const first_of_all{std::chrono::days(std::numeric_limits<int>::min())};
day const last_of_all{std::chrono::days(std::numeric_limits<int>::max())};

}  // namespace

TEST_CASE("facts that are no object are refused", "[evaluate]") {
  auto const rules = test::edition();
  auto const& set = *rules->product_set(1).value();
  for (value const& facts : {value(5), value("material"), value(true), value(value::array{}), value(0.5)}) {
    auto const found = judge_facts(*rules, set, facts, rules->defaults);
    REQUIRE(found.has_error());
    CHECK(found.error().code == errc::wrong_type);
    CHECK(rules->check_facts(facts)->code == errc::wrong_type);
  }
  CHECK(judge_facts(*rules, set, value(), rules->defaults).has_value());
  CHECK(judge_facts(*rules, set, value(value::object{}), rules->defaults).has_value());
}

TEST_CASE("a round is asked for at a level that has a council, on a day that is one", "[evaluate]") {
  auto const rules = test::edition();
  CHECK(round_of(*rules, "moon", on("2026-06-01")).error().code == errc::bad_value);
  CHECK(round_of(*rules, "moon", on("2026-06-01")).error().where == "/level");
  CHECK(round_of(*rules, rules->councils.front(), last_of_all).error().code == errc::bad_date);
  CHECK(round_of(*rules, rules->councils.front(), first_of_all).error().code == errc::bad_date);
  CHECK(round_of(*rules, rules->councils.front(), on("9999-12-31")).has_value());
  CHECK_FALSE(round_of(*rules, "", on("2026-06-01")).value().has_value());
}

TEST_CASE("a dossier with numbers, days or a kind that are none is refused", "[evaluate]") {
  auto const rules = test::edition();
  auto const wrong = [&](auto alter, reading_choices const& readings) {
    dossier d;
    d.set = 1;
    alter(d);
    auto const found = check_dossier(*rules, d, readings);
    return found ? std::string() : std::string(to_string(found.error().code)) + ' ' + found.error().where;
  };
  auto const& own = rules->defaults;
  CHECK(wrong([](auto&) {}, own).empty());
  CHECK(wrong([](auto& d) { d.set = 99; }, own) == "unknown-product-set /product/set");
  CHECK(wrong([](auto& d) { d.kind = static_cast<filing_kind>(9); }, own) == "bad-value /filing/kind");
  CHECK(wrong([](auto& d) { d.samples = -1; }, own) == "bad-value /samples");
  CHECK(wrong([](auto& d) { d.copies = dossier::copy_count{-1, 0}; }, own) == "bad-value /copies/paper");
  CHECK(wrong([](auto& d) { d.copies = dossier::copy_count{0, -5}; }, own) == "bad-value /copies/electronic");
  CHECK(wrong([](auto& d) { d.received_on = last_of_all; }, own) == "bad-date /received_on");
  CHECK(wrong([](auto& d) { d.proposed_on = first_of_all; }, own) == "bad-date /proposed_on");
  CHECK(wrong([](auto& d) { d.level = "moon"; }, own) == "bad-value /level");
  CHECK(wrong([](auto& d) { d.facts = value(7); }, own) == "wrong-type /facts");
  CHECK(wrong([](auto&) {}, {}) == "other-rules ");
  CHECK(wrong([](auto&) {}, test::edition("qd-148-2023")->defaults) == "other-rules ");
}

TEST_CASE("the shape of codes is told where there is one, in a language that is one", "[evaluate]") {
  auto const rules = test::edition();
  CHECK(product_code_shape(*rules, language::vi).has_value());
  CHECK(product_code_shape(*rules, static_cast<language>(2)).error().code == errc::bad_value);
  compiled_rule_set without = *rules;
  without.dossier.code.reset();
  CHECK(product_code_shape(without, language::en).error().code == errc::no_governing_rules);
  CHECK(parse_product_code(without, "1-2-3").error().code == errc::no_governing_rules);
}

TEST_CASE("days beyond those that are written are refused, and so are months and days without end", "[evaluate]") {
  constexpr int most = std::numeric_limits<int>::max();
  CHECK_FALSE(check_day(on("0000-01-01"), {}).has_value());
  CHECK_FALSE(check_day(on("9999-12-31"), {}).has_value());
  CHECK(check_day(on("9999-12-31") + std::chrono::days(1), "/on")->where == "/on");
  CHECK(check_day(on("0000-01-01") - std::chrono::days(1), {})->code == errc::bad_date);
  CHECK_THROWS_AS(add_months(last_of_all, 36), error);
  CHECK_THROWS_AS(add_months(on("2026-01-01"), most), error);
  CHECK_THROWS_AS(add_months(on("2026-01-01"), -most), error);
  working_calendar const calendar;
  CHECK_THROWS_AS(calendar.next_working_day(last_of_all), error);
  CHECK_THROWS_AS(calendar.add_working_days(on("2026-01-01"), -1), error);
  CHECK_THROWS_AS(calendar.add_working_days(on("2026-01-01"), most), error);
  CHECK_THROWS_AS(calendar.add_working_days(first_of_all, 0), error);
}

}  // namespace evaluate_arguments_test
