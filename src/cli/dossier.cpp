#include "command.hpp"

#include "ocop/exchange/dossier_document.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/stream/stream.hpp"

#include <memory>

namespace ocop::cli {
namespace {

struct dossier_command {
  std::string file{"-"};
  std::vector<std::string> holidays;
};

int run(common_options const& common, dossier_command const& o) {
  working_calendar const calendar = calendar_of(o.holidays);
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  auto const readings = readings_of(common, *catalog);
  return answer_files(
      {o.file}, "Đã xem / looked at",
      [&](std::string_view text, std::size_t line) {
        auto read = read_dossier_document(text);
        if (!read) return line_answer{write_error(read.error(), name_of(text, "dossier"), line), true};
        std::string const id = read->id;
        auto const checked = check(*catalog, std::move(*read), readings, &calendar);
        if (!checked) return line_answer{write_error(checked.error(), id, line), true};
        return line_answer{write_dossier_check(*checked), false};
      },
      write_line);
}

}  // namespace

void add_dossier(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<dossier_command>();
  auto* const command =
      app.add_subcommand("dossier", "What a dossier lacks, with the clause\nHồ sơ còn thiếu gì, theo điều khoản nào");
  command->add_option("FILE", o->file, "Dossiers, one JSON object or one per line; - for standard input")
      ->capture_default_str();
  command->add_option("--day-off", o->holidays, "A holiday, for limits in working days; may be repeated")
      ->type_name("DAY");
  command->footer("Example: ocop dossier dossier.json --day-off 2026-09-02");
  command->callback([&common, &code, o] { code = run(common, *o); });
}

}  // namespace ocop::cli
