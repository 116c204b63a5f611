#include "store/read_records.h"

#include "base/ascii.h"
#include "base/file_path.h"
#include "data/csv_table.h"
#include "data/decode_text.h"
#include "data/readers.h"
#include "databook/build_book.h"
#include "databook/cell_value.h"
#include "databook/sheet_rows.h"
#include "diagnostics/catalogue/databook.h"
#include "diagnostics/catalogue/store.h"
#include "intake/file_reader.h"
#include "resources/read_file.h"
#include "schema/apply_defaults.h"
#include "schema/normal_values.h"
#include "schema/validate.h"
#include "store/detail/fact_columns.h"
#include "store/detail/fact_table.h"
#include "store/record_text.h"

#include <algorithm>

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using Incoming = base::Expected<std::vector<IncomingRecord>>;

constexpr std::size_t kMaxCells = 500'000;
/// Values of a row that are looked at for the cell in which it starts.
constexpr std::uint32_t kMaxCellsBefore = 20;

class RecordReader {
 public:
  RecordReader(const RecordSchemas& schemas, const StoreContents& contents, const Workspace& workspace)
      : schemas_(schemas), contents_(contents), workspace_(workspace) {}

  base::Expected<IncomingFile> read(const RecordFile& file) {
    Incoming records = read_any(file);
    if (!records) return base::kReported;
    const bool is_stream = file.path == "-";
    const std::string folder = is_stream ? std::string() : std::string(base::folder_part(file.path));
    bool all = true;
    for (IncomingRecord& record : *records) {
      if (!is_issue_) record.change.place = place_of(record.origin);
      auto kept = with_pictures(record.change, is_stream ? "" : folder.empty() ? "." : folder, workspace_);
      all = all && kept.has_value();
      if (kept) record.change = *std::move(kept);
    }
    if (!all) return base::kReported;
    return IncomingFile{*std::move(records), std::move(exported_)};
  }

 private:
  /// The row or the line that a record is in.
  std::string place_of(const Origin& origin) const {
    const auto record = workspace_.documents.describe(origin.data_place);
    if (!record || !record->span) return {};
    const std::string_view name = workspace_.sources.source_name(record->span.source);
    std::string cell = record->cell;
    // A row as a whole may have no cell; its first value does.
    for (std::uint32_t below = 1; cell.empty() && below <= kMaxCellsBefore; ++below) {
      const auto value = workspace_.documents.describe({origin.data_place.source, origin.data_place.node + below});
      if (!value || !value->pointer.starts_with(record->pointer + "/")) break;
      cell = value->cell;
    }
    if (!cell.empty()) return std::string(name) + " " + cell;
    const auto at = diagnostics::line_column_in(workspace_.sources, record->span.source, record->span.begin);
    return std::string(name) + ":" + std::to_string(at.line);
  }

  Incoming read_any(const RecordFile& file) {
    const std::string lower = base::ascii_lowercase(file.path);
    if (lower.ends_with(".csv") || lower.ends_with(".tsv")) return read_csv(file);
    if (intake::is_workbook_name(lower) || is_packed(file.path)) return read_workbook(file);
    auto document = read_document(file.path, lower);
    if (!document) return base::kReported;
    if (file.type) return read_list(*file.type, *std::move(document));
    const data::Value root = document->root();
    if (const Periodical* const periodical = periodical_of(root)) {
      return read_issue(*periodical, *std::move(document));
    }
    if (root.is_object()) return read_export(*std::move(document));
    workspace_.sink.report(messages::StoreNoRecords, keep(std::move(document))->origin(), file.path);
    return base::kReported;
  }

  base::Expected<data::Value> keep(base::Expected<data::Document> read) {
    if (!read) return base::kReported;
    const auto document = std::make_shared<const data::Document>(*std::move(read));
    workspace_.documents.add(document);
    return document->root();
  }

