#include "flow/detail/not_in_word.h"

#include "diagnostics/catalogue/flow.h"
#include "flow/detail/style_names.h"

#include <array>

namespace gongwen::flow {

using boxes::BoxId;
using style::ComputedStyle;

namespace {

bool has_shown_border(const ComputedStyle& style) {
  return style.border_top_style != style::BorderStyle::None || style.border_left_style != style::BorderStyle::None ||
         !style.background_color.resolve(style.color).is_transparent();
}

bool is_rounded(const style::CornerRadius& radius) {
  return radius.horizontal.length > base::LayoutUnit() || radius.horizontal.has_percent();
}

bool has_gradient(const ComputedStyle& style) { return style.has_background_image(); }

struct Effect {
  std::string_view property;
  bool (*is_used)(const ComputedStyle& style);
  bool is_inherited = false;
};

/// Effects that a style has by itself.
constexpr std::array kEffects{
    Effect{"transform",
           [](const ComputedStyle& style) {
             return static_cast<bool>(style.transform);
           }},
    Effect{"rotate",
           [](const ComputedStyle& style) {
             return static_cast<bool>(style.rotate);
           }},
    Effect{"scale",
           [](const ComputedStyle& style) {
             return static_cast<bool>(style.scale);
           }},
    Effect{"translate",
           [](const ComputedStyle& style) {
             return static_cast<bool>(style.translate);
           }},
    Effect{"opacity",
           [](const ComputedStyle& style) {
             return style.opacity < 1;
           }},
    Effect{"border-radius",
           [](const ComputedStyle& style) {
             return is_rounded(style.border_top_left_radius) && has_shown_border(style);
           }},
    Effect{"box-shadow",
           [](const ComputedStyle& style) {
             return static_cast<bool>(style.box_shadow);
           }},
    Effect{"text-shadow", [](const ComputedStyle& style) { return static_cast<bool>(style.text_shadow); }, true},
    Effect{"background-image", has_gradient},
    Effect{"border-image-source",
           [](const ComputedStyle& style) {
             return static_cast<bool>(style.border_image_source);
           }},
    Effect{"line-clamp",
           [](const ComputedStyle& style) {
             return style.line_clamp.lines > 0;
           }},
    Effect{"initial-letter",
           [](const ComputedStyle& style) {
             return style.initial_letter.size > 0;
           }},
    Effect{"position",
           [](const ComputedStyle& style) {
             return style.position.kind == style::PositionKind::Fixed;
           }},
    Effect{"orphans", [](const ComputedStyle& style) { return style.orphans > 2; }, true},
    Effect{"widows", [](const ComputedStyle& style) { return style.widows > 2; }, true},
};

}  // namespace

void EffectReporter::report(BoxId id) {
  const boxes::Box& box = input_.context.box(id);
  if (box.part == boxes::BoxPart::Anonymous || !box.node) return;
  const bool floats = box.flow == boxes::BoxFlow::Float;
  if (!styles_.insert(box.style.value * 2 + (floats ? 1U : 0U)).second) return;
  const ComputedStyle& style = input_.context.style_of(id);
  for (const Effect& effect : kEffects) {
    if (!effect.is_used(style)) continue;
    // An inherited effect has already been reported for the enclosing box.
    const bool is_of_parent = effect.is_inherited && box.parent && effect.is_used(input_.context.style_of(box.parent));
    if (!is_of_parent || declares(box, effect.property)) report_property(box, effect.property);
  }
  if (floats) report_property(box, "float");
  const bool turns = box.parent && input_.context.style_of(box.parent).direction != style.direction;
  if (turns && style.direction == style::Direction::Rtl) report_property(box, "direction");
}

void EffectReporter::report_place(BoxId id) {
  const ComputedStyle& style = input_.context.style_of(id);
  const bool is_moved = !style.top.is_auto || !style.right.is_auto || !style.bottom.is_auto || !style.left.is_auto;
  if (is_moved) report_property(input_.context.box(id), "position");
}

void EffectReporter::report_name(std::string_view name) {
  if (names_.emplace(name).second) sink_.report(diagnostics::messages::FlowNotInWord, diagnostics::Origin{}, name);
}

bool EffectReporter::declares(const boxes::Box& box, std::string_view property) const {
  return input_.find_declaration && static_cast<bool>(input_.find_declaration(box.node, property));
}

std::pair<diagnostics::Origin, bool> EffectReporter::declaration_of(const boxes::Box& box, std::string_view property) {
  const diagnostics::Span place =
      input_.find_declaration ? input_.find_declaration(box.node, property) : diagnostics::Span();
  const diagnostics::Origin origin = place ? diagnostics::Origin{place, {}} : sink_.origin(box.origin);
  // Several elements may share one declaration.
  return {origin, declarations_.insert({place.source.value, place.begin, std::string(property)}).second};
}

void EffectReporter::report_property(const boxes::Box& box, std::string_view property) {
  const auto [origin, is_new] = declaration_of(box, property);
  if (is_new) sink_.report(diagnostics::messages::FlowNotInWord, origin, property);
}

bool EffectReporter::takes_style_name(const boxes::Box& box, std::string_view name, StyleKind kind) {
  const NameFault fault = find_name_fault(name, kind);
  if (fault == NameFault::None) return true;
  const auto [origin, is_new] = declaration_of(box, "-gw-office-style");
  if (!is_new) return false;
  if (fault == NameFault::Text)
    sink_.report(diagnostics::messages::FlowStyleName, origin, name);
  else
    sink_.report(diagnostics::messages::FlowStyleNameTaken, origin, name);
  return false;
}

}  // namespace gongwen::flow
