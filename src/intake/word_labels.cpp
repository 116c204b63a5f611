#include "intake/word_labels.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "intake/detail/field_labels.h"
#include "intake/detail/printed_labels.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/field_data.h"
#include "intake/given_values.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

// A table that was typed again has the labels of the form, but neither its names nor its grid. A value stands in the
// cell after its label, below it, or after a colon in the same cell or line. Rows under the
// heads of a list are its items.
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

/// Whether a text is only room to write on.
bool is_room(std::string_view text) {
  constexpr std::u32string_view kRoom = U" \n\r\t　_＿—–…．.：:年月日\u00A0\u2002\u2003";
  for (const auto& decoded : base::CodePoints(text)) {
    if (kRoom.find(decoded.code_point) == std::u32string_view::npos) return false;
  }
  return true;
}

/// The text without the line that it stands on: `____张三____`.
std::string written(std::string_view text) {
  std::string plain(trim_blanks(text));
  for (const std::string_view line : {"_", "＿"}) {
    while (plain.starts_with(line)) plain.erase(0, line.size());
    while (plain.ends_with(line)) plain.erase(plain.size() - line.size());
  }
  return is_room(plain) ? std::string() : std::string(trim_blanks(plain));
}

/// A value in a line without the mark that separates it from the next one: `某院；`. At the end of a line, only a
/// semicolon is no part of it.
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
      : file_(file), taken_(file.loose_cells.size()) {
    for (const std::string& text : printed) printed_.insert(label_text(text));
    for (const LabelledField& field : fields) {
      const std::string label = label_text(field.label);
      const std::string pattern = field_pattern(field.pointer);
      if (label.empty()) continue;
      (list_of(pattern).empty() ? single_ : in_lists_).add(label, pattern);
      if (!pointers_.contains(pattern)) pointers_.emplace(pattern, field.pointer);
      if (field.is_number) numbers_.insert(pattern);
      if (const std::string note = note_of_label(label); !note.empty()) units_[pattern].insert(note);
    }
    for (const LooseCell& cell : file.loose_cells) single_.note_printed(label_text(cell.text));
  }

  void run() {
    for (std::size_t i = 0; i < file_.loose_cells.size(); ++i) {
      const LooseCell& cell = file_.loose_cells[i];
      if (!cell.sheet.empty()) rows_[{cell.sheet, cell.row}].push_back(i);
    }
    for (auto row = rows_.begin(); row != rows_.end(); ++row) {
      if (const auto heads = heads_of(row->second)) read_list(row, *heads);
    }
    for (const auto& [place, row] : rows_) read_row(row);
    for (std::size_t i = 0; i < file_.loose_cells.size(); ++i) {
      if (!taken_[i]) read_line(i);
    }
    report_rest();
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

  void add(const std::string& pointer, std::string_view text, const FieldPlace& place) {
    text = without_unit(pointer, text);
    // The text behind the line that a value is written on is no part of the value.
    std::string value = written(text);
    for (const std::string_view line : {"__", "＿＿"}) {
      const std::size_t end = value.find(line);
      if (end == std::string::npos) continue;
      const std::string rest = value.substr(end);
      if (!is_room(rest) && !printed_.contains(label_text(written(rest))))
        report_text_beside(place, written(rest), file_);
      value = std::string(trim_blanks(value.substr(0, end)));
    }
    RawField field{pointer, RawType::Text, std::move(value), {}, place};
    if (field.text.empty()) {
      file_.blanks.push_back(std::move(field));
      return;
    }
    if (!found_.insert(pointer).second) return report_text_beside(place, text, file_);
    file_.report_field(pointer, place, diagnostics::messages::IntakeByLabel);
    file_.fields.push_back(std::move(field));
  }

  /// 12.5万元 where the label says 申请经费（万元）, 3份 where a number is asked for.
  std::string_view without_unit(const std::string& pointer, std::string_view text) const {
    const std::string pattern = field_pattern(pointer);
    const std::string_view shown = trim_blanks(text);
    if (const auto units = units_.find(pattern); units != units_.end()) {
      for (const std::string& unit : units->second) {
        if (shown.size() <= unit.size() || !shown.ends_with(unit)) continue;
        // 北京市 under 所在地（市） is no figure with a unit.
        const std::string_view figure = trim_blanks(shown.substr(0, shown.size() - unit.size()));
        if (!figure.empty() && figure.find_first_not_of("0123456789 ,.-") == std::string_view::npos) return figure;
      }
    }
    if (!numbers_.contains(pattern)) return text;
    constexpr std::size_t kMostOfUnit = 4;
    const std::size_t end = shown.find_first_not_of("0123456789 ,.");
    const bool is_figure = !shown.empty() && base::is_ascii_digit(shown.front()) && end != std::string_view::npos;
    if (!is_figure) return text;
    const std::string_view unit = shown.substr(end);
    // Of 3至5人, 12% and 5万 what follows is part of the value.
    for (const std::string_view mark : {"%", "％", "‰", "十", "百", "千", "万", "亿", "余", "多", "/", "-"}) {
      if (unit.find(mark) != std::string_view::npos) return text;
    }
    if (unit.find_first_of("0123456789") != std::string_view::npos) return text;
    return base::count_code_points(unit) <= kMostOfUnit ? trim_blanks(shown.substr(0, end)) : text;
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

  /// Whether the words are labels with answers to their right, such as 姓名 and 性别 beside 项目负责人.
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

  /// Heads of two rows: 起 and 止 below 起止时间 are the columns 起止时间（起） and 起止时间（止）. Returns whether the
  /// row below has some.
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

  void read_list(Rows::iterator head, std::map<std::uint32_t, std::string> columns) {
    const bool has_lower = add_lower_heads(head, columns);
    std::set<std::uint32_t> numbered;  // columns with the numbers of rows
    for (const std::size_t i : head->second) {
      taken_[i] = true;
      if (is_head_of_numbers(label(i))) numbered.insert(cell(i).column);
    }
    const std::string list = list_of(columns.begin()->second);
    std::size_t index = next_[list];
    for (auto row = std::next(head, has_lower ? 2 : 1); row != rows_.end() && row->first.first == head->first.first;
         ++row) {
      // The list ends where labels begin again.
      const auto ends = [this](std::size_t i) {
        return single_.has(label(i)) || printed_.contains(label(i));
      };
      if (std::any_of(row->second.begin(), row->second.end(), ends) || heads_of(row->second)) break;
      bool has_value = false;
      for (const std::size_t i : row->second) {
        const auto column = columns.find(cell(i).column);
        if (column != columns.end()) has_value = has_value || !written(cell(i).text).empty();
      }
      for (const std::size_t i : row->second) {
        const auto column = columns.find(cell(i).column);
        if (numbered.contains(cell(i).column) && is_row_number(label(i))) taken_[i] = true;
        if (column == columns.end()) continue;
        taken_[i] = true;
        if (!has_value) continue;
        std::string pointer = column->second;
        pointer.replace(pointer.find("/*"), 2, "/" + std::to_string(index));
        if (pointer.find('*') == std::string::npos) add(pointer, cell(i).text, place_of(cell(i)));
      }
      if (has_value) ++index;
    }
    next_[list] = index;
    // The list is there, though nothing was filled in.
    if (index > 0) return;
    for (const auto& [column, pattern] : columns) {
      std::string pointer = pattern;
      pointer.replace(pointer.find("/*"), 2, "/0");
      if (pointer.find('*') != std::string::npos) continue;
      file_.blanks.push_back({pointer, RawType::Text, {}, {}, place_of(cell(head->second.front()))});
    }
  }

  void read_row(const std::vector<std::size_t>& row) {
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (taken_[row[k]]) continue;
      const std::string* const pattern = single(label(row[k]));
      if (pattern == nullptr) {
        if (read_named_row(row, k) || read_period(row, k)) taken_[row[k]] = true;
        continue;
      }
      taken_[row[k]] = true;
      if (read_ticks(row, k, *pattern)) return;
      const std::size_t value = k + 1 < row.size() ? row[k + 1] : below(row[k]);
      if (value >= taken_.size() || taken_[value] || is_label(label(value))) continue;
      taken_[value] = true;
      if (const std::string note = note_of_label(label(row[k])); !note.empty()) units_[*pattern].insert(note);
      add(pointers_.at(*pattern), cell(value).text, place_of(cell(value)));
    }
  }

  /// The nearest text above a cell of which `is_such` holds. It is a head then, as is the corner over the names of
  /// rows.
  template <typename Test>
  std::string head_over(std::size_t index, std::uint32_t corner, const Test& is_such) {
    // Further away nobody sees a head either, and each row of a long table would look through all above it.
    constexpr int kMostAbove = 200;
    int above = 0;
    for (auto row = rows_.find({cell(index).sheet, cell(index).row}); row != rows_.begin() && above < kMostAbove;
         ++above) {
      --row;
      if (row->first.first != cell(index).sheet) break;
      for (const std::size_t i : row->second) {
        if (cell(i).column != cell(index).column || label(i).empty() || !is_such(label(i))) continue;
        for (const std::size_t other : row->second) {
          if (other == i || cell(other).column == corner) taken_[other] = true;
        }
        return label(i);
      }
    }
    return {};
  }

  /// A row that says what it is about: 设备费 under 第一年 is 设备费（第一年）.
  bool read_named_row(const std::vector<std::size_t>& row, std::size_t k) {
    const std::string name = plain_label(label(row[k]));
    if (!single_.has_members(name)) return false;
    bool found = false;
    for (std::size_t next = k + 1; next < row.size(); ++next) {
      const std::string* pattern = nullptr;
      head_over(row[next], cell(row[k]).column, [&](const std::string& head) {
        pattern = single_.find_member(name, head);
        return pattern != nullptr;
      });
      if (pattern == nullptr || taken_[row[next]]) continue;
      taken_[row[next]] = found = true;
      add(pointers_.at(*pattern), cell(row[next]).text, place_of(cell(row[next])));
    }
    return found;
  }

  /// A row of boxes, one under each choice: the head over the one that is ticked.
  bool read_ticks(const std::vector<std::size_t>& row, std::size_t k, const std::string& pattern) {
    constexpr auto kTicks = std::to_array<std::string_view>({"√", "✓", "✔", "☑", "☒", "■", "●"});
    constexpr auto kBoxes = std::to_array<std::string_view>({"", "□", "☐", "○", "◯"});
    const auto is_sign = [](std::string_view text, const auto& signs) {
      return std::find(signs.begin(), signs.end(), trim_blanks(text)) != signs.end();
    };
    std::size_t ticked = row.size();
    for (std::size_t i = k + 1; i < row.size(); ++i) {
      if (is_sign(cell(row[i]).text, kTicks) && ticked == row.size())
        ticked = i;
      else if (!is_sign(cell(row[i]).text, kBoxes))
        return false;
    }
    if (row.size() - k < 3 || ticked == row.size()) return false;
    const auto is_head = [&](const std::string& text) {
      return !is_sign(text, kTicks) && !is_sign(text, kBoxes);
    };
    const std::string head = head_over(row[ticked], cell(row[k]).column, is_head);
    if (head.empty()) return false;
    // The other choices are heads, too.
    for (std::size_t i = k + 1; i < row.size(); ++i) head_over(row[i], cell(row[k]).column, is_head);
    for (std::size_t i = k + 1; i < row.size(); ++i) taken_[row[i]] = true;
    add(pointers_.at(pattern), head, place_of(cell(row[ticked])));
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
    add(pointers_.at(*begin), period->begin, place_of(value));
    add(pointers_.at(*end), period->end, place_of(value));
    if (const std::string* const days = single_.find_member(name, "天"); days != nullptr && !period->days.empty())
      add(pointers_.at(*days), period->days, place_of(value));
    else if (const std::string& left = period->days.empty() ? period->rest : period->days; !left.empty())
      report_text_beside(place_of(value), left, file_);
    return true;
  }

  /// The cell below; the number of cells if there is none.
  std::size_t below(std::size_t index) const {
    const auto row = rows_.find({cell(index).sheet, cell(index).row + 1});
    if (row == rows_.end()) return taken_.size();
    for (const std::size_t i : row->second) {
      if (cell(i).column == cell(index).column) return i;
    }
    return taken_.size();
  }

  struct Found {
    std::size_t start = 0;  // of the label
    std::size_t value = 0;  // after the colon
    const std::string* pattern = nullptr;
  };

  /// `姓名：张三　电话：123`: labels before colons, each up to the next one.
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
    if (found.empty()) return;
    taken_[index] = true;
    const FieldPlace place = place_of(cell(index));
    if (const std::string before = text.substr(0, found.front().start);
        !is_room(before) && !printed_.contains(label_text(before)))
      report_text_beside(place, before, file_);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::size_t end = i + 1 < found.size() ? found[i + 1].start : text.size();
      add(pointers_.at(*found[i].pattern),
          without_separator(std::string_view(text).substr(found[i].value, end - found[i].value), i + 1 < found.size()),
          place);
    }
  }

  /// The longest label that ends before a colon, and where it begins.
  std::optional<std::pair<std::size_t, const std::string*>> label_before(const std::string& text, std::size_t from,
                                                                         std::size_t colon) const {
    constexpr std::size_t kMostBytes = 120;
    for (std::size_t start = std::max(from, colon > kMostBytes ? colon - kMostBytes : 0); start < colon; ++start) {
      if ((static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) continue;  // within a character
      const std::string_view word = std::string_view(text).substr(start, colon - start);
      if (trim_blanks(word) != word) continue;
      if (const std::string* const pattern = single(label_text(word))) return std::pair(start, pattern);
    }
    return std::nullopt;
  }

  void report_rest() {
    std::size_t reported = 0;
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      const std::string text = label(i);
      if (taken_[i] || is_room(cell(i).text) || is_label(text) || printed_.contains(text) ||
          printed_.contains(plain_label(text)) || single_.is_group(text))
        continue;
      if (++reported <= kMostLabelNotices) report_text_beside(place_of(cell(i)), cell(i).text, file_);
    }
  }

  std::set<std::string> printed_;
  ReturnedFile& file_;
  std::vector<bool> taken_;                             // by index of the cell
  PrintedLabels single_;                                // patterns by label
  PrintedLabels in_lists_;                              // likewise
  std::map<std::string, std::string> pointers_;         // by pattern
  std::map<std::string, std::set<std::string>> units_;  // by pattern: what labels have in brackets at their end
  std::set<std::string> numbers_;                       // patterns
  std::map<std::string, std::size_t> next_;             // index of the next item, by list
  std::set<std::string> found_;
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
