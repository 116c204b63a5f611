#include "paint/detail/structure.h"

namespace gongwen::paint {

std::string_view role_name(StructureRole role) {
  switch (role) {
    case StructureRole::Document: return "Document";
    case StructureRole::Part: return "Part";
    case StructureRole::Sect: return "Sect";
    case StructureRole::Art: return "Art";
    case StructureRole::Div: return "Div";
    case StructureRole::BlockQuote: return "BlockQuote";
    case StructureRole::Caption: return "Caption";
    case StructureRole::Toc: return "TOC";
    case StructureRole::TocItem: return "TOCI";
    case StructureRole::P: return "P";
    case StructureRole::H1: return "H1";
    case StructureRole::H2: return "H2";
    case StructureRole::H3: return "H3";
    case StructureRole::H4: return "H4";
    case StructureRole::H5: return "H5";
    case StructureRole::H6: return "H6";
    case StructureRole::L: return "L";
    case StructureRole::LI: return "LI";
    case StructureRole::Lbl: return "Lbl";
    case StructureRole::LBody: return "LBody";
    case StructureRole::Table: return "Table";
    case StructureRole::THead: return "THead";
    case StructureRole::TBody: return "TBody";
    case StructureRole::TFoot: return "TFoot";
    case StructureRole::TR: return "TR";
    case StructureRole::TH: return "TH";
    case StructureRole::TD: return "TD";
    case StructureRole::Span: return "Span";
    case StructureRole::Quote: return "Quote";
    case StructureRole::Note: return "Note";
    case StructureRole::Reference: return "Reference";
    case StructureRole::Code: return "Code";
    case StructureRole::Link: return "Link";
    case StructureRole::Ruby: return "Ruby";
    case StructureRole::RB: return "RB";
    case StructureRole::RT: return "RT";
    case StructureRole::Figure: return "Figure";
    case StructureRole::Form: return "Form";
  }
  return {};
}

StructureTree::StructureTree() {
  elements_.emplace_back();
  elements_.back().role = StructureRole::Document;
}

ElementId StructureTree::add(ElementId parent, StructureRole role, diagnostics::OriginId origin, std::uint32_t place) {
  const ElementId id(elements_.size());
  StructureElement element;
  element.role = role;
  element.parent = parent;
  element.origin = origin;
  element.place = place;
  elements_.push_back(std::move(element));
  add_kid(parent, id);
  return id;
}

namespace {

/// A kid of a tree whose elements and pages are counted from elsewhere.
StructureKid moved_kid(const StructureKid& kid, std::size_t elements, std::uint32_t pages) {
  StructureKid moved = kid;
  if (auto* const element = std::get_if<ElementId>(&moved)) *element = ElementId(element->index() + elements);
  if (auto* const content = std::get_if<ContentReference>(&moved)) content->page += pages;
  if (auto* const link = std::get_if<LinkReference>(&moved)) link->page += pages;
  if (auto* const field = std::get_if<FieldReference>(&moved)) field->page += pages;
  return moved;
}

}  // namespace

std::size_t StructureTree::add_part(const StructureTree& further, std::uint32_t pages, std::string_view language) {
  const std::size_t shift = elements_.size();
  add_kid(root(), ElementId(shift));
  for (std::size_t i = 0; i < further.size(); ++i) {
    StructureElement element = further.elements_[i];
    element.parent = i == 0 ? root() : ElementId(element.parent.index() + shift);
    for (StructureKid& kid : element.kids) kid = moved_kid(kid, shift, pages);
    if (!element.details->headers.empty()) {
      for (ElementId& header : element.details.edit().headers) header = ElementId(header.index() + shift);
    }
    elements_.push_back(std::move(element));
  }
  elements_[shift].role = StructureRole::Part;
  elements_[shift].details.edit().language = language;
  return shift;
}

namespace {

std::string_view scope_text(HeaderScope scope) {
  switch (scope) {
    case HeaderScope::Column: return "column";
    case HeaderScope::Row: return "row";
    case HeaderScope::Both: return "both";
    case HeaderScope::None: break;
  }
  return {};
}

void dump_element(const StructureTree& tree, ElementId id, int depth, std::string& out) {
  const StructureElement& element = tree.element(id);
  out.append(static_cast<std::size_t>(depth) * 2, ' ');
  out += role_name(element.role);
  if (element.row_span > 1) out += " rows=" + std::to_string(element.row_span);
  if (element.column_span > 1) out += " columns=" + std::to_string(element.column_span);
  if (!element.details->language.empty()) out += " lang=" + element.details->language;
  if (!element.details->expansion.empty()) out += " expansion=\"" + element.details->expansion + "\"";
  if (element.scope != HeaderScope::None) out += " scope=" + std::string(scope_text(element.scope));
  if (!element.details->alternative.empty()) out += " alt=\"" + element.details->alternative + "\"";
  for (const StructureKid& kid : element.kids) {
    if (const auto* content = std::get_if<ContentReference>(&kid)) {
      out += " [" + std::to_string(content->page + 1) + ":" + std::to_string(content->content) + "]";
    }
    if (const auto* field = std::get_if<FieldReference>(&kid)) {
      out += " field " + std::to_string(field->page + 1) + ":" + std::to_string(field->field);
    }
  }
  out += "\n";
  for (const StructureKid& kid : element.kids) {
    if (const auto* child = std::get_if<ElementId>(&kid)) dump_element(tree, *child, depth + 1, out);
  }
}

}  // namespace

std::string dump_structure(const StructureTree& tree) {
  std::string out;
  dump_element(tree, StructureTree::root(), 0, out);
  return out;
}

}  // namespace gongwen::paint
