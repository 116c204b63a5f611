#include "resources/deflate.h"

#include <algorithm>
#include <memory>

#include <libdeflate.h>

namespace gongwen::resources {

namespace {

using Compressor = std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)>;

/// Most streams are shorter; new room would have to be cleared for each.
constexpr std::size_t kRoom = std::size_t{64} << 10;

libdeflate_compressor* thread_compressor(Effort effort) {
  if (effort == Effort::Quick) {
    thread_local const Compressor quick(libdeflate_alloc_compressor(1), &libdeflate_free_compressor);
    return quick.get();
  }
  if (effort == Effort::Usual) {
    thread_local const Compressor usual(libdeflate_alloc_compressor(6), &libdeflate_free_compressor);
    return usual.get();
  }
  thread_local const Compressor thorough(libdeflate_alloc_compressor(7), &libdeflate_free_compressor);
  return thorough.get();
}

}  // namespace

std::string deflate(std::string_view bytes, Effort effort) {
  libdeflate_compressor* const compressor = thread_compressor(effort);
  const std::size_t most = libdeflate_zlib_compress_bound(compressor, bytes.size());
  if (most <= kRoom) {
    thread_local const auto room = std::make_unique_for_overwrite<char[]>(kRoom);
    return {room.get(), libdeflate_zlib_compress(compressor, bytes.data(), bytes.size(), room.get(), kRoom)};
  }
  std::string out(most, '\0');
  out.resize(libdeflate_zlib_compress(compressor, bytes.data(), bytes.size(), out.data(), out.size()));
  out.shrink_to_fit();  // the bound is several times as large, and streams wait for the end of their file
  return out;
}

std::string_view pack_blocks(std::string_view bytes, std::vector<char>& room, Effort effort) {
  libdeflate_compressor* const compressor = thread_compressor(effort);
  const std::size_t most = libdeflate_deflate_compress_bound(compressor, bytes.size());
  if (room.size() < most) room.resize(most);
  return {room.data(), libdeflate_deflate_compress(compressor, bytes.data(), bytes.size(), room.data(), room.size())};
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

bool inflate_blocks(std::string_view bytes, std::string& out) {
  return libdeflate_deflate_decompress(thread_decompressor(), bytes.data(), bytes.size(), out.data(), out.size(),
                                       nullptr) == LIBDEFLATE_SUCCESS;
}

std::optional<std::string> inflate_at_most(std::string_view bytes, std::size_t most) {
  // Hardly anything shrinks to less than an eighth. Room that is not needed is not touched.
  const std::size_t usual = std::max<std::size_t>(std::size_t{16} << 10, bytes.size() * 8);
  for (std::size_t room = std::min(most, usual);; room = std::min(most, room * 4)) {
    const auto out = std::make_unique_for_overwrite<char[]>(room);
    std::size_t size = 0;
    const libdeflate_result result =
        libdeflate_zlib_decompress(thread_decompressor(), bytes.data(), bytes.size(), out.get(), room, &size);
    if (result == LIBDEFLATE_SUCCESS) return std::string(out.get(), size);
    if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room == most) return std::nullopt;
  }
}

std::uint32_t adler32(std::string_view bytes, std::uint32_t before) {
  return libdeflate_adler32(before, bytes.data(), bytes.size());
}

void append_check_sum(std::string& out, std::uint32_t sum) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(sum >> shift));
}

std::uint32_t crc32(std::string_view bytes, std::uint32_t before) {
  return libdeflate_crc32(before, bytes.data(), bytes.size());
}

}  // namespace gongwen::resources
