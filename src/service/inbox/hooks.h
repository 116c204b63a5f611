// Hooks: other programs that are told of events, by requests in the outbox (Channel::Hook). A request says which
// submission has changed, but has none of its values: a program that needs them asks the API with a key.
//   auto hook = Hooks(inbox).add("https://registry.example/told", {"accept"}, now);
#pragma once

#include "service/inbox/inbox.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::inbox {

/// How long a former secret stays valid after a change. A week, so that the program's operator can change the secret on
/// their side without losing a request.
inline constexpr Seconds kFormerSecret = Seconds{7} * 86'400;
/// How long a hook may fail before it is disabled. Three days cover a weekend; afterwards the outbox would only fill
/// with requests that cannot be delivered.
inline constexpr Seconds kFailingAtMost = Seconds{3} * 86'400;

/// Returns the events that a hook may ask for: names of actions, such as `accept`.
std::span<const std::string_view> hook_events();

/// `failing_since` is the first failure after a success, so occasional failures do not add up.
struct Hook {
  std::string id;
  std::string address;              // https
  std::string secret;               // sealed
  std::vector<std::string> events;  // empty: all
  std::int64_t revision = 0;
  Seconds disabled = 0;       // time; 0 if it is enabled
  Seconds failing_since = 0;  // 0: the last request succeeded, or there was none
  Seconds created = 0;
  std::string former;        // the secret before a change, sealed; may be empty
  Seconds former_until = 0;  // until when it is used besides the present one
};

/// Administrators change hooks on a page of the office; Outbox asks asking_for() at each event, HookCaller sends and
/// calls note_end().
class Hooks {
 public:
  explicit Hooks(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a hook with a sealed secret; returns its id.
  Result<std::string> add(const std::string& address, const std::vector<std::string>& events, const std::string& secret,
                          Seconds now);
  Result<Hook> get(const std::string& id);
  Result<std::vector<Hook>> list();
  /// Returns the ids of enabled hooks that ask for an event.
  Result<std::vector<std::string>> asking_for(std::string_view event);
  // Changes name the revision that the user saw: Conflict if it is another one.
  std::optional<Fault> change(const Hook& seen, const std::string& address, const std::vector<std::string>& events);
  /// Sets a new secret; requests are also signed with the former one for a week.
  std::optional<Fault> renew(const Hook& seen, const std::string& secret, Seconds now);
  /// Disables a hook and cancels its waiting requests, or enables it.
  std::optional<Fault> disable(const std::string& id, bool disabled, Seconds now);
  std::optional<Fault> remove(const std::string& id);
  /// Must be called after a request. Disables a hook that is gone (410) or has failed for too long, and writes a line
  /// to the audit.
  std::optional<Fault> note_end(const std::string& id, bool succeeded, bool is_gone, Seconds now);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
