#include "gongwen/publication_state.h"

#include "base/date.h"
#include "base/json.h"
#include "engine/core/run.h"
#include "engine/runs/kind_run.h"
#include "resources/file_tree.h"
#include "store/publish/detail/approval.h"
#include "store/publish/detail/corrections.h"
#include "store/publish/detail/hand_on_state.h"
#include "store/publish/detail/records_check.h"
#include "store/publish/detail/run_note.h"
#include "store/publish/detail/withdraw.h"
#include "store/publish/published_records.h"

#include <algorithm>
#include <set>

namespace gongwen::publish {
namespace {

class StateReader {
 public:
  StateReader(const EngineOptions& engine, const PublishOptions& options)
      : options_(options), engine_(engine::complete_options(engine)), kinds_(engine_) {}

  PublicationState read() {
    run_.attempt([&] { return read_all(); });
    state_.report = std::move(run_).report();
    return std::move(state_);
  }

 private:
  bool read_all() {
    const store::SharedRecordTypes types = record_types_of(kinds_, run_);
    const auto store = types ? store::open_store(options_.store, store::Access::Read, types, run_.sink()) : nullptr;
    if (!store) return false;
    const store::Workspace here{run_.sources(), run_.documents(), run_.sink()};
    const auto contents = store::read_contents(*store, here);
    if (!contents) return false;
    periodical_ = find_periodical(*types, options_.kind, *contents);
    if (periodical_ == nullptr) return true;
    state_.kind = periodical_->kind;
    auto ledger = Ledger::read(*store, periodical_->kind, run_.sink());
    auto archive =
        options_.site.empty() ? base::Expected<Archive>(Archive()) : Archive::read(options_.site, *periodical_, here);
    if (!ledger || !archive) return false;
    ledger_ = *std::move(ledger);
    archive_ = *std::move(archive);
    last_run_ = last_run(ledger_).value_or(RunNote());
    site_ = ledger_.site_of(archive_, resources::plain_path(options_.site));
    handed_on_ = notes_of(site_);
    describe({*contents, *periodical_, *types});
    return true;
  }

  void describe(const Collection& from) {
    std::set<std::string> periods;
    for (const std::string& period : periods_with_records(from)) periods.insert(period);
    for (const auto& [period, issue] : archive_.issues()) periods.insert(period);
    for (const LedgerNote& note : ledger_.notes()) {
      if (!note.period.empty()) periods.insert(note.period);
    }
    for (auto period = periods.rbegin(); period != periods.rend(); ++period) {
      if (!base::Period::parse(periodical_->unit, *period)) continue;
      state_.issues.push_back(state_of(from, *period));
    }
    state_.open = find_never_published(from, archive_, base::date_in_china(options_.now));
    state_.certificate_expires = last_run_.certificate_expires;
    if (last_run_.failed.empty()) state_.errors = last_run_.errors;
  }

  IssueState state_of(const Collection& from, const std::string& period) const {
    IssueState state;
    state.period = period;
    const ArchivedIssue* const archived = archive_.find(period);
    const std::string published = archived == nullptr ? std::string() : archived->published;
    const IssueDecisions decisions = decisions_about(period, ledger_.notes(), published);
    const std::string until = held_until(from, period, decisions, options_.now);
    if (archived != nullptr) {
      state.year = archived->numbers.year;
      state.issue = archived->numbers.issue;
      state.edition = archived->edition;
      state.date = archived->numbers.date;
      put_stage_of_published(*archived, state);
      state.not_handed_on = targets_without(period, published);
    } else {
      state.stage = stage_of_records(period);
    }
    if (state.stage == IssueStage::Failed) state.errors = last_run_.errors;
    put_decision(decisions, until, state);
    return state;
  }

