// Login, sessions and rights of the office, and the common part of its pages. A request passes, in this order, the
// session or the proxy, the form token, the parts of the installation that its route needs, and the role of its route;
// only then does its page run.
#include "base/date.h"
#include "diagnostics/catalogue/texts/design.h"
#include "resources/environment.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/office_pages.h"
#include "service/detail/pictures.h"
#include "service/inbox/audit.h"
#include "service/inbox/secrets.h"
#include "service/inbox/shown_pages.h"
#include "templating/built_in_page.h"

#include <algorithm>

namespace gongwen::service {
namespace {

constexpr std::string_view kOfficePage =
#include "office_page.inc"
    ;
constexpr std::string_view kOfficeStyle =
#include "office_style.inc"
    ;

constexpr std::string_view kOfficeScript =
#include "office_script.inc"
    ;

struct MenuItem {
  std::string_view page;
  std::string_view address;
  const diagnostics::BilingualText& label;
};

/// Returns the menu, in the order of the work: submissions first, settings last. The route of an item's address decides
/// whether an account sees it.
std::vector<MenuItem> menu_items() {
  return {{"list", "/office/", texts::OfficeTitle},
          {"import", "/office/import", texts::OfficeImport},
          {"scans", "/office/scans", texts::OfficeScans},
          {"calls", "/office/calls", texts::OfficeCalls},
          {"mails", "/office/mails", texts::MailPage},
          {"forms", "/office/forms", texts::DesignForms},
          {"make", "/office/make", texts::OfficeMake},
          {"export", "/office/export", texts::OfficeExport},
          {"statistics", "/office/statistics", texts::OfficeStatistics},
          {"issues", "/office/issues", texts::OfficeIssues},
          {"facts", "/office/facts", texts::OfficeFacts},
          {"sessions", "/office/sessions", texts::OfficeSessions},
          {"accounts", "/office/accounts", texts::OfficeAccounts},
          {"hooks", "/office/hooks", texts::MailHookPage},
          {"audit", "/office/audit", texts::OfficeAudit}};
}

/// Returns whether a path belongs to an item: its pages are below its address, those of submissions belong to the list.
bool is_here(const MenuItem& item, std::string_view path) {
  if (item.page == "list") return path == item.address || path.starts_with("/office/s/");
  return path.starts_with(item.address);
}

}  // namespace

std::string safe_next(const std::string& next) {
  // An address of another site would let a stranger show a copy of the page after the login (open redirect):
  // `//evil.example` is one, and for browsers `/\evil.example` is one, too.
  const bool ours = next.starts_with("/office/") && next.find("//") == std::string::npos &&
                    std::all_of(next.begin(), next.end(), [](char c) { return c > ' ' && c < '\x7F' && c != '\\'; });
  return ours ? next : "/office/";
}

base::Json input_json(std::string_view id, std::string_view type, std::string_view label, std::string_view value) {
  base::Json json = base::Json::object();
  return std::move(json.set("id", id).set("type", type).set("label", label).set("value", value));
}

base::Json select_json(std::string_view id, std::string_view label, base::Json options) {
  base::Json json = base::Json::object();
  return std::move(json.set("id", id).set("type", "select").set("label", label).set("options", std::move(options)));
}

base::Json button_json(std::string_view name, std::string_view value, std::string_view label, bool minor) {
  base::Json json = base::Json::object();
  return std::move(json.set("name", name).set("value", value).set("label", label).set("minor", minor));
}

base::Json form_json(std::string_view method, std::string_view action, base::Json inputs, base::Json buttons) {
  base::Json form = base::Json::object();
  form.set("method", method).set("action", action).set("inputs", std::move(inputs)).set("buttons", std::move(buttons));
  return form;
}

OfficePages::OfficePages(WorkerPool& pool, WorkerPool& logins, inbox::Inbox& inbox, PageOptions options,
                         OfficeOptions office)
    : Pages(pool, std::move(options)),
      logins_(logins),
      inbox_(inbox),
      office_(std::move(office)),
      // secret_ belongs to this process: behind a proxy, forms of pages that were opened before a restart are refused.
      secret_(inbox::random_text(16)) {}

// Login.

/// Returns the name that a proxy vouches for. The header counts only if it comes from a trusted proxy or a Unix socket,
/// since any other client could forge it.
std::string OfficePages::proxied_name(const http::RequestHead& head) const {
  if (office_.user_header.empty()) return {};
  if (!head.from_proxy && head.way != http::Way::UnixSocket) return {};
  // A proxy that adds its header to one from the client is misconfigured: with two, it is unknown which one is the
  // client's.
  const auto is_it = [this](const http::Header& header) {
    return header.name == office_.user_header;
  };
  if (std::count_if(head.headers.begin(), head.headers.end(), is_it) != 1) return {};
  return *head.header(office_.user_header);
}

std::optional<inbox::Account> OfficePages::account_of(const http::RequestHead& head, std::string& secret,
                                                      std::optional<inbox::Fault>* fault) const {
  // NotFound means that the user is not logged in, which is no fault.
  const auto refuse = [fault](const inbox::Fault& found) -> std::optional<inbox::Account> {
    if (fault != nullptr && found.kind != inbox::Fault::Kind::NotFound) *fault = found;
    return std::nullopt;
  };
  if (!office_.user_header.empty()) {
    const std::string name = proxied_name(head);
    if (name.empty()) return std::nullopt;
    // The proxy knows the name; the rights of the account are decided here.
    auto account = inbox::Accounts(inbox_).get(name);
    if (!account) return refuse(account.error());
    if (account->disabled) return std::nullopt;
    // Behind a proxy there is no session; forms are bound to this process and the name instead.
    secret = secret_ + name;
    return *std::move(account);
  }
  secret = cookie_of(head, std::string(kSessionCookie));
  if (secret.empty()) return std::nullopt;
  // use() also notes when the session was last used.
  auto account = inbox::Sessions(inbox_).use(secret, options_.clock());
  if (!account) return refuse(account.error());
  return *std::move(account);
}

std::string OfficePages::token_of(const Visit& visit) const { return form_token("office", visit.secret); }

/// Without a session, only the few bytes of a login are accepted; files are spooled only for accounts and
/// only if the route takes them. Called before the body is read: it decides how many bytes a request may
/// send.
http::BodyPlan OfficePages::plan(const http::RequestHead& head, const RouteMatch& match) const {
  if (head.method != "POST") return http::BodyPlan::none();
  std::string secret;
  if (match.route->open || !account_of(head, secret)) {
    // Input from a session that has ended is kept on the page of the login.
    const bool had_session = !cookie_of(head, std::string(kSessionCookie)).empty();
    return http::BodyPlan::memory(had_session ? office_.max_remarks : office_.max_login);
  }
  const std::string* const type = head.header("content-type");
  const bool has_parts = type != nullptr && type->starts_with("multipart/");
  // For a route without files the form is kept in memory even if the browser sends it as multipart.
  return has_parts && match.route->body == BodyType::Files ? http::BodyPlan::spool(office_.max_upload, false)
                                                           : http::BodyPlan::memory(office_.max_remarks);
}

// The order of the checks matters: the account, the form's token, the parts of the installation, the
// role.
void OfficePages::handle(const ExchangePtr& exchange, const RouteMatch& match) {
  auto visit = std::make_shared<Visit>();
  enter(*visit, exchange, match);
  const http::Request& request = exchange->request();
  const Route& route = *match.route;
  if (auto query = http::parse_form(request.query)) visit->query = *std::move(query);
  // Behind a proxy people log in there, so the login page does not exist.
  const bool by_proxy = !office_.user_header.empty();
  const bool is_missing =
      // Missing pages are answered only after the session was checked, so that strangers cannot tell which parts an
      // installation has.
      (route.needs == Needs::Passwords && by_proxy) || (route.needs == Needs::Records && records_ == nullptr);
  if (route.open && !is_missing) return static_cast<void>(std::get<OfficeAnswerer>(route.answerer)(*this, visit));
  std::optional<inbox::Fault> fault;
  auto account = account_of(request, visit->secret, &fault);
  // A database that cannot answer must not look like a session that has ended.
  if (!account && fault) return send_fault(visit, *fault);
  if (!account && by_proxy) {
    return send_problem(visit, http::status::kForbidden, texts::OfficeNoAccount.in(visit->language));
  }
  // A POST whose session has ended: the input is kept.
  if (!account && visit->posts() && !cookie_of(request, std::string(kSessionCookie)).empty()) {
    return keep_posted(visit);
  }
  if (!account) {
    // The requested page is shown after the login. A form that was sent without any session leads to the list
    // instead.
    const std::vector<http::FormField> next{{"next", visit->posts() ? "/office/" : request.target}};
    return send_to(visit, "/office/login?" + http::write_form(next));
  }
  visit->account = *std::move(account);
  if (visit->posts()) {
    // Files are read from the spool only now, when their sender is known.
    if (!read_fields(visit, office_.max_upload, &visit->files)) return;
    // The token is a hash over the session's secret, which a page of another site cannot know (cross-site request
    // forgery).
    if (!inbox::same_secret(visit->field("_token"), token_of(*visit))) {
      return send_problem(visit, http::status::kForbidden, texts::ServiceForgedForm.in(visit->language));
    }
  }
  if (is_missing) return send_not_found(visit);
  if (!require_factor(visit)) return;
  if (!require(visit, route.role)) return;
  // Answerers return false if the path has an unknown value, such as a format.
  bool is_known = false;
  if (const auto* const page = std::get_if<OfficeAnswerer>(&route.answerer)) {
    is_known = (*page)(*this, visit);
  } else {
    const auto submission = inbox::Submissions(inbox_).get(match.value("id"));
    if (!submission) return send_fault(visit, submission.error());
    is_known = std::get<SubmissionAnswerer>(route.answerer)(*this, visit, *submission);
  }
  if (!is_known) send_not_found(visit);
}

void OfficePages::send_office_style(const VisitPtr& visit) { send_style(visit, kOfficeStyle); }

void OfficePages::send_office_script(const VisitPtr& visit) {
  send_asset(visit, "text/javascript; charset=utf-8", kOfficeScript);
}

void OfficePages::send_form_style(const VisitPtr& visit) { send_style(visit, form_style()); }

void OfficePages::go_to_list(const VisitPtr& visit) { send_to(visit, "/office/"); }

/// Answers 403 and writes it to the audit if the role of the account is too low.
bool OfficePages::require(const VisitPtr& visit, inbox::Role role) {
  if (visit->account.role >= role) return true;
  note(visit, "refused", visit->request().path, "role");
  send_problem(visit, http::status::kForbidden, texts::OfficeNotAllowed.in(visit->language));
  return false;
}

// `object` is SORT:ID, as ObjectWords in office/audit.cpp reads it.
void OfficePages::note(const VisitPtr& visit, const std::string& action, const std::string& object,
                       const std::string& result) {
  // A failure to write to the audit must not undo the action; the log of requests has it, too.
  static_cast<void>(
      inbox::Audit(inbox_).add({0, visit->now, visit->account.name, visit->request().peer, action, object, result}));
}

// Login.

void OfficePages::show_login(const VisitPtr& visit, unsigned status, std::string_view error) {
  Context context = base::Json::object();
  // After a refused POST the address is in its field.
  const std::string& next = visit->posts() ? visit->field("next") : visit->asked("next");
  base::Json words = base::Json::object();
  words.set("name", visit->words(texts::OfficeLoginName)).set("password", visit->words(texts::OfficeLoginPassword));
  words.set("button", visit->words(texts::OfficeLoginButton));
  context.set("w", std::move(words)).set("next", next);
  if (visit->kept.empty()) visit->kept = KeptInput::kept_fields(visit->fields);
  if (!visit->kept.empty()) visit->notices.push_back(visit->words(texts::OfficeLoginKept));
  std::vector<std::pair<std::string, std::string>> kept;
  for (const http::FormField& field : visit->kept) kept.emplace_back(field.name, field.value);
  context.set("kept", hidden_json(kept));
  if (provider_ != nullptr) add_oidc_link(visit, next, context);
  send_office(visit, status, "login", visit->words(texts::OfficeLoginTitle), std::move(context), errors_of(error));
}

/// Returns client and account as one name, for the limit of both together. The account is hashed, since people type
/// anything into the field, even passwords. The limit of both together is lower than that of the address, which
/// colleagues share.
std::string OfficePages::login_name(const VisitPtr& visit, const std::string& account) {
  constexpr std::size_t kDigits = 16;
  const std::string client = client_name(visit->request().peer);
  return client.empty() ? client : inbox::secret_hash(account).substr(0, kDigits) + ' ' + client;
}

namespace {

/// Returns the name of the account in the limit for all clients together.
std::string account_mark(const std::string& account) {
  constexpr std::size_t kDigits = 16;
  return inbox::secret_hash(account).substr(0, kDigits);
}

constexpr std::size_t kDeviceDigits = 32;
constexpr std::size_t kDeviceBytes = 10;
// A year: a browser that is used more rarely is subject to the limit for all clients again.
constexpr std::chrono::hours kDeviceTime{365 * 24};

/// Returns the seal of a browser from which the account has logged in before. It depends on the stored credential, so
/// only the service can make it, and it becomes invalid with the password.
std::string device_seal(const std::string& account, const std::string& mark, const inbox::Credential& credential) {
  // `credential.kept` is the stored text of the password: changing it makes all browsers unknown.
  return inbox::secret_hash(fmt::format("device {} {} {}", account, mark, credential.kept)).substr(0, kDeviceDigits);
}

std::string device_cookie_name(const std::string& account) { return "k-" + account_mark(account); }

}  // namespace

bool OfficePages::is_known_device(const VisitPtr& visit, const std::string& account,
                                  const inbox::Credential& credential) const {
  const std::string shown = cookie_of(visit->request(), device_cookie_name(account));
  // `MARK.SEAL`; the mark is random, so two browsers of an account have different cookies.
  const std::size_t dot = shown.find('.');
  if (dot == std::string::npos || credential.kept.empty()) return false;
  return inbox::same_secret(shown.substr(dot + 1), device_seal(account, shown.substr(0, dot), credential));
}

http::Header OfficePages::device_cookie(const std::string& account, const inbox::Credential& credential) const {
  const std::string mark = inbox::random_text(kDeviceBytes);
  return cookie(device_cookie_name(account), mark + '.' + device_seal(account, mark, credential), kDeviceTime);
}

/// Returns whether a password may be tried now. Known browsers are exempt from the limit of the account, so that
/// strangers who guess cannot lock out its owner. Three limits: of the address, of the address with the account, and of
/// the account for all addresses.
bool OfficePages::may_try(const VisitPtr& visit, const std::string& account, bool is_known_device) {
  const std::int64_t now = resources::steady_milliseconds();
  if (of_address_.allows(client_name(visit->request().peer), now) &&
      of_account_.allows(login_name(visit, account), now) &&
      (is_known_device || of_all_.allows(account_mark(account), now))) {
    return true;
  }
  send_too_many(visit);
  return false;
}

/// Returns the account for the audit. An unknown name may be a password that was typed into the wrong field, so it is
/// not written.
std::string OfficePages::account_object(const std::string& name) {
  return inbox::Accounts(inbox_).get(name) ? "account:" + name : std::string("account");
}

/// Counts a wrong password. Right ones do not count, so colleagues behind one address do not lock each other out.
/// take() after the failed try, since allows() alone counts nothing.
void OfficePages::count_wrong(const VisitPtr& visit, const std::string& account, bool is_known_device) {
  const std::int64_t now = resources::steady_milliseconds();
  static_cast<void>(of_address_.take(client_name(visit->request().peer), now));
  static_cast<void>(of_account_.take(login_name(visit, account), now));
  if (!is_known_device) static_cast<void>(of_all_.take(account_mark(account), now));
  const bool is_over = !of_address_.allows(client_name(visit->request().peer), now) ||
                       !of_account_.allows(login_name(visit, account), now) ||
                       !of_all_.allows(account_mark(account), now);
  if (is_over) note(visit, "guessing", account_object(account), "refused");
}

/// Lets a worker compare the password. `done` gets the credential if it matches, otherwise nullopt.
void OfficePages::ask_password(const VisitPtr& visit, const std::string& account, const std::string& password,
                               PasswordChecked done) {
  const auto credential = inbox::Accounts(inbox_).credential_of(account, visit->now);
  if (!credential) return send_fault(visit, credential.error());
  const bool is_known = is_known_device(visit, account, *credential);
  if (!may_try(visit, account, is_known)) return;
  // Argon2id takes a tenth of a second and much memory, hence a separate worker.
  Task task;
  task.operation = Operation::Password;
  // For an unknown name the worker gets an empty hash, which takes as long and matches nothing.
  task.files = {{"password", password}, {"hash", credential->hash}};
  ask_whatever(visit, {logins_, options_.task_time}, std::move(task),
               [this, visit, account, is_known, credential = *credential, done = std::move(done)](TaskAnswer answer) {
                 const bool fits = answer.body == "yes";
                 if (!fits) count_wrong(visit, account, is_known);
                 done(fits ? std::optional(credential) : std::nullopt);
               });
}

// One address for all steps, distinguished by their buttons: password, code, continuing after the provider.
void OfficePages::login(const VisitPtr& visit) {
  if (!visit->posts()) return show_login(visit, 200, {});
  if (!read_fields(visit, office_.max_login)) return;
  if (visit->has("_factor")) return check_factor(visit);
  if (visit->has("_logged_in")) return go_on(visit);
  const std::string name = inbox::meant_account(visit->field("name"));
  ask_password(visit, name, visit->field("password"),
               [this, visit, name](const std::optional<inbox::Credential>& shown) {
                 shown ? finish_login(visit, name, *shown) : refuse_login(visit, name);
               });
}

/// The same answer for unknown names, wrong passwords and disabled accounts.
void OfficePages::refuse_login(const VisitPtr& visit, const std::string& name) {
  note(visit, "login", account_object(name), "refused");
  show_login(visit, http::status::kForbidden, texts::OfficeLoginWrong.in(visit->language));
}

void OfficePages::finish_login(const VisitPtr& visit, const std::string& name, const inbox::Credential& shown) {
  // The account may have been disabled, or the password replaced, while it was compared.
  const auto credential = inbox::Accounts(inbox_).credential_of(name, visit->now);
  if (!credential) return send_fault(visit, credential.error());
  if (*credential != shown) return refuse_login(visit, name);
  // A one-time password only opens the page on which it is replaced.
  if (shown.one_time) {
    return visit->has("new") ? replace_password(visit, name, shown) : show_new_password(visit, name, 200, {});
  }
  if (!office_.key_file.empty()) {
    const auto factor = inbox::Factors(inbox_).of(name);
    if (!factor) return send_fault(visit, factor.error());
    // The factor is requested even if no rule requires it, since the account has set it up.
    if (!factor->secret.empty()) return ask_factor(visit, name, shown);
  }
  start_session(visit, name, *credential);
}

void OfficePages::start_session(const VisitPtr& visit, const std::string& name, const inbox::Credential& credential,
                                LoginWay way) {
  const auto secret = inbox::Sessions(inbox_).start(name, visit->request().peer, visit->now);
  if (!secret) return send_fault(visit, secret.error());
  visit->account.name = name;
  note(visit, way == LoginWay::Provider ? "login.oidc" : "login", "account:" + name, "ok");
  visit->headers.push_back(device_cookie(name, credential));
  // A new secret for each login: if an attacker put one into the browser before, it is worthless (session fixation).
  visit->headers.push_back(cookie(std::string(kSessionCookie), *secret, std::nullopt));
  // Values posted before: KeptInput::open() checks their seal and age.
  const auto posted = kept_.open(visit->fields, visit->now);
  auto account =
      posted ? inbox::Accounts(inbox_).get(name) : inbox::Result<inbox::Account>(base::Failure{inbox::Fault{}});
  if (!account) return send_to(visit, safe_next(visit->field("next")));
  visit->secret = *secret;
  visit->account = *std::move(account);
  send_kept(visit, *posted);
}

/// The session has ended while the user was typing: the page of the login carries the posted values, and continues with
/// them.
void OfficePages::keep_posted(const VisitPtr& visit) {
  if (!read_fields(visit, office_.max_upload)) return;
  // Posted files are not kept, since they would have to be in the page.
  visit->kept = kept_.keep(visit->request().target, visit->fields, visit->now);
  visit->fields.clear();
  show_login(visit, http::status::kUnauthorized, {});
}

/// After the login, one button sends the values that were posted before it, in the new session.
void OfficePages::send_kept(const VisitPtr& visit, const KeptInput::Posted& posted) {
  OfficeTable page;
  page.paragraphs = {visit->words(texts::OfficeKeptAbout)};
  // A button rather than a redirect, so that the user sees what is going to be sent.
  OfficeForm form{posted.address, {}, {{"_again", visit->words(texts::OfficeKeptButton)}}};
  for (const http::FormField& field : posted.fields) form.hidden.push_back({field.name, field.value});
  page.forms = {std::move(form)};
  send_office(visit, 200, visit->words(texts::OfficeKeptTitle), page);
}

void OfficePages::logout(const VisitPtr& visit) {
  // First the stored pages, which show data of the session; then the session.
  static_cast<void>(inbox::ShownPages(inbox_).remove_of(visit->secret));
  static_cast<void>(inbox::Sessions(inbox_).end(visit->secret));
  note(visit, "logout", "account:" + visit->account.name, "ok");
  visit->headers.push_back(no_cookie(std::string(kSessionCookie)));
  send_to(visit, "/office/login");
}

// Parts of all pages.

/// Asks for the table of kinds, and caches it: it changes only with the bundles, see forget_kinds.
void OfficePages::with_kinds(const VisitPtr& visit, std::function<void(const KindTable&)> go_on) {
  // Held while it is used, since the bundles may be renewed meanwhile.
  const auto known = kinds_;
  // One table per language: titles are in it.
  const auto table = known->tables.find(visit->language);
  if (table != known->tables.end()) return go_on(table->second);
  Task task;
  task.operation = Operation::Kinds;
  ask(visit, std::move(task), [known, visit, go_on = std::move(go_on)](const TaskAnswer& answer) {
    go_on(known->tables[visit->language] = kind_table(answer.body, visit->language));
  });
}

std::optional<Task> OfficePages::task_of_version(const VisitPtr& visit, Operation operation,
                                                 const inbox::Submission& submission, const inbox::Version& version) {
  auto task = version_task(operation, inbox_, submission, version);
  if (task) return *std::move(task);
  send_fault(visit, task.error());
  return std::nullopt;
}

void OfficePages::send_office(const VisitPtr& visit, unsigned status, std::string_view page, const std::string& title,
                              Context context, std::vector<std::string> errors) {
  // Members: `lang`, `title`, `page` (the part of the template), `menu`, `c` (common words), `w` (words of the page).
  context.set("lang", diagnostics::language_tag(visit->language)).set("title", title).set("page", page);
  context.set("account", visit->account.title.empty() ? visit->account.name : visit->account.title);
  // By this name the operator finds the lines in the log.
  if (status >= http::status::kServerError) {
    errors.push_back(texts::OfficeRequestNumber.in(visit->language, visit->request().id));
  }
  context.set("token", token_of(*visit)).set("errors", base::Json::list_of(errors));
  // The template refers to `w` on all pages.
  if (!context.view().find("w")) context.set("w", base::Json::object());
  context.set("notices", base::Json::list_of(visit->notices));
  base::Json menu = base::Json::list();
  for (const MenuItem& item : menu_items()) {
    // The menu follows the table of routes, so it never offers a page that would be refused.
    const Route& route = *match_route("GET", item.address).route;
    if (visit->account.role < route.role || (route.needs == Needs::Records && records_ == nullptr)) continue;
    base::Json one = base::Json::object();
    one.set("address", item.address).set("label", visit->words(item.label));
    menu.add(std::move(one.set("here", is_here(item, visit->request().path))));
  }
  context.set("menu", std::move(menu));
  base::Json common = base::Json::object();
  common.set("menu", visit->words(texts::OfficeMenu)).set("logout", visit->words(texts::OfficeLogout));
  common.set("skip", visit->words(texts::OfficeSkip));
  common.set("messages", visit->words(texts::OfficeMessages)).set("next", visit->words(texts::OfficeNextPage));
  context.set("c", std::move(common));
  static const templating::BuiltInPage kPage("<office>", kOfficePage);
  const auto html = kPage.expand(std::move(context));
  if (!html) return send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
  send_shown(visit, status, *html);
}

void OfficePages::send_shown(const VisitPtr& visit, unsigned status, std::string html) {
  // Larger pages, such as those with a document in a link, are sent directly.
  constexpr std::size_t kMaxShown = std::size_t{512} << 10;
  // Not if the session has ended: then the page asks for the password. After a POST the answer is stored and shown by a
  // GET, so that a reload sends nothing twice.
  const bool is_kept =
      visit->posts() && visit->match.route->keeps_answers && !visit->shows_secret && !visit->account.name.empty();
  if (!is_kept || html.size() > kMaxShown) return send_html(visit, status, std::move(html));
  const inbox::ShownPage page{status, visit->has_script, std::move(html)};
  const auto id = inbox::ShownPages(inbox_).add(visit->secret, page, visit->now);
  // If the database is busy, the user gets the answer anyway.
  if (!id) return send_html(visit, status, page.html);
  send_to(visit, "/office/shown/" + *id);
}

void OfficePages::show_kept(const VisitPtr& visit, const std::string& id) {
  // Only the session that got the page finds it.
  auto page = inbox::ShownPages(inbox_).get(visit->secret, id);
  if (!page && page.error().kind != inbox::Fault::Kind::NotFound) return send_fault(visit, page.error());
  // 410: it was removed after some time, or with the logout.
  if (!page) return send_problem(visit, http::status::kGone, texts::OfficeShownGone.in(visit->language));
  visit->has_script = page->has_script;
  send_html(visit, static_cast<unsigned>(page->status), std::move(page->html));
}

}  // namespace gongwen::service
