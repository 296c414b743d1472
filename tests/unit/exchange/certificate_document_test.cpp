#include "ocop/exchange/certificate_document.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace certificate_document_test {
namespace {

using namespace ocop;
using state = certificate_state;

day on(std::string_view text) { return parse_day(text).value(); }

std::string const full = R"({"format":"ocop-issued-certificate/1","certificate":"Bưởi da xanh","stars":4,)"
                         R"("issued":"2024-11-18","previous_end":"2024-07-01","filed":"2027-05-01",)"
                         R"("revoked":"2027-06-01","replaced":"2027-07-01"})";

/// The full document with one text in place of another.
std::string with(std::string_view from, std::string_view to) {
  std::string text = full;
  auto const at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("the certificate has no " + std::string(from));
  return text.replace(at, from.size(), to);
}

std::string error_of(std::string_view text) {
  auto const read = read_certificate(text);
  if (read) return "it is " + read->id;
  return std::string(to_string(read.error().code)) + " at " + read.error().where + ": " + read.error().message;
}

}  // namespace

TEST_CASE("A certificate is read with every day that is known of it", "[exchange][certificate]") {
  auto const read = read_certificate(full).value();
  CHECK(read.id == "Bưởi da xanh");
  CHECK(read.content.level == stars{4});
  CHECK(read.content.issued == on("2024-11-18"));
  CHECK(read.content.previous_end == on("2024-07-01"));
  CHECK(read.content.renewal_filed == on("2027-05-01"));
  CHECK(read.content.revoked == on("2027-06-01"));
  CHECK(read.content.replaced == on("2027-07-01"));
}

TEST_CASE("What is not known of a certificate is left out or null", "[exchange][certificate]") {
  std::string const start =
      R"({"format":"ocop-issued-certificate/1","certificate":"C-1","stars":3,"issued":"2024-02-29")";
  certificate expected;
  expected.issued = on("2024-02-29");
  auto const least = read_certificate(start + "}").value();
  CHECK(least.id == "C-1");
  CHECK(least.content == expected);
  auto const nulls =
      read_certificate(start + R"(,"previous_end":null,"filed":null,"revoked":null,"replaced":null})").value();
  CHECK(nulls.content == expected);
  // In another order, laid out.
  auto const other = read_certificate(
                         "\r\n { \"issued\" : \"2024-02-29\",\n\t\"stars\" : 3, \"certificate\" : \"C-1\", "
                         "\"format\" : \"ocop-issued-certificate/1\" } \n")
                         .value();
  CHECK(other.content == expected);
}

