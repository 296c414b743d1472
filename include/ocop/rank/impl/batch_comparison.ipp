#pragma once

#include "ocop/score/arguments.hpp"
#include "ocop/score/findings.hpp"
#include "ocop/rank/batch_comparison.hpp"
#include "ocop/rank/detail/batch_run.hpp"
#include "ocop/rank/detail/choices.hpp"
#include "ocop/rank/detail/prepared_set.hpp"
#include "ocop/rank/detail/rows.hpp"
#include "ocop/rank/margin.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace ocop {
namespace detail {

/// What a tick becomes in the other set: a choice, or an open criterion.
struct carried_choice {
  std::optional<choice> made;
  choice at_least;
  carry_reason why{};
};

/// What every tick becomes at a criterion of the other set.
struct carried_criterion {
  std::optional<std::size_t> from;      ///< of the old set; none: one entry, whatever is ticked
  std::vector<carried_choice> by_tick;  ///< in the order of all_choices
};

/// What carry_over() makes of every tick: each criterion is carried by itself, so one sheet tries a tick of each.
inline result<std::vector<carried_criterion>> carry_ticks(compiled_product_set const& from,
                                                          compiled_product_set const& to) {
  std::vector<std::vector<choice>> ticks;
  std::size_t most = 1;
  for (auto const& criterion : from.criteria) {
    ticks.push_back(all_choices(criterion));
    most = std::max(most, ticks.back().size());
  }
  std::vector<carried_criterion> made(to.criteria.size());
  bool const is_same = from.sha256 == to.sha256;
  for (std::size_t c = 0; c < made.size(); ++c) made[c].from = is_same ? c : counterpart(to.criteria[c], from);
  for (std::size_t t = 0; t < most; ++t) {
    std::vector<choice> choices;
    for (auto const& some : ticks) choices.push_back(t < some.size() ? some[t] : choice{});
    carried_sheet sheet;
    if (is_same) {
      sheet.choices.assign(choices.begin(), choices.end());
    } else {
      auto carried = carry_over(choices, from, to);
      if (!carried) return carried.error();
      sheet = std::move(*carried);
    }
    std::vector<carried_choice> row;
    for (auto const& one : sheet.choices) row.push_back({one, {}, {}});
    for (auto const& open : sheet.open)
      row[open.criterion] = {std::nullopt, known_least(open, choices).value(), open.why};
    for (std::size_t c = 0; c < made.size(); ++c)
      if (t < (made[c].from ? ticks[*made[c].from].size() : 1)) made[c].by_tick.push_back(row[c]);
  }
  return made;
}

/// The ends of one criterion of the other set, by the option that is ticked in one list of the old one.
struct end_table {
  std::array<std::uint8_t, 256> least{}, least_case{}, most{}, most_case{};
  std::array<std::uint8_t, 256> open{};  ///< 0: carried; else 1 and the number of the reason

  void enter(std::size_t option, carried_choice const& to, choice best) {
    choice const low = to.made.value_or(to.at_least);
    choice const high = to.made.value_or(best);
    least[option] = static_cast<std::uint8_t>(low.option);
    least_case[option] = static_cast<std::uint8_t>(low.case_no);
    most[option] = static_cast<std::uint8_t>(high.option);
    most_case[option] = static_cast<std::uint8_t>(high.case_no);
    open[option] = to.made ? std::uint8_t{0} : static_cast<std::uint8_t>(1 + static_cast<int>(to.why));
  }
};

/// All ticks of one criterion of the other set.
class end_tables {
  std::optional<std::size_t> from_;  ///< criterion of the old set
  std::vector<end_table> by_list_;
  std::array<std::uint8_t, 256> list_of_case_{};
  bool may_be_open_ = false;

 public:
  end_tables(carried_criterion const& carried, compiled_product_set const& old, choice best) : from_(carried.from) {
    may_be_open_ =
        std::any_of(carried.by_tick.begin(), carried.by_tick.end(), [](auto const& t) { return !t.made.has_value(); });
    if (!from_) {
      by_list_.emplace_back().enter(0, carried.by_tick.front(), best);
      return;
    }
    std::size_t tick = 1;
    for (auto const& list : old.criteria[*from_].lists) {
      list_of_case_[static_cast<std::size_t>(list.case_no)] = static_cast<std::uint8_t>(by_list_.size());
      end_table& table = by_list_.emplace_back();
      table.enter(0, carried.by_tick.front(), best);
      for (std::size_t option = 1; option <= list.options.size(); ++option)
        table.enter(option, carried.by_tick[tick++], best);
    }
  }

