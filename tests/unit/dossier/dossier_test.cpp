// What a dossier lacks, by stage, kind of filing and edition. The papers of each are written down again here, in the
// order of the law, and compared with what the engine asks for.
#include "ocop/dossier/dossier.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/exchange/json.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace dossier_test {
namespace {

using namespace ocop;
using strings = std::vector<std::string>;
using kind = filing_kind;
using std::chrono::days;

constexpr auto g1 = "qd-1048-2019@2019-08-21";
constexpr auto g1a = "qd-1048-2019@2020-06-08";
constexpr auto g2 = "qd-148-2023@2023-02-24";
constexpr auto g2a = "qd-148-2023@2025-07-06";
constexpr auto g3 = "qd-26-2026@2026-05-22";

day on(std::string_view text) { return parse_day(text).value(); }

std::shared_ptr<compiled_rule_set const> rules_of(std::string_view edition) {
  return (edition.starts_with("made-up") ? test::made_up() : test::builtin()).find(edition).value();
}

/// `R-13=next-working-day`
std::vector<reading_choice> read(std::string_view text) {
  if (text.empty()) return {};
  return {{reading_id(text.substr(0, 4)), std::string(text.substr(5))}};
}

result<dossier_check> look(std::string_view edition, dossier const& d, std::string_view reading = {},
                           working_calendar const* calendar = nullptr) {
  auto const rules = rules_of(edition);
  return check_dossier(*rules, d, rules->choose(read(reading)).value(), calendar);
}

std::string text_of(issue const& i) { return std::string(to_string(i.code)) + " at " + i.where + ": " + i.message; }

/// The issue of a call, or how complete the dossier is.
std::string error_of(std::string_view edition, dossier const& d, std::string_view reading = {}) {
  auto const found = look(edition, d, reading);
  return found ? std::string(found->is_complete() ? "complete" : "something is missing") : text_of(found.error());
}

/// `paper form-01 [qd-26-2026/6.1.a]`, `samples 4/5 [qd-26-2026/6.2]`
std::string told(dossier_item const& item) {
  return item.what + (item.id.empty() ? "" : ' ' + item.id) +
         (item.needs ? ' ' + std::to_string(item.found.value()) + '/' + std::to_string(*item.needs) : "") + " [" +
         item.cite + "]";
}
strings told(std::vector<dossier_item> const& items) {
  strings all;
  for (auto const& item : items) all.push_back(told(item));
  return all;
}
strings missing(std::string_view edition, dossier const& d) { return told(look(edition, d).value().missing); }

strings sorted(strings all) {
  std::sort(all.begin(), all.end());
  return all;
}

/// The papers that an edition asks for at one hand-over; those to be there where they exist in `if_any`.
struct hand_over {
  char const* edition;
  kind filed;
  char const* stage;
  strings asked;
  strings if_any;
};

/// Papers with their clause, `form-01 6.1.a`, for the editions of a decision.
std::vector<hand_over> const& law() {
  static std::vector<hand_over> const all = [] {
    std::vector<hand_over> made;
    for (auto const k : {kind::first, kind::upgrade, kind::renewal}) {
      for (auto const* const e : {g1, g1a}) {
        std::string const by = " [qd-1048-2019/annex-2.1]";
        made.push_back({e,
                        k,
                        "owner",
                        {"paper registration-slip" + by, "paper business-plan" + by, "paper organisation-profile" + by,
                         "paper business-registration" + by},
                        {"paper supporting-evidence" + by}});
        made.push_back({e, k, "district", {"paper district-letter" + by, "paper district-minutes" + by}, {}});
        made.push_back({e,
                        k,
                        "province",
                        {"paper province-letter" + by, "paper province-minutes" + by, "paper score-approval" + by},
                        {"paper extra-tests" + by}});
      }
      for (auto const* const e : {g2, g2a}) {
        std::string const by = " [qd-148-2023/annex-2]";
        made.push_back({e, k, "owner", {"paper registration-slip" + by, "paper owner-report" + by}, {}});
      }
      made.push_back(
          {g3, k, "commune", {"paper commune-proposal [qd-26-2026/6.2]", "paper form-03 [qd-26-2026/6.2]"}, {}});
    }
    made.push_back(
        {g3, kind::first, "owner", {"paper form-01 [qd-26-2026/6.1.a]", "paper form-02 [qd-26-2026/6.1.a]"}, {}});
    made.push_back(
        {g3, kind::upgrade, "owner", {"paper form-01 [qd-26-2026/6.1.b]", "paper form-02 [qd-26-2026/6.1.b]"}, {}});
    made.push_back({g3,
                    kind::renewal,
                    "owner",
                    {"paper form-01 [qd-26-2026/6.1.c]", "paper form-02 [qd-26-2026/6.1.c]",
                     "paper updates-since-recognition [qd-26-2026/6.1.c]"},
                    {"paper renewed-legal-papers [qd-26-2026/6.1.c]"}});
    for (auto const k : {kind::first, kind::upgrade})
      made.push_back({g3,
                      k,
                      "province",
                      {"paper province-letter [qd-26-2026/6.3.a]", "paper advisory-team-report [qd-26-2026/6.3.a]",
                       "paper council-report [qd-26-2026/6.3.a]", "paper approval-decision [qd-26-2026/6.3.a]"},
                      {"paper extra-confirmations [qd-26-2026/6.3.a]"}});
    made.push_back({g3,
                    kind::renewal,
                    "province",
                    {"paper province-letter [qd-26-2026/6.3.b]", "paper agency-evaluation-report [qd-26-2026/6.3.b]"},
                    {"paper extra-confirmations [qd-26-2026/6.3.b]"}});
    return made;
  }();
  return all;
}

/// What is asked for at a hand-over: its own papers, and the owner's.
hand_over asked_until(std::string_view edition, kind filed, std::string_view stage) {
  hand_over sum{"", filed, "", {}, {}};
  for (auto const* const s : {"owner", "commune", "district", "province"})
    for (auto const& h : law()) {
      bool const goes_along = s == std::string_view("owner") || s == stage;
      if (!goes_along || h.edition != edition || h.filed != filed || h.stage != std::string_view(s)) continue;
      sum.asked.insert(sum.asked.end(), h.asked.begin(), h.asked.end());
      sum.if_any.insert(sum.if_any.end(), h.if_any.begin(), h.if_any.end());
    }
  return sum;
}

/// `form-01` of `paper form-01 [qd-26-2026/6.1.a]`
std::string paper_of(std::string const& line) { return line.substr(6, line.find(' ', 6) - 6); }

/// A dossier that lacks nothing but papers.
dossier empty_dossier(std::string_view edition, kind filed = kind::first, std::string_view stage = "owner",
                      std::int64_t set = 1) {
  dossier d;
  d.kind = filed;
  d.set = set;
  d.stage = stage;
  if (edition.starts_with("qd-26")) d.applicant = "cooperative";
  if (edition.starts_with("made-up-2030")) d.applicant = "guild";
  d.samples = 5;
  return d;
}

/// A dossier that lacks nothing.
dossier full_dossier(std::string_view edition, kind filed = kind::first, std::string_view stage = "owner",
                     std::int64_t set = 1) {
  dossier d = empty_dossier(edition, filed, stage, set);
  for (auto const& line : asked_until(edition, filed, stage).asked) d.papers.push_back(paper_of(line));
  return d;
}

/// Every hand-over of the table.
struct at_stage {
  char const* edition;
  kind filed;
  char const* stage;
};
std::vector<at_stage> stages() {
  std::vector<at_stage> all;
  for (auto const& h : law()) all.push_back({h.edition, h.filed, h.stage});
  return all;
}

value fact(char const* json) { return parse_json(json).value(); }

}  // namespace

