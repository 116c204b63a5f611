#include "intake/detail/annotation_effects.h"

#include <algorithm>
#include <cstdlib>

namespace gongwen::intake {
namespace {

/// Actions follow each other (Next); a chain that is longer acts.
constexpr int kMaxActions = 20;

ActionEffect effect_of_action(const Revision& revision, const Placed& action, int depth) {
  if (action.is_missing()) return {};
  // What is no dictionary is no action, and programs may take it for something.
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

bool is_zero(const Placed& value) {
  return (value.is(ot_integer) || value.is(ot_real)) &&
         std::strtod(std::string(value.value->text).c_str(), nullptr) == 0;
}

/// Of a link: the width that BS and Border say, each of which some viewer prefers. Without both no viewer draws one,
/// though the standard has a frame of one point.
bool has_border(const Revision& revision, const Placed& annotation) {
  const Placed style = revision.member(annotation, "/BS");
  if (!style.is_missing() && !is_zero(revision.member(style, "/W"))) return true;
  const Placed border = revision.member(annotation, "/Border");
  if (border.is_missing()) return false;
  const auto numbers = items_of(border);
  return numbers.size() < 3 || !is_zero(revision.follow(numbers[2], border.id));
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
  if (subtype == "Link") return has_border(revision, annotation);
  return subtype != "Popup";
}

}  // namespace gongwen::intake
