// DocumentBuilder: the only way to make a Document. Readers call it in document order:
//   builder.begin_object(0);
//   builder.key("year", 1, 7);  builder.integer(2024, 8, 12);
//   builder.end_object(13);
#pragma once

#include "data/document.h"

#include <string_view>
#include <vector>

namespace gongwen::data {

/// A name that occurs twice in one object.
struct DuplicateKey {
  std::string_view key;
  diagnostics::Span first;
  diagnostics::Span second;
  diagnostics::DataPlace object;
};

class DocumentBuilder {
 public:
  explicit DocumentBuilder(diagnostics::SourceId source) : document_(source) {}
  /// For a document that the program makes from another one: `places` is the source to which all places refer.
  DocumentBuilder(diagnostics::SourceId source, diagnostics::SourceId places) : document_(source) {
    document_.sources_.push_back(places);
    places_ = 1;
  }

  /// Reserves memory for about this number of values, so that the document is not moved while it grows.
  void expect(std::size_t values);

  // `begin` and `end` are byte offsets in the source. Texts are copied, except by the functions for texts that outlive
  // the document.
  void null(std::uint32_t begin, std::uint32_t end) { add(ValueType::Null, begin, end); }
  void boolean(bool value, std::uint32_t begin, std::uint32_t end);
  void integer(std::int64_t value, std::uint32_t begin, std::uint32_t end);
  void decimal(std::string_view written, std::uint32_t begin, std::uint32_t end);
  void string(std::string_view text, std::uint32_t begin, std::uint32_t end);
  /// The text must outlive the document, like the text of a source.
  void string_outliving(std::string_view text, std::uint32_t begin, std::uint32_t end);

  void begin_array(std::uint32_t begin) { open(ValueType::Array, begin); }
  void end_array(std::uint32_t end) { close(end); }
  void begin_object(std::uint32_t begin) { open(ValueType::Object, begin); }
  void key(std::string_view name, std::uint32_t begin, std::uint32_t end);
  /// The name must outlive the document, like the text of a source.
  void key_outliving(std::string_view name, std::uint32_t begin, std::uint32_t end);
  void end_object(std::uint32_t end) { close(end); }

  /// The number of open arrays and objects.
  std::size_t depth() const { return open_.size(); }
  /// The number of values so far.
  std::size_t size() const { return document_.nodes_.size(); }
  /// The start of the innermost open array or object; there must be one.
  std::uint32_t innermost_begin() const;
  /// The type of the innermost open container; there must be one.
  ValueType innermost_type() const;
  const std::vector<DuplicateKey>& duplicate_keys() const { return duplicates_; }

  /// The finished document; all containers must have been closed, and there must be a root.
  Document finish() &&;

 private:
  struct OpenContainer {
    std::uint32_t node;
    std::size_t first_pending;  // its children so far: pending_[first_pending …]
  };

  Document::Node& add(ValueType type, std::uint32_t begin, std::uint32_t end);
  void open(ValueType type, std::uint32_t begin);
  void close(std::uint32_t end);
  void find_duplicates(std::uint32_t object);

  Document document_;
  std::uint16_t places_ = 0;  // index of the source of all places
  std::vector<OpenContainer> open_;
  std::vector<std::uint32_t> pending_;
  std::uint32_t next_key_ = Document::kNoKey;
  std::vector<DuplicateKey> duplicates_;
};

}  // namespace gongwen::data
