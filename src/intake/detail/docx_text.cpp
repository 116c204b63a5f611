#include "intake/detail/docx_text.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "intake/detail/docx_codes.h"
#include "word/symbols.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <utility>

// Instructions of fields, deleted and hidden text, and ruby annotations are not part of the shown text. A text is also
// hidden by the colour of its ground, by type below three points, by lines and rows lower than that, or if another cell
// is merged over its own.
namespace gongwen::intake {
namespace {

using word::InlineType;

constexpr std::int32_t kSmallestHalfPoints = 6;
constexpr std::int32_t kSmallestScale = 10;  // of the width of characters, in percent
constexpr std::int32_t kLeastShift = 4;      // half-points; less than that only aligns signs
constexpr word::Twips kLowestLine = 60;      // of lines and rows that do not grow

/// Whether nobody can tell two colours apart.
bool are_alike(std::string_view a, std::string_view b) {
  constexpr std::size_t kDigits = 6;
  constexpr int kLeastDifference = 0x10;
  if (a.size() != kDigits || b.size() != kDigits) return false;
  for (std::size_t i = 0; i < kDigits; i += 2) {
    int first = 0;
    int second = 0;
    std::from_chars(a.data() + i, a.data() + i + 2, first, 16);
    std::from_chars(b.data() + i, b.data() + i + 2, second, 16);
    if (std::abs(first - second) >= kLeastDifference) return false;
  }
  return true;
}

constexpr std::string_view kPaper = "FFFFFF";

std::optional<std::string> highlight_ground(std::string_view name) {
  constexpr auto kColors = std::to_array<std::pair<std::string_view, std::string_view>>({{"yellow", "FFFF00"},
                                                                                         {"green", "00FF00"},
                                                                                         {"cyan", "00FFFF"},
                                                                                         {"magenta", "FF00FF"},
                                                                                         {"blue", "0000FF"},
                                                                                         {"red", "FF0000"},
                                                                                         {"darkBlue", "000080"},
                                                                                         {"darkCyan", "008080"},
                                                                                         {"darkGreen", "008000"},
                                                                                         {"darkMagenta", "800080"},
                                                                                         {"darkRed", "800000"},
                                                                                         {"darkYellow", "808000"},
                                                                                         {"darkGray", "808080"},
                                                                                         {"lightGray", "C0C0C0"},
                                                                                         {"black", "000000"},
                                                                                         {"white", "FFFFFF"}});
  const auto known =
      std::find_if(kColors.begin(), kColors.end(), [name](const auto& one) { return one.first == name; });
  return known == kColors.end() ? std::nullopt : std::optional(std::string(known->second));
}

/// The ground with a shading on it; nullopt for patterns of two colours.
std::optional<std::string> shaded(const std::optional<std::string>& ground,
                                  const std::optional<word::Shading>& shading) {
  if (!shading || shading->pattern == "nil") return ground;
  if (shading->pattern == "solid") return shading->color.value_or("000000");
  if (shading->pattern != "clear" && !shading->pattern.empty()) return std::nullopt;
  return shading->fill ? shading->fill : ground;
}

/// The cell of the row above that a cell continues; null if absent, whatever the cell states.
const word::Cell* continued_cell(const word::Row* above, const word::Cell& cell) {
  if (above == nullptr || cell.merge != word::VerticalMerge::Continued) return nullptr;
  const auto found = std::find_if(above->cells.begin(), above->cells.end(), [&cell](const word::Cell& one) {
    return one.column == cell.column && one.span == cell.span && one.merge != word::VerticalMerge::None;
  });
  return found == above->cells.end() ? nullptr : &*found;
}

/// The text that a run shows: ASCII letters in their font, other Latin letters in theirs. Fonts for other scripts are
/// not examined. `unknown_font`: the font of a sign that is unknown.
std::string signs_of(const word::RunFormat& format, std::string_view text, std::optional<std::string>& unknown_font) {
  const std::string ascii = format.ascii_font.value_or(std::string());
  const std::string others = format.high_ansi_font.value_or(ascii);
  std::string shown;
  const auto add = [&](std::string_view part, const std::string& font) {
    if (part.empty()) return;
    word::ShownSigns signs = word::shown_signs(font, part);
    if (!signs.are_known) unknown_font = font;
    shown += signs.text;
  };
  if (ascii == others) {
    add(text, ascii);
    return shown;
  }
  for (std::size_t at = 0; at < text.size();) {
    const bool is_ascii = static_cast<unsigned char>(text[at]) < 0x80;
    std::size_t end = at;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) < 0x80) == is_ascii) ++end;
    add(text.substr(at, end - at), is_ascii ? ascii : others);
    at = end;
  }
  return shown;
}

/// How far above its line a text is, in half-points.
std::int32_t shift_of(const word::RunFormat& format) {
  constexpr std::int32_t kScript = 8;
  const std::int32_t raised = format.raised.value_or(0);
  if (format.vertical_align == "superscript") return raised + kScript;
  return format.vertical_align == "subscript" ? raised - kScript : raised;
}

}  // namespace

