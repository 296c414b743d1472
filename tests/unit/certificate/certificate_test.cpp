// What a certificate is on a day. Expected days are counted by hand or stand in tests/cases/certificates.json; the
// properties are held against a small reference that knows nothing of the engine.
#include "ocop/certificate/certificate.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace certificate_test {
namespace {

using namespace ocop;
using strings = std::vector<std::string>;
using choices = std::vector<reading_choice>;
using state = certificate_state;
using std::chrono::days;

day on(std::string_view text) { return parse_day(text).value(); }
std::string shown(std::optional<day> d) { return d ? to_string(*d) : "-"; }

certificate issued(std::string_view text, int level = 3) {
  certificate c;
  c.level = stars{level};
  c.issued = on(text);
  return c;
}
certificate filed(certificate c, std::string_view text) {
  c.renewal_filed = on(text);
  return c;
}
certificate revoked(certificate c, std::string_view text) {
  c.revoked = on(text);
  return c;
}
certificate replaced(certificate c, std::string_view text) {
  c.replaced = on(text);
  return c;
}
certificate renews(certificate c, std::string_view previous_end) {
  c.previous_end = on(previous_end);
  return c;
}

/// `R-10=next-day R-11=exclusive`
choices read(std::string_view text) {
  choices all;
  while (!text.empty()) {
    std::string_view const one = text.substr(0, text.find(' '));
    all.push_back({reading_id(one.substr(0, 4)), std::string(one.substr(5))});
    text.remove_prefix(std::min(text.size(), one.size() + 1));
  }
  return all;
}

result<certificate_status> look(certificate const& c, std::string_view day, std::string_view readings = {},
                                working_calendar const* calendar = nullptr, std::optional<std::string> edition = {},
                                rule_catalog const& rules = test::builtin()) {
  choices const wanted = read(readings);
  return status_on(rules, c, on(day), {wanted, std::move(edition), calendar});
}

std::string text_of(issue const& i) { return std::string(to_string(i.code)) + " at " + i.where + ": " + i.message; }

std::string state_of(certificate const& c, std::string_view day, std::string_view readings = {},
                     working_calendar const* calendar = nullptr) {
  auto const s = look(c, day, readings, calendar);
  return s ? std::string(to_string(s->state)) : text_of(s.error());
}

/// First day without effect, window, last day of the extension.
std::string days_of(certificate_status const& s) {
  return shown(s.first_day_without_effect) + ' ' + shown(s.renewal_opens) + ' ' + shown(s.renewal_closes) + ' ' +
         shown(s.extension_until);
}
std::string days_of(certificate const& c, std::string_view readings = {}, working_calendar const* calendar = nullptr) {
  auto const s = look(c, to_string(c.issued), readings, calendar);
  return s ? days_of(*s) : text_of(s.error());
}

/// `2026-10-31 file-renewal qd-26-2026/7.6.a`
std::string next_of(certificate_status const& s) {
  return s.next ? to_string(s.next->on) + ' ' + s.next->what + ' ' + s.next->cite : "-";
}
std::string next_of(certificate const& c, std::string_view day, std::string_view readings = {},
                    working_calendar const* calendar = nullptr) {
  auto const s = look(c, day, readings, calendar);
  return s ? next_of(*s) : text_of(s.error());
}

/// The issue of a call, or where the certificate stands.
std::string error_of(certificate const& c, std::string_view day, std::string_view readings = {},
                     working_calendar const* calendar = nullptr, std::optional<std::string> edition = {}) {
  auto const s = look(c, day, readings, calendar, std::move(edition));
  return s ? "it is " + std::string(to_string(s->state)) : text_of(s.error());
}

bool lists(certificate_status const& s, std::string_view reading) {
  return std::find(s.readings.begin(), s.readings.end(), reading) != s.readings.end();
}

value const& facts() {
  static value const document = test::read_json(test::cases() / "certificates.json");
  return document;
}
day day_at(value const& row, std::string_view key) { return on(row.find(key)->as_string()); }

std::string state_on_day(certificate const& c, day d) { return state_of(c, to_string(d)); }

}  // namespace

// --- the term, the window and the extension of 26/2026 ---------------------------------------------------------------

TEST_CASE("Each worked certificate ends, can be renewed and can be extended on the days of the table",
          "[certificate][qd-26-2026/4.3][qd-26-2026/7.6.a][qd-26-2026/12.3]") {
  REQUIRE(facts().find("windows")->as_array().size() == 9);
  for (auto const& row : facts().find("windows")->as_array()) {
    certificate const c = issued(row.find("decided")->as_string(), 4);
    CAPTURE(to_string(c.issued));
    day const ends = day_at(row, "ends"), opens = day_at(row, "opens"), closes = day_at(row, "closes");
    day const until = day_at(row, "until");
    CHECK(days_of(c) == to_string(ends) + ' ' + to_string(opens) + ' ' + to_string(closes) + ' ' + to_string(until));

    CHECK(state_on_day(c, c.issued - days(1)) == "none");
    CHECK(state_on_day(c, c.issued) == "valid");
    CHECK(state_on_day(c, c.issued + days(1)) == "valid");
    CHECK(state_on_day(c, opens - days(1)) == "valid");
    CHECK(state_on_day(c, opens) == "renewal-open");
    CHECK(state_on_day(c, opens + days(1)) == "renewal-open");
    CHECK(state_on_day(c, closes - days(1)) == "renewal-open");
    CHECK(state_on_day(c, closes) == "renewal-open");
    CHECK(state_on_day(c, closes + days(1)) == "renewal-late");
    CHECK(state_on_day(c, ends - days(1)) == "renewal-late");
    CHECK(state_on_day(c, ends) == "expired");
    CHECK(state_on_day(c, ends + days(1)) == "expired");

    certificate const in_time = filed(c, to_string(closes));
    CHECK(state_on_day(in_time, closes) == "renewal-open");
    CHECK(state_on_day(in_time, closes + days(1)) == "renewal-open");
    CHECK(state_on_day(in_time, ends - days(1)) == "renewal-open");
    CHECK(state_on_day(in_time, ends) == "expired");

    certificate const late = filed(c, to_string(closes + days(1)));
    CHECK(state_on_day(late, closes) == "renewal-open");
    CHECK(state_on_day(late, closes + days(1)) == "renewal-late");
    CHECK(state_on_day(late, ends - days(1)) == "renewal-late");
    CHECK(state_on_day(late, ends) == "extended");
    CHECK(state_on_day(late, ends + days(1)) == "extended");
    CHECK(state_on_day(late, until - days(1)) == "extended");
    CHECK(state_on_day(late, until) == "extended");
    CHECK(state_on_day(late, until + days(1)) == "expired");
  }
}

TEST_CASE("A certificate of a leap day ends on the last day of February", "[certificate][qd-26-2026/4.3]") {
  CHECK(days_of(issued("2024-02-28")) == "2027-02-28 2026-09-01 2026-10-31 2027-08-27");
  CHECK(days_of(issued("2024-02-29")) == "2027-02-28 2026-09-01 2026-10-31 2027-08-27");
  CHECK(days_of(issued("2024-03-01")) == "2027-03-01 2026-09-02 2026-11-01 2027-08-28");
}

TEST_CASE("One and two stars have no certificate, three to five have one", "[certificate][qd-26-2026/4.3]") {
  for (auto const* const day : {"2026-08-04", "2026-08-05", "2029-02-06", "2029-08-05"}) {
    CAPTURE(day);
    for (int const level : {1, 2}) {
      auto const s = look(issued("2026-08-05", level), day).value();
      CHECK(s.state == state::none);
      CHECK(days_of(s) == "- - - -");
      CHECK_FALSE(s.next.has_value());
    }
  }
  for (int const level : {3, 4, 5}) {
    CHECK(state_of(issued("2026-08-05", level), "2026-08-05") == "valid");
    CHECK(days_of(issued("2026-08-05", level)) == "2029-08-05 2029-02-06 2029-04-07 2030-02-01");
  }
}

// --- revoked, replaced -----------------------------------------------------------------------------------------------

TEST_CASE("A revoked certificate has no effect from the day of the decision", "[certificate][qd-26-2026/8.2]") {
  auto const c = issued("2024-02-29");
  auto const stopped = revoked(c, "2025-07-10");
  CHECK(state_of(stopped, "2025-07-09") == "valid");
  CHECK(state_of(stopped, "2025-07-10") == "revoked");
  CHECK(state_of(stopped, "2025-07-11") == "revoked");
  CHECK(state_of(stopped, "2027-02-28") == "revoked");
  CHECK(state_of(stopped, "2030-12-31") == "revoked");
  CHECK(state_of(stopped, "2024-02-28") == "none");

  // On the day of issue, in the window, late, in the extension.
  CHECK(state_of(revoked(c, "2024-02-29"), "2024-02-29") == "revoked");
  CHECK(state_of(revoked(c, "2026-10-31"), "2026-10-30") == "renewal-open");
  CHECK(state_of(revoked(c, "2026-10-31"), "2026-10-31") == "revoked");
  CHECK(state_of(revoked(c, "2027-02-27"), "2027-02-26") == "renewal-late");
  CHECK(state_of(revoked(c, "2027-02-27"), "2027-02-27") == "revoked");
  auto const extended = revoked(filed(c, "2026-12-01"), "2027-03-15");
  CHECK(state_of(extended, "2027-03-14") == "extended");
  CHECK(state_of(extended, "2027-03-15") == "revoked");
}

TEST_CASE("A replaced certificate has no effect from the day of the decision that replaces it",
          "[certificate][qd-26-2026/4.3]") {
  auto const c = issued("2024-02-29");
  auto const upgraded = replaced(c, "2025-07-10");
  CHECK(state_of(upgraded, "2025-07-09") == "valid");
  CHECK(state_of(upgraded, "2025-07-10") == "expired");
  CHECK(state_of(upgraded, "2025-07-11") == "expired");
  auto const renewed = replaced(filed(c, "2026-10-01"), "2026-12-20");
  CHECK(state_of(renewed, "2026-12-19") == "renewal-open");
  CHECK(state_of(renewed, "2026-12-20") == "expired");
  auto const late = replaced(filed(c, "2026-12-01"), "2027-04-02");
  CHECK(state_of(late, "2027-04-01") == "extended");
  CHECK(state_of(late, "2027-04-02") == "expired");
  // A certificate that has been replaced can still be revoked, and then it stays so.
  auto const both = revoked(replaced(c, "2025-07-10"), "2025-09-01");
  CHECK(state_of(both, "2025-08-31") == "expired");
  CHECK(state_of(both, "2025-09-01") == "revoked");
  auto const other_way = revoked(replaced(c, "2025-09-01"), "2025-07-10");
  CHECK(state_of(other_way, "2025-07-10") == "revoked");
  CHECK(state_of(other_way, "2025-09-01") == "revoked");
}

