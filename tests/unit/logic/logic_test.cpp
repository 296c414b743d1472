#include "ocop/base/number_text.hpp"
#include "ocop/detail/json/value_builder.hpp"
#include "ocop/detail/json/write.hpp"
#include "ocop/logic/evaluate.hpp"
#include "ocop/logic/expression.hpp"
#include "ocop/logic/limits.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace logic_test {
namespace {

using ocop::errc;
using ocop::expression;
using ocop::value;
using strings = std::vector<std::string>;

value json(std::string_view text) { return ocop::detail::json::parse(text, 300).value(); }
std::string text_of(value const& v) { return ocop::detail::json::write(v); }

expression rule(std::string_view text) { return expression::parse(json(text)).value(); }
expression rule(std::string_view text, ocop::logic_limits const& allowed) {
  return expression::parse(json(text), allowed).value();
}
ocop::issue refused(std::string_view text, ocop::logic_limits const& allowed = {}) {
  auto const e = expression::parse(json(text), allowed);
  REQUIRE(e.has_error());
  return e.error();
}

std::string run(std::string_view r, std::string_view data = "null") {
  return text_of(ocop::evaluate(rule(r), json(data)).value());
}

value case_table() {
  std::ifstream file(OCOP_TEST_DATA "/logic/jsonlogic.json", std::ios::binary);
  REQUIRE(file);
  return json(std::string(std::istreambuf_iterator<char>(file), {}));
}

/// `{"!": {"!": … true}}`, so many operations deep, and how to take it apart without recursion.
value nested(std::string const& key, std::size_t depth, bool has_second_key = false) {
  value v = true;
  for (std::size_t i = 0; i < depth; ++i) {
    value::object one;
    one.push_back({key, std::move(v)});
    if (has_second_key) one.push_back({"z", 1});
    v = std::move(one);
  }
  return v;
}
value nested_list(std::size_t depth) {
  value v = value::array{};
  for (std::size_t i = 1; i < depth; ++i) {
    value::array one;
    one.push_back(std::move(v));
    v = std::move(one);
  }
  return v;
}
void dismantle(value v) {
  for (;;) {
    value inner;
    if (v.is_object() && !v.as_object().empty()) inner = std::move(v.as_object().front().content);
    else if (v.is_array() && !v.as_array().empty()) inner = std::move(v.as_array().front());
    else return;
    v = std::move(inner);
  }
}

std::string repeated(std::string_view item, std::size_t count) {
  std::string text = "[";
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += ',';
    text += item;
  }
  return text + ']';
}

}  // namespace

TEST_CASE("every case of the JsonLogic table gives its result", "[logic]") {
  value const table = case_table();
  auto const& cases = table.find("cases")->as_array();
  std::set<std::string> names;
  for (auto const& c : cases) {
    std::string const& name = c.find("name")->as_string();
    INFO(name << ": " << text_of(*c.find("rule")) << " over " << text_of(*c.find("data")));
    CHECK(names.insert(name).second);
    auto const parsed = expression::parse(*c.find("rule"));
    REQUIRE(parsed.has_value());
    auto const found = ocop::evaluate(*parsed, *c.find("data"));
    REQUIRE(found.has_value());
    CHECK(text_of(*found) == text_of(*c.find("result")));
    auto const held = ocop::holds(*parsed, *c.find("data"));
    REQUIRE(held.has_value());
    CHECK(*held == ocop::is_truthy(*found));
  }
  CHECK(cases.size() >= 260);
}

TEST_CASE("truthiness is that of JsonLogic", "[logic]") {
  CHECK_FALSE(ocop::is_truthy(nullptr));
  CHECK_FALSE(ocop::is_truthy(false));
  CHECK_FALSE(ocop::is_truthy(0));
  CHECK_FALSE(ocop::is_truthy(-0.0));
  CHECK_FALSE(ocop::is_truthy(std::numeric_limits<double>::quiet_NaN()));
  CHECK_FALSE(ocop::is_truthy(""));
  CHECK_FALSE(ocop::is_truthy(value::array{}));
  CHECK(ocop::is_truthy(true));
  CHECK(ocop::is_truthy(-1));
  CHECK(ocop::is_truthy(0.5));
  CHECK(ocop::is_truthy("0"));
  CHECK(ocop::is_truthy(value::object{}));
  CHECK(ocop::is_truthy(value::array(1)));
}

