#include "pdf/document/detail/structure_writer.h"

#include "pdf/document/detail/metadata.h"

#include <algorithm>

namespace gongwen::pdf {
namespace {

using paint::ContentReference;
using paint::ElementId;
using paint::FieldReference;
using paint::HeaderScope;
using paint::LinkReference;
using paint::ListNumbering;
using paint::StructureElement;
using paint::StructureRole;

std::string_view scope_name(HeaderScope scope) {
  switch (scope) {
    case HeaderScope::Column: return "Column";
    case HeaderScope::Row: return "Row";
    case HeaderScope::Both: return "Both";
    case HeaderScope::None: break;
  }
  return {};
}

std::string_view numbering_name(ListNumbering numbering) {
  switch (numbering) {
    case ListNumbering::None: return "None";
    case ListNumbering::Disc: return "Disc";
    case ListNumbering::Circle: return "Circle";
    case ListNumbering::Square: return "Square";
    case ListNumbering::Decimal: return "Decimal";
    case ListNumbering::UpperRoman: return "UpperRoman";
    case ListNumbering::LowerRoman: return "LowerRoman";
    case ListNumbering::UpperAlpha: return "UpperAlpha";
    case ListNumbering::LowerAlpha: return "LowerAlpha";
  }
  return {};
}

/// The page of an element's first content. Plain content numbers in its kids refer to this page.
std::optional<std::uint32_t> first_page(const StructureElement& element) {
  for (const paint::StructureKid& kid : element.kids) {
    if (const auto* content = std::get_if<ContentReference>(&kid)) return content->page;
    if (const auto* link = std::get_if<LinkReference>(&kid)) return link->page;
    if (const auto* field = std::get_if<FieldReference>(&kid)) return field->page;
  }
  return std::nullopt;
}

/// Appends an annotation as a kid (section 14.7.4.3).
void append_object(std::string& out, ObjectNumber annotation, ObjectNumber page) {
  out += "<</Type/OBJR/Obj ";
  append_reference(out, annotation);
  out += "/Pg ";
  append_reference(out, page);
  out += ">>";
}

/// The ID that every note must have (ISO 14289-1 section 7.9), and every header cell that others refer to. Numbers are
/// padded to the same length, so that IDs sort in the order of the elements, as the name tree requires.
std::string identifier(std::string_view prefix, ElementId id) {
  const std::string number = std::to_string(id.index());
  return std::string(prefix) + std::string(number.size() < 9 ? 9 - number.size() : 0, '0') + number;
}

constexpr std::string_view kNote = "note";
constexpr std::string_view kHeader = "head";  // before `note`, as name trees are sorted

/// An object stream starts with the numbers and offsets of its objects; where objects are many and small, these take a
/// third of its size. Padding each leaf to a multiple of this makes the offsets predictable: they then compress so well
/// that the padding costs less than it saves.
constexpr std::size_t kLeafRoom = 50;
/// Minimum number of leaves for which padding is worthwhile.
constexpr std::size_t kManyLeaves = 500;

/// Whether an element has no child elements.
bool is_leaf(const StructureElement& element) {
  return std::none_of(element.kids.begin(), element.kids.end(),
                      [](const paint::StructureKid& kid) { return std::holds_alternative<ElementId>(kid); });
}

}  // namespace

StructureWriter::StructureWriter(const paint::PaintedDocument& document, FileWriter& file)
    : document_(document), file_(file) {
  root_ = file.allocate();
  parent_tree_ = file.allocate();
  number_elements();
  for (std::size_t i = 0; i < document.structure.size(); ++i) {
    const std::vector<ElementId>& headers = document.structure.element(ElementId(i)).details->headers;
    named_headers_.insert(headers.begin(), headers.end());
  }
  // The parent tree numbers pages first, then links and fields.
  next_key_ = document.pages.size();
  for (const paint::PageDisplay& page : document.pages) {
    link_keys_.emplace_back();
    for (std::size_t i = 0; i < page.links.size(); ++i) link_keys_.back().push_back(next_key_++);
    field_keys_.emplace_back();
    for (std::size_t i = 0; i < page.fields.size(); ++i) field_keys_.back().push_back(next_key_++);
  }
}

/// Leaves get their numbers after all other elements. Their numbers are then consecutive, so lists of them look alike
/// in their parents and in the parent tree, and compress well.
void StructureWriter::number_elements() {
  const paint::StructureTree& tree = document_.structure;
  numbers_.resize(tree.size());
  for (std::size_t i = 0; i < tree.size(); ++i) {
    if (is_leaf(tree.element(ElementId(i)))) {
      ++leaf_count_;
    } else {
      numbers_[i] = file_.allocate();
    }
  }
  std::size_t next_leaf = file_.allocate(leaf_count_).index();
  for (ObjectNumber& number : numbers_) {
    if (!number) number = ObjectNumber(next_leaf++);
  }
}

std::optional<std::size_t> StructureWriter::page_key(std::size_t page) const {
  if (document_.pages[page].content_count == document_.pages[page].imported_count) return std::nullopt;
  return page;
}

std::size_t StructureWriter::add_form(std::size_t page, ObjectNumber form, const std::vector<std::uint32_t>& contents) {
  for (const std::uint32_t content : contents) forms_[{static_cast<std::uint32_t>(page), content}] = {form, 0};
  form_contents_.push_back({page});
  return next_key_++;
}

std::size_t StructureWriter::add_stream(std::size_t page, ObjectNumber stream, std::uint32_t first,
                                        std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) forms_[{static_cast<std::uint32_t>(page), first + i}] = {stream, first};
  form_contents_.push_back({page, first, count});
  return next_key_++;
}

