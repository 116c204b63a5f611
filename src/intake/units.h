// Units that forms print and people write: compares them, and converts figures between them.
//   read_quantity("12万元")               // figure 12, unit 万元
//   figure_in_unit("12", "万元", "元")    // "120000"
//   figure_in_unit("3", "个月", "年")     // nullopt: no power of ten
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::intake {

/// Whether a word is a unit: 元, 万元, 人次, 平方米, %.
bool is_unit(std::string_view word);
/// Whether the unit counts things: 份, 人, 天; not 万元 or 公里.
bool counts_things(std::string_view unit);

/// The unit that a label states: 万元 for `经费（万元）` and `经费（单位：万元）`, 份 for 文件份数, 岁 for 年龄; empty
/// if it states none.
std::string unit_of_label(std::string_view label);

/// A figure with its unit. Full-width characters have been converted to ASCII.
struct Quantity {
  std::string figure;  // `-1,234.5`
  std::string unit;    // may be unknown, and empty
};

/// Reads one figure with at most one word: `12.5万元`, `12.5 (万元)`, `¥30`, `3`. Returns nullopt for other texts:
/// `约5万元`, `5-8人`, `3年2个月`, `1,23`.
std::optional<Quantity> read_quantity(std::string_view text);

/// Converts a figure between units that mean the same or differ by a power of ten; nullopt for other units. 万 alone
/// multiplies the unit `to`, unless `to` itself begins with 万 or the like.
std::optional<std::string> figure_in_unit(std::string_view figure, std::string_view from, std::string_view to);

/// The unit of a field. Empty: none.
struct FieldUnit {
  std::string printed;      // on the form
  std::string note = {};    // other words in brackets after the label on the form: mg/L, 中文
  std::string beside = {};  // in brackets after the label in the returned file, if the form does not print it
};

enum class UnitOutcome : std::uint8_t {
  Same,       // `text` has no unit; or the form prints none, and `text` keeps its own
  Converted,  // `text` is the figure in the unit of the form
  Other,      // `text` is as written
};

struct UnitReading {
  std::string text;  // empty: the text has only the unit
  UnitOutcome outcome = UnitOutcome::Same;
  std::string from;  // the unit of the text
};

/// Reads a text as a value of the field. Only the unit of the form is ever removed.
UnitReading read_in_unit(std::string_view text, const FieldUnit& field);

/// Whether a cell shows its number in another unit than the label of its field states, like the format `0"万元"` under
/// 经费（元）; if the label has no unit, whether it shows 万 or the like.
bool shows_other_unit(std::string_view shown, std::string_view label);

/// Whether a text is a day that does not exist: 2月30日, 2023-02-29, 13月1日.
bool is_impossible_day(std::string_view text);

}  // namespace gongwen::intake