// --- when a renewal is filed -----------------------------------------------------------------------------------------

TEST_CASE("A renewal can be filed from the first day of the window on, not before", "[certificate][qd-26-2026/7.6.a]") {
  auto const c = issued("2024-02-29");  // window 2026-09-01 to 2026-10-31, ends 2027-02-28
  CHECK(error_of(filed(c, "2026-08-31"), "2027-01-01") ==
        "bad-value at /filed: found 2026-08-31; a renewal can be filed from 2026-09-01 on (qd-26-2026/7.6.a).");
  CHECK(state_of(filed(c, "2026-09-01"), "2027-01-01") == "renewal-open");
  CHECK(state_of(filed(c, "2026-09-02"), "2027-01-01") == "renewal-open");
  CHECK(state_of(filed(c, "2026-10-30"), "2027-01-01") == "renewal-open");
  CHECK(state_of(filed(c, "2026-10-31"), "2027-01-01") == "renewal-open");
  CHECK(state_of(filed(c, "2026-11-01"), "2027-01-01") == "renewal-late");
}

TEST_CASE("Before 26/2026 was in force nothing forbade an earlier filing", "[certificate][qd-26-2026/7.6.a]") {
  auto const c = issued("2024-02-29");
  CHECK(error_of(filed(c, "2026-05-22"), "2026-06-01") ==
        "bad-value at /filed: found 2026-05-22; a renewal can be filed from 2026-09-01 on (qd-26-2026/7.6.a).");
  CHECK(error_of(filed(c, "2026-05-23"), "2026-06-01") ==
        "bad-value at /filed: found 2026-05-23; a renewal can be filed from 2026-09-01 on (qd-26-2026/7.6.a).");
  auto const early = filed(c, "2026-05-21");
  CHECK(state_of(early, "2026-05-21") == "valid");
  CHECK(state_of(early, "2026-09-01") == "renewal-open");
  CHECK(state_of(early, "2026-11-01") == "renewal-open");  // filed, so never late
  CHECK(state_of(early, "2027-02-27") == "renewal-open");
  CHECK(state_of(early, "2027-02-28") == "expired");
}

TEST_CASE("A late renewal extends a certificate if it is filed on its last day, not on the first day without effect",
          "[certificate][qd-26-2026/12.3]") {
  auto const c = issued("2024-02-29");
  CHECK(state_of(filed(c, "2027-02-26"), "2027-02-28") == "extended");
  CHECK(state_of(filed(c, "2027-02-27"), "2027-02-28") == "extended");
  CHECK(state_of(filed(c, "2027-02-28"), "2027-02-28") == "expired");
  CHECK(state_of(filed(c, "2027-03-01"), "2027-02-28") == "expired");
  CHECK(state_of(filed(c, "2027-02-27"), "2027-08-27") == "extended");
  CHECK(state_of(filed(c, "2027-02-27"), "2027-08-28") == "expired");
}

TEST_CASE("A renewal filed late before 26/2026 was in force has no extension", "[certificate][qd-26-2026/12.3]") {
  auto const c = issued("2023-07-01");
  CHECK(days_of(c) == "2026-07-01 2026-01-02 2026-03-03 2026-12-28");
  CHECK(state_of(filed(c, "2026-05-21"), "2026-06-30") == "renewal-late");
  CHECK(state_of(filed(c, "2026-05-21"), "2026-07-01") == "expired");
  CHECK(state_of(filed(c, "2026-05-22"), "2026-07-01") == "extended");
  CHECK(state_of(filed(c, "2026-05-22"), "2026-12-28") == "extended");
  CHECK(state_of(filed(c, "2026-05-22"), "2026-12-29") == "expired");
  CHECK(state_of(filed(c, "2026-05-23"), "2026-07-01") == "extended");
}

TEST_CASE("A filing says nothing of the days before it", "[certificate][qd-26-2026/7.6.a]") {
  auto const c = issued("2024-02-29");
  auto const late = filed(c, "2026-12-01");
  for (auto const* const day :
       {"2024-02-28", "2024-02-29", "2026-08-31", "2026-09-01", "2026-10-31", "2026-11-01", "2026-11-30"}) {
    CAPTURE(day);
    CHECK(state_of(late, day) == state_of(c, day));
    CHECK(next_of(late, day) == next_of(c, day));
  }
}

// --- readings --------------------------------------------------------------------------------------------------------

TEST_CASE("By R-10 the first day without effect is the same day or the one after", "[certificate][qd-26-2026/4.3]") {
  auto const c = issued("2024-02-29");
  CHECK(days_of(c, "R-10=same-day") == "2027-02-28 2026-09-01 2026-10-31 2027-08-27");
  CHECK(days_of(c, "R-10=next-day") == "2027-03-01 2026-09-02 2026-11-01 2027-08-28");
  CHECK(state_of(c, "2027-02-27", "R-10=next-day") == "renewal-late");
  CHECK(state_of(c, "2027-02-28", "R-10=next-day") == "renewal-late");
  CHECK(state_of(c, "2027-03-01", "R-10=next-day") == "expired");
  CHECK(lists(look(c, "2024-02-29").value(), "R-10"));
  CHECK(lists(look(c, "2024-02-29", "R-10=next-day").value(), "R-10=next-day"));

  // One day decides whether the certificate ends under 26/2026, and so whether it has a window.
  CHECK(days_of(issued("2023-05-21"), "R-10=next-day") == "2026-05-22 - - -");
  CHECK(days_of(issued("2023-05-22"), "R-10=same-day") == "2026-05-22 - - -");
  CHECK(days_of(issued("2023-05-22"), "R-10=next-day") == "2026-05-23 2025-11-24 2026-01-23 2026-11-19");
  CHECK(days_of(issued("2023-05-23"), "R-10=same-day") == "2026-05-23 2025-11-24 2026-01-23 2026-11-19");
}

TEST_CASE("By R-11 both ends of the window are in it or neither is", "[certificate][qd-26-2026/7.6.a]") {
  auto const c = issued("2024-02-29");
  CHECK(days_of(c, "R-11=exclusive") == "2027-02-28 2026-09-02 2026-10-30 2027-08-27");
  CHECK(state_of(c, "2026-09-01", "R-11=exclusive") == "valid");
  CHECK(state_of(c, "2026-09-02", "R-11=exclusive") == "renewal-open");
  CHECK(state_of(c, "2026-10-30", "R-11=exclusive") == "renewal-open");
  CHECK(state_of(c, "2026-10-31", "R-11=exclusive") == "renewal-late");
  CHECK(error_of(filed(c, "2026-09-01"), "2026-12-01", "R-11=exclusive") ==
        "bad-value at /filed: found 2026-09-01; a renewal can be filed from 2026-09-02 on (qd-26-2026/7.6.a).");
  CHECK(state_of(filed(c, "2026-09-02"), "2026-12-01", "R-11=exclusive") == "renewal-open");
  CHECK(state_of(filed(c, "2026-10-31"), "2027-02-28", "R-11=inclusive") == "expired");
  CHECK(state_of(filed(c, "2026-10-31"), "2027-02-28", "R-11=exclusive") == "extended");  // now it is late
  CHECK(days_of(c, "R-10=next-day R-11=exclusive") == "2027-03-01 2026-09-03 2026-10-31 2027-08-28");
  CHECK(lists(look(c, "2024-02-29").value(), "R-11"));
  CHECK(lists(look(c, "2024-02-29", "R-11=exclusive").value(), "R-11=exclusive"));
}

TEST_CASE("By R-13 a limit on a day off stays or rolls to the next working day",
          "[certificate][qd-26-2026/7.6.a][qd-26-2026/12.3]") {
  working_calendar calendar;
  // 2024-02-29: the window closes on Saturday 2026-10-31. 2024-08-31: it closes on Monday 2027-05-03, and the extension
  // is over on Sunday 2028-02-27.
  auto const c = issued("2024-02-29");
  auto const other = issued("2024-08-31");
  CHECK(days_of(c, {}, &calendar) == "2027-02-28 2026-09-01 2026-10-31 2027-08-27");
  CHECK(days_of(c, "R-13=next-working-day", &calendar) == "2027-02-28 2026-09-01 2026-11-02 2027-08-27");
  CHECK(days_of(other, "R-13=stays", &calendar) == "2027-08-31 2027-03-04 2027-05-03 2028-02-27");
  CHECK(days_of(other, "R-13=next-working-day", &calendar) == "2027-08-31 2027-03-04 2027-05-03 2028-02-28");

  auto const rolling = [&](certificate const& of, std::string_view day) {
    return state_of(of, day, "R-13=next-working-day", &calendar);
  };
  CHECK(rolling(c, "2026-11-01") == "renewal-open");
  CHECK(rolling(c, "2026-11-02") == "renewal-open");
  CHECK(rolling(c, "2026-11-03") == "renewal-late");
  CHECK(rolling(filed(c, "2026-11-02"), "2027-02-28") == "expired");  // filed in the window
  CHECK(rolling(filed(c, "2026-11-03"), "2027-02-28") == "extended");
  CHECK(rolling(filed(other, "2027-06-01"), "2028-02-27") == "extended");
  CHECK(rolling(filed(other, "2027-06-01"), "2028-02-28") == "extended");
  CHECK(rolling(filed(other, "2027-06-01"), "2028-02-29") == "expired");

  SECTION("only limits move: the first day of the window and the first day without effect stay") {
    // 2023-09-18: opens on Sunday 2026-03-22. 2024-02-29: ends on Sunday 2027-02-28.
    CHECK(days_of(issued("2023-09-18"), "R-13=next-working-day", &calendar) ==
          "2026-09-18 2026-03-22 2026-05-21 2027-03-17");
    CHECK(rolling(c, "2027-02-27") == "renewal-late");
    CHECK(rolling(c, "2027-02-28") == "expired");
  }
  SECTION("a holiday moves it further, a weekend that is worked leaves it") {
    calendar.holidays.insert(on("2026-11-02"));
    CHECK(days_of(c, "R-13=next-working-day", &calendar) == "2027-02-28 2026-09-01 2026-11-03 2027-08-27");
    calendar.working_days.insert(on("2026-10-31"));
    CHECK(days_of(c, "R-13=next-working-day", &calendar) == "2027-02-28 2026-09-01 2026-10-31 2027-08-27");
    calendar.holidays.insert(on("2027-05-03"));
    CHECK(days_of(other, "R-13=next-working-day", &calendar) == "2027-08-31 2027-03-04 2027-05-04 2028-02-28");
  }
  SECTION("it is listed where a limit falls on a day off") {
    CHECK(lists(look(c, "2026-09-01", {}, &calendar).value(), "R-13"));
    CHECK_FALSE(lists(look(issued("2023-09-18"), "2026-03-22", {}, &calendar).value(), "R-13"));
    CHECK(lists(look(c, "2026-09-01", "R-13=next-working-day", &calendar).value(), "R-13=next-working-day"));
  }
  SECTION("without a calendar nobody knows the days off") {
    CHECK(error_of(c, "2026-09-01", "R-13=next-working-day") ==
          "bad-value at /readings/R-13: a limit that falls on a day off is to move, and no calendar of days off is "
          "given. Give one.");
    CHECK(error_of(c, "2026-09-01", "R-13=stays") == "it is renewal-open");
    // Decision 148 sets no such limit.
    CHECK(error_of(issued("2023-05-22"), "2026-05-21", "R-13=next-working-day") == "it is valid");
  }
}

