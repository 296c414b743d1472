// Revisions: what stood stands, what is known since stands beside it, and both are found by their names and digests.
#include "ocop/base/stars.hpp"
#include "ocop/compile/digest.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/compile/verify.hpp"
#include "ocop/exchange/expanded_edition.hpp"
#include "ocop/explain/edition_page.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/revised_rules.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace revisions_test {
namespace {

using namespace ocop;

std::vector<std::string> names(std::vector<std::shared_ptr<compiled_rule_set const>> const& all) {
  std::vector<std::string> made;
  for (auto const& e : all) made.push_back(e->full_name());
  return made;
}

std::string message_of(rule_catalog const& catalog, std::string_view name) {
  auto const found = catalog.find(name);
  return found ? "found " + (*found)->full_name() : found.error().message;
}

/// How many product sets two editions have that are the very same object.
std::size_t shared_sets(compiled_rule_set const& a, compiled_rule_set const& b) {
  return static_cast<std::size_t>(std::count_if(a.product_sets.begin(), a.product_sets.end(),
                                                [&](auto const& set) { return b.product_sets.holds(set); }));
}

}  // namespace

TEST_CASE("every revision is there, and the newest one of each edition counts", "[compile]") {
  CHECK(names(test::revised().revisions()) ==
        std::vector<std::string>{"qd-1048-2019@2019-08-21#1", "qd-1048-2019@2020-06-08#1", "qd-1048-2019@2020-06-08#2",
                                 "qd-148-2023@2023-02-24#1", "qd-148-2023@2025-07-06#1", "qd-26-2026@2026-05-22#1"});
  CHECK(names(test::revised().editions()) ==
        std::vector<std::string>{"qd-1048-2019@2019-08-21#1", "qd-1048-2019@2020-06-08#2", "qd-148-2023@2023-02-24#1",
                                 "qd-148-2023@2025-07-06#1", "qd-26-2026@2026-05-22#1"});
  filing const filed{filing_kind::first, parse_day("2021-01-05").value(), parse_day("2021-03-01").value()};
  CHECK(test::revised().governing(filed).value().rules->revision.number == 2);
  CHECK(test::revised().in_force_on(parse_day("2021-01-05").value()).value()->revision.number == 2);
}

TEST_CASE("a revision is named by its number, and without one the newest is meant", "[compile]") {
  rule_catalog const& rules = test::revised();
  CHECK(message_of(rules, "qd-1048-2019") == "found qd-1048-2019@2020-06-08#2");
  CHECK(message_of(rules, "qd-1048-2019#1") == "found qd-1048-2019@2020-06-08#1");
  CHECK(message_of(rules, "qd-1048-2019@2020-06-08#2") == "found qd-1048-2019@2020-06-08#2");
  CHECK(message_of(rules, "qd-1048-2019@2019-08-21#1") == "found qd-1048-2019@2019-08-21#1");
  CHECK(message_of(rules, "qd-1048-2019@2019-08-21#2") ==
        "qd-1048-2019@2019-08-21 has no revision \"#2\"; it has #1. Leave it out for the newest.");
  for (auto const* const bad : {"#3", "#0", "#", "#01", "#1 ", "#1#1", "#two"}) {
    CAPTURE(bad);
    auto const found = rules.find(std::string("qd-1048-2019") + bad);
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().code == errc::unknown_rule_set);
    CHECK(found.error().message == "qd-1048-2019@2020-06-08 has no revision \"" + std::string(bad) +
                                       "\"; it has #1, #2. Leave it out for the newest.");
  }
  CHECK(message_of(rules, "qd-27#1").starts_with("no rule set or edition \"qd-27\" is loaded; loaded are "));
  CHECK(message_of(rules, "#1").starts_with("no rule set or edition \"\" is loaded"));
}

