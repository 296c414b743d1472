#include "ocop/base/mean_points.hpp"

// A mean is compared with whole points, exactly, and never with a floating-point number.
#ifdef OCOP_MUST_FAIL
bool const reaches = ocop::mean_points(6999, 100) >= 70.0;
#else
bool const reaches = ocop::mean_points(6999, 100) >= ocop::points{70};
#endif
