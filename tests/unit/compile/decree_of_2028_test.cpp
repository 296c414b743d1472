// A decree that follows the present one, added to the built-in rules by JSON alone: it governs, ranks and certifies,
// and the present one goes on where its transition clause says so. Nothing here is law.
#include "ocop/certificate/certificate.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/rank/carry_over.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/load/rule_files.hpp"

#include "support/catch.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace decree_of_2028_test {
namespace {

using namespace ocop;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// The built-in rules with a decree of 1 March 2028 that keeps the tables of 26/2026.
rule_files with_the_decree_of_2028() {
  rule_files files = builtin_rule_files();
  for (auto const& [path, text] : builtin_rule_files())
    if (path.starts_with("qd-26-2026/"))
      files["qd-28-2028/" + path.substr(std::string_view("qd-26-2026/").size())] =
          replaced(text, "qd-26-2026", "qd-28-2028");
  return test::patched(std::move(files), R"json([
    {"file":"sources/qd-26-2026.json","at":"/title/en","set":"The decision in force until 2028"},
    {"file":"sources/qd-28-2028.json","text":"{\"source\":\"qd-28-2028\",\"issued_by\":\"prime-minister\",\"title\":{\"vi\":\"Giả định\",\"en\":\"Made up\"},\"basis\":\"text\",\"read_from\":{\"vi\":\"Không có\",\"en\":\"Nothing\"}}"},
    {"file":"qd-26-2026/rule_set.json","at":"/in_force/until","set":"2028-05-01"},
    {"file":"qd-28-2028/rule_set.json","at":"/in_force/from","set":"2028-03-01"},
    {"file":"qd-28-2028/rule_set.json","at":"/replaces","set":["qd-26-2026"]},
    {"file":"qd-28-2028/rule_set.json","at":"/editions","set":[{"from":"2028-03-01","cite":{"at":"qd-28-2028/9.1","basis":"text"}}]},
    {"file":"qd-28-2028/rule_set.json","at":"/transition","set":[
      {"if":{"kinds":["first","upgrade","renewal"],"filed_before":"2028-03-01"},"use":"qd-26-2026","finish_within_days":40,
       "cite":{"at":"qd-28-2028/9.2","basis":"text"}}]},
    {"file":"qd-28-2028/bands.json","at":"/bands/4/from","set":92},
    {"file":"qd-28-2028/bands.json","at":"/bands/3/below","set":92},
    {"file":"qd-28-2028/certificate.json","at":"/term/0/months","set":48},
    {"file":"qd-28-2028/certificate.json","at":"/renewal/0/opens_days_before","set":200},
    {"file":"qd-28-2028/certificate.json","at":"/renewal/0/closes_days_before","set":100},
    {"file":"qd-28-2028/certificate.json","at":"/extension/0/days","set":90}
  ])json");
}

rule_catalog const& catalog() {
  static rule_catalog const made = [] {
    auto report = ocop::test::load(with_the_decree_of_2028());
    for (auto const& i : report.issues) UNSCOPED_INFO(i.where << ": " << i.message);
    REQUIRE(report.catalog.has_value());
    return std::move(*report.catalog);
  }();
  return made;
}

day on(std::string_view text) { return parse_day(text).value(); }

/// `qd-28-2028 [qd-28-2028/9.1]`, with the day to finish by, or the error's code.
std::string governing(filing_kind kind, std::string_view filed, std::string_view decided) {
  auto const g = catalog().governing({kind, on(filed), on(decided)});
  if (!g) return std::string(to_string(g.error().code));
  return g->rules->rule_set.str() + " [" + g->because + "]" +
         (g->finish_by ? " by " + to_string(*g->finish_by) : std::string());
}

/// The stars of a sheet of so many points that meets every mark: points are taken off criteria without marks.
std::string stars_under(std::string_view rules, int wanted) {
  auto const edition = catalog().find(rules).value();
  auto const& set = *edition->product_set(1).value();
  score_sheet sheet = test::best_sheet(set);
  auto const assessed = [&] { return assess(edition, 1, {sheet}, {}, edition->defaults).value(); };
  for (std::size_t c = 0; c < set.criteria.size(); ++c) {
    bool const is_marked =
        std::any_of(set.gates.begin(), set.gates.end(), [c](auto const& g) { return g.criterion == c; });
    while (!is_marked && sheet.choices[c].option > 0) {
      auto const before = sheet.choices[c];
      --sheet.choices[c].option;
      if (assessed().council.total >= ocop::points{wanted}) continue;
      sheet.choices[c] = before;
      break;
    }
  }
  auto const a = assessed();
  REQUIRE(a.council.total == ocop::points{wanted});
  return std::to_string(a.ranking.final_stars.value_or(stars{}).value);
}

}  // namespace

