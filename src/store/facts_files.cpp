#include "store/facts_files.h"

#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/texts/store.h"
#include "diagnostics/source_lookup.h"
#include "resources/deflate.h"
#include "sheet/databook/book_sheets.h"
#include "sheet/databook/build_book.h"
#include "store/detail/fact_table.h"
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

/// Objects and lists in block style; texts as in JSON, which YAML reads in the same way.
void append_yaml(std::string& out, const data::Value& value, std::size_t depth, bool after_dash) {
  if (value.size() == 0) {
    out.append(" ").append(data::value_json(value)).append("\n");
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
    for (const data::Value& record : chosen(contents, choice)) lines += data::value_json(record) + "\n";
    return lines;
  }
  const std::string json = export_json(contents, choice, schemas.types());
  return form == FactsForm::Yaml ? yaml_of(json) : json;
}

namespace {

constexpr const char* kRecordsSheet = "_records";

/// JSON with members sorted by name.
void append_canonical(std::string& out, const data::Value& value) {
  if (!value.is_object() && !value.is_array()) {
    out += data::value_json(value);
    return;
  }
  out += value.is_object() ? '{' : '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    const data::Value part = value.is_object() ? value.sorted_at(i) : value.at(i);
    if (i > 0) out += ',';
    if (value.is_object()) {
      base::append_json_string(out, part.key());
      out += ':';
    }
    append_canonical(out, part);
  }
  out += value.is_object() ? '}' : ']';
}

databook::HiddenSheet list_records(const data::Value& root, const RecordTypes& types) {
  databook::HiddenSheet sheet{kRecordsSheet, {}};
  for (const RecordType type : types.all()) {
    for (const data::Value& record : list_member(root, type.info().plural)) {
      sheet.rows.push_back({type.info().name, record_id(type, record), record_sum(record)});
    }
  }
  return sheet;
}

}  // namespace

std::optional<sheet::Workbook> build_facts_book(const std::optional<data::Value>& root, const ExportChoice& choice,
                                                const RecordSchemas& schemas, diagnostics::DiagnosticSink& sink) {
  databook::BookOptions options;
  options.stamp = {kFactsBookKind, kFactsBookEdition, {}};
  options.title = texts::StoreRecords.chinese;
  options.examples = !root;
  for (const RecordType type : schemas.types().all()) {
    const std::string& list = type.info().plural;
    const bool wanted = choice.type ? *choice.type == type : !root || root->find(list).has_value();
    if (wanted) options.lists.push_back("/" + list);
  }
  if (root) options.hidden.push_back(list_records(*root, schemas.types()));
  return databook::build_book(schemas.lists(), root, options, sink);
}

ExportedRecords exported_records(const intake::ReturnedFile& book, const RecordTypes& types) {
  ExportedRecords records;
  const databook::BookSheets sheets(book);
  const databook::SheetCells* const sheet = sheets.own(kRecordsSheet);
  if (sheet == nullptr) return records;
  for (const auto& [number, row] : sheet->rows) {
    const auto text = [&row = row](std::uint32_t column) {
      const auto cell = row.find(column);
      return cell == row.end() ? std::string() : cell->second->text;
    };
    if (const auto type = types.find(text(0))) records[{*type, text(1)}] = text(2);
  }
  return records;
}

std::string record_sum(const data::Value& record) {
  std::string text;
  append_canonical(text, record);
  return fmt::format("{:08x}-{:x}", resources::crc32(text), text.size());
}

}  // namespace gongwen::store
