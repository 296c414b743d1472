// An image is read within its bounds whatever stands in it, and rules that do not mean what their digests say are
// found.
#include "ocop/compile/verify.hpp"

#include "ocop/compile/builtin_rule_image.hpp"
#include "ocop/compile/detail/image_bytes.hpp"
#include "ocop/compile/detail/meaning.hpp"
#include "ocop/explain/edition_page.hpp"
#include "ocop/load/rule_files.hpp"
#include "ocop/score/assessment.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace verify_test {
namespace {

using namespace ocop;

rule_catalog const& from_files() {
  static rule_catalog const catalog = test::load(builtin_rule_files()).catalog.value();
  return catalog;
}

std::string_view body_of(std::string_view image) { return image.substr(detail::image_head().size() + 8); }

using alter_edition = std::function<void(compiled_rule_set&)>;
using alter_set = std::function<void(compiled_product_set&)>;

/// A catalog of one edition with its first product set, both altered. Digests stay as they were.
rule_catalog altered(std::string const& name, alter_edition const& edition, alter_set const& set) {
  compiled_rule_set copy = *from_files().find(name).value();
  compiled_product_set mine = copy.product_sets.front();
  copy.product_sets = {};
  copy.product_sets.push_back(mine);
  copy.sha256 = detail::digest_of(copy);
  set(mine);
  copy.product_sets = {};
  copy.product_sets.push_back(mine);
  edition(copy);
  return rule_catalog::of({std::make_shared<compiled_rule_set const>(std::move(copy))});
}

/// The same as it is in the files.
rule_catalog const& afresh() {
  static rule_catalog const catalog = altered(
      "qd-26-2026@2026-05-22", [](auto&) {}, [](auto&) {});
  return catalog;
}

/// The image of it, taken back: what a tampered program would hold.
struct tampered {
  std::string image;
  rule_catalog catalog;

  explicit tampered(rule_catalog const& from) : image(write_image(from)), catalog(read_image(image).value()) {}
};

constexpr char const* edition_name = "qd-26-2026@2026-05-22";

/// What is found, `where: message` each.
std::string found(std::vector<issue> const& wrong) {
  std::string text;
  for (auto const& w : wrong) text += w.where + ": " + w.message + "\n";
  return text;
}

/// Reads all of a catalog and scores with it.
void use(rule_catalog const& catalog) {
  for (auto const& e : catalog.editions()) {
    static_cast<void>(edition_page(*e));
    for (std::size_t at = 0; at < e->product_sets.size(); ++at) {
      auto const set = e->product_set(e->product_sets.number(at));
      if (!set) continue;
      for (bool const is_best : {false, true}) {
        score_sheet sheet{"M1", true, std::vector<choice>((*set)->criteria.size())};
        for (std::size_t c = 0; c < sheet.choices.size() && is_best; ++c) {
          auto const& list = (*set)->criteria[c].lists.back();
          sheet.choices[c] = {list.case_no, static_cast<int>(list.options.size())};
        }
        for (auto const& r : catalog.regulations()) {
          auto const a =
              assess(e, (*set)->number, {sheet}, {}, e->defaults, e->councils.empty() ? "" : e->councils[0], {r, 3});
          if (a) static_cast<void>(readings_that_mattered(*a));
        }
      }
    }
  }
  static_cast<void>(verify_digests(catalog));
}

}  // namespace

TEST_CASE("the built-in rules mean what their digests say, and what their files come to", "[compile]") {
  CHECK(found(verify_digests(builtin_catalog())).empty());
  CHECK(found(verify_digests(builtin_catalog(), from_files())).empty());
  CHECK(found(verify_digests(test::made_up())).empty());
  std::string const image = write_image(test::made_up());
  CHECK(found(verify_digests(read_image(image).value(), test::made_up())).empty());
}

TEST_CASE("an image that gives other points under the official digest is found", "[compile]") {
  tampered const more(altered(
      edition_name, [](auto&) {}, [](auto& set) { --set.criteria[0].lists[0].options[0].worth.value; }));
  auto const& edition = *more.catalog.find(edition_name).value();
  auto const& set = *edition.product_set(1).value();
  CHECK(edition.sha256 == afresh().editions().front()->sha256);
  CHECK(set.sha256 == from_files().find(edition_name).value()->product_set(1).value()->sha256);
  std::string const wrong = found(verify_digests(more.catalog));
  CHECK(wrong.starts_with("qd-26-2026@2026-05-22: product set 1 has the SHA-256 "));
  CHECK_FALSE(found(verify_digests(more.catalog, afresh())).empty());
}

