// AMQP 0-9-1 with publisher confirms and manual acknowledgements. One of the two connections only takes deliveries, so
// that they cannot mix with confirmations and answers on the other. A ticket contains the number of its connection:
// after a reconnect, the delivery tags of the broker begin anew and would name other messages.
#include "queue/task_queue.h"

#include "queue/detail/amqp_link.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::queue {
namespace {

constexpr std::string_view kExchange = "gongwen";
constexpr std::string_view kDeadExchange = "gongwen.dead";
constexpr std::string_view kResultsPrefix = "gongwen.results.";
constexpr std::uint8_t kPersistent = 2;
constexpr std::int64_t kMaxDead = 10'000;
constexpr std::chrono::milliseconds kWeek = std::chrono::hours(7 * 24);
const std::string kTaskLife = std::to_string(kWeek.count());
/// How long a restarted broker keeps the answers of a run; by then the batch has reconnected, or never will.
constexpr std::chrono::milliseconds kResultsLive = std::chrono::minutes(10);
constexpr std::chrono::milliseconds kConfirmTime{20'000};
/// Bits of a ticket for the delivery tag; those above are the number of the connection.
constexpr unsigned kTagBits = 48;

/// The role of a queue, by its name.
enum class QueueRole : std::uint8_t { Tasks, Dead, Results };

QueueRole role_of(std::string_view queue) {
  if (queue.starts_with(kResultsPrefix)) return QueueRole::Results;
  return queue == kDeadTasks ? QueueRole::Dead : QueueRole::Tasks;
}

/// Arguments of a queue. All are stated, since defaults change between versions of the broker, and a queue that is
/// declared with others is refused.
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

/// Tasks are in a quorum queue, which survives the loss of a node; answers in a classic one, since only those can be
/// removed with their consumer.
Arguments arguments_of(QueueRole role) {
  Arguments arguments;
  arguments.add("x-queue-type", role == QueueRole::Results ? "classic" : "quorum");
  switch (role) {
    case QueueRole::Tasks:
      arguments.add("x-delivery-limit", kMaxRedeliveries).add("x-dead-letter-exchange", kDeadExchange);
      // A full queue must refuse: dropping the oldest tasks would lose records.
      arguments.add("x-dead-letter-strategy", "at-least-once").add("x-overflow", "reject-publish");
      arguments.add("x-max-length", static_cast<std::int64_t>(kMaxTasks));
      break;
    case QueueRole::Results: arguments.add("x-expires", kResultsLive.count()); break;
    case QueueRole::Dead:
      arguments.add("x-message-ttl", kWeek.count());
      arguments.add("x-max-length", kMaxDead).add("x-overflow", "drop-head");
      break;
  }
  return arguments;
}

/// How often the broker has given the message to a consumer before.
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

}  // namespace

std::string results_of(std::string_view run) { return std::string(kResultsPrefix).append(run); }

bool is_queue_address(std::string_view text) { return text.starts_with("amqp://") || text.starts_with("amqps://"); }

TaskQueue::TaskQueue(const std::string& address)
    : taker_(std::make_unique<AmqpLink>(address)), asker_(std::make_unique<AmqpLink>(address)) {}

TaskQueue::~TaskQueue() = default;

Result<std::unique_ptr<TaskQueue>> TaskQueue::open(const std::string& address) {
  auto queue = std::make_unique<TaskQueue>(address);
  if (const auto error = queue->restore()) return base::Failure{*error};
  return queue;
}

const std::string& TaskQueue::name() const { return taker_->name(); }

std::optional<Error> TaskQueue::restore() {
  ++connections_;
  published_ = 0;
  consumer_.clear();
  if (auto error = taker_->open()) return error;
  if (auto error = asker_->open()) return error;
  amqp_confirm_select(asker_->state(), kChannel);
  if (auto error = asker_->outcome()) return error;
  for (const auto& [exchange, type] : {std::pair(kExchange, "direct"), std::pair(kDeadExchange, "fanout")}) {
    amqp_exchange_declare(asker_->state(), kChannel, amqp_text(exchange), amqp_text(type), 0, 1, 0, 0, kNoTable);
    if (auto error = asked()) return error;
  }
  if (auto error = declare(kTasks)) return error;
  return declare(kDeadTasks);
}

std::optional<Error> TaskQueue::declare(std::string_view queue) {
  if (auto error = closed()) return error;
  const QueueRole role = role_of(queue);
  Arguments arguments = arguments_of(role);
  const amqp_boolean_t ends_with_its_taker = role == QueueRole::Results ? 1 : 0;
  amqp_queue_declare(asker_->state(), kChannel, amqp_text(queue), 0, 1, 0, ends_with_its_taker, arguments.table());
  if (auto error = asked()) return error;
  const bool is_dead = role == QueueRole::Dead;
  amqp_queue_bind(asker_->state(), kChannel, amqp_text(queue), amqp_text(is_dead ? kDeadExchange : kExchange),
                  is_dead ? kNoBytes : amqp_text(queue), kNoTable);
  return asked();
}

/// Unbinds the queue, so that the broker returns messages that are published to it.
std::optional<Error> TaskQueue::close(std::string_view queue) {
  if (auto error = closed()) return error;
  amqp_queue_unbind(asker_->state(), kChannel, amqp_text(queue), amqp_text(kExchange), amqp_text(queue), kNoTable);
  return asked();
}

/// The broker's confirmations for the messages of one call.
struct TaskQueue::Confirmations {
  std::uint64_t first = 0;  // tag of the first message
  std::vector<bool> safe;
  std::vector<bool> answered;
  std::size_t open = 0;
};

Result<std::vector<bool>> TaskQueue::publish(std::string_view queue, std::span<const std::string> bodies) {
  if (auto error = closed()) return base::Failure{*error};
  const std::vector<bool> none(bodies.size(), false);
  Confirmations confirmations{published_ + 1, none, none, bodies.size()};
  // All messages are sent before the first confirmation is read: one round trip for the whole batch.
  for (const std::string& body : bodies) {
    if (auto error = asker_->outcome_of(send(queue, body))) return base::Failure{*error};
    ++published_;
  }
  while (confirmations.open > 0) {
    const Result<bool> read = read_confirmation(confirmations);
    if (!read) return base::Failure{read.error()};
    if (!*read) return base::Failure{Error{Error::Kind::Lost, "the broker does not confirm"}};
  }
  return std::move(confirmations.safe);
}

int TaskQueue::send(std::string_view queue, const std::string& body) {
  amqp_basic_properties_t properties{};
  properties._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG;
  properties.content_type = amqp_text("application/json");
  properties.delivery_mode = kPersistent;
  if (role_of(queue) == QueueRole::Tasks) {
    // A task whose batch has gone away does not stay for ever.
    properties._flags |= AMQP_BASIC_EXPIRATION_FLAG;
    properties.expiration = amqp_text(kTaskLife);
  }
  const std::string_view exchange = role_of(queue) == QueueRole::Dead ? kDeadExchange : kExchange;
  return amqp_basic_publish(asker_->state(), kChannel, amqp_text(exchange), amqp_text(queue), 1, 0, &properties,
                            amqp_text(body));
}

/// Reads one confirmation, which may cover many messages. A message for which there is no queue is returned first and
/// then confirmed.
Result<bool> TaskQueue::read_confirmation(Confirmations& confirmations) {
  amqp_frame_t frame;
  const Result<bool> came = asker_->next_frame(frame, kConfirmTime);
  if (!came || !*came) return came;
  if (frame.frame_type != AMQP_FRAME_METHOD) return true;  // of a message that was returned
  const amqp_method_t& method = frame.payload.method;
  if (method.id == AMQP_BASIC_RETURN_METHOD) return base::Failure{Error{Error::Kind::Missing, "no such queue"}};
  const bool is_ack = method.id == AMQP_BASIC_ACK_METHOD;
  if (!is_ack && method.id != AMQP_BASIC_NACK_METHOD) return true;
  const auto read = [](const auto& confirmation) {
    return std::pair(confirmation.delivery_tag, confirmation.multiple != 0);
  };
  const auto [tag, multiple] = is_ack ? read(*static_cast<const amqp_basic_ack_t*>(method.decoded))
                                      : read(*static_cast<const amqp_basic_nack_t*>(method.decoded));
  // It belongs to an earlier call.
  if (tag < confirmations.first) return true;
  const std::size_t last = std::min<std::size_t>(tag - confirmations.first, confirmations.safe.size() - 1);
  for (std::size_t i = multiple ? 0 : last; i <= last; ++i) {
    if (confirmations.answered[i]) continue;
    confirmations.answered[i] = true;
    confirmations.safe[i] = is_ack;
    --confirmations.open;
  }
  return true;
}

std::optional<Error> TaskQueue::take_from(std::string_view queue, std::uint16_t ahead) {
  if (auto error = closed()) return error;
  if (!consumer_.empty()) {
    amqp_basic_cancel(taker_->state(), kChannel, amqp_text(consumer_));
    if (auto error = taker_->outcome()) return error;
    consumer_.clear();
  }
  if (queue.empty()) return std::nullopt;
  amqp_basic_qos(taker_->state(), kChannel, 0, ahead, 0);
  if (auto error = taker_->outcome()) return error;
  const amqp_basic_consume_ok_t* const made =
      amqp_basic_consume(taker_->state(), kChannel, amqp_text(queue), kNoBytes, 0, 0, 0, kNoTable);
  if (auto error = taker_->outcome()) return error;
  consumer_ = text_of(made->consumer_tag);
  return std::nullopt;
}

Result<std::optional<Delivery>> TaskQueue::take(std::chrono::milliseconds time) {
  if (auto error = closed()) return base::Failure{*error};
  // Heartbeats of the other connection are answered here, since this is what gets called regularly.
  if (auto error = asker_->pump()) return base::Failure{*error};
  amqp_maybe_release_buffers(taker_->state());
  amqp_envelope_t envelope;
  const timeval limit = time_of(time);
  const amqp_rpc_reply_t reply = amqp_consume_message(taker_->state(), &envelope, &limit, 0);
  if (reply.reply_type == AMQP_RESPONSE_NORMAL) {
    Delivery delivery{std::string(text_of(envelope.message.body)), connections_ << kTagBits | envelope.delivery_tag,
                      redeliveries_of(envelope.message.properties)};
    amqp_destroy_envelope(&envelope);
    return std::optional(std::move(delivery));
  }
  const bool is_of_library = reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION;
  if (is_of_library && reply.library_error == AMQP_STATUS_TIMEOUT) return std::optional<Delivery>();
  if (is_of_library && reply.library_error == AMQP_STATUS_UNEXPECTED_STATE) {
    // Not a delivery: the queue was removed, or the connection ended.
    amqp_frame_t frame;
    const Result<bool> came = taker_->next_frame(frame, std::chrono::milliseconds(0));
    if (!came) return base::Failure{came.error()};
    if (*came && frame.frame_type == AMQP_FRAME_METHOD && frame.payload.method.id == AMQP_BASIC_CANCEL_METHOD) {
      return base::Failure{Error{Error::Kind::Lost, "the queue was removed"}};
    }
    return std::optional<Delivery>();
  }
  return base::Failure{Error{Error::Kind::Lost, amqp_error_string2(reply.library_error)}};
}

std::optional<std::uint64_t> TaskQueue::tag_of(std::uint64_t ticket) const {
  // The ticket is of a former connection.
  if (ticket >> kTagBits != connections_) return std::nullopt;
  return ticket & ((std::uint64_t{1} << kTagBits) - 1);
}

std::optional<Error> TaskQueue::acknowledge(std::uint64_t ticket) {
  if (auto error = closed()) return error;
  const auto tag = tag_of(ticket);
  return tag ? taker_->outcome_of(amqp_basic_ack(taker_->state(), kChannel, *tag, 0)) : std::nullopt;
}

std::optional<Error> TaskQueue::give_back(std::uint64_t ticket) {
  if (auto error = closed()) return error;
  const auto tag = tag_of(ticket);
  return tag ? taker_->outcome_of(amqp_basic_nack(taker_->state(), kChannel, *tag, 0, 1)) : std::nullopt;
}

Result<QueueState> TaskQueue::watch(std::string_view queue) {
  if (auto error = closed()) return base::Failure{*error};
  const amqp_queue_declare_ok_t* const found =
      amqp_queue_declare(asker_->state(), kChannel, amqp_text(queue), 1, 1, 0, 0, kNoTable);
  if (auto error = asked()) return base::Failure{*error};
  return QueueState{found->message_count, found->consumer_count};
}

/// One of the two connections may exist without the other.
std::optional<Error> TaskQueue::closed() const {
  if (taker_->state() != nullptr && asker_->state() != nullptr) return std::nullopt;
  return Error{Error::Kind::Lost, "no connection"};
}

/// The result of a request. The broker closes the channel of a request that it refuses, so the channel is opened again.
std::optional<Error> TaskQueue::asked() {
  std::optional<Error> error = asker_->outcome();
  if (!error || error->kind == Error::Kind::Lost) return error;
  if (auto worse = asker_->reopen_channel()) return worse;
  published_ = 0;
  amqp_confirm_select(asker_->state(), kChannel);
  if (auto worse = asker_->outcome()) return worse;
  return error;
}

}  // namespace gongwen::queue