  /// Adds the decision of a person, if the issue waits because of it.
  static void put_decision(const IssueDecisions& decisions, const std::string& until, IssueState& state) {
    const auto put = [&](IssueStage stage, const Decision& decision) {
      state.standing = {std::string(stage_name(stage)), decision.by, decision.time, decision.reason, {}, {}, {}, false};
      // A published issue remains so while its correction waits.
      if (state.edition == 0) state.stage = stage;
    };
    if (decisions.asked) put(IssueStage::Asked, *decisions.asked);
    if (decisions.sent_back) put(IssueStage::SentBack, *decisions.sent_back);
    if (decisions.approved) put(IssueStage::Approved, *decisions.approved);
    if (until.empty()) return;
    put(IssueStage::Held, decisions.held.value_or(Decision()));
    if (!until.starts_with(kWithoutEnd)) state.standing.until = until;
  }

  IssueStage stage_of_records(const std::string& period) const {
    if (last_run_.failed == period) return IssueStage::Failed;
    return is_due(*periodical_, period, last_run_.due_day, options_.now) ? IssueStage::Due : IssueStage::Collecting;
  }

  /// The latest note of the site about the issue decides whether its facts have changed. Notes about a former edition
  /// are void.
  void put_stage_of_published(const ArchivedIssue& archived, IssueState& state) const {
    const bool is_gone = is_withdrawn(archived);
    state.stage = IssueStage::Published;
    for (const LedgerNote& note : site_ == nullptr ? std::vector<LedgerNote>() : site_->notes) {
      const auto read = note.period == archived.period ? base::parse_json(note.json) : std::nullopt;
      if (!read || !is_about_latest(note, read->view(), archived)) continue;
      const base::JsonView json = read->view();
      if (note.what == kChanged) {
        // Without a hash, the changes were undone.
        state.stage = json.text_of("facts").empty() ? IssueStage::Published : IssueStage::Changed;
        state.standing = {};
      }
      if (note.what == kLeft) state.stage = IssueStage::Left;
      if (note.what == kLeft || (note.what == kWithdrawn && is_gone)) {
        state.standing = {note.what, json.text_of("by"), note.time, json.text_of("reason"), {}, {}, {}, false};
      }
    }
    if (is_gone) state.stage = IssueStage::Withdrawn;
  }

  /// Targets whose last note about the issue says that they have not got it.
  std::vector<std::string> targets_without(const std::string& period, const std::string& published) const {
    std::set<std::string> without;
    for (const HandOnNote& note : handed_on_) {
      // Some recipients of a mail have got it; how the try ended is noted after it.
      if (note.time < published || !note.to.empty() || note.state == HandOnNote::State::FirstSeen) continue;
      const bool is_settled = note.state == HandOnNote::State::Done || note.state == HandOnNote::State::GivenUp;
      // A copy has all issues, and a person may give up all of them.
      const bool is_of_all = is_settled && (note.step.period.empty() || !note.site_state.empty());
      if (note.step.period != period && !is_of_all) continue;
      if (is_settled) {
        without.erase(note.target);
      } else {
        without.insert(note.target);
      }
    }
    return {without.begin(), without.end()};
  }

  const PublishOptions& options_;
  std::shared_ptr<const EngineOptions> engine_;
  engine::Run run_;
  engine::KindLibrary kinds_;
  Ledger ledger_;
  Archive archive_;
  RunNote last_run_;
  const LedgerSite* site_ = nullptr;
  std::vector<HandOnNote> handed_on_;
  const store::Periodical* periodical_ = nullptr;
  PublicationState state_;
};

}  // namespace

}  // namespace gongwen::publish

namespace gongwen {

std::string_view stage_name(IssueStage stage) {
  switch (stage) {
    case IssueStage::Collecting: return "collecting";
    case IssueStage::Due: return "due";
    case IssueStage::Failed: return "failed";
    case IssueStage::Asked: return "asked";
    case IssueStage::SentBack: return "sent-back";
    case IssueStage::Approved: return "approved";
    case IssueStage::Held: return "held";
    case IssueStage::Published: return "published";
    case IssueStage::Changed: return "changed";
    case IssueStage::Withdrawn: return "withdrawn";
    case IssueStage::Left: return "left";
  }
  return "";
}

PublicationState publication_state(const EngineOptions& engine, const PublishOptions& options) {
  return publish::StateReader(engine, options).read();
}

}  // namespace gongwen
