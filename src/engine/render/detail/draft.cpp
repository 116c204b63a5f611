#include "engine/render/detail/draft.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/render/expand_document.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_valid_mark(std::string_view mark) {
  return !base::trim_ascii_space(mark).empty() && base::count_code_points(mark) <= DraftOptions::kMaxMark &&
         !has_control_characters(mark);
}

}  // namespace

bool suit_draft(const RenderOptions& options, bool is_blank, diagnostics::DiagnosticSink& sink) {
  const DraftOptions& draft = options.draft;
  if (!draft.mark.empty() && !is_valid_mark(draft.mark)) {
    sink.report(diagnostics::messages::EngineBadDraftMark, diagnostics::Origin{}, draft.mark, DraftOptions::kMaxMark);
    return false;
  }
  if (draft.line_numbers < 0 || draft.line_numbers > DraftOptions::kMaxLineStep) {
    sink.report(diagnostics::messages::EngineBadLineNumbers, diagnostics::Origin{}, std::to_string(draft.line_numbers),
                DraftOptions::kMaxLineStep);
    return false;
  }
  const bool has_text = !options.fillable && !is_blank;
  if (has_text || (draft.line_numbers == 0 && draft.changes_from.is_blank())) return true;
  sink.report(diagnostics::messages::EngineNotForForms, diagnostics::Origin{},
              draft.line_numbers == 0 ? "--changes-from" : "--line-numbers");
  return false;
}

std::optional<dom::Tree> expand_draft(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                      const RenderOptions& options, Run& run) {
  std::optional<dom::Tree> tree = expand_document(kind, output, data, options, run);
  if (!tree) return std::nullopt;
  if (const data::Document* const former = run.former_data()) {
    const std::optional<dom::Tree> before = expand_document(kind, output, *former, options, run);
    if (!before) return std::nullopt;
    tree = with_changes({*before, *former}, {*tree, data}, kind, output.medium, run);
  }
  if (options.draft.mark.empty()) return tree;
  return with_draft_mark(*tree, options.draft.mark, output.medium, run);
}

}  // namespace gongwen::engine
