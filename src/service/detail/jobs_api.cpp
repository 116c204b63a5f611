// Jobs over HTTP. Progress is a stream of server-sent events (HTML standard, 9.2): `event: progress` with the counts,
// `event: end` at the end, with increasing ids, so that a client that reconnects with Last-Event-ID misses nothing and
// gets nothing twice. Downloads are files with ranges and validators (RFC 9110, 13 and 14).
#include "service/detail/jobs_api.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/service.h"
#include "gongwen/format.h"
#include "package/zip_writer.h"
#include "resources/file_tree.h"
#include "service/detail/job_folder.h"
#include "service/http/conditional.h"
#include "service/http/fields.h"

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

/// The largest size of an entry in a ZIP archive without its 64-bit extension.
/// 4 GiB - 1: ZIP without the ZIP64 extension (APPNOTE, 4.3.7).
constexpr std::int64_t kMaxDocument = 0xffff'ffff;

/// Reads a document; returns nullopt if it cannot be read completely.
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

/// The state of an archive while it is sent. Names are read once; documents that are added later are not in this
/// archive.
struct Archive {
  std::string folder;
  std::vector<std::string> names;
  package::ZipWriter writer = {};
  std::size_t next = 0;
};

/// Appends the next document to an archive.
Piece add_document(Archive& archive, std::string& piece) {
  if (archive.next == archive.names.size()) {
    piece += archive.writer.end();
    return Piece::Last;
  }
  const std::string& name = archive.names[archive.next++];
  const std::optional<JobFile> file = open_job_document(archive.folder, name);
  // A file that is not regular was not made by us and is left out. If the whole folder has been removed, the archive
  // would be incomplete.
  if (!file && resources::is_folder(archive.folder)) return Piece::More;
  const auto bytes = file ? read_document(*file) : std::nullopt;
  // If a document cannot be read completely, the archive is broken off, so that it cannot be mistaken for a complete
  // one.
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

// 256 KiB: a quarter of what a stream may have unsent (ServerLimits::stream_bytes).
constexpr std::size_t kAtOnce = std::size_t{256} << 10;

/// Sends an answer piece by piece. The callbacks that wait for the client keep it alive; when the client is gone they
/// are destroyed, and with them this object.
class PieceSender : public std::enable_shared_from_this<PieceSender> {
 public:
  PieceSender(std::shared_ptr<http::Exchange> exchange, NextPiece next)
      : exchange_(std::move(exchange)), next_(std::move(next)) {}

  /// Makes and sends a part; the rest follows when the client has taken it. Called again from send_rest() when
  /// everything has been sent.
  void go_on() {
    rest_.clear();
    sent_ = 0;
    Piece last = Piece::More;
    while (last == Piece::More && rest_.size() < kAtOnce) last = next_(rest_);
    // Without the last chunk, the client sees that the answer is incomplete (RFC 9112, 8).
    if (last == Piece::Broken) return;
    is_last_ = last == Piece::Last;
    send_rest();
  }

 private:
  /// A stream accepts at most its limit in one call, and a piece may be larger.
  void send_rest() {
    const std::string_view piece = std::string_view(rest_).substr(sent_, kAtOnce);
    sent_ += piece.size();
    // False: the client is gone, and nothing refers to this object any more.
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
  // HEAD gets the headers only; making pieces for it would be wasted.
  if (exchange->request().method == "HEAD") return exchange->respond(std::move(head));
  exchange->begin(std::move(head));
  std::make_shared<PieceSender>(exchange, std::move(next))->go_on();
}

namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr std::chrono::seconds kBetweenSignsOfLife{15};
constexpr std::string_view kJobs = "/api/v1/jobs/";

/// The media type by the ending.
std::string document_type(const std::string& name) {
  if (name.ends_with(".json")) return "application/json";
  const FormatInfo* const format = find_format_of_path(name);
  return format == nullptr ? "application/octet-stream" : std::string(format->media_type);
}

/// Returns an answer with a file of a job, with ranges. Such a file never changes once it has its name.
http::Response file_answer(const http::Request& request, JobFile file, std::vector<http::Header> headers) {
  http::FileSlice slice;
  slice.length = file.size;
  slice.file = std::make_shared<const resources::FileDescriptor>(std::move(file.file));
  // Range requests continue a broken download.
  return http::answer_file(request, std::move(slice), {file.tag, file.seconds}, std::move(headers));
}

/// Returns an event in the format of text/event-stream; its JSON has no line breaks, since `data:` must be one line
/// (HTML, 9.2.6).
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
    // A parameter may follow: in `respond-async; wait=10` it is ignored, but not the preference.
    if (base::ascii_lowercase(one.substr(0, one.find_first_of("; \t"))) == "respond-async") return true;
  }
  return false;
}

