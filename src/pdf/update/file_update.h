// FileUpdate: changed and new objects of a finished PDF, appended to it (ISO 32000-1 section 7.5.6). The file itself
// stays, byte for byte, at the start of the result, so that what was signed in it stays signed.
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

/// How the finished file is written, as its reader found it.
struct FinishedPdf {
  std::uint32_t object_count = 0;  // numbers up to here are in use, or were (/Size)
  std::uint64_t last_table = 0;    // where its last cross-reference section starts
  bool has_table_stream = true;    // whether that is a stream; what is appended is of the same form (section 7.5.8.4)
  ObjectNumber root;
  ObjectNumber info;             // none: the file has no information dictionary
  std::string first_identifier;  // the part that never changes; bytes, empty if the file has none
};

class FileUpdate {
 public:
  /// `original` must outlive this.
  FileUpdate(std::string_view original, const FinishedPdf& file);

  /// A number for an object that others refer to before it is there.
  ObjectNumber allocate();
  /// A new body for an object of the file, or the body of an allocated one. Each number once.
  void replace(ObjectNumber number, std::string_view body);
  ObjectNumber add(std::string_view body);
  /// As replace(), for an object without a stream whose place nobody asks for. Where the file has streams of objects
  /// (section 7.5.7) it is in a compressed one, with others.
  void pack(ObjectNumber number, std::string_view body);
  /// `entries` are the dictionary's entries besides Length and Filter. `data` is compressed.
  ObjectNumber add_stream(std::string_view entries, std::string_view data);
  /// The same, and `data` stays as it is.
  ObjectNumber add_plain_stream(std::string_view entries, std::string_view data);

  /// Where the object's body starts in the result; only after it was added.
  std::uint64_t body_offset(ObjectNumber number) const { return bodies_.at(number.index()); }

  /// The whole file. Every allocated number must have got its object.
  std::string finish() &&;

 private:
  /// Where an object is: at an offset, or the n-th in a stream of objects.
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
  void write_packed();
  void write_object_stream(std::span<const PackedObject> objects);
  static std::vector<Section> sections_of(const std::map<std::size_t, Place>& places);
  void write_table(std::uint64_t start);
  void write_table_stream(std::uint64_t start);
  void append_trailer_entries(std::string& entries, std::uint64_t start) const;

  std::string out_;
  FinishedPdf file_;
  std::map<std::size_t, Place> places_;  // of what is appended, by number
  std::map<std::size_t, std::uint64_t> bodies_;
  std::vector<PackedObject> packed_;
  std::size_t next_ = 0;
};

}  // namespace gongwen::pdf