TEST_CASE("By R-14 any late renewal is extended, or one whose window 26/2026 found closed",
          "[certificate][qd-26-2026/12.3]") {
  // The window of 2023-09-18 closes on 2026-05-21, that of the next day on 2026-05-22, when 26/2026 comes into force.
  CHECK(days_of(issued("2023-09-17"), "R-14=closed-windows") == "2026-09-17 2026-03-21 2026-05-20 2027-03-16");
  CHECK(days_of(issued("2023-09-18"), "R-14=closed-windows") == "2026-09-18 2026-03-22 2026-05-21 2027-03-17");
  CHECK(days_of(issued("2023-09-19"), "R-14=closed-windows") == "2026-09-19 2026-03-23 2026-05-22 -");
  CHECK(days_of(issued("2023-09-20"), "R-14=closed-windows") == "2026-09-20 2026-03-24 2026-05-23 -");
  CHECK(days_of(issued("2023-09-19"), "R-14=any-late") == "2026-09-19 2026-03-23 2026-05-22 2027-03-18");
  CHECK(days_of(issued("2023-09-19"), "R-14=closed-windows R-11=exclusive") ==
        "2026-09-19 2026-03-24 2026-05-21 2027-03-18");
  CHECK(days_of(issued("2023-09-18"), "R-14=closed-windows R-10=next-day") == "2026-09-19 2026-03-23 2026-05-22 -");

  CHECK(state_of(filed(issued("2023-09-18"), "2026-06-01"), "2026-09-18", "R-14=closed-windows") == "extended");
  CHECK(state_of(filed(issued("2023-09-19"), "2026-06-01"), "2026-09-19", "R-14=closed-windows") == "expired");
  CHECK(state_of(filed(issued("2023-09-19"), "2026-06-01"), "2026-09-19") == "extended");
  CHECK(state_of(filed(issued("2023-09-19"), "2026-06-01"), "2026-09-18", "R-14=closed-windows") == "renewal-late");
  CHECK(lists(look(filed(issued("2023-09-19"), "2026-06-01"), "2026-06-01").value(), "R-14"));
}

TEST_CASE("By R-18 a renewed certificate runs from its own decision or from the end of the one before",
          "[certificate][qd-26-2026/4.3]") {
  // As the centre did in 2024: decided on 2024-11-18, counted from 2024-07-01.
  auto const c = renews(issued("2024-11-18", 5), "2024-07-01");
  CHECK(days_of(c) == "2027-11-18 2027-05-22 2027-07-21 2028-05-16");
  CHECK(days_of(c, "R-18=old-end") == "2027-07-01 2027-01-02 2027-03-03 2027-12-28");
  CHECK(state_of(c, "2024-07-01", "R-18=old-end") == "none");  // not issued yet
  CHECK(state_of(c, "2024-11-17", "R-18=old-end") == "none");
  CHECK(state_of(c, "2024-11-18", "R-18=old-end") == "valid");
  CHECK(state_of(c, "2027-06-30", "R-18=old-end") == "renewal-late");
  CHECK(state_of(c, "2027-07-01", "R-18=old-end") == "expired");
  CHECK(lists(look(c, "2024-11-18").value(), "R-18"));
  CHECK(lists(look(c, "2024-11-18", "R-18=old-end").value(), "R-18=old-end"));

  // Decided before the old one ended: it runs longer.
  auto const early = renews(issued("2026-12-20"), "2027-02-28");
  CHECK(days_of(early) == "2029-12-20 2029-06-23 2029-08-22 2030-06-18");
  CHECK(days_of(early, "R-18=old-end") == "2030-02-28 2029-09-01 2029-10-31 2030-08-27");

  // A first certificate has no other one before it.
  CHECK(days_of(issued("2024-11-18"), "R-18=old-end") == days_of(issued("2024-11-18")));
  CHECK_FALSE(lists(look(issued("2024-11-18"), "2024-11-18").value(), "R-18"));
}

TEST_CASE("By R-27 a renewal filed after the end extends nothing, or does until the extension is over",
          "[certificate][qd-26-2026/12.3]") {
  auto const c = issued("2024-02-29");  // ends 2027-02-28, extension until 2027-08-27
  std::string const within = "R-27=within-extension";
  CHECK(state_of(filed(c, "2027-02-27"), "2027-03-31", within) == "extended");
  CHECK(state_of(filed(c, "2027-02-28"), "2027-03-31", within) == "extended");
  CHECK(state_of(filed(c, "2027-03-01"), "2027-03-31", within) == "extended");
  CHECK(state_of(filed(c, "2027-08-26"), "2027-08-27", within) == "extended");
  CHECK(state_of(filed(c, "2027-08-27"), "2027-08-27", within) == "extended");
  CHECK(state_of(filed(c, "2027-08-27"), "2027-08-28", within) == "expired");
  CHECK(state_of(filed(c, "2027-08-28"), "2027-08-27", within) == "expired");
  CHECK(state_of(filed(c, "2027-08-27"), "2027-08-27", "R-27=before-end") == "expired");
  CHECK(state_of(c, "2027-02-28", within) == "expired");  // nothing filed
  CHECK(lists(look(filed(c, "2027-02-28"), "2027-02-28").value(), "R-27"));
  CHECK(lists(look(filed(c, "2027-02-28"), "2027-02-28", within).value(), within));
}

TEST_CASE("A certificate that has ended has no extension that R-27 does not give it",
          "[certificate][qd-26-2026/12.3]") {
  auto const c = issued("2024-01-10");
  auto const days_on = [](certificate const& one, std::string_view day, std::string_view readings = {}) {
    return days_of(look(one, day, readings).value());
  };
  std::string const window = "2027-01-10 2026-07-14 2026-09-12 ";
  std::string const within = "R-27=within-extension";
  CHECK(days_on(c, "2027-01-09") == window + "2027-07-09");  // one may still file
  CHECK(days_on(c, "2027-01-10") == window + "-");
  CHECK(days_on(c, "2027-01-15") == window + "-");
  CHECK(days_on(c, "2027-01-15", within) == window + "2027-07-09");
  CHECK(days_on(c, "2027-07-09", within) == window + "2027-07-09");
  CHECK(days_on(c, "2027-07-10", within) == window + "-");
  // Filed after the end, or too late even for the other alternative.
  CHECK(days_on(filed(c, "2027-01-12"), "2027-01-15") == window + "-");
  CHECK(days_on(filed(c, "2027-01-12"), "2027-01-15", within) == window + "2027-07-09");
  CHECK(days_on(filed(c, "2027-07-10"), "2027-07-10", within) == window + "-");
  // Filed late: extended until that day, and it stays the day once that is over; a refusal takes it away.
  CHECK(days_on(filed(c, "2027-01-09"), "2027-01-10") == window + "2027-07-09");
  CHECK(days_on(filed(c, "2027-01-09"), "2027-07-10") == window + "2027-07-09");
  auto refused = filed(c, "2027-01-09");
  refused.refused = on("2027-02-01");
  CHECK(days_on(refused, "2027-01-31") == window + "2027-07-09");
  CHECK(days_on(refused, "2027-02-01") == window + "-");
  // Revoked or replaced after its end: nothing can be filed, whatever the reading.
  auto revoked = c;
  revoked.revoked = on("2027-01-12");
  CHECK(days_on(revoked, "2027-01-11", within) == window + "2027-07-09");
  CHECK(days_on(revoked, "2027-01-12", within) == window + "-");
  auto replaced = c;
  replaced.replaced = on("2027-01-12");
  CHECK(days_on(replaced, "2027-01-12", within) == window + "-");
  // The readings that made the day are named with it, R-27 where it decides that there is none.
  CHECK(look(c, "2027-01-15").value().readings == strings{"R-10", "R-11", "R-14", "R-27"});
  CHECK(lists(look(c, "2027-01-15", within).value(), "R-12"));
}

TEST_CASE("By R-28 a renewal filed in its window and undecided at the end is over, or extended like a late one",
          "[certificate][qd-26-2026/12.3]") {
  auto const c = filed(issued("2024-02-29"), "2026-10-31");
  CHECK(days_of(c) == "2027-02-28 2026-09-01 2026-10-31 -");
  CHECK(days_of(c, "R-28=undecided-too") == "2027-02-28 2026-09-01 2026-10-31 2027-08-27");
  CHECK(state_of(c, "2027-02-28") == "expired");
  CHECK(state_of(c, "2027-02-27", "R-28=undecided-too") == "renewal-open");
  CHECK(state_of(c, "2027-02-28", "R-28=undecided-too") == "extended");
  CHECK(state_of(c, "2027-08-27", "R-28=undecided-too") == "extended");
  CHECK(state_of(c, "2027-08-28", "R-28=undecided-too") == "expired");
  CHECK(lists(look(c, "2027-02-28").value(), "R-28"));
  CHECK(lists(look(c, "2027-02-28", "R-28=undecided-too").value(), "R-28=undecided-too"));
  // One filed before 26/2026 is not its matter.
  CHECK(state_of(filed(issued("2024-02-29"), "2026-05-21"), "2027-02-28", "R-28=undecided-too") == "expired");
  CHECK(days_of(filed(issued("2023-09-19"), "2026-05-22"), "R-28=undecided-too R-14=closed-windows") ==
        "2026-09-19 2026-03-23 2026-05-22 -");
}

// --- the earlier decrees ---------------------------------------------------------------------------------------------

