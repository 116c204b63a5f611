#include "intake/word_labels.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "intake/detail/field_labels.h"
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
    std::map<std::string, std::set<std::string>> patterns;
    for (const LabelledField& field : fields) {
      const std::string label = label_text(field.label);
      const std::string pattern = field_pattern(field.pointer);
      if (label.empty()) continue;
      patterns[label].insert(pattern);
      if (!pointers_.contains(pattern)) pointers_.emplace(pattern, field.pointer);
    }
    for (auto& [label, of_label] : patterns) {
      for (const std::string& pattern : of_label) {
        (list_of(pattern).empty() ? single_ : in_lists_)[label].push_back(pattern);
      }
    }
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
  const std::string* single(const std::string& text) const {
    const auto found = single_.find(text);
    return found == single_.end() || found->second.size() != 1 ? nullptr : &found->second.front();
  }
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

  /// The columns of a list whose heads are in this row: at least two of one list.
  std::optional<std::map<std::uint32_t, std::string>> heads_of(const std::vector<std::size_t>& row) const {
    std::map<std::string, std::map<std::uint32_t, std::string>> lists;
    for (const std::size_t i : row) {
      const auto found = in_lists_.find(label(i));
      if (found == in_lists_.end()) continue;
      for (const std::string& pattern : found->second) lists[list_of(pattern)].emplace(cell(i).column, pattern);
    }
    const std::map<std::uint32_t, std::string>* best = nullptr;
    for (const auto& [list, columns] : lists) {
      if (columns.size() >= 2 && (best == nullptr || columns.size() > best->size())) best = &columns;
    }
    return best == nullptr ? std::nullopt : std::optional(*best);
  }

  void read_list(Rows::iterator head, const std::map<std::uint32_t, std::string>& columns) {
    std::set<std::uint32_t> numbered;  // columns with the numbers of rows
    for (const std::size_t i : head->second) {
      taken_[i] = true;
      if (is_head_of_numbers(label(i))) numbered.insert(cell(i).column);
    }
    const std::string list = list_of(columns.begin()->second);
    std::size_t index = next_[list];
    for (auto row = std::next(head); row != rows_.end() && row->first.first == head->first.first; ++row) {
      // The list ends where labels begin again.
      const auto ends = [this](std::size_t i) {
        return single_.contains(label(i)) || printed_.contains(label(i));
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
      if (pattern == nullptr) continue;
      taken_[row[k]] = true;
      const std::size_t value = k + 1 < row.size() ? row[k + 1] : below(row[k]);
      if (value >= taken_.size() || taken_[value] || is_label(label(value))) continue;
      taken_[value] = true;
      add(pointers_.at(*pattern), cell(value).text, place_of(cell(value)));
    }
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
      if (taken_[i] || is_room(cell(i).text) || is_label(text) || printed_.contains(text)) continue;
      if (++reported <= kMostLabelNotices) report_text_beside(place_of(cell(i)), cell(i).text, file_);
    }
  }

  std::set<std::string> printed_;
  ReturnedFile& file_;
  std::vector<bool> taken_;                                   // by index of the cell
  std::map<std::string, std::vector<std::string>> single_;    // patterns by label
  std::map<std::string, std::vector<std::string>> in_lists_;  // likewise
  std::map<std::string, std::string> pointers_;               // by pattern
  std::map<std::string, std::size_t> next_;                   // index of the next item, by list
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
