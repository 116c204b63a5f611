// OfficePages: the web pages of the office, for people with an account: what was handed in, from the list to the
// decision, forms that came by mail, rosters, and every kind of document made from uploaded data. No page needs script.
//
//   GET  /office/            the list
//   GET  /office/s/ID        one submission beside its document; POST does what the button says
//   GET  /office/s/ID/correct, /diff/1/2, /1.svg, /document.pdf, /document.xlsx, /document.ofd, /data.json
//   POST /office/s/ID/letter
//   GET  /office/s/ID/record the records that it would become; POST enters them
//   GET  /office/facts       the records that the bulletin is published from, and its issues
//   GET  /office/scans       POST takes stacks of scans apart, or says whose one is; /office/scans/ID is one of nobody
//   GET  /office/import, /office/make, /office/export, /office/sessions, /office/audit
//   GET  /office/calls       when and for whom forms are open; ?id=ID is one call, POST opens, changes or closes one
//   GET  /office/accounts    who may use these pages, for administrators; ?name=NAME is one of them, POST changes it
//   GET  /office/login; POST /office/logout
#pragma once

#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/office.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/detail/export_api.h"
#include "service/detail/form_import.h"
#include "service/detail/pages.h"
#include "service/detail/rate_limit.h"
#include "service/detail/review_view.h"
#include "service/detail/scan_entry.h"
#include "service/inbox/accounts.h"
#include "service/inbox/calls.h"
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

struct OfficeOptions {
  /// In lowercase letters: a header in which a trusted proxy says who is logged in; empty: local accounts.
  std::string user_header;
  std::uint64_t max_upload = std::uint64_t{64} << 20;
  /// The store of facts and the folder of the site that is published from it; empty: there are none.
  std::string store = {};
  std::string site = {};
  /// How editions are signed, and where the secret is; only the worker that has the store reads these files.
  std::string signing = {};
  std::string secret_file = {};
  /// The kind of the letters that say what was decided; where the installation has none, there are no letters.
  std::string letter_kind = "result-notice";
  // Bytes of what is posted: by whoever is not logged in, and of remarks.
  std::uint64_t max_login = std::uint64_t{8} << 10;
  std::uint64_t max_remarks = std::uint64_t{1} << 20;
  std::chrono::seconds publish_time{120};
  // Wrong passwords, by address, and by account and address: nobody is locked out by a stranger.
  Rate wrong_of_address{30, std::chrono::minutes(15)};
  Rate wrong_of_account{10, std::chrono::minutes(15)};
  // The same of an account from all addresses together, but for browsers from which its owner has logged in before.
  Rate wrong_of_all{50, std::chrono::hours(1)};
};

class OfficePages : private Pages {
 public:
  /// Pools and inbox outlive it. `logins` has workers that see passwords and nothing else: a document that makes a
  /// worker go wrong learns none, and lets nobody in.
  OfficePages(WorkerPool& pool, WorkerPool& logins, inbox::Inbox& inbox, PageOptions options, OfficeOptions office);

  /// Workers for the store of facts, which see no data of strangers; without them these pages do not exist.
  void set_records(WorkerPool* records) { records_ = records; }

  /// The bundles are read again.
  void forget_kinds() { kinds_.clear(); }

  static bool owns(std::string_view path);
  http::BodyPlan plan(const http::RequestHead& head) const;
  void handle(const std::shared_ptr<http::Exchange>& exchange);

 private:
  struct Visit;
  using VisitPtr = std::shared_ptr<Visit>;
  /// What a page shows besides what all have, as pages/office.html names it.
  using Context = base::Json;

