// The start of a counter that is counted down (css-lists-3 section 4.4.2; of an ordered list: HTML section 4.4.5).
#include "boxes/detail/box_builder.h"

#include <algorithm>

namespace gongwen::boxes {
namespace {

using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;
using style::ComputedStyle;
using style::CounterOperation;
using style::Display;

/// Adds up what the elements in the scope of a counter do to it.
class ReversedScope {
 public:
  ReversedScope(const dom::Tree& tree, const style::StyleTree& styles, std::string_view name,
                const diagnostics::DiagnosticSink& sink)
      : tree_(tree), styles_(styles), name_(name), sink_(sink) {}

  std::int32_t start_of(NodeId element) {
    Next next = visit(element, true);
    for (NodeId at = tree_.node(element).next_sibling; at && next == Next::Sibling; at = tree_.node(at).next_sibling) {
      if (tree_.node(at).kind == NodeKind::Element) next = visit(at, false);
    }
    return start();
  }

  /// A counter of ::before or ::after is that of the content beside it, too.
  std::int32_t start_of_pseudo(NodeId element, BoxPart part) {
    const style::ElementStyles& own = styles_.of(element);
    const bool is_before = part == BoxPart::Before;
    Next next = add(NodeId(), styles_.style(is_before ? own.before : own.after)) ? Next::Sibling : Next::End;
    if (is_before) visit_content(element, next);
    return start();
  }

 private:
  enum class Next : std::uint8_t { Sibling, Parent, End };

  /// An inner counter of the same name hides this one up to the end of its parent.
  Next visit(NodeId element, bool is_first) {
    sink_.go_on();
    const style::ElementStyles& own = styles_.of(element);
    const ComputedStyle& style = styles_.style(own.element);
    if (style.display == Display::None) return Next::Sibling;
    if (style.display != Display::Contents) {
      if (!is_first && resets(style)) return Next::Parent;
      if (!add(element, style)) return Next::End;
    }
    if (style.contain.style) return Next::Sibling;  // what is in it counts in it alone (css-contain-2 §3.3)
    Next next = own.before ? visit_pseudo(own.before) : Next::Sibling;
    visit_content(element, next);
    return next == Next::End ? next : Next::Sibling;
  }

  void visit_content(NodeId element, Next& next) {
    for (NodeId child = tree_.node(element).first_child; child && next == Next::Sibling;
         child = tree_.node(child).next_sibling) {
      if (tree_.node(child).kind == NodeKind::Element) next = visit(child, false);
    }
    const style::StyleId after = styles_.of(element).after;
    if (next == Next::Sibling && after) next = visit_pseudo(after);
  }

  Next visit_pseudo(style::StyleId id) {
    const ComputedStyle& style = styles_.style(id);
    if (resets(style)) return Next::Parent;
    return add(NodeId(), style) ? Next::Sibling : Next::End;
  }

  bool resets(const ComputedStyle& style) const {
    return std::any_of(style.counter_reset.begin(), style.counter_reset.end(),
                       [&](const style::CounterReset& reset) { return reset.name == name_; });
  }

  /// `element`: none for a pseudo-element. Returns: whether more may follow, since a value that is set is where the
  /// counting ends.
  bool add(NodeId element, const ComputedStyle& style) {
    const bool is_of_items = name_ == "list-item";
    std::int64_t increment = is_of_items && counts_as_item(style) ? -1 : 0;
    for (const CounterOperation& operation : style.counter_increment) {
      if (operation.name == name_) increment += operation.value;
    }
    if (increment != 0) last_ = -increment;
    std::optional<std::int64_t> set;
    for (const CounterOperation& operation : style.counter_set) {
      if (operation.name == name_) set = operation.value;
    }
    if (is_of_items && element && !set) set = value_of_item(tree_, element, style);
    sum_ += set ? *set : -increment;
    return !set;
  }

  std::int32_t start() const {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(sum_ + last_, INT32_MIN, INT32_MAX));
  }

  const dom::Tree& tree_;
  const style::StyleTree& styles_;
  std::string_view name_;
  const diagnostics::DiagnosticSink& sink_;
  std::int64_t sum_ = 0;
  std::int64_t last_ = 0;  // the last increment that is not 0
};

/// The `li` that a list owns: those rendered in it that are in no list within it, whatever their values.
class OwnedItems {
 public:
  OwnedItems(const dom::Tree& tree, const style::StyleTree& styles, const diagnostics::DiagnosticSink& sink)
      : tree_(tree), styles_(styles), sink_(sink) {}

  std::int32_t count_in(NodeId parent) const {
    std::int32_t count = 0;
    for (NodeId at = tree_.node(parent).first_child; at; at = tree_.node(at).next_sibling) {
      sink_.go_on();
      if (tree_.node(at).kind != NodeKind::Element) continue;
      if (styles_.style(styles_.of(at).element).display == Display::None) continue;
      if (tree_.is_element(at, ElementName::Li)) ++count;
      if (!is_list(at)) count += count_in(at);
    }
    return count;
  }

 private:
  bool is_list(NodeId node) const {
    return tree_.is_element(node, ElementName::Ol) || tree_.is_element(node, ElementName::Ul) ||
           tree_.written_tag(node) == "menu";
  }

  const dom::Tree& tree_;
  const style::StyleTree& styles_;
  const diagnostics::DiagnosticSink& sink_;
};

}  // namespace

std::int32_t BoxBuilder::reversed_start(NodeId node, BoxPart part, std::string_view name) const {
  const bool is_list = part == BoxPart::Element && name == "list-item" && dom_.is_element(node, ElementName::Ol);
  if (is_list && dom_.find_attribute(node, dom::AttributeName::Reversed) != nullptr) {
    return OwnedItems(dom_, styles_, sink_).count_in(node) + 1;  // the first item counts down before it is shown
  }
  ReversedScope scope(dom_, styles_, name, sink_);
  return part == BoxPart::Element ? scope.start_of(node) : scope.start_of_pseudo(node, part);
}

}  // namespace gongwen::boxes
