#include "intake/detail/pdf_font_text.h"

#include <gtest/gtest.h>

using namespace gongwen::intake;
using namespace std::string_literals;

TEST(PdfString, TextsOfPDFStringsInTheEncodingsThatProgramsWrite) {
  struct Case {
    std::string bytes;
    std::string text;
    PdfEncoding encoding;
  };
  const std::vector<Case> cases = {
      {"\xFE\xFF\x5F\x20\x4E\x09"s, "张三", PdfEncoding::Utf16},
      {"\xFF\xFE\x20\x5F\x09\x4E"s, "张三", PdfEncoding::Utf16},
      {"\xEF\xBB\xBF张三"s, "张三", PdfEncoding::Utf8},
      {"张三"s, "张三", PdfEncoding::GuessUtf8},
      {"\xD5\xC5\xC8\xFD"s, "张三", PdfEncoding::GuessGbk},
      {"ZHANG San"s, "ZHANG San", PdfEncoding::PdfDoc},
      {"\x84 \xA0 caf\xE9"s, "— € café", PdfEncoding::PdfDoc},
      {"\xFE\xFF"s, "", PdfEncoding::Utf16},
      {""s, "", PdfEncoding::PdfDoc},
      {"\xFE\xFF\xD8\x42\xDF\xB7"s, "\U00020BB7", PdfEncoding::Utf16},
      {"a\rb\r\nc"s, "a\rb\r\nc", PdfEncoding::PdfDoc},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.text);
    const PdfText text = decode_pdf_string(one.bytes);
    EXPECT_EQ(text.text, one.text);
    EXPECT_EQ(text.encoding, one.encoding);
    EXPECT_FALSE(text.lost_characters);
  }
}

TEST(PdfString, LanguageMarksInUTF16AreDropped) {
  const PdfText text = decode_pdf_string("\xFE\xFF\0\x1B\0z\0h\0\x1B\x5F\x20\x4E\x09"s);
  EXPECT_EQ(text.text, "张三");
  EXPECT_FALSE(text.lost_characters);
}

TEST(PdfString, LostCharactersAreSeenAndTheRestIsKept) {
  EXPECT_TRUE(decode_pdf_string("\xFE\xFF\x5F\x20\xD8\x42"s).lost_characters);     // half of a pair
  EXPECT_EQ(decode_pdf_string("\xFE\xFF\x5F\x20\xDF\xB7\x4E\x09"s).text, "张三");  // the other half
  EXPECT_TRUE(decode_pdf_string("\xFE\xFF\x5F\x20\x4E"s).lost_characters);         // odd length
  EXPECT_TRUE(decode_pdf_string("\xFE\xFF\x5F\x20\0\0"s).lost_characters);         // NUL
  EXPECT_TRUE(decode_pdf_string("\xFE\xFF\x0B\xB7\x91\xCE"s).lost_characters);     // 𠮷 without its upper half
  EXPECT_TRUE(decode_pdf_string("\xFE\xFF\x5F\x20\xCC\x56"s).lost_characters);     // 𬱖 likewise: a Korean syllable
  EXPECT_EQ(decode_pdf_string("\xFE\xFF\xCC\x56\x5F\x20"s).text, "챖张");
  EXPECT_TRUE(decode_pdf_string("\xFE\xFF\x0B\xB7\x91\xCE\xCC\x56"s).lost_characters);
  EXPECT_TRUE(
      decode_pdf_string("\xFE\xFF\x5F\x20\xCC\x56\x0B\xB7\x4E\x09"s).lost_characters);   // two, of different scripts
  EXPECT_TRUE(decode_pdf_string("\xFE\xFF\x5F\x20\xCC\x56\xCB\x4E"s).lost_characters);   // 𬱖𬭎: of one script
  EXPECT_FALSE(decode_pdf_string("\xFE\xFF\x0B\xB7\x0B\x95"s).lost_characters);          // Tamil
  EXPECT_FALSE(decode_pdf_string("\xFE\xFF\xAE\x40\xC6\x01\x91\xD1"s).lost_characters);  // 김영 beside Han: a word
  EXPECT_FALSE(decode_pdf_string("\xFE\xFF\xCC\x56"s).lost_characters);                  // no Chinese text
  EXPECT_FALSE(
      decode_pdf_string("\xFE\xFF\x67\x4E\0\xE9\x03\xB1"s).lost_characters);  // Latin and Greek letters are alone
}
