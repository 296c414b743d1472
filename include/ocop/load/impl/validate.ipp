#pragma once

#include "ocop/base/text.hpp"
#include "ocop/detail/json/schema.hpp"
#include "ocop/load/validate.hpp"

#include <array>
#include <map>
#include <utility>

namespace ocop {

OCOP_INLINE std::optional<std::string_view> schema_of(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> shared{{
      {"shared/titles.json", "titles"},
      {"shared/authorities.json", "authorities"},
      {"shared/facts.json", "facts"},
      {"shared/notes.json", "notes"},
      {"shared/readings.json", "readings"},
  }};
  for (auto const& [file, schema] : shared)
    if (path == file) return schema;
  if (path.starts_with("shared/wordings/")) return "wordings";
  if (path.starts_with("shared/")) return std::nullopt;
  if (path.starts_with("sources/")) return "source";
  if (path.starts_with("councils/")) return "council";
  if (path.starts_with("programmes/"))
    return path.ends_with("/programme.json") ? std::optional<std::string_view>("programme") : std::nullopt;

  auto const slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::string_view const name = path.substr(slash + 1);
  if (name == "rule_set.json") return "rule_set";
  if (name == "bands.json") return "bands";
  if (name == "procedure.json") return "procedure";
  if (name == "certificate.json") return "certificate";
  if (name == "dossier.json") return "dossier";
  if (name == "readings.json") return "reading_choices";
  if (name.starts_with("product_sets/")) return "product_set";
  if (name.starts_with("revisions/")) return "revision";
  return std::nullopt;
}

OCOP_INLINE std::vector<issue> validate(rule_files const& files) {
  std::vector<issue> issues;
  std::map<std::string_view, detail::json::schema> schemas;
  for (auto const& [path, text] : files) {
    if (path.starts_with("schema/")) continue;
    auto const kind = schema_of(path);
    if (!kind) {
      issues.push_back({errc::unresolved, as_utf8(path) + "#",
                        "is no rule file that we know. Rule sets are RULE-SET/rule_set.json, bands.json, "
                        "procedure.json, certificate.json, dossier.json, readings.json, product_sets/*.json and "
                        "revisions/*.json; words are under shared/, council regulations under councils/, plans are "
                        "programmes/NAME/programme.json."});
      continue;
    }
    auto schema = schemas.find(*kind);
    if (schema == schemas.end()) {
      auto const file = files.find("schema/" + std::string(*kind) + ".schema.json");
      if (file == files.end()) {
        issues.push_back({errc::unresolved, as_utf8(path) + "#",
                          "schema/" + std::string(*kind) +
                              ".schema.json is not among the files. Put the "
                              "library's schema folder beside the rule sets."});
        continue;
      }
      schema =
          schemas.emplace(std::piecewise_construct, std::forward_as_tuple(*kind), std::forward_as_tuple(file->second))
              .first;
    }
    if (auto departure = schema->second.check(text)) {
      departure->where = as_utf8(path) + "#" + departure->where;
      issues.push_back(std::move(*departure));
    }
  }
  return issues;
}

}  // namespace ocop
