#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/config.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace ocop {

/// How many products went from which number of stars to which.
class star_matrix {
  std::map<std::pair<int, int>, std::uint64_t> counts_;

 public:
  static constexpr int not_ranked = 0;
  static constexpr int not_decided = -1;

  /// Adds products that went from a number of stars (0: not ranked) to another one (-1: not decided). Adds nothing and
  /// gives errc::bad_value where a number is below these, or more products are counted than 64 bits hold.
  [[nodiscard]] OCOP_INLINE std::optional<issue> add(int from, int to, std::uint64_t products = 1);
  /// How many went so; 0 too where a number is no number of stars.
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
