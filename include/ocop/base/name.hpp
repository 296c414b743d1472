#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/config.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// What a name (tên) or an id is compared by: its Unicode normal form C, without the characters at both ends that
/// nobody can see (separators, control and format characters, fillers). Two names of one key are one name; what is
/// written stays as it was written. A text that is no UTF-8 is its own key.
[[nodiscard]] OCOP_INLINE std::string name_key(std::string_view name);

/// Is there nothing in a name that anybody can see?
[[nodiscard]] OCOP_INLINE bool is_blank_name(std::string_view name) noexcept;

/// Is a name surely its own key, told without a table: are all its characters below U+0300 or from U+1E00 to U+1EFF,
/// which are in normal form C whatever stands beside them, and can the first and the last be seen? Vietnamese is
/// written with these. Of what is no UTF-8 the answer means nothing.
[[nodiscard]] constexpr bool is_plain_name(std::string_view name) noexcept {
  auto const byte = [&](std::size_t i) { return i < name.size() ? static_cast<unsigned char>(name[i]) : 0U; };
  // U+0000 to U+0020, U+007F to U+00A0 and U+00AD.
  auto const is_seen = [&](std::size_t lead) {
    if (byte(lead) == 0xC2) return byte(lead + 1) > 0xA0 && byte(lead + 1) != 0xAD;
    return byte(lead) > 0x20 && byte(lead) != 0x7F;
  };
  if (name.empty() || !is_seen(0)) return false;
  std::size_t last = 0;
  for (std::size_t at = 0; at < name.size();) {
    last = at;
    unsigned const lead = byte(at);
    if (lead < 0x80) ++at;
    else if (lead < 0xCC) at += 2;
    else if (lead == 0xE1 && byte(at + 1) >= 0xB8 && byte(at + 1) < 0xBC) at += 3;
    else return false;
  }
  return is_seen(last);
}

/// The code points in which two names of one key differ: those of the first character that is written otherwise,
/// `U+1EE6 against U+0055 U+0309`, and ` …` behind each where it is not the only one; or those that nobody can see,
/// `nothing against U+00A0`. Precondition: both are UTF-8.
[[nodiscard]] OCOP_INLINE std::string differing_code_points(std::string_view a, std::string_view b);

/// Names that must differ from one another, as those of the members of a council: told by their keys.
class distinct_names {
  struct known_name {
    std::string_view written;
    std::size_t place = 0;
  };
  std::map<std::string_view, known_name> known_;
  std::vector<std::unique_ptr<std::string const>> keys_;  ///< of names that are not their own
  std::size_t count_ = 0;

 public:
  /// What came of a name.
  struct repeated {
    std::size_t place = 0;  ///< of the first that is the same
    std::string differ;     ///< by which code points the two differ as they are written; empty: by none
  };

  /// Takes the next name, which must be UTF-8 and outlive this. Gives the one before it that is the same, if there is
  /// one.
  OCOP_INLINE std::optional<repeated> add(std::string_view name);
};

/// What is wrong with a name by itself, errc::bad_value with an empty `where`: it is no UTF-8, or blank. `what` names
/// what it is of: `a member's name`.
[[nodiscard]] OCOP_INLINE std::optional<issue> check_name(std::string_view name, std::string_view what);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/base/impl/name.ipp"
#endif
