// What is no character is refused before all else, by every reader; what is written is UTF-8.
#include "ocop/base/text.hpp"
#include "ocop/exchange/certificate_document.hpp"
#include "ocop/exchange/dossier_document.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/exchange/programme_document.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission_scorer.hpp"
#include "ocop/explain/explanation.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/record_seal.hpp"
#include "ocop/record/replay.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"
#include "support/submissions.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace characters_test {
namespace {

using namespace ocop;

char const* const no_characters[] = {"\xFF",    "\xC3",    "\xC0\xAF", "\xED\xB0\x80",
                                     "\\udc00", "\\ud800", "\\ud83dx", "\\udfff\\ud800"};

std::string whole() {
  return test::submission_of(
      test::product_set(1), {test::best_sheet(test::product_set(1))},
      R"("filing":{"kind":"first","filed_on":"2026-06-15","decided_on":"2026-08-20"},"facts":{"material":{"all_imported":false}},)"
      R"("council":{"regulation":"default","level":"province","members":1},"readings":{"R-07":"mean"})");
}

/// The text with something put in behind the first place of a word.
std::string with(std::string text, std::string_view behind, std::string_view what) {
  auto const at = text.find(behind);
  REQUIRE(at != std::string::npos);
  return text.insert(at + behind.size(), what);
}

/// A reader of documents, as what is wrong.
using reader = std::function<std::optional<issue>(std::string_view)>;

template <class T>
std::optional<issue> wrong(result<T> const& read) {
  return read ? std::nullopt : std::optional(read.error());
}

std::vector<std::pair<char const*, reader>> readers() {
  return {{"submission", [](auto text) { return wrong(read_submission(text).content); }},
          {"JSON", [](auto text) { return wrong(parse_json(text)); }},
          {"dossier", [](auto text) { return wrong(read_dossier_document(text)); }},
          {"certificate", [](auto text) { return wrong(read_certificate(text)); }},
          {"result of a plan", [](auto text) { return wrong(read_programme_entry(text, *test::edition())); }},
          {"record", [](auto text) { return wrong(read_decision_record(text)); }},
          {"seal", [](auto text) { return wrong(read_seal(text)); }},
          {"submission to record", [](auto text) { return wrong(make_record(test::builtin(), text)); }}};
}

}  // namespace

TEST_CASE("what is no character is told before all else, in every kind of document", "[exchange]") {
  for (auto const& [name, read] : readers())
    for (char const* const bad : no_characters)
      for (std::string const& text :
           {std::string("{\"format\":\"") + bad + "\"}", std::string("{\"") + bad + "\":1}",
            std::string("{\"unknown\":1,\"x\":\"") + bad + "\"}",
            std::string("{\"format\":\"other/1\",\"") + bad + "\":1}",
            std::string("{\"a\":1,\"a\":2,\"b\":\"") + bad + "\"}", std::string("{\"x\":[[[[") + "\"" + bad + "\"]]]]}",
            std::string("[{},{},") + '"' + bad + "\"]", std::string("{\"x\":\"") + bad + "\",,}"}) {
        CAPTURE(name, bad, text);
        auto const found = read(text);
        REQUIRE(found);
        CHECK(found->code == errc::invalid_json);
        CHECK(found->where.empty());
        CHECK(is_utf8(found->message));
      }
}

TEST_CASE("what is no character is told before an unknown key, a wrong date, role or format stops the reading",
          "[exchange]") {
  submission_scorer scorer(test::builtin());
  for (char const* const bad : no_characters)
    for (char const* const behind :
         {"\"ocop-submission/", "\"S-", "\"submi", "\"fir", "\"2026-06-", "\"2026-08-", "\"defau", "\"provi", "\"R-0",
          "\"mea", "\"M", "\"membe", "\"choi", "\"1.", "\"mater", "\"all_imp", "\"qd-26-2026", "\"rol"}) {
      std::string text = whole();
      if (text.find(behind) == std::string::npos) text = with(text, "{", R"("rules":"qd-26-2026",)");
      CAPTURE(bad, behind);
      for (std::string const& broken : {with(text, behind, bad), with(with(text, behind, bad), "{", "\"z\":1,")}) {
        auto const read = read_submission(broken);
        REQUIRE(read.content.has_error());
        CHECK(read.id.empty());
        CHECK(read.content.error().code == errc::invalid_json);
        auto const answer = scorer.answer(broken, 7);
        CHECK(answer.text == write_error(read.content.error(), "", 7));
        CHECK(is_utf8(answer.text));
      }
    }
}

TEST_CASE("a submission made in the program that holds no UTF-8 is refused where it does", "[exchange]") {
  auto const place = [](auto change) {
    submission made = read_submission(whole()).content.value();
    change(made);
    auto const scored = score(test::builtin(), made);
    auto const under = score_under(test::builtin(), governing_edition{test::edition(), "x", {}}, made);
    REQUIRE(scored.has_error());
    CHECK(is_utf8(scored.error().message));
    CHECK(is_utf8(scored.error().where));
    CHECK(is_utf8(write_error(scored.error(), made.id, 1)));
    REQUIRE(under.has_error());
    return scored.error().where;
  };
  CHECK(place([](submission& s) { s.id = "S\xFF"; }) == "/submission");
  CHECK(place([](submission& s) { s.id = ""; }) == "/submission");
  CHECK(place([](submission& s) { s.id = "\u3000"; }) == "/submission");
  CHECK(place([](submission& s) { s.product.name = "\xED\xB0\x80"; }) == "/product/name");
  CHECK(place([](submission& s) { s.product.code = "\xC3"; }) == "/product/code");
  CHECK(place([](submission& s) { s.sheets[0].member = "\x80"; }) == "/sheets/0/member");
  CHECK(place([](submission& s) { s.sheets[0].choices[0].criterion = "\x80"; }) == "/sheets/0/choices/\uFFFD");
  CHECK(place([](submission& s) { s.sheets[0].choices[0].option = "\x80"; }) == "/sheets/0/choices/1.1");
  CHECK(place([](submission& s) { s.facts = value::object{{"a\xFF", true}}; }) == "/facts/a\uFFFD");
  CHECK(place([](submission& s) { s.facts = value::object{{"a", value::array{1, "\xFF"}}}; }) == "/facts/a/1");
  CHECK(place([](submission& s) { s.readings = {{reading_id("R-\xFF"), "x"}}; }) == "/readings/R-\uFFFD");
  CHECK(place([](submission& s) { s.council->level = "\xFF"; }) == "/council/level");
}

