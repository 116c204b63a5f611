// PagePainter: one page. Rules and tints come first, as artifacts; the text lies over them, each stretch tagged with
// the element that it belongs to.
#pragma once

#include "layout/core/fragment.h"
#include "layout/pages/page_sequence.h"
#include "paint/detail/box_painters.h"
#include "paint/detail/field_areas.h"
#include "paint/detail/layers.h"
#include "paint/detail/structure_builder.h"
#include "paint/detail/text_decoration_painter.h"
#include "paint/display_list.h"

#include <memory>
#include <unordered_set>
#include <vector>

namespace gongwen::paint {

// TextPool: equal texts of a document share one run. A long table says the same in many cells.

class TextPool {
 public:
  using Text = std::shared_ptr<const layout::TextRun>;

  /// The first run that was equal to this one, which may be this one.
  const Text& share(const Text& run) { return *texts_.insert(run).first; }
  /// All of them, in no order. The pool is empty afterwards.
  std::vector<Text> take();

 private:
  struct Hash {
    std::size_t operator()(const Text& run) const;
  };
  /// Runs are equal when they draw the same and say the same. Place, colour and origin are those of the command that
  /// draws them.
  struct Same {
    bool operator()(const Text& a, const Text& b) const;
  };

  std::unordered_set<Text, Hash, Same> texts_;
};

class PagePainter {
 public:
  PagePainter(const layout::LayoutContext& context, StructureTree& tree, StructureBuilder& structure, TextPool& texts,
              const FieldControls& controls, std::uint32_t page_index)
      : context_(context),
        tree_(tree),
        structure_(structure),
        texts_(texts),
        controls_(controls),
        page_index_(page_index),
        has_layers_(has_layers(context)),
        around_{context, {}} {}

  /// What is in the area of the page, and the page itself.
  void paint_area(const layout::PageLayout& page);
  /// A page whose margins alone are still to be painted.
  void resume(PageDisplay painted, const layout::PageLayout& page);
  /// What has been painted so far.
  PageDisplay take() { return std::move(page_).finished(kept()); }
  /// Paints what is in the margins. Returns: the whole page.
  PageDisplay finish(const layout::PageLayout& page);

 private:
  /// Pages that a document may have loose: 40 bytes a command. More than that would be seen in the memory of long ones.
  static constexpr std::uint32_t kLoosePages = 16;
  DisplayItems::Kept kept() const {
    return page_index_ < kLoosePages ? DisplayItems::Kept::Loose : DisplayItems::Kept::Packed;
  }

  /// What the content that is being painted belongs to.
  struct Tag {
    ElementId element;  // none: an artifact
    ArtifactKind artifact = ArtifactKind::Layout;
    std::uint32_t place = 0;  // of the text that was painted last
    bool open = false;
  };

  void set_sheet(const layout::PageLayout& page);
  void paint_sheet(const layout::PageLayout& page);
  void paint_marks(const style::PageMarks& marks);
  void paint_page_box(const layout::PageLayout& page);
  void paint_canvas(const layout::PageLayout& page);
  void paint_layer(const Layer& layer);
  void paint_group(const Layer& layer, bool with_layers);
  void paint_layer_content(const Layer& layer, bool with_layers);
  void paint_layer_background(const Layer& layer);
  void paint_flow(const Layer& layer);

