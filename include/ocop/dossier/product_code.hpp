#pragma once

#include "ocop/base/label.hpp"
#include "ocop/base/result.hpp"
#include "ocop/compile/compiled_rule_set.hpp"
#include "ocop/config.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ocop {

/// A product code (mã sản phẩm) taken apart: `75-26332-1-2026` is province 75, commune 26332, product 1 of 2026.
struct product_code {
  struct element {
    std::string id;      ///< `province`, `commune`, `sequence`, `year`
    std::string digits;  ///< as written, zeros in front included

    friend bool operator==(element const&, element const&) = default;
  };
  std::vector<element> elements;

  /// The digits of an element; empty where the format has none of that name.
  [[nodiscard]] std::string_view at(std::string_view id) const noexcept {
    for (auto const& e : elements)
      if (e.id == id) return e.digits;
    return {};
  }
  friend bool operator==(product_code const&, product_code const&) = default;
};

/// How codes of an edition are built, in words: `province (1 to 2 digits)-…`. Errors: errc::no_governing_rules where
/// our sources give the edition no format, errc::bad_value where the language is none.
[[nodiscard]] OCOP_INLINE result<std::string> product_code_shape(compiled_rule_set const& rules, language l);

/// Reads a code in the format of an edition: numbers joined by `-`, each with as many digits as the edition says, where
/// it does.
/// Source: dossier.json, `product_codes`. Errors: errc::bad_value (with the format in the message),
/// errc::no_governing_rules where our sources give the edition no format.
[[nodiscard]] OCOP_INLINE result<product_code> parse_product_code(compiled_rule_set const& rules,
                                                                  std::string_view text);

}  // namespace ocop

#ifdef OCOP_HEADER_ONLY
#include "ocop/dossier/impl/product_code.ipp"
#endif
