// StructureBuilder: from boxes to structure elements. Elements are made when their first content is painted, and know
// their places in the source; repair_structure() puts them in order and makes a tree that the standard allows.
#pragma once

#include "boxes/box.h"
#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "layout/core/context.h"
#include "layout/table/table_model.h"
#include "paint/detail/structure.h"

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

namespace gongwen::paint {

// OfficialParts: which elements of a page are parts of an official document, by their attribute `data-tag`. An empty
// one takes an element, such as a label, out of the part around it.

class OfficialParts {
 public:
  /// Reads all of the tree, of which nodes may be gone later.
  explicit OfficialParts(const dom::Tree& tree);

  /// The number of the part that a box belongs to, counted from 1; 0: none.
  std::uint16_t number_of(const boxes::BoxTree& boxes, boxes::BoxId box) const;
  /// In the order of the page; their numbers are their places.
  const std::vector<OfficialText>& texts() const { return texts_; }
  /// What the document says of itself: `<meta>` with the name of a part, else what its elements say; one for each part.
  std::vector<OfficialText> facts() const;
  /// Reports: paint/unknown-tag.
  void report(diagnostics::DiagnosticSink& sink) const;

 private:
  void read_attribute(const dom::Tree& tree, dom::NodeId node);
  void read_meta(const dom::Tree& tree, dom::NodeId node);
  std::string text_of(const dom::Tree& tree, dom::NodeId element) const;

  struct Unknown {
    std::string name;
    diagnostics::OriginId origin;
  };
  std::unordered_map<std::uint32_t, std::uint16_t> numbers_;  // by element
  std::vector<OfficialText> texts_;
  std::vector<OfficialText> stated_;  // by meta elements
  std::vector<Unknown> unknown_;
};

// SourceOrder: where boxes are in the document. Content is painted layer by layer, and what floats before the line that
// it is in; readers hear it in the order of the source.

class SourceOrder {
 public:
  /// `has_controls`: the controls of forms are areas to fill in, which are placed apart from the text around them.
  SourceOrder(const layout::LayoutContext& context, bool has_controls);

  /// The place of a box among all boxes: that of its first piece comes before those of what is in it.
  std::uint32_t place(boxes::BoxId box) const { return is_plain_ ? box.value : places_[box.index()]; }
  /// Whether text of both places is painted in one stretch: between them is nothing that is painted apart.
  bool is_one_stretch(std::uint32_t first, std::uint32_t second) const {
    return first <= second && (is_plain_ || apart_[first] == apart_[second]);
  }

 private:
  template <typename Visit>
  void visit_all(const Visit& visit) const;
  bool is_apart(const boxes::Box& box) const;

  const layout::LayoutContext& context_;
  bool has_controls_ = false;
  /// Boxes have the numbers of their places, and nothing is painted apart, as in most long tables.
  bool is_plain_ = true;
  std::vector<std::uint32_t> places_;  // by box
  std::vector<std::uint32_t> apart_;   // by place: how many boxes up to there are painted apart
};

class StructureBuilder {
 public:
  StructureBuilder(const layout::LayoutContext& context, StructureTree& tree, bool has_controls)
      : context_(context),
        tree_(tree),
        official_(context.dom),
        own_elements_(context.dom.size()),
        order_(context, has_controls) {}

  const SourceOrder& order() const { return order_; }
  const OfficialParts& official() const { return official_; }

  /// The element for the content of a box: the nearest ancestor, or the box itself, that means something.
  ElementId leaf_for(boxes::BoxId box);
  /// Makes sure that a cell has its element, however empty it is, and that its row has as many as the table has
  /// columns.
  void visit_cell(boxes::BoxId cell);
  void visit_row_end(boxes::BoxId row);
  /// The element of a form's control; made when it is first asked for.
  ElementId form_for(boxes::BoxId box);
  /// The `a` that a box is made for, or whose block it is; none for all others.
  boxes::BoxId link_source(boxes::BoxId box) const;
  /// The link element of such a box; none if nothing of it was painted, unless it is to be made.
  ElementId link_for(boxes::BoxId box, bool make_it);
  /// Headers that cells name: known when all pages are painted.
  void finish();

