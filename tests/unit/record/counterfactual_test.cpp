// Archives seen under another edition or another reading: what is decided is right, what is not is bounded, and what
// cost a product its stars is named.
#include "ocop/compile/comparison.hpp"
#include "ocop/detail/crypto/sha256.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/load/rule_files.hpp"
#include "ocop/record/canonical_json.hpp"
#include "ocop/record/counterfactual.hpp"
#include "ocop/record/decision_record.hpp"

#include "support/catch.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"
#include "support/submissions.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace counterfactual_test {
namespace {

using namespace ocop;
using readings = std::vector<reading_choice>;

std::string record_of(std::string const& submission, rule_catalog const& rules = test::builtin()) {
  return make_record(rules, submission, {}).value().json;
}

/// `5 → 3`, `5 → 2 … 4`, with a word where there are no stars.
std::string told(counterfactual const& c) {
  if (c.status == counterfactual_status::unreadable) return "unreadable: " + c.message;
  auto const one = [](placing const& s) {
    return s.level ? std::to_string(s.level->value) : std::string(to_string(s.how));
  };
  bool const is_decided = c.status == counterfactual_status::decided;
  return one(c.then) + " → " + one(c.lowest) + (is_decided ? "" : " … " + one(c.highest));
}

/// `5★ mark 1.5`, `4★ points 139/2 < 70`, `5★ outcome rejected`.
std::string costs(counterfactual const& c) {
  std::string text;
  for (auto const& cost : c.costs) {
    text += (text.empty() ? "" : "; ") + std::to_string(cost.level.value) + "★ ";
    if (cost.what == star_cost::kind::mark) text += "mark " + cost.criterion;
    else if (cost.what == star_cost::kind::points) text += "points " + cost.mean + " < " + std::to_string(cost.needs);
    else text += "outcome " + cost.reason;
    CHECK_FALSE(cost.cite.empty());
  }
  return text;
}

counterfactual under(std::string_view edition, std::string const& record, readings const& wanted = {}) {
  return rank_under(test::builtin(), test::edition(edition), record, wanted);
}

std::string rules_of(std::string const& edition) { return R"("rules":")" + edition + '"'; }

/// A sheet that mostly has the best option.
score_sheet random_sheet(compiled_product_set const& set, std::mt19937& random, unsigned best_in_eight,
                         std::string member = "M1") {
  score_sheet sheet{std::move(member), false, {}};
  for (auto const& criterion : set.criteria) {
    auto const& list = criterion.lists[random() % criterion.lists.size()];
    auto const count = static_cast<unsigned>(list.options.size());
    unsigned const option = random() % 8 < best_in_eight ? count : static_cast<unsigned>(random() % (count + 1));
    sheet.choices.push_back(option == 0 ? choice{} : choice{list.case_no, static_cast<int>(option)});
  }
  return sheet;
}

int height(placing const& s) { return s.level ? s.level->value : 0; }

}  // namespace

TEST_CASE("Under its own edition and readings a decision stays as it was, in every set",
          "[record][qd-26-2026/annex-2]") {
  std::mt19937 random(4);
  for (char const* const edition : {"qd-26-2026", "qd-148-2023", "qd-1048-2019"})
    for (auto const& set : test::edition(edition)->product_sets) {
      CAPTURE(edition, set.number);
      std::vector<score_sheet> const sheets{random_sheet(set, random, 6), random_sheet(set, random, 6, "M2")};
      auto const c = under(edition, record_of(test::submission_of(set, sheets, rules_of(edition))));
      REQUIRE(c.status == counterfactual_status::decided);
      CHECK(c.lowest == c.then);
      CHECK(c.highest == c.then);
      CHECK((c.open.empty() && c.costs.empty()));
      CHECK((c.set_then == set.number && c.set_now == set.number));
    }
}

TEST_CASE("Under another reading a product that a mark capped is rejected, and the mark is named",
          "[record][qd-26-2026/annex-2.1/1.5]") {
  auto const& set = test::product_set(1);
  auto const record =
      record_of(test::submission_of(set, {test::best_sheet(set).choose("1.5", 2)}, rules_of("qd-26-2026")));
  auto const own = under("qd-26-2026", record);
  auto const rejected = under("qd-26-2026", record, {{reading_id("R-05"), "reject"}});
  CHECK(told(rejected) == std::to_string(height(own.then)) + " → rejected");
  CHECK(costs(rejected) == std::to_string(height(own.then)) + "★ outcome R-05=reject; 4★ mark 1.5; 5★ mark 1.5");
  CHECK(under("qd-26-2026", record, {{reading_id("R-05"), "never"}}).message.find("no alternative \"never\"") !=
        std::string::npos);
}

