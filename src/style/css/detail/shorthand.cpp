#include "style/css/detail/declaration_parts.h"
#include "style/css/value.h"

#include <algorithm>
#include <array>

// Shorthands: how the parts of a value are assigned to longhands. Most follow one of a few patterns (four sides, any
// order, one or two values); the rest has a function each. Longhands that a shorthand does not mention get their
// initial values.
namespace gongwen::css {

/// A longhand that the shorthand's value does not name gets its initial value.
Declaration initial_of(PropertyId property, const Declaration& model) {
  Declaration declaration = model;
  declaration.property = property;
  declaration.wide = WideKeyword::Initial;
  return declaration;
}

Declaration with_values(PropertyId property, const Declaration& model, std::vector<Value> values) {
  Declaration declaration = model;
  declaration.property = property;
  declaration.values = std::move(values);
  return declaration;
}

namespace {

/// One to four values: top; right as top; bottom as top; left as right.
bool expand_sides(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                  std::vector<Declaration>& out) {
  std::vector<std::vector<Value>> sides;
  value.skip_white_space();
  while (!value.at_end()) {
    std::vector<Value> side;
    if (sides.size() == 4 || !property_grammar(longhands[0]).match_prefix(value, side)) return false;
    sides.push_back(std::move(side));
    value.skip_white_space();
  }
  if (sides.empty()) return false;
  if (sides.size() < 2) sides.push_back(sides[0]);
  if (sides.size() < 3) sides.push_back(sides[0]);
  if (sides.size() < 4) sides.push_back(sides[1]);
  for (std::size_t i = 0; i < 4; ++i) out.push_back(with_values(longhands[i], model, sides[i]));
  return true;
}

using FoundValues = std::vector<std::optional<std::vector<Value>>>;

/// Gives each part of the value to the first (`from_last`: the last) longhand still without one whose grammar takes it.
std::optional<FoundValues> match_any(std::span<const PropertyId> longhands, TokenStream value, bool from_last) {
  FoundValues found(longhands.size());
  while (!value.at_end()) {
    bool taken = false;
    for (std::size_t i = 0; i < longhands.size() && !taken; ++i) {
      const std::size_t at = from_last ? longhands.size() - 1 - i : i;
      TokenStream attempt = value;
      std::vector<Value> values;
      if (found[at] || !property_grammar(longhands[at]).match_prefix(attempt, values)) continue;
      found[at] = std::move(values);
      value = attempt;
      taken = true;
    }
    if (!taken) return std::nullopt;
    value.skip_white_space();
  }
  return found;
}

/// Values in any order. A keyword such as `auto` that several longhands accept is tried for each of them.
bool expand_any(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                std::vector<Declaration>& out) {
  value.skip_white_space();
  if (value.at_end()) return false;
  auto found = match_any(longhands, value, false);
  if (!found) found = match_any(longhands, value, true);
  if (!found) return false;
  for (std::size_t i = 0; i < longhands.size(); ++i) {
    std::optional<std::vector<Value>>& values = (*found)[i];
    out.push_back(values ? with_values(longhands[i], model, *std::move(values)) : initial_of(longhands[i], model));
  }
  return true;
}

/// Takes the words of several longhands in any order; words of one longhand may be apart from each other.
bool expand_words(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                  std::vector<Declaration>& out) {
  std::vector<std::vector<Token>> words(longhands.size());
  for (value.skip_white_space(); !value.at_end(); value.skip_white_space()) {
    const Token word = value.next();
    bool taken = false;
    for (std::size_t i = 0; i < longhands.size() && !taken; ++i) {
      std::vector<Token> joined = words[i];
      joined.push_back(word);
      std::vector<Value> values;
      const bool is_normal = word.text == "normal" || word.text == "none";
      if (is_normal || !property_grammar(longhands[i]).match(TokenStream(joined), values)) continue;
      words[i] = std::move(joined);
      taken = true;
    }
    if (!taken) return false;
  }
  for (std::size_t i = 0; i < longhands.size(); ++i) {
    std::vector<Value> values;
    if (!words[i].empty()) property_grammar(longhands[i]).match(TokenStream(words[i]), values);
    out.push_back(words[i].empty() ? initial_of(longhands[i], model)
                                   : with_values(longhands[i], model, std::move(values)));
  }
  return !out.empty();
}

/// One width, style and colour for all sides; the image of the borders is reset (css-backgrounds-3 §3.4).
bool expand_border(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                   std::vector<Declaration>& out) {
  std::vector<Declaration> top;
  if (!expand_any(longhands.first(3), value, model, top)) return false;
  for (std::size_t i = 0; i < longhands.size(); ++i) {
    if (longhands[i] >= PropertyId::BorderImageSource && longhands[i] <= PropertyId::BorderImageRepeat) {
      out.push_back(initial_of(longhands[i], model));
      continue;
    }
    Declaration side = top[i % 3];
    side.property = longhands[i];
    out.push_back(std::move(side));
  }
  return true;
}

/// One value for both longhands, or one for each.
bool expand_pair(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                 std::vector<Declaration>& out) {
  std::vector<Value> first;
  std::vector<Value> second;
  if (!property_grammar(longhands[0]).match_prefix(value, first)) return false;
  value.skip_white_space();
  if (!value.at_end() && !property_grammar(longhands[1]).match(value, second)) return false;
  if (second.empty()) second = first;
  out.push_back(with_values(longhands[0], model, std::move(first)));
  out.push_back(with_values(longhands[1], model, std::move(second)));
  return true;
}

/// css-backgrounds-3 §2.6: a position as one in each direction: sides, distances, or both.
struct AxisPositions {
  std::vector<Value> x, y;
};

AxisPositions split_position(std::span<const Value> values) {
  const auto is_side = [](const Value& value) {
    return value.kind == ValueKind::Keyword;
  };
  const auto names = [](const std::vector<Value>& part, Keyword a, Keyword b) {
    return part.front().is(a) || part.front().is(b);
  };
  std::vector<std::vector<Value>> parts;
  for (const Value& value : values) {
    // With three or four values, a distance counts from the side before it.
    const bool follows_side = values.size() > 2 && !parts.empty() && !is_side(value);
    if (!follows_side) parts.emplace_back();
    parts.back().push_back(value);
  }
  Value center;
  center.keyword = Keyword::Center;
  if (parts.size() == 1) parts.push_back({center});
  const bool is_swapped =
      names(parts[0], Keyword::Top, Keyword::Bottom) || names(parts[1], Keyword::Left, Keyword::Right);
  return {std::move(parts[is_swapped ? 1 : 0]), std::move(parts[is_swapped ? 0 : 1])};
}

/// `all` may already hold the values of earlier layers.
void append_layer(std::vector<Value>& all, std::vector<Value> part) {
  if (!all.empty()) {
    Value comma;
    comma.kind = ValueKind::Comma;
    all.push_back(std::move(comma));
  }
  all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
}

bool expand_background_position(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                                std::vector<Declaration>& out) {
  std::vector<Value> x, y;
  do {
    std::vector<Value> layer;
    value.skip_white_space();
    if (!value_grammar(ValueGrammar::BackgroundPosition).match_prefix(value, layer)) return false;
    AxisPositions split = split_position(layer);
    append_layer(x, std::move(split.x));
    append_layer(y, std::move(split.y));
    value.skip_white_space();
  } while (value.take(TokenKind::Comma));
  if (!value.at_end()) return false;
  out.push_back(with_values(longhands[0], model, std::move(x)));
  out.push_back(with_values(longhands[1], model, std::move(y)));
  return true;
}

/// css-backgrounds-3 §2.10: the parts of one layer of a background, in any order.
class BackgroundLayers {
 public:
  explicit BackgroundLayers(std::span<const PropertyId> longhands) : longhands_(longhands), found_(longhands.size()) {}

