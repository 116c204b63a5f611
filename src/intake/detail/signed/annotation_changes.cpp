#include "intake/detail/signed/annotation_changes.h"

#include "intake/detail/signed/blank_area.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <optional>

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

// Annotations of two revisions.

namespace {

/// What no viewer draws: words about the annotation, who wrote it, when, what it answers, its place in the structure.
constexpr std::array<std::string_view, 16> kUnseenEntries = {
    "/Type", "/P",  "/Parent", "/StructParent", "/M",    "/NM",           "/T",     "/Subj",
    "/IRT",  "/RT", "/State",  "/StateModel",   "/Lang", "/CreationDate", "/Popup", "/Open"};

bool is_unseen_entry(std::string_view key, std::string_view subtype) {
  if (std::find(kUnseenEntries.begin(), kUnseenEntries.end(), key) != kUnseenEntries.end()) return true;
  return (key == "/Contents" || key == "/RC") && subtype != "FreeText";
}

bool is_action_entry(std::string_view key) { return key == "/A" || key == "/AA" || key == "/PA"; }

using Numbers = std::vector<int>;

bool has(const Numbers& list, int id) { return std::find(list.begin(), list.end(), id) != list.end(); }

/// Those of the first list that the second has, each once, in their order.
Numbers shared_order(const Numbers& list, const Numbers& other) {
  Numbers shared;
  for (const int id : list) {
    if (id != 0 && has(other, id) && !has(shared, id)) shared.push_back(id);
  }
  return shared;
}

/// Annotations that are not fields, and on which pages fields are.
class AnnotationComparison {
 public:
  AnnotationComparison(Comparison& comparison, Changes& changes) : comparison_(comparison), changes_(changes) {}

  void run() {
    const auto& before = old().form.annotations;
    const auto& after = now().form.annotations;
    for (std::size_t page = 0; page < std::max(before.size(), after.size()); ++page) {
      page_ = page;
      compare_page(page < before.size() ? before[page] : Numbers(), page < after.size() ? after[page] : Numbers());
    }
  }

 private:
  const ReadRevision& old() const { return comparison_.old(); }
  const ReadRevision& now() const { return comparison_.now(); }

  void compare_page(const Numbers& before, const Numbers& after) {
    for (const int id : after) {
      if (id == 0) continue;
      const bool is_new = !has(before, id);
      if (now().form.objects.contains(id)) {
        if (is_new && old().form.objects.contains(id)) add_moved_field(id);
      } else if (is_new) {
        add_new(object_at(now().objects, id));
      } else {
        compare(object_at(old().objects, id), object_at(now().objects, id));
      }
    }
    for (const int id : before) {
      if (id == 0 || has(after, id)) continue;
      if (!old().form.objects.contains(id)) {
        add_removed(object_at(old().objects, id));
      } else if (now().form.objects.contains(id)) {
        add_moved_field(id);
      }
    }
    // Later ones are drawn over earlier ones.
    if (shared_order(before, after) != shared_order(after, before)) {
      add(ChangeKind::AnnotationChanged, 0, "Annots", Effect::Shows);
    }
    compare_direct();
  }

  /// Those without a number, in their order.
  void compare_direct() {
    const std::vector<Placed> before = direct_annotations(old());
    const std::vector<Placed> after = direct_annotations(now());
    const std::size_t common = std::min(before.size(), after.size());
    for (std::size_t i = 0; i < common; ++i) compare(before[i], after[i]);
    for (std::size_t i = common; i < after.size(); ++i) add_new(after[i]);
    for (std::size_t i = common; i < before.size(); ++i) add_removed(before[i]);
  }

  std::vector<Placed> direct_annotations(const ReadRevision& revision) const {
    std::vector<Placed> found;
    if (page_ >= revision.objects.pages().size()) return found;
    const Placed page = object_at(revision.objects, revision.objects.pages()[page_]);
    const Placed list = revision.objects.member(page, "/Annots");
    for (const PlainValue& item : items_of(list)) {
      if (!item.is_reference) found.push_back({&item, list.id});
    }
    return found;
  }

