#include "intake/detail/signed/annotation_effects.h"

#include <algorithm>
#include <cstdlib>

namespace gongwen::intake {
namespace {

/// Actions follow each other (Next); a chain that is longer acts.
constexpr int kMaxActions = 20;

ActionEffect effect_of_action(const Revision& revision, const Placed& action, int depth) {
  if (action.is_missing()) return {};
  // Of another type: no action, but programs may make one of it.
  if (!action.is(ot_dictionary)) return {Effect::Shows};
  const std::string kind = name_of(revision.member(action, "/S"));
  ActionEffect effect;
  if (kind == "URI") {
    effect = {Effect::Shows, kind};
  } else if (kind != "GoTo") {
    effect = {Effect::Acts, kind};
  }
  const Placed next = revision.member(action, "/Next");
  if (next.is_missing()) return effect;
  if (depth >= kMaxActions) return {Effect::Acts, kind};
  if (!next.is(ot_array)) {
    effect.add(effect_of_action(revision, next, depth + 1));
    return effect;
  }
  if (items_of(next).size() > kMaxActions) return {Effect::Acts, kind};
  for (const PlainValue& item : items_of(next)) {
    effect.add(effect_of_action(revision, revision.follow(item, next.id), depth + 1));
  }
  return effect;
}

std::optional<double> measure_of(const Placed& value) {
  if (!value.is(ot_integer) && !value.is(ot_real)) return std::nullopt;
  return std::strtod(std::string(value.value->text).c_str(), nullptr);
}

/// Of a link: the widths that BS and Border say, each of which some viewer prefers; one point without both (12.5.4).
/// Nothing for what says none.
std::optional<double> border_width(const Revision& revision, const Placed& annotation) {
  std::optional<double> width;
  if (const Placed style = revision.member(annotation, "/BS"); !style.is_missing()) {
    const Placed own = revision.member(style, "/W");
    width = own.is_missing() && style.is(ot_dictionary) ? std::optional(1.0) : measure_of(own);
    if (!width) return std::nullopt;
  }
  if (const Placed border = revision.member(annotation, "/Border"); !border.is_missing()) {
    const auto numbers = items_of(border);
    const auto own = numbers.size() < 3 ? std::nullopt : measure_of(revision.follow(numbers[2], border.id));
    if (!own || *own < 0) return std::nullopt;
    width = std::max(width.value_or(0), *own);
  }
  return width.value_or(1);
}

/// None, or a thin black frame with room for what is in it, as links have it that say nothing else.
bool has_covering_border(const Revision& revision, const Placed& annotation) {
  constexpr double kThin = 1;
  constexpr double kLeastSide = 6;
  const std::optional<double> width = border_width(revision, annotation);
  if (!width || *width < 0 || *width > kThin) return true;
  if (*width == 0) return false;
  const std::optional<DrawnArea> area = read_area(revision, revision.member(annotation, "/Rect"));
  return !revision.member(annotation, "/C").is_missing() || !area || (*area)[2] - (*area)[0] < kLeastSide ||
         (*area)[3] - (*area)[1] < kLeastSide;
}

}  // namespace

void ActionEffect::add(const ActionEffect& other) {
  if (other.effect > effect) *this = other;
}

ActionEffect effect_of_actions(const Revision& revision, const Placed& annotation) {
  ActionEffect effect = effect_of_action(revision, revision.member(annotation, "/A"), 0);
  effect.add(effect_of_action(revision, revision.member(annotation, "/PA"), 0));
  const Placed triggers = revision.member(annotation, "/AA");
  if (triggers.is_missing()) return effect;
  // What happens without a click is never nothing.
  effect.add({Effect::Shows});
  for (const PlainMember& trigger : triggers.value->members) {
    effect.add(effect_of_action(revision, revision.follow(trigger.value, triggers.id), 0));
  }
  return effect;
}

bool is_drawn(const Revision& revision, const Placed& annotation) {
  if (!annotation.is(ot_dictionary)) return annotation.is(ot_stream);
  if (!revision.member(annotation, "/AP").is_missing()) return true;
  const std::string subtype = name_of(revision.member(annotation, "/Subtype"));
  if (subtype == "Link") return has_covering_border(revision, annotation);
  return subtype != "Popup";
}

}  // namespace gongwen::intake