TEST_CASE("A certificate in another form is an error that says where and what", "[exchange][certificate]") {
  SECTION("no document") {
    std::string const nothing =
        "empty-input at : there is nothing here. Give one document per line, or one JSON object.";
    CHECK(error_of("") == nothing);
    CHECK(error_of(" \t\r\n") == nothing);
    CHECK(error_of("null") == "wrong-type at : found null; expected an object.");
    CHECK(error_of("[]") == "wrong-type at : found an array; expected an object.");
    CHECK(error_of("\"C-1\"") == "wrong-type at : found \"C-1\"; expected an object.");
    CHECK(error_of("{}") == "missing-key at : key \"format\" is missing. Add it.");
    CHECK(error_of("{") ==
          "invalid-json at : not valid JSON at line 1, column 2: Missing a name for object member. "
          "Send one complete JSON object in UTF-8.");
    CHECK(error_of(full + "\n" + full) ==
          "invalid-json at : not valid JSON at line 2, column 1: The document root must not be followed by other "
          "values. Send one complete JSON object in UTF-8.");
    CHECK(
        error_of(with("Bưởi da xanh", "\xFF")) ==
        "invalid-json at : not valid JSON at line 1, column 54: the byte FF is no UTF-8 there. Send one complete JSON "
        "object in UTF-8.");
    CHECK(error_of(std::string((std::size_t{1} << 20U) + 1 - full.size(), ' ') + full) ==
          "too-large at : the document is larger than 1 MiB.");
    CHECK(error_of(std::string((std::size_t{1} << 20U) - full.size(), ' ') + full) == "it is Bưởi da xanh");
    CHECK(error_of(std::string(33, '[')).substr(0, 8) == "too-deep");
  }
  SECTION("format") {
    CHECK(error_of(with("ocop-issued-certificate/1", "ocop-submission/1")) ==
          "unknown-format at /format: found \"ocop-submission/1\"; expected \"ocop-issued-certificate/1\".");
    CHECK(error_of(with("ocop-issued-certificate/1", "ocop-issued-certificate/2")) ==
          "unknown-format at /format: found \"ocop-issued-certificate/2\"; expected \"ocop-issued-certificate/1\".");
    CHECK(error_of(with("\"ocop-issued-certificate/1\"", "1")) ==
          "wrong-type at /format: found 1; expected a text that is not blank.");
  }
  SECTION("keys") {
    std::string const allowed =
        "is not known here; allowed are format, certificate, stars, issued, previous_end, filed, refused, revoked, "
        "replaced. "
        "Remove it or mend its spelling.";
    CHECK(error_of(with("\"filed\"", "\"Filed\"")) == "unknown-key at /Filed: key \"Filed\" " + allowed);
    CHECK(error_of(with("\"filed\"", "\"renewal_filed\"")) ==
          "unknown-key at /renewal_filed: key \"renewal_filed\" " + allowed);
    CHECK(error_of(with("\"filed\"", "\"\"")) == "unknown-key at /: key \"\" " + allowed);
    CHECK(error_of(with("\"filed\"", "\"stars\"")) ==
          "duplicate-key at /stars: key \"stars\" stands twice in one object. Keep one of them.");
    CHECK(error_of(with("\"certificate\":\"Bưởi da xanh\",", "")) ==
          "missing-key at : key \"certificate\" is missing. Add it.");
    CHECK(error_of(with("\"stars\":4,", "")) == "missing-key at : key \"stars\" is missing. Add it.");
    CHECK(error_of(with("\"issued\":\"2024-11-18\",", "")) == "missing-key at : key \"issued\" is missing. Add it.");
  }
  SECTION("name") {
    CHECK(error_of(with("Bưởi da xanh", "")) ==
          "wrong-type at /certificate: found \"\"; expected a text that is not blank.");
    CHECK(error_of(with("Bưởi da xanh", "  ")) ==
          "wrong-type at /certificate: found \"  \"; expected a text that is not blank.");
    CHECK(error_of(with("\"Bưởi da xanh\"", "17")) ==
          "wrong-type at /certificate: found 17; expected a text that is not blank.");
    CHECK(error_of(with("\"Bưởi da xanh\"", "null")) ==
          "wrong-type at /certificate: found null; expected a text that is not blank.");
  }
  SECTION("stars") {
    auto const found = [](std::string_view shown) {
      return "wrong-type at /stars: found " + std::string(shown) + "; expected a whole number from 1 to 99.";
    };
    CHECK(error_of(with("\"stars\":4", "\"stars\":\"4\"")) == found("\"4\""));
    CHECK(error_of(with("\"stars\":4", "\"stars\":4.5")) == found("4.5"));
    CHECK(error_of(with("\"stars\":4", "\"stars\":true")) == found("a boolean"));
    CHECK(error_of(with("\"stars\":4", "\"stars\":null")) == found("null"));
    CHECK(error_of(with("\"stars\":4", "\"stars\":[4]")) == found("an array"));
    CHECK(error_of(with("\"stars\":4", "\"stars\":1")) == "it is Bưởi da xanh");
    // How many levels there are is a matter of the decree.
    CHECK(error_of(with("\"stars\":4", "\"stars\":6")) == "it is Bưởi da xanh");
    CHECK(error_of(with("\"stars\":4", "\"stars\":99")) == "it is Bưởi da xanh");
  }
  SECTION("a number of stars outside what is allowed is a bad value, as in a submission") {
    CHECK(error_of(with("\"stars\":4", "\"stars\":0")) ==
          "bad-value at /stars: found 0; expected a whole number from 1 to 99.");
    CHECK(error_of(with("\"stars\":4", "\"stars\":-1")) ==
          "bad-value at /stars: found -1; expected a whole number from 1 to 99.");
    CHECK(error_of(with("\"stars\":4", "\"stars\":100")) ==
          "bad-value at /stars: found 100; expected a whole number from 1 to 99.");
  }
  SECTION("days") {
    std::string const form = "; a day is written YYYY-MM-DD and must exist in the calendar, e.g. 2026-06-15.";
    CHECK(error_of(with("2024-11-18", "18/11/2024")) == "bad-date at /issued: found \"18/11/2024\"" + form);
    CHECK(error_of(with("2024-11-18", "2023-02-29")) == "bad-date at /issued: found \"2023-02-29\"" + form);
    CHECK(error_of(with("2024-11-18", "2024-02-29")) == "it is Bưởi da xanh");
    CHECK(error_of(with("2024-11-18", "2024-11")) == "bad-date at /issued: found \"2024-11\"" + form);
    CHECK(error_of(with("2024-11-18", "2024-11-18T00:00")) == "bad-date at /issued: found \"2024-11-18T00:00\"" + form);
    CHECK(error_of(with("2024-11-18", "")) == "wrong-type at /issued: found \"\"; expected a text that is not blank.");
    CHECK(error_of(with("\"2024-11-18\"", "20241118")) ==
          "wrong-type at /issued: found 20241118; expected a text that is not blank.");
    CHECK(error_of(with("\"2024-11-18\"", "null")) ==
          "wrong-type at /issued: found null; expected a text that is not blank.");
    CHECK(error_of(with("2024-07-01", "2024-06-31")) == "bad-date at /previous_end: found \"2024-06-31\"" + form);
    CHECK(error_of(with("2027-05-01", "2027-5-1")) == "bad-date at /filed: found \"2027-5-1\"" + form);
    CHECK(error_of(with("2027-06-01", "2027-06-00")) == "bad-date at /revoked: found \"2027-06-00\"" + form);
    CHECK(error_of(with("2027-07-01", "today")) == "bad-date at /replaced: found \"today\"" + form);
    CHECK(error_of(with("\"2027-07-01\"", "{}")) ==
          "wrong-type at /replaced: found an object; expected a text that is not blank.");
    CHECK(error_of(with("\"2027-07-01\"", "false")) ==
          "wrong-type at /replaced: found a boolean; expected a text that is not blank.");
  }
  SECTION("the first of several errors is told") {
    CHECK(error_of(with("\"stars\":4,\"issued\":\"2024-11-18\"", "\"stars\":\"4\",\"issued\":\"x\"")) ==
          "wrong-type at /stars: found \"4\"; expected a whole number from 1 to 99.");
  }
}

