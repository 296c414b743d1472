#pragma once

#include "ocop/base/text.hpp"
#include "ocop/load/rule_files.hpp"

#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

namespace ocop {

OCOP_INLINE result<rule_files> read_rule_files(std::filesystem::path const& folder) {
  namespace fs = std::filesystem;
  auto const unreadable = [](fs::path const& path, std::string const& why) {
    return issue{errc::unreadable, as_utf8(path.generic_string()),
                 "cannot be read: " + why + ". Name a folder that holds rule sets, such as rules/."};
  };
  std::error_code error;
  if (!fs::is_directory(folder, error)) return unreadable(folder, "it is not a folder");
  rule_files files;
  for (fs::recursive_directory_iterator at(folder, error), end; at != end; at.increment(error)) {
    if (error) break;
    if (at->path().extension() != ".json" || !at->is_regular_file(error)) continue;
    std::ifstream in(at->path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in) return unreadable(at->path(), "reading failed");
    files.emplace(fs::relative(at->path(), folder, error).generic_string(), std::move(text));
  }
  if (error) return unreadable(folder, error.message());
  return files;
}

OCOP_INLINE rule_files with_schemas_of(rule_files files, rule_files const& other) {
  constexpr std::string_view schemas = "schema/";
  std::erase_if(files, [&](auto const& file) { return file.first.starts_with(schemas); });
  for (auto const& [path, text] : other)
    if (path.starts_with(schemas)) files.emplace(path, text);
  return files;
}

}  // namespace ocop
