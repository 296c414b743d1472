// A batch gives every sheet what it gets alone: in every set of every edition, by every reading, in any layout of the
// columns, on any number of threads, by any instructions.
#include "ocop/score/assessment.hpp"
#include "ocop/rank/batch.hpp"
#include "ocop/rank/detail/sheet_tables.hpp"
#include "ocop/rank/set_scorer.hpp"

#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
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

  [[nodiscard]] std::vector<std::uint8_t> sheet_options(std::size_t row) const { return across(options, row); }
  [[nodiscard]] std::vector<std::uint8_t> sheet_cases(std::size_t row) const { return across(cases, row); }

  [[nodiscard]] score_sheet sheet(std::size_t row) const {
    score_sheet made{"sheet", false, {}};
    for (std::size_t c = 0; c < options.size(); ++c) made.choices.push_back({cases[c][row], options[c][row]});
    return made;
  }

 private:
  static std::vector<std::uint8_t> across(std::vector<std::vector<std::uint8_t>> const& of, std::size_t row) {
    std::vector<std::uint8_t> made;
    for (auto const& column : of) made.push_back(column[row]);
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

/// Results in memory that held something else before, with more memory behind.
struct used_memory {
  static constexpr std::size_t behind = 70;
  std::size_t rows;
  batch_result memory;
  batch_columns columns;

  used_memory(compiled_rule_set const& rules, std::size_t n) : rows(n) {
    auto const fill = [&](auto& column, auto what) { column.assign(n + behind, what); };
    memory.by_part.resize(rules.parts.size());
    memory.unmet.resize(rules.bands.size());
    for (auto& part : memory.by_part) fill(part, std::uint16_t{0xABCD});
    for (auto& level : memory.unmet) fill(level, std::uint8_t{0xAB});
    fill(memory.total, std::uint16_t{0xABCD});
    fill(memory.capped_by, std::int16_t{0x1BCD});
    for (auto* const column : {&memory.how, &memory.by_points, &memory.stars}) fill(*column, std::uint8_t{0xAB});
    for (auto& part : memory.by_part) columns.by_part.push_back(part.data());
    for (auto& level : memory.unmet) columns.unmet.push_back(level.data());
    columns.total = memory.total.data();
    columns.how = memory.how.data();
    columns.by_points = memory.by_points.data();
    columns.stars = memory.stars.data();
    columns.capped_by = memory.capped_by.data();
  }

  /// Is all beyond the rows as it was?
  [[nodiscard]] bool is_kept_behind() const {
    auto const is_kept = [&](auto const& column, int what) {
      return std::all_of(column.begin() + static_cast<std::ptrdiff_t>(rows), column.end(),
                         [&](auto entry) { return entry == what; });
    };
    return is_kept(memory.total, 0xABCD) && is_kept(memory.capped_by, 0x1BCD) && is_kept(memory.how, 0xAB) &&
           is_kept(memory.by_points, 0xAB) && is_kept(memory.stars, 0xAB) &&
           std::all_of(memory.by_part.begin(), memory.by_part.end(),
                       [&](auto const& c) { return is_kept(c, 0xABCD); }) &&
           std::all_of(memory.unmet.begin(), memory.unmet.end(), [&](auto const& c) { return is_kept(c, 0xAB); });
  }
};

bool has_cases(compiled_product_set const& set) {
  return std::any_of(set.criteria.begin(), set.criteria.end(), [](auto const& c) { return c.has_cases(); });
}

}  // namespace

