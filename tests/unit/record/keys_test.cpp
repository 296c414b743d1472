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

TEST_CASE("what is wrong with a key says what to do", "[record]") {
  test::key_pair const pair;
  auto const of_secret = [](std::string const& text) { return signing_key::read(text).error().message; };
  auto const of_open = [](std::string const& text) { return verifying_key::read(text).error().message; };
  CHECK(of_secret("") == "the private key is empty; name a PEM file made by openssl genpkey.");
  CHECK(of_open("\n") == "the public key is empty; name a PEM file made by openssl pkey -pubout.");
  CHECK(of_secret("no key") == "the private key is no Ed25519 key in PEM. Make one with openssl genpkey.");
  CHECK(of_open("no key") == "the public key is no Ed25519 key in PEM. Make one with openssl pkey -pubout.");
  CHECK(of_secret(pair.open) ==
        "the private key is a public one, which only verifies; name the private one of the pair.");
  CHECK(of_open(pair.secret) == "the public key is a private one; make the public one of it by openssl pkey -pubout.");
  CHECK(of_secret(pair.secret + test::key_pair().secret) ==
        "the private key is one of several in its text; give each key in a file of its own.");
  CHECK(of_open(pair.open + pair.open) ==
        "the public key is one of several in its text; give each key in a file of its own.");
  CHECK(of_open(pair.open + pair.secret) ==
        "the public key is one of several in its text; give each key in a file of its own.");
  CHECK(of_open(std::string(70'000, ' ') + pair.open) ==
        "the public key is larger than 64 KiB, so it is no Ed25519 key in PEM.");
  // An Ed448 key, as openssl genpkey -algorithm ed448 writes one.
  CHECK(of_secret("-----BEGIN PRIVATE KEY-----\n"
                  "MEcCAQAwBQYDK2VxBDsEOWyCpWLLgIHYp2Zx3HKxvYhq0lqgCg4o6LYyYmdGkTU2\n"
                  "VxxFpLjqMRV3KLrLx8yqHaLHNvk2r6nDEQ==\n-----END PRIVATE KEY-----\n") ==
        "the private key is no Ed25519 key in PEM. Make one with openssl genpkey.");
  // What stands around a key is no matter.
  CHECK(verifying_key::read("ours, of 2026\n" + pair.open + "\n\n").value().sha256() == pair.verifier().sha256());
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
