#include "signatures/judge.h"

#include "diagnostics/catalogue/signatures.h"
#include "sign/digest.h"
#include "sign/finding.h"
#include "signatures/report.h"

#include <algorithm>
#include <set>

namespace gongwen::signatures {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using intake::SignatureFacts;
using intake::SignedPdf;
using sign::Verdict;

/// Whether the range may be cut out of the bytes; the reader has judged it already, in a process that may have gone
/// wrong.
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
  return facts.is_timestamp ? sign::verify_timestamp_token(facts.contents, digest, trust)
                            : sign::verify_cms(facts.contents, digest, trust);
}

bool is_known_format(const SignatureFacts& facts) {
  return facts.sub_filter == "ETSI.CAdES.detached" || facts.sub_filter == "adbe.pkcs7.detached" ||
         facts.sub_filter == "ETSI.RFC3161";
}

/// Level of EN 319 142-1 that the signature reaches, as far as the file itself shows it.
std::string level_of(const SignedPdf& file, const JudgedSignature& signature) {
  if (signature.facts.is_timestamp || signature.facts.sub_filter != "ETSI.CAdES.detached" || !signature.cms.has_ess ||
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

/// What the certification of the document permits after this signature; the strictest of it and of the locks that came
/// with this signature or before. 0: the document is not certified.
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

/// Revisions that a valid signature covers: somebody vouches for what they add.
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
      // What the signed revision itself changed against the one before it is signed.
      if (i == facts.revision && !of_all) continue;
      const Permission permission = permission_of(change, certification, facts, vouched.contains(i));
      signature.changes.push_back({change, i, permission});
      signature.verdict = sign::worse(signature.verdict, verdict_of(permission));
    }
  }
  signature.covers_all = facts.revision + 1 == file.revisions.size();
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
    signature.verdict = one.faults.empty() ? signature.cms.verdict : Verdict::Invalid;
    // Another format may mean something else by the same bytes.
    signature.is_known_format = is_known_format(one);
    if (!signature.is_known_format) signature.verdict = sign::worse(signature.verdict, Verdict::Unknown);
    judged.signatures.push_back(std::move(signature));
  }
  const std::set<std::size_t> vouched = vouched_revisions(judged);
  if (!judged.signatures.empty()) judged.verdict = Verdict::Valid;
  for (JudgedSignature& signature : judged.signatures) {
    judge_changes(facts, vouched, signature);
    signature.level = level_of(facts, signature);
    judged.verdict = sign::worse(judged.verdict, signature.verdict);
  }
  return judged;
}

void report_doubts(const std::string& name, const intake::SignedPdf& facts, diagnostics::DiagnosticSink& sink) {
  for (const intake::RevisionFacts& revision : facts.revisions) {
    for (const intake::FileChange& change : revision.changes) {
      if (change.kind != intake::ChangeKind::NotJudged) continue;
      const diagnostics::TextPair words = words_of(change);
      sink.report(messages::SignaturesNotJudged, Origin{}, name, words.english, words.chinese);
    }
  }
}

void report_signature(const std::string& name, const JudgedSignature& signature, diagnostics::DiagnosticSink& sink) {
  const std::string full = name + ": " + signature.facts.field;
  for (const intake::RangeFault fault : signature.facts.faults) {
    const diagnostics::TextPair words = words_of(fault);
    sink.report(messages::SignaturesRange, Origin{}, full, words.english, words.chinese);
  }
  if (!signature.is_known_format && signature.facts.faults.empty())
    sink.report(messages::SignaturesOtherFormat, Origin{}, full, signature.facts.sub_filter);
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
