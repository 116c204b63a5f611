// LabelledCells: the cells and lines of a Word form without names, the fields that its labels mean, and the parts of
// the form that have been read. The readers of tables and lines take cells one after the other; cells that remain are
// reported.
#pragma once

#include "intake/detail/labelled_values.h"
#include "intake/detail/printed_labels.h"
#include "intake/line_pattern.h"
#include "intake/option_marks.h"
#include "intake/word_labels.h"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// `/members` of the pattern `/members/*/name`; empty if the field is in no list.
std::string list_of(const std::string& pattern);

class LabelledCells {
 public:
  /// The facts stated by the labels of a field.
  struct Field {
    std::string label;
    std::string unit;
    std::set<std::string> options;  // see label_text
    std::set<std::string> notes;    // words in brackets at the end of labels
    bool has_lines = false;
  };

  /// `lines` are those of the form with places between their words.
  LabelledCells(const std::vector<LabelledField>& fields, const std::set<std::string>& printed,
                const std::vector<LinePattern>& lines, ReturnedFile& file);

  bool is_docx() const { return file_.type == FileType::Docx; }
  std::size_t size() const { return taken_.size(); }
  const LooseCell& cell(std::size_t index) const { return file_.loose_cells[index]; }
  /// The text of a cell as a label, see label_text.
  std::string label(std::size_t index) const;
  FieldPlace place(std::size_t index) const;
  bool is_taken(std::size_t index) const { return taken_[index]; }
  void take(std::size_t index) { taken_[index] = true; }

  /// Patterns by label: for single fields, and for the columns of lists.
  const PrintedLabels& single() const { return single_; }
  const PrintedLabels& in_lists() const { return in_lists_; }
  const Field& field(const std::string& pattern) const { return fields_.at(pattern); }
  const std::string& pointer(const std::string& pattern) const { return pointers_.at(pattern); }
  /// The lines of the form with places between their words.
  const std::vector<LinePattern>& lines() const { return lines_; }

  bool is_label(const std::string& text) const { return single_.contains(text) || in_lists_.contains(text); }
  /// Whether the form prints exactly this text, other than as a label.
  bool prints(const std::string& text) const { return printed_.contains(text); }
  /// Whether the form prints a text. Words in brackets that tell how to fill in may differ.
  bool is_print(const std::string& text) const;

  /// Returns the unit in brackets after a label of the file, unless the form prints the same brackets. Reports other
  /// words in brackets that the form does not print.
  std::string unit_beside(std::string_view text, const std::set<std::string>& notes, const FieldPlace& place);
  /// Whether the line has a unit in which values of the table below it were read.
  bool is_used_unit(std::size_t index) const { return used_units_.contains(index); }

  /// Adds a value; for a choice, the options that are ticked.
  void add(const std::string& pointer, const std::string& pattern, std::string_view text, const FieldPlace& place,
           const std::string& unit);
  /// `letters` answer the question elsewhere; empty if absent.
  void add_marked(const std::string& pointer, const std::string& pattern, const std::vector<MarkedOption>& marked,
                  const std::string& letters, const FieldPlace& place);
  /// The text as it is, without the boxes of choices and the unit of the table.
  void add_text(const std::string& pointer, std::string_view text, const FieldPlace& place) {
    values_.add(pointer, text, place);
  }
  void add_blank(const std::string& pointer, const FieldPlace& place) { values_.add_blank(pointer, place); }
  /// Adds the values of a line, and reports the words around it.
  void add_line(const LinePattern& line, const LineMatch& match, const FieldPlace& place);
  /// Whether a value extends beyond the words of a line that has this field: its end is then unknown.
  bool runs_over_line(const std::string& pattern, std::string_view value) const;
  /// Reports words that are not a value.
  void report(const FieldPlace& place, std::string_view words);
  /// Reports all words that no reader has taken and the form does not print.
  void report_rest();

 private:
  /// A unit above a table, and the index of its line.
  struct UnitLine {
    std::string unit;
    std::size_t line = 0;
  };

  std::string with_unit(const LinePattern& line, std::size_t place, std::string_view value) const;
  void add_rest(const std::string& pattern, const MarkedOption& one, const FieldPlace& place);
  void read_units();

  ReturnedFile& file_;
  LabelledValues values_;
  std::vector<bool> taken_;        // by index of the cell
  std::set<std::string> printed_;  // see label_text
  std::vector<LinePattern> lines_;
  PrintedLabels single_;
  PrintedLabels in_lists_;
  std::map<std::string, Field> fields_;          // by pattern
  std::map<std::string, std::string> pointers_;  // by pattern
  std::map<std::string, UnitLine> units_;        // by table
  std::set<std::size_t> used_units_;             // lines
};

}  // namespace gongwen::intake
