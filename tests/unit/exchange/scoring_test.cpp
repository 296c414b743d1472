#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"
#include "support/submissions.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace scoring_test {
namespace {

using namespace ocop;

/// The best sheet of set 1 under an edition, as a submission with some more keys.
std::string best_submission(std::string_view edition, std::string const& more) {
  compiled_product_set const& set = test::product_set(1, edition);
  return test::submission_of(set, {test::best_sheet(set)}, more);
}

std::string filed(char const* kind, char const* on, char const* decided) {
  return std::string(R"("filing":{"kind":")") + kind + R"(","filed_on":")" + on + R"(","decided_on":")" + decided +
         "\"}";
}

scored_submission scored(std::string const& json, std::vector<reading_choice> const& wanted = {}) {
  return score(test::builtin(), read_submission(json).content.value(), wanted).value();
}

bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a decision after the last day of its transition clause is marked late, on the day it is not",
          "[exchange][qd-26-2026/12.2.b]") {
  auto const on = [](char const* decided, std::vector<reading_choice> const& wanted = {}) {
    return scored(best_submission("qd-148-2023", filed("renewal", "2026-05-21", decided)), wanted);
  };
  CHECK_FALSE(on("2026-06-21").is_late());
  CHECK(has(write_result(on("2026-06-21")), R"("reasons":[],)"));
  CHECK(on("2026-06-22").is_late());
  CHECK(has(
      write_result(on("2026-06-22")),
      R"("reasons":[{"effect":"late","finish_by":"2026-06-21","decided_on":"2026-06-22","cite":"qd-26-2026/12.2.b"}])"));
  CHECK(on("2026-06-22").assessed.ranking.final_stars == stars{5});  // no source says what follows

  // 2026-06-21 is a Sunday: by R-13 the Monday is in.
  std::vector<reading_choice> const rolls{{reading_id("R-13"), "next-working-day"}};
  CHECK_FALSE(on("2026-06-22", rolls).is_late());
  CHECK(on("2026-06-23", rolls).is_late());
}

TEST_CASE("a result that an amendment between filing and decision bears on names R-29",
          "[exchange][qd-1489-2025/in-force]") {
  auto const straddling = best_submission("qd-148-2023", filed("first", "2025-07-05", "2025-07-06"));
  std::string const by_decision = write_result(scored(straddling));
  CHECK(has(by_decision, R"("edition":"qd-148-2023@2025-07-06","edition_because":"qd-1489-2025/in-force")"));
  CHECK(has(by_decision, R"("readings":["R-29"])"));
  std::string const by_filing = write_result(scored(straddling, {{reading_id("R-29"), "filed"}}));
  CHECK(has(by_filing, R"("edition":"qd-148-2023@2023-02-24")"));
  CHECK(has(by_filing, R"("readings":["R-29=filed"])"));
  // The submission's own reading wins over the caller's.
  auto const own =
      best_submission("qd-148-2023", filed("first", "2025-07-05", "2025-07-06") + R"(,"readings":{"R-29":"filed"})");
  CHECK(has(write_result(scored(own, {{reading_id("R-29"), "decided"}})), R"("edition":"qd-148-2023@2023-02-24")"));
  CHECK_FALSE(
      has(write_result(scored(best_submission("qd-148-2023", filed("first", "2025-07-06", "2025-07-06")))), "R-29"));
}

TEST_CASE("a fact that no rule of the edition asks for is named, unless it is false",
          "[exchange][qd-148-2023/in-force]") {
  auto const with = [](std::string_view edition, std::string const& facts) {
    return write_result(
        scored(best_submission(edition, std::string(R"("rules":")") + std::string(edition) + R"(","facts":)" + facts)));
  };
  std::string const forged = R"({"dossier":{"forged":true}})";
  // 26/2026 rejects it; what disqualified a dossier under 148 is not in our sources.
  CHECK(has(with("qd-26-2026", forged), R"("outcome":"rejected")"));
  CHECK_FALSE(has(with("qd-26-2026", forged), "unread-fact"));
  std::string const under_148 = with("qd-148-2023", forged);
  CHECK(has(under_148, R"("outcome":"ranked")"));
  CHECK(has(under_148, R"({"effect":"unread-fact","fact":"dossier.forged","cite":"qd-1489-2025/in-force"})"));
  CHECK_FALSE(has(with("qd-148-2023", R"({"dossier":{"forged":false}})"), "unread-fact"));
}

TEST_CASE("a council that rounds shows the rounded mean beside the exact one", "[exchange][software-2019/scoring]") {
  auto const by = [](char const* regulation) {
    return write_result(
        scored(best_submission("qd-1048-2019", std::string(R"("rules":"qd-1048-2019","council":{"regulation":")") +
                                                   regulation + R"(","members":1})")));
  };
  CHECK(has(by("software-2019"), R"("mean":{"exact":"100","decimal":"100.00","rounded":"100",)"));
  CHECK_FALSE(has(by("default"), "rounded\""));
}

}  // namespace scoring_test
