#pragma once

#include "ocop/base/result.hpp"
#include "ocop/base/text.hpp"
#include "ocop/base/text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace ocop::detail {

/// Which file of the file system it is, and as it was last written.
struct file_state {
  dev_t device{};
  ino_t number{};
  off_t size{};
  timespec written{};

  [[nodiscard]] bool is_same_file(file_state const& o) const { return device == o.device && number == o.number; }
  [[nodiscard]] bool is_unchanged(file_state const& o) const {
    return is_same_file(o) && size == o.size && written.tv_sec == o.written.tv_sec &&
           written.tv_nsec == o.written.tv_nsec;
  }
};

/// A plain file by its name: a path without symbolic links, and what stands there.
///
/// No descriptor is opened: closing one would give up the locks that SQLite holds on the same file in this process.
class plain_file {
  std::string named_;  // absolute, for the check that it still leads to the same file
  std::string path_;   // absolute and without symbolic links

 public:
  /// A name as SQLite must not read it: it would open no file, or another one.
  static result<plain_file> of(std::filesystem::path const& file) {
    std::string const& text = file.native();
    auto const refuse = [&](std::string const& why) { return issue{errc::bad_value, one_line(text), why}; };
    if (text.find_first_not_of(" \t\r\n\v\f") == std::string::npos)
      return refuse("the name of the ledger is empty; name a file.");
    if (text.find('\0') != std::string::npos) return refuse("the name of the ledger holds a NUL; name a file.");
    if (text.front() == ':' || is_uri(text))
      return refuse("a ledger is a plain file, and this is a name that SQLite reads as something else. Write ./" +
                    one_line(beginning(text)) + " for a file of that name.");
    plain_file made;
    std::error_code error;
    made.named_ = std::filesystem::absolute(file, error).native();
    if (error) return issue{errc::unreadable, one_line(text), error.message() + ". Name the file by its whole path."};
    struct stat about {};
    if (::lstat(made.named_.c_str(), &about) == 0) {
      // The path that SQLite gets holds no symbolic link; what it leads to may have been one.
      std::unique_ptr<char, void (*)(void*)> const real(::realpath(made.named_.c_str(), nullptr), &std::free);
      if (!real && S_ISLNK(about.st_mode))
        return refuse("it is a symbolic link that leads to no file. Name the ledger itself.");
      if (!real) return refuse(std::generic_category().message(errno) + ". Look at the folder of the file.");
      made.path_ = real.get();
      if (::lstat(made.path_.c_str(), &about) != 0 || !S_ISREG(about.st_mode))
        return refuse("it is " + kind_of(about.st_mode) + "; a ledger is a plain file. Name one.");
      return made;
    }
    // ENAMETOOLONG and ENOTDIR among others: there is no such file and can be none.
    if (errno != ENOENT || file.filename().empty())
      return issue{errc::unreadable, one_line(text),
                   "it cannot be opened (" + std::generic_category().message(errno) +
                       "). Does its folder exist, and may you read it?"};
    auto const folder = std::filesystem::canonical(std::filesystem::path(made.named_).parent_path(), error);
    if (error)
      return issue{errc::unreadable, one_line(text),
                   "it cannot be opened (" + error.message() + "). Does its folder exist, and may you read it?"};
    made.path_ = (folder / file.filename()).native();
    return made;
  }

  [[nodiscard]] std::string const& path() const noexcept { return path_; }

  /// What stands at the path; nothing where there is no plain file.
  [[nodiscard]] std::optional<file_state> look() const { return look_at(path_, &::lstat); }

  /// Does the name still lead to this file?
  [[nodiscard]] bool leads_to(file_state const& opened) const {
    auto const now = look_at(named_, &::stat);
    return now && now->is_same_file(opened);
  }

  /// Is a side file of the ledger there, and not empty? `-wal` and `-journal` hold what is not in the ledger yet.
  [[nodiscard]] bool has_side_file(std::string_view ending) const {
    auto const side = look_at(path_ + std::string(ending), &::lstat);
    return side && side->size > 0;
  }

  /// Has the file more than one name (hard links)? A journal stands beside one of them only.
  [[nodiscard]] bool has_other_names() const {
    struct stat about {};
    return ::lstat(path_.c_str(), &about) == 0 && about.st_nlink > 1;
  }

  /// May the file and its folder be written?
  [[nodiscard]] bool may_be_written() const {
    std::string const folder = std::filesystem::path(path_).parent_path().native();
    return ::faccessat(AT_FDCWD, path_.c_str(), R_OK | W_OK, AT_EACCESS) == 0 &&
           ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
  }

  /// Makes an empty file, readable by its owner and group, or leaves the one that is there. What the umask takes away
  /// is taken away; SQLite gives its side files the same rights.
  [[nodiscard]] bool make() const {
    return ::mknod(path_.c_str(), S_IFREG | S_IRUSR | S_IWUSR | S_IRGRP, 0) == 0 || errno == EEXIST;
  }

  /// A URI that opens the path and takes it as one that nobody changes. Every byte that is not a plain one is escaped.
  [[nodiscard]] std::string immutable_uri() const {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri = "file:";
    for (char const c : path_) {
      auto const byte = static_cast<unsigned char>(c);
      if (plain.find(c) != std::string_view::npos) uri += c;
      else (((uri += '%') += digits[byte >> 4U]) += digits[byte & 15U]);
    }
    return uri + "?immutable=1";
  }

 private:
  static bool is_uri(std::string_view text) {
    constexpr std::string_view scheme = "file:";
    if (text.size() < scheme.size()) return false;
    for (std::size_t i = 0; i < scheme.size(); ++i)
      if ((text[i] | (i < 4 ? 0x20 : 0)) != scheme[i]) return false;
    return true;
  }

  static std::optional<file_state> look_at(std::string const& path, int (*look)(char const*, struct stat*)) {
    struct stat about {};
    if (look(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
    return file_state{about.st_dev, about.st_ino, about.st_size, about.st_mtim};
  }

  static std::string kind_of(mode_t mode) {
    if (S_ISDIR(mode)) return "a folder";
    if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
    if (S_ISFIFO(mode)) return "a pipe";
    if (S_ISSOCK(mode)) return "a socket";
    return "no plain file";
  }
};

}  // namespace ocop::detail
