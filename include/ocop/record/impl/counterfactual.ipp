#pragma once

#include "ocop/compile/references.hpp"
#include "ocop/detail/json/put.hpp"
#include "ocop/detail/json/write.hpp"
#include "ocop/exchange/submission.hpp"
#include "ocop/score/assessment.hpp"
#include "ocop/rank/margin.hpp"
#include "ocop/record/counterfactual.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/detail/preferences.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace ocop {
namespace detail {

inline placing placing_of(ranking const& r) { return {r.how, r.final_stars}; }

inline int height(placing const& s) { return s.level ? s.level->value : star_matrix::not_ranked; }

/// The placing that a record's result names; nothing where no edition with so many levels could have given it.
inline std::optional<placing> placing_of(value const& result, std::size_t levels) {
  value const* const how = result.find("outcome");
  value const* const level = result.find("stars");
  if (!how || !how->is_string() || !level) return std::nullopt;
  for (auto const o : {outcome::ranked, outcome::rejected, outcome::stopped, outcome::rescore, outcome::no_quorum}) {
    if (how->as_string() != to_string(o)) continue;
    if (o != outcome::ranked) return level->is_null() ? std::optional(placing{o, {}}) : std::nullopt;
    bool const is_level =
        level->is_integer() && level->as_integer() >= 1 && level->as_integer() <= static_cast<std::int64_t>(levels);
    if (is_level) return placing{o, stars{static_cast<int>(level->as_integer())}};
  }
  return std::nullopt;
}

/// Ranks one record again.
class reranker {
  rule_catalog const& catalog_;
  std::shared_ptr<compiled_rule_set const> const& other_;
  std::span<reading_choice const> wanted_;
  counterfactual made_;
  value const* document_ = nullptr;
  compiled_product_set const* old_set_ = nullptr;
  compiled_product_set const* set_ = nullptr;

 public:
  reranker(rule_catalog const& catalog, std::shared_ptr<compiled_rule_set const> const& other,
           std::span<reading_choice const> wanted)
      : catalog_(catalog), other_(other), wanted_(wanted) {}

  counterfactual run(std::string_view text) {
    made_.edition_now = other_->shown_name();
    if (auto const wrong = try_run(text)) {
      made_.status = counterfactual_status::unreadable;
      made_.message = wrong->where + (wrong->where.empty() ? "" : ": ") + wrong->message;
    }
    return std::move(made_);
  }

 private:
  std::optional<issue> try_run(std::string_view text) {
    auto const record = read_decision_record(text);
    if (!record) return record.error();
    document_ = &record->document;
    made_.submission = record->submission;
    made_.edition_then = document_->find("edition")->as_string();
    if (!record->is_intact) return issue{errc::bad_value, "/sha256", "the record was altered; it is not ranked again."};
    auto const read = read_submission(json::write(*document_->find("submission")));
    if (!read.content) return read.content.error();
    submission const& from = *read.content;
    auto const old = edition_of_record();
    if (!old) return old.error();
    auto const then = placing_of(*document_->find("result"), (*old)->bands.size());
    if (!then)
      return issue{errc::bad_value, "/result", "its outcome and stars are none that " + made_.edition_then + " gives."};
    made_.then = *then;
    if (auto wrong = find_sets(**old, from.product.set)) return wrong;

    auto const kept = readings_for(**old, *record, from);
    if (!kept) return kept.error();
    auto const readings = other_->choose(*kept);
    if (!readings) return issue{readings.error().code, "/readings" + readings.error().where, readings.error().message};
    auto facts = judge_facts(*other_, *set_, from.facts, *readings);
    if (!facts) return issue{facts.error().code, "/facts" + facts.error().where, facts.error().message};
    made_.assumed = facts->assumed;
    auto const sheets = carry_sheets(from);
    if (!sheets) return sheets.error();
    council_session session;
    std::string level;
    if (from.council) {
      auto regulation = catalog_.regulation(from.council->regulation);
      if (!regulation) return regulation.error();
      value const* const digest = document_->find("council")->find("sha256");
      if (!digest || !digest->is_string() || digest->as_string() != (*regulation)->sha256)
        return issue{errc::unknown_regulation, "/council/sha256",
                     "regulation " + (*regulation)->id +
                         " has another digest now, so it is not the one of this council. Give its rules by --rules."};
      session = {std::move(*regulation), from.council->members, from.council->round};
      bool const has_level =
          std::find(other_->councils.begin(), other_->councils.end(), from.council->level) != other_->councils.end();
      if (has_level) level = from.council->level;
    }
    auto const at_best = assess(other_, set_->number, with_best(*sheets), from.facts, *readings, level, session);
    if (!at_best) return at_best.error();
    if (!made_.open.empty()) return rank_open(*sheets, *facts, *at_best);
    made_.lowest = made_.highest = placing_of(at_best->ranking);
    if (height(made_.lowest) < height(made_.then)) add_costs(*at_best);
    return std::nullopt;
  }

