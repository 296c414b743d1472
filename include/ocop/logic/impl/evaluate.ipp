#pragma once

#include "ocop/base/decimal.hpp"
#include "ocop/base/number_text.hpp"
#include "ocop/logic/evaluate.hpp"
#include "ocop/logic/impl/expression.ipp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <string_view>
#include <system_error>

namespace ocop {
namespace detail::logic {

inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double first_inexact_integer = 9007199254740992.0;  // 2^53

// Text as JavaScript reads it. Our strings are UTF-8, JavaScript counts and compares UTF-16 code units.

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Bytes of the white space character (as ECMAScript has it) that the text starts with, or 0.
OCOP_INLINE std::size_t leading_space(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
  if (text.starts_with("\xC2\xA0")) return 2;
  std::string_view const three = text.substr(0, 3);
  for (std::string_view const space :
       {"\xE1\x9A\x80", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"})
    if (three == space) return 3;
  if (three.size() < 3 || !three.starts_with("\xE2\x80")) return 0;
  auto const last = static_cast<unsigned char>(three[2]);
  return last >= 0x80 && last <= 0x8A ? 3 : 0;  // U+2000 to U+200A
}

OCOP_INLINE std::string_view trimmed_left(std::string_view text) {
  while (std::size_t const space = leading_space(text)) text.remove_prefix(space);
  return text;
}

OCOP_INLINE std::string_view trimmed(std::string_view text) {
  text = trimmed_left(text);
  for (;;) {
    std::size_t last = text.size();
    while (last > 0 && is_continuation(text[--last])) {}
    std::string_view const character = text.substr(last);
    if (character.empty() || leading_space(character) != character.size()) return text;
    text.remove_suffix(character.size());
  }
}

/// The longest decimal number that the text starts with; `used` is its length, 0 where there is none.
OCOP_INLINE double read_decimal(std::string_view text, std::size_t& used) {
  auto const digits_end = [&](std::size_t i) {
    while (i < text.size() && is_digit(text[i])) ++i;
    return i;
  };
  used = 0;
  bool const is_negative = text.starts_with('-');
  std::size_t const start = is_negative || text.starts_with('+') ? 1 : 0;
  if (text.substr(start).starts_with("Infinity")) {
    used = start + 8;
    return is_negative ? -infinity : infinity;
  }
  std::size_t end = digits_end(start);
  std::size_t digits = end - start;
  if (end < text.size() && text[end] == '.') {
    std::size_t const fraction_end = digits_end(end + 1);
    digits += fraction_end - end - 1;
    if (digits > 0) end = fraction_end;
  }
  if (digits == 0) return not_a_number;
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    bool const is_signed = end + 1 < text.size() && (text[end + 1] == '-' || text[end + 1] == '+');
    std::size_t const exponent = end + (is_signed ? 2 : 1);
    if (std::size_t const exponent_end = digits_end(exponent); exponent_end > exponent) end = exponent_end;
  }
  used = end;
  return nearest_double(text.substr(0, end));
}

/// Digits of base 2, 8 or 16, rounded to the nearest double; NaN where one is no digit or there is none.
OCOP_INLINE double read_radix(std::string_view digits, unsigned bits) {
  std::uint64_t mantissa = 0;
  int exponent = 0;
  if (digits.empty()) return not_a_number;
  for (char const c : digits) {
    unsigned digit = 16;
    if (is_digit(c)) digit = static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
    if (digit >> bits != 0) return not_a_number;
    if (mantissa >> 59 == 0) {
      mantissa = mantissa << bits | digit;
    } else {  // beyond 59 bits only "is there something" matters to the rounding
      mantissa |= digit == 0 ? 0U : 1U;
      exponent = std::min(exponent + static_cast<int>(bits), 10'000);
    }
  }
  return std::ldexp(static_cast<double>(mantissa), exponent);
}

/// JavaScript's Number(text).
OCOP_INLINE double number_of(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return 0;
  if (text.size() > 1 && text[0] == '0') {
    switch (text[1]) {
      case 'x':
      case 'X': return read_radix(text.substr(2), 4);
      case 'o':
      case 'O': return read_radix(text.substr(2), 3);
      case 'b':
      case 'B': return read_radix(text.substr(2), 1);
      default: break;
    }
  }
  std::size_t used = 0;
  double const n = read_decimal(text, used);
  return used == text.size() ? n : not_a_number;
}

/// Order of two texts by their UTF-16 code units. In UTF-8 byte order differs from it only where a character
/// from U+10000 on (a surrogate pair) meets one of U+E000 to U+FFFF (lead bytes EE and EF).
OCOP_INLINE std::strong_ordering compare_utf16(std::string_view a, std::string_view b) {
  auto const [left, right] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (left == a.end() || right == b.end()) return a.size() <=> b.size();
  auto const x = static_cast<unsigned char>(*left);
  auto const y = static_cast<unsigned char>(*right);
  if (x >= 0xF0 && (y == 0xEE || y == 0xEF)) return std::strong_ordering::less;
  if (y >= 0xF0 && (x == 0xEE || x == 0xEF)) return std::strong_ordering::greater;
  return x <=> y;
}

/// UTF-16 code units of the character that starts with this byte; a continuation byte starts none.
constexpr std::size_t units_of(char c) {
  return is_continuation(c) ? 0 : (static_cast<unsigned char>(c) >= 0xF0 ? 2 : 1);
}

OCOP_INLINE std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (char const c : text) units += units_of(c);
  return units;
}

/// The characters that lie wholly within the UTF-16 code units [from, to).
OCOP_INLINE std::string_view utf16_slice(std::string_view text, double from, double to) {
  std::size_t begin = text.size(), end = text.size();
  double unit = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t const units = units_of(text[i]);
    if (units == 0) continue;
    if (begin == text.size() && unit >= from) begin = i;
    if (unit + static_cast<double>(units) > to) {
      end = i;
      break;
    }
    unit += static_cast<double>(units);
  }
  return begin < end ? text.substr(begin, end - begin) : std::string_view();
}

// The values of an evaluation.

enum class kind : std::uint8_t { undefined, null, boolean, integer, number, text, datum, list, pair };

struct pair;

/// A value during evaluation: a small copy, or a reference to the data, to the rule or to what was built.
struct operand {
  kind is = kind::undefined;
  union {
    std::int64_t integer = 0;
    double number;
    bool boolean;
    char const* text;
    value const* datum;  ///< an array or object of the data or of the rule
    operand* items;
    logic::pair* pair;
  };
  /// text: bytes; list: items; datum: 0, or which evaluation of an array in the rule it stems from, because
  /// each evaluation makes another array (`==` on arrays asks whether they are the same one)
  std::size_t extent = 0;

