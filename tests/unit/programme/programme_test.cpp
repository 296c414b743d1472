// A province's plan over its results: targets, awards, the order of national evaluation, the report. The plan is that
// of Đồng Nai for 2025; amounts are examples, the plan gives none.
#include "ocop/programme/programme.hpp"
#include "ocop/compile/rule_catalog.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace programme_test {
namespace {

using namespace ocop;
using strings = std::vector<std::string>;
using entries = std::vector<programme_entry>;
using kind = filing_kind;

day on(std::string_view text) { return parse_day(text).value(); }

programme_plan const& plan() { return *test::builtin().programme("dong-nai-2025").value(); }

std::optional<stars> level(int n) { return n == 0 ? std::nullopt : std::optional(stars{n}); }

/// A result of a day; 0 stars stands for none.
programme_entry entry(std::string product, int now, int before, std::string_view decided, kind k = kind::first) {
  programme_entry e;
  e.product = std::move(product);
  e.level = level(now);
  e.before = level(before);
  e.decided = on(decided);
  e.kind = k;
  return e;
}

/// So many new products of three stars.
entries new_products(std::size_t n) {
  entries all;
  for (std::size_t i = 0; i < n; ++i) all.push_back(entry("P" + std::to_string(i), 3, 0, "2025-05-05"));
  return all;
}

/// `45/45 met, 0/2 not met`
std::string reached(entries const& all) {
  std::string text;
  for (auto const& p : progress(plan(), all).value())
    text += (text.empty() ? "" : ", ") + std::to_string(p.reached) + '/' + std::to_string(p.target->at_least) +
            (p.is_reached() ? " met" : " not met");
  return text;
}
int recognised(entries const& all) { return progress(plan(), all).value().at(0).reached; }
int registered(entries const& all) { return progress(plan(), all).value().at(1).reached; }

programme_entry sent_on(std::string product, std::string_view decided = "2025-09-09") {
  programme_entry e = entry(std::move(product), 5, 0, decided);
  e.is_registered = true;
  return e;
}

/// Three stars 8, four 10, five 30 million đồng.
award_amounts const& amounts() {
  static award_amounts const all{{stars{3}, 8'000'000}, {stars{4}, 10'000'000}, {stars{5}, 30'000'000}};
  return all;
}

std::string text_of(issue const& i) { return std::string(to_string(i.code)) + " at " + i.where + ": " + i.message; }

/// `10000000 by provincial-… [dong-nai-2025/V.1.d]`, `open [dong-nai-2025/V.5.d]`, `nothing`
std::string paid(programme_entry const& e, award_amounts const& by = amounts(), programme_plan const& of = plan()) {
  auto const made = awards(of, e, by);
  if (!made) return text_of(made.error());
  std::string text;
  for (auto const& a : made->due)
    text += (text.empty() ? "" : ", ") + std::string(a.is_difference ? "difference " : "") +
            (a.amount ? std::to_string(*a.amount) : "?") + " by " + a.award->by.id + " [" + a.award->cite.at + "]";
  for (auto const* const open : made->open)
    text += (text.empty() ? "" : ", ") + std::string("open [") + open->cite.at + "]";
  return text.empty() ? "nothing" : text;
}

std::string const by_province = " by provincial-department-of-agriculture-and-environment [dong-nai-2025/V.1.d]";
std::string const by_district = " by district-peoples-committee [dong-nai-2025/V.5.d]";
std::string const open_to_all = "open [dong-nai-2025/V.5.d]";

/// A product with facts that hold, `product.is_new owner.is_collective_or_enterprise`.
programme_entry with(std::string product, strings const& facts) {
  programme_entry e = sent_on(std::move(product));
  value::object of_product, of_owner;
  for (auto const& f : facts) {
    auto const dot = f.find('.');
    (f.substr(0, dot) == "owner" ? of_owner : of_product).push_back({f.substr(dot + 1), true});
  }
  value::object all;
  if (!of_product.empty()) all.push_back({"product", of_product});
  if (!of_owner.empty()) all.push_back({"owner", of_owner});
  if (!all.empty()) e.facts = all;
  return e;
}

strings names(entries const& all, std::vector<priority_entry> const& order) {
  strings in_order;
  for (auto const& p : order) in_order.push_back(all[p.entry].product);
  return in_order;
}
strings order_of(entries const& all) { return names(all, national_order(plan(), all).value()); }

/// `gift: collective-owner`: class and preferences of a product.
std::string class_of(programme_entry const& e) {
  auto const order = national_order(plan(), {&e, 1}).value();
  std::string text = order.at(0).priority ? order[0].priority->id : "none";
  for (auto const* const p : order[0].preferences) text += ' ' + p->id;
  return text;
}

/// Class of the plan and the fact that makes a product belong to it, as III.3.a lists them.
struct priority_class {
  char const *id, *fact;
};
constexpr std::array<priority_class, 7> classes{{{"new", "product.is_new"},
                                                 {"processed", "product.is_processed"},
                                                 {"craft-village", "product.from_craft_village"},
                                                 {"gift", "product.is_gift"},
                                                 {"export", "product.is_exported"},
                                                 {"tourism", "product.is_tourism"},
                                                 {"community", "product.has_community_part"}}};

}  // namespace

