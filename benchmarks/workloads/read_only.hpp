#pragma once

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <string>

namespace ocop::bench {

/// Parses JSON as strictly as we do, and makes nothing of it: the floor of everything that reads JSON.
inline bool read_only(std::string const& text) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::BaseReaderHandler<> nothing;
  rapidjson::Reader reader;
  return !reader.Parse<rapidjson::kParseValidateEncodingFlag>(stream, nothing).IsError();
}

}  // namespace ocop::bench
