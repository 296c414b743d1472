#pragma once

#include "ocop/base/decimal.hpp"
#include "ocop/detail/json/rapidjson.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>

namespace ocop::detail::json {

/// Takes RapidJSON's events with numbers as texts, and gives them on as numbers: RapidJSON 1.1 reads 0e-34 as another
/// number, 1.8e308 as none, and past its tables where zeros lead.
template <class Handler>
class numbers_read {
  using size = rapidjson::SizeType;

  Handler& to_;

 public:
  bool too_large = false;  ///< the reading ended at a number beyond the largest double

  explicit numbers_read(Handler& to) : to_(to) {}

  bool Null() { return to_.Null(); }
  bool Bool(bool b) { return to_.Bool(b); }
  bool Int(int n) { return to_.Int(n); }
  bool Uint(unsigned n) { return to_.Uint(n); }
  bool Int64(std::int64_t n) { return to_.Int64(n); }
  bool Uint64(std::uint64_t n) { return to_.Uint64(n); }
  bool Double(double d) { return to_.Double(d); }
  bool String(char const* s, size n, bool copy) { return to_.String(s, n, copy); }
  bool Key(char const* s, size n, bool copy) { return to_.Key(s, n, copy); }
  bool StartObject() { return to_.StartObject(); }
  bool StartArray() { return to_.StartArray(); }
  bool EndObject(size n) { return to_.EndObject(n); }
  bool EndArray(size n) { return to_.EndArray(n); }

  /// A whole number within 64 bits comes as the smallest kind it fits, any other as the nearest double.
  bool RawNumber(char const* s, size n, bool) {
    std::string_view const text(s, n);
    char const* const end = s + n;
    if (text.find_first_of(".eE") == std::string_view::npos) {
      if (std::int64_t whole{}; std::from_chars(s, end, whole).ec == std::errc{}) {
        if (whole >= std::numeric_limits<int>::min() && whole <= std::numeric_limits<int>::max())
          return text.starts_with('-') ? to_.Int(static_cast<int>(whole)) : to_.Uint(static_cast<unsigned>(whole));
        return to_.Int64(whole);
      }
      if (std::uint64_t whole{}; std::from_chars(s, end, whole).ec == std::errc{}) return to_.Uint64(whole);
    }
    double const nearest = nearest_double(text);
    too_large = !std::isfinite(nearest);
    return !too_large && to_.Double(nearest);
  }
};

}  // namespace ocop::detail::json
