#include "adopt/guess_fields.h"

#include "adopt/detail/form_text.h"
#include "adopt/detail/format_css.h"
#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/table_grid.h"
#include "base/utf8.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

namespace gongwen::adopt {
namespace {

using word::InlineType;

/// A cell with this height, in twips (30 mm), or with this many empty lines is for more than a line.
constexpr word::Twips kHighCell = 1'700;
constexpr std::size_t kManyLines = 4;
constexpr std::size_t kMaxTitle = 60;  // bytes of a title that a list may get from a cell beside it

struct FoundControl {
  const word::Control* control = nullptr;
  const word::LegacyField* legacy = nullptr;
  const word::Paragraph* paragraph = nullptr;
  std::vector<ShownPart> shown;  // its texts
};

/// Where a stretch of a text stands in the document.
struct TextPart {
  std::size_t begin = 0;  // bytes of CellText::text
  std::size_t end = 0;
  const word::Paragraph* paragraph = nullptr;
  const word::Inline* item = nullptr;
  bool is_whole = false;  // the text stands for the item, and is not its own
};

struct CellText {
  std::string text;  // lines parted by line feeds
  std::vector<TextPart> parts;
  std::vector<const word::Paragraph*> paragraphs;
  std::size_t lines = 0;
  std::uint32_t paragraph = 0;  // the first one
  std::vector<FoundControl> controls;
  bool has_underlined_blank = false;
  std::vector<const word::Table*> tables;
};

/// Adds what an item shows to a text.
void add_part(CellText& cell, const word::Paragraph& paragraph, const word::Inline& item, std::string_view text,
              bool is_whole) {
  const std::size_t begin = cell.text.size();
  cell.text += text;
  cell.parts.push_back({begin, cell.text.size(), &paragraph, &item, is_whole});
}

/// Texts of a paragraph as they are shown, without what is in controls; blanks that are underlined are blanks to write
/// on.
void add_paragraph(const word::Document& document, const word::Paragraph& paragraph, CellText& cell) {
  if (cell.lines++ > 0) cell.text += '\n';
  if (cell.paragraph == 0) cell.paragraph = paragraph.number;
  cell.paragraphs.push_back(&paragraph);
  std::size_t depth = 0;              // of controls and fields whose content is an answer
  const word::Inline* box = nullptr;  // the control or field of the box whose sign is to come
  for (const word::Inline& item : paragraph.inlines) {
    if (item.change == word::Change::Deleted || item.is_code) continue;
    if (item.type == InlineType::ControlStart && item.index < document.controls.size()) {
      const word::Control& control = document.controls[item.index];
      const bool is_answer = control.type != word::ControlType::Group &&
                             control.type != word::ControlType::RepeatingSection &&
                             control.type != word::ControlType::RepeatingItem && control.block_gallery.empty();
      if (is_answer) cell.controls.push_back({&control, nullptr, &paragraph, {}});
      if (is_answer && control.type == word::ControlType::CheckBox) box = &item;
      depth += is_answer ? 1 : 0;
      continue;
    }
    if (item.type == InlineType::ControlEnd && depth > 0) {
      if (std::exchange(box, nullptr) != nullptr) cell.text += "□";
      --depth;
      continue;
    }
    if (item.type == InlineType::FieldStart && item.index < document.fields.size() &&
        document.fields[item.index].legacy) {
      cell.controls.push_back({nullptr, &*document.fields[item.index].legacy, &paragraph, {}});
      if (document.fields[item.index].legacy->type == word::LegacyType::CheckBox) cell.text += "□";
      ++depth;
      continue;
    }
    if (item.type == InlineType::FieldEnd && item.index < document.fields.size() &&
        document.fields[item.index].legacy && depth > 0) {
      --depth;
      continue;
    }
    const bool is_text = item.type == InlineType::Text || item.type == InlineType::Symbol;
    if (depth > 0) {
      if (is_text && std::exchange(box, nullptr) != nullptr)
        add_part(cell, paragraph, item, "□", true);
      else if (is_text && !cell.controls.empty())
        cell.controls.back().shown.push_back({&item, 0, item.text.size()});
      continue;
    }
    const word::RunFormat* const format =
        item.format < document.run_formats.size() ? &document.run_formats[item.format] : nullptr;
    if (format != nullptr && is_hidden(*format)) continue;
    const bool underlined = format != nullptr && format->underline && *format->underline != "none";
    if (is_text) {
      if (underlined && trimmed(item.text).empty() && !item.text.empty()) {
        add_part(cell, paragraph, item, "____", true);
        cell.has_underlined_blank = true;
      } else {
        const std::string shown = readable_text(document, item);
        add_part(cell, paragraph, item, shown, shown != item.text);
      }
    } else if (item.type == InlineType::Tab) {
      add_part(cell, paragraph, item, underlined ? "____" : "\t", true);
    } else if (item.type == InlineType::LineBreak) {
      cell.text += '\n';
      ++cell.lines;
    }
  }
}

/// Where a stretch of a text stands; without a paragraph if it is in several, or in none.
AnswerPlace place_in(const CellText& cell, std::size_t begin, std::size_t end) {
  AnswerPlace place;
  for (const TextPart& part : cell.parts) {
    if (part.end <= begin || end <= part.begin) continue;
    if (place.paragraph != nullptr && place.paragraph != part.paragraph) return {};
    place.paragraph = part.paragraph;
    if (part.is_whole)
      place.parts.push_back({part.item, 0, part.item->text.size()});
    else
      place.parts.push_back(
          {part.item, std::max(begin, part.begin) - part.begin, std::min(end, part.end) - part.begin});
  }
  return place;
}

CellText text_of(const word::Document& document, const word::Cell& cell) {
  CellText text;
  for (const word::Block& block : cell.blocks) {
    if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content))
      add_paragraph(document, *paragraph, text);
    else
      text.tables.push_back(&std::get<word::Table>(block.content));
  }
  return text;
}

