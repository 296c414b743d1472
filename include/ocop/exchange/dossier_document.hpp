#pragma once

#include "ocop/base/calendar.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/base/result.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/dossier/dossier.hpp"
#include "ocop/base/layout.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// A dossier as a document gives it, `ocop-dossier/1`.
struct dossier_document {
  std::string id;
  std::string product;
  std::optional<ocop::filing> filing;
  std::optional<std::string> rules;  ///< rule set or edition that overrides the filing
  std::vector<reading_choice> readings;
  dossier content;
};

/// Largest dossier that is read, in bytes.
inline constexpr std::size_t max_dossier_bytes = std::size_t{8} << 20U;

/// Reads one dossier. Strict as submissions are: unknown and duplicate keys, wrong types and missing keys are errors
/// with the JSON pointer in `where`.
[[nodiscard]] OCOP_INLINE result<dossier_document> read_dossier_document(std::string_view json);

/// A dossier with everything that its check came to.
struct checked_dossier {
  dossier_document from;
  std::shared_ptr<compiled_rule_set const> rules;
  std::string because;           ///< clause that makes the edition govern, or `dossier#/rules`
  std::optional<day> finish_by;  ///< none too where it may move off a day off and no calendar is given (R-13)
  dossier_check found;
};

/// From a document to what it lacks: governing edition, applicant, code, papers, samples, days.
[[nodiscard]] OCOP_INLINE result<checked_dossier> check(rule_catalog const& catalog, dossier_document from,
                                                        std::span<reading_choice const> wanted = {},
                                                        working_calendar const* calendar = nullptr);

/// What a dossier lacks, `ocop-dossier-check/1`.
[[nodiscard]] OCOP_INLINE std::string write_dossier_check(checked_dossier const& d, layout how = layout::line);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/exchange/impl/dossier_document.ipp"
#endif
