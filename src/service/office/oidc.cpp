// Logging in with OpenID Connect: the browser is sent to the provider and comes back with a code. In between, it has a
// sealed cookie, so that nothing is stored for people who may never come back. Owners or administrators connect
// accounts with identities at the provider; logging in there never creates an account.
#include "diagnostics/catalogue/texts/oidc.h"

#include "base/utf8.h"
#include "resources/environment.h"
#include "service/detail/office_pages.h"
#include "service/inbox/bindings.h"
#include "service/inbox/sealing.h"
#include "service/inbox/secrets.h"
#include "service/oidc/detail/provider.h"

#include <algorithm>

namespace gongwen::service {

namespace {

// Sent only to this service; sealed with the key of the inbox, and valid for kAttemptTime.
constexpr std::string_view kAttemptCookie = "o";
constexpr std::string_view kConnectAddress = "/office/oidc/connect";
constexpr std::string_view kOidcProvider = "provider";  // an object of the audit

}  // namespace

bool OfficePages::keep_attempt(const VisitPtr& visit, const LoginAttempt& attempt) {
  // The cookie has state, nonce and the verifier of PKCE (RFC 7636): none of them is stored here.
  const auto box = inbox::Box::open(office_.key_file);
  if (!box) {
    send_fault(visit, box.error());
    return false;
  }
  visit->headers.push_back(cookie(std::string(kAttemptCookie), seal_attempt(*box, attempt), kAttemptTime));
  return true;
}

std::optional<LoginAttempt> OfficePages::kept_attempt(const VisitPtr& visit) const {
  const auto box = inbox::Box::open(office_.key_file);
  return box ? open_attempt(*box, cookie_of(visit->request(), std::string(kAttemptCookie)), visit->now) : std::nullopt;
}

std::string OfficePages::oidc_name(const VisitPtr& visit) const {
  return provider_->settings().name.in(visit->language);
}

bool OfficePages::may_try_oidc(const VisitPtr& visit) {
  // Also limits how often the provider is asked on behalf of an address.
  if (of_address_.allows(client_name(visit->request().peer), resources::steady_milliseconds())) return true;
  send_too_many(visit);
  return false;
}

/// Failed logins of an address count like wrong passwords.
void OfficePages::note_refused(const VisitPtr& visit, const std::string& object, const std::string& reason) {
  note(visit, "login.oidc", object, reason);
  const std::int64_t now = resources::steady_milliseconds();
  const std::string client = client_name(visit->request().peer);
  static_cast<void>(of_address_.take(client, now));
  // Written once the limit is reached, in addition to each refusal.
  if (!of_address_.allows(client, now)) note(visit, "guessing", std::string(kOidcProvider), "refused");
}

/// Shows what went wrong on the page from which the user can go on: that of the login, or that of the own account.
void OfficePages::show_oidc_problem(const VisitPtr& visit, const LoginAttempt& attempt, unsigned status,
                                    std::string_view words) {
  if (!attempt.account.empty()) {
    // The session may have ended while the user was at the provider: then the page of the login has the message.
    auto account = account_of(visit->request(), visit->secret);
    if (account && account->name == attempt.account) {
      visit->account = *std::move(account);
      return show_sessions(visit, status, words);
    }
  }
  visit->query = {{"next", safe_next(attempt.next)}};
  show_login(visit, status, words);
}

// On the page of the login.

/// A link rather than a button: browsers do not follow a form to another site (form-action). If the page keeps values
/// that were posted after the session had ended, the link opens another tab. `form-action` of the
/// Content-Security-Policy also covers redirects after a form.
void OfficePages::add_oidc_link(const VisitPtr& visit, const std::string& next, Context& context) const {
  const std::string name = oidc_name(visit);
  const std::vector<http::FormField> query{{"next", safe_next(next)}};
  base::Json link = base::Json::object();
  link.set("address", "/office/oidc?" + http::write_form(query));
  link.set("label", texts::OidcButton.in(visit->language, name));
  link.set("about", visit->kept.empty() ? std::string() : texts::OidcApart.in(visit->language, name));
  context.set("oidc", std::move(link.set("go_on", visit->words(texts::OidcGoOn))));
}

// After a login in another tab, carries out the request that was posted before.
void OfficePages::go_on(const VisitPtr& visit) {
  auto account = account_of(visit->request(), visit->secret);
  if (!account) return show_login(visit, http::status::kForbidden, texts::OidcNotYet.in(visit->language));
  const auto posted = kept_.open(visit->fields, visit->now);
  if (!posted) return send_to(visit, safe_next(visit->field("next")));
  visit->account = *std::move(account);
  send_kept(visit, *posted);
}

// GET /office/oidc: sends the browser to the provider.

void OfficePages::oidc(const VisitPtr& visit) {
  if (provider_ == nullptr) return send_not_found(visit);
  if (!may_try_oidc(visit)) return;
  LoginAttempt attempt = new_login_attempt(visit->now);
  attempt.next = safe_next(visit->asked("next"));
  provider_->begin(attempt, [this, visit, attempt](const std::optional<std::string>& address) {
    if (!address) {
      return show_oidc_problem(visit, attempt, http::status::kUnavailable,
                               texts::OidcDown.in(visit->language, oidc_name(visit)));
    }
    if (keep_attempt(visit, attempt)) send_to(visit, *address);
  });
}

// GET /office/oidc/answer: the browser comes back.

void OfficePages::oidc_answer(const VisitPtr& visit) {
  if (provider_ == nullptr) return send_not_found(visit);
  if (!may_try_oidc(visit)) return;
  const std::string name = oidc_name(visit);
  const auto attempt = kept_attempt(visit);
  // States are kept only until their cookie has expired, so the table stays small.
  std::erase_if(used_attempts_, [&visit](const auto& one) { return one.second <= visit->now; });
  // The state binds the answer to this browser (RFC 6749, section 10.12: cross-site request forgery).
  const bool is_it = attempt && inbox::same_secret(attempt->state, visit->asked("state"));
  // Each counts once, even if the browser still has the cookie.
  if (!is_it || !used_attempts_.emplace(attempt->state, attempt->until).second) {
    note_refused(visit, std::string(kOidcProvider), attempt ? "wrong-state" : "late");
    return show_oidc_problem(visit, attempt.value_or(LoginAttempt()), http::status::kForbidden,
                             texts::OidcLate.in(visit->language));
  }
  visit->headers.push_back(no_cookie(std::string(kAttemptCookie)));
  const std::string error = visit->asked("error");
  const std::string code = visit->asked("code");
  // RFC 6749, section 4.1.2.1: `error` instead of `code`.
  if (!error.empty() || code.empty()) {
    const bool is_down = error == "temporarily_unavailable" || error == "server_error";
    const auto& words = error == "access_denied" ? texts::OidcDenied : is_down ? texts::OidcDown : texts::OidcFailed;
    note_refused(visit, std::string(kOidcProvider), error.empty() ? "no-code" : provider_error(error, "error"));
    return show_oidc_problem(visit, *attempt, is_down ? http::status::kUnavailable : http::status::kForbidden,
                             words.in(visit->language, name));
  }
  provider_->finish(
      // `iss` (RFC 9207) is checked by finish(): an answer of another provider is refused.
      *attempt, {code, visit->asked("iss")},
      [this, visit, attempt = *attempt](const ProviderLogin& login) { take_login(visit, attempt, login); });
}

void OfficePages::take_login(const VisitPtr& visit, const LoginAttempt& attempt, const ProviderLogin& login) {
  using End = ProviderLogin::End;
  const std::string name = oidc_name(visit);
  // attempt.account is empty for a login, and the user's own account for a connection.
  if (login.end == End::Known) {
    return attempt.account.empty() ? enter_by_provider(visit, attempt, login.subject)
                                   : bind_own(visit, attempt, login.subject);
  }
  const bool is_down = login.end == End::Unreachable;
  // If the provider is unavailable, that does not count as a guess.
  if (is_down) note(visit, "login.oidc", std::string(kOidcProvider), login.reason);
  if (!is_down) note_refused(visit, std::string(kOidcProvider), login.reason);
  const auto& words = is_down ? texts::OidcDown : login.end == End::WrongTime ? texts::OidcClock : texts::OidcFailed;
  show_oidc_problem(visit, attempt, is_down ? http::status::kUnavailable : http::status::kForbidden,
                    words.in(visit->language, name));
}

/// The provider has identified the person: the connected account is logged in. The second factor is requested only if
/// the operator requires it, since the provider has its own.
void OfficePages::enter_by_provider(const VisitPtr& visit, const LoginAttempt& attempt, const std::string& subject) {
  const auto bound = inbox::Bindings(inbox_).account_of(provider_->settings().issuer, subject);
  if (!bound && bound.error().kind == inbox::Fault::Kind::NotFound) {
    // The audit gets no subject, which may be a name or number of a person.
    note_refused(visit, "account", "unknown");
    return show_oidc_problem(visit, attempt, http::status::kForbidden,
                             texts::OidcUnknown.in(visit->language, oidc_name(visit), subject));
  }
  if (!bound) return send_fault(visit, bound.error());
  const auto account = inbox::Accounts(inbox_).get(*bound);
  const auto credential = inbox::Accounts(inbox_).credential_of(*bound, visit->now);
  const auto factor = inbox::Factors(inbox_).of(*bound);
  if (!account || !credential || !factor) {
    return send_fault(visit, !account ? account.error() : !credential ? credential.error() : factor.error());
  }
  if (account->disabled) {
    note_refused(visit, "account:" + *bound, "disabled");
    return show_oidc_problem(visit, attempt, http::status::kForbidden, texts::OidcDisabled.in(visit->language));
  }
  visit->fields = {{"next", attempt.next}};
  // Only if it is required; otherwise the provider has asked for its own second factor.
  if (!factor->secret.empty() && needs_factor(*account, *factor)) {
    return ask_factor(visit, *bound, *credential, LoginWay::Provider);
  }
  start_session(visit, *bound, *credential, LoginWay::Provider);
}

// The user's own account.

/// Adds the part of *My sessions* about the provider.
std::optional<inbox::Fault> OfficePages::add_own_oidc(const VisitPtr& visit, OfficeTable& page) {
  if (provider_ == nullptr) return std::nullopt;
  const std::string name = oidc_name(visit);
  const auto subject = inbox::Bindings(inbox_).subject_of(provider_->settings().issuer, visit->account.name);
  const auto credential = inbox::Accounts(inbox_).credential_of(visit->account.name, visit->now);
  if (!subject || !credential) return subject ? credential.error() : subject.error();
  OfficeForm form{"/office/sessions", {}, {}, texts::OidcTitle.in(visit->language, name)};
  // An account without a password of its own could no longer log in after it was disconnected.
  const bool has_password = !credential->hash.empty() && !credential->one_time;
  if (has_password) {
    OfficeInput now{"now", "password", visit->words(texts::OfficePasswordNow)};
    now.autocomplete = "current-password";
    form.inputs = {std::move(now)};
  }
  if (subject->empty()) {
    form.about = texts::OidcBindAbout.in(visit->language, name);
    form.buttons = {{"_oidc_bind", texts::OidcBind.in(visit->language, name), true}};
    if (!has_password) return std::nullopt;
  } else {
    const auto& about = has_password ? texts::OidcBound : texts::OidcNoPassword;
    form.about = about.in(visit->language, name, *subject);
    if (has_password) form.buttons = {{"_oidc_unbind", texts::OidcUnbind.in(visit->language, name), true}};
  }
  page.forms.push_back(std::move(form));
  return std::nullopt;
}

/// Connects or disconnects the user's own account. The password is required, so that a browser left open is not enough.
void OfficePages::change_own_oidc(const VisitPtr& visit) {
  if (provider_ == nullptr) return send_not_found(visit);
  const std::string account = visit->account.name;
  ask_password(visit, account, visit->field("now"),
               [this, visit, account](const std::optional<inbox::Credential>& shown) {
                 if (!shown) {
                   note(visit, "account.oidc", "account:" + account, "refused");
                   return show_sessions(visit, http::status::kForbidden, texts::OfficeLoginWrong.in(visit->language));
                 }
                 visit->has("_oidc_unbind") ? unbind_own(visit) : leave_to_connect(visit);
               });
}

void OfficePages::leave_to_connect(const VisitPtr& visit) {
  LoginAttempt attempt = new_login_attempt(visit->now);
  attempt.account = visit->account.name;
  // Browsers do not follow a form to another site (form-action), so a page with a link is shown in between.
  if (keep_attempt(visit, attempt)) send_to(visit, std::string(kConnectAddress));
}

/// GET /office/oidc/connect.
void OfficePages::oidc_connect(const VisitPtr& visit) {
  if (provider_ == nullptr) return send_not_found(visit);
  const auto attempt = kept_attempt(visit);
  // The user has logged in with another account in the meantime.
  if (!attempt || attempt->account != visit->account.name) return send_to(visit, "/office/sessions");
  provider_->begin(*attempt, [this, visit](const std::optional<std::string>& address) {
    const std::string name = oidc_name(visit);
    if (!address) {
      return show_sessions(visit, http::status::kUnavailable, texts::OidcDown.in(visit->language, name));
    }
    OfficeTable page;
    page.paragraphs = {visit->words(texts::OidcConnectAbout)};
    page.links = {{*address, texts::OidcConnect.in(visit->language, name)},
                  {"/office/sessions", visit->words(texts::OfficeSessions)}};
    send_office(visit, 200, texts::OidcConnectTitle.in(visit->language, name), page);
  });
}

void OfficePages::bind_own(const VisitPtr& visit, const LoginAttempt& attempt, const std::string& subject) {
  // Another person may have logged in with this browser meanwhile, and must not get the identity.
  auto account = account_of(visit->request(), visit->secret);
  if (!account || account->name != attempt.account) {
    note_refused(visit, "account:" + attempt.account, "other-account");
    return show_oidc_problem(visit, attempt, http::status::kForbidden, texts::OidcOther.in(visit->language));
  }
  visit->account = *std::move(account);
  const auto fault =
      inbox::Bindings(inbox_).add(provider_->settings().issuer, subject, visit->account.name, visit->now);
  // The identity, or this account, is connected already.
  if (fault && fault->kind == inbox::Fault::Kind::Exists) {
    note(visit, "account.oidc", "account:" + visit->account.name, "taken");
    return show_sessions(visit, http::status::kConflict, texts::OidcTaken.in(visit->language, oidc_name(visit)));
  }
  if (fault) return send_fault(visit, *fault);
  note(visit, "account.oidc", "account:" + visit->account.name, "bound");
  send_to(visit, "/office/sessions");
}

void OfficePages::unbind_own(const VisitPtr& visit) {
  const auto fault = inbox::Bindings(inbox_).remove(provider_->settings().issuer, visit->account.name);
  // Done already in another tab, or by an administrator.
  if (fault && fault->kind == inbox::Fault::Kind::NotFound) return send_to(visit, "/office/sessions");
  if (fault) return send_fault(visit, *fault);
  note(visit, "account.oidc", "account:" + visit->account.name, "unbound");
  // The sessions of the account have ended with the connection (Bindings::remove).
  visit->headers.push_back(no_cookie(std::string(kSessionCookie)));
  send_to(visit, "/office/login");
}

// An account, for administrators.

std::optional<inbox::Fault> OfficePages::add_account_oidc(const VisitPtr& visit, const inbox::Account& account,
                                                          OfficeForm form, OfficeTable& page) {
  if (provider_ == nullptr) return std::nullopt;
  const std::string name = oidc_name(visit);
  const auto subject = inbox::Bindings(inbox_).subject_of(provider_->settings().issuer, account.name);
  if (!subject) return subject.error();
  page.paragraphs.push_back(subject->empty() ? texts::OidcAccountFree.in(visit->language, name)
                                             : texts::OidcAccountBound.in(visit->language, name, *subject));
  form.title = texts::OidcTitle.in(visit->language, name);
  if (subject->empty()) {
    // The message of a refused login (OidcUnknown) shows it to the owner of the account, who tells the administrator.
    OfficeInput input{"subject", "text", texts::OidcSubject.in(visit->language, name), visit->field("subject"),
                      visit->words(texts::OidcSubjectHint)};
    input.autocomplete = "off";
    form.inputs = {std::move(input)};
    form.buttons = {{"_oidc_bind", texts::OidcBind.in(visit->language, name), true}};
  } else {
    form.about = visit->words(texts::OidcAccountEnds);
    form.buttons = {{"_oidc_unbind", texts::OidcUnbind.in(visit->language, name), true}};
  }
  page.forms.push_back(std::move(form));
  return std::nullopt;
}

void OfficePages::change_account_oidc(const VisitPtr& visit, const inbox::Account& account) {
  if (provider_ == nullptr) return send_not_found(visit);
  inbox::Bindings bindings(inbox_);
  const std::string& issuer = provider_->settings().issuer;
  visit->notices.push_back(visit->words(texts::OfficeAccountChanged));
  if (visit->has("_oidc_unbind")) {
    const auto fault = bindings.remove(issuer, account.name);
    // Done already in another tab.
    if (fault && fault->kind == inbox::Fault::Kind::NotFound) return show_account(visit, account, 200, {});
    return finish_change(visit, "account.oidc", account.name, "unbound", fault);
  }
  const std::string subject(base::trim_ascii_space(visit->field("subject")));
  const auto refuse = [&](unsigned status, std::string_view words) {
    visit->notices.clear();
    show_account(visit, account, status, words);
  };
  if (!is_subject(subject)) {
    return refuse(http::status::kUnprocessable, texts::OidcBadSubject.in(visit->language));
  }
  const auto fault = bindings.add(issuer, subject, account.name, visit->now);
  if (!fault || fault->kind != inbox::Fault::Kind::Exists) {
    return finish_change(visit, "account.oidc", account.name, "bound", fault);
  }
  // Otherwise this account was connected meanwhile, which the page shows.
  const auto other = bindings.account_of(issuer, subject);
  refuse(http::status::kConflict,
         other ? texts::OidcSubjectTaken.in(visit->language, *other) : visit->words(texts::ServiceConflict));
}

}  // namespace gongwen::service
