#pragma once

#include "stop.hpp"

#include <array>
#include <cstddef>
#include <istream>
#include <memory>
#include <optional>
#include <streambuf>
#include <string>

namespace ocop::cli {

/// Opens what is closed of standard input, output and errors, so that no file takes its place: reading and writing then
/// fail.
void open_standard_streams();

/// Reads from a descriptor. It hands on what is there and does not wait for more; where the command is asked to stop,
/// the input is at its end.
class input_buffer final : public std::streambuf {
  int descriptor_;
  bool is_file_ = false;  ///< reading never has to wait
  int error_ = 0;
  std::array<char, std::size_t{64} << 10U> bytes_;

 public:
  explicit input_buffer(int descriptor);
  ~input_buffer() override;
  input_buffer(input_buffer const&) = delete;
  input_buffer& operator=(input_buffer const&) = delete;

  /// Why the input could not be read to its end; 0: it could.
  [[nodiscard]] int error() const noexcept { return error_; }

 private:
  int_type underflow() override;
  std::streamsize showmanyc() override;
};

/// An input of the command, a file or standard input. Before it waits for more, it flushes std::cout.
class input final : public std::istream {
  input_buffer buffer_;
  std::string name_;

 public:
  /// `name` is `-` for standard input.
  input(int descriptor, std::string name);
  [[nodiscard]] bool is_standard() const noexcept { return name_ == "-"; }
  /// As messages call it.
  [[nodiscard]] std::string shown() const { return is_standard() ? "standard input" : name_; }
  /// Could all of it be read? If not, says so.
  [[nodiscard]] bool was_read_to_its_end() const;
};

/// Writes to a descriptor, whole lines only: what has no end of line waits for it, and where a file cannot take more,
/// the part of a line that it took is cut off again. A signal that asks the command to stop waits for the end of a
/// line.
class line_buffer final : public std::streambuf {
  int descriptor_;
  int error_ = 0;
  std::size_t begun_ = 0;  ///< bytes written of a line too long to be held
  std::optional<stop::hold> until_end_of_line_;
  std::array<char, std::size_t{128} << 10U> bytes_;

 public:
  explicit line_buffer(int descriptor);

  /// Writes what is held, a last line without end too. False where anything could not be written.
  [[nodiscard]] bool finish();
  /// Why something could not be written; 0: all was.
  [[nodiscard]] int error() const noexcept { return error_; }

 private:
  int_type overflow(int_type c) override;
  int sync() override;
  bool write_lines(bool all);
  bool write(char const* from, std::size_t size);
  void cut_begun_line();
};

}  // namespace ocop::cli
