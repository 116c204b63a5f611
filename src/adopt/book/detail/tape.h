// Tape: the output of an expansion in its order: rows, cells, and the texts in them.
#pragma once

#include "adopt/book/detail/row_map.h"
#include "adopt/book/workbook_expansion.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::book {

enum class TapeSign : std::uint8_t {
  Keep,      // rows: two numbers
  Row,       // its number
  BlankRow,  // its number
  Cell,      // the number of its slot
  Header,    // the number of its slot
  Run,       // its number
  Text,      // its length; the text is in `texts`
  Value,     // type and length
};

/// The tape of one sheet.
struct Tape {
  std::vector<std::uint32_t> words;
  std::string texts;

  void add(TapeSign sign, std::uint32_t number) { words.push_back((static_cast<std::uint32_t>(sign) << 28U) | number); }
  void add_text(std::string_view text) {
    add(TapeSign::Text, static_cast<std::uint32_t>(text.size()));
    texts += text;
  }
  void add_value(std::string_view text, ValueType type) {
    add(TapeSign::Value, static_cast<std::uint32_t>(type));
    words.push_back(static_cast<std::uint32_t>(text.size()));
    texts += text;
  }
};

/// Reads a tape from its start.
class TapeReader {
 public:
  explicit TapeReader(const Tape& tape) : tape_(&tape) {}

  bool is_at_end() const { return at_ >= tape_->words.size(); }
  TapeSign sign() const { return static_cast<TapeSign>(tape_->words[at_] >> 28U); }
  std::uint32_t number() const { return tape_->words[at_] & 0x0FFFFFFFU; }
  /// The second number of Keep; the length of Value.
  std::uint32_t second() const { return tape_->words[at_ + 1]; }
  /// The text of Text and Value.
  std::string_view text() const { return std::string_view(tape_->texts).substr(text_at_, length()); }
  void step() {
    text_at_ += length();
    at_ += sign() == TapeSign::Keep || sign() == TapeSign::Value ? 2 : 1;
  }

 private:
  std::size_t length() const { return sign() == TapeSign::Text ? number() : sign() == TapeSign::Value ? second() : 0; }

  const Tape* tape_;
  std::size_t at_ = 0;
  std::size_t text_at_ = 0;
};

}  // namespace gongwen::book