  [[nodiscard]] bool may_be_open() const { return may_be_open_; }

  /// Calls `use(i, table, option)` for `count` rows from `first` on. A cell that is no answer is looked up too.
  template <class Use>
  void each(sheet_columns const& in, std::size_t first, std::size_t count, Use const& use) const {
    if (!from_) {
      for (std::size_t i = 0; i < count; ++i) use(i, by_list_.front(), std::uint8_t{0});
      return;
    }
    choice_column const& options = in.options[*from_];
    bool const has_cases = by_list_.size() > 1 && !in.cases.empty() && in.cases[*from_].first;
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t const list = has_cases ? list_of_case_[in.cases[*from_][first + i]] : 0;
      use(i, by_list_[list], options[first + i]);
    }
  }
};

/// Compares the rows of a batch.
class batch_comparer {
 public:
  static constexpr std::size_t reasons = static_cast<std::size_t>(carry_reason::option_above) + 1;
  using open_counts = std::vector<std::array<std::uint64_t, 1 + reasons>>;  ///< per criterion, by end_table::open

  struct law {
    std::shared_ptr<compiled_rule_set const> const& rules;
    compiled_product_set const& set;
    reading_choices const& readings;
    findings const& facts;
  };

 private:
  struct columns {
    std::vector<std::vector<std::uint8_t>> options, cases;
  };
  law const& other_;
  sheet_columns const& in_;
  prepared_set old_;
  prepared_set as_read_;            ///< the other law
  prepared_set mild_;               ///< as in reachable(): a better option never lowers the stars
  std::vector<end_tables> tables_;  ///< per criterion of the other set
  bool has_cases_;
  bool is_one_by_one_;
  batch_comparison& out_;

 public:
  /// Preconditions: the arguments of each law are such as set_scorer::prepare takes, and the columns are those of the
  /// old set.
  batch_comparer(law const& old, law const& other, sheet_columns const& in,
                 std::vector<carried_criterion> const& carried, batch_comparison& out)
      : other_(other),
        in_(in),
        old_(old.rules, old.set, old.facts, old.readings),
        as_read_(other.rules, other.set, other.facts, other.readings),
        mild_(other.rules, other.set, other.facts, mildly(other.readings)),
        has_cases_(has_cases(other.set)),
        is_one_by_one_(has_cases_ && other.readings.cases == reading_choices::cases_rule::same_case),
        out_(out) {
    for (std::size_t c = 0; c < carried.size(); ++c)
      tables_.emplace_back(carried[c], old.set, best_choice(other.set.criteria[c], 0));
  }

  /// Rows from `first` on, up to `last`; cells that are no answer go to `bad`.
  void run(std::size_t first, std::size_t last, open_counts& open, std::vector<bad_cell>& bad) const {
    constexpr std::size_t block = 32768;
    std::vector<char> is_open;
    columns least, most;
    for (; first < last; first += block) {
      std::size_t const count = std::min(block, last - first);
      for (bad_cell cell : score(old_, some_of(in_, first, count), columns_from(out_.before, first))) {
        cell.sheet += first;
        bad.push_back(cell);
      }
      count_open(first, count, is_open, open);
      if (is_one_by_one_) {
        for (std::size_t i = 0; i < count; ++i) bound_alone(first + i);
      } else {
        fill(first, count, least, most);
        bound(first, is_open, least, most);
      }
    }
  }

 private:
  static void put(placing_columns& to, std::size_t row, std::uint8_t how, std::uint8_t stars) {
    to.how[row] = how;
    to.stars[row] = stars;
  }

  static reading_choices mildly(reading_choices readings) {
    readings.minimum = reading_choices::minimum_rule::cap;
    readings.gap = reading_choices::gap_rule::thresholds;
    return readings;
  }

  static std::vector<bad_cell> score(prepared_set const& by, sheet_columns const& sheets, batch_columns const& to) {
    return run_batch(by, {&sheets, {}}, sheets.sheets, to, {}).value();
  }

  static batch_columns columns_from(placing_columns& to, std::size_t first) {
    batch_columns made;
    made.how = to.how.data() + first;
    made.stars = to.stars.data() + first;
    return made;
  }

