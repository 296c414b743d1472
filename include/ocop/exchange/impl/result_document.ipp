#pragma once

#include "ocop/detail/json/write.hpp"
#include "ocop/detail/json/put.hpp"
#include "ocop/exchange/detail/result_parts.hpp"
#include "ocop/exchange/result_document.hpp"

namespace ocop {
namespace detail {

template <class Writer>
void put_sheets(Writer& w, assessment const& s) {
  json::key(w, "sheets");
  w.StartArray();
  for (std::size_t i = 0; i < s.sheets.size(); ++i) {
    evaluation const& e = s.council.evaluations[i];
    w.StartObject();
    put_field(w, "member", s.sheets[i].member);
    json::key(w, "points");
    w.StartObject();
    for (std::size_t p = 0; p < e.by_part.size(); ++p) {
      json::key(w, s.rules->parts[p].code);
      put_points(w, e.by_part[p], s.rules->unit);
    }
    json::key(w, "total");
    put_points(w, e.total, s.rules->unit);
    w.EndObject();
    w.EndObject();
  }
  w.EndArray();
}

template <class Writer>
void put_mean(Writer& w, assessment const& s) {
  json::key(w, "mean");
  w.StartObject();
  auto const in = [&](mean_points m) { return in_points(m, s.rules->unit); };
  put_field(w, "exact", in(s.council.total).exact());
  put_field(w, "decimal", in(s.council.total).decimal());
  if (s.council.rounded) put_field(w, "rounded", in(*s.council.rounded).exact());
  for (std::size_t p = 0; p < s.council.by_part.size(); ++p)
    put_field(w, s.rules->parts[p].code, in(s.council.by_part[p]).exact());
  w.EndObject();
}

template <class Writer>
void put_unmet_gates(Writer& w, assessment const& s) {
  json::key(w, "unmet_gates");
  w.StartArray();
  for (std::size_t const g : s.ranking.unmet_gates) {
    compiled_gate const& gate = s.set->gates[g];
    put_unmet_gate(w, *s.set, gate, s.readings, [&] {
      for (auto const& sheet : s.sheets) w.Int(sheet.choices[gate.criterion].option);
    });
  }
  w.EndArray();
}

/// Minimums that are not met: what they ask for, and what the council came to there.
template <class Writer>
void put_unmet_minimums(Writer& w, assessment const& s) {
  json::key(w, "unmet_minimums");
  w.StartArray();
  for (std::size_t const m : s.ranking.unmet_minimums) {
    compiled_minimum const& minimum = s.set->minimums[m];
    w.StartObject();
    put_stars(w, "stars", minimum.level);
    put_field(w, "at", minimum.code);
    json::key(w, "needs");
    put_points(w, minimum.least, s.rules->unit);
    put_field(w, "found", in_points(s.council.at_minimums[m], s.rules->unit).exact());
    put_field(w, "cite", minimum.cite.at);
    w.EndObject();
  }
  w.EndArray();
}

/// Members by their sheets.
template <class Writer>
void put_members(Writer& w, std::string_view name, assessment const& s, std::vector<std::size_t> const& sheets) {
  json::key(w, name);
  w.StartArray();
  for (std::size_t const i : sheets) json::put(w, std::string_view(s.sheets[i].member));
  w.EndArray();
}

/// Why a session is not valid: how many were there, how many and whom it needed.
template <class Writer>
void put_quorum(Writer& w, assessment const& s) {
  quorum_finding const& q = *s.council.quorum;
  w.StartObject();
  put_field(w, "effect", "no-quorum");
  put_field(w, "regulation", s.session.regulation->id);
  json::key(w, "present");
  w.Uint64(q.present);
  json::key(w, "needed");
  w.Uint64(q.needed);
  json::key(w, "members");
  w.Int64(q.members);
  json::key(w, "chair_missing");
  w.Bool(q.chair_missing);
  put_field(w, "cite", s.session.regulation->quorum->cite.at);
  w.EndObject();
}

/// Who must score again: the members at both ends, and how far they are apart.
template <class Writer>
void put_spread(Writer& w, assessment const& s) {
  spread_finding const& f = *s.council.spread;
  w.StartObject();
  put_field(w, "effect", "rescore");
  put_field(w, "regulation", s.session.regulation->id);
  if (f.scope == points_scope::part) put_field(w, "part", s.rules->parts[f.at].code);
  if (f.scope == points_scope::criterion) put_field(w, "criterion", s.set->criteria[f.at].id.str());
  json::key(w, "spread");
  put_points(w, f.spread, s.rules->unit);
  json::key(w, "limit");
  put_points(w, f.limit, s.rules->unit);
  put_members(w, "lowest", s, f.lowest);
  put_members(w, "highest", s, f.highest);
  put_field(w, "cite", s.session.regulation->spread->cite.at);
  w.EndObject();
}

/// Every note that acted, what else decided against a rank, and what no rule looked at.
template <class Writer>
void put_reasons(Writer& w, scored_submission const& scored) {
  assessment const& s = scored.assessed;
  json::key(w, "reasons");
  w.StartArray();
  for (auto const& applied : s.council.notes)
    if (applied.effect != note_effect::none) put_note(w, s.set->notes[applied.note], applied.effect);
  if (s.ranking.how == outcome::no_quorum) put_quorum(w, s);
  if (s.ranking.how == outcome::rescore) put_spread(w, s);
  if (s.ranking.returned) put_return(w, *s.ranking.returned, *s.ranking.final_stars);
  auto const decided = [&](std::string_view reading, std::string_view effect, std::string_view cite) {
    w.StartObject();
    put_field(w, "effect", effect);
    put_field(w, "reading", reading);
    put_field(w, "cite", cite);
    w.EndObject();
  };
  if (s.ranking.minimum_rejects)
    decided("R-05", "reject",
            s.ranking.capped_by ? s.set->criteria[s.set->gates[*s.ranking.capped_by].criterion].cite.at
                                : s.set->minimums[*s.ranking.capped_by_minimum].cite.at);
  if (s.ranking.gap_stops) decided("R-09", "stop", s.rules->bands.front().cite);
  for (auto const& fact : s.facts.unread) put_unread_fact(w, *s.rules, fact);
  if (scored.is_late()) {
    w.StartObject();
    put_field(w, "effect", "late");
    put_day(w, "finish_by", scored.finish_by);
    put_day(w, "decided_on", scored.from.filing->decided_on);
    if (s.readings.day_off == reading_choices::day_off_rule::next_working_day) put_field(w, "days_off", "weekends");
    put_field(w, "cite", scored.because);
    w.EndObject();
  }
  w.EndArray();
}

template <class Writer>
void put_result(Writer& w, scored_submission const& s) {
  assessment const& a = s.assessed;
  bool const is_2 = s.by_else || needs_result_2(*a.rules, *a.set, a.session.regulation.get());
  w.StartObject();
  put_field(w, "format", is_2 ? "ocop-result/2" : "ocop-result/1");
  put_field(w, "submission", s.from.id);
  put_rules(w, *a.rules, s.because, *a.set);
  if (is_2) put_field(w, "points_unit", to_string(a.rules->unit));
  put_sheets(w, a);
  put_mean(w, a);
  put_field(w, "outcome", to_string(a.ranking.how));
  put_stars(w, "stars_by_points", a.ranking.by_points);
  put_stars(w, "stars", a.ranking.final_stars);
  put_unmet_gates(w, a);
  if (is_2) put_unmet_minimums(w, a);
  put_reasons(w, s);
  put_recognition(w, a.ranking.recognition);
  put_forward(w, a.ranking.forward);
  put_strings(w, "assumed", a.facts.assumed);
  put_strings(w, "missing_law", missing_law(a));
  put_strings(w, "readings", readings_that_mattered(a));
  w.EndObject();
}

}  // namespace detail

OCOP_INLINE std::string write_result(scored_submission const& s, layout how) {
  if (auto wrong = detail::check_outcome(s.assessed.ranking)) throw error(std::move(*wrong));
  return detail::laid_out(how, [&](auto& w) { detail::put_result(w, s); });
}

OCOP_INLINE std::string write_error(issue const& why, std::string_view submission, std::size_t line, layout how) {
  return detail::laid_out(how, [&](auto& w) {
    w.StartObject();
    detail::put_field(w, "format", "ocop-error/1");
    detail::json::key(w, "submission");
    if (submission.empty()) w.Null();
    else detail::json::put(w, submission);
    detail::json::key(w, "line");
    w.Uint64(line);
    detail::put_field(w, "code", to_string(why.code));
    detail::put_field(w, "where", why.where);
    detail::put_field(w, "message", why.message);
    w.EndObject();
  });
}

}  // namespace ocop
