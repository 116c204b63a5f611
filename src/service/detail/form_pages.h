// FormPages: the web pages on which people fill in and submit forms. They work without script and without accounts: a
// draft is opened by a cookie with its secret, or by the code that its page shows. Addresses are in routes.cpp.
#pragma once

#include "engine/webform/web_form.h"
#include "service/detail/attachments.h"
#include "service/detail/kept_input.h"
#include "service/detail/pages.h"
#include "service/detail/rate_limit.h"
#include "service/detail/scan_marks.h"
#include "service/http/form.h"
#include "service/http/server.h"
#include "service/inbox/calls.h"
#include "service/inbox/drafts.h"
#include "service/inbox/submissions.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// Limits of the pages. Rates protect secrets from guessing, and workers and the disk from clients in a loop.
/// --show-config shows all of them. `Rate{20, 1 h}` allows 20 immediately and then one every three minutes.
struct DraftLimits {
  inbox::Seconds keep_draft = 30 * inbox::Seconds{86'400};
  std::uint64_t max_form = std::uint64_t{12} << 20;  // bytes of a posted form, with a picture
  // The next limits are by address of the client.
  Rate new_drafts{20, std::chrono::hours(1)};
  Rate wrong_codes{30, std::chrono::minutes(15)};
  /// The limit for cookies is higher than that for codes: pages that were left open when a link was renewed send the
  /// old cookie again and again.
  Rate wrong_cookies{300, std::chrono::minutes(15)};
  Rate paper_scans{20, std::chrono::hours(1)};
  std::uint64_t max_scan = std::uint64_t{20} << 20;  // bytes of a scan that is sent without a draft
  // The next limits are by draft.
  Rate saves{5, std::chrono::seconds(5)};  // by the script
  Rate previews{3, std::chrono::seconds(6)};
  Rate pictures{100, std::chrono::minutes(1)};  // of pages of previews
  Rate scans{10, std::chrono::minutes(15)};
  Rate mail_codes{5, std::chrono::hours(1)};
  // Mail that strangers can cause is limited by address of the client; mail with links also by the address that is
  // typed.
  Rate mail_codes_here{20, std::chrono::hours(1)};
  Rate forms_by_mail{5, std::chrono::hours(1)};
  Rate forms_by_mail_here{20, std::chrono::hours(1)};
  std::size_t max_pictures = 20;
  std::size_t max_answer = 4'000;  // characters of an answer to a remark
  /// The operator's program that checks attachments: it gets a path, and exits with 0 if the file may be kept, with 1
  /// if not. Empty: there is no check.
  std::string scan_command = {};
};

/// One object for all applicants; the state of a request is in FormVisit. Functions that the table of routes names send
/// the answer themselves, immediately or when a worker has answered.
class FormPages : private Pages {
 public:
  /// Pool and inbox must outlive it.
  FormPages(WorkerPool& pool, inbox::Inbox& inbox, PageOptions options, DraftLimits limits = {});

  /// Sets the workers that start the operator's program for attachments, and are therefore not confined. They must
  /// outlive this.
  void set_scanners(WorkerPool* scanners) { scanners_ = scanners; }

  /// Sets the workers that read codes on scans: reading takes long, and people who fill in forms should not wait for
  /// it. They must outlive this.
  void set_readers(WorkerPool* readers) { readers_ = readers; }

  /// The route of `match` must be one of these pages. `plan` decides about the body before it is read, `handle`
  /// answers.
  http::BodyPlan plan(const http::RequestHead& head, const RouteMatch& match) const;
  void handle(const ExchangePtr& exchange, const RouteMatch& match);

 private:
  friend std::span<const Route> all_routes();
  using Visit = FormVisit;
  using VisitPtr = std::shared_ptr<Visit>;

