// FormImport: forms that came by mail, or from a program. A worker reads what is in the file, a form or an archive of
// several, and each form becomes a submission; the same file again gives the submissions of the first time.
//   FormImport::start(pool, inbox, {"form.pdf", bytes}, {.kind = {}, .now = now}, [](FormImports made) { … });
#pragma once

#include "inbox/submissions.h"
#include "service/detail/worker_pool.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::service {

struct ImportedForm {
  std::string kind;
  std::string person;                           // or a project, as in the data
  std::optional<inbox::Submission> submission;  // nothing where forms of this kind are not received
  bool is_new = false;
};

struct FormImports {
  PoolAnswer reading;  // how it went with the file; there are forms only where something could be read
  std::string report;  // what the engine has to say of the forms, as JSON
  std::vector<ImportedForm> forms;
  std::optional<inbox::Fault> fault;  // what ended it; the forms before it are entered
};

struct FormImportOptions {
  std::string kind;  // of plain data, which do not state it; empty: as the file states
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::chrono::milliseconds time{30'000};
  inbox::Seconds now = 0;
};

class FormImport : public std::enable_shared_from_this<FormImport> {
 public:
  using Done = std::function<void(FormImports)>;

  /// Pool and inbox outlive it. Calls `done` once, later. Returns: the number of the reading, for WorkerPool::cancel.
  /// Data with errors are entered, too: that is for the review to see.
  static std::uint64_t start(WorkerPool& pool, inbox::Inbox& inbox, MemoryFile file, FormImportOptions options,
                             Done done);

 private:
  struct Read {
    std::string kind;
    std::string json;
    std::string signatures;  // of the file, as JSON; empty: none
  };
  /// The form of a kind, and its edition.
  struct Described {
    base::Json form = base::Json::object();
    std::string edition;
  };

  FormImport(WorkerPool& pool, inbox::Inbox& inbox, FormImportOptions options, Done done)
      : pool_(pool), inbox_(inbox), options_(std::move(options)), done_(std::move(done)) {}

  Task task_of(Operation operation, const std::string& kind) const;
  void take_reading(PoolAnswer reading);
  void go_on();
  bool enter(const Read& read);

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  FormImportOptions options_;
  Done done_;
  std::string hash_;    // of the file
  std::string source_;  // pdf, xlsx, json
  std::vector<Read> reads_;
  std::size_t next_ = 0;
  std::map<std::string, Described> kinds_;
  FormImports made_;
};

}  // namespace gongwen::service
