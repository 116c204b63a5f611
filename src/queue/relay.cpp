#include "queue/relay.h"

#include "base/json.h"
#include "base/mask_passwords.h"
#include "queue/task_queue.h"
#include "resources/message_channel.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

// What a relay and its process say to each other: a request of JSON, the messages that belong to it, an answer of JSON,
// and those that belong to this one. Both are the same program.
namespace gongwen::queue {

/// The functions of TaskQueue and ObjectStore.
enum class RelayCall : std::uint8_t {
  Declare,
  Remove,
  Publish,  // followed by the messages
  TakeFrom,
  Take,  // a message follows the answer, if there is one
  Acknowledge,
  GiveBack,
  Watch,
  Restore,
  PutObject,  // followed by the bytes
  GetObject,  // they follow the answer
  RemoveObject,
  Close,
};
inline constexpr std::size_t kRelayCalls = 13;

// Members of requests and answers.
inline constexpr std::string_view kRelayCall = "call";
inline constexpr std::string_view kRelayQueue = "queue";
inline constexpr std::string_view kRelayQueues = "queues";
inline constexpr std::string_view kRelayCount = "count";
inline constexpr std::string_view kRelayTicket = "ticket";
inline constexpr std::string_view kRelayMilliseconds = "milliseconds";
inline constexpr std::string_view kRelayFound = "found";
inline constexpr std::string_view kRelayRedeliveries = "redeliveries";
inline constexpr std::string_view kRelayWaiting = "waiting";
inline constexpr std::string_view kRelayTakers = "takers";
inline constexpr std::string_view kRelaySafe = "safe";  // `110`: of each message
inline constexpr std::string_view kRelayHash = "hash";
inline constexpr std::string_view kRelayObjects = "objects";

/// A request or an answer is never longer: messages and objects are apart.
inline constexpr std::size_t kMaxRelayHead = std::size_t{1} << 20;

base::Json relay_request(RelayCall call);
std::optional<RelayCall> relay_call(const base::JsonView& request);

/// An answer that says what went wrong, and the same back; nothing for another answer.
base::Json relay_error(const Error& error);
std::optional<Error> relayed_error(const base::JsonView& answer);

namespace {

constexpr std::string_view kErrorMember = "error";
constexpr std::string_view kReasonMember = "reason";
constexpr std::size_t kMaxReason = 4'096;

}  // namespace

std::string write_relay_settings(const RelaySettings& settings) {
  base::Json json = base::Json::object();
  json.set(kRelayQueue, settings.queue).set(kRelayObjects, settings.objects);
  json.set("endpoint", settings.storage.endpoint).set("region", settings.storage.region);
  json.set("access_key", settings.storage.access_key).set("secret_key", settings.storage.secret_key);
  json.set("session_token", settings.storage.session_token).set("certificates", settings.storage.certificates);
  return json.text();
}

std::optional<RelaySettings> parse_relay_settings(std::string_view text) {
  const std::optional<base::Json> json = base::parse_json(text, {kMaxRelayHead});
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  RelaySettings settings{view.text_of(kRelayQueue), view.text_of(kRelayObjects)};
  settings.storage = {.endpoint = view.text_of("endpoint"),
                      .region = view.text_of("region"),
                      .access_key = view.text_of("access_key"),
                      .secret_key = view.text_of("secret_key"),
                      .session_token = view.text_of("session_token"),
                      .certificates = view.text_of("certificates")};
  if (settings.queue.empty() || settings.objects.empty()) return std::nullopt;
  return settings;
}

base::Json relay_request(RelayCall call) {
  base::Json json = base::Json::object();
  return std::move(json.set(kRelayCall, static_cast<std::uint64_t>(call)));
}

std::optional<RelayCall> relay_call(const base::JsonView& request) {
  const std::optional<std::uint64_t> call = request.number_of(kRelayCall);
  if (!call || *call >= kRelayCalls) return std::nullopt;
  return static_cast<RelayCall>(*call);
}

base::Json relay_error(const Error& error) {
  base::Json json = base::Json::object();
  json.set(kErrorMember, static_cast<std::uint64_t>(error.kind));
  return std::move(json.set(kReasonMember, error.reason.substr(0, kMaxReason)));
}

std::optional<Error> relayed_error(const base::JsonView& answer) {
  const std::optional<std::uint64_t> kind = answer.number_of(kErrorMember);
  if (!kind) return std::nullopt;
  if (*kind > static_cast<std::uint64_t>(Error::Kind::Unusable)) return Error{};
  return Error{static_cast<Error::Kind>(*kind), answer.text_of(kReasonMember)};
}

namespace {

using base::Json;
using resources::Exchange;
using resources::MessageChannel;

Error relay_gone() { return {Error::Kind::Unusable, "the process with the connections has ended"}; }

Result<Json> receive_answer(MessageChannel& channel) {
  std::string message;
  if (channel.receive(message, kMaxRelayHead, nullptr, nullptr) != Exchange::Done) return base::Failure{relay_gone()};
  std::optional<Json> answer = base::parse_json(message);
  if (!answer || !answer->view().is_object()) return base::Failure{relay_gone()};
  if (auto error = relayed_error(answer->view())) return base::Failure{*std::move(error)};
  return *std::move(answer);
}

bool send_text(MessageChannel& channel, std::string_view text) {
  return channel.send(text, nullptr, nullptr) == Exchange::Done;
}

Result<Json> ask(MessageChannel& channel, const Json& request) {
  if (!send_text(channel, request.text())) return base::Failure{relay_gone()};
  return receive_answer(channel);
}

std::optional<Error> error_of(const Result<Json>& answer) {
  return answer ? std::nullopt : std::optional(answer.error());
}

Json with_queue(RelayCall call, std::string_view queue) {
  Json request = relay_request(call);
  return std::move(request.set(kRelayQueue, queue));
}

class RelayedQueue final : public TaskQueue {
 public:
  RelayedQueue(MessageChannel channel, std::string name) : channel_(std::move(channel)), name_(std::move(name)) {}

