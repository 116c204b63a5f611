#include "diagnostics/catalogue/signatures.h"
#include "engine/core/run.h"
#include "intake/file_reader.h"
#include "ofd/ofd_check/check_ofd.h"
#include "resources/environment.h"
#include "sign/digest.h"
#include "sign/ofd_sign/judge_ofd.h"
#include "sign/signatures/judge.h"
#include "sign/signatures/report.h"
#include "signing/detail/finished_file.h"
#include "store/publish/edition_signer.h"

#include <set>
#include <utility>

namespace gongwen::signing {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMaxOfdBytes = std::size_t{256} << 20;
/// Programs want all messages; nobody corrects a file with more of them by hand.
constexpr std::size_t kMaxOfKind = 10'000;
constexpr std::size_t kHeadBytes = 1024;  // within which a PDF begins

/// One call of verify_files.
class FileVerifier {
 public:
  explicit FileVerifier(const VerifyOptions& options) : options_(options), reader_(options.libexec_folder) {}

  Verification run(const std::vector<FinishedFile>& files) {
    engine::Run first;
    sign::TrustOptions trust;
    trust.at = options_.at.value_or(resources::system_clock_seconds());
    const bool is_ready = sign::has_cryptography(first.sink()) &&
                          sign::read_trust_files(trust_files(options_.trust), trust, first.sink());
    std::vector<Report> reports;
    reports.push_back(std::move(first).report());
    for (std::size_t i = 0; is_ready && i < files.size(); ++i) {
      engine::Run run;
      verify(files[i], trust, run.sink());
      reports.push_back(std::move(run).report());
    }
    verification_.report = engine::merge_reports(std::move(reports));
    return std::move(verification_);
  }

 private:
  void verify(const FinishedFile& file, const sign::TrustOptions& trust, diagnostics::DiagnosticSink& sink) {
    const std::optional<std::string> bytes = bytes_of(file, intake::IntakeLimits{}.max_bytes, sink);
    if (!bytes) return;
    if (bytes->substr(0, kHeadBytes).find("%PDF-") != std::string::npos) {
      verify_pdf(file.path, *bytes, trust, sink);
    } else if (ofd_sign::is_package(*bytes)) {
      const ofd_sign::JudgedOfd judged = ofd_sign::judge_ofd(*bytes, trust);
      for (const ofd_sign::JudgedSeal& seal : judged.seals) ofd_sign::report_seal(file.path, seal, sink);
      ofd_sign::report_package(file.path, judged, sink);
      add(file.path, judged);
    } else {
      sink.report(messages::SignaturesNotPdf, diagnostics::Origin{}, file.path);
    }
  }

  void verify_pdf(const std::string& name, const std::string& bytes, const sign::TrustOptions& trust,
                  diagnostics::DiagnosticSink& sink) {
    const intake::SignedPdf facts = reader_.read_signatures(bytes);
    for (const intake::Notice& notice : facts.notices) {
      std::vector<std::string> arguments{name};
      arguments.insert(arguments.end(), notice.arguments.begin(), notice.arguments.end());
      sink.add({notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}});
    }
    if (!facts.notices.empty()) return;
    signatures::JudgedPdf judged = signatures::judge(bytes, facts, trust);
    // In a file with removed or replaced signatures both readers may find different ones.
    if (judged.verdict != sign::Verdict::Invalid && judged.unlisted == 0) compare_readings(bytes, judged);
    for (const signatures::JudgedSignature& signature : judged.signatures) {
      signatures::report_signature(name, signature, sink);
    }
    signatures::report_file(name, judged, sink);
    add(name, judged);
  }

  /// Compares the signatures with those that an independent library finds; both must agree. A file that this cannot
  /// read was not written by gongwen.
  void compare_readings(std::string_view bytes, signatures::JudgedPdf& judged) const {
    diagnostics::DiagnosticSink ignored;
    const auto read = publish::ask_second_reader(bytes, publish::second_reader_path(options_.libexec_folder), ignored);
    if (!read) return;
    const auto second = publish::signatures_in(read->view());
    if (!second) return;
    std::set<std::string> found;
    for (const signatures::JudgedSignature& one : judged.signatures) {
      found.insert(publish::signature_words(one.facts.field, one.facts.range));
    }
    if (found != *second) signatures::set_other_reading(judged, {second->begin(), second->end()});
  }

  static SignatureVerdict verdict_of(sign::Verdict verdict) {
    switch (verdict) {
      case sign::Verdict::Valid: return SignatureVerdict::Valid;
      case sign::Verdict::Unknown: return SignatureVerdict::Unknown;
      case sign::Verdict::Invalid: break;
    }
    return SignatureVerdict::Invalid;
  }

  template <typename Judged>
  void add(const std::string& name, const Judged& judged) {
    worst_ = sign::worse(worst_, judged.verdict);
    verification_.verdict = verdict_of(worst_);
    verification_.files.push_back({name, verdict_of(judged.verdict), signatures::json_report(name, judged).text(),
                                   signatures::text_report(name, judged, Language::Chinese),
                                   signatures::text_report(name, judged, Language::English)});
  }

  const VerifyOptions& options_;
  intake::FileReader reader_;
  sign::Verdict worst_ = sign::Verdict::Valid;
  Verification verification_;
};

}  // namespace
}  // namespace gongwen::signing

namespace gongwen {

Verification verify_files(const std::vector<FinishedFile>& files, const VerifyOptions& options) {
  return signing::FileVerifier(options).run(files);
}

Report check_ofd_files(const std::vector<FinishedFile>& files, const OfdCheckOptions& options) {
  std::vector<Report> reports;
  for (const FinishedFile& file : files) {
    engine::Run run;
    if (const auto bytes = signing::bytes_of(file, signing::kMaxOfdBytes, run.sink())) {
      const ofd_check::CheckOptions check{static_cast<ofd_check::Profile>(options.rules), signing::kMaxOfKind};
      ofd_check::check_ofd(file.path, *bytes, check, run.sources(), run.sink());
    }
    if (options.strict) run.sink().promote_warnings();
    reports.push_back(std::move(run).report());
  }
  return engine::merge_reports(std::move(reports));
}

}  // namespace gongwen
