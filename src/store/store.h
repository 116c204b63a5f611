// Store: where the facts are kept, whatever they are kept in: a folder of JSON files, an SQLite file, a PostgreSQL
// database. A store is open for reading or for writing; one that is open for writing keeps all other writers out.
// Readers see the store as it was when they opened it.
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

/// `Publish` adds to the record of publications and changes nothing else.
enum class Access : std::uint8_t { Read, Write, Publish };

/// A record that gets a new value, or, without one, is removed.
struct Change {
  RecordKey key;
  std::optional<std::string> json;
  /// Where in an imported file it was read, as messages call it: `events.csv A3`; empty when it comes from none.
  std::string place{};
};

/// What is kept of a change beside the former value.
struct ChangeNote {
  std::string time;  // 2024-03-01T02:00:00Z
  std::string reason;
  std::string by;  // who made it
};

/// `add`, `change` or `remove`.
struct HistoryEntry {
  std::uint64_t number = 0;  // 1 for the first change of the store
  std::string time;
  RecordKey key;
  std::string action;
  std::string reason;
  std::string former;  // JSON; empty for `add`
  std::string by;      // empty in stores of the first version
};

/// What the store remembers of one edition that was published, or of another step of publishing. Entries are added and
/// never changed; what they hold is for the module publish to say (store/publish/detail/ledger.h).
struct PublicationEntry {
  std::uint64_t number = 0;  // 1 for the first one of the store; given by it
  std::string time;          // 2024-03-01T02:00:00Z
  std::string kind;          // of the periodical
  std::string site;          // the id of the site
  std::string period;
  std::string json;
};

class Store {
 public:
  virtual ~Store() = default;

  /// How messages call it: the location as given, without a password.
  virtual const std::string& name() const = 0;
  /// The place of a record for messages: a path, or name and key.
  virtual std::string place_of(const RecordKey& key) const = 0;
  /// All records of all record types, by key. Reports: store/damaged and what prevents reading.
  virtual base::Expected<std::vector<Record>> records(diagnostics::DiagnosticSink& sink) = 0;
  /// All changes, the first first.
  virtual base::Expected<std::vector<HistoryEntry>> history(diagnostics::DiagnosticSink& sink) = 0;
  /// Makes all changes or none. What would not change anything is skipped. Once only, on a store that is open for
  /// writing. Returns: how many records changed. Reports: what prevents writing; then nothing has changed.
  virtual base::Expected<std::size_t> apply(std::span<const Change> changes, const ChangeNote& note,
                                            diagnostics::DiagnosticSink& sink) = 0;

  /// What was published of the records, the first first; none in stores that no program has published from that records
  /// it. Reports: store/damaged and what prevents reading.
  virtual base::Expected<std::vector<PublicationEntry>> publications(diagnostics::DiagnosticSink& sink) = 0;
  /// Adds all entries or none. Once only, on a store that is open for publishing. Reports: what prevents writing.
  virtual bool add_publications(std::span<const PublicationEntry> entries, diagnostics::DiagnosticSink& sink) = 0;
};

/// A location is a folder, an SQLite file (`facts.db`, `sqlite:…`), or the address of a PostgreSQL database
/// (`postgresql://…` or `host=… dbname=…`), which messages show by base::mask_passwords.
/// Makes an empty store. Reports: store/exists, store/unusable.
bool create_store(const std::string& location, diagnostics::DiagnosticSink& sink);
/// `types` are those that the store may have; records of others stay where they are and are not seen, which is
/// reported as a warning: store/unknown-type. Null when it cannot be opened, which is reported: store/not-found,
/// store/not-a-store, store/newer, store/locked, store/damaged, store/unusable.
std::unique_ptr<Store> open_store(const std::string& location, Access access, SharedRecordTypes types,
                                  diagnostics::DiagnosticSink& sink);

/// Why a record was changed, for the history: the reason of the call, and the row of the file that it was read from.
std::string reason_of(const Change& change, const ChangeNote& note);

/// What a change does to a record that has `former`, or does not exist; nothing when it does nothing.
std::optional<std::string_view> action_of(const Change& change, const std::string* former);

// StoreContents: all records of a store as documents, with places for messages.

/// What reading and checking records needs of a run.
struct Workspace {
  resources::SourceStore& sources;
  data::DocumentRegistry& documents;
  diagnostics::DiagnosticSink& sink;
};

/// Views of documents that the workspace keeps.
using StoreContents = std::map<RecordKey, data::Value>;

/// Reads a text as one line of a store or as its own file; the workspace keeps it.
base::Expected<data::Value> read_record_text(std::string name, std::string text, const Workspace& workspace);
/// Reports: those of Store::records, data/json-*.
base::Expected<StoreContents> read_contents(Store& store, const Workspace& workspace);

/// The records of one record type, in their order.
std::vector<data::Value> records_of(const StoreContents& contents, RecordType type);
/// The record, if there is one.
std::optional<data::Value> find_record(const StoreContents& contents, RecordType type, std::string_view id);

/// Checks every record against its schema, its key and what it refers to. Reports: data/*, store/wrong-place,
/// store/unknown-reference, store/unknown-plan.
void check_contents(const Store& store, const StoreContents& contents, const RecordSchemas& schemas,
                    diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
