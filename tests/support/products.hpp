#pragma once

#include "ocop/compile/rule_catalog.hpp"
#include "ocop/score/score_sheet.hpp"
#include "ocop/score/assessment.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ocop::test {

/// The built-in rules, loaded once for all tests. Its body stands alone, so that header-only tests need not each
/// compile the loading of rules.
rule_catalog const& builtin();

/// The made-up decree of tests/cases/made-up-decree.
rule_catalog const& made_up();

/// load_catalog, compiled once for the same reason.
catalog_report load(rule_files const& files);

inline std::shared_ptr<compiled_rule_set const> edition(std::string_view name = "qd-26-2026") {
  return builtin().find(name).value();
}

inline compiled_product_set const& product_set(int number, std::string_view name = "qd-26-2026") {
  return *edition(name)->product_set(number).value();
}

/// A sheet to try things with, by printed codes.
class sheet_of {
  compiled_product_set const* set_;
  score_sheet sheet_;

 public:
  explicit sheet_of(compiled_product_set const& set, std::string member = "M1") : set_(&set) {
    sheet_.member = std::move(member);
    sheet_.choices.resize(set.criteria.size());
  }

  /// The option ticked at a criterion; 0 for none.
  sheet_of& choose(std::string_view code, int option, int case_no = 0) {
    auto const i = set_->find(code);
    if (!i) throw std::runtime_error("no criterion " + std::string(code));
    sheet_.choices[*i] = {option == 0 ? 0 : case_no, option};
    return *this;
  }

  [[nodiscard]] score_sheet const& get() const { return sheet_; }
  operator score_sheet() const { return sheet_; }
};

/// The last option everywhere, of the first case where there are cases.
inline sheet_of best_sheet(compiled_product_set const& set, std::string member = "M1") {
  sheet_of sheet(set, std::move(member));
  for (auto const& c : set.criteria)
    sheet.choose(c.id.str(), static_cast<int>(c.lists.front().options.size()), c.lists.front().case_no);
  return sheet;
}

/// Nothing ticked anywhere.
inline sheet_of empty_sheet(compiled_product_set const& set, std::string member = "M1") {
  return sheet_of(set, std::move(member));
}

/// The same sheets by members who differ: M1, M2, and so on.
inline std::vector<score_sheet> numbered(std::vector<score_sheet> sheets) {
  for (std::size_t i = 0; i < sheets.size(); ++i) sheets[i].member = 'M' + std::to_string(i + 1);
  return sheets;
}

/// Sheets of members who differ, ranked under the built-in rules, with some readings and facts.
inline assessment assess_sheets(int set, std::vector<score_sheet> sheets,
                                std::vector<reading_choice> const& readings = {}, value const& facts = {},
                                std::string_view level = "province", std::string_view name = "qd-26-2026") {
  auto const rules = edition(name);
  return assess(rules, set, numbered(std::move(sheets)), facts, rules->choose(readings).value(), level).value();
}

inline assessment assess_sheet(int set, score_sheet const& sheet, std::vector<reading_choice> const& readings = {},
                               value const& facts = {}) {
  return assess_sheets(set, {sheet}, readings, facts);
}

}  // namespace ocop::test
