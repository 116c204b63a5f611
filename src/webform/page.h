// The page of a form: HTML by the built-in template pages/form.html.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "gongwen/form.h"
#include "resources/read_file.h"
#include "webform/web_form.h"

#include <string>
#include <string_view>

namespace gongwen::webform {

/// What precedes the pointer in the names of values that the form has no place for: `_left/old/place`.
inline constexpr std::string_view kLeftMark = "_left";

/// What of the kind is on the page.
struct PageSource {
  const WebForm& form;
  std::string_view title;  // of the kind, which is the heading
};

/// The whole page. Every control occurs once, by the pointer of its value; errors are shown at their fields and in the
/// summary at the top. Nothing if it cannot be made, which is reported: templating/*. All texts are escaped, whoever
/// wrote them; addresses are those of the caller.
base::Expected<std::string> make_page(const PageSource& source, const FormPageInput& input,
                                      resources::SourceStore& store, diagnostics::DiagnosticSink& sink);

/// The id of the control, fieldset or row that a pointer stands for: `/name_en/given` → `f.name_5Fen.given`.
std::string page_id(std::string_view pointer);

}  // namespace gongwen::webform
