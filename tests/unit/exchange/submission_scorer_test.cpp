#include "ocop/exchange/result_document.hpp"
#include "ocop/exchange/scoring.hpp"
#include "ocop/exchange/submission_scorer.hpp"

#include "support/catch.hpp"
#include "support/columns.hpp"
#include "support/products.hpp"
#include "support/submissions.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace submission_scorer_test {
namespace {

using namespace ocop;

/// The answer by way of the structured result: the one that counts.
std::string truth(rule_catalog const& catalog, std::string_view json, std::vector<reading_choice> const& wanted = {},
                  std::size_t line = 1) {
  auto read = read_submission(json);
  if (!read.content) return write_error(read.content.error(), read.id, line);
  auto const scored = score(catalog, std::move(*read.content), wanted);
  return scored ? write_result(*scored) : write_error(scored.error(), read.id, line);
}

/// Random documents: every edition, set, kind of key and order of keys, with and without mistakes.
class writer_of_documents {
  rule_catalog const& catalog_;
  std::mt19937 random_;

 public:
  writer_of_documents(rule_catalog const& catalog, std::uint32_t seed) : catalog_(catalog), random_(seed) {}

  std::size_t below(std::size_t n) { return random_() % n; }
  bool once_in(std::size_t n) { return below(n) == 0; }

  std::string document() {
    auto const& rules = *catalog_.editions()[below(catalog_.editions().size())];
    auto const& set = rules.product_sets[below(rules.product_sets.size())];
    std::size_t const members = once_in(2) ? 1 : 1 + below(9);
    std::vector<std::string> keys{R"("format":)" + space() + R"("ocop-submission/1")", R"("submission":)" + name("S"),
                                  R"("product":)" + product(set), R"("sheets":)" + sheets(set, members)};
    bool const by_rules = once_in(3);
    if (by_rules) keys.push_back(R"("rules":")" + rules.edition.str() + '"');
    if (!by_rules || once_in(5)) keys.push_back(R"("filing":)" + filing(rules));
    if (once_in(2)) keys.push_back(R"("facts":)" + facts(rules));
    if (once_in(2) || members > 1) keys.push_back(R"("council":)" + council(rules, members));
    if (once_in(3)) keys.push_back(R"("readings":)" + readings(rules));
    if (once_in(60)) keys.push_back(keys[below(keys.size())]);
    if (once_in(60)) keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(below(keys.size())));
    if (once_in(2)) std::rotate(keys.begin() + 3, keys.begin() + 4, keys.end());
    if (once_in(4)) std::shuffle(keys.begin(), keys.end(), random_);
    return space() + object(keys) + space();
  }

  /// The text with a few bytes replaced, taken out, or put in.
  std::string broken(std::string text) {
    constexpr std::string_view bytes = "{}[]\",:\\/u0019.eE-+ \n\tntfa\x01\x7F\x80\xC3\xED\xF4";
    for (std::size_t n = 1 + below(3); n > 0 && !text.empty(); --n) {
      std::size_t const at = below(text.size());
      char const byte = bytes[below(bytes.size())];
      switch (below(4)) {
        case 0: text[at] = byte; break;
        case 1: text.erase(at, 1 + below(3)); break;
        case 2: text.insert(at, 1, byte); break;
        default: text.resize(once_in(8) ? at : text.size()); break;
      }
    }
    return text;
  }

 private:
  std::string space() {
    constexpr std::string_view all[]{"", "", "", " ", "\n", "\t ", "\r\n"};
    return std::string(all[below(std::size(all))]);
  }

  std::string name(char const* begin) {
    static char const* const ends[]{"1",
                                    "-2026-0001",
                                    "",
                                    "Bưởi da xanh",
                                    "\\u0110\\u1ed3ng Nai",
                                    "𠀋",
                                    "\\ud840\\udc0b",
                                    "a\\/b",
                                    "\\\"quoted\\\"",
                                    "tab\\t",
                                    "\\ud840",
                                    "\\udc0b",
                                    "\\u0007",
                                    "\\u00",
                                    "\x7F",
                                    " ",
                                    "\\u00a0",
                                    "\u200B",
                                    "Ủy",
                                    "U\u0309y"};
    return '"' + std::string(begin) + ends[once_in(3) ? below(std::size(ends)) : below(4)] + '"';
  }

