#include "ocop/exchange/submission_scorer.hpp"

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/products.hpp"
#include "support/submissions.hpp"

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace scorer_allocation_test {
namespace {

using namespace ocop;

/// A dossier of so many sheets, each without a mark or two, with every key that a submission may have.
std::string dossier(int sheets, int number) {
  compiled_product_set const& set = test::product_set(1);
  std::vector<score_sheet> all;
  for (int m = 0; m < sheets; ++m) {
    all.push_back(test::best_sheet(set, "Nguyễn Văn " + std::to_string(m)));
    all.back().choices[static_cast<std::size_t>((m + number) % 7)].option = 1;
    all.back().choices[static_cast<std::size_t>((m * number) % 31)].option = 0;
  }
  return test::submission_of(set, all,
                             R"("filing":{"kind":"first","filed_on":"2026-06-)" + std::to_string(10 + number) +
                                 R"(","decided_on":"2026-08-20"},"facts":{"material":{"all_imported":false}},)" +
                                 R"("council":{"regulation":"default","level":"province","members":)" +
                                 std::to_string(sheets) + R"(},"readings":{"R-07":"mean"})",
                             "\\u0110N-" + std::to_string(number));
}

}  // namespace

TEST_CASE("a dossier like one seen before is answered without an allocation", "[exchange]") {
  for (int const sheets : {1, 3, 9}) {
    std::vector<std::string> documents;
    for (int number = 0; number < 20; ++number) documents.push_back(dossier(sheets, number));
    submission_scorer scorer(test::builtin());
    for (auto const& text : documents) REQUIRE_FALSE(scorer.answer(text).is_error);
    for (auto const& text : documents) {
      std::size_t const before = test::allocations;
      auto const answer = scorer.answer(text);
      std::size_t const after = test::allocations;
      CHECK_FALSE(answer.is_error);
      CHECK(after - before == 0);
    }
  }
}

TEST_CASE("a dossier that nobody has seen is answered without an allocation where its terms are known", "[exchange]") {
  submission_scorer scorer(test::builtin());
  std::string const first = dossier(9, 19);
  REQUIRE_FALSE(scorer.answer(first).is_error);
  REQUIRE_FALSE(scorer.answer(first).is_error);
  for (int number = 0; number < 19; ++number) {
    std::string const text = dossier(9, number);
    std::size_t const before = test::allocations;
    auto const answer = scorer.answer(text);
    std::size_t const after = test::allocations;
    CHECK_FALSE(answer.is_error);
    CHECK(after - before == 0);
  }
}

TEST_CASE("dossiers of every edition and set are answered without an allocation", "[exchange]") {
  std::mt19937 random(26);
  submission_scorer scorer(test::builtin());
  std::vector<std::string> documents;
  for (auto const& rules : test::builtin().editions())
    for (auto const& set : rules->product_sets) {
      std::vector<score_sheet> sheets;
      for (char const* member : {"M1", "M2", "M3"})
        sheets.push_back({member, false, test::random_choices(set, random, 5)});
      std::string const terms = R"("rules":")" + rules->edition.str() + R"(","council":{"members":3})";
      documents.push_back(test::submission_of(set, sheets, terms));
      // The same with what settles the terms before the sheets.
      documents.push_back("{" + terms + ',' + test::submission_of(set, sheets, R"("facts":{})").substr(1));
    }
  CHECK(documents.size() > 200);
  for (int warming = 0; warming < 2; ++warming)
    for (auto const& text : documents) REQUIRE_FALSE(scorer.answer(text).is_error);
  std::size_t with_allocations = 0;
  for (auto const& text : documents) {
    std::size_t const before = test::allocations;
    static_cast<void>(scorer.answer(text));
    with_allocations += test::allocations == before ? 0U : 1U;
  }
  CHECK(with_allocations == 0);
}

TEST_CASE("a scorer for another thread takes over the tables of those that share them", "[exchange]") {
  std::vector<std::string> documents;
  for (int set = 1; set <= 26; ++set)
    documents.push_back(test::submission_of(test::product_set(set), {test::best_sheet(test::product_set(set))},
                                            R"("rules":"qd-26-2026")"));
  auto const answer_all = [&](submission_scorer& scorer) {
    std::size_t const before = test::bytes_held;
    for (auto const& text : documents) REQUIRE_FALSE(scorer.answer(text).is_error);
    return test::bytes_held - before;
  };
  submission_scorer first(test::builtin());
  submission_scorer second = first.for_another_thread();
  submission_scorer stranger(test::builtin());
  std::size_t const with_tables = answer_all(first);
  CHECK(answer_all(second) < with_tables / 4);
  CHECK(answer_all(stranger) > with_tables / 2);
}

}  // namespace scorer_allocation_test
