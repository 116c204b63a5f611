// OfficePages: the pages for people with an account: submissions from the list to the decision, forms that came by
// mail, rosters, calls, accounts, the store of facts, and documents from uploaded data. No page needs script.
// Addresses, and the role that each needs, are in routes.cpp; this class relies on the front having checked origin and
// route, and checks session, role and token itself.
#pragma once

#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/mail.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/designer/detail/designer.h"
#include "service/detail/bulk_change.h"
#include "service/detail/export_api.h"
#include "service/detail/form_import.h"
#include "service/detail/kept_input.h"
#include "service/detail/letters.h"
#include "service/detail/listed_cells.h"
#include "service/detail/office_table.h"
#include "service/detail/pages.h"
#include "service/detail/rate_limit.h"
#include "service/detail/records_task.h"
#include "service/detail/review_view.h"
#include "service/detail/scan_entry.h"
#include "service/inbox/accounts.h"
#include "service/inbox/calls.h"
#include "service/inbox/factors.h"
#include "service/inbox/hooks.h"
#include "service/inbox/outbox.h"
#include "service/inbox/statistics.h"
#include "service/inbox/submissions.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// Sizes in bytes. Rates are token buckets: see RateLimit.
struct OfficeOptions {
  /// Lowercase name of the header in which a trusted proxy names the user; empty: local accounts.
  std::string user_header;
  std::uint64_t max_upload = std::uint64_t{64} << 20;
  /// The store of facts and the folder of the site that is published from it; empty if absent.
  std::string store = {};
  std::string site = {};
  /// Issues are published only after a second person has approved them.
  bool needs_approval = false;
  /// Settings for signing editions, and the file of the secret; only the worker that has the store reads them.
  std::string signing = {};
  std::string secret_file = {};
  /// The file of the key by which secrets are sealed; if empty, secrets cannot be stored, so there are neither hooks
  /// nor second factors.
  std::string key_file = {};
  /// The lowest role whose accounts need a second factor; nullopt: each account decides for itself.
  std::optional<inbox::Role> second_factor = {};
  /// The kind of the letters about decisions; if it is not installed, there are no letters.
  std::string letter_kind{kLetterKind};
  // Largest bodies, in bytes: of a person who is not logged in, and of remarks.
  std::uint64_t max_login = std::uint64_t{8} << 10;
  std::uint64_t max_remarks = std::uint64_t{1} << 20;
  std::chrono::seconds publish_time{120};
  // Wrong passwords by address, and by account and address together, so that a stranger elsewhere cannot lock an
  // account.
  Rate wrong_of_address{30, std::chrono::minutes(15)};
  Rate wrong_of_account{10, std::chrono::minutes(15)};
  // Wrong passwords of one account from all addresses together; browsers from which its owner has logged in before are
  // exempt.
  Rate wrong_of_all{50, std::chrono::hours(1)};
  /// Wrong codes of the second factor of an account. Only those who know the password can try one.
  Rate wrong_factors{10, std::chrono::minutes(15)};
};

struct ListColumn;
struct LoginAttempt;
class Provider;
struct ProviderLogin;

/// One object for all people of the office; the state of a request is in OfficeVisit. Order for each: plan(),
/// handle() (session, role, token), then the function of the route, which answers immediately or in the callback of a
/// worker.
class OfficePages : private Pages {
 public:
  /// Pools and inbox must outlive it. `logins` has workers that see only passwords, so that a document that takes over
  /// another worker can neither read a password nor accept one.
  OfficePages(WorkerPool& pool, WorkerPool& logins, inbox::Inbox& inbox, PageOptions options, OfficeOptions office);

  /// Sets the workers for the store of facts, which get no data of strangers; without them these pages do not exist.
  void set_records(WorkerPool* records) { records_ = records; }

  /// Sets the provider of logins; without it, people log in only with passwords.
  void set_provider(Provider* provider) { provider_ = provider; }

  /// Must be called when bundles have changed: kinds are asked for again.
  void forget_kinds() {
    kinds_ = std::make_shared<KnownKinds>();
    designer_.forget();
  }
  /// Sets a function that is called when a form that was changed here is published.
  void on_published(std::function<void()> published) { designer_.on_published(std::move(published)); }

  /// The route of `match` must be one of these pages. `plan` decides about the body before it is read, `handle`
  /// answers.
  http::BodyPlan plan(const http::RequestHead& head, const RouteMatch& match) const;
  void handle(const ExchangePtr& exchange, const RouteMatch& match);

 private:
  friend std::span<const Route> all_routes();
  friend class Designer;
  friend class Letters;
  using Visit = OfficeVisit;
  using VisitPtr = std::shared_ptr<Visit>;
  /// The members that a page adds to those of all pages, as pages/office.html names them.
  using Context = base::Json;

