#include "base/ascii.h"
#include "base/nearest_name.h"
#include "css/declaration.h"
#include "css/detail/at_rule_parsers.h"
#include "diagnostics/catalogue/css.h"

#include <algorithm>
#include <array>

namespace gongwen::css {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using System = CounterStyleRule::System;

bool is_named(std::string_view a, std::string_view b) { return base::equals_ignoring_ascii_case(a, b); }

constexpr std::array<std::string_view, 10> kDescriptors{
    "system", "symbols", "additive-symbols", "prefix", "suffix", "range", "pad", "negative", "fallback", "speak-as"};

std::optional<std::int32_t> take_integer(TokenStream& stream) {
  stream.skip_white_space();
  const Token token = stream.peek();
  if (token.kind != TokenKind::Number || !token.is_integer) return std::nullopt;
  stream.next();
  return static_cast<std::int32_t>(std::clamp(token.number, -2147483648.0, 2147483647.0));
}

/// A `<symbol>`: a string or an identifier that is not a CSS-wide keyword (section 3); images are not supported.
std::optional<std::string> take_symbol(TokenStream& stream) {
  stream.skip_white_space();
  if (stream.looking_at(TokenKind::String)) return std::string(stream.next().text);
  if (!stream.looking_at(TokenKind::Ident)) return std::nullopt;
  const Token word = stream.peek();
  if (wide_keyword_of(TokenStream({&word, 1})) != WideKeyword::NotWide || is_named(word.text, "default")) {
    return std::nullopt;
  }
  return std::string(stream.next().text);
}

bool at_end(TokenStream& stream) {
  stream.skip_white_space();
  return stream.at_end();
}

bool parse_system(TokenStream value, CounterStyleRule& rule) {
  constexpr std::pair<std::string_view, System> kSystems[] = {
      {"cyclic", System::Cyclic},     {"numeric", System::Numeric},   {"alphabetic", System::Alphabetic},
      {"symbolic", System::Symbolic}, {"additive", System::Additive}, {"fixed", System::Fixed},
      {"extends", System::Extends}};
  const std::optional<std::string> word = take_symbol(value);
  if (!word) return false;
  const auto known = std::find_if(std::begin(kSystems), std::end(kSystems),
                                  [&](const auto& system) { return is_named(system.first, *word); });
  if (known == std::end(kSystems)) return false;
  std::int32_t first_value = 1;
  std::string extended;
  if (known->second == System::Fixed) first_value = take_integer(value).value_or(1);
  if (known->second == System::Extends) {
    value.skip_white_space();
    if (!value.looking_at(TokenKind::Ident)) return false;
    extended = value.next().text;
  }
  if (!at_end(value)) return false;
  rule.system = known->second;
  rule.first_value = first_value;
  rule.extended = std::move(extended);
  return true;
}

bool parse_symbols(TokenStream value, std::vector<std::string>& out) {
  std::vector<std::string> symbols;
  while (auto symbol = take_symbol(value)) symbols.push_back(*std::move(symbol));
  if (!at_end(value) || symbols.empty()) return false;
  out = std::move(symbols);
  return true;
}

/// An integer and a symbol in either order.
std::optional<CounterStyleRule::AdditiveSymbol> take_weighted(TokenStream& value) {
  std::optional<std::int32_t> weight = take_integer(value);
  std::optional<std::string> symbol = take_symbol(value);
  if (!weight) weight = take_integer(value);
  if (!weight || *weight < 0 || !symbol) return std::nullopt;
  return CounterStyleRule::AdditiveSymbol{*weight, *std::move(symbol)};
}

/// Weights go down strictly (section 3.4.2).
bool parse_additive_symbols(TokenStream value, std::vector<CounterStyleRule::AdditiveSymbol>& out) {
  std::vector<CounterStyleRule::AdditiveSymbol> symbols;
  do {
    std::optional<CounterStyleRule::AdditiveSymbol> symbol = take_weighted(value);
    if (!symbol || (!symbols.empty() && symbol->weight >= symbols.back().weight)) return false;
    symbols.push_back(*std::move(symbol));
    value.skip_white_space();
  } while (value.take(TokenKind::Comma));
  if (!value.at_end()) return false;
  out = std::move(symbols);
  return true;
}

bool parse_one_symbol(TokenStream value, std::optional<std::string>& out) {
  std::optional<std::string> symbol = take_symbol(value);
  if (!symbol || !at_end(value)) return false;
  out = std::move(symbol);
  return true;
}

bool parse_negative(TokenStream value, CounterStyleRule& rule) {
  const std::optional<std::string> before = take_symbol(value);
  if (!before) return false;
  const std::optional<std::string> after = take_symbol(value);
  if (!at_end(value)) return false;
  rule.negative = {*before, after.value_or(std::string())};
  return true;
}

bool parse_pad(TokenStream value, CounterStyleRule& rule) {
  const auto pad = take_weighted(value);
  if (!pad || !at_end(value)) return false;
  rule.pad = {pad->weight, pad->symbol};
  return true;
}

std::optional<std::int32_t> take_bound(TokenStream& value, std::int32_t infinite) {
  value.skip_white_space();
  if (!value.looking_at_ident("infinite")) return take_integer(value);
  value.next();
  return infinite;
}

bool parse_range(TokenStream value, CounterStyleRule& rule) {
  std::vector<CounterStyleRule::Range> ranges;
  value.skip_white_space();
  if (value.looking_at_ident("auto")) {
    value.next();
    if (!at_end(value)) return false;
    rule.ranges = std::move(ranges);
    return true;
  }
  do {
    const auto first = take_bound(value, INT32_MIN);
    const auto last = take_bound(value, INT32_MAX);
    if (!first || !last || *first > *last) return false;
    ranges.push_back({*first, *last});
    value.skip_white_space();
  } while (value.take(TokenKind::Comma));
  if (!value.at_end()) return false;
  rule.ranges = std::move(ranges);
  return true;
}

bool parse_fallback(TokenStream value, CounterStyleRule& rule) {
  value.skip_white_space();
  if (!value.looking_at(TokenKind::Ident)) return false;
  rule.fallback = value.next().text;
  return at_end(value);
}

bool parse_descriptor(std::string_view name, TokenStream value, CounterStyleRule& rule) {
  if (is_named(name, "system")) return parse_system(value, rule);
  if (is_named(name, "symbols")) return parse_symbols(value, rule.symbols);
  if (is_named(name, "additive-symbols")) return parse_additive_symbols(value, rule.additive_symbols);
  if (is_named(name, "prefix")) return parse_one_symbol(value, rule.prefix);
  if (is_named(name, "suffix")) return parse_one_symbol(value, rule.suffix);
  if (is_named(name, "range")) return parse_range(value, rule);
  if (is_named(name, "pad")) return parse_pad(value, rule);
  if (is_named(name, "negative")) return parse_negative(value, rule);
  if (is_named(name, "fallback")) return parse_fallback(value, rule);
  return is_named(name, "speak-as");  // speech has no effect in print
}

/// Section 3.1: each system needs a minimum number of symbols, one or two; `extends` may have none.
bool has_what_it_needs(const CounterStyleRule& rule) {
  switch (rule.system) {
    case System::Cyclic:
    case System::Symbolic:
    case System::Fixed: return !rule.symbols.empty();
    case System::Numeric:
    case System::Alphabetic: return rule.symbols.size() >= 2;
    case System::Additive: return !rule.additive_symbols.empty();
    case System::Extends: return rule.symbols.empty() && rule.additive_symbols.empty();
  }
  return false;
}

}  // namespace

bool parse_counter_style(TokenStream prelude, TokenStream block, CounterStyleRule& rule,
                         diagnostics::DiagnosticSink& sink) {
  prelude.skip_white_space();
  if (!prelude.looking_at(TokenKind::Ident) || is_named(prelude.peek().text, "none")) return false;
  rule.name = prelude.next().text;
  if (!at_end(prelude)) return false;
  while (!block.at_end()) {
    if (block.take(TokenKind::WhiteSpace) || block.take(TokenKind::Semicolon)) continue;
    const Token name = block.next();
    block.skip_white_space();
    const bool has_colon = name.kind == TokenKind::Ident && block.take(TokenKind::Colon);
    const std::size_t begin = block.position();
    while (!block.at_end() && !block.looking_at(TokenKind::Semicolon)) block.take_component_value();
    if (has_colon && parse_descriptor(name.text, TokenStream(block.from(begin)), rule)) continue;
    sink.report(messages::CssInvalidDescriptor, Origin{{rule.span.source, name.begin, name.end}, {}}, name.text,
                "counter-style", base::find_nearest_name(base::ascii_lowercase(name.text), kDescriptors));
  }
  return has_what_it_needs(rule);
}

}  // namespace gongwen::css
