// The state of a periodical, for people who look after it: which issues are published, due, waiting or held, what is
// open, and what stopped the last unattended run. Reads only the store and the index of the site.
//   const gongwen::PublicationState state = gongwen::publication_state({}, {.store = "facts.db", .site = "site"});
#pragma once

#include "gongwen/publish.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen {

enum class IssueStage : std::uint8_t {
  Collecting,  // its period is not over, or its due day has not come
  Due,
  Failed,  // the last unattended run could not publish it
  Asked,   // it waits for approval
  SentBack,
  Approved,
  Held,
  Published,
  Changed,  // published, but its facts have changed since
  Withdrawn,
  Left  // published; a person has decided to leave it unchanged although its facts have changed
};
/// The name in JSON: `sent-back`.
GONGWEN_API std::string_view stage_name(IssueStage stage);

struct IssueState {
  std::string period;
  IssueStage stage = IssueStage::Collecting;
  // These four are 0 and empty until the issue is published.
  int year = 0;
  int issue = 0;
  int edition = 0;
  std::string date = {};  // of issue
  /// The decision that is in force. The state of a published issue may also be `left` or `withdrawn`.
  IssueStanding standing = {};
  std::vector<std::string> not_handed_on = {};  // targets that have not received it
  std::vector<MessageText> errors = {};         // why it failed
};

struct PublicationState {
  std::string kind = {};                // empty if it cannot be told
  std::vector<IssueState> issues = {};  // the latest period first
  std::vector<OpenPoint> open = {};
  /// The errors of the last unattended run that concern no single issue.
  std::vector<MessageText> errors = {};
  /// The expiry of the signing certificate, in seconds since 1970, as the last unattended run found it.
  std::optional<std::int64_t> certificate_expires = std::nullopt;
  Report report;
};

/// Reads the state from the store and the site; of the options it uses only kind, store, site and now. Reports:
/// store/*, publish/damaged-site, publish/other-kind.
GONGWEN_API PublicationState publication_state(const EngineOptions& engine, const PublishOptions& options);

}  // namespace gongwen
