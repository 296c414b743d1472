#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/rank/tiled_sheets.hpp"

#include <optional>
#include <string>

namespace ocop::detail {

/// Is the layout one of its enumerators?
inline std::optional<issue> check_layout(tile_layout layout) {
  if (is_enumerator(layout)) return std::nullopt;
  return issue{errc::bad_value,
               {},
               "the layout of the tiles is number " + std::to_string(static_cast<int>(layout)) +
                   "; it is tile_layout::bytes or nibbles."};
}

}  // namespace ocop::detail
