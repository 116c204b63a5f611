#include "base/utf8.h"
#include "diagnostics/catalogue/texts/design.h"
#include "resources/mail_message.h"
#include "service/detail/office_pages.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <utility>

// Accounts, for administrators: who may use the pages of the office, and with which role. Administrators cannot change
// their own account, so that a slip cannot lock out the last one. Separate workers hash passwords (`logins_`) and see
// nothing else.

namespace gongwen::service {

// The user's own account: where it is logged in, and its password.

namespace {

OfficeInput new_password_input(const PageVisit& visit) {
  OfficeInput input{"new", "password", visit.words(texts::OfficePasswordNew)};
  input.autocomplete = "new-password";
  return input;
}

/// Returns the words for what is wrong with a new password; null if nothing is.
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
  // All buttons of the page post to its address; the name of the button tells the action.
  if (visit->posts() && visit->has("_end")) {
    // The id is looked up among the sessions of this account only.
    const auto ended = inbox::Sessions(inbox_).end_by_id(visit->account.name, visit->field("_end"));
    if (ended) return send_fault(visit, *ended);
    return send_to(visit, "/office/sessions");
  }
  if (visit->posts() && visit->has("_mail")) return change_digest(visit);
  if (visit->posts() && (visit->has("_oidc_bind") || visit->has("_oidc_unbind"))) return change_own_oidc(visit);
  if (visit->posts()) return change_password(visit);
  show_sessions(visit, 200, {});
}

void OfficePages::show_sessions(const VisitPtr& visit, unsigned status, std::string_view error) {
  const auto sessions = inbox::Sessions(inbox_).list(visit->account.name, visit->now);
  // With the address from which each was opened, so that a strange one is noticed.
  if (!sessions) return send_fault(visit, sessions.error());
  OfficeTable page;
  page.paragraphs = {visit->words(texts::OfficeSessionsAbout)};
  page.heads = {visit->words(texts::OfficeSessionSince), visit->words(texts::OfficeSessionSeen),
                visit->words(texts::OfficeSessionAddress)};
  for (const inbox::Session& session : *sessions) {
    page.rows.push_back({{{local_time(session.created)}, {local_time(session.seen)}, {session.address}}, session.id});
  }
  page.row_button = {"/office/sessions", "_end", visit->words(texts::OfficeSessionEnd)};
  // With a proxy people log in there: this service has no passwords and factors.
  if (office_.user_header.empty() && !office_.key_file.empty()) {
    page.links = {{"/office/second-factor", visit->words(texts::OfficeFactorTitle)}};
  }
  if (office_.user_header.empty()) {
    OfficeInput now{"now", "password", visit->words(texts::OfficePasswordNow)};
    now.autocomplete = "current-password";
    page.forms = {{"/office/sessions",
                   {std::move(now), new_password_input(*visit)},
                   {{"_password", visit->words(texts::OfficePasswordButton)}},
                   visit->words(texts::OfficePasswordTitle)}};
  }
  if (const auto fault = add_own_oidc(visit, page)) return send_fault(visit, *fault);
  if (inbox_.sends_mail()) {
    const auto mail = inbox::AccountMails(inbox_).of(visit->account.name);
    if (!mail) return send_fault(visit, mail.error());
    // `typed`: the form was refused, and shows the input instead of the stored values.
    const bool typed = visit->has("email");
    OfficeInput email{"email", "text", visit->words(texts::OfficeDigestAddress),
                      typed ? visit->field("email") : mail->email};
    email.autocomplete = "email";
    OfficeInput wants{"digest", "checkbox", visit->words(texts::OfficeDigestWanted), "1"};
    wants.checked = typed ? visit->has("digest") : mail->digest;
    page.forms.push_back({"/office/sessions",
                          {std::move(email), std::move(wants)},
                          {{"_mail", visit->words(texts::OfficeDigestSave)}},
                          visit->words(texts::OfficeDigestTitle)});
  }
  send_office(visit, status, visit->words(texts::OfficeSessions), page, errors_of(error));
}

/// Changes the mail on working days to the user's own account.
void OfficePages::change_digest(const VisitPtr& visit) {
  const std::string email(base::trim_ascii_space(visit->field("email")));
  const bool wants = visit->has("digest");
  // The address may be empty only if no mail is wanted.
  if (!resources::is_mail_address(email) && (wants || !email.empty())) {
    return show_sessions(visit, http::status::kUnprocessable, texts::OfficeDigestBad.in(visit->language));
  }
  if (const auto fault = inbox::AccountMails(inbox_).set({visit->account.name, email, wants})) {
    return send_fault(visit, *fault);
  }
  note(visit, "account.mail", "account:" + visit->account.name, wants ? "digest" : "none");
  send_to(visit, "/office/sessions");
}

/// Changes the user's own password. The present one is required, so that a browser left open is not enough.
void OfficePages::change_password(const VisitPtr& visit) {
  const std::string account = visit->account.name;
  // The new password is judged before the present one is checked, which takes a worker a while.
  if (const auto* const words = password_words(inbox::judge_password(visit->field("new"), account))) {
    return show_sessions(visit, http::status::kUnprocessable, words->in(visit->language));
  }
  ask_password(visit, account, visit->field("now"),
               [this, visit, account](const std::optional<inbox::Credential>& shown) {
                 if (shown) return save_password(visit, account, *shown);
                 note(visit, "account.password", "account:" + account, "refused");
                 show_sessions(visit, http::status::kForbidden, texts::OfficeLoginWrong.in(visit->language));
               });
}

/// Shown after a login with a one-time password: there is no session until the password is replaced. The page sends the
/// one-time password again.
void OfficePages::show_new_password(const VisitPtr& visit, const std::string& name, unsigned status,
                                    std::string_view error) {
  OfficeTable page;
  page.paragraphs = {visit->words(texts::OfficePasswordChooseAbout)};
  OfficeForm form{
      "/office/login", {new_password_input(*visit)}, {{"_password", visit->words(texts::OfficePasswordButton)}}};
  // The one-time password is in a hidden field, since there is no session to store it.
  form.hidden = {{"name", name}, {"password", visit->field("password")}};
  page.forms = {std::move(form)};
  send_office(visit, status, visit->words(texts::OfficePasswordChoose), page, errors_of(error));
}

void OfficePages::replace_password(const VisitPtr& visit, const std::string& name, const inbox::Credential& shown) {
  const std::string wanted = visit->field("new");
  // The administrator who made the one-time password knows it, so the new one must be
  // different.
  const auto* const words = inbox::same_secret(wanted, visit->field("password"))
                                ? &texts::OfficePasswordSame
                                : password_words(inbox::judge_password(wanted, name));
  if (words != nullptr) return show_new_password(visit, name, http::status::kUnprocessable, words->in(visit->language));
  visit->account.name = name;
  save_password(visit, name, shown);
}

void OfficePages::save_password(const VisitPtr& visit, const std::string& account, const inbox::Credential& former) {
  Task task;
  task.operation = Operation::Password;
  task.files = {{"password", visit->field("new")}};
  // Hashing is slow on purpose; separate workers do it, so that many logins do not delay documents.
  ask_whatever(visit, {logins_, options_.task_time}, std::move(task),
               [this, visit, account, former](TaskAnswer hashed) {
                 // `former` is the credential that was checked: if it is no longer the stored one, nothing is
                 // written.
                 const auto fault = inbox::Accounts(inbox_).set_password(account, hashed.body, visit->now, former);
                 // An administrator has replaced the password while it was hashed.
                 if (fault && fault->kind == inbox::Fault::Kind::NotFound) {
                   visit->account = {};
                   return refuse_login(visit, account);
                 }
                 if (fault) return send_fault(visit, *fault);
                 note(visit, "account.password", "account:" + account, "ok");
                 // All sessions of the account have ended, including this one.
                 visit->headers.push_back(no_cookie(std::string(kSessionCookie)));
                 visit->notices.push_back(visit->words(texts::OfficePasswordChanged));
                 visit->account = {};
                 show_login(visit, 200, {});
               });
}

namespace {

constexpr std::string_view kAccountsAddress = "/office/accounts";
constexpr std::size_t kMaxAccountName = 100;
/// 80 random bits, which cannot be guessed in the week in which the password is valid.
constexpr std::size_t kOneTimeBytes = 10;
constexpr std::size_t kOneTimeGroup = 4;

std::string account_address(const std::string& name) {
  const std::vector<http::FormField> query{{"name", name}};
  return fmt::format("{}?{}", kAccountsAddress, http::write_form(query));
}

const diagnostics::BilingualText& role_words(inbox::Role role) {
  switch (role) {
    case inbox::Role::Viewer: return texts::OfficeRoleViewer;
    case inbox::Role::Reviewer: return texts::OfficeRoleReviewer;
    case inbox::Role::Secretary: return texts::OfficeRoleSecretary;
    case inbox::Role::Admin: break;
  }
  return texts::OfficeRoleAdmin;
}

bool is_short_text(std::string_view text) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7F';
  };
  // Bytes of UTF-8 from 0x80 on are not control characters.
  return text.size() <= kMaxAccountName && std::none_of(text.begin(), text.end(), is_control);
}

