#pragma once

#include "ocop/base/council_regulation.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/base/issue.hpp"
#include "ocop/base/result.hpp"
#include "ocop/compile/builtin_rule_image.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/programme_plan.hpp"
#include "ocop/config.hpp"
#include "ocop/load/rule_files.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// The edition that governs a dossier, and why.
struct governing_edition {
  std::shared_ptr<compiled_rule_set const> rules;
  std::string because;           ///< clause that says so
  std::optional<day> finish_by;  ///< last day to finish under a transition clause; a day off stays (reading R-13)
  std::string asked{};           ///< `R-29` or `R-29=filed` where an amendment after the filing bears on it; else empty
  std::string finish_because{};  ///< clause that gives `finish_by`
  bool by_else = false;          ///< the last day has passed, and the clause says what governs then
};

/// All editions that were loaded. Immutable; safe to read from many threads.
class rule_catalog {
  std::vector<std::shared_ptr<compiled_rule_set const>> editions_;      ///< by first day, each in its newest revision
  std::vector<std::shared_ptr<compiled_rule_set const>> revisions_;     ///< by first day, then by number
  std::vector<std::shared_ptr<council_regulation const>> regulations_;  ///< by id
  std::vector<std::shared_ptr<programme_plan const>> programmes_;       ///< by id

 public:
  /// Every edition, oldest first, each in its newest revision.
  [[nodiscard]] std::vector<std::shared_ptr<compiled_rule_set const>> const& editions() const noexcept {
    return editions_;
  }

  /// Every revision of every edition: oldest edition first, and of each the first revision first.
  [[nodiscard]] std::vector<std::shared_ptr<compiled_rule_set const>> const& revisions() const noexcept {
    return revisions_;
  }

  /// An edition by its id (`qd-26-2026@2026-05-22`), or the newest edition of a rule set (`qd-26-2026`): in its newest
  /// revision, or in the one that `#` names (`qd-26-2026#1`). Errors: errc::unknown_rule_set, naming what is loaded.
  [[nodiscard]] OCOP_INLINE result<std::shared_ptr<compiled_rule_set const>> find(std::string_view name) const;

  /// The revision of an edition that has a digest; null where none of those loaded has it.
  [[nodiscard]] OCOP_INLINE std::shared_ptr<compiled_rule_set const> with_digest(std::string_view sha256) const;

  /// What was known on a day: the same editions, each in the newest revision dated by then, without later ones.
  [[nodiscard]] OCOP_INLINE rule_catalog known_on(day d) const;

  /// The edition that governs a filing: of the rule set that a transition clause names, else of the one in force on
  /// the day of filing. Where that rule set was amended before the decision, reading R-29 says which edition; its
  /// alternative may be among `wanted`. A filing without a decision yet has the earliest `finish_by` of the
  /// transition clauses that will speak of it. Where a clause says what governs after its last day, reading R-13 says
  /// whether a day off moves that day past the weekend. Days are Vietnamese days.
  /// Errors: errc::no_governing_rules, with the reason; errc::bad_value where the kind of filing is none,
  /// errc::bad_date where a day is none that is written YYYY-MM-DD; those of compiled_rule_set::choose.
  [[nodiscard]] OCOP_INLINE result<governing_edition> governing(filing const& f,
                                                                std::span<reading_choice const> wanted = {}) const;

  /// The newest edition in force on a day. Where two rule sets are, the later one. Errors: errc::no_governing_rules,
  /// errc::bad_date.
  [[nodiscard]] OCOP_INLINE result<std::shared_ptr<compiled_rule_set const>> in_force_on(day d) const;

  /// Every council regulation, by id.
  [[nodiscard]] std::vector<std::shared_ptr<council_regulation const>> const& regulations() const noexcept {
    return regulations_;
  }
  /// A council regulation by its id (`tay-ninh`); an empty one is `default`. Errors: errc::unknown_regulation, naming
  /// what is loaded.
  [[nodiscard]] OCOP_INLINE result<std::shared_ptr<council_regulation const>> regulation(std::string_view id) const;

  /// Every provincial plan, by id.
  [[nodiscard]] std::vector<std::shared_ptr<programme_plan const>> const& programmes() const noexcept {
    return programmes_;
  }
  /// A provincial plan by its id (`dong-nai-2025`). Errors: errc::unknown_programme, naming what is loaded.
  [[nodiscard]] OCOP_INLINE result<std::shared_ptr<programme_plan const>> programme(std::string_view id) const;

  /// A catalog of these editions, regulations and plans. Of several revisions of one edition the newest counts, and the
  /// others are kept beside it. Throws ocop::error (errc::bad_value) where one is a null
  /// pointer.
  [[nodiscard]] static OCOP_INLINE rule_catalog
  of(std::vector<std::shared_ptr<compiled_rule_set const>> editions,
     std::vector<std::shared_ptr<council_regulation const>> regulations = {},
     std::vector<std::shared_ptr<programme_plan const>> programmes = {});
};

/// What came of building a catalog: the catalog, or everything that is wrong with the files.
struct catalog_report {
  std::optional<rule_catalog> catalog;
  std::vector<issue> issues;
};

/// Loads, checks and compiles rule files.
[[nodiscard]] OCOP_INLINE catalog_report load_catalog(rule_files const& files);

/// A catalog as bytes, its image, that read_image() takes back without reading, checking or hashing a rule file again.
/// The same catalog has the same image on every machine. Images are for programs of the version that wrote them: what
/// is kept is the JSON. Conditions are read back under the limits that logic_limits begins with.
[[nodiscard]] OCOP_INLINE std::string write_image(rule_catalog const& catalog);

/// The catalog of an image. The bytes must stay as they are as long as the catalog, or an edition that came from it, is
/// used: a product set is taken from them when it is first asked for.
///
/// The checksum of an image tells what was cut or altered by accident. Each index, number and enumerator is looked at
/// besides when it is read, so that no image leads anywhere else; whether an image means what its digests say,
/// verify_digests() tells. Errors: errc::unknown_format where it is no image, or one of another version;
/// errc::inconsistent where it was cut or altered.
[[nodiscard]] OCOP_INLINE result<rule_catalog> read_image(std::string_view image);

/// The rules built into the program, from their image: they were loaded and checked when the program was built. Needs
/// the target `ocop::rules`. Throws ocop::error where that is of another version than the library.
[[nodiscard]] inline rule_catalog builtin_catalog() { return read_image(builtin_rule_image()).value(); }

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/compile/impl/image.ipp"
#include "ocop/compile/impl/rule_catalog.ipp"
#endif
