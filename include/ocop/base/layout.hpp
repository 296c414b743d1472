#pragma once

namespace ocop {

/// How a document is laid out.
enum class layout {
  line,     ///< one line, no spaces
  indented  ///< two spaces a level
};

}  // namespace ocop
