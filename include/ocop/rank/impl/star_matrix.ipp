#pragma once

#include "ocop/rank/star_matrix.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace ocop {

OCOP_INLINE std::optional<issue> star_matrix::add(int from, int to, std::uint64_t products) {
  if (from < not_ranked || to < not_decided)
    return issue{errc::bad_value,
                 {},
                 "found " + std::to_string(from) + " stars to " + std::to_string(to) +
                     "; products go from 0 (not ranked) or more to -1 (not decided) or more."};
  if (products == 0) return std::nullopt;
  std::uint64_t& counted = counts_[{from, to}];
  if (products > std::numeric_limits<std::uint64_t>::max() - counted)
    return issue{errc::bad_value, {}, "more products are counted than 64 bits hold."};
  counted += products;
  return std::nullopt;
}

OCOP_INLINE int star_matrix::highest() const {
  int most = 0;
  for (auto const& [place, n] : counts_) most = std::max({most, place.first, place.second});
  return most;
}

}  // namespace ocop
