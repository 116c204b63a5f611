#include "style/css/detail/grammar.h"

#include "base/utf8.h"
#include "style/css/detail/color_spaces.h"
#include "style/css/value.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

// Matches values against compiled grammars (css-values-4 section 2), and parses the basic types and the functions of
// colours (css-color-4), which grammars cannot describe.
namespace gongwen::css {

// The basic types of the grammars: numbers, lengths, colours, strings, names (css-values-4 sections 3 to 8,
// css-color-4).

namespace {

bool in_range(double number, const NumericRange& range) { return number >= range.least && number <= range.most; }

bool take_number(ValueKind kind, const NumericRange& range, TokenStream& stream, Value& value) {
  const Token& token = stream.peek();
  if (token.kind != TokenKind::Number || !in_range(token.number, range)) return false;
  if (kind == ValueKind::Integer && !token.is_integer) return false;
  value.kind = kind;
  value.number = token.number;
  stream.next();
  return true;
}

bool take_percentage(const NumericRange& range, TokenStream& stream, Value& value) {
  const Token& token = stream.peek();
  if (token.kind != TokenKind::Percentage || !in_range(token.number, range)) return false;
  value.kind = ValueKind::Percentage;
  value.number = token.number;
  stream.next();
  return true;
}

bool take_dimension(bool angle, const NumericRange& range, TokenStream& stream, Value& value) {
  const Token& token = stream.peek();
  const bool unitless_zero = token.kind == TokenKind::Number && token.number == 0;
  Unit unit = angle ? Unit::Deg : Unit::Px;
  if (!unitless_zero) {
    if (token.kind != TokenKind::Dimension || !find_unit(token.text, unit) || is_angle(unit) != angle) return false;
  }
  if (!in_range(token.number, range)) return false;
  value.kind = ValueKind::Dimension;
  value.number = token.number;
  value.unit = unit;
  stream.next();
  return true;
}

bool match_color(TokenStream& stream, Value& value) {
  const Token& token = stream.peek();
  value.kind = ValueKind::Color;
  if (token.kind == TokenKind::Hash) {
    const auto color = parse_hex_color(token.text);
    if (!color) return false;
    value.color = *color;
    stream.next();
    return true;
  }
  if (token.kind == TokenKind::Ident) {
    if (base::equals_ignoring_ascii_case(token.text, "currentcolor")) {
      value.kind = ValueKind::Keyword;
      value.keyword = Keyword::Currentcolor;
    } else if (const auto color = find_named_color(token.text)) {
      value.color = *color;
    } else {
      return false;
    }
    stream.next();
    return true;
  }
  return token.kind == TokenKind::Function && match_color_function(stream, value.color);
}

bool is_css_wide(std::string_view name) {
  for (const std::string_view wide : {"inherit", "initial", "unset", "revert", "default"}) {
    if (base::equals_ignoring_ascii_case(name, wide)) return true;
  }
  return false;
}

bool match_text(ValueKind kind, TokenKind token_kind, TokenStream& stream, Value& value) {
  if (!stream.looking_at(token_kind)) return false;
  if (kind == ValueKind::Ident && is_css_wide(stream.peek().text)) return false;
  value.kind = kind;
  value.text = stream.next().text;
  return true;
}

bool match_url(TokenStream& stream, Value& value) {
  if (match_text(ValueKind::Url, TokenKind::Url, stream, value)) return true;
  if (!stream.looking_at(TokenKind::Function)) return false;
  if (!base::equals_ignoring_ascii_case(stream.peek().text, "url")) return false;
  TokenStream inner = stream.take_block();
  inner.skip_white_space();
  return match_text(ValueKind::Url, TokenKind::String, inner, value);
}

/// css-fonts-4 §2.1: a string, or a sequence of identifiers joined by single blanks.
bool match_family_name(TokenStream& stream, Value& value) {
  if (match_text(ValueKind::String, TokenKind::String, stream, value)) return true;
  if (!match_text(ValueKind::Ident, TokenKind::Ident, stream, value)) return false;
  while (true) {
    TokenStream ahead = stream;
    ahead.skip_white_space();
    if (!ahead.looking_at(TokenKind::Ident)) return true;
    value.text += " ";
    value.text += ahead.next().text;
    stream = ahead;
  }
}

/// css-grid-1 §7.2.4: a flexible length, as a number of its unit.
bool match_flex(TokenStream& stream, Value& value) {
  const Token& token = stream.peek();
  if (token.kind != TokenKind::Dimension || !base::equals_ignoring_ascii_case(token.text, "fr")) return false;
  if (token.number < 0) return false;
  value.kind = ValueKind::Number;
  value.number = token.number;
  stream.next();
  return true;
}

/// css-grid-1 §7.2.2: `span` and `auto` mean something else where lines are named.
bool match_line_names(TokenStream& stream, Value& value) {
  if (!stream.looking_at(TokenKind::OpenSquare)) return false;
  TokenStream names = stream.take_block();
  value.kind = ValueKind::LineNames;
  for (names.skip_white_space(); !names.at_end(); names.skip_white_space()) {
    Value name;
    if (names.looking_at_ident("span") || names.looking_at_ident("auto")) return false;
    if (!match_text(ValueKind::Ident, TokenKind::Ident, names, name)) return false;
    value.arguments.push_back(std::move(name));
  }
  return true;
}

bool accepts_calc(BasicType type, const CalcType& calc) {
  switch (type) {
    case BasicType::Length: return calc.length && !calc.percentage;
    case BasicType::LengthPercentage: return calc.length || calc.percentage;
    case BasicType::Percentage: return calc.percentage && !calc.length;
    case BasicType::Number: return !calc.length && !calc.percentage;
    default: break;
  }
  return false;
}

bool match_calc(BasicType type, TokenStream& stream, Value& value) {
  if (!stream.looking_at(TokenKind::Function) || !is_math_function(stream.peek().text)) return false;
  const std::shared_ptr<const CalcNode> calc = parse_math_function(stream);
  if (calc == nullptr) return false;
  const std::optional<CalcType> calc_type = type_of(*calc);
  if (!calc_type || !accepts_calc(type, *calc_type)) return false;
  value.kind = ValueKind::Calc;
  value.calc = calc;
  return true;
}

/// A calculated number where a whole one is wanted is rounded (css-values-4 §10.9.1).
bool match_integer_calc(const NumericRange& range, TokenStream& stream, Value& value) {
  if (!match_calc(BasicType::Number, stream, value)) return false;
  const std::optional<double> number = constant_of(*value.calc);
  if (!number) return false;
  value.kind = ValueKind::Integer;
  value.number = std::clamp(std::floor(*number + 0.5), range.least, range.most);
  value.calc = nullptr;
  return true;
}

}  // namespace

bool match_basic_type(BasicType type, const NumericRange& range, TokenStream& stream, Value& value) {
  switch (type) {
    case BasicType::Length: return take_dimension(false, range, stream, value) || match_calc(type, stream, value);
    case BasicType::LengthPercentage:
      return take_dimension(false, range, stream, value) || take_percentage(range, stream, value) ||
             match_calc(type, stream, value);
    case BasicType::Percentage: return take_percentage(range, stream, value) || match_calc(type, stream, value);
    case BasicType::Number:
      return take_number(ValueKind::Number, range, stream, value) || match_calc(type, stream, value);
    case BasicType::Integer:
      return take_number(ValueKind::Integer, range, stream, value) || match_integer_calc(range, stream, value);
    case BasicType::Angle: return take_dimension(true, range, stream, value);
    case BasicType::Color: return match_color(stream, value);
    case BasicType::String: return match_text(ValueKind::String, TokenKind::String, stream, value);
    case BasicType::Url: return match_url(stream, value);
    case BasicType::CustomIdent: return match_text(ValueKind::Ident, TokenKind::Ident, stream, value);
    case BasicType::FamilyName: return match_family_name(stream, value);
    case BasicType::Flex: return match_flex(stream, value);
    case BasicType::LineNames: return match_line_names(stream, value);
  }
  return false;
}

std::optional<Color> parse_color(std::string_view text) {
  base::StringArena arena;
  const std::vector<Token> tokens = tokenize(text, 0, arena);
  TokenStream stream(tokens);
  stream.skip_white_space();
  Value value;
  if (!match_color(stream, value) || value.kind != ValueKind::Color) return std::nullopt;
  stream.skip_white_space();
  return stream.at_end() ? std::optional(value.color) : std::nullopt;
}

namespace {

/// css-color-4 §7: hue in degrees, saturation and lightness from 0 to 1.
Color from_hsl(double hue, double saturation, double lightness) {
  return from_space({hue, saturation * 100, lightness * 100}, ColorSpace::Hsl);
}

struct ColorArgument {
  double number = 0;
  bool is_percentage = false;
  bool is_angle = false;
  bool is_missing = false;  // `none`, which counts as 0 (css-color-4 §4.4)
  double fraction(double whole) const { return std::clamp(is_percentage ? number / 100 : number / whole, 0.0, 1.0); }
};

/// css-color-4 §4: the old functions have commas between all arguments; blanks, and a slash before alpha, separate
/// those of the modern syntax.
enum class ColorSyntax : std::uint8_t { Legacy, Modern };

struct ColorArguments {
  std::vector<ColorArgument> list;
  ColorSyntax syntax = ColorSyntax::Modern;
};

/// A number, a percentage, an angle in degrees, or `none`.
std::optional<ColorArgument> take_color_argument(TokenStream& inner) {
  Value value;
  if (match_basic_type(BasicType::Number, {}, inner, value)) {
    if (value.kind == ValueKind::Number) return ColorArgument{value.number};
  } else if (match_basic_type(BasicType::Percentage, {}, inner, value)) {
    if (value.kind == ValueKind::Percentage) return ColorArgument{value.number, true};
  } else if (match_basic_type(BasicType::Angle, {}, inner, value)) {
    return ColorArgument{value.number * degrees_per(value.unit), false, true};
  } else if (inner.looking_at_ident("none")) {
    inner.next();
    return ColorArgument{0, false, false, true};
  }
  return std::nullopt;
}

/// Reads the given number of components, and alpha if there is one, all in one of the two syntaxes. Only a hue may be
/// an angle, and a hue may not be a percentage (css-color-4 §4.3).
std::optional<ColorArguments> color_arguments(TokenStream inner, std::optional<std::size_t> hue = std::nullopt,
                                              std::size_t components = 3) {
  ColorArguments arguments;
  for (inner.skip_white_space(); !inner.at_end() && arguments.list.size() <= components; inner.skip_white_space()) {
    const std::size_t count = arguments.list.size();
    if (count > 0) {
      const bool is_comma = inner.take(TokenKind::Comma);
      if (count == 1 && is_comma) arguments.syntax = ColorSyntax::Legacy;
      if (is_comma != (arguments.syntax == ColorSyntax::Legacy)) return std::nullopt;
      if (!is_comma && inner.take_delimiter('/') != (count == components)) return std::nullopt;
      inner.skip_white_space();
    }
    const std::optional<ColorArgument> argument = take_color_argument(inner);
    if (!argument || (argument->is_missing && arguments.syntax == ColorSyntax::Legacy)) return std::nullopt;
    if (hue == count ? argument->is_percentage : argument->is_angle) return std::nullopt;
    arguments.list.push_back(*argument);
  }
  // The first one may be `none` before a comma says which syntax it is.
  const bool is_mixed = arguments.syntax == ColorSyntax::Legacy && arguments.list.front().is_missing;
  if (!inner.at_end() || arguments.list.size() < components || is_mixed) return std::nullopt;
  return arguments;
}

/// Reads the arguments of functions that exist in the modern syntax only.
std::optional<ColorArguments> modern_arguments(TokenStream inner, std::optional<std::size_t> hue = std::nullopt) {
  std::optional<ColorArguments> arguments = color_arguments(inner, hue);
  if (arguments && arguments->syntax == ColorSyntax::Legacy) arguments.reset();
  return arguments;
}

void set_alpha(const ColorArguments& arguments, std::size_t index, Color& color) {
  if (arguments.list.size() <= index) return;
  color.alpha = static_cast<std::uint8_t>(std::lround(arguments.list[index].fraction(1) * 255));
}

/// rgb() (css-color-4 section 5.1): with commas all are numbers, or all are percentages.
bool match_rgb(TokenStream inner, Color& color) {
  const std::optional<ColorArguments> arguments = color_arguments(inner);
  if (!arguments) return false;
  const std::span<const ColorArgument> channels(arguments->list.data(), 3);
  const auto percentages =
      std::count_if(channels.begin(), channels.end(), [](const ColorArgument& each) { return each.is_percentage; });
  if (arguments->syntax == ColorSyntax::Legacy && percentages % 3 != 0) return false;
  const auto channel = [&](std::size_t i) {
    return static_cast<std::uint8_t>(std::lround(channels[i].fraction(255) * 255));
  };
  color = {channel(0), channel(1), channel(2), 255};
  set_alpha(*arguments, 3, color);
  return true;
}

/// hsl() and hwb() (css-color-4 sections 7 and 8).
bool match_hue_color(TokenStream inner, bool is_hwb, Color& color) {
  const std::optional<ColorArguments> read = is_hwb ? modern_arguments(inner, 0) : color_arguments(inner, 0);
  if (!read) return false;
  const std::vector<ColorArgument>& arguments = read->list;
  // With commas both are percentages (css-color-4 §7.1).
  const bool has_numbers = !arguments[1].is_percentage || !arguments[2].is_percentage;
  if (read->syntax == ColorSyntax::Legacy && has_numbers) return false;
  double hue = std::fmod(arguments[0].number, 360);
  if (hue < 0) hue += 360;
  const double second = arguments[1].fraction(100);
  const double third = arguments[2].fraction(100);
  if (!is_hwb) {
    color = from_hsl(hue, second, third);
  } else if (second + third >= 1) {
    const auto gray = static_cast<std::uint8_t>(std::lround(second / (second + third) * 255));
    color = {gray, gray, gray, 255};
  } else {
    const Color pure = from_hsl(hue, 1, 0.5);
    const auto mix = [&](std::uint8_t channel) {
      return static_cast<std::uint8_t>(std::lround(channel * (1 - second - third) + second * 255));
    };
    color = {mix(pure.red), mix(pure.green), mix(pure.blue), 255};
  }
  set_alpha(*read, 3, color);
  return true;
}

/// device-cmyk() by the formula of css-color-5 §10.2: the file has RGB only.
bool match_cmyk(TokenStream inner, Color& color) {
  const std::optional<ColorArguments> read = color_arguments(inner, std::nullopt, 4);
  if (!read) return false;
  const std::vector<ColorArgument>& arguments = read->list;
  const double black = arguments[3].fraction(1);
  const auto channel = [&](std::size_t i) {
    const double ink = std::min(1.0, arguments[i].fraction(1) * (1 - black) + black);
    return static_cast<std::uint8_t>(std::lround((1 - ink) * 255));
  };
  color = {channel(0), channel(1), channel(2), 255};
  set_alpha(*read, 4, color);
  return true;
}

/// lab(), lch(), oklab(), oklch() (css-color-4 sections 9.3 and 9.4).
bool match_lab(TokenStream inner, ColorSpace space, Color& color) {
  const bool is_ok = space == ColorSpace::Oklab || space == ColorSpace::Oklch;
  const bool is_polar = space == ColorSpace::Lch || space == ColorSpace::Oklch;
  const std::optional<ColorArguments> read =
      modern_arguments(inner, is_polar ? std::optional(std::size_t{2}) : std::nullopt);
  if (!read) return false;
  const std::vector<ColorArgument>& arguments = read->list;
  const double whole = is_ok ? 0.4 : is_polar ? 150 : 125;
  const auto scaled = [](const ColorArgument& argument, double hundred_percent) {
    return argument.is_percentage ? argument.number / 100 * hundred_percent : argument.number;
  };
  Channels channels{std::clamp(scaled(arguments[0], is_ok ? 1 : 100), 0.0, is_ok ? 1.0 : 100.0),
                    scaled(arguments[1], whole), is_polar ? arguments[2].number : scaled(arguments[2], whole)};
  if (is_polar) channels[1] = std::max(channels[1], 0.0);
  color = from_space(channels, space);
  set_alpha(*read, 3, color);
  return true;
}

/// color() in the spaces that a matrix maps to sRGB (css-color-4 section 10).
bool match_color_space(TokenStream inner, Color& color) {
  inner.skip_white_space();
  if (!inner.looking_at(TokenKind::Ident)) return false;
  const std::optional<ColorSpace> space = find_color_space(inner.next().text);
  const bool is_rectangular = space && *space != ColorSpace::Hsl && *space != ColorSpace::Hwb &&
                              *space != ColorSpace::Lab && *space != ColorSpace::Lch && *space != ColorSpace::Oklab &&
                              *space != ColorSpace::Oklch;
  const std::optional<ColorArguments> read = modern_arguments(inner);
  if (!is_rectangular || !read) return false;
  const std::vector<ColorArgument>& arguments = read->list;
  Channels channels{};
  for (std::size_t i = 0; i < 3; ++i) {
    channels[i] = arguments[i].is_percentage ? arguments[i].number / 100 : arguments[i].number;
  }
  color = from_space(channels, *space);
  set_alpha(*read, 3, color);
  return true;
}

/// Takes one colour of color-mix() and its share, in either order.
bool take_share(TokenStream& inner, Color& color, std::optional<double>& share) {
  bool has_color = false;
  for (inner.skip_white_space(); !inner.at_end() && !inner.looking_at(TokenKind::Comma); inner.skip_white_space()) {
    Value value;
    if (!share && match_basic_type(BasicType::Percentage, {0, 100}, inner, value)) {
      share = value.number / 100;
    } else if (!has_color && match_basic_type(BasicType::Color, {}, inner, value) && value.kind == ValueKind::Color) {
      color = value.color;
      has_color = true;
    } else {
      return false;
    }
  }
  return has_color;
}

std::optional<HueWay> take_hue_way(TokenStream& inner) {
  constexpr std::pair<std::string_view, HueWay> kWays[] = {{"shorter", HueWay::Shorter},
                                                           {"longer", HueWay::Longer},
                                                           {"increasing", HueWay::Increasing},
                                                           {"decreasing", HueWay::Decreasing}};
  for (const auto& [name, way] : kWays) {
    if (!inner.looking_at_ident(name)) continue;
    inner.next();
    inner.skip_white_space();
    if (!inner.looking_at_ident("hue")) return std::nullopt;
    inner.next();
    inner.skip_white_space();
    return way;
  }
  return HueWay::Shorter;
}

/// css-color-5 §3: shares with a sum above 100 % are reduced; if the sum is below, the rest is transparent.
bool match_color_mix(TokenStream inner, Color& color) {
  inner.skip_white_space();
  ColorSpace space = ColorSpace::Oklab;
  HueWay way = HueWay::Shorter;
  if (inner.looking_at_ident("in")) {
    inner.next();
    inner.skip_white_space();
    const std::optional<ColorSpace> named =
        inner.looking_at(TokenKind::Ident) ? find_color_space(inner.next().text) : std::nullopt;
    inner.skip_white_space();
    const std::optional<HueWay> hue = take_hue_way(inner);
    if (!named || !hue || !inner.take(TokenKind::Comma)) return false;
    space = *named;
    way = *hue;
  }
  std::array<Color, 2> colors;
  std::array<std::optional<double>, 2> shares;
  if (!take_share(inner, colors[0], shares[0]) || !inner.take(TokenKind::Comma)) return false;
  if (!take_share(inner, colors[1], shares[1]) || !inner.at_end()) return false;
  const double first = shares[0].value_or(1 - shares[1].value_or(0.5));
  const double second = shares[1].value_or(1 - first);
  if (first + second <= 0) return false;
  color = mix_colors(colors[0], first / (first + second), colors[1], space, way);
  color.alpha = static_cast<std::uint8_t>(std::lround(color.alpha * std::min(1.0, first + second)));
  return true;
}

/// light-dark(): paper is light (css-color-5 section 6).
bool match_light_dark(TokenStream inner, Color& color) {
  std::optional<double> none = 0;
  Color dark;
  return take_share(inner, color, none) && inner.take(TokenKind::Comma) && take_share(inner, dark, none) &&
         inner.at_end();
}

}  // namespace

bool match_color_function(TokenStream& stream, Color& color) {
  const std::string name = base::ascii_lowercase(stream.peek().text);
  if (name == "rgb" || name == "rgba") return match_rgb(stream.take_block(), color);
  if (name == "hsl" || name == "hsla") return match_hue_color(stream.take_block(), false, color);
  if (name == "hwb") return match_hue_color(stream.take_block(), true, color);
  if (name == "lab") return match_lab(stream.take_block(), ColorSpace::Lab, color);
  if (name == "lch") return match_lab(stream.take_block(), ColorSpace::Lch, color);
  if (name == "oklab") return match_lab(stream.take_block(), ColorSpace::Oklab, color);
  if (name == "oklch") return match_lab(stream.take_block(), ColorSpace::Oklch, color);
  if (name == "color") return match_color_space(stream.take_block(), color);
  if (name == "color-mix") return match_color_mix(stream.take_block(), color);
  if (name == "light-dark") return match_light_dark(stream.take_block(), color);
  if (name == "device-cmyk") return match_cmyk(stream.take_block(), color);
  return false;
}

// Matching values against grammars. Alternatives are tried in turn and the one that takes most tokens wins, so the
// order in which a grammar lists them does not matter.

class GrammarMatcher {
 public:
  GrammarMatcher(GrammarTable table, std::uint16_t root) : table_(table), root_(&table.nodes[root]) {}

