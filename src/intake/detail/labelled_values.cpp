#include "intake/detail/labelled_values.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/field_labels.h"
#include "intake/detail/printed_labels.h"
#include "intake/detail/xlsx_beside.h"
#include "intake/field_data.h"
#include "intake/given_values.h"
#include "schema/written_values.h"

#include <algorithm>
#include <array>

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

diagnostics::TextPair words_of_unit(const std::string& unit) {
  if (!unit.empty()) return texts::IntakeUnit.pair(unit);
  return texts::IntakeNoUnit;
}

std::string without_separators(std::string_view text) {
  constexpr auto kMarks = std::to_array<std::string_view>({"；", ";", "，", ",", "、", "。"});
  std::string words = written(text);
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view mark : kMarks) {
      if (!words.ends_with(mark)) continue;
      words = written(std::string_view(words).substr(0, words.size() - mark.size()));
      again = true;
    }
  }
  return words;
}

/// Whether an option is followed by a label without a value: `不满意　　签名：`.
bool is_blank_label(std::string_view words, std::string_view option) {
  const std::string_view behind = trim_blanks(words);
  const bool has_colon = behind.ends_with("：") || behind.ends_with(':');
  return has_colon && label_text(words).substr(option.size()).find_first_of("0123456789(") == std::string::npos;
}

/// Whether a text repeats the value of a field: the same words, or the boxes of a choice that a named field has stored.
bool says_the_same(const RawField& known, std::string_view text) {
  if (label_text(known.text) == label_text(text)) return true;
  const auto ticked = schema::ticked_words(text);
  return ticked && (known.type == RawType::Boolean || known.type == RawType::Choice);
}

/// The text after the digits of a century, if only blanks follow up to 年.
std::string_view without_begin_of_year(std::string_view text) {
  for (const std::string_view century : {"20", "２０", "二〇", "二○"}) {
    if (!text.starts_with(century)) continue;
    std::string_view rest = text.substr(century.size());
    const std::size_t year = rest.find("年");
    if (year != std::string_view::npos && year > 0 && is_room(rest.substr(0, year))) return rest;
  }
  return text;
}

}  // namespace

bool is_room(std::string_view text) {
  constexpr std::u32string_view kRoom = U" \n\r\t　_＿—–…．.：:￥¥至\u00A0\u2002\u2003";
  constexpr std::u32string_view kDateMarks = U"年月日时分秒";
  // `20　　年　月　日`, `￥　　　元`
  const std::string_view trimmed = trim_blanks(text);
  if (const std::string_view rest = without_begin_of_year(trimmed); rest != trimmed) text = rest;
  if (trimmed.starts_with("￥") || trimmed.starts_with("¥")) {
    constexpr std::string_view kUnit = "元";
    text = trimmed.ends_with(kUnit) ? trimmed.substr(0, trimmed.size() - kUnit.size()) : trimmed;
  }
  std::size_t marks = 0;
  std::size_t others = 0;
  for (const auto& decoded : base::CodePoints(text)) {
    const bool is_mark = kDateMarks.find(decoded.code_point) != std::u32string_view::npos;
    if (!is_mark && kRoom.find(decoded.code_point) == std::u32string_view::npos) return false;
    ++(is_mark ? marks : others);
  }
  // 月 as the answer to 计价单位; `　　年` was left blank.
  constexpr std::size_t kRoomForFigure = 2;
  return marks != 1 || others >= kRoomForFigure;
}

std::string written(std::string_view text) {
  if (is_room(text)) return {};
  std::string plain(trim_blanks(text));
  for (const std::string_view line : {"_", "＿"}) {
    while (plain.starts_with(line)) plain.erase(0, line.size());
    while (plain.ends_with(line)) plain.erase(plain.size() - line.size());
  }
  return std::string(trim_blanks(plain));
}

LabelledValues::LabelledValues(const std::vector<LabelledField>& fields, const std::set<std::string>& printed,
                               ReturnedFile& file)
    : file_(file) {
  for (const std::string& text : printed) printed_.insert(label_text(text));
  for (const LabelledField& field : fields) {
    Known& known = known_[field_pattern(field.pointer)];
    known.checks_days = known.checks_days || field.checks_days;
    for (const std::string& option : field.options) known.options.insert(label_text(option));
    if (known.unit.empty()) known.unit = unit_of_label(field.label);
    if (known.note.empty()) known.note = note_of_label(label_text(field.label));
  }
  // Named fields have been read already.
  for (const RawField& field : file.fields) found_.insert(field.pointer);
}

