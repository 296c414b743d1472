#pragma once

#include "ocop/base/authority.hpp"
#include "ocop/base/citation.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/stars.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ocop {

/// How long a certificate (giấy chứng nhận) has effect.
struct certificate_term {
  int months = 0;
  citation cite;
};

/// When a renewal may be filed, in days before the first day without effect.
struct renewal_rule {
  int opens_days_before = 0;
  int closes_days_before = 0;
  citation cite;
};

/// For how many days after its end a certificate stays effective while a late renewal is decided.
struct extension_rule {
  int days = 0;
  citation cite;
};

/// By when the issuing authority must tell the owner that a certificate ends, in days before the end.
struct notice_rule {
  int days_before = 0;
  citation cite;
};

/// Why a certificate is revoked, and what starts the clock.
struct revocation_ground {
  std::string id;
  label text;
  std::string starts_with;  ///< `conclusion` on the violation, or `commune-confirmation` that production stopped
  citation cite;
};

/// Who revokes certificates of these levels.
struct revoking_authority {
  std::vector<stars> levels;
  authority by;
  citation cite;
};

/// How certificates are revoked.
struct revocation_rule {
  int within_days = 0;
  std::vector<revoking_authority> by;
  std::vector<revocation_ground> grounds;
  citation cite;
};

/// What an edition says of certificates; what is absent is not in our sources, or not in the decree.
struct certificate_terms {
  std::optional<certificate_term> term;
  std::optional<renewal_rule> renewal;
  std::optional<extension_rule> extension;
  std::optional<notice_rule> notice;
  std::optional<revocation_rule> revocation;
};

}  // namespace ocop
