#include "adopt/guess_fields.h"

#include "adopt/detail/cell_text.h"
#include "adopt/detail/field_collector.h"
#include "adopt/detail/form_text.h"
#include "adopt/detail/form_words.h"
#include "adopt/detail/format_css.h"
#include "adopt/detail/head_fields.h"
#include "adopt/detail/line_places.h"
#include "adopt/detail/table_grid.h"
#include "adopt/detail/table_heads.h"
#include "base/utf8.h"
#include "intake/option_marks.h"
#include "intake/printed_lines.h"
#include "intake/units.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

namespace gongwen::adopt {
namespace {

using word::InlineType;

/// A cell with this height, in twips (30 mm), or with this many empty lines, has room for more than one line.
constexpr word::Twips kHighCell = 1'700;
constexpr std::size_t kManyLines = 4;

class FieldGuesser {
 public:
  explicit FieldGuesser(const word::Document& document) : document_(document), form_(document) {}

  GuessedForm run() {
    if (document_.stories.empty()) return {};
    find_title();
    read_blocks(document_.stories.front().blocks);
    return form_.finish();
  }

 private:
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
      form_.set_title(label->note.empty() ? label->text : label->text + "（" + label->note + "）");
      title_paragraph_ = paragraph;
    }
  }

  // Blocks.

  /// A paragraph and its text; the paragraph is null for tables.
  struct Line {
    const word::Paragraph* paragraph = nullptr;
    CellText text;
  };

  void read_blocks(const std::vector<word::Block>& blocks) {
    std::vector<Line> lines;
    for (const word::Block& block : blocks) {
      Line& line = lines.emplace_back();
      line.paragraph = std::get_if<word::Paragraph>(&block.content);
      if (line.paragraph != nullptr) add_paragraph(document_, *line.paragraph, line.text);
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      if (lines[i].paragraph == nullptr) {
        read_table(std::get<word::Table>(blocks[i].content));
        form_.set_heading(std::nullopt);
        form_.set_table_unit({});
        continue;
      }
      read_text_boxes(lines[i].text);
      if (lines[i].paragraph == title_paragraph_) continue;
      const std::string_view text = trimmed(lines[i].text.text);
      if (text.empty() && lines[i].text.controls.empty()) continue;
      if (read_unit(text)) continue;
      if (const std::size_t lettered = read_lettered(lines, i); lettered > 0) {
        i += lettered - 1;
        continue;
      }
      if (const std::size_t bare = bare_labels(lines, i); bare > 1 || (bare == 1 && is_sealed(*read_label(text)))) {
        for (const std::size_t end = i + bare; i < end; ++i) read_bare_label(lines[i]);
        --i;
        continue;
      }
      const std::size_t options = options_below(lines, i);
      const std::size_t blanks = options > 0 ? 0 : blanks_below(lines, i);
      if (options > 0) {
        CellText whole;
        for (std::size_t k = i; k <= i + options; ++k) {
          if (k > i) read_text_boxes(lines[k].text);
          add_paragraph(document_, *lines[k].paragraph, whole);
        }
        read_line(whole);
        i += options;
      } else if (blanks > 0) {
        read_question(lines, i, blanks);
        i += blanks;
      } else {
        form_.set_heading(read_line(lines[i].text) ? std::nullopt : read_label(text, kMostOfQuestion));
      }
    }
  }

  /// Takes the unit that a line states for the table below it. Returns whether the line contains nothing else.
  bool read_unit(std::string_view text) {
    std::string unit = intake::unit_of_line(text);
    const bool is_alone = !unit.empty();
    for (std::string_view rest = text; unit.empty() && !rest.empty();) {
      rest = intake::parted_at_label(rest).second;
      unit = intake::unit_of_line(rest);
    }
    // For other units it is unknown which columns use them.
    if (unit.empty() || !intake::figure_in_unit("1", unit, "元")) return false;
    if (is_alone) form_.say(text);
    form_.set_table_unit(std::move(unit));
    return is_alone;
  }

  /// Words of a list with letters, as shown by the paragraph.
  static std::string lettered_text(const Line& line) {
    const std::string& marker = line.paragraph->marker;
    const bool has_letter = !marker.empty() && base::is_ascii_alpha(marker.front());
    return (has_letter ? marker + " " : std::string()) + line.text.text;
  }