TEST_CASE("What is decided holds however open criteria are judged, and the bounds hold everything else",
          "[record][qd-148-2023/annex-2][qd-26-2026/annex-2]") {
  std::mt19937 random(26);
  int decided = 0, fell = 0, open = 0;
  struct way {
    char const *from, *to;
  };
  for (auto const& [from, to] : {way{"qd-148-2023", "qd-26-2026"}, way{"qd-1048-2019", "qd-26-2026"},
                                 way{"qd-1048-2019", "qd-148-2023"}, way{"qd-26-2026", "qd-148-2023"}}) {
    auto const rules = test::edition(to);
    for (auto const& old_set : test::edition(from)->product_sets) {
      auto const next = counterparts(*rules, old_set);
      if (next.size() != 1) continue;
      compiled_product_set const& set = *next.front();
      for (unsigned const best : {3U, 6U, 8U}) {
        CAPTURE(from, to, old_set.number, best);
        auto const sheet = random_sheet(old_set, random, best);
        auto const c = under(to, record_of(test::submission_of(old_set, {sheet}, rules_of(from))));
        REQUIRE(c.status != counterfactual_status::unreadable);
        CHECK(c.set_now == set.number);
        open += c.open.empty() ? 0 : 1;
        decided += c.status == counterfactual_status::decided ? 1 : 0;
        bool const has_fallen = c.status == counterfactual_status::decided && height(c.lowest) < height(c.then);
        fell += has_fallen ? 1 : 0;
        CHECK(c.costs.empty() == !has_fallen);
        auto const carried = carry_over(sheet.choices, old_set, set).value();
        for (int n = 0; n < 6; ++n) {
          score_sheet finished{"M1", false, {}};
          auto const other = random_sheet(set, random, n == 0 ? 8 : 2);
          for (std::size_t i = 0; i < set.criteria.size(); ++i)
            finished.choices.push_back(carried.choices[i].value_or(other.choices[i]));
          for (auto const& o : carried.open) {  // what was ticked is still there: at least that
            if (o.why != carry_reason::option_above || o.nearest == 0) continue;
            int const case_no = sheet.choices[*o.from].case_no;
            auto const& list = *set.criteria[o.criterion].list(case_no);
            int most = o.nearest;
            for (int k = 1; k <= static_cast<int>(list.options.size()); ++k)
              if (list.options[static_cast<std::size_t>(o.nearest - 1)].worth <
                      list.options[static_cast<std::size_t>(k - 1)].worth &&
                  random() % 2)
                most = k;
            finished.choices[o.criterion] = {case_no, most};
          }
          auto const a = test::assess_sheets(set.number, {finished}, {}, {}, "province", to);
          placing const end{a.ranking.how, a.ranking.final_stars};
          CHECK(height(c.lowest) <= height(end));
          CHECK(height(end) <= height(c.highest));
          if (c.status == counterfactual_status::decided) CHECK(end == c.lowest);
        }
      }
    }
  }
  CHECK(open > 100);
  CHECK(decided > 5);
  CHECK(fell > 0);
}

TEST_CASE("A product that falls by points is told how many it lacks, and where they went", "[record][qd-26-2026/3.3]") {
  // The same law with a point less for one option: every tick carries over.
  auto const lowered = test::load(test::patched(builtin_rule_files(), R"([
    {"file":"qd-26-2026/product_sets/01-fresh-vegetables.json",
     "at":"/sections/3/criteria/2/points/over-3-outside-province","set":2}])"));
  REQUIRE(lowered.catalog);
  auto const other = lowered.catalog->find("qd-26-2026").value();
  auto const& set = test::product_set(1);
  auto sheet = test::best_sheet(set);
  for (auto const* const code : {"1.1", "1.2", "1.4", "3.1"}) sheet.choose(code, 1);
  sheet.choose("4.3", 4);
  auto const record = [&](test::sheet_of const& of) {
    return record_of(test::submission_of(set, {of}, rules_of("qd-26-2026")));
  };
  auto const c = rank_under(test::builtin(), other, record(sheet));
  CHECK(told(c) == "5 → 4");
  CHECK(costs(c) == "5★ points 89 < 90");
  REQUIRE(c.costs.front().fallen.size() == 1);
  auto const& lost = c.costs.front().fallen.front();
  CHECK(lost.criterion + " " + lost.was + " " + lost.then + " " + lost.now == "4.3 4.3 3 2");
  // A point to spare, and it stays.
  sheet.choose("1.1", 2);
  CHECK(told(rank_under(test::builtin(), other, record(sheet))) == "5 → 5");
}

