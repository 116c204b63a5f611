// The process of a job. It reads the order, gives up its rights, and makes the documents. It holds a lock in the job's
// folder, since the process of a service that was killed may still be running when the next service starts another one
// for the same job. Results become visible by renaming complete files, so after a restart all visible documents are
// complete, and the process continues after them.
#include "service/detail/job_message.h"

#include "base/file_path.h"
#include "base/format.h"
#include "engine/api/result_json.h"
#include "engine/core/reports.h"
#include "gongwen/batch.h"
#include "gongwen/engine.h"
#include "resources/atomic_file.h"
#include "resources/environment.h"
#include "resources/file_descriptor.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/message_channel.h"
#include "resources/read_file.h"
#include "service/worker.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <exception>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gongwen::service {

// A job that collects returned forms. Working directory: `data` of the job. Output goes to `../out`; only finished
// files are visible from outside.

namespace {

constexpr std::string_view kDocumentsOfJob = "../out/files/";
/// Folder for the rosters of a register of several kinds.
constexpr std::string_view kRosters = "rosters/";
constexpr std::string_view kManifestOfForms = "../out/manifest.jsonl";

/// Writes a document under a hidden name and renames it when it is complete. Both names are in one folder, since
/// Landlock forbids this process to move files between folders.
std::error_code put_document(const std::string& name, std::string_view bytes) {
  // A name with a dot is never listed (is_document_name), so an incomplete document is never downloaded.
  const std::string folder(kDocumentsOfJob);
  const std::error_code error = resources::write_durable_file(folder + '.' + name, bytes);
  return error ? error : resources::rename_path(folder + '.' + name, folder + name);
}

/// Puts the rosters, the register and the result among the documents.
std::error_code put_documents(const Collection& collection, const std::string& result) {
  // The collection has written them beside the forms; they are copied to the folder of documents.
  std::vector<std::string> paths = collection.data_files;
  for (const RenderedFile& file : collection.files) paths.push_back(file.path);
  for (const std::string& path : paths) {
    diagnostics::DiagnosticSink sink;  // it was written just now
    const auto bytes = resources::read_bytes(path, {}, sink);
    if (!bytes) return std::make_error_code(std::errc::io_error);
    // Documents of a job are in one folder; rosters of several kinds have the names of their kinds, so that they do not
    // collide.
    if (const auto error = put_document(std::string(base::file_name(path)), *bytes)) return error;
  }
  return put_document("result.json", result);
}

/// Returns JSON in one line: line breaks outside of strings are only formatting.
std::string without_line_ends(std::string json) {
  std::erase_if(json, [](char c) { return c == '\n' || c == '\r'; });
  return json;
}

/// Returns the members that manifest and result have in common. `use`: used, a duplicate, faulty and so on
/// (form_use_name).
base::Json collected_json(const CollectedInput& input) {
  base::Json json = base::Json::object();
  json.set("input", input.path);
  if (!input.part.empty()) json.set("part", input.part);
  return std::move(json.set("kind", input.kind).set("use", form_use_name(input.use)));
}

/// Returns a line of the manifest, without line breaks (JSON Lines).
std::string manifest_line(const CollectedInput& input, diagnostics::Language language) {
  base::Json json = collected_json(input);
  const bool has_messages = input.report.error_count() + input.report.warning_count() > 0;
  if (has_messages) json.set("report", base::Json::written(input.report.json(language)));
  return without_line_ends(json.text()) + '\n';
}

/// Returns the result as `collect --json` prints it, including the `data` of each form that is used, so that a program
/// need not read the rosters.
std::string result_text(const Collection& collection, diagnostics::Language language) {
  base::Json result = engine::result_json(collection);
  base::Json forms = base::Json::list();
  for (const CollectedInput& input : collection.inputs) {
    base::Json json = collected_json(input);
    if (!input.json.empty()) json.set("data", base::Json::written(without_line_ends(input.json)));
    forms.add(std::move(json));
  }
  result.set("inputs", std::move(forms)).set("status", static_cast<std::uint64_t>(collection.report.status()));
  result.append(report_json(collection.report, language));
  return result.text() + '\n';
}

/// Reports progress at most ten times a second, and stops the collection when the service has closed the socket.
class Progress {
 public:
  explicit Progress(resources::MessageChannel& channel) : channel_(channel) {}

