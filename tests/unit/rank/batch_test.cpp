// A batch gives every sheet what it gets alone: in every set of every edition, by every reading, in any layout of the
// columns, on any number of threads.
#include "ocop/rank/assessment.hpp"
#include "ocop/rank/batch.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace batch_test {
namespace {

using namespace ocop;
using readings = std::vector<reading_choice>;

/// Sheets by column, one byte each; cases beside them where the set has any.
struct columns {
  std::size_t rows = 0;
  std::vector<std::vector<std::uint8_t>> options, cases;

  columns(compiled_product_set const& set, std::size_t n, unsigned seed, bool mostly_best = false) : rows(n) {
    std::mt19937 random(seed);
    for (auto const& criterion : set.criteria) {
      auto& to = options.emplace_back();
      auto& in_case = cases.emplace_back();
      for (std::size_t i = 0; i < n; ++i) {
        auto const& list = criterion.lists[random() % criterion.lists.size()];
        auto const count = static_cast<unsigned>(list.options.size());
        unsigned const option = mostly_best && random() % 8 ? count : static_cast<unsigned>(random() % (count + 1));
        to.push_back(static_cast<std::uint8_t>(option));
        in_case.push_back(static_cast<std::uint8_t>(option == 0 ? 0 : list.case_no));
      }
    }
  }

  [[nodiscard]] sheet_columns view(bool with_cases) const {
    sheet_columns made{rows, {}, {}};
    for (auto const& column : options) made.options.push_back({column.data(), 1});
    for (auto const& column : cases)
      if (with_cases) made.cases.push_back({column.data(), 1});
    return made;
  }

  [[nodiscard]] score_sheet sheet(std::size_t row) const {
    score_sheet made{"sheet", false, {}};
    for (std::size_t c = 0; c < options.size(); ++c) made.choices.push_back({cases[c][row], options[c][row]});
    return made;
  }
};

/// Everything that a batch says of a row, as text.
std::string row_of(batch_result const& b, std::size_t row) {
  std::string text = std::to_string(b.how[row]) + " " + std::to_string(b.total[row]) + " =";
  for (auto const& part : b.by_part) text += " " + std::to_string(part[row]);
  text += " stars " + std::to_string(b.by_points[row]) + "/" + std::to_string(b.stars[row]) + " by " +
          std::to_string(b.capped_by[row]) + " unmet";
  for (auto const& level : b.unmet) text += " " + std::to_string(level[row]);
  return text;
}

/// The same of a sheet assessed alone.
std::string alone(compiled_rule_set const& rules, assessment const& a) {
  auto const& e = a.council.evaluations.front();
  auto const& r = a.ranking;
  std::string text = std::to_string(static_cast<int>(r.how)) + " " + std::to_string(e.total.value) + " =";
  for (auto const& part : e.by_part) text += " " + std::to_string(part.value);
  text += " stars " + std::to_string(r.by_points ? r.by_points->value : 0) + "/" +
          std::to_string(r.final_stars ? r.final_stars->value : 0) + " by " +
          std::to_string(r.capped_by ? static_cast<int>(a.set->gates[*r.capped_by].criterion) : -1) + " unmet";
  for (std::size_t l = 1; l <= rules.bands.size(); ++l)
    text += " " + std::to_string(std::count_if(r.unmet_gates.begin(), r.unmet_gates.end(), [&](std::size_t g) {
              return a.set->gates[g].level.value == static_cast<int>(l);
            }));
  return text;
}

bool has_cases(compiled_product_set const& set) {
  return std::any_of(set.criteria.begin(), set.criteria.end(), [](auto const& c) { return c.has_cases(); });
}

}  // namespace

TEST_CASE("Every sheet of a batch is scored as it is alone, in every set, by every reading",
          "[rank][qd-26-2026/3.3][qd-148-2023/annex-2][qd-1048-2019/1.2]") {
  std::vector<readings> const all{{},
                                  {{reading_id("R-01"), "own-marks"}},
                                  {{reading_id("R-03"), "printed-order"}},
                                  {{reading_id("R-04"), "highest-option"}},
                                  {{reading_id("R-05"), "reject"}},
                                  {{reading_id("R-09"), "undetermined"}, {reading_id("R-06"), "later-zero"}},
                                  {{reading_id("R-22"), "reject"}}};
  std::vector<value> const facts{value(), value::object{{"dossier", value::object{{"forged", true}}}},
                                 value::object{{"material", value::object{{"all_imported", true}}}}};
  unsigned seed = 0;
  for (char const* const edition : {"qd-26-2026", "qd-148-2023", "qd-1048-2019"}) {
    auto const rules = test::edition(edition);
    for (auto const& set : rules->product_sets) {
      ++seed;
      columns const some(set, 40, seed, seed % 2 == 0);
      auto const& wanted = all[seed % all.size()];
      auto const& given = facts[seed % 5 < 3 ? 0 : seed % facts.size()];
      auto const chosen = rules->choose(wanted).value();
      auto const batch = score_batch(rules, set, some.view(has_cases(set)), given, chosen).value();
      CAPTURE(edition, set.number);
      CHECK(batch.bad.empty());
      for (std::size_t row = 0; row < some.rows; ++row) {
        auto const a = assess(rules, set.number, {some.sheet(row)}, given, chosen).value();
        CHECK(row_of(batch, row) == alone(*rules, a));
      }
    }
  }
}

