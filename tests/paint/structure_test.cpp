// What the content of pages means: the structure tree that boxes come to, as text.
#include "paint/detail/structure.h"

#include "support/laid_out.h"

#include <regex>

using gongwen::tests::LaidOut;

namespace {

/// The tree without the numbers of its content, two spaces a level.
std::string structure(std::string_view style, std::string_view body) {
  const LaidOut laid_out(
      "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title><style>@page{size:300px "
      "200px;margin:20px}body{margin:0;"
      "font:10px/20px \"Noto Serif CJK SC\"}" +
      std::string(style) + "</style></head><body>" + std::string(body) + "</body></html>");
  const std::string dump = gongwen::paint::dump_structure(laid_out.painted.structure);
  return std::regex_replace(dump, std::regex(" \\[\\d+:\\d+\\]"), "");
}

}  // namespace

TEST(Structure, HeadingsBeginWithTheFirstLevelAndSkipNoneWhateverTheSourceSays) {
  EXPECT_EQ(structure("", "<h2>甲</h2><h4>乙</h4><h3>丙</h3><h2>丁</h2><h1>戊</h1><h6>己</h6>"),
            "Document\n  H1\n  H2\n  H2\n  H1\n  H1\n  H2\n");
}

TEST(Structure, ElementsThatGroupAreToldOthersAreNot) {
  EXPECT_EQ(
      structure("",
                "<section><h1>甲</h1><div><p>乙</p></div></section><article><p>丙</p></article><blockquote><p>丁</"
                "p></blockquote>"),
      "Document\n  Sect\n    H1\n    P\n  Art\n    P\n  BlockQuote\n    P\n");
}

TEST(Structure, EmptyElementsAreLeftOutButForCells) {
  EXPECT_EQ(
      structure("", "<p></p><h1></h1><ul></ul><section><p> </p></section><table><tr><td></td><td>甲</td></tr></table>"),
      "Document\n  Table\n    TBody\n      TR\n        TD\n        TD\n");
}

TEST(Structure, ListItemsHoldALabelAndABodyNestedListsLieInTheBody) {
  EXPECT_EQ(
      structure("", "<ol><li>甲<ul><li>乙</li></ul></li></ol>"),
      "Document\n  L\n    LI\n      Lbl\n      LBody\n        P\n        L\n          LI\n            Lbl\n          "
      "  LBody\n");
  EXPECT_EQ(structure("ul{list-style:none}", "<ul><li>甲</li></ul>"), "Document\n  L\n    LI\n      LBody\n");
}

TEST(Structure, ACellWithOneParagraphIsTheParagraphOneWithTwoHoldsThem) {
  EXPECT_EQ(structure("", "<table><tr><th>头</th><td><p>甲</p></td><td><p>乙</p><p>丙</p></td></tr></table>"),
            "Document\n  Table\n    TBody\n      TR\n        TH scope=row\n        TD\n        TD\n          P\n       "
            "   P\n");
}

TEST(Structure, OnlyTheFirstHeadIsOneAndTheFootComesLastAsPainted) {
  EXPECT_EQ(
      structure("",
                "<table><caption>题</caption><thead><tr><th>甲</th></tr></thead><tfoot><tr><td>乙</td></tr></tfoot>"
                "<tbody><tr><td>丙</td></tr></tbody></table>"),
      "Document\n  Table\n    Caption\n    THead\n      TR\n        TH scope=column\n    TBody\n      TR\n        TD\n "
      "   TFoot\n "
      "     TR\n        TD\n");
}

TEST(Structure, RowsThatLackCellsGetEmptyOnesSpansAreAsFarAsTheTableReaches) {
  EXPECT_EQ(
      structure("",
                "<table><tr><td colspan=\"3\">甲</td></tr><tr><td>乙</td></tr><tr><td rowspan=\"0\">丙</td><td "
                "rowspan=\"9\">丁</td>"
                "<td>戊</td></tr><tr><td>己</td></tr></table>"),
      "Document\n  Table\n    TBody\n      TR\n        TD columns=3\n      TR\n        TD\n        TD\n        TD\n  "
      "    TR\n        TD rows=2\n"
      "        TD rows=2\n        TD\n      TR\n        TD\n");
}

TEST(Structure, CellsThatOverlapInTheSourceDoNotInTheStructure) {
  EXPECT_EQ(
      structure("", "<table><tr><td>甲</td><td rowspan=\"2\">乙</td></tr><tr><td colspan=\"2\">丙</td></tr></table>"),
      "Document\n  Table\n    TBody\n      TR\n        TD\n        TD rows=2\n      TR\n        TD\n");
}

