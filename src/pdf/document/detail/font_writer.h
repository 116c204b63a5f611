// Embedded fonts (ISO 32000-1 section 9.7): composite TrueType fonts with two-byte codes, widths and a ToUnicode map.
#pragma once

#include "pdf/document/detail/font_usage.h"
#include "pdf/syntax/detail/file_writer.h"

namespace gongwen::pdf {

/// Writes one font; answers with its font dictionary's number.
ObjectNumber write_font(const UsedFont& font, std::string_view base_name, FileWriter& file);

/// The ToUnicode CMap of a font (section 9.10.3).
std::string to_unicode_map(const std::vector<FontCode>& codes);

/// `ABCDEF`: a subset's tag, from what is in it (section 9.6.4).
std::string subset_tag(const UsedFont& font);

}  // namespace gongwen::pdf
