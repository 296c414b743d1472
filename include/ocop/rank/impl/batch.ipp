#pragma once

#include "ocop/score/arguments.hpp"
#include "ocop/rank/batch.hpp"
#include "ocop/rank/detail/batch_kernel.hpp"
#include "ocop/rank/detail/rows.hpp"
#include "ocop/rank/set_scorer.hpp"

#include <string>
#include <utility>

namespace ocop {
OCOP_INLINE bool is_available(batch_path path) noexcept {
  return path == batch_path::best || path == batch_path::scalar || detail::kernel_of(path) != nullptr;
}

OCOP_INLINE result<std::vector<bad_cell>> score_batch_into(std::shared_ptr<compiled_rule_set const> const& rules,
                                                           compiled_product_set const& set, sheet_columns const& sheets,
                                                           value const& facts, reading_choices const& readings,
                                                           batch_columns const& out, batch_options const& options) {
  auto const scorer = set_scorer::prepare(rules, set, facts, readings);
  if (!scorer) return scorer.error();
  return scorer->score(sheets, out, options);
}

OCOP_INLINE result<batch_result> score_batch(std::shared_ptr<compiled_rule_set const> const& rules,
                                             compiled_product_set const& set, sheet_columns const& sheets,
                                             value const& facts, reading_choices const& readings,
                                             batch_options const& options) {
  if (auto wrong = detail::check_given(rules != nullptr)) return std::move(*wrong);
  if (auto wrong = detail::check_columns(set, sheets)) return std::move(*wrong);
  batch_result made;
  made.by_part.assign(rules->parts.size(), std::vector<std::uint16_t>(sheets.sheets));
  made.total.resize(sheets.sheets);
  made.how.resize(sheets.sheets);
  made.by_points.resize(sheets.sheets);
  made.stars.resize(sheets.sheets);
  made.capped_by.resize(sheets.sheets);
  made.unmet.assign(rules->bands.size(), std::vector<std::uint8_t>(sheets.sheets));
  batch_columns out{
      {}, made.total.data(), made.how.data(), made.by_points.data(), made.stars.data(), made.capped_by.data(), {}};
  for (auto& part : made.by_part) out.by_part.push_back(part.data());
  for (auto& level : made.unmet) out.unmet.push_back(level.data());
  auto bad = score_batch_into(rules, set, sheets, facts, readings, out, options);
  if (!bad) return bad.error();
  made.bad = std::move(*bad);
  return made;
}

OCOP_INLINE issue explain_bad_cell(compiled_product_set const& set, bad_cell const& cell,
                                   std::optional<std::int64_t> found) {
  if (cell.criterion >= set.criteria.size())
    return {errc::bad_value, "sheet " + std::to_string(cell.sheet),
            "the cell is of criterion " + std::to_string(cell.criterion) + ", counted from 0; set " +
                std::to_string(set.number) + " has " + std::to_string(set.criteria.size()) + "."};
  compiled_criterion const& criterion = set.criteria[cell.criterion];
  std::string const where = "sheet " + std::to_string(cell.sheet) + ", criterion " + criterion.id.str();
  if (cell.option == unanswered)
    return {errc::missing_criteria, where, "not answered. Give an option number, 0 for nothing ticked."};
  auto const* const list = criterion.list(cell.case_no);
  if (!list) {
    std::string cases;
    for (auto const& l : criterion.lists)
      if (l.case_no) cases += (cases.empty() ? "" : ", ") + std::to_string(l.case_no);
    return {errc::wrong_case, where,
            "found case " + std::to_string(cell.case_no) +
                (cases.empty() ? "; the criterion has no cases." : "; its cases are " + cases + ".")};
  }
  if (cell.option <= list->options.size() && (cell.option == 0 || cell.case_no == 0))
    return {errc::bad_value, where, "the cell is an answer of its criterion: nothing is wrong with it by itself."};
  if (cell.option <= list->options.size())
    return {errc::wrong_case, where,
            "its case is another than that of a criterion before; R-17=same-case asks for one."};
  return {errc::unknown_option, where,
          "found option " + std::to_string(found.value_or(cell.option)) + "; it has options 1 to " +
              std::to_string(list->options.size()) + ", 0 for nothing ticked."};
}

}  // namespace ocop
