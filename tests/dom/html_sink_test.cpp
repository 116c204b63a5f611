#include "dom/html_sink.h"

#include "dom/tree.h"

#include <gtest/gtest.h>

using namespace gongwen;
using diagnostics::DiagnosticId;
using diagnostics::Origin;
using diagnostics::SourceId;
using diagnostics::Span;

namespace {

Span place_of(std::string_view text) { return {SourceId(0), 0, static_cast<std::uint32_t>(text.size())}; }

std::string parsed(std::string_view text) {
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  const dom::Tree tree = dom::parse_html(text, place_of(text), origins, sink);
  EXPECT_EQ(sink.error_count(), 0);
  return dom::dump_dom(tree);
}

/// The ids of all messages for a text, in order.
std::vector<std::string> complaints(std::string_view text) {
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::parse_html(text, place_of(text), origins, sink);
  std::vector<std::string> ids;
  for (const auto& diagnostic : sink.diagnostics()) ids.emplace_back(diagnostics::catalogue_entry(diagnostic.id).id);
  return ids;
}

using Ids = std::vector<std::string>;

/// An expansion in pieces: literals are texts, values are marked by a leading `=`, safe markup by `+`.
struct Expansion {
  explicit Expansion(std::vector<std::string> given) : pieces(std::move(given)) {
    std::vector<templating::Literal> literals;
    std::uint32_t offset = 0;
    for (const std::string& piece : pieces) {
      const auto size = static_cast<std::uint32_t>(piece.size());
      literals.push_back({piece, {SourceId(0), offset, offset + size}, static_cast<std::uint32_t>(literals.size())});
      offset += size;
    }
    const dom::LiteralTable table(literals);
    // With recorded literals and without, the result must be the same.
    const std::string recorded = expand(literals, &table);
    const std::string direct = expand(literals, nullptr);
    EXPECT_EQ(recorded, direct);
    dump = recorded;
  }

  std::string expand(const std::vector<templating::Literal>& literals, const dom::LiteralTable* table) {
    diagnostics::OriginTable origins;
    diagnostics::DiagnosticSink sink{origins};
    dom::HtmlSink html(table, origins, sink);
    for (const templating::Literal& literal : literals) {
      const Origin origin{literal.span, {SourceId(1), literal.id}};
      if (literal.text.starts_with('=')) {
        html.text(literal.text.substr(1), origin);
      } else if (literal.text.starts_with('+')) {
        html.markup(literal.text.substr(1), origin);
      } else {
        html.literal(literal);
      }
    }
    const dom::Tree tree = std::move(html).finish();
    ids.clear();
    for (const auto& diagnostic : sink.diagnostics()) ids.emplace_back(diagnostics::catalogue_entry(diagnostic.id).id);
    return dom::dump_dom(tree, [&](const dom::Node& node) {
      const diagnostics::DataPlace data = sink.origin(node.origin).data_place;
      return data ? "data=" + std::to_string(data.node) : std::string();
    });
  }

  std::vector<std::string> pieces;
  std::string dump;
  Ids ids;
};

}  // namespace

TEST(HtmlSink, HtmlHeadBodyAndTbodyMayBeLeftOut) {
  EXPECT_EQ(parsed("<!DOCTYPE html><title>月报</title><p>一</p><table><tr><td>二</td></tr></table>"),
            "html\n  head\n    title\n      \"月报\"\n  body\n    p\n      \"一\"\n    table\n      tbody\n        tr\n"
            "          td\n            \"二\"\n");
  EXPECT_EQ(parsed("纯文字"), "html\n  body\n    \"纯文字\"\n");
}

TEST(HtmlSink, CharacterReferencesAreReplacedInTextAndAttributes) {
  EXPECT_EQ(parsed("<p title=\"a&quot;b\">&lt;&#167;&#x3000;&amp; & 完</p>"),
            "html\n  body\n    p title=\"a\\\"b\"\n      \"<§　& & 完\"\n");
}

