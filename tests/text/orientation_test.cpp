// Vertical lines: which characters stay upright, and where their glyphs are (css-writing-modes-4 section 5.1).
#include "text/detail/orientation.h"

#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::tests::Bench;

namespace {

/// The characters that stay upright, and `·` for each that is turned.
std::string upright(Bench& bench, std::string_view text) {
  std::string out;
  for (const LineUnit& unit : bench.shape(text).units) {
    const std::u32string_view own = std::u32string_view(bench.paragraph.text).substr(unit.text_begin, unit.text_length);
    out += unit.is_upright ? gongwen::base::to_utf8(own) : std::string("·");
  }
  return out;
}

/// The characters of the units in order, as they are shaped at the level of text from right to left.
std::string backwards(Bench& bench, std::string_view utf8, std::vector<GlyphId>* glyphs = nullptr) {
  const std::u32string text = gongwen::base::to_utf32(utf8);
  ParagraphPiece piece;
  piece.end = static_cast<std::uint32_t>(text.size());
  BidiLevels levels;
  levels.characters.assign(text.size(), 1);
  levels.character_bases.assign(text.size(), 1);
  const ShapedParagraph paragraph = shape_paragraph(
      text, {&piece, 1}, {bench.style}, bench.fonts, [](const CharacterReport&) {}, &levels);
  std::string out;
  for (const LineUnit& unit : paragraph.units) {
    EXPECT_TRUE(unit.is_upright);
    EXPECT_EQ(unit.text_length, 1);
    EXPECT_EQ(unit.glyph_count, 1);
    out += gongwen::base::to_utf8(std::u32string_view(paragraph.text).substr(unit.text_begin, unit.text_length));
    if (glyphs != nullptr) glyphs->push_back(paragraph.glyphs[unit.first_glyph].glyph);
  }
  return out;
}

}  // namespace

TEST(Orientation, UprightTextFromRightToLeftKeepsItsOrder) {
  Bench bench;
  bench.style.orientation = Orientation::Mixed;
  std::vector<GlyphId> glyphs;
  EXPECT_EQ(backwards(bench, "汉字，」。", &glyphs), "汉字，」。");
  bench.shape("汉字，「。");
  ASSERT_EQ(glyphs.size(), 5U);
  ASSERT_EQ(bench.paragraph.glyphs.size(), 5U);
  // A bracket is mirrored there (UAX #9, L4).
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(glyphs[i], bench.paragraph.glyphs[i].glyph) << i;
  bench.style.orientation = Orientation::Upright;
  EXPECT_EQ(backwards(bench, "ab汉"), "ab汉");
}

TEST(Orientation, LevelLinesTurnNothing) {
  Bench bench;
  EXPECT_EQ(upright(bench, "汉a（"), "···");
}

TEST(Orientation, MixedTextKeepsHanUpright) {
  Bench bench;
  bench.style.orientation = Orientation::Mixed;
  EXPECT_EQ(upright(bench, "汉字ab 12"), "汉字·····");
  EXPECT_EQ(upright(bench, "，。！（《》）"), "，。！（《》）");
  EXPECT_EQ(upright(bench, "—…"), "··");
}

TEST(Orientation, UprightTextTurnsNothing) {
  Bench bench;
  bench.style.orientation = Orientation::Upright;
  EXPECT_EQ(upright(bench, "汉a1"), "汉a1");
}

TEST(Orientation, UprightGlyphsAreAnEmHighAboutTheMiddle) {
  Bench bench;
  bench.style.orientation = Orientation::Mixed;
  bench.shape("汉，");
  for (const LineUnit& unit : bench.paragraph.units) {
    const PlacedGlyph& glyph = bench.paragraph.glyphs[unit.first_glyph];
    EXPECT_EQ(glyph.advance, 1000);
    EXPECT_EQ(glyph.x_offset, -500);
    EXPECT_LT(glyph.y_offset, -700);
  }
}

TEST(Orientation, MarksHaveTheirBlankHalfAboveOrBelow) {
  Bench bench;
  bench.style.orientation = Orientation::Mixed;
  bench.shape("）（");
  ASSERT_EQ(bench.paragraph.units.size(), 2U);
  EXPECT_TRUE(bench.paragraph.units.front().trimmed);
  EXPECT_EQ(bench.paragraph.units.front().advance.raw(), std::int64_t{5} * 65536);
}

TEST(Orientation, TheTableHasUnicodesClasses) {
  EXPECT_EQ(vertical_orientation(U'a'), VerticalOrientation::Turned);
  EXPECT_EQ(vertical_orientation(U'汉'), VerticalOrientation::Upright);
  EXPECT_EQ(vertical_orientation(U'。'), VerticalOrientation::TransformedUpright);
  EXPECT_EQ(vertical_orientation(U'（'), VerticalOrientation::TransformedTurned);
  EXPECT_EQ(vertical_orientation(0x10FFFF), VerticalOrientation::Turned);
}