  // Who it is.
  /// `fault`: set where nobody knows, since the database cannot say.
  std::optional<inbox::Account> account_of(const http::RequestHead& head, std::string& secret,
                                           std::optional<inbox::Fault>* fault = nullptr) const;
  std::string proxied_name(const http::RequestHead& head) const;
  void login(const VisitPtr& visit);
  void show_login(const VisitPtr& visit, unsigned status, std::string_view error);
  static std::string login_name(const VisitPtr& visit, const std::string& account);
  bool may_try(const VisitPtr& visit, const std::string& account, bool is_known_device);
  void count_wrong(const VisitPtr& visit, const std::string& account, bool is_known_device);
  /// What the audit calls an account.
  std::string account_object(const std::string& name);
  bool is_known_device(const VisitPtr& visit, const std::string& account, const inbox::Credential& credential) const;
  http::Header device_cookie(const std::string& account, const inbox::Credential& credential) const;
  /// With the credential that the password fits; nothing for a wrong one.
  using PasswordChecked = std::function<void(const std::optional<inbox::Credential>& shown)>;
  void ask_password(const VisitPtr& visit, const std::string& account, const std::string& password,
                    PasswordChecked done);
  void refuse_login(const VisitPtr& visit, const std::string& name);
  void finish_login(const VisitPtr& visit, const std::string& name, const inbox::Credential& shown);
  void logout(const VisitPtr& visit);
  void sessions(const VisitPtr& visit);
  void show_sessions(const VisitPtr& visit, unsigned status, std::string_view error);
  void change_password(const VisitPtr& visit);
  void show_new_password(const VisitPtr& visit, const std::string& name, unsigned status, std::string_view error);
  void replace_password(const VisitPtr& visit, const std::string& name, const inbox::Credential& shown);
  void save_password(const VisitPtr& visit, const std::string& account, const inbox::Credential& former);

  // Calls.
  void calls(const VisitPtr& visit);
  void show_calls(const VisitPtr& visit, const KindTable& table, unsigned status, std::string_view error);
  void open_call(const VisitPtr& visit, const KindTable& table);
  void show_call(const VisitPtr& visit, const inbox::Call& call, unsigned status, std::string_view error,
                 const std::vector<inbox::NewInvitation>& made = {});
  static base::Json call_forms(const VisitPtr& visit, const inbox::Call& call, std::size_t invited);
  static void add_call_inputs(const VisitPtr& visit, const inbox::CallTerms& terms, base::Json& inputs);
  static std::optional<inbox::CallTerms> typed_terms(const VisitPtr& visit, std::string& error);
  void change_call(const VisitPtr& visit, const inbox::Call& call);
  void invite(const VisitPtr& visit, const inbox::Call& call);

  // Accounts.
  void accounts(const VisitPtr& visit);
  void show_accounts(const VisitPtr& visit, unsigned status, std::string_view error);
  void show_account(const VisitPtr& visit, const inbox::Account& account, unsigned status, std::string_view error);
  void add_account(const VisitPtr& visit);
  void change_account(const VisitPtr& visit, const inbox::Account& account);
  void finish_change(const VisitPtr& visit, const std::string& action, const std::string& name,
                     const std::string& result, const std::optional<inbox::Fault>& fault);
  void make_password(const VisitPtr& visit, std::function<void(std::string password, std::string hash)> done);
  /// False when the account may not do this, which was answered.
  bool require(const VisitPtr& visit, inbox::Role role);

  // Pages.
  void dispatch(const VisitPtr& visit);
  void list(const VisitPtr& visit);
  void show_list(const VisitPtr& visit, const KindTable& table);
  void submission(const VisitPtr& visit, const std::vector<std::string_view>& parts);
  void show_submission(const VisitPtr& visit, const inbox::Submission& submission, unsigned status,
                       std::string_view error);
  void refuse_change(const VisitPtr& visit, const std::string& id, const inbox::Fault& fault);
  void act(const VisitPtr& visit, const inbox::Submission& submission);
  void decide(const VisitPtr& visit, const inbox::Submission& submission, inbox::Action action,
              const inbox::Change& change);
  void accept(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Change& change);
  void assign(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Change& change);
  void send_back(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Change& change);
  struct ReturnOrder;
  void finish_return(const VisitPtr& visit, const inbox::Submission& submission, const ReturnOrder& order,
                     const std::optional<std::string>& entries);
  base::Json letter_form(const VisitPtr& visit, const inbox::Submission& submission);
  void send_letter(const VisitPtr& visit, const inbox::Submission& submission);
  void make_letter(const VisitPtr& visit, const inbox::Submission& submission, const std::string& form,
                   const std::vector<inbox::Remark>& remarks, const ReviewView& view);
  void send_attachment(const VisitPtr& visit, const inbox::Submission& submission, std::string_view id);
  void differences(const VisitPtr& visit, const inbox::Submission& submission, std::int64_t from, std::int64_t to);
  void show_differences(const VisitPtr& visit, const inbox::Submission& submission, std::int64_t from, std::int64_t to,
                        const std::vector<ReviewDifference>& differences);
  void correct(const VisitPtr& visit, const inbox::Submission& submission);
  void ask_reason(const VisitPtr& visit, const inbox::Submission& submission);
  void correct_form(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version,
                    std::string entries);
  void save_correction(const VisitPtr& visit, const inbox::Submission& submission, const FormResult& result);
  void send_document(const VisitPtr& visit, const inbox::Submission& submission, std::string_view name);
  void import(const VisitPtr& visit);
  void show_import(const VisitPtr& visit, unsigned status, const std::shared_ptr<const FormImports>& made);
  void scans(const VisitPtr& visit, std::string_view id);
  void settle_scan(const VisitPtr& visit);
  void assign_scan(const VisitPtr& visit, const std::string& id, const std::string& receipt, const std::string& slot);
  void refuse_scan(const VisitPtr& visit, const inbox::Fault& fault);
  void send_unmatched(const VisitPtr& visit, std::string_view id);
  void show_scans(const VisitPtr& visit, unsigned status, const std::shared_ptr<const EnteredScans>& entered,
                  const std::string& error);
  void make(const VisitPtr& visit);
  void show_made(const VisitPtr& visit, const TaskAnswer& answer);
  void show_make(const VisitPtr& visit, unsigned status, const std::string& report);
  void export_page(const VisitPtr& visit);
  void export_as(const VisitPtr& visit, const KindTable& table);
  void send_data(const VisitPtr& visit, const std::vector<inbox::Submission>& found, const std::string& kind);
  void show_export(const VisitPtr& visit, unsigned status, const std::string& error, const std::string& report = {},
                   const std::optional<LeftOut>& left_out = std::nullopt);
  void audit(const VisitPtr& visit);
  void show_audit(const VisitPtr& visit, const KindTable& kinds);