  // Handlers of requests, named by the table of routes.
  void send_form_script(const VisitPtr& visit);
  /// GET, POST /forms/KIND: shows when the kind is open, and starts a draft.
  void forms(const VisitPtr& visit, const std::string& kind);
  /// GET /forms/KIND/calls/ID.ics: sends the last day of a call.
  void call_day(const VisitPtr& visit, const std::string& kind, const std::string& id);
  /// GET, POST /forms/scans: takes scans of signed documents from people without a draft.
  void scans(const VisitPtr& visit);
  /// GET, POST /resume/ID: opens a draft by its code and gives this browser the cookie.
  void resume(const VisitPtr& visit, const std::string& id);
  /// GET, POST /resume/ID/LINK: asks whether to open a form by the link from a mail. A GET changes nothing, since
  /// scanners of mail only GET.
  void open_link(const VisitPtr& visit, const std::string& id, const std::string& link);
  /// GET, POST /forms/mail: sends links to the forms of an address.
  void forms_by_mail(const VisitPtr& visit);
  /// GET, POST /d/ID: shows the form; its buttons save, check and hand in.
  void draft(const VisitPtr& visit);
  /// PUT /d/ID: saves what the script of the page sends. Answers with JSON, since the script reads it.
  void autosave(const VisitPtr& visit, const std::string& id);
  /// GET /d/ID/preview, preview.pdf, preview/PAGE.svg: shows what would be handed in.
  void preview(const VisitPtr& visit);
  void preview_document(const VisitPtr& visit);
  void preview_page(const VisitPtr& visit, std::uint64_t number);
  /// GET, POST /d/ID/link, /r/ID/link: shows the private link, or replaces it.
  void private_link(const VisitPtr& visit);
  /// GET /d/ID/files, /r/ID/files: lists attachments.
  void attachments(const VisitPtr& visit);
  /// GET, POST /d/ID/files/FILE, /r/ID/files/FILE: sends, stores or removes an attachment.
  void attachment(const VisitPtr& visit, const std::string& id);
  /// GET, POST /r/ID: shows the state of the submission; takes answers to remarks, the language, and the wish to use a
  /// withdrawn form again.
  void receipt(const VisitPtr& visit);
  /// GET, POST /r/ID/withdraw: asks, then withdraws the submission.
  void withdraw(const VisitPtr& visit);
  /// GET /r/ID/document.pdf, data.json: sends the version that was handed in.
  void send_handed_in(const VisitPtr& visit);
  void send_handed_in_data(const VisitPtr& visit);
  /// GET /r/ID/deadline.ics: sends the last day of a returned form.
  void returned_day(const VisitPtr& visit);

  /// The owner of the attachments of a page. Determined when a request begins, and checked again (is_still_open) before
  /// anything is stored.
  struct AttachmentPlace {
    std::string address;                                         // address of the list of attachments
    std::string back;                                            // address of the page to which they belong
    std::string owner;                                           // id of a draft or a version
    bool is_open = false;                                        // open to changes
    std::optional<inbox::Submission> submission = std::nullopt;  // the submission, if the form was handed in
    bool is_draft = false;                                       // belongs to a draft that is yet to become a version
  };
  AttachmentPlace attachment_place(const VisitPtr& visit) const;
  void send_attachment(const VisitPtr& visit, const AttachmentPlace& place, const std::string& id);
  void send_draft_picture(const VisitPtr& visit);
  /// Returns true if the draft or submission is still open; otherwise answers and returns false.
  bool require_open(const VisitPtr& visit, const AttachmentPlace& place);
  inbox::Result<bool> is_still_open(const VisitPtr& visit, const AttachmentPlace& place);
  void remove_attachment(const VisitPtr& visit, const AttachmentPlace& place, const std::string& id);
  void take_attachment(const VisitPtr& visit, const AttachmentPlace& place,
                       const std::vector<PlannedAttachment>& planned, const PlannedAttachment& wanted);
  void keep_attachment(const VisitPtr& visit, const AttachmentPlace& place, const PlannedAttachment& wanted,
                       const ScanReading& reading);
  /// Compares codes on scanned pages with the versions of the submission. Fails only if the database has a fault.
  inbox::Result<ScanVerdict> judge(const AttachmentPlace& place, std::span<const ScanReading> readings);
  void show_attachments(const VisitPtr& visit, const AttachmentPlace& place,
                        const std::vector<PlannedAttachment>& planned, const std::string& at, const std::string& fault);
  void note_change(const VisitPtr& visit, const std::string& action, const std::string& object);
  inbox::Result<base::Json> attachment_view(const VisitPtr& visit, const AttachmentPlace& place,
                                            const PlannedAttachment& planned,
                                            const std::vector<inbox::FileRecord>& stored, std::string_view fault);

  // Upload helpers. A worker gets the only copy in memory; the file is read again
  // from its spool file if it is needed. Both move the file out of
  // `visit->files`.
  void check_upload(const VisitPtr& visit, std::uint64_t max_bytes,
                    std::function<void(std::optional<std::string> refused)> done);
  void read_upload(const VisitPtr& visit, std::function<void(std::optional<ScanReading>, bool is_tried)> done);

  // Pages for scans without a draft.
  void show_scans(const VisitPtr& visit, const std::string& fault);
  void match_scan(const VisitPtr& visit, const ScanReading& reading);
  void take_scan(const VisitPtr& visit, const inbox::Submission& submission, const std::string& slot,
                 const ScanReading& reading);