WordStory::WordStory(const word::Document& document, std::size_t story) : document_(document), story_(story) {
  add(document.stories[story].blocks, {std::string(kPaper)});
}

bool WordStory::is_unseen(const word::Inline& item, const Ground& ground) const {
  const word::RunFormat& format = document_.run_formats[item.format];
  if (format.hidden.value_or(false)) return true;
  if (format.half_points && *format.half_points < kSmallestHalfPoints) return true;
  if (format.scale && *format.scale < kSmallestScale) return true;
  if (format.has_contour.value_or(false)) return false;
  if (format.fill == "none") return true;
  const Ground own = format.highlight && *format.highlight != "none" ? highlight_ground(*format.highlight)
                                                                     : shaded(ground, format.shading);
  const std::string& ink = format.fill && !format.fill->empty() ? *format.fill : format.color.value_or(std::string());
  return own && are_alike(ink, *own);
}

void WordStory::add(const std::vector<word::Block>& blocks, const Surroundings& around) {
  for (const word::Block& block : blocks) {
    const auto* const paragraph = std::get_if<word::Paragraph>(&block.content);
    if (paragraph == nullptr) {
      add(std::get<word::Table>(block.content), around);
      continue;
    }
    const word::ParagraphFormat& format = document_.paragraph_formats[paragraph->format];
    const Ground own = shaded(around.ground, format.shading);
    const bool is_cut = around.is_hidden || (format.line_rule == word::LineRule::Exact && format.line &&
                                             *format.line > 0 && *format.line < kLowestLine);
    bool is_first = true;
    for (const word::Inline& item : paragraph->inlines) {
      const bool is_text = item.type == InlineType::Text || item.type == InlineType::Symbol ||
                           (item.type == InlineType::FieldStart && item.index < document_.fields.size() &&
                            is_shown_by_code(document_.fields[item.index]));
      const bool is_vanished = document_.run_formats[item.format].hidden.value_or(false);
      items_.push_back(
          {paragraph, &item, is_cut || (is_text ? is_unseen(item, own) : is_vanished), around.is_deleted, is_first});
      is_first = false;
    }
    items_.push_back({paragraph, nullptr, is_cut, around.is_deleted, is_first});
  }
}

void WordStory::add(const word::Table& table, const Surroundings& around) {
  const word::TableFormat& format = document_.table_formats[table.format];
  const word::Style* const style = format.style ? document_.find_style(*format.style) : nullptr;
  Ground own = shaded(around.ground, format.shading);
  // Conditional formats of a style may colour its cells.
  if (style != nullptr) own = style->conditions.empty() ? shaded(own, style->cell.shading) : std::nullopt;
  const word::Row* above = nullptr;
  for (const word::Row& row : table.rows) {
    const bool is_low =
        row.format.height_rule == word::LineRule::Exact && row.format.height && *row.format.height < kLowestLine;
    for (const word::Cell& cell : row.cells) {
      Surroundings inside;
      inside.ground = shaded(own, document_.cell_formats[cell.format].shading);
      inside.is_hidden =
          around.is_hidden || is_low || row.format.is_hidden.value_or(false) || continued_cell(above, cell) != nullptr;
      inside.is_deleted =
          around.is_deleted || row.change == word::Change::Deleted || cell.change == word::Change::Deleted;
      add(cell.blocks, inside);
    }
    above = &row;
  }
}

bool WordStory::has_list(const WordRange& range) const {
  std::size_t numbered = 0;
  for (std::size_t i = range.first; i < range.last && i < items_.size(); ++i) {
    numbered += items_[i].starts_paragraph && !items_[i].paragraph->marker.empty() ? 1 : 0;
  }
  // A single number belongs to a line of the form.
  return numbered > 1;
}

std::int32_t WordStory::line_of(const WordRange& range) const {
  std::optional<std::int32_t> line;
  for (std::size_t i = range.first; i < range.last && i < items_.size(); ++i) {
    const WordItem& at = items_[i];
    if (at.item == nullptr || at.item->type != InlineType::Text || at.item->is_code || at.is_hidden) continue;
    if (at.is_deleted || at.item->change == word::Change::Deleted) continue;
    if (base::trim_ascii_space(at.item->text).empty()) continue;
    const std::int32_t shift = shift_of(document_.run_formats[at.item->format]);
    if (!line || std::abs(shift) < std::abs(*line)) line = shift;
  }
  return line.value_or(0);
}

std::size_t WordStory::end_of_field(std::size_t start, std::size_t last) const {
  for (std::size_t i = start + 1; i < last && i < items_.size(); ++i) {
    const word::Inline* const item = items_[i].item;
    if (item != nullptr && item->type == InlineType::FieldEnd && item->index == items_[start].item->index) return i;
  }
  return start;
}

