#include "intake/detail/pdf_font_text.h"

#include "data/decode_text.h"
#include "intake/detail/pdf_content.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gongwen::intake {
namespace {

constexpr std::string_view kNoCharacter = "□";

/// The printable characters of ASCII are the same in all encodings of Latin letters.
DecodedText as_ascii(std::string_view codes) {
  DecodedText decoded;
  for (const char c : codes) {
    if (c >= ' ' && c <= '~') {
      decoded.text += c;
    } else {
      decoded.certain = false;
    }
  }
  return decoded;
}

/// Codes of one byte or two, as PDFium draws Chinese (ISO 32000-1, table 118).
bool is_gbk(const PdfObject& font) {
  const std::string name = font.get("/Encoding").name();
  return font.get("/Subtype").name() == "Type0" && (name.starts_with("GBK") || name.starts_with("GB-EUC"));
}

}  // namespace

bool GlyphsOfCodes::has_glyph(std::uint32_t code) const {
  if (is_identity) return code != 0;
  const std::size_t at = std::size_t{code} * 2;
  return at + 1 < map.size() && (map[at] != 0 || map[at + 1] != 0);
}

std::optional<GlyphsOfCodes> PdfFontTexts::read_glyphs(const PdfObject& font) const {
  const std::string encoding = font.get("/Encoding").name();
  if (encoding != "Identity-H" && encoding != "Identity-V") return std::nullopt;
  const PdfObject map = font.get("/DescendantFonts").at(0).get("/CIDToGIDMap");
  if (!map.is_stream()) return GlyphsOfCodes{};
  auto bytes = unpacked_bytes(map, limits_.max_stream_bytes, limits_);
  if (!bytes) return std::nullopt;
  return GlyphsOfCodes{*std::move(bytes), false};
}

PdfFontTexts::Font PdfFontTexts::describe(const PdfObject& font) {
  const std::string type = font.get("/Subtype").name();
  const std::string base = font.get("/BaseFont").name();
  if (base.ends_with("ZapfDingbats") || base.ends_with("Symbol")) return {Coding::Marks};
  const bool composite = type == "Type0";
  if (const auto cmap = unpacked_bytes(font.get("/ToUnicode"), limits_.max_stream_bytes, limits_)) {
    return {composite ? Coding::TwoBytes : Coding::OneByte, read_code_map(*cmap, map_room_)};
  }
  const PdfObject encoding = font.get("/Encoding");
  const std::string name = encoding.name();
  if (composite && name.starts_with("UniGB-U")) return {Coding::Utf16};
  if (is_gbk(font)) return {Coding::Gbk};
  // Without a map of characters it is still known which codes are none.
  if (composite) return {Coding::TwoBytes};
  // A subset may have given its codes any meaning.
  const bool subset = base.size() > 7 && base[6] == '+';
  const bool latin = encoding.is_null() || name == "WinAnsiEncoding" || name == "MacRomanEncoding" ||
                     name == "StandardEncoding" || name == "PDFDocEncoding";
  return {latin && !subset && (type == "Type1" || type == "TrueType") ? Coding::Ascii : Coding::Unknown};
}

PdfFontTexts::Font& PdfFontTexts::known(const PdfObject& font) {
  const auto [place, added] = fonts_.try_emplace(font.id());
  if (added || font.id() == 0) place->second = describe(font);
  return place->second;
}

const std::optional<GlyphsOfCodes>& PdfFontTexts::glyphs_of(Font& known, const PdfObject& font) const {
  if (!known.knows_glyphs && known.coding == Coding::TwoBytes) known.glyphs = read_glyphs(font);
  known.knows_glyphs = true;
  return known.glyphs;
}

/// By the map of the font. What the map does not have may be anything, unless it leads to no glyph.
DecodedText PdfFontTexts::by_map(Font& known, const PdfObject& font, std::string_view codes, std::size_t length) const {
  DecodedText decoded;
  for (std::size_t at = 0; at + length <= codes.size(); at += length) {
    const std::uint32_t code = code_of(codes.substr(at, length));
    if (known.map.append_text(code, decoded.text)) continue;
    if (const auto& glyphs = glyphs_of(known, font); glyphs && !glyphs->has_glyph(code)) {
      decoded.text += kNoCharacter;
    } else {
      decoded.certain = false;
    }
  }
  if (codes.size() % length == 0) return decoded;
  // Half a code, which programs write that take the font for one of single bytes.
  if (glyphs_of(known, font)) {
    decoded.text += kNoCharacter;
  } else {
    decoded.certain = false;
  }
  return decoded;
}

