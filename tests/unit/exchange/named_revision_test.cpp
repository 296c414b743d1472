// A submission may name the revision it is to be scored by, on every way from bytes to bytes.
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/exchange/submission_scorer.hpp"

#include "support/catch.hpp"
#include "support/revised_rules.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace named_revision_test {
namespace {

using namespace ocop;

/// The best sheet of set 1 of 1048, but for the mark of the trial revision.
std::string submission_under(std::string const& law) {
  auto const& set = *test::revised().find("qd-1048-2019").value()->product_set(1).value();
  std::string choices;
  for (auto const& c : set.criteria) {
    auto const& list = c.lists.front();
    auto const last = c.id.str() == "10" ? std::string("2") : std::to_string(list.options.size());
    choices += (choices.empty() ? "\"" : ",\"") + c.id.str() + "\":" +
               (list.case_no == 0 ? last : R"({"case":)" + std::to_string(list.case_no) + R"(,"option":)" + last + "}");
  }
  return R"({"format":"ocop-submission/1","submission":"T-1","product":{"set":1},)" + law +
         R"(,"sheets":[{"member":"M1","choices":{)" + choices + "}}]}";
}

/// The answer by the structures.
std::string answered(rule_catalog const& rules, std::string const& json) {
  auto read = read_submission(json);
  REQUIRE(read.content.has_value());
  auto const scored = score(rules, std::move(*read.content), {});
  return scored ? write_result(*scored) : write_error(scored.error(), read.id, 1);
}

bool says(std::string const& answer, std::string_view what) { return answer.find(what) != std::string::npos; }

}  // namespace

TEST_CASE("a submission is scored by the revision that it names, else by the newest", "[exchange]") {
  submission_scorer scorer(test::revised());
  std::string const by_filing = R"("filing":{"kind":"first","filed_on":"2021-01-05","decided_on":"2021-03-01"})";
  for (int turn = 0; turn < 3; ++turn)
    for (auto const& [law, revision] :
         std::vector<std::pair<std::string, int>>{{R"("rules":"qd-1048-2019#1")", 1},
                                                  {R"("rules":"qd-1048-2019#2")", 2},
                                                  {R"("rules":"qd-1048-2019")", 2},
                                                  {R"("rules":"qd-1048-2019@2020-06-08#1")", 1},
                                                  {R"("rules":"qd-1048-2019@2020-06-08")", 2},
                                                  {by_filing, 2},
                                                  {by_filing + R"(,"rules":"qd-1048-2019#1")", 1}}) {
      CAPTURE(law, turn);
      std::string const json = submission_under(law);
      std::string const answer(scorer.answer(json).text);
      CHECK(answer == answered(test::revised(), json));
      CHECK(says(answer, R"("edition":"qd-1048-2019@2020-06-08",)"));
      CHECK(says(answer, test::revised().find("qd-1048-2019#" + std::to_string(revision)).value()->sha256));
      CHECK(says(answer, R"("stars_by_points":5,"stars":)" + std::string(revision == 1 ? "5" : "4")));
      if (revision != 1) continue;
      // What it said before there was another one.
      std::string plain = json;
      if (auto const at = plain.find("#1"); at != std::string::npos) plain.erase(at, 2);
      CHECK(answer == answered(test::builtin(), plain));
    }
}

TEST_CASE("a revision that is not there is an error in its place", "[exchange]") {
  submission_scorer scorer(test::revised());
  for (auto const* const law : {R"("rules":"qd-1048-2019#3")", R"("rules":"qd-1048-2019@2019-08-21#2")"}) {
    std::string const json = submission_under(law);
    auto const answer = scorer.answer(json);
    CHECK(answer.is_error);
    CHECK(answer.text == answered(test::revised(), json));
    CHECK(says(std::string(answer.text), R"("code":"unknown-rule-set","where":"/rules")"));
    CHECK(says(std::string(answer.text), "has no revision"));
  }
}

}  // namespace named_revision_test
