#include "queue/detail/amqp_link.h"
#include "queue/detail/queues.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace gongwen::queue {
namespace {

constexpr std::string_view kExchange = "gongwen";
constexpr std::string_view kDeadExchange = "gongwen.dead";
constexpr std::uint8_t kPersistent = 2;
constexpr std::int64_t kMaxDead = 10'000;
constexpr std::chrono::milliseconds kConfirmTime{20'000};
/// Lives as long as the results that it is for.
const std::string kTaskLife = std::to_string(std::chrono::milliseconds(kResultsLive).count());

/// The arguments of a queue. Whatever is not stated here is a default, which changes with the broker's version.
class Arguments {
 public:
  Arguments& add(std::string_view name, std::string_view value) {
    amqp_table_entry_t& entry = next(name);
    entry.value.kind = AMQP_FIELD_KIND_UTF8;
    entry.value.value.bytes = amqp_text(value);
    return *this;
  }
  Arguments& add(std::string_view name, std::int64_t value) {
    amqp_table_entry_t& entry = next(name);
    entry.value.kind = AMQP_FIELD_KIND_I64;
    entry.value.value.i64 = value;
    return *this;
  }
  amqp_table_t table() { return {static_cast<int>(count_), entries_.data()}; }

 private:
  amqp_table_entry_t& next(std::string_view name) {
    amqp_table_entry_t& entry = entries_.at(count_++);
    entry.key = amqp_text(name);
    return entry;
  }

  std::array<amqp_table_entry_t, 8> entries_{};
  std::size_t count_ = 0;
};

Arguments arguments_of(std::string_view queue) {
  Arguments arguments;
  arguments.add("x-queue-type", "quorum");
  switch (role_of(queue)) {
    case QueueRole::Tasks:
      arguments.add("x-delivery-limit", kMaxRedeliveries).add("x-dead-letter-exchange", kDeadExchange);
      arguments.add("x-dead-letter-strategy", "at-least-once").add("x-overflow", "reject-publish");
      arguments.add("x-max-length", static_cast<std::int64_t>(kMaxTasks));
      break;
    case QueueRole::Results: arguments.add("x-expires", std::chrono::milliseconds(kResultsLive).count()); break;
    case QueueRole::Dead:
      arguments.add("x-message-ttl", std::chrono::milliseconds(kResultsLive).count());
      arguments.add("x-max-length", kMaxDead).add("x-overflow", "drop-head");
      break;
  }
  return arguments;
}

/// How often the broker has given the message to somebody before.
std::uint32_t redeliveries_of(const amqp_basic_properties_t& properties) {
  if ((properties._flags & AMQP_BASIC_HEADERS_FLAG) == 0) return 0;
  for (int i = 0; i < properties.headers.num_entries; ++i) {
    const amqp_table_entry_t& entry = properties.headers.entries[i];
    if (text_of(entry.key) != "x-delivery-count") continue;
    if (entry.value.kind == AMQP_FIELD_KIND_I64) return static_cast<std::uint32_t>(entry.value.value.i64);
    if (entry.value.kind == AMQP_FIELD_KIND_I32) return static_cast<std::uint32_t>(entry.value.value.i32);
  }
  return 0;
}

/// One connection takes, another one publishes and asks: confirmations come as they like, in between deliveries.
class AmqpQueue final : public TaskQueue {
 public:
  explicit AmqpQueue(const std::string& address) : taker_(address), asker_(address) {}

  std::optional<Error> restore() override {
    tickets_.next_connection();
    published_ = 0;
    by_consumer_.clear();
    if (auto error = taker_.open()) return error;
    if (auto error = asker_.open()) return error;
    if (auto error = confirm()) return error;
    if (auto error = declare_exchanges()) return error;
    return consume();
  }

  const std::string& name() const override { return taker_.name(); }

  std::optional<Error> declare(std::string_view queue) override {
    if (auto error = closed()) return error;
    Arguments arguments = arguments_of(queue);
    amqp_queue_declare(asker_.state(), kChannel, amqp_text(queue), 0, 1, 0, 0, arguments.table());
    if (auto error = asked()) return error;
    const bool is_dead = role_of(queue) == QueueRole::Dead;
    amqp_queue_bind(asker_.state(), kChannel, amqp_text(queue), amqp_text(is_dead ? kDeadExchange : kExchange),
                    is_dead ? kNoBytes : amqp_text(queue), kNoTable);
    return asked();
  }

  /// What is published is returned when no queue is bound for it.
  Result<std::uint64_t> close(std::string_view queue) override {
    if (const auto state = watch(queue); !state) return base::Failure{state.error()};
    amqp_queue_unbind(asker_.state(), kChannel, amqp_text(queue), amqp_text(kExchange), amqp_text(queue), kNoTable);
    if (auto error = asked()) return base::Failure{*error};
    const Result<QueueState> state = watch(queue);
    if (!state) return base::Failure{state.error()};
    return state->waiting;
  }

  std::optional<Error> remove(std::string_view queue) override {
    if (auto error = closed()) return error;
    amqp_queue_delete(asker_.state(), kChannel, amqp_text(queue), 0, 0);
    return asked();
  }

  Result<std::vector<bool>> publish(std::string_view queue, std::span<const std::string> bodies) override {
    if (auto error = closed()) return base::Failure{*error};
    std::vector<bool> safe(bodies.size(), false);
    const std::uint64_t first = published_ + 1;
    for (const std::string& body : bodies) {
      if (auto error = asker_.outcome_of(send(queue, body))) return base::Failure{*error};
      ++published_;
    }
    std::vector<bool> answered(bodies.size(), false);
    std::size_t open = bodies.size();
    while (open > 0) {
      const Result<bool> read = read_confirmation(first, safe, answered, open);
      if (!read) return base::Failure{read.error()};
      if (!*read) return base::Failure{Error{Error::Kind::Lost, "the broker does not confirm"}};
    }
    return safe;
  }

  std::optional<Error> take_from(std::span<const std::string> queues, std::uint16_t ahead) override {
    queues_.assign(queues.begin(), queues.end());
    ahead_ = ahead;
    if (auto error = closed()) return error;
    return consume();
  }

  Result<std::optional<Delivery>> take(std::chrono::milliseconds time) override {
    if (auto error = closed()) return base::Failure{*error};
    if (auto error = asker_.pump()) return base::Failure{*error};
    amqp_maybe_release_buffers(taker_.state());
    amqp_envelope_t envelope;
    const timeval limit = time_of(time);
    const amqp_rpc_reply_t reply = amqp_consume_message(taker_.state(), &envelope, &limit, 0);
    if (reply.reply_type == AMQP_RESPONSE_NORMAL) return std::optional(delivery_of(envelope));
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && reply.library_error == AMQP_STATUS_TIMEOUT) {
      return std::optional<Delivery>();
    }
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && reply.library_error == AMQP_STATUS_UNEXPECTED_STATE) {
      // Not a delivery: the end of a queue that somebody removed, or of the connection.
      amqp_frame_t frame;
      const Result<bool> came = taker_.next_frame(frame, std::chrono::milliseconds(0));
      if (!came) return base::Failure{came.error()};
      if (*came && frame.frame_type == AMQP_FRAME_METHOD && frame.payload.method.id == AMQP_BASIC_CANCEL_METHOD) {
        return base::Failure{Error{Error::Kind::Missing, "the queue was removed"}};
      }
      return std::optional<Delivery>();
    }
    return base::Failure{Error{Error::Kind::Lost, amqp_error_string2(reply.library_error)}};
  }

