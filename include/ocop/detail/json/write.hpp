#pragma once

#include "ocop/base/number_text.hpp"
#include "ocop/base/text.hpp"
#include "ocop/base/value.hpp"
#include "ocop/detail/json/allocator.hpp"
#include "ocop/detail/json/rapidjson.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace ocop::detail::json {

using buffer = rapidjson::GenericStringBuffer<rapidjson::UTF8<>, allocator>;

/// Is it ASCII without anything that JSON escapes?
[[nodiscard]] inline bool is_plain(std::string_view text) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101U, tops = 0x80 * ones;
  auto const has_zero = [](std::uint64_t word) { return (word - ones) & ~word; };
  std::uint64_t found = 0;
  std::size_t at = 0;
  for (std::uint64_t word = 0; text.size() - at >= sizeof word; at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    found |= word | (word - 0x20 * ones) | has_zero(word ^ ('"' * ones)) | has_zero(word ^ ('\\' * ones));
  }
  bool is_plain = (found & tops) == 0;
  for (; at < text.size(); ++at) is_plain = is_plain && text[at] >= 0x20 && text[at] != '"' && text[at] != '\\';
  return is_plain;
}

/// RapidJSON's writer, but plain texts in one piece.
class writer
    : public rapidjson::Writer<buffer, rapidjson::UTF8<>, rapidjson::UTF8<>, allocator, rapidjson::kWriteNoFlags> {
  using base = rapidjson::Writer<buffer, rapidjson::UTF8<>, rapidjson::UTF8<>, allocator, rapidjson::kWriteNoFlags>;

 public:
  using base::base;

  /// Precondition: is_plain() is true of the text.
  void plain(std::string_view text) {
    Prefix(rapidjson::kStringType);
    char* to = os_->Push(text.size() + 2);
    *to++ = '"';
    to = std::copy(text.begin(), text.end(), to);
    *to = '"';
  }
};

/// With the flags that a host sets: PrettyWriter derives from a Writer of these, whatever its own are. They say nothing
/// of whole numbers and of texts in UTF-8, and no more is written by it.
using pretty_writer = rapidjson::PrettyWriter<buffer, rapidjson::UTF8<>, rapidjson::UTF8<>, allocator>;

/// A text as a value. What is written is UTF-8 whatever comes: see as_utf8().
template <class Writer>
void put(Writer& w, std::string_view text) {
  if constexpr (std::is_same_v<Writer, writer>)
    if (is_plain(text)) return w.plain(text);
  if (!is_utf8(text)) return put(w, std::string_view(as_utf8(text)));
  w.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

/// A text as a key, UTF-8 as well.
template <class Writer>
void key(Writer& w, std::string_view text) {
  if constexpr (std::is_same_v<Writer, writer>)
    if (is_plain(text)) return w.plain(text);
  if (!is_utf8(text)) return key(w, std::string_view(as_utf8(text)));
  w.Key(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

template <class Writer>
void put(Writer& w, value const& v) {
  if (v.is_null()) {
    w.Null();
  } else if (v.is_bool()) {
    w.Bool(v.as_bool());
  } else if (v.is_integer()) {
    w.Int64(v.as_integer());
  } else if (v.is_number()) {
    // JSON has no NaN and no infinity; ECMAScript writes both as null.
    if (!std::isfinite(v.as_number())) {
      w.Null();
    } else {
      std::string const text = number_text(v.as_number());
      w.RawValue(text.data(), text.size(), rapidjson::kNumberType);
    }
  } else if (v.is_string()) {
    put(w, std::string_view(v.as_string()));
  } else if (v.is_array()) {
    w.StartArray();
    for (auto const& item : v.as_array()) put(w, item);
    w.EndArray();
  } else {
    w.StartObject();
    for (auto const& m : v.as_object()) {
      key(w, m.key);
      put(w, m.content);
    }
    w.EndObject();
  }
}

/// The value as compact JSON.
[[nodiscard]] inline std::string write(value const& v) {
  buffer out;
  writer w(out);
  put(w, v);
  return {out.GetString(), out.GetSize()};
}

}  // namespace ocop::detail::json