  static Effect effect_of_drawing(const Revision& revision, const Placed& annotation) {
    return is_drawn(revision, annotation) && !is_hidden(revision, annotation) ? Effect::Shows : Effect::None;
  }

  void add_new(const Placed& annotation) {
    ActionEffect effect = effect_of_actions(now().objects, annotation);
    if (!is_note_beside(annotation)) effect.add({effect_of_drawing(now().objects, annotation)});
    add(ChangeKind::AnnotationAdded, annotation.id, words_of_annotation(now().objects, annotation, effect),
        effect.effect);
  }

  /// A note whose sign lies where the page shows nothing: viewers draw it at the upper left corner, whatever the
  /// extent.
  bool is_note_beside(const Placed& note) const {
    constexpr double kSign = 24;
    constexpr double kAround = 2;
    const Revision& revision = now().objects;
    if (name_of(revision.member(note, "/Subtype")) != "Text" || !revision.member(note, "/AP").is_missing())
      return false;
    const std::optional<DrawnArea> area = read_area(revision, revision.member(note, "/Rect"));
    if (!area || page_ >= old().objects.pages().size()) return false;
    const DrawnArea taken = {(*area)[0] - kAround, std::min((*area)[1], (*area)[3] - kSign) - kAround,
                             std::max((*area)[2], (*area)[0] + kSign) + kAround, (*area)[3] + kAround};
    return is_blank_area(old().objects, old().objects.pages()[page_], taken);
  }

  void add_removed(const Placed& annotation) {
    add(ChangeKind::AnnotationRemoved, annotation.id, words_of_annotation(old().objects, annotation, {}),
        effect_of_drawing(old().objects, annotation));
  }

  void compare(const Placed& was, const Placed& is) {
    const std::string subtype = name_of(now().objects.member(is, "/Subtype"));
    bool is_changed = was.value->type != is.value->type;
    ActionEffect effect;
    for (const std::string& key : keys_of_both(was, is)) {
      if (!comparison_.key_differs(was, is, key)) continue;
      // Its time, its name, its place in the structure: what says nothing of the annotation itself.
      is_changed = is_changed || !(key == "/M" || key == "/NM" || key == "/Parent" || key == "/StructParent" ||
                                   key == "/P" || key == "/Type");
      if (is_action_entry(key)) {
        effect.add(effect_of_actions(now().objects, is));
      } else if (!is_unseen_entry(key, subtype)) {
        effect.add({effect_of_drawing(old().objects, was)});
        effect.add({effect_of_drawing(now().objects, is)});
      }
    }
    if (is_changed)
      add(ChangeKind::AnnotationChanged, is.id, words_of_annotation(now().objects, is, effect), effect.effect);
  }

  static std::string words_of_annotation(const Revision& revision, const Placed& annotation,
                                         const ActionEffect& effect) {
    std::string words = name_of(revision.member(annotation, "/Subtype"));
    if (!effect.name.empty()) words += (words.empty() ? "" : ", ") + effect.name;
    return words.empty() ? "?" : words;
  }

  /// A widget that was on this page, or on others, and is not where it was.
  void add_moved_field(int id) {
    const auto& fields = now().form.fields;
    const auto found = std::find_if(fields.begin(), fields.end(), [id](const auto& one) {
      return one.second.id == id || has(one.second.widgets, id);
    });
    const bool is_signature = found != fields.end() && found->second.type == "Sig";
    FileChange change{is_signature ? ChangeKind::SignatureFieldChanged : ChangeKind::FieldChanged, page_ + 1};
    if (found != fields.end()) change.field = found->second.name;
    change.object = id;
    change.detail = "Annots";
    changes_.push_back(std::move(change));
  }

  void add(ChangeKind kind, int object, std::string detail, Effect effect) {
    FileChange change{kind, page_ + 1};
    change.object = object;
    change.detail = std::move(detail);
    change.effect = effect;
    changes_.push_back(std::move(change));
  }

  Comparison& comparison_;
  Changes& changes_;
  std::size_t page_ = 0;
};

}  // namespace

void compare_annotations(Comparison& comparison, Changes& changes) { AnnotationComparison(comparison, changes).run(); }

}  // namespace gongwen::intake
