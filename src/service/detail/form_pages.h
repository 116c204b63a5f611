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
/// All are shown by --show-config. `Rate{20, 1 h}` lets 20 through at once and then one every three minutes.
struct DraftLimits {
  inbox::Seconds keep_draft = 30 * inbox::Seconds{86'400};
  std::uint64_t max_form = std::uint64_t{12} << 20;  // bytes of what is posted, with a picture
  // By address of the client.
  Rate new_drafts{20, std::chrono::hours(1)};
  Rate wrong_codes{30, std::chrono::minutes(15)};
  /// Cookies are limited less strictly than codes: pages that were left open when a link was renewed send the old one
  /// again and again.
  Rate wrong_cookies{300, std::chrono::minutes(15)};
  Rate paper_scans{20, std::chrono::hours(1)};
  std::uint64_t max_scan = std::uint64_t{20} << 20;  // bytes of one that is sent without a draft
  // By draft.
  Rate saves{5, std::chrono::seconds(5)};  // by the script
  Rate previews{3, std::chrono::seconds(6)};
  Rate pictures{100, std::chrono::minutes(1)};  // of pages of previews
  Rate scans{10, std::chrono::minutes(15)};
  Rate mail_codes{5, std::chrono::hours(1)};
  // Mail that strangers can cause, by address of the client, and links by mail also by the address that is typed.
  Rate mail_codes_here{20, std::chrono::hours(1)};
  Rate forms_by_mail{5, std::chrono::hours(1)};
  Rate forms_by_mail_here{20, std::chrono::hours(1)};
  std::size_t max_pictures = 20;
  std::size_t max_answer = 4'000;  // characters, to a remark
  /// The operator's program that checks attachments: it gets a path, and exits with 0 if the file may be kept, with 1
  /// if not. Empty: none.
  std::string scan_command = {};
};

/// One object for all applicants; what belongs to a request is in FormVisit. Functions that the table of routes names
/// answer themselves, at once or when a worker has answered.
class FormPages : private Pages {
 public:
  /// Pool and inbox must outlive it.
  FormPages(WorkerPool& pool, inbox::Inbox& inbox, PageOptions options, DraftLimits limits = {});

  /// Workers that start the operator's program for attachments, and are therefore not confined. They must outlive this.
  void set_scanners(WorkerPool* scanners) { scanners_ = scanners; }

  /// Workers that read codes on scans. That takes long, so that nobody who fills in a form waits behind it. They must
  /// outlive this.
  void set_readers(WorkerPool* readers) { readers_ = readers; }

  /// The route of `match` must be one of these pages. `plan` decides about the body before it is read, `handle`
  /// answers.
  http::BodyPlan plan(const http::RequestHead& head, const RouteMatch& match) const;
  void handle(const ExchangePtr& exchange, const RouteMatch& match);

 private:
  friend std::span<const Route> all_routes();
  using Visit = FormVisit;
  using VisitPtr = std::shared_ptr<Visit>;