void StructureWriter::write(const StructureContext& context) {
  const paint::StructureTree& tree = document_.structure;
  const Owners owners = find_owners();
  page_lists_.resize(owners.by_page.size());
  std::size_t pages_done = 0;
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const StructureElement& element = tree.element(ElementId(i));
    // A page's list is written right after the lists of the parents on it, which it repeats: equal text nearby
    // compresses to almost nothing.
    const std::size_t page = first_page(element).value_or(0);
    for (; pages_done < page; ++pages_done) write_page_list(pages_done, owners);
    if (!is_leaf(element)) file_.add(number_of(ElementId(i)), element_body(ElementId(i), context));
  }
  for (; pages_done < owners.by_page.size(); ++pages_done) write_page_list(pages_done, owners);
  write_leaves(context);
  write_parent_tree(owners);
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("Type", "StructTreeRoot");
    dictionary.reference("K", number_of(paint::StructureTree::root()));
    dictionary.reference("ParentTree", parent_tree_);
    if (const ObjectNumber identifiers = write_identifiers()) dictionary.reference("IDTree", identifiers);
    dictionary.integer("ParentTreeNextKey", static_cast<std::int64_t>(next_key_));
  }
  file_.add(root_, body);
}

void StructureWriter::write_leaves(const StructureContext& context) {
  for (std::size_t i = 0; i < document_.structure.size(); ++i) {
    if (!is_leaf(document_.structure.element(ElementId(i)))) continue;
    std::string body = element_body(ElementId(i), context);
    if (leaf_count_ >= kManyLeaves) body.resize((body.size() + kLeafRoom - 1) / kLeafRoom * kLeafRoom, ' ');
    file_.add(number_of(ElementId(i)), body);
  }
}

std::string StructureWriter::element_body(ElementId id, const StructureContext& context) {
  const StructureElement& element = document_.structure.element(id);
  const std::optional<std::uint32_t> page = first_page(element);
  std::string body;
  {
    DictionaryWriter dictionary(body);
    // K comes first because it differs most: the rest mostly repeats the element before and compresses well.
    if (!element.kids.empty()) dictionary.spelled("K", kids(element, page, context));
    dictionary.name("S", paint::role_name(element.role));
    dictionary.reference("P", id == paint::StructureTree::root() ? root_ : number_of(element.parent));
    if (element.role == StructureRole::Note) dictionary.text("ID", identifier(kNote, id));
    if (named_headers_.contains(id)) dictionary.text("ID", identifier(kHeader, id));
    if (page) dictionary.reference("Pg", context.pages[*page]);
    const paint::ElementDetails& details = *element.details;
    if (!details.language.empty()) dictionary.text("Lang", details.language);
    if (!details.alternative.empty()) dictionary.text("Alt", clean_metadata(details.alternative));
    if (!details.expansion.empty()) dictionary.text("E", clean_metadata(details.expansion));
    if (!details.replacement.empty()) dictionary.text("ActualText", clean_metadata(details.replacement));
    if (const ObjectNumber attribute = attributes(element)) dictionary.reference("A", attribute);
  }
  return body;
}