TEST_CASE("A status is written with all its days, one that is absent as null", "[exchange][qd-26-2026/7.6.a]") {
  certificate_status status;
  CHECK(write_status(status) == R"({"status":"none","first_day_without_effect":null,"renewal_opens":null,)"
                                R"("renewal_closes":null,"extension_until":null,"next_deadline":null,"readings":[]})");

  status = {state::renewal_open,       on("2027-02-28"), on("2026-09-01"),
            on("2026-10-31"),          on("2027-08-27"), deadline{on("2026-10-31"), "file-renewal", "qd-26-2026/7.6.a"},
            {"R-10", "R-11=exclusive"}};
  CHECK(write_status(status) ==
        R"({"status":"renewal-open","first_day_without_effect":"2027-02-28","renewal_opens":"2026-09-01",)"
        R"("renewal_closes":"2026-10-31","extension_until":"2027-08-27",)"
        R"("next_deadline":{"on":"2026-10-31","what":"file-renewal","cite":"qd-26-2026/7.6.a"},)"
        R"("readings":["R-10","R-11=exclusive"]})");
  CHECK(write_status(status, layout::line, "Bưởi \"da xanh\"\n") ==
        R"({"certificate":"Bưởi \"da xanh\"\n","status":"renewal-open","first_day_without_effect":"2027-02-28",)"
        R"("renewal_opens":"2026-09-01","renewal_closes":"2026-10-31","extension_until":"2027-08-27",)"
        R"("next_deadline":{"on":"2026-10-31","what":"file-renewal","cite":"qd-26-2026/7.6.a"},)"
        R"("readings":["R-10","R-11=exclusive"]})");
  CHECK(write_status(status, layout::indented) == R"({
  "status": "renewal-open",
  "first_day_without_effect": "2027-02-28",
  "renewal_opens": "2026-09-01",
  "renewal_closes": "2026-10-31",
  "extension_until": "2027-08-27",
  "next_deadline": {
    "on": "2026-10-31",
    "what": "file-renewal",
    "cite": "qd-26-2026/7.6.a"
  },
  "readings": [
    "R-10",
    "R-11=exclusive"
  ]
})");
}

