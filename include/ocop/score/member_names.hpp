#pragma once

#include "ocop/base/name.hpp"
#include "ocop/config.hpp"

#include <optional>
#include <string_view>

namespace ocop {

/// The names of the members of one session, sheet by sheet: none blank, and no two of them one by name_key().
class member_names {
  distinct_names known_;

 public:
  /// Takes the name on the next sheet, which must outlive this. Gives what is wrong with it, with an empty `where`:
  /// errc::bad_value, errc::repeated_member with the code points by which two writings of one name differ.
  [[nodiscard]] OCOP_INLINE std::optional<issue> add(std::string_view name);
};

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/score/impl/member_names.ipp"
#endif
