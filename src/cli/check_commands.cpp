#include "cli/check_commands.h"

#include "base/date.h"
#include "base/format.h"
#include "cli/confirm_option.h"
#include "cli/environment.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/wording.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/ofd_check.h"
#include "diagnostics/catalogue/texts/signatures.h"
#include "engine/api/result_json.h"
#include "engine/core/run.h"
#include "intake/file_reader.h"
#include "ofd/ofd_check/check_ofd.h"
#include "resources/read_file.h"
#include "signing/file_verifier.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

// check checks data or a whole set, ofd-check checks OFD files against the standard, verify judges signatures.

namespace gongwen::cli {
namespace {

constexpr std::size_t kMaxOfdBytes = std::size_t{256} << 20;
/// Programs want all messages; nobody corrects a file with more of them by hand.
constexpr std::size_t kMaxInJson = 10'000;

class OfdCheckCommand final : public Command {
 public:
  std::string_view name() const override { return "ofd-check"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::OfdCheckSummary); }
  void declare(OptionList& list) override {
    list.add("FILE", &files_, texts::OfdCheckFile).required = true;
    list.add("--profile", &profile_, texts::OfdCheckProfile).choices = {"archive", "plain"};
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    std::vector<Report> reports;
    for (const std::string& file : files_) reports.push_back(check(file, session.options().strict));
    std::string sound;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (reports[i].ok()) sound += session.wording()(texts::OfdCheckNoErrors, files_[i]);
    }
    const Report report = engine::merge_reports(std::move(reports));
    if (json_) return print_result(session, engine::checked_json(files_), report);
    const int status = session.print_report(report);
    return sound.empty() ? status : worse(status, session.tell(sound));
  }

 private:
  Report check(const std::string& file, bool strict) const {
    engine::Run run;
    if (const auto bytes = resources::read_bytes(file, {kMaxOfdBytes}, run.sink())) {
      using enum ofd_check::Profile;
      const ofd_check::Profile profile = profile_.empty() ? Declared : profile_ == "archive" ? Archive : Plain;
      ofd_check::CheckOptions options{profile};
      if (json_) options.max_of_kind = kMaxInJson;
      ofd_check::check_ofd(file == "-" ? "<stdin>" : file, *bytes, options, run.sources(), run.sink());
    }
    if (strict) run.sink().promote_warnings();
    return std::move(run).report();
  }

  std::vector<std::string> files_;
  std::string profile_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_ofd_check_command() { return std::make_unique<OfdCheckCommand>(); }

namespace {

/// For signatures that are neither valid nor invalid; 2 and 3 are taken by wrong usage and the environment, as in all
/// commands.
constexpr int kUnknown = 4;

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
    const auto at = at_.empty() ? std::optional(wall_clock_seconds()) : base::parse_moment(at_);
    if (!at) return print_usage_error(session, diagnostics::messages::CliBadMoment, {at_});
    signing::FileVerifier verifier(session.engine_options().libexec_folder);
    engine::Run first;
    if (!verifier.open(trust_files_, *at, first.sink())) return session.print_report(std::move(first).report());
    for (const std::string& file : files_) {
      const std::size_t before = text_.size();
      Report report = verify(file, verifier, session.wording().language);
      if (text_.size() == before || session.json()) unshown_.push_back(report);
      reports_.push_back(std::move(report));
    }
    return finish(session);
  }

 private:
  Report verify(const std::string& file, signing::FileVerifier& verifier, Language language) {
    engine::Run run;
    const auto bytes = resources::read_bytes(file, {intake::IntakeLimits{}.max_bytes}, run.sink());
    auto judged = bytes ? verifier.verify(file == "-" ? "<stdin>" : file, *bytes, run.sink()) : std::nullopt;
    if (judged) {
      verdict_ = sign::worse(verdict_, judged->verdict);
      text_ += judged->texts[static_cast<std::size_t>(language)];
      results_.add(std::move(judged->json));
    }
    return std::move(run).report();
  }

  /// Prints messages only if there is no text: the text contains all reasons.
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
  bool json_ = false;
  std::vector<Report> reports_;
  std::vector<Report> unshown_;  // of files without a text
  std::string text_;
  base::Json results_ = base::Json::list();
  sign::Verdict verdict_ = sign::Verdict::Valid;
};

}  // namespace

std::unique_ptr<Command> make_verify_command() { return std::make_unique<VerifyCommand>(); }

