#include "queue/detail/relay_message.h"
#include "queue/relay.h"
#include "resources/message_channel.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace gongwen::queue {
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

}  // namespace gongwen::queue
