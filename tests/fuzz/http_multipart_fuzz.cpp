// Any bytes as multipart/form-data: read whole and in pieces it is the same, and parts lie within the body, one after
// the other, without a boundary in them. The first byte is the size of the pieces.
#include "base/utf8.h"
#include "service/http/form.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace gongwen::http;

void require(bool condition) {
  if (!condition) std::abort();
}

gongwen::base::Expected<std::vector<Part>, MultipartError> read_pieces(std::string_view body, std::size_t size) {
  MultipartLimits limits;
  limits.parts = 20;
  MultipartParser parser("b", limits);
  for (std::size_t at = 0; at < body.size() && parser.add(body.substr(at, size)); at += size) {
  }
  return std::move(parser).finish();
}

void require_parts(std::string_view body, const std::vector<Part>& parts) {
  std::uint64_t end = 0;
  for (const Part& part : parts) {
    require(part.offset >= end && part.offset + part.length <= body.size());
    require(body.substr(part.offset, part.length).find("\r\n--b") == std::string_view::npos);
    require(!gongwen::base::find_invalid_utf8(part.name));
    if (part.file_name) {
      require(!gongwen::base::find_invalid_utf8(*part.file_name));
      require(part.file_name->find_first_of("/\\") == std::string::npos);
    }
    end = part.offset + part.length;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const auto whole = read_pieces(body, body.size() + 1);
  const auto pieces = read_pieces(body, std::size_t{bytes[0]} % 64 + 1);
  require(whole.has_value() == pieces.has_value());
  if (!whole) {
    require(whole.error() == pieces.error());
    return 0;
  }
  require_parts(body, *whole);
  require(whole->size() == pieces->size());
  for (std::size_t i = 0; i < whole->size(); ++i) {
    require((*whole)[i].name == (*pieces)[i].name && (*whole)[i].file_name == (*pieces)[i].file_name);
    require((*whole)[i].offset == (*pieces)[i].offset && (*whole)[i].length == (*pieces)[i].length);
  }
  return 0;
}
