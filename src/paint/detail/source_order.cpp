#include "paint/detail/source_order.h"

#include "forms/field_model.h"
#include "layout/core/box_transform.h"

namespace gongwen::paint {

using boxes::Box;
using boxes::BoxId;
using boxes::BoxPart;
using style::PositionKind;

SourceOrder::SourceOrder(const layout::LayoutContext& context, bool has_controls)
    : context_(context), has_controls_(has_controls), places_(context.boxes.size()) {
  apart_.reserve(places_.size());
  if (!places_.empty()) visit(context.boxes.root());
}

bool SourceOrder::is_apart(const Box& box) const {
  if (!boxes::is_in_flow(box)) return true;
  if (box.kind == boxes::BoxKind::Text || box.part == BoxPart::Anonymous) return false;
  const style::ComputedStyle& style = context_.styles.style(box.style);
  const bool is_positioned =
      style.position.kind == PositionKind::Relative || style.position.kind == PositionKind::Sticky;
  if (is_positioned || style.opacity < 1 || style.has_transform() || layout::is_contained(box, style)) return true;
  return has_controls_ && box.part == BoxPart::Element && box.node &&
         forms::is_control(context_.dom.node(box.node).name);
}

void SourceOrder::visit(BoxId root) {
  std::uint32_t apart = 0;
  for (BoxId at = root; at;) {
    const Box& box = context_.box(at);
    apart += is_apart(box) ? 1 : 0;
    places_[at.index()] = static_cast<std::uint32_t>(apart_.size());
    apart_.push_back(apart);
    if (box.first_child) {
      at = box.first_child;
      continue;
    }
    while (at != root && !context_.box(at).next_sibling) at = context_.box(at).parent;
    at = at == root ? BoxId() : context_.box(at).next_sibling;
  }
}

}  // namespace gongwen::paint