TEST_CASE("Every sheet of a batch is scored as it is alone, in every set, by every reading",
          "[rank][qd-26-2026/3.3][qd-148-2023/annex-2][qd-1048-2019/1.2]") {
  std::vector<value> const facts{value(), value::object{{"dossier", value::object{{"forged", true}}}},
                                 value::object{{"material", value::object{{"all_imported", true}}}}};
  unsigned seed = 0;
  for (char const* const edition : {"qd-26-2026", "qd-148-2023", "qd-1048-2019"}) {
    auto const rules = test::edition(edition);
    auto const readings = test::every_alternative(*rules);
    CHECK(readings.size() > 10);
    for (auto const& set : rules->product_sets) {
      unsigned const turn = seed;
      for (auto const& chosen : readings) {
        ++seed;
        // By one reading after the other more sheets than are scored at once.
        columns const some(set, seed % readings.size() == turn % readings.size() ? 70 : 5, seed, seed % 2 == 0);
        auto const& given = facts[seed % 5 < 3 ? 0 : seed % facts.size()];
        CAPTURE(edition, set.number, seed);
        std::vector<std::string> single;
        std::size_t bad = 0;  // sheets with cases that do not go together
        for (std::size_t row = 0; row < some.rows; ++row) {
          auto const assessed = assess(rules, set.number, {some.sheet(row)}, given, chosen);
          if (!assessed && assessed.error().code == errc::missing_fact) break;
          single.push_back(assessed ? alone(*rules, *assessed) : "bad");
          bad += assessed ? 0U : 1U;
        }
        if (single.empty()) {
          auto const batch = score_batch(rules, set, some.view(has_cases(set)), given, chosen);
          CHECK((!batch && batch.error().code == errc::missing_fact));
          continue;
        }
        for (auto const path : test::available_paths()) {
          CAPTURE(to_string(path));
          auto const batch = score_batch(rules, set, some.view(has_cases(set)), given, chosen, {1, path}).value();
          CHECK(batch.bad.size() == bad);
          for (std::size_t row = 0; row < some.rows; ++row)
            if (single[row] == "bad") CHECK(batch.how[row] == batch_result::not_evaluated);
            else CHECK(row_of(batch, row) == single[row]);
        }
      }
    }
  }
}

TEST_CASE("By each reading, every path scores a batch alike", "[rank][qd-26-2026/3.3][qd-1048-2019/1.2]") {
  std::vector<readings> const all{{{reading_id("R-01"), "own-marks"}},
                                  {{reading_id("R-03"), "printed-order"}},
                                  {{reading_id("R-04"), "highest-option"}},
                                  {{reading_id("R-05"), "reject"}},
                                  {{reading_id("R-05"), "reject"}, {reading_id("R-01"), "own-marks"}},
                                  {{reading_id("R-09"), "undetermined"}},
                                  {{reading_id("R-22"), "reject"}}};
  for (char const* const edition : {"qd-26-2026", "qd-148-2023", "qd-1048-2019"}) {
    auto const rules = test::edition(edition);
    for (std::size_t s = 0; s < rules->product_sets.size(); s += 6) {
      auto const& set = rules->product_sets[s];
      if (has_cases(set)) continue;
      columns const some(set, 300, static_cast<unsigned>(s) + 77, s % 4 != 0);
      for (auto const& wanted : all) {
        auto const chosen = rules->choose(wanted).value();
        auto const plain = score_batch(rules, set, some.view(false), {}, chosen, {1, batch_path::scalar}).value();
        for (auto const path : test::available_paths()) {
          auto const other = score_batch(rules, set, some.view(false), {}, chosen, {1, path}).value();
          CAPTURE(edition, set.number, wanted.front().reading.str(), to_string(path));
          CHECK(other.how == plain.how);
          CHECK(other.total == plain.total);
          CHECK(other.by_part == plain.by_part);
          CHECK(other.by_points == plain.by_points);
          CHECK(other.stars == plain.stars);
          CHECK(other.capped_by == plain.capped_by);
          CHECK(other.unmet == plain.unmet);
        }
      }
    }
  }
}

TEST_CASE("Every set without cases fits tables of bytes", "[rank]") {
  for (char const* const edition : {"qd-26-2026", "qd-148-2023", "qd-1048-2019"}) {
    auto const rules = test::edition(edition);
    for (auto const& set : rules->product_sets) {
      auto const facts = judge_facts(*rules, set, {}, rules->defaults).value();
      CAPTURE(edition, set.number);
      CHECK(detail::sheet_tables::of(detail::scoring_plan::of_unchecked(*rules, set, facts, rules->defaults))
                .has_value());
    }
  }
}

