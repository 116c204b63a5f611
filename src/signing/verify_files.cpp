#include "engine/core/run.h"
#include "intake/file_reader.h"
#include "ofd/ofd_check/check_ofd.h"
#include "resources/environment.h"
#include "signing/detail/finished_file.h"
#include "signing/file_verifier.h"

#include <utility>

namespace gongwen {
namespace {

constexpr std::size_t kMaxOfdBytes = std::size_t{256} << 20;
/// Programs want all messages; nobody corrects a file with more of them by hand.
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

Verification verify_files(const std::vector<FinishedFile>& files, const VerifyOptions& options) {
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

Report check_ofd_files(const std::vector<FinishedFile>& files, const OfdCheckOptions& options) {
  std::vector<Report> reports;
  for (const FinishedFile& file : files) {
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