const diagnostics::BilingualText& account_state_words(const inbox::Account& account) {
  return account.disabled ? texts::OfficeAccountDisabled : texts::OfficeAccountActive;
}

/// Returns the result for a line of the audit, `role:secretary`: the audit is read to see who was given which rights.
std::string role_result(inbox::Role role) { return fmt::format("role:{}", inbox::role_name(role)); }

/// Returns a random password in groups, `abcd-efgh-…`, that can be read aloud.
std::string one_time_password() {
  std::string text = inbox::random_text(kOneTimeBytes);
  // `abcdefgh…` becomes `abcd-efgh-…`; the position moves by the hyphen that was inserted.
  for (std::size_t at = kOneTimeGroup; at < text.size(); at += kOneTimeGroup + 1) text.insert(at, 1, '-');
  return text;
}

OfficeInput role_input(const PageVisit& visit, inbox::Role chosen) {
  std::vector<OfficeChoice> roles;
  for (const std::string_view name : inbox::known_roles()) {
    const inbox::Role role = inbox::find_role(name).value_or(inbox::Role::Viewer);
    roles.push_back({std::string(name), visit.words(role_words(role))});
  }
  return select_input("role", visit.words(texts::OfficeAccountRole), inbox::role_name(chosen), std::move(roles));
}

}  // namespace