  // Also checks at every step whether the service still wants the job.
  void say(std::size_t done, std::size_t total) {
    constexpr std::uint64_t kThousand = 1'000;
    constexpr std::int64_t kBetween = 100;
    if (is_closed(channel_)) stop_.request_stop();
    const std::int64_t now = resources::steady_milliseconds();
    update_.counts.made = done;
    update_.counts.of = total;
    update_.counts.share = total == 0 ? 0 : done * kThousand / total;
    update_.counts.milliseconds = static_cast<std::uint64_t>(now - start_);
    if (now - said_ < kBetween) return;
    said_ = now;
    send();
  }

  /// `reason` says why there is no roster; empty if there is one.
  void end(const Collection& collection, std::string_view reason, std::string report) {
    say(collection.inputs.size(), collection.inputs.size());
    update_.ended = true;
    update_.counts.failed = collection.faulty;
    // `made` counts forms without errors, `failed` the others.
    update_.counts.made -= std::min<std::uint64_t>(update_.counts.made, collection.faulty);
    update_.status = static_cast<std::uint64_t>(collection.report.status());
    update_.reason = reason;
    update_.report = std::move(report);
    send();
  }

  std::stop_token token() const { return stop_.get_token(); }

 private:
  void send() {
    // Sending fails only when the service has ended, which ends this process too.
    static_cast<void>(channel_.send(write_job_update(update_), nullptr, nullptr));
  }

  resources::MessageChannel& channel_;
  std::stop_source stop_;
  JobUpdate update_;
  std::int64_t start_ = resources::steady_milliseconds();
  std::int64_t said_ = 0;
};

/// Returns the number of kinds that the roster covers.
std::size_t count_kinds(const Engine& engine, const JobOrder& order) {
  // A register with its own name as kind takes all kinds that it gathers.
  if (order.register_kind != order.kind) return 1;
  for (const KindInfo& info : engine.list().kinds) {
    if (info.name == order.kind) return info.gathers.size();
  }
  return 1;
}

/// Sets the files to be made: a roster in both formats or in the requested one, and for a register also the register
/// and its data.
void set_outputs(CollectOptions& options, const JobOrder& order, std::size_t kinds) {
  const bool is_register = !order.register_kind.empty();
  std::vector<Output>& rosters = is_register ? options.rosters : options.outputs;
  for (const Format format : {Format::Pdf, Format::Xlsx}) {
    const std::string name(format_info(format).name);
    if (!order.format.empty() && order.format != name) continue;
    // A single roster is one file; several are files in a folder. `rosters/` and a format: one file for each kind, with
    // its name.
    rosters.push_back(kinds == 1 ? Output{"roster." + name} : Output{std::string(kRosters), format});
    if (is_register) options.outputs.push_back({"register." + name});
  }
  if (is_register) options.outputs.push_back({"register.json"});
}

CollectOptions collect_options(const JobOrder& order, Progress& progress) {
  CollectOptions options;
  options.register_kind = order.register_kind;
  options.register_from = order.parts.from;
  // `/date=2026-03-20`: the pointer ends at the first `=`.
  for (const std::string& text : order.parts.values) {
    const std::size_t sign = std::min(text.find('='), text.size());
    options.register_values.push_back({text.substr(0, sign), text.substr(std::min(sign + 1, text.size()))});
  }
  options.corrections = order.parts.corrections;
  options.expected = order.parts.expected;
  options.by_label = order.by_label;
  options.has_links = false;  // the recipient of the rosters does not have this folder
  options.titles = order.titles;
  options.render.strict = order.strict;
  options.render.hashes = true;
  options.render.stop = progress.token();
  options.progress = [&progress](std::size_t done, std::size_t total) {
    progress.say(done, total);
  };
  return options;
}

}  // namespace

