#include "layout/formula/detail/formula_styles.h"

#include "diagnostics/catalogue/layout.h"

#include <array>
#include <string_view>

namespace gongwen::layout {
namespace {

using style::ComputedStyle;

bool has_line(style::BorderStyle line, bool is_solid) {
  const bool is_none = line == style::BorderStyle::None || line == style::BorderStyle::Hidden;
  return !is_none && is_solid == (line == style::BorderStyle::Solid);
}

/// Whether any of these properties differs from its initial value.
template <auto... members>
bool is_set(const ComputedStyle& own) {
  static const ComputedStyle kInitial;
  return !((own.*members == kInitial.*members) && ...);
}

bool has_image(const ComputedStyle& own) { return own.has_background_image(); }

/// Borders of formulas are solid.
bool has_other_line(const ComputedStyle& own) {
  return has_line(own.border_top_style, false) || has_line(own.border_right_style, false) ||
         has_line(own.border_bottom_style, false) || has_line(own.border_left_style, false);
}

bool has_outline(const ComputedStyle& own) {
  return has_line(own.outline_style, true) || has_line(own.outline_style, false);
}

bool has_margin_share(const ComputedStyle& own) {
  return own.margin_top.value.has_percent() || own.margin_right.value.has_percent() ||
         own.margin_bottom.value.has_percent() || own.margin_left.value.has_percent();
}

bool has_padding_share(const ComputedStyle& own) {
  return own.padding_top.has_percent() || own.padding_right.has_percent() || own.padding_bottom.has_percent() ||
         own.padding_left.has_percent();
}

struct Unused {
  std::string_view property;
  bool (*is_used)(const ComputedStyle& own);
};
/// None of these properties is inherited, so an element with a value declares it itself.
constexpr std::array kUnused{
    Unused{"background-image", has_image},
    Unused{"border-image", is_set<&ComputedStyle::border_image_source>},
    Unused{"border-radius",
           is_set<&ComputedStyle::border_top_left_radius, &ComputedStyle::border_top_right_radius,
                  &ComputedStyle::border_bottom_right_radius, &ComputedStyle::border_bottom_left_radius>},
    Unused{"border-style", has_other_line},
    Unused{"box-shadow", is_set<&ComputedStyle::box_shadow>},
    Unused{"float", is_set<&ComputedStyle::float_value>},
    Unused{"height", is_set<&ComputedStyle::height>},
    Unused{"margin: %", has_margin_share},
    Unused{"opacity", is_set<&ComputedStyle::opacity>},
    Unused{"outline", has_outline},
    Unused{"padding: %", has_padding_share},
    Unused{"position", is_set<&ComputedStyle::position>},
    Unused{"rotate", is_set<&ComputedStyle::rotate>},
    Unused{"scale", is_set<&ComputedStyle::scale>},
    Unused{"text-decoration", is_set<&ComputedStyle::text_decoration_line>},
    Unused{"transform", is_set<&ComputedStyle::transform>},
    Unused{"translate", is_set<&ComputedStyle::translate>},
    Unused{"width", is_set<&ComputedStyle::width>},
};

}  // namespace

void report_unused_styles(dom::NodeId element, LayoutContext& context) {
  // The whole formula is a box with all of them.
  const style::StyleId own = context.styles.of(element).element;
  if (!own || context.dom.is_element(element, dom::ElementName::Math)) return;
  for (const Unused& unused : kUnused) {
    if (!unused.is_used(context.styles.style(own))) continue;
    context.sink.report(diagnostics::messages::LayoutFormulaStyle, context.dom.node(element).origin, unused.property);
  }
}

}  // namespace gongwen::layout
