#include "text/line_breaker.h"

#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::base::LayoutUnit;
using gongwen::tests::Bench;

TEST(LineBreaker, TheBlankOfAStandardsTitleShowsNothingAtALinesEndRowsOfBlanksStay) {
  Bench bench;
  EXPECT_EQ(bench.lines("甲乙丙　丁戊", 30), "甲乙丙|丁戊");
  EXPECT_EQ(bench.ranges[0].width.to_px(), 30);
  EXPECT_EQ(bench.lines("甲乙　丁戊", 40), "甲乙　丁|戊");
  EXPECT_EQ(bench.lines("甲乙丙　　丁", 30), "甲乙|丙　　|丁");
  EXPECT_EQ(bench.lines("甲乙　", 40), "甲乙　");
}

TEST(LineBreaker, LetterSpacingTakesNoRoomAtALinesEnd) {
  Bench bench;
  bench.style.letter_spacing = LayoutUnit::from_px(5);
  EXPECT_EQ(bench.lines("甲乙丙丁", 25), "甲乙|丙丁");
  EXPECT_EQ(bench.ranges[0].width.to_px(), 25);
  EXPECT_EQ(bench.lines("甲乙 丙丁", 25), "甲乙|丙丁");
  EXPECT_EQ(bench.ranges[0].width.to_px(), 25);
  EXPECT_EQ(bench.lines("甲\u00AD乙", 40), "甲乙");
  EXPECT_EQ(bench.ranges[0].width.to_px(), 25);
}

TEST(LineBreaker, WhatIsKeptTogetherOnlyByKeepAllIsPartedWhereNothingElseHelps) {
  Bench bench;
  bench.style.rules.words = WordBreaking::KeepAll;
  EXPECT_EQ(bench.lines("甲乙 丙丁", 20), "甲乙|丙丁");
  EXPECT_EQ(bench.lines("甲乙丙，丁", 20), "甲乙|丙，|丁");
}

TEST(LineBreaker, FullWidthBlanksThatAreKeptHangUnlessEachTakesRoom) {
  Bench bench;
  bench.style.collapses_spaces = false;
  EXPECT_EQ(bench.lines("甲乙丙　　丁戊", 30), "甲乙丙|丁戊");
  EXPECT_EQ(bench.ranges[0].width.to_px(), 30);
  EXPECT_EQ(bench.lines("甲乙　", 40), "甲乙");
  EXPECT_EQ(bench.ranges[0].width.to_px(), 30);  // not at a soft break, and there is room
  bench.style.breaks_spaces = true;
  EXPECT_EQ(bench.lines("甲乙　　　　丁戊", 30), "甲乙　|　　　|丁戊");
}

TEST(LineBreaker, TabsThatAreKeptHangLikeBlanks) {
  Bench bench;
  bench.style.collapses_spaces = false;
  bench.style.tab_width = LayoutUnit::from_px(80);
  bench.lines("甲乙\t\t丙", 20);
  ASSERT_EQ(bench.ranges.size(), 2);
  EXPECT_EQ(bench.ranges[0].width.to_px(), 20);
}

TEST(LineBreaker, LinesTakeWhatFitsByTheRulesOfChinese) {
  Bench bench;
  struct Case {
    std::string_view text;
    double width;
    std::string_view lines;
  };
  const Case cases[] = {
      {"甲乙丙丁戊", 30, "甲乙丙|丁戊"},
      {"甲乙丙，丁", 30, "甲乙|丙，丁"},  // 15834 5.1.1: the mark takes a character along
      {"甲乙丙，丁", 35, "甲乙丙，|丁"},  // set half as wide, it fits
      {"甲乙《丙》", 30, "甲乙|《丙》"},  // 5.1.3
      {"甲乙“丙丁", 30, "甲乙|“丙丁"},
      {"甲乙——丙", 30, "甲乙|——丙"},  // 5.1.6
      {"甲乙……丙", 30, "甲乙|……丙"},
      {"甲1,234元", 30, "甲|1,234|元"},
      {"一word二", 20, "一|word|二"},
      {"ab cd ef", 28, "ab cd|ef"},
      {"甲 乙", 10, "甲|乙"},
      {"甲\n乙", 100, "甲|乙"},
      {"甲\n", 100, "甲"},
      {"甲\n\n乙", 100, "甲||乙"},
      {"", 100, ""},
      {"甲乙", 0, "甲|乙"},  // at least one piece in each line
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.text);
    SCOPED_TRACE(each.width);
    EXPECT_EQ(bench.lines(each.text, each.width), each.lines);
  }
}

