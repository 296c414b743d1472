#include "ocop/compile/detail/image_bytes.hpp"
#include "targets.hpp"

#include <exception>

namespace ocop::fuzz {

void image(std::string_view bytes) {
  static std::string const whole = write_image(load_catalog(made_up_files()).catalog.value());
  std::size_t const head = detail::image_head().size();
  // The checksum is right in what is read, so that a patch gets past it.
  std::string body = whole.substr(head + 8);
  for (; bytes.size() >= 3; bytes.remove_prefix(3)) {
    std::size_t const high = static_cast<unsigned char>(bytes[0]);
    std::size_t const at = (high << 8U | static_cast<unsigned char>(bytes[1])) * 7;
    body[at % body.size()] = bytes[2];
  }
  std::string const patched = detail::image_head() + detail::sealed(body);
  auto const catalog = read_image(patched);
  if (!catalog) return;
  try {
    for (auto const& edition : catalog->editions())
      for (auto const& set : edition->product_sets)
        if (set.sha256.empty() && set.criteria.empty() && set.number < 0) broken("a set has a number");
  } catch (std::exception const&) {  // a set is read when it is asked for
  }
}

}  // namespace ocop::fuzz
