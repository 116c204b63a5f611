// What a worker does with the store of facts and with the site that is published from it.
#include "base/json.h"
#include "gongwen/publish.h"
#include "gongwen/store.h"
#include "resources/file_tree.h"
#include "service/detail/task.h"
#include "service/worker.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace gongwen::service {
namespace {

constexpr std::string_view kPdfType = "application/pdf";
constexpr std::string_view kBookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::array<std::string_view, 4> kActions{"add", "change", "same", "missing"};

base::Json texts_json(std::string_view chinese, std::string_view english) {
  base::Json json = base::Json::object();
  return std::move(json.set("zh", chinese).set("en", english));
}

/// One request: a JSON object with the names of RecordsRequest.
class RecordsRun {
 public:
  RecordsRun(const Task& task, const base::JsonView& request, const EngineOptions& engine)
      : task_(task), request_(request), engine_(engine), store_(request.text_of("store"), engine) {}

  TaskAnswer run() {
    const std::string action = request_.text_of("action");
    if (action == "list") return list();
    if (action == "history") return history();
    if (action == "fields")
      return text(store_.fields(type(), known_values(), task_.language, key()), "application/json");
    if (action == "export") return text(store_.export_workbook(type(), period()), kBookType);
    if (action == "import") return import();
    if (action == "edit") return changed(store_.edit(type(), key(), known_values(), reason()));
    if (action == "remove") return changed(store_.remove(type(), key(), reason()));
    if (action == "preview" || action == "publish") return publish(action == "preview");
    return {};
  }

 private:
  std::string type() const { return request_.text_of("type"); }
  std::string key() const { return request_.text_of("key"); }
  std::string period() const { return request_.text_of("period"); }
  bool is_set(std::string_view name) const {
    const auto flag = request_.find(name);
    return flag && flag->is_true();
  }
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
    answer.report = report.json(task_.language);
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

  /// The titles of what the fields of a record depend on: `ns_kickoff` is 立项项目研制工作部署会.
  std::map<std::string, std::string> titles_of(const std::string& type) const {
    std::map<std::string, std::string> titles;
    const auto fields = base::parse_json(store_.fields(type, {}, task_.language).text);
    for (std::size_t i = 0; fields && i < fields->view().size(); ++i) {
      const base::JsonView field = fields->view().at(i);
      const auto decides = field.find("decides");
      const auto choices = field.find("choices");
      for (std::size_t j = 0; decides && decides->is_true() && choices && j < choices->size(); ++j) {
        titles.emplace(choices->at(j).text_of("value"), choices->at(j).text_of("label"));
      }
    }
    return titles;
  }

  /// A summary begins with the value that the other fields depend on, where there is one.
  static std::string titled(const std::string& summary, const std::map<std::string, std::string>& titles) {
    const std::size_t end = std::min(summary.find(' '), summary.size());
    const auto title = titles.find(summary.substr(0, end));
    return title == titles.end() ? summary : title->second + summary.substr(end);
  }

  TaskAnswer list() const {
    const RecordList records = store_.list(type(), period());
    std::map<std::string, std::map<std::string, std::string>> titles;  // by types
    base::Json list = base::Json::list();
    for (const StoredRecord& record : records.records) {
      if (!titles.contains(record.type)) titles.emplace(record.type, titles_of(record.type));
      base::Json json = base::Json::object();
      json.set("type", record.type).set("key", record.key);
      list.add(std::move(json.set("summary", titled(record.summary, titles[record.type]))));
    }
    TaskAnswer answer = answer_of(records.report);
    base::Json json = base::Json::object();
    answer.body = json.set("types", types_json()).set("records", std::move(list)).text();
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
    answer.body = changes.text();
    return answer;
  }

  /// What was uploaded lies beside the request; the store reads files by their names.
  TaskAnswer import() const {
    const auto folder = resources::TemporaryFolder::make(engine_.temporary_folder);
    if (!folder || task_.files.size() < 2) return {};
    std::vector<std::string> paths;
    for (std::size_t i = 1; i < task_.files.size(); ++i) {
      const std::string path = folder->path() + '/' + task_.files[i].path;
      if (resources::write_new_file(path, task_.files[i].bytes)) return {};
      paths.push_back(path);
    }
    ImportOptions options;
    options.type = type();
    options.preview = is_set("preview");
    options.remove_missing = is_set("removeMissing");
    const RecordImport imported = store_.import(paths, options, reason());
    base::Json list = base::Json::list();
    for (const ImportedRecord& record : imported.records) {
      base::Json json = base::Json::object();
      json.set("action", kActions[static_cast<std::size_t>(record.action)]).set("type", record.type);
      list.add(std::move(json.set("key", record.key).set("fields", base::Json::list_of(record.fields))));
    }
    TaskAnswer answer = answer_of(imported.report);
    base::Json json = base::Json::object();
    answer.body = json.set("records", std::move(list)).set("changed", imported.changed).text();
    return answer;
  }

  TaskAnswer changed(const RecordChanges& changes) const {
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
    options.now = now();
    const Publication publication = publish_issues(engine_, options);
    TaskAnswer answer = answer_of(publication.report);
    base::Json json = base::Json::object();
    if (!publication.issues.empty()) {
      const PublishedIssue& issue = publication.issues.front();
      json.set("outcome", outcome_name(issue.outcome)).set("year", issue.year).set("issue", issue.issue);
      json.set("date", issue.date).set("edition", issue.edition).set("pages", issue.pages).set("path", issue.path);
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
        answer.media_type = kPdfType;
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
  RecordStore store_;
};

}  // namespace

TaskAnswer answer_records(const Task& task, const EngineOptions& engine) {
  const auto request = task.files.empty() ? std::nullopt : base::parse_json(task.files.front().bytes);
  if (!request || !request->view().is_object()) return {};
  return RecordsRun(task, request->view(), engine).run();
}

}  // namespace gongwen::service
