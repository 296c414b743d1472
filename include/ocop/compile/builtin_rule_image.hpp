#pragma once

#include <string_view>

namespace ocop {

/// The image (see write_image) of the rules built into the program; defined by the target `ocop::rules`.
[[nodiscard]] std::string_view builtin_rule_image();

}  // namespace ocop
