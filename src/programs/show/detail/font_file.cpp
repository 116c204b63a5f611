#include "programs/show/detail/font_file.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>

// The formats: OpenType 1.9 (table directory, head, hhea, hmtx, maxp, name) and Adobe Technical Note 5176 (CFF).
namespace gongwen::show {
namespace {

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    number = number << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
  }
  return number;
}

void append_number(std::string& out, std::uint32_t number, std::size_t size) {
  for (std::size_t i = size; i-- > 0;) out.push_back(static_cast<char>(number >> (8 * i) & 0xFFU));
}

using Tables = std::map<std::string, std::string, std::less<>>;

constexpr std::array<std::string_view, 12> kKeptTables{"glyf", "loca", "head", "hhea", "hmtx", "maxp",
                                                       "cvt ", "fpgm", "prep", "cmap", "CFF ", "vmtx"};

/// The tables of the first face; empty if there is no directory.
Tables tables_of(std::string_view file) {
  constexpr std::size_t kHead = 12;
  constexpr std::size_t kRecord = 16;
  std::size_t start = 0;
  if (file.starts_with("ttcf")) start = big_endian(file, kHead, 4);
  Tables tables;
  const std::size_t count = big_endian(file, start + 4, 2);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t record = start + kHead + i * kRecord;
    if (record + kRecord > file.size()) break;
    const std::string_view tag = file.substr(record, 4);
    const std::size_t offset = big_endian(file, record + 8, 4);
    if (offset >= file.size() || std::ranges::find(kKeptTables, tag) == kKeptTables.end()) continue;
    tables.try_emplace(std::string(tag), file.substr(offset, big_endian(file, record + 12, 4)));
  }
  return tables;
}

/// An INDEX of CFF (section 5): where its data ends, and how many objects it has.
struct CffIndex {
  std::size_t count = 0;
  std::size_t first = 0;   // offset of the first object
  std::size_t second = 0;  // of the one behind it
  std::size_t end = 0;
};

std::optional<CffIndex> read_cff_index(std::string_view cff, std::size_t at) {
  if (at + 2 > cff.size()) return std::nullopt;
  CffIndex index;
  index.count = big_endian(cff, at, 2);
  index.end = at + 2;
  if (index.count == 0) return index;
  const std::size_t size = big_endian(cff, at + 2, 1);
  if (size < 1 || size > 4) return std::nullopt;
  const std::size_t offsets = at + 3;
  const std::size_t data = offsets + (index.count + 1) * size - 1;
  if (data >= cff.size()) return std::nullopt;
  index.first = data + big_endian(cff, offsets, size);
  index.second = data + big_endian(cff, offsets + size, size);
  index.end = data + big_endian(cff, offsets + index.count * size, size);
  if (index.first > index.second || index.second > cff.size() || index.end > cff.size()) return std::nullopt;
  return index;
}

constexpr unsigned kCharset = 15;
constexpr unsigned kCharStrings = 17;

/// The operand of an operator with one byte in the dictionary of a font, which is an offset; 0 if it is missing.
std::size_t offset_in_cff(std::string_view dictionary, unsigned wanted) {
  std::int64_t operand = 0;
  for (std::size_t i = 0; i < dictionary.size();) {
    const unsigned b = big_endian(dictionary, i, 1);
    ++i;
    if (b == wanted) return operand < 0 ? 0 : static_cast<std::size_t>(operand);
    if (b == 28) {
      operand = static_cast<std::int16_t>(big_endian(dictionary, i, 2));
      i += 2;
    } else if (b == 29) {
      operand = static_cast<std::int32_t>(big_endian(dictionary, i, 4));
      i += 4;
    } else if (b == 30) {
      // A real number ends with a half byte of fifteen.
      while (i < dictionary.size() && (big_endian(dictionary, i, 1) & 0x0FU) != 0x0F) ++i;
      ++i;
    } else if (b >= 32 && b <= 246) {
      operand = static_cast<std::int64_t>(b) - 139;
    } else if (b >= 247 && b <= 254) {
      const auto low = static_cast<std::int64_t>(big_endian(dictionary, i, 1));
      ++i;
      operand = b <= 250 ? (static_cast<std::int64_t>(b) - 247) * 256 + low + 108
                         : -(static_cast<std::int64_t>(b) - 251) * 256 - low - 108;
    } else if (b == 12) {
      ++i;
    }
  }
  return 0;
}

/// Returns the dictionary of the only font; empty if the bytes are not a CFF font.
std::string_view dictionary_of_cff(std::string_view cff) {
  if (cff.size() < 4 || cff.front() != 1) return {};
  const auto names = read_cff_index(cff, big_endian(cff, 2, 1));
  const auto dictionaries = names ? read_cff_index(cff, names->end) : std::nullopt;
  if (!dictionaries || dictionaries->count == 0) return {};
  return cff.substr(dictionaries->first, dictionaries->second - dictionaries->first);
}

/// Returns the number of glyphs of a bare CFF font; 0 if it is not one.
std::size_t cff_glyph_count(std::string_view cff) {
  const std::size_t at = offset_in_cff(dictionary_of_cff(cff), kCharStrings);
  const auto outlines = at == 0 ? std::nullopt : read_cff_index(cff, at);
  return outlines ? outlines->count : 0;
}

