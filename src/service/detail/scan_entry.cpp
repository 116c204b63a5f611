// A run takes one file after another: a worker splits it, then its parts are entered one by one, each in its own turn
// of the event loop, since requests have to wait while a file is written to the disk.
#include "service/detail/scan_entry.h"

#include "base/format.h"
#include "base/json.h"
#include "resources/environment.h"
#include "service/detail/attachments.h"
#include "service/detail/described_form.h"
#include "service/inbox/audit.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::service {
namespace {

// In the order of ScanFate.
constexpr std::array<std::string_view, 9> kFates{"added",    "known",   "no-code", "unread", "unknown",
                                                 "no-place", "no-scan", "mixed",   "failed"};
/// How long to wait for a worker, in milliseconds, beyond the time limit for one file.
constexpr std::int64_t kPatience = 30'000;
/// A refusal that comes sooner than this, in milliseconds, means that the queue of the pool is full.
constexpr std::int64_t kRefusedAtOnce = 500;

/// Returns the name of a part: `stack 3–4.pdf` for pages 3 and 4 of `stack.pdf`. People find the pages of the stack by
/// this name.
std::string part_name(const ScanPart& part) {
  const std::size_t slash = part.file.rfind('/');
  const std::string name = slash == std::string::npos ? part.file : part.file.substr(slash + 1);
  if (part.pages.empty()) return name;
  const std::size_t dot = std::min(name.rfind('.'), name.size());
  return fmt::format("{} {}{}", name.substr(0, dot), page_list({part.pages.begin(), part.pages.end()}),
                     name.substr(dot));
}

/// The first mark of a reading; null if absent.
/// All marks of a part are of one submission, since stacks were split by them.
const ScanMark* first_mark(const ScanReading& reading) {
  for (const std::vector<ScanMark>& marks : reading.pages) {
    if (!marks.empty()) return &marks.front();
  }
  return nullptr;
}

}  // namespace

std::string_view fate_name(ScanFate fate) { return kFates[static_cast<std::size_t>(fate)]; }

void ScanEntry::start(WorkerPool& pool, inbox::Inbox& inbox, std::vector<MemoryFile> files, ScanEntryOptions options,
                      Done done) {
  const std::shared_ptr<ScanEntry> run(new ScanEntry(pool, inbox, std::move(options), std::move(done)));
  run->files_ = std::move(files);
  run->read_next();
}

/// Asks for the next file to be split; the wait starts anew for each file.
void ScanEntry::read_next() {
  if (next_file_ == files_.size()) return finish(std::nullopt);
  give_up_ = resources::steady_milliseconds() + options_.time.count() + kPatience;
  submit_file();
}

/// Asks a worker to split the file. Not cancelled if the sender hangs up: the scans are entered anyway.
void ScanEntry::submit_file() {
  asked_ = resources::steady_milliseconds();
  Task task;
  task.operation = Operation::Stack;
  task.language = options_.language;
  task.time = options_.time;
  // Copied rather than moved: if the pool refuses, the file is submitted again.
  task.files = {files_[next_file_]};
  pool_.submit(std::move(task), Lane::Bulk,
               [run = shared_from_this()](PoolAnswer answer) { run->take_answer(std::move(answer)); });
}

/// Returns whether to queue again after the pool gave up waiting: many files of one stack may have to wait for each
/// other.
bool ScanEntry::may_wait_again() const {
  const std::int64_t now = resources::steady_milliseconds();
  return now - asked_ > kRefusedAtOnce && now < give_up_;
}

/// Takes the parts of a file. If a worker could not split it, the file is one unread part.
void ScanEntry::take_answer(PoolAnswer answer) {
  if (answer.end == TaskEnd::Busy) {
    if (may_wait_again()) return submit_file();
    entered_.is_busy = true;
    return finish(std::nullopt);
  }
  MemoryFile& file = files_[next_file_++];
  const bool is_done = answer.end == TaskEnd::Answered && answer.answer.outcome == Outcome::Done;
  auto parts = is_done ? read_parts(answer.answer) : std::nullopt;
  if (parts) {
    // The bytes of the file are no longer needed.
    parts_ = *std::move(parts);
  } else {
    // The file itself is stored if the worker could not read it.
    const std::string_view type = stack_type(file.bytes);
    const ScanTrouble trouble = type.empty() ? ScanTrouble::UnknownType : ScanTrouble::Unreadable;
    parts_ = {{file.path, {}, trouble, std::string(type), std::move(file.bytes), {}}};
  }
  file.bytes.clear();
  next_part_ = 0;
  enter_next();
}

/// Enters the next part. Each kind is asked for once in a run.
void ScanEntry::enter_next() {
  if (next_part_ == parts_.size()) return read_next();
  ScanPart& part = parts_[next_part_];
  const ScanMark* const mark = part.trouble == ScanTrouble::None ? first_mark(part.reading) : nullptr;
  Whose whose;
  // By receipt and hash: see scan_store.h.
  if (mark != nullptr) whose = submission_of(inbox_, *mark);
  if (whose && *whose && !slots_.contains((*whose)->kind)) return ask_slot((*whose)->kind);
  ++next_part_;
  if (const auto fault = enter(std::move(part), whose)) return finish(fault);
  // Lets the loop do other work in between: a part may have megabytes that are written to the
  // disk.
  pool_.loop().post([run = shared_from_this()] { run->enter_next(); });
}

