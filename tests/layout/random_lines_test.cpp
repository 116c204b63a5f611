// Lines of random paragraphs: marks, units, Latin, rare characters and ruby at many widths. Whatever the text, no mark
// is where it must not, lines end exactly at the measure or are not justified, nothing is lost, and nothing is drawn
// together or pulled apart beyond its limits.
#include "layout/pages_of.h"
#include "support/require.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

using namespace gongwen;
using layout::FragmentKind;

namespace {

constexpr double kSize = 16;                 // px
constexpr double kPitch = 28;                // of lines
constexpr double kGapGrowth = .25 * kSize;   // `gaps` of -gw-squeeze: normal
constexpr double kExact = 0.01 * 96 / 25.4;  // 0.01 mm

struct Glyph {
  char32_t character = 0;
  double x = 0;
  double advance = 0;
};

/// The text of a line from its start, without annotations.
void collect(const layout::Fragment& fragment, double x, std::vector<Glyph>& out) {
  if (fragment.kind == FragmentKind::Text) {
    std::size_t at = 0;
    for (const layout::RunGlyph& glyph : fragment.run->glyphs) {
      const double advance = glyph.advance / 65536.0;
      for (std::uint16_t i = 0; i < glyph.characters; ++i) {
        out.push_back({fragment.run->text[at++], x, i + 1 == glyph.characters ? advance : 0});
      }
      x += advance;
    }
    return;
  }
  if (fragment.kind == FragmentKind::Box) return;  // an annotation
  for (const layout::ChildFragment& child : fragment.children) {
    collect(*child.fragment, x + child.offset.x.to_px(), out);
  }
}

struct Paragraph {
  std::string html;
  std::u32string text;
  double width = 0;
};

/// Text of pieces as they are in official papers, put together by chance; the same on every machine.
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  Paragraph paragraph() {
    Paragraph made;
    made.width = kSize * (10 + below(19)) + below(16);
    const unsigned pieces = 8 + below(30);
    for (unsigned i = 0; i < pieces; ++i) {
      add_han(made, 1 + below(7));
      add_piece(made);
      if (below(3) == 0) add(made, pick<7>({"，", "、", "；", "。", "？", "！", "："}));
    }
    add(made, "。");
    return made;
  }

  /// An item of a work plan: designations, titles, dates, addresses and few words between them.
  Paragraph item() {
    Paragraph made;
    made.width = kSize * 28;
    const unsigned pieces = 6 + below(9);
    for (unsigned i = 0; i < pieces; ++i) {
      if (i > 0) add(made, pick<8>({"和", "、", "、", "，", "，", "；", "的", "及"}));
      switch (below(8)) {
        case 0:
        case 1:
          add(made,
              pick<5>({"GB/T 22239—2019", "GB/T 35273—2020", "GB 40050—2021", "20240400-T-469", "网安字〔2024〕2号"}));
          break;
        case 2:
          add(made, pick<5>({"ISO/IEC 27001:2022", "ISO/IEC DTR 5891", "ISO/IEC JTC1/SC27", "IEC 62443-2-1:2010",
                             "ITU-T X.1051"}));
          break;
        case 3:
          add(made, pick<3>({"《信息安全技术　网络安全等级保护基本要求》", "《示例平台数据分类方法》",
                             "《数据安全技术　示例接口安全指南》"}));
          break;
        case 4:
          add(made, pick<4>({"https://www.example.org/login.html?x=1&y=2", "https://example.org/a/b/c",
                             "lin.example@fiction.example.org", "示例市示例大街1号"}));
          break;
        case 5: add(made, pick<4>({"2024年2月19日", "2026年11月3日至12月2日", "2024年第1季度", "60天"})); break;
        default:
          add(made, pick<8>({"按照", "参加全体会议", "推动完成", "登录网址", "提交申报材料", "组织", "（见附件1）",
                             "进行评审"}));
      }
    }
    add(made, "。");
    return made;
  }

  /// An item with the number of its level, so wide: as `item`, but no two designations, dates or titles are the same;
  /// so many of four pieces are phrases.
  Paragraph numbered_item(double ems, unsigned phrases) {
    Paragraph made;
    made.width = kSize * ems;
    add(made, "（" + std::to_string(1 + below(9)) + "）");
    const unsigned pieces = 5 + below(10);
    for (unsigned i = 0; i < pieces; ++i) {
      if (i > 0) add(made, pick<8>({"和", "、", "、", "，", "，", "；", "的", "以及"}));
      if (below(4) < phrases) {
        add(made, pick<8>({"按照要求", "参加全体会议", "推动完成", "登录网址", "提交申报材料", "组织", "（见附件1）",
                           "进行评审并报告"}));
      } else {
        add_drawn(made);
      }
    }
    add(made, "。");
    return made;
  }