  // Login and sessions: see office/pages.cpp, accounts.cpp, oidc.cpp, factors.cpp. After a wrong
  // password, an unknown name or a disabled account the answer is the same and takes equally
  // long.
  /// Returns the account of a request, by its session cookie or the header of a proxy; nullopt if absent. Sets
  /// `fault` if the database cannot tell.
  std::optional<inbox::Account> account_of(const http::RequestHead& head, std::string& secret,
                                           std::optional<inbox::Fault>* fault = nullptr) const;
  std::string proxied_name(const http::RequestHead& head) const;
  /// GET, POST /office/login. Behind an authenticating proxy this page does not exist.
  void login(const VisitPtr& visit);
  void show_login(const VisitPtr& visit, unsigned status, std::string_view error);
  /// Returns the name under which the limit for account and address together counts.
  static std::string login_name(const VisitPtr& visit, const std::string& account);
  /// Returns true if a password may be tried; answers with 429 and returns false after too many wrong ones from this
  /// client or for this account.
  bool may_try(const VisitPtr& visit, const std::string& account, bool is_known_device);
  void count_wrong(const VisitPtr& visit, const std::string& account, bool is_known_device);
  /// Returns the name of an account as the audit has it.
  std::string account_object(const std::string& name);
  bool is_known_device(const VisitPtr& visit, const std::string& account, const inbox::Credential& credential) const;
  http::Header device_cookie(const std::string& account, const inbox::Credential& credential) const;
  /// Called when the worker for passwords has compared. `shown` is the credential that the password matches, kept to
  /// notice a change meanwhile; nullopt if the password is wrong.
  using PasswordChecked = std::function<void(const std::optional<inbox::Credential>& shown)>;
  void ask_password(const VisitPtr& visit, const std::string& account, const std::string& password,
                    PasswordChecked done);
  /// Answers with 403 and the login page, the same for every reason.
  void refuse_login(const VisitPtr& visit, const std::string& name);
  /// Starts a session if the credential is still the one that was compared; asks for a new password first if necessary.
  void finish_login(const VisitPtr& visit, const std::string& name, const inbox::Credential& shown);
  /// How a person has logged in, for the audit.
  enum class LoginWay : std::uint8_t { Password, Provider };
  void start_session(const VisitPtr& visit, const std::string& name, const inbox::Credential& credential,
                     LoginWay way = LoginWay::Password);
  /// Carries out the request that was posted without a login, once the sender has logged in in another tab.
  void go_on(const VisitPtr& visit);
  // Logging in with OpenID Connect: see office/oidc.cpp.
  void oidc(const VisitPtr& visit);
  void oidc_answer(const VisitPtr& visit);
  void oidc_connect(const VisitPtr& visit);
  /// Stores the attempt in the browser's cookie. Returns false, having answered, if it cannot be sealed.
  bool keep_attempt(const VisitPtr& visit, const LoginAttempt& attempt);
  /// Returns the attempt in the browser's cookie; nullopt if absent or it has expired.
  std::optional<LoginAttempt> kept_attempt(const VisitPtr& visit) const;
  std::string oidc_name(const VisitPtr& visit) const;
  bool may_try_oidc(const VisitPtr& visit);
  void note_refused(const VisitPtr& visit, const std::string& object, const std::string& reason);
  void show_oidc_problem(const VisitPtr& visit, const LoginAttempt& attempt, unsigned status, std::string_view words);
  void take_login(const VisitPtr& visit, const LoginAttempt& attempt, const ProviderLogin& login);
  void enter_by_provider(const VisitPtr& visit, const LoginAttempt& attempt, const std::string& subject);
  void add_oidc_link(const VisitPtr& visit, const std::string& next, Context& context) const;
  std::optional<inbox::Fault> add_own_oidc(const VisitPtr& visit, OfficeTable& page);
  void change_own_oidc(const VisitPtr& visit);
  void leave_to_connect(const VisitPtr& visit);
  void bind_own(const VisitPtr& visit, const LoginAttempt& attempt, const std::string& subject);
  void unbind_own(const VisitPtr& visit);
  std::optional<inbox::Fault> add_account_oidc(const VisitPtr& visit, const inbox::Account& account, OfficeForm form,
                                               OfficeTable& page);
  void change_account_oidc(const VisitPtr& visit, const inbox::Account& account);
  // The second factor: see office/factors.cpp.
  bool needs_factor(const inbox::Account& account, const inbox::Factor& factor) const;
  bool require_factor(const VisitPtr& visit);
  void ask_factor(const VisitPtr& visit, const std::string& name, const inbox::Credential& shown,
                  LoginWay way = LoginWay::Password);
  void show_factor(const VisitPtr& visit, const std::string& mark, unsigned status, std::string_view error);
  void check_factor(const VisitPtr& visit);
  std::optional<bool> takes_factor(const VisitPtr& visit, const std::string& account, const std::string& typed);
  /// GET, POST /office/second-factor: sets up, changes or removes the user's own one.
  void second_factor(const VisitPtr& visit);
  void show_own_factor(const VisitPtr& visit, const std::string& setup, unsigned status, std::string_view error,
                       const std::vector<std::string>& recovery = {});
  void change_factor(const VisitPtr& visit);
  void logout(const VisitPtr& visit);
  void keep_posted(const VisitPtr& visit);
  void send_kept(const VisitPtr& visit, const KeptInput::Posted& posted);
  /// GET, POST /office/sessions: ends sessions of the user's own account, changes its password.
  void sessions(const VisitPtr& visit);
  void show_sessions(const VisitPtr& visit, unsigned status, std::string_view error);
  void change_password(const VisitPtr& visit);
  void change_digest(const VisitPtr& visit);
  void show_new_password(const VisitPtr& visit, const std::string& name, unsigned status, std::string_view error);
  /// Replaces a one-time password by the typed one, which must differ from it.
  void replace_password(const VisitPtr& visit, const std::string& name, const inbox::Credential& shown);
  /// Stores a password unless `former` has been replaced meanwhile; ends all sessions.
  void save_password(const VisitPtr& visit, const std::string& account, const inbox::Credential& former);