TEST_CASE("what stood before a revision keeps every digest, and the revision has its own", "[compile][frozen]") {
  for (auto const& e : test::builtin().revisions()) {
    auto const kept = test::revised().find(e->full_name()).value();
    CAPTURE(e->full_name());
    CHECK(kept->sha256 == e->sha256);
    CHECK(readings_sha256(*kept) == readings_sha256(*e));
    CHECK(write_expanded(*kept) == write_expanded(*e));
    CHECK(edition_page(*kept) == edition_page(*e));
    CHECK(kept->until == e->until);
  }
  auto const& first = *test::revised().find("qd-1048-2019#1").value();
  auto const& second = *test::revised().find("qd-1048-2019#2").value();
  CHECK(first.revision == rule_revision{});
  CHECK(second.revision.number == 2);
  CHECK(second.revision.dated == parse_day("2026-12-05").value());
  CHECK(second.revision.why.en == "Trial: one label, one mark");
  CHECK(second.revision.source == "qd-781-2020");
  CHECK(second.sha256 != first.sha256);
  CHECK(second.edition == first.edition);
  CHECK(second.from == first.from);
  CHECK(second.until == first.until);
  auto const& before = *first.product_set(1).value();
  auto const& after = *second.product_set(1).value();
  CHECK(before.gates.empty());
  REQUIRE(after.gates.size() == 1);
  CHECK(after.criteria[after.gates.front().criterion].id.str() == "10");
  CHECK(after.gates.front().level == stars{5});
  auto const shape = *after.find("6.1.2");
  CHECK(before.criteria[shape].lists[0].options[0].text.en == "Not uniform, acceptable");
  CHECK(after.criteria[shape].lists[0].options[0].text.en == "Not uniform, still acceptable");
  CHECK(test::revised().with_digest(first.sha256).get() == &first);
  CHECK(test::revised().with_digest(second.sha256).get() == &second);
  CHECK_FALSE(test::revised().with_digest("0").get());
}

TEST_CASE("the digest without words tells a mended label from a changed rule", "[compile]") {
  auto const load = [](std::string const& changes) {
    return test::load(test::made_up_with(test::made_up_revision(2, changes))).catalog.value();
  };
  char const* const label =
      R"({"file":"shared/wordings/salt.json","at":"/wordings/wording=grain/options/id=low/en","was":"Low","set":"Small"})";
  char const* const clause = R"({"file":"made-up-2030/bands.json","at":"/bands/stars=3/cite/at",
    "was":"made-up-2030/2.3","set":"made-up-2030/2.4"})";
  char const* const mark = R"({"file":"made-up-2030/product_sets/12-sea-salt.json",
    "at":"/sections/id=1/criteria/id=1.1/gates/4","was":"high","set":"mid"})";
  char const* const reading = R"({"file":"made-up-2030/readings.json","at":"/choices/reading=R-05/choice",
    "was":"reject","set":"cap"})";
  for (auto const& [change, is_words] :
       {std::pair(label, true), std::pair(clause, true), std::pair(mark, false), std::pair(reading, false)}) {
    CAPTURE(change);
    rule_catalog const catalog = load(change);
    auto const& first = *catalog.find("made-up-2030#1").value();
    auto const& second = *catalog.find("made-up-2030#2").value();
    CHECK(first.sha256 == test::made_up().find("made-up-2030").value()->sha256);
    CHECK(second.sha256 != first.sha256);
    CHECK((second.wordless_sha256 == first.wordless_sha256) == is_words);
    bool const is_mark = change == mark;
    CHECK((wordless_sha256(first, *first.product_set(12).value()) ==
           wordless_sha256(second, *second.product_set(12).value())) != is_mark);
  }
}

