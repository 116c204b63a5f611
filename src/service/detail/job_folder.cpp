// Files of a job. The service and the job's process share the folder, and only the service is trusted: it opens
// everything below `out` relative to open descriptors, without following links (O_NOFOLLOW), and accepts regular files
// only. Files that must survive a crash are synced before they get their names.
#include "service/detail/job_folder.h"

#include "base/file_path.h"
#include "base/format.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/read_file.h"

#include <algorithm>
#include <array>
#include <limits>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::service {
namespace {

using resources::FileDescriptor;
using resources::last_error;

// In the order of JobState.
constexpr std::array<std::string_view, kJobStates> kStateNames{"queued", "running", "done", "failed", "stopped"};
constexpr std::string_view kRecordFile = "/job.json";
constexpr std::string_view kDataFolder = "/data";
constexpr std::string_view kOutFolder = "/out";
constexpr std::string_view kDocuments = "files";
constexpr std::string_view kManifest = "manifest.jsonl";

/// Returns a time in seconds; 0 if it is missing or too large.
std::int64_t seconds_of(const base::JsonView& json, std::string_view name) {
  const std::uint64_t number = json.number_of(name).value_or(0);
  constexpr std::uint64_t kMost = std::uint64_t{1} << 60;
  return number > kMost ? 0 : static_cast<std::int64_t>(number);
}

/// Writes a new file and syncs it. O_EXCL: if the file exists already, it is a mistake or a trap. fdatasync(): size and
/// bytes must be stored; times may be lost.
std::error_code write_file(const std::string& path, std::string_view bytes) {
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return last_error();
  if (const std::error_code error = resources::write_all(file.number(), bytes)) return error;
  return ::fdatasync(file.number()) == 0 ? std::error_code() : last_error();
}

/// Copies a part of a spooled body with pread, since others may use the position of the same descriptor.
std::error_code copy_part(const std::string& path, const JobInput& input) {
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return last_error();
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  std::string piece(kPiece, '\0');
  // 1 MiB at a time, since bodies may have gigabytes.
  for (std::uint64_t at = 0; at < input.length;) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), input.length - at));
    const auto from = static_cast<off_t>(input.offset + at);
    const ssize_t count = ::pread(input.body->file.number(), piece.data(), wanted, from);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count < 0 ? last_error() : std::make_error_code(std::errc::io_error);
    const auto size = static_cast<std::size_t>(count);
    if (const auto error = resources::write_all(file.number(), {piece.data(), size})) return error;
    at += size;
  }
  return ::fdatasync(file.number()) == 0 ? std::error_code() : last_error();
}

