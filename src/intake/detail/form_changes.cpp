#include "intake/detail/revision_changes.h"

#include <algorithm>

namespace gongwen::intake {
namespace {

/// What is invisible: the time of a change, the node above, the place in the structure (compared there), the page.
bool is_bookkeeping(std::string_view key) {
  return key == "/M" || key == "/NM" || key == "/Parent" || key == "/StructParent" || key == "/P" || key == "/Type";
}

/// What a value looks like.
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
    return std::any_of(field.widgets.begin(), field.widgets.end(),
                       [this](int widget) { return is_seen(now(), widget); });
  }

  bool is_timestamp(const TreeField& field) const {
    const Placed value = field_value(now(), field);
    return name_of(now().member(value, "/Type")) == "DocTimeStamp";
  }

  void add_new(const TreeField& field) {
    if (field.type != "Sig") return void(add(ChangeKind::FieldAdded, field, field.id));
    const bool is_signed = !field_value(now(), field).is_missing();
    const bool is_visible = is_seen_anywhere(field);
    if (is_signed && !is_visible && is_timestamp(field)) return void(add(ChangeKind::TimestampAdded, field, field.id));
    const ChangeKind kind = is_signed ? ChangeKind::SignatureFieldAdded : ChangeKind::EmptySignatureField;
    add(kind, field, field.id).may_hide = is_visible;
  }

  /// The field's own entries, then those of its widgets.
  void compare(const TreeField& before, const TreeField& after) {
    const bool is_signature = before.type == "Sig" || after.type == "Sig";
    const std::size_t start = changes_.size();
    const bool value_changed = is_signature ? compare_signature(before, after) : compare_value(before, after);
    value_changed_ = value_changed;
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

  /// One word about the appearance of a field, however many buttons it has.
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
      if (is_bookkeeping(key) || key == "/Kids" || is_value(key)) continue;
      if (is_appearance(key) && value_changed_) continue;
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

  /// Programs that sign make the field read-only, or locked.
  bool is_made_read_only(const Placed& was, const Placed& is, std::string_view key) const {
    constexpr std::int64_t kFlags = 1 | 4 | 64 | 128 | 512;
    if (key != "/Ff" && key != "/F") return false;
    const std::int64_t before = integer_of(old().member(was, key)).value_or(0);
    const std::int64_t after = integer_of(now().member(is, key)).value_or(0);
    return (before & ~after) == 0 && (after & ~before & ~kFlags) == 0;
  }

  /// The form as a whole.
  void compare_entries() {
    const Placed was = old().member(old().root(), "/AcroForm");
    const Placed is = now().member(now().root(), "/AcroForm");
    for (const std::string& key : keys_of_both(was, is)) {
      if (key == "/Fields" || key == "/SigFlags") continue;
      if (key == "/DR") {
        compare_resources(old().member(was, key), now().member(is, key), is.id);
        continue;
      }
      // A form that is made for a signature brings its entries along.
      if (was.is_missing() && key != "/XFA" && key != "/CO" && key != "/NeedAppearances") continue;
      if (const auto id = comparison_.key_differs(was, is, key)) add_entry(*id, key.substr(1));
    }
  }

  /// Resources may be added, those that are there stay.
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

// Annotations that are not fields.

/// Draws nothing over what the page shows: lines below texts, links, small signs, and windows that a reader opens. What
/// has its own appearance draws anything.
bool draws_beside(const Placed& annotation, std::string_view subtype) {
  if (annotation.value->find("/AP") != nullptr) return false;
  return subtype == "Link" || subtype == "Popup" || subtype == "Highlight" || subtype == "Underline" ||
         subtype == "Squiggly" || subtype == "StrikeOut" || subtype == "Text";
}

class AnnotationComparison {
 public:
  AnnotationComparison(Comparison& comparison, Changes& changes) : comparison_(comparison), changes_(changes) {}

  void run() {
    const auto& before = comparison_.old().form.annotations;
    const auto& after = comparison_.now().form.annotations;
    for (std::size_t page = 0; page < std::max(before.size(), after.size()); ++page) {
      page_ = page;
      compare_page(page < before.size() ? before[page] : std::vector<int>(),
                   page < after.size() ? after[page] : std::vector<int>());
    }
  }

 private:
  void compare_page(const std::vector<int>& before, const std::vector<int>& after) {
    for (const int id : after) {
      if (id == 0 || comparison_.now().form.objects.contains(id)) continue;
      if (std::find(before.begin(), before.end(), id) == before.end()) {
        add(ChangeKind::AnnotationAdded, comparison_.now().objects, id);
      } else {
        compare(id);
      }
    }
    for (const int id : before) {
      if (id == 0 || comparison_.old().form.objects.contains(id)) continue;
      if (std::find(after.begin(), after.end(), id) == after.end())
        add(ChangeKind::AnnotationRemoved, comparison_.old().objects, id);
    }
    // Without numbers they are compared as a whole.
    const auto without = [](const std::vector<int>& list) {
      return std::count(list.begin(), list.end(), 0);
    };
    if (without(before) != without(after) || (without(after) > 0 && direct_ones_differ()))
      add(ChangeKind::AnnotationChanged, comparison_.now().objects, 0);
  }

  bool direct_ones_differ() {
    const auto direct = [this](const ReadRevision& revision) {
      std::vector<const PlainValue*> found;
      const Placed page = object_at(revision.objects, revision.objects.pages()[page_]);
      for (const PlainValue& item : items_of(revision.objects.member(page, "/Annots"))) {
        if (!item.is_reference) found.push_back(&item);
      }
      return found;
    };
    const auto before = direct(comparison_.old());
    const auto after = direct(comparison_.now());
    for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
      if (comparison_.differs(*before[i], *after[i])) return true;
    }
    return false;
  }

  void compare(int id) {
    const Placed was = object_at(comparison_.old().objects, id);
    const Placed is = object_at(comparison_.now().objects, id);
    for (const std::string& key : keys_of_both(was, is)) {
      if (is_bookkeeping(key)) continue;
      if (comparison_.key_differs(was, is, key))
        return add(ChangeKind::AnnotationChanged, comparison_.now().objects, id);
    }
  }

  void add(ChangeKind kind, const Revision& revision, int id) {
    FileChange change{kind, page_ + 1};
    change.object = id;
    change.detail = name_of(revision.member(object_at(revision, id), "/Subtype"));
    change.may_hide = kind != ChangeKind::AnnotationRemoved && !draws_beside(object_at(revision, id), change.detail) &&
                      (id == 0 || is_seen(revision, id));
    changes_.push_back(std::move(change));
  }

  Comparison& comparison_;
  Changes& changes_;
  std::size_t page_ = 0;
};

}  // namespace

void compare_form(Comparison& comparison, Changes& changes) { FormComparison(comparison, changes).run(); }

void compare_annotations(Comparison& comparison, Changes& changes) { AnnotationComparison(comparison, changes).run(); }

}  // namespace gongwen::intake
