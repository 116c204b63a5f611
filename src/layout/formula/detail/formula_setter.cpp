#include "layout/formula/detail/formula_setter.h"

#include "diagnostics/catalogue/layout.h"
#include "layout/formula/detail/formula_frames.h"
#include "layout/formula/detail/formula_lengths.h"
#include "layout/formula/detail/formula_styles.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

// set() makes a FormulaBox of each part of a formula; a box takes over those of its parts (place, draw), so
// that the parts of the outermost row contain all glyphs and rules, with positions relative to the start of
// their baselines. Example x²: set_scripts() sets x, then 2 with a look that is one level deeper, and places
// the 2 higher by at least SuperscriptShiftUp. Such distances are constants of the face (table MATH of
// OpenType).
namespace gongwen::layout {

using math::OperatorForm;
using math::Part;
using math::PartKind;
using text::MathConstant;
using text::MathDirection;

namespace {

/// A share of a length, in thousandths.
TextLength share(TextLength length, std::int64_t thousandths) { return length * thousandths / 1000; }

TextLength scaled(TextLength length, double factor) {
  return TextLength::from_raw(static_cast<std::int64_t>(std::llround(static_cast<double>(length.raw()) * factor)));
}

/// The accents that a face draws for letters, by the signs that MathML uses for them.
struct LetterAccent {
  char32_t sign;
  char32_t combining;
};
constexpr std::array kLetterAccents{
    LetterAccent{U'^', U'\u0302'},      LetterAccent{U'\u02C6', U'\u0302'}, LetterAccent{U'~', U'\u0303'},
    LetterAccent{U'\u02DC', U'\u0303'}, LetterAccent{U'\u00AF', U'\u0304'}, LetterAccent{U'\u02D9', U'\u0307'},
    LetterAccent{U'\u00A8', U'\u0308'}, LetterAccent{U'\u02C7', U'\u030C'}, LetterAccent{U'\u02D8', U'\u0306'},
    LetterAccent{U'\u00B4', U'\u0301'}, LetterAccent{U'`', U'\u0300'},      LetterAccent{U'\u2192', U'\u20D7'},
    LetterAccent{U'\u02DA', U'\u030A'}, LetterAccent{U'\u20DB', U'\u20DB'},
};

/// Whether a sign is a line over or under the base, as wide as that.
bool is_bar(char32_t sign) {
  return sign == U'\u203E' || sign == U'\u00AF' || sign == U'_' || sign == U'\u0332' || sign == U'\u0305';
}

}  // namespace

FormulaSetter::FormulaSetter(dom::NodeId math, style::StyleId style, diagnostics::OriginId origin,
                             LayoutContext& context)
    : context_(context), type_(style, origin, context) {
  root_.type = {context.styles.style(style).font_size, style, origin, 0};
  root_.outer_size = root_.type.size;
  root_.is_from_right = context.styles.style(style).direction == style::Direction::Rtl;
  // `displaystyle` decides; without that attribute, `display` does.
  root_.is_display = math::display_of(context.dom, math) == math::FormulaDisplay::Block;
  if (const auto is_display = math::flag_of(context.dom, math, "displaystyle")) root_.is_display = *is_display;
}

std::vector<SetPart> FormulaSetter::set_outermost(const Part& formula) {
  if (!type_.has_face()) return {};
  Look look = root_;
  const Part* row = &formula;
  std::vector<style::StyleId> rows;  // outermost first
  // The same row as math::outermost_row(), to whose parts the pieces refer.
  while (row->parts.size() == 1 && row->parts.front().kind == PartKind::Row) {
    row = &row->parts.front();
    look = enter(*row, look);
    if (row->element) rows.push_back(context_.styles.of(row->element).element);
  }
  std::vector<SetPart> parts = set_parts(*row, look, {}, AddsSpace::Always);
  for (auto of_row = rows.rbegin(); of_row != rows.rend(); ++of_row) {
    if (*of_row && has_edges(context_.styles.style(*of_row))) add_edges(context_.styles.style(*of_row), parts);
  }
  // An inner row may have another direction than the formula.
  root_.is_from_right = look.is_from_right;
  if (look.is_from_right) {
    for (SetPart& part : parts) part.box.mirror();
  }
  return parts;
}

TextLength FormulaSetter::axis(const Look& look) const { return constant(MathConstant::AxisHeight, look); }

/// Transparent for hidden parts, which still take up space.
css::Color FormulaSetter::color(const Look& look) const {
  const style::ComputedStyle& style = context_.styles.style(look.type.style);
  return style.visibility == style::Visibility::Visible ? style.color : css::Color{0, 0, 0, 0};
}

/// The look inside an element: with its own styles and attributes.
FormulaSetter::Look FormulaSetter::enter(const Part& part, Look look) const {
  if (!part.element || part.element == context_.dom.node(part.element).parent) return look;
  const style::StyleId own = context_.styles.of(part.element).element;
  const dom::NodeId around = context_.dom.node(part.element).parent;
  const base::FontSize size = context_.styles.style(own).font_size;
  const base::FontSize outer = context_.styles.style(context_.styles.of(around).element).font_size;
  if (own) look.type.style = own;
  report_unused_styles(part.element, context_);
  look.type.origin = context_.dom.node(part.element).origin;
  look.is_from_right = own ? context_.styles.style(own).direction == style::Direction::Rtl : look.is_from_right;
  // A declared size replaces the size that a level of scripts derives from the surrounding one; only its change applies
  // to it: `font-size: 50%` in an exponent halves the size of the exponent.
  const bool has_size = size != outer && outer.raw() > 0;
  const base::FontSize declared =
      has_size ? base::FontSize::round_from_px(look.outer_size.to_px() * size.to_px() / outer.to_px()) : look.type.size;
  look.type.size = declared;
  if (const auto is_display = math::flag_of(context_.dom, part.element, "displaystyle")) look.is_display = *is_display;
  if (const auto letters = math::find_letter_style(math::attribute_of(context_.dom, part.element, "mathvariant"))) {
    look.letters = letters;
  }
  const std::string_view level = math::attribute_of(context_.dom, part.element, "scriptlevel");
  if (!level.empty()) {
    const bool is_relative = level.front() == '+' || level.front() == '-';
    int number = 0;
    const char* const begin = level.data() + (level.front() == '+' ? 1 : 0);
    const auto [end, error] = std::from_chars(begin, level.data() + level.size(), number);
    if (error == std::errc() && end == level.data() + level.size() && number >= -20 && number <= 20) {
      look = deeper(look, is_relative ? number : number - look.type.level, look.is_cramped);
      if (has_size) look.type.size = declared;
    }
  }
  look.outer_size = look.type.size;
  return look;
}

/// Scripts are scaled down by the face's constants for the first and the second level, later ones by 0.71 (MathML Core
/// section 4.5).
FormulaSetter::Look FormulaSetter::deeper(Look look, int levels, bool is_cramped) const {
  const auto factor_at = [&](int level) {
    const double first = type_.percent(MathConstant::ScriptPercentScaleDown) / 100.0;
    const double second = type_.percent(MathConstant::ScriptScriptPercentScaleDown) / 100.0;
    constexpr double kFurther = 0.71;
    if (level <= 0) return std::pow(kFurther, level);
    if (level == 1) return first > 0 ? first : kFurther;
    return (second > 0 ? second : kFurther * kFurther) * std::pow(kFurther, level - 2);
  };
  const int level = std::clamp(look.type.level + levels, 0, 20);
  const double factor = factor_at(level) / factor_at(look.type.level);
  look.type.size = base::FontSize::round_from_px(look.type.size.to_px() * factor);
  look.type.level = level;
  look.is_cramped = is_cramped;
  return look;
}

FormulaBox FormulaSetter::set(const Part& part, const Look& around, const Stretch& stretch) {
  context_.sink.go_on();
  const Look look = enter(part, around);
  FormulaBox box = set_entered(part, look, stretch);
  if (part.is_token()) box.join_token();
  return finished(part, around, look, std::move(box));
}

/// A part with its edges, in the direction of the parts around it.
FormulaBox FormulaSetter::finished(const Part& part, const Look& around, const Look& look, FormulaBox box) const {
  const style::StyleId own = part.element ? context_.styles.of(part.element).element : style::StyleId();
  if (own && part.kind != PartKind::Phantom && has_edges(context_.styles.style(own)))
    box = with_edges(context_.styles.style(own), std::move(box));
  if (look.is_from_right != around.is_from_right) box.mirror();
  return box;
}

FormulaBox FormulaSetter::set_entered(const Part& part, const Look& look, const Stretch& stretch) {
  switch (part.kind) {
    case PartKind::Identifier:
    case PartKind::Number:
    case PartKind::Text: return set_token(part, look);
    case PartKind::Operator: return set_operator(part, look, stretch);
    case PartKind::Space: return set_space(part, look);
    case PartKind::Fraction: return set_fraction(part, look, stretch);
    case PartKind::Root: return set_root(part, look);
    case PartKind::Scripts: return set_scripts(part, look, stretch);
    case PartKind::MultiScripts: return set_multiscripts(part, look, stretch);
    case PartKind::Limits: return set_limits(part, look, stretch);
    case PartKind::Table: return set_table(part, look);
    case PartKind::Padded: return set_padded(part, look, stretch);
    case PartKind::Enclosed: return set_enclosed(part, look, stretch);
    case PartKind::Error: return in_error_frame(set_row(part, look));
    // A phantom takes up space but shows nothing.
    case PartKind::Phantom: {
      FormulaBox box = set_row(part, look, stretch);
      box.glyphs.clear();
      box.rules.clear();
      return box;
    }
    case PartKind::Row:
    case PartKind::TableRow:
    case PartKind::TableCell: return set_row(part, look, stretch);
  }
  return {};
}

std::optional<FormulaSetter::Operator> FormulaSetter::operator_of(const Part& part, const Look& look,
                                                                  OperatorForm form) const {
  const Part* const sign = math::core_operator(part);
  if (sign == nullptr) return std::nullopt;
  const dom::Tree& dom = context_.dom;
  const auto written = math::find_operator_form(math::attribute_of(dom, sign->element, "form"));
  Operator found;
  found.part = sign;
  found.traits = math::operator_traits(sign->text, written.value_or(form), written.has_value());
  found.axis = math::stretch_axis(sign->text);
  const auto read_flag = [&](std::string_view name, bool& value) {
    if (const auto flag = math::flag_of(dom, sign->element, name)) value = *flag;
  };
  read_flag("stretchy", found.traits.is_stretchy);
  read_flag("symmetric", found.traits.is_symmetric);
  read_flag("largeop", found.traits.is_large);
  read_flag("movablelimits", found.traits.has_movable_limits);
  // Spaces in the dictionary of operators are in 1/18 em.
  const TextLength em = type_.em(look.type);
  found.left = em * found.traits.left / 18;
  found.right = em * found.traits.right / 18;
  found.left = length_of(*sign, "lspace", look, found.left).value_or(found.left);
  found.right = length_of(*sign, "rspace", look, found.right).value_or(found.right);
  return found;
}

/// MathML Core sections 3.3.1.1 and 3.3.1.2.
std::vector<SetPart> FormulaSetter::set_parts(const Part& row, const Look& look, const Stretch& stretch,
                                              AddsSpace adds) {
  const std::size_t count = row.parts.size();
  std::vector<std::optional<Operator>> operators(count);
  std::vector<Stretch> asked(count);
  std::vector<bool> waits(count);
  // An operator with scripts or rows around it stretches as its core does: the size requested of the row is requested
  // of the core.
  const bool is_operator = math::core_operator(row) != nullptr;
  // Spaces of an operator inside rows are added at the outermost of these rows.
  const bool adds_space = !is_operator || adds == AddsSpace::Always;
  bool all_wait = true;
  for (std::size_t i = 0; i < count; ++i) {
    const OperatorForm form = is_operator ? stretch.form : math::form_in_row(row, i);
    operators[i] = operator_of(row.parts[i], look, form);
    if (is_operator && operators[i]) asked[i] = stretch;
    asked[i].form = form;
    const bool is_given = stretch.is_upright || stretch.across;
    waits[i] = operators[i] && operators[i]->traits.is_stretchy && operators[i]->axis == math::StretchAxis::Block &&
               !(is_operator && is_given);
    all_wait = all_wait && waits[i];
  }
  std::vector<SetPart> parts(count);
  Stretch row_height;
  row_height.is_upright = true;
  bool has_any = false;
  const auto set_part = [&](std::size_t i) {
    parts[i].box = set(row.parts[i], look, asked[i]);
    const FormulaBox& box = parts[i].box;
    row_height.ascent = has_any ? std::max(row_height.ascent, box.ascent) : box.ascent;
    row_height.descent = has_any ? std::max(row_height.descent, box.descent) : box.descent;
    has_any = true;
  };
  // First the parts that do not stretch, which determine the height of the row; then the operators that are as high as
  // the row. If all of them stretch, their usual sizes determine the height.
  for (std::size_t i = 0; i < count; ++i) {
    if (!waits[i] || all_wait) set_part(i);
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!waits[i]) continue;
    row_height.form = asked[i].form;
    parts[i].box = set(row.parts[i], look, row_height);
  }
  TextLength x;
  TextLength leaning;
  for (std::size_t i = 0; i < count; ++i) {
    SetPart& part = parts[i];
    // No space is added between two slanted letters, since both have the same slant.
    const bool is_slanted = !operators[i] && part.box.italic.raw() != 0;
    if (!is_slanted) x += leaning;
    if (operators[i] && adds_space) part.before = operators[i]->left;
    x += part.before;
    part.x = x;
    x += part.box.width;
    leaning = is_slanted ? part.box.italic : TextLength();
    if (operators[i] && adds_space) part.after = operators[i]->right;
    x += part.after;
  }
  return parts;
}

