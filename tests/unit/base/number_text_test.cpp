#include "ocop/base/number_text.hpp"

#include "support/catch.hpp"

#include <limits>

namespace number_text_test {
using ocop::number_text;

TEST_CASE("a number is written as ECMAScript writes it", "[base]") {
  CHECK(number_text(0.0) == "0");
  CHECK(number_text(-0.0) == "0");
  CHECK(number_text(1) == "1");
  CHECK(number_text(-1.5) == "-1.5");
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(0.1 + 0.2) == "0.30000000000000004");
  CHECK(number_text(100) == "100");
  CHECK(number_text(123456789012345680000.0) == "123456789012345680000");
}

TEST_CASE("the exponent begins at 21 digits and at 7 zeros", "[base]") {
  CHECK(number_text(999999999999999900000.0) == "999999999999999900000");
  CHECK(number_text(1e21) == "1e+21");
  CHECK(number_text(1.5e300) == "1.5e+300");
  CHECK(number_text(0.000001) == "0.000001");
  CHECK(number_text(0.0000001) == "1e-7");
  CHECK(number_text(1.25e-9) == "1.25e-9");
  CHECK(number_text(5e-324) == "5e-324");
  CHECK(number_text(std::numeric_limits<double>::max()) == "1.7976931348623157e+308");
}

TEST_CASE("what is no number has a name", "[base]") {
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "NaN");
  CHECK(number_text(std::numeric_limits<double>::infinity()) == "Infinity");
  CHECK(number_text(-std::numeric_limits<double>::infinity()) == "-Infinity");
}

}  // namespace number_text_test