  // What the table of routes names.
  void send_form_script(const VisitPtr& visit);
  /// GET, POST /forms/KIND: says when the kind is open, and starts a draft.
  void forms(const VisitPtr& visit, const std::string& kind);
  /// GET /forms/KIND/calls/ID.ics: the last day of a call.
  void call_day(const VisitPtr& visit, const std::string& kind, const std::string& id);
  /// GET, POST /forms/scans: takes scans of signed documents from people without a draft.
  void scans(const VisitPtr& visit);
  /// GET, POST /resume/ID: opens a draft by its code and gives this browser the cookie.
  void resume(const VisitPtr& visit, const std::string& id);
  /// GET, POST /resume/ID/LINK: asks whether to open a form by the link of a mail; scanners of mails only GET.
  void open_link(const VisitPtr& visit, const std::string& id, const std::string& link);
  /// GET, POST /forms/mail: sends links to the forms of an address.
  void forms_by_mail(const VisitPtr& visit);
  /// GET, POST /d/ID: the form; its buttons save, check and hand in.
  void draft(const VisitPtr& visit);
  /// PUT /d/ID: saves what the script of the page sends. Answers with JSON, since no person reads it.
  void autosave(const VisitPtr& visit, const std::string& id);
  /// GET /d/ID/preview, preview.pdf, preview/PAGE.svg: what would be handed in.
  void preview(const VisitPtr& visit);
  void preview_document(const VisitPtr& visit);
  void preview_page(const VisitPtr& visit, std::uint64_t number);
  /// GET, POST /d/ID/link, /r/ID/link: shows the private link, or replaces it.
  void private_link(const VisitPtr& visit);
  /// GET /d/ID/files, /r/ID/files: lists attachments.
  void attachments(const VisitPtr& visit);
  /// GET, POST /d/ID/files/FILE, /r/ID/files/FILE: sends, takes or removes one.
  void attachment(const VisitPtr& visit, const std::string& id);
  /// GET, POST /r/ID: the state of the submission; answers to remarks, the language, a withdrawn form used again.
  void receipt(const VisitPtr& visit);
  /// GET, POST /r/ID/withdraw: asks, then withdraws the submission.
  void withdraw(const VisitPtr& visit);
  /// GET /r/ID/document.pdf, data.json: the version that was handed in.
  void send_handed_in(const VisitPtr& visit);
  void send_handed_in_data(const VisitPtr& visit);
  /// GET /r/ID/deadline.ics: the last day of a returned form.
  void returned_day(const VisitPtr& visit);

  /// Where attachments of a page belong.
  /// Determined when a request begins, and checked again (is_still_open) before anything is stored.
  struct AttachmentPlace {
    std::string address;                                         // of the list
    std::string back;                                            // of the page that they belong to
    std::string owner;                                           // a draft or a version
    bool is_open = false;                                        // to changes
    std::optional<inbox::Submission> submission = std::nullopt;  // what was handed in
    bool is_draft = false;                                       // which is yet to become a version
  };
  AttachmentPlace attachment_place(const VisitPtr& visit) const;
  void send_attachment(const VisitPtr& visit, const AttachmentPlace& place, const std::string& id);
  void send_draft_picture(const VisitPtr& visit);
  /// False, having answered, if the draft or submission has been closed since the request began.
  bool require_open(const VisitPtr& visit, const AttachmentPlace& place);
  inbox::Result<bool> is_still_open(const VisitPtr& visit, const AttachmentPlace& place);
  void remove_attachment(const VisitPtr& visit, const AttachmentPlace& place, const std::string& id);
  void take_attachment(const VisitPtr& visit, const AttachmentPlace& place,
                       const std::vector<PlannedAttachment>& planned, const PlannedAttachment& wanted);
  void keep_attachment(const VisitPtr& visit, const AttachmentPlace& place, const PlannedAttachment& wanted,
                       const ScanReading& reading);
  /// Compares codes on scanned pages with the versions of the submission; fails only with a fault of the database.
  inbox::Result<ScanVerdict> judge(const AttachmentPlace& place, std::span<const ScanReading> readings);
  void show_attachments(const VisitPtr& visit, const AttachmentPlace& place,
                        const std::vector<PlannedAttachment>& planned, const std::string& at, const std::string& fault);
  void note_change(const VisitPtr& visit, const std::string& action, const std::string& object);
  inbox::Result<base::Json> attachment_view(const VisitPtr& visit, const AttachmentPlace& place,
                                            const PlannedAttachment& planned,
                                            const std::vector<inbox::FileRecord>& stored, std::string_view fault);

  // Uploads in the hands of workers, which get the only copy in memory: it is read again from its spool file when it is
  // needed.
  // Both read the file from `visit->files` and give it away.
  void check_upload(const VisitPtr& visit, std::uint64_t max_bytes,
                    std::function<void(std::optional<std::string> refused)> done);
  void read_upload(const VisitPtr& visit, std::function<void(std::optional<ScanReading>, bool is_tried)> done);

  // Scans without a draft.
  void show_scans(const VisitPtr& visit, const std::string& fault);
  void match_scan(const VisitPtr& visit, const ScanReading& reading);
  void take_scan(const VisitPtr& visit, const inbox::Submission& submission, const std::string& slot,
                 const ScanReading& reading);

