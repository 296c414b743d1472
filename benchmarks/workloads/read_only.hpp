#pragma once

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <string>

namespace ocop::bench {

/// Parses JSON and makes nothing of it: the floor of everything that reads JSON. It does not even look at the encoding
/// of the text, which we do.
inline bool read_only(std::string const& text) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::BaseReaderHandler<> nothing;
  rapidjson::Reader reader;
  return !reader.Parse<rapidjson::kParseDefaultFlags>(stream, nothing).IsError();
}

}  // namespace ocop::bench
