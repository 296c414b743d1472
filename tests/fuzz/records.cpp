#include "ocop/exchange/json.hpp"
#include "ocop/record/decision_record.hpp"
#include "ocop/record/detail/hashed_document.hpp"
#include "ocop/record/record_seal.hpp"
#include "ocop/record/replay.hpp"
#include "targets.hpp"

#include <algorithm>
#include <vector>

namespace ocop::fuzz {
namespace {

void check(replay_report const& report) {
  if (report.status == replay_status::differs && report.cause.empty()) broken("a difference has a cause");
  if (report.status == replay_status::same && !report.differences.empty())
    broken("what is the same has no differences");
  if (write_replay(report, 1).empty()) broken("a report is written");
}

}  // namespace

void records(std::string_view bytes) {
  auto const read = read_decision_record(bytes);
  auto const report = replay(builtin(), bytes);
  check(report);
  if (report.status == replay_status::same && !report.seal && !read) broken("what is replayed is a record");
  if (report.status == replay_status::same && !report.seal && !read->is_intact)
    broken("a record that is the same is intact");

  // The same by someone who knows how to hash it again.
  auto document = parse_json(bytes);
  if (!document || !document->is_object()) return;
  std::erase_if(document->as_object(), [](auto const& m) { return m.key == "sha256" || m.key == "signature"; });
  auto const again = detail::hash_document(document->as_object(), {});
  if (again) check(replay(builtin(), again->json));
}

void exports(std::string_view bytes) {
  record_chain chain;
  chain.begin_file();
  for (std::size_t line = 1; !bytes.empty() && line <= 6; ++line) {
    std::size_t const end = std::min(bytes.find('\n'), bytes.size());
    std::string_view const text = bytes.substr(0, end);
    auto report = replay(builtin(), text);
    chain.follow(report);
    check(report);
    if (is_seal(text)) {
      auto const seal = read_seal(text);
      if (seal && seal->is_intact && !seal->signature) {
        auto const again = write_seal(seal->records, seal->last);
        if (!again) broken("a seal is written again", again.error().message);
        same(*again, text, "a seal is written as it was");
      }
    }
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
}

}  // namespace ocop::fuzz
