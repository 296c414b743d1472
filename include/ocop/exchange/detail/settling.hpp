#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/text.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/score/council_result.hpp"
#include "ocop/exchange/submission.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace ocop::detail {

inline issue within(std::string_view prefix, issue i) {
  i.where.insert(0, prefix);
  return i;
}

/// Alternatives and those that win over them.
inline std::vector<reading_choice> chosen(std::span<reading_choice const> first, std::span<reading_choice const> over) {
  std::vector<reading_choice> all(first.begin(), first.end());
  all.insert(all.end(), over.begin(), over.end());
  return all;
}

/// The edition that governs a submission, by its own `rules` or by its filing.
inline result<governing_edition> rules_for(rule_catalog const& catalog, submission const& from,
                                           std::span<reading_choice const> wanted) {
  if (from.rules) {
    auto named = catalog.find(*from.rules);
    if (!named) return within("/rules", named.error());
    return governing_edition{std::move(*named), "submission#/rules", {}};
  }
  if (!from.filing)
    return issue{
        errc::no_rules_named, {}, "neither \"filing\" nor \"rules\" says which rules govern. Give one of them."};
  auto governing = catalog.governing(*from.filing, chosen(wanted, from.readings));
  if (governing) return governing;
  bool const by_days = governing.error().code == errc::no_governing_rules;
  return within(by_days ? "/filing" : "/readings", governing.error());
}

/// Under what a submission is scored, before any of its sheets is looked at.
struct settled_terms {
  compiled_product_set const* set = nullptr;
  council_session session;
  reading_choices readings;
};

/// Settles set, session and readings under an edition.
inline result<settled_terms> settle(rule_catalog const& catalog, compiled_rule_set const& rules, submission const& from,
                                    std::span<reading_choice const> wanted) {
  settled_terms made;
  auto const set = rules.product_set(from.product.set);
  if (!set) return within("/product/set", set.error());
  made.set = *set;

  std::vector<reading_choice> all;
  if (from.council) {
    auto regulation = catalog.regulation(from.council->regulation);
    if (!regulation) return within("/council/regulation", regulation.error());
    made.session = {std::move(*regulation), from.council->members, from.council->round};
    for (auto const& own : made.session.regulation->readings) all.push_back({own.reading, own.alternative});
  }
  all.insert(all.end(), wanted.begin(), wanted.end());
  auto const preferred = rules.choose(all);
  if (!preferred) return within("readings", preferred.error());
  all.insert(all.end(), from.readings.begin(), from.readings.end());
  auto readings = rules.choose(all);
  if (!readings) return within("/readings", readings.error());
  made.readings = std::move(*readings);
  return made;
}

/// Is the level of a submission's council one that has a council?
inline std::optional<issue> check_level(compiled_rule_set const& rules, submission const& from) {
  if (!from.council || from.council->level.empty() ||
      std::find(rules.councils.begin(), rules.councils.end(), from.council->level) != rules.councils.end())
    return std::nullopt;
  return issue{errc::bad_value, "/council/level",
               "found " + in_quotes(from.council->level) + "; " + rules.edition.str() + " has councils of " +
                   join(rules.councils) + "."};
}

}  // namespace ocop::detail
