// Reading of big-endian font tables, none of which may be trusted.
#pragma once

#include "outline.h"

#include <cstdint>
#include <string_view>

namespace fitter {

/// A table or a part of one. Whoever reads beyond its end gets BadOutline.
class Bytes {
 public:
  Bytes() = default;
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  std::size_t size() const { return bytes_.size(); }

  unsigned u8(std::size_t at) const { return static_cast<unsigned char>(part(at, 1)[0]); }
  unsigned u16(std::size_t at) const { return number(at, 2); }
  std::uint32_t u32(std::size_t at) const { return number(at, 4); }
  int i8(std::size_t at) const { return static_cast<std::int8_t>(u8(at)); }
  int i16(std::size_t at) const { return static_cast<std::int16_t>(u16(at)); }

  /// A number of one to four bytes.
  std::uint32_t number(std::size_t at, std::size_t count) const {
    std::uint32_t value = 0;
    for (const char byte : part(at, count)) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
  }

  Bytes sub(std::size_t at, std::size_t count) const { return Bytes(part(at, count)); }

 private:
  std::string_view part(std::size_t at, std::size_t count) const {
    if (at > bytes_.size() || count > bytes_.size() - at) throw BadOutline("is cut off");
    return bytes_.substr(at, count);
  }

  std::string_view bytes_;
};

}  // namespace fitter
