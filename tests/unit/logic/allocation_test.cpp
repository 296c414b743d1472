#include "ocop/detail/json/value_builder.hpp"
#include "ocop/logic/evaluate.hpp"

#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <string_view>

namespace {

ocop::value json(std::string_view text) { return ocop::detail::json::parse(text).value(); }

}  // namespace

TEST_CASE("a condition that builds no value allocates nothing", "[logic]") {
  auto const data = json(R"({"p": 71.5, "name": "Bưởi da xanh loại một", "by": {"unit": {"count": 12}},
    "text": "12.50", "list": [{"mark": 3}, {"mark": 5}], "days": ["2026-05-22", "2026-07-21"],
    "flag": false, "empty": []})");
  for (char const* rule : {
           R"({"var": "by.unit.count"})",
           R"({"var": "list.1.mark"})",
           R"({"var": ["list.7.mark", 0]})",
           R"({"<": [{"var": "p"}, 90]})",
           R"({"<=": [50, {"var": "p"}, 90]})",
           R"({"<=": [{"var": "days.0"}, "2026-06-01", {"var": "days.1"}]})",
           R"({"==": [{"var": "name"}, "Bưởi da xanh loại một"]})",
           R"({"===": [{"var": "list"}, {"var": "list"}]})",
           R"({"==": [{"var": "text"}, 12.5]})",
           R"({"and": [{"var": "p"}, {"or": [{"var": "flag"}, {"!": {"var": "empty"}}]}, {"var": "name"}]})",
           R"({"if": [{"var": "flag"}, 1, {"var": "none.at.all"}, 2, {">": [{"var": "p"}, 70]}]})",
           R"({"+": [{"var": "p"}, {"-": [{"var": "text"}, 1]}, {"*": [2, 3]}, {"/": [9, 3]}]})",
           R"({"%": [{"var": "by.unit.count"}, 4]})",
           R"({"max": [1, {"min": [{"var": "p"}, 3, "12"]}, 2]})",
           R"({"in": [{"var": "days.0"}, ["2026-05-22", "2026-07-21"]]})",
           R"({"in": ["xanh", {"var": "name"}]})",
           R"({"==": [{"substr": [{"var": "days.0"}, 0, 4]}, "2026"]})",
           R"({"all": [{"var": "list"}, {">=": [{"var": "mark"}, 3]}]})",
           R"({"some": [{"var": "list"}, {"==": [{"var": "mark"}, 5]}]})",
           R"({"none": [{"var": "list"}, {"missing": ["mark"]}]})",
           R"({"reduce": [{"var": "list"}, {"+": [{"var": "accumulator"}, {"var": "current.mark"}]}, 0]})",
           R"({"missing": ["p", "name", "price"]})",
           R"({"!": {"missing_some": [1, ["p", "price"]]}})",
           R"({"filter": [{"var": "list"}, {"<": [{"var": "mark"}, 4]}]})",
       }) {
    INFO(rule);
    auto const e = ocop::expression::parse(json(rule)).value();
    std::size_t const before = ocop::test::allocations;
    auto const held = ocop::holds(e, data);
    std::size_t const after = ocop::test::allocations;
    CHECK(held.has_value());
    CHECK(after - before == 0);
  }
}

TEST_CASE("a number, a boolean or null as result allocates nothing", "[logic]") {
  auto const data = json(R"({"p": 71.5, "q": null})");
  for (char const* rule : {R"({"+": [{"var": "p"}, 1]})", R"({">": [{"var": "p"}, 9]})", R"({"var": "q"})"}) {
    auto const e = ocop::expression::parse(json(rule)).value();
    std::size_t const before = ocop::test::allocations;
    auto const found = ocop::evaluate(e, data);
    std::size_t const after = ocop::test::allocations;
    CHECK(found.has_value());
    CHECK(after - before == 0);
  }
}
