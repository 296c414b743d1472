#pragma once

#include "ocop/base/day.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace ocop::model {

/// The days on which an entry that an amendment changed is in force: since, included, until, excluded. Both absent:
/// always.
struct dated {
  std::optional<day> since;
  std::optional<day> until;

  [[nodiscard]] bool holds_on(day d) const noexcept { return (!since || *since <= d) && (!until || d < *until); }
};

/// Entries of one kind with the days on which each is in force.
template <class T>
using dated_list = std::vector<std::pair<dated, T>>;

}  // namespace ocop::model
