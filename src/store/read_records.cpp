#include "store/read_records.h"

#include "base/ascii.h"
#include "data/apply_defaults.h"
#include "data/csv_table.h"
#include "data/decode_text.h"
#include "data/read_json.h"
#include "data/read_table.h"
#include "data/read_yaml.h"
#include "data/validate.h"
#include "diagnostics/catalogue/store.h"
#include "resources/read_file.h"
#include "store/bulletin_records.h"
#include "store/record_text.h"
#include "store/workbook_table.h"

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using Incoming = base::Expected<std::vector<IncomingRecord>>;

class RecordReader {
 public:
  RecordReader(const RecordSchemas& schemas, const StoreContents& contents, const Workspace& workspace)
      : schemas_(schemas), contents_(contents), workspace_(workspace) {}

  Incoming read(const RecordFile& file) {
    const std::string lower = base::ascii_lowercase(file.path);
    const bool csv = lower.ends_with(".csv") || lower.ends_with(".tsv");
    if (csv || lower.ends_with(".xlsx")) return read_table_file(file, csv);
    const auto root = read_document(file.path, lower.ends_with(".yaml") || lower.ends_with(".yml"));
    if (!root) return base::kReported;
    if (file.sort) return read_list(*file.sort, *root);
    if (root->is_object() && root->find("period") && root->find("events")) return read_bulletin(*root);
    if (root->is_object()) return read_export(*root);
    workspace_.sink.report(messages::StoreNoRecords, root->origin(), file.path);
    return base::kReported;
  }

 private:
  base::Expected<data::Value> keep(base::Expected<data::Document> read) {
    if (!read) return base::kReported;
    const auto document = std::make_shared<const data::Document>(*std::move(read));
    workspace_.documents.add(document);
    return document->root();
  }

  base::Expected<data::Value> read_document(const std::string& path, bool yaml) {
    const auto source = resources::read_text(path, {}, workspace_.sources, workspace_.sink);
    if (!source) return base::kReported;
    const std::string_view text = workspace_.sources.source_text(*source);
    return keep(yaml ? data::read_yaml(*source, text, {}, workspace_.sink)
                     : data::read_json(*source, text, {}, workspace_.sink));
  }

  Incoming read_table_file(const RecordFile& file, bool csv) {
    if (!file.sort) {
      workspace_.sink.report(messages::StoreNeedsSort, Origin{}, file.path);
      return base::kReported;
    }
    base::Expected<std::string> bytes = resources::read_bytes(file.path, {}, workspace_.sink);
    if (!bytes) return base::kReported;
    const std::string pointer = "/" + std::string(sort_info(*file.sort).plural);
    const auto root = csv ? read_csv(file.path, *std::move(bytes), pointer) : read_workbook(file.path, *bytes, pointer);
    if (!root) return base::kReported;
    return read_list(*file.sort, *root);
  }

  base::Expected<data::Value> read_csv(const std::string& path, std::string bytes, const std::string& pointer) {
    base::Expected<std::string> text = data::decode_text(std::move(bytes), path, workspace_.sink);
    if (!text) return base::kReported;
    const diagnostics::SourceId source = workspace_.sources.add(path, *std::move(text));
    data::CsvTable table(source, workspace_.sources.source_text(source));
    return keep(data::read_table(table, schemas_.lists(), pointer, {}, workspace_.sink));
  }

  base::Expected<data::Value> read_workbook(const std::string& path, const std::string& bytes,
                                            const std::string& pointer) {
    std::unique_ptr<WorkbookTable> table = open_workbook_table(path, bytes, workspace_);
    if (!table) return base::kReported;
    return keep(data::read_table(*table, schemas_.lists(), pointer, {}, workspace_.sink));
  }

  /// One record, or a list of them.
  Incoming read_list(Sort sort, const data::Value& root) {
    std::vector<IncomingRecord> records;
    bool all = true;
    const std::size_t count = root.is_array() ? root.size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
      auto record = check_record(sort, root.is_array() ? root.at(i) : root, schemas_, workspace_.sink);
      all = all && record.has_value();
      if (record) records.push_back(*std::move(record));
    }
    if (!all) return base::kReported;
    return records;
  }

  Incoming read_export(const data::Value& root) {
    if (!data::validate(schemas_.lists(), root, {}, workspace_.sink)) return base::kReported;
    std::vector<IncomingRecord> records;
    for (const SortInfo& info : sorts()) {
      for (const data::Value& record : list_member(root, info.plural)) {
        records.push_back({{{info.sort, record_id(info.sort, record)}, compact_json(record)}, record.origin()});
      }
    }
    return records;
  }

  Incoming read_bulletin(const data::Value& root) {
    if (!data::validate(schemas_.bulletin(), root, {}, workspace_.sink)) return base::kReported;
    std::vector<IncomingRecord> records;
    const base::Expected<data::Value> numbered = with_ids(root);
    if (!numbered) return base::kReported;
    for (Change& change : records_of_bulletin(*numbered, contents_)) {
      records.push_back({std::move(change), root.origin()});
    }
    return records;
  }

  /// The bulletin with ids for the events that were given without: a store finds its records by them.
  base::Expected<data::Value> with_ids(const data::Value& bulletin) {
    const diagnostics::SourceId source = workspace_.sources.add("bulletin", compact_json(bulletin));
    base::Expected<data::Document> copy =
        data::read_json(source, workspace_.sources.source_text(source), {}, workspace_.sink);
    if (!copy) return base::kReported;
    return keep(data::add_made_ids(schemas_.bulletin(), *std::move(copy), {}));
  }

  const RecordSchemas& schemas_;
  const StoreContents& contents_;
  const Workspace& workspace_;
};

}  // namespace

base::Expected<IncomingRecord> check_record(Sort sort, const data::Value& record, const RecordSchemas& schemas,
                                            diagnostics::DiagnosticSink& sink) {
  if (!data::validate(schemas.of(sort), record, {}, sink)) return base::kReported;
  return IncomingRecord{{{sort, record_id(sort, record)}, compact_json(record)}, record.origin()};
}

base::Expected<std::vector<IncomingRecord>> read_record_file(const RecordFile& file, const RecordSchemas& schemas,
                                                             const StoreContents& contents,
                                                             const Workspace& workspace) {
  return RecordReader(schemas, contents, workspace).read(file);
}

}  // namespace gongwen::store
