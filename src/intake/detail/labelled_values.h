// LabelledValues: texts that were found beside labels become values of fields, in the unit of the form.
//   ____张三____ is 张三, 12.5万元 under 申请经费（万元） is 12.5, 12万元 under 经费（元） is 120000
#pragma once

#include "intake/units.h"
#include "intake/word_labels.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// Whether a text is only room for writing: blanks, lines, a blank date. 月 without blanks is an answer.
bool is_room(std::string_view text);
/// The text without the line on which it is written: 张三 for `____张三____`; empty for a blank line.
std::string written(std::string_view text);

class LabelledValues {
 public:
  LabelledValues(const std::vector<LabelledField>& fields, const std::set<std::string>& printed, ReturnedFile& file);

  /// Adds the value at `pointer`, or a blank. `beside` is the unit that the file prints beside the label. Reports a
  /// second value, words after the line, units other than that of the form, and days that do not exist.
  void add(const std::string& pointer, std::string_view text, const FieldPlace& place, const std::string& beside = {});
  void add_blank(const std::string& pointer, const FieldPlace& place);

 private:
  struct Known {
    std::string unit;
    std::string note;
    bool checks_days = false;
    std::set<std::string> options = {};  // see label_text
  };

  void report_words_at_boxes(std::string_view text, const Known& known, const FieldPlace& place);
  std::string without_line(std::string_view text, const Known& known, const FieldPlace& place);
  std::string in_unit_of_form(const std::string& pointer, const std::string& text, const FieldUnit& unit,
                              const FieldPlace& place);

  std::map<std::string, Known> known_;  // by pattern
  std::set<std::string> printed_;       // see label_text
  std::set<std::string> found_;         // pointers
  ReturnedFile& file_;
};

}  // namespace gongwen::intake