DecodedText PdfFontTexts::decode(const PdfObject& font, std::string_view codes) {
  if (!font.is_dictionary()) return {{}, false};
  Font& description = known(font);
  switch (description.coding) {
    case Coding::Unknown: return {{}, codes.empty()};
    case Coding::OneByte: return by_map(description, font, codes, 1);
    case Coding::TwoBytes: return by_map(description, font, codes, 2);
    case Coding::Ascii: return as_ascii(codes);
    case Coding::Utf16: return {decode_pdf_string("\xFE\xFF" + std::string(codes)).text, codes.size() % 2 == 0};
    case Coding::Gbk:
      if (auto text = data::decode_from("GB18030", codes)) return {*std::move(text)};
      return {{}, false};
    case Coding::Marks: break;
  }
  return {};
}

PdfFontTexts::Widths PdfFontTexts::read_widths(const PdfObject& font) const {
  constexpr double kEm = 1000;
  constexpr std::size_t kMost = 70'000;
  const auto number = [](const PdfObject& object) {
    const std::string text = object.number();
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  Widths widths;
  if (font.get("/Subtype").name() != "Type0") {
    // The glyphs of Type 3 have their own space (ISO 32000-1, 9.6.5).
    const PdfObject matrix = font.get("/FontMatrix");
    const double unit = matrix.size() == 6 ? std::abs(number(matrix.at(0))) : 1 / kEm;
    const PdfObject list = font.get("/Widths");
    const auto first = static_cast<std::uint32_t>(font.get("/FirstChar").integer().value_or(0));
    widths.usual = list.size() == 0 ? 0.5 : number(font.get("/FontDescriptor").get("/MissingWidth")) / kEm;
    for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), 256); ++i) {
      widths.own[first + static_cast<std::uint32_t>(i)] = number(list.at(i)) * unit;
    }
    return widths;
  }
  const PdfObject inner = font.get("/DescendantFonts").at(0);
  widths.usual = inner.get("/DW").number().empty() ? 1 : number(inner.get("/DW")) / kEm;
  const PdfObject list = inner.get("/W");
  for (std::size_t i = 0; i + 1 < std::min(list.size(), kMost);) {
    const auto first = static_cast<std::uint32_t>(list.at(i).integer().value_or(0));
    const PdfObject next = list.at(i + 1);
    if (next.is_array()) {
      for (std::size_t k = 0; k < std::min(next.size(), kMost) && widths.own.size() < kMost; ++k) {
        widths.own[first + static_cast<std::uint32_t>(k)] = number(next.at(k)) / kEm;
      }
      i += 2;
    } else {
      const auto last = static_cast<std::uint32_t>(next.integer().value_or(0));
      const double width = number(list.at(i + 2)) / kEm;
      for (std::uint32_t code = first; code <= last && code <= 0xFFFF && widths.own.size() < kMost; ++code) {
        widths.own[code] = width;
      }
      i += 3;
    }
  }
  return widths;
}

const PdfFontTexts::Widths& PdfFontTexts::widths_of(const PdfObject& font) {
  const auto [place, added] = widths_.try_emplace(font.id());
  if (added || font.id() == 0) place->second = read_widths(font);
  return place->second;
}

std::size_t PdfFontTexts::length_of_code(const PdfObject& font, std::string_view codes) {
  if (is_gbk(font)) return static_cast<unsigned char>(codes.front()) < 0x80 ? 1 : 2;
  return font.get("/Subtype").name() == "Type0" ? 2 : 1;
}

double PdfFontTexts::width(const PdfObject& font, std::string_view codes) {
  if (!font.is_dictionary()) return 0;
  const Widths& widths = widths_of(font);
  double all = 0;
  for (std::size_t at = 0, length = 0; at < codes.size(); at += length) {
    length = length_of_code(font, codes.substr(at));
    if (at + length > codes.size()) break;
    const auto own = widths.own.find(code_of(codes.substr(at, length)));
    all += own == widths.own.end() ? widths.usual : own->second;
  }
  return all;
}

std::vector<FontGlyph> PdfFontTexts::glyphs(const PdfObject& font, std::string_view codes) {
  std::vector<FontGlyph> found;
  if (!font.is_dictionary()) return found;
  const Widths& widths = widths_of(font);
  for (std::size_t at = 0, length = 0; at < codes.size(); at += length) {
    length = length_of_code(font, codes.substr(at));
    if (at + length > codes.size()) break;
    const std::string_view code = codes.substr(at, length);
    DecodedText decoded = decode(font, code);
    const auto width = widths.own.find(code_of(code));
    found.push_back({std::move(decoded.text), decoded.certain, width == widths.own.end() ? widths.usual : width->second,
                     length == 1 && code.front() == ' '});
  }
  return found;
}

}  // namespace gongwen::intake
