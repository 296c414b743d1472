// A record is derived under the revision that it was made under, for ever; what the newest one comes to is said apart.
#include "ocop/exchange/json.hpp"
#include "ocop/record/counterfactual.hpp"
#include "ocop/record/replay.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/revised_rules.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace replay_today_test {
namespace {

using namespace ocop;

std::vector<std::string> stored_records() {
  std::vector<std::string> lines;
  std::istringstream in(test::read_file(test::tests() / "records/0.1.0/records.jsonl"));
  for (std::string line; std::getline(in, line);)
    if (!is_seal(line)) lines.push_back(line);
  return lines;
}

/// A submission of set 12 under the made-up decree, whose own choice is to reject where a mark is unmet.
std::string salt(std::string const& law, int grain = 4, char const* unmet = "cap") {
  return R"({"format":"ocop-submission/1","submission":"S-1","product":{"set":12},)" + law +
         (unmet ? R"(,"readings":{"R-05":")" + std::string(unmet) + "\"}" : std::string()) +
         R"(,"sheets":[{"member":"M1","choices":{"1.1":)" + std::to_string(grain) + R"(,"1.2":3,"2":8}}]})";
}

std::string const filed = R"("filing":{"kind":"first","filed_on":"2030-05-05","decided_on":"2030-06-01"})";

std::string record_of(rule_catalog const& rules, std::string const& json,
                      record_format format = record_format::record_2) {
  record_options options;
  options.format = format;
  return make_record(rules, json, options).value().json;
}

std::string const mark = R"({"file":"made-up-2030/product_sets/12-sea-salt.json",
  "at":"/sections/id=1/criteria/id=1.1/gates/3","was":"mid","set":"high"})";
std::string const label = R"({"file":"made-up-2030/product_sets/12-sea-salt.json","at":"/name/en",
  "was":"Sea salt","set":"Salt of the sea"})";

template <class... Text>
rule_catalog revised(Text const&... revisions) {
  auto report = test::load(test::made_up_with(revisions...));
  for (auto const& i : report.issues) UNSCOPED_INFO(i.where << ": " << i.message);
  return std::move(report.catalog).value();
}

/// `same`, and what is otherwise today: `same; made-up-2030@2030-01-01#2: /result/stars 4 → 3`.
std::string told(replay_report const& r) {
  std::string text(to_string(r.status));
  if (!r.cause.empty()) text += " " + r.cause;
  if (!r.today) return text;
  text += "; " + r.today->edition + ":";
  for (auto const& d : r.today->differences) text += " " + d.pointer + " " + d.then + " → " + d.now;
  return text + r.today->message;
}

/// The same for the stars alone.
std::string stars_told(replay_report const& r) {
  std::string text(to_string(r.status));
  if (!r.today) return text;
  for (auto const& d : r.today->differences)
    if (d.pointer == "/result/stars") text += "; " + r.today->edition + ": " + d.then + " → " + d.now;
  return text;
}

}  // namespace

TEST_CASE("every record of 0.1.0 is the same under a revision, and those that it would change say so apart",
          "[record][frozen]") {
  std::size_t changed = 0;
  for (auto const& text : stored_records()) {
    auto const before = replay(test::builtin(), text);
    auto report = replay(test::revised(), text);
    CAPTURE(write_replay(report, 1));
    CHECK(report.status == replay_status::same);
    CHECK_FALSE(before.today);
    value const document = parse_json(text).value();
    bool const is_of_it = document.find("edition")->as_string() == "qd-1048-2019@2020-06-08" &&
                          document.find("submission")->find("product")->find("set")->as_integer() == 1;
    CHECK(report.today.has_value() == is_of_it);
    if (!is_of_it) {
      CHECK(write_replay(report, 1) == write_replay(before, 1));
      continue;
    }
    ++changed;
    REQUIRE(report.today->by.size() == 1);
    CHECK(report.today->by.front() == test::revised().find("qd-1048-2019#2").value());
    CHECK(report.today->edition == "qd-1048-2019@2020-06-08#2");
    CHECK(report.today->message.empty());
    CHECK(stars_told(report) == "same; qd-1048-2019@2020-06-08#2: 5 → 4");
    std::string const written = write_replay(report, 1);
    CHECK(written.starts_with(R"({"format":"ocop-replay/2")"));
    CHECK(written.find(R"("today":{"edition":"qd-1048-2019@2020-06-08#2","by":[{"revision":)"
                       R"("qd-1048-2019@2020-06-08#2","dated":"2026-12-05","why":{"vi":"Thử: một nhãn, một dấu sao",)"
                       R"("en":"Trial: one label, one mark"},"source":"qd-781-2020"}],"differences":[)") !=
          std::string::npos);
    CHECK(written.find(R"({"pointer":"/result/stars","then":"5","now":"4"})") != std::string::npos);
    report.today.reset();
    CHECK(write_replay(report, 1) == write_replay(before, 1));
  }
  CHECK(changed == 1);
}

