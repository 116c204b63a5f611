// Fonts of foreign files as fonts that can be opened: embedded fonts are often cut down to what drawing needs, or are
// CFF outlines without anything around them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::show {

struct UsableFont {
  std::string bytes;  // an OpenType file
  std::size_t glyph_count = 0;
  /// For bare CFF: the glyphs by the numbers that its charset gives them (CID, or SID of a name), which is how files
  /// name glyphs of such fonts. Empty if these are the numbers of the glyphs themselves.
  std::map<std::uint32_t, std::uint32_t> glyph_of_number = {};
};

/// An OpenType file with the tables of `bytes` that drawing needs, and with this name. Tables that are cut off are kept
/// as far as they go. Licence bits are left out: the file that is shown has the font already. nullopt if the bytes are
/// no TrueType, OpenType or CFF font.
std::optional<UsableFont> usable_font(std::string_view bytes, std::string_view name);

}  // namespace gongwen::show