FormulaBox FormulaSetter::set_row(const Part& row, const Look& look, const Stretch& stretch) {
  std::vector<SetPart> parts = set_parts(row, look, stretch, AddsSpace::UnlessOperator);
  FormulaBox box;
  if (parts.empty()) return box;
  const SetPart& last = parts.back();
  box.width = last.x + last.box.width + last.after;
  // A slanted letter at the end of a row takes up the space of its slant; a single letter in a row does not.
  if (math::core_operator(row.parts.back()) == nullptr) {
    (parts.size() == 1 ? box.italic : box.width) += last.box.italic;
  }
  if (parts.size() == 1) box.accent = last.box.accent;
  box.ascent = parts.front().box.ascent;
  box.descent = parts.front().box.descent;
  for (SetPart& part : parts) box.place(std::move(part.box), part.x, TextLength());
  return box;
}

/// A single letter is italic unless it says otherwise (MathML Core section 3.2.2); words such as sin are not.
FormulaBox FormulaSetter::set_token(const Part& part, const Look& look) {
  const bool is_variable = part.kind == PartKind::Identifier && part.text.size() == 1;
  const math::LetterStyle usual = is_variable ? math::LetterStyle::Italic : math::LetterStyle::Normal;
  return type_.set_text(
      part.text,
      part.kind == PartKind::Text ? look.letters.value_or(math::LetterStyle::Normal) : look.letters.value_or(usual),
      look.type);
}

