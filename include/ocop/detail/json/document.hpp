#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/base/result.hpp"
#include "ocop/base/value.hpp"
#include "ocop/detail/json/node.hpp"
#include "ocop/detail/json/value_builder.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ocop::detail::json {

/// How many arrays and objects may stand inside each other in a small document.
inline constexpr std::size_t max_document_depth = 32;

/// Reads a document strictly that has one of some formats, nested at most so deep: `fill` walks its root and is
/// told which format it has, and the first thing that is wrong comes back. What `fill` made is used only where nothing
/// is.
template <class Fill>
std::optional<issue> read_document_of(std::string_view text, std::span<std::string_view const> formats,
                                      std::size_t max_bytes, Fill fill) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return issue{errc::empty_input, {}, "there is nothing here. Give one document per line, or one JSON object."};
  if (text.size() > max_bytes)
    return issue{errc::too_large, {}, "the document is larger than " + std::to_string(max_bytes >> 20U) + " MiB."};
  auto const tree = parse(text, max_document_depth);
  if (!tree) return tree.error();
  std::string const no_file;
  std::vector<issue> found;
  node const top(&*tree, {}, no_file, found);
  node const named = top["format"];
  auto const format = std::find(formats.begin(), formats.end(), named.exists() ? named.text() : std::string());
  if (named.exists() && format == formats.end()) {
    std::string allowed;
    for (auto const f : formats) allowed += (allowed.empty() ? "\"" : " or \"") + std::string(f) + '"';
    named.report(errc::unknown_format, "found " + named.shown() + "; expected " + allowed + '.');
  }
  if (found.empty()) fill(top, *format);
  if (found.empty()) return std::nullopt;
  return found.front();
}

/// Reads a small document strictly, of one format.
template <class Fill>
std::optional<issue> read_document(std::string_view text, std::string_view format, std::size_t max_bytes, Fill fill) {
  return read_document_of(text, {&format, 1}, max_bytes, [&](node const& top, std::string_view) { fill(top); });
}

}  // namespace ocop::detail::json
