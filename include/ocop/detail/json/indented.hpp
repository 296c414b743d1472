#pragma once

#include "ocop/detail/json/rapidjson.hpp"
#include "ocop/detail/json/sax.hpp"
#include "ocop/detail/json/write.hpp"

#include <string>
#include <string_view>

namespace ocop::detail::json {

/// A compact document of ours laid out over lines. Precondition: it is valid JSON, its numbers are whole.
inline std::string indented(std::string_view compact) {
  buffer out;
  pretty_writer w(out);
  w.SetIndent(' ', 2);
  rapidjson::MemoryStream stream(compact.data(), compact.size());
  reader().Parse<rapidjson::kParseNoFlags>(stream, w);
  return {out.GetString(), out.GetSize()};
}

}  // namespace ocop::detail::json
