// What holds of every sheet and every council, tried on random ones from fixed seeds in all 26 product sets.
#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace properties_test {
namespace {

using namespace ocop;

constexpr int sheets_per_set = 200;
constexpr int councils_per_set = 50;

/// Sheets and councils at random; the same ones on every machine.
class random_sheets {
  std::mt19937_64 engine_;
  compiled_product_set const* set_;

 public:
  random_sheets(compiled_product_set const& set, std::uint64_t seed)
      : engine_(seed * 1000 + static_cast<std::uint64_t>(set.number)), set_(&set) {}

  /// A number from 0 to n - 1.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }

  /// Nothing, or any option of any case.
  choice any(compiled_criterion const& c) {
    auto const& list = c.lists[below(c.lists.size())];
    auto const option = static_cast<int>(below(list.options.size() + 1));
    return {option == 0 ? 0 : list.case_no, option};
  }

  /// A better choice than this one: a later option of the same list, or any where nothing is ticked.
  choice better(compiled_criterion const& c, choice than) {
    auto const& list = than.option == 0 ? c.lists[below(c.lists.size())] : *c.list(than.case_no);
    auto const room = list.options.size() - static_cast<std::size_t>(than.option);
    return room == 0 ? than : choice{list.case_no, than.option + 1 + static_cast<int>(below(room))};
  }

  /// From ticked anywhere to nearly the best: every band comes up.
  score_sheet sheet(std::string member = "M1") {
    score_sheet made = test::best_sheet(*set_, std::move(member));
    std::size_t const spoiled = below(11);
    for (std::size_t i = 0; i < made.choices.size(); ++i)
      if (below(10) < spoiled) made.choices[i] = any(set_->criteria[i]);
    return made;
  }

  /// Two to nine sheets that mostly agree.
  std::vector<score_sheet> council() {
    std::size_t const size = 2 + below(8);
    std::vector<score_sheet> made(size, sheet());
    for (std::size_t s = 0; s < made.size(); ++s) {
      made[s].member = "M" + std::to_string(s + 1);
      if (below(4) == 0) made[s].choices = sheet().choices;
      for (std::size_t k = below(5); k > 0; --k) {
        std::size_t const i = below(made[s].choices.size());
        made[s].choices[i] = any(set_->criteria[i]);
      }
    }
    return made;
  }

  template <class List>
  void shuffle(List& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
  }

  /// Some alternatives of the readings that a council's result may turn on.
  std::vector<reading_choice> readings() {
    static std::vector<reading_choice> const all{
        {reading_id("R-01"), "own-marks"}, {reading_id("R-03"), "printed-order"}, {reading_id("R-06"), "later-zero"},
        {reading_id("R-07"), "all"},       {reading_id("R-07"), "mean"},          {reading_id("R-08"), "rounded"},
        {reading_id("R-24"), "zero"},      {reading_id("R-25"), "all"},           {reading_id("R-25"), "any"}};
    std::vector<reading_choice> some;
    for (auto const& r : all)
      if (below(4) == 0) some.push_back(r);
    return some;
  }
};

/// Every product set, with random sheets of its own.
template <class Try>
void in_every_set(std::uint64_t seed, int times, Try attempt) {
  for (auto const& set : test::edition()->product_sets) {
    random_sheets random(set, seed);
    for (int k = 0; k < times; ++k) attempt(set, random);
  }
}

std::string written(std::vector<score_sheet> const& sheets) {
  std::string text;
  for (auto const& sheet : sheets) {
    text += text.empty() ? "" : " ";
    for (auto const& c : sheet.choices) {
      std::string const option = std::to_string(c.option);
      text += c.case_no ? '[' + std::to_string(c.case_no) + ':' + option + ']' : option;
    }
  }
  return text;
}

/// Stars, with no stars below any.
int rank_of(assessment const& a) { return a.ranking.final_stars ? a.ranking.final_stars->value : 0; }
int band_of(assessment const& a) { return a.ranking.by_points ? a.ranking.by_points->value : 0; }

reading_choice reading(char const* id, char const* alternative) { return {reading_id(id), alternative}; }

/// Do two assessments say the same of the product?
bool same_result(assessment const& a, assessment const& b) {
  return a.ranking.how == b.ranking.how && a.ranking.by_points == b.ranking.by_points &&
         a.ranking.final_stars == b.ranking.final_stars && a.ranking.unmet_gates == b.ranking.unmet_gates &&
         a.ranking.capped_by == b.ranking.capped_by && a.ranking.forward == b.ranking.forward &&
         a.ranking.recognition == b.ranking.recognition && a.council.total.exact() == b.council.total.exact() &&
         readings_that_mattered(a) == readings_that_mattered(b);
}

}  // namespace

