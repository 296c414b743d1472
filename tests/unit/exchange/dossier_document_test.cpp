// Dossiers as documents: strict reading, which edition governs, and the answer to the letter.
#include "ocop/exchange/dossier_document.hpp"
#include "ocop/exchange/json.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace dossier_document_test {
namespace {

using namespace ocop;
using choices = std::vector<reading_choice>;

/// A dossier that has every key.
std::string const whole =
    R"({"format":"ocop-dossier/1","dossier":"DN-1","product":{"set":1,"name":"Bưởi","code":"75-26332-1-2026"},)"
    R"("filing":{"kind":"first","filed_on":"2026-06-15","decided_on":"2026-08-20"},"rules":"qd-26-2026",)"
    R"("stage":"commune","applicant":{"kind":"household","business_registration":true},"papers":["form-01","form-02"],)"
    R"("samples":5,"copies":{"paper":1,"electronic":2},"facts":{"material":{"all_imported":false}},)"
    R"("received_on":"2026-06-16","proposed_on":"2026-07-01","level":"province","readings":{"R-13":"stays"}})";

/// A dossier that has the required keys alone.
std::string const least = R"({"format":"ocop-dossier/1","dossier":"DN-2","product":{"set":26},)"
                          R"("filing":{"kind":"renewal","filed_on":"2026-06-15"},"papers":[]})";

/// A document with one text in place of another.
std::string edited(std::string text, std::string_view from, std::string_view to) {
  auto const at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("not in the document: " + std::string(from));
  return text.replace(at, from.size(), to);
}

std::string text_of(issue const& i) { return std::string(to_string(i.code)) + " at " + i.where + ": " + i.message; }

/// What is wrong with a document.
std::string error_in(std::string_view json) {
  auto const read = read_dossier_document(json);
  return read ? "nothing" : text_of(read.error());
}
std::string error_in(std::string_view from, std::string_view to) { return error_in(edited(whole, from, to)); }

std::string const bad_day = "; a day is written YYYY-MM-DD and must exist in the calendar, e.g. 2026-06-15.";
std::string const whole_number = "; expected a whole number from 0 to 2147483647.";

std::string not_known(std::string const& key, std::string const& allowed) {
  return "key \"" + key + "\" is not known here; allowed are " + allowed + ". Remove it or mend its spelling.";
}
std::string const keys_of_dossier =
    "format, dossier, product, filing, rules, stage, applicant, papers, samples, copies, facts, received_on, "
    "proposed_on, level, readings";

/// The answer to a document, or what is wrong.
std::string answered(std::string_view json, rule_catalog const& catalog = test::builtin(), choices const& wanted = {},
                     working_calendar const* calendar = nullptr) {
  auto const checked = check(catalog, read_dossier_document(json).value(), wanted, calendar);
  return checked ? write_dossier_check(*checked) : text_of(checked.error());
}

/// Edition, clause and day of a dossier filed and decided on some days.
std::string governed(std::string_view kind, std::string_view filed, std::string_view decided,
                     choices const& wanted = {}, working_calendar const* calendar = nullptr) {
  std::string json = R"({"format":"ocop-dossier/1","dossier":"D","product":{"set":1},"papers":[],"filing":{"kind":")" +
                     std::string(kind) + R"(","filed_on":")" + std::string(filed) + '"';
  if (!decided.empty()) json += R"(,"decided_on":")" + std::string(decided) + '"';
  auto const checked = check(test::builtin(), read_dossier_document(json + "}}").value(), wanted, calendar);
  if (!checked) return text_of(checked.error());
  return checked->rules->edition.str() + " by " + checked->because +
         (checked->finish_by ? " until " + to_string(*checked->finish_by) : "");
}

}  // namespace

// --- Reading
// ----------------------------------------------------------------------------------------------------------

TEST_CASE("A dossier says what it is for and what is in it", "[exchange][qd-26-2026/6.1.a]") {
  auto const d = read_dossier_document(whole).value();
  CHECK(d.id == "DN-1");
  CHECK(d.product == "Bưởi");
  REQUIRE(d.filing);
  CHECK(*d.filing == filing{filing_kind::first, parse_day("2026-06-15").value(), parse_day("2026-08-20").value()});
  CHECK(d.rules == "qd-26-2026");
  CHECK(d.readings == choices{{reading_id("R-13"), "stays"}});
  CHECK(d.content.kind == filing_kind::first);
  CHECK(d.content.set == 1);
  CHECK(d.content.code == "75-26332-1-2026");
  CHECK(d.content.stage == "commune");
  CHECK(d.content.applicant == "household");
  CHECK(d.content.is_registered);
  CHECK(d.content.papers == std::vector<std::string>{"form-01", "form-02"});
  CHECK(d.content.samples == 5);
  REQUIRE(d.content.copies);
  CHECK(d.content.copies->paper == 1);
  CHECK(d.content.copies->electronic == 2);
  CHECK(to_json(d.content.facts) == R"({"material":{"all_imported":false}})");
  CHECK(d.content.received_on == parse_day("2026-06-16").value());
  CHECK(d.content.proposed_on == parse_day("2026-07-01").value());
  CHECK(d.content.level == "province");
}

