#pragma once

#include "ocop/base/name.hpp"
#include "ocop/base/text.hpp"
#include "ocop/detail/unicode.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace ocop {
namespace detail {

inline std::vector<std::int32_t> code_points_of(std::string_view text) {
  std::vector<std::int32_t> codes;
  while (!text.empty()) {
    code_point const next(text);
    codes.push_back(next.code);
    text.remove_prefix(next.length);
  }
  return codes;
}

/// `U+0055 U+0309`: at least four digits each, and of many the first.
inline std::string shown_code_points(std::vector<std::int32_t> const& codes, std::size_t from, std::size_t end) {
  constexpr std::size_t most = 8;
  std::string text;
  for (std::size_t i = from; i < std::min(end, from + most); ++i) {
    std::array<char, 8> digits{};
    auto const stop = std::to_chars(digits.data(), digits.data() + digits.size(), codes[i], 16).ptr;
    std::string hex(digits.data(), stop);
    for (char& c : hex)
      if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
    hex.insert(0, 4 - std::min<std::size_t>(4, hex.size()), '0');
    text += (text.empty() ? "U+" : " U+") + hex;
  }
  if (from == end) return "nothing";
  return end - from > most ? text + " …" : text;
}

/// The end of the character at an index with the marks that stand on it.
inline std::size_t end_of_character(std::vector<std::int32_t> const& codes, std::size_t at) {
  std::size_t end = std::min(at + 1, codes.size());
  while (end < codes.size() && is_mark(codes[end])) ++end;
  return end;
}

}  // namespace detail

OCOP_INLINE std::string name_key(std::string_view name) {
  if (is_utf8(name) && !is_plain_name(name)) return detail::normal_form_c(detail::visible_part(name));
  return std::string(name);
}

OCOP_INLINE bool is_blank_name(std::string_view name) noexcept {
  if (!name.empty() && name.front() > ' ' && name.front() < '\x7F') return false;  // as most begin
  if (!is_utf8(name)) return false;
  return detail::visible_part(name).empty();
}

OCOP_INLINE std::string differing_code_points(std::string_view a, std::string_view b) {
  bool const is_at_ends = detail::visible_part(a) == detail::visible_part(b);
  auto const left = detail::code_points_of(is_at_ends ? a : detail::visible_part(a));
  auto const right = detail::code_points_of(is_at_ends ? b : detail::visible_part(b));
  std::size_t first = 0;
  std::size_t const most = std::min(left.size(), right.size());
  while (first < most && left[first] == right[first]) ++first;
  std::size_t end_of_left = left.size();
  std::size_t end_of_right = right.size();
  if (is_at_ends) {
    for (; end_of_left > first && end_of_right > first && left[end_of_left - 1] == right[end_of_right - 1];
         --end_of_left)
      --end_of_right;
  } else {
    end_of_left = detail::end_of_character(left, first);
    end_of_right = detail::end_of_character(right, first);
  }
  bool const is_all = std::equal(left.begin() + static_cast<std::ptrdiff_t>(end_of_left), left.end(),
                                 right.begin() + static_cast<std::ptrdiff_t>(end_of_right), right.end());
  std::string const more = is_all ? "" : " …";
  return detail::shown_code_points(left, first, end_of_left) + more + " against " +
         detail::shown_code_points(right, first, end_of_right) + more;
}

OCOP_INLINE std::optional<distinct_names::repeated> distinct_names::add(std::string_view name) {
  std::string_view key = name;
  if (!is_plain_name(name)) key = *keys_.emplace_back(std::make_unique<std::string const>(name_key(name)));
  auto const [first, is_new] = known_.emplace(key, known_name{name, count_});
  ++count_;
  if (is_new) return std::nullopt;
  std::string_view const written = first->second.written;
  return repeated{first->second.place, written == name ? std::string() : differing_code_points(written, name)};
}

OCOP_INLINE std::optional<issue> check_name(std::string_view name, std::string_view what) {
  if (std::size_t const bad = first_not_utf8(name); bad != std::string_view::npos)
    return issue{errc::bad_value,
                 {},
                 "found " + in_quotes(name) + ", whose byte " + byte_in_hex(static_cast<unsigned char>(name[bad])) +
                     " at offset " + std::to_string(bad) + " is no UTF-8; expected " + std::string(what) +
                     " in UTF-8."};
  if (!is_blank_name(name)) return std::nullopt;
  std::string seen;
  if (!name.empty())
    seen = ", which is " +
           detail::shown_code_points(detail::code_points_of(name), 0, detail::code_points_of(name).size()) +
           " and nothing that can be seen";
  return issue{errc::bad_value,
               {},
               "found " + in_quotes(name) + seen + "; expected " + std::string(what) + " that is not blank."};
}

}  // namespace ocop
