// StructureBuilder: creates structure elements from boxes. An element is created when its first content is painted and
// remembers its place in the source; repair_structure() later sorts the elements into a tree that the standard allows.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "layout/boxes/box.h"
#include "layout/core/context.h"
#include "layout/table/table_model.h"
#include "paint/detail/structure.h"

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

namespace gongwen::paint {

// OfficialParts: which elements are parts of an official document, by the attribute `data-tag`. An empty attribute
// excludes an element, such as a label, from the surrounding part.

class OfficialParts {
 public:
  /// Reads the whole tree now, because nodes may be freed later.
  explicit OfficialParts(const dom::Tree& tree);

  /// Number of the part that a box belongs to, from 1; 0: none.
  std::uint16_t number_of(const boxes::BoxTree& boxes, boxes::BoxId box) const;
  /// In document order; part number n is at index n - 1.
  const std::vector<OfficialText>& texts() const { return texts_; }
  /// The document's metadata, at most one text per part: from `<meta>` elements named after a part, otherwise from the
  /// parts' texts.
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
  std::vector<OfficialText> stated_;  // from meta elements
  std::vector<Unknown> unknown_;
};

// SourceOrder: the places of boxes in the document. Content is painted layer by layer, and floats before the line that
// they are in, but readers must get it in source order.

class SourceOrder {
 public:
  /// `has_controls`: form controls are areas to fill in, painted apart from the text around them.
  SourceOrder(const layout::LayoutContext& context, bool has_controls);

  /// The place of a box among all boxes. The place of its first piece comes before the places of its content.
  std::uint32_t place(boxes::BoxId box) const { return is_plain_ ? box.value : places_[box.index()]; }
  /// Whether text at both places can share one stretch of content, with nothing between them that is painted apart.
  bool is_one_stretch(std::uint32_t first, std::uint32_t second) const {
    return first <= second && (is_plain_ || apart_[first] == apart_[second]);
  }

 private:
  template <typename Visit>
  void visit_all(const Visit& visit) const;
  bool is_apart(const boxes::Box& box) const;

  const layout::LayoutContext& context_;
  bool has_controls_ = false;
  /// True if boxes are numbered in source order and none is painted apart, as in most long tables.
  bool is_plain_ = true;
  std::vector<std::uint32_t> places_;  // by box
  std::vector<std::uint32_t> apart_;   // by place: number of boxes up to there that are painted apart
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

  /// The element for the content of a box: the nearest element among the box and its ancestors that has a role.
  ElementId leaf_for(boxes::BoxId box);
  /// Creates the element of a cell even if the cell is empty, and fills its row up to the table's number of columns.
  void visit_cell(boxes::BoxId cell);
  void visit_row_end(boxes::BoxId row);
  /// The element of a form control; created on first use.
  ElementId form_for(boxes::BoxId box);
  /// The box of the `a` element that made this box, or whose block it is; none for other boxes.
  boxes::BoxId link_source(boxes::BoxId box) const;
  /// The link element of such a box; created if `make_it`, otherwise none if nothing of the link was painted.
  ElementId link_for(boxes::BoxId box, bool make_it);
  /// Resolves the headers that cells refer to. Call it after the last page.
  void finish();

 private:
  /// Several elements may stand for one box: LI and LBody for a list item, Note and Table for a table that is a note.
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
  /// Whether a key is just a node, as nearly all are: these are looked up by index.
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
  /// Facts about the cells of a table that its grid determines.
  struct GridFacts {
    struct Spans {
      std::uint32_t rows = 1;
      std::uint32_t columns = 1;
    };
    std::unordered_map<std::uint32_t, Spans> spans;  // by cell, clipped to the table; missing: 1 × 1
    /// By row: the cells that it lacks, each given by the cell that it precedes; no cell: at the end.
    std::unordered_map<std::uint32_t, std::vector<boxes::BoxId>> missing;
    std::unordered_map<std::uint32_t, HeaderScope> scopes;  // by header cell: the scope implied by its place
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
  std::vector<ElementId> own_elements_;  // by node: its element for Slot::Own
  std::map<Key, ElementId> elements_;    // all other keys
  boxes::BoxId last_box_;                // last box asked for: the lines of a paragraph ask repeatedly
  ElementId last_leaf_;
  SourceOrder order_;
  std::unordered_map<std::string_view, ElementId> headers_;            // by id
  std::vector<std::pair<ElementId, std::string_view>> named_headers_;  // of cells: ids separated by blanks
  std::unordered_map<std::uint32_t, GridFacts> grids_;                 // by grid
};

struct PaintedDocument;

/// Turns the elements created while painting into a tree that the standard allows: in source order, without empty
/// elements, each where its type may be (ISO 32000-1 section 14.8.4, ISO 14289-1 section 7.2). Templates may nest
/// anything, but the conformance that a file declares must hold. Afterwards tags, links and fields of the pages refer
/// to the elements of the new tree. Reports: paint/misplaced-role.
void repair_structure(PaintedDocument& document, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::paint
