#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/score/scoring_plan.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop::detail {

/// Where figures put a product, in full.
inline void place(scoring_plan const& plan, council_figures const& figures, std::string_view level, ranking& to) {
  to.questions = questions_of(plan.place(figures, level, to));
  to.unmet_gates.clear();
  to.unmet_minimums.clear();
  for_each_bit(figures.unmet, [&](std::size_t bit) {
    if (bit < plan.marks()) to.unmet_gates.push_back(bit);
    else to.unmet_minimums.push_back(bit - plan.marks());
  });
}

/// The sheets of one council on their way through a plan: ticks, the rows that count, figures, placing. Kept from one
/// council to the next, nothing is allocated.
class plan_run {
  scoring_plan const* plan_;
  std::vector<std::uint32_t> ticked_;
  std::vector<std::uint32_t> counted_;
  council_figures figures_;
  ocop::ranking ranking_;

 public:
  explicit plan_run(scoring_plan const& plan) : plan_(&plan) {}

  /// Takes the ticks of sheets. Precondition: check_sheets() finds nothing wrong with them.
  void take(std::span<score_sheet const> sheets) {
    ticked_.clear();
    for (auto const& sheet : sheets)
      for (std::size_t c = 0; c < plan_->width(); ++c) ticked_.push_back(plan_->cell_of(c, sheet.choices[c]).value());
  }

  /// The cells that are ticked, to be changed: one row per sheet.
  [[nodiscard]] std::vector<std::uint32_t>& ticked() noexcept { return ticked_; }
  [[nodiscard]] std::span<std::uint32_t const> counted() const noexcept { return counted_; }
  [[nodiscard]] council_figures const& figures() const noexcept { return figures_; }
  [[nodiscard]] ocop::ranking const& ranking() const noexcept { return ranking_; }

  /// Takes the sheets together. Gives the conflict where cases differ that may not, then nothing else means anything.
  std::optional<case_conflict> tally(session_facts const& session) {
    counted_ = ticked_;
    return plan_->tally(counted_, session, figures_);
  }

  /// Puts what tally() found into its band.
  void place(std::string_view level) { detail::place(*plan_, figures_, level, ranking_); }

  /// Both. False where cases differ that may not.
  bool run(session_facts const& session, std::string_view level = {}) {
    if (tally(session)) return false;
    place(level);
    return true;
  }

  [[nodiscard]] council_result council() const { return plan_->read_council(ticked_, counted_, figures_); }
};

/// How a session looks to a plan.
inline session_facts facts_of(council_session const& session, std::span<score_sheet const> sheets) {
  auto const chair = std::find_if(sheets.begin(), sheets.end(), [](auto const& s) { return s.is_chair; });
  return {session.regulation.get(), session.members, static_cast<int>(session.round.value_or(1)),
          chair == sheets.end() ? std::nullopt : std::optional(static_cast<std::size_t>(chair - sheets.begin()))};
}

/// The same as a value of its own.
inline ranking placed(scoring_plan const& plan, council_figures const& figures, std::string_view level) {
  ranking made;
  place(plan, figures, level, made);
  return made;
}

/// A conflict of cases as an error; `where` is relative to the sheets.
inline issue explain(case_conflict const& found, compiled_product_set const& set) {
  return {errc::wrong_case, '/' + std::to_string(found.sheet) + "/choices/" + set.criteria[found.criterion].id.str(),
          "case " + std::to_string(found.case_no) + " is chosen here and case " + std::to_string(found.before) +
              " before; reading R-17=same-case asks for one case throughout."};
}

}  // namespace ocop::detail
