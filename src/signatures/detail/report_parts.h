// What the reports of PDF and OFD files have in common.
#pragma once

#include "base/json.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/text.h"
#include "sign/verify_cms.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::signatures {

/// Of one signature: valid, not valid, unknown.
std::string_view verdict_words(sign::Verdict verdict, diagnostics::Language language);
/// Of a file; `has_none`: it has no signatures at all.
std::string file_words(bool has_none, sign::Verdict verdict, diagnostics::Language language);
/// What comes from the file must not look like a line of the report, nor turn the direction of one: as messages have
/// it.
std::string one_line(std::string_view text);
/// A line for each message; its first argument becomes `subject`.
std::string finding_lines(const std::vector<diagnostics::Diagnostic>& messages, const std::string& subject,
                          diagnostics::Language language);

base::Json json_of_certificate(const sign::CertificateFacts& facts);
/// `{"zh": …, "en": …}`
base::Json json_of_texts(const diagnostics::TextPair& words);

}  // namespace gongwen::signatures
