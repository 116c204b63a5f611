#include "queue/task_queue.h"

#include "base/format.h"
#include "database/connection.h"
#include "queue/detail/amqp_link.h"
#include "resources/environment.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// The two kinds of queues, and what both must agree about.
namespace gongwen::queue {

inline constexpr std::string_view kResultsPrefix = "gongwen.results.";

/// What the name of a queue says of it.
enum class QueueRole : std::uint8_t { Tasks, Dead, Results };
QueueRole role_of(std::string_view queue);

/// RabbitMQ, quorum queues (AMQP 0-9-1).
Result<std::unique_ptr<TaskQueue>> open_amqp_queue(const std::string& address);
/// PostgreSQL: a table whose rows are taken with SKIP LOCKED.
Result<std::unique_ptr<TaskQueue>> open_postgres_queue(const std::string& address);

/// A ticket is void after its connection was lost: the upper bits count connections, modulo what has room there.
class Tickets {
 public:
  void next_connection() { connection_ = (connection_ + 1) & (~std::uint64_t{0} >> kTagBits); }
  std::uint64_t make(std::uint64_t tag) const { return connection_ << kTagBits | tag; }
  /// Nothing for a ticket of a former connection.
  std::optional<std::uint64_t> tag(std::uint64_t ticket) const {
    if (ticket >> kTagBits != connection_) return std::nullopt;
    return ticket & ((std::uint64_t{1} << kTagBits) - 1);
  }

 private:
  static constexpr unsigned kTagBits = 48;
  std::uint64_t connection_ = 0;
};

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

namespace {

using database::Row;
using database::Rows;
using database::Value;

/// A message is its taker's for so long; a taker that lives says so in time.
constexpr int kLeaseSeconds = 30;
constexpr std::chrono::seconds kBetweenRenewals{10};
/// Without a notice: for messages whose takers have ended, of which nobody is notified.
constexpr std::chrono::seconds kBetweenLooks{1};
constexpr std::size_t kMessagesOfAStatement = 100;

/// Whether somebody has made the tables: only their owner could make them once more.
constexpr std::string_view kHasTables = "SELECT to_regclass('gongwen_message_by_queue') IS NOT NULL";
constexpr std::array<std::string_view, 6> kTables{
    "SET client_min_messages TO warning",  // not that the tables are there already
    // Two that find no tables at the same time would both make them, and one would fail. The number is just a name.
    "SELECT pg_advisory_lock(20160933190)",
    "CREATE TABLE IF NOT EXISTS gongwen_queue (name text PRIMARY KEY, made timestamptz NOT NULL DEFAULT now())",
    // Rows come and go; what is gone must not be read over and over.
    "CREATE TABLE IF NOT EXISTS gongwen_message (id bigserial PRIMARY KEY, queue text NOT NULL, body text NOT NULL, "
    "redeliveries integer NOT NULL DEFAULT 0, taker text, taken_until timestamptz, "
    "made timestamptz NOT NULL DEFAULT now()) "
    "WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000)",
    "CREATE INDEX IF NOT EXISTS gongwen_message_by_queue ON gongwen_message (queue, id)",
    "SELECT pg_advisory_unlock(20160933190)",
};

Error error_of(const database::Error& error) {
  switch (error.kind) {
    case database::Error::Kind::Lost: return {Error::Kind::Lost, error.reason};
    case database::Error::Kind::MissingTable: return {Error::Kind::Missing, error.reason};
    case database::Error::Kind::Damaged:
    case database::Error::Kind::NotADatabase:
    case database::Error::Kind::Locked:
    case database::Error::Kind::Duplicate:
    case database::Error::Kind::NoRoom:
    case database::Error::Kind::Unusable: break;
  }
  return {Error::Kind::Refused, error.reason};
}

std::uint64_t number_of(const Value& value) {
  std::uint64_t number = 0;
  if (value) std::from_chars(value->data(), value->data() + value->size(), number);
  return number;
}

/// Who takes: a connection, as the server calls it; another one after each restore(). In numbers, since times are
/// written in each session's own way.
constexpr std::string_view kOwnName =
    "SELECT pid || ' ' || extract(epoch FROM backend_start) FROM pg_stat_activity WHERE pid = pg_backend_pid()";
/// Messages that nobody has: their takers have ended, or the machines of these are away. Of connections of other roles
/// the server may not show when they started.
/// Each part is an equation, so that the server reads its connections once, not once for each message.
constexpr std::string_view kFree =
    "(taken_until IS NULL OR taken_until < now() OR (NOT EXISTS (SELECT 1 FROM pg_stat_activity a "
    "WHERE a.pid || ' ' || extract(epoch FROM a.backend_start) = taker) AND NOT EXISTS (SELECT 1 FROM pg_stat_activity "
    "a "
    "WHERE a.backend_start IS NULL AND a.pid::text = split_part(taker, ' ', 1))))";

class PostgresQueue final : public TaskQueue {
 public:
  explicit PostgresQueue(std::unique_ptr<database::Connection> connection) : connection_(std::move(connection)) {}

