#include "pdf/update/file_update.h"

#include "base/assert.h"
#include "base/format.h"
#include "resources/deflate.h"

#include <algorithm>
#include <utility>

namespace gongwen::pdf {
namespace {

constexpr std::size_t kMaxPerStream = 100;  // keeps their indices within one byte
/// With fewer bytes, an object stream saves nothing over plain objects.
constexpr std::size_t kMinPacked = 512;

}  // namespace

/// Consecutive object numbers.
struct FileUpdate::Section {
  std::size_t first = 0;
  std::vector<Place> places;
};

std::vector<FileUpdate::Section> FileUpdate::sections_of(const std::map<std::size_t, Place>& places) {
  std::vector<Section> sections;
  for (const auto& [number, place] : places) {
    if (sections.empty() || sections.back().first + sections.back().places.size() != number) {
      sections.push_back({number, {}});
    }
    sections.back().places.push_back(place);
  }
  return sections;
}

FileUpdate::FileUpdate(std::string_view original, const FinishedPdf& file)
    : out_(original), original_size_(original.size()), file_(file), next_(file.object_count) {
  if (!original.ends_with('\n') && !original.ends_with('\r')) out_.push_back('\n');
}

ObjectNumber FileUpdate::allocate() { return ObjectNumber(next_++); }

void FileUpdate::begin_object(ObjectNumber number) {
  GONGWEN_ASSERT(number.index() < next_ && !places_.contains(number.index()));
  places_[number.index()] = {out_.size(), {}, 0};
  append_integer(out_, number.value);
  out_ += " 0 obj\n";
  bodies_[number.index()] = out_.size();
}

void FileUpdate::replace(ObjectNumber number, std::string_view body) {
  begin_object(number);
  out_ += body;
  out_ += "\nendobj\n";
}

ObjectNumber FileUpdate::add(std::string_view body) {
  const ObjectNumber number = allocate();
  replace(number, body);
  return number;
}

void FileUpdate::pack(ObjectNumber number, std::string_view body) { packed_.push_back({number, std::string(body)}); }

void FileUpdate::write_packed() {
  std::size_t size = 0;
  for (const PackedObject& object : packed_) size += object.body.size();
  if (!file_.has_table_stream || size < kMinPacked) {
    for (const PackedObject& object : packed_) replace(object.number, object.body);
    return;
  }
  for (std::span<const PackedObject> left = packed_; !left.empty();) {
    const std::size_t count = std::min(left.size(), kMaxPerStream);
    write_object_stream(left.first(count));
    left = left.subspan(count);
  }
}

void FileUpdate::write_object_stream(std::span<const PackedObject> objects) {
  std::string heads;
  std::string bodies;
  for (const PackedObject& object : objects) {
    heads += fmt::format("{} {} ", object.number.value, bodies.size());
    bodies += object.body + "\n";
  }
  const ObjectNumber stream =
      add_stream(fmt::format("/Type/ObjStm/N {}/First {}", objects.size(), heads.size()), heads + bodies);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const std::size_t number = objects[i].number.index();
    GONGWEN_ASSERT(number < next_ && !places_.contains(number));
    places_[number] = {0, stream, static_cast<std::uint8_t>(i)};
  }
}

ObjectNumber FileUpdate::add_stream(std::string_view entries, std::string_view data) {
  return add_plain_stream(std::string(entries) + "/Filter/FlateDecode",
                          resources::deflate(data, resources::Effort::Thorough));
}

void FileUpdate::replace_stream(ObjectNumber number, std::string_view entries, std::string_view data, bool compress) {
  if (!compress) return write_stream(number, entries, data);
  write_stream(number, std::string(entries) + "/Filter/FlateDecode",
               resources::deflate(data, resources::Effort::Thorough));
}

ObjectNumber FileUpdate::add_plain_stream(std::string_view entries, std::string_view data) {
  const ObjectNumber number = allocate();
  write_stream(number, entries, data);
  return number;
}

void FileUpdate::write_stream(ObjectNumber number, std::string_view entries, std::string_view data) {
  begin_object(number);
  out_ += fmt::format("<<{}/Length {}>>\nstream\n", entries, data.size());
  out_ += data;
  out_ += "\nendstream\nendobj\n";
}

void FileUpdate::append_trailer_entries(std::string& entries, std::uint64_t start) const {
  // The second part differs with the appended bytes, so files updated from one original have different identifiers.
  const std::string id = file_identifier(out_);
  entries += fmt::format("/Size {}/Root ", next_);
  append_reference(entries, file_.root);
  if (file_.info) {
    entries += "/Info ";
    append_reference(entries, file_.info);
  }
  entries += "/ID[";
  append_hex(entries, file_.first_identifier.empty() ? std::string_view(id) : file_.first_identifier);
  append_hex(entries, id);
  entries += fmt::format("]/Prev {}", file_.last_table);
  GONGWEN_ASSERT(start == out_.size());
}

void FileUpdate::write_table_stream(std::uint64_t start) {
  const ObjectNumber number = allocate();
  places_[number.index()] = {start, {}, 0};
  int width = 1;
  while (start >> (8 * width) != 0) ++width;
  std::string rows;
  std::string index;
  for (const Section& section : sections_of(places_)) {
    index += fmt::format("{}{} {}", index.empty() ? "" : " ", section.first, section.places.size());
    for (const Place& place : section.places) {
      rows.push_back(place.stream ? 2 : 1);
      const std::uint64_t at = place.stream ? place.stream.value : place.offset;
      for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) rows.push_back(static_cast<char>(at >> shift));
      rows.push_back(static_cast<char>(place.index));
    }
  }
  std::string entries = "/Type/XRef";
  append_trailer_entries(entries, start);
  entries += fmt::format("/W[1 {} 1]/Index[{}]", width, index);
  out_ += fmt::format("{} 0 obj\n<<{}/Length {}>>\nstream\n", number.value, entries, rows.size());
  out_ += rows + "\nendstream\nendobj\n";
}

void FileUpdate::write_table(std::uint64_t start) {
  std::string entries;
  append_trailer_entries(entries, start);
  out_ += "xref\n";
  for (const Section& section : sections_of(places_)) {
    out_ += fmt::format("{} {}\n", section.first, section.places.size());
    for (const Place& place : section.places) out_ += fmt::format("{:010} 00000 n \n", place.offset);
  }
  out_ += "trailer\n<<" + entries + ">>\n";
}

std::string FileUpdate::finish() && {
  // A table without objects would make the file unreadable for some programs.
  if (places_.empty() && packed_.empty()) {
    out_.resize(original_size_);
    return std::move(out_);
  }
  write_packed();
  for (std::size_t number = file_.object_count; number < next_; ++number) GONGWEN_ASSERT(places_.contains(number));
  const std::uint64_t start = out_.size();
  if (file_.has_table_stream) {
    write_table_stream(start);
  } else {
    write_table(start);
  }
  out_ += fmt::format("startxref\n{}\n%%EOF\n", start);
  return std::move(out_);
}

}  // namespace gongwen::pdf