  std::optional<Error> acknowledge(std::uint64_t ticket) override {
    if (auto error = closed()) return error;
    const auto tag = tickets_.tag(ticket);
    return tag ? taker_.outcome_of(amqp_basic_ack(taker_.state(), kChannel, *tag, 0)) : std::nullopt;
  }

  std::optional<Error> give_back(std::uint64_t ticket) override {
    if (auto error = closed()) return error;
    const auto tag = tickets_.tag(ticket);
    return tag ? taker_.outcome_of(amqp_basic_nack(taker_.state(), kChannel, *tag, 0, 1)) : std::nullopt;
  }

  Result<QueueState> watch(std::string_view queue) override {
    if (auto error = closed()) return base::Failure{*error};
    const amqp_queue_declare_ok_t* const found =
        amqp_queue_declare(asker_.state(), kChannel, amqp_text(queue), 1, 1, 0, 0, kNoTable);
    if (auto error = asked()) return base::Failure{*error};
    return QueueState{found->message_count, found->consumer_count};
  }

 private:
  /// One of the two connections may be there without the other.
  std::optional<Error> closed() const {
    if (taker_.state() != nullptr && asker_.state() != nullptr) return std::nullopt;
    return Error{Error::Kind::Lost, "no connection"};
  }

  /// The broker closes the channel of a request that it refuses.
  std::optional<Error> asked() {
    std::optional<Error> error = asker_.outcome();
    if (!error || error->kind == Error::Kind::Lost) return error;
    if (auto worse = asker_.reopen_channel()) return worse;
    published_ = 0;
    if (auto worse = confirm()) return worse;
    return error;
  }

  std::optional<Error> confirm() {
    amqp_confirm_select(asker_.state(), kChannel);
    return asker_.outcome();
  }

