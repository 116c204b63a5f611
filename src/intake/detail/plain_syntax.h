// Parses the objects of PDF files with usual syntax. Unusual syntax is refused, not repaired: the library then reads
// the file (pdf_library.h).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <qpdf/qpdf-c.h>

namespace gongwen::intake {

/// Thrown on unusual syntax. Never leaves this module.
struct PlainRefused {};

/// A dictionary key with its first characters as one number, in which most keys differ: a fast comparison.
class PdfKey {
 public:
  constexpr PdfKey() = default;
  /// For key literals in the program: `/Type`.
  consteval PdfKey(const char* text) : PdfKey(std::string_view(text)) {}
  /// `text`, including its `/`, must outlive the object.
  constexpr PdfKey(std::string_view text) : start_(start_of(text)), text_(text) {}

  PdfKey(const std::string& text) : PdfKey(std::string_view(text)) {}

  std::string_view text() const { return text_; }

  friend bool operator==(const PdfKey& a, const PdfKey& b) {
    return a.start_ == b.start_ && a.text_.size() == b.text_.size() && a.rest() == b.rest();
  }
  /// Order of the bytes.
  friend bool operator<(const PdfKey& a, const PdfKey& b) {
    return a.start_ != b.start_ ? a.start_ < b.start_ : a.rest() < b.rest();
  }

 private:
  static constexpr std::size_t kStart = sizeof(std::uint64_t);

  /// The first 8 characters, most significant first, padded with zeros, which never occur in keys.
  static constexpr std::uint64_t start_of(std::string_view text) {
    std::uint64_t start = 0;
    const std::size_t count = std::min(kStart, text.size());
    for (std::size_t i = 0; i < count; ++i) {
      start |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * (kStart - 1 - i));
    }
    return start;
  }
  std::string_view rest() const { return text_.size() <= kStart ? std::string_view() : text_.substr(kStart); }

  std::uint64_t start_ = 0;
  std::string_view text_;
};

struct PlainMember;

/// A value, or a reference to a numbered object. Numbers keep their spelling. Its texts are views of the text that was
/// read, or of a store.
struct PlainValue {
  qpdf_object_type_e type = ot_null;
  bool is_reference = false;
  std::int64_t number = 0;  // value of an integer or Boolean; object number of a reference
  /// Bytes of a string; a name with its `/`; a number as written; the packed bytes of a stream.
  std::string_view text;
  std::span<const PlainValue> items;     // of an array
  std::span<const PlainMember> members;  // of a dictionary or stream, sorted by key

  /// Returns null if the key is missing.
  const PlainValue* find(const PdfKey& key) const;
};

struct PlainMember {
  PdfKey key;
  PlainValue value;
};

/// Memory of values, freed all at once: a file has thousands of small ones.
class PlainStore {
 public:
  PlainStore() = default;
  PlainStore(const PlainStore&) = delete;
  PlainStore& operator=(const PlainStore&) = delete;

  /// Allocates memory that lives as long as the store.
  template <typename Item>
  Item* room(std::size_t count) {
    static_assert(std::is_trivially_copyable_v<Item>);
    return static_cast<Item*>(memory_.allocate(count * sizeof(Item), alignof(Item)));
  }
  /// Copies bytes into the store.
  std::string_view keep(std::string_view bytes) {
    return {std::copy(bytes.begin(), bytes.end(), room<char>(bytes.size())) - bytes.size(), bytes.size()};
  }

 private:
  friend class PlainParser;
  static constexpr std::size_t kFirst = std::size_t{32} << 10;

  std::pmr::monotonic_buffer_resource memory_{kFirst};
  // Items of the arrays and dictionaries being parsed, innermost last.
  std::vector<PlainValue> items_;
  std::vector<PlainMember> members_;
  std::string bytes_;  // of the string being parsed
};

/// `/Name`, with `#xx` for irregular characters.
std::string written_name(std::string_view name);
/// The value as PDF text that parses to the same value; for a stream, its dictionary.
std::string written_value(const PlainValue& value);

/// Parses values (ISO 32000-2, 7.3) from a file or an object stream. Values are valid while the text and the store
/// exist. Throws PlainRefused for anything malformed or unusual, for comments, and for nesting deeper than 50.
class PlainParser {
 public:
  PlainParser(std::string_view text, PlainStore& store, std::size_t at = 0) : text_(text), store_(store), at_(at) {
    if (at > text.size()) throw PlainRefused();
  }

  PlainValue value() { return value_in(0); }
  /// A non-negative integer.
  std::int64_t count();
  void skip_space();
  /// Takes a word if it comes next. Returns whether it did.
  bool take_word(std::string_view word);
  void expect_word(std::string_view word) {
    if (!take_word(word)) throw PlainRefused();
  }
  /// Takes exact bytes if they come next. Returns whether they did.
  bool take_bytes(std::string_view bytes);

  std::size_t at() const { return at_; }
  std::string_view text() const { return text_; }
  void go_to(std::size_t at) {
    if (at > text_.size()) throw PlainRefused();
    at_ = at;
  }

 private:
  PlainValue value_in(int depth);
  PlainValue number_or_reference();
  PlainValue dictionary(int depth);
  PlainValue array(int depth);
  PlainValue literal_string();
  PlainValue hexadecimal_string();
  PlainValue keyword();
  std::string_view name();
  std::string_view decoded_name(std::string_view written);
  std::string_view decoded_literal();
  void escape(std::string& bytes);
  /// The text up to the next blank or delimiter.
  std::string_view word();

  std::string_view text_;
  PlainStore& store_;
  std::size_t at_;
};

}  // namespace gongwen::intake
