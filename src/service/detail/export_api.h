// ExportApi: downloads for programs besides the stored data of a submission: documents of versions, differences between
// two versions, rosters and registers, the data of many submissions.
#pragma once

#include "service/detail/jobs_api.h"
#include "service/detail/program_call.h"
#include "service/detail/records_task.h"
#include "service/detail/review_view.h"
#include "service/detail/task.h"
#include "service/detail/worker_pool.h"
#include "service/http/server.h"
#include "service/inbox/submissions.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

// The functions are shared with the pages of the office, so that both export the same.

/// A kind as Operation::Kinds lists it; the answer is an object with the list as `kinds`.
struct ListedKind {
  std::string kind;
  TextOfBoth title;
  std::vector<std::string> outputs;  // formats of its documents
  // A register, such as `proposal-register`, takes the forms of several kinds.
  std::vector<std::string> gathers;  // for a register: the kinds that it takes
  bool web = false;                  // has a form on web pages

  friend void json_members(auto& of, base::MembersOf<ListedKind> auto& kind) {
    of.must("kind", kind.kind)("title", kind.title)("outputs", kind.outputs)("gathers", kind.gathers)("web", kind.web);
  }
};
/// Reads the kinds from an answer; empty if it is malformed.
std::vector<ListedKind> parse_kinds(std::string_view answer);

/// Kinds by name: their titles in one language, and the register that gathers each.
struct KindTable {
  std::map<std::string, std::string> titles;
  std::map<std::string, std::string> registers;
  std::set<std::string> forms;  // kinds that have a form on web pages

  bool has(const std::string& kind) const { return titles.contains(kind); }
  std::string title_of(const std::string& kind) const;
  /// Returns the kinds that a register gathers.
  std::vector<std::string> gathered_by(const std::string& name) const;
};

/// Makes the table from an answer of Operation::Kinds. Titles are in one language, for pages and names of
/// files.
KindTable kind_table(std::string_view answer, diagnostics::Language language);

/// The most submissions in one roster or export: each is a file of a task.
inline constexpr std::size_t kMaxExport = kMaxTaskFiles;

/// Finds the submissions of all these kinds, the latest first within each kind. Stops after kMaxExport + 1 results,
/// which mean that there are too many. An empty name stands for all kinds. `filter.kind` is replaced by each of the
/// kinds in turn.
inbox::Result<std::vector<inbox::Submission>> find_exported(inbox::Inbox& inbox, inbox::SubmissionFilter filter,
                                                            const std::vector<std::string>& kinds);

/// Returns one submission as a line of exported data (JSON Lines): receipt, kind, state, version, hash,
/// time, data, and signatures if there are any. With `file`, the line names the file that has the data
/// instead.
std::string export_line(const inbox::Submission& submission, const inbox::Version& version,
                        const std::string& file = {});

/// Makes a task for a roster of a kind, or for the register `register_kind` if it is named, from the last versions of
/// what find_exported found. The submission that was handed in first comes first.
inbox::Result<Task> export_task(inbox::Inbox& inbox, const std::vector<inbox::Submission>& found,
                                const std::string& kind, const std::string& register_kind, std::string_view format);

/// Returns the differences between two versions, from the answers of Operation::Review about each; pictures are
/// compared by hash.
inbox::Result<std::vector<ReviewDifference>> version_differences(
    inbox::Inbox& inbox, const inbox::Submission& submission, const std::pair<std::int64_t, std::string_view>& before,
    const std::pair<std::int64_t, std::string_view>& after, diagnostics::Language language);

/// Returns the data of submissions in reverse order, as JSON Lines or as an archive with pictures and attachments. Only
/// one submission at a time is in memory; one that was purged since it was found is left out. send_in_pieces() asks for
/// the next piece whenever the client has taken the last one.
NextPiece submission_data(inbox::Inbox& inbox, std::vector<inbox::Submission> found, bool as_archive);

/// An export of many submissions, as its address names it: `roster.pdf`.
struct ExportedFile {
  enum class Content : std::uint8_t { Data, Roster, Register };
  Content content = Content::Data;
  std::string ending;  // `zip`
};

class ExportApi {
 public:
  /// Answers a request whose task failed.
  using Refuse = std::function<void(http::Exchange& exchange, const Route& route, PoolAnswer answer)>;

  /// Pool and inbox must outlive it.
  ExportApi(WorkerPool& pool, inbox::Inbox& inbox, std::chrono::milliseconds time)
      : pool_(pool), inbox_(inbox), time_(time) {}

  /// Must be called before the first request.
  void refuse_with(Refuse refuse) { refuse_ = std::move(refuse); }

  // Handlers of requests, named by the table of routes.
  /// GET .../versions/NUMBER.FORMAT: sends the document of a version, or its data.
  void document(const ProgramCall& call, const std::string& id, std::int64_t number, const std::string& format);
  /// GET .../diff/FROM/TO.
  void differences(const ProgramCall& call, const std::string& id, std::int64_t from, std::int64_t to);
  /// GET /api/v1/exports/NAME: sends data, a roster or a register.
  void exported(const ProgramCall& call, const ExportedFile& file);

 private:
  /// The submissions that the parameters select: see export_api.cpp.
  struct Selection;

  /// Makes a roster or register once the kinds are known.
  void collected(const ProgramCall& call, const ExportedFile& file, Selection selection, const std::string& answer);
  // The only export without a worker: data is sent as it is stored.
  void send_data(const ProgramCall& call, const Selection& selection, bool as_archive);
  /// Returns false if it has answered: nothing to export, too much, or a wrong date.
  bool find(const ProgramCall& call, Selection& selection) const;
  /// Calls `done` only if the task succeeded; answers otherwise.
  void ask(const ProgramCall& call, Task task, std::function<void(TaskAnswer)> done);

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  std::chrono::milliseconds time_;
  Refuse refuse_;
};

}  // namespace gongwen::service
