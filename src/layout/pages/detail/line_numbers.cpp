#include "layout/pages/detail/margin_content.h"
#include "layout/pages/page_sequence.h"

#include <algorithm>

namespace gongwen::layout {
namespace {

using boxes::BoxKind;
using dom::ElementName;

constexpr double kNumberSize = 32.0 / 3;  // px: 8 pt
/// From the text to its number.
constexpr LayoutUnit kNumberGap = LayoutUnit::from_px(14);

bool holds_text(const Fragment& fragment) {
  if (fragment.kind == FragmentKind::Text) return true;
  return std::any_of(fragment.children.begin(), fragment.children.end(),
                     [](const ChildFragment& child) { return holds_text(*child.fragment); });
}

/// Finds the baselines of lines that count, page after page.
class LineFinder {
 public:
  explicit LineFinder(const LayoutContext& context) : context_(context) {
    const dom::NodeId root = context.dom.root_element();
    for (dom::NodeId node = root; node && !waits_for_title_; node = context.dom.next_in_order(node, root)) {
      waits_for_title_ = context.dom.is_element(node, ElementName::H1);
    }
  }

  /// From the top of the page, each once.
  std::vector<LayoutUnit> find(const PageLayout& page) {
    baselines_.clear();
    if (page.content != nullptr) visit(*page.content, page.content_offset);
    std::sort(baselines_.begin(), baselines_.end());
    baselines_.erase(std::unique(baselines_.begin(), baselines_.end()), baselines_.end());
    return baselines_;
  }

 private:
  void visit(const Fragment& fragment, Point position) {
    if (fragment.is_repeated) return;
    if (fragment.kind == FragmentKind::Line) {
      const bool counts = !waits_for_title_ && fragment.baseline && holds_text(fragment);
      if (counts) baselines_.push_back(position.y + *fragment.baseline);
      return;
    }
    if (fragment.kind != FragmentKind::Box || !is_running_text(fragment)) return;
    for (const ChildFragment& child : fragment.children) visit(*child.fragment, position + child.offset);
  }

  bool is_running_text(const Fragment& fragment) {
    if (!fragment.box) return true;
    const boxes::Box& box = context_.box(fragment.box);
    if (box.kind != BoxKind::Block) return false;
    if (!box.node || context_.dom.node(box.node).kind != dom::NodeKind::Element) return true;
    switch (context_.dom.node(box.node).name) {
      case ElementName::H1: waits_for_title_ = false; return false;
      case ElementName::Nav:
      case ElementName::Aside:
      case ElementName::Figure:
      case ElementName::Footer: return false;
      default: break;
    }
    return context_.dom.attribute_value(box.node, dom::AttributeName::Class) != "gw-changes";
  }

  const LayoutContext& context_;
  bool waits_for_title_ = false;
  std::vector<LayoutUnit> baselines_;
};

/// The number in its place: at the right of a right page, at the left of a left one.
MarginBoxFragment number_beside(std::size_t number, LayoutUnit baseline, const PageLayout& page,
                                RunningElements& running, LayoutContext& context) {
  style::ComputedStyle style = page.style->page;
  style.font_size = base::FontSize::round_from_px(kNumberSize);
  style.font_weight = 400;
  style.color = {0x59, 0x59, 0x59};
  style.text_indent = {};
  style::ContentItem item;
  item.kind = style::ContentItem::Kind::Text;
  item.text = std::to_string(number);
  style.content.items = {item};
  const style::StyleId id = context.styles.add(style);
  const PageValues values;
  MarginContent content(style, id, values, running, context);
  const LayoutUnit width = content.sizes().max_content;
  MarginContent::Placed placed = content.layout(width);
  Fragment fragment;
  fragment.style = id;
  fragment.size = {width, placed.height};
  const LayoutUnit own =
      placed.children.empty() ? placed.height : placed.children.front().fragment->baseline.value_or(placed.height);
  fragment.children = std::move(placed.children);
  const bool at_right = page.context.side == style::PageSide::Right;
  const LayoutUnit x = at_right ? page.area.right() + kNumberGap : page.area.left() - kNumberGap - width;
  return {at_right ? css::MarginBox::RightTop : css::MarginBox::LeftTop,
          {x, baseline - own},
          context.fragments.add(std::move(fragment)),
          QuarterTurn::None};
}

}  // namespace

void number_lines(DocumentLayout& document, int step, LayoutContext& context) {
  RunningElements running(context);
  LineFinder finder(context);
  const auto every = static_cast<std::size_t>(step);
  for (PageLayout& page : document.pages) {
    context.sink.go_on();
    const std::vector<LayoutUnit> lines = finder.find(page);
    for (std::size_t i = every; i <= lines.size(); i += every) {
      page.margin_boxes.push_back(number_beside(i, lines[i - 1], page, running, context));
    }
  }
}

}  // namespace gongwen::layout