// --- Papers ----------------------------------------------------------------------------------------------------------

TEST_CASE("Each paper of a hand-over is asked for with its clause, the owner's file with it",
          "[evaluate][qd-26-2026/6.1.a][qd-26-2026/6.1.b][qd-26-2026/6.1.c][qd-26-2026/6.2][qd-26-2026/6.3.a]"
          "[qd-26-2026/6.3.b][qd-148-2023/annex-2][qd-1048-2019/annex-2.1]") {
  for (auto const& [edition, filed, stage] : stages()) {
    CAPTURE(edition, to_string(filed), stage);
    hand_over const asked = asked_until(edition, filed, stage);
    auto const bare = look(edition, empty_dossier(edition, filed, stage)).value();
    CHECK(told(bare.missing) == asked.asked);
    CHECK(told(bare.if_any) == asked.if_any);
    CHECK_FALSE(bare.is_complete());

    auto const full = look(edition, full_dossier(edition, filed, stage)).value();
    CHECK(told(full.missing).empty());
    CHECK(told(full.if_any) == asked.if_any);
    CHECK(full.is_complete());

    for (std::size_t i = 0; i < asked.asked.size(); ++i) {
      dossier one_less = full_dossier(edition, filed, stage);
      one_less.papers.erase(one_less.papers.begin() + static_cast<std::ptrdiff_t>(i));
      CHECK(missing(edition, one_less) == strings{asked.asked[i]});
    }
    for (auto const& line : asked.if_any) {
      dossier one_more = full_dossier(edition, filed, stage);
      one_more.papers.push_back(paper_of(line));
      CHECK(look(edition, one_more).value().if_any.size() == asked.if_any.size() - 1);
    }
  }
}

TEST_CASE("A dossier of 2026 is complete when the owner hands in Form 01 and Form 02", "[evaluate][qd-26-2026/6.1.a]") {
  dossier d = empty_dossier(g3);
  CHECK(missing(g3, d) == strings{"paper form-01 [qd-26-2026/6.1.a]", "paper form-02 [qd-26-2026/6.1.a]"});
  d.papers = {"form-02"};
  auto const found = look(g3, d).value();
  REQUIRE(found.missing.size() == 1);
  CHECK(found.missing[0].text == label{"Phiếu đăng ký (Biểu 01)", "Registration slip (Form 01)"});
  d.papers = {"form-02", "form-01"};
  CHECK(missing(g3, d).empty());
}

TEST_CASE("An upgrade shows what changed, a renewal brings updates besides",
          "[evaluate][qd-26-2026/6.1.b][qd-26-2026/6.1.c]") {
  dossier d = empty_dossier(g3, kind::upgrade);
  auto const upgrade = look(g3, d).value();
  REQUIRE(upgrade.missing.size() == 2);
  CHECK(upgrade.missing[1].text.en ==
        "Self-assessment (Form 02) showing what changed since recognition, with evidence");
  d.kind = kind::renewal;
  d.papers = {"form-01", "form-02"};
  CHECK(missing(g3, d) == strings{"paper updates-since-recognition [qd-26-2026/6.1.c]"});
}

TEST_CASE("A report of the owner under Decision 148 covers three years where it is a renewal",
          "[evaluate][qd-148-2023/annex-2]") {
  auto const report = [](kind k) { return look(g2, empty_dossier(g2, k)).value().missing.at(1).text; };
  CHECK(report(kind::first) == label{"Báo cáo của chủ thể", "Owner's report"});
  CHECK(report(kind::upgrade) == report(kind::first));
  CHECK(report(kind::renewal) == label{"Báo cáo của chủ thể, cập nhật và kết quả sau 3 năm",
                                       "Owner's report with updates and results after 3 years"});
}

TEST_CASE("Papers are the same for every product set",
          "[evaluate][qd-26-2026/6.1.a][qd-148-2023/annex-2][qd-1048-2019/annex-2.1]") {
  for (auto const* const edition : {g1, g1a, g2, g2a, g3})
    for (auto const& set : rules_of(edition)->product_sets) {
      CAPTURE(edition, set.number);
      for (auto const k : {kind::first, kind::upgrade, kind::renewal})
        CHECK(missing(edition, full_dossier(edition, k, "owner", set.number)).empty());
    }
}

