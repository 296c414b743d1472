#include "ocop/compile/rule_catalog.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <set>
#include <string>
#include <thread>
#include <vector>

namespace catalog_test {
namespace {

ocop::filing filed(ocop::filing_kind kind, char const* on, char const* decided = nullptr) {
  ocop::filing f{kind, ocop::parse_day(on).value(), std::nullopt};
  if (decided) f.decided_on = ocop::parse_day(decided).value();
  return f;
}

}  // namespace

TEST_CASE("a filing on or after 22 May 2026 is governed by 26/2026", "[compile][qd-26-2026/11.1]") {
  for (auto const kind : {ocop::filing_kind::first, ocop::filing_kind::upgrade, ocop::filing_kind::renewal}) {
    auto const on = ocop::test::builtin().governing(filed(kind, "2026-05-22"));
    REQUIRE(on.has_value());
    CHECK(on->rules->edition == ocop::edition_id("qd-26-2026@2026-05-22"));
    CHECK(on->because == "qd-26-2026/11.1");
    CHECK_FALSE(on->finish_by.has_value());
    CHECK(ocop::test::builtin().governing(filed(kind, "2026-05-23")).has_value());
  }
}

TEST_CASE("a filing before 22 May 2026 and decided later is governed by 148, for 60 or for 30 days",
          "[compile][qd-26-2026/12.2.a][qd-26-2026/12.2.b][qd-148-2023/in-force][qd-1489-2025/in-force]") {
  auto const& catalog = ocop::test::builtin();
  for (auto const* const decided : {"2026-05-22", "2026-07-01", "2026-07-21"}) {
    CAPTURE(decided);
    auto const first = catalog.governing(filed(ocop::filing_kind::first, "2026-05-21", decided)).value();
    CHECK(first.rules->edition.str() == "qd-148-2023@2025-07-06");
    CHECK(first.because == "qd-26-2026/12.2.a");
    CHECK(first.finish_by == ocop::parse_day("2026-07-21").value());
    auto const renewal = catalog.governing(filed(ocop::filing_kind::renewal, "2026-05-21", decided)).value();
    CHECK(renewal.because == "qd-26-2026/12.2.b");
    CHECK(renewal.finish_by == ocop::parse_day("2026-06-21").value());
  }
}

TEST_CASE("once 148 has lapsed nothing says what governs a filing that was left to it",
          "[compile][qd-26-2026/11.2][qd-26-2026/12.2.a]") {
  auto const late = ocop::test::builtin().governing(filed(ocop::filing_kind::first, "2026-05-21", "2026-07-22"));
  REQUIRE_FALSE(late.has_value());
  CHECK(late.error().code == ocop::errc::no_governing_rules);
  CHECK(late.error().message ==
        "qd-26-2026/12.2.a leaves a first filing of 2026-05-21 to qd-148-2023, which has no effect from 2026-07-22; "
        "nothing says what governs a decision of 2026-07-22.");
}

TEST_CASE("each edition governs from its first day to the day before the next",
          "[compile][qd-1048-2019/in-force][qd-781-2020/in-force][qd-148-2023/in-force][qd-1489-2025/in-force]") {
  auto const edition_on = [](char const* day) {
    return ocop::test::builtin().governing(filed(ocop::filing_kind::first, day)).value().rules->edition.str();
  };
  CHECK(edition_on("2019-08-21") == "qd-1048-2019@2019-08-21");
  CHECK(edition_on("2020-06-07") == "qd-1048-2019@2019-08-21");
  CHECK(edition_on("2020-06-08") == "qd-1048-2019@2020-06-08");
  CHECK(edition_on("2023-02-23") == "qd-1048-2019@2020-06-08");
  CHECK(edition_on("2023-02-24") == "qd-148-2023@2023-02-24");
  CHECK(edition_on("2025-07-05") == "qd-148-2023@2023-02-24");
  CHECK(edition_on("2025-07-06") == "qd-148-2023@2025-07-06");
  CHECK(edition_on("2026-05-21") == "qd-148-2023@2025-07-06");
  CHECK(edition_on("2026-05-22") == "qd-26-2026@2026-05-22");
}

TEST_CASE("a filing under 1048 decided under 148 has no clause that we know", "[compile][qd-148-2023/in-force]") {
  auto const unknown = ocop::test::builtin().governing(filed(ocop::filing_kind::first, "2023-02-23", "2023-02-24"));
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().message ==
        "a first filing of 2023-02-23 and a decision of 2023-02-24 straddle the end of qd-1048-2019 on 2023-02-24, and "
        "the transition clause of what follows is not in our sources.");
  CHECK(ocop::test::builtin().governing(filed(ocop::filing_kind::first, "2023-02-22", "2023-02-23")).has_value());
}

