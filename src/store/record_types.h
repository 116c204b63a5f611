// RecordTypes: the types of records that a store can have, and the periodicals that they are for. They are taken, when
// a store is opened, from the bundles of the kinds that are published; several kinds may define the same type.
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

/// What the bundle of a kind says of records, as texts that the bundle's own checks have accepted.
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
  /// Types in the order of the kinds and their files. Reports: store/type-differs.
  static base::Expected<std::shared_ptr<const RecordTypes>> read(std::vector<RecordSource> kinds,
                                                                 resources::SourceStore& sources,
                                                                 data::DocumentRegistry& documents,
                                                                 diagnostics::DiagnosticSink& sink);

  std::vector<RecordType> all() const;
  /// By name, plural, or title in Chinese.
  std::optional<RecordType> find(std::string_view name) const;
  const std::vector<RecordSource>& kinds() const { return kinds_; }
  const std::vector<Periodical>& periodicals() const { return periodicals_; }
  /// Null when the kind is not published.
  const Periodical* find_periodical(std::string_view kind) const;

 private:
  friend class TypeReader;

  std::vector<RecordSource> kinds_;
  std::deque<RecordTypeInfo> types_;  // never move
  std::vector<Periodical> periodicals_;
};

using SharedRecordTypes = std::shared_ptr<const RecordTypes>;

}  // namespace gongwen::store