/// Writes the name tree from IDs to elements (ISO 32000-1 section 14.7.2, table 322). Returns no number if there are
/// none.
ObjectNumber StructureWriter::write_identifiers() {
  std::string body = "<</Names[";
  const auto add = [&](std::string_view prefix, ElementId id) {
    append_text(body, identifier(prefix, id));
    body.push_back(' ');
    append_reference(body, number_of(id));
  };
  for (const ElementId header : named_headers_) add(kHeader, header);
  for (std::size_t i = 0; i < document_.structure.size(); ++i) {
    if (document_.structure.element(ElementId(i)).role == StructureRole::Note) add(kNote, ElementId(i));
  }
  return body.back() == '[' ? ObjectNumber() : file_.add(body + "]>>");
}

std::string StructureWriter::kids(const StructureElement& element, std::optional<std::uint32_t> own_page,
                                  const StructureContext& context) const {
  // A single element is written as a list, too: validators that compare signed revisions look for elements in lists
  // only.
  const bool is_list = element.kids.size() > 1 || std::holds_alternative<ElementId>(element.kids.front());
  std::string out = is_list ? "[" : "";
  for (const paint::StructureKid& kid : element.kids) {
    if (!out.empty() && out.back() != '[' && out.back() != '>') out.push_back(' ');
    if (const auto* child = std::get_if<ElementId>(&kid)) {
      append_reference(out, number_of(*child));
    } else if (const auto* content = std::get_if<ContentReference>(&kid)) {
      const auto form = forms_.find({content->page, content->content});
      if (content->page == own_page && form == forms_.end()) {
        append_integer(out, content->content);
      } else {
        out += "<</Type/MCR/Pg ";
        append_reference(out, context.pages[content->page]);
        if (form != forms_.end()) {
          out += "/Stm ";
          append_reference(out, form->second.form);
        }
        out += "/MCID ";
        append_integer(out, content->content - (form == forms_.end() ? 0 : form->second.first));
        out += ">>";
      }
    } else if (const auto* link = std::get_if<LinkReference>(&kid)) {
      append_object(out, context.link_annotations[link->page][link->link], context.pages[link->page]);
    } else if (const auto* field = std::get_if<FieldReference>(&kid)) {
      append_object(out, context.widgets[field->page][field->field], context.pages[field->page]);
    }
  }
  if (is_list) out.push_back(']');
  return out;
}

/// The bounding box of a figure on its page (section 14.8.5.4.3), in points.
void StructureWriter::add_figure_box(const StructureElement& element, DictionaryWriter& attribute) const {
  const std::uint32_t page = first_page(element).value_or(0);
  const base::LayoutUnit height = document_.pages[page].size.height;
  const base::Rect& area = *element.details->area;
  ArrayWriter box = attribute.array("BBox");
  for (const base::LayoutUnit side : {area.left(), height - area.bottom(), area.right(), height - area.top()}) {
    box.fixed((std::int64_t{side.raw()} * 75 + (side.raw() < 0 ? -32 : 32)) / 64, 2);
  }
}

