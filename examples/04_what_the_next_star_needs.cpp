// A self-assessment, and what it lacks for the next star: points, and marks that no number of points replaces.
//
// usage: 04_what_the_next_star_needs FILE

#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: 04_what_the_next_star_needs FILE\n";
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  std::string const text{std::istreambuf_iterator<char>(file), {}};
  auto const scored = ocop::score(ocop::builtin_catalog(), ocop::read_submission(text).content.value()).value();
  ocop::assessment const& own = scored.assessed;
  ocop::compiled_product_set const& set = *own.set;
  if (!own.ranking.final_stars || *own.ranking.final_stars == own.rules->bands.back().level) {
    std::cout << "there is no next star: " << ocop::to_string(own.ranking.how) << '\n';
    return 0;
  }

  // Band i is level i + 1, so the band of the next star has the index of the present one's level.
  ocop::compiled_band const& next = own.rules->bands[static_cast<std::size_t>(own.ranking.final_stars->value)];
  ocop::mean_points const mean = own.council.total;
  std::cout << own.ranking.final_stars->value << " stars with " << mean.exact() << " points; " << next.level.value
            << " stars begin at " << next.from.value << " points [" << next.cite << "]\n";

  // Marks that stand between the product and that level. Two levels may mark one criterion; the higher need counts.
  std::map<std::size_t, ocop::compiled_gate> unmet;  // by criterion, in printed order
  auto const below = ocop::gates_below(*own.rules, set, own.ranking, next.level, own.readings).value();
  for (std::size_t const g : below) {
    auto const [at, is_new] = unmet.emplace(set.gates[g].criterion, set.gates[g]);
    if (!is_new && at->second.needed < set.gates[g].needed) at->second = set.gates[g];
  }

  std::int64_t gained = 0;
  for (auto const& [c, gate] : unmet) {
    ocop::compiled_criterion const& criterion = set.criteria[c];
    int const option = ocop::needed_option(set, gate, own.readings).value();
    ocop::points const worth = criterion.lists[gate.list].options[static_cast<std::size_t>(option - 1)].worth;
    int const gain = worth.value - own.council.evaluations.front().by_criterion[c].value;
    gained += gain;
    std::cout << "  " << criterion.id.str() << ": option " << option << " in place of "
              << own.sheets.front().choices[c].option << ", +" << gain << " [" << criterion.cite.at << "]\n";
  }

  // A self-assessment has one sheet, so its mean is a whole number of points.
  std::int64_t const after = mean.sum() / mean.count() + gained;
  std::int64_t const missing = std::max<std::int64_t>(0, next.from.value - after);
  std::cout << "with these marks: " << after << " points, " << missing << " still to find\n";
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
