#include "sign/signatures/report.h"

#include "base/date.h"
#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/ofd_sign.h"
#include "diagnostics/catalogue/texts/ofd_sign.h"
#include "diagnostics/catalogue/texts/signatures.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/printer.h"
#include "diagnostics/text.h"
#include "sign/verify_cms.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Shared by the reports on PDF and OFD files.
namespace gongwen::signatures {

/// The verdict on a signature in words: valid, not valid, unknown.
std::string_view verdict_words(sign::Verdict verdict, diagnostics::Language language);
/// The verdict on a file in words; `has_none`: it has no signatures at all.
std::string file_words(bool has_none, sign::Verdict verdict, diagnostics::Language language);
/// A text of the file in one line, escaped as in messages, so that it can neither look like a line of the report nor
/// change the direction of text.
std::string one_line(std::string_view text);
/// A line for each message, with `subject` as its first argument.
std::string finding_lines(const std::vector<diagnostics::Diagnostic>& messages, const std::string& subject,
                          diagnostics::Language language);

base::Json json_of_certificate(const sign::CertificateFacts& facts);
/// `{"zh": …, "en": …}`
base::Json json_of_texts(const diagnostics::TextPair& words);

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

namespace {

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

/// The findings about the package, in the same form as the changes of a PDF.
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
  // Without a seal, only the messages describe the error.
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

namespace {

using diagnostics::TextPair;
using intake::ChangeKind;
using intake::FileChange;
using intake::NotJudgedWhy;
using intake::RangeError;

TextPair why_not_judged(NotJudgedWhy why) {
  switch (why) {
    case NotJudgedWhy::Repaired: return texts::SignaturesJudgeRepaired;
    case NotJudgedWhy::Hybrid: return texts::SignaturesJudgeHybrid;
    case NotJudgedWhy::Unusual: return texts::SignaturesJudgeUnusual;
    case NotJudgedWhy::TooLarge: return texts::SignaturesJudgeTooLarge;
    case NotJudgedWhy::TooManyRevisions: return texts::SignaturesJudgeTooMany;
    case NotJudgedWhy::Header: return texts::SignaturesJudgeHeader;
    case NotJudgedWhy::Encrypted: break;
  }
  return texts::SignaturesJudgeEncrypted;
}

TextPair what_changed(const FileChange& change) {
  switch (change.kind) {
    case ChangeKind::SignatureAdded: return texts::SignaturesChangeSignatureAdded.pair(change.field);
    case ChangeKind::SignatureFieldAdded: return texts::SignaturesChangeSignatureFieldAdded.pair(change.field);
    case ChangeKind::EmptySignatureField: return texts::SignaturesChangeEmptySignatureField.pair(change.field);
    case ChangeKind::TimestampAdded: return texts::SignaturesChangeTimestampAdded.pair(change.field);
    case ChangeKind::ValidationDataAdded: return texts::SignaturesChangeValidationAdded;
    case ChangeKind::ValidationDataLeftOut: return texts::SignaturesChangeValidationLeftOut;
    case ChangeKind::ValidationDataRemoved: return texts::SignaturesChangeValidationRemoved;
    case ChangeKind::SignatureRemoved: return texts::SignaturesChangeSignatureRemoved.pair(change.field);
    case ChangeKind::SignatureReplaced: return texts::SignaturesChangeSignatureReplaced.pair(change.field);
    case ChangeKind::SignatureFieldChanged:
      return texts::SignaturesChangeSignatureFieldChanged.pair(change.field, change.detail);
    case ChangeKind::FieldValue:
      return texts::SignaturesChangeFieldValue.pair(change.field, change.before, change.after);
    case ChangeKind::FieldAppearance: return texts::SignaturesChangeFieldAppearance.pair(change.field);
    case ChangeKind::FieldChanged: return texts::SignaturesChangeFieldChanged.pair(change.field, change.detail);
    case ChangeKind::FieldAdded: return texts::SignaturesChangeFieldAdded.pair(change.field);
    case ChangeKind::FieldRemoved: return texts::SignaturesChangeFieldRemoved.pair(change.field);
    case ChangeKind::FormChanged: return texts::SignaturesChangeForm.pair(change.detail);
    case ChangeKind::FormDefaults: return texts::SignaturesChangeFormDefaults.pair(change.detail);
    case ChangeKind::AnnotationAdded: return texts::SignaturesChangeAnnotationAdded.pair(change.detail);
    case ChangeKind::AnnotationChanged: return texts::SignaturesChangeAnnotationChanged.pair(change.detail);
    case ChangeKind::AnnotationRemoved: return texts::SignaturesChangeAnnotationRemoved.pair(change.detail);
    case ChangeKind::PagesChanged: return texts::SignaturesChangePages.pair(change.before, change.after);
    case ChangeKind::PageContents: return texts::SignaturesChangePageContents;
    case ChangeKind::PageFont: return texts::SignaturesChangePageFont;
    case ChangeKind::PageResource: return texts::SignaturesChangePageResource.pair(change.detail);
    case ChangeKind::PageGeometry: return texts::SignaturesChangePageGeometry.pair(change.detail);
    case ChangeKind::PageEntry: return texts::SignaturesChangePageEntry.pair(change.detail);
    case ChangeKind::RootReplaced: return texts::SignaturesChangeRoot.pair(change.detail);
    case ChangeKind::LayersChanged: return texts::SignaturesChangeLayers;
    case ChangeKind::ActionsChanged: return texts::SignaturesChangeActions.pair(change.detail);
    case ChangeKind::AttachmentsChanged: return texts::SignaturesChangeAttachments;
    case ChangeKind::OutlineChanged: return texts::SignaturesChangeOutline;
    case ChangeKind::StructureGrown: return texts::SignaturesChangeStructureGrown;
    case ChangeKind::StructureChanged: return texts::SignaturesChangeStructure;
    case ChangeKind::MetadataChanged: return texts::SignaturesChangeMetadata;
    case ChangeKind::PermissionsChanged: return texts::SignaturesChangePermissions;
    case ChangeKind::CatalogEntry: return texts::SignaturesChangeCatalog.pair(change.detail);
    case ChangeKind::EncryptionChanged: return texts::SignaturesChangeEncryption;
    case ChangeKind::JunkAppended: return texts::SignaturesChangeJunk.pair(change.detail);
    case ChangeKind::NotJudged: break;
  }
  return why_not_judged(change.why);
}

}  // namespace

TextPair words_of(const FileChange& change) {
  TextPair words = what_changed(change);
  if (change.object > 0) words = texts::SignaturesChangeWithObject.pair(words, change.object);
  if (change.page > 0) words = texts::SignaturesChangeOnPage.pair(change.page, words);
  return words;
}

TextPair words_of(NotJudgedWhy why) { return why_not_judged(why); }

TextPair words_of(RangeError fault) {
  switch (fault) {
    case RangeError::NoDictionary: return texts::SignaturesRangeNoDictionary;
    case RangeError::NoContents: return texts::SignaturesRangeNoContents;
    case RangeError::EmptyContents: return texts::SignaturesRangeEmptyContents;
    case RangeError::NoRange: return texts::SignaturesRangeNoRange;
    case RangeError::BadRange: return texts::SignaturesRangeBadRange;
    case RangeError::NotFromStart: return texts::SignaturesRangeNotFromStart;
    case RangeError::Overlap: return texts::SignaturesRangeOverlap;
    case RangeError::GapNotContents: return texts::SignaturesRangeGap;
    case RangeError::ContentsElsewhere: return texts::SignaturesRangeElsewhere;
    case RangeError::NotRevision: return texts::SignaturesRangeNotRevision;
    case RangeError::NotInRevision: break;
  }
  return texts::SignaturesRangeNotInRevision;
}

namespace {

std::string_view permission_words(Permission permission, Language language) {
  switch (permission) {
    case Permission::Permitted: return texts::SignaturesVerifyPermitted.in(language);
    case Permission::Doubtful: return texts::SignaturesVerifyDoubtful.in(language);
    case Permission::Forbidden: return texts::SignaturesVerifyForbidden.in(language);
    case Permission::NotJudged: break;
  }
  return texts::SignaturesVerifyUnknown.in(language);
}

std::string_view permission_name(Permission permission) {
  switch (permission) {
    case Permission::Permitted: return "permitted";
    case Permission::Doubtful: return "doubtful";
    case Permission::Forbidden: return "forbidden";
    case Permission::NotJudged: break;
  }
  return "unknown";
}

std::string_view certification_words(int level, Language language) {
  if (level == 1) return texts::SignaturesVerifyNoChanges.in(language);
  return level == 2 ? texts::SignaturesVerifyFormFilling.in(language) : texts::SignaturesVerifyAnnotating.in(language);
}

class SignatureText {
 public:
  SignatureText(const JudgedSignature& signature, Language language) : signature_(signature), language_(language) {}