TEST_CASE("Every state is written by its own word", "[exchange][certificate]") {
  auto const word = [](state s) {
    certificate_status status;
    status.state = s;
    std::string const text = write_status(status);
    return text.substr(0, text.find(','));
  };
  CHECK(word(state::none) == R"({"status":"none")");
  CHECK(word(state::valid) == R"({"status":"valid")");
  CHECK(word(state::renewal_open) == R"({"status":"renewal-open")");
  CHECK(word(state::renewal_late) == R"({"status":"renewal-late")");
  CHECK(word(state::extended) == R"({"status":"extended")");
  CHECK(word(state::expired) == R"({"status":"expired")");
  CHECK(word(state::revoked) == R"({"status":"revoked")");
}

TEST_CASE("A certificate that is read gives its status as a document",
          "[exchange][qd-148-2023/annex-2][qd-1048-2019/annex-2.1][qd-26-2026/12.3]") {
  auto const status = [](std::string_view content, std::string_view day) {
    auto const read =
        read_certificate(R"({"format":"ocop-issued-certificate/1","certificate":"C-1",)" + std::string(content) + "}");
    return write_status(status_on(test::builtin(), read.value().content, on(day)).value(), layout::line, read->id);
  };
  CHECK(status(R"("stars":3,"issued":"2020-02-04")", "2023-02-03") ==
        R"({"certificate":"C-1","status":"valid","first_day_without_effect":"2023-02-04","renewal_opens":null,)"
        R"("renewal_closes":null,"extension_until":null,"next_deadline":{"on":"2023-02-04",)"
        R"("what":"certificate-ends","cite":"qd-1048-2019/annex-2.1"},"readings":["R-10"]})");
  CHECK(status(R"("stars":4,"issued":"2020-02-04")", "2023-02-04") ==
        R"({"certificate":"C-1","status":"expired","first_day_without_effect":"2023-02-04","renewal_opens":null,)"
        R"("renewal_closes":null,"extension_until":null,"next_deadline":null,"readings":["R-10"]})");
  CHECK(status(R"("stars":4,"issued":"2023-01-27")", "2025-12-28") ==
        R"({"certificate":"C-1","status":"valid","first_day_without_effect":"2026-01-27","renewal_opens":null,)"
        R"("renewal_closes":null,"extension_until":null,"next_deadline":{"on":"2025-12-28",)"
        R"("what":"notify-owner","cite":"qd-148-2023/annex-2"},"readings":["R-10"]})");
  CHECK(status(R"("stars":4,"issued":"2023-01-27","revoked":"2023-09-15")", "2023-09-15") ==
        R"({"certificate":"C-1","status":"revoked","first_day_without_effect":"2023-09-15","renewal_opens":null,)"
        R"("renewal_closes":null,"extension_until":null,"next_deadline":null,"readings":["R-10"]})");
  CHECK(status(R"("stars":5,"issued":"2024-02-29","filed":"2026-12-01")", "2027-03-01") ==
        R"({"certificate":"C-1","status":"extended","first_day_without_effect":"2027-02-28",)"
        R"("renewal_opens":"2026-09-01","renewal_closes":"2026-10-31","extension_until":"2027-08-27",)"
        R"("next_deadline":{"on":"2027-08-27","what":"extension-ends","cite":"qd-26-2026/12.3"},)"
        R"("readings":["R-10","R-11","R-12","R-14"]})");
  CHECK(status(R"("stars":5,"issued":"2024-02-29","filed":"2026-10-31")", "2026-11-01") ==
        R"({"certificate":"C-1","status":"renewal-open","first_day_without_effect":"2027-02-28",)"
        R"("renewal_opens":"2026-09-01","renewal_closes":"2026-10-31","extension_until":null,)"
        R"("next_deadline":{"on":"2027-02-28","what":"certificate-ends","cite":"qd-148-2023/annex-2"},)"
        R"("readings":["R-10","R-11","R-28"]})");
}

