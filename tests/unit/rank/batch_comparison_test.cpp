// Many sheets under two laws are what each is alone: carried over, and bounded by reachable().
#include "ocop/compile/comparison.hpp"
#include "ocop/score/assessment.hpp"
#include "ocop/rank/batch_comparison.hpp"
#include "ocop/rank/margin.hpp"
#include "ocop/record/counterfactual.hpp"
#include "ocop/record/decision_record.hpp"

#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/products.hpp"
#include "support/submissions.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace batch_comparison_test {
namespace {

using namespace ocop;
using readings = std::vector<reading_choice>;

/// A set with its rules and readings.
struct law {
  std::shared_ptr<compiled_rule_set const> rules;
  compiled_product_set const* set;
  reading_choices chosen;
};

result<batch_comparison> compared(law const& old, law const& other, test::columns const& some, unsigned threads = 1,
                                  value const& facts = {}) {
  return compare_batch(old.rules, *old.set, other.rules, *other.set, some.view(), facts, old.chosen, other.chosen,
                       threads);
}

std::string placed(int how, int stars) {
  return how == batch_result::not_evaluated ? "not evaluated"
         : stars != 0                       ? std::to_string(stars)
                                            : std::string(to_string(static_cast<outcome>(how)));
}

std::string placed(ranking const& r) {
  return placed(static_cast<int>(r.how), r.final_stars ? r.final_stars->value : 0);
}

/// `5 to 3 … 4`
std::string row_of(batch_comparison const& c, std::size_t row) {
  auto const at = [row](placing_columns const& end) { return placed(end.how[row], end.stars[row]); };
  return at(c.before) + " to " + at(c.least) + " … " + at(c.most);
}

using reasons = std::map<std::pair<std::size_t, carry_reason>, std::uint64_t>;

/// One sheet by itself; what is open on it is counted.
std::string alone(law const& old, law const& other, std::vector<choice> const& choices, value const& facts,
                  reasons& open) {
  auto const a = assess(old.rules, old.set->number, {{"M1", false, choices}}, facts, old.chosen);
  if (!a) return "not evaluated to not evaluated … not evaluated";
  unfinished_sheet sheet{"M1", false, {}, {}};
  if (old.set->sha256 == other.set->sha256) {
    sheet.choices.assign(choices.begin(), choices.end());
  } else {
    auto const carried = carry_over(choices, *old.set, *other.set).value();
    sheet.choices = carried.choices;
    sheet.at_least.resize(carried.choices.size());
    for (auto const& o : carried.open) {
      ++open[{o.criterion, o.why}];
      if (o.why == carry_reason::option_above && o.nearest > 0)
        sheet.at_least[o.criterion] = {choices[*o.from].case_no, o.nearest};
    }
  }
  auto const found = judge_facts(*other.rules, *other.set, facts, other.chosen).value();
  auto const range = reachable(*other.rules, *other.set, {&sheet, 1}, found, other.chosen);
  return placed(a->ranking) + " to " + (range ? placed(range->lowest) : "not evaluated") + " … " +
         (range ? placed(range->highest) : "not evaluated");
}

struct way {
  char const *from, *to;
};

}  // namespace

TEST_CASE("Every sheet of a comparison comes to what it comes to alone, between all generations, by every reading",
          "[rank][qd-148-2023/annex-2][qd-26-2026/annex-2][qd-1048-2019/1.2]") {
  std::vector<readings> const all{{},
                                  {{reading_id("R-05"), "reject"}},
                                  {{reading_id("R-01"), "own-marks"}, {reading_id("R-09"), "undetermined"}},
                                  {{reading_id("R-06"), "later-zero"}, {reading_id("R-04"), "highest-option"}},
                                  {{reading_id("R-05"), "reject"}, {reading_id("R-09"), "undetermined"}},
                                  {{reading_id("R-17"), "same-case"}},
                                  {{reading_id("R-24"), "zero"}, {reading_id("R-07"), "mean"}}};
  std::mt19937 random(21);
  int decided = 0, undecided = 0, compared_sets = 0;
  std::map<carry_reason, std::uint64_t> why;
  for (auto const& [from, to] :
       {way{"qd-148-2023", "qd-26-2026"}, way{"qd-26-2026", "qd-148-2023"}, way{"qd-1048-2019", "qd-148-2023"},
        way{"qd-148-2023", "qd-1048-2019"}, way{"qd-1048-2019", "qd-26-2026"}, way{"qd-26-2026", "qd-1048-2019"},
        way{"qd-26-2026", "qd-26-2026"}, way{"qd-1048-2019", "qd-1048-2019"}}) {
    auto const rules = test::edition(from);
    auto const other_rules = test::edition(to);
    for (auto const& set : rules->product_sets) {
      auto const next = counterparts(*other_rules, set);
      if (next.empty()) continue;
      ++compared_sets;
      law const old{rules, &set, rules->choose(all[random() % all.size()]).value()};
      law const other{other_rules, from == std::string(to) ? &set : next.front(),
                      other_rules->choose(all[random() % all.size()]).value()};
      test::columns const some(set, 24, random);
      auto const c = compared(old, other, some).value();
      CAPTURE(from, to, set.number);
      reasons open;
      star_matrix stars;
      for (std::size_t row = 0; row < some.rows(); ++row) {
        std::string const one = alone(old, other, some.choices(row), {}, open);
        CHECK(row_of(c, row) == one);
        if (c.least.how[row] == batch_result::not_evaluated) continue;
        CHECK_FALSE(stars.add(c.before.stars[row], c.is_decided(row) ? c.least.stars[row] : star_matrix::not_decided));
        ++(c.is_decided(row) ? decided : undecided);
      }
      CHECK(c.stars == stars);
      std::vector<open_count> counts;
      for (auto const& [at, n] : open) {
        counts.push_back({at.first, at.second, n});
        why[at.second] += n;
      }
      CHECK(c.open == counts);
    }
  }
  CHECK(compared_sets > 100);
  CHECK(decided > 100);
  CHECK(undecided > 100);
  CHECK(why.size() == 4);  // every reason but new cases: where both have a criterion, both have its cases
}