TEST_CASE("a whole result below two to the 53rd is an integer value", "[logic]") {
  auto const result_of = [](std::string_view r, value const& data = {}) {
    return ocop::evaluate(rule(r), data).value();
  };
  CHECK(result_of(R"({"+": [1.5, 1.5]})") == value(3));
  CHECK(result_of(R"({"-": [9007199254740991, 0]})") == value(std::int64_t{9007199254740991}));
  CHECK(result_of(R"({"+": [9007199254740991, 1]})") == value(9007199254740992.0));
  CHECK(result_of(R"({"*": [0, -5]})") == value(0));
  CHECK(result_of(R"([{"/": [1, 2]}, {"/": [4, 2]}])") == value(value::array{0.5, 2}));
  CHECK(result_of(R"({"var": ""})", value::object{{"a", 3.0}}) == value(value::object{{"a", 3}}));
  // An integer that no double holds passes through as it is.
  CHECK(result_of(R"({"var": "n"})", value::object{{"n", std::int64_t{9007199254740993}}}) ==
        value(std::int64_t{9007199254740993}));
  CHECK(result_of(R"({"if": [true, 9007199254740993]})") == value(std::int64_t{9007199254740993}));
}

TEST_CASE("what is no number and what is infinite stay numbers and are written as null", "[logic]") {
  auto const nothing = ocop::evaluate(rule(R"({"-": ["x"]})"), {}).value();
  REQUIRE(nothing.is_number());
  CHECK(std::isnan(nothing.as_number()));
  auto const least = ocop::evaluate(rule(R"({"max": []})"), {}).value();
  CHECK(least == value(-std::numeric_limits<double>::infinity()));
  CHECK(text_of(least) == "null");
}

TEST_CASE("an unknown operator is refused where it stands, with the allowed ones", "[logic]") {
  auto const e = refused(R"({"if": [true, {"and": [1, {"xor": [1, 2]}]}]})");
  CHECK(e.code == errc::invalid_rule);
  CHECK(e.where == "/if/1/and/1/xor");
  CHECK(e.message.find("\"xor\"") != std::string::npos);
  for (char const* name : {"var", "missing_some", "?:", "===", "!!", "%", "reduce", "substr"})
    CHECK(e.message.find(name) != std::string::npos);
  CHECK(refused(R"({"log": "x"})").where == "/log");
  CHECK(refused(R"({"": 1})").where == "/");
  CHECK(refused(R"({"toString": []})").code == errc::invalid_rule);
  CHECK(refused(R"({"var.x": []})").code == errc::invalid_rule);
  CHECK(refused(R"([1, {"!": {"a/b~c": 1}}])").where == "/1/!/a~1b~0c");
  CHECK(refused(R"({"!": {"/": [1, {"no": 1}]}})").where == "/!/~1/1/no");
  // A long name is cut at a character.
  auto const cut = refused("{\"" + std::string(59, 'x') + "ưởng dài\": 1}");
  CHECK(cut.message.find(std::string(59, 'x') + "…\"") != std::string::npos);
}

TEST_CASE("a rule that can only fail is refused", "[logic]") {
  CHECK(refused(R"({"*": []})").where == "/*");
  CHECK(refused(R"({"missing_some": [1]})").code == errc::invalid_rule);
  CHECK(refused(R"({"!": {"missing_some": 1}})").where == "/!/missing_some");
}

TEST_CASE("missing_some without a list is an error with its place", "[logic]") {
  auto const r = rule(R"({"or": [false, {"missing_some": [1, {"var": "paths"}]}]})");
  auto const e = ocop::evaluate(r, json("{}"));
  REQUIRE(e.has_error());
  CHECK(e.error().code == errc::invalid_rule);
  CHECK(e.error().where == "/or/1");
}

