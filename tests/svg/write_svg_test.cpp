// Pages as SVG: what is drawn, and the text that lies over it.
#include "svg/write_svg.h"

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
  return write_svg(laid_out.painted.pages.at(index), laid_out.painted.information, test_fonts(), options);
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST(WriteSvg, HasSizeTitleAndLanguageOfTheDocument) {
  const std::string svg = page("", "<p>甲</p>");
  EXPECT_NE(svg.find("width=\"300\" height=\"200\" viewBox=\"0 0 300 200\" xml:lang=\"zh-CN\""), std::string::npos);
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

TEST(WriteSvg, LinksLeadToAddressesOnly) {
  const std::string svg =
      page("", "<p id=\"a\">甲<a href=\"https://example.org/?a=1&amp;b\">乙</a><a href=\"#a\">丙</a></p>");
  EXPECT_EQ(count(svg, "<a "), 1);
  EXPECT_NE(svg.find("<a xlink:href=\"https://example.org/?a=1&amp;b\">"), std::string::npos);
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
