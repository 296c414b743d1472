// What a revision may change: labels, points, marks, options, whole files, words that only this rule set sees, readings
// and remarks. Mistakes are in tests/bad_rules/revision-*.json.
#include "ocop/load/load.hpp"

#include "support/catch.hpp"
#include "support/revised_rules.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace revised_files_test {
namespace {

using namespace ocop;

/// The changes of a revision of made-up-2030, which must load, and what it came to.
model::rule_set revised(std::string const& changes, std::string const& more = {}) {
  auto report = load_rules(test::made_up_with(test::made_up_revision(2, changes, more)));
  for (auto const& i : report.issues) UNSCOPED_INFO(i.where << ": " << i.message);
  REQUIRE(report.ok());
  REQUIRE(report.revisions.size() == 1);
  CHECK(report.rule_sets.size() == 2);
  return std::move(report.revisions.front());
}

model::product_set const& set_of(model::rule_set const& rules, int number) {
  return *std::find_if(rules.product_sets.begin(), rules.product_sets.end(),
                       [&](auto const& set) { return set.number == number; });
}

std::string const salt_set = "made-up-2030/product_sets/12-sea-salt.json";

}  // namespace

TEST_CASE("a revision says its number, day, reason, source and editions", "[load]") {
  auto const rules = revised(R"({"file":"made-up-2030/rule_set.json","at":"/title/en","was":"Made-up decision 30/2030",
    "set":"Made-up decision"})",
                             R"("source":"made-up-2028","editions":["2031-07-01"])");
  CHECK(rules.revision.number == 2);
  CHECK(rules.revision.dated == parse_day("2030-06-01").value());
  CHECK(rules.revision.why == label{"Thử", "Trial"});
  CHECK(rules.revision.source == "made-up-2028");
  CHECK(rules.revised == std::vector<day>{parse_day("2031-07-01").value()});
  CHECK(rules.title.en == "Made-up decision");
  CHECK(rules.editions.size() == 2);
}

TEST_CASE("a revision brings a whole product set", "[load]") {
  std::string set = test::made_up_decree().at(salt_set);
  set.replace(set.find("\"set\": 12"), 9, "\"set\": 13");
  auto const rules = revised(R"({"file":"made-up-2030/product_sets/13-salt.json","at":"","add":)" + set + "}");
  CHECK(rules.product_sets.size() == 3);
  CHECK(set_of(rules, 13).sections.size() == 2);
}

TEST_CASE("a revision adds an option to a wording that others share, for its own rule set alone", "[load]") {
  auto const report = load_rules(test::made_up_with(test::made_up_revision(
      2, R"({"file":"shared/wordings/salt.json","at":"/wordings/wording=grain,version=1/options/id=mid",
             "add":{"id":"fine","vi":"Mịn","en":"Fine"}},
            {"file":")" +
             salt_set + R"(","at":"/sections/id=1/criteria/id=1.1/points/fine","add":15},
            {"file":")" +
             salt_set + R"(","at":"/sections/id=1/criteria/id=1.1/gates/3","was":"mid","set":"fine"})")));
  for (auto const& i : report.issues) UNSCOPED_INFO(i.where << ": " << i.message);
  REQUIRE(report.revisions.size() == 1);
  auto const& before = set_of(report.rule_sets.back(), 12).sections[0].criteria[0].lists[0];
  auto const& after = set_of(report.revisions.front(), 12).sections[0].criteria[0].lists[0];
  CHECK(before.options.size() == 4);
  REQUIRE(after.options.size() == 5);
  CHECK(after.options[2].id == option_id("fine"));
  CHECK(after.options[2].worth == points{15});
  CHECK(after.gates[1].needs == option_id("fine"));
}

TEST_CASE("a revision adds a reading and chooses it, takes entries away and puts them at the end", "[load]") {
  auto const rules = revised(
      R"({"file":"shared/readings.json","at":"/readings/-","add":{"reading":"R-40",
          "question":{"vi":"Hỏi","en":"Asked"},"why":{"vi":"Vì","en":"Since"},
          "alternatives":[{"id":"one","vi":"Một","en":"One"},{"id":"two","vi":"Hai","en":"Two"}]}},
         {"file":"made-up-2030/readings.json","at":"/choices/0","add":{"reading":"R-40","choice":"two",
          "cite":{"at":"made-up-2030/1","basis":"text"}}},
         {"file":"made-up-2030/rule_set.json","at":"/completeness/topic=gates/status","was":"complete","set":"partial"},
         {"file":")" +
      salt_set + R"(","at":"/notes/note=spilled@1/zero_at","was":["1.1"],"remove":true},
         {"file":")" +
      salt_set + R"(","at":"/notes/0","was":{"cite":{"basis":"text",
          "at":"made-up-2030/annex-12/disqualifiers"},"note":"spilled@1"},"remove":true})");
  CHECK(rules.readings.back().id == reading_id("R-40"));
  CHECK(rules.readings.back().choice == "two");
  CHECK(std::any_of(rules.topics.begin(), rules.topics.end(), [](auto const& t) { return t.status == "partial"; }));
  CHECK(set_of(rules, 12).notes.empty());
}

TEST_CASE("a pointer with escaped characters leads to keys that have them", "[load]") {
  auto const report = load_rules(
      test::made_up_with(test::made_up_revision(2, R"({"file":")" + salt_set + R"(","at":"/a~1b~0c","add":1})")));
  REQUIRE(report.issues.size() == 1);
  CHECK(report.issues.front().code == errc::unknown_key);
  CHECK(report.issues.front().where == salt_set + " (revision 2 of made-up-2030)#/a~1b~0c");
}

TEST_CASE("any one value of a revision replaced by one of another kind is an issue or harmless", "[load]") {
  std::string const text =
      test::made_up_revision(2, R"({"file":")" + salt_set + R"(","at":"/name/en","was":"Sea salt","set":"Salt"},
            {"file":")" + salt_set + R"(","at":"/sections/id=1/criteria/0/gates/2","was":"low","remove":true},
            {"file":")" + salt_set + R"(","at":"/sections/1/criteria/0/gates","add":{"2":"dull"}})",
                             R"("source":"made-up-2030","editions":["2031-07-01"])");
  value const tree = parse_json(text).value();
  std::vector<std::string> places{""};
  for (auto const& m : tree.as_object()) places.push_back("/" + m.key);
  for (auto const* const below : {"/why/vi", "/editions/0", "/changes/0", "/changes/1", "/changes/2"})
    places.emplace_back(below);
  for (std::size_t c = 0; c < 3; ++c)
    for (auto const& m : tree.find("changes")->as_array()[c].as_object())
      places.push_back("/changes/" + std::to_string(c) + "/" + m.key);
  CHECK(load_catalog(test::made_up_with(text)).issues.empty());
  for (auto const& place : places)
    for (value const& other : {value(), value(true), value(false), value(-1), value(1e300), value("x"), value("/"),
                               value("/~"), value("/sections/id="), value("/sections/=,=,"),
                               value("/sections/99999999999"), value(value::array{}), value(value::object{})}) {
      value broken = tree;
      test::set_at(broken, place, &other);
      CAPTURE(place, to_json(other));
      auto const report = load_catalog(test::made_up_with(to_json(broken)));
      CHECK(report.catalog.has_value() == report.issues.empty());
      if (place.empty()) CHECK_FALSE(report.catalog.has_value());
    }
}

}  // namespace revised_files_test
