#include "paint/detail/structure_builder.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/paint.h"
#include "dom/math/formula_text.h"
#include "forms/field_model.h"
#include "layout/core/box_transform.h"
#include "paint/detail/spoken_text.h"

#include <algorithm>
#include <limits>

namespace gongwen::paint {
namespace {

constexpr std::string_view kTagAttribute = "data-tag";

const dom::Attribute* tag_of(const dom::Tree& tree, dom::NodeId node) {
  return tree.node(node).kind == dom::NodeKind::Element ? tree.find_custom_attribute(node, kTagAttribute) : nullptr;
}

/// Drops the mark that a page puts after a list of issuers.
std::string without_final_mark(std::string text) {
  for (const std::string_view mark : {"：", "。", ":"}) {
    if (text.ends_with(mark)) {
      text.resize(text.size() - mark.size());
      break;
    }
  }
  return text;
}

const OfficialText* find_part(const std::vector<OfficialText>& texts, OfficialPart part) {
  const auto found = std::ranges::find(texts, part, &OfficialText::part);
  return found == texts.end() ? nullptr : &*found;
}

}  // namespace

OfficialParts::OfficialParts(const dom::Tree& tree) {
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    if (tree.is_element(node, dom::ElementName::Meta)) read_meta(tree, node);
    read_attribute(tree, node);
  }
}

void OfficialParts::read_meta(const dom::Tree& tree, dom::NodeId node) {
  const auto part = find_official_part(tree.attribute_value(node, dom::AttributeName::Name));
  const std::string_view content = base::trim_ascii_space(tree.attribute_value(node, dom::AttributeName::Content));
  if (part && !content.empty()) stated_.push_back({*part, std::string(content)});
}

void OfficialParts::read_attribute(const dom::Tree& tree, dom::NodeId node) {
  const dom::Attribute* const tag = tag_of(tree, node);
  if (tag == nullptr) return;
  if (tag->value.empty()) {
    numbers_[node.value] = 0;
    return;
  }
  const std::optional<OfficialPart> part = find_official_part(tag->value);
  if (!part) {
    unknown_.push_back({std::string(tag->value), tag->origin});
  } else if (texts_.size() < std::numeric_limits<std::uint16_t>::max()) {
    texts_.push_back({*part, text_of(tree, node)});
    numbers_[node.value] = static_cast<std::uint16_t>(texts_.size());
  }
}

std::string OfficialParts::text_of(const dom::Tree& tree, dom::NodeId element) const {
  std::string text;
  for (dom::NodeId node = element; node; node = tree.next_in_order(node, element)) {
    if (tree.node(node).kind != dom::NodeKind::Text) continue;
    dom::NodeId around = tree.node(node).parent;
    while (around != element && tag_of(tree, around) == nullptr) around = tree.node(around).parent;
    if (around == element) text += tree.node(node).text;
  }
  return base::collapse_ascii_space(text);
}

std::uint16_t OfficialParts::number_of(const boxes::BoxTree& boxes, boxes::BoxId box) const {
  if (numbers_.empty()) return 0;
  for (boxes::BoxId at = box; at; at = boxes.box(at).parent) {
    const auto found = numbers_.find(boxes.box(at).node.value);
    if (found != numbers_.end()) return found->second;
  }
  return 0;
}

std::vector<OfficialText> OfficialParts::facts() const {
  std::vector<OfficialText> facts;
  for (const OfficialText& one : stated_) {
    if (find_part(facts, one.part) == nullptr) facts.push_back(one);
  }
  const std::size_t stated = facts.size();
  for (const OfficialText& one : texts_) {
    if (!official_part_info(one.part).is_fact || one.text.empty()) continue;
    if (find_part({facts.begin(), facts.begin() + static_cast<std::ptrdiff_t>(stated)}, one.part) != nullptr) continue;
    const std::string text = without_final_mark(one.text);
    const auto known = std::ranges::find(facts, one.part, &OfficialText::part);
    if (known == facts.end()) {
      facts.push_back({one.part, text});
    } else if (("、" + known->text + "、").find("、" + text + "、") == std::string::npos) {
      known->text += "、" + text;
    }
  }
  std::ranges::stable_sort(facts, {}, &OfficialText::part);
  return facts;
}

