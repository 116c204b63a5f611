#include "signatures/report.h"

#include "base/ascii.h"
#include "base/calendar.h"
#include "diagnostics/catalogue/texts/signatures.h"
#include "sign/certificate.h"
#include "signatures/detail/report_parts.h"

#include <algorithm>

namespace gongwen::signatures {
namespace {

using base::Json;
using diagnostics::Language;
using sign::Verdict;

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

  /// The messages about the range and the cryptography; those about changes are listed separately.
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
