#pragma once

#include "ocop/base/number_text.hpp"
#include "ocop/base/text.hpp"
#include "ocop/logic/expression.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_set>

namespace ocop {
namespace detail::logic {

enum class operation : std::uint8_t {
  constant,
  array,
  var,
  missing,
  missing_some,
  if_,
  ternary,
  equal,
  same,
  not_equal,
  not_same,
  not_,
  truthy,
  or_,
  and_,
  less,
  less_equal,
  greater,
  greater_equal,
  max,
  min,
  plus,
  minus,
  times,
  divide,
  modulo,
  map,
  filter,
  reduce,
  all,
  none,
  some,
  merge,
  in,
  cat,
  substr,
};

/// The operators as written, in the order of `operation`; the first two have no name.
inline constexpr std::string_view operation_names[] = {
    "",   "",   "var", "missing", "missing_some", "if",  "?:",   "==",   "===",   "!=", "!==", "!",
    "!!", "or", "and", "<",       "<=",           ">",   ">=",   "max",  "min",   "+",  "-",   "*",
    "/",  "%",  "map", "filter",  "reduce",       "all", "none", "some", "merge", "in", "cat", "substr",
};
static_assert(std::size(operation_names) == static_cast<std::size_t>(operation::substr) + 1);

/// One node; its arguments follow it, each with all of its own, up to `end`.
struct node {
  operation what = operation::constant;
  bool is_bare = false;        ///< the one argument is written without an array around it
  std::uint32_t count = 0;     ///< arguments, or items of an array
  std::uint32_t end = 0;       ///< index of the first node after this one's arguments
  std::uint32_t constant = 0;  ///< index into `tree::constants`

  friend bool operator==(node const&, node const&) = default;
};

struct tree {
  std::vector<node> nodes;  ///< depth first, the root in front
  std::vector<value> constants;
  std::vector<std::string> facts;
  logic_limits allowed;

  friend bool operator==(tree const&, tree const&) = default;
};

/// JSON pointer into the rule, of the object or array that became a node.
OCOP_INLINE std::string pointer_to(tree const& rule, std::uint32_t target) {
  std::string pointer;
  for (std::uint32_t at = 0; at != target;) {
    node const& n = rule.nodes[at];
    std::size_t index = 0;
    for (++at; rule.nodes[at].end <= target; at = rule.nodes[at].end) ++index;
    if (n.what != operation::array) append_token(pointer, operation_names[static_cast<std::size_t>(n.what)]);
    if (!n.is_bare) append_token(pointer, std::to_string(index));
  }
  return pointer;
}

OCOP_INLINE std::optional<operation> find_operation(std::string_view name) {
  auto const first = std::begin(operation_names) + 2;
  auto const found = std::find(first, std::end(operation_names), name);
  if (found == std::end(operation_names)) return std::nullopt;
  return static_cast<operation>(found - std::begin(operation_names));
}

/// An operator's arguments: the items of its array, or the one value that stands there instead.
OCOP_INLINE std::span<value const> arguments_of(value const& content) {
  return content.is_array() ? std::span(content.as_array()) : std::span(&content, 1);
}

/// Turns a rule into a tree.
class rule_reader {
  /// Where the reader is: a key or an index below the place around it.
  struct place {
    place const* around;
    std::string_view key;
    std::size_t index;
    bool is_key;
  };

  tree& out_;
  std::unordered_set<std::string> known_facts_;
  std::size_t count_ = 0;

 public:
  std::optional<issue> failure;

  explicit rule_reader(tree& out) : out_(out) {}

  bool read(value const& rule) { return read(rule, 1, true, nullptr); }

 private:
  bool fail(errc code, place const* at, std::string message) {
    std::vector<place const*> way;
    for (; at != nullptr; at = at->around) way.push_back(at);
    std::string where;
    for (auto step = way.rbegin(); step != way.rend(); ++step)
      append_token(where, (*step)->is_key ? std::string((*step)->key) : std::to_string((*step)->index));
    failure = issue{code, std::move(where), std::move(message)};
    return false;
  }

