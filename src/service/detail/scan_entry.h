// ScanEntry: enters stacks of scans that the office or a program sends. Workers split each file, and each part goes to
// the submission that its codes name. Parts without a submission are stored and reported, so that no paper is lost
// silently.
//   ScanEntry::start(pool, inbox, {{"stack.pdf", bytes}}, {.now = now}, [](EnteredScans entered) { … });
#pragma once

#include "service/detail/scan_store.h"
#include "service/detail/scan_task.h"
#include "service/detail/worker_pool.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::service {

/// The result for a part. It is reported for each part: the words of fate_name() are in the
/// API.
enum class ScanFate : std::uint8_t {
  Added,    // added to a submission
  Known,    // the submission has the same file already
  NoCode,   // stored: no code says to whom it belongs
  Unread,   // stored: it could not be read
  Unknown,  // stored: its codes name no submission here
  NoPlace,  // stored: the kind takes no scans, or the submission is decided, withdrawn, or has too many
  NoScan,   // neither PDF nor picture: not stored
  Mixed,    // stored: it has pages of several submissions and could not be split
  Failed    // stored: its submission could not be read or changed
};

/// Returns the name of a result: `no-code`
std::string_view fate_name(ScanFate fate);

/// A part of a file, and its result.
struct EnteredScan {
  std::string file;                // name of the file as sent
  std::vector<std::size_t> pages;  // pages of the file; empty: the whole file
  ScanFate fate = ScanFate::NoCode;
  std::optional<inbox::Submission> submission = std::nullopt;
  std::string unmatched = {};  // the name under which it is stored
};

/// If a run ends early, the parts before are entered: sending the same files again adds only the rest.
struct EnteredScans {
  std::vector<EnteredScan> scans;
  // The fault that ended the run early; the parts before it are entered.
  std::optional<inbox::Fault> fault = std::nullopt;
  bool is_busy = false;  // no worker was free for the rest

  bool is_whole() const { return !fault && !is_busy; }
};

struct ScanEntryOptions {
  diagnostics::Language language = diagnostics::Language::Chinese;
  inbox::Seconds now = 0;
  std::string actor;  // for the audit
  std::string peer;
  std::chrono::milliseconds time{180'000};  // for each file
};

/// Used by the page of scans and by POST /api/v1/scans. Keeps itself alive until `done`; it goes on if the sender hangs
/// up, since the paper may be thrown away by then.
class ScanEntry : public std::enable_shared_from_this<ScanEntry> {
 public:
  using Done = std::function<void(EnteredScans)>;

  /// Starts a run; calls `done` once, later. Pool and inbox must outlive it. Sending the same files again adds nothing.
  static void start(WorkerPool& pool, inbox::Inbox& inbox, std::vector<MemoryFile> files, ScanEntryOptions options,
                    Done done);

 private:
  ScanEntry(WorkerPool& pool, inbox::Inbox& inbox, ScanEntryOptions options, Done done)
      : pool_(pool), inbox_(inbox), options_(std::move(options)), done_(std::move(done)) {}

  /// nullopt: no code. A Fault: the code names nothing that exists, or the database failed.
  using Whose = std::optional<inbox::Result<inbox::Submission>>;

  bool may_wait_again() const;
  void read_next();
  void submit_file();
  void take_answer(PoolAnswer answer);
  void enter_next();
  void ask_slot(const std::string& kind);
  void take_slot(const std::string& kind, const PoolAnswer& answer);
  std::optional<inbox::Fault> enter(ScanPart part, const Whose& whose);
  std::optional<inbox::Fault> add(const inbox::Submission& submission, const ScanFile& file, EnteredScan& entered);
  std::optional<inbox::Fault> keep(const ScanFile& file, ScanFate fate, EnteredScan& entered);
  void finish(std::optional<inbox::Fault> fault);

  WorkerPool& pool_;
  inbox::Inbox& inbox_;
  ScanEntryOptions options_;
  Done done_;
  std::vector<MemoryFile> files_;
  std::size_t next_file_ = 0;
  // In milliseconds of the steady clock. `asked_` distinguishes a queue that is full (immediate refusal) from a wait in
  // vain; after `give_up_` it no longer waits.
  std::int64_t asked_ = 0;
  std::int64_t give_up_ = 0;
  std::vector<ScanPart> parts_;  // parts of the file that was read last
  std::size_t next_part_ = 0;
  std::map<std::string, std::optional<std::string>>
      slots_;  // slots for scans, by kind; empty: the kind has none; nullopt: unknown
  EnteredScans entered_;
};

}  // namespace gongwen::service
