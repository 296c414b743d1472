#pragma once

#include <utf8proc.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace ocop::detail {

/// Version of the Unicode data that characters are looked up in.
inline std::string_view unicode_version() noexcept { return utf8proc_unicode_version(); }

/// Can nobody see a character at the end of a name? Separators, control and format characters (general categories Z, Cc
/// and Cf), and the letters and the symbol that are printed as nothing: the fillers of Hangul and the blank of Braille.
inline bool is_invisible(std::int32_t code) noexcept {
  switch (code) {
    case 0x115F:
    case 0x1160:
    case 0x2800:
    case 0x3164:
    case 0xFFA0: return true;
    default: break;
  }
  auto const category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
         category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF;
}

/// Is a character a mark that stands on the one before it?
inline bool is_mark(std::int32_t code) noexcept {
  auto const category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC || category == UTF8PROC_CATEGORY_ME;
}

/// The first character of a text as a code point, and its length in bytes. Precondition: it is UTF-8 and not empty.
struct code_point {
  std::int32_t code = 0;
  std::size_t length = 0;

  explicit code_point(std::string_view text) noexcept {
    auto const* const bytes = reinterpret_cast<utf8proc_uint8_t const*>(text.data());
    length = static_cast<std::size_t>(utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &code));
  }
};

/// A text without the characters at both ends that nobody can see. Precondition: it is UTF-8.
inline std::string_view visible_part(std::string_view text) noexcept {
  std::size_t first = 0;  // of what can be seen
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    code_point const next(text.substr(at));
    if (!is_invisible(next.code)) {
      if (end == 0) first = at;
      end = at + next.length;
    }
    at += next.length;
  }
  return text.substr(first, end - first);
}

/// A text in Unicode's normal form C. Precondition: it is UTF-8.
inline std::string normal_form_c(std::string_view text) {
  auto const* const bytes = reinterpret_cast<utf8proc_uint8_t const*>(text.data());
  utf8proc_uint8_t* made = nullptr;
  auto const size = utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &made,
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> const owned(made, std::free);
  if (size < 0) throw std::bad_alloc();  // of UTF-8 nothing else can go wrong
  return {reinterpret_cast<char const*>(made), static_cast<std::size_t>(size)};
}

}  // namespace ocop::detail
