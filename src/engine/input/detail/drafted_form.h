// Makes a first form.json of a bundle that was written by hand.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/form/form_draft.h"
#include "intake/workbook_layout.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gongwen::engine {

/// The places of fields in the blank workbook, by the pointers of fields and lists.
struct DraftLayout {
  std::vector<std::string> sheets;
  std::map<std::string, DraftPlace, std::less<>> places;
};

DraftLayout draft_layout(const intake::WorkbookLayout& blank);

/// Makes the folder `folder`/KIND with form.json, completely or not at all. `kind` must be usable; its bundle may be
/// one file or several. The paper has the rows of the workbook; without a workbook `layout` is empty, and the paper
/// has short fields side by side. Reports: engine/form-not-read for parts without a counterpart in a form,
/// resources/*.
void write_draft(const CompiledKind& kind, const std::string& folder, const DraftLayout& layout, Run& run);

}  // namespace gongwen::engine
