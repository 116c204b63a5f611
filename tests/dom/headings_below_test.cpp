// Headings below the heading that they stand under.
#include "dom/html_sink.h"
#include "dom/tree.h"

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

/// The names of all headings, in order.
std::string headings(std::string_view text) {
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  const diagnostics::Span place{diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(text.size())};
  const dom::Tree tree = dom::parse_html(text, place, origins, sink);
  EXPECT_EQ(sink.error_count(), 0) << text;
  std::string names;
  for (dom::NodeId node = dom::Tree::document(); node; node = tree.next_in_order(node, dom::Tree::document())) {
    if (tree.node(node).kind != dom::NodeKind::Element || dom::heading_level(tree.node(node).name) == 0) continue;
    names += (names.empty() ? "" : " ") + std::string(tree.written_tag(node));
  }
  return names;
}

TEST(HeadingsBelow, FollowTheHeadingAbove) {
  EXPECT_EQ(headings("<h1-below>a</h1-below><h2-below>b</h2-below>"), "h1 h2");
  EXPECT_EQ(headings("<h2>a</h2><h1-below>b</h1-below><h2-below>c</h2-below><h1-below>d</h1-below>"), "h2 h3 h4 h3");
  EXPECT_EQ(headings("<h1>a</h1><section><h2>b</h2><div><h1-below>c</h1-below></div></section><h1-below>d</h1-below>"),
            "h1 h2 h3 h2");
  EXPECT_EQ(headings("<header><h1>a</h1></header><article><h1-below>b</h1-below></article>"), "h1 h2");
  EXPECT_EQ(headings("<h5>a</h5><h1-below>b</h1-below><h3-below>c</h3-below>"), "h5 h6 h6");
  EXPECT_EQ(headings("<table><tr><td><h4>a</h4></td><td><h1-below>b</h1-below></td></tr></table>"), "h4 h1");
}

TEST(HeadingsBelow, EndTagsMustMatch) {
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  constexpr std::string_view kText = "<h1-below>a</h1><p>b</p>";
  dom::parse_html(kText, {diagnostics::SourceId(0), 0, kText.size()}, origins, sink);
  EXPECT_EQ(sink.error_count(), 0);
}

}  // namespace
