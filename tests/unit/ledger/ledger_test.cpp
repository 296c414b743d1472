#include "ocop/ledger/ledger.hpp"

#include "ocop/detail/crypto/bytes.hpp"
#include "ocop/exchange/json.hpp"
#include "ocop/ledger/anchor.hpp"
#include "ocop/record/replay.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"
#include "support/keys.hpp"
#include "support/products.hpp"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
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

/// The names of what a folder holds.
std::set<std::string> names_in(fs::path const& at) {
  std::set<std::string> names;
  for (auto const& entry : fs::directory_iterator(at)) names.insert(entry.path().filename().string());
  return names;
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
  CHECK(look("INSERT INTO records SELECT 0,'x',json FROM records WHERE position=6") == "0 extra");
  CHECK(look("INSERT INTO records SELECT -7,'x',json FROM records WHERE position=6") == "-7 extra");
  CHECK(look("UPDATE records SET json=CAST(json AS BLOB) WHERE position=2") == "2 unreadable");
  CHECK(look("UPDATE records SET json=json||' ' WHERE position=2") == "2 altered");
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
  CHECK(why(ledger::open(at / "none.db", ledger::access::write)).find("cannot be opened") != std::string::npos);
  CHECK_FALSE(fs::exists(at / "none.db"));
  CHECK(why(ledger::open(at / "no/folder.db", ledger::access::create)).find("Does its folder exist") !=
        std::string::npos);
  std::ofstream(at / "text.db") << "this is a text and no data base, and long enough to be looked at by SQLite as one";
  CHECK(why(ledger::open(at / "text.db", ledger::access::create)).find("no ledger") != std::string::npos);
  tamper(at / "other.db", "CREATE TABLE t(x)");
  CHECK(why(ledger::open(at / "other.db", ledger::access::create)) ==
        "it is no ledger. Name a file that ocop ledger append made.");
  filled(at / "a.db", 1);
  tamper(at / "a.db", "PRAGMA user_version=3");
  for (auto const how : {ledger::access::read, ledger::access::write, ledger::access::create})
    CHECK(why(ledger::open(at / "a.db", how)) == "it is a ledger of version 3; this program knows versions 1 to 2.");

  filled(at / "b.db", 1);
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((at / "b.db").c_str(), &db) == SQLITE_OK);
  REQUIRE(sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  auto held = ledger::open(at / "b.db", ledger::access::write, {.patience_ms = 50, .name = {}}).value();
  auto const refused = held.append(test::made_up(), salt(1));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == errc::unreadable);
  CHECK(refused.error().message.find("Another process holds it") != std::string::npos);
  sqlite3_close(db);
  CHECK(held.append(test::made_up(), salt(1)).has_value());
}

