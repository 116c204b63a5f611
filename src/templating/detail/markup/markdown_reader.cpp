#include "templating/detail/markup/markdown_reader.h"

#include "base/utf8.h"
#include "templating/detail/markup/cjk.h"
#include "templating/detail/markup/html_reader.h"
#include "templating/detail/markup/latex_reader.h"
#include "templating/detail/markup/markup_writer.h"

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>

#include <cmark.h>

// CommonMark as cmark reads it, walked node by node into a MarkupWriter.
namespace gongwen::templating {
namespace {

std::string_view view(const char* text) { return text == nullptr ? std::string_view() : std::string_view(text); }

/// Puts the mark and a space before each line, so that nothing in it begins a block.
std::string as_lines(std::string_view text, char32_t mark) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t begin = std::min(line.find_first_not_of(" \t\r"), line.size());
    line.remove_prefix(begin);
    if (!line.empty()) {
      base::append_utf8(out, mark);
      out += ' ';
      out += line;
    }
    out += '\n';
  }
  return out;
}

/// Whether a line is that below the head of a table of pipes: `|---|:-:|`.
bool is_pipe_rule(std::string_view line) {
  line = base::trim_ascii_space(line);
  return line.find('|') != std::string_view::npos && line.find("--") != std::string_view::npos &&
         line.find_first_not_of("|-: \t") == std::string_view::npos;
}

/// A label as CommonMark compares it, for ASCII letters: `[ A\n b]` is `[a b]`.
std::string comparable_label(std::string_view label) {
  std::string out;
  for (const char c : base::ascii_lowercase(base::trim_ascii_space(label))) {
    const bool is_space = base::is_ascii_space(c);
    if (!is_space || out.back() != ' ') out.push_back(is_space ? ' ' : c);
  }
  return out;
}

/// What is between the bracket at `begin` and its closing one; nothing if another one opens before, or a paragraph
/// ends.
std::optional<std::string_view> label_at(std::string_view text, std::size_t begin) {
  constexpr std::size_t kLongestLabel = 999;  // CommonMark 0.31, section 6.3
  const std::size_t limit = std::min(text.size(), begin + 1 + kLongestLabel);
  for (std::size_t at = begin + 1; at < limit; ++at) {
    if (text[at] == ']') return text.substr(begin + 1, at - begin - 1);
    if (text[at] == '[' || text.substr(at, 2) == "\n\n") return std::nullopt;
    if (text[at] == '\\') ++at;
  }
  return std::nullopt;
}

/// The first word behind a colon, on its line or the next.
std::string_view word_behind(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin);
  if (text.starts_with('\n')) {
    const std::size_t next = text.find_first_not_of(" \t", 1);
    if (next == std::string_view::npos) return {};
    text.remove_prefix(next);
  }
  text = text.substr(0, text.find_first_of(" \t\r\n"));
  if (text.starts_with('<')) text = text.substr(1, text.find('>') - 1);
  return text;
}

/// Finds HTML without an end, for which CommonMark would take the rest of the text (section 4.6).
class OpenHtml {
 public:
  // Looked for once: a text may begin very many that have no end.
  explicit OpenHtml(std::string_view text) : text_(text) {
    for (std::size_t i = 0; i < kPairs.size(); ++i) last_ends_[i] = text.rfind(kPairs[i].end);
  }

  bool begins_at(std::size_t at) const {
    for (std::size_t i = 0; i < kPairs.size(); ++i) {
      if (!text_.substr(at).starts_with(kPairs[i].begin)) continue;
      return last_ends_[i] == std::string_view::npos || last_ends_[i] < at + 2;
    }
    return false;
  }

 private:
  struct Pair {
    std::string_view begin;
    std::string_view end;
  };
  static constexpr std::array<Pair, 4> kPairs{Pair{"<!--", "-->"}, Pair{"<![CDATA[", "]]>"}, Pair{"<?", "?>"},
                                              Pair{"<!", ">"}};

  std::string_view text_;
  std::array<std::size_t, kPairs.size()> last_ends_{};
};

