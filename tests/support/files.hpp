#pragma once

#include "ocop/base/value.hpp"
#include "ocop/exchange/json.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace ocop::test {

/// Folder tests/cases.
inline std::filesystem::path cases() { return OCOP_TEST_DATA; }

/// Folder tests.
inline std::filesystem::path tests() { return cases().parent_path(); }

inline std::string read_file(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

inline value read_json(std::filesystem::path const& path) { return parse_json(read_file(path)).value(); }

}  // namespace ocop::test
