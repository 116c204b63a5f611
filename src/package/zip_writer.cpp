#include "package/zip_writer.h"

#include "package/detail/zip_format.h"
#include "resources/deflate.h"

#include <algorithm>
#include <utility>

namespace gongwen::package {
namespace {

constexpr std::uint32_t kLongEndSignature = 0x06064b50;
constexpr std::uint32_t kLongEndPlace = 0x07064b50;
constexpr std::uint16_t kVersion = 20;
constexpr std::uint16_t kLongVersion = 45;
constexpr std::uint16_t kUtf8Names = 0x0800;
constexpr std::uint16_t kStored = 0;
/// 1980-01-01, the first date of the format, so that archives of the same documents are identical.
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

/// The fields that the header of an entry and its directory record have in common.
std::string common_part(const ZipEntry& entry, std::uint64_t packed, bool is_long) {
  std::string out;
  add16(out, kUtf8Names);
  add16(out, entry.is_deflated ? kZipDeflated : kStored);
  add16(out, 0);
  add16(out, kDate);
  add32(out, entry.check_sum);
  add32(out, is_long ? kLong : packed);
  add32(out, is_long ? kLong : entry.length);
  add16(out, static_cast<std::uint16_t>(entry.name.size()));
  return out;
}

/// The extra field with the 64-bit numbers that replace those of 32 bits; empty if absent.
std::string long_extra(const std::string& numbers) {
  std::string out;
  if (numbers.empty()) return out;
  add16(out, kLongExtra);
  add16(out, static_cast<std::uint16_t>(numbers.size()));
  return out + numbers;
}

/// The bytes of the zlib format around a deflate stream (RFC 1950 section 2.2).
constexpr std::size_t kZlibStart = 2;
constexpr std::size_t kZlibEnd = 4;

}  // namespace

ZipEntry stored_entry(std::string_view name, std::string_view bytes) {
  return {name, bytes, bytes.size(), resources::crc32(bytes), false};
}

ZipEntry deflated_entry(std::string_view name, std::string_view zlib, std::size_t length, std::uint32_t check_sum) {
  return {name, zlib.substr(kZlibStart, zlib.size() - kZlibStart - kZlibEnd), length, check_sum, true};
}

std::string ZipWriter::entry(const ZipEntry& entry) { return header(entry, entry.bytes.size()).append(entry.bytes); }

std::string ZipWriter::header(const ZipEntry& entry, std::uint64_t packed) {
  const bool is_long = packed >= kLong || entry.length >= kLong;
  const std::string common = common_part(entry, packed, is_long);
  std::string sizes;
  if (is_long) {
    add64(sizes, entry.length);
    add64(sizes, packed);
  }
  std::string out;
  add32(out, kZipEntry);
  add16(out, is_long ? kLongVersion : kVersion);
  out += common;
  const std::string extra = long_extra(sizes);
  add16(out, static_cast<std::uint16_t>(extra.size()));
  out.append(entry.name).append(extra);

  const bool is_far = offset_ >= kLong;
  if (is_far) add64(sizes, offset_);
  const std::string far_extra = long_extra(sizes);
  add32(directory_, kZipDirectoryLine);
  add16(directory_, is_long || is_far ? kLongVersion : kVersion);
  add16(directory_, is_long || is_far ? kLongVersion : kVersion);
  directory_ += common;
  add16(directory_, static_cast<std::uint16_t>(far_extra.size()));
  add64(directory_, 0);  // length of the comment, disk, internal attributes, first half of the external attributes
  add16(directory_, 0);  // second half of the external attributes
  add32(directory_, offset_);
  directory_.append(entry.name).append(far_extra);
  offset_ += out.size() + packed;
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
  add32(out, kZipEnd);
  add32(out, 0);  // disks
  add16(out, count);
  add16(out, count);
  add32(out, size);
  add32(out, offset_);
  add16(out, 0);
  return out;
}

}  // namespace gongwen::package