  /// What people write as they are used to is read as the schema asks for it, as everywhere (docs/VALUES.md).
  data::Document normal(const schema::Schema& schema, data::Document document) {
    const std::string name = base::ascii_lowercase(workspace_.sources.source_name(document.source()));
    schema::NormalOptions options;
    options.numbers_as_texts = name.ends_with(".yaml") || name.ends_with(".yml");
    return schema::normal_values(schema, std::move(document), workspace_.sources, options, workspace_.sink).document;
  }

  data::Value keep_numbered(data::Document document, std::optional<RecordType> type) {
    return *keep(number_records(std::move(document), type, contents_, schemas_.types(), workspace_.sources));
  }

  base::Expected<data::Document> read_document(const std::string& path, const std::string& lower) {
    const auto source = resources::read_text(path, {}, workspace_.sources, workspace_.sink);
    if (!source) return base::kReported;
    const std::string_view text = workspace_.sources.source_text(*source);
    if (lower.ends_with(".yaml") || lower.ends_with(".yml")) return data::read_yaml(*source, text, {}, workspace_.sink);
    if (lower.ends_with(".jsonl")) return data::read_json_lines(*source, text, {}, workspace_.sink);
    return data::read_json(*source, text, {}, workspace_.sink);
  }

  /// A workbook by another name, or another office file, which is then called what it is.
  static bool is_packed(const std::string& path) {
    if (path == "-") return false;
    diagnostics::DiagnosticSink ignored;
    const base::Expected<std::string> bytes = resources::read_bytes(path, {}, ignored);
    return bytes && (bytes->starts_with("PK\x03\x04") || bytes->starts_with("\xD0\xCF\x11\xE0"));
  }

  Incoming refuse_without_type(const std::string& path) {
    workspace_.sink.report(messages::StoreNeedsSort, Origin{}, path);
    return base::kReported;
  }

  /// The rows of a table, which come as an object with one list; without rows there is none.
  Incoming read_rows(const FactTable& table) {
    auto read = read_fact_table(table, schemas_, workspace_);
    if (!read) return base::kReported;
    return read_export(*std::move(read));
  }

  Incoming read_csv(const RecordFile& file) {
    if (!file.type) return refuse_without_type(file.path);
    base::Expected<std::string> bytes = resources::read_bytes(file.path, {}, workspace_.sink);
    if (!bytes) return base::kReported;
    base::Expected<std::string> text = data::decode_text(*std::move(bytes), file.path, workspace_.sink);
    if (!text) return base::kReported;
    const diagnostics::SourceId source = workspace_.sources.add(file.path, *std::move(text));
    data::CsvTable rows(source, workspace_.sources.source_text(source));
    return read_rows({rows, *file.type, file.path, {}});
  }

  // Workbooks.

  /// Returns: whether the workbook can still be read.
  bool report_notices(const intake::ReturnedFile& file, const std::string& path) {
    bool usable = true;
    for (const intake::Notice& notice : file.notices) {
      const auto severity = diagnostics::catalogue_entry(notice.id).severity;
      std::vector<std::string> arguments{path};
      const std::string place = notice.place.sheet + "!" + notice.place.cell;
      if (notice.of_field) arguments.insert(arguments.end(), {place, place});
      arguments.insert(arguments.end(), notice.arguments.begin(), notice.arguments.end());
      workspace_.sink.add({notice.id, severity, {}, std::move(arguments), {}});
      usable = usable && (notice.of_field || severity != diagnostics::Severity::Error);
    }
    return usable;
  }

  /// The one whose data has the period and the main list that are there; an export has only lists.
  const Periodical* periodical_of(const data::Value& root) const {
    for (const Periodical& one : schemas_.types().periodicals()) {
      const std::string_view period = one.member_of(PublishedMember::Source::Period);
      if (root.is_object() && root.find(period) && root.find(one.main_list().member)) return &one;
    }
    return nullptr;
  }

