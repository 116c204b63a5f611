#include "style/css/declaration.h"

#include "base/name_index.h"
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/css.h"
#include "diagnostics/catalogue/texts/css.h"
#include "style/css/detail/declaration_parts.h"
#include "style/css/detail/grammar_compiler.h"

#include <algorithm>
#include <array>
#include <vector>

// From the tokens of a declaration to values: keywords, grammar of the property, custom properties with `var()`, and
// shorthands spread over their longhands (css-syntax-3 section 5, css-variables-1). Errors are explained as far as
// possible, since authors see no result otherwise.
namespace gongwen::css {

// The keywords, and the grammars of all properties and parts of properties, compiled with the program.

namespace {

constexpr std::array kDefinitions = {
#define GONGWEN_PROPERTY(id, name, field, inherited, initial, grammar) std::string_view(grammar),
#include "style/css/properties.def"
#undef GONGWEN_PROPERTY
#define GONGWEN_VALUE_GRAMMAR(name, definition) std::string_view(definition),
#include "style/css/value_grammars.def"
#undef GONGWEN_VALUE_GRAMMAR
};

constexpr auto kGrammars = [] {
  constexpr auto all = compile_definitions(kDefinitions);
  // With arrays no longer than their contents.
  CompiledGrammars<kDefinitions.size(), all.node_count, all.child_count> fitting;
  for (std::size_t i = 0; i < all.node_count; ++i) fitting.nodes[i] = all.nodes[i];
  for (std::size_t i = 0; i < all.child_count; ++i) fitting.children[i] = all.children[i];
  fitting.roots = all.roots;
  return fitting;
}();

}  // namespace

std::string_view keyword_text(Keyword keyword) { return kKeywordTexts[static_cast<std::size_t>(keyword)]; }

std::optional<Keyword> find_keyword(std::string_view text) {
  const std::optional<std::size_t> found = kKeywordIndex.find_in_any_case(text);
  return found ? std::optional(static_cast<Keyword>(*found)) : std::nullopt;
}

Grammar property_grammar(PropertyId id) { return kGrammars.grammar(static_cast<std::size_t>(id)); }

Grammar value_grammar(ValueGrammar grammar) {
  return kGrammars.grammar(kPropertyCount + static_cast<std::size_t>(grammar));
}

namespace {

enum class Inherited : bool { No, Yes };

struct PropertyInfo {
  std::string_view name;
  Inherited inherited;
  std::string_view grammar;
};

constexpr PropertyInfo kProperties[] = {
#define GONGWEN_PROPERTY(id, name, field, inherited, initial, grammar) {name, Inherited::inherited, grammar},
#include "style/css/properties.def"
#undef GONGWEN_PROPERTY
};

/// One member for each shorthand, so that style/css/shorthands.def can name properties without their enumeration.
struct Longhands {
  using enum PropertyId;
#define GONGWEN_SHORTHAND(id, name, expansion, ...) static constexpr PropertyId kOf##id[] = {__VA_ARGS__};
#include "style/css/shorthands.def"
#undef GONGWEN_SHORTHAND
};

/// css-cascade-5 §3.2: the properties set by `all`. Directions belong to the text, not to its appearance.
constexpr auto kAllProperties = [] {
  std::array<PropertyId, kPropertyCount - 2> all{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < kPropertyCount; ++i) {
    const auto property = static_cast<PropertyId>(i);
    if (property != PropertyId::Direction && property != PropertyId::UnicodeBidi) all[count++] = property;
  }
  return all;
}();

struct ShorthandInfo {
  std::string_view name;
  Expansion expansion;
  std::span<const PropertyId> longhands;
};

constexpr ShorthandInfo kShorthands[] = {
#define GONGWEN_SHORTHAND(id, name, expansion, ...) {name, Expansion::expansion, Longhands::kOf##id},
#include "style/css/shorthands.def"
#undef GONGWEN_SHORTHAND
};

const PropertyInfo& info(PropertyId id) { return kProperties[static_cast<std::size_t>(id)]; }
const ShorthandInfo& info(ShorthandId id) { return kShorthands[static_cast<std::size_t>(id)]; }

/// The names of properties come first, then those of shorthands.
constexpr std::string_view name_at(std::size_t place) {
  return place < kPropertyCount ? kProperties[place].name : kShorthands[place - kPropertyCount].name;
}
constexpr base::NameIndex<kPropertyCount + std::size(kShorthands), name_at> kByName;

}  // namespace

std::string_view property_name(PropertyId id) { return info(id).name; }
std::string_view property_grammar_text(PropertyId id) { return info(id).grammar; }
bool is_inherited(PropertyId id) { return info(id).inherited == Inherited::Yes; }

std::string_view shorthand_name(ShorthandId id) { return info(id).name; }
Expansion shorthand_expansion(ShorthandId id) { return info(id).expansion; }
std::span<const PropertyId> shorthand_longhands(ShorthandId id) {
  return id == ShorthandId::All ? std::span<const PropertyId>(kAllProperties) : info(id).longhands;
}
bool is_logical(ShorthandId id) { return id >= ShorthandId::InlineSize; }

std::optional<AnyProperty> find_property(std::string_view name) {
  const std::optional<std::size_t> found = kByName.find_in_any_case(name);
  if (!found) return std::nullopt;
  if (*found < kPropertyCount) return PropertyId(*found);
  return ShorthandId(*found - kPropertyCount);
}

std::string_view nearest_property_name(std::string_view name) {
  std::vector<std::string_view> names;
  for (const PropertyInfo& property : kProperties) names.push_back(property.name);
  for (const ShorthandInfo& shorthand : kShorthands) names.push_back(shorthand.name);
  return base::find_nearest_name(base::ascii_lowercase(name), names);
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using diagnostics::Span;

std::span<const PropertyId> longhands_of(const AnyProperty& property) {
  if (const auto* shorthand = std::get_if<ShorthandId>(&property)) return shorthand_longhands(*shorthand);
  return {std::get_if<PropertyId>(&property), 1};
}

bool has_variable(std::span<const Token> tokens) {
  return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
    return token.kind == TokenKind::Function && base::equals_ignoring_ascii_case(token.text, "var");
  });
}

