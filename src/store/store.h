// Store: keeps facts in a folder of JSON files, an SQLite file or a PostgreSQL database. A store is opened for reading
// or for writing; while it is open for writing, all other writers are locked out. Readers see the store as it was when
// they opened it.
//   const auto store = open_store("facts.db", Access::Write, sink);
//   if (store) store->apply(changes, {"2024-03-01T02:00:00Z", "minutes of the meeting", "li"}, sink);
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"
#include "store/detail/fact_columns.h"
#include "store/record_types.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gongwen::store {

/// `Publish` allows only adding to the ledger of publications.
enum class Access : std::uint8_t { Read, Write, Publish };

/// Sets a record, or removes it if there is no `json`.
struct Change {
  RecordKey key;
  std::optional<std::string> json;
  /// Where the record was read from an imported file, for messages: `events.csv A3`; empty otherwise.
  std::string place{};
};

/// What the history records about a change besides the former value.
struct ChangeNote {
  std::string time;  // 2024-03-01T02:00:00Z
  std::string reason;
  std::string by;  // the author
};

/// An entry of the history. `action` is `add`, `change` or `remove`.
struct HistoryEntry {
  std::uint64_t number = 0;  // from 1, over the whole store
  std::string time;
  RecordKey key;
  std::string action;
  std::string reason;
  std::string former;  // JSON; empty for `add`
  std::string by;      // empty in entries of format version 1
};

/// One published edition, or another step of publishing. Entries are added and never changed; the module publish
/// defines their contents (store/publish/detail/ledger.h).
struct PublicationEntry {
  std::uint64_t number = 0;  // from 1; assigned by the store
  std::string time;          // 2024-03-01T02:00:00Z
  std::string kind;          // of the periodical
  std::string site;          // the id of the site
  std::string period;
  std::string json;
};

class Store {
 public:
  virtual ~Store() = default;

  /// The store's name in messages: the location as given, without a password.
  virtual const std::string& name() const = 0;
  /// Returns the place of a record in messages: a path, or the store's name and the key.
  virtual std::string place_of(const RecordKey& key) const = 0;
  /// All records of all record types, by key. Reports: store/damaged and reading errors.
  virtual base::Expected<std::vector<Record>> records(diagnostics::DiagnosticSink& sink) = 0;
  /// The keys of all records, in order. Reports: those of `records`, apart from damage within a record.
  virtual base::Expected<std::vector<RecordKey>> keys(diagnostics::DiagnosticSink& sink);
  /// Returns the records of these keys, in their order; those that do not exist are left out. Reports: those of
  /// `records`.
  virtual base::Expected<std::vector<Record>> records_of(std::span<const RecordKey> keys,
                                                         diagnostics::DiagnosticSink& sink);
  /// All changes, oldest first.
  virtual base::Expected<std::vector<HistoryEntry>> history(diagnostics::DiagnosticSink& sink) = 0;
  /// Makes all changes or none; skips changes without effect. Call it once, on a store open for writing. Returns the
  /// number of changed records. Reports writing errors; nothing has changed then.
  virtual base::Expected<std::size_t> apply(std::span<const Change> changes, const ChangeNote& note,
                                            diagnostics::DiagnosticSink& sink) = 0;

  /// The ledger of publications, oldest first; empty if this store has never been published from. Reports:
  /// store/damaged and reading errors.
  virtual base::Expected<std::vector<PublicationEntry>> publications(diagnostics::DiagnosticSink& sink) = 0;
  /// Adds all entries or none. Call it once, on a store open for publishing. Reports writing errors.
  virtual bool add_publications(std::span<const PublicationEntry> entries, diagnostics::DiagnosticSink& sink) = 0;
};

/// Creates an empty store. A location is a folder, an SQLite file (`facts.db`, `sqlite:…`), or the address of a
/// PostgreSQL database (`postgresql://…` or `host=… dbname=…`), which messages show through base::mask_passwords.
/// Reports: store/exists, store/unusable.
bool create_store(const std::string& location, diagnostics::DiagnosticSink& sink);
/// Opens a store. `types` are the record types that it may contain; records of other types are left alone and ignored,
/// with the warning store/unknown-type. Returns null after an error: store/not-found, store/not-a-store, store/newer,
/// store/locked, store/damaged, store/unusable.
std::unique_ptr<Store> open_store(const std::string& location, Access access, SharedRecordTypes types,
                                  diagnostics::DiagnosticSink& sink);

/// Returns a text that differs after every change of records or of the ledger; computing it costs far less than reading
/// them. Empty if it cannot be determined.
std::string stamp_of_store(const std::string& location);

/// Returns the reason of a change for the history: that of the call, and the row of the file from which the record
/// came.
std::string reason_of(const Change& change, const ChangeNote& note);

/// Returns the action of a change, given the record's former value (null: it does not exist); nullopt if it changes
/// nothing.
std::optional<std::string_view> action_of(const Change& change, const std::string* former);

// StoreContents: all records of a store as documents, with places for messages.

/// What reading and checking records needs from a run.
struct Workspace {
  resources::SourceStore& sources;
  data::DocumentRegistry& documents;
  diagnostics::DiagnosticSink& sink;
};

/// Views of documents that the workspace owns.
using StoreContents = std::map<RecordKey, data::Value>;

/// Parses the text of a record; the workspace owns it. `name` is its name in messages.
base::Expected<data::Value> read_record_text(std::string name, std::string text, const Workspace& workspace);
/// Reads the records of these keys. Reports: those of Store::records_of, data/json-*.
base::Expected<StoreContents> read_contents(Store& store, std::span<const RecordKey> keys, const Workspace& workspace);
/// Reads all records. Reports: those of Store::records, data/json-*.
base::Expected<StoreContents> read_contents(Store& store, const Workspace& workspace);

/// The records of one type, by key.
std::vector<data::Value> records_of(const StoreContents& contents, RecordType type);
/// The record; nullopt if absent.
std::optional<data::Value> find_record(const StoreContents& contents, RecordType type, std::string_view id);

/// Checks every record against its schema, its key and its references. Reports: data/*, store/wrong-place,
/// store/unknown-reference, store/unknown-plan.
void check_contents(const Store& store, const StoreContents& contents, const RecordSchemas& schemas,
                    diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