  std::optional<Error> prepare() {
    const Rows self = connection_->run(std::string(kOwnName));
    if (!self) return error_of(self.error());
    if (self->empty()) return Error{Error::Kind::Refused, "pg_stat_activity does not show the connection"};
    taker_ = self->front()[0].value_or("");
    tickets_.next_connection();
    held_.clear();
    ready_.clear();
    const Rows has_tables = connection_->run(std::string(kHasTables));
    if (!has_tables) return error_of(has_tables.error());
    if (has_tables->front()[0] != "t") {
      for (const std::string_view statement : kTables) {
        if (auto error = run(std::string(statement))) return error;
      }
    }
    if (auto error = run("LISTEN gongwen_queue")) return error;
    return show();
  }

  std::optional<Error> restore() override {
    if (const auto error = connection_->restore()) return error_of(*error);
    return prepare();
  }

  const std::string& name() const override { return connection_->name(); }

  std::optional<Error> declare(std::string_view queue) override {
    if (role_of(queue) == QueueRole::Tasks) {
      if (auto error = remove_old()) return error;
    }
    // Whoever declares it again still wants it.
    return run("INSERT INTO gongwen_queue (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET made = now()",
               {{std::string(queue)}});
  }

  /// Whoever is publishing holds the row until its messages are there; afterwards nobody finds it.
  Result<std::uint64_t> close(std::string_view queue) override {
    const std::array<Value, 1> name{std::string(queue)};
    const Rows gone = connection_->run("DELETE FROM gongwen_queue WHERE name = $1 RETURNING name", name);
    if (!gone) return base::Failure{error_of(gone.error())};
    const Rows left = connection_->run(
        "SELECT count(*), count(*) FILTER (WHERE taken_until IS NULL OR taken_until < now()) FROM gongwen_message "
        "WHERE queue = $1",
        name);
    if (!left) return base::Failure{error_of(left.error())};
    if (gone->empty() && number_of(left->front()[0]) == 0) return base::Failure{missing(queue)};
    return number_of(left->front()[1]);
  }

  std::optional<Error> remove(std::string_view queue) override {
    const std::array<Value, 1> name{std::string(queue)};
    if (auto error = run("DELETE FROM gongwen_queue WHERE name = $1", name)) return error;
    return run("DELETE FROM gongwen_message WHERE queue = $1", name);
  }

  Result<std::vector<bool>> publish(std::string_view queue, std::span<const std::string> bodies) override {
    std::size_t room = bodies.size();
    if (role_of(queue) == QueueRole::Tasks) {
      const Result<QueueState> state = watch(queue);
      if (!state) return base::Failure{state.error()};
      room = std::min<std::size_t>(room, kMaxTasks - std::min(kMaxTasks, state->waiting));
    }
    std::vector<bool> safe(bodies.size(), false);
    for (std::size_t begin = 0; begin < room; begin += kMessagesOfAStatement) {
      const std::size_t count = std::min(kMessagesOfAStatement, room - begin);
      if (auto error = insert(queue, bodies.subspan(begin, count))) return base::Failure{*error};
      std::fill_n(safe.begin() + static_cast<std::ptrdiff_t>(begin), count, true);
    }
    return safe;
  }

  std::optional<Error> take_from(std::span<const std::string> queues, std::uint16_t ahead) override {
    queues_.assign(queues.begin(), queues.end());
    ahead_ = ahead;
    may_have_more_ = true;
    return show();
  }

