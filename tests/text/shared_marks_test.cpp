// Marks whose shape depends on the language, and characters with variants.
#include "text/shared_marks.h"

#include "text/emphasis.h"
#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::tests::Bench;
using gongwen::tests::test_fonts;

namespace {

/// The face of each glyph by its first letter behind `Gw`: S for 宋体 (GwSong), s for GwSerif.
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

TEST_CASE("quotation marks, dashes and ellipses of Chinese come from the Chinese face") {
  Bench bench({"Times New Roman", "宋体"});
  bench.shape("a“甲”—…·’");
  CHECK(faces(bench) == "sSSSSSSS");
  for (const LineUnit& unit : bench.paragraph.units) {
    const char32_t c = bench.paragraph.text[unit.text_begin];
    if (c == U'“' || c == U'”') CHECK(unit.advance.to_px() == 10);
  }
  bench.style.rules.language = TextLanguage::Other;
  bench.shape("a“甲”—…·’");
  CHECK(faces(bench) == "ssSsssss");
}

TEST_CASE("an apostrophe between letters is Latin in every language") {
  Bench bench({"Times New Roman", "宋体"});
  bench.shape("it’s");
  CHECK(faces(bench) == "ssss");
  CHECK_FALSE(has_chinese_shape(U"it’s", 2, TextLanguage::Chinese));
  CHECK(has_chinese_shape(U"s’甲", 1, TextLanguage::Chinese));
}

TEST_CASE("without a Chinese face in the list the marks stay what they are") {
  Bench bench({"Times New Roman"});
  bench.shape("“a”");
  CHECK(faces(bench) == "sss");
  CHECK(bench.reports.empty());
}

TEST_CASE("a variation sequence is one sign; a face that lacks the form keeps its usual one and says so") {
  Bench bench({"宋体"});
  bench.shape("甲葛\U000E0101乙");
  REQUIRE(bench.paragraph.units.size() == 3);
  CHECK(bench.paragraph.units[1].text_length == 2);
  CHECK(bench.paragraph.units[1].advance.to_px() == 10);
  REQUIRE(bench.reports.size() == 1);
  CHECK(bench.reports[0].kind == CharacterReport::Kind::Variant);
  CHECK(bench.reports[0].character == U'葛');
  CHECK(bench.reports[0].selector == 0xE0101);
  CHECK(bench.reports[0].at == 1);
}

TEST_CASE("emphasis marks stand beside characters, not beside marks and blanks") {
  for (const char32_t c : U"甲aZ9%&@#§々〇％＋ａ豈") {
    if (c != 0) CHECK(takes_emphasis_mark(c));
  }
  for (const char32_t c : U" 　，。、；：？！“”‘’（）《》〈〉「」【】〔〕—…·～,.!?()[]{}'\"-/／") {
    CHECK_FALSE(takes_emphasis_mark(c));
  }
}
