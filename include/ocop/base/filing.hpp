#pragma once

#include "ocop/base/day.hpp"

#include <optional>
#include <string_view>

namespace ocop {

/// Why a dossier is filed.
enum class filing_kind {
  first,    ///< first evaluation (đánh giá lần đầu)
  upgrade,  ///< upgrade (nâng hạng)
  renewal,  ///< re-evaluation at the end of the certificate (đánh giá lại)
};

/// `first`, `upgrade` or `renewal`; nothing for any other text.
[[nodiscard]] constexpr std::optional<filing_kind> parse_filing_kind(std::string_view text) noexcept {
  if (text == "first") return filing_kind::first;
  if (text == "upgrade") return filing_kind::upgrade;
  if (text == "renewal") return filing_kind::renewal;
  return std::nullopt;
}

[[nodiscard]] constexpr std::string_view to_string(filing_kind k) noexcept {
  switch (k) {
    case filing_kind::first: return "first";
    case filing_kind::upgrade: return "upgrade";
    case filing_kind::renewal: return "renewal";
  }
  return {};
}

/// What decides which edition governs a dossier (hồ sơ).
struct filing {
  filing_kind kind = filing_kind::first;
  day filed_on;                   ///< day the owner filed with the commune
  std::optional<day> decided_on;  ///< day of the decision, where there is one

  friend bool operator==(filing const&, filing const&) = default;
};

}  // namespace ocop
