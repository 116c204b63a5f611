// Font faces, and the outlines of their glyphs.
#pragma once

#include "base/font_feature.h"
#include "base/path.h"
#include "base/strong_id.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::text {

// Face: one font face, ready to measure and to shape. Immutable and shared by threads; a render that caches facts about
// a face keeps them in its own GlyphCache.

using FaceId = base::StrongId<struct FaceTag>;
/// A family of the library; several families may offer the same face.
using FamilyId = base::StrongId<struct FamilyTag>;
using GlyphId = std::uint16_t;
inline constexpr GlyphId kMissingGlyph = 0;

/// In font units, y up; descent is positive.
struct FaceMetrics {
  std::int32_t units_per_em = 1000;
  std::int32_t ascent = 880;
  std::int32_t descent = 120;
  std::int32_t line_gap = 0;
  std::int32_t cap_height = 700;
  std::int32_t x_height = 500;
  std::int32_t underline_position = -100;  // of its centre
  std::int32_t underline_thickness = 50;
  std::int32_t strikeout_position = 300;
  std::int32_t bounds[4] = {0, -120, 1000, 880};  // of all glyphs: left, bottom, right, top

  /// The part of an ideograph's em box above the baseline: the ascent if it makes an em with the descent, otherwise the
  /// usual share.
  std::int32_t em_box_ascent() const { return ascent + descent == units_per_em ? ascent : units_per_em * 88 / 100; }
};

/// One glyph of a shaped run.
struct ShapedGlyph {
  GlyphId glyph = kMissingGlyph;
  std::int32_t advance = 0;  // font units
  std::int32_t x_offset = 0;
  std::int32_t y_offset = 0;
  std::uint32_t cluster = 0;  // index of the first character that it represents
};

/// The blanks beside a glyph's ink, in font units; negative if the ink extends beyond the advance.
struct GlyphBlanks {
  std::int32_t left = 0;
  std::int32_t right = 0;
};

/// `OfText`: determined by the characters.
enum class Script : std::uint8_t { Latin, Han, OfText };
enum class ShapingDirection : bool { LeftToRight, RightToLeft };
enum class Ligatures : bool { No, Yes };
enum class Kerning : bool { No, Yes };
/// The feature that sets full-width marks narrower: `halt` each by its blank half, `chws` only beside another mark,
/// `palt` each by the width of its ink.
enum class MarkWidths : std::uint8_t { Full, Half, Contextual, Proportional };

struct ShapeOptions {
  Script script = Script::Latin;
  Ligatures ligatures = Ligatures::Yes;
  std::string_view language;  // BCP 47
  MarkWidths marks = MarkWidths::Full;
  Kerning kerning = Kerning::Yes;
  bool is_upright = false;  // vertical: advances go down, offsets count from the middle of the top
  ShapingDirection direction = ShapingDirection::LeftToRight;
  std::span<const base::FontFeature> features = {};
};

/// None for faces of pictures or bitmaps; Cff2 for variable faces with cubic outlines.
enum class OutlineFormat : std::uint8_t { None, TrueType, Cff, Cff2 };

/// What the licence bits of a face permit (OpenType `OS/2`, fsType): embedding, embedding only as a whole, or none; a
/// face of which only bitmaps may be embedded counts as forbidden.
enum class Embedding : std::uint8_t { Allowed, WholeOnly, Forbidden };

class Face {
 public:
  /// Opens the face at `index` of a TrueType or OpenType file; null if the file is not one.
  static std::shared_ptr<const Face> open(const std::string& path, unsigned index = 0);
  ~Face();
  Face(const Face&) = delete;
  Face& operator=(const Face&) = delete;

  const FaceMetrics& metrics() const { return metrics_; }
  /// kMissingGlyph if the face lacks the character.
  GlyphId glyph(char32_t code_point) const;
  /// The form of a character for a variation selector; nullopt if the face does not list it.
  std::optional<GlyphId> variant_glyph(char32_t code_point, char32_t selector) const;
  std::int32_t advance(GlyphId glyph) const;
  /// The same mark set half as wide (feature `hwid` of the prepared faces); nullopt if absent.
  std::optional<GlyphId> half_width_twin(GlyphId glyph) const;
  GlyphBlanks blanks(GlyphId glyph) const;
  /// Shapes a run of one script; clusters count from 0.
  void shape(std::u32string_view text, const ShapeOptions& options, std::vector<ShapedGlyph>& out) const;

  OutlineFormat outlines() const { return outlines_; }
  Embedding embedding() const;
  /// The names that the file has for itself: families and full names, in all languages.
  std::vector<std::string> names() const;
  int weight() const;
  bool is_italic() const;
  /// In percent of the normal width.
  int stretch() const;
  /// Whether the face has this feature for substituting glyphs.
  bool has_feature(std::uint32_t tag) const;

  /// Hides the shaping library from other modules.
  struct Handle;
  const Handle& handle() const { return *handle_; }

 private:
  explicit Face(std::unique_ptr<Handle> handle);
  void read_metrics();

  std::unique_ptr<Handle> handle_;
  FaceMetrics metrics_;
  OutlineFormat outlines_ = OutlineFormat::None;
};

// The outline of a glyph as a path, for text that is drawn as a shape.

/// In font units, y up; empty for blanks.
base::Path glyph_outline(const Face& face, GlyphId glyph);

/// The bounding box of a glyph's ink, in font units, y up; nullopt if it has no ink.
struct GlyphBox {
  double left = 0;
  double bottom = 0;
  double right = 0;
  double top = 0;
};
std::optional<GlyphBox> glyph_box(const Face& face, GlyphId glyph);

}  // namespace gongwen::text