JobsApi::JobsApi(http::EventLoop& loop, Jobs& jobs, inbox::Inbox& inbox) : loop_(loop), jobs_(jobs), inbox_(inbox) {
  jobs_.on_change([this](const Job& job) { tell(job); });
  keep_alive();
}

http::Response JobsApi::start(const ProgramCall& call, Start start, const std::string& mark) {
  const http::Request& request = call.request();
  Task& task = start.task;
  const bool collects = task.operation == Operation::Collect;
  // The first file may be the spooled body. A body in memory is in `task.files`; one in a spool file is only referred
  // to, and make_job_folder() copies it.
  for (MemoryFile& file : task.files) {
    const bool is_body = request.file && start.inputs.empty();
    start.inputs.push_back(
        {file.path, std::move(file.bytes), is_body ? &*request.file : nullptr, 0, is_body ? request.file->size : 0});
  }
  Job job;
  job.owner = program_of(inbox_, request, call.now);
  job.request = mark;
  job.order.kind = std::move(task.kind);
  job.order.input = collects ? std::string(kFormsFolder) : task.files.front().path;
  job.order.work = collects ? JobWork::Collect : JobWork::Batch;
  job.order.by_label = task.options.by_label;
  job.order.register_kind = std::move(task.options.collected_as);
  job.order.parts = std::move(start.parts);
  // The options are those of single documents (read_request), as far as they apply to many.
  if (task.options.titles == "en") job.order.titles = Language::English;
  job.order.language = task.language;
  job.order.format = std::move(task.options.format);
  job.order.dpi = task.options.dpi;
  job.order.fillable = task.options.fillable;
  job.order.attach_data = task.options.attach_data;
  job.order.ofd_plain = task.options.ofd_plain;
  job.order.csv_sheet = std::move(task.options.csv_sheet);
  job.order.csv_gb18030 = task.options.csv_gb18030;
  job.order.strict = task.options.strict;
  // Limits of records and bytes are set by Jobs.
  const auto added = jobs_.add(std::move(job), start.inputs);
  if (!added && added.error() == JobRefusal::NoRoom) {
    return call.problem(http::status::kNoRoom, "no-room", texts::ServiceSpoolFailed);
  }
  if (!added) {
    http::Response response = call.problem(http::status::kUnavailable, "too-many-jobs", texts::ServiceTooManyJobs);
    response.headers.push_back({"Retry-After", "30"});
    return response;
  }
  note_call(inbox_, call, "job.start", "job:" + (*added)->id);
  base::Json json = base::Json::object();
  json.set("id", (*added)->id).set("state", job_state_name((*added)->state));
  http::Response response = json_response(json.text());
  response.status = http::status::kAccepted;
  response.headers.push_back({"Location", std::string(kJobs) + (*added)->id});
  // RFC 7240, 3: tells the client that the preference was followed.
  if (prefers_not_to_wait(request)) response.headers.push_back({"Preference-Applied", "respond-async"});
  return response;
}

const Job* JobsApi::find(const ProgramCall& call, const std::string& id) const {
  const Job* const job = jobs_.find(id);
  if (job == nullptr) return nullptr;
  // A job of another key gets the same answer as one that does not exist.
  const std::string who = program_of(inbox_, call.request(), call.now);
  return who == inbox::kLocalProgram || who == job->owner ? job : nullptr;
}

http::Response JobsApi::show(const ProgramCall&, const Job& job) { return json_response(job_json(job).text()); }