  /// Counts one value in; false where the rule is too large or nests too deep.
  bool admit(value const& v, std::size_t depth, place const* at) {
    if ((v.is_array() || v.is_object()) && depth > out_.allowed.max_depth)
      return fail(errc::too_deep, at,
                  "operations and arrays stand inside each other more than " + std::to_string(out_.allowed.max_depth) +
                      " deep. Split the condition.");
    constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
    if (++count_ > std::min(out_.allowed.max_nodes, most))
      return fail(errc::rule_limit, at,
                  "the condition has more than " + std::to_string(count_ - 1) + " operations and values. Split it.");
    return true;
  }

  /// \param is_root  the data here is the data of the whole rule, not an item or a reduce pair
  bool read(value const& rule, std::size_t depth, bool is_root, place const* at) {
    if (!admit(rule, depth, at)) return false;
    if (rule.is_array()) return read_array(rule, depth, is_root, at);
    if (!rule.is_object()) return put_constant(rule);
    if (rule.as_object().size() == 1) return read_operation(rule.as_object().front(), depth, is_root, at);
    return admit_content(rule, depth, at) && put_constant(rule);
  }

  bool put_constant(value const& v) {
    auto const next = static_cast<std::uint32_t>(out_.nodes.size() + 1);
    auto const index = static_cast<std::uint32_t>(out_.constants.size());
    out_.nodes.push_back({operation::constant, false, 0, next, index});
    out_.constants.push_back(v);
    return true;
  }

  /// Admits all that is inside an object which is a value.
  bool admit_content(value const& v, std::size_t depth, place const* at) {
    if (v.is_array()) {
      for (std::size_t i = 0; i < v.as_array().size(); ++i) {
        place const here{at, {}, i, false};
        auto const& item = v.as_array()[i];
        if (!admit(item, depth + 1, &here) || !admit_content(item, depth + 1, &here)) return false;
      }
    } else if (v.is_object()) {
      for (auto const& m : v.as_object()) {
        place const here{at, m.key, 0, true};
        if (!admit(m.content, depth + 1, &here) || !admit_content(m.content, depth + 1, &here)) return false;
      }
    }
    return true;
  }

  bool read_array(value const& rule, std::size_t depth, bool is_root, place const* at) {
    auto const& items = rule.as_array();
    std::size_t const first_node = out_.nodes.size();
    std::size_t const first_constant = out_.constants.size();
    out_.nodes.push_back({operation::array, false, static_cast<std::uint32_t>(items.size()), 0, 0});
    for (std::size_t i = 0; i < items.size(); ++i) {
      place const here{at, {}, i, false};
      if (!read(items[i], depth + 1, is_root, &here)) return false;
    }
    auto const is_constant = [](node const& n) { return n.what == operation::constant; };
    auto const first_item = out_.nodes.begin() + static_cast<std::ptrdiff_t>(first_node) + 1;
    if (std::all_of(first_item, out_.nodes.end(), is_constant)) {
      out_.nodes.resize(first_node);
      out_.constants.resize(first_constant);
      return put_constant(rule);
    }
    out_.nodes[first_node].end = static_cast<std::uint32_t>(out_.nodes.size());
    return true;
  }

  bool read_operation(member const& m, std::size_t depth, bool is_root, place const* at) {
    place const here{at, m.key, 0, true};
    auto const what = find_operation(m.key);
    if (!what) return fail(errc::invalid_rule, &here, unknown(m.key));
    auto const arguments = arguments_of(m.content);
    if (*what == operation::times && arguments.empty())
      return fail(errc::invalid_rule, &here, "\"*\" has no arguments. Give it one or more.");
    if (*what == operation::missing_some && arguments.size() < 2)
      return fail(errc::invalid_rule, &here,
                  "\"missing_some\" needs two arguments: how many must be there, and a list of paths.");
    if (is_root) note_facts(*what, arguments);

    std::size_t const index = out_.nodes.size();
    bool const is_bare = !m.content.is_array();
    out_.nodes.push_back({*what, is_bare, static_cast<std::uint32_t>(arguments.size()), 0, 0});
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      place const inside{&here, {}, i, false};
      bool const is_body = i == 1 && takes_body(*what);
      if (!read(arguments[i], depth + 1, is_root && !is_body, is_bare ? &here : &inside)) return false;
    }
    out_.nodes[index].end = static_cast<std::uint32_t>(out_.nodes.size());
    return true;
  }