void OfficialParts::report(diagnostics::DiagnosticSink& sink) const {
  for (const Unknown& one : unknown_) {
    sink.report(diagnostics::messages::PaintUnknownTag, one.origin, one.name, official_part_names());
  }
}

using boxes::Box;
using boxes::BoxId;
using boxes::BoxPart;
using style::PositionKind;

SourceOrder::SourceOrder(const layout::LayoutContext& context, bool has_controls)
    : context_(context), has_controls_(has_controls) {
  std::uint32_t place = 0;
  visit_all([&](BoxId id, const Box& box) { is_plain_ = is_plain_ && id.value == place++ && !is_apart(box); });
  if (is_plain_) return;
  places_.resize(context.boxes.size());
  apart_.reserve(places_.size());
  std::uint32_t apart = 0;
  visit_all([&](BoxId id, const Box& box) {
    apart += is_apart(box) ? 1 : 0;
    places_[id.index()] = static_cast<std::uint32_t>(apart_.size());
    apart_.push_back(apart);
  });
}

bool SourceOrder::is_apart(const Box& box) const {
  if (!boxes::is_in_flow(box)) return true;
  if (box.kind == boxes::BoxKind::Text || box.part == BoxPart::Anonymous) return false;
  const style::ComputedStyle& style = context_.styles.style(box.style);
  const bool is_positioned =
      style.position.kind == PositionKind::Relative || style.position.kind == PositionKind::Sticky;
  if (is_positioned || style.opacity < 1 || style.has_transform() || layout::is_contained(box, style)) return true;
  return has_controls_ && box.part == BoxPart::Element && box.node &&
         forms::is_control(context_.dom.node(box.node).name);
}

template <typename Visit>
void SourceOrder::visit_all(const Visit& visit) const {
  const BoxId root = context_.boxes.root();
  for (BoxId at = root; at;) {
    const Box& box = context_.box(at);
    visit(at, box);
    if (box.first_child) {
      at = box.first_child;
      continue;
    }
    while (at != root && !context_.box(at).next_sibling) at = context_.box(at).parent;
    at = at == root ? BoxId() : context_.box(at).next_sibling;
  }
}

namespace {

using boxes::BoxKind;
using dom::AttributeName;
using dom::ElementName;
using style::Role;

/// Roles of elements that group blocks; a plain div has none.
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
    case ElementName::Dt: return StructureRole::Lbl;
    case ElementName::Dd: return StructureRole::LBody;
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

HeaderScope stated_scope(std::string_view attribute) {
  if (attribute == "row" || attribute == "rowgroup") return HeaderScope::Row;
  if (attribute == "col" || attribute == "colgroup") return HeaderScope::Column;
  return HeaderScope::None;
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
  return ListNumbering::Decimal;  // also Chinese numbering, for which PDF has no name
}

}  // namespace

ElementId StructureBuilder::find(const Key& key) const {
  if (is_of_node(key)) return own_elements_[key.node];
  const auto found = elements_.find(key);
  return found == elements_.end() ? ElementId() : found->second;
}

ElementId StructureBuilder::make(const Key& key, ElementId parent, StructureRole role, BoxId box,
                                 std::optional<std::uint32_t> place) {
  const ElementId element = tree_.add(parent, role, context_.box(box).origin, place.value_or(order_.place(box)));
  if (is_of_node(key)) {
    own_elements_[key.node] = element;
  } else {
    elements_.emplace(key, element);
  }
  return element;
}

bool StructureBuilder::has_language(BoxId box) const {
  const Box& entry = context_.box(box);
  return entry.part == BoxPart::Element && entry.node != context_.dom.root_element() &&
         !language_tag(context_.dom.attribute_value(entry.node, AttributeName::Lang)).empty();
}

void StructureBuilder::set_language(BoxId box, ElementId element) {
  if (!has_language(box)) return;
  tree_.element(element).details.edit().language =
      language_tag(context_.dom.attribute_value(context_.box(box).node, AttributeName::Lang));
}

/// The heading level that the source states; 0 if it is not a heading.
std::uint8_t StructureBuilder::heading_level(BoxId box) const {
  const Role role = style_of(box).role;
  if (role == Role::Title) return 1;
  return static_cast<std::uint8_t>(dom::heading_level(context_.dom.node(context_.box(box).node).name));
}

