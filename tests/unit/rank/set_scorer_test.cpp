// A prepared set scores one sheet as assess() does, and sheets in tiles as it scores them in columns: in every set of
// every edition, by every reading, whichever note a fact brings into play, by any instructions.
#include "ocop/score/assessment.hpp"
#include "ocop/rank/batch.hpp"
#include "ocop/rank/detail/prepared_set.hpp"
#include "ocop/rank/set_scorer.hpp"
#include "ocop/rank/tiled_sheets.hpp"

#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace set_scorer_test {
namespace {

using namespace ocop;

/// A sheet in bytes, and what assess() says of it.
struct sheet_bytes {
  std::vector<std::uint8_t> options, cases;

  explicit sheet_bytes(std::vector<choice> const& choices) {
    for (auto const& c : choices) {
      options.push_back(static_cast<std::uint8_t>(c.option));
      cases.push_back(static_cast<std::uint8_t>(c.case_no));
    }
  }
};

std::string text_of(sheet_score const& s) {
  return std::to_string(s.total) + " " + std::string(to_string(s.how)) + " " + std::to_string(s.by_points) + "/" +
         std::to_string(s.stars) + " by " + std::to_string(s.capped_by) + " bad " + std::to_string(s.bad);
}

/// All results of a batch in memory of its own.
struct results {
  batch_result memory;
  batch_columns columns;

  results(compiled_rule_set const& rules, std::size_t sheets) {
    auto& m = memory;
    m.by_part.assign(rules.parts.size(), std::vector<std::uint16_t>(sheets, 7777));
    m.unmet.assign(rules.bands.size(), std::vector<std::uint8_t>(sheets, 77));
    for (auto& part : m.by_part) columns.by_part.push_back(part.data());
    for (auto& level : m.unmet) columns.unmet.push_back(level.data());
    m.total.assign(sheets, 7777);
    m.capped_by.assign(sheets, 7777);
    for (auto* const column : {&m.how, &m.by_points, &m.stars}) column->assign(sheets, 77);
    columns.total = m.total.data();
    columns.how = m.how.data();
    columns.by_points = m.by_points.data();
    columns.stars = m.stars.data();
    columns.capped_by = m.capped_by.data();
  }

  friend bool operator==(results const& a, results const& b) {
    return a.memory.by_part == b.memory.by_part && a.memory.unmet == b.memory.unmet &&
           a.memory.total == b.memory.total && a.memory.how == b.memory.how &&
           a.memory.by_points == b.memory.by_points && a.memory.stars == b.memory.stars &&
           a.memory.capped_by == b.memory.capped_by && a.memory.bad == b.memory.bad;
  }
};

}  // namespace

