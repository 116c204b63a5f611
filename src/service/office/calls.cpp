// Calls, for secretaries: when and for whom a form is open. Codes of invitations are shown once, with their links.
// Forms carry the state that their page showed (`revision`, `seen`, `invited`), so that a page that is sent twice, or
// is outdated, changes nothing.
#include "service/inbox/calls.h"

#include "base/date.h"
#include "base/utf8.h"
#include "service/detail/calls_api.h"
#include "service/detail/office_pages.h"
#include "service/http/fields.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace gongwen::service {
namespace {

constexpr std::string_view kCallsAddress = "/office/calls";
constexpr inbox::Seconds kUsualDays = 30;

std::string call_address(const std::string& id) {
  const std::vector<http::FormField> query{{"id", id}};
  return fmt::format("{}?{}", kCallsAddress, http::write_form(query));
}

const diagnostics::BilingualText& call_state_words(inbox::CallState state) {
  switch (state) {
    case inbox::CallState::Early: return texts::OfficeCallEarly;
    case inbox::CallState::Open: return texts::OfficeCallOpen;
    case inbox::CallState::Full: return texts::OfficeCallFull;
    case inbox::CallState::Closed: break;
  }
  return texts::OfficeCallClosed;
}

/// Returns `3 / 100`; only the first number if there is no limit, which is stored as
/// 0.
std::string counted(const inbox::Call& call) {
  return call.terms.most == 0 ? std::to_string(call.submitted)
                              : fmt::format("{} / {}", call.submitted, call.terms.most);
}

std::string_view people_words(const inbox::Call& call, diagnostics::Language language) {
  return (call.invited ? texts::OfficeCallInvited : texts::OfficeCallEverybody).in(language);
}

/// Returns names, one per line, without blank lines. Lines are those of a text area: CR LF; the CR is removed with the
/// spaces at the ends.
std::vector<std::string> typed_names(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = base::trim_ascii_space(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty()) names.emplace_back(line);
  }
  return names;
}

/// Returns the number that the page showed, from its hidden field; a number that never matches if the field is
/// malformed.
std::size_t seen_count(const std::string& text) {
  // No list has the largest number, so a malformed field is refused like an outdated one.
  return http::parse_whole_number(text).value_or(std::numeric_limits<std::size_t>::max());
}

/// Makes the members that programs send from the fields of the page, so that both are checked by the same code. A limit
/// that is not a number stays a text, which that check refuses.
base::Json order_of(const std::string& from, const std::string& until, const std::string& limit,
                    const std::string& text_zh, const std::string& text_en) {
  base::Json order = base::Json::object();
  order.set("from", from).set("until", until);
  const auto most = http::parse_whole_number(limit);
  if (!limit.empty()) order.set("limit", most ? base::Json(*most) : base::Json(limit));
  base::Json text = base::Json::object();
  text.set("zh", text_zh).set("en", text_en);
  // Both ways of opening a call, the page and the API, check the same JSON.
  return std::move(order.set("text", std::move(text)));
}

/// Returns the label of the field that programs call `member`.
const diagnostics::BilingualText& label_of(std::string_view member) {
  if (member == "from") return texts::OfficeCallFrom;
  if (member == "until") return texts::OfficeCallUntil;
  if (member == "limit") return texts::OfficeCallLimit;
  return texts::OfficeCallText;
}

}  // namespace

void OfficePages::calls(const VisitPtr& visit) {
  const std::string id = visit->asked("id");
  if (id.empty()) {
    return with_kinds(visit, [this, visit](const KindTable& table) {
      if (visit->posts()) return open_call(visit, table);
      show_calls(visit, table, 200, {});
    });
  }
  const auto call = inbox::Calls(inbox_).get(id);
  if (!call && call.error().kind == inbox::Fault::Kind::NotFound) return send_not_found(visit);
  if (!call) return send_fault(visit, call.error());
  if (visit->posts()) return change_call(visit, *call);
  show_call(visit, *call, 200, {});
}