  // Calls, for secretaries only: see
  // office/calls.cpp.
  void calls(const VisitPtr& visit);
  void show_calls(const VisitPtr& visit, const KindTable& table, unsigned status, std::string_view error);
  void open_call(const VisitPtr& visit, const KindTable& table);
  void show_call(const VisitPtr& visit, const inbox::Call& call, unsigned status, std::string_view error,
                 const std::vector<inbox::NewInvitation>& made = {});
  /// Returns the forms for inviting, changing and closing. `invited` is the number of invitations that the page shows.
  static std::vector<OfficeForm> call_forms(const VisitPtr& visit, const inbox::Call& call, std::size_t invited);
  /// Returns the inputs for the terms: with the posted values if there are any, otherwise with `terms`.
  static std::vector<OfficeInput> call_inputs(const VisitPtr& visit, const inbox::CallTerms& terms);
  /// Returns the typed terms; nullopt, with the words for what is wrong in `error`.
  static std::optional<inbox::CallTerms> typed_terms(const VisitPtr& visit, std::string& error);
  void change_call(const VisitPtr& visit, const inbox::Call& call);
  void invite(const VisitPtr& visit, const inbox::Call& call);

  // Accounts, for administrators only: see
  // office/accounts.cpp.
  void accounts(const VisitPtr& visit);
  void show_accounts(const VisitPtr& visit, unsigned status, std::string_view error);
  void show_account(const VisitPtr& visit, const inbox::Account& account, unsigned status, std::string_view error);
  void add_account(const VisitPtr& visit);
  void change_account(const VisitPtr& visit, const inbox::Account& account);
  /// Writes a change to the audit and shows the account; or answers with the fault.
  void finish_change(const VisitPtr& visit, const std::string& action, const std::string& name,
                     const std::string& result, const std::optional<inbox::Fault>& fault);
  /// Makes a one-time password; `done` gets it and the text to store, unless a worker failed.
  void make_password(const VisitPtr& visit, std::function<void(std::string password, std::string hash)> done);
  /// Returns true if the account has the role; otherwise answers and returns false.
  bool require(const VisitPtr& visit, inbox::Role role);

