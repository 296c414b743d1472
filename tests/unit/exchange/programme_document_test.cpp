// Results for a province's plan: as documents, and taken from scored submissions.
#include "ocop/exchange/programme_document.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/exchange/submission.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace programme_document_test {
namespace {

using namespace ocop;

/// A result that has every key.
std::string const whole =
    R"({"format":"ocop-programme-entry/1","product":"Bột ca cao","group":"Thực phẩm","unit":"Định Quán",)"
    R"("kind":"upgrade","decided_on":"2025-06-19","stars":5,"stars_before":4,"registered":true,)"
    R"("facts":{"product":{"is_processed":true}}})";

/// A result that has the required keys alone.
std::string const least =
    R"({"format":"ocop-programme-entry/1","product":"75-739-26332-1-2025","group":"Đồ uống","unit":"Long Khánh",)"
    R"("kind":"first","decided_on":"2025-06-30"})";

std::string edited(std::string text, std::string_view from, std::string_view to) {
  auto const at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("not in the document: " + std::string(from));
  return text.replace(at, from.size(), to);
}

std::string text_of(issue const& i) { return std::string(to_string(i.code)) + " at " + i.where + ": " + i.message; }

std::string error_in(std::string_view json) {
  auto const read = read_programme_entry(json, *test::edition());
  return read ? "nothing" : text_of(read.error());
}
std::string error_in(std::string_view from, std::string_view to) { return error_in(edited(whole, from, to)); }

std::string const keys_of_entry =
    "format, product, group, unit, kind, decided_on, stars, stars_before, registered, facts";

}  // namespace

// --- Reading
// ----------------------------------------------------------------------------------------------------------

TEST_CASE("A result for a plan says what was decided, on which product, and when", "[exchange][dong-nai-2025/I.2]") {
  auto const e = read_programme_entry(whole, *test::edition()).value();
  CHECK(e.product == "Bột ca cao");
  CHECK(e.group == "Thực phẩm");
  CHECK(e.unit == "Định Quán");
  CHECK(e.kind == filing_kind::upgrade);
  CHECK(to_string(e.decided) == "2025-06-19");
  CHECK(e.level == stars{5});
  CHECK(e.before == stars{4});
  CHECK(e.is_registered);
  CHECK(to_json(e.facts) == R"({"product":{"is_processed":true}})");
}

TEST_CASE("A result without stars is one that was not ranked", "[exchange][dong-nai-2025/I.2]") {
  for (std::string const& json :
       {least, edited(least, R"("decided_on")",
                      R"("stars":null,"stars_before":null,"registered":null,"facts":null,"decided_on")")}) {
    auto const e = read_programme_entry(json, *test::edition()).value();
    CHECK(e.kind == filing_kind::first);
    CHECK_FALSE(e.level);
    CHECK_FALSE(e.before);
    CHECK_FALSE(e.is_registered);
    CHECK(e.facts.is_null());
  }
  CHECK_FALSE(read_programme_entry(edited(whole, "true", "false"), *test::edition()).value().is_registered);
}

TEST_CASE("A document that is no result says so", "[exchange][dong-nai-2025/I.2]") {
  CHECK(error_in("") == "empty-input at : there is nothing here. Give one document per line, or one JSON object.");
  CHECK(error_in("\n \n") == "empty-input at : there is nothing here. Give one document per line, or one JSON object.");
  CHECK(error_in("product;stars") ==
        "invalid-json at : not valid JSON at line 1, column 1: Invalid value. Send one complete JSON object in UTF-8.");
  CHECK(error_in(whole + ",") == "invalid-json at : not valid JSON at line 1, column " +
                                     std::to_string(whole.size() + 1) +
                                     ": The document root must not be followed by other values. Send one complete JSON "
                                     "object in UTF-8.");
  CHECK(error_in("[" + whole + "]") == "wrong-type at : found an array; expected an object.");
  CHECK(error_in("{}") == "missing-key at : key \"format\" is missing. Add it.");
  CHECK(error_in("entry/1", "entry/2") ==
        "unknown-format at /format: found \"ocop-programme-entry/2\"; expected \"ocop-programme-entry/1\".");
  CHECK(error_in('{' + std::string(std::size_t{1} << 20U, ' ')) == "too-large at : the document is larger than 1 MiB.");
}