std::string place_of(std::uint32_t paragraph) { return "¶" + std::to_string(paragraph); }

class FieldGuesser {
 public:
  explicit FieldGuesser(const word::Document& document) : document_(document) {}

  GuessedForm run() {
    if (document_.stories.empty()) return std::move(form_);
    find_title();
    read_blocks(document_.stories.front().blocks);
    name_words_of_all();
    // Words beside the body come last.
    const auto order = [](const FoundWords& words) {
      return std::pair(!words.story.empty(), words.paragraph);
    };
    std::stable_sort(left_out_.begin(), left_out_.end(),
                     [&](const FoundWords& a, const FoundWords& b) { return order(a) < order(b); });
    for (FoundWords& words : left_out_) {
      const std::string story = words.story.empty() ? std::string() : std::string(words.story) + " ";
      form_.left_out.push_back({std::move(words.text), story + place_of(words.paragraph), words.is_place});
    }
    if (unnamed_ > 0) form_.left_out.push_back({"… + " + std::to_string(unnamed_), {}, false});
    return std::move(form_);
  }

 private:
  struct Place {
    std::size_t row = 0;
    const GridCell* grid = nullptr;
    CellText text;
    bool is_used = false;
    bool is_empty() const { return trimmed(text.text).empty() && text.controls.empty() && text.tables.empty(); }
  };

  /// Words that no field takes, with their paragraph. `story` is empty in the body.
  struct FoundWords {
    std::string text;
    std::string_view story;
    std::uint32_t paragraph = 0;
    bool is_place = true;
  };

  void leave_out(std::string_view text, std::uint32_t paragraph, std::string_view story = {}, bool is_place = true) {
    constexpr std::size_t kMostShown = 40;
    std::string shown(trimmed(text));
    said_ += comparable(shown) + "\n";
    std::replace(shown.begin(), shown.end(), '\n', ' ');
    if (base::count_code_points(shown) > kMostShown)
      shown = std::string(base::first_code_points(shown, kMostShown)) + "…";
    left_out_.push_back({std::move(shown), story, paragraph, is_place});
  }

