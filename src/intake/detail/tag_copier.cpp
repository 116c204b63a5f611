#include "intake/detail/tag_copier.h"

#include "intake/detail/pdf_font_text.h"

#include <algorithm>
#include <string_view>

namespace gongwen::intake {
namespace {

constexpr std::size_t kMaxTagDepth = 100;
constexpr std::int64_t kMaxContentNumber = 100'000;
constexpr int kMaxRoleSteps = 16;

constexpr auto kStandardRoles = std::to_array<std::string_view>(
    {"Document",  "Part",    "Art",   "Sect",    "Div",       "BlockQuote", "Caption", "TOC",     "TOCI",  "Index",
     "NonStruct", "Private", "P",     "H",       "H1",        "H2",         "H3",      "H4",      "H5",    "H6",
     "L",         "LI",      "Lbl",   "LBody",   "Table",     "TR",         "TH",      "TD",      "THead", "TBody",
     "TFoot",     "Span",    "Quote", "Note",    "Reference", "BibEntry",   "Code",    "Link",    "Annot", "Ruby",
     "RB",        "RT",      "RP",    "Warichu", "WT",        "WP",         "Figure",  "Formula", "Form",  "Artifact"});

/// Types of PDF 2.0 and of programs, with the closest types of PDF 1.7.
constexpr auto kOtherRoles = std::to_array<std::pair<std::string_view, std::string_view>>({{"DocumentFragment", "Sect"},
                                                                                           {"Aside", "Div"},
                                                                                           {"Title", "P"},
                                                                                           {"FENote", "Note"},
                                                                                           {"Sub", "Span"},
                                                                                           {"Em", "Span"},
                                                                                           {"Strong", "Span"},
                                                                                           {"H7", "H6"},
                                                                                           {"H8", "H6"},
                                                                                           {"H9", "H6"}});

std::uint32_t span_of(const PdfObject& number) {
  const auto value = number.integer();
  return value && *value >= 1 && *value <= 1'000 ? static_cast<std::uint32_t>(*value) : 1;
}

}  // namespace

void TagCopier::run() {
  const PdfObject root = pdf_.root().get("/StructTreeRoot");
  if (!root.is_dictionary()) return;
  role_map_ = root.get("/RoleMap");
  class_map_ = root.get("/ClassMap");
  nodes_.emplace_back().element.role = "Sect";
  const PdfObject kids = root.get("/K");
  if (kids.is_dictionary()) visit(kids, 0, {}, 0);
  const std::size_t count = std::min(kids.size(), limits_.max_objects);
  for (std::size_t i = 0; i < count; ++i) visit(kids.at(i), 0, {}, 0);
  keep_what_holds_content();
}

void TagCopier::visit(const PdfObject& element, std::size_t parent, const PdfObject& page_above, std::size_t depth) {
  if (!element.is_dictionary() || depth > kMaxTagDepth || nodes_.size() >= limits_.max_objects) return;
  if (element.id() != 0 && !seen_.insert(element.id()).second) return;
  const std::string role = standard_role(element.get("/S").name());
  if (role == "Artifact") return;
  const std::size_t own = nodes_.size();
  Node node;
  node.element.role = role;
  const auto text = [&element](const PdfKey& key) {
    return decode_pdf_string(element.get(key).bytes()).text;
  };
  node.element.language = text("/Lang");
  node.element.alternative = text("/Alt");
  node.element.expansion = text("/E");
  node.element.replacement = text("/ActualText");
  read_attributes(element.get("/A"), node.element);
  const PdfObject classes = element.get("/C");
  if (classes.is_name()) read_attributes(class_map_.get("/" + classes.name()), node.element);
  for (std::size_t i = 0; i < std::min<std::size_t>(classes.size(), 32); ++i) {
    if (classes.at(i).is_name()) read_attributes(class_map_.get("/" + classes.at(i).name()), node.element);
  }
  nodes_.push_back(std::move(node));
  nodes_[parent].element.kids.push_back({CopiedKid::Kind::Element, 0, 0, static_cast<std::uint32_t>(own)});
  const PdfObject own_page = element.get("/Pg");
  const PdfObject& page = own_page.is_dictionary() ? own_page : page_above;
  const PdfObject kids = element.get("/K");
  if (!kids.is_array()) return visit_kid(kids, own, page, depth);
  const std::size_t count = std::min(kids.size(), limits_.max_objects);
  for (std::size_t i = 0; i < count; ++i) visit_kid(kids.at(i), own, page, depth);
}

void TagCopier::visit_kid(const PdfObject& kid, std::size_t owner, const PdfObject& page, std::size_t depth) {
  if (kid.integer()) return add_content(owner, page, {}, kid);
  if (!kid.is_dictionary()) return;
  const std::string type = kid.get("/Type").name();
  if (type == "MCR") {
    const PdfObject own_page = kid.get("/Pg");
    return add_content(owner, own_page.is_dictionary() ? own_page : page, kid.get("/Stm"), kid.get("/MCID"));
  }
  if (type == "OBJR") {
    const auto link = links_.find(kid.get("/Obj").id());
    if (link == links_.end()) return;
    const auto [on_page, index] = link->second;
    std::optional<std::uint32_t>& tag = out_.pages[on_page].links[index].tag;
    if (tag) return;
    tag = static_cast<std::uint32_t>(owner);
    nodes_[owner].element.kids.push_back({CopiedKid::Kind::Link, on_page, 0, index});
    return;
  }
  visit(kid, owner, page, depth + 1);
}

void TagCopier::add_content(std::size_t owner, const PdfObject& page, const PdfObject& stream,
                            const PdfObject& number) {
  const auto copied = pages_.find(page.id());
  const auto content = number.integer();
  if (page.id() == 0 || copied == pages_.end() || !content || *content < 0 || *content >= kMaxContentNumber) return;
  std::vector<CopiedStream>& streams = out_.pages[copied->second].streams;
  std::size_t index = 0;
  if (stream.is_stream()) {
    const auto object = copier_.find(stream.id());
    if (!object) return;
    while (index < streams.size() && streams[index].object != *object) ++index;
    if (index == streams.size()) streams.push_back({*object, 0});
  }
  const auto value = static_cast<std::uint32_t>(*content);
  if (!owned_.insert({copied->second, static_cast<std::uint32_t>(index), value}).second) return;
  streams[index].contents = std::max(streams[index].contents, value + 1);
  nodes_[owner].element.kids.push_back(
      {CopiedKid::Kind::Content, copied->second, static_cast<std::uint32_t>(index), value});
}

std::string TagCopier::standard_role(std::string role) const {
  for (int step = 0; step < kMaxRoleSteps; ++step) {
    if (std::find(kStandardRoles.begin(), kStandardRoles.end(), role) != kStandardRoles.end()) return role;
    const PdfObject mapped = role_map_.get("/" + role);
    if (mapped.is_name()) {
      role = mapped.name();
      continue;
    }
    for (const auto& [other, standard] : kOtherRoles) {
      if (other == role) return std::string(standard);
    }
    break;
  }
  return "Div";
}

void TagCopier::read_attributes(const PdfObject& attributes, CopiedElement& element) const {
  for (std::size_t i = 0; i < std::min<std::size_t>(attributes.size(), 32); ++i) {
    if (attributes.at(i).is_dictionary()) read_attributes(attributes.at(i), element);
  }
  if (!attributes.is_dictionary()) return;
  const std::string owner = attributes.get("/O").name();
  if (owner == "Table") {
    if (attributes.get("/Scope").is_name()) element.scope = attributes.get("/Scope").name();
    if (!attributes.get("/RowSpan").is_null()) element.row_span = span_of(attributes.get("/RowSpan"));
    if (!attributes.get("/ColSpan").is_null()) element.column_span = span_of(attributes.get("/ColSpan"));
  } else if (owner == "List" && attributes.get("/ListNumbering").is_name()) {
    element.numbering = attributes.get("/ListNumbering").name();
  }
}

/// Elements of other pages have nothing left and are removed; cells stay, since rows need them.
void TagCopier::keep_what_holds_content() {
  for (std::size_t i = nodes_.size(); i-- > 0;) {
    for (const CopiedKid& kid : nodes_[i].element.kids) {
      const bool is_element = kid.kind == CopiedKid::Kind::Element;
      nodes_[i].is_kept = nodes_[i].is_kept || !is_element || nodes_[kid.number].is_kept;
    }
  }
  if (!nodes_.front().is_kept) return;
  for (Node& node : nodes_) {
    if (!node.is_kept || node.element.role != "TR") continue;
    for (const CopiedKid& kid : node.element.kids) {
      if (kid.kind == CopiedKid::Kind::Element) nodes_[kid.number].is_kept = true;
    }
  }
  std::vector<std::uint32_t> numbers(nodes_.size());
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].is_kept) numbers[i] = next++;
  }
  for (Node& node : nodes_) {
    if (!node.is_kept) continue;
    std::erase_if(node.element.kids, [this](const CopiedKid& kid) {
      return kid.kind == CopiedKid::Kind::Element && !nodes_[kid.number].is_kept;
    });
    for (CopiedKid& kid : node.element.kids) {
      if (kid.kind == CopiedKid::Kind::Element) kid.number = numbers[kid.number];
    }
    out_.elements.push_back(std::move(node.element));
  }
  for (CopiedPage& page : out_.pages) {
    for (CopiedLink& link : page.links) {
      if (link.tag) link.tag = numbers[*link.tag];
    }
  }
}

}  // namespace gongwen::intake
