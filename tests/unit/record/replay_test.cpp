#include "ocop/record/replay.hpp"

#include "ocop/detail/crypto/sha256.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/load/rule_files.hpp"
#include "ocop/record/canonical_json.hpp"
#include "ocop/record/detail/hashed_document.hpp"

#include "support/catch.hpp"
#include "support/keys.hpp"
#include "support/files.hpp"
#include "support/patched_rules.hpp"
#include "support/products.hpp"
#include "support/submissions.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

TEST_CASE("What a record is made with is checked, and an empty text is not an absent one", "[record]") {
  auto const wrong = [](auto const& change) {
    record_options options;
    change(options);
    auto const made = make_record(test::made_up(), salt_submission(), options);
    return made ? std::string("made") : made.error().where + ": " + made.error().message;
  };
  CHECK(wrong([](record_options&) {}) == "made");
  CHECK(wrong([](auto& o) { o.previous = ""; }) ==
        "/previous: found \"\"; a SHA-256 is 64 hex digits, lower case. Leave it out for the first record.");
  CHECK(wrong([](auto& o) { o.previous = std::string(64, 'A'); }).starts_with("/previous: found "));
  CHECK(wrong([](auto& o) { o.previous = std::string(64, 'a'); }) == "made");
  CHECK(wrong([](auto& o) { o.recorded_at = ""; }).starts_with("/recorded_at: found \"\"; a time is written with"));
  CHECK(wrong([](auto& o) { o.recorded_at = "2026-09-03"; }).starts_with("/recorded_at: found \"2026-09-03\""));
  CHECK(wrong([](auto& o) { o.recorded_on = day{}; }) ==
        "/recorded_on: ocop-record/2 does not hold it; give recorded_at, e.g. 2026-09-03T10:00:00+07:00, or write "
        "ocop-record/1.");
  CHECK(wrong([](auto& o) {
          o.decision = decision_reference{" ", day{}, "x"};
        }) == "/decision/number: it is blank; give the number of the decision, or leave it out.");
  CHECK(wrong([](auto& o) {
          o.decision = decision_reference{"1", day{}, ""};
        }) == "/decision/authority: it is blank; give the authority that decided, or leave it out.");
  CHECK(wrong([](auto& o) { o.decided_by = deciding_office{""}; }) ==
        "/decided_by/office: it is blank; give the office that decided, or leave it out.");
  CHECK(wrong([](auto& o) {
          o.decided_by = deciding_office{"x", "\t"};
        }) == "/decided_by/name: it is blank; give a name, or leave it out.");
  auto const of_1 = [&](auto const& change) {
    return wrong([&](auto& o) {
      o.format = record_format::record_1;
      change(o);
    });
  };
  CHECK(of_1([](auto& o) { o.recorded_on = day{}; }) == "made");
  CHECK(of_1([](auto& o) { o.recorded_at = "2026-09-03T10:00:00Z"; }) ==
        "/recorded_at: ocop-record/1 does not hold it; leave it out, or write ocop-record/2.");
  CHECK(of_1([](auto& o) { o.decision = decision_reference{"1", day{}, "x"}; }).starts_with("/decision: "));
  CHECK(of_1([](auto& o) { o.decided_by = deciding_office{"x"}; }).starts_with("/decided_by: "));
}

