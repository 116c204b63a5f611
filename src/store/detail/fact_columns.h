// FactColumns: which field of a record a head of a table names, by any of the titles that the forms of the record have
// for it. Where two fields share a title, the type of the row decides.
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

// The schemas of all record types: definitions of the kinds' own schemas with the few members more that only a store
// needs, and what the files of types define themselves.

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

/// A single value of a record, or a list with its own table.
struct FactTarget {
  bool is_list = false;
  std::size_t index = 0;  // of the column; of the table in the plan
  friend bool operator==(const FactTarget&, const FactTarget&) = default;
};

/// A name by which something is found.
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
  /// The column that decides what others a record has; nothing for records of one form.
  std::optional<std::size_t> type_column() const;

  /// All that a head may mean; none: it is unknown.
  std::vector<FactTarget> find(std::string_view head) const;
  /// The one that it means in a row of this type.
  FactTarget choose(const std::vector<FactTarget>& targets, std::string_view head, const std::string& type) const;
  /// The member of the items of a list that is called so.
  std::optional<std::size_t> find_member(std::size_t table, std::string_view name) const;
  /// Whether a text is a head of the table; the answer looks into these columns.
  data::KnowsHeading heading_test() const {
    return [this](std::string_view text) {
      return !find(text).empty();
    };
  }
  /// For hints about a head that is unknown.
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
