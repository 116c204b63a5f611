#include "text/line_breaker.h"

#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::base::LayoutUnit;
using gongwen::tests::Bench;

TEST_CASE("the blank of a standard's title shows nothing at a line's end; rows of blanks stay") {
  Bench bench;
  CHECK(bench.lines("甲乙丙　丁戊", 30) == "甲乙丙|丁戊");
  CHECK(bench.ranges[0].width.to_px() == 30);
  CHECK(bench.lines("甲乙　丁戊", 40) == "甲乙　丁|戊");
  CHECK(bench.lines("甲乙丙　　丁", 30) == "甲乙|丙　　|丁");
  CHECK(bench.lines("甲乙　", 40) == "甲乙　");
}

TEST_CASE("lines take what fits, by the rules of Chinese") {
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
    CAPTURE(each.text);
    CAPTURE(each.width);
    CHECK(bench.lines(each.text, each.width) == each.lines);
  }
}

TEST_CASE("blanks that may break take room, and each may end a line") {
  Bench bench;
  bench.style.collapses_spaces = false;
  bench.lines("ab    cd", 20);
  CHECK(bench.ranges.size() == 2);
  bench.style.breaks_spaces = true;
  bench.lines("ab    cd", 15);
  CHECK(bench.ranges.size() == 3);
  for (const LineRange& line : bench.ranges) CHECK(line.width.to_px() <= 15);
}

TEST_CASE("a word that is too wide is torn only where that is asked for") {
  Bench bench;
  CHECK(bench.lines("甲abcdefgh乙", 25) == "甲|abcdefgh|乙");
  bench.style.breaks_words = true;
  const std::string torn = bench.lines("abcdefgh", 25);
  CHECK(std::count(torn.begin(), torn.end(), '|') >= 1);
  CHECK(torn.starts_with("abcd|"));
  for (const LineRange& line : bench.ranges) CHECK(line.width.to_px() <= 25);
}

TEST_CASE("a word is torn at its soft hyphens, with a hyphen that is seen") {
  Bench bench({"Times New Roman"});
  CHECK(bench.lines("inter\u00ADnational", 30) == "inter-|national");
  CHECK(bench.ranges[0].hyphenated);
  CHECK(bench.lines("inter\u00ADnational", 100) == "international");
  bench.style.hyphenates = false;
  CHECK(bench.lines("inter\u00ADnational", 30) == "international");
}

TEST_CASE("nothing breaks where white-space forbids it") {
  Bench bench;
  bench.style.wraps = false;
  CHECK(bench.lines("甲乙 丙丁", 10) == "甲乙 丙丁");
  CHECK(bench.lines("甲\n乙", 10) == "甲|乙");
}

TEST_CASE("blanks that are kept count, those that vanish do not") {
  Bench bench;
  bench.lines("甲 乙", 10);
  CHECK(bench.ranges[0].width.to_px() == 10);
  bench.style.collapses_spaces = false;
  bench.lines("甲  ", 100);
  CHECK(bench.ranges[0].width.to_px() > 12);
}

TEST_CASE("the gap between Han and Latin vanishes at a line's end") {
  Bench bench;
  bench.lines("中文ab", 20);
  REQUIRE(bench.ranges.size() == 2);
  CHECK(bench.ranges[0].width.to_px() == 20);
  CHECK(bench.lines("中文a", 26) == "中文|a");  // 20 + 1.25 + a
}

TEST_CASE("tabs lead to their stops") {
  const Bench bench;
  const auto to_stop = [&](double at) {
    return tab_advance(TextLength::from(LayoutUnit::round_from_px(at)), bench.style).to_px();
  };
  CHECK(to_stop(0) == 40);
  CHECK(to_stop(39) == 1);
  CHECK(to_stop(40) == 40);
}

TEST_CASE("a paragraph is at least as wide as its widest piece, at most as one line") {
  Bench bench;
  bench.shape("甲乙，丙 word\n丁");
  const IntrinsicWidths widths = measure_paragraph(bench.paragraph, {});
  Bench word;
  const double word_width = measure_paragraph(word.shape("word"), {}).max_content.to_px();
  CHECK(widths.min_content.to_px() == doctest::Approx(std::max(word_width, 15.0)));  // 乙， with the mark set half
  CHECK(widths.max_content.to_px() > 40 + word_width);
  const IntrinsicWidths indented = measure_paragraph(bench.paragraph, TextLength::from(LayoutUnit::from_px(20)));
  CHECK(indented.max_content.to_px() == doctest::Approx(widths.max_content.to_px() + 20));
}

TEST_CASE("pretty leaves no character alone, balance makes lines alike, with as many lines as greedy") {
  Bench bench;
  const TextLength two = TextLength::from(LayoutUnit::from_px(20));
  CHECK(bench.lines("甲乙丙丁戊己庚", 30) == "甲乙丙|丁戊己|庚");
  CHECK(bench.lines("甲乙丙丁戊己庚", 30, {WrapStyle::Pretty, two}) == "甲乙丙|丁戊|己庚");
  CHECK(bench.lines("甲乙丙丁戊己。", 30, {WrapStyle::Pretty, two}) == "甲乙|丙丁|戊己。");
  CHECK(bench.lines("甲乙丙丁……", 40, {WrapStyle::Pretty, two}) == "甲乙|丙丁……");  // as lonely as one
  CHECK(bench.lines("甲乙丙丁戊己庚", 60) == "甲乙丙丁戊己|庚");
  CHECK(bench.lines("甲乙丙丁戊己庚", 60, {WrapStyle::Balance, {}}) == "甲乙丙丁|戊己庚");
  CHECK(bench.lines("甲乙丙丁\n戊己庚辛壬癸子", 60, {WrapStyle::Balance, {}}) == "甲乙丙丁|戊己庚辛|壬癸子");
  CHECK(bench.lines("短", 60, {WrapStyle::Balance, {}}) == "短");
}

TEST_CASE("no line is wider than it may be, and the units of all lines are all units") {
  Bench bench;
  const std::string text =
      "关于开展《信息安全技术　网络安全运维实施指南》等17项国家标准（征求意见稿）意见征集工作的通知，ISO/IEC 27001。";
  for (int width = 60; width < 400; width += 7) {
    for (const WrapStyle style : {WrapStyle::Greedy, WrapStyle::Pretty, WrapStyle::Balance}) {
      bench.lines(text, width, {style, TextLength::from(LayoutUnit::from_px(20))});
      std::uint32_t at = 0;
      for (const LineRange& line : bench.ranges) {
        CHECK(line.begin == at);
        CHECK(line.width.to_px() <= width);
        at = line.end;
      }
      CHECK(at == bench.paragraph.units.size());
      CHECK(bench.ranges.back().last);
    }
  }
}