TEST_CASE("Whatever papers are there, exactly the others are missing, in the order of the law",
          "[evaluate][qd-26-2026/6.2]") {
  std::mt19937 draw(6);
  for (auto const& [edition, filed, stage] : stages()) {
    hand_over const asked = asked_until(edition, filed, stage);
    for (int n = 0; n < 20; ++n) {
      dossier d = empty_dossier(edition, filed, stage);
      strings expected, if_any;
      for (auto const& line : asked.asked)
        if (draw() % 2 == 0) expected.push_back(line);
        else d.papers.push_back(paper_of(line));
      for (auto const& line : asked.if_any)
        if (draw() % 2 == 0) if_any.push_back(line);
        else d.papers.push_back(paper_of(line));
      std::shuffle(d.papers.begin(), d.papers.end(), draw);
      if (!d.papers.empty()) d.papers.push_back(d.papers.front());  // twice is as good as once
      auto const found = look(edition, d).value();
      CAPTURE(edition, to_string(filed), stage);
      REQUIRE(told(found.missing) == expected);
      REQUIRE(told(found.if_any) == if_any);
      REQUIRE(found.is_complete() == expected.empty());
    }
  }
}

TEST_CASE("A paper that another kind of filing or a later stage needs does no harm", "[evaluate][qd-26-2026/6.3]") {
  dossier d = full_dossier(g3);
  for (auto const* const p : {"updates-since-recognition", "form-03", "agency-evaluation-report"})
    d.papers.emplace_back(p);
  CHECK(missing(g3, d).empty());
}

TEST_CASE("A paper may depend on a fact: the lead test is due above 10 ppm", "[evaluate][made-up-2030/4.3]") {
  auto const edition = "made-up-2030@2030-01-01";
  auto const lacks = [&](char const* facts, kind k = kind::first) {
    dossier d = empty_dossier(edition, k);
    d.facts = fact(facts);
    auto const found = look(edition, d).value();
    return std::pair(told(found.missing), found.assumed);
  };
  strings const scroll{"paper scroll [made-up-2030/4.2]"};
  strings const both{"paper scroll [made-up-2030/4.2]", "paper lead-test [made-up-2030/4.3]"};
  CHECK(lacks(R"({"test":{"lead":{"ppm":9}}})") == std::pair(scroll, strings{}));
  CHECK(lacks(R"({"test":{"lead":{"ppm":10}}})") == std::pair(scroll, strings{}));
  CHECK(lacks(R"({"test":{"lead":{"ppm":10.5}}})") == std::pair(both, strings{}));
  CHECK(lacks(R"({"test":{"lead":{"ppm":11}}})") == std::pair(both, strings{}));
  // Not given: taken not to hold, and said so; a renewal does not ask.
  CHECK(lacks("null") == std::pair(scroll, strings{"test.lead.ppm"}));
  CHECK(lacks("{}") == std::pair(scroll, strings{"test.lead.ppm"}));
  CHECK(lacks(R"({"maker":{"workers":3}})") == std::pair(scroll, strings{"test.lead.ppm"}));
  CHECK(lacks("null", kind::renewal) == std::pair(scroll, strings{}));
}

TEST_CASE("A fact that is asked for and not given is an error where reading R-20 says so",
          "[evaluate][made-up-2030/4.3]") {
  auto const edition = "made-up-2030";
  dossier d = empty_dossier(edition);
  CHECK(
      error_of(edition, d, "R-20=error") ==
      "missing-fact at /facts: reading R-20 asks for every fact, and these are not given: test.lead.ppm. Give them, or "
      "choose R-20=assume-not.");
  CHECK(error_of(edition, d, "R-20=assume-not") == "something is missing");
  d.facts = fact(R"({"test":{"lead":{"ppm":0}}})");
  CHECK(error_of(edition, d, "R-20=error") == "something is missing");
  d.facts = {};
  d.kind = kind::upgrade;  // asks nothing
  CHECK(error_of(edition, d, "R-20=error") == "something is missing");
  // Papers of the decisions ask for no fact.
  for (auto const* const e : {g1, g1a, g2, g2a, g3}) CHECK(error_of(e, full_dossier(e), "R-20=error") == "complete");
}

TEST_CASE("A paper may concern some sets only, or begin with a later edition",
          "[evaluate][made-up-2030/4.4][made-up-2030/4.6]") {
  dossier d = empty_dossier("made-up-2030", kind::first, "commune", 12);
  d.papers = {"scroll"};
  CHECK(missing("made-up-2030@2030-01-01", d) == strings{"paper salt-map [made-up-2030/4.4]"});
  CHECK(missing("made-up-2030@2031-07-01", d) ==
        strings{"paper salt-map [made-up-2030/4.4]", "paper new-seal [made-up-2030/4.6]"});
  d.set = 1;
  CHECK(missing("made-up-2030@2030-01-01", d).empty());
  CHECK(missing("made-up-2030@2031-07-01", d) == strings{"paper new-seal [made-up-2030/4.6]"});
  d.kind = kind::renewal;
  auto const renewal = look("made-up-2030@2031-07-01", d).value();
  CHECK(renewal.is_complete());
  CHECK(told(renewal.if_any) == strings{"paper old-seal [made-up-2030/4.5]"});
}

TEST_CASE("A paper that the edition does not know is an error that names those it knows",
          "[evaluate][qd-26-2026/6.1.a][qd-148-2023/annex-2][qd-1048-2019/annex-2.1]") {
  auto const with = [](std::string_view edition, char const* paper) {
    dossier d = full_dossier(edition);
    d.papers.insert(d.papers.begin() + 1, paper);
    return error_of(edition, d);
  };
  CHECK(with(g3, "form-09") ==
        "bad-value at /papers/1: found \"form-09\"; papers of qd-26-2026@2026-05-22 are form-01, form-02, "
        "updates-since-recognition, renewed-legal-papers, commune-proposal, form-03, province-letter, "
        "advisory-team-report, council-report, approval-decision, agency-evaluation-report, extra-confirmations.");
  CHECK(with(g2a, "form-01") ==
        "bad-value at /papers/1: found \"form-01\"; papers of qd-148-2023@2025-07-06 are registration-slip, "
        "owner-report.");
  CHECK(with(g1, "owner-report") ==
        "bad-value at /papers/1: found \"owner-report\"; papers of qd-1048-2019@2019-08-21 are registration-slip, "
        "business-plan, organisation-profile, business-registration, supporting-evidence, district-letter, "
        "district-minutes, province-letter, province-minutes, score-approval, extra-tests.");
  CHECK(with(g3, "Form-01").starts_with("bad-value at /papers/1: found \"Form-01\"; "));
  CHECK(with(g3, "").starts_with("bad-value at /papers/1: found \"\"; "));
  // Where our sources name no papers, any may be there.
  dossier d = empty_dossier("made-up-2028", kind::first, "owner", 7);
  d.papers = {"anything"};
  CHECK(error_of("made-up-2028", d) == "complete");
}

