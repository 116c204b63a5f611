#include "store/read_records.h"

#include "base/escapes.h"
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
#include "images/photo.h"
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
#include "store/record_text.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>
#include <vector>

namespace gongwen::store {
namespace {

using Source = PublishedMember::Source;

class IssueRecords {
 public:
  IssueRecords(const data::Value& issue, const Periodical& periodical, const StoreContents& contents)
      : issue_(issue),
        periodical_(periodical),
        contents_(contents),
        period_(text_member(issue, periodical.member_of(Source::Period))) {}

  std::vector<Change> make() {
    for (const PublishedList& list : periodical_.lists) {
      for (const data::Value& item : list_member(issue_, list.member)) {
        if (list.of_period) {
          add_of_period(list, item);
        } else {
          add_lasting(list, item);
        }
      }
    }
    if (periodical_.issue) add_issue();
    return std::move(changes_);
  }

 private:
  void add(RecordType type, std::string id, std::string json) {
    changes_.push_back({{type, std::move(id)}, std::move(json)});
  }

  /// Adds a record that belongs to this period. It states the period unless its dates imply it.
  void add_of_period(const PublishedList& list, const data::Value& item) {
    const RecordTypeInfo& info = list.type.info();
    base::Json object = base::Json::object();
    const bool dated = period_of(list.type, item, periodical_.unit) == period_;
    if (!dated && info.dates.empty()) object.set(info.period, period_);
    put_members(object, item);
    if (!dated && !info.dates.empty()) object.set(info.period, period_);
    const std::string own(key_text(list.type, item));
    add(list.type, info.key_unit ? key_period(list.type, item) + "/" + own : own, object.text());
  }

  /// The period in the record's key, which may have another unit than the periodical.
  std::string key_period(RecordType type, const data::Value& item) const {
    if (type.info().key_unit == periodical_.unit) return period_;
    return period_of(type, item, *type.info().key_unit).value_or(std::string(kUndated));
  }

  bool is_worded(const PublishedList& list, std::string_view name) const {
    return std::any_of(list.worded.begin(), list.worded.end(), [name](const auto& one) { return one.first == name; });
  }

  /// Adds a record that may occur in several issues; differences in this issue are stored for its period.
  void add_lasting(const PublishedList& list, const data::Value& item) {
    const std::string id(key_text(list.type, item));
    const std::optional<data::Value> known = find_record(contents_, list.type, id);
    base::Json month = base::Json::object();
    month.set("period", period_);
    base::Json record = base::Json::object();
    put_members(record, known ? *known : item);
    for (std::size_t i = 0; i < item.size(); ++i) {
      const std::string name(item.key_at(i));
      const std::string json = data::value_json(item.at(i));
      if (is_worded(list, name)) {
        if (!known) record.remove(name);
        month.set(name, base::Json::written(json));
      } else if (known && name != list.by) {
        const auto former = known->find(name);
        if (!former || data::value_json(*former) != json) month.set(name, base::Json::written(json));
      }
    }
    if (!list.months.empty()) put_month(list, known, std::move(month), record);
    add(list.type, id, record.text());
  }

  /// Replaces the values that the record stores for this period.
  void put_month(const PublishedList& list, const std::optional<data::Value>& known, base::Json month,
                 base::Json& record) const {
    base::Json months = base::Json::list();
    if (known) {
      for (const data::Value& other : list_member(*known, list.months)) {
        if (text_member(other, "period") != period_) months.add(base::Json::written(data::value_json(other)));
      }
    }
    if (month.size() > 1) months.add(std::move(month));
    record.remove(list.months);
    if (months.size() > 0) record.set(list.months, std::move(months));
  }

  void add_issue() {
    base::Json issue = base::Json::object();
    issue.set(periodical_.issue->info().period, period_);
    for (const PublishedMember& member : periodical_.members) {
      const bool is_of_issue =
          member.source != Source::Period && member.source != Source::Records && member.source != Source::Correction;
      if (is_of_issue) put_own(issue, member);
    }
    for (const PublishedList& list : periodical_.lists) put_order(issue, list);
    add(*periodical_.issue, period_, issue.text());
  }

  void put_own(base::Json& issue, const PublishedMember& member) const {
    const auto value = issue_.find(member.name);
    if (value) issue.set(member.name, base::Json::written(data::value_json(*value)));
    // A generated list that is missing in the issue was suppressed on purpose, so an empty list is stored.
    const bool would_be = member.source == Source::Made && (member.when.empty() || issue_.find(member.when));
    if (!value && would_be) issue.set(member.name, base::Json::list());
  }

