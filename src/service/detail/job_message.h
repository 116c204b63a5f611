// Messages between the front process and the process of a job: one order, then progress again and again, and once that
// it has ended. Each is one JSON message of resources::MessageChannel.
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

/// Order in time: one order to the process, many JobUpdate back, the last of which has `ended`.
struct JobQueue;

/// What a job makes: a document for each record, or a roster of returned forms.
enum class JobWork : std::uint8_t { Batch, Collect };
/// `collect`
std::string_view job_work_name(JobWork work);

/// What was sent beside the forms of a collecting job: files in the folder `data` of the job; empty: none.
struct CollectParts {
  std::string corrections = {};  // see CollectOptions
  std::string expected = {};
  // Of a register.
  std::string from = {};
  std::vector<std::string> values = {};  // `/date=2026-03-20`
};

/// What a job is to make. The job also keeps it in its folder.
/// Written to job.json, too, so it has no passwords: those of a queue travel beside it.
struct JobOrder {
  std::string kind;
  /// The file with the records, or the folder with the forms, in the folder `data` of the job.
  std::string input;
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::string format;     // `pdf`; empty: all documents of the kind
  std::uint64_t dpi = 0;  // of pictures; 0: as the engine has it
  bool fillable = false;
  bool attach_data = false;
  bool ofd_plain = false;  // not the archive profile
  std::string csv_sheet;
  bool csv_gb18030 = false;  // not UTF-8
  bool strict = false;
  // The job is ended when it exceeds these.
  std::uint64_t max_records = 100'000;
  std::uint64_t max_bytes = std::uint64_t{4} << 30;
  JobWork work = JobWork::Batch;
  // Of JobWork::Collect.
  diagnostics::Language titles = diagnostics::Language::Chinese;  // of the roster
  bool by_label = false;  // workbooks that have lost the names of their cells are read by their labels
  /// A register that takes the forms; empty: none. If it is `kind` itself, it takes forms of all kinds that it gathers.
  std::string register_kind = {};
  CollectParts parts = {};
};

/// The folder of the forms within `data`; messages name forms with it.
inline constexpr std::string_view kFormsFolder = "forms";

/// Members of the order's message beside the order: the folder of the job, and the queue of a batch with its keys,
/// which are written to no file.
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
  std::uint64_t skipped = 0;        // made before the job was interrupted
  std::optional<std::uint64_t> of;  // records; nothing until it is known
  std::uint64_t share = 0;          // of the input that was read, in thousandths
  std::uint64_t milliseconds = 0;   // of this run
  /// Workers that take from the queue, for a job whose documents are made by other machines.
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
  /// Why it could not finish: `bad-input`, `environment`, `too-many-records`, `too-many-bytes`; empty: it did.
  std::string reason = {};
  std::string report = {};  // of the whole, as JSON; empty without messages
};

std::string write_job_update(const JobUpdate& update);
/// Returns nullopt if the message is malformed.
std::optional<JobUpdate> parse_job_update(std::string_view message);

/// The longest message of a job, in bytes.
inline constexpr std::size_t kMaxJobMessage = std::size_t{4} << 20;

// The process of a job.

/// Whether the service has closed the socket, which is how it stops a job. A batch then removes its messages from the
/// queue.
/// Polled between documents: a stopped job ends within one document.
bool is_closed(const resources::MessageChannel& channel);

/// Collects the returned forms in the folder `order.input`, relative to the working directory, which is the job's
/// `data`. Rosters are made there and copied to the documents of the job, with the result as JSON; the manifest gets a
/// line for each form with its messages. Files of an earlier start are replaced. Reports progress and the end on the
/// channel.
void collect_forms(const Engine& engine, const JobOrder& order, resources::MessageChannel& channel);

}  // namespace gongwen::service
