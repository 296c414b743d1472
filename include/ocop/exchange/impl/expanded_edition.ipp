#pragma once

#include "ocop/compile/digest.hpp"
#include "ocop/detail/json/put.hpp"
#include "ocop/exchange/detail/result_parts.hpp"
#include "ocop/exchange/expanded_edition.hpp"

#include <vector>

namespace ocop {
namespace detail {

/// The star levels marked on an option (numbered from 1), or on the heading (0).
template <class Writer>
void put_marks(Writer& w, compiled_product_set const& set, std::size_t criterion, std::size_t list, int option) {
  json::key(w, "marks");
  w.StartArray();
  for (auto const& g : set.gates)
    if (g.criterion == criterion && g.list == list && g.option == option) w.Int(g.level.value);
  w.EndArray();
}

template <class Writer>
void put_expanded_list(Writer& w, compiled_product_set const& set, std::size_t criterion, std::size_t l) {
  compiled_option_list const& list = set.criteria[criterion].lists[l];
  w.StartObject();
  if (list.case_no != 0) {
    json::key(w, "case");
    w.Int(list.case_no);
    put_words(w, list.title);
  }
  put_marks(w, set, criterion, l, 0);
  json::key(w, "options");
  w.StartArray();
  for (std::size_t o = 0; o < list.options.size(); ++o) {
    compiled_option const& option = list.options[o];
    w.StartObject();
    put_field(w, "id", option.id.str());
    put_words(w, option.text);
    json::key(w, "points");
    put_points(w, option.worth, set.unit);
    put_marks(w, set, criterion, l, static_cast<int>(o) + 1);
    w.EndObject();
  }
  w.EndArray();
  w.EndObject();
}

/// Headings that count up to a limit; a member only where there are some.
template <class Writer>
void put_limits(Writer& w, compiled_product_set const& set) {
  std::vector<compiled_heading const*> limited;
  for (auto const* const headings : {&set.sections, &set.groups})
    for (auto const& h : *headings)
      if (h.counts_at_most) limited.push_back(&h);
  if (limited.empty()) return;
  json::key(w, "counts_at_most");
  w.StartObject();
  for (auto const* const h : limited) {
    json::key(w, h->code);
    put_points(w, *h->counts_at_most, set.unit);
  }
  w.EndObject();
}

/// A member only where there are some.
template <class Writer>
void put_minimums(Writer& w, compiled_product_set const& set) {
  if (set.minimums.empty()) return;
  json::key(w, "minimums");
  w.StartArray();
  for (auto const& m : set.minimums) {
    w.StartObject();
    json::key(w, "stars");
    w.Int(m.level.value);
    put_field(w, "at", m.code);
    json::key(w, "points");
    put_points(w, m.least, set.unit);
    put_field(w, "cite", m.cite.at);
    w.EndObject();
  }
  w.EndArray();
}

template <class Writer>
void put_expanded_set(Writer& w, compiled_product_set const& set) {
  w.StartObject();
  json::key(w, "set");
  w.Int(set.number);
  put_words(w, set.name);
  put_field(w, "cite", set.cite.at);
  put_field(w, "sha256", set.sha256);
  json::key(w, "criteria");
  w.StartArray();
  for (std::size_t c = 0; c < set.criteria.size(); ++c) {
    compiled_criterion const& criterion = set.criteria[c];
    w.StartObject();
    put_field(w, "id", criterion.id.str());
    put_words(w, criterion.title);
    json::key(w, "max_points");
    put_points(w, criterion.max, set.unit);
    put_field(w, "cite", criterion.cite.at);
    put_field(w, "sha256", criterion_sha256(set, c).value());
    json::key(w, "lists");
    w.StartArray();
    for (std::size_t l = 0; l < criterion.lists.size(); ++l) put_expanded_list(w, set, c, l);
    w.EndArray();
    w.EndObject();
  }
  w.EndArray();
  put_limits(w, set);
  put_minimums(w, set);
  w.EndObject();
}

}  // namespace detail

OCOP_INLINE std::string write_expanded(compiled_rule_set const& rules, layout how) {
  return detail::laid_out(how, [&](auto& w) {
    w.StartObject();
    detail::put_field(w, "format", "ocop-edition/1");
    detail::put_field(w, "edition", rules.edition.str());
    detail::put_field(w, "sha256", rules.sha256);
    if (rules.unit != points_unit{}) detail::put_field(w, "points_unit", to_string(rules.unit));
    detail::json::key(w, "product_sets");
    w.StartArray();
    for (auto const& set : rules.product_sets) detail::put_expanded_set(w, set);
    w.EndArray();
    w.EndObject();
  });
}

}  // namespace ocop