  void put_order(base::Json& issue, const PublishedList& list) const {
    base::Json order = base::Json::list();
    for (const data::Value& item : list_member(issue_, list.member)) {
      if (const auto value = item.find(list.by)) order.add(base::Json::written(data::value_json(*value)));
    }
    if (order.size() > 0) issue.set(list.member, std::move(order));
  }

  const data::Value& issue_;
  const Periodical& periodical_;
  const StoreContents& contents_;
  std::string period_;
  std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> records_of_issue(const data::Value& issue, const Periodical& periodical,
                                     const StoreContents& contents) {
  return IssueRecords(issue, periodical, contents).make();
}

namespace {

using data::Value;

/// The identifying members of a record besides its id.
std::string identity_of(RecordType type, const Value& record) {
  std::string identity = type.info().name;
  for (const std::string& name : type.info().same) {
    const std::optional<Value> member = record.find(name);
    identity.append(" ").append(member ? data::value_json(*member) : "");
  }
  return identity.append(" ").append(record_name(type, record));
}

bool needs_id(RecordType type, const Value& record) {
  if (!record.is_object() || !type.info().makes_ids || !key_text(type, record).empty()) return false;
  const auto id = record.find("id");
  return !id || id->is_null() || (id->is_string() && id->string().empty());
}

/// The stem of an id: `draft-review-0714`, `organisation`.
std::string base_of(RecordType type, const Value& record) {
  const RecordTypeInfo& info = type.info();
  const std::string_view from = info.id_from.empty() ? std::string_view() : text_member(record, info.id_from);
  std::string base(from.empty() ? std::string_view(info.name) : from.substr(from.find('_') + 1));
  std::transform(base.begin(), base.end(), base.begin(),
                 [](char c) { return base::is_ascii_alnum(c) ? base::to_ascii_lower(c) : '-'; });
  const std::string_view date = last_date(type, record);
  if (date.size() == 10) base.append("-").append(date.substr(5, 2)).append(date.substr(8, 2));
  return base;
}

class Numbering {
 public:
  Numbering(data::Document document, const StoreContents& contents, const RecordTypes& types,
            resources::SourceStore& sources)
      : extension_(std::move(document)), contents_(contents), types_(types), sources_(sources) {}

  void run(std::optional<RecordType> type) {
    const Value root = extension_.document().root();
    for (const bool given : {true, false}) {
      if (type) number_list(*type, root, given);
      for (const RecordType one : types_.all()) {
        const auto list = type || !root.is_object() ? std::nullopt : root.find(one.info().plural);
        if (list) number_list(one, *list, given);
      }
    }
  }

  data::Document finish() { return std::move(extension_).finish(); }

 private:
  /// Numbers the records of a list. The first pass reserves ids that were given.
  void number_list(RecordType type, const Value& list, bool given) {
    const std::size_t count = list.is_array() ? list.size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
      const Value record = list.is_array() ? list.at(i) : list;
      if (!record.is_object() || needs_id(type, record) == given) continue;
      if (given) {
        taken_.insert({type, record_id(type, record)});
      } else {
        put_id(record, free_id(type, record));
      }
    }
  }

  static RecordKey key_of(RecordType type, const Value& record, const std::string& id) {
    const std::optional<base::PeriodUnit> unit = type.info().key_unit;
    if (!unit) return {type, id};
    return {type, period_of(type, record, *unit).value_or(std::string(kUndated)) + "/" + id};
  }

  std::string free_id(RecordType type, const Value& record) {
    const std::string base = base_of(type, record);
    const std::string identity = identity_of(type, record);
    std::string first_free;
    for (std::size_t number = 1; number <= contents_.size() + taken_.size() + 1; ++number) {
      const bool counted = type.info().id_from.empty();
      const std::string id = number == 1 && !counted ? base : base + "-" + std::to_string(number);
      const RecordKey key = key_of(type, record, id);
      if (taken_.contains(key)) continue;
      const auto known = contents_.find(key);
      if (known == contents_.end()) {
        if (first_free.empty()) first_free = id;
        continue;
      }
      if (identity_of(type, known->second) == identity) return take(key, id);
    }
    return take(key_of(type, record, first_free), first_free);
  }

  std::string take(const RecordKey& key, const std::string& id) {
    taken_.insert(key);
    return id;
  }

  void put_id(const Value& record, const std::string& id) {
    const diagnostics::SourceId source = sources_.add("id", base::json_string(id));
    diagnostics::DiagnosticSink ignored;
    const auto document = data::read_json(source, sources_.source_text(source), {}, ignored);
    extension_.put_member(record.node(), "id", document->root(), data::DocumentExtension::Places::OfParent);
  }