TEST_CASE("The tables of a set say what its rules say, whichever note is in play, by every reading",
          "[rank][qd-26-2026/3.3][qd-148-2023/annex-2][qd-1048-2019/1.2]") {
  std::mt19937 random(26);
  std::size_t with_tables = 0;
  std::size_t without = 0;
  std::size_t with_words = 0;
  std::vector<std::shared_ptr<compiled_rule_set const>> editions = test::builtin().editions();
  editions.insert(editions.end(), test::made_up().editions().begin(), test::made_up().editions().end());
  std::size_t turn = 0;
  for (auto const& rules : editions) {
    std::vector<reading_choices> const readings = test::every_alternative(*rules);
    for (auto const& set : rules->product_sets) {
      turn += 2;
      for (std::size_t pass = 0; pass < 2 * (set.notes.size() + 1); ++pass) {
        std::size_t const held = pass / 2;
        reading_choices const& chosen = readings[(turn + pass % 2) % readings.size()];
        findings facts;
        facts.note_holds.assign(set.notes.size(), 0);
        if (held < set.notes.size()) facts.note_holds[held] = 1;
        detail::prepared_set const prepared(rules, set, facts, chosen);
        ++(prepared.tables ? with_tables : without);
        for (unsigned i = 0; i < 4; ++i) {
          auto const choices = test::random_choices(set, random, 2 + 2 * i);
          sheet_bytes const bytes(choices);
          auto const general = prepared.evaluate_alone(bytes.options, bytes.cases, 0);
          if (!prepared.tables || !general.bad.empty()) continue;
          std::vector<std::uint8_t> entries;
          for (std::size_t c = 0; c < choices.size(); ++c)
            entries.push_back(
                static_cast<std::uint8_t>(prepared.tables->entry_of(c, bytes.options[c], bytes.cases[c])));
          auto const sum = prepared.add_up(entries.data());
          if (prepared.words) {
            auto const in_words = prepared.words->add_up(entries.data());
            REQUIRE(in_words.has_value() == sum.has_value());
            if (sum) CHECK(text_of(prepared.rank(*in_words)) == text_of(prepared.rank(*sum)));
            if (sum) CHECK(in_words->flags == sum->flags);
            ++with_words;
          }
          if (!sum) continue;
          CAPTURE(rules->edition.str(), set.number, held, i);
          CHECK(text_of(prepared.rank(*sum)) == text_of(general.score));
          for (std::size_t p = 0; p < rules->parts.size(); ++p)
            CHECK(detail::prepared_set::points_of(*sum, p) == general.by_part[p].value);
          for (std::size_t l = 0; l < rules->bands.size(); ++l)
            CHECK(std::popcount(sum->flags & prepared.tables->of_level[l]) == general.unmet[l]);
        }
      }
    }
  }
  CHECK(with_tables > 800);
  CHECK(without > 50);
  CHECK(with_words > 3'000);
}

TEST_CASE("A zero stops nothing at a criterion that counts nothing itself", "[rank]") {
  // As the law has it: zeros are judged on what was ticked, and 2 is ticked with points.
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  auto const facts = judge_facts(*rules, set, {}, rules->defaults).value();
  detail::prepared_set prepared(rules, set, facts, rules->defaults);
  REQUIRE_FALSE(prepared.tables->zeroables.empty());
  detail::sheet_tables::zeroable const zeroed = prepared.tables->zeroables.front();
  prepared.tables->criteria[zeroed.criterion][0].flags |= detail::sheet_tables::stopped;
  std::vector<std::uint8_t> entries(set.criteria.size(), 1);
  for (std::size_t c = 0; c < entries.size(); ++c)
    if ((prepared.tables->criteria[c][0].flags & zeroed.notes) != 0) entries[c] = 0;
  CHECK(prepared.rank(*prepared.add_up(entries.data())).how == outcome::ranked);
  auto const words = detail::word_tables::of(*prepared.tables);
  REQUIRE(words.has_value());
  CHECK(prepared.rank(*words->add_up(entries.data())).how == outcome::ranked);
}

TEST_CASE("A sheet is added up in words where they hold its points and marks, else in larger cells", "[rank]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  auto const facts = judge_facts(*rules, set, {}, rules->defaults).value();
  auto sheet =
      detail::sheet_tables::of(detail::scoring_plan::of_unchecked(*rules, set, facts, rules->defaults)).value();
  auto const with_band = [&](std::size_t most) {
    sheet.band.resize(most + 1, 5);
    return detail::word_tables::of(sheet).has_value();
  };
  CHECK(with_band(254));
  CHECK(with_band(255));
  CHECK_FALSE(with_band(256));
  CHECK(with_band(100));

  // A bit per mark and per criterion whose zero has consequences: 48 of them.
  auto const marks = static_cast<std::size_t>(std::countr_zero(sheet.no_mark));
  auto const has_consequences = [](auto const& t) { return (t[0].flags & ~detail::sheet_tables::marks_mask) != 0; };
  auto const used =
      static_cast<std::size_t>(std::count_if(sheet.criteria.begin(), sheet.criteria.end(), has_consequences));
  auto const with_more = [&](std::size_t more) {
    auto larger = sheet;
    for (std::size_t i = 0; i < more; ++i) larger.criteria.emplace_back().front().flags = detail::sheet_tables::stopped;
    return detail::word_tables::of(larger).has_value();
  };
  CHECK(with_more(47 - marks - used));
  CHECK(with_more(48 - marks - used));
  CHECK_FALSE(with_more(49 - marks - used));
}

TEST_CASE("One sheet comes to what assess() says, in every set, by every reading", "[rank][qd-26-2026/3.3]") {
  std::mt19937 random(148);
  for (auto const& rules : test::builtin().editions()) {
    auto const readings = test::every_alternative(*rules);
    for (auto const& set : rules->product_sets)
      for (auto const& chosen : readings) {
        auto const scorer = set_scorer::prepare(rules, set, {}, chosen);
        CAPTURE(rules->edition.str(), set.number);
        if (!scorer) {
          CHECK(scorer.error().code == errc::missing_fact);
          continue;
        }
        if (chosen == rules->defaults) CHECK(scorer->has_tables());
        for (unsigned i = 0; i < 3; ++i) {
          auto const choices = test::random_choices(set, random, 3 + 2 * i);
          sheet_bytes const bytes(choices);
          auto const a = assess(rules, set.number, {score_sheet{"M1", false, choices}}, {}, chosen);
          if (!a) {
            CHECK(scorer->score(bytes.options, bytes.cases).value().bad >= 0);
            continue;
          }
          auto const& r = a->ranking;
          sheet_score wanted;
          wanted.total = static_cast<std::uint16_t>(a->council.evaluations.front().total.value);
          wanted.how = r.how;
          wanted.by_points = static_cast<std::uint8_t>(r.by_points.value_or(stars{0}).value);
          wanted.stars = static_cast<std::uint8_t>(r.final_stars.value_or(stars{0}).value);
          if (r.capped_by) wanted.capped_by = static_cast<std::int16_t>(set.gates[*r.capped_by].criterion);
          CHECK(text_of(scorer->score(bytes.options, bytes.cases).value()) == text_of(wanted));
          bool const has_case = std::any_of(bytes.cases.begin(), bytes.cases.end(), [](auto n) { return n != 0; });
          if (!has_case) CHECK(text_of(scorer->score(bytes.options).value()) == text_of(wanted));
        }
      }
  }
}

TEST_CASE("One sheet with a cell that is no answer names its criterion", "[rank]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  auto const scorer = set_scorer::prepare(rules, set, {}, rules->defaults).value();
  std::vector<std::uint8_t> options(set.criteria.size(), 1);
  CHECK(scorer.score(options).value().bad == -1);
  for (std::uint8_t const no_answer : {std::uint8_t{9}, std::uint8_t{15}, std::uint8_t{16}, unanswered}) {
    options[5] = options[7] = no_answer;
    sheet_score const found = scorer.score(options).value();
    CHECK(text_of(found) == "0 ranked 0/0 by -1 bad 5");
  }
  options[5] = options[7] = 1;
  std::vector<std::uint8_t> cases(options.size(), 0);
  cases[3] = 1;  // where the criterion has no cases
  CHECK(scorer.score(options, cases).value().bad == 3);
}

TEST_CASE("A set is prepared only with facts that the law declares", "[rank]") {
  auto const rules = test::edition();
  auto const wrong = set_scorer::prepare(rules, test::product_set(1), value::object{{"no", true}}, rules->defaults);
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().code == errc::undeclared_fact);
}

