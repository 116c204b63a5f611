// What a worker does with the store of facts and with the site that is published from it.
#include "base/json.h"
#include "gongwen/publish.h"
#include "gongwen/store.h"
#include "resources/file_tree.h"
#include "service/detail/task.h"
#include "service/worker.h"
#include "sign/signing_key.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string>
#include <utility>

namespace gongwen::service {
namespace {

constexpr std::array<std::string_view, 4> kActions{"add", "change", "same", "missing"};

base::Json texts_json(std::string_view chinese, std::string_view english) {
  base::Json json = base::Json::object();
  return std::move(json.set("zh", chinese).set("en", english));
}

/// One request: a JSON object whose `action` says what is wanted.
class RecordsRun {
 public:
  RecordsRun(const Task& task, const base::JsonView& request, const EngineOptions& engine, const RenderOptions& render)
      : task_(task), request_(request), engine_(engine), render_(render), store_(request.text_of("store"), engine) {}

  TaskAnswer run() {
    const std::string action = request_.text_of("action");
    if (action == "list") return list();
    if (action == "history") return history();
    if (action == "fields")
      return text(store_.fields(type(), known_values(), task_.language, key()), "application/json");
    if (action == "export") return text(store_.export_workbook(type(), period()), format_info(Format::Xlsx).media_type);
    if (action == "import") return import();
    if (action == "enter") return enter();
    if (action == "remove") return changed(store_.remove(type(), key(), reason(), request_.text_of("seen")));
    if (action == "preview" || action == "publish") return publish(action == "preview");
    return {};
  }

 private:
  std::string type() const { return request_.text_of("type"); }
  std::string key() const { return request_.text_of("key"); }
  std::string period() const { return request_.text_of("period"); }
  bool is_set(std::string_view name) const { return request_.flag_of(name); }
  std::int64_t now() const { return static_cast<std::int64_t>(request_.number_of("now").value_or(0)); }
  ChangeReason reason() const { return {now(), request_.text_of("reason"), request_.text_of("by")}; }

  /// `[["/type","mt_meeting"]]`; without a text a value is removed.
  std::vector<RecordValue> known_values() const {
    std::vector<RecordValue> values;
    const auto list = request_.find("values");
    for (std::size_t i = 0; list && i < list->size(); ++i) {
      const base::JsonView pair = list->at(i);
      RecordValue value{std::string(pair.at(0).text()), std::nullopt};
      if (pair.size() > 1) value.text = std::string(pair.at(1).text());
      values.push_back(std::move(value));
    }
    return values;
  }

  TaskAnswer answer_of(const Report& report) const {
    TaskAnswer answer;
    answer.outcome = report.ok() ? Outcome::Done : Outcome::BadData;
    answer.report = without_folders(
        report.json(task_.language, task_.options.in_words ? Audience::Applicant : Audience::Author), {folder_});
    answer.warnings = report.warning_count();
    answer.media_type = "application/json";
    return answer;
  }

  TaskAnswer text(TextResult result, std::string_view media_type) const {
    TaskAnswer answer = answer_of(result.report);
    answer.media_type = media_type;
    answer.body = std::move(result.text);
    return answer;
  }

  base::Json types_json() const {
    base::Json list = base::Json::list();
    for (const RecordTypeName& one : store_.types().types) {
      base::Json json = base::Json::object();
      json.set("name", one.name).set("title", texts_json(one.title_zh, one.title_en)).set("kind", one.kind);
      list.add(std::move(json));
    }
    return list;
  }

  /// A summary starts with the value that the other fields depend on, if there is one.
  std::string summary_of(const StoredRecord& record) const {
    const std::string title = MessageText{record.title_en, record.title_zh}.in(task_.language);
    if (title.empty()) return record.summary;
    return title + record.summary.substr(std::min(record.summary.find(' '), record.summary.size()));
  }

  /// `count` of them from `first` on, and how many there are.
  TaskAnswer list() const {
    const RecordList records = store_.list(type(), period());
    const std::size_t first = std::min<std::size_t>(request_.number_of("first").value_or(0), records.records.size());
    const std::size_t count = request_.number_of("count").value_or(records.records.size());
    const std::size_t last = first + std::min(count, records.records.size() - first);
    base::Json list = base::Json::list();
    for (std::size_t i = first; i < last; ++i) {
      const StoredRecord& record = records.records[i];
      base::Json json = base::Json::object();
      json.set("type", record.type).set("key", record.key);
      list.add(std::move(json.set("summary", summary_of(record))));
    }
    TaskAnswer answer = answer_of(records.report);
    base::Json json = base::Json::object();
    json.set("types", types_json()).set("records", std::move(list)).set("all", records.records.size());
    answer.body = json.text();
    return answer;
  }

  TaskAnswer history() const {
    const RecordHistory history = store_.history(type(), key());
    base::Json changes = base::Json::list();
    for (const RecordChange& change : history.changes) {
      base::Json one = base::Json::object();
      one.set("time", change.time).set("action", change.action).set("reason", change.reason);
      changes.add(std::move(one.set("by", change.by)));
    }
    TaskAnswer answer = answer_of(history.report);
    base::Json json = base::Json::object();
    answer.body = json.set("changes", std::move(changes)).set("seen", history.edition).text();
    return answer;
  }