  /// Reads a question with the options A, B … in or below its line. Returns the number of these lines; 0 if it is not
  /// such a question.
  std::size_t read_lettered(const std::vector<Line>& lines, std::size_t at) {
    const std::string& first = lines[at].text.text;
    if (has_box(first) || !lines[at].text.controls.empty()) return 0;
    const intake::QuestionText question = intake::question_of(first);
    std::string all(question.behind);
    std::size_t end = at + 1;
    std::size_t count = intake::lettered_options(all).size();
    for (; end < lines.size() && lines[end].paragraph != nullptr && lines[end].text.controls.empty(); ++end) {
      const std::string text = lettered_text(lines[end]);
      if (has_box(text) || trimmed(text).empty()) break;
      const std::vector<intake::LetteredOption> more = intake::lettered_options(text, static_cast<char>('A' + count));
      // The first line may have one option.
      const bool is_first = count == 0 && !more.empty();
      const bool starts = count == 0 && more.empty() && trimmed(text).starts_with("A") &&
                          !intake::lettered_options(text + " B. …").empty();
      if (more.empty() && !starts) break;
      count += is_first || count > 0 ? more.size() : 1;
      all += (all.empty() ? "" : "\n") + text;
    }
    const std::vector<intake::LetteredOption> options = intake::lettered_options(all);
    const std::optional<Label> label = read_label(question.asked, kMostOfQuestion);
    if (options.size() < 2 || !label) return 0;
    GuessedField field =
        form_.field_of(*label, GuessedType::Choice, lines[at].text.paragraph, GuessReason::Boxes, 0.85);
    if (says_several_choices(first)) field.type = GuessedType::Choices;
    std::vector<GuessedField> others;
    for (const intake::LetteredOption& one : options) {
      const std::string_view words = std::string_view(all).substr(one.words, one.end - one.words);
      std::size_t blank = 0;
      while (blank < words.size() && underscores_at(words.substr(blank)) == 0)
        blank += size_of_character(words.substr(blank));
      std::string option(intake::question_of(words.substr(0, blank)).asked);
      option = without_spread(trimmed(option));
      if (option.empty()) return 0;
      if (blank < words.size()) {
        const Label other{label->text + "（" + option + "）"};
        others.push_back(form_.field_of(other, GuessedType::Text, lines[at].text.paragraph, GuessReason::Blank, 0.75));
      }
      field.options.push_back(std::move(option));
    }
    // On paper the answer is written in the brackets.
    Answer answer;
    answer.is_in_line = true;
    for (const LinePlace& place : line_places(first)) {
      if (place.type == PlaceType::Blank && answer.places.empty())
        answer.places.push_back(place_in(lines[at].text, place.begin, place.end));
    }
    if (answer.places.empty()) answer.places.push_back({lines[at].paragraph});
    form_.say(first);
    for (std::size_t i = at + 1; i < end; ++i) form_.say(lines[i].text.text);
    for (const std::string& option : field.options) form_.say(option);
    form_.add(std::move(field), std::move(answer));
    for (GuessedField& other : others) form_.add(std::move(other), blank_in(lines, at, end));
    form_.set_heading(std::nullopt);
    return end - at;
  }

  /// The blank after an option in one of the lines.
  static Answer blank_in(const std::vector<Line>& lines, std::size_t first, std::size_t end) {
    Answer answer;
    answer.is_in_line = true;
    for (std::size_t i = first; i < end && answer.places.empty(); ++i) {
      const std::string& text = lines[i].text.text;
      for (std::size_t at = 0; at < text.size() && answer.places.empty(); at += size_of_character(text.substr(at))) {
        if (const std::size_t length = underscores_at(std::string_view(text).substr(at)); length > 0)
          answer.places.push_back(place_in(lines[i].text, at, at + length));
      }
    }
    return answer;
  }

  /// Returns whether a label asks for a name and the seal over it: `填报单位（盖章）`. No heading does.
  static bool is_sealed(const Label& label) {
    return label.note.ends_with("章") && !asks_for_signature(label.text) && !is_opinion_label(label.text) &&
           !asks_for_approval(label.text);
  }

