// FlowBuilder: walks the boxes in document order and writes sections, paragraphs and tables.
#pragma once

#include "flow/build_document.h"
#include "flow/detail/looks.h"
#include "flow/detail/not_in_word.h"
#include "layout/boxes/box.h"
#include "layout/table/table_model.h"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace gongwen::flow {

/// Where blocks are written to: a section, a cell, a note. Its edges count from the corner of the page's area.
struct Scope {
  std::vector<Block>* out = nullptr;
  base::LayoutUnit left;
  base::LayoutUnit right;
  bool is_body = false;  // sections may start in it
  /// The lower edge of the last block, on `page`; none at the start of a cell or a note.
  std::optional<base::LayoutUnit> bottom;
  std::size_t page = 0;
  /// The gap that margins and paddings ask for, before the next block: what collapses, and what does not.
  base::LayoutUnit margin;
  base::LayoutUnit space;
  /// By how much the last blocks are lower than on the page, since gaps cannot be negative.
  base::LayoutUnit debt;
  base::LayoutUnit last_top;  // of the text of the last paragraph
  bool is_empty = true;
  bool breaks_page = false;  // before the next block

  std::size_t count() const { return out == nullptr ? 0 : out->size(); }
  /// Null if the last block is none.
  Paragraph* last_paragraph() const { return count() == 0 ? nullptr : std::get_if<Paragraph>(&out->back()); }
  /// The last block stays on the page of the next one.
  void keep_last_with_next() const;
  /// Blocks from this number on stay on one page.
  void keep_together(std::size_t first) const;
  /// Whether word processors join the borders of the last paragraph with those of one that looks like this.
  bool continues_frame(const ParagraphLook& look) const;
};

/// A box around blocks with borders or a background.
struct Frame {
  boxes::BoxId box;
  const BoxPlace* place = nullptr;
  Borders borders;
  css::Color shading = css::kTransparent;
};

class FlowBuilder {
 public:
  FlowBuilder(const FlowInput& input, diagnostics::DiagnosticSink& sink);

  Document build();

 private:
  // Blocks.
  void add_block(boxes::BoxId id, Scope& scope);
  void add_children(boxes::BoxId id, Scope& scope);
  void add_container(boxes::BoxId id, Scope& scope);
  void add_out_of_flow(boxes::BoxId id, Scope& scope);
  bool has_columns(boxes::BoxId id) const;
  void add_columns(boxes::BoxId id, Scope& scope);
  bool is_vertical(boxes::BoxId id) const;
  void add_empty_item(boxes::BoxId id, Scope& scope);
  void add_outside(boxes::BoxId id, Scope& scope);
  bool has_only_lines(boxes::BoxId id) const;
  void add_paragraph(boxes::BoxId id, Scope& scope);
  void add_picture_paragraph(boxes::BoxId id, Scope& scope);
  void add_rule(boxes::BoxId id, Scope& scope);
  bool is_rule(boxes::BoxId id) const;
  Paragraph make_paragraph(boxes::BoxId id);
  /// Sets indents, gaps and borders of a paragraph from its place, and appends it.
  void place_paragraph(Paragraph paragraph, boxes::BoxId id, Scope& scope);
  void append(Block block, Scope& scope);
  void append_small(Scope& scope, Twips height);
  Twips gap_before(const BoxPlace* place, base::LayoutUnit top, Scope& scope) const;
  Twips on_grid(Twips gap) const;
  void leave_at(const BoxPlace* place, base::LayoutUnit bottom, Scope& scope) const;
  std::optional<FramePlace> place_on_sheet(boxes::BoxId id) const;
  bool is_moved_far(boxes::BoxId id) const;
  static void take_frame(const Frame& frame, ParagraphLook& look);
  /// Whether a box of blocks has a border all around, so that it is a table of one cell.
  bool is_boxed(boxes::BoxId id) const;
  bool add_boxed(boxes::BoxId id, Scope& scope);
  void open_frame(boxes::BoxId id);
  void close_frame(boxes::BoxId id);
  void collect_marks(boxes::BoxId id, Scope& scope);
  base::LayoutUnit box_border_top(boxes::BoxId id) const;
  base::LayoutUnit box_border_bottom(boxes::BoxId id) const;
  void fit_short_line(const BoxPlace& place, const Scope& scope, ParagraphLook& look) const;
  std::string role_of(boxes::BoxId id) const;
  void set_names(boxes::BoxId id, Paragraph& paragraph) const;

