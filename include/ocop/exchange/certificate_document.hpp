#pragma once

#include "ocop/base/result.hpp"
#include "ocop/certificate/certificate.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/base/layout.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ocop {

/// A certificate as a document gives it, `ocop-issued-certificate/1`.
struct certificate_document {
  std::string id;  ///< name or number of the product or certificate
  certificate content;
};

/// Largest certificate that is read, in bytes.
inline constexpr std::size_t max_certificate_bytes = std::size_t{1} << 20U;

/// Reads one certificate: `{ "format": "ocop-issued-certificate/1", "certificate": "…", "stars": 3, "issued":
/// "2024-02-29" }`, and where they are known `previous_end`, `filed`, `refused`, `revoked`, `replaced`. Strict as
/// submissions are.
[[nodiscard]] OCOP_INLINE result<certificate_document> read_certificate(std::string_view json);

/// Where a certificate stands, as `ocop certificate` prints it; with a name, that comes first.
[[nodiscard]] OCOP_INLINE std::string write_status(certificate_status const& status, layout how = layout::line,
                                                   std::string_view name = {});

/// Who revokes a certificate and by when: `{ "ground", "vi", "en", "by", "decide_by", "cite" }`.
[[nodiscard]] OCOP_INLINE std::string write_revocation(revocation const& r, layout how = layout::line);

/// The governing edition, as `ocop govern` prints it: `{ "edition", "because", "finish_by" }`, `finish_because` where
/// another clause gives that day, and `readings` where an amendment after the filing bears on it.
[[nodiscard]] OCOP_INLINE std::string write_governing(governing_edition const& g, layout how = layout::line);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/exchange/impl/certificate_document.ipp"
#endif
