// Places, indices and kinds that are none end in an issue, and rules whose names lead nowhere are not compiled.
#include "ocop/compile/compile.hpp"
#include "ocop/compile/digest.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/load/load.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace compile_arguments_test {
namespace {

using namespace ocop;

day const last_of_all{std::chrono::days(std::numeric_limits<int>::max())};

}  // namespace

TEST_CASE("a list of product sets has no set beyond its end", "[compile]") {
  auto const rules = test::edition();
  auto const& sets = rules->product_sets;
  CHECK_THROWS_AS(sets[sets.size()], error);
  CHECK_THROWS_AS(sets[static_cast<std::size_t>(-1)], error);
  CHECK_THROWS_AS(sets.number(sets.size()), error);
  product_set_list empty;
  CHECK_THROWS_AS(empty.front(), error);
  CHECK_THROWS_AS(empty.back(), error);
  CHECK_THROWS_AS(empty[0], error);
  CHECK_FALSE(empty.find(1).has_value());
  product_set_list list;
  list.push_back(sets[1]);
  CHECK_THROWS_AS(list.push_back(sets[0]), error);
  CHECK_THROWS_AS(list.push_back(sets[1]), error);
  CHECK_THROWS_AS(list.push_back(2, [] { return compiled_product_set(); }), error);
  CHECK(list.size() == 1);
  try {
    static_cast<void>(sets[99]);
  } catch (error const& e) {
    CHECK(e.code() == errc::bad_value);
    CHECK(e.why().message.find("there is no product set at place 99") != std::string::npos);
  }
  compiled_rule_set const none;
  CHECK(none.product_set(1).error().code == errc::unknown_product_set);
  std::vector<reading_choice> const wanted{{reading_id("R-05"), "cap"}};
  CHECK(none.choose(wanted).error().code == errc::unknown_reading);
  CHECK_FALSE(compiled_criterion().has_cases());
  for (std::int64_t const number : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()})
    CHECK(rules->product_set(number).error().code == errc::unknown_product_set);
}

TEST_CASE("the digest of a criterion is that of one that is there", "[compile]") {
  auto const& set = test::product_set(1);
  CHECK(criterion_sha256(set, set.criteria.size() - 1).has_value());
  CHECK(criterion_sha256(set, set.criteria.size()).error().code == errc::unknown_criterion);
}

TEST_CASE("a filing of no kind, and a day that is none, is governed by nothing", "[compile]") {
  filing f{filing_kind::first, parse_day("2026-06-15").value(), {}};
  CHECK(test::builtin().governing(f).has_value());
  f.kind = static_cast<filing_kind>(5);
  CHECK(test::builtin().governing(f).error().code == errc::bad_value);
  f = {filing_kind::first, last_of_all, {}};
  CHECK(test::builtin().governing(f).error().code == errc::bad_date);
  f = {filing_kind::first, parse_day("2026-06-15").value(), last_of_all};
  CHECK(test::builtin().governing(f).error().code == errc::bad_date);
  CHECK(test::builtin().in_force_on(last_of_all).error().code == errc::bad_date);
  CHECK_THROWS_AS(rule_catalog::of({nullptr}), error);
  CHECK_THROWS_AS(rule_catalog::of({}, {nullptr}), error);
}

TEST_CASE("what a note does is asked with a note and readings of the rules", "[compile]") {
  auto const rules = test::edition();
  compiled_note note = test::product_set(1).notes.front();
  CHECK(rules->effect_of(note, rules->defaults).has_value());
  note.effect = rules->readings.size();
  CHECK(rules->effect_of(note, rules->defaults).error().code == errc::inconsistent);
  note.effect = static_cast<note_effect>(-4);
  CHECK(rules->effect_of(note, rules->defaults).error().code == errc::inconsistent);
}

TEST_CASE("rules whose names lead nowhere are not compiled", "[compile]") {
  auto const loaded = load_rules(builtin_rule_files());
  REQUIRE(loaded.ok());
  model::rule_set const right = loaded.rule_sets.back();
  CHECK(compile(right).has_value());
  auto const refused = [&](auto alter) {
    model::rule_set rules = right;
    alter(rules);
    auto const found = compile(rules);
    return found.has_error() && !found.error().message.empty();
  };
  auto const list = [](model::rule_set& r) -> model::option_list& {
    return r.product_sets[0].sections[0].criteria[0].lists[0];
  };
  CHECK(refused([](auto& r) { r.product_sets[0].sections[0].part = "Z"; }));
  CHECK(refused([](auto& r) { r.product_sets[0].sections[0].criteria[0].group = "9.9"; }));
  CHECK(refused([&](auto& r) { list(r).options.clear(); }));
  CHECK(refused([&](auto& r) { list(r).gates.push_back({stars{5}, option_id("none")}); }));
  CHECK(refused([&](auto& r) { list(r).gates.push_back({stars{6}, option_id("")}); }));
  CHECK(refused([&](auto& r) { list(r).options[0].worth = points{-1}; }));
  CHECK(refused([&](auto& r) { list(r).options.back().worth = points{std::numeric_limits<std::int32_t>::max()}; }));
  CHECK(refused([](auto& r) { r.product_sets[0].sections[0].criteria[0].max = points{40'000}; }));
  CHECK(refused([](auto& r) { r.product_sets[0].sections[0].criteria[0].lists.clear(); }));
  CHECK(refused([](auto& r) { r.product_sets[0].notes[0].note.effect = reading_id("R-99"); }));
  CHECK(refused([](auto& r) { r.product_sets[0].notes[0].zero_at = {criterion_id("9.9.9")}; }));
  CHECK(refused([](auto& r) { r.recognitions[0].levels = {stars{0}}; }));
  CHECK(refused([](auto& r) { r.recognitions[0].levels = {stars{9}}; }));
  CHECK(refused([](auto& r) { r.readings[0].choice = "none"; }));
  CHECK(refused([](auto& r) { r.readings[0].alternatives.clear(); }));
  CHECK(refused([](auto& r) { r.readings.erase(r.readings.begin()); }));
  CHECK(refused([](auto& r) { r.bands.back().to.reset(); }));
  CHECK(refused([](auto& r) { r.bands.clear(); }));
  CHECK(refused([](auto& r) { std::swap(r.product_sets[0], r.product_sets[1]); }));
}

}  // namespace compile_arguments_test
