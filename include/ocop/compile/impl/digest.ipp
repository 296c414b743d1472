#pragma once

#include "ocop/compile/detail/meaning.hpp"
#include "ocop/compile/digest.hpp"

namespace ocop {

OCOP_INLINE std::string readings_sha256(compiled_rule_set const& rules) { return detail::digest_of(rules.readings); }

OCOP_INLINE result<std::string> criterion_sha256(compiled_product_set const& set, std::size_t criterion) {
  if (criterion >= set.criteria.size())
    return issue{errc::unknown_criterion,
                 {},
                 "set " + std::to_string(set.number) + " has no criterion of index " + std::to_string(criterion) +
                     "; it has " + std::to_string(set.criteria.size()) + ", counted from 0."};
  detail::meaning m;
  detail::add_criterion(m, set.criteria[criterion]);
  for (auto const& g : set.gates)
    if (g.criterion == criterion) detail::add_gate(m, g);
  return m.sha256();
}

OCOP_INLINE std::string wordless_sha256(compiled_rule_set const& rules, compiled_product_set const& set) {
  return detail::digest_of(set, rules.readings, detail::meaning::without_words());
}

}  // namespace ocop
