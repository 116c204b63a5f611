// Fonts that are compressed for the web: WOFF (W3C, 1.0) and WOFF2 (W3C, 2.0), unpacked to the files of OpenType that
// they were made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::text {

/// Whether a file begins as one of the two formats does.
bool is_web_font(std::string_view file);

/// The OpenType file in it; nothing when it is damaged, a collection, or needs a library that is missing.
std::optional<std::string> unpack_web_font(std::string_view file);

/// Reads numbers with their highest byte first. Beyond the end all of them are 0, and `failed` says so.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  unsigned u8() { return static_cast<unsigned>(number(1)); }
  unsigned u16() { return static_cast<unsigned>(number(2)); }
  std::uint32_t u32() { return number(4); }
  int i16() { return static_cast<std::int16_t>(u16()); }
  /// WOFF2: UIntBase128 and 255UInt16.
  std::uint32_t base128();
  unsigned packed_u16();
  std::string_view take(std::size_t count);
  bool failed() const { return failed_; }

 private:
  std::uint32_t number(std::size_t length);

  std::string_view bytes_;
  bool failed_ = false;
};

void append_number(std::string& out, std::uint32_t number, std::size_t length);

/// The tables that WOFF2 transforms, rebuilt.
struct GlyphTables {
  std::string glyf;
  std::string loca;             // with offsets of 32 bits
  std::vector<int> left_edges;  // xMin of each glyph
};
std::optional<GlyphTables> rebuild_glyphs(std::string_view transformed);
std::optional<std::string> rebuild_metrics(std::string_view transformed, const GlyphTables& glyphs,
                                           std::size_t advance_count);

}  // namespace gongwen::text