TEST_CASE("a ledger is the plain file that was named, or an error", "[ledger]") {
  folder const at;
  struct working_folder {  // for names without a folder
    fs::path before = fs::current_path();
    explicit working_folder(fs::path const& to) { fs::current_path(to); }
    working_folder(working_folder const&) = delete;
    working_folder& operator=(working_folder const&) = delete;
    ~working_folder() { fs::current_path(before); }
  };
  fs::create_directories(at / "in");
  working_folder const here(at / "in");
  fs::create_directory("folder");
  fs::create_symlink("nowhere.db", "dangling.db");
  fs::create_symlink("dangling.db", "dangling twice.db");
  fs::create_symlink("loop.db", "loop.db");
  fs::create_symlink("folder", "link to folder");
  fs::create_symlink("/dev/null", "link to device");
  REQUIRE(::mkfifo("pipe", 0600) == 0);
  std::set<std::string> const before = names_in(".");
  for (std::string const& name : {std::string(),
                                  std::string(" "),
                                  std::string("\t\n"),
                                  std::string(":memory:"),
                                  std::string(":"),
                                  std::string("file:"),
                                  std::string("file::memory:"),
                                  std::string("file:x?mode=memory"),
                                  std::string("file:a?x=1.db"),
                                  std::string("FILE:///var/x"),
                                  std::string("File:x"),
                                  std::string("a\0b.db", 6),
                                  std::string("\0", 1),
                                  std::string("folder"),
                                  std::string("."),
                                  std::string("folder/"),
                                  std::string("pipe"),
                                  std::string("dangling.db"),
                                  std::string("dangling twice.db"),
                                  std::string("loop.db"),
                                  std::string("link to folder"),
                                  std::string("link to device"),
                                  std::string("/dev/null"),
                                  std::string("/dev/zero"),
                                  std::string("none/a.db"),
                                  std::string("new.db/"),
                                  std::string(300, 'a')}) {
    CAPTURE(name);
    for (auto const how : {ledger::access::read, ledger::access::write, ledger::access::create})
      CHECK_FALSE(ledger::open(name, how).has_value());
    CHECK(names_in(".") == before);
  }
  // Names that look odd and are those of plain files.
  for (std::string const& name :
       {std::string("./:memory:"), std::string("./file:a?mode=memory"), std::string("a%20b.db"),
        std::string("a?b#c.db"), std::string("trailing "), std::string("two\nlines"), std::string("Sổ cái.db"),
        std::string("folder/../x.db"), std::string("-wal"), std::string("x.db-journal")}) {
    CAPTURE(name);
    {
      auto kept = ledger::open(name, ledger::access::create).value();
      CHECK(kept.append(test::made_up(), salt(1)).value().position == 1);
    }
    CHECK(fs::is_regular_file(name));
    CHECK(ledger::open(name, ledger::access::read).value().size().value() == 1);
  }
  // A link to a plain file is that file.
  fs::create_symlink("a%20b.db", "link.db");
  CHECK(ledger::open("link.db", ledger::access::write).value().append(test::made_up(), salt(2)).value().position == 2);
  CHECK(ledger::open("a%20b.db", ledger::access::read).value().size().value() == 2);
  CHECK(fs::is_symlink("link.db"));
  // A file with two names has one journal too few.
  fs::create_hard_link("a%20b.db", "second name.db");
  CHECK(why(ledger::open("second name.db", ledger::access::write)).find("hard links") != std::string::npos);
  CHECK(ledger::open("second name.db", ledger::access::read).value().size().value() == 2);
}

TEST_CASE("a ledger with anything but its own tables is no ledger, at every opening", "[ledger]") {
  folder const at;
  filled(at / "a.db", 3);
  for (std::string const sql : {
           "CREATE TRIGGER t BEFORE INSERT ON records BEGIN SELECT RAISE(IGNORE); END",
           "CREATE TRIGGER t AFTER INSERT ON records BEGIN DELETE FROM records WHERE position=new.position; END",
           "CREATE TRIGGER t AFTER INSERT ON records BEGIN UPDATE records SET json='{}' WHERE position=1; END",
           "ALTER TABLE records RENAME TO kept; CREATE VIEW records AS SELECT * FROM kept",
           "CREATE VIEW v AS SELECT * FROM records",
           "CREATE TABLE more(x)",
           "ALTER TABLE records ADD COLUMN more",
           "ALTER TABLE records RENAME COLUMN json TO text",
           "ALTER TABLE records RENAME TO kept",
           "DROP TABLE records",
           "DROP TABLE name",
           "DROP TABLE name; CREATE TABLE name(origin TEXT)",
           "CREATE INDEX i ON records(json)",
           "CREATE UNIQUE INDEX i ON records(position) WHERE position>2",
           "ANALYZE",
           "CREATE TEMP TABLE t AS SELECT * FROM records; DROP TABLE records; CREATE TABLE records(position INTEGER "
           "PRIMARY KEY, sha256 TEXT NOT NULL, json TEXT NOT NULL); INSERT INTO records SELECT * FROM t",
           "PRAGMA user_version=1",
           "PRAGMA user_version=0",
           "PRAGMA application_id=1",
           "PRAGMA application_id=0",
           "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql=replace(sql,'UNIQUE','       ') WHERE "
           "name='records'",
       }) {
    CAPTURE(sql);
    fs::copy_file(at / "a.db", at / "t.db", fs::copy_options::overwrite_existing);
    tamper(at / "t.db", sql);
    for (auto const how : {ledger::access::read, ledger::access::write, ledger::access::create})
      CHECK_FALSE(ledger::open(at / "t.db", how).has_value());
  }
}