TEST_CASE("The certificates of Nghệ An of 2020-02-04 are without effect from 2023-02-04, and had no window",
          "[certificate][qd-1048-2019/annex-2.1]") {
  for (int const level : {3, 4}) {
    auto const c = issued("2020-02-04", level);
    CHECK(days_of(c) == "2023-02-04 - - -");
    CHECK(state_of(c, "2020-02-03") == "none");
    CHECK(state_of(c, "2020-02-04") == "valid");
    CHECK(state_of(c, "2022-08-08") == "valid");  // 180 days before the end
    CHECK(state_of(c, "2023-02-03") == "valid");
    CHECK(state_of(c, "2023-02-04") == "expired");
    CHECK(state_of(c, "2023-02-05") == "expired");
    CHECK(state_of(c, "2023-02-04", "R-10=next-day") == "valid");
    CHECK(state_of(c, "2023-02-05", "R-10=next-day") == "expired");
    CHECK(next_of(c, "2022-06-01") == "2023-02-04 certificate-ends qd-1048-2019/annex-2.1");
    // Two of them were evaluated again well before the end; nothing forbade it.
    CHECK(state_of(filed(c, "2022-06-01"), "2023-02-03") == "valid");
    CHECK(state_of(filed(c, "2022-06-01"), "2023-02-04") == "expired");
    CHECK(look(c, "2020-02-04").value().readings == strings{"R-10"});
  }
}

TEST_CASE("Under Decision 148 the owner is told at the latest thirty days before the end",
          "[certificate][qd-148-2023/annex-2]") {
  auto const c = issued("2023-01-27");  // under 1048; it ends under 148
  CHECK(days_of(c) == "2026-01-27 - - -");
  CHECK(next_of(c, "2023-01-27") == "2025-12-28 notify-owner qd-148-2023/annex-2");
  CHECK(next_of(c, "2025-12-27") == "2025-12-28 notify-owner qd-148-2023/annex-2");
  CHECK(next_of(c, "2025-12-28") == "2025-12-28 notify-owner qd-148-2023/annex-2");
  CHECK(next_of(c, "2025-12-29") == "2026-01-27 certificate-ends qd-1048-2019/annex-2.1");
  CHECK(next_of(c, "2026-01-26") == "2026-01-27 certificate-ends qd-1048-2019/annex-2.1");
  CHECK(state_of(c, "2026-01-26") == "valid");
  CHECK(state_of(c, "2026-01-27") == "expired");
  CHECK(next_of(c, "2026-01-27") == "-");
  CHECK(next_of(filed(c, "2025-11-01"), "2025-12-01") == "2025-12-28 notify-owner qd-148-2023/annex-2");
  CHECK(next_of(issued("2023-05-22"), "2026-04-22") == "2026-04-22 notify-owner qd-148-2023/annex-2");
  CHECK(next_of(issued("2023-05-22"), "2026-04-23") == "2026-05-22 certificate-ends qd-148-2023/annex-2");
  CHECK(look(c, "2023-02-23").value().readings == strings{"R-10", "R-30"});  // 148 begins the day after
  CHECK(look(c, "2023-02-24").value().readings == strings{"R-10"});
}

TEST_CASE("The term is that of the decree in force on the day of the decision", "[certificate][qd-26-2026/4.3]") {
  auto const last = [](std::string_view day) { return next_of(filed(issued(day), day), day); };
  CHECK(error_of(issued("2019-08-20"), "2020-01-01") ==
        "no-governing-rules at : no loaded rule set is in force on 2019-08-20; the first begins on 2019-08-21.");
  CHECK(last("2019-08-21") == "2022-08-21 certificate-ends qd-1048-2019/annex-2.1");
  CHECK(last("2019-08-22") == "2022-08-22 certificate-ends qd-1048-2019/annex-2.1");
  // 1048 gives way to 148 on 2023-02-24; both certificates end under 148.
  CHECK(next_of(issued("2023-02-23"), "2026-02-20") == "2026-02-23 certificate-ends qd-1048-2019/annex-2.1");
  CHECK(next_of(issued("2023-02-24"), "2026-02-20") == "2026-02-24 certificate-ends qd-148-2023/annex-2");
  CHECK(next_of(issued("2023-02-25"), "2026-02-20") == "2026-02-25 certificate-ends qd-148-2023/annex-2");
  // 148 and 26/2026 are in force together from 2026-05-22 to 2026-07-21: the later one is taken.
  CHECK(next_of(issued("2026-05-21"), "2029-05-20") == "2029-05-20 file-late-renewal qd-26-2026/12.3");
  CHECK(next_of(filed(issued("2026-05-21"), "2029-05-20"), "2029-05-20") ==
        "2029-05-21 certificate-ends qd-148-2023/annex-2");
  for (auto const* const day : {"2026-05-22", "2026-05-23", "2026-07-21", "2026-07-22", "2026-07-23"}) {
    CAPTURE(day);
    std::string const year_29 = "2029" + std::string(day).substr(4);
    auto const c = filed(issued(day), to_string(on(year_29) - days(1)));
    CHECK(next_of(c, to_string(on(year_29) - days(1))) == year_29 + " certificate-ends qd-26-2026/4.3");
  }
  // The last one of 1048 that ended under it, and the first that ended under 148.
  CHECK(next_of(issued("2020-02-24"), "2020-02-24") == "2023-02-24 certificate-ends qd-1048-2019/annex-2.1");
  CHECK(next_of(issued("2020-02-25"), "2020-02-25") == "2023-01-26 notify-owner qd-148-2023/annex-2");
}

TEST_CASE("Window and extension are those of the decree in force on the last day of a certificate",
          "[certificate][qd-26-2026/7.6.a]") {
  CHECK(days_of(issued("2023-05-21")) == "2026-05-21 - - -");
  CHECK(days_of(issued("2023-05-22")) == "2026-05-22 - - -");  // its last day is the one before 26/2026
  CHECK(days_of(issued("2023-05-23")) == "2026-05-23 2025-11-24 2026-01-23 2026-11-19");
  CHECK(days_of(issued("2023-07-22")) == "2026-07-22 2026-01-23 2026-03-24 2027-01-18");
  CHECK(state_of(filed(issued("2023-05-22"), "2026-05-21"), "2026-05-22") == "expired");
  CHECK(state_of(filed(issued("2023-05-23"), "2026-05-22"), "2026-05-23") == "extended");
}

TEST_CASE("A named edition gives its own terms whatever the days", "[certificate]") {
  auto const c = issued("2026-08-05");
  auto const under = [&](std::string_view edition) {
    return days_of(look(c, "2026-08-05", {}, nullptr, std::string(edition)).value());
  };
  CHECK(under("qd-26-2026") == "2029-08-05 2029-02-06 2029-04-07 2030-02-01");
  CHECK(under("qd-26-2026@2026-05-22") == "2029-08-05 2029-02-06 2029-04-07 2030-02-01");
  CHECK(under("qd-148-2023") == "2029-08-05 - - -");
  CHECK(under("qd-1048-2019@2019-08-21") == "2029-08-05 - - -");
  CHECK(next_of(look(c, "2026-08-05", {}, nullptr, "qd-148-2023@2023-02-24").value()) ==
        "2029-07-06 notify-owner qd-148-2023/annex-2");
  CHECK(next_of(look(c, "2026-08-05", {}, nullptr, "qd-1048-2019").value()) ==
        "2029-08-05 certificate-ends qd-1048-2019/annex-2.1");
  auto const before = look(issued("2019-08-20"), "2019-08-20", {}, nullptr, "qd-1048-2019");
  CHECK(before.value().first_day_without_effect == on("2022-08-20"));
}

// --- the next deadline -----------------------------------------------------------------------------------------------

TEST_CASE("The next deadline is the nearest one not yet past", "[certificate][qd-26-2026/7.6.a][qd-26-2026/12.3]") {
  auto const c = issued("2024-02-29");
  std::string const file = "2026-10-31 file-renewal qd-26-2026/7.6.a";
  std::string const late = "2027-02-27 file-late-renewal qd-26-2026/12.3";
  std::string const end = "2027-02-28 certificate-ends qd-148-2023/annex-2";
  SECTION("nothing filed") {
    CHECK(next_of(c, "2024-02-28") == "-");
    CHECK(next_of(c, "2024-02-29") == file);
    CHECK(next_of(c, "2026-08-31") == file);
    CHECK(next_of(c, "2026-09-01") == file);
    CHECK(next_of(c, "2026-10-31") == file);
    CHECK(next_of(c, "2026-11-01") == late);
    CHECK(next_of(c, "2027-02-26") == late);
    CHECK(next_of(c, "2027-02-27") == late);
    CHECK(next_of(c, "2027-02-28") == "-");
  }
  SECTION("filed in the window") {
    CHECK(next_of(filed(c, "2026-09-10"), "2026-09-09") == file);
    CHECK(next_of(filed(c, "2026-09-10"), "2026-09-10") == end);
    CHECK(next_of(filed(c, "2026-09-10"), "2027-02-27") == end);
    CHECK(next_of(filed(c, "2026-09-10"), "2027-02-28") == "-");
  }
  SECTION("filed late") {
    CHECK(next_of(filed(c, "2026-12-01"), "2026-11-30") == late);
    CHECK(next_of(filed(c, "2026-12-01"), "2026-12-01") == end);
    CHECK(next_of(filed(c, "2026-12-01"), "2027-02-27") == end);
    CHECK(next_of(filed(c, "2026-12-01"), "2027-03-01") == "2027-08-27 extension-ends qd-26-2026/12.3");
    CHECK(next_of(filed(c, "2026-12-01"), "2027-08-27") == "2027-08-27 extension-ends qd-26-2026/12.3");
    CHECK(next_of(filed(c, "2026-12-01"), "2027-08-28") == "-");
  }
  SECTION("revoked or replaced") {
    CHECK(next_of(revoked(c, "2026-09-10"), "2026-09-09") == file);
    CHECK(next_of(revoked(c, "2026-09-10"), "2026-09-10") == "-");
    CHECK(next_of(replaced(c, "2026-09-10"), "2026-09-09") == file);
    CHECK(next_of(replaced(c, "2026-09-10"), "2026-09-10") == "-");
  }
  SECTION("a late filing helps nothing") {
    auto const young = issued("2023-09-19");
    CHECK(next_of(young, "2026-05-23", "R-14=closed-windows") == "2026-09-19 certificate-ends qd-148-2023/annex-2");
    CHECK(next_of(young, "2026-05-23") == "2026-09-18 file-late-renewal qd-26-2026/12.3");
  }
  SECTION("the limit has moved") {
    working_calendar const calendar;
    CHECK(next_of(c, "2026-11-01", "R-13=next-working-day", &calendar) == "2026-11-02 file-renewal qd-26-2026/7.6.a");
    CHECK(next_of(c, "2026-11-03", "R-13=next-working-day", &calendar) == late);
    CHECK(next_of(filed(issued("2024-08-31"), "2027-06-01"), "2028-01-01", "R-13=next-working-day", &calendar) ==
          "2028-02-28 extension-ends qd-26-2026/12.3");
  }
}

TEST_CASE("An extended certificate has one limit ahead, the end of its extension", "[certificate][qd-26-2026/12.3]") {
  // On its first day without the term, too: it has not ended, and by then nothing but the extension can end it.
  auto const c = filed(issued("2024-02-29"), "2026-12-01");
  REQUIRE(state_of(c, "2027-02-28") == "extended");
  CHECK(next_of(c, "2027-02-28") == "2027-08-27 extension-ends qd-26-2026/12.3");
}

