// Every path says what tests/reference says, over decrees that nobody wrote. OCOP_RANDOM_DECREES=20000 draws more of
// them.
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission_scorer.hpp"
#include "ocop/score/assessment.hpp"
#include "ocop/rank/batch.hpp"
#include "ocop/rank/set_scorer.hpp"

#include "reference/plain_scoring.hpp"
#include "reference/random_decree.hpp"
#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/products.hpp"
#include "support/submissions.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace random_rules_test {
namespace {

using namespace ocop;
using reference::dice;

std::string text_of(open_questions const& q) {
  std::string text;
  for (auto const& row : detail::question_table) text += q.*row.came_up ? '1' : '0';
  return text;
}

std::string text_of(std::optional<int> n) { return n ? std::to_string(*n) : "-"; }
std::string text_of(std::optional<stars> n) { return n ? std::to_string(n->value) : "-"; }
std::string text_of(std::int64_t sum, std::int64_t count) { return std::to_string(sum) + '/' + std::to_string(count); }

/// All that an assessment says.
std::string text_of(assessment const& a) {
  std::string text;
  for (auto const& e : a.council.evaluations) {
    text += "sheet";
    for (points const p : e.by_criterion) text += ' ' + std::to_string(p.value);
    text += " |";
    for (points const p : e.by_section) text += ' ' + std::to_string(p.value);
    text += " |";
    for (points const p : e.by_part) text += ' ' + std::to_string(p.value);
    text += " = " + std::to_string(e.total.value) + ' ';
    for (char const met : e.gate_met) text += met ? '1' : '0';
    for (auto const n : e.zeroed_by) text += " zeroed by " + std::to_string(n);
    for (auto const n : e.zero_notes) text += " zero at " + std::to_string(n);
    text += ' ' + text_of(e.questions) + '\n';
  }
  council_result const& c = a.council;
  text += text_of(c.total.sum(), c.total.count());
  for (auto const& p : c.by_part) text += ' ' + text_of(p.sum(), p.count());
  if (c.rounded) text += " rounded " + text_of(c.rounded->sum(), c.rounded->count());
  text += ' ';
  for (char const met : c.gate_met) text += met ? '1' : '0';
  for (std::size_t m = 0; m < c.minimum_met.size(); ++m)
    text += (c.minimum_met[m] ? " at " : " below at ") + text_of(c.at_minimums[m].sum(), c.at_minimums[m].count());
  for (auto const& n : c.notes) text += ' ' + std::to_string(n.note) + ' ' + std::string(to_string(n.effect));
  text += c.quorum && !c.quorum->is_met ? " no quorum" : "";
  text += c.spread && !c.spread->is_accepted ? " too far" : "";
  ranking const& r = a.ranking;
  text += '\n' + std::string(to_string(r.how)) + ' ' + text_of(r.by_points) + ' ' + text_of(r.final_stars) + " next " +
          text_of(r.next_round) + " capped " + (r.capped_by ? std::to_string(*r.capped_by) : "-") + ' ' +
          (r.capped_by_minimum ? std::to_string(*r.capped_by_minimum) : "-");
  text += " forward " + (r.forward ? std::to_string(r.forward - a.rules->forwardings.data()) : "-");
  text += " returned " + (r.returned ? std::to_string(r.returned - a.rules->procedure.returns.data()) : "-");
  return text + (r.minimum_rejects ? " minimum" : "") + (r.gap_stops ? " gap" : "") + ' ' + text_of(r.questions);
}

/// The same of what the reference says.
std::string text_of(reference::whole_result const& a, compiled_rule_set const& rules) {
  std::string text;
  for (auto const& e : a.sheets) {
    text += "sheet";
    for (int const p : e.by_criterion) text += ' ' + std::to_string(p);
    text += " |";
    for (int const p : e.by_section) text += ' ' + std::to_string(p);
    text += " |";
    for (int const p : e.by_part) text += ' ' + std::to_string(p);
    text += " = " + std::to_string(e.total) + ' ';
    for (bool const met : e.met) text += met ? '1' : '0';
    for (auto const n : e.zeroed_by) text += " zeroed by " + std::to_string(n);
    for (auto const n : e.zero_notes) text += " zero at " + std::to_string(n);
    text += ' ' + text_of(e.questions) + '\n';
  }
  text += text_of(a.total.above, a.total.below);
  for (auto const& p : a.by_part) text += ' ' + text_of(p.above, p.below);
  if (a.rounded) text += " rounded " + text_of(a.rounded->above, a.rounded->below);
  text += ' ';
  for (bool const met : a.met) text += met ? '1' : '0';
  for (std::size_t m = 0; m < a.minimum_met.size(); ++m)
    text += (a.minimum_met[m] ? " at " : " below at ") + text_of(a.at_minimums[m].above, a.at_minimums[m].below);
  for (auto const& n : a.notes) text += ' ' + std::to_string(n.first) + ' ' + std::string(to_string(n.second));
  text += a.has_quorum ? "" : " no quorum";
  text += a.is_near ? "" : " too far";
  text += '\n' + std::string(to_string(a.how)) + ' ' + text_of(a.by_points) + ' ' + text_of(a.stars) + " next " +
          text_of(a.next_round) + " capped " + (a.capped_by ? std::to_string(*a.capped_by) : "-") + ' ' +
          (a.capped_by_minimum ? std::to_string(*a.capped_by_minimum) : "-");
  text += " forward " + (a.forward ? std::to_string(a.forward - rules.forwardings.data()) : "-");
  text += " returned " + (a.returned ? std::to_string(a.returned - rules.procedure.returns.data()) : "-");
  return text + (a.minimum_rejects ? " minimum" : "") + (a.gap_stops ? " gap" : "") + ' ' + text_of(a.questions);
}

/// Some readings with another alternative.
std::vector<reading_choice> random_readings(dice& draw, compiled_rule_set const& rules) {
  std::vector<reading_choice> wanted;
  for (auto const& r : rules.readings)
    if (draw.one_in(4) && r.id.str() != "R-20") wanted.push_back({r.id, draw.one_of(r.alternatives).id});
  return wanted;
}

struct counts {
  int dossiers = 0, ranked = 0, capped = 0, noted = 0;
  int of_many_marks = 0, of_many_options = 0;  ///< sets beyond 64 and 15, where packed forms end
  int by_minimum = 0, of_limits = 0;           ///< held by a minimum; sets with a heading that counts up to a limit
};

/// One dossier, by the structured path and from bytes to bytes.
void check_dossier(dice& draw, rule_catalog const& catalog, std::shared_ptr<compiled_rule_set const> const& rules,
                   compiled_product_set const& set, submission_scorer& scorer, counts& seen) {
  auto const sheets = reference::random_sheets(draw, set, draw.one_in(2) ? 1 : draw.between(2, 9));
  auto const facts = draw.one_in(2) ? value() : reference::random_facts(draw);
  auto const wanted = draw.one_in(2) ? std::vector<reading_choice>{} : random_readings(draw, *rules);
  std::string const level = draw.one_in(3) ? "" : draw.one_in(2) ? "village" : "district";
  council_session session;
  if (!level.empty() && !draw.one_in(4)) {
    session.regulation = draw.one_of(catalog.regulations());
    session.members = static_cast<std::int64_t>(sheets.size()) + draw.below(3);
    if (draw.one_in(3)) session.round = draw.between(1, session.regulation->rounds);
  }
  if (session.regulation && session.regulation->how == aggregation::agreed_score && sheets.size() > 1) return;
  auto const readings = rules->choose(wanted).value();
  auto const found = judge_facts(*rules, set, facts, readings).value();
  if (session.regulation && sheets.size() <= 2 * static_cast<std::size_t>(session.regulation->drop)) {
    auto const too_few = assess(rules, set.number, sheets, facts, readings, level, session);
    REQUIRE_FALSE(too_few.has_value());
    REQUIRE(too_few.error().code == errc::no_sheets);
    return;
  }
  auto const expected = reference::plain_scoring(*rules, set, sheets, found, readings, session, level).run();
  auto const made = assess(rules, set.number, sheets, facts, readings, level, session);
  REQUIRE(made.has_value() == expected.has_value());
  ++seen.dossiers;
  if (made) {
    REQUIRE(text_of(*made) == text_of(*expected, *rules));
    seen.ranked += expected->stars ? 1 : 0;
    seen.capped += expected->stars != expected->by_points ? 1 : 0;
    seen.noted += expected->notes.empty() ? 0 : 1;
    seen.by_minimum += expected->capped_by_minimum ? 1 : 0;
  }

  if (session.round) return;  // of which no submission speaks
  std::string more = R"("rules":"drawn-by-lot")";
  if (!facts.is_null()) more += R"(,"facts":)" + to_json(facts);
  std::string chosen;
  for (auto const& w : wanted)
    chosen += (chosen.empty() ? "\"" : ",\"") + w.reading.str() + "\":\"" + w.alternative + '"';
  if (!chosen.empty()) more += R"(,"readings":{)" + chosen + "}";
  if (!level.empty()) {
    more += R"(,"council":{"level":")" + level + '"';
    if (session.regulation) more += R"(,"regulation":")" + session.regulation->id + '"';
    if (session.members) more += R"(,"members":)" + std::to_string(*session.members);
    more += "}";
  }
  std::string const document = test::submission_of(set, sheets, more);
  auto read = read_submission(document);
  INFO(document);
  if (!read.content) FAIL(read.content.error().where << ": " << read.content.error().message);
  auto const scored = score(catalog, std::move(*read.content));
  std::string const answer = scored ? write_result(*scored) : write_error(scored.error(), read.id, 1);
  REQUIRE(scorer.answer(document, 1).text == answer);
  if (made && scored && (session.regulation || level.empty())) REQUIRE(text_of(scored->assessed) == text_of(*made));
}