TEST_CASE("nothing is acknowledged after the tables were changed or the file was taken away", "[ledger]") {
  folder const at;
  auto const refused = [&](std::string const& what, auto const& change) {
    CAPTURE(what);
    fs::copy_file(at / "a.db", at / "t.db", fs::copy_options::overwrite_existing);
    auto kept = ledger::open(at / "t.db", ledger::access::write).value();
    CHECK(kept.append(test::made_up(), salt(8)).has_value());
    change(at / "t.db");
    std::vector<std::string> const texts{salt(9), salt(10)};
    std::vector<std::string_view> const views(texts.begin(), texts.end());
    for (auto const& answer : kept.append_all(test::made_up(), views)) CHECK_FALSE(answer.has_value());
    CHECK_FALSE(kept.append(test::made_up(), salt(9)).has_value());
    CHECK_FALSE(kept.give_name("example.org/t").has_value());
  };
  filled(at / "a.db", 3);
  refused("a trigger", [&](fs::path const& file) {
    tamper(file, "CREATE TRIGGER t BEFORE INSERT ON records BEGIN SELECT RAISE(IGNORE); END");
  });
  refused("a column", [&](fs::path const& file) { tamper(file, "ALTER TABLE records ADD COLUMN more"); });
  refused("the file removed", [](fs::path const& file) { fs::remove(file); });
  refused("the file renamed", [&](fs::path const& file) { fs::rename(file, at / "elsewhere.db"); });
  refused("another in its place", [&](fs::path const& file) {
    fs::rename(file, at / "elsewhere.db");
    fs::copy_file(at / "a.db", file);
  });
  refused("a link in its place", [&](fs::path const& file) {
    fs::remove(at / "elsewhere.db");
    fs::rename(file, at / "elsewhere.db");
    fs::create_symlink(at / "a.db", file);
  });
  fs::remove(at / "t.db");
  // A link that leads elsewhere now.
  fs::copy_file(at / "a.db", at / "b.db");
  fs::create_symlink(at / "a.db", at / "link.db");
  auto kept = ledger::open(at / "link.db", ledger::access::write).value();
  fs::remove(at / "link.db");
  fs::create_symlink(at / "b.db", at / "link.db");
  CHECK_FALSE(kept.append(test::made_up(), salt(9)).has_value());
  CHECK(ledger::open(at / "a.db", ledger::access::read).value().size().value() == 3);
}

TEST_CASE("a group is kept together, and a bad line is answered in its place", "[ledger]") {
  folder const at;
  auto kept = ledger::open(at / "a.db", ledger::access::create).value();
  CHECK(kept.append_all(test::made_up(), {}).empty());
  std::vector<std::string> const texts{salt(1), "{", salt(2), salt(2), "", salt(3)};
  std::vector<std::string_view> const views(texts.begin(), texts.end());
  auto const answers = kept.append_all(test::made_up(), views);
  REQUIRE(answers.size() == 6);
  std::vector<std::int64_t> positions;
  for (auto const& a : answers) positions.push_back(a ? a->position : 0);
  CHECK(positions == std::vector<std::int64_t>{1, 0, 2, 3, 0, 4});
  CHECK(answers[1].error().code == errc::invalid_json);
  CHECK(answers[4].error().code == errc::empty_input);
  CHECK(faults_of(kept).empty());
  // One after the other, the records are the same.
  auto single = ledger::open(at / "b.db", ledger::access::create).value();
  for (auto const& text : texts) (void)single.append(test::made_up(), text);
  CHECK(lines_of(single) == lines_of(kept));
  // A group of nothing but bad lines writes nothing.
  std::vector<std::string_view> const bad{"{", "[]"};
  for (auto const& a : kept.append_all(test::made_up(), bad)) CHECK_FALSE(a.has_value());
  CHECK(kept.size().value() == 4);
  // A group that does not find its place is refused as a whole, each line in its place.
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((at / "a.db").c_str(), &db) == SQLITE_OK);
  REQUIRE(sqlite3_exec(db, "BEGIN; SELECT count(*) FROM records", nullptr, nullptr, nullptr) == SQLITE_OK);
  auto impatient = ledger::open(at / "a.db", ledger::access::write, {.patience_ms = 30, .name = {}}).value();
  auto const refused = impatient.append_all(test::made_up(), views);
  REQUIRE(refused.size() == 6);
  CHECK(refused[0].error().message.find("Another process holds it") != std::string::npos);
  CHECK(refused[1].error().code == errc::invalid_json);
  CHECK(refused[5].error().message.find("Another process holds it") != std::string::npos);
  sqlite3_close(db);
  CHECK(kept.size().value() == 4);
  // Records go in groups too; what does not follow is answered, what follows is kept.
  auto const lines = lines_of(kept);
  std::vector<std::string_view> const shuffled{lines[0], lines[2], lines[1], "no record", lines[2], lines[3]};
  auto other = ledger::open(at / "c.db", ledger::access::create).value();
  positions.clear();
  for (auto const& a : other.append_records(shuffled)) positions.push_back(a ? a->position : 0);
  CHECK(positions == std::vector<std::int64_t>{1, 0, 2, 0, 3, 4});
  CHECK(lines_of(other) == lines);
}