  bool match(std::uint16_t index, TokenStream& stream, std::vector<Value>& out) const {
    const Node& node = table_.nodes[index];
    if (node.least == 1 && node.most == 1) return match_once(node, stream, out);
    std::size_t count = 0;
    while (count < node.most) {
      TokenStream attempt = stream;
      const std::size_t kept = out.size();
      if (count > 0 && node.comma_separated && !take_comma(attempt, out)) break;
      const std::size_t before = attempt.position();
      if (!match_once(node, attempt, out) || attempt.position() == before) {
        out.resize(kept);
        break;
      }
      stream = attempt;
      ++count;
    }
    return count >= node.least;
  }

 private:
  using Node = GrammarNode;
  using Kind = GrammarNode::Kind;

  static bool take_comma(TokenStream& stream, std::vector<Value>& out) {
    stream.skip_white_space();
    if (!stream.take(TokenKind::Comma)) return false;
    Value comma;
    comma.kind = ValueKind::Comma;
    out.push_back(comma);
    return true;
  }

  bool match_once(const Node& node, TokenStream& stream, std::vector<Value>& out) const {
    switch (node.kind) {
      case Kind::Keyword: return match_keyword(node, stream, out);
      case Kind::Type: return match_type(node, stream, out);
      case Kind::Function: return match_function(node, stream, out);
      case Kind::Slash: return match_slash(stream, out);
      case Kind::Comma: return take_comma(stream, out);
      case Kind::Sequence: return match_sequence(node, stream, out);
      case Kind::AllOf: return match_any_order(node, stream, out, node.child_count);
      case Kind::SomeOf: return match_any_order(node, stream, out, 1);
      case Kind::OneOf: return match_one_of(node, stream, out);
    }
    return false;
  }