TEST_CASE("A record says when, by which decision, by whom and with which preferences and key", "[record]") {
  test::key_pair const keys;
  std::vector<reading_choice> const preferred{
      {reading_id("R-05"), "reject"}, {reading_id("R-08"), "exact"}, {reading_id("R-08"), "rounded"}};
  record_options options;
  options.readings = preferred;
  options.recorded_at = "2030-06-02T10:00:00.25+07:00";
  options.decision = decision_reference{"12/QĐ-UBND", parse_day("2030-06-01").value(), "UBND huyện"};
  options.decided_by = deciding_office{"Phòng Nông nghiệp"};
  options.key = keys.signer();
  std::string const record = make_record(test::made_up(), salt_submission(), options).value().json;
  value const made = parse_json(record).value();
  auto const text = [&](std::string_view key) { return canonical_json(*made.find(key)).value(); };
  CHECK(text("recorded_at") == R"("2030-06-02T10:00:00.25+07:00")");
  CHECK(text("decision") == R"({"authority":"UBND huyện","day":"2030-06-01","number":"12/QĐ-UBND"})");
  CHECK(text("decided_by") == R"({"office":"Phòng Nông nghiệp"})");
  CHECK(text("preferences") == R"({"R-05":"reject","R-08":"rounded"})");
  CHECK(text("key") == '"' + keys.verifier().sha256() + '"');
  // The submission asks for R-05=cap, which wins.
  CHECK(made.find("readings")->find("R-05")->as_string() == "cap");
  CHECK(made.find("readings")->find("R-08")->as_string() == "rounded");
  CHECK(told(replay(test::made_up(), record, {{{keys.verifier()}}})) == "same");
  auto const read = read_decision_record(record).value();
  CHECK(read.format == record_format::record_2);
  CHECK(to_string(read.recorded_on.value()) == "2030-06-02");
  options.decided_by->name = "Chủ tịch";
  auto const named = make_record(test::made_up(), salt_submission(), options).value().json;
  CHECK(named.find(R"("decided_by":{"name":"Chủ tịch","office":"Phòng Nông nghiệp"})") != std::string::npos);
}

TEST_CASE("What a record holds is written as it must be", "[record]") {
  test::key_pair const keys;
  std::string const record = record_of(salt_submission(), keys.signer());
  auto const message = [&](std::string_view pointer, std::string_view json) {
    auto const r = replay(test::made_up(), altered(record, pointer, json, false));
    return told(r) + ' ' + r.message;
  };
  CHECK(message("/recorded_at", "\"2030-06-02\"").starts_with("unreadable /recorded_at: found \"2030-06-02\"; a time"));
  CHECK(message("/recorded_at", "7") == "unreadable /recorded_at: found 7; expected a text that is not blank.");
  CHECK(message("/decision", R"({"number":"1","day":"2030-06-31","authority":"x"})")
            .starts_with("unreadable /decision/day: found \"2030-06-31\"; a day is written"));
  CHECK(message("/decision", R"({"number":"1","day":"2030-06-01"})") ==
        "unreadable /decision: key \"authority\" is missing. Add it.");
  CHECK(message("/decision", R"({"number":"","day":"2030-06-01","authority":"x"})")
            .starts_with("unreadable /decision/number: found \"\""));
  CHECK(message("/decided_by", R"({"name":"x"})") == "unreadable /decided_by: key \"office\" is missing. Add it.");
  CHECK(message("/decided_by", R"({"office":"x","name":null})").starts_with("unreadable /decided_by/name: found null"));
  CHECK(message("/decided_by", R"({"office":"x","nam":"y"})").starts_with("unreadable /decided_by/nam: key \"nam\""));
  CHECK(message("/preferences", R"({"R-05":1})").starts_with("unreadable /preferences/R-05: found 1"));
  CHECK(message("/preferences", "null").starts_with("unreadable /preferences: found null; expected an object"));
  CHECK(message("/key", "\"ab\"") == "unreadable /key: found \"ab\"; expected a SHA-256 of 64 hex digits, or null.");
  CHECK(message("/signature", "\"ab\"") ==
        "unreadable /signature: found \"ab\"; expected a signature of 128 hex digits.");
  CHECK(message("/recorded_on", "\"2030-06-02\"")
            .starts_with("unreadable /recorded_on: key \"recorded_on\" is not known"));
  CHECK(message("/format", "\"ocop-record/3\"") ==
        "unreadable /format: found \"ocop-record/3\"; expected \"ocop-record/2\" or \"ocop-record/1\".");
  CHECK(message("/format", "\"ocop-record/1\"").find("key \"") != std::string::npos);
  CHECK(message("/preferences/R-99", "\"x\"") ==
        "differs input-altered the record is not canonical JSON, or its SHA-256 is not that of what it holds");
  auto const unknown =
      replay(test::made_up(), altered(record_of(salt_submission()), "/preferences/R-99", "\"x\"", true));
  CHECK(told(unknown) == "unreadable");
  CHECK(unknown.message.starts_with("cannot be evaluated: /preferences/R-99: there is no reading \"R-99\""));
}

