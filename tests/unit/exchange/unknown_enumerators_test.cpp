// One enumerator too many: what no switch knows is refused on every path, and nothing is scored by it.
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission_scorer.hpp"
#include "ocop/explain/explanation.hpp"
#include "ocop/rank/batch.hpp"
#include "ocop/rank/batch_comparison.hpp"
#include "ocop/rank/blocking.hpp"
#include "ocop/rank/margin.hpp"
#include "ocop/rank/sensitivity.hpp"
#include "ocop/rank/set_scorer.hpp"
#include "ocop/rank/upgrade_path.hpp"
#include "ocop/record/counterfactual.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/replay.hpp"
#include "ocop/score/assessment.hpp"

#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/products.hpp"
#include "support/submissions.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace unknown_enumerators_test {
namespace {

using namespace ocop;

constexpr int set_number = 1;

std::shared_ptr<compiled_rule_set const> law() { return test::edition(); }

std::vector<score_sheet> council(compiled_product_set const& set) {
  score_sheet const sheet = test::best_sheet(set);
  std::vector<score_sheet> sheets;
  for (char const* const name : {"M1", "M2", "M3"}) sheets.push_back({name, sheets.empty(), sheet.choices});
  return sheets;
}

std::string document_of(compiled_product_set const& set) {
  return test::submission_of(set, council(set),
                             R"("filing":{"kind":"first","filed_on":"2026-07-01"},"council":{"regulation":"default",)"
                             R"("level":"province","members":3})");
}

/// What a path says: nothing where it gave a result.
using path = std::pair<std::string, std::function<bool()>>;

template <class Result>
bool is_refused(Result const& made) {
  return !made.has_value();
}

/// Every path that scores under rules, their readings and a regulation.
std::vector<path> paths(std::shared_ptr<compiled_rule_set const> const& rules, reading_choices const& readings,
                        std::shared_ptr<council_regulation const> const& regulation) {
  auto const& set = *rules->product_set(set_number).value();
  auto const sheets = council(set);
  auto const best = sheets.front().choices;
  auto const columns = std::make_shared<test::columns>(set.criteria.size());
  columns->add(best);
  council_session const session{regulation, 3};
  findings facts;
  facts.note_holds.assign(set.notes.size(), 0);
  return {
      {"assess", [=] { return is_refused(assess(rules, set_number, sheets, {}, readings, "province", session)); }},
      {"judge_facts", [=, &set] { return is_refused(judge_facts(*rules, set, {}, readings)); }},
      {"reachable",
       [=, &set] {
         unfinished_sheet open{"M1", true, {}, {}};
         open.choices.assign(best.begin(), best.end());
         std::vector<unfinished_sheet> three{open, open, open};
         three[1].member = "M2";
         three[2].member = "M3";
         three[1].is_chair = three[2].is_chair = false;
         three[0].choices[0].reset();
         return is_refused(reachable(*rules, set, three, facts, readings, session, "province"));
       }},
      {"set_scorer", [=, &set] { return is_refused(set_scorer::prepare(rules, set, {}, readings)); }},
      {"score_batch", [=, &set] { return is_refused(score_batch(rules, set, columns->view(), {}, readings)); }},
      {"what_blocks", [=, &set] { return is_refused(what_blocks(rules, set, columns->view(), {}, readings)); }},
      {"compare_batch",
       [=, &set] {
         return is_refused(compare_batch(rules, set, rules, set, columns->view(), {}, readings, readings));
       }},
      {"upgrade_path", [=, &set] { return is_refused(upgrade_path(*rules, set, best, stars{5}, {}, readings)); }},
      {"sensitivity", [=, &set] { return is_refused(sensitivity(*rules, set, best, {}, readings)); }},
  };
}

/// Every path that scores documents under a catalog.
std::vector<path> document_paths(rule_catalog const& catalog, std::string const& document) {
  return {
      {"score", [=] { return is_refused(score(catalog, *read_submission(document).content)); }},
      {"submission_scorer", [=] { return submission_scorer(catalog).answer(document).is_error; }},
      {"make_record", [=] { return is_refused(make_record(catalog, document)); }},
      {"replay",
       [=] {
         auto const record = make_record(test::builtin(), document).value();
         return replay(catalog, record.json, {}).status != replay_status::same;
       }},
      {"rank_under",
       [=] {
         auto const record = make_record(test::builtin(), document).value();
         return rank_under(catalog, catalog.editions().back(), record.json).status == counterfactual_status::unreadable;
       }},
  };
}

void check(std::vector<path> const& all) {
  for (auto const& [name, refuses] : all) {
    INFO(name);
    bool refused = false;
    try {
      refused = refuses();
    } catch (error const&) {
      refused = true;
    }
    CHECK(refused);
  }
}

/// A catalog whose newest edition, or a regulation of which, was altered.
template <class Alter>
rule_catalog altered_regulation(Alter alter) {
  auto regulations = test::builtin().regulations();
  for (auto& r : regulations) {
    auto copy = std::make_shared<council_regulation>(*r);
    alter(*copy);
    r = std::move(copy);
  }
  return rule_catalog::of(test::builtin().editions(), std::move(regulations));
}

}  // namespace

