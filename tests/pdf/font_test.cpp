// Codes, ToUnicode maps and subsets: what is copied out of a file is what the source says.
#include "pdf/document/detail/font_writer.h"
#include "support/laid_out.h"

using namespace gongwen::pdf;
using gongwen::paint::CharacterCode;
using gongwen::paint::FontCode;
using gongwen::paint::FontUsage;
using gongwen::paint::UsedFont;
using gongwen::tests::LaidOut;
using gongwen::tests::test_fonts;

namespace {

/// Codes from 1 on, each for one text.
std::vector<FontCode> codes_for(const std::vector<std::u32string>& texts) {
  std::vector<FontCode> codes(1);
  for (const std::u32string& text : texts) codes.push_back({1, 1, text, 1000});
  return codes;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::string page(std::string_view body) {
  return "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>字</title><style>@page{size:300px 200px}body{font:10px/20px "
         "\"Noto Serif CJK SC\"}</style></head><body><p>" +
         std::string(body) + "</p></body></html>";
}

}  // namespace

TEST(Font, AToUnicodeMapGivesEachCodeItsTextAlsoLigaturesAndCharactersBeyondUPlusFFFF) {
  const std::string map = to_unicode_map(codes_for({U"甲", U"fi", U"𠮷"}));
  EXPECT_NE(map.find("1 beginbfrange\n<0001><0003>[<7532><00660069><D842DFB7>]\nendbfrange"), std::string::npos);
}

TEST(Font, CodesWithoutTextAreLeftOutOfTheMap) {
  const std::string map = to_unicode_map(codes_for({U"a", U"", U"b"}));
  EXPECT_NE(map.find("2 beginbfrange\n<0001><0001>[<0061>]\n<0003><0003>[<0062>]\nendbfrange"), std::string::npos);
}

TEST(Font, NoRangeOfAToUnicodeMapPassesTheEndOfAHighByte) {
  const std::string map = to_unicode_map(codes_for(std::vector<std::u32string>(600, U"a")));
  EXPECT_NE(map.find("<0001><00FF>["), std::string::npos);
  EXPECT_NE(map.find("<0100><01FF>["), std::string::npos);
  EXPECT_NE(map.find("<0200><0258>["), std::string::npos);
}

TEST(Font, NoBlockOfAToUnicodeMapHasMoreThan100Ranges) {
  std::vector<std::u32string> texts;
  for (int i = 0; i < 250; ++i) texts.insert(texts.end(), {U"a", U""});
  const std::string map = to_unicode_map(codes_for(texts));
  EXPECT_EQ(count(map, "100 beginbfrange\n"), 2);
  EXPECT_EQ(count(map, "50 beginbfrange\n"), 1);
  EXPECT_EQ(count(map, " beginbfrange\n"), 3);
  EXPECT_EQ(count(map, "endbfrange"), 3);
}

TEST(Font, EveryCharacterThatIsShownHasACodeAGlyphAndItsOwnText) {
  const LaidOut laid_out(page("网络安全，网络（Cyber）2024\u00A0年"));
  const FontUsage usage(laid_out.painted, test_fonts());
  ASSERT_FALSE(usage.fonts().empty());
  std::u32string stated;
  for (const UsedFont& font : usage.fonts()) {
    for (std::size_t code = 1; code < font.codes().size(); ++code) {
      const FontCode& entry = font.codes()[code];
      if (entry.text.empty()) continue;  // a part of another glyph
      stated += entry.text;
      EXPECT_NE(entry.new_glyph, 0);
      EXPECT_EQ(font.code(entry.glyph, entry.text), code);
      EXPECT_GE(font.stated_width(static_cast<CharacterCode>(code)), 0);
    }
    EXPECT_GT(font.subset().length, 100);
    EXPECT_LT(font.subset().length, 20'000);
  }
  // A no-break space is a space to whoever copies the text.
  for (const char32_t c : std::u32string_view(U"网络安全，（）Cyber204年 ")) {
    SCOPED_TRACE(static_cast<std::uint32_t>(c));
    EXPECT_NE(stated.find(c), std::u32string::npos);
  }
  EXPECT_EQ(stated.find(U'\u00A0'), std::u32string::npos);
}

TEST(Font, AGlyphThatStandsForDifferentTextsHasACodeForEach) {
  const LaidOut laid_out(page("甲乙"));
  const gongwen::text::Face* const face =
      test_fonts().face(laid_out.fonts->stack(gongwen::text::StackId(0)).entries[0].face);
  ASSERT_NE(face, nullptr);
  UsedFont font(gongwen::text::FaceId(0), *face);
  const gongwen::text::GlyphId glyph = face->glyph(U'车');
  font.use(glyph, U"车");
  font.use(glyph, U"車");
  font.assign_codes(test_fonts());
  EXPECT_NE(font.code(glyph, U"车"), font.code(glyph, U"車"));
  EXPECT_FALSE(font.codes_are_glyphs());
  const CharacterCode second = font.code(glyph, U"車");
  EXPECT_EQ(font.codes()[second].new_glyph, font.codes()[font.code(glyph, U"车")].new_glyph);
}

TEST(Font, TheSameGlyphsGiveTheSameSubsetTagOthersAnother) {
  const auto tag = [](std::string_view body) {
    const LaidOut laid_out(page(body));
    return subset_tag(FontUsage(laid_out.painted, test_fonts()).fonts().front());
  };
  EXPECT_EQ(tag("甲乙"), tag("乙甲甲"));
  EXPECT_NE(tag("甲乙"), tag("甲丙"));
  EXPECT_EQ(tag("甲乙").find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), std::string::npos);
  EXPECT_EQ(tag("甲乙").size(), 6);
}
