#include "base/date.h"
#include "cli/command.h"
#include "cli/confirm_option.h"
#include "cli/environment.h"
#include "cli/hand_on_option.h"
#include "cli/inbox_option.h"
#include "cli/options.h"
#include "cli/publish_texts.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/core/run.h"
#include "resources/atomic_file.h"
#include "resources/environment.h"
#include "resources/files.h"
#include "store/publish/publish_report.h"

#include <algorithm>
#include <charconv>

// publish publishes the issues of a periodical, unattended or after a preview; with --verify it checks a site.

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr int kMaxIssue = 9999;  // the kind's schema may allow less
constexpr int kMaxDay = 28;      // exists in every month
constexpr int kMaxEdition = 9999;
constexpr int kMaxWait = 366;  // days

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
    list.add("--preview-folder", &preview_folder_, texts::CliPublishPreviewFolder).value = "DIR";
    list.add("--needs-approval", &options_.needs_approval, texts::CliPublishNeedsApproval);
    list.add("--ask-approval", &asks_, texts::CliPublishAskApproval);
    list.add("--approve", &approves_, texts::CliPublishApprove);
    list.add("--send-back", &sends_back_, texts::CliPublishSendBack);
    list.add("--hold", &holds_, texts::CliPublishHold);
    list.add("--until", &until_, texts::CliPublishUntil).value = "TIME";
    list.add("--release", &releases_, texts::CliPublishRelease);
    list.add("--verify", &verify_, texts::CliPublishVerify);
    list.add("--rebuild", &options_.rebuild, texts::CliPublishRebuild);
    list.add("--new-site", &options_.new_site, texts::CliPublishNewSite);
    list.add("--take-back", &options_.take_back, texts::CliPublishTakeBack);
    list.add("--corrections", &corrections_, texts::CliPublishCorrections).value = "DAYS";
    list.add("--leave", &options_.leave, texts::CliPublishLeave);
    list.add("--withdraw", &withdraw_, texts::CliPublishWithdraw).value = "PERIOD";
    list.add("--edition", &edition_, texts::CliPublishEdition).value = "N";
    list.add("--reason", &options_.reason, texts::CliPublishReason).value = "TEXT";
    list.add("--by", &options_.by, texts::CliPublishBy).value = "NAME";
    list.add("--current-records", &options_.current_records, texts::CliPublishCurrentRecords);
    list.add("--issue", &issue_, texts::CliPublishIssue).value = "N";
    list.add("--now", &now_, texts::CliPublishNow).value = "TIME";
    list.add("--ofd", &options_.with_ofd, texts::CliPublishOfd);
    ofd_profile_.declare(list);
    list.add("--english", &options_.with_english, texts::CliPublishEnglish);
    list.add("--sign", &options_.signing, texts::CliPublishSign).value = "FILE";
    secret_.declare(list);
    list.add("--try-pin", &options_.try_pin, texts::CliPublishTryPin);
    list.add("--base-url", &options_.base_url, texts::CliPublishBaseUrl).value = "URL";
    hand_on_.declare(list);
    list.add("--report", &report_file_, texts::CliPublishReport).value = "FILE";
    list.add("--metrics", &metrics_, texts::CliPublishMetrics).value = "FILE";
    list.add("--log-format", &log_format_, texts::CliPublishLogFormat).choices = {"text", "json"};
    confirm_.declare_without_author(list);
  }

  int run(Session& session) override {
    session_ = &session;
    secret_.take_variable();
    if (verify_) return verify();
    if (hand_on_.sends_message()) return send_message();
    if (const int status = read_values()) return status;
    const std::int64_t begin = resources::steady_milliseconds();
    const EngineOptions engine = session.engine_options();
    options_.render = session.render_options();
    options_.tell = [this](const PublishedIssue& outcome) {
      tell(outcome);
    };
    if (const int status = ofd_profile_.read(session, options_.with_ofd ? "" : "--ofd", options_.render)) return status;
    if (const auto status = confirm_.open(session, options_.render)) return *status;
    publish::HandingOn handing(engine, options_, hand_on_.options());
    const bool hands_on = hand_on_.is_wanted() && !options_.preview;
    const bool is_ready = !hands_on || handing.prepare();
    Publication done = is_ready && !hand_on_.is_only() ? publish_issues(engine, options_) : Publication();
    if (!is_ready) done.report = handing.report();
    done.report = confirm_.finish(done.report, false);
    const int confirmed = session.tell(confirm_.change_text(session.wording()));
    if (options_.catch_up && done.issues.empty() && done.report.ok()) tell_nothing_due();
    if (log_format_ != "json") {
      std::string open;
      for (const OpenPoint& point : done.open) open += open_text(point, wording());
      say(open);
    }
    const int previewed = write_previews(handing, done);
    if (hands_on && is_ready) run_hand_on(handing, done);
    // One report, since programs read one object.
    const int status = session.print_report(done.report);
    const publish::RunFigures figures{options_.now, resources::steady_milliseconds() - begin};
    return worse(worse(worse(status, previewed), confirmed), finish(done, figures));
  }

  /// If a share with templates is not mounted, report, metrics and targets say so as after any other failure.
  int miss_folder(Session& session, const diagnostics::Diagnostic& missing, int status) override {
    session_ = &session;
    if (verify_ || options_.preview || read_now() != 0) return status;
    engine::Run run;
    run.sink().add(missing);
    Publication done;
    done.report = std::move(run).report();
    int handed_on = 0;
    if (hand_on_.read(session, options_, options_.by, options_.reason) == 0 && hand_on_.is_wanted()) {
      publish::HandingOn handing(session.engine_options(), options_, hand_on_.options());
      const Report report = run_hand_on(handing, done);
      handed_on = report.ok() ? 0 : session.print_report(report);
    }
    return worse(worse(status, handed_on), finish(done, {options_.now, 0}));
  }

 private:
  const Wording& wording() const { return session_->wording(); }

  int send_message() {
    if (const int status = read_now()) return status;
    return hand_on_.send_message(*session_, options_);
  }

  /// Writes the folder of previews. A preview calls the command of --run-after, which may send the folder. Returns the
  /// exit status.
  int write_previews(publish::HandingOn& handing, const Publication& done) {
    if (preview_folder_.empty()) return 0;
    engine::Run run;
    const std::string report = publication_json(done, options_, session_->wording().language);
    write_preview_folder(preview_folder_, done, said_, report, run.sink());
    const int status = run.sink().has_errors() ? session_->print_report(std::move(run).report()) : 0;
    if (!options_.preview) return status;
    const bool news = !done.report.ok() || std::any_of(done.issues.begin(), done.issues.end(), is_news);
    const Report called = news ? handing.call_after_preview(report) : Report();
    return called.ok() ? status : worse(status, session_->print_report(called));
  }

  /// Hands on what is published. Adds the returned messages to the report of `done`.
  Report run_hand_on(publish::HandingOn& handing, Publication& done) {
    bool news = !done.report.ok();
    for (const PublishedIssue& issue : done.issues) news = news || is_news(issue);
    for (const ChangedIssue& issue : done.changed) news = news || (issue.is_new && !issue.is_left);
    Report report = handing.run(done, news);
    for (const HandedOn& one : done.handed_on) {
      session_->tell(log_format_ == "json" ? publish::log_line(one, options_.now, wording().language)
                                           : HandOnOption::text_of(one, wording()));
    }
    return report;
  }

  /// Checks a site; needs no store.
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
        session_->tell(
            wording()(texts::CliPublishVerified, edition.period, edition.edition, checked_text(edition, wording())));
      }
    }
    return session_->print_report(check.report);
  }

  int read_now() {
    options_.now = wall_clock_seconds();
    if (now_.empty()) return 0;
    const std::optional<base::Moment> moment = base::parse_moment(now_);
    if (!moment) return print_usage_error(*session_, messages::CliBadMoment, {now_});
    // Clocks of two computers may differ by a few minutes.
    constexpr base::Moment kClocksDiffer = 300;
    const std::string today = base::date_in_china(options_.now);
    const bool is_date = now_.find('T') == std::string::npos;
    const bool is_future = is_date ? base::date_in_china(*moment) > today : *moment > options_.now + kClocksDiffer;
    if (is_future) {
      return print_usage_error(*session_, messages::CliFutureMoment, {now_, base::format_moment(options_.now)});
    }
    // A date stands for noon; in the morning of that day, for now.
    options_.now = is_date ? std::min(*moment, options_.now) : *moment;
    options_.time_is_sure = true;
    return 0;
  }

  /// Reads the options about approval and holding. There is at most one decision, about one period.
  int read_approval() {
    const std::vector<std::pair<IssueDecision, bool>> given{{IssueDecision::Ask, asks_},
                                                            {IssueDecision::Approve, approves_},
                                                            {IssueDecision::SendBack, sends_back_},
                                                            {IssueDecision::Hold, holds_},
                                                            {IssueDecision::Release, releases_}};
    for (const auto& [decision, is_given] : given) {
      if (!is_given) continue;
      const std::string option = decision_option(decision);
      if (options_.decision != IssueDecision::None || options_.preview || options_.catch_up || options_.rebuild ||
          options_.take_back || options_.leave || !withdraw_.empty() || hand_on_.is_only()) {
        return print_usage_error(*session_, messages::CliTooMany, {option});
      }
      options_.decision = decision;
    }
    if (!until_.empty() && !holds_) return needs_option("--until", "--hold");
    if (sends_back_ && options_.reason.empty()) return print_usage_error(*session_, messages::CliMissing, {"--reason"});
    if (!preview_folder_.empty() && !options_.preview && !options_.needs_approval && !asks_) {
      return needs_option("--preview-folder", "--preview");
    }
    if (until_.empty()) return 0;
    options_.hold_until = base::parse_moment(until_);
    return options_.hold_until ? 0 : print_usage_error(*session_, messages::CliBadMoment, {until_});
  }

  static std::string decision_option(IssueDecision decision) {
    switch (decision) {
      case IssueDecision::Ask: return "--ask-approval";
      case IssueDecision::Approve: return "--approve";
      case IssueDecision::SendBack: return "--send-back";
      case IssueDecision::Hold: return "--hold";
      case IssueDecision::Release: return "--release";
      case IssueDecision::None: break;
    }
    return {};
  }

  int read_values() {
    if (options_.store.empty()) return print_usage_error(*session_, messages::CliMissing, {"--store"});
    if (const int status = hand_on_.read(*session_, options_, options_.by, options_.reason)) return status;
    const bool restores = options_.rebuild || options_.take_back || hand_on_.is_only();
    if (restores && ((!options_.period.empty() && !hand_on_.decides()) || options_.catch_up || !issue_.empty() ||
                     options_.preview)) {
      const char* const option = options_.rebuild ? "--rebuild" : options_.take_back ? "--take-back" : "--only-hand-on";
      return print_usage_error(*session_, messages::CliTooMany, {option});
    }
    if (options_.rebuild && options_.take_back) {
      return print_usage_error(*session_, messages::CliTooMany, {"--take-back"});
    }
    if (const int status = read_approval()) return status;
    if (const int status = read_correction()) return status;
    if (const int status = read_author()) return status;
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
    if (const int status = read_number(issue_, "--issue", {1, kMaxIssue}, number)) return status;
    if (number > 0) options_.issue = number;
    return read_number(due_day_, "--due-day", {1, kMaxDay}, options_.due_day);
  }

  /// Reads the options by which an issue is corrected unattended, left as it is, or withdrawn.
  int read_correction() {
    const bool withdraws = !withdraw_.empty();
    const bool decides = withdraws || options_.leave;
    if (withdraws) {
      for (const auto& [option, is_given] :
           {std::pair{"--period", !options_.period.empty()}, std::pair{"--catch-up", options_.catch_up},
            std::pair{"--preview", options_.preview}, std::pair{"--leave", options_.leave},
            std::pair{"--rebuild", options_.rebuild}, std::pair{"--take-back", options_.take_back}}) {
        if (is_given) return print_usage_error(*session_, messages::CliTooMany, {option});
      }
      options_.withdraw = true;
      options_.period = withdraw_;
    }
    if (options_.leave && options_.period.empty()) {
      return print_usage_error(*session_, messages::CliMissing, {"--period"});
    }
    if (options_.leave && options_.preview) return print_usage_error(*session_, messages::CliTooMany, {"--preview"});
    if (decides && options_.reason.empty()) {
      return print_usage_error(*session_, messages::CliMissing, {"--reason"});
    }
    if (decides && !issue_.empty()) return print_usage_error(*session_, messages::CliTooMany, {"--issue"});
    if (!withdraws && !edition_.empty()) return needs_option("--edition", "--withdraw");
    if (!options_.catch_up && !corrections_.empty()) return needs_option("--corrections", "--catch-up");
    if (options_.current_records && (options_.period.empty() || decides)) {
      return needs_option("--current-records", "--period");
    }
    if (const int status = read_number(edition_, "--edition", {1, kMaxEdition}, options_.edition)) return status;
    int days = -1;
    if (const int status = read_number(corrections_, "--corrections", {0, kMaxWait}, days)) return status;
    if (days >= 0) options_.corrections = days;
    return 0;
  }

  int needs_option(const std::string& option, const std::string& other) const {
    return print_usage_error(*session_, messages::CliNeedsOption, {option, other});
  }

  /// Reads who decides, and why. Must run after the options with the decision have been read.
  int read_author() {
    const bool decides =
        options_.decision != IssueDecision::None || options_.leave || options_.withdraw || hand_on_.decides();
    if (!decides && !options_.reason.empty()) return needs_option("--reason", "--approve");
    if (!decides && !options_.needs_approval && !confirm_.adds() && !options_.by.empty()) {
      return needs_option("--by", "--approve");
    }
    confirm_.by(options_.by);
    options_.by = author_name(options_.by);
    return 0;
  }

  struct NumberRange {
    int least;
    int most;
  };

  /// Parses a number; keeps `number` if the option was not given.
  int read_number(const std::string& text, std::string_view option, NumberRange range, int& number) const {
    if (text.empty()) return 0;
    int read = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
    if (error != std::errc() || end != text.data() + text.size() || read < range.least || read > range.most) {
      return print_usage_error(*session_, messages::CliBadNumber,
                               {text, std::string(option), std::to_string(range.least), std::to_string(range.most)});
    }
    number = read;
    return 0;
  }

  /// Reads the secret. An unreadable file gets a separate message, since the signer only reports that there is no
  /// secret.
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
      say(options_.preview ? preview_text(outcome, wording()) : outcome_text(outcome, options_, wording()));
      if (!outcome.signer.empty()) session_->tell(wording()(texts::CliPublishSigned, outcome.period, outcome.signer));
    }
  }

  /// Prints a text, and keeps it for the report of a preview.
  void say(std::string_view text) {
    session_->tell(text);
    said_ += text;
  }

  void tell_nothing_due() {
    if (log_format_ != "json") say(wording()(texts::CliPublishNothingDue));
  }

  /// Writes report and metrics, even after failures. A preview or a decision changes no metrics.
  int finish(const Publication& done, const publish::RunFigures& figures) {
    const bool is_dry = options_.preview || options_.decision != IssueDecision::None;
    engine::Run run;
    const std::string report = publication_json(done, options_, session_->wording().language);
    if (!report_file_.empty()) resources::write_file(report_file_, report, run.sink());
    if (!metrics_.empty() && !is_dry && hand_on_.is_only()) {
      resources::write_file(metrics_, publish::hand_on_metrics(done, figures), run.sink());
    } else if (!metrics_.empty() && !is_dry) {
      // An unreadable file is not replaced, since the counters of former runs are in it.
      if (const auto former = resources::read_if_present(metrics_, run.sink())) {
        const std::string lines = *former ? "\n" + **former : std::string();
        resources::write_file(metrics_, publish::metrics_text(done, figures, lines), run.sink());
      }
    }
    if (!run.sink().has_errors()) return 0;
    return session_->print_report(std::move(run).report());
  }

  /// Whether people must be told about the issue: one that waits is news only once.
  static bool is_news(const PublishedIssue& issue) {
    if (issue.outcome == PublishOutcome::Waiting || issue.outcome == PublishOutcome::Held) return issue.standing.is_new;
    return issue.outcome != PublishOutcome::Unchanged;
  }

  std::string issue_;
  std::string due_day_;
  std::string corrections_;
  std::string withdraw_;
  std::string edition_;
  std::string until_;
  std::string preview_folder_;
  std::string said_;  // what was printed about issues
  bool asks_ = false;
  bool approves_ = false;
  bool sends_back_ = false;
  bool holds_ = false;
  bool releases_ = false;
  std::string now_;
  std::string report_file_;
  std::string metrics_;
  std::string log_format_ = "text";
  bool verify_ = false;
  PublishOptions options_;
  HandOnOption hand_on_;
  OfdProfileOption ofd_profile_;
  SecretOption secret_;
  ConfirmOption confirm_;
  Session* session_ = nullptr;
};

}  // namespace

std::unique_ptr<Command> make_publish_command() { return std::make_unique<PublishCommand>(); }

}  // namespace gongwen::cli
