#pragma once

#include "ocop/base/citation.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/points.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/detail/sha256.hpp"

#include <string>
#include <string_view>

namespace ocop::detail {

/// Everything an edition means, as one text that no two meanings share: fields in a fixed order,
/// each with its length before it. Its SHA-256 is the edition's digest. Neither the layout of the
/// rule files nor the order of object keys shows in it.
class meaning {
  std::string text_;

 public:
  meaning& add(std::string_view field) {
    text_ += std::to_string(field.size());
    text_ += ':';
    text_ += field;
    return *this;
  }
  meaning& add(long long number) { return add(std::string_view(std::to_string(number))); }
  meaning& add(points p) { return add(static_cast<long long>(p.value)); }
  meaning& add(stars s) { return add(static_cast<long long>(s.value)); }
  meaning& add(label const& l) { return add(std::string_view(l.vi)).add(std::string_view(l.en)); }
  meaning& add(citation const& c) { return add(std::string_view(c.at)).add(static_cast<long long>(c.basis)); }
  meaning& add(compiled_heading const& h) {
    return add(std::string_view(h.code)).add(h.title).add(h.max).add(static_cast<long long>(h.above)).add(h.cite);
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

inline std::string digest_of(compiled_product_set const& set) {
  meaning m;
  auto const text = [&](std::string const& s) { m.add(std::string_view(s)); };
  auto const index = [&](std::size_t i) { m.add(static_cast<long long>(i)); };
  m.add(set.number).add(set.name).add(set.industry).add(set.group).add(set.cite);
  m.add(set.managed_by, [&](label const& l) { m.add(l); });
  m.add(set.anomaly.value_or(label{}));
  m.add(set.sections, [&](compiled_heading const& h) { m.add(h); });
  m.add(set.groups, [&](compiled_heading const& h) { m.add(h); });
  m.add(set.criteria, [&](compiled_criterion const& c) {
    text(c.id.str());
    m.add(c.title).add(c.max).add(c.cite);
    index(c.section);
    m.add(c.group ? static_cast<long long>(*c.group) : -1LL);
    m.add(c.anomaly.value_or(label{}));
    m.add(c.lists, [&](compiled_option_list const& l) {
      m.add(l.case_no).add(l.title).add(l.printed ? 1 : 0);
      m.add(l.options, [&](compiled_option const& o) {
        text(o.id.str());
        m.add(o.text).add(o.worth);
      });
    });
  });
  m.add(set.gates, [&](compiled_gate const& g) {
    m.add(g.level);
    index(g.criterion);
    index(g.list);
    m.add(g.option).add(g.needed);
  });
  m.add(set.notes, [&](compiled_note const& n) {
    text(n.id);
    m.add(n.text);
    text(n.when_text);
    if (auto const* const fixed = std::get_if<note_effect>(&n.effect)) m.add(static_cast<long long>(*fixed));
    else m.add("reading").add(static_cast<long long>(std::get<std::size_t>(n.effect)));
    m.add(n.zero_at, index);
    index(n.first);
    index(n.last);
    text(n.cite);
  });
  return m.sha256();
}

inline std::string digest_of(compiled_rule_set const& rules) {
  meaning m;
  auto const text = [&](std::string const& s) { m.add(std::string_view(s)); };
  text(rules.edition.str());
  m.add(rules.title);
  text(to_string(rules.from));
  text(rules.until ? to_string(*rules.until) : std::string());
  text(rules.ends ? to_string(*rules.ends) : std::string());
  text(rules.cite);
  m.add(rules.parts, [&](compiled_heading const& h) { m.add(h); });
  m.add(rules.bands, [&](compiled_band const& b) {
    m.add(b.level).add(b.from).add(b.end).add(b.end_included ? 1 : 0).add(b.title);
    text(b.cite);
  });
  m.add(rules.councils, text);
  m.add(rules.recognitions, [&](compiled_recognition const& r) {
    text(r.by);
    m.add(r.name).add(r.certificate ? 1 : 0);
    text(r.cite);
  });
  m.add(rules.forwardings, [&](compiled_forwarding const& f) {
    text(f.level);
    m.add(f.from);
    text(f.to);
    m.add(f.name);
    text(f.cite);
  });
  m.add(rules.readings, [&](compiled_reading const& r) {
    text(r.id.str());
    m.add(r.question);
    m.add(r.alternatives, [&](compiled_reading::alternative const& a) {
      text(a.id);
      m.add(a.text);
    });
    m.add(static_cast<long long>(r.choice));
    text(r.cite);
  });
  m.add(rules.facts, [&](compiled_fact const& f) {
    text(f.key);
    text(f.type);
    m.add(f.text).add(f.proved_by);
  });
  m.add(rules.topics, [&](compiled_topic const& t) {
    text(t.topic);
    text(t.status);
    m.add(t.note);
  });
  m.add(rules.transitions, [&](compiled_transition const& t) {
    m.add(t.kinds, [&](filing_kind k) { m.add(to_string(k)); });
    text(to_string(t.filed_before));
    text(t.use.str());
    m.add(t.finish_within_days);
    text(t.cite);
  });
  m.add(rules.product_sets, [&](compiled_product_set const& s) { text(s.sha256); });
  return m.sha256();
}

}  // namespace ocop::detail
