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
#include <array>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include <unistd.h>

namespace gongwen::engine {
namespace {

constexpr std::size_t kMaxFileName = 255;
/// What ends a value in a row, or in a line of YAML.
constexpr std::string_view kAroundValues = ",;\t\r\n\"'[]{}";
constexpr std::string_view kBlanks = " ";

void add_name(std::string_view text, std::vector<std::string_view>& names) {
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  text.remove_prefix(begin);
  text.remove_suffix(text.size() - (text.find_last_not_of(kBlanks) + 1));
  if (text.size() <= kMaxFileName && text.find('.') != std::string_view::npos) names.push_back(text);
}

/// All texts that could be the name of a file.
void collect_names(const base::JsonView& value, std::vector<std::string_view>& names) {
  if (value.is_text()) add_name(value.text(), names);
  if (!value.is_object() && !value.is_list()) return;
  for (std::size_t i = 0; i < value.size(); ++i) collect_names(value.at(i), names);
}

/// Of rows, and of `key: value` in YAML.
void collect_names(std::string_view text, std::vector<std::string_view>& names) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kAroundValues), text.size());
    const std::string_view part = text.substr(0, end);
    add_name(part, names);
    if (const std::size_t colon = part.find(": "); colon != std::string_view::npos) {
      add_name(part.substr(colon + 2), names);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string key_of(const std::string& folder, std::string_view name) {
  return std::string(folder).append(1, '\n').append(name);
}

}  // namespace

void BesideObjects::add(const Record& record, BatchTask& task) {
  if (record.data_folder.empty()) return;
  std::vector<std::string_view> names;
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

std::string BesideObjects::hash_of(const std::string& folder, const std::string& name) {
  const std::string key = key_of(folder, name);
  if (const auto known = hashes_.find(key); known != hashes_.end()) return known->second;
  // Most texts with a full stop name no file.
  if (resources::type_of(base::join_path(folder, name)) == resources::PathType::Missing) return {};
  diagnostics::DiagnosticSink unheard;
  const base::Expected<std::string> bytes = resources::Folder(folder).read_bytes(name, {}, unheard);
  if (!bytes) return {};
  std::string hash = output_hash(*bytes);
  if (objects_.put(hash, *bytes)) return {};
  hashes_.emplace(key, hash);
  return hash;
}

bool BesideObjects::are_same(const std::string& folder, const std::vector<ManifestFile>& files) const {
  return std::all_of(files.begin(), files.end(), [&](const ManifestFile& file) {
    const auto known = hashes_.find(key_of(folder, file.name));
    return known != hashes_.end() && known->second == file.hash;
  });
}

void BesideObjects::remove() {
  for (const auto& [key, hash] : hashes_) static_cast<void>(objects_.remove(hash));
  hashes_.clear();
}

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
constexpr std::size_t kMaxPending = 20'000;
constexpr std::size_t kMaxPendingBytes = std::size_t{64} << 20;
constexpr std::uint16_t kAnswersAhead = 2'000;
constexpr unsigned kMaxRefusals = 3;
constexpr std::chrono::milliseconds kWait{100};
constexpr std::chrono::seconds kBetweenLooks{2};
/// Whoever looks after a broker, or a broker that lost its power, may have removed the queue of the answers.
constexpr std::chrono::minutes kBetweenDeclarations{1};
/// A broker hears nothing of this side as long as records are put down.
constexpr std::chrono::seconds kMaxPutDown{1};
/// An answer that is missing after so long will not come: the broker has lost the task, or the answer. While other
/// tasks wait it may still be on its way.
constexpr std::chrono::minutes kPatience{15};
constexpr int kPatienceWhileOthersWait = 4;
/// Workers hear within seconds that a run has ended.
constexpr std::chrono::seconds kMaxDropping{2};
/// A broker that restarts, or a cluster that elects another leader.
constexpr std::chrono::minutes kLostFor{5};
constexpr std::chrono::seconds kBetweenTries{1};
/// A broker that lost its power may know a queue and not find it any more: then there is another one.
constexpr unsigned kTriesOfQueue = 2;
/// Runs into the folder whose queues may still be there, in lines: of each the last is the one at work.
constexpr std::string_view kRunsFile = ".gongwen-run";

/// Another one for each run of each machine.
std::string new_run(const std::string& folder) {
  return resources::TextHash(
             fmt::format("{} {} {}", folder, ::getpid(), steady_clock::now().time_since_epoch().count()))
      .hexadecimal();
}

/// Those of the options are for one batch.
std::optional<queue::QueueLinks> take_links(const BatchOptions& options, DiagnosticSink& sink) {
  if (options.links) return std::move(*options.links);
  auto objects = open_storage(options.objects, options.storage);
  if (!objects) {
    sink.report(messages::EngineObjectsFailed, Origin{}, options.objects, objects.error().reason);
    return std::nullopt;
  }
  auto tasks = queue::open_task_queue(options.queue);
  if (!tasks) {
    sink.report(messages::EngineQueueFailed, Origin{}, base::mask_passwords(options.queue), tasks.error().reason);
    return std::nullopt;
  }
  return queue::QueueLinks{*std::move(tasks), *std::move(objects)};
}

}  // namespace