  [[nodiscard]] bool is_reference() const noexcept { return is >= kind::datum; }
  [[nodiscard]] bool is_nothing() const noexcept { return is <= kind::null; }
  [[nodiscard]] std::string_view view() const noexcept { return {text, extent}; }
  [[nodiscard]] bool is_array() const noexcept { return is == kind::list || (is == kind::datum && datum->is_array()); }
};

/// What a body of reduce sees as its data. Lives on the stack until a rule keeps all of it as a value.
struct pair {
  operand current;
  operand accumulator;
  pair* kept = nullptr;  ///< the lasting copy
};

OCOP_INLINE operand null() {
  operand o;
  o.is = kind::null;
  return o;
}
OCOP_INLINE operand of_bool(bool b) {
  operand o;
  o.is = kind::boolean;
  o.boolean = b;
  return o;
}
OCOP_INLINE operand of_number(double n) {
  operand o;
  o.is = kind::number;
  o.number = n;
  return o;
}
OCOP_INLINE operand of_text(std::string_view text) {
  operand o;
  o.is = kind::text;
  o.text = text.data();
  o.extent = text.size();
  return o;
}
OCOP_INLINE operand of_pair(pair& p) {
  operand o;
  o.is = kind::pair;
  o.pair = &p;
  return o;
}
/// \param origin  the `extent` of the array that holds the value, 0 for none
OCOP_INLINE operand of_value(value const& v, std::size_t origin = 0) {
  operand o;
  if (v.is_null()) return null();
  if (v.is_bool()) return of_bool(v.as_bool());
  if (v.is_string()) return of_text(v.as_string());
  if (v.is_integer()) {
    o.is = kind::integer;
    o.integer = v.as_integer();
  } else if (v.is_number()) {
    return of_number(v.as_number());
  } else {
    o.is = kind::datum;
    o.datum = &v;
    o.extent = v.is_array() ? origin : 0;
  }
  return o;
}

OCOP_INLINE std::size_t size_of(operand const& array) {
  return array.is == kind::list ? array.extent : array.datum->as_array().size();
}
OCOP_INLINE operand item_of(operand const& array, std::size_t i) {
  return array.is == kind::list ? array.items[i] : of_value(array.datum->as_array()[i], array.extent);
}

OCOP_INLINE bool is_true(operand const& o) {
  switch (o.is) {
    case kind::undefined:
    case kind::null: return false;
    case kind::boolean: return o.boolean;
    case kind::integer: return o.integer != 0;
    case kind::number: return o.number != 0 && !std::isnan(o.number);
    case kind::text: return o.extent != 0;
    default: return !o.is_array() || size_of(o) != 0;
  }
}

/// JavaScript's Number(o). An array counts as its text does: none of two items or more is a number.
OCOP_INLINE double to_number(operand o) {
  bool is_item = false;
  for (;; is_item = true) {
    switch (o.is) {
      case kind::undefined: return is_item ? 0 : not_a_number;
      case kind::null: return 0;
      case kind::boolean: return is_item ? not_a_number : (o.boolean ? 1 : 0);
      case kind::integer: return static_cast<double>(o.integer);
      case kind::number: return is_item ? o.number + 0.0 : o.number;  // the text of -0 is "0"
      case kind::text: return number_of(o.view());
      default: break;
    }
    if (!o.is_array() || size_of(o) > 1) return not_a_number;
    if (size_of(o) == 0) return 0;
    o = item_of(o, 0);
  }
}

/// JavaScript's parseFloat(o). The text of an array starts with that of its first item.
OCOP_INLINE double parse_float(operand o) {
  while (o.is_array() && size_of(o) != 0) o = item_of(o, 0);
  if (o.is == kind::integer) return static_cast<double>(o.integer);
  if (o.is == kind::number) return o.number + 0.0;
  std::size_t used = 0;
  return o.is == kind::text ? read_decimal(trimmed_left(o.view()), used) : not_a_number;
}

OCOP_INLINE bool is_number(operand const& o) { return o.is == kind::integer || o.is == kind::number; }

/// `===`: arrays and objects are the same only where they are the same one.
OCOP_INLINE bool is_same(operand const& a, operand const& b) {
  if (is_number(a) && is_number(b)) return to_number(a) == to_number(b);
  if (a.is != b.is) return false;
  switch (a.is) {
    case kind::boolean: return a.boolean == b.boolean;
    case kind::text: return a.view() == b.view();
    case kind::datum: return a.datum == b.datum && a.extent == b.extent;
    case kind::list: return a.items == b.items;
    case kind::pair: return a.pair == b.pair;
    default: return true;
  }
}

/// Memory of one evaluation: a little of the stack first, then blocks, all given back at once.
class arena {
  alignas(std::max_align_t) std::byte near_[1024];
  std::byte* next_ = near_;
  std::size_t room_ = sizeof near_;
  std::vector<std::unique_ptr<std::byte[]>> far_;

