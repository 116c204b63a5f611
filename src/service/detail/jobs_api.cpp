#include "service/detail/jobs_api.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/service.h"
#include "gongwen/format.h"
#include "http/conditional.h"
#include "http/fields.h"
#include "package/zip_writer.h"
#include "resources/file_tree.h"
#include "service/detail/job_folder.h"
#include "service/inbox/audit.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace gongwen::service {
namespace {

/// The longest bytes of an entry.
constexpr std::int64_t kMaxDocument = 0xffff'ffff;

/// Nothing for what cannot be read whole.
std::optional<std::string> read_document(const JobFile& file) {
  if (file.size >= kMaxDocument) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(file.size), '\0');
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t count = ::pread(file.file.number(), bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    at += static_cast<std::size_t>(count);
  }
  return bytes;
}

/// What an archive is made of.
struct Archive {
  std::string folder;
  std::vector<std::string> names;
  package::ZipWriter writer = {};
  std::size_t next = 0;
};

Piece add_document(Archive& archive, std::string& piece) {
  if (archive.next == archive.names.size()) {
    piece += archive.writer.end();
    return Piece::Last;
  }
  const std::string& name = archive.names[archive.next++];
  const std::optional<JobFile> file = open_job_document(archive.folder, name);
  // What is not a file is not one of our documents.
  if (!file && resources::is_folder(archive.folder)) return Piece::More;
  const auto bytes = file ? read_document(*file) : std::nullopt;
  if (!bytes) return Piece::Broken;
  piece += archive.writer.entry(package::stored_entry(name, *bytes));
  return Piece::More;
}

}  // namespace

void send_job_archive(const std::shared_ptr<http::Exchange>& exchange, http::Response head, const std::string& folder) {
  const auto archive = std::make_shared<Archive>(Archive{folder, job_documents(folder)});
  send_in_pieces(exchange, std::move(head), [archive](std::string& piece) { return add_document(*archive, piece); });
}

namespace {

constexpr std::size_t kAtOnce = std::size_t{256} << 10;

/// An answer on its way to a client.
class PieceSender : public std::enable_shared_from_this<PieceSender> {
 public:
  PieceSender(std::shared_ptr<http::Exchange> exchange, NextPiece next)
      : exchange_(std::move(exchange)), next_(std::move(next)) {}

  /// Some of it, and the rest when that has gone out.
  void go_on() {
    rest_.clear();
    sent_ = 0;
    Piece last = Piece::More;
    while (last == Piece::More && rest_.size() < kAtOnce) last = next_(rest_);
    if (last == Piece::Broken) return;
    is_last_ = last == Piece::Last;
    send_rest();
  }

 private:
  /// A stream takes no more at once than its limit, and a piece may be larger.
  void send_rest() {
    const std::string_view piece = std::string_view(rest_).substr(sent_, kAtOnce);
    sent_ += piece.size();
    if (!exchange_->write(piece)) return;
    const bool is_sent = sent_ == rest_.size();
    if (is_sent && is_last_) return exchange_->end();
    exchange_->on_drained([self = shared_from_this(), is_sent] { is_sent ? self->go_on() : self->send_rest(); });
  }

  std::shared_ptr<http::Exchange> exchange_;
  NextPiece next_;
  std::string rest_;
  std::size_t sent_ = 0;
  bool is_last_ = false;
};

}  // namespace

void send_in_pieces(const std::shared_ptr<http::Exchange>& exchange, http::Response head, NextPiece next) {
  if (exchange->request().method == "HEAD") return exchange->respond(std::move(head));
  exchange->begin(std::move(head));
  std::make_shared<PieceSender>(exchange, std::move(next))->go_on();
}

namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr std::chrono::seconds kBetweenSignsOfLife{15};
constexpr std::string_view kJobs = "/api/v1/jobs/";
constexpr unsigned kAccepted = 202;
constexpr unsigned kNoContent = 204;
constexpr unsigned kNoSuchJob = 404;
constexpr unsigned kNotYet = 409;
constexpr unsigned kNoRoom = 507;
constexpr unsigned kBusy = 503;

std::string document_type(const std::string& name) {
  if (name.ends_with(".json")) return "application/json";
  const FormatInfo* const format = find_format_of_path(name);
  return format == nullptr ? "application/octet-stream" : std::string(format->media_type);
}

http::Response job_answer(const base::Json& json) {
  http::Response response;
  response.headers.push_back({"Content-Type", "application/json"});
  response.body = json.text();
  return response;
}

