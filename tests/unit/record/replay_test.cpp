#include "ocop/record/replay.hpp"

#include "ocop/detail/crypto/sha256.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/load/rule_files.hpp"
#include "ocop/record/canonical_json.hpp"

#include "support/catch.hpp"
#include "support/keys.hpp"
#include "support/files.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"
#include "support/submissions.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace replay_test {
namespace {

using namespace ocop;

/// A submission under the made-up decree, three members, with readings of its own.
std::string salt_submission(std::string const& id = "S-1", int grain = 4) {
  std::string sheets;
  for (int m = 1; m <= 3; ++m)
    sheets += (m > 1 ? "," : "") + std::string(R"({"member":"M)") + std::to_string(m) + R"(","role":")" +
              (m == 1 ? "chair" : "member") + R"(","choices":{"1.1":)" + std::to_string(grain) + R"(,"1.2":3,"2":)" +
              std::to_string(5 + m) + "}}";
  return R"({"format":"ocop-submission/1","submission":")" + id +
         R"(","product":{"set":12,"name":"Muối \"biển\""},"filing":{"kind":"first","filed_on":"2030-05-05",)"
         R"("decided_on":"2030-06-01"},"council":{"level":"district","members":3},"readings":{"R-05":"cap"},"sheets":[)" +
         sheets + "]}";
}

std::string record_of(std::string const& json, std::optional<signing_key> const& key = {},
                      record_format format = record_format::record_2) {
  record_options options;
  options.key = key;
  options.format = format;
  if (format == record_format::record_1) options.recorded_on = parse_day("2030-06-02").value();
  else options.recorded_at = "2030-06-02T10:00:00+07:00";
  return make_record(test::made_up(), json, options).value().json;
}

/// Records of S-0, S-1 ..., each after the one before it.
std::vector<std::string> chain_of(int count, std::optional<signing_key> const& key = {}) {
  std::vector<std::string> records;
  record_options options;
  options.key = key;
  options.recorded_at = "2030-06-02T10:00:00+07:00";
  for (int n = 0; n < count; ++n) {
    auto made = make_record(test::made_up(), salt_submission("S-" + std::to_string(n)), options).value();
    options.previous = made.sha256;
    records.push_back(std::move(made.json));
  }
  return records;
}

/// The record with something in place of what a pointer names, its hash mended or not.
std::string altered(std::string const& record, std::string_view pointer, std::string_view json, bool mend_hash) {
  value tree = parse_json(record).value();
  value const to = parse_json(json).value();
  test::set_at(tree, pointer, &to);
  if (!mend_hash) return canonical_json(tree).value();
  // The right hash is what a record of the same body would have.
  value body = tree;
  test::set_at(body, "/sha256", nullptr);
  if (body.find("signature")) test::set_at(body, "/signature", nullptr);
  std::string const hash = detail::sha256_hex(canonical_json(body).value());
  value const text(hash);
  test::set_at(tree, "/sha256", &text);
  return canonical_json(tree).value();
}

std::string told(replay_report const& r) {
  return std::string(to_string(r.status)) + (r.cause.empty() ? "" : " " + r.cause);
}

}  // namespace

TEST_CASE("a record derived again is the same to the byte", "[record]") {
  std::string const record = record_of(salt_submission());
  auto const report = replay(test::made_up(), record);
  CHECK(told(report) == "same");
  CHECK(report.differences.empty());
  CHECK(report.submission == "S-1");
  CHECK(report.edition == "made-up-2030@2030-01-01");
  // It is canonical: read and written again it is the same text.
  CHECK(canonical_json(parse_json(record).value()).value() == record);
  CHECK(record == record_of(salt_submission()));
}

