// The start of a counter that is counted down (css-lists-3 section 4.4.2).
#include "boxes/detail/box_builder.h"

#include <algorithm>

namespace gongwen::boxes {
namespace {

using dom::NodeId;
using dom::NodeKind;
using style::ComputedStyle;
using style::CounterOperation;
using style::Display;

/// Adds up what the elements in the scope of a counter do to it.
class ReversedScope {
 public:
  ReversedScope(const dom::Tree& tree, const style::StyleTree& styles, std::string_view name)
      : tree_(tree), styles_(styles), name_(name) {}

  std::int32_t start_of(NodeId element) {
    Next next = visit(element, true);
    for (NodeId at = tree_.node(element).next_sibling; at && next == Next::Sibling; at = tree_.node(at).next_sibling) {
      if (tree_.node(at).kind == NodeKind::Element) next = visit(at, false);
    }
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(sum_ + last_, INT32_MIN, INT32_MAX));
  }

 private:
  enum class Next : std::uint8_t { Sibling, Parent, End };

  /// An inner counter of the same name hides this one up to the end of its parent.
  Next visit(NodeId element, bool is_first) {
    const style::ElementStyles& own = styles_.of(element);
    const ComputedStyle& style = styles_.style(own.element);
    if (style.display == Display::None) return Next::Sibling;
    if (style.display != Display::Contents) {
      if (!is_first && resets(style)) return Next::Parent;
      if (!add(style)) return Next::End;
    }
    Next next = own.before ? visit_pseudo(own.before) : Next::Sibling;
    for (NodeId child = tree_.node(element).first_child; child && next == Next::Sibling;
         child = tree_.node(child).next_sibling) {
      if (tree_.node(child).kind == NodeKind::Element) next = visit(child, false);
    }
    if (next == Next::Sibling && own.after) next = visit_pseudo(own.after);
    return next == Next::End ? next : Next::Sibling;
  }

  Next visit_pseudo(style::StyleId id) {
    const ComputedStyle& style = styles_.style(id);
    if (resets(style)) return Next::Parent;
    return add(style) ? Next::Sibling : Next::End;
  }

  bool resets(const ComputedStyle& style) const { return value_of(style.counter_reset).has_value(); }

  /// Returns: whether the counter goes on, since a value that is set is where it ends.
  bool add(const ComputedStyle& style) {
    std::optional<std::int64_t> increment = value_of(style.counter_increment);
    if (!increment && name_ == "list-item" && is_list_item(style.display)) increment = -1;
    if (increment.value_or(0) != 0) last_ = -*increment;
    if (const auto set = value_of(style.counter_set)) {
      sum_ += *set;
      return false;
    }
    sum_ -= increment.value_or(0);
    return true;
  }

  std::optional<std::int64_t> value_of(const std::vector<CounterOperation>& operations) const {
    const auto found = std::find_if(operations.rbegin(), operations.rend(),
                                    [&](const CounterOperation& operation) { return operation.name == name_; });
    if (found == operations.rend()) return std::nullopt;
    return found->value;
  }

  const dom::Tree& tree_;
  const style::StyleTree& styles_;
  std::string_view name_;
  std::int64_t sum_ = 0;
  std::int64_t last_ = 0;  // the last increment that is not 0
};

}  // namespace

std::int32_t BoxBuilder::reversed_start(NodeId element, std::string_view name) const {
  return ReversedScope(dom_, styles_, name).start_of(element);
}

}  // namespace gongwen::boxes