 private:
  std::string number(unsigned from, unsigned to) { return std::to_string(from + below(to - from)); }
  std::string date() { return number(2019, 2027) + "年" + number(1, 13) + "月" + number(1, 29) + "日"; }

  void add_drawn(Paragraph& made) {
    switch (below(9)) {
      case 0:
        return add(made, "GB/T " + number(1000, 50000) + (below(2) == 0 ? "—" : "." + number(1, 13) + "—") +
                             number(1998, 2024));
      case 1: return add(made, "ISO/IEC " + number(1000, 30000) + "-" + number(1, 10) + ":" + number(2005, 2026));
      case 2: return add(made, number(2019, 2026) + number(1000, 9999) + "-T-" + number(100, 999));
      case 3: return add_title(made);
      case 4:
        return add(made, "https://" + std::string(pick<2>({"www.example.org", "standards.fiction.example.com"})) + "/" +
                             std::string(pick<3>({"login.html", "a/b/c", "detail?id=20240400&lang=zh"})));
      case 5: return add(made, std::string(pick<2>({"lin.ruoxi", "standards-office_2024"})) + "@fiction.example.org");
      case 6: return add(made, date());
      case 7: return add(made, "网安字〔" + number(2015, 2026) + "〕" + number(1, 300) + "号");
      default: return add(made, pick<3>({"Information security", "Guidelines for privacy protection", "OAuth 2.0"}));
    }
  }

  void add_title(Paragraph& made) {
    add(made, "《网络安全技术　");
    add_han(made, 4 + below(16));
    add(made, "》");
  }

  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  template <std::size_t Count>
  std::string_view pick(const std::array<std::string_view, Count>& choices) {
    return choices[below(Count)];
  }
  static void add(Paragraph& made, std::string_view text) {
    for (const char c : text) made.html += c == '&' ? std::string("&amp;") : std::string(1, c);
    made.text += base::to_utf32(text);
  }

  void add_han(Paragraph& made, unsigned count) {
    static constexpr std::u32string_view kCharacters =
        U"网络安全标准化工作组关于开展审查意见的通知实施要求数据分类方法";
    for (unsigned i = 0; i < count; ++i) {
      add(made, base::to_utf8(kCharacters.substr(below(static_cast<unsigned>(kCharacters.size())), 1)));
    }
  }

  void add_piece(Paragraph& made) {
    switch (below(9)) {
      case 0: return add(made, pick<4>({"ISO/IEC 27001", "GB/T 22239—2019", "20240400-T-469", "网安字〔2024〕2号"}));
      case 1: return add(made, pick<5>({"2024年2月19日", "60天", "第十九条", "63%～68%", "100～150 kg"}));
      case 2: return add(made, pick<5>({"TLS", "protocol", "Internet of Things", "end-to-end", "A·B"}));
      case 3: return add_quoted(made, "《", "》");
      case 4: return add_quoted(made, "“", "”");
      case 5: return add_quoted(made, "（", "）");
      case 6: return add(made, pick<4>({"——", "……", "“互联网+”", "https://www.example.org/standards/login.html"}));
      case 7: return add(made, pick<4>({"䶮", "𬭊", "㛃", "〇"}));
      default: add_ruby(made);
    }
  }

  void add_quoted(Paragraph& made, std::string_view open, std::string_view close) {
    add(made, open);
    add_han(made, 1 + below(5));
    if (below(2) == 0) add(made, pick<4>({"《法》", "（试行）", "‘新’", "2.0"}));
    add(made, close);
  }

  static void add_ruby(Paragraph& made) {
    made.html += "<ruby>龘<rt>dá</rt>靐<rt>bìng</rt></ruby>";
    made.text += U"龘靐";
  }

  std::mt19937 random_;
};

bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }
bool begins_no_line(char32_t c) { return is_one_of(c, U"，。、；：？！）》〉」』】〕”’·～/%％"); }
bool ends_no_line(char32_t c) { return is_one_of(c, U"（《〈「『【〔“‘"); }
bool is_mark(char32_t c) { return begins_no_line(c) || ends_no_line(c); }
bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_han(char32_t c) { return c >= 0x3400 && c != 0xFF5E && !is_mark(c); }