// --- Who hands over what
// ----------------------------------------------------------------------------------------------

TEST_CASE("A stage that the edition does not have is an error, none given is the owner's",
          "[evaluate][qd-26-2026/7.1][qd-1489-2025/1]") {
  struct row {
    char const *edition, *stages;
    strings others;
  };
  for (auto const& [edition, stages, others] :
       {row{g1, "owner, district, province", {"village", "Owner", "centre", "commune"}},
        row{g2, "owner, district, province", {"village", "commune"}},
        row{g2a, "owner, commune, province", {"village", "district"}},
        row{g3, "owner, commune, province", {"village", "Owner", "centre", "district"}},
        row{"made-up-2030", "owner, commune", {"province"}}}) {
    dossier d = full_dossier(edition);
    for (auto const& stage : others) {
      d.stage = stage;
      CHECK(error_of(edition, d) ==
            "bad-value at /stage: found \"" + stage + "\"; under " +
                (edition == std::string("made-up-2030") ? rules_of(edition)->edition.str() : std::string(edition)) +
                " a dossier is handed over by " + stages + ".");
    }
    d.stage = "owner";
    auto const by_name = look(edition, d).value();
    d.stage.clear();
    CHECK(look(edition, d).value().missing.size() == by_name.missing.size());
  }
}

TEST_CASE("A file cannot be proposed before it was received", "[evaluate][qd-26-2026/7.2]") {
  dossier d = full_dossier(g3);
  d.received_on = parse_day("2026-06-15").value();
  d.proposed_on = parse_day("2026-06-14").value();
  CHECK(error_of(g3, d) ==
        "bad-value at /proposed_on: found 2026-06-14; the file was received on 2026-06-15. Mend one of the two days.");
  d.proposed_on = d.received_on;
  CHECK(error_of(g3, d) == "complete");
}

TEST_CASE("A product set that the edition does not have is an error", "[evaluate][qd-26-2026/6.1.a]") {
  auto const of = [](std::string_view edition, std::int64_t set) {
    dossier d = full_dossier(edition);
    d.set = set;
    return error_of(edition, d);
  };
  CHECK(of(g3, 1) == "complete");
  CHECK(of(g3, 26) == "complete");
  for (std::int64_t const set : {std::int64_t{0}, std::int64_t{27}, std::int64_t{-1}, std::int64_t{4294967297}})
    CHECK(of(g3, set) == "unknown-product-set at /product/set: qd-26-2026@2026-05-22 has no product set " +
                             std::to_string(set) + "; it has sets 1 to 26.");
  CHECK(of(g1, 10) ==
        "unknown-product-set at /product/set: qd-1048-2019@2019-08-21 has no product set 10; it has sets 1, 2, 3, 4, "
        "5, 6, "
        "7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26.");
}

TEST_CASE("Facts must be declared and of their type", "[evaluate][made-up-2030/4.3]") {
  auto const of = [](char const* facts) {
    dossier d = empty_dossier("made-up-2030");
    d.facts = fact(facts);
    return error_of("made-up-2030", d);
  };
  CHECK(of(R"({"maker":{"age":80}})") ==
        "undeclared-fact at /facts/maker/age: fact \"maker.age\" is not declared; declared are dossier.state, "
        "material.kind, maker.workers, maker.village, test.strength, test.lead.ppm, test.soot.");
  CHECK(of(R"({"test":{"lead":{"ppm":"much"}}})") ==
        "wrong-type at /facts/test/lead/ppm: fact test.lead.ppm is a string; it must be a number.");
  CHECK(of(R"({"test":{"lead":true}})") ==
        "wrong-type at /facts/test/lead: \"test.lead\" is a boolean; it must be an object with some of test.lead.ppm.");
}

// --- Applicants
// -------------------------------------------------------------------------------------------------------

TEST_CASE("Five kinds of owner may apply for any set, four more for tourism alone", "[evaluate][qd-26-2026/2.3]") {
  for (int set = 1; set <= 26; ++set) {
    CAPTURE(set);
    dossier d = full_dossier(g3, kind::first, "owner", set);
    d.is_registered = true;
    for (auto const* const a :
         {"cooperative", "cooperative-group", "small-or-medium-enterprise", "farm", "household"}) {
      d.applicant = a;
      CHECK(missing(g3, d).empty());
    }
    for (std::string const a : {"association", "federation", "operating-centre", "equivalent-body"}) {
      d.applicant = a;
      CHECK(missing(g3, d) == (set == 26 ? strings{} : strings{"applicant " + a + " [qd-26-2026/2.3]"}));
    }
  }
}

TEST_CASE("An association is told for which set it may not apply", "[evaluate][qd-26-2026/2.3]") {
  dossier d = full_dossier(g3, kind::first, "owner", 25);
  d.applicant = "association";
  auto const found = look(g3, d).value();
  REQUIRE(found.missing.size() == 1);
  CHECK(found.missing[0].text ==
        label{"Hội, hiệp hội không thuộc đối tượng của bộ 25", "Association may not apply for set 25"});
}

TEST_CASE("A household needs its business registration, other owners are not asked for it",
          "[evaluate][qd-26-2026/2.3]") {
  for (int const set : {1, 26}) {
    dossier d = full_dossier(g3, kind::first, "owner", set);
    for (auto const* const a : {"cooperative", "cooperative-group", "small-or-medium-enterprise", "farm"}) {
      d.applicant = a;
      for (bool const registered : {false, true}) {
        d.is_registered = registered;
        CHECK(missing(g3, d).empty());
      }
    }
    d.applicant = "household";
    d.is_registered = false;
    CHECK(missing(g3, d) == strings{"registration household [qd-26-2026/2.3]"});
    d.is_registered = true;
    CHECK(missing(g3, d).empty());
  }
}