/// MathML Core section 3.2.4.3.
FormulaBox FormulaSetter::set_operator(const Part& part, const Look& look, const Stretch& stretch) {
  std::u32string text = part.text;
  // A hyphen in a formula is set as a minus.
  if (text == U"-") text = U"\u2212";
  if (look.is_from_right && text.size() == 1) text[0] = text::mirrored_sign(text[0]);
  const std::optional<Operator> sign = operator_of(part, look, stretch.form);
  const bool is_single = text.size() == 1;
  const math::LetterStyle letters = look.letters.value_or(math::LetterStyle::Normal);
  if (!is_single || !sign) return type_.set_text(text, letters, look.type);
  const TextLength middle = axis(look);
  const bool fits_block = sign->axis == math::StretchAxis::Block;
  if (sign->traits.is_stretchy && !fits_block && stretch.across &&
      type_.can_stretch(text[0], MathDirection::Horizontal)) {
    return type_.stretch(text[0], MathDirection::Horizontal, *stretch.across, look.type);
  }
  if (sign->traits.is_stretchy && fits_block && stretch.is_upright &&
      type_.can_stretch(text[0], MathDirection::Vertical)) {
    TextLength ascent = stretch.ascent;
    TextLength descent = stretch.descent;
    // The extent above the axis equals that below it.
    if (sign->traits.is_symmetric) {
      const TextLength reach = std::max(ascent - middle, descent + middle);
      ascent = reach + middle;
      descent = reach - middle;
    }
    const FormulaBox usual = type_.set_text(text, letters, look.type);
    const TextLength height = ascent + descent;
    TextLength wanted = height;
    if (const auto most = length_of(part, "maxsize", look, usual.height())) wanted = std::min(wanted, *most);
    if (const auto least = length_of(part, "minsize", look, usual.height())) wanted = std::max(wanted, *least);
    if (wanted != height && height.raw() > 0) {
      // minsize and maxsize keep the proportion of the extents above and below the axis.
      ascent = scaled(ascent - middle, static_cast<double>(wanted.raw()) / static_cast<double>(height.raw())) + middle;
      descent = wanted - ascent;
    }
    FormulaBox stretched = type_.stretch(text[0], MathDirection::Vertical, wanted, look.type);
    // The form in the face may be higher than requested: the excess is divided equally above and below.
    const TextLength shift = ((stretched.ascent - stretched.descent) - (ascent - descent)) / 2;
    FormulaBox box;
    box.width = stretched.width;
    box.italic = stretched.italic;
    box.ascent = stretched.ascent - shift;
    box.descent = stretched.descent + shift;
    box.draw(std::move(stretched), TextLength(), shift);
    return box;
  }
  if (sign->traits.is_large && look.is_display && type_.can_stretch(text[0], MathDirection::Vertical)) {
    // Large signs such as ∑ in displays.
    FormulaBox large = type_.stretch(text[0], MathDirection::Vertical,
                                     constant(MathConstant::DisplayOperatorMinHeight, look), look.type);
    const TextLength shift =
        sign->traits.is_symmetric ? ((large.ascent - large.descent) - middle * 2) / 2 : TextLength();
    FormulaBox box;
    box.width = large.width;
    box.italic = large.italic;
    box.ascent = large.ascent - shift;
    box.descent = large.descent + shift;
    box.draw(std::move(large), TextLength(), shift);
    return box;
  }
  return type_.set_text(text, letters, look.type);
}

