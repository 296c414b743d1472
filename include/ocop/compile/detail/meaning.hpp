#pragma once

#include "ocop/base/authority.hpp"
#include "ocop/base/citation.hpp"
#include "ocop/base/council_regulation.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/points.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/detail/crypto/sha256.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ocop::detail {

/// Everything an edition means, as one text that no two meanings share: fields in a fixed order,
/// each with its length before it. Its SHA-256 is the edition's digest. Neither the layout of the
/// rule files nor the order of object keys shows in it.
///
/// Without words it leaves out labels and clauses, and is the same for two meanings that decide the same.
class meaning {
  std::string text_;
  bool has_words_ = true;

 public:
  meaning() = default;
  [[nodiscard]] static meaning without_words() {
    meaning made;
    made.has_words_ = false;
    return made;
  }
  [[nodiscard]] bool has_words() const noexcept { return has_words_; }

  meaning& add(std::string_view field) {
    text_ += std::to_string(field.size());
    text_ += ':';
    text_ += field;
    return *this;
  }
  meaning& add(long long number) { return add(std::string_view(std::to_string(number))); }
  meaning& add(points p) { return add(static_cast<long long>(p.value)); }
  meaning& add(stars s) { return add(static_cast<long long>(s.value)); }
  /// A text that decides nothing, such as a clause.
  meaning& add_words(std::string_view text) { return has_words_ ? add(text) : *this; }
  meaning& add(label const& l) { return add_words(l.vi).add_words(l.en); }
  meaning& add(citation const& c) {
    return has_words_ ? add(std::string_view(c.at)).add(static_cast<long long>(c.basis)) : *this;
  }
  meaning& add(compiled_heading const& h) {
    add(std::string_view(h.code)).add(h.title).add(h.max).add(static_cast<long long>(h.above)).add(h.cite);
    if (h.counts_at_most) add(std::string_view("counts at most")).add(*h.counts_at_most);
    return *this;
  }
  meaning& add(authority const& a) { return add(std::string_view(a.id)).add(a.name); }
  meaning& add(std::chrono::month_day d) {
    return add(static_cast<long long>(unsigned{d.month()})).add(static_cast<long long>(unsigned{d.day()}));
  }
  /// What may be absent: whether it is there, then it.
  template <class T, class Each>
  meaning& add_if(std::optional<T> const& what, Each each) {
    add(what ? 1LL : 0LL);
    if (what) each(*what);
    return *this;
  }
  /// A list: how many, then each.
  template <class List, class Each>
  meaning& add(List const& list, Each each) {
    add(static_cast<long long>(list.size()));
    for (auto const& item : list) each(item);
    return *this;
  }
  [[nodiscard]] std::string sha256() const { return sha256_hex(text_); }
};

inline void add_criterion(meaning& m, compiled_criterion const& c) {
  m.add(c.id.str());
  m.add(c.title).add(c.max).add(c.cite);
  m.add(static_cast<long long>(c.section));
  m.add(c.group ? static_cast<long long>(*c.group) : -1LL);
  m.add(c.anomaly.value_or(label{}));
  m.add(c.lists, [&](compiled_option_list const& l) {
    m.add(l.case_no).add(l.title).add(l.printed ? 1 : 0);
    m.add(l.options, [&](compiled_option const& o) {
      m.add(o.id.str());
      m.add(o.text).add(o.worth);
    });
  });
}

inline void add_gate(meaning& m, compiled_gate const& g) {
  m.add(g.level).add(static_cast<long long>(g.criterion)).add(static_cast<long long>(g.list));
  m.add(g.option).add(g.needed);
}

/// `readings` are those of the rule set: a note that a reading steers names it.
template <class Readings>
std::string digest_of(compiled_product_set const& set, Readings const& readings, meaning m = {}) {
  auto const text = [&](std::string const& s) { m.add(std::string_view(s)); };
  auto const index = [&](std::size_t i) { m.add(static_cast<long long>(i)); };
  m.add(set.number).add(set.name).add(set.industry).add(set.group).add(set.cite);
  m.add(set.managed_by, [&](label const& l) { m.add(l); });
  m.add(set.anomaly.value_or(label{}));
  m.add(set.sections, [&](compiled_heading const& h) { m.add(h); });
  m.add(set.groups, [&](compiled_heading const& h) { m.add(h); });
  m.add(set.criteria, [&](compiled_criterion const& c) { add_criterion(m, c); });
  m.add(set.gates, [&](compiled_gate const& g) { add_gate(m, g); });
  m.add(set.notes, [&](compiled_note const& n) {
    text(n.id);
    m.add(n.text);
    text(n.when_text);
    if (auto const* const fixed = std::get_if<note_effect>(&n.effect)) m.add(static_cast<long long>(*fixed));
    else m.add("reading").add(readings[std::get<std::size_t>(n.effect)].id.str());
    m.add(n.zero_at, index);
    index(n.first);
    index(n.last);
    m.add_words(n.cite);
  });
  if (set.unit != points_unit{}) m.add("points unit").add(set.unit.per_point);
  if (!set.minimums.empty())
    m.add("minimums").add(set.minimums, [&](compiled_minimum const& x) {
      m.add(x.level).add(static_cast<long long>(x.place)).add(static_cast<long long>(x.at)).add(x.code);
      m.add(x.least).add(x.cite);
    });
  return m.sha256();
}

