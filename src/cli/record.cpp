#include "command.hpp"

#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/stream.hpp"
#include "ocop/record/decision_record.hpp"

#include <memory>

namespace ocop::cli {
namespace {

struct record_command {
  std::vector<std::string> files{"-"};
  std::optional<std::string> recorded_on;
  std::string previous;
  std::string key;
};

int run(common_options const& common, record_command const& o) {
  std::optional<day> const recorded_on = day_if_given("--on", o.recorded_on);
  std::optional<std::string> const key = read_whole(o.key);
  if (!key) return incomplete;
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  auto const readings = readings_of(common, *catalog);
  std::string last = o.previous;
  // Each record names the one before it, so they are made one after the other.
  return answer_files(
      o.files, "Đã ghi / recorded",
      [&](std::string_view text, std::size_t line) {
        auto made = make_record(*catalog, text, {readings, recorded_on, last, *key});
        if (!made) return line_answer{write_error(made.error(), submission_id_of(text), line), true};
        last = made->sha256;
        return line_answer{std::move(made->json), false};
      },
      write_line);
}

}  // namespace

void add_record(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<record_command>();
  auto* const command = app.add_subcommand(
      "record", "Decision records of submissions, one per line\nBiên bản quyết định để kiểm tra lại về sau");
  command->add_option("FILE", o->files, "Files of submissions, - for standard input")->capture_default_str();
  command->add_option("--on", o->recorded_on, "Day of the records")->type_name("DAY");
  command->add_option("--previous", o->previous, "SHA-256 of the record before the first")
      ->type_name("SHA-256")
      ->check(sha256_text());
  command->add_option("--key", o->key, "Private Ed25519 key to sign with, a PEM file")->type_name("FILE");
  command->footer("Example: ocop record dossiers.jsonl --on 2026-09-03 > records.jsonl");
  command->callback([&common, &code, o] { code = run(common, *o); });
}

}  // namespace ocop::cli
