#pragma once

#include "ocop/base/result.hpp"
#include "ocop/config.hpp"
#include "ocop/load/builtin_rule_files.hpp"

#include <cstddef>
#include <filesystem>

namespace ocop {

/// Largest rule file that is read, in bytes.
inline constexpr std::size_t max_rule_file_bytes = std::size_t{16} << 20U;
/// Largest rule folder that is read, in bytes of all its rule files.
inline constexpr std::size_t max_rule_folder_bytes = std::size_t{256} << 20U;
/// Most files and folders that a rule folder may hold, whatever their names.
inline constexpr std::size_t max_rule_folder_entries = 20'000;
/// Folders below a rule folder nest at most so deep.
inline constexpr std::size_t max_rule_folder_depth = 16;

/// Reads the rule files below a folder: regular files whose names end in `.json`.
///
/// Whatever has a name that begins with a dot is passed over, and so is every file of another name (`x.json~`). A link
/// is followed where it leads to something in the folder; it is an error where it leads out of it or to nothing. One
/// that leads back to a folder it stands in is passed over. Sizes are looked at before a byte is read, and nothing
/// waits for a pipe. Not for folders that another process writes at the same time.
///
/// Errors, each with the path in `where`: errc::unreadable (not a folder, no right to read, a link that leads out or to
/// nothing, a `.json` that is a pipe, a socket or a device, a name that is not UTF-8), errc::too_large (the limits
/// above), errc::too_deep.
[[nodiscard]] OCOP_INLINE result<rule_files> read_rule_files(std::filesystem::path const& folder);

/// The files with the schemas of another folder in place of their own: rules from outside are
/// checked against the schemas that the program knows.
[[nodiscard]] OCOP_INLINE rule_files with_schemas_of(rule_files files, rule_files const& other);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/load/impl/rule_files.ipp"
#endif