  std::string object(std::vector<std::string> const& members) {
    std::string text = "{";
    for (std::size_t i = 0; i < members.size(); ++i) text += (i > 0 ? "," : "") + space() + members[i];
    return text + space() + "}";
  }

  std::string product(compiled_product_set const& set) {
    std::vector<std::string> keys{R"("set":)" + std::to_string(once_in(40) ? 99 : set.number)};
    if (once_in(2)) keys.push_back(R"("name":)" + name("Bưởi"));
    if (once_in(2)) keys.push_back(R"("code":"75-26332-1-2026")");
    std::shuffle(keys.begin(), keys.end(), random_);
    return object(keys);
  }

  std::string day_near(day d) {
    return to_string(d + std::chrono::days(static_cast<int>(below(once_in(2) ? 5 : 900)) - (once_in(2) ? 2 : 0)));
  }

  std::string filing(compiled_rule_set const& rules) {
    std::string const filed = day_near(rules.from);
    static char const* const kinds[]{"first", "upgrade", "renewal", "other"};
    std::vector<std::string> keys{R"("kind":")" + std::string(kinds[below(once_in(30) ? 4 : 3)]) + '"',
                                  R"("filed_on":")" + filed + '"'};
    if (!once_in(3)) keys.push_back(R"("decided_on":")" + day_near(*parse_day(filed)) + '"');
    if (once_in(60)) keys.push_back(R"("decided_on":"2026-02-30")");
    if (once_in(3)) std::shuffle(keys.begin(), keys.end(), random_);
    return object(keys);
  }

  std::string facts(compiled_rule_set const& rules) {
    std::map<std::string, std::vector<std::string>> by_group;
    for (std::size_t n = below(4); n > 0; --n) {
      auto const& fact = rules.facts[below(rules.facts.size())];
      std::size_t const dot = fact.key.find('.');
      std::string const value = fact.type == "boolean"  ? (once_in(6) ? "true" : "false")
                                : fact.type == "number" ? std::to_string(below(3))
                                                        : std::string(R"("x"})").substr(0, once_in(40) ? 4 : 3);
      by_group[fact.key.substr(0, dot)].push_back('"' + fact.key.substr(dot == std::string::npos ? 0 : dot + 1) +
                                                  "\":" + value);
    }
    std::vector<std::string> members;
    for (auto const& [group, inside] : by_group) members.push_back('"' + group + "\":" + object(inside));
    if (once_in(40)) members.emplace_back(R"("no_fact":true)");
    return object(members);
  }

  std::string council(compiled_rule_set const& rules, std::size_t members) {
    std::vector<std::string> keys;
    auto const& regulations = catalog_.regulations();
    if (!once_in(3) && !regulations.empty())
      keys.push_back(R"("regulation":")" + (once_in(2) ? "default" : regulations[below(regulations.size())]->id) + '"');
    if (!once_in(3))
      keys.push_back(R"("level":")" + (once_in(20) ? "moon" : rules.councils[below(rules.councils.size())]) + '"');
    if (!once_in(3)) keys.push_back(R"("members":)" + std::to_string(once_in(4) ? 1 + below(12) : members));
    return object(keys);
  }

  std::string readings(compiled_rule_set const& rules) {
    std::vector<std::string> keys;
    for (std::size_t n = below(4); n > 0; --n) {
      auto const& r = rules.readings[below(rules.readings.size())];
      keys.push_back('"' + r.id.str() + "\":\"" +
                     (once_in(30) ? "never" : r.alternatives[below(r.alternatives.size())].id) + '"');
    }
    return object(keys);
  }

  std::string sheets(compiled_product_set const& set, std::size_t members) {
    std::string text = "[";
    // Members mostly agree: what they tick differs here and there only.
    std::vector<choice> agreed;
    bool const ticks_most = !once_in(4);
    for (auto const& c : set.criteria) agreed.push_back(any_choice(c, ticks_most));
    std::size_t const chair = below(2 * members);
    for (std::size_t m = 0; m < members; ++m) {
      std::vector<choice> own = agreed;
      for (std::size_t c = 0; c < own.size(); ++c)
        if (m > 0 && once_in(6)) own[c] = any_choice(set.criteria[c], ticks_most);
      std::vector<std::string> keys{R"("member":)" + name(once_in(30) ? "M" : ("M" + std::to_string(m)).c_str()),
                                    R"("choices":)" + choices(set, own)};
      if (m == chair || once_in(60)) keys.emplace_back(R"("role":"chair")");
      else if (once_in(4)) keys.emplace_back(R"("role":"member")");
      if (once_in(4)) std::shuffle(keys.begin(), keys.end(), random_);
      text += (m > 0 ? "," : "") + space() + object(keys);
    }
    return text + space() + "]";
  }

  choice any_choice(compiled_criterion const& c, bool ticks_most) {
    auto const& list = c.lists[once_in(3) ? below(c.lists.size()) : 0];
    std::size_t const options = list.options.size();
    std::size_t const option =
        ticks_most && !once_in(5) ? options - below(std::min<std::size_t>(2, options)) : below(options + 1);
    return {list.case_no, static_cast<int>(option)};
  }

  std::string choices(compiled_product_set const& set, std::vector<choice> const& own) {
    std::vector<std::string> keys;
    for (std::size_t c = 0; c < own.size(); ++c) {
      auto const& criterion = set.criteria[c];
      choice const& made = own[c];
      std::string option = std::to_string(once_in(2000) ? 77 : made.option);
      if (made.option > 0 && once_in(6))
        option = '"' + criterion.list(made.case_no)->options[static_cast<std::size_t>(made.option - 1)].id.str() + '"';
      std::vector<std::string> inside{R"("case":)" + std::to_string(made.case_no), R"("option":)" + option};
      if (once_in(4)) std::swap(inside[0], inside[1]);
      bool const alone = made.case_no == 0 || (made.option == 0 && once_in(2));
      keys.push_back('"' + criterion.id.str() + "\":" + space() + (alone ? option : object(inside)));
    }
    if (once_in(60)) keys.push_back(keys[below(keys.size())]);
    if (once_in(60)) keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(below(keys.size())));
    if (once_in(5)) std::shuffle(keys.begin(), keys.end(), random_);
    return object(keys);
  }
};

