#include "intake/detail/signed/annotation_changes.h"
#include "intake/detail/signed/revision_changes.h"

#include <algorithm>

// Compares the form of two revisions field by field: values, appearances, flags and the field tree itself (ISO 32000-2,
// 12.7). Filling in is allowed by many signatures, changing a field's definition by none, so the two are distinguished
// here.
namespace gongwen::intake {
namespace {

/// Invisible entries: the time of a change, the node above, the place in the structure (compared there), the page.
bool is_bookkeeping(std::string_view key) {
  return key == "/M" || key == "/NM" || key == "/Parent" || key == "/StructParent" || key == "/P" || key == "/Type";
}

/// The text of a value for messages.
bool is_appearance(std::string_view key) { return key == "/AP" || key == "/AS" || key == "/MK"; }

bool is_value(std::string_view key) { return key == "/V" || key == "/I" || key == "/RV"; }

/// A value as a person reads it.
std::string words_of(const Revision& revision, const Placed& value) {
  constexpr std::size_t kMax = 200;
  std::string words;
  if (value.is(ot_array)) {
    for (const PlainValue& item : items_of(value)) {
      words += (words.empty() ? "" : ", ") + words_of(revision, revision.follow(item, 0));
      if (words.size() > kMax) break;
    }
  } else {
    words = value.is(ot_string) ? text_of(value) : name_of(value);
  }
  if (words.size() <= kMax) return words;
  std::size_t end = kMax;
  while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xC0U) == 0x80U) --end;
  return words.substr(0, end) + "…";
}

class FormComparison {
 public:
  FormComparison(Comparison& comparison, Changes& changes) : comparison_(comparison), changes_(changes) {}

  void run() {
    const auto& before = comparison_.old().form.fields;
    const auto& after = comparison_.now().form.fields;
    for (const auto& [name, field] : before) {
      const auto found = after.find(name);
      if (found == after.end()) {
        add(field.type == "Sig" ? ChangeKind::SignatureRemoved : ChangeKind::FieldRemoved, field, field.id);
      } else {
        compare(field, found->second);
      }
    }
    for (const auto& [name, field] : after) {
      if (!before.contains(name)) add_new(field);
    }
    compare_nodes();
    compare_entries();
  }

 private:
  const Revision& old() const { return comparison_.old().objects; }
  const Revision& now() const { return comparison_.now().objects; }

  FileChange& add(ChangeKind kind, const TreeField& field, int object, std::string_view detail = {}) {
    FileChange change{kind, field.page, field.name};
    change.object = object;
    change.detail = detail;
    changes_.push_back(std::move(change));
    return changes_.back();
  }

  bool is_seen_anywhere(const TreeField& field) const {
    return std::any_of(field.widgets.begin(), field.widgets.end(), [this](int widget) {
      if (is_seen(now(), comparison_.now().form, widget)) return true;
      // What a viewer draws for other objects needs no extent.
      return comparison_.now().form.page_of.contains(widget) &&
             name_of(now().member(object_at(now(), widget), "/Subtype")) != "Widget";
    });
  }

  bool is_timestamp(const TreeField& field) const {
    const Placed value = field_value(now(), field);
    return name_of(now().member(value, "/Type")) == "DocTimeStamp";
  }

  void add_new(const TreeField& field) {
    if (field.type != "Sig") return void(add(ChangeKind::FieldAdded, field, field.id));
    const bool is_signed = !field_value(now(), field).is_missing();
    const bool is_visible = is_seen_anywhere(field);
    const Effect effect = std::max(is_visible ? Effect::Shows : Effect::None, effect_of_new(field));
    const ChangeKind kind = !is_signed                           ? ChangeKind::EmptySignatureField
                            : is_timestamp(field) && !is_visible ? ChangeKind::TimestampAdded
                                                                 : ChangeKind::SignatureFieldAdded;
    add(kind, field, field.id).effect = effect;
  }

  /// The effect of a new field or of a new node above fields.
  Effect effect_of_new(const TreeField& field) const {
    constexpr int kMaxDepth = 40;
    Effect effect = Effect::None;
    for (const int widget : field.widgets)
      effect = std::max(effect, effect_of_actions(now(), object_at(now(), widget)).effect);
    Placed node = object_at(now(), field.id);
    for (int depth = 0; depth < kMaxDepth && node.is(ot_dictionary); ++depth) {
      if (comparison_.old().form.objects.contains(node.id)) break;
      effect = std::max(effect, effect_of_actions(now(), node).effect);
      node = now().member(node, "/Parent");
    }
    return effect;
  }