TEST_CASE("a record holds all that is needed to derive its decision again", "[record]") {
  value const record = parse_json(record_of(salt_submission())).value();
  auto const text = [&](std::string_view key) { return to_json(*record.find(key)); };
  CHECK(text("format") == R"("ocop-record/2")");
  CHECK(text("recorded_at") == R"("2030-06-02T10:00:00+07:00")");
  CHECK(text("preferences") == "{}");
  CHECK(text("decision") == "null");
  CHECK(text("decided_by") == "null");
  CHECK(text("key") == "null");
  CHECK(text("previous") == "null");
  CHECK(text("edition") == R"("made-up-2030@2030-01-01")");
  CHECK(record.find("rules_sha256")->as_string().size() == 64);
  CHECK(record.find("council")->find("regulation")->as_string() == "default");
  CHECK(record.find("readings")->find("R-05")->as_string() == "cap");
  CHECK(record.find("readings")->find("R-07")->as_string() == "all");
  CHECK(text("points").front() == '[');
  CHECK(record.find("points")->as_array().size() == 3);
  CHECK(record.find("result")->find("format")->as_string() == "ocop-result/1");
  CHECK(canonical_json(*record.find("submission")).value() ==
        canonical_json(parse_json(salt_submission()).value()).value());
}

TEST_CASE("every byte of a record is under its hash", "[record]") {
  std::string const record = record_of(salt_submission());
  for (std::size_t i = 0; i < record.size(); ++i)
    for (char const flip : {'\x01', '\x10'}) {
      std::string changed = record;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      auto const report = replay(test::made_up(), changed);
      if (report.status == replay_status::same) {
        CAPTURE(i, record.substr(i > 20 ? i - 20 : 0, 40));
        CHECK(report.status != replay_status::same);
      }
    }
}

TEST_CASE("what was altered is named by its place, and by its likely cause", "[record]") {
  std::string const record = record_of(salt_submission());
  auto const of = [&](std::string_view pointer, std::string_view json, bool mend_hash = true) {
    return replay(test::made_up(), altered(record, pointer, json, mend_hash));
  };
  SECTION("a result that was changed without its hash") {
    auto const r = of("/result/stars", "1", false);
    CHECK(told(r) == "differs input-altered");
    REQUIRE(r.differences.size() == 1);
    CHECK(r.differences[0].pointer == "/result/stars");
    CHECK(r.differences[0].then == "1");
  }
  SECTION("a result that was changed with its hash") {
    auto const r = of("/result/stars", "1");
    CHECK(told(r) == "differs result-altered");
    CHECK(r.differences[0].pointer == "/result/stars");
  }
  SECTION("a tick that was changed: its criterion is the first that differs") {
    auto const r = of("/submission/sheets/1/choices/1.1", "2");
    CHECK(told(r) == "differs result-altered");
    CHECK(r.first_criterion == "1.1 on sheet 1");
  }
  SECTION("other rule data of the same name") {
    auto const r = of("/rules_sha256", "\"" + std::string(64, '0') + "\"");
    CHECK(told(r) == "differs rules-changed");
    CHECK(r.differences[0].pointer == "/rules_sha256");
  }
  SECTION("another regulation of the council") {
    CHECK(told(of("/council/sha256", "\"" + std::string(64, '0') + "\"")) == "differs regulation-changed");
  }
  SECTION("another number of the semantics") {
    CHECK(told(of("/engine/semantics", "2")) == "differs semantics-changed");
  }
  SECTION("an edition that is not loaded") {
    value tree = parse_json(record).value();
    CHECK(told(replay(test::builtin(), record)) == "unknown-edition");
  }
}

TEST_CASE("a change of the rule data is found, and the criterion that it moved", "[record]") {
  std::string const record = record_of(salt_submission());
  auto report = ocop::test::load(test::patched(test::made_up_decree(), R"json([
    {"file":"made-up-2030/bands.json","at":"/bands/3/title/en","set":"4 lamps"}])json"));
  REQUIRE(report.catalog.has_value());
  auto const r = replay(*report.catalog, record);
  CHECK(told(r) == "differs rules-changed");
  // Words only: the decision is the same, the digest is not, in the record and in its result.
  REQUIRE(r.differences.size() == 2);
  CHECK(r.differences[0].pointer == "/rules_sha256");
  CHECK(r.differences[1].pointer == "/result/rules_sha256");
  CHECK(r.first_criterion.empty());
}

