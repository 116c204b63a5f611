// The folder of a job in the state folder: `jobs/j-7k2…/` with `job.json` (definition and state of the job), `data`
// (records and files beside them) and `out` (manifest and documents). The job's process may write into `out` only. It
// works on data of strangers and an attacker may control it, so symbolic links there are never followed.
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

/// Returns the name of a state: `queued`
std::string_view job_state_name(JobState state);

/// The contents of `job.json`. Members of JobOrder never change after the start; the others follow the process.
struct Job {
  std::string id;
  std::uint64_t number = 0;  // in the order of arrival
  std::string owner;         // `key:k2x7`, or `program`
  std::string request;       // identifies a repeated request; may be empty
  JobOrder order;
  JobState state = JobState::Queued;
  JobCounts counts;
  std::uint64_t status = 0;
  std::string reason;  // of a failed job
  std::string report;  // JSON; empty without messages
  std::int64_t created = 0;
  std::int64_t started = 0;  // time of the last start; 0: not started yet
  std::int64_t ended = 0;
  std::uint64_t starts = 0;
  std::uint64_t crashes = 0;
  std::uint64_t event = 0;  // number of its last event

  bool is_over() const { return state != JobState::Queued && state != JobState::Running; }
};

/// Returns a job as programs see it.
base::Json job_json(const Job& job);

// Functions for the files of a job. `folder` is the folder of the job.

/// Writes job.json in one step: after a crash, either the old or the new one exists.
std::error_code save_job(const std::string& folder, const Job& job);
/// Reads job.json; returns nullopt if there is no job.
std::optional<Job> load_job(const std::string& folder);

/// A file for the data of a job: a text, or a part of a body that was spooled to a file. Paths come from the request
/// (`forms/一批.zip`) and were checked by read_returned().
struct JobInput {
  std::string path;  // in the folder of the data; folders in it are created
  std::string bytes = {};
  const http::BodyFile* body = nullptr;  // written before `bytes`
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// Creates the folder with the data. Files are written one after another, so a later one has a later time.
std::error_code make_job_folder(const std::string& folder, std::span<const JobInput> inputs);
/// Removes everything except job.json, at most `count` files per call, so that the loop is not blocked. Returns false
/// while there is more.
bool clear_job_folder(const std::string& folder, std::size_t count);

/// A complete file of `out`, by its bare name. The function returns nullopt if it does not exist or is not a regular
/// file. `size` is fixed when the file is opened: of a file that grows, only this much is sent.
struct JobFile {
  resources::FileDescriptor file;
  std::uint64_t size = 0;
  std::int64_t seconds = 0;  // since 1970
  std::string tag;           // differs for each file
};
std::optional<JobFile> open_job_document(const std::string& folder, const std::string& name);
/// Opens the manifest, up to its last complete line.
std::optional<JobFile> open_job_manifest(const std::string& folder);
/// Returns the bare names of all documents, sorted.
std::vector<std::string> job_documents(const std::string& folder);

}  // namespace gongwen::service
