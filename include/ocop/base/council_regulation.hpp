#pragma once

#include "ocop/base/citation.hpp"
#include "ocop/base/id.hpp"
#include "ocop/base/label.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ocop {

/// How the sheets of a council become one number of points.
enum class aggregation {
  mean_of_totals,          ///< mean of the members' totals
  sum_of_part_means,       ///< mean of each part, then their sum
  sum_of_criterion_means,  ///< mean of each criterion, then their sum
  agreed_score,            ///< one sheet on which the council agrees
  median_of_totals,        ///< the total in the middle, or the mean of the two there
  trimmed_mean,            ///< mean of the totals without the highest and the lowest few
};

/// What decides where members are split evenly on a mark.
enum class tie_rule {
  unmet,  ///< nothing: the mark is unmet, since no majority met it
  chair,  ///< the chair's sheet
};

/// To what a rounding or a spread applies.
enum class points_scope { total, part, criterion };

/// How many members must have given a sheet: `present / of` of them, rounded up.
struct quorum_rule {
  int present = 1;
  int of = 1;
  bool needs_chair = false;
  citation cite;
};

/// How far the highest sheet may be above the lowest.
struct spread_rule {
  int limit = 0;
  points_scope scope = points_scope::total;
  std::variant<bool, reading_id> accepts_limit;  ///< is a spread of exactly the limit accepted: fixed, or by a reading
  citation cite;
};

/// Rounding half up of the total, or of the means of which it is the sum. Reading R-08 says whether the rounded or the
/// exact total is put into a band: a regulation that ranks by what it rounds chooses R-08=rounded.
struct rounding_rule {
  int decimals = 0;
  points_scope of = points_scope::total;
};

/// What a council regulates itself (quy chế hoạt động của Hội đồng): the national law leaves it open.
struct council_regulation {
  struct reading_of_its_own {
    reading_id reading;
    std::string alternative;
    citation cite;
  };
  std::string id;
  label title;
  aggregation how = aggregation::mean_of_totals;
  int drop = 0;  ///< trimmed mean: so many of the highest totals, and as many of the lowest, do not count
  tie_rule tie = tie_rule::unmet;
  std::optional<rounding_rule> rounding;
  std::optional<quorum_rule> quorum;  ///< none: nothing known or nothing asked
  std::optional<spread_rule> spread;
  std::optional<std::string>
      session;     ///< form of decision where it departs from the law's: `meeting`, `written`, `vote`
  int rounds = 1;  ///< most rounds of scoring; where the source says nothing of further ones, one
  std::vector<reading_of_its_own> readings;
  std::vector<std::string> unknown;  ///< topics on which the source is silent: `quorum`
  citation cite;
  std::string sha256;  ///< of everything it means, hex
};

}  // namespace ocop
