#pragma once

#include <string>
#include <string_view>

namespace ocop {

/// How well a fact is known.
enum class basis {
  text,        ///< read in the decision itself
  secondary,   ///< a page that reports the decision
  unverified,  ///< no source checked
};

/// As rule files write it: `secondary`.
[[nodiscard]] constexpr std::string_view to_string(basis b) noexcept {
  switch (b) {
    case basis::text: return "text";
    case basis::secondary: return "secondary";
    case basis::unverified: return "unverified";
  }
  return {};
}

/// Where in the law a fact stands: `qd-26-2026/annex-2.1/1.5`, and how it is known.
struct citation {
  std::string at;
  ocop::basis basis = ocop::basis::text;

  friend bool operator==(citation const&, citation const&) = default;
};

}  // namespace ocop
