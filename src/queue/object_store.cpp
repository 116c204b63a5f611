// The store in a folder, which is usually shared over a network: renaming is the only operation that all machines see
// as one step.
#include "queue/object_store.h"

#include "base/file_path.h"
#include "base/format.h"
#include "queue/detail/s3_address.h"
#include "queue/detail/s3_store.h"
#include "resources/atomic_file.h"
#include "resources/file_descriptor.h"
#include "resources/file_tree.h"
#include "resources/files.h"
#include "resources/read_file.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace gongwen::queue {
namespace {

constexpr std::size_t kHashBegin = 2;  // digits of the name of a subfolder: a folder of a million files is slow

/// The size of a file; nullopt if absent.
std::optional<std::size_t> size_of(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return static_cast<std::size_t>(found.st_size);
}

/// Returns the text of the messages, for errors that have only one reason.
std::string reason_of(const diagnostics::DiagnosticSink& sink) {
  if (sink.diagnostics().empty()) return {};
  return fmt::format("{}", fmt::join(sink.diagnostics().front().arguments, ": "));
}

class FolderObjects final : public ObjectStore {
 public:
  explicit FolderObjects(std::string folder) : folder_(std::move(folder)) {}

  const std::string& name() const override { return folder_; }

  std::optional<Error> put(const std::string& hash, std::string_view bytes) override {
    if (!is_object_name(hash)) return Error{Error::Kind::Refused, hash};
    const std::string path = path_of(hash);
    diagnostics::DiagnosticSink unheard;
    if (!size_of(path) && resources::write_file(path, bytes, unheard, resources::Existing::Keep)) return std::nullopt;
    if (size_of(path) == bytes.size()) return std::nullopt;  // another machine may have stored it meanwhile
    // A file of another size was left by a machine that lost power: it is replaced.
    diagnostics::DiagnosticSink sink;
    if (resources::write_file(path, bytes, sink)) return std::nullopt;
    return Error{Error::Kind::Refused, reason_of(sink)};
  }

  Result<std::string> get(const std::string& hash, std::size_t max_bytes) override {
    if (!is_object_name(hash)) return base::Failure{Error{Error::Kind::Missing, hash}};
    const std::string path = path_of(hash);
    if (size_of(path).value_or(0) > max_bytes) return base::Failure{Error{Error::Kind::Missing, hash}};
    diagnostics::DiagnosticSink sink;
    base::Expected<std::string> bytes = resources::read_bytes(path, {max_bytes}, sink);
    if (bytes) return *std::move(bytes);
    // Another machine may have removed it in this moment.
    const bool is_missing = resources::type_of(path) == resources::PathType::Missing;
    return base::Failure{Error{is_missing ? Error::Kind::Missing : Error::Kind::Refused, reason_of(sink)}};
  }

  std::optional<Error> remove(const std::string& hash) override {
    if (!is_object_name(hash)) return std::nullopt;
    if (::unlink(path_of(hash).c_str()) == 0 || errno == ENOENT) return std::nullopt;
    return Error{Error::Kind::Refused, resources::last_error().message()};
  }

 private:
  std::string path_of(const std::string& hash) const {
    return base::join_path(base::join_path(folder_, hash.substr(0, kHashBegin)), hash);
  }

  std::string folder_;
};

}  // namespace

bool is_storage_place(std::string_view place) { return is_s3_place(place); }

bool is_object_name(std::string_view hash) {
  const auto is_digit = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  };
  return hash.size() == kHashDigits && std::all_of(hash.begin(), hash.end(), is_digit);
}

bool is_object_place(std::string_view place) {
  if (is_s3_place(place)) return parse_s3_place(place).has_value();
  return place.find("://") == std::string_view::npos;
}

Result<std::unique_ptr<ObjectStore>> open_object_store(const std::string& place, const S3Access& access) {
  if (is_s3_place(place)) return S3Store::open(place, access);
  if (resources::type_of(place) != resources::PathType::Folder) {
    return base::Failure{Error{Error::Kind::Unusable, "no such folder"}};
  }
  return Result<std::unique_ptr<ObjectStore>>(std::make_unique<FolderObjects>(place));
}

}  // namespace gongwen::queue
