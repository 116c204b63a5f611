// What the front process and the process of a job say to each other: one order, then how far the work is, again and
// again, and once that it has ended. Each is one message of JSON; messages are those of resources::MessageChannel.
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

/// What a job does: a document of each record, or a roster of returned forms.
enum class JobWork : std::uint8_t { Batch, Collect };
/// `collect`
std::string_view job_work_name(JobWork work);

/// What was sent beside the forms of a job that collects them. Files lie in the folder `data` of the job; empty: none.
struct CollectParts {
  std::string corrections = {};  // see CollectOptions
  std::string expected = {};
  // Of a register.
  std::string from = {};
  std::vector<std::string> values = {};  // `/date=2026-03-20`
};

/// What is to be made. A job keeps it in its folder, too.
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
  bool strict = false;
  // Beyond these it is ended.
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

/// Where a job that collects forms has them, in the folder `data`: messages name forms with it.
inline constexpr std::string_view kFormsFolder = "forms";

/// What the message with the order has beside it: the folder of the job.
inline constexpr std::string_view kJobFolderMember = "folder";

base::Json job_order_json(const JobOrder& order);
/// Nothing for what job_order_json did not write.
std::optional<JobOrder> parse_job_order(const base::JsonView& json);

/// How far a job is.
struct JobCounts {
  std::uint64_t made = 0;  // documents, or returned forms that were read
  std::uint64_t failed = 0;
  std::uint64_t skipped = 0;        // made before the job was interrupted
  std::optional<std::uint64_t> of;  // records; nothing until it is known
  std::uint64_t share = 0;          // of the input that was read, in thousandths
  std::uint64_t milliseconds = 0;   // of this run
  /// Who takes from the queue, of a job whose documents are made by workers of other machines.
  std::optional<std::uint64_t> workers = std::nullopt;

  bool operator==(const JobCounts&) const = default;
};

/// `"made":1200,"failed":3,…`, in `json`.
void add_counts(base::Json& json, const JobCounts& counts);
JobCounts read_counts(const base::JsonView& json);

/// What the process of a job says.
struct JobUpdate {
  JobCounts counts;
  bool ended = false;
  std::uint64_t status = 0;  // the exit status that `gongwen batch` would have
  /// Why nothing more could be made: `bad-input`, `environment`, `too-many-records`, `too-many-bytes`; empty: it was
  /// all done.
  std::string reason = {};
  std::string report = {};  // of the whole, as JSON; empty without messages
};

std::string write_job_update(const JobUpdate& update);
/// Nothing for what write_job_update did not write.
std::optional<JobUpdate> parse_job_update(std::string_view message);

/// Messages of a job are never longer.
inline constexpr std::size_t kMaxJobMessage = std::size_t{4} << 20;

// What the process of a job does.

/// Whoever wants no more of a job closes the socket, and says nothing otherwise. A run then removes what it has in a
/// queue.
bool is_closed(const resources::MessageChannel& channel);

/// Collects the returned forms of the folder `order.input` below the present one, which has the data of the job.
/// Rosters are made there; they and the result as JSON come to the documents of the job, a line for each form with what
/// is wrong with it into the manifest. What is there of a former start is replaced. Says how far it is on the channel,
/// and the end.
void collect_forms(const Engine& engine, const JobOrder& order, resources::MessageChannel& channel);

}  // namespace gongwen::service