TEST_CASE("an object of the data is never taken for a rule", "[logic]") {
  auto const data = R"({"keys": [{"var": "a"}, {"log": 1}], "a": "b", "b": 1})";
  CHECK(run(R"({"missing": [{"var": "keys"}]})", data) == R"([{"var":"a"},{"log":1}])");
  CHECK(run(R"({"map": [{"var": ""}, {"var": ""}]})", R"([{"+": [1, 2]}])") == R"([{"+":[1,2]}])");
}

TEST_CASE("facts are the constant paths into the data of the rule, in order", "[logic]") {
  CHECK(rule(R"([{"var": "b"}, {"var": ["a.c", {"var": "d"}]}, {"var": "b"}, {"var": 1}])").facts() ==
        strings{"b", "a.c", "d", "1"});
  CHECK(rule(R"([{"var": ""}, {"var": []}, {"var": null}, {"var": {"cat": ["a", {"var": "k"}]}}])").facts() ==
        strings{"k"});
  CHECK(rule(R"({"var": [["a"]]})").facts() == strings{"a"});
  CHECK(rule(R"({"x": {"var": "a"}, "y": 1})").facts().empty());
}

TEST_CASE("facts leave out what bodies look up in their items", "[logic]") {
  CHECK(rule(R"({"map": [{"var": "list"}, {"var": "item"}]})").facts() == strings{"list"});
  CHECK(rule(R"({"filter": [{"var": "list"}, {"missing": ["item"]}]})").facts() == strings{"list"});
  CHECK(rule(R"({"reduce": [{"var": "list"}, {"var": "current"}, {"var": "start"}]})").facts() ==
        strings{"list", "start"});
  for (std::string const name : {"all", "none", "some"})
    CHECK(rule("{\"" + name + R"(": [{"map": [{"var": "l"}, {"var": "i"}]}, {"var": "x"}]})").facts() == strings{"l"});
}

TEST_CASE("facts hold the paths given to missing and missing_some", "[logic]") {
  CHECK(rule(R"({"missing": ["a", "b", ["c", 1], 2]})").facts() == strings{"a", "b", "c", "2"});
  CHECK(rule(R"({"missing": [["a", ["b", "x"]], "never"]})").facts() == strings{"a", "b"});
  CHECK(rule(R"({"missing": "a"})").facts() == strings{"a"});
  CHECK(rule(R"({"missing": {"merge": ["a", ["b", "c"], {"if": [{"var": "k"}, ["d"], "e"]}]}})").facts() ==
        strings{"a", "b", "c", "d", "e", "k"});
  CHECK(rule(R"({"missing_some": [1, ["a", "b"]]})").facts() == strings{"a", "b"});
  CHECK(rule(R"({"missing_some": [{"var": "n"}, {"merge": [["a"], {"var": "more"}]}]})").facts() ==
        strings{"a", "n", "more"});
  CHECK(rule(R"({"missing": []})").facts().empty());
}

TEST_CASE("missing lists what var did not find, once, in order of lookup", "[logic]") {
  auto const missed = [](std::string_view r, std::string_view data) {
    strings missing;
    REQUIRE(ocop::holds(rule(r), json(data), &missing).has_value());
    return missing;
  };
  CHECK(missed(R"([{"var": "b"}, {"var": "a.x"}, {"var": "b"}, {"var": "n"}, {"var": "f"}])",
               R"({"a": {}, "n": null, "f": false})") == strings{"b", "a.x", "n"});
  CHECK(missed(R"({"or": [{"var": "there"}, {"var": "not asked"}]})", R"({"there": 1})").empty());
  CHECK(missed(R"({"var": ["a", {"var": "b"}]})", "{}") == strings{"a", "b"});
  CHECK(missed(R"({"var": ["a", {"var": "b"}]})", R"({"a": 1})").empty());
  CHECK(missed(R"({"map": [{"var": "l"}, {"var": "x"}]})", R"({"l": [{}]})").empty());
  CHECK(missed(R"({"reduce": [{"var": "l"}, {"var": "x"}, {"var": "s"}]})", R"({"l": [1]})") == strings{"s"});
  CHECK(missed(R"({"missing": ["a"]})", "{}").empty());
  CHECK(missed(R"({"var": {"cat": ["a", 1]}})", "{}") == strings{"a1"});
  CHECK(missed(R"([{"var": 5}, {"var": ""}])", "null") == strings{"5"});
}