void OfficePages::accounts(const VisitPtr& visit) {
  const std::string name = visit->asked("name");
  // Without `name` in the address: the list, or a new account.
  if (name.empty()) return visit->posts() ? add_account(visit) : show_accounts(visit, 200, {});
  const auto account = inbox::Accounts(inbox_).get(name);
  if (!account && account.error().kind == inbox::Fault::Kind::NotFound) return send_not_found(visit);
  if (!account) return send_fault(visit, account.error());
  if (visit->posts()) return change_account(visit, *account);
  show_account(visit, *account, 200, {});
}

void OfficePages::show_accounts(const VisitPtr& visit, unsigned status, std::string_view error) {
  const auto accounts = inbox::Accounts(inbox_).list();
  if (!accounts) return send_fault(visit, accounts.error());
  OfficeTable page;
  page.paragraphs = {visit->words(texts::OfficeAccountsAbout)};
  page.heads = {visit->words(texts::OfficeLoginName), visit->words(texts::OfficeAccountTitle),
                visit->words(texts::OfficeAccountRole), visit->words(texts::OfficeAccountState),
                visit->words(texts::OfficeAccountCreated)};
  for (const inbox::Account& account : *accounts) {
    page.rows.push_back({{{account.name, account_address(account.name)},
                          {account.title},
                          {visit->words(role_words(account.role))},
                          {visit->words(account_state_words(account))},
                          {local_time(account.created)}}});
  }
  page.forms = {{std::string(kAccountsAddress),
                 // The input stays after a refusal.
                 {{"name", "text", visit->words(texts::OfficeLoginName), visit->field("name")},
                  {"title", "text", visit->words(texts::OfficeAccountTitle), visit->field("title")},
                  role_input(*visit, inbox::find_role(visit->field("role")).value_or(inbox::Role::Viewer))},
                 {{"_add", visit->words(texts::OfficeAccountAddButton)}},
                 visit->words(texts::OfficeAccountAdd)}};
  send_office(visit, status, visit->words(texts::OfficeAccounts), page, errors_of(error));
}