TEST_CASE("What cannot be ranked again says why", "[record][qd-1048-2019/annex-2.1]") {
  auto const& set = test::product_set(1);
  auto const record = record_of(test::submission_of(set, {test::best_sheet(set)}, rules_of("qd-26-2026")));
  CHECK(told(under("qd-26-2026", "{")).find("unreadable: ") == 0);
  auto altered = record;
  altered[altered.find("S-1") + 2] = '2';
  CHECK(told(under("qd-26-2026", altered)) == "unreadable: /sha256: the record was altered; it is not ranked again.");
  auto const foreign = rank_under(test::made_up(), test::made_up().editions().back(), record);
  CHECK(told(foreign) ==
        "unreadable: /rules_sha256: no edition of this digest is loaded, so nothing says what its options stand for. "
        "Give its rules by --rules.");
  auto const& lost = test::product_set(22, "qd-1048-2019");
  auto const gone = record_of(test::submission_of(lost, {test::best_sheet(lost)}, rules_of("qd-1048-2019")));
  CHECK(told(under("qd-26-2026", gone)) ==
        "unreadable: /submission/product/set: qd-26-2026@2026-05-22 has no set for the products of set 22 of "
        "qd-1048-2019@2020-06-08.");
}

TEST_CASE("A matrix counts from which stars to which, what is open by itself", "[record]") {
  star_matrix matrix;
  auto const add = [&](std::optional<stars> then, std::optional<stars> now, counterfactual_status status) {
    counterfactual c;
    c.then.level = then;
    c.lowest.level = now;
    c.status = status;
    ocop::add(matrix, c);
  };
  using s = counterfactual_status;
  add(stars{5}, stars{3}, s::decided);
  add(stars{5}, stars{3}, s::decided);
  add(stars{4}, {}, s::decided);
  add({}, stars{3}, s::decided);
  add(stars{4}, stars{4}, s::undecided);
  add(stars{4}, stars{4}, s::unreadable);
  CHECK(matrix.count(5, 3) == 2);
  CHECK(matrix.count(4, star_matrix::not_ranked) == 1);
  CHECK(matrix.count(star_matrix::not_ranked, 3) == 1);
  CHECK(matrix.count(4, star_matrix::not_decided) == 1);
  CHECK(matrix.count(4, 4) == 0);
  CHECK(matrix.highest() == 5);
}

TEST_CASE("A product ranked again is written with its bounds, costs and open criteria",
          "[record][qd-26-2026/annex-2]") {
  counterfactual c;
  c.submission = "S-1";
  c.status = counterfactual_status::undecided;
  c.edition_then = "a@1";
  c.edition_now = "b@2";
  c.set_then = 4;
  c.set_now = 5;
  c.then = {outcome::ranked, stars{5}};
  c.lowest = {outcome::stopped, {}};
  c.highest = {outcome::ranked, stars{4}};
  c.open = {{0, "1.5", "1.a", carry_reason::new_threshold}};
  star_cost points, mark, ended;
  points.what = star_cost::kind::points;
  points.level = stars{5};
  points.mean = "269/3";
  points.needs = 90;
  points.fallen = {{"2.1", "2.a", "3", "2"}};
  points.cite = "b/1";
  mark.what = star_cost::kind::mark;
  mark.level = stars{5};
  mark.needs = 4;
  mark.criterion = "1.5";
  mark.chosen = {3, -1};
  mark.cite = "b/2";
  ended.what = star_cost::kind::outcome;
  ended.level = stars{5};
  ended.reason = "stopped";
  ended.cite = "b/3";
  c.costs = {points, mark, ended};
  CHECK(write_counterfactual(c, 7) ==
        R"({"format":"ocop-counterfactual/1","submission":"S-1","line":7,"status":"undecided","edition_then":"a@1",)"
        R"("edition_now":"b@2","set_then":4,"set_now":5,"then":{"outcome":"ranked","stars":5},)"
        R"("lowest":{"outcome":"stopped","stars":null},"highest":{"outcome":"ranked","stars":4},)"
        R"("open":[{"sheet":0,"criterion":"1.5","was":"1.a","why":"new-threshold"}],)"
        R"("costs":[{"stars":5,"by":"points","mean":"269/3","needs":90,"fallen":[{"criterion":"2.1","was":"2.a",)"
        R"("then":"3","now":"2"}],"cite":"b/1"},{"stars":5,"by":"mark","criterion":"1.5","needs":4,"chosen":[3,null],)"
        R"("cite":"b/2"},{"stars":5,"by":"outcome","reason":"stopped","cite":"b/3"}],"assumed":[],"message":""})");
}

