// Squeezing and stretching a line: CLREQ, adjustment of a line; GB/T 15834-2011 5.1.
#include "text/line_breaker.h"
#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::base::LayoutUnit;
using gongwen::tests::Bench;

namespace {

struct SqueezingBench : Bench {
  explicit SqueezingBench(const std::vector<std::string>& families = {"Noto Serif CJK SC"}) : Bench(families) {
    style.squeeze.enabled = true;
  }
  /// Widths of the units of a line in px, with what squeezing or stretching does to them.
  std::vector<double> set_widths(const LineRange& line, double available) const {
    TextLength room = TextLength::from(LayoutUnit::round_from_px(available)) - line.width;
    auto adjustments = squeeze_line(paragraph, line);
    if (adjustments.empty()) adjustments = stretch_line(paragraph, line, room);
    std::vector<double> out;
    for (std::uint32_t i = line.begin; i < line.content_end; ++i) {
      TextLength width = paragraph.units[i].advance;
      if (i + 1 < line.content_end) width += paragraph.units[i].space_after;
      if (line.trims_end && i + 1 == line.content_end) width -= paragraph.units[i].trim;
      if (!adjustments.empty()) width += adjustments[i - line.begin].after - adjustments[i - line.begin].cut;
      out.push_back(width.to_px());
    }
    return out;
  }
};

using Widths = std::vector<double>;

}  // namespace

TEST(Squeeze, SqueezeInFirstALineTakesInWhatARuleWouldPushOut) {
  SqueezingBench bench;
  // 己， is too wide by half an em after the mark at the end gave its half; the mark inside gives the other.
  EXPECT_EQ(bench.lines("甲，乙丙丁戊，己庚", 60), "甲，乙丙丁戊，|己庚");
  EXPECT_EQ(bench.ranges[0].width.to_px(), 60);
  EXPECT_EQ(bench.ranges[0].squeeze.to_px(), 5);
  EXPECT_EQ(bench.set_widths(bench.ranges[0], 60), (Widths{10, 5, 10, 10, 10, 10, 5}));
  // Without limits the character before the mark goes along to the next line.
  Bench plain;
  EXPECT_EQ(plain.lines("甲，乙丙丁戊，己庚", 60), "甲，乙丙丁|戊，己庚");
}

TEST(Squeeze, PushOutSecondWhatSqueezingCannotTakeInIsLeftToTheNextLine) {
  SqueezingBench bench;
  EXPECT_EQ(bench.lines("甲乙丙丁戊己，庚辛", 60), "甲乙丙丁戊|己，庚辛");
  // A character for which there is no room at all is not a reason to squeeze.
  EXPECT_EQ(bench.lines("甲，乙，丙，丁戊己", 60), "甲，乙，丙，|丁戊己");
  EXPECT_EQ(bench.ranges[0].squeeze.to_px(), 0);
}

TEST(Squeeze, ASingleLastCharacterIsTakenInWhenTheLineCanBeSqueezed) {
  SqueezingBench bench;
  EXPECT_EQ(bench.lines("甲，乙，丙丁戊", 60), "甲，乙，丙丁戊");
  EXPECT_EQ(bench.lines("甲，乙，丙丁戊己", 60), "甲，乙，丙丁|戊己");
}

TEST(Squeeze, PlacesGiveInTheirOrderBlanksInterpunctsBracketsCommasTheGapBesideLatinStops) {
  SqueezingBench bench;
  const TextStyle& style = bench.style;
  const ShapedParagraph& paragraph = bench.shape("甲a 乙（丙，丁。戊？");
  std::vector<std::pair<SqueezeStep, double>> gives;
  for (const LineUnit& unit : paragraph.units) {
    for (const Give& give : {unit_give(unit, style), gap_give(unit, style)}) {
      if (give.amount > TextLength()) gives.emplace_back(give.step, give.amount.to_px());
    }
  }
  ASSERT_EQ(gives.size(), 5);
  EXPECT_EQ(gives[0].first, SqueezeStep::WordSpace);
  EXPECT_EQ(gives[1], std::pair(SqueezeStep::Bracket, 5.0));
  EXPECT_EQ(gives[2], std::pair(SqueezeStep::Comma, 5.0));
  EXPECT_EQ(gives[3], std::pair(SqueezeStep::Stop, 5.0));
  EXPECT_EQ(gives[4].first, SqueezeStep::Stop);
}