TEST_CASE("Results are read strictly: no key is unknown, twice or missing", "[exchange][dong-nai-2025/I.2]") {
  CHECK(error_in(R"("unit")", R"("commune")") ==
        "unknown-key at /commune: key \"commune\" is not known here; allowed are " + keys_of_entry +
            ". Remove it or mend its spelling.");
  CHECK(error_in(R"("stars":5)", R"("stars":5,"stars":4)") ==
        "duplicate-key at /stars: key \"stars\" stands twice in one object. Keep one of them.");
  CHECK(error_in(R"("is_processed":true)", R"("is_processed":true,"is_processed":true)") ==
        "duplicate-key at /facts/product/is_processed: key \"is_processed\" stands twice in one object. Keep one of "
        "them.");
  struct row {
    char const *taken, *key;
  };
  for (auto const& r :
       {row{R"("format":"ocop-programme-entry/1",)", "format"}, row{R"("product":"Bột ca cao",)", "product"},
        row{R"("group":"Thực phẩm",)", "group"}, row{R"("unit":"Định Quán",)", "unit"},
        row{R"("kind":"upgrade",)", "kind"}, row{R"("decided_on":"2025-06-19",)", "decided_on"}})
    CHECK(error_in(r.taken, "") == std::string("missing-key at : key \"") + r.key + "\" is missing. Add it.");
}

TEST_CASE("A value of another type, or a day that does not exist, is an error in a result",
          "[exchange][dong-nai-2025/I.2]") {
  std::string const text = "; expected a text that is not blank.", level = "; expected a whole number from 1 to 5.";
  CHECK(error_in(R"("Bột ca cao")", "1") == "wrong-type at /product: found 1" + text);
  CHECK(error_in(R"("Bột ca cao")", R"(" ")") == "wrong-type at /product: found \" \"" + text);
  CHECK(error_in(R"("Thực phẩm")", "null") == "wrong-type at /group: found null" + text);
  CHECK(error_in(R"("Định Quán")", R"("")") == "wrong-type at /unit: found \"\"" + text);
  CHECK(error_in(R"("upgrade")", "true") == "wrong-type at /kind: found a boolean" + text);
  CHECK(error_in(R"("stars":5)", R"("stars":"5")") == "wrong-type at /stars: found \"5\"" + level);
  CHECK(error_in(R"("stars":5)", R"("stars":4.5)") == "wrong-type at /stars: found 4.5" + level);
  CHECK(error_in(R"("stars_before":4)", R"("stars_before":[4])") ==
        "wrong-type at /stars_before: found an array" + level);
  CHECK(error_in("\"registered\":true", "\"registered\":1") ==
        "wrong-type at /registered: found 1; expected true or false.");
  CHECK(error_in(R"({"product":{"is_processed":true}})", "[]") ==
        "wrong-type at /facts: found an array; expected an object of facts.");
  for (std::string const wrong : {"2025-02-29", "2025-6-19", "19/06/2025", "2025-06-31"})
    CHECK(error_in("2025-06-19", wrong) ==
          "bad-date at /decided_on: found \"" + wrong +
              "\"; a day is written YYYY-MM-DD and must exist in the calendar, e.g. 2026-06-15.");
  CHECK(error_in("2025-06-19", "2024-02-29") == "nothing");
}

TEST_CASE("A kind of filing, or a level, that does not exist is a bad value of a result",
          "[exchange][dong-nai-2025/I.2]") {
  auto const code = [](std::string_view from, std::string_view to) {
    auto const read = read_programme_entry(edited(whole, from, to), *test::edition());
    return read ? "nothing" : std::string(to_string(read.error().code)) + " at " + read.error().where;
  };
  CHECK(code(R"("upgrade")", R"("second")") == "bad-value at /kind");
  CHECK(code(R"("stars":5)", R"("stars":0)") == "bad-value at /stars");
  CHECK(code(R"("stars":5)", R"("stars":-3)") == "bad-value at /stars");
  CHECK(code(R"("stars":5)", R"("stars":1)") == "nothing");
  CHECK(code(R"("stars":5)", R"("stars":6)") == "bad-value at /stars");  // no edition has six stars
  CHECK(code(R"("stars_before":4)", R"("stars_before":40)") == "bad-value at /stars_before");
}

