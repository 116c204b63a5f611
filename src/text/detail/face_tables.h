// The tables of a face that embedding needs, as bytes. Outlines with cubic curves (CFF) come as those of TrueType.
#pragma once

#include "text/face.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace gongwen::text {

class FaceTables {
 public:
  explicit FaceTables(const Face& face);
  ~FaceTables();
  FaceTables(const FaceTables&) = delete;
  FaceTables& operator=(const FaceTables&) = delete;

  const Face& face() const { return face_; }
  /// Whether the tables are as long as they must be; nothing else may be asked otherwise.
  bool are_sound() const { return sound_; }
  std::size_t glyph_count() const { return glyph_count_; }

  /// The glyph's program; empty for blanks, for missing glyphs, and for .notdef, which is never drawn. Valid as long as
  /// the tables.
  std::string_view outline(GlyphId glyph) const;
  unsigned advance(GlyphId glyph) const;
  /// The left side bearing, as 16 bits.
  unsigned bearing(GlyphId glyph) const;

  std::string_view head() const;
  std::string_view hhea() const;
  std::string_view maxp() const;

 private:
  struct Tables;
  bool read_sizes();
  bool is_converted() const { return face_.outlines() == OutlineFormat::Cff; }
  std::string_view converted_outline(GlyphId glyph) const;
  std::size_t offset(std::size_t glyph) const;

  const Face& face_;
  std::unique_ptr<const Tables> tables_;
  mutable std::map<GlyphId, std::string> converted_;
  bool sound_ = false;
  bool long_offsets_ = false;
  std::size_t glyph_count_ = 0;
  std::size_t metric_count_ = 0;
};

// Places in tables (OpenType 1.9).
inline constexpr std::size_t kHeadLength = 54;
inline constexpr std::size_t kHeadCheckSum = 8;
inline constexpr std::size_t kHeadLongOffsets = 50;
inline constexpr std::size_t kHheaLength = 36;
inline constexpr std::size_t kHheaMetricCount = 34;
inline constexpr std::size_t kMaxpGlyphCount = 4;
inline constexpr std::size_t kMaxpLength = 32;
inline constexpr std::size_t kMaxpZones = 14;  // from here to the components all is about hints
inline constexpr std::size_t kMaxpComponents = 28;

}  // namespace gongwen::text
