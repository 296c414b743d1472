#pragma once

/// \file
/// The only place that includes RapidJSON, and all of it that is used.
///
/// In compiled mode our copy lives in a namespace of its own, under the settings below, and no public header includes
/// it: what the program does with RapidJSON does not touch it. Header-only, the program has one RapidJSON: ours is that
/// of its RAPIDJSON_NAMESPACE, under its settings. Those that would change what is read or written are refused here.

#if !defined(OCOP_HEADER_ONLY)

#if defined(RAPIDJSON_RAPIDJSON_H_)
#error "In compiled mode RapidJSON is included by ocop/detail/json/rapidjson.hpp alone; this unit included it before."
#endif
#undef RAPIDJSON_NAMESPACE
#undef RAPIDJSON_NAMESPACE_BEGIN
#undef RAPIDJSON_NAMESPACE_END
#define RAPIDJSON_NAMESPACE ocop_rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace ocop_rapidjson {
#define RAPIDJSON_NAMESPACE_END }

#undef RAPIDJSON_HAS_STDSTRING
#define RAPIDJSON_HAS_STDSTRING 0
#undef RAPIDJSON_NO_INT64DEFINE
#undef RAPIDJSON_NO_SIZETYPEDEFINE
#undef RAPIDJSON_48BITPOINTER_OPTIMIZATION
#undef RAPIDJSON_ALIGN
#undef RAPIDJSON_SSE2
#undef RAPIDJSON_SSE42
#undef RAPIDJSON_NEON
#undef RAPIDJSON_SIMD
#undef RAPIDJSON_NEW
#undef RAPIDJSON_DELETE
#undef RAPIDJSON_NOMEMBERITERATORCLASS
#undef RAPIDJSON_ERROR_CHARTYPE
#undef RAPIDJSON_ERROR_STRING
#undef RAPIDJSON_PARSE_DEFAULT_FLAGS
#undef RAPIDJSON_PARSE_ERROR
#undef RAPIDJSON_PARSE_ERROR_NORETURN
#undef RAPIDJSON_PARSE_ERROR_EARLY_RETURN
#undef RAPIDJSON_PARSE_ERROR_EARLY_RETURN_VOID
#undef RAPIDJSON_WRITE_DEFAULT_FLAGS
#undef RAPIDJSON_SCHEMA_USE_INTERNALREGEX
#undef RAPIDJSON_SCHEMA_USE_STDREGEX
#undef RAPIDJSON_SCHEMA_VERBOSE
#undef RAPIDJSON_REGEX_VERBOSE
#undef RAPIDJSON_STATIC_ASSERT

// The library never aborts: a broken promise inside RapidJSON is an exception, where promises are checked at all.
#include <stdexcept>
#undef RAPIDJSON_ASSERT
#if defined(NDEBUG)
#define RAPIDJSON_ASSERT(x) static_cast<void>(0)
#else
#define RAPIDJSON_ASSERT(x) static_cast<void>((x) ? 0 : throw std::logic_error("internal error: RapidJSON: " #x))
#endif

#else

#if !defined(RAPIDJSON_READER_H_) && (defined(RAPIDJSON_PARSE_ERROR) || defined(RAPIDJSON_PARSE_ERROR_NORETURN) || \
                                      defined(RAPIDJSON_PARSE_ERROR_EARLY_RETURN))
#error \
    "RAPIDJSON_PARSE_ERROR* is defined; header-only ocop reads errors of RapidJSON from its parse result. Leave it undefined, or link ocop::compiled, whose RapidJSON is its own."
#endif

#endif

#include <rapidjson/rapidjson.h>

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#if !RAPIDJSON_SCHEMA_HAS_REGEX || !RAPIDJSON_SCHEMA_USE_INTERNALREGEX
#error \
    "RAPIDJSON_SCHEMA_USE_INTERNALREGEX is off; header-only ocop checks the patterns of its schemas with it. Leave it on, or link ocop::compiled, whose RapidJSON is its own."
#endif

#include <type_traits>

namespace ocop::detail::json {

namespace rapidjson = ::RAPIDJSON_NAMESPACE;

static_assert(std::is_unsigned_v<rapidjson::SizeType> && sizeof(rapidjson::SizeType) >= 4,
              "rapidjson::SizeType (RAPIDJSON_NO_SIZETYPEDEFINE) must be an unsigned type of 32 bits or more.");
static_assert(std::is_same_v<rapidjson::GetParseErrorFunc, char const* (*)(rapidjson::ParseErrorCode)>,
              "RAPIDJSON_ERROR_CHARTYPE must be char: header-only ocop shows the texts of RapidJSON's errors.");

}  // namespace ocop::detail::json
