#include "base/ascii.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/layout.h"
#include "layout/inline/detail/collect_inline.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

namespace messages = diagnostics::messages;
using boxes::BoxTree;
using style::ContentItem;
using Kind = ContentItem::Kind;
using Selection = ContentItem::Selection;

/// The part of an address that names an element of this document; nothing for other addresses.
std::optional<std::string_view> fragment_of(std::string_view address) {
  if (!address.starts_with('#')) return std::nullopt;
  return address.substr(1);
}

/// All values of a counter at the target, from the outermost.
const std::vector<std::int32_t>* find_counter(const BoxTree::Target& target, std::string_view name) {
  const auto found = std::find_if(target.counters.begin(), target.counters.end(),
                                  [&](const auto& counter) { return counter.first == name; });
  return found == target.counters.end() ? nullptr : &found->second;
}

std::string target_counter(const ContentItem& item, std::string_view id, const BoxTree::Target& target,
                           const LayoutContext& context) {
  std::int32_t value = 0;
  if (item.name == "page") {
    const auto found = context.references.page_of_target.find(id);
    if (found != context.references.page_of_target.end()) value = found->second;
  } else {
    const auto found = find_counter(target, item.name);
    if (found != nullptr) value = found->back();
  }
  return context.styles.counter_styles().format(value, item.counter_style);
}

std::string target_counters(const ContentItem& item, std::string_view id, const BoxTree::Target& target,
                            const LayoutContext& context) {
  const auto* const values = find_counter(target, item.name);
  if (values == nullptr) return target_counter(item, id, target, context);
  std::string out;
  for (const std::int32_t value : *values) {
    if (!out.empty()) out += item.text;
    out += context.styles.counter_styles().format(value, item.counter_style);
  }
  return out;
}

/// Marks before or after letters, in Latin and in Chinese.
bool is_mark(char32_t c) {
  if (c < 0x80) return !base::is_ascii_alnum(static_cast<char>(c));
  return (c >= 0x2010 && c <= 0x205E) || (c >= 0x3000 && c <= 0x301F) || (c >= 0xFF01 && c <= 0xFF0F) ||
         (c >= 0xFF1A && c <= 0xFF20);
}

/// The first letter with the marks around it (css-content-3 §5.3, css-pseudo-4 §2.2), as far as target-text() needs it.
std::string first_letter(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    base::append_utf8(out, decoded.code_point);
    if (decoded.code_point > U' ' && !is_mark(decoded.code_point)) break;
  }
  return out;
}

/// In running text: the page that this text was on when the document was laid out before; in a note whose number
/// depends on its page, that number.
std::int32_t page_counter(const ContentItem& item, BoxId id, const LayoutContext& context) {
  if (item.name == "pages") return context.references.page_count;
  if (item.name == "footnote") {
    const auto found = context.references.note_numbers.find(context.boxes.box_of(context.box(id).node));
    return found == context.references.note_numbers.end() ? 0 : found->second;
  }
  const auto found = context.references.page_of_counter.find(id);
  return found == context.references.page_of_counter.end() ? 0 : found->second;
}

}  // namespace

std::string page_dependent_text(BoxId id, LayoutContext& context) {
  const boxes::Box& box = context.box(id);
  const ContentItem& item = context.boxes.content_item(box);
  if (item.kind == Kind::Counter) {
    const style::CounterStyles& styles = context.styles.counter_styles();
    if (context.page_texts != nullptr) return context.page_texts->counter_text(item, styles);
    return styles.format(page_counter(item, id, context), item.counter_style);
  }
  if (item.kind == Kind::NamedString) {
    if (context.page_texts != nullptr) return context.page_texts->string_text(item);
    context.sink.report(messages::LayoutStringInText, box.origin, "string(" + item.name + ")");
    return {};
  }
  if (item.kind == Kind::RunningElement) {
    context.sink.report(messages::LayoutStringInText, box.origin, "element(" + item.name + ")");
    return {};
  }
  return target_item_text(item, box.origin, context);
}

std::string target_item_text(const ContentItem& item, diagnostics::OriginId origin, LayoutContext& context) {
  const std::optional<std::string_view> name = fragment_of(item.target.text);
  const BoxTree::Target* const target = name ? context.boxes.find_target(*name) : nullptr;
  if (target == nullptr) {
    context.sink.report(messages::LayoutUnknownTarget, origin, item.target.text);
    return {};
  }
  if (item.kind == Kind::TargetCounters) return target_counters(item, *name, *target, context);
  if (item.kind == Kind::TargetCounter) return target_counter(item, *name, *target, context);
  switch (item.selection) {
    case Selection::Before: return target->before;
    case Selection::After: return target->after;
    case Selection::FirstLetter: return first_letter(target->text);
    case Selection::First:
    case Selection::Start:
    case Selection::Last:
    case Selection::FirstExcept:
    case Selection::Text: break;
  }
  return target->text;
}

bool has_page_references(const BoxTree& boxes) {
  const auto is_running = [&](BoxId id) {
    while (id && boxes.box(id).flow != boxes::BoxFlow::Running) id = boxes.box(id).parent;
    return static_cast<bool>(id);
  };
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (boxes.box(BoxId(i)).kind == boxes::BoxKind::Reference && !is_running(BoxId(i))) return true;
  }
  return false;
}

}  // namespace gongwen::layout
