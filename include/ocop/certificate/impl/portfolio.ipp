#pragma once

#include "ocop/certificate/portfolio.hpp"

#include <algorithm>

namespace ocop {

OCOP_INLINE portfolio portfolio_on(rule_catalog const& rules, std::span<certificate const> all, day on,
                                   certificate_options const& options) {
  portfolio found;
  found.statuses.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    found.statuses.push_back(status_on(rules, all[i], on, options));
    if (!found.statuses.back()) continue;
    certificate_status const& status = *found.statuses.back();
    ++found.in_state[static_cast<std::size_t>(status.state)];
    if (status.next) found.deadlines.push_back({i, *status.next});
  }
  std::stable_sort(found.deadlines.begin(), found.deadlines.end(),
                   [](auto const& a, auto const& b) { return a.next.on < b.next.on; });
  return found;
}

}  // namespace ocop