TEST_CASE("Sheets in tiles come to what they come to in columns, in every set, by every reading and path",
          "[rank][qd-26-2026/3.3][qd-148-2023/annex-2]") {
  std::mt19937 random(7);
  std::size_t turn = 0;
  for (auto const& rules : test::builtin().editions()) {
    std::vector<reading_choices> const readings = test::every_alternative(*rules);
    for (auto const& set : rules->product_sets) {
      bool const has_cases =
          std::any_of(set.criteria.begin(), set.criteria.end(), [](auto const& c) { return c.has_cases(); });
      if (has_cases) continue;
      std::size_t const rows = 1 + 37 * (turn++ % 6);
      test::columns const some(set, rows, random);
      for (auto const& chosen : readings) {
        auto const scorer = set_scorer::prepare(rules, set, {}, chosen);
        if (!scorer) continue;
        results in_columns(*rules, rows);
        in_columns.memory.bad = scorer->score(some.view(), in_columns.columns, {1, batch_path::scalar}).value();
        for (auto const layout : {tile_layout::bytes, tile_layout::nibbles}) {
          auto const packed = tiled_sheets::pack(set, some.view(), layout).value();
          for (auto const path : test::available_paths()) {
            results in_tiles(*rules, rows);
            in_tiles.memory.bad = scorer->score(packed.view(), in_tiles.columns, {1, path}).value();
            CAPTURE(rules->edition.str(), set.number, rows, layout == tile_layout::nibbles, to_string(path));
            CHECK(in_tiles == in_columns);
          }
        }
      }
    }
  }
}