  /// By its digest, which no other law shares.
  [[nodiscard]] result<std::shared_ptr<compiled_rule_set const>> edition_of_record() const {
    if (auto recorded = catalog_.with_digest(document_->find("rules_sha256")->as_string())) return recorded;
    return issue{errc::unknown_rule_set, "/rules_sha256",
                 "no edition of this digest is loaded, so nothing says what its options stand for. Give its rules by "
                 "--rules."};
  }

  std::optional<issue> find_sets(compiled_rule_set const& old, std::int64_t number) {
    auto const found = old.product_set(number);
    if (!found) return found.error();
    old_set_ = *found;
    made_.set_then = old_set_->number;
    if (old.rule_set == other_->rule_set) {
      auto const same = other_->product_set(number);
      if (!same) return same.error();
      set_ = *same;
    } else {
      auto const next = counterparts(*other_, *old_set_);
      if (next.size() != 1)
        return issue{errc::no_counterpart, "/submission/product/set",
                     other_->edition.str() + (next.empty() ? " has no set" : " has several sets") +
                         " for the products of set " + std::to_string(number) + " of " + old.edition.str() + "."};
      set_ = next.front();
    }
    made_.set_now = set_->number;
    return std::nullopt;
  }

  /// The alternatives that follow from the record's regulation, preferences and submission and are not its edition's
  /// own, then those wanted.
  [[nodiscard]] result<std::vector<reading_choice>> readings_for(compiled_rule_set const& old,
                                                                 read_record const& record,
                                                                 submission const& from) const {
    std::vector<reading_choice> all;
    if (from.council)
      if (auto const regulation = catalog_.regulation(from.council->regulation))
        for (auto const& own : (*regulation)->readings) all.push_back({own.reading, own.alternative});
    auto const preferred = preferences_of(record);
    all.insert(all.end(), preferred.begin(), preferred.end());
    all.insert(all.end(), from.readings.begin(), from.readings.end());
    auto const then = old.choose(all);
    if (!then) return issue{then.error().code, "/readings" + then.error().where, then.error().message};
    std::vector<reading_choice> kept;
    for (std::size_t i = 0; i < old.readings.size(); ++i) {
      compiled_reading const& r = old.readings[i];
      if (then->chosen[i] != r.choice) kept.push_back({r.id, r.alternatives[then->chosen[i]].id});
    }
    kept.insert(kept.end(), wanted_.begin(), wanted_.end());
    return kept;
  }

  result<std::vector<unfinished_sheet>> carry_sheets(submission const& from) {
    std::vector<unfinished_sheet> sheets;
    for (std::size_t s = 0; s < from.sheets.size(); ++s) {
      auto const ticked = read_answers(*old_set_, from.sheets[s].choices);
      if (!ticked) return ticked.error();
      unfinished_sheet sheet{from.sheets[s].member, from.sheets[s].role == "chair", {}, {}};
      if (old_set_->sha256 == set_->sha256) {
        sheet.choices.assign(ticked->begin(), ticked->end());
      } else {
        auto carried = carry_over(*ticked, *old_set_, *set_);
        if (!carried) return carried.error();
        sheet.choices = std::move(carried->choices);
        sheet.at_least.resize(sheet.choices.size());
        for (auto const& open : carried->open) note_open(s, open, *ticked, sheet);
      }
      sheets.push_back(std::move(sheet));
    }
    return sheets;
  }

