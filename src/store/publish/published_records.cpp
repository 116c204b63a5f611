#include "store/publish/published_records.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "base/mask_passwords.h"
#include "base/nearest_name.h"
#include "base/sha256.h"
#include "data/values.h"
#include "diagnostics/catalogue/databook.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/store.h"
#include "engine/core/reports.h"
#include "engine/core/run.h"
#include "engine/input/data_book.h"
#include "engine/input/read_data.h"
#include "engine/render/make_workbook.h"
#include "gongwen/store.h"
#include "schema/schema_fields.h"
#include "schema/starter.h"
#include "sheet/xlsx/add_notes.h"
#include "store/changes.h"
#include "store/facts_files.h"
#include "store/publish/detail/ledger.h"
#include "store/publish/detail/record_forms.h"
#include "store/publish/detail/records_check.h"
#include "store/publish/detail/store_call.h"
#include "store/read_records.h"
#include "store/record_text.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace gongwen {

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using publish::StoreCall;
using store::Access;

/// The requested record type and period; empty: all. `valid` is false if the type is unknown.
struct Choice {
  std::optional<store::RecordType> type;
  bool valid = true;
};
Choice choice_of(StoreCall& call, std::string_view type) {
  if (type.empty()) return {};
  const auto found = call.type_of(type);
  return {found, found.has_value()};
}

/// A member of a record, for an entry form.
base::Json entry_json(const schema::StarterPart& part, Language language) {
  const schema::SchemaField& field = part.field;
  const std::string title(field.title.in(language));
  base::Json json = base::Json::object();
  json.set("name", field.name).set("title", title.empty() ? std::string(field.name) : title);
  json.set("hint", field.description.in(language)).set("required", field.required).set("decides", part.decides);
  json.set("list", part.shape == schema::StarterShape::List);
  base::Json choices = base::Json::list();
  for (const schema::FieldChoice& choice : field.choices) {
    const std::string value =
        choice.value.is_string() ? std::string(choice.value.string()) : data::value_json(choice.value);
    const std::string label(choice.title.in(language));
    base::Json one = base::Json::object();
    choices.add(std::move(one.set("value", value).set("label", label.empty() ? value : label)));
  }
  return std::move(json.set("choices", std::move(choices)));
}

/// Returns the place of pictures in the items of a member: `figure` for `/body/*/figure/file`; empty if they have none.
std::string place_of_pictures(store::RecordType type, std::string_view member) {
  constexpr std::string_view kFile = "/file";
  const std::string begin = "/" + std::string(member) + "/*/";
  for (const std::string& pattern : type.info().pictures) {
    if (!pattern.starts_with(begin) || !pattern.ends_with(kFile)) continue;
    return pattern.substr(begin.size(), pattern.size() - begin.size() - kFile.size());
  }
  return {};
}

ImportAction action_of(store::PlannedRecord::Action action) {
  switch (action) {
    case store::PlannedRecord::Action::Add: return ImportAction::Add;
    case store::PlannedRecord::Action::Change: return ImportAction::Change;
    case store::PlannedRecord::Action::Same: break;
  }
  return ImportAction::Same;
}

/// Refuses to change records that must not be changed: all existing ones, or all but the one to be replaced.
void refuse_known(const store::ImportPlan& plan, const ImportOptions& options, StoreCall& call) {
  if (!options.only_new && options.replaces.empty()) return;
  for (const store::PlannedRecord& record : plan.records) {
    const store::RecordKey& key = record.change.key;
    if (record.action == store::PlannedRecord::Action::Add || key.id == options.replaces) continue;
    call.sink().report(messages::StoreRecordExists, Origin{}, store::describe_key(key));
  }
}

/// The record to be replaced if the new record has another key.
std::optional<store::RecordKey> renamed_record(const store::ImportPlan& plan, const ImportOptions& options) {
  if (options.replaces.empty() || plan.records.size() != 1) return std::nullopt;
  const store::RecordKey& key = plan.records.front().change.key;
  return key.id == options.replaces ? std::nullopt : std::optional(store::RecordKey{key.type, options.replaces});
}