  /// Lists the words that appear in no field, title or message, so that the import loses none silently.
  void name_words_of_all() {
    const auto say = [this](std::string_view text) {
      said_ += comparable(text) + "\n";
    };
    say(form_.title);
    const auto say_field = [&](const GuessedField& field) {
      say(field.title);
      say(field.note);
      for (const std::string& option : field.options) say(option);
    };
    for (const GuessedField& field : form_.fields) {
      say_field(field);
      std::for_each(field.columns.begin(), field.columns.end(), say_field);
    }
    name_other_words(document_.stories.front().blocks, {});
    for (const word::Story& story : document_.stories) {
      const std::string_view name = name_of_story(story.type);
      if (!name.empty() && !story.is_separator) name_other_words(story.blocks, name);
    }
  }

  /// As places in messages name them; empty for stories that are no part of the form's paper.
  static std::string_view name_of_story(word::StoryType type) {
    switch (type) {
      case word::StoryType::Header: return "header";
      case word::StoryType::Footer: return "footer";
      case word::StoryType::Footnote:
      case word::StoryType::Endnote: return "note";
      case word::StoryType::TextBox: return "textbox";
      case word::StoryType::Body:
      case word::StoryType::Comment: break;
    }
    return {};
  }

  void name_other_words(const std::vector<word::Block>& blocks, std::string_view story) {
    for (const word::Block& block : blocks) {
      if (const auto* const paragraph = std::get_if<word::Paragraph>(&block.content)) {
        CellText text;
        add_paragraph(document_, *paragraph, text);
        for (const std::string_view words : words_between_places(text.text)) {
          if (is_said(words, said_)) continue;
          constexpr std::size_t kMostNamed = 300;
          if (left_out_.size() < kMostNamed)
            leave_out(words, paragraph->number, story, is_photo(words));
          else
            ++unnamed_;
        }
        continue;
      }
      for (const word::Row& row : std::get<word::Table>(block.content).rows) {
        for (const word::Cell& cell : row.cells) name_other_words(cell.blocks, story);
      }
    }
  }

  void read_blocks(const std::vector<word::Block>& blocks) {
    for (const word::Block& block : blocks) {
      if (const auto* const table = std::get_if<word::Table>(&block.content)) {
        read_table(*table);
      } else {
        CellText text;
        add_paragraph(document_, std::get<word::Paragraph>(block.content), text);
        read_line(text);
      }
    }
  }

  /// The largest text above the first table, or before the first place to fill in.
  void find_title() {
    double largest = 0;
    for (const word::Block& block : document_.stories.front().blocks) {
      const auto* const paragraph = std::get_if<word::Paragraph>(&block.content);
      if (paragraph == nullptr) break;
      CellText text;
      add_paragraph(document_, *paragraph, text);
      const std::optional<Label> label = read_label(text.text);
      if (!label) continue;
      double size = 0;
      for (const word::Inline& item : paragraph->inlines) {
        if (item.type == InlineType::Text && item.format < document_.run_formats.size())
          size = std::max(size, font_size(document_.run_formats[item.format]));
      }
      if (size <= largest) continue;
      largest = size;
      form_.title = label->note.empty() ? label->text : label->text + "（" + label->note + "）";
      title_paragraph_ = paragraph->number;
    }
  }

  void add(GuessedField field, Answer answer) {
    std::string name = field.title;
    if (const std::string& note = notes_[field.title]; titles_.contains(name) && !note.empty())
      name += "（" + note + "）";
    const std::string base = name;
    for (int number = 2; !titles_.insert(name).second; ++number) name = base + "（" + std::to_string(number) + "）";
    field.title = std::move(name);
    form_.fields.push_back(std::move(field));
    form_.answers.push_back(std::move(answer));
  }

  /// A label whose note may be needed to tell it from another one.
  std::optional<Label> label_of(std::string_view text) {
    std::optional<Label> label = read_label(text);
    if (label) notes_[label->text] = label->note;
    return label;
  }

  // Lines of text.