TEST_CASE("each revision stands on the one before it, and in each edition on those that it has", "[compile]") {
  auto const mark = [](char const* was, char const* to) {
    return R"({"file":"made-up-2030/product_sets/12-sea-salt.json","at":"/sections/id=1/criteria/id=1.1/gates/4",
              "was":")" +
           std::string(was) + R"(","set":")" + to + "\"}";
  };
  auto const name = R"({"file":"made-up-2030/product_sets/12-sea-salt.json","at":"/name/en","was":"Sea salt",
    "set":"Salt of the sea"})";
  auto const report = test::load(
      test::made_up_with(test::made_up_revision(2, mark("high", "mid"), R"("editions":["2031-07-01"])", "2031-01-01"),
                         test::made_up_revision(3, name, {}, "2031-01-01"),
                         test::made_up_revision(4, mark("mid", "high"), R"("editions":["2031-07-01"])", "2031-02-01")));
  for (auto const& i : report.issues) UNSCOPED_INFO(i.where << ": " << i.message);
  REQUIRE(report.catalog);
  CHECK(names(report.catalog->revisions()) ==
        std::vector<std::string>{"made-up-2028@2028-01-01#1", "made-up-2030@2030-01-01#1", "made-up-2030@2030-01-01#3",
                                 "made-up-2030@2031-07-01#1", "made-up-2030@2031-07-01#2", "made-up-2030@2031-07-01#3",
                                 "made-up-2030@2031-07-01#4"});
  auto const told = [&](char const* edition) {
    auto const& set = *report.catalog->find(edition).value()->product_set(12).value();
    return set.name.en + ", " + std::to_string(set.gates[2].option);
  };
  CHECK(told("made-up-2030@2030-01-01#3") == "Salt of the sea, 4");
  CHECK(told("made-up-2030@2031-07-01#1") == "Sea salt, 4");
  CHECK(told("made-up-2030@2031-07-01#2") == "Sea salt, 3");
  CHECK(told("made-up-2030@2031-07-01#3") == "Salt of the sea, 3");
  CHECK(told("made-up-2030@2031-07-01#4") == "Salt of the sea, 4");
  auto const known = [&](char const* on) { return names(report.catalog->known_on(parse_day(on).value()).editions()); };
  using list = std::vector<std::string>;
  CHECK(known("2030-12-31") ==
        list{"made-up-2028@2028-01-01#1", "made-up-2030@2030-01-01#1", "made-up-2030@2031-07-01#1"});
  CHECK(known("2031-01-01") ==
        list{"made-up-2028@2028-01-01#1", "made-up-2030@2030-01-01#3", "made-up-2030@2031-07-01#3"});
  CHECK(known("2031-02-01") ==
        list{"made-up-2028@2028-01-01#1", "made-up-2030@2030-01-01#3", "made-up-2030@2031-07-01#4"});
}

TEST_CASE("an image holds every revision, and each set once", "[compile]") {
  std::string const image = write_image(test::revised());
  rule_catalog const again = read_image(image).value();
  CHECK(write_image(again) == image);
  CHECK(names(again.revisions()) == names(test::revised().revisions()));
  CHECK(names(again.editions()) == names(test::revised().editions()));
  for (std::size_t i = 0; i < again.revisions().size(); ++i) {
    auto const& is = *again.revisions()[i];
    auto const& must = *test::revised().revisions()[i];
    CHECK(is.sha256 == must.sha256);
    CHECK(is.wordless_sha256 == must.wordless_sha256);
    CHECK(is.revision == must.revision);
  }
  // A label and a mark of one set: it alone is there twice.
  CHECK(image.size() < builtin_rule_image().size() + 40'000);
  CHECK(verify_digests(again, test::revised()).empty());
  CHECK_FALSE(verify_digests(again, test::builtin()).empty());
}

TEST_CASE("editions and revisions share the sets that are the same", "[compile]") {
  std::string const image = write_image(test::revised());
  rule_catalog const from_image = read_image(image).value();
  for (rule_catalog const* const rules : {&test::revised(), &from_image}) {
    auto const edition = [&](char const* name) { return rules->find(name).value(); };
    CHECK(shared_sets(*edition("qd-1048-2019@2019-08-21"), *edition("qd-1048-2019@2020-06-08#1")) == 25);
    auto const& second = *edition("qd-1048-2019@2020-06-08#2");
    // The label is that of several kinds of tea.
    std::size_t const same = shared_sets(second, *edition("qd-1048-2019@2020-06-08#1"));
    CHECK(same >= 22);
    CHECK(same < 25);
    CHECK(shared_sets(*edition("qd-148-2023@2023-02-24"), *edition("qd-148-2023@2025-07-06")) == 26);
    CHECK(shared_sets(*edition("qd-148-2023"), *edition("qd-26-2026")) == 0);
  }
}

TEST_CASE("a revision that was altered behind its digest is found", "[compile]") {
  compiled_rule_set copy = *test::revised().find("qd-1048-2019#2").value();
  copy.revision.why.en = "Something else";
  rule_catalog const other = rule_catalog::of({std::make_shared<compiled_rule_set const>(copy)});
  rule_catalog const was = rule_catalog::of({test::revised().find("qd-1048-2019#2").value()});
  auto const found = verify_digests(other, was);
  REQUIRE(found.size() == 1);
  CHECK(found.front().where == "qd-1048-2019@2020-06-08#2");
  copy = *test::revised().find("qd-1048-2019#2").value();
  copy.wordless_sha256 = std::string(64, '0');
  auto const wrong = verify_digests(rule_catalog::of({std::make_shared<compiled_rule_set const>(copy)}));
  REQUIRE(wrong.size() == 1);
  CHECK(wrong.front().message.starts_with("the edition without words has the SHA-256 "));
}

}  // namespace revisions_test