void LabelledValues::add_blank(const std::string& pointer, const FieldPlace& place) {
  if (!found_.contains(pointer)) file_.blanks.push_back({pointer, RawType::Text, {}, {}, place});
}

/// Returns the words on a line, with the unit after it. Reports other words after it.
std::string LabelledValues::without_line(std::string_view text, const Known& known, const FieldPlace& place) {
  std::string value = written(text);
  for (const std::string_view line : {"__", "＿＿"}) {
    const std::size_t end = value.find(line);
    if (end == std::string::npos) continue;
    // `a__b@example.com` has no line to write on.
    const std::size_t behind = std::min(value.find_first_not_of('_', end), value.size() - 1);
    const bool is_in_word = end > 0 && base::is_ascii_alnum(value[end - 1]) && base::is_ascii_alnum(value[behind]);
    if (is_in_word && value.find('@', behind) != std::string::npos) continue;
    const std::string rest = written(std::string_view(value).substr(end));
    value = std::string(trim_blanks(std::string_view(value).substr(0, end)));
    if (rest.empty()) continue;
    if (is_unit(rest) || rest == known.note)
      value += rest;
    else if (!printed_.contains(label_text(rest)))
      report_text_beside(place, rest, file_);
  }
  return value;
}

/// Words beside a box that is not ticked are not a value: the form prints them, or they are reported.
void LabelledValues::report_words_at_boxes(std::string_view text, const Known& known, const FieldPlace& place) {
  const std::vector<schema::BoxWords> all = schema::box_words(text);
  if (all.size() == 1) return;
  for (const schema::BoxWords& one : all) {
    const std::string words = without_separators(one.words);
    if (one.is_ticked || is_room(words)) continue;
    const std::string label = label_text(words);
    const bool is_known = known.options.contains(label) || printed_.contains(label) || schema::read_yes_or_no(label) ||
                          std::any_of(known.options.begin(), known.options.end(), [&](const std::string& option) {
                            return !option.empty() && label.starts_with(option) && is_blank_label(words, option);
                          });
    if (!is_known) report_text_beside(place, words, file_);
  }
}

std::string LabelledValues::in_unit_of_form(const std::string& pointer, const std::string& text, const FieldUnit& unit,
                                            const FieldPlace& place) {
  UnitReading read = read_in_unit(text, unit);
  switch (read.outcome) {
    case UnitOutcome::Same: break;
    case UnitOutcome::Converted: {
      const bool is_said = text.find(read.from) != std::string::npos;
      file_.report_field(pointer, place, messages::IntakeUnitConverted,
                         {is_said ? text : text + read.from, read.text, unit.printed});
      break;
    }
    case UnitOutcome::Other: {
      const diagnostics::TextPair from = words_of_unit(read.from);
      const diagnostics::TextPair to = words_of_unit(unit.printed);
      file_.report_field(pointer, place, messages::IntakeOtherUnit,
                         {text, from.english, from.chinese, to.english, to.chinese});
      break;
    }
  }
  return std::move(read.text);
}

void LabelledValues::add(const std::string& pointer, std::string_view text, const FieldPlace& place,
                         const std::string& beside) {
  const Known& known = known_[field_pattern(pointer)];
  RawField field{pointer, RawType::Text, without_line(text, known, place), {}, place};
  if (field.text.empty()) return add_blank(pointer, place);
  report_words_at_boxes(field.text, known, place);
  if (found_.contains(pointer)) {
    const auto is_said = [&](const RawField& one) {
      return one.pointer == pointer && says_the_same(one, field.text);
    };
    if (std::none_of(file_.fields.begin(), file_.fields.end(), is_said)) report_text_beside(place, text, file_);
    return;
  }
  field.text = in_unit_of_form(pointer, field.text, {known.unit, known.note, beside}, place);
  if (field.text.empty()) return add_blank(pointer, place);
  found_.insert(pointer);
  if (!known.checks_days && is_impossible_day(field.text))
    file_.report_field(pointer, place, messages::IntakeImpossibleDay, {field.text});
  file_.report_field(pointer, place, messages::IntakeByLabel);
  file_.fields.push_back(std::move(field));
}

}  // namespace gongwen::intake
