#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/programme_plan.hpp"
#include "ocop/config.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ocop {

/// One product's result, as a plan counts it.
struct programme_entry {
  std::string product;  ///< name or code; the same product counts once
  std::string group;    ///< product group, as the report is to name it
  std::string unit;     ///< administrative unit: district or commune
  filing_kind kind = filing_kind::first;
  std::optional<stars> level;   ///< absent: not ranked
  std::optional<stars> before;  ///< level held before, where there was one
  day decided;
  bool is_registered = false;  ///< sent on for national evaluation
  value facts;                 ///< declared facts of product and owner, an object or null
};

/// How far a target is reached.
struct target_progress {
  programme_target const* target = nullptr;
  int reached = 0;

  [[nodiscard]] bool is_reached() const noexcept { return reached >= target->at_least; }
};

/// Counts the entries decided in the plan's time, each product once: those that newly reach the level (renewals at a
/// level held before add nothing), or those registered. The plan must outlive the answer. Errors, with the index of the
/// entry in `where`: errc::bad_value (a level below 1, a kind of filing that is none), errc::bad_date (a day that is
/// not written YYYY-MM-DD), errc::wrong_type (facts that are no object).
[[nodiscard]] OCOP_INLINE result<std::vector<target_progress>> progress(programme_plan const& plan,
                                                                        std::span<programme_entry const> entries);

/// The highest amount of an award, in đồng.
inline constexpr std::int64_t most_award = 1'000'000'000'000'000'000;

/// What is paid for a level, in whole đồng, 0 to most_award. The plan gives no amounts; the caller does.
using award_amounts = std::map<stars, std::int64_t>;

/// An award that is due.
struct award_due {
  programme_award const* award = nullptr;
  std::optional<std::int64_t> amount;  ///< đồng; none: the amounts of its levels are not all given
  bool is_difference = false;
};

/// The awards of one entry, and whether the plan leaves one open.
struct awards_of_entry {
  std::vector<award_due> due;
  std::vector<programme_award const*> open;  ///< rewards this level on other days, and nobody does on this one
};

/// Which awards a result earns: by reaching a level for the first time its amount, by an upgrade the difference between
/// two levels, where the plan says so; a level kept earns nothing.
/// An award whose amount is not given is due all the same. Errors: errc::bad_value where a higher level pays less than
/// a lower one, or an amount is not 0 to most_award or is for a level below 1; those of progress for the entry, without
/// its index.
[[nodiscard]] OCOP_INLINE result<awards_of_entry> awards(programme_plan const& plan, programme_entry const& entry,
                                                         award_amounts const& amounts);

/// A product in the order of national evaluation.
struct priority_entry {
  std::size_t entry = 0;
  programme_class const* priority = nullptr;        ///< first class it belongs to; none: comes last
  std::vector<programme_class const*> preferences;  ///< that it meets
  std::vector<std::string> assumed;                 ///< facts asked for and not given: taken not to hold
};

/// The order in which products go to national evaluation: by the plan's classes as listed, within a class who meets
/// more preferences first, then as given. Errors: errc::rule_limit, and those of progress.
[[nodiscard]] OCOP_INLINE result<std::vector<priority_entry>> national_order(programme_plan const& plan,
                                                                             std::span<programme_entry const> entries);

/// Counts over a time: every entry once, by stars, group, kind of filing and unit.
struct programme_report {
  std::size_t entries = 0;
  std::size_t ranked = 0;
  std::map<stars, std::size_t> by_stars;  ///< of the ranked
  std::map<std::string, std::size_t> by_group;
  std::map<filing_kind, std::size_t> by_kind;
  std::map<std::string, std::size_t> by_unit;
};

/// The entries decided from a day, included, until another, excluded; none where that is not later. Errors: those of
/// progress, errc::bad_date.
[[nodiscard]] OCOP_INLINE result<programme_report> report(std::span<programme_entry const> entries, day from,
                                                          day until);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/programme/impl/programme.ipp"
#endif
