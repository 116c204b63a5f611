#include "intake/detail/signed/revision_changes.h"

#include <algorithm>
#include <map>

namespace gongwen::intake {
namespace {

constexpr int kMaxDepth = 200;

/// A kid as it is written, and the object that it is.
struct Kid {
  Placed value;
  bool is_own = false;  // an object with a number
};

class StructureComparison {
 public:
  StructureComparison(Comparison& comparison, Changes& changes) : comparison_(comparison), changes_(changes) {}

  void run() {
    const Placed before = old().member(old().root(), "/StructTreeRoot");
    const Placed after = now().member(now().root(), "/StructTreeRoot");
    if (before.is_missing() && after.is_missing()) return;
    if (before.is_missing() != after.is_missing()) return add(ChangeKind::StructureChanged, after.id);
    compare_element(before, after, 0);
    compare_parents(before, after);
    if (changed_ != 0) return add(ChangeKind::StructureChanged, changed_);
    if (grown_ != 0) add(ChangeKind::StructureGrown, grown_);
  }

 private:
  const Revision& old() const { return comparison_.old().objects; }
  const Revision& now() const { return comparison_.now().objects; }

  void note_changed(int object) {
    if (changed_ == 0) changed_ = std::max(object, 1);
  }

  void compare_element(const Placed& before, const Placed& after, int depth) {
    if (depth > kMaxDepth || changed_ != 0) return note_changed(changed_ != 0 ? changed_ : after.id);
    comparison_.set_apart(before.id, after.id);
    for (const std::string& key : keys_of_both(before, after)) {
      if (key == "/K" || key == "/P" || key == "/Pg" || key == "/ParentTree" || key == "/ParentTreeNextKey") continue;
      if (const auto id = comparison_.key_differs(before, after, key)) return note_changed(*id);
    }
    if (page_of(before) != page_of(after)) return note_changed(after.id);
    compare_kids(kids_of(old(), before), kids_of(now(), after), depth);
  }

  static std::int64_t page_of(const Placed& element) {
    const PlainValue& page = written_entry(element, "/Pg");
    return page.is_reference ? page.number : 0;
  }

  static std::vector<Kid> kids_of(const Revision& revision, const Placed& element) {
    std::vector<Kid> kids;
    const Placed all = revision.member(element, "/K");
    if (all.is_missing()) return kids;
    if (!all.is(ot_array)) return {{all, written_entry(element, "/K").is_reference}};
    for (const PlainValue& item : items_of(all)) kids.push_back({revision.follow(item, all.id), item.is_reference});
    return kids;
  }

  /// The old kids in their order; new ones only for annotations.
  void compare_kids(const std::vector<Kid>& before, const std::vector<Kid>& after, int depth) {
    std::size_t next = 0;
    for (const Kid& kid : after) {
      if (changed_ != 0) return;
      const bool fits = next < before.size() && may_be_same(before[next], kid);
      if (fits) {
        compare_kid(before[next++], kid, depth);
      } else if (is_of_annotation(kid.value, 0)) {
        if (grown_ == 0) grown_ = std::max(kid.value.id, 1);
      } else {
        return note_changed(kid.value.id);
      }
    }
    if (next < before.size()) note_changed(after.empty() ? 0 : after.back().value.id);
  }

  static bool may_be_same(const Kid& before, const Kid& after) {
    if (before.is_own != after.is_own) return false;
    return before.is_own ? before.value.id == after.value.id : before.value.value->type == after.value.value->type;
  }

  void compare_kid(const Kid& before, const Kid& after, int depth) {
    const Placed old_kid = before.value;
    const Placed now_kid = after.value;
    if (!written_entry(old_kid, "/S").is_reference && written_entry(old_kid, "/S").type == ot_name)
      return compare_element(old_kid, now_kid, depth + 1);
    for (const std::string& key : keys_of_both(old_kid, now_kid)) {
      const PlainValue& was = written_entry(old_kid, key);
      const PlainValue& is = written_entry(now_kid, key);
      if (was.is_reference != is.is_reference || was.number != is.number || was.text != is.text)
        return note_changed(now_kid.id);
    }
    const PlainValue& was = *old_kid.value;
    const PlainValue& is = *now_kid.value;
    if (was.type != is.type || was.number != is.number || was.text != is.text) note_changed(now_kid.id);
  }

  /// Whether an element, or what it has, refers to annotations alone and not to content of pages.
  bool is_of_annotation(const Placed& kid, int depth) const {
    constexpr int kShallow = 4;
    if (depth > kShallow || !kid.is(ot_dictionary)) return false;
    if (name_of(now().member(kid, "/Type")) == "OBJR") return true;
    if (!now().member(kid, "/S").is(ot_name)) return false;
    const std::vector<Kid> kids = kids_of(now(), kid);
    return std::all_of(kids.begin(), kids.end(),
                       [this, depth](const Kid& one) { return is_of_annotation(one.value, depth + 1); });
  }

  using Parents = std::map<std::int64_t, const PlainValue*>;

  static void gather_parents(const Revision& revision, const Placed& node, int depth, Parents& parents) {
    constexpr int kMaxTree = 30;
    if (depth > kMaxTree) return;
    const auto& numbers = items_of(revision.member(node, "/Nums"));
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) parents.emplace(numbers[i].number, &numbers[i + 1]);
    for (const PlainValue& kid : items_of(revision.member(node, "/Kids"))) {
      gather_parents(revision, revision.follow(kid, 0), depth + 1, parents);
    }
  }

  /// What was there stays as it was; numbers may be added.
  void compare_parents(const Placed& before, const Placed& after) {
    if (changed_ != 0) return;
    Parents was;
    Parents is;
    const Placed tree = now().member(after, "/ParentTree");
    gather_parents(old(), old().member(before, "/ParentTree"), 0, was);
    gather_parents(now(), tree, 0, is);
    for (const auto& [number, value] : was) {
      const auto found = is.find(number);
      if (found == is.end()) return note_changed(tree.id);
      if (const auto id = comparison_.differs(*value, *found->second, tree.id)) return note_changed(*id);
    }
  }

  void add(ChangeKind kind, int object) {
    FileChange change{kind};
    change.object = object;
    changes_.push_back(std::move(change));
  }

  Comparison& comparison_;
  Changes& changes_;
  int changed_ = 0;
  int grown_ = 0;
};

}  // namespace

void compare_structure(Comparison& comparison, Changes& changes) { StructureComparison(comparison, changes).run(); }

}  // namespace gongwen::intake
