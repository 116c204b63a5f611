#include "service/inbox/hooks.h"

#include "base/format.h"
#include "service/inbox/audit.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <array>

namespace gongwen::inbox {
namespace {

// Names of Action (submissions.h) without those that concern only the office: answer, record, relink.
constexpr std::array<std::string_view, 11> kHookEvents{"submit",   "resubmit", "review",  "return", "accept", "reject",
                                                       "withdraw", "correct",  "replace", "reopen", "assign"};
constexpr std::size_t kHookIdBytes = 10;
constexpr std::string_view kHookColumns =
    "id, address, secret, events, revision, disabled, failing_since, created, former, former_until";

std::string joined_events(const std::vector<std::string>& events) {
  std::string text;
  for (const std::string& event : events) text += (text.empty() ? "" : " ") + event;
  return text;
}

// The inverse of joined_events(); an empty text gives an empty list, which means all events.
std::vector<std::string> parted_events(std::string_view text) {
  std::vector<std::string> events;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    events.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return events;
}

Hook hook_of(const database::Row& row) {
  Columns columns(row);
  Hook hook;
  hook.id = columns.text();
  hook.address = columns.text();
  hook.secret = columns.text();
  hook.events = parted_events(columns.text());
  hook.revision = columns.number();
  hook.disabled = columns.number();
  hook.failing_since = columns.number();
  hook.created = columns.number();
  hook.former = columns.text();
  hook.former_until = columns.number();
  return hook;
}

}  // namespace

std::span<const std::string_view> hook_events() { return kHookEvents; }

Result<std::string> Hooks::add(const std::string& address, const std::vector<std::string>& events,
                               const std::string& secret, Seconds now) {
  std::string id = random_text(kHookIdBytes);
  const auto fault = inbox_.execute(
      "INSERT INTO gw_hook (id, address, secret, events, revision, disabled, failing_since, created) "
      "VALUES ($1, $2, $3, $4, 1, 0, 0, CAST($5 AS BIGINT))",
      {id, address, secret, joined_events(events), number_value(now)});
  if (fault) return base::Failure{*fault};
  return id;
}

Result<Hook> Hooks::get(const std::string& id) {
  const auto row = inbox_.first(fmt::format("SELECT {} FROM gw_hook WHERE id = $1", kHookColumns), {id});
  if (!row) return base::Failure{row.error()};
  return hook_of(*row);
}

Result<std::vector<Hook>> Hooks::list() {
  return inbox_.all<Hook>(fmt::format("SELECT {} FROM gw_hook ORDER BY created, id", kHookColumns), {}, hook_of);
}

Result<std::vector<std::string>> Hooks::asking_for(std::string_view event) {
  std::vector<std::string> ids;
  // For an action of which no hook is told, such as `answer`, the table need not be read.
  if (std::find(kHookEvents.begin(), kHookEvents.end(), event) == kHookEvents.end()) return ids;
  const auto hooks = list();
  if (!hooks) return base::Failure{hooks.error()};
  for (const Hook& hook : *hooks) {
    const bool asks =
        hook.events.empty() || std::find(hook.events.begin(), hook.events.end(), event) != hook.events.end();
    if (asks && hook.disabled == 0) ids.push_back(hook.id);
  }
  return ids;
}

std::optional<Fault> Hooks::change(const Hook& seen, const std::string& address,
                                   const std::vector<std::string>& events) {
  return inbox_.change_one(
      "UPDATE gw_hook SET address = $3, events = $4, revision = revision + 1 WHERE id = $1 AND revision = "
      "CAST($2 AS BIGINT) RETURNING id",
      {seen.id, number_value(seen.revision), address, joined_events(events)}, Fault::Kind::Conflict);
}

std::optional<Fault> Hooks::renew(const Hook& seen, const std::string& secret, Seconds now) {
  return inbox_.change_one(
      "UPDATE gw_hook SET former = secret, former_until = CAST($4 AS BIGINT), secret = $3, revision = revision + 1 "
      "WHERE id = $1 AND revision = CAST($2 AS BIGINT) RETURNING id",
      {seen.id, number_value(seen.revision), secret, number_value(now + kFormerSecret)}, Fault::Kind::Conflict);
}

std::optional<Fault> Hooks::disable(const std::string& id, bool disabled, Seconds now) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto changed = inbox_.change_one(
        // Enabling clears the failures: the three days begin again.
        "UPDATE gw_hook SET disabled = CAST($2 AS BIGINT), failing_since = 0, revision = revision + 1 WHERE id = $1 "
        "RETURNING id",
        {id, number_value(disabled ? now : 0)});
    if (changed || !disabled) return changed;
    return inbox_.execute(
        // Except those that are being sent: note_end() will be called for them.
        "UPDATE gw_outbox SET state = 'cancelled', next = 0, changed = CAST($2 AS BIGINT) WHERE channel = 'hook' AND "
        "recipient = $1 AND state IN ('held', 'due', 'unsure')",
        {id, number_value(now)});
  });
}

std::optional<Fault> Hooks::remove(const std::string& id) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    if (const auto fault = inbox_.execute("DELETE FROM gw_outbox WHERE channel = 'hook' AND recipient = $1", {id})) {
      return fault;
    }
    return inbox_.change_one("DELETE FROM gw_hook WHERE id = $1 RETURNING id", {id});
  });
}

std::optional<Fault> Hooks::note_end(const std::string& id, bool succeeded, bool is_gone, Seconds now) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const Result<Hook> hook = get(id);
    if (!hook) return hook.error();
    // Disabled while the request was being sent: nothing to record.
    if (hook->disabled != 0) return std::nullopt;
    const Seconds failing = succeeded ? 0 : hook->failing_since == 0 ? now : hook->failing_since;
    if (!succeeded && (is_gone || now - failing >= kFailingAtMost)) {
      if (const auto fault = disable(id, true, now)) return fault;
      const auto line = Audit(inbox_).add({0, now, "service", {}, "hook.disable", "hook:" + id, "failing"});
      return line ? std::nullopt : std::optional(line.error());
    }
    // Written only when it changes, that is, at the first failure and at the first success after failures.
    if (failing == hook->failing_since) return std::nullopt;
    return inbox_.execute("UPDATE gw_hook SET failing_since = CAST($2 AS BIGINT) WHERE id = $1",
                          {id, number_value(failing)});
  });
}

}  // namespace gongwen::inbox
