// Media queries (mediaqueries-4 section 3), answered for a sheet of paper: A4 upright, in colours, printed once. The
// size of the pages is not asked, since it is set by rules which the query may concern (css-page-3 section 5.4).
#include "base/utf8.h"
#include "style/css/stylesheet.h"
#include "style/css/token.h"
#include "style/css/value.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::css {
namespace {

constexpr int kDeepestMediaQuery = 32;
constexpr double kPaperWidth = 210 * 96 / 25.4;  // px
constexpr double kPaperHeight = 297 * 96 / 25.4;
constexpr double kDotsPerInch = 300;

/// The result of a query with unknown features is unknown; `not` does not change that (§3.1).
enum class Answer : std::uint8_t { No, Yes, Unknown };

Answer answer(bool value) { return value ? Answer::Yes : Answer::No; }
Answer negation(Answer value) { return value == Answer::Unknown ? value : answer(value == Answer::No); }

bool names(std::string_view a, std::string_view b) { return base::equals_ignoring_ascii_case(a, b); }

struct RangeFeature {
  std::string_view name;
  double value;
};

constexpr std::array kRangeFeatures{
    RangeFeature{"width", kPaperWidth},
    RangeFeature{"height", kPaperHeight},
    RangeFeature{"device-width", kPaperWidth},
    RangeFeature{"device-height", kPaperHeight},
    RangeFeature{"aspect-ratio", kPaperWidth / kPaperHeight},
    RangeFeature{"device-aspect-ratio", kPaperWidth / kPaperHeight},
    RangeFeature{"resolution", kDotsPerInch},
    RangeFeature{"color", 8},
    RangeFeature{"color-index", 0},
    RangeFeature{"monochrome", 0},
};

struct WordFeature {
  std::string_view name;
  std::string_view words;  // that are true, between blanks
  std::string_view none;   // the word that makes `(name)` alone false
};

constexpr std::array kWordFeatures{
    WordFeature{"orientation", " portrait ", ""},
    WordFeature{"scan", " ", ""},
    WordFeature{"grid", " 0 ", "0"},
    WordFeature{"update", " none ", "none"},
    WordFeature{"overflow-block", " paged ", "none"},
    WordFeature{"overflow-inline", " none ", "none"},
    WordFeature{"color-gamut", " srgb ", ""},
    WordFeature{"hover", " none ", "none"},
    WordFeature{"any-hover", " none ", "none"},
    WordFeature{"pointer", " none ", "none"},
    WordFeature{"any-pointer", " none ", "none"},
    WordFeature{"scripting", " none ", "none"},
    WordFeature{"prefers-color-scheme", " light ", ""},
    WordFeature{"prefers-reduced-motion", " no-preference ", "no-preference"},
    WordFeature{"prefers-contrast", " no-preference ", "no-preference"},
};

/// Converts to px; relative units refer to the initial font (§1.3), whose measures are assumed to be the usual shares.
std::optional<double> length_of(double number, Unit unit) {
  constexpr double kFontSize = 16;
  constexpr double kLineHeight = 1.2;
  if (is_angle(unit) || is_page_relative(unit)) return std::nullopt;
  if (!is_font_relative(unit)) return number * pixels_per(unit);
  switch (unit) {
    case Unit::Ex:
    case Unit::Ch: return number * kFontSize / 2;
    case Unit::Lh:
    case Unit::Rlh: return number * kFontSize * kLineHeight;
    default: return number * kFontSize;
  }
}

/// Converts the lengths in a calculation to numbers of px. Returns whether it contains only lengths and numbers.
bool make_constant(CalcNode& node) {
  if (node.operation != CalcNode::Operation::Leaf) {
    return std::all_of(node.operands.begin(), node.operands.end(), make_constant);
  }
  if (node.leaf.kind != ValueKind::Dimension) return node.leaf.kind == ValueKind::Number;
  const std::optional<double> length = length_of(node.leaf.number, node.leaf.unit);
  if (!length) return false;
  node.leaf = {};
  node.leaf.kind = ValueKind::Number;
  node.leaf.number = *length;
  return true;
}

/// A length in px, a resolution in dots per inch, a ratio, or a number.
std::optional<double> take_feature_value(TokenStream& stream) {
  stream.skip_white_space();
  const Token token = stream.peek();
  if (token.kind == TokenKind::Function && is_math_function(token.text)) {
    const std::shared_ptr<const CalcNode> calc = parse_math_function(stream);
    if (calc == nullptr || !type_of(*calc)) return std::nullopt;
    CalcNode constant = *calc;
    return make_constant(constant) ? constant_of(constant) : std::nullopt;
  }
  if (token.kind == TokenKind::Number) {
    stream.next();
    TokenStream ahead = stream;
    ahead.skip_white_space();
    if (!ahead.take_delimiter('/')) return token.number;
    ahead.skip_white_space();
    if (!ahead.looking_at(TokenKind::Number)) return std::nullopt;
    const double divisor = ahead.next().number;
    stream = ahead;
    return divisor == 0 ? std::nullopt : std::optional(token.number / divisor);
  }
  if (token.kind != TokenKind::Dimension) return std::nullopt;
  stream.next();
  if (names(token.text, "dpi")) return token.number;
  if (names(token.text, "dpcm")) return token.number * 2.54;
  if (names(token.text, "dppx") || names(token.text, "x")) return token.number * 96;
  Unit unit{};
  return find_unit(token.text, unit) ? length_of(token.number, unit) : std::nullopt;
}

enum class Comparison : std::uint8_t { Less, LessOrEqual, Equal, GreaterOrEqual, Greater };

std::optional<Comparison> take_comparison(TokenStream& stream) {
  stream.skip_white_space();
  if (stream.take_delimiter('=')) return Comparison::Equal;
  const bool less = stream.take_delimiter('<');
  if (!less && !stream.take_delimiter('>')) return std::nullopt;
  const bool or_equal = stream.take_delimiter('=');
  if (less) return or_equal ? Comparison::LessOrEqual : Comparison::Less;
  return or_equal ? Comparison::GreaterOrEqual : Comparison::Greater;
}

bool compare_measures(double left, Comparison comparison, double right) {
  const bool equal = std::abs(left - right) < 1e-4;
  switch (comparison) {
    case Comparison::Less: return left < right && !equal;
    case Comparison::LessOrEqual: return left < right || equal;
    case Comparison::Equal: return equal;
    case Comparison::GreaterOrEqual: return left > right || equal;
    case Comparison::Greater: return left > right && !equal;
  }
  return false;
}

const RangeFeature* find_range(std::string_view name) {
  for (const RangeFeature& feature : kRangeFeatures) {
    if (names(feature.name, name)) return &feature;
  }
  return nullptr;
}

/// `400px <= width < 800px`: the value comes first.
Answer range_from_value(TokenStream inner) {
  const std::optional<double> first = take_feature_value(inner);
  const std::optional<Comparison> comparison = first ? take_comparison(inner) : std::nullopt;
  inner.skip_white_space();
  if (!comparison || !inner.looking_at(TokenKind::Ident)) return Answer::Unknown;
  const RangeFeature* const feature = find_range(inner.next().text);
  if (feature == nullptr) return Answer::Unknown;
  bool fits = compare_measures(*first, *comparison, feature->value);
  inner.skip_white_space();
  if (!inner.at_end()) {
    const std::optional<Comparison> second = take_comparison(inner);
    const std::optional<double> last = second ? take_feature_value(inner) : std::nullopt;
    // Both comparisons must point in the same direction.
    if (!last || (*second < Comparison::Equal) != (*comparison < Comparison::Equal) || *second == Comparison::Equal) {
      return Answer::Unknown;
    }
    fits = fits && compare_measures(feature->value, *second, *last);
  }
  inner.skip_white_space();
  return inner.at_end() ? answer(fits) : Answer::Unknown;
}

Answer word_feature(const WordFeature& feature, TokenStream inner) {
  inner.skip_white_space();
  if (inner.at_end()) return answer(feature.words.find(feature.none) == std::string_view::npos || feature.none.empty());
  if (!inner.take(TokenKind::Colon)) return Answer::Unknown;
  inner.skip_white_space();
  const Token word = inner.next();
  inner.skip_white_space();
  if (!inner.at_end() || (word.kind != TokenKind::Ident && word.kind != TokenKind::Number)) return Answer::Unknown;
  const std::string text =
      word.kind == TokenKind::Number ? std::to_string(std::lround(word.number)) : base::ascii_lowercase(word.text);
  return answer(feature.words.find(" " + text + " ") != std::string_view::npos);
}

/// `width`, `min-width: 10cm`, `width >= 10cm`, `orientation: portrait`.
Answer media_feature(TokenStream inner) {
  inner.skip_white_space();
  if (!inner.looking_at(TokenKind::Ident)) return range_from_value(inner);
  std::string_view name = inner.next().text;
  for (const WordFeature& feature : kWordFeatures) {
    if (names(feature.name, name)) return word_feature(feature, inner);
  }
  const bool is_min = name.size() > 4 && names(name.substr(0, 4), "min-");
  const bool is_max = name.size() > 4 && names(name.substr(0, 4), "max-");
  if (is_min || is_max) name.remove_prefix(4);
  const RangeFeature* const feature = find_range(name);
  if (feature == nullptr) return Answer::Unknown;
  inner.skip_white_space();
  if (inner.at_end()) return is_min || is_max ? Answer::Unknown : answer(feature->value != 0);
  std::optional<Comparison> comparison;
  if (inner.take(TokenKind::Colon)) {
    comparison = is_min ? Comparison::GreaterOrEqual : is_max ? Comparison::LessOrEqual : Comparison::Equal;
  } else if (!is_min && !is_max) {
    comparison = take_comparison(inner);
  }
  const std::optional<double> value = comparison ? take_feature_value(inner) : std::nullopt;
  inner.skip_white_space();
  if (!value || !inner.at_end()) return Answer::Unknown;
  return answer(compare_measures(feature->value, *comparison, *value));
}

Answer media_condition(TokenStream& stream, int depth, bool allows_or);

/// The parentheses contain a condition or a feature. Returns Unknown if they are ill-formed.
Answer media_in_parens(TokenStream& stream, int depth) {
  if (depth > kDeepestMediaQuery) return Answer::Unknown;
  if (!stream.looking_at(TokenKind::OpenParenthesis)) {
    stream.take_component_value();
    return Answer::Unknown;
  }
  TokenStream inner = stream.take_block();
  TokenStream ahead = inner;
  ahead.skip_white_space();
  const bool is_condition = ahead.looking_at(TokenKind::OpenParenthesis) || ahead.looking_at_ident("not");
  if (!is_condition) return media_feature(inner);
  const Answer result = media_condition(inner, depth + 1, true);
  inner.skip_white_space();
  return inner.at_end() ? result : Answer::Unknown;
}

/// Parts joined by `and`, or by `or`, never by both (§3).
Answer media_condition(TokenStream& stream, int depth, bool allows_or) {
  stream.skip_white_space();
  if (stream.looking_at_ident("not")) {
    stream.next();
    stream.skip_white_space();
    return negation(media_in_parens(stream, depth));
  }
  Answer result = media_in_parens(stream, depth);
  stream.skip_white_space();
  const bool is_or = allows_or && stream.looking_at_ident("or");
  while (stream.looking_at_ident(is_or ? "or" : "and")) {
    stream.next();
    stream.skip_white_space();
    const Answer next = media_in_parens(stream, depth);
    // An answer that decides the result outweighs unknown ones (mediaqueries-4 §3.1).
    const Answer decisive = is_or ? Answer::Yes : Answer::No;
    if (result != decisive && (next == decisive || result != Answer::Unknown)) result = next;
    stream.skip_white_space();
  }
  return result;
}

/// Returns nullopt if it is not a query at all.
std::optional<Answer> matches_one(TokenStream& stream) {
  stream.skip_white_space();
  Answer result = Answer::Unknown;
  TokenStream ahead = stream;
  const bool starts_with_not = ahead.looking_at_ident("not");
  if (starts_with_not) {
    ahead.next();
    ahead.skip_white_space();
  }
  if (ahead.looking_at(TokenKind::OpenParenthesis)) {
    result = media_condition(stream, 0, true);
  } else {
    bool negated = false;
    if (starts_with_not || stream.looking_at_ident("only")) {
      negated = starts_with_not;
      stream.next();
      stream.skip_white_space();
    }
    if (!stream.looking_at(TokenKind::Ident)) return std::nullopt;
    result = answer(stream.looking_at_ident("print") || stream.looking_at_ident("all"));
    stream.next();
    stream.skip_white_space();
    if (stream.looking_at_ident("and")) {
      stream.next();
      const Answer condition = media_condition(stream, 0, false);
      if (result == Answer::Yes) result = condition;
    }
    if (negated) result = negation(result);
  }
  stream.skip_white_space();
  if (!stream.at_end() && !stream.looking_at(TokenKind::Comma)) return std::nullopt;
  return result;
}

}  // namespace

std::optional<bool> matches_print(TokenStream stream) {
  stream.skip_white_space();
  if (stream.at_end()) return true;
  bool any = false;
  bool all_known = true;
  do {
    const std::optional<Answer> one = matches_one(stream);
    if (!one) return std::nullopt;
    any = any || *one == Answer::Yes;
    all_known = all_known && *one != Answer::Unknown;
  } while (stream.take(TokenKind::Comma));
  return any || all_known ? std::optional(any) : std::nullopt;
}

std::optional<bool> matches_print(std::string_view text) {
  base::StringArena arena;
  const std::vector<Token> tokens = tokenize(text, 0, arena);
  return matches_print(TokenStream(tokens));
}

}  // namespace gongwen::css
