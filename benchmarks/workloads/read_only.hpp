#pragma once

#include <rapidjson/reader.h>
#include <rapidjson/stream.h>

#include <string>

namespace ocop::bench {

/// Parses JSON and makes nothing of it, with memory that is kept: the floor of everything that reads JSON. It does not
/// even look at the encoding of the text, which we do.
class read_only {
  rapidjson::Reader reader_;

 public:
  bool operator()(std::string const& text) {
    rapidjson::StringStream stream(text.c_str());
    rapidjson::BaseReaderHandler<> nothing;
    return !reader_.Parse<rapidjson::kParseDefaultFlags>(stream, nothing).IsError();
  }
};

}  // namespace ocop::bench
