#include "base/date.h"
#include "base/format.h"
#include "cli/command.h"
#include "cli/confirm_option.h"
#include "cli/environment.h"
#include "cli/inbox_option.h"
#include "cli/options.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/common.h"
#include "engine/core/run.h"
#include "resources/atomic_file.h"
#include "resources/environment.h"
#include "resources/read_file.h"
#include "store/publish/publish_report.h"

#include <charconv>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr int kMaxIssue = 9999;  // the schema of the kind may ask for less
constexpr int kMaxDay = 28;      // of every month

class PublishCommand final : public Command {
 public:
  std::string_view name() const override { return "publish"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliPublishSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &options_.kind, texts::CliPublishKind);
    list.add("--store", &options_.store, texts::CliPublishStore).value = "STORE";
    OptionSpec& site = list.add("-o,--output", &options_.site, texts::CliPublishOutput);
    site.required = true;
    site.value = "SITE";
    list.add("--period", &options_.period, texts::CliPublishPeriod).value = "PERIOD";
    list.add("--catch-up", &options_.catch_up, texts::CliPublishCatchUp);
    list.add("--due-day", &due_day_, texts::CliPublishDueDay).value = "DAY";
    list.add("--preview", &options_.preview, texts::CliPublishPreview);
    list.add("--verify", &verify_, texts::CliPublishVerify);
    list.add("--rebuild", &options_.rebuild, texts::CliPublishRebuild);
    list.add("--new-site", &options_.new_site, texts::CliPublishNewSite);
    list.add("--take-back", &options_.take_back, texts::CliPublishTakeBack);
    list.add("--issue", &issue_, texts::CliPublishIssue).value = "N";
    list.add("--now", &now_, texts::CliPublishNow).value = "TIME";
    list.add("--ofd", &options_.with_ofd, texts::CliPublishOfd);
    ofd_profile_.declare(list);
    list.add("--sign", &options_.signing, texts::CliPublishSign).value = "FILE";
    secret_.declare(list);
    list.add("--try-pin", &options_.try_pin, texts::CliPublishTryPin);
    list.add("--base-url", &options_.base_url, texts::CliPublishBaseUrl).value = "URL";
    list.add("--run-after", &after_, texts::CliPublishRunAfter).value = "CMD";
    list.add("--report", &report_file_, texts::CliPublishReport).value = "FILE";
    list.add("--metrics", &metrics_, texts::CliPublishMetrics).value = "FILE";
    list.add("--log-format", &log_format_, texts::CliPublishLogFormat).choices = {"text", "json"};
    confirm_.declare_all(list);
  }

  int run(Session& session) override {
    session_ = &session;
    secret_.take_variable();
    if (verify_) return verify();
    if (const int status = read_values()) return status;
    const std::int64_t begin = resources::steady_milliseconds();
    const EngineOptions engine = session.engine_options();
    options_.render = session.render_options();
    options_.tell = [this](const PublishedIssue& outcome) {
      tell(outcome);
    };
    if (const int status = ofd_profile_.read(session, options_.with_ofd ? "" : "--ofd", options_.render)) return status;
    if (const auto status = confirm_.open(session, options_.render)) return *status;
    Publication done = publish_issues(engine, options_);
    done.report = confirm_.finish(done.report, false);
    const int status = worse(session.print_report(done.report), session.tell(confirm_.change_text(session.wording())));
    if (options_.catch_up && done.issues.empty() && done.report.ok()) tell_nothing_due();
    if (log_format_ != "json") {
      std::string open;
      for (const OpenPoint& point : done.open) {
        append_open(open, wording()({point.title_en, point.title_zh}), point.keys);
      }
      session_->tell(open);
    }
    const publish::RunFigures figures{options_.now, resources::steady_milliseconds() - begin};
    return worse(status, finish(done, figures));
  }

 private:
  const Wording& wording() const { return session_->wording(); }

  /// What needs no store: the site alone.
  int verify() {
    for (const auto& [option, is_given] :
         {std::pair{"--store", !options_.store.empty()}, std::pair{"--period", !options_.period.empty()},
          std::pair{"--catch-up", options_.catch_up}, std::pair{"--preview", options_.preview}}) {
      if (is_given) return print_usage_error(*session_, messages::CliTooMany, {option});
    }
    if (const int status = read_now()) return status;
    const SiteCheck check = check_site(session_->engine_options(), {options_.site, options_.signing, options_.now});
    if (log_format_ == "json") {
      session_->tell(site_check_json(check, wording().language));
    } else {
      for (const CheckedEdition& edition : check.editions) {
        session_->tell(wording()(texts::CliPublishVerified, edition.period, edition.edition, checked_text(edition)));
      }
    }
    return session_->print_report(check.report);
  }

  std::string checked_text(const CheckedEdition& edition) const {
    const std::string_view files =
        wording()(edition.ok ? texts::CliPublishAsPublished : texts::CliPublishNotAsPublished);
    if (edition.signer.empty()) return wording()(texts::CliPublishNoSignature, files);
    const bool has_token = edition.time_from == "token";
    const std::string_view from = wording()(has_token ? texts::CliPublishTimeOfToken : texts::CliPublishTimeOfComputer);
    return wording()(texts::CliPublishSignedBy, files, edition.signer, edition.time, from,
                     verdict_words(edition.verdict));
  }

  std::string_view verdict_words(std::string_view verdict) const {
    if (verdict == "valid") return wording()(texts::CliPublishValid);
    if (verdict == "trusted") return wording()(texts::CliPublishTrusted);
    if (verdict == "intact") return wording()(texts::CliPublishIntact);
    return wording()(verdict == "invalid" ? texts::CliPublishInvalid : texts::CliPublishUnknown);
  }

  int read_now() {
    options_.now = wall_clock_seconds();
    if (now_.empty()) return 0;
    const std::optional<base::Moment> moment = base::parse_moment(now_);
    if (!moment) return print_usage_error(*session_, messages::CliBadMoment, {now_});
    // A day of today may be given before its noon.
    constexpr base::Moment kDay = 86'400;
    if (*moment > options_.now + kDay) {
      return print_usage_error(*session_, messages::CliFutureMoment, {now_, base::format_moment(options_.now)});
    }
    options_.now = *moment;
    options_.time_is_sure = true;
    return 0;
  }

  int read_values() {
    if (options_.store.empty()) return print_usage_error(*session_, messages::CliMissing, {"--store"});
    const bool restores = options_.rebuild || options_.take_back;
    if (restores && (!options_.period.empty() || options_.catch_up || !issue_.empty() || options_.preview)) {
      return print_usage_error(*session_, messages::CliTooMany, {options_.rebuild ? "--rebuild" : "--take-back"});
    }
    if (options_.rebuild && options_.take_back) {
      return print_usage_error(*session_, messages::CliTooMany, {"--take-back"});
    }
    if (options_.period.empty() && !options_.catch_up && !restores) {
      return print_usage_error(*session_, messages::CliMissing, {"--period"});
    }
    if (!options_.period.empty() && !base::period_unit_of(options_.period)) {
      return print_usage_error(*session_, messages::CliBadMonth, {options_.period});
    }
    if (options_.catch_up && (!options_.period.empty() || !issue_.empty())) {
      return print_usage_error(*session_, messages::CliTooMany, {issue_.empty() ? "--period" : "--issue"});
    }
    if (!options_.base_url.empty() && !is_site_address(options_.base_url)) {
      return print_usage_error(*session_, messages::CliBadAddress, {options_.base_url});
    }
    if (options_.signing.empty() && (!secret_.file().empty() || options_.try_pin)) {
      return print_usage_error(*session_, messages::CliMissing, {"--sign"});
    }
    if (secret_.is_given())
      options_.secret = [this] {
        return secret();
      };
    if (const int status = read_now()) return status;
    int number = 0;
    if (const int status = read_number(issue_, "--issue", kMaxIssue, number)) return status;
    if (number > 0) options_.issue = number;
    return read_number(due_day_, "--due-day", kMaxDay, options_.due_day);
  }

  /// A number from 1 on; nothing is changed when the option was not given.
  int read_number(const std::string& text, std::string_view option, int most, int& number) const {
    if (text.empty()) return 0;
    int read = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
    if (error != std::errc() || end != text.data() + text.size() || read < 1 || read > most) {
      return print_usage_error(*session_, messages::CliBadNumber, {text, std::string(option)});
    }
    number = read;
    return 0;
  }

  /// The message about a file that cannot be read is printed apart: whoever signs says only that there is no secret.
  std::optional<std::string> secret() {
    engine::Run run;
    const std::optional<sign::Secret> read = secret_.read(run.sink());
    if (run.sink().has_errors()) session_->print_report(std::move(run).report());
    return read ? std::optional(read->text()) : std::nullopt;
  }

  void tell(const PublishedIssue& outcome) {
    if (log_format_ == "json") {
      session_->tell(publish::log_line(outcome, options_.now));
    } else {
      session_->tell(options_.preview ? preview_text(outcome) : outcome_text(outcome));
      if (!outcome.signer.empty()) session_->tell(wording()(texts::CliPublishSigned, outcome.period, outcome.signer));
    }
  }

  void tell_nothing_due() {
    if (log_format_ != "json") session_->tell(wording()(texts::CliPublishNothingDue));
  }

  std::string issue_text(const PublishedIssue& outcome) const {
    return wording()(texts::CliPublishIssueNumber, outcome.year, outcome.issue);
  }

  std::string outcome_text(const PublishedIssue& outcome) const {
    const std::string issue = issue_text(outcome);
    switch (outcome.outcome) {
      case PublishOutcome::Published:
        return wording()(texts::CliPublishPublished, outcome.period, issue, outcome.pages);
      case PublishOutcome::Corrected:
        return wording()(texts::CliPublishCorrected, outcome.period, issue, outcome.edition, outcome.changes);
      case PublishOutcome::Unchanged: return wording()(texts::CliPublishUnchanged, outcome.period, issue);
      case PublishOutcome::TakenBack:
        return wording()(texts::CliPublishTakenBack, outcome.period, issue, outcome.edition);
      case PublishOutcome::Failed: return wording()(texts::CliPublishFailed, outcome.period);
      case PublishOutcome::Previewed: break;
    }
    return {};
  }

  std::string preview_text(const PublishedIssue& outcome) const {
    const std::string issue = issue_text(outcome);
    std::string text = wording()(texts::CliPublishWouldBe, outcome.period, issue, outcome.date, outcome.pages,
                                 counts_text(outcome), outcome.changes);
    if (outcome.outcome == PublishOutcome::Failed) text += wording()(texts::CliPublishRefused);
    for (const std::string& line : outcome.contents) text += "  " + line + "\n";
    for (const OpenPoint& point : outcome.open) {
      append_open(text, wording()({point.title_en, point.title_zh}), point.keys);
    }
    return text;
  }

  std::string counts_text(const PublishedIssue& outcome) const {
    std::string text;
    for (const IssueCount& count : outcome.counts) {
      if (!text.empty()) text += wording()(texts::Comma);
      text += wording()({count.text_en, count.text_zh});
    }
    return text;
  }

  static void append_open(std::string& text, std::string_view title, const std::vector<std::string>& keys) {
    if (!keys.empty()) text += fmt::format("! {}: {}\n", title, fmt::join(keys, ", "));
  }

  /// Report, metrics and command, which also report failures. A preview leaves no trace.
  int finish(const Publication& done, const publish::RunFigures& figures) {
    if (options_.preview) return 0;
    engine::Run run;
    const std::string report = publication_json(done, options_, session_->wording().language);
    if (!report_file_.empty()) resources::write_file(report_file_, report, run.sink());
    if (!metrics_.empty()) {
      diagnostics::DiagnosticSink ignored;
      const auto former = resources::read_bytes(metrics_, {}, ignored);
      resources::write_file(metrics_, publish::metrics_text(done, figures, former ? "\n" + *former : ""), run.sink());
    }
    bool news = !done.report.ok();
    for (const PublishedIssue& issue : done.issues) news = news || issue.outcome != PublishOutcome::Unchanged;
    if (!after_.empty() && news) {
      const int status = publish::run_after(after_, report);
      if (status != 0) run.sink().report(messages::PublishAfterFailed, diagnostics::Origin{}, after_, status);
    }
    if (!run.sink().has_errors()) return 0;
    return session_->print_report(std::move(run).report());
  }

  std::string issue_;
  std::string due_day_;
  std::string now_;
  std::string after_;
  std::string report_file_;
  std::string metrics_;
  std::string log_format_ = "text";
  bool verify_ = false;
  PublishOptions options_;
  OfdProfileOption ofd_profile_;
  SecretOption secret_;
  ConfirmOption confirm_;
  Session* session_ = nullptr;
};

}  // namespace

std::unique_ptr<Command> make_publish_command() { return std::make_unique<PublishCommand>(); }

}  // namespace gongwen::cli