TEST_CASE("The two formats stand in one chain", "[record]") {
  record_options options;
  std::vector<std::string> records;
  for (int n = 0; n < 4; ++n) {
    options.format = n % 2 == 0 ? record_format::record_1 : record_format::record_2;
    auto made = make_record(test::made_up(), salt_submission("S-" + std::to_string(n)), options).value();
    options.previous = made.sha256;
    records.push_back(std::move(made.json));
  }
  record_chain chain;
  for (auto const& record : records) {
    auto report = replay(test::made_up(), record);
    chain.follow(report);
    CHECK(told(report) == "same");
  }
  auto seal = replay(test::made_up(), write_seal(4, *options.previous).value());
  chain.follow(seal);
  CHECK(told(seal) == "same");
}

namespace {

/// What is told of a record of the built-in law after some statements of it were changed, and its hash mended.
replay_report claimed(std::string const& record, std::vector<std::pair<std::string, std::string>> const& claims) {
  std::string made = record;
  for (auto const& [pointer, json] : claims) made = altered(made, pointer, json, true);
  return replay(test::builtin(), made);
}

std::string pointers(replay_report const& r) {
  std::string all;
  for (auto const& d : r.differences) all += (all.empty() ? "" : " ") + d.pointer;
  return all;
}

/// A submission with the best sheet of set 1 under an edition, and of a filing.
std::string filed(std::string const& rules, std::string const& kind, std::string const& on, std::string const& decided,
                  std::string const& more = {}) {
  auto const& set = test::product_set(1, rules);
  return test::submission_of(
      set, {test::best_sheet(set)},
      R"("filing":{"kind":")" + kind + R"(","filed_on":")" + on + R"(","decided_on":")" + decided + "\"}" + more);
}

std::string recorded(std::string const& submission, record_format format, std::optional<std::string> const& on = {}) {
  record_options options;
  options.format = format;
  if (on && format == record_format::record_1) options.recorded_on = parse_day(*on).value();
  if (on && format == record_format::record_2) options.recorded_at = *on + "T08:00:00+07:00";
  return make_record(test::builtin(), submission, options).value().json;
}

constexpr record_format formats[] = {record_format::record_1, record_format::record_2};

}  // namespace

TEST_CASE("The edition of a record is derived from its filing", "[record][qd-26-2026/11.1]") {
  auto const& older = *test::builtin().find("qd-148-2023@2025-07-06").value();
  auto const& oldest = *test::builtin().find("qd-148-2023@2023-02-24").value();
  auto const quoted = [](std::string const& text) { return '"' + text + '"'; };
  for (auto const format : formats) {
    CAPTURE(to_string(format));
    std::string const record = recorded(filed("qd-26-2026", "first", "2026-06-01", "2026-07-01"), format);
    // The edition in force until the day of the filing, by name and digest, and by one of the two.
    for (auto const* const other : {&older, &oldest}) {
      auto const r =
          claimed(record, {{"/edition", quoted(other->edition.str())}, {"/rules_sha256", quoted(other->sha256)}});
      CHECK(told(r) == "differs edition-not-governing");
      CHECK(r.message == "the submission is governed by qd-26-2026@2026-05-22 (qd-26-2026/11.1), not by \"" +
                             other->edition.str() + "\"");
      CHECK(pointers(r) == "/edition /rules_sha256");
    }
    auto const name = claimed(record, {{"/edition", quoted(older.edition.str())}});
    CHECK(told(name) == "differs edition-not-governing");
    CHECK(name.message.ends_with("not by \"qd-148-2023@2025-07-06\", whose digest is that of qd-26-2026@2026-05-22"));
    auto const digest = claimed(record, {{"/rules_sha256", quoted(older.sha256)}});
    CHECK(told(digest) == "differs edition-not-governing");
    CHECK(pointers(digest) == "/rules_sha256");
    // A filing that was moved to a day on which another edition governs, and one on which none does.
    auto const moved = claimed(record, {{"/submission/filing/filed_on", "\"2025-08-01\""}});
    CHECK(told(moved) == "differs edition-not-governing");
    auto const before = claimed(record, {{"/submission/filing/filed_on", "\"2019-01-01\""},
                                         {"/submission/filing/decided_on", "\"2019-02-01\""}});
    CHECK(told(before) == "differs edition-not-governing");
    CHECK(before.message.starts_with("nothing says that \"qd-26-2026@2026-05-22\" governs the submission: no loaded"));
  }
}

