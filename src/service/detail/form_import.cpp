// An import runs in steps, each of which asks a worker and continues with the answer: read a file, describe the kinds
// of its forms, enter them, read the next file. `submit_id` is made from the hash of the file, so that a repeated
// import finds the submissions of the first one; an import that was interrupted can therefore be sent again.
#include "service/detail/form_import.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "engine/core/run.h"
#include "engine/input/data_book.h"
#include "service/detail/pages.h"
#include "service/detail/pictures.h"
#include "service/detail/returned_match.h"
#include "service/inbox/receipt.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace gongwen::service {
namespace {

// Mail programs put forwarded mail into an archive in an archive; deeper ones are refused as files without a
// form.
constexpr int kArchiveDepth = 2;

/// Sufficient to name the source: the reader has decided whether the file is what it claims to be. Names of the entries
/// of a package are not compressed.
std::string_view type_of_bytes(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return "pdf";
  if (!bytes.starts_with("PK")) return "json";
  return bytes.find("word/") != std::string_view::npos ? "docx" : "xlsx";
}

/// Collects the files of archives, in their order, with the path of each through the archives.
class Unpacker {
 public:
  explicit Unpacker(intake::FileReader& reader) : reader_(reader) {}

  // kArchiveDepth ends the recursion; unpack() has limits of its own for number and size.
  void add(const std::string& name, const std::string& bytes, int depth) {
    // Also limits how much an archive of archives can make of a small file.
    const auto archive = depth < kArchiveDepth ? reader_.unpack(bytes) : std::nullopt;
    if (!archive) return add_form(name, bytes);
    if (!archive->notices.empty()) {
      found.damaged.push_back(name);
      tell(name, archive->notices);
    }
    for (const intake::ArchivedFile& file : archive->files)
      add(base::join_path(name, file.name), file.bytes, depth + 1);
  }

  ReturnedSources found;

 private:
  void add_form(const std::string& name, const std::string& bytes) {
    found.forms.push_back({name, bytes});
    found.sources.push_back({name, base::sha256(bytes), std::string(type_of_bytes(bytes))});
  }

  /// Reports the faults of an archive; its readable files are used anyway.
  void tell(const std::string& name, const std::vector<intake::Notice>& notices) {
    engine::Run run;
    for (const intake::Notice& notice : notices) engine::report_notice(notice, name, nullptr, run.sink());
    found.reports.push_back(std::move(run).report());
  }

  intake::FileReader& reader_;
};

}  // namespace

ReturnedSources unpack_returned(const std::vector<MemoryFile>& files, intake::FileReader& reader) {
  Unpacker unpacker(reader);
  for (const MemoryFile& file : files) unpacker.add(file.path, file.bytes, 0);
  return std::move(unpacker.found);
}

std::string sources_json(const std::vector<ReturnedSource>& sources) { return base::to_json(sources).text(); }

std::vector<ReturnedSource> parse_sources(std::string_view text) {
  return base::from_json<std::vector<ReturnedSource>>(text).value_or(std::vector<ReturnedSource>());
}

const ReturnedSource* source_of(const std::vector<ReturnedSource>& sources, std::string_view name) {
  // The innermost source has the longest name with which the form's name begins: `a.zip/mail.eml` for
  // `a.zip/mail.eml/form.pdf`.
  const ReturnedSource* around = nullptr;
  for (const ReturnedSource& source : sources) {
    if (source.name == name) return &source;
    const bool is_inside =
        name.starts_with(source.name) && name.size() > source.name.size() && name[source.name.size()] == '/';
    if (is_inside && (around == nullptr || around->name.size() < source.name.size())) around = &source;
  }
  return around;
}

