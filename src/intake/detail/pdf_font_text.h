// Characters in a PDF: strings of forms, and the codes of fonts.
#pragma once

#include "intake/detail/pdf_content.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// Texts of PDF strings, as the programs that people fill in forms with write them.

enum class PdfEncoding : std::uint8_t {
  Utf16,
  Utf8,       // with its mark
  GuessUtf8,  // without
  GuessGbk,   // GB 18030 that gives Chinese and nothing else
  PdfDoc,     // ISO 32000-1 annex D.3; ASCII among it
};

struct PdfText {
  std::string text;  // UTF-8, without NUL and language marks; line ends as they were
  PdfEncoding encoding = PdfEncoding::PdfDoc;
  /// Characters were lost before the file came here: half of a pair of surrogates, half of a unit, NUL, or the letter
  /// of a far script alone among Chinese ones, which some programs make of a rare character.
  bool lost_characters = false;
};

/// Decodes a text string (ISO 32000-1, 7.9.2.2). Any bytes give a text.
PdfText decode_pdf_string(std::string_view bytes);

// What the codes that a content stream shows mean as characters, as far as that is certain.

/// Which codes of a composite font lead to no character: to glyph 0, `.notdef`, an empty frame in most fonts
/// (ISO 32000-1, 9.7.4.3).
struct GlyphsOfCodes {
  std::string map;  // the CIDToGIDMap: two bytes for each code
  bool is_identity = true;

  bool has_glyph(std::uint32_t code) const;
};

struct DecodedText {
  std::string text;     // with `□` for each code that certainly draws no character
  bool certain = true;  // false: some codes may mean anything
};

/// One code of a font, with how far it leads on, in units of the size of the text.
struct FontGlyph {
  std::string text;
  bool certain = true;
  double width = 0;
  bool is_word_space = false;  // a single byte 32
};

class PdfFontTexts {
 public:
  explicit PdfFontTexts(const IntakeLimits& limits) : limits_(limits) {}

  /// Fonts of marks, such as ticks, give nothing.
  DecodedText decode(const PdfObject& font, std::string_view codes);

  /// How far codes lead on, in units of the size of the text.
  double width(const PdfObject& font, std::string_view codes);

  /// Code by code.
  std::vector<FontGlyph> glyphs(const PdfObject& font, std::string_view codes);

 private:
  /// Widths of a font by code, in units of the size of the text.
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
    /// Of a font whose codes are numbers of two bytes; looked at for what the map does not have.
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
  std::map<int, Widths> widths_;  // the same
};

}  // namespace gongwen::intake
