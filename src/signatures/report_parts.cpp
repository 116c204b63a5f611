#include "signatures/detail/report_parts.h"

#include "base/calendar.h"
#include "diagnostics/catalogue/texts/signatures.h"
#include "diagnostics/printer.h"
#include "sign/certificate.h"
#include "signatures/report.h"

namespace gongwen::signatures {

using base::Json;
using diagnostics::Language;
using sign::Verdict;

std::string_view verdict_words(Verdict verdict, Language language) {
  switch (verdict) {
    case Verdict::Valid: return texts::SignaturesVerifyValid.in(language);
    case Verdict::Invalid: return texts::SignaturesVerifyInvalid.in(language);
    case Verdict::Unknown: break;
  }
  return texts::SignaturesVerifyUnknown.in(language);
}

std::string file_words(bool has_none, Verdict verdict, Language language) {
  if (has_none) return std::string(texts::SignaturesVerifyNoSignatures.in(language));
  switch (verdict) {
    case Verdict::Valid: return std::string(texts::SignaturesVerifyAllValid.in(language));
    case Verdict::Invalid: return std::string(texts::SignaturesVerifyNotValid.in(language));
    case Verdict::Unknown: break;
  }
  return std::string(texts::SignaturesVerifyCannotTell.in(language));
}

std::string one_line(std::string_view text) { return diagnostics::escape_controls(text); }

std::string finding_lines(const std::vector<diagnostics::Diagnostic>& messages, const std::string& subject,
                          Language language) {
  std::string lines;
  for (const diagnostics::Diagnostic& diagnostic : messages) {
    const bool is_error = diagnostic.severity == diagnostics::Severity::Error;
    const std::string_view label =
        (is_error ? texts::SignaturesVerifyBecause : texts::SignaturesVerifyRemark).in(language);
    diagnostics::Diagnostic named = diagnostic;
    if (!named.arguments.empty()) named.arguments[0] = one_line(subject);
    lines +=
        texts::SignaturesVerifyFindingLine.in(language, label, one_line(diagnostics::message_text(named, language)));
  }
  return lines;
}

Json json_of_certificate(const sign::CertificateFacts& facts) {
  Json object = Json::object();
  object.set("name", facts.common_name).set("subject", facts.subject).set("issuer", facts.issuer);
  object.set("serial", facts.serial).set("key", facts.key_kind);
  if (facts.not_after != 0) {
    object.set("notBefore", base::format_moment(facts.not_before));
    object.set("notAfter", base::format_moment(facts.not_after));
  }
  return object;
}

Json json_of_texts(const diagnostics::TextPair& words) {
  Json texts = Json::object();
  texts.set("zh", words.chinese).set("en", words.english);
  return texts;
}

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::Valid: return "valid";
    case Verdict::Invalid: return "invalid";
    case Verdict::Unknown: break;
  }
  return "unknown";
}

}  // namespace gongwen::signatures