TEST_CASE("What a dossier does not say is absent; it is the owner's, on its way to the province",
          "[exchange][qd-26-2026/6.1.c]") {
  for (std::string const& json :
       {least,
        edited(least, R"("papers":[])",
               R"("papers":[],"rules":null,"stage":null,"applicant":null,"samples":null,"copies":null,"facts":null,)"
               R"("received_on":null,"proposed_on":null,"level":null,"readings":null)"),
        edited(edited(least, R"("set":26)", R"("set":26,"name":null,"code":null)"), R"(-15")",
               R"(-15","decided_on":null)")}) {
    CAPTURE(json);
    auto const d = read_dossier_document(json).value();
    CHECK(d.id == "DN-2");
    CHECK(d.product.empty());
    CHECK_FALSE(d.rules);
    CHECK(d.readings.empty());
    CHECK_FALSE(d.filing->decided_on);
    CHECK(d.content.kind == filing_kind::renewal);
    CHECK(d.content.code.empty());
    CHECK(d.content.stage.empty());
    CHECK(d.content.applicant.empty());
    CHECK_FALSE(d.content.is_registered);
    CHECK(d.content.samples == 0);
    CHECK_FALSE(d.content.copies);
    CHECK(d.content.facts.is_null());
    CHECK_FALSE(d.content.received_on);
    CHECK_FALSE(d.content.proposed_on);
    CHECK(d.content.level.empty());
  }
}

TEST_CASE("A document that is no dossier says so", "[exchange][qd-26-2026/7.1]") {
  std::string const nothing = "empty-input at : there is nothing here. Give one document per line, or one JSON object.";
  CHECK(error_in("") == nothing);
  CHECK(error_in(" \t\r\n") == nothing);
  auto const invalid = [](char const* place, char const* why) {
    return std::string("invalid-json at : not valid JSON at line 1, column ") + place + ": " + why +
           ". Send one complete JSON object in UTF-8.";
  };
  CHECK(error_in("hồ sơ") == invalid("1", "Invalid value"));
  CHECK(error_in("{") == invalid("2", "Missing a name for object member"));
  CHECK(error_in(R"({"format":})") == invalid("11", "Invalid value"));
  CHECK(error_in(least + "x") ==
        invalid(std::to_string(least.size() + 1).c_str(), "The document root must not be followed by other values"));
  CHECK(error_in("[]") == "wrong-type at : found an array; expected an object.");
  CHECK(error_in("7") == "wrong-type at : found 7; expected an object.");
  CHECK(error_in("null") == "wrong-type at : found null; expected an object.");
  CHECK(error_in("{}") == "missing-key at : key \"format\" is missing. Add it.");
  CHECK(error_in("ocop-dossier/1", "ocop-dossier/2") ==
        "unknown-format at /format: found \"ocop-dossier/2\"; expected \"ocop-dossier/1\".");
  CHECK(error_in("ocop-dossier/1", "ocop-submission/1") ==
        "unknown-format at /format: found \"ocop-submission/1\"; expected \"ocop-dossier/1\".");
  CHECK(error_in(R"("ocop-dossier/1")", "1") == "wrong-type at /format: found 1; expected a text that is not blank.");
  CHECK(error_in('{' + std::string(std::size_t{8} << 20U, ' ')) == "too-large at : the document is larger than 8 MiB.");
}

TEST_CASE("A dossier that nests too deep is refused", "[exchange][qd-26-2026/7.1]") {
  // The dossier and its facts are two levels.
  auto const nested = [](std::size_t levels) {
    std::string open, close;
    for (std::size_t i = 0; i < levels; ++i) open += R"({"a":)", close += '}';
    return edited(whole, R"({"material":{"all_imported":false}})", open + "1" + close);
  };
  CHECK(error_in(nested(31)) == "nothing");
  std::string pointer = "/facts";
  for (int i = 0; i < 31; ++i) pointer += "/a";
  CHECK(error_in(nested(32)) == "too-deep at " + pointer +
                                    ": arrays and objects stand inside each other more than 32 deep. Flatten the "
                                    "document.");
}