FormulaBox FormulaSetter::set_space(const Part& part, const Look& look) {
  FormulaBox box;
  box.width = length_of(part, "width", look, TextLength()).value_or(TextLength());
  box.ascent = std::max(TextLength(), length_of(part, "height", look, TextLength()).value_or(TextLength()));
  box.descent = std::max(TextLength(), length_of(part, "depth", look, TextLength()).value_or(TextLength()));
  return box;
}

/// MathML Core section 3.3.2.
FormulaBox FormulaSetter::set_fraction(const Part& part, const Look& look, const Stretch& stretch) {
  Look inside = look.is_display ? look : deeper(look, 1, look.is_cramped);
  inside.is_display = false;
  FormulaBox above = set(part.parts[0], inside, stretch);
  inside.is_cramped = true;
  FormulaBox below = set(part.parts[1], inside);
  TextLength thickness = constant(MathConstant::FractionRuleThickness, look);
  const std::string_view written = math::attribute_of(context_.dom, part.element, "linethickness");
  if (written == "thin") {
    thickness = thickness / 2;
  } else if (written == "thick") {
    thickness = thickness * 2;
  } else if (const auto given = read_length(written, look, thickness)) {
    thickness = std::max(TextLength(), *given);
  }
  return fraction_of(std::move(above), std::move(below), thickness, color(look), distances(look));
}