  // Facts.
  struct FactsEntry;
  void facts(const VisitPtr& visit, const std::vector<std::string_view>& parts);
  void ask_records(const VisitPtr& visit, base::Json request, std::vector<MemoryFile> files,
                   std::function<void(TaskAnswer)> done);
  void list_facts(const VisitPtr& visit, unsigned status, const std::string& report);
  base::Json facts_forms(const VisitPtr& visit, const std::vector<std::pair<std::string, std::string>>& types) const;
  void send_book(const VisitPtr& visit);
  void upload_facts(const VisitPtr& visit);
  void commit_facts(const VisitPtr& visit);
  void show_changes(const VisitPtr& visit, const std::string& file, const TaskAnswer& answer);
  void enter_records(const VisitPtr& visit, const inbox::Submission& submission);
  /// Of records that an accepted submission becomes: shown, entered as they were shown, or shown again since they would
  /// be others now.
  enum class Entering : std::uint8_t { Show, Enter, ShowAgain };
  void ask_entering(const VisitPtr& visit, const inbox::Submission& submission, const std::string& records,
                    Entering entering);
  void note_entered(const VisitPtr& visit, const inbox::Submission& submission, const base::JsonView& json);
  void show_entering(const VisitPtr& visit, const inbox::Submission& submission, const TaskAnswer& answer,
                     Entering entering);
  void show_record(const VisitPtr& visit);
  void record_form(const VisitPtr& visit, FactsEntry entry, unsigned status, const std::string& report,
                   const std::string& history);
  void show_record_form(const VisitPtr& visit, const FactsEntry& entry, const base::JsonView& fields, unsigned status,
                        const std::string& report, const std::string& history);
  void show_conflict(const VisitPtr& visit, FactsEntry entry, bool is_gone);
  void save_record(const VisitPtr& visit);
  void remove_record(const VisitPtr& visit, const FactsEntry& entry);
  void issue(const VisitPtr& visit);
  void send_issue(const VisitPtr& visit);
  void preview_issue(const VisitPtr& visit, const std::string& period, const std::string& refused);
  void show_issue(const VisitPtr& visit, const std::string& period, const TaskAnswer& answer,
                  const std::string& refused);

  // Shared.
  void with_kinds(const VisitPtr& visit, std::function<void(const KindTable&)> go_on);
  Task task_of_version(Operation operation, const inbox::Submission& submission, const inbox::Version& version);
  void send_office(const VisitPtr& visit, unsigned status, std::string_view page, const std::string& title,
                   Context context, std::vector<std::string> errors = {});
  void note(const VisitPtr& visit, const std::string& action, const std::string& object, const std::string& result);
  std::string token_of(const Visit& visit) const;

