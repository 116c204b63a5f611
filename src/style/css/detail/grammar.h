// The grammars of properties, and colour functions, which are matched by separate code.
#pragma once

#include "style/css/color.h"
#include "style/css/token.h"
#include "style/css/value.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace gongwen::css {

// Colours written as functions: rgb(), hsl(), hwb() (css-color-4) and device-cmyk() (css-color-5).

/// Call it at a Function: takes it and sets its colour; returns false if it is not a colour or is ill-formed.
bool match_color_function(TokenStream& stream, Color& color);

// Grammar: a property's value definition (css-values-4 section 2), compiled from its text in properties.def together
// with the program (grammar_compiler.h). Matching a value yields typed components, so no property needs its own parser,
// and the grammar's text can be shown to an author whose value does not match.

enum class BasicType : std::uint8_t {
  Length,
  LengthPercentage,
  Percentage,
  Number,
  Integer,
  Angle,
  Color,
  String,
  Url,
  CustomIdent,
  FamilyName,
  Flex,       // a number of `fr`
  LineNames,  // names between square brackets
};

/// The range of a numeric type, including both ends.
struct NumericRange {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
};

/// A part of a definition.
struct GrammarNode {
  enum class Kind : std::uint8_t {
    Keyword,
    Type,
    Function,  // one child: the content of the parentheses
    Slash,
    Comma,
    Sequence,  // all, in order
    AllOf,     // `&&`: all, in any order
    SomeOf,    // `||`: one or more, in any order
    OneOf,     // `|`
  };
  Kind kind = Kind::Sequence;
  BasicType type = BasicType::Length;
  Keyword keyword = Keyword::None;
  std::uint16_t least = 1;  // minimum number of repetitions
  std::uint16_t most = 1;
  bool comma_separated = false;
  std::uint16_t first_child = 0;  // index among the children of the table
  std::uint16_t child_count = 0;
  NumericRange range;
};

/// Nodes and the indices of their children, for one definition or several.
struct GrammarTable {
  const GrammarNode* nodes = nullptr;
  const std::uint16_t* children = nullptr;

  std::span<const std::uint16_t> children_of(const GrammarNode& node) const {
    return {children + node.first_child, node.child_count};
  }
};

class Grammar {
 public:
  /// The table must outlive it.
  Grammar(GrammarTable table, std::uint16_t root) : table_(table), root_(root) {}

  /// Matches the whole stream. Returns true if it was used up; the components are appended to `out`.
  bool match(TokenStream stream, std::vector<Value>& out) const;
  /// Matches as much of the start of the stream as the grammar accepts.
  bool match_prefix(TokenStream& stream, std::vector<Value>& out) const;

 private:
  GrammarTable table_;
  std::uint16_t root_;
};

/// Definitions of parts of properties, and of descriptors.
enum class ValueGrammar : std::uint8_t {
#define GONGWEN_VALUE_GRAMMAR(name, definition) name,
#include "style/css/value_grammars.def"
#undef GONGWEN_VALUE_GRAMMAR
};
Grammar value_grammar(ValueGrammar grammar);

/// Matches one component of a basic type; numeric types include mathematical functions.
bool match_basic_type(BasicType type, const NumericRange& range, TokenStream& stream, Value& value);

}  // namespace gongwen::css
