// Makes the page of a form: HTML from the built-in template pages/form.html.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "engine/webform/web_form.h"
#include "gongwen/form.h"

#include <string>
#include <string_view>

namespace gongwen::webform {

/// Prefix of the names of values that no longer have a field in the form: `_left/old/place`.
inline constexpr std::string_view kLeftMark = "_left";

/// The contents of the page.
struct PageSource {
  const WebForm& form;
  std::string_view title;  // of the kind; used as the heading
};

/// Makes the whole page. Every control occurs once, named by the pointer of its value; errors are shown at their fields
/// and in the summary at the top. All texts are escaped, wherever they come from; link addresses are taken from the
/// caller. Fails only after a report: templating/*.
base::Expected<std::string> make_page(const PageSource& source, const FormPageInput& input,
                                      diagnostics::DiagnosticSink& sink);

/// The id of the control, fieldset or row for a pointer: `/name_en/given` → `f.name_5Fen.given`.
std::string page_id(std::string_view pointer);

}  // namespace gongwen::webform
