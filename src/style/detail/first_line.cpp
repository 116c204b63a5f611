#include "base/ascii.h"
#include "style/detail/first_letter.h"

#include <algorithm>

namespace gongwen::style {
namespace {

using css::PropertyId;
using dom::NodeId;

/// Fonts, colours, backgrounds, spacing within lines, decorations (section 2.1.2).
constexpr PropertyId kAllowed[] = {
    PropertyId::Color,
    PropertyId::FontFamily,
    PropertyId::FontSize,
    PropertyId::FontStyle,
    PropertyId::FontWeight,
    PropertyId::FontKerning,
    PropertyId::FontStretch,
    PropertyId::FontFeatureSettings,
    PropertyId::FontVariantLigatures,
    PropertyId::FontVariantAlternates,
    PropertyId::FontVariantNumeric,
    PropertyId::FontVariantEastAsian,
    PropertyId::FontVariantPosition,
    PropertyId::FontVariantCaps,
    PropertyId::FontSynthesisWeight,
    PropertyId::FontSynthesisStyle,
    PropertyId::FontSynthesisSmallCaps,
    PropertyId::LineHeight,
    PropertyId::LetterSpacing,
    PropertyId::WordSpacing,
    PropertyId::BackgroundColor,
    PropertyId::BackgroundImage,
    PropertyId::BackgroundRepeat,
    PropertyId::BackgroundAttachment,
    PropertyId::BackgroundPositionX,
    PropertyId::BackgroundPositionY,
    PropertyId::BackgroundSize,
    PropertyId::BackgroundOrigin,
    PropertyId::BackgroundClip,
    PropertyId::TextDecorationLine,
    PropertyId::TextDecorationColor,
    PropertyId::TextDecorationStyle,
    PropertyId::TextDecorationThickness,
    PropertyId::TextDecorationSkipInk,
    PropertyId::TextUnderlineOffset,
    PropertyId::TextUnderlinePosition,
    PropertyId::TextEmphasisStyle,
    PropertyId::TextEmphasisColor,
    PropertyId::TextEmphasisPosition,
    PropertyId::TextShadow,
    PropertyId::TextTransform,
};

bool is_out_of_flow(const ComputedStyle& style) {
  return style.float_value != Float::None ||
         (style.position.kind != PositionKind::Static && style.position.kind != PositionKind::Relative);
}

bool is_block_level(Display display) {
  return is_block_in_flow(display) || display == Display::Table || display == Display::Flex || display == Display::Grid;
}

bool is_blank(const dom::Node& text) { return std::all_of(text.text.begin(), text.text.end(), base::is_ascii_space); }

}  // namespace

FirstLineContent first_line_content(const dom::Tree& tree, const StyleTree& styles, NodeId element) {
  FirstLineContent content;
  bool in_line = static_cast<bool>(styles.of(element).before);
  for (NodeId node = tree.node(element).first_child; node;) {
    const dom::Node& entry = tree.node(node);
    if (entry.kind == dom::NodeKind::Text) in_line = in_line || !is_blank(entry);
    if (entry.kind != dom::NodeKind::Element) {
      node = tree.next_in_order(node, element);
      continue;
    }
    const ComputedStyle& style = styles.style(styles.of(node).element);
    const bool is_passed = style.display == Display::None || is_out_of_flow(style);
    if (!is_passed) {
      if (is_block_in_flow(style.display) && !in_line) content.block = node;
      if (is_block_level(style.display) || tree.is_element(node, dom::ElementName::Br)) return content;
      in_line = in_line || style.display != Display::Contents;
    }
    const bool is_entered =
        !is_passed && (style.display == Display::Inline || style.display == Display::InlineListItem ||
                       style.display == Display::Contents);
    if (is_entered) content.inlines.push_back(node);
    node = is_entered ? tree.next_in_order(node, element) : tree.next_after_subtree(node, element);
  }
  return content;
}

ComputedStyle first_line_style(const ComputedStyle& computed, const ComputedStyle& container) {
  ComputedStyle style = inherit_from(container);
  for (const PropertyId property : kAllowed) copy_property(property, computed, style);
  return style;
}

}  // namespace gongwen::style
