#pragma once

/// \file
/// How the library is built: with OCOP_HEADER_ONLY each public header brings its body along;
/// without it the bodies come from the `ocop::compiled` target, which defines OCOP_COMPILES_BODIES where it compiles
/// them.

#if defined(OCOP_HEADER_ONLY)
#define OCOP_INLINE inline
#else
#define OCOP_INLINE
#endif

// Conditions of the law compare numbers that may be NaN or infinite, and sums in the order in which they are written.
// GCC and clang define one of the first two by -ffast-math, -Ofast and -ffinite-math-only, newer ones each of the rest
// by the flag of its name.
#if defined(OCOP_HEADER_ONLY) || defined(OCOP_COMPILES_BODIES)
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ + 0 != 0) || \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
#error \
    "ocop cannot be compiled with -ffast-math, -Ofast or -ffinite-math-only: conditions of the law would come out \
otherwise. Add -fno-fast-math behind it for the sources that include ocop, or link ocop::compiled, built without it."
#endif
#endif