std::vector<OfficeInput> OfficePages::call_inputs(const VisitPtr& visit, const inbox::CallTerms& terms) {
  // Every form with these inputs posts `from`, so it tells whether the inputs were posted.
  const bool typed = visit->has("from");
  const auto input = [&](const std::string& name, const std::string& type, const diagnostics::BilingualText& label,
                         const std::string& known, std::string hint = {}) {
    return OfficeInput{name, type, visit->words(label), typed ? visit->field(name) : known, std::move(hint)};
  };
  const std::string limit = terms.most == 0 ? std::string() : std::to_string(terms.most);
  const std::string day_hint = visit->words(texts::OfficeCallDayHint);
  return {input("from", "date", texts::OfficeCallFrom, local_day(terms.opens), day_hint),
          // People name the last day, the store has the first second after it: `closes - 1` is in the last day.
          input("until", "date", texts::OfficeCallUntil, local_day(terms.closes - 1), day_hint),
          input("limit", "text", texts::OfficeCallLimit, limit, visit->words(texts::OfficeCallLimitHint)),
          input("text_zh", "textarea", texts::OfficeCallTextZh, terms.text_zh),
          input("text_en", "textarea", texts::OfficeCallTextEn, terms.text_en)};
}

void OfficePages::show_calls(const VisitPtr& visit, const KindTable& table, unsigned status, std::string_view error) {
  const auto calls = inbox::Calls(inbox_).list({});
  if (!calls) return send_fault(visit, calls.error());
  OfficeTable page;
  page.paragraphs = {visit->words(texts::OfficeCallsAbout)};
  page.heads = {visit->words(texts::OfficeFilterKind), visit->words(texts::OfficeCallFrom),
                visit->words(texts::OfficeCallUntil),  visit->words(texts::OfficeCallState),
                visit->words(texts::OfficeCallCount),  visit->words(texts::OfficeCallFor)};
  for (const inbox::Call& call : *calls) {
    page.rows.push_back({{{table.title_of(call.kind), call_address(call.id)},
                          {local_day(call.terms.opens)},
                          {local_day(call.terms.closes - 1)},
                          {visit->words(call_state_words(call.state(visit->now)))},
                          {counted(call)},
                          {std::string(people_words(call, visit->language))}}});
  }
  std::vector<OfficeChoice> kinds;
  for (const std::string& kind : table.forms) kinds.push_back({kind, table.title_of(kind)});
  // Whole days: by default the period begins today at midnight. typed_date(local_day(now)) is midnight in Beijing;
  // `now` itself is used if that could ever fail.
  const inbox::Seconds today = typed_date(local_day(visit->now)).value_or(visit->now);
  OfficeForm form{std::string(kCallsAddress),
                  call_inputs(visit, {today, today + kUsualDays * base::kSecondsPerDay, 0, {}, {}}),
                  {{"_open", visit->words(texts::OfficeCallOpenButton)}},
                  visit->words(texts::OfficeCallOpenTitle)};
  form.inputs.insert(form.inputs.begin(),
                     {select_input("kind", visit->words(texts::OfficeFilterKind), visit->field("kind"), kinds),
                      select_input("for", visit->words(texts::OfficeCallFor), visit->field("for"),
                                   {{"all", visit->words(texts::OfficeCallEverybody)},
                                    {"invited", visit->words(texts::OfficeCallInvited)}})});
  // The page carries the number of calls, so that sending it twice opens one call.
  form.hidden = {{"seen", std::to_string(calls->size())}};
  page.forms = {std::move(form)};
  send_office(visit, status, visit->words(texts::OfficeCalls), page, errors_of(error));
}

/// Returns the typed terms; nullopt, with the words for it in `error`, if they are not possible.
std::optional<inbox::CallTerms> OfficePages::typed_terms(const VisitPtr& visit, std::string& error) {
  inbox::CallTerms terms;
  const base::Json order = order_of(visit->field("from"), visit->field("until"), visit->field("limit"),
                                    visit->field("text_zh"), visit->field("text_en"));
  const std::string bad = bad_member(order.view(), terms);
  if (bad.empty()) return terms;
  // A date that can be read and is refused nevertheless can only be before the first one.
  const bool is_backwards = bad == "until" && typed_date(visit->field("until"));
  error = is_backwards ? std::string(texts::OfficeCallBackwards.in(visit->language))
                       : texts::OfficeCallBad.in(visit->language, label_of(bad).in(visit->language));
  return std::nullopt;
}

