#include "ocop/base/decimal.hpp"

#include "support/catch.hpp"

#include <cmath>
#include <limits>
#include <string>

namespace decimal_test {
using ocop::nearest_double;

TEST_CASE("a decimal number becomes the nearest double, however long it is", "[base]") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::string const zeros(400, '0');
  CHECK(nearest_double("0.1") == 0.1);
  CHECK(nearest_double("+2.5") == 2.5);
  CHECK(nearest_double("-12.5e-3") == -0.0125);
  CHECK(nearest_double("0e-34") == 0);
  CHECK(nearest_double("0.0e2147483648") == 0);
  CHECK(std::signbit(nearest_double("-0e-34")));
  CHECK(nearest_double("17976931348623158e292") == std::numeric_limits<double>::max());
  CHECK(nearest_double("17976931348623159e292") == infinity);
  CHECK(nearest_double("-1.8e308") == -infinity);
  CHECK(nearest_double("1" + zeros) == infinity);
  CHECK(nearest_double("1" + zeros + "e-400") == 1);
  CHECK(nearest_double("1" + zeros + "e-2147483648") == 0);
  CHECK(nearest_double("2.4e-324") == 0);
  CHECK(nearest_double("2.5e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(nearest_double("0." + zeros + "1") == 0);
  CHECK(nearest_double("0." + zeros + "1e401") == 1);
  CHECK(nearest_double("0." + zeros + "1e99999999999999999999") == infinity);
}

}  // namespace decimal_test