TEST_CASE("a signature is by one key and over everything", "[record]") {
  test::key_pair const keys;
  std::string const record = record_of(salt_submission(), keys.signer());
  replay_options const signer{{{keys.verifier()}}};
  replay_options const other{{{test::key_pair().verifier()}}};
  CHECK(told(replay(test::made_up(), record)) == "same");
  CHECK(told(replay(test::made_up(), record, signer)) == "same");
  CHECK(told(replay(test::made_up(), record, other)) == "differs signature-wrong");
  CHECK(told(replay(test::made_up(), record_of(salt_submission()), signer)) == "differs signature-wrong");
  CHECK(told(replay(test::made_up(), altered(record, "/result/stars", "1", true), signer)) ==
        "differs signature-wrong");
}

TEST_CASE("a record removed, repeated or out of order breaks the chain where it happens", "[record]") {
  std::vector<std::string> const records = chain_of(5);
  auto const follow = [&](std::vector<std::size_t> const& order, std::optional<std::string> const& previous = {}) {
    record_chain chain = previous ? record_chain::after(*previous).value() : record_chain();
    std::string all;
    for (std::size_t const i : order) {
      auto report = replay(test::made_up(), records[i]);
      chain.follow(report);
      all += (all.empty() ? "" : " ") + (report.cause.empty() ? std::string("ok") : report.cause);
    }
    return all;
  };
  CHECK(follow({0, 1, 2, 3, 4}) == "ok ok ok ok ok");
  CHECK(follow({1, 2, 3}) == "chain-broken ok ok");
  CHECK(follow({1, 2, 3}, replay(test::made_up(), records[0]).sha256) == "ok ok ok");  // a part of a ledger
  CHECK(follow({1, 2, 3}, replay(test::made_up(), records[1]).sha256) == "chain-broken ok ok");
  CHECK(follow({0, 2, 3, 4}) == "ok chain-broken ok ok");
  CHECK(follow({0, 1, 1, 2}) == "ok ok chain-broken ok");
  CHECK(follow({0, 2, 1, 3}) == "ok chain-broken chain-broken chain-broken");
}

TEST_CASE("what is no record is said to be none", "[record]") {
  for (std::string const text : {"", "{", "[]", "{}", R"({"format":"ocop-record/3"})", R"({"format":"ocop-record/2"})",
                                 R"({"format":"ocop-record/1"})"}) {
    CAPTURE(text);
    auto const r = replay(test::made_up(), text);
    CHECK(told(r) == "unreadable");
    CHECK_FALSE(r.message.empty());
  }
}

TEST_CASE("records of the built-in law are the same derived again, whatever the readings", "[record]") {
  for (auto const* const name : {"02-clean-four-stars.json", "05-nine-members-who-differ.json",
                                 "07-rejected-by-a-fact.json", "08-stopped-by-a-fact.json"}) {
    std::string const text = test::read_file(test::tests().parent_path() / "examples/submissions" / name);
    for (auto const* const alternative : {"majority", "all", "mean"}) {
      CAPTURE(name, alternative);
      std::vector<reading_choice> const wanted{{reading_id("R-07"), alternative}};
      auto const record = make_record(test::builtin(), text, {wanted}).value();
      CHECK(told(replay(test::builtin(), record.json)) == "same");
    }
  }
}