  /// The number of consecutive lines that have only a label with a colon: `姓名：`, `单位：`. One alone may be a
  /// heading.
  static std::size_t bare_labels(const std::vector<Line>& lines, std::size_t at) {
    constexpr std::size_t kLongest = 12;
    constexpr std::array<std::string_view, 6> kHeads{"注", "说明", "要求", "如下", "附件", "须知"};
    std::size_t count = 0;
    for (std::size_t i = at; i < lines.size() && lines[i].paragraph != nullptr; ++i) {
      const std::string_view text = trimmed(lines[i].text.text);
      const std::optional<Label> label = read_label(text, kLongest);
      const bool has_colon = text.ends_with("：") || text.ends_with(":");
      if (!label || !has_colon || ends_with_any(label->text, kHeads) || !lines[i].text.controls.empty()) break;
      if (!line_places(text).empty() || (asks_for_signature(text) && !is_sealed(*label))) break;
      ++count;
    }
    return count;
  }

  void read_bare_label(const Line& line) {
    const std::optional<Label> label = read_label(line.text.text);
    if (!label) return;
    Answer answer = FieldCollector::in_cell(line.text);
    answer.is_in_line = true;
    form_.add(form_.field_of(*label, GuessedType::ByTitle, line.text.paragraph, GuessReason::Blank, 0.65),
              std::move(answer));
  }

  /// Reads text boxes in the same part of the package; only their places can be found in the document.
  void read_text_boxes(const CellText& text) {
    for (const std::size_t index : text.boxes) {
      if (index >= document_.stories.size() || !read_boxes_.insert(index).second) continue;
      const word::Story& story = document_.stories[index];
      if (story.type != word::StoryType::TextBox || story.part != document_.stories.front().part) continue;
      const std::string_view outer = form_.enter_story(FieldCollector::name_of_story(story.type));
      const std::optional<Label> heading = form_.heading();
      form_.set_heading(std::nullopt);
      read_blocks(story.blocks);
      form_.enter_story(outer);
      form_.set_heading(heading);
    }
  }

  /// The number of paragraphs below a label that begin with a box.
  static std::size_t options_below(const std::vector<Line>& lines, std::size_t at) {
    const std::string_view text = trimmed(lines[at].text.text);
    if (!asks_below(text) && !has_box(text) && text.find("选") == std::string_view::npos) return 0;
    std::size_t count = 0;
    for (std::size_t i = at + 1; i < lines.size() && lines[i].paragraph != nullptr; ++i) {
      if (box_at(trimmed(lines[i].text.text)) == 0) break;
      ++count;
    }
    return count;
  }

  static bool is_blank_line(const CellText& text) {
    const std::string_view line = trimmed(text.text);
    return !line.empty() && underscores_at(line) == line.size();
  }

  /// The number of paragraphs below a question that are left blank for its answer.
  static std::size_t blanks_below(const std::vector<Line>& lines, std::size_t at) {
    constexpr std::size_t kEmptyLines = 3;
    const std::string_view text = trimmed(lines[at].text.text);
    if (!asks_below(text) || !line_places(text).empty() || !lines[at].text.controls.empty()) return 0;
    if (!read_label(text, kMostOfQuestion)) return 0;
    std::size_t empty = 0;
    std::size_t blank = 0;
    std::size_t i = at + 1;
    for (; i < lines.size() && lines[i].paragraph != nullptr; ++i) {
      if (is_blank_line(lines[i].text))
        ++blank;
      else if (blank == 0 && trimmed(lines[i].text.text).empty() && lines[i].text.controls.empty())
        ++empty;
      else
        break;
    }
    if (blank > 0) return i - at - 1;
    // Empty paragraphs at the end of the text are not a place to fill in.
    return empty >= kEmptyLines && i < lines.size() && lines[i].paragraph != nullptr ? empty : 0;
  }

