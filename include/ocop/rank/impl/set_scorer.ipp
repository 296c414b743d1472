#pragma once

#include "ocop/score/arguments.hpp"
#include "ocop/rank/detail/batch_run.hpp"
#include "ocop/rank/detail/prepared_set.hpp"
#include "ocop/rank/detail/tile_layout.hpp"
#include "ocop/rank/set_scorer.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>

namespace ocop {

OCOP_INLINE result<set_scorer> set_scorer::prepare(std::shared_ptr<compiled_rule_set const> rules,
                                                   compiled_product_set const& set, value const& facts,
                                                   reading_choices const& readings) {
  if (auto wrong = detail::check_given(rules != nullptr)) return std::move(*wrong);
  auto found = judge_facts(*rules, set, facts, readings);
  if (!found) return found.error();
  if (rules->product_sets.holds(set))
    return set_scorer(std::make_shared<detail::prepared_set const>(std::move(rules), set, std::move(*found), readings));
  struct with_copy {
    compiled_product_set set;
    detail::prepared_set prepared;
    with_copy(std::shared_ptr<compiled_rule_set const> of, compiled_product_set const& copied, findings judged,
              reading_choices const& chosen)
        : set(copied), prepared(std::move(of), set, std::move(judged), chosen) {}
  };
  auto const whole = std::make_shared<with_copy const>(std::move(rules), set, std::move(*found), readings);
  return set_scorer(std::shared_ptr<detail::prepared_set const>(whole, &whole->prepared));
}

OCOP_INLINE bool set_scorer::has_tables() const noexcept { return prepared_->tables.has_value(); }

OCOP_INLINE result<sheet_score> set_scorer::score(std::span<std::uint8_t const> options,
                                                  std::span<std::uint8_t const> cases) const {
  std::size_t const count = prepared_->set.criteria.size();
  if (options.size() != count) [[unlikely]]
    return *detail::check_count(prepared_->set, options.size(), "options");
  if (!cases.empty() && cases.size() != count) [[unlikely]]
    return *detail::check_count(prepared_->set, cases.size(), "cases");
  return score_unchecked(options, cases);
}

OCOP_INLINE sheet_score set_scorer::score_unchecked(std::span<std::uint8_t const> options,
                                                    std::span<std::uint8_t const> cases) const {
  detail::prepared_set const& prepared = *prepared_;
  if (prepared.tables) {
    std::uint8_t const* entries = options.data();
    std::array<std::uint8_t, 256> numbered;
    if (prepared.tables->has_cases || !cases.empty()) {
      for (std::size_t c = 0; c < options.size(); ++c)
        numbered[c] = static_cast<std::uint8_t>(
            prepared.tables->entry_of(c, options[c], cases.empty() ? std::uint8_t{0} : cases[c]));
      entries = numbered.data();
    }
    auto const sum = prepared.words ? prepared.words->add_up(entries) : prepared.add_up(entries);
    if (sum) return prepared.rank(*sum);
  }
  return prepared.evaluate_alone(options, cases, 0).score;
}

OCOP_INLINE result<std::vector<bad_cell>> set_scorer::score(sheet_columns const& sheets, batch_columns const& out,
                                                            batch_options const& options) const {
  if (auto wrong = detail::check_columns(prepared_->set, sheets)) return std::move(*wrong);
  return detail::run_batch(*prepared_, {&sheets, {}}, sheets.sheets, out, options);
}

OCOP_INLINE result<std::vector<bad_cell>> set_scorer::score(tiled_view const& sheets, batch_columns const& out,
                                                            batch_options const& options) const {
  if (auto wrong = detail::check_layout(sheets.layout)) return std::move(*wrong);
  if (auto wrong = detail::check_sheet_count(sheets.sheets)) return std::move(*wrong);
  if (!sheets.first && sheets.sheets != 0)
    return issue{errc::bad_value, {}, "the tiles have no memory: their pointer is null."};
  return detail::run_batch(*prepared_, {nullptr, sheets}, sheets.sheets, out, options);
}

}  // namespace ocop
