#include "engine/batch/detail/remote_run.h"

#include "base/format.h"
#include "base/json.h"
#include "base/mask_passwords.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/core/detail/text_hash.h"
#include "resources/folder.h"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

#include <unistd.h>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;
using std::chrono::steady_clock;

/// A task is worth about so much of a worker's time, so that the queue costs little and a lost task costs little.
constexpr double kTaskMilliseconds = 500;
constexpr std::size_t kFirstTask = 4;    // records, until a worker has measured
constexpr std::size_t kFirstTasks = 16;  // so many are sent until then
constexpr std::size_t kMaxTaskRecords = 200;
constexpr std::size_t kMaxTaskBytes = std::size_t{1} << 20;
/// What is sent and not put down waits in memory.
constexpr std::size_t kMaxOpenTasks = 1'000;
constexpr std::size_t kMaxPendingBytes = std::size_t{64} << 20;
constexpr std::uint16_t kAnswersAhead = 2'000;
constexpr unsigned kMaxRefusals = 3;
constexpr std::chrono::milliseconds kWait{100};
constexpr std::chrono::seconds kBetweenLooks{2};
/// An answer that is missing after so long, while no task waits, will not come: the broker has lost the task.
constexpr std::chrono::minutes kOverdue{15};
/// A broker that restarts, or a cluster that elects another leader.
constexpr std::chrono::minutes kLostFor{5};
constexpr std::chrono::seconds kBetweenTries{1};
/// A broker that lost its power may know a queue and not find it any more: then there is another one.
constexpr unsigned kTriesOfQueue = 2;
constexpr std::size_t kMaxFileName = 255;
/// The queue of the answers of the last run into the folder.
constexpr std::string_view kRunFile = ".gongwen-run";
constexpr std::uint64_t kRunFileNumber = std::uint64_t{1} << 63U;

/// Another one for each run of each machine.
std::string new_run(const std::string& folder) {
  return TextHash(fmt::format("{} {} {}", folder, ::getpid(), steady_clock::now().time_since_epoch().count()))
      .hexadecimal();
}

/// Names of files in a text: all texts of its JSON that could be one.
void collect_names(const base::JsonView& value, std::vector<std::string>& names) {
  if (value.is_text()) {
    const std::string_view text = value.text();
    if (text.size() <= kMaxFileName && text.find('.') != std::string_view::npos) names.emplace_back(text);
    return;
  }
  if (!value.is_object() && !value.is_list()) return;
  for (std::size_t i = 0; i < value.size(); ++i) collect_names(value.at(i), names);
}

}  // namespace

std::optional<RemoteParts> open_remote(const BatchOptions& options, DiagnosticSink& sink) {
  if (const std::string_view option = local_option(options.render); !option.empty() || !options.watch.empty()) {
    sink.report(messages::EngineBatchLocalOption, Origin{}, option.empty() ? "watch" : option);
    return std::nullopt;
  }
  auto objects = queue::open_object_store(options.objects);
  if (!objects) {
    sink.report(messages::EngineObjectsFailed, Origin{}, options.objects, objects.error().reason);
    return std::nullopt;
  }
  auto tasks = queue::open_task_queue(options.queue);
  std::optional<queue::Error> error;
  if (!tasks) error = tasks.error();
  for (const std::string_view name : {queue::kTasks, queue::kUrgentTasks, queue::kDeadTasks}) {
    if (!error) error = (*tasks)->declare(name);
  }
  if (error) {
    sink.report(messages::EngineQueueFailed, Origin{}, tasks ? (*tasks)->name() : base::mask_passwords(options.queue),
                error->reason);
    return std::nullopt;
  }
  return RemoteParts{*std::move(tasks), *std::move(objects), {}};
}

RemoteRun::RemoteRun(const BatchContext& context, RemoteParts parts, OutcomeLog& log, Feed feed)
    : context_(context),
      parts_(std::move(parts)),
      log_(log),
      feed_(std::move(feed)),
      maker_(context),
      run_(new_run(context.folder.path())),
      results_(queue::results_of(run_)) {}

BatchProgress::Queue RemoteRun::progress() const { return {workers_, open_tasks_}; }

void RemoteRun::run(DiagnosticSink& sink) {
  if (prepare(sink)) {
    while (work(sink)) {
    }
  }
  end();
}