  void count_open(std::size_t first, std::size_t count, std::vector<char>& is_open, open_counts& open) const {
    is_open.assign(count, 0);
    std::uint8_t const* const how = out_.before.how.data() + first;
    for (std::size_t c = 0; c < tables_.size(); ++c) {
      if (!tables_[c].may_be_open()) continue;
      auto& counts = open[c];
      tables_[c].each(in_, first, count, [&](std::size_t i, end_table const& table, std::uint8_t option) {
        std::uint8_t const why = table.open[option];
        is_open[i] |= static_cast<char>(why != 0);
        counts[why] += how[i] == batch_result::not_evaluated ? 0 : 1;
      });
    }
  }

  /// A criterion that is never open has its column in `least` alone.
  void fill(std::size_t first, std::size_t count, columns& least, columns& most) const {
    for (columns* const end : {&least, &most}) {
      end->options.resize(tables_.size());
      end->cases.resize(tables_.size());
    }
    for (std::size_t c = 0; c < tables_.size(); ++c) {
      auto const fill_by = [&](auto table_of, std::vector<std::uint8_t>& column) {
        column.resize(count);
        tables_[c].each(in_, first, count, [&](std::size_t i, end_table const& table, std::uint8_t option) {
          column[i] = (table.*table_of)[option];
        });
      };
      bool const is_in_case = other_.set.criteria[c].has_cases();
      fill_by(&end_table::least, least.options[c]);
      if (is_in_case) fill_by(&end_table::least_case, least.cases[c]);
      if (!tables_[c].may_be_open()) continue;
      fill_by(&end_table::most, most.options[c]);
      if (is_in_case) fill_by(&end_table::most_case, most.cases[c]);
    }
  }

  void score(columns const& least, columns const* most, std::size_t count, prepared_set const& by,
             batch_columns const& to) const {
    sheet_columns view{count, {}, {}};
    for (std::size_t c = 0; c < tables_.size(); ++c) {
      columns const& end = most && tables_[c].may_be_open() ? *most : least;
      view.options.push_back({end.options[c].data()});
      if (has_cases_) view.cases.push_back({end.cases[c].empty() ? nullptr : end.cases[c].data()});
    }
    static_cast<void>(score(by, view, to));
  }

  /// The bounds as reachable() finds them.
  void bound(std::size_t first, std::vector<char> const& is_open, columns const& least, columns const& most) const {
    std::size_t const count = is_open.size();
    score(least, nullptr, count, as_read_, columns_from(out_.least, first));
    bool const has_open = std::find(is_open.begin(), is_open.end(), char{1}) != is_open.end();
    if (has_open) score(least, &most, count, as_read_, columns_from(out_.most, first));
    bool const may_reject = other_.readings.minimum == reading_choices::minimum_rule::reject;
    bool const may_lose = may_reject || other_.readings.gap == reading_choices::gap_rule::undetermined;
    placing_columns mild;  // of the best
    std::vector<std::uint8_t> least_band, most_band;
    if (has_open && may_lose) {
      for (auto* const column : {&mild.how, &mild.stars, &least_band, &most_band}) column->resize(count);
      batch_columns low, high = columns_from(mild, 0);
      low.by_points = least_band.data();
      high.by_points = most_band.data();
      score(least, nullptr, count, mild_, low);
      score(least, &most, count, mild_, high);
    }
    auto const lost = static_cast<std::uint8_t>(may_reject ? outcome::rejected : outcome::stopped);
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t const row = first + i;
      if (out_.before.how[row] == batch_result::not_evaluated) put(out_.least, row, batch_result::not_evaluated, 0);
      bool const is_closed = !is_open[i] || out_.before.how[row] == batch_result::not_evaluated;
      if (is_closed) {
        put(out_.most, row, out_.least.how[row], out_.least.stars[row]);
        continue;
      }
      bool const may_have_none = out_.most.stars[row] == 0;
      if (out_.least.stars[row] != 0 && may_have_none) put(out_.least, row, out_.most.how[row], 0);
      else if (out_.least.stars[row] != 0 && may_lose && least_band[i] < most_band[i]) put(out_.least, row, lost, 0);
      if (may_have_none && may_lose) put(out_.most, row, mild.how[i], mild.stars[i]);
    }
  }

  void bound_alone(std::size_t row) const {
    put(out_.least, row, batch_result::not_evaluated, 0);
    put(out_.most, row, batch_result::not_evaluated, 0);
    if (out_.before.how[row] == batch_result::not_evaluated) return;
    unfinished_sheet sheet{"sheet", false, {}, {}};
    for (auto const& tables : tables_)
      tables.each(in_, row, 1, [&](std::size_t, end_table const& table, std::uint8_t option) {
        choice const least{table.least_case[option], table.least[option]};
        sheet.choices.push_back(table.open[option] == 0 ? std::optional(least) : std::nullopt);
        sheet.at_least.push_back(least);
      });
    auto const range = reachable(*other_.rules, other_.set, {&sheet, 1}, other_.facts, other_.readings);
    if (!range) return;
    auto const put_end = [row](placing_columns& to, ranking const& r) {
      put(to, row, static_cast<std::uint8_t>(r.how),
          static_cast<std::uint8_t>(r.final_stars ? r.final_stars->value : 0));
    };
    put_end(out_.least, range->lowest);
    put_end(out_.most, range->highest);
  }
};

}  // namespace detail

