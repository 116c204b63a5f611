#include "intake/detail/docx_text.h"

#include "base/utf8.h"
#include "word/symbols.h"

#include <algorithm>
#include <charconv>

// Instructions of fields, deleted and hidden text and annotations of ruby are no part of what is shown. The colour of
// the paper and type below three points hide a text as well.
namespace gongwen::intake {
namespace {

using word::InlineType;

constexpr std::int32_t kSmallestHalfPoints = 6;

/// Whether a colour is white, or nearly: nobody sees it on paper.
bool is_white(std::string_view color) {
  if (color.size() != 6) return false;
  for (std::size_t i = 0; i < 6; i += 2) {
    unsigned part = 0;
    std::from_chars(color.data() + i, color.data() + i + 2, part, 16);
    if (part < 0xF0) return false;
  }
  return true;
}

/// Whether a shading covers the paper with a colour.
bool is_ground(const std::optional<word::Shading>& shading) {
  return shading && ((shading->fill && !is_white(*shading->fill)) ||
                     (shading->pattern != "clear" && shading->pattern != "nil" && !shading->pattern.empty()));
}

}  // namespace

WordStory::WordStory(const word::Document& document, std::size_t story) : document_(document), story_(story) {
  add(document.stories[story].blocks, false, false);
}

bool WordStory::is_unseen(const word::Inline& item, bool is_on_ground) const {
  const word::RunFormat& format = document_.run_formats[item.format];
  if (format.hidden.value_or(false)) return true;
  if (format.half_points && *format.half_points < kSmallestHalfPoints) return true;
  const bool has_ground =
      is_on_ground || is_ground(format.shading) || (format.highlight && *format.highlight != "none");
  return !has_ground && format.color && is_white(*format.color);
}

void WordStory::add(const std::vector<word::Block>& blocks, bool is_hidden, bool is_on_ground) {
  for (const word::Block& block : blocks) {
    if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content)) {
      const bool has_ground = is_on_ground || is_ground(document_.paragraph_formats[paragraph->format].shading);
      bool is_first = true;
      for (const word::Inline& item : paragraph->inlines) {
        const bool is_text = item.type == InlineType::Text || item.type == InlineType::Symbol;
        const bool is_vanished = document_.run_formats[item.format].hidden.value_or(false);
        items_.push_back(
            {paragraph, &item, is_hidden || (is_text ? is_unseen(item, has_ground) : is_vanished), is_first});
        is_first = false;
      }
      items_.push_back({paragraph, nullptr, is_hidden, is_first});
      continue;
    }
    const word::Table& table = std::get<word::Table>(block.content);
    const word::TableFormat& format = document_.table_formats[table.format];
    const word::Style* const style = format.style ? document_.find_style(*format.style) : nullptr;
    // Conditional formats of a style may colour its cells.
    const bool has_styled_ground = style != nullptr && (!style->conditions.empty() || is_ground(style->cell.shading));
    for (const word::Row& row : table.rows) {
      for (const word::Cell& cell : row.cells) {
        add(cell.blocks, is_hidden || row.format.is_hidden.value_or(false) || row.change == word::Change::Deleted,
            is_on_ground || has_styled_ground || is_ground(format.shading) ||
                is_ground(document_.cell_formats[cell.format].shading));
      }
    }
  }
}

ShownRange WordStory::shown(const WordRange& range) const {
  ShownRange shown;
  bool in_annotation = false;
  bool has_other_style = false;
  std::size_t pending_ends = 0;
  const auto append = [&](std::string_view text) {
    shown.text.append(pending_ends, '\n');
    pending_ends = 0;
    shown.text += text;
  };
  for (std::size_t i = range.first; i < range.last && i < items_.size(); ++i) {
    const WordItem& at = items_[i];
    if (at.item == nullptr) {
      // The end of the last paragraph is no line end.
      if (at.paragraph->mark_change != word::Change::Deleted) ++pending_ends;
      continue;
    }
    const word::Inline& item = *at.item;
    if (item.type == InlineType::RubyStart) in_annotation = true;
    if (item.type == InlineType::RubyBase || item.type == InlineType::RubyEnd) in_annotation = false;
    if (item.is_code || in_annotation) continue;
    std::string_view text;
    std::string symbol;
    switch (item.type) {
      case InlineType::Text: text = item.text; break;
      case InlineType::Symbol:
        symbol = word::symbol_text(item.index < document_.symbol_fonts.size() ? document_.symbol_fonts[item.index] : "",
                                   item.text);
        text = symbol;
        break;
      case InlineType::Tab: text = "\t"; break;
      case InlineType::LineBreak: text = "\n"; break;
      case InlineType::Picture: ++shown.pictures; break;
      case InlineType::Object: ++shown.objects; break;
      case InlineType::PageBreak:
      case InlineType::ColumnBreak:
      case InlineType::TextBox:
      case InlineType::FieldStart:
      case InlineType::FieldResult:
      case InlineType::FieldEnd:
      case InlineType::ControlStart:
      case InlineType::ControlEnd:
      case InlineType::BookmarkStart:
      case InlineType::BookmarkEnd:
      case InlineType::CommentStart:
      case InlineType::CommentEnd:
      case InlineType::CommentMark:
      case InlineType::FootnoteMark:
      case InlineType::EndnoteMark:
      case InlineType::NoteNumber:
      case InlineType::LinkStart:
      case InlineType::LinkEnd:
      case InlineType::RubyStart:
      case InlineType::RubyBase:
      case InlineType::RubyEnd: break;
    }
    if (text.empty()) continue;
    if (item.change == word::Change::Deleted) {
      ++shown.deletions;
      continue;
    }
    if (item.change == word::Change::Inserted) ++shown.insertions;
    if (at.is_hidden) {
      shown.hidden += text;
      continue;
    }
    append(text);
    const word::RunFormat& format = document_.run_formats[item.format];
    if (item.type != InlineType::Text) continue;
    shown.is_struck = shown.is_struck || format.strike.value_or(false) || format.double_strike.value_or(false);
    const word::Style* const style = format.style ? document_.find_style(*format.style) : nullptr;
    const bool is_placeholder = style != nullptr && base::equals_ignoring_ascii_case(style->name, "placeholder text");
    shown.is_placeholder = shown.is_placeholder || is_placeholder;
    has_other_style = has_other_style || !is_placeholder;
  }
  shown.is_placeholder = shown.is_placeholder && !has_other_style;
  return shown;
}

FieldPlace WordStory::place_of(std::size_t index) const {
  FieldPlace place;
  if (index >= items_.size()) return place;
  const word::Story& story = document_.stories[story_];
  const word::Paragraph& paragraph = *items_[index].paragraph;
  place.word.paragraph = paragraph.number;
  place.word.table = paragraph.place.table;
  place.word.row = paragraph.place.row;
  place.word.column = paragraph.place.column;
  switch (story.type) {
    case word::StoryType::Body: place.word.part = WordPart::Body; break;
    case word::StoryType::Header: place.word.part = WordPart::Header; break;
    case word::StoryType::Footer: place.word.part = WordPart::Footer; break;
    case word::StoryType::Footnote:
    case word::StoryType::Endnote: place.word.part = WordPart::Note; break;
    case word::StoryType::Comment: place.word.part = WordPart::Comment; break;
    case word::StoryType::TextBox: place.word = {WordPart::TextBox, story.anchor_paragraph}; break;
  }
  return place;
}

}  // namespace gongwen::intake
