// Display lists: what is drawn on a page, in which order, and to what it belongs.
#include "paint/display_list.h"
#include "support/laid_out.h"

using gongwen::paint::dump_display_list;
using gongwen::tests::LaidOut;
namespace paint = gongwen::paint;

namespace {

LaidOut page(std::string_view style, std::string_view body) {
  return LaidOut(
      "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>t</title><style>@page{size:300px "
      "200px;margin:20px}body{margin:0;"
      "font:10px/20px \"Noto Serif CJK SC\"}p{margin:0}" +
      std::string(style) + "</style></head><body>" + std::string(body) + "</body></html>");
}

std::string drawn(std::string_view style, std::string_view body, std::size_t index = 0) {
  return dump_display_list(page(style, body).painted.pages.at(index));
}

}  // namespace

TEST(PagePainter, TintsAndRulesLieBelowTheTextAsArtifacts) {
  EXPECT_EQ(drawn("p{background:#eee;border-bottom:2px solid #d8000f}", "<p>甲</p>"),
            "artifact\nfill 20,20 260x22 #eeeeee\nfill 20,40 260x2 #d8000f\nend\nbegin 1 0\ntext 20,34.33 7.50pt "
            "\"甲\"\nend\n");
}

TEST(PagePainter, APageWithoutRulesHasNoEmptyArtifact) {
  EXPECT_EQ(drawn("", "<p>甲</p>"), "begin 1 0\ntext 20,34.33 7.50pt \"甲\"\nend\n");
  EXPECT_EQ(drawn("", "<p></p>"), "");
}

TEST(PagePainter, TextOfOneElementIsOneStretchHoweverManyRunsItHas) {
  const std::string list = drawn("b{color:red}", "<p>甲<b>乙</b>丙</p><p>丁</p>");
  EXPECT_EQ(list.find("begin 1 0\ntext 20,"), 0);
  EXPECT_NE(list.find("\"丙\"\nend\nbegin 2 1\n"), std::string::npos);
}

TEST(PagePainter, UnderlinesAreDrawnAsArtifactsOverWhatTheyConcern) {
  const std::string list = drawn("u{text-decoration:underline}", "<p>甲<u>乙丙</u></p>");
  EXPECT_NE(list.find("artifact\nfill 30,34.83 20x0.5 #000000\nend\n"), std::string::npos);
}

TEST(PagePainter, DashedAndDottedBordersAreLinesAlongTheirMiddle) {
  const std::string list = drawn("p{border-top:2px dashed #000;border-left:4px dotted #00f}", "<p>甲</p>");
  EXPECT_NE(list.find("stroke M20,21 L280,21 width 2 dash 6 dash "), std::string::npos);
  EXPECT_NE(list.find("width 4 round dash 0 dash "), std::string::npos);
}

TEST(PagePainter, LeadersAndRepeatedHeadsAreArtifactsTheirFirstTellingIsNot) {
  const std::string style =
      "table{border-collapse:separate;border-spacing:0}td,th{padding:0;height:45px;font-weight:400}";
  const std::string body =
      "<table><thead><tr><th>头</th></tr></thead><tr><td>甲</td></tr><tr><td>乙</td></tr>"
      "<tr><td>丙</td></tr></table>";
  EXPECT_EQ(drawn(style, body, 0).find("begin "), 0);
  const std::string second = drawn(style, body, 1);
  EXPECT_EQ(second.find("artifact\ntext "), 0);
  EXPECT_NE(second.find("\"头\"\nend\nbegin "), std::string::npos);
}

TEST(PagePainter, MarginBoxesArePaintedAfterTheContentEachAsWhatItIs) {
  const LaidOut laid_out =
      page("@page{@top-left{content:\"眉\"}@bottom-right{content:\"脚\"}@left-middle{content:\"侧\"}}", "<p>甲</p>");
  std::vector<paint::ArtifactKind> kinds;
  for (const paint::DisplayItem& item : laid_out.painted.pages[0].items) {
    if (const auto* artifact = std::get_if<paint::BeginArtifact>(&item)) kinds.push_back(artifact->kind);
  }
  using enum paint::ArtifactKind;
  std::sort(kinds.begin(), kinds.end());
  EXPECT_EQ(kinds, (std::vector{Header, Footer, Pagination}));
  EXPECT_EQ(laid_out.painted.pages[0].content_count, 1);
}

TEST(PagePainter, ALinkKnowsItsLinesItsTargetAndWhatToTellOfIt) {
  const LaidOut laid_out = page("p{width:50px}", "<p>前文字<a href=\"#x\">链接跨两行</a></p><p id=\"x\">处</p>");
  ASSERT_EQ(laid_out.painted.pages[0].links.size(), 1);
  const paint::LinkArea& link = laid_out.painted.pages[0].links[0];
  EXPECT_EQ(link.rects.size(), 2);
  EXPECT_EQ(link.target, "#x");
  EXPECT_EQ(link.description, "链接跨两行");
  EXPECT_EQ(laid_out.painted.destinations.at("x").position.y.to_px(), 60);
}

TEST(PagePainter, TheDocumentTellsOfItselfWhatItsHeadSays) {
  const LaidOut laid_out(
      "<!DOCTYPE html><html lang=\"en\"><head><title> A \n B </title><meta name=\"author\" content=\"甲\"/>"
      "<meta name=\"date\" content=\"2024-03-15\"/><meta name=\"keywords\" content=\"k\"/>"
      "<meta name=\"description\" content=\"d\"/></head><body><p>x</p></body></html>");
  const paint::DocumentInformation& information = laid_out.painted.information;
  EXPECT_EQ(information.title, "A B");
  EXPECT_EQ(information.author, "甲");
  EXPECT_EQ(information.date, "2024-03-15");
  EXPECT_EQ(information.keywords, "k");
  EXPECT_EQ(information.subject, "d");
  EXPECT_EQ(information.language, "en");
}