bool StructureBuilder::in_plain_table(BoxId box) const {
  for (BoxId at = box; at; at = context_.box(at).parent) {
    if (context_.box(at).kind == BoxKind::Table) return style_of(at).role == Role::None;
  }
  return false;
}

std::optional<StructureRole> StructureBuilder::table_role(BoxId box) const {
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
      // A table may have only one head and one foot (ISO 32000-1, table 337): further ones are bodies.
      for (BoxId before = entry.previous_sibling; before; before = context_.box(before).previous_sibling) {
        const bool same =
            context_.box(before).kind == BoxKind::RowGroup && context_.box(before).row_group == entry.row_group;
        if (same) return StructureRole::TBody;
      }
      if (entry.row_group == boxes::RowGroupKind::Head) return StructureRole::THead;
      return entry.row_group == boxes::RowGroupKind::Foot ? StructureRole::TFoot : StructureRole::TBody;
    }
    default: break;
  }
  return std::nullopt;
}

/// Whether the lines contain images but no text; then the images need no paragraph around them.
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

/// Whether this is a block container whose lines need their own element.
bool StructureBuilder::is_leaf_container(BoxId box) const {
  const Box& entry = context_.box(box);
  // Content in another writing mode counts as content of the surrounding box.
  const Box& first = entry.first_child ? context_.box(entry.first_child) : entry;
  if (first.kind == BoxKind::Turned) {
    const Box& inner = context_.box(first.first_child);
    return inner.has_inline_children && entry.kind != BoxKind::InlineBlock && !holds_images_alone(first.first_child);
  }
  if (entry.parent && context_.box(entry.parent).kind == BoxKind::Turned) return false;
  return entry.has_inline_children && entry.kind != BoxKind::InlineBlock && !holds_images_alone(box);
}

/// A ruby element has one base with one annotation (ISO 32000-1, table 338); a base alone is not a ruby.
std::optional<StructureRole> StructureBuilder::ruby_role(BoxId box) const {
  const Box& entry = context_.box(box);
  const bool is_pair = entry.ruby == boxes::RubyPart::Pair;
  const BoxId annotation = is_pair ? entry.last_child : entry.next_sibling;
  if (!annotation || context_.box(annotation).kind != BoxKind::RubyText) return std::nullopt;
  return is_pair ? StructureRole::Ruby : StructureRole::RB;
}

/// Roles of inline elements.
std::optional<StructureRole> StructureBuilder::inline_role(BoxId box) const {
  const ElementName name = context_.dom.node(context_.box(box).node).name;
  switch (name) {
    case ElementName::Q: return StructureRole::Quote;
    case ElementName::Code: return StructureRole::Code;
    case ElementName::Ins:
    case ElementName::Del: return StructureRole::Span;
    // Lists may be inside lines, too.
    case ElementName::Ul:
    case ElementName::Ol:
    case ElementName::Dl:
    case ElementName::Li:
    case ElementName::Dt:
    case ElementName::Dd: return style_of(box).role == Role::None ? std::nullopt : grouping_role(name);
    case ElementName::Abbr:
      if (context_.dom.find_attribute(context_.box(box).node, AttributeName::Title)) return StructureRole::Span;
      break;
    default: break;
  }
  return has_language(box) ? std::optional(StructureRole::Span) : std::nullopt;
}

std::optional<StructureRole> StructureBuilder::role_of(BoxId box) const {
  const Box& entry = context_.box(box);
  if (entry.part == BoxPart::FootnoteMarker || entry.part == BoxPart::Marker) return StructureRole::Lbl;
  if (entry.part == BoxPart::FootnoteCall) return StructureRole::Reference;
  if (entry.kind == BoxKind::Marker) return StructureRole::Lbl;
  if (entry.kind == BoxKind::Replaced) return StructureRole::Figure;
  if (context_.dom.is_element(entry.node, ElementName::Math)) {
    return entry.part == BoxPart::Element ? std::optional(StructureRole::Formula) : std::nullopt;
  }
  if (entry.kind == BoxKind::RubyText) return StructureRole::RT;
  if (entry.ruby != boxes::RubyPart::None) return ruby_role(box);
  if (const auto role = table_role(box)) return role;
  if (entry.part == BoxPart::Anonymous || !entry.node) {
    return is_leaf_container(box) ? std::optional(StructureRole::P) : std::nullopt;
  }
  if (entry.part != BoxPart::Element) {
    return is_leaf_container(box) ? std::optional(StructureRole::P) : std::nullopt;
  }
  if (const auto role = explicit_role(style_of(box).role)) return role;
  if (entry.kind == BoxKind::Inline || entry.kind == BoxKind::InlineBlock) return inline_role(box);
  if (style_of(box).role != Role::None) {
    if (heading_level(box) > 0) return StructureRole::H1;
    if (const auto role = grouping_role(context_.dom.node(entry.node).name)) return role;
  }
  if (is_leaf_container(box)) return StructureRole::P;
  const bool is_group = entry.flow == boxes::BoxFlow::PageFloat || has_language(box);
  return is_group ? std::optional(StructureRole::Div) : std::nullopt;
}

