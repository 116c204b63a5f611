#include "diagnostics/catalogue/intake.h"
#include "intake/cells.h"
#include "intake/detail/field_labels.h"
#include "intake/field_data.h"
#include "schema/schema_fields.h"

#include <map>
#include <set>

namespace gongwen::intake {
namespace {

using Labels = std::map<std::string, std::string>;  // label → pointer; empty where several fields have it

/// Titles of all fields, those of list columns among them: what bears one of these is a label and no value.
struct KnownLabels {
  Labels fields;
  std::set<std::string> all;
};

void add_label(const diagnostics::BilingualText& title, const std::string& pointer, bool is_cell, KnownLabels& labels) {
  for (const std::string_view text : {title.chinese, title.english}) {
    const std::string label = label_text(text);
    if (label.empty()) continue;
    labels.all.insert(label);
    if (!is_cell) continue;
    const auto [entry, added] = labels.fields.emplace(label, pointer);
    if (!added && entry->second != pointer) entry->second.clear();
  }
}

/// Fields in lists have labels above their columns, not beside them; those are not looked for.
void collect_labels(const schema::SchemaField& field, bool in_list, KnownLabels& labels) {
  for (const schema::SchemaField& part : field.parts) {
    const bool holds_parts = !part.parts.empty() && part.types.has(schema::SchemaType::Object);
    const bool is_table =
        part.types.has(schema::SchemaType::Array) && !part.parts.empty() && !part.parts.front().parts.empty();
    if (!part.name.empty()) add_label(part.title, part.pointer, !in_list && !holds_parts && !is_table, labels);
    if (holds_parts || is_table || part.name.empty()) collect_labels(part, in_list || is_table, labels);
  }
}

/// Whether a Chinese label is a title with characters left out: the same first one, and at least half of them.
bool is_shortened(const std::string& label, const std::string& title) {
  constexpr std::size_t kHan = 3;  // bytes of a character
  const bool is_chinese = label.size() >= 2 * kHan && static_cast<unsigned char>(label.front()) >= 0xE4;
  if (!is_chinese || label.size() >= title.size() || 2 * label.size() < title.size()) return false;
  if (title.compare(0, kHan, label, 0, kHan) != 0) return false;
  std::size_t at = 0;
  for (std::size_t i = 0; i + kHan <= label.size(); i += kHan) {
    at = title.find(label.substr(i, kHan), at);
    if (at == std::string::npos) return false;
    at += kHan;
  }
  return true;
}

/// What the label of a cell is a title of: forms add the language in brackets, and shorten some words.
const std::string* find_field(const Labels& labels, const std::string& label) {
  const auto exact = labels.find(label);
  if (exact != labels.end()) return &exact->second;
  const auto bare = labels.find(label.substr(0, label.find('(')));
  if (bare != labels.end() && label.ends_with(")")) return &bare->second;
  // 邮编 is 邮政编码: its characters in the same order, the first and one more.
  const std::string* found = nullptr;
  for (const auto& [title, pointer] : labels) {
    if (!is_shortened(label, title)) continue;
    if (found != nullptr) return nullptr;
    found = &pointer;
  }
  return found;
}

/// Why a cell has no value that could be read.
std::optional<diagnostics::DiagnosticId> message_of(CellTrouble trouble) {
  switch (trouble) {
    case CellTrouble::Error: return diagnostics::messages::IntakeCellError;
    case CellTrouble::Damaged: return diagnostics::messages::IntakeDamagedCell;
    case CellTrouble::NoResult: return diagnostics::messages::IntakeFormula;
    case CellTrouble::None:
    case CellTrouble::Invisible:
    case CellTrouble::Picture: break;
  }
  return std::nullopt;
}

}  // namespace

std::vector<RawField> fields_by_label(const ReturnedFile& file, const schema::Schema& schema,
                                      std::vector<Notice>& notices) {
  KnownLabels labels;
  collect_labels(schema::describe_all_fields(schema), false, labels);
  std::vector<RawField> fields;
  std::set<std::string> taken;
  const std::vector<LooseCell>& cells = file.loose_cells;  // row by row
  for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
    const LooseCell& label = cells[i];
    const LooseCell& value = cells[i + 1];
    if (label.type != RawType::Text || value.sheet != label.sheet || value.row != label.row) continue;
    const std::string* const pointer = find_field(labels.fields, label_text(label.text));
    if (pointer == nullptr || pointer->empty() || taken.contains(*pointer)) continue;
    const std::string text = label_text(value.text);
    if (labels.all.contains(text) || labels.all.contains(text.substr(0, text.find('(')))) continue;
    RawField field{*pointer, value.type, value.text};
    field.place = {0, value.sheet, cell_reference_text({value.row, value.column})};
    taken.insert(*pointer);  // the first place counts
    if (const auto why = message_of(value.trouble)) {
      notices.push_back({*why, {value.text}, true, field.pointer, field.place});
      continue;
    }
    notices.push_back({diagnostics::messages::IntakeByLabel, {}, true, field.pointer, field.place});
    fields.push_back(std::move(field));
  }
  return fields;
}

}  // namespace gongwen::intake
