#include "intake/detail/pdf_font_text.h"

#include "base/utf8.h"
#include "data/decode_text.h"
#include "intake/detail/pdf_content.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

// Text strings (ISO 32000-2, 7.9.2.2) and codes of fonts (9.10.2) as UTF-8. A string says its encoding by a mark or has
// PDFDocEncoding. Programs also write UTF-8 or GBK without a mark, which is recognised and reported as a guess. Some
// programs keep only 16 bits of a character, which is noticed where the result is improbable.
namespace gongwen::intake {
namespace {

constexpr char32_t kEscape = 0x1B;

// ISO 32000-2, annex D.3: the codes in which PDFDocEncoding differs from Latin-1. 0: no character.
constexpr std::array<char32_t, 8> kPdfDoc18 = {0x02D8, 0x02C7, 0x02C6, 0x02D9, 0x02DD, 0x02DB, 0x02DA, 0x02DC};
constexpr std::array<char32_t, 33> kPdfDoc80 = {0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039,
                                                0x203A, 0x2212, 0x2030, 0x201E, 0x201C, 0x201D, 0x2018, 0x2019, 0x201A,
                                                0x2122, 0xFB01, 0xFB02, 0x0141, 0x0152, 0x0160, 0x0178, 0x017D, 0x0131,
                                                0x0142, 0x0153, 0x0161, 0x017E, 0,      0x20AC};

char32_t pdf_doc_character(unsigned char byte) {
  if (byte >= 0x18 && byte <= 0x1F) return kPdfDoc18[byte - 0x18];
  if (byte >= 0x80 && byte <= 0xA0) return kPdfDoc80[byte - 0x80];
  return byte;
}

bool is_surrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDFFF; }

struct ScriptRange {
  char32_t first;
  char32_t last;
};

// Scripts of several blocks of 128 characters. No Chinese text uses a single letter of any of them.
constexpr ScriptRange kLargeScripts[] = {{0x0600, 0x08FF},   // Arabic and its neighbours
                                         {0x0F00, 0x0FFF},   // Tibetan
                                         {0x1200, 0x139F},   // Ethiopic
                                         {0x1400, 0x167F},   // Canadian Aboriginal
                                         {0x1800, 0x18AF},   // Mongolian
                                         {0xA000, 0xA4CF},   // Yi
                                         {0xAC00, 0xD7FF}};  // Hangul
constexpr ScriptRange kFarLetters[] = {{0x0530, 0x1CFF}, {0x2C00, 0x2DDF}, {0xA000, 0xA71F}, {0xA800, 0xD7FF}};

// The characters of 《通用规范汉字表》 beyond U+FFFF, without their upper bits.
constexpr std::uint16_t kCutCharacters[] = {
#include "intake/astral_table.inc"
};

/// Whether this may be the lower 16 bits of a character beyond U+FFFF that names contain.
bool may_be_cut(char32_t c) {
  return c <= 0xFFFF &&
         std::binary_search(std::begin(kCutCharacters), std::end(kCutCharacters), static_cast<std::uint16_t>(c));
}

/// A number identifying the script of a letter that does not occur beside Chinese; 0 for all other characters.
char32_t far_script(char32_t c) {
  const auto holds = [c](const ScriptRange& range) {
    return c >= range.first && c <= range.last;
  };
  if (std::none_of(std::begin(kFarLetters), std::end(kFarLetters), holds)) return 0;
  const auto* const large = std::find_if(std::begin(kLargeScripts), std::end(kLargeScripts), holds);
  constexpr char32_t kBlock = 0x80;
  return large != std::end(kLargeScripts) ? large->first : c / kBlock * kBlock;
}

/// Collects code points, drops language marks, and remembers whether a character was lost.
class Collector {
 public:
  void add(char32_t c) {
    if (c == kEscape) {
      in_language_ = !in_language_;
      mark_.clear();
      return;
    }
    if (in_language_ && mark_.size() < 8) {
      mark_ += c;  // ISO 32000-2, 7.9.2.2: two letters of a language, perhaps two of a country
      return;
    }
    if (in_language_) {  // not a mark after all: a lone escape
      in_language_ = false;
      for (const char32_t kept : mark_) keep(kept);
    }
    keep(c);
  }
  void lose() { lost_ = true; }

  PdfText finish(PdfEncoding encoding) {
    if (in_language_) {
      for (const char32_t kept : mark_) keep(kept);
    }
    end_far_word();
    // Example: U+2CC56 cut to 16 bits is the Korean U+CC56, alone among Chinese characters or beside others that were
    // cut. A character that becomes another Chinese one cannot be detected.
    if (has_odd_letters_ && has_han_) lost_ = true;
    return {std::move(text_), encoding, lost_};
  }

