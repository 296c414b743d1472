#pragma once

/// \file
/// How the library is built: with OCOP_HEADER_ONLY each public header brings its body along;
/// without it the bodies come from the `ocop::compiled` target.

#if defined(OCOP_HEADER_ONLY)
#define OCOP_INLINE inline
#else
#define OCOP_INLINE
#endif