ElementId StructureBuilder::parent_element(BoxId box) {
  const BoxId parent = context_.box(box).parent;
  return parent ? element_of(parent) : StructureTree::root();
}

/// Anonymous boxes and table grids share the node of another box, so their key is the number of the box; the top bit
/// keeps it apart from numbers of nodes.
StructureBuilder::Key StructureBuilder::key_of(BoxId box) const {
  const Box& entry = context_.box(box);
  const bool shares_node = entry.part == BoxPart::Anonymous || entry.kind == BoxKind::TableGrid;
  return {shares_node ? box.value | 0x8000'0000U : entry.node.value, entry.part, Slot::Own};
}

/// A cell's only paragraph adds nothing to the cell, so it gets no element.
bool StructureBuilder::is_only_paragraph_of_cell(BoxId box) const {
  const Box& entry = context_.box(box);
  if (!entry.parent || entry.next_sibling || context_.box(entry.parent).first_child != box) return false;
  return context_.box(entry.parent).kind == BoxKind::Cell && !in_plain_table(box) && is_leaf_container(box) &&
         boxes::is_in_flow(entry) && role_of(box) == StructureRole::P && !has_language(box) && !link_source(box);
}

/// The element that becomes the parent of the children's elements.
ElementId StructureBuilder::element_of(BoxId box) {
  const Key own = key_of(box);
  for (const Slot slot : {Slot::Inner, Slot::Body, Slot::Own}) {
    if (const ElementId known = find({own.node, own.part, slot})) return known;
  }
  if (context_.box(box).kind == BoxKind::TableGrid || is_only_paragraph_of_cell(box)) return parent_element(box);
  return make_element(box, own);
}

/// Creates the elements of a box: its own, an outer one for notes and linked tables, an inner one for bodies of list
/// items and for links. Returns the element that its content belongs to.
ElementId StructureBuilder::make_element(BoxId box, const Key& own) {
  const Box& entry = context_.box(box);
  ElementId parent = parent_element(box);
  const bool is_note = entry.flow == boxes::BoxFlow::Footnote && entry.part != BoxPart::FootnoteMarker;
  std::optional<StructureRole> role = role_of(box);
  if (is_note) {
    if (!role || role == StructureRole::P) {
      role = StructureRole::Note;
    } else if (role != StructureRole::Note) {
      parent = make({own.node, own.part, Slot::Outer}, parent, StructureRole::Note, box);
    }
  }
  BoxId link = link_source(box);
  if (link && role == StructureRole::Table) {
    parent = make_link(box, {own.node, own.part, Slot::Outer}, parent);
    link = BoxId();
  }
  if (!role) return link ? make_link(box, {own.node, own.part, Slot::Body}, parent) : parent;
  if (*role == StructureRole::Lbl && entry.part != BoxPart::Element) return make_label(box, own, parent);
  const ElementId element = make(own, parent, *role, box);
  StructureElement& made = tree_.element(element);
  set_language(box, element);
  if (*role == StructureRole::H1) made.heading = heading_level(box);
  if (*role == StructureRole::L && !context_.dom.is_element(entry.node, ElementName::Dl)) {
    made.numbering = numbering_of(style_of(box).list_style_type);
  }
  if (*role == StructureRole::Span && context_.dom.is_element(entry.node, ElementName::Abbr)) {
    made.details.edit().expansion = context_.dom.attribute_value(entry.node, AttributeName::Title);
  }
  if (*role == StructureRole::Span) set_change(box, element);
  if (*role == StructureRole::Formula) {
    made.details.edit().alternative = math::alternative_of_formula(
        context_.dom, entry.node, [this](dom::NodeId part) { return context_.styles.sight(part); });
  }
  if (*role == StructureRole::TH || *role == StructureRole::TD) set_cell_attributes(box, element);
  const ElementId inner = *role == StructureRole::LI ? make_item_body(box, own, element) : element;
  return link ? make_link(box, {own.node, own.part, Slot::Inner}, inner) : inner;
}

/// A label is a child of the list item, not of the body or paragraph in which it is painted. The label of a note stays
/// where it is read, except in a list, which may contain only items.
ElementId StructureBuilder::make_label(BoxId box, const Key& own, ElementId parent) {
  const std::uint32_t node = context_.box(box).node.value;
  const bool in_list = tree_.element(parent).role == StructureRole::L;
  ElementId holder = parent;
  if (context_.box(box).part == BoxPart::Marker) {
    const ElementId item = find({node, BoxPart::Element, Slot::Own});
    if (item && tree_.element(item).role == StructureRole::LI) holder = item;
  } else if (const ElementId note = find({node, BoxPart::Element, Slot::Outer}); note && in_list) {
    holder = note;
  }
  return make(own, holder, StructureRole::Lbl, box);
}

/// The body of a list item. It sorts after the label, whichever is painted first.
ElementId StructureBuilder::make_item_body(BoxId box, const Key& own, ElementId item) {
  return make({own.node, own.part, Slot::Body}, item, StructureRole::LBody, box, kLastPlace);
}

ElementId StructureBuilder::make_link(BoxId box, const Key& key, ElementId parent) {
  ElementId above = parent;
  if (tree_.element(parent).role == StructureRole::TocItem) {
    above = tree_.add(parent, StructureRole::Reference, context_.box(box).origin, order_.place(box));
  }
  const ElementId link = make(key, above, StructureRole::Link, box);
  if (key.slot == Slot::Body) set_language(box, link);
  return link;
}

/// Marks added and removed text; if the draft has a word for the change, that becomes part of the alternative text.
void StructureBuilder::set_change(BoxId box, ElementId element) {
  const dom::NodeId node = context_.box(box).node;
  const bool added = context_.dom.is_element(node, ElementName::Ins);
  if (!added && !context_.dom.is_element(node, ElementName::Del)) return;
  StructureElement& made = tree_.element(element);
  made.change = added ? TextChange::Added : TextChange::Removed;
  const dom::Attribute* const word = context_.dom.find_custom_attribute(node, "data-change");
  if (word != nullptr) {
    made.details.edit().alternative = std::string(word->value) + context_.dom.text_content(node);
  }
}

void StructureBuilder::set_cell_attributes(BoxId cell, ElementId element) {
  StructureElement& made = tree_.element(element);
  const GridFacts* const facts = find_grid_facts(cell);
  if (facts != nullptr) {
    const auto spans = facts->spans.find(cell.value);
    if (spans != facts->spans.end()) {
      made.column_span = static_cast<std::uint16_t>(spans->second.columns);
      made.row_span = static_cast<std::uint16_t>(spans->second.rows);
    }
  }
  note_headers(cell, element);
  if (made.role != StructureRole::TH) return;
  made.scope = stated_scope(context_.dom.attribute_value(context_.box(cell).node, AttributeName::Scope));
  if (made.scope != HeaderScope::None) return;
  const auto scope = facts == nullptr ? decltype(facts->scopes.end()){} : facts->scopes.find(cell.value);
  made.scope = facts == nullptr || scope == facts->scopes.end() ? HeaderScope::Column : scope->second;
}

/// Notes which headers a cell refers to. They are resolved after the last page, when nodes of the first pages may have
/// been freed.
void StructureBuilder::note_headers(BoxId cell, ElementId element) {
  const Box& entry = context_.box(cell);
  if (entry.part != BoxPart::Element) return;
  const std::string_view id = context_.dom.attribute_value(entry.node, AttributeName::Id);
  if (tree_.element(element).role == StructureRole::TH && !id.empty()) headers_.emplace(id, element);
  const std::string_view names = context_.dom.attribute_value(entry.node, AttributeName::Headers);
  if (!names.empty()) named_headers_.emplace_back(element, names);
}

ElementId StructureBuilder::leaf_for(BoxId box) {
  if (box == last_box_) return last_leaf_;
  // Text belongs to its parent box.
  const Box& entry = context_.box(box);
  const bool is_text = entry.kind == BoxKind::Text || entry.kind == BoxKind::Reference;
  const ElementId leaf = element_of(is_text ? entry.parent : box);
  last_box_ = box;
  last_leaf_ = leaf;
  return leaf;
}

ElementId StructureBuilder::form_for(BoxId box) {
  const Key own = key_of(box);
  const ElementId known = find(own);
  return known ? known : make(own, parent_element(box), StructureRole::Form, box);
}

BoxId StructureBuilder::link_source(BoxId box) const {
  const auto is_link = [this](const Box& entry) {
    if (entry.part != BoxPart::Element || !entry.node || !context_.dom.is_element(entry.node, ElementName::A))
      return false;
    const dom::Attribute* const address = context_.dom.find_attribute(entry.node, AttributeName::Href);
    return address != nullptr && !context_.boxes.is_dead_link(address->value);
  };
  const Box& entry = context_.box(box);
  const auto holds_cells = [](BoxKind kind) {
    return kind == BoxKind::TableGrid || kind == BoxKind::RowGroup || kind == BoxKind::Row;
  };
  if (holds_cells(entry.kind)) return {};
  if (is_link(entry)) return box;
  // Rows and row groups contain only cells, so the cells become the links.
  for (BoxId at = entry.kind == BoxKind::Cell ? entry.parent : BoxId(); at && holds_cells(context_.box(at).kind);
       at = context_.box(at).parent) {
    if (is_link(context_.box(at))) return at;
  }
  if (entry.kind != BoxKind::Block || entry.part != BoxPart::Anonymous || entry.content == 0) return {};
  // A block inside an inline link is laid out beside the pieces of the link (CSS 2.2 section 9.2.1.1).
  for (BoxId at{entry.content}; at && context_.box(at).kind == BoxKind::Inline; at = context_.box(at).parent) {
    if (is_link(context_.box(at))) return at;
  }
  return {};
}

ElementId StructureBuilder::link_for(BoxId box, bool make_it) {
  if (!link_source(box)) return {};
  if (make_it) element_of(box);
  const Key own = key_of(box);
  for (const Slot slot : {Slot::Inner, Slot::Body, Slot::Outer}) {
    const ElementId element = find({own.node, own.part, slot});
    if (element && tree_.element(element).role == StructureRole::Link) return element;
  }
  return {};
}

void StructureBuilder::finish() {
  for (auto& [element, names] : named_headers_) {
    while (!names.empty()) {
      const std::size_t end = std::min(names.find_first_of(" \t\n\r\f"), names.size());
      const auto header = headers_.find(names.substr(0, end));
      if (header != headers_.end() && header->second != element) {
        tree_.element(element).details.edit().headers.push_back(header->second);
      }
      names.remove_prefix(std::min(end + 1, names.size()));
    }
  }
}

void StructureBuilder::visit_cell(BoxId cell) {
  if (!in_plain_table(cell)) element_of(cell);
}

StructureBuilder::GridFacts* StructureBuilder::find_grid_facts(BoxId box) {
  BoxId grid = context_.box(box).parent;
  while (grid && context_.box(grid).kind != BoxKind::TableGrid) grid = context_.box(grid).parent;
  if (!grid) return nullptr;
  const auto [entry, is_new] = grids_.try_emplace(grid.value);
  if (is_new) entry->second = read_grid(grid);
  return &entry->second;
}

/// Every row of a table must have the same number of columns (ISO 14289-1 section 7.5): gaps are filled with empty
/// cells.
void StructureBuilder::visit_row_end(BoxId row) {
  if (in_plain_table(row)) return;
  GridFacts* const facts = find_grid_facts(row);
  if (facts == nullptr) return;
  const auto lacking = facts->missing.find(row.value);
  if (lacking == facts->missing.end()) return;
  const ElementId element = element_of(row);
  for (const BoxId next : lacking->second) {
    // The cell before ends at the latest just before the next one, so this place sorts between the two.
    const std::uint32_t place = next ? order_.place(next) - 1 : kLastPlace;
    tree_.add(element, StructureRole::TD, context_.box(row).origin, place);
  }
  facts->missing.erase(lacking);
}

}  // namespace gongwen::paint
