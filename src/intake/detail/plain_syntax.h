// The objects of a PDF as it is usually written: values and their parser. What is unusual is refused, not repaired: the
// library reads such a file instead (pdf_library.h).
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

/// Thrown where a file is not written as most are. Never leaves this module.
struct PlainRefused {};

/// A key of a dictionary with its first characters as one number: most keys differ in it.
class PdfKey {
 public:
  constexpr PdfKey() = default;
  /// Of a key that is written in the program: `/Type`.
  consteval PdfKey(const char* text) : PdfKey(std::string_view(text)) {}
  /// `text`, with its `/`, must outlive this.
  constexpr PdfKey(std::string_view text) : start_(start_of(text)), text_(text) {}

  PdfKey(const std::string& text) : PdfKey(std::string_view(text)) {}

  std::string_view text() const { return text_; }

  friend bool operator==(const PdfKey& a, const PdfKey& b) {
    return a.start_ == b.start_ && a.text_.size() == b.text_.size() && a.rest() == b.rest();
  }
  /// In the order of their bytes.
  friend bool operator<(const PdfKey& a, const PdfKey& b) {
    return a.start_ != b.start_ ? a.start_ < b.start_ : a.rest() < b.rest();
  }

 private:
  static constexpr std::size_t kStart = sizeof(std::uint64_t);

  /// The first characters, the first of all the highest byte; zeros where there are none: a key has no such bytes.
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

/// A value, or a reference to a numbered object. Numbers are kept as they are written. What it points to lies in the
/// text that was read, or in a store.
struct PlainValue {
  qpdf_object_type_e type = ot_null;
  bool is_reference = false;
  std::int64_t number = 0;  // of an integer or a boolean; of a reference the object's number
  /// A string's bytes; a name with its `/`; a number as it is written; what a stream packs.
  std::string_view text;
  std::span<const PlainValue> items;     // of an array
  std::span<const PlainMember> members;  // of a dictionary or a stream, in the order of their keys

  /// Null when there is none.
  const PlainValue* find(const PdfKey& key) const;
};

struct PlainMember {
  PdfKey key;
  PlainValue value;
};

/// Memory of values, given back all at once: a file has thousands of them, most of them small.
class PlainStore {
 public:
  PlainStore() = default;
  PlainStore(const PlainStore&) = delete;
  PlainStore& operator=(const PlainStore&) = delete;

  /// Room that lives as long as this.
  template <typename Item>
  Item* room(std::size_t count) {
    static_assert(std::is_trivially_copyable_v<Item>);
    return static_cast<Item*>(memory_.allocate(count * sizeof(Item), alignof(Item)));
  }
  /// A copy of it.
  std::string_view keep(std::string_view bytes) {
    return {std::copy(bytes.begin(), bytes.end(), room<char>(bytes.size())) - bytes.size(), bytes.size()};
  }

 private:
  friend class PlainParser;
  static constexpr std::size_t kFirst = std::size_t{32} << 10;

  std::pmr::monotonic_buffer_resource memory_{kFirst};
  // What is in the arrays and dictionaries that are being read, the innermost last.
  std::vector<PlainValue> items_;
  std::vector<PlainMember> members_;
  std::string bytes_;  // of the string that is being read
};

/// `/Name`, with `#xx` for what is not a regular character.
std::string written_name(std::string_view name);
/// The value as PDF text that reads back as the same value; of a stream its dictionary.
std::string written_value(const PlainValue& value);

/// Reads values (ISO 32000-1, 7.3) from a file or from the bytes of an object stream.
/// Values live as long as the text and the store.
/// Throws: PlainRefused for all that is not plainly well-formed, for comments, and for values in more than 50 others.
class PlainParser {
 public:
  PlainParser(std::string_view text, PlainStore& store, std::size_t at = 0) : text_(text), store_(store), at_(at) {
    if (at > text.size()) throw PlainRefused();
  }

  PlainValue value() { return value_in(0); }
  /// An integer that is not negative.
  std::int64_t count();
  void skip_space();
  /// Takes a word if it is the next thing. Returns: whether it was.
  bool take_word(std::string_view word);
  void expect_word(std::string_view word) {
    if (!take_word(word)) throw PlainRefused();
  }
  /// Takes bytes as they are. Returns: whether they were the next ones.
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
