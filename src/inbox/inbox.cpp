#include "inbox/inbox.h"

#include "base/format.h"
#include "inbox/detail/tables.h"
#include "resources/file_tree.h"

#include <charconv>

namespace gongwen::inbox {
namespace {

using database::Dialect;
using database::Error;

Fault fault_of(const Error& error) {
  switch (error.kind) {
    case Error::Kind::Damaged:
    case Error::Kind::NotADatabase: return {Fault::Kind::Damaged, error.reason};
    case Error::Kind::Duplicate: return {Fault::Kind::Exists, error.reason};
    case Error::Kind::Locked:
    case Error::Kind::MissingTable:
    case Error::Kind::Lost:
    case Error::Kind::Unusable: break;
  }
  return {Fault::Kind::Database, error.reason};
}

/// What a file of SQLite needs for many readers beside a writer, and so that what was acknowledged survives the machine.
constexpr std::string_view kSqliteSettings[] = {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                                                "PRAGMA foreign_keys = ON"};

}  // namespace

database::Value number_value(std::int64_t number) { return std::to_string(number); }

std::int64_t number_of(const database::Value& value) {
  std::int64_t number = 0;
  if (value) std::from_chars(value->data(), value->data() + value->size(), number);
  return number;
}

std::string text_of(const database::Value& value) { return value.value_or(std::string()); }

Inbox::Inbox(std::unique_ptr<database::Connection> connection, std::string files)
    : connection_(std::move(connection)), files_(std::move(files)) {}

Inbox::~Inbox() = default;

Result<std::unique_ptr<Inbox>> Inbox::open(const InboxOptions& options) {
  // What people hand in is for the service alone.
  if (const auto error = resources::make_private_folder(options.files)) {
    return base::Failure{Fault{Fault::Kind::Files, error.message()}};
  }
  const bool on_server = database::is_postgres_address(options.database);
  if (const auto error = on_server ? std::error_code() : resources::make_private_file(options.database)) {
    return base::Failure{Fault{Fault::Kind::Database, error.message()}};
  }
  auto connection = on_server
                        ? database::open_postgres(options.database)
                        : database::open_sqlite(options.database, database::SqliteAccess::Create);
  if (!connection) return base::Failure{fault_of(connection.error())};
  std::unique_ptr<Inbox> inbox(new Inbox(*std::move(connection), options.files));
  if (const auto fault = inbox->prepare()) return base::Failure{*fault};
  return Result<std::unique_ptr<Inbox>>(std::move(inbox));
}

const std::string& Inbox::name() const { return connection_->name(); }

Result<std::vector<database::Row>> Inbox::run(const std::string& statement, std::span<const database::Value> values) {
  database::Rows rows = connection_->run(statement, values);
  if (!rows) return base::Failure{fault_of(rows.error())};
  return *std::move(rows);
}

std::optional<Fault> Inbox::in_transaction(const std::function<std::optional<Fault>()>& work) {
  database::Transaction transaction(*connection_);
  if (transaction.error()) return fault_of(*transaction.error());
  if (std::optional<Fault> fault = work()) return fault;
  if (const auto error = transaction.commit()) return fault_of(*error);
  return std::nullopt;
}

Result<int> Inbox::version() {
  const bool sqlite = connection_->dialect() == Dialect::Sqlite;
  const auto found = run(sqlite ? "SELECT COUNT(*) FROM sqlite_master WHERE name = 'gw_meta'"
                                : "SELECT COUNT(*) FROM pg_class WHERE relname = 'gw_meta'",
                         {});
  if (!found) return base::Failure{found.error()};
  if (number_of((*found)[0][0]) == 0) return 0;
  const auto rows = run("SELECT value FROM gw_meta WHERE name = 'version'", {});
  if (!rows) return base::Failure{rows.error()};
  if (rows->empty()) return base::Failure{Fault{Fault::Kind::Damaged, "no version"}};
  return static_cast<int>(number_of((*rows)[0][0]));
}

std::optional<Fault> Inbox::prepare() {
  if (connection_->dialect() == Dialect::Sqlite) {
    for (const std::string_view setting : kSqliteSettings) {
      const auto set = run(std::string(setting), {});
      if (!set) return set.error();
    }
  }
  const Result<int> known = version();
  if (!known) return known.error();
  if (*known > kVersion) return Fault{Fault::Kind::Newer, fmt::format("version {}", *known)};
  return *known == 0 ? make_tables() : std::nullopt;
}

std::optional<Fault> Inbox::make_tables() {
  return in_transaction([this]() -> std::optional<Fault> {
    for (const std::string& statement : table_statements(connection_->dialect())) {
      const auto made = run(statement, {});
      if (!made) return made.error();
    }
    return std::nullopt;
  });
}

std::optional<Fault> Inbox::back_up(const std::string& path) {
  if (connection_->dialect() != Dialect::Sqlite) return Fault{Fault::Kind::WrongState, "a server has its own backups"};
  const auto done = run("VACUUM INTO $1", {path});
  return done ? std::nullopt : std::optional(done.error());
}

}  // namespace gongwen::inbox
