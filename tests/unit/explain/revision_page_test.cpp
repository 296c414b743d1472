#include "ocop/explain/revision_page.hpp"

#include "ocop/base/result.hpp"
#include "ocop/explain/edition_page.hpp"

#include "support/catch.hpp"
#include "support/revised_rules.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace revision_page_test {
namespace {

using namespace ocop;

using revision_list = std::vector<std::shared_ptr<compiled_rule_set const>>;

bool says(std::string const& page, std::string_view what) { return page.find(what) != std::string::npos; }

}  // namespace

TEST_CASE("a page compares two revisions: why, the mark and the label before and after", "[explain]") {
  auto const first = test::revised().find("qd-1048-2019#1").value();
  auto const second = test::revised().find("qd-1048-2019#2").value();
  std::string const page = explain_revisions(*first, *second, revision_list{second}, language::en);
  CAPTURE(page);
  CHECK(
      page.starts_with("qd-1048-2019@2020-06-08#1  →  qd-1048-2019@2020-06-08#2\n\n"
                       "#2  2026-12-05  Trial: one label, one mark  [qd-781-2020]\nWhat is decided differs.\n"));
  CHECK(says(page, "5★ + ≥5"));
  CHECK(says(page, "6.1.2/not-uniform-acceptable en  Not uniform, acceptable  Not uniform, still acceptable"));
  CHECK_FALSE(says(page, "set 13"));
  std::string const back = explain_revisions(*second, *first, revision_list{second}, language::vi);
  CHECK(says(back, "5★ − ≥5"));
  CHECK(says(back, "Quy định khác nhau."));
  CHECK(says(back, "Not uniform, still acceptable  Not uniform, acceptable"));
  CHECK_THROWS_AS(explain_revisions(*first, *second, revision_list{nullptr}, language::en), error);
  CHECK_THROWS_AS(explain_revisions(*first, *second, {}, static_cast<language>(7)), error);
}

TEST_CASE("a page of revisions names lines of the edition, sets that came and sets that went", "[explain]") {
  std::string set = test::made_up_decree().at("made-up-2030/product_sets/12-sea-salt.json");
  std::string const changes =
      R"({"file":"made-up-2030/product_sets/12-sea-salt.json","at":"","remove":true,"was":)" + set + "},";
  set.replace(set.find("\"set\": 12"), 9, "\"set\": 13");
  std::string const more = R"({"file":"made-up-2030/product_sets/13-salt.json","at":"","add":)" + set + R"(},
    {"file":"made-up-2030/bands.json","at":"/bands/stars=3/cite/basis","was":"text","set":"secondary"})";
  auto const report = test::load(test::made_up_with(test::made_up_revision(2, changes + more)));
  for (auto const& i : report.issues) UNSCOPED_INFO(i.where << ": " << i.message);
  REQUIRE(report.catalog);
  auto const first = report.catalog->find("made-up-2030#1").value();
  auto const second = report.catalog->find("made-up-2030#2").value();
  std::string const page = explain_revisions(*first, *second, revision_list{second}, language::en);
  CAPTURE(page);
  CHECK(says(page, "\n+ set 13  Sea salt  [made-up-2030/annex-12]\n"));
  CHECK(says(page, "\n− set 12  Sea salt  [made-up-2030/annex-12]\n"));
  CHECK(says(page, "[made-up-2030/2.3, secondary]"));
}

TEST_CASE("the page of an edition says of a later revision when and why it was made", "[explain]") {
  std::string const page = edition_page(*test::revised().find("qd-1048-2019").value());
  CHECK(says(page, "qd-1048-2019@2020-06-08#2  [qd-781-2020/in-force]"));
  CHECK(says(page,
             "hiệu chỉnh / revised 2026-12-05: Thử: một nhãn, một dấu sao / Trial: one label, one mark  "
             "[qd-781-2020]\n"));
}

}  // namespace revision_page_test
