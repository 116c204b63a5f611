// Documents that are not final: the mark of a draft, and changes since former data.
#pragma once

#include "data/document.h"
#include "dom/tree.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

#include <optional>
#include <string>

namespace gongwen::engine {

/// Whether the options for drafts are valid and suit the document; `is_blank` means a form without data.
/// Reports: engine/bad-draft-mark, engine/bad-line-numbers, engine/not-for-forms.
bool suit_draft(const RenderOptions& options, bool is_blank, diagnostics::DiagnosticSink& sink);

/// Whether the pages have marks that do not come from the template: of a draft, of changes, or line numbers.
bool is_draft(const RenderOptions& options);

/// Expands the template of an output, with the mark and the changes that the options request. Returns nullopt if an
/// error was reported.
std::optional<dom::Tree> expand_draft(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                      const RenderOptions& options, Run& run);

/// Adds a mark: at the head of each page or sheet, in the title of the file, and below the document's title if it names
/// the stage of a text (…稿). shared/css/draft.css and draft-sheet.css define how it looks.
dom::Tree with_draft_mark(const dom::Tree& tree, const std::string& mark, Medium medium, Run& run);

/// A tree and the data that it was made from.
struct ExpandedData {
  const dom::Tree& tree;
  const data::Document& data;
};

/// Marks added and removed text on pages, and adds a table of the changes after them. Workbooks show the current data,
/// so that numbers stay numbers, and get a sheet of the changes.
dom::Tree with_changes(const ExpandedData& former, const ExpandedData& current, const CompiledKind& kind, Medium medium,
                       Run& run);

}  // namespace gongwen::engine
