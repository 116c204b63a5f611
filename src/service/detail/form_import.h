// FormImport: enters forms that came by mail, or from a program. A worker reads each file, a form or an archive of
// several, and each form becomes a submission. The same file again gives the submissions of the first time, also if it
// comes in an archive now.
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

// ReturnedSources: the files of an import. A file in an archive counts as if it had been sent by itself. Used by
// workers only.
// Workers make them, the front gets them as JSON beside the forms (TaskAnswer::reading).

/// A file by its contents, so that the same file is recognised under any name and in any archive.
struct ReturnedSource {
  std::string name;    // with that of the archive before it: `一批.zip/张某.pdf`
  std::string sha256;  // hexadecimal
  std::string type;    // pdf, xlsx, json

  friend void json_members(auto& of, base::MembersOf<ReturnedSource> auto& source) {
    of.must("name", source.name).must("sha256", source.sha256).must("type", source.type);
  }
};

/// `forms[i]` was read from `sources[i]`.
struct ReturnedSources {
  std::vector<FormSource> forms;
  std::vector<ReturnedSource> sources;  // of the same order
  std::vector<std::string> damaged;     // names of archives that could not be unpacked, or only in part
  std::vector<Report> reports;          // of these: intake/*
};

/// Unpacks archives, and archives in them; a third level counts as a file without a form.
ReturnedSources unpack_returned(const std::vector<MemoryFile>& files, intake::FileReader& reader);

/// `[{"name":"张某.pdf","sha256":"…","type":"pdf"}]`
std::string sources_json(const std::vector<ReturnedSource>& sources);
std::vector<ReturnedSource> parse_sources(std::string_view text);

/// The source of a form by the name under which it was read. That name may be longer, since the form may be inside the
/// source, as in a mail. Null if there is none.
const ReturnedSource* source_of(const std::vector<ReturnedSource>& sources, std::string_view name);

/// A form that was read and not entered, since somebody has to decide of what it is a version. A page carries it as
/// JSON.
/// Carried by the page of doubtful forms, sealed with what the person decides; enter_decided() takes it up.
struct DoubtfulForm {
  std::string kind;
  std::string json;
  std::string edition;
  std::string source;  // pdf, xlsx, json
  std::string signatures;
  std::string submit_id;
  std::string person;
  std::string organisation;
  std::string prefix;         // of receipt numbers
  std::string submission;     // of which it may be a version
  std::int64_t revision = 0;  // of that
  std::string email = {};     // of the applicant

  friend void json_members(auto& of, base::MembersOf<DoubtfulForm> auto& form) {
    of.must("kind", form.kind).must("json", form.json).must("edition", form.edition).must("source", form.source);
    of.must("signatures", form.signatures).must("submit_id", form.submit_id).must("person", form.person);
    of.must("organisation", form.organisation).must("prefix", form.prefix).must("submission", form.submission);
    of.must("revision", form.revision).given("email", form.email);
  }
};

/// Enters a form about which somebody has decided: as the next version of the submission, or as a new one.
inbox::Result<inbox::Submission> enter_decided(inbox::Inbox& inbox, const DoubtfulForm& form, bool as_version,
                                               const std::string& actor, inbox::Seconds now);

/// A form that was found, or a file that has none.
/// In the order of the files; a file without a form has one entry with `is_read` false.
struct ImportedForm {
  std::string file;     // with the archive that it was in: `一批.zip/张某.pdf`
  bool is_read = true;  // otherwise nothing else is known of it
  std::string kind = {};
  std::string person = {};                           // or a project, as in the data
  std::optional<inbox::Submission> submission = {};  // nothing where forms of this kind are not received
  bool is_new = false;
  bool is_version = false;                      // of a submission that was there; otherwise it is one of its own
  std::optional<inbox::Submission> maybe = {};  // of which it may be a version: it was not entered yet
  DoubtfulForm doubtful = {};                   // then
};

/// The result of a run: either complete, or ended early by `refused` or `fault` with what was entered before.
struct FormImports {
  std::vector<ImportedForm> forms;
  base::Json diagnostics = base::Json::list();  // what the engine has to say of all files
  std::size_t errors = 0;                       // of these
  std::size_t warnings = 0;
  std::optional<PoolAnswer> refused;  // how it went with the file that no worker read; those after it are left
  std::optional<inbox::Fault> fault;  // what ended it; the forms before it are entered

  /// Whether any form could be read.
  bool has_forms() const;
  /// The answer of a worker that could read no file.
  PoolAnswer unreadable() const;
  /// `{"diagnostics":[…],"errors":1,"warnings":0}`
  base::Json report() const;
};

struct FormImportOptions {
  std::string kind;  // of plain data, which do not state it; empty: as the file states
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::chrono::milliseconds time{30'000};
  inbox::Seconds now = 0;
  std::string actor = {};  // who enters them
  bool in_words = false;   // see TaskOptions
  /// Forms of which nobody can be sure whether they are versions of others are not entered (ImportedForm::maybe).
  bool asks = false;
  /// The submission of which the form is a version, as it was seen. Forms of other kinds are not entered.
  std::optional<inbox::Submission> replaces = {};
};

/// Called by the import page of the office, POST /api/v1/imports and POST …/versions (with `replaces`). Keeps itself
/// alive until `done`.
class FormImport : public std::enable_shared_from_this<FormImport> {
 public:
  using Done = std::function<void(FormImports)>;

  /// Starts an import; calls `done` once, later. Pool and inbox must outlive it. The forms are entered even if nobody
  /// waits for the answer any more. Forms with errors are entered too: the review shows them.
  static void start(WorkerPool& pool, inbox::Inbox& inbox, std::vector<MemoryFile> files, FormImportOptions options,
                    Done done);

 private:
  /// A form as the worker has read it, before it is known what it is to become.
  struct Read {
    std::size_t form = 0;  // in made_.forms
    std::string json;
    std::string signatures;  // of the file, as JSON; empty: none
    std::string submit_id;
    std::string source;   // pdf, xlsx, json
    std::string receipt;  // that the file states; empty: none
  };
  /// The form of a kind and its edition.
  /// Asked once for each kind of an import.
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
  std::vector<Read> reads_;  // of the present file
  std::size_t next_ = 0;
  std::map<std::string, Described> kinds_;
  FormImports made_;
};

}  // namespace gongwen::service
