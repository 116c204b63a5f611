#include "pdf/syntax/deflate.h"

#include <memory>

#include <libdeflate.h>

namespace gongwen::pdf {

std::string deflate(std::string_view bytes) {
  constexpr int kLevel = 6;
  thread_local const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(kLevel), &libdeflate_free_compressor);
  std::string out(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

}  // namespace gongwen::pdf
