#include "intake/detail/field_map.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/field_labels.h"
#include "intake/detail/stamp.h"
#include "intake/field_value.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

std::string text_at(const XlsxCells& cells, std::uint32_t row, std::uint32_t column) {
  const auto cell = cells.find({row, column});
  return cell == cells.end() ? std::string() : cell->second.text;
}

std::string plain_label(std::string_view text) { return narrow_text(trim_blanks(text)); }

/// Labels and values in turn, from the sixth column on.
std::map<std::string, std::string> choices_at(const XlsxCells& cells, std::uint32_t row) {
  constexpr std::uint32_t kFirstChoice = 5;
  std::map<std::string, std::string> choices;
  for (std::uint32_t column = kFirstChoice;; column += 2) {
    const auto label = cells.find({row, column});
    if (label == cells.end()) return choices;
    choices.emplace(plain_label(label->second.text), text_at(cells, row, column + 1));
  }
}

/// The pieces of a long text, from the second column on.
std::string joined_at(const XlsxCells& cells, std::uint32_t row) {
  std::string text;
  for (auto cell = cells.find({row, 1}); cell != cells.end(); cell = cells.find({row, cell->first.column + 1})) {
    text += cell->second.text;
  }
  return text;
}

void take_label(const XlsxCells& cells, std::uint32_t row, std::map<std::string, FieldLabel>& labels) {
  FieldLabel label{text_at(cells, row, 2) == "above", 0, label_text(text_at(cells, row, 3))};
  const std::string distance = text_at(cells, row, 4);
  std::from_chars(distance.data(), distance.data() + distance.size(), label.distance);
  if (label.distance > 0 && !label.text.empty()) labels.emplace(text_at(cells, row, 1), std::move(label));
}

void take_printed(const XlsxCells& cells, std::uint32_t row, std::set<std::string>& printed) {
  for (auto cell = cells.find({row, 1}); cell != cells.end(); cell = cells.find({row, cell->first.column + 1})) {
    printed.insert(label_text(cell->second.text));
  }
}

/// A value that is chosen: by its label, otherwise as it was written.
RawField chosen(const RawField& cell, const std::string& word, const MappedField& field) {
  RawField value{cell.pointer, RawType::Choice, word, word};
  const auto found = field.choices.find(plain_label(word));
  if (found != field.choices.end()) value.text = found->second;
  value.place = cell.place;
  return value;
}

/// Why a cell has no value that could be read; nothing when it has one.
std::optional<diagnostics::DiagnosticId> message_of(CellTrouble trouble) {
  switch (trouble) {
    case CellTrouble::Error:
    case CellTrouble::Picture: return messages::IntakeCellError;
    case CellTrouble::Damaged: return messages::IntakeDamagedCell;
    case CellTrouble::Twice: return messages::IntakeCellTwice;
    case CellTrouble::NoResult: return messages::IntakeNoResult;
    case CellTrouble::Invisible: return messages::IntakeHiddenField;
    case CellTrouble::PartHidden:
    case CellTrouble::None: break;
  }
  return std::nullopt;
}

}  // namespace

const MappedField* FieldMap::find(std::string_view pointer) const {
  const auto found = by_pointer.find(pointer);
  return found == by_pointer.end() ? nullptr : &fields[found->second];
}

FieldMap read_field_map(const XlsxCells& cells) {
  FieldMap map;
  std::map<std::string, FieldLabel> labels;  // by name of the cell
  for (const auto& [place, cell] : cells) {
    if (place.column != 0) continue;
    std::string_view head = cell.text;
    if (head.starts_with("gongwen.")) head.remove_prefix(8);
    const auto at = [&cells, row = place.row](std::uint32_t column) {
      return text_at(cells, row, column);
    };
    if (head == "kind") map.stamp.kind = at(1);
    if (head == "edition") map.stamp.edition = at(1);
    if (head == "hash") map.stamp.hash = at(1);
    if (head == "given") map.given = joined_at(cells, place.row);
    if (head == "label") take_label(cells, place.row, labels);
    if (head == "texts") take_printed(cells, place.row, map.printed);
    if (head.starts_with('{')) map.stamp = read_stamp_json(head);
    if (!head.starts_with("gw.") || !at(1).starts_with('/')) continue;
    if (!map.by_pointer.emplace(at(1), map.fields.size()).second) continue;
    map.fields.push_back({cell.text, at(1), at(2), at(3), at(4), choices_at(cells, place.row)});
  }
  for (MappedField& field : map.fields) {
    if (const auto label = labels.find(field.name); label != labels.end()) field.label = label->second;
  }
  return map;
}