TEST_CASE("An amendment before the decision counts whoever knew it", "[record][qd-1489-2025]") {
  auto const& oldest = *test::builtin().find("qd-148-2023@2023-02-24").value();
  std::string const submission = filed("qd-148-2023", "first", "2025-07-01", "2025-08-01");
  for (auto const format : formats) {
    std::string const record = recorded(submission, format);
    REQUIRE(record.find("qd-148-2023@2025-07-06") != std::string::npos);
    std::vector<std::pair<std::string, std::string>> const claims{{"/edition", '"' + oldest.edition.str() + '"'},
                                                                  {"/rules_sha256", '"' + oldest.sha256 + '"'}};
    CHECK(told(claimed(record, claims)) == "differs edition-not-governing");
    // Recorded before the amendment was in force: its author decided by what there was.
    record_options options;
    options.format = format;
    if (format == record_format::record_1) options.recorded_on = parse_day("2025-07-05").value();
    else options.recorded_at = "2025-07-05T08:00:00+07:00";
    std::vector<std::shared_ptr<compiled_rule_set const>> known;
    for (auto const& e : test::builtin().editions())
      if (e->from < parse_day("2025-07-06").value()) known.push_back(e);
    auto const then = rule_catalog::of(known, test::builtin().regulations());
    std::string const early = make_record(then, submission, options).value().json;
    CHECK(early.find(oldest.edition.str()) != std::string::npos);
    CHECK(told(replay(test::builtin(), early)) == "same");
    CHECK(replay(test::builtin(), early).message ==
          "look at its days: it was recorded on 2025-07-05, before the decision of 2025-08-01");
  }
}

TEST_CASE("The clause of a record is derived", "[record][qd-26-2026/12.2.b]") {
  for (auto const format : formats) {
    CAPTURE(to_string(format));
    std::string const submission = filed("qd-148-2023", "renewal", "2026-05-01", "2026-06-22");
    std::string const dated = recorded(submission, format, "2026-06-23");
    std::string const clause = parse_json(dated).value().find("result")->find("edition_because")->as_string();
    REQUIRE(clause.starts_with("qd-26-2026/12.2."));
    auto const r = claimed(dated, {{"/result/edition_because", "\"qd-148-2023/in-force\""}});
    CHECK(told(r) == "differs because-differs");
    CHECK(r.message ==
          "the submission is governed by qd-148-2023@2025-07-06 (" + clause + "), not by \"qd-148-2023/in-force\"");
    CHECK(pointers(r).starts_with("/result/edition_because"));
    CHECK(told(claimed(dated, {{"/result/edition_because", "null"}})) == "differs because-differs");
    CHECK(told(claimed(dated, {{"/result/edition_because", "\"submission#/rules\""}})) == "differs because-differs");
    // A record without a day does not say which decrees its author knew.
    std::string const undated = recorded(submission, format);
    CHECK(told(replay(test::builtin(), undated)) == "same");
    CHECK(told(claimed(undated, {{"/result/edition_because", "\"qd-26-2026/12.2.a\""}})) == "differs because-differs");
    CHECK(told(claimed(undated, {{"/result/edition_because", "\"qd-26-2026/11.1\""}})) == "differs because-differs");
  }
}

TEST_CASE("Rules that a submission names itself govern it, in the edition of their day", "[record]") {
  auto const& oldest = *test::builtin().find("qd-148-2023@2023-02-24").value();
  auto const& set = test::product_set(1, "qd-148-2023");
  auto const by_name = [&](std::string const& rules, std::string const& more = {}) {
    return test::submission_of(set, {test::best_sheet(set)}, R"("rules":")" + rules + '"' + more);
  };
  std::vector<std::shared_ptr<compiled_rule_set const>> first;
  for (auto const& e : test::builtin().editions())
    if (e->from <= oldest.from) first.push_back(e);
  auto const then = rule_catalog::of(first, test::builtin().regulations());
  for (auto const format : formats) {
    CAPTURE(to_string(format));
    record_options options;
    options.format = format;
    // Made when the amendment was not there: the same, and only where a day says that it was there is it another.
    std::string const early = make_record(then, by_name("qd-148-2023"), options).value().json;
    CHECK(told(replay(test::builtin(), early)) == "same");
    if (format == record_format::record_1) options.recorded_on = parse_day("2025-07-06").value();
    else options.recorded_at = "2025-07-06T00:00:00+07:00";
    CHECK(told(replay(test::builtin(), make_record(then, by_name("qd-148-2023"), options).value().json)) ==
          "differs edition-not-governing");
    // An edition that is named is that edition.
    auto const named = make_record(test::builtin(), by_name(oldest.edition.str()), options).value().json;
    CHECK(told(replay(test::builtin(), named)) == "same");
    CHECK(told(claimed(named, {{"/submission/rules", "\"qd-148-2023\""}})) == "differs edition-not-governing");
    CHECK(told(claimed(named, {{"/submission/rules", "\"qd-26-2026\""}})) == "differs edition-not-governing");
    CHECK(told(claimed(named, {{"/submission/rules", "\"qd-1\""}})) == "differs edition-not-governing");
    CHECK(told(claimed(named, {{"/result/edition_because", "\"qd-148-2023/in-force\""}})) == "differs because-differs");
  }
}

