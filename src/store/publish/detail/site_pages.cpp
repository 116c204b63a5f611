#include "store/publish/detail/site_pages.h"

#include "base/date.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "dom/math/formula_text.h"
#include "dom/tree.h"
#include "resources/deflate.h"
#include "store/publish/detail/table_grid.h"
#include "store/record_text.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace gongwen::publish {
namespace {

template <typename Items, typename Write>
base::Json list_of(const Items& items, Write write) {
  base::Json list = base::Json::list();
  for (const auto& item : items) list.add(write(item));
  return list;
}

base::Json section_json(const SectionHeadings& section) {
  base::Json object = base::Json::object();
  object.set("title", section.title);
  object.set("items", base::Json::list_of(section.items));
  return object;
}

base::Json change_json(const store::FieldChange& change) {
  base::Json object = base::Json::object();
  object.set("pointer", change.pointer);
  object.set("record", change.record);
  object.set("field", change.field);
  object.set("before", change.before);
  object.set("after", change.after);
  return object;
}

base::Json file_json(const SiteFile& file) {
  base::Json object = base::Json::object();
  object.set("name", file.path);
  object.set("size", file.bytes.size());
  object.set("crc32", fmt::format("{:08x}", resources::crc32(file.bytes)));
  return object;
}

/// Reads a number from the header of a PNG file (ISO/IEC 15948 section 11.2.2).
std::uint32_t png_number(const std::string& bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(at, 4)) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

/// Includes the picture's size, so that the page does not move while it loads.
base::Json picture_json(const SiteFile& file) {
  base::Json object = base::Json::object();
  object.set("name", file.path);
  object.set("width", std::size_t{png_number(file.bytes, 16)});
  object.set("height", std::size_t{png_number(file.bytes, 20)});
  return object;
}

base::Json signature_json(const EditionSignature& signature) {
  base::Json object = base::Json::object();
  object.set("signer", signature.signer).set("time", signature.time).set("time_from", signature.time_from);
  // The date for readers: in China's time, like the other dates of the page. `time` may be in China's time or in UTC.
  const auto moment = base::parse_moment(signature.time);
  object.set("date", moment ? base::date_in_china(*moment) : signature.time.substr(0, std::size_t{10}));
  return std::move(object.set("level", signature.level));
}

base::Json edition_json(const NewEdition& edition, int number, const std::string& month) {
  base::Json object = base::Json::object();
  object.set("number", number);
  object.set("published", edition.published);
  object.set("date", base::date_in_china(base::parse_moment(edition.published).value_or(0)));
  object.set("path", month + std::to_string(number) + "/");
  object.set("pages", edition.pages);
  object.set("file_name", edition.file_name);
  object.set("files", list_of(edition.files, file_json));
  for (const SiteFile& file : edition.files) {
    if (file.path == kPictureName) object.set("picture", picture_json(file));
  }
  if (edition.signature) object.set("signature", signature_json(*edition.signature));
  object.set("changes", list_of(edition.changes, change_json));
  return object;
}

/// The searchable items of the data: those with a title, without duplicates.
base::Json index_json(const data::Value& data, const store::IndexRule& rule) {
  base::Json rows = base::Json::list();
  std::set<std::string> known;
  const auto add = [&](const data::Value& item) {
    base::Json row = base::Json::object();
    row.set(rule.key, store::first_text(item, rule.from));
    row.set("title", store::first_text(item, rule.titles));
    const bool titled = !store::first_text(item, rule.titles).empty();
    if (titled && known.insert(row.text()).second) rows.add(std::move(row));
  };
  store::for_each_at(data, rule.each, [&](const data::Value& item) {
    if (rule.lists.empty()) add(item);
    for (const std::string& list : rule.lists) {
      for (const data::Value& inner : store::list_member(item, list)) add(inner);
    }
  });
  return rows;
}

/// The editions that the archive records for the issue.
base::Json former_editions(const ArchivedIssue* former) {
  base::Json editions = base::Json::list();
  const auto read = former == nullptr ? std::nullopt : base::parse_json(former->json);
  const auto list = read ? read->view().find("editions") : std::nullopt;
  for (std::size_t i = 0; list && list->is_list() && i < list->size(); ++i) {
    base::Json edition = *base::parse_json(list->at(i).json());
    // Former programs had one name for all editions.
    if (!list->at(i).find("file_name")) edition.set("file_name", read->view().text_of("file_name"));
    editions.add(std::move(edition));
  }
  return editions;
}

}  // namespace

