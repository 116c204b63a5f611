// StructureBuilder: from boxes to structure elements. Elements are made when their first content is painted, so the
// tree is in reading order and has nothing empty in it but cells.
#pragma once

#include "layout/core/context.h"
#include "layout/table/table_model.h"
#include "paint/detail/structure.h"

#include <map>
#include <unordered_map>

namespace gongwen::paint {

class StructureBuilder {
 public:
  StructureBuilder(const layout::LayoutContext& context, StructureTree& tree) : context_(context), tree_(tree) {}

  /// The element for the content of a box: the nearest ancestor, or the box itself, that means something.
  ElementId leaf_for(boxes::BoxId box);
  /// Makes sure that a cell has its element, however empty it is, and that its row has as many as the table has
  /// columns.
  void visit_cell(boxes::BoxId cell);
  /// Notes and page floats have their places where they were met, though they are painted elsewhere.
  void visit_anchor(boxes::BoxId box);
  void visit_row_end(boxes::BoxId row);
  /// The element of a form's control; made when it is first asked for.
  ElementId form_for(boxes::BoxId box);
  /// The link element of an inline box, if it is one; none else.
  ElementId link_for(boxes::BoxId box);

 private:
  /// Several elements may stand for one box: a list item is LI and LBody.
  enum class Slot : std::uint8_t { Own, Body, Inner };
  struct Key {
    std::uint32_t node;
    boxes::BoxPart part;
    Slot slot;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  ElementId element_of(boxes::BoxId box);
  ElementId parent_element(boxes::BoxId box);
  ElementId make(const Key& key, ElementId parent, StructureRole role, boxes::BoxId box);
  ElementId find(const Key& key) const;
  std::optional<StructureRole> ruby_role(boxes::BoxId box) const;
  std::optional<StructureRole> role_of(boxes::BoxId box);
  std::optional<StructureRole> table_role(boxes::BoxId box);
  StructureRole heading_role(int level);
  bool is_leaf_container(boxes::BoxId box) const;
  bool holds_images_alone(boxes::BoxId box) const;
  bool in_plain_table(boxes::BoxId box) const;
  /// What the grid of a cell or a row makes of its cells.
  struct GridFacts {
    struct Spans {
      std::uint32_t rows = 1;
      std::uint32_t columns = 1;
    };
    std::unordered_map<std::uint32_t, Spans> spans;            // by cell: as far as the table reaches
    std::unordered_map<std::uint32_t, std::uint32_t> missing;  // by row: cells that it lacks
  };
  GridFacts* find_grid_facts(boxes::BoxId box);
  static GridFacts::Spans owned_spans(std::uint32_t index, const layout::TableModel& model);
  void set_change(layout::BoxId box, ElementId element);
  void set_cell_attributes(boxes::BoxId cell, ElementId element);
  void set_language(boxes::BoxId box, ElementId element);
  const style::ComputedStyle& style_of(boxes::BoxId box) const { return context_.style_of(box); }

  const layout::LayoutContext& context_;
  StructureTree& tree_;
  std::map<Key, ElementId> elements_;
  std::unordered_map<std::uint32_t, ElementId> leaves_;  // by box
  std::vector<int> headings_;                            // source levels that are open
  std::unordered_map<std::uint32_t, GridFacts> grids_;   // by grid
};

}  // namespace gongwen::paint
