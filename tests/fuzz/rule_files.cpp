#include "ocop/exchange/submission_scorer.hpp"
#include "targets.hpp"

namespace ocop::fuzz {

void rule_files(std::string_view bytes) {
  std::size_t const end = bytes.find('\n');
  if (end == std::string_view::npos || end > 200 || bytes.starts_with("schema/")) return;  // schemas are the library's
  ocop::rule_files files = made_up_files();
  files[std::string(bytes.substr(0, end))] = std::string(bytes.substr(end + 1));
  auto const report = load_catalog(files);
  if (report.catalog.has_value() != report.issues.empty()) broken("files have issues, or are a catalog");
  for (auto const& i : report.issues)
    if (i.message.empty()) broken("an issue says what is wrong", i.where);
  if (!report.catalog) return;
  std::string const written = write_image(*report.catalog);
  auto const again = read_image(written);
  if (!again) broken("an image is read again", again.error().message);
  if (write_image(*again) != written) broken("an image is written as it was");
}

}  // namespace ocop::fuzz
