#include "ocop/record/receipt.hpp"

#include "ocop/exchange/json.hpp"
#include "ocop/record/decision_record.hpp"

#include "support/catch.hpp"
#include "support/keys.hpp"
#include "support/products.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace receipt_test {
namespace {

using namespace ocop;

constexpr std::string_view origin = "example.org/ocop/tay-ninh";

/// The bytes of a SHA-256 in hex.
std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

/// Records of a ledger, their tree and a signed checkpoint of it.
struct made_ledger {
  test::key_pair keys;
  std::vector<std::string> records;
  merkle_tree tree;
  std::string note;

  explicit made_ledger(int count) {
    std::string last;
    for (int n = 0; n < count; ++n) {
      std::string const submission =
          R"({"format":"ocop-submission/1","submission":"S-)" + std::to_string(n) +
          R"(","product":{"set":12,"name":"Muối"},"rules":"made-up-2030","sheets":[{"member":"M1","choices":{"1.1":)" +
          std::to_string(1 + n % 4) + R"(,"1.2":1,"2":2}}]})";
      record_options options;
      if (n > 0) options.previous = last;
      auto const made = make_record(test::made_up(), submission, options).value();
      last = made.sha256;
      records.push_back(made.json);
      tree.add(hash_of_leaf(bytes_of(last)));
    }
    note = write_checkpoint(head(), keys.signer()).value();
  }
  [[nodiscard]] checkpoint head() const { return {std::string(origin), tree.size(), tree.root(tree.size()).value()}; }
  [[nodiscard]] std::vector<dated_key> trusted() const { return {{keys.verifier()}}; }
  [[nodiscard]] std::string receipt_of(std::size_t index) const {
    auto const brief = brief_of_record(records[index], keys.signer()).value();
    return write_receipt(brief, index, tree, note).value();
  }
};

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  std::size_t const at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

std::string line_of(std::string const& text, std::size_t number) {
  std::size_t from = 0;
  for (; number > 1; --number) from = text.find('\n', from) + 1;
  return text.substr(from, text.find('\n', from) - from);
}

/// The codes of all that is wrong; `unreadable` where it is not even read.
std::string told(std::string_view text, std::vector<dated_key> const& keys,
                 std::optional<std::string_view> record = std::nullopt) {
  auto const read = read_receipt(text);
  if (!read) return "unreadable " + std::string(to_string(read.error().code)) + ' ' + read.error().where;
  std::string codes;
  for (auto const& wrong : verify_receipt(*read, keys, record))
    codes += (codes.empty() ? "" : " ") + std::string(to_string(wrong.code)) + wrong.where;
  return codes;
}

TEST_CASE("a checkpoint is three lines and a signature under the ledger's name", "[record]") {
  made_ledger const ledger(5);
  CHECK(line_of(ledger.note, 1) == origin);
  CHECK(line_of(ledger.note, 2) == "5");
  CHECK(line_of(ledger.note, 3).size() == 44);
  CHECK(line_of(ledger.note, 4).empty());
  CHECK(line_of(ledger.note, 5).starts_with("— " + std::string(origin) + ' '));
  auto const read = read_checkpoint(ledger.note).value();
  CHECK(read.content == ledger.head());
  CHECK_FALSE(verify_checkpoint(read, ledger.trusted()));
  auto const key = note_key(origin, ledger.keys.verifier()).value();
  CHECK(key.starts_with(std::string(origin) + '+'));

  std::string const text = checkpoint_text(ledger.head()).value();
  auto const bare = read_checkpoint(text).value();
  CHECK(bare.signatures.empty());
  CHECK(verify_checkpoint(bare, ledger.trusted())->message ==
        "the checkpoint is not signed. Write it with ocop ledger head --key.");
  CHECK(verify_checkpoint(read, {})->code == errc::bad_key);
  CHECK(verify_checkpoint(read, std::vector<dated_key>{{test::key_pair().verifier()}})->code == errc::bad_signature);
  for (std::string_view const what : {"\n5\n", "tay-ninh\n"}) {
    auto const other = read_checkpoint(replaced(ledger.note, what, what == "\n5\n" ? "\n4\n" : "tay-ninx\n")).value();
    CHECK(verify_checkpoint(other, ledger.trusted())->code == errc::bad_signature);
  }
}

TEST_CASE("signatures of others are passed over, and one that names our key must fit", "[record]") {
  made_ledger const ledger(3);
  std::string const witness =
      line_of(write_checkpoint({"witness.example", 0, {}}, test::key_pair().signer()).value(), 5);
  auto const with_witness = read_checkpoint(ledger.note + witness + '\n').value();
  CHECK(with_witness.signatures.size() == 2);
  CHECK_FALSE(verify_checkpoint(with_witness, ledger.trusted()));
  // The same key under the same text of another tree.
  std::string const of_another =
      line_of(write_checkpoint({std::string(origin), 2, {}}, ledger.keys.signer()).value(), 5);
  auto const with_wrong = read_checkpoint(ledger.note + of_another + '\n').value();
  CHECK(verify_checkpoint(with_wrong, ledger.trusted())->message ==
        "the signature of the checkpoint of " + std::string(origin) +
            " does not fit its text: one of the two was altered.");
  test::key_pair const newer;
  CHECK_FALSE(verify_checkpoint(read_checkpoint(ledger.note).value(),
                                std::vector<dated_key>{{newer.verifier()}, {ledger.keys.verifier()}}));
}

TEST_CASE("a text that is no checkpoint is told with the line", "[record]") {
  made_ledger const ledger(3);
  auto const where = [](std::string const& text) {
    auto const read = read_checkpoint(text);
    return read ? "accepted" : std::string(to_string(read.error().code)) + read.error().where;
  };
  std::string const& note = ledger.note;
  CHECK(where("") == "empty-input");
  CHECK(where(std::string(max_checkpoint_bytes + 1, 'x')) == "too-large");
  CHECK(where("no line") == "bad-value/0");
  CHECK(where(replaced(note, "tay-ninh", "tay ninh")) == "bad-value/1");
  CHECK(where(replaced(note, "tay-ninh", "tay+ninh")) == "bad-value/1");
  CHECK(where(replaced(note, "tay-ninh", "tay\xC2\xA0ninh")) == "bad-value/1");
  for (std::string_view const size : {"\n03\n", "\n-3\n", "\n3 \n", "\n\n", "\n3a\n", "\n18446744073709551616\n"})
    CHECK(where(replaced(note, "\n3\n", size)) == "bad-value/2");
  CHECK(where(replaced(note, line_of(note, 3), "AAAA")) == "bad-value/3");
  CHECK(where(replaced(note, "=\n\n", "\n\n")) == "bad-value/3");
  CHECK(where(replaced(note, "— ", "- ")) == "bad-value/5");
  CHECK(where(note + "\n") == "bad-value/6");
  CHECK(where(note.substr(0, note.size() - 1)) == "bad-value/4");
  CHECK(where(checkpoint_text(ledger.head()).value() + '\n') == "bad-value/4");
  CHECK(write_checkpoint({"", 0, {}}, ledger.keys.signer()).error().code == errc::bad_value);
  CHECK(check_origin(std::string(256, 'x')));
  CHECK_FALSE(check_origin(std::string(255, 'x')));
  CHECK(check_origin("a\tb"));
}

TEST_CASE("a receipt of every record holds with the key and the record", "[record]") {
  for (int const count : {1, 2, 3, 7, 8}) {
    made_ledger const ledger(count);
    for (std::size_t n = 0; n < ledger.records.size(); ++n) {
      std::string const text = ledger.receipt_of(n);
      CHECK(told(text, ledger.trusted()) == "");
      CHECK(told(text, ledger.trusted(), ledger.records[n]) == "");
      auto const read = read_receipt(text).value();
      CHECK(read.index == n);
      CHECK(read.note == ledger.note);
      CHECK(to_json(*read.document.find("product")) == R"("Muối")");
    }
  }
}

TEST_CASE("a receipt that was altered, or is of another key, record or ledger, is told", "[record]") {
  made_ledger const ledger(7);
  auto const keys = ledger.trusted();
  std::string const text = ledger.receipt_of(2);
  CHECK(told(text, std::vector<dated_key>{{test::key_pair().verifier()}}) == "bad-signature bad-signature/2");
  CHECK(told(text, {}) == "bad-key bad-signature/2");
  CHECK(told(text, keys, ledger.records[3]) == "bad-proof");
  CHECK(told(text, keys, replaced(ledger.records[2], "S-2", "S-3")) == "bad-proof");
  CHECK(told(text, keys, "no record") == "invalid-json");
  CHECK(told(replaced(text, "index 2", "index 3"), keys) == "bad-proof/3");
  CHECK(told(replaced(text, "index 2", "index 7"), keys) == "bad-proof/3");
  CHECK(told(replaced(text, "\n7\n", "\n3\n"), keys) == "bad-signature bad-proof/3");
  CHECK(told(replaced(text, line_of(text, 4) + '\n', ""), keys) == "bad-proof/3");
  CHECK(told(replaced(text, line_of(text, 4), line_of(text, 5)), keys) == "bad-proof/3");
  std::string const extra = line_of(text, 2);
  CHECK(told(replaced(text, extra, line_of(ledger.receipt_of(3), 2)), keys) == "bad-proof/3");
  // The same brief by another key, and the one of another ledger.
  made_ledger const other(7);
  CHECK(told(replaced(text, extra, line_of(other.receipt_of(2), 2)), keys) == "bad-signature/2");
  CHECK(told(replaced(text, ledger.note, other.note), keys) == "bad-signature");
  CHECK(told(replaced(text, "tlog-proof@v1", "tlog-proof@v2"), keys) == "unreadable unknown-format /1");
  CHECK(told(replaced(text, "extra ", "extra: "), keys) == "unreadable bad-value /2");
  CHECK(told(replaced(text, extra + '\n', ""), keys) == "unreadable bad-value /2");
  CHECK(told(replaced(text, "index 2", "index 02"), keys) == "unreadable bad-value /3");
  CHECK(told(replaced(text, "index 2", "index"), keys) == "unreadable bad-value /3");
  CHECK(told(text.substr(0, text.size() - 1), keys).starts_with("unreadable bad-value /checkpoint"));
  CHECK(told("", keys) == "unreadable empty-input ");
  CHECK(told(std::string(max_receipt_bytes + 1, 'x'), keys) == "unreadable too-large ");
}

TEST_CASE("a receipt is written of the ledger's own record and checkpoint only", "[record]") {
  made_ledger const ledger(4);
  auto const brief = brief_of_record(ledger.records[1], ledger.keys.signer()).value();
  CHECK(write_receipt(brief, 1, ledger.tree, ledger.note).has_value());
  CHECK(write_receipt(brief, 2, ledger.tree, ledger.note).error().code == errc::bad_value);
  CHECK(write_receipt(brief, 4, ledger.tree, ledger.note).error().code == errc::bad_value);
  CHECK(write_receipt(brief, 1, made_ledger(5).tree, made_ledger(6).note).error().code == errc::bad_value);
  CHECK(write_receipt("{}", 1, ledger.tree, ledger.note).error().code == errc::missing_key);
  CHECK(brief_of_record(replaced(ledger.records[1], "S-1", "S-2"), ledger.keys.signer()).error().code ==
        errc::bad_value);
  CHECK(brief_of_record("{}", ledger.keys.signer()).error().code == errc::missing_key);
}

}  // namespace
}  // namespace receipt_test