TEST_CASE("A key that no dossier has is an error wherever it stands", "[exchange][qd-26-2026/6.1.a]") {
  CHECK(error_in(R"("stage")", R"("step")") == "unknown-key at /step: " + not_known("step", keys_of_dossier));
  CHECK(error_in(R"("papers")", R"("Papers")") == "unknown-key at /Papers: " + not_known("Papers", keys_of_dossier));
  CHECK(error_in(R"("code")", R"("barcode")") ==
        "unknown-key at /product/barcode: " + not_known("barcode", "set, name, code"));
  CHECK(error_in(R"("decided_on")", R"("decided")") ==
        "unknown-key at /filing/decided: " + not_known("decided", "kind, filed_on, decided_on"));
  CHECK(error_in(R"("business_registration")", R"("registered")") ==
        "unknown-key at /applicant/registered: " + not_known("registered", "kind, business_registration"));
  CHECK(error_in(R"("electronic")", R"("scan")") ==
        "unknown-key at /copies/scan: " + not_known("scan", "paper, electronic"));
  CHECK(error_in(R"("code")", R"("a/b~c")") ==
        "unknown-key at /product/a~1b~0c: " + not_known("a/b~c", "set, name, code"));
}

TEST_CASE("A message shows the beginning of a long key, on one line", "[exchange][qd-26-2026/6.1.a]") {
  CHECK(error_in(R"("code")", '"' + std::string(200, 'k') + '"') ==
        "unknown-key at /product/" + std::string(60, 'k') + ": " +
            not_known(std::string(60, 'k') + "…", "set, name, code"));
  auto const read = read_dossier_document(edited(whole, R"("code")", R"("co\n\u001b[2Jde")"));
  REQUIRE(read.has_error());
  CHECK(read.error().message == not_known("co  [2Jde", "set, name, code"));
}

TEST_CASE("A key that stands twice is an error wherever it stands", "[exchange][qd-26-2026/6.1.a]") {
  auto const twice = [](char const* where, char const* key) {
    return std::string("duplicate-key at ") + where + ": key \"" + key +
           "\" stands twice in one object. Keep one of them.";
  };
  CHECK(error_in(R"("samples":5)", R"("samples":5,"samples":5)") == twice("/samples", "samples"));
  CHECK(error_in(R"("set":1)", R"("set":1,"set":2)") == twice("/product/set", "set"));
  CHECK(error_in(R"("kind":"first")", R"("kind":"first","kind":"first")") == twice("/filing/kind", "kind"));
  CHECK(error_in(R"("all_imported":false)", R"("all_imported":false,"all_imported":true)") ==
        twice("/facts/material/all_imported", "all_imported"));
  CHECK(error_in(R"("R-13":"stays")", R"("R-13":"stays","R-20":"error","R-13":"stays")") ==
        twice("/readings/R-13", "R-13"));
}

TEST_CASE("A key that every dossier needs is missed where it belongs", "[exchange][qd-26-2026/6.1.a]") {
  struct row {
    char const *taken, *where, *key;
  };
  for (auto const& r :
       {row{R"("format":"ocop-dossier/1",)", "", "format"}, row{R"("dossier":"DN-1",)", "", "dossier"},
        row{R"("set":1,)", "/product", "set"}, row{R"("kind":"first",)", "/filing", "kind"},
        row{R"("filed_on":"2026-06-15",)", "/filing", "filed_on"}, row{R"("kind":"household",)", "/applicant", "kind"},
        row{R"("papers":["form-01","form-02"],)", "", "papers"}, row{R"("paper":1,)", "/copies", "paper"},
        row{R"(,"electronic":2)", "/copies", "electronic"}})
    CHECK(error_in(r.taken, "") ==
          std::string("missing-key at ") + r.where + ": key \"" + r.key + "\" is missing. Add it.");
  CHECK(error_in(R"("product":{"set":1,"name":"Bưởi","code":"75-26332-1-2026"},)", "") ==
        "missing-key at : key \"product\" is missing. Add it.");
  CHECK(error_in(R"("filing":{"kind":"first","filed_on":"2026-06-15","decided_on":"2026-08-20"},)", "") ==
        "missing-key at : key \"filing\" is missing. Add it.");
}

TEST_CASE("A value of another type than its key wants is an error", "[exchange][qd-26-2026/6.1.a]") {
  struct row {
    char const *from, *to;
    std::string wrong;
  };
  std::string const text = "; expected a text that is not blank.";
  for (auto const& r : {
           row{R"("DN-1")", "17", "/dossier: found 17" + text},
           row{R"("DN-1")", R"("")", "/dossier: found \"\"" + text},
           row{R"("DN-1")", R"(" \t")", "/dossier: found \"  \"" + text},
           row{R"("DN-1")", "null", "/dossier: found null" + text},
           row{R"({"set":1,"name":"Bưởi","code":"75-26332-1-2026"})", "1", "/product: found 1; expected an object."},
           row{R"("set":1)", R"("set":"1")", "/product/set: found \"1\"" + whole_number},
           row{R"("set":1)", R"("set":1.5)", "/product/set: found 1.5" + whole_number},
           row{R"("set":1)", R"("set":true)", "/product/set: found a boolean" + whole_number},
           row{R"("set":1)", R"("set":null)", "/product/set: found null" + whole_number},
           row{R"("Bưởi")", "[]", "/product/name: found an array" + text},
           row{R"("75-26332-1-2026")", "75", "/product/code: found 75" + text},
           row{R"("kind":"first")", R"("kind":1)", "/filing/kind: found 1" + text},
           row{R"("2026-06-15")", "20260615", "/filing/filed_on: found 20260615" + text},
           row{R"("2026-06-15")", R"("")", "/filing/filed_on: found \"\"" + text},
           row{R"("2026-06-15")", "null", "/filing/filed_on: found null" + text},
           row{R"("qd-26-2026")", "26", "/rules: found 26" + text},
           row{R"("commune")", "{}", "/stage: found an object" + text},
           row{R"({"kind":"household","business_registration":true})", R"("household")",
               "/applicant: found \"household\"; expected an object."},
           row{R"("household")", "false", "/applicant/kind: found a boolean" + text},
           row{R"("business_registration":true)", R"("business_registration":"yes")",
               "/applicant/business_registration: found \"yes\"; expected true or false."},
           row{R"(["form-01","form-02"])", R"("form-01")", "/papers: found \"form-01\"; expected an array."},
           row{R"(["form-01","form-02"])", R"({"form-01":true})", "/papers: found an object; expected an array."},
           row{R"("form-02")", "2", "/papers/1: found 2" + text},
           row{R"("form-02")", "null", "/papers/1: found null" + text},
           row{R"("samples":5)", R"("samples":"5")", "/samples: found \"5\"" + whole_number},
           row{R"("samples":5)", R"("samples":4.5)", "/samples: found 4.5" + whole_number},
           row{R"({"paper":1,"electronic":2})", "1", "/copies: found 1; expected an object."},
           row{R"("paper":1)", R"("paper":true)", "/copies/paper: found a boolean" + whole_number},
           row{R"({"material":{"all_imported":false}})", "[]", "/facts: found an array; expected an object of facts."},
           row{R"({"material":{"all_imported":false}})", R"("none")",
               "/facts: found \"none\"; expected an object of facts."},
           row{R"("province")", "1", "/level: found 1" + text},
           row{R"({"R-13":"stays"})", "[]", "/readings: found an array; expected an object."},
           row{R"("stays")", "0", "/readings/R-13: found 0" + text},
       })
    CHECK(error_in(r.from, r.to) == "wrong-type at " + r.wrong);
}

TEST_CASE("A day that does not exist, or is written otherwise, is an error", "[exchange][qd-26-2026/7.2]") {
  for (std::string const wrong : {"2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-6-15", "15/06/2026",
                                  "2026-06-15T00:00:00", "20260615", "today", "2026-06-31"}) {
    CHECK(error_in("2026-06-15", wrong) == "bad-date at /filing/filed_on: found \"" + wrong + "\"" + bad_day);
    CHECK(error_in("2026-08-20", wrong) == "bad-date at /filing/decided_on: found \"" + wrong + "\"" + bad_day);
    CHECK(error_in("2026-06-16", wrong) == "bad-date at /received_on: found \"" + wrong + "\"" + bad_day);
    CHECK(error_in("2026-07-01", wrong) == "bad-date at /proposed_on: found \"" + wrong + "\"" + bad_day);
  }
  CHECK(error_in("2026-06-16", "2028-02-29") == "nothing");
}

TEST_CASE("A value of the right type that is none of those allowed is a bad value, as in a submission",
          "[exchange][qd-26-2026/6.1.a]") {
  auto const code = [](std::string_view from, std::string_view to) {
    auto const read = read_dossier_document(edited(whole, from, to));
    return read ? "nothing" : std::string(to_string(read.error().code)) + " at " + read.error().where;
  };
  CHECK(code(R"("kind":"first")", R"("kind":"second")") == "bad-value at /filing/kind");
  CHECK(code(R"("kind":"first")", R"("kind":"First")") == "bad-value at /filing/kind");
  CHECK(code(R"("samples":5)", R"("samples":-1)") == "bad-value at /samples");
  CHECK(code(R"("paper":1)", R"("paper":-1)") == "bad-value at /copies/paper");
  CHECK(code(R"("electronic":2)", R"("electronic":2147483648)") == "bad-value at /copies/electronic");
}

TEST_CASE("A kind of filing or a number that is not allowed is shown with what is", "[exchange][qd-26-2026/6.1.a]") {
  auto const message = [](std::string_view from, std::string_view to) {
    auto const read = read_dossier_document(edited(whole, from, to));
    return read ? "nothing" : read.error().message;
  };
  CHECK(message(R"("kind":"first")", R"("kind":"second")") ==
        "found \"second\"; expected \"first\", \"upgrade\" or \"renewal\".");
  CHECK(message(R"("samples":5)", R"("samples":-1)") == "found -1" + whole_number);
  CHECK(message(R"("samples":5)", R"("samples":4294967301)") == "found 4294967301" + whole_number);
}

// --- Which edition governs
// --------------------------------------------------------------------------------------------

TEST_CASE("A dossier of before 22 May 2026 is finished under Decision 148 within 60 days, a renewal within 30",
          "[exchange][qd-26-2026/12.2.a][qd-26-2026/12.2.b]") {
  std::string const older = "qd-148-2023@2025-07-06 by qd-1489-2025/";
  for (auto const* const kind : {"first", "upgrade"}) {
    CHECK(governed(kind, "2026-05-20", "2026-05-21").starts_with(older));
    CHECK(governed(kind, "2026-05-20", "2026-05-21").find("until") == std::string::npos);
    for (auto const* const decided : {"2026-05-22", "2026-05-23", "2026-07-20", "2026-07-21"})
      CHECK(governed(kind, "2026-05-21", decided) == "qd-148-2023@2025-07-06 by qd-26-2026/12.2.a until 2026-07-21");
    CHECK(governed(kind, "2026-05-21", "2026-07-22") ==
          std::string("no-governing-rules at /filing: qd-26-2026/12.2.a leaves a ") + kind +
              " filing of 2026-05-21 to qd-148-2023, which has no effect from 2026-07-22; nothing says what governs a "
              "decision of 2026-07-22.");
  }
  CHECK(governed("renewal", "2026-05-21", "2026-06-20") ==
        "qd-148-2023@2025-07-06 by qd-26-2026/12.2.b until 2026-06-21");
  CHECK(governed("renewal", "2026-05-21", "2026-06-22") ==
        "qd-148-2023@2025-07-06 by qd-26-2026/12.2.b until 2026-06-21");
  for (auto const* const kind : {"first", "upgrade", "renewal"}) {
    CHECK(governed(kind, "2026-05-22", "2026-08-20") == "qd-26-2026@2026-05-22 by qd-26-2026/11.1");
    CHECK(governed(kind, "2026-05-23", "") == "qd-26-2026@2026-05-22 by qd-26-2026/11.1");
  }
}

TEST_CASE("The day to finish by is a Sunday: it stays, or moves to Monday where reading R-13 says so",
          "[exchange][qd-26-2026/12.2.b]") {
  working_calendar const weekends;
  auto const until = [&](char const* reading) {
    return governed("renewal", "2026-05-20", "2026-06-20", {{reading_id("R-13"), reading}}, &weekends);
  };
  CHECK(until("stays") == "qd-148-2023@2025-07-06 by qd-26-2026/12.2.b until 2026-06-21");
  CHECK(until("next-working-day") == "qd-148-2023@2025-07-06 by qd-26-2026/12.2.b until 2026-06-22");
  // Without a calendar nobody knows to which day it moves: an error, or no day.
  CHECK(
      governed("renewal", "2026-05-20", "2026-06-20", {{reading_id("R-13"), "next-working-day"}}).find("2026-06-21") ==
      std::string::npos);
  // 21 July 2026 is a Tuesday.
  CHECK(governed("first", "2026-05-20", "2026-06-20", {{reading_id("R-13"), "next-working-day"}}, &weekends) ==
        "qd-148-2023@2025-07-06 by qd-26-2026/12.2.a until 2026-07-21");
}

TEST_CASE("The edition in force on the day of filing governs",
          "[exchange][qd-148-2023/annex-2][qd-1048-2019/annex-2.1]") {
  auto const edition = [](char const* filed) {
    std::string const found = governed("first", filed, "");
    return found.substr(0, found.find(" by "));
  };
  CHECK(
      governed("first", "2019-08-20", "") ==
      "no-governing-rules at /filing: no loaded rule set governs a first filing of 2019-08-20; the first is "
      "qd-1048-2019, in force from 2019-08-21. Name the rules by \"rules\" if you want to see how they would rank it.");
  CHECK(edition("2019-08-21") == "qd-1048-2019@2019-08-21");
  CHECK(edition("2020-06-07") == "qd-1048-2019@2019-08-21");
  CHECK(edition("2020-06-08") == "qd-1048-2019@2020-06-08");
  CHECK(edition("2023-02-23") == "qd-1048-2019@2020-06-08");
  CHECK(edition("2023-02-24") == "qd-148-2023@2023-02-24");
  CHECK(edition("2025-07-05") == "qd-148-2023@2023-02-24");
  CHECK(edition("2025-07-06") == "qd-148-2023@2025-07-06");
  CHECK(edition("2026-05-21") == "qd-148-2023@2025-07-06");
  CHECK(edition("2026-05-22") == "qd-26-2026@2026-05-22");
}

TEST_CASE("Rules named in the dossier win over its days, and the answer says so", "[exchange][qd-26-2026/6.1.a]") {
  auto const named = [](char const* rules) {
    auto const checked =
        check(test::builtin(),
              read_dossier_document(edited(least, R"("papers")", R"("rules":")" + std::string(rules) + R"(","papers")"))
                  .value());
    if (!checked) return text_of(checked.error());
    return checked->rules->edition.str() + " by " + checked->because + (checked->finish_by ? " with a day" : "");
  };
  CHECK(named("qd-26-2026") == "qd-26-2026@2026-05-22 by dossier#/rules");
  CHECK(named("qd-148-2023") == "qd-148-2023@2025-07-06 by dossier#/rules");
  CHECK(named("qd-148-2023@2023-02-24") == "qd-148-2023@2023-02-24 by dossier#/rules");
  CHECK(named("qd-27-2027") ==
        "unknown-rule-set at /rules: no rule set or edition \"qd-27-2027\" is loaded; loaded are "
        "qd-1048-2019@2019-08-21, qd-1048-2019@2020-06-08, qd-148-2023@2023-02-24, qd-148-2023@2025-07-06, "
        "qd-26-2026@2026-05-22.");
}

TEST_CASE("A dossier that the rules do not know is wrong where it says so", "[exchange][qd-26-2026/6.1.a]") {
  CHECK(answered(edited(whole, R"("set":1)", R"("set":27)")) ==
        "unknown-product-set at /product/set: qd-26-2026@2026-05-22 has no product set 27; it has sets 1 to 26.");
  CHECK(answered(edited(whole, R"("commune")", R"("village")")) ==
        "bad-value at /stage: found \"village\"; under qd-26-2026@2026-05-22 a dossier is handed over by owner, "
        "commune, province.");
  CHECK(answered(edited(whole, R"("household")", R"("bank")")) ==
        "bad-value at /applicant/kind: found \"bank\"; for set 1 qd-26-2026@2026-05-22 allows cooperative, "
        "cooperative-group, small-or-medium-enterprise, farm, household.");
  CHECK(answered(edited(whole, R"("form-02")", R"("form-2")"))
            .starts_with("bad-value at /papers/1: found \"form-2\"; papers of qd-26-2026@2026-05-22 are form-01, "));
  CHECK(answered(edited(whole, R"("all_imported":false)", R"("all_imported":"no")")) ==
        "wrong-type at /facts/material/all_imported: fact material.all_imported is a string; it must be a boolean.");
  CHECK(answered(edited(whole, R"("R-13":"stays")", R"("R-99":"stays")")) ==
        "unknown-reading at /readings/R-99: there is no reading \"R-99\"; readings run from R-01 to R-30.");
  CHECK(answered(edited(whole, R"("stays")", R"("moves")")) ==
        "unknown-alternative at /readings/R-13: reading R-13 has no alternative \"moves\"; allowed are stays, "
        "next-working-day.");
}

TEST_CASE("A reading of the dossier wins over one that is wished for, that one over the decree's own",
          "[exchange][made-up-2030/4.3]") {
  std::string const asks = R"({"format":"ocop-dossier/1","dossier":"M-1","product":{"set":1},"rules":"made-up-2030",)"
                           R"("filing":{"kind":"first","filed_on":"2031-07-05"},"applicant":{"kind":"guild"},)"
                           R"("papers":["scroll","new-seal"]})";
  auto const own = [&](char const* alternative) {
    return edited(asks, R"("papers")", R"("readings":{"R-20":")" + std::string(alternative) + R"("},"papers")");
  };
  choices const error{{reading_id("R-20"), "error"}}, assume{{reading_id("R-20"), "assume-not"}};
  std::string const refused =
      "missing-fact at /facts: reading R-20 asks for every fact, and these are not given: test.lead.ppm. Give them, or "
      "choose R-20=assume-not.";
  CHECK(answered(asks, test::made_up()) != refused);
  CHECK(answered(asks, test::made_up(), error) == refused);
  CHECK(answered(own("assume-not"), test::made_up(), error) != refused);
  CHECK(answered(own("error"), test::made_up(), assume) == refused);
}

// --- The answer, to the letter
// ----------------------------------------------------------------------------------------

TEST_CASE("The answer to a dossier of the commune lists what is missing, in the order of the law",
          "[exchange][qd-26-2026/2.3][qd-26-2026/5.1][qd-26-2026/6.1.a][qd-26-2026/6.2][qd-26-2026/7.1][qd-26-2026/7.2]"
          "[qd-26-2026/7.3.d][qd-26-2026/annex-2]") {
  working_calendar const weekends;
  CHECK(answered(
            R"({"format":"ocop-dossier/1","dossier":"DN-1",)"
            R"("product":{"set":1,"name":"Bưởi","code":"75-739-26332-1-2021"},)"
            R"("filing":{"kind":"first","filed_on":"2026-06-15"},"stage":"commune","applicant":{"kind":"household"},)"
            R"("papers":["form-03","form-01"],"samples":3,"copies":{"paper":1,"electronic":0},)"
            R"("received_on":"2026-06-15","proposed_on":"2026-07-07"})",
            test::builtin(), {}, &weekends) ==
        R"({"format":"ocop-dossier-check/1","dossier":"DN-1","edition":"qd-26-2026@2026-05-22",)"
        R"("edition_because":"qd-26-2026/11.1","finish_by":null,"complete":false,"missing":[)"
        R"({"what":"registration","id":"household","vi":"Cơ sở, hộ sản xuất có đăng ký kinh doanh",)"
        R"("en":"Production household with business registration","cite":"qd-26-2026/2.3"},)"
        R"({"what":"code",)"
        R"j("vi":"Mã sản phẩm phải theo mẫu tỉnh-xã-số thứ tự-năm (4 chữ số)",)j"
        R"j("en":"The product code must be province-commune-sequence-year (4 digits)",)j"
        R"("cite":"qd-26-2026/annex-2"},)"
        R"j({"what":"paper","id":"form-02","vi":"Báo cáo tự đánh giá (Biểu 02)",)j"
        R"j("en":"Self-assessment report (Form 02)",)j"
        R"("cite":"qd-26-2026/6.1.a"},)"
        R"({"what":"paper","id":"commune-proposal","vi":"Văn bản đề nghị của Ủy ban nhân dân cấp xã",)"
        R"("en":"Letter of proposal of the commune","cite":"qd-26-2026/6.2"},)"
        R"({"what":"samples","vi":"Mẫu sản phẩm","en":"Product samples","needs":5,"found":3,"cite":"qd-26-2026/6.2"},)"
        R"({"what":"copies","id":"electronic","vi":"Bộ hồ sơ điện tử","en":"Electronic sets","needs":1,"found":0,)"
        R"("cite":"qd-26-2026/7.1"}],)"
        R"("if_any":[],"session":"meeting",)"
        R"("round":{"round":2,"proposed_before":"2026-10-30","held_before":"2026-12-30","cite":"qd-26-2026/5.1"},)"
        R"("limits":[{"limit":"commune-review","vi":"Ủy ban nhân dân cấp xã xem xét hồ sơ",)"
        R"("en":"The commune reviews the file","until":"2026-07-06","days_off":"weekends","cite":"qd-26-2026/7.2"}],)"
        R"("assumed":[],"missing_law":[]})");
}

TEST_CASE("The answer to a renewal under the transition clause has a day to finish by, and what our sources lack",
          "[exchange][qd-26-2026/12.2.b][qd-148-2023/annex-2]") {
  CHECK(answered(
            R"({"format":"ocop-dossier/1","dossier":"GL/7 \"x\"","product":{"set":26},"papers":["registration-slip"],)"
            R"("filing":{"kind":"renewal","filed_on":"2026-05-21","decided_on":"2026-06-19"}})") ==
        R"({"format":"ocop-dossier-check/1","dossier":"GL/7 \"x\"","edition":"qd-148-2023@2025-07-06",)"
        R"("edition_because":"qd-26-2026/12.2.b","finish_by":"2026-06-21","complete":false,"missing":[)"
        R"({"what":"paper","id":"owner-report","vi":"Báo cáo của chủ thể, cập nhật và kết quả sau 3 năm",)"
        R"("en":"Owner's report with updates and results after 3 years","cite":"qd-148-2023/annex-2"}],)"
        R"("if_any":[],"session":null,"round":null,"limits":[],"assumed":[],"missing_law":["applicants","samples"]})");
}