  void read_question(const std::vector<Line>& lines, std::size_t at, std::size_t blanks) {
    const std::optional<Label> label = read_label(lines[at].text.text, kMostOfQuestion);
    if (!label) return;
    std::size_t first = at + 1;
    while (first < at + blanks && trimmed(lines[first].text.text).empty()) ++first;
    if (trimmed(lines[first].text.text).empty()) first = at + 1;
    const CellText& text = lines[first].text;
    Answer answer;
    answer.places.push_back(place_in(text, 0, text.text.size()));
    if (answer.places.front().paragraph == nullptr) answer.places.front().paragraph = lines[first].paragraph;
    form_.add(form_.field_of(*label, blanks > 1 ? GuessedType::LongText : GuessedType::ByTitle,
                             lines[at].text.paragraph, GuessReason::Blank, blanks > 1 ? 0.75 : 0.7),
              std::move(answer));
  }

  /// Adds the fields of a line. Returns whether it has places to fill in.
  bool read_line(const CellText& cell, const std::string& group = {}) {
    const std::vector<LinePlace> places = line_places(cell.text);
    // Boxes without a label belong to the line above them.
    const bool is_answer = !places.empty() && places.front().type == PlaceType::Boxes && places.front().label.empty();
    const std::optional<Label> heading = is_answer ? form_.heading() : std::nullopt;
    if (form_.add_controls(cell, heading, group)) return true;
    if (places.empty()) return false;
    if (is_answer && heading && asks_for_ranks(heading->text + heading->note) && form_.add_ranks(*heading, cell))
      return true;
    form_.add_places(cell, heading, group);
    return true;
  }

  // Tables.

