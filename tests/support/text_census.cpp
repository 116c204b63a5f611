#include "support/text_census.h"

#include "base/utf8.h"
#include "paint/glyph_placement.h"
#include "text/punctuation.h"

#include <map>

namespace gongwen::tests {
namespace {

using boxes::BoxId;
using boxes::BoxKind;
using boxes::BoxPart;
using layout::Fragment;
using layout::FragmentKind;

bool counts(char32_t c) {
  const bool blank = c <= U' ' || c == 0x3000 || c == 0x00A0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
                     c == 0x205F || c == 0x2028 || c == 0x2029;
  return !blank && c != 0x00AD && !text::is_ignorable(c);
}

class FragmentCensus {
 public:
  explicit FragmentCensus(std::map<std::uint32_t, BoxCensus>& found) : found_(found) {}

  void visit_page(const layout::PageLayout& page) {
    for_each_root(page, [&](const Fragment& root, base::Point) { visit(root, false); });
    for (const layout::PositionedFragment& box : page.positioned) {
      if (box.is_repeated) visit_repetition(*box.fragment);
    }
  }

 private:
  /// Columns repeat heads several times on a page, also those of tables in other heads.
  void visit_repetition(const Fragment& root) {
    std::map<std::uint32_t, std::u32string> outer;
    outer.swap(repeated_here_);
    for (const layout::ChildFragment& child : root.children) visit(*child.fragment, true);
    for (const auto& [box, text] : repeated_here_) found_[box].repetitions.push_back(text);
    repeated_here_.swap(outer);
  }

  void visit(const Fragment& fragment, bool repeated) {
    if (fragment.is_repeated) {
      visit_repetition(fragment);
      return;
    }
    if (fragment.kind == FragmentKind::Text) {
      std::u32string& text = repeated ? repeated_here_[fragment.box.value] : found_[fragment.box.value].placed;
      text += counted(fragment.run->text);
    }
    for (const layout::ChildFragment& child : fragment.children) visit(*child.fragment, repeated);
  }

  std::map<std::uint32_t, BoxCensus>& found_;
  std::map<std::uint32_t, std::u32string> repeated_here_;
};

void collect_boxes(const LaidOut& laid_out, BoxId id, bool running, std::map<std::uint32_t, BoxCensus>& found,
                   std::vector<BoxCensus>& out) {
  const boxes::Box& box = laid_out.boxes.box(id);
  running = running || box.flow == boxes::BoxFlow::Running;
  if (box.kind == BoxKind::Text) {
    BoxCensus& census = found[id.value];
    census.box = id;
    census.generated = box.part != BoxPart::Element;
    census.meant = counted(box.text);
    census.running = running;
    out.push_back(census);
  }
  for (BoxId child = box.first_child; child; child = laid_out.boxes.box(child).next_sibling) {
    collect_boxes(laid_out, child, running, found, out);
  }
}

/// Whether the text lies on the page where it is drawn, by two opposite corners around its baseline.
bool lies_on_page(const paint::DrawGlyphs& draw, const base::Transform& transform, const base::Size& page) {
  constexpr double kSpare = 0.05;  // px; numbers are rounded on the way
  const double height = draw.run->size.to_px();
  const base::Transform turn = paint::turn_transform(draw.turn);
  for (const base::PathPoint corner :
       {base::PathPoint{0, -height}, base::PathPoint{paint::run_length(*draw.run), height / 4}}) {
    const base::PathPoint turned = turn.apply(corner);
    const base::PathPoint seen =
        transform.apply({draw.position.x.to_px() + turned.x, draw.position.y.to_px() + turned.y});
    const bool lies = seen.x >= -kSpare && seen.x <= page.width.to_px() + kSpare && seen.y >= -kSpare &&
                      seen.y <= page.height.to_px() + kSpare;
    if (!lies) return false;
  }
  return true;
}

}  // namespace

std::u32string counted(std::u32string_view text) {
  std::u32string out;
  for (const char32_t c : text) {
    if (counts(c)) out.push_back(c);
  }
  return out;
}

std::u32string counted(std::string_view utf8) { return counted(base::to_utf32(utf8)); }

std::u32string displayed_text(const LaidOut& laid_out) {
  std::u32string out;
  const dom::NodeId root = laid_out.tree.root_element();
  for (dom::NodeId id = root; id;) {
    const dom::Node& node = laid_out.tree.node(id);
    bool hidden = false;
    if (node.kind == dom::NodeKind::Element) {
      const style::ComputedStyle& computed = laid_out.styles.style(laid_out.styles.of(id).element);
      // Drawings have their texts in the picture, formulas theirs in a box that is no text.
      hidden = computed.display == style::Display::None || computed.position.kind == style::PositionKind::Running ||
               computed.content.kind == style::Content::Kind::None || node.name == dom::ElementName::Svg ||
               node.name == dom::ElementName::Math;
    }
    if (node.kind == dom::NodeKind::Text) out += counted(node.text);
    id = hidden ? laid_out.tree.next_after_subtree(id, root) : laid_out.tree.next_in_order(id, root);
  }
  return out;
}

std::vector<BoxCensus> text_boxes(const LaidOut& laid_out) {
  std::map<std::uint32_t, BoxCensus> found;
  FragmentCensus census(found);
  for (const layout::PageLayout& page : laid_out.document.pages) census.visit_page(page);
  std::vector<BoxCensus> out;
  collect_boxes(laid_out, laid_out.boxes.root(), false, found, out);
  return out;
}

DrawnText drawn_text(const paint::PageDisplay& page) {
  DrawnText out;
  bool content = false;
  std::vector<base::Transform> transforms(1);
  for (const paint::DisplayItem& item : page.items) {
    if (std::holds_alternative<paint::BeginTag>(item)) content = true;
    if (std::holds_alternative<paint::BeginArtifact>(item)) content = false;
    if (const auto* const push = std::get_if<paint::Apart<paint::PushTransform>>(&item))
      transforms.push_back(transforms.back().after(static_cast<const paint::PushTransform&>(*push).transform));
    if (std::holds_alternative<paint::PopTransform>(item)) transforms.pop_back();
    const auto* const draw = std::get_if<paint::DrawGlyphs>(&item);
    if (draw == nullptr) continue;
    (content ? out.content : out.artifacts) += counted(draw->run->text);
    out.sticks_out = out.sticks_out || !lies_on_page(*draw, transforms.back(), page.size);
  }
  return out;
}

}  // namespace gongwen::tests