TEST_CASE("a way of taking sheets together that is none is refused on every path", "[exchange]") {
  auto const document = document_of(*law()->product_set(set_number).value());
  for (auto const how : {static_cast<aggregation>(static_cast<int>(last_enumerator<aggregation>) + 1),
                         static_cast<aggregation>(-1), static_cast<aggregation>(99)}) {
    auto const catalog = altered_regulation([&](council_regulation& r) { r.how = how; });
    auto const some = paths(law(), law()->defaults, catalog.regulations().front());
    for (auto const& p : some)
      if (p.first == "assess" || p.first == "reachable") check({p});
    check(document_paths(catalog, document));
  }
  auto const tied = altered_regulation([](council_regulation& r) { r.tie = static_cast<tie_rule>(9); });
  check(document_paths(tied, document));
  auto const dropped = altered_regulation([](council_regulation& r) { r.drop = 3; });
  check(document_paths(dropped, document));
}

TEST_CASE("an effect of a note that is none is refused on every path", "[exchange]") {
  auto const next = static_cast<note_effect>(static_cast<int>(last_enumerator<note_effect>) + 1);
  for (auto const effect : {next, static_cast<note_effect>(-3)}) {
    auto rules = std::make_shared<compiled_rule_set>(*law());
    product_set_list sets;
    for (auto const& set : law()->product_sets) {
      compiled_product_set copy = set;
      if (set.number == set_number) copy.notes.back().effect = effect;
      sets.push_back(std::move(copy));
    }
    rules->product_sets = std::move(sets);
    check(paths(rules, rules->defaults, nullptr));
    auto const catalog = rule_catalog::of({rules}, test::builtin().regulations());
    check(document_paths(catalog, document_of(*law()->product_set(set_number).value())));
  }
}

TEST_CASE("an alternative of a reading that is none is refused on every path", "[exchange]") {
  auto const alter = [](auto how) {
    reading_choices made = law()->defaults;
    how(made);
    return made;
  };
  using r = reading_choices;
  std::vector<reading_choices> const wrong{
      alter([](auto& c) { c.levels = static_cast<r::levels_rule>(2); }),
      alter([](auto& c) { c.mark = static_cast<r::mark_rule>(2); }),
      alter([](auto& c) { c.heading = static_cast<r::heading_rule>(2); }),
      alter([](auto& c) { c.minimum = static_cast<r::minimum_rule>(2); }),
      alter([](auto& c) { c.members = static_cast<r::members_rule>(3); }),
      alter([](auto& c) { c.band = static_cast<r::band_rule>(2); }),
      alter([](auto& c) { c.gap = static_cast<r::gap_rule>(2); }),
      alter([](auto& c) { c.cases = static_cast<r::cases_rule>(2); }),
      alter([](auto& c) { c.spread_limit = static_cast<r::limit_rule>(2); }),
      alter([](auto& c) { c.facts = static_cast<r::facts_rule>(2); }),
      alter([](auto& c) { c.zero_stop = static_cast<r::zero_stop_rule>(3); }),
      alter([](auto& c) { c.forward = static_cast<r::forward_rule>(2); }),
      alter([](auto& c) { c.chosen.front() = 99; }),
  };
  for (auto const& readings : wrong) check(paths(law(), readings, nullptr));
  // Rules whose own choice is none.
  auto rules = std::make_shared<compiled_rule_set>(*law());
  rules->defaults = wrong[3];
  check(paths(rules, rules->defaults, nullptr));
  check(document_paths(rule_catalog::of({rules}, test::builtin().regulations()),
                       document_of(*law()->product_set(set_number).value())));
}

TEST_CASE("a kind of filing that is none is refused on every path", "[exchange]") {
  auto const kind = static_cast<filing_kind>(static_cast<int>(last_enumerator<filing_kind>) + 1);
  auto from = *read_submission(document_of(*law()->product_set(set_number).value())).content;
  from.filing->kind = kind;
  CHECK(is_refused(test::builtin().governing(*from.filing)));
  CHECK(is_refused(governing(test::builtin(), from)));
  CHECK(is_refused(score(test::builtin(), from)));
  // Also where rules are named, and nothing asks which govern.
  from.rules = "qd-26-2026";
  CHECK(is_refused(score(test::builtin(), from)));
}

TEST_CASE("an outcome that is none is written and explained by nobody", "[exchange]") {
  auto read = read_submission(document_of(*law()->product_set(set_number).value()));
  auto scored = score(test::builtin(), std::move(*read.content)).value();
  scored.assessed.ranking.how = static_cast<outcome>(static_cast<int>(last_enumerator<outcome>) + 1);
  CHECK_THROWS_AS(write_result(scored), error);
  CHECK_THROWS_AS(explain(scored.assessed, {"", "x", "", {}, {}, {}}, language::vi), error);
}

}  // namespace unknown_enumerators_test
