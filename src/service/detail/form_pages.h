// FormPages: the web pages on which people fill in and submit forms. They work without script and without accounts: a
// draft is opened by a cookie with its secret, or by the code that its page shows.
//
//   GET  /forms/KIND        what the form is for; POST makes a draft and leads to
//   GET  /d/ID?step=2       a step of the form, 0: all of them; POST saves it, and does what the button says; PUT is
//                           the script's: it saves, and answers the new revision and what is wrong
//   GET  /resume/ID         asks for the code; POST opens the draft on another device
//   GET  /d/ID/link, /r/ID/link   the link to continue by; POST makes another one, and closes all that the former
//   opened GET  /r/ID              its status; POST withdraws it, or answers remarks GET  /d/ID/files, /r/ID/files what
//   is sent along; POST …/files/NAME takes it or removes it GET  /forms/scans       for those who have only the paper:
//   POST takes the scan of a signed document GET  /d/ID/preview      the pages as they would be handed in:
//   /d/ID/preview/1.svg, /d/ID/preview.pdf GET  /r/ID/document.pdf, /r/ID/data.json
#pragma once

#include "http/form.h"
#include "http/server.h"
#include "service/detail/attachments.h"
#include "service/detail/pages.h"
#include "service/detail/rate_limit.h"
#include "service/detail/scan_marks.h"
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

struct DraftLimits {
  inbox::Seconds keep_draft = 30 * inbox::Seconds{86'400};
  std::uint64_t max_form = std::uint64_t{12} << 20;  // bytes of what is posted, with a picture
  // By address of the client.
  Rate new_drafts{20, std::chrono::hours(1)};
  Rate wrong_codes{30, std::chrono::minutes(15)};
  /// Codes that browsers keep: pages that were left open when a link was renewed send them again and again.
  Rate wrong_cookies{300, std::chrono::minutes(15)};
  Rate paper_scans{20, std::chrono::hours(1)};
  std::uint64_t max_scan = std::uint64_t{20} << 20;  // bytes of one that is sent without a draft
  // By draft.
  Rate saves{5, std::chrono::seconds(5)};  // by the script
  Rate previews{3, std::chrono::seconds(6)};
  Rate pictures{100, std::chrono::minutes(1)};  // of pages of previews
  Rate scans{10, std::chrono::minutes(15)};
  std::size_t max_pictures = 20;
  std::size_t max_answer = 4'000;  // characters, to a remark
  /// A program that gets the path of an attachment, and ends with 0 if it may be kept, with 1 if not; empty: there is
  /// none.
  std::string scan_command = {};
};

class FormPages : private Pages {
 public:
  /// Pool and inbox outlive it.
  FormPages(WorkerPool& pool, inbox::Inbox& inbox, PageOptions options, DraftLimits limits = {});

  /// Workers that start the operator's program for attachments. They are not confined as other workers are, and outlive
  /// this as the pool does.
  void set_scanners(WorkerPool* scanners) { scanners_ = scanners; }

  /// Workers that read the codes on scans, which takes long: nobody who fills in a form waits for them. They outlive
  /// this as the pool does.
  void set_readers(WorkerPool* readers) { readers_ = readers; }

  /// Whether the address is one of these pages.
  static bool owns(std::string_view path);
  http::BodyPlan plan(const http::RequestHead& head) const;
  void handle(const std::shared_ptr<http::Exchange>& exchange);

 private:
  struct Visit;
  using VisitPtr = std::shared_ptr<Visit>;

  // Addresses.
  void forms(const VisitPtr& visit, const std::string& kind);
  void draft(const VisitPtr& visit, const std::string& id, std::string_view rest);
  void resume(const VisitPtr& visit, const std::string& id);
  void receipt(const VisitPtr& visit, const std::string& id, std::string_view rest);

