#include "ocop/compile/rule_catalog.hpp"

#include "ocop/compile/builtin_rule_image.hpp"
#include "ocop/compile/detail/archive.hpp"
#include "ocop/compile/detail/image_bytes.hpp"
#include "ocop/compile/detail/meaning.hpp"
#include "ocop/compile/digest.hpp"
#include "ocop/exchange/expanded_edition.hpp"
#include "ocop/explain/edition_page.hpp"
#include "ocop/load/rule_files.hpp"

#include "support/catch.hpp"
#include "support/products.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace image_test {
namespace {

using ocop::errc;
using ocop::rule_catalog;

rule_catalog const& from_files() {
  static rule_catalog const catalog = ocop::test::load(ocop::builtin_rule_files()).catalog.value();
  return catalog;
}

/// Same law, by what does not go through an image: digests, pages, documents, conditions, choices.
void check_same(rule_catalog const& a, rule_catalog const& b) {
  REQUIRE(a.editions().size() == b.editions().size());
  for (std::size_t e = 0; e < a.editions().size(); ++e) {
    ocop::compiled_rule_set const& x = *a.editions()[e];
    ocop::compiled_rule_set const& y = *b.editions()[e];
    CAPTURE(x.edition.str());
    CHECK(x.edition == y.edition);
    CHECK(x.rule_set == y.rule_set);
    CHECK(x.sha256 == y.sha256);
    CHECK(ocop::detail::digest_of(x) == y.sha256);
    CHECK(ocop::detail::digest_of(y) == y.sha256);
    CHECK(ocop::readings_sha256(x) == ocop::readings_sha256(y));
    CHECK(x.until == y.until);
    CHECK(x.begins == y.begins);
    CHECK(x.ends == y.ends);
    CHECK(x.defaults == y.defaults);
    CHECK(ocop::write_expanded(x) == ocop::write_expanded(y));
    CHECK(ocop::edition_page(x) == ocop::edition_page(y));
    REQUIRE(x.dossier.papers.size() == y.dossier.papers.size());
    for (std::size_t p = 0; p < x.dossier.papers.size(); ++p)
      CHECK(x.dossier.papers[p].when == y.dossier.papers[p].when);
    REQUIRE(x.product_sets.size() == y.product_sets.size());
    for (std::size_t s = 0; s < x.product_sets.size(); ++s) {
      ocop::compiled_product_set const& from = x.product_sets[s];
      ocop::compiled_product_set const& to = y.product_sets[s];
      CAPTURE(from.number);
      CHECK(from.number == to.number);
      CHECK(y.product_sets.number(s) == to.number);
      CHECK(from.sha256 == to.sha256);
      CHECK(ocop::detail::digest_of(to, y.readings) == to.sha256);
      CHECK(from.stands_for == to.stands_for);
      CHECK(from.by_code == to.by_code);
      REQUIRE(from.criteria.size() == to.criteria.size());
      for (std::size_t c = 0; c < from.criteria.size(); ++c)
        CHECK(ocop::criterion_sha256(from, c).value() == ocop::criterion_sha256(to, c).value());
      REQUIRE(from.notes.size() == to.notes.size());
      for (std::size_t n = 0; n < from.notes.size(); ++n) {
        CHECK(from.notes[n].when == to.notes[n].when);
        CHECK(from.notes[n].effect == to.notes[n].effect);
      }
    }
  }
  REQUIRE(a.regulations().size() == b.regulations().size());
  for (std::size_t r = 0; r < a.regulations().size(); ++r) {
    CHECK(a.regulations()[r]->sha256 == b.regulations()[r]->sha256);
    CHECK(ocop::detail::digest_of(*b.regulations()[r]) == b.regulations()[r]->sha256);
  }
  REQUIRE(a.programmes().size() == b.programmes().size());
  for (std::size_t p = 0; p < a.programmes().size(); ++p) {
    ocop::programme_plan const& x = *a.programmes()[p];
    ocop::programme_plan const& y = *b.programmes()[p];
    CHECK(x.id == y.id);
    CHECK(x.from == y.from);
    CHECK(x.until == y.until);
    REQUIRE(x.priority.size() == y.priority.size());
    for (std::size_t c = 0; c < x.priority.size(); ++c) CHECK(x.priority[c].when == y.priority[c].when);
  }
}

/// Asks for every product set.
void make_all(rule_catalog const& catalog) {
  for (auto const& e : catalog.editions())
    for (std::size_t s = 0; s < e->product_sets.size(); ++s)
      if (e->product_sets.number(s) != e->product_sets[s].number) throw std::logic_error("a set of another number");
}

/// One small edition.
std::string small_image() {
  return ocop::write_image(rule_catalog::of({ocop::test::made_up().editions().front()},
                                            ocop::test::made_up().regulations(), ocop::test::made_up().programmes()));
}

/// What follows the head and the checksum.
std::string_view body_of(std::string_view image) { return image.substr(ocop::detail::image_head().size() + 8); }

}  // namespace

