// Pages that others wrote: what HTML allows to omit is filled in as browsers do it, what is not HTML is a warning.
#include "dom/html_sink.h"
#include "dom/tree.h"
#include "support/require.h"

#include <algorithm>

#include <gtest/gtest.h>

using namespace gongwen;
using diagnostics::SourceId;

namespace {

struct Read {
  std::string tree;  // tags and texts in one line
  std::vector<std::string> warnings;
};

Read read(std::string_view text) {
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  const dom::Tree tree = dom::parse_html(text, {SourceId(0), 0, static_cast<std::uint32_t>(text.size())}, origins, sink,
                                         {}, dom::Syntax::Html);
  EXPECT_EQ(sink.error_count(), 0);
  Read result;
  const auto write = [&](const auto& self, dom::NodeId parent) -> void {
    for (dom::NodeId id = tree.node(parent).first_child; id; id = tree.node(id).next_sibling) {
      const dom::Node& node = tree.node(id);
      if (node.kind == dom::NodeKind::Text) {
        result.tree += node.text;
      } else {
        result.tree += "<" + std::string(dom::tag_name(node.name)) + ">";
        self(self, id);
        result.tree += "</>";
      }
    }
  };
  write(write, dom::Tree::document());
  for (const auto& diagnostic : sink.diagnostics()) {
    result.warnings.emplace_back(diagnostics::catalogue_entry(diagnostic.id).id);
  }
  return result;
}

/// The body's content, when HTML has nothing against the page.
std::string body_of(std::string_view text) {
  const Read result = read(text);
  EXPECT_TRUE(result.warnings.empty()) << text;
  const std::size_t begin = result.tree.find("<body>");
  tests::require(begin != std::string::npos);
  return result.tree.substr(begin + 6, result.tree.size() - begin - 6 - 6);
}

using Ids = std::vector<std::string>;

}  // namespace

TEST(HtmlSyntax, EndTagsThatHTMLLetsBeLeftOut) {
  EXPECT_EQ(body_of("<p>a<p>b"), "<p>a</><p>b</>");
  EXPECT_EQ(body_of("<p>a<div>b</div>c"), "<p>a</><div>b</>c");
  EXPECT_EQ(body_of("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>"), "<ul><li>a</><li>b<ul><li>c</></></><li>d</></>");
  EXPECT_EQ(body_of("<dl><dt>a<dd>b<p>c<dt>d</dl>"), "<dl><dt>a</><dd>b<p>c</></><dt>d</></>");
  EXPECT_EQ(body_of("<table><tr><td>a<td>b<tr><td>c<tbody><tr><th>d</table>e"),
            "<table><tbody><tr><td>a</><td>b</></><tr><td>c</></></><tbody><tr><th>d</></></></>e");
  EXPECT_EQ(body_of("<table><caption>t<colgroup><col><thead><tr><th>h<tbody><tr><td>c</table>"),
            "<table><caption>t</><colgroup><col></></><thead><tr><th>h</></></><tbody><tr><td>c</></></></>");
  // A row ends what stands before the rows.
  const std::string_view with_row = "<table><colgroup><col></></><tbody><tr><td>c</></></></>";
  EXPECT_EQ(body_of("<table><colgroup><col><tr><td>c</table>"), with_row);
  EXPECT_EQ(body_of("<table><caption>t<tr><td>c</table>"), "<table><caption>t</><tbody><tr><td>c</></></></>");
  EXPECT_EQ(body_of("<p>a<table><tr><td><p>b<p>c</table>"), "<p>a</><table><tbody><tr><td><p>b</><p>c</></></></></>");
  EXPECT_EQ(body_of("<select><option>a<option>b</select>"), "<select><option>a</><option>b</></>");
  EXPECT_EQ(body_of("<ruby>a<rt>b<rb>c<rt>d</ruby>"), "<ruby>a<rt>b</><rb>c</><rt>d</></>");
  EXPECT_EQ(body_of("<ruby>a<rtc>b<rtc><rt>c<rb>d</ruby>"), "<ruby>a<rtc>b</><rtc><rt>c</></><rb>d</></>");
  EXPECT_EQ(body_of("<html><head><title>t</title><body><p>a</body></html>"), "<p>a</>");
  EXPECT_EQ(body_of("<html><head><title>t</title><p>a"), "<p>a</>");
  EXPECT_EQ(body_of("<head><title>t</title>a<p>b"), "a<p>b</>");
}