  void note_open(std::size_t s, open_judgement const& open, std::vector<choice> const& ticked,
                 unfinished_sheet& sheet) {
    std::string const was = open.from ? old_set_->criteria[*open.from].id.str() : std::string();
    made_.open.push_back({s, set_->criteria[open.criterion].id.str(), was, open.why});
    sheet.at_least[open.criterion] = known_least(open, ticked).value();
  }

  /// The sheets with the last option of the case begun, or of the first, where they are open.
  [[nodiscard]] std::vector<score_sheet> with_best(std::vector<unfinished_sheet> const& carried) const {
    std::vector<score_sheet> sheets;
    for (auto const& c : carried) {
      score_sheet sheet{c.member, c.is_chair, {}};
      int begun = 0;
      for (auto const& made : c.choices)
        if (begun == 0 && made && made->option != 0) begun = made->case_no;
      for (std::size_t i = 0; i < c.choices.size(); ++i) {
        auto const* list = set_->criteria[i].list(begun);
        if (!list) list = &set_->criteria[i].lists.front();
        sheet.choices.push_back(c.choices[i].value_or(choice{list->case_no, static_cast<int>(list->options.size())}));
      }
      sheets.push_back(std::move(sheet));
    }
    return sheets;
  }

  std::optional<issue> rank_open(std::vector<unfinished_sheet> const& sheets, findings const& facts,
                                 assessment const& at_best) {
    auto const& session = at_best.session;
    auto const range = reachable(*other_, *set_, sheets, facts, at_best.readings, session, at_best.level);
    if (!range) return range.error();
    made_.lowest = placing_of(range->lowest);
    made_.highest = placing_of(range->highest);
    // A spread between members may still change, and with it whether they must score again: unless there is no quorum,
    // or a note rejects or stops, which come before.
    ranking const& best = at_best.ranking;
    bool const comes_before = best.how == outcome::no_quorum ||
                              (best.how == outcome::rejected && !best.minimum_rejects) ||
                              (best.how == outcome::stopped && !best.gap_stops);
    bool const may_rescore = session.regulation && session.regulation->spread && sheets.size() > 1 && !comes_before;
    bool const is_sure = made_.lowest == made_.highest && !may_rescore;
    if (made_.lowest == made_.highest && may_rescore)
      made_.message = "the sheets may come to lie further apart than regulation " + session.regulation->id + " allows";
    if (!is_sure) made_.status = counterfactual_status::undecided;
    else if (height(made_.lowest) < height(made_.then)) add_costs(range->highest, sheets, at_best);
    return std::nullopt;
  }

  /// What stands in the way whatever is ticked where it is open.
  void add_costs(ranking const& best, std::vector<unfinished_sheet> const& sheets, assessment const& at_best) {
    if (best.how != outcome::ranked) return add_outcome_cost(at_best);
    reading_choices const& readings = at_best.readings;
    int const most = std::min(height(made_.then), static_cast<int>(other_->bands.size()));
    for (int n = best.by_points->value + 1; n <= most; ++n) {
      compiled_band const& band = other_->bands[static_cast<std::size_t>(n - 1)];
      star_cost cost;
      cost.what = star_cost::kind::points;
      cost.level = stars{n};
      cost.needs = band.from.value;
      cost.unit = other_->unit;
      cost.cite = band.cite;
      made_.costs.push_back(std::move(cost));
    }
    auto const too_low = minimums_below(*other_, *set_, best, *made_.then.level, readings).value();
    for (std::size_t const m : too_low) add_minimum(m, {});
    auto const below = gates_below(*other_, *set_, best, *made_.then.level, readings).value();
    for (std::size_t const g : below) {
      if (set_->gates[g].level.value <= height(made_.lowest)) continue;
      std::vector<int> chosen;
      for (auto const& s : sheets) {
        auto const& ticked = s.choices[set_->gates[g].criterion];
        chosen.push_back(ticked ? ticked->option : -1);
      }
      add_mark(g, readings, std::move(chosen));
    }
  }