/// A hash of everything that an import would do, and of the affected records before it.
std::string plan_hash(const store::ImportPlan& plan, const StoreCall& call) {
  base::Sha256 hash;
  const auto add = [&hash](std::string_view text) {
    hash.add(fmt::format("{} {}", text.size(), text));
  };
  const auto add_key = [&](const store::RecordKey& key) {
    add(key.type.info().name);
    add(key.id);
    add(call.edition_of(key));
  };
  for (const store::PlannedRecord& record : plan.records) {
    add_key(record.change.key);
    add(record.change.json.value_or(""));
  }
  add("missing");
  for (const store::RecordKey& key : plan.missing) add_key(key);
  return hash.hexadecimal();
}

/// The place in a file, without the temporary folder in which the file is at the moment.
std::string shown_place(std::string place, const ImportOptions& options) {
  if (!options.files_in.empty() && place.starts_with(options.files_in)) place.erase(0, options.files_in.size());
  return place;
}

/// The pointer within a record: `/place` of `/events/0/place`.
std::string pointer_in_record(const std::string& pointer) {
  const std::size_t item = pointer.find('/', 1);
  const std::size_t member = item == std::string::npos ? item : pointer.find('/', item + 1);
  return member == std::string::npos ? std::string() : pointer.substr(member);
}

void list_planned(const store::ImportPlan& plan, const ImportOptions& options, StoreCall& call, RecordImport& result) {
  publish::RecordForms forms(call, options.language);
  for (const store::PlannedRecord& record : plan.records) {
    const store::RecordKey& key = record.change.key;
    ImportedRecord imported{action_of(record.action), key.type.info().name, key.id, {}, {}};
    imported.place = shown_place(record.change.place, options);
    std::map<std::string, std::string> places;
    // The person who confirms the changes has to see all of them.
    const bool is_shown = options.preview || result.conflict;
    const bool is_listed = is_shown && record.action != store::PlannedRecord::Action::Same;
    if (is_listed && !record.change.place.empty()) places = store::places_of_values(record.origin, call.workspace());
    const bool is_new = record.action == store::PlannedRecord::Action::Add;
    const std::vector<store::FieldChange> fields =
        is_new && is_shown ? store::values_of_new(record.change, call.schemas()) : record.fields;
    const webform::WebForm* const form =
        is_shown && !fields.empty() ? &forms.of(key.type, record.change.json.value_or("")) : nullptr;
    for (const store::FieldChange& field : fields) {
      const std::string pointer = pointer_in_record(field.pointer);
      const auto place = places.find(pointer);
      const std::string label = form == nullptr ? std::string() : webform::label_at(*form, pointer);
      ChangedValue value{field.before, field.after, pointer, place == places.end() ? std::string() : place->second};
      if (form != nullptr) {
        value.before = publish::worded_value(*form, pointer, std::move(value.before));
        value.after = publish::worded_value(*form, pointer, std::move(value.after));
      }
      imported.fields.push_back(label.empty() ? field.field : label);
      imported.values.push_back(std::move(value));
    }
    result.records.push_back(std::move(imported));
  }
  for (const store::RecordKey& key : plan.missing) {
    result.records.push_back({ImportAction::Missing, key.type.info().name, key.id, {}, {}});
  }
}