/// Tasks of a run that was killed here are obsolete: without their queue workers skip them.
bool RemoteRun::prepare(DiagnosticSink& sink) {
  if (const auto former = context_.folder.read(std::string(kRunFile))) {
    static_cast<void>(parts_.tasks->remove(queue::results_of(*former)));
  }
  if (!name_run(sink)) return false;
  const std::optional<queue::Error> error = take_answers();
  return !error || survive(*error, sink);
}

bool RemoteRun::name_run(DiagnosticSink& sink) {
  return context_.folder.stage(kRunFileNumber, kRunFile, run_, sink) &&
         context_.folder.place(kRunFileNumber, std::string(kRunFile), sink);
}

/// One round. Returns: false at the end.
bool RemoteRun::work(DiagnosticSink& sink) {
  if (feed_.ends()) return false;
  read_records();
  if (const auto error = publish(); error && !survive(*error, sink)) return false;
  while (!pending_.empty() && put_down_first(sink)) {
    if (log_.is_broken() || feed_.ends()) return false;
  }
  if (sink.has_errors()) return false;
  if (pending_.empty() && is_read_) return false;
  look_around();
  // A broker must hear of this side also while there is nothing to wait for.
  return take(pending_.empty() ? std::chrono::milliseconds(0) : kWait, sink);
}

bool RemoteRun::has_room() const {
  return tasks_.size() < (milliseconds_ > 0 ? kMaxOpenTasks : kFirstTasks) && pending_bytes_ < kMaxPendingBytes;
}

/// A record that cannot be sent, or need not be made.
bool RemoteRun::is_for_here(const Record& record) const {
  if (!record.errors.empty() || !record.remarks.empty() || !record.cells.empty()) return true;
  if (record.text.find('\0') != std::string::npos || base::find_invalid_utf8(record.text)) return true;
  if (record.text.size() > kMaxTaskBytes) return true;
  if (!context_.options.resume) return false;
  const auto found = context_.manifest.find(record.input_hash, record.copy);
  return found && found->entry.done && found->entry.definition == context_.definition;
}

void RemoteRun::read_records() {
  while (!is_read_ && has_room()) {
    const double wanted = milliseconds_ > 0 ? kTaskMilliseconds / milliseconds_ : kFirstTask;
    const auto max_records = static_cast<std::size_t>(std::clamp<double>(wanted, 1, kMaxTaskRecords));
    std::vector<std::size_t> chosen;
    std::size_t bytes = 0;
    while (chosen.size() < max_records && bytes < kMaxTaskBytes) {
      std::optional<Record> record = feed_.next();
      if (!record) {
        is_read_ = true;
        break;
      }
      const bool here = is_for_here(*record);
      bytes += record->text.size();
      pending_bytes_ += record->text.size();
      if (pending_.empty()) first_ = record->number;
      if (!here) chosen.push_back(pending_.size());
      pending_.push_back({*std::move(record), std::nullopt, 0});
      if (here) break;  // it may be its turn
    }
    if (!chosen.empty()) send(std::move(chosen));
    if (pending_.front().task == 0) break;
  }
}

/// `records`: their places in pending_.
void RemoteRun::send(std::vector<std::size_t> records) {
  BatchTask task{run_,
                 ++last_task_,
                 context_.kind->manifest->info.name,
                 context_.formats,
                 parts_.definition,
                 context_.options.render};
  for (const std::size_t index : records) {
    Pending& pending = pending_[index];
    pending.task = task.number;
    add_beside(pending.record, task);
    task.records.push_back(pending.record);
  }
  tasks_[task.number] = {write_task(task), records.size(), 0, std::nullopt, steady_clock::now()};
  unsent_.push_back(task.number);
}

/// What is forgotten here is missed by the worker, who then leaves the record to this machine.
void RemoteRun::add_beside(const Record& record, BatchTask& task) {
  if (record.data_folder.empty() || record.form != RecordForm::Json) return;
  const std::optional<base::Json> json = base::parse_json(record.text, {record.text.size()});
  std::vector<std::string> names;
  if (json) collect_names(json->view(), names);
  for (const std::string& name : names) {
    const std::string path = record.data_folder + '\n' + name;
    auto known = beside_.find(path);
    if (known == beside_.end()) {
      DiagnosticSink unheard;
      std::optional<std::string> hash;
      const base::Expected<std::string> bytes = resources::Folder(record.data_folder).read_bytes(name, {}, unheard);
      if (bytes) hash = output_hash(*bytes);
      if (bytes && parts_.objects->put(*hash, *bytes)) hash.reset();
      known = beside_.emplace(path, std::move(hash)).first;
    }
    const bool is_new = std::none_of(task.beside.begin(), task.beside.end(),
                                     [&](const ManifestFile& file) { return file.name == name; });
    if (known->second && is_new) task.beside.push_back({name, *known->second});
  }
}

