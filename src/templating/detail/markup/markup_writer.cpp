#include "templating/detail/markup/markup_writer.h"

#include "base/escapes.h"
#include "base/utf8.h"
#include "templating/detail/markup/cjk.h"

#include <algorithm>

// Well-formed HTML from marks in any order.
namespace gongwen::templating {
namespace {

/// How deep blocks may be nested; dom allows 400 levels for the whole document.
constexpr std::size_t kDeepest = 40;
/// How deep emphasis may be nested.
constexpr std::size_t kMostFormats = 16;
/// Maximum size of the result in bytes. Addresses that are referenced repeatedly could make it many times longer than
/// the text.
constexpr std::size_t kMaxHtml = std::size_t{4} << 20;

/// In the order of MarkupElement. Divisions are not written.
constexpr std::array<std::string_view, 44> kWrittenTags{
    "p",     "h1-below", "h2-below", "h3-below", "h4-below", "h5-below", "h6-below", "pre",     "blockquote",
    "ul",    "ol",       "li",       "dl",       "dt",       "dd",       "table",    "caption", "thead",
    "tbody", "tfoot",    "tr",       "th",       "td",       "div",      "a",        "strong",  "b",
    "em",    "i",        "u",        "s",        "del",      "ins",      "sub",      "sup",     "small",
    "mark",  "code",     "kbd",      "samp",     "var",      "q",        "cite",     "abbr"};
static_assert(kWrittenTags.size() == static_cast<std::size_t>(MarkupElement::Abbreviation) + 1);

std::string_view tag_of(MarkupElement element) { return kWrittenTags[static_cast<std::size_t>(element)]; }

struct OtherTag {
  std::string_view tag;
  MarkupElement element;
};

/// Tags that are written as others.
constexpr OtherTag kOtherTags[] = {
    {"h1", MarkupElement::Heading1},      {"h2", MarkupElement::Heading2},         {"h3", MarkupElement::Heading3},
    {"h4", MarkupElement::Heading4},      {"h5", MarkupElement::Heading5},         {"h6", MarkupElement::Heading6},
    {"strike", MarkupElement::Struck},    {"section", MarkupElement::Division},    {"article", MarkupElement::Division},
    {"main", MarkupElement::Division},    {"header", MarkupElement::Division},     {"footer", MarkupElement::Division},
    {"aside", MarkupElement::Division},   {"nav", MarkupElement::Division},        {"address", MarkupElement::Division},
    {"figure", MarkupElement::Division},  {"figcaption", MarkupElement::Division}, {"center", MarkupElement::Division},
    {"form", MarkupElement::Division},    {"fieldset", MarkupElement::Division},   {"legend", MarkupElement::Division},
    {"details", MarkupElement::Division}, {"summary", MarkupElement::Division},    {"hgroup", MarkupElement::Division},
    {"dialog", MarkupElement::Division}};

bool is_part(MarkupElement element) {
  switch (element) {
    case MarkupElement::Item:
    case MarkupElement::Term:
    case MarkupElement::Description:
    case MarkupElement::Caption:
    case MarkupElement::Head:
    case MarkupElement::Body:
    case MarkupElement::Foot:
    case MarkupElement::Row:
    case MarkupElement::HeadCell:
    case MarkupElement::Cell: return true;
    default: return false;
  }
}

bool is_of_table(MarkupElement element) { return element >= MarkupElement::Caption && element <= MarkupElement::Cell; }

/// 1 to 6; 0 for other elements.
int heading_level(MarkupElement element) {
  const int level = static_cast<int>(element) - static_cast<int>(MarkupElement::Heading1) + 1;
  return level >= 1 && level <= 6 ? level : 0;
}

bool is_cell(MarkupElement element) { return element == MarkupElement::Cell || element == MarkupElement::HeadCell; }

/// Whether the element shows that it is empty.
bool is_kept_empty(MarkupElement element) { return is_cell(element) || element == MarkupElement::Item; }

/// Whether the element holds lines as they are. Text elsewhere is put into paragraphs.
bool holds_lines(MarkupElement element) {
  return is_cell(element) || element == MarkupElement::Item || element == MarkupElement::Term ||
         element == MarkupElement::Description;
}

constexpr std::string_view kIdeographicSpace = "\xE3\x80\x80";

/// The last character of a text that is not empty.
char32_t last_character(std::string_view text) {
  return base::decode_utf8(text, base::last_code_point(text)).code_point;
}

}  // namespace

std::optional<MarkupElement> find_markup_element(std::string_view tag) {
  for (const OtherTag& other : kOtherTags) {
    if (other.tag == tag) return other.element;
  }
  const auto found = std::ranges::find(kWrittenTags, tag);
  if (found == kWrittenTags.end() || tag.ends_with("-below")) return std::nullopt;
  return static_cast<MarkupElement>(found - kWrittenTags.begin());
}

bool is_block(MarkupElement element) { return element <= MarkupElement::Division; }

MarkupWriter::Content MarkupWriter::content_of(MarkupElement element) {
  switch (element) {
    case MarkupElement::Quote:
    case MarkupElement::Item:
    case MarkupElement::Term:
    case MarkupElement::Description:
    case MarkupElement::HeadCell:
    case MarkupElement::Cell:
    case MarkupElement::Division: return Content::Flow;
    case MarkupElement::BulletList:
    case MarkupElement::NumberedList: return Content::List;
    case MarkupElement::DefinitionList: return Content::Definitions;
    case MarkupElement::Table: return Content::Table;
    case MarkupElement::Head:
    case MarkupElement::Body:
    case MarkupElement::Foot: return Content::Rows;
    case MarkupElement::Row: return Content::Cells;
    default: return Content::Line;
  }
}

/// Closes blocks until the innermost one may hold `block`, and opens a list for a stray item. Returns false if no open
/// block may hold it: a row without a table, a block in a paragraph of Markdown.
bool MarkupWriter::make_room_for(MarkupElement block) {
  const auto may_hold = [&](Content content) {
    switch (content) {
      case Content::Flow: return !is_part(block);
      case Content::Line: return false;
      case Content::List: return block == MarkupElement::Item;
      case Content::Definitions: return block == MarkupElement::Term || block == MarkupElement::Description;
      case Content::Table: return is_of_table(block) && !is_cell(block);
      case Content::Rows: return block == MarkupElement::Row;
      case Content::Cells: return is_cell(block);
    }
    return false;
  };
  for (std::size_t depth = frames_.size();; --depth) {
    const Content content = depth == 0 ? Content::Flow : content_of(frames_[depth - 1].element);
    const bool needs_row = is_cell(block) && (content == Content::Table || content == Content::Rows);
    if (needs_row || may_hold(content)) {
      pop_to(depth);
      if (needs_row) open(MarkupElement::Row);
      return true;
    }
    if (depth == floor()) break;
    // An item in a cell does not belong to a list around the table: the search ends at the cell.
    if (is_cell(frames_[depth - 1].element) && is_part(block) && !is_of_table(block)) break;
  }
  if (!is_part(block) || is_of_table(block)) return false;
  open(block == MarkupElement::Item ? MarkupElement::BulletList : MarkupElement::DefinitionList);
  return may_hold(holder());
}

/// Returns a heading at most one level below the heading before it: PDF/UA forbids leaving out levels.
MarkupElement MarkupWriter::next_heading(MarkupElement written) {
  heading_level_ = std::min(heading_level(written), heading_level_ + 1);
  return static_cast<MarkupElement>(static_cast<int>(MarkupElement::Heading1) + heading_level_ - 1);
}

void MarkupWriter::open(MarkupElement element, std::string_view attributes) {
  if (is_full()) return;
  if (!is_block(element)) {
    if (formats_.size() >= kMostFormats) return note(FindingKind::Depth, tag_of(element));
    formats_.push_back({element, std::string(attributes)});
    return;
  }
  if (!make_room_for(element)) {
    ++refused_;
    return separate();
  }
  if (heading_level(element) > 0) element = next_heading(element);
  bool is_written = shape_ == Shape::Blocks && element != MarkupElement::Division;
  if (is_part(element)) {
    is_written = is_written && frames_.back().is_written;
  } else if (depth_ >= kDeepest && content_of(element) != Content::Line && is_written) {
    is_written = false;
    note(FindingKind::Depth, tag_of(element));
  }
  push(element, attributes, is_written);
}

void MarkupWriter::open_line() {
  if (is_full()) return;
  if (frames_.empty() || !frames_.back().is_written) return open(MarkupElement::Paragraph);
  push(MarkupElement::Paragraph, {}, false);
}

void MarkupWriter::push(MarkupElement element, std::string_view attributes, bool is_written) {
  close_formats(0);
  end_block();
  if (shape_ == Shape::Line && is_cell(element) && !is_first_) {
    wants_line_ = false;
    wants_space_ = true;
    at_start_ = false;
  }
  Frame frame{element, is_written, result_.html.size(), 0, formats_.size()};
  if (is_written) {
    append("<");
    append(tag_of(element));
    append(attributes);
    append(">");
    ++depth_;
  }
  frame.content = result_.html.size();
  ++open_[static_cast<std::size_t>(element)];
  frames_.push_back(frame);
}

void MarkupWriter::pop() {
  const Frame frame = frames_.back();
  close_formats(0);
  if (frame.is_written) {
    --depth_;
    if (result_.html.size() == frame.content && !is_kept_empty(frame.element)) {
      result_.html.resize(frame.begin);
    } else {
      append("</");
      append(tag_of(frame.element));
      append(">");
    }
  }
  end_block();
  if (formats_.size() > frame.formats) formats_.resize(frame.formats);
  --open_[static_cast<std::size_t>(frame.element)];
  frames_.pop_back();
}

/// The following content starts a new line.
void MarkupWriter::end_block() {
  if (shape_ == Shape::Line) {
    wants_line_ = wants_line_ || !is_first_;
  } else {
    is_first_ = true;
  }
  at_start_ = true;
  wants_space_ = false;
  last_ = 0;
}

/// Keeps what follows apart from what comes before where no block can be opened.
void MarkupWriter::separate() {
  while (frames_.size() > floor() && holder() == Content::Line) pop();
  if (holder() != Content::Line) return end_block();
  if (!at_start_) line_break();
}

void MarkupWriter::close(MarkupElement element) {
  if (is_block(element)) {
    // A heading may have been opened with another level than the one written.
    const bool is_heading = heading_level(element) > 0;
    const bool is_open = is_heading || open_[static_cast<std::size_t>(element)] > 0;
    for (std::size_t depth = frames_.size(); is_open && depth > floor(); --depth) {
      const MarkupElement open = frames_[depth - 1].element;
      if (open == element || (is_heading && heading_level(open) > 0)) return pop_to(depth - 1);
    }
    if (refused_ == 0) return;
    --refused_;
    return separate();
  }
  const std::size_t kept = enclosures_.empty() ? 0 : enclosures_.back().formats;
  for (std::size_t index = formats_.size(); index > kept; --index) {
    if (formats_[index - 1].element != element) continue;
    close_formats(index - 1);
    formats_.erase(formats_.begin() + static_cast<std::ptrdiff_t>(index - 1));
    return;
  }
}

void MarkupWriter::end_lines() {
  while (frames_.size() > floor() && holder() != Content::Flow) pop();
}

void MarkupWriter::enter() { enclosures_.push_back({frames_.size(), formats_.size()}); }

void MarkupWriter::leave() {
  const Enclosure enclosure = enclosures_.back();
  pop_to(enclosure.frames);
  if (formats_.size() > enclosure.formats) {
    close_formats(enclosure.formats);
    formats_.resize(enclosure.formats);
  }
  enclosures_.pop_back();
}

/// Closes the tags of all emphasis but the first `kept`.
void MarkupWriter::close_formats(std::size_t kept) {
  while (written_.size() > kept) {
    append("</");
    append(tag_of(written_.back()));
    append(">");
    written_.pop_back();
  }
}

/// Opens what text needs around it in the innermost block.
void MarkupWriter::open_holder() {
  switch (holder()) {
    case Content::Line: return;
    case Content::List: return open(MarkupElement::Item);
    case Content::Definitions: return open(MarkupElement::Description);
    case Content::Table:
    case Content::Rows: return open(MarkupElement::Row);
    case Content::Cells: return open(MarkupElement::Cell);
    case Content::Flow: break;
  }
  if (shape_ == Shape::Line) return;
  const bool is_direct = !frames_.empty() && frames_.back().is_written && holds_lines(frames_.back().element);
  if (!is_direct) open(MarkupElement::Paragraph);
}

void MarkupWriter::begin_text(char32_t first) {
  while (!is_full() && holder() != Content::Line && holder() != Content::Flow) open_holder();
  open_holder();
  if (wants_line_) {
    append("<br>");
    wants_line_ = false;
  }
  if (wants_space_ && !at_start_ && !(space_is_line_end_ && joins_lines(last_, first))) append(" ");
  wants_space_ = at_start_ = is_first_ = false;
  for (std::size_t i = written_.size(); i < formats_.size(); ++i) {
    append("<");
    append(tag_of(formats_[i].element));
    append(formats_[i].attributes);
    append(">");
    written_.push_back(formats_[i].element);
  }
}

void MarkupWriter::text(std::string_view text) {
  // The document indents its paragraphs itself.
  while (shape_ == Shape::Blocks && is_first_ && text.starts_with(kIdeographicSpace)) {
    text.remove_prefix(kIdeographicSpace.size());
  }
  if (text.empty() || is_full()) return;
  const bool is_stray = holder() != Content::Line && holder() != Content::Flow && holder() != Content::Cells;
  if (is_stray && shape_ == Shape::Blocks) note(FindingKind::Stray, text);
  begin_text(base::decode_utf8(text, 0).code_point);
  append(base::escape_markup(text));
  last_ = last_character(text);
}

void MarkupWriter::preformatted(std::string_view text) {
  if (text.empty() || is_full()) return;
  begin_text(0);
  append(base::escape_markup(text));
  last_ = 0;
}

void MarkupWriter::line_break() {
  if (is_first_ || is_full()) return;
  if (shape_ == Shape::Line && wants_line_) return;
  append("<br>");
  at_start_ = true;
  wants_space_ = false;
  last_ = 0;
}

void MarkupWriter::rule() {
  if (is_full() || !make_room_for(MarkupElement::Paragraph)) return;
  close_formats(0);
  end_block();
  if (shape_ == Shape::Blocks) append("<hr>");
}

void MarkupWriter::formula(std::string_view mathml) {
  if (is_full() || !make_room_for(MarkupElement::Paragraph)) return;
  close_formats(0);
  end_block();
  append(mathml);
}

void MarkupWriter::space(bool is_line_end) {
  if (!wants_space_) space_is_line_end_ = is_line_end;
  space_is_line_end_ = space_is_line_end_ || is_line_end;
  wants_space_ = true;
}

void MarkupWriter::note(FindingKind kind, std::string_view what) {
  constexpr std::size_t kMostShown = 60;
  const std::string_view shown = base::first_code_points(what, kMostShown);
  for (const Finding& known : result_.findings) {
    if (known.kind == kind && known.what == shown) return;
  }
  if (result_.findings.size() < kMaxFindings) {
    result_.findings.push_back({kind, line_, std::string(shown)});
  } else {
    ++result_.more_findings;
  }
}

bool MarkupWriter::is_in_preformatted() const {
  return open_[static_cast<std::size_t>(MarkupElement::Preformatted)] > 0;
}

void MarkupWriter::append(std::string_view text) {
  if (result_.html.size() + text.size() > kMaxHtml) result_.is_too_large = true;
  if (!is_full()) result_.html += text;
}

StructuredText MarkupWriter::finish() {
  enclosures_.clear();
  pop_to(0);
  close_formats(0);
  return std::move(result_);
}

}  // namespace gongwen::templating
