// What the font-variant-* properties ask of faces (css-fonts-4 section 6).
#include "base/utf8.h"
#include "style/detail/converters.h"

#include <algorithm>
#include <array>

namespace gongwen::style {
namespace {

using css::Keyword;
using css::Value;

/// One keyword of a font-variant-* property: its bit is its place in the property's list.
struct VariantFeature {
  Keyword keyword;
  std::array<base::FontFeature, 2> features;  // a feature without a tag is none
};

constexpr base::FontFeature on(std::string_view tag) { return {base::feature_tag(tag), 1}; }
constexpr base::FontFeature off(std::string_view tag) { return {base::feature_tag(tag), 0}; }

constexpr std::array kLigatures{
    VariantFeature{Keyword::CommonLigatures, {on("liga"), on("clig")}},
    VariantFeature{Keyword::NoCommonLigatures, {off("liga"), off("clig")}},
    VariantFeature{Keyword::DiscretionaryLigatures, {on("dlig")}},
    VariantFeature{Keyword::NoDiscretionaryLigatures, {off("dlig")}},
    VariantFeature{Keyword::HistoricalLigatures, {on("hlig")}},
    VariantFeature{Keyword::NoHistoricalLigatures, {off("hlig")}},
    VariantFeature{Keyword::Contextual, {on("calt")}},
    VariantFeature{Keyword::NoContextual, {off("calt")}},
};
constexpr std::array kAlternates{VariantFeature{Keyword::HistoricalForms, {on("hist")}}};
constexpr std::array kNumeric{
    VariantFeature{Keyword::LiningNums, {on("lnum")}},        VariantFeature{Keyword::OldstyleNums, {on("onum")}},
    VariantFeature{Keyword::ProportionalNums, {on("pnum")}},  VariantFeature{Keyword::TabularNums, {on("tnum")}},
    VariantFeature{Keyword::DiagonalFractions, {on("frac")}}, VariantFeature{Keyword::StackedFractions, {on("afrc")}},
    VariantFeature{Keyword::Ordinal, {on("ordn")}},           VariantFeature{Keyword::SlashedZero, {on("zero")}},
};
constexpr std::array kEastAsian{
    VariantFeature{Keyword::Jis78, {on("jp78")}},      VariantFeature{Keyword::Jis83, {on("jp83")}},
    VariantFeature{Keyword::Jis90, {on("jp90")}},      VariantFeature{Keyword::Jis04, {on("jp04")}},
    VariantFeature{Keyword::Simplified, {on("smpl")}}, VariantFeature{Keyword::Traditional, {on("trad")}},
    VariantFeature{Keyword::FullWidth, {on("fwid")}},  VariantFeature{Keyword::ProportionalWidth, {on("pwid")}},
    VariantFeature{Keyword::Ruby, {on("ruby")}},
};
constexpr std::array kPosition{VariantFeature{Keyword::Sub, {on("subs")}},
                               VariantFeature{Keyword::Super, {on("sups")}}};

template <std::size_t Count>
FontVariant variant_of(const std::vector<Value>& values, const std::array<VariantFeature, Count>& known) {
  FontVariant variant;
  for (const Value& value : values) {
    for (std::size_t i = 0; i < Count; ++i) {
      if (value.is(known[i].keyword)) variant.keywords |= 1U << i;
    }
  }
  return variant;
}

/// `none` forbids all four kinds.
FontVariant ligatures_of(const std::vector<Value>& values) {
  if (!values.front().is(Keyword::None)) return variant_of(values, kLigatures);
  FontVariant none;
  for (std::size_t i = 1; i < kLigatures.size(); i += 2) none.keywords |= 1U << i;
  return none;
}

template <std::size_t Count>
void add_features(FontVariant variant, const std::array<VariantFeature, Count>& known,
                  std::vector<base::FontFeature>& out) {
  if (variant.keywords == 0) return;
  for (std::size_t i = 0; i < Count; ++i) {
    if ((variant.keywords & 1U << i) == 0) continue;
    for (const base::FontFeature& feature : known[i].features) {
      if (feature.tag != 0) out.push_back(feature);
    }
  }
}

void add_caps(FontVariantCaps caps, std::vector<base::FontFeature>& out) {
  switch (caps) {
    case FontVariantCaps::Normal: break;
    case FontVariantCaps::AllSmallCaps: out.push_back(on("c2sc")); [[fallthrough]];
    case FontVariantCaps::SmallCaps: out.push_back(on("smcp")); break;
    case FontVariantCaps::AllPetiteCaps: out.push_back(on("c2pc")); [[fallthrough]];
    case FontVariantCaps::PetiteCaps: out.push_back(on("pcap")); break;
    case FontVariantCaps::Unicase: out.push_back(on("unic")); break;
    case FontVariantCaps::TitlingCaps: out.push_back(on("titl")); break;
  }
}

/// css-fonts-4 §6.12: tags of four ASCII characters, each with a number; others are not features and are left out.
base::FontFeatures feature_settings_of(const std::vector<Value>& values) {
  std::vector<base::FontFeature> features;
  for (const Value& value : values) {
    if (value.kind == css::ValueKind::String) {
      const bool is_tag = value.text.size() == 4 && std::all_of(value.text.begin(), value.text.end(),
                                                                [](char c) { return c >= 0x20 && c <= 0x7E; });
      features.push_back({is_tag ? base::feature_tag(value.text) : 0, 1});
    } else if (!features.empty() && value.kind == css::ValueKind::Integer) {
      features.back().value = static_cast<std::uint32_t>(std::min(value.number, 65535.0));
    } else if (!features.empty() && value.is(Keyword::Off)) {
      features.back().value = 0;
    }
  }
  std::erase_if(features, [](const base::FontFeature& feature) { return feature.tag == 0; });
  return base::FontFeatures(std::move(features));
}

TextOverflow text_overflow_of(const Value& value) {
  if (value.kind == css::ValueKind::String) return {TextOverflow::Kind::Text, value.text};
  const bool is_clip = value.is(Keyword::Clip) || value.is(Keyword::NoEllipsis);
  return {is_clip ? TextOverflow::Kind::Clip : TextOverflow::Kind::Ellipsis, {}};
}

LineClamp line_clamp_of(const std::vector<Value>& values) {
  if (values.front().is(Keyword::None)) return {};
  LineClamp clamp;
  clamp.lines = resolve_integer(values.front());
  if (values.size() > 1) clamp.ellipsis = text_overflow_of(values[1]);
  return clamp;
}

/// css-inline-3 §7.3: without a second number the letter sinks as deep as it is high; `raise` keeps it on the line.
InitialLetter initial_letter_of(const std::vector<Value>& values) {
  InitialLetter letter;
  bool is_raised = false;
  std::int32_t sink = 0;
  for (const Value& value : values) {
    if (value.is(Keyword::Normal)) return {};
    if (value.is(Keyword::Raise)) is_raised = true;
    if (value.kind == css::ValueKind::Integer) sink = resolve_integer(value);
    if (value.kind == css::ValueKind::Number || value.kind == css::ValueKind::Calc) letter.size = resolve_number(value);
  }
  letter.size = std::clamp(letter.size, 1.0, 100.0);
  const auto whole = static_cast<std::int32_t>(letter.size);
  letter.sink = std::clamp(is_raised ? 1 : sink > 0 ? sink : whole, 1, 100);
  return letter;
}

/// css-text-4 §6.1.1: `match-parent` is what the parent has, where `start` and `end` are sides by then.
TextAlignment parent_alignment(const ComputedStyle& parent) {
  TextAlignment alignment = parent.text_align;
  if (alignment.character != 0) return alignment;
  const bool is_rtl = parent.direction == Direction::Rtl;
  if (alignment.keyword == TextAlign::Start) alignment.keyword = is_rtl ? TextAlign::Right : TextAlign::Left;
  if (alignment.keyword == TextAlign::End) alignment.keyword = is_rtl ? TextAlign::Left : TextAlign::Right;
  return alignment;
}

TextAlignment text_alignment_of(const Value& value, const ComputedStyle& parent) {
  if (value.is(Keyword::MatchParent)) return parent_alignment(parent);
  if (value.kind != css::ValueKind::String) return {from_keyword<TextAlign>(value.keyword)};
  const base::CodePoints text(value.text);
  if (text.begin() == text.end()) return {};
  return {TextAlign::End, (*text.begin()).code_point};
}

}  // namespace

base::FontFeatures font_features(const ComputedStyle& style) {
  std::vector<base::FontFeature> features;
  add_features(style.font_variant_ligatures, kLigatures, features);
  add_features(style.font_variant_alternates, kAlternates, features);
  add_features(style.font_variant_numeric, kNumeric, features);
  add_features(style.font_variant_east_asian, kEastAsian, features);
  add_features(style.font_variant_position, kPosition, features);
  add_caps(style.font_variant_caps, features);
  if (features.empty()) return style.font_feature_settings;
  features.insert(features.end(), style.font_feature_settings.begin(), style.font_feature_settings.end());
  return base::FontFeatures(std::move(features));
}

GONGWEN_CONVERT(FontFeatureSettings, feature_settings_of(values))
GONGWEN_CONVERT(FontVariantLigatures, ligatures_of(values))
GONGWEN_CONVERT(FontVariantAlternates, variant_of(values, kAlternates))
GONGWEN_CONVERT(FontVariantNumeric, variant_of(values, kNumeric))
GONGWEN_CONVERT(FontVariantEastAsian, variant_of(values, kEastAsian))
GONGWEN_CONVERT(FontVariantPosition, variant_of(values, kPosition))
GONGWEN_CONVERT(FontVariantCaps, from_keyword<FontVariantCaps>(value.keyword))
GONGWEN_CONVERT(FontStretch, css::stretch_percent(value))
GONGWEN_CONVERT(FontSynthesisWeight, from_keyword<FontSynthesis>(value.keyword))
GONGWEN_CONVERT(FontSynthesisStyle, from_keyword<FontSynthesis>(value.keyword))
GONGWEN_CONVERT(FontSynthesisSmallCaps, from_keyword<FontSynthesis>(value.keyword))
GONGWEN_CONVERT(TextOverflow, text_overflow_of(value))
GONGWEN_CONVERT(LineClamp, line_clamp_of(values))
GONGWEN_CONVERT(InitialLetter, initial_letter_of(values))
GONGWEN_CONVERT(TextCombineUpright, TextCombine{from_keyword<TextCombineUpright>(value.keyword),
                                                static_cast<std::uint8_t>(values.size() > 1 ? values[1].number : 2)})
GONGWEN_CONVERT(TextAlign, text_alignment_of(value, context.parent))

}  // namespace gongwen::style
