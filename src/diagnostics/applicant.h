// What messages say to people who fill in forms. Authors read of members, schemas and rules; applicants read what the
// form calls a field, and what to do. The texts are in catalogue/applicant.def, one for each message that can meet
// them.
#pragma once

#include "diagnostics/diagnostic.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::diagnostics {

/// In the texts: what the form calls the field that a message is about.
inline constexpr std::string_view kLabelArgument = "{label}";

/// What the catalogue has for people who fill in forms; none for messages that do not meet them.
std::optional<BilingualText> applicant_text(DiagnosticId id);

/// The message in these words. `label` is what the form calls the field, empty where the message is about none.
/// Messages without words of their own, and those whose words lack an argument, ask to check the field.
std::string applicant_message(const Diagnostic& diagnostic, const TextPair& label, Language language);

}  // namespace gongwen::diagnostics