  // What would be handed in.
  /// Calls `show` with the data if they have no errors and the draft has not been shown too often.
  void preview_as(const VisitPtr& visit, RateLimit& limit, std::function<void(const std::string& data)> show);
  void ask_page(const VisitPtr& visit, const std::string& json, std::uint64_t page,
                std::function<void(TaskAnswer)> done);
  void show_preview(const VisitPtr& visit, std::uint64_t pages);

  // The private link.
  void renew_link(const VisitPtr& visit, const std::string& address);

  // Steps.
  // Helpers of the functions above, in the order in which a visit uses them.
  void begin_draft(const VisitPtr& visit, const std::string& kind, const std::string& edition, HtmlPage page);
  /// Whether a form can be started now. Writes the reason, or the terms of the call, on the page.
  bool add_call(const VisitPtr& visit, const inbox::Admission& admission, HtmlPage& page) const;
  /// Adds a wrong code or cookie to a limit, and a line to the audit when the limit is reached.
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
  /// Reads fields and files of a posted form into the visit. False if it has answered.
  bool take_entries(const VisitPtr& visit);
  /// Saves the entries of the visit if the draft has this revision; returns the revision after that.
  inbox::Result<std::int64_t> save(const VisitPtr& visit, std::int64_t revision, inbox::Saving saving);
  /// These three change pictures of the draft, stored and in the visit. False if they have answered.
  bool put_picture(const VisitPtr& visit, const inbox::FileRecord& record, const std::string& bytes);
  bool remove_picture(const VisitPtr& visit, const std::string& pointer);
  static bool is_doubtful(const FormVisit& visit);
  static std::function<TypedValues(const TypedValues&)> change_of_rows(const FormVisit& visit);
  bool move_pictures(const VisitPtr& visit, const std::function<TypedValues(const TypedValues&)>& change);
  void take_pictures(const VisitPtr& visit);
  /// Takes one picture after the other, then answers the button that was pressed.
  void take_next_picture(const VisitPtr& visit);
  bool keep_picture(const VisitPtr& visit, const UploadedFile& file, const TaskAnswer& cleaned);
  void answer_posted(const VisitPtr& visit);
  // Confirming an address: see confirming.cpp.
  FormAddressCheck address_check(const VisitPtr& visit);
  /// Calls `done` with the address that is typed, which may be empty, and the place on the page after its field.
  void with_address(const VisitPtr& visit,
                    std::function<void(const std::string& address, const std::string& place)> done);
  void send_mail_code(const VisitPtr& visit);
  void check_mail_code(const VisitPtr& visit);
  void show_forms_by_mail(const VisitPtr& visit, const std::string& fault);
  void go_on(const VisitPtr& visit);
  void go_to_check(const VisitPtr& visit);
  void send_saved(const VisitPtr& visit);
  void send_json(const VisitPtr& visit, unsigned status, const base::Json& json) const;
  /// Asks a worker; unlike ask(), `done` also runs if there is no answer.
  void ask_quietly(const VisitPtr& visit, Task task, std::function<void(std::optional<TaskAnswer>)> done) const;
  /// Shows the form. With `check`, and if there are no errors, calls `submit` instead, unless that is null.
  void show_form(const VisitPtr& visit, bool check, std::function<void(FormResult)> submit);
  void submit(const VisitPtr& visit, const FormResult& result);
  /// Stores the answers to remarks that were typed at the fields of the form.
  std::optional<inbox::Fault> keep_answers(const VisitPtr& visit);
  void take_answers(const VisitPtr& visit, const inbox::Submission& submission);
  bool take_draft_language(const VisitPtr& visit);
  void change_language(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version);
  void ask_receipt(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version);
  // After a withdrawal: a new draft with the values and pictures of the former form. See withdrawn_pages.cpp.
  void use_again(const VisitPtr& visit);
  void start_again(const VisitPtr& visit, const std::string& entries);
  void show_receipt(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version,
                    const DescribedForm& form);
  /// The code on the pages of a document: the mark and the text beside it. Documents of drafts have none.
  /// `mark` is machine-readable (scan_marks.h), `label` is printed beside it.
  struct PageCode {
    std::string mark;
    std::string label;
  };
  std::optional<Task> document_task(const VisitPtr& visit, const std::string& json, const std::string& owner);
  void send_document(const VisitPtr& visit, const std::string& json, const std::string& owner, const PageCode& code);

