// Where memory ends, a stream ends between two answers, with std::bad_alloc, whichever allocation it is that fails.
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/stream/stream.hpp"
#include "ocop/logic/evaluate.hpp"
#include "ocop/logic/expression.hpp"

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/products.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace no_memory_allocation_test {
namespace {

using namespace ocop;

std::string const long_name(300, 'x');

std::string lines() {
  auto const salt = [](std::string const& more) {
    return R"({"format":"ocop-submission/1","submission":"S","product":{"set":12,"name":")" + long_name +
           R"("},"rules":"made-up-2030",)" + more + R"("sheets":[{"member":"M1","choices":{"1.1":4,"1.2":3,"2":8}}]})" +
           "\n";
  };
  return salt("") + "{\"submission\":\"" + long_name + "\",\n" + salt(R"("facts":{"test":{"strength":9.5}},)") +
         salt(R"("facts":{"nothing":[1,")" + long_name + R"("]},)");
}

/// Runs `read` with every number of allocations that is too small, and looks at what it writes each time.
void run_short_of_memory(std::function<void(std::istream&, line_writer const&)> const& read) {
  std::string const text = lines();
  std::vector<std::string> whole;
  std::istringstream all(text);
  read(all, [&](std::string_view answer, std::uint64_t) {
    whole.emplace_back(answer);
    return true;
  });
  REQUIRE(whole.size() == 4);
  bool is_done = false;
  std::int64_t enough = 0;
  for (; !is_done && enough < 20'000; ++enough) {
    std::istringstream in(text);
    std::size_t written = 0;
    bool are_the_same = true;
    test::allocations_left = enough;
    try {
      read(in, [&](std::string_view answer, std::uint64_t) {
        are_the_same = are_the_same && answer == whole[written];
        ++written;
        return true;
      });
      is_done = true;
    } catch (std::bad_alloc const&) {
      is_done = false;
    }
    test::allocations_left = test::any_number;
    if (!are_the_same) FAIL("another answer with " << enough << " allocations");
    if (is_done) CHECK(written == whole.size());
  }
  CHECK(is_done);
  CHECK(enough > 20);
}

}  // namespace

TEST_CASE("Where memory ends, every answer that is written is whole and the caller hears of it", "[exchange][stream]") {
  rule_catalog const& catalog = test::made_up();
  for (unsigned const threads : {1U, 2U}) {
    stream_options options;
    options.threads = threads;
    for (layout const how : {layout::line, layout::indented})
      run_short_of_memory(
          [&](std::istream& in, line_writer const& write) { score_stream(catalog, in, options, how, write); });
  }
}

TEST_CASE("Where memory ends, values are left in order while they are copied", "[exchange][stream]") {
  run_short_of_memory([](std::istream& in, line_writer const& write) {
    answer_stream(
        in, stream_shape::lines, 1,
        [](std::string_view text, std::size_t) {
          auto const parsed = parse_json(text);
          if (!parsed) return line_answer{parsed.error().message, true};
          auto const rule = expression::parse(value(value::object{{"cat", value(value::array{*parsed, *parsed})}}));
          value copy = *parsed;
          copy = value(value::array{copy, *parsed});
          return line_answer{to_json(copy) + (rule ? to_json(*evaluate(*rule, copy)) : rule.error().message), false};
        },
        write);
  });
}

}  // namespace no_memory_allocation_test
