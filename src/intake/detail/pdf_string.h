// Texts of PDF strings, as the programs that people fill in forms with write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::intake {

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

}  // namespace gongwen::intake
