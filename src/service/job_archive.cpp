#include "resources/file_tree.h"
#include "resources/zip_writer.h"
#include "service/detail/job_folder.h"
#include "service/detail/jobs_api.h"

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

/// An archive on its way to a client.
class Sending : public std::enable_shared_from_this<Sending> {
 public:
  Sending(std::shared_ptr<http::Exchange> exchange, std::string folder)
      : exchange_(std::move(exchange)), folder_(std::move(folder)), names_(job_documents(folder_)) {}

  /// Some documents, and the rest when they have gone out.
  void go_on() {
    constexpr std::size_t kAtOnce = std::size_t{256} << 10;
    std::string piece;
    while (next_ < names_.size() && piece.size() < kAtOnce) {
      const std::string& name = names_[next_++];
      const std::optional<JobFile> file = open_job_document(folder_, name);
      // What is not a file is not one of our documents.
      if (!file && resources::is_folder(folder_)) continue;
      const auto bytes = file ? read_document(*file) : std::nullopt;
      // Without its end the client sees that the archive is not whole.
      if (!bytes) return;
      piece += writer_.entry(resources::stored_entry(name, *bytes));
    }
    if (next_ == names_.size()) piece += writer_.end();
    rest_ = std::move(piece);
    sent_ = 0;
    send_rest();
  }

 private:
  /// A stream takes no more at once than its limit, and a document may be larger.
  void send_rest() {
    constexpr std::size_t kPiece = std::size_t{256} << 10;
    const std::string_view piece = std::string_view(rest_).substr(sent_, kPiece);
    sent_ += piece.size();
    if (!exchange_->write(piece)) return;
    const bool is_whole = sent_ == rest_.size();
    if (is_whole && next_ == names_.size()) return exchange_->end();
    exchange_->on_drained([self = shared_from_this(), is_whole] { is_whole ? self->go_on() : self->send_rest(); });
  }

  std::shared_ptr<http::Exchange> exchange_;
  std::string folder_;
  std::vector<std::string> names_;
  resources::ZipWriter writer_;
  std::size_t next_ = 0;
  std::string rest_;
  std::size_t sent_ = 0;
};

}  // namespace

void send_job_archive(const std::shared_ptr<http::Exchange>& exchange, http::Response head, const std::string& folder) {
  if (exchange->request().method == "HEAD") return exchange->respond(std::move(head));
  exchange->begin(std::move(head));
  std::make_shared<Sending>(exchange, folder)->go_on();
}

}  // namespace gongwen::service
