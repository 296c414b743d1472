#pragma once

#include "ocop/base/result.hpp"
#include "ocop/explain/text_table.hpp"

#include <algorithm>
#include <utility>

namespace ocop {

OCOP_INLINE std::size_t text_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    auto const byte = static_cast<unsigned char>(utf8[i]);
    if ((byte & 0xC0U) == 0x80U) continue;  // inside a code point
    // U+0300 to U+036F, the combining marks of decomposed Vietnamese: CC 80 to CD AF.
    if (byte == 0xCC || (byte == 0xCD && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xB0))
      continue;
    ++width;
  }
  return width;
}

OCOP_INLINE void text_table::add(std::vector<std::string> row) {
  if (row.size() != columns_.size())
    throw error({errc::bad_value,
                 {},
                 "the row has " + std::to_string(row.size()) + " cells; the table has " +
                     std::to_string(columns_.size()) + " columns. Give one cell for each."});
  for (std::size_t c = 0; c < columns_.size(); ++c) widths_[c] = std::max(widths_[c], text_width(row[c]));
  rows_.push_back(std::move(row));
}

OCOP_INLINE std::string text_table::take() {
  std::string text;
  for (auto const& row : rows_) {
    std::string line;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      std::string const padding(widths_[c] - text_width(row[c]), ' ');
      if (c > 0) line += "  ";
      line += columns_[c] == align::right ? padding + row[c] : row[c] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  rows_.clear();
  return text;
}

}  // namespace ocop
