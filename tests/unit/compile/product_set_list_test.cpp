#include "ocop/compile/product_set_list.hpp"

#include "support/catch.hpp"

#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace product_set_list_test {
namespace {

static_assert(std::random_access_iterator<ocop::product_set_list::const_iterator>);

ocop::compiled_product_set numbered(int number) {
  ocop::compiled_product_set set;
  set.number = number;
  return set;
}

}  // namespace

TEST_CASE("a product set is made when it is first read, and once", "[compile]") {
  int made = 0;
  ocop::product_set_list sets;
  for (int const n : {2, 3, 7})
    sets.push_back(n, [n, &made] {
      ++made;
      return numbered(n);
    });
  CHECK(sets.size() == 3);
  CHECK(sets.number(2) == 7);
  CHECK(sets.find(7) == 2U);
  CHECK_FALSE(sets.find(4).has_value());
  CHECK_FALSE(sets.find(8).has_value());
  CHECK(made == 0);
  CHECK(sets[1].number == 3);
  CHECK(made == 1);
  CHECK(&sets[1] == &*(sets.begin() + 1));
  CHECK(made == 1);
  ocop::product_set_list const copy = sets;
  CHECK(&copy[2] == &sets.back());
  CHECK(&copy[0] == &sets.front());
  CHECK(made == 3);
}

TEST_CASE("a list of product sets reads as a vector does", "[compile]") {
  ocop::product_set_list sets;
  CHECK(sets.empty());
  CHECK(sets.begin() == sets.end());
  for (int n = 1; n <= 4; ++n) sets.push_back(numbered(n));
  std::vector<int> numbers;
  for (auto const& set : sets) numbers.push_back(set.number);
  CHECK(numbers == std::vector<int>{1, 2, 3, 4});
  auto at = sets.begin();
  CHECK((at++)->number == 1);
  CHECK((++at)->number == 3);
  CHECK((at--)->number == 3);
  CHECK((--at)->number == 1);
  CHECK((2 + at)->number == 3);
  CHECK(at[3].number == 4);
  CHECK(sets.end() - at == 4);
  CHECK((sets.end() - 1)->number == 4);
  CHECK(at < sets.end());
}

TEST_CASE("a product set that cannot be made is an error to every reader until it can", "[compile]") {
  int tries = 0;
  ocop::product_set_list sets;
  sets.push_back(1, [&] {
    if (++tries < 3) throw std::runtime_error("not yet");
    return numbered(1);
  });
  CHECK_THROWS_AS(sets.front(), std::runtime_error);
  CHECK_THROWS_AS(*sets.begin(), std::runtime_error);
  CHECK(sets[0].number == 1);
  CHECK(sets[0].number == 1);
  CHECK(tries == 3);
}

TEST_CASE("of many threads that read a product set first, one makes it", "[compile]") {
  constexpr int rounds = 200;
  std::vector<int> made(rounds);
  ocop::product_set_list sets;
  for (int i = 0; i < rounds; ++i)
    sets.push_back(i, [i, &made] {
      ++made[static_cast<std::size_t>(i)];
      auto set = numbered(i);
      set.by_code.emplace_back(std::string(100, 'x'), 7);
      return set;
    });
  std::vector<std::size_t> seen(4);
  {
    std::vector<std::jthread> threads;
    for (auto& sum : seen)
      threads.emplace_back([&] {
        for (auto const& set : sets) sum += set.by_code.front().second;
      });
  }
  CHECK(seen == std::vector<std::size_t>(4, 7 * rounds));
  CHECK(made == std::vector<int>(rounds, 1));
}

}  // namespace product_set_list_test
