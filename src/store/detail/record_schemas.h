// The schemas of all sorts of records. Events, projects and ballots are those of the bulletin (its schema.json) with
// the few members more that only a store needs; the rest is in records.schema.json.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/source_store.h"
#include "schema/schema.h"
#include "store/record.h"

#include <memory>
#include <vector>

namespace gongwen::store {

class RecordSchemas {
 public:
  /// Compiles what is built in. `sources` and `documents` learn of it for messages.
  static base::Expected<RecordSchemas> compile(resources::SourceStore& sources, data::DocumentRegistry& documents,
                                               diagnostics::DiagnosticSink& sink);

  /// Of one record.
  const schema::Schema& of(Sort sort) const { return schemas_[static_cast<std::size_t>(sort)]; }
  /// Of an object with a list for each sort: an export; `/events` and the like are the lists of tables.
  const schema::Schema& lists() const { return schemas_[sorts().size()]; }
  /// Of the data of a bulletin.
  const schema::Schema& bulletin() const { return schemas_[sorts().size() + 1]; }
  /// Of one record or a list of them.
  const schema::Schema& one_or_list(Sort sort) const {
    return schemas_[sorts().size() + 2 + static_cast<std::size_t>(sort)];
  }
  /// The Chinese title that the bulletin's schema gives at a place such as `/$defs/mt_meeting/properties/place`; empty
  /// when there is none. What an event has depends on its type, whose definition is named like it.
  std::string_view title_at(const std::string& place) const;
  /// Whether the bulletin's schema has anything at such a place.
  bool has(const std::string& place) const { return document_->resolve(place).has_value(); }

 private:
  std::vector<schema::Schema> schemas_;
  std::shared_ptr<const data::Document> document_;
};

}  // namespace gongwen::store
