// The box tree of a document: boxes, what `display` makes of them, and how the tree is built from elements and styles.
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

// Box: what the elements of a document come to when their `display` is applied (CSS 2.2 section 9.2, css-display-3).
// The tree is flat and index-linked, built once, and knows no positions.

using BoxId = base::StrongId<struct BoxTag>;

enum class BoxKind : std::uint8_t {
  Block,  // a block container: holds either blocks or inline content
  Inline,
  Text,
  LineBreak,    // br
  WordBreak,    // wbr
  InlineBlock,  // a block container that is in a line
  RubyText,     // a block container that is beside a ruby base
  Flex,         // a flex container, a block or in a line; its children are its items
  Grid,         // a grid container, the same
  Replaced,     // an image
  Leader,       // fills the rest of a line with a pattern
  Reference,    // text that is known only when pages are: target-counter(), target-text(), string()
  Marker,       // of a list item, outside
  Turned,       // where a flow of another writing mode starts: holds the one box that is laid out in it
  Table,        // the wrapper: captions and one grid
  TableGrid,
  TableCaption,
  ColumnGroup,
  Column,
  RowGroup,
  Row,
  Cell,
};

/// Which part of its element a box stands for.
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

/// Whether a box takes part in the flow of its siblings (CSS 2.2 section 9.3, css-gcpm-3, css-page-floats-3). Boxes out
/// of flow are in the tree where they were found, also among inline boxes: their place in the text counts.
enum class BoxFlow : std::uint8_t {
  Normal,
  Float,      // to the left or the right of lines
  Absolute,   // position: absolute or fixed
  PageFloat,  // to the head or the foot of a page
  Footnote,
  Running,  // position: running(); shown in margin boxes
};

/// What an anonymous inline box is for ruby (css-ruby-1 section 2.1): a base with its annotation, or the base alone.
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
  bool has_floats_in_lines : 1 = false;  // among its inline children, at any depth
  bool is_split_begin : 1 = false;       // an inline box cut by a block: this piece has no start …
  bool is_split_end : 1 = false;         // … or no end
  std::uint16_t column_span = 1;         // Cell, Column, ColumnGroup
  std::uint16_t row_span = 1;            // Cell; 0: to the end of the group
  style::StyleId style;
  dom::NodeId node;  // the element; that of the nearest for anonymous boxes
  diagnostics::OriginId origin;
  BoxId parent;
  BoxId first_child;
  BoxId last_child;
  BoxId next_sibling;
  BoxId previous_sibling;
  /// Leader, Reference: index of the content item; Replaced: its image; anonymous Block: the inline box that it cuts;
  /// RubyText: its level, from 0.
  std::uint32_t content = 0;
  std::string_view text;  // Text; Replaced: the alternative text, but of img and svg, which have it themselves
};
static_assert(sizeof(Box) == 64);  // long tables have millions

class BoxTree {
 public:
  const Box& box(BoxId id) const { return boxes_[id.index()]; }
  std::size_t size() const { return boxes_.size(); }
  BoxId root() const { return root_; }
  /// Whether any box is positioned: relative, absolute or fixed.
  bool has_positioned() const { return has_positioned_; }
  bool has_floats() const { return has_floats_; }
  /// Whether any box is translucent or transformed, or a flex or grid item with a `z-index`.
  bool has_effects() const { return has_effects_; }
  bool has_outlines() const { return has_outlines_; }
  /// Whether lines of any box do not run from left to right: styles are mapped then, so that layout sees a horizontal
  /// flow everywhere (style/writing_modes.h).
  bool has_writing_modes() const { return has_writing_modes_; }
  /// The style that a mapped one was made of, with the sides of paper; all others stand for themselves.
  style::StyleId physical_style(style::StyleId id) const {
    return id.index() < physical_styles_.size() && physical_styles_[id.index()] ? physical_styles_[id.index()] : id;
  }
  /// Of the document: that of the body (css-writing-modes-4 section 8).
  style::WritingMode principal_mode() const { return principal_mode_; }
  const style::ContentItem& content_item(const Box& box) const { return content_items_[box.content]; }