TEST_CASE("The plan of Đồng Nai for 2025 is found by its name, others are an error", "[programme][dong-nai-2025/I.2]") {
  CHECK(plan().id == "dong-nai-2025");
  CHECK(to_string(plan().from) == "2025-01-01");
  CHECK(to_string(plan().until) == "2026-01-01");
  auto const other = test::builtin().programme("dong-nai-2026");
  REQUIRE(other.has_error());
  CHECK(text_of(other.error()) ==
        "unknown-programme at : no programme \"dong-nai-2026\" is loaded; loaded are dong-nai-2025.");
}

// --- Targets
// ----------------------------------------------------------------------------------------------------------

TEST_CASE("About 45 more products of three stars or above are the target: 44 are too few",
          "[programme][dong-nai-2025/I.2]") {
  CHECK(reached({}) == "0/45 not met, 0/2 not met");
  CHECK(reached(new_products(44)) == "44/45 not met, 0/2 not met");
  CHECK(reached(new_products(45)) == "45/45 met, 0/2 not met");
  CHECK(reached(new_products(46)) == "46/45 met, 0/2 not met");
  auto const all = progress(plan(), {}).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].target->id == "recognised-3-stars");
  CHECK(all[0].target->approximate);
  CHECK(all[0].target->cite.at == "dong-nai-2025/I.2");
  CHECK(all[1].target->id == "potential-5-stars");
  CHECK_FALSE(all[1].target->approximate);
}

TEST_CASE("A product counts once, in whichever Unicode form and between whichever blanks its name is written",
          "[programme][dong-nai-2025/I.2]") {
  entries all = new_products(44);
  std::string const before = reached(all);
  for (char const* const name : {"P0 ", "\u00A0P0", "P0\u200B"}) all.push_back(entry(name, 3, 0, "2025-05-05"));
  CHECK(reached(all) == before);
  all.push_back(entry("Bưởi", 3, 0, "2025-05-05"));
  std::string const one_more = reached(all);
  CHECK(one_more != before);
  all.push_back(entry("Bu\u031Bo\u031B\u0309i", 3, 0, "2025-05-05"));
  CHECK(reached(all) == one_more);
}

TEST_CASE("At least two products are to be registered for national evaluation", "[programme][dong-nai-2025/I.2]") {
  CHECK(reached({sent_on("A")}) == "1/45 not met, 1/2 not met");
  CHECK(reached({sent_on("A"), sent_on("B")}) == "2/45 not met, 2/2 met");
  CHECK(reached({sent_on("A"), sent_on("B"), sent_on("C")}) == "3/45 not met, 3/2 met");
  CHECK(registered({sent_on("A"), sent_on("A")}) == 1);
  CHECK(registered({sent_on("A", "2024-12-31"), sent_on("B", "2026-01-01")}) == 0);
  // Registered with a level held before: no new product, and a registration.
  programme_entry renewed = entry("A", 5, 4, "2025-03-03", kind::renewal);
  renewed.is_registered = true;
  CHECK(reached({renewed}) == "0/45 not met, 1/2 not met");
}

TEST_CASE("Two stars are too few for the target, three, four and five count", "[programme][dong-nai-2025/I.2]") {
  for (auto const& [now, counts] :
       {std::pair(0, 0), std::pair(1, 0), std::pair(2, 0), std::pair(3, 1), std::pair(4, 1), std::pair(5, 1)}) {
    CAPTURE(now);
    CHECK(recognised({entry("A", now, 0, "2025-05-05")}) == counts);
  }
}

