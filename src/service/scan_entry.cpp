#include "service/detail/scan_entry.h"

#include "base/format.h"
#include "base/json.h"
#include "inbox/audit.h"
#include "service/detail/attachments.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::service {
namespace {

constexpr std::array<std::string_view, 7> kFates{"added",   "known",    "no-code", "unread",
                                                 "unknown", "no-place", "no-scan"};
/// Each waits for a worker as long as the pool lets it.
constexpr int kMaxWaits = 24;

/// `stack 3–4.pdf`, of what was `stack.pdf`.
std::string part_name(const ScanPart& part) {
  const std::size_t slash = part.file.rfind('/');
  const std::string name = slash == std::string::npos ? part.file : part.file.substr(slash + 1);
  if (part.pages.empty()) return name;
  const std::size_t dot = std::min(name.rfind('.'), name.size());
  return fmt::format("{} {}{}", name.substr(0, dot), page_list({part.pages.begin(), part.pages.end()}),
                     name.substr(dot));
}

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

/// Whoever has sent it need not wait for the answer: it is entered in any case.
void ScanEntry::read_next() {
  if (next_file_ == files_.size()) return finish(std::nullopt);
  Task task;
  task.operation = Operation::Stack;
  task.language = options_.language;
  task.time = options_.time;
  task.files = {files_[next_file_]};
  pool_.submit(std::move(task), Lane::Bulk,
               [run = shared_from_this()](PoolAnswer answer) { run->take_answer(std::move(answer)); });
}

void ScanEntry::take_answer(PoolAnswer answer) {
  if (answer.end == TaskEnd::Busy && ++attempts_ < kMaxWaits) return read_next();
  attempts_ = 0;
  MemoryFile& file = files_[next_file_++];
  const bool is_done = answer.end == TaskEnd::Answered && answer.answer.outcome == Outcome::Done;
  auto parts = is_done ? read_parts(answer.answer) : std::nullopt;
  if (parts) {
    parts_ = *std::move(parts);
  } else {
    const std::string_view type = attachment_type(file.bytes);
    parts_ = {{file.path,
               {},
               {},
               type.empty() ? ScanTrouble::UnknownType : ScanTrouble::Unreadable,
               std::string(type),
               std::move(file.bytes),
               {}}};
  }
  file.bytes.clear();
  next_part_ = 0;
  enter_next();
}

/// Each kind is asked for once.
void ScanEntry::enter_next() {
  while (next_part_ < parts_.size()) {
    ScanPart& part = parts_[next_part_];
    const ScanMark* const mark = first_mark(part.reading);
    if (mark != nullptr && part.trouble == ScanTrouble::None) {
      const auto submission = submission_of(inbox_, *mark);
      if (submission && !slots_.contains(submission->kind)) return ask_slot(submission->kind);
    }
    ++next_part_;
    if (const auto fault = enter(std::move(part))) return finish(fault);
  }
  read_next();
}

void ScanEntry::ask_slot(const std::string& kind) {
  Task task;
  task.operation = Operation::Form;
  task.kind = kind;
  task.language = options_.language;
  pool_.submit(std::move(task), Lane::Interactive, [run = shared_from_this(), kind](const PoolAnswer& answer) {
    const bool is_known = answer.end == TaskEnd::Answered &&
                          (answer.answer.outcome == Outcome::Done || answer.answer.outcome == Outcome::NotOffered ||
                           answer.answer.outcome == Outcome::UnknownKind);
    if (!is_known && ++run->attempts_ < kMaxWaits) return run->ask_slot(kind);
    run->attempts_ = 0;
    const auto form = base::parse_json(answer.answer.body);
    run->slots_[kind] = form ? scan_slot_of(form->view()) : std::string();
    run->enter_next();
  });
}

std::optional<inbox::Fault> ScanEntry::enter(ScanPart part) {
  EnteredScan entered{part.file, part.pages};
  if (part.trouble == ScanTrouble::UnknownType) {
    entered.fate = ScanFate::NoScan;
    entered_.scans.push_back(std::move(entered));
    return std::nullopt;
  }
  const ScanFile file{part_name(part), media_type_of(part.type), std::move(part.bytes), std::move(part.reading)};
  const ScanMark* const mark = first_mark(file.reading);
  if (part.trouble == ScanTrouble::Unreadable) return keep(file, ScanFate::Unread, entered);
  if (mark == nullptr) return keep(file, ScanFate::NoCode, entered);
  const auto submission = submission_of(inbox_, *mark);
  if (submission) return add(*submission, file, entered);
  if (submission.error().kind != inbox::Fault::Kind::NotFound) return submission.error();
  return keep(file, ScanFate::Unknown, entered);
}

std::optional<inbox::Fault> ScanEntry::add(const inbox::Submission& submission, const ScanFile& file,
                                           EnteredScan& entered) {
  const std::string& slot = slots_[submission.kind];
  if (slot.empty()) return keep(file, ScanFate::NoPlace, entered);
  const auto kept = add_scan(inbox_, submission, slot, file, options_.now);
  if (!kept) return kept.error();
  if (*kept == ScanKept::Full) return keep(file, ScanFate::NoPlace, entered);
  entered.fate = *kept == ScanKept::Added ? ScanFate::Added : ScanFate::Known;
  entered.submission = submission;
  static_cast<void>(
      inbox::Audit(inbox_).add({0, options_.now, options_.actor, options_.peer, "scan.add",
                                "submission:" + submission.id, *kept == ScanKept::Added ? "ok" : "known"}));
  entered_.scans.push_back(std::move(entered));
  return std::nullopt;
}

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
