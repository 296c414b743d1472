#include <ocop/config.hpp>

#if defined(EXPECT_HEADER_ONLY) && !defined(OCOP_HEADER_ONLY)
#error "ocop::ledger alone is header-only"
#endif

int main() {}