/// Sheets of their own, one by one and in columns.
void check_batch(dice& draw, std::shared_ptr<compiled_rule_set const> const& rules, compiled_product_set const& set) {
  auto const facts = draw.one_in(2) ? value() : reference::random_facts(draw);
  auto const readings = rules->choose(random_readings(draw, *rules)).value();
  auto const found = judge_facts(*rules, set, facts, readings).value();
  auto const scorer = set_scorer::prepare(rules, set, facts, readings).value();
  test::columns sheets(set.criteria.size());
  std::vector<std::optional<reference::whole_result>> expected;
  int const rows = 24;
  for (int row = 0; row < rows; ++row) {
    auto sheet = reference::random_sheet(draw, set, {});
    sheets.add(sheet.choices);
    expected.push_back(reference::plain_scoring(*rules, set, {sheet}, found, readings, {}, {}).run());
  }
  auto const made = score_batch(rules, set, sheets.view(), facts, readings).value();
  for (std::size_t row = 0; row < expected.size(); ++row) {
    std::vector<std::uint8_t> options, cases;
    for (auto const& column : sheets.options) options.push_back(column[row]);
    for (auto const& column : sheets.cases) cases.push_back(column[row]);
    auto const one = scorer.score(options, cases).value();
    if (!expected[row]) {
      REQUIRE(one.bad >= 0);
      REQUIRE(made.how[row] == batch_result::not_evaluated);
      continue;
    }
    auto const& e = *expected[row];
    sheet_score const wanted{
        static_cast<std::uint16_t>(e.total.above),
        e.how,
        static_cast<std::uint8_t>(e.by_points.value_or(0)),
        static_cast<std::uint8_t>(e.stars.value_or(0)),
        static_cast<std::int16_t>(e.capped_by           ? static_cast<int>(set.gates[*e.capped_by].criterion)
                                  : e.capped_by_minimum ? static_cast<int>(set.criteria.size() + *e.capped_by_minimum)
                                                        : -1),
        -1};
    REQUIRE((one == wanted));
    sheet_score const in_column{made.total[row],     static_cast<outcome>(made.how[row]),
                                made.by_points[row], made.stars[row],
                                made.capped_by[row], -1};
    REQUIRE((in_column == wanted));
    for (std::size_t p = 0; p < rules->parts.size(); ++p) REQUIRE(made.by_part[p][row] == e.by_part[p].above);
    for (std::size_t l = 0; l < rules->bands.size(); ++l) {
      int unmet = 0;
      for (std::size_t g = 0; g < set.gates.size(); ++g)
        unmet += !e.met[g] && set.gates[g].level.value == static_cast<int>(l) + 1 ? 1 : 0;
      for (std::size_t m = 0; m < set.minimums.size(); ++m)
        unmet += !e.minimum_met[m] && set.minimums[m].level.value == static_cast<int>(l) + 1 ? 1 : 0;
      REQUIRE(made.unmet[l][row] == unmet);
    }
  }
}