  /// A layer of a space, or the part of it that has no depth itself.
  struct Plane {
    const Layer* layer = nullptr;
    const Layer* inner = nullptr;  // a layer in it, which is flat against it
    layout::SpaceTransform transform;
    layout::PlaneOnPage place;
    /// Its layers may be separate planes, and its background one below those that are below its content.
    enum class Part : std::uint8_t { Whole, WithoutLayers, Background, Content };
    Part part = Part::Whole;
  };
  void paint_space(const Layer& layer);
  void collect_planes(const Layer& layer, layout::SpaceTransform around, std::vector<Plane>& planes) const;
  void paint_plane(const Plane& plane);
  void paint_part_of_plane(const Plane& plane);
  void paint_part_background(const layout::Fragment& row, Point row_position, const layout::Fragment& part,
                             Point position);
  Rect part_area(const layout::Fragment& row, Point row_position, const Rect& part, style::StyleId style);
  void paint_outlines(const layout::Fragment& fragment, Point position);
  void paint_outline_of(const layout::Fragment& fragment, Point position);
  void paint_block_backgrounds(const layout::Fragment& fragment, Point position);
  void paint_own_background(const layout::Fragment& fragment, Point position);
  void paint_children_backgrounds(const layout::Fragment& fragment, Point position);
  void paint_raised_backgrounds();
  void paint_line_backgrounds(const layout::Fragment& line, Point position);
  static bool covers_items(const Rect& area, std::vector<Rect>& before);
  void find_late_boxes(const layout::ChildFragment& line);
  void paint_late_background(const layout::Fragment& fragment, Point position, bool repeated);
  bool is_layer(const layout::Fragment& fragment) const { return has_layers_ && forms_layer(fragment, context_); }
  void paint_content(const layout::Fragment& fragment, Point position, bool repeated);
  void paint_replaced(const layout::Fragment& fragment, Point position, bool repeated);
  DrawGlyphs glyphs_of(const layout::Fragment& fragment, Point position);
  void paint_text(const layout::Fragment& fragment, Point position, std::uint16_t official = 0);
  void tag_text(const layout::Fragment& fragment);
  void end_word();
  void paint_text_decorations(const layout::Fragment& fragment, Point position);
  void paint_decorating_boxes(const layout::Fragment& fragment, Point position);
  std::vector<DecoratingBox> decorations_around(const layout::Fragment& layer) const;
  void paint_lines_around(const layout::Fragment& fragment, Point position);

  /// Cuts off what leaves the padding box of a fragment that hides it. Returns: whether `end_clip` must follow.
  bool begin_clip(const layout::Fragment& fragment, Point position);
  void push_clip(const layout::Fragment& fragment, Point position);
  void push_cut(const CutOff& cut);
  void push_rect(const Rect& rect);
  void push_clip_path(base::Path path);
  void end_clip();
  bool is_visible(const layout::Fragment& fragment) const;
  void push_transform(const base::Transform& transform);
  void pop_transform();
  /// Where something is drawn as it was before it was turned: its upper left corner comes to lie at the upper right, or
  /// the lower left, of its place.
  void push_turn(layout::QuarterTurn turn, const Rect& place);
  /// Where something that would be at `rect` is drawn.
  Rect drawn_place(const Rect& rect) const;
  void paint_margin_box(const layout::MarginBoxFragment& box);
  std::string alternative_in(dom::NodeId element) const;
  std::string link_description(dom::NodeId node) const;
  void add_link_area(const layout::Fragment& fragment, Point position);
  bool is_field(const layout::Fragment& fragment) const {
    return controls_.any() && controls_.find(fragment, context_) != nullptr;
  }
  void add_field_area(const layout::Fragment& fragment, Point position);

  void tag_element(ElementId element, boxes::BoxId box);
  void tag_artifact(ArtifactKind kind);
  void close_tag();
  const style::ComputedStyle& style_of(const layout::Fragment& fragment) const {
    return context_.styles.style(fragment.style);
  }

  const layout::LayoutContext& context_;
  StructureTree& tree_;
  StructureBuilder& structure_;
  TextPool& texts_;
  const FieldControls& controls_;
  std::uint32_t page_index_;
  PageDraft page_;
  Tag tag_;
  bool has_layers_ = false;
  Surroundings around_;                      // of backgrounds
  std::vector<bool> flat_;                   // whether the transforms leave nothing to be seen
  std::vector<base::Transform> transforms_;  // around what is being painted, each after those before it
  /// The table that is being painted, and where its row groups are; without a box, all rows.
  layout::ChildFragment grid_;
  std::unordered_map<std::uint32_t, Rect> group_areas_;
  layout::BoxId canvas_;  // whose background is the canvas's
  /// What lies over the backgrounds of blocks: first floats, then what is in lines.
  struct Raised {
    std::vector<layout::ChildFragment> floats;
    std::vector<layout::ChildFragment> lines;
    std::vector<layout::ChildFragment> all_lines;  // also those of text alone
    LayoutUnit lowest;                             // lower edge of those
  };
  Raised raised_;
  std::vector<DecoratingBox> decorating_;  // blocks whose lines continue in the blocks inside
  /// What content that is repeated from page to page counts as.
  ArtifactKind furniture_ = ArtifactKind::Pagination;
  std::unordered_map<std::uint32_t, std::size_t> links_;  // by element: index into page_.links
  FieldRects field_rects_;                                // in the cell that is being painted
  std::unordered_set<std::uint32_t> placed_fields_;       // controls that have their area on this page
  /// Boxes in lines that cover text before them: their backgrounds are painted when their content is.
  std::unordered_set<const layout::Fragment*> late_;
};

}  // namespace gongwen::paint