TEST_CASE("A comparison says of each sheet what its record, ranked again, says", "[rank][qd-26-2026/annex-2]") {
  auto const rules = test::edition("qd-148-2023");
  auto const other_rules = test::edition();
  std::mt19937 random(2);
  for (int const number : {1, 9, 26}) {
    auto const& set = *rules->product_set(number).value();
    auto const next = counterparts(*other_rules, set);
    REQUIRE(next.size() == 1);
    test::columns const some(set, 8, random);
    auto const c =
        compared({rules, &set, rules->defaults}, {other_rules, next.front(), other_rules->defaults}, some).value();
    star_matrix stars;
    for (std::size_t row = 0; row < some.rows(); ++row) {
      auto const text = test::submission_of(set, {{"M1", false, some.choices(row)}}, R"("rules":"qd-148-2023")");
      auto const again = rank_under(test::builtin(), other_rules, make_record(test::builtin(), text, {}).value().json);
      add(stars, again);
      auto const end = [](placing const& p) { return placed(static_cast<int>(p.how), p.level ? p.level->value : 0); };
      CAPTURE(number, row);
      CHECK(row_of(c, row) == end(again.then) + " to " + end(again.lowest) + " … " + end(again.highest));
      CHECK(c.is_decided(row) == (again.status == counterfactual_status::decided));
    }
    CHECK(c.stars == stars);
  }
}

TEST_CASE("Compared with itself a set carries every tick, and only readings and facts decide",
          "[rank][qd-26-2026/annex-2.1/1.5]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  test::columns some(set.criteria.size());
  some.add(test::best_sheet(set).get().choices);
  some.add(test::best_sheet(set).choose("1.5", 2).get().choices);
  law const own{rules, &set, rules->defaults};
  law const strict{rules, &set, rules->choose(readings{{reading_id("R-05"), "reject"}}).value()};
  auto const same = compared(own, own, some).value();
  CHECK(row_of(same, 0) == "5 to 5 … 5");
  CHECK(row_of(same, 1) == "3 to 3 … 3");
  CHECK(same.open.empty());
  CHECK(same.stars.count(3, 3) == 1);
  auto const rejects = compared(own, strict, some).value();
  CHECK(row_of(rejects, 0) == "5 to 5 … 5");
  CHECK(row_of(rejects, 1) == "3 to rejected … rejected");
  CHECK(rejects.is_decided(1));
  CHECK(rejects.stars.count(3, star_matrix::not_ranked) == 1);
  auto const forged = compared(own, own, some, 1, value::object{{"dossier", value::object{{"forged", true}}}}).value();
  CHECK(row_of(forged, 0) == "rejected to rejected … rejected");
}

TEST_CASE("The number of threads changes no comparison, and a cell that is no answer is told", "[rank]") {
  auto const rules = test::edition("qd-148-2023");
  auto const other_rules = test::edition();
  auto const& set = *rules->product_set(1).value();
  law const old{rules, &set, rules->defaults};
  law const other{other_rules, counterparts(*other_rules, set).front(), other_rules->defaults};
  std::mt19937 random(5);
  test::columns some(set, 9000, random);
  some.options[2][8999] = unanswered;
  some.options[0][17] = 200;
  auto const whole = compared(old, other, some).value();
  CHECK(compared(old, other, some, 2).value() == whole);
  CHECK(compared(old, other, some, 7).value() == whole);
  CHECK(whole.bad == std::vector<bad_cell>{{17, 0, 200, 0}, {8999, 2, 255, 0}});
  CHECK(row_of(whole, 17) == "not evaluated to not evaluated … not evaluated");
  std::uint64_t counted = 0;
  for (int from = 0; from <= 5; ++from)
    for (int to = star_matrix::not_decided; to <= 5; ++to) counted += whole.stars.count(from, to);
  CHECK(counted == 8998);
  for (auto const& open : whole.open) CHECK(open.sheets <= 8998);
}

TEST_CASE("Sets of different products, missing columns and facts that no law declares are errors", "[rank]") {
  auto const rules = test::edition("qd-148-2023");
  auto const other_rules = test::edition();
  auto const& set = *rules->product_set(1).value();
  auto const next = counterparts(*other_rules, set);
  law const old{rules, &set, rules->defaults};
  law const other{other_rules, next.front(), other_rules->defaults};
  auto const stranger = std::find_if(other_rules->product_sets.begin(), other_rules->product_sets.end(),
                                     [&](auto const& s) { return s.stands_for != set.stands_for; });
  std::mt19937 random(1);
  test::columns some(set, 3, random);
  CHECK(compared(old, {other_rules, &*stranger, other_rules->defaults}, some).error().code == errc::no_counterpart);
  CHECK(compared(old, other, some, 1, value::object{{"no", true}}).error().code == errc::undeclared_fact);
  some.options.pop_back();
  some.cases.pop_back();
  CHECK(compared(old, other, some).error().code == errc::bad_value);
}

}  // namespace batch_comparison_test
