#include "ocop/compile/comparison.hpp"
#include "ocop/explain/comparison_page.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace comparison_test {
namespace {

using namespace ocop;

value const& expected_changes() {
  static value const tree = parse_json(test::read_file(test::cases() / "diff/qd-148-2023-qd-26-2026.json")).value();
  return tree;
}

std::string text_of(value const* v) { return v && v->is_string() ? v->as_string() : std::string(); }

/// `4★ removed (was ≥2); 5★ ≥4 → ≥3`, as the table of changes writes marks.
std::string gate_words(std::vector<gate_change> const& gates) {
  auto const mark = [](gate_change::mark const& m) {
    return m.on_heading ? std::string(">0 (heading)") : "≥" + std::to_string(m.needed.value);
  };
  std::string text;
  for (auto const& g : gates) {
    text += (text.empty() ? "" : "; ") + std::to_string(g.level.value) + "★ ";
    if (!g.before) text += "added " + mark(*g.after);
    else if (!g.after) text += "removed (was " + mark(*g.before) + ")";
    else text += mark(*g.before) + " → " + mark(*g.after);
  }
  return text;
}

std::vector<std::string> change_words(list_change const& c) {
  if (!c.to) return {"removed"};
  std::vector<std::string> words;
  if (!c.from) words.emplace_back("added");
  if (c.renamed) words.emplace_back("renamed");
  if (c.reweighted) words.emplace_back("re-weighted");
  if (c.from && c.options_before != c.options_after) words.emplace_back("options");
  if (c.from && c.new_options > 0) words.emplace_back("texts");
  if (!c.gates.empty()) words.emplace_back("gates");
  return words;
}

std::string place(compiled_product_set const& set, std::optional<list_place> const& at, int& case_no) {
  if (!at) return {};
  case_no = set.criteria[at->criterion].lists[at->list].case_no;
  return set.criteria[at->criterion].id.str();
}

/// `from>to#case`
std::string key_of(std::string const& from, std::string const& to, std::int64_t case_no) {
  return from + '>' + to + '#' + std::to_string(case_no);
}

}  // namespace

TEST_CASE("what 26/2026 changed in each of the 26 sets of 148/2023 is what the law's tables say",
          "[compile][qd-26-2026/annex-2][qd-148-2023/annex-criteria]") {
  auto const before = test::edition("qd-148-2023");
  auto const after = test::edition("qd-26-2026");
  REQUIRE(expected_changes().find("sets")->as_array().size() == 26);
  for (auto const& wanted : expected_changes().find("sets")->as_array()) {
    auto const number = wanted.find("set")->as_integer();
    CAPTURE(number);
    compiled_product_set const& set = *after->product_set(number).value();
    auto const old = counterparts(*before, set);
    REQUIRE(old.size() == 1);
    CHECK(old.front()->number == number);
    auto const compared = compare(*old.front(), set);

    std::map<std::string, list_change const*> found;
    std::int64_t unchanged = 0;
    for (auto const& change : compared.lists) {
      int case_no = 0;
      std::string const from = place(*compared.from, change.from, case_no);
      std::string const to = place(*compared.to, change.to, case_no);
      if (change.is_unchanged()) ++unchanged;
      else CHECK(found.emplace(key_of(from, to, case_no), &change).second);
    }
    CHECK(unchanged == wanted.find("unchanged")->as_integer());
    CHECK(found.size() == wanted.find("lists")->as_array().size());
    for (auto const& row : wanted.find("lists")->as_array()) {
      std::string const key =
          key_of(text_of(row.find("from")), text_of(row.find("to")), row.find("case")->as_integer());
      CAPTURE(key);
      REQUIRE(found.contains(key));
      list_change const& change = *found.at(key);
      std::vector<std::string> words;
      for (auto const& w : row.find("change")->as_array())
        words.push_back(w.as_string() == "points" ? "re-weighted" : w.as_string());
      CHECK(change_words(change) == words);
      if (auto const* const texts = row.find("new_texts"); texts && texts->is_array()) {
        CHECK(static_cast<std::int64_t>(change.new_options) == texts->as_array()[0].as_integer());
        CHECK(static_cast<std::int64_t>(change.options_after) == texts->as_array()[1].as_integer());
      }
      if (auto const* const options = row.find("options"); options && options->is_array()) {
        CHECK(static_cast<std::int64_t>(change.options_before) == options->as_array()[0].as_integer());
        CHECK(static_cast<std::int64_t>(change.options_after) == options->as_array()[1].as_integer());
      }
      if (auto const* const gates = row.find("gates"); gates && change.from && change.to)
        CHECK(gate_words(change.gates) == gates->as_string());
    }
  }
}