 private:
  /// Several elements may stand for one box: a list item is LI and LBody, a table that is a note is Note and Table.
  enum class Slot : std::uint8_t { Outer, Own, Body, Inner };
  struct Key {
    std::uint32_t node;
    boxes::BoxPart part;
    Slot slot;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  ElementId element_of(boxes::BoxId box);
  ElementId make_element(boxes::BoxId box, const Key& own);
  ElementId make_label(boxes::BoxId box, const Key& own, ElementId parent);
  ElementId make_item_body(boxes::BoxId box, const Key& own, ElementId item);
  ElementId make_link(boxes::BoxId box, const Key& key, ElementId parent);
  ElementId parent_element(boxes::BoxId box);
  Key key_of(boxes::BoxId box) const;
  bool is_only_paragraph_of_cell(boxes::BoxId box) const;
  bool has_language(boxes::BoxId box) const;
  ElementId make(const Key& key, ElementId parent, StructureRole role, boxes::BoxId box,
                 std::optional<std::uint32_t> place = {});
  /// Whether a key says no more than its node, as nearly all do.
  bool is_of_node(const Key& key) const {
    return key.part == boxes::BoxPart::Element && key.slot == Slot::Own && key.node < own_elements_.size();
  }
  ElementId find(const Key& key) const;
  std::optional<StructureRole> ruby_role(boxes::BoxId box) const;
  std::optional<StructureRole> role_of(boxes::BoxId box) const;
  std::optional<StructureRole> inline_role(boxes::BoxId box) const;
  std::optional<StructureRole> table_role(boxes::BoxId box) const;
  std::uint8_t heading_level(boxes::BoxId box) const;
  bool is_leaf_container(boxes::BoxId box) const;
  bool holds_images_alone(boxes::BoxId box) const;
  bool in_plain_table(boxes::BoxId box) const;
  /// What the grid of a cell or a row makes of its cells.
  struct GridFacts {
    struct Spans {
      std::uint32_t rows = 1;
      std::uint32_t columns = 1;
    };
    std::unordered_map<std::uint32_t, Spans> spans;  // by cell, as far as the table reaches; none: one row, one column
    /// By row: cells that it lacks, by the cell that they come before; none: at the end.
    std::unordered_map<std::uint32_t, std::vector<boxes::BoxId>> missing;
    std::unordered_map<std::uint32_t, HeaderScope> scopes;  // by header cell: what its place says
  };
  GridFacts* find_grid_facts(boxes::BoxId box);
  GridFacts read_grid(boxes::BoxId grid) const;
  void read_scopes(const layout::TableModel& model, GridFacts& facts) const;
  bool is_header(boxes::BoxId cell) const;
  void set_change(boxes::BoxId box, ElementId element);
  void set_cell_attributes(boxes::BoxId cell, ElementId element);
  void note_headers(boxes::BoxId cell, ElementId element);
  void set_language(boxes::BoxId box, ElementId element);
  const style::ComputedStyle& style_of(boxes::BoxId box) const { return context_.style_of(box); }

  const layout::LayoutContext& context_;
  StructureTree& tree_;
  OfficialParts official_;
  std::vector<ElementId> own_elements_;  // by node: those that stand for it, in Slot::Own
  std::map<Key, ElementId> elements_;    // all others
  boxes::BoxId last_box_;                // the text that was asked for last: lines of a paragraph ask again
  ElementId last_leaf_;
  SourceOrder order_;
  std::unordered_map<std::string_view, ElementId> headers_;            // by id
  std::vector<std::pair<ElementId, std::string_view>> named_headers_;  // of cells: ids, with blanks between
  std::unordered_map<std::uint32_t, GridFacts> grids_;                 // by grid
};

struct PaintedDocument;

/// From the elements that were made while the pages were painted to a tree that the standard allows: in the order of
/// the source, with nothing empty, and with every element where its type may be (ISO 32000-1 section 14.8.4, ISO
/// 14289-1 section 7.2). Templates may say anything; what a file declares must hold. Tags, links and fields of the
/// pages refer to the tree's elements afterwards. Reports: paint/misplaced-role.
void repair_structure(PaintedDocument& document, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::paint