ArchivedIssue make_issue(const data::Value& data, const std::string& period, const IssueNumbers& numbers,
                         const NewEdition& edition, const ArchivedIssue* former, const store::Periodical& periodical) {
  ArchivedIssue issue;
  issue.period = period;
  issue.numbers = numbers;
  issue.edition = former == nullptr ? 1 : former->edition + 1;
  issue.published = edition.published;
  const std::string month = path_of_period(issue.period);
  base::Json object = base::Json::object();
  object.set("period", issue.period);
  object.set("year", issue.numbers.year);
  object.set("issue", issue.numbers.issue);
  if (issue.numbers.total) object.set("total_issue", *issue.numbers.total);
  object.set("issue_date", issue.numbers.date);
  object.set("title", periodical.title);
  const std::string_view issuer = store::text_member(data, periodical.issuer);
  object.set("issuer", issuer.empty() ? std::string_view(periodical.title) : issuer);
  object.set("file_name", edition.file_name);
  object.set("path", month);
  object.set("edition", issue.edition);
  object.set("published", issue.published);
  object.set("sections", list_of(edition.sections, section_json));
  for (const store::IndexRule& rule : periodical.index) object.set(rule.member, index_json(data, rule));
  base::Json editions = former_editions(former);
  editions.add(edition_json(edition, issue.edition, month));
  object.set("editions", std::move(editions));
  issue.json = object.text();
  return issue;
}

namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

/// Classes for which the site has styles.
constexpr std::array<std::string_view, 5> kClasses{"part", "entry", "points", "label", "center"};
/// The class of the list of changes in a corrected edition.
constexpr std::string_view kCorrections = "corrections";
constexpr std::array<AttributeName, 7> kAttributes{AttributeName::Lang,  AttributeName::Colspan, AttributeName::Rowspan,
                                                   AttributeName::Start, AttributeName::Alt,     AttributeName::Scope,
                                                   AttributeName::Title};

/// Tables with this many columns are too wide for a telephone.
constexpr std::size_t kCardColumns = 4;
constexpr std::size_t kLongestNumber = 24;

bool is_void(ElementName name) {
  return name == ElementName::Br || name == ElementName::Wbr || name == ElementName::Hr || name == ElementName::Img;
}

class TextWriter {
 public:
  TextWriter(const dom::Tree& tree, Language language) : tree_(tree), heading_(texts::PublishTable.in(language)) {}

  std::string write() {
    const NodeId body = tree_.find_child(tree_.root_element(), ElementName::Body);
    number_anchors(body);
    for (NodeId child = tree_.node(body).first_child; child; child = tree_.node(child).next_sibling) {
      // The page has its own header.
      if (!tree_.is_element(child, ElementName::Header)) write_node(child);
    }
    return std::move(out_);
  }

 private:
  bool has_class(NodeId id, std::string_view name) const {
    const std::string classes = " " + std::string(tree_.attribute_value(id, AttributeName::Class)) + " ";
    return classes.find(" " + std::string(name) + " ") != std::string::npos;
  }

  void number_anchors(NodeId body) {
    for (NodeId node = body; node; node = tree_.next_in_order(node, body)) {
      if (tree_.node(node).kind != NodeKind::Element) continue;
      const std::string_view id = tree_.attribute_value(node, AttributeName::Id);
      if (!id.empty()) anchors_.emplace(id, "text-" + std::to_string(anchors_.size() + 1));
    }
  }

  void write_node(NodeId id) {
    const dom::Node& node = tree_.node(id);
    if (node.kind == NodeKind::Text) return write_text(node.text);
    // The page has its own list of corrections, of all editions.
    const bool is_left_out = node.name == ElementName::Colgroup || node.name == ElementName::Style;
    if (is_left_out || has_class(id, kCorrections)) return;
    if (node.name == ElementName::Svg) {
      out_ += base::escape_markup(dom::alternative_of_drawing(tree_, id));
      return;
    }
    if (node.name == ElementName::Math) {
      out_ += base::escape_markup(math::alternative_of_formula(tree_, id));
      return;
    }
    if (node.name == ElementName::Table) return write_table(id);
    if (node.name == ElementName::H2 || node.name == ElementName::H3) heading_ = tree_.text_content(id);
    write_element(id);
  }

