#include "service/detail/export_api.h"

#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "http/fields.h"
#include "http/form.h"
#include "package/zip_writer.h"
#include "resources/folder.h"
#include "service/detail/answers.h"
#include "service/detail/attachments.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/jobs_api.h"
#include "service/detail/pages.h"
#include "service/detail/pictures.h"
#include "service/detail/repeated.h"
#include "service/detail/scan_marks.h"
#include "service/inbox/audit.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gongwen::service {

std::string KindTable::title_of(const std::string& kind) const {
  const auto found = titles.find(kind);
  return found == titles.end() ? kind : found->second;
}

std::vector<std::string> KindTable::gathered_by(const std::string& name) const {
  std::vector<std::string> kinds;
  for (const auto& [kind, gatherer] : registers) {
    if (gatherer == name) kinds.push_back(kind);
  }
  return kinds;
}

KindTable kind_table(std::string_view answer, diagnostics::Language language) {
  KindTable table;
  const auto json = base::parse_json(answer);
  const auto kinds = json ? json->view().find("kinds") : std::nullopt;
  for (std::size_t i = 0; kinds && i < kinds->size(); ++i) {
    const base::JsonView kind = kinds->at(i);
    const std::string name = kind.text_of("kind");
    const auto title = kind.find("title");
    const std::string words = title ? title->text_of(diagnostics::language_tag(language)) : std::string();
    table.titles[name] = words.empty() ? name : words;
    if (kind.flag_of("web")) table.forms.insert(name);
    const auto gathers = kind.find("gathers");
    for (std::size_t j = 0; gathers && j < gathers->size(); ++j) {
      table.registers.emplace(std::string(gathers->at(j).text()), name);
    }
  }
  return table;
}

inbox::Result<std::vector<inbox::Submission>> find_exported(inbox::Inbox& inbox, inbox::SubmissionFilter filter,
                                                            const std::vector<std::string>& kinds) {
  std::vector<inbox::Submission> all;
  inbox::Submissions submissions(inbox);
  constexpr std::size_t kAtOnce = 500;
  filter.count = kAtOnce;
  for (const std::string& kind : kinds) {
    filter.kind = kind;
    filter.before = 0;
    while (all.size() <= kMaxExport) {
      auto found = submissions.list(filter);
      if (!found) return base::Failure{found.error()};
      if (found->empty()) break;
      filter.before = found->back().number;
      std::move(found->begin(), found->end(), std::back_inserter(all));
    }
  }
  return all;
}

std::string export_line(const inbox::Submission& submission, const inbox::Version& version, const std::string& file) {
  base::Json line = base::Json::object();
  line.set("receipt", submission.receipt).set("kind", submission.kind);
  line.set("state", inbox::state_name(submission.state)).set("version", version.number).set("sha256", version.hash);
  line.set("received", local_time(version.created));
  if (file.empty()) {
    line.set("data", base::Json::written(version.json));
  } else {
    line.set("file", file);
  }
  if (!version.signatures.empty()) line.set("signatures", base::Json::written(version.signatures));
  std::string text = line.text();
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  return text + '\n';
}

inbox::Result<Task> export_task(inbox::Inbox& inbox, const std::vector<inbox::Submission>& found,
                                const std::string& kind, const std::string& register_kind, std::string_view format) {
  Task task;
  task.operation = Operation::Collect;
  task.kind = kind;
  task.options.format = format;
  task.options.collected_as = register_kind;
  inbox::Submissions submissions(inbox);
  for (auto one = found.rbegin(); one != found.rend(); ++one) {
    auto version = submissions.version(one->id, one->versions);
    if (!version) return base::Failure{version.error()};
    const std::string folder = register_kind.empty() ? std::string() : one->kind + '/';
    // The receipt is what people know the form by, also in messages.
    task.files.push_back({folder + one->receipt, std::move(version->json)});
  }
  return task;
}

std::vector<ReviewDifference> version_differences(inbox::Inbox& inbox, const inbox::Submission& submission,
                                                  const std::pair<std::int64_t, std::string_view>& before,
                                                  const std::pair<std::int64_t, std::string_view>& after,
                                                  diagnostics::Language language) {
  const ReviewView view = review_view(after.second, language);
  std::vector<ReviewDifference> found = review_differences(review_view(before.second, language), view);
  const auto former = picture_hashes(inbox, submission, before.first);
  for (const auto& [pointer, hash] : picture_hashes(inbox, submission, after.first)) {
    const auto known = former.find(pointer);
    if (known == former.end() || known->second == hash) continue;
    found.push_back({pointer, view.words_for(pointer), known->second, hash});
  }
  return found;
}

namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr std::string_view kLines = "data.jsonl";
constexpr std::string_view kArchiveOfData = "data.zip";

