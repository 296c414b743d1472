#include "command.hpp"

#include "ocop/exchange/certificate_document.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/stream/stream.hpp"

#include <iostream>
#include <memory>

namespace ocop::cli {
namespace {

struct certificate_command {
  std::optional<std::string> file;
  int level = 0;  ///< 0: not given
  std::string on;
  std::optional<std::string> issued, edition, filed, refused, revoked, replaced, previous_end, ground, concluded;
  std::vector<std::string> holidays;
};

/// A certificate by the options of the command line.
certificate named_certificate(certificate_command const& o) {
  certificate c;
  c.level = stars{o.level};
  c.issued = day_of("--issued", *o.issued);
  c.renewal_filed = day_if_given("--filed", o.filed);
  c.refused = day_if_given("--refused", o.refused);
  c.revoked = day_if_given("--revoked", o.revoked);
  c.replaced = day_if_given("--replaced", o.replaced);
  c.previous_end = day_if_given("--previous-end", o.previous_end);
  return c;
}

int run(common_options const& common, certificate_command const& o) {
  if (!o.file && (o.level == 0 || !o.issued))
    throw CLI::ValidationError("certificate", "give --stars and --issued, or a FILE of certificates");
  if (o.file && (o.level != 0 || o.issued))
    throw CLI::ValidationError("certificate", "give either --stars and --issued, or a FILE of certificates");
  if (o.ground.has_value() != o.concluded.has_value() || (o.ground && o.file))
    throw CLI::ValidationError("--ground", "give --ground and --concluded together, with --stars and --issued");
  day const on = day_of("--on", o.on);
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  auto const readings = readings_of(common, *catalog);
  working_calendar const calendar = calendar_of(o.holidays);
  certificate_options const options{readings, o.edition, &calendar};
  if (o.edition)
    if (auto const edition = catalog->find(*o.edition); !edition)
      throw CLI::ValidationError("--edition", edition.error().message);

  if (!o.file) {
    auto const status = status_on(*catalog, named_certificate(o), on, options);
    if (!status) {
      print_issues(std::cerr, {status.error()});
      return incomplete;
    }
    std::cout << write_status(*status, layout::indented) << '\n';
    if (!o.ground) return done;
    auto const revoked =
        revocation_of(*catalog, named_certificate(o), *o.ground, day_of("--concluded", *o.concluded), options);
    if (!revoked) {
      print_issues(std::cerr, {revoked.error()});
      return incomplete;
    }
    std::cout << write_revocation(*revoked, layout::indented) << '\n';
    return done;
  }
  return answer_files(
      {*o.file}, "Đã xem / looked at",
      [&](std::string_view text, std::size_t line) {
        auto const read = read_certificate(text);
        if (!read) return line_answer{write_error(read.error(), name_of(text, "certificate"), line), true};
        auto const status = status_on(*catalog, read->content, on, options);
        if (!status) return line_answer{write_error(status.error(), read->id, line), true};
        return line_answer{write_status(*status, layout::line, read->id), false};
      },
      write_line);
}

}  // namespace

void add_certificate(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<certificate_command>();
  auto* const command = app.add_subcommand(
      "certificate", "Where a certificate stands on a day, as JSON\nTình trạng giấy chứng nhận vào một ngày");
  command->add_option("FILE", o->file, "Certificates, one JSON object per line, - for standard input");
  command->add_option("--stars", o->level, "Star level of the certificate")->check(CLI::PositiveNumber);
  command->add_option("--issued", o->issued, "Day of the decision")->type_name("DAY");
  command->add_option("--on", o->on, "Day asked about")->type_name("DAY")->required();
  command->add_option("--edition", o->edition, "Rule set or edition whose terms apply; by the days if not given");
  command->add_option("--filed", o->filed, "Day on which a renewal was filed")->type_name("DAY");
  command->add_option("--refused", o->refused, "Day on which the renewal was refused")->type_name("DAY");
  command->add_option("--revoked", o->revoked, "Day on which it was revoked")->type_name("DAY");
  command->add_option("--replaced", o->replaced, "Day on which another certificate took its place")->type_name("DAY");
  command->add_option("--previous-end", o->previous_end, "First day without effect of the certificate it renews")
      ->type_name("DAY");
  command->add_option("--ground", o->ground, "Ground of a revocation: tells by whom and by when, as a second document");
  command->add_option("--concluded", o->concluded, "Day of the conclusion or confirmation that starts its clock")
      ->type_name("DAY");
  command->add_option("--day-off", o->holidays, "A holiday, for R-13=next-working-day; may be repeated")
      ->type_name("DAY");
  command->footer("Example: ocop certificate --stars 4 --issued 2024-02-29 --on 2026-09-01");
  command->callback([&common, &code, o] { code = run(common, *o); });
}

}  // namespace ocop::cli
