#include "intake/word_labels.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "data/table_frame.h"
#include "diagnostics/catalogue/intake.h"
#include "intake/detail/field_labels.h"
#include "intake/detail/labelled_values.h"
#include "intake/detail/printed_labels.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/field_data.h"
#include "intake/given_values.h"
#include "intake/option_marks.h"
#include "intake/printed_lines.h"
#include "intake/units.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

// A form that somebody typed again has the labels of ours, but neither its names nor its grid. A value is in the cell
// after its label, below it, or after a colon in the same cell or line. Rows under the heads of a list are its items.
namespace gongwen::intake {
namespace {

constexpr std::size_t kMostLabelNotices = 200;

bool is_head_of_numbers(std::string_view label) {
  return label == "序号" || label == "编号" || base::equals_ignoring_ascii_case(label, "no.") ||
         base::equals_ignoring_ascii_case(label, "no");
}

bool is_row_number(std::string_view text) {
  return !text.empty() && text.size() < 4 && std::all_of(text.begin(), text.end(), base::is_ascii_digit);
}

std::string list_of(const std::string& pattern) {
  const std::size_t star = pattern.find("/*");
  return star == std::string::npos ? std::string() : pattern.substr(0, star);
}

/// Whether a head says what the names below it are: 科目, 评价内容.
bool names_rows(std::string_view head) {
  constexpr auto kWords =
      std::to_array<std::string_view>({"科目", "项目", "内容", "类别", "类型", "名称", "指标", "事项", "年度", "月份",
                                       "时间", "单位", "部门", "姓名", "Stage", "Item"});
  return std::any_of(kWords.begin(), kWords.end(), [head](std::string_view word) { return head.ends_with(word); });
}

/// A text without the bracket at its end, of either width.
std::string_view without_end(std::string_view text, std::string_view wide, std::string_view narrow) {
  for (const std::string_view bracket : {wide, narrow}) {
    if (text.ends_with(bracket)) return trim_blanks(text.substr(0, text.size() - bracket.size()));
  }
  return text;
}

/// Takes off the mark that separates a value in a line from the next one: `某院；`. At the end of a line, only a
/// semicolon is taken off.
std::string_view without_separator(std::string_view text, bool has_next) {
  constexpr auto kMarks = std::to_array<std::string_view>({"；", ";", "，", ",", "、", "|", "｜"});
  constexpr std::size_t kSemicolons = 2;
  text = trim_blanks(text);
  for (std::size_t i = 0; i < (has_next ? kMarks.size() : kSemicolons); ++i) {
    if (text.ends_with(kMarks[i])) return trim_blanks(text.substr(0, text.size() - kMarks[i].size()));
  }
  return text;
}

class LabelReader {
 public:
  LabelReader(const std::vector<LabelledField>& fields, const std::set<std::string>& printed, ReturnedFile& file)
      : file_(file), values_(fields, printed, file), taken_(file.loose_cells.size()) {
    for (const std::string& text : printed) printed_.insert(label_text(text));
    // Empty cells are room for an answer.
    printed_.erase(std::string());
    for (const LabelledField& field : fields) {
      const std::string label = label_text(field.label);
      const std::string pattern = field_pattern(field.pointer);
      if (label.empty()) continue;
      (list_of(pattern).empty() ? single_ : in_lists_).add(label, pattern);
      if (!pointers_.contains(pattern)) pointers_.emplace(pattern, field.pointer);
      notes_[pattern].insert(note_of_label(label));
      Field& known = known_[pattern];
      known.options.insert(field.options.begin(), field.options.end());
      known.has_lines = known.has_lines || field.has_lines;
      if (known.label.empty()) known.label = label;
      if (known.unit.empty()) known.unit = unit_of_label(field.label);
    }
    for (auto& [pattern, known] : known_) known.options.erase(std::string());
    for (const LooseCell& cell : file.loose_cells) single_.note_printed(label_text(cell.text));
  }

  void run() {
    for (std::size_t i = 0; i < file_.loose_cells.size(); ++i) {
      const LooseCell& cell = file_.loose_cells[i];
      if (cell.is_struck) report_strike(place_of(cell), file_);
      if (!cell.sheet.empty()) rows_[{cell.sheet, cell.row}].push_back(i);
    }
    read_units();
    for (auto row = rows_.begin(); row != rows_.end(); ++row) {
      if (const auto heads = heads_of(row->second)) read_list(row, *heads);
    }
    for (const auto& [place, row] : rows_) read_row(row);
    for (std::size_t i = 0; i < file_.loose_cells.size(); ++i) {
      if (!taken_[i] && !read_question(i)) read_line(i);
    }
    report_labels_as_values();
    report_rest();
    std::set<std::string> filled;
    for (const RawField& field : file_.fields) filled.insert(field.pointer);
    std::erase_if(file_.blanks, [&filled](const RawField& blank) { return filled.contains(blank.pointer); });
  }

