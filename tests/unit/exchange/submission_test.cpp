// Every way in which a submission can be malformed, with its code, its place and its message pinned as text: they are
// what people and programs on the other side see.
//
// After a change of words, run the tests with the environment variable OCOP_UPDATE_EXPECTED=1: it writes
// tests/cases/malformed_submissions.json anew. Read the difference before you keep it.
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace submission_test {
namespace {

using namespace ocop;

rule_catalog const& decree() { return test::made_up(); }

/// tests/cases/malformed_submissions.json: a submission of two sheets under the made-up decree, as good as one can be,
/// and what becomes of it when it is edited.
value const& malformed() {
  static value const document = test::read_json(test::cases() / "malformed_submissions.json");
  return document;
}

std::string const& base() { return malformed().find("base")->as_string(); }

/// Replaces the first place of a text by another; the whole for an empty text. `^` and `$` add at the beginning and at
/// the end, and a quotation mark stands for all of its kind.
struct edit {
  std::string from;
  std::string to;
};

std::string edited(std::string text, std::vector<edit> const& edits) {
  for (auto const& [from, to] : edits) {
    if (from.empty()) text = to;
    else if (from == "^") text.insert(0, to);
    else if (from == "$") text += to;
    else if (from == "\"") std::replace(text.begin(), text.end(), '"', to.front());
    else if (auto const at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
    else throw std::runtime_error("the submission has no " + from);
  }
  return text;
}
std::string with(std::string const& from, std::string const& to) { return edited(base(), {{from, to}}); }

/// The issue of a submission, or one that says how it ended.
issue issue_of(std::string_view text, rule_catalog const& catalog = decree()) {
  auto read = read_submission(text);
  if (!read.content) return read.content.error();
  auto const scored = score(catalog, std::move(*read.content));
  return scored ? issue{{}, {}, "it is " + std::string(to_string(scored->assessed.ranking.how))} : scored.error();
}

std::string text_of(issue const& i) { return std::string(to_string(i.code)) + " at " + i.where + ": " + i.message; }

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// A case as it stands in the file.
std::string line_of(value const& c, issue const& found) {
  std::string edits;
  for (auto const& e : c.find("edits")->as_array())
    edits += (edits.empty() ? "[" : ", [") + to_json(e.as_array()[0]) + ", " + to_json(e.as_array()[1]) + "]";
  return "    {\"name\": " + to_json(*c.find("name")) + ", \"edits\": [" + edits +
         "], \"code\": " + to_json(to_string(found.code)) + ", \"where\": " + to_json(found.where) +
         ", \"message\": " + to_json(found.message) + "}";
}

}  // namespace

TEST_CASE("The submission that the others are made from is in order", "[exchange][submission]") {
  auto const read = read_submission(base());
  REQUIRE(read.content.has_value());
  CHECK(read.id == "L-1");
  auto const scored = score(decree(), *read.content);
  REQUIRE(scored.has_value());
  CHECK(scored->assessed.council.total.exact() == "100");
  CHECK(scored->assessed.ranking.final_stars == stars{4});
}

TEST_CASE("Every malformed submission has its code, its place and its message", "[exchange][submission]") {
  std::string lines;
  for (auto const& c : malformed().find("cases")->as_array()) {
    CAPTURE(c.find("name")->as_string());
    std::vector<edit> edits;
    for (auto const& e : c.find("edits")->as_array())
      edits.push_back({e.as_array()[0].as_string(), e.as_array()[1].as_string()});
    std::string const text = edited(base(), edits);
    auto const found = issue_of(text);
    CHECK(to_string(found.code) == c.find("code")->as_string());
    CHECK(found.where == c.find("where")->as_string());
    CHECK(found.message == c.find("message")->as_string());
    CHECK(issue_of(" \t\r\n" + text + "\r\n \t").code == found.code);
    lines += (lines.empty() ? "" : ",\n") + line_of(c, found);
  }
  if (std::getenv("OCOP_UPDATE_EXPECTED"))
    std::ofstream(test::cases() / "malformed_submissions.json", std::ios::binary)
        << "{\n  \"about\": " << to_json(*malformed().find("about")) << ",\n  \"base\": " << to_json(base())
        << ",\n  \"cases\": [\n"
        << lines << "\n  ]\n}\n";
}

TEST_CASE("A value of another type is refused wherever it stands", "[exchange][submission]") {
  struct place {
    char const* where;
    char const* now;  ///< key and value as they stand in the submission
    char const* key;  ///< what comes before the value
    char const* expected;
    char const* allowed;  ///< kinds that are well-formed there: n number, s string, o object, a array
  };
  std::vector<place> const places{
      {"/format", R"("format":"ocop-submission/1")", R"("format":)", R"(the string "ocop-submission/1")", "s"},
      {"/submission", R"("submission":"L-1")", R"("submission":)", "a string", "s"},
      {"/product", R"("product":{"set":1,"name":"Đèn","code":"1-2030"})", R"("product":)", "an object", "o"},
      {"/product/set", R"("set":1)", R"("set":)", "a whole number, the product set", "n"},
      {"/product/name", R"("name":"Đèn")", R"("name":)", "a string", "s"},
      {"/product/code", R"("code":"1-2030")", R"("code":)", "a string", "s"},
      {"/filing", R"("filing":{"kind":"first","filed_on":"2030-05-05","decided_on":"2030-06-01"})", R"("filing":)",
       "an object", "o"},
      {"/filing/kind", R"("kind":"first")", R"("kind":)", "a string", "s"},
      {"/filing/filed_on", R"("filed_on":"2030-05-05")", R"("filed_on":)", "a string", "s"},
      {"/filing/decided_on", R"("decided_on":"2030-06-01")", R"("decided_on":)", "a string", "s"},
      {"/rules", R"("rules":"made-up-2030@2030-01-01")", R"("rules":)", "a string", "s"},
      {"/facts", R"("facts":{"maker":{"workers":9}})", R"("facts":)", "an object", "o"},
      {"/council", R"("council":{"regulation":"default","level":"village","members":2})", R"("council":)", "an object",
       "o"},
      {"/council/regulation", R"("regulation":"default")", R"("regulation":)", "a string", "s"},
      {"/council/level", R"("level":"village")", R"("level":)", "a string", "s"},
      {"/council/members", R"("members":2)", R"("members":)", "a whole number of members", "n"},
      {"/readings", R"("readings":{"R-05":"cap"})", R"("readings":)", "an object", "o"},
      {"/readings/R-05", R"("R-05":"cap")", R"("R-05":)", "a string", "s"},
      {"/sheets", R"("sheets":[)", R"("sheets":@,"x":[)", "an array of sheets", "a"},
      {"/sheets/0", R"("sheets":[)", R"("sheets":[@,)", "an object, one sheet", "o"},
      {"/sheets/0/member", R"("member":"M1")", R"("member":)", "a string", "s"},
      {"/sheets/0/role", R"("role":"chair")", R"("role":)", "a string", "s"},
      {"/sheets/0/choices", R"("choices":{)", R"("choices":@,"x":{)", "an object of choices", "o"},
      {"/sheets/0/choices/I.1", R"("I.1":12)", R"("I.1":)",
       R"(an option number, an option id, or { "case": …, "option": … })", "nso"},
      {"/sheets/0/choices/I.2.b/case", R"("case":1)", R"("case":)", "a whole number, the case", "n"},
      {"/sheets/0/choices/I.2.b/option", R"("option":3)", R"("option":)", "an option number or an option id", "ns"},
  };
  struct kind {
    char code;
    char const* value;
    char const* found;
  };
  std::vector<kind> const kinds{{'0', "null", "null"},
                                {'t', "true", "true"},
                                {'f', "false", "false"},
                                {'n', "3", "a number"},
                                {'n', "-3", "a number"},
                                {'d', "1.5", "a number with a fraction or beyond 64 bits"},
                                {'d', "1e300", "a number with a fraction or beyond 64 bits"},
                                {'d', "123456789012345678901234567890", "a number with a fraction or beyond 64 bits"},
                                {'s', R"("x")", "a string"},
                                {'s', R"("")", "a string"},
                                {'a', "[]", "an array"},
                                {'a', R"([{"x":[]}])", "an array"},
                                {'o', "{}", "an object"},
                                {'o', R"({"x":1})", "an object"}};
  for (auto const& p : places) {
    for (auto const& k : kinds) {
      CAPTURE(p.where, k.value);
      std::string put = p.key;
      if (auto const hole = put.find('@'); hole != std::string::npos) put.replace(hole, 1, k.value);
      else put += k.value;
      auto const found = issue_of(with(p.now, put));
      if (std::string_view(p.allowed).find(k.code) != std::string_view::npos) {
        CHECK_FALSE((found.code == errc::wrong_type && found.where == p.where));
        continue;
      }
      CHECK(text_of(found) ==
            "wrong-type at " + std::string(p.where) + ": found " + k.found + "; expected " + p.expected + ".");
    }
  }
  for (auto const& k : kinds)
    if (k.code != 'o')
      CHECK(text_of(issue_of(k.value)) ==
            "wrong-type at : found " + std::string(k.found) + "; expected one JSON object, the submission.");
}

TEST_CASE("A submission cut short at any byte is refused, and only whole it is read", "[exchange][submission]") {
  for (std::size_t n = 0; n < base().size(); ++n) {
    CAPTURE(n);
    auto const read = read_submission(std::string_view(base()).substr(0, n));
    REQUIRE(read.content.has_error());
    CHECK(read.content.error().code == (n == 0 ? errc::empty_input : errc::invalid_json));
    CHECK(read.content.error().where.empty());
    CHECK((read.id.empty() || read.id == "L-1"));
  }
  CHECK(read_submission(base()).content.has_value());
  for (std::size_t n = 1; n < base().size(); ++n)
    CHECK(read_submission(std::string_view(base()).substr(n)).content.has_error());
}

TEST_CASE("A submission with any byte changed is read or refused, and the answer is a document",
          "[exchange][submission]") {
  constexpr std::string_view bytes("\0\x01\x7F\x80\xC3\xFF\"\\{}[],:0-e\n", 18);
  std::string text = base();
  std::size_t turn = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (std::size_t k = 0; k < 4; ++k) {
      text[i] = bytes[turn++ % bytes.size()];
      auto const found = issue_of(text);
      CAPTURE(i, static_cast<int>(text[i]), found.where, found.message);
      CHECK(parse_json(write_error(found, "L-1", 1)).has_value());
    }
    text[i] = base()[i];
  }
}

TEST_CASE("What is not UTF-8 is refused, inside a text or outside", "[exchange][submission]") {
  for (std::string_view const bytes :
       {"\x80", "\xBF", "\xC3", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xE1\x80", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF0\x80\x80\xAF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF"}) {
    CAPTURE(value::array(1, std::to_string(static_cast<unsigned char>(bytes.front()))).front().as_string());
    for (std::string const before : {R"("name":")", R"("submission":")", R"("1-2030)", R"("V)", R"("kind":")"}) {
      std::string text = base();
      text.insert(text.find(before) + before.size(), bytes);
      auto const found = issue_of(text);
      CHECK(found.code == errc::invalid_json);
      CHECK(found.message.find("is no UTF-8 there") != std::string::npos);
    }
    CHECK(issue_of(std::string(bytes) + base()).code == errc::invalid_json);
    CHECK(issue_of(base() + std::string(bytes)).code == errc::invalid_json);
  }
  CHECK(issue_of(with("Đèn", "Đèn lồng 🏮 \xF4\x8F\xBF\xBF \xEF\xBF\xBF")).message == "it is ranked");
}

TEST_CASE("Half a surrogate pair is no character, whichever half", "[exchange][submission]") {
  for (char const* const half :
       {R"(\ud83c)", R"(\ud83cx)", R"(\ud83c\n)", R"(\ud83c\ud83c)", R"(\udfee)", R"(\udc00)", R"(x\udfffx)"}) {
    CAPTURE(half);
    CHECK(issue_of(with("Đèn", half)).code == errc::invalid_json);
    CHECK(issue_of(with("L-1", half)).code == errc::invalid_json);
    CHECK(parse_json("\"" + std::string(half) + "\"").has_error());
  }
  CHECK(issue_of(with("Đèn", R"(\ud83c\udfee)")).message == "it is ranked");
}

TEST_CASE("A byte order mark, a NUL byte and a control character are refused where they stand",
          "[exchange][submission]") {
  using namespace std::string_literals;
  CHECK(text_of(issue_of("\xEF\xBB\xBF" + base())) ==
        "invalid-json at : not valid JSON at line 1, column 1: Invalid value. Send one complete JSON object in UTF-8.");
  CHECK(text_of(issue_of(base() + "\0"s)) ==
        "invalid-json at : not valid JSON at line 1, column " + std::to_string(base().size() + 1) +
            ": a NUL byte stands in the text. Send one complete JSON object in UTF-8.");
  CHECK(text_of(issue_of("\0"s + base())) ==
        "invalid-json at : not valid JSON at line 1, column 1: The document is empty. Send one complete JSON object in "
        "UTF-8.");
  CHECK(issue_of(base() + "\0{}"s).code == errc::invalid_json);
  for (char c = 0; c < ' '; ++c) {
    CAPTURE(static_cast<int>(c));
    std::string text = base();
    text.insert(text.find("Đèn"), 1, c);
    CHECK(issue_of(text).code == errc::invalid_json);
    CHECK(issue_of(with("Đèn", (std::string(R"(\u00)") + "01"[c > 15] + "0123456789abcdef"[c % 16]))).message ==
          "it is ranked");
  }
}

TEST_CASE("Nothing at all and blanks alone are nothing to read", "[exchange][submission]") {
  for (char const* const text : {"", " ", "\n", "\r\n", "\t \r\n\n"})
    CHECK(text_of(issue_of(text)) ==
          "empty-input at : there is nothing here. Give one submission per line, or one JSON object.");
}

TEST_CASE("Lines may end in any of the usual ways, and blanks may stand anywhere", "[exchange][submission]") {
  for (std::string const end : {"\n", "\r\n", "\r", "\t", "   "}) {
    std::string text;
    for (char const c : base()) text += c == ',' ? "," + end : c == '{' ? end + "{" + end : std::string(1, c);
    CHECK(issue_of(text).message == "it is ranked");
  }
}

TEST_CASE("A text of ten megabytes is too large, one of seven is read", "[exchange][submission]") {
  auto const long_name = [](std::size_t megabytes) { return with("Đèn", std::string(megabytes << 20U, 'x')); };
  CHECK(text_of(issue_of(long_name(10))) ==
        "too-large at : the submission is larger than 8 MiB. Send scores and facts only, no attachments.");
  CHECK(issue_of(long_name(7)).message == "it is ranked");

  CHECK(issue_of(base() + std::string(max_submission_bytes - base().size(), ' ')).message == "it is ranked");
  CHECK(issue_of(base() + std::string(max_submission_bytes - base().size() + 1, ' ')).code == errc::too_large);
}

TEST_CASE("A message and a place stay short whatever is sent", "[exchange][submission]") {
  std::string const much = repeated("dài ", 100'000);
  for (auto const& [from, to] : std::vector<std::pair<char const*, std::string>>{
           {"ocop-submission/1", much},
           {R"("code":)", '"' + much + R"(":)"},
           {R"("kind":"first")", R"("kind":")" + much + '"'},
           {R"("filed_on":"2030-05-05")", R"("filed_on":")" + much + '"'},
           {R"("rules":"made-up-2030@2030-01-01")", R"("rules":")" + much + '"'},
           {R"("workers":9)", '"' + much + R"(":9)"},
           {R"("workers":9)", R"("workers":{")" + much + R"(":9})"},
           {R"("regulation":"default")", R"("regulation":")" + much + '"'},
           {R"("level":"village")", R"("level":")" + much + '"'},
           {R"("R-05":"cap")", R"("R-05":")" + much + '"'},
           {R"("R-05":"cap")", '"' + much + R"(":"cap")"},
           {R"("R-05":"cap")", '"' + much + R"(":"cap",")" + much + R"(":"cap")"},
           {R"("member":"M1")", R"("member":")" + much + R"(","role":5,"x":")" + '"'},
           {R"("role":"chair")", R"("role":")" + much + '"'},
           {R"("V":2)", '"' + much + R"(":2)"},
           {R"("V":2)", '"' + much + R"(":{"case":1})"},
           {R"("V":2)", '"' + much + R"(":{"case":true})"},
           {R"("V":2)", '"' + much + R"(":true)"},
           {R"("V":2)", R"("V":")" + much + '"'},
       }) {
    CAPTURE(from, to.substr(0, 40));
    auto const found = issue_of(with(from, to));
    CHECK(found.code != errc{});
    CHECK(found.where.size() < 500);
    CHECK(found.message.size() < 1000);
  }
}

TEST_CASE("An error is a document in UTF-8 even where a long text is cut in a character", "[exchange][submission]") {
  for (std::string const start : {"", "x", "xy"}) {
    std::string const much = start + repeated("đ", 20) + repeated("ạ", 100);
    for (auto const& [from, to] : std::vector<std::pair<char const*, std::string>>{
             {"ocop-submission/1", much},
             {R"("code":)", '"' + much + R"(":)"},
             {R"("kind":"first")", R"("kind":")" + much + '"'},
             {R"("rules":"made-up-2030@2030-01-01")", R"("rules":")" + much + '"'},
             {R"("regulation":"default")", R"("regulation":")" + much + '"'},
             {R"("level":"village")", R"("level":")" + much + '"'},
             {R"("R-05":"cap")", '"' + much + R"(":1)"},
             {R"("R-05":"cap")", '"' + much + R"(":"cap",")" + much + R"(":"cap")"},
             {R"("role":"chair")", R"("role":")" + much + '"'},
             {R"("V":2)", '"' + much + R"(":2)"},
             {R"("V":2)", '"' + much + R"(":true)"},
             {R"("V":2)", R"("V":")" + much + '"'},
             {R"("member":"M1")",
              R"("member":")" + much + R"(","choices":{},"role":"chair"},{"member":")" + much + '"'},
         }) {
      CAPTURE(from, start);
      auto const found = issue_of(with(from, to));
      CHECK(found.code != errc{});
      CHECK(parse_json(write_error(found, "L-1", 1)).has_value());
    }
    // The same member twice, with a name that is cut.
    auto const twice = issue_of(edited(base(), {{"M1", much}, {"M2", much}}));
    CHECK(twice.code == errc::repeated_member);
    CHECK(parse_json(write_error(twice, "L-1", 1)).has_value());
  }
}

TEST_CASE("Nesting a hundred thousand deep is refused without recursion", "[exchange][submission]") {
  constexpr std::size_t deep = 100'000;
  std::string const arrays = repeated("[", deep) + repeated("]", deep);
  std::string const objects = repeated(R"({"a":)", deep) + "1" + repeated("}", deep);

  SECTION("at the top") {
    CHECK(text_of(issue_of(arrays)) == "wrong-type at : found an array; expected one JSON object, the submission.");
    CHECK(text_of(issue_of(objects)) ==
          "unknown-key at /a: key \"a\" is not known in a submission; allowed are format, submission, product, sheets, "
          "filing, rules, "
          "facts, council, readings.");
    CHECK(issue_of(repeated("[", deep)).code == errc::wrong_type);
  }
  SECTION("inside the facts") {
    std::string pointer = "/facts/maker/workers";
    std::string const message = "arrays and objects stand inside each other more than 32 deep. Flatten the document.";
    std::string items = pointer, members = pointer;
    for (int i = 0; i < 30; ++i) {
      items += "/0";
      members += "/a";
    }
    CHECK(text_of(issue_of(with(R"("workers":9)", (R"("workers":)" + arrays)))) ==
          "too-deep at " + items + ": " + message);
    CHECK(text_of(issue_of(with(R"("workers":9)", (R"("workers":)" + objects)))) ==
          "too-deep at " + members + ": " + message);
    CHECK(text_of(issue_of(with(R"("workers":9)", (R"("workers":)" + repeated("[", 31))))) ==
          "too-deep at " + items + ": " + message);
    CHECK(issue_of(with(R"("workers":9)", (R"("workers":)" + repeated("[", 30) + repeated("]", 30)))).code ==
          errc::wrong_type);
  }
  SECTION("elsewhere") {
    CHECK(text_of(issue_of(with(R"("set":1)", (R"("set":)" + arrays)))) ==
          "wrong-type at /product/set: found an array; expected a whole number, the product set.");
    CHECK(issue_of(with(R"("sheets":[)", (R"("sheets":)" + repeated("[", deep)))).code == errc::wrong_type);
    CHECK(issue_of(with(R"("V":2)", (R"("V":)" + objects))).code == errc::unknown_key);
  }
  SECTION("in any JSON") {
    CHECK(parse_json(arrays).error().code == errc::too_deep);
    CHECK(parse_json(objects).error().code == errc::too_deep);
    CHECK(parse_json(repeated("[", 64) + repeated("]", 64)).has_value());
    CHECK(parse_json(repeated("[", 65) + repeated("]", 65)).error().code == errc::too_deep);
  }
}

TEST_CASE("Too many facts, choices and readings are refused while they are read", "[exchange][submission]") {
  auto const list = [](std::size_t count) {
    std::string text = "[0";
    for (std::size_t i = 1; i < count; ++i) text += ",0";
    return text + "]";
  };
  auto const facts = [&](std::size_t count) {
    return issue_of(with(R"("workers":9)", (R"("workers":)" + list(count))));
  };
  // Counted are the values of the list, the list itself, and the two objects around it.
  CHECK(facts(9'997).code == errc::wrong_type);
  CHECK(text_of(facts(10'001)) == "too-large at /facts: there are too many values. Send less in one document.");
  CHECK(facts(1'000'000).code == errc::too_large);

  auto const members = [](std::size_t count, std::string const& value) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "\"k" + std::to_string(i) + "\":" + value + ",";
    return text;
  };
  CHECK(text_of(issue_of(with(R"("V":2)", (members(10'000, "1") + R"("V":2)")))) ==
        "too-large at /sheets/0/choices: there are more than 10000 entries.");
  CHECK(issue_of(with(R"("V":2)", (members(9'000, "1") + R"("V":2)"))).code == errc::unknown_criterion);
  CHECK(text_of(issue_of(with(R"("R-05":"cap")", (members(10'000, R"("cap")") + R"("R-05":"cap")")))) ==
        "too-large at /readings: there are more than 10000 entries.");
}

TEST_CASE("A number beyond 32 bits is a number: it names what there is not", "[exchange][submission]") {
  for (char const* const number :
       {"4294967296", "4294967297", "4294967300", "1000000000000000000", "9223372036854775807"}) {
    CAPTURE(number);
    CHECK(text_of(issue_of(with(R"("I.3":4)", (R"("I.3":)" + std::string(number))))) ==
          "unknown-option at /sheets/0/choices/I.3: criterion I.3 has no option " + std::string(number) +
              R"(; allowed are 0 (nothing ticked), 1 or "plain", 2 or "neat", 3 or "fine", 4 or "superb".)");
    CHECK(text_of(
              issue_of(with(R"({"case":1,"option":3})", (R"({"case":)" + std::string(number) + R"(,"option":3})")))) ==
          "wrong-case at /sheets/0/choices/I.2.b: criterion I.2.b has no case " + std::string(number) +
              "; it has cases 1, 2.");
    CHECK(issue_of(with(R"("set":1)", (R"("set":)" + std::string(number)))).code == errc::unknown_product_set);
    CHECK(issue_of(with(R"("members":2)", (R"("members":)" + std::string(number)))).message == "it is no-quorum");
  }
}

TEST_CASE("A place is a JSON pointer, so signs of a pointer in a key are written out", "[exchange][submission]") {
  CHECK(issue_of(with(R"("V":2)", R"("V/1~":2)")).where == "/sheets/0/choices/V~11~0");
  CHECK(issue_of(with(R"("workers":9)", R"("a/b~c":9)")).where == "/facts/maker/a~1b~0c");
  CHECK(issue_of(with(R"("maker":{"workers":9})", R"("a/b~c":9)")).where == "/facts/a~1b~0c");
  CHECK(issue_of(with(R"("R-05":"cap")", R"("R/0~":"cap")")).where == "/readings/R~10~0");
  CHECK(issue_of(with(R"("R-05":"cap")", R"("R/0~":1)")).where == "/readings/R~10~0");
  CHECK(issue_of(with(R"("V":2)", R"("V/1~":true)")).where == "/sheets/0/choices/V~11~0");
}

TEST_CASE("A fact written with dots in its key is not the fact, and does not pass for it", "[exchange][submission]") {
  // Conditions look it up by steps. Taken silently, a forged dossier would be ranked.
  auto const found = issue_of(with(R"("maker":{"workers":9})", R"("dossier.state":"forged")"));
  CHECK(found.code == errc::undeclared_fact);
  CHECK(found.where == "/facts/dossier.state");
  auto const inside = issue_of(with(R"("maker":{"workers":9})", R"("test":{"lead.ppm":99})"));
  CHECK(inside.code == errc::undeclared_fact);
  CHECK(inside.where == "/facts/test/lead.ppm");
  CHECK(issue_of(with(R"("maker":{"workers":9})", R"("dossier":{"state":"forged"})")).message == "it is rejected");
}

TEST_CASE("A product set that there is not is named, with those that there are", "[exchange][submission]") {
  for (char const* const number : {"0", "2", "11", "13", "27", "-1"}) {
    CAPTURE(number);
    auto const found = issue_of(with(R"("set":1)", (R"("set":)" + std::string(number))));
    CHECK(found.code == errc::unknown_product_set);
    CHECK(found.where == "/product/set");
    CHECK(found.message.starts_with("made-up-2030@2030-01-01 has no product set " + std::string(number) +
                                    "; it has sets 1"));
    CHECK(found.message.find("1 to 12") == std::string::npos);  // of 1 and 12 there is nothing between
  }
}

TEST_CASE("The id of a submission is kept where it could be read, for its error", "[exchange][submission]") {
  CHECK(read_submission(with(R"("set":1)", R"("set":true)")).id == "L-1");
  CHECK(read_submission(with(R"("V":"yes"}}]})", R"("V":"yes"}}])")).id == "L-1");
  CHECK(read_submission(with(R"("submission":"L-1",)", "")).id.empty());
  CHECK(read_submission(with(R"("submission":"L-1")", R"("submission":7)")).id.empty());
  CHECK(
      write_error({errc::no_sheets, "/sheets", "There is none."}, {}, 7) ==
      R"({"format":"ocop-error/1","submission":null,"line":7,"code":"no-sheets","where":"/sheets","message":"There is none."})");
  CHECK(
      write_error({errc::bad_date, "/a\"b", "\x01\n\"đ\""}, "I\"D", 1) ==
      R"({"format":"ocop-error/1","submission":"I\"D","line":1,"code":"bad-date","where":"/a\"b","message":"\u0001\n\"đ\""})");
}

TEST_CASE("What may be left out is left out without harm", "[exchange][submission]") {
  CHECK(issue_of(with(R"(,"name":"Đèn","code":"1-2030")", "")).message == "it is ranked");
  CHECK(issue_of(with(R"("facts":{"maker":{"workers":9}},)", "")).message == "it is ranked");
  CHECK(issue_of(with(R"("facts":{"maker":{"workers":9}},)", R"("facts":{},)")).message == "it is ranked");
  CHECK(issue_of(with(R"("facts":{"maker":{"workers":9}},)", R"("facts":{"maker":{},"test":{"lead":{}}},)")).message ==
        "it is ranked");
  CHECK(issue_of(with(R"("council":{"regulation":"default","level":"village","members":2},)", "")).message ==
        "it is ranked");
  CHECK(issue_of(with(R"("regulation":"default","level":"village","members":2)", "")).message == "it is ranked");
  CHECK(issue_of(with(R"("readings":{"R-05":"cap"},)", "")).message == "it is ranked");
  CHECK(issue_of(with(R"("readings":{"R-05":"cap"})", R"("readings":{})")).message == "it is ranked");
  CHECK(issue_of(with(R"("role":"chair",)", "")).message == "it is ranked");
  CHECK(issue_of(with(R"("members":2)", R"("members":9)")).message == "it is no-quorum");
  CHECK(issue_of(with(R"(,"decided_on":"2030-06-01")", "")).message == "it is ranked");
  CHECK(issue_of(with(R"("filing":{"kind":"first","filed_on":"2030-05-05","decided_on":"2030-06-01"},)", "")).message ==
        "it is ranked");
  CHECK(issue_of(with(R"("rules":"made-up-2030@2030-01-01",)", "")).message == "it is ranked");
  CHECK(issue_of(with(R"("I.2.b":{"case":1,"option":3})", R"("I.2.b":0)")).message == "it is ranked");
  CHECK(issue_of(with(R"("2030-06-01")", R"("2030-05-05")")).message == "it is ranked");
}

TEST_CASE("Under Decision 26/2026 days, sets and criteria that there are not are refused",
          "[exchange][submission][qd-26-2026/11.1]") {
  static rule_catalog const catalog = rule_catalog::of({test::edition("qd-26-2026")});
  std::string choices;
  for (auto const& c : test::product_set(1).criteria)
    choices += (choices.empty() ? "" : ",") + ("\"" + c.id.str()) + "\":0";
  auto const submission = [&](std::string const& set, std::string const& filed, std::string const& ticked) {
    return issue_of(R"({"format":"ocop-submission/1","submission":"X","product":{"set":)" + set +
                        R"(},"filing":{"kind":"first","filed_on":")" + filed +
                        R"("},"sheets":[{"member":"M1","choices":{)" + ticked + "}}]}",
                    catalog);
  };
  CHECK(submission("1", "2026-05-22", choices).message == "it is ranked");
  CHECK(text_of(submission("1", "2026-05-21", choices)) ==
        "no-governing-rules at /filing: no loaded rule set governs a first filing of 2026-05-21; the first is "
        "qd-26-2026, in force from "
        "2026-05-22. Name the rules by \"rules\" if you want to see how they would rank it.");
  for (char const* const day : {"2026-02-30", "2026-13-01", "26-01-01", "2027-02-29", "2026-06-31"})
    CHECK(text_of(submission("1", day, choices)) ==
          "bad-date at /filing/filed_on: found \"" + std::string(day) +
              "\"; a day is written YYYY-MM-DD and must exist in the calendar, e.g. 2026-06-15.");
  CHECK(submission("1", "2028-02-29", choices).message == "it is ranked");
  for (char const* const set : {"0", "27", "-1", "999", "2147483648"})
    CHECK(text_of(submission(set, "2026-05-22", choices)) ==
          "unknown-product-set at /product/set: qd-26-2026@2026-05-22 has no product set " + std::string(set) +
              "; it has sets 1 to 26.");

  // A sheet without answers lists every criterion of the form.
  std::string all;
  for (auto const& c : test::product_set(1).criteria) all += (all.empty() ? "" : ", ") + c.id.str();
  CHECK(text_of(submission("1", "2026-05-22", "")) ==
        "missing-criteria at /sheets/0/choices: these criteria are not answered: " + all +
            ". Answer each with an option, or 0 if nothing is ticked.");
  CHECK(submission("2", "2026-05-22", choices).code != errc{});  // the form of another set
}

}  // namespace submission_test
