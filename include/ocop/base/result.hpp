#pragma once

#include "ocop/base/issue.hpp"

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace ocop {

/// What `result<T>::value()` throws. Carries the issue.
class error : public std::runtime_error {
  ocop::issue issue_;

 public:
  explicit error(ocop::issue i)
      : std::runtime_error((i.where.empty() ? std::string() : i.where + ": ") + i.message), issue_(std::move(i)) {}

  [[nodiscard]] ocop::issue const& why() const noexcept { return issue_; }
  [[nodiscard]] errc code() const noexcept { return issue_.code; }
};

/// A value, or the issue that prevented it. `.value()` throws ocop::error.
template <class T>
using result = boost::system::result<T, issue>;

[[noreturn]] inline void throw_exception_from_error(issue const& i, boost::source_location const&) { throw error(i); }

}  // namespace ocop
