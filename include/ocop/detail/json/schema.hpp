#pragma once

#include "ocop/base/issue.hpp"
#include "ocop/detail/json/rapidjson.hpp"
#include "ocop/detail/json/sax.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ocop::detail::json {

/// A JSON Schema (draft 4), checked by RapidJSON's validator. `Document` is part of the type: units of a header-only
/// program may have each another RapidJSON.
template <class Document>
class schema_of_document {
  using compiled = rapidjson::GenericSchemaDocument<typename Document::ValueType, allocator>;
  using validator =
      rapidjson::GenericSchemaValidator<compiled, rapidjson::BaseReaderHandler<rapidjson::UTF8<>, void>, allocator>;
  using buffer = rapidjson::GenericStringBuffer<rapidjson::UTF8<>, allocator>;

  Document text_;
  std::unique_ptr<compiled> compiled_;

 public:
  /// Precondition: `text` is a valid schema; the tests hold this for every schema we ship.
  explicit schema_of_document(std::string_view text) {
    text_.template Parse<rapidjson::kParseNoFlags>(text.data(), text.size());
    compiled_ = std::make_unique<compiled>(text_);
  }

  /// The first place where a JSON text departs from the schema; nothing where it follows it or is
  /// no JSON in UTF-8 at all (reading it reports that).
  [[nodiscard]] std::optional<issue> check(std::string_view json) const {
    Document parsed;
    bool is_json = false;
    auto events = [&](Document& made) { return is_json = !read(json, made); };
    parsed.Populate(events);
    if (!is_json) return std::nullopt;
    validator check(*compiled_);
    if (parsed.Accept(check)) return std::nullopt;
    buffer where;
    check.GetInvalidDocumentPointer().Stringify(where);
    buffer rule;
    check.GetInvalidSchemaPointer().Stringify(rule);
    return issue{errc::schema, where.GetString(),
                 "does not follow the schema: \"" + std::string(check.GetInvalidSchemaKeyword()) + "\" at " +
                     (rule.GetSize() == 0 ? "#" : rule.GetString()) + " of the schema refuses it."};
  }
};

using schema = schema_of_document<
    rapidjson::GenericDocument<rapidjson::UTF8<>, rapidjson::MemoryPoolAllocator<allocator>, allocator>>;

}  // namespace ocop::detail::json
