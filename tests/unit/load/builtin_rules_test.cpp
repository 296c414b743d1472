#include "ocop/load/load.hpp"

#include "ocop/compile/rule_catalog.hpp"
#include "ocop/load/validate.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"

namespace builtin_rules_test {
TEST_CASE("the built-in rules follow their schemas and add up", "[load]") {
  auto const report = ocop::load_rules(ocop::builtin_rule_files());
  for (auto const& i : report.issues) UNSCOPED_INFO(i.where << ": " << i.message);
  CHECK(report.ok());
}

TEST_CASE("the built-in rules are the files of the folder", "[load]") {
  auto const files = ocop::read_rule_files(ocop::test::tests().parent_path() / "rules");
  REQUIRE(files.has_value());
  CHECK(*files == ocop::builtin_rule_files());
}

TEST_CASE("every kind of rule file has a schema", "[load]") {
  for (auto const& [path, text] : ocop::builtin_rule_files()) {
    if (path.starts_with("schema/")) continue;
    CAPTURE(path);
    auto const kind = ocop::schema_of(path);
    REQUIRE(kind.has_value());
    CHECK(ocop::builtin_rule_files().contains("schema/" + std::string(*kind) + ".schema.json"));
  }
  CHECK_FALSE(ocop::schema_of("notes.json").has_value());
  CHECK_FALSE(ocop::schema_of("shared/other.json").has_value());
  CHECK_FALSE(ocop::schema_of("qd-26-2026/other.json").has_value());
}

TEST_CASE("a folder that is none cannot be read", "[load]") {
  auto const none = ocop::read_rule_files("/no/such/folder");
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().code == ocop::errc::unreadable);
  CHECK(none.error().where == "/no/such/folder");
}

TEST_CASE("every label is in both languages", "[load][qd-26-2026/annex-2]") {
  auto const catalog = ocop::builtin_catalog();
  auto const check = [](ocop::label const& l) {
    CAPTURE(l.vi, l.en);
    CHECK_FALSE(l.vi.empty());
    CHECK_FALSE(l.en.empty());
  };
  for (auto const& edition : catalog.editions())
    for (auto const& set : edition->product_sets) {
      check(set.name);
      for (auto const& s : set.sections) check(s.title);
      for (auto const& c : set.criteria) {
        check(c.title);
        for (auto const& l : c.lists)
          for (auto const& o : l.options) check(o.text);
      }
    }
}

}  // namespace builtin_rules_test
