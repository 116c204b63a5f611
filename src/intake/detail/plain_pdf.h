// Returned PDF files read here, without the library, as long as they are written as most programs write them: each
// object is read when it is asked for, and no stream is unpacked but the one that it lies in. The library takes apart
// every object of a stream of objects, most of them of the structure tree, which is not needed.
//
// It repairs nothing. Where a file is in any way odd it throws PlainRefused, and the library reads the whole file
// (pdf_library.h): damaged tables, ciphers, hybrid tables, comments among objects, keys that occur twice.
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

/// A value with the number of its object; 0 for what is inside another object. Null if it is missing.
struct PlainPlace {
  const PlainValue* value = nullptr;
  int id = 0;
};

/// An entry of a table of objects, with the place of the object in the file where it is there.
struct TableEntry {
  std::int64_t number = 0;
  bool is_in_file = false;
  bool is_free = false;
  std::uint64_t place = 0;
  std::int64_t generation = 0;  // 0 for an object in a stream
};

/// The entries of a table that is a stream (ISO 32000-1, 7.5.8). Throws: PlainRefused, also where it says two things of
/// one object.
std::vector<TableEntry> read_table_entries(std::string_view bytes, std::size_t at);

class PlainPdf {
 public:
  /// Reads the tables of objects; `bytes` must outlive this. Throws: PlainRefused.
  explicit PlainPdf(std::string_view bytes);

  const PlainValue& trailer() const { return trailer_; }
  PlainPlace root() const { return root_; }
  const std::vector<PlainPlace>& pages() const { return pages_; }

  /// The value itself, or that of the object that it refers to. Throws: PlainRefused.
  PlainPlace follow(const PlainValue& value);

 private:
  friend std::vector<TableEntry> read_table_entries(std::string_view bytes, std::size_t at);
  struct WithoutTables {};
  PlainPdf(std::string_view bytes, WithoutTables);

  enum class EntryKind : std::uint8_t { Unknown, Free, InFile, InStream };
  /// Where an object lies (ISO 32000-1, 7.5.4, 7.5.8).
  struct Entry {
    EntryKind kind = EntryKind::Unknown;
    bool is_being_read = false;
    std::uint32_t index = 0;  // in its stream; the generation of one in the file
    std::uint64_t place = 0;  // in the file; of an object in a stream the number of that
    const PlainValue* value = nullptr;
  };
  struct ObjectStream {
    std::string bytes;
    std::vector<std::pair<std::int64_t, std::size_t>> objects;  // their numbers and places
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
  std::vector<Entry> entries_;  // by number
  std::unordered_map<std::int64_t, ObjectStream> streams_;
  std::size_t room_;  // for what is still to be unpacked
  PlainValue trailer_;
  PlainPlace root_;
  std::vector<PlainPlace> pages_;
  std::unordered_set<int> nodes_;  // of the tree of pages
  bool has_generations_ = false;   // some objects are not the first of their number
  bool is_one_table_ = false;
};

}  // namespace gongwen::intake