TEST_CASE("A product that had three stars before adds nothing, one that rises to them does",
          "[programme][dong-nai-2025/I.2][dong-nai-2025/III.3.a]") {
  struct row {
    int now, before;
    kind filed;
    int counts;
  };
  for (auto const& r : {row{3, 3, kind::renewal, 0}, row{4, 3, kind::renewal, 0}, row{4, 3, kind::upgrade, 0},
                        row{5, 4, kind::upgrade, 0}, row{3, 4, kind::renewal, 0}, row{3, 2, kind::upgrade, 1},
                        row{4, 2, kind::upgrade, 1}, row{3, 1, kind::renewal, 1}, row{2, 1, kind::upgrade, 0},
                        row{2, 3, kind::renewal, 0}, row{0, 3, kind::renewal, 0}}) {
    CAPTURE(r.now, r.before, to_string(r.filed));
    CHECK(recognised({entry("A", r.now, r.before, "2025-05-05", r.filed)}) == r.counts);
  }
}

TEST_CASE("A product counts once, however often it is decided on", "[programme][dong-nai-2025/I.2]") {
  auto const first = entry("A", 3, 0, "2025-02-02");
  CHECK(recognised({first, first, first}) == 1);
  CHECK(recognised({entry("A", 0, 0, "2025-01-15"), first, entry("A", 4, 3, "2025-11-11", kind::upgrade)}) == 1);
  CHECK(recognised({first, entry("B", 3, 0, "2025-02-02"), first}) == 2);
  CHECK(recognised({first, entry("a", 3, 0, "2025-02-02")}) == 2);  // names are compared as they are written
}

TEST_CASE("Only decisions of the plan's year count", "[programme][dong-nai-2025/I.2]") {
  for (auto const& [decided, counts] :
       {std::pair("2024-12-31", 0), std::pair("2025-01-01", 1), std::pair("2025-01-02", 1), std::pair("2025-12-30", 1),
        std::pair("2025-12-31", 1), std::pair("2026-01-01", 0)}) {
    CAPTURE(decided);
    CHECK(recognised({entry("A", 3, 0, decided)}) == counts);
    CHECK(registered({sent_on("A", decided)}) == counts);
  }
}

TEST_CASE("The order of results does not change what is reached, and one more never takes away",
          "[programme][dong-nai-2025/I.2]") {
  std::mt19937 draw(45);
  for (int n = 0; n < 300; ++n) {
    entries all;
    for (std::size_t i = draw() % 12; i > 0; --i) {
      int const before = static_cast<int>(draw() % 6);
      all.push_back(entry("P" + std::to_string(draw() % 6), static_cast<int>(draw() % 6), before,
                          draw() % 4 == 0 ? "2026-01-01" : "2025-12-31"));
      all.back().is_registered = draw() % 2 == 0;
    }
    int const reached_three = recognised(all), reached_five = registered(all);
    std::shuffle(all.begin(), all.end(), draw);
    REQUIRE(recognised(all) == reached_three);
    REQUIRE(registered(all) == reached_five);
    all.push_back(sent_on("P" + std::to_string(draw() % 9)));
    REQUIRE(recognised(all) >= reached_three);
    REQUIRE(recognised(all) <= reached_three + 1);
    REQUIRE(registered(all) >= reached_five);
  }
}

// --- Awards
// -----------------------------------------------------------------------------------------------------------

TEST_CASE("The province rewards four stars, on an upgrade it pays the difference", "[programme][dong-nai-2025/V.1.d]") {
  CHECK(paid(entry("A", 4, 0, "2025-05-05")) == "10000000" + by_province);
  CHECK(paid(entry("A", 4, 3, "2025-05-05", kind::upgrade)) == "difference 2000000" + by_province);
  // Nobody rewards one or two stars, so there is nothing to take off.
  CHECK(paid(entry("A", 4, 2, "2025-05-05", kind::upgrade)) == "10000000" + by_province);
  CHECK(paid(entry("A", 4, 1, "2025-05-05", kind::upgrade)) == "10000000" + by_province);
  // A renewal that raises the level is as good as an upgrade, one that keeps or lowers it earns nothing.
  CHECK(paid(entry("A", 4, 3, "2025-05-05", kind::renewal)) == "difference 2000000" + by_province);
  CHECK(paid(entry("A", 4, 4, "2025-05-05", kind::renewal)) == "nothing");
  CHECK(paid(entry("A", 4, 5, "2025-05-05", kind::renewal)) == "nothing");
  CHECK(paid(entry("A", 3, 4, "2025-05-05", kind::renewal)) == "nothing");
  CHECK(paid(entry("A", 3, 3, "2025-05-05", kind::renewal)) == "nothing");
}

