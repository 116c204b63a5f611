#include "base/format.h"
#include "database/connection.h"
#include "queue/detail/queues.h"
#include "resources/environment.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>

namespace gongwen::queue {
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

}  // namespace gongwen::queue
