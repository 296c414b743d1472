// A published revision of an edition is frozen: its digests are pinned here, and whatever moves in it is named.
// OCOP_UPDATE_EXPECTED=1 writes tests/cases/digests.json anew, for one that is not published yet.
#include "ocop/compile/digest.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

namespace frozen_law_test {
namespace {

using namespace ocop;

constexpr std::size_t digits = 16;  // of a criterion: enough to tell that it moved

value digests_of(compiled_rule_set const& rules) {
  value::object sets;
  for (auto const& set : rules.product_sets) {
    value::object criteria;
    for (std::size_t c = 0; c < set.criteria.size(); ++c)
      criteria.push_back({set.criteria[c].id.str(), criterion_sha256(set, c).value().substr(0, digits)});
    sets.push_back(
        {std::to_string(set.number), value::object{{"sha256", set.sha256}, {"criteria", std::move(criteria)}}});
  }
  return value::object{{"sha256", rules.sha256},
                       {"in_force", to_string(rules.from) + " to " + (rules.until ? to_string(*rules.until) : "-")},
                       {"readings", readings_sha256(rules)},
                       {"sets", std::move(sets)}};
}

std::string text_at(value const& v, std::string_view key) {
  value const* const found = v.find(key);
  return found && found->is_string() ? found->as_string() : std::string();
}

/// What moved, in words: the criteria of each set, a set outside its criteria, the edition outside its sets.
std::string moved(value const& pinned, value const& now) {
  std::string text;
  for (auto const* const key : {"in_force", "readings"})
    if (text_at(pinned, key) != text_at(now, key))
      text += std::string(key) + " (" + text_at(pinned, key) + " before, " + text_at(now, key) + " now); ";
  for (auto const& set : now.find("sets")->as_object()) {
    value const* const was = pinned.find("sets")->find(set.key);
    if (!was) {
      text += "set " + set.key + " is new; ";
      continue;
    }
    if (text_at(*was, "sha256") == text_at(set.content, "sha256")) continue;
    std::string criteria;
    for (auto const& c : set.content.find("criteria")->as_object())
      if (text_at(*was->find("criteria"), c.key) != c.content.as_string())
        criteria += (criteria.empty() ? "" : ", ") + c.key;
    text += "set " + set.key + (criteria.empty() ? ", its notes or headings" : ", criterion " + criteria) + "; ";
  }
  for (auto const& set : pinned.find("sets")->as_object())
    if (!now.find("sets")->find(set.key)) text += "set " + set.key + " is gone; ";
  return text.empty() ? "outside its product sets: dates, bands, procedure, certificate or dossier" : text;
}

}  // namespace

TEST_CASE("what a published edition means does not change",
          "[compile][qd-26-2026/annex-2][qd-148-2023/annex-criteria]") {
  auto const path = test::cases() / "digests.json";
  if (std::getenv("OCOP_UPDATE_EXPECTED")) {
    std::string text;
    for (auto const& e : test::builtin().revisions()) {
      value const all = digests_of(*e);
      text += (text.empty() ? "{\n" : ",\n") + std::string("\"") + e->shown_name() + "\": {\"sha256\": \"" + e->sha256 +
              "\", \"in_force\": \"" + text_at(all, "in_force") + "\", \"readings\": \"" + text_at(all, "readings") +
              "\", \"sets\": {\n";
      bool is_first = true;
      for (auto const& set : all.find("sets")->as_object()) {
        text += (is_first ? "\"" : ",\n\"") + set.key + "\": " + to_json(set.content);
        is_first = false;
      }
      text += "}}";
    }
    std::ofstream(path, std::ios::binary) << text << "\n}\n";
  }
  value const pinned = test::read_json(path);
  CHECK(pinned.as_object().size() == test::builtin().revisions().size());
  for (auto const& e : test::builtin().revisions()) {
    value const* const was = pinned.find(e->shown_name());
    INFO(e->shown_name() + " has moved: " + (was ? moved(*was, digests_of(*e)) : "it is not pinned"));
    INFO(
        "What is published is frozen. Where the law changed, add an edition with its own entries; where we know it "
        "better, a revision; where a new one is still in the making, run this test with OCOP_UPDATE_EXPECTED=1.");
    REQUIRE(was);
    value const now = digests_of(*e);
    for (auto const* const key : {"sha256", "in_force", "readings"}) CHECK(text_at(*was, key) == text_at(now, key));
  }
}

TEST_CASE("a digest tells which criterion moved", "[compile]") {
  auto const& set = test::product_set(1);
  auto changed = set;
  std::size_t const at = *set.find("1.5");
  changed.criteria[at].lists[0].options[1].worth.value += 1;
  for (std::size_t c = 0; c < set.criteria.size(); ++c)
    CHECK((criterion_sha256(set, c).value() == criterion_sha256(changed, c).value()) == (c != at));
  changed = set;
  changed.gates.front().needed.value += 1;
  CHECK(criterion_sha256(set, set.gates.front().criterion).value() !=
        criterion_sha256(changed, set.gates.front().criterion).value());
}

TEST_CASE("a digest does not change by what comes later: an end, a reading, a fact, a remark",
          "[compile][made-up-2030/9.2.a]") {
  auto const changed = test::patched(test::made_up_decree(), R"([
    {"file":"made-up-2030/rule_set.json","at":"/in_force/until","set":"2040-01-01"},
    {"file":"made-up-2030/readings.json","at":"/choices/0/choice","set":"cumulative"},
    {"file":"shared/facts.json","at":"/facts/-","set":{"fact":"later.fact","type":"boolean","vi":"Sau","en":"Later",
      "proved_by":{"vi":"Giấy","en":"Paper"}}}])");
  auto const later = test::load(changed).catalog.value();
  auto const& before = *test::made_up().find("made-up-2030").value();
  auto const& after = *later.find("made-up-2030").value();
  CHECK(after.until != before.until);
  CHECK(after.facts.size() == before.facts.size() + 1);
  CHECK(after.sha256 == before.sha256);
  CHECK(readings_sha256(after) != readings_sha256(before));
}

}  // namespace frozen_law_test
