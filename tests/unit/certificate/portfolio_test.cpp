#include "ocop/certificate/portfolio.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace portfolio_test {
namespace {

using namespace ocop;
using state = certificate_state;
using std::chrono::days;

day on(std::string_view text) { return parse_day(text).value(); }

certificate issued(std::string_view text, int level = 3) {
  certificate c;
  c.level = stars{level};
  c.issued = on(text);
  return c;
}

/// `2 2026-10-31 file-renewal, 0 2027-05-03 file-renewal`
std::string deadlines_of(portfolio const& p) {
  std::string text;
  for (auto const& e : p.deadlines)
    text += (text.empty() ? "" : ", ") + std::to_string(e.certificate) + ' ' + to_string(e.next.on) + ' ' + e.next.what;
  return text;
}

constexpr std::array<state, 7> states{state::none,     state::valid,   state::renewal_open, state::renewal_late,
                                      state::extended, state::expired, state::revoked};

}  // namespace

TEST_CASE("A portfolio counts its certificates by state and lists what is due, the earliest first",
          "[certificate][qd-26-2026/7.6.a]") {
  std::vector<certificate> all{
      issued("2024-08-31"),     // 0 window 2027-03-04 to 2027-05-03: not open yet
      issued("2026-11-02"),     // 1 not issued yet
      issued("2024-02-29", 4),  // 2 window 2026-09-01 to 2026-10-31: late
      issued("2023-10-20"),     // 3 ended on 2026-10-20, renewal filed late: extended until 2027-04-18
      issued("2023-10-19"),     // 4 ended on 2026-10-19
      issued("2024-10-15", 5),  // 5 revoked
      issued("2025-06-19", 2),  // 6 no certificate
      issued("2024-03-01"),     // 7 window 2026-09-02 to 2026-11-01: open
      issued("2024-08-31", 4),  // 8 as 0
      issued("2024-03-02"),     // 9 window until 2026-11-02, filed: next is its end, 2027-03-02
  };
  all[3].renewal_filed = on("2026-09-30");
  all[5].revoked = on("2026-10-31");
  all[9].renewal_filed = on("2026-10-31");
  auto const p = portfolio_on(test::builtin(), all, on("2026-11-01"));

  REQUIRE(p.statuses.size() == 10);
  for (auto const& s : p.statuses) REQUIRE(s.has_value());
  CHECK(p.count(state::none) == 2);
  CHECK(p.count(state::valid) == 2);
  CHECK(p.count(state::renewal_open) == 2);
  CHECK(p.count(state::renewal_late) == 1);
  CHECK(p.count(state::extended) == 1);
  CHECK(p.count(state::expired) == 1);
  CHECK(p.count(state::revoked) == 1);
  CHECK(p.in_state == std::array<std::size_t, 7>{2, 2, 2, 1, 1, 1, 1});
  // Two on the same day stand in the order of the certificates.
  CHECK(deadlines_of(p) ==
        "7 2026-11-01 file-renewal, 2 2027-02-27 file-late-renewal, 9 2027-03-02 certificate-ends, "
        "3 2027-04-18 extension-ends, 0 2027-05-03 file-renewal, 8 2027-05-03 file-renewal");
  CHECK(p.deadlines.front().next.cite == "qd-26-2026/7.6.a");
}

TEST_CASE("A portfolio counts the day before, the day itself and the day after a border",
          "[certificate][qd-26-2026/7.6.a]") {
  std::vector<certificate> const all{issued("2024-02-29"), issued("2024-02-29", 5), issued("2024-03-01")};
  auto const counted = [&](std::string_view day) { return portfolio_on(test::builtin(), all, on(day)).in_state; };
  using counts = std::array<std::size_t, 7>;
  CHECK(counted("2024-02-28") == counts{3, 0, 0, 0, 0, 0, 0});
  CHECK(counted("2024-02-29") == counts{1, 2, 0, 0, 0, 0, 0});
  CHECK(counted("2024-03-01") == counts{0, 3, 0, 0, 0, 0, 0});
  CHECK(counted("2026-08-31") == counts{0, 3, 0, 0, 0, 0, 0});
  CHECK(counted("2026-09-01") == counts{0, 1, 2, 0, 0, 0, 0});
  CHECK(counted("2026-09-02") == counts{0, 0, 3, 0, 0, 0, 0});
  CHECK(counted("2026-11-01") == counts{0, 0, 1, 2, 0, 0, 0});
  CHECK(counted("2027-02-28") == counts{0, 0, 0, 1, 0, 2, 0});
  CHECK(counted("2027-03-01") == counts{0, 0, 0, 0, 0, 3, 0});
}