/// Removes all but the chosen records from the plan. Returns false, after a report, if the plan lacks one of them.
bool choose_records(const ImportOptions& options, StoreCall& call, store::ImportPlan& plan) {
  if (!options.only) return true;
  std::set<std::pair<std::string_view, std::string_view>> chosen;
  for (const RecordId& record : *options.only) chosen.emplace(record.type, record.key);
  const auto is_left_out = [&](const store::RecordKey& key) {
    return !chosen.contains({key.type.info().name, key.id});
  };
  std::erase_if(plan.records, [&](const store::PlannedRecord& record) { return is_left_out(record.change.key); });
  std::erase_if(plan.missing, is_left_out);
  std::erase_if(plan.missing_and_changed, is_left_out);
  std::erase_if(plan.gone, is_left_out);
  for (const store::PlannedRecord& record : plan.records) {
    chosen.erase({record.change.key.type.info().name, record.change.key.id});
  }
  if (options.remove_missing) {
    for (const store::RecordKey& key : plan.missing) chosen.erase({key.type.info().name, key.id});
  }
  for (const auto& [type, key] : chosen) {
    call.sink().report(messages::StoreChangedMeanwhile, Origin{}, std::string(type) + " " + std::string(key), "");
  }
  return chosen.empty();
}

/// Whether all errors are about rows that name a missing row.
bool has_only_orphans(const diagnostics::DiagnosticSink& sink) {
  const auto is_orphan = [](const diagnostics::Diagnostic& one) {
    return one.severity != diagnostics::Severity::Error ||
           (one.id == messages::DatabookNoParent && one.arguments.size() > 1 && !one.arguments[1].empty());
  };
  return sink.has_errors() && std::all_of(sink.diagnostics().begin(), sink.diagnostics().end(), is_orphan);
}

/// Returns whether the store is still in the state in which the import was decided; otherwise reports.
bool is_as_seen(const ImportOptions& options, const std::optional<store::RecordType>& type, const RecordImport& result,
                StoreCall& call) {
  if (type && !options.replaces.empty() && !call.is_as_seen({*type, options.replaces}, options.seen)) return false;
  if (!options.agreed || *options.agreed == result.plan) return true;
  call.sink().report(messages::StoreChangedMeanwhile, Origin{}, call.store().name(), "");
  return false;
}

/// Titles of records by the member on which their other members depend, grouped by type.
class RecordTitles {
 public:
  explicit RecordTitles(StoreCall& call) : call_(call) {}

  void add_to(StoredRecord& stored, store::RecordType type, const data::Value& record) {
    const auto [known, is_new] = fields_.try_emplace(std::string(type.info().name));
    if (is_new) known->second = deciding_field(type);
    if (!known->second) return;
    const auto value = record.find(known->second->name);
    for (const schema::FieldChoice& choice : known->second->choices) {
      if (!value || !value->is_string() || !choice.value.is_string() || choice.value.string() != value->string())
        continue;
      stored.title_zh = choice.title.chinese;
      stored.title_en = choice.title.english;
    }
  }

 private:
  std::optional<schema::SchemaField> deciding_field(store::RecordType type) {
    for (schema::StarterPart& part : schema::make_starter(call_.schemas().of(type), {}).root.parts) {
      if (part.decides) return std::move(part.field);
    }
    return std::nullopt;
  }

  StoreCall& call_;
  std::map<std::string, std::optional<schema::SchemaField>> fields_;
};

}  // namespace

Report RecordStore::create(const std::string& location) {
  engine::Run run;
  store::create_store(location, run.sink());
  return std::move(run).report();
}

RecordStore::RecordStore(std::string location, const EngineOptions& engine)
    : implementation_(std::make_unique<Implementation>(Implementation{std::move(location), engine})) {}
RecordStore::~RecordStore() = default;
RecordStore::RecordStore(RecordStore&& other) noexcept = default;
RecordStore& RecordStore::operator=(RecordStore&& other) noexcept = default;

RecordTypeList RecordStore::types() const {
  StoreCall call(implementation_->engine);
  RecordTypeList list;
  if (call.has_types()) {
    for (const store::RecordType type : call.types().all()) {
      const store::RecordTypeInfo& info = type.info();
      list.types.push_back({info.name, info.plural, info.title.chinese, info.title.english, info.kind});
    }
  }
  list.report = call.report();
  return list;
}

