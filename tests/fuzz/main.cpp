// Runs the fuzz targets over files: every seed, and every input that ever failed.
//
// usage: ocop_fuzz_seeds FOLDER [TARGET ...]     FOLDER holds corpus/TARGET/ and crashes/TARGET/

#include "table.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <span>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::string bytes_of(fs::path const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Runs a target over its files; how many there were.
std::size_t run(ocop::fuzz::named_target const& target, fs::path const& folder) {
  std::size_t count = 0;
  for (char const* const kind : {"corpus", "crashes"}) {
    fs::path const inputs = folder / kind / target.name;
    if (!fs::is_directory(inputs)) continue;
    for (auto const& file : fs::directory_iterator(inputs)) {
      std::string const text = bytes_of(file.path());
      std::cout << file.path().string() << std::endl;  // shows which one ends the program
      // Of the size it has, so that a read behind its end shows.
      auto const exact = std::make_unique<char[]>(text.size());
      std::copy(text.begin(), text.end(), exact.get());
      target.run({exact.get(), text.size()});
      ++count;
    }
  }
  return count;
}

}  // namespace

int main(int argc, char** argv) try {
  std::span<char* const> const arguments(argv, static_cast<std::size_t>(argc));
  if (argc < 2) {
    std::cerr << "usage: ocop_fuzz_seeds FOLDER [TARGET ...]\n";
    return 2;
  }
  auto const asked = arguments.subspan(2);
  bool is_complete = true;
  for (auto const& target : ocop::fuzz::targets) {
    if (!asked.empty() && std::find(asked.begin(), asked.end(), target.name) == asked.end()) continue;
    std::size_t const count = run(target, arguments[1]);
    std::cout << target.name << ": " << count << " inputs\n";
    if (count == 0) is_complete = false;
  }
  return is_complete ? 0 : 1;
} catch (std::exception const& e) {
  std::cerr << "ocop_fuzz_seeds: error: " << e.what() << '\n';
  return 1;
}
