#include "store/publish/detail/inline_text.h"

#include "base/escapes.h"
#include "base/utf8.h"
#include "diagnostics/diagnostic.h"
#include "dom/html_sink.h"
#include "store/publish/detail/table_grid.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace gongwen::publish {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

constexpr std::string_view kParagraph = "margin:0 0 12px;font-size:16px;line-height:1.75;";
constexpr std::string_view kIndented = "margin:0 0 12px;font-size:16px;line-height:1.75;text-indent:2em;";
constexpr std::string_view kItem = "margin:0 0 8px;font-size:16px;line-height:1.75;padding-left:1em;";
constexpr std::string_view kSection =
    "margin:28px 0 14px;padding-bottom:6px;font-size:20px;line-height:1.4;font-weight:bold;color:#b3261e;"
    "border-bottom:2px solid #b3261e;";
constexpr std::string_view kHeading = "margin:22px 0 10px;font-size:17px;line-height:1.5;font-weight:bold;";
constexpr std::string_view kCaption = "margin:12px 0 8px;font-size:15px;line-height:1.5;font-weight:bold;";
constexpr std::string_view kCard =
    "margin:0 0 12px;padding:10px 14px;border:1px solid #d0d4d9;border-left:4px solid #b3261e;background:#ffffff;";
constexpr std::string_view kCardHead = "margin:0 0 6px;font-size:16px;line-height:1.6;font-weight:bold;";
constexpr std::string_view kCardLine = "margin:0 0 4px;font-size:15px;line-height:1.6;";
constexpr std::string_view kLabel = "color:#595959;";
constexpr std::string_view kTable = "width:100%;margin:0 0 14px;border-collapse:collapse;font-size:14px;";
constexpr std::string_view kCell = "padding:6px 8px;border:1px solid #d0d4d9;text-align:left;vertical-align:top;";
constexpr std::string_view kHeadCell =
    "padding:6px 8px;border:1px solid #d0d4d9;text-align:left;vertical-align:top;background:#eef1f5;";
constexpr std::string_view kPicture = "display:block;width:100%;max-width:640px;height:auto;margin:12px auto;";
constexpr std::string_view kNote = "margin:0 0 4px;font-size:13px;line-height:1.6;color:#595959;word-break:break-all;";

/// How an element is written; if `style` is empty, it gets no style attribute.
struct StyledElement {
  ElementName name;
  std::string_view tag;
  std::string_view style;
};
constexpr StyledElement kStyledElements[] = {{ElementName::H1, "h2", kSection},
                                             {ElementName::H2, "h2", kSection},
                                             {ElementName::H3, "h3", kHeading},
                                             {ElementName::H4, "h3", kHeading},
                                             {ElementName::Figcaption, "p", kCaption},
                                             {ElementName::Caption, "p", kCaption},
                                             {ElementName::Strong, "strong", {}},
                                             {ElementName::B, "strong", {}},
                                             {ElementName::Em, "em", {}},
                                             {ElementName::I, "em", {}},
                                             {ElementName::Sub, "sub", {}},
                                             {ElementName::Sup, "sup", {}},
                                             {ElementName::Section, "section", {}},
                                             {ElementName::Div, "div", {}},
                                             {ElementName::Figure, "div", {}}};

constexpr std::initializer_list<ElementName> kPhrases = {ElementName::Strong, ElementName::B,   ElementName::Em,
                                                         ElementName::I,      ElementName::Sub, ElementName::Sup,
                                                         ElementName::Span};