TEST_CASE("The layout of the columns and the number of threads change nothing", "[rank][qd-26-2026/3.3]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  columns const most(set, 9000, 1, true);
  auto const plain = score_batch(rules, set, most.view(false), {}, rules->defaults, {1, batch_path::scalar}).value();
  std::vector<std::string> wanted;
  for (std::size_t row = 0; row < most.rows; ++row) wanted.push_back(row_of(plain, row));
  std::size_t const criteria = set.criteria.size();

  // Each layout gives the rows from some row on.
  std::size_t const wide = criteria + 1;
  std::vector<std::uint8_t> matrix(most.rows * wide);
  std::vector<std::vector<std::uint8_t>> turned, spaced;
  for (std::size_t c = 0; c < criteria; ++c) {
    for (std::size_t row = 0; row < most.rows; ++row) matrix[row * wide + c] = most.options[c][row];
    turned.emplace_back(most.options[c].rbegin(), most.options[c].rend());
    auto& twice = spaced.emplace_back(2 * most.rows, unanswered);
    for (std::size_t row = 0; row < most.rows; ++row) twice[2 * row] = most.options[c][row];
  }
  auto const layout = [&](int which, std::size_t from, std::size_t rows) {
    sheet_columns made{rows, {}, {}};
    for (std::size_t c = 0; c < criteria; ++c) {
      int const kind = which == 4 ? static_cast<int>(c % 4) : which;
      if (kind == 0) made.options.push_back({most.options[c].data() + from, 1});
      if (kind == 1) made.options.push_back({matrix.data() + from * wide + c, static_cast<std::ptrdiff_t>(wide)});
      if (kind == 2) made.options.push_back({turned[c].data() + (most.rows - 1 - from), -1});
      if (kind == 3) made.options.push_back({spaced[c].data() + 2 * from, 2});
    }
    return made;
  };
  auto const is_same = [&](sheet_columns const& view, std::size_t from, batch_options const& options) {
    used_memory results(*rules, view.sheets);
    auto const bad = score_batch_into(rules, set, view, {}, rules->defaults, results.columns, options).value();
    for (std::size_t row = 0; row < view.sheets; ++row)
      if (row_of(results.memory, row) != wanted[from + row]) return false;
    return bad.empty() && results.is_kept_behind();
  };
  for (auto const path : test::available_paths()) {
    CAPTURE(to_string(path));
    for (std::size_t rows = 0; rows <= 130; ++rows) {
      int const which = static_cast<int>(rows % 5);
      CAPTURE(rows, which);
      CHECK(is_same(layout(which, 3 * rows + 1, rows), 3 * rows + 1, {1, path}));
    }
    for (std::size_t const rows : {1023U, 1024U, 1025U, 1100U})
      for (int which = 0; which < 5; ++which) {
        CAPTURE(rows, which);
        CHECK(is_same(layout(which, 5, rows), 5, {1, path}));
      }
    for (unsigned const threads : {0U, 2U, 3U}) {
      CAPTURE(threads);
      CHECK(is_same(layout(0, 0, most.rows), 0, {threads, path}));
    }
  }
  CHECK(is_same(layout(1, 0, most.rows), 0, {2, batch_path::best}));
  // One by one, with cases that are none.
  CHECK(is_same(columns(most).view(true), 0, {2, batch_path::best}));
}

TEST_CASE("So many sheets that several threads share them come to the same, in the same order", "[rank]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  columns many(set, 200'000, 2, true);
  for (std::size_t const row : {std::size_t{0}, std::size_t{65'535}, std::size_t{65'536}, many.rows - 1})
    many.options[3][row] = unanswered;
  auto const score = [&](unsigned threads) {
    return score_batch(rules, set, many.view(false), {}, rules->defaults, {.threads = threads}).value();
  };
  auto const alone = score(1);
  REQUIRE(alone.bad.size() == 4);
  for (unsigned const threads : {2U, 3U, 64U}) {
    auto const shared = score(threads);
    CAPTURE(threads);
    CHECK(shared.bad == alone.bad);
    CHECK(shared.total == alone.total);
    CHECK(shared.stars == alone.stars);
    CHECK(shared.capped_by == alone.capped_by);
    CHECK(shared.unmet == alone.unmet);
  }
}

