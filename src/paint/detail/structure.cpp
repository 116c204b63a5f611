#include "paint/detail/structure.h"

#include "paint/detail/spoken_text.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace gongwen::paint {
namespace {

/// In the order of the enumeration.
constexpr std::array kOfficialParts = {
    OfficialPartInfo{OfficialPart::CopyNumber, "copy-number", "份号", true},
    OfficialPartInfo{OfficialPart::Secrecy, "secrecy", "密级", true},
    OfficialPartInfo{OfficialPart::Urgency, "urgency", "紧急程度", true},
    OfficialPartInfo{OfficialPart::IssuerMark, "issuer-mark", "发文机关标志", false},
    OfficialPartInfo{OfficialPart::DocumentNumber, "document-number", "发文字号", true},
    OfficialPartInfo{OfficialPart::Signer, "signer", "签发人", true},
    OfficialPartInfo{OfficialPart::Title, "title", "标题", false},
    OfficialPartInfo{OfficialPart::Addressees, "addressees", "主送机关", true},
    OfficialPartInfo{OfficialPart::AttachmentNote, "attachment-note", "附件说明", false},
    OfficialPartInfo{OfficialPart::Issuer, "issuer", "发文机关", true},
    OfficialPartInfo{OfficialPart::IssueDate, "issue-date", "成文日期", true},
    OfficialPartInfo{OfficialPart::Note, "note", "附注", false},
    OfficialPartInfo{OfficialPart::CopyTo, "copy-to", "抄送机关", true},
    OfficialPartInfo{OfficialPart::PrintedBy, "printed-by", "印发机关", true},
    OfficialPartInfo{OfficialPart::PrintDate, "print-date", "印发日期", true},
};

}  // namespace

const OfficialPartInfo& official_part_info(OfficialPart part) {
  return kOfficialParts.at(static_cast<std::size_t>(part));
}

std::optional<OfficialPart> find_official_part(std::string_view name) {
  const auto* const found = std::ranges::find(kOfficialParts, name, &OfficialPartInfo::name);
  return found == kOfficialParts.end() ? std::nullopt : std::optional(found->part);
}

std::string official_part_names() {
  std::string names;
  for (const OfficialPartInfo& info : kOfficialParts) {
    names.append(names.empty() ? "" : ", ").append(info.name);
  }
  return names;
}

// find_structure_problem(): the last check before a file declares PDF/UA.

namespace {

using Type = StructureRole;

bool is_one_of(Type role, std::initializer_list<Type> roles) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

/// Whether an element may contain a kid of this type; true for types without restrictions.
bool may_hold(Type parent, Type kid) {
  switch (parent) {
    case Type::Table: return is_one_of(kid, {Type::Caption, Type::TR, Type::THead, Type::TBody, Type::TFoot});
    case Type::THead:
    case Type::TBody:
    case Type::TFoot: return kid == Type::TR;
    case Type::TR: return kid == Type::TH || kid == Type::TD;
    case Type::L: return is_one_of(kid, {Type::L, Type::LI, Type::Caption});
    case Type::LI: return kid == Type::Lbl || kid == Type::LBody;
    case Type::Toc: return is_one_of(kid, {Type::Toc, Type::TocItem, Type::Caption});
    default: return true;
  }
}

/// Whether an element of this type may be inside one of the other type.
bool may_lie_in(Type kid, Type parent) {
  switch (kid) {
    case Type::TR: return is_one_of(parent, {Type::Table, Type::THead, Type::TBody, Type::TFoot});
    case Type::THead:
    case Type::TBody:
    case Type::TFoot: return parent == Type::Table;
    case Type::TH:
    case Type::TD: return parent == Type::TR;
    case Type::LI: return parent == Type::L;
    case Type::LBody: return parent == Type::LI;
    case Type::TocItem: return parent == Type::Toc;
    default: return true;
  }
}

bool holds_parts_alone(Type role) {
  return is_one_of(role, {Type::Table, Type::THead, Type::TBody, Type::TFoot, Type::TR, Type::L, Type::LI, Type::Toc});
}

class RuleCheck {
 public:
  explicit RuleCheck(const StructureTree& tree) : tree_(tree) {}

  std::optional<std::string> run() {
    visit(StructureTree::root());
    return std::move(problem_);
  }

 private:
  using Text = std::string;

  void fail(Text problem) {
    if (!problem_) problem_ = std::move(problem);
  }
  static Text name(Type role) { return Text(role_name(role)); }

  void visit(ElementId id) {
    const StructureElement& element = tree_.element(id);
    check_own(element);
    for (const StructureKid& kid : element.kids) {
      if (problem_) return;
      const auto* const child = std::get_if<ElementId>(&kid);
      if (child == nullptr) {
        if (holds_parts_alone(element.role)) fail("content in " + name(element.role));
        continue;
      }
      const Type role = tree_.element(*child).role;
      if (tree_.element(*child).parent != id) fail(name(role) + " with another parent");
      if (!may_hold(element.role, role) || !may_lie_in(role, element.role)) {
        fail(name(role) + " in " + name(element.role));
      }
      visit(*child);
    }
  }

