// Which files of a rule folder are read, and what is refused, with the name of the file.
#include "ocop/load/rule_files.hpp"

#include "support/catch.hpp"
#include "support/files.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

namespace rule_files_test {
namespace {

using namespace ocop;
namespace fs = std::filesystem;

/// A folder of its own for each test, with two rule files.
struct some_folder {
  fs::path at;

  some_folder() {
    static std::atomic<int> count{0};
    at = fs::temp_directory_path() / ("ocop-rule-files-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
    fs::remove_all(at);
    put("rules/one.json", "1");
    put("rules/inner/two.json", "2");
  }
  ~some_folder() { fs::remove_all(at); }
  some_folder(some_folder const&) = delete;
  some_folder& operator=(some_folder const&) = delete;

  [[nodiscard]] fs::path rules() const { return at / "rules"; }
  void put(std::string const& name, std::string const& text) const {
    fs::create_directories((at / name).parent_path());
    std::ofstream(at / name, std::ios::binary) << text;
  }
  void link(std::string const& name, std::string const& to) const { fs::create_symlink(to, at / name); }
};

/// Names and texts, `inner/two.json=2 one.json=1`; or the kind of the issue and the end of its path.
std::string read(fs::path const& folder) {
  auto const files = read_rule_files(folder);
  if (!files)
    return std::string(to_string(files.error().code)) + ' ' + fs::path(files.error().where).filename().string();
  std::string all;
  for (auto const& [name, text] : *files) all += (all.empty() ? "" : " ") + name + '=' + text;
  return all;
}

std::string message(fs::path const& folder) { return read_rule_files(folder).error().message; }

constexpr auto both = "inner/two.json=2 one.json=1";

}  // namespace

TEST_CASE("Files named .json are read, in folders below too, and nothing else", "[load][rule_files]") {
  some_folder const folder;
  folder.put("rules/README.md", "no rule");
  folder.put("rules/one.json~", "a backup");
  folder.put("rules/#one.json#", "a backup");
  folder.put("rules/one.json.swp", "a backup");
  fs::create_directories(folder.rules() / "empty");
  CHECK(read(folder.rules()) == both);
  CHECK(read(folder.rules().string() + "/") == both);
  CHECK(read(folder.rules() / "inner" / "..") == both);
}

TEST_CASE("What has a name with a dot before it is passed over, whatever it is", "[load][rule_files]") {
  some_folder const folder;
  folder.put("rules/._one.json", "\x00\x05\x16\x07");
  folder.put("rules/.#one.json", "of an editor");
  folder.put("rules/.git/config.json", "no rule");
  folder.put("rules/inner/.hidden/three.json", "no rule");
  folder.link("rules/.gone.json", "nowhere");
  folder.link("rules/.out", "/");
  CHECK(read(folder.rules()) == both);
  folder.put(".named/one.json", "3");
  CHECK(read(folder.at / ".named") == "one.json=3");
}

TEST_CASE("Links within the folder are followed, as volumes of Kubernetes have them", "[load][rule_files]") {
  some_folder const folder;
  folder.put("volume/..2026_12_01/a.json", "a");
  folder.put("volume/..2026_12_01/b.json", "b");
  folder.link("volume/..data", "..2026_12_01");
  folder.link("volume/a.json", "..data/a.json");
  folder.link("volume/b.json", "..data/b.json");
  CHECK(read(folder.at / "volume") == "a.json=a b.json=b");
  folder.link("mounted", "volume");
  CHECK(read(folder.at / "mounted") == "a.json=a b.json=b");
  folder.link("rules/again", "inner");
  folder.link("rules/three.json", "inner/../one.json");
  CHECK(read(folder.rules()) == "again/two.json=2 inner/two.json=2 one.json=1 three.json=1");
}

TEST_CASE("A link that leads out of the folder is an error that names it", "[load][rule_files]") {
  some_folder const folder;
  folder.put("other/three.json", "3");
  folder.put("rules-2/four.json", "4");  // its path begins like that of the folder
  for (std::string const to : {"../other/three.json", "../other", "../rules-2/four.json", "/dev/zero", "..", "/etc"}) {
    CAPTURE(to);
    folder.link("rules/odd.json", to);
    CHECK(read(folder.rules()) == "unreadable odd.json");
    CHECK(message(folder.rules()).find("leads out of the folder") != std::string::npos);
    fs::remove(folder.rules() / "odd.json");
  }
  folder.link("rules/inner/up", "../../other");
  CHECK(read(folder.rules()) == "unreadable up");
}

TEST_CASE("A link that leads to nothing is an error that names it", "[load][rule_files]") {
  some_folder const folder;
  for (std::string const to : {"gone.json", "odd.json", "/no/such/file.json", "one.json/x"}) {
    CAPTURE(to);
    folder.link("rules/odd.json", to);
    CHECK(read(folder.rules()) == "unreadable odd.json");
    CHECK(message(folder.rules()).find("leads to nothing") != std::string::npos);
    fs::remove(folder.rules() / "odd.json");
  }
  folder.link("rules/folder", "gone");  // it may have been meant for a folder
  CHECK(read(folder.rules()) == "unreadable folder");
}

TEST_CASE("Links that lead in a circle come to an end", "[load][rule_files]") {
  some_folder const folder;
  folder.link("rules/inner/back", "..");
  folder.link("rules/here", ".");
  CHECK(read(folder.rules()) == both);
  folder.put("rules/a/a.json", "a");
  folder.put("rules/b/b.json", "b");
  folder.link("rules/a/to-b", "../b");
  folder.link("rules/b/to-a", "../a");
  CHECK(read(folder.rules()) == "a/a.json=a a/to-b/b.json=b b/b.json=b b/to-a/a.json=a inner/two.json=2 one.json=1");
}

TEST_CASE("What is no file is not waited for", "[load][rule_files]") {
  some_folder const folder;
  REQUIRE(::mkfifo((folder.rules() / "pipe.json").c_str(), 0600) == 0);
  CHECK(read(folder.rules()) == "unreadable pipe.json");
  CHECK(message(folder.rules()).find("not a regular file") != std::string::npos);
  fs::rename(folder.rules() / "pipe.json", folder.rules() / "inner" / "pipe");
  CHECK(read(folder.rules()) == both);  // nobody would read it
  folder.link("rules/linked.json", "inner/pipe");
  CHECK(read(folder.rules()) == "unreadable linked.json");
  fs::remove(folder.rules() / "linked.json");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::string const path = (folder.rules() / "s.json").string();
  if (path.size() < sizeof address.sun_path) {
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    int const socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    CHECK(read(folder.rules()) == "unreadable s.json");
    ::close(socket);
    fs::remove(path);
  }
  fs::create_directories(folder.rules() / "dir.json");
  CHECK(read(folder.rules()) == both);
}

TEST_CASE("Sizes are looked at before anything is read", "[load][rule_files]") {
  some_folder const folder;
  auto const sparse = [&](std::string const& name, std::uintmax_t size) {
    folder.put("rules/" + name, "");
    fs::resize_file(folder.rules() / name, size);
  };
  sparse("large.json", std::uintmax_t{3} << 30U);
  CHECK(read(folder.rules()) == "too-large large.json");
  sparse("large.json", max_rule_file_bytes + 1);
  CHECK(read(folder.rules()) == "too-large large.json");
  sparse("large.json", max_rule_file_bytes);
  CHECK(read_rule_files(folder.rules()).value().at("large.json").size() == max_rule_file_bytes);
  for (int i = 0; i < 16; ++i) sparse("n" + std::to_string(10 + i) + ".json", max_rule_file_bytes);
  CHECK(read(folder.rules()) == "too-large n24.json");
  CHECK(message(folder.rules()).find("256 MiB together") != std::string::npos);
}

TEST_CASE("A folder of very many files or very deep folders is refused", "[load][rule_files]") {
  some_folder const folder;
  std::string deep = "rules";
  for (std::size_t i = 0; i < max_rule_folder_depth; ++i) deep += "/d";
  folder.put(deep + "/x.json", "x");
  CHECK(read_rule_files(folder.rules()).value().size() == 3);
  folder.put(deep + "/e/x.json", "x");
  CHECK(read(folder.rules()) == "too-deep e");
  some_folder const links;  // each doubles what is reached
  for (int i = 0; i < 12; ++i) {
    std::string const n = "rules/l" + std::to_string(i), next = "../l" + std::to_string(i + 1);
    links.put(n + "/x.json", "x");
    links.link(n + "/a", next);
    links.link(n + "/b", next);
  }
  links.put("rules/l12/x.json", "x");
  auto const reached = read_rule_files(links.rules());
  REQUIRE_FALSE(reached.has_value());
  CHECK(reached.error().code == errc::too_large);
}

TEST_CASE("A name that is not UTF-8 or has a NUL, and no name, are errors", "[load][rule_files]") {
  some_folder const folder;
  CHECK(read(std::string(folder.rules().string() + '\0' + "x")) == "unreadable rules");
  CHECK(message(fs::path(folder.rules().string() + '\0' + "x")).find("NUL") != std::string::npos);
  CHECK(message({}).find("no folder is named") != std::string::npos);
  CHECK(message(folder.rules() / "one.json").find("it is not a folder") != std::string::npos);
  folder.put("rules/qu\xFF.json", "x");
  CHECK(read(folder.rules()) == "unreadable qu\\xFF.json");
  fs::remove(folder.rules() / "qu\xFF.json");
  fs::create_directories(folder.rules() / "\xED\xA0\x80");
  CHECK(read(folder.rules()) == "unreadable \\xED\\xA0\\x80");
  fs::remove(folder.rules() / "\xED\xA0\x80");
  folder.put("rules/bưởi/đỏ.json", "3");
  CHECK(read(folder.rules()) == "bưởi/đỏ.json=3 inner/two.json=2 one.json=1");
}

TEST_CASE("What may not be read is named", "[load][rule_files]") {
  if (::geteuid() == 0) return;  // who may read everything
  some_folder const folder;
  fs::permissions(folder.rules() / "one.json", fs::perms::none);
  CHECK(read(folder.rules()) == "unreadable one.json");
  fs::permissions(folder.rules() / "one.json", fs::perms::owner_read);
  fs::permissions(folder.rules() / "inner", fs::perms::none);
  CHECK(read(folder.rules()) == "unreadable inner");
  fs::permissions(folder.rules() / "inner", fs::perms::owner_all);
}

}  // namespace rule_files_test