TEST_CASE("The plan rewards no other level: five stars, two, one or none", "[programme][dong-nai-2025/V.1.d]") {
  CHECK(paid(entry("A", 5, 0, "2025-05-05")) == "nothing");
  CHECK(paid(entry("A", 5, 4, "2025-05-05", kind::upgrade)) == "nothing");
  CHECK(paid(entry("A", 5, 3, "2025-05-05", kind::upgrade)) == "nothing");
  CHECK(paid(entry("A", 2, 0, "2025-05-05")) == "nothing");
  CHECK(paid(entry("A", 1, 0, "2025-05-05")) == "nothing");
  CHECK(paid(entry("A", 0, 0, "2025-05-05")) == "nothing");
  CHECK(paid(entry("A", 0, 4, "2025-05-05", kind::renewal)) == "nothing");
}

TEST_CASE("The district rewards three stars as long as there is a district", "[programme][dong-nai-2025/V.5.d]") {
  for (auto const* const d : {"2025-01-01", "2025-06-29", "2025-06-30"}) {
    CHECK(paid(entry("A", 3, 0, d)) == "8000000" + by_district);
    CHECK(paid(entry("A", 3, 2, d, kind::upgrade)) == "8000000" + by_district);
  }
  for (auto const* const d : {"2025-07-01", "2025-07-02", "2025-12-31"}) {
    CHECK(paid(entry("A", 3, 0, d)) == open_to_all);
    CHECK(paid(entry("A", 3, 2, d, kind::upgrade)) == open_to_all);
    CHECK(paid(entry("A", 3, 0, d), {}) == open_to_all);  // no amount is needed for what nobody pays
    CHECK(paid(entry("A", 3, 3, d, kind::renewal)) == "nothing");
    CHECK(paid(entry("A", 4, 3, d, kind::upgrade)) == "difference 2000000" + by_province);
  }
}

TEST_CASE("Awards are for decisions of the plan's year", "[programme][dong-nai-2025/V.1.d][dong-nai-2025/V.5.d]") {
  CHECK(paid(entry("A", 4, 0, "2024-12-31")) == "nothing");
  CHECK(paid(entry("A", 4, 0, "2025-01-01")) == "10000000" + by_province);
  CHECK(paid(entry("A", 4, 0, "2025-12-31")) == "10000000" + by_province);
  CHECK(paid(entry("A", 4, 0, "2026-01-01")) == "nothing");
  CHECK(paid(entry("A", 3, 0, "2024-12-31")) == "nothing");
  CHECK(paid(entry("A", 3, 0, "2026-01-01")) == "nothing");
}

TEST_CASE("An award whose amount nobody gave is due all the same, of an amount not known",
          "[programme][dong-nai-2025/V.1.d][dong-nai-2025/V.5.d]") {
  award_amounts const three{{stars{3}, 8}}, four{{stars{4}, 10}};
  CHECK(paid(entry("A", 3, 0, "2025-05-05"), {}) == "?" + by_district);
  CHECK(paid(entry("A", 3, 0, "2025-05-05"), four) == "?" + by_district);
  CHECK(paid(entry("A", 4, 0, "2025-05-05"), {}) == "?" + by_province);
  CHECK(paid(entry("A", 4, 0, "2025-05-05"), three) == "?" + by_province);
  CHECK(paid(entry("A", 4, 3, "2025-05-05"), four) == "difference ?" + by_province);
  CHECK(paid(entry("A", 4, 3, "2025-05-05"), three) == "difference ?" + by_province);
  // What earns nothing, or needs only one of them, asks for no more.
  CHECK(paid(entry("A", 3, 0, "2025-05-05"), three) == "8" + by_district);
  CHECK(paid(entry("A", 4, 0, "2025-05-05"), four) == "10" + by_province);
  CHECK(paid(entry("A", 4, 2, "2025-05-05"), four) == "10" + by_province);
  CHECK(paid(entry("A", 4, 4, "2025-05-05"), {}) == "nothing");
  CHECK(paid(entry("A", 5, 4, "2025-05-05"), {}) == "nothing");
  CHECK(paid(entry("A", 4, 0, "2026-01-01"), {}) == "nothing");
}

