#pragma once

#include "ocop/base/points.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"
#include "ocop/evaluate/findings.hpp"
#include "ocop/evaluate/score_sheet.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace ocop {

/// Questions that the law leaves open and that came up in an evaluation; a result names their readings.
struct open_questions {
  bool levels = false;        ///< R-01: a mark at or below the level of the points is unmet
  bool unticked = false;      ///< R-02: nothing ticked where a mark stands
  bool mark = false;          ///< R-03: points and printed order disagree on a mark
  bool heading = false;       ///< R-04: some points, but not the highest option, under a heading mark
  bool minimum = false;       ///< R-05: a minimum is unmet
  bool members = false;       ///< R-07: members disagree on a mark
  bool band = false;          ///< R-08: rounding would change the band
  bool gap = false;           ///< R-09: the mean lies in a printed gap
  bool unprinted = false;     ///< R-16: an option that the law does not print is ticked
  bool cases = false;         ///< R-17: different cases on one sheet
  bool zero_stop = false;     ///< R-25: members disagree on a zero that stops
  bool spread_limit = false;  ///< R-19: the spread is exactly at the council's limit
  bool forward = false;       ///< R-26: the points reach the threshold, the marks do not
  bool day_off = false;       ///< R-13: the decision is late only where a day off does not move
  bool amendment = false;     ///< R-29: the decree was amended between filing and decision

  constexpr void add(open_questions const& o) noexcept {
    levels |= o.levels;
    unticked |= o.unticked;
    mark |= o.mark;
    heading |= o.heading;
    minimum |= o.minimum;
    members |= o.members;
    band |= o.band;
    gap |= o.gap;
    unprinted |= o.unprinted;
    cases |= o.cases;
    zero_stop |= o.zero_stop;
    spread_limit |= o.spread_limit;
    forward |= o.forward;
    day_off |= o.day_off;
    amendment |= o.amendment;
  }
};

/// What one score sheet comes to.
struct evaluation {
  std::vector<points> by_criterion;  ///< that count, in printed order
  std::vector<points> by_section;
  std::vector<points> by_part;
  points total;
  std::vector<char> gate_met;           ///< per gate of the set
  std::vector<std::size_t> zeroed_by;   ///< notes because of which points do not count on this sheet
  std::vector<std::size_t> zero_notes;  ///< notes with zero_at that this sheet triggers
  open_questions questions;
};

/// Adds one sheet up and judges its marks, exactly.
///
/// `choices` has one entry per criterion (from read_answers). `count_until` is the first criterion
/// that no longer counts, where a stop note makes the later ones 0 (reading R-06).
/// Nothing ticked is 0 points and meets no mark. Errors: errc::missing_criteria (too few choices),
/// errc::bad_value (too many; `count_until` beyond the criteria), errc::unknown_option and errc::wrong_case with the
/// criterion in `where`, the latter also under R-17=same-case; errc::other_rules and those of check_set() and
/// check_readings() where set, findings or readings are those of other rules.
[[nodiscard]] OCOP_INLINE result<evaluation> evaluate(compiled_rule_set const& rules, compiled_product_set const& set,
                                                      std::span<choice const> choices, findings const& facts,
                                                      reading_choices const& readings,
                                                      std::optional<std::size_t> count_until = std::nullopt);

namespace detail {

/// Does a ticked option (0: none), of which so many points count, meet a mark? By readings; where they
/// matter, `asked` is told.
[[nodiscard]] OCOP_INLINE bool meets(compiled_gate const& gate, int option, points counted,
                                     reading_choices const& readings, open_questions& asked);

/// As evaluate(), without looking at the arguments. Precondition: they are such as evaluate() takes. Errors:
/// errc::wrong_case under R-17=same-case.
[[nodiscard]] OCOP_INLINE result<evaluation> evaluate_unchecked(compiled_rule_set const& rules,
                                                                compiled_product_set const& set,
                                                                std::span<choice const> choices, findings const& facts,
                                                                reading_choices const& readings,
                                                                std::optional<std::size_t> count_until = std::nullopt);

}  // namespace detail

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/evaluate/impl/evaluation.ipp"
#endif
