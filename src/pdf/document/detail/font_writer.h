// Embedded fonts: the composite font that all of them are, and the writing of a used one.
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

// Embedded fonts (ISO 32000-1 section 9.7): composite fonts of TrueType or CFF outlines with two-byte codes, widths and
// a ToUnicode map.

/// Writes one font; returns the number of its font dictionary.
ObjectNumber write_font(const paint::UsedFont& font, std::string_view base_name, FileWriter& file);

/// The ToUnicode CMap of a font (section 9.10.3).
std::string to_unicode_map(const std::vector<paint::FontCode>& codes);

/// `ABCDEF`: a subset's tag, from what is in it (section 9.6.4).
std::string subset_tag(const paint::UsedFont& font);

// What all embedded fonts have in common (ISO 32000-1 section 9.7): a composite font with two-byte codes, whose one
// descendant has the outlines.

/// The width in 1/1000 em of codes that `W` says nothing of (section 9.7.4.3).
inline constexpr std::int32_t kDefaultWidth = 1000;

/// `ABCDEF`: a subset's tag, from the hash of what is in it (section 9.6.4).
std::string subset_tag(std::uint64_t hash);

/// A ToUnicode CMap (section 9.10.3) of ranges such as `<0041><0043><0061>`, by code; codes of one range differ in
/// their last byte only.
std::string unicode_map(const std::vector<std::string>& ranges);

/// A CMap from codes to CIDs (section 9.7.5.4) of ranges such as `<0041><0043> 17`, likewise.
std::string encoding_map(const std::vector<std::string>& ranges);

/// The first entries of the descendant font's dictionary; those of its program and glyphs follow. `widths` is `W`.
void add_descendant_entries(DictionaryWriter& dictionary, text::OutlineFormat format, std::string_view name,
                            const std::string& widths);

/// What a composite font refers to. `encoding` is a CMap from codes to CIDs; without it codes are CIDs.
struct CompositeFontParts {
  ObjectNumber descendant;
  ObjectNumber unicode_map;
  std::optional<ObjectNumber> encoding = std::nullopt;
};

/// Writes the font dictionary itself.
ObjectNumber write_composite_font(std::string_view name, const CompositeFontParts& parts, FileWriter& file);

}  // namespace gongwen::pdf
