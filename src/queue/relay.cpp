#include "queue/relay.h"

#include "base/mask_passwords.h"
#include "queue/detail/relay_message.h"
#include "resources/message_channel.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace gongwen::queue {
namespace {

using base::Json;
using base::JsonView;
using resources::Exchange;
using resources::MessageChannel;

/// The other process waits for an answer meanwhile.
constexpr std::uint64_t kMaxTakeMilliseconds = 1'000;
/// Of one call. The process keeps fewer tasks open.
constexpr std::uint64_t kMaxMessages = 10'000;

Json done() { return Json::object(); }

Json said(const std::optional<Error>& error) { return error ? relay_error(*error) : done(); }

/// Answers requests on one socket until it is closed, or says what this program would not say.
template <typename Answer>
void serve_channel(MessageChannel& channel, const Answer& answer) {
  std::string message;
  while (channel.receive(message, kMaxRelayHead, nullptr, nullptr) == Exchange::Done) {
    const std::optional<Json> request = base::parse_json(message);
    const std::optional<RelayCall> call = request ? relay_call(request->view()) : std::nullopt;
    if (!call || !answer(*call, request->view())) return;
  }
}

bool send(MessageChannel& channel, const Json& answer) {
  return channel.send(answer.text(), nullptr, nullptr) == Exchange::Done;
}

bool is_of_answers(std::string_view queue) { return queue.starts_with(results_of("")) && queue != results_of(""); }

std::vector<std::string> queues_of(const JsonView& request) {
  std::vector<std::string> queues;
  const std::optional<JsonView> list = request.find(kRelayQueues);
  for (std::size_t i = 0; list && i < list->size(); ++i) queues.emplace_back(list->at(i).text());
  return queues;
}

class QueueRelay {
 public:
  QueueRelay(const RelaySettings& settings, MessageChannel& channel, RelayRights rights)
      : settings_(settings), channel_(channel), rights_(rights) {}

  void run() {
    serve_channel(channel_, [this](RelayCall call, const JsonView& request) { return answer(call, request); });
  }

 private:
  std::optional<Error> open() {
    if (tasks_) return std::nullopt;
    Result<std::unique_ptr<TaskQueue>> opened = open_task_queue(settings_.queue);
    if (!opened) return opened.error();
    tasks_ = *std::move(opened);
    return std::nullopt;
  }

  /// Returns: false when the channel is of no more use.
  bool answer(RelayCall call, const JsonView& request) {
    // What belongs to a request is read in any case, since the next one comes after it.
    std::vector<std::string> bodies;
    if (call == RelayCall::Publish && !receive_bodies(request, bodies)) return false;
    if (!may(call, request)) return send(channel_, relay_error({Error::Kind::Refused, "not for a batch"}));
    if (const auto error = open()) return send(channel_, relay_error(*error));
    if (call == RelayCall::Take) return take(request);
    if (call == RelayCall::Publish) return send(channel_, publish(request, bodies));
    if (call == RelayCall::Watch) return send(channel_, watch(request));
    if (call == RelayCall::Close) return send(channel_, close(request));
    return send(channel_, said(change(call, request)));
  }

  /// Tasks are sent; all else is done with queues of answers, whose names nobody else knows.
  bool may(RelayCall call, const JsonView& request) const {
    if (rights_ == RelayRights::All) return true;
    const std::string queue = request.text_of(kRelayQueue);
    if (call == RelayCall::Publish) return queue == kTasks;
    if (call == RelayCall::Close || call == RelayCall::Remove) return is_of_answers(queue);
    if (call == RelayCall::Declare) return queue == kTasks || queue == kDeadTasks || is_of_answers(queue);
    if (call != RelayCall::TakeFrom) return true;
    const std::vector<std::string> queues = queues_of(request);
    return std::all_of(queues.begin(), queues.end(), is_of_answers);
  }

  std::optional<Error> change(RelayCall call, const JsonView& request) {
    const std::string queue = request.text_of(kRelayQueue);
    const std::uint64_t ticket = request.number_of(kRelayTicket).value_or(0);
    if (call == RelayCall::Declare) return tasks_->declare(queue);
    if (call == RelayCall::Remove) return tasks_->remove(queue);
    if (call == RelayCall::TakeFrom) return take_from(request);
    if (call == RelayCall::Acknowledge) return tasks_->acknowledge(ticket);
    if (call == RelayCall::GiveBack) return tasks_->give_back(ticket);
    if (call == RelayCall::Restore) return tasks_->restore();
    return Error{Error::Kind::Refused, "not a request for a queue"};
  }

  bool receive_bodies(const JsonView& request, std::vector<std::string>& bodies) {
    const std::uint64_t count = request.number_of(kRelayCount).value_or(0);
    if (count > kMaxMessages) return false;
    for (std::uint64_t i = 0; i < count; ++i) {
      std::string body;
      if (channel_.receive(body, kMaxMessage, nullptr, nullptr) != Exchange::Done) return false;
      bodies.push_back(std::move(body));
    }
    return true;
  }