  /// Compares what fields have in common, from the nodes above them; values are those of the fields.
  void compare_nodes() {
    const auto& after = comparison_.now().form.nodes;
    for (const auto& [name, id] : comparison_.old().form.nodes) {
      const auto found = after.find(name);
      if (found == after.end()) continue;  // its fields are missing, too
      const TreeField node{name, {}, found->second, {}, 0, true};
      if (found->second != id) {
        add(ChangeKind::FieldChanged, node, found->second, "Parent");
        continue;
      }
      const Placed was = object_at(old(), id);
      const Placed is = object_at(now(), id);
      for (const std::string& key : keys_of_both(was, is)) {
        if (key == "/Kids" || key == "/Parent" || is_value(key)) continue;
        if (const auto object = comparison_.key_differs(was, is, key))
          add(ChangeKind::FieldChanged, node, *object, key.substr(1));
      }
    }
  }

  /// The field's own entries, then those of its widgets.
  void compare(const TreeField& before, const TreeField& after) {
    const bool is_signature = before.type == "Sig" || after.type == "Sig";
    const std::size_t start = changes_.size();
    const bool value_changed = is_signature ? compare_signature(before, after) : compare_value(before, after);
    value_changed_ = value_changed;
    if (is_signature && before.is_listed && !after.is_listed) add(ChangeKind::SignatureRemoved, after, after.id);
    if (before.id != after.id || before.widgets != after.widgets || before.page != after.page) {
      add(is_signature ? ChangeKind::SignatureFieldChanged : ChangeKind::FieldChanged, after, after.id, "Kids");
    }
    compare_entries_of(before, after, before.id, after.id);
    const std::size_t widgets = std::min(before.widgets.size(), after.widgets.size());
    for (std::size_t i = 0; i < widgets; ++i) {
      if (before.widgets[i] != before.id) compare_entries_of(before, after, before.widgets[i], after.widgets[i]);
    }
    join_appearances(start);
  }

  /// Reports the appearance of a field once, however many buttons it has.
  void join_appearances(std::size_t start) {
    bool has_one = false;
    const auto again = [&has_one](const FileChange& change) {
      return change.kind == ChangeKind::FieldAppearance && std::exchange(has_one, true);
    };
    const auto from = changes_.begin() + static_cast<std::ptrdiff_t>(start);
    changes_.erase(std::remove_if(from, changes_.end(), again), changes_.end());
  }

  bool compare_value(const TreeField& before, const TreeField& after) {
    const Placed was = field_value(old(), before);
    const Placed is = field_value(now(), after);
    if (!comparison_.differs(was, is)) return false;
    FileChange& change = add(ChangeKind::FieldValue, after, is.id == 0 ? after.id : is.id);
    change.before = words_of(old(), was);
    change.after = words_of(now(), is);
    return true;
  }

  bool compare_signature(const TreeField& before, const TreeField& after) {
    const Placed was = field_value(old(), before);
    const Placed is = field_value(now(), after);
    if (was.is_missing() && is.is_missing()) return false;
    if (was.is_missing()) {
      const bool invisible = !is_seen_anywhere(after);
      add(is_timestamp(after) && invisible ? ChangeKind::TimestampAdded : ChangeKind::SignatureAdded, after, is.id);
      return true;
    }
    if (is.is_missing()) return add(ChangeKind::SignatureRemoved, after, after.id), true;
    if (const auto id = comparison_.differs(was, is)) return add(ChangeKind::SignatureReplaced, after, *id), true;
    return false;
  }

  void compare_entries_of(const TreeField& before, const TreeField& after, int old_id, int now_id) {
    const Placed was = object_at(old(), old_id);
    const Placed is = object_at(now(), now_id);
    const bool is_signature = before.type == "Sig";
    for (const std::string& key : keys_of_both(was, is)) {
      if (key == "/Parent") {
        // The inherited type is the same; readers that start from the page take it from the widget.
        if (parent_of(was) == parent_of(is)) continue;
        add(is_signature ? ChangeKind::SignatureFieldChanged : ChangeKind::FieldChanged, after, is.id, "Parent");
      }
      if (is_bookkeeping(key) || key == "/Kids" || key == "/V") continue;
      if ((is_appearance(key) || is_value(key)) && value_changed_) continue;
      const auto id = comparison_.key_differs(was, is, key);
      if (!id) continue;
      if (value_changed_ && is_made_read_only(was, is, key)) continue;
      if (is_appearance(key)) {
        add(is_signature ? ChangeKind::SignatureFieldChanged : ChangeKind::FieldAppearance, after, *id, key.substr(1));
      } else {
        add(is_signature ? ChangeKind::SignatureFieldChanged : ChangeKind::FieldChanged, after, *id, key.substr(1));
      }
    }
  }

