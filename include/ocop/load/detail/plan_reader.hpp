#pragma once

#include "ocop/base/council_regulation.hpp"
#include "ocop/load/detail/procedure_reader.hpp"
#include "ocop/load/detail/shared_words.hpp"
#include "ocop/model/programme_plan.hpp"

namespace ocop::detail {

/// One of a few words that a file may write.
template <class T>
T one_of(node const& at, std::initializer_list<std::pair<std::string_view, T>> known) {
  std::string const found = at.text();
  std::string allowed;
  for (auto const& [name, meaning] : known) {
    if (found == name) return meaning;
    allowed += (allowed.empty() ? "" : ", ") + std::string(name);
  }
  if (!found.empty()) at.allowed(at.is_string(), "one of " + allowed);
  return known.begin()->second;
}

inline points_scope read_scope(node const& at) {
  return one_of<points_scope>(
      at, {{"total", points_scope::total}, {"part", points_scope::part}, {"criterion", points_scope::criterion}});
}

inline council_regulation read_regulation(node const& top, shared_words const& words) {
  top.only({"format", "regulation", "title", "aggregation", "drop", "tie", "rounding", "quorum", "spread", "session",
            "rounds", "readings", "unknown", "cite"});
  council_regulation one;
  one.id = top["regulation"].text();
  one.title = top["title"].words();
  one.how = one_of<aggregation>(top["aggregation"], {{"mean-of-totals", aggregation::mean_of_totals},
                                                     {"sum-of-part-means", aggregation::sum_of_part_means},
                                                     {"sum-of-criterion-means", aggregation::sum_of_criterion_means},
                                                     {"agreed-score", aggregation::agreed_score},
                                                     {"median-of-totals", aggregation::median_of_totals},
                                                     {"trimmed-mean", aggregation::trimmed_mean}});
  if (auto const d = top.maybe("drop"); d.exists()) one.drop = d.whole(1, 1'000);
  if (top.exists() && (one.drop > 0) != (one.how == aggregation::trimmed_mean))
    top.report(
        errc::inconsistent,
        "a trimmed mean drops some of the highest and lowest totals, and no other aggregation does. Give \"drop\" "
        "with trimmed-mean, and only there.");
  if (auto const t = top.maybe("tie"); t.exists()) one.tie = one_of<tie_rule>(t, {{"chair", tie_rule::chair}});
  if (auto const r = top.maybe("rounding"); r.exists()) {
    r.only({"decimals", "of"});
    one.rounding = rounding_rule{r["decimals"].whole(0, 4), read_scope(r["of"])};
    auto const finest = one.how == aggregation::sum_of_criterion_means ? points_scope::criterion
                        : one.how == aggregation::sum_of_part_means    ? points_scope::part
                                                                       : points_scope::total;
    if (one.rounding->of != points_scope::total && one.rounding->of != finest)
      r["of"].report(errc::inconsistent,
                     "the aggregation takes no means of that; round the total or change the aggregation.");
  }
  if (auto const q = top.maybe("quorum"); q.exists()) {
    q.only({"present", "of", "chair", "cite"});
    one.quorum =
        quorum_rule{q["present"].whole(1, 1'000), q["of"].whole(1, 1'000), q["chair"].truth(), words.cite(q["cite"])};
    if (one.quorum->of < one.quorum->present)
      q.report(errc::inconsistent, "more than all members would have to be present. Mend present or of.");
  }
  if (auto const s = top.maybe("spread"); s.exists()) {
    s.only({"limit", "scope", "at_limit", "cite"});
    spread_rule spread{s["limit"].whole(0, 1'000'000), read_scope(s["scope"]), true, words.cite(s["cite"])};
    if (node const at_limit = s["at_limit"]; at_limit.is_string()) {
      spread.accepts_limit = one_of<bool>(at_limit, {{"accepted", true}, {"refused", false}});
    } else {
      at_limit.only({"reading"});
      auto const reading = look_up(words.readings, at_limit["reading"], "reading", "shared/readings.json");
      if (!reading.id.empty() && reading.id.str() != "R-19")
        at_limit["reading"].report(errc::inconsistent, "the reading of a spread at the limit is R-19, not " +
                                                           reading.id.str() + ". Name R-19.");
      spread.accepts_limit = reading.id;
    }
    one.spread = std::move(spread);
  }
  if (auto const session = top.maybe("session"); session.exists()) one.session = session.text();
  if (auto const rounds = top.maybe("rounds"); rounds.exists()) one.rounds = rounds.whole(1, 99);
  for (auto const& r : top["readings"].items()) {
    r.only({"reading", "choice", "cite"});
    auto const reading = look_up(words.readings, r["reading"], "reading", "shared/readings.json");
    std::string const choice = r["choice"].text();
    auto const& all = reading.alternatives;
    if (!reading.id.empty() && std::none_of(all.begin(), all.end(), [&](auto const& a) { return a.id == choice; }))
      r["choice"].report(errc::unknown_alternative,
                         "\"" + choice + "\" is no alternative of " + reading.id.str() + ". Mend the choice.");
    one.readings.push_back({reading.id, choice, words.cite(r["cite"])});
  }
  for (auto const& u : top["unknown"].items()) one.unknown.push_back(u.text());
  one.cite = words.cite(top["cite"]);
  return one;
}

inline std::vector<model::programme_class> read_classes(node const& at, shared_words const& words) {
  std::vector<model::programme_class> classes;
  for (auto const& c : at.items()) {
    c.only({"class", "vi", "en", "when", "cite"});
    node const when = c["when"];
    auto condition = when.exists() ? words.condition(when) : std::nullopt;
    if (condition) classes.push_back({c["class"].text(), c.words(), std::move(*condition), words.cite(c["cite"])});
  }
  return classes;
}

inline model::programme_plan read_programme(node const& top, shared_words const& words) {
  top.only({"format", "programme", "title", "from", "until", "targets", "awards", "priority", "preference"});
  model::programme_plan plan;
  plan.id = top["programme"].text();
  plan.title = top["title"].words();
  plan.from = top["from"].date();
  plan.until = top["until"].date();
  if (top["until"].exists() && plan.until <= plan.from)
    top["until"].report(errc::inconsistent, "the plan ends before it begins. Mend from or until (until is excluded).");
  for (auto const& t : top["targets"].items()) {
    t.only({"target", "vi", "en", "at_least", "approximate", "counts", "stars_from", "cite"});
    model::programme_target one;
    one.id = t["target"].text();
    one.text = t.words();
    one.at_least = t["at_least"].whole(1);
    if (auto const about = t.maybe("approximate"); about.exists()) one.approximate = about.truth();
    one.of_registered = one_of<bool>(t["counts"], {{"recognised", false}, {"registered", true}});
    if (auto const from = t.maybe("stars_from"); from.exists()) one.from = stars{from.whole(1, 99)};
    one.cite = words.cite(t["cite"]);
    plan.targets.push_back(std::move(one));
  }
  for (auto const& a : top["awards"].items()) {
    a.only({"stars", "by", "upgrade", "since", "until", "cite"});
    using rule = model::programme_award::upgrade_rule;
    plan.awards.push_back(
        {read_dated(a), read_levels(a["stars"]), words.authority(a["by"]),
         one_of<rule>(a["upgrade"], {{"difference", rule::difference}, {"full", rule::full}, {"none", rule::none}}),
         words.cite(a["cite"])});
  }
  plan.priority = read_classes(top["priority"], words);
  plan.preference = read_classes(top["preference"], words);
  return plan;
}

}  // namespace ocop::detail
