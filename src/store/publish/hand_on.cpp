#include "store/publish/hand_on.h"

#include "base/date.h"
#include "base/file_path.h"
#include "base/format.h"
#include "base/mask_passwords.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "engine/core/run.h"
#include "engine/core/storage.h"
#include "engine/runs/kind_run.h"
#include "resources/atomic_file.h"
#include "resources/child_program.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "store/publish/detail/collect_issue.h"
#include "store/publish/detail/deliver.h"
#include "store/publish/detail/hand_on_state.h"
#include "store/publish/detail/issue_mail.h"
#include "store/publish/detail/ledger.h"
#include "store/publish/detail/site.h"
#include "store/publish/detail/targets.h"
#include "store/publish/published_records.h"
#include "store/publish/site_copy.h"
#include "store/store.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include <sys/wait.h>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using diagnostics::TextPair;
using State = HandOnNote::State;

/// In milliseconds. Another run may take hours; the next run hands on what that one leaves.
constexpr std::int64_t kLockPatience = 2'000;
/// For long lists of recipients, this many are recorded in one note; if a run is killed before that, they get the mail
/// twice.
constexpr std::size_t kNotedAtOnce = 10;
constexpr std::size_t kNamedRefusals = 3;  // in a message

/// Variables with passwords and keys are for this program only: by their names, in capitals or not, or as part of an
/// address such as `postgresql://user:password@host/name`.
std::vector<std::string> without_secrets(const std::vector<std::string>& environment) {
  constexpr std::array<std::string_view, 8> kSecret{"secret", "password", "passwd",     "passphrase",
                                                    "token",  "key",      "credential", "_pwd"};
  std::vector<std::string> kept;
  for (const std::string& variable : environment) {
    const std::size_t equals = std::min(variable.find('='), variable.size());
    const std::string name = base::ascii_lowercase(std::string_view(variable).substr(0, equals));
    const std::string_view value = std::string_view(variable).substr(equals);
    const bool is_secret = std::any_of(kSecret.begin(), kSecret.end(),
                                       [&](std::string_view part) { return name.find(part) != std::string::npos; });
    if (!is_secret && !name.ends_with("_pass") && base::mask_passwords(value) == value) kept.push_back(variable);
  }
  return kept;
}

PublishedIssue issue_of(const IssueStep& step, const ArchivedIssue& archived) {
  PublishedIssue issue;
  issue.period = step.period;
  issue.outcome = step.is_withdrawal  ? PublishOutcome::Withdrawn
                  : step.edition == 1 ? PublishOutcome::Published
                                      : PublishOutcome::Corrected;
  issue.year = archived.numbers.year;
  issue.issue = archived.numbers.issue;
  issue.total = archived.numbers.total;
  issue.date = archived.numbers.date;
  issue.edition = step.edition;
  const auto read = base::parse_json(archived.json);
  if (read) issue.path = read->view().text_of("path");
  return issue;
}

}  // namespace

class HandingOn::Work {
 public:
  Work(const EngineOptions& engine, const PublishOptions& publish, const HandOnOptions& options)
      : engine_(engine::complete_options(engine)), publish_(publish), options_(options) {
    run_.emplace();
    means_.environment = without_secrets(options.environment);
    means_.credentials_folder = options.credentials_folder;
    means_.temporary_folder = engine_->temporary_folder;
    means_.storage = engine::s3_access(options.storage);
  }

  bool prepare() {
    if (!read_settings()) return false;
    if (options_.decides()) return true;
    // Errors here are reported by the steps that follow.
    engine::Run unheard;
    if (open(unheard)) note_new_targets(unheard.sink());
    return true;
  }

