#include "intake/detail/labelled_cells.h"

#include "base/utf8.h"
#include "intake/detail/field_labels.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/field_data.h"
#include "intake/given_values.h"
#include "intake/printed_lines.h"
#include "intake/units.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace gongwen::intake {
namespace {

constexpr std::size_t kMostLabelNotices = 200;

std::string table_of(const FieldPlace& place) {
  return place.word.table > 0 ? std::to_string(place.word.table) : std::string();
}

/// The part after the last label in a line.
std::string_view last_part(std::string_view line) {
  std::string_view rest = line;
  for (std::string_view next = rest; !next.empty(); next = parted_at_label(rest).second) rest = next;
  return rest.size() == line.size() ? std::string_view() : rest;
}

}  // namespace

std::string list_of(const std::string& pattern) {
  const std::size_t star = pattern.find("/*");
  return star == std::string::npos ? std::string() : pattern.substr(0, star);
}

LabelledCells::LabelledCells(const std::vector<LabelledField>& fields, const std::set<std::string>& printed,
                             const std::vector<LinePattern>& lines, ReturnedFile& file)
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
    Field& known = fields_[pattern];
    known.notes.insert(note_of_label(label));
    known.options.insert(field.options.begin(), field.options.end());
    known.has_lines = known.has_lines || field.has_lines;
    if (known.label.empty()) known.label = label;
    if (known.unit.empty()) known.unit = unit_of_label(field.label);
  }
  for (auto& [pattern, known] : fields_) known.options.erase(std::string());
  const auto is_known = [this](const std::string& pointer) {
    return pointer.empty() || fields_.contains(field_pattern(pointer));
  };
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(lines_), [&](const LinePattern& line) {
    return std::all_of(line.pointers.begin(), line.pointers.end(), is_known);
  });
  for (const LooseCell& cell : file.loose_cells) single_.note_printed(label_text(cell.text));
  read_units();
}

std::string LabelledCells::label(std::size_t index) const { return label_text(cell(index).text); }

