// What the codes that a content stream shows mean as characters, as far as that is certain.
#pragma once

#include "intake/detail/pdf_content.h"

#include <map>
#include <string>
#include <string_view>

namespace gongwen::intake {

struct DecodedText {
  std::string text;
  bool certain = true;  // false: some codes may mean anything
};

class PdfFontTexts {
 public:
  explicit PdfFontTexts(const IntakeLimits& limits) : limits_(limits) {}

  /// Fonts of marks, such as ticks, give nothing.
  DecodedText decode(const PdfObject& font, std::string_view codes);

 private:
  enum class Coding : std::uint8_t { Unknown, OneByte, TwoBytes, Ascii, Utf16, Marks };
  struct Font {
    Coding coding = Coding::Unknown;
    CodeMap map;
  };

  Font describe(const PdfObject& font);
  const Font& known(const PdfObject& font);

  const IntakeLimits& limits_;
  std::size_t map_room_ = 4'000'000;
  std::map<int, Font> fonts_;  // by the font's object number
};

}  // namespace gongwen::intake
