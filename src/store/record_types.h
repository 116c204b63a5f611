// RecordTypes: the record types that a store can contain, and the periodicals that use them. They are read from the
// bundles of the published kinds when a store is opened; several kinds may define the same type.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"
#include "store/record.h"

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::store {

/// The contents of a kind's bundle that concern records; the texts have passed the checks of bundles.
struct RecordSource {
  std::string kind;
  std::string title;
  std::string language;
  std::string schema;  // of its data
  std::string schema_name;
  std::string records;  // the file with the types
  std::string records_name;
  std::string section;  // `publish` of template.json
};

class RecordTypes {
 public:
  /// Reads the types, in the order of the kinds and their files. Reports: store/type-differs.
  static base::Expected<std::shared_ptr<const RecordTypes>> read(std::vector<RecordSource> kinds,
                                                                 resources::SourceStore& sources,
                                                                 data::DocumentRegistry& documents,
                                                                 diagnostics::DiagnosticSink& sink);

  std::vector<RecordType> all() const;
  /// Finds a type by name, plural, or Chinese title.
  std::optional<RecordType> find(std::string_view name) const;
  const std::vector<RecordSource>& kinds() const { return kinds_; }
  const std::vector<Periodical>& periodicals() const { return periodicals_; }
  /// Null if the kind is not published.
  const Periodical* find_periodical(std::string_view kind) const;

 private:
  friend class TypeReader;

  std::vector<RecordSource> kinds_;
  std::deque<RecordTypeInfo> types_;  // a deque, because references must stay valid
  std::vector<Periodical> periodicals_;
};

using SharedRecordTypes = std::shared_ptr<const RecordTypes>;

}  // namespace gongwen::store
