#include "layout/inline/text_style.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/text.h"
#include "style/writing_modes.h"
#include "text/punctuation.h"
#include "text/words.h"

#include <algorithm>
#include <set>
#include <utility>

// Text styles are computed once for each style of the document and cached, since every text box needs one. Here styles
// are converted to rules of typesetting: fonts, breaking, spacing, squeezing. Reports about fonts are made here, so
// that each is made once.
namespace gongwen::layout {

/// Emphasis marks are the dots of Chinese 着重号 and their relatives.
bool has_emphasis(const style::ComputedStyle& style) {
  return style.text_emphasis_style.kind != style::TextEmphasisStyle::Kind::None;
}

/// css-text-decor-3 §3.4: marks are below Chinese text and above Japanese and other text.
AnnotationSide emphasis_side(const style::ComputedStyle& style) {
  if (style::is_vertical(style.writing_mode)) return AnnotationSide::Over;  // at the right, in all languages
  switch (style.text_emphasis_position) {
    case style::TextEmphasisPosition::Over: return AnnotationSide::Over;
    case style::TextEmphasisPosition::Under: return AnnotationSide::Under;
    case style::TextEmphasisPosition::Auto: break;
  }
  const std::string_view language = style.language;
  const bool chinese = language.empty() || language == "zh" || language.starts_with("zh-");
  return chinese ? AnnotationSide::Under : AnnotationSide::Over;
}

/// Blanks and punctuation take no marks (text::takes_emphasis_mark).
bool has_marks(const TextRun& run) { return std::any_of(run.text.begin(), run.text.end(), text::takes_emphasis_mark); }

/// Marks are half as large as their text.
LayoutUnit emphasis_height(const style::ComputedStyle& style) { return style.font_size.to_length() / 2; }

/// The distance of the marks from the baseline.
LayoutUnit emphasis_top(const style::ComputedStyle& style) {
  return annotation_top(style, emphasis_height(style), emphasis_side(style));
}

/// The extent of a line with marks.
Extent emphasis_extent(const style::ComputedStyle& style, text::StackId fonts, bool apart, LayoutContext& context) {
  return annotation_extent(style, fonts, emphasis_height(style), emphasis_side(style), apart, context);
}

namespace {

/// The first available face of a style's list (css-values-4 §6.1.1), for `ex`, `ch` and `cap`.
text::FaceId primary_face(const style::ComputedStyle& style, text::FontContext& fonts) {
  const text::FontStack& stack = fonts.stack(fonts.resolve(font_request(style)));
  return stack.primary < stack.entries.size() ? stack.entries[stack.primary].face : text::FaceId();
}

}  // namespace

/// `ex` for the style.
double FaceMeasures::x_height(const style::ComputedStyle& style) {
  const text::FaceId id = primary_face(style, fonts_);
  const text::Face* const face = id ? fonts_.face(id) : nullptr;
  const double em = style.font_size.to_px();
  // Without a face, half an em (css-values-4 §6.1.1).
  return face == nullptr ? em / 2 : em * face->metrics().x_height / face->metrics().units_per_em;
}

/// Ascent, descent and height of capitals, in px.
style::LetterHeights FaceMeasures::letter_heights(const style::ComputedStyle& style) {
  const text::FaceId id = primary_face(style, fonts_);
  const text::Face* const face = id ? fonts_.face(id) : nullptr;
  const text::FaceMetrics metrics = face == nullptr ? text::FaceMetrics() : face->metrics();
  const double unit = style.font_size.to_px() / metrics.units_per_em;
  return {unit * metrics.ascent, unit * metrics.descent, unit * metrics.cap_height};
}

/// `ch` for the style; half an em if no face has the digit.
double FaceMeasures::zero_advance(const style::ComputedStyle& style) {
  const text::FaceId id = primary_face(style, fonts_);
  const text::Face* const face = id ? fonts_.face(id) : nullptr;
  const double em = style.font_size.to_px();
  if (face == nullptr) return em / 2;
  const text::SimpleGlyph zero = fonts_.simple_glyph(id, U'0');
  if (zero.glyph == text::kMissingGlyph) return style::is_set_upright(style) ? em : em / 2;
  // `ch` is the advance along the line (css-values-4 §6.1.1); upright characters lie below each other, so their height
  // counts.
  const std::int32_t advance =
      style::is_set_upright(style) ? fonts_.upright_glyph(id, U'0', style.language).advance : zero.advance;
  return em * advance / face->metrics().units_per_em;
}

namespace {

/// Text styles by style, and what has been reported. Facts of the document: they depend on styles and fonts only.
struct TextStyles : DocumentFacts {
  std::unordered_map<std::uint32_t, text::TextStyle> styles;                     // by style
  std::unordered_map<std::uint32_t, std::optional<text::TextStyle>> small_caps;  // by style
  std::set<std::string> languages_without_patterns;                              // reported already
  std::set<std::string> unknown_families;                                        // lists of names, reported already
  bool lacks_icu = false;                                                        // reported already
};

using style::ComputedStyle;

/// `line-break` (css-text-3 §5.3): how strict the rules at line starts and ends are.
text::BreakStrictness strictness_of(style::LineBreak value) {
  switch (value) {
    case style::LineBreak::Loose: return text::BreakStrictness::Loose;
    case style::LineBreak::Strict: return text::BreakStrictness::Strict;
    case style::LineBreak::Anywhere: return text::BreakStrictness::Anywhere;
    case style::LineBreak::Auto:
    case style::LineBreak::Normal: break;
  }
  return text::BreakStrictness::Normal;
}

/// `word-break` (css-text-3 §5.2).
text::WordBreaking words_of(style::WordBreak value) {
  switch (value) {
    case style::WordBreak::BreakAll: return text::WordBreaking::BreakAll;
    case style::WordBreak::KeepAll: return text::WordBreaking::KeepAll;
    case style::WordBreak::AutoPhrase: return text::WordBreaking::AutoPhrase;
    case style::WordBreak::Normal:
    case style::WordBreak::BreakWord: break;  // as overflow-wrap: anywhere (css-text-3 §5.2)
  }
  return text::WordBreaking::Normal;
}

/// The advance of a character along the line.
LayoutUnit advance_of(char32_t c, const text::TextStyle& style, LayoutContext& context) {
  const text::FaceChoice choice = context.fonts.choose(style.fonts, c);
  const text::FaceId id = context.fonts.stack(style.fonts).entries[choice.entry].face;
  const text::Face* const face = context.fonts.face(id);
  const std::int32_t em = face == nullptr ? 1000 : face->metrics().units_per_em;
  const bool is_upright = style.orientation == text::Orientation::Upright;
  const std::int32_t advance = is_upright ? context.fonts.upright_glyph(id, c, style.language).advance
                                          : context.fonts.simple_glyph(id, c).advance;
  return style.size.length_of(advance, em);
}

/// Tab stops are a number of blanks apart, with their spacing; a stop nearer than half a digit is skipped (css-text-3
/// §4.2).
void set_tabs(const style::TabSize& tab_size, text::TextStyle& out, LayoutContext& context) {
  const LayoutUnit blank = advance_of(U' ', out, context) + out.letter_spacing + out.word_spacing;
  out.tab_width = tab_size.is_length ? tab_size.length : blank * tab_size.spaces;
  out.min_tab = advance_of(U'0', out, context) / 2;
}

/// `hyphens: auto`. Chinese has no hyphenation; in Chinese text it applies to English words. For other languages it was
/// requested on purpose, so a missing pattern is reported.
void set_hyphenation(const ComputedStyle& style, diagnostics::OriginId origin, text::TextStyle& out,
                     LayoutContext& context) {
  // Once for each language: every text box of the document would report the same.
  if (!text::is_cjk(out.rules.language) && text::HyphenPatterns::find(style.language) == nullptr) {
    const bool is_new = context.cache<TextStyles>().languages_without_patterns.insert(style.language).second;
    if (is_new) context.sink.report(diagnostics::messages::TextNoHyphenation, origin, style.language);
    return;
  }
  const style::HyphenateLimits& limits = style.hyphenate_limit_chars;
  out.hyphenation = {static_cast<std::size_t>(limits.word), static_cast<std::size_t>(limits.before),
                     static_cast<std::size_t>(limits.after)};
}

/// css-text-4 §8.1: translates each value of `text-spacing-trim` into what happens to punctuation side by side, at the
/// start and at the end of a line.
void set_mark_trims(style::TextSpacingTrim value, text::TextStyle& out) {
  using style::TextSpacingTrim;
  using text::LineEndTrim;
  using text::LineStartTrim;
  switch (value) {
    case TextSpacingTrim::SpaceAll:
      out.trims_adjacent = false;
      out.line_end = LineEndTrim::Never;
      break;
    case TextSpacingTrim::Normal:
    case TextSpacingTrim::Auto: break;
    case TextSpacingTrim::SpaceFirst: out.line_start = LineStartTrim::ButFirst; break;
    case TextSpacingTrim::TrimStart: out.line_start = LineStartTrim::All; break;
    case TextSpacingTrim::TrimBoth:
      out.line_start = LineStartTrim::All;
      out.line_end = LineEndTrim::Always;
      break;
    case TextSpacingTrim::TrimAll: out.trims_all = true; break;
  }
}

/// `hanging-punctuation` (css-text-3 §8.2): what may be outside of the line at its end.
text::HangingMarks::End hanging_end(style::HangingPunctuation::End end) {
  using End = style::HangingPunctuation::End;
  switch (end) {
    case End::None: break;
    case End::Allow: return text::HangingMarks::End::Allow;
    case End::Force: return text::HangingMarks::End::Force;
  }
  return text::HangingMarks::End::None;
}

/// Level text in horizontal lines and sideways flows; only true vertical flows set characters upright.
text::Orientation orientation_of(const ComputedStyle& style) {
  if (!style::has_central_baseline(style)) return text::Orientation::Level;
  return style.text_orientation == style::TextOrientation::Upright ? text::Orientation::Upright
                                                                   : text::Orientation::Mixed;
}

/// The limits of `-gw-squeeze`, in the units of the text module.
text::SqueezeLimits squeeze_of(const style::Squeeze& squeeze) {
  static_assert(style::EmRatio::kOne == text::SqueezeLimits::kEm);
  text::SqueezeLimits limits;
  if (!squeeze.enabled) return limits;
  limits.enabled = true;
  limits.space_least = squeeze.space_least.value;
  limits.space_most = squeeze.space_most.value;
  limits.interpunct = squeeze.interpunct.value;
  limits.brackets = squeeze.brackets.value;
  limits.commas = squeeze.commas.value;
  limits.stops = squeeze.stops.value;
  limits.gap_growth = squeeze.gaps.value;
  limits.autospace_least = squeeze.autospace_least.value;
  limits.autospace_natural = squeeze.autospace_natural.value;
  limits.autospace_most = squeeze.autospace_most.value;
  return limits;
}

/// The default fonts of word processors for Latin text. None of them is a misspelling, and lists that begin with one
/// continue with a substitute.
bool is_default_of_office(std::string_view family) {
  constexpr auto kFamilies = std::to_array<std::string_view>({"Aptos", "Aptos Display", "Calibri", "Calibri Light",
                                                              "Cambria", "Candara", "Carlito", "Consolas", "Constantia",
                                                              "Corbel", "Georgia", "Segoe UI", "Tahoma", "Verdana"});
  return std::find(kFamilies.begin(), kFamilies.end(), family) != kFamilies.end();
}

/// Reports unknown families once, at the declaration. Families that a @font-face rule defines are reported there.
void report_unknown_families(const ComputedStyle& style, const text::FontStack& stack, diagnostics::OriginId origin,
                             LayoutContext& context) {
  // A list whose first name is unknown may be a misspelling, even if others are found.
  if (!stack.all_unknown && (stack.unknown_first.empty() || is_default_of_office(stack.unknown_first))) return;
  std::vector<std::string> unknown = stack.all_unknown ? style.font_family : std::vector{stack.unknown_first};
  std::erase_if(unknown, [&](const std::string& family) { return context.fonts.is_defined(family); });
  if (unknown.empty() || !context.cache<TextStyles>().unknown_families.insert(family_list(unknown)).second) return;
  const text::FontLibrary& library = context.fonts.library();
  const auto tell = [&](const auto& place) {
    if (stack.all_unknown) {
      context.sink.report(diagnostics::messages::TextUnknownFamily, place, family_list(unknown),
                          text::suggested_family(library, unknown));
    } else {
      context.sink.report(diagnostics::messages::TextUnknownFirstFamily, place, unknown.front(),
                          library.nearest_family(unknown.front()));
    }
  };
  // The place of the declaration is better than that of the element.
  if (style.font_family_place) return tell(diagnostics::Origin{style.font_family_place, {}});
  tell(origin);
}

}  // namespace

/// Names separated by commas, as in CSS.
std::string family_list(const std::vector<std::string>& families) {
  std::string out;
  for (const std::string& family : families) out += (out.empty() ? "" : ", ") + family;
  return out;
}

/// Everything that the choice of faces depends on.
text::FontRequest font_request(const ComputedStyle& style) {
  return {style.font_family,
          style.font_weight,
          style.font_style != style::FontStyle::Normal,
          style.font_stretch,
          style.font_synthesis_weight == style::FontSynthesis::Auto,
          style.font_synthesis_style == style::FontSynthesis::Auto};
}

/// Whether stops and commas are in the middle of their square, as in Taiwan and Hong Kong: for the language tags
/// `zh-Hant`, `zh-TW`, `zh-HK`, `zh-MO` and `yue`, unless a tag names the script Hans.
bool has_centred_marks(std::string_view language) {
  const std::string tag = base::ascii_lowercase(language);
  if (tag.find("-hans") != std::string::npos) return false;
  if (text::primary_language(tag) == "yue") return true;
  if (text::primary_language(tag) != "zh") return false;
  return tag.find("-hant") != std::string::npos || tag.ends_with("-tw") || tag.ends_with("-hk") || tag.ends_with("-mo");
}

text::TextLanguage text_language(std::string_view language) {
  const std::string primary = text::primary_language(language);
  if (primary == "ja") return text::TextLanguage::Japanese;
  if (primary == "ko") return text::TextLanguage::Korean;
  const bool chinese = primary.empty() || primary == "zh" || primary == "yue";
  return chinese ? text::TextLanguage::Chinese : text::TextLanguage::Other;
}

/// Reports a missing ICU once for each document.
void require_icu(diagnostics::OriginId origin, LayoutContext& context) {
  const char* const missing = text::missing_icu();
  if (missing == nullptr || std::exchange(context.cache<TextStyles>().lacks_icu, true)) return;
  context.sink.report(diagnostics::messages::TextMissingIcu, origin, missing);
}

/// Only some languages need ICU for changing case, such as Turkish.
void require_case_rules(const ComputedStyle& style, diagnostics::OriginId origin, LayoutContext& context) {
  if (text::has_case_rules(style.language)) require_icu(origin, context);
}

/// All data about a style for the module text. `origin` is for messages about fonts and languages.
text::TextStyle make_text_style(const ComputedStyle& style, diagnostics::OriginId origin, LayoutContext& context) {
  text::TextStyle out;
  out.fonts = context.fonts.resolve(font_request(style));
  report_unknown_families(style, context.fonts.stack(out.fonts), origin, context);
  // Without the dictionary, `auto-phrase` breaks as `normal`.
  if (style.word_break == style::WordBreak::AutoPhrase) {
    if (const char* const missing = text::missing_icu()) {
      context.sink.report(diagnostics::messages::TextMissingDictionary, origin, missing);
    }
  }
  // Initials of `capitalize` are found without ICU.
  const style::LetterCase letters = style.text_transform.letters;
  if (letters == style::LetterCase::Uppercase || letters == style::LetterCase::Lowercase)
    require_case_rules(style, origin, context);
  out.size = style.font_size;
  out.letter_spacing = style.letter_spacing;
  out.word_spacing = style.word_spacing;
  out.kerns = style.font_kerning != style::FontKerning::None;
  out.features = style::font_features(style);
  out.orientation = orientation_of(style);
  out.rules = {text_language(style.language), strictness_of(style.line_break), words_of(style.word_break),
               style.line_ends == style::LineEnds::Office};
  // The language by which faces choose forms of characters.
  out.language = style.language.empty() ? "zh-CN" : style.language;
  out.centres_marks = has_centred_marks(style.language);
  out.wraps = style.text_wrap_mode == style::TextWrapMode::Wrap;
  out.collapses_spaces = !style::preserves_blanks(style.white_space_collapse);
  // `break-spaces` has a meaning only if lines may end at all.
  out.breaks_spaces = out.wraps && style.white_space_collapse == style::WhiteSpaceCollapse::BreakSpaces;
  out.is_narrow =
      style.overflow_wrap == style::OverflowWrap::Anywhere || style.word_break == style::WordBreak::BreakWord;
  out.breaks_words = out.is_narrow || style.overflow_wrap == style::OverflowWrap::BreakWord;
  out.hyphenates = style.hyphens != style::Hyphens::None;
  if (style.hyphenate_character) out.hyphen = base::to_utf32(*style.hyphenate_character);
  if (style.hyphens == style::Hyphens::Auto) set_hyphenation(style, origin, out, context);
  out.spaces_letters = style.text_autospace.alphabetic;
  out.spaces_digits = style.text_autospace.numeric;
  out.replaces_blanks = style.text_autospace.replaces;
  set_mark_trims(style.text_spacing_trim, out);
  out.hanging = {style.hanging_punctuation.first, style.hanging_punctuation.last,
                 hanging_end(style.hanging_punctuation.end)};
  out.squeeze = squeeze_of(style.squeeze);
  set_tabs(style.tab_size, out, context);
  return out;
}

namespace {

/// css-fonts-4 §6.6: small caps are synthesized at this size, in percent, if the face lacks the feature.
constexpr int kSmallCapitalPercent = 70;

/// Both small caps and petite caps are synthesized alike. nullopt if the face has the feature or synthesis is turned
/// off.
std::optional<text::TextStyle> make_small_caps(const ComputedStyle& style, diagnostics::OriginId origin,
                                               LayoutContext& context) {
  if (style.font_synthesis_small_caps == style::FontSynthesis::None) return std::nullopt;
  const std::uint32_t feature =
      base::feature_tag(style.font_variant_caps == style::FontVariantCaps::PetiteCaps ||
                                style.font_variant_caps == style::FontVariantCaps::AllPetiteCaps
                            ? "pcap"
                            : "smcp");
  text::TextStyle small = make_text_style(style, origin, context);
  // The face of the letters decides, not that of other characters of the text.
  const text::FaceChoice choice = context.fonts.choose(small.fonts, U'a');
  const text::Face* const face = context.fonts.face(context.fonts.stack(small.fonts).entries[choice.entry].face);
  if (face == nullptr || face->has_feature(feature)) return std::nullopt;
  require_case_rules(style, origin, context);
  small.shows_capitals = true;
  small.size = base::FontSize::from_raw(small.size.raw() / 100 * kSmallCapitalPercent);
  return small;
}

}  // namespace

/// Cached by style, also the answer that nothing has to be synthesized.
const text::TextStyle* small_caps_style(style::StyleId id, diagnostics::OriginId origin, LayoutContext& context) {
  const ComputedStyle& style = context.styles.style(id);
  switch (style.font_variant_caps) {
    case style::FontVariantCaps::Normal:
    case style::FontVariantCaps::Unicase:
    case style::FontVariantCaps::TitlingCaps: return nullptr;
    case style::FontVariantCaps::SmallCaps:
    case style::FontVariantCaps::AllSmallCaps:
    case style::FontVariantCaps::PetiteCaps:
    case style::FontVariantCaps::AllPetiteCaps: break;
  }
  const auto& known = context.cache<TextStyles>().small_caps;
  auto found = known.find(id.value);
  if (found == known.end()) {
    std::optional<text::TextStyle> made = make_small_caps(style, origin, context);
    found = context.cache<TextStyles>().small_caps.emplace(id.value, std::move(made)).first;
  }
  return found->second ? &*found->second : nullptr;
}

/// From the cache; made at the first request.
const text::TextStyle& text_style(style::StyleId id, diagnostics::OriginId origin, LayoutContext& context) {
  const auto& known = context.cache<TextStyles>().styles;
  const auto found = known.find(id.value);
  if (found != known.end()) return found->second;
  return context.cache<TextStyles>()
      .styles.emplace(id.value, make_text_style(context.styles.style(id), origin, context))
      .first->second;
}

}  // namespace gongwen::layout