/// Nothing for what is not a number of a version.
std::int64_t version_number(const std::string& text) {
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? static_cast<std::int64_t>(number_of_digits(text)) : 0;
}

http::Response file_answer_of(std::string_view type, const std::string& name) {
  http::Response response;
  response.headers = {{"Content-Type", std::string(type)},
                      {"Content-Disposition", http::content_disposition("attachment", name)}};
  return response;
}

/// Where a file of a version lies in an archive; empty for what the office keeps there for itself.
std::string name_in_archive(const inbox::FileRecord& file) {
  if (file.slot.starts_with(kPictureMark)) return picture_name(file.slot.substr(kPictureMark.size()), file.type);
  if (!file.slot.starts_with(kAttachmentMark)) return {};
  const std::string id = file.slot.substr(kAttachmentMark.size());
  // Somebody else has chosen the name.
  const bool is_name = resources::is_inner_name(file.name) && file.name.find('/') == std::string::npos;
  return "attachments/" + id + (is_name ? '-' + file.name : std::string());
}

/// The data of many submissions, one after the other.
class DataWriter {
 public:
  DataWriter(inbox::Inbox& inbox, std::vector<inbox::Submission> found, bool as_archive)
      : inbox_(inbox), found_(std::move(found)), as_archive_(as_archive) {}

  Piece add_next(std::string& piece) {
    if (found_.empty()) {
      if (!as_archive_) return Piece::Last;
      piece += writer_.entry(package::stored_entry("submissions.jsonl", list_));
      piece += writer_.end();
      return Piece::Last;
    }
    const inbox::Submission submission = std::move(found_.back());
    found_.pop_back();
    const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
    // Somebody has purged it meanwhile.
    if (!version) return version.error().kind == inbox::Fault::Kind::NotFound ? Piece::More : Piece::Broken;
    if (as_archive_) return add_files(piece, submission, *version);
    piece += export_line(submission, *version);
    return Piece::More;
  }

 private:
  /// The data as `data.json`, with the pictures that they name beside it, so that a document can be made of them.
  Piece add_files(std::string& piece, const inbox::Submission& submission, const inbox::Version& version) {
    const std::string folder = submission.receipt + '/';
    piece += writer_.entry(package::stored_entry(folder + "data.json", version.json));
    inbox::Files files(inbox_);
    const auto listed = files.list(inbox::version_owner(submission));
    if (!listed) return Piece::Broken;
    for (const inbox::FileRecord& file : *listed) {
      const std::string name = name_in_archive(file);
      if (name.empty()) continue;
      const auto bytes = files.read(file.hash);
      if (!bytes) return Piece::Broken;
      piece += writer_.entry(package::stored_entry(folder + name, *bytes));
    }
    list_ += export_line(submission, version, folder + "data.json");
    return Piece::More;
  }

  inbox::Inbox& inbox_;
  std::vector<inbox::Submission> found_;  // the last one is next
  bool as_archive_;
  package::ZipWriter writer_;
  std::string list_;
};

}  // namespace

/// One request.
struct ExportApi::Call {
  ExchangePtr exchange;
  const Route& route;
  PathValues values;
  std::vector<http::FormField> query;
  Language language;
  inbox::Seconds now;

  std::string value(std::string_view name) const { return RouteMatch{&route, {}, values, {}}.value(name); }
  std::string asked(std::string_view name) const {
    const std::string* const given = http::find_field(query, name);
    return given == nullptr ? std::string() : *given;
  }
};

/// Which submissions a request asks for.
struct ExportApi::Selection {
  std::string kind;           // empty: all
  std::string register_kind;  // of a register
  std::vector<std::string> kinds;
  std::vector<inbox::Submission> found = {};
};

void ExportApi::answer_with(void (*protect)(http::Response&), Refuse refuse) {
  protect_ = protect;
  refuse_ = std::move(refuse);
}

void ExportApi::answer(const ExchangePtr& exchange, const RouteMatch& match, Language language) {
  auto query = http::parse_form(exchange->request().query);
  const Call call{exchange, *match.route, match.values, query ? *std::move(query) : std::vector<http::FormField>(),
                  language, clock_()};
  const std::string_view id = match.route->id;
  if (id == "getVersionDocument") return document(call);
  if (id == "compareVersions") return differences(call);
  exported(call);
}

// Answers.

void ExportApi::send(const Call& call, http::Response response) const {
  protect_(response);
  call.exchange->respond(std::move(response));
}

void ExportApi::send_problem(const Call& call, unsigned status, std::string_view id, std::string title) const {
  send(call, problem_response({status, id, std::move(title)}, call.language));
}