TEST_CASE("A tick at a criterion with cases is no answer in a tile, which holds none", "[rank][qd-1048-2019/1.2]") {
  auto const rules = test::edition("qd-1048-2019@2019-08-21");
  auto const& set = rules->product_sets.front();
  auto const with = static_cast<std::size_t>(
      std::find_if(set.criteria.begin(), set.criteria.end(), [](auto const& c) { return c.has_cases(); }) -
      set.criteria.begin());
  REQUIRE(with < set.criteria.size());
  auto const scorer = set_scorer::prepare(rules, set, {}, rules->defaults).value();
  test::columns some(set.criteria.size());
  some.add(std::vector<choice>(set.criteria.size()));
  std::vector<choice> ticked(set.criteria.size());
  ticked[with].option = 1;
  some.add(ticked);
  for (auto const layout : {tile_layout::bytes, tile_layout::nibbles}) {
    auto const packed = tiled_sheets::pack(set, some.view(), layout).value();
    for (auto const path : test::available_paths()) {
      results found(*rules, 2);
      auto const bad = scorer.score(packed.view(), found.columns, {1, path}).value();
      CHECK(bad == std::vector<bad_cell>{{1, with, 1, 0}});
    }
  }
}

TEST_CASE("Tiles may begin at any byte, end in any row and be shared by threads", "[rank]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  auto const scorer = set_scorer::prepare(rules, set, {}, rules->defaults).value();
  std::mt19937 random(3);
  test::columns const some(set, 150'000, random);
  for (auto const layout : {tile_layout::bytes, tile_layout::nibbles}) {
    auto const packed = tiled_sheets::pack(set, some.view(), layout).value();
    results all(*rules, some.rows());
    CHECK(scorer.score(some.view(), all.columns).value().empty());
    for (unsigned const threads : {1U, 2U, 3U, 64U}) {
      results shared(*rules, some.rows());
      CHECK(scorer.score(packed.view(), shared.columns, {threads, batch_path::best}).value().empty());
      CAPTURE(threads);
      CHECK(shared == all);
    }
    std::size_t const tile = bytes_per_tile(set.criteria.size(), layout).value();
    for (std::size_t const rows : {0U, 1U, 63U, 64U, 65U, 127U, 129U}) {
      std::size_t const offset = 1 + rows % 5;
      std::vector<std::uint8_t> moved(offset + 3 * tile, 99);
      std::copy_n(packed.view().first, 3 * tile, moved.begin() + static_cast<std::ptrdiff_t>(offset));
      for (auto const path : test::available_paths()) {
        results few(*rules, rows + 1);
        CHECK(scorer.score(tiled_view{moved.data() + offset, rows, layout}, few.columns, {1, path}).value().empty());
        bool is_same = true;
        for (std::size_t row = 0; row < rows; ++row)
          is_same = is_same && few.memory.stars[row] == all.memory.stars[row] &&
                    few.memory.total[row] == all.memory.total[row] &&
                    few.memory.capped_by[row] == all.memory.capped_by[row];
        CAPTURE(rows, to_string(path));
        CHECK(is_same);
        CHECK(few.memory.stars[rows] == 77);
      }
    }
  }
}

TEST_CASE("Only what is wanted of tiles is written, and it is the same", "[rank]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  std::mt19937 random(5);
  test::columns const some(set, 200, random);
  for (auto const& chosen : test::every_alternative(*rules)) {
    auto const prepared = set_scorer::prepare(rules, set, {}, chosen);
    if (!prepared) continue;
    set_scorer const& scorer = *prepared;
    results all(*rules, some.rows());
    static_cast<void>(scorer.score(some.view(), all.columns, {1, batch_path::scalar}).value());
    for (auto const layout : {tile_layout::bytes, tile_layout::nibbles}) {
      auto const packed = tiled_sheets::pack(set, some.view(), layout).value();
      for (auto const path : test::available_paths()) {
        results few(*rules, some.rows());
        batch_columns wanted;
        wanted.stars = few.columns.stars;
        wanted.how = few.columns.how;
        static_cast<void>(scorer.score(packed.view(), wanted, {1, path}).value());
        CHECK(few.memory.stars == all.memory.stars);
        CHECK(few.memory.how == all.memory.how);
        CHECK(few.memory.total.front() == 7777);
      }
    }
  }
}

TEST_CASE("A cell of a tile that is no answer is told by sheet and criterion", "[rank]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  auto const scorer = set_scorer::prepare(rules, set, {}, rules->defaults).value();
  std::mt19937 random(9);
  test::columns some(set, 100, random);
  some.options[4][70] = 15;
  some.options[31][99] = 9;
  for (auto const layout : {tile_layout::bytes, tile_layout::nibbles}) {
    auto const packed = tiled_sheets::pack(set, some.view(), layout).value();
    for (auto const path : test::available_paths()) {
      results found(*rules, some.rows());
      auto const bad = scorer.score(packed.view(), found.columns, {1, path}).value();
      CHECK(bad == std::vector<bad_cell>{{70, 4, 15, 0}, {99, 31, 9, 0}});
      CHECK(found.memory.how[70] == batch_result::not_evaluated);
      CHECK(found.memory.how[71] != batch_result::not_evaluated);
    }
  }
}

TEST_CASE("What does not fit a tile is told, not lost", "[rank]") {
  auto const& set = test::product_set(1);
  std::mt19937 random(9);
  test::columns some(set, 100, random);
  auto const why = [&](sheet_columns const& view, tile_layout layout) {
    auto const packed = tiled_sheets::pack(set, view, layout);
    return packed ? std::string() : packed.error().where + " " + packed.error().message;
  };
  some.options[2][66] = 16;
  CHECK(why(some.view(), tile_layout::bytes).empty());
  CHECK(why(some.view(), tile_layout::nibbles) == "/66/" + set.criteria[2].id.str() +
                                                      " option 16 of sheet 66, criterion " + set.criteria[2].id.str() +
                                                      ", does not fit four bits; 0 to 15 do. Pack bytes.");
  sheet_columns few = some.view();
  few.options.pop_back();
  CHECK(why(few, tile_layout::bytes) == " there are " + std::to_string(set.criteria.size() - 1) +
                                            " columns; set 1 has " + std::to_string(set.criteria.size()) +
                                            " criteria. Give one column for each.");
  sheet_columns cases = some.view();
  cases.cases.assign(set.criteria.size(), {});
  CHECK(why(cases, tile_layout::bytes).empty());
  cases.cases[3] = cases.options[3];
  CHECK(why(cases, tile_layout::bytes) ==
        " cases are given, and tiles hold options only. Score these sheets in columns.");
}

TEST_CASE("Sets with cases are added up from tables too, whatever the path", "[rank][qd-1048-2019/1.2]") {
  auto const rules = test::edition("qd-1048-2019@2019-08-21");
  std::mt19937 random(11);
  std::size_t seen = 0;
  for (auto const& set : rules->product_sets) {
    bool const has_cases =
        std::any_of(set.criteria.begin(), set.criteria.end(), [](auto const& c) { return c.has_cases(); });
    if (!has_cases) continue;
    ++seen;
    test::columns const some(set, 130, random);
    auto const scorer = set_scorer::prepare(rules, set, {}, rules->defaults).value();
    for (auto const path : test::available_paths()) {
      results found(*rules, some.rows());
      CHECK(scorer.score(some.view(), found.columns, {1, path}).value().empty());
      for (std::size_t row = 0; row < some.rows(); ++row) {
        std::vector<std::uint8_t> options, cases;
        for (std::size_t c = 0; c < set.criteria.size(); ++c) {
          options.push_back(some.options[c][row]);
          cases.push_back(some.cases[c][row]);
        }
        sheet_score const one = scorer.score(options, cases).value();
        CAPTURE(set.number, row, to_string(path));
        CHECK((one.total == found.memory.total[row] && one.stars == found.memory.stars[row]));
      }
    }
  }
  CHECK(seen == 25);
}

}  // namespace set_scorer_test