/// MathML Core section 3.3.3.
FormulaBox FormulaSetter::set_root(const Part& part, const Look& look) {
  Look inside = look;
  inside.is_cramped = true;
  FormulaBox base = set(part.base(), inside);
  base.width += base.italic;
  const TextLength thickness = constant(MathConstant::RadicalRuleThickness, look);
  const TextLength gap =
      constant(look.is_display ? MathConstant::RadicalDisplayStyleVerticalGap : MathConstant::RadicalVerticalGap, look);
  FormulaBox sign = type_.stretch(U'\u221A', MathDirection::Vertical, thickness + gap + base.height(), look.type);
  const TextLength extra = constant(MathConstant::RadicalExtraAscender, look);
  const TextLength bar_top = base.ascent + gap + thickness;
  FormulaBox root;
  root.width = sign.width + base.width;
  root.ascent = bar_top + extra;
  root.descent = std::max(base.descent, sign.height() - bar_top);
  const TextLength sign_width = sign.width;
  sign.join_token();
  root.rules.push_back({sign_width, -bar_top, base.width, thickness, color(look)});
  const TextLength sign_y = sign.ascent - bar_top;
  root.draw(std::move(sign), TextLength(), sign_y);
  // No face has a radical sign that opens to the left: from right to left, only the content under it is mirrored.
  if (look.is_from_right) base.mirror();
  root.place(std::move(base), sign_width, TextLength());
  if (look.is_from_right && part.parts.size() < 2) root.mirror();
  if (part.parts.size() < 2) return root;
  Look small = deeper(look, 2, look.is_cramped);
  small.is_display = false;
  FormulaBox degree = set(part.parts[1], small);
  const TextLength before = std::max(TextLength(), constant(MathConstant::RadicalKernBeforeDegree, look));
  const TextLength after = std::max(-degree.width, constant(MathConstant::RadicalKernAfterDegree, look));
  const TextLength raise = root.height() * type_.percent(MathConstant::RadicalDegreeBottomRaisePercent) / 100;
  FormulaBox box;
  const TextLength root_x = before + degree.width + after;
  box.width = root_x + root.width;
  box.ascent = root.ascent;
  box.descent = root.descent;
  // The degree is at a height that is a share of the root's, from its lower end.
  const TextLength degree_y = root.descent - raise - degree.descent;
  if (look.is_from_right) degree.mirror();
  box.place(std::move(degree), before, degree_y);
  box.place(std::move(root), root_x, TextLength());
  if (look.is_from_right) box.mirror();
  return box;
}