  Report run(Publication& done, bool has_news) {
    const bool was_good = done.report.ok();
    engine::Run opening;
    const bool is_open = open(opening);
    // If publishing failed, it has reported the same errors.
    if (!is_open && (options_.is_only || was_good)) reports_.push_back(std::move(opening).report());
    const bool has_work = !settings_.targets.empty() || options_.decides();
    if (is_open && has_work && lock()) {
      if (options_.decides()) decide(done);
      for (const Target& target : settings_.targets) hand_on(target, done);
    }
    Report told = report();
    const Report published = done.report;
    // The command is told of targets that failed.
    done.report = engine::merge_reports({published, told});
    if (!options_.run_after.empty()) {
      run_after(done, is_open, has_news || !told.ok());
      told = engine::merge_reports({told, report()});
      done.report = engine::merge_reports({published, told});
    }
    lock_.reset();
    return told;
  }

  Report call_after_preview(const std::string& preview) {
    const int status = options_.run_after.empty() ? 0 : call_after(preview);
    if (status != 0) sink().report(messages::PublishAfterFailed, Origin{}, options_.run_after, status);
    return report();
  }

  void send_message(std::string_view subject, std::string_view text) {
    if (!settings_.messages) {
      sink().report(messages::PublishNoMessages, Origin{}, options_.file);
      return;
    }
    const Target& target = *settings_.messages;
    resources::MailMessage message = message_from(target);
    message.subject = subject;
    message.date = base::format_moment(publish_.now);
    message.message_id =
        resources::message_id_of(fmt::format("{} {} {}", subject, message.date, text), target.mail.from);
    message.text = text;
    send(target, message, target.mail.to, [&](const std::string& to, const DeliveryFault& fault) {
      if (fault) sink().report(messages::PublishMessageNotSent, Origin{}, to, fault->english, fault->chinese);
    });
  }

  Report report() {
    reports_.push_back(std::move(*run_).report());
    run_.emplace();
    return engine::merge_reports(std::exchange(reports_, {}));
  }

 private:
  diagnostics::DiagnosticSink& sink() { return run_->sink(); }
  std::string now() const { return base::format_moment(publish_.now); }
  std::string today() const { return base::date_in_china(publish_.now); }

  bool read_settings() {
    if (options_.file.empty()) return true;
    std::optional<HandOnSettings> settings = read_hand_on_settings(options_.file, *run_);
    if (settings) settings_ = *std::move(settings);
    return settings.has_value();
  }

  /// Reads the archive and the ledger. The store is closed again, because it is written after each try.
  bool open(engine::Run& run) {
    steps_.clear();
    diagnostics::DiagnosticSink& sink = run.sink();
    types_ = record_types_of(*engine_, run);
    const auto store = types_ ? store::open_store(publish_.store, store::Access::Read, types_, sink) : nullptr;
    if (!store) return false;
    const store::Workspace workspace{run.sources(), run.documents(), sink};
    store::StoreContents contents;
    if (publish_.kind.empty()) {
      auto read = store::read_contents(*store, workspace);
      if (!read) return false;
      contents = *std::move(read);
    }
    periodical_ = find_periodical(*types_, publish_.kind, contents);
    if (periodical_ == nullptr) return false;
    auto archive = Archive::read(publish_.site, *periodical_, workspace);
    auto ledger = Ledger::read(*store, periodical_->kind, sink);
    if (!archive || !ledger) return false;
    archive_ = *std::move(archive);
    ledger_ = *std::move(ledger);
    // A site that is not the one that was published must not be handed on: it would replace the right one elsewhere.
    const bool is_another = publish_.rebuild || publish_.new_site;
    if (!is_another && !agrees_with(ledger_, archive_, place(), sink)) return false;
    steps_ = steps_of(archive_);
    return true;
  }

  std::string place() const { return resources::plain_path(publish_.site); }
  const LedgerSite* known_site() const { return ledger_.find(archive_.feed_id()); }
  std::vector<HandOnNote> notes(std::string_view target) const { return notes_of(known_site(), target); }

  bool lock() {
    const std::string inner = base::join_path(publish_.site, ".gongwen");
    if (!resources::is_folder(inner)) return true;  // the site has not been published yet
    auto lock = resources::FileLock::take(inner + kHandOnLock, resources::LockKind::Exclusive, kLockPatience);
    if (lock) {
      lock_.emplace(*std::move(lock));
    } else if (lock.error().cause) {
      sink().report(messages::PublishUnwritable, Origin{}, inner + kHandOnLock, lock.error().cause.message());
    } else {
      sink().report(messages::PublishHandingOn, Origin{}, publish_.site, lock.error().holder);
    }
    return lock_.has_value();
  }

