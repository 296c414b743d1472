#pragma once

#include "ocop/base/calendar.hpp"
#include "ocop/base/day.hpp"
#include "ocop/base/enumerators.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// A certificate (giấy chứng nhận) of a recognised product and what became of it. Days are Vietnamese days.
struct certificate {
  stars level{3};
  day issued;                        ///< day of the decision that recognises the product
  std::optional<day> previous_end;   ///< renewed: first day without effect of the certificate before it
  std::optional<day> renewal_filed;  ///< day on which the owner filed for renewal
  std::optional<day> revoked;        ///< day of the decision that revokes it
  std::optional<day> refused;        ///< day of the decision that refuses the renewal: it ends an extension
  std::optional<day> replaced;  ///< day of the decision that puts another certificate in its place (upgrade, renewal)

  friend bool operator==(certificate const&, certificate const&) = default;
};

/// Where a certificate stands on a day. Over time it moves forward only, in this order.
enum class certificate_state {
  none,          ///< not issued yet, or a level without certificate
  valid,         ///< has effect; a renewal cannot be filed yet
  renewal_open,  ///< has effect; a renewal may be filed, or was filed in the window
  renewal_late,  ///< has effect; the window has closed without a filing
  extended,      ///< its term has ended, a late renewal is being decided (26/2026 article 12.3)
  expired,       ///< has no effect any more
  revoked,       ///< was revoked
};

template <>
inline constexpr certificate_state last_enumerator<certificate_state> = certificate_state::revoked;

/// The state as documents print it: `renewal-open`.
[[nodiscard]] constexpr std::string_view to_string(certificate_state s) noexcept {
  switch (s) {
    case certificate_state::none: return "none";
    case certificate_state::valid: return "valid";
    case certificate_state::renewal_open: return "renewal-open";
    case certificate_state::renewal_late: return "renewal-late";
    case certificate_state::extended: return "extended";
    case certificate_state::expired: return "expired";
    case certificate_state::revoked: return "revoked";
  }
  return {};
}

/// The next day by which somebody must have done something, or on which something ends.
struct deadline {
  day on;
  std::string what;  ///< `notify-owner`, `file-renewal`, `file-late-renewal`, `certificate-ends`, `extension-ends`
  std::string cite;

  friend bool operator==(deadline const&, deadline const&) = default;
};

/// What is to be said of a certificate on a day. Absent days: the rules that apply have none.
struct certificate_status {
  certificate_state state = certificate_state::none;
  std::optional<day> first_day_without_effect;
  std::optional<day> renewal_opens;    ///< first day on which a renewal may be filed
  std::optional<day> renewal_closes;   ///< last day on which it may
  std::optional<day> extension_until;  ///< last day of the extension that a late renewal has, or can still get (R-27)
  std::optional<deadline> next;
  std::vector<std::string> readings;  ///< that mattered, as in a result

  friend bool operator==(certificate_status const&, certificate_status const&) = default;
};

/// What a certificate is looked at with, besides the rules.
struct certificate_options {
  std::span<reading_choice const> readings{};
  std::optional<std::string> edition{};        ///< rule set or edition whose terms apply; absent: by the days
  working_calendar const* calendar = nullptr;  ///< needed where a limit moves off a day off (R-13)
};

/// Where a certificate stands on a day. A pure function: it asks no clock, and what is given counts from its own day
/// on, except that a renewal filed in time or late tells whether the certificate goes on past its end.
///
/// The term is that of the edition in force when it was issued; renewal window, extension and notice are those of the
/// edition in force on its last day, or until that one begins those of the day asked. Once it is revoked or
/// replaced, that day is its first day without effect, and there is no window any more. Once it has ended, there is an
/// extension only where the renewal filed gives one, or where by R-27=within-extension one can still be filed. Source:
/// certificate.json of the rule sets, e.g. 26/2026 articles 4.3, 7.6.a, 12.3; readings,
/// Errors: errc::no_governing_rules, errc::unknown_rule_set, errc::unknown_reading, errc::unknown_alternative,
/// errc::bad_value (days that contradict each other, a level that does not exist, R-13 without a calendar),
/// errc::bad_date (a day that is not written YYYY-MM-DD).
[[nodiscard]] OCOP_INLINE result<certificate_status> status_on(rule_catalog const& rules, certificate const& c, day on,
                                                               certificate_options const& options = {});

/// The certificate that a new decision puts in the place of another one: an upgrade or a renewal.
/// With R-18 a renewed term may run from the day the old one ends; an upgrade runs from its own decision. Errors: those
/// of status_on for the old one; errc::bad_value where the kind is no upgrade or renewal, the edition in force on the
/// day of the decision has no such level, or that day is before the old one was issued.
[[nodiscard]] OCOP_INLINE result<certificate> succeed(rule_catalog const& rules, certificate const& old,
                                                      filing_kind kind, stars level, day decided,
                                                      certificate_options const& options = {});

/// Who revokes a certificate on a ground, and by when.
struct revocation {
  std::string by;  ///< id of the authority
  label name;
  std::string ground_id;
  label ground;
  day decide_by;     ///< last day for the decision (26/2026 article 8.4)
  std::string cite;  ///< of the ground
};

/// Who must revoke a certificate, and by when, once a conclusion or a confirmation of the commune is there.
/// Errors: errc::no_governing_rules (our sources say nothing of it for that day), errc::bad_value (a ground or a level
/// that the rules do not name), errc::bad_date (a day that is not written YYYY-MM-DD), those of readings.
[[nodiscard]] OCOP_INLINE result<revocation> revocation_of(rule_catalog const& rules, certificate const& c,
                                                           std::string_view ground, day concluded,
                                                           certificate_options const& options = {});

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/certificate/impl/certificate.ipp"
#endif