void collect_forms(const Engine& engine, const JobOrder& order, resources::MessageChannel& channel) {
  Progress progress(channel);
  // A collection is not resumed: each start makes it anew and replaces existing files.
  CollectOptions options = collect_options(order, progress);
  set_outputs(options, order, count_kinds(engine, order));
  const bool is_of_all = order.register_kind == order.kind;
  const Collection collection =
      engine.collect(is_of_all ? std::vector<std::string>() : std::vector{order.kind}, order.input, options);
  std::string lines;
  for (const CollectedInput& input : collection.inputs) lines += manifest_line(input, order.language);
  std::error_code error = resources::write_durable_file(std::string(kManifestOfForms), lines);
  if (!error) error = put_documents(collection, result_text(collection, order.language));
  std::string report = collection.files.empty() ? collection.report.json(order.language) : std::string();
  // If the messages are too long, only the manifest has them, form by form: the message to the service must stay within
  // its limit.
  constexpr std::size_t kMostReported = kMaxJobMessage / 2;
  if (report.size() > kMostReported) report.clear();
  const bool is_environment = error || collection.report.status() == Status::BadEnvironment;
  const std::string_view reason = is_environment ? "environment" : "bad-input";
  progress.end(collection, error || collection.files.empty() ? reason : std::string_view(), std::move(report));
}

namespace {

using resources::Exchange;

constexpr std::string_view kLinesEnding = ".jsonl";
constexpr std::string_view kTableEnding = ".csv";
constexpr std::string_view kJsonEnding = ".json";
/// Requests for which a user waits have priority. Lower than workers (see worker.cpp): jobs use the remaining
/// time.
constexpr int kNiceness = 10;
/// The process of a killed service may still be ending when the next service starts another one: wait for it this long.
constexpr std::string_view kJobLock = "/out/.lock";
constexpr std::int64_t kLockMilliseconds = 10'000;

/// Returns the absolute path of a file whose path is relative to the folder in which the service was started; empty
/// stays empty.
std::string absolute(const std::string& path) {
  return path.empty() || path.starts_with('/') ? path : resources::plain_path(path);
}

/// Paths may be relative to that folder, and this process changes its folder.
void make_absolute(EngineOptions& options) {
  for (std::string* const folder :
       {&options.share_folder, &options.libexec_folder, &options.temporary_folder, &options.editions_folder}) {
    *folder = absolute(*folder);
  }
  for (std::string& folder : options.template_folders) folder = absolute(folder);
  for (std::string& folder : options.font_folders) folder = absolute(folder);
}

/// Returns the number of records if it is known without parsing: a non-blank line of JSON Lines is a record; any other
/// single file is one. Tables and lists of JSON have to be parsed, so the batch reports their number when it knows it.
/// Used for the progress: without a number, only the share of the input that was read is known.
std::optional<std::uint64_t> count_records(const std::string& path) {
  if (path.ends_with(kTableEnding) || path.ends_with(kJsonEnding)) return std::nullopt;
  if (!path.ends_with(kLinesEnding)) return 1;
  const std::optional<resources::MappedFile> file = resources::MappedFile::open(path);
  if (!file) return 0;
  std::uint64_t count = 0;
  bool is_counted = false;  // whether this line is counted
  // Through a mapping, so that gigabytes are counted without reading them into memory.
  for (const std::byte byte : file->bytes()) {
    const auto c = static_cast<char>(byte);
    if (c == '\n') {
      is_counted = false;
    } else if (!is_counted && c != ' ' && c != '\t' && c != '\r') {
      is_counted = true;
      ++count;
    }
  }
  return count;
}

/// Files that are read to resolve names and verify certificates.
constexpr std::array kOfClients = {"/etc/resolv.conf",   "/etc/hosts",    "/etc/host.conf",
                                   "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services",
                                   "/etc/ssl",           "/etc/pki",      "/run/systemd/resolve"};

/// Allows a batch with a queue to connect, to write into the folder of objects, and to read the
/// certificates of the operator. The folder of objects is on this machine or mounted; `s3://` needs
/// connections only.
void allow_queue(const JobQueue& queue, WorkerLimits& limits) {
  using resources::FileUse;
  limits.connects = true;
  for (const char* const path : kOfClients) limits.files.push_back({path, FileUse::Read});
  constexpr std::string_view kCertificates = "?cacert=";
  if (const std::size_t at = queue.address.find(kCertificates); at != std::string::npos) {
    limits.files.push_back({absolute(queue.address.substr(at + kCertificates.size())), FileUse::Read});
  }
  if (!queue.storage.certificates.empty()) limits.files.push_back({queue.storage.certificates, FileUse::Read});
  if (queue.objects.starts_with('/')) limits.files.push_back({queue.objects, FileUse::Write});
}

// Reads the text that job_queue_json() has written.
JobQueue parse_job_queue(const base::JsonView& json) {
  return {json.text_of("address"),
          json.text_of("objects"),
          {.endpoint = json.text_of("endpoint"),
           .region = json.text_of("region"),
           .access_key = json.text_of("access_key"),
           .secret_key = json.text_of("secret_key"),
           .session_token = json.text_of("session_token"),
           .certificates = json.text_of("certificates")}};
}

/// Makes the documents of a batch, and reports progress.
class JobRun {
 public:
  JobRun(resources::MessageChannel& channel, const JobOrder& order)
      // Counted before rights are given up and threads are started.
      : channel_(channel), order_(order), records_(count_records(order.input)) {}

