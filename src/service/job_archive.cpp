#include "service/detail/job_archive.h"

#include "resources/deflate.h"
#include "resources/file_tree.h"
#include "service/detail/job_folder.h"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include <unistd.h>

namespace gongwen::service {
namespace {

// APPNOTE.TXT 6.3.10. All numbers have the least significant byte first.
constexpr std::uint32_t kEntrySignature = 0x04034b50;
constexpr std::uint32_t kDirectorySignature = 0x02014b50;
constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::uint32_t kLongEndSignature = 0x06064b50;
constexpr std::uint32_t kLongEndPlace = 0x07064b50;
constexpr std::uint16_t kVersion = 20;
constexpr std::uint16_t kLongVersion = 45;
constexpr std::uint16_t kUtf8Names = 0x0800;
constexpr std::uint16_t kStored = 0;
/// 1980-01-01, the first day there is: archives of the same documents are the same.
constexpr std::uint16_t kDate = 0x0021;
constexpr std::uint16_t kLongExtra = 0x0001;
constexpr std::uint32_t kLong = 0xffff'ffff;
constexpr std::uint16_t kManyEntries = 0xffff;

void add(std::string& out, std::uint64_t number, std::size_t bytes) {
  constexpr int kByte = 8;
  for (std::size_t i = 0; i < bytes; ++i, number >>= kByte) out += static_cast<char>(number & 0xff);
}
void add16(std::string& out, std::uint16_t number) { add(out, number, 2); }
void add32(std::string& out, std::uint64_t number) { add(out, std::min<std::uint64_t>(number, kLong), 4); }
void add64(std::string& out, std::uint64_t number) { add(out, number, 8); }

/// What an entry and its line in the directory have in common.
std::string common_part(std::string_view name, std::string_view bytes) {
  std::string out;
  add16(out, kUtf8Names);
  add16(out, kStored);
  add16(out, 0);
  add16(out, kDate);
  add32(out, resources::crc32(bytes));
  add32(out, bytes.size());
  add32(out, bytes.size());
  add16(out, static_cast<std::uint16_t>(name.size()));
  return out;
}

/// Nothing for what cannot be read whole.
std::optional<std::string> read_document(const JobFile& file) {
  if (file.size >= kLong) return std::nullopt;
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
      piece += writer_.entry(name, *bytes);
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
  ArchiveWriter writer_;
  std::size_t next_ = 0;
  std::string rest_;
  std::size_t sent_ = 0;
};

}  // namespace

std::string ArchiveWriter::entry(std::string_view name, std::string_view bytes) {
  const std::string common = common_part(name, bytes);
  std::string out;
  add32(out, kEntrySignature);
  add16(out, kVersion);
  out += common;
  add16(out, 0);
  out.append(name).append(bytes);

  const bool is_far = offset_ >= kLong;
  add32(directory_, kDirectorySignature);
  add16(directory_, is_far ? kLongVersion : kVersion);
  add16(directory_, is_far ? kLongVersion : kVersion);
  directory_ += common;
  constexpr std::uint16_t kFarBytes = 12;
  add16(directory_, is_far ? kFarBytes : 0);
  add64(directory_, 0);  // comment, disk, attributes within
  add16(directory_, 0);  // attributes outside, with the two bytes before
  add32(directory_, offset_);
  directory_ += name;
  if (is_far) {
    add16(directory_, kLongExtra);
    add16(directory_, sizeof offset_);
    add64(directory_, offset_);
  }
  offset_ += out.size();
  ++count_;
  return out;
}

std::string ArchiveWriter::end() {
  std::string out = std::exchange(directory_, {});
  const std::uint64_t size = out.size();
  if (count_ >= kManyEntries || offset_ >= kLong || size >= kLong) {
    const std::uint64_t place = offset_ + size;
    constexpr std::uint64_t kRestOfLongEnd = 44;
    add32(out, kLongEndSignature);
    add64(out, kRestOfLongEnd);
    add16(out, kLongVersion);
    add16(out, kLongVersion);
    add64(out, 0);  // disks
    add64(out, count_);
    add64(out, count_);
    add64(out, size);
    add64(out, offset_);
    add32(out, kLongEndPlace);
    add32(out, 0);
    add64(out, place);
    add32(out, 1);
  }
  const auto count = static_cast<std::uint16_t>(std::min<std::uint64_t>(count_, kManyEntries));
  add32(out, kEndSignature);
  add32(out, 0);  // disks
  add16(out, count);
  add16(out, count);
  add32(out, size);
  add32(out, offset_);
  add16(out, 0);
  return out;
}

void send_job_archive(const std::shared_ptr<http::Exchange>& exchange, http::Response head, const std::string& folder) {
  if (exchange->request().method == "HEAD") return exchange->respond(std::move(head));
  exchange->begin(std::move(head));
  std::make_shared<Sending>(exchange, folder)->go_on();
}

}  // namespace gongwen::service