 public:
  arena() = default;
  arena(arena const&) = delete;
  arena& operator=(arena const&) = delete;

  /// Precondition: bytes is a multiple of 8.
  void* take(std::size_t bytes) {
    constexpr std::size_t block = std::size_t{16} << 10;
    if (bytes > room_) {
      room_ = std::max(bytes, block);
      far_.push_back(std::make_unique_for_overwrite<std::byte[]>(room_));
      next_ = far_.back().get();
    }
    room_ -= bytes;
    return std::exchange(next_, next_ + bytes);
  }
};

/// One evaluation. After a failure every operation gives `undefined` at once.
class evaluator {
  struct scope {
    operand data;
    bool is_root;
  };

  static constexpr std::uint64_t step = 64;  // the budget is counted in bytes read
  static constexpr std::size_t most_value_depth = 512;

  tree const& rule_;
  std::vector<std::string>* missing_;
  std::uint64_t budget_;
  std::size_t bytes_left_;
  std::size_t arrays_made_ = 0;
  std::uint32_t here_ = 0;  // the operation at work, for messages
  arena memory_;
  std::string scratch_;

 public:
  std::optional<issue> failure;

  evaluator(tree const& rule, std::vector<std::string>* missing)
      : rule_(rule),
        missing_(missing),
        budget_(std::min(rule.allowed.max_steps, std::numeric_limits<std::uint64_t>::max() / step) * step),
        bytes_left_(rule.allowed.max_bytes) {}

  operand run(value const& data) { return eval(0, scope{of_value(data), true}); }

  value to_value(operand const& o, std::size_t depth = 0) {
    if (!enter(depth)) return {};
    switch (o.is) {
      case kind::undefined:
      case kind::null: return {};
      case kind::boolean: return o.boolean;
      case kind::integer: return o.integer;
      case kind::number: return number_value(o.number);
      case kind::text: return charge(o.extent) ? value(o.view()) : value();
      case kind::datum: return o.datum->is_object() ? object_value(o.datum->as_object(), depth) : array_value(o, depth);
      case kind::list: return array_value(o, depth);
      case kind::pair: return pair_value(*o.pair, depth);
    }
    return {};
  }

 private:
  // Limits.

  void fail(errc code, std::string message) {
    if (!failure) failure = issue{code, pointer_to(rule_, here_), std::move(message)};
    budget_ = 0;
    bytes_left_ = 0;
  }

  bool spend(std::uint64_t bytes) {
    if (bytes <= budget_ && !failure) {
      budget_ -= bytes;
      return true;
    }
    fail(errc::rule_limit, "the condition needs more than " + std::to_string(rule_.allowed.max_steps) +
                               " steps on this data. Make it simpler or the lists shorter.");
    return false;
  }