TEST_CASE("a filing before the first rule set is governed by none", "[compile][qd-1048-2019/in-force]") {
  auto const none = ocop::test::builtin().governing(filed(ocop::filing_kind::first, "2019-08-20"));
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().message ==
        "no loaded rule set governs a first filing of 2019-08-20; the first is qd-1048-2019, in force from 2019-08-21. "
        "Name the rules by \"rules\" if you want to see how they would rank it.");
}

TEST_CASE("who recognises three stars, and who sends on, changes with Decision 1489",
          "[compile][qd-148-2023/parts][qd-148-2023/annex-2][qd-1489-2025/1][qd-1048-2019/annex-2.1]") {
  auto const by = [](char const* edition, std::size_t stars) {
    return ocop::test::edition(edition)->recognitions[stars - 1].by;
  };
  CHECK(by("qd-148-2023@2023-02-24", 3) == "district-peoples-committee");
  CHECK(by("qd-148-2023@2025-07-06", 3) == "provincial-peoples-committee");
  CHECK(by("qd-1048-2019", 3) == "provincial-peoples-committee");
  CHECK(by("qd-1048-2019", 2).empty());
  CHECK(ocop::test::edition("qd-148-2023@2023-02-24")->councils ==
        std::vector<std::string>{"district", "province", "centre"});
  CHECK(ocop::test::edition("qd-148-2023@2025-07-06")->councils == std::vector<std::string>{"province", "centre"});
}

TEST_CASE("a result under 1048 as 781 amended it says that the minimums are missing",
          "[compile][qd-781-2020/in-force]") {
  CHECK(ocop::missing_law(*ocop::test::edition("qd-1048-2019@2019-08-21")).empty());
  CHECK(ocop::missing_law(*ocop::test::edition("qd-1048-2019@2020-06-08")) == std::vector<std::string>{"gates"});
  CHECK(ocop::missing_law(*ocop::test::edition("qd-148-2023")).empty());
}

TEST_CASE("where testing is not mandatory set 21 of 148 counts the maximum at 7",
          "[compile][qd-148-2023/annex-criteria.21/7]") {
  auto const& set = ocop::test::product_set(21, "qd-148-2023");
  auto const sheet = ocop::test::best_sheet(set).choose("7", 0);
  ocop::value const free(ocop::value::object{{"testing", ocop::value::object{{"not_mandatory", true}}}});
  auto const bound = ocop::test::assess_sheets(21, {sheet}, {}, {}, "province", "qd-148-2023");
  auto const waived = ocop::test::assess_sheets(21, {sheet}, {}, free, "province", "qd-148-2023");
  CHECK(bound.council.total < ocop::points{100});
  CHECK(waived.council.total == ocop::points{100});
  CHECK(waived.ranking.unmet_gates.empty());
}

TEST_CASE("a rule set is found by its name and by its edition", "[compile]") {
  auto const& catalog = ocop::test::builtin();
  CHECK(catalog.find("qd-26-2026").value() == catalog.find("qd-26-2026@2026-05-22").value());
  for (auto const* const name : {"", "qd-26", "qd-26-2026@", "qd-26-2026@2026-05-23", "QD-26-2026"}) {
    CAPTURE(name);
    auto const unknown = catalog.find(name);
    REQUIRE_FALSE(unknown.has_value());
    CHECK(unknown.error().message == "no rule set or edition \"" + std::string(name) +
                                         "\" is loaded; loaded are qd-1048-2019@2019-08-21, qd-1048-2019@2020-06-08, "
                                         "qd-148-2023@2023-02-24, qd-148-2023@2025-07-06, qd-26-2026@2026-05-22.");
  }
}

TEST_CASE("26/2026 has 26 product sets, 2557 options and 575 marks", "[compile][qd-26-2026/annex-2]") {
  auto const rules = ocop::test::edition();
  std::size_t options = 0;
  std::size_t gates = 0;
  for (auto const& set : rules->product_sets) {
    gates += set.gates.size();
    for (auto const& c : set.criteria)
      for (auto const& l : c.lists) options += l.options.size();
  }
  CHECK(rules->product_sets.size() == 26);
  CHECK(options == 2557);
  CHECK(gates == 575);
}