  bool read(TokenStream value) {
    value.skip_white_space();
    do {
      value.skip_white_space();
      if (has_color_ || !read_layer(value)) return false;
    } while (value.take(TokenKind::Comma));
    return value.at_end();
  }

  /// The values of a longhand; empty where no layer has any.
  std::vector<Value> take(std::size_t longhand) { return std::move(found_[longhand]); }

 private:
  static Grammar part_grammar(PropertyId property) {
    switch (property) {
      case PropertyId::BackgroundImage: return value_grammar(ValueGrammar::BackgroundImage);
      case PropertyId::BackgroundPositionX: return value_grammar(ValueGrammar::BackgroundPosition);  // that of both
      case PropertyId::BackgroundSize: return value_grammar(ValueGrammar::BackgroundSize);
      case PropertyId::BackgroundRepeat: return value_grammar(ValueGrammar::BackgroundRepeat);
      case PropertyId::BackgroundAttachment: return value_grammar(ValueGrammar::BackgroundAttachment);
      case PropertyId::BackgroundOrigin:
      case PropertyId::BackgroundClip: return value_grammar(ValueGrammar::BackgroundBox);
      default: return property_grammar(property);  // the colour
    }
  }

  /// The value of a part in a layer that does not mention it.
  static std::vector<Value> initial_part(PropertyId property) {
    Value value;
    switch (property) {
      case PropertyId::BackgroundPositionX:
      case PropertyId::BackgroundPositionY: value.kind = ValueKind::Percentage; break;
      case PropertyId::BackgroundSize: value.keyword = Keyword::Auto; break;
      case PropertyId::BackgroundRepeat: value.keyword = Keyword::Repeat; break;
      case PropertyId::BackgroundAttachment: value.keyword = Keyword::Scroll; break;
      case PropertyId::BackgroundOrigin: value.keyword = Keyword::PaddingBox; break;
      case PropertyId::BackgroundClip: value.keyword = Keyword::BorderBox; break;
      default: break;  // none
    }
    return {value};
  }

