#include "dom/changes.h"

#include "base/utf8.h"
#include "dom/html_sink.h"

#include <array>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

using namespace gongwen;
using dom::ElementName;
using dom::NodeId;

namespace {

/// Two pages and what has changed between them.
struct Comparison {
  Comparison(std::string_view former_html, std::string_view current_html)
      : former(parse(former_html, 0)), current(parse(current_html, 1)) {
    marked = dom::mark_changes({former, {}, {}}, {current, {}, {}}, origins);
  }

  dom::Tree parse(std::string_view html, std::size_t source) {
    const diagnostics::Span place{diagnostics::SourceId(source), 0, static_cast<std::uint32_t>(html.size())};
    dom::Tree tree = dom::parse_html(html, place, origins, sink);
    EXPECT_EQ(sink.error_count(), 0) << html;
    return tree;
  }

  std::string dump() const { return dom::dump_dom(marked.tree); }

  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::Tree former;
  dom::Tree current;
  dom::MarkedTree marked;
};

/// All text of a tree, except what is within one element, and except white space, which has no effect between blocks.
std::string text_without(const dom::Tree& tree, std::optional<ElementName> left_out) {
  std::string text;
  for (NodeId node = tree.root_element(); node;) {
    const bool skipped = left_out && tree.is_element(node, *left_out);
    if (tree.node(node).kind == dom::NodeKind::Text) {
      for (const char c : tree.node(node).text) {
        if (!base::is_ascii_space(c)) text += c;
      }
    }
    node = skipped ? tree.next_after_subtree(node, tree.root_element()) : tree.next_in_order(node, tree.root_element());
  }
  return text;
}

void expect_nothing_lost(const Comparison& comparison, const std::string& what) {
  const dom::Tree& marked = comparison.marked.tree;
  ASSERT_EQ(text_without(marked, ElementName::Del), text_without(comparison.current, std::nullopt)) << what;
  ASSERT_EQ(text_without(marked, ElementName::Ins), text_without(comparison.former, std::nullopt)) << what;
  std::set<std::string_view> ids;
  for (NodeId node = marked.root_element(); node; node = marked.next_in_order(node, marked.root_element())) {
    if (marked.node(node).kind != dom::NodeKind::Element) continue;
    const std::string_view id = marked.attribute_value(node, dom::AttributeName::Id);
    ASSERT_TRUE(id.empty() || ids.insert(id).second) << what << "\nid " << id;
  }
}

/// The changes of a comparison: `-removed +added =kept`, one a line.
std::string listed(const Comparison& comparison) {
  std::string list;
  for (const dom::Change& change : comparison.marked.changes) {
    for (const dom::ChangePiece& piece : change.pieces) {
      constexpr std::array<std::string_view, 3> kSigns = {"=", "-", "+"};
      list.append(kSigns[static_cast<std::size_t>(piece.kind)]).append(piece.text).append("|");
    }
    list += "\n";
  }
  return list;
}

std::string changes_in(std::string_view former, std::string_view current) {
  const Comparison comparison("<body><p>" + std::string(former) + "</p></body>",
                              "<body><p>" + std::string(current) + "</p></body>");
  expect_nothing_lost(comparison, std::string(former) + " → " + std::string(current));
  return listed(comparison);
}

/// Pages put together by chance, and changed by chance.
class PageMaker {
 public:
  explicit PageMaker(std::uint32_t seed) : random_(seed) {}

  using Blocks = std::vector<std::string>;

  Blocks blocks() {
    Blocks made;
    for (std::size_t i = pick(7); i < 9; ++i) made.push_back(block());
    return made;
  }

