#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/compile/compiled_rule_set.hpp"

#include <optional>
#include <string>

namespace ocop::detail {

/// The cases of a criterion, for messages: `1, 2`.
inline std::string list_of_cases(compiled_criterion const& c) {
  std::string text;
  for (auto const& l : c.lists) text += (text.empty() ? "" : ", ") + std::to_string(l.case_no);
  return text;
}

/// Do rules, set and readings belong together?
inline std::optional<issue> check_rules(compiled_rule_set const& rules, compiled_product_set const& set,
                                        reading_choices const& readings) {
  if (auto wrong = rules.check_set(set)) return wrong;
  return rules.check_readings(readings);
}

/// Were the readings chosen by some rules, and is one of them, of which the enumerator is asked for, one of its own?
inline std::optional<issue> check_made(reading_choices const& readings, bool is_one, std::string const& reading) {
  if (readings.of.empty())
    return issue{errc::other_rules,
                 {},
                 "readings made by default answer no question. Take the defaults of an edition, or ask its choose()."};
  if (is_one) return std::nullopt;
  return issue{errc::unknown_alternative, '/' + reading,
               "the enumerator of reading " + reading + " is none of its own. Choose by name, with choose()."};
}

/// Are there rules at all?
inline std::optional<issue> check_given(bool is_given) {
  if (is_given) return std::nullopt;
  return issue{errc::bad_value, {}, "there are no rules: the pointer is null. Give an edition of a rule_catalog."};
}

}  // namespace ocop::detail