struct Lines {
  std::vector<std::vector<Glyph>> lines;

  explicit Lines(const layout::Fragment& block) {
    for (const layout::ChildFragment& child : block.children) {
      if (child.fragment->kind == FragmentKind::Box) continue;  // a float
      tests::require(child.fragment->kind == FragmentKind::Line);
      EXPECT_LT(std::abs(child.fragment->size.height.to_px() - kPitch), 0.02);
      lines.emplace_back();
      collect(*child.fragment, 0, lines.back());
    }
  }

  std::u32string text() const {
    std::u32string out;
    for (const auto& line : lines) {
      for (const Glyph& glyph : line) out += glyph.character;
    }
    return out;
  }

  std::u32string text_of(std::size_t line) const {
    std::u32string out;
    for (const Glyph& glyph : lines[line]) out += glyph.character;
    return out;
  }

  /// For people who read a message: `甲乙|丙`.
  std::string shown() const {
    std::u32string out;
    for (const auto& line : lines) {
      for (const Glyph& glyph : line) out += glyph.character;
      out += U'|';
    }
    return base::to_utf8(out);
  }
};

/// The last glyph that takes room.
const Glyph& last_seen(const std::vector<Glyph>& line) {
  std::size_t i = line.size() - 1;
  while (i > 0 && line[i].character == U' ') --i;
  return line[i];
}

/// A link or an e-mail address may end a line after any character before a line is pulled apart.
bool is_inside_address(const Lines& set, std::size_t line) {
  std::u32string before;
  for (std::size_t i = 0; i <= line; ++i) before += set.text_of(i);
  const auto begin = std::find_if(before.rbegin(), before.rend(), [](char32_t c) { return c > U'~'; }).base();
  const std::u32string word(begin, before.end());
  return word.find(U"://") != std::u32string::npos || word.find(U'@') != std::u32string::npos;
}

void check_ends(const Lines& set, std::size_t i) {
  const char32_t end = set.lines[i].back().character;
  const char32_t begin = set.lines[i + 1].front().character;
  EXPECT_FALSE(begins_no_line(begin));
  EXPECT_FALSE(ends_no_line(last_seen(set.lines[i]).character));
  EXPECT_FALSE(is_letter(end) && is_letter(begin) && !is_inside_address(set, i));
  EXPECT_FALSE(is_digit(end) && is_digit(begin));
  EXPECT_FALSE(is_digit(end) && is_one_of(begin, U"年月日天%"));
  EXPECT_FALSE(end == begin && is_one_of(end, U"—…"));
}

/// How much the widest gap between two Han characters has grown.
double widest_growth(const std::vector<Glyph>& line) {
  double widest = 0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const bool annotated = is_one_of(line[i].character, U"龘靐") || is_one_of(line[i + 1].character, U"龘靐");
    if (annotated || !is_han(line[i].character) || !is_han(line[i + 1].character)) continue;
    widest = std::max(widest, line[i + 1].x - line[i].x - kSize);
  }
  return widest;
}

bool is_filled(const std::vector<Glyph>& line, double width) {
  const Glyph& last = last_seen(line);
  // An annotation that is wider than its base is at the end in its stead.
  const double annotated = is_one_of(last.character, U"龘靐") ? .1 * kSize : 0;
  return last.x + last.advance >= width - annotated - kExact;
}

/// A line that its gaps cannot fill is left short.
void check_growth(const std::vector<Glyph>& line) { EXPECT_LE(widest_growth(line), kGapGrowth + .01); }

void check_measure(const std::vector<Glyph>& line, double width) {
  const Glyph& last = last_seen(line);
  bool has_gap = false;
  for (const Glyph& glyph : line) has_gap = has_gap || (&glyph != &last && is_han(glyph.character));
  // A document's number that is wider than a line is parted, and its first part is not pulled apart.
  const bool is_parted = last.character == U'字';
  if (has_gap && !is_parted) {
    EXPECT_TRUE(is_filled(line, width));
  }
  EXPECT_LE(last.x + last.advance, width + kExact);
}