bool may_use_queue(const BatchOptions& options, DiagnosticSink& sink) {
  const std::string_view option = options.watch.empty() ? local_option(options.render) : "watch";
  if (option.empty()) return true;
  sink.report(messages::EngineBatchLocalOption, Origin{}, option);
  return false;
}

std::optional<RemoteParts> open_remote(const BatchOptions& options, DiagnosticSink& sink) {
  std::optional<queue::QueueLinks> links = take_links(options, sink);
  if (!links) return std::nullopt;
  if (const auto error = queue::declare_task_queues(*links->tasks)) {
    sink.report(messages::EngineQueueFailed, Origin{}, links->tasks->name(), error->reason);
    return std::nullopt;
  }
  return RemoteParts{std::move(links->tasks), std::move(links->objects), {}};
}

RemoteRun::RemoteRun(const BatchContext& context, RemoteParts parts, Feed feed)
    : context_(context),
      parts_(std::move(parts)),
      feed_(std::move(feed)),
      maker_(context),
      run_(new_run(context.output.path())),
      results_(queue::results_of(run_)),
      beside_(*parts_.objects),
      reader_(*parts_.objects) {}

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
  const std::string known = context_.output.read_note(std::string(kRunsFile));
  for (std::string_view rest = known; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (end > 0) former_runs_.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::erase_if(former_runs_, [this](const std::string& run) { return remove_queue(run, Answers::Return); });
  if (!keep_runs(sink)) return false;
  const std::optional<queue::Error> error = take_answers();
  return !error || survive(*error, sink);
}

/// Whoever comes after this program, if it is killed, must know what it has left.
bool RemoteRun::keep_runs(DiagnosticSink& sink) {
  std::string lines;
  for (const std::string& run : former_runs_) lines.append(run).append(1, '\n');
  lines.append(run_).append(1, '\n');
  return context_.output.write_note(std::string(kRunsFile), lines, sink);
}

/// One round. Returns: false at the end.
bool RemoteRun::work(DiagnosticSink& sink) {
  if (feed_.ends()) return false;
  read_records();
  if (const auto error = publish(); error && !survive(*error, sink)) return false;
  if (!put_down(sink)) return false;
  acknowledge_answers();
  if (pending_.empty() && is_read_) return false;
  look_around();
  const bool waits = !pending_.empty() && !is_turn_of_here() && !pending_.front().made;
  return take(waits ? kWait : std::chrono::milliseconds(0), sink);
}

bool RemoteRun::has_room() const {
  return tasks_.size() < (milliseconds_ > 0 ? kMaxOpenTasks : kFirstTasks) && pending_.size() < kMaxPending &&
         pending_bytes_ < kMaxPendingBytes;
}

bool RemoteRun::is_turn_of_here() const { return !pending_.empty() && pending_.front().is_for_here; }

/// A record that cannot be sent, or need not be made.
bool RemoteRun::is_for_here(const Record& record) const {
  if (!record.errors.empty() || !record.remarks.empty() || !record.cells.empty()) return true;
  if (record.text.find('\0') != std::string::npos || base::find_invalid_utf8(record.text)) return true;
  if (record.text.size() > kMaxTaskBytes) return true;
  if (!context_.options.resume) return false;
  const auto found = context_.manifest.find(record.input_hash, record.copy);
  if (!found || !found->entry.done || found->entry.outputs.empty()) return false;
  if (found->entry.definition != context_.definition || found->entry.record != record.number) return false;
  return context_.states != nullptr ? context_.states->are_there(found->place)
                                    : context_.output.has(found->entry.outputs.front().name);
}

