#include "ocop/stream/stream.hpp"

#include "support/allocations.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <sstream>
#include <streambuf>
#include <string>
#include <string_view>

namespace stream_allocation_test {
namespace {

using namespace ocop;

constexpr std::size_t longest_line = std::size_t{1} << 20U;

/// One short line and a long one, two short lines and a long one, three and a long one: made as they are read.
class longer_and_longer final : public std::streambuf {
  int most_;
  int short_lines_ = 1;
  int at_ = 0;
  std::string line_;

 public:
  /// Up to so many short lines before the long one.
  explicit longer_and_longer(int most) : most_(most) {}

 private:
  int_type underflow() override {
    if (short_lines_ > most_) return traits_type::eof();
    bool const is_long = at_++ == short_lines_;
    line_.assign(is_long ? longest_line : 1, 'x').push_back('\n');
    if (is_long) {
      ++short_lines_;
      at_ = 0;
    }
    setg(line_.data(), line_.data(), line_.data() + line_.size());
    return traits_type::to_int_type(line_.front());
  }
};

}  // namespace

TEST_CASE("the memory of a stream does not grow with the number of its long lines", "[exchange][stream]") {
  for (unsigned const threads : {1U, 2U}) {
    longer_and_longer source(40);
    std::istream in(&source);
    std::size_t const before = test::bytes_held;
    std::size_t most = 0;
    auto const answer = [](std::string_view, std::size_t) { return line_answer{"seen", false}; };
    auto const counts = answer_stream(
        in, stream_shape::lines, threads, answer,
        [&](std::string_view, std::uint64_t) {
          most = std::max(most, test::bytes_held - before);
          return true;
        },
        longest_line);
    CHECK(counts.answered == 40 * 41 / 2 + 40);
    CHECK(most < threads * 8 * longest_line);
  }
}

TEST_CASE("few of many lines that are too long are held at a time, however many threads there are",
          "[exchange][stream]") {
  std::string lines;
  for (int i = 0; i < 24; ++i) lines += std::string(max_submission_bytes + 2, ' ') + '\n';
  std::istringstream in(lines);
  std::size_t const before = test::bytes_held;
  std::size_t most = 0;
  auto const answer = [](std::string_view text, std::size_t) { return line_answer{std::to_string(text.size()), true}; };
  auto const counts = answer_stream(in, stream_shape::lines, 16, answer, [&](std::string_view text, std::uint64_t) {
    CHECK(text == std::to_string(max_submission_bytes + 1));
    most = std::max(most, test::bytes_held - before);
    return true;
  });
  CHECK(counts.answered == 24);
  CHECK(most < 7 * max_submission_bytes);
}

TEST_CASE("the memory of a stream does not grow with the number of its shortest lines", "[exchange][stream]") {
  std::string const lines(std::size_t{4} << 20U, '\n');
  for (unsigned const threads : {1U, 8U}) {
    std::istringstream in(lines);
    std::size_t const before = test::bytes_held;
    std::size_t most = 0;
    auto const answer = [](std::string_view, std::size_t) { return line_answer{std::string(160, '.'), true}; };
    auto const counts = answer_stream(in, stream_shape::lines, threads, answer, [&](std::string_view, std::uint64_t) {
      most = std::max(most, test::bytes_held - before);
      return true;
    });
    CHECK(counts.failed == lines.size());
    CHECK(counts.first_failed_line == 1);
    CHECK(most < (threads + 3) * (std::size_t{512} << 10U));
  }
}

}  // namespace stream_allocation_test
