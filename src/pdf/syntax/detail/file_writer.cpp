#include "pdf/syntax/detail/file_writer.h"

#define XXH_INLINE_ALL
#include "base/assert.h"
#include "pdf/syntax/syntax.h"
#include "resources/deflate.h"

#include <array>
#include <utility>

#include <xxhash.h>

namespace gongwen::pdf {

std::string file_identifier(std::string_view bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  return {reinterpret_cast<const char*>(canonical.digest), sizeof canonical.digest};
}

namespace {

/// Larger object streams save next to nothing (measured).
constexpr std::uint16_t kObjectsPerStream = 1000;

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

/// PNG predictor "up" (ISO 32000-1 section 7.4.4.4): rows of similar numbers become rows of zeros.
std::string predict_up(std::string_view rows, std::size_t width) {
  std::string out;
  out.reserve(rows.size() + rows.size() / width);
  for (std::size_t row = 0; row < rows.size(); row += width) {
    out.push_back(2);
    for (std::size_t i = 0; i < width; ++i) {
      const int above = row == 0 ? 0 : static_cast<unsigned char>(rows[row - width + i]);
      out.push_back(static_cast<char>(static_cast<unsigned char>(rows[row + i]) - above));
    }
  }
  return out;
}

}  // namespace

FileWriter::FileWriter(SpareCore spare_core) : queue_(spare_core) {
  out_ = "%PDF-1.7\n%\xE5\x85\xAC\xE6\x96\x87\n";  // bytes above 0x7F mark the file as binary
  places_.emplace_back();
}

ObjectNumber FileWriter::allocate() {
  places_.emplace_back();
  return ObjectNumber(places_.size() - 1);
}

ObjectNumber FileWriter::allocate(std::size_t count) {
  const ObjectNumber first(places_.size());
  places_.resize(places_.size() + count);
  return first;
}

void FileWriter::add(ObjectNumber number, std::string_view body) {
  GONGWEN_ASSERT(places_[number.index()].kind == Place::Kind::Missing);
  if (!packed_number_) packed_number_ = allocate();
  places_[number.index()] = {packed_number_.value, packed_count_++, Place::Kind::InStream};
  append_integer(packed_heads_, number.value);
  packed_heads_.push_back(' ');
  append_integer(packed_heads_, static_cast<std::int64_t>(packed_bodies_.size()));
  packed_heads_.push_back(' ');
  packed_bodies_ += body;
  // Only bodies that end in a number or word need a space before the next body.
  const char last = body.empty() ? '0' : body.back();
  if (std::string_view(">]) ").find(last) == std::string_view::npos) packed_bodies_.push_back(' ');
  if (packed_count_ == kObjectsPerStream) flush_object_stream();
}

void FileWriter::flush_object_stream() {
  if (!packed_number_) return;
  std::string entries = "/Type/ObjStm/N ";
  append_integer(entries, packed_count_);
  entries += "/First ";
  append_integer(entries, static_cast<std::int64_t>(packed_heads_.size()));
  const ObjectNumber number = packed_number_;
  std::string data = packed_heads_ + packed_bodies_;
  packed_number_ = ObjectNumber();
  packed_heads_.clear();
  packed_bodies_.clear();
  packed_count_ = 0;
  add_stream(number, entries, std::move(data), Compress::Yes);
}

void FileWriter::add_stream(ObjectNumber number, std::string_view entries, std::string data, Compress compress) {
  Stream& stream = new_stream(number, entries);
  if (compress == Compress::No) {
    stream.data = std::move(data);
    return;
  }
  stream.entries += "/Filter/FlateDecode";
  stream.job = queue_.put(std::move(data));
}

void FileWriter::add_kept_stream(ObjectNumber number, std::string_view entries, std::string_view data) {
  new_stream(number, entries).kept = data;
}

FileWriter::Stream& FileWriter::new_stream(ObjectNumber number, std::string_view entries) {
  GONGWEN_ASSERT(places_[number.index()].kind == Place::Kind::Missing);
  places_[number.index()].kind = Place::Kind::InFile;
  streams_.push_back({number, std::string(entries), {}, {}, std::nullopt});
  return streams_.back();
}

void FileWriter::write_streams() {
  // Estimates for the bytes around a stream's data and per cross-reference entry.
  constexpr std::size_t kAround = 128;
  constexpr std::size_t kEntry = 4;
  std::size_t size = kEntry * places_.size() + 2 * kAround;
  for (Stream& stream : streams_) {
    if (stream.job) stream.data = queue_.take(*stream.job);
    size += stream.data.size() + stream.kept.size() + stream.entries.size() + kAround;
  }
  out_.reserve(out_.size() + size);
  for (Stream& stream : streams_) {
    const std::string data = std::exchange(stream.data, {});
    write_stream(stream.number, stream.entries, stream.kept.empty() ? std::string_view(data) : stream.kept);
  }
  streams_.clear();
}

void FileWriter::write_stream(ObjectNumber number, std::string_view entries, std::string_view data) {
  places_[number.index()] = {out_.size(), 0, Place::Kind::InFile};
  append_integer(out_, number.value);
  out_ += " 0 obj\n<<";
  out_ += entries;
  out_ += "/Length ";
  append_integer(out_, static_cast<std::int64_t>(data.size()));
  out_ += ">>\nstream\n";
  out_ += data;
  out_ += "\nendstream\nendobj\n";
}

void FileWriter::write_cross_references(ObjectNumber root, ObjectNumber info, std::string_view origin) {
  const std::string id = file_identifier(out_);
  const std::size_t start = out_.size();
  const ObjectNumber number = allocate();
  places_[number.index()] = {start, 0, Place::Kind::InFile};
  int offset_bytes = 1;
  while (start >> (8 * offset_bytes) != 0) ++offset_bytes;
  std::string rows;
  for (const Place& place : places_) {
    const bool free_entry = &place == &places_.front();
    GONGWEN_ASSERT(free_entry || place.kind != Place::Kind::Missing);
    append_big_endian(rows, free_entry ? 0 : place.kind == Place::Kind::InFile ? 1 : 2, 1);
    append_big_endian(rows, free_entry ? 0 : place.where, offset_bytes);
    append_big_endian(rows, free_entry ? 0xFFFF : place.index, 2);
  }
  const int width = 1 + offset_bytes + 2;
  std::string entries = "/Type/XRef/Size ";
  append_integer(entries, static_cast<std::int64_t>(places_.size()));
  entries += "/W[1 " + std::to_string(offset_bytes) + " 2]/Root ";
  append_reference(entries, root);
  entries += "/Info ";
  append_reference(entries, info);
  entries += "/ID[";
  append_hex(entries, origin.empty() ? std::string_view(id) : origin);
  append_hex(entries, id);
  entries += "]/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns " + std::to_string(width) + ">>";
  places_[number.index()].kind = Place::Kind::Missing;  // write_stream sets it
  const resources::Effort effort =
      places_.size() < kObjectsPerStream ? resources::Effort::Quick : resources::Effort::Thorough;
  write_stream(number, entries, resources::deflate(predict_up(rows, static_cast<std::size_t>(width)), effort));
  out_ += "startxref\n";
  append_integer(out_, static_cast<std::int64_t>(start));
  out_ += "\n%%EOF\n";
}

std::string FileWriter::finish(ObjectNumber root, ObjectNumber info, std::string_view origin) && {
  flush_object_stream();
  write_streams();
  write_cross_references(root, info, origin);
  return std::move(out_);
}

}  // namespace gongwen::pdf
