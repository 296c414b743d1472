#pragma once

#include "ocop/base/text.hpp"
#include "ocop/load/rule_files.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ocop {
namespace detail {

/// Reads a rule folder, as read_rule_files() promises.
class rule_folder_reader {
  using path = std::filesystem::path;

  path root_;                 ///< without links
  std::vector<path> inside_;  ///< the folders from the root to where it reads, without links
  std::size_t entries_ = 0;
  std::size_t bytes_ = 0;

 public:
  rule_files files;

  /// Nothing, or what is wrong.
  std::optional<issue> read(path const& folder) {
    std::error_code error;
    if (folder.native().find(path::value_type(0)) != path::string_type::npos)
      return unreadable(path(folder.native().substr(0, folder.native().find(path::value_type(0)))),
                        "a NUL byte follows in its name");
    if (folder.empty()) return unreadable(folder, "no folder is named");
    if (!std::filesystem::is_directory(folder, error)) return unreadable(folder, "it is not a folder");
    root_ = std::filesystem::canonical(folder, error);
    if (error) return unreadable(folder, error.message());
    return read_folder(folder, root_, {});
  }

 private:
  /// A path as a message may name it: on one line, bytes that are no UTF-8 as \xFF.
  static std::string path_in_words(path const& at) {
    std::string const text = at.generic_string();
    if (is_utf8(text)) return one_line(text);
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string shown;
    for (char const c : text) {
      unsigned const byte = static_cast<unsigned char>(c);
      if (byte >= 0x20 && byte < 0x7F) shown += c;
      else shown.append({'\\', 'x', digits[byte / 16], digits[byte % 16]});
    }
    return shown;
  }

  static issue wrong(errc code, path const& at, std::string const& why) {
    return {code, path_in_words(at), "cannot be read: " + why + "."};
  }
  static issue unreadable(path const& at, std::string const& why) {
    return {errc::unreadable, path_in_words(at),
            "cannot be read: " + why + ". Name a folder that holds rule sets, such as rules/."};
  }
  static std::string mib(std::size_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

  /// `real` is the folder without links, `name` the one that its files get, with a `/` at its end.
  std::optional<issue> read_folder(path const& folder, path const& real, std::string const& name) {
    if (inside_.size() > max_rule_folder_depth)
      return wrong(errc::too_deep, folder,
                   "folders nest deeper than " + std::to_string(max_rule_folder_depth) + ". Put it further up");
    std::error_code error;
    std::vector<path> names;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      if (++entries_ > max_rule_folder_entries)
        return wrong(errc::too_large, folder,
                     "there are more than " + std::to_string(max_rule_folder_entries) +
                         " files and folders. Keep the rule data in a folder of its own");
      path const one = at->path().filename();
      if (one.native().front() != path::value_type('.')) names.push_back(one);
    }
    if (error) return unreadable(folder, error.message());
    std::sort(names.begin(), names.end());
    inside_.push_back(real);
    for (path const& one : names)
      if (auto found = read_entry(folder / one, name, one)) return found;
    inside_.pop_back();
    return std::nullopt;
  }

  std::optional<issue> read_entry(path const& at, std::string const& name, path const& one) {
    using std::filesystem::file_type;
    std::error_code error;
    auto const type = std::filesystem::symlink_status(at, error).type();
    bool const is_link = type == file_type::symlink;
    auto const leads_to = is_link ? std::filesystem::status(at, error).type() : type;
    bool const is_rule_file = one.extension() == ".json";
    if (!is_link && leads_to != file_type::directory && !is_rule_file) return std::nullopt;
    if (!is_utf8(one.string())) return wrong(errc::unreadable, at, "its name is not UTF-8. Give it another one");
    if (is_link && (error || leads_to == file_type::not_found || leads_to == file_type::none))
      return wrong(errc::unreadable, at, "it is a link that leads to nothing. Take it away, or put the file there");
    path const real = std::filesystem::canonical(at, error);
    if (error) return wrong(errc::unreadable, at, error.message());
    if (is_link && !is_in_root(real))
      return wrong(
          errc::unreadable, at,
          "it is a link that leads out of the folder, to " + path_in_words(real) + ". Put the file itself there");
    if (leads_to == file_type::directory) {
      if (std::find(inside_.begin(), inside_.end(), real) != inside_.end()) return std::nullopt;
      return read_folder(at, real, name + one.generic_string() + '/');
    }
    if (!is_rule_file) return std::nullopt;
    if (leads_to != file_type::regular)
      return wrong(errc::unreadable, at, "it is not a regular file. Only files are rule data");
    return read_file(at, name + one.generic_string());
  }

  bool is_in_root(path const& real) const {
    return std::mismatch(root_.begin(), root_.end(), real.begin(), real.end()).first == root_.end();
  }

  std::optional<issue> read_file(path const& at, std::string name) {
    std::error_code error;
    auto const size = std::filesystem::file_size(at, error);
    if (error) return wrong(errc::unreadable, at, error.message());
    if (size > max_rule_file_bytes)
      return wrong(errc::too_large, at, "it is larger than " + mib(max_rule_file_bytes) + ". Split it");
    bytes_ += static_cast<std::size_t>(size);
    if (bytes_ > max_rule_folder_bytes)
      return wrong(errc::too_large, at,
                   "with it the rule files are larger than " + mib(max_rule_folder_bytes) +
                       " together. Keep the rule data in a folder of its own");
    std::string text(static_cast<std::size_t>(size), '\0');
    std::ifstream in(at, std::ios::binary);
    if (!in.read(text.data(), static_cast<std::streamsize>(text.size())))
      return wrong(errc::unreadable, at, "it could not be opened, or not be read to its end. Look at its rights");
    files.emplace(std::move(name), std::move(text));
    return std::nullopt;
  }
};

}  // namespace detail

OCOP_INLINE result<rule_files> read_rule_files(std::filesystem::path const& folder) {
  detail::rule_folder_reader reader;
  if (auto found = reader.read(folder)) return std::move(*found);
  return std::move(reader.files);
}

OCOP_INLINE rule_files with_schemas_of(rule_files files, rule_files const& other) {
  constexpr std::string_view schemas = "schema/";
  std::erase_if(files, [&](auto const& file) { return file.first.starts_with(schemas); });
  for (auto const& [path, text] : other)
    if (path.starts_with(schemas)) files.emplace(path, text);
  return files;
}

}  // namespace ocop
