// Pages: the common part of all web pages of the service: reading a request, asking a worker, answering with a page,
// file or redirect.
#pragma once

#include "gongwen/form.h"
#include "service/detail/answers.h"
#include "service/detail/described_form.h"
#include "service/detail/routes.h"
#include "service/detail/worker_pool.h"
#include "service/http/form.h"
#include "service/http/server.h"
#include "service/inbox/submissions.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// One request to a page while it is answered.
/// Made for each request and kept by the callbacks of its tasks. FormVisit and OfficeVisit add what their pages need.
struct PageVisit {
  ExchangePtr exchange;
  RouteMatch match = {};
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

/// A file that was uploaded with a form. Name and bytes are the sender's and not trusted.
/// `is_too_large` instead of an error, so that the page can say which field it was.
struct UploadedFile {
  std::string field;
  std::string name;  // as its owner calls it
  std::string bytes;
  bool is_too_large = false;  // more than is taken; not read
};

/// The same for the pages of applicants and of the office.
struct PageOptions {
  diagnostics::Language language = diagnostics::Language::Chinese;
  /// Seconds since 1970.
  std::function<std::int64_t()> clock;
  std::chrono::milliseconds task_time{30'000};
  /// Sends cookies without Secure and the prefix `__Host-`, for browsers that reach the service by plain HTTP in tests.
  bool plain_http = false;
};

/// A base of FormPages and OfficePages, which are the handlers; it holds no state of requests. Functions that answer do
/// so exactly once; those that return false have answered.
class Pages {
 protected:
  /// The pool must outlive it.
  Pages(WorkerPool& pool, PageOptions options) : pool_(pool), options_(std::move(options)) {}
  ~Pages() = default;

  /// Fills in language, time, exchange and address of a visit.
  void enter(PageVisit& visit, const ExchangePtr& exchange, const RouteMatch& match) const;

  /// Asks a worker; `done` gets the answer if the task succeeded. Errors are answered with a page.
  void ask(const PageVisitPtr& visit, Task task, std::function<void(TaskAnswer)> done) const;
  /// Asks for the form of a kind; `edition` is the tag of its definition.
  void ask_form(const PageVisitPtr& visit, const std::string& kind,
                std::function<void(DescribedForm form, std::string edition)> done) const;
  /// Which workers do a task, and in which time.
  /// Without it, a task goes to the pool of documents with the usual time.
  struct Errand {
    WorkerPool& pool;
    std::chrono::milliseconds time;
    bool drops_when_gone = true;  // where nobody waits for the answer any more
  };
  /// Like ask(), but `done` also sees answers about faulty data, unreadable files and kinds that do not support the
  /// operation.
  void ask_whatever(const PageVisitPtr& visit, Task task, std::function<void(TaskAnswer)> done) const;
  void ask_whatever(const PageVisitPtr& visit, const Errand& errand, Task task,
                    std::function<void(TaskAnswer)> done) const;
  /// Answers and returns true if there is no answer of a worker: none was free, the task took too long, or it failed.
  bool refuse_failed(const PageVisitPtr& visit, const PoolAnswer& answer) const;

  /// Reads fields and files of a URL-encoded or multipart body; files of more than `max_bytes` are marked and not read.
  /// Returns false, having answered, if the body is malformed or has more than kMaxFields bytes of text.
  bool read_fields(const PageVisitPtr& visit, std::uint64_t max_bytes,
                   std::vector<UploadedFile>* files = nullptr) const;

  http::Header cookie(const std::string& name, const std::string& secret,
                      std::optional<std::chrono::seconds> max_age) const;
  http::Header no_cookie(const std::string& name) const;
  /// The value of a cookie; empty if the client sends none.
  std::string cookie_of(const http::RequestHead& head, const std::string& name) const;

