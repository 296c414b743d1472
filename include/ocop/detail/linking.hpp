#pragma once

#include "ocop/version.hpp"

/// \file
/// What must agree between a program and the libraries it links is checked by the linker: each unit refers to names
/// that a library defines only where it was built in the same way. Where one is missing, its name says what does not
/// agree.

#if defined(_LIBCPP_VERSION)
#define OCOP_DETAIL_CHECKED(library) ocop_##library##_was_built_without_libcxx
#define OCOP_DETAIL_STRINGS(library) ocop_##library##_was_built_with_libstdcxx
#else
#if defined(_GLIBCXX_DEBUG)
#define OCOP_DETAIL_CHECKED(library) ocop_##library##_was_built_without__GLIBCXX_DEBUG
#else
#define OCOP_DETAIL_CHECKED(library) ocop_##library##_was_built_with__GLIBCXX_DEBUG
#endif
#if defined(_GLIBCXX_USE_CXX11_ABI) && !_GLIBCXX_USE_CXX11_ABI
#define OCOP_DETAIL_STRINGS(library) ocop_##library##_was_built_with__GLIBCXX_USE_CXX11_ABI
#else
#define OCOP_DETAIL_STRINGS(library) ocop_##library##_was_built_without__GLIBCXX_USE_CXX11_ABI
#endif
#endif

// Kept although nothing reads it, and where unused sections are left out.
#if defined(__has_cpp_attribute)
#if __has_cpp_attribute(gnu::retain)
#define OCOP_DETAIL_KEEP [[gnu::used, gnu::retain]]
#elif __has_cpp_attribute(gnu::used)
#define OCOP_DETAIL_KEEP [[gnu::used]]
#endif
#endif
#ifndef OCOP_DETAIL_KEEP
#define OCOP_DETAIL_KEEP [[maybe_unused]]
#endif

namespace ocop::detail {

/// One of the three numbers of OCOP_VERSION.
consteval int version_number(int which) {
  int numbers[3] = {};
  int at = 0;
  for (char const c : version) {
    if (c == '.') ++at;
    else numbers[at] = numbers[at] * 10 + (c - '0');
  }
  return numbers[which];
}

/// Defined by a library for the version it was built from.
template <class Library, int First, int Second, int Third>
struct version_of {
  static char is_that_of_the_headers;
};

template <class Library>
using this_version_of = version_of<Library, version_number(0), version_number(1), version_number(2)>;

}  // namespace ocop::detail

/// Declares the names of a library, which are `NAME_names`: `compiled_library`, `ledger_library`, `rules_library`.
#define OCOP_DETAIL_DECLARE_NAMES(library)                                                                   \
  extern "C" {                                                                                               \
  extern char const OCOP_DETAIL_CHECKED(library);                                                            \
  extern char const OCOP_DETAIL_STRINGS(library);                                                            \
  }                                                                                                          \
  namespace ocop::detail {                                                                                   \
  struct library;                                                                                            \
  template <>                                                                                                \
  char version_of<library, version_number(0), version_number(1), version_number(2)>::is_that_of_the_headers; \
  }

/// Their addresses, to refer to them.
#define OCOP_DETAIL_NAMES(library) \
  { &OCOP_DETAIL_CHECKED(library), &OCOP_DETAIL_STRINGS(library), &this_version_of<library>::is_that_of_the_headers }

/// Makes this unit refer to them.
#define OCOP_DETAIL_REQUIRE(library)                                                            \
  OCOP_DETAIL_DECLARE_NAMES(library)                                                            \
  namespace ocop::detail {                                                                      \
  OCOP_DETAIL_KEEP inline char const* const library##_is_linked[] = OCOP_DETAIL_NAMES(library); \
  }

/// Defines them; in one unit of the library.
#define OCOP_DETAIL_PROVIDE(library)                                                                             \
  extern "C" {                                                                                                   \
  char const OCOP_DETAIL_CHECKED(library) = 1;                                                                   \
  char const OCOP_DETAIL_STRINGS(library) = 1;                                                                   \
  }                                                                                                              \
  namespace ocop::detail {                                                                                       \
  template <>                                                                                                    \
  char version_of<library, version_number(0), version_number(1), version_number(2)>::is_that_of_the_headers = 1; \
  }
