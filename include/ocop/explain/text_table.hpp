#pragma once

#include "ocop/config.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// Columns a text takes on a terminal: its code points, combining marks not counted.
[[nodiscard]] OCOP_INLINE std::size_t text_width(std::string_view utf8);

/// Rows of text in aligned columns, two spaces apart.
class text_table {
 public:
  enum class align { left, right };

 private:
  std::vector<align> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> widths_;

 public:
  explicit text_table(std::vector<align> columns) : columns_(std::move(columns)), widths_(columns_.size()) {}

  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }

  /// Adds a row. Throws ocop::error (errc::bad_value) where it has not as many cells as there are columns.
  OCOP_INLINE void add(std::vector<std::string> row);

  /// The rows so far as lines; they are forgotten, the widths stay for rows to come.
  [[nodiscard]] OCOP_INLINE std::string take();
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/explain/impl/text_table.ipp"
#endif