TEST_CASE("the sets of 1048/2019 are continued as the decrees renumbered and merged them",
          "[compile][qd-1048-2019/annex-criteria][qd-148-2023/annex-criteria]") {
  auto const before = test::edition("qd-1048-2019");
  auto const after = test::edition("qd-148-2023");
  auto const old = [&](int number) {
    std::vector<int> numbers;
    for (auto const* const set : counterparts(*before, *after->product_set(number).value()))
      numbers.push_back(set->number);
    return numbers;
  };
  std::map<int, std::vector<int>> const wanted{
      {1, {15}},  {2, {18}},  {3, {}},        {4, {11}},  {5, {26}},  {6, {2}},   {7, {3}},   {8, {4, 5}}, {9, {23}},
      {10, {9}},  {11, {1}},  {12, {7}},      {13, {6}},  {14, {16}}, {15, {24}}, {16, {14}}, {17, {25}},  {18, {21}},
      {19, {12}}, {20, {17}}, {21, {19, 20}}, {22, {13}}, {23, {}},   {24, {}},   {25, {}},   {26, {8}}};
  for (auto const& [number, sets] : wanted) {
    CAPTURE(number);
    CHECK(old(number) == sets);
  }
  // Type 22, medical devices, has no successor.
  auto const& devices = *before->product_set(22).value();
  CHECK(counterparts(*after, devices).empty());
}

TEST_CASE("an edition compared with itself has changed nothing", "[compile]") {
  for (auto const& edition : test::builtin().editions())
    for (auto const& set : edition->product_sets) {
      CAPTURE(edition->edition.str(), set.number);
      auto const compared = compare(set, set);
      CHECK(std::all_of(compared.lists.begin(), compared.lists.end(), [](auto const& c) { return c.is_unchanged(); }));
      auto const same = counterparts(*edition, set);
      CHECK(std::find(same.begin(), same.end(), &set) != same.end());
    }
}

TEST_CASE("comparing backwards tells the same changes the other way round", "[compile]") {
  auto const before = test::edition("qd-148-2023");
  auto const after = test::edition("qd-26-2026");
  for (auto const& set : after->product_sets) {
    compiled_product_set const& old = *counterparts(*before, set).front();
    auto const forth = compare(old, set);
    auto const back = compare(set, old);
    CHECK(forth.lists.size() == back.lists.size());
    for (auto const& c : forth.lists) {
      auto const same = std::find_if(back.lists.begin(), back.lists.end(),
                                     [&](auto const& b) { return b.from == c.to && b.to == c.from; });
      REQUIRE(same != back.lists.end());
      CHECK(same->renamed == c.renamed);
      CHECK(same->reweighted == c.reweighted);
      CHECK(same->gates.size() == c.gates.size());
    }
  }
}

TEST_CASE("a comparison is a page of aligned rows in either language", "[explain]") {
  auto const& set = test::product_set(1);
  auto const page = explain(compare(*test::edition("qd-148-2023")->product_set(1).value(), set), language::en);
  CHECK(page.find("qd-148-2023, set 1 Fresh vegetables") == 0);
  CHECK(page.find("\n2.1  2.a  re-weighted, options 4 → 3, 1/3 texts new, mark moved") != std::string::npos);
  CHECK(page.find("3: 1[3★] 2[4★] 3        3★ + ≥1; 4★ >0 → ≥2") != std::string::npos);
  CHECK(page.find("\n-    3.đ  removed ") != std::string::npos);
  CHECK(page.find("\nUnchanged: 7 lists\n") != std::string::npos);
  auto const trang = explain(compare(*test::edition("qd-148-2023")->product_set(1).value(), set), language::vi);
  CHECK(trang.find("Không đổi: 7 danh sách") != std::string::npos);

  auto const whole = explain_succession(*test::edition("qd-1048-2019"), *test::edition("qd-148-2023"), language::en);
  CHECK(whole.find("\nA         35     40") != std::string::npos);
  CHECK(whole.find("\n8        4 + 5 ") != std::string::npos);
  CHECK(whole.find("\n-        22 ") != std::string::npos);
  CHECK(whole.find("\n23       -  ") != std::string::npos);
  // Bands, who recognises, and what cannot be compared because a source lacks it.
  CHECK(whole.find("\n5★     90 – 100") != std::string::npos);
  CHECK(whole.find("\n4★     70 – 89") != std::string::npos);
  CHECK(whole.find("70 – <90") != std::string::npos);
  CHECK(whole.find("qd-1048-2019@2020-06-08, gates: The minimums of Decision 781 are not in our sources") !=
        std::string::npos);
  CHECK(whole.find("set 10 and what disqualifies a dossier are lacking") != std::string::npos);
  auto const complete = explain_succession(*test::made_up().find("made-up-2030@2030-01-01").value(),
                                           *test::made_up().find("made-up-2030@2031-07-01").value(), language::en);
  CHECK(complete.find("Our sources lack") == std::string::npos);
}

}  // namespace comparison_test
