#include "css/declaration.h"

#include "base/ascii.h"
#include "css/detail/declaration_parts.h"
#include "diagnostics/catalogue/css.h"
#include "diagnostics/catalogue/texts/css.h"

#include <algorithm>

namespace gongwen::css {
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

/// Whether nothing in it is what cannot be read, at any depth.
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

/// <declaration-value> (css-syntax-3 §8.2): at its top neither `;` nor `!`, and nowhere what cannot be read.
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

/// Takes `!important` off the end of a value (css-syntax-3 §5.4.6).
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
  BlockParser(TokenStream stream, diagnostics::SourceId source, diagnostics::DiagnosticSink& sink)
      : stream_(stream), source_(source), sink_(sink) {}

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
    Declaration model;
    model.important = important;
    model.span = span_of(whole);
    parse_known(name, value, model);
  }

  /// css-nesting-1, which is not supported.
  bool report_nested_rule(std::span<const Token> whole) const {
    const auto brace =
        std::find_if(whole.begin(), whole.end(), [](const Token& token) { return token.kind == TokenKind::OpenBrace; });
    if (brace == whole.begin() || brace == whole.end()) return false;
    const std::span<const Token> selector(whole.begin(), brace);
    sink_.report(messages::CssUnsupported, Origin{span_of(selector), {}}, written_tokens(selector) + "{ … }",
                 texts::CssNestedRules.english, texts::CssNestedRules.chinese);
    return true;
  }

  /// `color: red font-size: 12pt`. Returns: whether that is what is wrong, which is reported.
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

DeclarationBlock parse_declarations(TokenStream stream, diagnostics::SourceId source,
                                    diagnostics::DiagnosticSink& sink) {
  return BlockParser(stream, source, sink).parse();
}

}  // namespace gongwen::css