  void read_line(const CellText& cell) {
    if (cell.paragraph == title_paragraph_) return;
    const std::string& text = cell.text;
    if (read_controls(cell, {})) return;
    if (has_box(text)) {
      const std::size_t box = first_box(text);
      const std::optional<Label> label = read_label(std::string_view(text).substr(0, box));
      const std::vector<LabelledPlace> options = read_boxes(text);
      if (options.size() >= 2 && label) return add_options(*label, options, cell, 0.8);
      return leave_out(text, cell.paragraph);
    }
    std::map<std::string, Answer> dates;
    for (const LabelledPlace& date : labelled_dates(text)) {
      const std::optional<Label> label = read_label(date.label);
      if (label && !asks_for_signature(label->text)) dates.emplace(label->text, in_line(cell, date));
    }
    // 自____年__月__日至____年__月__日: one field has one day.
    if (count_date_blanks(text) > std::max<std::size_t>(dates.size(), 1)) leave_out(text, cell.paragraph);
    for (const LabelledPlace& blank : labelled_blanks(text)) {
      if (is_part_of_date(blank.label)) continue;
      const std::optional<Label> label = read_label(blank.label);
      if (label && dates.contains(label->text)) continue;
      if (label && asks_for_signature(label->text))
        leave_out(label->text, cell.paragraph);
      else if (label)
        add(field_of(*label, GuessedType::ByTitle, cell.paragraph, GuessReason::Blank, 0.8), in_line(cell, blank));
      else
        leave_out(text, cell.paragraph);
    }
    for (auto& [date, answer] : dates) {
      add(field_of({date, {}, false, false}, GuessedType::Date, cell.paragraph, GuessReason::DateBlank, 0.85),
          std::move(answer));
    }
  }

  static GuessedField field_of(const Label& label, GuessedType type, std::uint32_t paragraph, GuessReason reason,
                               double confidence) {
    GuessedField field;
    field.title = label.text;
    field.type = type;
    field.is_required = label.is_required;
    field.note = label.note;
    field.place = place_of(paragraph);
    field.reason = reason;
    field.confidence = confidence;
    return field;
  }

  // Where answers are written.

  static Answer in_line(const CellText& cell, const LabelledPlace& place) {
    Answer answer;
    answer.places.push_back(place_in(cell, place.begin, place.end));
    answer.is_in_line = true;
    return answer;
  }

  /// In a cell of its own: in its first paragraph; behind a label in the cell, in the paragraph below it, if there is
  /// one.
  static Answer in_cell(const CellText& cell, std::size_t paragraph = 0) {
    Answer answer;
    if (cell.paragraphs.empty()) return answer;
    answer.places.push_back({cell.paragraphs[std::min(paragraph, cell.paragraphs.size() - 1)], {}, {}});
    return answer;
  }

  static bool has_text(const CellText& cell, const word::Paragraph& paragraph) {
    return std::any_of(cell.parts.begin(), cell.parts.end(), [&](const TextPart& part) {
      return part.paragraph == &paragraph &&
             !trimmed(std::string_view(cell.text).substr(part.begin, part.end - part.begin)).empty();
    });
  }

  /// An opinion is a text and, where the paper leaves room for it, a date.
  static Answer of_opinion(const CellText& cell, std::size_t paragraph = 0) {
    Answer answer = in_cell(cell, paragraph);
    // The signature and the seal of an opinion stand below its text.
    if (!answer.places.empty()) answer.places.front().is_before = has_text(cell, *answer.places.front().paragraph);
    if (const std::optional<LabelledPlace> date = find_date_blank(cell.text))
      answer.date = place_in(cell, date->begin, date->end);
    return answer;
  }

