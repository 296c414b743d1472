// A document in, a document out: reads one submission (ocop-submission/1) and prints its result (ocop-result/1).
//
// usage: 01_score_a_submission FILE

#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"

#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: 01_score_a_submission FILE\n";
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  std::string const text{std::istreambuf_iterator<char>(file), {}};

  // Load the rules once; the catalog may then be read from any number of threads.
  ocop::rule_catalog const catalog = ocop::builtin_catalog();

  // Reading is strict: a mistyped key is an error, never a silent default.
  auto read = ocop::read_submission(text);
  if (!read.content) {
    std::cout << ocop::write_error(read.content.error(), read.id, 1, ocop::layout::indented) << '\n';
    return 1;
  }

  // The filing decides which edition of the law governs; the result names the clause.
  auto const scored = ocop::score(catalog, std::move(*read.content));
  if (!scored) {
    std::cout << ocop::write_error(scored.error(), read.id, 1, ocop::layout::indented) << '\n';
    return 1;
  }
  std::cout << ocop::write_result(*scored, ocop::layout::indented) << '\n';
  return 0;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