TEST_CASE("A dossier without its owner's kind lacks it, and names those that may apply", "[evaluate][qd-26-2026/2.3]") {
  dossier d = full_dossier(g3);
  d.applicant.clear();
  auto const of = [&](int set) {
    d.set = set;
    auto const found = look(g3, d).value();
    CHECK(told(found.missing) == strings{"applicant [qd-26-2026/2.3]"});
    return found.missing.at(0).text.en;
  };
  CHECK(of(1) == "Kind of owner: cooperative, cooperative-group, small-or-medium-enterprise, farm, household");
  CHECK(of(26) ==
        "Kind of owner: cooperative, cooperative-group, small-or-medium-enterprise, farm, household, association, "
        "federation, operating-centre, equivalent-body");
}

TEST_CASE("A kind of owner that is not in the list, such as a large enterprise, is an error",
          "[evaluate][qd-26-2026/2.3]") {
  dossier d = full_dossier(g3);
  d.applicant = "large-enterprise";
  CHECK(error_of(g3, d) ==
        "bad-value at /applicant/kind: found \"large-enterprise\"; for set 1 qd-26-2026@2026-05-22 allows cooperative, "
        "cooperative-group, small-or-medium-enterprise, farm, household.");
  d.set = 26;
  CHECK(
      error_of(g3, d) ==
      "bad-value at /applicant/kind: found \"large-enterprise\"; for set 26 qd-26-2026@2026-05-22 allows cooperative, "
      "cooperative-group, small-or-medium-enterprise, farm, household, association, federation, operating-centre, "
      "equivalent-body.");
}

TEST_CASE("Where our sources do not say who may apply, anybody may, and it is said",
          "[evaluate][qd-148-2023/annex-2][qd-1048-2019/annex-2.1]") {
  for (auto const* const edition : {g1, g1a, g2, g2a}) {
    dossier d = full_dossier(edition);
    for (auto const* const a : {"", "cooperative", "large-enterprise"}) {
      d.applicant = a;
      auto const found = look(edition, d).value();
      CHECK(found.is_complete());
      CHECK(std::count(found.missing_law.begin(), found.missing_law.end(), "applicants") == 1);
    }
  }
}

TEST_CASE("Who makes salt may apply for salt alone, and must be registered", "[evaluate][made-up-2030/4.1]") {
  dossier d = empty_dossier("made-up-2030@2030-01-01", kind::renewal, "owner", 12);
  d.papers = {"scroll"};
  d.applicant = "salt-maker";
  CHECK(missing("made-up-2030@2030-01-01", d) == strings{"registration salt-maker [made-up-2030/4.1]"});
  d.is_registered = true;
  CHECK(missing("made-up-2030@2030-01-01", d).empty());
  d.set = 1;
  CHECK(missing("made-up-2030@2030-01-01", d) == strings{"applicant salt-maker [made-up-2030/4.1]"});
  d.applicant = "guild";
  CHECK(missing("made-up-2030@2030-01-01", d).empty());
}

// --- Samples, copies, codes
// -------------------------------------------------------------------------------------------

TEST_CASE("Five samples go with the file of the commune and of the province, four are too few",
          "[evaluate][qd-26-2026/6.2][qd-26-2026/6.3]") {
  for (auto const k : {kind::first, kind::upgrade, kind::renewal})
    for (auto const& [stage, cite] : {std::pair("commune", "6.2"), std::pair("province", "6.3")}) {
      dossier d = full_dossier(g3, k, stage);
      CAPTURE(to_string(k), stage);
      for (int set = 1; set <= 25; ++set) {
        d.set = set;
        d.samples = 4;
        CHECK(missing(g3, d) == strings{std::string("samples 4/5 [qd-26-2026/") + cite + "]"});
        d.samples = 5;
        CHECK(missing(g3, d).empty());
        d.samples = 6;
        CHECK(missing(g3, d).empty());
      }
      d.set = 1;
      d.samples = 0;
      CHECK(missing(g3, d) == strings{std::string("samples 0/5 [qd-26-2026/") + cite + "]"});
    }
}

TEST_CASE("Tourism brings no samples, and the owner's own file is not asked for any",
          "[evaluate][qd-26-2026/6.2][qd-26-2026/6.3]") {
  for (auto const* const stage : {"owner", "commune", "province"})
    for (auto const k : {kind::first, kind::upgrade, kind::renewal}) {
      dossier d = full_dossier(g3, k, stage, 26);
      d.samples = 0;
      CHECK(missing(g3, d).empty());
    }
  dossier d = full_dossier(g3);
  d.samples = 0;
  CHECK(missing(g3, d).empty());
}

TEST_CASE("Under Decision 1048 the owner brings five samples, but for services", "[evaluate][qd-1048-2019/annex-2.1]") {
  for (auto const* const edition : {g1, g1a})
    for (auto const* const stage : {"owner", "district", "province"})
      for (auto const& set : rules_of(edition)->product_sets) {
        dossier d = full_dossier(edition, kind::first, stage, set.number);
        CAPTURE(edition, stage, set.number);
        d.samples = 4;
        CHECK(missing(edition, d) == (set.number == 8 ? strings{} : strings{"samples 4/5 [qd-1048-2019/annex-2.1]"}));
        d.samples = 5;
        CHECK(missing(edition, d).empty());
        d.samples = 6;
        CHECK(missing(edition, d).empty());
      }
}

TEST_CASE("How many samples Decision 148 wants is not in our sources", "[evaluate][qd-148-2023/annex-2]") {
  for (auto const* const edition : {g2, g2a}) {
    dossier d = full_dossier(edition);
    d.samples = 0;
    auto const found = look(edition, d).value();
    CHECK(found.is_complete());
    CHECK(std::count(found.missing_law.begin(), found.missing_law.end(), "samples") == 1);
  }
}

