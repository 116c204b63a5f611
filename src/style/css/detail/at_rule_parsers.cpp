#include "style/css/detail/at_rule_parsers.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/css.h"
#include "style/css/declaration.h"
#include "style/css/detail/grammar.h"
#include "style/css/selector.h"

#include <algorithm>
#include <array>
#include <charconv>

// Descriptors of @counter-style are parsed into local variables and stored only if they are valid as a whole: an
// invalid descriptor must leave the value of an earlier valid one.
namespace gongwen::css {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using System = CounterStyleRule::System;

bool is_named(std::string_view a, std::string_view b) { return base::equals_ignoring_ascii_case(a, b); }

constexpr std::array<std::string_view, 10> kDescriptors{
    "system", "symbols", "additive-symbols", "prefix", "suffix", "range", "pad", "negative", "fallback", "speak-as"};

/// Integers are clamped to 32 bits.
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

/// `cyclic`, `fixed 3`, `extends decimal` (css-counter-styles-3 section 3.1).
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

/// `symbols: "①" "②"`: at least one, without commas.
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

/// Weights must decrease strictly (section 3.4.2).
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

/// The text before a negative number, and optionally one after it: `negative: "(" ")"`.
bool parse_negative(TokenStream value, CounterStyleRule& rule) {
  const std::optional<std::string> before = take_symbol(value);
  if (!before) return false;
  const std::optional<std::string> after = take_symbol(value);
  if (!at_end(value)) return false;
  rule.negative = {*before, after.value_or(std::string())};
  return true;
}

/// `pad: 3 "0"`: the minimum length and the symbol that fills it.
bool parse_pad(TokenStream value, CounterStyleRule& rule) {
  const auto pad = take_weighted(value);
  if (!pad || !at_end(value)) return false;
  rule.pad = {pad->weight, pad->symbol};
  return true;
}

/// One bound of a range; `infinite` is the limit of its side.
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

namespace {

bool names_descriptor(std::string_view a, std::string_view b) { return base::equals_ignoring_ascii_case(a, b); }

bool parse_sources(TokenStream value, std::vector<FontFaceRule::Source>& sources) {
  do {
    value.skip_white_space();
    FontFaceRule::Source source;
    if (value.looking_at(TokenKind::Url)) {
      source.name = value.next().text;
    } else if (value.looking_at(TokenKind::Function)) {
      source.local = names_descriptor(value.peek().text, "local");
      if (!source.local && !names_descriptor(value.peek().text, "url")) return false;
      TokenStream inner = value.take_block();
      inner.skip_white_space();
      std::vector<Value> name;
      if (!property_grammar(PropertyId::FontFamily).match(inner, name) || name.size() != 1) return false;
      source.name = name.front().text;
    } else {
      return false;
    }
    value.skip_white_space();
    // format() and tech() are hints for downloads; the file itself has the format.
    while (value.looking_at(TokenKind::Function)) {
      value.take_block();
      value.skip_white_space();
    }
    sources.push_back(std::move(source));
  } while (value.take(TokenKind::Comma));
  return value.at_end();
}

/// One value for both ends of a range, or one for each, in either order (css-fonts-4 §4.4); `auto` says nothing.
template <typename Read>
bool parse_range(TokenStream value, const Grammar& grammar, Read read, int& least, int& most) {
  value.skip_white_space();
  if (value.looking_at_ident("auto")) {
    value.next();
    value.skip_white_space();
    return value.at_end();
  }
  std::vector<Value> values;
  if (!grammar.match_prefix(value, values)) return false;
  value.skip_white_space();
  if (!value.at_end() && !grammar.match(value, values)) return false;
  const int first = read(values.front());
  const int last = read(values.back());
  least = std::min(first, last);
  most = std::max(first, last);
  return true;
}

bool parse_weight(TokenStream value, FontFaceRule& rule) {
  const auto read = [](const Value& weight) {
    if (weight.kind == ValueKind::Number) return static_cast<int>(weight.number);
    return weight.is(Keyword::Bold) ? 700 : 400;
  };
  return parse_range(value, value_grammar(ValueGrammar::FaceWeight), read, rule.min_weight, rule.max_weight);
}

bool parse_descriptor(const Token& name, TokenStream value, FontFaceRule& rule) {
  value.skip_white_space();
  if (names_descriptor(name.text, "font-family")) {
    std::vector<Value> family;
    if (!property_grammar(PropertyId::FontFamily).match(value, family) || family.size() != 1) return false;
    rule.family = family.front().text;
    return true;
  }
  if (names_descriptor(name.text, "src")) return parse_sources(value, rule.sources);
  if (names_descriptor(name.text, "font-weight")) return parse_weight(value, rule);
  if (names_descriptor(name.text, "font-stretch") || names_descriptor(name.text, "font-width")) {
    return parse_range(value, property_grammar(PropertyId::FontStretch), stretch_percent, rule.min_stretch,
                       rule.max_stretch);
  }
  if (names_descriptor(name.text, "font-style")) {
    rule.italic = !value.looking_at_ident("normal");
    return true;
  }
  return names_descriptor(name.text, "font-display");
}

/// One range without blanks: `U+4E00-9FFF`, `u+a0`, `U+4??`.
bool parse_unicode_range(std::string_view text, UnicodeRange& range) {
  if (text.size() < 3 || base::to_ascii_lower(text[0]) != 'u' || text[1] != '+') return false;
  text.remove_prefix(2);
  std::string first(text.substr(0, text.find('-')));
  std::string last = text.find('-') == std::string_view::npos ? first : std::string(text.substr(text.find('-') + 1));
  const bool wildcard = first.find('?') != std::string::npos;
  if (wildcard) last = first;
  for (char& c : first) c = c == '?' ? '0' : c;
  for (char& c : last) c = c == '?' ? 'F' : c;
  const auto parse = [](const std::string& digits, char32_t& out) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    out = value;
    return error == std::errc() && end == digits.data() + digits.size() && value <= 0x10FFFF;
  };
  return parse(first, range.first) && parse(last, range.last) && range.first <= range.last;
}

}  // namespace

