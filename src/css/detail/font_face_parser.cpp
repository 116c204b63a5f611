#include "base/ascii.h"
#include "css/detail/at_rule_parsers.h"
#include "css/property.h"

#include <algorithm>
#include <charconv>

namespace gongwen::css {
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

}  // namespace gongwen::css