  bool charge(std::size_t bytes) {
    if (!fits(bytes)) return false;
    bytes_left_ -= bytes;
    return true;
  }

  bool fits(std::size_t bytes) {
    if (bytes <= bytes_left_ && !failure) return true;
    fail(errc::rule_limit, "the condition builds more than " + std::to_string(rule_.allowed.max_bytes) +
                               " bytes of text and lists. Make it simpler or the lists shorter.");
    return false;
  }

  /// Counts one value of a nested one.
  bool enter(std::size_t depth) {
    if (depth <= most_value_depth) return spend(step);
    fail(errc::too_deep,
         "a value nests more than " + std::to_string(most_value_depth) + " deep. Flatten the data or the condition.");
    return false;
  }

  // Memory.

  /// Room for items, all undefined; never null without a failure, so that each array has its own address.
  operand* new_items(std::size_t count) {
    std::size_t const bytes = std::max<std::size_t>(count, 1) * sizeof(operand);
    if (!charge(bytes)) return nullptr;
    auto* const items = static_cast<operand*>(memory_.take(bytes));
    std::uninitialized_default_construct_n(items, std::max<std::size_t>(count, 1));
    return items;
  }

  static operand list_of(operand* items, std::size_t count) {
    operand o;
    o.is = kind::list;
    o.items = items;
    o.extent = count;
    return o;
  }

  /// A list whose length is not known beforehand.
  struct growing_list {
    operand* items = nullptr;
    std::size_t count = 0;
    std::size_t room = 0;
  };

  bool append(growing_list& list, operand const& o) {
    if (list.count == list.room) {
      std::size_t const room = std::max<std::size_t>(4, list.room * 2);
      operand* const items = new_items(room);
      if (items == nullptr) return false;
      std::copy_n(list.items, list.count, items);
      list.items = items;
      list.room = room;
    }
    list.items[list.count++] = o;
    return true;
  }

  operand finish(growing_list const& list) {
    operand* const items = list.items != nullptr ? list.items : new_items(0);
    return items != nullptr ? list_of(items, list.count) : operand{};
  }

  operand new_text(std::string_view text) {
    std::size_t const bytes = (text.size() + 7) / 8 * 8;
    if (text.empty() || !charge(bytes)) return of_text("");
    auto* const copy = static_cast<char*>(memory_.take(bytes));
    std::memcpy(copy, text.data(), text.size());
    return of_text({copy, text.size()});
  }

  /// A pair as a value that outlasts its body.
  operand keep(pair& p) {
    if (p.kept == nullptr) {
      static_assert(sizeof(pair) % 8 == 0);
      if (!charge(sizeof(pair))) return {};
      p.kept = new (memory_.take(sizeof(pair))) pair{p.current, p.accumulator, nullptr};
      p.kept->kept = p.kept;
    }
    return of_pair(*p.kept);
  }

  // Conversions that may build something.

  bool write_text(operand const& o, std::size_t depth) {
    switch (o.is) {
      case kind::undefined: return write_text("undefined");
      case kind::null: return write_text("null");
      case kind::boolean: return write_text(o.boolean ? "true" : "false");
      case kind::integer:
      case kind::number: return write_text(number_text(to_number(o)));
      case kind::text: return write_text(o.view());
      default: break;
    }
    if (!o.is_array()) return write_text("[object Object]");
    for (std::size_t i = 0, n = size_of(o); i < n; ++i) {
      if (!enter(depth + 1) || (i > 0 && !write_text(","))) return false;
      operand const item = item_of(o, i);
      if (!item.is_nothing() && !write_text(item, depth + 1)) return false;
    }
    return true;
  }

  bool write_text(std::string_view text) {
    if (!spend(text.size()) || !fits(scratch_.size() + text.size())) return false;
    scratch_ += text;
    return true;
  }

  /// JavaScript's String(o).
  operand to_text(operand const& o) {
    if (o.is == kind::text) return o;
    scratch_.clear();
    return new_text(write_text(o, 0) ? std::string_view(scratch_) : std::string_view());
  }

  /// Arrays and objects turn into their text where a comparison meets a plain value.
  operand to_primitive(operand const& o) { return o.is_reference() ? to_text(o) : o; }

  static value number_value(double n) {
    if (std::fabs(n) < first_inexact_integer && n == std::trunc(n)) return static_cast<std::int64_t>(n);
    return n;
  }

  value array_value(operand const& array, std::size_t depth) {
    std::size_t const count = size_of(array);
    if (!charge(count * sizeof(value))) return {};
    value::array out;
    out.reserve(count);
    for (std::size_t i = 0; i < count && !failure; ++i) out.push_back(to_value(item_of(array, i), depth + 1));
    return out;
  }

  bool append(value::object& out, std::string_view key, operand const& content, std::size_t depth) {
    if (!charge(sizeof(member) + key.size())) return false;
    out.push_back({std::string(key), to_value(content, depth + 1)});
    return true;
  }

