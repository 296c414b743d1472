#pragma once

#include "ocop/base/enumerators.hpp"
#include "ocop/base/result.hpp"

#include <optional>
#include <string>
#include <utility>

namespace ocop::detail {

/// What is wrong with a language that is neither.
inline std::optional<issue> check_language(language l) {
  if (is_enumerator(l)) return std::nullopt;
  return issue{errc::bad_value,
               {},
               "the language is number " + std::to_string(static_cast<int>(l)) + "; it is language::vi or en."};
}

/// Pages are texts: what is wrong with their arguments is thrown.
inline void require_argument(std::optional<issue> wrong) {
  if (wrong) throw error(std::move(*wrong));
}

}  // namespace ocop::detail
