// Calls, for secretaries: when and for whom a form is open. Codes of invitations are shown once, with their links.
#include "service/inbox/calls.h"

#include "base/date.h"
#include "base/utf8.h"
#include "http/fields.h"
#include "service/detail/calls_api.h"
#include "service/detail/office_pages.h"

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

/// `3 / 100`; without a limit the first number alone.
std::string counted(const inbox::Call& call) {
  return call.terms.most == 0 ? std::to_string(call.submitted)
                              : fmt::format("{} / {}", call.submitted, call.terms.most);
}

std::string_view people_words(const inbox::Call& call, diagnostics::Language language) {
  return (call.invited ? texts::OfficeCallInvited : texts::OfficeCallEverybody).in(language);
}

/// A name a line.
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

/// How many there were on the page that was sent, from a hidden field of it; a number that never matches where the
/// field cannot be read.
std::size_t seen_count(const std::string& text) {
  return http::parse_whole_number(text).value_or(std::numeric_limits<std::size_t>::max());
}

/// The members that programs send, from the fields of the page; the limit is a number only where it reads as one.
base::Json order_of(const std::string& from, const std::string& until, const std::string& limit,
                    const std::string& text_zh, const std::string& text_en) {
  base::Json order = base::Json::object();
  order.set("from", from).set("until", until);
  const auto most = http::parse_whole_number(limit);
  if (!limit.empty()) order.set("limit", most ? base::Json(*most) : base::Json(limit));
  base::Json text = base::Json::object();
  text.set("zh", text_zh).set("en", text_en);
  return std::move(order.set("text", std::move(text)));
}

/// The label of a field that programs call `member`.
const diagnostics::BilingualText& label_of(std::string_view member) {
  if (member == "from") return texts::OfficeCallFrom;
  if (member == "until") return texts::OfficeCallUntil;
  if (member == "limit") return texts::OfficeCallLimit;
  return texts::OfficeCallText;
}

}  // namespace

