#include "base/format.h"
#include "base/json.h"
#include "databook/book_sheets.h"
#include "databook/build_book.h"
#include "diagnostics/catalogue/texts/store.h"
#include "diagnostics/source_lookup.h"
#include "resources/deflate.h"
#include "store/facts_files.h"
#include "store/record_text.h"

namespace gongwen::store {
namespace {

constexpr const char* kRecordsSheet = "_records";

/// Members in the order of their names.
void append_canonical(std::string& out, const data::Value& value) {
  if (!value.is_object() && !value.is_array()) {
    out += compact_json(value);
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