TEST(Squeeze, AMarkGivesNoMoreThanItsOwnBlankNorThanTheLimitOfItsKind) {
  struct MarkCase {
    MarkKind kind;
    SqueezeStep step;
  };
  constexpr MarkCase kCases[] = {{MarkKind::Interpunct, SqueezeStep::Interpunct},
                                 {MarkKind::Bracket, SqueezeStep::Bracket},
                                 {MarkKind::Comma, SqueezeStep::Comma},
                                 {MarkKind::Stop, SqueezeStep::Stop},
                                 {MarkKind::Question, SqueezeStep::Stop}};
  const auto px = [](double length) {
    return TextLength::from(LayoutUnit::round_from_px(length));
  };
  SqueezingBench bench;
  for (const MarkCase& one : kCases) {
    SCOPED_TRACE(static_cast<int>(one.kind));
    LineUnit unit;
    unit.mark_kind = one.kind;
    unit.advance = px(10);
    const auto give_with = [&](double trim) {
      unit.trim = px(trim);
      const Give give = unit_give(unit, bench.style);
      EXPECT_EQ(give.step, one.step);
      return give.amount.to_px();
    };
    // The limit of each kind is half an em.
    EXPECT_EQ(give_with(0), 0);
    EXPECT_EQ(give_with(2.5), 2.5);
    EXPECT_EQ(give_with(5), 5);
    EXPECT_EQ(give_with(7.5), 5);
  }
  // Each kind has a separate limit.
  const std::pair<MarkKind, std::int32_t SqueezeLimits::*> limits[] = {
      {MarkKind::Interpunct, &SqueezeLimits::interpunct},
      {MarkKind::Bracket, &SqueezeLimits::brackets},
      {MarkKind::Comma, &SqueezeLimits::commas},
      {MarkKind::Stop, &SqueezeLimits::stops}};
  for (const auto& [kind, limit] : limits) {
    SCOPED_TRACE(static_cast<int>(kind));
    TextStyle style = bench.style;
    style.squeeze.*limit = 768;
    LineUnit unit;
    unit.mark_kind = kind;
    unit.advance = px(10);
    unit.trim = px(5);
    EXPECT_EQ(unit_give(unit, style).amount.to_px(), 2.5);
    style.squeeze.*limit = 1024;
    EXPECT_EQ(unit_give(unit, style).amount.to_px(), 0);
  }
}

TEST(Squeeze, ALaterStepGivesNothingWhileAnEarlierOneSufficesAndPlacesOfOneStepGiveAlike) {
  SqueezingBench bench;
  bench.shape("甲（乙）丙，丁，戊。己");
  LineRange line = find_line(bench.paragraph, 0, TextLength::from(LayoutUnit::from_px(1000)), LinePosition::First);
  line.squeeze = TextLength::from(LayoutUnit::from_px(6));
  EXPECT_EQ(bench.set_widths(line, 104), (Widths{10, 7, 10, 7, 10, 10, 10, 10, 10, 10, 10}));
  line.squeeze = TextLength::from(LayoutUnit::from_px(14));
  EXPECT_EQ(bench.set_widths(line, 96), (Widths{10, 5, 10, 5, 10, 8, 10, 8, 10, 10, 10}));
  line.squeeze = TextLength::from(LayoutUnit::from_px(22));
  EXPECT_EQ(bench.set_widths(line, 88), (Widths{10, 5, 10, 5, 10, 5, 10, 5, 10, 8, 10}));
}

TEST(Squeeze, LimitsAreTheProfilesStopsThatNeverGiveGapsBesideLatinThatDo) {
  SqueezingBench bench;
  bench.style.squeeze.stops = SqueezeLimits::kEm;
  bench.style.squeeze.autospace_natural = 256;
  const ShapedParagraph& paragraph = bench.shape("甲。乙a");
  EXPECT_EQ(unit_give(paragraph.units[1], bench.style).amount, TextLength());
  EXPECT_EQ(paragraph.units[2].space_after.to_px(), 2.5);
  EXPECT_EQ(gap_give(paragraph.units[2], bench.style).amount.to_px(), 1.25);
  EXPECT_EQ(gap_growth(paragraph.units[2], bench.style).to_px(), 2.5);
}

