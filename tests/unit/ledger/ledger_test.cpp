#include "ocop/ledger/ledger.hpp"

#include "ocop/exchange/json.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/products.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace ledger_test {
namespace {

using namespace ocop;
namespace fs = std::filesystem;

/// A folder that is gone when the test is over.
class folder {
  fs::path at_;

 public:
  folder() {
    static int number = 0;
    at_ =
        fs::temp_directory_path() / ("ocop-ledger-test-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
    fs::create_directories(at_);
  }
  folder(folder const&) = delete;
  folder& operator=(folder const&) = delete;
  ~folder() {
    std::error_code error;
    fs::remove_all(at_, error);
  }
  [[nodiscard]] fs::path operator/(std::string_view name) const { return at_ / name; }
};

std::string salt(int n) {
  return R"({"format":"ocop-submission/1","submission":"S-)" + std::to_string(n) +
         R"(","product":{"set":12},"rules":"made-up-2030","sheets":[{"member":"M1","choices":{"1.1":)" +
         std::to_string(1 + n % 4) + R"(,"1.2":)" + std::to_string(1 + n % 3) + R"(,"2":)" + std::to_string(1 + n % 8) +
         "}}]}";
}

ledger filled(fs::path const& file, int count) {
  auto made = ledger::open(file, ledger::access::create).value();
  for (int n = 0; n < count; ++n) CHECK(made.append(test::made_up(), salt(n)).value().position == n + 1);
  return made;
}

std::vector<std::string> lines_of(ledger const& from) {
  std::vector<std::string> lines;
  CHECK(from.read(1,
                  [&](ledger_entry const& e) {
                    lines.push_back(e.json);
                    return true;
                  })
            .has_value());
  return lines;
}

/// `3 altered; 4 chain-broken`
std::string faults_of(ledger const& from) {
  std::string text;
  auto const count = from.verify(
      [&](ledger_fault const& f) { text += (text.empty() ? "" : "; ") + std::to_string(f.position) + ' ' + f.what; });
  return count ? text : "error: " + count.error().message;
}

/// Does something to the file behind the ledger's back.
void tamper(fs::path const& file, std::string const& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &db) == SQLITE_OK);
  CHECK(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(db);
}

std::string why(result<ledger> const& opened) { return opened ? "it opens" : opened.error().message; }

}  // namespace

TEST_CASE("a ledger keeps records in order, each naming the one before it", "[ledger]") {
  folder const at;
  auto const kept = filled(at / "a.db", 5);
  CHECK(kept.size().value() == 5);
  auto const lines = lines_of(kept);
  REQUIRE(lines.size() == 5);
  std::string last;
  for (auto const& line : lines) {
    auto const record = read_decision_record(line).value();
    CHECK(record.is_intact);
    CHECK(record.previous == last);
    last = record.sha256;
  }
  CHECK(kept.last().value() == last);
  CHECK(faults_of(kept).empty());
  // It is there when it is opened again.
  auto const again = ledger::open(at / "a.db", ledger::access::read).value();
  CHECK(lines_of(again) == lines);
}

TEST_CASE("an export imported is the same ledger", "[ledger]") {
  folder const at;
  auto const lines = lines_of(filled(at / "a.db", 7));
  auto other = ledger::open(at / "b.db", ledger::access::create).value();
  for (auto const& line : lines) CHECK(other.append_record(line).has_value());
  CHECK(lines_of(other) == lines);
  CHECK(faults_of(other).empty());
  // What does not follow, or is not intact, is not kept.
  for (std::size_t i = 0; i < lines.size(); ++i) CHECK_FALSE(other.append_record(lines[i]).has_value());
  std::string changed = lines[6];
  changed.back() = ' ';
  CHECK_FALSE(other.append_record(changed).has_value());
  CHECK_FALSE(other.append_record("no record").has_value());
  CHECK(other.size().value() == 7);
}

TEST_CASE("a submission that cannot be scored changes nothing", "[ledger]") {
  folder const at;
  auto kept = filled(at / "a.db", 2);
  CHECK_FALSE(kept.append(test::made_up(), "{").has_value());
  CHECK_FALSE(kept.append(test::builtin(), salt(1)).has_value());
  CHECK(kept.size().value() == 2);
  CHECK(kept.append(test::made_up(), salt(3)).value().position == 3);
  CHECK(faults_of(kept).empty());
}

TEST_CASE("a record altered, removed, swapped or doubled behind the ledger's back is found where it is", "[ledger]") {
  folder const at;
  filled(at / "a.db", 6);
  auto const look = [&](std::string const& sql) {
    fs::copy_file(at / "a.db", at / "t.db", fs::copy_options::overwrite_existing);
    tamper(at / "t.db", sql);
    auto const kept = ledger::open(at / "t.db", ledger::access::read).value();
    return faults_of(kept);
  };
  CHECK(look("UPDATE records SET json=replace(json,'\"S-2\"','\"S-9\"') WHERE position=3") == "3 altered");
  CHECK(look("UPDATE records SET json='{}' WHERE position=3") == "3 unreadable");
  CHECK(look("DELETE FROM records WHERE position=3") == "2 gap; 4 chain-broken");
  CHECK(look("DELETE FROM records WHERE position=1") == "0 gap; 2 chain-broken");
  CHECK(look("UPDATE records SET sha256='x' WHERE position=4") == "4 hash-column");
  CHECK(look("UPDATE records SET position=90 WHERE position=2; UPDATE records SET position=2 WHERE position=3;"
             "UPDATE records SET position=3 WHERE position=90") == "2 chain-broken; 3 chain-broken; 4 chain-broken");
  CHECK(look("INSERT INTO records SELECT 7,'x',json FROM records WHERE position=6") == "7 hash-column; 7 chain-broken");
  CHECK(look("DELETE FROM records WHERE position=6").empty());  // a cut end shows only beside another copy
}

TEST_CASE("every byte of a record in a ledger is watched", "[ledger]") {
  folder const at;
  auto const lines = lines_of(filled(at / "a.db", 2));
  for (std::size_t i = 0; i < lines[1].size(); ++i) {
    std::string changed = lines[1];
    changed[i] = static_cast<char>(changed[i] ^ 1);
    auto const record = read_decision_record(changed);
    if (record && record->is_intact) {
      CAPTURE(i);
      CHECK_FALSE(record->is_intact);
    }
  }
}

TEST_CASE("several writers at once leave one chain that holds every record", "[ledger]") {
  folder const at;
  { filled(at / "a.db", 0); }
  std::vector<std::jthread> writers;
  for (int w = 0; w < 4; ++w)
    writers.emplace_back([&, w] {
      auto kept = ledger::open(at / "a.db", ledger::access::write).value();
      for (int n = 0; n < 25; ++n) (void)kept.append(test::made_up(), salt(100 * w + n)).value();
    });
  writers.clear();
  auto const kept = ledger::open(at / "a.db", ledger::access::read).value();
  CHECK(kept.size().value() == 100);
  CHECK(faults_of(kept).empty());
}

TEST_CASE("what is no ledger, not there or held by another says so", "[ledger]") {
  folder const at;
  CHECK(why(ledger::open(at / "none.db", ledger::access::read)).find("cannot be opened") != std::string::npos);
  CHECK(why(ledger::open(at / "no/folder.db", ledger::access::create)).find("Does its folder exist") !=
        std::string::npos);
  std::ofstream(at / "text.db") << "this is a text and no data base, and long enough to be looked at by SQLite as one";
  CHECK(why(ledger::open(at / "text.db", ledger::access::create)).find("no ledger") != std::string::npos);
  tamper(at / "other.db", "CREATE TABLE t(x)");
  CHECK(why(ledger::open(at / "other.db", ledger::access::create)) ==
        "it is no ledger. Name a file that ocop ledger append made.");
  filled(at / "a.db", 1);
  tamper(at / "a.db", "PRAGMA user_version=2");
  CHECK(why(ledger::open(at / "a.db", ledger::access::read)) ==
        "it is a ledger of version 2; this program knows version 1.");

  filled(at / "b.db", 1);
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((at / "b.db").c_str(), &db) == SQLITE_OK);
  REQUIRE(sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  auto held = ledger::open(at / "b.db", ledger::access::write, 50).value();
  auto const refused = held.append(test::made_up(), salt(1));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == errc::unreadable);
  CHECK(refused.error().message.find("Another process holds it") != std::string::npos);
  sqlite3_close(db);
  CHECK(held.append(test::made_up(), salt(1)).has_value());
}

}  // namespace ledger_test