  /// Numbers such as 20231017-T-469 must not be broken at their hyphens.
  void write_text(std::string_view text) {
    while (!text.empty()) {
      const std::size_t begin = static_cast<std::size_t>(
          std::find_if(text.begin(), text.end(), [](char c) { return is_of_number(c); }) - text.begin());
      out_ += base::escape_markup(text.substr(0, begin));
      text.remove_prefix(begin);
      const std::size_t end = static_cast<std::size_t>(
          std::find_if_not(text.begin(), text.end(), [](char c) { return is_of_number(c); }) - text.begin());
      const std::string word = base::escape_markup(text.substr(0, end));
      const bool is_number = end <= kLongestNumber && word.find('-') != std::string::npos &&
                             word.find_first_of("0123456789") != std::string::npos;
      out_ += is_number ? "<span class=\"number\">" + word + "</span>" : word;
      text.remove_prefix(end);
    }
  }

  static bool is_of_number(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '/';
  }

  /// On narrow screens the rows of wide tables become cards, whose lines have the heads of the columns as labels.
  void label_cells(NodeId id) {
    const TableGrid grid = read_grid(tree_, id);
    if (grid.heads.size() < kCardColumns) return;
    for (const std::vector<NodeId>& row : grid.rows) {
      for (std::size_t i = 0; i < std::min(row.size(), grid.heads.size()); ++i) labels_.emplace(row[i], grid.heads[i]);
    }
  }

  void write_table(NodeId id) {
    label_cells(id);
    const NodeId caption = tree_.find_child(id, ElementName::Caption);
    out_ += "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"";
    out_ += base::escape_attribute(caption ? tree_.text_content(caption) : heading_);
    out_ += "\">";
    write_element(id);
    out_ += "</div>";
  }

  void write_element(NodeId id) {
    const dom::Node& node = tree_.node(id);
    const std::string_view tag = dom::tag_name(node.name);
    out_.append("<").append(tag);
    write_attributes(id);
    out_ += ">";
    if (is_void(node.name)) return;
    for (NodeId child = node.first_child; child; child = tree_.node(child).next_sibling) write_node(child);
    out_.append("</").append(tag).append(">");
  }

  void write_attribute(std::string_view name, std::string_view value) {
    out_.append(" ").append(name).append("=\"");
    out_ += base::escape_attribute(value);
    out_ += '"';
  }

  void write_attributes(NodeId id) {
    for (const dom::Attribute& attribute : tree_.attributes(id)) {
      const bool plain = std::find(kAttributes.begin(), kAttributes.end(), attribute.name) != kAttributes.end();
      const bool own_image = attribute.name == AttributeName::Src && attribute.value.starts_with("data:image/");
      if (plain || own_image) write_attribute(dom::attribute_text(attribute.name), attribute.value);
    }
    if (const auto anchor = anchors_.find(tree_.attribute_value(id, AttributeName::Id)); anchor != anchors_.end()) {
      write_attribute("id", anchor->second);
    }
    write_link(tree_.attribute_value(id, AttributeName::Href));
    const auto label = labels_.find(id);
    if (label != labels_.end()) write_attribute("data-label", label->second);
    write_classes(tree_.attribute_value(id, AttributeName::Class));
    const bool head =
        tree_.is_element(id, ElementName::Th) && tree_.find_attribute(id, AttributeName::Scope) == nullptr;
    if (head) write_attribute("scope", "col");
  }

  void write_link(std::string_view href) {
    if (href.starts_with("https://") || href.starts_with("http://")) write_attribute("href", href);
    if (!href.starts_with('#')) return;
    if (const auto anchor = anchors_.find(href.substr(1)); anchor != anchors_.end()) {
      write_attribute("href", "#" + anchor->second);
    }
  }

  void write_classes(std::string_view classes) {
    std::string known;
    while (!classes.empty()) {
      const std::string_view one = classes.substr(0, classes.find(' '));
      classes.remove_prefix(std::min(one.size() + 1, classes.size()));
      if (std::find(kClasses.begin(), kClasses.end(), one) != kClasses.end())
        known.append(known.empty() ? "" : " ").append(one);
    }
    if (!known.empty()) write_attribute("class", known);
  }

  const dom::Tree& tree_;
  std::map<std::string, std::string, std::less<>> anchors_;
  std::map<NodeId, std::string> labels_;  // of cells of wide tables
  std::string heading_;                   // the last heading, used as the name of a table without a caption
  std::string out_;
};

}  // namespace

std::string issue_text(const dom::Tree& tree, Language language) { return TextWriter(tree, language).write(); }

std::string path_of_period(const std::string& period) {
  std::string path = period + "/";
  std::replace(path.begin(), path.end(), '-', '/');
  return path;
}

}  // namespace gongwen::publish