TEST_CASE("The readings of a record follow from its submission and the preferences that it states", "[record]") {
  std::string const asks = filed("qd-26-2026", "first", "2026-06-01", "2026-07-01", R"(,"readings":{"R-05":"reject"})");
  for (auto const format : formats) {
    CAPTURE(to_string(format));
    std::string const record = recorded(asks, format);
    auto const r = claimed(record, {{"/readings/R-05", "\"cap\""}});
    CHECK(told(r) == "differs readings-not-asked");
    CHECK(r.message == "by the submission" +
                           std::string(format == record_format::record_1 ? "" : " and the preferences") +
                           " the readings are others than those of the record: R-05 is \"reject\", not \"cap\"");
    REQUIRE_FALSE(r.differences.empty());
    CHECK(r.differences[0] == replay_difference{"/readings/R-05", "\"cap\"", "\"reject\""});
    // One that the submission asks for is dropped there: nothing else does.
    auto const dropped = claimed(record, {{"/submission/readings", "{}"}});
    CHECK(told(dropped) == (format == record_format::record_1 ? "same" : "differs readings-not-asked"));
  }
  std::vector<reading_choice> const preferred{{reading_id("R-07"), "mean"}};
  record_options options;
  options.readings = preferred;
  std::string const record = make_record(test::builtin(), asks, options).value().json;
  CHECK(told(replay(test::builtin(), record)) == "same");
  auto const r = claimed(record, {{"/readings/R-07", "\"majority\""}});
  CHECK(told(r) == "differs readings-not-asked");
  CHECK(r.message.ends_with("R-07 is \"mean\", not \"majority\""));
  CHECK(told(claimed(record, {{"/preferences", "{}"}})) == "differs readings-not-asked");
  CHECK(told(claimed(record, {{"/preferences/R-08", "\"rounded\""}})) == "differs readings-not-asked");
  auto const two = claimed(record, {{"/readings/R-07", "\"all\""}, {"/readings/R-09", "\"undetermined\""}});
  CHECK(two.message.ends_with(": R-07 is \"mean\", not \"all\", R-09 is \"thresholds\", not \"undetermined\""));
  // A reading that is left out, or that no edition has.
  value tree = parse_json(record).value();
  test::set_at(tree, "/readings/R-30", nullptr);
  auto const absent = claimed(canonical_json(tree).value(), {{"/previous", "null"}});
  CHECK(told(absent) == "differs readings-not-asked");
  CHECK(absent.message.ends_with(": R-30 is \"last-day\", not absent"));
  auto const unknown = claimed(record, {{"/readings/R-99", "\"once\""}});
  CHECK(unknown.message.ends_with(": R-99 is absent, not \"once\""));
}

TEST_CASE("A statement that does not follow is a difference of its own, and the first cause explains", "[record]") {
  std::string const record =
      recorded(filed("qd-26-2026", "first", "2026-06-01", "2026-07-01", R"(,"readings":{"R-05":"reject"})"),
               record_format::record_2);
  auto const r = claimed(record, {{"/result/edition_because", "\"qd-26-2026/12.2.a\""},
                                  {"/readings/R-05", "\"cap\""},
                                  {"/result/stars", "1"},
                                  {"/points/0/0", "0"}});
  CHECK(told(r) == "differs because-differs");
  std::string const all = pointers(r);
  for (auto const* const pointer : {"/readings/R-05", "/result/edition_because", "/result/stars", "/points/0/0"})
    CHECK(all.find(pointer) != std::string::npos);
}

