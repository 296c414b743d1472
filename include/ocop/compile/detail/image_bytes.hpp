#pragma once

#include "ocop/base/council_regulation.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/compile/detail/archive.hpp"
#include "ocop/compile/programme_plan.hpp"
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/version.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ocop::detail {

/// What an image begins with; its checksum follows, lowest byte first, then its lists, then the catalog.
inline std::string image_head() { return "ocop-image " + std::string(version) + '\n'; }

/// Eight bytes as a number, lowest first.
inline std::uint64_t word(char const* bytes) {
  std::uint64_t n = 0;
  if constexpr (std::endian::native == std::endian::little) std::memcpy(&n, bytes, sizeof n);
  else
    for (unsigned i = 0; i < 8; ++i) n |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
  return n;
}

inline std::string bytes_of(std::uint64_t word) {
  std::string bytes;
  for (unsigned i = 0; i < 8; ++i) bytes += static_cast<char>(word >> 8 * i);
  return bytes;
}

/// Tells bytes that were cut or altered by accident: FNV-1a by words, four sums side by side for speed. One word that
/// is another one always shows.
inline std::uint64_t checksum(std::string_view bytes) {
  constexpr std::uint64_t prime = 0x100000001B3;
  std::array<std::uint64_t, 4> sums{1, 2, 3, 4};
  std::size_t at = 0;
  auto const add = [&](char const* block) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = (sums[i] ^ word(block + 8 * i)) * prime;
  };
  std::array<char, 32> last{};
  for (; bytes.size() - at >= last.size(); at += last.size()) add(bytes.data() + at);
  std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end(), last.begin());
  add(last.data());
  std::uint64_t all = bytes.size();
  for (auto const sum : sums) all = (all ^ sum) * prime;
  return all;
}

/// What follows the head, with its checksum in front.
inline std::string sealed(std::string_view body) { return image_head() + bytes_of(checksum(body)) + std::string(body); }

/// The catalog of what follows the checksum. Throws ocop::error where it is none, and so does the product set that is
/// none when it is asked for; never reads outside.
inline rule_catalog read_body(std::string_view body) {
  auto lists = std::make_shared<image_lists>();
  lists->texts = strings_view(body);
  lists->sets = strings_view(body);
  reader from(body, std::move(lists));
  using editions = std::vector<std::shared_ptr<compiled_rule_set const>>;
  using regulations = std::vector<std::shared_ptr<council_regulation const>>;
  using programmes = std::vector<std::shared_ptr<programme_plan const>>;
  auto first = from.take<editions>();
  auto second = from.take<regulations>();
  return rule_catalog::of(std::move(first), std::move(second), from.take_whole<programmes>());
}

}  // namespace ocop::detail
