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

/// Reads the words beside boxes: 男 and 女 of `□男　□女`.
std::vector<std::string> read_boxes(std::string_view text);

bool has_box(std::string_view text);
/// The offset of the first box in bytes. A text without boxes gives its size.
std::size_t first_box(std::string_view text);

/// 年　月　日 without figures: `date`; 年　月: `month`.
enum class DateBlank : unsigned char { None, Date, Month };
DateBlank read_date_blank(std::string_view text);

/// Whether somebody signs or seals there.
bool asks_for_signature(std::string_view text);

/// Places such as `姓名：____` in a line: what stands before each blank.
std::vector<std::string> labels_before_blanks(std::string_view text);

/// The same of dates that are left blank in a line: 填表日期 of `填表日期：    年  月  日`.
std::vector<std::string> labels_before_dates(std::string_view text);

/// Without blanks of any width at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace gongwen::adopt
