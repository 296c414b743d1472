// One target for libFuzzer: OCOP_FUZZ_TARGET is its name.

#include "table.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  ocop::fuzz::OCOP_FUZZ_TARGET({reinterpret_cast<char const*>(data), size});
  return 0;
}