void OfficePages::open_call(const VisitPtr& visit, const KindTable& table) {
  const std::string kind = visit->field("kind");
  if (!table.forms.contains(kind)) return send_not_found(visit);  // not an option on the page
  std::string error;
  const auto terms = typed_terms(visit, error);
  if (!terms) return show_calls(visit, table, http::status::kUnprocessable, error);
  // `seen`: the number of calls that the page showed. If it has changed, the result is Conflict.
  const auto call = inbox::Calls(inbox_).add(kind, *terms, visit->field("for") == "invited", visit->now,
                                             seen_count(visit->field("seen")));
  if (!call && call.error().kind == inbox::Fault::Kind::Conflict) {
    return show_calls(visit, table, http::status::kConflict, texts::OfficeCallsChanged.in(visit->language));
  }
  if (!call) return send_fault(visit, call.error());
  note(visit, "call.open", "call:" + call->id, "ok");
  send_to(visit, call_address(call->id));
}

/// Shows a call. After invitations were made, the page lists only these, with the links, which are never shown again.
void OfficePages::show_call(const VisitPtr& visit, const inbox::Call& call, unsigned status, std::string_view error,
                            const std::vector<inbox::NewInvitation>& made) {
  const auto known = inbox::Calls(inbox_).invitations(call.id);
  if (!known) return send_fault(visit, known.error());
  OfficeTable page;
  for (const inbox::NewInvitation& one : made) {
    page.rows.push_back(
        // The secret follows `#`, which browsers do not send (RFC 9110, section 7.1), so it appears in no log on the
        // way.
        {{{one.name}, {full_address(visit->request(), fmt::format("/forms/{}#{}", call.kind, one.secret))}}});
  }
  // After an invitation only the new ones, since the page is to be printed or copied.
  for (const inbox::Invitation& one : made.empty() ? *known : std::vector<inbox::Invitation>()) {
    page.rows.push_back({{{one.name}, {visit->words(one.used ? texts::OfficeCallUsed : texts::OfficeCallUnused)}}});
  }
  page.heads = {visit->words(texts::OfficeCallName),
                visit->words(made.empty() ? texts::OfficeCallState : texts::OfficeCallLink)};
  page.paragraphs = {fmt::format("{} · {}", visit->words(call_state_words(call.state(visit->now))),
                                 people_words(call, visit->language)),
                     texts::OfficeCallPeriod.in(visit->language, local_day(call.terms.opens),
                                                local_day(call.terms.closes - 1), counted(call))};
  // A closed call cannot be changed any more, so the page has no forms.
  if (call.closed == 0) page.forms = call_forms(visit, call, known->size());
  page.links = {{std::string(kCallsAddress), visit->words(texts::OfficeCalls)}};
  if (call.closed == 0) {
    page.links.push_back(
        {fmt::format("/forms/{}/calls/{}.ics?lang={}", call.kind, call.id, diagnostics::language_tag(visit->language)),
         visit->words(texts::MailCalendarLink)});
  }
  // Kinds are requested last, since their titles need a worker.
  with_kinds(visit, [this, visit, page, status, kind = call.kind, errors = errors_of(error)](const KindTable& table) {
    send_office(visit, status, table.title_of(kind), page, errors);
  });
}

