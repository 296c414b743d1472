#pragma once

#include "ocop/base/value.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/load/rule_files.hpp"

#include "support/files.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ocop::test {

/// The made-up decree of tests/cases, with the schemas that the program knows.
inline rule_files made_up_decree() {
  return with_schemas_of(read_rule_files(cases() / "made-up-decree").value(), builtin_rule_files());
}

/// The tokens of a JSON pointer (RFC 6901).
inline std::vector<std::string> tokens_of(std::string_view pointer) {
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') tokens.emplace_back();
    else if (tokens.empty()) throw std::runtime_error("a pointer begins with /: " + std::string(pointer));
    else if (pointer[i] == '~') tokens.back() += pointer[++i] == '1' ? '/' : '~';
    else tokens.back() += pointer[i];
  }
  return tokens;
}

/// Sets what a pointer names, or takes it out where `to` is null. A new key and the index `-` are added.
inline void set_at(value& root, std::string_view pointer, value const* to) {
  value* at = &root;
  auto const tokens = tokens_of(pointer);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    bool const is_last = i + 1 == tokens.size();
    std::string const& token = tokens[i];
    if (at->is_array()) {
      auto& items = at->as_array();
      if (token == "-") items.emplace_back();
      std::size_t const index = token == "-" ? items.size() - 1 : std::stoul(token);
      if (index >= items.size()) throw std::runtime_error("no item: " + std::string(pointer));
      if (is_last && !to) return void(items.erase(items.begin() + static_cast<std::ptrdiff_t>(index)));
      at = &items[index];
      continue;
    }
    auto& members = at->as_object();
    std::size_t index = 0;
    while (index < members.size() && members[index].key != token) ++index;
    if (index == members.size()) {
      if (!is_last || !to) throw std::runtime_error("no member: " + std::string(pointer));
      members.push_back({token, {}});
    }
    if (is_last && !to) return void(members.erase(members.begin() + static_cast<std::ptrdiff_t>(index)));
    at = &members[index].content;
  }
  if (to) *at = *to;
}

/// Rule files after a patch: a list of
/// `{ "file", "at": "/json/pointer", "set": value }`, `{ "file", "at", "remove": true }`,
/// `{ "file", "text": "in place of the file" }`, `{ "file", "json": value in place of it }`,
/// `{ "file", "rename": "new path" }`, `{ "file", "delete": true }`.
inline rule_files patched(rule_files files, value const& patch) {
  for (auto const& step : patch.as_array()) {
    std::string const file = step.find("file")->as_string();
    if (auto const* const text = step.find("text")) {
      files[file] = text->as_string();
      continue;
    }
    if (auto const* const json = step.find("json")) {
      files[file] = to_json(*json);
      continue;
    }
    auto const found = files.find(file);
    if (found == files.end()) throw std::runtime_error("no file " + file);
    if (step.find("delete")) {
      files.erase(found);
    } else if (auto const* const name = step.find("rename")) {
      files[name->as_string()] = std::move(found->second);
      files.erase(file);
    } else {
      value tree = parse_json(found->second).value();
      set_at(tree, step.find("at")->as_string(), step.find("remove") ? nullptr : step.find("set"));
      found->second = to_json(tree);
    }
  }
  return files;
}

inline rule_files patched(rule_files files, char const* patch) {
  return patched(std::move(files), parse_json(patch).value());
}

}  // namespace ocop::test
