#include "layout/inline/detail/blank_control.h"

#include "forms/field_model.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/inline/text_style.h"

namespace gongwen::layout {

std::optional<LayoutUnit> blank_control_baseline(const Fragment& fragment, LayoutContext& context) {
  if (!fragment.box) return std::nullopt;
  const dom::NodeId element = context.box(fragment.box).node;
  if (!element || !forms::is_control(context.dom.node(element).name)) return std::nullopt;
  const text::StackId fonts = text_style(fragment.style, fragment.origin, context).fonts;
  const LayoutUnit ascent = line_extent(context.styles.style(fragment.style), fonts, context).ascent;
  return fragment.borders.top + fragment.padding.top + ascent;
}

std::optional<LayoutUnit> baseline_in_line(const Fragment& object, LayoutContext& context) {
  const bool is_flex = object.box && context.box(object.box).kind == boxes::BoxKind::Flex;
  const std::optional<LayoutUnit> own = is_flex ? object.baseline : object.last_baseline;
  return own ? own : blank_control_baseline(object, context);
}

}  // namespace gongwen::layout