/// MathML Core section 3.4.1.
FormulaBox FormulaSetter::set_scripts(const Part& part, const Look& look, const Stretch& stretch) {
  FormulaBox base = set(part.base(), look, stretch);
  const std::optional<Operator> sign = operator_of(part.base(), look, stretch.form);
  const bool is_large = sign && sign->traits.is_large;
  Look script = deeper(look, 1, look.is_cramped);
  script.is_display = false;
  Look lower = script;
  lower.is_cramped = true;
  Stretch as_script;
  as_script.form = OperatorForm::Postfix;
  ScriptPair scripts;
  scripts.has_below = part.below() != nullptr;
  scripts.has_above = part.above() != nullptr;
  if (scripts.has_below) scripts.below = set(*part.below(), lower, as_script);
  if (scripts.has_above) scripts.above = set(*part.above(), script, as_script);
  return with_scripts(std::move(base), is_large, std::move(scripts), distances(look));
}

/// MathML Core section 3.4.3.
FormulaBox FormulaSetter::set_multiscripts(const Part& part, const Look& look, const Stretch& stretch) {
  FormulaBox base = set(part.base(), look, stretch);
  const std::optional<Operator> sign = operator_of(part.base(), look, stretch.form);
  Look upper = deeper(look, 1, look.is_cramped);
  upper.is_display = false;
  Look lower = upper;
  lower.is_cramped = true;
  std::vector<ScriptPair> pairs;
  for (std::size_t i = 1; i + 1 < part.parts.size(); i += 2) {
    const Part& below = part.parts[i];
    const Part& above = part.parts[i + 1];
    pairs.push_back({set(below, lower), set(above, upper), !below.is_empty_row(), !above.is_empty_row()});
  }
  const bool is_large = sign && sign->traits.is_large;
  return with_script_pairs(std::move(base), is_large, std::move(pairs), part.prescripts, distances(look));
}

