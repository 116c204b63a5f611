// Annotations wider than their bases: what they lean over, and where bases are below them.
#include "layout/pages_of.h"

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

struct Place {
  double x = 0;
  double y = 0;
};

/// Where a character starts, in px from the corner of the page's content.
std::optional<Place> find_character(const layout::Fragment& fragment, char32_t character, Place place) {
  if (fragment.kind == layout::FragmentKind::Text) {
    std::size_t at = 0;
    for (const layout::RunGlyph& glyph : fragment.run->glyphs) {
      if (glyph.characters > 0 && fragment.run->text[at] == character) return place;
      at += glyph.characters;
      place.x += glyph.advance / 65536.0;
    }
    return std::nullopt;
  }
  for (const layout::ChildFragment& child : fragment.children) {
    const Place inside{place.x + child.offset.x.to_px(), place.y + child.offset.y.to_px()};
    if (const auto found = find_character(*child.fragment, character, inside)) return found;
  }
  return std::nullopt;
}

struct Ruby {
  explicit Ruby(std::string_view body, std::string_view style = {})
      : laid_out(tests::lay_out("rt{font-size:5px}" + std::string(style), "<p>" + std::string(body) + "</p>")) {}

  double x(char32_t character) const { return place(character).x; }
  double y(char32_t character) const { return place(character).y; }

  Place place(char32_t character) const {
    const auto found = find_character(*laid_out.document.pages.front().content, character, {});
    return found.value_or(Place{-1000, -1000});
  }

  tests::LaidOut laid_out;
};

// Annotations of four Han characters of 5 px: 20 px above 10 px.
constexpr std::string_view kAlone = "甲<ruby>乙<rt>注注注注</rt></ruby>丙";

}  // namespace

TEST(Ruby, AnAnnotationLeansOverTheTextAtBothSidesByHalfItsSize) {
  EXPECT_EQ(Ruby(kAlone, "rt{ruby-overhang:none}").x(U'丙'), 30);
  const Ruby leaning(kAlone);
  EXPECT_NEAR(leaning.x(U'乙'), 12.5, 0.001);
  EXPECT_NEAR(leaning.x(U'注'), 7.5, 0.001);
  EXPECT_NEAR(leaning.x(U'丙'), 25, 0.001);
}

TEST(Ruby, ACollapsedAnnotationTakesNoRoom) {
  const Ruby collapsed("甲<ruby>乙<rt style='visibility:collapse'>注注注注</rt></ruby>丙");
  EXPECT_NEAR(collapsed.x(U'乙'), 10, 0.001);
  EXPECT_NEAR(collapsed.x(U'丙'), 20, 0.001);
}

TEST(Ruby, AnAnnotationBelowALineAndOneAboveTheNextDoNotMeet) {
  const std::string_view style = "p{width:10px;line-height:1.3}.u{ruby-position:under}";
  const Ruby both("<ruby class='u'>甲<rt>下</rt></ruby><ruby>乙<rt>上</rt></ruby>", style);
  EXPECT_GE(both.y(U'上') - both.y(U'下'), 5);
  const Ruby marked("<em style='text-emphasis:dot;text-emphasis-position:under'>甲</em><ruby>乙<rt>上</rt></ruby>",
                    style);
  EXPECT_GE(marked.y(U'上') - marked.y(U'甲'), 15);
  // In leading that one side has for itself nothing moves.
  const Ruby one("<ruby>甲<rt>下</rt></ruby><ruby>乙<rt>上</rt></ruby>", "p{width:10px;line-height:2}");
  EXPECT_EQ(one.y(U'乙') - one.y(U'甲'), 20);
}

TEST(Ruby, AnAnnotationAtTheStartIsAtTheRightInTextFromRightToLeft) {
  const Ruby rtl("<ruby dir='rtl' style='ruby-align:start'>甲乙丙<rt>注</rt></ruby>");
  EXPECT_NEAR(rtl.x(U'注') - rtl.x(U'甲'), 25, 0.001);
}

TEST(Ruby, NoMoreThanIsNeeded) {
  const Ruby narrow("甲<ruby>乙<rt>注注注</rt></ruby>丙");  // 15 px above 10 px
  EXPECT_NEAR(narrow.x(U'乙'), 10, 0.001);
  EXPECT_NEAR(narrow.x(U'丙'), 20, 0.001);
}