  // Content of lines.
  struct InlinePiece;
  class InlineCollector;
  void add_inline_content(boxes::BoxId container, Paragraph& paragraph);
  void add_marker(boxes::BoxId marker, boxes::BoxId container, Paragraph& paragraph, InlineCollector& collector);
  std::vector<Inline> head_content(const style::ComputedStyle& style, const style::PageContext& context);

  // Tables and containers of items.
  void add_table(boxes::BoxId id, Scope& scope);
  void add_grid(boxes::BoxId grid, Scope& scope);
  bool is_kept_whole(const layout::TableModel& model, std::uint32_t row) const;
  void add_cells(const layout::TableModel& model, std::uint32_t row, const std::vector<base::LayoutUnit>& edges,
                 Row& out);
  void add_items(boxes::BoxId id, Scope& scope);
  bool is_single_line(boxes::BoxId id) const;
  void add_item_paragraph(const std::vector<boxes::BoxId>& items, boxes::BoxId container, Scope& scope);
  bool add_item_line(const std::vector<boxes::BoxId>& items, boxes::BoxId container, Scope& scope);
  void finish_cell(Cell& cell);
  void add_gap_before_table(const BoxPlace* place, Scope& scope);

  // Sections.
  void start_section_for(boxes::BoxId id, Scope& scope);
  std::string page_name(boxes::BoxId id) const;
  PageSetup page_setup(const style::PageContext& context);
  void finish_section(Section& section);
  void add_side_boxes(const style::PageStyle& style, const style::PageContext& context,
                      std::optional<RunningHead>& head);
  void add_heads(Section& section, const style::PageContext& first);
  std::optional<RunningHead> running_head(const style::PageStyle& style, const style::PageContext& context,
                                          bool is_footer, const PageSetup& page);

  const boxes::Box& box(boxes::BoxId id) const { return context_.box(id); }
  const style::ComputedStyle& style_of(boxes::BoxId id) const { return context_.style_of(id); }
  PictureId add_picture(const images::Image& image, base::Size size);
  /// Writes the note of a call, and returns its number.
  std::size_t add_note(boxes::BoxId note, const std::string& mark);
  /// Anchors pictures of an absolutely positioned box to a paragraph. Returns false if the box has no pictures only.
  bool add_anchored(boxes::BoxId id, Paragraph& paragraph);
  void find_bookmarks();

  const FlowInput& input_;
  layout::LayoutContext& context_;
  const PageFacts& facts_;
  diagnostics::DiagnosticSink& sink_;
  Document document_;
  RunLooks looks_;
  std::vector<Frame> frames_;
  std::map<std::string, std::size_t, std::less<>> bookmarks_;        // ids that something leads to, with their numbers
  std::vector<std::size_t> open_bookmarks_;                          // of boxes whose first paragraph is still to come
  std::map<std::string, std::string, std::less<>> strings_;          // named strings, as they are now
  std::map<std::string, std::string, std::less<>> section_strings_;  // as they are first in the section
  std::map<std::string, boxes::BoxId, std::less<>> running_;         // running elements by name
  std::optional<FramePlace> place_outside_;                          // of the paragraphs that are being written
  EffectReporter effects_;
  NoteMark note_;  // of the note that is being written
  bool is_note_marked_ = false;
  bool is_in_columns_ = false;
  base::LayoutUnit line_;     // of the grid; 0: none
  boxes::BoxId open_marker_;  // of a list item whose first text is still to come
  std::string section_name_;
  std::size_t section_page_ = 0;
  bool has_section_ = false;
  Scope* body_ = nullptr;
};

/// `_Ref100000001`: a name that word processors hide from their lists of bookmarks.
std::string bookmark_name(std::size_t number);

/// The change of a paragraph that was added or removed as a whole.
Change common_change(const Paragraph& paragraph);

}  // namespace gongwen::flow