void ExportApi::send_fault(const Call& call, const inbox::Fault& fault) const {
  if (fault.kind == inbox::Fault::Kind::NotFound) {
    return send_problem(call, kFormNotFound, "not-found", std::string(texts::ServiceNotFound.in(call.language)));
  }
  send_problem(call, kFormBusy, "no-database", std::string(texts::ServiceNoDatabaseNow.in(call.language)));
}

/// Continues with an answer that is one; all else is answered.
void ExportApi::ask(const Call& call, Task task, std::function<void(TaskAnswer)> done) {
  task.language = call.language;
  task.time = time_;
  const std::uint64_t number =
      pool_.submit(std::move(task), Lane::Interactive, [this, call, done = std::move(done)](PoolAnswer answer) {
        const bool is_answered = answer.end == TaskEnd::Answered;
        const bool is_done = is_answered && answer.answer.outcome == Outcome::Done;
        if (is_answered && answer.answer.name == kLeavesOut && !is_done) return send_left_out(call, answer.answer);
        if (!is_done) return refuse_(*call.exchange, call.route, std::move(answer));
        done(std::move(answer.answer));
      });
  call.exchange->on_gone([this, number] { pool_.cancel(number); });
}

/// A register is never made without forms that nobody has agreed to leave out.
void ExportApi::send_left_out(const Call& call, const TaskAnswer& answer) const {
  const LeftOut left_out = parse_left_out(answer.reading).value_or(LeftOut());
  std::string names;
  for (const std::string& name : left_out.names) names += (names.empty() ? "" : ", ") + name;
  std::string title = texts::ServiceLeavesOut.in(call.language, left_out.names.size(), left_out.all, names);
  send(call, problem_response({kFormInvalid, kLeavesOut, std::move(title), answer.report}, call.language));
}

void ExportApi::note(const Call& call, std::string_view action, const std::string& object) {
  const http::Request& request = call.exchange->request();
  const std::string who = program_of(inbox_, request, call.now);
  static_cast<void>(inbox::Audit(inbox_).add({0, call.now, who, request.peer, std::string(action), object, "ok"}));
}

// One submission.

/// With the code on its pages, as the office prints it.
void ExportApi::document(const Call& call) {
  inbox::Submissions submissions(inbox_);
  const auto submission = submissions.get(call.value("id"));
  if (!submission) return send_fault(call, submission.error());
  const auto version = submissions.version(submission->id, version_number(call.value("number")));
  if (!version) return send_fault(call, version.error());
  const std::string format = call.value("format");
  if (format == "json") {
    note(call, "submission.data", "submission:" + submission->id);
    http::Response response = file_answer_of("application/json", submission->receipt + ".json");
    response.headers.push_back({"ETag", fmt::format("\"{}\"", version->hash)});
    response.body = version->json;
    return send(call, std::move(response));
  }
  Task task = version_task(Operation::Render, inbox_, *submission, *version);
  task.options.format = format;
  task.options.page_code = mark_of_version(submission->receipt, version->hash);
  task.options.page_label = submission->receipt;
  note(call, "submission.document", "submission:" + submission->id);
  ask(call, std::move(task), [this, call, name = submission->receipt + '.' + format](TaskAnswer answer) {
    http::Response response = file_answer_of(answer.media_type, name);
    if (!answer.tag.empty()) response.headers.push_back({"ETag", "\"gw-" + answer.tag + '"'});
    response.headers.push_back({"X-Gongwen-Pages", std::to_string(answer.pages)});
    response.body = std::move(answer.body);
    send(call, std::move(response));
  });
}

void ExportApi::differences(const Call& call) {
  inbox::Submissions submissions(inbox_);
  const auto submission = submissions.get(call.value("id"));
  if (!submission) return send_fault(call, submission.error());
  const std::int64_t from = version_number(call.value("from"));
  const std::int64_t to = version_number(call.value("to"));
  const auto before = submissions.version(submission->id, from);
  const auto after = submissions.version(submission->id, to);
  if (!before || !after) return send_fault(call, before ? after.error() : before.error());
  Task task = version_task(Operation::Review, inbox_, *submission, *before);
  Task next = version_task(Operation::Review, inbox_, *submission, *after);
  task.options.values_only = true;
  next.options.values_only = true;
  ask(call, std::move(task), [=, this, submission = *submission](TaskAnswer first) {
    ask(call, next, [=, this, body = std::move(first.body)](const TaskAnswer& second) {
      base::Json list = base::Json::list();
      for (const ReviewDifference& one :
           version_differences(inbox_, submission, {from, body}, {to, second.body}, call.language)) {
        base::Json json = base::Json::object();
        json.set("pointer", one.pointer).set("label", one.label).set("before", one.before);
        list.add(std::move(json.set("after", one.after)));
      }
      base::Json json = base::Json::object();
      json.set("from", from).set("to", to).set("differences", std::move(list));
      http::Response response;
      response.headers.push_back({"Content-Type", "application/json"});
      response.body = json.text();
      send(call, std::move(response));
    });
  });
}