  // Pages.
  void send_office_style(const VisitPtr& visit);
  void send_office_script(const VisitPtr& visit);
  /// A form that is being corrected looks as it does for the applicant, so it has the same style.
  void send_form_style(const VisitPtr& visit);
  void go_to_list(const VisitPtr& visit);
  void list(const VisitPtr& visit);
  void with_columns(const VisitPtr& visit, const KindTable& table, const std::string& kind,
                    std::function<void(std::vector<ListColumn>)> go_on);
  void with_cells(const VisitPtr& visit, const std::vector<ListColumn>& columns,
                  const std::vector<inbox::Submission>& found, std::function<void(ListedCells)> go_on);
  /// Defined in office/list.cpp: the contents of a list, and of a file that is made from it.
  struct FoundList;
  void show_found(const VisitPtr& visit, const FoundList& list);
  inbox::Result<base::Json> cards_of(const VisitPtr& visit);
  struct ListFile;
  void send_list(const VisitPtr& visit, const std::string& format);
  void add_to_file(const VisitPtr& visit, const std::shared_ptr<ListFile>& file);
  void finish_file(const VisitPtr& visit, const ListFile& file);
  // Searches that users have saved: see office/searches.cpp.
  void searches(const VisitPtr& visit);
  void show_searches(const VisitPtr& visit, const std::string& query, unsigned status, std::string_view error);
  /// Returns links to saved searches; `query` is that of the list that is shown.
  inbox::Result<base::Json> searches_of(const VisitPtr& visit, const std::string& query);
  // Figures of a year: see office/statistics.cpp.
  void statistics(const VisitPtr& visit);
  static std::vector<std::string> statistics_heads(const VisitPtr& visit);
  void send_statistics(const VisitPtr& visit, int year, const inbox::YearFigures& figures);
  void show(const VisitPtr& visit, const inbox::Submission& submission);
  /// Shows the page of a submission, with `error` above it if that is not empty.
  void show_submission(const VisitPtr& visit, const inbox::Submission& submission, unsigned status,
                       std::string_view error);
  /// Shows the present state if the submission was changed meanwhile; otherwise answers with the fault.
  void refuse_change(const VisitPtr& visit, const std::string& id, const inbox::Fault& fault);
  /// POST /office/s/ID: carries out the button, after checking the role that it needs.
  void act(const VisitPtr& visit, const inbox::Submission& submission);
  void decide(const VisitPtr& visit, const inbox::Submission& submission, inbox::Action action,
              const inbox::Change& change);
  // Actions on many submissions: see office/bulk.cpp.
  /// POST /office/bulk: asks, then carries out the chosen action on the ticked submissions.
  void bulk(const VisitPtr& visit);
  struct BulkButton;
  /// `total`: how many were chosen; `found` may have only the first of them.
  void ask_bulk(const VisitPtr& visit, const BulkButton& button, const std::vector<inbox::Submission>& found,
                std::size_t total);
  void do_bulk(const VisitPtr& visit, const BulkButton& button);
  void make_bulk_letters(const VisitPtr& visit, const std::vector<BulkItem>& items);
  void show_bulk(const VisitPtr& visit, const BulkButton& button, const std::vector<BulkResult>& results);
  // Corrected files and links: see office/replacing.cpp.
  /// POST /office/s/ID/replace: enters a file as the next version.
  void replace(const VisitPtr& visit, const inbox::Submission& submission);
  void remove_entered(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Change& change);
  /// POST /office/s/ID/link: makes a new link for the applicant and shows it once.
  void relink(const VisitPtr& visit, const inbox::Submission& submission);
  void make_link(const VisitPtr& visit, const inbox::Submission& submission, const std::string& entries);
  /// GET /office/s/ID/form.FORMAT: sends the form with its values, to be corrected.
  void send_form(const VisitPtr& visit, const inbox::Submission& submission, const std::string& format);
  std::vector<OfficeForm> replacing_forms(const VisitPtr& visit, const inbox::Submission& submission) const;
  /// Enters the doubtful forms of an import, as a person has decided about each.
  void enter_doubtful(const VisitPtr& visit);
  // Decisions for which a page asks first: see office/questions.cpp.
  /// Checks the values first: a form with errors is accepted only if a person has seen the errors.
  void accept(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Change& change);
  /// Rejects or reopens; the reason is required.
  void decide_with_reason(const VisitPtr& visit, const inbox::Submission& submission, inbox::Action action,
                          const inbox::Change& change);
  /// Shows a page that asks about a decision; `page` has its contents besides the submission, and the form with its
  /// inputs.
  void ask_first(const VisitPtr& visit, const inbox::Submission& submission, unsigned status, const std::string& title,
                 OfficeTable page, std::string_view error);
  void assign(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Change& change);
  void send_back(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Change& change);
  /// Defined in office/review.cpp.
  struct ReturnOrder;
  /// Returns a submission to the applicant. `entries` replace those of the draft if the office had corrected the
  /// version.
  void finish_return(const VisitPtr& visit, const inbox::Submission& submission, const ReturnOrder& order,
                     const std::optional<std::string>& entries);
  void send_letter(const VisitPtr& visit, const inbox::Submission& submission) { letters_.send(visit, submission); }
  /// Returns buttons for the mails of a submission that can be withdrawn or sent again.
  std::vector<OfficeForm> mail_forms(const VisitPtr& visit, const inbox::Submission& submission,
                                     const std::vector<inbox::OutboxMail>& mails) const;
  /// Carries out a button about a mail. Returns false if it has answered; sets `fault` to WrongState if it is too late.
  bool change_mail(const VisitPtr& visit, std::optional<inbox::Fault>& fault);
  void act_on_mail(const VisitPtr& visit, const inbox::Submission& submission);
  void mails(const VisitPtr& visit);
  OfficeRow mail_row(const VisitPtr& visit, const inbox::OutboxMail& mail) const;
  // The mails of a kind: see office/kind_mails.cpp.
  void kind_mails(const VisitPtr& visit);
  void show_sample(const VisitPtr& visit, const std::string& title, const std::string& kind, const std::string& mail,
                   unsigned status, std::string_view error);
  void ask_mail(const VisitPtr& visit, diagnostics::Language language, Task task,
                std::function<void(const std::string& subject, const std::string& text)> done);
  void send_sample(const VisitPtr& visit, const std::string& title, const std::string& kind, const std::string& mail);
  // Webhooks: programs that are told of events; see office/hooks.cpp.
  void hooks(const VisitPtr& visit);
  void show_hooks(const VisitPtr& visit, unsigned status, std::string_view error);
  void show_hook(const VisitPtr& visit, const inbox::Hook& hook, unsigned status, std::string_view error,
                 const std::string& secret = {});
  void add_hook(const VisitPtr& visit);
  void change_hook(const VisitPtr& visit, const inbox::Hook& hook);
  std::optional<std::string> sealed(const VisitPtr& visit, const std::string& secret);
  inbox::Result<inbox::FileRecord> attachment_of(const inbox::Submission& submission, const std::string& file);
  void send_attachment(const VisitPtr& visit, const inbox::Submission& submission, const std::string& file);
  /// GET /office/s/ID/files/FILE/shown.pdf: shows an attached OFD file.
  void show_attachment(const VisitPtr& visit, const inbox::Submission& submission, const std::string& file);
  void differences(const VisitPtr& visit, const inbox::Submission& submission, std::int64_t from, std::int64_t to);
  void show_differences(const VisitPtr& visit, const inbox::Submission& submission, std::int64_t from, std::int64_t to,
                        const std::vector<ReviewDifference>& differences);
  /// GET, POST /office/s/ID/correct: asks for the reason, shows the form, saves a new version.
  void correct(const VisitPtr& visit, const inbox::Submission& submission);
  void ask_reason(const VisitPtr& visit, const inbox::Submission& submission);
  void correct_form(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version,
                    std::string entries);
  void save_correction(const VisitPtr& visit, const inbox::Submission& submission, const FormResult& result);
  void send_document(const VisitPtr& visit, const inbox::Submission& submission, const std::string& format);
  void send_picture(const VisitPtr& visit, const inbox::Submission& submission, std::uint64_t page);
  void ask_document(const VisitPtr& visit, const inbox::Submission& submission, Task task, bool as_attachment);
  /// GET /office/s/ID/data.json.
  void send_values(const VisitPtr& visit, const inbox::Submission& submission);
  void import(const VisitPtr& visit);
  void show_import(const VisitPtr& visit, unsigned status, const std::shared_ptr<const FormImports>& made);
  void scans(const VisitPtr& visit);
  /// Assigns or discards a scan that belongs to no submission. Scans without a form: see office/scans.cpp and
  /// scan_entry.h.
  void settle_scan(const VisitPtr& visit);
  void assign_scan(const VisitPtr& visit, const std::string& id, const std::string& receipt, const std::string& slot);
  void refuse_scan(const VisitPtr& visit, const inbox::Fault& fault);
  void send_unmatched(const VisitPtr& visit, const std::string& id);
  void show_scans(const VisitPtr& visit, unsigned status, const std::shared_ptr<const EnteredScans>& entered,
                  const std::string& error);
  void make(const VisitPtr& visit);
  /// Shows a document that has warnings: the messages, with the document as a link in the page.
  void show_made(const VisitPtr& visit, const TaskAnswer& answer);
  void show_make(const VisitPtr& visit, unsigned status, const std::string& report);
  void export_page(const VisitPtr& visit);
  void export_as(const VisitPtr& visit, const KindTable& table);
  void send_data(const VisitPtr& visit, std::vector<inbox::Submission> found, const std::string& kind);
  void show_export(const VisitPtr& visit, unsigned status, const std::string& error, const std::string& report = {},
                   const std::optional<LeftOut>& left_out = std::nullopt);
  void audit(const VisitPtr& visit);
  void show_audit(const VisitPtr& visit, const KindTable& kinds);