  Blocks changed(Blocks blocks) {
    for (std::size_t changes = pick(5); changes > 0; --changes) {
      const std::size_t at = pick(blocks.size() + 1);
      switch (pick(4)) {
        case 0: blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(at), block()); break;
        case 1:
          if (at < blocks.size()) blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(at));
          break;
        default:
          if (at < blocks.size()) blocks[at] = with_other_words(blocks[at]);
      }
    }
    return blocks;
  }

  static std::string page(const Blocks& blocks) {
    std::string html = "<html><head><title>t</title></head><body>\n";
    std::size_t number = 0;
    for (const std::string& block : blocks) {
      std::string numbered = block;
      if (const std::size_t at = numbered.find("ID"); at != std::string::npos) {
        numbered.replace(at, 2, "id-" + std::to_string(++number));
      }
      html += numbered + "\n";
    }
    return html + "</body></html>";
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }

  std::string word() {
    static constexpr std::array<std::string_view, 14> kWords = {
        "审查",   "通过", "2024年2月19日", "GB/T 22239—2019",    "，", "。",
        "秘书处", "标准", "17项",          "ISO/IEC 27001:2022", " ",  "in the text",
        "工作组", "、"};
    return std::string(kWords[pick(kWords.size())]);
  }

  std::string words() {
    std::string text;
    for (std::size_t i = pick(12); i < 13; ++i) text += word();
    return text;
  }

  std::string phrases() {
    static constexpr std::array<std::string_view, 6> kOpen = {
        "<b>", "<span class=\"n\">", "<a href=\"#x\">", "<span><b>", "<em>", ""};
    static constexpr std::array<std::string_view, 6> kClose = {"</b>",        "</span>", "</a>",
                                                               "</b></span>", "</em>",   "<br/>"};
    std::string text;
    for (std::size_t i = pick(3); i < 3; ++i) {
      const std::size_t kind = pick(kOpen.size());
      text += words() + std::string(kOpen[kind]) + words() + std::string(kClose[kind]);
    }
    return text + words();
  }

  std::string table() {
    std::string html = "<table><thead><tr><th>序号</th><th>名称</th><th>说明</th></tr></thead><tbody>\n";
    for (std::size_t rows = 1 + pick(4); rows > 0; --rows) {
      if (pick(3) == 0) {
        html += "<tr><td rowspan=\"2\">" + words() + "</td><td>" + words() + "</td><td>" + words() + "</td></tr>";
        html += "<tr><td>" + words() + "</td><td><p>" + words() + "</p><p>" + words() + "</p></td></tr>\n";
      } else if (pick(4) == 0) {
        html += "<tr><td colspan=\"3\">" + words() + "</td></tr>\n";
      } else {
        html += "<tr><td>" + words() + "</td><td>" + phrases() + "</td><td></td></tr>\n";
      }
    }
    return html + "</tbody></table>";
  }

  std::string block() {
    switch (pick(7)) {
      case 0: return table();
      case 1: return "<h2 id=\"ID\">" + words() + "</h2>";
      case 2: return "<ul><li>" + words() + "</li><li>" + phrases() + "<p>" + words() + "</p></li></ul>";
      case 3: return "<div class=\"c\">" + words() + "<p>" + phrases() + "</p>" + words() + "</div>";
      case 4: return "<section id=\"ID\"><h3>" + words() + "</h3><p>" + phrases() + "</p></section>";
      default: return "<p id=\"ID\">" + phrases() + "</p>";
    }
  }

  /// A few of its words are others, or missing.
  std::string with_other_words(std::string html) {
    for (const std::string_view from : {"审查", "GB/T 22239—2019", "，", "17项", "秘书处"}) {
      const std::size_t at = html.find(from);
      if (at != std::string::npos && pick(2) == 0) html.replace(at, from.size(), pick(3) == 0 ? "" : word());
    }
    return html;
  }

  std::mt19937 random_;
};

TEST(Changes, SameTextHasNone) {
  const Comparison comparison("<body><p>一</p> <p>二</p></body>", "<body><p>一</p><p>二</p></body>");
  EXPECT_TRUE(comparison.marked.changes.empty());
  EXPECT_EQ(comparison.dump().find("ins"), std::string::npos);
}

TEST(Changes, CharactersOfText) {
  EXPECT_EQ(changes_in("本标准规定了基本要求和测试方法。", "本标准规定了技术要求和测试方法。"),
            "=本标准规定了|-基本|+技术|=要求和测试方法。|\n");
}

TEST(Changes, DesignationsNumbersAndDatesAreWhole) {
  EXPECT_EQ(changes_in("依据GB/T 22239—2008修订。", "依据GB/T 22239—2019修订。"),
            "=依据|-GB/T 22239—2008|+GB/T 22239—2019|=修订。|\n");
  EXPECT_EQ(changes_in("共有17项标准报批", "共有18项标准报批"), "=共有|-17|+18|=项标准报批|\n");
  EXPECT_EQ(changes_in("会议于2024年2月19日在京召开", "会议于2024年3月20日在京召开"),
            "=会议于|-2024年2月19日|+2024年3月20日|=在京召开|\n");
  EXPECT_EQ(changes_in("见ISO/IEC 27001:2013全文", "见ISO/IEC 27001:2022全文"),
            "=见|-ISO/IEC 27001:2013|+ISO/IEC 27001:2022|=全文|\n");
  EXPECT_EQ(changes_in("共计413,009.22元整", "共计3,009.22元整"), "=共计|-413,009.22|+3,009.22|=元整|\n");
  EXPECT_EQ(changes_in("参数取1,2,34", "参数取1,2,35"), "=参数取1,2,|-34|+35|\n");
}

