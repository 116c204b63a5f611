#include "intake/detail/revision.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace gongwen::intake {
namespace {

Placed object_of(const Revision& revision, int id) {
  PlainValue reference;
  reference.is_reference = true;
  reference.number = id;
  return revision.follow(reference, 0);
}

class TreeWalk {
 public:
  TreeWalk(const Revision& revision, const IntakeLimits& limits) : revision_(revision), limits_(limits) {}

  FormTree run() {
    read_annotations();
    const Placed form = revision_.member(revision_.root(), "/AcroForm");
    for (const PlainValue& item : items_of(revision_.member(form, "/Fields"))) {
      visit(revision_.follow(item, form.id), "", "", 0);
    }
    add_orphans();
    return std::move(tree_);
  }

 private:
  void read_annotations() {
    std::size_t number = 0;
    for (const int page : revision_.pages()) {
      ++number;
      auto& list = tree_.annotations.emplace_back();
      for (const PlainValue& item : items_of(revision_.member(object_of(revision_, page), "/Annots"))) {
        const int id = item.is_reference ? static_cast<int>(item.number) : 0;
        list.push_back(id);
        if (id != 0) tree_.page_of.emplace(id, number);
      }
    }
  }

  void visit(const Placed& node, std::string name, std::string type, std::size_t depth) {
    if (!node.is(ot_dictionary)) return;
    if (depth > limits_.max_field_depth || tree_.fields.size() >= limits_.max_fields ||
        !tree_.objects.insert(node.id).second) {
      tree_.is_odd = true;
      return;
    }
    if (const Placed part = revision_.member(node, "/T"); part.is(ot_string)) {
      name += (name.empty() ? "" : ".") + text_of(part);
    }
    if (const Placed own = revision_.member(node, "/FT"); own.is(ot_name)) type = name_of(own);
    TreeField field{name, type, node.id, {}, 0};
    bool has_fields = false;
    for (const PlainValue& item : items_of(revision_.member(node, "/Kids"))) {
      const Placed kid = revision_.follow(item, node.id);
      if (revision_.member(kid, "/T").is(ot_string) || revision_.member(kid, "/Kids").is(ot_array)) {
        has_fields = true;
        visit(kid, name, type, depth + 1);
      } else {
        if (!tree_.objects.insert(kid.id).second) tree_.is_odd = true;
        field.widgets.push_back(kid.id);
      }
    }
    if (has_fields && field.widgets.empty()) return;
    if (field.widgets.empty()) field.widgets.push_back(node.id);
    add(std::move(field));
  }

  void add(TreeField field) {
    for (const int widget : field.widgets) {
      const auto page = tree_.page_of.find(widget);
      if (field.page == 0 && page != tree_.page_of.end()) field.page = page->second;
    }
    const std::string name = field.name;
    if (!tree_.fields.emplace(name, std::move(field)).second) tree_.is_odd = true;
  }

  /// Signatures of pages that the form's list does not have: other readers show them, too.
  void add_orphans() {
    for (const auto& page : tree_.annotations) {
      for (const int id : page) {
        if (id == 0 || tree_.objects.contains(id)) continue;
        const Placed widget = object_of(revision_, id);
        if (name_of(revision_.member(widget, "/FT")) != "Sig") continue;
        tree_.objects.insert(id);
        add({text_of(revision_.member(widget, "/T")), "Sig", id, {id}, 0});
      }
    }
  }

  const Revision& revision_;
  const IntakeLimits& limits_;
  FormTree tree_;
};

double number_of(const PlainValue& value) {
  return value.type == ot_integer || value.type == ot_real ? std::strtod(std::string(value.text).c_str(), nullptr) : 0;
}

}  // namespace

FormTree read_form_tree(const Revision& revision, const IntakeLimits& limits) {
  return TreeWalk(revision, limits).run();
}

Placed field_value(const Revision& revision, const TreeField& field) {
  constexpr int kMaxDepth = 40;
  Placed node = object_of(revision, field.id);
  for (int depth = 0; depth < kMaxDepth && node.is(ot_dictionary); ++depth) {
    const Placed value = revision.member(node, "/V");
    if (!value.is_missing()) return value;
    node = revision.member(node, "/Parent");
  }
  return revision.member(object_of(revision, field.id), "/V");
}

bool is_seen(const Revision& revision, int annotation) {
  constexpr std::int64_t kUnseen = 2 | 32;  // Hidden, NoView
  const Placed object = object_of(revision, annotation);
  if ((integer_of(revision.member(object, "/F")).value_or(0) & kUnseen) != 0) return false;
  const auto& corners = items_of(revision.member(object, "/Rect"));
  if (corners.size() != 4) return false;
  std::array<double, 4> at{};
  for (std::size_t i = 0; i < 4; ++i) at[i] = number_of(*revision.follow(corners[i], 0).value);
  return std::abs(at[2] - at[0]) > 0 && std::abs(at[3] - at[1]) > 0;
}

}  // namespace gongwen::intake