  // Facts: see office/facts.cpp, records.cpp, issues.cpp. All requests go
  // to the worker of the store (ask_records), and need
  // OfficeOptions::store.
  struct FactsEntry;
  void facts(const VisitPtr& visit);
  /// Asks the worker of the store. Places, time and person of the request are filled in here; `files` follow it.
  void ask_records(const VisitPtr& visit, RecordsRequest request, std::vector<MemoryFile> files,
                   std::function<void(TaskAnswer)> done);
  void list_facts(const VisitPtr& visit, unsigned status, const std::string& report);
  base::Json facts_forms(const VisitPtr& visit, const std::vector<RecordType>& types) const;
  void send_book(const VisitPtr& visit);
  void upload_facts(const VisitPtr& visit);
  /// Makes exactly the changes that were shown.
  void commit_facts(const VisitPtr& visit);
  std::optional<MemoryFile> waiting_file(const VisitPtr& visit, const std::string& hash);
  void ask_about_file(const VisitPtr& visit, const std::string& hash, RecordsRequest request,
                      const std::function<void(const std::string& name, TaskAnswer)>& done);
  void drop_orphans(const VisitPtr& visit);
  void send_remarks(const VisitPtr& visit);
  base::Json change_rows(const VisitPtr& visit, const RecordsChange& change) const;
  void show_changes(const VisitPtr& visit, const std::string& file, const TaskAnswer& answer);
  void enter_records(const VisitPtr& visit, const inbox::Submission& submission);
  /// What to do with the records of an accepted submission: show them, enter them exactly as shown, or show them again
  /// because they would be different by now.
  enum class Entering : std::uint8_t { Show, Enter, ShowAgain };
  /// Asks the worker to show what would be entered, or to enter it, as `entering` says.
  void ask_entering(const VisitPtr& visit, const inbox::Submission& submission, const std::vector<FormRecord>& records,
                    Entering entering);
  void note_entered(const VisitPtr& visit, const inbox::Submission& submission, const RecordsChange& change);
  void show_entering(const VisitPtr& visit, const inbox::Submission& submission, const RecordsChange& change,
                     const TaskAnswer& answer, Entering entering);
  void show_record(const VisitPtr& visit);
  void choose_form(const VisitPtr& visit, const FactsEntry& entry);
  FormPageInput page_around(const VisitPtr& visit, const FactsEntry& entry, unsigned status) const;
  void record_form(const VisitPtr& visit, const FactsEntry& entry, unsigned status);
  void show_record_lines(const VisitPtr& visit, const FactsEntry& entry);
  void show_record_history(const VisitPtr& visit);
  void show_conflict(const VisitPtr& visit, FactsEntry entry, bool is_gone);
  void save_record(const VisitPtr& visit);
  void remove_record(const VisitPtr& visit, const FactsEntry& entry);
  void make_referred(const VisitPtr& visit, const FactsEntry& entry);
  void return_to_form(const VisitPtr& visit, const std::string& back, const std::string& key);
  void issue(const VisitPtr& visit);
  void issues(const VisitPtr& visit);
  /// `listed`: the issue in the table of issues; empty if it is not there.
  base::Json decision_forms(const VisitPtr& visit, const std::string& period, const IssueAnswer& issue,
                            const ListedIssue& listed) const;
  static std::optional<std::string> posted_decision(const VisitPtr& visit);
  void ask_withdrawal(const VisitPtr& visit, const std::string& period, std::vector<std::string> errors);
  void decide_issue(const VisitPtr& visit, const std::string& period, const std::string& decision);
  void send_issue(const VisitPtr& visit);
  /// Previews an issue; `refused` is the report if publication was refused before.
  void preview_issue(const VisitPtr& visit, const std::string& period, const std::string& refused);
  /// Shows an issue. `listed`: its entry in the table of issues, if its state matters.
  void show_issue(const VisitPtr& visit, const std::string& period, const TaskAnswer& answer,
                  const std::string& refused, const ListedIssue& listed);