  Result<std::optional<Delivery>> take(std::chrono::milliseconds time) override {
    if (auto error = renew()) return base::Failure{*error};
    if (may_have_more_ || next_look_.passed()) {
      if (auto error = fetch()) return base::Failure{*error};
    }
    if (ready_.empty()) {
      const database::Result<bool> noticed = connection_->wait_for_notice(time);
      if (!noticed) return base::Failure{error_of(noticed.error())};
      if (*noticed) {
        if (auto error = fetch()) return base::Failure{*error};
      }
    }
    if (ready_.empty()) return std::optional<Delivery>();
    Delivery delivery = std::move(ready_.front());
    ready_.pop_front();
    return std::optional(std::move(delivery));
  }

  std::optional<Error> acknowledge(std::uint64_t ticket) override {
    return finish(ticket, "DELETE FROM gongwen_message WHERE id = $1 AND taker = $2");
  }

  std::optional<Error> give_back(std::uint64_t ticket) override {
    return finish(ticket,
                  "UPDATE gongwen_message SET taker = NULL, taken_until = NULL, redeliveries = redeliveries + 1 "
                  "WHERE id = $1 AND taker = $2");
  }

  Result<QueueState> watch(std::string_view queue) override {
    const Rows rows = connection_->run(
        "SELECT count(m.id) FILTER (WHERE m.taken_until IS NULL OR m.taken_until < now()), (SELECT count(*) FROM "
        "pg_stat_activity WHERE application_name = 'gongwen worker' AND datname = current_database()) "
        "FROM gongwen_queue q LEFT JOIN gongwen_message m ON m.queue = q.name WHERE q.name = $1 GROUP BY q.name",
        std::array<Value, 1>{std::string(queue)});
    if (!rows) return base::Failure{error_of(rows.error())};
    if (rows->empty()) return base::Failure{missing(queue)};
    return QueueState{number_of(rows->front()[0]), number_of(rows->front()[1])};
  }

 private:
  /// watch() counts workers by the name of their connection.
  std::optional<Error> show() {
    const bool is_worker = !queues_.empty() && role_of(queues_.front()) == QueueRole::Tasks;
    return is_worker ? run("SET application_name TO 'gongwen worker'") : std::nullopt;
  }

  std::optional<Error> run(const std::string& statement, std::span<const Value> parameters = {}) {
    const Rows rows = connection_->run(statement, parameters);
    return rows ? std::nullopt : std::optional(error_of(rows.error()));
  }

  /// What nobody has asked for in a week, and dead tasks a week after they were buried.
  std::optional<Error> remove_old() {
    const std::string limit = fmt::format("now() - interval '{} hours'", kResultsLive.count());
    if (auto error = run("DELETE FROM gongwen_queue WHERE name LIKE 'gongwen.results.%' AND made < " + limit))
      return error;
    return run(
        fmt::format("DELETE FROM gongwen_message m WHERE m.made < {} AND (m.queue IN ('{}', '{}') OR NOT EXISTS "
                    "(SELECT 1 FROM gongwen_queue q WHERE q.name = m.queue))",
                    limit, kTasks, kDeadTasks));
  }

  static Error missing(std::string_view queue) { return {Error::Kind::Missing, fmt::format("no queue {}", queue)}; }

  /// The row of the queue stays until the messages are there: see close().
  std::optional<Error> insert(std::string_view queue, std::span<const std::string> bodies) {
    std::vector<Value> values{std::string(queue)};
    std::string places;
    for (const std::string& body : bodies) {
      values.emplace_back(body);
      places += fmt::format("{}(${}::text)", places.empty() ? "" : ", ", values.size());
    }
    const Rows rows = connection_->run(
        "WITH open AS (SELECT name FROM gongwen_queue WHERE name = $1 FOR KEY SHARE), "
        "added AS (INSERT INTO gongwen_message (queue, body) SELECT open.name, v.body FROM open, (VALUES " +
            places + ") AS v (body) RETURNING id) SELECT pg_notify('gongwen_queue', $1) FROM added LIMIT 1",
        values);
    if (!rows) return error_of(rows.error());
    return rows->empty() ? std::optional(missing(queue)) : std::nullopt;
  }

