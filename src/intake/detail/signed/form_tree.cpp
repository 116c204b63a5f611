#include "intake/detail/signed/revision.h"

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
    if (has_fields) tree_.nodes.emplace(name, node.id);
    if (has_fields && field.widgets.empty()) return;
    if (field.widgets.empty()) field.widgets.push_back(node.id);
    add(std::move(field));
  }

  void add(TreeField field) {
    for (const int widget : field.widgets) {
      const auto page = tree_.page_of.find(widget);
      if (field.page == 0 && page != tree_.page_of.end()) field.page = page->second;
    }
    std::string key = field.name;
    while (tree_.fields.contains(key)) {
      tree_.is_odd = true;
      key += '\0';
    }
    tree_.fields.emplace(std::move(key), std::move(field));
  }

  /// Signatures of pages that the form's list does not have: other readers show them, too.
  void add_orphans() {
    for (const auto& page : tree_.annotations) {
      for (const int id : page) {
        if (id == 0 || tree_.objects.contains(id)) continue;
        TreeField field{{}, {}, id, {id}, 0, false};
        Placed node = object_of(revision_, id);
        for (std::size_t depth = 0; depth < limits_.max_field_depth && node.is(ot_dictionary); ++depth) {
          if (const Placed part = revision_.member(node, "/T"); part.is(ot_string)) {
            if (field.name.empty()) field.id = node.id;
            field.name = text_of(part) + (field.name.empty() ? "" : "." + field.name);
          }
          if (field.type.empty()) field.type = name_of(revision_.member(node, "/FT"));
          node = revision_.member(node, "/Parent");
        }
        // A widget of a field that the form has, which does not list it.
        if (field.type != "Sig" || (field.id != id && tree_.objects.contains(field.id))) continue;
        tree_.objects.insert({id, field.id});
        add(std::move(field));
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

bool is_hidden(const Revision& revision, const Placed& annotation) {
  constexpr std::int64_t kHidden = 2;
  constexpr std::int64_t kPrint = 4;
  constexpr std::int64_t kNoView = 32;
  constexpr std::int64_t kToggleNoView = 256;
  constexpr std::int64_t kMost = std::int64_t{1} << 16;  // readers take larger ones in various ways
  const std::int64_t flags = integer_of(revision.member(annotation, "/F")).value_or(0);
  if (flags < 0 || flags >= kMost) return false;
  return (flags & kHidden) != 0 || (flags & (kNoView | kPrint | kToggleNoView)) == kNoView;
}

bool is_seen(const Revision& revision, const FormTree& form, int widget) {
  const Placed object = object_of(revision, widget);
  if (!form.page_of.contains(widget) || is_hidden(revision, object)) return false;
  const auto& corners = items_of(revision.member(object, "/Rect"));
  // Readers make something of other ones.
  if (corners.size() != 4) return true;
  std::array<double, 4> at{};
  for (std::size_t i = 0; i < 4; ++i) at[i] = number_of(*revision.follow(corners[i], 0).value);
  return at[2] != at[0] || at[3] != at[1];
}

}  // namespace gongwen::intake
