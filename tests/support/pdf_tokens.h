// Values of PDF (ISO 32000-1 section 7.3) read strictly, for StrictPdf: from objects, content streams and maps of
// characters, which share their tokens.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::tests {

struct PdfValue {
  enum class Kind { End, Number, Name, String, Array, Dictionary, Word, Reference };
  Kind kind = Kind::End;
  double number = 0;            // also of references
  std::string text;             // of names, strings and words
  std::vector<PdfValue> items;  // of arrays; of dictionaries keys and values in turn

  bool is(Kind other) const { return kind == other; }
  bool is_word(std::string_view word) const { return kind == Kind::Word && text == word; }
  /// The value of a key; null if there is none.
  const PdfValue* entry(std::string_view key) const;
};

class PdfTokens {
 public:
  /// `references`: whether `1 0 R` may stand for an object; not in content.
  PdfTokens(std::string_view text, bool references) : text_(text), references_(references) {}

  /// The next value or word; End at the end and after an error.
  PdfValue next();
  /// The first error, with its place and the bytes there; empty if there is none.
  const std::string& error() const { return error_; }
  std::size_t at() const { return at_; }

 private:
  PdfValue fail(std::string_view what);
  void skip_blanks();
  PdfValue number_or_word();
  PdfValue name();
  PdfValue literal();
  PdfValue hexadecimal();
  PdfValue items(PdfValue::Kind kind, std::string_view end);
  void join_reference(PdfValue& value);

  std::string_view text_;
  bool references_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string error_;
};

}  // namespace gongwen::tests