  /// As many as may be held, of the first queue that has any.
  std::optional<Error> fetch() {
    if (!ready_.empty() || held_.size() >= ahead_) return std::nullopt;
    next_look_ = resources::Deadline(kBetweenLooks);
    may_have_more_ = false;
    for (const std::string& queue : queues_) {
      const std::size_t wanted = ahead_ - held_.size();
      const Rows rows = connection_->run(
          fmt::format("WITH next AS (SELECT id FROM gongwen_message WHERE queue = $1 AND {} ORDER BY id LIMIT {} "
                      "FOR UPDATE SKIP LOCKED), "
                      "taken AS (UPDATE gongwen_message m SET taker = $2, taken_until = now() + interval '{} seconds', "
                      "redeliveries = m.redeliveries + (m.taken_until IS NOT NULL)::int FROM next WHERE m.id = next.id "
                      "RETURNING m.id, m.body, m.redeliveries) SELECT * FROM taken ORDER BY id",
                      kFree, wanted, kLeaseSeconds),
          std::array<Value, 2>{queue, taker_});
      if (!rows) return error_of(rows.error());
      for (const Row& row : *rows) {
        const std::uint64_t id = number_of(row[0]);
        const std::uint64_t redeliveries = number_of(row[2]);
        if (role_of(queue) == QueueRole::Tasks && redeliveries > kMaxRedeliveries) {
          if (auto error = bury(id)) return error;
          continue;
        }
        held_.push_back(id);
        ready_.push_back({row[1].value_or(""), queue, tickets_.make(id), static_cast<std::uint32_t>(redeliveries)});
      }
      may_have_more_ = rows->size() == wanted;
      if (!rows->empty()) break;
    }
    return std::nullopt;
  }

  /// A task whose workers died too often.
  std::optional<Error> bury(std::uint64_t id) {
    return run(fmt::format("UPDATE gongwen_message SET queue = '{}', taker = NULL, taken_until = NULL, made = now() "
                           "WHERE id = $1",
                           kDeadTasks),
               std::array<Value, 1>{std::to_string(id)});
  }

  std::optional<Error> finish(std::uint64_t ticket, const std::string& statement) {
    const auto id = tickets_.tag(ticket);
    if (!id) return std::nullopt;
    std::erase(held_, *id);
    return run(statement, std::array<Value, 2>{std::to_string(*id), taker_});
  }

  std::optional<Error> renew() {
    if (held_.empty() || !renewal_.passed()) return std::nullopt;
    renewal_ = resources::Deadline(kBetweenRenewals);
    return run(fmt::format("UPDATE gongwen_message SET taken_until = now() + interval '{} seconds' WHERE taker = $1",
                           kLeaseSeconds),
               std::array<Value, 1>{taker_});
  }

  std::unique_ptr<database::Connection> connection_;
  std::string taker_;
  Tickets tickets_;
  std::vector<std::string> queues_;
  std::size_t ahead_ = 1;
  std::vector<std::uint64_t> held_;  // messages that are not acknowledged
  std::deque<Delivery> ready_;       // those of them that take() has not given yet
  bool may_have_more_ = true;
  resources::Deadline renewal_{kBetweenRenewals};
  resources::Deadline next_look_{std::chrono::milliseconds(0)};
};

}  // namespace

Result<std::unique_ptr<TaskQueue>> open_postgres_queue(const std::string& address) {
  auto connection = database::open_postgres(address);
  if (!connection) return base::Failure{error_of(connection.error())};
  auto queue = std::make_unique<PostgresQueue>(std::move(*connection));
  if (const auto error = queue->prepare()) return base::Failure{*error};
  return Result<std::unique_ptr<TaskQueue>>(std::move(queue));
}

namespace {

bool is_amqp_address(std::string_view text) { return text.starts_with("amqp://") || text.starts_with("amqps://"); }

}  // namespace

std::string results_of(std::string_view run) { return std::string(kResultsPrefix).append(run); }

QueueRole role_of(std::string_view queue) {
  if (queue.starts_with(kResultsPrefix)) return QueueRole::Results;
  return queue == kDeadTasks ? QueueRole::Dead : QueueRole::Tasks;
}

std::optional<Error> declare_task_queues(TaskQueue& queue) {
  if (auto error = queue.declare(kTasks)) return error;
  return queue.declare(kDeadTasks);
}

bool is_queue_address(std::string_view text) { return is_amqp_address(text) || database::is_postgres_address(text); }

Result<std::unique_ptr<TaskQueue>> open_task_queue(const std::string& address) {
  return is_amqp_address(address) ? open_amqp_queue(address) : open_postgres_queue(address);
}

}  // namespace gongwen::queue
