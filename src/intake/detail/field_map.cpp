#include "intake/detail/field_map.h"

#include "intake/detail/field_labels.h"
#include "intake/detail/stamp.h"
#include "intake/field_value.h"

#include <charconv>

namespace gongwen::intake {
namespace {

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

}  // namespace gongwen::intake
