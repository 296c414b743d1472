#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/detail/json/sax.hpp"

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ocop::detail::json {

/// A JSON Schema (draft 4), checked by RapidJSON's validator.
class schema {
  rapidjson::Document text_;
  std::unique_ptr<rapidjson::SchemaDocument> compiled_;

 public:
  /// Precondition: `text` is a valid schema; the tests hold this for every schema we ship.
  explicit schema(std::string_view text) {
    text_.Parse(text.data(), text.size());
    compiled_ = std::make_unique<rapidjson::SchemaDocument>(text_);
  }

  /// The first place where a JSON text departs from the schema; nothing where it follows it or is
  /// no JSON in UTF-8 at all (reading it reports that).
  [[nodiscard]] std::optional<issue> check(std::string_view json) const {
    if (check_characters(json)) return std::nullopt;
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
    if (document.HasParseError()) return std::nullopt;
    rapidjson::SchemaValidator validator(*compiled_);
    if (document.Accept(validator)) return std::nullopt;
    rapidjson::StringBuffer where;
    validator.GetInvalidDocumentPointer().Stringify(where);
    rapidjson::StringBuffer rule;
    validator.GetInvalidSchemaPointer().Stringify(rule);
    return issue{errc::schema, where.GetString(),
                 "does not follow the schema: \"" + std::string(validator.GetInvalidSchemaKeyword()) + "\" at " +
                     (rule.GetSize() == 0 ? "#" : rule.GetString()) + " of the schema refuses it."};
  }
};

}  // namespace ocop::detail::json