  std::optional<Error> declare_exchanges() {
    amqp_exchange_declare(asker_.state(), kChannel, amqp_text(kExchange), amqp_text("direct"), 0, 1, 0, 0, kNoTable);
    if (auto error = asked()) return error;
    amqp_exchange_declare(asker_.state(), kChannel, amqp_text(kDeadExchange), amqp_text("fanout"), 0, 1, 0, 0,
                          kNoTable);
    return asked();
  }

  std::optional<Error> consume() {
    for (const auto& [consumer, queue] : std::exchange(by_consumer_, {})) {
      amqp_basic_cancel(taker_.state(), kChannel, amqp_text(consumer));
      if (auto error = taker_.outcome()) return error;
    }
    if (queues_.empty()) return std::nullopt;
    amqp_basic_qos(taker_.state(), kChannel, 0, ahead_, 0);
    if (auto error = taker_.outcome()) return error;
    for (const std::string& queue : queues_) {
      const amqp_basic_consume_ok_t* const made =
          amqp_basic_consume(taker_.state(), kChannel, amqp_text(queue), kNoBytes, 0, 0, 0, kNoTable);
      if (auto error = taker_.outcome()) return error;
      by_consumer_.emplace(text_of(made->consumer_tag), queue);
    }
    return std::nullopt;
  }

  int send(std::string_view queue, const std::string& body) {
    amqp_basic_properties_t properties{};
    properties._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG;
    properties.content_type = amqp_text("application/json");
    properties.delivery_mode = kPersistent;
    if (role_of(queue) == QueueRole::Tasks) {
      properties._flags |= AMQP_BASIC_EXPIRATION_FLAG;
      properties.expiration = amqp_text(kTaskLife);
    }
    const std::string_view exchange = role_of(queue) == QueueRole::Dead ? kDeadExchange : kExchange;
    return amqp_basic_publish(asker_.state(), kChannel, amqp_text(exchange), amqp_text(queue), 1, 0, &properties,
                              amqp_text(body));
  }

  /// One confirmation may speak of many messages. What the broker returns since no queue takes it, is confirmed, too:
  /// then it counts as not safe.
  Result<bool> read_confirmation(std::uint64_t first, std::vector<bool>& safe, std::vector<bool>& answered,
                                 std::size_t& open) {
    amqp_frame_t frame;
    const Result<bool> came = asker_.next_frame(frame, kConfirmTime);
    if (!came || !*came) return came;
    if (frame.frame_type != AMQP_FRAME_METHOD) return true;  // of a message that was returned
    const amqp_method_t& method = frame.payload.method;
    if (method.id == AMQP_BASIC_RETURN_METHOD) return base::Failure{Error{Error::Kind::Missing, "no such queue"}};
    const bool is_ack = method.id == AMQP_BASIC_ACK_METHOD;
    if (!is_ack && method.id != AMQP_BASIC_NACK_METHOD) return true;
    const auto [tag, multiple] = is_ack ? tag_of(*static_cast<const amqp_basic_ack_t*>(method.decoded))
                                        : tag_of(*static_cast<const amqp_basic_nack_t*>(method.decoded));
    if (tag < first) return true;
    const std::size_t last = std::min<std::size_t>(tag - first, safe.size() - 1);
    for (std::size_t i = multiple ? 0 : last; i <= last; ++i) {
      if (answered[i]) continue;
      answered[i] = true;
      safe[i] = is_ack;
      --open;
    }
    return true;
  }

  template <typename Confirmation>
  static std::pair<std::uint64_t, bool> tag_of(const Confirmation& confirmation) {
    return {confirmation.delivery_tag, confirmation.multiple != 0};
  }

  Delivery delivery_of(amqp_envelope_t& envelope) {
    Delivery delivery;
    delivery.body = text_of(envelope.message.body);
    delivery.ticket = tickets_.make(envelope.delivery_tag);
    delivery.redeliveries = redeliveries_of(envelope.message.properties);
    const auto queue = by_consumer_.find(text_of(envelope.consumer_tag));
    if (queue != by_consumer_.end()) delivery.queue = queue->second;
    amqp_destroy_envelope(&envelope);
    return delivery;
  }

  AmqpLink taker_;
  AmqpLink asker_;
  Tickets tickets_;
  std::vector<std::string> queues_;
  std::uint16_t ahead_ = 1;
  std::map<std::string, std::string, std::less<>> by_consumer_;  // queues, by the tags of their consumers
  std::uint64_t published_ = 0;                                  // since the channel was opened
};

}  // namespace

Result<std::unique_ptr<TaskQueue>> open_amqp_queue(const std::string& address) {
  auto queue = std::make_unique<AmqpQueue>(address);
  if (const auto error = queue->restore()) return base::Failure{*error};
  return Result<std::unique_ptr<TaskQueue>>(std::move(queue));
}

}  // namespace gongwen::queue
