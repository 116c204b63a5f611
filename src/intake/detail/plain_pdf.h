// Reads returned PDF files without the library, provided that they are written in the usual way. Objects are read on
// demand, and only the streams that contain them are unpacked; the library would parse every object in an object
// stream, most of which belong to the structure tree and are not needed.
//
// Nothing is repaired. If a file is unusual in any way (damaged tables, encryption, hybrid tables, comments between
// objects, duplicate keys), PlainRefused is thrown and the library reads the whole file (pdf_library.h).
#pragma once

#include "intake/detail/plain_syntax.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace gongwen::intake {

/// A value with its object number; 0 for a value inside another object. Null if it is missing.
struct PlainPlace {
  const PlainValue* value = nullptr;
  int id = 0;
};

/// An entry of a cross-reference table, with the object's offset if it is in the file.
struct TableEntry {
  std::int64_t number = 0;
  bool is_in_file = false;
  bool is_free = false;
  std::uint64_t place = 0;
  std::int64_t generation = 0;  // 0 for objects in streams
};

/// Reads the entries of a cross-reference stream (ISO 32000-2, 7.5.8). Throws PlainRefused, also if an object has two
/// entries.
std::vector<TableEntry> read_table_entries(std::string_view bytes, std::size_t at);

class PlainPdf {
 public:
  /// Reads the cross-reference tables; `bytes` must outlive the object. Throws PlainRefused.
  explicit PlainPdf(std::string_view bytes);

  const PlainValue& trailer() const { return trailer_; }
  PlainPlace root() const { return root_; }
  const std::vector<PlainPlace>& pages() const { return pages_; }

  /// Resolves a reference; returns other values unchanged. Throws PlainRefused.
  PlainPlace follow(const PlainValue& value);

 private:
  friend std::vector<TableEntry> read_table_entries(std::string_view bytes, std::size_t at);
  struct WithoutTables {};
  PlainPdf(std::string_view bytes, WithoutTables);

  enum class EntryKind : std::uint8_t { Unknown, Free, InFile, InStream };
  /// The place of an object (ISO 32000-2, 7.5.4, 7.5.8).
  struct Entry {
    EntryKind kind = EntryKind::Unknown;
    bool is_being_read = false;
    std::uint32_t index = 0;  // index in its stream; generation of an object in the file
    std::uint64_t place = 0;  // offset in the file, or number of the object stream
    const PlainValue* value = nullptr;
  };
  struct ObjectStream {
    std::string bytes;
    std::vector<std::pair<std::int64_t, std::size_t>> objects;  // numbers and offsets of its objects
  };

  std::size_t last_table();
  void read_tables(std::size_t at);
  PlainValue read_table(PlainParser& parser);
  PlainValue read_table_stream(PlainParser& parser);
  void add_entry(std::int64_t number, const Entry& entry);
  void find_pages(const PlainValue& node, int depth);

  const PlainValue* object(std::int64_t number);
  PlainValue read_object(PlainParser& parser);
  void read_stream(PlainValue& dictionary, PlainParser& parser);
  PlainValue read_from_stream(std::int64_t number, const Entry& entry);
  const ObjectStream& object_stream(std::int64_t number);
  std::string unpack(const PlainValue& stream);

  std::string_view bytes_;
  PlainStore store_;
  std::vector<Entry> entries_;  // by object number
  std::unordered_map<std::int64_t, ObjectStream> streams_;
  std::size_t room_;  // remaining bytes for unpacking
  PlainValue trailer_;
  PlainPlace root_;
  std::vector<PlainPlace> pages_;
  std::unordered_set<int> nodes_;  // nodes of the page tree
  bool has_generations_ = false;   // some objects have a generation other than 0
  bool is_one_table_ = false;
};

}  // namespace gongwen::intake