RawField value_of_cell(const std::string& pointer, RawType type, const std::string& text, const std::string& shown) {
  const bool has_zeros = type == RawType::Number && shown.starts_with('0') && shown.size() > text.size() &&
                         shown.find_first_not_of("0123456789") == std::string::npos;
  return has_zeros ? RawField{pointer, RawType::Text, shown} : RawField{pointer, type, text, shown};
}

std::optional<std::vector<RawField>> mapped_values(const RawField& cell, const MappedField& field) {
  if (field.choices.empty()) return std::nullopt;
  std::vector<RawField> values;
  if (field.type == "check") {
    const auto tick = cell.type == RawType::Boolean ? std::optional(cell.text == "true") : read_tick(cell.text);
    if (!tick) return std::nullopt;
    if (*tick) values.push_back(chosen(cell, field.choices.begin()->first, field));
  } else if (field.type == "choices") {
    for (const std::string& word : chosen_words(normal_text(cell.text))) values.push_back(chosen(cell, word, field));
  } else {
    if (!field.choices.contains(plain_label(cell.text))) return std::nullopt;
    values.push_back(chosen(cell, cell.text, field));
  }
  return values;
}

bool take_field_cell(const std::string& pointer, const LooseCell& cell, const MappedField* mapped, std::size_t max_text,
                     ReturnedFile& file) {
  const FieldPlace where{0, cell.sheet, cell_reference_text({cell.row, cell.column})};
  const auto refuse = [&](diagnostics::DiagnosticId why, std::vector<std::string> arguments) {
    file.report_field(pointer, where, why, std::move(arguments));
    return false;
  };
  if (const auto why = message_of(cell.trouble)) return refuse(*why, {cell.text});
  if (trim_blanks(cell.text).empty()) {
    file.blanks.push_back({pointer, RawType::Text, {}, {}, where});
    return true;
  }
  if (cell.is_unsure) return refuse(messages::IntakeHiddenField, {cell.text});
  if (base::count_code_points(cell.text) > max_text) {
    return refuse(messages::IntakeTextTooLong, {std::to_string(max_text)});
  }
  if (!cell.unseen.empty()) {
    file.report_field(pointer, where, messages::IntakeHiddenPart, {cell.unseen, cell.text});
  }
  if (!cell.odd_format.empty()) {
    file.report_field(pointer, where, messages::IntakeOddFormat, {cell.text, cell.odd_format});
  }
  // Some programs make the formula TRUE() of a ticked cell.
  if (cell.is_formula && cell.type != RawType::Boolean) {
    file.report_field(pointer, where, messages::IntakeFormula, {cell.text});
  }
  if (cell.is_struck) {
    const diagnostics::BilingualText line = texts::IntakeAStrikeThrough;
    file.report_field(pointer, where, messages::IntakeMarkBeside,
                      {std::string(line.english), std::string(line.chinese)});
  }
  RawField value = value_of_cell(pointer, cell.type, cell.text, cell.shown);
  value.place = where;
  auto values = mapped == nullptr ? std::nullopt : mapped_values(value, *mapped);
  if (!values) {
    file.fields.push_back(std::move(value));
    return true;
  }
  // A list of choices of which none is ticked.
  if (values->empty()) file.blanks.push_back({pointer, RawType::Text, {}, {}, where});
  std::move(values->begin(), values->end(), std::back_inserter(file.fields));
  return true;
}

}  // namespace gongwen::intake