/// Equal attributes share one object: the cells of a table have few different kinds.
ObjectNumber StructureWriter::attributes(const StructureElement& element) {
  const bool is_cell = element.role == StructureRole::TH || element.role == StructureRole::TD;
  std::string text;
  const bool is_plain = element.scope == HeaderScope::None && element.row_span <= 1 && element.column_span <= 1 &&
                        element.details->headers.empty();
  if (is_cell && !is_plain) {
    DictionaryWriter attribute(text);
    attribute.name("O", "Table");
    if (element.scope != HeaderScope::None) attribute.name("Scope", scope_name(element.scope));
    if (element.row_span > 1) attribute.integer("RowSpan", element.row_span);
    if (element.column_span > 1) attribute.integer("ColSpan", element.column_span);
    if (!element.details->headers.empty()) {
      std::string& headers = attribute.key("Headers");
      headers.push_back('[');
      for (const ElementId header : element.details->headers) append_text(headers, identifier(kHeader, header));
      headers.push_back(']');
    }
  } else if (element.role == StructureRole::Figure && element.details->area) {
    DictionaryWriter attribute(text);
    attribute.name("O", "Layout");
    add_figure_box(element, attribute);
  } else if (element.change != paint::TextChange::None) {
    DictionaryWriter attribute(text);
    attribute.name("O", "Layout");
    attribute.name("TextDecorationType", element.change == paint::TextChange::Added ? "Underline" : "LineThrough");
  } else if (element.role == StructureRole::L) {
    DictionaryWriter attribute(text);
    attribute.name("O", "List");
    attribute.name("ListNumbering", numbering_name(element.numbering));
  }
  if (text.empty()) return {};
  ObjectNumber& shared = shared_attributes_[text];
  if (!shared) shared = file_.add(text);
  return shared;
}

StructureWriter::Owners StructureWriter::find_owners() const {
  Owners owners;
  owners.by_page.resize(document_.pages.size());
  for (std::size_t i = 0; i < document_.pages.size(); ++i) owners.by_page[i].resize(document_.pages[i].content_count);
  for (std::size_t i = 0; i < document_.structure.size(); ++i) {
    for (const paint::StructureKid& kid : document_.structure.element(ElementId(i)).kids) {
      if (const auto* content = std::get_if<ContentReference>(&kid)) {
        owners.by_page[content->page][content->content] = ElementId(i);
      } else if (const auto* link = std::get_if<LinkReference>(&kid)) {
        owners.of_annotations.emplace_back(link_keys_[link->page][link->link], ElementId(i));
      } else if (const auto* field = std::get_if<FieldReference>(&kid)) {
        owners.of_annotations.emplace_back(field_keys_[field->page][field->field], ElementId(i));
      }
    }
  }
  std::sort(owners.of_annotations.begin(), owners.of_annotations.end());
  return owners;
}

/// Writes the list of the elements that own a page's content, by content number.
void StructureWriter::write_page_list(std::size_t page, const Owners& owners) {
  const std::size_t own = owners.by_page[page].size() - document_.pages[page].imported_count;
  if (own > 0) page_lists_[page] = file_.add(owner_list(page, 0, own, owners));
}

/// Contents without an owner occur in imported pages only.
std::string StructureWriter::owner_list(std::size_t page, std::size_t first, std::size_t count,
                                        const Owners& owners) const {
  std::string list = "[";
  for (std::size_t i = first; i < first + count; ++i) {
    if (list.size() > 1) list.push_back(' ');
    const ElementId owner = owners.by_page[page][i];
    if (owner) {
      append_reference(list, number_of(owner));
    } else {
      list += "null";
    }
  }
  return list + "]";
}

/// Leads from content, links and fields back to their elements (section 14.7.4.4).
void StructureWriter::write_parent_tree(const Owners& owners) {
  std::string body = "<</Nums[";
  const auto add = [&](std::size_t key, ObjectNumber object) {
    if (body.back() != '[') body.push_back(' ');
    append_integer(body, static_cast<std::int64_t>(key));
    body.push_back(' ');
    append_reference(body, object);
  };
  for (std::size_t page = 0; page < page_lists_.size(); ++page) {
    if (page_lists_[page]) add(page, page_lists_[page]);
  }
  for (const auto& [key, owner] : owners.of_annotations) add(key, number_of(owner));
  // Content in forms is numbered with its page, so forms share the lists of their pages, unless they are imported.
  for (std::size_t i = 0; i < form_contents_.size(); ++i) {
    const FormContents& form = form_contents_[i];
    const ObjectNumber list =
        form.count == 0 ? page_lists_[form.page] : file_.add(owner_list(form.page, form.first, form.count, owners));
    add(next_key_ - form_contents_.size() + i, list);
  }
  file_.add(parent_tree_, body + "]>>");
}

}  // namespace gongwen::pdf