http::Response JobsApi::remove(const ProgramCall& call, const Job& job) {
  note_call(inbox_, call, "job.stop", "job:" + job.id);
  jobs_.remove(std::string(job.id));
  http::Response response;
  response.status = http::status::kNoContent;
  return response;
}

/// The manifest may still grow, so its size is fixed when the answer begins.
http::Response JobsApi::manifest(const ProgramCall& call, const Job& job) {
  std::optional<JobFile> file = open_job_manifest(jobs_.folder_of(job));
  std::vector<http::Header> headers{{"Content-Type", "application/x-ndjson"}};
  // A job that has not started has no manifest: an empty list is right.
  if (file) return file_answer(call.request(), *std::move(file), std::move(headers));
  return http::answer_bytes(call.request(), {}, {}, std::move(headers));
}

http::Response JobsApi::document(const ProgramCall& call, const Job& job, const std::string& name) {
  std::optional<JobFile> file = open_job_document(jobs_.folder_of(job), name);
  if (!file) return call.problem(http::status::kNotFound, "not-found", texts::ServiceNotFound);
  return file_answer(
      call.request(), *std::move(file),
      {{"Content-Type", document_type(name)}, {"Content-Disposition", http::content_disposition("attachment", name)}});
}

void JobsApi::archive(const ProgramCall& call, const Job& job) {
  // While the job runs, an archive would be out of date before it arrives.
  if (!job.is_over()) return call.send(call.problem(http::status::kConflict, "not-over", texts::ServiceJobNotOver));
  http::Response head;
  head.headers = {{"Content-Type", "application/zip"},
                  {"Content-Disposition", http::content_disposition("attachment", job.id + ".zip")}};
  protect(head);
  send_job_archive(call.exchange, std::move(head), jobs_.folder_of(job));
}

// Streams of events.

/// A client that has the last event gets only later ones. After the end there are no more, which 204 tells an
/// EventSource, so that it stops asking.
void JobsApi::listen(const ProgramCall& call, const Job& job) {
  const ExchangePtr& exchange = call.exchange;
  const http::Request& request = call.request();
  const std::string* const header = request.header("last-event-id");
  // If it is not the last id, the client has missed events and gets the present state.
  const bool knows_last = header != nullptr && http::parse_whole_number(*header) == job.event;
  http::Response head;
  if (job.is_over() && knows_last) {
    head.status = http::status::kNoContent;
    return call.send(std::move(head));
  }
  // nginx must not collect events before it passes them on.
  head.headers = {{"Content-Type", "text/event-stream"}, {"X-Accel-Buffering", "no"}};
  if (request.method == "HEAD") return call.send(std::move(head));
  protect(head);
  head.body = knows_last ? std::string(": here\n\n") : event_text(job);
  exchange->begin(std::move(head));
  if (job.is_over()) return exchange->end();
  // A raw pointer, since the exchange holds this callback: a shared one would keep both alive.
  exchange->on_gone([this, raw = exchange.get()] {
    std::erase_if(listeners_, [raw](const Listener& one) { return one.exchange.get() == raw; });
  });
  listeners_.push_back({job.id, exchange});
}

/// Tells all listeners of a job; at its end their streams end, too.
void JobsApi::tell(const Job& job) {
  const std::string event = event_text(job);
  // A copy, since writing may find that a client is gone, which changes the list.
  for (const Listener& one : std::vector<Listener>(listeners_)) {
    if (one.job != job.id) continue;
    // A slow reader loses its stream here and asks again with its last id.
    one.exchange->write(event);
    if (job.is_over()) one.exchange->end();
  }
  if (job.is_over()) std::erase_if(listeners_, [&](const Listener& one) { return one.job == job.id; });
}

/// A comment every 15 seconds prevents proxies from closing a quiet stream, and detects clients that are gone.
void JobsApi::keep_alive() {
  alive_ = loop_.after(kBetweenSignsOfLife, [this] {
    for (const Listener& one : std::vector<Listener>(listeners_)) one.exchange->write(": still here\n\n");
    keep_alive();
  });
}

void JobsApi::stop() {
  // Clients reconnect to the next start of the service.
  for (const Listener& one : std::exchange(listeners_, {})) one.exchange->end();
}

}  // namespace gongwen::service