  std::size_t index_of(PropertyId property) const {
    return static_cast<std::size_t>(std::find(longhands_.begin(), longhands_.end(), property) - longhands_.begin());
  }

  /// Reads one part; a size follows its position after a slash.
  bool read_part(TokenStream& value, std::vector<std::vector<Value>>& parts) {
    for (std::size_t i = 0; i < longhands_.size(); ++i) {
      TokenStream attempt = value;
      std::vector<Value> values;
      const bool follows_other =
          longhands_[i] == PropertyId::BackgroundSize || longhands_[i] == PropertyId::BackgroundPositionY;
      if (follows_other || !parts[i].empty()) continue;
      if (!part_grammar(longhands_[i]).match_prefix(attempt, values) || values.empty()) continue;
      value = attempt;
      value.skip_white_space();
      if (longhands_[i] != PropertyId::BackgroundPositionX) {
        parts[i] = std::move(values);
        return true;
      }
      AxisPositions split = split_position(values);
      parts[i] = std::move(split.x);
      parts[index_of(PropertyId::BackgroundPositionY)] = std::move(split.y);
      if (!value.take_delimiter('/')) return true;
      std::vector<Value>& size = parts[index_of(PropertyId::BackgroundSize)];
      if (!part_grammar(PropertyId::BackgroundSize).match_prefix(value, size)) return false;
      value.skip_white_space();
      return true;
    }
    return false;
  }

  /// One box applies to both origin and clip; of two, the second is `background-clip`.
  bool read_layer(TokenStream& value) {
    std::vector<std::vector<Value>> parts(longhands_.size());
    bool any = false;
    while (!value.at_end() && !value.looking_at(TokenKind::Comma)) {
      if (!read_part(value, parts)) return false;
      any = true;
    }
    if (!any) return false;
    std::vector<Value>& clip = parts[index_of(PropertyId::BackgroundClip)];
    if (clip.empty()) clip = parts[index_of(PropertyId::BackgroundOrigin)];
    for (std::size_t i = 0; i < parts.size(); ++i) add_part(i, std::move(parts[i]));
    ++count_;
    return true;
  }

