#include "service/detail/office_pages.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <utility>

// Accounts, for administrators: who may use the pages of the office, and what each may do.

namespace gongwen::service {

// What people do with their own accounts: where they are logged in, and their passwords.

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

namespace {

constexpr std::string_view kAccountsAddress = "/office/accounts";
constexpr std::size_t kMaxAccountName = 100;
/// 80 bits, which nobody guesses in the days that it is good for.
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
  return text.size() <= kMaxAccountName && std::none_of(text.begin(), text.end(), is_control);
}

/// What can be typed again at login.
bool is_account_name(std::string_view name) {
  return !name.empty() && is_short_text(name) && name.front() != ' ' && name.back() != ' ';
}

const diagnostics::BilingualText& account_state_words(const inbox::Account& account) {
  return account.disabled ? texts::OfficeAccountDisabled : texts::OfficeAccountActive;
}

/// In the audit: who may do what is what it is read for.
std::string role_result(inbox::Role role) { return fmt::format("role:{}", inbox::role_name(role)); }

/// `abcd-efgh-…`: for reading it to somebody.
std::string one_time_password() {
  std::string text = inbox::random_text(kOneTimeBytes);
  for (std::size_t at = kOneTimeGroup; at < text.size(); at += kOneTimeGroup + 1) text.insert(at, 1, '-');
  return text;
}

base::Json role_choices(inbox::Role chosen, diagnostics::Language language) {
  base::Json list = base::Json::list();
  for (const std::string_view name : inbox::known_roles()) {
    const inbox::Role role = inbox::find_role(name).value_or(inbox::Role::Viewer);
    add_choice(list, name, role_words(role).in(language), inbox::role_name(chosen));
  }
  return list;
}

}  // namespace

void OfficePages::accounts(const VisitPtr& visit) {
  if (!require(visit, inbox::Role::Admin)) return;
  const std::string name = visit->asked("name");
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
  base::Json rows = base::Json::list();
  for (const inbox::Account& account : *accounts) {
    rows.add(row_of(text_cell(account.name, account_address(account.name)), text_cell(account.title),
                    text_cell(role_words(account.role).in(visit->language)),
                    text_cell(account_state_words(account).in(visit->language)),
                    text_cell(local_time(account.created))));
  }
  const std::vector<std::string> heads{visit->words(texts::OfficeLoginName), visit->words(texts::OfficeAccountTitle),
                                       visit->words(texts::OfficeAccountRole), visit->words(texts::OfficeAccountState),
                                       visit->words(texts::OfficeAccountCreated)};
  const inbox::Role role = inbox::find_role(visit->field("role")).value_or(inbox::Role::Viewer);
  base::Json form = form_json(
      "post", kAccountsAddress,
      list_of(input_json("name", "text", visit->words(texts::OfficeLoginName), visit->field("name")),
              input_json("title", "text", visit->words(texts::OfficeAccountTitle), visit->field("title")),
              select_json("role", visit->words(texts::OfficeAccountRole), role_choices(role, visit->language))),
      list_of(button_json("_add", "1", visit->words(texts::OfficeAccountAddButton))));
  Context context = base::Json::object();
  context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
  context.set("paragraphs", list_of(base::Json(visit->words(texts::OfficeAccountsAbout))));
  context.set("forms", list_of(std::move(form.set("title", visit->words(texts::OfficeAccountAdd)))));
  send_office(visit, status, "table", visit->words(texts::OfficeAccounts), std::move(context), errors_of(error));
}

/// Administrators cannot change their own account, so that somebody is always left who can.
void OfficePages::show_account(const VisitPtr& visit, const inbox::Account& account, unsigned status,
                               std::string_view error) {
  const std::string address = account_address(account.name);
  const auto button = [&](std::string_view name, const diagnostics::BilingualText& label, bool minor) {
    return button_json(name, "1", visit->words(label), minor);
  };
  std::vector<std::string> paragraphs{fmt::format("{}{}{} · {}", account.title, account.title.empty() ? "" : " · ",
                                                  role_words(account.role).in(visit->language),
                                                  account_state_words(account).in(visit->language))};
  base::Json forms = base::Json::list();
  if (account.name == visit->account.name) {
    paragraphs.push_back(visit->words(texts::OfficeAccountOwn));
  } else {
    base::Json role = form_json("post", address,
                                list_of(select_json("role", visit->words(texts::OfficeAccountRole),
                                                    role_choices(account.role, visit->language))),
                                list_of(button("_role", texts::OfficeAccountRoleTitle, false)));
    forms.add(std::move(role.set("title", visit->words(texts::OfficeAccountRoleTitle))));
    base::Json buttons = base::Json::list();
    if (office_.user_header.empty()) buttons.add(button("_reset", texts::OfficeAccountReset, true));
    buttons.add(account.disabled ? button("_enable", texts::OfficeAccountEnable, true)
                                 : button("_disable", texts::OfficeAccountDisable, true));
    forms.add(form_json("post", address, base::Json::list(), std::move(buttons)));
  }
  Context context = base::Json::object();
  context.set("paragraphs", base::Json::list_of(paragraphs)).set("forms", std::move(forms));
  base::Json link = base::Json::object();
  link.set("address", kAccountsAddress).set("label", visit->words(texts::OfficeAccounts));
  context.set("links", list_of(std::move(link)));
  send_office(visit, status, "table", account.name, std::move(context), errors_of(error));
}

