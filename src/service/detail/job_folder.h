// The folder of a job in the state folder: `jobs/j-7k2…/` with `job.json` (what the job is and how it goes), `data`
// (records and files beside them) and `out` (manifest and documents). The job's process may write into `out` only. It
// works on data of strangers and may have been taken over, so no symbolic link there is followed.
#pragma once

#include "resources/file_descriptor.h"
#include "service/detail/job_message.h"
#include "service/detail/task.h"
#include "service/http/message.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace gongwen::service {

enum class JobState : std::uint8_t { Queued, Running, Done, Failed, Stopped };
inline constexpr std::size_t kJobStates = 5;

/// `queued`
std::string_view job_state_name(JobState state);

/// `job.json` as a value. Members of JobOrder never change after the start; the others follow the process.
struct Job {
  std::string id;
  std::uint64_t number = 0;  // in the order in which they came
  std::string owner;         // `key:k2x7`, or `program`
  std::string request;       // what a repeated request is known by; empty: none
  JobOrder order;
  JobState state = JobState::Queued;
  JobCounts counts;
  std::uint64_t status = 0;
  std::string reason;  // of a failed one
  std::string report;  // JSON; empty without messages
  std::int64_t created = 0;
  std::int64_t started = 0;  // at last; 0: not yet
  std::int64_t ended = 0;
  std::uint64_t starts = 0;
  std::uint64_t crashes = 0;
  std::uint64_t event = 0;  // the number of what was said of it last

  bool is_over() const { return state != JobState::Queued && state != JobState::Running; }
};

/// A job as programs see it.
base::Json job_json(const Job& job);

// Files of a job. `folder` is that of the job.

/// Writes job.json in one step: after a crash there is the old or the new one.
std::error_code save_job(const std::string& folder, const Job& job);
/// Reads job.json; nullopt if there is no job.
std::optional<Job> load_job(const std::string& folder);

/// A file of the data of a job: a text, or a part of a body that was spooled to a file.
/// Paths are names of the request (`forms/一批.zip`), checked by read_returned().
struct JobInput {
  std::string path;  // in the folder of the data, which gets the folders that it names
  std::string bytes = {};
  const http::BodyFile* body = nullptr;  // goes before `bytes`
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// Creates the folder with the data. Files are written one after the other, so that a later one has a later time.
std::error_code make_job_folder(const std::string& folder, std::span<const JobInput> inputs);
/// Removes everything but job.json, at most `count` files at a time, so that the loop is not blocked. Returns false
/// while there is more.
bool clear_job_folder(const std::string& folder, std::size_t count);

/// A complete file of `out`, by its bare name; nullopt if there is none, or if it is not a regular file.
/// `size` is fixed when it is opened: a file that grows is sent up to here.
struct JobFile {
  resources::FileDescriptor file;
  std::uint64_t size = 0;
  std::int64_t seconds = 0;  // since 1970
  std::string tag;           // another one for another file
};
std::optional<JobFile> open_job_document(const std::string& folder, const std::string& name);
/// The manifest, up to its last complete line.
std::optional<JobFile> open_job_manifest(const std::string& folder);
/// Bare names of all documents, sorted.
std::vector<std::string> job_documents(const std::string& folder);

}  // namespace gongwen::service
