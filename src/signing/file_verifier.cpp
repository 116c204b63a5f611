#include "signing/file_verifier.h"

#include "diagnostics/catalogue/signatures.h"
#include "engine/core/run.h"
#include "ofd/ofd_check/check_ofd.h"
#include "resources/environment.h"
#include "sign/digest.h"
#include "sign/ofd_sign/judge_ofd.h"
#include "sign/signatures/judge.h"
#include "sign/signatures/report.h"
#include "signing/detail/file_source.h"
#include "store/publish/edition_signer.h"

#include <set>
#include <utility>

namespace gongwen::signing {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Language;

constexpr std::size_t kHeadBytes = 1024;  // within which a PDF begins

/// The signatures that the second reader (src/programs/verify) finds, in the form of the report; nullopt if it cannot
/// read the file, which then was not written by gongwen.
std::optional<std::set<std::string>> second_reading(std::string_view bytes, const std::string& libexec_folder) {
  diagnostics::DiagnosticSink ignored;
  const auto read = publish::ask_second_reader(bytes, publish::second_reader_path(libexec_folder), ignored);
  return read ? publish::signatures_in(read->view()) : std::nullopt;
}

/// Both readers must find the same signatures.
void compare_readings(std::string_view bytes, const std::string& libexec_folder, signatures::JudgedPdf& judged) {
  const auto second = second_reading(bytes, libexec_folder);
  if (!second) return;
  std::set<std::string> found;
  for (const signatures::JudgedSignature& one : judged.signatures) {
    found.insert(publish::signature_words(one.facts.field, one.facts.range));
  }
  if (found != *second) signatures::set_other_reading(judged, {second->begin(), second->end()});
}

template <typename Judged>
JudgedFile words_of(const std::string& name, const Judged& judged) {
  JudgedFile file{judged.verdict, signatures::json_report(name, judged), {}};
  for (const Language language : {Language::English, Language::Chinese}) {
    file.texts[static_cast<std::size_t>(language)] = signatures::text_report(name, judged, language);
  }
  return file;
}

}  // namespace

bool FileVerifier::open(const sign::TrustFiles& files, std::int64_t at, diagnostics::DiagnosticSink& sink) {
  trust_.at = at;
  return sign::has_cryptography(sink) && sign::read_trust_files(files, trust_, sink);
}

std::optional<JudgedFile> FileVerifier::verify(const std::string& name, const std::string& bytes,
                                               diagnostics::DiagnosticSink& sink) {
  if (bytes.substr(0, kHeadBytes).find("%PDF-") != std::string::npos) return verify_pdf(name, bytes, sink);
  if (!ofd_sign::is_package(bytes)) {
    sink.report(messages::SignaturesNotPdf, diagnostics::Origin{}, name);
    return std::nullopt;
  }
  const ofd_sign::JudgedOfd judged = ofd_sign::judge_ofd(bytes, trust_);
  for (const ofd_sign::JudgedSeal& seal : judged.seals) ofd_sign::report_seal(name, seal, sink);
  ofd_sign::report_package(name, judged, sink);
  return words_of(name, judged);
}

std::optional<JudgedFile> FileVerifier::verify_pdf(const std::string& name, const std::string& bytes,
                                                   diagnostics::DiagnosticSink& sink) {
  const intake::SignedPdf facts = reader_.read_signatures(bytes);
  for (const intake::Notice& notice : facts.notices) {
    std::vector<std::string> arguments{name};
    arguments.insert(arguments.end(), notice.arguments.begin(), notice.arguments.end());
    sink.add({notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}});
  }
  if (!facts.notices.empty()) return std::nullopt;
  signatures::JudgedPdf judged = signatures::judge(bytes, facts, trust_);
  // In a file with removed or replaced signatures both readers may find different ones.
  if (judged.verdict != sign::Verdict::Invalid && judged.unlisted == 0) {
    compare_readings(bytes, libexec_folder_, judged);
  }
  for (const signatures::JudgedSignature& signature : judged.signatures) {
    signatures::report_signature(name, signature, sink);
  }
  signatures::report_file(name, judged, sink);
  return words_of(name, judged);
}

}  // namespace gongwen::signing

namespace gongwen {
namespace {

constexpr std::size_t kMaxOfdBytes = std::size_t{256} << 20;
/// Programs want all messages; files with more of them are not corrected by hand.
constexpr std::size_t kMaxOfKind = 10'000;

SignatureVerdict verdict_of(sign::Verdict verdict) {
  switch (verdict) {
    case sign::Verdict::Valid: return SignatureVerdict::Valid;
    case sign::Verdict::Unknown: return SignatureVerdict::Unknown;
    case sign::Verdict::Invalid: break;
  }
  return SignatureVerdict::Invalid;
}

}  // namespace

Verification verify_files(const std::vector<FileSource>& files, const VerifyOptions& options) {
  signing::FileVerifier verifier(options.libexec_folder);
  engine::Run first;
  const bool is_ready = verifier.open(signing::trust_files(options.trust),
                                      options.at.value_or(resources::system_clock_seconds()), first.sink());
  std::vector<Report> reports;
  reports.push_back(std::move(first).report());
  Verification verification;
  sign::Verdict worst = sign::Verdict::Valid;
  for (std::size_t i = 0; is_ready && i < files.size(); ++i) {
    engine::Run run;
    const auto bytes = signing::bytes_of(files[i], intake::IntakeLimits{}.max_bytes, run.sink());
    if (auto judged = bytes ? verifier.verify(files[i].path, *bytes, run.sink()) : std::nullopt) {
      worst = sign::worse(worst, judged->verdict);
      verification.files.push_back({files[i].path, verdict_of(judged->verdict), judged->json.text(),
                                    std::move(judged->texts[static_cast<std::size_t>(Language::Chinese)]),
                                    std::move(judged->texts[static_cast<std::size_t>(Language::English)])});
    }
    reports.push_back(std::move(run).report());
  }
  verification.verdict = verdict_of(worst);
  verification.report = engine::merge_reports(std::move(reports));
  return verification;
}

Report check_ofd_files(const std::vector<FileSource>& files, const OfdCheckOptions& options) {
  std::vector<Report> reports;
  for (const FileSource& file : files) {
    engine::Run run;
    if (const auto bytes = signing::bytes_of(file, kMaxOfdBytes, run.sink())) {
      const ofd_check::CheckOptions check{static_cast<ofd_check::Profile>(options.rules), kMaxOfKind};
      ofd_check::check_ofd(file.path, *bytes, check, run.sources(), run.sink());
    }
    if (options.strict) run.sink().promote_warnings();
    reports.push_back(std::move(run).report());
  }
  return engine::merge_reports(std::move(reports));
}

}  // namespace gongwen