  std::string write(std::size_t number) {
    const intake::SignatureFacts& facts = signature_.facts;
    const auto& title =
        facts.is_timestamp ? texts::SignaturesVerifyTimestampLine : texts::SignaturesVerifySignatureLine;
    text_ = title.in(language_, number, one_line(facts.field), verdict_words(signature_.verdict, language_));
    const std::string& signer = signature_.cms.signer.common_name;
    text_ += texts::SignaturesVerifySigner.in(
        language_, signer.empty() ? std::string(texts::SignaturesVerifyNoSigner.in(language_)) : one_line(signer));
    add_time();
    if (!facts.reason.empty()) text_ += texts::SignaturesVerifyReason.in(language_, one_line(facts.reason));
    if (facts.page > 0) {
      text_ += facts.is_visible ? texts::SignaturesVerifyPlace.in(language_, facts.page)
                                : texts::SignaturesVerifyInvisible.in(language_, facts.page);
    }
    if (!signature_.level.empty()) text_ += texts::SignaturesVerifyLevel.in(language_, signature_.level);
    if (facts.certification > 0)
      text_ += texts::SignaturesVerifyCertifies.in(language_, certification_words(facts.certification, language_));
    add_reasons();
    add_changes();
    return std::move(text_);
  }

 private:
  void add_time() {
    const sign::CmsVerdict& cms = signature_.cms;
    if (cms.token_time) {
      const std::string& authority =
          signature_.facts.is_timestamp ? cms.signer.common_name : cms.token_signer.common_name;
      text_ += texts::SignaturesVerifyTokenTime.in(language_, sign::time_text(*cms.token_time), one_line(authority));
    } else if (!signature_.facts.time.empty()) {
      text_ += texts::SignaturesVerifyComputerTime.in(language_, one_line(readable_date(signature_.facts.time)));
    }
  }

