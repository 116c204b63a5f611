// FormPages: the web pages on which people fill in forms and hand them in. No page needs script, and none an account: a
// draft is opened by a cookie with its secret, or by the code that its page shows.
//
//   GET  /forms/KIND        what the form is for; POST begins a draft and leads to
//   GET  /d/ID              the form; POST saves it, and does what the button says
//   GET  /resume/ID         asks for the code; POST opens the draft on another device
//   GET  /r/ID              what became of it; POST withdraws it or opens it again
//   GET  /r/ID/document.pdf, /r/ID/data.json, /d/ID/preview.pdf
#pragma once

#include "http/server.h"
#include "inbox/drafts.h"
#include "inbox/submissions.h"
#include "service/detail/pages.h"
#include "service/detail/rate_limit.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

struct DraftLimits {
  inbox::Seconds keep_draft = 30 * inbox::Seconds{86'400};
  std::uint64_t max_form = std::uint64_t{12} << 20;  // bytes of what is posted, with a picture
  // By address of the client.
  Rate new_drafts{20, std::chrono::hours(1)};
  Rate wrong_codes{30, std::chrono::minutes(15)};
};

class FormPages : private Pages {
 public:
  /// Pool and inbox outlive it.
  FormPages(WorkerPool& pool, inbox::Inbox& inbox, PageOptions options, DraftLimits limits = {});

  /// Whether the address is one of these pages.
  static bool owns(std::string_view path);
  http::BodyPlan plan(const http::RequestHead& head) const;
  void handle(const std::shared_ptr<http::Exchange>& exchange);

  /// Removes what is no longer to be kept: drafts that nobody has changed for long, submissions after the time that
  /// their kind says (`keep_days`), and their files.
  void purge();

 private:
  struct Visit;
  using VisitPtr = std::shared_ptr<Visit>;

  // Addresses.
  void forms(const VisitPtr& visit, const std::string& kind);
  void draft(const VisitPtr& visit, const std::string& id, std::string_view rest);
  void resume(const VisitPtr& visit, const std::string& id);
  void receipt(const VisitPtr& visit, const std::string& id, std::string_view rest);

  // Steps.
  void purge_kind(const std::string& kind);
  void begin_draft(const VisitPtr& visit, const std::string& kind, const std::string& edition);
  bool open_draft(const VisitPtr& visit, const std::string& id);
  void posted_draft(const VisitPtr& visit);
  bool take_entries(const VisitPtr& visit);
  bool take_picture(const VisitPtr& visit, const std::string& pointer, const std::string& name, std::string bytes);
  void show_form(const VisitPtr& visit, bool check, std::function<void(FormResult)> submit);
  std::vector<FormMessage> remarks_of(const VisitPtr& visit);
  void submit(const VisitPtr& visit, const FormResult& result);
  void take_answers(const VisitPtr& visit, const inbox::Submission& submission);
  void show_receipt(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Version& version);
  void send_document(const VisitPtr& visit, const std::string& json, const std::string& owner, bool as_attachment);

  std::string secret_of(const http::RequestHead& head, const std::string& id) const;
  http::Header draft_cookie(const std::string& id, const std::string& secret, bool lasting) const;
  std::string token_of(const Visit& visit) const;

  inbox::Inbox& inbox_;
  DraftLimits limits_;
  RateLimit new_drafts_{limits_.new_drafts};
  RateLimit wrong_codes_{limits_.wrong_codes};
};

}  // namespace gongwen::service
