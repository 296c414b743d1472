#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/base/text.hpp"
#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/score/score_sheet.hpp"
#include "ocop/rank/columns.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace ocop::detail {

/// What a sheet of a batch ticks at a criterion. Precondition: it is an answer.
inline choice choice_at(sheet_columns const& in, std::size_t criterion, std::size_t row) {
  std::uint8_t const option = in.options[criterion][row];
  bool const has_case = option != 0 && !in.cases.empty() && in.cases[criterion].first != nullptr;
  return {has_case ? in.cases[criterion][row] : 0, option};
}

inline bool gives_cases(sheet_columns const& in) {
  return std::any_of(in.cases.begin(), in.cases.end(), [](choice_column const& c) { return c.first != nullptr; });
}

/// More sheets than memory holds; less by far than what overflows.
inline constexpr std::size_t most_sheets = std::numeric_limits<std::size_t>::max() / 256;

inline std::optional<issue> check_sheet_count(std::size_t sheets) {
  if (sheets <= most_sheets) return std::nullopt;
  return issue{errc::too_large,
               {},
               "found " + std::to_string(sheets) + " sheets; at most " + std::to_string(most_sheets) + " are scored."};
}

/// Are there as many columns as criteria, with memory where there are sheets?
inline std::optional<issue> check_columns(compiled_product_set const& set, sheet_columns const& in) {
  std::size_t const criteria = set.criteria.size();
  auto const wrong_count = [&](std::size_t found, std::string const& what) {
    return issue{errc::bad_value,
                 {},
                 "there are " + std::to_string(found) + " columns" + what + "; set " + std::to_string(set.number) +
                     " has " + std::to_string(criteria) + " criteria. Give one column for each."};
  };
  if (in.options.size() != criteria) return wrong_count(in.options.size(), {});
  if (!in.cases.empty() && in.cases.size() != criteria) return wrong_count(in.cases.size(), " of cases");
  if (auto wrong = check_sheet_count(in.sheets)) return wrong;
  for (std::size_t c = 0; c < criteria && in.sheets != 0; ++c)
    if (!in.options[c].first)
      return issue{errc::bad_value, pointer_to(set.criteria[c].id.str()),
                   "the column of criterion " + set.criteria[c].id.str() + " has no memory: its pointer is null."};
  return std::nullopt;
}

/// The columns of some of the sheets: `count` from `first` on.
inline sheet_columns some_of(sheet_columns const& in, std::size_t first, std::size_t count) {
  sheet_columns some = in;
  some.sheets = count;
  auto const move = [first](choice_column& column) {
    if (column.first) column.first += static_cast<std::ptrdiff_t>(first) * column.stride;
  };
  std::for_each(some.options.begin(), some.options.end(), move);
  std::for_each(some.cases.begin(), some.cases.end(), move);
  return some;
}

/// How many threads so many rows are worth: at least 1.
inline std::size_t parts_of(std::size_t rows, unsigned threads) {
  return std::min<std::size_t>(std::max(1U, threads), std::max<std::size_t>(1, rows / 4096));
}

/// Calls `work(part, first, last)` for every part of the rows, each on a thread of its own. What a part throws is
/// thrown here when all are done: of several, that of the first part.
template <class Work>
void in_parts(std::size_t rows, std::size_t parts, Work const& work) {
  std::vector<std::exception_ptr> faults(parts);
  auto const one = [&](std::size_t p) noexcept {
    try {
      work(p, rows * p / parts, rows * (p + 1) / parts);
    } catch (...) {
      faults[p] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t p = 1; p < parts; ++p) others.emplace_back(one, p);
    one(0);
  }
  for (auto const& fault : faults)
    if (fault) std::rethrow_exception(fault);
}

}  // namespace ocop::detail
