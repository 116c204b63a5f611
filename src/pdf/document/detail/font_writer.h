// Embeds fonts (ISO 32000-1 section 9.7): composite fonts with two-byte codes, whose one descendant has TrueType or CFF
// outlines, with widths and a ToUnicode map. Document fonts and field fonts share the lower half.
#pragma once

#include "paint/font_usage.h"
#include "pdf/syntax/detail/file_writer.h"
#include "pdf/syntax/syntax.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

// Fonts of the documents' texts.

/// Writes one font. Returns the object number of its font dictionary.
ObjectNumber write_font(const paint::UsedFont& font, std::string_view base_name, ObjectWriter& file);

/// The ToUnicode CMap of a font (section 9.10.3).
std::string to_unicode_map(const std::vector<paint::FontCode>& codes);

/// `ABCDEF`: the tag of a subset, derived from its contents (section 9.6.4).
std::string subset_tag(const paint::UsedFont& font);

// What document fonts and field fonts share.

/// The width, in 1/1000 em, of codes that the array `W` does not list (section 9.7.4.3).
inline constexpr std::int32_t kDefaultWidth = 1000;

/// `ABCDEF`: the tag of a subset from the hash of its contents (section 9.6.4).
std::string subset_tag(std::uint64_t hash);

/// A ToUnicode CMap (section 9.10.3) from ranges such as `<0041><0043><0061>`, ordered by code. The codes of a range
/// may differ only in their last byte.
std::string unicode_map(const std::vector<std::string>& ranges);

/// A CMap from codes to CIDs (section 9.7.5.4) from ranges such as `<0041><0043> 17`; the same rule applies.
std::string encoding_map(const std::vector<std::string>& ranges);

/// Adds the first entries of the descendant font's dictionary. The caller adds those of its program and glyph map.
/// `widths` is the array `W`.
void add_descendant_entries(DictionaryWriter& dictionary, text::OutlineFormat format, std::string_view name,
                            const std::string& widths);

/// The objects of a composite font. `encoding` is a CMap from codes to CIDs; without it, codes are CIDs.
struct CompositeFontParts {
  ObjectNumber descendant;
  ObjectNumber unicode_map;
  std::optional<ObjectNumber> encoding = std::nullopt;
};

/// Writes the font dictionary itself.
ObjectNumber write_composite_font(std::string_view name, const CompositeFontParts& parts, ObjectWriter& file);

}  // namespace gongwen::pdf