TEST_CASE("a better option never lowers the points, the band or the stars", "[rank][qd-26-2026/3.3]") {
  in_every_set(1, sheets_per_set, [](auto const& set, random_sheets& random) {
    score_sheet const before = random.sheet();
    score_sheet after = before;
    std::size_t const i = random.below(set.criteria.size());
    after.choices[i] = random.better(set.criteria[i], before.choices[i]);
    CAPTURE(set.number, set.criteria[i].id.str(), written({before, after}));
    auto const a = test::assess_sheet(set.number, before);
    auto const b = test::assess_sheet(set.number, after);
    CHECK(b.council.total.sum() >= a.council.total.sum());
    CHECK(band_of(b) >= band_of(a));
    CHECK(rank_of(b) >= rank_of(a));
    CHECK(b.ranking.unmet_gates.size() <= a.ranking.unmet_gates.size());
  });
}

TEST_CASE("one member's better option never lowers the stars of a council, under any reading",
          "[rank][qd-26-2026/3.3]") {
  in_every_set(2, councils_per_set, [](auto const& set, random_sheets& random) {
    std::vector<score_sheet> const before = random.council();
    std::vector<score_sheet> after = before;
    auto const readings = random.readings();
    std::size_t const s = random.below(before.size());
    std::size_t const i = random.below(set.criteria.size());
    after[s].choices[i] = random.better(set.criteria[i], before[s].choices[i]);
    CAPTURE(set.number, set.criteria[i].id.str(), s, written(before));
    auto const a = test::assess_sheets(set.number, before, readings);
    auto const b = test::assess_sheets(set.number, after, readings);
    CHECK(b.council.total.sum() >= a.council.total.sum());
    CHECK(band_of(b) >= band_of(a));
    CHECK(rank_of(b) >= rank_of(a));
  });
}

TEST_CASE("the order of the sheets never matters", "[council][qd-26-2026/3.3]") {
  in_every_set(3, councils_per_set, [](auto const& set, random_sheets& random) {
    std::vector<score_sheet> sheets = random.council();
    auto const readings = random.readings();
    CAPTURE(set.number, written(sheets));
    auto const a = test::assess_sheets(set.number, sheets, readings);
    random.shuffle(sheets);
    CHECK(same_result(a, test::assess_sheets(set.number, sheets, readings)));
  });
}

TEST_CASE("giving every sheet twice changes nothing", "[council][qd-26-2026/3.3]") {
  in_every_set(4, councils_per_set, [](auto const& set, random_sheets& random) {
    std::vector<score_sheet> sheets = random.council();
    auto const readings = random.readings();
    CAPTURE(set.number, written(sheets));
    auto const a = test::assess_sheets(set.number, sheets, readings);
    std::vector<score_sheet> twice = sheets;
    twice.insert(twice.end(), sheets.begin(), sheets.end());
    CHECK(same_result(a, test::assess_sheets(set.number, twice, readings)));
  });
}

TEST_CASE("the mean of equal sheets is the sheet", "[council][qd-26-2026/3.3]") {
  in_every_set(5, councils_per_set, [](auto const& set, random_sheets& random) {
    score_sheet const sheet = random.sheet();
    auto const readings = random.readings();
    std::vector<score_sheet> const equal(1 + random.below(12), sheet);
    CAPTURE(set.number, equal.size(), written({sheet}));
    CHECK(same_result(test::assess_sheets(set.number, {sheet}, readings),
                      test::assess_sheets(set.number, equal, readings)));
  });
}

TEST_CASE("points of criteria add up to sections, parts and the total, and never pass their maxima",
          "[evaluate][qd-26-2026/3.1]") {
  in_every_set(6, councils_per_set, [](auto const& set, random_sheets& random) {
    auto const rules = test::edition();
    std::vector<score_sheet> const sheets = random.council();
    CAPTURE(set.number, written(sheets));
    auto const a = test::assess_sheets(set.number, sheets);
    std::vector<std::int64_t> by_part(rules->parts.size());
    std::int64_t total = 0;
    for (auto const& e : a.council.evaluations) {
      std::vector<points> sections(set.sections.size());
      for (std::size_t i = 0; i < set.criteria.size(); ++i) {
        CHECK(e.by_criterion[i] <= set.criteria[i].max);
        sections[set.criteria[i].section] += e.by_criterion[i];
      }
      CHECK(sections == e.by_section);
      std::vector<points> parts(rules->parts.size());
      for (std::size_t s = 0; s < sections.size(); ++s) {
        CHECK(sections[s] <= set.sections[s].max);
        parts[set.sections[s].above] += sections[s];
      }
      CHECK(parts == e.by_part);
      points sheet_total;
      for (std::size_t p = 0; p < parts.size(); ++p) {
        CHECK(parts[p] <= rules->parts[p].max);
        sheet_total += parts[p];
        by_part[p] += parts[p].value;
      }
      CHECK(sheet_total == e.total);
      total += e.total.value;
    }
    for (std::size_t p = 0; p < by_part.size(); ++p) CHECK(a.council.by_part[p].sum() == by_part[p]);
    CHECK(a.council.total.sum() == total);
    CHECK(a.council.total.count() == static_cast<std::int64_t>(sheets.size()));
  });
}