  Json publish(const JsonView& request, const std::vector<std::string>& bodies) {
    const Result<std::vector<bool>> safe = tasks_->publish(request.text_of(kRelayQueue), bodies);
    if (!safe) return relay_error(safe.error());
    std::string digits;
    for (const bool is_safe : *safe) digits += is_safe ? '1' : '0';
    Json json = done();
    return std::move(json.set(kRelaySafe, digits));
  }

  std::optional<Error> take_from(const JsonView& request) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint16_t>::max();
    const std::uint64_t ahead = std::min(request.number_of(kRelayCount).value_or(1), kMost);
    return tasks_->take_from(queues_of(request), static_cast<std::uint16_t>(ahead));
  }

  bool take(const JsonView& request) {
    const std::uint64_t wait = std::min(request.number_of(kRelayMilliseconds).value_or(0), kMaxTakeMilliseconds);
    const Result<std::optional<Delivery>> taken = tasks_->take(std::chrono::milliseconds(wait));
    if (!taken) return send(channel_, relay_error(taken.error()));
    Json json = done();
    json.set(kRelayFound, taken->has_value());
    if (!*taken) return send(channel_, json);
    const Delivery& delivery = **taken;
    json.set(kRelayQueue, delivery.queue).set(kRelayTicket, delivery.ticket);
    json.set(kRelayRedeliveries, delivery.redeliveries);
    return send(channel_, json) && channel_.send(delivery.body, nullptr, nullptr) == Exchange::Done;
  }

  Json close(const JsonView& request) {
    const Result<std::uint64_t> waiting = tasks_->close(request.text_of(kRelayQueue));
    if (!waiting) return relay_error(waiting.error());
    Json json = done();
    return std::move(json.set(kRelayWaiting, *waiting));
  }

  Json watch(const JsonView& request) {
    const Result<QueueState> state = tasks_->watch(request.text_of(kRelayQueue));
    if (!state) return relay_error(state.error());
    Json json = done();
    return std::move(json.set(kRelayWaiting, state->waiting).set(kRelayTakers, state->takers));
  }

  const RelaySettings& settings_;
  MessageChannel& channel_;
  RelayRights rights_;
  std::unique_ptr<TaskQueue> tasks_;
};

/// The store, for all threads of a relay.
class ObjectRelay {
 public:
  explicit ObjectRelay(const RelaySettings& settings) : settings_(settings) {}

  void run(MessageChannel& channel) {
    serve_channel(channel,
                  [this, &channel](RelayCall call, const JsonView& request) { return answer(channel, call, request); });
  }

 private:
  std::optional<Error> open() {
    const std::lock_guard lock(mutex_);
    if (objects_) return std::nullopt;
    Result<std::unique_ptr<ObjectStore>> opened = open_object_store(settings_.objects, settings_.storage);
    if (!opened) return opened.error();
    objects_ = *std::move(opened);
    return std::nullopt;
  }

  bool answer(MessageChannel& channel, RelayCall call, const JsonView& request) {
    const std::string hash = request.text_of(kRelayHash);
    std::string bytes;
    if (call == RelayCall::PutObject && channel.receive(bytes, kMaxObject, nullptr, nullptr) != Exchange::Done) {
      return false;
    }
    if (const auto error = open()) return send(channel, relay_error(*error));
    if (call == RelayCall::PutObject) return send(channel, said(objects_->put(hash, bytes)));
    if (call == RelayCall::RemoveObject) return send(channel, said(objects_->remove(hash)));
    return call == RelayCall::GetObject && get(channel, hash, request.number_of(kRelayCount).value_or(0));
  }

  bool get(MessageChannel& channel, const std::string& hash, std::uint64_t max_bytes) {
    const auto limit = static_cast<std::size_t>(std::min<std::uint64_t>(max_bytes, kMaxObject));
    const Result<std::string> bytes = objects_->get(hash, limit);
    if (!bytes) return send(channel, relay_error(bytes.error()));
    return send(channel, done()) && channel.send(*bytes, nullptr, nullptr) == Exchange::Done;
  }

  const RelaySettings& settings_;
  std::mutex mutex_;
  std::unique_ptr<ObjectStore> objects_;
};

}  // namespace

void run_relay(const RelaySettings& settings, std::vector<resources::FileDescriptor> sockets, RelayRights rights) {
  std::vector<MessageChannel> channels;
  for (resources::FileDescriptor& socket : sockets) channels.emplace_back(std::move(socket));
  if (channels.empty()) return;
  Json ready = done();
  ready.set(kRelayQueue, base::mask_passwords(settings.queue)).set(kRelayObjects, settings.objects);
  if (!send(channels.front(), ready)) return;
  ObjectRelay objects(settings);
  std::vector<std::thread> threads;
  try {
    for (std::size_t i = 1; i < channels.size(); ++i) {
      threads.emplace_back([&objects, &channel = channels[i]] { objects.run(channel); });
    }
  } catch (const std::system_error&) {
    while (channels.size() > threads.size() + 1) channels.pop_back();
  }
  QueueRelay(settings, channels.front(), rights).run();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace gongwen::queue
