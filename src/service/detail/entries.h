// Entries: what was typed into a form, as a draft keeps it and as it goes to a worker; and what is around the fields of
// its page. Both as JSON.
#pragma once

#include "diagnostics/text.h"
#include "gongwen/form.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// `[{"pointer":"/name_zh","texts":["张三"]},{"pointer":"/photo","texts":["photo.jpg"],"file":true}]`
std::string entries_json(const TypedValues& values);
/// Nothing for what entries_json did not write. A new draft has none: `{}`.
std::optional<TypedValues> parse_entries(std::string_view text);

/// Address, hidden values, notices, rows and style sheet of a page.
std::string form_page_json(const FormPageInput& input);
std::optional<FormPageInput> parse_form_page(std::string_view text, diagnostics::Language language);

}  // namespace gongwen::service
