#include "ocop/explain/explanation.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <string>

namespace explanation_test {
using namespace ocop::test;
using ocop::language;

namespace {

std::string page(ocop::assessment const& a, language l) {
  return ocop::explain(a, {"Bưởi da xanh", "DN-1", "qd-26-2026/11.1"}, l);
}

bool has(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a page says what caps a product and what the next star needs", "[explain][qd-26-2026/annex-2.1/1.5]") {
  auto const& set = product_set(1);
  auto const a = assess_sheet(1, best_sheet(set).choose("1.5", 3));
  REQUIRE(a.ranking.final_stars == ocop::stars{4});

  std::string const en = page(a, language::en);
  CAPTURE(en);
  CHECK(has(en, "Bưởi da xanh  (DN-1)\nSet 1: Fresh vegetables, tubers, fruit and nuts  [qd-26-2026/annex-2.1]\n"));
  CHECK(has(en, "OUTCOME: 4 stars; 99.00 points, by points: 5 stars\n  held back by 1.5 "));
  CHECK(has(en, "5 stars needs option 4 \"" + set.criteria[*set.find("1.5")].lists.front().options[3].text.en +
                    "\", chosen 3 [qd-26-2026/annex-2.1/1.5]"));
  CHECK(has(en, "recognised by: Provincial People's Committee, with a certificate [qd-26-2026/4.1.a]"));
  CHECK(has(en, "TO REACH 5 stars\n  points: enough [qd-26-2026/3.3]\n  1.5 "));
  CHECK(has(en, "ASSUMED NOT TO HOLD (not given)\n  dossier.forged: The dossier is forged"));
  CHECK(has(en, "READINGS THAT MATTERED\n  R-01 "));

  std::string const vi = page(a, language::vi);
  CAPTURE(vi);
  CHECK(has(vi, "KẾT QUẢ: 4 sao; 99.00 điểm, theo điểm: 5 sao\n  khống chế ở 1.5 "));
  CHECK(has(vi, "ĐỂ ĐẠT 5 sao\n  điểm: đủ "));
  CHECK(has(vi, "công nhận: Ủy ban nhân dân cấp tỉnh, có giấy chứng nhận [qd-26-2026/4.1.a]"));
}

TEST_CASE("a page says how many points the next star lacks", "[explain][qd-26-2026/3.3]") {
  auto const a = assess_sheet(26, empty_sheet(product_set(26)));
  std::string const en = page(a, language::en);
  CHECK(
      has(en, "OUTCOME: 1 star; 0.00 points, by points: 1 star\n  no recognition, no certificate [qd-26-2026/4.1.a]"));
  CHECK(has(en, "TO REACH 2 stars\n  points: 30 short of 30 [qd-26-2026/3.3]\n"));
  CHECK(has(en, "nothing ticked"));
}

TEST_CASE("a page shows each member's ticks and the exact mean", "[explain][qd-26-2026/3.3]") {
  auto const& set = product_set(1);
  auto const a = assess_sheets(
      1, {best_sheet(set, "M1"), best_sheet(set, "M2").choose("1.1", 2), best_sheet(set, "M3").choose("1.1", 1)});
  std::string const en = page(a, language::en);
  CAPTURE(en);
  CHECK(has(en, "99.00 points (99, mean of 3 sheets)"));
  CHECK(has(en, "3 2 1\n"));
}

TEST_CASE("a page says why a product is rejected or stopped", "[explain][qd-26-2026/annex-2.7/1.1]") {
  ocop::value const imported(ocop::value::object{{"material", ocop::value::object{{"all_imported", true}}}});
  auto const rejected = assess_sheet(7, best_sheet(product_set(7)), {}, imported);
  CHECK(has(page(rejected, language::en),
            "OUTCOME: rejected; no stars. Scored so far: 100.00 points\n  rejects: 1.1 Rejected: raw material"));
  CHECK(has(page(rejected, language::vi), "KẾT QUẢ: bị loại; không xếp sao."));
  auto const stopped = assess_sheet(16, best_sheet(product_set(16)).choose("6.2", 1));
  CHECK(has(page(stopped, language::en), "OUTCOME: stopped; no stars."));
  CHECK(
      has(page(stopped, language::en), "stops: 6 Stop: one of the indicators has 0 points [qd-26-2026/annex-2.16/6]"));
}

TEST_CASE("every set has a page in both languages, and they are as long", "[explain]") {
  for (auto const& set : edition()->product_sets) {
    CAPTURE(set.number);
    auto const a = assess_sheet(set.number, best_sheet(set));
    std::string const vi = page(a, language::vi);
    std::string const en = page(a, language::en);
    CHECK(std::count(vi.begin(), vi.end(), '\n') == std::count(en.begin(), en.end(), '\n'));
    for (auto const& c : set.criteria) {
      CHECK(has(vi, c.id.str() + " " + c.title.vi));
      CHECK(has(en, c.id.str() + " " + c.title.en));
    }
  }
}

}  // namespace explanation_test