  void add_options(const Label& label, const std::vector<LabelledPlace>& options, const CellText& cell,
                   double confidence) {
    GuessedField field = field_of(label, GuessedType::Choice, cell.paragraph, GuessReason::Boxes, confidence);
    const bool several = label.says_several || cell.text.find("多选") != std::string_view::npos ||
                         cell.text.find("multiple") != std::string_view::npos;
    if (several) field.type = GuessedType::Choices;
    Answer answer;
    answer.is_in_line = true;
    for (std::size_t i = 0; i < options.size(); ++i) {
      const LabelledPlace& option = options[i];
      // `□其他：____`: the form asks for no more than the choice.
      const std::size_t end = i + 1 < options.size() ? options[i + 1].begin : cell.text.size();
      const std::string_view words = std::string_view(cell.text).substr(option.end, end - option.end);
      if (!labelled_blanks(words).empty()) leave_out(label.text + "：" + std::string(trimmed(words)), cell.paragraph);
      AnswerPlace& place = answer.places.emplace_back(place_in(cell, option.begin, option.end));
      place.option = option.label;
      if (std::find(field.options.begin(), field.options.end(), option.label) == field.options.end())
        field.options.push_back(option.label);
    }
    if (field.options.size() == 1) {
      field.type = GuessedType::YesNo;
      field.options.clear();
      field.confidence = 0.6;
    }
    add(std::move(field), std::move(answer));
  }

  /// Controls and fields of older programs: they say themselves what they are. `label` stands beside them.
  bool read_controls(const CellText& cell, const std::optional<Label>& label) {
    bool found = false;
    for (const FoundControl& one : cell.controls) {
      const bool is_box = one.control != nullptr ? one.control->type == word::ControlType::CheckBox
                                                 : one.legacy->type == word::LegacyType::CheckBox;
      if (is_box) continue;  // read with the texts beside them
      GuessedField field;
      field.reason = one.control != nullptr ? GuessReason::Control : GuessReason::LegacyField;
      const std::string own = one.control != nullptr
                                  ? (one.control->alias.empty() ? one.control->tag : one.control->alias)
                                  : one.legacy->name;
      const std::optional<Label> before = label ? label : read_label(cell.text);
      field.title = before ? before->text : own;
      field.is_required = before && before->is_required;
      if (before) field.note = before->note;
      field.place = place_of(cell.paragraph);
      field.confidence = before ? 0.95 : 0.75;
      if (field.title.empty()) continue;
      if (one.control != nullptr) {
        if (one.control->type == word::ControlType::Date) field.type = GuessedType::Date;
        for (const auto& [shown, value] : one.control->items) {
          if (!value.empty()) field.options.push_back(shown);
        }
        if (one.control->is_multiline) field.type = GuessedType::LongText;
      } else {
        field.options = one.legacy->entries;
        if (one.legacy->text_type == "date") field.type = GuessedType::Date;
      }
      if (!field.options.empty()) field.type = GuessedType::Choice;
      Answer answer;
      answer.is_in_line = cell.controls.size() > 1 || !trimmed(cell.text).empty();
      if (!one.shown.empty()) answer.places.push_back({one.paragraph, one.shown, {}});
      add(std::move(field), std::move(answer));
      found = true;
    }
    return found;
  }

  // Tables.