TEST_CASE("a ledger that is open to be read is not written", "[ledger]") {
  folder const at;
  filled(at / "a.db", 2);
  auto const before = test::read_file(at / "a.db");
  {
    auto kept = ledger::open(at / "a.db", ledger::access::read).value();
    CHECK_FALSE(kept.append(test::made_up(), salt(1)).has_value());
    CHECK_FALSE(kept.append_record(lines_of(kept)[0]).has_value());
    CHECK_FALSE(kept.give_name("example.org/a").has_value());
    CHECK(faults_of(kept).empty());
    CHECK(names_in(at / "") == std::set<std::string>{"a.db"});
  }
  CHECK(test::read_file(at / "a.db") == before);
  CHECK(names_in(at / "") == std::set<std::string>{"a.db"});
}

TEST_CASE("a new ledger may be read by its owner and group only, and the umask is respected", "[ledger]") {
  folder const at;
  auto const rights = [](fs::path const& p) { return static_cast<unsigned>(fs::status(p).permissions()); };
  auto const before = ::umask(0);
  {
    auto kept = ledger::open(at / "a.db", ledger::access::create).value();
    CHECK(rights(at / "a.db") == 0640);
    // The journal too, while there is one.
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open((at / "a.db").c_str(), &db) == SQLITE_OK);
    REQUIRE(sqlite3_exec(db, "BEGIN; INSERT INTO name VALUES('x')", nullptr, nullptr, nullptr) == SQLITE_OK);
    CHECK(rights(at / "a.db-journal") == 0640);
    sqlite3_close(db);
  }
  ::umask(077);
  { (void)ledger::open(at / "b.db", ledger::access::create).value(); }
  ::umask(before);
  CHECK(rights(at / "b.db") == 0600);
  // The rights of one that is there are left as they are.
  fs::permissions(at / "b.db", fs::perms(0664));
  CHECK(ledger::open(at / "b.db", ledger::access::write).value().append(test::made_up(), salt(1)).has_value());
  CHECK(rights(at / "b.db") == 0664);
}

TEST_CASE("a name is given to a ledger once and for all", "[ledger]") {
  folder const at;
  auto kept = ledger::open(at / "a.db", ledger::access::create).value();
  CHECK(kept.name().value() == std::nullopt);
  REQUIRE_FALSE(kept.origin().has_value());
  CHECK(kept.origin().error().code == errc::missing_key);
  CHECK(kept.origin().error().message.find("ocop ledger name LEDGER NAME") != std::string::npos);
  std::string const longest(255, 'n');
  for (std::string const& name :
       {std::string(), std::string(" "), std::string("a b"), std::string("a\n"), std::string("a+b"),
        std::string("a\tb"), std::string("a\0b", 3), std::string("a\x7f"), std::string("a\u00a0b"),
        std::string("a\u2003b"), std::string("a\u3000"), std::string("\u2028"), std::string("\xff"),
        std::string("a\xc0\x80"), std::string("\xed\xa0\x80"), longest + 'n'}) {
    CAPTURE(name);
    CHECK(check_origin(name).has_value());
    auto const refused = kept.give_name(name);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == errc::bad_value);
    CHECK_FALSE(ledger::open(at / "new.db", ledger::access::create, {.patience_ms = 0, .name = name}).has_value());
  }
  CHECK_FALSE(fs::exists(at / "new.db"));
  for (std::string const& name : {std::string("a"), std::string("example.org/ocop/tây-ninh"), longest})
    CHECK_FALSE(check_origin(name).has_value());
  CHECK(kept.give_name("example.org/ocop/tây-ninh").has_value());
  CHECK(kept.give_name("example.org/ocop/tây-ninh").has_value());
  CHECK(kept.give_name("example.org/other").error().code == errc::inconsistent);
  CHECK(kept.origin().value() == "example.org/ocop/tây-ninh");
  CHECK(kept.append(test::made_up(), salt(1)).has_value());

  auto const with = [](std::string name) { return ledger_options{.patience_ms = 100, .name = std::move(name)}; };
  CHECK(ledger::open(at / "a.db", ledger::access::read, with("example.org/ocop/tây-ninh")).has_value());
  for (auto const how : {ledger::access::read, ledger::access::write, ledger::access::create})
    CHECK(ledger::open(at / "a.db", how, with("example.org/other")).error().code == errc::inconsistent);
  CHECK(ledger::open(at / "b.db", ledger::access::create, with("b")).value().name().value() == "b");
  filled(at / "c.db", 1);
  CHECK(ledger::open(at / "c.db", ledger::access::read, with("c")).error().code == errc::missing_key);
  CHECK(ledger::open(at / "c.db", ledger::access::write, with("c")).value().name().value() == "c");
  // A name that somebody put there is told.
  tamper(at / "c.db", "UPDATE name SET origin='c d'");
  CHECK_FALSE(ledger::open(at / "c.db", ledger::access::read).value().name().has_value());
  tamper(at / "c.db", "UPDATE name SET origin='c'; INSERT INTO name VALUES('d')");
  CHECK_FALSE(ledger::open(at / "c.db", ledger::access::read).value().name().has_value());
}