  /// The store reads files by their names. Nothing where they cannot be written.
  std::optional<RecordImport> import_files(std::span<const MemoryFile> files, const ImportOptions& options,
                                           const ChangeReason& reason) const {
    const auto folder = resources::TemporaryFolder::make(engine_.temporary_folder);
    if (!folder || files.empty()) return std::nullopt;
    std::vector<std::string> paths;
    folder_ = folder->path() + '/';
    for (const MemoryFile& file : files) {
      paths.push_back(folder_ + file.path);
      if (resources::write_new_file(paths.back(), file.bytes)) return std::nullopt;
    }
    ImportOptions named = options;
    named.files_in = folder_;
    return store_.import(paths, named, reason);
  }

  /// What was uploaded lies beside the request.
  TaskAnswer import() const {
    ImportOptions options;
    options.type = type();
    options.remove_missing = is_set("removeMissing");
    options.only_new = is_set("onlyNew");
    if (is_set("replaces")) {
      options.replaces = key();
      options.seen = request_.text_of("seen");
    }
    if (const std::string agreed = request_.text_of("plan"); !agreed.empty()) options.agreed = agreed;
    options.preview = is_set("preview");
    const auto imported = import_files(std::span(task_.files).subspan(1), options, reason());
    if (!imported) return {};
    return imported->conflict && options.seen ? conflict() : import_answer(*imported);
  }

  // What was handed in.

  /// The records that a submission became, once and for all: known by the reason, which starts with its receipt number.
  /// Those that were removed afterwards do not count.
  base::Json entered_before(const std::string& receipt) const {
    std::set<std::pair<std::string, std::string>> known;
    for (const RecordChange& change : store_.history().changes) {
      const bool is_of_it = change.reason == receipt || change.reason.starts_with(receipt + ' ');
      if (change.action == "remove") {
        known.erase({change.type, change.key});
      } else if (is_of_it) {
        known.emplace(change.type, change.key);
      }
    }
    base::Json list = base::Json::list();
    for (const auto& [type, key] : known) {
      list.add(std::move(base::Json::object().set("type", type).set("key", key)));
    }
    return list;
  }

  /// Titles and texts of the members of a record, as its form has them.
  base::Json titled_values(const std::string& type, const base::JsonView& record) const {
    const std::string text = store_.fields(type, texts_in(type, record), task_.language).text;
    const auto fields = base::parse_json(text);
    base::Json list = base::Json::list();
    for (std::size_t i = 0; fields && i < fields->size(); ++i) {
      const base::JsonView field = fields->view().at(i);
      const auto value = record.find(field.text_of("name"));
      if (!value) continue;
      base::Json one = base::Json::object();
      one.set("title", field.text_of("title")).set("text", value->is_text() ? value->text() : value->json());
      list.add(std::move(one));
    }
    return list;
  }

  /// Which fields there are may depend on such values.
  std::vector<RecordValue> texts_in(const std::string& type, const base::JsonView& record) const {
    std::vector<RecordValue> texts;
    const auto fields = base::parse_json(store_.fields(type, {}, task_.language).text);
    for (std::size_t i = 0; fields && i < fields->size(); ++i) {
      const std::string name = fields->view().at(i).text_of("name");
      const auto value = record.find(name);
      if (value && value->is_text()) texts.push_back({'/' + name, std::string(value->text())});
    }
    return texts;
  }

  /// What is wrong with a type that the bundle of a form names and the store does not have.
  std::optional<TaskAnswer> unknown_type(const std::optional<base::JsonView>& records) const {
    for (std::size_t i = 0; records && i < records->size(); ++i) {
      const TextResult fields = store_.fields(records->at(i).text_of("type"), {}, task_.language);
      if (fields.report.ok()) continue;
      TaskAnswer answer = answer_of(fields.report);
      answer.body = "{}";
      return answer;
    }
    return std::nullopt;
  }

  /// Records of a submission, as new ones: none replaces another. `entered`: those that it became before, if so.
  TaskAnswer enter() const {
    base::Json lists = base::Json::object();
    base::Json values = base::Json::list();
    const auto records = request_.find("records");
    if (auto refused = unknown_type(records)) return *std::move(refused);
    for (const RecordTypeName& type : store_.types().types) {
      base::Json list = base::Json::list();
      for (std::size_t i = 0; records && i < records->size(); ++i) {
        const auto record = records->at(i).find("record");
        if (!record || records->at(i).text_of("type") != type.name) continue;
        list.add(base::Json::written(record->json()));
        base::Json one = base::Json::object();
        values.add(std::move(one.set("type", type.name).set("values", titled_values(type.name, *record))));
      }
      if (list.size() > 0) lists.set(type.plural, std::move(list));
    }
    base::Json entered = entered_before(request_.text_of("receipt"));
    ImportOptions options;
    options.only_new = true;
    options.preview = is_set("preview") || entered.size() > 0;
    if (!options.preview) options.agreed = request_.text_of("plan");
    const std::vector<MemoryFile> files{{"submission.json", lists.text()}};
    const auto imported = import_files(files, options, {now(), request_.text_of("receipt"), request_.text_of("by")});
    if (!imported) return {};
    TaskAnswer answer = import_answer(*imported);
    auto body = base::parse_json(answer.body);
    if (!body) return {};
    if (entered.size() > 0) answer.outcome = Outcome::BadData;
    answer.body = body->set("values", std::move(values)).set("entered", std::move(entered)).text();
    return answer;
  }

