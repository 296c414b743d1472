#include "ocop/base/id.hpp"

// A text does not become an id by itself.
#ifdef OCOP_MUST_FAIL
ocop::criterion_id const code = "1.1";
#else
ocop::criterion_id const code("1.1");
#endif
