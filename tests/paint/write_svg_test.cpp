// Pages as SVG: what is drawn, and the text that lies over it.
#include "paint/svg/write_svg.h"

#include "support/laid_out.h"

#include <gtest/gtest.h>

using gongwen::svg::write_svg;
using gongwen::tests::LaidOut;
using gongwen::tests::test_fonts;

namespace {

std::string page(std::string_view style, std::string_view body, std::size_t index = 0,
                 const gongwen::svg::SvgOptions& options = {}) {
  const LaidOut laid_out(
      "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>甲 &amp; 乙</title><style>@page{size:300px 200px;margin:20px}"
      "body{margin:0;font:10px/20px \"Noto Serif CJK SC\"}p{margin:0}" +
      std::string(style) + "</style></head><body>" + std::string(body) + "</body></html>");
  return write_svg(laid_out.painted, index, test_fonts(), options);
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST(WriteSvg, HasSizeTitleAndLanguageOfTheDocument) {
  const std::string svg = page("", "<p>甲</p>");
  EXPECT_NE(svg.find("width=\"300\" height=\"200\" viewBox=\"0 0 300 200\" lang=\"zh-CN\" xml:lang=\"zh-CN\""),
            std::string::npos);
  EXPECT_NE(svg.find("<title>甲 &amp; 乙</title>"), std::string::npos);
}

TEST(WriteSvg, DefinesEachGlyphOnceAndUsesItWhereverItStands) {
  const std::string svg = page("", "<p>甲乙甲</p><p>甲</p>");
  EXPECT_EQ(count(svg, "<path id="), 2);
  EXPECT_EQ(count(svg, "<use "), 4);
}

TEST(WriteSvg, HasAllTextAsTransparentTextOfTheSameLength) {
  const std::string svg = page("", "<p>甲&lt;乙</p>");
  EXPECT_NE(svg.find("<text fill-opacity=\"0\" xml:space=\"preserve\" x=\"20\" y=\"34.328\" font-size=\"10\""),
            std::string::npos);
  EXPECT_NE(svg.find(">甲"), std::string::npos);
  EXPECT_NE(svg.find("&lt;"), std::string::npos);
}

TEST(WriteSvg, LeavesOutCharactersThatXmlLacks) {
  const std::string svg = page("", "<p>甲&#xFFFF;乙</p>");
  EXPECT_EQ(svg.find("\xEF\xBF\xBF"), std::string::npos);
  EXPECT_NE(svg.find("甲乙"), std::string::npos);
}

TEST(WriteSvg, HidesFurnitureFromScreenReaders) {
  const std::string svg = page("@page{@bottom-center{content:counter(page)}}", "<p>甲</p>");
  const std::size_t hidden = svg.find("<g aria-hidden=\"true\">");
  ASSERT_NE(hidden, std::string::npos);
  EXPECT_GT(svg.find(">1</text>"), hidden);
}

TEST(WriteSvg, ClosesEveryGroup) {
  const std::string svg = page(
      "p{opacity:.5;overflow:hidden;border-radius:4px;border:1px solid #d8000f;background:#eee}b{text-decoration:"
      "underline}",
      "<p>甲<b>乙</b></p><table><tr><td>丙</td></tr></table>");
  EXPECT_EQ(count(svg, "<g>") + count(svg, "<g "), count(svg, "</g>"));
  EXPECT_NE(svg.find("opacity=\"0.5\""), std::string::npos);
}

TEST(WriteSvg, LinksHaveTheirTextInThem) {
  const std::string svg =
      page("", "<p id=\"a\">甲<a href=\"https://example.org/?a=1&amp;b\">乙<b>丙</b></a>丁<a href=\"#a\">戊</a></p>");
  EXPECT_EQ(count(svg, "<a "), 1);
  const std::size_t start = svg.find("<a xlink:href=\"https://example.org/?a=1&amp;b\">");
  const std::size_t end = svg.find("</a>");
  ASSERT_NE(end, std::string::npos);
  EXPECT_LT(svg.find(">甲<"), start);
  EXPECT_LT(start, svg.find(">乙<"));
  EXPECT_LT(svg.find(">丙<"), end);
  EXPECT_LT(end, svg.find(">丁<"));
  EXPECT_EQ(count(svg, "<rect"), 3);  // the paper, and the lines below both links
}

TEST(WriteSvg, LinksToOtherPagesLeadToTheirFiles) {
  constexpr std::string_view kBody =
      "<p id=\"a\"><a href=\"#b\">甲</a><a href=\"#a\">乙</a></p><p id=\"b\" style=\"break-before:page\">丙</p>";
  EXPECT_EQ(count(page("", kBody), "<a "), 0);
  gongwen::svg::SvgOptions options;
  options.address_of_page = [](std::size_t other) {
    return "page-" + std::to_string(other) + ".svg";
  };
  const std::string svg = page("", kBody, 0, options);
  EXPECT_EQ(count(svg, "<a "), 1);
  EXPECT_NE(svg.find("<a xlink:href=\"page-1.svg\"><title>甲</title>"), std::string::npos);
}

TEST(WriteSvg, RunsOfALineAreOneText) {
  const std::string svg = page("b{font-size:8px}", "<p>甲<b>乙</b>丙<br>丁</p><p>戊</p>");
  EXPECT_EQ(count(svg, "<text "), 3);
  EXPECT_EQ(count(svg, "<tspan "), 3);
}

TEST(WriteSvg, FiguresAndOtherLanguagesAreNamed) {
  const std::string svg = page("",
                               "<p>甲<span lang=\"en\">b</span><img alt=\"c &lt; d\" src=\"data:image/svg+xml,<svg "
                               "xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' "
                               "height='9'/></svg>\"></p>");
  EXPECT_NE(svg.find("<g lang=\"en\" xml:lang=\"en\">"), std::string::npos);
  EXPECT_NE(svg.find("role=\"img\" aria-label=\"c &lt; d\""), std::string::npos);
}

TEST(WriteSvg, HasDrawingsWithTheirGradients) {
  const std::string drawing =
      "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><linearGradient id='g'>"
      "<stop offset='0' stop-color='red'/><stop offset='1' stop-color='blue' stop-opacity='.5'/></linearGradient>"
      "<rect width='10' height='10' fill='url(%23g)'/></svg>";
  const std::string svg = page("", "<p><img alt=\"x\" src=\"" + drawing + "\"></p>");
  EXPECT_NE(svg.find("<linearGradient id=\"g"), std::string::npos);
  EXPECT_NE(svg.find("stop-color=\"#0000ff\" stop-opacity=\"0.502\""), std::string::npos);
}

TEST(WriteSvg, StartsAllIdentifiersWithThePrefix) {
  const std::string svg = page("", "<p>甲乙</p>", 0, {.id_prefix = "p7-"});
  EXPECT_EQ(count(svg, " id=\""), count(svg, " id=\"p7-"));
  EXPECT_EQ(count(svg, "xlink:href=\"#"), count(svg, "xlink:href=\"#p7-"));
}

TEST(WriteSvg, TextOfDrawingsInThePageIsText) {
  const std::string svg =
      page("text{fill:#000001}",
           "<svg viewBox=\"0 0 20 10\" width=\"200\"><title>x</title><rect width=\"20\" height=\"10\"/>"
           "<g opacity=\".5\" transform=\"rotate(10)\"><text x=\"1\" y=\"5\" font-size=\"3\">甲乙</text></g>"
           "<rect width=\"2\" height=\"2\"/><text y=\"9\" fill=\"none\" stroke=\"red\">丙</text></svg>");
  EXPECT_NE(svg.find("甲乙"), std::string::npos);
  const std::string other_size = page("", "<svg width=\"40\" height=\"20\"><text y=\"15\">丁戊</text></svg>");
  EXPECT_NE(other_size.find("丁戊"), std::string::npos);
  EXPECT_NE(svg.find("fill=\"#000001\""), std::string::npos);
  EXPECT_NE(svg.find("<g opacity=\"0.5\""), std::string::npos);
  EXPECT_EQ(svg.find("丙"), std::string::npos);  // its outlines have a line
}