std::optional<queue::Error> RemoteRun::publish() {
  std::vector<std::string> texts;
  std::vector<std::uint64_t> numbers;
  for (const std::uint64_t number : unsent_) {
    const auto task = tasks_.find(number);
    if (task == tasks_.end()) continue;
    numbers.push_back(number);
    texts.push_back(task->second.text);
  }
  open_tasks_ = static_cast<std::uint64_t>(
      std::count_if(tasks_.begin(), tasks_.end(), [](const auto& task) { return !task.second.ticket; }));
  if (texts.empty()) return std::nullopt;
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

bool RemoteRun::take(std::chrono::milliseconds wait, DiagnosticSink& sink) {
  queue::Result<std::optional<queue::Delivery>> delivery = parts_.tasks->take(wait);
  while (delivery && *delivery) {
    if (!accept(**delivery, sink)) return false;
    delivery = parts_.tasks->take(std::chrono::milliseconds(0));
  }
  return delivery ? true : survive(delivery.error(), sink);
}

bool RemoteRun::accept(const queue::Delivery& delivery, DiagnosticSink& sink) {
  const std::optional<TaskResult> result = parse_result(delivery.body);
  const auto task = result ? tasks_.find(result->number) : tasks_.end();
  if (task == tasks_.end()) {
    // It came twice, or is not ours.
    static_cast<void>(parts_.tasks->acknowledge(delivery.ticket));
    return true;
  }
  if (!result->refused.empty()) {
    static_cast<void>(parts_.tasks->acknowledge(delivery.ticket));
    return resend(task->second, *result, sink);
  }
  task->second.ticket = delivery.ticket;
  double spent = 0;
  for (const MadeRecord& made : result->records) {
    const std::uint64_t index = made.number - first_;
    if (made.number < first_ || index >= pending_.size() || pending_[index].task != result->number) continue;
    pending_[index].made = made;
    spent += made.milliseconds;
  }
  // What an answer leaves out is made here.
  for (Pending& pending : pending_) {
    if (pending.task == result->number && !pending.made) pending.made = MadeRecord{pending.record.number};
  }
  if (spent > 0) milliseconds_ = spent / static_cast<double>(result->records.size());
  return true;
}

bool RemoteRun::resend(SentTask& task, const TaskResult& result, DiagnosticSink& sink) {
  if (++task.refusals <= kMaxRefusals) {
    unsent_.push_back(result.number);
    return true;
  }
  sink.report(messages::EngineWorkerRefused, Origin{}, result.worker, result.refused);
  return false;
}

/// Returns: false when the first record must wait.
bool RemoteRun::put_down_first(DiagnosticSink& sink) {
  Pending& first = pending_.front();
  if (first.task != 0 && !first.made) return false;
  const std::uint64_t task = first.task;
  const std::size_t bytes = first.record.text.size();
  std::optional<RecordOutcome> outcome = outcome_of(first, sink);
  if (!outcome) return false;
  log_.put(*std::move(outcome));
  pending_.pop_front();
  pending_bytes_ -= bytes;
  ++first_;
  if (task != 0) finish_record(task);
  return true;
}

std::optional<RecordOutcome> RemoteRun::outcome_of(Pending& first, DiagnosticSink& sink) {
  if (!first.made || first.made->state == MadeRecord::State::Told) return maker_.make(std::move(first.record));
  if (first.made->state == MadeRecord::State::Crashed) {
    Run run(context_.kind, Run::KindMessages::Leave);
    run.sink().report(messages::EngineBatchCrashed, Origin{}, first.record.place, first.made->reason);
    return maker_.give_up(first.record, run);
  }
  std::optional<queue::Error> error;
  std::optional<std::vector<FinishedFile>> files = fetch(*first.made, error);
  if (error) {
    sink.report(messages::EngineObjectsFailed, Origin{}, parts_.objects->name(), error->reason);
    return std::nullopt;
  }
  if (!files) return maker_.make(std::move(first.record));
  RecordOutcome outcome = maker_.put(
      std::move(first.record), {first.made->name, *std::move(files), first.made->beside, first.made->milliseconds});
  for (const MadeFile& file : first.made->files) static_cast<void>(parts_.objects->remove(file.hash));
  return outcome;
}

/// Nothing when a file is missing, or differs from what the worker has put there.
std::optional<std::vector<FinishedFile>> RemoteRun::fetch(const MadeRecord& made, std::optional<queue::Error>& error) {
  std::vector<FinishedFile> files;
  for (const MadeFile& file : made.files) {
    queue::Result<std::string> bytes = parts_.objects->get(file.hash);
    if (!bytes && bytes.error().kind != queue::Error::Kind::Missing) error = bytes.error();
    if (!bytes || bytes->size() != file.bytes || output_hash(*bytes) != file.hash) return std::nullopt;
    FinishedFile& finished = files.emplace_back();
    finished.bytes = *std::move(bytes);
    finished.pages = file.pages;
    finished.format = file.format;
    finished.page = file.page;
  }
  return files;
}

/// The answer is done with when all its records are in the manifest.
void RemoteRun::finish_record(std::uint64_t number) {
  const auto task = tasks_.find(number);
  if (task == tasks_.end() || --task->second.open > 0) return;
  if (task->second.ticket) static_cast<void>(parts_.tasks->acknowledge(*task->second.ticket));
  tasks_.erase(task);
}

/// Connects again, for a while. Answers that were not acknowledged come again.
bool RemoteRun::survive(const queue::Error& error, DiagnosticSink& sink) {
  std::optional<queue::Error> last = error;
  const auto end = steady_clock::now() + kLostFor;
  unsigned tries = 0;
  while (last && last->kind == queue::Error::Kind::Lost && steady_clock::now() < end) {
    if (feed_.ends()) return false;
    std::this_thread::sleep_for(kBetweenTries);
    static_cast<void>(parts_.tasks->take_from({}, kAnswersAhead));
    last = parts_.tasks->restore();
    if (last) continue;
    last = take_answers();
    if (!last) return true;
    if (++tries % kTriesOfQueue == 0 && !change_queue(sink)) return false;
  }
  sink.report(messages::EngineQueueFailed, Origin{}, parts_.tasks->name(), last->reason);
  return false;
}

std::optional<queue::Error> RemoteRun::take_answers() {
  if (auto error = parts_.tasks->declare(results_)) return error;
  return parts_.tasks->take_from(std::array{results_}, kAnswersAhead);
}

/// Answers go into another queue from now on; all tasks without one are sent again.
bool RemoteRun::change_queue(DiagnosticSink& sink) {
  const std::string former = std::exchange(run_, new_run(context_.folder.path()));
  former_results_.push_back(std::exchange(results_, queue::results_of(run_)));
  for (auto& [number, task] : tasks_) {
    if (task.ticket) continue;
    if (const std::size_t at = task.text.find(former); at != std::string::npos)
      task.text.replace(at, former.size(), run_);
    if (std::find(unsent_.begin(), unsent_.end(), number) == unsent_.end()) unsent_.push_back(number);
  }
  return name_run(sink);
}

void RemoteRun::look_around() {
  const auto now = steady_clock::now();
  if (now - looked_ < kBetweenLooks) return;
  looked_ = now;
  const queue::Result<queue::QueueState> state = parts_.tasks->watch(queue::kTasks);
  if (!state) return;  // take() meets the same
  workers_ = state->takers;
  if (state->waiting > 0 || !unsent_.empty()) return;
  for (auto& [number, task] : tasks_) {
    if (!task.ticket && now - task.sent > kOverdue) unsent_.push_back(number);
  }
}

/// Without its queue the run is over for all workers.
void RemoteRun::end() {
  for (const std::string& former : former_results_) static_cast<void>(parts_.tasks->remove(former));
  static_cast<void>(parts_.tasks->remove(results_));
  DiagnosticSink unheard;
  context_.folder.remove(std::string(kRunFile), unheard);
  for (const auto& [path, hash] : beside_) {
    if (hash) static_cast<void>(parts_.objects->remove(*hash));
  }
}

}  // namespace gongwen::engine
