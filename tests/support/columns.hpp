#pragma once

#include "ocop/score/score_sheet.hpp"
#include "ocop/rank/batch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace ocop::test {

/// A random tick at every criterion; the last option of a list in so many of eight.
inline std::vector<choice> random_choices(compiled_product_set const& set, std::mt19937& random, unsigned best) {
  std::vector<choice> made;
  for (auto const& criterion : set.criteria) {
    auto const& list = criterion.lists[random() % criterion.lists.size()];
    auto const count = static_cast<unsigned>(list.options.size());
    unsigned const option = random() % 8 < best ? count : static_cast<unsigned>(random() % (count + 1));
    made.push_back(option == 0 ? choice{} : choice{list.case_no, static_cast<int>(option)});
  }
  return made;
}

/// The rule set's own choice of readings, and each with another alternative of one of them.
inline std::vector<reading_choices> every_alternative(compiled_rule_set const& rules) {
  std::vector<reading_choices> found{rules.defaults};
  for (std::size_t r = 0; r < rules.readings.size(); ++r)
    for (std::size_t a = 0; a < rules.readings[r].alternatives.size(); ++a)
      if (a != rules.defaults.chosen[r])
        found.push_back(
            rules.choose(std::vector{reading_choice{rules.readings[r].id, rules.readings[r].alternatives[a].id}})
                .value());
  return found;
}

/// The paths of this processor, the one of every processor first.
inline std::vector<batch_path> available_paths() {
  std::vector<batch_path> found;
  for (auto const path : {batch_path::scalar, batch_path::avx2, batch_path::avx512, batch_path::neon})
    if (is_available(path)) found.push_back(path);
  return found;
}

/// Sheets in columns, a byte for the option and one for its case.
class columns {
  std::size_t rows_ = 0;

 public:
  std::vector<std::vector<std::uint8_t>> options, cases;

  explicit columns(std::size_t criteria) : options(criteria), cases(criteria) {}

  /// Random sheets, each of them poor, good or very good.
  columns(compiled_product_set const& set, std::size_t rows, std::mt19937& random) : columns(set.criteria.size()) {
    for (std::size_t i = 0; i < rows; ++i) add(random_choices(set, random, 2 + 2 * static_cast<unsigned>(i % 4)));
  }

  columns& add(std::vector<choice> const& sheet) {
    for (std::size_t c = 0; c < sheet.size(); ++c) {
      options[c].push_back(static_cast<std::uint8_t>(sheet[c].option));
      cases[c].push_back(static_cast<std::uint8_t>(sheet[c].case_no));
    }
    ++rows_;
    return *this;
  }

  [[nodiscard]] std::size_t rows() const { return rows_; }

  /// Cases are given where the set has any, as a caller would.
  [[nodiscard]] sheet_columns view() const {
    sheet_columns made{rows_, {}, {}};
    bool const has_cases = std::any_of(cases.begin(), cases.end(), [](auto const& column) {
      return std::any_of(column.begin(), column.end(), [](std::uint8_t n) { return n != 0; });
    });
    for (auto const& column : options) made.options.push_back({column.data()});
    for (auto const& column : cases)
      if (has_cases) made.cases.push_back({column.data()});
    return made;
  }

  [[nodiscard]] std::vector<choice> choices(std::size_t row) const {
    std::vector<choice> made;
    for (std::size_t c = 0; c < options.size(); ++c) made.push_back({cases[c][row], options[c][row]});
    return made;
  }
};

}  // namespace ocop::test