TEST_CASE("The governing edition is written with its clause and the day to finish by",
          "[exchange][qd-26-2026/12.2.a][qd-26-2026/12.2.b][qd-26-2026/11.1]") {
  auto const governed = [](filing_kind kind, std::string_view filed, std::optional<std::string_view> decided,
                           layout how = layout::line) {
    filing f{kind, on(filed), std::nullopt};
    if (decided) f.decided_on = on(*decided);
    return write_governing(test::builtin().governing(f).value(), how);
  };
  CHECK(governed(filing_kind::renewal, "2026-05-21", "2026-06-20") ==
        R"({"edition":"qd-148-2023@2025-07-06","because":"qd-26-2026/12.2.b","finish_by":"2026-06-21"})");
  CHECK(governed(filing_kind::upgrade, "2026-05-21", "2026-06-20") ==
        R"({"edition":"qd-148-2023@2025-07-06","because":"qd-26-2026/12.2.a","finish_by":"2026-07-21"})");
  CHECK(governed(filing_kind::first, "2026-05-22", "2026-06-20") ==
        R"({"edition":"qd-26-2026@2026-05-22","because":"qd-26-2026/11.1","finish_by":null})");
  CHECK(governed(filing_kind::first, "2020-06-08", std::nullopt, layout::indented) == R"({
  "edition": "qd-1048-2019@2020-06-08",
  "because": "qd-781-2020/in-force",
  "finish_by": null
})");
}

TEST_CASE("A revocation is written with its ground, authority and last day", "[exchange][qd-26-2026/8.4]") {
  certificate c;
  c.level = stars{4};
  c.issued = on("2026-08-05");
  auto const found = revocation_of(test::builtin(), c, "no-longer-made", on("2026-09-01")).value();
  CHECK(write_revocation(found) ==
        R"({"ground":"no-longer-made","vi":"Chủ thể không còn sản xuất sản phẩm",)"
        R"("en":"The owner no longer makes the product","by":"provincial-chair","decide_by":"2026-09-16",)"
        R"("cite":"qd-26-2026/8.1.đ"})");
}

TEST_CASE("An edition that is named and empty is not one that is absent", "[exchange][certificate]") {
  certificate c;
  c.level = stars{4};
  c.issued = on("2026-08-05");
  CHECK(status_on(test::builtin(), c, on("2026-09-01"), {{}, std::nullopt, nullptr}).has_value());
  for (std::string const name : {"", " ", "qd-26"}) {
    certificate_options const options{{}, name, nullptr};
    CHECK(status_on(test::builtin(), c, on("2026-09-01"), options).error().code == errc::unknown_rule_set);
    CHECK(revocation_of(test::builtin(), c, "no-longer-made", on("2026-09-01"), options).error().code ==
          errc::unknown_rule_set);
    CHECK(succeed(test::builtin(), c, filing_kind::renewal, stars{4}, on("2029-08-01"), options).error().code ==
          errc::unknown_rule_set);
  }
}

}  // namespace certificate_document_test