  store::PublicationEntry entry_of(const HandOnNote& note) const {
    base::Json json = note_json(note);
    if (options_.decides()) json.set("by", options_.by).set("reason", options_.reason);
    if (archive_.feed_id().empty()) json.set("site", place());
    return note_entry(archive_, kHandedOn, note.step.period, now(), std::move(json));
  }

  /// Writes notes. Returns false after a report if the store cannot be written.
  bool record(const std::vector<HandOnNote>& notes, diagnostics::DiagnosticSink& sink) {
    std::vector<store::PublicationEntry> entries;
    for (const HandOnNote& note : notes) entries.push_back(entry_of(note));
    if (entries.empty()) return true;
    const std::optional<std::string> why = add_to_store(publish_.store, types_, entries);
    if (!why) return true;
    sink.report(messages::PublishHandOnNotRemembered, Origin{}, base::mask_passwords(publish_.store), *why);
    return false;
  }

  std::vector<std::string> target_names() const {
    std::vector<std::string> names;
    for (const Target& target : settings_.targets) names.push_back(target.name);
    if (!options_.run_after.empty()) names.emplace_back(kRunAfter);
    return names;
  }

  /// A target of a site without publications is noted by the place of the site, which has no id yet: it gets all that
  /// is published, even if the first run is killed.
  bool is_noted_early(std::string_view target) const {
    for (const LedgerNote& note : ledger_.notes()) {
      if (note.what != kHandedOn) continue;
      const auto json = base::parse_json(note.json);
      const bool is_before = steps_.empty() || note.time <= steps_.front().time;
      if (json && json->view().text_of("target") == target && json->view().text_of("site") == place() && is_before) {
        return true;
      }
    }
    return false;
  }

  void note_new_targets(diagnostics::DiagnosticSink& sink) {
    std::vector<HandOnNote> fresh;
    for (const std::string& name : target_names()) {
      const bool is_early = is_noted_early(name);
      if (!notes(name).empty() || (is_early && archive_.feed_id().empty())) continue;
      HandOnNote note{name, State::FirstSeen, {}, now(), {}, {}, {}};
      if (!is_early && !steps_.empty()) note.step = steps_.back();
      if (!note.step.period.empty()) first_seen_.insert(name);
      fresh.push_back(std::move(note));
    }
    record(fresh, sink);
  }

  // Steps that are owed.

  void hand_on(const Target& target, Publication& done) {
    std::vector<HandOnNote> former = notes(target.name);
    if (former.empty()) {
      // A note for a site that has got its id in this run.
      HandOnNote note{target.name, State::FirstSeen, {}, now(), {}, {}, {}};
      if (!is_noted_early(target.name) && !steps_.empty()) note.step = steps_.back();
      if (steps_.empty() || !record({note}, sink())) return;
      former.push_back(std::move(note));
    }
    HandOnCount count{target.name, 0, failure_count(former)};
    if (target.is_copy()) {
      hand_on_copy(target, former, count, done);
    } else {
      if (first_seen_.contains(target.name)) {
        const IssueStep& last = former.front().step;
        done.handed_on.push_back(
            {target.name, last.period, last.edition, std::string(last.outcome()), "new", 0, {}, {}});
      }
      bool goes_on = true;
      for (const OwedStep& owed : owed_steps(target, steps_, former, today())) {
        // In the order of publication: after a failure the others wait.
        if (!goes_on) tell_owed(target, owed, "waiting", count, done);
        goes_on = goes_on && hand_on_step(target, owed, count, done);
      }
    }
    done.targets.push_back(std::move(count));
  }

  bool may_try(const Target& target, const OwedStep& owed) const {
    if (owed.tries_today >= static_cast<std::size_t>(target.tries_per_day)) return false;
    const base::Moment since = base::parse_moment(owed.since).value_or(publish_.now);
    return !target.days || publish_.now - since < *target.days * base::kSecondsPerDay;
  }