  void read_table(const word::Table& table) {
    const std::vector<std::vector<GridCell>> grid = grid_cells(table);
    std::vector<std::vector<Place>> rows(grid.size());
    for (std::size_t r = 0; r < grid.size(); ++r) {
      for (const GridCell& cell : grid[r]) rows[r].push_back({r, &cell, text_of(document_, *cell.cell)});
    }
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (read_list(table, rows, r)) continue;
      read_row(table, rows, r);
    }
    for (const word::Row& row : table.rows) {
      for (const word::Cell& cell : row.cells) {
        for (const word::Block& block : cell.blocks) {
          if (const auto* const inner = std::get_if<word::Table>(&block.content)) read_table(*inner);
        }
      }
    }
  }

  static bool is_number_column(std::string_view label) {
    return label.starts_with("序号") || label == "编号" || label == "No." || label == "No";
  }

  /// A row of labels with empty rows of the same shape below it.
  bool read_list(const word::Table& table, std::vector<std::vector<Place>>& rows, std::size_t r) {
    std::vector<Place*> heads;
    for (Place& place : rows[r]) {
      if (place.is_used) continue;
      // A cell that is merged over the rows of the list names it.
      if (place.grid->rows > 1) continue;
      heads.push_back(&place);
    }
    if (heads.size() < 2) return false;
    std::vector<Label> labels;
    for (const Place* head : heads) {
      std::optional<Label> label = read_label(head->text.text);
      if (!label) return false;
      labels.push_back(*std::move(label));
    }
    std::size_t count = 0;
    for (std::size_t below = r + 1; below < rows.size(); ++below) {
      if (!is_empty_row(heads, labels, rows[below])) break;
      ++count;
    }
    if (count == 0) return false;
    // One empty row may be a row of single fields; several are a list.
    if (count == 1 && !(is_number_column(labels.front().text) || r + 2 == rows.size()))
      return add_below(heads, labels, rows[r + 1]);
    GuessedField list;
    list.type = GuessedType::List;
    list.rows = count;
    list.reason = GuessReason::EmptyRows;
    list.place = place_of(heads.front()->text.paragraph);
    list.confidence = count > 1 ? 0.9 : 0.65;
    list.title = title_of_list(table, rows, r);
    for (const Label& label : labels) {
      if (is_number_column(label.text)) continue;
      list.columns.push_back(field_of(label, GuessedType::ByTitle, heads.front()->text.paragraph,
                                      GuessReason::EmptyRows, list.confidence));
    }
    Answer answer;
    for (std::size_t below = r + 1; below <= r + count; ++below) {
      std::vector<AnswerPlace>& places = answer.rows.emplace_back();
      for (std::size_t i = 0; i < heads.size(); ++i) {
        if (is_number_column(labels[i].text)) continue;
        const Place* const cell = cell_below(*heads[i], rows[below]);
        places.push_back(cell == nullptr ? AnswerPlace() : place_of_cell(cell->text));
      }
    }
    for (std::size_t row = r; row <= r + count; ++row) {
      for (Place& place : rows[row]) {
        place.is_used = true;
      }
    }
    if (!list.columns.empty()) add(std::move(list), std::move(answer));
    return true;
  }

  /// The cell of a row under a head; null if the row has another shape.
  static const Place* cell_below(const Place& head, const std::vector<Place>& row) {
    const auto same = std::find_if(row.begin(), row.end(), [&](const Place& place) {
      return place.grid->cell->column == head.grid->cell->column && place.grid->cell->span == head.grid->cell->span;
    });
    return same == row.end() ? nullptr : &*same;
  }

  /// The whole of a cell that is empty but for `……`.
  static AnswerPlace place_of_cell(const CellText& cell) {
    AnswerPlace place = place_in(cell, 0, cell.text.size());
    if (place.paragraph == nullptr && !cell.paragraphs.empty()) place.paragraph = cell.paragraphs.front();
    return place;
  }

  static bool is_empty_row(const std::vector<Place*>& heads, const std::vector<Label>& labels,
                           const std::vector<Place>& row) {
    for (std::size_t i = 0; i < heads.size(); ++i) {
      const Place* const same = cell_below(*heads[i], row);
      if (same == nullptr || same->grid->rows > 1) return false;
      const std::string_view text = trimmed(same->text.text);
      const bool is_figure = is_number_column(labels[i].text) && !text.empty() &&
                             text.find_first_not_of("0123456789.") == std::string_view::npos;
      if (!text.empty() && !is_figure && text != "……" && text != "…") return false;
    }
    // Nothing else stands in the row but what is merged from above.
    return row.size() == heads.size();
  }

  bool add_below(const std::vector<Place*>& heads, const std::vector<Label>& labels, std::vector<Place>& below) {
    // Two labels above two empty cells may as well be labels with the cells to their right: only rows where no cell is
    // empty.
    for (std::size_t i = 0; i < heads.size(); ++i) {
      const Place* const cell = cell_below(*heads[i], below);
      add(field_of(labels[i], GuessedType::ByTitle, heads[i]->text.paragraph, GuessReason::CellBelow, 0.7),
          cell == nullptr ? Answer() : in_cell(cell->text));
      heads[i]->is_used = true;
    }
    for (Place& place : below) place.is_used = true;
    return true;
  }

  /// The name of a list: the cell that is merged beside its rows, or the row of one cell above it.
  std::string title_of_list(const word::Table& table, const std::vector<std::vector<Place>>& rows,
                            std::size_t r) const {
    for (std::size_t above = r + 1; above-- > 0;) {
      for (const Place& place : rows[above]) {
        if (place.grid->rows <= 1 || above + place.grid->rows <= r) continue;
        if (const std::optional<Label> label = read_label(place.text.text); label && label->text.size() <= kMaxTitle) {
          return label->text;
        }
      }
    }
    if (r > 0 && rows[r - 1].size() == 1) {
      if (const std::optional<Label> label = read_label(rows[r - 1].front().text.text)) {
        return label->text;
      }
    }
    if (const auto inner = inner_titles_.find(&table); inner != inner_titles_.end()) return inner->second.text;
    return form_.title.empty() ? "明细" : form_.title + "明细";
  }

  void read_row(const word::Table& table, std::vector<std::vector<Place>>& rows, std::size_t r) {
    std::vector<Place>& row = rows[r];
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].is_used) continue;
      const std::optional<Label> label = label_of(row[i].text.text);
      Place* const next = i + 1 < row.size() && !row[i + 1].is_used ? &row[i + 1] : nullptr;
      if (label && row[i].text.controls.empty() && next != nullptr && read_answer(table, *label, *next)) {
        row[i].is_used = next->is_used = true;
        ++i;
        continue;
      }
      // A label that is merged over several rows, whose further answers stand below the first.
      const std::optional<Label> above = label ? std::nullopt : label_over(rows, r, row[i]);
      if (above && read_answer(table, *above, row[i])) {
        row[i].is_used = true;
        continue;
      }
      if (!label || !row[i].text.controls.empty()) read_own(row[i], table);
    }
  }

  /// The label in a cell to the left that is merged over this row.
  std::optional<Label> label_over(const std::vector<std::vector<Place>>& rows, std::size_t r, const Place& place) {
    if (place.is_empty() || !has_box(place.text.text)) return std::nullopt;
    for (std::size_t above = r; above-- > 0;) {
      for (const Place& other : rows[above]) {
        if (above + other.grid->rows > r &&
            other.grid->cell->column + other.grid->cell->span == place.grid->cell->column) {
          std::optional<Label> label = read_label(other.text.text);
          return label;
        }
      }
    }
    return std::nullopt;
  }

  word::Twips height_of(const word::Table& table, const Place& place) const {
    word::Twips height = 0;
    for (std::size_t r = place.row; r < place.row + place.grid->rows && r < table.rows.size(); ++r)
      height += table.rows[r].format.height.value_or(0);
    return height;
  }

  /// Reads the cell beside a label. Returns whether it is a place to fill in.
  bool read_answer(const word::Table& table, const Label& label, const Place& answer) {
    const std::string_view text = trimmed(answer.text.text);
    // A table in the cell has fields of its own; the label is its title.
    if (!answer.text.tables.empty() && text.empty() && answer.text.controls.empty()) {
      for (const word::Table* const inner : answer.text.tables) inner_titles_.emplace(inner, label);
      return true;
    }
    if (read_controls(answer.text, label)) return true;
    if (has_box(text)) {
      const std::vector<LabelledPlace> options = read_boxes(answer.text.text);
      if (options.empty()) return false;
      add_options(label, options, answer.text, 0.9);
      return true;
    }
    const bool is_opinion = is_opinion_label(label.text);
    if (asks_for_signature(text)) {
      if (is_opinion)
        add(field_of(label, GuessedType::Opinion, answer.text.paragraph, GuessReason::Signature, 0.9),
            of_opinion(answer.text));
      else
        leave_out(label.text + "：" + std::string(text), answer.text.paragraph);
      return true;
    }
    if (const DateBlank date = read_date_blank(text); date != DateBlank::None) {
      const GuessedType type = date == DateBlank::Date ? GuessedType::Date : GuessedType::Month;
      // 自　年　月　日至　年　月　日: what is not the first date stays.
      Answer whole;
      const std::optional<LabelledPlace> blank = find_date_blank(answer.text.text);
      whole.is_in_line = blank && trimmed(answer.text.text).size() > blank->end - blank->begin;
      whole.places.push_back(blank ? place_in(answer.text, blank->begin, blank->end)
                                   : place_in(answer.text, 0, answer.text.text.size()));
      add(field_of(label, type, answer.text.paragraph, GuessReason::DateBlank, 0.95), std::move(whole));
      return true;
    }
    if (!text.empty()) {
      bool found = false;
      for (const LabelledPlace& blank : labelled_blanks(answer.text.text)) {
        if (is_part_of_date(blank.label)) continue;
        Label own = label;
        if (const std::optional<Label> before = read_label(blank.label)) own.text = before->text;
        add(field_of(own, GuessedType::ByTitle, answer.text.paragraph, GuessReason::Blank, 0.75),
            in_line(answer.text, blank));
        found = true;
      }
      return found;
    }
    // A place for a photograph has its word in it; a label beside an empty cell is a field.
    if (is_photo(label.text)) {
      leave_out(label.text, answer.text.paragraph);
      return true;
    }
    const bool is_high = height_of(table, answer) >= kHighCell || answer.text.lines >= kManyLines;
    const GuessedType type = is_opinion ? GuessedType::Opinion : is_high ? GuessedType::LongText : GuessedType::ByTitle;
    add(field_of(label, type, answer.text.paragraph, is_high ? GuessReason::Room : GuessReason::CellBeside, 0.9),
        in_cell(answer.text));
    return true;
  }

  /// 单位意见, 意见（盖章）; not 意见和建议.
  static bool is_opinion_label(std::string_view label) {
    return label.ends_with("意见") || (label.find("意见") != std::string_view::npos && asks_for_signature(label));
  }

  static bool is_photo(std::string_view label) {
    return label.find("照片") != std::string_view::npos || label.find("相片") != std::string_view::npos ||
           label == "photo";
  }

  /// A cell that has its own label: `姓名：____`, `主要工作：` with empty lines below it, boxes with words before them.
  void read_own(Place& place, const word::Table& table) {
    if (place.is_empty()) return;
    const std::string_view text = trimmed(place.text.text);
    place.is_used = true;
    if (!place.text.controls.empty() || has_box(text) || !labelled_blanks(text).empty() ||
        !labelled_dates(text).empty())
      return read_line(place.text);
    const std::size_t line = text.find('\n');
    const std::string_view first = text.substr(0, line);
    const bool has_room = place.text.lines >= kManyLines || height_of(table, place) >= kHighCell;
    if (const std::optional<Label> label = read_label(first);
        label && has_room && (first.ends_with("：") || first.ends_with(":"))) {
      const bool is_opinion = is_opinion_label(label->text) || asks_for_signature(text);
      const GuessedType type = is_opinion ? GuessedType::Opinion : GuessedType::LongText;
      add(field_of(*label, type, place.text.paragraph, GuessReason::Room, 0.8),
          is_opinion ? of_opinion(place.text, 1) : in_cell(place.text, 1));
    } else if (is_photo(text) || asks_for_signature(text)) {
      leave_out(text, place.text.paragraph);
    }
  }

  const word::Document& document_;
  GuessedForm form_;
  std::uint32_t title_paragraph_ = 0;
  std::set<std::string> titles_;
  std::vector<FoundWords> left_out_;
  std::size_t unnamed_ = 0;                           // words beyond those that are named
  std::string said_;                                  // what fields and messages have, see comparable(), a line each
  std::map<const word::Table*, Label> inner_titles_;  // of tables in cells: the label beside them
  std::map<std::string, std::string> notes_;          // of the last label with this text
};

}  // namespace

GuessedForm guess_fields(const word::Document& document) { return FieldGuesser(document).run(); }

}  // namespace gongwen::adopt