TEST_CASE("missing is appended to what the list holds", "[logic]") {
  strings missing{"b"};
  REQUIRE(ocop::evaluate(rule(R"([{"var": "a"}, {"var": "b"}])"), json("{}"), &missing).has_value());
  CHECK(missing == strings{"b", "a"});
}

TEST_CASE("expressions are equal when written alike under the same limits", "[logic]") {
  CHECK(rule(R"({"!": [{"var": "a"}]})") == rule(R"({"!": [{"var": "a"}]})"));
  CHECK_FALSE(rule(R"({"!": [{"var": "a"}]})") == rule(R"({"!": {"var": "a"}})"));
  ocop::logic_limits few;
  few.max_steps = 9;
  CHECK_FALSE(rule("1") == rule("1", few));
  auto const original = rule(R"({"+": [{"var": "a"}, 1]})");
  auto const copy = original;
  CHECK(copy == original);
  CHECK(ocop::evaluate(copy, json(R"({"a": 1})")).value() == value(2));
}

TEST_CASE("an expression gives back the rule that it was read from", "[logic]") {
  value const table = case_table();
  for (auto const& c : table.find("cases")->as_array()) {
    value const& written = *c.find("rule");
    INFO(text_of(written));
    CHECK(expression::parse(written).value().rule() == written);
  }
  for (auto const* const text : {"null", "[]", "{}", R"({"!": []})", R"({"and": [[1, 2], [{"var": "a"}, []]]})",
                                 R"({"a": {"var": "b"}, "c": 1})"}) {
    CAPTURE(text);
    CHECK(rule(text).rule() == json(text));
  }
}

TEST_CASE("a rule may nest up to its limit and no deeper", "[logic]") {
  ocop::logic_limits allowed;
  CHECK(expression::parse(nested("!", 63), allowed).has_value());
  CHECK(expression::parse(nested("!", 64), allowed).has_value());
  auto const deep = expression::parse(nested("!", 65), allowed);
  REQUIRE(deep.has_error());
  CHECK(deep.error().code == errc::too_deep);
  CHECK(deep.error().where.size() == 128);
  CHECK(expression::parse(nested_list(64), allowed).has_value());
  CHECK(expression::parse(nested_list(65), allowed).has_error());
  CHECK(expression::parse(nested("a", 64, true), allowed).has_value());
  CHECK(expression::parse(nested("a", 65, true), allowed).has_error());
}

