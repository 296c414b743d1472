#pragma once

#include "ocop/base/layout.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/config.hpp"
#include "ocop/rank/carry_over.hpp"
#include "ocop/score/ranking.hpp"
#include "ocop/rank/star_matrix.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// What is known of a recorded decision under another edition or reading.
enum class counterfactual_status {
  decided,     ///< whatever must be judged again, it comes to this
  undecided,   ///< it depends on what must be judged again; the bounds say how far
  unreadable,  ///< it is no intact record, or has nothing to be ranked under there
};

[[nodiscard]] constexpr std::string_view to_string(counterfactual_status s) noexcept {
  switch (s) {
    case counterfactual_status::decided: return "decided";
    case counterfactual_status::undecided: return "undecided";
    case counterfactual_status::unreadable: return "unreadable";
  }
  return {};
}

/// Where a product ends: an outcome, and stars where it is `ranked`.
struct placing {
  outcome how = outcome::ranked;
  std::optional<stars> level;

  friend bool operator==(placing const&, placing const&) = default;
};

/// A criterion of one sheet that must be judged again.
struct open_criterion {
  std::size_t sheet = 0;
  std::string criterion;  ///< of the other edition
  std::string was;        ///< of the record's; empty: nothing stands for it
  carry_reason why{};
};

/// A criterion that gives fewer points than it was recorded with; means over the sheets, as exact fractions.
struct fallen_criterion {
  std::string criterion;  ///< of the other edition; empty: it has none
  std::string was;
  std::string then;
  std::string now;
};

/// What cost a product a star level that it had.
struct star_cost {
  enum class kind {
    points,   ///< the mean is below the band
    mark,     ///< a mark is unmet
    minimum,  ///< a minimum is unmet
    outcome,  ///< it is not ranked at all: a note, a quorum, a spread, a reading
  };
  kind what{};
  stars level;  ///< that the points or the mark stand before; of `outcome`: that it had
  std::string
      mean;  ///< the mean that was put into a band, as a fraction; empty: of no bearing, or open and too low at best
  int needs = 0;  ///< points: the floor of the band, minimum: its points, both in `unit`; mark: the option needed
  points_unit unit{};
  std::string at;                        ///< minimum: code of the part, section or group, or `total`
  std::string criterion;                 ///< mark
  std::vector<int> chosen;               ///< mark: one per sheet
  std::string reason;                    ///< outcome: the note, or the outcome itself
  std::vector<fallen_criterion> fallen;  ///< points: the most first
  std::string cite;
};

/// A recorded decision, ranked again under another edition or reading.
struct counterfactual {
  std::string submission;
  counterfactual_status status = counterfactual_status::decided;
  std::string edition_then, edition_now;  ///< the latter with its number where it is a later revision
  int set_then = 0;
  int set_now = 0;
  placing then;
  placing lowest, highest;  ///< the same where it is decided
  std::vector<open_criterion> open;
  std::vector<star_cost> costs;      ///< of every level between then and now; only where it is decided and fell
  std::vector<std::string> assumed;  ///< facts that the other edition asks for and the record does not give
  std::string message;               ///< why it is unreadable, or undecided for another reason than an open criterion
};

/// Ranks the decision of a record again under another edition, with other readings, or both.
///
/// The edition of the record is found by its digest. Its sheets are carried over to the set of the other edition that
/// continues theirs (carry_over); what does not carry over with certainty is open, and the bounds are those of
/// `reachable`: a product is decided where both ends agree. The alternatives that follow from its
/// regulation, its preferences and its submission, as replay() derives them, stay where they are other than its
/// edition's own; `wanted` win over them. Regulation and members stay; a regulation that has another digest now is
/// none. Thread-safe.
[[nodiscard]] OCOP_INLINE counterfactual rank_under(rule_catalog const& rules,
                                                    std::shared_ptr<compiled_rule_set const> const& other,
                                                    std::string_view record,
                                                    std::span<reading_choice const> wanted = {});

/// Counts one; an unreadable record is not counted.
OCOP_INLINE void add(star_matrix& matrix, counterfactual const& c);

/// One product, `ocop-counterfactual/1`.
[[nodiscard]] OCOP_INLINE std::string write_counterfactual(counterfactual const& c, std::size_t line,
                                                           layout how = layout::line);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/record/impl/counterfactual.ipp"
#endif
