#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/base/label.hpp"
#include "ocop/certificate/certificate.hpp"
#include "ocop/config.hpp"
#include "ocop/dossier/dossier.hpp"
#include "ocop/score/assessment.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ocop {

/// What stands above an explanation.
struct explanation_heading {
  std::string product;                              ///< name of the product
  std::string submission;                           ///< id of the dossier
  std::string because;                              ///< clause that makes the edition govern
  std::optional<filing_kind> kind{};                ///< of the filing: tells how the council decides
  std::optional<certificate_status> certificate{};  ///< of the certificate that follows, on the day of the decision
  std::optional<day> missed{};                      ///< last day of the transition clause, where it was decided later
};

/// A page for a person, in one language: outcome and stars, what caps them, what follows (recognition, certificate, who
/// it is sent on or back to), how the council sat, points per part, section and criterion with the ticked options, what
/// the next star still needs and how near another result is, what was assumed, which readings mattered and how well
/// the edition is known; each with its clause. Plain text, aligned, no colours. Throws ocop::error: errc::bad_value
/// where the language is none, or the assessment is none that assess() gave, with the errors of tally and rank.
[[nodiscard]] OCOP_INLINE std::string explain(assessment const& a, explanation_heading const& heading, language l);

/// Where a certificate stands on a day, on a page. Throws ocop::error (errc::bad_value) where the language is none.
[[nodiscard]] OCOP_INLINE std::string explain(certificate const& c, certificate_status const& status, day on,
                                              language l);

/// The status in words, `còn hiệu lực` or `valid`; an empty text where it is none of its enumerators.
[[nodiscard]] OCOP_INLINE std::string_view in_words(certificate_state s, language l);

/// A kind of filing in words, `nâng hạng` or `upgrade`; an empty text where it is none of its enumerators.
[[nodiscard]] OCOP_INLINE std::string_view in_words(filing_kind k, language l);

/// What a dossier lacks, on a page. `name` stands above it, `because` is the clause that makes the edition govern.
/// Throws ocop::error (errc::bad_value) where the language is none.
[[nodiscard]] OCOP_INLINE std::string explain(dossier_check const& found, compiled_rule_set const& rules,
                                              std::string_view name, std::string_view because, language l);

/// The outcome in words, `xếp hạng` or `ranked`; an empty text where it is none of its enumerators.
[[nodiscard]] OCOP_INLINE std::string_view in_words(outcome o, language l);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/explain/impl/explanation.ipp"
#endif
