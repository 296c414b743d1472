#pragma once

#include "ocop/base/day.hpp"
#include "ocop/base/label.hpp"

#include <optional>
#include <string>

namespace ocop::model {

/// A revision (bản hiệu chỉnh) of what we know of an edition: a label mended, a source found, a slip corrected. The law
/// is the same; an amendment of it is another edition.
struct rule_revision {
  int number = 1;              ///< 1: as the edition was first published
  std::optional<day> dated{};  ///< day of a later revision; absent for the first
  label why{};                 ///< what it changes and why; empty for the first
  std::string source{};        ///< id of the source that it comes from; empty where it names none

  friend bool operator==(rule_revision const&, rule_revision const&) = default;
};

}  // namespace ocop::model