TEST_CASE("whatever is altered in an edition or a set is found, whether a digest covers it or not", "[compile]") {
  auto const nothing = [](auto&) {};
  auto const finds = [](rule_catalog const& catalog) {
    tampered const mine(catalog);
    auto const wrong = verify_digests(mine.catalog, afresh());
    return !wrong.empty() && wrong.front().where == edition_name;
  };
  // Of a set: by its digest, its conditions, its bytes.
  CHECK(finds(altered(edition_name, nothing, [](auto& s) {
    auto& gate = s.gates[0];
    gate.option += gate.option > 1 ? -1 : 1;
    gate.needed = s.criteria[gate.criterion].lists[gate.list].options[static_cast<std::size_t>(gate.option - 1)].worth;
  })));
  CHECK(finds(altered(edition_name, nothing, [](auto& s) { s.notes[0].effect = note_effect::none; })));
  CHECK(finds(altered(edition_name, nothing, [](auto& s) { s.criteria[0].stands_for = concept_id("other"); })));
  CHECK(finds(altered(edition_name, nothing, [](auto& s) { s.stands_for = concept_id("other"); })));
  CHECK(finds(altered(edition_name, nothing, [](auto& s) { s.notes[0].at = "1"; })));
  CHECK(finds(altered(edition_name, nothing, [](auto& s) {
    for (auto& n : s.notes)
      if (n.when) n.when = expression::parse(value(true)).value();
  })));
  CHECK(finds(altered(edition_name, nothing, [](auto& s) {
    for (auto& n : s.notes) n.when.reset();
  })));
  // Of the edition.
  CHECK(finds(altered(
      edition_name, [](auto& r) { --r.bands[4].from.value; }, nothing)));
  CHECK(finds(altered(
      edition_name, [](auto& r) { r.certificate.term->months = 48; }, nothing)));
  CHECK(finds(altered(
      edition_name, [](auto& r) { r.until = parse_day("2027-01-01").value(); }, nothing)));
  CHECK(finds(altered(
      edition_name, [](auto& r) { r.begins -= std::chrono::days(1); }, nothing)));
  CHECK(finds(altered(
      edition_name, [](auto& r) { r.readings[0].question.en += "!"; }, nothing)));
  CHECK(finds(altered(
      edition_name, [](auto& r) { r.topics[0].note.en += "!"; }, nothing)));
  CHECK(finds(altered(
      edition_name, [](auto& r) { r.bands[0].known = basis::unverified; }, nothing)));
  CHECK(finds(altered(
      edition_name, [](auto& r) { r.dossier.papers[0].text.en += "!"; }, nothing)));
  CHECK(finds(altered(
      edition_name, [](auto& r) { r.dossier.papers[0].when = expression::parse(value(true)).value(); }, nothing)));
}

TEST_CASE("an edition, a regulation or a plan that lacks, differs or is there besides is found", "[compile]") {
  auto const& all = from_files();
  auto const fewer = rule_catalog::of({all.editions().front()}, all.regulations(), all.programmes());
  CHECK(found(verify_digests(fewer, all)).find(": the edition is not there.") != std::string::npos);
  CHECK(found(verify_digests(all, fewer)).find("is not among those compiled afresh") != std::string::npos);
  auto const without = rule_catalog::of(all.editions());
  CHECK(found(verify_digests(without, all)).find("council default: the regulation is not there.") != std::string::npos);
  CHECK(found(verify_digests(without, all)).find(": the plan is not there.") != std::string::npos);
  auto regulations = all.regulations();
  council_regulation other = *regulations.front();
  other.quorum = quorum_rule{2, 5, true, {}};
  regulations.front() = std::make_shared<council_regulation const>(other);
  CHECK_FALSE(verify_digests(rule_catalog::of(all.editions(), regulations, all.programmes())).empty());
  auto programmes = all.programmes();
  programme_plan plan = *programmes.front();
  ++plan.targets.front().at_least;
  programmes.front() = std::make_shared<programme_plan const>(plan);
  CHECK(found(verify_digests(rule_catalog::of(all.editions(), all.regulations(), programmes), all))
            .find("the plan is another one") != std::string::npos);
}

