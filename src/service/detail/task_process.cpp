// Several processes may be needed for one task: if one crashes, the next begins with the first record that has no
// answer. A record that has crashed `kDeaths` processes in a row is answered as crashed, so that one bad record does
// not stop a batch of a million.
#include "service/detail/task_process.h"

#include "base/format.h"
#include "base/json.h"
#include "resources/child_program.h"
#include "service/queue_worker.h"
#include "service/worker.h"

#include <algorithm>
#include <array>
#include <exception>

#include <signal.h>
#include <sys/socket.h>

namespace gongwen::service {
namespace {

using queue::Error;
using resources::Exchange;
using resources::MessageChannel;

// Members of requests. The bytes of an object are the next message.
constexpr std::string_view kPutMember = "put";
constexpr std::string_view kGetMember = "get";
constexpr std::string_view kMaxMember = "max";
// Members of the answer to `get`.
constexpr std::string_view kFoundMember = "found";
constexpr std::string_view kMissingMember = "missing";
constexpr std::string_view kReasonMember = "reason";

/// Requests and answers are short; a longer message is a record and is not parsed twice.
constexpr std::size_t kMaxRequest = 4'096;

Error worker_gone() { return {Error::Kind::Lost, "the worker has ended"}; }

/// Returns the answer to `get`: found, missing, or the reason, cut to the length of a short message. A quarter of the
/// limit is enough to have space for the other members and for the escapes of JSON.
std::string head_of_object(const queue::Result<std::string>& bytes) {
  base::Json json = base::Json::object();
  json.set(kFoundMember, bytes.has_value());
  if (!bytes) {
    json.set(kMissingMember, bytes.error().kind == Error::Kind::Missing);
    json.set(kReasonMember, bytes.error().reason.substr(0, kMaxRequest / 4));
  }
  return json.text();
}

/// Returns false if the channel can no longer be used.
bool send_object(const queue::Result<std::string>& bytes, MessageChannel& channel,
                 const resources::Deadline& deadline) {
  if (channel.send(head_of_object(bytes), nullptr, &deadline) != Exchange::Done) return false;
  return !bytes || channel.send(*bytes, nullptr, &deadline) == Exchange::Done;
}

}  // namespace

std::optional<Error> ChannelObjects::put(const std::string& hash, std::string_view bytes) {
  if (bytes.size() > queue::kMaxObject) return Error{Error::Kind::Refused, "a document is too long"};
  base::Json json = base::Json::object();
  json.set(kPutMember, hash);
  const bool is_sent = channel_.send(json.text(), nullptr, nullptr) == Exchange::Done &&
                       channel_.send(bytes, nullptr, nullptr) == Exchange::Done;
  // The process does not wait for an answer: if the store fails, the worker ends the task, and the process with it.
  return is_sent ? std::nullopt : std::optional(worker_gone());
}

queue::Result<std::string> ChannelObjects::get(const std::string& hash, std::size_t max_bytes) {
  base::Json json = base::Json::object();
  json.set(kGetMember, hash).set(kMaxMember, static_cast<std::uint64_t>(max_bytes));
  std::string answer;
  std::string bytes;
  if (channel_.send(json.text(), nullptr, nullptr) != Exchange::Done ||
      channel_.receive(answer, kMaxRequest, nullptr, nullptr) != Exchange::Done) {
    return base::Failure{worker_gone()};
  }
  const std::optional<base::Json> read = base::parse_json(answer);
  if (!read) return base::Failure{worker_gone()};
  if (!read->view().flag_of(kFoundMember)) {
    const Error::Kind kind = read->view().flag_of(kMissingMember) ? Error::Kind::Missing : Error::Kind::Refused;
    // The process distinguishes only two kinds: Missing is an error of the record, everything else one of the store.
    return base::Failure{Error{kind, read->view().text_of(kReasonMember)}};
  }
  if (channel_.receive(bytes, max_bytes, nullptr, nullptr) != Exchange::Done) return base::Failure{worker_gone()};
  return bytes;
}

std::optional<Error> ChannelObjects::remove(const std::string& hash) { return Error{Error::Kind::Refused, hash}; }

ObjectsServed serve_objects(std::string_view message, MessageChannel& channel, queue::ObjectStore& objects,
                            const resources::Deadline& deadline) {
  // A record may have hundreds of kilobytes, so it is not parsed to find out whether it is a request.
  if (message.size() > kMaxRequest) return {};
  const std::optional<base::Json> json = base::parse_json(message);
  if (!json) return {};
  const std::string put = json->view().text_of(kPutMember);
  const std::string get = json->view().text_of(kGetMember);
  if (!put.empty()) {
    std::string bytes;
    // The bytes are read even if they cannot be stored, so that they are not mistaken for the next message.
    if (channel.receive(bytes, queue::kMaxObject, nullptr, &deadline) != Exchange::Done) return {true, true};
    std::optional<Error> error = objects.put(put, bytes);
    return {true, false, error ? std::string() : put, std::move(error)};
  }
  if (get.empty()) return {};
  // The limit comes from the process, so it is bounded by ours.
  const std::uint64_t max_bytes = json->view().number_of(kMaxMember).value_or(0);
  const std::size_t limit = static_cast<std::size_t>(std::min<std::uint64_t>(max_bytes, queue::kMaxObject));
  return {true, !send_object(objects.get(get, limit), channel, deadline)};
}

namespace {

/// Number of processes that a record may crash before it is given up; the system may also have ended one for lack of
/// memory.
constexpr unsigned kDeaths = 3;
/// Time limit for one record.
constexpr std::chrono::minutes kRecordTime{5};
constexpr std::string_view kEndMember = "end";

}  // namespace

std::string write_order(const TaskOrder& order) {
  base::Json json = base::Json::object();
  return json.set("first", order.first).set("folder", order.folder).text();
}

std::optional<TaskOrder> parse_order(std::string_view message) {
  const std::optional<base::Json> json = base::parse_json(message);
  const auto first = json ? json->view().number_of("first") : std::nullopt;
  if (!first) return std::nullopt;
  return TaskOrder{*first, json->view().text_of("folder")};
}

std::string write_end(const TaskMaker::Answer& answer) {
  base::Json json = base::Json::object();
  json.set(kEndMember, static_cast<std::uint64_t>(answer.outcome)).set("reason", answer.reason);
  return json.text();
}

std::optional<TaskMaker::Answer> parse_end(std::string_view message) {
  const std::optional<base::Json> json = base::parse_json(message, {queue::kMaxMessage});
  const std::optional<std::uint64_t> outcome = json ? json->view().number_of(kEndMember) : std::nullopt;
  // The number comes from a process that may be compromised, so it is checked before it becomes an enumerator.
  if (!outcome || *outcome > static_cast<std::uint64_t>(TaskMaker::Outcome::NoObjects)) return std::nullopt;
  return TaskMaker::Answer{static_cast<TaskMaker::Outcome>(*outcome), json->view().text_of("reason")};
}

/// Starts a process in a folder of its own, unless one is running. Returns false if that is not possible.
bool TaskProcess::start() {
  if (process_ >= 0) return true;
  folder_.reset();
  if (auto made = resources::TemporaryFolder::make(temporary_)) folder_.emplace(*std::move(made));
  if (!folder_) return false;
  std::array<int, 2> ends{};
  // CLOEXEC: only the end that start_program passes on survives in the new process, so the channel closes when that
  // process dies.
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
  resources::FileDescriptor own(ends[0]);
  const resources::FileDescriptor other(ends[1]);
  const std::error_code error =
      resources::start_program({program_, arguments_, resources::Inherited::Nothing, other.number()}, process_);
  if (error) {
    process_ = -1;
    return false;
  }
  channel_ = std::make_unique<resources::MessageChannel>(std::move(own));
  return true;
}

/// Ends the process. Returns in words how it ended.
std::string TaskProcess::end() {
  if (process_ < 0) return {};
  // Closing the socket ends a process that waits; a busy one is killed.
  channel_.reset();
  ::kill(process_, SIGKILL);
  return resources::end_words(resources::wait_for_program(std::exchange(process_, -1)));
}

bool TaskProcess::ask(const std::string& task, std::size_t first) {
  return channel_->send(write_order({first, folder_->path()}), nullptr, nullptr) == Exchange::Done &&
         channel_->send(task, nullptr, nullptr) == Exchange::Done;
}

bool TaskProcess::listen(TaskOutcome& outcome, bool& too_late) {
  while (true) {
    std::string message;
    // The time limit begins anew with each message: it is for one record, not for the task.
    const resources::Deadline deadline(kRecordTime);
    const Exchange got = channel_->receive(message, queue::kMaxMessage, nullptr, &deadline);
    too_late = got == Exchange::TooLate;
    if (got != Exchange::Done) return false;
    const ObjectsServed served = serve_objects(message, *channel_, objects_, deadline);
    if (served.has_ended) return false;
    // Without the store no document can be delivered: the task is tried again later or elsewhere.
    if (served.error) {
      outcome.answer = {TaskMaker::Outcome::NoObjects, served.error->reason};
      return true;
    }
    if (!served.put.empty()) outcome.unclaimed.insert(served.put);
    if (served.is_request) continue;
    if (std::optional<TaskMaker::Answer> answer = parse_end(message)) {
      outcome.answer = *std::move(answer);
      return true;
    }
    // A record that names an object has claimed it.
    for (const std::string& object : objects_of_records({message})) outcome.unclaimed.erase(object);
    outcome.records.push_back(std::move(message));
  }
}

TaskOutcome TaskProcess::make(const std::string& task, const TaskSummary& summary) {
  TaskOutcome outcome;
  unsigned deaths = 0;
  // Each turn of the loop either ends the task or, after at most kDeaths processes, adds at least one record (made or
  // crashed), so the loop ends.
  while (outcome.records.size() < summary.records.size()) {
    const std::size_t first = outcome.records.size();
    bool too_late = false;
    if (!start()) {
      outcome.has_process = false;
      return outcome;
    }
    if (ask(task, first) && listen(outcome, too_late)) {
      // It may still be sending objects that cannot be stored.
      if (outcome.answer.outcome == TaskMaker::Outcome::NoObjects) end();
      if (outcome.answer.outcome != TaskMaker::Outcome::Done) return outcome;
      if (outcome.records.size() >= summary.records.size()) break;
      // It claims to be done without having answered all records: another process continues.
    }
    // Progress: the former crashes were caused by other records.
    if (outcome.records.size() > first) deaths = 0;
    std::string reason = end();
    if (too_late) reason = late_reason(kRecordTime);
    // A record that took too long once would take too long again.
    if (++deaths < kDeaths && !too_late) continue;
    deaths = 0;
    const std::uint64_t record = summary.records[outcome.records.size()];
    outcome.crashes.push_back(fmt::format("record {}: {}", record, reason));
    outcome.records.push_back(crashed_record(record, reason));
  }
  // A compromised process may send more records than it was asked for.
  outcome.records.resize(std::min(outcome.records.size(), summary.records.size()));
  return outcome;
}

// Rights are given up in this order: first descriptors, then all rights that making documents does not need; only then
// are bytes of a stranger read.
int run_task_process(resources::FileDescriptor socket, const EngineOptions& options) {
  close_files_but(socket.number());
  WorkerLimits limits;
  limits.files = files_of_worker(options);
  give_up_rights(limits);
  resources::MessageChannel channel(std::move(socket));
  ChannelObjects objects(channel);
  TaskMaker maker(options);
  std::string message;
  std::string task;
  while (channel.receive(message, queue::kMaxMessage, nullptr, nullptr) == Exchange::Done &&
         channel.receive(task, queue::kMaxMessage, nullptr, nullptr) == Exchange::Done) {
    try {
      const auto say = [&channel](const std::string& record) {
        // If the worker is gone, the next receive() ends the loop.
        static_cast<void>(channel.send(record, nullptr, nullptr));
      };
      const std::optional<TaskOrder> order = parse_order(message);
      if (!order) return 1;
      const TaskMaker::Answer answer = maker.make({task, order->first, order->folder}, objects, say);
      if (channel.send(write_end(answer), nullptr, nullptr) != Exchange::Done) break;
    } catch (const std::exception&) {
      return 1;  // out of memory: the worker starts another process
    }
  }
  return 0;
}

}  // namespace gongwen::service