TEST_CASE("A key is asked whether it held on the day of the record", "[record]") {
  test::key_pair const first, second;
  auto const day_of = [](char const* text) { return parse_day(text).value(); };
  auto const change = day_of("2030-06-02");
  dated_key const till{first.verifier(), {}, change};
  dated_key const since{second.verifier(), change, {}};
  auto const by = [&](test::key_pair const& pair, std::optional<std::string> const& at) {
    record_options options;
    options.key = pair.signer();
    options.recorded_at = at;
    return make_record(test::made_up(), salt_submission(), options).value().json;
  };
  auto const told_of = [&](std::string const& record, std::vector<dated_key> keys) {
    auto const r = replay(test::made_up(), record, {std::move(keys)});
    return r.message.empty() ? told(r) : r.message;
  };
  CHECK(told_of(by(first, "2030-06-01T23:59:59+07:00"), {till, since}) == "same");
  CHECK(told_of(by(second, "2030-06-02T00:00:00+07:00"), {till, since}) == "same");
  CHECK(told_of(by(second, "2030-06-01T17:00:00Z"), {till, since}) == "same");
  CHECK(told_of(by(first, "2030-06-02T00:00:00+07:00"), {till, since}) ==
        "the key by which it is signed did not hold on 2030-06-02, the day of the record");
  CHECK(told_of(by(second, "2030-06-01T16:59:59Z"), {till, since}) ==
        "the key by which it is signed did not hold on 2030-06-01, the day of the record");
  CHECK(told_of(by(first, {}), {till, since}) ==
        "the record has no day, so nothing tells whether the key by which it is signed held then; give that key "
        "without from and until to leave its period aside");
  CHECK(told_of(by(first, {}), {till, {first.verifier()}}) == "same");
  CHECK(told_of(by(test::key_pair(), {}), {till, since}) == "the signature is by none of these keys");
  // The same key in two periods, with a gap between them.
  dated_key const again{first.verifier(), day_of("2031-01-01"), {}};
  CHECK(told_of(by(first, "2031-02-01T00:00:00+07:00"), {till, again}) == "same");
  CHECK(told_of(by(first, "2030-07-01T00:00:00+07:00"), {till, again})
            .starts_with("the key by which it is signed did not"));
  // Of an ocop-record/1 its day counts.
  record_options options;
  options.format = record_format::record_1;
  options.key = first.signer();
  options.recorded_on = change;
  auto const old = make_record(test::made_up(), salt_submission(), options).value().json;
  CHECK(told_of(old, {till}).starts_with("the key by which it is signed did not hold on 2030-06-02"));
  CHECK(told_of(old, {{first.verifier(), change, {}}}) == "same");
}

TEST_CASE("A record names the key of its signature", "[record]") {
  test::key_pair const ours, other;
  std::string const record = record_of(salt_submission(), ours.signer());
  replay_options const by_ours{{{ours.verifier()}}};
  auto const without = [&](std::string_view pointer) {
    value tree = parse_json(record).value();
    test::set_at(tree, pointer, nullptr);
    return canonical_json(tree).value();
  };
  auto const taken_off = replay(test::made_up(), without("/signature"));
  CHECK(told(taken_off) == "differs signature-wrong");
  CHECK(taken_off.message ==
        "it names the key " + ours.verifier().sha256() + " and is not signed; its signature was taken off");
  // Signed again over another name, or over none.
  auto const resigned = [&](std::string const& key, test::key_pair const& by) {
    value body = parse_json(record).value();
    test::set_at(body, "/sha256", nullptr);
    test::set_at(body, "/signature", nullptr);
    value const named = key.empty() ? value() : value(key);
    test::set_at(body, "/key", &named);
    return detail::hash_document(body.as_object(), by.signer()).value().json;
  };
  CHECK(told(replay(test::made_up(), resigned(ours.verifier().sha256(), ours), by_ours)) == "same");
  auto const others = replay(test::made_up(), resigned(other.verifier().sha256(), ours), by_ours);
  CHECK(told(others) == "differs signature-wrong");
  CHECK(others.message == "it names another key than the one by which it is signed");
  CHECK(pointers(others) == "/key");
  CHECK(replay(test::made_up(), resigned({}, ours)).message ==
        "it is signed and names no key; a signed record names the key of its signature");
  CHECK(replay(test::made_up(), resigned(ours.verifier().sha256(), other), by_ours).message ==
        "the signature is not by this key");
  CHECK(replay(test::made_up(), record_of(salt_submission()), by_ours).message ==
        "it is not signed; a record is signed by ocop record --key, a seal by ocop ledger export --key");
}

