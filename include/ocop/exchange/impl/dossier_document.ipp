#pragma once

#include "ocop/detail/json/document.hpp"
#include "ocop/detail/json/put.hpp"
#include "ocop/exchange/dossier_document.hpp"

#include <utility>

namespace ocop {
namespace detail {

inline filing read_filing(node const& at) {
  at.only({"kind", "filed_on", "decided_on"});
  filing made;
  node const kind = at["kind"];
  if (auto const known = parse_filing_kind(kind.text())) made.kind = *known;
  else kind.allowed(kind.is_string(), "\"first\", \"upgrade\" or \"renewal\"");
  made.filed_on = at["filed_on"].date();
  if (node const decided = at.maybe("decided_on"); decided.exists()) made.decided_on = decided.date();
  return made;
}

inline void read_dossier(node const& top, dossier_document& made) {
  top.only({"format", "dossier", "product", "filing", "rules", "stage", "applicant", "papers", "samples", "copies",
            "facts", "received_on", "proposed_on", "level", "readings"});
  dossier& d = made.content;
  made.id = top["dossier"].text();
  node const product = top["product"];
  product.only({"set", "name", "code"});
  d.set = product["set"].whole(0);
  if (node const name = product.maybe("name"); name.exists()) made.product = name.text();
  if (node const code = product.maybe("code"); code.exists()) d.code = code.text();
  made.filing = read_filing(top["filing"]);
  d.kind = made.filing->kind;
  if (node const rules = top.maybe("rules"); rules.exists()) made.rules = rules.text();
  if (node const stage = top.maybe("stage"); stage.exists()) d.stage = stage.text();
  if (node const applicant = top.maybe("applicant"); applicant.exists()) {
    applicant.only({"kind", "business_registration"});
    d.applicant = applicant["kind"].text();
    if (node const registered = applicant.maybe("business_registration"); registered.exists())
      d.is_registered = registered.truth();
  }
  for (auto const& p : top["papers"].items()) d.papers.push_back(p.text());
  if (node const samples = top.maybe("samples"); samples.exists()) d.samples = samples.whole();
  if (node const copies = top.maybe("copies"); copies.exists()) {
    copies.only({"paper", "electronic"});
    d.copies = dossier::copy_count{copies["paper"].whole(), copies["electronic"].whole()};
  }
  if (node const facts = top.maybe("facts"); facts.exists()) {
    if (facts.raw()->is_object()) d.facts = *facts.raw();
    else facts.expected("an object of facts");
  }
  if (node const received = top.maybe("received_on"); received.exists()) d.received_on = received.date();
  if (node const proposed = top.maybe("proposed_on"); proposed.exists()) d.proposed_on = proposed.date();
  if (node const level = top.maybe("level"); level.exists()) d.level = level.text();
  for (auto const& [id, alternative] : top.maybe("readings").members())
    made.readings.push_back({reading_id(id), alternative.text()});
}

template <class Writer>
void put_item(Writer& w, dossier_item const& item) {
  w.StartObject();
  put_field(w, "what", item.what);
  if (!item.id.empty()) put_field(w, "id", item.id);
  put_words(w, item.text);
  if (item.needs) {
    json::key(w, "needs");
    w.Int(*item.needs);
  }
  if (item.found) {
    json::key(w, "found");
    w.Int(*item.found);
  }
  put_field(w, "cite", item.cite);
  w.EndObject();
}

template <class Writer>
void put_dossier_check(Writer& w, checked_dossier const& d) {
  auto const put_items = [&](std::string_view name, std::vector<dossier_item> const& items) {
    json::key(w, name);
    w.StartArray();
    for (auto const& item : items) put_item(w, item);
    w.EndArray();
  };
  w.StartObject();
  put_field(w, "format", "ocop-dossier-check/1");
  put_field(w, "dossier", d.from.id);
  put_field(w, "edition", d.rules->edition.str());
  put_field(w, "edition_because", d.because);
  put_day(w, "finish_by", d.finish_by);
  json::key(w, "complete");
  w.Bool(d.found.is_complete());
  put_items("missing", d.found.missing);
  put_items("if_any", d.found.if_any);
  json::key(w, "session");
  if (d.found.session.empty()) w.Null();
  else json::put(w, std::string_view(d.found.session));
  json::key(w, "round");
  if (auto const& r = d.found.round) {
    w.StartObject();
    json::key(w, "round");
    w.Int(r->number);
    put_day(w, "proposed_before", r->proposed_before);
    put_day(w, "held_before", r->held_before);
    put_field(w, "cite", r->cite);
    w.EndObject();
  } else {
    w.Null();
  }
  json::key(w, "limits");
  w.StartArray();
  for (auto const& l : d.found.limits) {
    w.StartObject();
    put_field(w, "limit", l.id);
    put_words(w, l.text);
    put_day(w, "until", l.until);
    if (l.weekends_only) put_field(w, "days_off", "weekends");
    put_field(w, "cite", l.cite);
    w.EndObject();
  }
  w.EndArray();
  put_strings(w, "assumed", d.found.assumed);
  put_strings(w, "missing_law", d.found.missing_law);
  w.EndObject();
}

}  // namespace detail

OCOP_INLINE result<dossier_document> read_dossier_document(std::string_view text) {
  dossier_document made;
  auto failure = detail::json::read_document(text, "ocop-dossier/1", max_dossier_bytes,
                                             [&](detail::node const& top) { detail::read_dossier(top, made); });
  if (failure) return std::move(*failure);
  return made;
}

OCOP_INLINE result<checked_dossier> check(rule_catalog const& catalog, dossier_document from,
                                          std::span<reading_choice const> wanted, working_calendar const* calendar) {
  checked_dossier d;
  if (from.rules) {
    auto named = catalog.find(*from.rules);
    if (!named) return issue{named.error().code, "/rules", named.error().message};
    d.rules = std::move(*named);
    d.because = "dossier#/rules";
  } else {
    std::vector<reading_choice> all(wanted.begin(), wanted.end());
    all.insert(all.end(), from.readings.begin(), from.readings.end());
    auto governing = catalog.governing(*from.filing, all);
    if (!governing) {
      bool const by_days = governing.error().code == errc::no_governing_rules;
      return issue{governing.error().code, (by_days ? "/filing" : "/readings") + governing.error().where,
                   governing.error().message};
    }
    d.rules = std::move(governing->rules);
    d.because = std::move(governing->because);
    d.finish_by = governing->finish_by;
  }
  std::vector<reading_choice> all(wanted.begin(), wanted.end());
  if (auto const preferred = d.rules->choose(all); !preferred)
    return issue{preferred.error().code, "readings" + preferred.error().where, preferred.error().message};
  all.insert(all.end(), from.readings.begin(), from.readings.end());
  auto const readings = d.rules->choose(all);
  if (!readings) return issue{readings.error().code, "/readings" + readings.error().where, readings.error().message};
  if (d.finish_by && readings->day_off == reading_choices::day_off_rule::next_working_day)
    d.finish_by = calendar ? std::optional(calendar->next_working_day(*d.finish_by)) : std::nullopt;
  auto found = check_dossier(*d.rules, from.content, *readings, calendar);
  if (!found) return found.error();
  d.found = std::move(*found);
  d.from = std::move(from);
  return d;
}

OCOP_INLINE std::string write_dossier_check(checked_dossier const& d, layout how) {
  return detail::laid_out(how, [&](auto& w) { detail::put_dossier_check(w, d); });
}

}  // namespace ocop
