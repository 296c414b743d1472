// Levels, kinds, days and amounts that are none end in an issue.
#include "ocop/programme/programme.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <limits>
#include <string>
#include <vector>

namespace programme_arguments_test {
namespace {

using namespace ocop;

programme_plan const& plan() { return *test::builtin().programmes().front(); }

programme_entry entry() {
  programme_entry e;
  e.product = "Bưởi";
  e.level = stars{4};
  e.decided = plan().from;
  return e;
}

}  // namespace

TEST_CASE("an entry with a level, a kind, facts or a day that are none is refused by all", "[programme]") {
  auto const refused = [](auto alter, errc code) {
    std::vector<programme_entry> all{entry(), entry()};
    alter(all[1]);
    for (auto const& wrong :
         {progress(plan(), all).has_error() ? std::optional(progress(plan(), all).error()) : std::nullopt,
          national_order(plan(), all).has_error() ? std::optional(national_order(plan(), all).error()) : std::nullopt,
          report(all, plan().from, plan().until).has_error()
              ? std::optional(report(all, plan().from, plan().until).error())
              : std::nullopt}) {
      REQUIRE(wrong.has_value());
      CHECK(to_string(wrong->code) == to_string(code));
      CHECK(wrong->where.starts_with("/1/"));
    }
    CHECK(awards(plan(), all[1], {}).error().code == code);
  };
  refused([](auto& e) { e.level = stars{0}; }, errc::bad_value);
  refused([](auto& e) { e.before = stars{-3}; }, errc::bad_value);
  refused([](auto& e) { e.kind = static_cast<filing_kind>(3); }, errc::bad_value);
  refused([](auto& e) { e.facts = value(5); }, errc::wrong_type);
  refused([](auto& e) { e.facts = value(value::array{}); }, errc::wrong_type);
  refused([](auto& e) { e.decided = day(std::chrono::days(std::numeric_limits<int>::max())); }, errc::bad_date);
}

TEST_CASE("amounts of awards are 0 or more, and add up", "[programme]") {
  CHECK(awards(plan(), entry(), {{stars{4}, 0}, {stars{5}, most_award}}).has_value());
  for (auto const& [level, amount] :
       {std::pair{4, std::int64_t{-1}}, std::pair{4, most_award + 1},
        std::pair{4, std::numeric_limits<std::int64_t>::min()}, std::pair{0, std::int64_t{5}}})
    CHECK(awards(plan(), entry(), {{stars{level}, amount}}).error().code == errc::bad_value);
}

TEST_CASE("a report is of days that are some", "[programme]") {
  std::vector<programme_entry> const all{entry()};
  day const last{std::chrono::days(std::numeric_limits<int>::max())};
  CHECK(report(all, plan().from, last).error().code == errc::bad_date);
  CHECK(report(all, last, plan().until).error().code == errc::bad_date);
}

}  // namespace programme_arguments_test
