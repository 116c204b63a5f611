// The paper of a form: its rows as data for the shared templates of forms (templates/shared/form), style sheets, texts.
#pragma once

#include "diagnostics/diagnostic.h"
#include "engine/kinds/detail/form/form_file.h"
#include "resources/folder.h"

namespace gongwen::engine {

inline constexpr std::string_view kPaperName = "paper.html";

/// The files of the bundle that show the form: paper.html, document.html, workbook.html, style.css, workbook.css and
/// the file of texts. Reports: engine/form-too-wide, engine/form-text-id. Call once, for a form that was read without
/// errors. The files are in memory: nothing is written. The file of texts is named after the language,
/// `texts.zh.json`.
resources::FilesInMemory paper_of_form(const FormFile& form, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