void check_widths(const std::vector<Glyph>& line) {
  const auto han = std::count_if(line.begin(), line.end(), [](const Glyph& glyph) { return is_han(glyph.character); });
  for (const Glyph& glyph : line) {
    if (is_han(glyph.character)) {
      EXPECT_GE(glyph.advance, kSize - .01);
    }
    if (is_mark(glyph.character)) {
      EXPECT_GE(glyph.advance, .25 * kSize);
    }
    if (han >= 10 && is_han(glyph.character)) {
      EXPECT_LT(glyph.advance, 2.5 * kSize);
    }
  }
}

const layout::Fragment& body_of(const tests::LaidOut& laid_out) {
  const layout::Fragment* fragment = laid_out.document.pages.front().content;
  while (fragment->children.size() == 1) fragment = fragment->children.front().fragment;
  return *fragment;
}

/// One page with all paragraphs, one below the other.
tests::LaidOut lay_out(const std::vector<Paragraph>& paragraphs, std::string_view style) {
  std::string html;
  for (const Paragraph& paragraph : paragraphs) {
    html += "<p style=\"width:" + std::to_string(paragraph.width) + "px\">" + paragraph.html + "</p>";
  }
  return tests::LaidOut(
      "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title><style>@page{size:500px 1000000px;margin:20px}"
      "body{margin:0;font:16px/28px \"Noto Serif CJK SC\";text-align:justify;-gw-line-sizing:fixed;" +
      std::string(style) + "}p{margin:0}rt{font-size:50%}</style></head><body>" + html + "</body></html>");
}

void check(const std::vector<Paragraph>& paragraphs, std::string_view style) {
  const tests::LaidOut laid_out = lay_out(paragraphs, style);
  tests::require(laid_out.document.pages.size() == 1);
  const layout::Fragment& body = body_of(laid_out);
  tests::require(body.children.size() == paragraphs.size());
  for (std::size_t i = 0; i < paragraphs.size(); ++i) {
    const Lines set(*body.children[i].fragment);
    SCOPED_TRACE(::testing::Message() << paragraphs[i].width << " " << set.shown());
    EXPECT_EQ(set.text(), paragraphs[i].text);
    for (std::size_t line = 0; line + 1 < set.lines.size(); ++line) {
      SCOPED_TRACE(::testing::Message() << "line " << line + 1);
      check_ends(set, line);
      if (style.find("squeeze") != std::string_view::npos) {
        check_growth(set.lines[line]);
      } else {
        check_measure(set.lines[line], paragraphs[i].width);
      }
      check_widths(set.lines[line]);
    }
    // no last line with one character, unless the paragraph is one
    if (set.lines.size() > 1 && style.find("pretty") != std::string_view::npos) {
      std::size_t characters = 0;
      for (const Glyph& glyph : set.lines.back()) characters += !is_mark(glyph.character);
      EXPECT_GT(characters, 1);
    }
  }
}

std::vector<Paragraph> make_paragraphs(unsigned seed) {
  Writer writer(seed);
  std::vector<Paragraph> paragraphs;
  for (int i = 0; i < 300; ++i) paragraphs.push_back(writer.paragraph());
  return paragraphs;
}

}  // namespace

TEST(RandomLines, RandomParagraphsAsTheProfilesOfOfficialDocumentsSetThem) {
  check(make_paragraphs(1), "text-wrap:pretty;text-spacing-trim:trim-both;-gw-squeeze:normal");
}

TEST(RandomLines, RandomParagraphsLineByLineWithoutSqueezing) {
  check(make_paragraphs(2), "text-wrap:wrap;text-spacing-trim:normal");
}

namespace {

struct Counts {
  int lines = 0;
  int unfilled = 0;
  int far = 0;  // short by more than 2 em
};

double lack_of(const std::vector<Glyph>& line, double width) {
  const Glyph& last = last_seen(line);
  return width - last.x - last.advance;
}

/// Whatever is between the words, no line is torn, few are not filled, and designations are parted at blanks or between
/// two words, never at a solidus before a single letter.
Counts check_items(unsigned seed, std::string_view wrap) {
  Writer writer(seed);
  std::vector<Paragraph> items;
  for (int i = 0; i < 300; ++i) items.push_back(writer.item());
  const tests::LaidOut laid_out = lay_out(items, std::string(wrap) +
                                                     ";text-spacing-trim:trim-both;"
                                                     "-gw-squeeze:normal autospace .125em .125em .25em");
  const layout::Fragment& body = body_of(laid_out);
  Counts counts;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Lines set(*body.children[i].fragment);
    SCOPED_TRACE(set.shown());
    EXPECT_EQ(set.text(), items[i].text);
    for (std::size_t line = 0; line + 1 < set.lines.size(); ++line) {
      ++counts.lines;
      counts.unfilled += !is_filled(set.lines[line], items[i].width);
      counts.far += lack_of(set.lines[line], items[i].width) > 2 * kSize;
      check_growth(set.lines[line]);
      const std::u32string text = set.text_of(line);
      EXPECT_FALSE(text.ends_with(U"GB/"));
      EXPECT_FALSE(is_digit(text.back()) && is_digit(set.lines[line + 1].front().character));
      EXPECT_FALSE(is_digit(text.back()) && is_one_of(set.lines[line + 1].front().character, U"年月日天季号"));
    }
  }
  EXPECT_GT(counts.lines, 800);
  return counts;
}

}  // namespace