  /// That of the stamp; without a stamp, the one that has the keys of the date of issue and of the main list.
  const Periodical* periodical_of(const intake::ReturnedFile& file) const {
    for (const Periodical& one : schemas_.types().periodicals()) {
      const std::string date = "gw:/" + std::string(one.member_of(PublishedMember::Source::Date));
      const std::string list = std::string(databook::kTableKey) + "/" + one.main_list().member;
      if (file.stamp.empty() ? has_key(file, date) && has_key(file, list) : file.stamp.kind == one.kind) return &one;
    }
    return nullptr;
  }

  static bool has_key(const intake::ReturnedFile& file, std::string_view key) {
    return std::any_of(file.loose_cells.begin(), file.loose_cells.end(),
                       [key](const intake::LooseCell& cell) { return cell.text.starts_with(key); });
  }

  Incoming read_workbook(const RecordFile& file) {
    const base::Expected<std::string> bytes = resources::read_bytes(file.path, {}, workspace_.sink);
    if (!bytes) return base::kReported;
    intake::IntakeOptions options;
    options.unnamed = intake::UnnamedCells::Collect;
    options.limits.max_cells = kMaxCells;
    const intake::ReturnedFile read = intake::FileReader().read(*bytes, options);
    if (!report_notices(read, file.path)) return base::kReported;
    if (read.type != intake::FileType::Xlsx) {
      workspace_.sink.report(messages::StoreUnreadableTable, Origin{}, file.path);
      return base::kReported;
    }
    const bool keyed = has_key(read, databook::kTableKey);
    const Periodical* const periodical = periodical_of(read);
    if (periodical != nullptr && keyed) return read_book(read, file, periodical);
    if (read.stamp.kind == kFactsBookKind || (read.stamp.empty() && keyed)) {
      exported_ = exported_records(read, schemas_.types());
      return read_book(read, file, nullptr);
    }
    if (!read.stamp.empty()) {
      workspace_.sink.report(messages::StoreOtherWorkbook, Origin{}, file.path, read.stamp.kind);
      return base::kReported;
    }
    return read_sheets(read, file);
  }

  /// Of an issue of a periodical; null: of records.
  Incoming read_book(const intake::ReturnedFile& read, const RecordFile& file, const Periodical* periodical) {
    const schema::Schema& schema = periodical == nullptr ? schemas_.lists() : schemas_.issues_of(periodical->kind);
    const diagnostics::ErrorWatch watch(workspace_.sink);
    databook::BookData data = databook::read_book(read, schema, file.path, workspace_.sink);
    if (watch.saw_errors()) return base::kReported;
    const diagnostics::SourceId source = workspace_.sources.add(file.path, std::move(data.json));
    workspace_.documents.add_cells(source, std::move(data.places));
    auto document = data::read_json(source, workspace_.sources.source_text(source), {}, workspace_.sink);
    if (!document) return base::kReported;
    if (periodical == nullptr) return read_export(*std::move(document));
    return read_issue(*periodical, *std::move(document));
  }

  /// A workbook of somebody's own: sheets that are called like a record type, or for the record type that was named the
  /// one that has its headings.
  Incoming read_sheets(const intake::ReturnedFile& read, const RecordFile& file) {
    databook::BookSheets book(read);
    std::vector<std::pair<RecordType, const databook::SheetCells*>> sheets;
    if (file.type) {
      const FactColumns columns(schemas_, *file.type);
      const databook::SheetCells* const sheet =
          databook::choose_sheet(book, columns.heading_test(), file.path, workspace_.sink);
      if (sheet == nullptr) return base::kReported;
      sheets.emplace_back(*file.type, sheet);
    } else {
      book.report_hidden(file.path, workspace_.sink);
      for (databook::SheetCells& sheet : book.visible()) {
        const auto type = schemas_.types().find(sheet.name);
        if (!type) {
          workspace_.sink.report(messages::DatabookUnknownSheet, Origin{}, file.path, sheet.name);
          continue;
        }
        book.spread_merges(sheet);
        databook::report_beside_table(sheet, FactColumns(schemas_, *type).heading_test(), file.path, workspace_.sink);
        sheets.emplace_back(*type, &sheet);
      }
    }
    if (sheets.empty()) return refuse_without_type(file.path);
    std::vector<IncomingRecord> all;
    bool whole = true;
    for (const auto& [type, sheet] : sheets) {
      databook::SheetRows rows(*sheet, file.path, workspace_.sources);
      Incoming records = read_rows({rows, type, file.path, sheet->name + "!"});
      whole = whole && records.has_value();
      if (records) all.insert(all.end(), records->begin(), records->end());
    }
    if (!whole) return base::kReported;
    return all;
  }

