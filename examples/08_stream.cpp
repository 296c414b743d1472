// A file of submissions, one per line, to a file of results, one per line, on every core and in the order of the input.
//
// usage: 08_stream IN OUT

#include "ocop/exchange/result_document.hpp"
#include "ocop/stream/stream.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::cerr << "usage: 08_stream IN OUT\n";
    return 2;
  }
  std::ifstream in(argv[1], std::ios::binary);
  std::ofstream out(argv[2], std::ios::binary);
  if (!in || !out) {
    std::cerr << argv[in ? 2 : 1] << ": cannot be opened\n";
    return 1;
  }

  ocop::rule_catalog const catalog = ocop::builtin_catalog();
  ocop::stream_options options;
  options.shape = ocop::stream_shape::lines;
  options.threads = std::max(1U, std::thread::hardware_concurrency());

  std::atomic<int> with_stars = 0;
  // Called on several threads at once; what it counts must be safe to count there.
  auto const render = [&](ocop::stream_answer const& answer) {
    if (!answer.content) return ocop::write_error(answer.content.error(), answer.id, answer.line) + '\n';
    if (answer.content->assessed.ranking.final_stars) ++with_stars;
    return ocop::write_result(*answer.content) + '\n';
  };
  // Called on this thread, in order; false stops the stream, here when the disk is full.
  auto const write = [&](std::string_view text, std::uint64_t) {
    out << text;
    return out.good();
  };
  ocop::stream_counts const counts = ocop::score_stream(catalog, in, options, render, write);
  out.flush();

  std::cout << counts.answered << " answered, " << with_stars << " with stars, " << counts.failed << " failed\n";
  if (counts.failed > 0) std::cout << "the first failed is line " << counts.first_failed_line << '\n';
  return out && counts.failed == 0 ? 0 : 1;
} catch (std::exception const& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
