// One broken rule tree per mistake. Each tests/bad_rules/NAME.json says in a sentence what is wrong and how the made-up
// decree is patched to have it; NAME.expected beside it holds every issue that loading must report, one per line.
//
// After a change of words, run the tests with the environment variable OCOP_UPDATE_EXPECTED=1: it writes the .expected
// files anew. Read the difference before you keep it: would each message let a person mend the file?
#include "ocop/compile/rule_catalog.hpp"
#include "ocop/load/load.hpp"
#include "ocop/load/rule_files.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/patched_rules.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bad_rules_test {
namespace {

using namespace ocop;
namespace fs = std::filesystem;

rule_files const& decree() {
  static rule_files const files = test::made_up_decree();
  return files;
}

/// `where: message (code)`, one per line.
std::string text_of(std::vector<issue> const& issues) {
  std::string text;
  for (auto const& i : issues) text += i.where + ": " + i.message + " (" + std::string(to_string(i.code)) + ")\n";
  return text;
}

/// Does a JSON pointer name something in the file?
bool is_there(value const& root, std::string const& pointer) {
  value const* at = &root;
  for (auto const& token : test::tokens_of(pointer)) {
    if (at->is_array()) {
      bool const is_index = !token.empty() && token.find_first_not_of("0123456789") == std::string::npos;
      at = is_index && std::stoul(token) < at->as_array().size() ? &at->as_array()[std::stoul(token)] : nullptr;
    } else {
      at = at->find(token);
    }
    if (!at) return false;
  }
  return true;
}

/// Pointers to everything inside a value.
void collect(value const& v, std::string const& pointer, std::vector<std::string>& places) {
  places.push_back(pointer);
  if (v.is_array())
    for (std::size_t i = 0; i < v.as_array().size(); ++i)
      collect(v.as_array()[i], pointer + '/' + std::to_string(i), places);
  if (v.is_object())
    for (auto const& m : v.as_object()) collect(m.content, pointer + '/' + m.key, places);
}

bool update_expected() { return std::getenv("OCOP_UPDATE_EXPECTED") != nullptr; }

/// A broken tree and what loading it reported.
struct bad_case {
  fs::path path;
  rule_files files;
  load_report report;
};

/// All of tests/bad_rules, loaded once.
std::vector<bad_case> const& bad_rules() {
  static std::vector<bad_case> const all = [] {
    std::vector<bad_case> found;
    for (auto const& entry : fs::directory_iterator(test::tests() / "bad_rules")) {
      if (entry.path().extension() != ".json") continue;
      rule_files files = test::patched(decree(), *test::read_json(entry.path()).find("patch"));
      load_report report = load_rules(files);
      found.push_back({entry.path(), std::move(files), std::move(report)});
    }
    std::sort(found.begin(), found.end(), [](auto const& a, auto const& b) { return a.path < b.path; });
    return found;
  }();
  return all;
}

}  // namespace

TEST_CASE("Every mistake in rule data is reported in words that let a person mend it", "[load][bad-rules]") {
  REQUIRE(bad_rules().size() >= 45);
  for (auto const& [path, files, report] : bad_rules()) {
    CAPTURE(path.stem().string());
    CHECK_FALSE(test::read_json(path).find("about")->as_string().empty());
    CHECK_FALSE(report.ok());
    fs::path expected = path;
    expected.replace_extension(".expected");
    if (update_expected()) std::ofstream(expected, std::ios::binary) << text_of(report.issues);
    CHECK(text_of(report.issues) == test::read_file(expected));
  }
}

TEST_CASE("No list of expected issues is left without its mistake", "[load][bad-rules]") {
  std::set<fs::path> expected;
  for (auto const& bad : bad_rules()) expected.insert(fs::path(bad.path).replace_extension(".expected"));
  for (auto const& entry : fs::directory_iterator(test::tests() / "bad_rules"))
    if (entry.path().extension() == ".expected") CHECK(expected.contains(entry.path()));
}

TEST_CASE("A tree with a mistake gives no catalog", "[load][compile][bad-rules]") {
  for (std::size_t i = 0; i < bad_rules().size(); i += 10) {
    CAPTURE(bad_rules()[i].path.stem().string());
    auto const report = load_catalog(bad_rules()[i].files);
    CHECK_FALSE(report.catalog);
    CHECK(report.issues == bad_rules()[i].report.issues);
  }
}

TEST_CASE("The made-up decree has no mistake before it is patched", "[load]") {
  CHECK(text_of(load_rules(decree()).issues).empty());
  CHECK(text_of(load_rules(test::patched(decree(), "[]")).issues).empty());
}

