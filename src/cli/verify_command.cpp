#include "base/calendar.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "cli/options.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/signatures.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/signatures.h"
#include "engine/core/run.h"
#include "intake/file_reader.h"
#include "ofd_sign/judge_ofd.h"
#include "publish/second_reader.h"
#include "resources/read_file.h"
#include "sign/digest.h"
#include "sign/trust.h"
#include "signatures/judge.h"
#include "signatures/report.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace gongwen::cli {
namespace {

/// Usage has 2, the environment 3, as with all commands; so what is neither valid nor invalid has a separate status.
constexpr int kUnknown = 4;

/// What another library finds, in the same words; nothing for files that it cannot read, which are not ours.
std::optional<std::set<std::string>> second_reading(std::string_view bytes, const std::string& libexec_folder) {
  diagnostics::DiagnosticSink ignored;
  const auto read = publish::ask_second_reader(bytes, publish::second_reader_path(libexec_folder), ignored);
  return read ? publish::signatures_in(read->view()) : std::nullopt;
}

class VerifyCommand final : public Command {
 public:
  std::string_view name() const override { return "verify"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::SignaturesVerifySummary); }
  void declare(OptionList& list) override {
    list.add("FILE", &files_, texts::SignaturesVerifyFile).required = true;
    list.add("--trust", &trust_files_.anchors, texts::SignaturesVerifyTrust).value = "FILE";
    list.add("--crl", &trust_files_.crls, texts::SignaturesVerifyCrl).value = "FILE";
    list.add("--ocsp", &trust_files_.ocsps, texts::SignaturesVerifyOcsp).value = "FILE";
    list.add("--at", &at_, texts::SignaturesVerifyAt).value = "DATE";
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    sign::TrustOptions trust;
    trust.at = at_.empty() ? std::optional(wall_clock_seconds()) : base::parse_moment(at_);
    if (!trust.at) {
      return print_usage_error(session, diagnostics::messages::CliBadMoment, {at_});
    }
    engine::Run first;
    if (!read_trust(trust, first.sink())) return session.print_report(std::move(first).report());
    libexec_folder_ = session.engine_options().libexec_folder;
    intake::FileReader reader(libexec_folder_);
    for (const std::string& file : files_) {
      const std::size_t before = text_.size();
      Report report = verify(file, reader, trust, session);
      if (text_.size() == before || session.json()) unshown_.push_back(report);
      reports_.push_back(std::move(report));
    }
    return finish(session);
  }

 private:
  bool read_trust(sign::TrustOptions& trust, diagnostics::DiagnosticSink& sink) const {
    return sign::has_cryptography(sink) && sign::read_trust_files(trust_files_, trust, sink);
  }

  Report verify(const std::string& file, intake::FileReader& reader, const sign::TrustOptions& trust,
                const Session& session) {
    namespace messages = diagnostics::messages;
    engine::Run run;
    const std::string name = file == "-" ? "<stdin>" : file;
    if (const auto bytes = resources::read_bytes(file, {intake::IntakeLimits{}.max_bytes}, run.sink())) {
      if (bytes->starts_with("%PDF-") || bytes->substr(0, 1024).find("%PDF-") != std::string::npos) {
        verify_pdf(name, *bytes, reader, trust, run.sink(), session.wording().language);
      } else if (ofd_sign::is_package(*bytes)) {
        verify_ofd(name, *bytes, trust, run.sink(), session.wording().language);
      } else {
        run.sink().report(messages::SignaturesNotPdf, diagnostics::Origin{}, name);
      }
    }
    return std::move(run).report();
  }

  void verify_pdf(const std::string& name, const std::string& bytes, intake::FileReader& reader,
                  const sign::TrustOptions& trust, diagnostics::DiagnosticSink& sink, Language language) {
    const intake::SignedPdf facts = reader.read_signatures(bytes);
    for (const intake::Notice& notice : facts.notices) {
      std::vector<std::string> arguments{name};
      arguments.insert(arguments.end(), notice.arguments.begin(), notice.arguments.end());
      sink.add({notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}});
    }
    if (!facts.notices.empty()) return;
    signatures::JudgedPdf judged = signatures::judge(bytes, facts, trust);
    // Of a file with removed or replaced signatures both readers may well say different things.
    if (judged.verdict != sign::Verdict::Invalid && judged.unlisted == 0) compare_readings(bytes, judged);
    for (const signatures::JudgedSignature& signature : judged.signatures) {
      signatures::report_signature(name, signature, sink);
    }
    signatures::report_file(name, judged, sink);
    verdict_ = sign::worse(verdict_, judged.verdict);
    text_ += signatures::text_report(name, judged, language);
    results_.add(signatures::json_report(name, judged));
  }

  void verify_ofd(const std::string& name, const std::string& bytes, const sign::TrustOptions& trust,
                  diagnostics::DiagnosticSink& sink, Language language) {
    const ofd_sign::JudgedOfd judged = ofd_sign::judge_ofd(bytes, trust);
    for (const ofd_sign::JudgedSeal& seal : judged.seals) ofd_sign::report_seal(name, seal, sink);
    ofd_sign::report_package(name, judged, sink);
    verdict_ = sign::worse(verdict_, judged.verdict);
    text_ += signatures::text_report(name, judged, language);
    results_.add(signatures::json_report(name, judged));
  }

  /// Two libraries that have nothing in common must find the same signatures.
  void compare_readings(std::string_view bytes, signatures::JudgedPdf& judged) const {
    const auto second = second_reading(bytes, libexec_folder_);
    if (!second) return;
    std::set<std::string> first;
    for (const signatures::JudgedSignature& one : judged.signatures) {
      first.insert(publish::signature_words(one.facts.field, one.facts.range));
    }
    if (first != *second) signatures::set_other_reading(judged, {second->begin(), second->end()});
  }

  /// The text has all reasons of the signatures; messages are printed only where no text could be made.
  int finish(Session& session) {
    const Report all = engine::merge_reports(std::move(reports_));
    int status = static_cast<int>(all.status());
    const int own = verdict_ == sign::Verdict::Valid ? 0 : verdict_ == sign::Verdict::Invalid ? 1 : kUnknown;
    if (json_) {
      base::Json result = base::Json::object();
      result.set("files", std::move(results_));
      return print_result(session, std::move(result), all, status == 0 ? own : 0);
    }
    if (!unshown_.empty()) session.print_report(engine::merge_reports(std::move(unshown_)));
    if (!text_.empty()) status = worse(status, session.print(text_));
    return status != 0 ? status : own;
  }

  std::vector<std::string> files_;
  sign::TrustFiles trust_files_;
  std::string at_;
  std::string libexec_folder_;
  bool json_ = false;
  std::vector<Report> reports_;
  std::vector<Report> unshown_;  // of files that no text says anything about
  std::string text_;
  base::Json results_ = base::Json::list();
  sign::Verdict verdict_ = sign::Verdict::Valid;
};

}  // namespace

std::unique_ptr<Command> make_verify_command() { return std::make_unique<VerifyCommand>(); }

}  // namespace gongwen::cli
