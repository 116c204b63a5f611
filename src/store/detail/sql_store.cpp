#include "store/detail/sql_store.h"

#include "base/format.h"
#include "diagnostics/catalogue/store.h"
#include "resources/deflate.h"
#include "store/detail/store_version.h"
#include "store/record_text.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

/// Index of the author in a history row. Rows of version 1 have no author and keep their checksums, so an empty author
/// is not part of the sum.
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
    report_unknown(unknown, sink);
    std::vector<Record> records;
    for (auto& [key, json] : sorted) records.push_back({key, std::move(json)});
    return records;
  }

  base::Expected<std::vector<RecordKey>> keys(DiagnosticSink& sink) override {
    const auto rows = connection_->run("SELECT sort, id FROM gongwen_record", {}, sink);
    if (!rows) return base::kReported;
    std::vector<RecordKey> keys;
    std::set<std::string> unknown;
    for (const SqlRow& row : *rows) {
      if (const auto type = types_->find(row[0].value_or(""))) {
        keys.push_back({*type, row[1].value_or("")});
      } else {
        unknown.insert(row[0].value_or(""));
      }
    }
    report_unknown(unknown, sink);
    std::sort(keys.begin(), keys.end());
    return keys;
  }

  base::Expected<std::vector<Record>> records_of(std::span<const RecordKey> keys, DiagnosticSink& sink) override {
    // From some number on, one query for all is faster.
    constexpr std::size_t kFew = 500;
    if (keys.size() > kFew) return Store::records_of(keys, sink);
    std::vector<Record> records;
    for (const RecordKey& key : keys) {
      const auto rows = connection_->run("SELECT sort, id, json, sum FROM gongwen_record WHERE sort = $1 AND id = $2",
                                         std::vector<SqlText>{std::string(key.type.info().name), key.id}, sink);
      if (!rows || !are_whole(*rows, sink)) return base::kReported;
      if (!rows->empty()) records.push_back({key, rows->front()[2].value_or("")});
    }
    return records;
  }

  base::Expected<std::vector<HistoryEntry>> history(DiagnosticSink& sink) override {
    const auto rows = connection_->run(std::string("SELECT number, time, sort, id, action, reason, former, ") +
                                           (version_ < 2 ? "NULL AS author" : "author") +
                                           ", sum FROM gongwen_history ORDER BY number",
                                       {}, sink);
    if (!rows || !are_whole(*rows, sink)) return base::kReported;
    std::vector<HistoryEntry> entries;
    std::set<std::string> unknown;
    for (const SqlRow& row : *rows) {
      const auto type = types_->find(row[2].value_or(""));
      if (!type) {
        unknown.insert(row[2].value_or(""));
        continue;
      }
      entries.push_back({number_of(row[0]),
                         row[1].value_or(""),
                         {*type, row[3].value_or("")},
                         row[4].value_or(""),
                         row[5].value_or(""),
                         row[6].value_or(""),
                         row[7].value_or("")});
    }
    report_unknown(unknown, sink);
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
  void report_unknown(const std::set<std::string>& types, DiagnosticSink& sink) const {
    for (const std::string& type : types) {
      sink.report(messages::StoreUnknownType, Origin{}, name(), type);
    }
  }

  /// Stores made by older programs have no table for publications.
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

  /// Checks the last column of each row, which is the checksum of the others: a database detects damaged pages, but not
  /// altered text.
  bool are_whole(const std::vector<SqlRow>& rows, DiagnosticSink& sink) const {
    for (const SqlRow& row : rows) {
      if (row.back() == sum_of(std::span(row).first(row.size() - 1))) continue;
      sink.report(messages::StoreDamaged, Origin{}, name(), row[0].value_or("") + " " + row[1].value_or(""));
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

}  // namespace gongwen::store