namespace {

/// Time limit for an archive, which may hold dozens of forms.
constexpr std::chrono::milliseconds kArchiveTime{180'000};

bool may_be_archive(const MemoryFile& file) {
  return file.bytes.starts_with("PK") && !file.path.ends_with(".xlsx") && !file.path.ends_with(".docx");
}

/// Gives files of the same name different ones: `form.pdf`, `form.pdf (2)`. Two files of a request may have the same
/// name; messages and sources need to tell them apart.
void set_apart(std::vector<MemoryFile>& files) {
  std::set<std::string> names;
  for (MemoryFile& file : files) {
    const std::string name = file.path;
    for (int number = 2; !names.insert(file.path).second; ++number) file.path = fmt::format("{} ({})", name, number);
  }
}

/// Returns the type of a form: by its own ending if it is inside a source, such as a mail; otherwise the type of the
/// source.
std::string type_of_source(const ReturnedSource& source, std::string_view name) {
  if (name.size() == source.name.size()) return source.type;
  for (const std::string_view type : {"pdf", "xlsx", "docx", "json"}) {
    if (name.ends_with(type)) return std::string(type);
  }
  return source.type;
}

}  // namespace

bool FormImports::has_forms() const {
  return std::any_of(forms.begin(), forms.end(), [](const ImportedForm& form) { return form.is_read; });
}

PoolAnswer FormImports::unreadable() const {
  PoolAnswer nothing;
  nothing.answer.outcome = Outcome::Unreadable;
  nothing.answer.report = report().text();
  return nothing;
}

base::Json FormImports::report() const {
  base::Json json = base::Json::object();
  json.set("diagnostics", base::Json::written(diagnostics.text()));
  return std::move(json.set("errors", errors).set("warnings", warnings));
}

void FormImport::start(WorkerPool& pool, inbox::Inbox& inbox, std::vector<MemoryFile> files, FormImportOptions options,
                       Done done) {
  const std::shared_ptr<FormImport> run(new FormImport(pool, inbox, std::move(options), std::move(done)));
  run->files_ = std::move(files);
  set_apart(run->files_);
  run->read_next();
}

Task FormImport::task_of(Operation operation, const std::string& kind) const {
  // All tasks of an import have the same language and time.
  Task task;
  task.operation = operation;
  task.kind = kind;
  task.language = options_.language;
  task.time = options_.time;
  return task;
}

/// Asks a worker to read the next file; ends the run if there is none.
void FormImport::read_next() {
  if (next_file_ == files_.size()) return finish();
  MemoryFile& file = files_[next_file_];
  Task task = task_of(Operation::Extract, options_.kind);
  task.options.check = true;
  task.options.in_words = options_.in_words;
  if (may_be_archive(file)) task.time = std::max(task.time, kArchiveTime);
  // Moved, so that a file is in memory once, here or in the task.
  task.files.push_back({file.path, std::move(file.bytes)});
  pool_.submit(std::move(task), Lane::Interactive,
               [run = shared_from_this()](PoolAnswer answer) { run->take_reading(std::move(answer)); });
}

/// Takes the answer about one file. A file from which nothing can be read does not prevent the others from being
/// entered. If workers are busy or the installation is at fault, the import ends, and the remaining files must be sent
/// again.
void FormImport::take_reading(PoolAnswer reading) {
  const MemoryFile& file = files_[next_file_];
  const bool is_only = files_.size() == 1;
  const bool is_answered = reading.end == TaskEnd::Answered;
  const bool is_read = is_answered && reading.answer.outcome == Outcome::Done;
  // If a single file, the whole request, takes too long or crashes a worker, the request is refused as such. Three
  // cases: read; unreadable (the others go on); no answer at all (the import ends).
  const bool is_of_file = is_answered ? reading.answer.outcome == Outcome::Unreadable ||
                                            (reading.answer.outcome == Outcome::TooLong && !is_only)
                                      : reading.end != TaskEnd::Busy && !is_only;
  if (!is_read && !is_of_file) {
    made_.refused = std::move(reading);
    return finish();
  }
  const auto body = base::parse_json(reading.answer.body);
  const auto report = base::parse_json(reading.answer.report);
  const auto said = report ? report->view().find("diagnostics") : std::nullopt;
  // Joins the messages about all files into one report; each message names its file.
  for (std::size_t i = 0; said && i < said->size(); ++i) {
    made_.diagnostics.add(base::Json::written(said->at(i).json()));
    const std::string severity = said->at(i).text_of("severity");
    made_.errors += severity == "error";
    made_.warnings += severity == "warning";
  }
  const auto files = body ? body->view().find("files") : std::nullopt;
  reads_.clear();
  next_ = 0;
  if (files) {
    take_forms(*files, parse_sources(reading.answer.reading));
  } else {
    // No form could be read from this file: the results name it.
    made_.forms.push_back({file.path, false});
  }
  ++next_file_;
  enter_next();
}

/// Records the forms of a file. The number within the source tells several forms of one archive or mail apart.
void FormImport::take_forms(const base::JsonView& files, const std::vector<ReturnedSource>& sources) {
  std::map<std::string, std::size_t> numbers;  // number of forms in each source
  for (std::size_t i = 0; i < files.size(); ++i) {
    const base::JsonView one = files.at(i);
    const std::string name = one.text_of("input");
    const auto data = one.find("data");
    const ReturnedSource* const source = source_of(sources, name);
    const std::string part = one.text_of("part");
    // A form without data is listed, too, so that nothing that was sent disappears.
    made_.forms.push_back({part.empty() ? name : name + " " + part, data && source != nullptr, one.text_of("kind")});
    if (!data || source == nullptr) continue;
    const auto signatures = one.find("signatures");
    const std::size_t number = ++numbers[source->name];
    reads_.push_back({made_.forms.size() - 1, data->json(), signatures ? signatures->json() : std::string(),
                      // Hash, number within the source and kind: the same form in another archive gets the same id.
                      fmt::format("import {} {} {}", source->sha256, number, one.text_of("kind")),
                      type_of_source(*source, name), one.text_of("receipt")});
  }
}

/// Enters the forms of the file. A worker is asked once for each kind of an import.
void FormImport::enter_next() {
  // A loop rather than recursion: hundreds of forms of one kind are entered without asking again.
  while (next_ < reads_.size()) {
    const std::string& kind = made_.forms[reads_[next_].form].kind;
    if (!kinds_.contains(kind)) {
      pool_.submit(
          task_of(Operation::Form, kind), Lane::Interactive, [run = shared_from_this(), kind](PoolAnswer answer) {
            const bool is_known = answer.end == TaskEnd::Answered && (answer.answer.outcome == Outcome::Done ||
                                                                      answer.answer.outcome == Outcome::NotOffered);
            // Without an answer it is unknown whether forms of this kind are received: the import ends, and the file
            // must be sent again.
            if (!is_known) {
              run->made_.refused = std::move(answer);
              return run->finish();
            }
            // A kind without a form is stored as such: its forms are reported, not entered.
            run->kinds_[kind] = {parse_form(answer.answer.body).value_or(DescribedForm()), answer.answer.tag};
            run->enter_next();
          });
      return;
    }
    if (!enter(reads_[next_++])) return finish();
  }
  read_next();
}

/// Makes a submission from a form. Returns false if the database has a fault, which ends the import.
bool FormImport::enter(const Read& read) {
  ImportedForm& imported = made_.forms[read.form];
  const Described& described = kinds_[imported.kind];
  const std::string& prefix = described.form.plan.receipt;
  inbox::NewVersion version;
  version.json = read.json;
  version.edition = described.edition;
  version.source = read.source;
  version.signatures = read.signatures;
  version.submit_id = read.submit_id;
  version.actor = options_.actor;
  std::tie(version.person, version.organisation) = names_of_form(read.json, described.form);
  version.email = address_of_form(read.json, described.form);
  imported.person = version.person;
  // Kinds without a prefix of receipt numbers are not received: the form is only reported. Bundles without `receipt`
  // are for documents, not for submissions.
  if (!inbox::is_receipt_prefix(prefix)) return true;
  if (options_.replaces) {
    // If there are several forms, it is unclear which one is meant.
    const bool is_only = reads_.size() == 1 && imported.kind == options_.replaces->kind;
    return !is_only || replace(*options_.replaces, version, imported);
  }
  // Entered before: the result is the earlier submission, and nothing changes.
  inbox::Submissions submissions(inbox_);
  imported.submission = submissions.entered_before(version.submit_id);
  if (imported.submission) return true;
  // match_returned() looks for the submission that this file corrects: by receipt, or by name and organisation.
  auto match =
      match_returned(inbox_, {imported.kind, read.receipt, imported.file, version.person, version.organisation});
  if (!match) {
    made_.fault = match.error();
    return false;
  }
  // The receipt number is certain: entered as a version without asking.
  if (*match && (*match)->is_sure) return replace((*match)->submission, version, imported);
  if (*match && options_.asks) {
    const inbox::Submission& submission = (*match)->submission;
    imported.doubtful = {imported.kind,       version.json,   version.edition,      version.source, version.signatures,
                         version.submit_id,   version.person, version.organisation, prefix,         submission.id,
                         submission.revision, version.email};
    imported.maybe = submission;
    return true;
  }
  auto made = inbox::Submissions(inbox_).import(imported.kind, version, prefix, local_year(options_.now), options_.now,
                                                &imported.is_new);
  if (!made) {
    made_.fault = made.error();
    return false;
  }
  imported.submission = *std::move(made);
  return true;
}

bool FormImport::replace(const inbox::Submission& submission, const inbox::NewVersion& version,
                         ImportedForm& imported) {
  inbox::Submissions submissions(inbox_);
  imported.is_version = true;
  // Compared as text: both are canonical JSON.
  const auto last = submissions.version(submission.id, submission.versions);
  // Sending the same data again makes no new version.
  if (last && last->json == version.json) {
    imported.submission = submission;
    return true;
  }
  inbox::NewVersion whole = version;
  // Forms in files have no pictures; those of the former version are taken over.
  whole.json = with_kept_pictures(inbox_, submission, version.json);
  auto done = submissions.replace(submission.id, whole,
                                  // The revision at the time of the match.
                                  {options_.actor, submission.revision, options_.now, whole.source}, &imported.is_new);
  if (!done) {
    made_.fault = done.error();
    return false;
  }
  imported.submission = *std::move(done);
  return true;
}

inbox::Result<inbox::Submission> enter_decided(inbox::Inbox& inbox, const DoubtfulForm& form, bool as_version,
                                               const std::string& actor, inbox::Seconds now) {
  inbox::NewVersion version{form.json,         form.edition,    form.source, form.submit_id, form.person,
                            form.organisation, form.signatures, actor,       form.email};
  inbox::Submissions submissions(inbox);
  if (!as_version) return submissions.import(form.kind, version, form.prefix, local_year(now), now);
  const auto submission = submissions.get(form.submission);
  if (!submission) return submission;
  version.json = with_kept_pictures(inbox, *submission, form.json);
  return submissions.replace(form.submission, version, {actor, form.revision, now, form.source});
}

}  // namespace gongwen::service