TEST_CASE("what is written is UTF-8 whatever it is about", "[exchange]") {
  value const odd = value::object{{"k\xFF", "v\xC3"}, {"a", value::array{"\xED\xA0\x80"}}};
  CHECK(to_json(odd) == "{\"k\uFFFD\":\"v\uFFFD\",\"a\":[\"\uFFFD\uFFFD\uFFFD\"]}");
  CHECK(is_utf8(write_error({errc::bad_value, "/\xFF", "found \xFF"}, "id\xFF", 1, layout::indented)));
  scored_submission scored = score(test::builtin(), read_submission(whole()).content.value()).value();
  scored.from.id = "\xFF";
  scored.assessed.sheets[0].member = "\xFE";
  CHECK(is_utf8(write_result(scored)));
  explanation_heading heading;
  heading.product = heading.submission = heading.because = "\xFF";
  CHECK(is_utf8(explain(scored.assessed, heading, language::vi)));
}

TEST_CASE("an id that is blank is none", "[exchange]") {
  submission_scorer scorer(test::builtin());
  REQUIRE_FALSE(scorer.answer(whole()).is_error);
  for (char const* const id : {"", " ", "\t", "\u00A0", "\u3000", "\u200B", "\uFEFF ", "\\u0020", "\\u00a0\\u2003"}) {
    CAPTURE(id);
    std::string text = whole();
    text.replace(text.find("S-1"), 3, std::string(id) == "\t" ? "\\t" : id);
    auto const read = read_submission(text);
    REQUIRE(read.content.has_error());
    CHECK(read.content.error().code == errc::bad_value);
    CHECK(read.content.error().where == "/submission");
    CHECK(scorer.answer(text).text == write_error(read.content.error(), "", 1));
  }
  for (char const* const document :
       {R"({"format":"ocop-issued-certificate/1","certificate":"X","stars":3,"issued":"2026-01-01"})"}) {
    CHECK(read_certificate(document).has_value());
    std::string blank = document;
    blank.replace(blank.find('X'), 1, "\u00A0");
    CHECK(read_certificate(blank).error().where == "/certificate");
  }
}

TEST_CASE("one person is one member, however the name is written, by every way of scoring", "[exchange]") {
  auto const& set = test::product_set(1);
  submission_scorer scorer(test::builtin());
  std::string const more = R"("rules":"qd-26-2026","council":{"regulation":"default","level":"province","members":2})";
  auto const of = [&](std::string const& a, std::string const& b) {
    return test::submission_of(set, {test::best_sheet(set, a), test::best_sheet(set, b)}, more);
  };
  for (int n = 0; n < 2; ++n) REQUIRE_FALSE(scorer.answer(of("An", "Bình")).is_error);
  struct pair {
    char const *a, *b, *says;
  };
  for (auto const& [a, b, says] : std::vector<pair>{
           {"Ủy viên", "U\u0309y viên",
            "member \"U\u0309y viên\" already has sheet 0, where the same name is written otherwise: "
            "U+1EE6 against U+0055 U+0309 here. One member gives one sheet."},
           {"An", "An ", "already has sheet 0, where the same name is written otherwise: nothing against U+0020 here"},
           {"An", "\u00A0An", "nothing against U+00A0"},
           {"An", "An\u200B", "nothing against U+200B"},
           {"Bi\u0300nh", "Bình", "U+0069 U+0300 against U+00EC"},
           {"Bi\\u0300nh", "Bình", "U+0069 U+0300 against U+00EC"},
           {"An", "An", "member \"An\" already has sheet 0. One member gives one sheet."},
           {"An", "", "found \"\"; expected a member's name that is not blank."},
           {"An", "\u3000", "U+3000"}}) {
    CAPTURE(a, b);
    std::string const text = of(a, b);
    auto const scored = score(test::builtin(), read_submission(text).content.value());
    REQUIRE(scored.has_error());
    CHECK(scored.error().where == "/sheets/1/member");
    CHECK(scored.error().message.find(says) != std::string::npos);
    CHECK(scorer.answer(text).text == write_error(scored.error(), "S-1", 1));
    CHECK((make_record(test::builtin(), text).error() == scored.error()));
  }
  // Names that differ, and those that are odd but alone, are scored as they are written.
  for (auto const& [a, b] : std::vector<std::pair<char const*, char const*>>{
           {"Bi\u0300nh", "An"}, {" An", "Bình "}, {"an", "An"}, {"Nguyễn  An", "Nguyễn An"}, {"M 1", "M\u00A01"}}) {
    std::string const text = of(a, b);
    auto const answer = scorer.answer(text);
    CHECK_FALSE(answer.is_error);
    CHECK(answer.text == write_result(score(test::builtin(), read_submission(text).content.value()).value()));
    CHECK(answer.text.find("\"member\":\"" + std::string(a) + '"') != std::string::npos);
  }
}

}  // namespace characters_test
