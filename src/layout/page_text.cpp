#include "layout/page_text.h"

#include "style/counter_style.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::BoxTree;
using diagnostics::DiagnosticId;
using style::ContentItem;
using Kind = ContentItem::Kind;
using Selection = ContentItem::Selection;

/// The part of an address that names an element of this document; nothing for other addresses.
std::optional<std::string_view> fragment_of(std::string_view address) {
  if (!address.starts_with('#')) return std::nullopt;
  return address.substr(1);
}

std::string target_counter(const ContentItem& item, std::string_view id, const BoxTree::Target& target,
                           const LayoutContext& context) {
  std::int32_t value = 0;
  if (item.name == "page") {
    const auto found = context.references.page_of_target.find(id);
    if (found != context.references.page_of_target.end()) value = found->second;
  } else {
    const auto found = std::find_if(target.counters.begin(), target.counters.end(),
                                    [&](const auto& counter) { return counter.first == item.name; });
    if (found != target.counters.end()) value = found->second;
  }
  return style::format_counter(value, item.counter_style);
}

/// In running text: the page that this text was on when the document was laid out before.
std::int32_t page_counter(const ContentItem& item, BoxId id, const LayoutContext& context) {
  if (item.name == "pages") return context.references.page_count;
  const auto found = context.references.page_of_counter.find(id);
  return found == context.references.page_of_counter.end() ? 0 : found->second;
}

}  // namespace

std::string page_dependent_text(BoxId id, LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const ContentItem& item = context.boxes.content_item(box);
  if (item.kind == Kind::Counter) return style::format_counter(page_counter(item, id, context), item.counter_style);
  if (item.kind == Kind::NamedString) {
    context.sink.report(DiagnosticId::LayoutStringInText, box.origin, item.name);
    return {};
  }
  const std::optional<std::string_view> name = fragment_of(item.target.text);
  const BoxTree::Target* const target = name ? context.boxes.find_target(*name) : nullptr;
  if (target == nullptr) {
    context.sink.report(DiagnosticId::LayoutUnknownTarget, box.origin, item.target.text);
    return {};
  }
  if (item.kind == Kind::TargetCounter) return target_counter(item, *name, *target, context);
  switch (item.selection) {
    case Selection::Before: return target->before;
    case Selection::After: return target->after;
    default: return target->text;
  }
}

bool has_page_references(const BoxTree& boxes) {
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const boxes::Box& box = boxes.box(BoxId(i));
    if (box.kind == boxes::BoxKind::Reference) return true;
  }
  return false;
}

}  // namespace gongwen::layout