inline void add_procedure(meaning& m, procedure_rules const& p) {
  auto const kind = [&](filing_kind k) { m.add(to_string(k)); };
  m.add(p.returns, [&](return_rule const& r) {
    m.add(r.level).add(r.below).add(r.to).add(r.cite);
    m.add(r.choices,
          [&](return_rule::choice const& c) { m.add(c.id).add(c.text).add(c.levels, [&](stars s) { m.add(s); }); });
  });
  m.add(p.rounds, [&](round_rule const& r) {
    m.add(r.level).add(r.number).add(r.proposed_before).add(r.held_before).add(r.cite);
  });
  m.add(p.sessions,
        [&](session_rule const& s) { m.add(s.kinds, kind).add(s.form).add(s.unless.value_or(label{})).add(s.cite); });
  m.add(p.limits, [&](time_limit const& l) {
    m.add(l.id).add(l.text).add(l.days).add(l.working_days ? 1 : 0).add(l.from).add(l.kinds, kind).add(l.cite);
  });
}

inline void add_certificate(meaning& m, certificate_terms const& c) {
  m.add_if(c.term, [&](certificate_term const& t) { m.add(t.months).add(t.cite); });
  m.add_if(c.renewal, [&](renewal_rule const& r) { m.add(r.opens_days_before).add(r.closes_days_before).add(r.cite); });
  m.add_if(c.extension, [&](extension_rule const& e) { m.add(e.days).add(e.cite); });
  m.add_if(c.notice, [&](notice_rule const& n) { m.add(n.days_before).add(n.cite); });
  m.add_if(c.revocation, [&](revocation_rule const& r) {
    m.add(r.within_days).add(r.cite);
    m.add(r.by,
          [&](revoking_authority const& a) { m.add(a.levels, [&](stars s) { m.add(s); }).add(a.by).add(a.cite); });
    m.add(r.grounds, [&](revocation_ground const& g) { m.add(g.id).add(g.text).add(g.starts_with).add(g.cite); });
  });
}

inline void add_dossier(meaning& m, dossier_rules const& d) {
  auto const number = [&](int n) { m.add(n); };
  m.add(d.stages, [&](dossier_stage const& s) { m.add(s.id).add(s.cite); });
  m.add(d.applicants, [&](applicant_kind const& a) {
    m.add(a.id).add(a.text).add(a.sets, number).add(a.needs_registration ? 1 : 0).add(a.cite);
  });
  m.add(d.papers, [&](paper const& p) {
    m.add(p.id).add(p.stage).add(p.text).add(p.kinds, [&](filing_kind k) { m.add(to_string(k)); });
    m.add(p.sets, number).add(p.except_sets, number).add(p.if_any ? 1 : 0);
    m.add(p.when_text).add(p.cite);
  });
  m.add(d.samples, [&](samples_rule const& s) { m.add(s.count).add(s.stage).add(s.except_sets, number).add(s.cite); });
  m.add_if(d.copies, [&](copies_rule const& c) { m.add(c.paper).add(c.electronic).add(c.cite); });
  m.add_if(d.code, [&](code_format const& c) {
    m.add(c.elements, [&](code_format::element const& e) {
      m.add(e.id).add(e.text).add(e.least_digits).add(e.most_digits.value_or(0));
    });
    m.add(c.cite);
  });
}