  /// The secret that the browser sends for a draft; empty without a cookie.
  std::string secret_of(const http::RequestHead& head, const std::string& id) const;
  /// `lasting`: for as long as drafts are kept; otherwise until the browser is closed.
  http::Header draft_cookie(const std::string& id, const std::string& secret, bool lasting) const;
  std::string token_of(const Visit& visit) const;
  /// Returns false, having answered, if the form was made by another site.
  bool require_token(const VisitPtr& visit) const;

  // Seals what was typed while the cookie was lost; its key is gone with this process.
  KeptInput kept_;
  WorkerPool* scanners_ = nullptr;
  WorkerPool* readers_ = nullptr;
  inbox::Inbox& inbox_;
  DraftLimits limits_;
  // By address of the client.
  // Names of clients are addresses or /64 networks: see client_name().
  RateLimit new_drafts_{limits_.new_drafts};
  RateLimit wrong_codes_{limits_.wrong_codes};
  RateLimit wrong_cookies_{limits_.wrong_cookies};
  RateLimit paper_scans_{limits_.paper_scans};
  RateLimit mail_codes_here_{limits_.mail_codes_here};
  RateLimit forms_by_mail_here_{limits_.forms_by_mail_here};
  RateLimit forms_by_mail_{limits_.forms_by_mail};  // by hash of the typed address
  // By name of the draft.
  RateLimit mail_codes_{limits_.mail_codes};
  RateLimit saves_{limits_.saves};
  RateLimit previews_{limits_.previews};
  RateLimit pictures_{limits_.pictures};  // of their pages
  RateLimit uploads_{limits_.scans};
};

// A request to the pages of forms while it is answered. Callbacks share it, so it lives until the last of them.

/// `entries` are what the page shows: from the draft, or from the fields that were posted.
struct FormVisit : PageVisit {
  inbox::Draft draft = {};
  bool is_open = false;                                        // to changes
  std::optional<inbox::Submission> submission = std::nullopt;  // what the draft has become
  std::optional<inbox::Version> version = std::nullopt;        // its last one, on pages of the receipt
  std::vector<inbox::FileRecord> stored = {};                  // pictures and attachments of the draft
  TypedValues entries = {};
  std::vector<std::string> notices = {};
  std::vector<FormLink> links = {};        // after them
  std::vector<FormMessage> messages = {};  // of what was sent, at its fields
  std::vector<UploadedFile> files = {};    // that are still to be looked at
  std::size_t step = 1;                    // that is shown; 0: all of them
  bool checks = false;                     // the address asks for the messages of a check
  std::string doubted_row;                 // about which the page asks before it is deleted
  std::size_t left_step = 0;               // that the button led away from; 0: none
  std::map<std::string, std::size_t> rows = {};
  std::string mail_said = {};  // what came of the last press of a button about the address: the query `mail`
  unsigned status = 200;       // of the page of the form, where it has no errors
};

/// Address of the private link, after that of a draft or a receipt.
inline constexpr std::string_view kLinkArea = "/link";
/// Address of the page that asks before a submission is withdrawn, after that of its receipt.
inline constexpr std::string_view kWithdrawArea = "/withdraw";
/// Query of that page when the link has just been renewed.
inline constexpr std::string_view kRenewedQuery = "new";

/// `/d/ID` or `/r/ID`: the page to which the pages below it lead back.
std::string page_address(const FormVisit& visit);
/// `/forms/scans?lang=en`: a page, in the language of this visit.
std::string own_language_address(const PageVisitPtr& visit, std::string_view path);
/// The address of the page in the other language, and the name of that language.
std::pair<std::string, std::string> other_language_link(const PageVisitPtr& visit, std::string_view path);

}  // namespace gongwen::service
