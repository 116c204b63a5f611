#include "paint/detail/source_order.h"

#include "forms/field_model.h"
#include "layout/core/box_transform.h"

namespace gongwen::paint {

using boxes::Box;
using boxes::BoxId;
using boxes::BoxPart;
using style::PositionKind;

SourceOrder::SourceOrder(const layout::LayoutContext& context, bool has_controls)
    : context_(context), has_controls_(has_controls) {
  std::uint32_t place = 0;
  visit_all([&](BoxId id, const Box& box) { is_plain_ = is_plain_ && id.value == place++ && !is_apart(box); });
  if (is_plain_) return;
  places_.resize(context.boxes.size());
  apart_.reserve(places_.size());
  std::uint32_t apart = 0;
  visit_all([&](BoxId id, const Box& box) {
    apart += is_apart(box) ? 1 : 0;
    places_[id.index()] = static_cast<std::uint32_t>(apart_.size());
    apart_.push_back(apart);
  });
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

template <typename Visit>
void SourceOrder::visit_all(const Visit& visit) const {
  const BoxId root = context_.boxes.root();
  for (BoxId at = root; at;) {
    const Box& box = context_.box(at);
    visit(at, box);
    if (box.first_child) {
      at = box.first_child;
      continue;
    }
    while (at != root && !context_.box(at).next_sibling) at = context_.box(at).parent;
    at = at == root ? BoxId() : context_.box(at).next_sibling;
  }
}

}  // namespace gongwen::paint
