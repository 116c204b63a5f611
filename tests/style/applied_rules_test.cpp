// Which rules concern an element, for people who look for the reason of what they see.
#include "style/applied_rules.h"

#include "dom/html_sink.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

/// `div` around a paragraph with class and id.
struct Page {
  explicit Page(std::string css, std::string_view html = "<div><p class=\"c\" id=\"i\">x</p></div>")
      : text(std::move(css)) {
    tree = dom::parse_html(html, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(html.size())}, origins, sink);
    const diagnostics::Span place{diagnostics::SourceId(1), 0, static_cast<std::uint32_t>(text.size())};
    rules.add(style::user_agent_sheet(), style::CascadeOrigin::UserAgent);
    rules.add(std::make_shared<css::StyleSheet>(css::parse_stylesheet(text, place, sink)),
              style::CascadeOrigin::Author);
  }

  /// A line a rule; what has no effect is in parentheses, what is inherited starts with `<`.
  std::string of(dom::ElementName name) const {
    const dom::NodeId root = tree.root_element();
    dom::NodeId element = root;
    while (element && !tree.is_element(element, name)) element = tree.next_in_order(element, root);
    std::string lines;
    for (const style::AppliedRule& rule : style::applied_rules(tree, rules, element, origins)) {
      lines += rule.element == element ? "" : "<";
      lines += rule.is_attribute ? "style:" : part(rule.selectors) + ":";
      for (const style::AppliedDeclaration& one : rule.declarations) {
        const std::string written = rule.is_attribute ? "…" : part(one.span);
        lines += one.is_overridden ? " (" + written + ")" : " " + written;
      }
      lines += "\n";
    }
    return lines;
  }

  std::string part(const diagnostics::Span& span) const {
    std::string written = text.substr(span.begin, span.end - span.begin);
    while (!written.empty() && (written.back() == ' ' || written.back() == ';')) written.pop_back();
    return written;
  }

  std::string text;
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::Tree tree;
  style::RuleSet rules;
};

}  // namespace

TEST(AppliedRules, TheStrongestIsFirstAndWhatItSaysIsStruckOutElsewhere) {
  const Page page("p{color:red;margin:1px}.c{color:green}#i{color:blue}b{color:red}");
  EXPECT_EQ(page.of(dom::ElementName::P), "#i: color:blue\n.c: (color:green)\np: (color:red) margin:1px\n");
}

TEST(AppliedRules, AShorthandCountsAsLongAsAPartOfItDoes) {
  const Page page("p{margin:1px}p{margin-left:2px}");
  EXPECT_EQ(page.of(dom::ElementName::P), "p: margin-left:2px\np: margin:1px\n");
  const Page whole("p{margin-left:1px}p{margin:2px}");
  EXPECT_EQ(whole.of(dom::ElementName::P), "p: margin:2px\np: (margin-left:1px)\n");
}

TEST(AppliedRules, ImportantDeclarationsWinAgainstStrongerRules) {
  const Page page("p{color:red !important}#i{color:blue}");
  EXPECT_EQ(page.of(dom::ElementName::P), "#i: (color:blue)\np: color:red !important\n");
}

TEST(AppliedRules, LayersAreWeakerAndTheirImportantDeclarationsStronger) {
  const Page page("@layer a{#i{color:red}}@layer b{#i{color:green}}p{color:blue}");
  EXPECT_EQ(page.of(dom::ElementName::P), "p: color:blue\n#i: (color:green)\n#i: (color:red)\n");
  const Page important("@layer a{#i{color:red!important}}@layer b{#i{color:green!important}}p{color:blue!important}");
  EXPECT_EQ(important.of(dom::ElementName::P),
            "p: (color:blue!important)\n#i: (color:green!important)\n#i: color:red!important\n");
}

TEST(AppliedRules, OnlyWhatIsInheritedCountsOfWhatIsAround) {
  const Page page("div{color:red;margin:1px;font-size:10px}p{font-size:12px}");
  EXPECT_EQ(page.of(dom::ElementName::P), "p: font-size:12px\n<div: color:red (font-size:10px)\n");
}

TEST(AppliedRules, TheBuiltInSheetIsNotShownButCounts) {
  // A heading has its own size and weight there, so that those around it are not inherited.
  const Page page("div{font-weight:400;color:red}", "<div><h1>x</h1></div>");
  EXPECT_EQ(page.of(dom::ElementName::H1), "<div: (font-weight:400) color:red\n");
}

TEST(AppliedRules, StyleAttributesAndPseudoElementsAreShown) {
  const Page page("p{color:red}p::before{content:'a';color:red}", "<p style=\"color: blue\">x</p>");
  EXPECT_EQ(page.of(dom::ElementName::P), "style: …\np: (color:red)\np::before: content:'a' color:red\n");
}

TEST(AppliedRules, CustomPropertiesAreWeighedByName) {
  const Page page("div{--a:1;--b:2}p{--a:3}");
  EXPECT_EQ(page.of(dom::ElementName::P), "p: --a:3\n<div: (--a:1) --b:2\n");
}

TEST(AppliedRules, LogicalPropertiesAreWeighedWithTheSidesThatTheyName) {
  const Page vertical("p{writing-mode:vertical-rl;margin-inline-start:1px}p{margin-top:2px}p{margin-left:3px}");
  EXPECT_EQ(vertical.of(dom::ElementName::P),
            "p: margin-left:3px\np: margin-top:2px\np: writing-mode:vertical-rl (margin-inline-start:1px)\n");
  // The direction may come from an attribute, and from outside.
  const Page right_to_left("p{margin-inline-start:1px}p{margin-right:2px}p{margin-left:3px}",
                           "<div dir=\"rtl\"><p>x</p></div>");
  EXPECT_EQ(right_to_left.of(dom::ElementName::P),
            "p: margin-left:3px\np: margin-right:2px\np: (margin-inline-start:1px)\n");
}

TEST(AppliedRules, PresentationalHintsAreNotShownButCount) {
  const Page page("div{text-align:right;color:red}", "<div><p align=\"center\">x</p></div>");
  EXPECT_EQ(page.of(dom::ElementName::P), "<div: (text-align:right) color:red\n");
}