TEST_CASE("A seal tells that records were taken off, added or exchanged", "[record]") {
  std::vector<std::string> const records = chain_of(3);
  std::string const last = read_decision_record(records.back()).value().sha256;
  std::string const seal = write_seal(3, last).value();
  CHECK(is_seal(seal));
  CHECK_FALSE(is_seal(records.front()));
  CHECK(read_seal(seal).value().records == 3);
  CHECK(read_seal(seal).value().last == last);
  CHECK(read_seal(seal).value().is_intact);

  auto const follow = [&](std::vector<std::string> const& lines) {
    record_chain chain;
    std::string all;
    for (auto const& line : lines) {
      auto report = replay(test::made_up(), line);
      chain.follow(report);
      all += (all.empty() ? "" : " ") + (report.cause.empty() ? std::string("ok") : report.cause);
    }
    return all + (chain.is_sealed() ? "" : ", not sealed");
  };
  CHECK(follow({records[0], records[1], records[2], seal}) == "ok ok ok ok");
  CHECK(follow({records[0], records[1], seal}) == "ok ok seal-broken");
  CHECK(follow({records[0], records[1], records[2]}) == "ok ok ok, not sealed");
  CHECK(follow({records[0], records[1], records[2], seal, seal}) == "ok ok ok ok seal-broken");
  CHECK(follow({records[0], records[1], records[2], seal, records[0]}) == "ok ok ok ok seal-broken");
  CHECK(follow({write_seal(0, "").value()}) == "ok");
  CHECK(follow({seal}) == "seal-broken");
  for (std::size_t at = 0; at < seal.size(); ++at) {
    std::string flipped = seal;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    CHECK(follow({records[0], records[1], records[2], flipped}) != "ok ok ok ok");
  }
  // Two files of one ledger: the second goes on where the first ended, or begins anew.
  record_chain chain;
  for (std::size_t n = 0; n < 3; ++n) {
    if (n == 2) chain.begin_file();
    auto report = replay(test::made_up(), records[n]);
    chain.follow(report);
    CHECK(report.status == replay_status::same);
  }
}

TEST_CASE("A signed seal is of its key, and one that is not signed is told where a key is asked for", "[record]") {
  test::key_pair const ours, other;
  auto const cause = [](std::string const& line, replay_options const& options) {
    return replay(test::made_up(), line, options).cause;
  };
  replay_options const by_ours{{{ours.verifier()}}};
  std::string const seal = write_seal(2, "aa", ours.signer()).value();
  CHECK(cause(seal, by_ours).empty());
  CHECK(cause(seal, {}).empty());
  CHECK(cause(seal, {{{other.verifier()}}}) == "signature-wrong");
  CHECK(cause(write_seal(2, "aa").value(), by_ours) == "signature-wrong");
}

TEST_CASE("What cannot be derived any more is told: a reading that is gone, a record that is too large", "[record]") {
  // As another version with a reading more would have written it.
  auto const with_another = [](std::string const& record, bool mend_hash) {
    return replay(test::made_up(), altered(record, "/readings/R-99", "\"once\"", mend_hash));
  };
  std::string const first = record_of(salt_submission(), {}, record_format::record_1);
  CHECK(told(with_another(first, false)) == "differs input-altered");
  auto const whole = with_another(first, true);
  CHECK(whole.status == replay_status::unreadable);
  CHECK(whole.message ==
        "cannot be evaluated: /readings/R-99: there is no reading \"R-99\"; readings run from R-01 to R-30.");
  // A record that states its preferences takes no reading that does not follow.
  std::string const record = record_of(salt_submission());
  CHECK(told(with_another(record, true)) == "differs readings-not-asked");

  std::string large = record;
  large.insert(large.find("Muối"), std::string(std::size_t{50} << 20U, 'x'));
  auto const too_large = replay(test::made_up(), large);
  CHECK(too_large.status == replay_status::unreadable);
  CHECK(too_large.message == "the document is larger than 32 MiB.");
}

TEST_CASE("Every byte of an export that is flipped is told on its line", "[record]") {
  std::string export_of_two;
  record_options options;
  for (int n = 0; n < 2; ++n) {
    auto const made =
        make_record(test::made_up(),
                    R"({"format":"ocop-submission/1","submission":"S)" + std::to_string(n) +
                        R"(","product":{"set":12},"rules":"made-up-2030","sheets":[{"member":"M","choices":)"
                        R"({"1.1":4,"1.2":3,"2":6}}]})",
                    options)
            .value();
    options.previous = made.sha256;
    export_of_two += made.json + '\n';
  }
  export_of_two += write_seal(2, *options.previous).value() + '\n';
  // The first line that is told, from 1; 0: none.
  auto const first_told = [](std::string const& text) {
    record_chain chain;
    std::size_t line = 0;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t const end = std::min(text.find('\n', at), text.size());
      auto report = replay(test::made_up(), std::string_view(text).substr(at, end - at));
      chain.follow(report);
      ++line;
      if (report.status != replay_status::same) return line;
      at = end + 1;
    }
    return chain.is_sealed() ? std::size_t{0} : line + 1;
  };
  REQUIRE(first_told(export_of_two) == 0);
  std::string wrong;
  for (std::size_t at = 0; at + 1 < export_of_two.size(); ++at) {
    std::string flipped = export_of_two;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 7));
    auto const line = static_cast<std::size_t>(
        1 + std::count(export_of_two.begin(), export_of_two.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    if (first_told(flipped) != line) wrong += std::to_string(at) + ' ';
  }
  CHECK(wrong.empty());
}

