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

struct Unused {
  std::string_view property;
  bool (*is_used)(const ComputedStyle& own, const ComputedStyle& around);
};
constexpr std::array kUnused{
    Unused{"background-image",
           [](const ComputedStyle& own, const ComputedStyle&) {
             return own.has_background_image();
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
};

}  // namespace

void report_unused_styles(dom::NodeId element, LayoutContext& context) {
  const bool is_whole = context.dom.is_element(element, dom::ElementName::Math);
  const style::StyleId own = context.styles.of(element).element;
  const style::StyleId around = context.styles.of(context.dom.node(element).parent).element;
  if (!own || !around || own == around) return;
  for (const Unused& unused : kUnused) {
    // The whole formula is a box with all of them.
    if (is_whole) continue;
    if (!unused.is_used(context.styles.style(own), context.styles.style(around))) continue;
    if (!context.cache<ReportedStyles>().properties.insert(unused.property).second) continue;
    context.sink.report(diagnostics::messages::LayoutFormulaStyle, context.dom.node(element).origin, unused.property);
  }
}

}  // namespace gongwen::layout