/// The charset (section 13): the glyphs by their numbers. Empty for the predefined ones, which begin with the names in
/// the order of their identifiers.
std::map<std::uint32_t, std::uint32_t> cff_charset(std::string_view cff, std::size_t glyphs) {
  constexpr std::size_t kPredefined = 3;
  std::map<std::uint32_t, std::uint32_t> charset;
  std::size_t at = offset_in_cff(dictionary_of_cff(cff), kCharset);
  if (at < kPredefined || at >= cff.size()) return charset;
  const std::uint32_t format = big_endian(cff, at, 1);
  ++at;
  std::uint32_t glyph = 1;
  while (glyph < glyphs && at + 2 <= cff.size()) {
    const std::uint32_t first = big_endian(cff, at, 2);
    const std::size_t size = format == 0 ? 0 : format == 1 ? 1 : 2;
    const std::uint32_t more = big_endian(cff, at + 2, size);
    at += 2 + size;
    for (std::uint32_t i = 0; i <= more && glyph < glyphs; ++i) charset.try_emplace(first + i, glyph++);
  }
  return charset;
}

constexpr std::uint32_t kUnitsOfCff = 1'000;

std::string head_table(std::uint32_t units) {
  std::string out;
  append_number(out, 0x00010000, 4);
  append_number(out, 0x00010000, 4);
  append_number(out, 0, 4);           // check sum: not checked by readers
  append_number(out, 0x5F0F3CF5, 4);  // the magic number
  append_number(out, 3, 2);
  append_number(out, units, 2);
  out.append(16, '\0');  // dates
  append_number(out, 0, 2);
  append_number(out, 0xFF38, 2);  // -200
  append_number(out, units, 2);
  append_number(out, units, 2);
  out.append(10, '\0');  // style, smallest size, direction, format of `loca`, of glyphs
  return out;
}

std::string hhea_table(std::uint32_t units, std::size_t metrics) {
  std::string out;
  append_number(out, 0x00010000, 4);
  append_number(out, units * 88 / 100, 2);
  append_number(out, 0x10000 - units * 12 / 100, 2);
  append_number(out, 0, 2);
  append_number(out, units, 2);
  out.append(22, '\0');
  append_number(out, static_cast<std::uint32_t>(metrics), 2);
  return out;
}

/// One family and one full name (`name`, identifiers 1 and 4), for Windows in Unicode.
std::string name_table(std::string_view name) {
  std::string text;
  for (const char32_t c : base::to_utf32(name)) append_number(text, c > 0xFFFF ? U'?' : c, 2);
  std::string out;
  append_number(out, 0, 2);
  append_number(out, 2, 2);
  append_number(out, 6 + 2 * 12, 2);
  for (const std::uint32_t identifier : {1U, 4U}) {
    for (const std::uint32_t number : {3U, 1U, 0x0409U, identifier, static_cast<std::uint32_t>(text.size()), 0U}) {
      append_number(out, number, 2);
    }
  }
  return out + text;
}

/// Adds the tables that measure glyphs, if they are missing: a font without them would not be opened.
void add_missing_tables(Tables& tables, std::size_t glyphs) {
  const std::uint32_t units = tables.contains("head") ? big_endian(tables["head"], 18, 2) : kUnitsOfCff;
  if (!tables.contains("head")) tables["head"] = head_table(kUnitsOfCff);
  if (!tables.contains("hhea") || !tables.contains("hmtx")) {
    tables["hhea"] = hhea_table(units, 1);
    std::string& widths = tables["hmtx"];
    widths.clear();
    append_number(widths, units, 2);
    append_number(widths, 0, 2);
    widths.append((glyphs - 1) * 2, '\0');
  }
  if (!tables.contains("maxp")) {
    std::string& table = tables["maxp"];
    append_number(table, 0x00005000, 4);
    append_number(table, static_cast<std::uint32_t>(glyphs), 2);
  }
}

std::string written(const Tables& tables) {
  std::string out;
  append_number(out, tables.contains("CFF ") ? 0x4F54544FU : 0x00010000U, 4);
  append_number(out, static_cast<std::uint32_t>(tables.size()), 2);
  out.append(6, '\0');  // for a search that readers do without
  std::size_t offset = out.size() + tables.size() * 16;
  for (const auto& [tag, table] : tables) {
    out += tag;
    append_number(out, 0, 4);
    append_number(out, static_cast<std::uint32_t>(offset), 4);
    append_number(out, static_cast<std::uint32_t>(table.size()), 4);
    offset += (table.size() + 3) / 4 * 4;
  }
  for (const auto& [tag, table] : tables) {
    out += table;
    out.append((4 - table.size() % 4) % 4, '\0');
  }
  return out;
}

}  // namespace

std::optional<UsableFont> usable_font(std::string_view bytes, std::string_view name) {
  constexpr std::size_t kMostGlyphs = 0xFFFF;
  Tables tables;
  UsableFont font;
  std::size_t glyphs = cff_glyph_count(bytes);
  if (glyphs > 0) {
    tables["CFF "] = bytes;
    font.glyph_of_number = cff_charset(bytes, glyphs);
  } else {
    tables = tables_of(bytes);
    if (tables.contains("CFF ")) {
      glyphs = cff_glyph_count(tables["CFF "]);
    } else if (tables.contains("glyf") && tables.contains("loca") && tables.contains("head")) {
      const std::size_t entry = big_endian(tables["head"], 50, 2) == 0 ? 2 : 4;
      const std::size_t outlines = tables["loca"].size() / entry;
      glyphs = tables.contains("maxp") ? big_endian(tables["maxp"], 4, 2) : 0;
      if (outlines > 0 && (glyphs == 0 || glyphs > outlines - 1)) glyphs = outlines - 1;
    }
  }
  if (glyphs == 0 || glyphs > kMostGlyphs) return std::nullopt;
  // A font that has only blanks has no outlines, which would look like a font of pictures.
  if (const auto outlines = tables.find("glyf"); outlines != tables.end() && outlines->second.empty())
    outlines->second.append(4, '\0');
  add_missing_tables(tables, glyphs);
  tables["name"] = name_table(name);
  font.bytes = written(tables);
  font.glyph_count = glyphs;
  return font;
}

}  // namespace gongwen::show
