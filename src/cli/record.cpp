#include "command.hpp"

#include "ocop/base/moment.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/stream/stream.hpp"
#include "ocop/record/decision_record.hpp"

#include <memory>
#include <utility>

namespace ocop::cli {
namespace {

struct record_command {
  std::vector<std::string> files{"-"};
  std::optional<std::string> previous;
  recording_options recording;
};

/// The decision of --decision-number, --decision-day and --decision-authority, which go together.
std::optional<decision_reference> decision_of(recording_options const& from) {
  if (!from.decision_number && !from.decision_day && !from.decision_authority) return std::nullopt;
  for (auto const& [name, given] :
       {std::pair("--decision-number", &from.decision_number), std::pair("--decision-day", &from.decision_day),
        std::pair("--decision-authority", &from.decision_authority)})
    if (!*given)
      throw CLI::ValidationError(
          name, "it is missing; a decision has a number, a day and an authority, so give all three or none");
  return decision_reference{*from.decision_number, day_of("--decision-day", *from.decision_day),
                            *from.decision_authority};
}

int run(common_options const& common, record_command const& o) {
  auto options = record_options_of(o.recording);
  if (!options) return incomplete;
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  auto const readings = readings_of(common, *catalog);
  options->readings = readings;
  options->previous = o.previous;
  // Each record names the one before it, so they are made one after the other.
  return answer_files(
      o.files, "Đã ghi / recorded",
      [&](std::string_view text, std::size_t line) {
        auto made = make_record(*catalog, text, *options);
        if (!made) return line_answer{write_error(made.error(), submission_id_of(text), line), true};
        options->previous = made->sha256;
        return line_answer{std::move(made->json), false};
      },
      write_line);
}

}  // namespace

void add_recording_options(CLI::App& command, recording_options& to) {
  command.add_option("--format", to.format, "Format of the records: record/2, or record/1 as version 0.1.0 wrote them")
      ->check(CLI::IsMember({"record/2", "record/1"}))
      ->capture_default_str();
  command.add_option("--at", to.recorded_at, "When they are recorded, e.g. 2026-09-03T10:00:00+07:00")
      ->type_name("TIME");
  command.add_option("--on", to.recorded_on, "With --format record/1: the day of the records")->type_name("DAY");
  command.add_option("--decision-number", to.decision_number, "Number of the decision that recognises the products")
      ->type_name("TEXT");
  command.add_option("--decision-day", to.decision_day, "Day of that decision")->type_name("DAY");
  command.add_option("--decision-authority", to.decision_authority, "Authority that took that decision")
      ->type_name("TEXT");
  auto* const office = command.add_option("--office", to.office, "Office that decided")->type_name("TEXT");
  command.add_option("--by", to.by, "Person of that office who decided")->type_name("NAME")->needs(office);
  add_signing_options(command, to.signing, "the records");
}

std::optional<record_options> record_options_of(recording_options const& from) {
  record_options made;
  made.format = from.format == "record/1" ? record_format::record_1 : record_format::record_2;
  bool const is_first = made.format == record_format::record_1;
  if (from.recorded_on && !is_first)
    throw CLI::ValidationError("--on", "records of today say when by a time; give --at, e.g. --at " +
                                           to_string(day_of("--on", *from.recorded_on)) +
                                           "T10:00:00+07:00, or --format record/1");
  if (from.recorded_on) made.recorded_on = day_of("--on", *from.recorded_on);
  for (auto const& [name, given] :
       {std::pair("--at", &from.recorded_at), std::pair("--decision-number", &from.decision_number),
        std::pair("--decision-day", &from.decision_day), std::pair("--decision-authority", &from.decision_authority),
        std::pair("--office", &from.office), std::pair("--by", &from.by)})
    if (*given && is_first)
      throw CLI::ValidationError(name, "a record/1 does not hold it; leave it out, or leave out --format record/1" +
                                           std::string(given == &from.recorded_at ? "; its day is given by --on" : ""));
  if (from.recorded_at) {
    if (auto const at = parse_moment(*from.recorded_at); !at) throw CLI::ValidationError("--at", at.error().message);
    made.recorded_at = from.recorded_at;
  }
  made.decision = decision_of(from);
  if (from.office) made.decided_by = deciding_office{*from.office, from.by};
  if (!read_signing_key(from.signing, made.key)) return std::nullopt;
  return made;
}

void add_record(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<record_command>();
  auto* const command = app.add_subcommand(
      "record", "Decision records of submissions, one per line\nBiên bản quyết định để kiểm tra lại về sau");
  command->add_option("FILE", o->files, "Files of submissions, - for standard input")->capture_default_str();
  command->add_option("--previous", o->previous, "SHA-256 of the record before the first")
      ->type_name("SHA-256")
      ->check(sha256_text());
  add_recording_options(*command, o->recording);
  command->footer("Example: ocop record dossiers.jsonl --at 2026-09-03T10:00:00+07:00 > records.jsonl");
  command->callback([&common, &code, o] { code = run(common, *o); });
}

}  // namespace ocop::cli
