#include "base/assert.h"
#include "style/rule_set.h"

#include <string>

namespace gongwen::style {
namespace {

constexpr std::string_view kUserAgentCss =
#include "user_agent_css.inc"
    ;

constexpr std::string_view kFramedControlsCss =
#include "framed_controls_css.inc"
    ;

constexpr std::string_view kFittingCss =
#include "fitting_css.inc"
    ;

/// The element, or where it lies deeper than selectors reach, the one around it that they do.
dom::NodeId reachable(const dom::Tree& tree, dom::NodeId element) {
  constexpr int kDeepest = 60;  // css::parse_selector takes 64 compounds
  int depth = 0;
  for (dom::NodeId at = element; at != tree.root_element(); at = tree.node(at).parent) ++depth;
  for (; depth > kDeepest; --depth) element = tree.node(element).parent;
  return element;
}

/// A selector that this element alone matches.
std::string path_to(const dom::Tree& tree, dom::NodeId element) {
  std::string path;
  for (dom::NodeId at = element; at != tree.root_element(); at = tree.node(at).parent) {
    std::size_t number = 1;
    for (dom::NodeId before = tree.node(at).previous_sibling; before; before = tree.node(before).previous_sibling)
      if (tree.node(before).kind == dom::NodeKind::Element) ++number;
    path = " > :nth-child(" + std::to_string(number) + ")" + path;
  }
  return ":root" + path;
}

std::shared_ptr<const css::StyleSheet> parse(std::string_view css) {
  diagnostics::DiagnosticSink faults;
  auto parsed = std::make_shared<const css::StyleSheet>(css::parse_stylesheet(css, {}, faults));
  GONGWEN_ASSERT(faults.diagnostics().empty());
  return parsed;
}

}  // namespace

std::shared_ptr<const css::StyleSheet> user_agent_sheet() {
  static const std::shared_ptr<const css::StyleSheet> sheet = parse(kUserAgentCss);
  return sheet;
}

std::shared_ptr<const css::StyleSheet> framed_controls_sheet() {
  static const std::shared_ptr<const css::StyleSheet> sheet = parse(kFramedControlsCss);
  return sheet;
}

std::shared_ptr<const css::StyleSheet> fitting_sheet(const dom::Tree& tree, std::span<const dom::NodeId> elements) {
  constexpr std::string_view kPlace = "gw-wide";
  std::string selectors;
  for (const dom::NodeId element : elements)
    selectors += (selectors.empty() ? "" : ", ") + path_to(tree, reachable(tree, element));
  const std::string these = ":is(" + selectors + ")";
  std::string text(kFittingCss);
  for (std::size_t at = text.find(kPlace); at != std::string::npos; at = text.find(kPlace, at + these.size()))
    text.replace(at, kPlace.size(), these);
  return parse(text);
}

const css::DeclarationBlock& header_cell_alignment() {
  static base::StringArena texts;
  static const css::DeclarationBlock block = [] {
    diagnostics::DiagnosticSink faults;
    return css::parse_style_attribute("text-align: center", {}, texts, faults);
  }();
  return block;
}

}  // namespace gongwen::style
