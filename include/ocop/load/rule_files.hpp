#pragma once

#include "ocop/base/result.hpp"
#include "ocop/config.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace ocop {

/// The JSON files of a rule folder: path relative to the folder, with `/`, to its text.
using rule_files = std::map<std::string, std::string>;

/// Reads every `.json` file below a folder. Errors: errc::unreadable, naming the path.
[[nodiscard]] OCOP_INLINE result<rule_files> read_rule_files(std::filesystem::path const& folder);

/// The rule data and the JSON Schemas built into the program; defined by the target `ocop::rules`.
[[nodiscard]] rule_files const& builtin_rule_files();

/// The files with the schemas of another folder in place of their own: rules from outside are
/// checked against the schemas that the program knows.
[[nodiscard]] OCOP_INLINE rule_files with_schemas_of(rule_files files, rule_files const& other);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/load/impl/rule_files.ipp"
#endif
