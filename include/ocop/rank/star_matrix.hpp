#pragma once

#include "ocop/config.hpp"

#include <cstdint>
#include <map>
#include <utility>

namespace ocop {

/// How many products went from which number of stars to which.
class star_matrix {
  std::map<std::pair<int, int>, std::uint64_t> counts_;

 public:
  static constexpr int not_ranked = 0;
  static constexpr int not_decided = -1;

  /// From a number of stars (0: not ranked) to another one (-1: not decided).
  void add(int from, int to, std::uint64_t products = 1) {
    if (products != 0) counts_[{from, to}] += products;
  }
  [[nodiscard]] std::uint64_t count(int from, int to) const {
    auto const found = counts_.find({from, to});
    return found == counts_.end() ? 0 : found->second;
  }
  /// The highest number of stars on either side.
  [[nodiscard]] OCOP_INLINE int highest() const;

  friend bool operator==(star_matrix const&, star_matrix const&) = default;
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/rank/impl/star_matrix.ipp"
#endif
