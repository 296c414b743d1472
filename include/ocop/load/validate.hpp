#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/config.hpp"
#include "ocop/load/rule_files.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// The schema that a rule file must follow, by its place in the folder: `bands` for
/// `qd-26-2026/bands.json`. Nothing where no rule file belongs.
[[nodiscard]] OCOP_INLINE std::optional<std::string_view> schema_of(std::string_view path);

/// Is every file well formed: in its place, and following the JSON Schema of its kind? Finds the
/// first departure of each file. Errors come as issues: errc::schema, errc::unresolved.
[[nodiscard]] OCOP_INLINE std::vector<issue> validate(rule_files const& files);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/load/impl/validate.ipp"
#endif