/// MathML Core section 3.4.2.
FormulaBox FormulaSetter::set_limits(const Part& part, const Look& look, const Stretch& stretch) {
  const std::optional<Operator> sign = operator_of(part.base(), look, stretch.form);
  if (sign && sign->traits.has_movable_limits && !look.is_display) return set_scripts(part, look, stretch);
  const dom::Tree& dom = context_.dom;
  const bool is_accent = math::flag_of(dom, part.element, "accent").value_or(false);
  const bool is_accent_under = math::flag_of(dom, part.element, "accentunder").value_or(false);
  const auto look_of = [&](bool keeps_size, bool is_cramped) {
    Look inner = keeps_size ? look : deeper(look, 1, look.is_cramped);
    inner.is_display = false;
    inner.is_cramped = inner.is_cramped || is_cramped;
    return inner;
  };
  Look base_look = look;
  base_look.is_cramped = base_look.is_cramped || is_accent;
  struct Child {
    const Part* part;
    Look look;
    Stretch stretch;
    FormulaBox box = {};
    bool waits = false;
  };
  Stretch as_script;
  as_script.form = OperatorForm::Postfix;
  std::vector<Child> children{{&part.base(), base_look, stretch}};
  if (part.below() != nullptr) children.push_back({part.below(), look_of(is_accent_under, true), as_script});
  if (part.above() != nullptr) children.push_back({part.above(), look_of(is_accent, false), as_script});
  TextLength widest;
  for (Child& child : children) {
    const auto own = operator_of(*child.part, child.look, child.stretch.form);
    child.waits = own && own->traits.is_stretchy && own->axis == math::StretchAxis::Inline && !child.stretch.across;
    if (child.waits) continue;
    child.box = set(*child.part, child.look, child.stretch);
    widest = std::max(widest, child.box.width);
  }
  // If all of them stretch, their usual sizes determine the width.
  if (std::all_of(children.begin(), children.end(), [](const Child& child) { return child.waits; })) {
    for (const Child& child : children) widest = std::max(widest, set(*child.part, child.look, child.stretch).width);
  }
  bool has_letter_accent = false;
  for (Child& child : children) {
    const Part& inner = math::without_rows(*child.part);
    const char32_t mark = inner.kind == PartKind::Operator && inner.text.size() == 1 ? inner.text[0] : U'\0';
    const bool is_script = child.part != &part.base();
    const bool is_over = is_script && child.part == part.above();
    if (is_script && child.waits && is_bar(mark)) {
      const TextLength thickness = constant(MathConstant::FractionRuleThickness, child.look);
      child.box = {};
      child.box.width = widest;
      child.box.ascent = thickness;
      child.box.rules.push_back({TextLength(), -thickness, widest, thickness, color(child.look)});
      continue;
    }
    const auto* const accent =
        std::find_if(kLetterAccents.begin(), kLetterAccents.end(),
                     [&](const LetterAccent& each) { return each.sign == mark || each.combining == mark; });
    if (is_over && is_accent && accent != kLetterAccents.end() && type_.has_glyph(accent->combining)) {
      const Look look_of_accent = enter(inner, child.look);
      FormulaBox drawn =
          type_.accent(accent->sign, accent->combining, child.waits ? widest : TextLength(), look_of_accent.type);
      // An arrow over several letters is as wide as they are: \vec{v}, but \overrightarrow{AB}.
      const bool is_short = child.waits && drawn.width + drawn.width / 3 < widest;
      if (!is_short || mark != U'\u2192' || !type_.can_stretch(mark, MathDirection::Horizontal)) {
        child.box = std::move(drawn);
        child.box.join_token();
        has_letter_accent = true;
        continue;
      }
    }
    if (!child.waits) continue;
    child.stretch.across = widest;
    child.box = set(*child.part, child.look, child.stretch);
  }
  LimitTraits traits;
  traits.is_large = sign && sign->traits.is_large;
  traits.is_stretched = sign && sign->traits.is_stretchy && sign->axis == math::StretchAxis::Inline;
  traits.is_accent = is_accent;
  traits.is_accent_under = is_accent_under;
  traits.has_letter_accent = has_letter_accent;
  ScriptPair limits;
  limits.has_below = part.has_below;
  limits.has_above = part.has_above;
  if (part.has_below) limits.below = std::move(children[1].box);
  if (part.has_above) limits.above = std::move(children.back().box);
  return with_limits(std::move(children.front().box), std::move(limits), traits, distances(look));
}

/// The positions of a table's cells: cells that span several rows keep others out of them.
std::vector<FormulaCell> FormulaSetter::table_cells(const Part& table, const Look& look) {
  const auto span_of = [&](const Part& cell, std::string_view name) -> std::size_t {
    const std::string_view text = math::attribute_of(context_.dom, cell.element, name);
    std::size_t number = 1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::clamp<std::size_t>(number, 1, 100) : 1;
  };
  std::vector<const Part*> rows;
  for (const Part& row : table.parts) {
    rows.push_back(&row);
  }
  const auto alignments = math::words_of(math::attribute_of(context_.dom, table.element, "columnalign"));
  const auto alignment_of = [&](dom::NodeId row, std::size_t column) {
    const auto own = math::words_of(math::attribute_of(context_.dom, row, "columnalign"));
    const std::string_view word = math::word_at(own.empty() ? alignments : own, column);
    if (word == (look.is_from_right ? "right" : "left")) return CellAlignment::Start;
    return word == (look.is_from_right ? "left" : "right") ? CellAlignment::End : CellAlignment::Center;
  };
  std::vector<FormulaCell> cells;
  std::vector<std::size_t> taken;  // by column: number of rows, from this one on, covered by a cell above
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const Look of_row = enter(*rows[r], look);
    std::size_t column = 0;
    for (const Part& part : rows[r]->parts) {
      while (column < taken.size() && taken[column] > 0) ++column;
      FormulaCell cell{r, column, std::min(span_of(part, "rowspan"), rows.size() - r), span_of(part, "columnspan"),
                       alignment_of(rows[r]->element, column)};
      const Look inside = enter(part, of_row);
      cell.box = finished(part, of_row, inside, set_row(part, inside));
      taken.resize(std::max(taken.size(), column + cell.columns));
      for (std::size_t c = column; c < column + cell.columns; ++c) taken[c] = std::max(taken[c], cell.rows);
      column += cell.columns;
      cells.push_back(std::move(cell));
    }
    for (std::size_t& rest : taken) rest -= rest > 0 ? 1 : 0;
  }
  return cells;
}

