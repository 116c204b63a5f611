// FactColumns: finds the fields that a table head names, by any title that the forms of the record use. If several
// fields share a title, the type of the row decides. Also RecordSchemas, the compiled schemas of all record types.
#pragma once

#include "base/expected.h"
#include "data/table_frame.h"
#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"
#include "schema/schema.h"
#include "sheet/databook/table_plan.h"
#include "store/record_types.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::store {

// The schemas of all record types: definitions from the schemas of the kinds, extended by the few members that only a
// store needs, and definitions in the files of record types.

class RecordSchemas {
 public:
  /// `sources` and `documents` keep the compiled texts, for messages. Reports: data/schema-*.
  static base::Expected<RecordSchemas> compile(SharedRecordTypes types, resources::SourceStore& sources,
                                               data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

  const RecordTypes& types() const { return *types_; }
  /// The schema of one record.
  const schema::Schema& of(RecordType type) const { return records_[type.info().order]; }
  /// The schema of an export: an object with a list for each record type. Its lists, such as `/events`, serve for
  /// tables.
  const schema::Schema& lists() const { return *lists_; }
  /// The schema of one record or a list of them.
  const schema::Schema& one_or_list(RecordType type) const { return one_or_lists_[type.info().order]; }
  /// The schema of a periodical's issues.
  const schema::Schema& issues_of(const std::string& kind) const { return issues_.at(kind); }
  /// The Chinese title that the kind's schema gives at a place such as `/$defs/mt_meeting/properties/place`; empty if
  /// there is none. Members of a record may depend on its form; the definition of a form has the form's name.
  std::string_view title_at(RecordType type, const std::string& place) const;
  /// Returns whether that schema has anything at this place.
  bool has(RecordType type, const std::string& place) const;

 private:
  SharedRecordTypes types_;
  std::vector<schema::Schema> records_;
  std::vector<schema::Schema> one_or_lists_;
  std::optional<schema::Schema> lists_;
  std::map<std::string, schema::Schema> issues_;
  std::map<std::string, std::shared_ptr<const data::Document>> documents_;  // by kind
};

// The schema of a kind, extended by the definitions of its records.

/// The extended schema, which has each type at its RecordTypeInfo::definition, and the file with the types.
struct ExtendedSchema {
  std::shared_ptr<const data::Document> schema;
  std::shared_ptr<const data::Document> types;
};
base::Expected<ExtendedSchema> extended_schema(const RecordSource& kind, resources::SourceStore& sources,
                                               data::DocumentRegistry& documents, diagnostics::DiagnosticSink& sink);

/// Parses a text of the bundle or of this program and registers it; null after a report if it is not JSON.
std::shared_ptr<const data::Document> read_kept(const std::string& name, const std::string& text,
                                                resources::SourceStore& sources, data::DocumentRegistry& documents,
                                                diagnostics::DiagnosticSink& sink);

/// The target of a head: a single value of a record, or a list with its own table.
struct FactTarget {
  bool is_list = false;
  std::size_t index = 0;  // of the column, or of the table in the plan
  friend bool operator==(const FactTarget&, const FactTarget&) = default;
};

/// A title and its target.
struct FactName {
  std::string text;
  FactTarget target;
};

class FactColumns {
 public:
  FactColumns(const RecordSchemas& schemas, RecordType type);

  const databook::TablePlan& plan() const { return plan_; }
  std::size_t table() const { return table_; }
  const databook::Table& record() const { return plan_.tables[table_]; }
  /// Returns the column of the form, on which the other members depend; nullopt for records of one form.
  std::optional<std::size_t> type_column() const;

  /// Returns all targets of a head; empty if it is unknown.
  std::vector<FactTarget> find(std::string_view head) const;
  /// Chooses among several targets in a row of this type.
  FactTarget choose(const std::vector<FactTarget>& targets, std::string_view head, const std::string& type) const;
  /// Returns the index of the member with this name in the items of a list.
  std::optional<std::size_t> find_member(std::size_t table, std::string_view name) const;
  /// Returns a predicate that tells whether a text is a head of the table. It refers to this object.
  data::KnowsHeading heading_test() const {
    return [this](std::string_view text) {
      return !find(text).empty();
    };
  }
  /// Returns all titles, for suggestions about an unknown head.
  std::vector<std::string_view> known_names() const;

 private:
  std::string name_of(const FactTarget& target) const;

  const RecordSchemas& schemas_;
  RecordType record_type_;
  databook::TablePlan plan_;
  std::size_t table_ = 0;
  std::vector<FactName> names_;
};

}  // namespace gongwen::store