TEST(Squeeze, StretchingBeginsWithBlanksThenGapsBesideLatinTheRestIsForAllGaps) {
  SqueezingBench bench;
  bench.shape("甲a b乙");
  LineRange line = find_line(bench.paragraph, 0, TextLength::from(LayoutUnit::from_px(1000)), LinePosition::First);
  TextLength room = TextLength::from(LayoutUnit::from_px(20));
  const auto adjustments = stretch_line(bench.paragraph, line, room);
  ASSERT_EQ(adjustments.size(), 5);
  const double blank = bench.paragraph.units[2].advance.to_px() + adjustments[2].after.to_px();
  EXPECT_NEAR(blank, 5, 0.001);
  EXPECT_NEAR(adjustments[0].after.to_px(), 3.75, 0.001);  // from 1/8 to 1/2 em
  EXPECT_NEAR(adjustments[3].after.to_px(), 3.75, 0.001);
  EXPECT_LT(room.to_px(), 20 - 7.5);
}

TEST(Squeeze, WhatBelongsTogetherIsNotPulledApartNorIsAConnector) {
  SqueezingBench bench;
  const auto stretches = [&](std::string_view text, std::size_t unit) {
    return bench.shape(text).units[unit].stretches_after;
  };
  EXPECT_FALSE(stretches("共60天", 2));
  EXPECT_FALSE(stretches("2月2日", 1));  // though a line may end there
  EXPECT_FALSE(stretches("甲～乙", 0));
  EXPECT_FALSE(stretches("甲～乙", 1));
  EXPECT_TRUE(stretches("甲乙", 0));
}

TEST(Squeeze, TheGapBetweenANumberAndItsUnitDoesNotGrowAsOthersBesideLatinDo) {
  SqueezingBench bench;
  bench.lines("甲60天A乙", 100);
  const auto growth = [&](std::uint32_t unit) {
    return gap_growth(bench.paragraph.units[unit], bench.style).to_px() > 0;
  };
  EXPECT_TRUE(growth(0));   // 甲 and 6
  EXPECT_FALSE(growth(2));  // 60 and 天
  EXPECT_TRUE(growth(3));   // 天 and A
}

TEST(Squeeze, QuestionAndExclamationMarkTogetherAreOneEmWideWhereLinesAreSqueezed) {
  SqueezingBench bench;
  bench.shape("甲？！乙");
  EXPECT_EQ(bench.advances(), (Widths{10, 5, 5, 10}));
  bench.shape("甲！！！");
  EXPECT_EQ(bench.advances(), (Widths{10, 5, 5, 10}));
  Bench plain;
  plain.shape("甲？！乙");
  EXPECT_EQ(plain.advances(), (Widths{10, 10, 10, 10}));
}

TEST(Squeeze, AnIdeographicSpaceTakesTheBlankHalfOfTheMarksBesideIt) {
  Bench bench;
  bench.shape("）　（");
  EXPECT_EQ(bench.advances(), (Widths{5, 10, 5}));
}