TEST_CASE("A product that a note rejects is told that note, however much is open", "[record][qd-26-2026/annex-2]") {
  for (int const number : {1, 8, 16}) {
    auto const& old_set = test::product_set(number, "qd-148-2023");
    auto const c =
        under("qd-26-2026",
              record_of(test::submission_of(old_set, {test::best_sheet(old_set)},
                                            rules_of("qd-148-2023") + R"(,"facts":{"dossier":{"forged":true}})")));
    CAPTURE(number, c.message);
    CHECK(told(c) == "5 → rejected");
    REQUIRE(c.costs.size() == 1);
    CHECK(c.costs.front().reason.find("forged") != std::string::npos);
  }
}

TEST_CASE("Stars and outcomes that no edition gives are not ranked again", "[record]") {
  auto const& set = test::product_set(1);
  auto const record = record_of(test::submission_of(set, {test::best_sheet(set)}, rules_of("qd-26-2026")));
  for (char const* const stars : {"6", "0", "-3", "1000", "\"5\"", "null"}) {
    auto document = parse_json(record).value();
    value::object body;
    for (auto& m : document.as_object()) {
      if (m.key == "sha256") continue;
      body.push_back(m);
      if (m.key == "result")
        for (auto& r : body.back().content.as_object())
          if (r.key == "stars") r.content = parse_json(stars).value();
    }
    std::string const hash = detail::sha256_hex(canonical_json(value(body)).value());
    body.push_back({"sha256", hash});
    CAPTURE(stars);
    CHECK(told(under("qd-148-2023", canonical_json(value(body)).value())) ==
          "unreadable: /result: its outcome and stars are none that qd-26-2026@2026-05-22 gives.");
  }
}

TEST_CASE("A record of either format is ranked again by the readings that follow from it, not by those it claims",
          "[record][qd-26-2026/annex-2.1/1.5]") {
  auto const& set = test::product_set(1);
  auto const sheet = test::best_sheet(set).choose("1.5", 2);
  std::string const plain = test::submission_of(set, {sheet}, rules_of("qd-26-2026"));
  std::string const asks =
      test::submission_of(set, {sheet}, rules_of("qd-26-2026") + R"(,"readings":{"R-05":"reject"})");
  readings const reject{{reading_id("R-05"), "reject"}};
  // The hash made again after a reading was put in place of another.
  auto const claiming = [](std::string const& record, char const* pointer, char const* alternative) {
    value body = parse_json(record).value();
    value const to(alternative);
    test::set_at(body, pointer, &to);
    test::set_at(body, "/sha256", nullptr);
    value const hash(detail::sha256_hex(canonical_json(body).value()));
    test::set_at(body, "/sha256", &hash);
    return canonical_json(body).value();
  };
  for (auto const format : {record_format::record_1, record_format::record_2}) {
    CAPTURE(to_string(format));
    record_options options;
    options.format = format;
    std::string const own = make_record(test::builtin(), asks, options).value().json;
    CHECK(told(under("qd-26-2026", own)) == "rejected → rejected");
    // The submission asks for it, whatever `readings` says.
    CHECK(told(under("qd-26-2026", claiming(own, "/readings/R-05", "cap"))) == "rejected → rejected");
    options.readings = reject;
    std::string const preferred = make_record(test::builtin(), plain, options).value().json;
    CHECK(told(under("qd-26-2026", preferred)) == "rejected → rejected");
    CHECK(told(under("qd-26-2026", preferred, {{reading_id("R-05"), "cap"}})) == "rejected → 3");
  }
  // A record that states its preferences is not believed to have had others.
  std::string const preferred = make_record(test::builtin(), plain, {reject}).value().json;
  CHECK(told(under("qd-26-2026", claiming(preferred, "/readings/R-05", "cap"))) == "rejected → rejected");
  CHECK(under("qd-26-2026", claiming(preferred, "/preferences/R-05", "never"))
            .message.starts_with("/readings/R-05: reading R-05 has no alternative \"never\""));
}

}  // namespace counterfactual_test
