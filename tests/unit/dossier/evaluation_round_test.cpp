// Into which round a proposal falls. The reference is the table of the rounds written down again, year by year.
#include "ocop/dossier/evaluation_round.hpp"
#include "ocop/compile/rule_catalog.hpp"

#include "support/catch.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace evaluation_round_test {
namespace {

using namespace ocop;

day on(std::string_view text) { return parse_day(text).value(); }
std::string y(int year, std::string_view rest) { return std::to_string(year) + std::string(rest); }

/// `1 before 2027-04-30, held before 2027-06-30, qd-26-2026/5.1`
std::string shown(std::optional<evaluation_round> const& r) {
  if (!r) return "none";
  return std::to_string(r->number) + " before " + to_string(r->proposed_before) + ", held before " +
         to_string(r->held_before) + ", " + r->cite;
}
rule_catalog const& catalog_of(std::string_view edition) {
  return edition.starts_with("made-up") ? test::made_up() : test::builtin();
}
std::string round(std::string_view level, std::string_view proposed, std::string_view edition = "qd-26-2026") {
  return shown(round_of(*catalog_of(edition).find(edition).value(), level, on(proposed)).value());
}

}  // namespace

TEST_CASE("A proposal of 29 April is in time for the first round of the province, one of 30 April for the second",
          "[evaluate][qd-26-2026/5.1]") {
  for (int year = 2026; year <= 2030; ++year) {
    CAPTURE(year);
    auto const first = [&](int of) {
      return "1 before " + y(of, "-04-30") + ", held before " + y(of, "-06-30") + ", qd-26-2026/5.1";
    };
    std::string const second =
        "2 before " + y(year, "-10-30") + ", held before " + y(year, "-12-30") + ", qd-26-2026/5.1";
    for (auto const* const d : {"-01-01", "-02-28", "-03-01", "-04-28", "-04-29"})
      CHECK(round("province", y(year, d)) == first(year));
    for (auto const* const d : {"-04-30", "-05-01", "-06-29", "-06-30", "-10-28", "-10-29"})
      CHECK(round("province", y(year, d)) == second);
    for (auto const* const d : {"-10-30", "-10-31", "-11-01", "-12-29", "-12-30", "-12-31"})
      CHECK(round("province", y(year, d)) == first(year + 1));
  }
}

TEST_CASE("A proposal of 29 July is in time for the centre's round of September, one of 30 July for that of March",
          "[evaluate][qd-26-2026/5.2]") {
  for (int year = 2026; year <= 2030; ++year) {
    CAPTURE(year);
    std::string const first =
        "1 before " + y(year, "-07-30") + ", held before " + y(year, "-09-30") + ", qd-26-2026/5.2";
    auto const second = [&](int of) {
      return "2 before " + y(of, "-01-30") + ", held before " + y(of, "-03-30") + ", qd-26-2026/5.2";
    };
    for (auto const* const d : {"-01-01", "-01-28", "-01-29"}) CHECK(round("centre", y(year, d)) == second(year));
    for (auto const* const d : {"-01-30", "-01-31", "-02-01", "-03-29", "-03-30", "-07-28", "-07-29"})
      CHECK(round("centre", y(year, d)) == first);
    for (auto const* const d : {"-07-30", "-07-31", "-08-01", "-09-29", "-09-30", "-12-31"})
      CHECK(round("centre", y(year, d)) == second(year + 1));
  }
}

TEST_CASE("A leap day is a day like another", "[evaluate][qd-26-2026/5.1][qd-26-2026/5.2]") {
  for (auto const* const d : {"2028-02-28", "2028-02-29", "2028-03-01"}) {
    CHECK(round("province", d) == "1 before 2028-04-30, held before 2028-06-30, qd-26-2026/5.1");
    CHECK(round("centre", d) == "1 before 2028-07-30, held before 2028-09-30, qd-26-2026/5.2");
  }
}

TEST_CASE("Every day from 2026 to 2030 falls into the round of the table",
          "[evaluate][qd-26-2026/5.1][qd-26-2026/5.2]") {
  struct row {
    char const* level;
    int number;
    day first, last, before, held;
  };
  std::vector<row> all;
  for (int year = 2025; year <= 2031; ++year) {
    all.push_back({"province", 1, on(y(year - 1, "-10-30")), on(y(year, "-04-29")), on(y(year, "-04-30")),
                   on(y(year, "-06-30"))});
    all.push_back(
        {"province", 2, on(y(year, "-04-30")), on(y(year, "-10-29")), on(y(year, "-10-30")), on(y(year, "-12-30"))});
    all.push_back(
        {"centre", 1, on(y(year, "-01-30")), on(y(year, "-07-29")), on(y(year, "-07-30")), on(y(year, "-09-30"))});
    all.push_back({"centre", 2, on(y(year, "-07-30")), on(y(year + 1, "-01-29")), on(y(year + 1, "-01-30")),
                   on(y(year + 1, "-03-30"))});
  }
  auto const rules = test::edition();
  int compared = 0;
  for (day d = on("2026-01-01"); d <= on("2030-12-31"); d += std::chrono::days(1))
    for (auto const& r : all) {
      if (d < r.first || r.last < d) continue;
      auto const found = round_of(*rules, r.level, d).value();
      CAPTURE(to_string(d), r.level);
      REQUIRE(found);
      REQUIRE(found->number == r.number);
      REQUIRE(found->proposed_before == r.before);
      REQUIRE(found->held_before == r.held);
      ++compared;
    }
  CHECK(compared == 2 * (5 * 365 + 1));
}

