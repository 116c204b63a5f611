#include "sheet/text_estimate.h"

#include <gtest/gtest.h>

using namespace gongwen::sheet;

namespace {

constexpr std::uint16_t kTwelvePoint = 24;  // 1 em is 16 px

LayoutUnit characters(int count) { return LayoutUnit::from_px(8 * count); }

}  // namespace

TEST(TextEstimate, ChineseCharactersAreOneEmWideLatinOnesHalf) {
  EXPECT_EQ(estimate_width("月报", kTwelvePoint), LayoutUnit::from_px(32));
  EXPECT_EQ(estimate_width("ab1.", kTwelvePoint), LayoutUnit::from_px(32));
  EXPECT_EQ(estimate_width("“—”", kTwelvePoint), LayoutUnit::from_px(48));
  EXPECT_EQ(estimate_width("月\n月报\n", kTwelvePoint), LayoutUnit::from_px(32));
  EXPECT_EQ(estimate_width("月报", 21), LayoutUnit::from_px(28));
}

TEST(TextEstimate, LinesAreCountedAsProgramsBreakThem) {
  struct Case {
    std::string_view text;
    int width;
    std::uint32_t lines;
  };
  const Case cases[] = {
      {"", 4, 1},
      {"月报", 4, 1},
      {"月报月", 4, 2},
      {"月\n报", 4, 2},
      {"月\n\n报", 4, 3},
      {"月报，", 4, 2},  // the comma takes the last character along
      {"one two three", 8, 2},
      {"internationalisation", 8, 3},  // broken where it must be
      {"见《标准", 4, 3},              // 《 goes with what follows
      {"ab月报", 4, 2},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    EXPECT_EQ(estimate_lines(c.text, characters(c.width), kTwelvePoint), c.lines);
  }
}

TEST(TextEstimate, LatinTypefacesHaveNarrowerLettersAndLowerLines) {
  const std::string_view text = "this little title is still in italics until it fills its first line";
  const LayoutUnit width = characters(12);
  EXPECT_LT(estimate_lines(text, width, kTwelvePoint, Letters::Proportional),
            estimate_lines(text, width, kTwelvePoint));
  TextSetting setting;
  setting.wrap = true;
  setting.line_height = LayoutUnit::from_px(20);
  setting.latin_line_height = LayoutUnit::from_px(18);
  EXPECT_EQ(estimate_height("ab", width, setting), LayoutUnit::from_px(20));
  setting.letters = Letters::Proportional;
  EXPECT_EQ(estimate_height("ab", width, setting), LayoutUnit::from_px(18));
  EXPECT_EQ(estimate_height("ab 月", width, setting), LayoutUnit::from_px(20));
}

TEST(TextEstimate, TheHeightOfACellFollowsItsSetting) {
  TextSetting setting;
  setting.line_height = LayoutUnit::from_px(20);
  setting.vertical_padding = LayoutUnit::from_px(4);
  setting.horizontal_padding = kCellPadding;
  const LayoutUnit width = characters(4) + kCellPadding;
  EXPECT_EQ(estimate_height("月报月报", width, setting), LayoutUnit::from_px(24));
  setting.wrap = true;
  EXPECT_EQ(estimate_height("月报月报", width, setting), LayoutUnit::from_px(44));
  setting.rotation.stacked = true;
  EXPECT_EQ(estimate_height("月报月报", width, setting), LayoutUnit::from_px(84));
  setting.rotation = {false, 90};
  EXPECT_EQ(estimate_height("月报月报", width, setting), LayoutUnit::from_px(88));
}
