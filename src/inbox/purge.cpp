#include "inbox/purge.h"

#include "inbox/accounts.h"
#include "inbox/calls.h"
#include "inbox/drafts.h"
#include "inbox/submissions.h"

namespace gongwen::inbox {

Result<Purged> purge(Inbox& inbox, const std::map<std::string, Seconds>& keep, Seconds now, const std::string& kind) {
  Purged purged;
  const auto drafts = Drafts(inbox).purge(now, kind);
  if (!drafts) return base::Failure{drafts.error()};
  purged.drafts = *drafts;
  for (const auto& [name, seconds] : keep) {
    if (!kind.empty() && name != kind) continue;
    const auto submissions = Submissions(inbox).purge(name, now - seconds);
    if (!submissions) return base::Failure{submissions.error()};
    purged.submissions += *submissions;
  }
  if (kind.empty()) {
    const auto sessions = Sessions(inbox).purge(now);
    if (!sessions) return base::Failure{sessions.error()};
    purged.sessions = *sessions;
  }
  if (const auto fault = Calls(inbox).sweep()) return base::Failure{*fault};
  const auto files = Files(inbox).sweep(now);
  if (!files) return base::Failure{files.error()};
  purged.files = *files;
  return purged;
}

}  // namespace gongwen::inbox
