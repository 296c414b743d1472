#include "ocop/logic/evaluate.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/logic/expression.hpp"
#include "targets.hpp"

namespace ocop::fuzz {

void logic(std::string_view bytes) {
  auto const document = parse_json(bytes);
  if (!document || !document->is_object()) return;
  value const* const rule = document->find("rule");
  value const* const data = document->find("data");
  if (!rule) return;
  // Small bounds: an input costs little, and the bounds are reached.
  logic_limits const limits{.max_depth = 32, .max_nodes = 500, .max_steps = 20'000, .max_bytes = 1U << 18U};
  auto const first = expression::parse(*rule, limits);
  if (!first) return;
  auto const written = parse_json(to_json(first->rule()));
  if (!written) broken("a rule is written as JSON", to_json(first->rule()));
  // What is written in full may be larger than the limits.
  auto const second = expression::parse(*written, {.max_depth = 64});
  if (!second) broken("a rule that was written is read again", to_json(first->rule()), second.error().message);
  same(to_json(first->rule()), to_json(second->rule()), "a rule is written as it was");
  if (first->facts() != second->facts()) broken("a rule has the same facts when it is written");

  value const none;
  std::vector<std::string> missing;
  auto const came_to = evaluate(*first, data ? *data : none, &missing);
  auto const again = evaluate(*first, data ? *data : none);
  if (came_to.has_value() != again.has_value()) broken("a rule comes to the same twice");
  auto const is_held = holds(*first, data ? *data : none);
  if (!came_to) return;
  auto const other = evaluate(*second, data ? *data : none);
  if (!other) return;  // a limit
  same(to_json(*came_to), to_json(*again), "a rule comes to the same twice");
  same(to_json(*came_to), to_json(*other), "a rule comes to the same when it was written");
  if (is_held && *is_held != is_truthy(*came_to)) broken("a rule holds where its value is true");
}

}  // namespace ocop::fuzz