  // Previews of what would be handed in.
  /// Calls `show` with the data if they have no errors and the draft has not been shown too often.
  void preview_as(const VisitPtr& visit, RateLimit& limit, std::function<void(const std::string& data)> show);
  void ask_page(const VisitPtr& visit, const std::string& json, std::uint64_t page,
                std::function<void(TaskAnswer)> done);
  void show_preview(const VisitPtr& visit, std::uint64_t pages);

  // Pages of the private link.
  void renew_link(const VisitPtr& visit, const std::string& address);

  // Steps: helpers of the functions above, in the order in which a visit uses
  // them.
  void begin_draft(const VisitPtr& visit, const std::string& kind, const std::string& edition, HtmlPage page);
  /// Returns whether a form can be started now. Writes the reason, or the terms of the call, on the page.
  bool add_call(const VisitPtr& visit, const inbox::Admission& admission, HtmlPage& page) const;
  /// Counts a wrong code or cookie, and writes a line to the audit when the limit is reached.
  void count_wrong(const VisitPtr& visit, RateLimit& limit);
  bool may_try_cookie(const VisitPtr& visit);
  void count_wrong_cookie(const VisitPtr& visit, const inbox::Fault& fault);
  /// This and the next function return false if they have answered, which includes redirects.
  bool open_draft(const VisitPtr& visit, const std::string& id, inbox::Purpose purpose = inbox::Purpose::Edit);
  void ask_code(const VisitPtr& visit, const std::string& id);
  void send_kept(const VisitPtr& visit, const KeptInput::Posted& posted);
  bool open_receipt(const VisitPtr& visit, const std::string& id);
  inbox::Result<bool> is_handed_in(const VisitPtr& visit);
  static void take_language(const VisitPtr& visit);
  void take_query(const VisitPtr& visit);
  void posted_draft(const VisitPtr& visit);
  /// Reads fields and files of a posted form into the visit. Returns false if it has answered.
  bool take_entries(const VisitPtr& visit);
  /// Saves the entries of the visit if the draft has this revision; returns the new revision.
  inbox::Result<std::int64_t> save(const VisitPtr& visit, std::int64_t revision, inbox::Saving saving);
  /// These three change pictures of the draft, both stored and in the visit. They return false if they have answered.
  bool put_picture(const VisitPtr& visit, const inbox::FileRecord& record, const std::string& bytes);
  bool remove_picture(const VisitPtr& visit, const std::string& pointer);
  static bool is_doubtful(const FormVisit& visit);
  static std::function<TypedValues(const TypedValues&)> change_of_rows(const FormVisit& visit);
  bool move_pictures(const VisitPtr& visit, const std::function<TypedValues(const TypedValues&)>& change);
  void take_pictures(const VisitPtr& visit);
  /// Stores one picture after another, then carries out the pressed button.
  void take_next_picture(const VisitPtr& visit);
  bool keep_picture(const VisitPtr& visit, const UploadedFile& file, const TaskAnswer& cleaned);
  void answer_posted(const VisitPtr& visit);
  // Confirms an address: see confirming.cpp.
  FormAddressCheck address_check(const VisitPtr& visit);
  /// Calls `done` with the typed address, which may be empty, and the place on the page after its field.
  void with_address(const VisitPtr& visit,
                    std::function<void(const std::string& address, const std::string& place)> done);
  void send_mail_code(const VisitPtr& visit);
  void check_mail_code(const VisitPtr& visit);
  void show_forms_by_mail(const VisitPtr& visit, const std::string& fault);
  void go_on(const VisitPtr& visit);
  void go_to_check(const VisitPtr& visit);
  void send_saved(const VisitPtr& visit);
  void send_json(const VisitPtr& visit, unsigned status, const base::Json& json) const;
  /// Asks a worker; unlike ask(), it calls `done` even if there is no answer.
  void ask_quietly(const VisitPtr& visit, Task task, std::function<void(std::optional<TaskAnswer>)> done) const;
  /// Shows the form. With `check`, calls `submit` instead if there are no errors and `submit` is not null.
  void show_form(const VisitPtr& visit, bool check, std::function<void(FormResult)> submit);
  void submit(const VisitPtr& visit, const FormResult& result);
  /// Stores the typed answers to remarks, which stand at the fields of the form.
  std::optional<inbox::Fault> keep_answers(const VisitPtr& visit);
  void take_answers(const VisitPtr& visit, const inbox::Submission& submission);
  bool take_draft_language(const VisitPtr& visit);
  void change_language(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version);
  void ask_receipt(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version);
  // After a withdrawal, makes a new draft with the values and pictures of the withdrawn form. See withdrawn_pages.cpp.
  void use_again(const VisitPtr& visit);
  void start_again(const VisitPtr& visit, const std::string& entries);
  void show_receipt(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version,
                    const DescribedForm& form);
  /// The code on the pages of a document: `mark` is machine-readable (scan_marks.h), `label` is printed beside it.
  /// Documents of drafts have no code.
  struct PageCode {
    std::string mark;
    std::string label;
  };
  std::optional<Task> document_task(const VisitPtr& visit, const std::string& json, const std::string& owner);
  void send_document(const VisitPtr& visit, const std::string& json, const std::string& owner, const PageCode& code);

