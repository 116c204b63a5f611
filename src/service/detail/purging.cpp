// Personal data is deleted when it is no longer needed (PIPL, art. 47). Kinds whose bundle states no time, or for which
// no worker answered this hour, are kept.
#include "service/detail/purging.h"

#include "base/date.h"
#include "base/format.h"
#include "service/detail/described_form.h"
#include "service/inbox/audit.h"
#include "service/inbox/submissions.h"
#include "service/inbox/upkeep.h"

namespace gongwen::service {
void Purging::run() {
  auto terms = std::make_shared<Terms>();
  // Kinds of submissions, not of bundles: a kind may have been removed while its submissions remain.
  const auto kinds = inbox::Submissions(inbox_).kinds();
  // Even without submissions, drafts, sessions and files have to be removed.
  if (!kinds || kinds->empty()) return finish(*terms);
  terms->missing = kinds->size();
  for (const std::string& kind : *kinds) {
    Task task;
    task.operation = Operation::Form;
    task.kind = kind;
    pool_.submit(std::move(task), Lane::Bulk, [this, terms, kind](PoolAnswer answer) {
      // A worker that did not answer gives no form: the kind is missing in `keep`, so nothing of it is removed.
      const auto form = parse_form(answer.answer.body);
      if (form && form->plan.keep_days) {
        terms->keep[kind] = static_cast<inbox::Seconds>(*form->plan.keep_days) * base::kSecondsPerDay;
      }
      if (--terms->missing == 0) finish(*terms);
    });
  }
}

/// Purges, and writes a line to the audit. A later run removes what cannot be removed now.
void Purging::finish(const Terms& terms) {
  const auto purged = inbox::purge(inbox_, terms.keep, clock_());
  // If nothing was removed, no line is written, since this runs every hour.
  if (!purged || purged->submissions + purged->drafts == 0) return;
  static_cast<void>(
      inbox::Audit(inbox_).add({0,
                                clock_(),
                                "service",
                                {},
                                "inbox.purge",
                                fmt::format("submissions:{} drafts:{}", purged->submissions, purged->drafts),
                                "ok"}));
}

}  // namespace gongwen::service