 private:
  using Rows = std::map<std::pair<std::string, std::uint32_t>, std::vector<std::size_t>>;

  const LooseCell& cell(std::size_t index) const { return file_.loose_cells[index]; }
  std::string label(std::size_t index) const { return label_text(cell(index).text); }

  /// The field that a label means; nullopt for other texts and for labels of several fields.
  const std::string* single(const std::string& text) const { return single_.find(text); }
  bool is_label(const std::string& text) const { return single_.contains(text) || in_lists_.contains(text); }

  static FieldPlace place_of(const LooseCell& cell) {
    FieldPlace place;
    place.word.part = WordPart::Body;
    if (cell.sheet.empty()) {
      place.word.paragraph = cell.row;
    } else {
      place.word.table = static_cast<std::uint32_t>(std::stoul(cell.sheet));
      place.word.row = cell.row;
      place.word.column = cell.column;
    }
    return place;
  }

  /// Returns the unit in brackets behind a label of the file, unless the form prints the same brackets. Reports other
  /// words in brackets that the form does not print.
  std::string unit_beside(std::string_view text, const std::set<std::string>& notes, const FieldPlace& place) {
    const std::string note = note_of_label(label_text(text));
    if (note.empty() || notes.contains(note)) return {};
    if (std::string unit = unit_of_label("(" + note + ")"); !unit.empty()) return unit;
    if (!tells_how_to_fill_in(note)) report_text_beside(place, text, file_);
    return {};
  }

  /// The columns of a list whose heads are in this row: at least two of one list.
  std::optional<std::map<std::uint32_t, std::string>> heads_of(const std::vector<std::size_t>& row) const {
    std::map<std::string, std::map<std::uint32_t, std::string>> lists;
    for (const std::size_t i : row) {
      for (const std::string& pattern : in_lists_.all(label(i)))
        lists[list_of(pattern)].emplace(cell(i).column, pattern);
    }
    const std::map<std::uint32_t, std::string>* best = nullptr;
    for (const auto& [list, columns] : lists) {
      if (columns.size() >= 2 && (best == nullptr || columns.size() > best->size())) best = &columns;
    }
    if (best == nullptr || has_answers_beside(row, *best)) return std::nullopt;
    return *best;
  }

  /// Whether the heads are labels with answers to their right: 姓名 and 性别 beside 项目负责人.
  bool has_answers_beside(const std::vector<std::size_t>& row,
                          const std::map<std::uint32_t, std::string>& heads) const {
    std::size_t answers = 0;
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (!heads.contains(cell(row[k]).column)) continue;
      if (single(label(row[k])) == nullptr) return false;
      if (k + 1 < row.size() && !is_label(label(row[k + 1]))) ++answers;
    }
    return 2 * answers >= heads.size();
  }

  /// Adds the columns of a second row of heads: 起 and 止 below 起止时间 are 起止时间（起） and 起止时间（止）. Returns
  /// whether there is such a row.
  bool add_lower_heads(Rows::iterator head, std::map<std::uint32_t, std::string>& columns) {
    const auto below = std::next(head);
    if (below == rows_.end() || below->first.first != head->first.first) return false;
    const std::string list = list_of(columns.begin()->second);
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const std::size_t i : below->second) {
      if (label(i).empty()) continue;
      std::string above;
      for (const std::size_t k : head->second) {
        if (cell(k).column <= cell(i).column && !label(k).empty()) above = label(k);
      }
      const std::string whole = above + "(" + label(i) + ")";
      if (!in_lists_.has(whole)) continue;
      for (const std::string& pattern : in_lists_.all(whole)) {
        if (list_of(pattern) == list) found.emplace_back(i, pattern);
      }
    }
    for (const auto& [i, pattern] : found) {
      columns[cell(i).column] = pattern;
      taken_[i] = true;
    }
    return !found.empty();
  }

  /// The first cell of a row with a text that is not the number of the row; null in empty rows.
  const std::size_t* first_filled(const std::vector<std::size_t>& row, const std::set<std::uint32_t>& numbered) const {
    const auto found = std::find_if(row.begin(), row.end(), [&](std::size_t i) {
      const bool is_number = numbered.contains(cell(i).column) && is_row_number(label(i));
      return !is_number && !written(cell(i).text).empty();
    });
    return found == row.end() ? nullptr : &*found;
  }

  /// Whether labels begin again in a row below a list. One label alone may be a value: 负责人 below 职务.
  bool ends_list(const std::vector<std::size_t>& row, const std::size_t* first) const {
    const auto is_print = [this](std::size_t i) {
      return single_.has(label(i)) || printed_.contains(label(i));
    };
    if (first != nullptr && is_print(*first)) return true;
    return std::count_if(row.begin(), row.end(), is_print) > 1 || heads_of(row);
  }

