#include "command.hpp"

#include "ocop/base/text.hpp"
#include "ocop/exchange/certificate_document.hpp"
#include "ocop/exchange/dossier_document.hpp"
#include "ocop/stream/stream.hpp"
#include "ocop/explain/explanation.hpp"

#include <iostream>
#include <memory>
#include <optional>

namespace ocop::cli {
namespace {

struct explain_options {
  std::string file;
  std::string language = "vi";
  std::optional<std::string> on;
  std::vector<std::string> holidays;
};

/// Writes the page of one document, whatever it is.
class page_writer {
  rule_catalog const& catalog_;
  std::vector<reading_choice> readings_;
  working_calendar calendar_;
  std::optional<day> on_;
  language l_;

 public:
  page_writer(rule_catalog const& catalog, common_options const& common, explain_options const& o)
      : catalog_(catalog),
        readings_(readings_of(common, catalog)),
        calendar_(calendar_of(o.holidays)),
        on_(day_if_given("--on", o.on)),
        l_(o.language == "vi" ? language::vi : language::en) {}

  /// `id` becomes the name of the document, where it has one, also where there is no page.
  [[nodiscard]] result<std::string> page(std::string_view text, std::string& id) const {
    std::string const named = name_of(text, "format");
    if (named == "ocop-dossier/1") {
      id = name_of(text, "dossier");
      return dossier_page(text);
    }
    if (named == "ocop-issued-certificate/1") {
      id = name_of(text, "certificate");
      return certificate_page(text);
    }
    auto read = read_submission(text);
    id = read.id;
    return submission_page(std::move(read.content));
  }

 private:
  [[nodiscard]] result<std::string> submission_page(result<submission> read) const {
    if (!read) return read.error();
    auto const scored = score(catalog_, std::move(*read), readings_);
    if (!scored) return scored.error();
    submission const& from = scored->from;
    explanation_heading heading{from.product.name, from.id, scored->because, {}, {}, {}};
    if (from.filing) heading.kind = from.filing->kind;
    if (scored->is_late()) heading.missed = scored->finish_by;
    ranking const& r = scored->assessed.ranking;
    if (r.recognition && r.recognition->certificate && from.filing && from.filing->decided_on) {
      certificate c;
      c.level = *r.final_stars;
      c.issued = *from.filing->decided_on;
      auto const status = status_on(catalog_, c, c.issued, {readings_, {}, &calendar_});
      if (status) heading.certificate = *status;
    }
    return explain(scored->assessed, heading, l_);
  }

  [[nodiscard]] result<std::string> dossier_page(std::string_view text) const {
    auto read = read_dossier_document(text);
    if (!read) return read.error();
    auto const checked = check(catalog_, std::move(*read), readings_, &calendar_);
    if (!checked) return checked.error();
    std::string const& product = checked->from.product;
    std::string const name = product.empty() ? checked->from.id : product + "  (" + checked->from.id + ")";
    return explain(checked->found, *checked->rules, name, checked->because, l_);
  }

  [[nodiscard]] result<std::string> certificate_page(std::string_view text) const {
    auto const read = read_certificate(text);
    if (!read) return read.error();
    if (!on_)
      return issue{errc::missing_key, {}, "a certificate is explained on a day, and none is given. Give --on DAY."};
    auto const status = status_on(catalog_, read->content, *on_, {readings_, {}, &calendar_});
    if (!status) return status.error();
    return one_line(read->id) + "\n" + explain(read->content, *status, *on_, l_);
  }
};

int run(common_options const& common, explain_options const& o) {
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  page_writer const writer(*catalog, common, o);
  bool is_first = true;
  return answer_files(
      {o.file}, "Đã giải thích / explained",
      [&](std::string_view text, std::size_t line) {
        std::string id;
        auto page = writer.page(text, id);
        if (page) return line_answer{std::move(*page), false};
        issue const& why = page.error();
        std::cerr << o.file << " line " << line << (id.empty() ? "" : " (" + one_line(id) + ")") << ": "
                  << one_line(why.where) << (why.where.empty() ? "" : ": ") << why.message << "\n";
        return line_answer{{}, true};
      },
      [&](std::string_view text, std::uint64_t) {
        // A page that is empty stands for an error.
        if (text.empty()) return true;
        if (!is_first) std::cout << "────────────────────────────────────────\n\n";
        is_first = false;
        std::cout << text;
        return std::cout.good();
      });
}

}  // namespace

void add_explain(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<explain_options>();
  auto* const command = app.add_subcommand("explain",
                                           "Explain a submission, a dossier or a certificate on a page for a person\n"
                                           "Giải thích kết quả chấm, hồ sơ hoặc giấy chứng nhận");
  command->add_option("FILE", o->file, "File of documents, - for standard input")->required();
  command->add_option("--lang", o->language, "Language of the page")
      ->check(CLI::IsMember({"vi", "en"}))
      ->capture_default_str();
  command->add_option("--on", o->on, "Day on which certificates are looked at")->type_name("DAY");
  command->add_option("--day-off", o->holidays, "A holiday, for limits in working days; may be repeated")
      ->type_name("DAY");
  command->footer("Example: ocop explain dossier.json --lang en");
  command->callback([&common, &code, o] { code = run(common, *o); });
}

}  // namespace ocop::cli
