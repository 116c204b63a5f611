#include "layout/pages/dump.h"

#include "base/utf8.h"
#include "layout/boxes/box.h"
#include "layout/core/box_transform.h"

#include <optional>

namespace gongwen::layout {
namespace {

/// Writes fragments as text, one line each, indented by depth: `p 10,20 100x30 continued`. Golden files of tests have
/// this form, so a change shows in all of them.
class Dumper {
 public:
  explicit Dumper(const LayoutContext& context) : context_(context) {}

  std::string dump(const DocumentLayout& document) {
    // Part by part: first the content of the flow, then areas of notes and page floats, positioned boxes, margin boxes.
    for (const PageLayout& page : document.pages) {
      out_ += "page " + std::to_string(page.context.number);
      if (!page.context.name.empty()) out_ += " " + page.context.name;
      if (page.context.blank) out_ += " blank";
      if (page.ends_part) out_ += " ends-part";
      out_ += " " + size(page.size) + "\n";
      if (page.content != nullptr) dump_fragment(*page.content, page.content_offset, 1);
      for (const ChildFragment& area : page.areas) dump_fragment(*area.fragment, area.offset, 1);
      for (const PositionedFragment& positioned : page.positioned) {
        out_ += positioned.is_repeated ? "  positioned again\n" : "  positioned\n";
        dump_fragment(*positioned.fragment, positioned.offset, 2);
      }
      for (const MarginBoxFragment& box : page.margin_boxes) {
        out_ += "  @" + std::string(css::margin_box_name(box.box));
        if (box.turn != QuarterTurn::None)
          out_ += box.turn == QuarterTurn::Clockwise ? " clockwise" : " counterclockwise";
        out_ += "\n";
        // Boxes that belong to no element are named by their place: margin box or note area.
        in_margin_ = true;
        dump_fragment(*box.fragment, box.offset, 2);
        in_margin_ = false;
      }
    }
    return std::move(out_);
  }

 private:
  static std::string size(const Size& size) { return to_text(size.width) + "x" + to_text(size.height); }

  /// The name that a reader of the source would use: element, pseudo-element or kind of fragment.
  std::string name(const Fragment& fragment) const {
    switch (fragment.kind) {
      case FragmentKind::Line: return "line";
      case FragmentKind::Text: return "text";
      case FragmentKind::Leader: return "leader";
      case FragmentKind::Anchor: return "anchor";
      case FragmentKind::Box:
      case FragmentKind::InlineBox: break;
    }
    // The first line's styles need an inline box around all its text, without a box in the tree.
    if (!fragment.box && fragment.kind == FragmentKind::InlineBox) return "::first-line";
    if (!fragment.box) return in_margin_ ? "margin-box" : "note-area";
    return boxes::describe_box(context_.box(fragment.box), context_.dom);
  }

  /// Positions count from the corner of the page, so that lines can be compared without adding up. Scaled-down content
  /// has the position at which it is drawn.
  void dump_fragment(const Fragment& fragment, Point position, int depth, const base::Transform* smaller = nullptr) {
    const Rect laid_out{position, fragment.size};
    const Rect drawn = smaller == nullptr ? laid_out : transformed_bounds(*smaller, laid_out);
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
    out_ += name(fragment) + " " + to_text(drawn.left()) + "," + to_text(drawn.top()) + " " + size(drawn.size);
    // Only values that differ from the default are written, which keeps the golden files short.
    if (fragment.is_repeated) out_ += " repeated";
    if (fragment.is_continued_before) out_ += " continued";
    if (fragment.is_continued_after) out_ += " goes-on";
    if (fragment.shrunk_to != 100) out_ += " at " + std::to_string(fragment.shrunk_to) + "%";
    if (fragment.fit == LineFit::Short) out_ += " short";
    if (fragment.fit == LineFit::Stretched) out_ += " stretched";
    if (fragment.run != nullptr) out_ += " \"" + base::to_utf8(fragment.run->text) + "\"";
    out_ += "\n";
    std::optional<base::Transform> own;
    if (fragment.shrunk_to != 100) own = box_transform(fragment, position, context_);
    for (const ChildFragment& child : fragment.children) {
      dump_fragment(*child.fragment, position + child.offset, depth + 1, own ? &*own : smaller);
    }
  }

  const LayoutContext& context_;
  std::string out_;
  bool in_margin_ = false;
};

}  // namespace

std::string dump_pages(const DocumentLayout& document, const LayoutContext& context) {
  return Dumper(context).dump(document);
}

}  // namespace gongwen::layout
