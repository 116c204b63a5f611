// What documents show that are not final yet: the mark of a draft, and what has changed since former data.
#pragma once

#include "data/document.h"
#include "dom/tree.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

#include <optional>
#include <string>

namespace gongwen::engine {

/// Whether the options of drafts are valid and suit the document; `is_blank` is a form without data.
/// Reports: engine/bad-draft-mark, engine/bad-line-numbers, engine/not-for-forms.
bool suit_draft(const RenderOptions& options, bool is_blank, diagnostics::DiagnosticSink& sink);

/// The expanded template of an output, with the mark and the changes that the options ask for. Nothing when an error
/// was reported.
std::optional<dom::Tree> expand_draft(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                      const RenderOptions& options, Run& run);

/// The tree with a mark: at the head of every page or sheet, in the title of the file, and below the document's title
/// if it names a stage of a text (…稿). How it looks is up to shared/css/draft.css and draft-sheet.css.
dom::Tree with_draft_mark(const dom::Tree& tree, const std::string& mark, Medium medium, Run& run);

/// A tree, and the data that it was made of.
struct ExpandedData {
  const dom::Tree& tree;
  const data::Document& data;
};

/// Pages with marks around what was added and removed, and a table of the changes after them; workbooks as they are
/// now, so that numbers stay numbers, with a sheet of the changes.
dom::Tree with_changes(const ExpandedData& former, const ExpandedData& current, const CompiledKind& kind, Medium medium,
                       Run& run);

}  // namespace gongwen::engine
