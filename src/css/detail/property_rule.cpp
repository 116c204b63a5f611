// @property and the syntax of custom properties (css-properties-values-api-1).
#include "base/ascii.h"
#include "css/detail/at_rule_parsers.h"
#include "css/detail/grammar.h"

#include <array>

namespace gongwen::css {
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
  // Whatever has a type needs a value of that type (§3.3).
  const bool is_well_formed = for_each_component(rule.syntax, [](const SyntaxComponent&) {});
  return is_well_formed && rule.initial && fits_property_syntax(rule.syntax, TokenStream(*rule.initial));
}

}  // namespace gongwen::css