TextResult RecordStore::fields(std::string_view type, const std::vector<RecordValue>& known, Language language,
                               std::string_view key) const {
  StoreCall call(implementation_->engine);
  TextResult result;
  const auto found = call.type_of(type);
  const bool ready = found && (key.empty() ? call.compile() : call.open(implementation_->location, Access::Read));
  const std::optional<data::Value> record = ready && !key.empty() ? call.find(*found, key) : std::nullopt;
  if (ready && (key.empty() || record)) {
    schema::StarterOptions options;
    options.optional_fields = schema::OptionalFields::Present;
    for (const RecordValue& value : known) {
      if (value.text) options.values.push_back({value.pointer, *value.text});
    }
    for (std::size_t i = 0; record && i < record->size(); ++i) {
      if (record->at(i).is_string()) {
        options.values.push_back({"/" + std::string(record->key_at(i)), std::string(record->at(i).string())});
      }
    }
    base::Json list = base::Json::list();
    std::set<std::string_view> names;
    for (const schema::StarterPart& part : schema::make_starter(call.schemas().of(*found), options).root.parts) {
      base::Json entry = entry_json(part, language);
      if (const std::string place = place_of_pictures(*found, part.field.name); !place.empty()) {
        entry.set("pictures", place);
      }
      const auto value = record ? record->find(part.field.name) : std::nullopt;
      if (value) entry.set("value", base::Json::written(data::value_json(*value)));
      names.insert(part.field.name);
      list.add(std::move(entry));
    }
    for (std::size_t i = 0; record && i < record->size(); ++i) {
      if (names.contains(record->key_at(i))) continue;
      base::Json rest = base::Json::object();
      rest.set("name", record->key_at(i)).set("value", base::Json::written(data::value_json(record->at(i))));
      list.add(std::move(rest));
    }
    result.text = list.text();
  }
  result.report = call.report();
  return result;
}

