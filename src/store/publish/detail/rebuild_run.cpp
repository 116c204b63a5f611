#include "store/publish/detail/rebuild_run.h"

#include "base/date.h"
#include "diagnostics/catalogue/publish.h"
#include "store/publish/detail/english_edition.h"
#include "store/publish/detail/restore_site.h"
#include "store/publish/detail/withdraw.h"

#include <algorithm>

namespace gongwen::publish {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

namespace {

/// Makes an edition again; no release shows it yet.
PublishedIssue rebuild_edition(PublishRun& run, const LedgerEdition& wanted) {
  const ArchivedIssue* const former = run.archive().find(wanted.period);
  PublishedIssue outcome = outcome_of(wanted.period, wanted.numbers);
  // Editions of an issue can be rebuilt only in their order.
  if (wanted.edition != (former == nullptr ? 1 : former->edition + 1)) {
    run.sink().report(messages::PublishOtherEdition, Origin{}, wanted.period, wanted.edition);
    return outcome;
  }
  outcome.edition = wanted.edition;
  engine::KindRun steps = run.steps();
  const diagnostics::ErrorWatch watch(steps.run().sink());
  if (steps.usable()) {
    NewEdition edition;
    edition.published = wanted.published;
    const bool has_former = former != nullptr && !is_withdrawn(*former);
    const auto before = has_former ? run.site().read_edition(edition_name(wanted.period, former->edition), kDataName,
                                                             steps.run().sink())
                                   : std::nullopt;
    if (before) edition.changes = run.changes_of(*before, wanted.data, steps.run());
    outcome.changes = edition.changes.size();
    const PublishOptions making = with_files_of(wanted, run.options(), run.periodical());
    const bool made = make_edition(run.plan(making), {wanted.data, {}}, outcome, steps, edition);
    if (made && !watch.saw_errors()) {
      report_other_bytes(wanted, edition.files, steps.run().sink());
      if (auto archive = run.add_edition(steps, {wanted.period, wanted.numbers, former}, edition)) {
        outcome.outcome = former == nullptr ? PublishOutcome::Published : PublishOutcome::Corrected;
        run.go_on_from(*std::move(archive));
      }
    }
  }
  run.keep_report(steps);
  return outcome;
}

bool make_pages_again(PublishRun& run) {
  engine::KindRun steps = run.steps();
  const bool done = steps.usable() && run.release(steps, run.archive());
  if (done) {
    steps.run().sink().report(messages::PublishPagesMade, Origin{}, run.options().site, run.archive().issues().size());
  }
  run.keep_report(steps);
  return done;
}

/// One release shows all of them, since its pages take longer than an edition. If an edition cannot be made, those
/// before it are shown.
bool rebuild_editions(PublishRun& run, const std::vector<const LedgerEdition*>& editions) {
  std::vector<PublishedIssue> outcomes;
  const auto fails = [&](const LedgerEdition* edition) {
    outcomes.push_back(rebuild_edition(run, *edition));
    return outcomes.back().outcome == PublishOutcome::Failed;
  };
  const bool all = std::none_of(editions.begin(), editions.end(), fails);
  if (const LedgerSite* const known = run.ledger_site()) {
    run.go_on_from(with_withdrawals(*known, run.archive(), run.periodical()));
  }
  const bool shown = run.archive().issues().empty() || make_pages_again(run);
  for (PublishedIssue& outcome : outcomes) {
    if (!shown) outcome.outcome = PublishOutcome::Failed;
    run.tell(outcome);
  }
  return all && shown;
}

}  // namespace

bool rebuild_site(PublishRun& run) {
  const LedgerSite* const known = run.lost_site();
  const bool is_remembered = known != nullptr && !known->editions.empty();
  if (!is_remembered && run.archive().issues().empty()) {
    run.sink().report(messages::PublishNothingRemembered, Origin{}, run.options().site);
    return false;
  }
  if (!is_remembered) {
    const std::optional<LedgerEdition> latest = find_latest_edition(run.site(), run.archive(), run.periodical());
    return rebuild_editions(run,
                            latest ? std::vector<const LedgerEdition*>{&*latest} : std::vector<const LedgerEdition*>());
  }
  Archive archive = run.archive();
  if (archive.feed_id().empty()) archive.restore_addresses(known->id, known->base_url);
  take_up_editions(archive, *known, run.site(), run.periodical());
  run.go_on_from(std::move(archive));
  const bool done = rebuild_editions(run, missing_editions(*known, run.archive()));
  // An older copy of the site still has what was withdrawn later.
  return done && run.clear_site(false);
}

bool take_back_edition(PublishRun& run) {
  const LedgerSite* const known = run.ledger_site();
  const LedgerEdition* const last = known == nullptr || known->editions.empty() ? nullptr : &known->editions.back();
  std::optional<ArchivedIssue> former;
  if (last != nullptr && last->edition > 1) former = state_before(*known, *last, run.periodical());
  if (last == nullptr || last->published != run.archive().last_published() || (last->edition > 1 && !former)) {
    run.sink().report(messages::PublishNoTakeBack, Origin{}, run.options().site);
    return false;
  }
  PublishedIssue outcome = outcome_of(last->period, last->numbers);
  outcome.edition = last->edition;
  const store::PublicationEntry entry = take_back_entry(run.archive(), *last, base::format_moment(run.options().now));
  engine::KindRun steps = run.steps();
  if (steps.usable()) {
    Archive archive = run.archive();
    archive.remove(last->period);
    if (former) archive.put(*std::move(former));
    if (run.release(steps, std::move(archive))) {
      outcome.outcome = PublishOutcome::TakenBack;
      run.note_taken_back(entry);
    }
  }
  run.finish(outcome, steps);
  return outcome.outcome == PublishOutcome::TakenBack;
}

}  // namespace gongwen::publish
