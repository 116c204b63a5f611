// FileUpdate: appends changed and new objects to a finished PDF (ISO 32000-1 section 7.5.6). The original stays, byte
// for byte, at the start of the result, so that existing signatures stay valid.
//   FileUpdate update(bytes, file);
//   const ObjectNumber note = update.add("<</Type/Annot…>>");
//   update.replace(page, "<</Type/Page…/Annots[7 0 R]>>");
//   const std::string changed = std::move(update).finish();
#pragma once

#include "pdf/syntax/syntax.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

/// Facts about the finished file, as its reader found them.
struct FinishedPdf {
  std::uint32_t object_count = 0;  // the file's /Size: all its object numbers are below this
  std::uint64_t last_table = 0;    // offset of its last cross-reference section
  bool has_table_stream = true;    // whether that is a stream; the appended one has the same form (section 7.5.8.4)
  ObjectNumber root;
  ObjectNumber info;  // none: the file has no information dictionary
  // first part of the file identifier, which never changes; bytes, empty if the file has none
  std::string first_identifier;
};

class FileUpdate {
 public:
  /// `original` must outlive this.
  FileUpdate(std::string_view original, const FinishedPdf& file);

  /// Reserves an object number, so that other objects can refer to it before it is added.
  ObjectNumber allocate();
  /// Sets the new body of an object of the file, or the body of an allocated one. Call it once per number.
  void replace(ObjectNumber number, std::string_view body);
  /// Appends a new object. Returns its number.
  ObjectNumber add(std::string_view body);
  /// Like replace(), for objects without a stream whose offset is not needed. If the file has object streams (section
  /// 7.5.7), the object goes into a compressed one together with others.
  void pack(ObjectNumber number, std::string_view body);
  /// Compresses `data`. `entries` are the dictionary's entries except Length and Filter.
  ObjectNumber add_stream(std::string_view entries, std::string_view data);
  /// The stream of an allocated number, compressed or with the data unchanged.
  void replace_stream(ObjectNumber number, std::string_view entries, std::string_view data, bool compress);
  /// Like add_stream(), without compressing `data`.
  ObjectNumber add_plain_stream(std::string_view entries, std::string_view data);

  /// Offset of the object's body in the result; valid after the object was added, but not for packed objects.
  std::uint64_t body_offset(ObjectNumber number) const { return bodies_.at(number.index()); }

  /// Returns the whole file: the original if nothing was changed. Every allocated number must have its object by now.
  std::string finish() &&;

 private:
  /// Where an object is: at an offset, or at an index in an object stream.
  struct Place {
    std::uint64_t offset = 0;
    ObjectNumber stream;
    std::uint8_t index = 0;
  };
  struct PackedObject {
    ObjectNumber number;
    std::string body;
  };
  struct Section;

  void begin_object(ObjectNumber number);
  void write_stream(ObjectNumber number, std::string_view entries, std::string_view data);
  void write_packed();
  void write_object_stream(std::span<const PackedObject> objects);
  static std::vector<Section> sections_of(const std::map<std::size_t, Place>& places);
  void write_table(std::uint64_t start);
  void write_table_stream(std::uint64_t start);
  void append_trailer_entries(std::string& entries, std::uint64_t start) const;

  std::string out_;
  std::size_t original_size_ = 0;
  FinishedPdf file_;
  std::map<std::size_t, Place> places_;  // of appended objects, by number
  std::map<std::size_t, std::uint64_t> bodies_;
  std::vector<PackedObject> packed_;
  std::size_t next_ = 0;
};

}  // namespace gongwen::pdf