OCOP_INLINE result<batch_comparison> compare_batch(std::shared_ptr<compiled_rule_set const> const& rules,
                                                   compiled_product_set const& set,
                                                   std::shared_ptr<compiled_rule_set const> const& other_rules,
                                                   compiled_product_set const& other_set, sheet_columns const& sheets,
                                                   value const& facts, reading_choices const& readings,
                                                   reading_choices const& other_readings, unsigned threads) {
  if (auto wrong = detail::check_given(rules && other_rules)) return std::move(*wrong);
  if (auto wrong = detail::check_rules(*rules, set, readings)) return std::move(*wrong);
  if (auto wrong = detail::check_rules(*other_rules, other_set, other_readings)) return std::move(*wrong);
  if (auto wrong = detail::check_columns(set, sheets)) return std::move(*wrong);
  auto const carried = detail::carry_ticks(set, other_set);
  if (!carried) return carried.error();
  auto const own_facts = judge_facts(*rules, set, facts, readings);
  if (!own_facts) return own_facts.error();
  auto const other_facts = judge_facts(*other_rules, other_set, facts, other_readings);
  if (!other_facts) return other_facts.error();

  batch_comparison made;
  for (placing_columns* const end : {&made.before, &made.least, &made.most}) {
    end->how.resize(sheets.sheets);
    end->stars.resize(sheets.sheets);
  }
  detail::batch_comparer::law const old{rules, set, readings, *own_facts};
  detail::batch_comparer::law const other{other_rules, other_set, other_readings, *other_facts};
  detail::batch_comparer const comparer(old, other, sheets, *carried, made);
  std::size_t const parts = detail::parts_of(sheets.sheets, threads);
  std::vector<detail::batch_comparer::open_counts> open(parts,
                                                        detail::batch_comparer::open_counts(other_set.criteria.size()));
  std::vector<std::vector<bad_cell>> bad(parts);
  detail::in_parts(sheets.sheets, parts, [&](std::size_t part, std::size_t first, std::size_t last) {
    comparer.run(first, last, open[part], bad[part]);
  });
  for (auto const& some : bad) made.bad.insert(made.bad.end(), some.begin(), some.end());
  for (std::size_t c = 0; c < other_set.criteria.size(); ++c)
    for (std::size_t why = 1; why < open.front()[c].size(); ++why) {
      std::uint64_t count = 0;
      for (auto const& some : open) count += some[c][why];
      if (count != 0) made.open.push_back({c, static_cast<carry_reason>(why - 1), count});
    }

  std::size_t const tos = other_rules->bands.size() + 2;
  std::vector<std::uint64_t> stars((rules->bands.size() + 1) * tos);
  for (std::size_t row = 0; row < sheets.sheets; ++row)
    if (made.least.how[row] != batch_result::not_evaluated)
      ++stars[made.before.stars[row] * tos + (made.is_decided(row) ? 1U + made.least.stars[row] : 0U)];
  for (std::size_t i = 0; i < stars.size(); ++i)
    if (auto wrong =
            made.stars.add(static_cast<int>(i / tos), static_cast<int>(i % tos) + star_matrix::not_decided, stars[i]))
      return std::move(*wrong);
  return made;
}

}  // namespace ocop
