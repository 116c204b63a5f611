// What sticks out of the page area: each thing once, with the direction in which it does.
#include "pages_of.h"

#include <sstream>

#include <doctest/doctest.h>

using gongwen::tests::lay_out;

namespace {

/// The messages of a page area of 160 by 100 px, one a line, without their places.
std::string told(std::string_view body, std::string_view style = "") {
  std::istringstream lines(lay_out(style, body).messages());
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("warning[") || line.starts_with("error[")) out += line + "\n";
  }
  return out;
}

std::string wide(std::string_view mm, int page = 1) {
  return "warning[layout/too-wide]: the content is " + std::string(mm) + " mm wider than the page area of page " +
         std::to_string(page) + "\n";
}
std::string tall(std::string_view mm) {
  return "warning[layout/overflow]: the content is " + std::string(mm) + " mm taller than the page area of page 1\n";
}
std::string left(std::string_view mm) {
  return "warning[layout/beyond-left]: the content reaches " + std::string(mm) +
         " mm beyond the left edge of the page area of page 1\n";
}

std::string picture(int width, int height) {
  return "<p><img alt=\"x\" style=\"width:" + std::to_string(width) + "px;height:" + std::to_string(height) +
         "px\" src=\"data:image/svg+xml,%3Csvg viewBox='0 0 10 10'%3E%3Crect width='9' height='9'/%3E%3C/svg%3E\"></p>";
}

}  // namespace

TEST_CASE("boxes that can be seen and are wider than the page are told, with or without text") {
  CHECK(told("<div style=\"border:1px solid;width:200px\">甲</div>") == wide("11.1"));
  CHECK(told("<div style=\"background:red;width:200px;height:9px\"></div>") == wide("10.6"));
  CHECK(told("<div style=\"width:200px;height:9px\">甲</div>") == "");
  CHECK(told("<div style=\"border:1px solid;visibility:hidden;width:200px;height:9px\"></div>") == "");
  CHECK(told("<table style=\"width:200px;border-collapse:collapse\"><tr><td style=\"border:2px solid\">甲</td></tr>"
             "</table>") == wide("10.6"));
}

TEST_CASE("what lies in one another is told once, what stands side by side each") {
  const std::string inner = "<div style=\"width:200px\"><div style=\"border:1px solid\">" + std::string(60, 'x') +
                            "</div><div style=\"border:1px solid\">乙</div></div>";
  CHECK(told(inner).find("too-wide") == told(inner).rfind("too-wide"));
  CHECK(told("<div style=\"background:red;width:200px;height:9px\"></div>"
             "<div style=\"background:red;width:180px;height:9px\"></div>") == wide("10.6") + wide("5.3"));
  std::string rows;
  for (int i = 0; i < 12; ++i) rows += "<tr><td style=\"border:1px solid\">甲</td></tr>";
  CHECK(told("<table style=\"width:200px\">" + rows + "</table>") == wide("10.6"));
}

TEST_CASE("a picture is too wide, too tall, or both") {
  CHECK(told(picture(200, 50)) == wide("10.6"));
  CHECK(told(picture(50, 200)).find("layout/overflow") != std::string::npos);
  CHECK(told(picture(50, 200)).find("layout/too-wide") == std::string::npos);
  const std::string both = told(picture(200, 200));
  CHECK(both.find("layout/overflow") != std::string::npos);
  CHECK(both.find("layout/too-wide") != std::string::npos);
}

TEST_CASE("a box that cannot be broken is too tall") {
  CHECK(told("<p style=\"line-height:0\"><b style=\"display:inline-block;border:1px solid;width:9px;height:150px\"></b>"
             "</p>") == tall("13.8"));
}

TEST_CASE("what is aligned to the right sticks out to the left") {
  CHECK(told("<div style=\"float:right;width:180px;height:9px;background:red\"></div>") == left("5.3"));
  CHECK(told("<div style=\"display:flex;justify-content:center\">"
             "<div style=\"flex:none;width:176px;height:9px;background:red\"></div></div>") ==
        left("2.1") + wide("2.1"));
}

TEST_CASE("what stands in the margin on purpose is not told") {
  CHECK(told("<div style=\"margin:0 -15px;border:1px solid\">甲</div>") == "");
  CHECK(told("<div style=\"margin:0 -15px\"><div style=\"border:1px solid\">甲</div></div>") == "");
  CHECK(told("<div style=\"position:absolute;left:-15px;width:190px;height:9px;background:red\"></div><p>甲</p>") ==
        "");
  CHECK(told("<p style=\"text-indent:-15px\">甲</p>") == "");
  CHECK(told("<ol style=\"padding:0\"><li>甲</li></ol>") == "");
  CHECK(told("<p>甲</p>", "html{background:yellow}body{background:red;width:170px}") == "");
}

TEST_CASE("what is hidden does not stick out") {
  CHECK(told("<div style=\"overflow:hidden;width:100px\"><div "
             "style=\"width:200px;height:9px;background:red\"></div></div>") == "");
}

TEST_CASE("a margin at the end of the page gives way to the box around it") {
  CHECK(told("<div style=\"border:1px solid\"><div style=\"height:96px;margin-bottom:6px\"></div></div>") == "");
}
