#include "layout/page_facts.h"

#include "base/format.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::Box;
using boxes::BoxPart;

/// Calls `visit(fragment, position)` for every fragment of a page, parents first. Positions count from the page's
/// corner.
template <typename Visit>
void visit_fragments(const Fragment& fragment, Point position, const Visit& visit) {
  visit(fragment, position);
  for (const ChildFragment& child : fragment.children) visit_fragments(*child.fragment, position + child.offset, visit);
}

template <typename Visit>
void visit_page(const PageLayout& page, const Visit& visit) {
  if (page.content != nullptr) visit_fragments(*page.content, page.content_offset, visit);
  for (const PositionedFragment& positioned : page.positioned) {
    if (!positioned.is_repeated) visit_fragments(*positioned.fragment, positioned.offset, visit);
  }
}

/// Whether a fragment is where its element begins.
bool begins_element(const Fragment& fragment, const LayoutContext& context) {
  if (!fragment.box || fragment.is_repeated || fragment.is_continued_before) return false;
  if (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox) return false;
  const Box& box = context.box(fragment.box);
  return box.part == BoxPart::Element && box.kind != boxes::BoxKind::TableGrid;
}

std::string_view id_of(const Fragment& fragment, const LayoutContext& context) {
  return context.dom.attribute_value(context.box(fragment.box).node, dom::AttributeName::Id);
}

/// Whether a fragment is text made by `counter(page)`.
bool shows_own_page(const Fragment& fragment, const LayoutContext& context) {
  if (fragment.kind != FragmentKind::Text || !fragment.box || fragment.is_repeated) return false;
  const Box& box = context.box(fragment.box);
  if (box.kind != boxes::BoxKind::Reference) return false;
  const style::ContentItem& item = context.boxes.content_item(box);
  return item.kind == style::ContentItem::Kind::Counter && item.name == "page";
}

class FactCollector {
 public:
  FactCollector(DocumentLayout& document, LayoutContext& context) : document_(document), context_(context) {}

  std::vector<PageStrings> collect() {
    std::vector<PageStrings> all;
    for (page_index_ = 0; page_index_ < document_.pages.size(); ++page_index_) {
      strings_.clear();
      for (const auto& [name, value] : carried_) strings_[name] = {value, value, value, false, false};
      anything_seen_ = false;
      overflow_reported_ = false;
      const PageLayout& page = document_.pages[page_index_];
      visit_page(page, [&](const Fragment& fragment, Point position) { visit(fragment, position); });
      for (const auto& [name, value] : strings_) carried_[name] = value.last;
      all.push_back(strings_);
    }
    return all;
  }

 private:
  void visit(const Fragment& fragment, Point position) {
    if (begins_element(fragment, context_)) visit_element(fragment, position);
    if (fragment.kind == FragmentKind::Text) {
      anything_seen_ = true;
      check_overflow(fragment, position);
    }
  }

  void visit_element(const Fragment& fragment, Point position) {
    const dom::NodeId node = context_.box(fragment.box).node;
    const Anchor anchor{page_index_, position};
    const std::string_view id = id_of(fragment, context_);
    if (!id.empty()) document_.anchors.emplace(id, anchor);
    check_link(node, fragment);
    if (const std::string* label = context_.boxes.bookmark_label(node)) {
      const std::int32_t level = context_.style_of(fragment.box).bookmark_level;
      document_.bookmarks.push_back({level, *label, anchor, node});
    }
    const auto* const assignments = context_.boxes.string_assignments(node);
    if (assignments == nullptr) return;
    for (const boxes::BoxTree::Assignment& assignment : *assignments) set_string(assignment);
  }

  /// A link into the document must lead to an element that is there.
  void check_link(dom::NodeId node, const Fragment& fragment) {
    const std::string_view address = context_.dom.attribute_value(node, dom::AttributeName::Href);
    if (!address.starts_with('#') || context_.boxes.find_target(address.substr(1)) != nullptr) return;
    context_.sink.report(diagnostics::DiagnosticId::LayoutUnknownTarget, fragment.origin, address);
  }

  void set_string(const boxes::BoxTree::Assignment& assignment) {
    const StringValue set{assignment.value, assignment.origin};
    PageString& value = strings_[assignment.name];
    if (!value.set_on_page) {
      value.first = set;
      value.set_at_start = !anything_seen_;
      if (value.set_at_start) value.start = set;
    }
    value.set_on_page = true;
    value.last = set;
  }

  /// One message a page is enough: what follows sticks out too.
  void check_overflow(const Fragment& fragment, Point position) {
    const Rect& area = document_.pages[page_index_].area;
    const LayoutUnit tolerance = LayoutUnit::from_px(1);
    // Tall glyphs may hang below a line; a baseline in the margin means that the line stands there.
    const LayoutUnit below = position.y + fragment.baseline.value_or(fragment.size.height) - area.bottom();
    const LayoutUnit beside = position.x + fragment.size.width - area.right();
    const bool too_tall = below > tolerance;
    const bool too_wide = beside > tolerance && !ends_in_blank(fragment);
    if (overflow_reported_ || (!too_tall && !too_wide)) return;
    overflow_reported_ = true;
    const LayoutUnit amount = too_tall ? position.y + fragment.size.height - area.bottom() : beside;
    using diagnostics::DiagnosticId;
    context_.sink.report(too_tall ? DiagnosticId::LayoutOverflow : DiagnosticId::LayoutTooWide, fragment.origin,
                         fmt::format("{:.1f}", amount.to_mm()), page_index_ + 1);
  }

  /// A blank at the end of a line may hang over.
  static bool ends_in_blank(const Fragment& fragment) {
    return fragment.run != nullptr && !fragment.run->text.empty() && fragment.run->text.back() == U' ';
  }

  DocumentLayout& document_;
  LayoutContext& context_;
  std::size_t page_index_ = 0;
  PageStrings strings_;
  std::map<std::string, StringValue, std::less<>> carried_;
  bool anything_seen_ = false;
  bool overflow_reported_ = false;
};

}  // namespace

PageReferences collect_references(const DocumentLayout& document, const LayoutContext& context) {
  PageReferences references;
  references.page_count = static_cast<std::int32_t>(document.pages.size());
  for (const PageLayout& page : document.pages) {
    visit_page(page, [&](const Fragment& fragment, Point) {
      if (shows_own_page(fragment, context)) references.page_of_counter.emplace(fragment.box, page.context.number);
      if (!begins_element(fragment, context)) return;
      const std::string_view id = id_of(fragment, context);
      if (!id.empty()) references.page_of_target.emplace(id, page.context.number);
    });
  }
  return references;
}

std::vector<PageStrings> collect_page_facts(DocumentLayout& document, LayoutContext& context) {
  return FactCollector(document, context).collect();
}

}  // namespace gongwen::layout