  static bool match_keyword(const Node& node, TokenStream& stream, std::vector<Value>& out) {
    stream.skip_white_space();
    if (!stream.looking_at_ident(keyword_text(node.keyword))) return false;
    stream.next();
    Value value;
    value.keyword = node.keyword;
    out.push_back(std::move(value));
    return true;
  }

  /// Whether a word is a value in itself, so that no name may be the same (css-values-4 §4.2).
  bool is_whole_value(const Token& token) const {
    if (root_ == nullptr || root_->kind != Kind::OneOf) return false;
    const auto children = table_.children_of(*root_);
    return std::any_of(children.begin(), children.end(), [&](std::uint16_t child) {
      const Node& node = table_.nodes[child];
      return node.kind == Kind::Keyword && base::equals_ignoring_ascii_case(token.text, keyword_text(node.keyword));
    });
  }

  bool match_type(const Node& node, TokenStream& stream, std::vector<Value>& out) const {
    stream.skip_white_space();
    if (node.type == BasicType::CustomIdent && is_whole_value(stream.peek())) return false;
    Value value;
    if (!match_basic_type(node.type, node.range, stream, value)) return false;
    out.push_back(std::move(value));
    return true;
  }

  bool match_function(const Node& node, TokenStream& stream, std::vector<Value>& out) const {
    stream.skip_white_space();
    const Token& token = stream.peek();
    if (token.kind != TokenKind::Function) return false;
    if (!base::equals_ignoring_ascii_case(token.text, keyword_text(node.keyword))) return false;
    Value value;
    value.kind = ValueKind::Function;
    value.keyword = node.keyword;
    TokenStream inner = stream.take_block();
    GrammarMatcher of_arguments(*this);
    of_arguments.root_ = nullptr;
    if (!of_arguments.match(table_.children_of(node).front(), inner, value.arguments)) return false;
    inner.skip_white_space();
    if (!inner.at_end()) return false;
    out.push_back(std::move(value));
    return true;
  }

