// Fonts of foreign files as fonts that can be opened: embedded fonts are often cut down to the tables that drawing
// needs, or are bare CFF outlines.
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
  /// For bare CFF: the glyphs by the numbers in its charset (CID, or SID of a name), by which files name glyphs of such
  /// fonts. Empty if these are the numbers of the glyphs themselves.
  std::map<std::uint32_t, std::uint32_t> glyph_of_number = {};
};

/// Returns an OpenType file with the tables of `bytes` that drawing needs, and with this name. Of tables that are cut
/// off, the existing part is kept. Licence bits are left out, since the file that is shown has the font already.
/// Returns nullopt if the bytes are not a TrueType, OpenType or CFF font.
std::optional<UsableFont> usable_font(std::string_view bytes, std::string_view name);

}  // namespace gongwen::show