TEST_CASE("indices and numbers of an image are within what they name, or it is refused", "[compile]") {
  auto const nothing = [](auto&) {};
  auto const refused = [&](alter_edition const& edition, alter_set const& set) {
    std::string const image = write_image(altered(edition_name, edition, set));
    auto const catalog = read_image(image);
    if (!catalog) return catalog.error().code == errc::inconsistent;
    auto const found = catalog->find(edition_name).value()->product_set(1);
    return !found && found.error().code == errc::inconsistent;
  };
  CHECK_FALSE(refused(nothing, nothing));
  CHECK(refused(nothing, [](auto& s) { s.criteria[0].section = 99; }));
  CHECK(refused(nothing, [](auto& s) { s.criteria[0].group = 99; }));
  CHECK(refused(nothing, [](auto& s) { s.sections[0].above = 3; }));
  CHECK(refused(nothing, [](auto& s) { s.criteria[0].lists.clear(); }));
  CHECK(refused(nothing, [](auto& s) { s.criteria[0].lists[0].options.clear(); }));
  CHECK(refused(nothing, [](auto& s) { s.criteria[0].lists[0].case_no = 255; }));
  CHECK(refused(nothing, [](auto& s) { s.criteria[0].lists.push_back(s.criteria[0].lists[0]); }));
  CHECK(refused(nothing, [](auto& s) { s.criteria[0].lists[0].options[0].worth.value = 1'000; }));
  CHECK(refused(nothing, [](auto& s) { s.criteria[0].max.value = 2'000'000'000; }));
  CHECK(refused(nothing, [](auto& s) { s.gates[0].criterion = 999; }));
  CHECK(refused(nothing, [](auto& s) { s.gates[0].list = 1; }));
  CHECK(refused(nothing, [](auto& s) { s.gates[0].option = -1; }));
  CHECK(refused(nothing, [](auto& s) { s.gates[0].option = 99; }));
  CHECK(refused(nothing, [](auto& s) { s.gates[0].level = stars{0}; }));
  CHECK(refused(nothing, [](auto& s) { s.gates[0].level = stars{6}; }));
  CHECK(refused(nothing, [](auto& s) { ++s.gates[0].needed.value; }));
  CHECK(refused(nothing, [](auto& s) { s.notes[0].last = 999; }));
  CHECK(refused(nothing, [](auto& s) { s.notes[0].first = s.notes[0].last + 1; }));
  CHECK(refused(nothing, [](auto& s) { s.notes[0].zero_at.push_back(999); }));
  CHECK(refused(nothing, [](auto& s) { s.notes[0].effect = std::size_t{999}; }));
  CHECK(refused(nothing, [](auto& s) { s.notes[0].effect = static_cast<note_effect>(7); }));
  CHECK(refused(nothing, [](auto& s) { s.by_code[0].second = 999; }));
  CHECK(refused(nothing, [](auto& s) { s.by_code.pop_back(); }));
  CHECK(refused(nothing, [](auto& s) { s.by_code[0].second = s.by_code[1].second; }));
  CHECK(refused([](auto& r) { r.recognitions.pop_back(); }, nothing));
  CHECK(refused([](auto& r) { r.bands.clear(); }, nothing));
  CHECK(refused([](auto& r) { r.bands[1].level = stars{5}; }, nothing));
  CHECK(refused([](auto& r) { r.bands[1].from.value = -1; }, nothing));
  CHECK(refused([](auto& r) { r.readings[0].choice = 99; }, nothing));
  CHECK(refused([](auto& r) { r.readings[0].alternatives.clear(); }, nothing));
  CHECK(refused([](auto& r) { r.readings.pop_back(); }, nothing));
  CHECK(refused([](auto& r) { r.defaults.chosen[0] = 99; }, nothing));
  CHECK(refused([](auto& r) { r.defaults.chosen.pop_back(); }, nothing));
  CHECK(refused([](auto& r) { r.defaults.of = rule_set_id("other"); }, nothing));
  CHECK(refused([](auto& r) { r.defaults.minimum = reading_choices::minimum_rule::reject; }, nothing));
  CHECK(refused([](auto& r) { r.defaults.minimum = static_cast<reading_choices::minimum_rule>(8); }, nothing));
  CHECK(refused(
      [](auto& r) {
        r.procedure.rounds[0].held_before = std::chrono::month_day(std::chrono::month(13), std::chrono::day(1));
      },
      nothing));
  CHECK(refused([](auto& r) { r.procedure.limits[0].days = 2'000'000'000; }, nothing));
  CHECK(refused([](auto& r) { r.certificate.term->months = 2'000'000'000; }, nothing));
  CHECK(refused([](auto& r) { r.certificate.revocation->by[0].levels = {stars{99}}; }, nothing));
  CHECK(refused([](auto& r) { r.from = day(std::chrono::days(2'000'000'000)); }, nothing));
}

TEST_CASE("an image with bytes altered is refused, or is rules that can be used", "[compile]") {
  std::string const image = write_image(rule_catalog::of({test::made_up().editions().front()},
                                                         test::made_up().regulations(), test::made_up().programmes()));
  std::string const whole(body_of(image));
  std::mt19937 random(20261202);
  std::size_t refused = 0;
  std::size_t taken = 0;
  for (int n = 0; n < 3000; ++n) {
    // By itself, so that a read beyond its end shows.
    std::vector<char> body(whole.begin(), whole.end());
    for (unsigned left = 1 + static_cast<unsigned>(n % 3); left > 0; --left)
      body[random() % body.size()] = static_cast<char>(random());
    try {
      use(detail::read_body({body.data(), body.size()}));
      ++taken;
    } catch (error const& e) {
      REQUIRE_FALSE(e.why().message.empty());
      ++refused;
    }
  }
  CHECK(refused > 100);
  CHECK(taken > 100);
}

}  // namespace verify_test
