// A session with numbers that are none ends in an issue.
#include "ocop/score/council_result.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>

namespace council_arguments_test {
namespace {

using namespace ocop;

result<assessment> assessed(std::function<void(council_regulation&)> const& alter,
                            std::optional<std::int64_t> members = 1) {
  auto const rules = test::edition();
  auto const& set = *rules->product_set(1).value();
  council_regulation regulation = *test::builtin().regulation("default").value();
  alter(regulation);
  score_sheet const sheet = test::best_sheet(set);
  return assess(rules, 1, {sheet}, {}, rules->defaults, {},
                {std::make_shared<council_regulation const>(regulation), members});
}

void refused(std::function<void(council_regulation&)> const& alter, std::string const& message) {
  auto const found = assessed(alter);
  REQUIRE(found.has_error());
  CHECK(found.error().code == errc::bad_value);
  CAPTURE(found.error().message);
  CHECK(found.error().message.find(message) != std::string::npos);
}

}  // namespace

TEST_CASE("a regulation with a number that is none is refused", "[council]") {
  constexpr int most = std::numeric_limits<int>::max();
  CHECK(assessed([](auto&) {}).has_value());
  refused([](auto& r) { r.how = static_cast<aggregation>(9); }, "a way that the engine does not know");
  refused([](auto& r) { r.how = static_cast<aggregation>(-1); }, "a way that the engine does not know");
  for (int const decimals : {-1, 5, most, -most})
    refused([=](auto& r) { r.rounding = rounding_rule{decimals, points_scope::total}; }, "decimals; 0 to 4 can be");
  refused([](auto& r) { r.rounding = rounding_rule{2, static_cast<points_scope>(3)}; }, "decimals");
  for (auto const& [present, of] :
       {std::pair{1, 0}, std::pair{1, -2}, std::pair{-1, 2}, std::pair{3, 2}, std::pair{most, most}})
    refused([present = present, of = of](auto& r) { r.quorum = quorum_rule{present, of, false, {}}; }, "its quorum is");
  for (int const limit : {-1, most})
    refused([=](auto& r) { r.spread = spread_rule{limit, points_scope::total, true, {}}; }, "limit of the spread");
  refused([](auto& r) { r.spread = spread_rule{5, static_cast<points_scope>(7), true, {}}; }, "limit of the spread");
  refused([](auto& r) { r.spread = spread_rule{5, points_scope::total, reading_id("R-05"), {}}; }, "R-19");
  refused([](auto& r) { r.rounds = 0; }, "0 rounds");
}

TEST_CASE("fewer members than sheets are refused, however few", "[council]") {
  for (std::int64_t const members : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()})
    CHECK(assessed([](auto&) {}, members).error().code == errc::too_many_sheets);
  auto const many = assessed(
      [](auto& r) {
        r.quorum = quorum_rule{2, 3, false, {}};
      },
      std::numeric_limits<std::int64_t>::max());
  CHECK_FALSE(many.value().council.quorum->is_met);
}

}  // namespace council_arguments_test
