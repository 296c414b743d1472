#pragma once

#include <string_view>

/// The one place of the version; CMake reads it from here.
#define OCOP_VERSION "0.1.0"

namespace ocop {

/// Version of the engine, semantic versioning.
inline constexpr std::string_view version = OCOP_VERSION;

/// Version of what the engine makes of rule data and sheets. It rises when the same data and the same sheets come to
/// something else; a decision record holds it.
inline constexpr int semantics = 1;

}  // namespace ocop