TEST(HtmlSink, EachFaultHasItsMessage) {
  EXPECT_EQ(complaints("<foo>x</foo>"), (Ids{"dom/unknown-element", "dom/unknown-element"}));
  EXPECT_EQ(complaints("<p clas=\"a\">x</p>"), Ids{"dom/unknown-attribute"});
  EXPECT_EQ(complaints("<p>&nosuch;</p>"), Ids{"dom/unknown-reference"});
  EXPECT_EQ(complaints("<p>a < b</p>"), Ids{"dom/stray-less-than"});
  EXPECT_EQ(complaints("<p>x</p"), (Ids{"dom/unfinished-tag", "dom/not-closed"}));
  EXPECT_EQ(complaints("<![CDATA[x]]>"), Ids{"dom/unknown-declaration"});
  EXPECT_EQ(complaints("<p =>x</p>"), Ids{"dom/stray-in-tag"});
  EXPECT_EQ(complaints("<p class>x</p>"), Ids{"dom/attribute-without-value"});
  EXPECT_EQ(complaints("<p class=a>x</p>"), Ids{"dom/unquoted-value"});
  EXPECT_EQ(complaints("<p class=\"a\" class=\"b\">x</p>"), Ids{"dom/duplicate-attribute"});
  EXPECT_EQ(complaints("<p id=\"a\">x</p><p id=\"a\">y</p>"), Ids{"dom/duplicate-id"});
  EXPECT_EQ(complaints("<p>x"), Ids{"dom/not-closed"});
  EXPECT_EQ(complaints("<div><p>x</div>"), Ids{"dom/not-closed"});
  EXPECT_EQ(complaints("x</p>"), Ids{"dom/stray-end-tag"});
  EXPECT_EQ(complaints("x<br></br>"), Ids{"dom/void-end-tag"});
  EXPECT_EQ(complaints("<p/>"), Ids{"dom/self-closing"});
  EXPECT_EQ(complaints("<p><div>x</div></p>"), Ids{"dom/misplaced"});
  EXPECT_EQ(complaints("<table><td>x</td></table>"), Ids{"dom/misplaced"});
  EXPECT_EQ(complaints("<ul>x</ul>"), Ids{"dom/misplaced-text"});
  EXPECT_EQ(complaints("<dl><div><dt>x</dt><dd>y</dd></div> <div><dt>z</dt> <dd>z</dd></div></dl>"), Ids{});
  EXPECT_EQ(complaints("<dl><div><p>x</p></div></dl>"), Ids{"dom/misplaced"});
  EXPECT_EQ(complaints("<dl><div>x<dt>y</dt></div></dl>"), Ids{"dom/misplaced-text"});
  EXPECT_EQ(complaints("<table>x<tr><td>y</td></tr></table>"), Ids{"dom/misplaced-text"});
}

TEST(HtmlSink, ElementsNestedTooDeepAreRefusedNotFollowed) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "<div>";
  EXPECT_EQ(complaints(text), Ids{"dom/too-deep"});
}

TEST(HtmlSink, ValuesBecomeTextWhereverTheyStandWithTheirOrigin) {
  const Expansion expansion({"<p class=\"a ", "=b\"><script>", "\">", "=<b>&amp;</b>", "</p>"});
  EXPECT_EQ(expansion.dump, "html\n  body\n    p class=\"a b\\\"><script>\"\n      \"<b>&amp;</b>\"  data=3\n");
  EXPECT_TRUE(expansion.ids.empty());
}

TEST(HtmlSink, MarkupThatWasMarkedSafeIsTokenised) {
  const Expansion expansion({"<p>", "+a<b>c</b>", "</p>"});
  EXPECT_EQ(expansion.dump, "html\n  body\n    p\n      \"a\"  data=1\n      b  data=1\n        \"c\"  data=1\n");
}

TEST(HtmlSink, ATagMayBeCutBetweenAttributes) {
  const Expansion expansion({"<table><tr><td", " colspan=\"2\"", ">x</td></tr></table>"});
  EXPECT_EQ(expansion.dump,
            "html\n  body\n    table\n      tbody\n        tr\n          td colspan=\"2\"\n            \"x\"\n");
}

TEST(HtmlSink, ValuesAreRefusedWhereTheyWouldDecideMarkupStyleOrScript) {
  EXPECT_EQ(Expansion({"<p ", "=x", ">a</p>"}).ids, Ids{"dom/value-in-tag"});
  EXPECT_EQ(Expansion({"<style>p{color:", "=red", "}</style><p>a</p>"}).ids, Ids{"dom/value-in-style-element"});
  EXPECT_EQ(Expansion({"<p style=\"width:", "=1px;color:red", "\">a</p>"}).ids, Ids{"dom/unsafe-style-value"});
  EXPECT_TRUE(Expansion({"<p style=\"width:", "=12.5mm", "\">a</p>"}).ids.empty());
  EXPECT_EQ(Expansion({"<p><a href=\"", "=JavaScript:alert(1)", "\">a</a></p>"}).ids, Ids{"dom/unsafe-url"});
  EXPECT_TRUE(Expansion({"<p><a href=\"", "=https://www.example.org/?a=b:c", "\">a</a></p>"}).ids.empty());
}

TEST(HtmlSink, ALiteralInsideATitleOrTextareaIsNotReadAsTags) {
  const Expansion expansion({"<title>", "=月报", " <第2期>", "</title><p>x</p>"});
  EXPECT_EQ(expansion.dump,
            "html\n  head\n    title\n      \"月报\"  data=1\n      \" <第2期>\"\n  body\n    p\n      \"x\"\n");
}