  void hand_on_copy(const Target& target, const std::vector<HandOnNote>& former, HandOnCount& count,
                    Publication& done) {
    const std::optional<SiteCopy> copy = current_copy(publish_.site, sink());
    if (!copy) return;
    std::optional<OwedStep> owed = owed_copy(copy->state, steps_, former, today());
    if (!owed) return;
    if (!may_try(target, *owed)) {
      tell_owed(target, *owed, "waiting", count, done);
      report_owed(target, *owed);
      return;
    }
    HandOnNote note{target.name, State::Done, owed->step, now(), copy->state, {}, {}};
    const DeliveryFault fault = deliver_copy(target, *copy, had_copy(former), means_);
    if (fault) note.state = State::Failed, note.detail = *fault;
    record({note}, sink());
    finish(target, *owed, fault, count, done);
  }

  struct Delivered {
    DeliveryFault fault;
    TextPair noted;       // the fault, without addresses
    bool goes_on = true;  // the next step may follow
  };
  static Delivered delivery_with(const DeliveryFault& fault) { return {fault, fault.value_or(TextPair()), !fault}; }

  /// Returns whether the next step may follow.
  bool hand_on_step(const Target& target, const OwedStep& owed, HandOnCount& count, Publication& done) {
    if (target.kind == TargetKind::Mail && owed.to.empty()) {
      return record({{target.name, State::Done, owed.step, now(), {}, {}, {}}}, sink());
    }
    if (!may_try(target, owed)) {
      tell_owed(target, owed, "waiting", count, done);
      report_owed(target, owed);
      return false;
    }
    HandOnNote note{target.name, State::Trying, owed.step, now(), {}, {}, {}};
    // If the store cannot be written, the next run would deliver the same again.
    if (!record({note}, sink())) {
      tell_owed(target, owed, "waiting", count, done);
      return false;
    }
    const Delivered delivered = target.kind == TargetKind::Mail
                                    ? mail_step(target, owed, note)
                                    : delivery_with(deliver_to_command(target, report_of({owed.step}, {}), means_));
    note.state = delivered.fault ? State::Failed : State::Done;
    note.detail = delivered.noted;
    record({note}, sink());
    finish(target, owed, delivered.fault, count, done);
    return delivered.goes_on;
  }

  void finish(const Target& target, const OwedStep& owed, const DeliveryFault& fault, HandOnCount& count,
              Publication& done) {
    if (!fault) {
      done.handed_on.push_back({target.name,
                                owed.step.period,
                                owed.step.edition,
                                std::string(owed.step.outcome()),
                                "done",
                                owed.tries,
                                owed.since,
                                {}});
      return;
    }
    OwedStep failed = owed;
    ++failed.tries;
    ++count.failures;
    failed.detail = *fault;
    if (failed.since.empty()) failed.since = now();
    tell_owed(target, failed, "failed", count, done);
    report_owed(target, failed);
  }

  void tell_owed(const Target& target, const OwedStep& owed, std::string_view state, HandOnCount& count,
                 Publication& done) {
    ++count.waiting;
    done.handed_on.push_back({target.name, owed.step.period, owed.step.edition, std::string(owed.step.outcome()),
                              std::string(state), owed.tries, owed.since, owed.detail});
  }

  void report_owed(const Target& target, const OwedStep& owed) {
    sink().report(messages::PublishNotHandedOn, Origin{}, target.name, owed.step.period, owed.step.edition,
                  owed.detail.english, owed.tries, owed.since, owed.detail.chinese);
  }

  // Mail.

  resources::MailMessage message_from(const Target& target) const {
    resources::MailMessage message;
    message.from = target.mail.from;
    message.from_name = target.mail.from_name;
    message.reply_to = target.mail.reply_to;
    return message;
  }

  template <typename Tell>
  bool send(const Target& target, const resources::MailMessage& message, const std::vector<std::string>& to,
            const Tell& tell) {
    const OutgoingMail mail{message.message_id, [&](const std::string& address) {
                              return message.bytes_for(address);
                            }};
    return deliver_mail(target, mail, to, means_, tell);
  }

