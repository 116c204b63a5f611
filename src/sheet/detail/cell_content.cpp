#include "sheet/detail/cell_content.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/sheet.h"
#include "dom/math/formula_text.h"
#include "sheet/limits.h"
#include "style/counter_style.h"

#include <algorithm>
#include <string_view>

namespace gongwen::sheet {

namespace {

// ContentText: assembles the text of a cell from runs, collapsing white space as in CSS (css-text-3 section 4.1).

class ContentText {
 public:
  explicit ContentText(CellContent& content) : content_(content) {}

  /// Appends text; sets `run.begin`.
  void append(std::string_view text, style::WhiteSpaceCollapse collapse, ContentRun run);
  /// Appends a forced line break.
  void break_line();
  /// Notes the edge of a block: the following content starts a new line.
  void start_block();
  /// If `keeps`, a block that begins here stays on the line: it comes after the marker of an item.
  void keep_line(bool keeps) {
    marker_end_ = keeps ? content_.text.size() : std::string::npos;
    at_line_start_ = at_line_start_ || keeps;
  }
  /// Drops trailing blanks and line breaks that would collapse.
  void finish();

 private:
  void append_collapsing(std::string_view text, style::WhiteSpaceCollapse collapse);
  void append_blank(char blank);
  void take_back_blank();
  void begin_run(ContentRun run);

  CellContent& content_;
  bool at_line_start_ = true;
  bool after_blank_ = false;        // the last character is a collapsible blank …
  bool blank_is_line_end_ = false;  // … from a line break in the source
  bool ends_block_ = false;         // the last line break is only the edge of a block
  bool keeps_end_ = false;          // the last text preserves white space
  std::size_t marker_end_ = std::string::npos;
};

/// The character that ends at byte `end`; 0 at the start.
char32_t character_before(std::string_view text, std::size_t end) {
  if (end == 0) return 0;
  return base::decode_utf8(text, base::code_point_begin(text, end - 1)).code_point;
}

void ContentText::append(std::string_view text, style::WhiteSpaceCollapse collapse, ContentRun run) {
  begin_run(run);
  if (!text.empty()) ends_block_ = false;
  keeps_end_ = style::preserves_blanks(collapse);
  if (!keeps_end_) {
    append_collapsing(text, collapse);
  } else if (!text.empty()) {
    content_.text += text;
    at_line_start_ = text.back() == '\n';
    after_blank_ = false;
  }
}

void ContentText::begin_run(ContentRun run) {
  run.begin = content_.text.size();
  std::vector<ContentRun>& runs = content_.runs;
  if (!runs.empty() && runs.back().begin >= run.begin) runs.pop_back();  // it stayed empty
  if (runs.empty() || !runs.back().same_style(run)) runs.push_back(run);
}

void ContentText::append_collapsing(std::string_view text, style::WhiteSpaceCollapse collapse) {
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (base::is_ascii_space(c)) {
      if (c == '\n' && collapse == style::WhiteSpaceCollapse::PreserveBreaks) {
        break_line();
      } else {
        append_blank(c);
      }
      ++at;
      continue;
    }
    const auto end = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                                  [](char character) { return base::is_ascii_space(character); });
    const std::string_view word = text.substr(at, static_cast<std::size_t>(end - text.begin()) - at);
    // A line break in the source between East Asian characters vanishes (css-text-3 §4.1.3).
    if (after_blank_ && blank_is_line_end_ &&
        base::drops_line_end(character_before(content_.text, content_.text.size() - 1)) &&
        base::drops_line_end(base::decode_utf8(word, 0).code_point)) {
      take_back_blank();
    }
    content_.text += word;
    at_line_start_ = after_blank_ = false;
    at += word.size();
  }
}

void ContentText::append_blank(char blank) {
  if (at_line_start_) return;
  if (!after_blank_) {
    content_.text.push_back(' ');
    blank_is_line_end_ = false;
  }
  after_blank_ = true;
  blank_is_line_end_ = blank_is_line_end_ || blank == '\n';
}

void ContentText::take_back_blank() {
  if (after_blank_) content_.text.pop_back();
  after_blank_ = false;
  if (!content_.runs.empty()) {
    content_.runs.back().begin = std::min(content_.runs.back().begin, content_.text.size());
  }
}

void ContentText::break_line() {
  take_back_blank();
  content_.text.push_back('\n');
  at_line_start_ = true;
}

void ContentText::start_block() {
  take_back_blank();
  // The first block of an item stands on the line of its marker.
  if (content_.text.size() == marker_end_) return;
  ends_block_ = ends_block_ || (!content_.text.empty() && content_.text.back() != '\n');
  if (!content_.text.empty() && content_.text.back() != '\n') content_.text.push_back('\n');
  at_line_start_ = true;
}