/// Shows one account. Administrators cannot change their own, so that there is always one left who can change others.
void OfficePages::show_account(const VisitPtr& visit, const inbox::Account& account, unsigned status,
                               std::string_view error) {
  const std::string address = account_address(account.name);
  OfficeTable page;
  page.links = {{std::string(kAccountsAddress), visit->words(texts::OfficeAccounts)}};
  page.paragraphs = {fmt::format("{}{}{} · {}", account.title, account.title.empty() ? "" : " · ",
                                 role_words(account.role).in(visit->language),
                                 account_state_words(account).in(visit->language))};
  if (account.publishes_forms) page.paragraphs.push_back(visit->words(texts::DesignRightHas));
  if (account.name == visit->account.name) {
    page.paragraphs.push_back(visit->words(texts::OfficeAccountOwn));
  } else {
    const std::string title = visit->words(texts::OfficeAccountRoleTitle);
    // Each change is a separate form, so that a button cannot carry an unintended change along.
    page.forms = {{address, {role_input(*visit, account.role)}, {{"_role", title}}, title}};
    // Administrators may publish anyway, and of the other roles only secretaries see these pages.
    if (account.role == inbox::Role::Secretary) {
      const auto& words = account.publishes_forms ? texts::DesignRightTake : texts::DesignRightGive;
      OfficeButton button{account.publishes_forms ? "_take_forms" : "_give_forms", visit->words(words), true};
      page.forms.push_back({address, {}, {std::move(button)}, visit->words(texts::DesignRightTitle)});
    }
    page.forms.push_back({address, {}, {}});
    std::vector<OfficeButton>& buttons = page.forms.back().buttons;
    if (office_.user_header.empty()) buttons.push_back({"_reset", visit->words(texts::OfficeAccountReset), true});
    const auto& change = account.disabled ? texts::OfficeAccountEnable : texts::OfficeAccountDisable;
    buttons.push_back({account.disabled ? "_enable" : "_disable", visit->words(change), true});
    if (office_.user_header.empty() && !office_.key_file.empty()) {
      const auto factor = inbox::Factors(inbox_).of(account.name);
      if (!factor) return send_fault(visit, factor.error());
      const auto& state = !factor->secret.empty()          ? texts::OfficeFactorHas
                          : needs_factor(account, *factor) ? texts::OfficeFactorMissing
                                                           : texts::OfficeFactorHasNone;
      page.paragraphs.push_back(visit->words(state));
      const auto& need = factor->is_needed ? texts::OfficeFactorFree : texts::OfficeFactorNeed;
      buttons.push_back({factor->is_needed ? "_factor_free" : "_factor_need", visit->words(need), true});
      if (!factor->secret.empty()) buttons.push_back({"_factor_remove", visit->words(texts::OfficeFactorForget), true});
    }
    if (const auto fault = add_account_oidc(visit, account, {address, {}, {}}, page)) return send_fault(visit, *fault);
  }
  send_office(visit, status, account.name, page, errors_of(error));
}

/// Makes a one-time password and lets a worker hash it. `done` gets the password and the text to store.
void OfficePages::make_password(const VisitPtr& visit, std::function<void(std::string, std::string)> done) {
  std::string password = one_time_password();
  Task task;
  task.operation = Operation::Password;
  task.files = {{"password", password}};
  ask_whatever(visit, {logins_, options_.task_time}, std::move(task),
               [visit, password = std::move(password), done = std::move(done)](TaskAnswer hashed) {
                 // The stored text also has the time: the password is valid for inbox::kOneTime from then on.
                 done(password, inbox::one_time_hash(hashed.body, visit->now));
               });
}

