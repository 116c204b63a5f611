#include "gongwen/batch.h"
#include "queue/relay.h"
#include "resources/file_lock.h"
#include "resources/mapped_file.h"
#include "resources/message_channel.h"
#include "resources/walk_folder.h"
#include "service/detail/job_message.h"
#include "service/worker.h"

#include <array>
#include <atomic>
#include <cmath>
#include <exception>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gongwen::service {
namespace {

using resources::Exchange;

constexpr std::string_view kLinesEnding = ".jsonl";
constexpr std::string_view kTableEnding = ".csv";
constexpr std::string_view kJsonEnding = ".json";
/// Requests that somebody waits for go first.
constexpr int kNiceness = 10;
/// The process of a service that was killed may still be at its end when the next service starts another one.
constexpr std::string_view kJobLock = "/out/.lock";
constexpr std::int64_t kLockMilliseconds = 10'000;

std::string absolute(const std::string& path) {
  return path.empty() || path.starts_with('/') ? path : resources::plain_path(path);
}

/// Folders may be named from where the service was started.
void make_absolute(EngineOptions& options) {
  for (std::string* const folder : {&options.share_folder, &options.libexec_folder, &options.temporary_folder}) {
    *folder = absolute(*folder);
  }
  for (std::string& folder : options.template_folders) folder = absolute(folder);
  for (std::string& folder : options.font_folders) folder = absolute(folder);
}

/// The number of records, where it is known without parsing them.
std::optional<std::uint64_t> count_records(const std::string& path) {
  if (path.ends_with(kTableEnding) || path.ends_with(kJsonEnding)) return std::nullopt;
  if (!path.ends_with(kLinesEnding)) return 1;
  const std::optional<resources::MappedFile> file = resources::MappedFile::open(path);
  if (!file) return 0;
  std::uint64_t count = 0;
  bool is_counted = false;  // this line
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

struct SocketPairs {
  std::vector<resources::FileDescriptor> of_relay;
  std::vector<resources::FileDescriptor> of_job;
};

std::optional<SocketPairs> open_pairs() {
  SocketPairs pairs;
  for (std::size_t i = 0; i < queue::kRelaySockets; ++i) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return std::nullopt;
    pairs.of_relay.emplace_back(ends[0]);
    pairs.of_job.emplace_back(ends[1]);
  }
  return pairs;
}

/// The whole life of the copy. Returns: the exit status.
int relay(resources::MessageChannel front, std::vector<resources::FileDescriptor> sockets) {
  WorkerLimits limits;
  limits.confined = false;  // connections are what it is for
  give_up_rights(limits);
  try {
    std::string message;
    const resources::Exchange got = front.receive(message, kMaxJobMessage, nullptr, nullptr);
    if (got != resources::Exchange::Done) return 1;
    const std::optional<queue::RelaySettings> settings = queue::parse_relay_settings(message);
    if (!settings) return 1;
    // The end of the job must be seen by the front, which it is not while somebody else has the socket.
    { const resources::MessageChannel closed = std::move(front); }
    queue::run_relay(*settings, std::move(sockets));
  } catch (const std::exception&) {
    return 1;  // out of memory: the job hears that it is gone
  }
  return 0;
}

/// The process with the connections of a job whose documents the workers of other machines make: the job itself reads
/// what strangers wrote, so it has neither the network nor the keys. It is a copy of this process, which has one thread
/// and nothing of the job yet; it reads its settings from `front`, as the first message there, so that this process
/// never has them, and ends with this process. Nothing where it did not start.
std::optional<queue::QueueLinks> start_job_relay(resources::MessageChannel& front) {
  std::optional<SocketPairs> pairs = open_pairs();
  if (!pairs) return std::nullopt;
  const pid_t copy = ::fork();
  if (copy < 0) return std::nullopt;
  if (copy == 0) {
    pairs->of_job.clear();
    ::_exit(relay(std::move(front), std::move(pairs->of_relay)));
  }
  pairs->of_relay.clear();
  return queue::relayed_links(std::move(pairs->of_job));
}

/// Makes the documents of an order, and says how far it is.
class JobRun {
 public:
  JobRun(resources::MessageChannel& channel, const JobOrder& order)
      : channel_(channel), order_(order), records_(count_records(order.input)) {}

