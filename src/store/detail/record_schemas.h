// The schemas of all record types: definitions of the kinds' own schemas with the few members more that only a store
// needs, and what the files of types define themselves.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/source_store.h"
#include "schema/schema.h"
#include "store/record_types.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace gongwen::store {

class RecordSchemas {
 public:
  /// `sources` and `documents` learn of what is compiled, for messages. Reports: data/schema-*.
  static base::Expected<RecordSchemas> compile(SharedRecordTypes types, resources::SourceStore& sources,
                                               data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

  const RecordTypes& types() const { return *types_; }
  const SharedRecordTypes& shared_types() const { return types_; }
  /// Of one record.
  const schema::Schema& of(RecordType type) const { return records_[type.info().order]; }
  /// Of an object with a list for each record type: an export; `/events` and the like are the lists of tables.
  const schema::Schema& lists() const { return *lists_; }
  /// Of one record or a list of them.
  const schema::Schema& one_or_list(RecordType type) const { return one_or_lists_[type.info().order]; }
  /// Of the data of the issues of a periodical, by its kind.
  const schema::Schema& issues_of(const std::string& kind) const { return issues_.at(kind); }
  /// The Chinese title that the schema of the type's kind gives at a place such as
  /// `/$defs/mt_meeting/properties/place`; empty when there is none. What a record has may depend on its form, whose
  /// definition is named like it.
  std::string_view title_at(RecordType type, const std::string& place) const;
  /// Whether that schema has anything at such a place.
  bool has(RecordType type, const std::string& place) const;

 private:
  SharedRecordTypes types_;
  std::vector<schema::Schema> records_;
  std::vector<schema::Schema> one_or_lists_;
  std::optional<schema::Schema> lists_;
  std::map<std::string, schema::Schema> issues_;
  std::map<std::string, std::shared_ptr<const data::Document>> documents_;  // by kind
};

// The schema of a kind with the definitions of the records that it is published from.

/// Both documents of the kind in one: each type is at its RecordTypeInfo::definition. `types`: the file with the types.
struct ExtendedSchema {
  std::shared_ptr<const data::Document> schema;
  std::shared_ptr<const data::Document> types;
};
base::Expected<ExtendedSchema> extended_schema(const RecordSource& kind, resources::SourceStore& sources,
                                               data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

/// A text of the bundle, or of ours, as a document that the registry knows; null if it is not JSON.
std::shared_ptr<const data::Document> read_kept(const std::string& name, const std::string& text,
                                                resources::SourceStore& sources, data::DocumentRegistry& documents,
                                                diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
