#include "ocop/record/keys.hpp"

#include "command.hpp"

#include "ocop/base/text.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>
#include <utility>

namespace ocop::cli {
namespace {

/// The text of a key file, of a large one its beginning. Nothing, with a message, where it cannot be read.
std::optional<std::string> read_key_file(std::string const& name) {
  constexpr std::size_t most = (std::size_t{64} << 10U) + 1;
  std::error_code ignored;
  std::ifstream in;
  if (!std::filesystem::is_directory(name, ignored)) in.open(name, std::ios::binary);
  std::string text(most, '\0');
  if (in.is_open()) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad()) {
    print_issues(std::cerr,
                 {{errc::bad_key, name, "the key cannot be read. Name a PEM file that exists and that you may read."}});
    return std::nullopt;
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

/// The signal that came while a phrase was typed; 0: none.
volatile std::sig_atomic_t interrupted_by = 0;
void note_signal(int number) { interrupted_by = number; }

/// A line typed on the terminal of standard input, which does not show it. Whatever ends the typing, the terminal shows
/// again what is typed after it.
std::optional<std::string> ask_unseen(std::string const& prompt) {
  char const* const name = ::ttyname(STDIN_FILENO);
  int const terminal = name ? ::open(name, O_RDWR | O_NOCTTY) : -1;
  if (terminal < 0) return std::nullopt;
  termios before{};
  std::optional<std::string> typed;
  if (::tcgetattr(terminal, &before) == 0) {
    constexpr std::array<int, 4> ends{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    std::array<struct sigaction, ends.size()> kept{};
    struct sigaction noting {};
    noting.sa_handler = note_signal;  // without SA_RESTART, so that reading ends
    interrupted_by = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) ::sigaction(ends[i], &noting, &kept[i]);
    termios unseen = before;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    unseen.c_lflag |= ECHONL | ICANON;
    ::tcsetattr(terminal, TCSAFLUSH, &unseen);
    bool all_written = ::write(terminal, prompt.data(), prompt.size()) == static_cast<ssize_t>(prompt.size());
    std::string line;
    char c = '\0';
    while (all_written && ::read(terminal, &c, 1) == 1 && c != '\n') line += c;
    if (c == '\n') typed = std::move(line);
    ::tcsetattr(terminal, TCSAFLUSH, &before);
    for (std::size_t i = 0; i < ends.size(); ++i) ::sigaction(ends[i], &kept[i], nullptr);
  }
  ::close(terminal);
  if (interrupted_by != 0) std::raise(interrupted_by);
  return typed;
}

/// The first line of a file; nothing where it cannot be read.
std::optional<std::string> first_line(std::string const& name) {
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored)) return std::nullopt;
  std::ifstream in(name, std::ios::binary);
  std::string line;
  if (!std::getline(in, line)) return std::nullopt;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

/// Takes `,name=DAY` off the end of a text, if it stands there.
std::optional<std::string> take_off(std::string& text, std::string const& name) {
  std::size_t const comma = text.rfind(',');
  std::string const begin = ',' + name + '=';
  if (comma == std::string::npos || text.compare(comma, begin.size(), begin) != 0) return std::nullopt;
  std::string value = text.substr(comma + begin.size());
  text.resize(comma);
  return value;
}

}  // namespace

void add_signing_options(CLI::App& command, signing_options& to, std::string const& what) {
  auto* const key = command.add_option("--key", to.key, "Private Ed25519 key to sign " + what + " with, a PEM file")
                        ->type_name("FILE");
  command
      .add_option(
          "--phrase-file", to.phrase_file,
          "File whose first line is the phrase of an encrypted key; without it the phrase is asked for once, on a "
          "terminal only")
      ->type_name("FILE")
      ->needs(key);
}

bool read_signing_key(signing_options const& from, std::optional<signing_key>& to) {
  if (!from.key) return true;
  auto const pem = read_key_file(*from.key);
  if (!pem) return false;
  std::string how;  // what to do where the phrase is not there
  auto key = signing_key::read(*pem, [&]() -> std::optional<std::string> {
    if (from.phrase_file) {
      auto phrase = first_line(*from.phrase_file);
      how = phrase ? " Look at " + *from.phrase_file + '.' : ' ' + *from.phrase_file + " cannot be read.";
      return phrase;
    }
    if (::isatty(STDIN_FILENO) == 1) return ask_unseen("Mật khẩu của khoá / phrase of " + one_line(*from.key) + ": ");
    how = " Standard input is no terminal on which to ask for it; give it by --phrase-file FILE.";
    return std::nullopt;
  });
  if (key) to = std::move(*key);
  else print_issues(std::cerr, {{key.error().code, *from.key, key.error().message + how}});
  return to.has_value();
}

void add_verifying_keys(CLI::App& command, std::vector<std::string>& to, std::string const& what) {
  command
      .add_option("--key", to,
                  "Public Ed25519 key, a PEM file; " + what +
                      " must be signed by one that held then, from its first day to the day before `until`; may be "
                      "repeated")
      ->type_name("FILE[,from=DAY][,until=DAY]")
      ->allow_extra_args(false);
}

bool read_verifying_keys(std::vector<std::string> const& texts, std::vector<dated_key>& to) {
  for (auto const& text : texts) {
    auto const refuse = [&](std::string const& why) {
      throw CLI::ValidationError(
          "--key", "found " + in_quotes(text) + "; " + why + ", e.g. public.pem,from=2026-01-01,until=2027-01-01");
    };
    std::string file = text;
    std::optional<day> from, until;
    for (bool more = true; more;) {
      more = false;
      for (auto const& [name, end] : {std::pair("from", &from), std::pair("until", &until)}) {
        auto const value = take_off(file, name);
        if (!value) continue;
        if (*end) refuse(std::string("`") + name + "` stands there twice");
        *end = day_of("--key", *value);
        more = true;
      }
    }
    if (file.empty()) refuse("a file stands before the days");
    if (from && until && *until <= *from) refuse("such a key holds on no day: `until` is the first day without it");
    auto const pem = read_key_file(file);
    if (!pem) return false;
    auto key = verifying_key::read(*pem);
    if (!key) {
      print_issues(std::cerr, {{key.error().code, file, key.error().message}});
      return false;
    }
    to.push_back({std::move(*key), from, until});
  }
  return true;
}

}  // namespace ocop::cli