  /// `mean`: what the council comes to there, where that is known.
  void add_minimum(std::size_t m, std::string mean) {
    compiled_minimum const& minimum = set_->minimums[m];
    star_cost cost;
    cost.what = star_cost::kind::minimum;
    cost.level = minimum.level;
    cost.needs = minimum.least.value;
    cost.unit = other_->unit;
    cost.at = minimum.code;
    cost.mean = std::move(mean);
    cost.cite = minimum.cite.at;
    made_.costs.push_back(std::move(cost));
  }
  [[nodiscard]] std::string found_at(assessment const& a, std::size_t m) const {
    return in_points(a.council.at_minimums[m], other_->unit).exact();
  }

  void add_mark(std::size_t g, reading_choices const& readings, std::vector<int> chosen) {
    compiled_gate const& gate = set_->gates[g];
    compiled_criterion const& criterion = set_->criteria[gate.criterion];
    star_cost cost;
    cost.what = star_cost::kind::mark;
    cost.level = gate.level;
    cost.needs = needed_option(*set_, gate, readings).value();
    cost.criterion = criterion.id.str();
    cost.chosen = std::move(chosen);
    cost.cite = criterion.cite.at;
    made_.costs.push_back(std::move(cost));
  }

  void add_costs(assessment const& a) {
    if (a.ranking.how != outcome::ranked) return add_outcome_cost(a);
    mean_points const mean = mean_for_band(a.council, a.readings).value();
    for (int n = height(made_.lowest) + 1; n <= height(made_.then); ++n) {
      auto const& bands = other_->bands;
      if (static_cast<std::size_t>(n) > bands.size()) break;
      compiled_band const& band = bands[static_cast<std::size_t>(n - 1)];
      if (mean < band.from) {
        star_cost cost;
        cost.what = star_cost::kind::points;
        cost.level = stars{n};
        cost.mean = in_points(mean, other_->unit).exact();
        cost.needs = band.from.value;
        cost.unit = other_->unit;
        cost.cite = band.cite;
        cost.fallen = fallen(a);
        made_.costs.push_back(std::move(cost));
      }
      for (std::size_t const g : a.ranking.unmet_gates) {
        if (set_->gates[g].level.value != n) continue;
        add_mark(g, a.readings, ticked(a.sheets, set_->gates[g].criterion));
      }
      for (std::size_t const m : a.ranking.unmet_minimums)
        if (set_->minimums[m].level.value == n) add_minimum(m, found_at(a, m));
    }
  }