  value object_value(value::object const& members, std::size_t depth) {
    value::object out;
    for (auto const& m : members)
      if (!append(out, m.key, of_value(m.content), depth)) break;
    return out;
  }

  value pair_value(pair const& p, std::size_t depth) {
    value::object out;
    if (p.current.is != kind::undefined && !append(out, "current", p.current, depth)) return {};
    if (p.accumulator.is != kind::undefined && !append(out, "accumulator", p.accumulator, depth)) return {};
    return out;
  }

  // Comparisons.

  bool read_both(operand const& a, operand const& b) {
    return spend((a.is == kind::text ? a.extent : 0) + (b.is == kind::text ? b.extent : 0));
  }

  bool are_equal(operand a, operand b) {
    for (;;) {
      if (!read_both(a, b)) return false;
      if (a.is_nothing() || b.is_nothing()) return a.is_nothing() && b.is_nothing();
      if ((a.is_reference() && b.is_reference()) || a.is == b.is) return is_same(a, b);
      if (a.is == kind::boolean) a = of_number(to_number(a));
      else if (b.is == kind::boolean) b = of_number(to_number(b));
      else if (a.is_reference()) a = to_text(a);
      else if (b.is_reference()) b = to_text(b);
      else return to_number(a) == to_number(b);
    }
  }

  /// How a stands to b; unordered where either is not a number and not both are text.
  std::partial_ordering compare(operand const& left, operand const& right) {
    operand const a = to_primitive(left);
    operand const b = to_primitive(right);
    if (!read_both(a, b)) return std::partial_ordering::unordered;
    if (a.is == kind::text && b.is == kind::text) return compare_utf16(a.view(), b.view());
    return to_number(a) <=> to_number(b);
  }

  bool is_less(operand const& a, operand const& b) { return std::is_lt(compare(a, b)); }
  bool is_at_most(operand const& a, operand const& b) { return std::is_lteq(compare(a, b)); }

  bool contains(std::string_view text, std::string_view part) {
    if (part.empty()) return true;
    for (std::size_t from = 0;;) {
      std::size_t const hit = text.find(part.front(), from);
      if (hit == std::string_view::npos || text.size() - hit < part.size()) {
        spend(text.size() - from);
        return false;
      }
      auto const rest = text.substr(hit, part.size());
      auto const alike =
          static_cast<std::size_t>(std::mismatch(part.begin(), part.end(), rest.begin()).first - part.begin());
      if (!spend(hit - from + alike)) return false;
      if (alike == part.size()) return true;
      from = hit + 1;
    }
  }

  // Looking into data.

  static operand length_of(operand const& array) { return of_number(static_cast<double>(size_of(array))); }

