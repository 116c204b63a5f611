// Squeezing and stretching a line: CLREQ, adjustment of a line; GB/T 15834-2011 5.1.
#include "text/justification.h"
#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::base::LayoutUnit;
using gongwen::tests::Bench;

namespace {

struct SqueezingBench : Bench {
  SqueezingBench() { style.squeeze.enabled = true; }
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

TEST_CASE("squeeze in first: a line takes in what a rule would push out") {
  SqueezingBench bench;
  // 己， is too wide by half an em after the mark at the end gave its half; the mark inside gives the other.
  CHECK(bench.lines("甲，乙丙丁戊，己庚", 60) == "甲，乙丙丁戊，|己庚");
  CHECK(bench.ranges[0].width.to_px() == 60);
  CHECK(bench.ranges[0].squeeze.to_px() == 5);
  CHECK(bench.set_widths(bench.ranges[0], 60) == Widths{10, 5, 10, 10, 10, 10, 5});
  // Without limits the character before the mark goes along to the next line.
  Bench plain;
  CHECK(plain.lines("甲，乙丙丁戊，己庚", 60) == "甲，乙丙丁|戊，己庚");
}

TEST_CASE("push out second: what squeezing cannot take in is left to the next line") {
  SqueezingBench bench;
  CHECK(bench.lines("甲乙丙丁戊己，庚辛", 60) == "甲乙丙丁戊|己，庚辛");
  // A character for which there is no room at all is no reason to squeeze.
  CHECK(bench.lines("甲，乙，丙，丁戊己", 60) == "甲，乙，丙，|丁戊己");
  CHECK(bench.ranges[0].squeeze.to_px() == 0);
}

TEST_CASE("a single last character is taken in when the line can be squeezed") {
  SqueezingBench bench;
  CHECK(bench.lines("甲，乙，丙丁戊", 60) == "甲，乙，丙丁戊");
  CHECK(bench.lines("甲，乙，丙丁戊己", 60) == "甲，乙，丙丁|戊己");
}

TEST_CASE("places give in their order: blanks, interpuncts, brackets, commas, the gap beside Latin, stops") {
  SqueezingBench bench;
  const TextStyle& style = bench.style;
  const ShapedParagraph& paragraph = bench.shape("甲a 乙（丙，丁。戊？");
  std::vector<std::pair<SqueezeStep, double>> gives;
  for (const LineUnit& unit : paragraph.units) {
    for (const Give& give : {unit_give(unit, style), gap_give(unit, style)}) {
      if (give.amount > TextLength()) gives.emplace_back(give.step, give.amount.to_px());
    }
  }
  REQUIRE(gives.size() == 5);
  CHECK(gives[0].first == SqueezeStep::WordSpace);
  CHECK(gives[1] == std::pair(SqueezeStep::Bracket, 5.0));
  CHECK(gives[2] == std::pair(SqueezeStep::Comma, 5.0));
  CHECK(gives[3] == std::pair(SqueezeStep::Stop, 5.0));
  CHECK(gives[4].first == SqueezeStep::Stop);
}

TEST_CASE("a later step gives nothing while an earlier one suffices, and places of one step give alike") {
  SqueezingBench bench;
  bench.shape("甲（乙）丙，丁，戊。己");
  LineRange line = find_line(bench.paragraph, 0, TextLength::from(LayoutUnit::from_px(1000)), LinePosition::First);
  line.squeeze = TextLength::from(LayoutUnit::from_px(6));
  CHECK(bench.set_widths(line, 104) == Widths{10, 7, 10, 7, 10, 10, 10, 10, 10, 10, 10});
  line.squeeze = TextLength::from(LayoutUnit::from_px(14));
  CHECK(bench.set_widths(line, 96) == Widths{10, 5, 10, 5, 10, 8, 10, 8, 10, 10, 10});
  line.squeeze = TextLength::from(LayoutUnit::from_px(22));
  CHECK(bench.set_widths(line, 88) == Widths{10, 5, 10, 5, 10, 5, 10, 5, 10, 8, 10});
}

TEST_CASE("limits are the profile's: stops that never give, gaps beside Latin that do") {
  SqueezingBench bench;
  bench.style.squeeze.stops = SqueezeLimits::kEm;
  bench.style.squeeze.autospace_natural = 256;
  const ShapedParagraph& paragraph = bench.shape("甲。乙a");
  CHECK(unit_give(paragraph.units[1], bench.style).amount == TextLength());
  CHECK(paragraph.units[2].space_after.to_px() == 2.5);
  CHECK(gap_give(paragraph.units[2], bench.style).amount.to_px() == 1.25);
  CHECK(gap_growth(paragraph.units[2], bench.style).to_px() == 2.5);
}

TEST_CASE("stretching begins with blanks, then gaps beside Latin; the rest is for all gaps") {
  SqueezingBench bench;
  bench.shape("甲a b乙");
  LineRange line = find_line(bench.paragraph, 0, TextLength::from(LayoutUnit::from_px(1000)), LinePosition::First);
  TextLength room = TextLength::from(LayoutUnit::from_px(20));
  const auto adjustments = stretch_line(bench.paragraph, line, room);
  REQUIRE(adjustments.size() == 5);
  const double blank = bench.paragraph.units[2].advance.to_px() + adjustments[2].after.to_px();
  CHECK(blank == doctest::Approx(5));
  CHECK(adjustments[0].after.to_px() == doctest::Approx(3.75));  // from 1/8 to 1/2 em
  CHECK(adjustments[3].after.to_px() == doctest::Approx(3.75));
  CHECK(room.to_px() < 20 - 7.5);
}

TEST_CASE("what belongs together is not pulled apart, nor is a connector") {
  SqueezingBench bench;
  const auto stretches = [&](std::string_view text, std::size_t unit) {
    return bench.shape(text).units[unit].stretches_after;
  };
  CHECK_FALSE(stretches("共60天", 2));
  CHECK_FALSE(stretches("2月2日", 1));  // though a line may end there
  CHECK_FALSE(stretches("甲～乙", 0));
  CHECK_FALSE(stretches("甲～乙", 1));
  CHECK(stretches("甲乙", 0));
}

TEST_CASE("the gap between a number and its unit does not grow as others beside Latin do") {
  SqueezingBench bench;
  bench.lines("甲60天A乙", 100);
  const auto growth = [&](std::uint32_t unit) {
    return gap_growth(bench.paragraph.units[unit], bench.style).to_px() > 0;
  };
  CHECK(growth(0));        // 甲 and 6
  CHECK_FALSE(growth(2));  // 60 and 天
  CHECK(growth(3));        // 天 and A
}

TEST_CASE("？！ together are one em wide where lines are squeezed") {
  SqueezingBench bench;
  bench.shape("甲？！乙");
  CHECK(bench.advances() == Widths{10, 5, 5, 10});
  bench.shape("甲！！！");
  CHECK(bench.advances() == Widths{10, 5, 5, 10});
  Bench plain;
  plain.shape("甲？！乙");
  CHECK(plain.advances() == Widths{10, 10, 10, 10});
}

TEST_CASE("an ideographic space takes the blank half of the marks beside it") {
  Bench bench;
  bench.shape("）　（");
  CHECK(bench.advances() == Widths{5, 10, 5});
}

TEST_CASE("a face says by halt what its marks can give up, and by its outlines where it has none") {
  const auto face = Face::open("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2);
  if (face == nullptr) return;  // the package of the test faces is not there
  ShapeOptions options;
  options.script = Script::Han;
  options.language = "zh-CN";
  options.marks = MarkWidths::Half;
  std::vector<ShapedGlyph> glyphs;
  face->shape(U"，（", options, glyphs);
  REQUIRE(glyphs.size() == 2);
  CHECK(glyphs[0].advance == 500);
  CHECK(glyphs[0].x_offset == 0);
  CHECK(glyphs[1].advance == 500);
  CHECK(glyphs[1].x_offset == -500);
  CHECK(face->blanks(face->glyph(U'，')).right > 500);
  CHECK(face->blanks(face->glyph(U'（')).left > 500);
}

TEST_CASE("text-spacing-trim at the ends of lines") {
  Bench bench;
  bench.style.line_end = LineEndTrim::Always;
  bench.lines("甲乙，丙", 30);
  CHECK(bench.ranges[0].width.to_px() == 25);
  bench.style.line_end = LineEndTrim::Never;
  CHECK(bench.lines("甲乙丙，丁", 35) == "甲乙|丙，丁");
  bench.style.line_end = LineEndTrim::Overflowing;
  bench.style.line_start = LineStartTrim::ButFirst;
  bench.lines("（甲）乙（丙）", 40);
  CHECK_FALSE(bench.ranges[0].trims_start);
  CHECK(bench.ranges[1].trims_start);
  bench.lines("甲\n（乙", 40);
  CHECK_FALSE(bench.ranges[1].trims_start);  // behind a forced break it is a first line again
  bench.style.line_start = LineStartTrim::All;
  bench.lines("（甲）", 40);
  CHECK(bench.ranges[0].trims_start);
  bench.style.trims_all = true;
  bench.shape("甲，（乙）");
  CHECK(bench.advances() == Widths{10, 5, 5, 10, 5});
}

TEST_CASE("a typed blank between Han and Latin is as wide as the gap that it stands for, on request") {
  Bench bench;
  bench.style.replaces_blanks = true;
  CHECK(bench.shape("甲 a").units[1].advance.to_px() == 1.25);
  CHECK(bench.paragraph.units[1].is_autospace);
  CHECK(bench.shape("a b").units[1].advance.to_px() > 2);
  CHECK(bench.shape("甲 乙").units[1].advance.to_px() > 2);
  bench.style.spaces_letters = false;
  CHECK(bench.shape("甲 a").units[1].advance.to_px() > 2);
  CHECK(bench.shape("甲 1").units[1].advance.to_px() == 1.25);
}

TEST_CASE("squeezed or not, no line is wider than it may be, and no unit is lost") {
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
        CHECK(line.begin == at);
        CHECK(line.width.to_px() <= width);
        double sum = 0;
        if (line.squeeze > TextLength()) {
          for (const double unit : bench.set_widths(line, width)) sum += unit;
          CHECK(sum == doctest::Approx(width));
        }
        at = line.end;
      }
      CHECK(at == bench.paragraph.units.size());
    }
  }
}