ShownRange WordStory::shown(const WordRange& range, TextAs as) const {
  ShownRange shown;
  bool in_annotation = false;
  bool has_other_style = false;
  std::size_t pending_ends = 0;
  const bool has_numbers = as == TextAs::Seen && has_list(range);
  const std::int32_t ground_line = as == TextAs::Seen ? line_of(range) : 0;
  std::string number;  // of the paragraph that has begun
  const auto append = [&](std::string_view text) {
    shown.text.append(pending_ends, '\n');
    pending_ends = 0;
    shown.text += std::exchange(number, {});
    shown.text += text;
  };
  for (std::size_t i = range.first; i < range.last && i < items_.size(); ++i) {
    const auto substitute = as == TextAs::Seen ? substitutes_.find(i) : substitutes_.end();
    if (substitute != substitutes_.end() && substitute->second.last <= range.last) {
      if (!substitute->second.text.empty()) append(substitute->second.text);
      i = substitute->second.last - 1;
      continue;
    }
    const WordItem& at = items_[i];
    if (has_numbers && at.starts_paragraph && !at.paragraph->marker.empty()) number = at.paragraph->marker + " ";
    if (at.item == nullptr) {
      number.clear();
      // The end of the last paragraph is not a line end.
      if (at.paragraph->mark_change != word::Change::Deleted && !at.is_deleted) ++pending_ends;
      continue;
    }
    const word::Inline& item = *at.item;
    if (item.type == InlineType::RubyStart) in_annotation = true;
    if (item.type == InlineType::RubyBase || item.type == InlineType::RubyEnd) in_annotation = false;
    if (item.is_code || in_annotation) continue;
    const bool is_deleted = item.change == word::Change::Deleted || at.is_deleted;
    const bool is_there = !is_deleted && !at.is_hidden;
    const word::RunFormat& format = document_.run_formats[item.format];
    std::string_view text;
    std::string made;
    switch (item.type) {
      case InlineType::Text: {
        std::optional<std::string> unknown_font;
        made = signs_of(format, item.text, unknown_font);
        if (unknown_font && is_there) shown.unread.push_back({UnreadType::Sign, *unknown_font});
        if (as == TextAs::Seen) {
          if (format.caps.value_or(false)) {
            std::string upper;
            base::append_upper(upper, made);
            made = std::move(upper);
          }
          const std::int32_t shift = shift_of(format) - ground_line;
          if (const auto shifted = shift >= kLeastShift    ? raised_text(made)
                                   : shift <= -kLeastShift ? lowered_text(made)
                                                           : std::nullopt) {
            made = *shifted;
          }
        }
        text = made;
        break;
      }
      case InlineType::Symbol: {
        const bool has_font = item.index < document_.symbol_fonts.size();
        const std::string font = has_font ? document_.symbol_fonts[item.index] : std::string();
        word::ShownSigns signs = word::shown_signs(font, item.text);
        if (!signs.are_known && is_there) shown.unread.push_back({UnreadType::Sign, font});
        made = std::move(signs.text);
        text = made;
        break;
      }
      case InlineType::Tab: text = "\t"; break;
      case InlineType::LineBreak: text = "\n"; break;
      case InlineType::Picture:
        if (is_there) shown.unread.push_back({UnreadType::Picture, {}});
        break;
      case InlineType::Object: {
        const word::Object* const object =
            item.index < document_.objects.size() ? &document_.objects[item.index] : nullptr;
        const bool is_formula = object != nullptr && object->name == "oMath";
        if (is_formula && object->is_row && as == TextAs::Seen) {
          text = object->text;
        } else if (is_there) {
          shown.unread.push_back({is_formula ? UnreadType::Formula : UnreadType::Object, {}});
        }
        break;
      }
      case InlineType::FieldStart: {
        if (item.index >= document_.fields.size()) break;
        const word::Field& field = document_.fields[item.index];
        const std::size_t end = end_of_field(i, range.last);
        if (end == i || field.legacy) break;
        if (is_shown_by_code(field)) {
          const auto computed = shown_by_code(field);
          if (computed) made = *computed;
          if (!computed && is_there) shown.unread.push_back({UnreadType::Field, field.name()});
          text = made;
          // Its stored result is only another program's rendering of it.
          i = end;
          break;
        }
        const bool has_result = std::any_of(
            items_.begin() + static_cast<std::ptrdiff_t>(i), items_.begin() + static_cast<std::ptrdiff_t>(end),
            [&item](const auto& one) {
              return one.item != nullptr && one.item->type == InlineType::FieldResult && one.item->index == item.index;
            });
        if (!has_result && is_there && !shows_nothing(field)) shown.unread.push_back({UnreadType::Field, field.name()});
        break;
      }
      case InlineType::PageBreak:
      case InlineType::ColumnBreak:
      case InlineType::TextBox:
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
    if (is_deleted) {
      ++shown.deletions;
      continue;
    }
    if (item.change == word::Change::Inserted) ++shown.insertions;
    if (at.is_hidden) {
      shown.hidden += text;
      continue;
    }
    append(text);
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

void WordStory::show_instead(const WordRange& range, std::string text) {
  if (range.last > range.first) substitutes_.insert_or_assign(range.first, Substitute{range.last, std::move(text)});
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
