// Display lists: what is drawn on a page, in which order, and to what it belongs.
#include "paint/painter.h"
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

TEST_CASE("tints and rules lie below the text, as artifacts") {
  CHECK(drawn("p{background:#eee;border-bottom:2px solid #d8000f}", "<p>甲</p>") ==
        "artifact\nfill 20,20 260x22 #eeeeee\nfill 20,40 260x2 #d8000f\nend\nbegin 1 0\ntext 20,34.33 7.50pt "
        "\"甲\"\nend\n");
}

TEST_CASE("a page without rules has no empty artifact") {
  CHECK(drawn("", "<p>甲</p>") == "begin 1 0\ntext 20,34.33 7.50pt \"甲\"\nend\n");
  CHECK(drawn("", "<p></p>") == "");
}

TEST_CASE("text of one element is one stretch, however many runs it has") {
  const std::string list = drawn("b{color:red}", "<p>甲<b>乙</b>丙</p><p>丁</p>");
  CHECK(list.find("begin 1 0\ntext 20,") == 0);
  CHECK(list.find("\"丙\"\nend\nbegin 2 1\n") != std::string::npos);
}

TEST_CASE("underlines are drawn as artifacts over what they concern") {
  const std::string list = drawn("u{text-decoration:underline}", "<p>甲<u>乙丙</u></p>");
  CHECK(list.find("artifact\nfill 30,35.53 20x0.62 #000000\nend\n") != std::string::npos);
}

TEST_CASE("dashed and dotted borders are lines along their middle") {
  const std::string list = drawn("p{border-top:2px dashed #000;border-left:4px dotted #00f}", "<p>甲</p>");
  CHECK(list.find("stroke M20,21 L280,21 width 2 dash 6 dash ") != std::string::npos);
  CHECK(list.find("width 4 round dash 0 dash ") != std::string::npos);
}

TEST_CASE("leaders and repeated heads are artifacts, their first telling is not") {
  const std::string style =
      "table{border-collapse:separate;border-spacing:0}td,th{padding:0;height:60px;font-weight:400}";
  const std::string body = "<table><thead><tr><th>头</th></tr></thead><tr><td>甲</td></tr><tr><td>乙</td></tr></table>";
  CHECK(drawn(style, body, 0).find("begin ") == 0);
  const std::string second = drawn(style, body, 1);
  CHECK(second.find("artifact\ntext ") == 0);
  CHECK(second.find("\"头\"\nend\nbegin ") != std::string::npos);
}

TEST_CASE("margin boxes are painted after the content, each as what it is") {
  const LaidOut laid_out =
      page("@page{@top-left{content:\"眉\"}@bottom-right{content:\"脚\"}@left-middle{content:\"侧\"}}", "<p>甲</p>");
  std::vector<paint::ArtifactKind> kinds;
  for (const paint::DisplayItem& item : laid_out.painted.pages[0].items) {
    if (const auto* artifact = std::get_if<paint::BeginArtifact>(&item)) kinds.push_back(artifact->kind);
  }
  using enum paint::ArtifactKind;
  std::sort(kinds.begin(), kinds.end());
  CHECK(kinds == std::vector{Header, Footer, Pagination});
  CHECK(laid_out.painted.pages[0].content_count == 1);
}

TEST_CASE("a link knows its lines, its target and what to tell of it") {
  const LaidOut laid_out = page("p{width:50px}", "<p>前文字<a href=\"#x\">链接跨两行</a></p><p id=\"x\">处</p>");
  REQUIRE(laid_out.painted.pages[0].links.size() == 1);
  const paint::LinkArea& link = laid_out.painted.pages[0].links[0];
  CHECK(link.rects.size() == 2);
  CHECK(link.target == "#x");
  CHECK(link.description == "链接跨两行");
  CHECK(laid_out.painted.destinations.at("x").position.y.to_px() == 60);
}

TEST_CASE("the document tells of itself what its head says") {
  const LaidOut laid_out(
      "<!DOCTYPE html><html lang=\"en\"><head><title> A \n B </title><meta name=\"author\" content=\"甲\"/>"
      "<meta name=\"date\" content=\"2024-03-15\"/><meta name=\"keywords\" content=\"k\"/>"
      "<meta name=\"description\" content=\"d\"/></head><body><p>x</p></body></html>");
  const paint::DocumentInformation& information = laid_out.painted.information;
  CHECK(information.title == "A B");
  CHECK(information.author == "甲");
  CHECK(information.date == "2024-03-15");
  CHECK(information.keywords == "k");
  CHECK(information.subject == "d");
  CHECK(information.language == "en");
}
