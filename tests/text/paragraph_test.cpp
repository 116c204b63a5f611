// Shaping: which face serves which character, what a unit is, and how wide.
#include "text/punctuation.h"
#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::tests::Bench;
using gongwen::tests::test_fonts;

namespace {

/// Names of the faces that serve the units' glyphs, each with its text: `甲乙:GwSong-Regular`.
std::string faces(const Bench& bench) {
  std::string out;
  std::string last;
  for (const LineUnit& unit : bench.paragraph.units) {
    if (unit.glyph_count == 0) continue;
    const FontStack& stack = bench.fonts.stack(bench.style.fonts);
    const FaceId face = stack.entries[bench.paragraph.glyphs[unit.first_glyph].entry].face;
    const std::string& name = test_fonts().face_name(face);
    if (name != last) out += (out.empty() ? "" : " ") + name + ":";
    last = name;
    out += gongwen::base::to_utf8(std::u32string_view(bench.paragraph.text).substr(unit.text_begin, unit.text_length));
  }
  return out;
}

}  // namespace

TEST(Paragraph, EachCharacterComesFromTheFirstFaceOfTheListThatHasIt) {
  Bench bench({"Times New Roman", "仿宋"});
  bench.shape("标准GB/T 2是");
  EXPECT_EQ(faces(bench), "GwFang-Regular:标准 GwSerif-Regular:GB/T 2 GwFang-Regular:是");
  EXPECT_TRUE(bench.reports.empty());
}

TEST(Paragraph, AFaceThatStandsInIsToldOnceForEachCharacter) {
  Bench bench({"仿宋"});
  bench.shape("一㐀一");
  ASSERT_EQ(bench.reports.size(), 1);
  EXPECT_EQ(bench.reports[0].kind, CharacterReport::Kind::Fallback);
  EXPECT_EQ(bench.reports[0].character, U'㐀');
  EXPECT_EQ(bench.reports[0].at, 1);
}

TEST(Paragraph, ACharacterThatNoFaceHasIsToldAndKeepsItsPlace) {
  Bench bench;
  bench.shape("甲\U000E0041\U00012345乙");
  ASSERT_EQ(bench.reports.size(), 1);
  EXPECT_EQ(bench.reports[0].kind, CharacterReport::Kind::Missing);
  EXPECT_EQ(bench.reports[0].character, 0x12345);
  EXPECT_EQ(bench.lines("甲\U00012345乙", 100), "甲\U00012345乙");
}

TEST(Paragraph, LettersAreKernedUnlessTheStyleForbidsIt) {
  Bench bench({"Times New Roman"});
  const auto width = [&](std::string_view text) {
    double sum = 0;
    for (const LineUnit& unit : bench.shape(text).units) sum += unit.advance.to_px();
    return sum;
  };
  const double kerned = width("AVATAR");
  // A blank that starts a piece, as after bold letters, is kerned with the letter after it.
  const double kerned_blank = width(" A");
  bench.style.kerns = false;
  EXPECT_LT(kerned, width("AVATAR") - 1);
  EXPECT_LT(kerned_blank, width(" A") - .5);
}

TEST(Paragraph, CharactersWithoutAShapeAreNotAskedFor) {
  Bench bench;
  bench.shape("甲\u200B乙\u2060丙\uFEFF");
  EXPECT_TRUE(bench.reports.empty());
  for (const LineUnit& unit : bench.paragraph.units) {
    const char32_t c = bench.paragraph.text[unit.text_begin];
    if (is_ignorable(c)) {
      EXPECT_EQ(unit.glyph_count, 0);
    }
  }
}

TEST(Paragraph, HanIsAnEmWideAndBetweenHanAndLatinStandsAnEighthOfIt) {
  Bench bench;
  bench.shape("中a1文");
  ASSERT_EQ(bench.paragraph.units.size(), 4);
  EXPECT_EQ(bench.paragraph.units[0].advance.to_px(), 10);
  EXPECT_EQ(bench.paragraph.units[0].space_after.to_px(), 1.25);
  EXPECT_EQ(bench.paragraph.units[1].space_after.to_px(), 0);
  EXPECT_EQ(bench.paragraph.units[2].space_after.to_px(), 1.25);
  // Not beside marks, and not where the document has its own blank.
  for (const std::string_view text : {"，a", "a）", "中 a", "a 中", "中\u200Ba"}) {
    SCOPED_TRACE(text);
    double space = 0;
    for (const LineUnit& unit : bench.shape(text).units) space += unit.space_after.to_px();
    EXPECT_EQ(space, 0);
  }
  bench.style.spaces_letters = bench.style.spaces_digits = false;
  EXPECT_EQ(bench.shape("中a").units[0].space_after.to_px(), 0);
}