TEST_CASE("Facts of a result must be declared and of their type", "[exchange][dong-nai-2025/III.3.a]") {
  CHECK(error_in("is_processed", "is_sweet")
            .starts_with(
                "undeclared-fact at /facts/product/is_sweet: fact \"product.is_sweet\" is not declared; declared "
                "are dossier.forged, "));
  CHECK(error_in(R"("is_processed":true)", R"("is_processed":"yes")") ==
        "wrong-type at /facts/product/is_processed: fact product.is_processed is a string; it must be a boolean.");
}

// --- From scored submissions
// ------------------------------------------------------------------------------------------

namespace {

/// The choices of a sheet as a submission writes them.
std::string choices_of(compiled_product_set const& set, score_sheet const& sheet) {
  std::string text;
  for (std::size_t i = 0; i < set.criteria.size(); ++i) {
    choice const& made = sheet.choices[i];
    std::string const option = std::to_string(made.option);
    text +=
        (i == 0 ? "\"" : ",\"") + set.criteria[i].id.str() + "\":" +
        (made.case_no == 0 ? option : R"({"case":)" + std::to_string(made.case_no) + R"(,"option":)" + option + '}');
  }
  return text;
}

scored_submission scored(std::string const& head, compiled_product_set const& set, score_sheet const& sheet) {
  auto read = read_submission(R"({"format":"ocop-submission/1",)" + head + R"(,"sheets":[{"member":"M1","choices":{)" +
                              choices_of(set, sheet) + "}}]}");
  auto made = score(test::builtin(), read.content.value());
  if (!made) FAIL(text_of(made.error()));
  return *made;
}

std::string const head =
    R"("submission":"DN-2026-0001","product":{"set":1,"code":"75-26332-1-2026"},)"
    R"("filing":{"kind":"upgrade","filed_on":"2026-06-15","decided_on":"2026-08-20"},)"
    R"("council":{"regulation":"default","level":"province","members":1},"facts":{"product":{"is_new":true}})";

compiled_product_set const& vegetables() { return test::product_set(1); }

}  // namespace

TEST_CASE("A scored submission is a result of the plan by its code, its industry and the day of the decision",
          "[exchange][dong-nai-2025/III.3.a]") {
  auto const e = entry_of(scored(head, vegetables(), test::best_sheet(vegetables())), "Trảng Bom", stars{3}).value();
  CHECK(e.product == "75-26332-1-2026");
  CHECK(e.group == "Thực phẩm");
  CHECK(e.unit == "Trảng Bom");
  CHECK(e.kind == filing_kind::upgrade);
  CHECK(e.level == stars{5});
  CHECK(e.before == stars{3});
  CHECK(to_string(e.decided) == "2026-08-20");
  CHECK(e.is_registered);  // sent on to the ministry
  CHECK(to_json(e.facts) == R"({"product":{"is_new":true}})");
  CHECK_FALSE(entry_of(scored(head, vegetables(), test::best_sheet(vegetables())), "Trảng Bom").value().before);
}

TEST_CASE("A product that is not sent on is not registered for national evaluation",
          "[exchange][dong-nai-2025/III.3.a]") {
  auto const of = [](std::string const& h, test::sheet_of const& sheet) {
    return entry_of(scored(h, vegetables(), sheet), "Trảng Bom").value();
  };
  // 99 points, held back at four stars by the mark of 1.5.
  auto const capped = of(head, test::best_sheet(vegetables()).choose("1.5", 3));
  CHECK(capped.level == stars{4});
  CHECK_FALSE(capped.is_registered);
  // A self-assessment is sent nowhere.
  auto const alone = of(edited(head, R"("council":{"regulation":"default","level":"province","members":1},)", ""),
                        test::best_sheet(vegetables()));
  CHECK(alone.level == stars{5});
  CHECK_FALSE(alone.is_registered);
  // Nor does the centre send on.
  CHECK_FALSE(of(edited(head, "\"province\"", "\"centre\""), test::best_sheet(vegetables())).is_registered);
}

