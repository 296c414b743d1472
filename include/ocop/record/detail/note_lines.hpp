#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/detail/crypto/bytes.hpp"
#include "ocop/record/merkle_tree.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace ocop::detail {

inline std::string base64_of(tree_hash const& hash) {
  return base64_of(std::string_view(reinterpret_cast<char const*>(hash.data()), hash.size()));
}

inline std::optional<tree_hash> tree_hash_of_base64(std::string_view text) {
  auto const bytes = bytes_of_base64(text);
  tree_hash made{};
  if (!bytes || bytes->size() != made.size()) return std::nullopt;
  std::memcpy(made.data(), bytes->data(), made.size());
  return made;
}

/// A whole number without sign, blanks or leading zeros.
inline std::optional<std::uint64_t> plain_number(std::string_view text) {
  std::uint64_t n = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  bool const is_plain = !text.empty() && (text.front() != '0' || text.size() == 1);
  if (error != std::errc{} || end != text.data() + text.size() || !is_plain) return std::nullopt;
  return n;
}

/// Reads the lines of a text one after the other.
class line_reader {
  std::string_view rest_;
  std::size_t number_ = 0;

 public:
  explicit line_reader(std::string_view text) : rest_(text) {}
  /// The next line; nothing where none ends any more.
  std::optional<std::string_view> next() {
    std::size_t const end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view const line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    ++number_;
    return line;
  }
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }
  [[nodiscard]] issue wrong(std::string const& expected) const {
    return {errc::bad_value, '/' + std::to_string(number_), "expected " + expected + '.'};
  }
};

}  // namespace ocop::detail