  data::DocumentExtension extension_;
  const StoreContents& contents_;
  const RecordTypes& types_;
  resources::SourceStore& sources_;
  std::set<RecordKey> taken_;
};

}  // namespace

data::Document number_records(data::Document document, std::optional<RecordType> type, const StoreContents& contents,
                              const RecordTypes& types, resources::SourceStore& sources) {
  Numbering numbering(std::move(document), contents, types, sources);
  numbering.run(type);
  return numbering.finish();
}

namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kAddress = "data:";
/// PNG files up to this size are stored unchanged.
constexpr std::size_t kSmall = 200'000;
/// Maximum size of any picture: encoded in base64 it must fit into a database field.
constexpr std::size_t kMost = 2'000'000;

/// Calls `found` with each text that the pattern leads to and its pointer.
void for_each_place(const data::Value& value, std::string_view pattern, const std::string& pointer,
                    const std::function<void(const data::Value&, const std::string&)>& found) {
  if (pattern.empty()) {
    if (value.is_string()) found(value, pointer);
    return;
  }
  const std::size_t end = std::min(pattern.find('/', 1), pattern.size());
  const std::string_view step = pattern.substr(1, end - 1);
  const std::string_view rest = pattern.substr(end);
  if (step == "*") {
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
      for_each_place(value.at(i), rest, pointer + "/" + std::to_string(i), found);
    }
  } else if (const auto member = value.is_object() ? value.find(step) : std::nullopt) {
    for_each_place(*member, rest, pointer + "/" + std::string(step), found);
  }
}

/// The file names in a record, with their pointers.
std::vector<std::pair<data::Value, std::string>> named_files(RecordType type, const data::Value& record) {
  std::vector<std::pair<data::Value, std::string>> names;
  for (const std::string& pattern : type.info().pictures) {
    for_each_place(record, pattern, {}, [&](const data::Value& value, const std::string& pointer) {
      if (!value.string().starts_with(kAddress)) names.emplace_back(value, pointer);
    });
  }
  return names;
}

/// The picture as a data: address; nullopt if no document could show it.
std::optional<std::string> address_of(const std::string& name, const std::string& bytes) {
  images::ImageFile file{{}, bytes};
  const std::string lower = base::ascii_lowercase(name);
  if (lower.ends_with(".svg")) {
    file.media_type = "image/svg+xml";
  } else {
    base::Expected<images::ImageFile, images::PhotoError> kept = images::clean_photo(bytes);
    if (!kept) return std::nullopt;
    const bool is_png = bytes.starts_with("\x89PNG");
    file.media_type = is_png ? "image/png" : "image/jpeg";
    // Vector drawings stay unchanged; photographs are reduced and lose their metadata.
    if (!is_png || bytes.size() > kSmall) file = *std::move(kept);
  }
  if (file.bytes.size() > kMost) return std::nullopt;
  std::string address = std::string(kAddress) + file.media_type + ";base64,";
  base::append_base64(address, file.bytes);
  return address;
}

}  // namespace

base::Expected<Change> with_pictures(Change change, const std::string& folder, const Workspace& workspace) {
  const auto names_one = [&](const std::string& pattern) {
    return change.json->find('"' + pattern.substr(pattern.rfind('/') + 1) + '"') != std::string::npos;
  };
  const std::vector<std::string>& patterns = change.key.type.info().pictures;
  if (!change.json || std::none_of(patterns.begin(), patterns.end(), names_one)) return change;
  const auto record = read_record_text("<" + describe_key(change.key) + ">", *change.json, workspace);
  if (!record) return base::kReported;
  const auto names = named_files(change.key.type, *record);
  if (names.empty()) return change;
  if (folder.empty()) {
    has_own_pictures(change.key.type, *record, workspace.sink);
    return base::kReported;
  }
  const resources::Folder files(folder);
  data::Value value = *record;
  for (const auto& [name, pointer] : names) {
    const std::string file(name.string());
    const base::Expected<std::string> bytes = files.read_bytes(file, diagnostics::Origin{}, workspace.sink);
    if (!bytes) return base::kReported;
    const std::optional<std::string> address = address_of(file, *bytes);
    if (!address) {
      workspace.sink.report(messages::StorePictureUnusable, diagnostics::Origin{}, file, kMost / 1'000'000);
      return base::kReported;
    }
    const auto changed = edited_json(value, pointer, base::Json(*address).text());
    if (!changed) return base::kReported;
    change.json = *changed;
    const auto next = read_record_text("<" + describe_key(change.key) + ">", *changed, workspace);
    if (!next) return base::kReported;
    value = *next;
  }
  change.json = data::value_json(value);
  return change;
}

bool has_own_pictures(RecordType type, const data::Value& record, diagnostics::DiagnosticSink& sink) {
  const auto names = named_files(type, record);
  for (const auto& [name, pointer] : names) sink.report(messages::StorePictureName, name.origin(), name.string());
  return names.empty();
}

namespace {

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
