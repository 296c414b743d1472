#pragma once

#include "ocop/base/enumerators.hpp"
#include "ocop/base/text.hpp"
#include "ocop/dossier/product_code.hpp"

namespace ocop {
namespace detail {

inline std::string shape_of(code_format const& format, language l) {
  bool const vi = l == language::vi;
  std::string text;
  for (auto const& e : format.elements) {
    text += (text.empty() ? "" : "-") + e.text.in(l);
    if (!e.most_digits) continue;
    std::string const least = std::to_string(e.least_digits);
    std::string const most = std::to_string(*e.most_digits);
    text += " (" + (least == most ? least : least + (vi ? " đến " : " to ") + most) + (vi ? " chữ số)" : " digits)");
  }
  return text;
}

inline issue no_code_format(compiled_rule_set const& rules) {
  return {errc::no_governing_rules, {}, rules.edition.str() + ": our sources give no format of product codes."};
}

}  // namespace detail

OCOP_INLINE result<std::string> product_code_shape(compiled_rule_set const& rules, language l) {
  if (!is_enumerator(l))
    return issue{
        errc::bad_value, {}, "the language is number " + std::to_string(static_cast<int>(l)) + "; it is vi or en."};
  if (!rules.dossier.code) return detail::no_code_format(rules);
  return detail::shape_of(*rules.dossier.code, l);
}

OCOP_INLINE result<product_code> parse_product_code(compiled_rule_set const& rules, std::string_view text) {
  auto const& format = rules.dossier.code;
  if (!format) return detail::no_code_format(rules);
  auto const wrong = [&, whole = text] {
    return issue{errc::bad_value,
                 {},
                 "found " + in_quotes(whole) + "; under " + rules.edition.str() + " a code is " +
                     detail::shape_of(*format, language::en) + "."};
  };
  product_code code;
  for (std::size_t i = 0; i < format->elements.size(); ++i) {
    auto const& element = format->elements[i];
    bool const is_last = i + 1 == format->elements.size();
    std::size_t const end = is_last ? text.size() : text.find('-');
    if (end == std::string_view::npos) return wrong();
    std::string_view const digits = text.substr(0, end);
    bool const fits = digits.size() >= static_cast<std::size_t>(element.least_digits) &&
                      (!element.most_digits || digits.size() <= static_cast<std::size_t>(*element.most_digits));
    if (!fits || digits.find_first_not_of("0123456789") != std::string_view::npos) return wrong();
    code.elements.push_back({element.id, std::string(digits)});
    text.remove_prefix(is_last ? end : end + 1);
  }
  return code;
}

}  // namespace ocop
