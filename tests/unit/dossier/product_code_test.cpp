// Product codes of each generation: real ones, and every way in which they go wrong.
#include "ocop/dossier/product_code.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <memory>
#include <random>
#include <regex>
#include <string>
#include <string_view>
#include <tuple>

namespace product_code_test {
namespace {

using namespace ocop;

constexpr auto of_1048 =
    "province (2 digits)-district (3 digits)-commune (5 digits)-sequence (1 to 9 digits)-year (4 digits)";
constexpr auto of_148 =
    "province (1 to 2 digits)-district (1 to 3 digits)-commune (1 to 5 digits)-sequence (1 to 9 digits)-year (4 "
    "digits)";
constexpr auto of_26 = "province-commune-sequence-year (4 digits)";

std::shared_ptr<compiled_rule_set const> rules_of(std::string_view edition) {
  return (edition.starts_with("made-up") ? test::made_up() : test::builtin()).find(edition).value();
}

/// `province 75, commune 26332`, or what is wrong.
std::string read(std::string_view edition, std::string_view code) {
  auto const made = parse_product_code(*rules_of(edition), code);
  if (!made) return std::string(to_string(made.error().code)) + ": " + made.error().message;
  std::string text;
  for (auto const& e : made->elements) text += (text.empty() ? "" : ", ") + e.id + ' ' + e.digits;
  return text;
}

/// What is said of a code that an edition does not have.
std::string refused(std::string const& shown, std::string const& edition, std::string const& shape) {
  return "bad-value: found \"" + shown + "\"; under " + edition + " a code is " + shape + ".";
}

}  // namespace

TEST_CASE("A code of 2019 names province, district, commune, number and year with all their zeros",
          "[evaluate][qd-1048-2019/annex-2.1]") {
  std::string const edition = GENERATE("qd-1048-2019@2019-08-21", "qd-1048-2019@2020-06-08");
  CHECK(product_code_shape(*rules_of(edition), ocop::language::en).value() == of_1048);
  CHECK(read(edition, "83-832-28882-2-2022") == "province 83, district 832, commune 28882, sequence 2, year 2022");
  CHECK(read(edition, "75-739-26332-1-2021") == "province 75, district 739, commune 26332, sequence 1, year 2021");
  CHECK(read(edition, "10-088-03006-3-2021") == "province 10, district 088, commune 03006, sequence 3, year 2021");
  CHECK(read(edition, "10-088-03006-123456789-2021") ==
        "province 10, district 088, commune 03006, sequence 123456789, year 2021");

  auto const wrong =
      GENERATE("10-88-03006-3-2021", "10-0088-03006-3-2021", "1-088-03006-3-2021", "010-088-03006-3-2021",
               "10-088-3006-3-2021", "10-088-003006-3-2021", "10-088-03006--2021", "10-088-03006-1234567890-2021",
               "10-088-03006-3-21", "10-088-03006-3-02021", "75-26332-1-2026", "75-26332-1-2021", "10-088-03006-3",
               "10-088-03006-3-", "10-088-03006-3-2021-", "10-088-03006-3-2021-1", "-10-088-03006-3-2021", "");
  CHECK(read(edition, wrong) == refused(wrong, edition, of_1048));
}

TEST_CASE("A code of 2023 has the same parts, its zeros in front may be missing", "[evaluate][qd-148-2023/annex-2]") {
  std::string const edition = GENERATE("qd-148-2023@2023-02-24", "qd-148-2023@2025-07-06");
  CHECK(product_code_shape(*rules_of(edition), ocop::language::en).value() == of_148);
  CHECK(read(edition, "83-832-28882-2-2022") == "province 83, district 832, commune 28882, sequence 2, year 2022");
  CHECK(read(edition, "10-088-03006-3-2021") == "province 10, district 088, commune 03006, sequence 3, year 2021");
  CHECK(read(edition, "1-8-6-3-2023") == "province 1, district 8, commune 6, sequence 3, year 2023");
  auto const wrong = GENERATE("100-088-03006-3-2023", "10-1088-03006-3-2023", "10-088-103006-3-2023",
                              "10-088-03006-3-023", "75-26332-1-2026", "10-088-03006-2023", "");
  CHECK(read(edition, wrong) == refused(wrong, edition, of_148));
}

TEST_CASE("A code of 2026 has no district any more", "[evaluate][qd-26-2026/annex-2]") {
  std::string const edition = "qd-26-2026@2026-05-22";
  CHECK(product_code_shape(*rules_of(edition), ocop::language::en).value() == of_26);
  CHECK(read(edition, "75-26332-1-2026") == "province 75, commune 26332, sequence 1, year 2026");
  CHECK(read(edition, "1-4-1-2026") == "province 1, commune 4, sequence 1, year 2026");
  CHECK(read(edition, "01-00004-001-2026") == "province 01, commune 00004, sequence 001, year 2026");

  auto const made = parse_product_code(*rules_of(edition), "75-26332-1-2026").value();
  CHECK(made.at("province") == "75");
  CHECK(made.at("commune") == "26332");
  CHECK(made.at("sequence") == "1");
  CHECK(made.at("year") == "2026");
  CHECK(made.at("district").empty());
  CHECK(made == parse_product_code(*rules_of(edition), "75-26332-1-2026").value());
  CHECK_FALSE(made == parse_product_code(*rules_of(edition), "75-26332-01-2026").value());

  SECTION("the codes of the generations before are refused, the format is said") {
    auto const before = GENERATE("83-832-28882-2-2022", "75-739-26332-1-2021", "10-088-03006-3-2021");
    CHECK(read(edition, before) == refused(before, edition, of_26));
  }
  SECTION("how many digits province, commune and number have is not said") {
    CHECK(read(edition, "075-026332-1234567890123-2026") ==
          "province 075, commune 026332, sequence 1234567890123, year 2026");
  }
  SECTION("a year too long or too short, a part missing or too many") {
    auto const wrong = GENERATE("-26332-1-2026", "75--1-2026", "75-26332--2026", "75-26332-1-", "75-26332-1-202",
                                "75-26332-1-20260", "75-26332-1", "75-26332-2026", "75", "2026", "-", "---", "----",
                                "75-26332-1-2026-", "-75-26332-1-2026", "75-26332-1-2026-1", "75-26332-1--2026");
    CHECK(read(edition, wrong) == refused(wrong, edition, of_26));
  }
  SECTION("anything but digits") {
    auto const wrong =
        GENERATE("DN-26332-1-2026", "75-2633X-1-2026", "75-26332-a-2026", "75-26332-1-2O26", " 75-26332-1-2026",
                 "75-26332-1-2026 ", "75 - 26332 - 1 - 2026", "+5-26332-1-2026", "7.-26332-1-2026", "75-26332-1-20..",
                 "75/26332/1/2026", "75_26332_1_2026", "75–26332–1–2026", "７５-26332-1-2026", "75-26332-1-٢٠٢٦");
    CHECK(read(edition, wrong) == refused(wrong, edition, of_26));
  }
  SECTION("a message stays on one line and shows the beginning of a long code") {
    CHECK(read(edition, "75-26332-1-2026\n") == refused("75-26332-1-2026 ", edition, of_26));
    CHECK(read(edition, std::string(3, '\0')) == refused("   ", edition, of_26));
    CHECK(read(edition, std::string(200, '7')) == refused(std::string(60, '7') + "…", edition, of_26));
  }
}

TEST_CASE("A decree may put the year in front and have two parts only", "[evaluate][made-up-2030/4.9]") {
  std::string const edition = GENERATE("made-up-2030@2030-01-01", "made-up-2030@2031-07-01");
  std::string const shape = "year (2 digits)-sequence (3 digits)";
  CHECK(product_code_shape(*rules_of(edition), ocop::language::en).value() == shape);
  CHECK(read(edition, "30-001") == "year 30, sequence 001");
  auto const wrong = GENERATE("30-01", "30-0001", "3-001", "2030-001", "30001", "30-001-1", "75-26332-1-2026", "");
  CHECK(read(edition, wrong) == refused(wrong, edition, shape));
}

TEST_CASE("Where our sources give no format, no code can be read", "[evaluate][made-up-2028/3]") {
  for (auto const* const code : {"30-001", "75-26332-1-2026", ""})
    CHECK(read("made-up-2028", code) ==
          "no-governing-rules: made-up-2028@2028-01-01: our sources give no format of product codes.");
}

TEST_CASE("Codes are those of a pattern, and their parts joined again are the code",
          "[evaluate][qd-26-2026/annex-2][qd-148-2023/annex-2][software-2019/code]") {
  auto const [edition, pattern] = GENERATE(table<char const*, char const*>({
      {"qd-1048-2019", "[0-9]{2}-[0-9]{3}-[0-9]{5}-[0-9]{1,9}-[0-9]{4}"},
      {"qd-148-2023", "[0-9]{1,2}-[0-9]{1,3}-[0-9]{1,5}-[0-9]{1,9}-[0-9]{4}"},
      {"qd-26-2026", "[0-9]+-[0-9]+-[0-9]+-[0-9]{4}"},
      {"made-up-2030", "[0-9]{2}-[0-9]{3}"},
  }));
  std::regex const allowed(pattern);
  auto const rules = rules_of(edition);
  std::mt19937 draw(26);
  std::size_t right = 0;
  for (int n = 0; n < 4000; ++n) {
    // Parts of the right lengths, then now and then a sign more, less or another.
    std::string code;
    for (auto const& e : rules->dossier.code->elements) {
      code += code.empty() ? "" : "-";
      int const spread = e.most_digits.value_or(e.least_digits + 8) - e.least_digits + 1;
      int const digits = e.least_digits + static_cast<int>(draw() % 32) % spread;
      for (int d = 0; d < digits; ++d) code += "0123456789"[draw() % 10];
    }
    std::size_t const at = draw() % code.size();
    if (auto const what = draw() % 6; what == 0) code.insert(at, 1, "0123456789-x "[draw() % 13]);
    else if (what == 1) code.erase(at, 1);
    else if (what == 2) code[at] = "0123456789-x "[draw() % 13];
    bool const is_code = std::regex_match(code, allowed);
    auto const made = parse_product_code(*rules, code);
    CAPTURE(edition, code);
    REQUIRE(made.has_value() == is_code);
    if (!made) continue;
    ++right;
    std::string joined;
    for (auto const& e : made->elements) joined += (joined.empty() ? "" : "-") + e.digits;
    REQUIRE(joined == code);
  }
  CHECK(right > 1000);
  CHECK(right < 4000);
}

}  // namespace product_code_test