TEST_CASE("every path says of a decree drawn by lot what the reference says", "[score]") {
  char const* const asked = std::getenv("OCOP_RANDOM_DECREES");
  int const decrees = asked ? std::stoi(asked) : 200;
  counts seen;
  for (int seed = 1; seed <= decrees; ++seed) {
    dice draw(static_cast<std::uint64_t>(seed));
    reference::random_decree const decree(draw);
    auto const loaded = load_catalog(decree.files());
    for (auto const& i : loaded.issues) UNSCOPED_INFO(i.where << ": " << i.message);
    INFO("decree " << seed);
    REQUIRE(loaded.catalog.has_value());
    auto const rules = loaded.catalog->find("drawn-by-lot").value();
    submission_scorer scorer(*loaded.catalog);
    for (std::size_t s = 0; s < rules->product_sets.size(); ++s) {
      auto const& set = rules->product_sets[s];
      seen.of_many_marks += set.gates.size() > 64 ? 1 : 0;
      seen.of_many_options += std::any_of(set.criteria.begin(), set.criteria.end(),
                                          [](auto const& c) { return c.lists.front().options.size() > 15; });
      seen.of_limits += std::any_of(set.sections.begin(), set.sections.end(),
                                    [](auto const& heading) { return heading.counts_at_most.has_value(); });
      for (int dossier = 0; dossier < 12; ++dossier) check_dossier(draw, *loaded.catalog, rules, set, scorer, seen);
      check_batch(draw, rules, set);
    }
  }
  // What is drawn must be worth looking at.
  CHECK(seen.ranked * 4 > seen.dossiers);
  CHECK(seen.capped * 20 > seen.dossiers);
  CHECK(seen.noted * 5 > seen.dossiers);
  CHECK(seen.of_many_marks > 3);
  CHECK(seen.by_minimum * 40 > seen.dossiers);
  CHECK(seen.of_limits > 100);
  CHECK(seen.of_many_options > 50);
}

}  // namespace
}  // namespace random_rules_test
