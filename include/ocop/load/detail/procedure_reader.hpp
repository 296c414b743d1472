#pragma once

#include "ocop/detail/json/write.hpp"
#include "ocop/load/detail/shared_words.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace ocop::detail {

inline std::vector<stars> read_levels(node const& at) {
  std::vector<stars> levels;
  for (auto const& s : at.items()) levels.push_back(stars{s.whole(1, 99)});
  return levels;
}

inline std::vector<int> read_set_numbers(node const& at) {
  std::vector<int> numbers;
  for (auto const& n : at.items()) numbers.push_back(n.whole(1, 999));
  return numbers;
}

/// A day of every year, `MM-DD`.
inline std::chrono::month_day read_month_day(node const& at) {
  std::string const text = at.text();
  unsigned month = 0;
  unsigned day = 0;
  bool is_day = text.size() == 5 && text[2] == '-';
  if (is_day) {
    std::from_chars(text.data(), text.data() + 2, month);
    std::from_chars(text.data() + 3, text.data() + 5, day);
    is_day = (std::chrono::month(month) / std::chrono::day(day)).ok();
  }
  if (!is_day) at.allowed(at.is_string(), "a day of the year that exists, written MM-DD");
  return std::chrono::month(month) / std::chrono::day(day);
}

inline void read_procedure(node const& top, shared_words const& words, model::rule_set& rules) {
  top.only({"format", "councils", "recognition", "forwarding", "returns", "rounds", "sessions", "limits"});
  for (auto const& c : top["councils"].items()) {
    c.only({"level", "since", "until"});
    rules.councils.push_back({c["level"].text(), read_dated(c)});
  }
  for (auto const& r : top["recognition"].items()) {
    r.only({"stars", "by", "certificate", "since", "until", "cite"});
    model::recognition one;
    one.when = read_dated(r);
    one.levels = read_levels(r["stars"]);
    if (auto const by = r.maybe("by"); by.exists()) one.by = words.authority(by);
    one.certificate = r["certificate"].truth();
    one.cite = words.cite(r["cite"]);
    rules.recognitions.push_back(std::move(one));
  }
  for (auto const& f : top["forwarding"].items()) {
    f.only({"level", "from", "to", "since", "until", "cite"});
    rules.forwardings.push_back({read_dated(f), f["level"].text(), f["from"].worth(rules.unit),
                                 words.authority(f["to"]), words.cite(f["cite"])});
  }
  for (auto const& r : top.maybe("returns").items()) {
    r.only({"level", "below", "to", "choices", "since", "until", "cite"});
    return_rule one{
        r["level"].text(), r["below"].worth(rules.unit), words.authority(r["to"]), {}, words.cite(r["cite"])};
    for (auto const& c : r["choices"].items()) {
      c.only({"choice", "vi", "en", "stars"});
      one.choices.push_back({c["choice"].text(), c.words(), read_levels(c.maybe("stars"))});
    }
    rules.returns.emplace_back(read_dated(r), std::move(one));
  }
  for (auto const& r : top.maybe("rounds").items()) {
    r.only({"level", "round", "proposed_before", "held_before", "since", "until", "cite"});
    rules.rounds.emplace_back(
        read_dated(r), round_rule{r["level"].text(), r["round"].whole(1, 99), read_month_day(r["proposed_before"]),
                                  read_month_day(r["held_before"]), words.cite(r["cite"])});
  }
  for (auto const& s : top.maybe("sessions").items()) {
    s.only({"kinds", "form", "unless", "since", "until", "cite"});
    session_rule one{read_kinds(s["kinds"]), s["form"].text(), {}, words.cite(s["cite"])};
    if (auto const unless = s.maybe("unless"); unless.exists()) one.unless = unless.words();
    rules.sessions.emplace_back(read_dated(s), std::move(one));
  }
  for (auto const& l : top.maybe("limits").items()) {
    l.only({"limit", "vi", "en", "days", "working_days", "from", "kinds", "since", "until", "cite"});
    rules.limits.emplace_back(
        read_dated(l), time_limit{l["limit"].text(), l.words(), l["days"].whole(1, 36'500), l["working_days"].truth(),
                                  l["from"].text(), read_kinds(l["kinds"]), words.cite(l["cite"])});
  }
}

inline revocation_rule read_revocation(node const& at, shared_words const& words) {
  at.only({"within_days", "by", "grounds", "since", "until", "cite"});
  revocation_rule one{at["within_days"].whole(1, 36'500), {}, {}, words.cite(at["cite"])};
  for (auto const& b : at["by"].items()) {
    b.only({"stars", "by", "cite"});
    one.by.push_back({read_levels(b["stars"]), words.authority(b["by"]), words.cite(b["cite"])});
  }
  for (auto const& g : at["grounds"].items()) {
    g.only({"ground", "vi", "en", "starts_with", "cite"});
    one.grounds.push_back({g["ground"].text(), g.words(), g["starts_with"].text(), words.cite(g["cite"])});
  }
  return one;
}

inline void read_certificate(node const& top, shared_words const& words, model::rule_set& rules) {
  top.only({"format", "term", "renewal", "extension", "notice", "revocation"});
  for (auto const& t : top["term"].items()) {
    t.only({"months", "since", "until", "cite"});
    rules.terms.emplace_back(read_dated(t), certificate_term{t["months"].whole(1, 1'200), words.cite(t["cite"])});
  }
  for (auto const& r : top["renewal"].items()) {
    r.only({"opens_days_before", "closes_days_before", "since", "until", "cite"});
    renewal_rule const one{r["opens_days_before"].whole(1, 36'500), r["closes_days_before"].whole(0, 36'500),
                           words.cite(r["cite"])};
    if (one.opens_days_before < one.closes_days_before)
      r.report(errc::inconsistent, "the window closes before it opens. Swap opens_days_before and closes_days_before.");
    rules.renewals.emplace_back(read_dated(r), one);
  }
  for (auto const& e : top["extension"].items()) {
    e.only({"days", "since", "until", "cite"});
    rules.extensions.emplace_back(read_dated(e), extension_rule{e["days"].whole(1, 36'500), words.cite(e["cite"])});
  }
  for (auto const& n : top["notice"].items()) {
    n.only({"days_before", "since", "until", "cite"});
    rules.notices.emplace_back(read_dated(n), notice_rule{n["days_before"].whole(0, 36'500), words.cite(n["cite"])});
  }
  for (auto const& r : top["revocation"].items())
    rules.revocations.emplace_back(read_dated(r), read_revocation(r, words));
}

inline void read_dossier(node const& top, shared_words const& words, model::rule_set& rules) {
  top.only({"format", "stages", "applicants", "papers", "samples", "copies", "product_codes"});
  std::vector<std::string> stages;
  for (auto const& s : top["stages"].items()) {
    s.only({"stage", "since", "until", "cite"});
    stages.push_back(s["stage"].text());
    rules.stages.emplace_back(read_dated(s), model::dossier_stage{stages.back(), words.cite(s["cite"])});
  }
  auto const stage_of = [&](node const& at) {
    std::string id = at.text();
    if (std::find(stages.begin(), stages.end(), id) == stages.end())
      at.report(errc::unresolved, "\"" + id + "\" is no stage of this file. Add it to stages.");
    return id;
  };
  for (auto const& a : top["applicants"].items()) {
    a.only({"applicant", "vi", "en", "sets", "registered", "since", "until", "cite"});
    model::applicant_kind one{a["applicant"].text(), a.words(), read_set_numbers(a.maybe("sets")), false,
                              words.cite(a["cite"])};
    if (auto const registered = a.maybe("registered"); registered.exists()) one.needs_registration = registered.truth();
    rules.applicants.emplace_back(read_dated(a), std::move(one));
  }
  for (auto const& p : top["papers"].items()) {
    p.only({"paper", "stage", "vi", "en", "kinds", "sets", "except_sets", "if_any", "when", "since", "until", "cite"});
    model::paper one;
    one.id = p["paper"].text();
    one.stage = stage_of(p["stage"]);
    one.text = p.words();
    one.kinds = read_kinds(p["kinds"]);
    one.sets = read_set_numbers(p.maybe("sets"));
    one.except_sets = read_set_numbers(p.maybe("except_sets"));
    if (auto const if_any = p.maybe("if_any"); if_any.exists()) one.if_any = if_any.truth();
    if (auto const when = p.maybe("when"); when.exists()) {
      one.when = words.condition(when);
      one.when_text = json::write(*when.raw());
    }
    one.cite = words.cite(p["cite"]);
    rules.papers.emplace_back(read_dated(p), std::move(one));
  }
  for (auto const& s : top["samples"].items()) {
    s.only({"count", "stage", "except_sets", "since", "until", "cite"});
    rules.samples.emplace_back(read_dated(s),
                               model::samples_rule{s["count"].whole(1, 10'000), stage_of(s["stage"]),
                                                   read_set_numbers(s.maybe("except_sets")), words.cite(s["cite"])});
  }
  for (auto const& c : top["copies"].items()) {
    c.only({"paper", "electronic", "since", "until", "cite"});
    rules.copies.emplace_back(
        read_dated(c),
        model::copies_rule{c["paper"].whole(0, 1'000), c["electronic"].whole(0, 1'000), words.cite(c["cite"])});
  }
  for (auto const& c : top["product_codes"].items()) {
    c.only({"elements", "since", "until", "cite"});
    model::code_format one{{}, words.cite(c["cite"])};
    for (auto const& e : c["elements"].items()) {
      e.only({"element", "vi", "en", "least_digits", "most_digits"});
      one.elements.push_back({e["element"].text(), e.words(), e["least_digits"].whole(1, 18), {}});
      auto& element = one.elements.back();
      if (node const most = e.maybe("most_digits"); most.exists()) element.most_digits = most.whole(1, 18);
      if (element.most_digits && *element.most_digits < element.least_digits)
        e.report(errc::inconsistent, "most_digits is below least_digits. Swap them.");
    }
    rules.codes.emplace_back(read_dated(c), std::move(one));
  }
}

}  // namespace ocop::detail