  static bool match_slash(TokenStream& stream, std::vector<Value>& out) {
    stream.skip_white_space();
    if (!stream.take_delimiter('/')) return false;
    Value slash;
    slash.kind = ValueKind::Slash;
    out.push_back(slash);
    return true;
  }

  bool match_sequence(const Node& node, TokenStream& stream, std::vector<Value>& out) const {
    TokenStream attempt = stream;
    const std::size_t kept = out.size();
    for (const std::uint16_t child : table_.children_of(node)) {
      if (match(child, attempt, out)) continue;
      out.resize(kept);
      return false;
    }
    stream = attempt;
    return true;
  }

  bool match_one_of(const Node& node, TokenStream& stream, std::vector<Value>& out) const {
    bool found = false;
    TokenStream best = stream;
    std::vector<Value> best_values;
    for (const std::uint16_t child : table_.children_of(node)) {
      TokenStream attempt = stream;
      std::vector<Value> values;
      if (!match(child, attempt, values)) continue;
      if (!found || attempt.position() > best.position()) {
        found = true;
        best = attempt;
        best_values = std::move(values);
      }
    }
    if (!found) return false;
    stream = best;
    out.insert(out.end(), std::make_move_iterator(best_values.begin()), std::make_move_iterator(best_values.end()));
    return true;
  }

