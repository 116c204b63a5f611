// What readers hear: the order of the content whatever is painted first, and what each part of it is said to be.
#include "support/laid_out.h"

#include <regex>
#include <string>
#include <utility>

#include <gtest/gtest.h>

using gongwen::tests::LaidOut;
namespace paint = gongwen::paint;

namespace {

std::string utf8(const std::u32string& text) {
  std::string out;
  for (const char32_t c : text) {
    if (c < 0x80) {
      out.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
      out.push_back(static_cast<char>(0xC0 | (c >> 6)));
      out.push_back(static_cast<char>(0x80 | (c & 63)));
    } else {
      out.push_back(static_cast<char>(0xE0 | (c >> 12)));
      out.push_back(static_cast<char>(0x80 | ((c >> 6) & 63)));
      out.push_back(static_cast<char>(0x80 | (c & 63)));
    }
  }
  return out;
}

/// The texts of the pages, by page and stretch.
std::vector<std::vector<std::string>> texts_of(const paint::PaintedDocument& document) {
  std::vector<std::vector<std::string>> texts;
  for (const paint::PageDisplay& page : document.pages) {
    texts.emplace_back(page.content_count);
    std::string* open = nullptr;
    for (const paint::DisplayItem& item : page.items) {
      if (const auto* const tag = std::get_if<paint::BeginTag>(&item)) open = &texts.back()[tag->content];
      if (std::holds_alternative<paint::EndTag>(item)) open = nullptr;
      const auto* const glyphs = std::get_if<paint::DrawGlyphs>(&item);
      if (glyphs == nullptr || open == nullptr) continue;
      *open += utf8(glyphs->run->text);
      if (glyphs->ends_word) *open += "|";
    }
  }
  return texts;
}

void read_element(const paint::PaintedDocument& document, const std::vector<std::vector<std::string>>& texts,
                  paint::ElementId id, std::string& out) {
  const paint::StructureElement& element = document.structure.element(id);
  out += std::string(paint::role_name(element.role)) + "(";
  if (element.scope == paint::HeaderScope::Row) out += "row:";
  if (element.scope == paint::HeaderScope::Column) out += "column:";
  if (!element.details->language.empty()) out += element.details->language + ":";
  if (!element.details->expansion.empty()) out += element.details->expansion + "=";
  out += element.details->alternative;
  for (const paint::StructureKid& kid : element.kids) {
    if (const auto* const child = std::get_if<paint::ElementId>(&kid)) read_element(document, texts, *child, out);
    if (const auto* const content = std::get_if<paint::ContentReference>(&kid)) {
      if (element.role != paint::StructureRole::Figure) out += texts[content->page][content->content];
    }
    if (std::holds_alternative<paint::LinkReference>(kid)) out += "@";
  }
  out += ")";
}

std::string with_messages(std::string_view body, std::string* messages) {
  const LaidOut laid_out(
      "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title><style>@page{size:300px "
      "200px;margin:20px}body{margin:0;"
      "font:10px/20px \"Noto Serif CJK SC\"}</style></head><body>" +
      std::string(body) + "</body></html>");
  if (messages != nullptr) *messages = laid_out.messages();
  EXPECT_EQ(paint::find_structure_problem(laid_out.painted.structure).value_or(""), "") << body;
  std::string out;
  read_element(laid_out.painted, texts_of(laid_out.painted), paint::StructureTree::root(), out);
  return out.substr(9, out.size() - 10);  // without `Document()`
}

/// The tree with its texts: `P(一Link(二@))`; `|` is the end of a word at a forced break.
std::string read(std::string_view body) { return with_messages(body, nullptr); }

const std::string kImage =
    "<img "
    "src=\"data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22%20width=%229%22%20height=%229%22/%3E\" ";

}  // namespace

TEST(Reading, LayersInLinesAreReadWhereTheyAre) {
  EXPECT_EQ(read("<p>按照<span style=\"position:relative;top:1px\">《办法》</span>执行，<span "
                 "style=\"opacity:.7\">不得</span>违反。</p>"),
            "P(按照《办法》执行，不得违反。)");
  EXPECT_EQ(read("<p>a<sup style=\"position:relative\">2</sup>b</p>"), "P(a2b)");
}

