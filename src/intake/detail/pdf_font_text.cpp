#include "intake/detail/pdf_font_text.h"

#include "intake/detail/pdf_content.h"

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
    case Coding::Marks: break;
  }
  return {};
}

}  // namespace gongwen::intake