/// Opens the folder of results. The job's process can write to it, and could have replaced it by a link, so everything
/// below is opened from this descriptor.
FileDescriptor open_out(const std::string& folder) {
  return FileDescriptor(
      ::open((folder + std::string(kOutFolder)).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
}

FileDescriptor open_documents(const std::string& folder) {
  const FileDescriptor out = open_out(folder);
  if (!out) return FileDescriptor();
  return FileDescriptor(::openat(out.number(), kDocuments.data(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
}

/// Opens a regular file of an open folder. O_NONBLOCK: opening a named pipe would otherwise wait for a writer.
std::optional<JobFile> open_in(const FileDescriptor& folder, const std::string& name) {
  if (!folder) return std::nullopt;
  JobFile found;
  found.file = FileDescriptor(::openat(folder.number(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  if (!found.file || ::fstat(found.file.number(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  found.size = static_cast<std::uint64_t>(status.st_size);
  found.seconds = status.st_mtim.tv_sec;
  // Inode, size and time, so that a replaced file gets another tag.
  found.tag = fmt::format("\"{:x}-{:x}-{:x}{:09}\"", status.st_ino, status.st_size, status.st_mtim.tv_sec,
                          status.st_mtim.tv_nsec);
  return found;
}

/// Returns whether a name is that of a complete document; the names of incomplete ones begin with a dot.
bool is_document_name(std::string_view name) {
  return !name.starts_with('.') && name.find('/') == std::string_view::npos && resources::is_inner_name(name);
}

/// Returns at most `most` names of a folder, in no particular order. Takes over the descriptor. `most` limits the time
/// in the loop.
std::vector<std::string> names_of(FileDescriptor folder, std::size_t most) {
  std::vector<std::string> names;
  if (!folder) return names;
  DIR* const stream = ::fdopendir(folder.number());
  if (stream == nullptr) return names;
  static_cast<void>(folder.release());
  for (const dirent* entry = ::readdir(stream); entry != nullptr && names.size() < most; entry = ::readdir(stream)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  ::closedir(stream);
  return names;
}

}  // namespace

std::string_view job_state_name(JobState state) { return kStateNames[static_cast<std::size_t>(state)]; }

base::Json job_json(const Job& job) {
  base::Json json = base::Json::object();
  json.set("id", job.id).set("work", job_work_name(job.order.work)).set("kind", job.order.kind);
  json.set("state", job_state_name(job.state));
  add_counts(json, job.counts);
  json.set("created", job.created);
  if (job.started != 0) json.set("started", job.started);
  if (job.is_over()) json.set("ended", job.ended).set("status", job.status);
  if (!job.reason.empty()) json.set("reason", job.reason);
  if (!job.report.empty()) json.set("report", base::Json::written(job.report));
  return json;
}

// Stores more than job_json(): also what the service needs to continue after a restart.
std::error_code save_job(const std::string& folder, const Job& job) {
  base::Json json = job_json(job);
  json.set("number", job.number).set("owner", job.owner).set("request", job.request);
  // Order and counters are for the service only; job_json is what programs see.
  json.set("starts", job.starts).set("crashes", job.crashes).set("event", job.event);
  json.set("order", job_order_json(job.order));
  return resources::write_durable_file(folder + std::string(kRecordFile), json.text());
}

std::optional<Job> load_job(const std::string& folder) {
  diagnostics::DiagnosticSink sink;  // if the file is missing, it is not the folder of a job
  const base::Expected<std::string> text = resources::read_bytes(folder + std::string(kRecordFile), {}, sink);
  const std::optional<base::Json> json = text ? base::parse_json(*text) : std::nullopt;
  if (!json || !json->view().is_object()) return std::nullopt;
  const base::JsonView view = json->view();
  const std::optional<base::JsonView> order = view.find("order");
  const std::optional<JobOrder> read = order ? parse_job_order(*order) : std::nullopt;
  const auto state = std::find(kStateNames.begin(), kStateNames.end(), view.text_of("state"));
  // A job that cannot be read is left alone: its folder stays for the operator.
  if (!read || state == kStateNames.end()) return std::nullopt;
  Job job;
  job.id = view.text_of("id");
  job.number = view.number_of("number").value_or(0);
  job.owner = view.text_of("owner");
  job.request = view.text_of("request");
  job.order = *read;
  job.state = static_cast<JobState>(state - kStateNames.begin());
  job.counts = read_counts(view);
  job.status = view.number_of("status").value_or(0);
  job.reason = view.text_of("reason");
  if (const auto report = view.find("report"); report && report->is_object()) job.report = report->json();
  // Only an object: an interrupted or foreign text must not get into answers.
  job.created = seconds_of(view, "created");
  job.started = seconds_of(view, "started");
  job.ended = seconds_of(view, "ended");
  job.starts = view.number_of("starts").value_or(0);
  job.crashes = view.number_of("crashes").value_or(0);
  job.event = view.number_of("event").value_or(0);
  return job;
}

std::error_code make_job_folder(const std::string& folder, std::span<const JobInput> inputs) {
  const std::string data = folder + std::string(kDataFolder);
  const std::string out = folder + std::string(kOutFolder);
  // The caller renames the folder when it is complete. Until then its name begins with `.new-` (see
  // jobs.cpp).
  for (const std::string& path : {folder, data, out, out + '/' + std::string(kDocuments)}) {
    if (const std::error_code error = resources::make_private_folder(path)) return error;
  }
  for (const JobInput& input : inputs) {
    const std::string path = data + '/' + input.path;
    if (const auto error = resources::make_private_folder(std::string(base::folder_part(path)))) return error;
    const auto error = input.body != nullptr ? copy_part(path, input) : write_file(path, input.bytes);
    if (error) return error;
  }
  return resources::sync_name(folder);
}

// `out/files` may have a hundred thousand documents, so they are removed in rounds; the rest is a few files.
bool clear_job_folder(const std::string& folder, std::size_t count) {
  const FileDescriptor documents = open_documents(folder);
  // A duplicate, since names_of closes the folder that it reads.
  if (documents) {
    const std::vector<std::string> names =
        names_of(FileDescriptor(::fcntl(documents.number(), F_DUPFD_CLOEXEC, 0)), count);
    const auto removed = std::count_if(names.begin(), names.end(), [&](const std::string& name) {
      return ::unlinkat(documents.number(), name.c_str(), 0) == 0;
    });
    // If no file could be removed, another round would not help: go on to the rest.
    if (names.size() == count && removed > 0) return false;
  }
  resources::remove_tree(folder + std::string(kOutFolder));
  resources::remove_tree(folder + std::string(kDataFolder));
  return true;
}

std::optional<JobFile> open_job_document(const std::string& folder, const std::string& name) {
  return is_document_name(name) ? open_in(open_documents(folder), name) : std::nullopt;
}

std::optional<JobFile> open_job_manifest(const std::string& folder) {
  std::optional<JobFile> found = open_in(open_out(folder), std::string(kManifest));
  constexpr std::uint64_t kPiece = std::uint64_t{64} << 10;
  // Reads backwards, 64 KiB at a time, until a line end is found.
  std::string piece(kPiece, '\0');
  // The job may be writing the last line right now, so only complete lines are included.
  while (found && found->size > 0) {
    const std::uint64_t begin = found->size - std::min(found->size, kPiece);
    const ssize_t count = ::pread(found->file.number(), piece.data(), found->size - begin, static_cast<off_t>(begin));
    if (count <= 0) return std::nullopt;
    const std::size_t end = std::string_view(piece.data(), static_cast<std::size_t>(count)).rfind('\n');
    found->size = end == std::string_view::npos ? begin : begin + end + 1;
    if (end != std::string_view::npos) break;
  }
  return found;
}

// Read anew for each archive: the process may still add documents.
std::vector<std::string> job_documents(const std::string& folder) {
  std::vector<std::string> names = names_of(open_documents(folder), std::numeric_limits<std::size_t>::max());
  std::erase_if(names, [](const std::string& name) { return !is_document_name(name); });
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace gongwen::service