  /// The image of a Replaced box.
  const images::Image& image_of(const Box& box) const { return images_->image(images::ImageId(box.content)); }
  /// Where further images are found, such as those of backgrounds.
  images::ImageSet& images() const { return *images_; }

  /// The first box of an element; nothing for elements without boxes.
  BoxId box_of(dom::NodeId node) const { return node.index() < by_node_.size() ? by_node_[node.index()] : BoxId(); }

  /// What named strings and bookmarks an element sets, with everything but page numbers filled in.
  struct Assignment {
    std::string name;
    std::string value;
    diagnostics::OriginId origin;  // of the element's text
  };
  const std::vector<Assignment>* string_assignments(dom::NodeId node) const;
  const std::string* bookmark_label(dom::NodeId node) const;

  /// An element that cross-references may lead to, and what they may ask of it.
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

  /// What an element does to the counter of pages on the page where it starts.
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
  /// Null where an element counts nothing. Without pages and the items of lists.
  const std::vector<Count>* counts_of(dom::NodeId node) const;
  bool counts_pages() const { return !page_countings_.empty(); }

  /// Whether any box lies in a flow of this kind.
  bool has_flow(BoxFlow flow) const { return flows_[static_cast<std::size_t>(flow)]; }

  /// Forgets boxes that are not needed any more, from `first` to before `end` in the order of their numbers, as far as
  /// that gives back memory.
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

/// The text of an image for those who do not see it: the first available of its `alt`, its `aria-label`, its title, its
/// file. Empty: a decoration.
std::string alternative_of(const dom::Tree& tree, dom::NodeId image);
/// The same of a Replaced box, which may be generated content.
std::string alternative_of(const dom::Tree& tree, const Box& image);

/// Whether the children of a box are items: those of flex and grid containers.
inline bool holds_items(const Box& box) { return box.kind == BoxKind::Flex || box.kind == BoxKind::Grid; }

/// Whether a box takes part in its parent's flow.
inline bool is_in_flow(const Box& box) { return box.flow == BoxFlow::Normal; }

// What the properties `display`, `float` and `position` make of a box (css-display-3, CSS 2.2 section 9.7).

/// `#` and `#top`, whatever their case, are the top of the document (HTML §7.4.6.4).
bool is_top_of_document(std::string_view address);

/// Whether a display value makes a box that is in lines.
bool is_inline_display(style::Display display);

/// Sets kind, level and flow of a box. What floats, is positioned, is the root or an item of a flex or grid container
/// becomes a block (css-display-3 §2.7).
void set_display(const style::ComputedStyle& style, bool is_root, bool is_flex_item, Box& box);

// From elements and styles to boxes.

/// Whether what cannot be set on a page fails, or is shown as browsers do: controls as frames with their values,
/// missing images as their alternative texts.
enum class Tolerance : bool { None, AsBrowsers };

struct BoxOptions {
  Tolerance tolerance = Tolerance::None;
  /// What the controls of a template show; null: what they state themselves.
  const forms::FieldModel* fields = nullptr;
};

/// Builds the box tree, with the anonymous boxes that CSS asks for, generated content, counters and list markers.
/// `styles` gets the styles of anonymous boxes, `images` the images of elements. Controls of templates are
/// the text of their values, whose origins are added to `origins`. All arguments outlive the result.
/// Reports: boxes/*, images/*, resources/*.
BoxTree build_boxes(const dom::Tree& tree, style::StyleTree& styles, images::ImageSet& images,
                    diagnostics::OriginTable& origins, diagnostics::DiagnosticSink& sink,
                    const BoxOptions& options = {});

// The box tree as text, one box a line, for tests and `gongwen dump --stage=boxes`. What is anonymous, out of flow or
// cut is marked.
//   block html
//     block body
//       block p
//         text "目录"

/// Kind, element with its id, and part of a box: `block p#first::before`, `block (anonymous)`.
std::string describe_box(const Box& box, const dom::Tree& tree);

std::string dump_boxes(const BoxTree& boxes, const dom::Tree& tree);

}  // namespace gongwen::boxes