bool is_variable_reference(TokenStream inner, int depth);

/// Whether there is no invalid token at any depth.
bool is_readable(TokenStream stream, int depth) {
  constexpr int kDeepest = 64;
  if (depth > kDeepest) return false;
  while (!stream.at_end()) {
    const Token& token = stream.peek();
    switch (token.kind) {
      case TokenKind::BadString:
      case TokenKind::BadUrl:
      case TokenKind::CloseParenthesis:
      case TokenKind::CloseSquare:
      case TokenKind::CloseBrace: return false;
      default: break;
    }
    if (closing_of(token.kind) == TokenKind::EndOfFile) {
      stream.next();
      continue;
    }
    const bool is_variable = token.kind == TokenKind::Function && base::equals_ignoring_ascii_case(token.text, "var");
    const TokenStream inner = stream.take_block();
    if (!(is_variable ? is_variable_reference(inner, depth + 1) : is_readable(inner, depth + 1))) return false;
  }
  return true;
}

/// <declaration-value> (css-syntax-3 §8.2): no `;` or `!` at the top level, and no invalid token.
bool is_declaration_value(TokenStream stream, int depth) {
  if (!is_readable(stream, depth)) return false;
  while (!stream.at_end()) {
    if (stream.looking_at(TokenKind::Semicolon) || stream.take_delimiter('!')) return false;
    stream.take_component_value();
  }
  return true;
}

bool is_custom_name(std::string_view name) { return name.size() > 2 && name.starts_with("--"); }

/// css-variables-1 §3: `--name`, or `--name, fallback`.
bool is_variable_reference(TokenStream inner, int depth) {
  inner.skip_white_space();
  if (!inner.looking_at(TokenKind::Ident) || !is_custom_name(inner.next().text)) return false;
  inner.skip_white_space();
  if (inner.at_end()) return true;
  return inner.take(TokenKind::Comma) && is_declaration_value(inner, depth);
}

/// Removes `!important` from the end of a value (css-syntax-3 §5.4.6).
bool take_important(std::span<const Token>& value) {
  const auto strip = [&] {
    while (!value.empty() && value.back().kind == TokenKind::WhiteSpace) value = value.first(value.size() - 1);
  };
  strip();
  std::span<const Token> rest = value;
  if (rest.empty() || rest.back().kind != TokenKind::Ident) return false;
  if (!base::equals_ignoring_ascii_case(rest.back().text, "important")) return false;
  rest = rest.first(rest.size() - 1);
  while (!rest.empty() && rest.back().kind == TokenKind::WhiteSpace) rest = rest.first(rest.size() - 1);
  if (rest.empty() || rest.back().kind != TokenKind::Delim || rest.back().delimiter != '!') return false;
  value = rest.first(rest.size() - 1);
  strip();
  return true;
}

