// Messages between the front process and the process of a job: one order, then repeated progress, and finally the end.
// Each is one JSON message of resources::MessageChannel.
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen {
class Engine;
namespace resources {
class MessageChannel;
}  // namespace resources
}  // namespace gongwen

namespace gongwen::service {

/// The process gets one order and sends many JobUpdate back, the last of which has `ended`.
struct JobQueue;

/// The result of a job: a document for each record, or a roster of returned forms.
enum class JobWork : std::uint8_t { Batch, Collect };
/// `collect`
std::string_view job_work_name(JobWork work);

/// The parts of a request that came beside the forms of a collecting job: files in the folder `data` of the job; empty
/// if not sent.
struct CollectParts {
  std::string corrections = {};  // see CollectOptions
  std::string expected = {};
  // For a register only.
  std::string from = {};
  std::vector<std::string> values = {};  // `/date=2026-03-20`
};

/// The order for a job. It is also written to job.json in the job's folder, so it has no passwords: those of a queue
/// travel beside it.
struct JobOrder {
  std::string kind;
  /// The file with the records, or the folder with the forms, in the folder `data` of the job.
  std::string input;
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::string format;     // `pdf`; empty: all documents of the kind
  std::uint64_t dpi = 0;  // of pictures; 0: the engine's default
  bool fillable = false;
  bool attach_data = false;
  bool ofd_plain = false;  // plain OFD instead of the archive profile
  std::string csv_sheet;
  bool csv_gb18030 = false;  // GB 18030 instead of UTF-8
  bool strict = false;
  // A job that exceeds these is ended.
  std::uint64_t max_records = 100'000;
  std::uint64_t max_bytes = std::uint64_t{4} << 30;
  JobWork work = JobWork::Batch;
  // The next members are for JobWork::Collect.
  diagnostics::Language titles = diagnostics::Language::Chinese;  // language of the roster's titles
  bool by_label = false;  // if a workbook has lost the names of its cells, read it by its labels
  /// The register that takes the forms; may be empty. If it is `kind` itself, it takes forms of all kinds that it
  /// gathers.
  std::string register_kind = {};
  CollectParts parts = {};
};

/// The folder of the forms within `data`; messages name forms with it.
inline constexpr std::string_view kFormsFolder = "forms";

/// Members beside the order in its message: the folder of the job, and the queue of a batch with its keys, which are
/// never written to a file.
inline constexpr std::string_view kJobFolderMember = "folder";
inline constexpr std::string_view kJobQueueMember = "queue";
base::Json job_queue_json(const JobQueue& queue);

base::Json job_order_json(const JobOrder& order);
/// Returns nullopt if the JSON is not an order.
std::optional<JobOrder> parse_job_order(const base::JsonView& json);

/// The progress of a job.
struct JobCounts {
  std::uint64_t made = 0;  // documents, or returned forms that were read
  std::uint64_t failed = 0;
  std::uint64_t skipped = 0;        // made before an interruption
  std::optional<std::uint64_t> of;  // number of records; nullopt until it is known
  std::uint64_t share = 0;          // part of the input that was read, in thousandths
  std::uint64_t milliseconds = 0;   // duration of this run
  /// Number of workers that take from the queue, for a job whose documents are made by other machines.
  std::optional<std::uint64_t> workers = std::nullopt;

  bool operator==(const JobCounts&) const = default;
};

/// Adds `"made":1200,"failed":3,…` to `json`.
/// `share` and `seconds` are written as numbers with three decimals.
void add_counts(base::Json& json, const JobCounts& counts);
JobCounts read_counts(const base::JsonView& json);

/// A message of a job's process.
/// `reason` is one of a fixed list, which programs compare.
struct JobUpdate {
  JobCounts counts;
  bool ended = false;
  std::uint64_t status = 0;  // the exit status that `gongwen batch` would have
  /// Why it could not finish: `bad-input`, `environment`, `too-many-records`, `too-many-bytes`; empty if it finished.
  std::string reason = {};
  std::string report = {};  // report about the whole job, as JSON; empty without messages
};

std::string write_job_update(const JobUpdate& update);
/// Returns nullopt if the message is malformed.
std::optional<JobUpdate> parse_job_update(std::string_view message);

/// The longest message of a job, in bytes.
inline constexpr std::size_t kMaxJobMessage = std::size_t{4} << 20;

// Functions of the job's process.

/// Returns whether the service has closed the socket, which is how it stops a job. A batch then
/// removes its messages from the queue. Polled between documents, so a stopped job ends within one
/// document.
bool is_closed(const resources::MessageChannel& channel);

/// Collects the returned forms in the folder `order.input`, relative to the working directory, which is the job's
/// `data`. Makes the rosters there and copies them to the documents of the job, with the result as JSON; the manifest
/// gets a line for each form with its messages. Replaces files of an earlier start. Reports progress and the end on the
/// channel.
void collect_forms(const Engine& engine, const JobOrder& order, resources::MessageChannel& channel);

}  // namespace gongwen::service
