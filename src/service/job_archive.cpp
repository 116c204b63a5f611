#include "resources/file_tree.h"
#include "resources/zip_writer.h"
#include "service/detail/job_folder.h"
#include "service/detail/jobs_api.h"
#include "service/detail/piece_sender.h"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include <unistd.h>

namespace gongwen::service {
namespace {

/// The longest bytes of an entry.
constexpr std::int64_t kMaxDocument = 0xffff'ffff;

/// Nothing for what cannot be read whole.
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

/// What an archive is made of.
struct Archive {
  std::string folder;
  std::vector<std::string> names;
  resources::ZipWriter writer = {};
  std::size_t next = 0;
};

Piece add_document(Archive& archive, std::string& piece) {
  if (archive.next == archive.names.size()) {
    piece += archive.writer.end();
    return Piece::Last;
  }
  const std::string& name = archive.names[archive.next++];
  const std::optional<JobFile> file = open_job_document(archive.folder, name);
  // What is not a file is not one of our documents.
  if (!file && resources::is_folder(archive.folder)) return Piece::More;
  const auto bytes = file ? read_document(*file) : std::nullopt;
  if (!bytes) return Piece::Broken;
  piece += archive.writer.entry(resources::stored_entry(name, *bytes));
  return Piece::More;
}

}  // namespace

void send_job_archive(const std::shared_ptr<http::Exchange>& exchange, http::Response head, const std::string& folder) {
  const auto archive = std::make_shared<Archive>(Archive{folder, job_documents(folder)});
  send_in_pieces(exchange, std::move(head), [archive](std::string& piece) { return add_document(*archive, piece); });
}

}  // namespace gongwen::service