TEST_CASE("Issues stand in the order of their files, and each names a place that is there", "[load][bad-rules]") {
  for (auto const& [path, files, report] : bad_rules()) {
    CAPTURE(path.stem().string());
    std::string before;
    for (auto const& i : report.issues) {
      CAPTURE(i.where, i.message);
      auto const hash = i.where.find('#');
      REQUIRE(hash != std::string::npos);
      std::string const file = i.where.substr(0, hash);
      CHECK(before <= file);
      before = file;
      auto const found = files.find(file);
      if (found == files.end()) continue;  // the file is what is missing
      auto const tree = parse_json(found->second);
      if (tree && tree->is_object()) CHECK(is_there(*tree, i.where.substr(hash + 1)));
    }
  }
}

TEST_CASE("A rule file that is not UTF-8 is refused, written out or escaped", "[load]") {
  for (char const* const bad : {"\xFF", "\xC3", "\xED\xA0\x80", R"(\ud800)", R"(\udc00)"}) {
    CAPTURE(bad);
    rule_files files = decree();
    std::string& text = files.at("shared/titles.json");
    text.insert(text.find("Phần P"), bad);
    auto const issues = load_rules(files).issues;
    CHECK(std::any_of(issues.begin(), issues.end(),
                      [](issue const& i) { return i.code == errc::invalid_json && i.where == "shared/titles.json#"; }));
  }
}

TEST_CASE("A rule file whose name is no UTF-8 is refused, and the issue is UTF-8", "[load]") {
  rule_files files = decree();
  files.emplace("shared/\xFF.json", "{}");
  files.emplace("made-up-2030/\xED\xB0\x80.json", "{}");
  for (auto const& issues : {load_rules(files).issues, validate(files)}) {
    CHECK(issues.size() == 2);
    for (issue const& i : issues) CHECK(parse_json(to_json(i.where + i.message)).value() == value(i.where + i.message));
  }
}

TEST_CASE("A condition of ten thousand values is refused before it is compiled", "[load]") {
  std::string list;
  for (int i = 0; i < 10'000; ++i) list += "\"x\",";
  auto const patch =
      R"([{ "file": "shared/notes.json", "at": "/notes/0/when", "set": { "in": [ { "var": "dossier.state" }, [ )" +
      list + R"("x" ] ] } }])";
  auto const report = load_rules(test::patched(decree(), patch.c_str()));
  REQUIRE_FALSE(report.ok());
  auto const found = std::find_if(report.issues.begin(), report.issues.end(),
                                  [](issue const& i) { return i.code == errc::rule_limit; });
  REQUIRE(found != report.issues.end());
  CHECK(found->where == "shared/notes.json#/notes/0/when");
}

TEST_CASE("Any one value replaced by one of another kind is an issue or harmless, never a crash", "[load]") {
  std::vector<value> const others{nullptr, true, -1, 1e300, "x", value::array{}, value::object{}};
  std::size_t turn = 0;
  for (auto const& [file, text] : decree()) {
    if (file.starts_with("schema/")) continue;
    std::vector<std::string> places;
    value const tree = parse_json(text).value();
    collect(tree, "", places);
    for (std::size_t i = turn % 23; i < places.size(); i += 23) {
      value broken = tree;
      value const& other = others[turn++ % others.size()];
      test::set_at(broken, places[i], &other);
      CAPTURE(file, places[i], to_json(other));
      rule_files files = decree();
      files[file] = to_json(broken);
      auto const report = load_catalog(files);
      CHECK(report.catalog.has_value() == report.issues.empty());
    }
  }
}

TEST_CASE("An empty folder, a folder without rules and a file in place of a folder are reported", "[load]") {
  auto const nothing = load_rules({});
  CHECK(nothing.rule_sets.empty());
  CHECK_FALSE(nothing.ok());
  auto const schemas_alone = load_rules(with_schemas_of({}, builtin_rule_files()));
  CHECK(schemas_alone.rule_sets.empty());
  CHECK_FALSE(schemas_alone.ok());
  for (auto const* const report : {&nothing, &schemas_alone})
    CHECK(text_of(report->issues)
              .find("#: no rule set was found. A rule set is a folder with a rule_set.json, e.g. "
                    "qd-26-2026/rule_set.json. (unresolved)\n") != std::string::npos);
  CHECK_FALSE(load_catalog({}).catalog);

  fs::path const file = test::cases() / "made-up-decree/made-up-2030/bands.json";
  for (auto const& path : {file, test::cases() / "no-such-folder", fs::path()}) {
    auto const read = read_rule_files(path);
    REQUIRE(read.has_error());
    CHECK(read.error().code == errc::unreadable);
    CHECK(read.error().where == path.generic_string());
    CHECK(read.error().message ==
          "cannot be read: " + std::string(path.empty() ? "no folder is named" : "it is not a folder") +
              ". Name a folder that holds rule sets, such as rules/.");
  }
}

}  // namespace bad_rules_test
