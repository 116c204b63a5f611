#include "store/read_records.h"

#include "base/file_path.h"
#include "base/json.h"
#include "base/utf8.h"
#include "data/decode_text.h"
#include "data/document.h"
#include "data/readers.h"
#include "data/table_frame.h"
#include "data/values.h"
#include "diagnostics/catalogue/databook.h"
#include "diagnostics/catalogue/store.h"
#include "intake/file_reader.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "schema/apply_defaults.h"
#include "schema/normal_values.h"
#include "schema/validate.h"
#include "sheet/databook/book_sheets.h"
#include "sheet/databook/cell_value.h"
#include "sheet/databook/read_book.h"
#include "store/detail/fact_columns.h"
#include "store/detail/fact_table.h"
#include "store/detail/issue_records.h"
#include "store/detail/record_ids.h"
#include "store/detail/record_pictures.h"
#include "store/record_text.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using Incoming = base::Expected<std::vector<IncomingRecord>>;

constexpr std::size_t kMaxCells = 500'000;
/// Maximum number of values of a row that are searched for a cell.
constexpr std::uint32_t kMaxCellsBefore = 20;
/// Further values of a record have no place.
constexpr std::uint32_t kMaxValuesOfRecord = 2'000;

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
  /// The row or line of a record in its file.
  std::string place_of(const Origin& origin) const {
    const auto record = workspace_.documents.describe(origin.data_place);
    if (!record || !record->span) return {};
    const std::string_view name = workspace_.sources.source_name(record->span.source);
    std::string cell = record->cell;
    // A row as a whole may have no cell, but its first value does.
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

  /// Normalises written forms as everywhere else (docs/VALUES.md).
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

  /// Whether a file is a ZIP package: a workbook with another extension, or another office file, which gets its own
  /// message.
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

  /// Reads a table, which comes as an object with one list; without rows the list is missing.
  Incoming read_rows(const FactTable& table) {
    auto read = read_fact_table(table, schemas_, workspace_);
    if (!read) return base::kReported;
    return read_export(std::move(read->document), &read->stated);
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

  /// Reports notices about a workbook. Returns whether it is still usable.
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

  /// The periodical whose period and main list the data has; an export has only lists. Issues with records of another
  /// kind are made from them, and records are not made from such issues.
  const Periodical* periodical_of(const data::Value& root) const {
    for (const Periodical& one : schemas_.types().periodicals()) {
      const std::string_view period = one.member_of(PublishedMember::Source::Period);
      if (one.main_is_shared) continue;
      if (root.is_object() && root.find(period) && root.find(one.main_list().member)) return &one;
    }
    return nullptr;
  }

  /// The periodical of the stamp; without a stamp, the one whose keys for date of issue and main list occur.
  const Periodical* periodical_of(const intake::ReturnedFile& file) const {
    for (const Periodical& one : schemas_.types().periodicals()) {
      if (one.main_is_shared) continue;
      const std::string date = "gw:/" + std::string(one.member_of(PublishedMember::Source::Date));
      const bool is_issue = has_key(file, date) && has_list(file, "/" + std::string(one.main_list().member));
      if (file.stamp.empty() ? is_issue : file.stamp.kind == one.kind) return &one;
    }
    return nullptr;
  }

  /// Whether the workbook has a sheet for a list, as its hidden sheet says, or in older workbooks the key of a sheet.
  static bool has_list(const intake::ReturnedFile& file, const std::string& pointer) {
    return has_key(file, std::string(databook::kTableKey) + pointer) ||
           std::any_of(file.loose_cells.begin(), file.loose_cells.end(), [&pointer](const intake::LooseCell& cell) {
             return cell.sheet == databook::kMapSheet && cell.text == pointer;
           });
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
    const bool keyed = has_key(read, databook::kTableKey) || read.is_data_workbook || !read.data_names.empty();
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

  /// Reads a data workbook; of an issue if there is a periodical, otherwise of records.
  Incoming read_book(const intake::ReturnedFile& read, const RecordFile& file, const Periodical* periodical) {
    const schema::Schema& schema = periodical == nullptr ? schemas_.lists() : schemas_.issues_of(periodical->kind);
    const diagnostics::ErrorWatch watch(workspace_.sink);
    // A record keeps the values that the workbook does not state; an issue has to be complete.
    const auto unstated = periodical == nullptr ? databook::Unstated::Keep : databook::Unstated::Error;
    databook::BookData data =
        databook::read_book(read, schema, file.path, workspace_.sink, {file.drops_orphans, unstated});
    if (watch.saw_errors()) return base::kReported;
    const diagnostics::SourceId source = workspace_.sources.add(file.path, std::move(data.json));
    workspace_.documents.add_cells(source, std::move(data.places));
    auto document = data::read_json(source, workspace_.sources.source_text(source), {}, workspace_.sink);
    if (!document) return base::kReported;
    if (periodical == nullptr) return read_export(*std::move(document), &data.stated);
    return read_issue(*periodical, *std::move(document));
  }

  /// Reads a workbook that people made: sheets named after a record type, or, if a record type was requested, the sheet
  /// with its headings.
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

  /// Reads one record or a list of them.
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

  /// `stated`: what of the records the file states; null if it states all of them.
  Incoming read_export(data::Document document, const databook::StatedParts* stated = nullptr) {
    const data::Value root = keep_numbered(normal(schemas_.lists(), std::move(document)), std::nullopt);
    if (!schema::validate(schemas_.lists(), root, {}, workspace_.sink)) return base::kReported;
    std::vector<IncomingRecord> records;
    bool all = true;
    for (const RecordType type : schemas_.types().all()) {
      for (const data::Value& record : list_member(root, type.info().plural)) {
        IncomingRecord read{{{type, record_id(type, record)}, data::value_json(record)}, record.origin()};
        all = (stated == nullptr || complete(*stated, record, read)) && all;
        records.push_back(std::move(read));
      }
    }
    report_kept(workspace_.sources.source_name(root.span().source));
    if (!all) return base::kReported;
    return records;
  }

  /// Gives a known record the members for which the file has no column.
  bool complete(const databook::StatedParts& stated, const data::Value& record, IncomingRecord& read) {
    const RecordType type = read.change.key.type;
    const auto known = contents_.find(read.change.key);
    const auto table = databook::find_table(stated.plan, "/" + type.info().plural);
    if (!table) return true;
    if (known == contents_.end()) return states_key(stated, *table, record, type);
    databook::CompletedRow completed = databook::complete_row(stated, *table, record, known->second);
    if (completed.unsure) {
      workspace_.sink.report(messages::StoreColumnsNeeded, record.origin(), describe_key(read.change.key),
                             completed.unsure->english, completed.unsure->chinese);
      return false;
    }
    if (completed.kept.empty()) return true;
    // The row alone is valid, so the fault comes from values that were kept; their places are in no file.
    diagnostics::DiagnosticSink unplaced;
    const auto whole = read_record_text("<" + describe_key(read.change.key) + ">", completed.json,
                                        {workspace_.sources, workspace_.documents, unplaced});
    if (!whole || !schema::validate(schemas_.of(type), *whole, {}, unplaced)) {
      std::string english, chinese;
      for (const databook::Title& title : completed.kept) {
        english.append(english.empty() ? "" : ", ").append(title.english);
        chinese.append(chinese.empty() ? "" : "、").append(title.chinese);
      }
      workspace_.sink.report(messages::StoreKeptUnfit, record.origin(), describe_key(read.change.key), english,
                             chinese);
      return false;
    }
    for (const databook::Title& title : completed.kept) kept_.emplace(title.chinese, title.english);
    read.change.json = data::value_json(*whole);
    return true;
  }

  /// Whether a row that is no known record can be a new one: in an export without the column of the key, known records
  /// look new.
  bool states_key(const databook::StatedParts& stated, std::size_t table, const data::Value& record, RecordType type) {
    const auto is_of_type = [type](const auto& one) {
      return one.first.type == type;
    };
    if (std::none_of(exported_.begin(), exported_.end(), is_of_type)) return true;
    const databook::Table& planned = stated.plan.tables[table];
    for (const std::string& name : type.info().key) {
      const databook::Member* const member = planned.groups.front().find(name);
      if (member == nullptr || member->column == databook::Member::kNone) continue;
      if (stated.tables[table].columns.contains(member->column)) continue;
      const databook::Title& title = planned.columns[member->column].title;
      // Once for the table: it concerns all rows.
      if (keyless_.insert(type).second) {
        workspace_.sink.report(messages::StoreKeyColumnMissing, record.origin(), title.english, title.chinese);
      }
      return false;
    }
    return true;
  }

  void report_kept(std::string_view file) {
    for (const auto& [chinese, english] : std::exchange(kept_, {})) {
      workspace_.sink.report(messages::DatabookColumnMissing, Origin{}, file, english, chinese);
    }
  }

  Incoming read_issue(const Periodical& periodical, data::Document document) {
    // Each record is assembled from several parts of the issue, so places in the issue do not identify it.
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

  /// The issue with ids for records without one: a store finds its records by them.
  base::Expected<data::Value> with_ids(const schema::Schema& schema, const data::Value& issue) {
    const diagnostics::SourceId source = workspace_.sources.add("issue", data::value_json(issue));
    base::Expected<data::Document> copy =
        data::read_json(source, workspace_.sources.source_text(source), {}, workspace_.sink);
    if (!copy) return base::kReported;
    return keep(schema::add_made_ids(schema, *std::move(copy), {}));
  }

  const RecordSchemas& schemas_;
  const StoreContents& contents_;
  const Workspace& workspace_;
  ExportedRecords exported_;
  std::set<RecordType> keyless_;             // types whose table lacks the column of the key
  std::map<std::string, std::string> kept_;  // titles of columns that the file lacks, Chinese and English
  bool is_issue_ = false;
};

}  // namespace

base::Expected<IncomingRecord> check_record(RecordType type, const data::Value& record, const RecordSchemas& schemas,
                                            diagnostics::DiagnosticSink& sink) {
  if (!schema::validate(schemas.of(type), record, {}, sink)) return base::kReported;
  return IncomingRecord{{{type, record_id(type, record)}, data::value_json(record)}, record.origin()};
}

std::map<std::string, std::string> places_of_values(const Origin& record, const Workspace& workspace) {
  std::map<std::string, std::string> places;
  const auto whole = workspace.documents.describe(record.data_place);
  if (!whole) return places;
  const std::string begin = whole->pointer + "/";
  for (std::uint32_t below = 1; below <= kMaxValuesOfRecord; ++below) {
    const auto value = workspace.documents.describe({record.data_place.source, record.data_place.node + below});
    if (!value || !value->pointer.starts_with(begin)) break;
    std::string place = value->cell;
    if (place.empty() && value->span) {
      place =
          std::to_string(diagnostics::line_column_in(workspace.sources, value->span.source, value->span.begin).line);
    }
    if (!place.empty()) places.emplace(value->pointer.substr(whole->pointer.size()), std::move(place));
  }
  return places;
}

base::Expected<IncomingFile> read_record_file(const RecordFile& file, const RecordSchemas& schemas,
                                              const StoreContents& contents, const Workspace& workspace) {
  return RecordReader(schemas, contents, workspace).read(file);
}

}  // namespace gongwen::store
