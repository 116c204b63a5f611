// The box tree of a document, and how it is built from elements and styles by `display`.
#pragma once

#include "base/string_arena.h"
#include "base/strong_id.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/origin.h"
#include "dom/tree.h"
#include "forms/field_model.h"
#include "images/image_set.h"
#include "style/style_tree.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::boxes {

// Box: the result of applying `display` to the elements of a document (CSS 2.2 section 9.2, css-display-3). The tree is
// flat and index-linked, built once, and contains no positions.

using BoxId = base::StrongId<struct BoxTag>;

enum class BoxKind : std::uint8_t {
  Block,  // a block container: contains either blocks or inline content
  Inline,
  Text,
  LineBreak,    // br
  WordBreak,    // wbr
  InlineBlock,  // a block container in a line
  RubyText,     // a block container beside a ruby base
  Flex,         // a flex container, block-level or inline; its children are its items
  Grid,         // a grid container, block-level or inline
  Replaced,     // an image
  Formula,      // a whole formula, or a part of one in a line: its anonymous child
  Leader,       // fills the rest of a line with a pattern
  Reference,    // text that is known only once pages are: target-counter(), target-text(), string(), -gw-sum()
  Marker,       // outside marker of a list item
  Turned,       // start of a flow with another writing mode: contains the one box that is laid out in it
  Table,        // the wrapper: captions and one grid
  TableGrid,
  TableCaption,
  ColumnGroup,
  Column,
  RowGroup,
  Row,
  Cell,
};

/// Which part of its element a box represents.
enum class BoxPart : std::uint8_t {
  Element,
  Before,
  After,
  Marker,
  FirstLetter,
  FootnoteCall,
  FootnoteMarker,
  Anonymous,
};

/// How a box relates to the flow of its siblings (CSS 2.2 section 9.3, css-gcpm-3, css-page-floats-3). Boxes out of
/// flow keep their place in the tree, even among inline boxes, since their place in the text matters.
enum class BoxFlow : std::uint8_t {
  Normal,
  Float,      // to the left or the right of lines
  Absolute,   // position: absolute or fixed
  PageFloat,  // moves to the head or the foot of a page
  Footnote,
  Running,  // position: running(); shown in margin boxes
};

/// The role of an anonymous inline box in ruby (css-ruby-1 section 2.1): a base with its annotation, or the base alone.
enum class RubyPart : std::uint8_t { None, Pair, Base };

enum class RowGroupKind : std::uint8_t { Head, Body, Foot };

struct Box {
  BoxKind kind = BoxKind::Block;
  BoxPart part = BoxPart::Element;
  BoxFlow flow = BoxFlow::Normal;
  RowGroupKind row_group = RowGroupKind::Body;  // RowGroup
  RubyPart ruby = RubyPart::None;
  bool is_inline_level : 1 = false;
  bool has_inline_children : 1 = false;  // a block container whose children form lines
  bool has_floats_in_lines : 1 = false;  // some of its inline descendants float
  bool is_split_begin : 1 = false;       // an inline box split by a block: this piece has no start …
  bool is_split_end : 1 = false;         // … or no end
  bool is_fitted : 1 = false;            // the anonymous block that is scaled down to fit into its parent (-gw-fit)
  std::uint16_t column_span = 1;         // Cell, Column, ColumnGroup
  std::uint16_t row_span = 1;            // Cell; 0: to the end of the group
  style::StyleId style;
  dom::NodeId node;  // the element; for anonymous boxes the nearest one
  diagnostics::OriginId origin;
  BoxId parent;
  BoxId first_child;
  BoxId last_child;
  BoxId next_sibling;
  BoxId previous_sibling;
  /// Leader, Reference: index of the content item; Replaced: its image; Formula: number of its piece; anonymous Block:
  /// the inline box that it splits; RubyText: its level, from 0.
  std::uint32_t content = 0;
  std::string_view text;  // Text; Replaced: the alternative text, except for img and svg
};
static_assert(sizeof(Box) == 64);  // long tables have millions of boxes

class BoxTree {
 public:
  const Box& box(BoxId id) const { return boxes_[id.index()]; }
  std::size_t size() const { return boxes_.size(); }
  BoxId root() const { return root_; }
  /// Whether any box is positioned: relative, absolute or fixed.
  bool has_positioned() const { return has_positioned_; }
  /// Whether any box is translucent or transformed, or a flex or grid item with a `z-index`.
  bool has_effects() const { return has_effects_; }
  bool has_outlines() const { return has_outlines_; }
  /// Whether any generated text depends on the part of its table: `-gw-continued()`, `-gw-sum()`.
  bool has_part_texts() const { return has_part_texts_; }
  /// Whether any of these is a sum, which is known only once the rows of a page are.
  bool has_column_sums() const { return has_column_sums_; }
  /// Whether lines in any box do not run from left to right. Then styles are mapped, so that layout sees only
  /// horizontal flows (style/writing_modes.h).
  bool has_writing_modes() const { return has_writing_modes_; }
  /// The style from which a mapped one was made, with physical sides; other styles are returned unchanged.
  style::StyleId physical_style(style::StyleId id) const {
    return id.index() < physical_styles_.size() && physical_styles_[id.index()] ? physical_styles_[id.index()] : id;
  }
  /// The writing mode of the document: that of the body (css-writing-modes-4 section 8).
  style::WritingMode principal_mode() const { return principal_mode_; }
  const style::ContentItem& content_item(const Box& box) const { return content_items_[box.content]; }

  /// The image of a Replaced box.
  const images::Image& image_of(const Box& box) const { return images_->image(images::ImageId(box.content)); }
  /// The source of further images, such as backgrounds.
  images::ImageSet& images() const { return *images_; }

