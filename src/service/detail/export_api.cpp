// Exports for programs. A worker makes documents, differences, rosters and registers; data of many submissions is
// streamed piece by piece, so that an export of thousands needs the memory of one. Every export is written to the audit
// before it is sent, since personal data leaves the service.
#include "service/detail/export_api.h"

#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "package/zip_writer.h"
#include "resources/folder.h"
#include "service/detail/answers.h"
#include "service/detail/attachments.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/pages.h"
#include "service/detail/pictures.h"
#include "service/detail/scan_marks.h"
#include "service/http/fields.h"

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

std::vector<ListedKind> parse_kinds(std::string_view answer) {
  const auto json = base::parse_json(answer);
  const auto list = json ? json->view().find("kinds") : std::nullopt;
  // A list that cannot be read completely is discarded: half of the kinds would hide the others.
  std::vector<ListedKind> kinds;
  if (!list || !base::read_json(*list, kinds)) kinds.clear();
  return kinds;
}

KindTable kind_table(std::string_view answer, diagnostics::Language language) {
  KindTable table;
  for (const ListedKind& kind : parse_kinds(answer)) {
    const std::string words = kind.title.in(language);
    table.titles[kind.kind] = words.empty() ? kind.kind : words;
    if (kind.web) table.forms.insert(kind.kind);
    // If two registers gather a kind, the first one in the list is used.
    for (const std::string& gathered : kind.gathers) table.registers.emplace(gathered, kind.kind);
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
    // The next page of the list begins after the number of the last one found, so that a new submission
    // meanwhile shifts nothing. Stops one page after the limit was reached, which shows that there are too
    // many.
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
  // A line must stay one line: line breaks outside of strings are only formatting. Within strings JSON has `
  // ` as an escape, so erasing cannot damage data.
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
  // A document has them in the order of receipt.
  inbox::Submissions submissions(inbox);
  // Lists begin with the latest; documents begin with the first.
  for (auto one = found.rbegin(); one != found.rend(); ++one) {
    auto version = submissions.version(one->id, one->versions);
    if (!version) return base::Failure{version.error()};
    const std::string folder = register_kind.empty() ? std::string() : one->kind + '/';
    // People know a form by its receipt number, so messages use it, too.
    task.files.push_back({folder + one->receipt, std::move(version->json)});
    task.options.editions.push_back(version->edition);
  }
  return task;
}

// First the values, by the answers of workers; then pictures, which those answers know by name only.
inbox::Result<std::vector<ReviewDifference>> version_differences(
    inbox::Inbox& inbox, const inbox::Submission& submission, const std::pair<std::int64_t, std::string_view>& before,
    const std::pair<std::int64_t, std::string_view>& after, diagnostics::Language language) {
  const ReviewView view = review_view(after.second, language);
  std::vector<ReviewDifference> found = review_differences(review_view(before.second, language), view);
  const auto former = picture_hashes(inbox, submission, before.first);
  const auto present = picture_hashes(inbox, submission, after.first);
  if (!former || !present) return base::Failure{former ? present.error() : former.error()};
  for (const auto& [pointer, hash] : *present) {
    const auto known = former->find(pointer);
    // A picture that is new or gone is already among the differences of the values.
    if (known == former->end() || known->second == hash) continue;
    found.push_back({pointer, view.words_for(pointer), std::string(diagnostics::texts::OfficePicture.in(language)),
                     std::string(diagnostics::texts::OfficeOtherPicture.in(language))});
  }
  return found;
}

namespace {

namespace texts = diagnostics::texts;

/// Returns the head of a download with this name.
http::Response file_answer_of(std::string_view type, const std::string& name) {
  http::Response response;
  response.headers = {{"Content-Type", std::string(type)},
                      {"Content-Disposition", http::content_disposition("attachment", name)}};
  return response;
}

/// Returns the name of a file in the archive; empty for internal files of the office, such as readings of
/// scans.
std::string name_in_archive(const inbox::FileRecord& file) {
  if (file.slot.starts_with(kPictureMark)) return picture_name(file.slot.substr(kPictureMark.size()), file.type);
  if (!file.slot.starts_with(kAttachmentMark)) return {};
  const std::string id = file.slot.substr(kAttachmentMark.size());
  // The applicant chose the name: if it leads out of the folder ("zip slip"), the id is used alone.
  const bool is_name = resources::is_inner_name(file.name) && file.name.find('/') == std::string::npos;
  return "attachments/" + id + (is_name ? '-' + file.name : std::string());
}

/// Writes the data of many submissions, one per call, as JSON Lines or as an archive.
class DataWriter {
 public:
  DataWriter(inbox::Inbox& inbox, std::vector<inbox::Submission> found, bool as_archive)
      : inbox_(inbox), found_(std::move(found)), as_archive_(as_archive) {}

  // Returns More until all submissions were written; for an archive the list follows as its last entry.
  Piece add_next(std::string& piece) {
    if (found_.empty()) {
      if (!as_archive_) return Piece::Last;
      // The list comes last, when all files are known.
      piece += writer_.entry(package::stored_entry("submissions.jsonl", list_));
      piece += writer_.end();
      return Piece::Last;
    }
    const inbox::Submission submission = std::move(found_.back());
    found_.pop_back();
    const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
    // Purged since the list was made: left out. Broken ends the connection, so that the client sees that the file is
    // incomplete.
    if (!version) return version.error().kind == inbox::Fault::Kind::NotFound ? Piece::More : Piece::Broken;
    if (as_archive_) return add_files(piece, submission, *version);
    piece += export_line(submission, *version);
    return Piece::More;
  }

 private:
  /// Writes `RECEIPT/data.json` with its pictures beside it, so that a document can be made from the folder.
  Piece add_files(std::string& piece, const inbox::Submission& submission, const inbox::Version& version) {
    const std::string folder = submission.receipt + '/';
    // Stored, not compressed: pictures and PDFs would not get smaller, and the front has no work with it.
    piece += writer_.entry(package::stored_entry(folder + "data.json", version.json));
    inbox::Files files(inbox_);
    const auto listed = files.list(inbox::version_owner(submission));
    // An archive with missing files would be silently wrong, so the connection is broken off instead.
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
  std::vector<inbox::Submission> found_;  // taken from the end
  bool as_archive_;
  package::ZipWriter writer_;
  std::string list_;
};

}  // namespace

NextPiece submission_data(inbox::Inbox& inbox, std::vector<inbox::Submission> found, bool as_archive) {
  const auto writer = std::make_shared<DataWriter>(inbox, std::move(found), as_archive);
  return [writer](std::string& piece) {
    return writer->add_next(piece);
  };
}

namespace {

/// A register that would lack forms is not made unless the program agrees (`leave_out`): the answer lists them.
http::Response left_out_response(const ProgramCall& call, const TaskAnswer& answer) {
  const LeftOut left_out = parse_left_out(answer.reading).value_or(LeftOut());
  std::string names;
  for (const std::string& name : left_out.names) names += (names.empty() ? "" : ", ") + name;
  std::string title = texts::ServiceLeavesOut.in(call.language, left_out.names.size(), left_out.all, names);
  return problem_response({http::status::kUnprocessable, kLeavesOut, std::move(title), answer.report}, call.language);
}

}  // namespace

/// The submissions that a request asks for.
struct ExportApi::Selection {
  std::string kind;           // empty: all
  std::string register_kind;  // of a register
  std::vector<std::string> kinds;
  std::vector<inbox::Submission> found = {};
};

/// Asks a worker; `done` gets its answer if the task succeeded; otherwise the answer is sent here. `on_gone` cancels
/// only tasks that still wait; a running one ends by itself.
void ExportApi::ask(const ProgramCall& call, Task task, std::function<void(TaskAnswer)> done) {
  task.language = call.language;
  task.time = time_;
  const std::uint64_t number =
      pool_.submit(std::move(task), Lane::Interactive, [this, call, done = std::move(done)](PoolAnswer answer) {
        const bool is_answered = answer.end == TaskEnd::Answered;
        const bool is_done = is_answered && answer.answer.outcome == Outcome::Done;
        if (is_answered && answer.answer.name == kLeavesOut && !is_done)
          return call.send(left_out_response(call, answer.answer));
        if (!is_done) return refuse_(*call.exchange, call.route, std::move(answer));
        done(std::move(answer.answer));
      });
  // If the client hangs up, the task is not started.
  call.exchange->on_gone([this, number] { pool_.cancel(number); });
}

// One submission.

/// Sends a document of a version, with the same code on its pages as the office's print.
void ExportApi::document(const ProgramCall& call, const std::string& id, std::int64_t number,
                         const std::string& format) {
  inbox::Submissions submissions(inbox_);
  const auto submission = submissions.get(id);
  if (!submission) return call.send(call.problem(submission.error()));
  const auto version = submissions.version(submission->id, number);
  if (!version) return call.send(call.problem(version.error()));
  // The data itself needs no worker.
  if (format == "json") {
    note_call(inbox_, call, "submission.data", "submission:" + submission->id);
    http::Response response = file_answer_of("application/json", submission->receipt + ".json");
    // The hash of the data is a strong ETag: a version never changes.
    response.headers.push_back({"ETag", fmt::format("\"{}\"", version->hash)});
    response.body = version->json;
    // If-None-Match is ignored here, since each download is written to the audit.
    return call.send(std::move(response));
  }
  auto task = version_task(Operation::Render, inbox_, *submission, *version);
  if (!task) return call.send(call.problem(task.error()));
  task->options.format = format;
  task->options.page_code = mark_of_version(submission->receipt, version->hash);
  task->options.page_label = submission->receipt;
  note_call(inbox_, call, "submission.document", "submission:" + submission->id);
  ask(call, *std::move(task), [call, name = submission->receipt + '.' + format](TaskAnswer answer) {
    http::Response response = file_answer_of(answer.media_type, name);
    if (!answer.tag.empty()) response.headers.push_back({"ETag", "\"gw-" + answer.tag + '"'});
    response.headers.push_back({"X-Gongwen-Pages", std::to_string(answer.pages)});
    response.body = std::move(answer.body);
    call.send(std::move(response));
  });
}

/// Compares two versions: the values of each are read by one worker after another.
void ExportApi::differences(const ProgramCall& call, const std::string& id, std::int64_t from, std::int64_t to) {
  inbox::Submissions submissions(inbox_);
  const auto submission = submissions.get(id);
  if (!submission) return call.send(call.problem(submission.error()));
  const auto before = submissions.version(submission->id, from);
  const auto after = submissions.version(submission->id, to);
  if (!before || !after) return call.send(call.problem(before ? after.error() : before.error()));
  // Values only: pages are not needed for a comparison.
  auto task = version_task(Operation::Review, inbox_, *submission, *before);
  auto next = version_task(Operation::Review, inbox_, *submission, *after);
  if (!task || !next) return call.send(call.problem(task ? next.error() : task.error()));
  task->options.values_only = true;
  next->options.values_only = true;
  ask(call, *std::move(task), [=, this, submission = *submission, next = *std::move(next)](TaskAnswer first) {
    ask(call, next, [=, this, body = std::move(first.body)](const TaskAnswer& second) {
      const auto found = version_differences(inbox_, submission, {from, body}, {to, second.body}, call.language);
      if (!found) return call.send(call.problem(found.error()));
      base::Json list = base::Json::list();
      for (const ReviewDifference& one : *found) {
        base::Json json = base::Json::object();
        json.set("pointer", one.pointer).set("label", one.label).set("before", one.before);
        list.add(std::move(json.set("after", one.after)));
      }
      base::Json json = base::Json::object();
      json.set("from", from).set("to", to).set("differences", std::move(list));
      call.send(json_response(json.text()));
    });
  });
}

// Exports of many submissions.

/// Rosters and registers need the list of kinds first; data does not.
void ExportApi::exported(const ProgramCall& call, const ExportedFile& file) {
  Selection selection;
  selection.kind = call.asked("kind");
  selection.kinds = {selection.kind};
  if (file.content == ExportedFile::Content::Data) {
    if (find(call, selection)) send_data(call, selection, file.ending == "zip");
    return;
  }
  // Data of all kinds may be exported at once, a roster only of one.
  if (selection.kind.empty()) {
    return call.send(call.problem(http::status::kBadRequest, "no-kind", texts::OfficeExportNoKind));
  }
  Task question;
  question.operation = Operation::Kinds;
  ask(call, std::move(question),
      [this, call, file, selection](const TaskAnswer& answer) { collected(call, file, selection, answer.body); });
}

/// `answer` is the list of kinds.
void ExportApi::collected(const ProgramCall& call, const ExportedFile& file, Selection selection,
                          const std::string& answer) {
  const KindTable table = kind_table(answer, call.language);
  if (!table.has(selection.kind)) {
    return call.send(
        call.problem(http::status::kNotFound, outcome_name(Outcome::UnknownKind), texts::ServiceUnknownKind));
  }
  const bool is_register = file.content == ExportedFile::Content::Register;
  if (is_register) {
    const auto gathered = table.registers.find(selection.kind);
    if (gathered == table.registers.end()) {
      return call.send(call.problem(http::status::kNotFound, "no-register", texts::OfficeExportNoRegister));
    }
    selection.register_kind = gathered->second;
    selection.kinds = table.gathered_by(selection.register_kind);
  }
  if (!find(call, selection)) return;
  auto task = export_task(inbox_, selection.found, selection.kind, selection.register_kind, file.ending);
  if (!task) return call.send(call.problem(task.error()));
  // A program cannot have seen the list of missing forms, so it agrees to any. Both are spellings that a flag may have
  // in an address.
  if (call.asked("leave_out") == "1" || call.asked("leave_out") == "true") task->options.leaves_out = kAnyLeftOut;
  note_call(inbox_, call, "submission.export", "kind:" + selection.kind);
  ask(call, *std::move(task), [call, is_register](TaskAnswer made) {
    const std::string_view label = (is_register ? texts::OfficeRegister : texts::OfficeRoster).in(call.language);
    http::Response response =
        file_answer_of(made.media_type, fmt::format("{} {}{}", label, local_day(call.now), made.name));
    response.headers.push_back({"X-Gongwen-Warnings", std::to_string(made.warnings)});
    const auto left_out = parse_left_out(made.reading);
    if (is_register) {
      response.headers.push_back({"X-Gongwen-Left-Out", std::to_string(left_out ? left_out->names.size() : 0)});
    }
    response.body = std::move(made.body);
    call.send(std::move(response));
  });
}

/// Finds the submissions. Returns false, having answered, if there are none, too many, or a date is wrong.
bool ExportApi::find(const ProgramCall& call, Selection& selection) const {
  inbox::SubmissionFilter filter;
  filter.state = inbox::find_state(call.asked("state"));
  filter.text = call.asked("text");
  if (const auto bad = read_days(call.asked("from"), call.asked("to"), filter)) {
    call.send(refuse_filter(call, *bad));
    return false;
  }
  // `text` and dates narrow the selection like those of the list.
  auto found = find_exported(inbox_, filter, selection.kinds);
  if (!found) {
    call.send(call.problem(found.error()));
    return false;
  }
  if (found->empty()) {
    call.send(call.problem(http::status::kNotFound, "no-submissions", texts::OfficeExportNone));
    return false;
  }
  if (found->size() > kMaxExport) {
    call.send(call.problem(http::status::kUnprocessable, "too-many",
                           texts::OfficeExportTooMany.in(call.language, kMaxExport)));
    return false;
  }
  selection.found = *std::move(found);
  return true;
}

/// Streams the data. The head is sent before the first piece, so later faults can only break off the connection. The
/// ZIP's central directory comes last, so a broken archive cannot be mistaken for a complete one.
void ExportApi::send_data(const ProgramCall& call, const Selection& selection, bool as_archive) {
  note_call(inbox_, call, "submission.export", selection.kind.empty() ? "all" : "kind:" + selection.kind);
  const std::string label = selection.kind.empty() ? std::string("data") : selection.kind;
  http::Response head =
      file_answer_of(as_archive ? "application/zip" : "application/x-ndjson",
                     fmt::format("{} {}.{}", label, local_day(call.now), as_archive ? "zip" : "jsonl"));
  protect(head);
  send_in_pieces(call.exchange, std::move(head), submission_data(inbox_, selection.found, as_archive));
}

}  // namespace gongwen::service
