// The objects of a PDF as it is usually written: values and their parser. What is unusual is refused, not repaired: the
// library reads such a file instead (pdf_library.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <qpdf/qpdf-c.h>

namespace gongwen::intake {

/// Thrown where a file is not written as most are. Never leaves this module.
struct PlainRefused {};

struct PlainMember;

/// A value, or a reference to a numbered object. Numbers are kept as they are written.
struct PlainValue {
  qpdf_object_type_e type = ot_null;
  bool is_reference = false;
  std::int64_t number = 0;           // of an integer or a boolean; of a reference the object's number
  std::string text;                  // a string's bytes; a name with its `/`; a number as it is written
  std::vector<PlainValue> items;     // of an array
  std::vector<PlainMember> members;  // of a dictionary or a stream, in the order of their keys
  std::string_view stream;           // packed

  /// Null when there is none.
  const PlainValue* find(std::string_view key) const;
};

struct PlainMember {
  std::string key;  // with its `/`
  PlainValue value;
};

/// `/Name`, with `#xx` for what is not a regular character.
std::string written_name(std::string_view name);
/// The value as PDF text that reads back as the same value; of a stream its dictionary.
std::string written_value(const PlainValue& value);

/// Reads values (ISO 32000-1, 7.3) from a file or from the bytes of an object stream.
/// Throws: PlainRefused for all that is not plainly well-formed, for comments, and for values in more than 50 others.
class PlainParser {
 public:
  explicit PlainParser(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {
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
  std::string name();
  void escape(std::string& bytes);
  /// The text up to the next blank or delimiter.
  std::string_view word();

  std::string_view text_;
  std::size_t at_;
};

}  // namespace gongwen::intake