TEST(Changes, LittleInCommonIsReplaced) {
  EXPECT_EQ(changes_in("请各单位于月底之前反馈书面意见。", "该文件自发布之日起正式施行废止旧办法。"),
            "-请各单位于月底之前反馈书面意见。|+该文件自发布之日起正式施行废止旧办法。|\n");
}

TEST(Changes, ParagraphsAreAddedAndRemoved) {
  const Comparison comparison("<body><p>第一段话保持不变。</p><p>第二段话将被删去。</p><p>末段。</p></body>",
                              "<body><p>第一段话保持不变。</p><p>末段。</p><p>新写的一段内容。</p></body>");
  expect_nothing_lost(comparison, "paragraphs");
  EXPECT_EQ(listed(comparison), "-第二段话将被删去。|\n+新写的一段内容。|\n");
  EXPECT_NE(comparison.dump().find("p class=\"gw-removed\"\n      del class=\"gw-change\""), std::string::npos)
      << comparison.dump();
}

TEST(Changes, MarksAreInsideOfTheirElements) {
  const Comparison comparison("<body><p><b>甲</b>乙丑二三<a href=\"#x\" id=\"y\">丙</a></p></body>",
                              "<body><p><b>子</b>乙丑二三<a href=\"#x\" id=\"y\">寅</a></p></body>");
  expect_nothing_lost(comparison, "marks");
  EXPECT_NE(comparison.dump().find("b\n        del class=\"gw-change\"\n          \"甲\"\n        ins"),
            std::string::npos)
      << comparison.dump();
}

TEST(Changes, CellsStayInTheirColumns) {
  const Comparison comparison("<body><table><tbody><tr><td>一</td><td></td><td>丙</td></tr></tbody></table></body>",
                              "<body><table><tbody><tr><td>一</td><td>乙</td><td></td></tr></tbody></table></body>");
  expect_nothing_lost(comparison, "cells");
  EXPECT_EQ(listed(comparison), "+乙|\n-丙|\n");
}

TEST(Changes, RowsThatHoldTogetherAreReplacedTogether) {
  const Comparison comparison(
      "<body><table><tbody><tr><td rowspan=\"2\">甲</td><td>一</td></tr><tr><td>二</td></tr></tbody></table></body>",
      "<body><table><tbody><tr><td rowspan=\"3\">甲</td><td>一</td></tr><tr><td>二</td></tr><tr><td>三</td></tr>"
      "</tbody></table></body>");
  expect_nothing_lost(comparison, "rows");
  // Two former rows, and three current ones after them.
  EXPECT_EQ(listed(comparison), "-甲　一\n二|\n+甲　一\n二\n三|\n");
}

TEST(Changes, HeadingsSayWhere) {
  const Comparison comparison("<body><h2>一、要求</h2><p>原来的内容。</p></body>",
                              "<body><h2>一、要求</h2><p>现在的内容。</p></body>");
  ASSERT_EQ(comparison.marked.changes.size(), 1U);
  EXPECT_EQ(comparison.marked.changes.front().heading, "一、要求");
}

TEST(Changes, NothingIsLostInPagesMadeByChance) {
  for (std::uint32_t seed = 0; seed < 1500; ++seed) {
    PageMaker maker(seed);
    const PageMaker::Blocks former = maker.blocks();
    const PageMaker::Blocks current = seed % 5 == 0 ? maker.blocks() : maker.changed(former);
    const std::string before = PageMaker::page(former);
    const std::string now = PageMaker::page(current);
    const Comparison comparison(before, now);
    expect_nothing_lost(comparison, comparison.dump() + before + "\n→\n" + now);
    EXPECT_TRUE(before != now || comparison.marked.changes.empty());
    if (HasFatalFailure()) return;
  }
}

TEST(Changes, LongListsTakeLittleTime) {
  std::string former = "<body><table><tbody>";
  std::string current = former;
  for (int i = 0; i < 20'000; ++i) {
    const std::string row = "<tr><td>" + std::to_string(i) + "</td><td>单位" + std::to_string(i * 7) + "</td></tr>";
    if (i % 1000 != 3) former += row;
    if (i % 1000 != 7) current += row;
  }
  const Comparison comparison(former + "</tbody></table></body>", current + "</tbody></table></body>");
  EXPECT_EQ(comparison.marked.changes.size(), 40U);
  expect_nothing_lost(comparison, "long list");
}

}  // namespace
