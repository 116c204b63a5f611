// Fonts and pictures: what the bytes are, whatever the file calls them (media.cpp).
#pragma once

#include <cstdint>
#include <string_view>

namespace gongwen::ofd_check {

enum class FontKind : std::uint8_t { Damaged, Glyf, Cff };

struct FontFacts {
  FontKind kind = FontKind::Damaged;
  std::uint32_t glyphs = 0;  // 0: not known, as in CFF without tables
};

/// Reads the table directory and `maxp`; tables that lie outside of the file make it damaged.
FontFacts read_font_facts(std::string_view bytes);

/// `PNG`, `JPEG`, `BMP`, `TIFF`, `JP2`, `JBIG2`, `GIF`; empty for anything else.
std::string_view recognise_image(std::string_view bytes);

}  // namespace gongwen::ofd_check
