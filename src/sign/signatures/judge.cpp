#include "sign/signatures/judge.h"

#include "base/format.h"
#include "diagnostics/catalogue/signatures.h"
#include "diagnostics/catalogue/texts/signatures.h"
#include "sign/digest.h"
#include "sign/signatures/report.h"
#include "sign/verify_cms.h"

#include <algorithm>
#include <set>

namespace gongwen::signatures {
namespace {

using intake::ChangeKind;

// Levels of DocMDP (ISO 32000-2, 12.8.2.2.2).
constexpr int kNoChanges = 1;
constexpr int kFilling = 2;

Permission allow(bool condition) { return condition ? Permission::Permitted : Permission::Forbidden; }

/// Without a certification, others may sign, complete the form and add annotations: a signature covers what its signer
/// saw, and not later additions.
bool may_annotate(int certification) { return certification == 0 || certification > kFilling; }

/// A visible change needs a known signer who is responsible for it, or a person who checks it.
Permission seen_by(const intake::FileChange& change, bool has_signer) {
  return change.effect == intake::Effect::Shows && !has_signer ? Permission::Doubtful : Permission::Permitted;
}

/// A change of a value that may be locked, or fixed by the certification.
Permission of_field_value(const intake::FileChange& change, int certification,
                          const intake::SignatureFacts& signature) {
  return allow(certification != kNoChanges && !signature.lock.holds(change.field));
}

Permission of_annotation(const intake::FileChange& change, int certification, bool has_signer) {
  if (!may_annotate(certification)) return Permission::Forbidden;
  return seen_by(change, has_signer);
}

/// A certified document has the fields that others are to sign; an added field shows something that the certifier has
/// not seen.
Permission of_new_signature_field(const intake::FileChange& change, int certification, bool has_signer) {
  if (certification != 0) return Permission::Forbidden;
  return seen_by(change, has_signer);
}

}  // namespace

Permission permission_of(const intake::FileChange& change, int certification, const intake::SignatureFacts& signature,
                         bool has_signer) {
  // Additions that make programs act are never covered by a signature, even if the standard permits them.
  if (change.effect == intake::Effect::Acts) return Permission::Forbidden;
  switch (change.kind) {
    case ChangeKind::TimestampAdded:
    case ChangeKind::ValidationDataAdded:
    case ChangeKind::ValidationDataLeftOut:
    case ChangeKind::StructureGrown: return Permission::Permitted;
    case ChangeKind::SignatureAdded: return allow(certification != kNoChanges && !signature.lock.holds(change.field));
    case ChangeKind::SignatureFieldAdded:
    case ChangeKind::EmptySignatureField: return of_new_signature_field(change, certification, has_signer);
    case ChangeKind::FormDefaults:
      return certification == kNoChanges ? Permission::Forbidden : seen_by(change, has_signer);
    case ChangeKind::FieldValue: return of_field_value(change, certification, signature);
    case ChangeKind::AnnotationAdded:
    case ChangeKind::AnnotationChanged:
    case ChangeKind::AnnotationRemoved: return of_annotation(change, certification, has_signer);
    // Programs record the time of saving in the metadata, which no page shows.
    case ChangeKind::MetadataChanged: return allow(certification != kNoChanges);
    case ChangeKind::NotJudged: return Permission::NotJudged;
    case ChangeKind::ValidationDataRemoved:
    case ChangeKind::SignatureRemoved:
    case ChangeKind::SignatureReplaced:
    case ChangeKind::SignatureFieldChanged:
    case ChangeKind::FieldAppearance:
    case ChangeKind::FieldChanged:
    case ChangeKind::FieldAdded:
    case ChangeKind::FieldRemoved:
    case ChangeKind::FormChanged:
    case ChangeKind::PagesChanged:
    case ChangeKind::PageContents:
    case ChangeKind::PageFont:
    case ChangeKind::PageResource:
    case ChangeKind::PageGeometry:
    case ChangeKind::PageEntry:
    case ChangeKind::RootReplaced:
    case ChangeKind::LayersChanged:
    case ChangeKind::ActionsChanged:
    case ChangeKind::AttachmentsChanged:
    case ChangeKind::OutlineChanged:
    case ChangeKind::StructureChanged:
    case ChangeKind::PermissionsChanged:
    case ChangeKind::CatalogEntry:
    case ChangeKind::EncryptionChanged:
    case ChangeKind::JunkAppended: break;
  }
  return Permission::Forbidden;
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using intake::SignatureFacts;
using intake::SignedPdf;
using sign::Verdict;

constexpr std::string_view kPades = "ETSI.CAdES.detached";

/// Checks the range before cutting the bytes; the reader has checked it already, but in a process that may have been
/// compromised.
bool has_bytes(std::string_view bytes, const SignatureFacts& facts) {
  const auto& range = facts.range;
  return range.size() == 4 && range[0] == 0 && range[1] <= bytes.size() && range[2] <= bytes.size() &&
         range[1] <= range[2] && range[3] <= bytes.size() - range[2];
}

sign::DigestOf digest_of(std::string_view bytes, const SignatureFacts& facts) {
  return [bytes, range = facts.range](std::string_view algorithm) -> std::optional<std::string> {
    auto digester = sign::Digester::start(algorithm);
    if (!digester) return std::nullopt;
    digester->add(bytes.substr(0, static_cast<std::size_t>(range[1])));
    digester->add(bytes.substr(static_cast<std::size_t>(range[2]), static_cast<std::size_t>(range[3])));
    return digester->end();
  };
}

sign::CmsVerdict judge_cms(std::string_view bytes, const SignatureFacts& facts, const sign::TrustOptions& trust) {
  if (facts.contents.empty() || !has_bytes(bytes, facts)) return {};
  const sign::DigestOf digest = digest_of(bytes, facts);
  if (facts.is_timestamp) return sign::verify_timestamp_token(facts.contents, digest, trust);
  // Identifying the certificate in the signature is required by PAdES (EN 319 142-1, 4.4), not by ISO 32000.
  const bool is_pades = facts.sub_filter == kPades;
  return sign::verify_cms(facts.contents, digest, trust, is_pades ? sign::Binding::Required : sign::Binding::Optional);
}

bool is_known_format(const SignatureFacts& facts) {
  return facts.sub_filter == kPades || facts.sub_filter == "adbe.pkcs7.detached" || facts.sub_filter == "ETSI.RFC3161";
}

/// The level of EN 319 142-1 that the signature reaches, judged by the file alone.
std::string level_of(const SignedPdf& file, const JudgedSignature& signature) {
  if (signature.facts.is_timestamp || signature.facts.sub_filter != kPades || !signature.cms.has_ess ||
      !signature.cms.is_intact) {
    return {};
  }
  if (!signature.cms.token_time) return "B-B";
  const auto has = [](const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  const bool has_chain = !signature.cms.signer.der.empty() && has(file.certificates, signature.cms.signer.der);
  if (!has_chain || (file.crls.empty() && file.ocsps.empty())) return "B-T";
  const bool has_archive = std::any_of(file.signatures.begin(), file.signatures.end(), [&](const SignatureFacts& one) {
    return one.is_timestamp && one.faults.empty() && one.revision > signature.facts.revision;
  });
  return has_archive ? "B-LTA" : "B-LT";
}

/// The document's permissions after this signature: the strictest of the certification and of the locks of this
/// signature and earlier ones. 0: the document is not certified.
int certification_at(const SignedPdf& file, const SignatureFacts& signature) {
  int strictest = 0;
  const auto add = [&strictest](int level) {
    if (level != 0 && (strictest == 0 || level < strictest)) strictest = level;
  };
  for (const SignatureFacts& other : file.signatures) {
    if (other.revision > signature.revision) continue;
    add(other.certification);
    if (other.lock.action != intake::FieldLock::Action::None) add(other.lock.permissions);
  }
  return strictest;
}

Verdict verdict_of(Permission permission) {
  switch (permission) {
    case Permission::Permitted: return Verdict::Valid;
    case Permission::Doubtful:
    case Permission::NotJudged: return Verdict::Unknown;
    case Permission::Forbidden: break;
  }
  return Verdict::Invalid;
}

/// The revisions that a valid signature covers, so that its signer is responsible for their additions.
std::set<std::size_t> vouched_revisions(const JudgedPdf& judged) {
  std::set<std::size_t> revisions;
  for (const JudgedSignature& one : judged.signatures) {
    if (!one.facts.is_timestamp && one.facts.faults.empty() && one.cms.verdict == Verdict::Valid)
      revisions.insert(one.facts.revision);
  }
  return revisions;
}

void judge_changes(const SignedPdf& file, const std::set<std::size_t>& vouched, JudgedSignature& signature) {
  const SignatureFacts& facts = signature.facts;
  const int certification = certification_at(file, facts);
  for (std::size_t i = facts.revision; i < file.revisions.size(); ++i) {
    for (const intake::FileChange& change : file.revisions[i].changes) {
      const bool of_all = change.kind == intake::ChangeKind::NotJudged;
      // The signature covers the changes that its revision makes.
      if (i == facts.revision && !of_all) continue;
      const Permission permission = permission_of(change, certification, facts, vouched.contains(i));
      signature.changes.push_back({change, i, permission});
      signature.verdict = sign::worse(signature.verdict, verdict_of(permission));
    }
  }
  signature.covers_all = facts.revision + 1 == file.revisions.size();
}

/// Each reason once, in the order of the revisions.
std::vector<intake::NotJudgedWhy> doubts_of(const SignedPdf& facts) {
  std::vector<intake::NotJudgedWhy> doubts;
  for (const intake::RevisionFacts& revision : facts.revisions) {
    for (const intake::FileChange& change : revision.changes) {
      const bool is_new = std::find(doubts.begin(), doubts.end(), change.why) == doubts.end();
      if (change.kind == intake::ChangeKind::NotJudged && is_new) doubts.push_back(change.why);
    }
  }
  return doubts;
}

diagnostics::TextPair why_unlisted(const JudgedPdf& judged) {
  return judged.doubts.empty() ? diagnostics::TextPair(texts::SignaturesJudgeNotInForm)
                               : words_of(judged.doubts.front());
}

}  // namespace

JudgedPdf judge(std::string_view bytes, const SignedPdf& facts, const sign::TrustOptions& trust) {
  sign::TrustOptions with_own = trust;
  const auto add = [](std::vector<std::string>& to, const std::vector<std::string>& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  add(with_own.extra_certificates_der, facts.certificates);
  add(with_own.crls_der, facts.crls);
  add(with_own.ocsps_der, facts.ocsps);
  JudgedPdf judged;
  judged.revisions = facts.revisions.size();
  for (const SignatureFacts& one : facts.signatures) {
    JudgedSignature signature;
    signature.facts = one;
    signature.cms = judge_cms(bytes, one, with_own);
    signature.is_known_format = is_known_format(one);
    if (!signature.is_known_format) {
      // In another format the same bytes have another meaning, whether they can be read or not.
      signature.cms.findings.clear();
      signature.cms.verdict = Verdict::Unknown;
    }
    signature.verdict = one.faults.empty() ? signature.cms.verdict : Verdict::Invalid;
    judged.signatures.push_back(std::move(signature));
  }
  const std::set<std::size_t> vouched = vouched_revisions(judged);
  if (!judged.signatures.empty()) judged.verdict = Verdict::Valid;
  for (JudgedSignature& signature : judged.signatures) {
    judge_changes(facts, vouched, signature);
    signature.level = level_of(facts, signature);
    judged.verdict = sign::worse(judged.verdict, signature.verdict);
  }
  judged.unlisted = facts.unlisted;
  judged.doubts = doubts_of(facts);
  if (judged.unlisted > 0) {
    judged.verdict = judged.signatures.empty() ? Verdict::Unknown : sign::worse(judged.verdict, Verdict::Unknown);
  }
  return judged;
}

void set_other_reading(JudgedPdf& judged, std::vector<std::string> found) {
  judged.other_reading = std::move(found);
  judged.verdict = sign::worse(judged.verdict, Verdict::Unknown);
}

void report_file(const std::string& name, const JudgedPdf& judged, diagnostics::DiagnosticSink& sink) {
  if (judged.unlisted > 0) {
    const diagnostics::TextPair why = why_unlisted(judged);
    sink.report(messages::SignaturesUnlisted, Origin{}, name, std::to_string(judged.unlisted), why.english,
                why.chinese);
  } else if (judged.signatures.empty()) {
    for (const intake::NotJudgedWhy why : judged.doubts) {
      const diagnostics::TextPair words = words_of(why);
      sink.report(messages::SignaturesNotJudged, Origin{}, name, words.english, words.chinese);
    }
    sink.report(messages::SignaturesNone, Origin{}, name);
  }
  if (judged.other_reading) {
    diagnostics::TextPair words = texts::SignaturesFoundNone;
    if (!judged.other_reading->empty()) {
      const std::string found = fmt::format("{}", fmt::join(*judged.other_reading, ", "));
      words = {found, found};
    }
    sink.report(messages::SignaturesSecondReader, Origin{}, name, words.english, words.chinese);
  }
}

void report_signature(const std::string& name, const JudgedSignature& signature, diagnostics::DiagnosticSink& sink) {
  const std::string full = name + ": " + signature.facts.field;
  for (const intake::RangeError fault : signature.facts.faults) {
    const diagnostics::TextPair words = words_of(fault);
    sink.report(messages::SignaturesRange, Origin{}, full, words.english, words.chinese);
  }
  if (!signature.is_known_format && signature.facts.faults.empty()) {
    const std::string& format = signature.facts.sub_filter;
    const diagnostics::TextPair words =
        format.empty() ? diagnostics::TextPair(texts::SignaturesFoundNone) : diagnostics::TextPair{format, format};
    sink.report(messages::SignaturesOtherFormat, Origin{}, full, words.english, words.chinese);
  }
  for (const sign::Finding& finding : signature.cms.findings) sign::report_finding(full, finding, sink);
  for (const JudgedChange& one : signature.changes) {
    const diagnostics::TextPair words = words_of(one.change);
    switch (one.permission) {
      case Permission::Permitted: break;
      case Permission::Doubtful:
        sink.report(messages::SignaturesDoubtful, Origin{}, full, words.english, words.chinese);
        break;
      case Permission::Forbidden:
        sink.report(messages::SignaturesChanged, Origin{}, full, words.english, words.chinese);
        break;
      case Permission::NotJudged:
        sink.report(messages::SignaturesNotJudged, Origin{}, full, words.english, words.chinese);
        break;
    }
  }
}

}  // namespace gongwen::signatures