TEST(LineBreaker, BlanksThatMayBreakTakeRoomAndEachMayEndALine) {
  Bench bench;
  bench.style.collapses_spaces = false;
  bench.lines("ab    cd", 20);
  EXPECT_EQ(bench.ranges.size(), 2);
  bench.style.breaks_spaces = true;
  bench.lines("ab    cd", 15);
  EXPECT_EQ(bench.ranges.size(), 3);
  for (const LineRange& line : bench.ranges) EXPECT_LE(line.width.to_px(), 15);
}

TEST(LineBreaker, AWordThatIsTooWideIsTornOnlyWhereThatIsAskedFor) {
  Bench bench;
  EXPECT_EQ(bench.lines("甲abcdefgh乙", 25), "甲|abcdefgh|乙");
  bench.style.breaks_words = true;
  const std::string torn = bench.lines("abcdefgh", 25);
  EXPECT_GE(std::count(torn.begin(), torn.end(), '|'), 1);
  EXPECT_TRUE(torn.starts_with("abcd|"));
  for (const LineRange& line : bench.ranges) EXPECT_LE(line.width.to_px(), 25);
}

TEST(LineBreaker, AnAddressThatIsWiderThanALineStartsBehindItsLabel) {
  Bench bench;
  bench.style.squeeze.enabled = true;
  for (const WrapStyle style : {WrapStyle::Greedy, WrapStyle::Pretty}) {
    const auto lines = [&](std::string_view text) {
      return bench.lines(text, 200, {style, TextLength()});
    };
    EXPECT_EQ(lines("电子邮箱：very.long.mailbox.of.the.secretariat@fiction.example.org"),
              "电子邮箱：very.long.mailbox.of.the.|secretariat@fiction.example.org");
    EXPECT_EQ(lines("电子邮箱：very_long_mailbox_of_the_secretariat_of_fiction@example.org"),
              "电子邮箱：very_long_mailbox_of_the_|secretariat_of_fiction@example.org");
    // One that fits in a line stays whole; a line that is half full is not a label alone.
    EXPECT_EQ(lines("电子邮箱：secretary.of.fiction@fiction.example"),
              "电子邮箱：|secretary.of.fiction@fiction.example");
    EXPECT_EQ(lines("秘书处联系人的电子邮箱：very.long.mailbox.of.the.secretariat@fiction.example.org"),
              "秘书处联系人的电子邮箱：|very.long.mailbox.of.the.secretariat@|fiction.example.org");
  }
}

TEST(LineBreaker, AWordIsTornAtItsSoftHyphensWithAHyphenThatIsSeen) {
  Bench bench({"Times New Roman"});
  EXPECT_EQ(bench.lines("inter\u00ADnational", 30), "inter-|national");
  EXPECT_TRUE(bench.ranges[0].hyphenated);
  EXPECT_EQ(bench.lines("inter\u00ADnational", 100), "international");
  bench.style.hyphenates = false;
  EXPECT_EQ(bench.lines("inter\u00ADnational", 30), "international");
}

TEST(LineBreaker, NothingBreaksWhereWhiteSpaceForbidsIt) {
  Bench bench;
  bench.style.wraps = false;
  EXPECT_EQ(bench.lines("甲乙 丙丁", 10), "甲乙 丙丁");
  EXPECT_EQ(bench.lines("甲\n乙", 10), "甲|乙");
}

TEST(LineBreaker, BlanksThatAreKeptCountThoseThatVanishDoNot) {
  Bench bench;
  bench.lines("甲 乙", 10);
  EXPECT_EQ(bench.ranges[0].width.to_px(), 10);
  bench.style.collapses_spaces = false;
  bench.lines("甲  ", 100);
  EXPECT_GT(bench.ranges[0].width.to_px(), 12);
}

TEST(LineBreaker, TheGapBetweenHanAndLatinVanishesAtALinesEnd) {
  Bench bench;
  bench.lines("中文ab", 20);
  ASSERT_EQ(bench.ranges.size(), 2);
  EXPECT_EQ(bench.ranges[0].width.to_px(), 20);
  EXPECT_EQ(bench.lines("中文a", 26), "中文|a");  // 20 + 1.25 + a
}

TEST(LineBreaker, TabsLeadToTheirStops) {
  const Bench bench;
  const auto to_stop = [&](double at) {
    return tab_advance(TextLength::from(LayoutUnit::round_from_px(at)), bench.style).to_px();
  };
  EXPECT_EQ(to_stop(0), 40);
  EXPECT_EQ(to_stop(39), 1);
  EXPECT_EQ(to_stop(40), 40);
}

