// StoreCall: one call of RecordStore, from opening the store to the report.
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/core/run.h"
#include "gongwen/store.h"
#include "store/changes.h"
#include "store/read_records.h"
#include "store/record_types.h"
#include "store/store.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen {

struct RecordStore::Implementation {
  std::string location;
  EngineOptions engine;
};

namespace publish {

/// One call of the API: its data and its messages.
class StoreCall {
 public:
  explicit StoreCall(const EngineOptions& engine);

  /// Opens the store without reading its records.
  bool open_only(const std::string& location, store::Access access);
  /// Opens the store and reads its records.
  bool open(const std::string& location, store::Access access);
  /// Compiles the schemas, which need no store.
  bool compile();

  /// Finds a record type; reports an unknown name.
  std::optional<store::RecordType> type_of(std::string_view name);
  /// Finds a record; reports an unknown key.
  std::optional<data::Value> find(store::RecordType type, std::string_view key);
  /// The hash of a record; empty if it does not exist.
  std::string edition_of(const store::RecordKey& key) const;
  /// Returns whether the record is the version that the caller has seen; otherwise reports.
  bool is_as_seen(const store::RecordKey& key, const std::optional<std::string>& seen);

  std::optional<std::size_t> apply(const std::vector<store::Change>& changes, const ChangeReason& reason);
  void change(const std::vector<store::Change>& changes, const ChangeReason& reason, RecordChanges& result);

  store::Workspace workspace() { return {run_.sources(), run_.documents(), run_.sink()}; }
  store::Store& store() { return *store_; }
  const store::RecordTypes& types() const { return *types_; }
  bool has_types() const { return types_ != nullptr; }
  const store::RecordSchemas& schemas() const { return *schemas_; }
  const store::StoreContents& contents() const { return contents_; }
  diagnostics::DiagnosticSink& sink() { return run_.sink(); }
  /// From now on messages name the members of a record as this form does, in both languages.
  void name_fields_by(std::function<diagnostics::TextPair(std::string_view pointer)> label) {
    label_ = std::move(label);
  }
  /// Completes the report: messages about records also name their members by title.
  Report report();

 private:
  engine::Run run_;
  store::SharedRecordTypes types_;
  std::optional<store::RecordType> type_;  // the last one that was asked for
  std::unique_ptr<store::Store> store_;
  std::optional<store::RecordSchemas> schemas_;
  store::StoreContents contents_;
  std::function<diagnostics::TextPair(std::string_view pointer)> label_;
};

}  // namespace publish
}  // namespace gongwen