TEST_CASE("A higher level cannot pay less than a lower one; as much it can", "[programme][dong-nai-2025/V.1.d]") {
  auto const with_four = [](std::int64_t four) {
    return paid(entry("A", 4, 3, "2025-05-05", kind::upgrade), {{stars{3}, 10'000'000}, {stars{4}, four}});
  };
  CHECK(with_four(9'999'999) ==
        "bad-value at : 4 stars pay 9999999, 3 stars 10000000. A higher level cannot pay less; mend the amounts.");
  CHECK(with_four(10'000'000) == "difference 0" + by_province);
  CHECK(with_four(10'000'001) == "difference 1" + by_province);
}

TEST_CASE("Awards are whole đồng, also beyond 32 bits", "[programme][dong-nai-2025/V.1.d]") {
  award_amounts const large{{stars{3}, 8'000'000'001}, {stars{4}, 9'007'199'254'740'993}};
  CHECK(paid(entry("A", 3, 0, "2025-05-05"), large) == "8000000001" + by_district);
  CHECK(paid(entry("A", 4, 0, "2025-05-05"), large) == "9007199254740993" + by_province);
  CHECK(paid(entry("A", 4, 3, "2025-05-05"), large) == "difference 9007191254740992" + by_province);
}

TEST_CASE("103 products of three stars, 25 of four and 3 upgrades cost 1,080 million, as Bắc Ninh published",
          "[programme][dong-nai-2025/V.1.d][dong-nai-2025/V.5.d]") {
  entries all;
  for (int i = 0; i < 103; ++i) all.push_back(entry("three" + std::to_string(i), 3, 0, "2025-03-03"));
  for (int i = 0; i < 25; ++i) all.push_back(entry("four" + std::to_string(i), 4, 0, "2025-03-03"));
  for (int i = 0; i < 3; ++i) all.push_back(entry("up" + std::to_string(i), 4, 3, "2025-03-03", kind::upgrade));
  std::int64_t sum = 0;
  for (auto const& e : all)
    for (auto const& a : awards(plan(), e, amounts()).value().due) sum += a.amount.value();
  CHECK(sum == 1'080'000'000);
}

TEST_CASE("A plan may pay an upgrade in full, or not at all", "[programme][dong-nai-2025/V.1.d]") {
  using rule = programme_award::upgrade_rule;
  programme_plan other = plan();
  auto const upgrade = entry("A", 4, 3, "2025-05-05", kind::upgrade);
  other.awards[0].on_upgrade = rule::full;
  CHECK(paid(upgrade, amounts(), other) == "10000000" + by_province);
  CHECK(paid(upgrade, {{stars{4}, 10}}, other) == "10" + by_province);
  other.awards[0].on_upgrade = rule::none;
  CHECK(paid(upgrade, amounts(), other) == "nothing");
  CHECK(paid(upgrade, {}, other) == "nothing");
  CHECK(paid(entry("A", 4, 0, "2025-05-05"), amounts(), other) == "10000000" + by_province);
  CHECK(paid(entry("A", 4, 2, "2025-05-05", kind::upgrade), amounts(), other) == "10000000" + by_province);
}

TEST_CASE("Where somebody else takes the award over, nothing stays open", "[programme][dong-nai-2025/V.5.d]") {
  programme_plan other = plan();
  programme_award commune = other.awards[1];
  commune.by.id = "commune";
  commune.when = {on("2025-07-01"), std::nullopt};
  other.awards.push_back(commune);
  CHECK(paid(entry("A", 3, 0, "2025-06-30"), amounts(), other) == "8000000" + by_district);
  CHECK(paid(entry("A", 3, 0, "2025-07-01"), amounts(), other) == "8000000 by commune [dong-nai-2025/V.5.d]");
  // Two who reward the same level both pay.
  other.awards[2].when = {};
  CHECK(paid(entry("A", 3, 0, "2025-06-30"), amounts(), other) ==
        "8000000" + by_district + ", 8000000 by commune [dong-nai-2025/V.5.d]");
}

TEST_CASE("Climbing step by step earns as much as climbing at once while the district pays",
          "[programme][dong-nai-2025/V.1.d]") {
  // While the district pays three stars, the two steps come to what four stars pay.
  auto const sum = [](programme_entry const& e) {
    std::int64_t all = 0;
    for (auto const& a : awards(plan(), e, amounts()).value().due) all += a.amount.value();
    return all;
  };
  auto const at_once = sum(entry("A", 4, 0, "2025-06-30"));
  CHECK(sum(entry("A", 3, 0, "2025-03-03")) + sum(entry("A", 4, 3, "2025-06-30", kind::upgrade)) == at_once);
  CHECK(sum(entry("A", 3, 2, "2025-03-03")) + sum(entry("A", 4, 3, "2025-06-30", kind::upgrade)) == at_once);
}

// --- Order of national evaluation
// -------------------------------------------------------------------------------------

TEST_CASE("Products go to national evaluation class by class, as the plan lists them",
          "[programme][dong-nai-2025/III.3.a]") {
  REQUIRE(plan().priority.size() == classes.size());
  entries all;
  strings in_order;
  for (auto const& c : classes) {
    all.push_back(with(c.id, {c.fact}));
    in_order.emplace_back(c.id);
  }
  all.push_back(with("none", {}));
  in_order.emplace_back("none");
  std::mt19937 draw(7);
  for (int n = 0; n < 50; ++n) {
    CHECK(order_of(all) == in_order);
    std::shuffle(all.begin(), all.end(), draw);
  }
  auto const order = national_order(plan(), all).value();
  for (std::size_t i = 0; i < classes.size(); ++i) {
    REQUIRE(order[i].priority);
    CHECK(order[i].priority->id == classes[i].id);
    CHECK(order[i].priority->cite.at == "dong-nai-2025/III.3.a");
  }
  CHECK(order.back().priority == nullptr);
}

TEST_CASE("Of several classes the first counts", "[programme][dong-nai-2025/III.3.a]") {
  for (std::size_t i = 0; i < classes.size(); ++i)
    for (std::size_t j = 0; j < classes.size(); ++j) {
      auto const found = class_of(with("A", {classes[i].fact, classes[j].fact}));
      CAPTURE(classes[i].id, classes[j].id);
      CHECK(found.substr(0, found.find(' ')) == classes[std::min(i, j)].id);
    }
  strings every;
  for (auto const& c : classes) every.emplace_back(c.fact);
  CHECK(class_of(with("A", every)) == "new processed-or-craft-village");
  CHECK(order_of({with("gift", {"product.is_gift"}), with("new gift", {"product.is_gift", "product.is_new"})}) ==
        strings{"new gift", "gift"});
}

TEST_CASE("Within a class those go first who meet more preferences", "[programme][dong-nai-2025/III.2.đ]") {
  CHECK(class_of(with("A", {})) == "none");
  CHECK(class_of(with("A", {"owner.is_collective_or_enterprise"})) == "none collective-owner");
  CHECK(class_of(with("A", {"product.is_gift", "owner.is_collective_or_enterprise"})) == "gift collective-owner");
  CHECK(class_of(with("A", {"product.is_processed"})) == "processed processed-or-craft-village");
  CHECK(class_of(with("A", {"product.from_craft_village", "owner.is_collective_or_enterprise"})) ==
        "craft-village collective-owner processed-or-craft-village");
  auto const order = national_order(plan(), entries{with("A", {"product.is_processed"})}).value();
  CHECK(order[0].preferences.at(0)->cite.at == "dong-nai-2025/III.2.đ");

  CHECK(
      order_of({with("bare", {"product.is_new"}), with("one", {"product.is_new", "owner.is_collective_or_enterprise"}),
                with("two", {"product.is_new", "owner.is_collective_or_enterprise", "product.is_processed"}),
                with("other one", {"product.is_new", "product.from_craft_village"})}) ==
      strings{"two", "one", "other one", "bare"});
  // A preference never lifts a product into another class.
  CHECK(order_of({with("two", {"product.is_processed", "owner.is_collective_or_enterprise"}),
                  with("bare", {"product.is_new"})}) == strings{"bare", "two"});
  CHECK(order_of({with("none", {"owner.is_collective_or_enterprise"}), with("last", {"product.has_community_part"})}) ==
        strings{"last", "none"});
}

TEST_CASE("Products that are alike keep the order in which they are given", "[programme][dong-nai-2025/III.3.a]") {
  entries all;
  strings in_order;
  for (int i = 0; i < 40; ++i) {
    std::string const name = "P" + std::to_string(40 - i);
    all.push_back(with(name, {"product.is_gift"}));
    in_order.push_back(name);
  }
  CHECK(order_of(all) == in_order);
  CHECK(order_of({}).empty());
}

TEST_CASE("Facts that no class asks for, stars, names and days change nothing in the order",
          "[programme][dong-nai-2025/III.3.a][dong-nai-2025/III.2.đ]") {
  std::mt19937 draw(3);
  for (int n = 0; n < 100; ++n) {
    entries plain;
    for (std::size_t i = 0; i < 8; ++i) {
      strings facts;
      for (auto const& c : classes)
        if (draw() % 4 == 0) facts.emplace_back(c.fact);
      if (draw() % 2 == 0) facts.emplace_back("owner.is_collective_or_enterprise");
      plain.push_back(with("P" + std::to_string(i), facts));
    }
    entries other = plain;
    for (auto& e : other) {
      value::object facts = e.facts.is_object() ? e.facts.as_object() : value::object{};
      facts.push_back({"material", value::object{{"all_imported", draw() % 2 == 0}}});
      facts.push_back({"dossier", value::object{{"forged", draw() % 2 == 0}}});
      e.facts = facts;
      e.level = level(static_cast<int>(draw() % 6));
      e.decided = on(draw() % 2 == 0 ? "2024-01-01" : "2025-12-31");
      e.is_registered = draw() % 2 == 0;
    }
    REQUIRE(order_of(other) == order_of(plain));
  }
}

TEST_CASE("The order is that of class, preferences and place, whatever facts hold",
          "[programme][dong-nai-2025/III.3.a][dong-nai-2025/III.2.đ]") {
  std::mt19937 draw(2025);
  for (int n = 0; n < 300; ++n) {
    entries all;
    std::vector<std::tuple<std::size_t, int, std::size_t>> expected;
    for (std::size_t i = 0; i < 10; ++i) {
      std::array<bool, classes.size()> holds{};
      strings facts;
      for (std::size_t c = 0; c < classes.size(); ++c)
        if ((holds[c] = draw() % 3 == 0)) facts.emplace_back(classes[c].fact);
      bool const is_collective = draw() % 2 == 0;
      if (is_collective) facts.emplace_back("owner.is_collective_or_enterprise");
      all.push_back(with("P" + std::to_string(i), facts));
      auto const first = static_cast<std::size_t>(std::find(holds.begin(), holds.end(), true) - holds.begin());
      expected.emplace_back(first, -(int{is_collective} + int{holds[1] || holds[2]}), i);
    }
    std::sort(expected.begin(), expected.end());
    auto const order = national_order(plan(), all).value();
    REQUIRE(order.size() == all.size());
    for (std::size_t i = 0; i < order.size(); ++i) REQUIRE(order[i].entry == std::get<2>(expected[i]));
  }
}

TEST_CASE("A fact that was asked for and not given is taken not to hold, and said so",
          "[programme][dong-nai-2025/III.3.a][dong-nai-2025/III.2.đ]") {
  auto const assumed = [](strings const& facts) {
    return national_order(plan(), entries{with("A", facts)}).value().at(0).assumed;
  };
  CHECK(assumed({}) == strings{"owner.is_collective_or_enterprise", "product.from_craft_village",
                               "product.has_community_part", "product.is_exported", "product.is_gift", "product.is_new",
                               "product.is_processed", "product.is_tourism"});
  // The class is found at once; its owner and whether it is processed or of a craft village are still asked.
  CHECK(assumed({"product.is_new"}) ==
        strings{"owner.is_collective_or_enterprise", "product.from_craft_village", "product.is_processed"});
  CHECK(assumed({"product.is_new", "product.is_processed", "owner.is_collective_or_enterprise"}).empty());

  programme_entry denied = with("A", {});
  denied.facts = value::object{{"product", value::object{{"is_new", false}, {"is_processed", true}}},
                               {"owner", value::object{{"is_collective_or_enterprise", false}}}};
  auto const order = national_order(plan(), {&denied, 1}).value();
  CHECK(order[0].priority->id == "processed");
  CHECK(order[0].assumed.empty());
}

// --- Report
// -----------------------------------------------------------------------------------------------------------

namespace {

programme_entry reported(int now, char const* group, kind k, char const* unit, char const* decided) {
  programme_entry e = entry("P", now, 0, decided, k);
  e.group = group;
  e.unit = unit;
  return e;
}

template <class Counts>
std::size_t sum_of(Counts const& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::size_t{0},
                         [](auto s, auto const& c) { return s + c.second; });
}

}  // namespace