/// Compares the answers to many documents, whole and broken, by one scorer.
void compare(rule_catalog const& catalog, std::vector<reading_choice> const& wanted, std::uint32_t seed,
             std::size_t documents) {
  submission_scorer scorer(catalog, wanted);
  writer_of_documents write(catalog, seed);
  std::size_t results = 0;
  for (std::size_t n = 1; n <= documents; ++n) {
    std::string const whole = write.document();
    for (std::string const& text : {whole, write.broken(whole), whole}) {
      std::string const expected = truth(catalog, text, wanted, n);
      auto const found = scorer.answer(text, n);
      if (found.text != expected) FAIL("seed " << seed << ", document " << n << ":\n" << text);
      if (found.is_error != expected.starts_with(R"({"format":"ocop-error/1")")) FAIL(text);
      if (!found.is_error) ++results;
    }
  }
  CHECK(results > documents / 5);
}

}  // namespace

TEST_CASE("a scorer answers every document as reading, scoring and writing do one by one", "[exchange]") {
  compare(test::builtin(), {}, 1, 800);
  compare(test::made_up(), {}, 2, 300);
}

TEST_CASE("a scorer keeps to the readings that its caller prefers", "[exchange]") {
  compare(test::builtin(), {{reading_id("R-07"), "mean"}, {reading_id("R-25"), "any"}}, 3, 200);
  compare(test::builtin(), {{reading_id("R-05"), "reject"}, {reading_id("R-08"), "rounded"}}, 4, 200);
  compare(test::builtin(), {{reading_id("R-09"), "undetermined"}, {reading_id("R-17"), "same-case"}}, 5, 200);
  compare(test::builtin(), {{reading_id("R-01"), "own-marks"}, {reading_id("R-04"), "highest-option"}}, 6, 200);
  compare(test::builtin(), {{reading_id("R-20"), "error"}, {reading_id("R-29"), "filed"}}, 7, 100);
  std::uint32_t seed = 8;
  std::vector<std::vector<reading_choice>> const of_made_up{
      {{reading_id("R-07"), "mean"}, {reading_id("R-25"), "any"}},
      {{reading_id("R-07"), "mean"}, {reading_id("R-03"), "points"}},
      {{reading_id("R-05"), "reject"}, {reading_id("R-07"), "all"}},
      {{reading_id("R-09"), "undetermined"}, {reading_id("R-03"), "printed-order"}}};
  for (auto const& wanted : of_made_up) compare(test::made_up(), wanted, seed++, 150);
}

