#pragma once

#include "ocop/base/label.hpp"
#include "ocop/config.hpp"
#include "ocop/rank/assessment.hpp"

#include <string>
#include <string_view>

namespace ocop {

/// What stands above an explanation.
struct explanation_heading {
  std::string product;     ///< name of the product
  std::string submission;  ///< id of the dossier
  std::string because;     ///< clause that makes the edition govern
};

/// A page for a person, in one language: outcome and stars, what caps them, points per part, section
/// and criterion with the ticked options, what the next star still needs, what was assumed and which
/// readings mattered; each with its clause. Plain text, aligned, no colours.
[[nodiscard]] OCOP_INLINE std::string explain(assessment const& a, explanation_heading const& heading, language l);

/// The outcome in words, `xếp hạng` or `ranked`.
[[nodiscard]] OCOP_INLINE std::string_view in_words(outcome o, language l);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/explain/impl/explanation.ipp"
#endif