  /// Adds the messages about the range and the cryptography; those about changes are listed separately.
  void add_reasons() {
    diagnostics::DiagnosticSink sink;
    JudgedSignature without = signature_;
    without.changes.clear();
    report_signature("", without, sink);
    text_ += finding_lines(sink.diagnostics(), signature_.facts.field, language_);
  }

  void add_changes() {
    if (signature_.changes.empty()) {
      text_ += (signature_.covers_all ? texts::SignaturesVerifyWhole : texts::SignaturesVerifyUnchanged).in(language_);
      return;
    }
    text_ += texts::SignaturesVerifyChangedAfter.in(language_);
    for (const JudgedChange& one : signature_.changes) {
      text_ += texts::SignaturesVerifyChangeLine.in(language_, permission_words(one.permission, language_),
                                                    one_line(words_of(one.change).in(language_)));
    }
  }

  const JudgedSignature& signature_;
  Language language_;
  std::string text_;
};

Json json_of_changes(const std::vector<JudgedChange>& changes) {
  Json list = Json::list();
  for (const JudgedChange& one : changes) {
    Json object = Json::object();
    object.set("revision", one.revision + 1).set("permission", permission_name(one.permission));
    if (one.change.page > 0) object.set("page", one.change.page);
    if (!one.change.field.empty()) object.set("field", one.change.field);
    if (one.change.object > 0) object.set("object", one.change.object);
    object.set("what", json_of_texts(words_of(one.change)));
    list.add(std::move(object));
  }
  return list;
}

Json json_of_signature(const JudgedSignature& signature) {
  const intake::SignatureFacts& facts = signature.facts;
  Json object = Json::object();
  object.set("field", facts.field).set("type", facts.is_timestamp ? "timestamp" : "signature");
  object.set("verdict", verdict_name(signature.verdict)).set("revision", facts.revision + 1);
  if (facts.page > 0) object.set("page", facts.page);
  object.set("visible", facts.is_visible);
  if (!signature.cms.signer.subject.empty()) object.set("signer", json_of_certificate(signature.cms.signer));
  object.set("intact", signature.cms.is_intact && facts.faults.empty()).set("trusted", signature.cms.is_trusted);
  if (const SigningTime time = signing_time(signature); !time.time.empty()) {
    object.set("time", time.time).set("timeFrom", time.source);
  }
  if (!facts.reason.empty()) object.set("reason", facts.reason);
  if (!facts.location.empty()) object.set("location", facts.location);
  if (!signature.cms.digest_algorithm.empty()) object.set("digest", signature.cms.digest_algorithm);
  if (!signature.level.empty()) object.set("level", signature.level);
  if (facts.certification > 0) object.set("certifies", facts.certification);
  object.set("coversAll", signature.covers_all).set("changes", json_of_changes(signature.changes));
  return object;
}

}  // namespace

SigningTime signing_time(const JudgedSignature& signature) {
  const std::optional<std::int64_t>& token = signature.cms.token_time;
  return token ? SigningTime{base::format_moment(*token), "token"}
               : SigningTime{readable_date(signature.facts.time), "computer"};
}

std::string readable_date(const std::string& pdf_date) {
  constexpr std::size_t kSeconds = 16;  // D:YYYYMMDDHHMMSS
  if (pdf_date.size() < kSeconds || !pdf_date.starts_with("D:") ||
      !std::all_of(pdf_date.begin() + 2, pdf_date.begin() + kSeconds, base::is_ascii_digit)) {
    return pdf_date;
  }
  const auto part = [&pdf_date](std::size_t at, std::size_t count) {
    return pdf_date.substr(at, count);
  };
  std::string date =
      part(2, 4) + "-" + part(6, 2) + "-" + part(8, 2) + "T" + part(10, 2) + ":" + part(12, 2) + ":" + part(14, 2);
  std::string zone = pdf_date.substr(kSeconds);
  std::erase(zone, '\'');
  if (zone.starts_with('Z')) return date + "Z";
  if (zone.size() == 5 && (zone[0] == '+' || zone[0] == '-')) return date + zone.substr(0, 3) + ":" + zone.substr(3);
  return date;
}

std::string text_report(const std::string& name, const JudgedPdf& file, Language language) {
  std::string text =
      texts::SignaturesVerifyFileLine.in(language, one_line(name), file_words(file.has_none(), file.verdict, language));
  for (std::size_t i = 0; i < file.signatures.size(); ++i) {
    text += SignatureText(file.signatures[i], language).write(i + 1);
  }
  if (file.has_none()) return text;
  diagnostics::DiagnosticSink sink;
  report_file(name, file, sink);
  return text + finding_lines(sink.diagnostics(), name, language);
}

Json json_report(const std::string& name, const JudgedPdf& file) {
  Json list = Json::list();
  for (const JudgedSignature& signature : file.signatures) list.add(json_of_signature(signature));
  Json object = Json::object();
  object.set("path", name).set("verdict", file.has_none() ? "none" : verdict_name(file.verdict));
  object.set("revisions", file.revisions).set("signatures", std::move(list));
  if (file.unlisted > 0) object.set("unlisted", file.unlisted);
  return object;
}

}  // namespace gongwen::signatures
