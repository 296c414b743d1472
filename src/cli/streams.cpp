#include "streams.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <string_view>
#include <system_error>
#include <utility>

namespace ocop::cli {

void open_standard_streams() {
  for (int const descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF)
        // The lowest that is free is taken, which is this one. The wrong way round, so that its use fails.
        [[maybe_unused]]
      int const opened = ::open("/dev/null", descriptor == STDOUT_FILENO ? O_RDONLY : O_WRONLY);
}

input_buffer::input_buffer(int descriptor) : descriptor_(descriptor) {
  struct stat about {};
  is_file_ = ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
}

input_buffer::~input_buffer() {
  if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
}

input_buffer::int_type input_buffer::underflow() {
  while (error_ == 0 && (is_file_ || stop::wait_for_input(descriptor_))) {
    ::ssize_t const size = ::read(descriptor_, bytes_.data(), bytes_.size());
    if (size > 0) {
      setg(bytes_.data(), bytes_.data(), bytes_.data() + size);
      return traits_type::to_int_type(bytes_.front());
    }
    if (size == 0) break;
    if (errno != EINTR && errno != EAGAIN) error_ = errno;
  }
  return traits_type::eof();
}

std::streamsize input_buffer::showmanyc() {
  if (is_file_) {
    struct stat about {};
    ::off_t const at = ::lseek(descriptor_, 0, SEEK_CUR);
    return at >= 0 && ::fstat(descriptor_, &about) == 0 ? std::max<::off_t>(0, about.st_size - at) : 0;
  }
  int waiting = 0;
  return ::ioctl(descriptor_, FIONREAD, &waiting) == 0 ? waiting : 0;
}

input::input(int descriptor, std::string name) : std::istream(nullptr), buffer_(descriptor), name_(std::move(name)) {
  rdbuf(&buffer_);
  tie(&std::cout);
}

bool input::was_read_to_its_end() const {
  if (buffer_.error() == 0) return true;
  std::cerr << "ocop: " << shown() << " could not be read to its end ("
            << std::generic_category().message(buffer_.error())
            << "); only what was read is answered. Give a file or a pipe that can be read.\n";
  return false;
}

line_buffer::line_buffer(int descriptor) : descriptor_(descriptor) {
  setp(bytes_.data(), bytes_.data() + bytes_.size());
}

bool line_buffer::finish() {
  bool const is_written = write_lines(true);
  until_end_of_line_.reset();
  return is_written;
}

line_buffer::int_type line_buffer::overflow(int_type c) {
  if (!write_lines(false)) return traits_type::eof();
  if (pptr() == epptr()) {  // one line fills it
    until_end_of_line_.emplace();
    if (!write_lines(true)) return traits_type::eof();
  }
  if (!traits_type::eq_int_type(c, traits_type::eof())) {
    *pptr() = traits_type::to_char_type(c);
    pbump(1);
  }
  return traits_type::not_eof(c);
}

int line_buffer::sync() { return write_lines(false) ? 0 : -1; }

/// Writes the lines that are whole, or all there is.
bool line_buffer::write_lines(bool all) {
  std::string_view const held(pbase(), static_cast<std::size_t>(pptr() - pbase()));
  std::size_t const size = all ? held.size() : held.rfind('\n') + 1;
  if (error_ != 0) return false;
  if (size == 0) return true;
  stop::hold const until_written;
  if (!write(held.data(), size)) return false;
  if (begun_ == 0) until_end_of_line_.reset();
  std::copy(held.begin() + static_cast<std::ptrdiff_t>(size), held.end(), pbase());
  setp(bytes_.data(), bytes_.data() + bytes_.size());
  pbump(static_cast<int>(held.size() - size));
  return true;
}

bool line_buffer::write(char const* from, std::size_t size) {
  while (size > 0) {
    ::ssize_t const written = ::write(descriptor_, from, size);
    if (written > 0) {
      std::string_view const taken(from, static_cast<std::size_t>(written));
      std::size_t const end = taken.rfind('\n');
      begun_ = end == std::string_view::npos ? begun_ + taken.size() : taken.size() - end - 1;
      from += taken.size();
      size -= taken.size();
    } else if (written < 0 && errno == EAGAIN) {  // another process made it so
      pollfd room{descriptor_, POLLOUT, 0};
      ::poll(&room, 1, -1);
    } else if (written == 0 || errno != EINTR) {
      error_ = written == 0 ? EIO : errno;
      cut_begun_line();
      until_end_of_line_.reset();
      return false;
    }
  }
  return true;
}

/// Where the output is a file and nobody has written behind us, the line that was begun is taken back.
void line_buffer::cut_begun_line() {
  struct stat about {};
  if (begun_ == 0 || ::fstat(descriptor_, &about) != 0 || !S_ISREG(about.st_mode)) return;
  ::off_t const at = ::lseek(descriptor_, 0, SEEK_CUR);
  auto const begun = static_cast<::off_t>(begun_);
  if (at != about.st_size || at < begun || ::ftruncate(descriptor_, at - begun) != 0) return;
  ::lseek(descriptor_, at - begun, SEEK_SET);
  begun_ = 0;
}

}  // namespace ocop::cli