http::Response job_problem(unsigned status, std::string_view id, const diagnostics::BilingualText& title,
                           Language language) {
  return problem_response({status, id, std::string(title.in(language))}, language);
}

/// A file of a job is never written into once it has its name.
http::Response file_answer(const http::Request& request, JobFile file, std::vector<http::Header> headers) {
  http::FileSlice slice;
  slice.length = file.size;
  slice.file = std::make_shared<const resources::FileDescriptor>(std::move(file.file));
  return http::answer_file(request, std::move(slice), {file.tag, file.seconds}, std::move(headers));
}

std::string event_text(const Job& job) {
  base::Json json = base::Json::object();
  json.set("state", job_state_name(job.state));
  if (job.is_over()) json.set("status", job.status);
  add_counts(json, job.counts);
  if (!job.reason.empty()) json.set("reason", job.reason);
  return fmt::format("event: {}\nid: {}\ndata: {}\n\n", job.is_over() ? "end" : "progress", job.event, json.text());
}

}  // namespace

bool prefers_not_to_wait(const http::RequestHead& head) {
  const std::string* const wanted = head.header("prefer");
  std::string_view list = wanted == nullptr ? std::string_view() : *wanted;
  while (!list.empty()) {
    const std::string_view one = http::take_element(list);
    if (base::ascii_lowercase(one.substr(0, one.find_first_of("; \t"))) == "respond-async") return true;
  }
  return false;
}

JobsApi::JobsApi(http::EventLoop& loop, Jobs& jobs, inbox::Inbox& inbox, std::function<std::int64_t()> clock)
    : loop_(loop), jobs_(jobs), inbox_(inbox), clock_(std::move(clock)) {
  jobs_.on_change([this](const Job& job) { tell(job); });
  keep_alive();
}

http::Response JobsApi::start(const http::Request& request, Start start, const std::string& mark) {
  Task& task = start.task;
  const bool collects = task.operation == Operation::Collect;
  // What comes first may be in a file.
  for (MemoryFile& file : task.files) {
    const bool is_body = request.file && start.inputs.empty();
    start.inputs.push_back(
        {file.path, std::move(file.bytes), is_body ? &*request.file : nullptr, 0, is_body ? request.file->size : 0});
  }
  Job job;
  job.owner = program_of(inbox_, request, clock_());
  job.request = mark;
  job.order.kind = std::move(task.kind);
  job.order.input = collects ? std::string(kFormsFolder) : task.files.front().path;
  job.order.work = collects ? JobWork::Collect : JobWork::Batch;
  job.order.by_label = task.options.by_label;
  job.order.register_kind = std::move(task.options.collected_as);
  job.order.parts = std::move(start.parts);
  if (task.options.titles == "en") job.order.titles = Language::English;
  job.order.language = task.language;
  job.order.format = std::move(task.options.format);
  job.order.dpi = task.options.dpi;
  job.order.fillable = task.options.fillable;
  job.order.attach_data = task.options.attach_data;
  job.order.ofd_plain = task.options.ofd_plain;
  job.order.strict = task.options.strict;
  const auto added = jobs_.add(std::move(job), start.inputs);
  if (!added && added.error() == JobRefusal::NoRoom) {
    return job_problem(kNoRoom, "no-room", texts::ServiceSpoolFailed, task.language);
  }
  if (!added) {
    http::Response response = job_problem(kBusy, "too-many-jobs", texts::ServiceTooManyJobs, task.language);
    response.headers.push_back({"Retry-After", "30"});
    return response;
  }
  write_down(request, "job.start", **added);
  base::Json json = base::Json::object();
  http::Response response = job_answer(json.set("id", (*added)->id).set("state", job_state_name((*added)->state)));
  response.status = kAccepted;
  response.headers.push_back({"Location", std::string(kJobs) + (*added)->id});
  if (prefers_not_to_wait(request)) response.headers.push_back({"Preference-Applied", "respond-async"});
  return response;
}

