#include "http/detail/body_store.h"

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace gongwen::http {
namespace {

/// A file that no folder names, so that nothing is left whatever ends the process.
resources::FileDescriptor open_unnamed_file(const std::string& folder) {
  const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return resources::FileDescriptor(file);
  // File systems that do not know O_TMPFILE.
  std::string name = folder + "/gongwen-body-XXXXXX";
  resources::FileDescriptor named(::mkostemp(name.data(), O_CLOEXEC));
  if (named) ::unlink(name.c_str());
  return named;
}

}  // namespace

BodyStore::BodyStore(const BodyPlan& plan, std::string spool_folder)
    : kind_(plan.kind), limit_(plan.limit), folder_(std::move(spool_folder)) {
  if (plan.sha256) hash_.emplace();
}

std::optional<Rejection> BodyStore::add(std::string_view bytes) {
  if (!has_room(bytes.size())) return Rejection{Refusal::BodyTooLarge, {}};
  size_ += bytes.size();
  if (kind_ == BodyPlan::Kind::Memory) {
    memory_ += bytes;
    return std::nullopt;
  }
  if (hash_) hash_->add(bytes);
  if (add_to_file(bytes)) return std::nullopt;
  return Rejection{Refusal::SpoolFailed, {}};
}

bool BodyStore::add_to_file(std::string_view bytes) {
  if (!file_) file_ = open_unnamed_file(folder_);
  return file_ && !resources::write_all(file_.number(), bytes);
}

void BodyStore::finish(Request& request) {
  request.body = std::move(memory_);
  if (!file_) return;
  request.file = BodyFile{std::move(file_), size_, hash_ ? hash_->hexadecimal() : std::string()};
}

}  // namespace gongwen::http
