#include "paint/detail/structure_builder.h"

#include "base/ascii.h"

namespace gongwen::paint {
namespace {

using boxes::Box;
using boxes::BoxId;
using boxes::BoxKind;
using boxes::BoxPart;
using dom::AttributeName;
using dom::ElementName;
using style::Role;

/// Elements that group blocks; a plain div says nothing.
std::optional<StructureRole> grouping_role(ElementName name) {
  switch (name) {
    case ElementName::Section:
    case ElementName::Nav:
    case ElementName::Aside: return StructureRole::Sect;
    case ElementName::Article: return StructureRole::Art;
    case ElementName::Blockquote: return StructureRole::BlockQuote;
    case ElementName::Figure: return StructureRole::Div;
    case ElementName::Figcaption: return StructureRole::Caption;
    case ElementName::Ul:
    case ElementName::Ol:
    case ElementName::Dl: return StructureRole::L;
    case ElementName::Li: return StructureRole::LI;
    default: return std::nullopt;
  }
}

std::optional<StructureRole> explicit_role(Role role) {
  switch (role) {
    case Role::Title: return StructureRole::H1;
    case Role::Toc: return StructureRole::Toc;
    case Role::TocItem: return StructureRole::TocItem;
    case Role::Label: return StructureRole::Lbl;
    case Role::Note: return StructureRole::Note;
    case Role::Auto:
    case Role::None: return std::nullopt;
  }
  return std::nullopt;
}

HeaderScope scope_of(std::string_view attribute, bool in_head, bool first_in_row) {
  if (attribute == "row" || attribute == "rowgroup") return HeaderScope::Row;
  if (attribute == "col" || attribute == "colgroup") return HeaderScope::Column;
  if (in_head) return HeaderScope::Column;
  return first_in_row ? HeaderScope::Row : HeaderScope::Column;
}

ListNumbering numbering_of(const style::ListStyleType& type) {
  if (type.kind != style::ListStyleType::Kind::CounterStyle) return ListNumbering::None;
  if (type.text == "disc") return ListNumbering::Disc;
  if (type.text == "circle") return ListNumbering::Circle;
  if (type.text == "square") return ListNumbering::Square;
  if (type.text == "lower-roman") return ListNumbering::LowerRoman;
  if (type.text == "upper-roman") return ListNumbering::UpperRoman;
  if (type.text == "lower-alpha" || type.text == "lower-latin") return ListNumbering::LowerAlpha;
  if (type.text == "upper-alpha" || type.text == "upper-latin") return ListNumbering::UpperAlpha;
  return ListNumbering::Decimal;  // also the Chinese ones, for which there is no name
}

}  // namespace

ElementId StructureBuilder::find(const Key& key) const {
  const auto found = elements_.find(key);
  return found == elements_.end() ? ElementId() : found->second;
}

ElementId StructureBuilder::make(const Key& key, ElementId parent, StructureRole role, BoxId box) {
  const ElementId element = tree_.add(parent, role, context_.box(box).origin);
  elements_.emplace(key, element);
  set_language(box, element);
  return element;
}

void StructureBuilder::set_language(BoxId box, ElementId element) {
  const Box& entry = context_.box(box);
  if (entry.part != BoxPart::Element) return;
  const std::string_view language = context_.dom.attribute_value(entry.node, AttributeName::Lang);
  if (!language.empty() && entry.node != context_.dom.root_element()) tree_.element(element).language = language;
}

/// Levels without gaps, the first of them 1, whatever the source skips (ISO 14289-1 section 7.4.2).
StructureRole StructureBuilder::heading_role(int level) {
  while (!headings_.empty() && headings_.back() >= level) headings_.pop_back();
  headings_.push_back(level);
  const auto depth = std::min<std::size_t>(headings_.size(), 6);
  return static_cast<StructureRole>(static_cast<std::size_t>(StructureRole::H1) + depth - 1);
}

bool StructureBuilder::in_plain_table(BoxId box) const {
  for (BoxId at = box; at; at = context_.box(at).parent) {
    if (context_.box(at).kind == BoxKind::Table) return style_of(at).role == Role::None;
  }
  return false;
}

std::optional<StructureRole> StructureBuilder::table_role(BoxId box) {
  const Box& entry = context_.box(box);
  if (in_plain_table(box)) return std::nullopt;
  switch (entry.kind) {
    case BoxKind::Table: return StructureRole::Table;
    case BoxKind::TableCaption: return StructureRole::Caption;
    case BoxKind::Row: return StructureRole::TR;
    case BoxKind::Cell:
      return context_.dom.is_element(entry.node, ElementName::Th) && entry.part == BoxPart::Element ? StructureRole::TH
                                                                                                    : StructureRole::TD;
    case BoxKind::RowGroup: {
      // Only the first head and the first foot are what they say (ISO 32000-1, table 337).
      for (BoxId before = entry.previous_sibling; before; before = context_.box(before).previous_sibling) {
        const bool same =
            context_.box(before).kind == BoxKind::RowGroup && context_.box(before).row_group == entry.row_group;
        if (same) return StructureRole::TBody;
      }
      if (entry.row_group == boxes::RowGroupKind::Head) return StructureRole::THead;
      return entry.row_group == boxes::RowGroupKind::Foot ? StructureRole::TFoot : StructureRole::TBody;
    }
    case BoxKind::Block:
    case BoxKind::Inline:
    case BoxKind::Text:
    case BoxKind::LineBreak:
    case BoxKind::WordBreak:
    case BoxKind::InlineBlock:
    case BoxKind::RubyText:
    case BoxKind::Flex:
    case BoxKind::Replaced:
    case BoxKind::Leader:
    case BoxKind::Reference:
    case BoxKind::Marker:
    case BoxKind::TableGrid:
    case BoxKind::ColumnGroup:
    case BoxKind::Column: break;
  }
  return std::nullopt;
}

/// Whether lines have images and no text: then the images need no paragraph around them.
bool StructureBuilder::holds_images_alone(BoxId box) const {
  bool any = false;
  for (BoxId child = context_.box(box).first_child; child; child = context_.box(child).next_sibling) {
    const Box& entry = context_.box(child);
    const bool is_blank = entry.kind == BoxKind::Text && base::trim_ascii_space(entry.text).empty();
    if (entry.kind != BoxKind::Replaced && entry.kind != BoxKind::LineBreak && !is_blank) return false;
    any = any || entry.kind == BoxKind::Replaced;
  }
  return any;
}

/// A block container whose lines need their own element.
bool StructureBuilder::is_leaf_container(BoxId box) const {
  const Box& entry = context_.box(box);
  return entry.has_inline_children && entry.kind != BoxKind::InlineBlock && !holds_images_alone(box);
}

/// One base with one annotation each (ISO 32000-1, table 338); a base alone is not a ruby.
std::optional<StructureRole> StructureBuilder::ruby_role(BoxId box) const {
  const Box& entry = context_.box(box);
  const bool is_pair = entry.ruby == boxes::RubyPart::Pair;
  const BoxId annotation = is_pair ? entry.last_child : entry.next_sibling;
  if (!annotation || context_.box(annotation).kind != BoxKind::RubyText) return std::nullopt;
  return is_pair ? StructureRole::Ruby : StructureRole::RB;
}

std::optional<StructureRole> StructureBuilder::role_of(BoxId box) {
  const Box& entry = context_.box(box);
  if (entry.part == BoxPart::FootnoteMarker) return StructureRole::Lbl;
  if (entry.part == BoxPart::FootnoteCall) return StructureRole::Reference;
  if (entry.kind == BoxKind::Marker) return StructureRole::Lbl;
  if (entry.kind == BoxKind::Replaced) return StructureRole::Figure;
  if (entry.flow == boxes::BoxFlow::Footnote) return StructureRole::Note;
  if (entry.kind == BoxKind::RubyText) return StructureRole::RT;
  if (entry.ruby != boxes::RubyPart::None) return ruby_role(box);
  if (const auto role = table_role(box)) return role;
  if (entry.part == BoxPart::Anonymous || !entry.node) {
    return is_leaf_container(box) ? std::optional(StructureRole::P) : std::nullopt;
  }
  if (entry.part != BoxPart::Element) return std::nullopt;
  if (const auto role = explicit_role(style_of(box).role)) return role;
  const ElementName name = context_.dom.node(entry.node).name;
  if (entry.kind == BoxKind::Inline || entry.kind == BoxKind::InlineBlock) {
    switch (name) {
      case ElementName::A:
        return context_.dom.find_attribute(entry.node, AttributeName::Href) ? std::optional(StructureRole::Link)
                                                                            : std::nullopt;
      case ElementName::Q: return StructureRole::Quote;
      case ElementName::Code: return StructureRole::Code;
      case ElementName::Ins:
      case ElementName::Del: return StructureRole::Span;
      default:
        return context_.dom.find_attribute(entry.node, AttributeName::Lang) ? std::optional(StructureRole::Span)
                                                                            : std::nullopt;
    }
  }
  if (style_of(box).role != Role::None) {
    if (const int level = dom::heading_level(name); level > 0) return heading_role(level);
    if (const auto role = grouping_role(name)) return role;
  }
  if (is_leaf_container(box)) return StructureRole::P;
  return entry.flow == boxes::BoxFlow::PageFloat ? std::optional(StructureRole::Div) : std::nullopt;
}

ElementId StructureBuilder::parent_element(BoxId box) {
  const BoxId parent = context_.box(box).parent;
  return parent ? element_of(parent) : StructureTree::root();
}

/// The element that the children of a box belong to.
ElementId StructureBuilder::element_of(BoxId box) {
  const Box& entry = context_.box(box);
  const bool shares_node = entry.part == BoxPart::Anonymous || entry.kind == BoxKind::TableGrid;
  const Key own{shares_node ? box.value | 0x8000'0000U : entry.node.value, entry.part, Slot::Own};
  const Key body{own.node, own.part, Slot::Body};
  if (const ElementId known = find(body)) return known;
  if (const ElementId known = find(own)) return known;
  if (entry.kind == BoxKind::TableGrid) return parent_element(box);
  const ElementId parent = parent_element(box);
  // The only paragraph of a cell says nothing that the cell does not say.
  const Box* const holder = entry.parent ? &context_.box(entry.parent) : nullptr;
  const bool only_child = holder != nullptr && holder->first_child == box && !entry.next_sibling;
  const bool in_cell = holder != nullptr && holder->kind == BoxKind::Cell && !in_plain_table(box);
  if (in_cell && only_child && is_leaf_container(box) && entry.part != BoxPart::Marker) return parent;
  const std::optional<StructureRole> role = role_of(box);
  if (!role) return parent;
  ElementId above = parent;
  if (*role == StructureRole::Link && tree_.element(parent).role == StructureRole::TocItem) {
    above = make({own.node, own.part, Slot::Inner}, parent, StructureRole::Reference, box);
  }
  if (*role == StructureRole::Lbl && entry.kind == BoxKind::Marker) {
    // The item's own element, not its body, holds the label; it was made with the item.
    if (const ElementId label = find(own)) return label;
    const ElementId item = tree_.element(parent).role == StructureRole::LBody ? tree_.element(parent).parent : parent;
    return make(own, item, *role, box);
  }
  const ElementId element = make(own, above, *role, box);
  if (*role == StructureRole::Span) set_change(box, element);
  if (*role == StructureRole::L) tree_.element(element).numbering = numbering_of(style_of(box).list_style_type);
  if (*role == StructureRole::TH || *role == StructureRole::TD) set_cell_attributes(box, element);
  if (*role != StructureRole::LI) return element;
  // A marker comes before the body, so its label is made first.
  const BoxId marker = entry.first_child;
  if (marker && context_.box(marker).kind == BoxKind::Marker) {
    make({entry.node.value, BoxPart::Marker, Slot::Own}, element, StructureRole::Lbl, marker);
  }
  return make(body, element, StructureRole::LBody, box);
}

/// What is added or removed looks so, and is said so where a draft has a word for it.
void StructureBuilder::set_change(BoxId box, ElementId element) {
  const dom::NodeId node = context_.box(box).node;
  const bool added = context_.dom.is_element(node, ElementName::Ins);
  if (!added && !context_.dom.is_element(node, ElementName::Del)) return;
  StructureElement& made = tree_.element(element);
  made.change = added ? TextChange::Added : TextChange::Removed;
  const dom::Attribute* const word = context_.dom.find_custom_attribute(node, "data-change");
  if (word != nullptr) made.alternative = std::string(word->value) + context_.dom.text_content(node);
}

void StructureBuilder::set_cell_attributes(BoxId cell, ElementId element) {
  const Box& box = context_.box(cell);
  StructureElement& made = tree_.element(element);
  if (const GridFacts* const facts = find_grid_facts(cell)) {
    const auto spans = facts->spans.find(cell.value);
    if (spans != facts->spans.end()) {
      made.column_span = static_cast<std::uint16_t>(spans->second.columns);
      made.row_span = static_cast<std::uint16_t>(spans->second.rows);
    }
  }
  if (made.role != StructureRole::TH) return;
  const Box& row = context_.box(box.parent);
  const bool in_head = row.parent && context_.box(row.parent).kind == BoxKind::RowGroup &&
                       context_.box(row.parent).row_group == boxes::RowGroupKind::Head;
  made.scope = scope_of(context_.dom.attribute_value(box.node, AttributeName::Scope), in_head, row.first_child == cell);
}

ElementId StructureBuilder::leaf_for(BoxId box) {
  const auto found = leaves_.find(box.value);
  if (found != leaves_.end()) return found->second;
  // Text belongs to the box around it.
  const Box& entry = context_.box(box);
  const bool is_text = entry.kind == BoxKind::Text || entry.kind == BoxKind::Reference;
  const ElementId leaf = element_of(is_text ? entry.parent : box);
  leaves_.emplace(box.value, leaf);
  return leaf;
}

ElementId StructureBuilder::form_for(BoxId box) {
  const Box& entry = context_.box(box);
  const Key own{entry.node.value, entry.part, Slot::Own};
  const ElementId known = find(own);
  return known ? known : make(own, parent_element(box), StructureRole::Form, box);
}

ElementId StructureBuilder::link_for(BoxId box) {
  const Box& entry = context_.box(box);
  if (entry.part != BoxPart::Element || !context_.dom.is_element(entry.node, ElementName::A)) return {};
  const ElementId element = find({entry.node.value, entry.part, Slot::Own});
  return element && tree_.element(element).role == StructureRole::Link ? element : ElementId();
}

void StructureBuilder::visit_anchor(BoxId box) {
  const boxes::BoxFlow flow = context_.box(box).flow;
  if (flow == boxes::BoxFlow::Footnote || flow == boxes::BoxFlow::PageFloat) element_of(box);
}

void StructureBuilder::visit_cell(BoxId cell) {
  if (!in_plain_table(cell)) element_of(cell);
}

/// How far a cell reaches without a slot that another one covers: HTML lets cells overlap, PDF/UA does not.
StructureBuilder::GridFacts::Spans StructureBuilder::owned_spans(std::uint32_t index, const layout::TableModel& model) {
  const layout::TableCell& cell = model.cells[index];
  const auto owns_row = [&](std::uint32_t row, std::uint32_t columns) {
    for (std::uint32_t c = cell.column; c < cell.column + columns; ++c) {
      if (model.slot(row, c) != index) return false;
    }
    return true;
  };
  GridFacts::Spans spans;
  while (spans.columns < cell.column_span && owns_row(cell.row, spans.columns + 1)) ++spans.columns;
  while (spans.rows < cell.row_span && owns_row(cell.row + spans.rows, spans.columns)) ++spans.rows;
  return spans;
}

StructureBuilder::GridFacts* StructureBuilder::find_grid_facts(BoxId box) {
  BoxId grid = context_.box(box).parent;
  while (grid && context_.box(grid).kind != BoxKind::TableGrid) grid = context_.box(grid).parent;
  if (!grid) return nullptr;
  const auto [entry, is_new] = grids_.try_emplace(grid.value);
  GridFacts& facts = entry->second;
  if (!is_new) return &facts;
  const layout::TableModel model = layout::build_table_model(grid, context_);
  std::vector<std::uint32_t> told(model.row_count());  // slots that the stated spans cover
  for (std::uint32_t i = 0; i < model.cells.size(); ++i) {
    const layout::TableCell& cell = model.cells[i];
    const GridFacts::Spans spans = owned_spans(i, model);
    facts.spans[cell.box.value] = spans;
    for (std::uint32_t r = cell.row; r < cell.row + spans.rows; ++r) told[r] += spans.columns;
  }
  for (std::uint32_t r = 0; r < model.row_count(); ++r) {
    if (told[r] < model.column_count()) facts.missing[model.rows[r].row.value] = model.column_count() - told[r];
  }
  return &facts;
}

/// Every row of a table must have the same number of columns (ISO 14289-1 section 7.5): gaps become empty cells.
void StructureBuilder::visit_row_end(BoxId row) {
  if (in_plain_table(row)) return;
  GridFacts* const facts = find_grid_facts(row);
  if (facts == nullptr) return;
  const auto lacking = facts->missing.find(row.value);
  if (lacking == facts->missing.end()) return;
  const ElementId element = element_of(row);
  for (std::uint32_t i = 0; i < lacking->second; ++i) {
    tree_.add(element, StructureRole::TD, context_.box(row).origin);
  }
  facts->missing.erase(lacking);
}

}  // namespace gongwen::paint