  // Changing forms: see designer/detail/designer.h.
  void forms(const VisitPtr& visit) { designer_.list(visit); }
  void form_script(const VisitPtr& visit) { designer_.script(visit); }
  void form_page(const VisitPtr& visit, const std::string& kind, const std::string& page) {
    designer_.show(visit, kind, page);
  }
  void form_picture(const VisitPtr& visit, const std::string& kind, std::uint64_t page) {
    designer_.picture(visit, kind, page);
  }
  void form_file(const VisitPtr& visit, const std::string& kind, const std::string& format) {
    designer_.file(visit, kind, format);
  }
  void form_web(const VisitPtr& visit, const std::string& kind) { designer_.web(visit, kind); }
  void form_preview(const VisitPtr& visit, const std::string& kind) { designer_.preview(visit, kind); }

  /// Sends a page. If it answers a button and its route keeps answers, the page is stored and the browser redirected to
  /// its address.
  void send_shown(const VisitPtr& visit, unsigned status, std::string html);
  /// GET /office/shown/ID: shows a stored page.
  void show_kept(const VisitPtr& visit, const std::string& id);
  // Helpers for all pages.
  void with_kinds(const VisitPtr& visit, std::function<void(const KindTable&)> go_on);
  /// Calls version_task(); returns nullopt, having answered, if it fails.
  std::optional<Task> task_of_version(const VisitPtr& visit, Operation operation, const inbox::Submission& submission,
                                      const inbox::Version& version);
  /// Sends a page of pages/office.html with menu, notices and errors around `context`.
  void send_office(const VisitPtr& visit, unsigned status, std::string_view page, const std::string& title,
                   Context context, std::vector<std::string> errors = {});
  void send_office(const VisitPtr& visit, unsigned status, const std::string& title, const OfficeTable& table,
                   std::vector<std::string> errors = {}) {
    send_office(visit, status, "table", title, base::to_json(table), std::move(errors));
  }
  /// Adds a line to the audit, in the name of the account. Ignores a failure to do so.
  void note(const VisitPtr& visit, const std::string& action, const std::string& object, const std::string& result);
  /// Returns the token of the forms of a session, which another site cannot know.
  std::string token_of(const Visit& visit) const;

