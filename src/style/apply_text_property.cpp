#include "style/detail/converters.h"

#include <algorithm>
#include <cmath>

// Properties of lines of text (css-text-4, css-text-decor-4, css-ruby-1), and our own for squeezing lines.
namespace gongwen::style {
namespace {

using css::Keyword;
using css::Value;
using css::ValueKind;

bool has(const std::vector<Value>& values, Keyword keyword) {
  return std::any_of(values.begin(), values.end(), [&](const Value& value) { return value.is(keyword); });
}

std::int32_t whole_number(const Value& value) { return static_cast<std::int32_t>(std::clamp(value.number, 0.0, 1e6)); }

/// css-text-4 §6.3.2: the second number is used for a missing third one.
HyphenateLimits hyphenate_limits_of(const std::vector<Value>& values) {
  HyphenateLimits limits;
  const auto number = [&](std::size_t i, std::int32_t automatic) {
    return values[i].is(Keyword::Auto) ? automatic : whole_number(values[i]);
  };
  limits.word = number(0, limits.word);
  if (values.size() > 1) limits.before = limits.after = number(1, limits.before);
  if (values.size() > 2) limits.after = number(2, HyphenateLimits{}.after);
  return limits;
}

/// css-text-4 §8.2: `insert` or `replace` without other words applies to letters and digits.
TextAutospace autospace_of(const std::vector<Value>& values) {
  TextAutospace autospace;
  autospace.replaces = has(values, Keyword::Replace);
  const bool named = has(values, Keyword::IdeographAlpha) || has(values, Keyword::IdeographNumeric) ||
                     has(values, Keyword::Punctuation) || has(values, Keyword::NoAutospace);
  if (!named) return autospace;
  autospace.alphabetic = has(values, Keyword::IdeographAlpha);
  autospace.numeric = has(values, Keyword::IdeographNumeric);
  autospace.punctuation = has(values, Keyword::Punctuation);
  return autospace;
}

HangingPunctuation hanging_punctuation_of(const std::vector<Value>& values) {
  HangingPunctuation hanging;
  hanging.first = has(values, Keyword::First);
  hanging.last = has(values, Keyword::Last);
  if (has(values, Keyword::AllowEnd)) hanging.end = HangingPunctuation::End::Allow;
  if (has(values, Keyword::ForceEnd)) hanging.end = HangingPunctuation::End::Force;
  return hanging;
}

TextEmphasisStyle emphasis_style_of(const std::vector<Value>& values) {
  if (values.front().is(Keyword::None)) return {};
  TextEmphasisStyle emphasis;
  if (values.front().kind == ValueKind::String) {
    emphasis.kind = TextEmphasisStyle::Kind::Text;
    emphasis.text = values.front().text;
    return emphasis;
  }
  emphasis.kind = TextEmphasisStyle::Kind::Shape;
  emphasis.open = has(values, Keyword::Open);
  // In horizontal text the default shape is a circle (css-text-decor-4 §3.1).
  emphasis.shape = EmphasisShape::Circle;
  for (const Value& value : values) {
    if (value.is(Keyword::Open) || value.is(Keyword::Filled)) continue;
    emphasis.shape = from_keyword<EmphasisShape>(value.keyword);
  }
  return emphasis;
}

TextEmphasisPosition emphasis_position_of(const std::vector<Value>& values) {
  if (has(values, Keyword::Over)) return TextEmphasisPosition::Over;
  return has(values, Keyword::Under) ? TextEmphasisPosition::Under : TextEmphasisPosition::Auto;
}

RubyPosition ruby_position_of(const std::vector<Value>& values) {
  RubyPosition position;
  position.alternates = has(values, Keyword::Alternate);
  if (has(values, Keyword::Under)) position.side = RubyPosition::Side::Under;
  return position;
}

/// `normal`, followed by the limits that differ from it: `normal stops 1em space 0.25em 0.5em`.
class SqueezeReader {
 public:
  SqueezeReader(const std::vector<Value>& values, const LengthContext& lengths) : values_(values), lengths_(lengths) {}

  Squeeze read() {
    if (values_.front().is(Keyword::None)) return squeeze_;
    squeeze_.enabled = true;
    while (at_ < values_.size()) read_limit(values_[at_++].keyword);
    return squeeze_;
  }

 private:
  void read_limit(Keyword keyword) {
    std::vector<EmRatio> widths;
    while (at_ < values_.size() && values_[at_].kind != ValueKind::Keyword) widths.push_back(ratio(values_[at_++]));
    switch (keyword) {
      case Keyword::Space:
        squeeze_.space_least = widths.front();
        if (widths.size() > 1) squeeze_.space_most = widths.back();
        break;
      case Keyword::Interpunct: squeeze_.interpunct = widths.front(); break;
      case Keyword::Brackets: squeeze_.brackets = widths.front(); break;
      case Keyword::Commas: squeeze_.commas = widths.front(); break;
      case Keyword::Stops: squeeze_.stops = widths.front(); break;
      case Keyword::Gaps: squeeze_.gaps = widths.front(); break;
      case Keyword::Autospace:
        squeeze_.autospace_least = widths.front();
        if (widths.size() == 3) squeeze_.autospace_natural = widths[1];
        if (widths.size() > 1) squeeze_.autospace_most = widths.back();
        break;
      default: break;  // normal
    }
  }