TEST_CASE("the built-in rules are to the last byte what their files come to", "[compile]") {
  CHECK(ocop::write_image(from_files()) == ocop::builtin_rule_image());
  CHECK(ocop::write_image(ocop::builtin_catalog()) == ocop::builtin_rule_image());
}

TEST_CASE("every edition, regulation and plan of the built-in rules means what its files say", "[compile]") {
  check_same(from_files(), ocop::builtin_catalog());
}

TEST_CASE("a made-up decree comes out of its image as it went in", "[compile]") {
  std::string const image = ocop::write_image(ocop::test::made_up());
  auto const again = ocop::read_image(image);
  REQUIRE(again.has_value());
  check_same(ocop::test::made_up(), *again);
  CHECK(ocop::write_image(*again) == image);
}

TEST_CASE("a catalog without anything has an image too", "[compile]") {
  std::string const image = ocop::write_image(rule_catalog::of({}));
  CHECK(ocop::read_image(image).value().editions().empty());
}

TEST_CASE("a product set is taken from the image when it is asked for, and no other", "[compile]") {
  std::string body(body_of(ocop::builtin_rule_image()));
  std::string_view left = body;
  ocop::detail::strings_view const texts(left);
  ocop::detail::strings_view const sets(left);
  std::string_view const first = sets.at(0);
  body.replace(static_cast<std::size_t>(first.data() - body.data()), first.size(), first.size(), '\xFF');
  rule_catalog const catalog = ocop::detail::read_body(body);
  auto const& edition = *catalog.editions().front();
  CHECK(edition.product_sets.number(0) == 1);
  CHECK(edition.product_set(2).value()->number == 2);
  CHECK_FALSE(edition.product_set(99).has_value());
  CHECK(edition.choose({}).has_value());
  CHECK(edition.product_set(1).error().code == errc::inconsistent);
  CHECK_THROWS_AS(edition.product_sets.front(), ocop::error);
  CHECK(ocop::test::edition(edition.edition.str())->product_set(1).value()->number == 1);
}

TEST_CASE("many threads that ask first for the same product sets see the same ones", "[compile]") {
  for (int round = 0; round < 3; ++round) {
    rule_catalog const catalog = ocop::builtin_catalog();
    constexpr std::size_t threads = 8;
    std::atomic<std::size_t> ready{0};
    std::vector<std::vector<ocop::compiled_product_set const*>> seen(threads);
    {
      std::vector<std::jthread> running;
      for (auto& mine : seen)
        running.emplace_back([&] {
          for (++ready; ready < threads;) std::this_thread::yield();
          for (auto const& e : catalog.editions())
            for (auto const& set : e->product_sets) mine.push_back(&set);
        });
    }
    for (auto const& other : seen) CHECK(other == seen.front());
    std::size_t at = 0;
    for (auto const& e : catalog.editions())
      for (auto const& set : e->product_sets) {
        CHECK(&set == seen.front()[at]);
        CHECK(set.sha256 == from_files().find(e->edition.str()).value()->product_set(set.number).value()->sha256);
        ++at;
      }
    CHECK(at == seen.front().size());
  }
}

TEST_CASE("an image that was cut anywhere is an error", "[compile]") {
  std::string const image = small_image();
  for (std::size_t size = 0; size < image.size(); ++size) {
    // By itself, so that a read beyond its end shows.
    std::vector<char> const cut(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(size));
    auto const none = ocop::read_image({cut.data(), cut.size()});
    if (!none.has_error()) FAIL("the first " << size << " bytes were taken");
    auto const code = size < ocop::detail::image_head().size() ? errc::unknown_format : errc::inconsistent;
    if (none.error().code != code) FAIL("the first " << size << " bytes: " << none.error().message);
  }
  CHECK(ocop::read_image(image).has_value());
  CHECK(ocop::read_image(image + '\0').error().code == errc::inconsistent);
  CHECK(ocop::read_image(image.substr(0, image.size() - 1)).error().message ==
        "the image of the rules was cut or altered. Build it again.");
}