TEST_CASE("The layout of the columns and the number of threads change nothing", "[rank][qd-26-2026/3.3]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  for (std::size_t const rows : {0U, 1U, 7U, 1023U, 1024U, 1025U, 9000U}) {
    columns const some(set, rows, static_cast<unsigned>(rows) + 1, true);
    auto const plain = score_batch(rules, set, some.view(false), {}, rules->defaults).value();
    REQUIRE(plain.total.size() == rows);
    auto const same = [&](sheet_columns const& view, unsigned threads) {
      auto const other = score_batch(rules, set, view, {}, rules->defaults, {.threads = threads}).value();
      for (std::size_t row = 0; row < rows; ++row)
        if (row_of(other, row) != row_of(plain, row)) return false;
      return true;
    };
    CHECK(same(some.view(false), 2));
    CHECK(same(some.view(false), 5));
    CHECK(same(some.view(true), 2));  // one by one, with cases that are none
    // Row after row, as a matrix of a frame may be, and from the last to the first.
    std::size_t const wide = set.criteria.size() + 3;
    std::vector<std::uint8_t> matrix(rows * wide + 1);
    std::vector<std::vector<std::uint8_t>> turned;
    sheet_columns by_row{rows, {}, {}}, backwards{rows, {}, {}};
    for (std::size_t c = 0; c < set.criteria.size(); ++c) {
      for (std::size_t row = 0; row < rows; ++row) matrix[row * wide + c] = some.options[c][row];
      turned.emplace_back(some.options[c].rbegin(), some.options[c].rend());
      by_row.options.push_back({matrix.data() + c, static_cast<std::ptrdiff_t>(wide)});
    }
    for (auto const& column : turned) backwards.options.push_back({column.data() + (rows ? rows - 1 : 0), -1});
    CHECK(same(by_row, 2));
    CHECK(same(backwards, 2));
  }
}

TEST_CASE("A cell that is no answer is told by sheet and criterion, and the other sheets go on", "[rank]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  columns some(set, 5000, 3);
  std::size_t const at = *set.find("1.5");
  some.options[at][17] = 9;
  some.options[at][4999] = unanswered;
  some.options[0][4999] = 200;
  columns whole = some;
  whole.options[at][17] = whole.options[at][4999] = whole.options[0][4999] = 0;
  auto const batch = score_batch(rules, set, some.view(false), {}, rules->defaults, {.threads = 3}).value();
  auto const other = score_batch(rules, set, whole.view(false), {}, rules->defaults).value();
  CHECK(batch.bad == std::vector<bad_cell>{{17, at, 9, 0}, {4999, 0, 200, 0}, {4999, at, 255, 0}});
  for (std::size_t row = 0; row < 5000; ++row) {
    if (row == 17 || row == 4999) {
      CHECK(batch.how[row] == batch_result::not_evaluated);
      CHECK((batch.total[row] == 0 && batch.stars[row] == 0));
    } else if (row_of(batch, row) != row_of(other, row)) {
      FAIL("row " << row);
    }
  }
  auto const told = [&](std::size_t n) {
    auto const why = explain_bad_cell(set, batch.bad[n]);
    return std::string(to_string(why.code)) + " at " + why.where + ": " + why.message;
  };
  CHECK(told(0) ==
        "unknown-option at sheet 17, criterion 1.5: found option 9; it has options 1 to 4, 0 for nothing ticked.");
  CHECK(told(2) ==
        "missing-criteria at sheet 4999, criterion 1.5: not answered. Give an option number, 0 for nothing ticked.");

  sheet_columns few = some.view(false);
  few.options.pop_back();
  auto const lacking = score_batch(rules, set, few, {}, rules->defaults);
  REQUIRE_FALSE(lacking.has_value());
  CHECK(lacking.error().message == "there are " + std::to_string(set.criteria.size() - 1) + " columns; set 1 has " +
                                       std::to_string(set.criteria.size()) + " criteria. Give one column for each.");
  CHECK(score_batch(rules, set, some.view(false), value::object{{"no", true}}, rules->defaults).error().code ==
        errc::undeclared_fact);
}

TEST_CASE("A case that the criterion does not have is told, and with R-17 two cases on one sheet", "[rank]") {
  auto const rules = test::edition();
  auto const with = std::find_if(rules->product_sets.begin(), rules->product_sets.end(),
                                 [](auto const& set) { return has_cases(set); });
  REQUIRE(with != rules->product_sets.end());
  columns some(*with, 20, 9, true);
  std::size_t at = 0;
  while (!with->criteria[at].has_cases()) ++at;
  some.options[at][3] = 1;
  some.cases[at][3] = 99;
  auto const batch = score_batch(rules, *with, some.view(true), {}, rules->defaults).value();
  REQUIRE(batch.bad.size() == 1);
  CHECK(batch.bad.front() == bad_cell{3, at, 1, 99});
  CHECK(explain_bad_cell(*with, batch.bad.front()).message.find("found case 99; its cases are 1, 2") == 0);
  // Without cases nothing says which list is meant.
  CHECK_FALSE(score_batch(rules, *with, some.view(false), {}, rules->defaults).value().bad.empty());
}

}  // namespace batch_test