TEST_CASE("Only the columns that are wanted are written", "[rank]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  columns const some(set, 150, 8, true);
  auto const all = score_batch(rules, set, some.view(false), {}, rules->defaults).value();
  for (auto const path : test::available_paths()) {
    std::vector<std::uint8_t> stars(some.rows, 99), fifth(some.rows, 99);
    std::vector<std::uint16_t> second(some.rows, 99);
    batch_columns few;
    few.stars = stars.data();
    few.by_part.assign(rules->parts.size(), nullptr);
    few.by_part[1] = second.data();
    few.unmet.assign(rules->bands.size(), nullptr);
    few.unmet[4] = fifth.data();
    CHECK(score_batch_into(rules, set, some.view(false), {}, rules->defaults, few, {1, path}).value().empty());
    CHECK(stars == all.stars);
    CHECK(second == all.by_part[1]);
    CHECK(fifth == all.unmet[4]);
    few.unmet.pop_back();
    auto const lacking = score_batch_into(rules, set, some.view(false), {}, rules->defaults, few, {1, path});
    REQUIRE_FALSE(lacking.has_value());
    CHECK(lacking.error().code == errc::bad_value);
    CHECK(lacking.error().message ==
          "results have columns for 3 parts and 4 levels; there are 3 and 5. Give one for "
          "each, or none.");
  }
  for (auto const path : {batch_path::avx2, batch_path::avx512, batch_path::neon}) {
    auto const scored = score_batch(rules, set, some.view(false), {}, rules->defaults, {1, path});
    CHECK(scored.has_value() == is_available(path));
    if (!scored) CHECK(scored.error().code == errc::bad_value);
  }
}

TEST_CASE("A cell that is no answer is found in any place of a step", "[rank]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  columns some(set, 200, 4, true);
  auto const whole = score_batch(rules, set, some.view(false), {}, rules->defaults).value();
  for (auto const path : test::available_paths()) {
    std::size_t row = 0;
    for (std::size_t c = 0; row < some.rows; ++row, c = (c + 1) % set.criteria.size()) {
      auto const options = static_cast<std::uint8_t>(set.criteria[c].lists.front().options.size());
      std::uint8_t const none_such[] = {static_cast<std::uint8_t>(options + 1), 15, 16, 17, 127, 128, 254, unanswered};
      std::uint8_t const before = std::exchange(some.options[c][row], none_such[row % 8]);
      auto const batch = score_batch(rules, set, some.view(false), {}, rules->defaults, {1, path}).value();
      CAPTURE(to_string(path), row, c);
      CHECK(batch.bad == std::vector<bad_cell>{{row, c, none_such[row % 8], 0}});
      CHECK(batch.how[row] == batch_result::not_evaluated);
      CHECK((batch.total[row] == 0 && batch.stars[row] == 0 && batch.capped_by[row] == -1));
      std::size_t const next = (row + 1) % some.rows;
      CHECK(row_of(batch, next) == row_of(whole, next));
      some.options[c][row] = before;
    }
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
  // The second criterion with a case is the one that does not go with those before it.
  std::size_t second = at + 1;
  while (!with->criteria[second].has_cases()) ++second;
  for (auto& column : some.cases) column[5] = 0;
  for (auto& column : some.options) column[5] = 0;
  some.options[at][5] = some.cases[at][5] = some.options[second][5] = 1;
  some.cases[second][5] = 2;
  auto const one_case = rules->choose(readings{{reading_id("R-17"), "same-case"}}).value();
  auto const two = score_batch(rules, *with, some.view(true), {}, one_case).value();
  auto const told = std::find_if(two.bad.begin(), two.bad.end(), [](auto const& cell) { return cell.sheet == 5; });
  REQUIRE(told != two.bad.end());
  CHECK(*told == bad_cell{5, second, 1, 2});
  CHECK(set_scorer::prepare(rules, *with, {}, one_case)
            .value()
            .score(some.sheet_options(5), some.sheet_cases(5))
            .value()
            .bad == static_cast<int>(second));
  // Without cases nothing says which list is meant.
  CHECK_FALSE(score_batch(rules, *with, some.view(false), {}, rules->defaults).value().bad.empty());
}

}  // namespace batch_test
