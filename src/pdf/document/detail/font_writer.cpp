#include "pdf/document/detail/font_writer.h"

#include "base/format.h"

#include <algorithm>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace gongwen::pdf {

std::string subset_tag(std::uint64_t hash) {
  std::string tag;
  for (int i = 0; i < 6; ++i, hash /= 26) tag.push_back(static_cast<char>('A' + hash % 26));
  return tag;
}

namespace {

/// A CMap file from ranges. `head` says what kind of map it is.
std::string cmap_file(std::string_view head, std::string_view section, const std::vector<std::string>& ranges) {
  constexpr std::size_t kMaxRanges = 100;  // per block (Adobe Technical Note 5014, section 5.5)
  std::string out = "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)";
  out.append(head).append("\n1 begincodespacerange<0000><FFFF>endcodespacerange\n");
  for (std::size_t begin = 0; begin < ranges.size(); begin += kMaxRanges) {
    const std::size_t end = std::min(begin + kMaxRanges, ranges.size());
    out += fmt::format("{} begin{}\n", end - begin, section);
    for (std::size_t i = begin; i < end; ++i) out.append(ranges[i]).push_back('\n');
    out += fmt::format("end{}\n", section);
  }
  return out + "endcmap CMapName currentdict/CMap defineresource pop end end";
}

}  // namespace

std::string unicode_map(const std::vector<std::string>& ranges) {
  return cmap_file("/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def", "bfrange",
                   ranges);
}

std::string encoding_map(const std::vector<std::string>& ranges) {
  return cmap_file("/Ordering(Identity)/Supplement 0>>def/CMapName/Gongwen-Codes-H def/CMapType 1 def/WMode 0 def",
                   "cidrange", ranges);
}

void add_descendant_entries(DictionaryWriter& dictionary, text::OutlineFormat format, std::string_view name,
                            const std::string& widths) {
  dictionary.name("Type", "Font");
  dictionary.name("Subtype", format == text::OutlineFormat::Cff ? "CIDFontType0" : "CIDFontType2");
  dictionary.name("BaseFont", name);
  {
    DictionaryWriter system = dictionary.dictionary("CIDSystemInfo");
    system.text("Registry", "Adobe");
    system.text("Ordering", "Identity");
    system.integer("Supplement", 0);
  }
  dictionary.integer("DW", kDefaultWidth);
  dictionary.spelled("W", widths);
}

ObjectNumber write_composite_font(std::string_view name, const CompositeFontParts& parts, ObjectWriter& file) {
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("Type", "Font");
    dictionary.name("Subtype", "Type0");
    dictionary.name("BaseFont", name);
    if (parts.encoding) {
      dictionary.reference("Encoding", *parts.encoding);
    } else {
      dictionary.name("Encoding", "Identity-H");
    }
    dictionary.array("DescendantFonts").reference(parts.descendant);
    dictionary.reference("ToUnicode", parts.unicode_map);
  }
  return file.add(body);
}

namespace {

std::int64_t per_mille(std::int64_t units, const text::FaceMetrics& metrics) {
  return units * 1000 / metrics.units_per_em;
}

/// The array `W` (section 9.7.4.3): the widths of all codes that do not have the default width, grouped by consecutive
/// codes.
std::string width_array(const paint::UsedFont& font) {
  std::string out = "[";
  bool open = false;
  // CFF outlines are listed by CID: several codes of one glyph share its width.
  const bool by_glyph = font.subset().format == text::OutlineFormat::Cff && font.subset().glyph_count > 0;
  const std::size_t count = by_glyph ? font.subset().glyph_count : font.codes().size();
  for (std::size_t code = 1; code < count; ++code) {
    const bool used = !font.codes()[code].text.empty();
    const std::int32_t width = font.stated_width(static_cast<paint::CharacterCode>(code));
    if (!used || width == kDefaultWidth) {
      if (open) out.push_back(']');
      open = false;
      continue;
    }
    if (!open) {
      if (out.back() != '[' && out.back() != ']') out.push_back(' ');
      append_integer(out, static_cast<std::int64_t>(code));
      out.push_back('[');
    } else {
      out.push_back(' ');
    }
    open = true;
    append_integer(out, width);
  }
  if (open) out.push_back(']');
  return out + "]";
}

ObjectNumber write_descriptor(const paint::UsedFont& font, std::string_view name, ObjectWriter& file) {
  const text::FaceMetrics& metrics = font.face().metrics();
  const bool is_cff = font.subset().format == text::OutlineFormat::Cff;
  std::string entries = is_cff ? "/Subtype/CIDFontType0C" : "/Length1 ";
  if (!is_cff) append_integer(entries, static_cast<std::int64_t>(font.subset().length));
  const ObjectNumber program = file.add_kept_stream(entries + "/Filter/FlateDecode", font.subset().packed);
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("Type", "FontDescriptor");
    dictionary.name("FontName", name);
    dictionary.integer("Flags", 4);  // symbolic: codes are glyph numbers
    {
      ArrayWriter bounds = dictionary.array("FontBBox");
      for (const std::int32_t bound : metrics.bounds) bounds.integer(per_mille(bound, metrics));
    }
    dictionary.integer("ItalicAngle", font.face().is_italic() ? -12 : 0);
    dictionary.integer("Ascent", per_mille(metrics.ascent, metrics));
    dictionary.integer("Descent", -per_mille(metrics.descent, metrics));
    dictionary.integer("CapHeight", per_mille(metrics.cap_height, metrics));
    dictionary.integer("StemV", font.face().weight() >= 600 ? 140 : 80);
    dictionary.reference(is_cff ? "FontFile3" : "FontFile2", program);
  }
  return file.add(body);
}

