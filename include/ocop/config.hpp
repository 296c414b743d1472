#pragma once

#include "ocop/detail/linking.hpp"

/// \file
/// How the library is built: with OCOP_HEADER_ONLY each public header brings its body along;
/// without it the bodies come from the `ocop::compiled` target, which defines OCOP_COMPILES_BODIES where it compiles
/// them. A program uses one of the two, and units and libraries that do not fit together do not link.

#if defined(OCOP_HEADER_ONLY)
#define OCOP_INLINE inline
#if defined(OCOP_COMPILED)
#error \
    "This unit is header-only (OCOP_HEADER_ONLY) and links ocop::compiled. Link ocop::ocop, or do not define OCOP_HEADER_ONLY."
#endif
#else
#define OCOP_INLINE
OCOP_DETAIL_REQUIRE(compiled_library)
#endif

// Each header-only unit defines the name once more; the linker keeps one, and takes none beside that of ocop::compiled.
#if defined(OCOP_HEADER_ONLY) && defined(__ELF__) && defined(__GNUC__)
__asm__(
    ".ifndef ocop_header_only_units_do_not_go_with_the_compiled_library\n"
    ".pushsection "
    ".rodata.ocop_header_only,\"aG\",%progbits,ocop_header_only_units_do_not_go_with_the_compiled_library,comdat\n"
    ".globl ocop_header_only_units_do_not_go_with_the_compiled_library\n"
    ".hidden ocop_header_only_units_do_not_go_with_the_compiled_library\n"
    "ocop_header_only_units_do_not_go_with_the_compiled_library:\n"
    ".byte 1\n"
    ".popsection\n"
    ".endif\n");
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
