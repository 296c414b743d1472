#pragma once

#include "ocop/base/value.hpp"
#include "ocop/compile/reading_choices.hpp"
#include "ocop/record/decision_record.hpp"

#include <vector>

namespace ocop::detail {

/// The alternatives that a record prefers: those it states, or of an `ocop-record/1`, which states none, all that it
/// took.
inline std::vector<reading_choice> preferences_of(read_record const& record) {
  std::vector<reading_choice> preferred;
  bool const are_stated = record.format != record_format::record_1;
  for (auto const& m : record.document.find(are_stated ? "preferences" : "readings")->as_object())
    if (m.content.is_string()) preferred.push_back({reading_id(m.key), m.content.as_string()});
  return preferred;
}

}  // namespace ocop::detail