TEST_CASE("Two lanterns go with the village's file, salt is not sampled", "[evaluate][made-up-2030/4.7]") {
  dossier d = empty_dossier("made-up-2030", kind::renewal, "commune");
  d.papers = {"scroll"};
  d.samples = 1;
  CHECK(missing("made-up-2030", d) == strings{"samples 1/2 [made-up-2030/4.7]"});
  d.samples = 2;
  CHECK(missing("made-up-2030", d).empty());
  d.samples = 3;
  CHECK(missing("made-up-2030", d).empty());
  d.samples = 0;
  d.set = 12;
  CHECK(missing("made-up-2030", d).empty());
  d.set = 1;
  d.stage = "owner";
  CHECK(missing("made-up-2030", d).empty());
}

TEST_CASE("Each hand-over takes one paper and one electronic set", "[evaluate][qd-26-2026/7.1][qd-148-2023/annex-2]") {
  for (auto const& [edition, cite] : {std::pair(g3, " [qd-26-2026/7.1]"), std::pair(g2, " [qd-148-2023/annex-2]"),
                                      std::pair(g2a, " [qd-148-2023/annex-2]")}) {
    CAPTURE(edition);
    dossier d = full_dossier(edition);
    std::string const paper = std::string("copies paper 0/1") + cite,
                      electronic = std::string("copies electronic 0/1") + cite;
    CHECK(missing(edition, d).empty());  // not said
    d.copies = {0, 0};
    CHECK(missing(edition, d) == strings{paper, electronic});
    d.copies = {1, 0};
    CHECK(missing(edition, d) == strings{electronic});
    d.copies = {0, 1};
    CHECK(missing(edition, d) == strings{paper});
    d.copies = {1, 1};
    CHECK(missing(edition, d).empty());
    d.copies = {2, 2};
    CHECK(missing(edition, d).empty());
  }
  for (auto const* const stage : {"owner", "commune", "province"}) {
    dossier d = full_dossier(g3, kind::renewal, stage);
    d.copies = {1, 0};
    CHECK(missing(g3, d) == strings{"copies electronic 0/1 [qd-26-2026/7.1]"});
  }
  dossier d = full_dossier(g1);
  d.copies = {0, 0};
  CHECK(missing(g1, d).empty());
}

TEST_CASE("Three scrolls and nothing electronic: copies are as the decree wants", "[evaluate][made-up-2030/4.8]") {
  dossier d = empty_dossier("made-up-2030", kind::renewal);
  d.papers = {"scroll"};
  d.copies = {2, 0};
  CHECK(missing("made-up-2030", d) == strings{"copies paper 2/3 [made-up-2030/4.8]"});
  d.copies = {3, 0};
  CHECK(missing("made-up-2030", d).empty());
}

TEST_CASE("A code in another format than the edition's is to be mended, none at all may follow",
          "[evaluate][qd-26-2026/annex-2][qd-148-2023/annex-2][qd-1048-2019/annex-2.1]") {
  struct row {
    char const* edition;
    char const* cite;
    strings right, wrong;
  };
  for (auto const& [edition, cite, right, wrong] : {row{g1,
                                                        "software-2019/code",
                                                        {"83-832-28882-2-2022", "10-088-03006-3-2021"},
                                                        {"75-26332-1-2026", "1-1-1-1-2021"}},
                                                    row{g3,
                                                        "qd-26-2026/annex-2",
                                                        {"75-26332-1-2026", "1-1-1-2026", "075-026332-0001-2026"},
                                                        {"75-739-26332-1-2021", "x"}}}) {
    dossier d = full_dossier(edition);
    CAPTURE(edition);
    d.code = "";
    CHECK(missing(edition, d).empty());
    for (auto const& code : right) {
      d.code = code;
      CHECK(missing(edition, d).empty());
    }
    for (auto const& code : wrong) {
      d.code = code;
      CHECK(missing(edition, d) == strings{std::string("code [") + cite + "]"});
    }
  }
  dossier d = full_dossier(g3);
  d.code = "75-739-26332-1-2021";
  auto const found = look(g3, d).value();
  REQUIRE(found.missing.size() == 1);
  CHECK(found.missing[0].text.en == "The product code must be province-commune-sequence-year (4 digits)");
  CHECK(found.missing[0].text.vi == "Mã sản phẩm phải theo mẫu tỉnh-xã-số thứ tự-năm (4 chữ số)");
}

TEST_CASE("A format of codes that no source confirms refuses nothing, and says so", "[evaluate][qd-148-2023/annex-2]") {
  for (auto const* const edition : {g2, g2a}) {
    dossier d = full_dossier(edition);
    auto const is_doubted = [&](char const* code) {
      d.code = code;
      CHECK(missing(edition, d).empty());
      auto const lacking = look(edition, d).value().missing_law;
      return std::find(lacking.begin(), lacking.end(), "product-codes") != lacking.end();
    };
    for (auto const* const code : {"75-739-26332-1-2021", "1-1-1-1-2023"}) CHECK_FALSE(is_doubted(code));
    for (auto const* const code : {"75-26332-1-2026", "75"}) CHECK(is_doubted(code));
  }
}

// --- What our sources lack
// ----------------------------------------------------------------------------------------------

TEST_CASE("A check says on which topics our sources of the law are silent",
          "[evaluate][qd-26-2026/7.1][qd-148-2023/annex-2][qd-1048-2019/annex-2.1]") {
  auto const lacking = [](std::string_view edition, std::string_view stage, std::int64_t set = 1) {
    dossier d = empty_dossier(edition, kind::first, stage, set);
    return sorted(look(edition, d).value().missing_law);
  };
  for (auto const* const edition : {g1, g1a}) {
    for (auto const* const stage : {"owner", "district", "province"})
      CHECK(lacking(edition, stage) == strings{"applicants", "copies"});
  }
  for (auto const* const edition : {g2, g2a}) {
    CHECK(lacking(edition, "owner") == strings{"applicants", "samples"});
    for (auto const* const stage : {edition == g2 ? "district" : "commune", "province"})
      CHECK(lacking(edition, stage) == strings{"applicants", "papers", "samples"});
  }
  for (auto const* const stage : {"owner", "commune", "province"}) CHECK(lacking(g3, stage).empty());
  CHECK(lacking("made-up-2028", "owner", 7) == strings{"applicants", "copies", "papers", "product-codes", "samples"});
  for (auto const* const stage : {"owner", "commune"}) CHECK(lacking("made-up-2030", stage).empty());
}