  void run(const Engine& engine, std::shared_ptr<queue::QueueLinks> links) {
    BatchOptions options = batch_options();
    options.links = std::move(links);
    const FormatInfo* const format = order_.format.empty() ? nullptr : find_format(order_.format);
    if (format != nullptr) options.formats = {format->format};
    options.progress = [this](const BatchProgress& progress) {
      JobUpdate update{counts_of(progress)};
      if (update.counts != said_) say(update);
    };
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
    options.jobs = 1;
    options.resume = true;
    options.language = order_.language;
    options.render.fillable = order_.fillable;
    options.render.strict = order_.strict;
    options.render.pdf.attach_data = order_.attach_data;
    if (order_.ofd_plain) options.render.ofd.profile = OfdProfile::Plain;
    if (order_.dpi > 0) options.render.png.dpi = static_cast<double>(order_.dpi);
    return options;
  }

  std::string_view reason_of_stop() const {
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
    if (update.reason.empty() && result.report.error_count() > 0) {
      update.reason = result.report.status() == Status::BadEnvironment ? "environment" : "bad-input";
    }
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
    // Nobody listens any more only when the service has ended, and this process with it.
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
  pollfd front{channel.socket(), POLLIN, 0};
  return ::poll(&front, 1, 0) > 0;
}

int run_job(resources::FileDescriptor socket, EngineOptions options, bool queued) {
  close_files_but(socket.number());
  resources::MessageChannel channel(std::move(socket));
  std::shared_ptr<queue::QueueLinks> links;
  if (queued) {
    std::optional<queue::QueueLinks> relayed = start_job_relay(channel);
    if (!relayed) return 1;
    links = std::make_shared<queue::QueueLinks>(*std::move(relayed));
  }
  std::string message;
  if (channel.receive(message, kMaxJobMessage, nullptr, nullptr) != Exchange::Done) return 1;
  const std::optional<base::Json> json = base::parse_json(message);
  const std::optional<JobOrder> order = json ? parse_job_order(json->view()) : std::nullopt;
  const std::string folder = json ? absolute(json->view().text_of(kJobFolderMember)) : std::string();
  make_absolute(options);
  if (!order || ::chdir((folder + "/data").c_str()) != 0) return 1;
  WorkerLimits limits;
  limits.files = files_of_worker(options);
  // A roster has links to its forms, so that it is made beside them.
  const bool collects = order->work == JobWork::Collect;
  limits.files.push_back({folder + "/data", collects ? resources::FileUse::Write : resources::FileUse::Read});
  limits.files.push_back({folder + "/out", resources::FileUse::Write});
  ::setpriority(PRIO_PROCESS, 0, kNiceness);
  give_up_rights(limits);
  const auto lock =
      resources::FileLock::take(folder + std::string(kJobLock), resources::LockKind::Exclusive, kLockMilliseconds);
  // A folder that cannot be written into is for the run to report. A service that ended before this process would end
  // with it is not seen otherwise.
  if ((!lock && !lock.error().cause) || is_closed(channel)) return 1;
  try {
    const Engine engine(options);
    if (collects) {
      collect_forms(engine, *order, channel);
    } else {
      JobRun(channel, *order).run(engine, std::move(links));
    }
  } catch (const std::exception&) {
    return 1;  // out of memory: the service starts another one in its place
  }
  // Whoever started it ends it, once it has read everything.
  static_cast<void>(channel.receive(message, kMaxJobMessage, nullptr, nullptr));
  return 0;
}

}  // namespace gongwen::service
