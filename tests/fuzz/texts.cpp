#include "ocop/base/day.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/record/canonical_json.hpp"
#include "targets.hpp"

namespace ocop::fuzz {

void days(std::string_view bytes) {
  auto const read = parse_day(bytes);
  if (read) same(to_string(*read), bytes, "a day is written as it was read");
}

void json(std::string_view bytes) {
  auto const read = parse_json(bytes);
  if (!read) return;
  std::string const compact = to_json(*read);
  auto const again = parse_json(compact);
  if (!again) broken("JSON that was written is read again", compact, again.error().message);
  same(compact, to_json(*again), "JSON is written as it was");

  auto const canonical = canonical_json(*read);
  if (!canonical) return;
  auto const canonical_again = parse_json(*canonical);
  if (!canonical_again) broken("canonical JSON is read again", *canonical, canonical_again.error().message);
  same(*canonical, canonical_json(*canonical_again).value(), "canonical JSON stays as it is");
}

}  // namespace ocop::fuzz