// --- Sessions, rounds, limits
// -------------------------------------------------------------------------------------------

TEST_CASE("The council meets on first filings and upgrades, and decides on renewals in writing",
          "[evaluate][qd-26-2026/7.3.d][qd-26-2026/7.6.d]") {
  auto const session = [](std::string_view edition, kind k) {
    return look(edition, empty_dossier(edition, k)).value().session;
  };
  CHECK(session(g3, kind::first) == "meeting");
  CHECK(session(g3, kind::upgrade) == "meeting");
  CHECK(session(g3, kind::renewal) == "written");
  for (auto const k : {kind::first, kind::upgrade, kind::renewal}) {
    for (auto const* const edition : {g1, g1a, g2, g2a}) CHECK(session(edition, k).empty());
    CHECK(session("made-up-2030@2030-01-01", k) == "written");
    CHECK(session("made-up-2030@2031-07-01", k) == "meeting");
  }
}

TEST_CASE("A dossier knows its round once it is proposed", "[evaluate][qd-26-2026/5.1][qd-26-2026/5.2]") {
  dossier d = full_dossier(g3, kind::first, "commune");
  CHECK_FALSE(look(g3, d).value().round);
  d.received_on = on("2027-04-01");
  CHECK_FALSE(look(g3, d).value().round);
  auto const round = [&](char const* proposed) {
    d.proposed_on = on(proposed);
    auto const r = look(g3, d).value().round;
    return r ? std::to_string(r->number) + ' ' + to_string(r->held_before) + ' ' + r->cite : "none";
  };
  CHECK(round("2027-04-29") == "1 2027-06-30 qd-26-2026/5.1");
  CHECK(round("2027-04-30") == "2 2027-12-30 qd-26-2026/5.1");
  CHECK(round("2027-05-01") == "2 2027-12-30 qd-26-2026/5.1");
  d.stage = "province";
  d.level = "centre";
  CHECK(round("2027-07-29") == "1 2027-09-30 qd-26-2026/5.2");
  CHECK(round("2027-07-30") == "2 2028-03-30 qd-26-2026/5.2");
  d = full_dossier(g2a);
  d.proposed_on = on("2025-10-01");
  CHECK_FALSE(look(g2a, d).value().round);
}

namespace {

/// `commune-review 2026-06-12 [qd-26-2026/7.2]`
strings limits(dossier_check const& found) {
  strings all;
  for (auto const& l : found.limits)
    all.push_back(l.id + ' ' + (l.until ? to_string(*l.until) : "?") + " [" + l.cite + "]");
  return all;
}
strings limits(dossier const& d, working_calendar const* calendar = nullptr, std::string_view reading = {},
               std::string_view edition = g3) {
  return limits(look(edition, d, reading, calendar).value());
}

}  // namespace

TEST_CASE("The commune has 15 working days from the day after receipt: weekends do not count",
          "[evaluate][qd-26-2026/7.2]") {
  working_calendar const weekends;
  auto const until = [&](char const* received, kind k = kind::first) {
    dossier d = full_dossier(g3, k);
    d.received_on = on(received);
    return limits(d, &weekends);
  };
  // 22 May 2026 is a Friday; three weeks of five days.
  for (auto const k : {kind::first, kind::upgrade, kind::renewal}) {
    CHECK(until("2026-05-22", k) == strings{"commune-review 2026-06-12 [qd-26-2026/7.2]"});
    CHECK(until("2026-05-23", k) == strings{"commune-review 2026-06-12 [qd-26-2026/7.2]"});
    CHECK(until("2026-05-24", k) == strings{"commune-review 2026-06-12 [qd-26-2026/7.2]"});
    CHECK(until("2026-05-25", k) == strings{"commune-review 2026-06-15 [qd-26-2026/7.2]"});
    CHECK(until("2026-05-28", k) == strings{"commune-review 2026-06-18 [qd-26-2026/7.2]"});
  }
  CHECK(until("2026-12-21") == strings{"commune-review 2027-01-11 [qd-26-2026/7.2]"});
  CHECK(until("2028-02-14") == strings{"commune-review 2028-03-06 [qd-26-2026/7.2]"});  // over the leap day
}

TEST_CASE("Holidays do not count among the 15 working days, a Saturday made up for does",
          "[evaluate][qd-26-2026/7.2]") {
  dossier d = full_dossier(g3);
  d.received_on = on("2026-08-21");  // a Friday
  working_calendar calendar;
  CHECK(limits(d, &calendar) == strings{"commune-review 2026-09-11 [qd-26-2026/7.2]"});
  calendar.holidays = {on("2026-09-02")};
  CHECK(limits(d, &calendar) == strings{"commune-review 2026-09-14 [qd-26-2026/7.2]"});
  calendar.holidays.insert(on("2026-09-01"));
  CHECK(limits(d, &calendar) == strings{"commune-review 2026-09-15 [qd-26-2026/7.2]"});
  calendar.working_days = {on("2026-08-22")};
  CHECK(limits(d, &calendar) == strings{"commune-review 2026-09-14 [qd-26-2026/7.2]"});
  calendar.holidays.insert(on("2026-08-21"));  // the day of receipt itself counts for nothing
  calendar.holidays.insert(on("2026-09-05"));  // nor does a holiday on a Saturday
  CHECK(limits(d, &calendar) == strings{"commune-review 2026-09-14 [qd-26-2026/7.2]"});
}

TEST_CASE("Without a calendar the last of 15 working days is not known", "[evaluate][qd-26-2026/7.2]") {
  dossier d = full_dossier(g3);
  d.received_on = on("2026-05-22");
  CHECK(limits(d) == strings{"commune-review ? [qd-26-2026/7.2]"});
  d.received_on.reset();
  CHECK(limits(d).empty());
}

