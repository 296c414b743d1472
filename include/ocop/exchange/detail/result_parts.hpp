#pragma once

#include "ocop/detail/json/put.hpp"
#include "ocop/detail/json/write.hpp"
#include "ocop/score/assessment.hpp"
#include "ocop/score/ranking.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace ocop::detail {

// Parts of a result that do not hang on points and members: those that are written once for many results.

template <class Writer>
void put_stars(Writer& w, std::string_view name, std::optional<stars> level) {
  json::key(w, name);
  if (level) w.Int(level->value);
  else w.Null();
}

/// Do rules and regulation say what `ocop-result/1` cannot? Then their results are `ocop-result/2`.
inline bool needs_result_2(compiled_rule_set const& rules, compiled_product_set const& set,
                           council_regulation const* regulation) {
  auto const is_limited = [](auto const& headings) {
    return std::any_of(headings.begin(), headings.end(), [](auto const& h) { return h.counts_at_most.has_value(); });
  };
  if (rules.unit != points_unit{} || !set.minimums.empty() || is_limited(rules.parts) || is_limited(set.sections) ||
      is_limited(set.groups))
    return true;
  if (!regulation) return false;
  if (regulation->tie != tie_rule::unmet) return true;
  switch (regulation->how) {
    case aggregation::mean_of_totals:
    case aggregation::sum_of_part_means:
    case aggregation::sum_of_criterion_means:
    case aggregation::agreed_score: return false;
    case aggregation::median_of_totals:
    case aggregation::trimmed_mean: break;
  }
  return true;
}

/// The rules by which a result came about: members of the result.
template <class Writer>
void put_rules(Writer& w, compiled_rule_set const& rules, std::string_view because, compiled_product_set const& set) {
  put_field(w, "edition", rules.edition.str());
  put_field(w, "edition_because", because);
  put_field(w, "rules_sha256", rules.sha256);
  json::key(w, "set");
  w.Int(set.number);
}

/// An unmet mark; `put_chosen` writes the option that each sheet ticked.
template <class Writer, class PutChosen>
void put_unmet_gate(Writer& w, compiled_product_set const& set, compiled_gate const& gate,
                    reading_choices const& readings, PutChosen put_chosen) {
  compiled_criterion const& criterion = set.criteria[gate.criterion];
  w.StartObject();
  put_stars(w, "stars", gate.level);
  put_field(w, "criterion", criterion.id.str());
  if (criterion.has_cases()) {
    json::key(w, "case");
    w.Int(criterion.lists[gate.list].case_no);
  }
  json::key(w, "needs");
  w.Int(needed_option_unchecked(set, gate, readings));
  json::key(w, "chosen");
  w.StartArray();
  put_chosen();
  w.EndArray();
  put_field(w, "cite", criterion.cite.at);
  w.EndObject();
}

/// A note that acted.
template <class Writer>
void put_note(Writer& w, compiled_note const& note, note_effect effect) {
  w.StartObject();
  put_field(w, "effect", to_string(effect));
  put_field(w, "note", note.id);
  put_field(w, "cite", note.cite);
  w.EndObject();
}

/// What the lower level may do when a council sends back.
template <class Writer>
void put_return(Writer& w, return_rule const& back, stars level) {
  w.StartObject();
  put_field(w, "effect", "returned");
  put_field(w, "to", back.to.id);
  json::key(w, "choices");
  w.StartArray();
  for (auto const* const c : choices_of_unchecked(back, level)) json::put(w, std::string_view(c->id));
  w.EndArray();
  put_field(w, "cite", back.cite.at);
  w.EndObject();
}

/// A fact that no rule looked at.
template <class Writer>
void put_unread_fact(Writer& w, compiled_rule_set const& rules, std::string_view fact) {
  w.StartObject();
  put_field(w, "effect", "unread-fact");
  put_field(w, "fact", fact);
  put_field(w, "cite", rules.cite);
  w.EndObject();
}

/// Who recognises, with a certificate or without: members of the result.
template <class Writer>
void put_recognition(Writer& w, compiled_recognition const* recognition) {
  bool const recognised = recognition && !recognition->by.empty();
  json::key(w, "recognised_by");
  if (recognised) json::put(w, std::string_view(recognition->by));
  else w.Null();
  json::key(w, "certificate");
  w.Bool(recognised && recognition->certificate);
}

/// Where the result is sent on: a member of the result.
template <class Writer>
void put_forward(Writer& w, compiled_forwarding const* forward) {
  json::key(w, "forward_to");
  if (forward) json::put(w, std::string_view(forward->to));
  else w.Null();
}

}  // namespace ocop::detail
