#include "ocop/compile/rule_catalog.hpp"
#include "ocop/model/engine_readings.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace readings_test {
namespace {

/// What 26/2026 chooses, and what else may be chosen, as its users rely on it: the choice stands first.
std::map<std::string, std::vector<std::string>> const promised{
    {"R-01", {"cumulative", "own-marks"}},
    {"R-02", {"zero"}},
    {"R-03", {"points", "printed-order"}},
    {"R-04", {"any-points", "highest-option"}},
    {"R-05", {"cap", "reject"}},
    {"R-06", {"stop", "later-zero", "reject"}},
    {"R-07", {"majority", "all", "mean"}},
    {"R-08", {"exact", "rounded"}},
    {"R-09", {"thresholds", "undetermined"}},
    {"R-10", {"same-day", "next-day"}},
    {"R-11", {"inclusive", "exclusive"}},
    {"R-12", {"day-zero"}},
    {"R-13", {"stays", "next-working-day"}},
    {"R-14", {"any-late", "closed-windows"}},
    {"R-15", {"zero"}},
    {"R-16", {"yes-option"}},
    {"R-17", {"independent", "same-case"}},
    {"R-18", {"new-decision", "old-end"}},
    {"R-19", {"accepted", "refused"}},
    {"R-20", {"assume-not", "error"}},
    {"R-21", {"none", "waive-marks"}},
    {"R-22", {"zero", "reject"}},
    {"R-23", {"reject", "stop"}},
    {"R-24", {"none", "zero"}},
    {"R-25", {"majority", "all", "any"}},
    {"R-26", {"marks-met", "points-alone"}},
    {"R-27", {"before-end", "within-extension"}},
    {"R-28", {"late-only", "undecided-too"}},
    {"R-29", {"decided", "filed"}},
    {"R-30", {"last-day", "day-asked"}},
};

}  // namespace

TEST_CASE(
    "each reading has its choice and its alternatives, and each can be chosen",
    "[compile][qd-26-2026/3.3][qd-26-2026/4.3][qd-26-2026/7.3.b][qd-26-2026/7.6.a][qd-26-2026/12.2][qd-26-2026/12.3]") {
  auto const rules = ocop::test::edition();
  REQUIRE(rules->readings.size() == promised.size());
  for (auto const& reading : rules->readings) {
    CAPTURE(reading.id.str());
    std::vector<std::string> found{reading.alternatives[reading.choice].id};
    for (auto const& a : reading.alternatives) {
      if (a.id != found.front()) found.push_back(a.id);
      ocop::reading_choice const wanted{reading.id, a.id};
      auto const chosen = rules->choose({&wanted, 1});
      REQUIRE(chosen.has_value());
      CHECK((*chosen == rules->defaults) == (a.id == found.front()));
    }
    CHECK(found == promised.at(reading.id.str()));
  }
}

TEST_CASE("the engine's enumerators stand in the order of its alternatives", "[compile]") {
  using c = ocop::reading_choices;
  auto const rules = ocop::test::edition();
  auto const chosen = [&](char const* reading, char const* alternative) {
    ocop::reading_choice const wanted{ocop::reading_id(reading), alternative};
    return rules->choose({&wanted, 1}).value();
  };
  CHECK(chosen("R-01", "own-marks").levels == c::levels_rule::own_marks);
  CHECK(chosen("R-03", "printed-order").mark == c::mark_rule::printed_order);
  CHECK(chosen("R-04", "highest-option").heading == c::heading_rule::highest_option);
  CHECK(chosen("R-05", "reject").minimum == c::minimum_rule::reject);
  CHECK(chosen("R-07", "all").members == c::members_rule::all);
  CHECK(chosen("R-07", "mean").members == c::members_rule::mean);
  CHECK(chosen("R-08", "rounded").band == c::band_rule::rounded);
  CHECK(chosen("R-09", "undetermined").gap == c::gap_rule::undetermined);
  CHECK(chosen("R-17", "same-case").cases == c::cases_rule::same_case);
  CHECK(chosen("R-20", "error").facts == c::facts_rule::error);
  CHECK(chosen("R-25", "any").zero_stop == c::zero_stop_rule::any);
  CHECK(chosen("R-26", "points-alone").forward == c::forward_rule::points_alone);
  CHECK(chosen("R-10", "next-day").end == c::end_rule::next_day);
  CHECK(chosen("R-11", "exclusive").window == c::window_rule::exclusive);
  CHECK(chosen("R-13", "next-working-day").day_off == c::day_off_rule::next_working_day);
  CHECK(chosen("R-14", "closed-windows").extension == c::extension_rule::closed_windows);
  CHECK(chosen("R-18", "old-end").renewed_term == c::renewed_term_rule::old_end);
  CHECK(chosen("R-19", "refused").spread_limit == c::limit_rule::refused);
  CHECK(chosen("R-27", "within-extension").ended == c::ended_rule::within_extension);
  CHECK(chosen("R-28", "undecided-too").undecided == c::undecided_rule::undecided_too);
  CHECK(chosen("R-29", "filed").amendment == c::amendment_rule::filed);
  CHECK(chosen("R-30", "day-asked").window_law == c::window_law_rule::day_asked);
  for (auto const& known : ocop::model::engine_readings) {
    CAPTURE(known.id);
    CHECK(promised.at(std::string(known.id)).size() == known.alternatives.size());
  }
}

TEST_CASE("of two choices of one reading the later wins", "[compile]") {
  auto const rules = ocop::test::edition();
  std::vector<ocop::reading_choice> const both{{ocop::reading_id("R-07"), "all"}, {ocop::reading_id("R-07"), "mean"}};
  CHECK(rules->choose(both).value().members == ocop::reading_choices::members_rule::mean);
}

}  // namespace readings_test