  /// Where attachments are, and whom they belong to.
  struct AttachmentPlace {
    std::string address;                                         // of the list
    std::string back;                                            // of the page that they belong to
    std::string owner;                                           // a draft or a version
    bool is_open = false;                                        // to changes
    std::optional<inbox::Submission> submission = std::nullopt;  // what was handed in
    bool is_draft = false;                                       // which is yet to become a version
  };
  void attachments(const VisitPtr& visit, const AttachmentPlace& place, std::string_view rest);
  void send_attachment(const VisitPtr& visit, const AttachmentPlace& place, const std::string& id);
  bool require_open(const VisitPtr& visit, const AttachmentPlace& place);
  inbox::Result<bool> is_still_open(const VisitPtr& visit, const AttachmentPlace& place);
  void remove_attachment(const VisitPtr& visit, const AttachmentPlace& place, const std::string& id);
  void take_attachment(const VisitPtr& visit, const AttachmentPlace& place,
                       const std::vector<PlannedAttachment>& planned, const PlannedAttachment& wanted);
  void keep_attachment(const VisitPtr& visit, const AttachmentPlace& place, const PlannedAttachment& wanted,
                       const ScanReading& reading);
  inbox::Result<ScanVerdict> judge(const AttachmentPlace& place, std::span<const ScanReading> readings);
  void show_attachments(const VisitPtr& visit, const AttachmentPlace& place,
                        const std::vector<PlannedAttachment>& planned, const std::string& at, const std::string& fault);
  void note_change(const VisitPtr& visit, const std::string& action, const std::string& object);
  base::Json attachment_view(const VisitPtr& visit, const AttachmentPlace& place, const PlannedAttachment& planned,
                             const std::vector<inbox::FileRecord>& stored, std::string_view fault);

  // Uploads that workers look at, who get the only copy: it is read again from its spool file when it is wanted.
  void check_upload(const VisitPtr& visit, std::uint64_t max_bytes,
                    std::function<void(std::optional<std::string> refused)> done);
  void read_upload(const VisitPtr& visit, std::function<void(std::optional<ScanReading>, bool is_tried)> done);

  // Scans without a draft.
  void scans(const VisitPtr& visit);
  void show_scans(const VisitPtr& visit, const std::string& fault);
  void match_scan(const VisitPtr& visit, const ScanReading& reading);
  void take_scan(const VisitPtr& visit, const inbox::Submission& submission, const std::string& slot,
                 const ScanReading& reading);

  // What would be handed in.
  void preview(const VisitPtr& visit, std::string_view rest);
  void ask_page(const VisitPtr& visit, const std::string& json, std::uint64_t page,
                std::function<void(TaskAnswer)> done);
  void show_preview(const VisitPtr& visit, std::uint64_t pages);

  // The private link.
  void private_link(const VisitPtr& visit, const std::string& page);
  void renew_link(const VisitPtr& visit, const std::string& address);

