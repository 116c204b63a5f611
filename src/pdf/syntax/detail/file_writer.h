// FileWriter: a PDF file of numbered objects (ISO 32000-1 section 7.5). Streams are written in the order in which they
// are added, all other objects are packed into object streams, and a cross-reference stream comes last. The same
// objects give the same bytes.
#pragma once

#include "pdf/syntax/deflate_queue.h"
#include "pdf/syntax/detail/object_writer.h"
#include "pdf/syntax/syntax.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

class FileWriter final : public ObjectWriter {
 public:
  explicit FileWriter(SpareCore spare_core = SpareCore::Yes);

  using ObjectWriter::add;
  using ObjectWriter::add_kept_stream;
  using ObjectWriter::add_stream;

  ObjectNumber allocate() override;
  /// Reserves `count` consecutive numbers. Returns the first.
  ObjectNumber allocate(std::size_t count);
  void add(ObjectNumber number, std::string_view body) override;
  void add_stream(ObjectNumber number, std::string_view entries, std::string data, Compress compress) override;
  void add_kept_stream(ObjectNumber number, std::string_view entries, std::string_view data) override;

  /// Returns the whole file. Every allocated number must have its object by now. `origin` (16 bytes) is the first part
  /// of the file identifier, which stays when others change the file; without it, the hash of the content is used for
  /// both parts.
  std::string finish(ObjectNumber root, ObjectNumber info, std::string_view origin = {}) &&;

  std::size_t object_count() const { return places_.size(); }

 private:
  /// Where an object is: at an offset in the file, or in an object stream.
  struct Place {
    enum class Kind : std::uint8_t { Missing, InFile, InStream };
    std::uint64_t where = 0;  // offset, or the object stream's number
    std::uint16_t index = 0;  // in the object stream
    Kind kind = Kind::Missing;
  };

  /// A stream that is not written yet.
  struct Stream {
    ObjectNumber number;
    std::string entries;
    std::string data;
    std::string_view kept;           // used instead of `data`
    std::optional<std::size_t> job;  // number in the queue that compresses the data
  };
  Stream& new_stream(ObjectNumber number, std::string_view entries);
  void write_streams();
  void write_stream(ObjectNumber number, std::string_view entries, std::string_view data);
  void flush_object_stream();
  void write_cross_references(ObjectNumber root, ObjectNumber info, std::string_view origin);

  std::string out_;
  std::vector<Stream> streams_;  // in file order
  DeflateQueue queue_;
  std::vector<Place> places_;  // by number; 0 is the head of the free list
  std::string packed_heads_;
  std::string packed_bodies_;
  std::uint16_t packed_count_ = 0;
  ObjectNumber packed_number_;
};

}  // namespace gongwen::pdf