/// Asks for the attachment in which the kind of the submission keeps scans.
void ScanEntry::ask_slot(const std::string& kind) {
  asked_ = resources::steady_milliseconds();
  Task task;
  task.operation = Operation::Form;
  task.kind = kind;
  task.language = options_.language;
  pool_.submit(std::move(task), Lane::Interactive,
               [run = shared_from_this(), kind](const PoolAnswer& answer) { run->take_slot(kind, answer); });
}

/// A slot that stays nullopt means that it is unknown; the part is then stored for the office.
void ScanEntry::take_slot(const std::string& kind, const PoolAnswer& answer) {
  if (answer.end == TaskEnd::Busy) {
    if (may_wait_again()) return ask_slot(kind);
    entered_.is_busy = true;
    return finish(std::nullopt);
  }
  const Outcome outcome = answer.answer.outcome;
  const bool is_known = answer.end == TaskEnd::Answered &&
                        (outcome == Outcome::Done || outcome == Outcome::NotOffered || outcome == Outcome::UnknownKind);
  const auto form = parse_form(answer.answer.body);
  // An entry without a value: the kind was asked for, but its slot is unknown.
  std::optional<std::string>& slot = slots_[kind];
  if (is_known) slot = form ? scan_slot_of(*form) : std::string();
  enter_next();
}

/// Enters a part. `whose` is nullopt if no code says to whom it belongs. Only a fault of database or disk ends the run;
/// a damaged submission does not.
std::optional<inbox::Fault> ScanEntry::enter(ScanPart part, const Whose& whose) {
  EnteredScan entered{part.file, part.pages};
  const ScanFile file{part_name(part), media_type_of(part.type), std::move(part.bytes), std::move(part.reading)};
  switch (part.trouble) {
    case ScanTrouble::UnknownType:
      entered.fate = ScanFate::NoScan;
      entered_.scans.push_back(std::move(entered));
      return std::nullopt;
    case ScanTrouble::Unreadable: return keep(file, ScanFate::Unread, entered);
    case ScanTrouble::Mixed: return keep(file, ScanFate::Mixed, entered);
    case ScanTrouble::None: break;
  }
  if (!whose) return keep(file, ScanFate::NoCode, entered);
  if (*whose) return add(**whose, file, entered);
  // A fault of the database ends the run, so that nothing is filed as unknown by mistake.
  const inbox::Fault& fault = whose->error();
  if (fault.kind == inbox::Fault::Kind::Database) return fault;
  return keep(file, fault.kind == inbox::Fault::Kind::NotFound ? ScanFate::Unknown : ScanFate::Failed, entered);
}

/// Adds the part to its submission, or stores it for the office if that is not possible.
std::optional<inbox::Fault> ScanEntry::add(const inbox::Submission& submission, const ScanFile& file,
                                           EnteredScan& entered) {
  const std::optional<std::string>& slot = slots_[submission.kind];
  if (!slot) return keep(file, ScanFate::Failed, entered);
  if (slot->empty()) return keep(file, ScanFate::NoPlace, entered);
  const auto kept = add_scan(inbox_, submission, *slot, file, options_.now);
  // The disk may be full: the next part would fail as well.
  if (!kept && kept.error().kind == inbox::Fault::Kind::Database) return kept.error();
  if (!kept) return keep(file, ScanFate::Failed, entered);
  if (*kept == ScanKept::NoPlace) return keep(file, ScanFate::NoPlace, entered);
  entered.fate = *kept == ScanKept::Added ? ScanFate::Added : ScanFate::Known;
  entered.submission = submission;
  static_cast<void>(
      inbox::Audit(inbox_).add({0, options_.now, options_.actor, options_.peer, "scan.add",
                                "submission:" + submission.id, *kept == ScanKept::Added ? "ok" : "known"}));
  entered_.scans.push_back(std::move(entered));
  return std::nullopt;
}

/// Stores a part for the office, under an id that the report names. The office sees it on the page of scans, and can
/// assign it by hand.
std::optional<inbox::Fault> ScanEntry::keep(const ScanFile& file, ScanFate fate, EnteredScan& entered) {
  auto id = keep_unmatched(inbox_, file, options_.now);
  if (!id) return id.error();
  entered.fate = fate;
  entered.unmatched = *std::move(id);
  static_cast<void>(inbox::Audit(inbox_).add({0, options_.now, options_.actor, options_.peer, "scan.keep",
                                              "scan:" + entered.unmatched, std::string(fate_name(fate))}));
  entered_.scans.push_back(std::move(entered));
  return std::nullopt;
}

void ScanEntry::finish(std::optional<inbox::Fault> fault) {
  entered_.fault = std::move(fault);
  done_(std::move(entered_));
}

}  // namespace gongwen::service
