#include "intake/word_labels.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "intake/detail/field_labels.h"
#include "intake/detail/labelled_cells.h"
#include "intake/detail/labelled_lines.h"
#include "intake/detail/labelled_tables.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/given_values.h"
#include "intake/option_marks.h"
#include "intake/printed_lines.h"
#include "intake/units.h"

#include <algorithm>
#include <array>
#include <optional>

// A form that somebody typed again has the labels of ours, but neither its names nor its grid. A value is in the cell
// after its label, below it, or after a colon in the same cell or line. Rows under the heads of a list are its items.
namespace gongwen::intake {
namespace {

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

/// Reads lines, and cells that are neither a label nor a value beside one.
class LineReader {
 public:
  explicit LineReader(LabelledCells& cells) : cells_(cells) {}

  void read(std::size_t index) {
    if (!read_question(index)) read_line(index);
  }

 private:
  /// Reads a question in a separate line: the letters in its brackets, the options below it, or the lines below it if
  /// its answer is a long text.
  bool read_question(std::size_t index) {
    if (!cells_.cell(index).sheet.empty()) return false;
    const QuestionText question = question_of(cells_.cell(index).text);
    const std::string* const pattern = cells_.single().find(label_text(question.asked));
    if (pattern == nullptr) return false;
    const LabelledCells::Field& known = cells_.field(*pattern);
    std::string text(question.behind);
    std::size_t end = index + 1;
    for (; end < cells_.size() && cells_.cell(end).sheet.empty() && !cells_.is_taken(end); ++end) {
      const std::string& line = cells_.cell(end).text;
      if (is_room(line)) continue;
      const bool is_own =
          known.options.empty() ? known.has_lines && !is_known_line(line) : begins_with_option(line, known.options);
      if (!is_own) break;
      text += (text.empty() ? "" : "\n") + line;
    }
    const FieldPlace place = cells_.place(index);
    const auto take = [&] {
      for (std::size_t i = index; i < end; ++i) cells_.take(i);
      return true;
    };
    if (known.options.empty()) {
      if (text.empty()) return false;
      cells_.add_text(cells_.pointer(*pattern), text, place);
      return take();
    }
    const auto marked = marked_options(text, known.options);
    const std::string letters = answer_letters(question.answer);
    if (!marked) {
      if (text.empty()) return false;
      // A value that is not one of the options, so that it is reported.
      cells_.add_text(cells_.pointer(*pattern), text, place);
      if (!question.answer.empty()) cells_.report(place, question.answer);
      return take();
    }
    const auto is_named = [&](char letter) {
      return std::any_of(marked->begin(), marked->end(),
                         [letter](const MarkedOption& one) { return one.letter == letter; });
    };
    const bool is_other = std::any_of(marked->begin(), marked->end(), [&](const MarkedOption& one) {
      return one.is_ticked && letters.find(one.letter) == std::string::npos;
    });
    // Letters of no option, and ticks at other options, are left to a person.
    if (!letters.empty() && (is_other || !std::all_of(letters.begin(), letters.end(), is_named))) {
      cells_.add_text(cells_.pointer(*pattern), question.answer, place);
      cells_.report(place, text);
    } else {
      cells_.add_marked(cells_.pointer(*pattern), *pattern, *marked, letters, place);
    }
    return take();
  }

  /// Whether a line belongs to the form or has a label, so that it ends the answer above it.
  bool is_known_line(const std::string& line) const {
    if (cells_.is_print(label_text(line)) || cells_.single().find(label_text(question_of(line).asked)) != nullptr)
      return true;
    for (std::size_t at = 0; at < line.size(); ++at) {
      const bool is_colon = line[at] == ':' || std::string_view(line).substr(at).starts_with("：");
      if (is_colon && label_before(line, 0, at)) return true;
    }
    return false;
  }

  struct Found {
    std::size_t start = 0;  // of the label
    std::size_t value = 0;  // after the colon
    const std::string* pattern = nullptr;
  };