// Many of them.

void ExportApi::exported(const Call& call) {
  const std::string name = call.value("name");
  Selection selection;
  selection.kind = call.asked("kind");
  selection.kinds = {selection.kind};
  if (name == kLines || name == kArchiveOfData) {
    if (find(call, selection)) send_data(call, selection, name == kArchiveOfData);
    return;
  }
  if (selection.kind.empty()) {
    return send_problem(call, kFormBad, "no-kind", std::string(texts::OfficeExportNoKind.in(call.language)));
  }
  Task question;
  question.operation = Operation::Kinds;
  ask(call, std::move(question),
      [this, call, selection](const TaskAnswer& answer) { collected(call, selection, answer.body); });
}

/// `answer`: the list of kinds.
void ExportApi::collected(const Call& call, Selection selection, const std::string& answer) {
  const KindTable table = kind_table(answer, call.language);
  if (!table.has(selection.kind)) {
    return send_problem(call, kFormNotFound, outcome_name(Outcome::UnknownKind),
                        std::string(texts::ServiceUnknownKind.in(call.language)));
  }
  const std::string name = call.value("name");
  const bool is_register = name.starts_with("register.");
  if (is_register) {
    const auto gathered = table.registers.find(selection.kind);
    if (gathered == table.registers.end()) {
      return send_problem(call, kFormNotFound, "no-register",
                          std::string(texts::OfficeExportNoRegister.in(call.language)));
    }
    selection.register_kind = gathered->second;
    selection.kinds = table.gathered_by(selection.register_kind);
  }
  if (!find(call, selection)) return;
  auto task = export_task(inbox_, selection.found, selection.kind, selection.register_kind,
                          std::string_view(name).substr(name.find('.') + 1));
  if (!task) return send_fault(call, task.error());
  if (call.asked("leave_out") == "1" || call.asked("leave_out") == "true") task->options.leaves_out = kAnyLeftOut;
  note(call, "submission.export", "kind:" + selection.kind);
  ask(call, *std::move(task), [this, call, is_register](TaskAnswer made) {
    const std::string_view label = (is_register ? texts::OfficeRegister : texts::OfficeRoster).in(call.language);
    http::Response response =
        file_answer_of(made.media_type, fmt::format("{} {}{}", label, local_day(call.now), made.name));
    response.headers.push_back({"X-Gongwen-Warnings", std::to_string(made.warnings)});
    const auto left_out = parse_left_out(made.reading);
    if (is_register) {
      response.headers.push_back({"X-Gongwen-Left-Out", std::to_string(left_out ? left_out->names.size() : 0)});
    }
    response.body = std::move(made.body);
    send(call, std::move(response));
  });
}

/// False where there is nothing to export, or too much, which is answered.
bool ExportApi::find(const Call& call, Selection& selection) const {
  inbox::SubmissionFilter filter;
  filter.state = inbox::find_state(call.asked("state"));
  filter.text = call.asked("text");
  if (read_days(call.asked("from"), call.asked("to"), filter)) {
    send_problem(call, kFormBad, "bad-parameter", std::string(texts::ServiceBadQuery.in(call.language)));
    return false;
  }
  auto found = find_exported(inbox_, filter, selection.kinds);
  if (!found) {
    send_fault(call, found.error());
    return false;
  }
  if (found->empty()) {
    send_problem(call, kFormNotFound, "no-submissions", std::string(texts::OfficeExportNone.in(call.language)));
    return false;
  }
  if (found->size() > kMaxExport) {
    send_problem(call, kFormInvalid, "too-many", texts::OfficeExportTooMany.in(call.language, kMaxExport));
    return false;
  }
  selection.found = *std::move(found);
  return true;
}

void ExportApi::send_data(const Call& call, const Selection& selection, bool as_archive) {
  note(call, "submission.export", selection.kind.empty() ? "all" : "kind:" + selection.kind);
  const std::string label = selection.kind.empty() ? std::string("data") : selection.kind;
  http::Response head =
      file_answer_of(as_archive ? "application/zip" : "application/x-ndjson",
                     fmt::format("{} {}.{}", label, local_day(call.now), as_archive ? "zip" : "jsonl"));
  protect_(head);
  const auto writer = std::make_shared<DataWriter>(inbox_, selection.found, as_archive);
  send_in_pieces(call.exchange, std::move(head), [writer](std::string& piece) { return writer->add_next(piece); });
}

}  // namespace gongwen::service