void OfficePages::calls(const VisitPtr& visit) {
  if (!require(visit, inbox::Role::Secretary)) return;
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

/// Adds the fields for what a call says, with what was typed before; where nothing was, with `terms`.
void OfficePages::add_call_inputs(const VisitPtr& visit, const inbox::CallTerms& terms, base::Json& inputs) {
  const bool typed = visit->has("from");
  const auto value = [&](std::string_view name, const std::string& known) {
    return typed ? visit->field(name) : known;
  };
  const std::string limit = terms.most == 0 ? std::string() : std::to_string(terms.most);
  base::Json most = input_json("limit", "text", visit->words(texts::OfficeCallLimit), value("limit", limit));
  most.set("hint", visit->words(texts::OfficeCallLimitHint));
  const std::string_view day_hint = texts::OfficeCallDayHint.in(visit->language);
  const auto add_day = [&](std::string_view id, const diagnostics::BilingualText& label, inbox::Seconds day) {
    inputs.add(std::move(input_json(id, "text", visit->words(label), value(id, local_day(day))).set("hint", day_hint)));
  };
  add_day("from", texts::OfficeCallFrom, terms.opens);
  add_day("until", texts::OfficeCallUntil, terms.closes - 1);
  inputs.add(std::move(most));
  inputs.add(input_json("text_zh", "textarea", visit->words(texts::OfficeCallTextZh), value("text_zh", terms.text_zh)));
  inputs.add(input_json("text_en", "textarea", visit->words(texts::OfficeCallTextEn), value("text_en", terms.text_en)));
}

void OfficePages::show_calls(const VisitPtr& visit, const KindTable& table, unsigned status, std::string_view error) {
  const auto calls = inbox::Calls(inbox_).list({});
  if (!calls) return send_fault(visit, calls.error());
  base::Json rows = base::Json::list();
  for (const inbox::Call& call : *calls) {
    rows.add(row_of(text_cell(table.title_of(call.kind), call_address(call.id)), text_cell(local_day(call.terms.opens)),
                    text_cell(local_day(call.terms.closes - 1)),
                    text_cell(visit->words(call_state_words(call.state(visit->now)))), text_cell(counted(call)),
                    text_cell(people_words(call, visit->language))));
  }
  const std::vector<std::string> heads{visit->words(texts::OfficeFilterKind), visit->words(texts::OfficeCallFrom),
                                       visit->words(texts::OfficeCallUntil),  visit->words(texts::OfficeCallState),
                                       visit->words(texts::OfficeCallCount),  visit->words(texts::OfficeCallFor)};
  base::Json kinds = base::Json::list();
  for (const std::string& kind : table.forms) add_choice(kinds, kind, table.title_of(kind), visit->field("kind"));
  base::Json people = base::Json::list();
  add_choice(people, "all", visit->words(texts::OfficeCallEverybody), visit->field("for"));
  add_choice(people, "invited", visit->words(texts::OfficeCallInvited), visit->field("for"));
  base::Json inputs = list_of(select_json("kind", visit->words(texts::OfficeFilterKind), std::move(kinds)),
                              select_json("for", visit->words(texts::OfficeCallFor), std::move(people)));
  const inbox::Seconds today = typed_date(local_day(visit->now)).value_or(visit->now);
  const inbox::CallTerms usual{today, today + kUsualDays * base::kSecondsPerDay, 0, {}, {}};
  add_call_inputs(visit, usual, inputs);
  base::Json form = form_json("post", kCallsAddress, std::move(inputs),
                              list_of(button_json("_open", "1", visit->words(texts::OfficeCallOpenButton))));
  // A page that is sent twice, or an old one, opens nothing a second time.
  form.set("hidden", hidden_json({{"seen", std::to_string(calls->size())}}));
  Context context = base::Json::object();
  context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
  context.set("paragraphs", list_of(base::Json(visit->words(texts::OfficeCallsAbout))));
  context.set("forms", list_of(std::move(form.set("title", visit->words(texts::OfficeCallOpenTitle)))));
  send_office(visit, status, "table", visit->words(texts::OfficeCalls), std::move(context), errors_of(error));
}

/// What was typed as terms; nothing for what cannot be, with the words for it in `error`.
std::optional<inbox::CallTerms> OfficePages::typed_terms(const VisitPtr& visit, std::string& error) {
  inbox::CallTerms terms;
  const base::Json order = order_of(visit->field("from"), visit->field("until"), visit->field("limit"),
                                    visit->field("text_zh"), visit->field("text_en"));
  const std::string bad = bad_member(order.view(), terms);
  if (bad.empty()) return terms;
  const bool is_backwards = bad == "until" && typed_date(visit->field("until"));
  error = is_backwards ? std::string(texts::OfficeCallBackwards.in(visit->language))
                       : texts::OfficeCallBad.in(visit->language, label_of(bad).in(visit->language));
  return std::nullopt;
}

void OfficePages::open_call(const VisitPtr& visit, const KindTable& table) {
  const std::string kind = visit->field("kind");
  if (!table.forms.contains(kind)) return send_not_found(visit);  // which the page does not offer
  std::string error;
  const auto terms = typed_terms(visit, error);
  if (!terms) return show_calls(visit, table, kFormInvalid, error);
  const auto call = inbox::Calls(inbox_).add(kind, *terms, visit->field("for") == "invited", visit->now,
                                             seen_count(visit->field("seen")));
  if (!call && call.error().kind == inbox::Fault::Kind::Conflict) {
    return show_calls(visit, table, kFormConflict, texts::OfficeCallsChanged.in(visit->language));
  }
  if (!call) return send_fault(visit, call.error());
  note(visit, "call.open", "call:" + call->id, "ok");
  send_to(visit, call_address(call->id));
}

/// `made`: invitations of just now; then the page has these alone, with their links, which it never shows again.
void OfficePages::show_call(const VisitPtr& visit, const inbox::Call& call, unsigned status, std::string_view error,
                            const std::vector<inbox::NewInvitation>& made) {
  const auto known = inbox::Calls(inbox_).invitations(call.id);
  if (!known) return send_fault(visit, known.error());
  base::Json rows = base::Json::list();
  for (const inbox::NewInvitation& one : made) {
    rows.add(row_of_texts({one.name, fmt::format("{}/forms/{}#{}", visit->request().host, call.kind, one.secret)}));
  }
  for (const inbox::Invitation& one : made.empty() ? *known : std::vector<inbox::Invitation>()) {
    rows.add(row_of_texts({one.name, visit->words(one.used ? texts::OfficeCallUsed : texts::OfficeCallUnused)}));
  }
  const std::vector<std::string> heads{visit->words(texts::OfficeCallName),
                                       visit->words(made.empty() ? texts::OfficeCallState : texts::OfficeCallLink)};
  const std::vector<std::string> paragraphs{
      fmt::format("{} · {}", visit->words(call_state_words(call.state(visit->now))),
                  people_words(call, visit->language)),
      texts::OfficeCallPeriod.in(visit->language, local_day(call.terms.opens), local_day(call.terms.closes - 1),
                                 counted(call))};
  auto context = std::make_shared<Context>(base::Json::object());
  context->set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
  context->set("paragraphs", base::Json::list_of(paragraphs));
  context->set("forms", call.closed == 0 ? call_forms(visit, call, known->size()) : base::Json::list());
  base::Json link = base::Json::object();
  link.set("address", kCallsAddress).set("label", visit->words(texts::OfficeCalls));
  context->set("links", list_of(std::move(link)));
  with_kinds(visit,
             [this, visit, context, status, kind = call.kind, errors = errors_of(error)](const KindTable& table) {
               send_office(visit, status, "table", table.title_of(kind), std::move(*context), errors);
             });
}

base::Json OfficePages::call_forms(const VisitPtr& visit, const inbox::Call& call, std::size_t invited) {
  const std::string address = call_address(call.id);
  const auto hidden = [&] {
    return hidden_json({{"revision", std::to_string(call.revision)}, {"invited", std::to_string(invited)}});
  };
  const auto button = [&](std::string_view name, const diagnostics::BilingualText& label, bool minor) {
    return list_of(button_json(name, "1", visit->words(label), minor));
  };
  base::Json forms = base::Json::list();
  if (call.invited) {
    base::Json names = input_json("names", "textarea", visit->words(texts::OfficeCallNames), visit->field("names"));
    names.set("hint", visit->words(texts::OfficeCallNamesHint));
    base::Json form =
        form_json("post", address, list_of(std::move(names)), button("_invite", texts::OfficeCallInviteButton, false));
    form.set("hidden", hidden()).set("title", visit->words(texts::OfficeCallInviteTitle));
    forms.add(std::move(form));
  }
  base::Json inputs = base::Json::list();
  add_call_inputs(visit, call.terms, inputs);
  base::Json terms =
      form_json("post", address, std::move(inputs), button("_change", texts::OfficeCallChangeButton, call.invited));
  terms.set("hidden", hidden()).set("title", visit->words(texts::OfficeCallChangeTitle));
  forms.add(std::move(terms));
  base::Json close =
      form_json("post", address, base::Json::list(), button("_close", texts::OfficeCallCloseButton, true));
  close.set("hidden", hidden()).set("title", visit->words(texts::OfficeCallCloseTitle));
  forms.add(std::move(close));
  return forms;
}

void OfficePages::change_call(const VisitPtr& visit, const inbox::Call& call) {
  if (visit->has("_invite")) return invite(visit, call);
  inbox::Calls calls(inbox_);
  const auto refuse = [&](std::string_view words) {
    show_call(visit, call, kFormConflict, words);
  };
  if (visit->field("revision") != std::to_string(call.revision)) {
    return refuse(texts::OfficeCallsChanged.in(visit->language));
  }
  std::string error;
  const auto terms = visit->has("_change") ? typed_terms(visit, error) : std::nullopt;
  if (!error.empty()) return show_call(visit, call, kFormInvalid, error);
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
    show_call(visit, call, kFormInvalid, words);
  };
  const std::vector<std::string> typed = typed_names(visit->field("names"));
  if (typed.size() > kMaxInvitations) {
    return refuse(texts::OfficeCallTooMany.in(visit->language, typed.size(), kMaxInvitations));
  }
  base::Json order = base::Json::object();
  order.set("invitations", base::Json::list_of(typed));
  const auto names = invited_names(order.view());
  if (!names || names->empty()) {
    return refuse(texts::OfficeCallBad.in(visit->language, texts::OfficeCallNames.in(visit->language)));
  }
  // A page that is sent twice invites nobody twice.
  const auto made = inbox::Calls(inbox_).invite(call.id, *names, visit->now, seen_count(visit->field("invited")));
  using Kind = inbox::Fault::Kind;
  if (!made && (made.error().kind == Kind::Conflict || made.error().kind == Kind::WrongState)) {
    return show_call(visit, call, kFormConflict, texts::OfficeCallsChanged.in(visit->language));
  }
  if (!made) return send_fault(visit, made.error());
  note(visit, "call.invite", "call:" + call.id, "ok");
  visit->notices.push_back(visit->words(texts::OfficeCallLinksOnce));
  std::erase_if(visit->fields, [](const http::FormField& field) { return field.name == "names"; });
  show_call(visit, call, 200, {}, *made);
}

}  // namespace gongwen::service