  void add_part(std::size_t longhand, std::vector<Value> part) {
    const PropertyId property = longhands_[longhand];
    std::vector<Value>& all = found_[longhand];
    if (property == PropertyId::BackgroundColor) {
      has_color_ = !part.empty();
      all = std::move(part);
      return;
    }
    if (part.empty() && all.empty()) return;
    if (all.empty()) {
      for (std::size_t i = 0; i < count_; ++i) append_layer(all, initial_part(property));
    }
    append_layer(all, part.empty() ? initial_part(property) : std::move(part));
  }

  std::span<const PropertyId> longhands_;
  std::vector<std::vector<Value>> found_;
  std::size_t count_ = 0;
  bool has_color_ = false;
};

/// The colour lies below all layers and is part of the last one.
bool expand_background(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                       std::vector<Declaration>& out) {
  BackgroundLayers layers(longhands);
  if (!layers.read(value)) return false;
  for (std::size_t i = 0; i < longhands.size(); ++i) {
    std::vector<Value> values = layers.take(i);
    out.push_back(values.empty() ? initial_of(longhands[i], model)
                                 : with_values(longhands[i], model, std::move(values)));
  }
  return true;
}

/// css-backgrounds-3 §5.8: a source, slices with widths and outsets after slashes, and how the sides are filled.
bool expand_border_image(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                         std::vector<Declaration>& out) {
  enum Part : std::size_t { Source, Slice, Width, Outset, Repeat };
  std::vector<std::vector<Value>> found(longhands.size());
  const auto take = [&](std::size_t part) {
    TokenStream attempt = value;
    std::vector<Value> values;
    if (!found[part].empty() || !property_grammar(longhands[part]).match_prefix(attempt, values)) return false;
    found[part] = std::move(values);
    value = attempt;
    value.skip_white_space();
    return true;
  };
  value.skip_white_space();
  if (value.at_end()) return false;
  while (!value.at_end()) {
    if (take(Source) || take(Repeat)) continue;
    if (!take(Slice)) return false;
    if (!value.take_delimiter('/')) continue;
    value.skip_white_space();
    const bool has_width = take(Width);
    if (!value.take_delimiter('/')) {
      if (!has_width) return false;
      continue;
    }
    value.skip_white_space();
    if (!take(Outset)) return false;
  }
  for (std::size_t i = 0; i < longhands.size(); ++i) {
    out.push_back(found[i].empty() ? initial_of(longhands[i], model)
                                   : with_values(longhands[i], model, std::move(found[i])));
  }
  return true;
}

/// css-backgrounds-3 §4.2: up to four horizontal radii, then after a slash up to four vertical ones.
bool expand_radius(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                   std::vector<Declaration>& out) {
  const Grammar radius = value_grammar(ValueGrammar::Radius);
  const auto take_four = [&](std::vector<Value>& radii) {
    value.skip_white_space();
    while (radii.size() < 4 && radius.match_prefix(value, radii)) value.skip_white_space();
    if (radii.empty()) return false;
    if (radii.size() < 2) radii.push_back(radii[0]);
    if (radii.size() < 3) radii.push_back(radii[0]);
    if (radii.size() < 4) radii.push_back(radii[1]);
    return true;
  };
  std::vector<Value> horizontal;
  if (!take_four(horizontal)) return false;
  std::vector<Value> vertical = horizontal;
  if (value.take_delimiter('/')) {
    vertical.clear();
    if (!take_four(vertical)) return false;
  }
  if (!value.at_end()) return false;
  for (std::size_t i = 0; i < 4; ++i) out.push_back(with_values(longhands[i], model, {horizontal[i], vertical[i]}));
  return true;
}

bool is_calculated_number(const Value& value) {
  if (value.kind != ValueKind::Calc) return false;
  const std::optional<CalcType> type = type_of(*value.calc);
  return type && !type->length && !type->percentage;
}

Value number_value(double number) {
  Value value;
  value.kind = ValueKind::Number;
  value.number = number;
  return value;
}

/// css-flexbox-1 §7.1: `none`, `auto`, or factors and a basis; a basis that is left out is 0.
bool expand_flex(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                 std::vector<Declaration>& out) {
  std::vector<Value> values;
  if (!value_grammar(ValueGrammar::Flex).match(value, values)) return false;
  const bool none = values.front().is(Keyword::None);
  std::vector<Value> factors;
  std::vector<Value> basis;
  for (const Value& part : values) {
    const bool is_factor = part.kind == ValueKind::Number || is_calculated_number(part);
    (is_factor ? factors : basis).push_back(part);
  }
  if (basis.empty()) {
    Value zero;
    zero.kind = ValueKind::Dimension;
    basis.push_back(zero);
  }
  if (none) {
    basis.front().keyword = Keyword::Auto;
    factors = {number_value(0), number_value(0)};
  }
  if (factors.empty()) factors.push_back(number_value(1));
  if (factors.size() < 2) factors.push_back(number_value(1));
  out.push_back(with_values(longhands[0], model, {factors[0]}));
  out.push_back(with_values(longhands[1], model, {factors[1]}));
  out.push_back(with_values(longhands[2], model, std::move(basis)));
  return true;
}

/// css-fonts-4 §2.7: [ style || variant of CSS 2 || weight || width ]? size [/ line-height]? family
bool expand_font(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                 std::vector<Declaration>& out) {
  constexpr std::array kFirst{PropertyId::FontStyle, PropertyId::FontWeight, PropertyId::FontVariantCaps,
                              PropertyId::FontStretch};
  std::vector<Declaration> parts;
  for (const PropertyId longhand : kFirst) parts.push_back(initial_of(longhand, model));
  for (std::size_t i = 0; i < kFirst.size(); ++i) {
    for (std::size_t part = 0; part < kFirst.size(); ++part) {
      TokenStream attempt = value;
      std::vector<Value> values;
      if (parts[part].wide == WideKeyword::NotWide) continue;
      const Grammar grammar = part == 2   ? value_grammar(ValueGrammar::FontSmallCaps)
                              : part == 3 ? value_grammar(ValueGrammar::FontWidth)
                                          : property_grammar(kFirst[part]);
      if (!grammar.match_prefix(attempt, values)) continue;
      parts[part] = with_values(kFirst[part], model, std::move(values));
      parts[part].wide = WideKeyword::NotWide;
      value = attempt;
    }
  }
  std::vector<Value> size;
  if (!property_grammar(PropertyId::FontSize).match_prefix(value, size)) return false;
  TokenStream attempt = value;
  attempt.skip_white_space();
  if (attempt.take_delimiter('/')) {
    std::vector<Value> line_height;
    if (!property_grammar(PropertyId::LineHeight).match_prefix(attempt, line_height)) return false;
    parts.push_back(with_values(PropertyId::LineHeight, model, std::move(line_height)));
    value = attempt;
  } else {
    parts.push_back(initial_of(PropertyId::LineHeight, model));
  }
  std::vector<Value> family;
  if (!property_grammar(PropertyId::FontFamily).match(value, family)) return false;
  parts.push_back(with_values(PropertyId::FontSize, model, std::move(size)));
  parts.push_back(with_values(PropertyId::FontFamily, model, std::move(family)));
  // The other longhands are reset.
  for (const PropertyId longhand : longhands) {
    const bool is_set =
        std::any_of(parts.begin(), parts.end(), [&](const Declaration& part) { return part.property == longhand; });
    if (!is_set) parts.push_back(initial_of(longhand, model));
  }
  out.insert(out.end(), parts.begin(), parts.end());
  return true;
}

/// css-fonts-4 §6.11: `normal`, `none`, which forbids ligatures, or the words of all longhands in any order.
bool expand_font_variant(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                         std::vector<Declaration>& out) {
  std::vector<Value> alone;
  if (!value_grammar(ValueGrammar::FontVariantAlone).match(value, alone))
    return expand_words(longhands, value, model, out);
  for (const PropertyId longhand : longhands) {
    const bool is_none = alone.front().is(Keyword::None) && longhand == PropertyId::FontVariantLigatures;
    out.push_back(is_none ? with_values(longhand, model, alone) : initial_of(longhand, model));
  }
  return true;
}

/// css-fonts-4 §5.4: styles that may be synthesised; `none` forbids all.
bool expand_font_synthesis(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                           std::vector<Declaration>& out) {
  constexpr std::array kNames{Keyword::Weight, Keyword::Style, Keyword::SmallCaps};
  std::vector<Value> words;
  if (!value_grammar(ValueGrammar::FontSynthesis).match(value, words)) return false;
  for (std::size_t i = 0; i < longhands.size(); ++i) {
    Value answer = words.front();
    const bool is_named =
        std::any_of(words.begin(), words.end(), [&](const Value& word) { return word.is(kNames[i]); });
    answer.keyword = is_named ? Keyword::Auto : Keyword::None;
    out.push_back(with_values(longhands[i], model, {answer}));
  }
  return true;
}

/// css-text-4 §3.1: a keyword of CSS 2, or its components in any order.
bool expand_white_space(std::span<const PropertyId> longhands, TokenStream value, const Declaration& model,
                        std::vector<Declaration>& out) {
  std::vector<Value> words;
  if (!value_grammar(ValueGrammar::WhiteSpaceWord).match(value, words)) return expand_any(longhands, value, model, out);
  const auto keyword_value = [&](Keyword keyword) {
    Value made = words.front();
    made.keyword = keyword;
    return std::vector<Value>{made};
  };
  const Keyword word = words.front().keyword;
  const Keyword collapse = word == Keyword::Normal    ? Keyword::Collapse
                           : word == Keyword::PreLine ? Keyword::PreserveBreaks
                                                      : Keyword::Preserve;
  out.push_back(with_values(longhands[0], model, keyword_value(collapse)));
  out.push_back(
      with_values(longhands[1], model, keyword_value(word == Keyword::Pre ? Keyword::Nowrap : Keyword::Wrap)));
  return true;
}

}  // namespace

bool expand_shorthand(ShorthandId shorthand, TokenStream value, const Declaration& model,
                      std::vector<Declaration>& out) {
  const std::span<const PropertyId> longhands = shorthand_longhands(shorthand);
  switch (shorthand_expansion(shorthand)) {
    case Expansion::Sides: return expand_sides(longhands, value, model, out);
    case Expansion::Any: return expand_any(longhands, value, model, out);
    case Expansion::Pair: return expand_pair(longhands, value, model, out);
    case Expansion::Background: return expand_background(longhands, value, model, out);
    case Expansion::BackgroundPosition: return expand_background_position(longhands, value, model, out);
    case Expansion::BorderImage: return expand_border_image(longhands, value, model, out);
    case Expansion::Radius: return expand_radius(longhands, value, model, out);
    case Expansion::Flex: return expand_flex(longhands, value, model, out);
    case Expansion::Border: return expand_border(longhands, value, model, out);
    case Expansion::WhiteSpace: return expand_white_space(longhands, value, model, out);
    case Expansion::Font: return expand_font(longhands, value, model, out);
    case Expansion::GridLines: return expand_grid_lines(longhands, value, model, out);
    case Expansion::GridTemplate: return expand_grid_template(value, model, out);
    case Expansion::Grid: return expand_grid(value, model, out);
    case Expansion::FontVariant: return expand_font_variant(longhands, value, model, out);
    case Expansion::FontSynthesis: return expand_font_synthesis(longhands, value, model, out);
    case Expansion::All: return false;  // only CSS-wide keywords
    case Expansion::Alias: {
      std::vector<Value> values;
      if (!property_grammar(longhands.front()).match(value, values)) return false;
      out.push_back(with_values(longhands.front(), model, std::move(values)));
      return true;
    }
  }
  return false;
}

}  // namespace gongwen::css