  void run(const Engine& engine, const std::optional<JobQueue>& queue) {
    BatchOptions options = batch_options();
    if (queue) {
      options.queue = queue->address;
      options.objects = queue->objects;
      options.storage = queue->storage;
    }
    const FormatInfo* const format = order_.format.empty() ? nullptr : find_format(order_.format);
    if (format != nullptr) options.formats = {format->format};
    // Called often; only changes are sent.
    options.progress = [this](const BatchProgress& progress) {
      JobUpdate update{counts_of(progress)};
      if (update.counts != said_) say(update);
    };
    // Called from several threads, hence the atomic counters.
    options.finished = [this](const BatchRecord& record) {
      ++finished_;
      for (const RenderedFile& file : record.files) bytes_ += file.size;
    };
    options.stop = [this] {
      return !reason_of_stop().empty() || is_closed(channel_);
    };
    end(engine.batch(order_.kind, options));
  }

 private:
  BatchOptions batch_options() const {
    BatchOptions options;
    options.inputs = {order_.input};
    options.folder = "../out/files";
    options.manifest = "../out/manifest.jsonl";
    // `jobs = 1`: one process for each job leaves the other cores to requests. `resume`: documents in the manifest are
    // not made again.
    options.jobs = 1;
    options.resume = true;
    options.language = order_.language;
    options.render.fillable = order_.fillable;
    options.render.strict = order_.strict;
    options.render.pdf.attach_data = order_.attach_data;
    if (order_.ofd_plain) options.render.ofd.profile = OfdProfile::Plain;
    options.render.csv.sheet = order_.csv_sheet;
    if (order_.csv_gb18030) options.render.csv.encoding = CsvOptions::Encoding::Gb18030;
    if (order_.dpi > 0) options.render.png.dpi = static_cast<double>(order_.dpi);
    return options;
  }

  std::string_view reason_of_stop() const {
    // A batch may exceed the limit by one record. A document that is being made when the limit is exceeded is still
    // finished.
    if (finished_ > order_.max_records) return "too-many-records";
    return bytes_ > order_.max_bytes ? "too-many-bytes" : std::string_view();
  }

  JobCounts counts_of(const BatchProgress& progress) const {
    constexpr double kThousand = 1'000;
    JobCounts counts{progress.made, progress.failed, progress.skipped, records_};
    counts.share = static_cast<std::uint64_t>(std::lround(std::min(progress.share, 1.0) * kThousand));
    counts.milliseconds = static_cast<std::uint64_t>(std::llround(progress.seconds * kThousand));
    if (progress.queue) counts.workers = progress.queue->workers;
    return counts;
  }

  void end(const BatchResult& result) {
    JobUpdate update{counts_of(result.counts)};
    update.ended = true;
    update.status = static_cast<std::uint64_t>(result.status);
    update.reason = reason_of_stop();
    // The manifest has the errors of single records; these are about the whole batch.
    if (update.reason.empty() && result.report.error_count() > 0) {
      update.reason = result.report.status() == Status::BadEnvironment ? "environment" : "bad-input";
    }
    // Finished: now the number of records is certain, and all input has been read.
    if (update.reason.empty()) {
      update.counts.of = result.counts.records();
      constexpr std::uint64_t kAll = 1'000;
      update.counts.share = kAll;
    }
    if (result.report.error_count() + result.report.warning_count() > 0) {
      update.report = result.report.json(order_.language);
    }
    say(update);
  }

  void say(const JobUpdate& update) {
    said_ = update.counts;
    // Sending fails only when the service has ended, which ends this process too.
    static_cast<void>(channel_.send(write_job_update(update), nullptr, nullptr));
  }

