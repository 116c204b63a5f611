// Any bytes as what a process that has gone wrong may send: nothing but what could have been written is taken, and what
// is taken is written again as it is read. The first byte chooses the message.
#include "intake/wire.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace gongwen::intake;

void require(bool condition) {
  if (!condition) std::abort();
}

void read_file(std::string_view text) {
  const auto file = parse_returned_file(text);
  if (!file) return;
  const std::string written = write_returned_file(*file);
  const auto back = parse_returned_file(written);
  require(back && write_returned_file(*back) == written);
}

void read_archive(std::string_view text) {
  const auto archive = parse_archive(text);
  if (!archive) return;
  const std::string written = write_archive(*archive);
  const auto back = parse_archive(written);
  require(back && write_archive(*back) == written && back->files.size() == archive->files.size());
}

void read_request(std::string_view text) {
  const auto request = parse_request(text);
  if (!request) return;
  const std::string written = write_request(*request);
  require(parse_request(written) && written.size() <= kMaxRequestBytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  switch (bytes[0]) {
    case 'f': read_file(rest); break;
    case 'z': read_archive(rest); break;
    case 'r': read_request(rest); break;
    default:
      if (auto answer = parse_answer(std::string(rest))) require(write_answer(*std::move(answer)) == rest);
  }
  return 0;
}
