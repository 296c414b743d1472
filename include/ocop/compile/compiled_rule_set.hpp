#pragma once

#include "ocop/base/certificate_terms.hpp"
#include "ocop/base/citation.hpp"
#include "ocop/base/day.hpp"
#include "ocop/base/filing.hpp"
#include "ocop/base/id.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/mean_points.hpp"
#include "ocop/base/points.hpp"
#include "ocop/base/points_text.hpp"
#include "ocop/base/procedure_rules.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/stars.hpp"
#include "ocop/base/value.hpp"
#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/compile/detail/kept_things.hpp"
#include "ocop/compile/dossier_rules.hpp"
#include "ocop/compile/product_set_list.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/config.hpp"
#include "ocop/model/revision.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// A band of mean points: from `from`, included, up to `end`, excluded or included.
struct compiled_band {
  stars level;
  points from;
  points end;
  bool end_included = false;
  label title;
  std::string cite;
  basis known = basis::text;        ///< how the clause is known
  std::optional<label> standing{};  ///< of the level: `cấp quốc gia`, where the law gives it one; not in the digest
};

/// Who recognises a level.
struct compiled_recognition {
  std::string by;  ///< id of the authority; empty: nobody
  label name;
  bool certificate = false;
  std::string cite;
  basis known = basis::text;
};

/// From how many points a council of a level sends its result on.
struct compiled_forwarding {
  std::string level;
  points from;
  std::string to;
  label name;
  std::string cite;
  basis known = basis::text;
};

/// A reading with its alternatives and the rule set's own choice.
struct compiled_reading {
  struct alternative {
    std::string id;
    label text;
    note_effect effect = note_effect::none;  ///< where the reading steers notes
  };
  reading_id id;
  label question;
  std::vector<alternative> alternatives;
  std::size_t choice = 0;
  std::string cite;
  label why{};  ///< reason for the rule set's own choice
};

/// A fact that conditions and submissions may name.
struct compiled_fact {
  std::string key;
  std::string type;
  label text;
  label proved_by;
};

/// How much of a topic the data holds, and how well what it holds is known.
struct compiled_topic {
  std::string topic;
  std::string status;
  basis known = basis::text;
  label note;
};

/// A transition clause of an edition.
struct compiled_transition {
  std::vector<filing_kind> kinds;
  day filed_before;
  rule_set_id use;
  int finish_within_days = 0;
  std::string cite;
  std::optional<rule_set_id> otherwise{};  ///< what governs when its last day has passed, where the law says it
};

// Read as it is: nothing in it needs an index.
using rule_revision = model::rule_revision;

/// One edition of one rule set in one revision, ready to answer. Immutable: build it once, share it by
/// `shared_ptr<compiled_rule_set const>`, read it from any number of threads.
struct compiled_rule_set {
  edition_id edition;
  rule_set_id rule_set;
  label title;
  day from;
  std::optional<day> until;  ///< first day of the next edition, or of no effect
  day begins;                ///< first day of the rule set as a whole
  std::optional<day> ends;   ///< first day on which the rule set as a whole has no effect
  std::string cite;          ///< clause that puts it in force
  std::string sha256;        ///< of everything the edition means, hex; not of its end and its readings, see digest.hpp
  std::string wordless_sha256;  ///< of what the edition decides, hex: the same where only words differ, see digest.hpp
  rule_revision revision{};     ///< the digest of each is another one
  points_unit unit;             ///< all points of these rules are whole multiples of it
  std::vector<compiled_heading> parts;
  std::vector<compiled_band> bands;                ///< lowest first; band i is level i + 1
  std::vector<std::string> councils;               ///< levels that have a council: `province`
  std::vector<compiled_recognition> recognitions;  ///< by level, from 1
  std::vector<compiled_forwarding> forwardings;
  procedure_rules procedure;
  certificate_terms certificate;
  dossier_rules dossier;
  std::vector<compiled_reading> readings;  ///< by id
  std::vector<compiled_fact> facts;
  std::vector<compiled_topic> topics;
  std::vector<compiled_transition> transitions;
  product_set_list product_sets;  ///< by number
  reading_choices defaults;
  detail::kept_things kept{};  ///< what scoring makes of these rules, for those of a catalog; no part of the rules

  /// The name that means this revision whatever comes later: `qd-1048-2019@2020-06-08#1`.
  [[nodiscard]] std::string full_name() const { return edition.str() + '#' + std::to_string(revision.number); }
  /// The name for messages and pages: the id, with the number of a later revision than the first.
  [[nodiscard]] std::string shown_name() const { return revision.number == 1 ? edition.str() : full_name(); }

  /// The product set of a number. Errors: errc::unknown_product_set, naming the sets there are; errc::inconsistent
  /// where the image that it is taken from was altered.
  [[nodiscard]] OCOP_INLINE result<compiled_product_set const*> product_set(std::int64_t number) const;

  /// The rule set's own readings with some alternatives in place of them; later ones win.
  /// Errors: errc::unknown_reading, errc::unknown_alternative, naming what is allowed.
  [[nodiscard]] OCOP_INLINE result<reading_choices> choose(std::span<reading_choice const> wanted) const;

  /// Were these choices made for these rules, by choose() or as its defaults? Gives what is wrong with them:
  /// errc::other_rules for those of another rule set and those made by default, errc::unknown_alternative where the
  /// reading has none of that index or enumerator, errc::inconsistent where `chosen` and an enumerator say different
  /// things.
  [[nodiscard]] OCOP_INLINE std::optional<issue> check_readings(reading_choices const& choices) const;

  /// Is this a product set of these rules, or a copy of one whose indices are within it? Gives what is wrong with it:
  /// errc::other_rules, errc::inconsistent.
  [[nodiscard]] OCOP_INLINE std::optional<issue> check_set(compiled_product_set const& set) const;

  /// Is it a level that has a council here, or empty: nobody's? Gives errc::bad_value, naming the levels there are.
  [[nodiscard]] OCOP_INLINE std::optional<issue> check_council(std::string_view level) const;

  /// Is there a band of so many stars? Gives errc::bad_value, naming the levels there are.
  [[nodiscard]] OCOP_INLINE std::optional<issue> check_stars(stars level) const;

  /// What a note does under these choices. Errors: those of check_readings, errc::inconsistent where the note names a
  /// reading or an effect that is none.
  [[nodiscard]] OCOP_INLINE result<note_effect> effect_of(compiled_note const& note,
                                                          reading_choices const& choices) const;

  /// The same without looking at the arguments. Precondition: the note is one of a set for which check_set() finds
  /// nothing, and check_readings() finds nothing wrong with the choices.
  [[nodiscard]] note_effect effect_of_unchecked(compiled_note const& note, reading_choices const& choices) const {
    if (auto const* const fixed = std::get_if<note_effect>(&note.effect)) return *fixed;
    std::size_t const reading = std::get<std::size_t>(note.effect);
    return readings[reading].alternatives[choices.chosen[reading]].effect;
  }

  /// Does a rule ask for a fact: a note of the set, or a paper of the dossier?
  [[nodiscard]] OCOP_INLINE bool asks_for(std::string_view fact, compiled_product_set const& set) const;

  /// Are these facts an object, or null, and declared and of the declared types? Gives errc::undeclared_fact,
  /// errc::wrong_type, `where` relative to the facts.
  [[nodiscard]] OCOP_INLINE std::optional<issue> check_facts(value const& facts) const;
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/compile/impl/compiled_rule_set.ipp"
#endif
