#pragma once

#include "ocop/certificate/certificate.hpp"
#include "ocop/config.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ocop {

/// Where many certificates stand on a day.
struct portfolio {
  /// A deadline and the certificate that it concerns, by its index.
  struct entry {
    std::size_t certificate = 0;
    deadline next;
  };
  std::vector<result<certificate_status>> statuses;  ///< one per certificate, in order
  std::array<std::size_t, 7> in_state{};             ///< how many are in each state, by certificate_state
  std::vector<entry> deadlines;                      ///< the next one of each certificate, earliest first

  /// How many are in a state. Throws ocop::error (errc::bad_value) where the state is none of its enumerators.
  [[nodiscard]] std::size_t count(certificate_state s) const {
    if (!is_enumerator(s))
      throw error(
          {errc::bad_value, {}, "the state is number " + std::to_string(static_cast<int>(s)) + ", which is none."});
    return in_state[static_cast<std::size_t>(s)];
  }
};

/// Looks at every certificate on its own; one that is wrong has its error in its place and stops no other.
[[nodiscard]] OCOP_INLINE portfolio portfolio_on(rule_catalog const& rules, std::span<certificate const> all, day on,
                                                 certificate_options const& options = {});

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/certificate/impl/portfolio.ipp"
#endif