TEST(RandomLines, ItemsOfDesignationsTitlesDatesAndAddressesAreNotTorn) {
  const Counts counts = check_items(3, "text-wrap:pretty");
  EXPECT_LT(counts.unfilled * 20, counts.lines);
  EXPECT_LT(counts.far * 250, counts.lines);
}

TEST(RandomLines, LinesThatAreFoundOneByOneAreFilledInsideOfDesignationsTooWhereNeedBe) {
  const Counts counts = check_items(4, "text-wrap:wrap");
  EXPECT_LT(counts.unfilled * 7, counts.lines);
}

namespace {

/// The number of a level is neither squeezed nor widened, and no closing mark is apart from what it closes.
void check_marks(const std::vector<Glyph>& line, bool is_first) {
  if (is_first) {
    const double ems = (line[3].x - line[2].x) / kSize;
    EXPECT_LT(std::min(std::abs(ems - .5), std::abs(ems - 1)), .001);  // half as wide before another mark
    EXPECT_LT(line[2].x - line[1].x, .6 * kSize);
  }
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (!is_one_of(line[i].character, U"，。、；：）》〉」』】〕”’")) continue;
    EXPECT_LE(line[i].x - line[i - 1].x, 1.01 * kSize);
  }
}

/// In a thousand: lines that are left more than 2 em short.
double far_short(unsigned seed, double ems, unsigned phrases, std::string_view before = "") {
  Writer writer(seed);
  std::vector<Paragraph> items;
  for (int i = 0; i < 700; ++i) {
    items.push_back(writer.numbered_item(ems, phrases));
    items.back().html.insert(0, before);
  }
  const tests::LaidOut laid_out = lay_out(items,
                                          "text-wrap:pretty;hyphens:auto;text-spacing-trim:trim-both;"
                                          "-gw-squeeze:normal autospace .125em .125em .25em");
  const layout::Fragment& body = body_of(laid_out);
  Counts counts;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Lines set(*body.children[i].fragment);
    SCOPED_TRACE(set.shown());
    for (std::size_t line = 0; line < set.lines.size(); ++line) {
      ++counts.lines;
      check_marks(set.lines[line], line == 0);
      if (line + 1 == set.lines.size()) continue;
      check_growth(set.lines[line]);
      EXPECT_FALSE(begins_no_line(set.lines[line + 1].front().character));
      const bool tears_number =
          is_digit(set.lines[line].back().character) && is_digit(set.lines[line + 1].front().character);
      EXPECT_FALSE(tears_number && !is_inside_address(set, line));
      EXPECT_FALSE(ends_no_line(last_seen(set.lines[line]).character));
      counts.far += lack_of(set.lines[line], items[i].width) > 2 * kSize;
    }
  }
  EXPECT_GT(counts.lines, 2000);
  return 1000.0 * counts.far / counts.lines;
}

}  // namespace

TEST(RandomLines, OfNumberedItemsFewLinesAreLeftShort) {
  EXPECT_LE(far_short(5, 28, 3), 2);
  EXPECT_LE(far_short(6, 28, 2), 2);
  EXPECT_LE(far_short(7, 24, 2), 2);
  EXPECT_LE(far_short(8, 21, 2), 4);
  EXPECT_LE(far_short(9, 28, 0), 6);  // nothing but designations, dates, addresses
}

TEST(RandomLines, LinesBesideAFloatAreChosenTogetherToo) {
  // The float takes no room, so that lines can be compared.
  constexpr std::string_view kFloat = "<span style='float:left;width:0;height:20px'></span>";
  EXPECT_EQ(far_short(6, 28, 2, kFloat), far_short(6, 28, 2));
}