bool is_one_of(ElementName name, std::initializer_list<ElementName> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_list(ElementName name) { return name == ElementName::Ol || name == ElementName::Ul; }

bool has_class(const dom::Tree& tree, NodeId id, std::string_view wanted) {
  const std::string_view classes = tree.attribute_value(id, AttributeName::Class);
  return (" " + std::string(classes) + " ").find(" " + std::string(wanted) + " ") != std::string::npos;
}

bool is_blank(std::string_view text) { return base::trim_ascii_space(text).empty(); }

/// Whether the text only numbers a row: `3`, `3.`
bool is_row_number(std::string_view text) {
  text = base::trim_ascii_space(text);
  if (text.ends_with('.')) text.remove_suffix(1);
  return !text.empty() && text.size() < 5 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

class InlineWriter {
 public:
  InlineWriter(const dom::Tree& tree, const InlineOptions& options) : tree_(tree), options_(options) {}

  std::string write() {
    write_children(tree_.find_child(tree_.root_element(), ElementName::Body));
    write_notes();
    return std::move(out_);
  }

 private:
  void open(std::string_view tag, std::string_view style) {
    out_.append("<").append(tag);
    if (!style.empty()) out_.append(" style=\"").append(style).append("\"");
    out_ += '>';
  }
  void close(std::string_view tag) { out_.append("</").append(tag).append(">"); }

  void write_children(NodeId id) {
    for (NodeId child = tree_.node(id).first_child; child; child = tree_.node(child).next_sibling) write_node(child);
  }

  void write_styled(NodeId id, std::string_view tag, std::string_view style) {
    open(tag, style);
    write_children(id);
    close(tag);
    out_ += '\n';
  }

  void write_node(NodeId id) {
    const dom::Node& node = tree_.node(id);
    if (node.kind == NodeKind::Text) {
      out_ += base::escape_markup(node.text);
      return;
    }
    if (is_one_of(node.name, {ElementName::Nav, ElementName::Colgroup})) return;
    if (node.name == ElementName::P) return write_paragraph(id);
    if (is_list(node.name)) return write_list(id);
    if (node.name == ElementName::Table) return write_table(id);
    if (node.name == ElementName::Img) return write_picture(id);
    if (node.name == ElementName::A) return write_link(id);
    if (node.name == ElementName::Br) {
      out_ += "<br>";
      return;
    }
    for (const StyledElement& one : kStyledElements) {
      if (one.name != node.name) continue;
      return one.style.empty() ? write_inline(id, one.tag) : write_styled(id, one.tag, one.style);
    }
    write_children(id);
  }

  void write_inline(NodeId id, std::string_view tag) {
    open(tag, {});
    write_children(id);
    close(tag);
  }

  void write_paragraph(NodeId id) {
    const bool plain = has_class(tree_, id, "label") || has_class(tree_, id, "center");
    write_styled(id, "p", plain ? kParagraph : kIndented);
  }

  /// Numbers are written out: editors replace the counters of lists by their own.
  void write_list(NodeId id) {
    const bool is_numbered = tree_.is_element(id, ElementName::Ol);
    const bool in_brackets = has_class(tree_, id, "points");
    std::int32_t number = tree_.integer_attribute(id, AttributeName::Start).value_or(1);
    for (NodeId item = tree_.node(id).first_child; item; item = tree_.node(item).next_sibling) {
      if (!tree_.is_element(item, ElementName::Li)) continue;
      open("p", kItem);
      const std::string written = std::to_string(number++);
      out_ += !is_numbered ? "• " : in_brackets ? "（" + written + "）" : written + ". ";
      write_children(item);
      close("p");
      out_ += '\n';
    }
  }

  void write_table(NodeId id) {
    if (const NodeId caption = tree_.find_child(id, ElementName::Caption)) write_styled(caption, "p", kCaption);
    const TableGrid grid = read_grid(tree_, id);
    const bool as_cards = options_.tables == TableLook::Cards || grid.heads.size() > 3;
    as_cards ? write_cards(grid) : write_rows(grid);
  }

  void write_rows(const TableGrid& grid) {
    open("table", kTable);
    if (!grid.heads.empty()) {
      out_ += "<tr>";
      for (const std::string& head : grid.heads) {
        open("th", kHeadCell);
        out_ += base::escape_markup(head);
        close("th");
      }
      out_ += "</tr>\n";
    }
    for (const std::vector<NodeId>& row : grid.rows) {
      out_ += "<tr>";
      for (const NodeId cell : row) {
        open("td", kCell);
        write_children(cell);
        close("td");
      }
      out_ += "</tr>\n";
    }
    close("table");
    out_ += '\n';
  }

  void write_cards(const TableGrid& grid) {
    for (const std::vector<NodeId>& row : grid.rows) {
      open("div", kCard);
      // The number of the row and what follows it are the heading of a card.
      const bool numbered = row.size() > 1 && is_row_number(tree_.text_content(row[0]));
      open("p", kCardHead);
      if (numbered) {
        write_children(row[0]);
        out_ += tree_.text_content(row[0]).find('.') == std::string::npos ? ". " : " ";
      }
      if (!row.empty()) write_children(row[numbered ? 1 : 0]);
      close("p");
      for (std::size_t i = numbered ? 2 : 1; i < row.size(); ++i) write_card_line(grid, row, i);
      close("div");
      out_ += '\n';
    }
  }

  void write_card_line(const TableGrid& grid, const std::vector<NodeId>& row, std::size_t i) {
    if (row[i] == row[i - 1] || is_blank(tree_.text_content(row[i]))) return;
    open("p", kCardLine);
    if (i < grid.heads.size() && !grid.heads[i].empty()) {
      open("span", kLabel);
      out_ += base::escape_markup(grid.heads[i]);
      out_ += "：";
      close("span");
    }
    write_children(row[i]);
    close("p");
  }

  void write_picture(NodeId id) {
    const std::string_view source = tree_.attribute_value(id, AttributeName::Src);
    const std::string_view alternative = tree_.attribute_value(id, AttributeName::Alt);
    const std::string address = options_.picture ? options_.picture(source) : std::string();
    if (!address.empty()) {
      out_.append("<img src=\"").append(base::escape_attribute(address)).append("\" alt=\"");
      out_.append(base::escape_attribute(alternative)).append("\" style=\"").append(kPicture).append("\">");
    } else if (!alternative.empty()) {
      open("p", kParagraph);
      out_ += base::escape_markup(alternative);
      close("p");
    }
  }

  void write_link(NodeId id) {
    const std::string_view href = tree_.attribute_value(id, AttributeName::Href);
    const bool is_web = href.starts_with("https://") || href.starts_with("http://");
    if (is_web && options_.links) {
      out_.append("<a href=\"").append(base::escape_attribute(href)).append("\" style=\"color:#0b57a4;\">");
    }
    write_children(id);
    if (is_web && options_.links) out_ += "</a>";
    if (is_web && !options_.links && base::trim_ascii_space(tree_.text_content(id)) != href) {
      notes_.emplace_back(href);
      out_ += "[" + std::to_string(notes_.size()) + "]";
    }
  }

  void write_notes() {
    if (notes_.empty()) return;
    if (!options_.notes_title.empty()) {
      open("p", kCaption);
      out_ += base::escape_markup(options_.notes_title);
      close("p");
    }
    for (std::size_t i = 0; i < notes_.size(); ++i) {
      open("p", kNote);
      out_ += "[" + std::to_string(i + 1) + "] " + base::escape_markup(notes_[i]);
      close("p");
      out_ += '\n';
    }
  }

  const dom::Tree& tree_;
  const InlineOptions& options_;
  std::vector<std::string> notes_;  // addresses
  std::string out_;
};

class PlainWriter {
 public:
  explicit PlainWriter(const dom::Tree& tree) : tree_(tree) {}

  std::string write() {
    write_children(tree_.find_child(tree_.root_element(), ElementName::Body));
    end_block();
    while (out_.ends_with("\n\n")) out_.pop_back();
    return std::move(out_);
  }

 private:
  void end_block() {
    const std::string_view text = base::trim_ascii_space(line_);
    if (!text.empty()) out_.append(text).append("\n\n");
    line_.clear();
  }

  void add_line(std::string_view text) {
    end_block();
    line_ = text;
    end_block();
  }

  void write_children(NodeId id) {
    for (NodeId child = tree_.node(id).first_child; child; child = tree_.node(child).next_sibling) write_node(child);
  }

  void write_node(NodeId id) {
    const dom::Node& node = tree_.node(id);
    if (node.kind == NodeKind::Text) {
      add_text(node.text);
      return;
    }
    if (node.name == ElementName::Nav) return;
    if (node.name == ElementName::Br) {
      line_ += "\n";
      return;
    }
    if (node.name == ElementName::Img) return add_line(tree_.attribute_value(id, AttributeName::Alt));
    if (is_one_of(node.name, {ElementName::H1, ElementName::H2}))
      return add_line("【" + std::string(base::trim_ascii_space(tree_.text_content(id))) + "】");
    if (is_list(node.name)) return write_list(id);
    if (node.name == ElementName::Table) return write_table(id);
    if (node.name == ElementName::A) return write_link(id);
    if (is_one_of(node.name, kPhrases)) return write_children(id);
    end_block();
    write_children(id);
    end_block();
  }

  /// Line ends in the source are spaces, as in HTML.
  void add_text(std::string_view text) {
    for (const char c : text) {
      const bool space = c == '\n' || c == '\t' || c == '\r' || c == ' ';
      if (!space) line_ += c;
      if (space && !line_.empty() && line_.back() != ' ') line_ += ' ';
    }
  }

  void write_list(NodeId id) {
    const bool is_numbered = tree_.is_element(id, ElementName::Ol);
    std::int32_t number = tree_.integer_attribute(id, AttributeName::Start).value_or(1);
    for (NodeId item = tree_.node(id).first_child; item; item = tree_.node(item).next_sibling) {
      if (!tree_.is_element(item, ElementName::Li)) continue;
      end_block();
      line_ = is_numbered ? std::to_string(number++) + ". " : "- ";
      write_children(item);
    }
    end_block();
  }

  void write_table(NodeId id) {
    if (const NodeId caption = tree_.find_child(id, ElementName::Caption)) add_line(tree_.text_content(caption));
    const TableGrid grid = read_grid(tree_, id);
    end_block();
    for (const std::vector<NodeId>& row : grid.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string text(base::trim_ascii_space(tree_.text_content(row[i])));
        if (text.empty() || (i > 0 && row[i] == row[i - 1])) continue;
        const bool labelled = i < grid.heads.size() && !grid.heads[i].empty();
        if (labelled) out_.append(grid.heads[i]).append("：");
        out_.append(text).append("\n");
      }
      out_ += "\n";
    }
  }

  void write_link(NodeId id) {
    write_children(id);
    const std::string_view href = tree_.attribute_value(id, AttributeName::Href);
    const bool is_web = href.starts_with("https://") || href.starts_with("http://");
    if (is_web && base::trim_ascii_space(tree_.text_content(id)) != href) line_.append(" <").append(href).append(">");
  }

  const dom::Tree& tree_;
  std::string line_;
  std::string out_;
};

}  // namespace

dom::Tree parse_issue_text(std::string_view text) {
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink unheard(origins);
  // An empty text has a body, too.
  return dom::parse_html("<html><body>" + std::string(text) + "</body></html>", {}, origins, unheard, {},
                         dom::Syntax::Html);
}

std::string inline_html(const dom::Tree& text, const InlineOptions& options) {
  return InlineWriter(text, options).write();
}

std::string plain_text(const dom::Tree& text) { return PlainWriter(text).write(); }

}  // namespace gongwen::publish