void OfficePages::add_account(const VisitPtr& visit) {
  const auto name = inbox::account_name(visit->field("name"));
  const auto role = inbox::find_role(visit->field("role"));
  if (!role) return send_not_found(visit);  // not an option on the page
  if (!name) {
    return show_accounts(visit, http::status::kUnprocessable, texts::OfficeAccountBadName.in(visit->language));
  }
  if (!is_short_text(visit->field("title"))) {
    return show_accounts(visit, http::status::kUnprocessable, texts::OfficeAccountBadTitle.in(visit->language));
  }
  const inbox::Account account{*name, visit->field("title"), *role, false, visit->now};
  const auto add = [this, visit, account](const std::string& hash, const std::string& notice) {
    const auto fault = inbox::Accounts(inbox_).add(account, hash, visit->now);
    if (fault && fault->kind == inbox::Fault::Kind::Exists) {
      return show_accounts(visit, http::status::kConflict, texts::OfficeAccountExists.in(visit->language));
    }
    if (!fault) visit->notices.push_back(notice);
    finish_change(visit, "account.add", account.name, role_result(account.role), fault);
  };
  // With a proxy there are no passwords here.
  if (!office_.user_header.empty()) return add({}, visit->words(texts::OfficeAccountAdded));
  make_password(visit, [visit, account, add](const std::string& password, const std::string& hash) {
    add(hash, texts::OfficeAccountPassword.in(visit->language, account.name, password));
  });
}

void OfficePages::change_account(const VisitPtr& visit, const inbox::Account& account) {
  const std::string& name = account.name;
  // The page does not offer it, but a request can be forged.
  if (name == visit->account.name) {
    return show_account(visit, account, http::status::kUnprocessable, texts::OfficeAccountOwn.in(visit->language));
  }
  inbox::Accounts accounts(inbox_);
  if (visit->has("_reset") && office_.user_header.empty()) {
    // Only this page shows the password: the route does not keep answers (Route::keeps_answers).
    return make_password(visit, [this, visit, name](const std::string& password, const std::string& hash) {
      visit->notices.push_back(texts::OfficeAccountPassword.in(visit->language, name, password));
      finish_change(visit, "account.password", name, "ok",
                    inbox::Accounts(inbox_).set_password(name, hash, visit->now));
    });
  }
  if (visit->has("_oidc_bind") || visit->has("_oidc_unbind")) return change_account_oidc(visit, account);
  const auto role = inbox::find_role(visit->field("role"));
  inbox::Factors factors(inbox_);
  visit->notices.push_back(visit->words(texts::OfficeAccountChanged));
  if (visit->has("_factor_need") || visit->has("_factor_free")) {
    const bool needs = visit->has("_factor_need");
    return finish_change(visit, "account.factor", name, needs ? "needed" : "free", factors.need(name, needs));
  }
  if (visit->has("_factor_remove")) {
    return finish_change(visit, "account.factor", name, "removed", factors.remove(name));
  }
  if (visit->has("_role") && role) {
    finish_change(visit, "account.role", name, role_result(*role), accounts.set_role(name, *role, visit->now));
  } else if (visit->has("_give_forms") || visit->has("_take_forms")) {
    const bool may = visit->has("_give_forms");
    finish_change(visit, "account.rights", name, may ? "forms" : "ok",
                  accounts.let_publish_forms(name, may, visit->now));
  } else if (visit->has("_disable") || visit->has("_enable")) {
    const bool disables = visit->has("_disable");
    finish_change(visit, disables ? "account.disable" : "account.enable", name, "ok",
                  accounts.disable(name, disables, visit->now));
  } else {
    send_not_found(visit);
  }
}

/// Shows the account as it is now. A one-time password appears only on this page.
void OfficePages::finish_change(const VisitPtr& visit, const std::string& action, const std::string& name,
                                const std::string& result, const std::optional<inbox::Fault>& fault) {
  if (fault) return send_fault(visit, *fault);
  note(visit, action, "account:" + name, result);
  const auto account = inbox::Accounts(inbox_).get(name);
  if (!account) return send_fault(visit, account.error());
  show_account(visit, *account, 200, {});
}

}  // namespace gongwen::service