void JobsApi::answer(const ExchangePtr& exchange, const RouteMatch& match, Language language) {
  const http::Request& request = exchange->request();
  const Job* const job = find(request, match.value("id"));
  if (job == nullptr) return send(exchange, job_problem(kNoSuchJob, "not-found", texts::ServiceNotFound, language));
  const std::string_view id = match.route->id;
  if (id == "watchJob") return listen(exchange, *job);
  if (id == "stopJob") return send(exchange, remove(request, *job));
  if (id == "getJobManifest") return send(exchange, manifest(request, *job));
  if (id == "getJobFile") return send(exchange, document(request, *job, match.value("name"), language));
  if (id == "getJobFiles") {
    if (!job->is_over()) return send(exchange, job_problem(kNotYet, "not-over", texts::ServiceJobNotOver, language));
    http::Response head;
    head.headers = {{"Content-Type", "application/zip"},
                    {"Content-Disposition", http::content_disposition("attachment", job->id + ".zip")}};
    protect_(head);
    return send_job_archive(exchange, std::move(head), jobs_.folder_of(*job));
  }
  send(exchange, job_answer(job_json(*job)));
}

/// Of another program's job nobody learns that it is there.
const Job* JobsApi::find(const http::RequestHead& head, const std::string& id) const {
  const Job* const job = jobs_.find(id);
  if (job == nullptr) return nullptr;
  const std::string who = program_of(inbox_, head, clock_());
  return who == kLocalProgram || who == job->owner ? job : nullptr;
}

http::Response JobsApi::remove(const http::Request& request, const Job& job) {
  write_down(request, "job.stop", job);
  jobs_.remove(std::string(job.id));
  http::Response response;
  response.status = kNoContent;
  return response;
}

http::Response JobsApi::manifest(const http::Request& request, const Job& job) const {
  std::optional<JobFile> file = open_job_manifest(jobs_.folder_of(job));
  std::vector<http::Header> headers{{"Content-Type", "application/x-ndjson"}};
  if (file) return file_answer(request, *std::move(file), std::move(headers));
  return http::answer_bytes(request, {}, {}, std::move(headers));
}

http::Response JobsApi::document(const http::Request& request, const Job& job, const std::string& name,
                                 Language language) const {
  std::optional<JobFile> file = open_job_document(jobs_.folder_of(job), name);
  if (!file) return job_problem(kNoSuchJob, "not-found", texts::ServiceNotFound, language);
  return file_answer(
      request, *std::move(file),
      {{"Content-Type", document_type(name)}, {"Content-Disposition", http::content_disposition("attachment", name)}});
}

void JobsApi::send(const ExchangePtr& exchange, http::Response response) const {
  protect_(response);
  exchange->respond(std::move(response));
}

void JobsApi::write_down(const http::RequestHead& head, std::string_view action, const Job& job) {
  const std::int64_t now = clock_();
  // Without the database nothing else is done either; a job is worth more than its line.
  static_cast<void>(inbox::Audit(inbox_).add(
      {0, now, program_of(inbox_, head, now), head.peer, std::string(action), "job:" + job.id, "ok"}));
}

// Streams of events.

/// A client that has the last event gets later ones only; after the end of a job there are none, which 204 says.
void JobsApi::listen(const ExchangePtr& exchange, const Job& job) {
  const http::Request& request = exchange->request();
  const std::string* const header = request.header("last-event-id");
  const bool knows_last = header != nullptr && http::parse_whole_number(*header) == job.event;
  http::Response head;
  if (job.is_over() && knows_last) {
    head.status = kNoContent;
    return send(exchange, std::move(head));
  }
  head.headers = {{"Content-Type", "text/event-stream"}, {"X-Accel-Buffering", "no"}};
  if (request.method == "HEAD") return send(exchange, std::move(head));
  protect_(head);
  head.body = knows_last ? std::string(": here\n\n") : event_text(job);
  exchange->begin(std::move(head));
  if (job.is_over()) return exchange->end();
  exchange->on_gone([this, raw = exchange.get()] {
    std::erase_if(listeners_, [raw](const Listener& one) { return one.exchange.get() == raw; });
  });
  listeners_.push_back({job.id, exchange});
}

void JobsApi::tell(const Job& job) {
  const std::string event = event_text(job);
  for (const Listener& one : std::vector<Listener>(listeners_)) {
    if (one.job != job.id) continue;
    one.exchange->write(event);
    if (job.is_over()) one.exchange->end();
  }
  if (job.is_over()) std::erase_if(listeners_, [&](const Listener& one) { return one.job == job.id; });
}

void JobsApi::keep_alive() {
  alive_ = loop_.after(kBetweenSignsOfLife, [this] {
    for (const Listener& one : std::vector<Listener>(listeners_)) one.exchange->write(": still here\n\n");
    keep_alive();
  });
}

void JobsApi::stop() {
  for (const Listener& one : std::exchange(listeners_, {})) one.exchange->end();
}

}  // namespace gongwen::service
