#include "text/detail/glyph_program.h"

namespace gongwen::text {
namespace {

// Flags of components.
constexpr unsigned kWords = 0x0001;
constexpr unsigned kScale = 0x0008;
constexpr unsigned kMore = 0x0020;
constexpr unsigned kTwoScales = 0x0040;
constexpr unsigned kMatrix = 0x0080;

std::size_t component_length(unsigned flags) {
  const std::size_t scale = (flags & kScale) != 0 ? 2 : (flags & kTwoScales) != 0 ? 4 : (flags & kMatrix) != 0 ? 8 : 0;
  return 4 + ((flags & kWords) != 0 ? 4 : 2) + scale;
}

}  // namespace

SimpleGlyphParts simple_glyph_parts(std::string_view glyph) {
  if (glyph.size() < kGlyphHeader) return {};
  const std::size_t contours = number_at(glyph, 0);
  const std::size_t head = kGlyphHeader + 2 * contours;
  if (contours == 0 || head + 2 > glyph.size()) return {};
  const std::size_t outline = head + 2 + number_at(glyph, head);
  if (outline > glyph.size()) return {};
  return {glyph.substr(0, head), glyph.substr(outline)};
}

CompositeGlyphParts composite_glyph_parts(std::string_view glyph) {
  CompositeGlyphParts parts;
  std::size_t at = kGlyphHeader;
  unsigned flags = kMore;
  while ((flags & kMore) != 0) {
    if (at + 4 > glyph.size()) return {};
    flags = number_at(glyph, at);
    parts.flags.push_back(at);
    parts.numbers.push_back(at + 2);
    at += component_length(flags);
  }
  if (at > glyph.size()) return {};
  parts.length = at;
  return parts;
}

std::vector<GlyphId> glyph_components(std::string_view glyph) {
  std::vector<GlyphId> components;
  if (!is_composite(glyph)) return components;
  for (const std::size_t place : composite_glyph_parts(glyph).numbers) {
    components.push_back(static_cast<GlyphId>(number_at(glyph, place)));
  }
  return components;
}

}  // namespace gongwen::text
