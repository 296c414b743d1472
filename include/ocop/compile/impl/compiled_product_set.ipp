#pragma once

#include "ocop/compile/compiled_product_set.hpp"

#include <algorithm>

namespace ocop {

OCOP_INLINE std::optional<std::size_t> compiled_product_set::find(std::string_view code, std::size_t expected) const {
  if (expected < criteria.size() && criteria[expected].id.str() == code) return expected;
  auto const found = std::lower_bound(by_code.begin(), by_code.end(), code,
                                      [](auto const& entry, std::string_view c) { return entry.first < c; });
  if (found == by_code.end() || found->first != code) return std::nullopt;
  return found->second;
}

}  // namespace ocop