bool parse_unicode_ranges(std::string_view text, std::vector<UnicodeRange>& ranges) {
  while (true) {
    const std::size_t comma = text.find(',');
    UnicodeRange range;
    if (!parse_unicode_range(base::trim_ascii_space(text.substr(0, comma)), range)) return false;
    ranges.push_back(range);
    if (comma == std::string_view::npos) return true;
    text.remove_prefix(comma + 1);
  }
}

bool parse_font_face(TokenStream block, std::string_view text, std::uint32_t offset, FontFaceRule& rule) {
  while (!block.at_end()) {
    if (block.take(TokenKind::WhiteSpace) || block.take(TokenKind::Semicolon)) continue;
    const Token name = block.next();
    block.skip_white_space();
    if (name.kind != TokenKind::Ident || !block.take(TokenKind::Colon)) return false;
    const std::size_t begin = block.position();
    while (!block.at_end() && !block.looking_at(TokenKind::Semicolon)) block.take_component_value();
    const std::span<const Token> value = block.from(begin);
    if (names_descriptor(name.text, "unicode-range") && !value.empty()) {
      const std::string_view written =
          text.substr(value.front().begin - offset, value.back().end - value.front().begin);
      if (!parse_unicode_ranges(written, rule.ranges)) return false;
    } else if (!parse_descriptor(name, TokenStream(value), rule)) {
      return false;
    }
  }
  return !rule.family.empty() && !rule.sources.empty();
}

namespace {

/// `An+B`, or `An+B of name` (css-gcpm-3 section 5.1.2).
bool parse_page_nth(TokenStream stream, PageSelector& selector) {
  const std::size_t begin = stream.position();
  while (!stream.at_end() && !stream.looking_at_ident("of")) stream.next();
  selector.nth = parse_nth(TokenStream(stream.from(begin)));
  if (!selector.nth || stream.at_end()) return selector.nth.has_value();
  stream.next();
  stream.skip_white_space();
  if (!stream.looking_at(TokenKind::Ident)) return false;
  selector.nth_name = stream.next().text;
  stream.skip_white_space();
  return stream.at_end();
}

bool* pseudo_class(std::string_view name, PageSelector& selector) {
  const auto is = [name](std::string_view known) {
    return base::equals_ignoring_ascii_case(name, known);
  };
  return is("first")   ? &selector.first
         : is("blank") ? &selector.blank
         : is("left")  ? &selector.left
         : is("right") ? &selector.right
                       : nullptr;
}

/// Parses what follows a colon.
bool parse_pseudo_class(TokenStream& stream, PageSelector& selector) {
  const Token pseudo = stream.peek();
  if (pseudo.kind == TokenKind::Function && base::equals_ignoring_ascii_case(pseudo.text, "nth")) {
    return parse_page_nth(stream.take_block(), selector);
  }
  stream.next();
  bool* const flag = pseudo.kind == TokenKind::Ident ? pseudo_class(pseudo.text, selector) : nullptr;
  if (flag != nullptr) *flag = true;
  return flag != nullptr;
}

}  // namespace