 private:
  void keep(char32_t c) {
    if (c == 0) return lose();
    const char32_t script = far_script(c);
    if (script != script_) end_far_word();
    script_ = script;
    if (script != 0) {
      ++far_letters_;
      cut_letters_ += may_be_cut(c);
    }
    has_han_ = has_han_ || (c >= 0x3400 && c <= 0x9FFF) || c >= 0x20000;
    base::append_utf8(text_, c);
  }
  void end_far_word() {
    has_odd_letters_ = has_odd_letters_ || far_letters_ == 1 || (far_letters_ > 0 && cut_letters_ == far_letters_);
    far_letters_ = 0;
    cut_letters_ = 0;
  }

  std::string text_;
  std::u32string mark_;
  bool in_language_ = false;
  bool lost_ = false;
  bool has_han_ = false;
  bool has_odd_letters_ = false;
  char32_t script_ = 0;          // of the last character
  std::size_t far_letters_ = 0;  // of it in a row
  std::size_t cut_letters_ = 0;  // those of them that may be cut
};

PdfText decode_utf16(std::string_view bytes, bool big_endian) {
  Collector out;
  const auto unit_at = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  std::size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) {
    const char32_t unit = unit_at(i);
    if (!is_surrogate(unit)) {
      if (unit != 0xFEFF || i > 0) out.add(unit);  // a second mark of the byte order, as some programs write
      continue;
    }
    const char32_t next = i + 3 < bytes.size() ? unit_at(i + 2) : 0;
    if (unit > 0xDBFF || next < 0xDC00 || next > 0xDFFF) {
      out.lose();
      continue;
    }
    out.add(0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00));
    i += 2;
  }
  if (i < bytes.size()) out.lose();
  return out.finish(PdfEncoding::Utf16);
}

PdfText decode_utf8(std::string_view bytes, PdfEncoding encoding) {
  Collector out;
  for (const auto& decoded : base::CodePoints(bytes)) {
    if (decoded.valid) {
      out.add(decoded.code_point);
    } else {
      out.lose();
    }
  }
  return out.finish(encoding);
}

bool has_high_bytes(std::string_view bytes) {
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) >= 0x80) return true;
  }
  return false;
}

/// Chinese characters, their punctuation, and full-width forms.
bool is_chinese(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0x3000 && c <= 0x303F) ||
         (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x2010 && c <= 0x2026) || c == 0x00B7;
}

/// Decodes GB 18030; empty unless the result is Chinese and ASCII only, since almost any bytes are valid GB 18030.
std::string decode_gbk(std::string_view bytes) {
  diagnostics::DiagnosticSink ignored;
  const auto text = data::decode_text(std::string(bytes), {}, ignored);
  if (!text) return {};
  for (const auto& decoded : base::CodePoints(*text)) {
    if (!decoded.valid || (decoded.code_point >= 0x80 && !is_chinese(decoded.code_point))) return {};
  }
  return *text;
}

PdfText decode_pdf_doc(std::string_view bytes) {
  Collector out;
  for (const char c : bytes) {
    const char32_t character = pdf_doc_character(static_cast<unsigned char>(c));
    if (character == 0) {
      out.lose();
    } else {
      out.add(character);
    }
  }
  return out.finish(PdfEncoding::PdfDoc);
}

}  // namespace

PdfText decode_pdf_string(std::string_view bytes) {
  if (bytes.starts_with("\xFE\xFF")) return decode_utf16(bytes.substr(2), true);
  if (bytes.starts_with("\xFF\xFE")) return decode_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xEF\xBB\xBF")) return decode_utf8(bytes.substr(3), PdfEncoding::Utf8);
  if (!has_high_bytes(bytes)) return decode_pdf_doc(bytes);
  // UTF-8 before GBK: text that is valid UTF-8 by chance is rare, the reverse is common.
  if (!base::find_invalid_utf8(bytes)) return decode_utf8(bytes, PdfEncoding::GuessUtf8);
  const std::string gbk = decode_gbk(bytes);
  return gbk.empty() ? decode_pdf_doc(bytes) : decode_utf8(gbk, PdfEncoding::GuessGbk);
}

namespace {

constexpr std::string_view kNoCharacter = "□";

/// Decodes printable ASCII, which is the same in all Latin encodings; other codes make the text uncertain.
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

/// Whether codes have one or two bytes as in GBK, which PDFium uses for Chinese (ISO 32000-2, table 116).
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
  // Without a map the characters are unknown, but codes without a glyph can be recognised.
  if (composite) return {Coding::TwoBytes};
  // A subset may use its codes in any way.
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

/// Decodes by the font's map. A code that the map lacks makes the text uncertain, or is a box if it has no glyph.
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
  // Half a code, written by programs that mistake the font for one with single bytes.
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
    // Glyphs of Type 3 fonts have a coordinate system of their own (ISO 32000-2, 9.6.4).
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
  // ISO 32000-2, 9.7.4.3: `c [w1 w2 …]` lists widths from code c on, `c1 c2 w` gives one width to a range.
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