/// By a worker for passwords.
void OfficePages::make_password(const VisitPtr& visit, std::function<void(std::string, std::string)> done) {
  std::string password = one_time_password();
  Task task;
  task.operation = Operation::Password;
  task.files = {{"password", password}};
  ask_whatever(visit, {logins_, options_.task_time}, std::move(task),
               [visit, password = std::move(password), done = std::move(done)](TaskAnswer hashed) {
                 done(password, inbox::one_time_hash(hashed.body, visit->now));
               });
}

void OfficePages::add_account(const VisitPtr& visit) {
  const std::string name = visit->field("name");
  const auto role = inbox::find_role(visit->field("role"));
  if (!role) return send_not_found(visit);  // which the page does not offer
  if (!is_account_name(name)) {
    return show_accounts(visit, kFormInvalid, texts::OfficeAccountBadName.in(visit->language));
  }
  if (!is_short_text(visit->field("title"))) {
    return show_accounts(visit, kFormInvalid, texts::OfficeAccountBadTitle.in(visit->language));
  }
  const inbox::Account account{name, visit->field("title"), *role, false, visit->now};
  const auto add = [this, visit, account](const std::string& hash, const std::string& notice) {
    const auto fault = inbox::Accounts(inbox_).add(account, hash, visit->now);
    if (fault && fault->kind == inbox::Fault::Kind::Exists) {
      return show_accounts(visit, kFormConflict, texts::OfficeAccountExists.in(visit->language));
    }
    if (!fault) visit->notices.push_back(notice);
    finish_change(visit, "account.add", account.name, role_result(account.role), fault);
  };
  // A proxy lets them in.
  if (!office_.user_header.empty()) return add({}, visit->words(texts::OfficeAccountAdded));
  make_password(visit, [visit, account, add](const std::string& password, const std::string& hash) {
    add(hash, texts::OfficeAccountPassword.in(visit->language, account.name, password));
  });
}

void OfficePages::change_account(const VisitPtr& visit, const inbox::Account& account) {
  const std::string& name = account.name;
  if (name == visit->account.name) {
    return show_account(visit, account, kFormInvalid, texts::OfficeAccountOwn.in(visit->language));
  }
  inbox::Accounts accounts(inbox_);
  if (visit->has("_reset") && office_.user_header.empty()) {
    return make_password(visit, [this, visit, name](const std::string& password, const std::string& hash) {
      visit->notices.push_back(texts::OfficeAccountPassword.in(visit->language, name, password));
      finish_change(visit, "account.password", name, "ok",
                    inbox::Accounts(inbox_).set_password(name, hash, visit->now));
    });
  }
  const auto role = inbox::find_role(visit->field("role"));
  visit->notices.push_back(visit->words(texts::OfficeAccountChanged));
  if (visit->has("_role") && role) {
    finish_change(visit, "account.role", name, role_result(*role), accounts.set_role(name, *role, visit->now));
  } else if (visit->has("_disable") || visit->has("_enable")) {
    const bool disables = visit->has("_disable");
    finish_change(visit, disables ? "account.disable" : "account.enable", name, "ok",
                  accounts.disable(name, disables, visit->now));
  } else {
    send_not_found(visit);
  }
}

/// The page of the account as it is now: a one-time password is shown there, and nowhere else.
void OfficePages::finish_change(const VisitPtr& visit, const std::string& action, const std::string& name,
                                const std::string& result, const std::optional<inbox::Fault>& fault) {
  if (fault) return send_fault(visit, *fault);
  note(visit, action, "account:" + name, result);
  const auto account = inbox::Accounts(inbox_).get(name);
  if (!account) return send_fault(visit, account.error());
  show_account(visit, *account, 200, {});
}

}  // namespace gongwen::service