  operand item_named(operand const& array, std::string_view key) {
    if (key == "length") return length_of(array);
    std::size_t index = 0;
    auto const [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    bool const is_number = error == std::errc{} && end == key.data() + key.size();
    bool const is_index = is_number && (key == "0" || key[0] != '0');
    return is_index && index < size_of(array) ? item_of(array, index) : operand{};
  }

  operand member_named(operand const& object, std::string_view key) {
    switch (object.is) {
      case kind::list: return item_named(object, key);
      case kind::pair:
        if (key == "current") return object.pair->current;
        return key == "accumulator" ? object.pair->accumulator : operand{};
      case kind::datum: break;
      default: return {};
    }
    if (object.datum->is_array()) return item_named(object, key);
    if (!spend(object.datum->as_object().size())) return {};
    value const* const found = object.datum->find(key);
    return found != nullptr ? of_value(*found) : operand{};
  }

  static bool is_whole(operand const& path) { return path.is_nothing() || (path.is == kind::text && path.extent == 0); }

  /// What stands at a path; undefined where there is nothing, which is not null.
  operand look_up(operand const& data, operand const& path) {
    if (is_whole(path)) return data.is == kind::pair ? keep(*data.pair) : data;
    std::string_view rest = to_text(path).view();
    if (!spend(rest.size())) return {};
    for (operand at = data;;) {
      std::size_t const dot = rest.find('.');
      at = member_named(at, rest.substr(0, dot));
      if (dot == std::string_view::npos) return at;
      if (at.is_nothing()) return {};
      rest.remove_prefix(dot + 1);
    }
  }

  void note_missing(operand const& path) {
    operand const text = to_text(path);
    if (failure) return;
    if (std::find(missing_->begin(), missing_->end(), text.view()) == missing_->end())
      missing_->emplace_back(text.view());
  }

  /// The keys of a list that are absent, null or "" in the data.
  operand missing_of(operand const& arguments, operand const& data) {
    bool const has_list = size_of(arguments) > 0 && item_of(arguments, 0).is_array();
    operand const keys = has_list ? item_of(arguments, 0) : arguments;
    growing_list absent;
    for (std::size_t i = 0, n = size_of(keys); i < n; ++i) {
      if (!spend(step)) return {};
      operand const key = item_of(keys, i);
      std::size_t const parts = key.is_array() ? size_of(key) : 0;  // a path and its default
      operand const path = key.is_array() ? (parts > 0 ? item_of(key, 0) : operand{}) : key;
      operand found = look_up(data, path);
      if (found.is == kind::undefined && parts > 1) found = item_of(key, 1);
      if (found.is == kind::undefined && !is_whole(path)) found = null();
      bool const is_absent = found.is == kind::null || (found.is == kind::text && found.extent == 0);
      if (is_absent && !append(absent, key)) return {};
    }
    return finish(absent);
  }

  // Operations.

  node const& node_at(std::uint32_t at) const { return rule_.nodes[at]; }

  /// Calls `use(argument, index)` with each argument evaluated, until it returns false or something fails.
  template <class Use>
  void each_argument(std::uint32_t at, scope const& in, Use use) {
    std::uint32_t child = at + 1;
    for (std::uint32_t i = 0; i < node_at(at).count; ++i) {
      operand const argument = eval(child, in);
      if (failure || !use(argument, i)) return;
      child = node_at(child).end;
    }
  }

  /// All arguments evaluated, the first three kept; those not given are undefined.
  std::array<operand, 3> first_arguments(std::uint32_t at, scope const& in) {
    std::array<operand, 3> first;
    each_argument(at, in, [&](operand const& argument, std::uint32_t i) {
      if (i < first.size()) first[i] = argument;
      return true;
    });
    return first;
  }

  /// All arguments, or the items of an array, evaluated into a new list.
  operand all_arguments(std::uint32_t at, scope const& in) {
    operand* const items = new_items(node_at(at).count);
    if (items == nullptr) return {};
    each_argument(at, in, [&](operand const& argument, std::uint32_t i) {
      items[i] = argument;
      return true;
    });
    return failure ? operand{} : list_of(items, node_at(at).count);
  }

  /// Index of an argument that exists.
  [[nodiscard]] std::uint32_t argument(std::uint32_t at, std::uint32_t i) const {
    std::uint32_t child = at + 1;
    for (; i > 0; --i) child = node_at(child).end;
    return child;
  }

  operand eval_argument(std::uint32_t at, std::uint32_t i, scope const& in) {
    return i < node_at(at).count ? eval(argument(at, i), in) : operand{};
  }

  operand eval(std::uint32_t at, scope const& in) {
    std::uint32_t const outer = std::exchange(here_, at);
    operand const done = spend(step) ? apply(at, in) : operand{};
    here_ = outer;
    return failure ? operand{} : done;
  }

  operand apply(std::uint32_t at, scope const& in) {
    switch (node_at(at).what) {
      case operation::constant: return constant(at);
      case operation::array: return all_arguments(at, in);
      case operation::var: return var(at, in);
      case operation::missing: {
        operand const arguments = all_arguments(at, in);
        return failure ? operand{} : missing_of(arguments, in.data);
      }
      case operation::missing_some: return missing_some(at, in);
      case operation::if_:
      case operation::ternary: return choose(at, in);
      case operation::or_: return decide(at, in, true);
      case operation::and_: return decide(at, in, false);
      case operation::max: return extreme(at, in, true);
      case operation::min: return extreme(at, in, false);
      case operation::plus: return sum(at, in);
      case operation::times: return product(at, in);
      case operation::map: return map(at, in);
      case operation::filter: return filter(at, in);
      case operation::reduce: return reduce(at, in);
      case operation::all: return quantify(at, in, false, false);
      case operation::none: return quantify(at, in, true, false);
      case operation::some: return quantify(at, in, true, true);
      case operation::merge: return merge(at, in);
      case operation::cat: return cat(at, in);
      default: return apply_to_three(at, in);
    }
  }

  operand apply_to_three(std::uint32_t at, scope const& in) {
    auto const [a, b, c] = first_arguments(at, in);
    if (failure) return {};
    switch (node_at(at).what) {
      case operation::equal: return of_bool(are_equal(a, b));
      case operation::not_equal: return of_bool(!are_equal(a, b));
      case operation::same: return of_bool(read_both(a, b) && is_same(a, b));
      case operation::not_same: return of_bool(read_both(a, b) && !is_same(a, b));
      case operation::not_: return of_bool(!is_true(a));
      case operation::truthy: return of_bool(is_true(a));
      case operation::less: return of_bool(is_less(a, b) && (c.is == kind::undefined || is_less(b, c)));
      case operation::less_equal: return of_bool(is_at_most(a, b) && (c.is == kind::undefined || is_at_most(b, c)));
      case operation::greater: return of_bool(std::is_gt(compare(a, b)));
      case operation::greater_equal: return of_bool(std::is_gteq(compare(a, b)));
      case operation::minus: {
        double const n = number(a);
        return of_number(b.is == kind::undefined ? -n : n - number(b));
      }
      case operation::divide: return of_number(number(a) / number(b));
      case operation::modulo: return of_number(std::fmod(number(a), number(b)));
      case operation::in: return of_bool(is_in(a, b));
      case operation::substr: return substr(a, b, c);
      default: return {};
    }
  }

  double number(operand const& o) { return read_both(o, {}) ? to_number(o) : not_a_number; }
  double leading_number(operand const& o) { return read_both(o, {}) ? parse_float(o) : not_a_number; }

  operand constant(std::uint32_t at) {
    value const& v = rule_.constants[node_at(at).constant];
    return of_value(v, v.is_array() ? ++arrays_made_ : 0);
  }

  operand var(std::uint32_t at, scope const& in) {
    operand const path = eval_argument(at, 0, in);
    if (failure) return {};
    operand const found = look_up(in.data, path);
    if (failure || is_whole(path)) return found;
    if (in.is_root && missing_ != nullptr && found.is_nothing()) note_missing(path);
    if (found.is != kind::undefined) return found;
    operand const otherwise = eval_argument(at, 1, in);
    return otherwise.is == kind::undefined ? null() : otherwise;
  }

  operand missing_some(std::uint32_t at, scope const& in) {
    auto const [needed, options, _] = first_arguments(at, in);
    if (failure) return {};
    if (options.is_nothing()) {
      fail(errc::invalid_rule,
           "\"missing_some\" got null for its list of paths. Give it a list, e.g. by a default of \"var\".");
      return {};
    }
    operand arguments = options;
    if (!options.is_array()) {
      operand* const one = new_items(1);
      if (one == nullptr) return {};
      *one = options;
      arguments = list_of(one, 1);
    }
    operand const absent = missing_of(arguments, in.data);
    if (failure) return {};
    double count = not_a_number;  // of a plain value that has no length nothing is enough
    if (options.is_array()) count = static_cast<double>(size_of(options));
    if (options.is == kind::text) count = static_cast<double>(utf16_length(options.view()));
    operand const present = of_number(count - static_cast<double>(size_of(absent)));
    return std::is_gteq(compare(present, needed)) ? finish({}) : absent;
  }

  operand choose(std::uint32_t at, scope const& in) {
    std::uint32_t const count = node_at(at).count;
    std::uint32_t child = at + 1;
    for (std::uint32_t i = 0; i + 1 < count; i += 2) {
      std::uint32_t const then = node_at(child).end;
      bool const is_met = is_true(eval(child, in));
      if (failure) return {};
      if (is_met) return eval(then, in);
      child = node_at(then).end;
    }
    return count % 2 == 1 ? eval(child, in) : null();
  }

  /// `or` gives the first true argument, `and` the first false one; both else the last.
  operand decide(std::uint32_t at, scope const& in, bool by) {
    operand current;
    each_argument(at, in, [&](operand const& argument, std::uint32_t) {
      current = argument;
      return is_true(argument) != by;
    });
    return current;
  }

  operand extreme(std::uint32_t at, scope const& in, bool is_max) {
    double best = is_max ? -infinity : infinity;
    each_argument(at, in, [&](operand const& argument, std::uint32_t) {
      double const n = number(argument);
      bool const is_better = is_max ? n > best : n < best;
      bool const is_better_zero = n == 0 && best == 0 && std::signbit(best) == is_max;
      if (std::isnan(n) || (!std::isnan(best) && (is_better || is_better_zero))) best = n;
      return true;
    });
    return of_number(best);
  }

  operand sum(std::uint32_t at, scope const& in) {
    double total = 0;
    each_argument(at, in, [&](operand const& argument, std::uint32_t) {
      total += leading_number(argument);
      return true;
    });
    return of_number(total);
  }

  operand product(std::uint32_t at, scope const& in) {
    operand total;
    each_argument(at, in, [&](operand const& argument, std::uint32_t i) {
      total = i == 0 ? argument : of_number(leading_number(total) * leading_number(argument));
      return true;
    });
    return total;  // one argument alone stays as it is
  }

  /// The data of one item of an array.
  static scope inside(operand const& array, std::size_t i) { return {item_of(array, i), false}; }

  operand map(std::uint32_t at, scope const& in) {
    operand const array = eval_argument(at, 0, in);
    if (failure || !array.is_array()) return finish({});
    std::size_t const count = size_of(array);
    operand* const items = new_items(count);
    for (std::size_t i = 0; i < count && spend(step); ++i) items[i] = eval_argument(at, 1, inside(array, i));
    return failure ? operand{} : list_of(items, count);
  }

  operand filter(std::uint32_t at, scope const& in) {
    operand const array = eval_argument(at, 0, in);
    growing_list kept;
    if (failure || !array.is_array()) return finish(kept);
    for (std::size_t i = 0, n = size_of(array); i < n && spend(step); ++i) {
      scope const item = inside(array, i);
      if (is_true(eval_argument(at, 1, item)) && !append(kept, item.data)) return {};
    }
    return finish(kept);
  }

  operand reduce(std::uint32_t at, scope const& in) {
    operand const array = eval_argument(at, 0, in);
    operand accumulator = node_at(at).count > 2 ? eval_argument(at, 2, in) : null();
    if (failure || !array.is_array()) return accumulator;
    for (std::size_t i = 0, n = size_of(array); i < n && spend(step); ++i) {
      pair both{item_of(array, i), accumulator};
      accumulator = eval_argument(at, 1, scope{of_pair(both), false});
    }
    return accumulator;
  }

  /// `when_found` at the first item for which the body is `sought`, the contrary where there is none; without
  /// items `none` is true, `all` and `some` are false.
  operand quantify(std::uint32_t at, scope const& in, bool sought, bool when_found) {
    operand const array = eval_argument(at, 0, in);
    if (failure || !array.is_array() || size_of(array) == 0) return of_bool(sought && !when_found);
    for (std::size_t i = 0, n = size_of(array); i < n && spend(step); ++i)
      if (is_true(eval_argument(at, 1, inside(array, i))) == sought) return of_bool(when_found);
    return of_bool(!when_found);
  }

  operand merge(std::uint32_t at, scope const& in) {
    operand const arguments = all_arguments(at, in);
    if (failure) return {};
    std::size_t count = 0;
    for (std::size_t i = 0; i < arguments.extent; ++i)
      count += arguments.items[i].is_array() ? size_of(arguments.items[i]) : 1;
    operand* const items = new_items(count);
    operand* next = items;
    for (std::size_t i = 0; i < arguments.extent && spend(step); ++i) {
      operand const& argument = arguments.items[i];
      std::size_t const many = argument.is_array() ? size_of(argument) : 1;
      if (!spend(many * step)) return {};
      for (std::size_t k = 0; k < many; ++k) *next++ = argument.is_array() ? item_of(argument, k) : argument;
    }
    return failure ? operand{} : list_of(items, count);
  }

  operand cat(std::uint32_t at, scope const& in) {
    operand const arguments = all_arguments(at, in);
    if (failure) return {};
    scratch_.clear();
    for (std::size_t i = 0; i < arguments.extent; ++i)
      if (!arguments.items[i].is_nothing() && !write_text(arguments.items[i], 0)) return {};
    return new_text(scratch_);
  }

  bool is_in(operand const& sought, operand const& where) {
    if (where.is == kind::text) {
      if (where.extent == 0) return false;
      operand const part = to_text(sought);
      return !failure && contains(where.view(), part.view());
    }
    if (!where.is_array()) return false;
    for (std::size_t i = 0, n = size_of(where); i < n && spend(step); ++i) {
      operand const item = item_of(where, i);
      if (read_both(item, item) && is_same(item, sought)) return true;
    }
    return false;
  }

  operand substr(operand const& source, operand const& from, operand const& count) {
    operand const text = to_text(source);
    if (failure || !spend(text.extent * 2)) return {};
    auto const length = static_cast<double>(utf16_length(text.view()));
    auto const whole = [](double n) { return std::isnan(n) ? 0 : std::trunc(n); };
    double start = whole(number(from));
    start = start < 0 ? std::max(length + start, 0.0) : std::min(start, length);
    double units = length - start;
    double const n = number(count);
    if (n < 0) {  // that many units off the end; a text does not count as a number here
      units = is_number(count) ? std::max(whole(units + n), 0.0) : 0;
    } else if (count.is != kind::undefined) {
      units = std::min(whole(n), units);
    }
    if (failure) return {};
    std::string_view const part = utf16_slice(text.view(), start, start + units);
    return of_text(part);
  }
};

}  // namespace detail::logic

OCOP_INLINE bool is_truthy(value const& v) noexcept { return detail::logic::is_true(detail::logic::of_value(v)); }

OCOP_INLINE result<value> evaluate(expression const& condition, value const& data, std::vector<std::string>* missing) {
  detail::logic::evaluator run(condition.parsed(), missing);
  auto const found = run.run(data);
  if (run.failure) return std::move(*run.failure);
  value v = run.to_value(found);
  if (run.failure) return std::move(*run.failure);
  return v;
}

OCOP_INLINE result<bool> holds(expression const& condition, value const& data, std::vector<std::string>* missing) {
  detail::logic::evaluator run(condition.parsed(), missing);
  auto const found = run.run(data);
  if (run.failure) return std::move(*run.failure);
  return detail::logic::is_true(found);
}

}  // namespace ocop
