// LiteralTable: the literals of a compiled template, tokenised in advance. Each literal is read from every state in
// which the tokenizer may be when it comes (in text, inside a tag, in an attribute value); at run time the tokens for
// the actual state are replayed. So expanding a table of 10,000 rows tokenises the row's markup only once.
#pragma once

#include "base/string_arena.h"
#include "dom/detail/tokenizer.h"
#include "templating/sink.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::dom {

/// One recorded call of a TokenHandler.
struct RecordedToken {
  enum class Kind : std::uint8_t { StartTag, Attribute, AttributeText, AttributeEnd, StartTagEnd, EndTag, Text };
  Kind kind;
  std::uint8_t name = 0;  // ElementName, AttributeName or SelfClosing
  diagnostics::Span span;
  std::string_view text;
};

class LiteralTable {
 public:
  /// `literals` in the order of their ids, starting with 0.
  explicit LiteralTable(std::span<const templating::Literal> literals);

  struct Recording {
    std::vector<RecordedToken> tokens;
    TokenizerState end;      // the state after the literal
    bool opens_tag = false;  // otherwise `end.element` is the element in which the literal started
    bool usable = false;     // false if the literal is malformed from this state
  };
  /// The tokens of a literal read from the state `start`; null if it must be tokenised at run time.
  const Recording* find(std::uint32_t literal, const TokenizerState& start) const;

 private:
  static constexpr std::size_t kStarts = 3;  // Data, InsideTag, AttributeValue with double quotes

  base::StringArena texts_;
  std::vector<std::array<Recording, kStarts>> recordings_;
};

}  // namespace gongwen::dom