TEST(Reading, FloatsAndPositionedBoxesInLinesAreReadWhereTheyAre) {
  for (const std::string style : {"float:right", "float:left", "position:absolute"}) {
    EXPECT_EQ(read("<p>前文<span style=\"" + style + "\">中</span>后文</p>"), "P(前文Span(中)后文)") << style;
  }
  EXPECT_EQ(read("<table><tr><td>一<div style=\"position:absolute\">二</div>三</td></tr></table>"),
            "Table(TBody(TR(TD(一P(二)三))))");
}

TEST(Reading, ImagesAreReadWhereTheyAreOnPagesWithLayersToo) {
  EXPECT_EQ(read("<p style=\"opacity:.5\">x</p><p>一</p>" + kImage + "alt=\"二\"><p>三</p><p>四</p>"),
            "P(x)P(一)Figure(二)P(三)P(四)");
  EXPECT_EQ(read("<div style=\"display:flex\"><p style=\"order:2\">一</p>" + kImage +
                 "alt=\"二\" style=\"order:1\"><p>三</p></div>"),
            "P(一)Figure(二)P(三)");
}

TEST(Reading, ForcedBreaksEndWords) {
  EXPECT_EQ(read("<p lang=\"en\">foo<br>bar baz</p>"), "P(en:foo|bar baz)");
  EXPECT_EQ(read("<pre>a\nb  c</pre>"), "P(a|b  c)");
  EXPECT_EQ(read("<p style=\"white-space:pre-line\">甲\n乙</p>"), "P(甲|乙)");
  EXPECT_EQ(read("<p>张示例<br><a href=\"#\">1</a></p>"), "P(张示例|Link(1@))");
}

TEST(Reading, AlternativeTextsHaveBlanksForLineEnds) {
  EXPECT_EQ(read(kImage + "alt=\"a\nb\tc\">"), "Figure(a b c)");
  EXPECT_EQ(read("<p>x" + kImage + "alt=\"  \"></p>"), "P(x)");
  EXPECT_EQ(read(kImage + "aria-label=\"图\">"), "Figure(图)");
}

TEST(Reading, ScopesAreThoseOfHTML) {
  EXPECT_EQ(read("<table><tr><th>甲</th><th>乙</th><th>丙</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>"),
            "Table(TBody(TR(TH(column:甲)TH(column:乙)TH(column:丙))TR(TD(1)TD(2)TD(3))))");
  EXPECT_EQ(read("<table><tr><th>姓名</th><td>张</td><th>性别</th><td>男</td></tr></table>"),
            "Table(TBody(TR(TH(row:姓名)TD(张)TH(row:性别)TD(男))))");
  EXPECT_EQ(read("<table><tr><th></th><th>A</th></tr><tr><th>x</th><td>1</td></tr></table>"),
            "Table(TBody(TR(TH(column:)TH(column:A))TR(TH(row:x)TD(1))))");
  EXPECT_EQ(read("<table><tr><th scope=\"col\">a</th><td>b</td></tr></table>"), "Table(TBody(TR(TH(column:a)TD(b))))");
}

TEST(Reading, AStatedScopeCountsWhereverTheHeaderIs) {
  // Without it, the first is of its column, the second of its row.
  for (const auto& [scope, said] : {std::pair("", ""), std::pair("row", "row"), std::pair("rowgroup", "row"),
                                    std::pair("col", "column"), std::pair("colgroup", "column")}) {
    SCOPED_TRACE(scope);
    const std::string header = scope[0] == '\0' ? std::string("<th>") : "<th scope=\"" + std::string(scope) + "\">";
    const auto told = [&said = said](std::string_view otherwise) {
      return std::string(said[0] ? said : otherwise);
    };
    EXPECT_EQ(read("<table><tr>" + header + "a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"),
              "Table(TBody(TR(TH(" + told("column") + ":a)TH(column:b))TR(TD(1)TD(2))))");
    EXPECT_EQ(read("<table><tr>" + header + "a</th><td>b</td></tr></table>"),
              "Table(TBody(TR(TH(" + told("row") + ":a)TD(b))))");
  }
}

TEST(Reading, TheOnlyBlockOfACellKeepsWhatItIs) {
  EXPECT_EQ(read("<table><tr><td><p lang=\"en\">a</p></td><td><h2>b</h2></td><td><p>c</p></td><td><p "
                 "style=\"-gw-role:note\">d</p></td></tr></table>"),
            "Table(TBody(TR(TD(P(en:a))TD(H1(b))TD(c)TD(Note(d)))))");
}