TEST_CASE("a ledger of 0.1.0 is read as it is, and brought forward when it is written", "[ledger]") {
  folder const at;
  fs::path const fixture = test::tests() / "ledgers" / "0.1.0" / "ledger.db";
  std::string const before = test::read_file(fixture);
  fs::copy_file(fixture, at / "a.db");
  {
    auto const kept = ledger::open(at / "a.db", ledger::access::read).value();
    CHECK(kept.size().value() == 5);
    CHECK(kept.name().value() == std::nullopt);
    CHECK(faults_of(kept).empty());
    CHECK(names_in(at / "") == std::set<std::string>{"a.db"});
  }
  CHECK(test::read_file(at / "a.db") == before);
  // The records are those of the archive, byte for byte, before and after.
  auto const archive = test::read_file(test::tests() / "records" / "0.1.0" / "signed.jsonl");
  auto const text_of = [](ledger const& kept) {
    std::string text;
    for (auto const& line : lines_of(kept)) text += line + '\n';
    return text;
  };
  std::string const recorded = text_of(ledger::open(at / "a.db", ledger::access::read).value());
  CHECK(archive.starts_with(recorded));
  {
    auto kept = ledger::open(at / "a.db", ledger::access::write).value();
    CHECK(text_of(kept) == recorded);
    CHECK(kept.give_name("example.org/old").has_value());
    std::string_view next = std::string_view(archive).substr(recorded.size());
    CHECK(kept.append_record(next.substr(0, next.find('\n'))).value().position == 6);
    CHECK(faults_of(kept).empty());
  }
  CHECK(names_in(at / "") == std::set<std::string>{"a.db"});
  auto const kept = ledger::open(at / "a.db", ledger::access::read).value();
  CHECK(text_of(kept).starts_with(recorded));
  CHECK(kept.origin().value() == "example.org/old");
  // 0.1.0 turns a ledger that it then refuses back to its way of writing.
  tamper(at / "a.db", "PRAGMA journal_mode=WAL");
  CHECK(ledger::open(at / "a.db", ledger::access::read).value().size().value() == 6);
  CHECK(names_in(at / "") == std::set<std::string>{"a.db"});
  CHECK(ledger::open(at / "a.db", ledger::access::write).value().append(test::made_up(), salt(1)).has_value());
  CHECK(names_in(at / "") == std::set<std::string>{"a.db"});
  // Two at once bring it forward once.
  for (int round = 0; round < 5; ++round) {
    fs::copy_file(fixture, at / "b.db", fs::copy_options::overwrite_existing);
    std::vector<std::jthread> writers;
    for (int w = 0; w < 3; ++w)
      writers.emplace_back([&, w] {
        auto own = ledger::open(at / "b.db", ledger::access::write).value();
        (void)own.append(test::made_up(), salt(w)).value();
      });
    writers.clear();
    auto const both = ledger::open(at / "b.db", ledger::access::read).value();
    CHECK(both.size().value() == 8);
    CHECK(faults_of(both).empty());
  }
}

