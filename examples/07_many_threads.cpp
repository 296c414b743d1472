// One compiled rule set shared by several threads: it is immutable, so nobody locks anything.

#include "ocop/compile/rule_catalog.hpp"
#include "ocop/score/assessment.hpp"

#include <array>
#include <exception>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

namespace {

using rule_set = std::shared_ptr<ocop::compiled_rule_set const>;
using tally = std::array<int, 6>;  // by stars

constexpr int sheets = 2000;

/// Sheet number n of our made-up sheets: the higher the number, the more criteria have their best option.
ocop::score_sheet sheet_number(ocop::compiled_product_set const& set, int n) {
  ocop::score_sheet sheet;
  int c = 0;
  for (auto const& criterion : set.criteria) {
    auto const& list = criterion.lists.front();
    auto const best = static_cast<int>(list.options.size());
    bool const is_best = (c++ * 61 + n) % 100 < n * 110 / sheets;
    sheet.choices.push_back({list.case_no, is_best ? best : (best + 1) / 2});
  }
  return sheet;
}

/// Ranks every sheet from `first`, `step` apart, in the product set of coffee and cocoa.
tally rank_some(rule_set const& rules, int first, int step) {
  ocop::compiled_product_set const& set = *rules->product_set(13).value();
  tally found{};
  for (int n = first; n < sheets; n += step) {
    auto const assessed = ocop::assess(rules, set.number, {sheet_number(set, n)}, {}, rules->defaults).value();
    ++found.at(static_cast<std::size_t>(assessed.ranking.final_stars.value().value));
  }
  return found;
}

}  // namespace

int main() try {
  rule_set const rules = ocop::builtin_catalog().find("qd-26-2026").value();

  constexpr int workers = 4;
  std::array<tally, workers> parts{};
  std::vector<std::thread> threads;
  threads.reserve(workers);
  for (int w = 0; w < workers; ++w)
    threads.emplace_back([&, w] { parts.at(static_cast<std::size_t>(w)) = rank_some(rules, w, workers); });
  for (auto& thread : threads) thread.join();

  tally total{};
  for (auto const& part : parts)
    for (std::size_t s = 0; s < total.size(); ++s) total.at(s) += part.at(s);
  for (std::size_t s = 1; s < total.size(); ++s) std::cout << s << " stars: " << total.at(s) << '\n';
  std::cout << (total == rank_some(rules, 0, 1) ? "one thread finds the same\n" : "one thread finds something else\n");
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
