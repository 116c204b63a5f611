#include "engine/batch/detail/remote_run.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "base/mask_passwords.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/diagnostic.h"
#include "engine/batch/detail/record_maker.h"
#include "engine/core/storage.h"
#include "resources/environment.h"
#include "resources/files.h"
#include "resources/folder.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <unistd.h>

// The side of a queue that sends tasks and records results. Invariants: each record of the batch is in `pending_` from
// when it is read until it is recorded; results are recorded strictly in order; a document is removed from the object
// store only when its record is in the manifest or is no longer wanted; an answer is acknowledged last. If this program
// is killed at any moment, the next run finds the leftovers by the name of the queue in its note, and cleans them up.
namespace gongwen::engine {
namespace {

constexpr std::size_t kMaxFileName = 255;
/// Characters that end a value in a row, or in a line of YAML.
constexpr std::string_view kAroundValues = ",;\t\r\n\"'[]{}";
constexpr std::string_view kBlanks = " ";

/// Only texts with a full stop can be names of files worth looking for.
void add_name(std::string_view text, std::vector<std::string_view>& names) {
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  text.remove_prefix(begin);
  text.remove_suffix(text.size() - (text.find_last_not_of(kBlanks) + 1));
  if (text.size() <= kMaxFileName && text.find('.') != std::string_view::npos) names.push_back(text);
}

/// All texts in JSON that could be names of files.
void collect_names(const base::JsonView& value, std::vector<std::string_view>& names) {
  if (value.is_text()) add_name(value.text(), names);
  if (!value.is_object() && !value.is_list()) return;
  for (std::size_t i = 0; i < value.size(); ++i) collect_names(value.at(i), names);
}

/// Collects possible names from rows, and from `key: value` of YAML.
void collect_names(std::string_view text, std::vector<std::string_view>& names) {
  while (!text.empty()) {
    // YAML and CSV are not parsed for this: any piece of text that could be a name of a file is looked up in the
    // folder. A piece that is not a name costs one lookup.
    const std::size_t end = std::min(text.find_first_of(kAroundValues), text.size());
    const std::string_view part = text.substr(0, end);
    add_name(part, names);
    if (const std::size_t colon = part.find(": "); colon != std::string_view::npos) {
      add_name(part.substr(colon + 2), names);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// A line end cannot be in either part.
std::string key_of(const std::string& folder, std::string_view name) {
  return std::string(folder).append(1, '\n').append(name);
}

}  // namespace

/// Names are guessed from the data, without the template. A superfluous name costs an upload; a missing one makes the
/// worker refuse the record.
void BesideObjects::add(const Record& record, BatchTask& task) {
  if (record.data_folder.empty()) return;
  std::vector<std::string_view> names;
  // Names are views of the parsed text, so it must outlive them.
  std::optional<base::Json> json;
  if (record.form == RecordForm::Json) {
    json = base::parse_json(record.text, {record.text.size()});
    if (json) collect_names(json->view(), names);
  } else {
    collect_names(record.text, names);
  }
  for (const std::string_view name : names) {
    const bool is_known = std::any_of(task.beside.begin(), task.beside.end(),
                                      [&](const ManifestFile& file) { return file.name == name; });
    if (is_known) continue;
    std::string hash = hash_of(record.data_folder, std::string(name));
    if (!hash.empty()) task.beside.push_back({std::string(name), std::move(hash)});
  }
}

/// Each file is uploaded once, however many records name it.
std::string BesideObjects::hash_of(const std::string& folder, const std::string& name) {
  const std::string key = key_of(folder, name);
  if (const auto known = hashes_.find(key); known != hashes_.end()) return known->second;
  // Most texts with a full stop are not names of files.
  if (resources::type_of(base::join_path(folder, name)) == resources::PathType::Missing) return {};
  diagnostics::DiagnosticSink unheard;
  const base::Expected<std::string> bytes = resources::Folder(folder).read_bytes(name, {}, unheard);
  if (!bytes) return {};
  std::string hash = output_hash(*bytes);
  // The object's name is its hash, so equal files of several folders are one object.
  if (objects_.put(hash, *bytes)) return {};
  hashes_.emplace(key, hash);
  return hash;
}

/// Whether a worker has used the files that were sent: a template may name others than the data does.
bool BesideObjects::are_same(const std::string& folder, const std::vector<ManifestFile>& files) const {
  return std::all_of(files.begin(), files.end(), [&](const ManifestFile& file) {
    const auto known = hashes_.find(key_of(folder, file.name));
    return known != hashes_.end() && known->second == file.hash;
  });
}

/// Objects that cannot be removed remain in the store, where they are never read.
void BesideObjects::remove() {
  for (const auto& [key, hash] : hashes_) static_cast<void>(objects_.remove(hash));
  hashes_.clear();
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;
using std::chrono::steady_clock;

/// Amount of work in a task: large enough for the queue, small enough to lose.
constexpr double kTaskMilliseconds = 500;
// Until a worker has reported times, tasks are small and few.
constexpr std::size_t kFirstTask = 4;    // records, until a worker has measured
constexpr std::size_t kFirstTasks = 16;  // number of tasks sent until then
constexpr std::size_t kMaxTaskRecords = 200;
constexpr std::size_t kMaxTaskBytes = std::size_t{1} << 20;
/// Records that were sent and are not recorded yet wait in memory.
constexpr std::size_t kMaxOpenTasks = 1'000;
constexpr std::size_t kMaxPending = 20'000;
constexpr std::size_t kMaxPendingBytes = std::size_t{64} << 20;
constexpr std::uint16_t kAnswersAhead = 2'000;
constexpr unsigned kMaxRefusals = 3;
constexpr std::chrono::milliseconds kWait{100};
constexpr std::chrono::seconds kBetweenLooks{2};
/// No heartbeats are sent while records are being recorded.
constexpr std::chrono::seconds kMaxPutDown{1};
/// After this time no answer is expected: the broker has lost the task or the answer. While other tasks wait in the
/// queue, the task may not have been started yet.
constexpr std::chrono::minutes kPatience{15};
constexpr int kPatienceWhileOthersWait = 4;
/// Records whose documents are read before their turn, each by a thread, and records whose documents are being removed.
constexpr std::uint64_t kReadAhead = 8;
constexpr std::size_t kMaxRemovals = 16;
/// Workers are told within seconds that a run has ended.
constexpr std::chrono::seconds kMaxDropping{2};
/// Time for a broker to restart, or for a cluster to elect another leader.
constexpr std::chrono::minutes kLostFor{5};
constexpr std::chrono::seconds kBetweenTries{1};
/// Differs for each run of each machine.
std::string new_run(const std::string& folder) {
  return resources::TextHash(
             fmt::format("{} {} {}", folder, ::getpid(), steady_clock::now().time_since_epoch().count()))
      .hexadecimal();
}

/// Runs in a thread; if no more threads can be created, when the result is requested.
template <typename Work>
auto in_thread(Work work) {
  try {
    return std::async(std::launch::async, work);
  } catch (const std::system_error&) {
    return std::async(std::launch::deferred, std::move(work));
  }
}

/// Reads the files of a record. Returns nullopt if one is missing, or differs from the file that the worker stored.
RemoteRun::Files read_files(queue::ObjectStore& objects, const MadeRecord& made) {
  std::vector<FinishedFile> files;
  for (const MadeFile& file : made.files) {
    queue::Result<std::string> bytes = objects.get(file.hash, file.bytes);
    if (!bytes && bytes.error().kind != queue::Error::Kind::Missing) return base::Failure{bytes.error()};
    // A lost or damaged object does not fail the run: the record is made here.
    if (!bytes || bytes->size() != file.bytes || output_hash(*bytes) != file.hash) {
      return RemoteRun::Files(std::optional<std::vector<FinishedFile>>());
    }
    FinishedFile& finished = files.emplace_back();
    finished.bytes = *std::move(bytes);
    finished.pages = file.pages;
    finished.format = file.format;
    finished.page = file.page;
  }
  return RemoteRun::Files(std::optional(std::move(files)));
}

}  // namespace

/// Some options only make sense on this machine.
bool may_use_queue(const BatchOptions& options, DiagnosticSink& sink) {
  const std::string_view option = options.watch.empty() ? local_option(options.render) : "watch";
  if (option.empty()) return true;
  sink.report(messages::EngineBatchLocalOption, Origin{}, option);
  return false;
}

/// The queues are declared before the first task, so that an error ends the batch at once.
std::optional<RemoteParts> open_remote(const BatchOptions& options, DiagnosticSink& sink) {
  auto objects = open_storage(options.objects, options.storage);
  if (!objects) {
    sink.report(messages::EngineObjectsFailed, Origin{}, options.objects, objects.error().reason);
    return std::nullopt;
  }
  auto tasks = queue::TaskQueue::open(options.queue);
  if (!tasks) {
    sink.report(messages::EngineQueueFailed, Origin{}, base::mask_passwords(options.queue), tasks.error().reason);
    return std::nullopt;
  }
  return RemoteParts{*std::move(tasks), *std::move(objects), {}};
}

RemoteRun::RemoteRun(const BatchContext& context, RemoteParts parts, Feed feed)
    : context_(context), parts_(std::move(parts)), feed_(std::move(feed)), maker_(context), beside_(*parts_.objects) {}

BatchProgress::Queue RemoteRun::progress() const { return {workers_, open_tasks_}; }

/// One round after the other until everything is recorded, or the run must end.
void RemoteRun::run(DiagnosticSink& sink) {
  const std::optional<queue::Error> error = take_answers();
  if (!error || survive(*error, sink)) {
    while (work(sink)) {
    }
  }
  end();
}

/// Does one round. Returns false at the end.
bool RemoteRun::work(DiagnosticSink& sink) {
  if (feed_.ends()) return false;
  read_records();
  if (const auto error = publish(); error && !survive(*error, sink)) return false;
  if (!put_down(sink)) return false;
  if (pending_.empty() && is_read_) return false;
  look_around();
  // Waits only if nothing can be done meanwhile.
  const bool waits = !pending_.empty() && !is_turn_of_here() && !pending_.front().made;
  return take(waits ? kWait : std::chrono::milliseconds(0), sink);
}

/// Until a time is known, few tasks are sent, since they might all be too large.
bool RemoteRun::has_room() const {
  return tasks_.size() < (milliseconds_ > 0 ? kMaxOpenTasks : kFirstTasks) && pending_.size() < kMaxPending &&
         pending_bytes_ < kMaxPendingBytes;
}

/// The next record to be recorded must be made here: nothing else can be recorded before it.
bool RemoteRun::is_turn_of_here() const { return !pending_.empty() && pending_.front().is_for_here; }

/// Whether a record is made here: it cannot be sent, or its documents exist already.
bool RemoteRun::is_for_here(const Record& record) const {
  if (!record.errors.empty() || !record.remarks.empty() || !record.cells.empty()) return true;
  // Texts are sent as JSON in UTF-8.
  if (record.text.find('\0') != std::string::npos || base::find_invalid_utf8(record.text)) return true;
  if (record.text.size() > kMaxTaskBytes) return true;
  if (!context_.options.resume) return false;
  const auto found = context_.manifest.find(record.input_hash, record.copy);
  if (!found || !found->entry.done || found->entry.outputs.empty()) return false;
  if (found->entry.definition != context_.definition || found->entry.record != record.number) return false;
  return context_.output.has(found->entry.outputs.front().name);
}

/// Whether the gathered records must be sent before another one is added: a task has files of one folder and rows of
/// one table.
bool RemoteRun::is_full(const Record& next) const {
  if (gathered_.empty()) return false;
  const double wanted = milliseconds_ > 0 ? kTaskMilliseconds / milliseconds_ : kFirstTask;
  if (gathered_.size() >= static_cast<std::size_t>(std::clamp<double>(wanted, 1, kMaxTaskRecords))) return true;
  const Record& first = pending_[gathered_.front() - first_].record;
  return gathered_bytes_ + next.text.size() > kMaxTaskBytes || first.data_folder != next.data_folder ||
         first.table != next.table;
}

/// Reads ahead as far as there is room.
void RemoteRun::read_records() {
  // Records that are made here are not made ahead: reading stops when the first pending record is one of them.
  while (!is_read_ && has_room() && !is_turn_of_here()) {
    std::optional<Record> record = feed_.next();
    if (record) {
      gather(*std::move(record));
    } else {
      is_read_ = true;
    }
  }
  send();
}

/// `first_` is the number of the first pending record.
void RemoteRun::gather(Record record) {
  // Tasks get records in their order. A record that must be made here keeps its place in `pending_`, but is in no
  // task.
  const bool here = is_for_here(record);
  if (!here && is_full(record)) send();
  if (pending_.empty()) first_ = record.number;
  if (!here) {
    gathered_.push_back(record.number);
    gathered_bytes_ += record.text.size();
  }
  pending_bytes_ += record.text.size();
  pending_.push_back({std::move(record), here});
}

/// Makes a task of the gathered records.
void RemoteRun::send() {
  if (gathered_.empty()) return;
  BatchTask task{run_,
                 ++last_task_,
                 context_.kind->manifest->info.name,
                 context_.formats,
                 parts_.definition,
                 context_.options.render};
  // Records stay pending: their data is needed again for messages, or if the worker leaves them.
  for (const std::uint64_t number : gathered_) {
    Pending& pending = pending_[number - first_];
    pending.task = task.number;
    beside_.add(pending.record, task);
    task.records.push_back(pending.record);
  }
  SentTask sent{.text = write_task(task), .first = gathered_.front(), .last = gathered_.back(), .patience = kPatience};
  // The task is finished when this count reaches 0.
  sent.open = gathered_.size();
  tasks_.emplace(task.number, std::move(sent));
  unsent_.push_back(task.number);
  gathered_.clear();
  gathered_bytes_ = 0;
}

/// Publishes all unsent tasks at once. Tasks that the broker did not confirm are sent again in the next round.
std::optional<queue::Error> RemoteRun::publish() {
  std::vector<std::string> texts;
  std::vector<std::uint64_t> numbers;
  for (const std::uint64_t number : unsent_) {
    const auto task = tasks_.find(number);
    // Another worker may have answered a task that waited to be sent again.
    if (task == tasks_.end() || task->second.is_answered) continue;
    numbers.push_back(number);
    texts.push_back(task->second.text);
  }
  // Tasks without an answer, for the display of progress.
  open_tasks_ = static_cast<std::uint64_t>(
      std::count_if(tasks_.begin(), tasks_.end(), [](const auto& task) { return !task.second.is_answered; }));
  unsent_.assign(numbers.begin(), numbers.end());
  if (texts.empty()) return std::nullopt;
  // The queue confirms each task separately: those that it did not store are sent again.
  const queue::Result<std::vector<bool>> safe = parts_.tasks->publish(queue::kTasks, texts);
  if (!safe) return safe.error();
  unsent_.clear();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if ((*safe)[i]) {
      tasks_[numbers[i]].sent = steady_clock::now();
    } else {
      unsent_.push_back(numbers[i]);  // the queue is full: later
    }
  }
  return std::nullopt;
}

/// Receives answers; waits for the first, but not for others.
bool RemoteRun::take(std::chrono::milliseconds wait, DiagnosticSink& sink) {
  queue::Result<std::optional<queue::Delivery>> delivery = parts_.tasks->take(wait);
  while (delivery && *delivery) {
    if (!accept(**delivery, sink)) return false;
    delivery = parts_.tasks->take(std::chrono::milliseconds(0));
  }
  return delivery ? true : survive(delivery.error(), sink);
}

/// Each answer is acknowledged at once: if this program is killed, a run with --resume makes the records that were not
/// recorded once more, to the same bytes.
bool RemoteRun::accept(const queue::Delivery& delivery, DiagnosticSink& sink) {
  static_cast<void>(parts_.tasks->acknowledge(delivery.ticket));
  const std::optional<TaskResult> result = parse_result(delivery.body);
  if (!result) return true;
  const auto task = tasks_.find(result->number);
  const bool is_open = task != tasks_.end() && !task->second.is_answered;
  if (!result->refused.empty()) return !is_open || resend(task->second, *result, sink);
  if (is_open) {
    note(task->second, *result);
    return true;
  }
  // A task was made twice: the other worker has stored objects again that were already recorded and removed.
  for (const MadeRecord& made : result->records) {
    if (!is_awaited(made.number)) remove(made);
  }
  return true;
}

/// Whether documents of a record still have to be recorded; recording removes them.
bool RemoteRun::is_awaited(std::uint64_t number) const {
  if (number < first_ || number - first_ >= pending_.size()) return false;
  const std::optional<MadeRecord>& made = pending_[number - first_].made;
  return made && made->state == MadeRecord::State::Made;
}

/// Notes results for records that still wait for them, and the average time per record.
void RemoteRun::note(SentTask& task, const TaskResult& result) {
  task.text = {};
  task.is_answered = true;
  double spent = 0;
  for (const MadeRecord& made : result.records) {
    const std::uint64_t index = made.number - first_;
    if (made.number < first_ || index >= pending_.size() || pending_[index].task != result.number) continue;
    // The first result counts: it may have been read from the store already.
    if (pending_[index].made) continue;
    pending_[index].made = made;
    spent += made.milliseconds;
  }
  // Records missing in the answer are made here. None of them has been recorded yet.
  for (std::uint64_t number = task.first; number <= task.last; ++number) {
    Pending& pending = pending_[number - first_];
    if (pending.task == result.number && !pending.made) pending.made = MadeRecord{number};
  }
  if (spent > 0) milliseconds_ = spent / static_cast<double>(result.records.size());
}

/// A worker may have been updated before this machine: others may accept the task.
bool RemoteRun::resend(SentTask& task, const TaskResult& result, DiagnosticSink& sink) {
  if (++task.refusals < kMaxRefusals) {
    unsent_.push_back(result.number);
    return true;
  }
  sink.report(messages::EngineWorkerRefused, Origin{}, result.worker, result.refused);
  return false;
}

/// Records completed results, for a limited time. Returns false if the run must end.
bool RemoteRun::put_down(DiagnosticSink& sink) {
  const resources::Deadline end(kMaxPutDown);
  read_ahead();
  while (!pending_.empty() && !end.passed() && put_down_first(sink)) {
    if (feed_.ends()) return false;
    read_ahead();
  }
  return !sink.has_errors();
}

/// In the order in which records are written, several at a time: a store may be far away, and each of its answers may
/// take longer than making a document.
void RemoteRun::read_ahead() {
  for (next_read_ = std::max(next_read_, first_); next_read_ - first_ < pending_.size(); ++next_read_) {
    Pending& pending = pending_[next_read_ - first_];
    // Files are fetched in other threads while earlier records are written, but only in their order: the first gap ends
    // it.
    if (!pending.made && !pending.is_for_here) return;
    if (!pending.made || pending.made->state != MadeRecord::State::Made) continue;
    if (next_read_ - first_ >= kReadAhead) return;
    pending.files = in_thread([&objects = *parts_.objects, made = *pending.made] { return read_files(objects, made); });
  }
}

/// Records the first pending record. Returns false if it must wait.
bool RemoteRun::put_down_first(DiagnosticSink& sink) {
  Pending& first = pending_.front();
  if (!first.is_for_here && !first.made) return false;
  const std::uint64_t task = first.task;
  const std::size_t bytes = first.record.text.size();
  std::optional<RecordOutcome> outcome = outcome_of(first, sink);
  if (!outcome) return false;
  feed_.put(*std::move(outcome));
  if (first.made) remove(*first.made);
  pending_.pop_front();
  pending_bytes_ -= bytes;
  ++first_;
  // A task is forgotten with its last record; until then it may have to be sent again.
  if (const auto sent = tasks_.find(task); sent != tasks_.end() && --sent->second.open == 0) tasks_.erase(sent);
  return true;
}

/// Removes the documents of a record from the store, in the background.
void RemoteRun::remove(const MadeRecord& made) {
  if (made.files.empty()) return;
  forget_removed(kMaxRemovals - 1);
  removals_.push_back(in_thread([&objects = *parts_.objects, files = made.files] {
    for (const MadeFile& file : files) static_cast<void>(objects.remove(file.hash));
  }));
}

/// Waits until at most this many removals are running.
void RemoteRun::forget_removed(std::size_t most) {
  for (; removals_.size() > most; removals_.pop_front()) removals_.front().get();
}

std::optional<RecordOutcome> RemoteRun::outcome_of(Pending& first, DiagnosticSink& sink) {
  if (!first.made || first.made->state == MadeRecord::State::Told) return maker_.make(std::move(first.record));
  if (first.made->state == MadeRecord::State::Crashed) return crashed(first.record, first.made->reason);
  auto files = first.files.valid() ? first.files.get() : read_files(*parts_.objects, *first.made);
  if (!files) {
    sink.report(messages::EngineObjectsFailed, Origin{}, parts_.objects->name(), files.error().reason);
    return std::nullopt;
  }
  // If anything about the answer is wrong (lost files, other files beside the data, an unsafe name), the record is made
  // here, as if without workers.
  if (!*files) return maker_.make(std::move(first.record));
  RemoteDocuments made{first.made->name, **std::move(files), first.made->beside, first.made->milliseconds,
                       first.made->has_messages};
  const bool is_right =
      fit(made, context_.formats, *context_.kind) && beside_.are_same(first.record.data_folder, made.beside);
  return is_right ? maker_.put(std::move(first.record), std::move(made)) : maker_.make(std::move(first.record));
}

/// The reason in words: too slow, workers lost, or the process crashed.
RecordOutcome RemoteRun::crashed(const Record& record, const std::string& reason) const {
  Run run(context_.kind, Run::KindMessages::Leave);
  if (reason.starts_with(kLate)) {
    run.sink().report(messages::EngineBatchLate, Origin{}, record.place, reason.substr(kLate.size()));
  } else if (reason.starts_with(kWorkers)) {
    run.sink().report(messages::EngineBatchWorkersFailed, Origin{}, record.place, reason.substr(kWorkers.size()));
  } else {
    run.sink().report(messages::EngineBatchCrashed, Origin{}, record.place, reason);
  }
  return maker_.give_up(record, run);
}

/// Tries to reconnect for a while. Messages in transit are delivered again.
bool RemoteRun::survive(const queue::Error& error, DiagnosticSink& sink) {
  // Brokers restart, and connections break. A run of hours must not end because of that, so it waits for kLostFor.
  std::optional<queue::Error> last = error;
  const auto end = steady_clock::now() + kLostFor;
  while (last && last->kind == queue::Error::Kind::Lost && steady_clock::now() < end) {
    if (feed_.ends()) return false;
    std::this_thread::sleep_for(kBetweenTries);
    last = parts_.tasks->restore();
    if (!last) last = take_answers();
  }
  if (!last) return true;
  sink.report(messages::EngineQueueFailed, Origin{}, parts_.tasks->name(), last->reason);
  return false;
}

/// If the broker has kept the queue of answers, they are still in it. Otherwise a new queue is made, and each task
/// without an answer is sent again: workers skip tasks that name the former queue.
std::optional<queue::Error> RemoteRun::take_answers() {
  const queue::Result<queue::QueueState> kept = parts_.tasks->watch(queue::results_of(run_));
  if (!kept && kept.error().kind != queue::Error::Kind::Missing) return kept.error();
  if (!kept) {
    const std::string next = new_run(context_.output.path());
    if (auto error = parts_.tasks->declare(queue::results_of(next))) return error;
    for (auto& [number, task] : tasks_) {
      if (task.is_answered) continue;
      // The queue of answers is gone, so answers to open tasks would be lost: they are sent again with a new
      // queue.
      task.text.replace(task.text.find(run_), run_.size(), next);
      if (std::find(unsent_.begin(), unsent_.end(), number) == unsent_.end()) unsent_.push_back(number);
    }
    run_ = next;
  }
  return parts_.tasks->take_from(queue::results_of(run_), kAnswersAhead);
}

/// Checks the queue every few seconds. Errors are ignored: take() encounters and handles them.
void RemoteRun::look_around() {
  const auto now = steady_clock::now();
  if (now - looked_ < kBetweenLooks) return;
  looked_ = now;
  const queue::Result<queue::QueueState> state = parts_.tasks->watch(queue::kTasks);
  if (!state) return;
  workers_ = state->takers;
  // While tasks wait to be sent, the queue is full: sending more copies would not help.
  if (unsent_.empty()) resend_overdue(state->waiting > 0);
}

/// The patience with a task doubles each time, so that a slow worker does not get ever more copies.
void RemoteRun::resend_overdue(bool others_wait) {
  const auto now = steady_clock::now();
  for (auto& [number, task] : tasks_) {
    if (task.is_answered || now - task.sent < task.patience * (others_wait ? kPatienceWhileOthersWait : 1)) continue;
    task.patience *= 2;
    unsent_.push_back(number);
  }
}

/// Closing the connection removes the queue, which ends the run for all workers. Before that, if the run was cut short,
/// the documents of received answers are removed; workers remove the documents of later ones.
void RemoteRun::end() {
  // Untaken answers refer to files in the store, which must be removed with them.
  if (!parts_.tasks->close(queue::results_of(run_))) {
    const resources::Deadline end(kMaxDropping);
    const std::chrono::milliseconds wait = pending_.empty() ? std::chrono::milliseconds(0) : kWait;
    for (auto delivery = parts_.tasks->take(wait); delivery && *delivery && !end.passed();
         delivery = parts_.tasks->take(wait)) {
      const std::optional<TaskResult> result = parse_result((*delivery)->body);
      for (std::size_t i = 0; result && i < result->records.size(); ++i) remove(result->records[i]);
    }
  }
  for (const Pending& pending : pending_) {
    if (pending.made) remove(*pending.made);
  }
  beside_.remove();
  forget_removed(0);
}

}  // namespace gongwen::engine
