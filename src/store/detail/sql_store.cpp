#include "base/format.h"
#include "diagnostics/catalogue/store.h"
#include "resources/deflate.h"
#include "store/detail/stores.h"

#include <charconv>
#include <map>
#include <set>

namespace gongwen::store {
namespace {

using diagnostics::DiagnosticSink;

/// The check sum of a row: a database notices pages that make no sense, but not a text that has become another one.
/// Who made a change was not known in the first version, whose rows keep their sums: they have nothing there.
constexpr std::size_t kAuthor = 7;

std::string sum_of(std::span<const SqlText> values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != kAuthor || values[i]) text.append(values[i].value_or("")).push_back('\0');
  }
  return fmt::format("{:08x}", resources::crc32(text));
}

std::uint64_t number_of(const SqlText& text) {
  std::uint64_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

class SqlStore final : public Store {
 public:
  SqlStore(std::unique_ptr<SqlConnection> connection, int version, SharedRecordTypes types)
      : connection_(std::move(connection)), version_(version), types_(std::move(types)) {}

  const std::string& name() const override { return connection_->name(); }
  std::string place_of(const RecordKey& key) const override { return name() + ": " + describe_key(key); }

  base::Expected<std::vector<Record>> records(DiagnosticSink& sink) override {
    const auto rows = connection_->run("SELECT sort, id, json, sum FROM gongwen_record", {}, sink);
    if (!rows || !are_whole(*rows, sink)) return base::kReported;
    std::map<RecordKey, std::string> sorted;
    std::set<std::string> unknown;
    for (const SqlRow& row : *rows) {
      if (const auto type = types_->find(row[0].value_or(""))) {
        sorted[{*type, row[1].value_or("")}] = row[2].value_or("");
      } else {
        unknown.insert(row[0].value_or(""));
      }
    }
    for (const std::string& type : unknown) {
      sink.report(diagnostics::messages::StoreUnknownType, diagnostics::Origin{}, name(), type);
    }
    std::vector<Record> records;
    for (auto& [key, json] : sorted) records.push_back({key, std::move(json)});
    return records;
  }

  base::Expected<std::vector<HistoryEntry>> history(DiagnosticSink& sink) override {
    const auto rows = connection_->run(std::string("SELECT number, time, sort, id, action, reason, former, ") +
                                           (version_ < 2 ? "NULL AS author" : "author") +
                                           ", sum FROM gongwen_history ORDER BY number",
                                       {}, sink);
    if (!rows || !are_whole(*rows, sink)) return base::kReported;
    std::vector<HistoryEntry> entries;
    for (const SqlRow& row : *rows) {
      const auto type = types_->find(row[2].value_or(""));
      if (!type) continue;
      entries.push_back({number_of(row[0]),
                         row[1].value_or(""),
                         {*type, row[3].value_or("")},
                         row[4].value_or(""),
                         row[5].value_or(""),
                         row[6].value_or(""),
                         row[7].value_or("")});
    }
    return entries;
  }

  base::Expected<std::size_t> apply(std::span<const Change> changes, const ChangeNote& note,
                                    DiagnosticSink& sink) override {
    const auto last = connection_->run("SELECT COALESCE(MAX(number), 0) FROM gongwen_history", {}, sink);
    if (!last) return base::kReported;
    number_ = number_of((*last)[0][0]);
    if (!bring_up_to_date(sink)) return base::kReported;
    std::size_t done = 0;
    for (const Change& change : changes) {
      const base::Expected<bool> changed = make(change, note, sink);
      if (!changed) return base::kReported;
      done += *changed ? 1 : 0;
    }
    if (!connection_->run("COMMIT", {}, sink)) return base::kReported;
    return done;
  }

  base::Expected<std::vector<PublicationEntry>> publications(DiagnosticSink& sink) override {
    std::vector<PublicationEntry> entries;
    const base::Expected<bool> kept = keeps_publications(sink);
    if (!kept) return base::kReported;
    if (!*kept) return entries;
    const auto rows = connection_->run(
        "SELECT number, time, kind, site, period, json, sum FROM gongwen_publication ORDER BY number", {}, sink);
    if (!rows || !are_whole(*rows, sink)) return base::kReported;
    for (const SqlRow& row : *rows) {
      entries.push_back({number_of(row[0]), row[1].value_or(""), row[2].value_or(""), row[3].value_or(""),
                         row[4].value_or(""), row[5].value_or("")});
    }
    return entries;
  }

  bool add_publications(std::span<const PublicationEntry> entries, DiagnosticSink& sink) override {
    const base::Expected<bool> kept = keeps_publications(sink);
    if (!kept) return false;
    if (!*kept) {
      for (const std::string& statement : connection_->publication_tables()) {
        if (!connection_->run(statement, {}, sink)) return false;
      }
    }
    const auto last = connection_->run("SELECT COALESCE(MAX(number), 0) FROM gongwen_publication", {}, sink);
    if (!last) return false;
    std::uint64_t number = number_of((*last)[0][0]);
    for (const PublicationEntry& entry : entries) {
      std::vector<SqlText> row{std::to_string(++number), entry.time, entry.kind, entry.site, entry.period, entry.json};
      row.push_back(sum_of(row));
      if (!connection_->run("INSERT INTO gongwen_publication (number, time, kind, site, period, json, sum) "
                            "VALUES (CAST($1 AS BIGINT), $2, $3, $4, $5, $6, $7)",
                            row, sink)) {
        return false;
      }
    }
    return connection_->run("COMMIT", {}, sink).has_value();
  }

 private:
  /// Stores that former programs made have no table for it.
  base::Expected<bool> keeps_publications(DiagnosticSink& sink) {
    const auto found = connection_->run(connection_->count_publication_tables(), {}, sink);
    if (!found) return base::kReported;
    return (*found)[0][0] != "0";
  }

  bool bring_up_to_date(DiagnosticSink& sink) {
    if (version_ == kStoreVersion) return true;
    for (const std::string& statement : connection_->migration()) {
      if (!connection_->run(statement, {}, sink)) return false;
    }
    version_ = kStoreVersion;
    return true;
  }

  /// Whether the last column of each row is the sum of those before it.
  bool are_whole(const std::vector<SqlRow>& rows, DiagnosticSink& sink) const {
    for (const SqlRow& row : rows) {
      if (row.back() == sum_of(std::span(row).first(row.size() - 1))) continue;
      sink.report(diagnostics::messages::StoreDamaged, diagnostics::Origin{}, name(),
                  row[0].value_or("") + " " + row[1].value_or(""));
      return false;
    }
    return true;
  }

  base::Expected<bool> make(const Change& change, const ChangeNote& note, DiagnosticSink& sink) {
    const std::string type(change.key.type.info().name);
    const std::vector<SqlText> key{type, change.key.id};
    const auto found = connection_->run("SELECT json FROM gongwen_record WHERE sort = $1 AND id = $2", key, sink);
    if (!found) return base::kReported;
    const std::string* const former = found->empty() ? nullptr : &*(*found)[0][0];
    const std::optional<std::string_view> action = action_of(change, former);
    if (!action) return false;
    std::vector<SqlText> entry{std::to_string(++number_),
                               note.time,
                               type,
                               change.key.id,
                               std::string(*action),
                               reason_of(change, note),
                               former ? SqlText(*former) : SqlText(),
                               note.by};
    entry.push_back(sum_of(entry));
    if (!connection_->run("INSERT INTO gongwen_history (number, time, sort, id, action, reason, former, "
                          "author, sum) VALUES (CAST($1 AS BIGINT), $2, $3, $4, $5, $6, $7, $8, $9)",
                          entry, sink)) {
      return base::kReported;
    }
    if (!connection_->run("DELETE FROM gongwen_record WHERE sort = $1 AND id = $2", key, sink)) return base::kReported;
    if (!change.json) return true;
    std::vector<SqlText> row{type, change.key.id, *change.json};
    row.push_back(sum_of(row));
    if (!connection_->run("INSERT INTO gongwen_record (sort, id, json, sum) VALUES ($1, $2, $3, $4)", row, sink)) {
      return base::kReported;
    }
    return true;
  }

  std::unique_ptr<SqlConnection> connection_;
  std::uint64_t number_ = 0;
  int version_;
  SharedRecordTypes types_;
};

}  // namespace