  /// Why it is not ranked at all: the note, the regulation, a printed gap, or under R-05=reject the marks.
  void add_outcome_cost(assessment const& a) {
    star_cost cost;
    cost.what = star_cost::kind::outcome;
    cost.level = *made_.then.level;
    cost.reason = to_string(a.ranking.how);
    cost.cite = other_->cite;
    if (a.ranking.gap_stops) {
      cost.reason = "R-09=undetermined";
      cost.mean = in_points(mean_for_band(a.council, a.readings).value(), other_->unit).exact();
      cost.cite = other_->bands.front().cite;
    } else if (a.ranking.minimum_rejects) {
      cost.reason = "R-05=reject";
      cost.cite = a.ranking.capped_by ? set_->criteria[set_->gates[*a.ranking.capped_by].criterion].cite.at
                                      : set_->minimums[*a.ranking.capped_by_minimum].cite.at;
    } else if (a.session.regulation && a.ranking.how == outcome::no_quorum) {
      cost.cite = a.session.regulation->quorum->cite.at;
    } else if (a.session.regulation && a.ranking.how == outcome::rescore) {
      cost.cite = a.session.regulation->spread->cite.at;
    }
    note_effect const wanted = a.ranking.how == outcome::rejected ? note_effect::reject : note_effect::stop;
    for (auto const& applied : a.council.notes) {
      bool const decides = applied.effect == wanted && !a.ranking.gap_stops && !a.ranking.minimum_rejects &&
                           (a.ranking.how == outcome::rejected || a.ranking.how == outcome::stopped);
      if (!decides) continue;
      cost.reason = set_->notes[applied.note].id;
      cost.cite = set_->notes[applied.note].cite;
      break;  // the first in printed order
    }
    made_.costs.push_back(std::move(cost));
    if (!a.ranking.minimum_rejects) return;
    // A mark that stands below the band rejects, also one above the stars that the record has.
    mean_points const mean = mean_for_band(a.council, a.readings).value();
    std::size_t band = other_->bands.size() - 1;
    while (band > 0 && mean < other_->bands[band].from) --band;
    auto const below = gates_below(*other_, *set_, a.ranking, other_->bands[band].level, a.readings).value();
    for (std::size_t const g : below) add_mark(g, a.readings, ticked(a.sheets, set_->gates[g].criterion));
    auto const too_low = minimums_below(*other_, *set_, a.ranking, other_->bands[band].level, a.readings).value();
    for (std::size_t const m : too_low) add_minimum(m, found_at(a, m));
  }

  static std::vector<int> ticked(std::vector<score_sheet> const& sheets, std::size_t criterion) {
    std::vector<int> options;
    for (auto const& sheet : sheets) options.push_back(sheet.choices[criterion].option);
    return options;
  }

  /// Criteria that give less than the record says, the most first.
  [[nodiscard]] std::vector<fallen_criterion> fallen(assessment const& a) const {
    auto const count = static_cast<std::int64_t>(a.sheets.size());
    std::vector<std::pair<std::int64_t, fallen_criterion>> all;
    auto const add = [&](std::string now_code, std::string was, std::int64_t then, std::int64_t now) {
      points_unit const before = old_set_->unit;
      points_unit const after = set_->unit;
      std::int64_t const lost = then * after.per_point - now * before.per_point;
      if (lost > 0)
        all.push_back({lost,
                       {std::move(now_code), std::move(was), in_points(mean_points(then, count), before).exact(),
                        in_points(mean_points(now, count), after).exact()}});
    };
    for (std::size_t o = 0; o < old_set_->criteria.size(); ++o) {
      auto const next = counterpart(old_set_->criteria[o], *set_);
      std::int64_t now = 0;
      for (auto const& e : a.council.evaluations) now += next ? e.by_criterion[*next].value : 0;
      add(next ? set_->criteria[*next].id.str() : std::string(), old_set_->criteria[o].id.str(), recorded_points(o),
          now);
    }
    std::stable_sort(all.begin(), all.end(), [](auto const& x, auto const& y) { return x.first > y.first; });
    std::vector<fallen_criterion> found;
    for (auto& [lost, one] : all) found.push_back(std::move(one));
    return found;
  }