TEST_CASE("One certificate that is wrong has its error in its place and stops no other", "[certificate]") {
  std::vector<certificate> all{issued("2024-02-29", 9), issued("2024-02-29"), issued("2019-08-20"),
                               issued("2024-02-29"), issued("2024-03-01")};
  all[3].revoked = on("2024-02-28");
  auto const p = portfolio_on(test::builtin(), all, on("2026-09-01"));
  REQUIRE(p.statuses.size() == 5);
  REQUIRE(p.statuses[0].has_error());
  CHECK(p.statuses[0].error() ==
        issue{errc::bad_value, "/stars", "found 9; qd-148-2023@2023-02-24 has levels 1 to 5."});
  REQUIRE(p.statuses[1].has_value());
  CHECK(p.statuses[1]->state == state::renewal_open);
  REQUIRE(p.statuses[2].has_error());
  CHECK(p.statuses[2].error() ==
        issue{errc::no_governing_rules,
              {},
              "no loaded rule set is in force on 2019-08-20; the first begins on 2019-08-21."});
  REQUIRE(p.statuses[3].has_error());
  CHECK(p.statuses[3].error() ==
        issue{errc::bad_value, "/revoked",
              "found 2024-02-28; the certificate was issued on 2024-02-29. Mend one of the two days."});
  REQUIRE(p.statuses[4].has_value());
  CHECK(p.statuses[4]->state == state::valid);
  CHECK(p.in_state == std::array<std::size_t, 7>{0, 1, 1, 0, 0, 0, 0});
  CHECK(deadlines_of(p) == "1 2026-10-31 file-renewal, 4 2026-11-01 file-renewal");
}

TEST_CASE("A portfolio of nothing has nothing", "[certificate]") {
  auto const p = portfolio_on(test::builtin(), {}, on("2026-09-01"));
  CHECK(p.statuses.empty());
  CHECK(p.deadlines.empty());
  CHECK(p.in_state == std::array<std::size_t, 7>{});
}

TEST_CASE("A portfolio is looked at by the readings, the edition and the calendar given", "[certificate]") {
  std::vector<certificate> const all{issued("2024-02-29"), issued("2024-03-01")};
  std::vector<reading_choice> const next_day{{reading_id("R-10"), "next-day"}};
  CHECK(deadlines_of(portfolio_on(test::builtin(), all, on("2026-09-01"), {next_day, {}, nullptr})) ==
        "0 2026-11-01 file-renewal, 1 2026-11-02 file-renewal");
  CHECK(deadlines_of(portfolio_on(test::builtin(), all, on("2026-09-01"), {{}, "qd-148-2023", nullptr})) ==
        "0 2027-01-29 notify-owner, 1 2027-01-30 notify-owner");

  // The windows close on a Saturday and a Sunday: both on the Monday.
  std::vector<reading_choice> const rolls{{reading_id("R-13"), "next-working-day"}};
  working_calendar const calendar;
  CHECK(deadlines_of(portfolio_on(test::builtin(), all, on("2026-09-01"), {rolls, {}, &calendar})) ==
        "0 2026-11-02 file-renewal, 1 2026-11-02 file-renewal");
  auto const without = portfolio_on(test::builtin(), all, on("2026-09-01"), {rolls, {}, nullptr});
  CHECK(without.statuses[0].has_error());
  CHECK(without.statuses[1].has_error());
  CHECK(without.in_state == std::array<std::size_t, 7>{});
}

TEST_CASE("A portfolio is what each of its certificates is, in whatever order they come", "[certificate]") {
  std::mt19937 random(26);
  auto const upto = [&](int n) { return std::uniform_int_distribution<int>(0, n)(random); };
  std::vector<certificate> all;
  for (int i = 0; i < 200; ++i) {
    auto c = issued("2019-06-01", upto(6));  // some before the first decree, some of a level that does not exist
    c.issued += days(upto(2600));
    if (upto(2) == 0) c.renewal_filed = c.issued + days(upto(1300) - 5);
    if (upto(5) == 0) c.revoked = c.issued + days(upto(1300) - 5);
    if (upto(5) == 0) c.replaced = c.issued + days(upto(1300) - 5);
    all.push_back(c);
  }
  day const today = on("2026-10-31");
  auto const p = portfolio_on(test::builtin(), all, today);
  REQUIRE(p.statuses.size() == all.size());
  std::size_t sound = 0, due = 0;
  std::string wrong;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto const alone = status_on(test::builtin(), all[i], today);
    if (alone != p.statuses[i]) wrong = "certificate " + std::to_string(i);
    if (!alone) continue;
    ++sound;
    auto const is_it = [&](auto const& e) { return e.certificate == i; };
    auto const listed = std::count_if(p.deadlines.begin(), p.deadlines.end(), is_it);
    if (listed != (alone->next ? 1 : 0)) wrong = "deadlines of " + std::to_string(i);
    if (!alone->next) continue;
    ++due;
    if (std::find_if(p.deadlines.begin(), p.deadlines.end(), is_it)->next != *alone->next) wrong = "another deadline";
  }
  CHECK(wrong == std::string());
  CHECK(sound < all.size());
  CHECK(due > 20);
  CHECK(p.deadlines.size() == due);
  CHECK(std::accumulate(p.in_state.begin(), p.in_state.end(), std::size_t{}) == sound);
  for (state const s : states) CHECK(p.count(s) == p.in_state[static_cast<std::size_t>(s)]);
  CHECK(std::is_sorted(p.deadlines.begin(), p.deadlines.end(), [](auto const& a, auto const& b) {
    return a.next.on != b.next.on ? a.next.on < b.next.on : a.certificate < b.certificate;
  }));

  std::shuffle(all.begin(), all.end(), random);
  CHECK(portfolio_on(test::builtin(), all, today).in_state == p.in_state);
}

}  // namespace portfolio_test