TEST(Paragraph, OfTwoBlankHalvesThatMeetOneGoes) {
  Bench bench;
  struct Case {
    std::string_view text;
    std::vector<double> widths;
  };
  const Case cases[] = {{"甲，乙", {10, 10, 10}}, {"）（", {5, 10}},  {"。”", {5, 10}},         {"“《", {10, 5}},
                        {"）、", {5, 10}},        {"》《", {5, 10}},  {"（甲）", {10, 10, 10}}, {"，“甲", {5, 10, 10}},
                        {"？”", {10, 10}},        {"甲（", {10, 10}}, {"》）。", {5, 5, 10}}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.text);
    bench.shape(each.text);
    EXPECT_EQ(bench.advances(), each.widths);
  }
  bench.style.trims_adjacent = false;
  bench.shape("）（");
  EXPECT_EQ(bench.advances(), (std::vector<double>{10, 10}));
}

TEST(Paragraph, LetterSpacingIsBetweenCharactersAndPartsLigatures) {
  Bench bench({"Times New Roman"});
  const std::size_t joined = bench.shape("fi").units.size();
  const double f = bench.shape("f").units[0].advance.to_px();
  bench.style.letter_spacing = gongwen::base::LayoutUnit::from_px(2);
  const ShapedParagraph& spaced = bench.shape("fi");
  EXPECT_LE(joined, 2);
  ASSERT_EQ(spaced.units.size(), 2);
  EXPECT_EQ(spaced.units[0].advance.to_px(), f);
  EXPECT_EQ(spaced.units[0].space_after.to_px(), 2);
  EXPECT_EQ(spaced.units[1].space_after.to_px(), 0);
}

TEST(Paragraph, LetterSpacingIsThatOfTheInnermostBoxAroundBothNeighbours) {
  Bench bench;
  gongwen::text::TextStyle inner = bench.style;
  bench.style.letter_spacing = gongwen::base::LayoutUnit::from_px(1);
  inner.letter_spacing = gongwen::base::LayoutUnit::from_px(4);
  std::vector<gongwen::text::ParagraphPiece> pieces(6);
  const auto set = [&](std::size_t i, gongwen::text::UnitKind kind, std::uint16_t style, std::uint32_t begin,
                       std::uint32_t end) {
    pieces[i].kind = kind;
    pieces[i].style = style;
    pieces[i].begin = begin;
    pieces[i].end = end;
  };
  using gongwen::text::UnitKind;
  set(0, UnitKind::Text, 0, 0, 1);
  set(1, UnitKind::OpenEdge, 0, 1, 1);
  set(2, UnitKind::Text, 1, 1, 3);
  set(3, UnitKind::CloseEdge, 0, 3, 3);
  set(4, UnitKind::Text, 0, 3, 4);
  set(5, UnitKind::Object, 0, 4, 4);
  const ShapedParagraph shaped =
      gongwen::text::shape_paragraph(U"甲乙丙丁", pieces, {bench.style, inner}, bench.fonts, [](const auto&) {});
  std::vector<double> gaps;
  for (const LineUnit& unit : shaped.units) gaps.push_back(unit.space_after.to_px());
  EXPECT_EQ(gaps, (std::vector<double>{1, 0, 4, 0, 1, 1, 0}));
}

TEST(Paragraph, MarksKnowWhichHalfOfThemIsBlank) {
  for (const char32_t c : std::u32string_view(U"，。、；：）》”’」】")) EXPECT_EQ(mark_side(c), MarkSide::BlankAfter);
  for (const char32_t c : std::u32string_view(U"（《“‘「【")) EXPECT_EQ(mark_side(c), MarkSide::BlankBefore);
  for (const char32_t c : std::u32string_view(U"？！…—·甲a,(")) EXPECT_EQ(mark_side(c), MarkSide::None);
}
