// ReportContents: the diagnostics of one operation, with everything that is needed to print them.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "gongwen/report.h"
#include "resources/source_store.h"

#include <memory>
#include <vector>

namespace gongwen {

struct ReportContents {
  std::shared_ptr<const resources::SourceStore> sources;
  data::DocumentRegistry documents;
  std::vector<diagnostics::Diagnostic> diagnostics;
};

}  // namespace gongwen