inline std::string digest_of(council_regulation const& r) {
  meaning m;
  m.add(r.id).add(r.title).add(static_cast<long long>(r.how)).add(r.cite);
  m.add_if(r.rounding, [&](rounding_rule const& x) { m.add(x.decimals).add(static_cast<long long>(x.of)); });
  m.add_if(r.quorum, [&](quorum_rule const& q) { m.add(q.present).add(q.of).add(q.needs_chair ? 1 : 0).add(q.cite); });
  m.add_if(r.spread, [&](spread_rule const& x) {
    m.add(x.limit).add(static_cast<long long>(x.scope)).add(x.cite);
    if (auto const* const fixed = std::get_if<bool>(&x.accepts_limit)) m.add(*fixed ? 1 : 0);
    else m.add(std::get<reading_id>(x.accepts_limit).str());
  });
  m.add(r.session.value_or(std::string())).add(r.rounds);
  m.add(r.readings, [&](council_regulation::reading_of_its_own const& x) {
    m.add(x.reading.str()).add(x.alternative).add(x.cite);
  });
  m.add(r.unknown, [&](std::string const& topic) { m.add(topic); });
  if (r.drop != 0) m.add("drop").add(r.drop);
  if (r.tie != tie_rule::unmet) m.add("tie").add(static_cast<long long>(r.tie));
  return m.sha256();
}

/// What the readings of an edition ask, offer and choose.
inline std::string digest_of(std::vector<compiled_reading> const& readings) {
  meaning m;
  m.add(readings, [&](compiled_reading const& r) {
    m.add(r.id.str()).add(r.question);
    m.add(r.alternatives, [&](compiled_reading::alternative const& a) { m.add(a.id).add(a.text); });
    m.add(static_cast<long long>(r.choice)).add(r.cite);
  });
  return m.sha256();
}

/// Not in it, so that what comes later leaves the records of today as they are: the day on which the edition ends,
/// which its successor sets; the readings, of which a record holds every alternative taken; facts that none of its
/// rules asks for; and the remarks on what our sources lack. A later revision than the first has its number in it, so
/// that each has a digest of its own. Without words the readings are in it and the number is not.
inline std::string digest_of(compiled_rule_set const& rules, meaning m = {}) {
  auto const text = [&](std::string const& s) { m.add(std::string_view(s)); };
  text(rules.edition.str());
  m.add(rules.title);
  text(to_string(rules.from));
  m.add_words(rules.cite);
  m.add(rules.parts, [&](compiled_heading const& h) { m.add(h); });
  m.add(rules.bands, [&](compiled_band const& b) {
    m.add(b.level).add(b.from).add(b.end).add(b.end_included ? 1 : 0).add(b.title);
    m.add_words(b.cite);
  });
  m.add(rules.councils, text);
  m.add(rules.recognitions, [&](compiled_recognition const& r) {
    text(r.by);
    m.add(r.name).add(r.certificate ? 1 : 0);
    m.add_words(r.cite);
  });
  m.add(rules.forwardings, [&](compiled_forwarding const& f) {
    text(f.level);
    m.add(f.from);
    text(f.to);
    m.add(f.name);
    m.add_words(f.cite);
  });
  add_procedure(m, rules.procedure);
  add_certificate(m, rules.certificate);
  add_dossier(m, rules.dossier);
  for (auto const& f : rules.facts) {
    bool const is_asked = std::any_of(rules.product_sets.begin(), rules.product_sets.end(),
                                      [&](auto const& set) { return rules.asks_for(f.key, set); });
    if (!is_asked) continue;
    text(f.key);
    text(f.type);
    m.add(f.text).add(f.proved_by);
  }
  m.add(rules.topics, [&](compiled_topic const& t) {
    text(t.topic);
    text(t.status);
  });
  m.add(rules.transitions, [&](compiled_transition const& t) {
    m.add(t.kinds, [&](filing_kind k) { m.add(to_string(k)); });
    text(to_string(t.filed_before));
    text(t.use.str());
    m.add(t.finish_within_days);
    m.add_words(t.cite);
    if (t.otherwise) m.add("else").add(t.otherwise->str());
  });
  if (rules.unit != points_unit{}) m.add("points unit").add(rules.unit.per_point);
  if (m.has_words()) {
    m.add(rules.product_sets, [&](compiled_product_set const& s) { text(s.sha256); });
    if (rules.revision.number > 1) m.add("revision").add(rules.revision.number);
    return m.sha256();
  }
  m.add(rules.product_sets,
        [&](compiled_product_set const& s) { text(digest_of(s, rules.readings, meaning::without_words())); });
  m.add(rules.readings, [&](compiled_reading const& r) {
    text(r.id.str());
    m.add(r.alternatives, [&](compiled_reading::alternative const& a) { text(a.id); });
    m.add(static_cast<long long>(r.choice));
  });
  return m.sha256();
}

}  // namespace ocop::detail
