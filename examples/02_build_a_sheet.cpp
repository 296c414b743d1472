// A score sheet built in code, without any JSON: pick a product set, tick options by code, print the stars and what
// holds them down.

#include "ocop/compile/rule_catalog.hpp"
#include "ocop/score/assessment.hpp"

#include <exception>
#include <iostream>
#include <string_view>

int main() try {
  auto const rules = ocop::builtin_catalog().find("qd-26-2026").value();
  ocop::compiled_product_set const& set = *rules->product_set(1).value();  // fresh vegetables and fruit

  // A sheet has one choice per criterion, in printed order. Options count from 1; 0 is nothing ticked.
  ocop::score_sheet sheet;
  sheet.member = "M1";
  for (auto const& criterion : set.criteria) {
    auto const& list = criterion.lists.front();
    sheet.choices.push_back({list.case_no, static_cast<int>(list.options.size())});
  }
  auto const tick = [&](std::string_view code, int option) {
    sheet.choices[set.find(code).value()].option = option;  // throws where there is no such criterion
  };
  tick("1.5", 2);  // linkage contracts for 50 % to under 75 % of the output
  tick("3.5", 2);  // registered mark, no other intellectual property

  // No facts are given, so nothing is held against the product; `assessed.facts.assumed` lists what was asked for.
  auto const assessed = ocop::assess(rules, set.number, {sheet}, {}, rules->defaults, "province").value();
  ocop::ranking const& ranking = assessed.ranking;
  if (ranking.how != ocop::outcome::ranked) {
    std::cout << "no stars: " << ocop::to_string(ranking.how) << '\n';
    return 0;
  }

  std::cout << "points: " << assessed.council.total.exact() << '\n'
            << "stars by points: " << ranking.by_points->value << '\n'
            << "stars: " << ranking.final_stars->value << '\n';
  if (ranking.capped_by) {
    ocop::compiled_gate const& gate = set.gates[*ranking.capped_by];
    ocop::compiled_criterion const& criterion = set.criteria[gate.criterion];
    std::cout << "held by " << criterion.id.str() << ": " << gate.level.value << " stars need option "
              << ocop::needed_option(set, gate, assessed.readings).value() << ", ticked is "
              << sheet.choices[gate.criterion].option << " [" << criterion.cite.at << "]\n";
  }
  std::cout << "recognised by: " << ranking.recognition->by << " [" << ranking.recognition->cite << "]\n";
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