class BlockParser {
 public:
  BlockParser(TokenStream stream, diagnostics::SourceId source, diagnostics::DiagnosticSink& sink, ValueReading reading)
      : stream_(stream), source_(source), sink_(sink), reading_(reading) {}

  DeclarationBlock parse() {
    while (!stream_.at_end()) {
      if (stream_.take(TokenKind::WhiteSpace) || stream_.take(TokenKind::Semicolon)) continue;
      parse_one();
    }
    return std::move(block_);
  }

 private:
  Span span_of(std::span<const Token> tokens) const {
    if (tokens.empty()) return {source_, stream_.peek().begin, stream_.peek().end};
    return {source_, tokens.front().begin, tokens.back().end};
  }

  std::span<const Token> take_until_semicolon() {
    const std::size_t begin = stream_.position();
    while (!stream_.at_end() && !stream_.looking_at(TokenKind::Semicolon)) stream_.take_component_value();
    return stream_.from(begin);
  }

  void parse_one() {
    const std::span<const Token> whole = take_until_semicolon();
    TokenStream declaration(whole);
    const Token name = declaration.next();
    declaration.skip_white_space();
    if (name.kind != TokenKind::Ident || !declaration.take(TokenKind::Colon)) {
      if (report_nested_rule(whole)) return;
      sink_.report(messages::CssInvalidDeclaration, Origin{span_of(whole), {}}, written_tokens(whole));
      return;
    }
    declaration.skip_white_space();
    std::span<const Token> value = declaration.rest();
    const bool important = take_important(value);
    if (name.text.starts_with("--")) {
      if (!is_custom_name(name.text) || !is_declaration_value(TokenStream(value), 0)) {
        sink_.report(messages::CssInvalidDeclaration, Origin{span_of(whole), {}}, written_tokens(whole));
        return;
      }
      block_.custom.push_back({std::string(name.text), important, {value.begin(), value.end()}, span_of(whole)});
      return;
    }
    if (reading_ == ValueReading::AsTokens) {
      block_.custom.push_back(
          {base::ascii_lowercase(name.text), important, {value.begin(), value.end()}, span_of(whole)});
      return;
    }
    Declaration model;
    model.important = important;
    model.span = span_of(whole);
    parse_known(name, value, model);
  }

  /// Reports nested rules (css-nesting-1), which are not supported.
  bool report_nested_rule(std::span<const Token> whole) const {
    const auto brace =
        std::find_if(whole.begin(), whole.end(), [](const Token& token) { return token.kind == TokenKind::OpenBrace; });
    if (brace == whole.begin() || brace == whole.end()) return false;
    const std::span<const Token> selector(whole.begin(), brace);
    sink_.report(messages::CssUnsupported, Origin{span_of(selector), {}}, written_tokens(selector) + "{ … }",
                 texts::CssNestedRules.english, texts::CssNestedRules.chinese);
    return true;
  }

  /// Reports a missing semicolon: `color: red font-size: 12pt`. Returns whether that is the problem.
  bool report_missing_semicolon(std::span<const Token> value) const {
    for (std::size_t i = 1; i + 1 < value.size(); ++i) {
      const bool is_name = value[i].kind == TokenKind::Ident && value[i + 1].kind == TokenKind::Colon;
      if (!is_name || !find_property(value[i].text)) continue;
      sink_.report(messages::CssMissingSemicolon, Origin{{source_, value[i].begin, value[i].end}, {}}, value[i].text);
      return true;
    }
    return false;
  }

  void parse_of_drawing(const DrawingProperty& property, std::span<const Token> value, const Declaration& model) {
    const bool is_valid = has_variable(value) ? is_declaration_value(TokenStream(value), 0)
                                              : fits_drawing_property(property, TokenStream(value));
    if (!is_valid) {
      report_refused(property.name, value, model, property.syntax);
      return;
    }
    block_.custom.push_back({std::string(property.name), model.important, {value.begin(), value.end()}, model.span});
  }

