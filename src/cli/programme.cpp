#include "command.hpp"

#include "ocop/exchange/programme_document.hpp"
#include "ocop/stream/stream.hpp"
#include "ocop/explain/programme_page.hpp"

#include <charconv>
#include <iostream>
#include <memory>

namespace ocop::cli {
namespace {

struct programme_command {
  std::string plan;
  std::string file{"-"};
  std::string language{"vi"};
  std::vector<std::string> amounts;
};

/// Amounts written `4=10000000`.
award_amounts amounts_of(programme_command const& o) {
  award_amounts amounts;
  for (auto const& text : o.amounts) {
    auto const equals = text.find('=');
    int level = 0;
    std::int64_t amount = 0;
    auto const read = [&](std::size_t from, std::size_t to, auto& out) {
      char const* const end = text.data() + to;
      auto const [stop, error] = std::from_chars(text.data() + from, end, out);
      return error == std::errc{} && stop == end;
    };
    if (equals == std::string::npos || !read(0, equals, level) || !read(equals + 1, text.size(), amount) || level < 1 ||
        amount < 0)
      throw CLI::ValidationError("--amount", "found \"" + text + "\"; write a level and whole đồng, e.g. 4=10000000");
    amounts[stars{level}] = amount;
  }
  return amounts;
}

int run(common_options const& common, programme_command const& o) {
  award_amounts const amounts = amounts_of(o);
  auto const catalog = load_rules_for(common);
  if (!catalog) return incomplete;
  auto const plan = catalog->programme(o.plan);
  if (!plan) throw CLI::ValidationError("NAME", plan.error().message);
  std::vector<programme_entry> entries;
  // Every edition declares the same facts.
  compiled_rule_set const& rules = *catalog->editions().back();
  for (auto const& [level, amount] : amounts)
    if (static_cast<std::size_t>(level.value) > rules.bands.size())
      throw CLI::ValidationError("--amount", "found a level of " + std::to_string(level.value) +
                                                 " stars; there are levels 1 to " + std::to_string(rules.bands.size()));
  int const code = answer_files(
      {o.file}, "Đã đọc / read",
      [&](std::string_view text, std::size_t line) {
        auto entry = read_programme_entry(text, rules);
        if (!entry)
          return line_answer{o.file + " line " + std::to_string(line) + ": " + entry.error().where +
                                 (entry.error().where.empty() ? "" : ": ") + entry.error().message + "\n",
                             true};
        entries.push_back(std::move(*entry));
        return line_answer{};
      },
      [](std::string_view text, std::uint64_t) {
        std::cerr << text;
        return true;
      });
  auto const page = explain(**plan, entries, amounts, o.language == "vi" ? language::vi : language::en);
  if (!page) {
    print_issues(std::cerr, {page.error()});
    return incomplete;
  }
  std::cout << *page;
  return code;
}

}  // namespace

void add_programme(CLI::App& app, common_options const& common, int& code) {
  auto const o = std::make_shared<programme_command>();
  auto* const command = app.add_subcommand(
      "programme", "A province's plan over its results, on a page\nKế hoạch của tỉnh và kết quả thực hiện");
  command->add_option("NAME", o->plan, "Plan, e.g. dong-nai-2025")->required();
  command->add_option("FILE", o->file, "Results, one JSON object per line; - for standard input")
      ->capture_default_str();
  command->add_option("--amount", o->amounts, "Award of a level in whole đồng, e.g. 4=10000000; may be repeated")
      ->type_name("STARS=ĐỒNG");
  command->add_option("--lang", o->language, "Language of the page")
      ->check(CLI::IsMember({"vi", "en"}))
      ->capture_default_str();
  command->footer("Example: ocop programme dong-nai-2025 results.jsonl --amount 3=8000000 --amount 4=10000000");
  command->callback([&common, &code, o] { code = run(common, *o); });
}

}  // namespace ocop::cli