TEST(Reading, ATitleIsAHeadingOfTheFirstLevel) {
  EXPECT_EQ(read("<h1 style=\"-gw-role:title\">a</h1><h2>b</h2><h3>c</h3><h2>d</h2>"), "H1(a)H2(b)H3(c)H2(d)");
  EXPECT_EQ(read("<h1>x</h1><h2>y</h2><p style=\"-gw-role:title\">a</p><h3>z</h3>"), "H1(x)H2(y)H1(a)H2(z)");
  EXPECT_EQ(read("<h1>a</h1><div style=\"float:bottom\"><h3>b</h3></div><h2>c</h2>"), "H1(a)Div(H2(b))H2(c)");
  EXPECT_EQ(read("<h2 style=\"visibility:hidden\">a</h2><p>b</p>"), "P(b)");
}

TEST(Reading, TheHeadingOverContentsComesBeforeThem) {
  std::string messages;
  EXPECT_EQ(
      with_messages("<nav style=\"-gw-role:toc\"><h2>目录</h2><p style=\"-gw-role:toc-item\">a</p></nav>", &messages),
      "Sect(H1(目录)TOC(TOCI(a)))");
  EXPECT_EQ(messages, "");
  EXPECT_EQ(with_messages("<nav style=\"-gw-role:toc\"><p>a</p></nav>", &messages), "TOC(TOCI(P(a)))");
  EXPECT_NE(messages.find("paint/misplaced-role"), std::string::npos) << messages;
  EXPECT_EQ(with_messages("<p style=\"-gw-role:toc-item\">a</p>", &messages), "P(a)");
  EXPECT_NE(messages.find("paint/misplaced-role"), std::string::npos) << messages;
}

TEST(Reading, TermsAreItemsWithLabels) {
  EXPECT_EQ(read("<dl><dt>a</dt><dd>b</dd><dt>c</dt><dt>d</dt><dd>e</dd><dd>f</dd></dl>"),
            "L(LI(Lbl(a)LBody(b))LI(Lbl(c)Lbl(d)LBody(e)LBody(f)))");
  EXPECT_EQ(read("<dl><div><dt>a</dt><dd>b</dd></div><div><dt>c</dt><dd>d</dd></div></dl>"),
            "L(LI(Lbl(a)LBody(b))LI(Lbl(c)LBody(d)))");
}

TEST(Reading, ItemsAreInListsWhateverTheirDisplay) {
  EXPECT_EQ(read("<ul style=\"list-style:none\"><li style=\"display:inline-block\">a</li> <li "
                 "style=\"display:inline-block\">b</li></ul>"),
            "L(LI(LBody(a))LI(LBody(b)))");
  EXPECT_EQ(read("<ol style=\"list-style-position:inside\"><li>a</li></ol>"), "L(LI(Lbl(1. )LBody(a)))");
  EXPECT_EQ(read("<ul style=\"display:contents;list-style:none\"><li>a</li><li>b</li></ul>"),
            "L(LI(LBody(a))LI(LBody(b)))");
}

TEST(Reading, LinksAreLinksWhateverTheirDisplay) {
  for (const std::string style : {"display:block", "display:flex", "display:inline-block", "display:list-item"}) {
    EXPECT_NE(read("<div><a href=\"#\" style=\"list-style:none;" + style + "\">二</a></div>").find("Link("),
              std::string::npos)
        << style;
    EXPECT_NE(read("<div><a href=\"#\" style=\"list-style:none;" + style + "\">二</a></div>").find("@"),
              std::string::npos)
        << style;
  }
  EXPECT_EQ(read("<p>一</p><a href=\"#\" style=\"display:block\">二</a>"), "P(一)P(Link(二@))");
  EXPECT_EQ(read("<p>一<a href=\"#\" style=\"float:left\">二</a>三</p>"), "P(一Span(Link(二@))三)");
  EXPECT_EQ(read("<a href=\"#\"><p>四</p></a>"), "Link(P(四)@)");
  EXPECT_EQ(read("<ul style=\"list-style:none\"><li><a href=\"#\" style=\"display:block\">五</a></li></ul>"),
            "L(LI(LBody(P(Link(五@)))))");
  EXPECT_EQ(read("<p>六<a href=\"#\" style=\"visibility:hidden\">七</a></p>"), "P(六)");
}