  static bool takes_body(operation what) { return what >= operation::map && what <= operation::some; }

  static std::string unknown(std::string_view name) {
    std::string text = "unknown operator " + in_quotes(name) + ". Allowed are ";
    for (auto known = std::begin(operation_names) + 2; known != std::end(operation_names); ++known) {
      if (known != std::begin(operation_names) + 2) text += ", ";
      text += *known;
    }
    return text + ". An object with one key is an operation; a plain object needs none or several keys.";
  }

  void note_facts(operation what, std::span<value const> arguments) {
    if (arguments.empty()) return;
    if (what == operation::var) note_path(arguments[0]);
    if (what == operation::missing) note_keys(arguments);
    if (what != operation::missing_some) return;
    if (arguments[1].is_array()) note_keys(arguments[1].as_array());
    else note_key(arguments[1], false, 1);
  }

  /// The arguments of `missing`: one list of keys in front, or each of them a key.
  void note_keys(std::span<value const> arguments) {
    if (arguments.empty()) return;
    note_key(arguments[0], false, 1);
    if (arguments[0].is_array()) return;
    for (auto const& key : arguments.subspan(1)) note_key(key, true, 1);
  }

  /// \param is_item  an array here is a path and its default, not a list of keys
  void note_key(value const& key, bool is_item, std::size_t depth) {
    if (depth > out_.allowed.max_depth) return;  // the reader refuses it when it comes there
    if (key.is_array()) {
      if (is_item) return note_path(key.as_array().empty() ? value() : key.as_array().front());
      for (auto const& item : key.as_array()) note_key(item, true, depth + 1);
    } else if (!key.is_object()) {
      note_path(key);
    } else if (key.as_object().size() == 1) {
      member const& m = key.as_object().front();
      auto const arguments = arguments_of(m.content);
      if (m.key == "merge")
        for (auto const& list : arguments) note_key(list, false, depth + 1);
      if (m.key == "if" || m.key == "?:")
        for (std::size_t i = 0; i < arguments.size(); ++i)
          if (i % 2 == 1 || i + 1 == arguments.size()) note_key(arguments[i], is_item, depth + 1);
    }
  }

  void note_path(value const& path) {
    value const* p = &path;
    while (p->is_array() && p->as_array().size() == 1) p = &p->as_array().front();  // ["a"] reads "a"
    std::string text;
    if (p->is_string()) text = p->as_string();
    if (p->is_number()) text = number_text(p->as_number());
    if (p->is_bool()) text = p->as_bool() ? "true" : "false";
    if (!text.empty() && known_facts_.insert(text).second) out_.facts.push_back(std::move(text));
  }
};

/// What a node was read from.
OCOP_INLINE value rule_at(tree const& from, std::uint32_t at) {
  node const& n = from.nodes[at];
  if (n.what == operation::constant) return from.constants[n.constant];
  value::array arguments;
  for (++at; at < n.end; at = from.nodes[at].end) arguments.push_back(rule_at(from, at));
  if (n.what == operation::array) return arguments;
  value content = n.is_bare ? std::move(arguments.front()) : value(std::move(arguments));
  return value::object{{std::string(operation_names[static_cast<std::size_t>(n.what)]), std::move(content)}};
}

}  // namespace detail::logic

OCOP_INLINE result<expression> expression::parse(value const& rule, logic_limits const& allowed) {
  auto t = std::make_shared<detail::logic::tree>();
  t->allowed = allowed;
  detail::logic::rule_reader reader(*t);
  if (!reader.read(rule)) return std::move(*reader.failure);
  return expression(std::move(t));
}

OCOP_INLINE std::vector<std::string> const& expression::facts() const noexcept { return tree_->facts; }

OCOP_INLINE value expression::rule() const { return detail::logic::rule_at(*tree_, 0); }

OCOP_INLINE bool expression::equals(expression const& other) const {
  return tree_ == other.tree_ || *tree_ == *other.tree_;
}

}  // namespace ocop
