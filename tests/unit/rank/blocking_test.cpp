// What holds many products back is the sum of what the ranking says of each.
#include "ocop/score/assessment.hpp"
#include "ocop/rank/blocking.hpp"

#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <variant>
#include <vector>

namespace blocking_test {
namespace {

using namespace ocop;
using readings = std::vector<reading_choice>;

/// Is this mark among those that stand before a level?
bool stands(compiled_rule_set const& rules, compiled_product_set const& set, ranking const& r, std::size_t gate,
            int level, reading_choices const& chosen) {
  auto const below = gates_below(rules, set, r, stars{level}, chosen).value();
  return std::find(below.begin(), below.end(), gate) != below.end();
}

/// Adds one product as the ranking has it.
void count(blocking_report& to, compiled_rule_set const& rules, compiled_product_set const& set, assessment const& a) {
  ranking const& r = a.ranking;
  ++to.sheets;
  if (r.how != outcome::ranked && !r.minimum_rejects) return;
  ++to.judged;
  ++(r.minimum_rejects ? to.rejected_by_marks : to.ranked);
  std::int64_t const total = a.council.total.sum();
  int band = 1;
  for (auto const& b : rules.bands)
    if (total >= b.from.value) band = b.level.value;
  int const height = r.final_stars ? r.final_stars->value : 0;
  bool const is_held = height < band;
  to.capped += is_held && !r.minimum_rejects ? 1 : 0;
  for (auto& level : to.levels) {
    int const n = level.level.value;
    bool const lacks_points = band < n;
    bool const lacks_marks = r.minimum_rejects || !gates_below(rules, set, r, level.level, a.readings).value().empty();
    if (height >= n) ++level.reached;
    else if (lacks_points && lacks_marks) ++level.both;
    else ++(lacks_points ? level.points_only : level.marks_only);
  }
  if (!is_held) return;
  for (auto& mark : to.marks) {
    bool holds = false;  // before the band, or before a level between the stars and the band
    for (int n = r.minimum_rejects ? band : height + 1; n <= band; ++n)
      holds |= stands(rules, set, r, mark.gate, n, a.readings);
    mark.unmet += holds ? 1 : 0;
    ranking without = r;
    std::erase(without.unmet_gates, mark.gate);
    mark.alone += holds && gates_below(rules, set, without, stars{band}, a.readings).value().empty() ? 1 : 0;
    mark.first += r.capped_by == mark.gate ? 1 : 0;
  }
}

blocking_report empty_report(compiled_rule_set const& rules, compiled_product_set const& set) {
  blocking_report made;
  for (std::size_t g = 0; g < set.gates.size(); ++g) made.marks.push_back({g});
  for (auto const& band : rules.bands) made.levels.push_back({band.level});
  return made;
}

/// `1.5 3★: 2, 1 alone, 1 first` of the marks that hold any product.
std::vector<std::string> told(compiled_product_set const& set, blocking_report const& report) {
  std::vector<std::string> lines;
  for (auto const& m : report.marks)
    if (m.unmet != 0)
      lines.push_back(set.criteria[set.gates[m.gate].criterion].id.str() + " " +
                      std::to_string(set.gates[m.gate].level.value) + "★: " + std::to_string(m.unmet) + ", " +
                      std::to_string(m.alone) + " alone, " + std::to_string(m.first) + " first");
  return lines;
}

}  // namespace

TEST_CASE("What blocks many products is counted as each is ranked, in every set, by every reading",
          "[rank][qd-26-2026/3.3][qd-148-2023/annex-2][qd-1048-2019/1.2]") {
  std::vector<readings> const all{{},
                                  {{reading_id("R-01"), "own-marks"}},
                                  {{reading_id("R-03"), "printed-order"}},
                                  {{reading_id("R-04"), "highest-option"}},
                                  {{reading_id("R-05"), "reject"}},
                                  {{reading_id("R-05"), "reject"}, {reading_id("R-01"), "own-marks"}},
                                  {{reading_id("R-09"), "undetermined"}, {reading_id("R-06"), "later-zero"}},
                                  {{reading_id("R-03"), "printed-order"}, {reading_id("R-07"), "mean"}}};
  std::vector<value> const facts{value(), value::object{{"dossier", value::object{{"forged", true}}}},
                                 value::object{{"material", value::object{{"all_imported", true}}}}};
  std::mt19937 random(11);
  std::uint64_t capped = 0, alone = 0, own = 0, rejected = 0;
  unsigned seed = 0;
  for (char const* const edition : {"qd-26-2026", "qd-148-2023", "qd-1048-2019"}) {
    auto const rules = test::edition(edition);
    for (auto const& set : rules->product_sets) {
      ++seed;
      test::columns const some(set, 40, random);
      auto const chosen = rules->choose(all[seed % all.size()]).value();
      auto const& given = facts[seed % 5 < 3 ? 0 : seed % facts.size()];
      blocking_report sum = empty_report(*rules, set);
      for (std::size_t row = 0; row < some.rows(); ++row)
        count(sum, *rules, set, assess(rules, set.number, {{"M1", false, some.choices(row)}}, given, chosen).value());
      CAPTURE(edition, set.number, seed % all.size());
      auto const report = what_blocks(rules, set, some.view(), given, chosen).value();
      CHECK(report.marks == sum.marks);
      CHECK(report.levels == sum.levels);
      CHECK(report == sum);
      for (auto const& level : report.levels)
        CHECK(level.reached + level.points_only + level.marks_only + level.both == report.judged);
      capped += report.capped;
      rejected += report.rejected_by_marks;
      for (auto const& mark : report.marks) {
        alone += mark.alone;
        own += mark.first;
      }
    }
  }
  CHECK(capped > 300);
  CHECK(rejected > 50);
  CHECK(alone > 50);
  CHECK(own == capped + rejected);
}

TEST_CASE("Notes that waive a mark, give full points or count criteria as 0 are counted as they are ranked",
          "[rank][qd-26-2026/annex-2][qd-148-2023/annex-2]") {
  struct way {
    char const *room, *fact;  ///< none: a zero alone brings the note into play
    char const *reading, *alternative;
  };
  std::mt19937 random(14);
  for (way const& w :
       {way{"product", "outside_province", "R-22", "zero"}, way{"declaration", "not_mandatory", "R-21", "waive-marks"},
        way{"testing", "not_mandatory", "R-05", "cap"}, way{"product", "dangerous_impurity", "R-06", "later-zero"},
        way{"", "", "R-06", "later-zero"}, way{"", "", "R-24", "zero"}}) {
    std::string const key = w.room + std::string(".") + w.fact;
    int sets = 0;
    std::uint64_t capped = 0;
    for (char const* const edition : {"qd-26-2026", "qd-148-2023", "qd-1048-2019"}) {
      auto const rules = test::edition(edition);
      auto const chosen = rules->choose(readings{{reading_id(w.reading), w.alternative}}).value();
      for (auto const& set : rules->product_sets) {
        bool const bears = std::any_of(set.notes.begin(), set.notes.end(), [&](compiled_note const& note) {
          if (*w.fact) return note.when_text.find(key) != std::string::npos;
          auto const* const steered = std::get_if<std::size_t>(&note.effect);
          return !note.zero_at.empty() && steered && rules->readings[*steered].id.str() == w.reading;
        });
        if (!bears || sets == 6) continue;
        ++sets;
        value const facts = *w.fact ? value(value::object{{w.room, value::object{{w.fact, true}}}}) : value();
        test::columns const some(set, 60, random);
        blocking_report sum = empty_report(*rules, set);
        for (std::size_t row = 0; row < some.rows(); ++row)
          count(sum, *rules, set, assess(rules, set.number, {{"M1", false, some.choices(row)}}, facts, chosen).value());
        CAPTURE(edition, set.number, key, w.reading);
        CHECK(what_blocks(rules, set, some.view(), facts, chosen).value() == sum);
        capped += sum.capped;
      }
    }
    CAPTURE(key, w.reading);
    CHECK(sets > 0);
    CHECK(capped > 0);
  }
}

TEST_CASE("A mark that alone holds a product is told from marks that hold it together",
          "[rank][qd-26-2026/annex-2.1/1.5]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  auto const best = test::best_sheet(set);
  test::columns some(set.criteria.size());
  some.add(best.get().choices);
  some.add(test::sheet_of(best).choose("1.5", 3).get().choices);  // its mark of five stars
  some.add(test::sheet_of(best).choose("1.5", 2).get().choices);  // its marks of four and five
  some.add(test::sheet_of(best).choose("1.5", 3).choose("3.4", 1).get().choices);
  some.add(test::empty_sheet(set).get().choices);  // one star, and its band is one
  auto const report = what_blocks(rules, set, some.view(), {}, rules->defaults).value();
  CHECK(report.sheets == 5);
  CHECK(report.ranked == 5);
  CHECK(report.capped == 3);
  CHECK(told(set, report) == std::vector<std::string>{"1.5 4★: 1, 0 alone, 1 first", "1.5 5★: 3, 1 alone, 1 first",
                                                      "3.4 4★: 1, 0 alone, 1 first"});
  // The best has five stars; three lack marks, and the one without points lacks both.
  CHECK(report.levels[4] == blocking_level{stars{5}, 1, 0, 3, 1});
}

TEST_CASE("Points and marks that a level lacks are told apart", "[rank][qd-26-2026/3.3]") {
  auto const rules = test::edition();
  auto const& set = test::product_set(1);
  auto short_of = test::best_sheet(set);  // 89 points, and every mark is met
  for (auto const* const code : {"1.1", "1.2", "1.4", "3.1"}) short_of.choose(code, 1);
  short_of.choose("4.3", 4).choose("1.7", 1);
  auto enough = short_of;  // 91 points
  enough.choose("1.1", 3);
  auto unmarked = short_of;
  unmarked.choose("3.4", 1);
  auto const levels = [&](test::sheet_of const& sheet) {
    test::columns some(set.criteria.size());
    some.add(sheet.get().choices);
    return what_blocks(rules, set, some.view(), {}, rules->defaults).value().levels;
  };
  CHECK(levels(enough)[4] == blocking_level{stars{5}, 1, 0, 0, 0});
  CHECK(levels(short_of)[4] == blocking_level{stars{5}, 0, 1, 0, 0});
  CHECK(levels(short_of)[3] == blocking_level{stars{4}, 1, 0, 0, 0});
  CHECK(levels(enough.choose("1.5", 3))[4] == blocking_level{stars{5}, 0, 0, 1, 0});
  CHECK(levels(unmarked)[4] == blocking_level{stars{5}, 0, 0, 0, 1});
}

TEST_CASE("The number of threads changes no count, and a cell that is no answer is counted apart", "[rank]") {
  auto const rules = test::edition("qd-148-2023");
  auto const& set = *rules->product_set(1).value();
  std::mt19937 random(8);
  test::columns some(set, 9001, random);
  auto const whole = what_blocks(rules, set, some.view(), {}, rules->defaults).value();
  CHECK(what_blocks(rules, set, some.view(), {}, rules->defaults, 2).value() == whole);
  CHECK(what_blocks(rules, set, some.view(), {}, rules->defaults, 7).value() == whole);
  some.options[2][0] = some.options[3][0] = some.options[1][9000] = unanswered;
  auto const lacking = what_blocks(rules, set, some.view(), {}, rules->defaults, 2).value();
  CHECK(whole.not_evaluated == 0);
  CHECK(lacking.not_evaluated == 2);
  CHECK(lacking.bad.size() == 3);
  CHECK(lacking.sheets == 9001);

  auto few = some.view();
  few.options.pop_back();
  CHECK(what_blocks(rules, set, few, {}, rules->defaults).error().code == errc::bad_value);
  CHECK(what_blocks(rules, set, some.view(), value::object{{"no", true}}, rules->defaults).error().code ==
        errc::undeclared_fact);
  auto const none = what_blocks(rules, set, {0, few.options, {}}, {}, rules->defaults);
  CHECK_FALSE(none.has_value());
}

}  // namespace blocking_test
