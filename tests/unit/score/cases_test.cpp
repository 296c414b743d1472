// Runs tests/cases/qd-26-2026/*.json: what is expected there was computed from the law's tables by
// tests/support/make_cases.py, which shares nothing with the library.
#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/products.hpp"

#include "ocop/exchange/json.hpp"
#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cases_test {
namespace {

using namespace ocop;

struct case_file {
  std::string name;
  value content;

  [[nodiscard]] int set() const { return static_cast<int>(content.find("set")->as_integer()); }
  [[nodiscard]] value::array const& criteria() const { return content.find("criteria")->as_array(); }
  [[nodiscard]] value::array const& cases() const { return content.find("cases")->as_array(); }
};

std::vector<case_file> read_case_files(char const* rules) {
  std::vector<std::filesystem::path> paths;
  for (auto const& entry : std::filesystem::directory_iterator(test::cases() / rules)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<case_file> read;
  for (auto const& path : paths) read.push_back({path.filename().string(), test::read_json(path)});
  return read;
}

/// Those of Decision 26/2026.
std::vector<case_file> const& case_files() {
  static std::vector<case_file> const files = read_case_files("qd-26-2026");
  return files;
}

/// One sheet as a case writes it: a digit per criterion, `[case:option]` where there are cases.
std::vector<choice> read_choices(std::string_view text) {
  std::vector<choice> choices;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '[') {
      choices.push_back({0, text[i] - '0'});
      continue;
    }
    choices.push_back({text[i + 1] - '0', text[i + 3] - '0'});
    i += 4;
  }
  return choices;
}

std::vector<score_sheet> read_sheets(value const& written) {
  std::vector<score_sheet> sheets;
  for (auto const& one : written.as_array()) {
    std::string_view text = one.as_string();
    int copies = 1;
    if (auto const star = text.find('*'); star != text.npos) {
      copies = std::stoi(std::string(text.substr(0, star)));
      text.remove_prefix(star + 1);
    }
    for (int k = 0; k < copies; ++k)
      sheets.push_back({"M" + std::to_string(sheets.size() + 1), false, read_choices(text)});
  }
  return sheets;
}

std::vector<reading_choice> read_readings(value const& a_case) {
  std::vector<reading_choice> wanted;
  if (auto const* const readings = a_case.find("readings"))
    for (auto const& r : readings->as_object()) wanted.push_back({reading_id(r.key), r.content.as_string()});
  return wanted;
}

value facts_of(value const& a_case) {
  auto const* const facts = a_case.find("facts");
  return facts ? *facts : value();
}

value stars_of(std::optional<stars> level) { return level ? value(level->value) : value(); }

/// An assessment in the words of a case.
value in_words(assessment const& a) {
  value::array unmet;
  for (std::size_t const g : a.ranking.unmet_gates) {
    compiled_gate const& gate = a.set->gates[g];
    value::array chosen;
    for (auto const& sheet : a.sheets) chosen.emplace_back(sheet.choices[gate.criterion].option);
    unmet.emplace_back(value::array{gate.level.value, a.set->criteria[gate.criterion].id.str(),
                                    needed_option(*a.set, gate, a.readings).value(), std::move(chosen)});
  }
  value::object words{{"outcome", to_string(a.ranking.how)},
                      {"stars_by_points", stars_of(a.ranking.by_points)},
                      {"stars", stars_of(a.ranking.final_stars)},
                      {"mean", a.council.total.exact()}};
  for (std::size_t p = 0; p < a.rules->parts.size(); ++p)
    words.push_back({a.rules->parts[p].code, a.council.by_part[p].exact()});
  words.push_back({"unmet_gates", std::move(unmet)});
  return words;
}

/// A result document in the words of a case.
value in_words(value const& result) {
  value::array unmet;
  for (auto const& gate : result.find("unmet_gates")->as_array())
    unmet.emplace_back(
        value::array{*gate.find("stars"), *gate.find("criterion"), *gate.find("needs"), *gate.find("chosen")});
  value const& mean = *result.find("mean");
  return value::object{{"outcome", *result.find("outcome")},
                       {"stars_by_points", *result.find("stars_by_points")},
                       {"stars", *result.find("stars")},
                       {"mean", *mean.find("exact")},
                       {"A", *mean.find("A")},
                       {"B", *mean.find("B")},
                       {"C", *mean.find("C")},
                       {"unmet_gates", std::move(unmet)}};
}

