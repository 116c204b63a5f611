#include "xlsx/detail/packed_rows.h"

#include "resources/deflate.h"
#include "resources/unnamed_file.h"

#include <cerrno>
#include <new>
#include <utility>

#include <stdio_ext.h>

namespace gongwen::xlsx {
namespace {

/// Long enough that what a stretch cannot refer to in the one before takes no room worth speaking of.
constexpr std::size_t kStretch = std::size_t{512} << 10;
constexpr std::size_t kStreamRoom = std::size_t{32} << 10;

}  // namespace

base::Expected<std::unique_ptr<PackedRows>, std::error_code> PackedRows::open(lxw_worksheet* worksheet,
                                                                              const std::string& folder) {
  resources::FileDescriptor file = resources::open_unnamed_file(folder);
  if (!file) return base::Failure{resources::last_error()};
  std::unique_ptr<PackedRows> rows(new PackedRows(worksheet, std::move(file)));
  if (rows->stream_ == nullptr) return base::Failure{std::make_error_code(std::errc::not_enough_memory)};
  return rows;
}

PackedRows::PackedRows(lxw_worksheet* worksheet, resources::FileDescriptor file)
    : worksheet_(worksheet), sheet_(std::size_t{worksheet->index} + 1), file_(std::move(file)) {
  filling_.reserve(kStretch + kStreamRoom);
  stream_ = ::fopencookie(this, "w", {nullptr, &PackedRows::take, nullptr, nullptr});
  if (stream_ == nullptr) return;
  std::setvbuf(stream_, nullptr, _IOFBF, kStreamRoom);
  // One thread at a time writes rows; locks would be a tenth of what the library does for a cell.
  ::__fsetlocking(stream_, FSETLOCKING_BYCALLER);
  // AD-HOC: the library has no call for it; it writes each row, once the next one starts, into this stream, and puts
  // what is in the stream that it has opened itself, now nothing, into the sheet.
  worksheet->file = stream_;
}

PackedRows::~PackedRows() {
  if (stream_ != nullptr) std::fclose(stream_);
}

std::error_code PackedRows::finish() {
  lxw_worksheet_write_single_row(worksheet_);
  std::fflush(stream_);
  pack_filled();
  packing_.finish();
  return error_;
}

/// Called by the library's stream, through which nothing may be thrown.
ssize_t PackedRows::take(void* self, const char* bytes, std::size_t size) {
  auto& rows = *static_cast<PackedRows*>(self);
  try {
    rows.add({bytes, size});
  } catch (const std::bad_alloc&) {
    rows.packing_.finish();
    rows.error_ = std::make_error_code(std::errc::not_enough_memory);
  }
  return static_cast<ssize_t>(size);
}

void PackedRows::add(std::string_view bytes) {
  filling_ += bytes;
  if (filling_.size() >= kStretch) pack_filled();
}

void PackedRows::pack_filled() {
  packing_.finish();
  std::swap(filling_, full_);
  filling_.clear();
  packing_ = base::SideTask(packer_, [this] { pack(full_); });
}

void PackedRows::pack(const std::string& text) {
  if (text.empty() || error_) return;
  const std::string packed = resources::deflate_part(text, resources::Effort::Usual);
  check_sum_ = resources::crc32(text, check_sum_);
  error_ = resources::write_at(file_.number(), packed_, std::as_bytes(std::span(packed)));
  length_ += text.size();
  packed_ += packed.size();
}

}  // namespace gongwen::xlsx