TEST_CASE("a decree added as data governs from its first day, the one before by its transition clause",
          "[compile][qd-26-2026/11.1]") {
  using k = filing_kind;
  CHECK(governing(k::first, "2028-02-28", "2028-02-28") == "qd-26-2026 [qd-26-2026/11.1]");
  CHECK(governing(k::first, "2028-02-29", "2028-02-29") == "qd-26-2026 [qd-26-2026/11.1]");
  CHECK(governing(k::first, "2028-02-29", "2028-03-01") == "qd-26-2026 [qd-28-2028/9.2] by 2028-04-10");
  CHECK(governing(k::renewal, "2028-02-29", "2028-04-30") == "qd-26-2026 [qd-28-2028/9.2] by 2028-04-10");
  CHECK(governing(k::renewal, "2028-02-29", "2028-05-01") == "no-governing-rules");
  CHECK(governing(k::first, "2028-03-01", "2028-03-01") == "qd-28-2028 [qd-28-2028/9.1]");
  CHECK(governing(k::upgrade, "2028-03-01", "2031-01-01") == "qd-28-2028 [qd-28-2028/9.1]");
  // What came before is as it was.
  CHECK(governing(k::first, "2026-05-21", "2026-07-21") == "qd-148-2023 [qd-26-2026/12.2.a] by 2026-07-21");
}

TEST_CASE("a decree added as data ranks by its own bands", "[compile][rank][qd-26-2026/3.3]") {
  for (int const points : {90, 91}) {
    CAPTURE(points);
    CHECK(stars_under("qd-26-2026", points) == "5");
    CHECK(stars_under("qd-28-2028", points) == "4");
  }
  for (int const points : {92, 93}) {
    CAPTURE(points);
    CHECK(stars_under("qd-26-2026", points) == "5");
    CHECK(stars_under("qd-28-2028", points) == "5");
  }
}

TEST_CASE("a decree added as data certifies by its own term and window", "[compile][certificate][qd-26-2026/4.3]") {
  auto const status = [](std::string_view issued, std::string_view day_asked) {
    certificate c;
    c.issued = on(issued);
    return status_on(catalog(), c, on(day_asked)).value();
  };
  auto const after = status("2028-03-01", "2028-03-01");
  CHECK(to_string(*after.first_day_without_effect) == "2032-03-01");
  CHECK(to_string(*after.renewal_opens) == "2031-08-14");
  CHECK(to_string(*after.renewal_closes) == "2031-11-22");
  CHECK(to_string(*after.extension_until) == "2032-05-30");

  // Issued the day before: the old term. It ends in the time of the new decree, so the new window applies.
  auto const before = status("2028-02-29", "2028-03-01");
  CHECK(to_string(*before.first_day_without_effect) == "2031-02-28");
  CHECK(to_string(*before.renewal_opens) == "2030-08-12");
  CHECK(to_string(*before.renewal_closes) == "2030-11-20");

  // Its last day is 2028-02-29 or 2028-03-01: the last day decides which window is meant.
  CHECK(to_string(*status("2025-03-01", "2028-01-01").renewal_opens) == "2027-09-03");
  CHECK(to_string(*status("2025-03-02", "2028-01-01").renewal_opens) == "2027-08-15");
}

TEST_CASE("under a decree with the same tables every sheet carries over", "[compile][evaluate]") {
  auto const from = catalog().find("qd-26-2026").value();
  auto const to = catalog().find("qd-28-2028").value();
  for (auto const& set : from->product_sets) {
    auto const same = counterparts(*to, set);
    REQUIRE(same.size() == 1);
    auto const sheet = test::best_sheet(set);
    CHECK(carry_over(sheet.get().choices, set, *same.front()).value().is_complete());
  }
}

}  // namespace decree_of_2028_test