TEST_CASE("every part, section, group and criterion of 26/2026 adds up to 100", "[compile][qd-26-2026/3.1]") {
  auto const rules = ocop::test::edition();
  for (auto const& set : rules->product_sets) {
    CAPTURE(set.number);
    std::vector<int> sections(set.sections.size());
    std::vector<int> groups(set.groups.size());
    std::vector<int> parts(rules->parts.size());
    for (auto const& c : set.criteria) {
      CAPTURE(c.id.str());
      sections[c.section] += c.max.value;
      if (c.group) groups[*c.group] += c.max.value;
      for (auto const& l : c.lists) CHECK(l.options.back().worth == c.max);
    }
    for (std::size_t s = 0; s < sections.size(); ++s) {
      CHECK(sections[s] == set.sections[s].max.value);
      parts[set.sections[s].above] += sections[s];
    }
    for (std::size_t g = 0; g < groups.size(); ++g) CHECK(groups[g] == set.groups[g].max.value);
    CHECK(parts == std::vector<int>{40, 25, 35});
  }
}

TEST_CASE("every criterion is found by its printed code, whatever is expected", "[compile]") {
  for (auto const& set : ocop::test::edition()->product_sets)
    for (std::size_t i = 0; i < set.criteria.size(); ++i)
      for (std::size_t const expected : {std::size_t{0}, i, set.criteria.size(), std::size_t{9999}})
        CHECK(set.find(set.criteria[i].id.str(), expected) == i);
  CHECK_FALSE(ocop::test::product_set(1).find("9.9").has_value());
  CHECK_FALSE(ocop::test::product_set(1).find("").has_value());
}

TEST_CASE("a product set that is not there is an error that names those that are", "[compile]") {
  for (std::int64_t const number : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{27}, std::int64_t{1} << 40U}) {
    auto const none = ocop::test::edition()->product_set(number);
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().code == ocop::errc::unknown_product_set);
    CHECK(none.error().message ==
          "qd-26-2026@2026-05-22 has no product set " + std::to_string(number) + "; it has sets 1 to 26.");
  }
}

TEST_CASE("what a reading may be is said where it is something else", "[compile]") {
  auto const rules = ocop::test::edition();
  ocop::reading_choice const unknown{ocop::reading_id("R-99"), "mean"};
  ocop::reading_choice const wrong{ocop::reading_id("R-07"), "average"};
  CHECK(rules->choose({&unknown, 1}).error().message ==
        "there is no reading \"R-99\"; readings run from R-01 to R-30.");
  CHECK(rules->choose({&wrong, 1}).error().message ==
        "reading R-07 has no alternative \"average\"; allowed are majority, all, mean.");
  ocop::reading_choice const good{ocop::reading_id("R-07"), "mean"};
  CHECK(rules->choose({&good, 1}).value().members == ocop::reading_choices::members_rule::mean);
  CHECK(rules->choose({}).value() == rules->defaults);
}

TEST_CASE("loading twice gives the same digests, and each set has its own", "[compile]") {
  auto const again = ocop::builtin_catalog();
  auto const& first = *ocop::test::edition();
  auto const& second = *again.find("qd-26-2026").value();
  CHECK(first.sha256 == second.sha256);
  CHECK(first.sha256.size() == 64);
  std::set<std::string> digests;
  for (std::size_t i = 0; i < first.product_sets.size(); ++i) {
    CHECK(first.product_sets[i].sha256 == second.product_sets[i].sha256);
    digests.insert(first.product_sets[i].sha256);
  }
  CHECK(digests.size() == 26);
}

TEST_CASE("one compiled rule set serves many threads", "[compile]") {
  auto const rules = ocop::test::edition();
  auto const& set = *rules->product_set(1).value();
  std::vector<int> stars(8);
  {
    std::vector<std::jthread> threads;
    for (auto& s : stars)
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i)
          s = ocop::assess(rules, 1, {ocop::test::best_sheet(set)}, {}, rules->defaults)
                  .value()
                  .ranking.final_stars->value;
      });
  }
  CHECK(stars == std::vector<int>(8, 5));
}

}  // namespace catalog_test