  const std::string& name() const override { return name_; }
  std::optional<Error> declare(std::string_view queue) override {
    return change(with_queue(RelayCall::Declare, queue));
  }
  Result<std::uint64_t> close(std::string_view queue) override {
    const Result<Json> answer = ask(channel_, with_queue(RelayCall::Close, queue));
    if (!answer) return base::Failure{answer.error()};
    return answer->view().number_of(kRelayWaiting).value_or(0);
  }
  std::optional<Error> remove(std::string_view queue) override { return change(with_queue(RelayCall::Remove, queue)); }

  Result<std::vector<bool>> publish(std::string_view queue, std::span<const std::string> bodies) override {
    Json request = with_queue(RelayCall::Publish, queue);
    request.set(kRelayCount, bodies.size());
    if (!send_text(channel_, request.text())) return base::Failure{relay_gone()};
    for (const std::string& body : bodies) {
      if (!send_text(channel_, body)) return base::Failure{relay_gone()};
    }
    const Result<Json> answer = receive_answer(channel_);
    if (!answer) return base::Failure{answer.error()};
    const std::string digits = answer->view().text_of(kRelaySafe);
    if (digits.size() != bodies.size()) return base::Failure{relay_gone()};
    std::vector<bool> safe;
    for (const char digit : digits) safe.push_back(digit == '1');
    return safe;
  }

  std::optional<Error> take_from(std::span<const std::string> queues, std::uint16_t ahead) override {
    Json request = relay_request(RelayCall::TakeFrom);
    return change(request.set(kRelayQueues, Json::list_of(queues)).set(kRelayCount, ahead));
  }

  Result<std::optional<Delivery>> take(std::chrono::milliseconds time) override {
    Json request = relay_request(RelayCall::Take);
    const Result<Json> answer = ask(channel_, request.set(kRelayMilliseconds, time.count()));
    if (!answer) return base::Failure{answer.error()};
    const base::JsonView view = answer->view();
    if (!view.flag_of(kRelayFound)) return std::optional<Delivery>();
    Delivery delivery{{}, view.text_of(kRelayQueue), view.number_of(kRelayTicket).value_or(0)};
    delivery.redeliveries = static_cast<std::uint32_t>(view.number_of(kRelayRedeliveries).value_or(0));
    const Exchange got = channel_.receive(delivery.body, kMaxMessage, nullptr, nullptr);
    if (got != Exchange::Done) return base::Failure{relay_gone()};
    return std::optional(std::move(delivery));
  }