/// The text with marks where CommonMark would make something vanish: before HTML without an end, and before a line such
/// as `[注]: 不含港澳台地区`, which it takes for the address of links named 注 and does not print. It stays an address
/// if it is one and something refers to it.
std::string with_visible_notes(std::string_view text, char32_t mark, std::vector<Finding>& findings) {
  std::unordered_map<std::string, std::size_t> uses;
  for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    if (const auto label = label_at(text, at)) ++uses[comparable_label(*label)];
  }
  const OpenHtml open_html(text);
  std::string out;
  std::size_t line = 1;
  std::size_t copied = 0;
  bool begins_line = true;  // only blanks and signs of quotations and lists are before it
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') ++line;
    bool is_marked = false;
    if (begins_line && c == '[') {
      const auto label = label_at(text, at);
      const std::size_t behind = label ? at + label->size() + 2 : text.size();
      const std::string_view address =
          behind < text.size() && text[behind] == ':' ? word_behind(text.substr(behind + 1)) : std::string_view();
      is_marked = !address.empty() && !comparable_label(*label).empty() &&
                  (label->starts_with('^') || !safe_address(address) || uses[comparable_label(*label)] < 2);
      if (is_marked) findings.push_back({FindingKind::Reference, line, std::string(*label)});
    } else if (begins_line && c == '<') {
      is_marked = open_html.begins_at(at);
    }
    if (is_marked) {
      out += text.substr(copied, at - copied);
      base::append_utf8(out, mark);
      copied = at;
    }
    begins_line =
        c == '\n' || (begins_line && std::string_view(" \t\r>-+*.)0123456789").find(c) != std::string_view::npos);
  }
  return out += text.substr(copied);
}

class MarkdownReader {
 public:
  MarkdownReader(std::string_view text, Shape shape, std::optional<char32_t> mark)
      : text_(text), writer_(shape), html_(writer_), mark_(mark ? base::to_utf8(*mark) : std::string()) {
    for (std::size_t begin = 0; begin <= text.size();) {
      lines_.push_back(begin);
      begin = std::min(text.find('\n', begin), text.size()) + 1;
    }
  }