  /// `&&` and `||`: each child once, in the order of the source. `needed` children must be there; a child that may be
  /// missing counts as found.
  bool match_any_order(const Node& node, TokenStream& stream, std::vector<Value>& out, std::size_t needed) const {
    TokenStream attempt = stream;
    const std::size_t kept = out.size();
    const auto children = table_.children_of(node);
    std::vector<std::uint16_t> left(children.begin(), children.end());
    std::size_t found = 0;
    for (bool progress = true; progress;) {
      progress = false;
      for (std::size_t i = 0; i < left.size(); ++i) {
        const std::size_t before = attempt.position();
        if (!match(left[i], attempt, out) || attempt.position() == before) continue;
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
        ++found;
        progress = true;
        break;
      }
    }
    if (needed > 1) {
      for (const std::uint16_t child : left) found += table_.nodes[child].least == 0;
    }
    if (found < needed) {
      out.resize(kept);
      return false;
    }
    stream = attempt;
    return true;
  }

  GrammarTable table_;
  const Node* root_;  // null within functions
};

bool Grammar::match_prefix(TokenStream& stream, std::vector<Value>& out) const {
  return GrammarMatcher(table_, root_).match(root_, stream, out);
}

bool Grammar::match(TokenStream stream, std::vector<Value>& out) const {
  const std::size_t kept = out.size();
  if (match_prefix(stream, out)) {
    stream.skip_white_space();
    if (stream.at_end()) return true;
  }
  out.resize(kept);
  return false;
}

}  // namespace gongwen::css