  /// Of one criterion, over all sheets.
  [[nodiscard]] std::int64_t recorded_points(std::size_t criterion) const {
    std::int64_t sum = 0;
    for (auto const& sheet : document_->find("points")->as_array()) {
      bool const is_there = sheet.is_array() && criterion < sheet.as_array().size();
      if (!is_there) continue;
      value const& recorded = sheet.as_array()[criterion];
      if (recorded.is_integer()) sum += recorded.as_integer() * old_set_->unit.per_point;
      else if (recorded.is_string())
        sum += parse_points(recorded.as_string(), old_set_->unit, most_points).value_or(points{}).value;
    }
    return sum;
  }
};

template <class Writer>
void put_placing(Writer& w, std::string_view name, placing const& s) {
  json::key(w, name);
  w.StartObject();
  put_field(w, "outcome", to_string(s.how));
  json::key(w, "stars");
  if (s.level) w.Int(s.level->value);
  else w.Null();
  w.EndObject();
}

template <class Writer>
void put_cost(Writer& w, star_cost const& c) {
  w.StartObject();
  json::key(w, "stars");
  w.Int(c.level.value);
  if (c.what == star_cost::kind::points) {
    put_field(w, "by", "points");
    json::key(w, "mean");
    if (c.mean.empty()) w.Null();
    else json::put(w, std::string_view(c.mean));
    json::key(w, "needs");
    put_points(w, points{c.needs}, c.unit);
    json::key(w, "fallen");
    w.StartArray();
    for (auto const& f : c.fallen) {
      w.StartObject();
      put_field(w, "criterion", f.criterion);
      put_field(w, "was", f.was);
      put_field(w, "then", f.then);
      put_field(w, "now", f.now);
      w.EndObject();
    }
    w.EndArray();
  } else if (c.what == star_cost::kind::minimum) {
    put_field(w, "by", "minimum");
    put_field(w, "at", c.at);
    json::key(w, "needs");
    put_points(w, points{c.needs}, c.unit);
    json::key(w, "mean");
    if (c.mean.empty()) w.Null();
    else json::put(w, std::string_view(c.mean));
  } else if (c.what == star_cost::kind::mark) {
    put_field(w, "by", "mark");
    put_field(w, "criterion", c.criterion);
    json::key(w, "needs");
    w.Int(c.needs);
    json::key(w, "chosen");
    w.StartArray();
    for (int const n : c.chosen)
      if (n < 0) w.Null();
      else w.Int(n);
    w.EndArray();
  } else {
    put_field(w, "by", "outcome");
    put_field(w, "reason", c.reason);
    if (!c.mean.empty()) put_field(w, "mean", c.mean);
  }
  put_field(w, "cite", c.cite);
  w.EndObject();
}

}  // namespace detail

OCOP_INLINE counterfactual rank_under(rule_catalog const& rules, std::shared_ptr<compiled_rule_set const> const& other,
                                      std::string_view record, std::span<reading_choice const> wanted) {
  return detail::reranker(rules, other, wanted).run(record);
}

OCOP_INLINE void add(star_matrix& matrix, counterfactual const& c) {
  if (c.status == counterfactual_status::unreadable) return;
  bool const is_decided = c.status == counterfactual_status::decided;
  // Heights are numbers of stars, and no machine counts to 2^64.
  static_cast<void>(
      matrix.add(detail::height(c.then), is_decided ? detail::height(c.lowest) : star_matrix::not_decided));
}

OCOP_INLINE std::string write_counterfactual(counterfactual const& c, std::size_t line, layout how) {
  return detail::laid_out(how, [&](auto& w) {
    using detail::put_field;
    w.StartObject();
    put_field(w, "format", "ocop-counterfactual/1");
    put_field(w, "submission", c.submission);
    detail::json::key(w, "line");
    w.Uint64(line);
    put_field(w, "status", to_string(c.status));
    put_field(w, "edition_then", c.edition_then);
    put_field(w, "edition_now", c.edition_now);
    detail::json::key(w, "set_then");
    w.Int(c.set_then);
    detail::json::key(w, "set_now");
    w.Int(c.set_now);
    detail::put_placing(w, "then", c.then);
    detail::put_placing(w, "lowest", c.lowest);
    detail::put_placing(w, "highest", c.highest);
    detail::json::key(w, "open");
    w.StartArray();
    for (auto const& o : c.open) {
      w.StartObject();
      detail::json::key(w, "sheet");
      w.Uint64(o.sheet);
      put_field(w, "criterion", o.criterion);
      put_field(w, "was", o.was);
      put_field(w, "why", to_string(o.why));
      w.EndObject();
    }
    w.EndArray();
    detail::json::key(w, "costs");
    w.StartArray();
    for (auto const& cost : c.costs) detail::put_cost(w, cost);
    w.EndArray();
    detail::put_strings(w, "assumed", c.assumed);
    put_field(w, "message", c.message);
    w.EndObject();
  });
}

}  // namespace ocop