  void check_own(const StructureElement& element) {
    const std::string& language = element.details->language;
    if (!language.empty() && language_tag(language) != language) fail("language " + language);
    switch (element.role) {
      case Type::Figure:
        if (element.details->alternative.empty()) fail("Figure without a text");
        break;
      case Type::TH:
        if (element.scope == HeaderScope::None) fail("TH without a scope");
        break;
      case Type::Form: check_form(element); break;
      case Type::Table: check_table(element); break;
      case Type::L:
      case Type::Toc: check_caption(element, false); break;
      default: break;
    }
    if (element.role >= Type::H1 && element.role <= Type::H6) check_heading(element.role);
    const bool has_link = std::any_of(element.kids.begin(), element.kids.end(), [](const StructureKid& kid) {
      return std::holds_alternative<LinkReference>(kid);
    });
    if (has_link && element.role != Type::Link) fail("a link in " + name(element.role));
  }

  /// A form element holds exactly one field (section 7.18.4).
  void check_form(const StructureElement& element) {
    const bool is_one = element.kids.size() == 1 && std::holds_alternative<FieldReference>(element.kids.front());
    if (!is_one) fail("Form with other than one field");
  }

  /// Heading levels must not be skipped (section 7.4.2).
  void check_heading(Type role) {
    const int level = static_cast<int>(role) - static_cast<int>(Type::H1) + 1;
    if (level > heading_ + 1) fail(name(role) + " after level " + std::to_string(heading_));
    heading_ = level;
  }

  std::size_t count(const StructureElement& element, Type role) const {
    return static_cast<std::size_t>(std::count_if(element.kids.begin(), element.kids.end(), [&](const auto& kid) {
      const auto* const child = std::get_if<ElementId>(&kid);
      return child != nullptr && tree_.element(*child).role == role;
    }));
  }

  void check_caption(const StructureElement& element, bool may_be_last) {
    const std::size_t captions = count(element, Type::Caption);
    if (captions == 0) return;
    const auto is_caption = [this](const StructureKid& kid) {
      const auto* const child = std::get_if<ElementId>(&kid);
      return child != nullptr && tree_.element(*child).role == Type::Caption;
    };
    const bool at_end = is_caption(element.kids.front()) || (may_be_last && is_caption(element.kids.back()));
    if (captions > 1 || !at_end) fail("Caption in the middle of " + name(element.role));
  }

  void check_table(const StructureElement& table) {
    check_caption(table, true);
    const std::size_t heads = count(table, Type::THead);
    const std::size_t feet = count(table, Type::TFoot);
    if (heads > 1) fail("two THead");
    if (feet > 1) fail("two TFoot");
    if (heads + feet > 0 && count(table, Type::TBody) == 0) fail("a table without TBody");
    if (!problem_) check_grid(table);
  }

  void collect_rows(const StructureElement& element, std::vector<const StructureElement*>& rows) const {
    for (const StructureKid& kid : element.kids) {
      const auto* const child = std::get_if<ElementId>(&kid);
      if (child == nullptr) continue;
      const StructureElement& part = tree_.element(*child);
      if (part.role == Type::TR) rows.push_back(&part);
      if (is_one_of(part.role, {Type::THead, Type::TBody, Type::TFoot})) collect_rows(part, rows);
    }
  }

  /// All rows must have the same number of columns, and no cell may cover another (section 7.5).
  void check_grid(const StructureElement& table) {
    std::vector<const StructureElement*> rows;
    collect_rows(table, rows);
    std::vector<std::uint32_t> spanned;  // by column: how many further rows a cell above still covers
    std::optional<std::size_t> columns;
    for (const StructureElement* const row : rows) {
      std::vector<std::uint32_t> next = spanned;
      for (std::uint32_t& left : next) left -= left > 0 ? 1 : 0;
      std::size_t column = 0;
      for (const StructureKid& kid : row->kids) {
        const auto* const child = std::get_if<ElementId>(&kid);
        if (child == nullptr) continue;
        const StructureElement& cell = tree_.element(*child);
        while (column < spanned.size() && spanned[column] > 0) ++column;
        for (std::uint16_t i = 0; i < cell.column_span; ++i, ++column) {
          if (column < spanned.size() && spanned[column] > 0) return fail("cells that overlap");
          if (column >= next.size()) next.resize(column + 1);
          next[column] = cell.row_span - 1U;
        }
      }
      while (column < spanned.size() && spanned[column] > 0) ++column;
      if (columns.value_or(column) != column || next.size() > column) return fail("rows of different lengths");
      columns = column;
      spanned = std::move(next);
      spanned.resize(column);
    }
    if (std::any_of(spanned.begin(), spanned.end(), [](std::uint32_t left) { return left > 0; })) {
      fail("a span beyond the last row");
    }
  }

  const StructureTree& tree_;
  std::optional<Text> problem_;
  int heading_ = 0;
};

}  // namespace

std::optional<std::string> find_structure_problem(const StructureTree& tree) { return RuleCheck(tree).run(); }

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
    case StructureRole::Formula: return "Formula";
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

/// Adds the offsets of elements and pages to a kid of the tree that is being added.
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
