// What is at the end of a line only, or outside of it: a closing mark that may be set half as wide, also where an
// inline box ends after it, and a soft hyphen.
#include "layout/pages_of.h"

using gongwen::tests::lay_out;
using gongwen::tests::pages;
using Pages = std::vector<std::string>;

namespace {

constexpr const char* kNarrow = "p{width:56px;text-spacing-trim:normal}";

}  // namespace

TEST(LineEndMarks, AClosingMarkThatFitsByHalfItsWidthEndsTheLineInAnInlineBoxAsInALineOfText) {
  EXPECT_EQ(pages(kNarrow, "<p>甲乙丙丁戊）</p>"), Pages{"甲乙丙丁戊）"});
  EXPECT_EQ(pages(kNarrow, "<p><span>甲乙丙丁戊）</span></p>"), Pages{"甲乙丙丁戊）"});
  EXPECT_EQ(pages(kNarrow, "<p><b><i>甲乙丙丁戊）</i></b>己庚</p>"), Pages{"甲乙丙丁戊）|己庚"});
}

TEST(LineEndMarks, RoomBehindTheMarkKeepsItFromTheEndOfTheLine) {
  EXPECT_EQ(pages(std::string(kNarrow) + "span{padding-right:6px}", "<p><span>甲乙丙丁戊）</span></p>"),
            Pages{"甲乙丙丁|戊）"});
}

TEST(LineEndMarks, SoftHyphensWithinALineTakeNoRoomThatAnEllipsisWouldNeed) {
  const char* const style = "p{width:70px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}";
  const Pages plain = pages(style, "<p>甲乙丙丁戊己庚辛</p>");
  EXPECT_EQ(plain, Pages{"甲乙丙丁戊己…"});
  EXPECT_EQ(pages(style, "<p>甲&shy;乙&shy;丙&shy;丁&shy;戊&shy;己&shy;庚&shy;辛</p>"), plain);
}

TEST(LineEndMarks, SoftHyphensWithinALineTakeNoRoomFromAFloat) {
  const char* const style = "i{float:left;width:70px;height:20px}";
  const std::string rest = "<i></i>辛</p>";
  EXPECT_EQ(lay_out(style, "<p>甲&shy;乙&shy;丙&shy;丁&shy;戊&shy;己&shy;庚" + rest).fragments(),
            lay_out(style, "<p>甲乙丙丁戊己庚" + rest).fragments());
}