TEST_CASE("a record is found by its position, its hash and its submission", "[ledger]") {
  folder const at;
  auto kept = filled(at / "a.db", 4);
  CHECK(kept.append(test::made_up(), salt(1)).has_value());
  auto const third = kept.at(3).value().value();
  CHECK(third.position == 3);
  CHECK(third.json == lines_of(kept)[2]);
  for (std::int64_t const none : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{6}, INT64_MAX, INT64_MIN})
    CHECK(kept.at(none).value() == std::nullopt);
  auto const positions = [&](std::string_view what) {
    std::vector<std::int64_t> found;
    for (auto const& e : kept.find(what).value()) found.push_back(e.position);
    return found;
  };
  CHECK(positions(third.sha256) == std::vector<std::int64_t>{3});
  CHECK(positions(std::string(64, '0')).empty());
  CHECK(positions("S-1") == std::vector<std::int64_t>{2, 5});
  CHECK(positions("S-3") == std::vector<std::int64_t>{4});
  for (std::string_view const none : {"S-", "s-1", "", "\"", "S-1\"", "made-up-2030"}) CHECK(positions(none).empty());
  std::vector<std::string> hashes;
  CHECK(kept.hashes(2,
                    [&](std::int64_t position, std::string_view sha256) {
                      CHECK(position == static_cast<std::int64_t>(hashes.size()) + 2);
                      hashes.emplace_back(sha256);
                      return hashes.size() < 3;
                    })
            .value() == 3);
  CHECK(hashes[1] == third.sha256);
  // While records are read, more may be written, without waiting.
  auto writer = ledger::open(at / "a.db", ledger::access::write, {.patience_ms = 0, .name = {}}).value();
  CHECK(
      kept.read(1, [&](ledger_entry const&) { return writer.append(test::made_up(), salt(7)).has_value(); }).value() ==
      5);
  CHECK(kept.size().value() == 10);
}

TEST_CASE("verify warns of what nobody did wrong to the ledger", "[ledger]") {
  folder const at;
  auto kept = ledger::open(at / "a.db", ledger::access::create).value();
  auto const on = [](int n) {
    record_options options;
    if (n > 0) options.recorded_at = "2030-06-0" + std::to_string(n) + "T10:00:00+07:00";
    return options;
  };
  auto const decided = [](int n, int d) {
    std::string text = salt(n);
    auto const rules = text.find(R"("rules":"made-up-2030",)");
    text.insert(rules, R"("filing":{"kind":"first","filed_on":"2030-06-01","decided_on":"2030-06-0)" +
                           std::to_string(d) + R"("},)");
    return text;
  };
  struct {
    std::string submission;
    int day;
  } const made[]{{salt(1), 3}, {salt(2), 3},       {salt(3), 2},       {salt(4), 0},
                 {salt(1), 4}, {decided(5, 4), 4}, {decided(6, 5), 4}, {salt(1), 1}};
  for (auto const& m : made) REQUIRE(kept.append(test::made_up(), m.submission, on(m.day)).has_value());
  std::string faults;
  std::string warnings;
  ledger_verification also;
  also.warn = [&](ledger_fault const& w) { warnings += std::to_string(w.position) + ' ' + w.what + "; "; };
  CHECK(kept.verify([&](ledger_fault const& f) { faults += f.what; }, also).value() == 8);
  CHECK(faults.empty());
  CHECK(warnings == "3 day-goes-back; 5 repeated; 7 before-decision; 8 day-goes-back; 8 repeated; ");
}