FieldPlace LabelledCells::place(std::size_t index) const {
  const LooseCell& cell = file_.loose_cells[index];
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

bool LabelledCells::is_print(const std::string& text) const {
  if (printed_.contains(text) || single_.has(text) || in_lists_.has(text)) return true;
  const std::string note = note_of_label(text);
  if (!note.empty() && !tells_how_to_fill_in(note)) return false;
  return is_label(text) || printed_.contains(plain_label(text)) || single_.is_group(text);
}

std::string LabelledCells::unit_beside(std::string_view text, const std::set<std::string>& notes,
                                       const FieldPlace& place) {
  const std::string note = note_of_label(label_text(text));
  if (note.empty() || notes.contains(note)) return {};
  if (std::string unit = unit_of_label("(" + note + ")"); !unit.empty()) return unit;
  if (!tells_how_to_fill_in(note)) report_text_beside(place, text, file_);
  return {};
}

void LabelledCells::add(const std::string& pointer, const std::string& pattern, std::string_view text,
                        const FieldPlace& place, const std::string& beside) {
  const Field& known = fields_.at(pattern);
  const auto marked = known.options.empty() ? std::nullopt : marked_options(trim_blanks(written(text)), known.options);
  if (marked) return add_marked(pointer, pattern, *marked, {}, place);
  std::string unit = beside;
  if (const auto of_table = units_.find(table_of(place)); unit.empty() && of_table != units_.end()) {
    // The unit of a table does not apply to its columns that count things.
    if (figure_in_unit("1", of_table->second.unit, known.unit)) {
      unit = of_table->second.unit;
      used_units_.insert(of_table->second.line);
      if (!unit_of_line(cell(of_table->second.line).text).empty()) taken_[of_table->second.line] = true;
    }
  }
  values_.add(pointer, text, place, unit);
}

/// 约13 before the printed 年 means 约13年; a plain figure has the form's unit anyway.
std::string LabelledCells::with_unit(const LinePattern& line, std::size_t place, std::string_view value) const {
  const std::string& unit = fields_.at(field_pattern(line.pointers[place])).unit;
  std::u32string signs;
  for (const auto& decoded : base::CodePoints(unit)) signs += decoded.code_point;
  const bool is_figure = is_room(value) || read_quantity(written(value));
  if (unit.empty() || is_figure || !line.words[place + 1].starts_with(signs)) return std::string(value);
  return written(value) + unit;
}

void LabelledCells::add_line(const LinePattern& line, const LineMatch& match, const FieldPlace& place) {
  for (std::size_t i = 0; i < line.pointers.size(); ++i) {
    const std::string& pointer = line.pointers[i];
    if (!pointer.empty())
      add(pointer, field_pattern(pointer), with_unit(line, i, match.values[i]), place, {});
    else if (!is_room(match.values[i]))
      report(place, match.values[i]);
  }
  for (const std::string_view words : {match.before, match.behind}) {
    if (!is_room(words) && !prints(label_text(words))) report(place, words);
  }
}

bool LabelledCells::runs_over_line(const std::string& pattern, std::string_view value) const {
  if (lines_.empty()) return false;
  const LineText text(value);
  return std::any_of(lines_.begin(), lines_.end(), [&](const LinePattern& line) {
    const auto has_field = [&pattern](const std::string& pointer) {
      return field_pattern(pointer) == pattern;
    };
    return std::any_of(line.pointers.begin(), line.pointers.end(), has_field) && has_words_of_line(line, text);
  });
}

void LabelledCells::add_marked(const std::string& pointer, const std::string& pattern,
                               const std::vector<MarkedOption>& marked, const std::string& letters,
                               const FieldPlace& place) {
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

/// The words after an option, `：某协会` of `其他：某协会` or `（理由：不清）`: of the field that has the option in its
/// label, otherwise they are reported.
void LabelledCells::add_rest(const std::string& pattern, const MarkedOption& one, const FieldPlace& place) {
  std::string_view rest = one.rest;
  for (bool again = true; again;) {
    const std::string_view before = rest;
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
      if (!rest.starts_with(open)) continue;
      const std::size_t end = rest.find(close);
      const std::string_view words = rest.substr(open.size(), end == std::string_view::npos ? end : end - open.size());
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
  // `（单间1间，标间2间）` of 需要
  for (const LinePattern& line : lines_) {
    const auto match = line.is_behind_box ? match_line(line, LineText(one.rest)) : std::nullopt;
    if (match) return add_line(line, *match, place);
  }
  const bool is_blank_label = rest.ends_with("：") || rest.ends_with(':');
  const std::string& choice = fields_.at(pattern).label;
  const std::string* found = single_.find(label_text(choice + "(" + one.option + ")"));
  // 其他 of 其他（请注明）
  if (found == nullptr) found = single_.find(label_text(choice + "(" + plain_label(label_text(one.option)) + ")"));
  if (is_room(rest) && found != nullptr && *found != pattern) return values_.add_blank(pointers_.at(*found), place);
  if (is_room(rest) || is_blank_label || printed_.contains(label_text(rest))) return;
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

/// Lines such as 单位：万元, which hold for the table below them.
void LabelledCells::read_units() {
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

void LabelledCells::report(const FieldPlace& place, std::string_view words) { report_text_beside(place, words, file_); }

void LabelledCells::report_rest() {
  std::size_t left = 0;
  FieldPlace last;
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    if (taken_[i] || is_room(cell(i).text) || is_print(label(i))) continue;
    last = this->place(i);
    if (++left <= kMostLabelNotices) report_text_beside(last, cell(i).text, file_);
  }
  if (left > kMostLabelNotices) report_text_beside(last, "… + " + std::to_string(left - kMostLabelNotices), file_);
}

}  // namespace gongwen::intake
