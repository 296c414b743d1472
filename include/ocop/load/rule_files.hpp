#pragma once

#include "ocop/base/result.hpp"
#include "ocop/config.hpp"
#include "ocop/load/builtin_rule_files.hpp"

#include <filesystem>

namespace ocop {

/// Reads every `.json` file below a folder. Errors: errc::unreadable, naming the path.
[[nodiscard]] OCOP_INLINE result<rule_files> read_rule_files(std::filesystem::path const& folder);

/// The files with the schemas of another folder in place of their own: rules from outside are
/// checked against the schemas that the program knows.
[[nodiscard]] OCOP_INLINE rule_files with_schemas_of(rule_files files, rule_files const& other);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/load/impl/rule_files.ipp"
#endif
