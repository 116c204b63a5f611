// Kinds that are published as periodicals: what their bundles say of it, as texts, for those who keep the records.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/kind_library.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

struct PublishedKind {
  std::string name;      // `monthly-bulletin`
  std::string title;     // in the language of its documents
  std::string language;  // `zh-CN`
  std::string section;   // `publish` of template.json, with its defaults, as JSON
  std::string schema;    // schema.json
  std::string schema_name;
  std::string records;  // the file with the types of records
  std::string records_name;
};

/// All kinds whose template.json has a section `publish`, by name. Bundles without one are not looked at, whatever is
/// wrong with them. Nothing when one of them has errors. Reports: resources/*, data/*, engine/kind-name.
std::optional<std::vector<PublishedKind>> published_kinds(const KindLibrary& kinds, Run& run);

}  // namespace gongwen::engine