  WorkerPool& logins_;
  WorkerPool* records_ = nullptr;
  inbox::Inbox& inbox_;
  OfficeOptions office_;
  std::map<diagnostics::Language, KindTable> kinds_;
  std::string secret_;  // of this process, for those whom a proxy lets in
  RateLimit of_address_{office_.wrong_of_address};
  RateLimit of_account_{office_.wrong_of_account};
  RateLimit of_all_{office_.wrong_of_all};
};

// One request to the pages of the office on its way, and what their sources share.

namespace texts = diagnostics::texts;

struct OfficePages::Visit : PageVisit {
  inbox::Account account = {};
  std::vector<UploadedFile> files = {};
  std::vector<std::string> notices = {};
  std::vector<http::FormField> query = {};
  std::string despite = {};  // the hash of a version with errors that is to be accepted, if somebody says so again

  std::string asked(std::string_view name) const {
    const std::string* const value = http::find_field(query, name);
    return value == nullptr ? std::string() : *value;
  }
};

struct OfficePages::FactsEntry {
  std::string type;
  std::string key;                                          // of a record that is changed; empty: a new one
  std::string seen;                                         // the hash of that record as the form showed it
  std::vector<std::pair<std::string, std::string>> values;  // by members
};

inline constexpr std::string_view kSessionCookie = "s";
inline constexpr std::string_view kFactsAddress = "/office/facts";

inline std::string record_address(const std::string& type, const std::string& key) {
  const std::vector<http::FormField> query{{"type", type}, {"key", key}};
  return fmt::format("{}/record?{}", kFactsAddress, http::write_form(query));
}

/// Above the page: none for an empty one.
inline std::vector<std::string> errors_of(std::string_view error) {
  return error.empty() ? std::vector<std::string>() : std::vector<std::string>{std::string(error)};
}

/// Of a list to choose from: `value`, `label`, `chosen`.
inline void add_choice(base::Json& list, std::string_view value, std::string_view label, std::string_view chosen) {
  base::Json choice = base::Json::object();
  choice.set("value", value).set("label", label).set("chosen", value == chosen);
  list.add(std::move(choice));
}

/// Names and values of hidden fields.
inline base::Json hidden_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
  base::Json list = base::Json::list();
  for (const auto& [name, value] : pairs)
    list.add(std::move(base::Json::object().set("name", name).set("value", value)));
  return list;
}

// Tables of pages/office.html.
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

// Forms of pages/office.html.
base::Json input_json(std::string_view id, std::string_view type, std::string_view label, std::string_view value = {});
base::Json select_json(std::string_view id, std::string_view label, base::Json options);
base::Json button_json(std::string_view name, std::string_view value, std::string_view label, bool minor = false);
/// One with a file is sent in parts; the token of the page is added to what is posted.
base::Json form_json(std::string_view method, std::string_view action, base::Json inputs, base::Json buttons);

// Answers of the worker for the store of facts: see office/facts.cpp.
/// Several texts in one line, with what separates them in the language.
std::string joined_texts(const std::vector<std::string>& texts, diagnostics::Language language);
/// What people call a type of records; its name where the answer has no title.
std::string type_title(const base::JsonView& answer, const std::string& type, diagnostics::Language language);

// Letters: see office/decided.cpp.
bool has_letter(inbox::State state);

/// Which places messages name besides the fields: the files and the cells that somebody sent.
struct MessagePlaces {
  bool files = false;
  bool cells = true;
  /// The words for a pointer, where the page has better ones than the form.
  std::function<std::string(std::string_view pointer)> words = {};
  /// Where the pages of the document are shown: those that have a mark for a message, by its number in the report.
  const ReviewView* marked = nullptr;
};

/// The errors of a report.
std::size_t error_count(std::string_view report);

/// The name on its page of a mark, and of the message with a number in the report.
std::string mark_name(const ReviewMark& mark);
std::string message_name(std::uint64_t number);

/// What a report says, as pages/office.html lists it: see office/messages.cpp. Reports of tasks that pages ask for have
/// the words (TaskOptions::in_words).
base::Json messages_json(std::string_view report, diagnostics::Language language, const MessagePlaces& places = {});

/// The pages of a submission, which is at this address, with a mark for each place that `said`, the list of
/// messages_json, is about: what is said of it is the name of the mark.
base::Json pictures_json(const std::string& address, const ReviewView& view, const base::JsonView& said,
                         diagnostics::Language language);

}  // namespace gongwen::service
