// Rule data from a folder instead of the data built into the program: its editions, or everything that is wrong with
// it.
//
// usage: 05_rules_from_a_folder FOLDER

#include "ocop/base/day.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/load/rule_files.hpp"

#include <exception>
#include <iostream>
#include <utility>

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: 05_rules_from_a_folder FOLDER\n";
    return 2;
  }
  auto files = ocop::read_rule_files(argv[1]);
  if (!files) {
    std::cout << files.error().where << ": " << files.error().message << '\n';
    return 1;
  }

  // The schemas are those that the program knows, whatever the folder says of itself. Loading does not stop at the
  // first mistake: the report has the catalog, or every issue with its file and place.
  auto const report = ocop::load_catalog(ocop::with_schemas_of(std::move(*files), ocop::builtin_rule_files()));
  for (auto const& issue : report.issues)
    std::cout << issue.where << ": " << issue.message << " (" << ocop::to_string(issue.code) << ")\n";
  if (!report.catalog) {
    std::cout << report.issues.size() << " issues, nothing loaded\n";
    return 1;
  }

  for (auto const& edition : report.catalog->editions())
    std::cout << edition->edition.str() << ": from " << ocop::to_string(edition->from)
              << (edition->until ? " to " + ocop::to_string(*edition->until) : " on") << ", "
              << edition->product_sets.size() << " product sets [" << edition->cite << "]\n";
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
