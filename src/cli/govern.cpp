#include "command.hpp"

#include "ocop/exchange/certificate_document.hpp"

#include <iostream>
#include <memory>

namespace ocop::cli {
namespace {

struct govern_command {
  std::string kind, filed;
  std::optional<std::string> decided;
  std::vector<std::string> holidays;
};

int run(common_options const& common, govern_command const& o) {
  filing const f{*parse_filing_kind(o.kind), day_of("--filed", o.filed), day_if_given("--decided", o.decided)};
  if (f.decided_on && *f.decided_on < f.filed_on)
    throw CLI::ValidationError("--decided",
                               "found " + *o.decided + "; the filing is of " + o.filed + ", and a decision follows it");
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  auto const wanted = readings_of(common, *catalog);
  auto governing = catalog->governing(f, wanted);
  if (!governing) {
    print_issues(std::cerr, {governing.error()});
    return incomplete;
  }
  auto const readings = governing->rules->choose(wanted);
  if (readings && governing->finish_by && readings->day_off == reading_choices::day_off_rule::next_working_day)
    governing->finish_by = calendar_of(o.holidays).next_working_day(*governing->finish_by);
  if (governing->finish_by && f.decided_on && *governing->finish_by < *f.decided_on)
    std::cerr << "The decision of " << to_string(*f.decided_on) << " is after the last day, "
              << to_string(*governing->finish_by) << " (" << governing->finish_because
              << (governing->by_else ? "); the clause says what governs then.\n" : "); no source says what follows.\n");
  std::cout << write_governing(*governing, layout::indented) << '\n';
  return done;
}

}  // namespace

void add_govern(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<govern_command>();
  auto* const command = app.add_subcommand(
      "govern", "Which edition governs a filing, and by which clause\nQuyết định nào áp dụng cho một hồ sơ");
  command->add_option("--kind", o->kind, "Kind of filing")
      ->check(CLI::IsMember({"first", "upgrade", "renewal"}))
      ->required();
  command->add_option("--filed", o->filed, "Day on which the owner filed")->type_name("DAY")->required();
  command->add_option("--decided", o->decided, "Day of the decision, where there is one")->type_name("DAY");
  command->add_option("--day-off", o->holidays, "A holiday, for R-13=next-working-day; may be repeated")
      ->type_name("DAY");
  command->footer("Example: ocop govern --kind renewal --filed 2026-05-21 --decided 2026-06-20");
  command->callback([&common, &code, o] { code = run(common, *o); });
}

}  // namespace ocop::cli