TEST_CASE("with keys, every record is signed by one that held on its day", "[ledger]") {
  folder const at;
  fs::copy_file(test::tests() / "ledgers" / "0.1.0" / "ledger.db", at / "a.db");  // signed on 2026-11-23
  auto const key = verifying_key::read(test::read_file(test::tests() / "records" / "0.1.0" / "public.pem")).value();
  auto const other = verifying_key::of_bytes(std::string(32, '\x01'));
  auto const d = [](char const* text) { return parse_day(text).value(); };
  auto const kept = ledger::open(at / "a.db", ledger::access::read).value();
  auto const faults = [&](std::vector<dated_key> keys) {
    std::string text;
    CHECK(kept.verify([&](ledger_fault const& f) { text += std::to_string(f.position) + ' ' + f.what + "; "; },
                      {std::move(keys), {}, {}})
              .value() == 5);
    return text;
  };
  std::string const all =
      "1 signature-wrong; 2 signature-wrong; 3 signature-wrong; 4 signature-wrong; 5 signature-wrong; ";
  CHECK(faults({}).empty());
  CHECK(faults({{key, {}, {}}}).empty());
  CHECK(faults({{key, d("2026-11-23"), d("2026-11-24")}}).empty());
  CHECK(faults({{key, d("2026-11-24"), {}}}) == all);
  CHECK(faults({{key, {}, d("2026-11-23")}}) == all);
  CHECK(faults({{key, {}, d("2026-11-23")}, {key, d("2026-11-23"), {}}}).empty());
  if (other) {
    CHECK(faults({{*other, {}, {}}}) == all);
    CHECK(faults({{*other, {}, {}}, {key, {}, {}}}).empty());
  }
  // Import asks the same.
  auto const lines = lines_of(kept);
  auto imported = ledger::open(at / "b.db", ledger::access::create).value();
  std::vector<dated_key> const keys{{key, {}, {}}};
  CHECK(imported.append_record(lines[0], keys).has_value());
  std::vector<dated_key> const late{{key, d("2026-11-24"), {}}};
  auto const refused = imported.append_record(lines[1], late);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().where == "/signature");
  auto unsigned_ones = filled(at / "c.db", 1);
  auto fresh = ledger::open(at / "d.db", ledger::access::create).value();
  CHECK_FALSE(fresh.append_record(lines_of(unsigned_ones)[0], keys).has_value());
  CHECK(fresh.append_record(lines_of(unsigned_ones)[0]).has_value());
}

TEST_CASE("a signature that was taken off, put on or is by another key than the named one shows", "[ledger]") {
  folder const at;
  auto const key = test::key_pair().signer();
  auto const other = test::key_pair().signer();
  record_options options;
  options.key = key;
  auto const line = make_record(test::made_up(), salt(1), options).value().json;
  auto const signature = line.find(R"(,"signature":")");
  REQUIRE(signature != std::string::npos);
  std::size_t const length = line.find('"', signature + 14) + 1 - signature;
  std::string const taken_off = std::string(line).erase(signature, length);
  auto const signed_by = [&](std::string record, signing_key const& by) {
    auto const sha256 = read_decision_record(record).value().sha256;
    std::size_t const place = record.find(R"(,"submission":{)");
    REQUIRE(place != std::string::npos);
    return record.insert(place, R"(,"signature":")" + detail::hex_of(by.sign(sha256)) + '"');
  };
  std::string const put_on = signed_by(make_record(test::made_up(), salt(1)).value().json, key);
  std::string const by_other = signed_by(taken_off, other);
  REQUIRE(signed_by(taken_off, key) == line);
  std::vector<dated_key> const both{{key.public_key()}, {other.public_key()}};

  auto kept = filled(at / "a.db", 0);
  for (std::string const& record : {taken_off, put_on}) {
    for (std::vector<dated_key> const& keys : {std::vector<dated_key>(), both}) {
      auto const refused = kept.append_record(record, keys);
      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().where == "/signature");
    }
  }
  CHECK(kept.append_record(by_other, both).error().where == "/signature");
  REQUIRE(kept.append_record(line, both).has_value());
  auto const told = [&](std::string const& record, std::vector<dated_key> keys) {
    auto const sha256 = read_decision_record(record).value().sha256;
    tamper(at / "a.db", "UPDATE records SET json='" + record + "',sha256='" + sha256 + "'");
    std::string text;
    ledger_verification const also{std::move(keys), {}, {}};
    CHECK(kept.verify([&](ledger_fault const& f) { text += f.what + ": " + f.message; }, also).value() == 1);
    // The ledger and replay say the same.
    auto const report = replay(test::made_up(), record, {also.keys});
    CHECK(text == (report.cause.empty() ? "" : report.cause + ": " + report.message));
    return text;
  };
  for (std::vector<dated_key> const& keys : {std::vector<dated_key>(), both}) {
    CHECK(told(line, keys).empty());
    CHECK(told(taken_off, keys).starts_with("signature-wrong: "));
    CHECK(told(put_on, keys) ==
          "signature-wrong: it is signed and names no key; a signed record names the key of its signature");
  }
  CHECK(told(taken_off, {}).ends_with("its signature was taken off"));
  CHECK(told(by_other, both) == "signature-wrong: it names another key than the one by which it is signed");
  CHECK(told(by_other, {{key.public_key()}}) == "signature-wrong: the signature is not by this key");
}

