#include "resources/deflate.h"

#include <algorithm>
#include <memory>

#include <libdeflate.h>

namespace gongwen::resources {

std::string deflate(std::string_view bytes) {
  constexpr int kLevel = 6;
  thread_local const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(kLevel), &libdeflate_free_compressor);
  std::string out(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

namespace {

libdeflate_decompressor* thread_decompressor() {
  thread_local const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  return decompressor.get();
}

}  // namespace

bool inflate(std::string_view bytes, std::string& out) {
  return libdeflate_zlib_decompress(thread_decompressor(), bytes.data(), bytes.size(), out.data(), out.size(),
                                    nullptr) == LIBDEFLATE_SUCCESS;
}

std::optional<std::string> inflate_at_most(std::string_view bytes, std::size_t most) {
  std::string out;
  for (std::size_t room = std::min<std::size_t>(most, std::size_t{16} << 10);; room = std::min(most, room * 4)) {
    out.resize(room);
    std::size_t size = 0;
    const libdeflate_result result =
        libdeflate_zlib_decompress(thread_decompressor(), bytes.data(), bytes.size(), out.data(), out.size(), &size);
    if (result == LIBDEFLATE_SUCCESS) {
      out.resize(size);
      return out;
    }
    if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room == most) return std::nullopt;
  }
}

std::uint32_t crc32(std::string_view bytes) { return libdeflate_crc32(0, bytes.data(), bytes.size()); }

}  // namespace gongwen::resources