  resources::MessageChannel& channel_;
  const JobOrder& order_;
  std::optional<std::uint64_t> records_;
  std::atomic<std::uint64_t> finished_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
  JobCounts said_;
};

}  // namespace

bool is_closed(const resources::MessageChannel& channel) {
  // POLLIN: closing the socket makes it readable; the service sends nothing after the order.
  pollfd front{channel.socket(), POLLIN, 0};
  return ::poll(&front, 1, 0) > 0;
}

int run_job(resources::FileDescriptor socket, EngineOptions options) {
  close_files_but(socket.number());
  resources::MessageChannel channel(std::move(socket));
  std::string message;
  if (channel.receive(message, kMaxJobMessage, nullptr, nullptr) != Exchange::Done) return 1;
  const std::optional<base::Json> json = base::parse_json(message);
  const std::optional<JobOrder> order = json ? parse_job_order(json->view()) : std::nullopt;
  // Relative to the folder in which the service was started, so it is made absolute before chdir().
  const std::string folder = json ? absolute(json->view().text_of(kJobFolderMember)) : std::string();
  make_absolute(options);
  if (!order || ::chdir((folder + "/data").c_str()) != 0) return 1;
  WorkerLimits limits;
  limits.files = files_of_worker(options);
  // A collecting job makes its rosters beside the forms, so it needs to write there.
  const bool collects = order->work == JobWork::Collect;
  limits.files.push_back({folder + "/data", collects ? resources::FileUse::Write : resources::FileUse::Read});
  limits.files.push_back({folder + "/out", resources::FileUse::Write});
  std::optional<JobQueue> queue;
  if (const auto member = json->view().find(kJobQueueMember)) queue = parse_job_queue(*member);
  if (queue) allow_queue(*queue, limits);
  ::setpriority(PRIO_PROCESS, 0, kNiceness);
  give_up_rights(limits);
  // After giving up rights: the lock is in `out`, where writing is still allowed.
  const auto lock =
      resources::FileLock::take(folder + std::string(kJobLock), resources::LockKind::Exclusive, kLockMilliseconds);
  // If the folder cannot be written, the run reports it. If another process holds the lock, or the service has ended
  // meanwhile, this process ends silently.
  if ((!lock && !lock.error().cause) || is_closed(channel)) return 1;
  try {
    const Engine engine(options);
    if (collects) {
      collect_forms(engine, *order, channel);
    } else {
      JobRun(channel, *order).run(engine, queue);
    }
  } catch (const std::exception&) {
    return 1;  // out of memory: the service starts another process
  }
  // The service ends this process after it has read everything: exiting now could discard unread messages.
  static_cast<void>(channel.receive(message, kMaxJobMessage, nullptr, nullptr));
  return 0;
}

namespace {

// Exact decimals: doubles would turn 0.31 into 0.30999….
constexpr std::uint64_t kThousand = 1'000;

/// Returns `0.310` for 310: a JSON number that is exact, unlike a double.
base::Json thousandths(std::uint64_t number) {
  return base::Json::written(fmt::format("{}.{:03}", number / kThousand, number % kThousand));
}

/// Reads such a number back digit by digit; returns 0 for anything else. At most 15 digits before the point, so that it
/// cannot overflow.
std::uint64_t read_thousandths(const base::JsonView& object, std::string_view name) {
  const std::optional<base::JsonView> value = object.find(name);
  if (!value) return 0;
  const std::string text = value->json();
  const std::size_t point = text.find('.');
  // At most three decimals, so that the number of thousandths is whole.
  if (point == std::string::npos || text.size() - point > 4 || point > 15) return 0;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < point + 4; ++i) {
    if (i == point) continue;
    const char digit = i < text.size() ? text[i] : '0';
    if (digit < '0' || digit > '9') return 0;
    number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return number;
}

diagnostics::Language language_of(std::string_view tag) {
  return tag == "en" ? diagnostics::Language::English : diagnostics::Language::Chinese;
}

}  // namespace

base::Json job_queue_json(const JobQueue& queue) {
  base::Json json = base::Json::object();
  json.set("address", queue.address).set("objects", queue.objects);
  json.set("endpoint", queue.storage.endpoint).set("region", queue.storage.region);
  json.set("access_key", queue.storage.access_key).set("secret_key", queue.storage.secret_key);
  json.set("session_token", queue.storage.session_token).set("certificates", queue.storage.certificates);
  return json;
}

