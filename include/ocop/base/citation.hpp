#pragma once

#include <string>

namespace ocop {

/// How well a fact is known.
enum class basis {
  text,        ///< read in the decision itself
  secondary,   ///< a page that reports the decision
  unverified,  ///< no source checked
};

/// Where in the law a fact stands: `qd-26-2026/annex-2.1/1.5`, and how it is known.
struct citation {
  std::string at;
  ocop::basis basis = ocop::basis::text;

  friend bool operator==(citation const&, citation const&) = default;
};

}  // namespace ocop
