// The second factor of accounts: a code of an app besides the password. It is requested after the password, before
// there is a session; accounts set it up themselves, and administrators decide who needs one.
#include "service/inbox/factors.h"

#include "resources/environment.h"
#include "service/detail/office_pages.h"
#include "service/detail/totp.h"
#include "service/inbox/sealing.h"
#include "service/inbox/secrets.h"

#include <algorithm>

namespace gongwen::service {
namespace {

// A pending login lives in the memory of this process, for at most kPendingLogin seconds.
constexpr std::string_view kFactorAddress = "/office/second-factor";
constexpr inbox::Seconds kPendingLogin = 300;
constexpr std::size_t kPendingBytes = 16;
constexpr std::size_t kMostPending = 1'000;
constexpr std::size_t kSecretGroup = 4;

/// Returns the state that is sealed in the page while an account sets up its app: the secret is stored once the app has
/// shown a code. Sealed rather than stored, so that a page that is never sent leaves nothing behind. The seal includes
/// the account, so that another account cannot use the page.
std::string sealed_setup(const inbox::Box& box, const std::string& account, const std::string& secret) {
  return box.seal(fmt::format("{} {}", secret, account));
}

/// Without spaces, which apps show between the digits.
std::string typed_code(const std::string& text) {
  std::string code = text;
  std::erase_if(code, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  return code;
}

OfficeInput code_input(const PageVisit& visit, const diagnostics::BilingualText& label) {
  OfficeInput input{"code", "text", visit.words(label)};
  input.autocomplete = "one-time-code";
  return input;
}

std::string in_groups(const std::string& secret) {
  // Groups of four, as apps show a secret that is typed by hand.
  std::string text;
  for (std::size_t i = 0; i < secret.size(); i += kSecretGroup) {
    text += (i == 0 ? "" : " ") + secret.substr(i, kSecretGroup);
  }
  return text;
}

}  // namespace

bool OfficePages::needs_factor(const inbox::Account& account, const inbox::Factor& factor) const {
  // Without a key for sealing secrets there can be no factor, even if one is required.
  if (!office_.user_header.empty() || office_.key_file.empty()) return false;
  // Required for this account, or for all from a role on.
  return factor.is_needed || (office_.second_factor && account.role >= *office_.second_factor);
}

/// Returns true if the account may see the page; otherwise answers, since the account has to set up its second factor
/// first, and returns false.
bool OfficePages::require_factor(const VisitPtr& visit) {
  // Two pages stay open to a user who lacks the factor: the one where it is set up, and the logout.
  const std::string& path = visit->request().path;
  if (!office_.user_header.empty() || path == kFactorAddress || path == "/office/logout") return true;
  const auto factor = inbox::Factors(inbox_).of(visit->account.name);
  if (!factor) {
    send_fault(visit, factor.error());
    return false;
  }
  if (!factor->secret.empty() || !needs_factor(visit->account, *factor)) return true;
  send_to(visit, std::string(kFactorAddress));
  return false;
}

// Logging in.

/// Asks for the code after the right password. The page has a mark of this attempt, not the password again.
void OfficePages::ask_factor(const VisitPtr& visit, const std::string& name, const inbox::Credential& shown,
                             LoginWay way) {
  // Expired ones are removed only here, which is sufficient, since the size of the table is limited.
  std::erase_if(pending_, [&visit](const auto& one) { return one.second.until <= visit->now; });
  // Only right passwords get here, so strangers cannot fill the table.
  if (pending_.size() >= kMostPending) return send_too_many(visit);
  const std::string mark = inbox::random_text(kPendingBytes);
  // `shown` is compared again when the code is right: the password may have been replaced in the five minutes.
  pending_[mark] = {name, shown, visit->now + kPendingLogin, way};
  show_factor(visit, mark, 200, {});
}

void OfficePages::show_factor(const VisitPtr& visit, const std::string& mark, unsigned status, std::string_view error) {
  OfficeTable page;
  page.paragraphs = {visit->words(texts::OfficeFactorAskAbout)};
  OfficeForm form{"/office/login",
                  {code_input(*visit, texts::OfficeFactorCode)},
                  {{"_factor", visit->words(texts::OfficeLoginButton)}}};
  form.hidden = {{"mark", mark}, {"next", visit->field("next")}};
  // Values that were posted before the session ended travel through both pages of the login.
  for (const http::FormField& field : KeptInput::kept_fields(visit->fields)) {
    form.hidden.push_back({field.name, field.value});
  }
  page.forms = {std::move(form)};
  send_office(visit, status, visit->words(texts::OfficeFactorAsk), page, errors_of(error));
}

/// Returns whether a valid code of the account was typed, of the app or a recovery code; each counts once. Returns
/// nullopt if it has answered.
std::optional<bool> OfficePages::takes_factor(const VisitPtr& visit, const std::string& account,
                                              const std::string& typed) {
  // Limited by account, since many addresses together can guess six digits quickly.
  if (!factors_.allows(account, resources::steady_milliseconds())) {
    send_too_many(visit);
    return std::nullopt;
  }
  inbox::Factors factors(inbox_);
  const auto factor = factors.of(account);
  const auto box = inbox::Box::open(office_.key_file);
  if (!factor || !box) {
    send_fault(visit, factor ? box.error() : factor.error());
    return std::nullopt;
  }
  const std::string code = typed_code(typed);
  // An empty `secret` (no factor) cannot be unsealed, and no code matches it.
  const auto secret = box->unseal(factor->secret);
  const auto step = secret ? totp_step(*secret, code, visit->now) : std::nullopt;
  // use_step() is false for a step that was used, so that a code read over a shoulder cannot be used again.
  auto taken = step ? factors.use_step(account, *step) : inbox::Result<bool>(false);
  // A code that does not match the app may be a recovery code.
  if (taken && !*taken && !step) {
    taken = factors.use_recovery(account, plain_recovery_code(code));
    if (taken && *taken) note(visit, "account.recovery", "account:" + account, "ok");
  }
  if (!taken) {
    send_fault(visit, taken.error());
    return std::nullopt;
  }
  if (*taken) return true;
  // Only wrong codes count.
  static_cast<void>(factors_.take(account, resources::steady_milliseconds()));
  if (!factors_.allows(account, resources::steady_milliseconds())) {
    note(visit, "guessing", "account:" + account, "refused");
  }
  return false;
}

void OfficePages::check_factor(const VisitPtr& visit) {
  const std::string mark = visit->field("mark");
  const auto pending = pending_.find(mark);
  if (pending == pending_.end() || pending->second.until <= visit->now) {
    // After a late or unknown mark the user begins again with the password.
    return show_login(visit, http::status::kForbidden, texts::OfficeFactorLate.in(visit->language));
  }
  const PendingLogin login = pending->second;
  const auto taken = takes_factor(visit, login.account, visit->field("code"));
  if (!taken) return;
  if (!*taken) {
    note(visit, "login", "account:" + login.account, "refused");
    return show_factor(visit, mark, http::status::kForbidden, texts::OfficeFactorWrong.in(visit->language));
  }
  // Used only once, so that a mark in the history of the browser is worthless.
  pending_.erase(mark);
  // The account may have been disabled, or the password replaced, meanwhile.
  const auto credential = inbox::Accounts(inbox_).credential_of(login.account, visit->now);
  if (!credential) return send_fault(visit, credential.error());
  if (*credential != login.shown) return refuse_login(visit, login.account);
  start_session(visit, login.account, *credential, login.way);
}

// /office/second-factor: the user's own factor.

void OfficePages::second_factor(const VisitPtr& visit) {
  if (office_.key_file.empty())
    return send_problem(visit, http::status::kNotFound, texts::OfficeFactorOff.in(visit->language));
  if (visit->posts()) return change_factor(visit);
  show_own_factor(visit, {}, 200, {});
}

/// Shows the page of an account with a second factor, or the one on which it is set up. `setup`: as the page had it
/// before.
void OfficePages::show_own_factor(const VisitPtr& visit, const std::string& setup, unsigned status,
                                  std::string_view error, const std::vector<std::string>& recovery) {
  const std::string& account = visit->account.name;
  const auto factor = inbox::Factors(inbox_).of(account);
  const auto box = inbox::Box::open(office_.key_file);
  if (!factor || !box) return send_fault(visit, factor ? box.error() : factor.error());
  const std::string address(kFactorAddress);
  OfficeTable page;
  page.links = {{"/office/sessions", visit->words(texts::OfficeSessions)}};
  if (!factor->secret.empty()) {
    page.paragraphs = {texts::OfficeFactorOn.in(visit->language, factor->recovery)};
    if (!recovery.empty()) {
      page.paragraphs.push_back(visit->words(texts::OfficeFactorRecovery));
      for (const std::string& code : recovery) page.paragraphs.push_back(code);
    }
    OfficeForm form{address,
                    {code_input(*visit, texts::OfficeFactorCode)},
                    {{"_recovery", visit->words(texts::OfficeFactorNewRecovery), true}}};
    form.title = visit->words(texts::OfficeFactorChange);
    form.about = visit->words(texts::OfficeFactorChangeAbout);
    if (!needs_factor(visit->account, *factor)) {
      form.buttons.push_back({"_remove", visit->words(texts::OfficeFactorRemove), true});
    }
    page.forms = {std::move(form)};
    return send_office(visit, status, visit->words(texts::OfficeFactorTitle), page, errors_of(error));
  }
  // The secret stays the same after a wrong first code, so that the app need not be set up again.
  const std::string kept = setup.empty() ? sealed_setup(*box, account, new_totp_secret()) : setup;
  const std::string secret = box->unseal(kept).value_or(std::string());
  // The sealed text is `SECRET ACCOUNT`; a secret contains no space.
  const std::string shown = secret.substr(0, secret.find(' '));
  const auto code = qr_path(totp_address(shown, visit->words(texts::OfficeFactorIssuer), account));
  page.paragraphs = {
      visit->words(needs_factor(visit->account, *factor) ? texts::OfficeFactorNeeded : texts::OfficeFactorAbout),
      texts::OfficeFactorByHand.in(visit->language, in_groups(shown))};
  if (code)
    // The size in modules becomes px of the picture in the template.
    page.drawing =
        OfficeDrawing{static_cast<std::uint64_t>(code->size), code->path, visit->words(texts::OfficeFactorQr)};
  OfficeForm form{
      address, {code_input(*visit, texts::OfficeFactorFirst)}, {{"_set", visit->words(texts::OfficeFactorSwitchOn)}}};
  form.hidden = {{"setup", kept}};
  page.forms = {std::move(form)};
  send_office(visit, status, visit->words(texts::OfficeFactorTitle), page, errors_of(error));
}

void OfficePages::change_factor(const VisitPtr& visit) {
  const std::string& account = visit->account.name;
  inbox::Factors factors(inbox_);
  const auto hashed = [](const std::vector<std::string>& codes) {
    std::vector<std::string> plain;
    // Hashed as they are typed later: without hyphen, in lower case.
    for (const std::string& code : codes) plain.push_back(plain_recovery_code(code));
    return plain;
  };
  // Made before anything is decided: ten random texts cost little, and two branches need them.
  const std::vector<std::string> recovery = new_recovery_codes();
  if (visit->has("_set")) {
    const auto factor = factors.of(account);
    const auto box = inbox::Box::open(office_.key_file);
    // The key may be unreadable now although it was readable at the start: then no factor is set up.
    if (!factor || !box) return send_fault(visit, factor ? box.error() : factor.error());
    // Another tab has set it up.
    if (!factor->secret.empty()) return send_to(visit, std::string(kFactorAddress));
    const std::string setup = visit->field("setup");
    const auto opened = box->unseal(setup);
    const std::size_t blank = opened ? opened->find(' ') : std::string::npos;
    if (blank == std::string::npos || opened->substr(blank + 1) != account)
      return send_to(visit, std::string(kFactorAddress));
    const std::string secret = opened->substr(0, blank);
    // After a wrong first code `setup` stays, so that the secret in the app stays the right one.
    const auto step = totp_step(secret, typed_code(visit->field("code")), visit->now);
    if (!step) {
      return show_own_factor(visit, setup, http::status::kUnprocessable,
                             texts::OfficeFactorWrongFirst.in(visit->language));
    }
    // This uses up the first code, so that it cannot log in a second time.
    if (const auto fault = factors.set(account, box->seal(secret), *step, hashed(recovery))) {
      return send_fault(visit, *fault);
    }
    note(visit, "account.factor", "account:" + account, "ok");
    return show_own_factor(visit, {}, 200, {}, recovery);
  }
  if (!visit->has("_recovery") && !visit->has("_remove")) return send_not_found(visit);
  // Both changes below need a code, so that an open browser is not enough to remove the protection.
  const auto taken = takes_factor(visit, account, visit->field("code"));
  if (!taken) return;
  if (!*taken) {
    return show_own_factor(visit, {}, http::status::kForbidden, texts::OfficeFactorWrong.in(visit->language));
  }
  // New ones replace all former ones, used or not.
  if (visit->has("_recovery")) {
    if (const auto fault = factors.set_recovery(account, hashed(recovery))) return send_fault(visit, *fault);
    note(visit, "account.recovery-codes", "account:" + account, "ok");
    return show_own_factor(visit, {}, 200, {}, recovery);
  }
  if (const auto fault = factors.remove(account)) return send_fault(visit, *fault);
  note(visit, "account.factor", "account:" + account, "removed");
  send_to(visit, std::string(kFactorAddress));
}

}  // namespace gongwen::service