  void parse_known(const Token& name, std::span<const Token> value, const Declaration& model) {
    const std::optional<AnyProperty> property = find_property(name.text);
    if (!property) {
      if (const DrawingProperty* const of_drawing = find_drawing_property(name.text)) {
        return parse_of_drawing(*of_drawing, value, model);
      }
      if (const std::optional<Workaround> way = find_unsupported(name.text)) {
        sink_.report(messages::CssUnsupported, Origin{{source_, name.begin, name.end}, {}}, name.text, way->english,
                     way->chinese);
        return;
      }
      sink_.report(messages::CssUnknownProperty, Origin{{source_, name.begin, name.end}, {}}, name.text,
                   nearest_property_name(name.text));
      return;
    }
    if (parse_value(*property, TokenStream(value), model, block_)) return;
    const auto* longhand = std::get_if<PropertyId>(&*property);
    if (report_missing_semicolon(value)) return;
    report_refused(name.text, value, model,
                   longhand == nullptr ? std::string_view() : property_grammar_text(*longhand));
  }

  void report_refused(std::string_view property, std::span<const Token> value, const Declaration& model,
                      std::string_view grammar) const {
    const Span place = value.empty() ? model.span : span_of(value);
    if (const std::optional<UnsupportedValue> known = find_unsupported_value(property, value)) {
      sink_.report(messages::CssUnsupportedValue, Origin{place, {}}, known->word, property, known->way.english,
                   known->way.chinese);
      return;
    }
    sink_.report(messages::CssInvalidValue, Origin{place, {}}, written_tokens(value), property, grammar);
  }

  TokenStream stream_;
  diagnostics::SourceId source_;
  diagnostics::DiagnosticSink& sink_;
  ValueReading reading_;
  DeclarationBlock block_;
};

}  // namespace

WideKeyword wide_keyword_of(TokenStream value) {
  value.skip_white_space();
  if (!value.looking_at(TokenKind::Ident)) return WideKeyword::NotWide;
  const std::string_view name = value.next().text;
  value.skip_white_space();
  if (!value.at_end()) return WideKeyword::NotWide;
  if (base::equals_ignoring_ascii_case(name, "inherit")) return WideKeyword::Inherit;
  if (base::equals_ignoring_ascii_case(name, "initial")) return WideKeyword::Initial;
  if (base::equals_ignoring_ascii_case(name, "unset")) return WideKeyword::Unset;
  if (base::equals_ignoring_ascii_case(name, "revert")) return WideKeyword::Revert;
  if (base::equals_ignoring_ascii_case(name, "revert-layer")) return WideKeyword::RevertLayer;
  return WideKeyword::NotWide;
}

bool parse_value(AnyProperty property, TokenStream value, const Declaration& written, DeclarationBlock& block) {
  Declaration model = written;
  if (const auto* shorthand = std::get_if<ShorthandId>(&property)) model.is_logical = is_logical(*shorthand);
  if (const WideKeyword wide = wide_keyword_of(value); wide != WideKeyword::NotWide) {
    for (const PropertyId longhand : longhands_of(property)) {
      block.declarations.push_back(model);
      block.declarations.back().property = longhand;
      block.declarations.back().wide = wide;
    }
    return true;
  }
  const std::span<const Token> tokens = value.rest();
  if (has_variable(tokens)) {
    if (!is_declaration_value(TokenStream(tokens), 0)) return false;
    for (const PropertyId longhand : longhands_of(property)) {
      block.declarations.push_back(model);
      block.declarations.back().property = longhand;
      block.declarations.back().pending.assign(tokens.begin(), tokens.end());
      if (const auto* shorthand = std::get_if<ShorthandId>(&property)) {
        block.declarations.back().pending_shorthand = *shorthand;
      }
    }
    return true;
  }
  if (const auto* shorthand = std::get_if<ShorthandId>(&property)) {
    return expand_shorthand(*shorthand, value, model, block.declarations);
  }
  Declaration declaration = model;
  declaration.property = std::get<PropertyId>(property);
  if (!property_grammar(declaration.property).match(value, declaration.values)) return false;
  if (!is_valid_in_grid(declaration.property, declaration.values)) return false;
  block.declarations.push_back(std::move(declaration));
  return true;
}

DeclarationBlock parse_declarations(TokenStream stream, diagnostics::SourceId source, diagnostics::DiagnosticSink& sink,
                                    ValueReading reading) {
  return BlockParser(stream, source, sink, reading).parse();
}

}  // namespace gongwen::css