TEST_CASE("The answer to a complete renewal of the province names what belongs to it where it exists",
          "[exchange][qd-26-2026/5.2][qd-26-2026/6.1.c][qd-26-2026/6.3.b][qd-26-2026/7.6.d][qd-26-2026/7.6.g]") {
  CHECK(answered(R"({"format":"ocop-dossier/1","dossier":"DN-9","product":{"set":26,"code":"75-26332-1-2026"},)"
                 R"("filing":{"kind":"renewal","filed_on":"2027-12-01"},"stage":"province","level":"centre",)"
                 R"("applicant":{"kind":"federation"},"papers":["form-01","form-02","updates-since-recognition",)"
                 R"("commune-proposal","form-03","province-letter","agency-evaluation-report"],)"
                 R"("received_on":"2027-12-01","proposed_on":"2028-01-30"})") ==
        R"({"format":"ocop-dossier-check/1","dossier":"DN-9","edition":"qd-26-2026@2026-05-22",)"
        R"("edition_because":"qd-26-2026/11.1","finish_by":null,"complete":true,"missing":[],"if_any":[)"
        R"({"what":"paper","id":"renewed-legal-papers","vi":"Giấy tờ pháp lý thay cho giấy đã hết hạn",)"
        R"("en":"Renewed evidence for legal papers that expire","cite":"qd-26-2026/6.1.c"},)"
        R"({"what":"paper","id":"extra-confirmations","vi":"Xác nhận kiểm tra, kiểm nghiệm bổ sung của tỉnh",)"
        R"("en":"Extra provincial inspection or test confirmations","cite":"qd-26-2026/6.3.b"}],"session":"written",)"
        R"("round":{"round":1,"proposed_before":"2028-07-30","held_before":"2028-09-30","cite":"qd-26-2026/5.2"},)"
        R"("limits":[{"limit":"commune-review","vi":"Ủy ban nhân dân cấp xã xem xét hồ sơ",)"
        R"("en":"The commune reviews the file","until":null,"cite":"qd-26-2026/7.2"},)"
        R"({"limit":"renewal-evaluation","vi":"Đánh giá lại kể từ khi nhận đủ hồ sơ đề nghị",)"
        R"("en":"Re-evaluation from receipt of the full proposal","until":"2028-03-15","cite":"qd-26-2026/7.6.g"}],)"
        R"("assumed":[],"missing_law":[]})");
}

