#include "ocop/base/id.hpp"

// An option is no criterion: passing one for the other does not compile.
bool is_first(ocop::criterion_id const& criterion) { return criterion == ocop::criterion_id("1.1"); }

#ifdef OCOP_MUST_FAIL
bool const flipped = is_first(ocop::option_id("1.1"));
#else
bool const flipped = is_first(ocop::criterion_id("1.1"));
#endif