  void read_table(const word::Table& table) {
    const std::vector<std::vector<GridCell>> grid = grid_cells(table);
    std::vector<TableRow> rows(grid.size());
    for (std::size_t r = 0; r < grid.size(); ++r) {
      for (const GridCell& cell : grid[r]) rows[r].push_back({r, &cell, text_of(document_, *cell.cell)});
    }
    merged_.clear();
    for (TableRow& row : rows) {
      for (TableCell& cell : row) {
        if (cell.grid->rows > 1) merged_.push_back(&cell);
      }
    }
    if (rows.size() == 1 && rows.front().size() == 1 && read_box(table, rows.front().front())) return;
    const auto inner = inner_titles_.find(&table);
    const Label* const title = inner == inner_titles_.end() ? nullptr : &inner->second;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (!add_fields_under_heads(rows, r, title, form_)) read_row(table, rows, r);
    }
    merged_.clear();
    for (const TableRow& row : rows) {
      for (const TableCell& cell : row) {
        read_text_boxes(cell.text);
        for (const word::Table* const inner : cell.text.tables) read_table(*inner);
      }
    }
  }

  /// A table of one cell below a heading, `三、项目必要性（不超过800字）`, is room for a text, or for an opinion if it
  /// has words at a place to sign.
  bool read_box(const word::Table& table, TableCell& cell) {
    const std::optional<Label> heading = form_.heading();
    if (!heading || !cell.text.controls.empty() || !cell.text.tables.empty()) return false;
    read_text_boxes(cell.text);
    const std::string_view text = trimmed(cell.text.text);
    if (text.empty()) {
      form_.add(form_.field_of(*heading, GuessedType::LongText, cell.text.paragraph, GuessReason::Room, 0.75),
                FieldCollector::in_cell(cell.text));
      return true;
    }
    const bool is_opinion = is_opinion_label(heading->text) || asks_for_approval(heading->text);
    if (!is_opinion || has_box(text)) return false;
    return read_answer(table, *heading, cell, {});
  }

  void read_row(const word::Table& table, std::vector<TableRow>& rows, std::size_t r) {
    TableRow& row = rows[r];
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].is_used) continue;
      TableCell* const next = i + 1 < row.size() && !row[i + 1].is_used ? &row[i + 1] : nullptr;
      // A question may be long if the row has only its answer besides.
      const bool is_question = next != nullptr && (has_box(next->text.text) || row.size() == 2);
      const std::optional<Label> label = read_label(row[i].text.text, is_question ? kMostOfQuestion : kMostOfLabel);
      const std::string group = group_of(r, row[i]);
      if (label && row[i].text.controls.empty() && next != nullptr && read_answer(table, *label, *next, group)) {
        row[i].is_used = next->is_used = true;
        ++i;
        continue;
      }
      // A label that is merged over several rows, whose further answers are below the first.
      const std::optional<Label> above = label ? std::nullopt : label_over(rows, r, row[i]);
      if (above && read_answer(table, *above, row[i], {})) {
        row[i].is_used = true;
        continue;
      }
      if (!label || !row[i].text.controls.empty() || !unit_of_cell(row[i].text.text).empty())
        read_own(table, rows, r, row[i], group);
      else if (next == nullptr || !next->is_empty())
        read_own(table, rows, r, row[i], group);
    }
  }

  /// The label in a cell to the left that is merged over this row, unless it is the label of an answer itself.
  std::string group_of(std::size_t r, const TableCell& cell) const {
    std::string group;
    std::uint32_t column = 0;
    for (const TableCell* const other : merged_) {
      if (other == &cell || other->is_used || other->row > r || other->end_row() <= r ||
          other->end_column() > cell.column() || other->end_column() < column)
        continue;
      const std::optional<Label> label = read_label(other->text.text);
      if (!label) continue;
      group = label->text;
      column = other->end_column();
    }
    return group;
  }

  /// The label in a cell to the left that is merged over this row.
  static std::optional<Label> label_over(const std::vector<TableRow>& rows, std::size_t r, const TableCell& cell) {
    if (cell.is_empty() || !has_box(cell.text.text)) return std::nullopt;
    for (std::size_t above = r; above-- > 0;) {
      for (const TableCell& other : rows[above]) {
        if (other.end_row() > r && other.end_column() == cell.column()) return read_label(other.text.text);
      }
    }
    return std::nullopt;
  }

  static word::Twips height_of(const word::Table& table, const TableCell& cell) {
    word::Twips height = 0;
    for (std::size_t r = cell.row; r < cell.end_row() && r < table.rows.size(); ++r)
      height += table.rows[r].format.height.value_or(0);
    return height;
  }

  /// Reads the cell beside a label. Returns whether it is a place to fill in.
  bool read_answer(const word::Table& table, const Label& label, const TableCell& answer, const std::string& group) {
    const std::string_view text = trimmed(answer.text.text);
    // A table in the cell has its own fields; the label is its title.
    if (!answer.text.tables.empty() && text.empty() && answer.text.controls.empty()) {
      for (const word::Table* const inner : answer.text.tables) inner_titles_.emplace(inner, label);
      return true;
    }
    if (form_.add_controls(answer.text, label, group)) return true;
    if (read_listed_options(label, answer, group) || read_notes(label, answer, group)) return true;
    const bool is_high = height_of(table, answer) >= kHighCell || answer.text.lines >= kManyLines;
    const bool has_signature = asks_for_signature(text) || find_date_blank(text);
    const bool is_remark = !has_signature && is_remark_label(label.text);
    const bool is_opinion = (is_opinion_label(label.text) && !is_remark) ||
                            (asks_for_approval(label.text) && has_signature && (is_high || answer.text.lines > 2));
    if (is_opinion && has_signature && !has_box(text)) {
      form_.add_opinion(label, answer.text, 0, GuessReason::Signature, 0.9, group);
      return true;
    }
    if (const std::string unit = unit_of_cell(answer.text.text); !unit.empty()) {
      GuessedField field =
          form_.field_of(label, GuessedType::ByTitle, answer.text.paragraph, GuessReason::CellBeside, 0.85);
      FieldCollector::put_unit(unit, field);
      Answer place;
      place.is_in_line = true;
      const std::size_t end = answer.text.text.find(unit);
      place.places.push_back(place_in(answer.text, 0, end));
      form_.add(std::move(field), std::move(place), group);
      return true;
    }
    if (!text.empty()) {
      if (form_.add_places(answer.text, label, group) > 0) return true;
      if (!asks_for_signature(text)) return false;
      form_.leave_out(label.text + "：" + std::string(text), answer.text.paragraph);
      return true;
    }
    // A place for a photograph contains its word; a place to sign is left for signing by hand.
    if (is_photo(label.text) || asks_for_signature(label.text)) {
      form_.leave_out(label.text, answer.text.paragraph);
      return true;
    }
    const GuessReason reason = is_high ? GuessReason::Room : GuessReason::CellBeside;
    const GuessedType type = is_high || is_remark ? GuessedType::LongText : GuessedType::ByTitle;
    if (is_opinion)
      form_.add_opinion(label, answer.text, 0, reason, 0.9, group);
    else
      form_.add(form_.field_of(label, type, answer.text.paragraph, reason, 0.9), FieldCollector::in_cell(answer.text),
                group);
    return true;
  }

  /// Options without boxes in a cell: `A.甲 B.乙`, `是/否`.
  bool read_listed_options(const Label& label, const TableCell& answer, const std::string& group) {
    const std::string_view text = trimmed(answer.text.text);
    if (has_box(text)) return false;
    std::vector<std::string> options;
    for (const intake::LetteredOption& one : intake::lettered_options(text))
      options.push_back(without_spread(intake::question_of(text.substr(one.words, one.end - one.words)).asked));
    constexpr std::array<std::array<std::string_view, 2>, 5> kPairs{
        {{"是", "否"}, {"有", "无"}, {"男", "女"}, {"Yes", "No"}, {"同意", "不同意"}}};
    for (const auto& [yes, no] : kPairs) {
      for (const std::string_view stroke : {"/", "／"}) {
        if (without_spread(text) == std::string(yes) + std::string(stroke) + std::string(no))
          options = {std::string(yes), std::string(no)};
      }
    }
    if (options.size() < 2) return false;
    const bool is_pair = text.find('.') == std::string_view::npos && options.size() == 2;
    GuessedField field = form_.field_of(label, GuessedType::Choice, answer.text.paragraph, GuessReason::Boxes, 0.85);
    if (label.says_several || says_several_choices(text)) field.type = GuessedType::Choices;
    field.options = std::move(options);
    Answer place = FieldCollector::in_cell(answer.text, answer.text.paragraphs.size());
    if (is_pair) place.places = {place_in(answer.text, 0, answer.text.text.size())};
    place.is_in_line = true;
    form_.say(text);
    form_.add(std::move(field), std::move(place), group);
    return true;
  }

  /// `（办公） （手机）`: a field for each note, if the cell has no other content.
  bool read_notes(const Label& label, const TableCell& answer, const std::string& group) {
    const std::string& text = answer.text.text;
    std::vector<LabelledPlace> notes;
    for (std::size_t at = 0; at < text.size();) {
      const std::string_view rest = std::string_view(text).substr(at);
      if (const std::size_t blank = blank_at(rest); blank > 0) {
        at += blank;
        continue;
      }
      constexpr std::size_t kLongest = 8;
      const std::string_view open = rest.starts_with("（") ? "（" : rest.starts_with('(') ? "(" : "";
      const std::size_t close = open.empty() ? std::string_view::npos : rest.find(open == "（" ? "）" : ")");
      if (close == std::string_view::npos) return false;
      const std::string_view words = trimmed(rest.substr(open.size(), close - open.size()));
      if (words.empty() || base::count_code_points(words) > kLongest || intake::tells_how_to_fill_in(words))
        return false;
      const std::size_t begin = at + close + open.size();
      std::size_t end = begin;
      while (const std::size_t blank = blank_at(std::string_view(text).substr(end))) end += blank;
      notes.push_back({std::string(words), begin, end});
      at = end;
    }
    if (notes.size() < 2) return false;
    for (const LabelledPlace& note : notes) {
      GuessedField field = form_.field_of(label, GuessedType::ByTitle, answer.text.paragraph, GuessReason::Blank, 0.8);
      field.title += "（" + note.label + "）";
      field.label.clear();
      Answer place;
      place.is_in_line = true;
      place.places.push_back(place_in(answer.text, note.begin, note.end));
      if (place.places.front().paragraph == nullptr)
        place.places = FieldCollector::in_cell(answer.text, answer.text.paragraphs.size()).places;
      form_.add(std::move(field), std::move(place), group);
    }
    return true;
  }

  /// `电话：` at the end of a row, with no cell beside it.
  bool read_bare_cell(const TableCell& cell, const Label& label, bool is_last, const std::string& group) {
    constexpr std::array<std::string_view, 9> kHeads{"注",   "说明", "要求", "如下",     "附件",
                                                     "须知", "情况", "信息", "following"};
    if (!is_last || ends_with_any(label.text, kHeads)) return false;
    Answer answer = FieldCollector::in_cell(cell.text, cell.text.paragraphs.size());
    answer.is_in_line = true;
    form_.add(form_.field_of(label, GuessedType::ByTitle, cell.text.paragraph, GuessReason::Blank, 0.65),
              std::move(answer), group);
    return true;
  }

  /// A cell that has its own label: `姓名：____`, `主要工作：` with empty lines below it, boxes with words before them;
  /// or a blank date below its label.
  void read_own(const word::Table& table, std::vector<TableRow>& rows, std::size_t r, TableCell& cell,
                const std::string& group) {
    const std::string_view text = trimmed(cell.text.text);
    if (is_left_blank(cell)) {
      TableCell* const above = label_above(rows, r, cell);
      if (above != nullptr) {
        const std::optional<Label> label = read_label(above->text.text);
        if (label && read_answer(table, *label, cell, group)) {
          cell.is_used = above->is_used = true;
          return;
        }
      }
    }
    if (cell.is_empty()) return;
    const std::size_t line = text.find('\n');
    const std::string_view first = text.substr(0, line);
    const bool has_more = line != std::string_view::npos && !trimmed(text.substr(line)).empty();
    const bool has_room = cell.text.lines >= kManyLines || height_of(table, cell) >= kHighCell;
    const std::optional<Label> label = read_label(first);
    const bool asks = first.ends_with("：") || first.ends_with(":");
    const bool is_opinion = label && (is_opinion_label(label->text) || (asks && asks_for_signature(text)));
    if (label && has_room && (asks || (!has_more && cell.text.lines >= kManyLines) || (is_opinion && has_more)) &&
        !has_box(text) && (is_opinion || line_places(text).empty())) {
      if (is_opinion)
        form_.add_opinion(*label, cell.text, cell.text.text.find(first) + first.size(), GuessReason::Room, 0.8, group);
      else
        form_.add(form_.field_of(*label, GuessedType::LongText, cell.text.paragraph, GuessReason::Room, 0.8),
                  FieldCollector::in_cell(cell.text, 1), group);
      cell.is_used = true;
      return;
    }
    const bool is_plain = line_places(text).empty() && cell.text.controls.empty() && !is_photo(text);
    if (label && !has_more && is_plain && !asks_for_signature(text)) {
      cell.is_used = asks && read_bare_cell(cell, *label, &cell == &rows[r].back(), group);
      return;
    }
    // A label in several lines, 委托 above 代理人, may be that of a group.
    if (is_plain && cell.grid->rows > 1 && read_label(text) && !asks_for_signature(text)) return;
    cell.is_used = true;
    if (!cell.text.controls.empty() || !line_places(text).empty()) {
      read_line(cell.text, group);
    } else if (is_photo(text) || asks_for_signature(text)) {
      form_.leave_out(text, cell.text.paragraph);
    }
  }

  /// The label in the cell above, if it is alone there.
  TableCell* label_above(std::vector<TableRow>& rows, std::size_t r, const TableCell& cell) const {
    const auto is_label = [&](const TableCell& other) {
      return other.end_row() == r && other.column() == cell.column() && other.end_column() == cell.end_column() &&
             !other.is_used && read_label(other.text.text);
    };
    if (r > 0) {
      const auto found = std::find_if(rows[r - 1].begin(), rows[r - 1].end(), is_label);
      if (found != rows[r - 1].end()) return &*found;
    }
    const auto found =
        std::find_if(merged_.begin(), merged_.end(), [&](const TableCell* other) { return is_label(*other); });
    return found == merged_.end() ? nullptr : *found;
  }

  const word::Document& document_;
  FieldCollector form_;
  const word::Paragraph* title_paragraph_ = nullptr;
  std::map<const word::Table*, Label> inner_titles_;  // of tables in cells: the label beside them
  std::vector<TableCell*> merged_;                    // of the table being read: cells over several rows
  std::set<std::size_t> read_boxes_;                  // text boxes that were read
};

}  // namespace

GuessedForm guess_fields(const word::Document& document) { return FieldGuesser(document).run(); }

}  // namespace gongwen::adopt