TEST_CASE("an image with one byte altered is an error", "[compile]") {
  std::string image = small_image();
  for (std::size_t at = 0; at < image.size(); ++at)
    for (char const flip : {'\x01', '\x80', '\xFF'}) {
      image[at] = static_cast<char>(image[at] ^ flip);
      if (ocop::read_image(image)) FAIL("byte " << at << " was altered and taken");
      image[at] = static_cast<char>(image[at] ^ flip);
    }
  CHECK(ocop::read_image(image).has_value());
}

TEST_CASE("an image that was cut and sealed again is an error", "[compile]") {
  std::string const image = small_image();
  std::string_view const body = body_of(image);
  CHECK(ocop::detail::sealed(body) == image);
  for (std::size_t size = 0; size < body.size(); size += 3) {
    std::vector<char> const cut(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK_THROWS_AS(ocop::detail::read_body({cut.data(), cut.size()}), ocop::error);
  }
  CHECK_NOTHROW(make_all(ocop::detail::read_body(body)));
}

TEST_CASE("an image that was altered and sealed again is read within its bounds or refused", "[compile]") {
  std::string const image = small_image();
  std::vector<char> body(body_of(image).begin(), body_of(image).end());
  std::size_t refused = 0;
  std::size_t taken = 0;
  for (std::size_t at = 0; at < body.size(); at += 5) {
    auto const flip = static_cast<char>(1U << at % 8 | 128U);
    body[at] = static_cast<char>(body[at] ^ flip);
    try {
      auto const catalog = ocop::detail::read_body({body.data(), body.size()});
      for (auto const& e : catalog.editions())
        for (auto const& set : e->product_sets) taken += set.criteria.size();
    } catch (ocop::error const&) {
      ++refused;
    }
    body[at] = static_cast<char>(body[at] ^ flip);
  }
  CHECK(refused > 0);
  CHECK(taken > 0);
}

TEST_CASE("an image of another version and what is no image are refused", "[compile]") {
  std::string image = small_image();
  auto const message = "this is no image of rules, or one of another version than " + std::string(ocop::version) +
                       ". Build it again, or load the rule files.";
  for (std::string const& other :
       {std::string(), std::string("{}"), "ocop-image 0.0.0" + image.substr(image.find('\n'))}) {
    CAPTURE(other.substr(0, 20));
    auto const none = ocop::read_image(other);
    REQUIRE(none.has_error());
    CHECK(none.error().code == errc::unknown_format);
    CHECK(none.error().message == message);
  }
}

TEST_CASE("numbers of every size come out of an image as they went in", "[compile]") {
  auto const same = [](auto n) {
    ocop::detail::writer to;
    std::string const bytes = to.apart(n);
    return ocop::detail::reader(bytes, nullptr).take_whole<decltype(n)>() == n;
  };
  for (unsigned shift = 0; shift < 64; ++shift) {
    CAPTURE(shift);
    std::uint64_t const high = std::uint64_t{1} << shift;
    for (std::uint64_t const n : {high - 1, high, high + 1, ~high}) {
      CHECK(same(n));
      CHECK(same(static_cast<std::int64_t>(n)));
      CHECK(same(static_cast<std::int32_t>(n)));
      CHECK(same(static_cast<double>(n)));
    }
  }
  CHECK(same(true));
  CHECK(same(false));
  CHECK(same(-0.5));
}

TEST_CASE("a number that does not fit where it stands is refused", "[compile]") {
  auto const take = [](std::string_view bytes, auto as) {
    return ocop::detail::reader(bytes, nullptr).take_whole<decltype(as)>();
  };
  CHECK(take("\x01", false));
  CHECK_THROWS_AS(take("\x02", false), ocop::error);
  CHECK(take("\xFE\xFF\xFF\xFF\x0F", std::int32_t{}) == 2147483647);
  CHECK(take("\xFF\xFF\xFF\xFF\x0F", std::int32_t{}) == -2147483647 - 1);
  CHECK_THROWS_AS(take("\x80\x80\x80\x80\x10", std::int32_t{}), ocop::error);
  CHECK_THROWS_AS(take("\x80", std::int32_t{}), ocop::error);
  CHECK_THROWS_AS(take("", std::int32_t{}), ocop::error);
  CHECK_THROWS_AS(take("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", std::uint64_t{}), ocop::error);
}

}  // namespace image_test