namespace {

/// Removes files that are named repeatedly; the standard input could be read only once anyway.
void drop_repeated(std::vector<std::string>& paths) {
  std::vector<std::string> once;
  for (std::string& path : paths) {
    if (std::find(once.begin(), once.end(), path) == once.end()) once.push_back(std::move(path));
  }
  paths = std::move(once);
}

class CheckCommand final : public Command {
 public:
  std::string_view name() const override { return "check"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliCheckSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKindOrWorkbook);
    list.add("DATA", &data_, texts::CliCheckData);
    list.add("--document-set", &set_, texts::CliCheckDocumentSet).value = "DIR";
    declare_profile(list, profile_);
    list.add("--values-only", &values_, texts::CliCheckValuesOnly);
    list.add("--for", &audience_, texts::CliCheckFor).choices = {"author", "applicant"};
    tables_.declare(list);
    confirm_.declare_all(list);
    list.add("--json", &json_, texts::CliResultAsJson);
  }

  int run(Session& session) override {
    const StopOnSignal signals;
    stop_ = signals.token();
    if (audience_ == "applicant") session.set_audience(Audience::Applicant);
    return StopOnSignal::status(check(session));
  }

 private:
  int check(Session& session) {
    if (values_ && !profile_.empty()) {
      return print_usage_error(session, diagnostics::messages::CliValuesWithProfile, {});
    }
    if (!set_.empty()) return check_set(session);
    take_data_for_kind(session, kind_, data_);
    if (kind_.empty() && data_.empty()) return print_usage_error(session, diagnostics::messages::CliMissing, {"KIND"});
    if (data_.empty()) return print_usage_error(session, diagnostics::messages::CliMissing, {"DATA"});
    const base::Expected<std::vector<TableFile>> tables = tables_.files(session);
    if (!tables) return static_cast<int>(Status::BadUsage);
    std::vector<DataSource> sources;
    drop_repeated(data_);
    for (const std::string& path : data_) sources.push_back({path, std::nullopt, *tables});
    RenderOptions options = session.render_options();
    options.profile = profile_;
    options.stop = stop_;
    if (const auto status = confirm_.open(session, options, json_)) return *status;
    const Report report = finish(values_ ? session.engine().check_values(kind_, sources, options)
                                         : session.engine().check(kind_, sources, options));
    if (json_) return print_result(session, engine::checked_json(data_), report);
    const int status = session.print_report(report);
    const int told = session.tell(confirm_.change_text(session.wording()));
    if (status != 0) return status;
    return worse(told, session.tell(describe(session.wording())));
  }

  /// Checks a set, whose kinds follow from its files; options for tables belong to one document.
  int check_set(Session& session) {
    if (!kind_.empty()) return print_usage_error(session, diagnostics::messages::CliTooMany, {kind_});
    if (tables_.is_given()) return print_usage_error(session, diagnostics::messages::CliTooMany, {"--table"});
    RenderOptions options = session.render_options();
    options.profile = profile_;
    options.stop = stop_;
    if (const auto status = confirm_.open(session, options, json_)) return *status;
    const CheckScope scope = values_ ? CheckScope::Values : CheckScope::Pages;
    SetCheck check = session.engine().check_set(set_, options, scope);
    check.report = finish(check.report);
    if (json_) return print_result(session, engine::result_json(check), check.report);
    const int status = worse(session.print_report(check.report), session.tell(confirm_.change_text(session.wording())));
    return worse(status, session.tell(describe(check, session.wording())));
  }

  /// If the data has errors, no pages were made, so not all warnings can have been found.
  Report finish(const Report& report) const { return confirm_.finish(report, !values_ && report.error_count() == 0); }

  /// The kind detected for each file, and the kinds that a set lacks.
  static std::string describe(const SetCheck& check, const Wording& wording) {
    std::string out;
    for (const SetMember& member : check.members) {
      out += fmt::format("{}  {}\n", member.path, member.kind.empty() ? "?" : member.kind);
    }
    if (!check.missing.empty()) {
      out += wording(texts::CliCheckMissing, fmt::format("{}", fmt::join(check.missing, wording(texts::ListComma))));
    }
    if (check.report.ok() && check.report.warning_count() == 0) {
      out += wording(texts::CliCheckSetNoErrors, check.members.size());
    }
    return out;
  }

  std::string describe(const Wording& wording) const {
    if (data_.size() == 1) {
      return wording(texts::CliCheckNoErrors, data_.front());
    }
    return wording(texts::CliCheckNoErrorsInFiles, data_.size());
  }

  std::stop_token stop_;
  std::string kind_;
  std::string profile_;
  std::string set_;
  std::string audience_ = "author";
  bool values_ = false;
  std::vector<std::string> data_;
  TableOption tables_;
  ConfirmOption confirm_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_check_command() { return std::make_unique<CheckCommand>(); }

}  // namespace gongwen::cli
