// Marks whose shape depends on the language, and characters with variants.
#include "text/detail/squeeze.h"
#include "text/punctuation.h"
#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::tests::Bench;
using gongwen::tests::test_fonts;

namespace {

/// The face of each glyph by its first letter after `Gw`: S for 宋体 (GwSong), s for GwSerif.
std::string faces(const Bench& bench) {
  std::string out;
  for (const LineUnit& unit : bench.paragraph.units) {
    if (unit.glyph_count == 0) continue;
    const FontStack& stack = bench.fonts.stack(bench.style.fonts);
    const FaceId face = stack.entries[bench.paragraph.glyphs[unit.first_glyph].entry].face;
    out += test_fonts().face_name(face).find("Song") != std::string::npos ? "S" : "s";
  }
  return out;
}

}  // namespace

TEST(SharedMarks, QuotationMarksDashesAndEllipsesOfChineseComeFromTheChineseFace) {
  Bench bench({"Times New Roman", "宋体"});
  bench.shape("a“甲”—…·’");
  EXPECT_EQ(faces(bench), "sSSSSSSS");
  for (const LineUnit& unit : bench.paragraph.units) {
    const char32_t c = bench.paragraph.text[unit.text_begin];
    if (c == U'“' || c == U'”') {
      EXPECT_EQ(unit.advance.to_px(), 10);
    }
  }
  bench.style.rules.language = TextLanguage::Other;
  bench.shape("a“甲”—…·’");
  EXPECT_EQ(faces(bench), "ssSsssss");
}

TEST(SharedMarks, AnApostropheBetweenLettersIsLatinInEveryLanguage) {
  Bench bench({"Times New Roman", "宋体"});
  bench.shape("it’s");
  EXPECT_EQ(faces(bench), "ssss");
  EXPECT_FALSE(has_chinese_shape(U"it’s", 2, TextLanguage::Chinese));
  EXPECT_TRUE(has_chinese_shape(U"s’甲", 1, TextLanguage::Chinese));
}

TEST(SharedMarks, WithoutAChineseFaceInTheListTheMarksStayWhatTheyAre) {
  Bench bench({"Times New Roman"});
  bench.shape("“a”");
  EXPECT_EQ(faces(bench), "sss");
  EXPECT_TRUE(bench.reports.empty());
}

TEST(SharedMarks, AVariationSequenceIsOneSignAFaceThatLacksTheFormKeepsItsUsualOneAndSaysSo) {
  Bench bench({"宋体"});
  bench.shape("甲葛\U000E0101乙");
  ASSERT_EQ(bench.paragraph.units.size(), 3);
  EXPECT_EQ(bench.paragraph.units[1].text_length, 2);
  EXPECT_EQ(bench.paragraph.units[1].advance.to_px(), 10);
  ASSERT_EQ(bench.reports.size(), 1);
  EXPECT_EQ(bench.reports[0].kind, CharacterReport::Kind::Variant);
  EXPECT_EQ(bench.reports[0].character, U'葛');
  EXPECT_EQ(bench.reports[0].selector, 0xE0101);
  EXPECT_EQ(bench.reports[0].at, 1);
}

TEST(SharedMarks, EmphasisMarksStandBesideCharactersNotBesideMarksAndBlanks) {
  for (const char32_t c : U"甲aZ9%&@#§々〇％＋ａ豈") {
    if (c != 0) {
      EXPECT_TRUE(takes_emphasis_mark(c));
    }
  }
  for (const char32_t c : U" 　，。、；：？！“”‘’（）《》〈〉「」【】〔〕—…·～,.!?()[]{}'\"-/／") {
    EXPECT_FALSE(takes_emphasis_mark(c));
  }
}