TEST(HtmlSyntax, ACellOutsideOfRowsBeginsOne) {
  const auto table_of = [](std::string_view text) {
    const Read result = read(text);
    EXPECT_EQ(result.warnings, Ids{"dom/misplaced"}) << text;
    return result.tree.substr(result.tree.find("<table>"));
  };
  EXPECT_EQ(table_of("<body><table><td>a<td>b</table>"), "<table><tbody><tr><td>a</><td>b</></></></></></>");
  EXPECT_EQ(table_of("<body><table><tr><td>a</tr><td>b<tr><td>c</table>"),
            "<table><tbody><tr><td>a</></><tr><td>b</></><tr><td>c</></></></></></>");
  EXPECT_EQ(table_of("<body><table><col><td>a</table>"),
            "<table><colgroup><col></></><tbody><tr><td>a</></></></></></>");
  EXPECT_EQ(table_of("<body><table><thead><th>a</table>"), "<table><thead><tr><th>a</></></></></></>");
}

TEST(HtmlSyntax, AttributesAsHTMLLetsThemBeWritten) {
  EXPECT_EQ(body_of("<p class=a id = b title=''>x</p><input type=checkbox checked>"), "<p>x</><input></>");
  EXPECT_EQ(body_of("<a href=https://example.org/?a=1&amp;b>x</a>"), "<a>x</>");
}

TEST(HtmlSyntax, WhatIsNoHTMLIsAWarningAndNothingOfItsTextIsLost) {
  const auto check = [](std::string_view text, const std::string& tree, const Ids& warnings) {
    SCOPED_TRACE(text);
    const Read result = read(text);
    EXPECT_EQ(result.tree, "<html><body>" + tree + "</></>");
    EXPECT_EQ(result.warnings, warnings);
  };
  check("<b>a<i>b</b>c</i>", "<b>a<i>b</></>c", {"dom/not-closed", "dom/stray-end-tag"});
  check("a</p>b", "ab", {"dom/stray-end-tag"});
  check("<div/>a", "<div>a</>", {"dom/self-closing", "dom/not-closed"});
  check("<search>a</search><blink colour=red>b</blink>", "<div>a</><span>b</>",
        {"dom/unknown-element", "dom/unknown-element", "dom/unknown-attribute"});
  // What HTML had for the look is followed.
  check("<center>a</center><font color=red>b</font><table border=1 cellpadding=2></table>",
        "<div>a</><span>b</><table></>", {});
  // A drawing in a paragraph may hold HTML, and what ends in it ends nothing around it.
  check("<p><svg><foreignObject><div>a</div></p>b</foreignObject></svg>c</p>",
        "<p><svg><foreignobject><div>a</>b</></>c</>", {"dom/stray-end-tag"});
  check("<svg><text><![CDATA[a<b", "<svg><text>a<b</></>", {"dom/unfinished-tag", "dom/not-closed", "dom/not-closed"});
  check("a<map name=m>b<area>c</map>d", "a<span>bc</>d", {"dom/unknown-element", "dom/unknown-element"});
  check("<script>a<b</script>c<math><mi>e</mi></math>d", "c<math><mi>e</></>d", {"dom/unknown-element"});
  check("<p>a</p>b & c &foo; d", "<p>a</>b & c &foo; d", {"dom/unknown-reference"});
  check("<table>a<tr><td>b</table>", "<table>a<tbody><tr><td>b</></></></>", {"dom/misplaced-text"});
  check("<div>a</body></html>b", "<div>ab</>", {"dom/not-closed"});
  check("<p id=a>x<p id=a>y", "<p>x</><p>y</>", {"dom/duplicate-id"});
  check("<b><table><tr><td>a</b>b</table>", "<b><table><tbody><tr><td>ab</></></></></>",
        {"dom/misplaced", "dom/stray-end-tag", "dom/not-closed"});
}