  /// The record has changed since somebody saw it, or is gone.
  TaskAnswer conflict() const {
    TaskAnswer answer;
    answer.outcome = Outcome::BadData;
    answer.media_type = "application/json";
    base::Json json = base::Json::object();
    answer.body = json.set("conflict", true).set("gone", store_.history(type(), key()).edition.empty()).text();
    return answer;
  }

  static base::Json plan_json(const RecordImport& imported) {
    base::Json list = base::Json::list();
    for (const ImportedRecord& record : imported.records) {
      base::Json json = base::Json::object();
      json.set("action", kActions[static_cast<std::size_t>(record.action)]).set("type", record.type);
      base::Json values = base::Json::list();
      for (const ChangedValue& value : record.values) {
        values.add(std::move(base::Json::object().set("before", value.before).set("after", value.after)));
      }
      json.set("key", record.key).set("fields", base::Json::list_of(record.fields));
      list.add(std::move(json.set("values", std::move(values))));
    }
    return list;
  }

  TaskAnswer import_answer(const RecordImport& imported) const {
    TaskAnswer answer = answer_of(imported.report);
    // The page says so itself.
    if (imported.conflict) answer.report.clear();
    base::Json json = base::Json::object();
    json.set("plan", imported.plan).set("conflict", imported.conflict).set("changed", imported.changed);
    answer.body = json.set("records", plan_json(imported)).set("types", types_json()).text();
    return answer;
  }

  TaskAnswer changed(const RecordChanges& changes) const {
    if (changes.conflict) return conflict();
    TaskAnswer answer = answer_of(changes.report);
    answer.body = std::move(base::Json::object().set("changed", changes.changed)).text();
    return answer;
  }

  /// A preview answers with the document where one can be made.
  TaskAnswer publish(bool preview) const {
    PublishOptions options;
    options.store = request_.text_of("store");
    options.site = request_.text_of("site");
    options.period = period();
    options.preview = preview;
    // Whoever publishes has seen a preview: without its hash nothing fits.
    if (!preview) options.agreed = request_.text_of("agreed");
    options.signing = request_.text_of("signing");
    const std::string secret_file = request_.text_of("secretFile");
    diagnostics::DiagnosticSink unread;
    if (!secret_file.empty()) {
      options.secret = [&]() -> std::optional<std::string> {
        const auto secret = sign::read_secret_file(secret_file, unread);
        return secret ? std::optional(secret->text()) : std::nullopt;
      };
    }
    options.now = now();
    options.render.deadline = render_.deadline;
    const Publication publication = publish_issues(engine_, options);
    TaskAnswer answer = answer_of(publication.report);
    base::Json json = base::Json::object();
    if (!publication.issues.empty()) {
      const PublishedIssue& issue = publication.issues.front();
      json.set("outcome", outcome_name(issue.outcome)).set("year", issue.year).set("issue", issue.issue);
      json.set("date", issue.date).set("edition", issue.edition).set("pages", issue.pages).set("path", issue.path);
      json.set("facts", issue.facts).set("conflict", issue.is_other);
      if (!issue.signer.empty()) json.set("signer", issue.signer);
      json.set("contents", base::Json::list_of(issue.contents)).set("changes", issue.changes);
      base::Json open = base::Json::list();
      for (const OpenPoint& point : issue.open) {
        base::Json one = base::Json::object();
        one.set("title", texts_json(point.title_zh, point.title_en)).set("keys", base::Json::list_of(point.keys));
        open.add(std::move(one));
      }
      json.set("open", std::move(open));
      if (is_set("document") && !issue.document.empty()) {
        answer.outcome = Outcome::Done;
        answer.media_type = format_info(Format::Pdf).media_type;
        answer.body = issue.document;
        return answer;
      }
    }
    answer.body = json.text();
    return answer;
  }

  const Task& task_;
  const base::JsonView request_;
  const EngineOptions& engine_;
  const RenderOptions& render_;
  RecordStore store_;
  mutable std::string folder_;  // where the files of an import lay for a moment
};

}  // namespace

TaskAnswer answer_records(const Task& task, const EngineOptions& engine, const RenderOptions& render) {
  const auto request = task.files.empty() ? std::nullopt : base::parse_json(task.files.front().bytes);
  if (!request || !request->view().is_object()) return {};
  return RecordsRun(task, request->view(), engine, render).run();
}

}  // namespace gongwen::service
