// Programs that are told of events, for administrators: their addresses, their events, and the results of the last
// requests.
#include "service/inbox/hooks.h"

#include "service/detail/hook_caller.h"
#include "service/detail/office_pages.h"
#include "service/inbox/sealing.h"

#include <algorithm>

namespace gongwen::service {
namespace {

using inbox::Hook;
using inbox::MailState;

constexpr std::string_view kHooksAddress = "/office/hooks";
constexpr std::size_t kCallsShown = 100;

std::string hook_page(const std::string& id) { return fmt::format("{}?id={}", kHooksAddress, id); }

/// Returns whether an address is https, with a host, without a login, in printable ASCII. A login in an address would
/// be in logs and on this page; a fragment is never sent.
bool is_hook_address(std::string_view address) {
  constexpr std::string_view kHttps = "https://";
  constexpr std::size_t kLongest = 1'000;
  if (!address.starts_with(kHttps) || address.size() > kLongest) return false;
  const std::string_view rest = address.substr(kHttps.size());
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  return !host.empty() && host.find('@') == std::string_view::npos && rest.find('#') == std::string_view::npos &&
         std::all_of(address.begin(), address.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

std::string hook_state_words(const Hook& hook, diagnostics::Language language) {
  if (hook.disabled != 0) return texts::MailHookDisabled.in(language, local_time(hook.disabled));
  if (hook.failing_since != 0) return texts::MailHookFailing.in(language, local_time(hook.failing_since));
  return std::string(texts::MailHookWorks.in(language));
}

std::string hook_events_words(const Hook& hook, diagnostics::Language language) {
  if (hook.events.empty()) return std::string(texts::MailHookAllEvents.in(language));
  std::vector<std::string> types;
  for (const std::string& event : hook.events) types.push_back(hook_event_type(event));
  return joined_texts(types, language);
}

std::string call_words(const inbox::OutboxMail& call, diagnostics::Language language) {
  // The status of the answer, or the reason why there was none; a dash for a request that was never tried.
  const std::string answer = call.code != 0 ? std::to_string(call.code) : call.said.empty() ? "–" : call.said;
  switch (call.state) {
    case MailState::Held:
    case MailState::Due:
      // Held and Due are shown alike, since an administrator could not change the difference.
      return call.tries == 0 ? texts::MailHookDue.in(language, local_time(call.next))
                             : texts::MailHookAgainAt.in(language, answer, local_time(call.next));
    case MailState::Sending: return std::string(texts::MailHookSending.in(language));
    case MailState::Sent: return texts::MailHookSent.in(language, answer, local_time(call.changed));
    case MailState::Unsure:
    case MailState::Failed:
    case MailState::Bounced: return texts::MailHookFailed.in(language, answer);
    case MailState::Cancelled: break;
  }
  return std::string(texts::MailHookCancelled.in(language));
}

/// Returns the name of the tick box of an event.
std::string event_field(std::string_view event) { return fmt::format("event-{}", event); }

/// Returns the inputs for address and events, with the posted values if there are any, otherwise with `known`.
std::vector<OfficeInput> hook_inputs(const OfficeVisit& visit, const Hook& known) {
  // The same form posts `address` and the boxes, so it tells whether the boxes were posted, ticked or not.
  const bool typed = visit.has("address");
  std::vector<OfficeInput> inputs{
      {"address", "text", visit.words(texts::MailHookAddress), typed ? visit.field("address") : known.address}};
  inputs.front().hint = visit.words(texts::MailHookAddressHint);
  for (const std::string_view event : inbox::hook_events()) {
    OfficeInput box{event_field(event), "checkbox", hook_event_type(event), "1"};
    box.checked = typed ? visit.has(event_field(event))
                        : std::find(known.events.begin(), known.events.end(), event) != known.events.end();
    inputs.push_back(std::move(box));
  }
  return inputs;
}

std::vector<std::string> chosen_events(const OfficeVisit& visit) {
  // No tick at all means all events: see hook_events_words().
  std::vector<std::string> events;
  for (const std::string_view event : inbox::hook_events()) {
    if (visit.has(event_field(event))) events.emplace_back(event);
  }
  return events;
}

}  // namespace

void OfficePages::hooks(const VisitPtr& visit) {
  const std::string id = visit->asked("id");
  if (id.empty()) return visit->posts() ? add_hook(visit) : show_hooks(visit, 200, {});
  const auto hook = inbox::Hooks(inbox_).get(id);
  if (!hook && hook.error().kind == inbox::Fault::Kind::NotFound) return send_not_found(visit);
  if (!hook) return send_fault(visit, hook.error());
  if (visit->posts()) return change_hook(visit, *hook);
  show_hook(visit, *hook, 200, {});
}

void OfficePages::show_hooks(const VisitPtr& visit, unsigned status, std::string_view error) {
  // Without a key for sealing, secrets cannot be stored, so no program can be added.
  const auto hooks = inbox::Hooks(inbox_).list();
  if (!hooks) return send_fault(visit, hooks.error());
  OfficeTable page;
  const bool can_seal = !office_.key_file.empty();
  page.paragraphs = {visit->words(can_seal ? texts::MailHookAbout : texts::MailHookOff)};
  page.heads = {visit->words(texts::MailHookAddress), visit->words(texts::MailHookEvents),
                visit->words(texts::MailHookState)};
  for (const Hook& hook : *hooks) {
    page.rows.push_back({{{hook.address, hook_page(hook.id)},
                          {hook_events_words(hook, visit->language)},
                          {hook_state_words(hook, visit->language)}}});
  }
  if (hooks->empty()) page.heads.clear();
  if (can_seal) {
    page.forms = {{std::string(kHooksAddress),
                   hook_inputs(*visit, {}),
                   {{"_add", visit->words(texts::MailHookAddButton)}},
                   visit->words(texts::MailHookAdd)}};
    page.forms.back().about = visit->words(texts::MailHookEventsHint);
  }
  send_office(visit, status, visit->words(texts::MailHookPage), page, errors_of(error));
}

/// Shows one program with the last requests to it. `secret`: a new one, which only this page shows.
void OfficePages::show_hook(const VisitPtr& visit, const Hook& hook, unsigned status, std::string_view error,
                            const std::string& secret) {
  const auto calls = inbox::Outbox(inbox_).of_hook(hook.id, kCallsShown);
  if (!calls) return send_fault(visit, calls.error());
  const std::string address = hook_page(hook.id);
  OfficeTable page;
  page.links = {{std::string(kHooksAddress), visit->words(texts::MailHookPage)}};
  if (!secret.empty()) page.paragraphs.push_back(texts::MailHookSecret.in(visit->language, secret));
  page.paragraphs.push_back(
      fmt::format("{} · {}", hook_events_words(hook, visit->language), hook_state_words(hook, visit->language)));
  // Until `former_until` requests carry signatures with both secrets, so that the program has time to change its own.
  if (!hook.former.empty() && hook.former_until > visit->now) {
    page.paragraphs.push_back(texts::MailHookFormer.in(visit->language, local_time(hook.former_until)));
  }
  page.heads = {visit->words(texts::MailTime), visit->words(texts::OfficeColumnReceipt),
                visit->words(texts::MailHookEvent), visit->words(texts::MailHookState)};
  for (const inbox::OutboxMail& call : *calls) {
    page.rows.push_back({{{local_time(call.created)},
                          {call.facts.receipt, "/office/s/" + call.submission},
                          {hook_event_type(call.name)},
                          {call_words(call, visit->language)}},
                         call.id});
  }
  if (calls->empty()) {
    page.heads.clear();
    page.paragraphs.push_back(visit->words(texts::MailHookNoCalls));
  } else {
    page.row_button = {address, "_again", visit->words(texts::MailAgain)};
  }
  // The form carries the page's revision, so that two administrators cannot overwrite each other's changes.
  const std::vector<HiddenField> seen{{"revision", std::to_string(hook.revision)}};
  OfficeForm change{address, hook_inputs(*visit, hook), {{"_change", visit->words(texts::MailHookChange)}}};
  change.hidden = seen;
  change.title = visit->words(texts::MailHookChange);
  OfficeForm others{address, {}, {{"_renew", visit->words(texts::MailHookRenew), true}}};
  others.hidden = seen;
  others.about = visit->words(texts::MailHookRenewAbout);
  const bool is_off = hook.disabled != 0;
  others.buttons.push_back(
      {is_off ? "_enable" : "_disable", visit->words(is_off ? texts::MailHookEnable : texts::MailHookDisable), true});
  // Only a disabled program can be removed, which takes two steps.
  if (is_off) others.buttons.push_back({"_remove", visit->words(texts::MailHookRemove), true});
  page.forms = {std::move(change), std::move(others)};
  send_office(visit, status, hook.address, page, errors_of(error));
}

/// Seals a new secret; returns nullopt if it has answered.
std::optional<std::string> OfficePages::sealed(const VisitPtr& visit, const std::string& secret) {
  const auto box = office_.key_file.empty()
                       ? inbox::Result<inbox::Box>(base::Failure{inbox::Fault{inbox::Fault::Kind::Files}})
                       : inbox::Box::open(office_.key_file);
  if (box) return box->seal(secret);
  send_problem(visit, http::status::kServerError, texts::MailHookOff.in(visit->language));
  return std::nullopt;
}

void OfficePages::add_hook(const VisitPtr& visit) {
  const std::string address = visit->field("address");
  if (!is_hook_address(address)) {
    return show_hooks(visit, http::status::kUnprocessable, texts::MailHookBadAddress.in(visit->language));
  }
  // Shown once: afterwards only the sealed text exists.
  const std::string secret = new_hook_secret();
  const auto kept = sealed(visit, secret);
  if (!kept) return;
  inbox::Hooks hooks(inbox_);
  const auto id = hooks.add(address, chosen_events(*visit), *kept, visit->now);
  if (!id) return send_fault(visit, id.error());
  note(visit, "hook.add", "hook:" + *id, "ok");
  const auto hook = hooks.get(*id);
  if (!hook) return send_fault(visit, hook.error());
  show_hook(visit, *hook, 200, {}, secret);
}

void OfficePages::change_hook(const VisitPtr& visit, const Hook& hook) {
  inbox::Hooks hooks(inbox_);
  Hook seen = hook;
  // The revision of the form, not that of the row that was read above: otherwise no conflict would be found.
  seen.revision = static_cast<std::int64_t>(number_of_digits(visit->field("revision")));
  std::string action = "hook.change";
  std::string secret;
  std::optional<inbox::Fault> fault;
  if (visit->has("_again")) {
    action = "hook.again";
    fault = inbox::Outbox(inbox_).retry(visit->field("_again"), visit->now);
  } else if (visit->has("_change")) {
    const std::string address = visit->field("address");
    if (!is_hook_address(address)) {
      return show_hook(visit, hook, http::status::kUnprocessable, texts::MailHookBadAddress.in(visit->language));
    }
    fault = hooks.change(seen, address, chosen_events(*visit));
  } else if (visit->has("_renew")) {
    action = "hook.secret";
    secret = new_hook_secret();
    const auto kept = sealed(visit, secret);
    if (!kept) return;
    fault = hooks.renew(seen, *kept, visit->now);
  } else if (visit->has("_disable") || visit->has("_enable")) {
    action = visit->has("_disable") ? "hook.disable" : "hook.enable";
    fault = hooks.disable(hook.id, visit->has("_disable"), visit->now);
  } else if (visit->has("_remove") && hook.disabled != 0) {
    action = "hook.remove";
    fault = hooks.remove(hook.id);
  } else {
    return send_not_found(visit);
  }
  note(visit, action, "hook:" + hook.id, fault ? "refused" : "ok");
  using Kind = inbox::Fault::Kind;
  if (fault && (fault->kind == Kind::Conflict || fault->kind == Kind::WrongState)) {
    return show_hook(
        visit, hook, http::status::kConflict,
        // WrongState: the request was answered, or taken by the sending process, meanwhile.
        (fault->kind == Kind::Conflict ? texts::MailHookConflict : texts::MailHookLate).in(visit->language));
  }
  if (fault) return send_fault(visit, *fault);
  if (action == "hook.remove") return send_to(visit, std::string(kHooksAddress));
  if (secret.empty()) return send_to(visit, hook_page(hook.id));
  const auto changed = hooks.get(hook.id);
  if (!changed) return send_fault(visit, changed.error());
  show_hook(visit, *changed, 200, {}, secret);
}

}  // namespace gongwen::service
