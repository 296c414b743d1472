// A sheet of 148/2023 under 26/2026: what carries over, what must be judged again, and what it can come to.
//
// usage: 10_under_another_decree

#include "ocop/compile/comparison.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/rank/carry_over.hpp"
#include "ocop/rank/margin.hpp"

#include <algorithm>
#include <exception>
#include <iostream>
#include <map>
#include <string_view>

int main() try {
  auto const catalog = ocop::builtin_catalog();
  auto const before = catalog.find("qd-148-2023").value();
  auto const after = catalog.find("qd-26-2026").value();
  ocop::compiled_product_set const& to = *after->product_set(13).value();  // coffee and cocoa
  ocop::compiled_product_set const& from = *ocop::counterparts(*before, to).front();

  // The best sheet there was: the last option everywhere.
  ocop::score_sheet sheet{"M1", true, {}};
  for (auto const& c : from.criteria)
    sheet.choices.push_back({c.lists.front().case_no, static_cast<int>(c.lists.front().options.size())});

  auto const carried = ocop::carry_over(sheet.choices, from, to).value();
  std::map<std::string_view, int> reasons;
  for (auto const& open : carried.open) ++reasons[ocop::to_string(open.why)];
  std::cout << to.criteria.size() - carried.open.size() << " of " << to.criteria.size() << " criteria carry over\n";
  for (auto const& [why, n] : reasons) std::cout << "  " << n << " to be judged again: " << why << '\n';

  auto const facts = ocop::judge_facts(*after, to, {}, after->defaults).value();
  ocop::unfinished_sheet const unfinished{"M1", true, carried.choices};
  auto const range = ocop::reachable(*after, to, {&unfinished, 1}, facts, after->defaults).value();
  std::cout << "between " << range.lowest.final_stars->value << " and " << range.highest.final_stars->value
            << " stars, however they are judged\n";
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