TEST(LineBreaker, AParagraphIsAtLeastAsWideAsItsWidestPieceAtMostAsOneLine) {
  Bench bench;
  bench.shape("甲乙，丙 word\n丁");
  const IntrinsicWidths widths = measure_paragraph(bench.paragraph, {});
  Bench word;
  const double word_width = measure_paragraph(word.shape("word"), {}).max_content.to_px();
  EXPECT_NEAR(widths.min_content.to_px(), std::max(word_width, 15.0), 0.001);  // 乙， with the mark set half
  EXPECT_GT(widths.max_content.to_px(), 40 + word_width);
  const IntrinsicWidths indented = measure_paragraph(bench.paragraph, TextLength::from(LayoutUnit::from_px(20)));
  EXPECT_NEAR(indented.max_content.to_px(), widths.max_content.to_px() + 20, 0.001);
}

TEST(LineBreaker, PrettyLeavesNoCharacterAloneBalanceMakesLinesAlikeWithAsManyLinesAsGreedy) {
  Bench bench;
  const TextLength two = TextLength::from(LayoutUnit::from_px(20));
  EXPECT_EQ(bench.lines("甲乙丙丁戊己庚", 30), "甲乙丙|丁戊己|庚");
  EXPECT_EQ(bench.lines("甲乙丙丁戊己庚", 30, {WrapStyle::Pretty, two}), "甲乙丙|丁戊|己庚");
  EXPECT_EQ(bench.lines("甲乙丙丁戊己。", 30, {WrapStyle::Pretty, two}), "甲乙|丙丁|戊己。");
  EXPECT_EQ(bench.lines("甲乙丙丁……", 40, {WrapStyle::Pretty, two}), "甲乙|丙丁……");  // as lonely as one
  EXPECT_EQ(bench.lines("甲乙丙丁戊己庚", 60), "甲乙丙丁戊己|庚");
  EXPECT_EQ(bench.lines("甲乙丙丁戊己庚", 60, {WrapStyle::Balance, {}}), "甲乙丙丁|戊己庚");
  EXPECT_EQ(bench.lines("甲乙丙丁\n戊己庚辛壬癸子", 60, {WrapStyle::Balance, {}}), "甲乙丙丁|戊己庚辛|壬癸子");
  EXPECT_EQ(bench.lines("短", 60, {WrapStyle::Balance, {}}), "短");
}

TEST(LineBreaker, PrettyEndsLinesOfStandardsTitlesAtTheBlanksBetweenTheirParts) {
  Bench bench;
  bench.style.squeeze.enabled = true;
  const auto lines = [&](std::string_view text, double width) {
    return bench.lines(text, width, {WrapStyle::Pretty, TextLength()});
  };
  EXPECT_EQ(lines("网络安全技术　产品互联互通　功能接口要求", 160), "网络安全技术　产品互联互通|功能接口要求");
  EXPECT_EQ(lines("网络安全技术　生成式人工智能　要求", 115), "网络安全技术|生成式人工智能　要求");
  // Not for a line more, nor for one that is less than half full.
  EXPECT_EQ(lines("网络安全技术　生成式人工智能服务测评", 100), "网络安全技术　生成式|人工智能服务测评");
  EXPECT_EQ(lines("数据安全　生成式人工智能", 100), "数据安全　生成式人工|智能");
}

TEST(LineBreaker, NoLineIsWiderThanItMayBeAndTheUnitsOfAllLinesAreAllUnits) {
  Bench bench;
  const std::string text =
      "关于开展《信息安全技术　网络安全运维实施指南》等17项国家标准（征求意见稿）意见征集工作的通知，ISO/IEC 27001。";
  for (int width = 60; width < 400; width += 7) {
    for (const WrapStyle style : {WrapStyle::Greedy, WrapStyle::Pretty, WrapStyle::Balance}) {
      bench.lines(text, width, {style, TextLength::from(LayoutUnit::from_px(20))});
      std::uint32_t at = 0;
      for (const LineRange& line : bench.ranges) {
        EXPECT_EQ(line.begin, at);
        EXPECT_LE(line.width.to_px(), width);
        at = line.end;
      }
      EXPECT_EQ(at, bench.paragraph.units.size());
      EXPECT_TRUE(bench.ranges.back().last);
    }
  }
}
