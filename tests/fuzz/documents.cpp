#include "ocop/certificate/certificate.hpp"
#include "ocop/exchange/certificate_document.hpp"
#include "ocop/exchange/dossier_document.hpp"
#include "ocop/exchange/programme_document.hpp"
#include "ocop/programme/programme.hpp"
#include "targets.hpp"

#include <utility>
#include <vector>

namespace ocop::fuzz {

void certificates(std::string_view bytes) {
  auto const read = read_certificate(bytes);
  if (!read) return;
  for (char const* const on : {"2020-02-29", "2026-09-01", "2100-01-01"}) {
    auto const status = status_on(builtin(), read->content, parse_day(on).value());
    if (status && write_status(*status, layout::line, read->id).empty()) broken("a status is written");
  }
}

void dossiers(std::string_view bytes) {
  auto read = read_dossier_document(bytes);
  if (!read) return;
  auto const checked = check(builtin(), std::move(*read));
  if (checked && write_dossier_check(*checked).empty()) broken("a check is written");
}

void programmes(std::string_view bytes) {
  auto const rules = builtin().find("qd-26-2026").value();
  auto const read = read_programme_entry(bytes, *rules);
  if (!read) return;
  std::vector<programme_entry> const entries{*read, *read};
  award_amounts const amounts{{stars{3}, 30}, {stars{4}, 40}, {stars{5}, 50}};
  for (auto const& plan : builtin().programmes()) {
    static_cast<void>(progress(*plan, entries));
    static_cast<void>(awards(*plan, *read, amounts));
    auto const order = national_order(*plan, entries);
    if (order && order->size() > entries.size()) broken("an order holds what was given");
  }
}

}  // namespace ocop::fuzz