/// Needed if codes differ from glyph numbers (section 9.7.4.2).
std::string glyph_map_bytes(const paint::UsedFont& font) {
  std::string bytes;
  for (const paint::FontCode& code : font.codes()) {
    bytes.push_back(static_cast<char>(code.new_glyph >> 8));
    bytes.push_back(static_cast<char>(code.new_glyph & 0xFF));
  }
  return bytes;
}

constexpr std::string_view kEncodingEntries =
    "/Type/CMap/CMapName/Gongwen-Codes-H/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>";

/// A CMap from codes to CIDs (section 9.7.5.4), for CFF fonts in which a glyph has several codes because it stands for
/// several texts: a descendant with CFF outlines cannot have a CIDToGIDMap.
std::string map_of_codes(const paint::UsedFont& font) {
  const std::vector<paint::FontCode>& codes = font.codes();
  std::vector<std::string> lines;
  for (std::size_t code = 0; code < codes.size();) {
    const std::size_t first = code;
    const std::size_t glyph = first < font.subset().glyph_count ? first : codes[first].new_glyph;
    // The codes of a range may differ only in their last byte.
    do {
      ++code;
    } while (code < font.subset().glyph_count && (code & 0xFF) != 0);
    lines.push_back(fmt::format("<{:04X}><{:04X}> {}", first, code - 1, glyph));
  }
  return encoding_map(lines);
}

}  // namespace

std::string subset_tag(const paint::UsedFont& font) {
  XXH3_state_t* const state = XXH3_createState();
  XXH3_64bits_reset(state);
  for (const paint::FontCode& code : font.codes()) {
    XXH3_64bits_update(state, &code.glyph, sizeof code.glyph);
    XXH3_64bits_update(state, code.text.data(), code.text.size() * sizeof(char32_t));
  }
  const std::uint64_t hash = XXH3_64bits_digest(state);
  XXH3_freeState(state);
  return subset_tag(hash);
}

std::string to_unicode_map(const std::vector<paint::FontCode>& codes) {
  struct Range {
    std::size_t first;
    std::size_t last;
  };
  std::vector<Range> ranges;
  for (std::size_t code = 1; code < codes.size(); ++code) {
    if (codes[code].text.empty()) continue;
    // The codes of a range may differ only in their last byte.
    const bool extends = !ranges.empty() && ranges.back().last + 1 == code && (code & 0xFF) != 0;
    if (extends) {
      ranges.back().last = code;
    } else {
      ranges.push_back({code, code});
    }
  }
  std::vector<std::string> lines;
  for (const Range& range : ranges) {
    std::string& line = lines.emplace_back(fmt::format("<{:04X}><{:04X}>[", range.first, range.last));
    for (std::size_t code = range.first; code <= range.last; ++code) append_utf16_hex(line, codes[code].text);
    line.push_back(']');
  }
  return unicode_map(lines);
}

ObjectNumber write_font(const paint::UsedFont& font, std::string_view base_name, ObjectWriter& file) {
  const std::string name = subset_tag(font) + "+" + std::string(base_name);
  const ObjectNumber descriptor = write_descriptor(font, name, file);
  const ObjectNumber unicode = file.add_stream({}, to_unicode_map(font.codes()), Compress::Yes);
  const text::OutlineFormat format = font.subset().format;
  std::string descendant;
  {
    DictionaryWriter dictionary(descendant);
    add_descendant_entries(dictionary, format, name, width_array(font));
    dictionary.reference("FontDescriptor", descriptor);
    if (format == text::OutlineFormat::Cff) {
      // A CFF program itself maps CIDs to glyphs.
    } else if (font.codes_are_glyphs()) {
      dictionary.name("CIDToGIDMap", "Identity");
    } else {
      dictionary.reference("CIDToGIDMap", file.add_stream({}, glyph_map_bytes(font), Compress::Yes));
    }
  }
  CompositeFontParts parts{file.add(descendant), unicode};
  if (format == text::OutlineFormat::Cff && !font.codes_are_glyphs()) {
    parts.encoding = file.add_stream(kEncodingEntries, map_of_codes(font), Compress::Yes);
  }
  return write_composite_font(name, parts, file);
}

}  // namespace gongwen::pdf