/// What is gathered is sent before another record is added: a task has files of one folder, and rows of one table.
bool RemoteRun::is_full(const Record& next) const {
  if (gathered_.empty()) return false;
  const double wanted = milliseconds_ > 0 ? kTaskMilliseconds / milliseconds_ : kFirstTask;
  if (gathered_.size() >= static_cast<std::size_t>(std::clamp<double>(wanted, 1, kMaxTaskRecords))) return true;
  const Record& first = pending_[gathered_.front() - first_].record;
  return gathered_bytes_ + next.text.size() > kMaxTaskBytes || first.data_folder != next.data_folder ||
         first.table != next.table;
}

void RemoteRun::read_records() {
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

void RemoteRun::gather(Record record) {
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

/// What is gathered, as a task.
void RemoteRun::send() {
  if (gathered_.empty()) return;
  BatchTask task{run_,
                 ++last_task_,
                 context_.kind->manifest->info.name,
                 context_.formats,
                 parts_.definition,
                 context_.options.render};
  for (const std::uint64_t number : gathered_) {
    Pending& pending = pending_[number - first_];
    pending.task = task.number;
    beside_.add(pending.record, task);
    task.records.push_back(pending.record);
  }
  SentTask sent{.text = write_task(task), .first = gathered_.front(), .last = gathered_.back(), .patience = kPatience};
  sent.open = gathered_.size();
  tasks_.emplace(task.number, std::move(sent));
  unsent_.push_back(task.number);
  gathered_.clear();
  gathered_bytes_ = 0;
}

std::optional<queue::Error> RemoteRun::publish() {
  std::vector<std::string> texts;
  std::vector<std::uint64_t> numbers;
  for (const std::uint64_t number : unsent_) {
    const auto task = tasks_.find(number);
    if (task == tasks_.end() || task->second.ticket) continue;
    numbers.push_back(number);
    texts.push_back(task->second.text);
  }
  open_tasks_ = static_cast<std::uint64_t>(
      std::count_if(tasks_.begin(), tasks_.end(), [](const auto& task) { return !task.second.ticket; }));
  unsent_.assign(numbers.begin(), numbers.end());
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
  const bool is_answered = task != tasks_.end() && task->second.ticket;
  const bool is_refused = result && !result->refused.empty();
  if (task == tasks_.end() || (is_answered && is_refused)) {
    // Of a task that was given to somebody else, too.
    if (result && task == tasks_.end()) reader_.remove(result->records);
    static_cast<void>(parts_.tasks->acknowledge(delivery.ticket));
    return true;
  }
  if (is_refused) {
    static_cast<void>(parts_.tasks->acknowledge(delivery.ticket));
    return resend(task->second, *result, sink);
  }
  // An answer comes twice when the task was made twice, or when a connection was lost: then the first ticket says
  // nothing.
  const std::optional<std::uint64_t> former = std::exchange(task->second.ticket, delivery.ticket);
  if (!former) {
    note(task->second, *result);
    return true;
  }
  static_cast<void>(parts_.tasks->acknowledge(*former));
  // What was put down, and removed, the other worker has put there once more.
  for (const MadeRecord& made : result->records) {
    if (!is_awaited(made.number)) reader_.remove({&made, 1});
  }
  return true;
}

/// Whether the documents of a record are still to be put down, which removes them.
bool RemoteRun::is_awaited(std::uint64_t number) const {
  if (number < first_ || number - first_ >= pending_.size()) return false;
  const std::optional<MadeRecord>& made = pending_[number - first_].made;
  return made && made->state == MadeRecord::State::Made;
}

void RemoteRun::note(SentTask& task, const TaskResult& result) {
  task.text = {};
  double spent = 0;
  for (const MadeRecord& made : result.records) {
    const std::uint64_t index = made.number - first_;
    if (made.number < first_ || index >= pending_.size() || pending_[index].task != result.number) continue;
    if (pending_[index].made) continue;
    pending_[index].made = made;
    spent += made.milliseconds;
  }
  // What an answer leaves out is made here. None of its records was put down yet.
  for (std::uint64_t number = task.first; number <= task.last; ++number) {
    Pending& pending = pending_[number - first_];
    if (pending.task == result.number && !pending.made) pending.made = MadeRecord{number};
  }
  if (spent > 0) milliseconds_ = spent / static_cast<double>(result.records.size());
}

bool RemoteRun::resend(SentTask& task, const TaskResult& result, DiagnosticSink& sink) {
  if (++task.refusals < kMaxRefusals) {
    unsent_.push_back(result.number);
    return true;
  }
  sink.report(messages::EngineWorkerRefused, Origin{}, result.worker, result.refused);
  return false;
}

/// Returns: false when the run ends.
bool RemoteRun::put_down(DiagnosticSink& sink) {
  const resources::Deadline end(kMaxPutDown);
  read_ahead();
  while (!pending_.empty() && !end.passed() && put_down_first(sink)) {
    if (feed_.ends()) return false;
    read_ahead();
  }
  return !sink.has_errors();
}

/// In the order in which they are put down.
void RemoteRun::read_ahead() {
  for (next_read_ = std::max(next_read_, first_); next_read_ - first_ < pending_.size(); ++next_read_) {
    const Pending& pending = pending_[next_read_ - first_];
    if (!pending.made && !pending.is_for_here) return;
    const bool is_there = pending.made && pending.made->state == MadeRecord::State::Made;
    if (is_there && !reader_.read_ahead(*pending.made)) return;
  }
}

/// Returns: false when the first record must wait.
bool RemoteRun::put_down_first(DiagnosticSink& sink) {
  Pending& first = pending_.front();
  if (!first.is_for_here && !first.made) return false;
  const std::uint64_t task = first.task;
  const std::size_t bytes = first.record.text.size();
  std::optional<RecordOutcome> outcome = outcome_of(first, sink);
  if (!outcome) return false;
  if (first.made) reader_.remove({&*first.made, 1});
  feed_.put(*std::move(outcome));
  pending_.pop_front();
  pending_bytes_ -= bytes;
  ++first_;
  if (task != 0) finish_record(task);
  return true;
}

std::optional<RecordOutcome> RemoteRun::outcome_of(Pending& first, DiagnosticSink& sink) {
  if (!first.made || first.made->state == MadeRecord::State::Told) return maker_.make(std::move(first.record));
  if (first.made->state == MadeRecord::State::Crashed) return crashed(first.record, first.made->reason);
  auto files = reader_.take(*first.made);
  if (!files) {
    sink.report(messages::EngineObjectsFailed, Origin{}, parts_.objects->name(), files.error().reason);
    return std::nullopt;
  }
  if (!*files) return maker_.make(std::move(first.record));
  RemoteDocuments made{first.made->name, **std::move(files), first.made->beside, first.made->milliseconds,
                       first.made->has_messages};
  const bool is_right =
      fit(made, context_.formats, *context_.kind) && beside_.are_same(first.record.data_folder, made.beside);
  return is_right ? maker_.put(std::move(first.record), std::move(made)) : maker_.make(std::move(first.record));
}

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

/// The answer is done with when all its records are in the manifest, and its documents are gone from the store: when
/// this program is killed before that, whoever comes after it gets the answer, and removes them.
void RemoteRun::finish_record(std::uint64_t number) {
  const auto task = tasks_.find(number);
  if (task == tasks_.end() || --task->second.open > 0) return;
  if (task->second.ticket) put_down_.emplace_back(*task->second.ticket, reader_.unwanted_count());
  tasks_.erase(task);
}

void RemoteRun::acknowledge_answers() {
  if (put_down_.empty()) return;
  const std::uint64_t removed = reader_.removed_count();
  for (; !put_down_.empty() && put_down_.front().second <= removed; put_down_.pop_front()) {
    static_cast<void>(parts_.tasks->acknowledge(put_down_.front().first));
  }
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
    if (!last) last = queue::declare_task_queues(*parts_.tasks);
    if (last) continue;
    last = take_answers();
    if (!last) return true;
    if (++tries % kTriesOfQueue == 0 && !change_queue(sink)) return false;
  }
  sink.report(messages::EngineQueueFailed, Origin{}, parts_.tasks->name(), last->reason);
  return false;
}

std::optional<queue::Error> RemoteRun::take_answers() {
  declared_ = steady_clock::now();
  if (auto error = parts_.tasks->declare(results_)) return error;
  return parts_.tasks->take_from(std::array{results_}, kAnswersAhead);
}

/// Answers go into another queue from now on; all tasks without one are sent again.
bool RemoteRun::change_queue(DiagnosticSink& sink) {
  const std::string former = std::exchange(run_, new_run(context_.output.path()));
  former_runs_.push_back(former);
  results_ = queue::results_of(run_);
  for (auto& [number, task] : tasks_) {
    if (task.ticket) continue;
    const std::size_t at = task.text.find(former);
    if (at != std::string::npos) task.text.replace(at, former.size(), run_);
    if (std::find(unsent_.begin(), unsent_.end(), number) == unsent_.end()) unsent_.push_back(number);
  }
  return keep_runs(sink);
}

/// Whatever goes wrong here take() meets, too.
void RemoteRun::look_around() {
  const auto now = steady_clock::now();
  if (now - looked_ < kBetweenLooks) return;
  looked_ = now;
  if (now - declared_ > kBetweenDeclarations) {
    declared_ = now;
    static_cast<void>(parts_.tasks->declare(results_));
  }
  const queue::Result<queue::QueueState> state = parts_.tasks->watch(queue::kTasks);
  if (!state) return;
  workers_ = state->takers;
  if (unsent_.empty()) resend_overdue(state->waiting > 0);
}

void RemoteRun::resend_overdue(bool others_wait) {
  const auto now = steady_clock::now();
  for (auto& [number, task] : tasks_) {
    if (task.ticket || now - task.sent < task.patience * (others_wait ? kPatienceWhileOthersWait : 1)) continue;
    task.patience *= 2;
    unsent_.push_back(number);
  }
}

/// With the documents of answers that nobody has put down: what comes for a closed queue its worker removes. Returns:
/// whether the queue is gone.
bool RemoteRun::remove_queue(const std::string& run, Answers answers) {
  const std::string queue = queue::results_of(run);
  const queue::Result<std::uint64_t> waiting = parts_.tasks->close(queue);
  if (!waiting) return waiting.error().kind == queue::Error::Kind::Missing;
  // Of a run that was ended here some are on their way.
  const bool may_come = answers == Answers::Return || *waiting > 0 || !pending_.empty();
  drop_answers(queue, answers, may_come ? kWait : std::chrono::milliseconds(0));
  return !parts_.tasks->remove(queue);
}

void RemoteRun::drop_answers(const std::string& queue, Answers answers, std::chrono::milliseconds wait) {
  static_cast<void>(parts_.tasks->take_from(std::array{queue}, kAnswersAhead));
  const resources::Deadline end(kMaxDropping);
  while (!end.passed()) {
    const queue::Result<std::optional<queue::Delivery>> delivery = parts_.tasks->take(wait);
    if (!delivery || (!*delivery && answers == Answers::AreThere)) break;
    if (!*delivery) continue;
    const std::optional<TaskResult> result = parse_result((*delivery)->body);
    if (result) reader_.remove(result->records);
    static_cast<void>(parts_.tasks->acknowledge((*delivery)->ticket));
  }
  static_cast<void>(parts_.tasks->take_from({}, kAnswersAhead));
}

/// Without its queue the run is over for all workers.
void RemoteRun::end() {
  for (const Pending& pending : pending_) {
    if (pending.made) reader_.remove({&*pending.made, 1});
  }
  beside_.remove();
  reader_.finish_removing();
  DiagnosticSink unheard;
  std::erase_if(former_runs_, [this](const std::string& run) { return remove_queue(run, Answers::AreThere); });
  if (remove_queue(run_, Answers::AreThere) && former_runs_.empty()) {
    context_.output.remove(std::string(kRunsFile), unheard);
  } else {
    keep_runs(unheard);
  }
}

}  // namespace gongwen::engine