TEST_CASE("The key of a seal held on the day of the last record before it", "[record]") {
  test::key_pair const ours;
  auto const records = chain_of(2, ours.signer());  // of 2030-06-02
  std::string const last = read_decision_record(records.back()).value().sha256;
  auto const told_of_seal = [&](dated_key const& key, bool has_records = true) {
    record_chain chain;
    replay_options const options{{key}};
    if (has_records)
      for (auto const& record : records) {
        auto report = replay(test::made_up(), record);
        chain.follow(report);
      }
    auto seal = replay(
        test::made_up(),
        has_records ? write_seal(2, last, ours.signer()).value() : write_seal(0, "", ours.signer()).value(), options);
    chain.follow(seal);
    return seal.cause.empty() ? std::string("same") : seal.cause + ": " + seal.message;
  };
  auto const change = parse_day("2030-06-02").value();
  CHECK(told_of_seal({ours.verifier()}) == "same");
  CHECK(told_of_seal({ours.verifier(), change, {}}) == "same");
  CHECK(told_of_seal({ours.verifier(), {}, change}) ==
        "signature-wrong: the key by which it is signed did not hold on 2030-06-02, the day of the last record before "
        "it");
  CHECK(
      told_of_seal({ours.verifier(), change, {}}, false).starts_with("signature-wrong: no record before it has a day"));
  CHECK(told_of_seal({ours.verifier()}, false) == "same");
}

TEST_CASE("A chain begins after a record that is named, or with the first of all", "[record]") {
  for (std::string const text : {"", "ab", "g"}) {
    CAPTURE(text);
    CHECK(record_chain::after(text).error().code == errc::bad_value);
  }
  CHECK(record_chain::after("").error().message ==
        "found \"\"; a SHA-256 is 64 hex digits, lower case. Leave it out where the first record is the first of all.");
}

TEST_CASE("Each file of a chain has its own seal", "[record]") {
  auto const records = chain_of(4);
  auto const sha256 = [&](std::size_t n) { return read_decision_record(records[n]).value().sha256; };
  auto const follow = [&](std::vector<std::vector<std::string>> const& files) {
    record_chain chain;
    std::string all;
    for (auto const& lines : files) {
      chain.begin_file();
      for (auto const& line : lines) {
        auto report = replay(test::made_up(), line);
        chain.follow(report);
        all += (all.empty() ? "" : " ") + (report.cause.empty() ? std::string("ok") : report.cause);
      }
    }
    return all;
  };
  std::string const whole = write_seal(4, sha256(3)).value();
  std::string const first = write_seal(2, sha256(1)).value();
  std::string const second = write_seal(2, sha256(3)).value();
  CHECK(follow({{records[0], records[1], first}, {records[2], records[3], second}}) == "ok ok ok ok ok ok");
  CHECK(follow({{records[0], records[1]}, {records[2], records[3], second}}) == "ok ok ok ok ok");
  CHECK(follow({{records[0], records[1]}, {records[2], records[3], whole}}) == "ok ok ok ok seal-broken");
  CHECK(follow({{records[0], records[1], second}, {records[2], records[3], first}}) ==
        "ok ok seal-broken ok ok seal-broken");
  CHECK(follow({{records[0], records[1], first, records[2], records[3], second}}) ==
        "ok ok ok seal-broken seal-broken seal-broken");
  CHECK(follow({{records[0], records[1], records[2], records[3], whole}, {write_seal(0, "").value()}}) ==
        "ok ok ok ok ok ok");
  CHECK(follow({{records[0], records[1], first}, {records[3], write_seal(1, sha256(3)).value()}}) ==
        "ok ok ok chain-broken ok");
  CHECK(follow({{records[0], records[1], first}, {records[0], records[1], first}}) == "ok ok ok ok ok ok");
}

}  // namespace replay_test
