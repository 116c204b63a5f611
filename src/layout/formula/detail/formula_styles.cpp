#include "layout/formula/detail/formula_styles.h"

#include "diagnostics/catalogue/layout.h"

#include <array>
#include <set>
#include <string_view>

namespace gongwen::layout {
namespace {

using style::ComputedStyle;

/// Properties that were reported for a document.
struct ReportedStyles : DocumentFacts {
  std::set<std::string_view> properties;
};

bool has_length(const style::LengthPercentage& value) { return !value.length.is_zero() || value.has_percent(); }

struct Unused {
  std::string_view property;
  bool (*is_used)(const ComputedStyle& own, const ComputedStyle& around);
};
constexpr std::array kUnused{
    Unused{"background",
           [](const ComputedStyle& own, const ComputedStyle&) {
             return own.has_background_image() || !own.background_color.resolve(own.color).is_transparent();
           }},
    Unused{"border",
           [](const ComputedStyle& own, const ComputedStyle&) {
             return own.border_top_style != style::BorderStyle::None ||
                    own.border_right_style != style::BorderStyle::None ||
                    own.border_bottom_style != style::BorderStyle::None ||
                    own.border_left_style != style::BorderStyle::None;
           }},
    Unused{"padding",
           [](const ComputedStyle& own, const ComputedStyle&) {
             return has_length(own.padding_top) || has_length(own.padding_right) || has_length(own.padding_bottom) ||
                    has_length(own.padding_left);
           }},
    Unused{"margin",
           [](const ComputedStyle& own, const ComputedStyle&) {
             return has_length(own.margin_top.value) || has_length(own.margin_right.value) ||
                    has_length(own.margin_bottom.value) || has_length(own.margin_left.value);
           }},
    Unused{"opacity",
           [](const ComputedStyle& own, const ComputedStyle&) {
             return own.opacity < 1;
           }},
    Unused{"position",
           [](const ComputedStyle& own, const ComputedStyle&) {
             return own.position.kind != style::PositionKind::Static;
           }},
    Unused{"transform",
           [](const ComputedStyle& own, const ComputedStyle&) {
             return static_cast<bool>(own.transform);
           }},
    Unused{"direction",
           [](const ComputedStyle& own, const ComputedStyle& around) {
             return own.direction == style::Direction::Rtl && around.direction != style::Direction::Rtl;
           }},
};

}  // namespace

void report_unused_styles(dom::NodeId element, LayoutContext& context) {
  const bool is_whole = context.dom.is_element(element, dom::ElementName::Math);
  const style::StyleId own = context.styles.of(element).element;
  const style::StyleId around = context.styles.of(context.dom.node(element).parent).element;
  if (!own || !around || own == around) return;
  for (const Unused& unused : kUnused) {
    // The whole formula is a box with all of them but this.
    if (is_whole && unused.property != "direction") continue;
    if (!unused.is_used(context.styles.style(own), context.styles.style(around))) continue;
    if (!context.cache<ReportedStyles>().properties.insert(unused.property).second) continue;
    context.sink.report(diagnostics::messages::LayoutFormulaStyle, context.dom.node(element).origin, unused.property);
  }
}

}  // namespace gongwen::layout
