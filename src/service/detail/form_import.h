// FormImport: enters forms that came by mail, or from a program. A worker reads each file, a form or an archive of
// several, and each form becomes a submission. If the same file comes again, even in an archive, the result is the
// submissions of the first time.
//   FormImport::start(pool, inbox, {{"form.pdf", bytes}}, {.kind = {}, .now = now}, [](FormImports made) { … });
#pragma once

#include "gongwen/engine.h"
#include "gongwen/memory_file.h"
#include "intake/file_reader.h"
#include "service/detail/described_form.h"
#include "service/detail/worker_pool.h"
#include "service/inbox/submissions.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::service {

// ReturnedSources: the files of an import. A file in an archive counts as if it had been sent
// by itself. Workers make them; the front gets them as JSON beside the forms
// (TaskAnswer::reading).

/// A file identified by its contents, so that it is recognised under any name and in any archive.
struct ReturnedSource {
  std::string name;    // with the name of its archive: `一批.zip/张某.pdf`
  std::string sha256;  // hexadecimal
  std::string type;    // pdf, xlsx, json

  friend void json_members(auto& of, base::MembersOf<ReturnedSource> auto& source) {
    of.must("name", source.name).must("sha256", source.sha256).must("type", source.type);
  }
};

/// `forms[i]` was read from `sources[i]`.
struct ReturnedSources {
  std::vector<FormSource> forms;
  std::vector<ReturnedSource> sources;  // in the same order
  std::vector<std::string> damaged;     // names of archives that could not be unpacked completely
  std::vector<Report> reports;          // about the damaged archives: intake/*
};

/// Unpacks archives, and archives in them; an archive at the third level counts as a file without a form.
ReturnedSources unpack_returned(const std::vector<MemoryFile>& files, intake::FileReader& reader);

/// Returns sources as JSON: `[{"name":"张某.pdf","sha256":"…","type":"pdf"}]`
std::string sources_json(const std::vector<ReturnedSource>& sources);
std::vector<ReturnedSource> parse_sources(std::string_view text);

/// Returns the source of a form by the name under which the form was read. That name may be longer, since the form may
/// be inside the source, as in a mail. Returns null if absent.
const ReturnedSource* source_of(const std::vector<ReturnedSource>& sources, std::string_view name);

/// A form that was read but not entered, since a person has to decide of which submission it is a version.
/// The page of doubtful forms carries it as sealed JSON, with the person's decision; enter_decided() enters
/// it.
struct DoubtfulForm {
  std::string kind;
  std::string json;
  std::string edition;
  std::string source;  // pdf, xlsx, json
  std::string signatures;
  std::string submit_id;
  std::string person;
  std::string organisation;
  std::string prefix;         // prefix of receipt numbers
  std::string submission;     // submission of which it may be a version
  std::int64_t revision = 0;  // revision of that submission
  std::string email = {};     // of the applicant

  friend void json_members(auto& of, base::MembersOf<DoubtfulForm> auto& form) {
    of.must("kind", form.kind).must("json", form.json).must("edition", form.edition).must("source", form.source);
    of.must("signatures", form.signatures).must("submit_id", form.submit_id).must("person", form.person);
    of.must("organisation", form.organisation).must("prefix", form.prefix).must("submission", form.submission);
    of.must("revision", form.revision).given("email", form.email);
  }
};

/// Enters a doubtful form as decided: as the next version of the submission, or as a new one.
inbox::Result<inbox::Submission> enter_decided(inbox::Inbox& inbox, const DoubtfulForm& form, bool as_version,
                                               const std::string& actor, inbox::Seconds now);

/// A form that was found, or a file that has none. Entries are in the order of the files; a file without a form has one
/// entry with `is_read` false.
struct ImportedForm {
  std::string file;     // with the name of its archive: `一批.zip/张某.pdf`
  bool is_read = true;  // if false, nothing else is known of it
  std::string kind = {};
  std::string person = {};                           // name of the person or project in the data
  std::optional<inbox::Submission> submission = {};  // nullopt if forms of this kind are not received
  bool is_new = false;
  bool is_version = false;                      // entered as a version of an earlier submission
  std::optional<inbox::Submission> maybe = {};  // submission of which it may be a version; the form is not entered yet
  DoubtfulForm doubtful = {};                   // set if `maybe` is
};

/// The result of a run: either complete, or ended early by `refused` or `fault`, with what was entered before.
struct FormImports {
  std::vector<ImportedForm> forms;
  base::Json diagnostics = base::Json::list();  // messages of the engine about all files
  std::size_t errors = 0;                       // number of errors among them
  std::size_t warnings = 0;
  std::optional<PoolAnswer>
      refused;  // the answer about the file that no worker read; the files after it were not tried
  std::optional<inbox::Fault> fault;  // the database fault that ended the run; forms before it are entered

  /// Whether any form could be read.
  bool has_forms() const;
  /// Returns the answer of the worker if no file could be read.
  PoolAnswer unreadable() const;
  /// `{"diagnostics":[…],"errors":1,"warnings":0}`
  base::Json report() const;
};

struct FormImportOptions {
  std::string kind;  // kind of plain data, which do not state it; empty: as the file states
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::chrono::milliseconds time{30'000};
  inbox::Seconds now = 0;
  std::string actor = {};  // who enters them
  bool in_words = false;   // see TaskOptions
  /// Do not enter forms that may be versions of others (ImportedForm::maybe), so that a person can decide.
  bool asks = false;
  /// The submission of which the form is a version, as the user saw it. Forms of other kinds are not entered.
  std::optional<inbox::Submission> replaces = {};
};

/// Used by the import page of the office, POST /api/v1/imports and POST …/versions (with `replaces`). Keeps itself
/// alive until `done`.
class FormImport : public std::enable_shared_from_this<FormImport> {
 public:
  using Done = std::function<void(FormImports)>;

  /// Starts an import; calls `done` once, later. Pool and inbox must outlive it. The forms are entered even if the
  /// client is gone. Forms with errors are entered too: the review shows them.
  static void start(WorkerPool& pool, inbox::Inbox& inbox, std::vector<MemoryFile> files, FormImportOptions options,
                    Done done);

 private:
  /// A form as the worker has read it, before it is known what becomes of it.
  struct Read {
    std::size_t form = 0;  // in made_.forms
    std::string json;
    std::string signatures;  // signatures of the file, as JSON; may be empty
    std::string submit_id;
    std::string source;   // pdf, xlsx, json
    std::string receipt;  // receipt that the file states; may be empty
  };
  /// The form of a kind and its edition. A worker is asked once for each kind of an
  /// import.
  struct Described {
    DescribedForm form = {};
    std::string edition;
  };

  FormImport(WorkerPool& pool, inbox::Inbox& inbox, FormImportOptions options, Done done)
      : pool_(pool), inbox_(inbox), options_(std::move(options)), done_(std::move(done)) {}

  Task task_of(Operation operation, const std::string& kind) const;
  void read_next();
  void take_reading(PoolAnswer reading);
  void take_forms(const base::JsonView& files, const std::vector<ReturnedSource>& sources);
  void enter_next();
  bool enter(const Read& read);
  /// Enters the form as a version of the submission.
  bool replace(const inbox::Submission& submission, const inbox::NewVersion& version, ImportedForm& imported);
  void finish() { done_(std::move(made_)); }

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  FormImportOptions options_;
  Done done_;
  std::vector<MemoryFile> files_;
  std::size_t next_file_ = 0;
  std::vector<Read> reads_;  // forms of the present file
  std::size_t next_ = 0;
  std::map<std::string, Described> kinds_;
  FormImports made_;
};

}  // namespace gongwen::service
