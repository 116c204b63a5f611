#include "service/detail/purging.h"

#include "base/date.h"
#include "base/format.h"
#include "base/json.h"
#include "service/inbox/audit.h"
#include "service/inbox/submissions.h"
#include "service/inbox/upkeep.h"

namespace gongwen::service {
void Purging::run() {
  auto terms = std::make_shared<Terms>();
  const auto kinds = inbox::Submissions(inbox_).kinds();
  if (!kinds || kinds->empty()) return finish(*terms);
  terms->missing = kinds->size();
  for (const std::string& kind : *kinds) {
    Task task;
    task.operation = Operation::Form;
    task.kind = kind;
    pool_.submit(std::move(task), Lane::Bulk, [this, terms, kind](PoolAnswer answer) {
      const std::optional<base::Json> form = base::parse_json(answer.answer.body);
      const auto days = form ? form->view().number_of("keepDays") : std::nullopt;
      if (days) terms->keep[kind] = static_cast<inbox::Seconds>(*days) * base::kSecondsPerDay;
      if (--terms->missing == 0) finish(*terms);
    });
  }
}

/// What cannot be removed now is removed the next time.
void Purging::finish(const Terms& terms) {
  const auto purged = inbox::purge(inbox_, terms.keep, clock_());
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