  /// Reads `姓名：张三　电话：123`: a value ends where the next label begins.
  void read_line(std::size_t index) {
    const std::string text = cells_.cell(index).text;
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
    cells_.take(index);
    const FieldPlace place = cells_.place(index);
    if (const std::string before = text.substr(0, found.front().start);
        !is_room(before) && !cells_.prints(label_text(before)))
      cells_.report(place, before);
    bool is_in_brackets = false;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::string_view whole = text;
      const bool has_next = i + 1 < found.size();
      const std::size_t end = has_next ? found[i + 1].start : text.size();
      const std::string_view name = whole.substr(found[i].start, found[i].value - found[i].start);
      const std::string unit = cells_.unit_beside(name, cells_.field(*found[i].pattern).notes, place);
      std::string_view value = trim_blanks(whole.substr(found[i].value, end - found[i].value));
      // `经费：5万元（大写：伍万元）`: the brackets are print.
      if (is_in_brackets) value = without_end(value, "）", ")");
      const std::string_view before = value;
      if (has_next) value = without_end(value, "（", "(");
      is_in_brackets = value.size() < before.size();
      const auto [own, rest] = parted_at_label(value);
      const bool is_unit_of_table = cells_.is_used_unit(index) && !unit_of_line(rest).empty();
      if (!rest.empty() && !is_unit_of_table && !is_room(rest) && !cells_.prints(label_text(rest)))
        cells_.report(place, rest);
      const std::string_view written = without_separator(own, has_next);
      if (cells_.runs_over_line(*found[i].pattern, written))
        cells_.report(place, written);
      else
        cells_.add(cells_.pointer(*found[i].pattern), *found[i].pattern, written, place, unit);
    }
  }

  /// Reads `您的年龄（25）岁`, where the form prints brackets around a blank.
  void read_brackets(std::size_t index) {
    const std::string_view text = trim_blanks(cells_.cell(index).text);
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
      const std::size_t begin = text.rfind(open);
      const std::size_t end = text.rfind(close);
      if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) continue;
      const std::string name = label_text(text.substr(0, begin));
      const std::string_view behind = trim_blanks(text.substr(end + close.size()));
      const std::string_view value = text.substr(begin + open.size(), end - begin - open.size());
      const std::string* const pattern = cells_.single().find(name);
      // 工作单位（英文） and 工作单位（中文） are different labels.
      const bool is_own = pattern != nullptr && cells_.field(*pattern).notes == std::set<std::string>{{}};
      if (!is_own || tells_how_to_fill_in(value) || is_unit(value) || (!behind.empty() && !is_unit(behind))) continue;
      cells_.take(index);
      return cells_.add_text(cells_.pointer(*pattern), std::string(value) + std::string(behind), cells_.place(index));
    }
  }

  /// The longest label that ends before a colon, and its beginning: not within a word, as 电话 of 备用电话.
  std::optional<std::pair<std::size_t, const std::string*>> label_before(const std::string& text, std::size_t from,
                                                                         std::size_t colon) const {
    constexpr std::size_t kMostBytes = 120;
    bool is_in_word = colon - from > kMostBytes;
    std::size_t start = is_in_word ? colon - kMostBytes : from;
    while (start < colon && base::is_continuation_byte(text[start])) ++start;
    while (start < colon) {
      const base::DecodedCodePoint sign = base::decode_utf8(text, start);
      const std::string_view word = std::string_view(text).substr(start, colon - start);
      const bool is_sign = base::is_word_character(sign.code_point) && sign.code_point != U'_';
      if (!is_in_word && trim_blanks(word) == word) {
        if (const std::string* const pattern = cells_.single().find(label_text(word))) return std::pair(start, pattern);
      }
      is_in_word = is_sign;
      start += sign.length;
    }
    return std::nullopt;
  }

  LabelledCells& cells_;
};

}  // namespace

void read_by_labels(const std::vector<LabelledField>& fields, const std::set<std::string>& printed,
                    const std::vector<LinePattern>& lines, ReturnedFile& file) {
  LabelledCells cells(fields, printed, lines, file);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.cell(i).is_struck) report_strike(cells.place(i), file);
  }
  read_printed_lines(cells);
  const std::vector<std::size_t> doubtful = read_tables(cells);
  LineReader reader(cells);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells.is_taken(i)) reader.read(i);
  }
  for (const std::size_t i : doubtful) cells.report(cells.place(i), cells.cell(i).text);
  cells.report_rest();
  std::set<std::string> filled;
  for (const RawField& field : file.fields) filled.insert(field.pointer);
  std::erase_if(file.blanks, [&filled](const RawField& blank) { return filled.contains(blank.pointer); });
}

}  // namespace gongwen::intake