TEST_CASE("a mark that no member meets is unmet by every reading of R-07", "[exchange][council]") {
  // By printed order (R-03) the option before the marked one leaves the mark unmet, though it has the same points.
  std::string const text =
      R"({"format":"ocop-submission/1","submission":"S","product":{"set":1},"rules":"made-up-2030",)"
      R"("readings":{"R-03":"printed-order","R-07":"mean"},"sheets":[{"member":"M","choices":{"I.1":12,"I.2.a":4,)"
      R"("I.2.b":{"case":1,"option":3},"I.3":2,"II.1":{"case":1,"option":2},"II.2":3,"II.đ":2,"III.1":4,"III.2":4,)"
      R"("IV":3,"V":2}}]})";
  std::string const said = truth(test::made_up(), text);
  CHECK(said.find(R"("criterion":"I.3")") != std::string::npos);
  submission_scorer scorer(test::made_up());
  CHECK(scorer.answer(text).text == said);
}

TEST_CASE("a scorer says of a member without a mark's option what the council's result says", "[exchange]") {
  compiled_product_set const& set = test::product_set(1);
  std::vector<score_sheet> sheets;
  for (int m = 1; m <= 9; ++m) sheets.push_back(test::best_sheet(set, "M" + std::to_string(m)));
  submission_scorer scorer(test::builtin());
  for (int without = 0; without <= 9; ++without) {
    if (without > 0) sheets[static_cast<std::size_t>(without - 1)].choices[4].option = 0;
    std::string const text = test::submission_of(
        set, sheets,
        R"("filing":{"kind":"first","filed_on":"2026-06-15","decided_on":"2026-08-20"},"council":{"members":9})");
    CHECK(scorer.answer(text).text == truth(test::builtin(), text));
  }
}

TEST_CASE("days on both sides of every change of the law lead a scorer to the edition that governs", "[exchange]") {
  std::vector<day> days;
  for (auto const& e : test::builtin().editions()) {
    days.push_back(e->from);
    if (e->until) days.push_back(*e->until);
    for (auto const& t : e->transitions)
      days.insert(days.end(), {t.filed_before, t.filed_before + std::chrono::days(t.finish_within_days)});
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  submission_scorer scorer(test::builtin());
  for (char const* edition : {"qd-148-2023", "qd-26-2026"}) {
    compiled_product_set const& set = test::product_set(1, edition);
    std::vector<score_sheet> const sheets{test::best_sheet(set)};
    for (char const* kind : {"first", "upgrade", "renewal"})
      for (day const filed : days)
        for (day const decided : days)
          for (int const offset : {-1, 0, 1}) {
            std::string const text =
                test::submission_of(set, sheets,
                                    std::string(R"("filing":{"kind":")") + kind + R"(","filed_on":")" +
                                        to_string(filed + std::chrono::days(offset)) + R"(","decided_on":")" +
                                        to_string(decided) + R"("})");
            if (scorer.answer(text).text != truth(test::builtin(), text)) FAIL(text);
          }
  }
}