TEST(Reading, CaptionsAndRowGroupsAreAsTheStandardHasThem) {
  EXPECT_EQ(read("<table><thead><tr><th>a</th></tr></thead></table>"), "Table(TBody(TR(TH(column:a))))");
  EXPECT_EQ(read("<table><tfoot><tr><td>a</td></tr></tfoot></table>"), "Table(TBody(TR(TD(a))))");
  EXPECT_EQ(
      read(
          "<table><tbody><tr><td rowspan=\"2\">a</td></tr><tr></tr></tbody><tfoot><tr><td>x</td></tr></tfoot></table>"),
      "Table(TBody(TR(TD(a)))TFoot(TR(TD(x))))");
}

TEST(Reading, NotesHoldTablesAndListsAndDoNotReplaceThem) {
  EXPECT_NE(read("<p>a</p><table style=\"float:footnote\"><tr><td>b</td></tr></table>").find("Table(TBody("),
            std::string::npos);
  EXPECT_NE(read("<p>a</p><ul style=\"float:footnote;list-style:none\"><li>b</li></ul>").find("L(LI(LBody("),
            std::string::npos);
}

TEST(Reading, ImagesThatArePageFloatsOrNotesAreThere) {
  for (const std::string place : {"top", "bottom", "footnote"}) {
    const std::string heard = read("<p>x</p>" + kImage + "alt=\"图\" style=\"float:" + place + "\">");
    EXPECT_NE(heard.find("Figure(图)"), std::string::npos) << place << ": " << heard;
  }
}

TEST(Reading, LanguagesAreTagsOrReported) {
  std::string messages;
  EXPECT_EQ(with_messages("<p lang=\"zh_TW\">a</p><p lang=\" en \">b</p>", &messages), "P(zh-TW:a)P(en:b)");
  EXPECT_NE(messages.find("dom/bad-language"), std::string::npos) << messages;
  EXPECT_EQ(with_messages("<p lang=\"中文\">a</p>", &messages), "P(a)");
  EXPECT_NE(messages.find("dom/bad-language"), std::string::npos) << messages;
  EXPECT_EQ(read("<div lang=\"en\"><p>a</p></div>"), "Div(en:P(a))");
}

TEST(Reading, AbbreviationsHaveTheirExpansions) {
  EXPECT_EQ(read("<p>甲<abbr title=\"World Wide Web\">WWW</abbr></p>"), "P(甲Span(World Wide Web=WWW))");
}

TEST(Reading, TextOfElementsThatGroupIsAParagraph) {
  EXPECT_EQ(read("<section>a<b>b</b></section><aside>c<p>d</p></aside>"), "Sect(P(ab))Sect(P(c)P(d))");
  EXPECT_EQ(read("<h1>a<div>b</div></h1>"), "H1(Span(a)Span(b))");
}

TEST(Reading, TextThatNobodySeesIsReported) {
  for (const auto& [style, is_reported] : {std::pair<std::string, bool>{"color: transparent", true},
                                           {"color: transparent; text-shadow: 0 0 1px red", false},
                                           {"color: transparent; visibility: hidden", false},
                                           {"color: rgb(0 0 0 / 1%)", false}}) {
    std::string messages;
    with_messages("<p style=\"" + style + "\">a</p><p style=\"color: transparent\">&nbsp;</p>", &messages);
    EXPECT_EQ(messages.find("paint/transparent-text") != std::string::npos, is_reported) << style << messages;
  }
}

TEST(Reading, AttributesWithoutEffectAndLongAddressesAreReported) {
  std::string messages;
  with_messages("<p role=\"heading\" aria-hidden=\"true\">a</p>", &messages);
  EXPECT_NE(messages.find("`role`"), std::string::npos) << messages;
  EXPECT_NE(messages.find("paint/unused-attribute"), std::string::npos) << messages;
  EXPECT_NE(messages.find("`aria-hidden`"), std::string::npos) << messages;
  EXPECT_EQ(with_messages("<p><a href=\"https://a.example/" + std::string(33'000, 'a') + "\">a</a></p>", &messages),
            "P(Span(a))");
  EXPECT_NE(messages.find("paint/address-too-long"), std::string::npos) << messages.substr(0, 200);
}