TEST(Ruby, ItDoesNotLeaveTheLineNorLeanOverWhatHasAnAnnotationLatinOrTextOfAnotherSize) {
  EXPECT_EQ(Ruby("<ruby>乙<rt>注注注注</rt></ruby>丙").x(U'注'), 0);
  EXPECT_NEAR(Ruby("<ruby>乙<rt>注注注注</rt></ruby>丙").x(U'丙'), 17.5, 0.001);
  const Ruby pair("<ruby>乙<rt>注注注注</rt>丁<rt>释释释释</rt></ruby>");
  EXPECT_NEAR(pair.x(U'释'), 20, 0.001);
  EXPECT_GE(Ruby("<ruby>乙<rt>注注注注</rt></ruby>a").x(U'a'), 20);
  EXPECT_EQ(Ruby("<ruby>乙<rt>注注注注</rt></ruby><span style=\"font-size:15px\">丙</span>").x(U'丙'), 20);
  EXPECT_EQ(Ruby("<ruby>乙<rt>注注注注</rt></ruby><b style=\"padding:0 1px\">丙</b>").x(U'丙'), 21);
}

TEST(Ruby, AtTheEndOfALineItsBaseTakesTheWholeWidth) {
  const Ruby broken("甲<ruby>乙<rt>注注注注</rt></ruby>丙丙", "p{width:30px}");
  EXPECT_NEAR(broken.x(U'乙'), 12.5, 0.001);
  EXPECT_EQ(broken.x(U'丙'), 0);  // on the next line
  const Ruby begun("甲甲甲<ruby>乙<rt>注注注注</rt></ruby>丙", "p{width:30px}");
  EXPECT_NEAR(begun.x(U'乙'), 5, 0.001);
  EXPECT_EQ(begun.x(U'注'), 0);
}

TEST(Ruby, RubyAlignPlacesTheNarrowerOfBaseAndAnnotation) {
  const std::string_view wide = "<ruby>乙丁<rt>注注注注注注</rt></ruby>";  // 30 px above 20 px
  EXPECT_EQ(Ruby(wide, "rt{ruby-align:start}").x(U'丁'), 10);
  EXPECT_EQ(Ruby(wide, "rt{ruby-align:center}").x(U'乙'), 5);
  EXPECT_EQ(Ruby(wide, "rt{ruby-align:center}").x(U'丁'), 15);
  EXPECT_EQ(Ruby(wide, "rt{ruby-align:space-between}").x(U'丁'), 20);
  EXPECT_NEAR(Ruby(wide, "rt{ruby-align:space-around}").x(U'丁'), 17.5, 0.001);
  const std::string_view narrow = "<ruby>乙丁戊<rt>注释</rt></ruby>";  // 10 px above 30 px
  EXPECT_EQ(Ruby(narrow, "rt{ruby-align:start}").x(U'注'), 0);
  EXPECT_EQ(Ruby(narrow, "rt{ruby-align:center}").x(U'注'), 10);
  EXPECT_EQ(Ruby(narrow, "rt{ruby-align:space-between}").x(U'释'), 25);
  EXPECT_NEAR(Ruby(narrow, "rt{ruby-align:space-around}").x(U'注'), 5, 0.001);
}

TEST(Ruby, LevelsStackOrTakeTheOtherSide) {
  const std::string_view both = "<ruby>甲<rt>注</rt><rtc><rt>释</rt></rtc></ruby>";
  const Ruby above(both, "p{ruby-position:over}");
  EXPECT_NEAR(above.y(U'注') - above.y(U'释'), 5, 0.1);
  EXPECT_LT(above.y(U'注'), above.y(U'甲'));
  const Ruby below(both, "p{ruby-position:under}");
  EXPECT_NEAR(below.y(U'释') - below.y(U'注'), 5, 0.1);
  const Ruby alternating(both);
  EXPECT_LT(alternating.y(U'注'), alternating.y(U'甲'));
  EXPECT_GT(alternating.y(U'释'), alternating.y(U'甲'));
}

TEST(Ruby, ATextOfItsContainerIsAboveAllBases) {
  const Ruby all("<ruby><rb>甲</rb><rb>乙</rb><rb>丙</rb><rtc>注</rtc></ruby>", "rtc{font-size:10px}");
  EXPECT_NEAR(all.x(U'注'), 10, 0.001);
  EXPECT_LT(all.y(U'注'), all.y(U'乙'));
}

TEST(Ruby, AnyNumberOfLevelsIsOnThePage) {
  std::string body = "<ruby>甲";
  for (int i = 0; i < 8'000; ++i) body += "<rtc>b</rtc>";
  const Ruby many(body + "</ruby>丙");
  EXPECT_GT(many.x(U'丙'), many.x(U'甲'));
}
