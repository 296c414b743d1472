#pragma once

#include "ocop/detail/json/document.hpp"
#include "ocop/exchange/programme_document.hpp"

namespace ocop {

OCOP_INLINE result<programme_entry> read_programme_entry(std::string_view text, compiled_rule_set const& rules) {
  programme_entry made;
  int const highest = static_cast<int>(rules.bands.size());
  auto failure = detail::json::read_document(
      text, "ocop-programme-entry/1", max_programme_entry_bytes, [&](detail::node const& top) {
        top.only({"format", "product", "group", "unit", "kind", "decided_on", "stars", "stars_before", "registered",
                  "facts"});
        made.product = top["product"].text();
        made.group = top["group"].text();
        made.unit = top["unit"].text();
        detail::node const kind = top["kind"];
        if (auto const known = parse_filing_kind(kind.text())) made.kind = *known;
        else kind.allowed(kind.is_string(), "\"first\", \"upgrade\" or \"renewal\"");
        made.decided = top["decided_on"].date();
        if (auto const level = top.maybe("stars"); level.exists()) made.level = stars{level.whole(1, highest)};
        // Without the level held before, an upgrade would count as a new product.
        detail::node const before = made.kind == filing_kind::first ? top.maybe("stars_before") : top["stars_before"];
        if (before.exists()) made.before = stars{before.whole(1, highest)};
        if (auto const registered = top.maybe("registered"); registered.exists())
          made.is_registered = registered.truth();
        if (auto const facts = top.maybe("facts"); facts.exists()) {
          if (facts.raw()->is_object()) made.facts = *facts.raw();
          else facts.expected("an object of facts");
        }
      });
  if (failure) return std::move(*failure);
  if (auto wrong = rules.check_facts(made.facts)) {
    wrong->where.insert(0, "/facts");
    return std::move(*wrong);
  }
  return made;
}

OCOP_INLINE result<programme_entry> entry_of(scored_submission const& scored, std::string_view unit,
                                             std::optional<stars> before) {
  if (!scored.from.filing || !scored.from.filing->decided_on)
    return issue{errc::missing_key, "/filing/decided_on",
                 "a plan counts by the day of the decision, and it is not given. Give filing.decided_on."};
  assessment const& a = scored.assessed;
  programme_entry made;
  made.product = scored.from.product.code.empty() ? scored.from.id : scored.from.product.code;
  made.group = a.set->industry.vi.empty() ? a.set->name.vi : a.set->industry.vi;
  made.unit = unit;
  made.kind = scored.from.filing->kind;
  made.level = a.ranking.final_stars;
  made.before = before;
  made.decided = *scored.from.filing->decided_on;
  made.is_registered = a.ranking.forward != nullptr;
  made.facts = scored.from.facts;
  return made;
}

}  // namespace ocop
