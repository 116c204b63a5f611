#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/catalogue/texts/signatures.h"
#include "diagnostics/printer.h"
#include "engine/returned/detail/judge_form.h"
#include "forms/field_names.h"
#include "resources/read_file.h"
#include "sign/digest.h"
#include "signatures/judge.h"
#include "signatures/report.h"

#include <algorithm>
#include <set>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using intake::ChangeKind;
using signatures::JudgedSignature;
using signatures::Permission;

diagnostics::TextPair words_of_finding(const std::string& field, const sign::Finding& finding) {
  diagnostics::DiagnosticSink sink;
  sign::report_finding(field, finding, sink);
  const diagnostics::Diagnostic& message = sink.diagnostics().front();
  return {diagnostics::message_text(message, Language::English), diagnostics::message_text(message, Language::Chinese)};
}

/// What the options name, as far as it can be read: commands check the files before. The time is asked for only where
/// somebody is trusted, since nothing depends on it otherwise.
sign::TrustOptions trust_of(const EngineOptions& options) {
  sign::TrustOptions trust;
  diagnostics::DiagnosticSink unheard;
  sign::read_trust_files({options.trust_files, options.crl_files, {}}, trust, unheard);
  if (!trust.anchors_der.empty()) trust.at = options.clock();
  return trust;
}

/// Why the signature is broken; nothing for one that only lacks somebody who vouches for the signer.
std::optional<diagnostics::TextPair> why_broken(const JudgedSignature& signature) {
  if (!signature.facts.faults.empty()) return signatures::words_of(signature.facts.faults.front());
  if (!signature.cms.is_intact) return texts::EngineSignedOther;
  for (const sign::Finding& finding : signature.cms.findings) {
    if (sign::weight(finding.kind) == sign::Verdict::Invalid) return words_of_finding(signature.facts.field, finding);
  }
  for (const signatures::JudgedChange& one : signature.changes) {
    if (one.permission == Permission::Forbidden) return signatures::words_of(one.change);
  }
  return std::nullopt;
}

std::string signer_of(const JudgedSignature& signature) {
  const std::string& name = signature.cms.signer.common_name;
  return name.empty() ? signature.facts.name : name;
}

void note_signature(const JudgedSignature& signature, intake::ReturnedFile& file) {
  std::vector<std::string> arguments{signature.facts.field, signer_of(signature)};
  const auto broken = why_broken(signature);
  const bool is_changed = std::any_of(signature.changes.begin(), signature.changes.end(),
                                      [](const auto& one) { return one.change.kind == ChangeKind::FieldValue; });
  const diagnostics::TextPair words = broken       ? *broken
                                      : is_changed ? texts::EngineSignedAndChanged
                                                   : texts::EngineSignedIntact;
  arguments.push_back(words.english);
  arguments.push_back(words.chinese);
  file.report(broken ? messages::IntakeSignatureBroken : messages::IntakeSignature, std::move(arguments));
}

/// The same in a form for programs. A signature that only lacks somebody who vouches for the signer is unknown.
FormSignature facts_of(const JudgedSignature& signature) {
  FormSignature facts;
  facts.field = signature.facts.field;
  facts.signer = signer_of(signature);
  const signatures::SigningTime time = signatures::signing_time(signature);
  facts.time = time.time;
  facts.time_from = time.source;
  const auto broken = why_broken(signature);
  facts.verdict = signatures::verdict_name(broken ? sign::Verdict::Invalid : signature.verdict);
  if (broken) facts.reason = {broken->english, broken->chinese};
  for (const signatures::JudgedChange& one : signature.changes) {
    if (one.change.kind != ChangeKind::FieldValue) continue;
    facts.changed.push_back(forms::pointer_of_pdf_name(one.change.field).value_or(one.change.field));
  }
  return facts;
}

/// Each field once, by the first signature that it was changed after.
void note_changed_values(const JudgedSignature& signature, std::set<std::string>& noted, intake::ReturnedFile& file) {
  for (const signatures::JudgedChange& one : signature.changes) {
    if (one.change.kind != ChangeKind::FieldValue || !noted.insert(one.change.field).second) continue;
    const auto pointer = forms::pointer_of_pdf_name(one.change.field);
    if (!pointer) continue;
    file.report_field(*pointer, {one.change.page, {}, {}}, messages::IntakeChangedAfterSigning,
                      {signature.facts.field, one.change.before, one.change.after});
  }
}

}  // namespace

std::vector<FormSignature> note_signatures(std::string_view bytes, KindLibrary& kinds, intake::ReturnedFile& file) {
  const bool is_signed = std::any_of(file.notices.begin(), file.notices.end(),
                                     [](const intake::Notice& notice) { return notice.id == messages::IntakeSigned; });
  diagnostics::DiagnosticSink ignored;
  if (!is_signed || !sign::has_cryptography(ignored)) return {};
  const intake::SignedPdf facts = kinds.file_reader().read_signatures(bytes);
  const sign::TrustOptions trust = trust_of(kinds.options());
  std::set<std::string> noted;
  std::vector<FormSignature> found;
  for (const JudgedSignature& signature : signatures::judge(bytes, facts, trust).signatures) {
    note_signature(signature, file);
    note_changed_values(signature, noted, file);
    found.push_back(facts_of(signature));
  }
  return found;
}

}  // namespace gongwen::engine