TEST_CASE("A record is the same under Windows line ends, and its seal", "[record]") {
  auto const record = record_of(salt_submission());
  CHECK(replay(test::made_up(), record + '\r').status == replay_status::same);
  CHECK(read_seal(write_seal(1, "aa").value() + '\r').value().is_intact);
}

TEST_CASE("Facts in any order replay as they were recorded", "[record]") {
  auto const record =
      make_record(test::builtin(),
                  test::submission_of(test::product_set(6), {test::best_sheet(test::product_set(6))},
                                      R"("rules":"qd-26-2026","facts":{"product":{"is_new":true,"is_gift":true},)"
                                      R"("gmp":{"rules_breached":true}})"),
                  {})
          .value()
          .json;
  CHECK(record.find("unread-fact") != std::string::npos);
  auto const again = replay(test::builtin(), record);
  CHECK(again.status == replay_status::same);
}

TEST_CASE("Everything that a record holds is compared, whoever made its hash", "[record]") {
  auto const rehashed = [](auto const& change) {
    auto document = parse_json(record_of(salt_submission())).value();
    value::object body;
    for (auto& m : document.as_object())
      if (m.key != "sha256") body.push_back(m);
    for (auto& m : body) change(m);
    std::string const hash = detail::sha256_hex(canonical_json(value(body)).value());
    body.push_back({"sha256", hash});
    return replay(test::made_up(), canonical_json(value(body)).value());
  };
  auto const set = [&](std::string const& key, value const& to) {
    return rehashed([&](member& m) {
      if (m.key == key) m.content = to;
    });
  };
  CHECK(rehashed([](member&) {}).status == replay_status::same);
  CHECK(set("points", value::array{}).differences.front().pointer == "/points");
  CHECK(set("points", value::array{}).first_criterion == "1.1 on sheet 0");
  CHECK(set("council", nullptr).cause == "regulation-changed");
  CHECK(set("edition", "made-up-2028@2028-01-01").differences.front().pointer == "/edition");
  CHECK(set("previous", "hello").status == replay_status::unreadable);
  CHECK(set("previous", "hello").message.find("64 hex digits") != std::string::npos);
}

TEST_CASE("Decrees that came later do not change what a record says of its days", "[record][qd-26-2026/12.2.b]") {
  rule_files without;
  for (auto const& [path, text] : builtin_rule_files())
    if (path.find("qd-26-2026/") != 0) without[path] = text;
  auto const before = test::load(without);
  INFO((before.issues.empty() ? std::string() : before.issues.front().where + before.issues.front().message));
  REQUIRE(before.catalog);
  auto const& set = test::product_set(1, "qd-148-2023");
  auto const submission = [&](std::string const& filed, std::string const& decided) {
    return test::submission_of(
        set, {test::best_sheet(set)},
        R"("filing":{"kind":"renewal","filed_on":")" + filed + R"(","decided_on":")" + decided + "\"}");
  };
  auto const record = make_record(*before.catalog, submission("2026-05-01", "2026-06-22"), {}).value().json;
  auto const again = replay(test::builtin(), record);
  CAPTURE(again.message, again.differences.empty() ? std::string() : again.differences.front().pointer);
  CHECK(again.status == replay_status::same);
}

}  // namespace replay_test
