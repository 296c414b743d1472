#pragma once

#include "ocop/base/text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace ocop::detail {

/// May a byte stand in a string of JSON as it is, and is it a character by itself?
inline constexpr std::array<bool, 256> is_plain_in_string = [] {
  std::array<bool, 256> plain{};
  for (std::size_t b = 0x20; b < 0x80; ++b) plain[b] = b != '"' && b != '\\';
  return plain;
}();

/// A text of 1 to 16 bytes, which is compared with others in two words; any other is equal to no text of JSON.
class short_text {
  friend class json_cursor;
  static constexpr std::size_t longest = 16;
  using words = std::array<std::uint64_t, 2>;

  words text_{};
  words mask_{};
  std::size_t size_ = 0;

  static words words_of(char const* from) noexcept {
    words made;
    std::memcpy(made.data(), from, longest);
    return made;
  }

 public:
  explicit short_text(std::string_view text = {}) {
    // No text in UTF-8 has the byte FF.
    bool const fits = !text.empty() && text.size() <= longest;
    std::array<char, longest> bytes;
    std::array<char, longest> mask;
    bytes.fill(fits ? '\0' : '\xFF');
    mask = bytes;
    if (fits) {
      std::copy(text.begin(), text.end(), bytes.begin());
      std::fill_n(mask.begin(), text.size(), '\xFF');
      size_ = text.size();
    }
    text_ = words_of(bytes.data());
    mask_ = words_of(mask.data());
  }
};

/// Reads JSON whose shape is known beforehand, front to back. What it takes, every strict reader takes for the same;
/// where it says false it may only be that it does not know, and its place means nothing any more.
class json_cursor {
  char const* at_;
  char const* end_;
  std::string* unescaped_;

 public:
  /// \param unescaped holds the strings that are escaped in the text, as long as they are looked at
  json_cursor(std::string_view text, std::string& unescaped)
      : at_(text.data()), end_(text.data() + text.size()), unescaped_(&unescaped) {
    // Never longer than the text that they come from, if each is read once: room for all keeps them in their places.
    unescaped_->clear();
    unescaped_->reserve(text.size());
  }

  /// Is there nothing left but blanks?
  [[nodiscard]] bool is_at_end() {
    pass_blanks();
    return at_ == end_;
  }

  /// Passes over one byte, and the blanks before it, if it is the one.
  [[nodiscard]] bool take(char wanted) {
    pass_blanks();
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }

  /// Is that byte the next one that is no blank?
  [[nodiscard]] bool is_next(char wanted) {
    pass_blanks();
    return at_ != end_ && *at_ == wanted;
  }

  /// Passes over several bytes, and the blanks before them, if they are the ones.
  [[nodiscard]] bool take(std::string_view wanted) {
    pass_blanks();
    if (static_cast<std::size_t>(end_ - at_) < wanted.size()) return false;
    // A few bytes are compared sooner than memcmp is called.
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (at_[i] != wanted[i]) return false;
    at_ += wanted.size();
    return true;
  }

  /// Passes over members of an object as most are written: keys as expected, in their order, each with one digit, and
  /// no blanks. Gives how many; it stands behind the last of them. `found(key, digit)` says of each whether it may be.
  template <class Keyed, class Found>
  [[nodiscard]] std::size_t take_digits(Keyed const& all, Found found) {
    std::size_t n = 0;
    for (auto const& one : all) {
      short_text const& key = one.short_key;
      char const* const from = at_ + (n == 0 ? 0 : 1);  // behind a comma
      if (end_ - from < static_cast<std::ptrdiff_t>(short_text::longest + 2) || (n != 0 && *at_ != ',')) return n;
      auto const here = short_text::words_of(from);
      if ((((here[0] ^ key.text_[0]) & key.mask_[0]) | ((here[1] ^ key.text_[1]) & key.mask_[1])) != 0) return n;
      char const* const value = from + key.size_;
      auto const digit = static_cast<std::int32_t>(*value) - '0';
      bool const is_alone = value[1] == ',' || value[1] == '}';
      if (digit < 0 || digit > 9 || !is_alone || !found(one, digit)) return n;
      at_ = value + 1;
      ++n;
    }
    return n;
  }

  /// A string. It knows no escape of a quote, a backslash or a control character: what it gives may be written between
  /// quotes as it is.
  [[nodiscard]] bool string(std::string_view& to) {
    pass_blanks();
    if (at_ == end_ || *at_ != '"') return false;
    char const* const first = ++at_;
    pass_plain();
    if (at_ != end_ && *at_ != '"') return string_from(first, to);
    if (at_ == end_) return false;
    to = std::string_view(first, static_cast<std::size_t>(at_++ - first));
    return true;
  }

