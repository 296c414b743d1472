#include "command.hpp"

#include "ocop/base/text.hpp"
#include "ocop/exchange/stream.hpp"
#include "ocop/explain/explanation.hpp"

#include <iostream>
#include <memory>

namespace ocop::cli {
namespace {

struct explain_options {
  std::string file;
  std::string language = "vi";
};

int run(common_options const& common, explain_options const& o) {
  language const l = o.language == "vi" ? language::vi : language::en;
  stream_options options;
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  options.readings = readings_of(common, *catalog);
  auto const in = open_input(o.file);
  if (!in) return incomplete;
  auto const page = [&](stream_answer const& a) {
    if (!a.content) return std::string();
    return explain(a.content->assessed, {a.content->from.product.name, a.content->from.id, a.content->because}, l);
  };
  bool first = true;
  // A page that is empty stands for an error; its words go to the other stream, in order.
  auto const counts = score_stream(
      *catalog, *in, options,
      [&](stream_answer const& a) {
        if (!a.content) {
          issue const& why = a.content.error();
          std::cerr << o.file << " line " << a.line << (a.id.empty() ? "" : " (" + one_line(a.id) + ")") << ": "
                    << why.where << (why.where.empty() ? "" : ": ") << why.message << "\n";
        }
        return page(a);
      },
      [&](std::string_view text, std::uint64_t) {
        if (text.empty()) return true;
        if (!first) std::cout << "────────────────────────────────────────\n\n";
        first = false;
        std::cout << text;
        return std::cout.good();
      });
  return counts.failed == 0 ? done : incomplete;
}

}  // namespace

void add_explain(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<explain_options>();
  auto* const command =
      app.add_subcommand("explain", "Explain a submission on a page for a person\nGiải thích kết quả một hồ sơ");
  command->add_option("FILE", o->file, "File of submissions, - for standard input")->required();
  command->add_option("--lang", o->language, "Language of the page")
      ->check(CLI::IsMember({"vi", "en"}))
      ->capture_default_str();
  command->footer("Example: ocop explain dossier.json --lang en");
  command->callback([&common, &code, o] { code = run(common, *o); });
}

}  // namespace ocop::cli
