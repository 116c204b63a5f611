// PagePainter: paints one page. Backgrounds and borders come first, as artifacts; text is above them, each stretch
// tagged with its structure element.
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

// TextPool: equal texts of a document share one run, since a long table repeats the same texts in many cells.

class TextPool {
 public:
  using Text = std::shared_ptr<const layout::TextRun>;

  /// Returns the first run that equals this one; that may be this run itself.
  const Text& share(const Text& run) { return *texts_.insert(run).first; }
  /// Takes all runs out of the pool, in no particular order.
  std::vector<Text> take();

 private:
  struct Hash {
    std::size_t operator()(const Text& run) const;
  };
  /// Runs are equal if they draw the same glyphs and stand for the same text. Position, colour and origin belong to the
  /// command that draws them.
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

  /// Paints the page itself and the content of its area.
  void paint_area(const layout::PageLayout& page);
  /// Continues with a page on which only the margins are left to paint.
  void resume(PageDisplay painted, const layout::PageLayout& page, bool has_margins_below);
  /// Takes what has been painted so far.
  PageDisplay take() { return std::move(page_).finished(kept()); }
  /// Paints the margins. Returns the finished page.
  PageDisplay finish(const layout::PageLayout& page);

 private:
  /// Pages of a document that keep unpacked commands (40 bytes each); for more pages, the memory would be noticeable.
  static constexpr std::uint32_t kLoosePages = 16;
  DisplayItems::Kept kept() const {
    return page_index_ < kLoosePages ? DisplayItems::Kept::Loose : DisplayItems::Kept::Packed;
  }

  /// The tag of the content being painted.
  struct Tag {
    ElementId element;  // no element: an artifact
    ArtifactKind artifact = ArtifactKind::Layout;
    std::uint32_t place = 0;  // of the text painted last
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

  /// A layer in 3D space, or the part of it that has no depth itself.
  struct Plane {
    const Layer* layer = nullptr;
    const Layer* inner = nullptr;  // a layer inside it that lies flat in its plane
    layout::SpaceTransform transform;
    layout::PlaneOnPage place;
    /// Which part of the layer this plane is: its layers may be separate planes, and its background may have to lie
    /// below layers with negative z-index, which lie below its content.
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
  void report_transparent(const layout::Fragment& fragment) const;
  DrawGlyphs glyphs_of(const layout::Fragment& fragment, Point position);
  void paint_text(const layout::Fragment& fragment, Point position, std::uint16_t official = 0);
  void tag_text(const layout::Fragment& fragment);
  void end_word();
  void paint_text_decorations(const layout::Fragment& fragment, Point position);
  void paint_decorating_boxes(const layout::Fragment& fragment, Point position);
  std::vector<DecoratingBox> decorations_around(const layout::Fragment& layer) const;
  void paint_lines_around(const layout::Fragment& fragment, Point position);

  /// Clips a fragment that hides overflow to its padding box. Returns whether `end_clip` must follow.
  bool begin_clip(const layout::Fragment& fragment, Point position);
  void push_clip(const layout::Fragment& fragment, Point position);
  void push_cut(const CutOff& cut);
  void push_rect(const Rect& rect);
  void push_clip_path(base::Path path);
  void end_clip();
  bool is_visible(const layout::Fragment& fragment) const;
  void push_transform(const base::Transform& transform);
  void pop_transform();
  /// Turns what follows by a quarter: the upper left corner of the unturned content ends up at the upper right, or the
  /// lower left, of `place`.
  void push_turn(layout::QuarterTurn turn, const Rect& place);
  /// The rectangle where content at `rect` is seen, after the current transforms.
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
  bool has_painted_below_ = false;           // margin boxes below the text of the page
  Surroundings around_;                      // for painting backgrounds
  std::vector<bool> flat_;                   // per open transform: whether it reduces its content to nothing
  std::vector<base::Transform> transforms_;  // current transforms, each combined with those around it
  /// The table being painted, and the areas of its row groups; the entry without a box is for all rows.
  layout::ChildFragment grid_;
  std::unordered_map<std::uint32_t, Rect> group_areas_;
  layout::BoxId canvas_;  // the box whose background is painted as the canvas
  /// Content above the backgrounds of blocks: floats first, then the contents of lines.
  struct Raised {
    std::vector<layout::ChildFragment> floats;
    std::vector<layout::ChildFragment> lines;
    std::vector<layout::ChildFragment> all_lines;  // also lines with nothing but text
    LayoutUnit lowest;                             // lower edge of the lowest of these lines
  };
  Raised raised_;
  std::vector<DecoratingBox> decorating_;  // blocks whose lines continue in the blocks inside them
  /// Which kind of artifact repeated content becomes.
  ArtifactKind furniture_ = ArtifactKind::Pagination;
  std::unordered_map<std::uint32_t, std::size_t> links_;  // by element: index in page_.links
  FieldRects field_rects_;                                // of the cell being painted
  std::unordered_set<std::uint32_t> placed_fields_;       // controls that already have an area on this page
  /// Boxes in lines that cover preceding text: their backgrounds are painted together with their content.
  std::unordered_set<const layout::Fragment*> late_;
};

}  // namespace gongwen::paint