// --- what follows a certificate --------------------------------------------------------------------------------------

TEST_CASE("An upgrade runs from its own decision", "[certificate][qd-26-2026/4.3]") {
  auto const old = issued("2025-06-19", 3);
  auto const made = succeed(test::builtin(), old, filing_kind::upgrade, stars{4}, on("2026-12-28")).value();
  CHECK(made == issued("2026-12-28", 4));
  CHECK(days_of(made) == "2029-12-28 2029-07-01 2029-08-30 2030-06-26");
  CHECK(days_of(made, "R-18=old-end") == days_of(made));
}

TEST_CASE("A renewal knows when the certificate before it ended", "[certificate][qd-26-2026/4.3]") {
  auto const old = filed(issued("2024-02-29", 4), "2026-09-10");
  auto const made = succeed(test::builtin(), old, filing_kind::renewal, stars{3}, on("2026-11-20")).value();
  CHECK(made == renews(issued("2026-11-20", 3), "2027-02-28"));
  CHECK(days_of(made) == "2029-11-20 2029-05-24 2029-07-23 2030-05-19");
  CHECK(days_of(made, "R-18=old-end") == "2030-02-28 2029-09-01 2029-10-31 2030-08-27");

  // The certificate before it ends a day later by R-10, and so does this one, and once more by its own.
  choices const next_day = read("R-10=next-day");
  auto const later =
      succeed(test::builtin(), old, filing_kind::renewal, stars{3}, on("2026-11-20"), {next_day, {}, nullptr}).value();
  CHECK(shown(later.previous_end) == "2027-03-01");
  CHECK(days_of(later, "R-18=old-end R-10=next-day") == "2030-03-02 2029-09-03 2029-11-02 2030-08-29");
}

TEST_CASE("Renewals follow each other from end to end, by R-18", "[certificate][qd-26-2026/4.3]") {
  choices const old_end = read("R-18=old-end");
  certificate_options const options{old_end, {}, nullptr};
  auto const first = issued("2021-07-01", 5);
  auto const second =
      succeed(test::builtin(), first, filing_kind::renewal, stars{5}, on("2024-11-18"), options).value();
  CHECK(shown(second.previous_end) == "2024-07-01");
  auto const third =
      succeed(test::builtin(), second, filing_kind::renewal, stars{5}, on("2027-09-30"), options).value();
  CHECK(shown(third.previous_end) == "2027-07-01");
  CHECK(days_of(third, "R-18=old-end") == "2030-07-01 2030-01-02 2030-03-03 2030-12-28");
  auto const without = succeed(test::builtin(), second, filing_kind::renewal, stars{5}, on("2027-09-30")).value();
  CHECK(shown(without.previous_end) == "2027-11-18");
}

TEST_CASE("No decision replaces a certificate before it was issued", "[certificate]") {
  auto const c = issued("2024-02-29");
  auto const by = [&](std::string_view day) {
    auto const made = succeed(test::builtin(), c, filing_kind::upgrade, stars{4}, on(day));
    return made ? to_string(made->issued) : text_of(made.error());
  };
  CHECK(by("2024-02-28") ==
        "bad-value at /decided: found 2024-02-28; the certificate before it was issued on 2024-02-29. Mend one of the "
        "two.");
  CHECK(by("2024-02-29") == "2024-02-29");
  CHECK(by("2024-03-01") == "2024-03-01");

  auto const wrong =
      succeed(test::builtin(), issued("2024-02-29", 6), filing_kind::renewal, stars{3}, on("2027-01-01"));
  REQUIRE(wrong.has_error());
  CHECK(text_of(wrong.error()) == "bad-value at /stars: found 6; qd-148-2023@2023-02-24 has levels 1 to 5.");
}

// --- revocation ------------------------------------------------------------------------------------------------------

namespace {

result<revocation> revoke(int level, std::string_view ground, std::string_view concluded,
                          std::string_view readings = {}, working_calendar const* calendar = nullptr,
                          std::optional<std::string> edition = {}, rule_catalog const& rules = test::builtin()) {
  choices const wanted = read(readings);
  return revocation_of(rules, issued("2025-06-19", level), ground, on(concluded),
                       {wanted, std::move(edition), calendar});
}
std::string revoked_by(int level, std::string_view ground, std::string_view concluded, std::string_view readings = {},
                       working_calendar const* calendar = nullptr, std::optional<std::string> edition = {},
                       rule_catalog const& rules = test::builtin()) {
  auto const r = revoke(level, ground, concluded, readings, calendar, edition, rules);
  return r ? r->by + " until " + to_string(r->decide_by) + " by " + r->cite : text_of(r.error());
}

struct ground_row {
  char const* id;
  char const* cite;
};
constexpr std::array<ground_row, 6> grounds{{{"untrue-dossier", "qd-26-2026/8.1.a"},
                                             {"criteria-no-longer-met", "qd-26-2026/8.1.b"},
                                             {"law-breached", "qd-26-2026/8.1.c"},
                                             {"mark-misused", "qd-26-2026/8.1.d"},
                                             {"no-longer-made", "qd-26-2026/8.1.đ"},
                                             {"other", "qd-26-2026/8.1.e"}}};

}  // namespace

TEST_CASE("The province revokes three and four stars, the ministry five, on each of six grounds",
          "[certificate][qd-26-2026/8.2][qd-26-2026/8.4]") {
  for (auto const& g : grounds) {
    CAPTURE(g.id);
    std::string const cite = g.cite;
    CHECK(revoked_by(3, g.id, "2026-08-05") == "provincial-chair until 2026-08-20 by " + cite);
    CHECK(revoked_by(4, g.id, "2026-08-05") == "provincial-chair until 2026-08-20 by " + cite);
    CHECK(revoked_by(5, g.id, "2026-08-05") == "minister-of-agriculture-and-environment until 2026-08-20 by " + cite);
  }
  auto const r = revoke(5, "no-longer-made", "2026-08-05").value();
  CHECK(r.name.en == "Minister of Agriculture and Environment");
  CHECK(r.ground.en == "The owner no longer makes the product");
  CHECK(r.ground.vi == "Chủ thể không còn sản xuất sản phẩm");
}

TEST_CASE("A certificate is revoked within fifteen days of the conclusion, working or not",
          "[certificate][qd-26-2026/8.4]") {
  working_calendar calendar;
  auto const until = [&](std::string_view concluded, std::string_view readings, working_calendar const* with) {
    auto const r = revoke(3, "law-breached", concluded, readings, with);
    return r ? to_string(r->decide_by) : text_of(r.error());
  };
  // 2026-08-21 is a Friday.
  CHECK(until("2026-08-06", {}, nullptr) == "2026-08-21");
  CHECK(until("2026-08-07", {}, nullptr) == "2026-08-22");
  CHECK(until("2026-08-07", {}, &calendar) == "2026-08-22");
  CHECK(until("2026-08-06", "R-13=next-working-day", &calendar) == "2026-08-21");
  CHECK(until("2026-08-07", "R-13=next-working-day", &calendar) == "2026-08-24");
  CHECK(until("2026-08-08", "R-13=next-working-day", &calendar) == "2026-08-24");
  CHECK(until("2026-08-09", "R-13=next-working-day", &calendar) == "2026-08-24");
  CHECK(until("2026-08-10", "R-13=next-working-day", &calendar) == "2026-08-25");
  calendar.holidays = {on("2026-09-01"), on("2026-09-02")};
  CHECK(until("2026-08-16", "R-13=next-working-day", &calendar) == "2026-08-31");
  CHECK(until("2026-08-17", "R-13=next-working-day", &calendar) == "2026-09-03");
  CHECK(until("2026-08-18", "R-13=next-working-day", &calendar) == "2026-09-03");
  CHECK(
      until("2026-08-07", "R-13=next-working-day", nullptr) ==
      "bad-value at /readings/R-13: a limit that falls on a day off is to move, and no calendar of days off is given. "
      "Give one.");
}

TEST_CASE("Nobody revokes on a ground that the decree does not name, or a level without certificate",
          "[certificate][qd-26-2026/8.2]") {
  std::string const known =
      "untrue-dossier, criteria-no-longer-met, law-breached, mark-misused, no-longer-made, other.";
  CHECK(revoked_by(3, "bad-taste", "2026-08-05") ==
        "bad-value at /ground: there is no ground \"bad-taste\"; grounds are " + known);
  CHECK(revoked_by(3, "", "2026-08-05") == "bad-value at /ground: there is no ground \"\"; grounds are " + known);
  CHECK(revoked_by(3, "Other", "2026-08-05") ==
        "bad-value at /ground: there is no ground \"Other\"; grounds are " + known);
  for (int const level : {0, 1, 2, 6}) {
    CAPTURE(level);
    CHECK(revoked_by(level, "other", "2026-08-05") ==
          "bad-value at /stars: nobody revokes " + std::to_string(level) + " stars; they have no certificate.");
  }
}

TEST_CASE("What our sources say of revocation begins with 26/2026", "[certificate][qd-26-2026/8.4]") {
  CHECK(revoked_by(3, "other", "2026-05-21") ==
        "no-governing-rules at : qd-148-2023@2025-07-06: our sources say nothing of revocation.");
  CHECK(revoked_by(3, "other", "2026-05-22") == "provincial-chair until 2026-06-06 by qd-26-2026/8.1.e");
  CHECK(revoked_by(3, "other", "2026-05-23") == "provincial-chair until 2026-06-07 by qd-26-2026/8.1.e");
  CHECK(revoked_by(3, "other", "2020-01-01") ==
        "no-governing-rules at : qd-1048-2019@2019-08-21: our sources say nothing of revocation.");
  CHECK(revoked_by(3, "other", "2019-08-20") ==
        "no-governing-rules at : no loaded rule set is in force on 2019-08-20; the first begins on 2019-08-21.");
  CHECK(revoked_by(3, "other", "2026-05-01", {}, nullptr, "qd-26-2026") ==
        "provincial-chair until 2026-05-16 by qd-26-2026/8.1.e");
  CHECK(revoked_by(3, "other", "2026-08-05", {}, nullptr, "qd-148-2023@2023-02-24") ==
        "no-governing-rules at : qd-148-2023@2023-02-24: our sources say nothing of revocation.");
}