  /// A whole number that is not negative, of at most nine digits.
  [[nodiscard]] bool whole(std::int32_t& to) {
    pass_blanks();
    char const* const first = at_;
    std::int32_t n = 0;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9' && at_ - first < 9) n = n * 10 + (*at_++ - '0');
    to = n;
    return at_ - first == 1 || (at_ != first && *first != '0');
  }

  /// Passes over an object or an array, and gives its text. Looks only for its end: of a text that is JSON it is the
  /// right one.
  [[nodiscard]] bool nested(std::string_view& to) {
    if (!is_next('{') && !is_next('[')) return false;
    char const* const first = at_;
    std::size_t open = 0;
    for (; at_ != end_; ++at_) {
      char const c = *at_;
      if (c == '"') {
        for (++at_; at_ != end_ && *at_ != '"'; ++at_)
          if (*at_ == '\\' && ++at_ == end_) return false;
        if (at_ == end_) return false;
      } else if (c == '{' || c == '[') {
        ++open;
      } else if ((c == '}' || c == ']') && --open == 0) {
        to = std::string_view(first, static_cast<std::size_t>(++at_ - first));
        return true;
      }
    }
    return false;
  }

 private:
  void pass_blanks() {
    if (at_ != end_ && static_cast<unsigned char>(*at_) > ' ') return;  // as most are written
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  /// Eight bytes at a time as long as all are plain: none with the top bit, below a blank, a quote or a backslash.
  void pass_plain() {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t tops = ones << 7U;
    auto const has_zero = [](std::uint64_t word) { return (word - ones) & ~word; };
    while (end_ - at_ >= static_cast<std::ptrdiff_t>(sizeof(std::uint64_t))) {
      std::uint64_t word;
      std::memcpy(&word, at_, sizeof word);
      std::uint64_t const others =
          word | (word - ones * ' ') | has_zero(word ^ ones * '"') | has_zero(word ^ ones * '\\');
      if ((others & tops) == 0) {
        at_ += sizeof word;
      } else if constexpr (std::endian::native == std::endian::little) {
        at_ += std::countr_zero(others & tops) / 8;  // the lowest found is surely none; above it a borrow may show
        return;
      } else {
        break;
      }
    }
    while (at_ != end_ && is_plain_in_string[static_cast<unsigned char>(*at_)]) ++at_;
  }

  /// The rest of a string that has more than plain bytes.
  bool string_from(char const* first, std::string_view& to) {
    std::size_t const begin = unescaped_->size();
    char const* kept = first;  // up to there it is in `unescaped_`, if any of it is escaped
    while (at_ != end_ && *at_ != '"') {
      if (*at_ == '\\') {
        unescaped_->append(kept, at_);
        if (!escape()) return false;
        kept = at_;
      } else if (!character()) {
        return false;
      }
      pass_plain();
    }
    if (at_ == end_) return false;
    if (kept == first) {
      to = std::string_view(first, static_cast<std::size_t>(at_ - first));
    } else {
      unescaped_->append(kept, at_);
      to = std::string_view(*unescaped_).substr(begin);
    }
    ++at_;
    return true;
  }

  [[nodiscard]] unsigned byte(std::ptrdiff_t i) const {
    return i < end_ - at_ ? static_cast<unsigned char>(at_[i]) : 0U;
  }

  /// Passes over one character of several bytes.
  bool character() {
    std::size_t const length = character_length(std::string_view(at_, static_cast<std::size_t>(end_ - at_)));
    at_ += length;
    return length > 1;
  }

  /// Takes one escape to `unescaped_`.
  bool escape() {
    if (byte(1) == '/') {
      *unescaped_ += '/';
      at_ += 2;
      return true;
    }
    unsigned code = 0;
    if (!unit(code) || code < 0x20 || code == '"' || code == '\\') return false;
    if (code >= 0xDC00 && code < 0xE000) return false;
    if (code >= 0xD800 && code < 0xDC00) {
      unsigned second = 0;
      if (!unit(second) || second < 0xDC00 || second >= 0xE000) return false;
      code = 0x10000 + ((code - 0xD800) << 10U) + (second - 0xDC00);
    }
    auto const put = [this](unsigned b) { *unescaped_ += static_cast<char>(b); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0 | code >> 6U);
    } else {
      if (code < 0x10000) {
        put(0xE0 | code >> 12U);
      } else {
        put(0xF0 | code >> 18U);
        put(0x80 | (code >> 12U & 0x3FU));
      }
      put(0x80 | (code >> 6U & 0x3FU));
    }
    if (code >= 0x80) put(0x80 | (code & 0x3FU));
    return true;
  }

  /// Passes over `\uXXXX`.
  bool unit(unsigned& code) {
    if (byte(0) != '\\' || byte(1) != 'u' || end_ - at_ < 6) return false;
    auto const [stop, error] = std::from_chars(at_ + 2, at_ + 6, code, 16);
    if (error != std::errc{} || stop != at_ + 6) return false;
    at_ += 6;
    return true;
  }
};

}  // namespace ocop::detail