std::optional<PageSelector> parse_page_selector(TokenStream& stream) {
  PageSelector selector;
  if (stream.looking_at(TokenKind::Ident)) selector.name = stream.next().text;
  while (stream.take(TokenKind::Colon)) {
    if (!parse_pseudo_class(stream, selector)) return std::nullopt;
  }
  stream.skip_white_space();
  if (!stream.at_end() && !stream.take(TokenKind::Comma)) return std::nullopt;
  return selector;
}

// @property and the syntax of custom properties (css-properties-values-api-1).

namespace {

struct SyntaxType {
  std::string_view name;
  BasicType type;
};

constexpr std::array kSyntaxTypes{
    SyntaxType{"<length>", BasicType::Length},
    SyntaxType{"<length-percentage>", BasicType::LengthPercentage},
    SyntaxType{"<percentage>", BasicType::Percentage},
    SyntaxType{"<number>", BasicType::Number},
    SyntaxType{"<integer>", BasicType::Integer},
    SyntaxType{"<angle>", BasicType::Angle},
    SyntaxType{"<color>", BasicType::Color},
    SyntaxType{"<image>", BasicType::Url},
    SyntaxType{"<url>", BasicType::Url},
    SyntaxType{"<string>", BasicType::String},
    SyntaxType{"<custom-ident>", BasicType::CustomIdent},
};

/// One alternative of a syntax (§5.1): a type or a word, once or as a list.
struct SyntaxComponent {
  const SyntaxType* type = nullptr;
  std::string_view word;
  bool repeats = false;
  bool has_commas = false;
};

std::optional<SyntaxComponent> syntax_component(std::string_view text) {
  text = base::trim_ascii_space(text);
  SyntaxComponent component;
  if (text.ends_with('+') || text.ends_with('#')) {
    component.repeats = true;
    component.has_commas = text.ends_with('#');
    text.remove_suffix(1);
  }
  if (text.starts_with('<')) {
    for (const SyntaxType& known : kSyntaxTypes) {
      if (known.name == text) component.type = &known;
    }
    return component.type == nullptr ? std::nullopt : std::optional(component);
  }
  component.word = text;
  const bool is_word = !text.empty() && text.find_first_of(" \t\n|<>*+#") == std::string_view::npos;
  return is_word ? std::optional(component) : std::nullopt;
}

template <typename Visit>
bool for_each_component(std::string_view syntax, Visit visit) {
  while (true) {
    const std::size_t bar = syntax.find('|');
    const std::optional<SyntaxComponent> component = syntax_component(syntax.substr(0, bar));
    if (!component) return false;
    visit(*component);
    if (bar == std::string_view::npos) return true;
    syntax.remove_prefix(bar + 1);
  }
}

bool takes_one(const SyntaxComponent& component, TokenStream& value, WordCase word_case) {
  value.skip_white_space();
  if (component.type != nullptr) {
    Value taken;
    return match_basic_type(component.type->type, {}, value, taken);
  }
  if (!value.looking_at(TokenKind::Ident)) return false;
  const bool is_word = word_case == WordCase::Counts
                           ? value.peek().text == component.word
                           : base::equals_ignoring_ascii_case(value.peek().text, component.word);
  if (!is_word) return false;
  value.next();
  return true;
}

bool takes_all(const SyntaxComponent& component, TokenStream value, WordCase word_case) {
  do {
    if (!takes_one(component, value, word_case)) return false;
    value.skip_white_space();
    if (value.at_end()) return true;
  } while (component.repeats && (!component.has_commas || value.take(TokenKind::Comma)));
  return false;
}

bool is_universal(std::string_view syntax) { return base::trim_ascii_space(syntax) == "*"; }

bool parse_property_descriptor(const Token& name, TokenStream value, PropertyRule& rule, bool& has_inherits) {
  value.skip_white_space();
  if (base::equals_ignoring_ascii_case(name.text, "syntax")) {
    if (!value.looking_at(TokenKind::String)) return false;
    rule.syntax = value.next().text;
    return true;
  }
  if (base::equals_ignoring_ascii_case(name.text, "inherits")) {
    has_inherits = value.looking_at_ident("true") || value.looking_at_ident("false");
    rule.inherits = value.looking_at_ident("true");
    return has_inherits;
  }
  if (base::equals_ignoring_ascii_case(name.text, "initial-value")) {
    const std::span<const Token> tokens = value.rest();
    rule.initial.emplace(tokens.begin(), tokens.end());
    return true;
  }
  return false;
}

}  // namespace

bool fits_property_syntax(std::string_view syntax, TokenStream value, WordCase word_case) {
  if (is_universal(syntax)) return true;
  bool fits = false;
  const bool is_syntax = for_each_component(
      syntax, [&](const SyntaxComponent& component) { fits = fits || takes_all(component, value, word_case); });
  return is_syntax && fits;
}

