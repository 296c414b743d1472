#include "ocop/record/keys.hpp"

#include "support/catch.hpp"
#include "support/keys.hpp"

#include <optional>
#include <string>

namespace keys_test {
namespace {

using namespace ocop;

TEST_CASE("a key that is named and holds none is an error", "[record]") {
  for (std::string const text : {"", " ", "\n", "no key", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"}) {
    CAPTURE(text);
    CHECK(signing_key::read(text).error().code == errc::bad_key);
    CHECK(verifying_key::read(text).error().code == errc::bad_key);
  }
  test::key_pair const pair;
  CHECK(signing_key::read(pair.open).error().code == errc::bad_key);
  CHECK(verifying_key::read(pair.secret).error().code == errc::bad_key);
  CHECK(verifying_key::of_bytes("too short").error().code == errc::bad_key);
}

TEST_CASE("a signature is 64 bytes by one key over all bytes", "[record]") {
  test::key_pair const pair;
  std::string const signature = pair.signer().sign("text");
  CHECK(signature.size() == 64);
  CHECK(pair.verifier().verify("text", signature));
  CHECK_FALSE(pair.verifier().verify("Text", signature));
  CHECK_FALSE(pair.verifier().verify("text", signature.substr(1)));
  CHECK_FALSE(pair.verifier().verify("text", {}));
  CHECK_FALSE(test::key_pair().verifier().verify("text", signature));
  CHECK(pair.signer().public_key().sha256() == pair.verifier().sha256());
  CHECK(verifying_key::of_bytes(pair.verifier().bytes()).value().sha256() == pair.verifier().sha256());
}

TEST_CASE("the phrase of an encrypted key is asked for once", "[record]") {
  test::key_pair const pair("open sesame");
  int asked = 0;
  auto const phrase = [&](std::optional<std::string> const& given) {
    return [&asked, given] {
      ++asked;
      return given;
    };
  };
  CHECK(signing_key::read(pair.secret, phrase("open sesame")).has_value());
  CHECK(asked == 1);
  auto const wrong = signing_key::read(pair.secret, phrase("open"));
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().message == "the private key is encrypted, and its phrase is not given or wrong.");
  CHECK_FALSE(signing_key::read(pair.secret, phrase(std::nullopt)).has_value());
  CHECK_FALSE(signing_key::read(pair.secret).has_value());
  CHECK(asked == 3);
}

TEST_CASE("a key holds from its first day to the day before its end", "[record]") {
  auto const day_of = [](char const* text) { return parse_day(text).value(); };
  dated_key const key{test::key_pair().verifier(), day_of("2026-01-01"), day_of("2027-01-01")};
  CHECK_FALSE(key.holds_on(day_of("2025-12-31")));
  CHECK(key.holds_on(day_of("2026-01-01")));
  CHECK(key.holds_on(day_of("2026-12-31")));
  CHECK_FALSE(key.holds_on(day_of("2027-01-01")));
  CHECK(dated_key{key.key}.holds_on(day_of("1990-01-01")));
}

}  // namespace
}  // namespace keys_test
