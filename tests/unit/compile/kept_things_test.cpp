#include "ocop/compile/detail/kept_things.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/score/scoring_plan.hpp"

#include "support/catch.hpp"

#include <memory>

namespace ocop {
namespace {

int made = 0;

std::shared_ptr<int const> ask(detail::kept_things const& kept, int number) {
  return kept.find_or_make<int>([&](int one) { return one == number; },
                                [&] {
                                  ++made;
                                  return number;
                                });
}

}  // namespace

TEST_CASE("things are kept from when nothing changes any more", "[compile]") {
  made = 0;
  detail::kept_things const kept;
  CHECK(ask(kept, 1) != ask(kept, 1));
  CHECK(made == 2);
  kept.begin();
  CHECK(ask(kept, 1) == ask(kept, 1));
  kept.begin();
  CHECK(*ask(kept, 1) == 1);
  CHECK(made == 3);
}

TEST_CASE("a copy, which may be changed, keeps nothing", "[compile]") {
  detail::kept_things const kept;
  kept.begin();
  auto const one = ask(kept, 1);
  detail::kept_things const copy = kept;
  CHECK(ask(copy, 1) != one);
  CHECK(ask(copy, 1) != ask(copy, 1));
  detail::kept_things assigned;
  assigned = kept;
  CHECK(ask(assigned, 1) != ask(assigned, 1));
  CHECK(ask(kept, 1) == one);
}

TEST_CASE("what was not asked for the longest time is given up, and whoever has it keeps it", "[compile]") {
  made = 0;
  detail::kept_things const kept;
  kept.begin();
  auto const first = ask(kept, 0);
  for (int i = 1; i <= 1000; ++i) {
    CHECK(*ask(kept, i) == i);
    CHECK(*ask(kept, 1) == 1);
  }
  CHECK(made == 1001);
  CHECK(ask(kept, 0) != first);
  CHECK(*first == 0);
}

TEST_CASE("a plan is made once for the rules of a catalog, and anew for a copy of them", "[compile][score]") {
  auto const rules = builtin_catalog().find("qd-148-2023").value();
  compiled_product_set const& set = rules->product_sets.front();
  auto const facts = judge_facts(*rules, set, {}, rules->defaults).value();
  auto const plan_of = [&](compiled_rule_set const& by, reading_choices const& readings) {
    return detail::scoring_plan::kept_unchecked(by, by.product_sets.front(), facts, readings);
  };
  auto const plan = plan_of(*rules, rules->defaults);
  CHECK(plan_of(*rules, rules->defaults) == plan);
  reading_choice const other{reading_id("R-05"), "reject"};
  auto const rejecting = plan_of(*rules, rules->choose({&other, 1}).value());
  CHECK(rejecting != plan);
  CHECK(rejecting->readings().minimum == reading_choices::minimum_rule::reject);

  compiled_rule_set copy = *rules;
  CHECK(plan_of(copy, copy.defaults) != plan);
  copy.bands.pop_back();
  CHECK(&plan_of(copy, copy.defaults)->rules() == &copy);
}

}  // namespace ocop
