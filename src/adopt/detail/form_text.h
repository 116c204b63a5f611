// Reads labels and cells of a form: labels without the blanks that spread them, boxes with their words, blanks.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

/// A label as it is read: `姓　　名：` is 姓名. A mark for required fields is taken off.
struct Label {
  std::string text;
  std::string note;  // in brackets at its end: 中文 of `工作单位（中文）`
  bool is_required = false;
  bool says_several = false;  // 可多选
};

/// nullopt for what is no label: empty, longer than 24 characters, a sentence, or with places to fill in.
std::optional<Label> read_label(std::string_view text);

/// A place to fill in within a text, with the words that say what for.
struct LabelledPlace {
  std::string label;
  std::size_t begin = 0;  // bytes of the text
  std::size_t end = 0;
};

/// Reads the boxes of `□男　□女`, with 男 and 女.
std::vector<LabelledPlace> read_boxes(std::string_view text);

bool has_box(std::string_view text);
/// The offset of the first box in bytes. A text without boxes gives its size.
std::size_t first_box(std::string_view text);

/// 年　月　日 without figures: `date`; 年　月: `month`.
enum class DateBlank : unsigned char { None, Date, Month };
DateBlank read_date_blank(std::string_view text);

/// Whether somebody signs or seals there.
bool asks_for_signature(std::string_view text);

/// Blanks such as that of `姓名：____` in a line, with what stands before each.
std::vector<LabelledPlace> labelled_blanks(std::string_view text);

/// The same of dates that are left blank in a line: 填表日期 of `填表日期：    年  月  日`.
std::vector<LabelledPlace> labelled_dates(std::string_view text);

/// Finds a blank date, as opinions have it, from behind the words before it to 日; its label is empty. nullopt if the
/// text has none.
std::optional<LabelledPlace> find_date_blank(std::string_view text);

/// Whether what stands before a blank is a mark of a date alone: 年, 月, 日至.
bool is_part_of_date(std::string_view label);
/// How many dates a text leaves blank.
std::size_t count_date_blanks(std::string_view text);

/// The stretches of a text between blanks, boxes and line ends, without those that have only marks.
std::vector<std::string_view> words_between_places(std::string_view text);
/// A text without blanks, stars and colons, by which words are looked up.
std::string comparable(std::string_view text);
/// Whether `said` has the words, or has what is inside and outside of their brackets; dates and signatures need not be
/// said.
bool is_said(std::string_view words, std::string_view said);

/// Without blanks of any width at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace gongwen::adopt