TEST_CASE("a record is the same under the revision that it was made under, whatever came before and after",
          "[record]") {
  auto const second = test::made_up_revision(2, mark);
  auto const third = test::made_up_revision(
      3, R"({"file":"made-up-2030/product_sets/12-sea-salt.json","at":"/sections/id=1/criteria/id=1.1/gates/3",
            "was":"high","set":"mid"})");
  rule_catalog const two = revised(second);
  rule_catalog const three = revised(second, third);
  auto const of_first = record_of(test::made_up(), salt(filed, 3));
  auto const of_second = record_of(two, salt(filed, 3));
  auto const of_third = record_of(three, salt(filed, 3));
  CHECK(stars_told(replay(test::made_up(), of_first)) == "same");
  CHECK(stars_told(replay(two, of_first)) == "same; made-up-2030@2030-01-01#2: 3 → 2");
  CHECK(stars_told(replay(two, of_second)) == "same");
  CHECK(told(replay(three, of_first)) == "same");  // the third takes back what the second did
  CHECK(stars_told(replay(three, of_second)) == "same; made-up-2030@2030-01-01#3: 2 → 3");
  CHECK(told(replay(three, of_third)) == "same");
  // As before there were revisions: a digest that nothing loaded has.
  CHECK(told(replay(test::made_up(), of_second)) == "differs rules-changed");
  CHECK(told(replay(two, of_third)) == "differs rules-changed");
}

TEST_CASE("a mended label changes no decision, so nothing is said of today", "[record]") {
  rule_catalog const two = revised(test::made_up_revision(2, label));
  CHECK(told(replay(two, record_of(test::made_up(), salt(filed)))) == "same");
}

TEST_CASE("a record whose submission names its rules is derived under the revision that it had", "[record]") {
  rule_catalog const two = revised(test::made_up_revision(2, mark));
  for (auto const* const name : {"made-up-2030", "made-up-2030@2031-07-01"}) {
    std::string const named = R"("rules":")" + std::string(name) + '"';
    auto const before = record_of(test::made_up(), salt(named, 3));
    CHECK(stars_told(replay(two, before)) == "same; made-up-2030@2031-07-01#2: 3 → 2");
    CHECK(told(replay(two, record_of(two, salt(named, 3)))) == "same");
    // One that is named is meant today too.
    for (auto const* const revision : {"#1", "#2"}) {
      std::string const exact = R"("rules":")" + std::string(name) + revision + '"';
      auto const record = record_of(two, salt(exact, 3));
      CHECK(told(replay(two, record)) == "same");
      value const result = *parse_json(record).value().find("result");
      CHECK(result.find("stars")->as_integer() == (std::string_view(revision) == "#1" ? 3 : 2));
      CHECK(result.find("edition")->as_string() == "made-up-2030@2031-07-01");
      CHECK(result.find("rules_sha256")->as_string() ==
            two.find("made-up-2030" + std::string(revision)).value()->sha256);
    }
  }
}