void report_database_error(const database::Error& error, const std::string& name, DiagnosticSink& sink) {
  namespace messages = diagnostics::messages;
  const diagnostics::Origin origin;
  switch (error.kind) {
    case database::Error::Kind::Damaged: sink.report(messages::StoreDamaged, origin, name, error.reason); break;
    case database::Error::Kind::NotADatabase:
    case database::Error::Kind::MissingTable: sink.report(messages::StoreNotAStore, origin, name); break;
    case database::Error::Kind::Locked: sink.report(messages::StoreLocked, origin, name, ""); break;
    case database::Error::Kind::Lost: sink.report(messages::StoreLost, origin, name, error.reason); break;
    case database::Error::Kind::Duplicate:
    case database::Error::Kind::NoRoom:
    case database::Error::Kind::Unusable: sink.report(messages::StoreUnusable, origin, name, error.reason); break;
  }
}

base::Expected<std::vector<SqlRow>> SqlConnection::run(const std::string& statement,
                                                       std::span<const SqlText> parameters, DiagnosticSink& sink) {
  database::Rows rows = database_->run(statement, parameters);
  if (rows) return *std::move(rows);
  report_database_error(rows.error(), name(), sink);
  return base::kReported;
}

std::unique_ptr<Store> make_sql_store(std::unique_ptr<SqlConnection> connection, Access access, SharedRecordTypes types,
                                      DiagnosticSink& sink) {
  for (const std::string& statement : connection->beginning(access)) {
    if (!connection->run(statement, {}, sink)) return nullptr;
  }
  const base::Expected<std::string> stated = connection->version(sink);
  const std::optional<int> version = stated ? check_version(*stated, connection->name(), sink) : std::nullopt;
  return version ? std::make_unique<SqlStore>(std::move(connection), *version, std::move(types)) : nullptr;
}

bool make_sql_tables(SqlConnection& connection, DiagnosticSink& sink) {
  if (!connection.run("BEGIN", {}, sink)) return false;
  for (const std::string& statement : connection.tables()) {
    if (!connection.run(statement, {}, sink)) return false;
  }
  return connection.run("COMMIT", {}, sink).has_value();
}

std::optional<int> check_version(std::string_view stated, const std::string& store, diagnostics::DiagnosticSink& sink) {
  namespace messages = diagnostics::messages;
  int version = 0;
  const auto [end, error] = std::from_chars(stated.data(), stated.data() + stated.size(), version);
  if (error != std::errc() || end != stated.data() + stated.size() || version < kFirstVersion) {
    sink.report(messages::StoreDamaged, diagnostics::Origin{}, store, "version " + std::string(stated));
    return std::nullopt;
  }
  if (version <= kStoreVersion) return version;
  sink.report(messages::StoreNewer, diagnostics::Origin{}, store, version, kStoreVersion);
  return std::nullopt;
}

}  // namespace gongwen::store
