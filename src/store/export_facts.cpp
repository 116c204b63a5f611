#include "base/ascii.h"
#include "base/json.h"
#include "data/readers.h"
#include "diagnostics/source_lookup.h"
#include "store/detail/fact_table.h"
#include "store/facts_files.h"
#include "store/record_text.h"

#include <array>

namespace gongwen::store {
namespace {

struct Ending {
  std::string_view text;
  FactsForm form;
};

constexpr std::array<Ending, 6> kEndings{{{".json", FactsForm::Json},
                                          {".jsonl", FactsForm::JsonLines},
                                          {".yaml", FactsForm::Yaml},
                                          {".yml", FactsForm::Yaml},
                                          {".csv", FactsForm::Csv},
                                          {".xlsx", FactsForm::Workbook}}};

std::vector<data::Value> chosen(const StoreContents& contents, const ExportChoice& choice) {
  std::vector<data::Value> records;
  for (const data::Value& record : records_of(contents, *choice.type)) {
    if (choice.period.empty() || is_in_period(*choice.type, record, choice.period)) records.push_back(record);
  }
  return records;
}

/// Objects and lists in separate lines; texts as JSON writes them, which YAML reads in the same way.
void append_yaml(std::string& out, const data::Value& value, std::size_t depth, bool after_dash) {
  if (value.size() == 0) {
    out.append(" ").append(compact_json(value)).append("\n");
    return;
  }
  if (!after_dash) out += '\n';
  for (std::size_t i = 0; i < value.size(); ++i) {
    out.append(after_dash && i == 0 ? 0 : depth * 2, ' ');
    if (value.is_object()) {
      base::append_json_string(out, value.key_at(i));
      out += ":";
    } else {
      out += "-";
    }
    const data::Value part = value.at(i);
    const bool opens = (part.is_object() || part.is_array()) && part.size() > 0;
    if (opens && value.is_array() && part.is_object()) {
      out += ' ';
      append_yaml(out, part, depth + 1, true);
    } else {
      append_yaml(out, part, depth + 1, false);
    }
  }
}

std::string yaml_of(const std::string& json) {
  diagnostics::DiagnosticSink ignored;
  const auto document = data::read_json(diagnostics::SourceId(0), json, {}, ignored);
  std::string out;
  append_yaml(out, document->root(), 0, true);
  return document->root().size() == 0 ? "{}\n" : out;
}

}  // namespace

std::optional<FactsForm> facts_form(std::string_view path) {
  const std::string lower = base::ascii_lowercase(path);
  for (const Ending& ending : kEndings) {
    if (lower.ends_with(ending.text)) return ending.form;
  }
  return std::nullopt;
}

bool holds_one_type(FactsForm form) { return form == FactsForm::Csv || form == FactsForm::JsonLines; }

std::string export_text(const StoreContents& contents, const ExportChoice& choice, FactsForm form,
                        const RecordSchemas& schemas, diagnostics::Language language) {
  if (form == FactsForm::Csv) return fact_table_csv(chosen(contents, choice), *choice.type, schemas, language);
  if (form == FactsForm::JsonLines) {
    std::string lines;
    for (const data::Value& record : chosen(contents, choice)) lines += compact_json(record) + "\n";
    return lines;
  }
  const std::string json = export_json(contents, choice, schemas.types());
  return form == FactsForm::Yaml ? yaml_of(json) : json;
}

}  // namespace gongwen::store
