// Characters in a PDF: text strings of forms, and character codes of fonts.
#pragma once

#include "intake/detail/pdf_content.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// Text strings, as written by programs with which people fill in forms.

enum class PdfEncoding : std::uint8_t {
  Utf16,
  Utf8,       // with byte order mark
  GuessUtf8,  // without
  GuessGbk,   // decodes as GB 18030 to Chinese only
  PdfDoc,     // ISO 32000-2 annex D.3, including ASCII
};

struct PdfText {
  std::string text;  // UTF-8, without NUL and language escapes; line ends unchanged
  PdfEncoding encoding = PdfEncoding::PdfDoc;
  /// Characters were lost before the file arrived: half a surrogate pair, half a unit, NUL, or a single letter of a
  /// remote script among Chinese characters, which some programs make from a rare character.
  bool lost_characters = false;
};

/// Decodes a text string (ISO 32000-2, 7.9.2.2). Any bytes give some text.
PdfText decode_pdf_string(std::string_view bytes);

// The text of the codes that a content stream shows, as far as it is certain.

/// The codes of a composite font that have no glyph: glyph 0, `.notdef`, is an empty box in most fonts (ISO 32000-2,
/// 9.7.4.3).
struct GlyphsOfCodes {
  std::string map;  // CIDToGIDMap: two bytes per code
  bool is_identity = true;

  bool has_glyph(std::uint32_t code) const;
};

struct DecodedText {
  std::string text;     // with `□` for each code that certainly draws no character
  bool certain = true;  // false: the meaning of some codes is unknown
};

/// A character code of a font with its advance, in units of the font size.
struct FontGlyph {
  std::string text;
  bool certain = true;
  double width = 0;
  bool is_word_space = false;  // a single byte 32
};

class PdfFontTexts {
 public:
  explicit PdfFontTexts(const IntakeLimits& limits) : limits_(limits) {}

  /// Decodes codes; symbol fonts, such as those of ticks, give nothing.
  DecodedText decode(const PdfObject& font, std::string_view codes);

  /// The advance of codes, in units of the font size.
  double width(const PdfObject& font, std::string_view codes);

  /// Decodes codes one by one.
  std::vector<FontGlyph> glyphs(const PdfObject& font, std::string_view codes);

 private:
  /// The widths of a font by code, in units of the font size.
  struct Widths {
    double usual = 0;
    std::map<std::uint32_t, double> own = {};
  };
  Widths read_widths(const PdfObject& font) const;
  const Widths& widths_of(const PdfObject& font);

  enum class Coding : std::uint8_t { Unknown, OneByte, TwoBytes, Ascii, Utf16, Gbk, Marks };
  struct Font {
    Coding coding = Coding::Unknown;
    CodeMap map = {};
    /// For fonts with two-byte codes; used for codes that the map does not have.
    bool knows_glyphs = false;
    std::optional<GlyphsOfCodes> glyphs = {};
  };

  Font describe(const PdfObject& font);
  /// The length of the next code in bytes.
  static std::size_t length_of_code(const PdfObject& font, std::string_view codes);
  std::optional<GlyphsOfCodes> read_glyphs(const PdfObject& font) const;
  Font& known(const PdfObject& font);
  DecodedText by_map(Font& known, const PdfObject& font, std::string_view codes, std::size_t length) const;
  const std::optional<GlyphsOfCodes>& glyphs_of(Font& known, const PdfObject& font) const;

  const IntakeLimits& limits_;
  std::size_t map_room_ = 4'000'000;
  std::map<int, Font> fonts_;     // by the font's object number
  std::map<int, Widths> widths_;  // by the font's object number
};

}  // namespace gongwen::intake
