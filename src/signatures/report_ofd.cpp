#include "base/calendar.h"
#include "diagnostics/catalogue/ofd_sign.h"
#include "diagnostics/catalogue/texts/ofd_sign.h"
#include "diagnostics/catalogue/texts/signatures.h"
#include "diagnostics/printer.h"
#include "signatures/detail/report_parts.h"
#include "signatures/report.h"

#include <algorithm>
#include <utility>

namespace gongwen::signatures {
namespace {

using base::Json;
using diagnostics::Language;
using ofd_sign::JudgedOfd;
using ofd_sign::JudgedSeal;

/// The certificate's subject, if there is one.
std::string signer_words(const JudgedSeal& seal, Language language) {
  const std::string& name = seal.seal.signer.common_name;
  return name.empty() ? std::string(texts::SignaturesVerifyNoSigner.in(language)) : one_line(name);
}

std::string page_words(const std::vector<std::uint32_t>& pages) {
  std::string words;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    std::size_t last = i;
    while (last + 1 < pages.size() && pages[last + 1] == pages[last] + 1) ++last;
    words += (words.empty() ? "" : ", ") + std::to_string(pages[i]);
    if (last > i) words += "-" + std::to_string(pages[last]);
    i = last;
  }
  return words;
}

std::string time_words(const sign::SealVerdict& seal, Language language) {
  if (seal.token_time) {
    return texts::SignaturesVerifyTokenTime.in(language, sign::time_text(*seal.token_time),
                                               one_line(seal.token_signer.common_name));
  }
  return seal.time == 0 ? std::string() : texts::SignaturesVerifyComputerTime.in(language, sign::time_text(seal.time));
}

std::string seal_text(std::size_t number, const JudgedSeal& one, Language language) {
  const std::optional<sign::Seal>& seal = one.seal.seal;
  const std::string name = seal ? one_line(seal->name) : std::string(texts::SignaturesVerifyNoSigner.in(language));
  std::string text =
      texts::OfdSignSealLine.in(language, number, name, one_line(one.id), verdict_words(one.verdict, language));
  text += texts::SignaturesVerifySigner.in(language, signer_words(one, language));
  text += time_words(one.seal, language);
  if (seal) {
    text += texts::OfdSignSealId.in(language, one_line(seal->id), sign::time_text(seal->valid_from),
                                    sign::time_text(seal->valid_until), one_line(one.seal.maker.common_name));
  }
  text += one.pages.empty() ? std::string(texts::OfdSignNotShown.in(language))
                            : texts::OfdSignPages.in(language, page_words(one.pages));
  if (one.files > 0) text += texts::OfdSignFiles.in(language, one.files);
  if (!one.permits_more) text += texts::OfdSignLast.in(language);
  diagnostics::DiagnosticSink sink;
  ofd_sign::report_seal("", one, sink);
  return text + finding_lines(sink.diagnostics(), one.id, language);
}

/// What is wrong with the package, as the changes of a PDF are given.
Json json_of_findings(const std::vector<ofd_sign::PackageFinding>& findings, const std::string& subject) {
  Json list = Json::list();
  for (const ofd_sign::PackageFinding& finding : findings) {
    diagnostics::Diagnostic diagnostic{
        finding.id, diagnostics::catalogue_entry(finding.id).severity, {}, {subject}, {}};
    diagnostic.arguments.insert(diagnostic.arguments.end(), finding.arguments.begin(), finding.arguments.end());
    Json object = Json::object();
    const bool is_error = diagnostic.severity == diagnostics::Severity::Error;
    const bool is_note = diagnostic.severity == diagnostics::Severity::Note;
    object.set("permission", is_error ? "forbidden" : is_note ? "permitted" : "unknown");
    object.set("id", diagnostics::catalogue_entry(finding.id).id);
    if (!finding.arguments.empty()) object.set("file", finding.arguments.front());
    object.set("what", json_of_texts({diagnostics::message_text(diagnostic, Language::English),
                                      diagnostics::message_text(diagnostic, Language::Chinese)}));
    list.add(std::move(object));
  }
  return list;
}

Json json_of_seal(const sign::Seal& seal, const std::string& maker) {
  Json object = Json::object();
  object.set("name", seal.name).set("id", seal.id).set("maker", maker);
  if (seal.valid_until != 0) {
    object.set("validFrom", base::format_moment(seal.valid_from));
    object.set("validUntil", base::format_moment(seal.valid_until));
  }
  return object;
}

Json json_of_sealing(const JudgedSeal& one) {
  const sign::SealVerdict& seal = one.seal;
  Json pages = Json::list();
  for (const std::uint32_t page : one.pages) pages.add(page);
  Json object = Json::object();
  object.set("field", one.id).set("type", "seal").set("verdict", verdict_name(one.verdict));
  object.set("pages", std::move(pages)).set("visible", !one.pages.empty());
  if (seal.seal) object.set("seal", json_of_seal(*seal.seal, seal.maker.common_name));
  if (!seal.signer.subject.empty()) object.set("signer", json_of_certificate(seal.signer));
  object.set("intact", seal.is_intact && one.findings.empty()).set("trusted", seal.is_trusted);
  if (seal.token_time || seal.time != 0) {
    object.set("time", base::format_moment(seal.token_time.value_or(seal.time)));
    object.set("timeFrom", seal.token_time ? "token" : "computer");
  }
  object.set("files", one.files).set("permitsMore", one.permits_more);
  object.set("changes", json_of_findings(one.findings, one.id));
  return object;
}

}  // namespace

std::string text_report(const std::string& name, const JudgedOfd& file, Language language) {
  // Without a seal the messages alone say what is wrong.
  if (file.seals.empty()) return {};
  std::string text =
      texts::SignaturesVerifyFileLine.in(language, one_line(name), file_words(false, file.verdict, language));
  for (std::size_t i = 0; i < file.seals.size(); ++i) text += seal_text(i + 1, file.seals[i], language);
  diagnostics::DiagnosticSink sink;
  ofd_sign::report_package(name, file, sink);
  return text + finding_lines(sink.diagnostics(), name, language);
}

Json json_report(const std::string& name, const JudgedOfd& file) {
  Json list = Json::list();
  for (const JudgedSeal& seal : file.seals) list.add(json_of_sealing(seal));
  Json object = Json::object();
  const bool has_none = std::any_of(file.findings.begin(), file.findings.end(), [](const auto& finding) {
    return finding.id == diagnostics::messages::OfdSignNone;
  });
  object.set("path", name).set("verdict", has_none ? "none" : verdict_name(file.verdict));
  object.set("signatures", std::move(list)).set("changes", json_of_findings(file.findings, name));
  return object;
}

}  // namespace gongwen::signatures