TEST_CASE("A product without code is known by its submission, a set without industry by its name",
          "[exchange][dong-nai-2025/III.3.a]") {
  auto const& set = test::product_set(1, "qd-148-2023");
  auto const e = entry_of(scored(R"("submission":"DN-7","product":{"set":1,"name":"Bưởi"},)"
                                 R"("filing":{"kind":"first","filed_on":"2025-03-03","decided_on":"2025-05-05"})",
                                 set, test::best_sheet(set)),
                          "Tân Phú")
                     .value();
  CHECK(e.product == "DN-7");
  CHECK(e.group == "Rau, củ, quả, hạt tươi");
  CHECK(e.kind == filing_kind::first);
  CHECK(e.facts.is_null());
  auto const& tourism = test::product_set(26);
  CHECK(entry_of(scored(edited(head, R"("set":1)", R"("set":26)"), tourism, test::best_sheet(tourism)), "Nam Cát Tiên")
            .value()
            .group.starts_with("Dịch vụ du lịch"));
}

TEST_CASE("A product that is rejected has no level in the plan", "[exchange][dong-nai-2025/I.2]") {
  auto const e = entry_of(scored(edited(head, R"({"product":{"is_new":true}})", R"({"dossier":{"forged":true}})"),
                                 vegetables(), test::best_sheet(vegetables())),
                          "Trảng Bom")
                     .value();
  CHECK_FALSE(e.level);
  CHECK_FALSE(e.is_registered);
}

TEST_CASE("A submission without the day of its decision is no result of a plan", "[exchange][dong-nai-2025/I.2]") {
  std::string const lacks =
      "missing-key at /filing/decided_on: a plan counts by the day of the decision, and it is not given. Give "
      "filing.decided_on.";
  auto const of = [](std::string const& h) {
    auto const e = entry_of(scored(h, vegetables(), test::best_sheet(vegetables())), "Trảng Bom");
    return e ? "nothing" : text_of(e.error());
  };
  CHECK(of(head) == "nothing");
  CHECK(of(edited(head, R"(,"decided_on":"2026-08-20")", "")) == lacks);
  CHECK(of(edited(head, R"("filing":{"kind":"upgrade","filed_on":"2026-06-15","decided_on":"2026-08-20"})",
                  R"("rules":"qd-26-2026")")) == lacks);
}

TEST_CASE("A written result and the scored submission count alike in the plan", "[exchange][dong-nai-2025/I.2]") {
  auto const& set = test::product_set(1, "qd-148-2023");
  auto const from_scores =
      entry_of(scored(R"("submission":"DN-7","product":{"set":1,"code":"75-739-26332-1-2025"},)"
                      R"("filing":{"kind":"first","filed_on":"2025-03-03","decided_on":"2025-05-05"},)"
                      R"("council":{"regulation":"default","level":"province","members":1})",
                      set, test::best_sheet(set)),
               "Tân Phú")
          .value();
  auto const written = read_programme_entry(R"({"format":"ocop-programme-entry/1","product":"75-739-26332-1-2025",)"
                                            R"("group":"Rau, củ, quả, hạt tươi","unit":"Tân Phú","kind":"first",)"
                                            R"("decided_on":"2025-05-05","stars":5,"registered":true})",
                                            *test::edition())
                           .value();
  CHECK(from_scores.product == written.product);
  CHECK(from_scores.group == written.group);
  CHECK(from_scores.unit == written.unit);
  CHECK(from_scores.kind == written.kind);
  CHECK(from_scores.level == written.level);
  CHECK(from_scores.before == written.before);
  CHECK(from_scores.decided == written.decided);
  CHECK(from_scores.is_registered == written.is_registered);
  CHECK(from_scores.facts == written.facts);
  auto const plan = test::builtin().programme("dong-nai-2025").value();
  std::vector<programme_entry> const both{from_scores, written};
  CHECK(progress(*plan, both).value().at(0).reached == 1);
  CHECK(progress(*plan, both).value().at(1).reached == 1);
}

}  // namespace programme_document_test
