#include "store/publish/detail/search_index.h"

#include "base/utf8.h"
#include "dom/tree.h"
#include "store/publish/detail/inline_text.h"

#include <utility>

namespace gongwen::publish {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

class PartReader {
 public:
  explicit PartReader(const dom::Tree& tree) : tree_(tree) {}

  std::vector<TextPart> read() {
    read_children(tree_.find_child(tree_.root_element(), ElementName::Body));
    begin_part();
    return std::move(parts_);
  }

 private:
  void begin_part() {
    const std::string_view text = base::trim_ascii_space(text_);
    if (!text.empty()) parts_.push_back({anchor_, std::string(text)});
    text_.clear();
  }

  void read_children(NodeId id) {
    for (NodeId child = tree_.node(id).first_child; child; child = tree_.node(child).next_sibling) read_node(child);
  }

  void read_node(NodeId id) {
    const dom::Node& node = tree_.node(id);
    if (node.kind == NodeKind::Text) return add(node.text);
    if (node.name == ElementName::Nav) return;
    const std::string_view anchor = tree_.attribute_value(id, AttributeName::Id);
    const bool is_row = node.name == ElementName::Tr;
    if (!anchor.empty() || is_row) begin_part();
    if (!anchor.empty()) anchor_ = anchor;
    if (node.name == ElementName::Img) add(tree_.attribute_value(id, AttributeName::Alt));
    read_children(id);
    if (!is_phrase(node.name)) add(" ");
    if (is_row) begin_part();
  }

  static bool is_phrase(ElementName name) {
    return name == ElementName::Span || name == ElementName::A || name == ElementName::Strong ||
           name == ElementName::B || name == ElementName::Em || name == ElementName::I || name == ElementName::Sub ||
           name == ElementName::Sup || name == ElementName::Wbr;
  }

  void add(std::string_view text) {
    for (const char c : text) {
      const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
      if (!space) text_ += c;
      if (space && !text_.empty() && text_.back() != ' ') text_ += ' ';
    }
  }

  const dom::Tree& tree_;
  std::string anchor_;
  std::string text_;
  std::vector<TextPart> parts_;
};

/// All texts in a value, such as the titles of an issue's lists.
void collect_texts(const base::JsonView& value, std::vector<TextPart>& parts) {
  if (value.is_text()) {
    if (!value.text().empty()) parts.push_back({{}, std::string(value.text())});
    return;
  }
  for (std::size_t i = 0; i < value.size(); ++i) collect_texts(value.at(i), parts);
}

}  // namespace

std::vector<TextPart> text_parts(std::string_view text) {
  const dom::Tree tree = parse_issue_text(text);
  return PartReader(tree).read();
}

base::Json search_entry(const base::JsonView& issue, std::string_view text) {
  std::vector<TextPart> parts = text_parts(text);
  if (parts.empty()) {
    for (std::size_t i = 0; i < issue.size(); ++i) {
      const base::JsonView member = issue.at(i);
      // Names of files are not searched.
      const bool is_editions = member.is_list() && member.size() > 0 && member.at(0).find("files");
      if (member.is_list() && !is_editions) collect_texts(member, parts);
    }
  }
  base::Json list = base::Json::list();
  for (const TextPart& part : parts) {
    base::Json pair = base::Json::list();
    pair.add(part.anchor).add(part.text);
    list.add(std::move(pair));
  }
  base::Json entry = base::Json::object();
  entry.set("period", issue.text_of("period")).set("path", issue.text_of("path")).set("parts", std::move(list));
  return entry;
}

std::string search_script(std::string_view year, const base::Json& entries) {
  return "(window.issueTexts = window.issueTexts || {})[" + base::json_string(year) + "] = " + entries.text() + ";\n";
}

}  // namespace gongwen::publish