TEST_CASE("Where an edition knows no rounds at a level there is none",
          "[evaluate][qd-26-2026/5.1][qd-148-2023/annex-2][qd-1048-2019/annex-2.1]") {
  CHECK(round("", "2026-06-01") == "none");
  for (auto const* const edition : {"qd-1048-2019@2019-08-21", "qd-1048-2019@2020-06-08", "qd-148-2023@2023-02-24",
                                    "qd-148-2023@2025-07-06", "made-up-2028"})
    for (auto const& level : catalog_of(edition).find(edition).value()->councils)
      CHECK(round(level, "2026-06-01", edition) == "none");
}

TEST_CASE("A level that has no council in an edition is an error, and those that have are named", "[evaluate]") {
  for (auto const* const level : {"district", "commune", "owner", "provincial", "moon"}) {
    auto const none = round_of(*test::edition(), level, on("2026-06-01"));
    REQUIRE(none.has_error());
    CHECK(none.error().code == errc::bad_value);
    CHECK(none.error().message.find("has councils of province, centre.") != std::string::npos);
  }
}

TEST_CASE("A session before the day of the proposals is one of the next year", "[evaluate][made-up-2030/2.1]") {
  auto const first = [](char const* before, char const* held) {
    return std::string("1 before ") + before + ", held before " + held + ", made-up-2030/2.1";
  };
  std::string const autumn = "2 before 2032-09-15, held before 2032-11-01, made-up-2030/2.1";
  CHECK(round("village", "2031-09-14", "made-up-2030") ==
        "2 before 2031-09-15, held before 2031-11-01, made-up-2030/2.1");
  CHECK(round("village", "2031-09-15", "made-up-2030") == first("2032-03-01", "2033-02-10"));
  CHECK(round("village", "2032-02-28", "made-up-2030") == first("2032-03-01", "2033-02-10"));
  CHECK(round("village", "2032-02-29", "made-up-2030") == first("2032-03-01", "2033-02-10"));
  CHECK(round("village", "2032-03-01", "made-up-2030") == autumn);
  CHECK(round("village", "2032-09-14", "made-up-2030") == autumn);
  CHECK(round("village", "2032-09-15", "made-up-2030") == first("2033-03-01", "2034-02-10"));
  CHECK(round("village", "2033-02-28", "made-up-2030") == first("2033-03-01", "2034-02-10"));
  CHECK(round("district", "2032-02-28", "made-up-2030") == "none");
}

TEST_CASE("The order in which the rounds are listed means nothing", "[evaluate][made-up-2030/2.1]") {
  auto const turned = ocop::test::load(test::patched(test::made_up_decree(), R"([
    { "file": "made-up-2030/procedure.json", "at": "/rounds", "set": [
      { "level": "village", "round": 2, "proposed_before": "09-15", "held_before": "11-01",
        "cite": { "at": "made-up-2030/2.1", "basis": "text" } },
      { "level": "district", "round": 1, "proposed_before": "01-02", "held_before": "01-03",
        "cite": { "at": "made-up-2030/2.1", "basis": "text" } },
      { "level": "village", "round": 1, "proposed_before": "03-01", "held_before": "02-10",
        "cite": { "at": "made-up-2030/2.1", "basis": "text" } } ] } ])"));
  REQUIRE(turned.catalog);
  auto const rules = turned.catalog->find("made-up-2030").value();
  auto const as_listed = test::made_up().find("made-up-2030").value();
  for (day d = on("2030-01-01"); d < on("2034-01-01"); d += std::chrono::days(1)) {
    CAPTURE(to_string(d));
    REQUIRE(shown(round_of(*rules, "village", d).value()) == shown(round_of(*as_listed, "village", d).value()));
  }
}

TEST_CASE("A round of 29 February is one of the 28th in other years", "[evaluate][made-up-2030/2.1]") {
  auto const patched = ocop::test::load(test::patched(test::made_up_decree(), R"([
    { "file": "made-up-2030/procedure.json", "at": "/rounds/0/proposed_before", "set": "02-29" },
    { "file": "made-up-2030/procedure.json", "at": "/rounds/1/held_before", "set": "02-29" } ])"));
  REQUIRE(patched.catalog);
  auto const rules = patched.catalog->find("made-up-2030").value();
  auto const at = [&](char const* d) { return shown(round_of(*rules, "village", on(d)).value()); };
  CHECK(at("2031-02-27") == "1 before 2031-02-28, held before 2032-02-10, made-up-2030/2.1");
  CHECK(at("2031-02-28") == "2 before 2031-09-15, held before 2032-02-29, made-up-2030/2.1");
  CHECK(at("2032-02-28") == "1 before 2032-02-29, held before 2033-02-10, made-up-2030/2.1");
  CHECK(at("2032-02-29") == "2 before 2032-09-15, held before 2033-02-28, made-up-2030/2.1");
}

}  // namespace evaluation_round_test
