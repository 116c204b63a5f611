#include "data/schema_fields.h"
#include "diagnostics/catalogue/intake.h"
#include "intake/cell_reference.h"
#include "intake/detail/label_text.h"
#include "intake/field_data.h"

#include <map>

namespace gongwen::intake {
namespace {

using Labels = std::map<std::string, std::string>;  // label → pointer; empty where several fields have it

void add_label(const diagnostics::BilingualText& title, const std::string& pointer, Labels& labels) {
  for (const std::string_view text : {title.chinese, title.english}) {
    const std::string label = label_text(text);
    if (label.empty()) continue;
    const auto [entry, added] = labels.emplace(label, pointer);
    if (!added && entry->second != pointer) entry->second.clear();
  }
}

/// Fields in lists have labels above their columns, not beside them; those are not looked for.
void collect_labels(const data::SchemaField& field, Labels& labels) {
  for (const data::SchemaField& part : field.parts) {
    if (part.name.empty()) continue;
    const bool holds_parts = !part.parts.empty() && part.types.has(data::SchemaType::Object);
    if (holds_parts) {
      collect_labels(part, labels);
    } else {
      add_label(part.title, part.pointer, labels);
    }
  }
}

}  // namespace

std::vector<RawField> fields_by_label(const ReturnedFile& file, const data::Schema& schema,
                                      std::vector<Notice>& notices) {
  Labels labels;
  collect_labels(data::describe_all_fields(schema), labels);
  std::vector<RawField> fields;
  const std::vector<LooseCell>& cells = file.loose_cells;  // row by row
  for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
    const LooseCell& label = cells[i];
    const LooseCell& value = cells[i + 1];
    const auto found = label.type == RawType::Text ? labels.find(label_text(label.text)) : labels.end();
    if (found == labels.end() || found->second.empty()) continue;
    if (value.sheet != label.sheet || value.row != label.row || labels.contains(label_text(value.text))) continue;
    RawField field{found->second, value.type, value.text};
    field.place = {0, value.sheet, cell_reference_text({value.row, value.column})};
    notices.push_back({diagnostics::messages::IntakeByLabel, {}, true, field.pointer, field.place});
    fields.push_back(std::move(field));
    found->second.clear();  // the first place counts
  }
  return fields;
}

}  // namespace gongwen::intake
