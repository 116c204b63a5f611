// Lines of a form that are more than a label and its value: questions with room for an answer, units of a table, values
// followed by the label of something else.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace gongwen::intake {

/// `3. 贵单位的性质是（ B ）。[单选题]`: the question, the answer in brackets at its end, and the words after a
/// question mark, `是否参加？□是 □否`.
struct QuestionText {
  std::string_view asked;   // without brackets and the words that tell how to answer
  std::string_view answer;  // in brackets; empty if the brackets are missing or empty
  std::string_view behind;
};
QuestionText question_of(std::string_view text);

/// Whether words in brackets after a label tell how to fill in: 不超过300字, 签字, 可多选.
bool tells_how_to_fill_in(std::string_view note);

/// The unit that a line states for the table below it, 万元 in `（金额单位：万元）`; empty for other lines.
std::string unit_of_line(std::string_view line);

/// A value, and the text after it if that is another label with a gap before it: `2027 单位：万元`.
std::pair<std::string_view, std::string_view> parted_at_label(std::string_view value);

}  // namespace gongwen::intake