TEST(Squeeze, AFaceSaysByHaltWhatItsMarksCanGiveUpAndByItsOutlinesWhereItHasNone) {
  const auto face = Face::open("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2);
  if (face == nullptr) return;  // the package of the test faces is missing
  ShapeOptions options;
  options.script = Script::Han;
  options.language = "zh-CN";
  options.marks = MarkWidths::Half;
  std::vector<ShapedGlyph> glyphs;
  face->shape(U"，（", options, glyphs);
  ASSERT_EQ(glyphs.size(), 2);
  EXPECT_EQ(glyphs[0].advance, 500);
  EXPECT_EQ(glyphs[0].x_offset, 0);
  EXPECT_EQ(glyphs[1].advance, 500);
  EXPECT_EQ(glyphs[1].x_offset, -500);
  EXPECT_GT(face->blanks(face->glyph(U'，')).right, 500);
  EXPECT_GT(face->blanks(face->glyph(U'（')).left, 500);
}

TEST(Squeeze, TextSpacingTrimAtTheEndsOfLines) {
  Bench bench;
  bench.style.line_end = LineEndTrim::Always;
  bench.lines("甲乙，丙", 30);
  EXPECT_EQ(bench.ranges[0].width.to_px(), 25);
  bench.style.line_end = LineEndTrim::Never;
  EXPECT_EQ(bench.lines("甲乙丙，丁", 35), "甲乙|丙，丁");
  bench.style.line_end = LineEndTrim::Overflowing;
  bench.style.line_start = LineStartTrim::ButFirst;
  bench.lines("（甲）乙（丙）", 40);
  EXPECT_FALSE(bench.ranges[0].trims_start);
  EXPECT_TRUE(bench.ranges[1].trims_start);
  bench.lines("甲\n（乙", 40);
  EXPECT_FALSE(bench.ranges[1].trims_start);  // after a forced break it is a first line again
  bench.style.line_start = LineStartTrim::All;
  bench.lines("（甲）", 40);
  EXPECT_TRUE(bench.ranges[0].trims_start);
  bench.style.trims_all = true;
  bench.shape("甲，（乙）");
  EXPECT_EQ(bench.advances(), (Widths{10, 5, 5, 10, 5}));
}

TEST(Squeeze, ATypedBlankBetweenHanAndLatinIsAsWideAsTheGapThatItStandsForOnRequest) {
  Bench bench;
  bench.style.replaces_blanks = true;
  EXPECT_EQ(bench.shape("甲 a").units[1].advance.to_px(), 1.25);
  EXPECT_TRUE(bench.paragraph.units[1].is_autospace);
  EXPECT_GT(bench.shape("a b").units[1].advance.to_px(), 2);
  EXPECT_GT(bench.shape("甲 乙").units[1].advance.to_px(), 2);
  bench.style.spaces_letters = false;
  EXPECT_GT(bench.shape("甲 a").units[1].advance.to_px(), 2);
  EXPECT_EQ(bench.shape("甲 1").units[1].advance.to_px(), 1.25);
}

TEST(Squeeze, SqueezedOrNotNoLineIsWiderThanItMayBeAndNoUnitIsLost) {
  SqueezingBench bench;
  const std::string text =
      "关于开展《信息安全技术　网络安全运维实施指南》等17项国家标准（征求意见稿）意见征集工作的通知：各成员单位，ISO/"
      "IEC "
      "27001的“第2部分”，于2024年2月19日起实施；网安字〔2024〕2号文同时废止。";
  for (int width = 60; width < 400; width += 7) {
    for (const WrapStyle style : {WrapStyle::Greedy, WrapStyle::Pretty, WrapStyle::Balance}) {
      bench.lines(text, width, {style, TextLength::from(LayoutUnit::from_px(20))});
      std::uint32_t at = 0;
      for (const LineRange& line : bench.ranges) {
        EXPECT_EQ(line.begin, at);
        EXPECT_LE(line.width.to_px(), width);
        double sum = 0;
        if (line.squeeze > TextLength()) {
          for (const double unit : bench.set_widths(line, width)) sum += unit;
          EXPECT_NEAR(sum, width, 0.001);
        }
        at = line.end;
      }
      EXPECT_EQ(at, bench.paragraph.units.size());
    }
  }
}

// GB/T 15834-2011 5.1.7.
TEST(Squeeze, AnInterpunctIsHalfAnEmAndGivesNothing) {
  SqueezingBench bench({"FangSong"});  // others have an interpunct of the width of a letter
  const ShapedParagraph& paragraph = bench.shape("甲·乙");
  EXPECT_EQ(paragraph.units[1].advance.to_px(), 5);
  EXPECT_EQ(unit_give(paragraph.units[1], bench.style).amount.to_px(), 0);
  EXPECT_EQ(bench.lines("甲·乙，丙", 40), "甲·乙，丙");
  // As wide as the style says; Japanese, and texts that are not squeezed, as the face has it.
  bench.style.squeeze.interpunct = SqueezeLimits::kEm;
  EXPECT_EQ(bench.shape("甲·乙").units[1].advance.to_px(), 10);
  SqueezingBench japanese({"FangSong"});
  japanese.style.rules.language = TextLanguage::Japanese;
  EXPECT_EQ(japanese.shape("甲·乙").units[1].advance.to_px(), 10);
  Bench plain({"FangSong"});
  EXPECT_EQ(plain.shape("甲·乙").units[1].advance.to_px(), 10);
}

// GB/T 15834-2011 5.1.11 counts characters, not what is left of their widths where marks are trimmed.
TEST(Squeeze, TwoCharactersAndAMarkAreNotLonely) {
  for (const LineEndTrim trim : {LineEndTrim::Always, LineEndTrim::Overflowing, LineEndTrim::Never}) {
    SqueezingBench bench;
    bench.style.line_end = trim;
    BreakOptions options;
    options.style = WrapStyle::Pretty;
    options.justifies = true;
    options.min_last_line = TextLength::from(LayoutUnit::from_px(20));
    EXPECT_EQ(bench.lines("甲乙丙丁戊己庚辛壬癸子丑：", 100, options), "甲乙丙丁戊己庚辛壬癸|子丑：");
    EXPECT_EQ(bench.lines("甲乙丙丁戊己庚辛壬癸AI。", 100, options), "甲乙丙丁戊己庚辛壬癸|AI。");
    EXPECT_EQ(bench.lines("甲乙丙丁戊己庚辛壬癸子：", 100, options), "甲乙丙丁戊己庚辛壬|癸子：");
  }
}

// A paragraph that ends with two or three characters is avoided where that costs nothing that is seen: a line is saved
// by squeezing marks, the stops of the last line too, or gaps grow by less than an eighth of an em.
TEST(Squeeze, FewCharactersEndAParagraphOnlyWhereOtherLinesWouldSuffer) {
  SqueezingBench bench;
  BreakOptions options;
  options.style = WrapStyle::Pretty;
  options.justifies = true;
  EXPECT_EQ(bench.lines("甲乙丙丁戊己庚辛壬癸甲，乙：丙；丁（戊）己。庚辛壬癸。", 200, options),
            "甲乙丙丁戊己庚辛壬癸甲，乙：丙；丁（戊）|己。庚辛壬癸。");
  EXPECT_EQ(bench.lines("甲乙丙丁，戊己：庚辛；壬癸（子）丑。寅卯。", 180, options),
            "甲乙丙丁，戊己：庚辛；壬癸（子）丑。寅卯。");
  EXPECT_EQ(bench.lines("甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸子丑。", 200, options),
            "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬|癸子丑。");
  EXPECT_EQ(bench.lines("甲乙丙丁戊己庚辛壬癸子丑。", 100, options), "甲乙丙丁戊己庚辛壬癸|子丑。");
}

// A designation is parted rather than that the gaps of a line grow by more than an eighth of an em.
TEST(Squeeze, ADesignationIsPartedBeforeGapsAreSeen) {
  SqueezingBench bench;
  BreakOptions options;
  options.style = WrapStyle::Pretty;
  options.justifies = true;
  options.min_last_line = TextLength::from(LayoutUnit::from_px(20));
  const std::string number = "网安字〔2024〕2号";
  const std::string sixteen = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰据";
  // Left whole, it would leave the line before it 30 px to 15 gaps, a fifth of an em each.
  EXPECT_EQ(bench.lines(sixteen + number + sixteen, 190, options),
            sixteen + "网安字|〔2024〕2号甲乙丙丁戊己庚辛壬癸子丑寅|卯辰据");
  // 30 px to 26 gaps are not seen.
  const std::string more = "甲乙丙丁戊己庚辛壬癸子" + sixteen;
  EXPECT_EQ(bench.lines(more + number + sixteen, 300, options), more + "|" + number + sixteen);
}

// css-text-3 §6.4.1: lines are not widened beside quotes that have the width of letters.
TEST(Squeeze, QuotesAreWidenedBesideInChineseAndJapaneseOnly) {
  Bench bench;
  const auto gap_behind_first = [&](TextLanguage language) {
    bench.style.rules.language = language;
    return bool{bench.shape("“word” and ‘word’").units.front().stretches_after};
  };
  EXPECT_FALSE(gap_behind_first(TextLanguage::Other));
  EXPECT_TRUE(gap_behind_first(TextLanguage::Chinese));
  EXPECT_TRUE(gap_behind_first(TextLanguage::Japanese));
}
