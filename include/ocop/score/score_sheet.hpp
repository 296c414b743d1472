#pragma once

#include "ocop/base/result.hpp"
#include "ocop/compile/compiled_product_set.hpp"
#include "ocop/config.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace ocop {

/// What a member ticked at one criterion: an option of a case, numbered from 1 in printed order.
/// Option 0 is nothing ticked; case 0 stands where the criterion has no cases.
struct choice {
  int case_no = 0;
  int option = 0;

  friend bool operator==(choice const&, choice const&) = default;
};

/// One member's sheet (phiếu chấm): one choice per criterion, in the printed order of the set.
struct score_sheet {
  std::string member;  ///< empty: nobody is named, which only a single sheet may have
  bool is_chair = false;
  std::vector<choice> choices;
};

/// A choice as a document writes it: an option number or id, in a case or not.
struct answer {
  std::string criterion;
  std::optional<std::int64_t> case_no;
  std::variant<std::int64_t, std::string> option;

  friend bool operator==(answer const&, answer const&) = default;
};

/// Looks the answers up in the product set. Every criterion must be answered once; their order does
/// not matter.
///
/// Errors, with `/CRITERION` in `where`: errc::unknown_criterion, errc::unknown_option,
/// errc::wrong_case, errc::duplicate_key, errc::missing_criteria (which lists them all).
[[nodiscard]] OCOP_INLINE result<std::vector<choice>> read_answers(compiled_product_set const& set,
                                                                   std::span<answer const> answers);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/score/impl/score_sheet.ipp"
#endif
