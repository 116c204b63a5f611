// The folder of a job, below the state folder: `jobs/j-7k2…/` with `job.json`, which says what the job is and how it
// goes, `data`, which has the records and what lies beside them, and `out`, which has the manifest and the documents.
// The process of the job writes into `out` alone, and may have been made to go wrong: no link there is followed.
#pragma once

#include "http/message.h"
#include "resources/file_descriptor.h"
#include "service/detail/job_message.h"
#include "service/detail/task.h"

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

/// What programs learn of it.
base::Json job_json(const Job& job);

// Its files. `folder` is that of the job.

/// Writes what is known of the job, in one step.
std::error_code save_job(const std::string& folder, const Job& job);
/// Nothing where there is no job.
std::optional<Job> load_job(const std::string& folder);

/// A file of the data of a job: a text, or a part of a body that was kept in a file.
struct JobInput {
  std::string path;  // in the folder of the data, which gets the folders that it names
  std::string bytes = {};
  const http::BodyFile* body = nullptr;  // goes before `bytes`
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// Makes the folder, with the data. Files are written one after the other, so that a later one is the newer one.
std::error_code make_job_folder(const std::string& folder, std::span<const JobInput> inputs);
/// Makes an end of everything but `job.json`. Some files at a time: false when there are more.
bool clear_job_folder(const std::string& folder, std::size_t count);

/// A file that is complete, by its bare name; empty where there is none of it, or something else.
struct JobFile {
  resources::FileDescriptor file;
  std::uint64_t size = 0;
  std::int64_t seconds = 0;  // since 1970
  std::string tag;           // another one for another file
};
std::optional<JobFile> open_job_document(const std::string& folder, const std::string& name);
/// As far as its lines are complete.
std::optional<JobFile> open_job_manifest(const std::string& folder);
/// The bare names of all documents, sorted.
std::vector<std::string> job_documents(const std::string& folder);

}  // namespace gongwen::service
