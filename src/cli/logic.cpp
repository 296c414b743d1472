#include "command.hpp"

#include "ocop/base/text.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/logic/evaluate.hpp"
#include "ocop/logic/expression.hpp"

#include <memory>

namespace ocop::cli {
namespace {

result<value> evaluate_line(std::string_view line) {
  if (line.size() > max_submission_bytes)
    return issue{
        errc::too_large, {}, "the line is larger than " + std::to_string(max_submission_bytes >> 20U) + " MiB."};
  auto const parsed = parse_json(line);
  if (!parsed) return parsed.error();
  if (!parsed->is_object())
    return issue{errc::wrong_type,
                 {},
                 "found " + std::string(parsed->kind()) + "; expected an object with \"rule\" and \"data\"."};
  for (auto const& m : parsed->as_object())
    if (m.key != "rule" && m.key != "data")
      return issue{errc::unknown_key, {}, "key " + in_quotes(m.key) + " is not known here; allowed are rule, data."};
  value const* const rule = parsed->find("rule");
  if (!rule) return issue{errc::missing_key, {}, "key \"rule\" is missing. Add it."};
  auto const compiled = expression::parse(*rule);
  if (!compiled) {
    issue wrong = compiled.error();
    wrong.where.insert(0, "/rule");
    return wrong;
  }
  value const* const data = parsed->find("data");
  return evaluate(*compiled, data ? *data : value());
}

int run(std::string const& file) {
  line_rules rules;
  rules.shape = stream_shape::lines;
  return answer_files(
      {file}, "Đã tính / evaluated",
      [](std::string_view text, std::size_t line) {
        auto const answer = evaluate_line(text);
        return answer ? line_answer{to_json(*answer), false} : line_answer{write_error(answer.error(), {}, line), true};
      },
      write_line, rules);
}

}  // namespace

void add_logic(CLI::App& app, int& code) {
  auto const file = std::make_shared<std::string>("-");
  auto* const command = app.add_subcommand(
      "logic", "Evaluate JsonLogic conditions, one { \"rule\": …, \"data\": … } per line\nTính điều kiện JsonLogic");
  command->add_option("FILE", *file, "File of conditions, - for standard input")->capture_default_str();
  command->footer("Example: echo '{\"rule\":{\"<\":[{\"var\":\"n\"},5]},\"data\":{\"n\":3}}' | ocop logic");
  command->callback([&code, file] { code = run(*file); });
}

}  // namespace ocop::cli
