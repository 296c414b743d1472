#pragma once

#include "ocop/config.hpp"
#include "ocop/load/load_report.hpp"
#include "ocop/load/rule_files.hpp"

namespace ocop {

/// JSON to model: each file is checked against its JSON Schema, read, and the whole is linted.
/// Nothing is thrown and nothing stops at the first mistake.
[[nodiscard]] OCOP_INLINE load_report load_rules(rule_files const& files);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/load/impl/load.ipp"
#endif