TEST_CASE("The answer lists the facts that were assumed", "[exchange][made-up-2030/4.1][made-up-2030/4.3]") {
  CHECK(answered(R"({"format":"ocop-dossier/1","dossier":"M-1","product":{"set":1},"rules":"made-up-2030@2030-01-01",)"
                 R"("filing":{"kind":"first","filed_on":"2030-05-05"},"papers":["scroll"],"level":"village",)"
                 R"("proposed_on":"2030-09-15"})",
                 test::made_up()) ==
        R"({"format":"ocop-dossier-check/1","dossier":"M-1","edition":"made-up-2030@2030-01-01",)"
        R"("edition_because":"dossier#/rules","finish_by":null,"complete":false,"missing":[)"
        R"({"what":"applicant","vi":"Loại chủ thể: guild","en":"Kind of owner: guild","cite":"made-up-2030/4.1"}],)"
        R"("if_any":[],"session":"written",)"
        R"("round":{"round":1,"proposed_before":"2031-03-01","held_before":"2032-02-10","cite":"made-up-2030/2.1"},)"
        R"("limits":[],"assumed":["test.lead.ppm"],"missing_law":[]})");
}

TEST_CASE("Laid out on several lines an answer says the same", "[exchange][qd-26-2026/6.1.a]") {
  auto const checked = check(test::builtin(), read_dossier_document(least).value()).value();
  std::string const line = write_dossier_check(checked), indented = write_dossier_check(checked, layout::indented);
  CHECK(line.find('\n') == std::string::npos);
  CHECK(indented.starts_with("{\n  \"format\": \"ocop-dossier-check/1\",\n  \"dossier\": \"DN-2\",\n"));
  CHECK(to_json(parse_json(indented).value()) == line);
}

}  // namespace dossier_document_test