TEST_CASE("A wrong reading is named in its place, for a revocation as for a status", "[certificate]") {
  std::string const no_reading =
      "unknown-reading at /readings/R-99: there is no reading \"R-99\"; readings run from R-01 to R-30.";
  std::string const no_alternative =
      "unknown-alternative at /readings/R-10: reading R-10 has no alternative \"never\"; allowed are same-day, "
      "next-day.";
  CHECK(error_of(issued("2026-08-05"), "2026-08-05", "R-99=never") == no_reading);
  CHECK(error_of(issued("2026-08-05"), "2026-08-05", "R-10=never") == no_alternative);
  CHECK(revoked_by(3, "other", "2026-08-05", "R-99=never") == no_reading);
  CHECK(revoked_by(3, "other", "2026-08-05", "R-10=never") == no_alternative);
}

// --- errors ----------------------------------------------------------------------------------------------------------

TEST_CASE("Nothing happens to a certificate before it is issued", "[certificate]") {
  auto const c = issued("2024-02-29");
  std::string const why = "; the certificate was issued on 2024-02-29. Mend one of the two days.";
  CHECK(error_of(filed(c, "2024-02-28"), "2025-01-01") == "bad-value at /filed: found 2024-02-28" + why);
  CHECK(error_of(filed(c, "2024-02-29"), "2025-01-01") == "it is valid");
  CHECK(error_of(filed(c, "2024-03-01"), "2025-01-01") == "it is valid");
  CHECK(error_of(revoked(c, "2024-02-28"), "2025-01-01") == "bad-value at /revoked: found 2024-02-28" + why);
  CHECK(error_of(revoked(c, "2024-02-29"), "2025-01-01") == "it is revoked");
  CHECK(error_of(replaced(c, "2024-02-28"), "2025-01-01") == "bad-value at /replaced: found 2024-02-28" + why);
  CHECK(error_of(replaced(c, "2024-02-29"), "2025-01-01") == "it is expired");
  CHECK(error_of(revoked(filed(c, "2023-01-01"), "2023-01-01"), "2025-01-01") ==
        "bad-value at /filed: found 2023-01-01" + why);
}

TEST_CASE("A level that the decree does not have is no level", "[certificate]") {
  CHECK(error_of(issued("2026-08-05", 0), "2026-08-05") ==
        "bad-value at /stars: found 0; qd-26-2026@2026-05-22 has levels 1 to 5.");
  CHECK(error_of(issued("2026-08-05", -3), "2026-08-05") ==
        "bad-value at /stars: found -3; qd-26-2026@2026-05-22 has levels 1 to 5.");
  CHECK(error_of(issued("2026-08-05", 6), "2026-08-05") ==
        "bad-value at /stars: found 6; qd-26-2026@2026-05-22 has levels 1 to 5.");
  CHECK(error_of(issued("2020-02-04", 6), "2026-08-05") ==
        "bad-value at /stars: found 6; qd-1048-2019@2019-08-21 has levels 1 to 5.");
  CHECK(error_of(issued("2026-08-05", 1), "2026-08-05") == "it is none");
  CHECK(error_of(issued("2026-08-05", 5), "2026-08-05") == "it is valid");
}

TEST_CASE("An edition that is not loaded is named, with those that are", "[certificate]") {
  CHECK(error_of(issued("2026-08-05"), "2026-08-05", {}, nullptr, "qd-27-2027") ==
        "unknown-rule-set at : no rule set or edition \"qd-27-2027\" is loaded; loaded are qd-1048-2019@2019-08-21, "
        "qd-1048-2019@2020-06-08, qd-148-2023@2023-02-24, qd-148-2023@2025-07-06, qd-26-2026@2026-05-22.");
  auto const r = revoke(3, "other", "2026-08-05", {}, nullptr, "qd-27-2027");
  REQUIRE(r.has_error());
  CHECK(r.error().code == errc::unknown_rule_set);
}

// --- what always holds -----------------------------------------------------------------------------------------------

namespace {

/// The readings of certificates, each as asked or not.
struct taken {
  bool next_day, exclusive, rolls, closed_windows, old_end, after_end, undecided;
};
constexpr int all_readings = 1 << 7;
taken taken_by(int bits) {
  auto const has = [&](int bit) { return (bits >> bit & 1) != 0; };
  return {has(0), has(1), has(2), has(3), has(4), has(5), has(6)};
}
constexpr std::array<char const*, 7> alternatives{"R-10=next-day",       "R-11=exclusive", "R-13=next-working-day",
                                                  "R-14=closed-windows", "R-18=old-end",   "R-27=within-extension",
                                                  "R-28=undecided-too"};
choices choices_of(int bits) {
  choices all;
  for (std::size_t i = 0; i < alternatives.size(); ++i)
    if ((bits >> i & 1) != 0) all.push_back(read(alternatives[i]).front());
  return all;
}

working_calendar const& some_calendar() {
  static working_calendar const calendar{
      {on("2026-05-21"), on("2026-09-01"), on("2026-09-02"), on("2027-05-03"), on("2028-02-28"), on("2029-04-09")},
      {on("2028-02-20"), on("2030-02-02")}};
  return calendar;
}

/// The reference: borders of the three decrees, and the last border passed, in the order of the states.
struct reference {
  static constexpr int window_opens = 180, window_closes = 120, extension = 180;
  day ends;
  std::optional<day> opens, closes, until;
  bool is_error = false, is_extended = false;
  std::vector<std::pair<day, state>> borders;

  static day three_years_later(day d) {
    std::chrono::year_month_day const ymd{d};
    bool const is_leap_day = ymd.month() == std::chrono::February && ymd.day() == std::chrono::day{29};
    return day{(ymd.year() + std::chrono::years(3)) / ymd.month() / (is_leap_day ? std::chrono::day{28} : ymd.day())};
  }
  static day rolled(day d) {
    for (;; d += days(1)) {
      auto const since_thursday = (d.time_since_epoch().count() % 7 + 7) % 7;  // 1970-01-01 was one
      bool const is_worked = (since_thursday != 2 && since_thursday != 3) || some_calendar().working_days.contains(d);
      if (is_worked && !some_calendar().holidays.contains(d)) return d;
    }
  }

  reference(certificate const& c, taken const& by) {
    day const decree = on("2026-05-22");
    ends = three_years_later(c.previous_end && by.old_end ? *c.previous_end : c.issued) + days(by.next_day ? 1 : 0);
    bool is_filed_in_window = false;
    if (ends > decree) {
      opens = ends - days(by.exclusive ? window_opens - 1 : window_opens);
      day const last = ends - days(by.exclusive ? window_closes + 1 : window_closes);
      closes = by.rolls ? rolled(last) : last;
      is_error = c.renewal_filed && *c.renewal_filed >= decree && *c.renewal_filed < *opens;
      is_filed_in_window = c.renewal_filed && *c.renewal_filed <= *closes;
      bool const is_elsewhere = c.renewal_filed && *c.renewal_filed < decree && !by.closed_windows;
      if ((*closes < decree || !by.closed_windows) && (by.undecided || !is_filed_in_window) && !is_elsewhere)
        until = by.rolls ? rolled(ends + days(extension)) : ends + days(extension);
      is_extended = until && c.renewal_filed && *c.renewal_filed <= *until && (by.after_end || *c.renewal_filed < ends);
    }
    borders.emplace_back(c.issued, state::valid);
    if (opens) borders.emplace_back(*opens, state::renewal_open);
    if (closes && !is_filed_in_window) borders.emplace_back(*closes + days(1), state::renewal_late);
    if (is_extended) borders.emplace_back(ends, state::extended);
    borders.emplace_back(is_extended ? *until + days(1) : ends, state::expired);
    if (c.replaced) borders.emplace_back(*c.replaced, state::expired);
    if (c.revoked) borders.emplace_back(*c.revoked, state::revoked);
  }

  /// The day that ended it before its time, as far as a day knows.
  [[nodiscard]] std::optional<day> cut_on(certificate const& c, day d) const {
    std::optional<day> cut;
    for (auto const& end : {c.revoked, c.replaced})
      if (end && *end <= d && (*end < ends || (is_extended && *end <= *until)) && (!cut || *end < *cut)) cut = end;
    return cut;
  }

  /// The last day of the extension that it has, or can still get by a filing.
  [[nodiscard]] std::optional<day> until_on(certificate const& c, day d, bool after_end) const {
    if (is_extended || !until) return until;
    bool const was_ended = (c.revoked && *c.revoked <= d) || (c.replaced && *c.replaced <= d);
    return !was_ended && (d < ends || (after_end && d <= *until)) ? until : std::nullopt;
  }

  [[nodiscard]] state on_day(certificate const& c, day d) const {
    state found = state::none;
    if (d < c.issued) return found;
    for (auto const& [from, next] : borders)
      if (from <= d) found = std::max(found, next);
    return found;
  }
};

/// A certificate to which random things happen.
certificate random_life(certificate c, std::mt19937& random) {
  auto const upto = [&](int n) { return days(std::uniform_int_distribution<int>(0, n)(random)); };
  auto const chance = [&](int in) { return std::uniform_int_distribution<int>(1, in)(random) == 1; };
  if (chance(2)) c.previous_end = c.issued - days(170) + upto(340);
  if (!chance(4)) c.renewal_filed = c.issued + (chance(2) ? days(900) + upto(400) : upto(1300));
  if (chance(4)) c.revoked = c.issued + upto(1400);
  if (chance(4)) c.replaced = c.issued + upto(1400);
  return c;
}

/// The certificates of tests/cases/certificates.json.
std::vector<certificate> known_certificates() {
  std::vector<certificate> all;
  for (auto const& row : facts().find("recognised")->as_array())
    for (auto const& level : row.find("stars")->as_array())
      all.push_back(issued(row.find("decided")->as_string(), static_cast<int>(level.as_integer())));
  for (auto const& row : facts().find("windows")->as_array())
    all.push_back(issued(row.find("decided")->as_string(), 5));
  return all;
}

std::string shown(certificate const& c, int bits) {
  std::string text = to_string(c.issued) + " previous " + shown(c.previous_end) + " filed " + shown(c.renewal_filed) +
                     " revoked " + shown(c.revoked) + " replaced " + shown(c.replaced);
  for (auto const& r : choices_of(bits)) text += ' ' + r.reading.str() + '=' + r.alternative;
  return text;
}

}  // namespace

TEST_CASE("Every recognised product has a status on every day, and it moves forward only",
          "[certificate][qd-26-2026/4.3]") {
  std::string wrong;
  for (auto const& c : known_certificates()) {
    reference const expected(c, {});
    state before = state::none;
    for (day d = on("2019-08-21"); d <= on("2030-12-31") && wrong.empty(); d += days(1)) {
      auto const s = status_on(test::builtin(), c, d);
      if (!s) wrong = text_of(s.error());
      else if (s->state < before) wrong = "goes back";
      else if (s->state != expected.on_day(c, d)) wrong = "is " + std::string(to_string(s->state));
      else before = s->state;
      if (!wrong.empty()) wrong = shown(c, 0) + " on " + to_string(d) + ": " + wrong;
    }
    CHECK(before == state::expired);
  }
  CHECK(wrong == std::string());
}

