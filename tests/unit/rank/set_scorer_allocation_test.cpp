#include "ocop/rank/set_scorer.hpp"

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/products.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace set_scorer_allocation_test {

using namespace ocop;

TEST_CASE("one sheet is scored without an allocation, in every set", "[rank]") {
  for (auto const& rules : test::builtin().editions())
    for (auto const& set : rules->product_sets) {
      auto const scorer = set_scorer::prepare(rules, set, {}, rules->defaults).value();
      std::vector<std::uint8_t> options, cases;
      for (auto const& criterion : set.criteria) {
        options.push_back(static_cast<std::uint8_t>(criterion.lists.back().options.size()));
        cases.push_back(static_cast<std::uint8_t>(criterion.lists.back().case_no));
      }
      for (std::uint8_t& option : options) {
        std::size_t const before = test::allocations;
        sheet_score const found = scorer.score(options, cases).value();
        std::size_t const after = test::allocations;
        CAPTURE(rules->edition.str(), set.number);
        CHECK(found.bad == -1);
        CHECK(after - before == 0);
        option = 0;  // one criterion less ticked each time, down to none
      }
    }
}

}  // namespace set_scorer_allocation_test