TEST_CASE("a hostile rule of a hundred thousand levels is an error", "[logic]") {
  auto const check = [](value deep) {
    auto const e = expression::parse(deep);
    CHECK((e.has_error() && e.error().code == errc::too_deep));
    dismantle(std::move(deep));
  };
  check(nested("!", 100'000));
  check(nested("missing", 100'000));
  check(nested("a", 100'000, true));
  check(nested_list(100'000));
  value::object around;
  around.push_back({"missing", nested("merge", 100'000)});
  check(std::move(around));
}

TEST_CASE("a rule may have as many nodes as its limit", "[logic]") {
  ocop::logic_limits allowed;
  allowed.max_nodes = 4;
  CHECK(expression::parse(json(R"({"+": [1, 2]})"), allowed).has_value());
  CHECK(expression::parse(json(R"({"+": [1, 2, 3]})"), allowed).has_value());
  auto const e = refused(R"({"+": [1, 2, 3, 4]})", allowed);
  CHECK(e.code == errc::rule_limit);
  CHECK(e.where == "/+/3");
  CHECK(refused("[[1, 2], [3]]", allowed).where == "/1");
  CHECK(refused(R"({"a": 1, "b": {"c": [1, 2]}})", allowed).where == "/b/c/0");
}

TEST_CASE("an evaluation stops at its limit of steps, at the operation that went over", "[logic]") {
  ocop::logic_limits allowed;
  allowed.max_steps = 4;  // the list, var, its path, and the letters of the path
  CHECK(ocop::holds(rule("[{\"var\": \"a\"}]", allowed), json("{}")).has_value());
  allowed.max_steps = 3;
  auto const e = ocop::holds(rule("[{\"var\": \"a\"}]", allowed), json("{}"));
  REQUIRE(e.has_error());
  CHECK(e.error().code == errc::rule_limit);
  CHECK(e.error().where == "/0");
  allowed.max_steps = 0;
  CHECK(ocop::holds(rule("true", allowed), {}).has_error());
  allowed.max_steps = std::numeric_limits<std::uint64_t>::max();
  CHECK(ocop::holds(rule("true", allowed), {}).value());
}

TEST_CASE("a reduce that doubles a text runs into the limit of memory", "[logic]") {
  std::string const forty = repeated("1", 40);
  auto const body = R"({"cat": [{"var": "accumulator"}, {"var": "accumulator"}]})";
  auto const r = R"({"reduce": [)" + forty + "," + body + ",\"x\"]}";
  for (bool const is_evaluated : {true, false}) {
    auto const e = is_evaluated ? ocop::evaluate(rule(r), {}).error() : ocop::holds(rule(r), {}).error();
    CHECK(e.code == errc::rule_limit);
    CHECK(e.where == "/reduce/1");
  }
}

TEST_CASE("a reduce that doubles a list runs into a limit", "[logic]") {
  std::string const forty = repeated("1", 40);
  for (char const* body : {R"({"merge": [{"var": "accumulator"}, {"var": "accumulator"}]})",
                           R"([{"var": "accumulator"}, {"var": "accumulator"}])", R"({"var": ""})"}) {
    auto const r = R"({"reduce": [)" + forty + "," + body + ",[1]]}";
    CHECK(ocop::evaluate(rule(r), {}).has_value() == (body[2] == 'v'));
    CHECK(ocop::evaluate(rule(R"({"cat": )" + r + "}"), {}).has_value() == (body[2] == 'v'));
  }
}

TEST_CASE("a reduce that wraps a list over and over builds no value that is too deep", "[logic]") {
  value const items = value::array(3'000, value(1));
  std::string const r = R"({"reduce": [{"var": ""}, [{"var": "accumulator"}, {"var": "current"}], []]})";
  CHECK(ocop::evaluate(rule(r), items).error().code == errc::too_deep);
  CHECK(ocop::holds(rule(r), items).value());
  CHECK(ocop::evaluate(rule(R"({"cat": )" + r + "}"), items).error().code == errc::too_deep);
}

TEST_CASE("map over map runs into the limit of steps", "[logic]") {
  value const lists = value::array(2'000, value(value::array(2'000, value(1))));
  auto const blow = rule(R"({"map": [{"var": ""}, {"map": [{"var": ""}, {"map": [[1, 2], {"+": [1]}]}]}]})");
  CHECK(ocop::evaluate(blow, lists).error().code == errc::rule_limit);
  CHECK(ocop::holds(blow, lists).error().code == errc::rule_limit);
}

TEST_CASE("a search that starts over and over runs into the limit of steps", "[logic]") {
  value::object data;
  data.push_back({"text", std::string(1'000'000, 'a')});
  data.push_back({"part", std::string(500'000, 'a') + 'b'});
  auto const r = rule(R"({"in": [{"var": "part"}, {"var": "text"}]})");
  CHECK(ocop::holds(r, data).error().code == errc::rule_limit);
}

TEST_CASE("memory is counted in bytes of all that is built", "[logic]") {
  ocop::logic_limits allowed;
  allowed.max_bytes = 1'000;
  auto const cat = rule(R"({"==": [{"cat": [{"var": ""}]}, "x"]})", allowed);
  CHECK(ocop::holds(cat, std::string(400, 'x')).has_value());
  CHECK(ocop::holds(cat, std::string(2'000, 'x')).error().code == errc::rule_limit);
  CHECK(ocop::evaluate(rule(R"({"var": ""})", allowed), std::string(1'000, 'x')).has_value());
  CHECK(ocop::evaluate(rule(R"({"var": ""})", allowed), std::string(1'001, 'x')).has_error());
  CHECK(ocop::holds(rule(R"({"var": ""})", allowed), std::string(1'001, 'x')).value());
}

TEST_CASE("the place of a failure is a pointer into the rule as written", "[logic]") {
  ocop::logic_limits allowed;
  allowed.max_bytes = 150;
  auto const r = R"({"if": [0, 1, {"/": {"all": [[1], [2, {"cat": [{"cat": [1, 2, 3, 4, 5, 6]}]}]]}}]})";
  auto const e = ocop::holds(rule(r, allowed), {});
  REQUIRE(e.has_error());
  CHECK(e.error().where == "/if/2/~1/all/1/1/cat/0");
}

TEST_CASE("text that is not UTF-8 does no harm", "[logic]") {
  for (char const* bad : {"\x80\x80", "\xF0", "a\xF0", "\xE2\x80", "\xED\xA0\x80", "\xFF", "\xF0\x9F\x98"})
    for (char const* r : {R"({"substr": [{"var": ""}, 1, 1]})", R"({"<": [{"var": ""}, "b"]})", R"({"-": {"var": ""}})",
                          R"({"+": {"var": ""}})", R"({"in": [{"var": ""}, "a"]})"})
      CHECK(ocop::evaluate(rule(r), bad).has_value());
}

TEST_CASE("numbers in text are read to the last digit", "[logic]") {
  CHECK(run(R"({"-": ["9007199254740993", 0]})") == "9007199254740992");
  CHECK(run(R"({"-": ["0x20000000000001", 0]})") == "9007199254740992");
  CHECK(run(R"({"-": ["0x20000000000003", 0]})") == "9007199254740996");
  CHECK(run(R"({"-": ["5e-324", 0]})") == "5e-324");
  CHECK(run(R"({"-": ["2e-324", 0]})") == "0");
  CHECK(run(R"({"-": ["1.7976931348623157e308", 0]})") == "1.7976931348623157e+308");
  CHECK(run(R"({"-": ["1e309", 0]})") == "null");
  CHECK(run(R"({"==": [{"-": ["1e99999999999999999999", 0]}, "Infinity"]})") == "true");
  CHECK(run(R"({"-": ["1e-99999999999999999999", 0]})") == "0");
  CHECK(run(R"({"-": ["0e99999999999999999999", 0]})") == "0");
  CHECK(run("{\"==\": [\"0." + std::string(400, '0') + "1e401\", 1]}") == "true");
}

TEST_CASE("threads may evaluate one expression at the same time", "[logic]") {
  auto const r = rule(R"({"reduce": [{"filter": [{"var": "marks"}, {">=": [{"var": ""}, 2]}]},
                          {"+": [{"var": "accumulator"}, {"var": "current"}]}, {"var": ["start", 0]}]})");
  value const data = json(R"({"marks": [1, 2, 3, 4, 5]})");
  std::atomic<int> right{0};
  auto const work = [&] {
    for (int i = 0; i < 2'000; ++i) {
      strings missing;
      auto const copy = r;
      auto const found = ocop::evaluate(copy, data, &missing);
      if (found && *found == value(14) && missing == strings{"start"}) ++right;
    }
  };
  std::thread first(work), second(work);
  first.join();
  second.join();
  CHECK(right == 4'000);
}

}  // namespace logic_test