  /// Whether a cell is merged over the columns of a list, so that its row is none of it. Tables of Word files have all
  /// their cells.
  bool is_merged_over(const std::vector<std::size_t>& row, const std::map<std::uint32_t, std::string>& columns) const {
    if (file_.type != FileType::Docx) return false;
    const auto there =
        std::count_if(row.begin(), row.end(), [&](std::size_t i) { return columns.contains(cell(i).column); });
    return there == 1;
  }

  void read_list(Rows::iterator head, std::map<std::uint32_t, std::string> columns) {
    const bool has_lower = add_lower_heads(head, columns);
    std::set<std::uint32_t> numbered;  // columns with the numbers of rows
    std::map<std::uint32_t, std::string> units;
    for (const std::size_t i : head->second) {
      const std::string text = label(i);
      taken_[i] = true;
      const auto column = columns.find(cell(i).column);
      if (is_head_of_numbers(text))
        numbered.insert(cell(i).column);
      else if (column != columns.end() && in_lists_.contains(text))
        units[column->first] = unit_beside(cell(i).text, notes_[column->second], place_of(cell(i)));
      else if (!is_room(cell(i).text) && !in_lists_.has_members(text) && !printed_.contains(text))
        report_text_beside(place_of(cell(i)), cell(i).text, file_);
    }
    const std::string list = list_of(columns.begin()->second);
    std::size_t index = next_[list];
    for (auto row = std::next(head, has_lower ? 2 : 1); row != rows_.end() && row->first.first == head->first.first;
         ++row) {
      const std::size_t* const first = first_filled(row->second, numbered);
      if (ends_list(row->second, first)) break;
      // A sum is no item; read_named_row finds its fields, and other sums are reported.
      if (first != nullptr && data::is_remark(plain_label(label(*first)))) continue;
      if (is_merged_over(row->second, columns)) break;
      bool has_value = false;
      for (const std::size_t i : row->second) {
        if (columns.contains(cell(i).column)) has_value = has_value || !written(cell(i).text).empty();
      }
      for (const std::size_t i : row->second) {
        const auto column = columns.find(cell(i).column);
        if (numbered.contains(cell(i).column) && is_row_number(label(i))) taken_[i] = true;
        if (column == columns.end()) continue;
        std::string pointer = column->second;
        pointer.replace(pointer.find("/*"), 2, "/" + std::to_string(index));
        // The items of lists within lists cannot be told apart; they are reported.
        if (pointer.find('*') != std::string::npos) continue;
        taken_[i] = true;
        if (has_value) add(pointer, column->second, cell(i).text, place_of(cell(i)), units[column->first]);
      }
      if (has_value) ++index;
    }
    next_[list] = index;
    // Reports the list as blank, not as missing.
    if (index > 0) return;
    for (const auto& [column, pattern] : columns) {
      std::string pointer = pattern;
      pointer.replace(pointer.find("/*"), 2, "/0");
      if (pointer.find('*') == std::string::npos) values_.add_blank(pointer, place_of(cell(head->second.front())));
    }
  }

  /// Adds a value, of a choice the options that are ticked.
  void add(const std::string& pointer, const std::string& pattern, std::string_view text, const FieldPlace& place,
           const std::string& beside) {
    const Field& known = known_[pattern];
    const auto marked =
        known.options.empty() ? std::nullopt : marked_options(trim_blanks(written(text)), known.options);
    if (marked) return add_marked(pointer, pattern, *marked, {}, place);
    std::string unit = beside;
    if (const auto of_table = units_.find(table_of(place)); unit.empty() && of_table != units_.end()) {
      // The unit of a table is not that of its columns of numbers of things.
      if (figure_in_unit("1", of_table->second.unit, known.unit)) {
        unit = of_table->second.unit;
        read_units_.insert(of_table->second.line);
        if (!unit_of_line(cell(of_table->second.line).text).empty()) taken_[of_table->second.line] = true;
      }
    }
    values_.add(pointer, text, place, unit);
  }

  static std::string table_of(const FieldPlace& place) {
    return place.word.table > 0 ? std::to_string(place.word.table) : std::string();
  }