TEST_CASE("every listed mark is unmet and every other one is met", "[rank][qd-26-2026/annex-2]") {
  in_every_set(7, councils_per_set, [](auto const& set, random_sheets& random) {
    std::vector<score_sheet> const sheets = random.council();
    CAPTURE(set.number, written(sheets));
    auto const a = test::assess_sheets(set.number, sheets);
    std::vector<std::size_t> unmet;
    for (std::size_t g = 0; g < set.gates.size(); ++g) {
      compiled_gate const& gate = set.gates[g];
      auto const& options = set.criteria[gate.criterion].lists[gate.list].options;
      points const needed = options[static_cast<std::size_t>(gate.option - 1)].worth;
      std::size_t met = 0;
      for (auto const& sheet : sheets) {
        int const option = sheet.choices[gate.criterion].option;
        if (option != 0 && options[static_cast<std::size_t>(option - 1)].worth >= needed) ++met;
      }
      if (2 * met <= sheets.size()) unmet.push_back(g);
    }
    CHECK(a.ranking.unmet_gates == unmet);
  });
}

TEST_CASE("stars are never above the points, and no unmet mark stands at or below them", "[rank][qd-26-2026/annex-2]") {
  in_every_set(8, councils_per_set, [](auto const& set, random_sheets& random) {
    std::vector<score_sheet> const sheets = random.council();
    CAPTURE(set.number, written(sheets));
    auto const a = test::assess_sheets(set.number, sheets);
    CHECK(a.ranking.final_stars.has_value() == (a.ranking.how == outcome::ranked));
    CHECK(a.ranking.by_points.has_value() == (a.ranking.how == outcome::ranked));
    if (a.ranking.how != outcome::ranked) return;
    CHECK(rank_of(a) >= 1);
    CHECK(rank_of(a) <= band_of(a));
    CHECK(gates_below(*a.rules, set, a.ranking, *a.ranking.final_stars, a.readings).value().empty());
    // One level more is above the band, or a mark stands in the way.
    if (rank_of(a) < band_of(a))
      CHECK_FALSE(gates_below(*a.rules, set, a.ranking, stars{rank_of(a) + 1}, a.readings).value().empty());
    CHECK(a.ranking.capped_by.has_value() == (rank_of(a) < band_of(a)));
  });
}

TEST_CASE("R-05=reject rejects exactly what the cap would lower", "[rank][qd-26-2026/annex-2]") {
  in_every_set(9, councils_per_set, [](auto const& set, random_sheets& random) {
    std::vector<score_sheet> const sheets = random.council();
    auto readings = random.readings();
    CAPTURE(set.number, written(sheets));
    auto const capped = test::assess_sheets(set.number, sheets, readings);
    readings.push_back(reading("R-05", "reject"));
    auto const strict = test::assess_sheets(set.number, sheets, readings);
    bool const lowered = rank_of(capped) < band_of(capped);
    CHECK(strict.ranking.minimum_rejects == lowered);
    if (lowered) {
      CHECK(strict.ranking.how == outcome::rejected);
      CHECK(rank_of(strict) == 0);
    } else {
      CHECK(strict.ranking.how == capped.ranking.how);
      CHECK(rank_of(strict) == rank_of(capped));
    }
  });
}

TEST_CASE("a stricter reading never gives more stars", "[rank][qd-26-2026/3.3]") {
  in_every_set(10, councils_per_set, [](auto const& set, random_sheets& random) {
    std::vector<score_sheet> const sheets = random.council();
    CAPTURE(set.number, written(sheets));
    auto const own = test::assess_sheets(set.number, sheets);
    auto const with = [&](char const* id, char const* alternative) {
      return rank_of(test::assess_sheets(set.number, sheets, {reading(id, alternative)}));
    };
    CHECK(with("R-01", "own-marks") >= rank_of(own));
    CHECK(with("R-07", "all") <= rank_of(own));
    CHECK(with("R-08", "rounded") >= rank_of(own));
    CHECK(with("R-25", "any") <= rank_of(own));
    CHECK(with("R-25", "all") >= rank_of(own));
    CHECK(with("R-24", "zero") <= rank_of(own));
  });
}

TEST_CASE("points and printed order never disagree on a mark of Decision 26/2026", "[rank][qd-26-2026/annex-2]") {
  in_every_set(11, councils_per_set, [](auto const& set, random_sheets& random) {
    std::vector<score_sheet> const sheets = random.council();
    CAPTURE(set.number, written(sheets));
    auto const by_points = test::assess_sheets(set.number, sheets);
    auto const by_order = test::assess_sheets(set.number, sheets, {reading("R-03", "printed-order")});
    CHECK(by_points.ranking.unmet_gates == by_order.ranking.unmet_gates);
    CHECK(by_points.ranking.final_stars == by_order.ranking.final_stars);
  });
}

}  // namespace properties_test