  StructuredText read(cmark_node& document, const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      writer_.set_line(finding.line);
      writer_.note(finding.kind, finding.what);
    }
    const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iterator(cmark_iter_new(&document), cmark_iter_free);
    for (cmark_event_type event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE && !writer_.is_full();
         event = cmark_iter_next(iterator.get())) {
      cmark_node& node = *cmark_iter_get_node(iterator.get());
      if (const int line = cmark_node_get_start_line(&node); line > 0) writer_.set_line(static_cast<std::size_t>(line));
      if (event == CMARK_EVENT_ENTER) {
        enter(node);
      } else {
        leave(node);
      }
    }
    return writer_.finish();
  }

 private:
  void enter(cmark_node& node) {
    switch (cmark_node_get_type(&node)) {
      case CMARK_NODE_BLOCK_QUOTE: return open(MarkupElement::Quote);
      case CMARK_NODE_LIST: return open_list(node);
      case CMARK_NODE_ITEM: return open(MarkupElement::Item);
      case CMARK_NODE_PARAGRAPH: return open_paragraph(node);
      case CMARK_NODE_HEADING: {
        const int above = cmark_node_get_heading_level(&node) - 1;
        return open(static_cast<MarkupElement>(static_cast<int>(MarkupElement::Heading1) + above));
      }
      case CMARK_NODE_CODE_BLOCK: return write_code_block(node);
      case CMARK_NODE_HTML_BLOCK: return html_.read(without_marks(view(cmark_node_get_literal(&node))));
      case CMARK_NODE_THEMATIC_BREAK: return writer_.rule();
      case CMARK_NODE_TEXT: return write_text(view(cmark_node_get_literal(&node)));
      case CMARK_NODE_SOFTBREAK: return writer_.space(true);
      case CMARK_NODE_LINEBREAK: return writer_.line_break();
      case CMARK_NODE_CODE:
        writer_.open(MarkupElement::Code);
        write_text(view(cmark_node_get_literal(&node)));
        return writer_.close(MarkupElement::Code);
      case CMARK_NODE_HTML_INLINE: return html_.read(without_marks(view(cmark_node_get_literal(&node))));
      case CMARK_NODE_EMPH: return writer_.open(MarkupElement::Emphasis);
      case CMARK_NODE_STRONG: return writer_.open(MarkupElement::Strong);
      case CMARK_NODE_LINK: return open_link(node);
      case CMARK_NODE_IMAGE: return writer_.note(FindingKind::Image, without_marks(view(cmark_node_get_url(&node))));
      default: return;
    }
  }

  void leave(cmark_node& node) {
    switch (cmark_node_get_type(&node)) {
      case CMARK_NODE_BLOCK_QUOTE:
      case CMARK_NODE_LIST:
      case CMARK_NODE_ITEM:
      case CMARK_NODE_PARAGRAPH:
      case CMARK_NODE_HEADING: return close();
      case CMARK_NODE_EMPH: return writer_.close(MarkupElement::Emphasis);
      case CMARK_NODE_STRONG: return writer_.close(MarkupElement::Strong);
      case CMARK_NODE_LINK:
        if (!is_link_written_) return;
        is_link_written_ = false;
        return writer_.close(MarkupElement::Link);
      default: return;
    }
  }

  void open(MarkupElement element, std::string_view attributes = {}) {
    html_.stop_skipping();
    writer_.enter();
    writer_.open(element, attributes);
    // Tags of HTML inside the block cannot close it.
    writer_.enter();
  }

  void close() {
    html_.stop_skipping();
    writer_.leave();
    writer_.leave();
  }

  void open_list(cmark_node& list) {
    if (cmark_node_get_list_type(&list) != CMARK_ORDERED_LIST) return open(MarkupElement::BulletList);
    const int start = cmark_node_get_list_start(&list);
    open(MarkupElement::NumberedList, start == 1 ? std::string() : " start=\"" + std::to_string(start) + "\"");
  }

  void open_paragraph(cmark_node& paragraph) {
    look_for_pipes(paragraph);
    cmark_node* const item = cmark_node_parent(&paragraph);
    const bool is_tight =
        cmark_node_get_type(item) == CMARK_NODE_ITEM && cmark_node_get_list_tight(cmark_node_parent(item)) != 0;
    if (!is_tight) return open(MarkupElement::Paragraph);
    html_.stop_skipping();
    writer_.enter();
    writer_.open_line();
    writer_.enter();
  }

  void look_for_pipes(cmark_node& paragraph) {
    const auto first = static_cast<std::size_t>(std::max(cmark_node_get_start_line(&paragraph), 1));
    const auto last =
        std::min(static_cast<std::size_t>(std::max(cmark_node_get_end_line(&paragraph), 0)), lines_.size());
    for (std::size_t line = first + 1; line <= last; ++line) {
      const std::size_t begin = lines_[line - 1];
      const std::size_t end = line < lines_.size() ? lines_[line] : text_.size();
      if (!is_pipe_rule(text_.substr(begin, end - begin))) continue;
      writer_.set_line(line);
      return writer_.note(FindingKind::PipeTable, "");
    }
  }

  /// A block in the language `math` is a formula; one that cannot be read is printed as it is written.
  void write_code_block(cmark_node& block) {
    std::string code = without_marks(view(cmark_node_get_literal(&block)));
    if (code.ends_with('\n')) code.pop_back();
    if (base::trim_ascii_space(view(cmark_node_get_fence_info(&block))) == "math") {
      const FormulaMarkup formula = code.size() > kMaxFormulaText
                                        ? FormulaMarkup{{}, FormulaProblem{FormulaProblemKind::TooDeep, 1, {}}}
                                        : from_latex(code, FormulaPlace::OwnLine);
      if (!formula.problem) return writer_.formula(formula.mathml);
      const bool is_large = is_too_large(formula.problem->kind);
      writer_.note(is_large ? FindingKind::LargeFormula : FindingKind::Formula, formula.problem->what);
    }
    open(MarkupElement::Preformatted);
    writer_.open(MarkupElement::Code);
    writer_.preformatted(code);
    writer_.close(MarkupElement::Code);
    close();
  }

  void open_link(cmark_node& link) {
    const std::optional<std::string> attributes =
        link_attributes(without_marks(view(cmark_node_get_url(&link))), writer_);
    is_link_written_ = attributes.has_value();
    if (attributes) writer_.open(MarkupElement::Link, *attributes);
  }

  void write_text(std::string_view literal) {
    if (!html_.is_skipping()) writer_.text(without_marks(literal));
  }

  /// The text without the mark, and without the space behind one that begins a line.
  std::string without_marks(std::string_view text) const {
    std::string out;
    while (!text.empty()) {
      const std::size_t end = mark_.empty() ? text.size() : std::min(text.find(mark_), text.size());
      out += text.substr(0, end);
      text.remove_prefix(end);
      if (text.empty()) break;
      text.remove_prefix(mark_.size());
      if (text.starts_with(' ')) text.remove_prefix(1);
    }
    return out;
  }

  std::string_view text_;
  std::vector<std::size_t> lines_;  // where they begin
  MarkupWriter writer_;
  HtmlReader html_;
  std::string mark_;
  bool is_link_written_ = false;  // cmark nests no links
};

}  // namespace

StructuredText from_markdown(std::string_view text, Shape shape) {
  const std::optional<char32_t> mark = find_free_mark(text);
  std::string prepared(text);
  std::vector<Finding> findings;
  if (mark && shape == Shape::Line) prepared = as_lines(prepared, *mark);
  if (mark && shape == Shape::Blocks) prepared = with_visible_notes(prepared, *mark, findings);
  if (mark) prepared = with_emphasis_marks(prepared, *mark);
  const std::unique_ptr<cmark_node, decltype(&cmark_node_free)> document(
      cmark_parse_document(prepared.data(), prepared.size(), CMARK_OPT_DEFAULT), cmark_node_free);
  return MarkdownReader(text, shape, mark).read(*document, findings);
}

}  // namespace gongwen::templating
