// Pages: what all web pages of the service have in common: how a request to them is read, how a worker is asked, and
// how they are answered.
#pragma once

#include "gongwen/form.h"
#include "http/form.h"
#include "http/server.h"
#include "service/detail/answers.h"
#include "service/detail/worker_pool.h"
#include "service/inbox/submissions.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// One request to a page on its way.
struct PageVisit {
  std::shared_ptr<http::Exchange> exchange;
  diagnostics::Language language = diagnostics::Language::Chinese;
  inbox::Seconds now = 0;
  std::vector<http::FormField> fields = {};  // what was posted, but for files
  std::vector<http::Header> headers = {};    // of the answer, besides those of all pages
  std::string secret = {};                   // what the client has opened this with
  bool has_script = false;                   // the page may run ours

  http::Request& request() const { return exchange->request(); }
  bool posts() const { return request().method == "POST"; }
  bool has(std::string_view name) const { return http::find_field(fields, name) != nullptr; }
  std::string field(std::string_view name) const {
    const std::string* const value = http::find_field(fields, name);
    return value == nullptr ? std::string() : *value;
  }
  std::string words(const diagnostics::BilingualText& text) const { return std::string(text.in(language)); }
};

using PageVisitPtr = std::shared_ptr<PageVisit>;

/// A file that was uploaded with a form.
struct UploadedFile {
  std::string field;
  std::string name;  // as its owner calls it
  std::string bytes;
  bool is_too_large = false;  // more than is taken; not read
};

struct PageOptions {
  diagnostics::Language language = diagnostics::Language::Chinese;
  /// Seconds since 1970.
  std::function<std::int64_t()> clock;
  std::chrono::milliseconds task_time{30'000};
  /// Cookies without Secure, where browsers reach the service by plain HTTP: for tests on this machine.
  bool plain_http = false;
};

class Pages {
 protected:
  /// The pool outlives it.
  Pages(WorkerPool& pool, PageOptions options) : pool_(pool), options_(std::move(options)) {}
  ~Pages() = default;

  /// Language, time and exchange of a visit.
  void enter(PageVisit& visit, const std::shared_ptr<http::Exchange>& exchange) const;

  /// Continues with the answer of a worker; all errors are shown on a page.
  void ask(const PageVisitPtr& visit, Task task, std::function<void(TaskAnswer)> done) const;
  /// Who does a task, and how.
  struct Errand {
    WorkerPool& pool;
    std::chrono::milliseconds time;
    bool drops_when_gone = true;  // where nobody waits for the answer any more
  };
  /// The same, also if the data has errors, nothing could be read, or the kind does not support it: `done` sees the
  /// outcome.
  void ask_whatever(const PageVisitPtr& visit, Task task, std::function<void(TaskAnswer)> done) const;
  void ask_whatever(const PageVisitPtr& visit, const Errand& errand, Task task,
                    std::function<void(TaskAnswer)> done) const;
  /// Whether a task came to nothing, which was answered then: no worker was free, or it took too long, or failed.
  bool refuse_failed(const PageVisitPtr& visit, const PoolAnswer& answer) const;

  /// Fields and files of a body of either type, a file of up to `max_bytes`. False when it cannot be read, or has more
  /// texts than kMaxFields, which was answered.
  bool read_fields(const PageVisitPtr& visit, std::uint64_t max_bytes,
                   std::vector<UploadedFile>* files = nullptr) const;

  /// The path of the request in parts: `/office/s/ab/3.svg` → office, s, ab, 3.svg.
  static std::vector<std::string_view> path_parts(const http::RequestHead& head);

  http::Header cookie(const std::string& name, const std::string& secret,
                      std::optional<std::chrono::seconds> max_age) const;
  http::Header no_cookie(const std::string& name) const;
  /// Empty when the client has none.
  std::string cookie_of(const http::RequestHead& head, const std::string& name) const;

  // Answers.
  void send_html(const PageVisitPtr& visit, unsigned status, std::string html) const;
  void send_page(const PageVisitPtr& visit, unsigned status, const HtmlPage& page) const;
  void send_file(const PageVisitPtr& visit, std::string_view type, std::string_view name, std::string bytes,
                 bool as_attachment) const;
  void send_style(const PageVisitPtr& visit, std::string_view style) const {
    send_asset(visit, "text/css; charset=utf-8", style);
  }
  /// What belongs to pages and is the same for everybody.
  void send_asset(const PageVisitPtr& visit, std::string_view type, std::string_view bytes) const;
  void send_to(const PageVisitPtr& visit, const std::string& address) const;
  void send_problem(const PageVisitPtr& visit, unsigned status, std::string_view words) const;
  void send_not_found(const PageVisitPtr& visit) const;
  /// Of somebody who tries too often.
  void send_too_many(const PageVisitPtr& visit) const;
  void send_fault(const PageVisitPtr& visit, const inbox::Fault& fault) const;
  /// What cannot be done now: the page keeps what was posted, but for files, and can send it again.
  void send_again(const PageVisitPtr& visit, unsigned status, const diagnostics::BilingualText& words) const;

  WorkerPool& pool_;
  PageOptions options_;
};

/// What a page of ours sends along, and a page of another site cannot know: made of the secret that opens it.
std::string form_token(std::string_view purpose, std::string_view secret);

/// `2026-11-23 09:05`, in Beijing.
std::string local_time(inbox::Seconds seconds);
/// `2026-11-23`, in Beijing.
std::string local_day(inbox::Seconds seconds);
/// Of the office: its receipts count by the year in Beijing.
int local_year(inbox::Seconds seconds);

/// Whom limits count as one client: an address, or a network of IPv6; empty for who comes over a Unix socket.
std::string client_name(const std::string& peer);

/// A date that somebody typed, at its start in Beijing; nothing for other texts.
std::optional<inbox::Seconds> typed_date(std::string_view text);
/// The days of a filter, both with all their hours; empty ones leave it as it is. Returns: the text that is not a date.
std::optional<std::string> read_days(const std::string& from, const std::string& to, inbox::SubmissionFilter& filter);

/// `under review`
diagnostics::BilingualText state_words(inbox::State state);

/// Whether there is nothing in a text but blanks.
inline bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// Names of drafts and submissions, as they are in addresses.
bool is_id(std::string_view text);
/// 0 where there are none.
std::size_t number_of_digits(std::string_view text);

/// How many rows of a list were on the page: each has at least one control that is always sent.
std::size_t rows_of(const TypedValues& values, const std::string& list);

/// Of a body without files: as many as the page of a form has.
base::Expected<std::vector<http::FormField>, http::FormError> read_form_fields(std::string_view body);

/// What was posted of the form itself, whose fields have pointers as names: the same whether the browser or its script
/// sent it.
TypedValues posted_values(const std::vector<http::FormField>& fields);

/// Bytes of all texts of a form.
inline constexpr std::uint64_t kMaxFields = std::uint64_t{1} << 20;

// Statuses of answers with pages.
inline constexpr unsigned kFormBad = 400;
inline constexpr unsigned kFormForbidden = 403;
inline constexpr unsigned kFormNotFound = 404;
inline constexpr unsigned kFormConflict = 409;
inline constexpr unsigned kFormGone = 410;
inline constexpr unsigned kFormTooLarge = 413;
inline constexpr unsigned kFormInvalid = 422;
inline constexpr unsigned kFormTooMany = 429;
inline constexpr unsigned kFormFailed = 500;
inline constexpr unsigned kFormBusy = 503;
inline constexpr unsigned kFormSlow = 504;
inline constexpr unsigned kFormNoRoom = 507;

}  // namespace gongwen::service
