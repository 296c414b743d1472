// Nine members who do not agree: the exact mean of their totals, and what the reading of a disputed mark changes.
//
// usage: 03_council_and_readings FILE

#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"

#include <algorithm>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: 03_council_and_readings FILE\n";
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  std::string const text{std::istreambuf_iterator<char>(file), {}};
  ocop::submission const submission = ocop::read_submission(text).content.value();
  ocop::rule_catalog const catalog = ocop::builtin_catalog();

  auto const scored = ocop::score(catalog, submission).value();
  ocop::assessment const& council = scored.assessed;
  for (std::size_t i = 0; i < council.sheets.size(); ++i)
    std::cout << council.sheets[i].member << ' ' << council.council.evaluations[i].total.value
              << (council.sheets[i].is_chair ? " chair\n" : "\n");

  // The mean is a fraction: 69.99 never becomes 70. The decimal is for display only.
  ocop::mean_points const mean = council.council.total;
  std::cout << "mean " << mean.exact() << ", shown as " << mean.decimal() << '\n';

  // Marks on which the members differ, and how many sheets meet each.
  for (std::size_t g = 0; g < council.set->gates.size(); ++g) {
    auto const& sheets = council.council.evaluations;
    auto const met = std::count_if(sheets.begin(), sheets.end(), [g](auto const& e) { return e.gate_met[g] != 0; });
    if (met == 0 || met == static_cast<std::ptrdiff_t>(sheets.size())) continue;
    ocop::compiled_gate const& gate = council.set->gates[g];
    std::cout << "mark for " << gate.level.value << " stars at " << council.set->criteria[gate.criterion].id.str()
              << ": met on " << met << " of " << sheets.size() << " sheets\n";
  }

  // The law does not say what such a mark is worth. Each answer is an alternative of reading R-07; the rule set's own
  // is used unless the caller or the submission asks for another, and a result says which one it rests on.
  for (auto const& reading : council.rules->readings) {
    if (reading.id.str() != "R-07") continue;
    for (auto const& alternative : reading.alternatives) {
      std::vector<ocop::reading_choice> const wanted{{reading.id, alternative.id}};
      auto const again = ocop::score(catalog, submission, wanted).value();
      std::cout << "R-07=" << alternative.id << ": " << again.assessed.ranking.final_stars.value().value << " stars\n";
    }
  }
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
