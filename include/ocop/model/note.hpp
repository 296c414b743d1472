#pragma once

#include "ocop/base/citation.hpp"
#include "ocop/base/id.hpp"
#include "ocop/base/label.hpp"
#include "ocop/base/note_effect.hpp"
#include "ocop/logic/expression.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ocop::model {

/// A note of the law read as a rule: disqualifier, stop, applicability or yardstick.
struct note {
  std::string id;
  label text;
  std::optional<expression> when;                ///< over the facts; none: judged from the ticks or never
  std::string when_text;                         ///< the condition as compact JSON; empty where there is none
  std::variant<note_effect, reading_id> effect;  ///< fixed, or what the reading chooses
};

/// A note where it stands.
struct note_use {
  model::note note;
  std::vector<criterion_id> zero_at;  ///< applies when one of these has 0 points on a sheet
  citation cite;
};

}  // namespace ocop::model
