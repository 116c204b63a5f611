#include "intake/detail/pdf_font_text.h"

#include "intake/detail/pdf_content.h"

namespace gongwen::intake {
namespace {

std::uint32_t code_at(std::string_view codes, std::size_t at, std::size_t length) {
  std::uint32_t code = 0;
  for (const char c : codes.substr(at, length)) code = code << 8 | static_cast<unsigned char>(c);
  return code;
}

/// By the map of the font. What the map does not have may be anything.
DecodedText by_map(const CodeMap& map, std::string_view codes, std::size_t length) {
  DecodedText decoded;
  decoded.certain = codes.size() % length == 0;
  for (std::size_t at = 0; at + length <= codes.size(); at += length) {
    const auto found = map.find(code_at(codes, at, length));
    if (found == map.end()) {
      decoded.certain = false;
    } else {
      decoded.text += found->second;
    }
  }
  return decoded;
}

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

PdfFontTexts::Font PdfFontTexts::describe(const PdfObject& font) {
  const std::string type = font.get("/Subtype").name();
  const std::string base = font.get("/BaseFont").name();
  if (base.ends_with("ZapfDingbats") || base.ends_with("Symbol")) return {Coding::Marks, {}};
  const bool composite = type == "Type0";
  if (const auto cmap = unpacked_bytes(font.get("/ToUnicode"), limits_.most_stream_bytes, limits_)) {
    return {composite ? Coding::TwoBytes : Coding::OneByte, read_code_map(*cmap, map_room_)};
  }
  const PdfObject encoding = font.get("/Encoding");
  const std::string name = encoding.name();
  if (composite) return {name.starts_with("UniGB-U") ? Coding::Utf16 : Coding::Unknown, {}};
  // A subset may have given its codes any meaning.
  const bool subset = base.size() > 7 && base[6] == '+';
  const bool latin = encoding.is_null() || name == "WinAnsiEncoding" || name == "MacRomanEncoding" ||
                     name == "StandardEncoding" || name == "PDFDocEncoding";
  return {latin && !subset && (type == "Type1" || type == "TrueType") ? Coding::Ascii : Coding::Unknown, {}};
}

const PdfFontTexts::Font& PdfFontTexts::known(const PdfObject& font) {
  const auto [place, added] = fonts_.try_emplace(font.id());
  if (added || font.id() == 0) place->second = describe(font);
  return place->second;
}

DecodedText PdfFontTexts::decode(const PdfObject& font, std::string_view codes) {
  if (!font.is_dictionary()) return {{}, false};
  const Font& description = known(font);
  switch (description.coding) {
    case Coding::Unknown: return {{}, codes.empty()};
    case Coding::OneByte: return by_map(description.map, codes, 1);
    case Coding::TwoBytes: return by_map(description.map, codes, 2);
    case Coding::Ascii: return as_ascii(codes);
    case Coding::Utf16: return {decode_pdf_string("\xFE\xFF" + std::string(codes)).text, codes.size() % 2 == 0};
    case Coding::Marks: break;
  }
  return {};
}

}  // namespace gongwen::intake