TEST_CASE("Up to the last day of the commune lie exactly 15 working days, and it is one of them",
          "[evaluate][qd-26-2026/7.2]") {
  working_calendar calendar;
  for (int year = 2026; year <= 2030; ++year)
    for (auto const* const d : {"-01-01", "-04-30", "-05-01", "-09-01", "-09-02"})
      calendar.holidays.insert(on(std::to_string(year) + d));
  for (auto const* const d : {"2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2028-01-25", "2028-01-26"})
    calendar.holidays.insert(on(d));
  calendar.working_days = {on("2027-02-20"), on("2028-01-22")};
  auto const is_worked = [&](day d) {
    auto const of_week = (d.time_since_epoch().count() + 4) % 7;  // 1970-01-01 was a Thursday, 0 is Sunday
    return !calendar.holidays.contains(d) && ((of_week != 0 && of_week != 6) || calendar.working_days.contains(d));
  };
  dossier d = full_dossier(g3);
  for (day from = on("2026-05-22"); from < on("2030-12-01"); from += days(1)) {
    d.received_on = from;
    auto const found = look(g3, d, "R-13=next-working-day", &calendar).value();
    day const until = found.limits.at(0).until.value();
    int worked = 0;
    for (day at = from + days(1); at <= until; at += days(1)) worked += is_worked(at) ? 1 : 0;
    CAPTURE(to_string(from), to_string(until));
    REQUIRE(worked == 15);
    REQUIRE(is_worked(until));
  }
}

TEST_CASE("A renewal is evaluated within 45 days of the full proposal, days off included",
          "[evaluate][qd-26-2026/7.6.g]") {
  auto const until = [](char const* proposed, kind k = kind::renewal) {
    dossier d = full_dossier(g3, k, "commune");
    d.proposed_on = on(proposed);
    return limits(d);
  };
  CHECK(until("2026-08-01") == strings{"renewal-evaluation 2026-09-15 [qd-26-2026/7.6.g]"});
  CHECK(until("2026-12-17") == strings{"renewal-evaluation 2027-01-31 [qd-26-2026/7.6.g]"});
  CHECK(until("2027-01-20") == strings{"renewal-evaluation 2027-03-06 [qd-26-2026/7.6.g]"});
  CHECK(until("2028-01-20") == strings{"renewal-evaluation 2028-03-05 [qd-26-2026/7.6.g]"});
  CHECK(until("2028-01-15") == strings{"renewal-evaluation 2028-02-29 [qd-26-2026/7.6.g]"});
  CHECK(until("2026-08-01", kind::first).empty());
  CHECK(until("2026-08-01", kind::upgrade).empty());

  dossier both = full_dossier(g3, kind::renewal, "province");
  both.received_on = on("2026-05-22");
  both.proposed_on = on("2026-08-01");
  working_calendar const weekends;
  CHECK(limits(both, &weekends) ==
        strings{"commune-review 2026-06-12 [qd-26-2026/7.2]", "renewal-evaluation 2026-09-15 [qd-26-2026/7.6.g]"});
  auto const found = look(g3, both).value();
  CHECK(found.limits.at(1).text ==
        label{"Đánh giá lại kể từ khi nhận đủ hồ sơ đề nghị", "Re-evaluation from receipt of the full proposal"});
}

TEST_CASE("A limit on a day off stays, or moves to the next working day where reading R-13 says so",
          "[evaluate][qd-26-2026/7.6.g]") {
  working_calendar calendar;
  calendar.holidays = {on("2026-09-01"), on("2026-09-02")};
  auto const until = [&](char const* proposed, std::string_view reading) {
    dossier d = full_dossier(g3, kind::renewal);
    d.proposed_on = on(proposed);
    return to_string(look(g3, d, reading, &calendar).value().limits.at(0).until.value());
  };
  struct row {
    char const *proposed, *stays, *moves;
  };
  // 4 September 2026 is a Friday.
  for (auto const& r : {row{"2026-07-17", "2026-08-31", "2026-08-31"}, row{"2026-07-18", "2026-09-01", "2026-09-03"},
                        row{"2026-07-19", "2026-09-02", "2026-09-03"}, row{"2026-07-20", "2026-09-03", "2026-09-03"},
                        row{"2026-07-21", "2026-09-04", "2026-09-04"}, row{"2026-07-22", "2026-09-05", "2026-09-07"},
                        row{"2026-07-23", "2026-09-06", "2026-09-07"}, row{"2026-07-24", "2026-09-07", "2026-09-07"}}) {
    CHECK(until(r.proposed, "") == r.stays);
    CHECK(until(r.proposed, "R-13=stays") == r.stays);
    CHECK(until(r.proposed, "R-13=next-working-day") == r.moves);
  }
}

TEST_CASE("A limit that is to move and has no calendar is not said to stay where it is",
          "[evaluate][qd-26-2026/7.6.g]") {
  dossier d = full_dossier(g3, kind::renewal);
  d.proposed_on = on("2026-07-22");  // 45 days end on a Saturday
  auto const found = look(g3, d, "R-13=next-working-day");
  // As for a certificate an error, or no day at all.
  CHECK((found.has_error() || !found->limits.at(0).until));
}

TEST_CASE("The made-up village has three working days for first filings alone", "[evaluate][made-up-2030/2.3]") {
  auto const edition = "made-up-2030@2030-01-01";
  working_calendar calendar;
  calendar.holidays = {on("2030-02-04")};
  dossier d = empty_dossier(edition);
  d.received_on = on("2030-01-31");  // a Thursday
  d.proposed_on = on("2030-02-28");
  CHECK(limits(d, &calendar, {}, edition) == strings{"village-review 2030-02-06 [made-up-2030/2.3]"});
  d.kind = kind::renewal;
  CHECK(limits(d, &calendar, {}, edition).empty());
  d.level = "village";
  auto const round = look(edition, d).value().round;
  REQUIRE(round);
  CHECK(round->number == 1);
  CHECK(to_string(round->held_before) == "2031-02-10");
}

TEST_CASE("Our sources know no limits of the decisions before 2026",
          "[evaluate][qd-148-2023/annex-2][qd-1048-2019/annex-2.1]") {
  working_calendar const weekends;
  for (auto const* const edition : {g1, g1a, g2, g2a})
    for (auto const k : {kind::first, kind::upgrade, kind::renewal}) {
      dossier d = full_dossier(edition, k);
      d.received_on = on("2023-03-01");
      d.proposed_on = on("2023-03-20");
      CHECK(limits(d, &weekends, {}, edition).empty());
    }
}

}  // namespace dossier_test
