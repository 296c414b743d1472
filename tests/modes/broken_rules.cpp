// A host that uses RapidJSON itself, under settings of its own, and lets ocop load rules with one fault: a title that
// is longer than the schema allows. Prints what its own schema says of a document, and how many issues ocop finds.

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <ocop/load/load.hpp>

#include <iostream>
#include <string>

#ifndef RAPIDJSON_NAMESPACE
#define RAPIDJSON_NAMESPACE rapidjson
#endif
namespace rj = RAPIDJSON_NAMESPACE;

int main() {
  rj::Document text;
  text.Parse<rj::kParseNoFlags>(R"({"type": "object", "properties": {"a": {"type": "integer", "maximum": 5}}})");
  rj::SchemaDocument const schema(text);
  rj::SchemaValidator validator(schema);
  rj::Document document;
  document.Parse<rj::kParseNoFlags>(R"({"a": 3})");
  bool const follows = document.Accept(validator);

  ocop::rule_files files = ocop::builtin_rule_files();
  std::string& titles = files.at("shared/titles.json");
  titles.insert(titles.find("\"en\": \"") + 7, std::string(400, 'x'));
  auto const report = ocop::load_rules(files);
  std::cout << follows << ' ' << report.issues.size() << '\n';
  for (auto const& i : report.issues) std::cout << i.where << ' ' << i.message << '\n';
}