TEST_CASE("a record under another revision than its submission names is no right one", "[record]") {
  rule_catalog const two = revised(test::made_up_revision(2, mark));
  // As if its author had named the second and taken the first.
  auto const named_second = [](std::string text) {
    for (auto at = text.find("made-up-2030#1"); at != std::string::npos; at = text.find("made-up-2030#1"))
      text.replace(at, 14, "made-up-2030#2");
    return text;
  };
  auto const report = replay(two, named_second(record_of(two, salt(R"("rules":"made-up-2030#1")", 3))));
  CHECK(report.status == replay_status::differs);
  auto const is_digest = [](replay_difference const& d) { return d.pointer == "/rules_sha256"; };
  CHECK(std::any_of(report.differences.begin(), report.differences.end(), is_digest));
  CHECK_FALSE(report.today);
}

TEST_CASE("a clause that a revision mends leaves the records of before, also those under other rule sets", "[record]") {
  std::string const earlier = R"("filing":{"kind":"first","filed_on":"2029-12-15","decided_on":"2030-01-10"})";
  std::string const line =
      R"({"format":"ocop-submission/1","submission":"S-1","product":{"set":7},"readings":{"R-20":"assume-not"},)" +
      earlier + R"(,"sheets":[{"member":"M1","choices":)";
  auto const& set = *test::made_up().find("made-up-2028").value()->product_set(7).value();
  std::string choices;
  for (auto const& c : set.criteria) choices += (choices.empty() ? "{\"" : ",\"") + c.id.str() + "\":1";
  auto const record = record_of(test::made_up(), line + choices + "}}]}");
  rule_catalog const two = revised(test::made_up_revision(
      2, R"({"file":"made-up-2030/rule_set.json","at":"/transition/0/cite/at","was":"made-up-2030/9.2.a",
            "set":"made-up-2030/9.2.c"})"));
  auto const report = replay(two, record);
  CHECK(told(report) ==
        "same; made-up-2028@2028-01-01#1: /result/edition_because \"made-up-2030/9.2.a\" → \"made-up-2030/9.2.c\"");
  REQUIRE(report.today);
  REQUIRE(report.today->by.size() == 2);  // of both editions that have the clause
  CHECK(report.today->by.front()->full_name() == "made-up-2030@2030-01-01#2");
}

TEST_CASE("another choice of a reading is seen today, whatever the format of the record", "[record]") {
  rule_catalog const two = revised(test::made_up_revision(
      2, R"({"file":"made-up-2030/readings.json","at":"/choices/reading=R-05/choice","was":"reject","set":"cap"})"));
  for (auto const format : {record_format::record_1, record_format::record_2}) {
    auto const report = replay(two, record_of(test::made_up(), salt(filed, 3, nullptr), format));
    CHECK(report.status == replay_status::same);
    REQUIRE(report.today);
    CHECK(std::any_of(report.today->differences.begin(), report.today->differences.end(),
                      [](auto const& d) { return d.pointer == "/result/outcome"; }));
  }
}

TEST_CASE("what cannot be evaluated today says why", "[record]") {
  std::string const file = "made-up-2030/product_sets/12-sea-salt.json";
  rule_catalog const two = revised(test::made_up_revision(
      2, R"({"file":")" + file + R"(","at":"","remove":true,"was":)" + test::made_up_decree().at(file) + "}"));
  auto const report = replay(two, record_of(test::made_up(), salt(filed)));
  CHECK(report.status == replay_status::same);
  REQUIRE(report.today);
  CHECK(report.today->message ==
        "cannot be evaluated: /product/set: made-up-2030@2030-01-01 has no product set 12; it has sets 1.");
}

TEST_CASE("an archive is ranked again under a revision, found by its digest", "[record]") {
  auto const record = stored_records()[3];
  for (auto const* const name : {"qd-1048-2019#1", "qd-1048-2019"}) {
    auto const again = rank_under(test::revised(), test::revised().find(name).value(), record);
    bool const is_first = std::string_view(name).ends_with("#1");
    CHECK(again.message == "");
    CHECK(again.status == counterfactual_status::decided);
    CHECK(again.then.level == stars{5});
    CHECK(again.lowest.level == stars{is_first ? 5 : 4});
    CHECK(again.edition_then == "qd-1048-2019@2020-06-08");
    CHECK(again.edition_now == (is_first ? "qd-1048-2019@2020-06-08" : "qd-1048-2019@2020-06-08#2"));
    CHECK(again.open.empty());
    CHECK(again.costs.size() == (is_first ? 0 : 1));
  }
}

}  // namespace replay_today_test
