// FileWriter: a PDF file from numbered objects (ISO 32000-1 section 7.5): streams as they come, everything else packed
// into object streams, and a cross-reference stream at the end. The same objects give the same bytes.
#pragma once

#include "pdf/syntax/deflate_queue.h"
#include "pdf/syntax/syntax.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

enum class Compress : bool { No, Yes };

class FileWriter {
 public:
  explicit FileWriter(SpareCore spare_core = SpareCore::Yes);

  /// Numbers are given out before the objects are there, so that objects may refer to each other.
  ObjectNumber allocate();
  /// As many, one after the other. Returns: the first.
  ObjectNumber allocate(std::size_t count);
  void add(ObjectNumber number, std::string_view body);
  ObjectNumber add(std::string_view body);
  /// `entries` are the dictionary's entries besides Length and Filter.
  void add_stream(ObjectNumber number, std::string_view entries, std::string data, Compress compress);
  ObjectNumber add_stream(std::string_view entries, std::string data, Compress compress);
  /// The same as it is. `data` is valid until finish().
  ObjectNumber add_kept_stream(std::string_view entries, std::string_view data);

  /// The whole file. Every allocated number must have got its object. `origin` (16 bytes) is the part of the
  /// identifier that stays when others change the file; without it, that of the file's content.
  std::string finish(ObjectNumber root, ObjectNumber info, std::string_view origin = {}) &&;

  std::size_t object_count() const { return places_.size(); }

 private:
  /// Where an object is: at an offset of the file, or in an object stream.
  struct Place {
    enum class Kind : std::uint8_t { Missing, InFile, InStream };
    std::uint64_t where = 0;  // offset, or the object stream's number
    std::uint16_t index = 0;  // in the object stream
    Kind kind = Kind::Missing;
  };

  /// A stream that waits for its place in the file.
  struct Stream {
    ObjectNumber number;
    std::string entries;
    std::string data;
    std::string_view kept;           // in place of `data`
    std::optional<std::size_t> job;  // of the queue, which has the data
  };
  Stream& new_stream(ObjectNumber number, std::string_view entries);
  void write_streams();
  void write_stream(ObjectNumber number, std::string_view entries, std::string_view data);
  void flush_object_stream();
  void write_cross_references(ObjectNumber root, ObjectNumber info, std::string_view origin);

  std::string out_;
  std::vector<Stream> streams_;  // in their order in the file
  DeflateQueue queue_;
  std::vector<Place> places_;  // by number; 0 is the free entry
  std::string packed_heads_;
  std::string packed_bodies_;
  std::uint16_t packed_count_ = 0;
  ObjectNumber packed_number_;
};

}  // namespace gongwen::pdf