TEST(Structure, TablesThatOnlyArrangeSayNothing) {
  EXPECT_EQ(structure("table{-gw-role:none}", "<table><tr><td>甲</td><td>乙</td></tr></table>"),
            "Document\n  P\n  P\n");
}

TEST(Structure, LinksQuotationsAndOtherLanguagesHaveElementsOfTheirOwn) {
  EXPECT_EQ(
      structure("",
                "<p>甲<a href=\"https://a.example/\">乙</a><q>丙</q><span lang=\"en\">d</span><span>戊</span></p><p "
                "lang=\"en\">e</p>"),
      "Document\n  P\n    Link\n    Quote\n    Span lang=en\n  P lang=en\n");
  EXPECT_EQ(structure("", "<p><a>不是链接</a></p>"), "Document\n  P\n");
}

TEST(Structure, TablesOfContentsHoldItemsThatRefer) {
  EXPECT_EQ(structure("nav{-gw-role:toc}div{-gw-role:toc-item}",
                      "<nav><div><a href=\"#x\">甲</a></div></nav><h1 id=\"x\">甲</h1>"),
            "Document\n  TOC\n    TOCI\n      Reference\n        Link\n  H1\n");
}

TEST(Structure, PagesOfAnotherDocumentAreAPartWithNumbersOfTheirOwn) {
  const auto document = [](std::string_view language, std::string_view body) {
    return "<!DOCTYPE html><html lang=\"" + std::string(language) + "\"><head><title>t</title></head><body>" +
           std::string(body) + "</body></html>";
  };
  LaidOut first(document("zh-CN", "<h1 id=\"a\">甲</h1><p>一 <a href=\"#a\">见甲</a></p>"));
  LaidOut second(document("en", "<h1 id=\"a\">b</h1><p><a href=\"#a\">see b</a></p>"));
  gongwen::paint::PaintedDocument joined = first.painted;
  std::size_t moved = 0;
  gongwen::paint::append_pages(joined, second.painted, [&moved](gongwen::diagnostics::OriginId) {
    ++moved;
    return gongwen::diagnostics::OriginId();
  });
  const std::string dump = gongwen::paint::dump_structure(joined.structure);
  EXPECT_EQ(std::regex_replace(dump, std::regex(" \\[1:\\d+\\]"), ""),
            "Document\n  H1\n  P\n    Link\n  Part lang=en\n    H1 [2:0]\n    P\n      Link [2:1]\n")
      << dump;
  EXPECT_GT(moved, 4U);
  ASSERT_EQ(joined.pages.size(), 2U);
  EXPECT_EQ(joined.pages[0].links.front().target, "#a");
  EXPECT_EQ(joined.pages[1].links.front().target, "#a-2");
  EXPECT_EQ(joined.destinations.at("a").page, 0U);
  EXPECT_EQ(joined.destinations.at("a-2").page, 1U);
  EXPECT_EQ(joined.outline.back().destination.page, 1U);
  // Tags on the page name the elements of the joined tree.
  for (const auto& item : joined.pages[1].items) {
    if (const auto* const tag = std::get_if<gongwen::paint::BeginTag>(&item)) {
      const auto& kids = joined.structure.element(tag->element).kids;
      EXPECT_TRUE(std::any_of(kids.begin(), kids.end(), [tag](const auto& kid) {
        const auto* const content = std::get_if<gongwen::paint::ContentReference>(&kid);
        return content != nullptr && content->page == 1 && content->content == tag->content;
      }));
    }
  }
}

TEST(Structure, AllCommandsOfAppendedPagesHaveOriginsOfTheDocument) {
  namespace paint = gongwen::paint;
  using gongwen::diagnostics::OriginId;
  const auto document = [](std::string_view body) {
    return "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title></head><body>" + std::string(body) +
           "</body></html>";
  };
  LaidOut first(document("<p>甲</p>"));
  LaidOut second(document("<p style=\"border:2px dashed\">乙</p>"));
  paint::PaintedDocument joined = first.painted;
  paint::append_pages(joined, second.painted, [](OriginId) { return OriginId(1234); });
  std::size_t strokes = 0;
  for (const paint::DisplayItem& item : joined.pages.at(1).items) {
    if (const auto* const glyphs = std::get_if<paint::DrawGlyphs>(&item)) {
      EXPECT_EQ(glyphs->origin, OriginId(1234));
    }
    if (const auto* const apart = std::get_if<paint::Apart<paint::StrokePath>>(&item)) {
      const paint::StrokePath& stroke = *apart;
      EXPECT_EQ(stroke.origin, OriginId(1234));
      ++strokes;
    }
  }
  EXPECT_GT(strokes, 0U);
}
