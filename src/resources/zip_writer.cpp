#include "resources/zip_writer.h"

#include "resources/deflate.h"

#include <algorithm>
#include <utility>

namespace gongwen::resources {
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
constexpr std::uint16_t kDeflated = 8;
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
std::string common_part(const ZipEntry& entry) {
  std::string out;
  add16(out, kUtf8Names);
  add16(out, entry.is_deflated ? kDeflated : kStored);
  add16(out, 0);
  add16(out, kDate);
  add32(out, entry.check_sum);
  add32(out, entry.bytes.size());
  add32(out, entry.length);
  add16(out, static_cast<std::uint16_t>(entry.name.size()));
  return out;
}

/// What a stream in zlib format has around the deflate stream (RFC 1950 section 2.2).
constexpr std::size_t kZlibStart = 2;
constexpr std::size_t kZlibEnd = 4;

}  // namespace

ZipEntry stored_entry(std::string_view name, std::string_view bytes) {
  return {name, bytes, bytes.size(), crc32(bytes), false};
}

ZipEntry deflated_entry(std::string_view name, std::string_view zlib, std::size_t length, std::uint32_t check_sum) {
  return {name, zlib.substr(kZlibStart, zlib.size() - kZlibStart - kZlibEnd), length, check_sum, true};
}

std::string ZipWriter::entry(const ZipEntry& entry) {
  const std::string common = common_part(entry);
  std::string out;
  add32(out, kEntrySignature);
  add16(out, kVersion);
  out += common;
  add16(out, 0);
  out.append(entry.name).append(entry.bytes);

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
  directory_ += entry.name;
  if (is_far) {
    add16(directory_, kLongExtra);
    add16(directory_, sizeof offset_);
    add64(directory_, offset_);
  }
  offset_ += out.size();
  ++count_;
  return out;
}

std::string ZipWriter::end() {
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

}  // namespace gongwen::resources