  /// The number of the node above; 0 for none.
  static std::int64_t parent_of(const Placed& node) {
    const PlainValue& parent = written_entry(node, "/Parent");
    return parent.is_reference ? parent.number : 0;
  }

  /// Programs that sign make the field read-only, or locked.
  bool is_made_read_only(const Placed& was, const Placed& is, std::string_view key) const {
    constexpr std::int64_t kFlags = 1 | 4 | 64 | 128 | 512;
    if (key != "/Ff" && key != "/F") return false;
    const std::int64_t before = integer_of(old().member(was, key)).value_or(0);
    const std::int64_t after = integer_of(now().member(is, key)).value_or(0);
    return (before & ~after) == 0 && (after & ~before & ~kFlags) == 0;
  }

  /// Compares the entries of the form itself.
  void compare_entries() {
    const Placed was = old().member(old().root(), "/AcroForm");
    const Placed is = now().member(now().root(), "/AcroForm");
    for (const std::string& key : keys_of_both(was, is)) {
      if (key == "/Fields" || key == "/SigFlags") continue;
      if (key == "/DR" || key == "/DA" || key == "/Q") {
        compare_defaults(was, is, key);
        continue;
      }
      // A form created for a signature brings these entries.
      if (was.is_missing() && key != "/XFA" && key != "/CO" && key != "/NeedAppearances") continue;
      if (const auto id = comparison_.key_differs(was, is, key)) add_entry(*id, key.substr(1));
    }
  }

  /// Default appearances matter only for fields without an appearance.
  void compare_defaults(const Placed& was, const Placed& is, const std::string& key) {
    const auto id = comparison_.key_differs(was, is, key);
    if (!id) return;
    const bool matters = are_looks_made_up();
    if (matters && !old().member(was, key).is_missing()) {
      if (key != "/DR") return add_entry(*id, key.substr(1));
      return compare_resources(old().member(was, key), now().member(is, key), is.id);
    }
    FileChange change{ChangeKind::FormDefaults};
    change.object = *id;
    change.detail = key.substr(1);
    change.effect = matters ? Effect::Shows : Effect::None;
    changes_.push_back(std::move(change));
  }

  /// Whether an existing field has something to show but no appearance.
  bool are_looks_made_up() const {
    const Placed form = now().member(now().root(), "/AcroForm");
    const Placed asked = now().member(form, "/NeedAppearances");
    const bool is_asked = asked.is(ot_boolean) && asked.value->number != 0;
    const auto& fields = comparison_.old().form.fields;
    return std::any_of(fields.begin(), fields.end(), [&](const auto& one) {
      const TreeField& field = one.second;
      if (field.type == "Sig") return false;
      if (is_asked) return true;
      const bool has_value = field.type != "Tx" || !field_value(old(), field).is_missing();
      return has_value && std::any_of(field.widgets.begin(), field.widgets.end(), [this](int widget) {
               return is_seen(old(), comparison_.old().form, widget) &&
                      old().member(old().member(object_at(old(), widget), "/AP"), "/N").is_missing();
             });
    });
  }

  /// Resources may be added, but existing ones must stay.
  void compare_resources(const Placed& was, const Placed& is, int object) {
    for (const PlainMember& category : was.value->members) {
      const Placed before = old().member(was, category.key);
      const Placed after = now().member(is, category.key);
      if (!before.is(ot_dictionary)) {
        if (const auto id = comparison_.differs(before, after)) add_entry(*id, "DR");
        continue;
      }
      for (const PlainMember& one : before.value->members) {
        if (const auto id = comparison_.key_differs(before, after, one.key.text()))
          add_entry(*id == 0 ? object : *id, "DR");
      }
    }
  }

  void add_entry(int object, std::string_view detail) {
    FileChange change{ChangeKind::FormChanged};
    change.object = object;
    change.detail = detail;
    changes_.push_back(std::move(change));
  }

  Comparison& comparison_;
  Changes& changes_;
  bool value_changed_ = false;
};

}  // namespace

void compare_form(Comparison& comparison, Changes& changes) { FormComparison(comparison, changes).run(); }

}  // namespace gongwen::intake