/// A case as a document that a council would send.
std::string submission_text(case_file const& file, value const& a_case) {
  value::array sheets;
  for (auto const& sheet : read_sheets(*a_case.find("sheets"))) {
    value::object choices;
    for (std::size_t i = 0; i < sheet.choices.size(); ++i) {
      auto const [case_no, option] = sheet.choices[i];
      choices.push_back({file.criteria()[i].as_string(),
                         case_no ? value(value::object{{"case", case_no}, {"option", option}}) : value(option)});
    }
    sheets.emplace_back(value::object{{"member", sheet.member}, {"choices", std::move(choices)}});
  }
  auto const members = static_cast<int>(sheets.size());
  value::object document{
      {"format", "ocop-submission/1"},
      {"submission", "case-1"},
      {"product", value::object{{"name", "Sản phẩm"}, {"set", file.set()}}},
      {"filing", value::object{{"kind", "first"}, {"filed_on", "2026-06-15"}}},
      {"council", value::object{{"regulation", "default"}, {"level", "province"}, {"members", members}}}};
  for (char const* const part : {"readings", "facts"})
    if (auto const* const given = a_case.find(part)) document.push_back({part, *given});
  document.push_back({"sheets", std::move(sheets)});
  return to_json(document);
}

/// `"269/3"` as hundredths, halves up, by long division.
std::int64_t hundredths(std::string const& exact) {
  std::size_t end = 0;
  std::int64_t const above = std::stoll(exact, &end);
  std::int64_t const below = end == exact.size() ? 1 : std::stoll(exact.substr(end + 1));
  std::int64_t const whole = above * 100 / below;
  return whole + ((above * 100 % below) * 2 >= below ? 1 : 0);
}

std::string two_places(std::int64_t n) {
  std::string const part = std::to_string(n % 100);
  return std::to_string(n / 100) + (part.size() < 2 ? ".0" : ".") + part;
}

/// Facts given as dotted keys.
std::set<std::string> given_facts(value const& facts) {
  std::set<std::string> keys;
  if (facts.is_object())
    for (auto const& room : facts.as_object())
      for (auto const& fact : room.content.as_object()) keys.insert(room.key + '.' + fact.key);
  return keys;
}

/// What a result says besides the words of a case, by what follows from those.
void check_the_rest(case_file const& file, value const& a_case, value const& result) {
  value const& expect = *a_case.find("expect");
  CHECK(*result.find("format") == "ocop-result/1");
  CHECK(*result.find("submission") == "case-1");
  CHECK(*result.find("edition") == "qd-26-2026@2026-05-22");
  CHECK(*result.find("edition_because") == "qd-26-2026/11.1");
  CHECK(result.find("rules_sha256")->as_string() == test::edition()->sha256);
  CHECK(*result.find("set") == value(file.set()));
  CHECK(*result.find("missing_law") == value(value::array{}));
  CHECK(*result.find("mean")->find("decimal") == two_places(hundredths(expect.find("mean")->as_string())));

  // Recognition follows from the stars (article 4.1), forwarding from points and marks (article 7.3.e).
  value const& stars = *expect.find("stars");
  bool const certified = stars.is_integer() && stars.as_integer() >= 3;
  bool const five = stars == value(5);
  CHECK(*result.find("certificate") == value(certified));
  CHECK(*result.find("recognised_by") == (!certified ? value()
                                          : five     ? value("ministry-of-agriculture-and-environment")
                                                     : value("provincial-peoples-committee")));
  CHECK(*result.find("forward_to") == (five ? value("ministry-of-agriculture-and-environment") : value()));

  // Each sheet adds up, and the sheets add up to the mean.
  auto const& sheets = result.find("sheets")->as_array();
  std::int64_t sum = 0;
  std::vector<std::string> wrong;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    std::string const& member = sheets[i].find("member")->as_string();
    value const& points = *sheets[i].find("points");
    auto const of = [&](char const* part) { return points.find(part)->as_integer(); };
    if (member != "M" + std::to_string(i + 1) || of("A") + of("B") + of("C") != of("total")) wrong.push_back(member);
    sum += of("total");
  }
  CHECK(wrong.empty());
  CHECK(mean_points(sum, static_cast<std::int64_t>(sheets.size())).exact() == expect.find("mean")->as_string());

  // What is not ranked says why; a rank has no reason against it.
  std::set<std::string> effects;
  for (auto const& reason : result.find("reasons")->as_array()) effects.insert(reason.find("effect")->as_string());
  std::string const& outcome = expect.find("outcome")->as_string();
  CHECK((effects.count("reject") == 1) == (outcome == "rejected"));
  if (outcome == "stopped") CHECK(effects.count("stop") == 1);
  if (outcome == "ranked") CHECK(effects.count("stop") == 0);

  // A fact is given or assumed, never both; an alternative that was asked for is named.
  std::set<std::string> const given = given_facts(facts_of(a_case));
  for (auto const& fact : result.find("assumed")->as_array()) CHECK(given.count(fact.as_string()) == 0);
  std::set<std::string> named;
  for (auto const& reading : result.find("readings")->as_array()) named.insert(reading.as_string());
  for (auto const& wanted : read_readings(a_case)) {
    auto const& all = test::edition()->readings;
    auto const reading = std::find_if(all.begin(), all.end(), [&](auto const& r) { return r.id == wanted.reading; });
    REQUIRE(reading != all.end());
    bool const is_own = reading->alternatives[reading->choice].id == wanted.alternative;
    CHECK(named.count(wanted.reading.str() + '=' + wanted.alternative) == (is_own ? 0 : 1));
  }
}

}  // namespace

