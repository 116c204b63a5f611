// A declaration: one property and its value, as input of the cascade. Shorthands have already been expanded to their
// longhands.
#pragma once

#include "diagnostics/diagnostic.h"
#include "style/css/detail/grammar.h"
#include "style/css/token.h"
#include "style/css/value.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongwen::css {

// The properties by number and name, and their grammars.

enum class PropertyId : std::uint8_t {
#define GONGWEN_PROPERTY(name, ...) name,
#include "style/css/properties.def"
#undef GONGWEN_PROPERTY
};

enum class ShorthandId : std::uint8_t {
#define GONGWEN_SHORTHAND(name, ...) name,
#include "style/css/shorthands.def"
#undef GONGWEN_SHORTHAND
};

/// How a shorthand's value is distributed over its longhands; see shorthands.def.
enum class Expansion : std::uint8_t {
  Sides,
  Any,
  Pair,
  Alias,
  Border,
  Background,
  BackgroundPosition,
  BorderImage,
  Radius,
  Flex,
  Font,
  WhiteSpace,
  GridLines,
  GridTemplate,
  Grid,
  FontVariant,
  FontSynthesis,
  All
};

inline constexpr std::size_t kPropertyCount = 0
#define GONGWEN_PROPERTY(...) +1
#include "style/css/properties.def"
#undef GONGWEN_PROPERTY
    ;

std::string_view property_name(PropertyId id);
std::string_view property_grammar_text(PropertyId id);
bool is_inherited(PropertyId id);
Grammar property_grammar(PropertyId id);

std::string_view shorthand_name(ShorthandId id);
Expansion shorthand_expansion(ShorthandId id);
std::span<const PropertyId> shorthand_longhands(ShorthandId id);
/// Whether its longhands depend on the direction of the text (css-logical-1); they are listed for lines from left to
/// right.
bool is_logical(ShorthandId id);

/// A property or shorthand by its name, ignoring case.
using AnyProperty = std::variant<PropertyId, ShorthandId>;
std::optional<AnyProperty> find_property(std::string_view name);
std::string_view nearest_property_name(std::string_view name);

/// The keywords that every property accepts (css-cascade-5 section 7).
enum class WideKeyword : std::uint8_t { NotWide, Inherit, Initial, Unset, Revert, RevertLayer };

struct Declaration {
  PropertyId property = PropertyId::Display;
  WideKeyword wide = WideKeyword::NotWide;
  bool important = false;
  bool is_logical = false;  // `property` is the physical one for lines from left to right
  std::vector<Value> values;
  diagnostics::Span span;  // the whole declaration

  /// A value with var() cannot be parsed before the custom properties are known; it is kept as tokens until then. All
  /// longhands of a shorthand share the same tokens.
  std::vector<Token> pending;
  std::optional<ShorthandId> pending_shorthand;
};

/// `--name: anything`, or a property that exists only for shapes in drawings, such as `fill`.
struct CustomDeclaration {
  std::string name;
  bool important = false;
  std::vector<Token> value;
  diagnostics::Span span;
};

struct DeclarationBlock {
  std::vector<Declaration> declarations;
  std::vector<CustomDeclaration> custom;
  bool empty() const { return declarations.empty() && custom.empty(); }
};

/// Reads the value of one property. On success the longhands are appended to `block`.
/// Reports: css/invalid-value with the property's grammar.
bool parse_value(AnyProperty property, TokenStream value, const Declaration& model, DeclarationBlock& block);

/// The CSS-wide keyword that is the whole value; NotWide for all others.
WideKeyword wide_keyword_of(TokenStream value);

/// How values are treated: they are matched with the grammars of their properties; or all of them, including those of
/// unknown properties, are kept as tokens like custom properties, with names in lower case, for readers with properties
/// of their own.
enum class ValueReading : bool { ByGrammar, AsTokens };

/// Parses the declarations between braces, or in a style attribute, separated by semicolons (css-syntax-3 §5.4.5).
/// `source` is the source to which the tokens' offsets refer. Reports: css/unknown-property, css/invalid-value,
/// css/invalid-declaration.
DeclarationBlock parse_declarations(TokenStream stream, diagnostics::SourceId source, diagnostics::DiagnosticSink& sink,
                                    ValueReading reading = ValueReading::ByGrammar);

}  // namespace gongwen::css
