#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/config.hpp"

#include <string>
#include <string_view>

namespace ocop {

/// Reads one JSON value, strictly. Errors: errc::invalid_json with line and column,
/// errc::duplicate_key, errc::too_deep (more than 64), errc::too_large; JSON pointer in `where`.
[[nodiscard]] OCOP_INLINE result<value> parse_json(std::string_view text);

/// Writes a value as compact JSON; numbers as ECMAScript writes them, what is no number as null. Always UTF-8: in texts
/// and keys, U+FFFD stands in place of bytes that are none. canonical_json() makes an error of both.
[[nodiscard]] OCOP_INLINE std::string to_json(value const& v);

namespace detail {

/// Is the text one valid JSON value?
[[nodiscard]] OCOP_INLINE bool is_json(std::string_view text);

/// A compact document of ours laid out over lines. Precondition: it is valid JSON, its numbers are whole.
[[nodiscard]] OCOP_INLINE std::string indented(std::string_view compact);

}  // namespace detail

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/exchange/impl/json.ipp"
#endif