  /// `letters` answer the question elsewhere; empty if there are none.
  void add_marked(const std::string& pointer, const std::string& pattern, const std::vector<MarkedOption>& marked,
                  const std::string& letters, const FieldPlace& place) {
    std::string text;
    bool is_any = false;
    for (std::size_t i = 0; i < marked.size(); ++i) {
      const bool is_named =
          !letters.empty() && marked[i].letter != 0 && letters.find(marked[i].letter) != std::string::npos;
      const bool is_ticked = letters.empty() ? marked[i].is_ticked : is_named;
      is_any = is_any || is_ticked;
      text += (is_ticked ? "☑" : "□") + marked[i].option + "\n";
      add_rest(pattern, marked[i], place);
    }
    if (is_any)
      values_.add(pointer, text, place);
    else
      values_.add_blank(pointer, place);
  }

  /// The words behind an option, `：某协会` of `其他：某协会` or `（理由：不清）`: of the field that has the option in
  /// its label, otherwise they are reported.
  void add_rest(const std::string& pattern, const MarkedOption& one, const FieldPlace& place) {
    std::string_view rest = one.rest;
    for (bool again = true; again;) {
      const std::string_view before = rest;
      for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
        if (!rest.starts_with(open)) continue;
        const std::size_t end = rest.find(close);
        const std::string_view words =
            rest.substr(open.size(), end == std::string_view::npos ? end : end - open.size());
        if (end != std::string_view::npos && tells_how_to_fill_in(words))
          rest = rest.substr(end + close.size());
        else if (end == std::string_view::npos || end + close.size() == rest.size())
          rest = words;
      }
      for (const std::string_view colon : {"：", ":"}) {
        if (rest.starts_with(colon)) rest.remove_prefix(colon.size());
      }
      rest = trim_blanks(rest);
      again = rest != before;
    }
    const bool is_blank_label = rest.ends_with("：") || rest.ends_with(':');
    if (is_room(rest) || is_blank_label || printed_.contains(label_text(rest))) return;
    const std::string& choice = known_[pattern].label;
    const std::string* found = single_.find(label_text(choice + "(" + one.option + ")"));
    for (const std::string_view colon : {"：", ":"}) {
      const std::size_t at = rest.find(colon);
      if (at == std::string_view::npos) continue;
      const std::string_view name = rest.substr(0, at);
      const std::string* own = single_.find(label_text(choice + std::string(name)));
      if (own == nullptr) own = single_.find(label_text(name));
      if (own == nullptr) continue;
      found = own;
      rest = rest.substr(at + colon.size());
      break;
    }
    if (found == nullptr || *found == pattern) return report_text_beside(place, rest, file_);
    values_.add(pointers_.at(*found), rest, place);
  }

  /// What stands behind the last label in a line.
  static std::string_view last_part(std::string_view line) {
    std::string_view rest = line;
    for (std::string_view next = rest; !next.empty(); next = parted_at_label(rest).second) rest = next;
    return rest.size() == line.size() ? std::string_view() : rest;
  }

  /// Lines such as 单位：万元, which hold for the table below them.
  void read_units() {
    UnitLine last;
    std::string_view table;
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      const std::string& sheet = cell(i).sheet;
      if (sheet.empty()) {
        std::string unit = unit_of_line(cell(i).text);
        if (unit.empty()) unit = unit_of_line(last_part(cell(i).text));
        if (!unit.empty()) last = {std::move(unit), i};
      } else if (sheet != table) {
        if (!last.unit.empty()) units_[sheet] = last;
        last = {};
        table = sheet;
      }
    }
  }

  /// Reads a question in a line of its own: the letters in its brackets, the options below it, or the lines below it
  /// if its answer is a long text.
  bool read_question(std::size_t index) {
    if (!cell(index).sheet.empty()) return false;
    const QuestionText question = question_of(cell(index).text);
    const std::string* const pattern = single(label_text(question.asked));
    if (pattern == nullptr) return false;
    const Field& known = known_[*pattern];
    std::string text(question.behind);
    std::size_t end = index + 1;
    for (; end < taken_.size() && cell(end).sheet.empty() && !taken_[end]; ++end) {
      const std::string& line = cell(end).text;
      if (is_room(line)) continue;
      const bool is_own =
          known.options.empty() ? known.has_lines && !is_known_line(line) : begins_with_option(line, known.options);
      if (!is_own) break;
      text += (text.empty() ? "" : "\n") + line;
    }
    const FieldPlace place = place_of(cell(index));
    const auto take = [&] {
      for (std::size_t i = index; i < end; ++i) taken_[i] = true;
      return true;
    };
    if (known.options.empty()) {
      if (text.empty()) return false;
      values_.add(pointers_.at(*pattern), text, place);
      return take();
    }
    const auto marked = marked_options(text, known.options);
    const std::string letters = answer_letters(question.answer);
    if (!marked) {
      if (text.empty()) return false;
      // A value that is none of the options, so that it is reported.
      values_.add(pointers_.at(*pattern), text, place);
      if (!question.answer.empty()) report_text_beside(place, question.answer, file_);
      return take();
    }
    const auto is_named = [&](char letter) {
      return std::any_of(marked->begin(), marked->end(),
                         [letter](const MarkedOption& one) { return one.letter == letter; });
    };
    const bool is_other = std::any_of(marked->begin(), marked->end(), [&](const MarkedOption& one) {
      return one.is_ticked && letters.find(one.letter) == std::string::npos;
    });
    // Letters of no option, and ticks at other ones, are for a person.
    if (!letters.empty() && (is_other || !std::all_of(letters.begin(), letters.end(), is_named))) {
      values_.add(pointers_.at(*pattern), question.answer, place);
      report_text_beside(place, text, file_);
    } else {
      add_marked(pointers_.at(*pattern), *pattern, *marked, letters, place);
    }
    return take();
  }

  /// Whether a line is of the form or has a label, so that it ends the answer above it.
  bool is_known_line(const std::string& line) const {
    if (is_print(label_text(line)) || single(label_text(question_of(line).asked)) != nullptr) return true;
    for (std::size_t at = 0; at < line.size(); ++at) {
      const bool is_colon = line[at] == ':' || std::string_view(line).substr(at).starts_with("：");
      if (is_colon && label_before(line, 0, at)) return true;
    }
    return false;
  }

  void read_row(const std::vector<std::size_t>& row) {
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (taken_[row[k]]) continue;
      const std::string text = label(row[k]);
      const std::string* pattern = single_.find_in_group(group_of(row, k), text);
      // 合计 may be the label of one field, but the heads over the figures decide which sums they are.
      if (pattern == nullptr && !single_.has(text) &&
          (read_named_row(row, k) || read_period(row, k) || read_notes(row, k))) {
        taken_[row[k]] = true;
        continue;
      }
      if (pattern == nullptr) pattern = single(text);
      if (pattern == nullptr) continue;
      taken_[row[k]] = true;
      if (read_ticks(row, k, *pattern)) return;
      const std::optional<std::size_t> value = value_of(row, k);
      const bool is_behind_label = k > 0 && !labels_.empty() && labels_.back().cell == row[k - 1];
      labels_.push_back({row[k], *pattern, value.has_value(), is_behind_label && !labels_.back().has_value});
      const std::string unit = unit_beside(cell(row[k]).text, notes_[*pattern], place_of(cell(row[k])));
      if (!value) continue;
      taken_[*value] = true;
      add(pointers_.at(*pattern), *pattern, cell(*value).text, place_of(cell(*value)), unit);
    }
  }

  /// The words in the cell to the left, or above it where that one is empty, as merged cells are.
  std::string group_of(const std::vector<std::size_t>& row, std::size_t k) const {
    constexpr int kMostAbove = 20;
    if (k == 0) return {};
    std::size_t left = row[k - 1];
    for (int above = 0; above < kMostAbove && label(left).empty(); ++above) {
      const auto upper = rows_.find({cell(left).sheet, cell(left).row - 1});
      if (upper == rows_.end()) return {};
      const auto found = std::find_if(upper->second.begin(), upper->second.end(),
                                      [&](std::size_t i) { return cell(i).column == cell(left).column; });
      if (found == upper->second.end()) return {};
      left = *found;
    }
    return label(left);
  }

  /// The cell of the value: the next one, otherwise the one below, unless that stands beside a label itself.
  std::optional<std::size_t> value_of(const std::vector<std::size_t>& row, std::size_t k) const {
    const bool has_next = k + 1 < row.size();
    if (has_next && !is_label(label(row[k + 1]))) return taken_[row[k + 1]] ? std::nullopt : std::optional(row[k + 1]);
    const auto lower = rows_.find({cell(row[k]).sheet, cell(row[k]).row + 1});
    if (lower == rows_.end()) return std::nullopt;
    const std::vector<std::size_t>& cells = lower->second;
    const auto found =
        std::find_if(cells.begin(), cells.end(), [&](std::size_t i) { return cell(i).column == cell(row[k]).column; });
    if (found == cells.end() || taken_[*found] || is_label(label(*found))) return std::nullopt;
    if (has_next && found != cells.begin() && is_label(label(*std::prev(found)))) return std::nullopt;
    return *found;
  }

  /// Finds the nearest text above a cell that satisfies `is_such`. That text is a head and no value, nor is 科目 in
  /// the corner over the names of the rows.
  template <typename Test>
  std::string head_over(std::size_t index, std::uint32_t corner, const Test& is_such) {
    // The limit keeps the time linear in tables of many rows.
    constexpr int kMostAbove = 200;
    int above = 0;
    for (auto row = rows_.find({cell(index).sheet, cell(index).row}); row != rows_.begin() && above < kMostAbove;
         ++above) {
      --row;
      if (row->first.first != cell(index).sheet) break;
      for (const std::size_t i : row->second) {
        if (cell(i).column != cell(index).column || label(i).empty() || !is_such(label(i))) continue;
        for (const std::size_t other : row->second) {
          if (other == i || (cell(other).column == corner && names_rows(label(other)))) taken_[other] = true;
        }
        return label(i);
      }
    }
    return {};
  }

  /// Reads a row whose first cell is a part of the labels: 设备费 under 第一年 is 设备费（第一年）.
  bool read_named_row(const std::vector<std::size_t>& row, std::size_t k) {
    const std::string name = plain_label(label(row[k]));
    if (!single_.has_members(name)) return false;
    bool found = false;
    std::string unit;
    for (std::size_t next = k + 1; next < row.size(); ++next) {
      const std::string* pattern = nullptr;
      head_over(row[next], cell(row[k]).column, [&](const std::string& head) {
        pattern = single_.find_member(name, head);
        return pattern != nullptr;
      });
      if (pattern == nullptr || taken_[row[next]]) continue;
      if (!found) unit = unit_beside(cell(row[k]).text, {}, place_of(cell(row[k])));
      taken_[row[next]] = found = true;
      add(pointers_.at(*pattern), *pattern, cell(row[next]).text, place_of(cell(row[next])), unit);
    }
    return found;
  }

  /// Reads a row of boxes with a choice over each: the value is the choice over the ticked one.
  bool read_ticks(const std::vector<std::size_t>& row, std::size_t k, const std::string& pattern) {
    constexpr auto kTicks = std::to_array<std::string_view>({"√", "✓", "✔", "☑", "☒", "■", "●"});
    constexpr auto kBoxes = std::to_array<std::string_view>({"", "□", "☐", "○", "◯"});
    const auto is_sign = [](std::string_view text, const auto& signs) {
      return std::find(signs.begin(), signs.end(), trim_blanks(text)) != signs.end();
    };
    // Remarks beside them are fields of their own: 会议组织（备注）.
    const std::string name = plain_label(label(row[k]));
    const auto is_member = [&](std::size_t i) {
      return single_.has_members(name) && !head_over(row[i], cell(row[k]).column, [&](const std::string& head) {
                                             return single_.find_member(name, head) != nullptr;
                                           }).empty();
    };
    std::vector<std::size_t> members;
    std::size_t ticked = row.size();
    for (std::size_t i = k + 1; i < row.size(); ++i) {
      if (is_member(i))
        members.push_back(i);
      else if (is_sign(cell(row[i]).text, kTicks) && ticked == row.size())
        ticked = i;
      else if (!is_sign(cell(row[i]).text, kBoxes))
        return false;
    }
    if (row.size() - k - members.size() < 3 || (ticked == row.size() && members.empty())) return false;
    if (!members.empty()) read_named_row(row, k);
    if (ticked == row.size()) {
      values_.add_blank(pointers_.at(pattern), place_of(cell(row[k])));
      return true;
    }
    const auto is_head = [&](const std::string& text) {
      return !is_sign(text, kTicks) && !is_sign(text, kBoxes);
    };
    const std::string head = head_over(row[ticked], cell(row[k]).column, is_head);
    if (head.empty()) return false;
    // The other choices are heads, too.
    for (std::size_t i = k + 1; i < row.size(); ++i) head_over(row[i], cell(row[k]).column, is_head);
    for (std::size_t i = k + 1; i < row.size(); ++i) taken_[row[i]] = true;
    values_.add(pointers_.at(pattern), head, place_of(cell(row[ticked])));
    return true;
  }

  /// 2024年3月至2026年2月 beside a label with two fields: （起） and （止）.
  bool read_period(const std::vector<std::size_t>& row, std::size_t k) {
    const std::string name = plain_label(label(row[k]));
    const std::string* const begin = single_.find_member(name, "起");
    const std::string* const end = single_.find_member(name, "止");
    if (begin == nullptr || end == nullptr || k + 1 >= row.size() || taken_[row[k + 1]]) return false;
    const LooseCell& value = cell(row[k + 1]);
    const std::optional<PeriodText> period = parted_period(value.text);
    if (!period) return false;
    taken_[row[k + 1]] = true;
    values_.add(pointers_.at(*begin), period->begin, place_of(value));
    values_.add(pointers_.at(*end), period->end, place_of(value));
    if (const std::string* const days = single_.find_member(name, "天"); days != nullptr && !period->days.empty())
      values_.add(pointers_.at(*days), period->days, place_of(value));
    else if (!period->rest.empty())
      report_text_beside(place_of(value), period->rest, file_);
    unit_beside(cell(row[k]).text, {}, place_of(cell(row[k])));
    return true;
  }

  /// Reads `（办公）010-1　（手机）138` beside 联系电话, whose fields are 联系电话（办公） and 联系电话（手机）.
  bool read_notes(const std::vector<std::size_t>& row, std::size_t k) {
    const std::string name = plain_label(label(row[k]));
    if (!single_.has_members(name) || k + 1 >= row.size() || taken_[row[k + 1]]) return false;
    const std::string_view text = trim_blanks(cell(row[k + 1]).text);
    std::vector<std::pair<const std::string*, std::string_view>> found;
    for (std::size_t at = 0; at < text.size();) {
      const std::string_view rest = text.substr(at);
      const std::string_view open = rest.starts_with("（") ? "（" : rest.starts_with('(') ? "(" : "";
      const std::size_t close = open.empty() ? std::string_view::npos : rest.find(open == "（" ? "）" : ")");
      if (close == std::string_view::npos) return false;
      const std::string note = label_text(rest.substr(open.size(), close - open.size()));
      const std::string* const pattern = single_.find_member(name, note);
      if (pattern == nullptr) return false;
      const std::size_t begin = close + open.size();
      const std::size_t end = std::min(rest.find("（", begin), rest.find("(", begin));
      found.emplace_back(pattern, rest.substr(begin, end == std::string_view::npos ? end : end - begin));
      at = end == std::string_view::npos ? text.size() : at + end;
    }
    if (found.empty()) return false;
    taken_[row[k + 1]] = true;
    for (const auto& [pattern, value] : found)
      add(pointers_.at(*pattern), *pattern, trim_blanks(value), place_of(cell(row[k + 1])), {});
    return true;
  }

  struct Found {
    std::size_t start = 0;  // of the label
    std::size_t value = 0;  // after the colon
    const std::string* pattern = nullptr;
  };

  /// Reads `姓名：张三　电话：123`: a value ends where the next label begins.
  void read_line(std::size_t index) {
    const std::string text = cell(index).text;
    std::vector<Found> found;
    for (std::size_t at = 0; at < text.size();) {
      const bool is_wide = std::string_view(text).substr(at).starts_with("：");
      if (!is_wide && text[at] != ':') {
        ++at;
        continue;
      }
      const std::size_t after = at + (is_wide ? std::string_view("：").size() : 1);
      if (const auto label = label_before(text, found.empty() ? 0 : found.back().value, at))
        found.push_back({label->first, after, label->second});
      at = after;
    }
    if (found.empty()) return read_brackets(index);
    taken_[index] = true;
    const FieldPlace place = place_of(cell(index));
    if (const std::string before = text.substr(0, found.front().start);
        !is_room(before) && !printed_.contains(label_text(before)))
      report_text_beside(place, before, file_);
    bool is_in_brackets = false;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::string_view whole = text;
      const bool has_next = i + 1 < found.size();
      const std::size_t end = has_next ? found[i + 1].start : text.size();
      const std::string_view name = whole.substr(found[i].start, found[i].value - found[i].start);
      const std::string unit = unit_beside(name, notes_[*found[i].pattern], place);
      std::string_view value = trim_blanks(whole.substr(found[i].value, end - found[i].value));
      // `经费：5万元（大写：伍万元）`: the brackets are print.
      if (is_in_brackets) value = without_end(value, "）", ")");
      const std::string_view before = value;
      if (has_next) value = without_end(value, "（", "(");
      is_in_brackets = value.size() < before.size();
      const auto [own, rest] = parted_at_label(value);
      const bool is_unit_of_table = read_units_.contains(index) && !unit_of_line(rest).empty();
      if (!rest.empty() && !is_unit_of_table && !is_room(rest) && !printed_.contains(label_text(rest)))
        report_text_beside(place, rest, file_);
      add(pointers_.at(*found[i].pattern), *found[i].pattern, without_separator(own, has_next), place, unit);
    }
  }

  /// Reads `您的年龄（25）岁`, where the form prints brackets around a blank.
  void read_brackets(std::size_t index) {
    const std::string_view text = trim_blanks(cell(index).text);
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
      const std::size_t begin = text.rfind(open);
      const std::size_t end = text.rfind(close);
      if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) continue;
      const std::string name = label_text(text.substr(0, begin));
      const std::string_view behind = trim_blanks(text.substr(end + close.size()));
      const std::string_view value = text.substr(begin + open.size(), end - begin - open.size());
      const std::string* const pattern = single_.find(name);
      // 工作单位（英文） is another label than 工作单位（中文）.
      const bool is_own = pattern != nullptr && notes_[*pattern] == std::set<std::string>{{}};
      if (!is_own || tells_how_to_fill_in(value) || is_unit(value) || (!behind.empty() && !is_unit(behind))) continue;
      taken_[index] = true;
      return values_.add(pointers_.at(*pattern), std::string(value) + std::string(behind), place_of(cell(index)));
    }
  }

  /// The longest label that ends before a colon, and where it begins: not within a word, as 电话 of 备用电话.
  std::optional<std::pair<std::size_t, const std::string*>> label_before(const std::string& text, std::size_t from,
                                                                         std::size_t colon) const {
    constexpr std::size_t kMostBytes = 120;
    bool is_in_word = colon - from > kMostBytes;
    std::size_t start = is_in_word ? colon - kMostBytes : from;
    while (start < colon && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) ++start;
    while (start < colon) {
      const base::DecodedCodePoint sign = base::decode_utf8(text, start);
      const std::string_view word = std::string_view(text).substr(start, colon - start);
      const bool is_sign = base::is_word_character(sign.code_point) && sign.code_point != U'_';
      if (!is_in_word && trim_blanks(word) == word) {
        if (const std::string* const pattern = single(label_text(word))) return std::pair(start, pattern);
      }
      is_in_word = is_sign;
      start += sign.length;
    }
    return std::nullopt;
  }

  /// Reports words that look like a label but may be a value, as 联系人 beside 职务: they follow a label without a
  /// value, or the file has the label twice.
  void report_labels_as_values() {
    std::map<std::string, std::size_t> uses;
    for (const UsedLabel& one : labels_) ++uses[one.pattern];
    for (const UsedLabel& one : labels_) {
      const bool is_doubtful = uses[one.pattern] > 1 || one.is_behind_label;
      if (!one.has_value && is_doubtful && !single_.is_group(label(one.cell)))
        report_text_beside(place_of(cell(one.cell)), cell(one.cell).text, file_);
    }
  }

  /// Whether the form prints a text. Words in brackets that tell how to fill in may differ.
  bool is_print(const std::string& text) const {
    if (printed_.contains(text) || single_.has(text) || in_lists_.has(text)) return true;
    const std::string note = note_of_label(text);
    if (!note.empty() && !tells_how_to_fill_in(note)) return false;
    return is_label(text) || printed_.contains(plain_label(text)) || single_.is_group(text);
  }

  void report_rest() {
    std::size_t left = 0;
    FieldPlace last;
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      if (taken_[i] || is_room(cell(i).text) || is_print(label(i))) continue;
      last = place_of(cell(i));
      if (++left <= kMostLabelNotices) report_text_beside(last, cell(i).text, file_);
    }
    if (left > kMostLabelNotices) report_text_beside(last, "… + " + std::to_string(left - kMostLabelNotices), file_);
  }

  struct UsedLabel {
    std::size_t cell = 0;
    std::string pattern;
    bool has_value = false;        // or a blank
    bool is_behind_label = false;  // which has none
  };

  /// A unit above a table, and the index of its line.
  struct UnitLine {
    std::string unit;
    std::size_t line = 0;
  };
  struct Field {
    std::string label;
    std::string unit;
    std::set<std::string> options;
    bool has_lines = false;
  };

  std::set<std::string> printed_;
  std::map<std::string, Field> known_;     // by pattern
  std::map<std::string, UnitLine> units_;  // by sheet
  std::set<std::size_t> read_units_;       // lines with a unit in which values were read
  ReturnedFile& file_;
  LabelledValues values_;
  std::vector<bool> taken_;                             // by index of the cell
  PrintedLabels single_;                                // patterns by label
  PrintedLabels in_lists_;                              // of columns
  std::map<std::string, std::string> pointers_;         // by pattern
  std::map<std::string, std::set<std::string>> notes_;  // by pattern: what labels have in brackets at their end
  std::map<std::string, std::size_t> next_;             // index of the next item, by list
  std::vector<UsedLabel> labels_;                       // in tables
  Rows rows_;
};

}  // namespace

void check_ticks(ReturnedFile& file, const schema::Schema& schema) {
  std::map<std::string, RawField> first;
  std::erase_if(file.fields, [&](const RawField& field) {
    const auto [known, added] = first.emplace(field.pointer, field);
    if (added || field.type != RawType::Choice) return false;
    const auto of_schema = schema::known_field(schema, field.pointer);
    // Choices without a type are single values.
    const bool is_list = of_schema && of_schema->types.has(schema::SchemaType::Array) && of_schema->choices.empty();
    if (is_list) return false;
    const diagnostics::TextPair where = place_words(field.place);
    file.report_field(field.pointer, known->second.place, diagnostics::messages::IntakeTwoTicks,
                      {known->second.text, field.text, where.english, where.chinese});
    return true;
  });
}

void read_by_labels(const std::vector<LabelledField>& fields, const std::set<std::string>& printed,
                    ReturnedFile& file) {
  LabelReader(fields, printed, file).run();
}

}  // namespace gongwen::intake
