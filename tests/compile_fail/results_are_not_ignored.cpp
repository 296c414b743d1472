#include "ocop/base/day.hpp"

// A result that may be an error is looked at.
void read() {
#ifdef OCOP_MUST_FAIL
  ocop::parse_day("2026-05-22");
#else
  (void)ocop::parse_day("2026-05-22");
#endif
}