std::string_view job_work_name(JobWork work) { return work == JobWork::Collect ? "collect" : "batch"; }

base::Json job_order_json(const JobOrder& order) {
  base::Json json = base::Json::object();
  json.set("kind", order.kind).set("input", order.input).set("language", diagnostics::language_tag(order.language));
  json.set("format", order.format).set("dpi", order.dpi).set("fillable", order.fillable);
  json.set("attach_data", order.attach_data).set("ofd_plain", order.ofd_plain).set("strict", order.strict);
  json.set("csv_sheet", order.csv_sheet).set("csv_gb18030", order.csv_gb18030);
  json.set("max_records", order.max_records).set("max_bytes", order.max_bytes);
  json.set("work", job_work_name(order.work)).set("titles", diagnostics::language_tag(order.titles));
  json.set("by_label", order.by_label).set("register", order.register_kind);
  json.set("corrections", order.parts.corrections).set("expected", order.parts.expected);
  return std::move(json.set("from", order.parts.from).set("values", base::Json::list_of(order.parts.values)));
}

// Missing members get default values, so that jobs survive an update of the program.
std::optional<JobOrder> parse_job_order(const base::JsonView& json) {
  JobOrder order;
  order.kind = json.text_of("kind");
  order.input = json.text_of("input");
  if (order.kind.empty() || order.input.empty()) return std::nullopt;
  order.language = language_of(json.text_of("language"));
  // Orders of an earlier version have no `work`: they are batches.
  if (json.text_of("work") == job_work_name(JobWork::Collect)) order.work = JobWork::Collect;
  order.titles = language_of(json.text_of("titles"));
  order.by_label = json.flag_of("by_label");
  order.register_kind = json.text_of("register");
  order.parts = {json.text_of("corrections"), json.text_of("expected"), json.text_of("from")};
  const std::optional<base::JsonView> values = json.find("values");
  for (std::size_t i = 0; values && i < values->size(); ++i) order.parts.values.emplace_back(values->at(i).text());
  order.format = json.text_of("format");
  order.dpi = json.number_of("dpi").value_or(0);
  order.fillable = json.flag_of("fillable");
  order.attach_data = json.flag_of("attach_data");
  order.ofd_plain = json.flag_of("ofd_plain");
  order.csv_sheet = json.text_of("csv_sheet");
  order.csv_gb18030 = json.flag_of("csv_gb18030");
  order.strict = json.flag_of("strict");
  order.max_records = json.number_of("max_records").value_or(order.max_records);
  order.max_bytes = json.number_of("max_bytes").value_or(order.max_bytes);
  return order;
}

void add_counts(base::Json& json, const JobCounts& counts) {
  json.set("made", counts.made).set("failed", counts.failed).set("skipped", counts.skipped);
  if (counts.of) json.set("of", *counts.of);
  if (counts.workers) json.set("workers", *counts.workers);
  json.set("share", thousandths(counts.share)).set("seconds", thousandths(counts.milliseconds));
}

JobCounts read_counts(const base::JsonView& json) {
  JobCounts counts;
  counts.made = json.number_of("made").value_or(0);
  counts.failed = json.number_of("failed").value_or(0);
  counts.skipped = json.number_of("skipped").value_or(0);
  counts.of = json.number_of("of");
  counts.workers = json.number_of("workers");
  counts.share = read_thousandths(json, "share");
  counts.milliseconds = read_thousandths(json, "seconds");
  return counts;
}

std::string write_job_update(const JobUpdate& update) {
  base::Json json = base::Json::object();
  add_counts(json, update.counts);
  if (!update.ended) return json.text();
  json.set("ended", true).set("status", update.status).set("reason", update.reason);
  if (!update.report.empty()) json.set("report", base::Json::written(update.report));
  return json.text();
}

// The process works on data of strangers: everything is checked, and reports are kept as text.
std::optional<JobUpdate> parse_job_update(std::string_view message) {
  const std::optional<base::Json> json = base::parse_json(message, {kMaxJobMessage});
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  JobUpdate update;
  update.counts = read_counts(view);
  update.ended = view.flag_of("ended");
  update.status = view.number_of("status").value_or(0);
  update.reason = view.text_of("reason");
  if (const auto report = view.find("report"); report && report->is_object()) update.report = report->json();
  return update;
}

}  // namespace gongwen::service