  WorkerPool& logins_;
  WorkerPool* records_ = nullptr;
  inbox::Inbox& inbox_;
  OfficeOptions office_;
  // Answers of workers about kinds, kept until bundles change (forget_kinds). An answer is stored in the object that
  // was current when its question was asked, so that late answers about the old bundles never mix with the new ones.
  struct KnownKinds {
    std::map<diagnostics::Language, KindTable> tables;
    std::map<std::pair<std::string, diagnostics::Language>, std::vector<FormColumn>>
        columns;  // columns of the forms of kinds
  };
  std::shared_ptr<KnownKinds> kinds_ = std::make_shared<KnownKinds>();
  // Tokens of forms are made from the session's secret; without a session, from this one.
  std::string secret_;  // of this process, for users whom a proxy authenticates
  KeptInput kept_;
  Designer designer_{*this, inbox_};
  Letters letters_{*this, inbox_};
  RateLimit of_address_{office_.wrong_of_address};
  RateLimit of_account_{office_.wrong_of_account};
  RateLimit of_all_{office_.wrong_of_all};
  RateLimit factors_{office_.wrong_factors};
  /// Logins that wait for the second factor, by the mark of their page. Kept here rather than in a cookie, since the
  /// password has been checked and a cookie could be stolen.
  struct PendingLogin {
    std::string account;
    inbox::Credential shown;
    inbox::Seconds until = 0;
    LoginWay way = LoginWay::Password;
  };
  std::map<std::string, PendingLogin> pending_;
  Provider* provider_ = nullptr;
  // An answer of the provider must not be used twice while the cookie of its attempt is valid.
  std::map<std::string, inbox::Seconds> used_attempts_;  // expiry of the cookies by their states
};

// A request to the pages of the office while it is being answered; callbacks share it.

namespace texts = diagnostics::texts;

/// Lives until the last callback about the request is gone.
struct OfficeVisit : PageVisit {
  inbox::Account account = {};
  std::vector<UploadedFile> files = {};
  std::vector<std::string> notices = {};
  std::vector<http::FormField> query = {};
  std::vector<http::FormField> kept = {};  // values that were posted before the login: see KeptInput
  bool shows_secret = false;               // the page is shown once and must not be stored

  std::string asked(std::string_view name) const {
    const std::string* const value = http::find_field(query, name);
    return value == nullptr ? std::string() : *value;
  }
};

/// The record that a page is about, from its address or its fields.
struct OfficePages::FactsEntry {
  std::string type;
  std::string key;                    // of the record that is changed; empty for a new one
  std::string seen;                   // hash of that record as the form showed it
  std::optional<TypedValues> values;  // typed values; nullopt: those of the record
  std::string reason = {};            // typed reason, for the history
  std::string named = {};             // for a new record: the name that another record has for it
  std::string back = {};              // the form for which a new record was made: ReferringForm as JSON
};

/// The form of a record from which the form of a new one was opened, with its unsaved input. It travels in a hidden
/// field, so that nothing is stored here and two windows do not disturb each other.
struct ReferringForm {
  std::string type;
  std::string key;
  std::string seen;
  std::string reason;
  std::string pointer;  // pointer of the field that is to name the new record
  std::string values;   // entries_json
  std::string back;     // `back` of that form

  friend void json_members(auto& of, base::MembersOf<ReferringForm> auto& form) {
    of.must("type", form.type)("key", form.key)("seen", form.seen)("reason", form.reason);
    of.must("pointer", form.pointer).must("values", form.values)("back", form.back);
  }
};

/// Returns the page that was requested before the login if it is one of ours; otherwise a link to the login could
/// lead to another site afterwards (open redirect). `/office/s/x` is one of ours, `//evil.example` and `https://…`
/// are not.
std::string safe_next(const std::string& next);