  // Answers.
  // Each adds the headers of the visit (cookies), and those that all pages have.
  void send_html(const PageVisitPtr& visit, unsigned status, std::string html) const;
  void send_page(const PageVisitPtr& visit, unsigned status, const HtmlPage& page) const;
  void send_file(const PageVisitPtr& visit, std::string_view type, std::string_view name, std::string bytes,
                 bool as_attachment) const;
  /// The head of an answer with a file, for one that is sent in pieces.
  static http::Response file_head(std::string_view type, std::string_view name, bool as_attachment);
  void send_style(const PageVisitPtr& visit, std::string_view style) const {
    send_asset(visit, "text/css; charset=utf-8", style);
  }
  /// A file of the pages that is the same for everybody, and may therefore be cached.
  void send_asset(const PageVisitPtr& visit, std::string_view type, std::string_view bytes) const;
  // 303 See Other (RFC 9110, 15.4.4): the browser goes on with GET.
  void send_to(const PageVisitPtr& visit, const std::string& address) const;
  void send_problem(const PageVisitPtr& visit, unsigned status, std::string_view words) const;
  void send_not_found(const PageVisitPtr& visit) const;
  /// 429 for a client that tries too often.
  void send_too_many(const PageVisitPtr& visit) const;
  void send_fault(const PageVisitPtr& visit, const inbox::Fault& fault) const;
  /// For a fault that passes: the page keeps what was posted, except files, and offers to send it again.
  void send_again(const PageVisitPtr& visit, unsigned status, const diagnostics::BilingualText& words) const;

  WorkerPool& pool_;
  PageOptions options_;
};

/// The token in the forms of a page, derived from the secret that opens it: a page of another site cannot know it.
std::string form_token(std::string_view purpose, std::string_view secret);

/// The address with scheme and host, to be sent to people. Only the proxy knows the scheme that browsers use; it is
/// https everywhere but on the machine itself.
std::string full_address(const http::Request& request, std::string_view path);

/// `2026-11-23 09:05`, in Beijing.
std::string local_time(inbox::Seconds seconds);
/// `2026-11-23`, in Beijing.
std::string local_day(inbox::Seconds seconds);
/// The year in Beijing, by which receipts are numbered.
int local_year(inbox::Seconds seconds);

/// The client that limits count: an address, or the network of an IPv6 address; empty for a Unix socket.
std::string client_name(const std::string& peer);

/// The start, in Beijing, of a date that somebody typed; nullopt for other texts.
std::optional<inbox::Seconds> typed_date(std::string_view text);
/// A part of a filter that cannot be meant: the parameter, and what was typed.
struct BadFilter {
  std::string_view name;
  std::string value;
};

/// Reads the days of a filter, `from` and `to`; both count with all their hours, empty ones set nothing. Returns the
/// one that is no date, if any.
std::optional<BadFilter> read_days(const std::string& from, const std::string& to, inbox::SubmissionFilter& filter);

/// Reads the filter of a list of submissions: kind, state, text, errors (`1` or `true`, `0` or `false`), assignee,
/// due_before, from, to, sort (`changed`, `-changed` the other way round), page (from 1); what is empty sets nothing.
/// Returns the first one that has no such value, if any.
std::optional<BadFilter> read_submission_filter(const std::function<std::string(std::string_view)>& asked,
                                                inbox::SubmissionFilter& filter);

/// `under review`
diagnostics::BilingualText state_words(inbox::State state);

/// Whether a text consists of blanks only.
inline bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// Whether a text can be the id of a draft or submission in an address.
/// Lowercase letters, digits and `-`, as random_text() and ids of jobs have them.
bool is_id(std::string_view text);
/// The number with which a text begins; 0 if it begins with none.
std::size_t number_of_digits(std::string_view text);

/// How many rows of a list the page had. Each row has at least one control that browsers always send.
std::size_t rows_of(const TypedValues& values, const std::string& list);

/// Parses a URL-encoded body with as many fields as the page of a form can have.
base::Expected<std::vector<http::FormField>, http::FormError> read_form_fields(std::string_view body);

/// The values of the form itself: fields whose names are pointers. The same for browsers and for our script.
TypedValues posted_values(const std::vector<http::FormField>& fields);
/// The posted values for which the form has no field, as the page sends them along, with their marks: a renewed bundle
/// or another type of a record loses nothing.
TypedValues left_values(const std::vector<http::FormField>& fields);

/// Largest size of all texts of a form, in bytes.
/// Also the limit of what a client without a draft can make the service keep in memory.
inline constexpr std::uint64_t kMaxFields = std::uint64_t{1} << 20;

}  // namespace gongwen::service
