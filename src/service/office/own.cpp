// What people do with their own accounts: where they are logged in, and their passwords.
#include "inbox/secrets.h"
#include "service/detail/office_visit.h"

#include <utility>

namespace gongwen::service {
namespace {

base::Json password_input(std::string_view id, std::string_view label, std::string_view complete) {
  return std::move(input_json(id, "password", label).set("autocomplete", complete));
}

/// What is wrong with a new password; null when nothing is.
const diagnostics::BilingualText* password_words(inbox::PasswordFault fault) {
  switch (fault) {
    case inbox::PasswordFault::TooShort: return &texts::OfficePasswordShort;
    case inbox::PasswordFault::TooLong: return &texts::OfficePasswordLong;
    case inbox::PasswordFault::TooSimple: return &texts::OfficePasswordSimple;
    case inbox::PasswordFault::LikeTheName: return &texts::OfficePasswordName;
    case inbox::PasswordFault::None: break;
  }
  return nullptr;
}

}  // namespace

void OfficePages::sessions(const VisitPtr& visit) {
  if (visit->posts() && visit->has("_end")) {
    const auto ended = inbox::Sessions(inbox_).end_by_id(visit->account.name, visit->field("_end"));
    if (ended) return send_fault(visit, *ended);
    return send_to(visit, "/office/sessions");
  }
  if (visit->posts()) return change_password(visit);
  show_sessions(visit, 200, {});
}

void OfficePages::show_sessions(const VisitPtr& visit, unsigned status, std::string_view error) {
  const auto sessions = inbox::Sessions(inbox_).list(visit->account.name, visit->now);
  if (!sessions) return send_fault(visit, sessions.error());
  Context context = base::Json::object();
  base::Json rows = base::Json::list();
  for (const inbox::Session& session : *sessions) {
    base::Json row = row_of_texts({local_time(session.created), local_time(session.seen), session.address});
    rows.add(std::move(row.set("value", session.id)));
  }
  const std::vector<std::string> heads{visit->words(texts::OfficeSessionSince), visit->words(texts::OfficeSessionSeen),
                                       visit->words(texts::OfficeSessionAddress)};
  context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
  context.set("paragraphs", base::Json::list_of(std::vector<std::string>{visit->words(texts::OfficeSessionsAbout)}));
  base::Json button = base::Json::object();
  button.set("name", "_end").set("label", visit->words(texts::OfficeSessionEnd)).set("action", "/office/sessions");
  context.set("row_button", std::move(button));
  if (office_.user_header.empty()) {
    base::Json form =
        form_json("post", "/office/sessions",
                  list_of(password_input("now", visit->words(texts::OfficePasswordNow), "current-password"),
                          password_input("new", visit->words(texts::OfficePasswordNew), "new-password")),
                  list_of(button_json("_password", "1", visit->words(texts::OfficePasswordButton))));
    context.set("forms", list_of(std::move(form.set("title", visit->words(texts::OfficePasswordTitle)))));
  }
  send_office(visit, status, "table", visit->words(texts::OfficeSessions), std::move(context), errors_of(error));
}

/// Needs the present one, so that a browser that was left open is not enough.
void OfficePages::change_password(const VisitPtr& visit) {
  const std::string account = visit->account.name;
  if (const auto* const words = password_words(inbox::judge_password(visit->field("new"), account))) {
    return show_sessions(visit, kFormInvalid, words->in(visit->language));
  }
  ask_password(visit, account, visit->field("now"),
               [this, visit, account](const std::optional<inbox::Credential>& shown) {
                 if (shown) return save_password(visit, account, *shown);
                 note(visit, "account.password", "account:" + account, "refused");
                 show_sessions(visit, kFormForbidden, texts::OfficeLoginWrong.in(visit->language));
               });
}

/// In place of the first page, for whoever has logged in with a password that an administrator gave out: there is no
/// session until it is replaced. The page sends that password once more.
void OfficePages::show_new_password(const VisitPtr& visit, const std::string& name, unsigned status,
                                    std::string_view error) {
  base::Json form = form_json("post", "/office/login",
                              list_of(password_input("new", visit->words(texts::OfficePasswordNew), "new-password")),
                              list_of(button_json("_password", "1", visit->words(texts::OfficePasswordButton))));
  form.set("hidden", hidden_json({{"name", name}, {"password", visit->field("password")}}));
  Context context = base::Json::object();
  context.set("forms", list_of(std::move(form)));
  context.set("paragraphs", list_of(base::Json(visit->words(texts::OfficePasswordChooseAbout))));
  send_office(visit, status, "table", visit->words(texts::OfficePasswordChoose), std::move(context), errors_of(error));
}

void OfficePages::replace_password(const VisitPtr& visit, const std::string& name, const inbox::Credential& shown) {
  const std::string wanted = visit->field("new");
  const auto* const words = inbox::same_secret(wanted, visit->field("password"))
                                ? &texts::OfficePasswordSame
                                : password_words(inbox::judge_password(wanted, name));
  if (words != nullptr) return show_new_password(visit, name, kFormInvalid, words->in(visit->language));
  visit->account.name = name;
  save_password(visit, name, shown);
}

void OfficePages::save_password(const VisitPtr& visit, const std::string& account, const inbox::Credential& former) {
  Task task;
  task.operation = Operation::Password;
  task.files = {{"password", visit->field("new")}};
  ask_whatever(visit, {logins_, options_.task_time}, std::move(task),
               [this, visit, account, former](TaskAnswer hashed) {
                 const auto fault = inbox::Accounts(inbox_).set_password(account, hashed.body, visit->now, former);
                 // An administrator has replaced it meanwhile.
                 if (fault && fault->kind == inbox::Fault::Kind::NotFound) {
                   visit->account = {};
                   return refuse_login(visit, account);
                 }
                 if (fault) return send_fault(visit, *fault);
                 note(visit, "account.password", "account:" + account, "ok");
                 // All sessions have ended, this one, too.
                 visit->headers.push_back(no_cookie(std::string(kSessionCookie)));
                 visit->notices.push_back(visit->words(texts::OfficePasswordChanged));
                 visit->account = {};
                 show_login(visit, 200, {});
               });
}

}  // namespace gongwen::service