TEST_CASE("a scorer that meets more councils and facts than it remembers answers the same", "[exchange]") {
  compiled_product_set const& set = test::product_set(1);
  std::vector<score_sheet> const sheets{test::best_sheet(set)};
  auto const document = [&](std::size_t members, std::size_t blanks) {
    return test::submission_of(set, sheets,
                               R"("rules":"qd-26-2026","council":{"members":)" + std::to_string(members) +
                                   R"(},"facts":{)" + std::string(blanks % 64, ' ') + R"("material":{)" +
                                   std::string(blanks / 64, ' ') + "}}");
  };
  submission_scorer scorer(test::builtin());
  std::string const expected = truth(test::builtin(), document(1, 0));
  for (int round = 0; round < 2; ++round) {
    for (std::size_t n = 1; n <= 2'100; ++n)
      if (scorer.answer(document(n, 0)).text != truth(test::builtin(), document(n, 0))) FAIL(n << " members");
    for (std::size_t n = 1; n <= 4'200; ++n)
      if (scorer.answer(document(1, n)).text != expected) FAIL(n << " blanks");
  }
}

TEST_CASE("a scorer that meets more rules and sets than it remembers answers the same", "[exchange]") {
  std::vector<std::string> documents;
  for (auto const& rules : test::builtin().editions())
    for (auto const& set : rules->product_sets)
      for (char const* const readings : {R"({})", R"({"R-01":"own-marks"})", R"({"R-05":"reject"})"})
        for (char const* const council : {R"({"members":1})", R"({"members":1,"level":"province"})"})
          documents.push_back(test::submission_of(
              set, {{test::best_sheet(set)}},
              "\"rules\":\"" + rules->edition.str() + "\",\"council\":" + council + ",\"readings\":" + readings));
  REQUIRE(documents.size() > 600);
  submission_scorer scorer(test::builtin());
  std::mt19937 random(6);
  int results = 0;
  for (int n = 0; n < 2'000; ++n) {
    std::string const& document = documents[random() % documents.size()];
    submission_answer const answer = scorer.answer(document);
    if (answer.text != truth(test::builtin(), document)) FAIL(document);
    results += answer.is_error ? 0 : 1;
  }
  CHECK(results == 2'000);
}

TEST_CASE("scorers of several threads that share their tables answer as one alone", "[exchange]") {
  std::vector<std::string> texts;
  std::mt19937 random(8);
  for (auto const& rules : test::builtin().editions())
    for (auto const& set : rules->product_sets) {
      score_sheet const sheet{"M1", false, test::random_choices(set, random, 4)};
      texts.push_back(test::submission_of(set, {sheet}, R"("rules":")" + rules->edition.str() + '"'));
    }
  submission_scorer const first(test::builtin());
  std::vector<std::string> right;
  submission_scorer alone(test::builtin());
  for (auto const& text : texts) right.emplace_back(alone.answer(text).text);
  std::vector<std::size_t> wrong(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
      threads.emplace_back([&, t] {
        submission_scorer scorer = first.for_another_thread();
        for (std::size_t i = 0; i < 2 * texts.size(); ++i) {
          std::size_t const at = (i + t * texts.size() / 4) % texts.size();
          wrong[t] += scorer.answer(texts[at]).text == right[at] ? 0U : 1U;
        }
      });
  }
  CHECK(wrong == std::vector<std::size_t>(4, 0));
}

TEST_CASE("a scorer that has moved answers on", "[exchange]") {
  std::string const text =
      test::submission_of(test::product_set(3), {test::best_sheet(test::product_set(3))}, R"("rules":"qd-26-2026")");
  submission_scorer first(test::builtin());
  CHECK(first.answer(text).text == truth(test::builtin(), text));
  submission_scorer second(std::move(first));
  CHECK(second.answer(text).text == truth(test::builtin(), text));
  CHECK(second.answer("", 7).text == truth(test::builtin(), "", {}, 7));
  CHECK(second.answer("", 7).is_error);
}

}  // namespace submission_scorer_test
