// The grammars of properties, and colour functions, which are matched by separate code.
#pragma once

#include "css/color.h"
#include "css/token_stream.h"
#include "css/value.h"

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace gongwen::css {

// Colours written as functions: rgb(), hsl(), hwb() (css-color-4) and device-cmyk() (css-color-5).

/// At a Function: takes it and gives its colour; false when it is none or ill-formed.
bool match_color_function(TokenStream& stream, Color& color);

// Grammar: a property's value definition (css-values-4 section 2), compiled from its text in properties.def. Matching a
// value against it yields the typed components, so that no property needs its own parser, and the grammar's text
// can be shown to the author whose value does not fit.

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

/// The values that a numeric type takes, both ends included.
struct NumericRange {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
};

class Grammar {
 public:
  /// `definition` must be a well-formed value definition; a test compiles all of them.
  explicit Grammar(std::string_view definition);

  /// Matches the whole stream. True when everything was taken; the components are appended to `out`.
  bool match(TokenStream stream, std::vector<Value>& out) const;
  /// Matches as much as the grammar takes from the start of the stream.
  bool match_prefix(TokenStream& stream, std::vector<Value>& out) const;

 private:
  friend class GrammarCompiler;
  friend class GrammarMatcher;

  struct Node {
    enum class Kind : std::uint8_t {
      Keyword,
      Type,
      Function,  // one child: what is in its parentheses
      Slash,
      Comma,
      Sequence,  // all, in order
      AllOf,     // `&&`: all, in any order
      SomeOf,    // `||`: one or more, in any order
      OneOf,     // `|`
    };
    Kind kind = Kind::Sequence;
    Keyword keyword = Keyword::None;
    BasicType type = BasicType::Length;
    NumericRange range;
    std::uint16_t least = 1;  // how often
    std::uint16_t most = 1;
    bool comma_separated = false;
    std::vector<std::uint16_t> children;
  };

  std::vector<Node> nodes_;
  std::uint16_t root_ = 0;
};

/// One component of a basic type, with mathematical functions where the type is numeric.
bool match_basic_type(BasicType type, const NumericRange& range, TokenStream& stream, Value& value);

}  // namespace gongwen::css