TEST_CASE("Whatever is filed, revoked or replaced, by all readings a status moves forward only and is the counted one",
          "[certificate][qd-26-2026/12.3]") {
  std::mt19937 random(20260522);
  std::string wrong;
  std::array<int, 7> seen{};
  int errors = 0;
  for (auto const& known : known_certificates()) {
    for (int bits = 0; bits < all_readings && wrong.empty(); ++bits) {
      certificate const c = random_life(known, random);
      choices const wanted = choices_of(bits);
      certificate_options const options{wanted, {}, &some_calendar()};
      reference const expected(c, taken_by(bits));

      std::vector<day> asked;  // around every border, and every now and then
      for (auto const& [from, unused] : expected.borders)
        for (int const off : {-1, 0, 1}) asked.push_back(from + days(off));
      for (day d = on("2019-08-21") + days(bits % 29); d <= on("2030-12-31"); d += days(193)) asked.push_back(d);
      std::sort(asked.begin(), asked.end());

      state before = state::none;
      for (day const d : asked) {
        auto const s = status_on(test::builtin(), c, d, options);
        if (expected.is_error) {
          ++errors;
          if (s || s.error().where != "/filed") wrong = "the filing is too early";
        } else if (!s) {
          wrong = text_of(s.error());
        } else {
          ++seen[static_cast<std::size_t>(s->state)];
          if (s->state < before) wrong = "goes back";
          if (s->state != expected.on_day(c, d)) wrong = "is " + std::string(to_string(s->state));
          std::optional<day> const cut = expected.cut_on(c, d);
          bool const has_days =
              cut ? s->first_day_without_effect == cut && !s->renewal_opens && !s->renewal_closes && !s->extension_until
                  : s->first_day_without_effect == expected.ends && s->renewal_opens == expected.opens &&
                        s->renewal_closes == expected.closes &&
                        s->extension_until == expected.until_on(c, d, taken_by(bits).after_end);
          if (!has_days) wrong = "other days: " + days_of(*s);
          if (s->next && (s->next->on < d || s->next->cite.empty())) wrong = "a deadline in the past";
          if (s->next.has_value() != (s->state >= state::valid && s->state <= state::extended)) wrong = "no deadline";
          before = s->state;
        }
        if (!wrong.empty()) wrong = shown(c, bits) + " on " + to_string(d) + ": " + wrong;
        if (!wrong.empty() || expected.is_error) break;
      }
    }
  }
  CHECK(wrong == std::string());
  for (int const times : seen) CHECK(times > 100);  // every state came up
  CHECK(errors > 50);
}

TEST_CASE("A reading that a status does not list changes nothing in it", "[certificate][qd-26-2026/12.3]") {
  std::mt19937 random(148);
  std::array<int, 7> changed_by{};
  std::array<std::string, 7> first{};
  for (auto const& known : known_certificates()) {
    for (int bits = 0; bits < all_readings; bits += 3) {
      certificate const c = random_life(known, random);
      day const d = c.issued + days(std::uniform_int_distribution<int>(0, 1300)(random));
      auto const under = [&](int by) {
        choices const wanted = choices_of(by);
        return status_on(test::builtin(), c, d, {wanted, {}, &some_calendar()});
      };
      auto const s = under(bits);
      if (!s) continue;
      for (std::size_t i = 0; i < alternatives.size(); ++i) {
        if (lists(*s, std::string(alternatives[i]).substr(0, 4)) || lists(*s, alternatives[i])) continue;
        auto const other = under(bits ^ 1 << i);
        if (other && other->state == s->state && days_of(*other) == days_of(*s) && next_of(*other) == next_of(*s))
          continue;
        ++changed_by[i];
        if (first[i].empty())
          first[i] = shown(c, bits) + " on " + to_string(d) + ": " + days_of(*s) + ' ' + next_of(*s) + " becomes " +
                     (other ? days_of(*other) + ' ' + next_of(*other) : text_of(other.error()));
      }
    }
  }
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    CAPTURE(alternatives[i], first[i]);
    CHECK(changed_by[i] == 0);
  }
}

// --- a decree that does not exist ------------------------------------------------------------------------------------

namespace {

std::string made_up_days(certificate const& c, std::string_view readings = {}) {
  auto const s = look(c, to_string(c.issued), readings, nullptr, {}, test::made_up());
  return s ? days_of(*s) : text_of(s.error());
}
std::string made_up_state(certificate const& c, std::string_view day, std::string_view readings = {}) {
  auto const s = look(c, day, readings, nullptr, {}, test::made_up());
  return s ? std::string(to_string(s->state)) : text_of(s.error());
}
std::string made_up_next(certificate const& c, std::string_view day, std::string_view readings = {}) {
  auto const s = look(c, day, readings, nullptr, {}, test::made_up());
  return s ? next_of(*s) : text_of(s.error());
}

}  // namespace

TEST_CASE("Another decree has another term: eighteen months, from the day it is amended seven",
          "[certificate][made-up-2030/5.1][made-up-2030/5.1.b]") {
  // Its own readings: one day later, and neither end of the window in it: 89 to 31 days before the end.
  CHECK(made_up_days(issued("2030-02-28")) == "2031-08-29 2031-06-01 2031-07-29 -");
  CHECK(made_up_days(issued("2031-06-30")) == "2032-12-31 2032-10-03 2032-11-30 -");
  CHECK(made_up_days(issued("2031-07-01")) == "2032-02-02 2031-11-05 2032-01-02 -");
  CHECK(made_up_days(issued("2031-07-02")) == "2032-02-03 2031-11-06 2032-01-03 -");
  CHECK(made_up_days(issued("2031-07-31")) == "2032-03-01 2031-12-03 2032-01-30 -");  // a February of 29 days
  CHECK(made_up_days(issued("2030-08-31")) == "2032-03-01 2031-12-03 2032-01-30 -");
  CHECK(made_up_days(issued("2031-07-01"), "R-10=same-day R-11=inclusive") == "2032-02-01 2031-11-03 2032-01-02 -");
  CHECK(made_up_next(filed(issued("2031-06-30"), "2032-11-01"), "2032-12-01") ==
        "2032-12-31 certificate-ends made-up-2030/5.1");
  CHECK(made_up_next(filed(issued("2031-07-01"), "2031-12-15"), "2032-01-15") ==
        "2032-02-02 certificate-ends made-up-2030/5.1.b");
}

TEST_CASE("Another decree has its own levels with a certificate", "[certificate][made-up-2030/3.1]") {
  CHECK(made_up_state(issued("2030-02-28", 1), "2030-02-28") == "none");
  CHECK(made_up_state(issued("2030-02-28", 2), "2030-02-28") == "none");
  CHECK(made_up_state(issued("2030-02-28", 3), "2030-02-28") == "valid");
  CHECK(made_up_state(issued("2030-02-28", 4), "2030-02-28") == "valid");
  CHECK(made_up_state(issued("2030-02-28", 5), "2030-02-28") ==
        "bad-value at /stars: found 5; made-up-2030@2030-01-01 has levels 1 to 4.");
  CHECK(made_up_state(issued("2028-03-01", 1), "2028-03-01") == "valid");
  CHECK(made_up_state(issued("2028-03-01", 3), "2028-03-01") ==
        "bad-value at /stars: found 3; made-up-2028@2028-01-01 has levels 1 to 2.");
  CHECK(made_up_state(issued("2027-12-31", 1), "2028-03-01") ==
        "no-governing-rules at : no loaded rule set is in force on 2027-12-31; the first begins on 2028-01-01.");
}

TEST_CASE("Another decree has its own window, notice and extension",
          "[certificate][made-up-2030/5.2][made-up-2030/5.3][made-up-2030/5.4]") {
  auto const c = issued("2030-02-28");  // window 2031-06-01 to 2031-07-29, ends 2031-08-29
  CHECK(made_up_state(c, "2031-05-31") == "valid");
  CHECK(made_up_state(c, "2031-06-01") == "renewal-open");
  CHECK(made_up_state(c, "2031-07-29") == "renewal-open");
  CHECK(made_up_state(c, "2031-07-30") == "renewal-late");
  CHECK(made_up_state(c, "2031-08-28") == "renewal-late");
  CHECK(made_up_state(c, "2031-08-29") == "expired");
  CHECK(made_up_next(c, "2031-06-30") == "2031-06-30 notify-owner made-up-2030/5.4");
  CHECK(made_up_next(c, "2031-07-01") == "2031-07-29 file-renewal made-up-2030/5.2");
  CHECK(made_up_next(c, "2031-07-29") == "2031-07-29 file-renewal made-up-2030/5.2");
  CHECK(made_up_next(filed(c, "2031-07-10"), "2031-07-10") == "2031-08-29 certificate-ends made-up-2030/5.1");

  auto const late = filed(c, "2031-07-30");
  CHECK(made_up_state(late, "2031-08-29") == "expired");  // its window was open under the decree
  CHECK(made_up_days(late, "R-14=any-late") == "2031-08-29 2031-06-01 2031-07-29 2031-10-13");
  CHECK(made_up_state(late, "2031-08-29", "R-14=any-late") == "extended");
  CHECK(made_up_state(late, "2031-10-13", "R-14=any-late") == "extended");
  CHECK(made_up_state(late, "2031-10-14", "R-14=any-late") == "expired");
  CHECK(made_up_next(late, "2031-09-01", "R-14=any-late") == "2031-10-13 extension-ends made-up-2030/5.3");
  // By its own, in time and undecided, and filed after the end.
  CHECK(made_up_state(filed(c, "2031-07-29"), "2031-08-29", "R-14=any-late") == "extended");
  CHECK(made_up_state(filed(c, "2031-07-29"), "2031-08-29", "R-14=any-late R-28=late-only") == "expired");
  CHECK(made_up_state(filed(c, "2031-08-29"), "2031-09-01", "R-14=any-late") == "extended");
  CHECK(made_up_state(filed(c, "2031-10-13"), "2031-10-13", "R-14=any-late") == "extended");
  CHECK(made_up_state(filed(c, "2031-10-14"), "2031-10-13", "R-14=any-late") == "expired");
  CHECK(made_up_state(filed(c, "2031-08-29"), "2031-09-01", "R-14=any-late R-27=before-end") == "expired");
}

