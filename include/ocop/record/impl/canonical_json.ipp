#pragma once

#include "ocop/base/number_text.hpp"
#include "ocop/base/text.hpp"
#include "ocop/record/canonical_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace ocop {
namespace detail {

/// UTF-8 text as UTF-16 code units, for the order of members.
inline std::u16string utf16_of(std::string_view utf8) {
  std::u16string units;
  for (std::size_t i = 0; i < utf8.size();) {
    auto const lead = static_cast<unsigned char>(utf8[i]);
    std::size_t const length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
      code = (code << 6U) | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
    if (code < 0x10000) {
      units += static_cast<char16_t>(code);
    } else {
      units += static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10U));
      units += static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FFU));
    }
    i += length;
  }
  return units;
}

/// Appends canonical JSON to a text.
class canonical_writer {
  std::string& out_;
  std::string pointer_;

 public:
  std::optional<issue> failure;

  explicit canonical_writer(std::string& out) : out_(out) {}

  void put(value const& v) {
    if (v.is_null()) out_ += "null";
    else if (v.is_bool()) out_ += v.as_bool() ? "true" : "false";
    else if (v.is_number()) put_number(v);
    else if (v.is_string()) put_string(v.as_string());
    else if (v.is_array()) put_array(v.as_array());
    else put_object(v.as_object());
  }

 private:
  void put_number(value const& v) {
    constexpr std::int64_t most_exact = std::int64_t{1} << 53U;
    if (v.is_integer() && v.as_integer() <= most_exact && v.as_integer() >= -most_exact) {
      out_ += std::to_string(v.as_integer());
      return;
    }
    double const n = v.as_number();
    if (!std::isfinite(n) && !failure)
      failure = issue{errc::bad_value, pointer_, "found " + number_text(n) + "; JSON has finite numbers only."};
    out_ += number_text(n);
  }

  void put_string(std::string_view text) {
    if (std::size_t const bad = first_not_utf8(text); bad != std::string_view::npos && !failure)
      failure =
          issue{errc::bad_value, pointer_,
                "found " + in_quotes(text) + ", whose byte " + byte_in_hex(static_cast<unsigned char>(text[bad])) +
                    " at offset " + std::to_string(bad) + " is no UTF-8. Give text in UTF-8."};
    out_ += '"';
    std::size_t plain = 0;  // from there to here nothing is escaped
    for (std::size_t i = 0; i < text.size(); ++i) {
      auto const code = static_cast<unsigned char>(text[i]);
      if (code >= 0x20 && text[i] != '"' && text[i] != '\\') continue;
      out_.append(text, plain, i - plain);
      plain = i + 1;
      put_escaped(text[i]);
    }
    out_.append(text, plain, text.size() - plain);
    out_ += '"';
  }

  void put_escaped(char c) {
    constexpr std::string_view named = "\"\\\b\f\n\r\t", names = "\"\\bfnrt";
    out_ += '\\';
    if (std::size_t const at = named.find(c); at != std::string_view::npos) {
      out_ += names[at];
    } else {
      out_ += "u00";
      char const digits[] = {static_cast<char>('0' + (c >> 4)), "0123456789abcdef"[c & 15]};
      out_.append(digits, 2);
    }
  }

  void put_array(value::array const& items) {
    out_ += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_ += ',';
      below(std::to_string(i), [&] { put(items[i]); });
    }
    out_ += ']';
  }

  void put_object(value::object const& members) {
    std::vector<member const*> order;
    order.reserve(members.size());
    for (auto const& m : members) order.push_back(&m);
    // By UTF-16 code units, which is the order of bytes but for what lies beyond U+D7FF.
    auto const is_beyond = [](member const* m) {
      return std::any_of(m->key.begin(), m->key.end(), [](char c) { return static_cast<unsigned char>(c) > 0xED; });
    };
    if (std::any_of(order.begin(), order.end(), is_beyond))
      std::sort(order.begin(), order.end(), [](auto* a, auto* b) { return utf16_of(a->key) < utf16_of(b->key); });
    else std::sort(order.begin(), order.end(), [](auto* a, auto* b) { return a->key < b->key; });
    out_ += '{';
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i > 0) out_ += ',';
      below(order[i]->key, [&] {
        put_string(order[i]->key);
        out_ += ':';
        put(order[i]->content);
      });
    }
    out_ += '}';
  }

  template <class Put>
  void below(std::string_view token, Put put_there) {
    std::size_t const before = pointer_.size();
    append_token(pointer_, token);
    put_there();
    pointer_.resize(before);
  }
};

}  // namespace detail

OCOP_INLINE result<std::string> canonical_json(value const& v) {
  std::string text;
  detail::canonical_writer writer(text);
  writer.put(v);
  if (writer.failure) return std::move(*writer.failure);
  return text;
}

}  // namespace ocop
