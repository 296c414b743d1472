#pragma once

// A host's own size type for RapidJSON, for RAPIDJSON_NO_SIZETYPEDEFINE.

#include <cstddef>

#ifndef RAPIDJSON_NAMESPACE_BEGIN
#define OCOP_TEST_OPENS namespace rapidjson {
#define OCOP_TEST_CLOSES }
#else
#define OCOP_TEST_OPENS RAPIDJSON_NAMESPACE_BEGIN
#define OCOP_TEST_CLOSES RAPIDJSON_NAMESPACE_END
#endif
OCOP_TEST_OPENS
typedef std::size_t SizeType;
OCOP_TEST_CLOSES
