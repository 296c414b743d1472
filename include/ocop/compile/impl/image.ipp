#pragma once

#include "ocop/compile/detail/image_bytes.hpp"
#include "ocop/compile/rule_catalog.hpp"

namespace ocop {

OCOP_INLINE std::string write_image(rule_catalog const& catalog) {
  detail::writer to;
  std::string rest = to.apart(catalog.revisions());
  rest += to.apart(catalog.regulations());
  rest += to.apart(catalog.programmes());
  std::string body;
  detail::strings_view::write(body, to.texts);
  detail::strings_view::write(body, to.sets);
  return detail::sealed(body + rest);
}

OCOP_INLINE result<rule_catalog> read_image(std::string_view image) {
  std::string const head = detail::image_head();
  if (!image.starts_with(head))
    return issue{errc::unknown_format,
                 {},
                 "this is no image of rules, or one of another version than " + std::string(version) +
                     ". Build it again, or load the rule files."};
  image.remove_prefix(head.size());
  try {
    constexpr std::size_t seal = 8;
    if (image.size() < seal || detail::word(image.data()) != detail::checksum(image.substr(seal)))
      detail::throw_bad_image();
    return detail::read_body(image.substr(seal));
  } catch (error const& e) {
    return e.why();
  }
}

}  // namespace ocop
