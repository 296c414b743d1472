#pragma once

#include "ocop/base/enumerators.hpp"
#include "ocop/base/result.hpp"
#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/config.hpp"
#include "ocop/rank/columns.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ocop {

/// So many sheets lie together in a tile.
inline constexpr std::size_t sheets_per_tile = 64;

/// How a tile holds its options.
enum class tile_layout {
  bytes,    ///< criterion after criterion as printed: a byte for each of the 64 sheets
  nibbles,  ///< the same with two criteria in a byte, the first of them in the low four bits
};

template <>
inline constexpr tile_layout last_enumerator<tile_layout> = tile_layout::nibbles;

/// Bytes of one tile of a set with so many criteria. Precondition: the layout is one of its enumerators, and the bytes
/// fit memory.
[[nodiscard]] constexpr std::size_t bytes_per_tile_unchecked(std::size_t criteria, tile_layout layout) noexcept {
  return sheets_per_tile * (layout == tile_layout::bytes ? criteria : (criteria + 1) / 2);
}

/// The same. Errors: errc::bad_value where the layout is none, or no memory holds so many criteria.
[[nodiscard]] OCOP_INLINE result<std::size_t> bytes_per_tile(std::size_t criteria, tile_layout layout);

/// Sheets in tiles, one tile after the other, in memory of the caller: what is read of a sheet lies in one place, so
/// a batch is read at the speed of the memory. Beyond the last sheet the last tile holds anything. That the memory
/// holds as many tiles as the sheets need is the caller's to keep, nothing can tell.
struct tiled_view {
  std::uint8_t const* first = nullptr;  ///< best where a line of 64 bytes begins
  std::size_t sheets = 0;
  tile_layout layout = tile_layout::bytes;
};

/// Sheets in tiles.
class tiled_sheets {
  struct alignas(sheets_per_tile) line {
    std::array<std::uint8_t, sheets_per_tile> bytes{};
  };
  std::vector<line> lines_;
  std::size_t sheets_ = 0;
  tile_layout layout_ = tile_layout::bytes;

 public:
  /// Packs columns. The options are copied as they are: what is no answer is told when they are scored. Errors:
  /// errc::bad_value, naming the sheet and the criterion, where an option is above 15 and nibbles are asked for;
  /// where cases are given, which tiles do not hold; where there is not one column with memory per criterion; where the
  /// layout is none.
  [[nodiscard]] static OCOP_INLINE result<tiled_sheets> pack(compiled_product_set const& set,
                                                             sheet_columns const& sheets, tile_layout layout);

  [[nodiscard]] tiled_view view() const noexcept {
    return {lines_.empty() ? nullptr : lines_.front().bytes.data(), sheets_, layout_};
  }
};

namespace detail {

/// Is the layout one of its enumerators? Gives errc::bad_value.
[[nodiscard]] OCOP_INLINE std::optional<issue> check_layout(tile_layout layout);

}  // namespace detail
}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/rank/impl/tiled_sheets.ipp"
#endif
