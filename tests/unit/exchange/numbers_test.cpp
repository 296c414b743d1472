// Numbers of JSON, by every reader.
#include "ocop/exchange/json.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/load/load.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"
#include "support/submissions.hpp"

#include <limits>
#include <string>

namespace numbers_test {

// RapidJSON 1.1 by itself reads 0e-34 as 1.2e-243, 1.8e308 as no number, and outside of its tables where zeros lead.
TEST_CASE("JSON is read with the nearest number, wherever it stands", "[exchange]") {
  std::string const zeros(104, '0');
  CHECK(ocop::parse_json("0e-34").value().as_number() == 0);
  CHECK(ocop::parse_json("[-0e-34]").value().as_array()[0].as_number() == 0);
  CHECK(ocop::parse_json("0." + zeros + "1e-250").value().as_number() == 0);
  CHECK(ocop::parse_json("0." + zeros + "1e-2147483639").value().as_number() == 0);
  CHECK(ocop::parse_json("0." + zeros + "1e105").value().as_number() == 1);
  CHECK(ocop::parse_json("17976931348623158e292").value().as_number() == std::numeric_limits<double>::max());
  CHECK(ocop::parse_json("2.4e-324").value().as_number() == 0);
  for (std::string const text : {"1.8e308", "17976931348623159e292", "-1.8e308", "1e309", "1e2147483648"}) {
    INFO(text);
    auto const read = ocop::parse_json("[1, " + text + "]");
    REQUIRE(!read);
    CHECK(read.error().message ==
          "not valid JSON at line 1, column 5: Number too big to be stored in double. "
          "Send one complete JSON object in UTF-8.");
  }
}

TEST_CASE("whole numbers stay whole to the ends of 64 bits", "[exchange]") {
  for (std::string const text : {"0", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807",
                                 "-1", "-2147483648", "-2147483649", "-9223372036854775808"}) {
    auto const read = ocop::parse_json(text).value();
    CHECK(read.is_integer());
    CHECK(ocop::to_json(read) == text);
  }
  CHECK(ocop::parse_json("-0").value().as_integer() == 0);
  for (std::string const text : {"9223372036854775808", "18446744073709551616", "-9223372036854775809"})
    CHECK(!ocop::parse_json(text).value().is_integer());
  CHECK(ocop::parse_json("18446744073709551615").value().as_number() == 18446744073709551615.0);
}

TEST_CASE("numbers that trouble readers are refused or read in submissions and rule files alike", "[exchange]") {
  auto const set = ocop::test::product_set(1);
  for (std::string const& text : {std::string("0e-34"), "0." + std::string(104, '0') + "1e-250",
                                  "0." + std::string(104, '0') + "1e-2147483639"}) {
    INFO(text);
    auto const fact =
        ocop::test::submission_of(set, {ocop::test::best_sheet(set)}, R"("facts":{"workers":)" + text + "}");
    CHECK(ocop::read_submission(fact).content.has_value());

    auto files = ocop::builtin_rule_files();
    std::string& bands = files.at("qd-26-2026/bands.json");
    std::size_t const at = bands.find("\"from\": 30");
    bands.replace(at, 10, "\"from\": " + text);
    auto const report = ocop::load_rules(files);
    REQUIRE(!report.issues.empty());
    CHECK(report.issues.front().where.starts_with("qd-26-2026/bands.json#/"));
  }
}

}  // namespace numbers_test