TEST_CASE("a ledger is compared with a checkpoint, whose signature comes first", "[ledger]") {
  folder const at;
  auto const key = test::key_pair().signer();
  auto const other = test::key_pair().signer();
  auto kept = filled(at / "a.db", 3);
  CHECK(head_of(kept).error().code == errc::missing_key);
  REQUIRE(kept.give_name("example.org/a").has_value());
  auto const head = head_of(kept).value();
  auto const note = write_checkpoint(head, key).value();
  auto const faults = [&](ledger const& of, std::string const& text, std::vector<dated_key> const& keys) {
    std::string found;
    auto const read = read_checkpoint(text).value();
    CHECK(verify_head(of, read, keys, [&](ledger_fault const& f) {
            found += std::to_string(f.position) + ' ' + f.what + "; ";
          }).has_value());
    return found;
  };
  std::vector<dated_key> const by_key{{key.public_key()}};
  std::vector<dated_key> const by_other{{other.public_key()}};
  CHECK(faults(kept, note, {}).empty());
  CHECK(faults(kept, note, by_key).empty());
  CHECK(faults(kept, note, by_other) == "3 head-signature-wrong; ");
  CHECK(faults(kept, checkpoint_text(head).value(), by_key) == "3 head-signature-wrong; ");
  REQUIRE(kept.append(test::made_up(), salt(9)).has_value());
  CHECK(faults(kept, note, by_key).empty());
  auto shorter = filled(at / "b.db", 2);
  CHECK(faults(shorter, note, by_other) == "3 head-signature-wrong; 3 another-ledger; 3 cut; ");
  REQUIRE(shorter.give_name("example.org/a").has_value());
  REQUIRE(shorter.append(test::made_up(), salt(8)).has_value());
  CHECK(faults(shorter, note, by_key) == "3 rewritten; ");
  // A receipt is proved by a checkpoint of the same ledger, by name and by records.
  CHECK(receipt_of(kept, 1, key, note).has_value());
  CHECK(receipt_of(shorter, 1, key, note).error().code == errc::bad_value);
  auto const renamed = write_checkpoint({"example.org/b", head.size, head.root}, key).value();
  CHECK(receipt_of(kept, 1, key, renamed).error().message.starts_with("the checkpoint is of example.org/b"));
}

TEST_CASE("a writer that was killed leaves what the next opening takes back", "[ledger]") {
  folder const at;
  auto const lines = lines_of(filled(at / "a.db", 3));
  // A copy of both files in the middle of a transaction that has reached the file is what a killed writer leaves.
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((at / "a.db").c_str(), &db) == SQLITE_OK);
  REQUIRE(sqlite3_exec(db,
                       "PRAGMA cache_size=1; PRAGMA cache_spill=1; BEGIN IMMEDIATE; UPDATE records SET json=json||' ';"
                       "WITH RECURSIVE n(i) AS (SELECT 4 UNION ALL SELECT i+1 FROM n WHERE i<99) "
                       "INSERT INTO records SELECT i,'x'||i,randomblob(5000) FROM n",
                       nullptr, nullptr, nullptr) == SQLITE_OK);
  fs::create_directories(at / "left");
  auto const leave = [&](std::string const& name) {
    fs::copy_file(at / "a.db", at / ("left/" + name));
    fs::copy_file(at / "a.db-journal", at / ("left/" + name + "-journal"));
  };
  for (std::string const name : {"read.db", "write.db", "locked.db"}) leave(name);
  sqlite3_close(db);
  REQUIRE(test::read_file(at / "left/read.db") != test::read_file(at / "a.db"));
  CHECK(lines_of(ledger::open(at / "left/read.db", ledger::access::read).value()) == lines);
  CHECK(ledger::open(at / "left/write.db", ledger::access::write).value().append(test::made_up(), salt(3)).has_value());
  CHECK(faults_of(ledger::open(at / "left/write.db", ledger::access::read).value()).empty());
  CHECK(names_in(at / "left") == std::set<std::string>{"locked.db", "locked.db-journal", "read.db", "write.db"});
}

}  // namespace ledger_test
