#include "templating/detail/markup/markdown_reader.h"

#include "base/utf8.h"
#include "templating/detail/markup/cjk.h"
#include "templating/detail/markup/html_reader.h"
#include "templating/detail/markup/latex_reader.h"
#include "templating/detail/markup/markup_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <memory>
#include <utility>

#include <cmark.h>

// CommonMark as cmark reads it, walked node by node into a MarkupWriter.
namespace gongwen::templating {
namespace {

std::string_view view(const char* text) { return text == nullptr ? std::string_view() : std::string_view(text); }

/// Puts the mark and a space before each line, so that no line begins a block.
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

/// The text between the bracket at `begin` and its closing one; nullopt if another one opens before, or a paragraph
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

/// The start of the address after a colon, on its line or the next; the end of the text if there is none.
std::size_t find_address(std::string_view text, std::size_t at) {
  at = text.find_first_not_of(" \t\r", at);
  // Signs of quotations may begin the next line.
  if (at < text.size() && text[at] == '\n') at = text.find_first_not_of(" \t\r>", at + 1);
  if (at >= text.size() || text[at] == '\n') return text.size();
  return text[at] == '<' ? at + 1 : at;
}

/// Whether the address, which is on the line after its colon, may begin a block such as a list or code.
bool may_begin_block(std::string_view text, std::size_t address) {
  const bool is_letter = base::is_ascii_alpha(text[address]) || static_cast<unsigned char>(text[address]) >= 0x80;
  const std::string_view word = text.substr(address, text.find_first_of(" \t\r\n>", address) - address);
  return (!is_letter || text[address - 1] == '<') && !safe_address(word);
}

/// Finds HTML without an end: CommonMark would take the rest of the text for it (section 4.6).
class OpenHtml {
 public:
  // The ends are searched only once: a text may contain very many beginnings that have no end.
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

using Document = std::unique_ptr<cmark_node, decltype(&cmark_node_free)>;
Document parse(std::string_view text) {
  return {cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT), cmark_node_free};
}

/// A line such as `[注]: 不含港澳台地区`: CommonMark may take it for the address of links named 注 and not print it.
struct NoteLine {
  std::size_t begin = 0;
  std::size_t address = 0;
  std::size_t line = 1;
  std::string_view label;
  bool is_seen = false;
};

using Insertions = std::map<std::size_t, std::string>;
std::string with_inserted(std::string_view text, const Insertions& insertions) {
  std::string out;
  std::size_t copied = 0;
  for (const auto& [at, inserted] : insertions) {
    out += text.substr(copied, at - copied);
    out += inserted;
    copied = at;
  }
  return out += text.substr(copied);
}

/// Sets is_seen of the lines that are printed as text, or as the address of a link that can be printed. Each address
/// begins with the number of its line between two marks.
void look_for_lines(std::string_view numbered, std::string_view mark, std::vector<NoteLine>& lines) {
  const auto look = [&](const char* literal, bool is_address) {
    const std::string_view text = view(literal);
    for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
      std::size_t number = lines.size();
      const auto [end, error] = std::from_chars(text.data() + at + mark.size(), text.data() + text.size(), number);
      const std::string_view behind = text.substr(static_cast<std::size_t>(end - text.data()));
      if (error != std::errc() || number >= lines.size() || !behind.starts_with(mark)) continue;
      NoteLine& line = lines[number];
      // `[^1]` is a note in other dialects.
      line.is_seen |=
          !is_address || (!line.label.starts_with('^') && safe_address(behind.substr(mark.size())).has_value());
    }
  };
  const Document document = parse(numbered);
  const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> nodes(cmark_iter_new(document.get()), cmark_iter_free);
  while (cmark_iter_next(nodes.get()) != CMARK_EVENT_DONE) {
    cmark_node* const node = cmark_iter_get_node(nodes.get());
    look(cmark_node_get_literal(node), false);
    look(cmark_node_get_title(node), false);
    look(cmark_node_get_url(node), cmark_node_get_type(node) == CMARK_NODE_LINK);
  }
}

/// Inserts marks where CommonMark would make something vanish: before HTML without an end, and before lines that it
/// takes for the address of a link, if no link refers to it or the address cannot be printed.
std::string with_visible_notes(std::string_view text, char32_t mark_character, std::vector<Finding>& findings) {
  const std::string mark = base::to_utf8(mark_character);
  const OpenHtml open_html(text);
  Insertions marks;
  std::vector<NoteLine> lines;
  std::size_t line = 1;
  bool begins_line = true;  // only blanks and signs of quotations and lists are before it
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') ++line;
    if (begins_line && c == '[') {
      const auto label = label_at(text, at);
      const std::size_t behind = label ? at + label->size() + 2 : text.size();
      const std::size_t address =
          behind < text.size() && text[behind] == ':' ? find_address(text, behind + 1) : text.size();
      if (address < text.size()) {
        const bool is_below = text.substr(behind, address - behind).find('\n') != std::string_view::npos;
        if (is_below && may_begin_block(text, address)) {
          marks[at] = mark;  // a number would keep the block from beginning
        } else {
          lines.push_back({at, address, line, *label});
        }
      }
    } else if (begins_line && c == '<' && open_html.begins_at(at)) {
      marks[at] = mark;
    }
    begins_line =
        c == '\n' || (begins_line && std::string_view(" \t\r>-+*.)0123456789").find(c) != std::string_view::npos);
  }
  // A line that has become text may make others vanish, since it belonged to no paragraph before.
  constexpr int kRounds = 4;
  for (int round = 1; !lines.empty(); ++round) {
    Insertions numbers = marks;
    for (std::size_t i = 0; i < lines.size(); ++i) numbers[lines[i].address] += mark + std::to_string(i) + mark;
    look_for_lines(with_emphasis_marks(with_inserted(text, numbers), mark_character), mark, lines);
    // If a line is still not seen in the last round, all lines become text, so that none is lost.
    const bool marks_all = round == kRounds && !std::ranges::all_of(lines, &NoteLine::is_seen);
    const std::size_t marked = std::erase_if(lines, [&](NoteLine& note) {
      if (std::exchange(note.is_seen, false) && !marks_all) return false;
      findings.push_back({FindingKind::Reference, note.line, std::string(note.label)});
      marks[note.begin] = mark;
      return true;
    });
    if (marked == 0) break;
  }
  return with_inserted(text, marks);
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
    writer_.end_lines();
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
    writer_.end_lines();
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

  /// The text without the mark, and without the space after one that begins a line. cmark writes `&#xFFFE;` and
  /// `&#xFFFF;` as single bytes, which are no UTF-8.
  std::string without_marks(std::string_view text) const {
    std::string out;
    while (!text.empty()) {
      const std::size_t end = mark_.empty() ? text.size() : std::min(text.find(mark_), text.size());
      for (const char c : text.substr(0, end)) {
        if (static_cast<unsigned char>(c) < 0xFE)
          out += c;
        else
          base::append_utf8(out, base::kReplacementCharacter);
      }
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
  return MarkdownReader(text, shape, mark).read(*parse(prepared), findings);
}

}  // namespace gongwen::templating
