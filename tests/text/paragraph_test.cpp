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

TEST_CASE("each character comes from the first face of the list that has it") {
  Bench bench({"Times New Roman", "仿宋"});
  bench.shape("标准GB/T 2是");
  CHECK(faces(bench) == "GwFang-Regular:标准 GwSerif-Regular:GB/T 2 GwFang-Regular:是");
  CHECK(bench.reports.empty());
}

TEST_CASE("a face that stands in is told, once for each character") {
  Bench bench({"仿宋"});
  bench.shape("一㐀一");
  REQUIRE(bench.reports.size() == 1);
  CHECK(bench.reports[0].kind == CharacterReport::Kind::Fallback);
  CHECK(bench.reports[0].character == U'㐀');
  CHECK(bench.reports[0].at == 1);
}

TEST_CASE("a character that no face has is told and keeps its place") {
  Bench bench;
  bench.shape("甲\U000E0041\U00012345乙");
  REQUIRE(bench.reports.size() == 1);
  CHECK(bench.reports[0].kind == CharacterReport::Kind::Missing);
  CHECK(bench.reports[0].character == 0x12345);
  CHECK(bench.lines("甲\U00012345乙", 100) == "甲\U00012345乙");
}

TEST_CASE("characters without a shape are not asked for") {
  Bench bench;
  bench.shape("甲\u200B乙\u2060丙\uFEFF");
  CHECK(bench.reports.empty());
  for (const LineUnit& unit : bench.paragraph.units) {
    const char32_t c = bench.paragraph.text[unit.text_begin];
    if (is_ignorable(c)) CHECK(unit.glyph_count == 0);
  }
}

TEST_CASE("Han is an em wide, and between Han and Latin stands an eighth of it") {
  Bench bench;
  bench.shape("中a1文");
  REQUIRE(bench.paragraph.units.size() == 4);
  CHECK(bench.paragraph.units[0].advance.to_px() == 10);
  CHECK(bench.paragraph.units[0].space_after.to_px() == 1.25);
  CHECK(bench.paragraph.units[1].space_after.to_px() == 0);
  CHECK(bench.paragraph.units[2].space_after.to_px() == 1.25);
  // Not beside marks, and not where the document has a blank of its own.
  for (const std::string_view text : {"，a", "a）", "中 a", "a 中", "中\u200Ba"}) {
    CAPTURE(text);
    double space = 0;
    for (const LineUnit& unit : bench.shape(text).units) space += unit.space_after.to_px();
    CHECK(space == 0);
  }
  bench.style.spaces_letters = bench.style.spaces_digits = false;
  CHECK(bench.shape("中a").units[0].space_after.to_px() == 0);
}

TEST_CASE("of two blank halves that meet, one goes") {
  Bench bench;
  struct Case {
    std::string_view text;
    std::vector<double> widths;
  };
  const Case cases[] = {{"甲，乙", {10, 10, 10}}, {"）（", {5, 10}},  {"。”", {5, 10}},         {"“《", {10, 5}},
                        {"）、", {5, 10}},        {"》《", {5, 10}},  {"（甲）", {10, 10, 10}}, {"，“甲", {5, 10, 10}},
                        {"？”", {10, 10}},        {"甲（", {10, 10}}, {"》）。", {5, 5, 10}}};
  for (const Case& each : cases) {
    CAPTURE(each.text);
    bench.shape(each.text);
    CHECK(bench.advances() == each.widths);
  }
  bench.style.trims_adjacent = false;
  bench.shape("）（");
  CHECK(bench.advances() == std::vector<double>{10, 10});
}

TEST_CASE("letter spacing is behind each character, and parts ligatures") {
  Bench bench({"Times New Roman"});
  const std::size_t joined = bench.shape("fi").units.size();
  bench.style.letter_spacing = gongwen::base::LayoutUnit::from_px(2);
  const ShapedParagraph& spaced = bench.shape("fi");
  CHECK(joined <= 2);
  REQUIRE(spaced.units.size() == 2);
  const double f = spaced.units[0].advance.to_px();
  bench.style.letter_spacing = {};
  CHECK(bench.shape("f").units[0].advance.to_px() == doctest::Approx(f - 2));
}

TEST_CASE("marks know which half of them is blank") {
  for (const char32_t c : std::u32string_view(U"，。、；：）》”’」】")) CHECK(mark_side(c) == MarkSide::BlankAfter);
  for (const char32_t c : std::u32string_view(U"（《“‘「【")) CHECK(mark_side(c) == MarkSide::BlankBefore);
  for (const char32_t c : std::u32string_view(U"？！…—·甲a,(")) CHECK(mark_side(c) == MarkSide::None);
}
