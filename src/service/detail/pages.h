// Pages: the common part of all web pages of the service: reads a request, asks a worker, and answers with a page, file
// or redirect.
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

/// One request to a page while it is being answered. Made for each request and kept alive by the callbacks of its
/// tasks. FormVisit and OfficeVisit add what their pages need.
struct PageVisit {
  ExchangePtr exchange;
  RouteMatch match = {};
  diagnostics::Language language = diagnostics::Language::Chinese;
  inbox::Seconds now = 0;
  std::vector<http::FormField> fields = {};  // posted fields, except files
  std::vector<http::Header> headers = {};    // headers of the answer, besides those of all pages
  std::string secret = {};                   // secret by which the client has opened this page
  bool has_script = false;                   // the page may run our script

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

/// A file that was uploaded with a form. Name and bytes come from the sender and are not trusted. `is_too_large` is no
/// error, so that the page can say which field it was.
struct UploadedFile {
  std::string field;
  std::string name;  // name given by the sender
  std::string bytes;
  bool is_too_large = false;  // larger than the limit; not read
};

/// Options that are the same for the pages of applicants and of the office.
struct PageOptions {
  diagnostics::Language language = diagnostics::Language::Chinese;
  /// Seconds since 1970.
  std::function<std::int64_t()> clock;
  std::chrono::milliseconds task_time{30'000};
  /// Sends cookies without Secure and the prefix `__Host-`, for browsers that reach the service by plain HTTP in tests.
  bool plain_http = false;
};

/// Base of FormPages and OfficePages, which are the handlers; it holds no state of requests. Functions that answer do
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
  /// The workers for a task, and its time limit. By default a task goes to the pool of documents with the usual
  /// time.
  struct Errand {
    WorkerPool& pool;
    std::chrono::milliseconds time;
    bool drops_when_gone = true;  // cancel the task if the client is gone
  };
  /// Like ask(), but `done` also gets answers about faulty data, unreadable files and kinds that do not support the
  /// operation.
  void ask_whatever(const PageVisitPtr& visit, Task task, std::function<void(TaskAnswer)> done) const;
  void ask_whatever(const PageVisitPtr& visit, const Errand& errand, Task task,
                    std::function<void(TaskAnswer)> done) const;
  /// If there is no answer of a worker, since none was free, the task took too long or it failed, answers and returns
  /// true.
  bool refuse_failed(const PageVisitPtr& visit, const PoolAnswer& answer) const;

  /// Reads fields and files of a URL-encoded or multipart body; files of more than `max_bytes` are marked and not read.
  /// Returns false, having answered, if the body is malformed or has more than kMaxFields bytes of text.
  bool read_fields(const PageVisitPtr& visit, std::uint64_t max_bytes,
                   std::vector<UploadedFile>* files = nullptr) const;

  http::Header cookie(const std::string& name, const std::string& secret,
                      std::optional<std::chrono::seconds> max_age) const;
  http::Header no_cookie(const std::string& name) const;
  /// Returns the value of a cookie; empty if the client sends none.
  std::string cookie_of(const http::RequestHead& head, const std::string& name) const;

  // Answers. Each adds the headers of the visit (cookies), and those that all pages
  // have.
  void send_html(const PageVisitPtr& visit, unsigned status, std::string html) const;
  void send_page(const PageVisitPtr& visit, unsigned status, const HtmlPage& page) const;
  void send_file(const PageVisitPtr& visit, std::string_view type, std::string_view name, std::string bytes,
                 bool as_attachment) const;
  /// Returns the head of an answer with a file, for a file that is sent in pieces.
  static http::Response file_head(std::string_view type, std::string_view name, bool as_attachment);
  void send_style(const PageVisitPtr& visit, std::string_view style) const {
    send_asset(visit, "text/css; charset=utf-8", style);
  }
  /// Sends a file of the pages that is the same for everyone, and may therefore be cached.
  void send_asset(const PageVisitPtr& visit, std::string_view type, std::string_view bytes) const;
  // Answers with 303 See Other (RFC 9110, 15.4.4): the browser goes on with GET.
  void send_to(const PageVisitPtr& visit, const std::string& address) const;
  void send_problem(const PageVisitPtr& visit, unsigned status, std::string_view words) const;
  void send_not_found(const PageVisitPtr& visit) const;
  /// Answers with 429 to a client that tries too often.
  void send_too_many(const PageVisitPtr& visit) const;
  void send_fault(const PageVisitPtr& visit, const inbox::Fault& fault) const;
  /// Answers after a temporary fault: the page keeps the posted values, except files, and offers to send them again.
  void send_again(const PageVisitPtr& visit, unsigned status, const diagnostics::BilingualText& words) const;