TEST_CASE("A report counts results by stars, group, kind of filing and unit", "[programme][dong-nai-2025/III.3.a]") {
  entries const all{reported(3, "Thực phẩm", kind::first, "Long Khánh", "2025-01-01"),
                    reported(3, "Thực phẩm", kind::renewal, "Long Khánh", "2025-06-30"),
                    reported(4, "Đồ uống", kind::upgrade, "Định Quán", "2025-07-01"),
                    reported(0, "Thực phẩm", kind::first, "Định Quán", "2025-12-31"),
                    reported(5, "Thực phẩm", kind::first, "Trảng Bom", "2026-01-01"),
                    reported(5, "Thực phẩm", kind::first, "Trảng Bom", "2024-12-31")};
  auto const r = report(all, on("2025-01-01"), on("2026-01-01")).value();
  CHECK(r.entries == 4);
  CHECK(r.ranked == 3);
  CHECK(r.by_stars == std::map<stars, std::size_t>{{stars{3}, 2}, {stars{4}, 1}});
  CHECK(r.by_group == std::map<std::string, std::size_t>{{"Thực phẩm", 3}, {"Đồ uống", 1}});
  CHECK(r.by_kind == std::map<kind, std::size_t>{{kind::first, 2}, {kind::upgrade, 1}, {kind::renewal, 1}});
  CHECK(r.by_unit == std::map<std::string, std::size_t>{{"Long Khánh", 2}, {"Định Quán", 2}});

  CHECK(report(all, on("2025-01-01"), on("2025-01-01")).value().entries == 0);
  CHECK(report(all, on("2025-01-01"), on("2025-01-02")).value().entries == 1);
  CHECK(report(all, on("2026-01-01"), on("2025-01-01")).value().entries == 0);
  CHECK(report({}, on("2025-01-01"), on("2026-01-01")).value().by_stars.empty());
}