/// MathML Core section 3.5, with the alignment and the spacing of columns of MathML 3.
FormulaBox FormulaSetter::set_table(const Part& part, const Look& outer) {
  Look look = outer;
  look.is_display = math::flag_of(context_.dom, part.element, "displaystyle").value_or(false);
  look.is_cramped = false;
  const dom::Tree& dom = context_.dom;
  const auto column_gaps = math::words_of(math::attribute_of(dom, part.element, "columnspacing"));
  const auto row_gaps = math::words_of(math::attribute_of(dom, part.element, "rowspacing"));
  const TextLength pad_x = share(type_.em(look.type), 400);
  const TextLength pad_y = type_.ex(look.type) / 2;
  std::vector<FormulaCell> cells = table_cells(part, look);
  FormulaTableSpace space;
  for (std::size_t column = 1; column < column_count_of(cells); ++column) {
    const auto given = read_length(math::word_at(column_gaps, column - 1), look, TextLength());
    space.after_columns.push_back(given.value_or(pad_x * 2));
  }
  for (std::size_t row = 1; row < row_count_of(cells); ++row) {
    const auto given = read_length(math::word_at(row_gaps, row - 1), look, TextLength());
    space.below_rows.push_back(given.value_or(pad_y * 2));
  }
  space.sides = column_gaps.empty() ? pad_x : TextLength();
  space.above_and_below = row_gaps.empty() ? pad_y : TextLength();
  const auto has_lines = [&](std::string_view name, std::size_t gaps) {
    const auto words = math::words_of(math::attribute_of(dom, part.element, name));
    std::vector<bool> has(gaps);
    for (std::size_t i = 0; i < gaps; ++i) {
      const std::string_view word = math::word_at(words, i);
      has[i] = word == "solid" || word == "dashed";
    }
    return has;
  };
  const FormulaTableLines lines{has_lines("columnlines", space.after_columns.size()),
                                has_lines("rowlines", space.below_rows.size()),
                                constant(MathConstant::FractionRuleThickness, outer), color(outer)};
  return place_cells(std::move(cells), space, lines, axis(outer));
}

/// MathML Core section 3.3.6.
FormulaBox FormulaSetter::set_padded(const Part& part, const Look& look, const Stretch& stretch) {
  FormulaBox inner = set_row(part, look, stretch);
  FormulaBox box;
  box.width = std::max(TextLength(), length_of(part, "width", look, inner.width).value_or(inner.width));
  box.ascent = length_of(part, "height", look, inner.ascent).value_or(inner.ascent);
  box.descent = length_of(part, "depth", look, inner.descent).value_or(inner.descent);
  const TextLength x = std::max(TextLength(), length_of(part, "lspace", look, inner.width).value_or(TextLength()));
  const TextLength raised = length_of(part, "voffset", look, inner.height()).value_or(TextLength());
  box.draw(std::move(inner), x, -raised);
  return box;
}

/// Reports lines that cannot be drawn.
FormulaBox FormulaSetter::set_enclosed(const Part& part, const Look& look, const Stretch& stretch) {
  FormulaBox inner = set_row(part, look, stretch);
  const std::vector<std::string_view> notations = math::notations_of(context_.dom, part.element);
  for (const std::string_view notation : notations) {
    if (is_drawn_notation(notation)) continue;
    context_.sink.report(diagnostics::messages::LayoutFormulaStyle, context_.dom.node(part.element).origin,
                         "notation=\"" + std::string(notation) + "\"");
  }
  return with_lines(std::move(inner), notations, constant(MathConstant::FractionRuleThickness, look), color(look));
}

std::optional<TextLength> FormulaSetter::length_of(const Part& part, std::string_view name, const Look& look,
                                                   TextLength whole) const {
  return read_length(math::attribute_of(context_.dom, part.element, name), look, whole);
}

std::optional<TextLength> FormulaSetter::read_length(std::string_view text, const Look& look, TextLength whole) const {
  return read_formula_length(text, {type_.em(look.type), type_.ex(look.type), whole});
}

}  // namespace gongwen::layout