/// Returns a stage of an issue (gongwen::IssueStage) in words.
std::string stage_in_words(const std::string& stage, diagnostics::Language language);
/// Returns a decision about an issue in words; empty if absent.
std::string standing_words(const StandingSaid& standing, diagnostics::Language language);
std::string joined_lines(const std::vector<std::string>& lines);

inline constexpr std::string_view kSessionCookie = "s";
inline constexpr std::string_view kFactsAddress = "/office/facts";

inline std::string record_address(const std::string& type, const std::string& key) {
  const std::vector<http::FormField> query{{"type", type}, {"key", key}};
  return fmt::format("{}/record?{}", kFactsAddress, http::write_form(query));
}

/// Returns the errors above a page; empty for an empty text.
inline std::vector<std::string> errors_of(std::string_view error) {
  return error.empty() ? std::vector<std::string>() : std::vector<std::string>{std::string(error)};
}

/// Adds a choice of a list: `value`, `label`, `chosen`.
inline void add_choice(base::Json& list, std::string_view value, std::string_view label, std::string_view chosen) {
  base::Json choice = base::Json::object();
  choice.set("value", value).set("label", label).set("chosen", value == chosen);
  list.add(std::move(choice));
}

/// Returns hidden fields with their names and values.
inline base::Json hidden_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
  base::Json list = base::Json::list();
  for (const auto& [name, value] : pairs)
    list.add(std::move(base::Json::object().set("name", name).set("value", value)));
  return list;
}

// Tables, as pages/office.html draws them. Helpers for pages of pages/office.html that are not an
// OfficeTable.
inline base::Json text_cell(std::string_view text, std::string_view address = {}) {
  base::Json cell = base::Json::object();
  return std::move(cell.set("text", text).set("address", address));
}

template <typename... Items>
base::Json list_of(Items... items) {
  base::Json list = base::Json::list();
  (list.add(std::move(items)), ...);
  return list;
}

template <typename... Cells>
base::Json row_of(Cells... cells) {
  return std::move(base::Json::object().set("cells", list_of(std::move(cells)...)));
}

inline base::Json row_of_texts(const std::vector<std::string>& texts) {
  base::Json cells = base::Json::list();
  for (const std::string& text : texts) cells.add(text_cell(text));
  return std::move(base::Json::object().set("cells", std::move(cells)));
}

// Forms, as pages/office.html draws them.
base::Json input_json(std::string_view id, std::string_view type, std::string_view label, std::string_view value = {});
base::Json select_json(std::string_view id, std::string_view label, base::Json options);
base::Json button_json(std::string_view name, std::string_view value, std::string_view label, bool minor = false);
/// Returns a form. A form with a file is sent as multipart. The page adds its token to every form.
base::Json form_json(std::string_view method, std::string_view action, base::Json inputs, base::Json buttons);

/// Returns several texts in one line, with the separator of the language.
std::string joined_texts(const std::vector<std::string>& texts, diagnostics::Language language);

/// Returns the name of a mail in words: `returned for correction`.
std::string mail_name_words(std::string_view name, diagnostics::Language language);

/// Adds a line for each mail with its name and its state. See office/mails.cpp.
void add_mail_facts(base::Json& facts, const std::vector<inbox::OutboxMail>& mails, diagnostics::Language language);

/// How messages of a report name places other than fields: uploaded files and cells. If all members are empty, a
/// message is about a field and names it by its label.
struct MessagePlaces {
  bool files = false;
  bool cells = true;
  /// Returns words for a pointer, if the page has better ones than the form.
  std::function<std::string(std::string_view pointer)> words = {};
  /// The pages of the document, if they are shown: messages link to the marks on them.
  const ReviewView* marked = nullptr;
  bool lines = false;  // messages are about lines of typed text
  bool hints = false;  // include the hint, which says what to do
};

/// Returns a cell in words: `基本信息!B3` becomes `“基本信息”B3`.
std::string cell_words(const std::string& cell);

/// Returns the number of errors in a report; nullopt if it cannot be read.
std::optional<std::size_t> error_count(std::string_view report);

/// Returns the anchor of a mark, and of the message with this number in the report.
std::string mark_name(const ReviewMark& mark);
std::string message_name(std::uint64_t number);

/// Returns the messages of a report, as pages/office.html lists them: see office/messages.cpp. Tasks that pages ask for
/// have reports in words (TaskOptions::in_words).
base::Json messages_json(std::string_view report, diagnostics::Language language, const MessagePlaces& places = {});

/// Returns the pages of the submission at `address`, with a mark for each place that a message is about. `said` is the
/// list from messages_json; the texts of the messages become the names of the marks.
base::Json pictures_json(const std::string& address, const ReviewView& view, const base::JsonView& said,
                         diagnostics::Language language);

}  // namespace gongwen::service