TEST_CASE("A certificate of the older decree ends under the newer one, by the window of the newer",
          "[certificate][made-up-2028/5.1][made-up-2028/5.2][made-up-2030/5.2]") {
  // 24 months on the same day; the last day decides, 2029-12-31 or 2030-01-01.
  CHECK(made_up_days(issued("2028-01-01", 2)) == "2030-01-01 - - -");
  CHECK(made_up_next(issued("2028-01-01", 2), "2028-01-01") == "2029-12-22 notify-owner made-up-2028/5.2");
  CHECK(made_up_next(issued("2028-01-01", 2), "2029-12-23") == "2030-01-01 certificate-ends made-up-2028/5.1");
  CHECK(made_up_days(issued("2028-01-02", 2)) == "2030-01-02 2029-10-05 2029-12-02 2030-02-16");
  CHECK(made_up_next(issued("2028-01-02", 2), "2028-01-02") == "2029-11-03 notify-owner made-up-2030/5.4");
  CHECK(made_up_next(issued("2028-01-02", 2), "2029-12-03") == "2030-01-02 certificate-ends made-up-2028/5.1");
  CHECK(made_up_days(issued("2028-02-29", 2)) == "2030-02-28 2029-12-01 2030-01-28 -");
  CHECK(made_up_days(issued("2028-01-31", 2)) == "2030-01-31 2029-11-03 2029-12-31 2030-03-17");  // closed in time
  CHECK(made_up_days(issued("2028-02-01", 2)) == "2030-02-01 2029-11-04 2030-01-01 -");
}

TEST_CASE("By its own R-18 a renewed certificate runs from the end of the one before",
          "[certificate][made-up-2030/5.1.b]") {
  auto const c = renews(issued("2031-08-20"), "2031-08-29");
  CHECK(made_up_days(c) == "2032-03-30 2032-01-01 2032-02-28 -");
  CHECK(made_up_days(c, "R-18=new-decision") == "2032-03-21 2031-12-23 2032-02-19 -");
  auto const made =
      succeed(test::made_up(), issued("2030-02-28"), filing_kind::renewal, stars{3}, on("2031-08-20")).value();
  CHECK(made == c);
}

TEST_CASE("An amendment does not put its decree in force again",
          "[certificate][made-up-2030/9.3][made-up-2030/5.2][made-up-2030/5.3]") {
  // Issued on 2030-01-09, it ends on 2031-07-10, under the edition of 2031-07-01. Its window was 2031-04-12 to
  // 2031-06-09, wholly under the decree, which is in force since 2030-01-01 and says the same of windows all the time.
  auto const c = issued("2030-01-09");
  CHECK(made_up_days(c, "R-14=any-late") == "2031-07-10 2031-04-12 2031-06-09 2031-08-24");
  SECTION("a window that closed before the amendment was not closed when the decree took effect") {
    CHECK(made_up_days(c) == "2031-07-10 2031-04-12 2031-06-09 -");
    CHECK(made_up_state(filed(c, "2031-07-05"), "2031-07-10") == "expired");
  }
  SECTION("a renewal filed late before the amendment was filed under the decree") {
    CHECK(made_up_state(filed(c, "2031-06-30"), "2031-07-10", "R-14=any-late") == "extended");
    CHECK(made_up_state(filed(c, "2031-07-01"), "2031-07-10", "R-14=any-late") == "extended");
    CHECK(made_up_state(filed(c, "2031-07-02"), "2031-07-10", "R-14=any-late") == "extended");
  }
  SECTION("a renewal filed too early before the amendment was filed too early") {
    CHECK(made_up_state(filed(c, "2031-04-11"), "2031-07-09") ==
          "bad-value at /filed: found 2031-04-11; a renewal can be filed from 2031-04-12 on (made-up-2030/5.2).");
    CHECK(made_up_state(filed(c, "2031-04-12"), "2031-07-09") == "renewal-open");
    CHECK(made_up_state(filed(c, "2031-04-13"), "2031-07-09") == "renewal-open");
  }
}

TEST_CASE("A renewal that a transition clause leaves to the older decree has no extension of the newer",
          "[certificate][made-up-2030/9.2.b][made-up-2030/5.3]") {
  // It ends on 2030-02-10, its window closed on 2030-01-10. Renewals filed before 2030-02-01 are the older decree's.
  auto const c = issued("2028-02-10", 2);
  CHECK(made_up_days(c, "R-14=any-late") == "2030-02-10 2029-11-13 2030-01-10 2030-03-27");
  CHECK(made_up_state(filed(c, "2030-01-31"), "2030-02-10", "R-14=any-late") == "expired");
  CHECK(made_up_state(filed(c, "2030-02-01"), "2030-02-10", "R-14=any-late") == "extended");
  CHECK(made_up_state(filed(c, "2030-02-02"), "2030-02-10", "R-14=any-late") == "extended");
}

TEST_CASE("Another decree has its own grounds, authority and days to revoke",
          "[certificate][made-up-2030/6.1][made-up-2030/6.2][made-up-2030/6.3]") {
  auto const by = [](int level, std::string_view ground, std::string_view concluded) {
    return revoked_by(level, ground, concluded, {}, nullptr, {}, test::made_up());
  };
  CHECK(by(3, "sunk", "2030-05-05") == "sea-ministry until 2030-05-10 by made-up-2030/6.1");
  CHECK(by(4, "sunk", "2031-07-01") == "sea-ministry until 2031-07-06 by made-up-2030/6.1");
  CHECK(by(2, "sunk", "2030-05-05") == "bad-value at /stars: nobody revokes 2 stars; they have no certificate.");
  CHECK(by(3, "other", "2030-05-05") == "bad-value at /ground: there is no ground \"other\"; grounds are sunk.");
  CHECK(by(3, "sunk", "2029-12-31") ==
        "no-governing-rules at : made-up-2028@2028-01-01: our sources say nothing of revocation.");
}

TEST_CASE("An extension ends with the decision that refuses the renewal", "[certificate][qd-26-2026/12.3]") {
  certificate c;
  c.issued = parse_day("2024-02-29").value();
  c.renewal_filed = parse_day("2026-12-01").value();
  c.refused = parse_day("2027-04-01").value();
  auto const state = [&](std::string_view day_asked) {
    return status_on(test::builtin(), c, parse_day(day_asked).value()).value().state;
  };
  CHECK(state("2027-02-27") == certificate_state::renewal_late);
  CHECK(state("2027-02-28") == certificate_state::extended);
  CHECK(state("2027-03-31") == certificate_state::extended);
  CHECK(state("2027-04-01") == certificate_state::expired);
  CHECK(state("2027-04-02") == certificate_state::expired);
  // Refused while it still has effect: it ends on its day.
  c.refused = parse_day("2027-01-15").value();
  CHECK(state("2027-02-27") == certificate_state::renewal_late);
  CHECK(state("2027-02-28") == certificate_state::expired);
  c.renewal_filed.reset();
  auto const wrong = status_on(test::builtin(), c, parse_day("2027-02-28").value());
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().code == errc::bad_value);
  CHECK(wrong.error().where == "/refused");
  CHECK(wrong.error().message == "found 2027-01-15; no renewal was filed before that day. Give the day of the filing.");
}

TEST_CASE("A renewal refused while the window is open counts no more: another may be filed until it closes",
          "[certificate][qd-26-2026/7.6.a]") {
  auto c = filed(issued("2024-02-29"), "2026-09-10");
  c.refused = parse_day("2026-10-01").value();
  CHECK(next_of(c, "2026-09-30") == "2027-02-28 certificate-ends qd-148-2023/annex-2");
  CHECK(next_of(c, "2026-10-01") == "2026-10-31 file-renewal qd-26-2026/7.6.a");
  CHECK(state_of(c, "2026-10-31") == "renewal-open");
  CHECK(state_of(c, "2026-11-01") == "renewal-late");
  CHECK(state_of(filed(issued("2024-02-29"), "2026-09-10"), "2026-11-01") == "renewal-open");
}

TEST_CASE("Until a decree begins, R-30 says whether its window already counts",
          "[certificate][qd-26-2026/7.6.a][qd-148-2023/annex-2]") {
  auto const c = issued("2023-09-18");  // ends on 2026-09-18, under 26/2026
  CHECK(state_of(c, "2026-05-21") == "renewal-open");
  CHECK(lists(look(c, "2026-05-21").value(), "R-30"));
  CHECK_FALSE(lists(look(c, "2026-05-22").value(), "R-30"));
  CHECK(state_of(c, "2026-05-21", "R-30=day-asked") == "valid");
  CHECK(days_of(look(c, "2026-05-21", "R-30=day-asked").value()) == "2026-09-18 - - -");
  CHECK(next_of(c, "2026-05-21", "R-30=day-asked") == "2026-08-19 notify-owner qd-148-2023/annex-2");
  CHECK(state_of(c, "2026-05-22", "R-30=day-asked") == "renewal-late");
}

TEST_CASE("A renewal filed under 148 is not one that the window of 26/2026 kept out",
          "[certificate][qd-26-2026/12.3]") {
  auto const c = issued("2023-07-01");  // its window closed on 2026-03-03
  CHECK(days_of(look(c, "2026-06-01").value()) == "2026-07-01 2026-01-02 2026-03-03 2026-12-28");
  CHECK(days_of(look(filed(c, "2026-05-21"), "2026-06-01").value()) == "2026-07-01 2026-01-02 2026-03-03 -");
  CHECK(days_of(look(filed(c, "2026-05-22"), "2026-06-01").value()) == "2026-07-01 2026-01-02 2026-03-03 2026-12-28");
}

TEST_CASE("A level without certificate asks no reading", "[certificate][qd-26-2026/4.1.a]") {
  CHECK(state_of(issued("2026-08-05", 2), "2026-09-01") == "none");
  CHECK(look(issued("2026-08-05", 2), "2026-09-01").value().readings.empty());
}

TEST_CASE("A revocation after the end, or after a refusal, is not the end", "[certificate][qd-26-2026/12.3]") {
  auto const first_day = [](certificate const& c, std::string_view day) {
    return shown(look(c, day).value().first_day_without_effect);
  };
  auto extended = filed(issued("2023-09-18"), "2026-08-01");  // extended to 2027-03-17
  CHECK(first_day(revoked(extended, "2027-03-17"), "2027-07-01") == "2027-03-17");
  CHECK(first_day(revoked(extended, "2027-03-18"), "2027-07-01") == "2026-09-18");
  extended.refused = parse_day("2026-12-01").value();
  CHECK(first_day(revoked(extended, "2027-01-05"), "2027-07-01") == "2026-09-18");
}

TEST_CASE("A refused filing leaves the extension to another one", "[certificate][qd-26-2026/12.3]") {
  auto c = filed(issued("2023-11-18"), "2026-07-01");  // in its window
  c.refused = parse_day("2026-07-30").value();
  CHECK(days_of(look(c, "2026-07-29").value()) == "2026-11-18 2026-05-22 2026-07-21 -");
  CHECK(days_of(look(c, "2026-08-01").value()) == "2026-11-18 2026-05-22 2026-07-21 2027-05-17");
  CHECK(next_of(c, "2026-08-01") == "2026-11-17 file-late-renewal qd-26-2026/12.3");
}

}  // namespace certificate_test