std::vector<OfficeForm> OfficePages::call_forms(const VisitPtr& visit, const inbox::Call& call, std::size_t invited) {
  const auto form = [&](std::vector<OfficeInput> inputs, OfficeButton button, const diagnostics::BilingualText& title) {
    return OfficeForm{call_address(call.id),
                      std::move(inputs),
                      {std::move(button)},
                      visit->words(title),
                      {{"revision", std::to_string(call.revision)}, {"invited", std::to_string(invited)}}};
  };
  std::vector<OfficeForm> forms;
  if (call.invited) {
    const OfficeInput names{"names", "textarea", visit->words(texts::OfficeCallNames), visit->field("names"),
                            visit->words(texts::OfficeCallNamesHint)};
    forms.push_back(
        form({names}, {"_invite", visit->words(texts::OfficeCallInviteButton)}, texts::OfficeCallInviteTitle));
  }
  forms.push_back(form(call_inputs(visit, call.terms),
                       // If the call has invitations, changing its period is a minor button, since inviting is more
                       // common.
                       {"_change", visit->words(texts::OfficeCallChangeButton), call.invited},
                       texts::OfficeCallChangeTitle));
  forms.push_back(form({}, {"_close", visit->words(texts::OfficeCallCloseButton), true}, texts::OfficeCallCloseTitle));
  return forms;
}

void OfficePages::change_call(const VisitPtr& visit, const inbox::Call& call) {
  if (visit->has("_invite")) return invite(visit, call);
  inbox::Calls calls(inbox_);
  const auto refuse = [&](std::string_view words) {
    show_call(visit, call, http::status::kConflict, words);
  };
  // The page was made for another revision.
  if (visit->field("revision") != std::to_string(call.revision)) {
    return refuse(texts::OfficeCallsChanged.in(visit->language));
  }
  std::string error;
  const auto terms = visit->has("_change") ? typed_terms(visit, error) : std::nullopt;
  if (!error.empty()) return show_call(visit, call, http::status::kUnprocessable, error);
  // Neither terms nor `_close`: a button that the page does not have.
  if (!terms && !visit->has("_close")) return send_not_found(visit);
  const auto changed =
      terms ? calls.change(call.id, call.revision, *terms) : calls.close(call.id, call.revision, visit->now);
  using Kind = inbox::Fault::Kind;
  if (!changed && (changed.error().kind == Kind::Conflict || changed.error().kind == Kind::WrongState)) {
    return refuse(texts::OfficeCallsChanged.in(visit->language));
  }
  if (!changed) return send_fault(visit, changed.error());
  note(visit, terms ? "call.change" : "call.close", "call:" + call.id, "ok");
  send_to(visit, call_address(call.id));
}

void OfficePages::invite(const VisitPtr& visit, const inbox::Call& call) {
  const auto refuse = [&](const std::string& words) {
    show_call(visit, call, http::status::kUnprocessable, words);
  };
  const std::vector<std::string> typed = typed_names(visit->field("names"));
  // Checked before the JSON is made, since the message has both numbers.
  if (typed.size() > kMaxInvitations) {
    return refuse(texts::OfficeCallTooMany.in(visit->language, typed.size(), kMaxInvitations));
  }
  base::Json order = base::Json::object();
  order.set("invitations", base::Json::list_of(typed));
  const auto names = invited_names(order.view());
  if (!names || names->empty()) {
    return refuse(texts::OfficeCallBad.in(visit->language, texts::OfficeCallNames.in(visit->language)));
  }
  // The page carries the number of invitations, so that sending it twice makes no second set.
  const auto made = inbox::Calls(inbox_).invite(call.id, *names, visit->now, seen_count(visit->field("invited")));
  using Kind = inbox::Fault::Kind;
  if (!made && (made.error().kind == Kind::Conflict || made.error().kind == Kind::WrongState)) {
    return show_call(visit, call, http::status::kConflict, texts::OfficeCallsChanged.in(visit->language));
  }
  if (!made) return send_fault(visit, made.error());
  note(visit, "call.invite", "call:" + call.id, "ok");
  visit->notices.push_back(visit->words(texts::OfficeCallLinksOnce));
  // Pages with links are neither stored nor shown again: each link works like a password.
  visit->shows_secret = true;
  // The names have been used, so the field is empty for the next ones.
  std::erase_if(visit->fields, [](const http::FormField& field) { return field.name == "names"; });
  show_call(visit, call, 200, {}, *made);
}

}  // namespace gongwen::service
