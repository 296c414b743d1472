// Goes over all the days from before the first decree to after the last change and looks for gaps, overlaps and ways
// back.
#include "ocop/compile/rule_catalog.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace coverage_test {
namespace {

using namespace ocop;
using days_of = std::chrono::days;

day on(std::string_view text) { return parse_day(text).value(); }

/// What governs a filing, worked out from the dates of the decrees alone; empty: nothing that our sources name. An
/// amendment counts by the day `amended` that R-29 looks at: that of the decision, or of the filing.
std::string expected(filing_kind kind, day filed, day decided, day amended) {
  day const g1 = on("2019-08-21"), g1a = on("2020-06-08"), g2 = on("2023-02-24"), g2a = on("2025-07-06"),
            g3 = on("2026-05-22"), end_of_g2 = on("2026-07-22");
  if (filed < g1) return {};
  if (filed < g2) {  // 148's own transition clause is not in our sources
    if (decided >= g2) return {};
    return amended < g1a ? "qd-1048-2019@2019-08-21" : "qd-1048-2019@2020-06-08";
  }
  if (filed >= g3) return "qd-26-2026@2026-05-22 [qd-26-2026/11.1]";
  if (decided >= end_of_g2) return {};
  std::string const edition = amended < g2a ? "qd-148-2023@2023-02-24" : "qd-148-2023@2025-07-06";
  if (decided < g3) return edition;
  return kind == filing_kind::renewal ? edition + " [qd-26-2026/12.2.b] by 2026-06-21"
                                      : edition + " [qd-26-2026/12.2.a] by 2026-07-21";
}

}  // namespace

TEST_CASE("on every day something governs every kind of filing, or it is said why nothing does",
          "[compile][qd-26-2026/11.1][qd-26-2026/11.2][qd-26-2026/12.2.a][qd-26-2026/12.2.b][qd-148-2023/in-force]"
          "[qd-1489-2025/in-force][qd-781-2020/in-force][qd-1048-2019/in-force]") {
  auto const& catalog = test::builtin();
  std::vector<reading_choice> by_filing;
  SECTION("an amendment counts by the day of the decision") {}
  SECTION("or by R-29=filed by the day of the filing") { by_filing.push_back({reading_id("R-29"), "filed"}); }
  for (auto const kind : {filing_kind::first, filing_kind::upgrade, filing_kind::renewal})
    for (day filed = on("2019-08-01"); filed < on("2026-12-31"); filed += days_of(1))
      for (int const later : {0, 1, 15, 30, 31, 60, 61, 365, 1500}) {
        day const decided = filed + days_of(later);
        std::string const wanted = expected(kind, filed, decided, by_filing.empty() ? decided : filed);
        auto const found = catalog.governing({kind, filed, decided}, by_filing);
        std::string got;
        if (found) {
          got = found->rules->edition.str();
          if (wanted.find('[') != std::string::npos) got += " [" + found->because + "]";
          if (found->finish_by) got += " by " + to_string(*found->finish_by);
        }
        bool const is_explained =
            found || (found.error().code == errc::no_governing_rules && found.error().message.size() > 40);
        if (got != wanted || !is_explained) {
          CAPTURE(to_string(kind), to_string(filed), to_string(decided));
          CHECK(got == wanted);
          CHECK(is_explained);
        }
      }
  SUCCEED("every day was looked at");
}

TEST_CASE("a filing before an amendment and decided after it asks R-29, and only then",
          "[compile][qd-1489-2025/in-force][qd-781-2020/in-force][qd-26-2026/12.2.a]") {
  auto const& catalog = test::builtin();
  std::vector<reading_choice> const by_filing{{reading_id("R-29"), "filed"}};
  struct row {
    char const *filed, *decided, *by_decision, *because, *by_filing;
  };
  for (auto const& [filed, decided, by_decision, because, of_filing] :
       {row{"2025-07-05", "2025-07-05", "qd-148-2023@2023-02-24", "qd-148-2023/in-force", ""},
        row{"2025-07-05", "2025-07-06", "qd-148-2023@2025-07-06", "qd-1489-2025/in-force", "qd-148-2023@2023-02-24"},
        row{"2025-07-06", "2025-07-06", "qd-148-2023@2025-07-06", "qd-1489-2025/in-force", ""},
        row{"2020-06-07", "2020-06-07", "qd-1048-2019@2019-08-21", "qd-1048-2019/in-force", ""},
        row{"2020-06-07", "2020-06-08", "qd-1048-2019@2020-06-08", "qd-781-2020/in-force", "qd-1048-2019@2019-08-21"},
        // Article 12.2 leaves earlier filings to the rules of the period before: 148 as 1489 amended it.
        row{"2025-07-05", "2026-07-21", "qd-148-2023@2025-07-06", "qd-26-2026/12.2.a", "qd-148-2023@2023-02-24"}}) {
    CAPTURE(filed, decided);
    auto const found = catalog.governing({filing_kind::first, on(filed), on(decided)}).value();
    CHECK(found.rules->edition.str() == by_decision);
    CHECK(found.because == because);
    std::string const other = of_filing;
    CHECK(found.asked == (other.empty() ? "" : "R-29"));
    auto const chosen = catalog.governing({filing_kind::first, on(filed), on(decided)}, by_filing).value();
    CHECK(chosen.rules->edition.str() == (other.empty() ? by_decision : other));
  }
  std::vector<reading_choice> const unknown{{reading_id("R-29"), "never"}};
  CHECK(catalog.governing({filing_kind::first, on("2025-07-05"), on("2025-07-06")}, unknown).error().code ==
        errc::unknown_alternative);
}

TEST_CASE("a filing that is not decided yet has the last day that a later decree sets",
          "[compile][qd-26-2026/12.2.a][qd-26-2026/12.2.b]") {
  auto const last_day = [](filing_kind kind, char const* filed) {
    auto const found = test::builtin().governing({kind, on(filed), {}}).value();
    return found.because + " " + (found.finish_by ? to_string(*found.finish_by) : "-");
  };
  CHECK(last_day(filing_kind::first, "2026-05-21") == "qd-1489-2025/in-force 2026-07-21");
  CHECK(last_day(filing_kind::upgrade, "2026-05-21") == "qd-1489-2025/in-force 2026-07-21");
  CHECK(last_day(filing_kind::renewal, "2026-05-21") == "qd-1489-2025/in-force 2026-06-21");
  CHECK(last_day(filing_kind::renewal, "2026-05-22") == "qd-26-2026/11.1 -");
  CHECK(last_day(filing_kind::first, "2023-02-23") == "qd-781-2020/in-force -");  // no clause speaks of it
}

TEST_CASE("what governs a filing decided on its own day never goes back to an earlier edition", "[compile]") {
  auto const& catalog = test::builtin();
  for (auto const kind : {filing_kind::first, filing_kind::upgrade, filing_kind::renewal}) {
    day last = on("2019-08-21");
    for (day d = on("2019-08-21"); d < on("2031-01-01"); d += days_of(1)) {
      auto const found = catalog.governing({kind, d, d});
      REQUIRE(found.has_value());
      CHECK(found->rules->from >= last);
      last = found->rules->from;
      CHECK(catalog.in_force_on(d).value()->from == last);
    }
  }
}

}  // namespace coverage_test
