#pragma once

#include "ocop/base/text.hpp"
#include "ocop/rank/detail/rows.hpp"
#include "ocop/rank/detail/tile_layout.hpp"
#include "ocop/rank/tiled_sheets.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace ocop {

OCOP_INLINE result<std::size_t> bytes_per_tile(std::size_t criteria, tile_layout layout) {
  if (auto wrong = detail::check_layout(layout)) return std::move(*wrong);
  constexpr std::size_t most = detail::most_sheets / sheets_per_tile;
  if (criteria > most)
    return issue{errc::bad_value,
                 {},
                 "found " + std::to_string(criteria) + " criteria; a tile holds at most " + std::to_string(most) + "."};
  return bytes_per_tile_unchecked(criteria, layout);
}

OCOP_INLINE result<tiled_sheets> tiled_sheets::pack(compiled_product_set const& set, sheet_columns const& sheets,
                                                    tile_layout layout) {
  std::size_t const criteria = set.criteria.size();
  if (auto wrong = detail::check_layout(layout)) return std::move(*wrong);
  if (auto wrong = detail::check_columns(set, sheets)) return std::move(*wrong);
  if (detail::gives_cases(sheets))
    return issue{errc::bad_value, {}, "cases are given, and tiles hold options only. Score these sheets in columns."};

  tiled_sheets made;
  made.sheets_ = sheets.sheets;
  made.layout_ = layout;
  std::size_t const tiles = (sheets.sheets + sheets_per_tile - 1) / sheets_per_tile;
  std::size_t const lines = bytes_per_tile_unchecked(criteria, layout) / sheets_per_tile;
  made.lines_.resize(tiles * lines);
  for (std::size_t t = 0; t < tiles; ++t) {
    std::size_t const first = t * sheets_per_tile;
    std::size_t const count = std::min(sheets_per_tile, sheets.sheets - first);
    for (std::size_t c = 0; c < criteria; ++c) {
      choice_column const& column = sheets.options[c];
      bool const is_high = layout == tile_layout::nibbles && c % 2 == 1;
      line& to = made.lines_[t * lines + (layout == tile_layout::nibbles ? c / 2 : c)];
      unsigned merged = 0;
      for (std::size_t i = 0; i < count; ++i) {
        std::uint8_t const option = column[first + i];
        merged |= option;
        to.bytes[i] = static_cast<std::uint8_t>(is_high ? to.bytes[i] | option << 4 : option);
      }
      if (layout == tile_layout::bytes || merged <= 15) continue;
      std::size_t bad = first;
      while (column[bad] <= 15) ++bad;
      return issue{errc::bad_value, '/' + std::to_string(bad) + pointer_to(set.criteria[c].id.str()),
                   "option " + std::to_string(column[bad]) + " of sheet " + std::to_string(bad) + ", criterion " +
                       set.criteria[c].id.str() + ", does not fit four bits; 0 to 15 do. Pack bytes."};
    }
  }
  return made;
}

}  // namespace ocop