  WorkerPool& pool_;
  PageOptions options_;
};

/// Returns the token for the forms of a page, derived from the secret that opens the page, so that another site cannot
/// know it.
std::string form_token(std::string_view purpose, std::string_view secret);

/// Returns an address with scheme and host, to be sent to people. Only the proxy knows the scheme that browsers use; it
/// is assumed to be https except on the machine itself.
std::string full_address(const http::Request& request, std::string_view path);

/// Returns a time in Beijing: `2026-11-23 09:05`.
std::string local_time(inbox::Seconds seconds);
/// Returns a day in Beijing: `2026-11-23`.
std::string local_day(inbox::Seconds seconds);
/// Returns the year in Beijing, by which receipts are numbered.
int local_year(inbox::Seconds seconds);

/// Returns the client as limits count it: an address, or the network of an IPv6 address; empty for a Unix socket.
std::string client_name(const std::string& peer);

/// Returns the start of a typed date in Beijing; nullopt for other texts.
std::optional<inbox::Seconds> typed_date(std::string_view text);
/// An invalid part of a filter: the parameter, and its value.
struct BadFilter {
  std::string_view name;
  std::string value;
};

/// Reads the days of a filter, `from` and `to`, both inclusive; empty ones set nothing. Returns the one that is not a
/// date, if any.
std::optional<BadFilter> read_days(const std::string& from, const std::string& to, inbox::SubmissionFilter& filter);

/// Reads the filter of a list of submissions: kind, state, text, errors (`1` or `true`, `0` or `false`), assignee,
/// due_before, from, to, sort (`changed`, or `-changed` for descending order), page (from 1); empty parameters set
/// nothing. Returns the first one with an invalid value, if any.
std::optional<BadFilter> read_submission_filter(const std::function<std::string(std::string_view)>& asked,
                                                inbox::SubmissionFilter& filter);

/// Returns a state in words: `under review`.
diagnostics::BilingualText state_words(inbox::State state);

/// Whether a text consists of blanks only.
inline bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// Returns whether a text can be the id of a draft or submission in an address: lowercase letters, digits and `-`, as
/// random_text() and ids of jobs have them.
bool is_id(std::string_view text);
/// Returns the number at the start of a text; 0 if absent.
std::size_t number_of_digits(std::string_view text);

/// Returns how many rows of a list the page had. Each row has at least one control that browsers always send.
std::size_t rows_of(const TypedValues& values, const std::string& list);

/// Parses a URL-encoded body with as many fields as the page of a form can have.
base::Expected<std::vector<http::FormField>, http::FormError> read_form_fields(std::string_view body);

/// Returns the values of the form itself: fields whose names are pointers. Browsers and our script send the same.
TypedValues posted_values(const std::vector<http::FormField>& fields);
/// Returns the posted values for which the form has no field, with their marks. The page sends them along, so that
/// nothing is lost if the bundle was renewed or the record gets another type.
TypedValues left_values(const std::vector<http::FormField>& fields);

/// Largest size of all texts of a form, in bytes. It also limits how much a client without a draft can make the service
/// keep in memory.
inline constexpr std::uint64_t kMaxFields = std::uint64_t{1} << 20;

}  // namespace gongwen::service