  /// Returns the secret that the browser sends for a draft; empty without a cookie.
  std::string secret_of(const http::RequestHead& head, const std::string& id) const;
  /// Makes the cookie of a draft. `lasting`: valid while drafts are kept; otherwise until the browser is closed.
  http::Header draft_cookie(const std::string& id, const std::string& secret, bool lasting) const;
  std::string token_of(const Visit& visit) const;
  /// Returns true if this site made the form; otherwise answers and returns false.
  bool require_token(const VisitPtr& visit) const;

  // Seals input that was posted without a valid cookie. Its key lives only in this process.
  KeptInput kept_;
  WorkerPool* scanners_ = nullptr;
  WorkerPool* readers_ = nullptr;
  inbox::Inbox& inbox_;
  DraftLimits limits_;
  // By address of the client. Names of clients are addresses or /64 networks: see
  // client_name().
  RateLimit new_drafts_{limits_.new_drafts};
  RateLimit wrong_codes_{limits_.wrong_codes};
  RateLimit wrong_cookies_{limits_.wrong_cookies};
  RateLimit paper_scans_{limits_.paper_scans};
  RateLimit mail_codes_here_{limits_.mail_codes_here};
  RateLimit forms_by_mail_here_{limits_.forms_by_mail_here};
  RateLimit forms_by_mail_{limits_.forms_by_mail};  // by hash of the typed address
  // By id of the draft.
  RateLimit mail_codes_{limits_.mail_codes};
  RateLimit saves_{limits_.saves};
  RateLimit previews_{limits_.previews};
  RateLimit pictures_{limits_.pictures};  // pictures of pages
  RateLimit uploads_{limits_.scans};
};

// A request to the pages of forms while it is being answered. Callbacks share it, so it lives until the last of them is
// gone.

/// `entries` are the values that the page shows: from the draft, or from the posted fields.
struct FormVisit : PageVisit {
  inbox::Draft draft = {};
  bool is_open = false;                                        // open to changes
  std::optional<inbox::Submission> submission = std::nullopt;  // the submission that the draft has become
  std::optional<inbox::Version> version = std::nullopt;        // its last version, on pages of the receipt
  std::vector<inbox::FileRecord> stored = {};                  // pictures and attachments of the draft
  TypedValues entries = {};
  std::vector<std::string> notices = {};
  std::vector<FormLink> links = {};        // links after the notices
  std::vector<FormMessage> messages = {};  // about the posted values, shown at their fields
  std::vector<UploadedFile> files = {};    // that are still to be stored
  std::size_t step = 1;                    // the step that is shown; 0: all steps
  bool checks = false;                     // the address asks for the messages of a check
  std::string doubted_row;                 // the row about whose deletion the page asks
  std::size_t left_step = 0;               // the step from which the button led away; 0: none
  std::map<std::string, std::size_t> rows = {};
  std::string mail_said = {};  // result of the last button about the address: the query `mail`
  unsigned status = 200;       // status of the form's page if it has no errors
};

/// Address of the private link, appended to that of a draft or a receipt.
inline constexpr std::string_view kLinkArea = "/link";
/// Address of the page that asks before a submission is withdrawn, appended to that of its receipt.
inline constexpr std::string_view kWithdrawArea = "/withdraw";
/// Query of the page of the private link when the link has been renewed.
inline constexpr std::string_view kRenewedQuery = "new";

/// Returns `/d/ID` or `/r/ID`: the page to which the pages below it lead back.
std::string page_address(const FormVisit& visit);
/// Returns the address of a page in the language of this visit: `/forms/scans?lang=en`.
std::string own_language_address(const PageVisitPtr& visit, std::string_view path);
/// Returns the address of this page in the other language, and the name of that language.
std::pair<std::string, std::string> other_language_link(const PageVisitPtr& visit, std::string_view path);

}  // namespace gongwen::service