  /// Sends the mail to all who have not received it, and notes who has, a few at a time.
  Delivered mail_step(const Target& target, const OwedStep& owed, const HandOnNote& note) {
    const ArchivedIssue& issue = *archive_.find(owed.step.period);  // the steps are those of the archive
    resources::MailMessage message = message_from(target);
    diagnostics::DiagnosticSink errors;
    std::string pdf;
    if (!fill_issue_mail({publish_.site, issue, archive_, *periodical_, owed.step}, target.mail.attaches, message, pdf,
                         errors)) {
      return delivery_with(fault_in(errors));
    }
    HandOnNote received = note;
    received.state = State::Done;
    TextPair refused;
    DeliveryFault last;
    std::size_t refusals = 0;
    // Refusals of single recipients do not hold up the next issue.
    const bool is_reached = send(target, message, owed.to, [&](const std::string& to, const DeliveryFault& fault) {
      if (!fault) received.to.push_back(recipient_mark(to));
      if (fault) last = fault;
      if (fault && ++refusals <= kNamedRefusals) {
        if (refusals > 1) refused += texts::Semicolon;
        refused += texts::PublishDeliveryTo.pair(to, *fault);
      }
      if (received.to.size() < kNotedAtOnce) return;
      record({received}, sink());
      received.to.clear();
    });
    if (!received.to.empty()) record({received}, sink());
    if (refusals == 0) return delivery_with({});
    if (refusals > kNamedRefusals) refused += texts::PublishDeliveryMore.pair(refusals - kNamedRefusals);
    return {refused, is_reached ? texts::PublishDeliveryRefused.pair(refusals) : *last, is_reached};
  }

  // Commands.

  /// The report of a run that published these steps, besides what `done` has.
  std::string report_of(const std::vector<IssueStep>& steps, const Publication& done) const {
    Publication all = done;
    all.kind = periodical_ == nullptr ? done.kind : periodical_->kind;
    for (const IssueStep& step : steps) {
      const bool is_there = std::any_of(all.issues.begin(), all.issues.end(), [&](const PublishedIssue& issue) {
        return issue.period == step.period && issue.outcome != PublishOutcome::Unchanged;
      });
      const ArchivedIssue* const archived = archive_.find(step.period);
      if (!is_there && archived != nullptr) all.issues.push_back(issue_of(step, *archived));
    }
    return publication_json(all, publish_, options_.language);
  }

  /// Runs the command of --run-after: once in a run, after publications and failures, and for steps that it has not yet
  /// received.
  void run_after(Publication& done, bool is_open, bool has_news) {
    Target target;
    target.name = kRunAfter;
    std::vector<HandOnNote> former = is_open ? notes(kRunAfter) : std::vector<HandOnNote>();
    if (former.empty() && is_open && is_noted_early(kRunAfter)) {
      former.push_back({target.name, State::FirstSeen, {}, now(), {}, {}, {}});
      record(former, sink());
    }
    std::vector<OwedStep> owed = former.empty() ? std::vector<OwedStep>() : owed_steps(target, steps_, former, today());
    // A failure that the command has not been told of: its last call failed.
    bool owes_alarm = false;
    for (const HandOnNote& note : former) {
      if (note.step.period.empty() && note.state == State::Failed) owes_alarm = true;
      if (note.step.period.empty() && note.state != State::Failed) owes_alarm = false;
    }
    HandOnCount count{target.name, 0, failure_count(former)};
    if (has_news || owes_alarm || !owed.empty()) {
      std::vector<IssueStep> steps;
      for (const OwedStep& one : owed) steps.push_back(one.step);
      const int status = call_after(report_of(steps, done));
      if (status != 0) sink().report(messages::PublishAfterFailed, Origin{}, options_.run_after, status);
      const DeliveryFault fault = status == 0 ? std::nullopt : DeliveryFault(fault_of_exit(status));
      std::vector<HandOnNote> fresh;
      const State state = fault ? State::Failed : State::Done;
      const TextPair noted = fault.value_or(TextPair());
      for (const IssueStep& step : steps) {
        fresh.push_back({target.name, state, step, now(), {}, noted, {}});
      }
      if (owed.empty() && (fault || owes_alarm)) {
        fresh.push_back({target.name, state, {}, now(), {}, noted, {}});
        count.waiting += fault ? 1 : 0;
        count.failures += fault ? 1 : 0;
      }
      if (!former.empty()) record(fresh, sink());
      // The run reports what the command was told, which does not include that the command has got it.
      for (const OwedStep& one : owed) {
        if (!fault) continue;
        ++count.waiting;
        done.handed_on.push_back({target.name, one.step.period, one.step.edition, std::string(one.step.outcome()),
                                  "failed", one.tries + 1, one.since.empty() ? now() : one.since, *fault});
      }
      count.failures += fault ? owed.size() : 0;
    }
    done.targets.push_back(std::move(count));
  }