  std::optional<Error> acknowledge(std::uint64_t ticket) override { return end(RelayCall::Acknowledge, ticket); }
  std::optional<Error> give_back(std::uint64_t ticket) override { return end(RelayCall::GiveBack, ticket); }

  Result<QueueState> watch(std::string_view queue) override {
    const Result<Json> answer = ask(channel_, with_queue(RelayCall::Watch, queue));
    if (!answer) return base::Failure{answer.error()};
    const base::JsonView view = answer->view();
    return QueueState{view.number_of(kRelayWaiting).value_or(0), view.number_of(kRelayTakers).value_or(0)};
  }

  std::optional<Error> restore() override { return change(relay_request(RelayCall::Restore)); }

 private:
  std::optional<Error> change(const Json& request) { return error_of(ask(channel_, request)); }

  std::optional<Error> end(RelayCall call, std::uint64_t ticket) {
    Json request = relay_request(call);
    return change(request.set(kRelayTicket, ticket));
  }

  MessageChannel channel_;
  std::string name_;
};

class RelayedObjects final : public ObjectStore {
 public:
  RelayedObjects(std::vector<MessageChannel> channels, std::string name)
      : channels_(std::move(channels)), name_(std::move(name)) {
    for (MessageChannel& channel : channels_) free_.push_back(&channel);
  }

  const std::string& name() const override { return name_; }

  std::optional<Error> put(const std::string& hash, std::string_view bytes) override {
    if (bytes.size() > kMaxObject) return Error{Error::Kind::Refused, "a document is too long"};
    const Use use(*this);
    if (!send_text(use.channel, with_hash(RelayCall::PutObject, hash).text())) return relay_gone();
    if (!send_text(use.channel, bytes)) return relay_gone();
    return error_of(receive_answer(use.channel));
  }

  Result<std::string> get(const std::string& hash, std::size_t max_bytes) override {
    const Use use(*this);
    Json request = with_hash(RelayCall::GetObject, hash);
    const Result<Json> answer = ask(use.channel, request.set(kRelayCount, max_bytes));
    if (!answer) return base::Failure{answer.error()};
    std::string bytes;
    const Exchange got = use.channel.receive(bytes, max_bytes, nullptr, nullptr);
    if (got != Exchange::Done) return base::Failure{relay_gone()};
    return bytes;
  }

  std::optional<Error> remove(const std::string& hash) override {
    const Use use(*this);
    return error_of(ask(use.channel, with_hash(RelayCall::RemoveObject, hash)));
  }

 private:
  static Json with_hash(RelayCall call, const std::string& hash) {
    Json request = relay_request(call);
    return std::move(request.set(kRelayHash, hash));
  }

  /// A channel for one question; waits until there is one.
  struct Use {
    explicit Use(RelayedObjects& owner) : owner(owner), channel(owner.take()) {}
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    ~Use() { owner.give_back(channel); }
    RelayedObjects& owner;
    MessageChannel& channel;
  };

  MessageChannel& take() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return !free_.empty(); });
    MessageChannel& channel = *free_.back();
    free_.pop_back();
    return channel;
  }

  void give_back(MessageChannel& channel) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(&channel);
    }
    freed_.notify_one();
  }

  std::vector<MessageChannel> channels_;
  std::string name_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<MessageChannel*> free_;
};

}  // namespace

std::optional<QueueLinks> relayed_links(std::vector<resources::FileDescriptor> sockets) {
  if (sockets.size() < 2) return std::nullopt;
  std::vector<MessageChannel> channels;
  for (resources::FileDescriptor& socket : sockets) channels.emplace_back(std::move(socket));
  MessageChannel first = std::move(channels.front());
  channels.erase(channels.begin());
  const Result<Json> ready = receive_answer(first);
  if (!ready) return std::nullopt;
  const base::JsonView view = ready->view();
  return QueueLinks{std::make_unique<RelayedQueue>(std::move(first), view.text_of(kRelayQueue)),
                    std::make_unique<RelayedObjects>(std::move(channels), view.text_of(kRelayObjects))};
}

namespace {

using base::JsonView;

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