bool parse_property_rule(TokenStream prelude, TokenStream block, PropertyRule& rule) {
  prelude.skip_white_space();
  if (!prelude.looking_at(TokenKind::Ident) || !prelude.peek().text.starts_with("--")) return false;
  rule.name = prelude.next().text;
  prelude.skip_white_space();
  if (!prelude.at_end()) return false;
  bool has_inherits = false;
  while (!block.at_end()) {
    if (block.take(TokenKind::WhiteSpace) || block.take(TokenKind::Semicolon)) continue;
    const Token name = block.next();
    block.skip_white_space();
    if (name.kind != TokenKind::Ident || !block.take(TokenKind::Colon)) return false;
    const std::size_t begin = block.position();
    while (!block.at_end() && !block.looking_at(TokenKind::Semicolon)) block.take_component_value();
    if (!parse_property_descriptor(name, TokenStream(block.from(begin)), rule, has_inherits)) return false;
  }
  if (rule.syntax.empty() || !has_inherits) return false;
  if (is_universal(rule.syntax)) return true;
  // A property with a type needs an initial value of that type (§3.3).
  const bool is_well_formed = for_each_component(rule.syntax, [](const SyntaxComponent&) {});
  return is_well_formed && rule.initial && fits_property_syntax(rule.syntax, TokenStream(*rule.initial));
}

namespace {

constexpr int kDeepestCondition = 32;

/// Ill-formed parts are not conditions; they are unknown, which counts as not supported (css-conditional-3 §6.1).
class Condition {
 public:
  explicit Condition(int depth) : depth_(depth) {}

  std::optional<bool> parse(TokenStream stream) const {
    if (depth_ > kDeepestCondition) return std::nullopt;
    stream.skip_white_space();
    if (stream.looking_at_ident("not")) {
      stream.next();
      const std::optional<bool> operand = spaced_operand(stream);
      if (!operand || !stream.at_end()) return std::nullopt;
      return !*operand;
    }
    std::optional<bool> result = parse_operand(stream);
    stream.skip_white_space();
    const bool is_and = stream.looking_at_ident("and");
    const std::string_view joint = is_and ? "and" : "or";
    while (result && !stream.at_end()) {
      // `and` and `or` in one condition need parentheses.
      if (!stream.looking_at_ident(joint)) return std::nullopt;
      stream.next();
      const std::optional<bool> operand = spaced_operand(stream);
      if (!operand) return std::nullopt;
      result = is_and ? *result && *operand : *result || *operand;
    }
    return result;
  }

 private:
  /// A word must be followed by a blank; otherwise it would be a function.
  std::optional<bool> spaced_operand(TokenStream& stream) const {
    if (!stream.skip_white_space()) return std::nullopt;
    const std::optional<bool> operand = parse_operand(stream);
    stream.skip_white_space();
    return operand;
  }

  std::optional<bool> parse_operand(TokenStream& stream) const {
    if (stream.looking_at(TokenKind::OpenParenthesis)) {
      const TokenStream inner = stream.take_block();
      if (const std::optional<bool> nested = Condition(depth_ + 1).parse(inner)) return nested;
      return supports_declaration(inner);
    }
    if (!stream.looking_at(TokenKind::Function)) return std::nullopt;
    const bool is_selector = base::equals_ignoring_ascii_case(stream.peek().text, "selector");
    const TokenStream inner = stream.take_block();
    return is_selector && supports_selector(inner);
  }

  static bool supports_selector(TokenStream inner) {
    diagnostics::DiagnosticSink unheard;
    const base::Expected<SelectorList> list = parse_selector_list(inner, {}, unheard);
    return list && list->size() == 1;
  }

 public:
  static bool supports_declaration(TokenStream inner) {
    // One declaration, not a list of them.
    TokenStream rest = inner;
    while (!rest.at_end()) {
      if (rest.looking_at(TokenKind::Semicolon)) return false;
      rest.take_component_value();
    }
    diagnostics::DiagnosticSink unheard;
    const DeclarationBlock block = parse_declarations(inner, {}, unheard);
    return !block.empty() && unheard.diagnostics().empty();
  }

 private:
  int depth_;
};

}  // namespace

std::optional<bool> supports(TokenStream condition) { return Condition(0).parse(condition); }

std::optional<bool> supports_import(TokenStream inner) {
  if (const std::optional<bool> condition = Condition(0).parse(inner)) return condition;
  return Condition::supports_declaration(inner);
}

}  // namespace gongwen::css