  /// Returns the exit status; 128 plus the signal if a signal ended it.
  int call_after(const std::string& report) const {
    constexpr int kNotStarted = 127;
    resources::ProgramCall call{"/bin/sh", {"sh", "-c", options_.run_after}, resources::Inherited::Everything};
    const resources::ProgramEnd end = resources::run_program(std::move(call), report, std::nullopt);
    if (end.not_started || !end.status) return kNotStarted;
    return WIFEXITED(*end.status) ? WEXITSTATUS(*end.status) : 128 + WTERMSIG(*end.status);
  }

  // Decisions.

  void decide(Publication& done) {
    const std::vector<std::string> known = noted_targets(known_site());
    const std::string& name = options_.give_up.empty() ? options_.again : options_.give_up;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      sink().report(messages::PublishUnknownTarget, Origin{}, name, fmt::format("{}", fmt::join(known, ", ")));
      return;
    }
    HandOnNote note{name, options_.give_up.empty() ? State::Again : State::GivenUp, {}, now(), {}, {}, {}};
    for (const IssueStep& step : steps_) {
      if (options_.period.empty() || step.period == options_.period) note.step = step;
    }
    if (note.step.period.empty()) {
      sink().report(messages::PublishNoSuchIssue, Origin{}, options_.period, publish_.site);
      return;
    }
    if (options_.period.empty()) note.step.period.clear();
    const std::optional<SiteCopy> copy = current_copy(publish_.site, sink());
    if (note.state == State::GivenUp && copy) note.site_state = copy->state;
    if (!record({note}, sink())) return;
    done.handed_on.push_back(
        {name, options_.period, note.step.edition, {}, note.state == State::Again ? "again" : "given-up", 0, {}, {}});
    engine::Run unheard;
    open(unheard);
  }

  std::shared_ptr<const EngineOptions> engine_;
  const PublishOptions& publish_;
  const HandOnOptions& options_;
  DeliveryMeans means_;
  std::optional<engine::Run> run_;  // the run for the next messages
  std::vector<Report> reports_;
  HandOnSettings settings_;
  store::SharedRecordTypes types_;
  const store::Periodical* periodical_ = nullptr;
  Archive archive_;
  Ledger ledger_;
  std::vector<IssueStep> steps_;
  std::set<std::string> first_seen_;  // in this run
  std::optional<resources::FileLock> lock_;
};

HandingOn::HandingOn(const EngineOptions& engine, const PublishOptions& publish, const HandOnOptions& options)
    : work_(std::make_unique<Work>(engine, publish, options)) {}
HandingOn::~HandingOn() = default;

bool HandingOn::prepare() { return work_->prepare(); }
Report HandingOn::run(Publication& done, bool has_news) { return work_->run(done, has_news); }
Report HandingOn::call_after_preview(const std::string& report) { return work_->call_after_preview(report); }

void HandingOn::send_message(std::string_view subject, std::string_view text) { work_->send_message(subject, text); }
Report HandingOn::report() { return work_->report(); }

}  // namespace gongwen::publish
