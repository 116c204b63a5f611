
#include "pdf/document/detail/font_writer.h"

#include "base/format.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace gongwen::pdf {
namespace {

std::int64_t per_mille(std::int64_t units, const text::FaceMetrics& metrics) {
  return units * 1000 / metrics.units_per_em;
}

/// `W` (section 9.7.4.3): widths of all codes but those that have the default, in stretches of neighbours.
std::string width_array(const UsedFont& font) {
  std::string out = "[";
  bool open = false;
  for (std::size_t code = 1; code < font.codes().size(); ++code) {
    const bool used = !font.codes()[code].text.empty();
    const std::int32_t width = font.stated_width(static_cast<CharacterCode>(code));
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

ObjectNumber write_descriptor(const UsedFont& font, std::string_view name, FileWriter& file) {
  const text::FaceMetrics& metrics = font.face().metrics();
  std::string length1 = "/Length1 ";
  append_integer(length1, static_cast<std::int64_t>(font.subset().length));
  const ObjectNumber program = file.add_stream(length1 + "/Filter/FlateDecode", font.subset().packed, Compress::No);
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
    dictionary.reference("FontFile2", program);
  }
  return file.add(body);
}

/// Codes that are not glyph numbers need a map (section 9.7.4.2).
std::string glyph_map_bytes(const UsedFont& font) {
  std::string bytes;
  for (const FontCode& code : font.codes()) {
    bytes.push_back(static_cast<char>(code.new_glyph >> 8));
    bytes.push_back(static_cast<char>(code.new_glyph & 0xFF));
  }
  return bytes;
}

}  // namespace

std::string subset_tag(const UsedFont& font) {
  XXH3_state_t* const state = XXH3_createState();
  XXH3_64bits_reset(state);
  for (const FontCode& code : font.codes()) {
    XXH3_64bits_update(state, &code.glyph, sizeof code.glyph);
    XXH3_64bits_update(state, code.text.data(), code.text.size() * sizeof(char32_t));
  }
  const std::uint64_t hash = XXH3_64bits_digest(state);
  XXH3_freeState(state);
  return subset_tag(hash);
}

std::string to_unicode_map(const std::vector<FontCode>& codes) {
  struct Range {
    std::size_t first;
    std::size_t last;
  };
  std::vector<Range> ranges;
  for (std::size_t code = 1; code < codes.size(); ++code) {
    if (codes[code].text.empty()) continue;
    // Codes of a range differ in their last byte only.
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

ObjectNumber write_font(const UsedFont& font, std::string_view base_name, FileWriter& file) {
  const std::string name = subset_tag(font) + "+" + std::string(base_name);
  const ObjectNumber descriptor = write_descriptor(font, name, file);
  const ObjectNumber unicode = file.add_stream({}, to_unicode_map(font.codes()), Compress::Yes);
  std::string descendant;
  {
    DictionaryWriter dictionary(descendant);
    add_descendant_entries(dictionary, name, width_array(font));
    dictionary.reference("FontDescriptor", descriptor);
    if (font.codes_are_glyphs()) {
      dictionary.name("CIDToGIDMap", "Identity");
    } else {
      dictionary.reference("CIDToGIDMap", file.add_stream({}, glyph_map_bytes(font), Compress::Yes));
    }
  }
  return write_composite_font(name, file.add(descendant), unicode, file);
}

}  // namespace gongwen::pdf
