// Days, levels and kinds of a certificate that are none end in an issue.
#include "ocop/certificate/portfolio.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <limits>
#include <string>
#include <vector>

namespace certificate_arguments_test {
namespace {

using namespace ocop;

day on(std::string const& text) { return parse_day(text).value(); }
day const last_of_all{std::chrono::days(std::numeric_limits<int>::max())};
day const first_of_all{std::chrono::days(std::numeric_limits<int>::min())};

std::string wrong(certificate const& c, day asked) {
  auto const found = status_on(test::builtin(), c, asked);
  return found ? std::string() : std::string(to_string(found.error().code)) + ' ' + found.error().where;
}

}  // namespace

TEST_CASE("a certificate with a day that is none is refused", "[certificate]") {
  certificate const right{stars{3}, on("2024-01-10"), {}, {}, {}, {}, {}};
  CHECK(wrong(right, on("2025-01-01")).empty());
  CHECK(wrong(right, last_of_all) == "bad-date /on");
  CHECK(wrong(right, first_of_all) == "bad-date /on");
  certificate c = right;
  c.issued = last_of_all;
  CHECK(wrong(c, on("2025-01-01")) == "bad-date /issued");
  for (auto const& [member, where] :
       {std::pair{&certificate::previous_end, "/previous_end"}, std::pair{&certificate::renewal_filed, "/filed"},
        std::pair{&certificate::revoked, "/revoked"}, std::pair{&certificate::refused, "/refused"},
        std::pair{&certificate::replaced, "/replaced"}})
    for (day const d : {last_of_all, first_of_all}) {
      c = right;
      c.*member = d;
      CHECK(wrong(c, on("2025-01-01")) == std::string("bad-date ") + where);
    }
  CHECK(revocation_of(test::builtin(), right, "food-safety", last_of_all).error().code == errc::bad_date);
}

TEST_CASE("a certificate of a level that is none is refused", "[certificate]") {
  for (int const level : {0, -1, 6, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()})
    CHECK(wrong({stars{level}, on("2024-01-10"), {}, {}, {}, {}, {}}, on("2025-01-01")) == "bad-value /stars");
}

TEST_CASE("what succeeds a certificate has a level, by an upgrade or a renewal", "[certificate]") {
  certificate const old{stars{3}, on("2024-01-10"), {}, {}, {}, {}, {}};
  auto const next = [&](filing_kind kind, int level, day decided) {
    auto const found = succeed(test::builtin(), old, kind, stars{level}, decided);
    return found ? std::string() : std::string(to_string(found.error().code)) + ' ' + found.error().where;
  };
  CHECK(next(filing_kind::upgrade, 4, on("2025-01-01")).empty());
  CHECK(next(filing_kind::first, 4, on("2025-01-01")) == "bad-value /kind");
  CHECK(next(static_cast<filing_kind>(7), 4, on("2025-01-01")) == "bad-value /kind");
  CHECK(next(filing_kind::renewal, 0, on("2025-01-01")) == "bad-value /stars");
  CHECK(next(filing_kind::renewal, 99, on("2025-01-01")) == "bad-value /stars");
  CHECK(next(filing_kind::renewal, 4, last_of_all) == "bad-date /on");
}

TEST_CASE("a portfolio keeps what is wrong in its place and counts states that are some", "[certificate]") {
  std::vector<certificate> const all{{stars{9}, on("2024-01-10"), {}, {}, {}, {}, {}},
                                     {stars{3}, on("2024-01-10"), {}, {}, {}, {}, {}},
                                     {stars{3}, last_of_all, {}, {}, {}, {}, {}}};
  auto const found = portfolio_on(test::builtin(), all, on("2025-01-01"));
  CHECK(found.statuses[0].error().code == errc::bad_value);
  CHECK(found.statuses[1].has_value());
  CHECK(found.statuses[2].error().code == errc::bad_date);
  CHECK(found.count(certificate_state::valid) == 1);
  CHECK_THROWS_AS(found.count(static_cast<certificate_state>(7)), error);
  CHECK_THROWS_AS(found.count(static_cast<certificate_state>(-1)), error);
}

}  // namespace certificate_arguments_test