  // Steps.
  void begin_draft(const VisitPtr& visit, const std::string& kind, const std::string& edition, HtmlPage page);
  bool add_call(const VisitPtr& visit, const inbox::Admission& admission, HtmlPage& page) const;
  void count_wrong(const VisitPtr& visit, RateLimit& limit);
  bool may_try_cookie(const VisitPtr& visit);
  void count_wrong_cookie(const VisitPtr& visit, const inbox::Fault& fault);
  bool open_draft(const VisitPtr& visit, const std::string& id, inbox::Purpose purpose = inbox::Purpose::Edit);
  bool is_handed_in(const VisitPtr& visit);
  static void take_language(const VisitPtr& visit);
  void take_query(const VisitPtr& visit);
  void posted_draft(const VisitPtr& visit);
  bool take_entries(const VisitPtr& visit);
  inbox::Result<std::int64_t> save(const VisitPtr& visit, std::int64_t revision, inbox::Saving saving);
  bool put_picture(const VisitPtr& visit, const inbox::FileRecord& record, const std::string& bytes);
  bool remove_picture(const VisitPtr& visit, const std::string& pointer);
  bool move_pictures(const VisitPtr& visit, std::string_view row);
  void take_pictures(const VisitPtr& visit);
  void take_next_picture(const VisitPtr& visit);
  bool keep_picture(const VisitPtr& visit, const UploadedFile& file, const TaskAnswer& cleaned);
  void answer_posted(const VisitPtr& visit);
  void go_on(const VisitPtr& visit);
  void autosave(const VisitPtr& visit, const std::string& id);
  void send_saved(const VisitPtr& visit);
  void send_json(const VisitPtr& visit, unsigned status, const base::Json& json) const;
  void ask_quietly(const VisitPtr& visit, Task task, std::function<void(std::optional<TaskAnswer>)> done) const;
  void show_form(const VisitPtr& visit, bool check, std::function<void(FormResult)> submit);
  std::vector<FormMessage> remarks_of(const VisitPtr& visit);
  void submit(const VisitPtr& visit, const FormResult& result);
  bool take_answers(const VisitPtr& visit, const inbox::Submission& submission);
  bool take_draft_language(const VisitPtr& visit);
  void change_language(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version);
  void ask_receipt(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version);
  void show_receipt(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version,
                    const base::JsonView& form);
  void add_remarks(const VisitPtr& visit, const inbox::Submission& submission, const base::JsonView& form,
                   HtmlPage& page);
  /// What the codes on the pages of a document say; a draft has none.
  struct PageCode {
    std::string mark;
    std::string label;
  };
  std::optional<Task> document_task(const VisitPtr& visit, const std::string& json, const std::string& owner);
  void send_document(const VisitPtr& visit, const std::string& json, const std::string& owner, const PageCode& code);

  std::string secret_of(const http::RequestHead& head, const std::string& id) const;
  http::Header draft_cookie(const std::string& id, const std::string& secret, bool lasting) const;
  std::string token_of(const Visit& visit) const;

  WorkerPool* scanners_ = nullptr;
  WorkerPool* readers_ = nullptr;
  inbox::Inbox& inbox_;
  DraftLimits limits_;
  // By address of the client.
  RateLimit new_drafts_{limits_.new_drafts};
  RateLimit wrong_codes_{limits_.wrong_codes};
  RateLimit wrong_cookies_{limits_.wrong_cookies};
  RateLimit paper_scans_{limits_.paper_scans};
  // By name of the draft.
  RateLimit saves_{limits_.saves};
  RateLimit previews_{limits_.previews};
  RateLimit pictures_{limits_.pictures};  // of their pages
  RateLimit uploads_{limits_.scans};
};

// One request to the pages of forms on its way, and what their sources share.

/// One request on its way.
struct FormPages::Visit : PageVisit {
  inbox::Draft draft = {};
  std::optional<inbox::Submission> submission = std::nullopt;  // what the draft has become
  std::vector<inbox::FileRecord> stored = {};                  // pictures and attachments of the draft
  TypedValues entries = {};
  std::vector<std::string> notices = {};
  std::vector<FormLink> links = {};        // after them
  std::vector<FormMessage> messages = {};  // of what was sent, at its fields
  std::vector<UploadedFile> files = {};    // that are still to be looked at
  std::size_t step = 1;                    // that is shown; 0: all of them
  std::size_t left_step = 0;               // that the button led away from; 0: none
  std::map<std::string, std::size_t> rows = {};
  unsigned status = 200;  // of the page of the form, where it has no errors
};

/// After the address of a draft or a receipt: its private link.
inline constexpr std::string_view kLinkArea = "/link";
/// Of that page, once the link is a new one.
inline constexpr std::string_view kRenewedQuery = "new";

/// `/forms/scans?lang=en`: a page in the language of this one.
std::string own_language_address(const PageVisitPtr& visit, std::string_view path);
/// The same page in the other language, and its name.
std::pair<std::string, std::string> other_language_link(const PageVisitPtr& visit, std::string_view path);

}  // namespace gongwen::service