namespace {

/// The keys of the records of a type and a period, in order; nullopt after a report.
std::optional<std::vector<store::RecordKey>> chosen_keys(StoreCall& call, const Choice& choice,
                                                         std::string_view period) {
  const auto all = call.store().keys(call.sink());
  if (!all) return std::nullopt;
  // Only records whose key does not show the period are read.
  std::vector<store::RecordKey> unclear;
  std::vector<store::RecordKey> chosen;
  for (const store::RecordKey& key : *all) {
    if (choice.type && key.type != *choice.type) continue;
    const std::optional<bool> is_in = period.empty() ? std::optional(true) : store::key_is_in_period(key, period);
    if (!is_in) unclear.push_back(key);
    if (is_in.value_or(false)) chosen.push_back(key);
  }
  const auto read = store::read_contents(call.store(), unclear, call.workspace());
  if (!read) return std::nullopt;
  for (const auto& [key, record] : *read) {
    if (store::is_in_period(key.type, record, period)) chosen.push_back(key);
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace

RecordList RecordStore::list(std::string_view type, std::string_view period, const RecordRange& range) const {
  StoreCall call(implementation_->engine);
  RecordList list;
  const Choice choice = choice_of(call, type);
  const bool is_open = choice.valid && call.open_only(implementation_->location, Access::Read);
  if (const auto keys = is_open ? chosen_keys(call, choice, period) : std::nullopt) {
    list.all = keys->size();
    const std::size_t first = std::min(range.first, keys->size());
    const auto shown = std::span(*keys).subspan(first, std::min(range.count, keys->size() - first));
    RecordTitles titles(call);
    const auto contents = store::read_contents(call.store(), shown, call.workspace());
    for (const auto& [key, record] : contents ? *contents : store::StoreContents()) {
      StoredRecord stored{key.type.info().name, key.id, store::describe_record(key.type, record),
                          data::value_json(record)};
      titles.add_to(stored, key.type, record);
      list.records.push_back(std::move(stored));
    }
  }
  list.report = call.report();
  return list;
}

RecordChanges RecordStore::put(std::string_view type, std::string_view json, const ChangeReason& reason) const {
  StoreCall call(implementation_->engine);
  RecordChanges result;
  const auto found = call.type_of(type);
  if (found && call.open(implementation_->location, Access::Write)) {
    const auto value = store::read_record_text("<" + std::string(type) + ">", std::string(json), call.workspace());
    const auto record = value ? store::check_record(*found, *value, call.schemas(), call.sink()) : base::kReported;
    if (record) call.change({record->change}, reason, result);
  }
  result.report = call.report();
  return result;
}

RecordChanges RecordStore::edit(std::string_view type, std::string_view key, const std::vector<RecordValue>& values,
                                const ChangeReason& reason) const {
  StoreCall call(implementation_->engine);
  RecordChanges result;
  const auto found = call.type_of(type);
  if (found && call.open(implementation_->location, Access::Write)) {
    store::RecordEdit edit{{*found, std::string(key)}, {}, {}};
    for (const RecordValue& value : values) {
      if (value.text) {
        edit.set.push_back({value.pointer, *value.text});
      } else {
        edit.unset.push_back(value.pointer);
      }
    }
    const auto record = call.find(*found, key);
    const auto changes = record ? store::edit_record(edit, *record, call.schemas(), call.workspace()) : base::kReported;
    if (changes) call.change(*changes, reason, result);
  }
  result.report = call.report();
  return result;
}

RecordChanges RecordStore::remove(std::string_view type, std::string_view key, const ChangeReason& reason,
                                  const std::optional<std::string>& seen) const {
  StoreCall call(implementation_->engine);
  RecordChanges result;
  const auto found = call.type_of(type);
  if (found && call.open(implementation_->location, Access::Write) && call.find(*found, key)) {
    const store::RecordKey record{*found, std::string(key)};
    result.conflict = !call.is_as_seen(record, seen);
    if (!result.conflict) call.change({{record, std::nullopt}}, reason, result);
  }
  result.report = call.report();
  return result;
}

RecordImport RecordStore::import(const std::vector<std::string>& files, const ImportOptions& options,
                                 const ChangeReason& reason) const {
  StoreCall call(implementation_->engine);
  RecordImport result;
  const Choice choice = choice_of(call, options.type);
  const Access access = options.preview ? Access::Read : Access::Write;
  if (choice.valid && call.open(implementation_->location, access)) {
    const diagnostics::ErrorWatch watch(call.sink());
    std::vector<store::IncomingFile> incoming;
    for (const std::string& path : files) {
      auto file = store::read_record_file({path, choice.type, options.drops_orphans}, call.schemas(), call.contents(),
                                          call.workspace());
      if (file) incoming.push_back(*std::move(file));
    }
    store::ImportPlan plan = store::plan_import(incoming, call.contents(), call.schemas(), call.sink());
    refuse_known(plan, options, call);
    result.plan = plan_hash(plan, call);
    result.conflict = !is_as_seen(options, choice.type, result, call);
    list_planned(plan, options, call, result);
    if (!result.conflict) result.conflict = !choose_records(options, call, plan);
    store::report_removed(call.store(), plan.gone, call.sink());
    std::vector<store::Change> changes =
        options.remove_missing ? store::changes_with_removals(plan, call.sink()) : store::changes_of(plan);
    for (store::Change& change : changes) change.place = shown_place(std::move(change.place), options);
    if (!options.preview && !watch.saw_errors()) {
      if (const auto former = renamed_record(plan, options)) changes.push_back({*former, std::nullopt});
      result.changed = call.apply(changes, reason).value_or(0);
    }
    result.has_orphans = has_only_orphans(call.sink());
    const bool is_form = choice.type && !options.typed.empty() && !call.sink().diagnostics().empty();
    if (is_form) publish::name_fields_by_form(call, *choice.type, options.typed);
  }
  result.report = call.report();
  return result;
}

TextResult RecordStore::export_json(std::string_view type, std::string_view period) const {
  StoreCall call(implementation_->engine);
  TextResult result;
  const Choice choice = choice_of(call, type);
  if (choice.valid && call.open(implementation_->location, Access::Read)) {
    result.text = store::export_json(call.contents(), {choice.type, std::string(period)}, call.types());
  }
  result.report = call.report();
  return result;
}

TextResult RecordStore::export_workbook(std::string_view type, std::string_view period) const {
  StoreCall call(implementation_->engine);
  TextResult result;
  const Choice choice = choice_of(call, type);
  if (choice.valid && call.open(implementation_->location, Access::Read)) {
    const store::ExportChoice wanted{choice.type, std::string(period)};
    std::optional<data::Value> root;
    if (!call.contents().empty()) {
      const std::string json = store::export_json(call.contents(), wanted, call.types());
      const auto read = store::read_record_text("<export>", json, call.workspace());
      if (read) root = *read;
    }
    const auto book = store::build_facts_book(root, wanted, call.schemas(), call.sink());
    if (book) result.text = engine::workbook_bytes(*book, implementation_->engine, call.sink());
  }
  result.report = call.report();
  return result;
}

std::optional<std::string> remarked_workbook(std::string_view workbook, const std::vector<CellRemark>& remarks) {
  std::vector<xlsx::AddedNote> notes;
  for (const CellRemark& remark : remarks) notes.push_back({remark.sheet, remark.cell, remark.text});
  return xlsx::add_notes(workbook, notes);
}

RecordHistory RecordStore::history(std::string_view type, std::string_view key) const {
  StoreCall call(implementation_->engine);
  RecordHistory result;
  const Choice choice = choice_of(call, type);
  if (choice.valid && call.open(implementation_->location, Access::Read)) {
    const auto entries = call.store().history(call.sink());
    for (std::size_t i = 0; entries && i < entries->size(); ++i) {
      const store::HistoryEntry& entry = (*entries)[i];
      const bool wanted = (!choice.type || entry.key.type == *choice.type) && (key.empty() || entry.key.id == key);
      if (!wanted) continue;
      result.changes.push_back({entry.number, entry.time, entry.key.type.info().name, entry.key.id, entry.action,
                                entry.reason, entry.by, entry.former});
    }
    if (choice.type && !key.empty()) result.edition = call.edition_of({*choice.type, std::string(key)});
  }
  result.report = call.report();
  return result;
}

std::string RecordStore::stamp() const { return store::stamp_of_store(implementation_->location); }

Report RecordStore::check() const {
  StoreCall call(implementation_->engine);
  if (call.open(implementation_->location, Access::Read)) {
    store::check_contents(call.store(), call.contents(), call.schemas(), call.sink());
  }
  Report report = call.report();
  if (!report.ok()) return report;
  std::vector<Report> all = publish::check_issues(implementation_->engine, implementation_->location, {});
  all.insert(all.begin(), std::move(report));
  return engine::merge_reports(std::move(all));
}

}  // namespace gongwen

namespace gongwen::publish {
namespace {

/// Whether a period was ever published on any site: then it is checked when it is corrected.
bool is_published(const Ledger& ledger, const std::string& period) {
  for (const LedgerSite& site : ledger.sites()) {
    const auto of_period = [&](const LedgerEdition& one) {
      return one.period == period;
    };
    if (std::any_of(site.editions.begin(), site.editions.end(), of_period)) return true;
  }
  return false;
}

class IssuesCheck {
 public:
  IssuesCheck(const EngineOptions& engine, const RenderOptions& render)
      : render_(render),
        engine_(engine::complete_options(engine)),
        fonts_(engine_->share_folder + "/fonts", engine_->font_folders),
        kinds_(engine_, {}, engine::read_own_texts(render, run_.sink())) {
    options_.now = engine_->clock();
  }

  std::vector<Report> run(const std::string& location) {
    run_.attempt([&] { return check(location); });
    reports_.insert(reports_.begin(), std::move(run_).report());
    return std::move(reports_);
  }

 private:
  bool check(const std::string& location) {
    // The caller has already read the store and reported its errors.
    const store::SharedRecordTypes types = record_types_of(kinds_, run_);
    diagnostics::DiagnosticSink unheard;
    const auto store = types ? store::open_store(location, store::Access::Read, types, unheard) : nullptr;
    if (!store) return false;
    const auto contents = store::read_contents(*store, {run_.sources(), run_.documents(), unheard});
    if (!contents) return false;
    name_ = store->name();
    if (engine::is_workbook(name_) || engine::is_yaml(name_)) name_ += "/";
    for (const store::Periodical& periodical : types->periodicals()) {
      const auto ledger = Ledger::read(*store, periodical.kind, run_.sink());
      if (!ledger) return false;
      // A summary of other periodicals may never be published; then its rules do not matter.
      if (periodical.main_is_shared && ledger->sites().empty()) continue;
      const PeriodIndex index(Collection{*contents, periodical, *types});
      const Collection from{*contents, periodical, *types, issues_in(store), &index};
      Archive archive = remembered_archive(*ledger);
      for (const OpenPoint& point : find_never_published(from, archive, base::date_in_china(options_.now))) {
        run_.sink().report(diagnostics::messages::PublishOpenRecords, diagnostics::Origin{}, point.title_zh,
                           point.title_en, fmt::format("{}", fmt::join(point.keys, ", ")));
      }
      engine::KindRun unread(kinds_, fonts_, periodical.kind);
      report_renamed(from, *ledger, unread, render_.limits, run_.sink());
      for (const std::string& period : periods_with_records(from)) {
        if (!is_published(*ledger, period)) check(from, period, archive);
      }
    }
    return true;
  }

  /// All issues that were published; the numbers of the site that was published to last count.
  static Archive remembered_archive(const Ledger& ledger) {
    Archive archive;
    for (const LedgerSite& site : ledger.sites()) {
      for (const LedgerEdition& edition : site.editions) {
        archive.put({edition.period, edition.numbers, edition.edition, edition.published, {}});
      }
    }
    return archive;
  }

  /// Adds the issue to the archive, so that the next one gets the number after it.
  void check(const Collection& from, const std::string& period, Archive& archive) {
    engine::KindRun steps(kinds_, fonts_, from.periodical.kind);
    if (steps.usable()) {
      report_unknown_listed(from, period, steps.run().sink());
      const IssueNumbering numbering(from, archive, options_);
      const IssueNumbers numbers = numbering.of(period);
      numbering.check(period, numbers, steps.run().sink());
      archive.put({period, numbers, 0, {}, {}});
      const CollectedIssue issue = collect_issue(from, period, numbers, expand_in(steps, render_.limits));
      steps.read({name_, issue.json}, render_);
      steps.run().documents().add_records(steps.data().source(), issue.records);
      steps.settle(render_);
    }
    reports_.push_back(std::move(steps.run()).report());
  }

  const RenderOptions& render_;
  PublishOptions options_;
  std::shared_ptr<const EngineOptions> engine_;
  engine::FontSource fonts_;
  engine::Run run_;
  engine::KindLibrary kinds_;
  std::string name_;
  std::vector<Report> reports_;
};

}  // namespace

std::vector<Report> check_issues(const EngineOptions& engine, const std::string& location,
                                 const RenderOptions& render) {
  return IssuesCheck(engine, render).run(location);
}

store::SharedRecordTypes record_types_of(const engine::KindLibrary& kinds, engine::Run& run) {
  const auto published = engine::published_kinds(kinds, run);
  if (!published) return nullptr;
  std::vector<store::RecordSource> sources;
  for (const engine::PublishedKind& kind : *published) {
    sources.push_back({kind.name, kind.title, kind.language, kind.schema, kind.schema_name, kind.records,
                       kind.records_name, kind.section});
  }
  auto types = store::RecordTypes::read(std::move(sources), run.sources(), run.documents(), run.sink());
  return types ? *std::move(types) : nullptr;
}

store::SharedRecordTypes record_types_of(const EngineOptions& options, engine::Run& run) {
  return record_types_of(engine::KindLibrary(engine::complete_options(options)), run);
}

}  // namespace gongwen::publish
