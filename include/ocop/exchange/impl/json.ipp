#pragma once

#include "ocop/detail/json/indented.hpp"
#include "ocop/detail/json/sax.hpp"
#include "ocop/detail/json/value_builder.hpp"
#include "ocop/detail/json/write.hpp"
#include "ocop/exchange/json.hpp"

namespace ocop {

OCOP_INLINE result<value> parse_json(std::string_view text) { return detail::json::parse(text); }

OCOP_INLINE std::string to_json(value const& v) { return detail::json::write(v); }

OCOP_INLINE bool detail::is_json(std::string_view text) { return json::is_valid(text); }

OCOP_INLINE std::string detail::indented(std::string_view compact) { return json::indented(compact); }

}  // namespace ocop