TEST_CASE("every case of Decision 26/2026 comes to what the tables of the law give", "[rank][qd-26-2026/annex-2]") {
  std::size_t count = 0;
  for (auto const& file : case_files()) {
    CAPTURE(file.name);
    REQUIRE(read_choices(file.cases().front().find("sheets")->as_array().front().as_string()).size() ==
            file.criteria().size());
    for (auto const& a_case : file.cases()) {
      CAPTURE(a_case.find("name")->as_string());
      assessment const a =
          test::assess_sheets(file.set(), read_sheets(*a_case.find("sheets")), read_readings(a_case), facts_of(a_case));
      CHECK(to_json(in_words(a)) == to_json(*a_case.find("expect")));
      ++count;
    }
  }
  CHECK(case_files().size() == 26);
  CHECK(count > 2500);
}

TEST_CASE("every case of the earlier decisions comes to what their tables give",
          "[rank][qd-148-2023/annex-criteria][qd-1048-2019/annex-criteria][qd-148-2023/bands][qd-148-2023/"
          "parts][qd-1048-2019/1][qd-1048-2019/1.2]") {
  for (char const* const rules : {"qd-148-2023", "qd-1048-2019"}) {
    std::size_t count = 0;
    for (auto const& file : read_case_files(rules)) {
      CAPTURE(rules, file.name);
      for (auto const& a_case : file.cases()) {
        CAPTURE(a_case.find("name")->as_string());
        assessment const a =
            test::assess_sheets(file.set(), read_sheets(*a_case.find("sheets")), {}, {}, "province", rules);
        CHECK(to_json(in_words(a)) == to_json(*a_case.find("expect")));
        ++count;
      }
    }
    CHECK(count > 400);
  }
}

TEST_CASE("every case sent as a document is answered with the same result", "[rank][qd-26-2026/annex-2]") {
  for (auto const& file : case_files()) {
    CAPTURE(file.name);
    for (auto const& a_case : file.cases()) {
      CAPTURE(a_case.find("name")->as_string());
      auto const read = read_submission(submission_text(file, a_case));
      REQUIRE(read.content.has_value());
      CHECK(read.id == "case-1");
      auto const scored = score(test::builtin(), *read.content);
      REQUIRE(scored.has_value());
      auto const result = parse_json(write_result(*scored));
      REQUIRE(result.has_value());
      CHECK(to_json(in_words(*result)) == to_json(*a_case.find("expect")));
      check_the_rest(file, a_case, *result);
    }
  }
}

TEST_CASE("every mark of Decision 26/2026 has a case that misses it and one that meets it",
          "[rank][qd-26-2026/annex-2]") {
  std::size_t marks = 0;
  for (auto const& file : case_files()) {
    CAPTURE(file.name);
    std::set<std::pair<std::int64_t, std::string>> missed;
    for (auto const& a_case : file.cases())
      for (auto const& gate : a_case.find("expect")->find("unmet_gates")->as_array())
        missed.emplace(gate.as_array()[0].as_integer(), gate.as_array()[1].as_string());
    auto const& set = test::product_set(file.set());
    for (auto const& gate : set.gates) {
      CAPTURE(set.criteria[gate.criterion].id.str(), gate.level.value);
      CHECK(missed.count({gate.level.value, set.criteria[gate.criterion].id.str()}) == 1);
      ++marks;
    }
    // The first case of each file is the best sheet.
    CHECK(file.cases().front().find("expect")->find("unmet_gates")->as_array().empty());
  }
  CHECK(marks == 575);
}

}  // namespace cases_test