  /// The first box of an element; an invalid id for elements without boxes.
  BoxId box_of(dom::NodeId node) const { return node.index() < by_node_.size() ? by_node_[node.index()] : BoxId(); }

  /// The named strings and bookmarks that an element sets, complete except for page numbers.
  struct Assignment {
    std::string name;
    std::string value;
    diagnostics::OriginId origin;  // of the element's text
  };
  const std::vector<Assignment>* string_assignments(dom::NodeId node) const;
  const std::string* bookmark_label(dom::NodeId node) const;

  /// An element that cross-references may lead to, and the values that they may show.
  struct Target {
    dom::NodeId node;
    std::string text;
    std::string before;
    std::string after;
    std::vector<std::pair<std::string, std::vector<std::int32_t>>> counters;  // outermost first
  };
  const Target* find_target(std::string_view id) const;
  /// Whether a link leads to an element that does not exist.
  bool is_dead_link(std::string_view address) const;

  /// How an element changes the page counter on the page where it starts.
  struct PageCounting {
    std::optional<std::int32_t> value;  // reset or set to this
    std::int32_t increment = 0;
  };
  const PageCounting* page_counting(dom::NodeId node) const;

  /// A counter that an element or its ::before resets, increments or sets, with its values there, outermost first.
  struct Count {
    std::string name;
    std::vector<std::int32_t> values;
    bool is_only_reset = false;
  };
  /// Null if the element changes no counter. Counters of pages and list items are not included.
  const std::vector<Count>* counts_of(dom::NodeId node) const;
  bool counts_pages() const { return !page_countings_.empty(); }

  /// Whether any box is in a flow of this kind.
  bool has_flow(BoxFlow flow) const { return flows_[static_cast<std::size_t>(flow)]; }

  /// Frees the memory of boxes that are no longer needed, from `first` to before `end` in the order of their numbers,
  /// as far as possible.
  void release(BoxId first, BoxId end) { boxes_.release(first.index(), end.index()); }

 private:
  friend class BoxBuilder;
  friend class BoxTreeWriter;
  friend class WritingModeMapper;

  images::ImageSet* images_ = nullptr;
  base::SegmentedVector<Box> boxes_;
  bool has_positioned_ = false;
  bool has_floats_ = false;
  bool has_effects_ = false;
  bool has_outlines_ = false;
  bool has_part_texts_ = false;
  bool has_column_sums_ = false;
  bool has_writing_modes_ = false;
  style::WritingMode principal_mode_ = style::WritingMode::HorizontalTb;
  std::vector<style::StyleId> physical_styles_;  // by style
  BoxId root_;
  std::vector<BoxId> by_node_;
  std::vector<style::ContentItem> content_items_;
  base::StringArena texts_;
  std::unordered_map<std::uint32_t, std::vector<Assignment>> strings_;
  std::unordered_map<std::uint32_t, std::string> bookmarks_;
  std::unordered_map<std::string_view, Target> targets_;
  std::unordered_map<std::uint32_t, PageCounting> page_countings_;
  std::unordered_map<std::uint32_t, std::vector<Count>> counts_;
  std::array<bool, 6> flows_{};
};

/// The text alternative of an image: the first that exists of its `alt`, its `aria-label`, its title, its file name.
/// Empty for a decoration.
std::string alternative_of(const dom::Tree& tree, dom::NodeId image);
/// The text alternative of a Replaced box, which may be generated content.
std::string alternative_of(const dom::Tree& tree, const Box& image);

/// Whether the children of a box are items, as in flex and grid containers.
inline bool holds_items(const Box& box) { return box.kind == BoxKind::Flex || box.kind == BoxKind::Grid; }

/// Whether a box takes part in its parent's flow.
inline bool is_in_flow(const Box& box) { return box.flow == BoxFlow::Normal; }

// The effect of `display`, `float` and `position` on a box (css-display-3, CSS 2.2 section 9.7).

/// Whether a link leads to the top of the document: `#` and `#top`, in any case (HTML §7.4.6.4).
bool is_top_of_document(std::string_view address);

/// Whether a display value makes an inline-level box.
bool is_inline_display(style::Display display);

/// Sets kind, level and flow of a box. Floats, positioned boxes, the root and items of flex or grid containers become
/// blocks (css-display-3 §2.7).
void set_display(const style::ComputedStyle& style, bool is_root, bool is_flex_item, Box& box);

/// How content that cannot be set on a page is treated: as an error, or as in browsers, which show controls as frames
/// with their values, and missing images as their alternative texts.
enum class Tolerance : bool { None, AsBrowsers };

struct BoxOptions {
  Tolerance tolerance = Tolerance::None;
  /// The values of a template's controls; null if the controls have their values themselves.
  const forms::FieldModel* fields = nullptr;
};

/// Builds the box tree, with the anonymous boxes that CSS requires, generated content, counters and list markers. Adds
/// the styles of anonymous boxes to `styles`, and the images of elements to `images`. Controls of templates become the
/// text of their values, whose origins are added to `origins`. All arguments must outlive the result.
/// Reports: boxes/*, images/*, resources/*.
BoxTree build_boxes(const dom::Tree& tree, style::StyleTree& styles, images::ImageSet& images,
                    diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink,
                    const BoxOptions& options = {});

// The box tree as text, one box per line, for tests and `gongwen dump --stage=boxes`. Marks boxes that are anonymous,
// out of flow or split.
//   block html
//     block body
//       block p
//         text "目录"

/// Kind, element with its id, and part of a box: `block p#first::before`, `block (anonymous)`.
std::string describe_box(const Box& box, const dom::Tree& tree);

std::string dump_boxes(const BoxTree& boxes, const dom::Tree& tree);

}  // namespace gongwen::boxes