  /// One record, or a list of them.
  Incoming read_list(RecordType type, data::Document document) {
    const data::Value root = keep_numbered(normal(schemas_.one_or_list(type), std::move(document)), type);
    std::vector<IncomingRecord> records;
    bool all = true;
    const std::size_t count = root.is_array() ? root.size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
      auto record = check_record(type, root.is_array() ? root.at(i) : root, schemas_, workspace_.sink);
      all = all && record.has_value();
      if (record) records.push_back(*std::move(record));
    }
    if (!all) return base::kReported;
    return records;
  }

  Incoming read_export(data::Document document) {
    const data::Value root = keep_numbered(normal(schemas_.lists(), std::move(document)), std::nullopt);
    if (!schema::validate(schemas_.lists(), root, {}, workspace_.sink)) return base::kReported;
    std::vector<IncomingRecord> records;
    for (const RecordType type : schemas_.types().all()) {
      for (const data::Value& record : list_member(root, type.info().plural)) {
        records.push_back({{{type, record_id(type, record)}, compact_json(record)}, record.origin()});
      }
    }
    return records;
  }

  Incoming read_issue(const Periodical& periodical, data::Document document) {
    // Its records are put together of several parts of it.
    is_issue_ = true;
    const schema::Schema& schema = schemas_.issues_of(periodical.kind);
    const data::Value root = *keep(normal(schema, std::move(document)));
    if (!schema::validate(schema, root, {}, workspace_.sink)) return base::kReported;
    std::vector<IncomingRecord> records;
    const base::Expected<data::Value> numbered = with_ids(schema, root);
    if (!numbered) return base::kReported;
    for (Change& change : records_of_issue(*numbered, periodical, contents_)) {
      records.push_back({std::move(change), root.origin()});
    }
    return records;
  }

  /// The issue with ids for the records that were given without: a store finds its records by them.
  base::Expected<data::Value> with_ids(const schema::Schema& schema, const data::Value& issue) {
    const diagnostics::SourceId source = workspace_.sources.add("issue", compact_json(issue));
    base::Expected<data::Document> copy =
        data::read_json(source, workspace_.sources.source_text(source), {}, workspace_.sink);
    if (!copy) return base::kReported;
    return keep(schema::add_made_ids(schema, *std::move(copy), {}));
  }

  const RecordSchemas& schemas_;
  const StoreContents& contents_;
  const Workspace& workspace_;
  ExportedRecords exported_;
  bool is_issue_ = false;
};

}  // namespace

base::Expected<IncomingRecord> check_record(RecordType type, const data::Value& record, const RecordSchemas& schemas,
                                            diagnostics::DiagnosticSink& sink) {
  if (!schema::validate(schemas.of(type), record, {}, sink)) return base::kReported;
  return IncomingRecord{{{type, record_id(type, record)}, compact_json(record)}, record.origin()};
}

base::Expected<IncomingFile> read_record_file(const RecordFile& file, const RecordSchemas& schemas,
                                              const StoreContents& contents, const Workspace& workspace) {
  return RecordReader(schemas, contents, workspace).read(file);
}

}  // namespace gongwen::store