void ContentText::finish() {
  take_back_blank();
  std::string& text = content_.text;
  if (ends_block_ && text.ends_with('\n')) text.pop_back();
  while (!keeps_end_ && !text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  while (!content_.runs.empty() && content_.runs.back().begin >= text.size()) content_.runs.pop_back();
}

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;
using style::ComputedStyle;
using style::ContentItem;
using style::Display;

/// Style of the text at the current element.
struct InlineState {
  style::StyleId style;
  style::StyleId size_from;
  RunDecoration decoration;

  ContentRun run() const { return {0, style, size_from, decoration}; }
};

bool is_inline(Display display) {
  return display == Display::Inline || display == Display::InlineBlock || display == Display::InlineListItem ||
         display == Display::InlineBlockListItem;
}

Script script_of(const ComputedStyle& style) {
  if (style.vertical_align.kind == style::VerticalAlign::Kind::Super) return Script::Superscript;
  if (style.vertical_align.kind == style::VerticalAlign::Kind::Sub) return Script::Subscript;
  return Script::Normal;
}

class ContentCollector {
 public:
  explicit ContentCollector(const ContentSource& source) : source_(source), text_(content_) {}

  CellContent collect(NodeId cell) {
    const style::StyleId style = source_.styles.of(cell).element;
    InlineState state{style, style, {}};
    decorate(source_.styles.style(style), state);
    add_inside(cell, state);
    text_.finish();
    write_addresses();
    return std::move(content_);
  }

 private:
  const ComputedStyle& style_of(NodeId element) const {
    return source_.styles.style(source_.styles.of(element).element);
  }

  static void decorate(const ComputedStyle& style, InlineState& state) {
    state.decoration.underline = state.decoration.underline || style.text_decoration_line.underline;
    state.decoration.strike = state.decoration.strike || style.text_decoration_line.line_through;
  }

  void add_inside(NodeId element, const InlineState& state) {
    const style::ElementStyles& styles = source_.styles.of(element);
    if (styles.before) add_generated(element, styles.before, state);
    for (NodeId child = source_.tree.node(element).first_child; child; child = source_.tree.node(child).next_sibling) {
      add_node(child, state);
    }
    if (styles.after) add_generated(element, styles.after, state);
  }

  void add_node(NodeId node, const InlineState& state) {
    if (source_.tree.node(node).kind == NodeKind::Text) {
      add_text(node, state);
    } else if (style_of(node).display != Display::None) {
      add_element(node, state);
    }
  }

  void add_text(NodeId node, const InlineState& state) {
    const std::string_view text = source_.tree.node(node).text;
    if (!base::trim_ascii_space(text).empty()) {
      content_.texts.push_back(node);
      content_.only_controls = false;
    }
    text_.append(text, source_.styles.style(state.style).white_space_collapse, state.run());
  }

  void add_element(NodeId node, const InlineState& outer) {
    const ElementName name = source_.tree.node(node).name;
    if (name == ElementName::Br) return text_.break_line();
    if (name == ElementName::Img) return content_.pictures.push_back(node);
    if (name == ElementName::Svg) return content_.unsupported.push_back(node);
    if (name == ElementName::Math) return add_formula(node, outer);
    if (name == ElementName::Input || name == ElementName::Select || name == ElementName::Textarea)
      return add_control(node, outer);
    if (name == ElementName::A && source_.tree.find_attribute(node, AttributeName::Href) != nullptr) {
      content_.links.push_back(node);
      const std::size_t begin = content_.text.size();
      add_content(node, outer);
      words_of_links_.push_back({node, begin, content_.text.size()});
      return;
    }
    add_content(node, outer);
  }

  /// A cell shows formulas in linear form.
  void add_formula(NodeId node, const InlineState& outer) {
    for (NodeId part = node; part; part = source_.tree.next_in_order(part, node)) {
      if (source_.tree.node(part).kind == NodeKind::Text) content_.texts.push_back(part);
    }
    content_.only_controls = false;
    const math::Part formula = math::read_formula(source_.tree, node, source_.sink,
                                                  [this](NodeId part) { return source_.styles.sight(part); });
    text_.append(math::linear_text(formula), style::WhiteSpaceCollapse::Collapse, outer.run());
  }

  void add_content(NodeId node, const InlineState& outer) {
    const ComputedStyle& style = style_of(node);
    InlineState inner = enter(node, style, outer);
    // The rows of a table are lines.
    const bool is_cell = style.display == Display::TableCell;
    if (is_cell && has_cell_before(node)) text_.append(" | ", style::WhiteSpaceCollapse::Preserve, outer.run());
    if (is_cell || is_inline(style.display)) {
      add_inside(node, inner);
      return;
    }
    text_.start_block();
    if (style::is_list_item(style.display)) {
      add_marker(node, style, inner);
      text_.keep_line(true);
    }
    add_inside(node, inner);
    text_.keep_line(false);
    text_.start_block();
  }

  bool has_cell_before(NodeId cell) const {
    NodeId node = source_.tree.node(cell).previous_sibling;
    while (node && source_.tree.node(node).kind != NodeKind::Element) node = source_.tree.node(node).previous_sibling;
    return static_cast<bool>(node);
  }

  void add_control(NodeId node, const InlineState& outer) {
    content_.controls.push_back(node);
    if (source_.shown == nullptr) return;
    const ComputedStyle& style = style_of(node);
    const bool is_block = !is_inline(style.display);
    if (is_block) text_.start_block();
    const std::string text = source_.shown->text_of(node, style.language);
    if (!text.empty()) text_.append(text, style::WhiteSpaceCollapse::Preserve, enter(node, style, outer).run());
    if (is_block) text_.start_block();
  }

  InlineState enter(NodeId node, const ComputedStyle& style, const InlineState& outer) const {
    InlineState inner = outer;
    inner.style = source_.styles.of(node).element;
    decorate(style, inner);
    const Script script = script_of(style);
    if (script == Script::Normal && inner.decoration.script == Script::Normal) inner.size_from = inner.style;
    if (script != Script::Normal) inner.decoration.script = script;
    return inner;
  }

  void add_marker(NodeId item, const ComputedStyle& style, const InlineState& state) {
    const style::ListStyleType& type = style.list_style_type;
    if (type.kind == style::ListStyleType::Kind::None) return;
    const style::CounterStyles& styles = source_.styles.counter_styles();
    const bool is_text = type.kind == style::ListStyleType::Kind::Text;
    content_.only_controls = false;
    const std::string marker = is_text ? type.text : styles.marker(ordinal(item), type.text);
    text_.append(marker, style::WhiteSpaceCollapse::Preserve, state.run());
  }

  /// The number of a list item: its `value`, or counted from the preceding item that has one, or from the list's
  /// `start`.
  std::int32_t ordinal(NodeId item) const {
    std::int32_t steps = 0;
    for (NodeId node = item; node; node = source_.tree.node(node).previous_sibling) {
      if (!source_.tree.is_element(node, ElementName::Li)) continue;
      if (const auto value = source_.tree.integer_attribute(node, AttributeName::Value)) return *value + steps;
      ++steps;
    }
    const NodeId list = source_.tree.node(item).parent;
    return source_.tree.integer_attribute(list, AttributeName::Start).value_or(1) + steps - 1;
  }

  void add_generated(NodeId element, style::StyleId pseudo, const InlineState& outer) {
    const ComputedStyle& style = source_.styles.style(pseudo);
    InlineState state = outer;
    state.style = state.size_from = pseudo;
    decorate(style, state);
    std::string text;
    for (const ContentItem& item : style.content.items) text += generated_text(item, element, style);
    if (text.empty()) return;
    content_.only_controls = content_.only_controls && base::trim_ascii_space(text).empty();
    text_.append(text, style::WhiteSpaceCollapse::Preserve, state.run());
  }

  std::string generated_text(const ContentItem& item, NodeId element, const ComputedStyle& style) const {
    const bool has_quotes = !style.quotes.is_auto && !style.quotes.pairs.empty();
    switch (item.kind) {
      case ContentItem::Kind::Text: return item.text;
      case ContentItem::Kind::Attribute: return attribute_text(element, item.name);
      case ContentItem::Kind::OpenQuote: return has_quotes ? style.quotes.pairs.front().open : "“";
      case ContentItem::Kind::CloseQuote: return has_quotes ? style.quotes.pairs.front().close : "”";
      case ContentItem::Kind::Image:
      case ContentItem::Kind::Counter:
      case ContentItem::Kind::Counters:
      case ContentItem::Kind::NamedString:
      case ContentItem::Kind::RunningElement:
      case ContentItem::Kind::TargetCounter:
      case ContentItem::Kind::TargetCounters:
      case ContentItem::Kind::TargetText:
      case ContentItem::Kind::Leader:
      case ContentItem::Kind::ContinuedText:
      case ContentItem::Kind::ColumnSum:
      case ContentItem::Kind::ElementText:
      case ContentItem::Kind::NoOpenQuote:
      case ContentItem::Kind::NoCloseQuote: break;
    }
    return {};
  }

  std::string attribute_text(NodeId element, std::string_view name) const {
    const AttributeName known = dom::find_attribute_name(name).value_or(AttributeName::Custom);
    if (known != AttributeName::Custom) return std::string(source_.tree.attribute_value(element, known));
    const dom::Attribute* const attribute = source_.tree.find_custom_attribute(element, name);
    return attribute == nullptr ? std::string() : std::string(attribute->value);
  }

  /// A cell with a link opens it wherever it is clicked, and some programs show such a cell on a single line. Texts
  /// with several lines or links therefore get the addresses after their words instead.
  void write_addresses() {
    std::string& text = content_.text;
    if (text.find('\n') == std::string::npos && words_of_links_.size() < 2) return;
    // Links that would make the text too long for a cell are reported as left out.
    std::size_t size = utf16_length(text);
    for (const WordsOfLink& words : words_of_links_) {
      const std::string_view address = source_.tree.attribute_value(words.link, AttributeName::Href);
      if (!address.starts_with('#')) size += utf16_length(address) + utf16_length("（）");
    }
    if (size > kMaxTextUnits) return;
    const auto is_whole = [&](const WordsOfLink& words) {
      return words.begin == 0 && words.end >= text.size();
    };
    if (words_of_links_.size() == 1 && is_whole(words_of_links_.front())) return;
    for (auto words = words_of_links_.rbegin(); words != words_of_links_.rend(); ++words) {
      const std::string_view address = source_.tree.attribute_value(words->link, AttributeName::Href);
      if (address.starts_with('#')) continue;
      std::erase(content_.links, words->link);
      std::size_t end = std::min(words->end, text.size());
      while (end > words->begin && (text[end - 1] == '\n' || text[end - 1] == ' ')) --end;
      const std::string_view shown = std::string_view(text).substr(words->begin, end - words->begin);
      if (is_address(shown, address)) continue;
      const std::string written = "（" + std::string(address) + "）";
      text.insert(end, written);
      for (ContentRun& run : content_.runs) run.begin += run.begin >= end ? written.size() : 0;
    }
  }

  /// Whether words are an address themselves, with or without its scheme: `www.tc260.org.cn`, `a@example.org`.
  static bool is_address(std::string_view words, std::string_view address) {
    if (words == address) return true;
    for (const std::string_view scheme : {"https://", "http://", "mailto:", "tel:"}) {
      if (address.starts_with(scheme) && words == address.substr(scheme.size())) return true;
    }
    return false;
  }

  struct WordsOfLink {
    NodeId link;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  const ContentSource& source_;
  CellContent content_;
  ContentText text_;
  std::vector<WordsOfLink> words_of_links_;
};

/// Removes characters that no cell can hold; runs keep their starts.
/// Returns the first character that was dropped without replacement.
std::optional<char32_t> rewrite(CellContent& content) {
  std::optional<char32_t> lost;
  std::string text;
  auto run = content.runs.begin();
  const base::CodePoints code_points(content.text);
  for (auto at = code_points.begin(); at != code_points.end(); ++at) {
    for (; run != content.runs.end() && run->begin <= at.offset(); ++run) run->begin = text.size();
    const char32_t c = at->code_point;
    if (c == '\v' || c == '\r') {
      const bool before_line_feed = content.text.compare(at.offset(), 2, "\r\n") == 0;
      if (!before_line_feed) text.push_back('\n');
    } else if (!is_forbidden_character(c)) {
      text += content.text.substr(at.offset(), at->length);
    } else if (!lost) {
      lost = c;
    }
  }
  content.text = std::move(text);
  return lost;
}

std::string hexadecimal(char32_t c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (int shift = 12; shift >= 0; shift -= 4) out.push_back(kDigits[(c >> shift) & 0xF]);
  return out;
}

}  // namespace

std::string_view CellContent::run_text(std::size_t run) const {
  const std::size_t end = run + 1 < runs.size() ? runs[run + 1].begin : text.size();
  return std::string_view(text).substr(runs[run].begin, end - runs[run].begin);
}

CellContent collect_content(NodeId node, const ContentSource& source) { return ContentCollector(source).collect(node); }

void remove_forbidden_characters(CellContent& content, diagnostics::OriginId origin,
                                 diagnostics::DiagnosticSink& sink) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
  };
  const bool has_control = std::any_of(content.text.begin(), content.text.end(), is_control);
  constexpr std::string_view kBeginOfNoncharacter = "\xEF\xBF";  // start of the UTF-8 encoding of U+FFC0 to U+FFFF
  if (!has_control && content.text.find(kBeginOfNoncharacter) == std::string::npos) return;
  if (const auto lost = rewrite(content)) {
    sink.report(diagnostics::messages::SheetControlCharacter, origin, hexadecimal(*lost));
  }
}

}  // namespace gongwen::sheet