  /// Lengths in em are kept; others are converted by the font size of the element that sets them.
  EmRatio ratio(const Value& value) const {
    const double em = lengths_.font_size.to_px();
    if (em <= 0) return {};
    const double ratio = resolve_to_px(value, 0, lengths_) / em;
    return {static_cast<std::int32_t>(std::lround(std::clamp(ratio, 0.0, 64.0) * EmRatio::kOne))};
  }

  const std::vector<Value>& values_;
  const LengthContext& lengths_;
  Squeeze squeeze_;
  std::size_t at_ = 0;
};

TextUnderlinePosition underline_position_of(const std::vector<Value>& values) {
  TextUnderlinePosition position;
  for (const Value& value : values) {
    if (value.is(Keyword::Left) || value.is(Keyword::Right)) {
      position.side = from_keyword<UnderlineSide>(value.keyword);
    } else {
      position.place = from_keyword<UnderlinePlace>(value.keyword);
    }
  }
  return position;
}

DecorationInset decoration_inset_of(const std::vector<Value>& values, const LengthContext& lengths) {
  if (values.front().is(Keyword::Auto)) return {true, {}, {}};
  return {false, resolve_length(values.front(), lengths), resolve_length(values.back(), lengths)};
}

ColorValue text_color_of(const Value& value) {
  if (value.is(Keyword::Currentcolor)) return {true, {}};
  return {false, value.color};
}

}  // namespace

GONGWEN_CONVERT(TextJustify, from_keyword<TextJustify>(value.keyword))
GONGWEN_CONVERT(HyphenateCharacter, value.is(Keyword::Auto) ? std::nullopt : std::optional(value.text))
GONGWEN_CONVERT(HyphenateLimitChars, hyphenate_limits_of(values))
GONGWEN_CONVERT(HyphenateLimitLines, value.is(Keyword::NoLimit) ? std::nullopt : std::optional(whole_number(value)))
GONGWEN_CONVERT(TextAutospace, autospace_of(values))
GONGWEN_CONVERT(TextSpacingTrim, from_keyword<TextSpacingTrim>(value.keyword))
GONGWEN_CONVERT(HangingPunctuation, hanging_punctuation_of(values))
GONGWEN_CONVERT(WritingMode, from_keyword<WritingMode>(value.keyword))
GONGWEN_CONVERT(Direction, from_keyword<Direction>(value.keyword))
GONGWEN_CONVERT(UnicodeBidi, from_keyword<UnicodeBidi>(value.keyword))
GONGWEN_CONVERT(TextOrientation, from_keyword<TextOrientation>(value.keyword))
GONGWEN_CONVERT(TextDecorationSkipInk, from_keyword<TextDecorationSkipInk>(value.keyword))
GONGWEN_CONVERT(TextUnderlinePosition, underline_position_of(values))
GONGWEN_CONVERT(TextDecorationInset, decoration_inset_of(values, lengths))
GONGWEN_CONVERT(TextEmphasisStyle, emphasis_style_of(values))
GONGWEN_CONVERT(TextEmphasisColor, text_color_of(value))
GONGWEN_CONVERT(TextEmphasisPosition, emphasis_position_of(values))
GONGWEN_CONVERT(RubyPosition, ruby_position_of(values))
GONGWEN_CONVERT(RubyOverhang, from_keyword<RubyOverhang>(value.keyword))
GONGWEN_CONVERT(RubyAlign, from_keyword<RubyAlign>(value.keyword))
GONGWEN_CONVERT(BlockStepSize, value.is(Keyword::None) ? LayoutUnit() : resolve_length(value, lengths))
GONGWEN_CONVERT(BlockStepInsert, from_keyword<BlockStepInsert>(value.keyword))
GONGWEN_CONVERT(BlockStepAlign, from_keyword<BlockStepAlign>(value.keyword))
GONGWEN_CONVERT(BlockStepRound, from_keyword<BlockStepRound>(value.keyword))
GONGWEN_CONVERT(GwLineSizing, from_keyword<LineSizing>(value.keyword))
GONGWEN_CONVERT(GwLineEnds, from_keyword<LineEnds>(value.keyword))
GONGWEN_CONVERT(GwSqueeze, SqueezeReader(values, lengths).read())
GONGWEN_CONVERT(GwEvenLabel, value.is(Keyword::None) ? 0 : whole_number(value))

}  // namespace gongwen::style