TEST_CASE("The counts of a report add up, and two halves of a year to the year", "[programme][dong-nai-2025/III.3.a]") {
  std::mt19937 draw(5);
  std::array<char const*, 3> const groups{"a", "b", "c"};
  for (int n = 0; n < 200; ++n) {
    entries all;
    for (std::size_t i = draw() % 30; i > 0; --i) {
      all.push_back(reported(static_cast<int>(draw() % 6), groups[draw() % 3], static_cast<kind>(draw() % 3),
                             groups[draw() % 3], "2025-01-01"));
      all.back().decided += std::chrono::days(draw() % 400);
    }
    day const from = on("2025-01-01"), middle = from + std::chrono::days(draw() % 365), until = on("2026-01-01");
    auto const year = report(all, from, until).value(), first = report(all, from, middle).value(),
               second = report(all, middle, until).value();
    REQUIRE(year.entries == first.entries + second.entries);
    REQUIRE(year.ranked == first.ranked + second.ranked);
    for (auto const& r : {year, first, second}) {
      REQUIRE(sum_of(r.by_stars) == r.ranked);
      REQUIRE(r.ranked <= r.entries);
      REQUIRE(sum_of(r.by_group) == r.entries);
      REQUIRE(sum_of(r.by_kind) == r.entries);
      REQUIRE(sum_of(r.by_unit) == r.entries);
    }
    std::shuffle(all.begin(), all.end(), draw);
    REQUIRE(report(all, from, until).value().by_unit == year.by_unit);
  }
}

}  // namespace programme_test
