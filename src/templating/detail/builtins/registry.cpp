#include "templating/detail/builtins/registry.h"

#include "base/nearest_name.h"

#include <algorithm>
#include <array>

namespace gongwen::templating {
namespace {

using Groups = std::initializer_list<std::span<const Builtin>>;

/// Builtins sorted by name.
class BuiltinIndex {
 public:
  explicit BuiltinIndex(Groups groups) {
    for (const std::span<const Builtin> group : groups) {
      for (const Builtin& builtin : group) builtins_.push_back(&builtin);
    }
    std::sort(builtins_.begin(), builtins_.end(), [](const Builtin* a, const Builtin* b) { return a->name < b->name; });
    for (const Builtin* builtin : builtins_) names_.push_back(builtin->name);
  }

  const Builtin* find(std::string_view name) const {
    const auto found = std::lower_bound(names_.begin(), names_.end(), name);
    if (found == names_.end() || *found != name) return nullptr;
    return builtins_[static_cast<std::size_t>(found - names_.begin())];
  }
  std::string_view nearest(std::string_view name) const { return base::find_nearest_name(name, names_); }
  std::span<const std::string_view> names() const { return names_; }

 private:
  std::vector<const Builtin*> builtins_;
  std::vector<std::string_view> names_;
};

const BuiltinIndex& filters() {
  static const BuiltinIndex index{text_filters(),
                                  html_filters(),
                                  number_filters(),
                                  sequence_filters(),
                                  ordering_filters(),
                                  selection_filters(),
                                  mapping_filters(),
                                  layout_filters(),
                                  chinese_likeness_filters(),
                                  chinese_number_filters(),
                                  chinese_date_filters(),
                                  chinese_text_filters(),
                                  chinese_reference_filters(),
                                  chinese_words_filters(),
                                  chinese_reading_filters()};
  return index;
}

const BuiltinIndex& tests() {
  static const BuiltinIndex index{value_tests(), comparison_tests(), chinese_likeness_tests(), chinese_date_tests(),
                                  chinese_reading_tests()};
  return index;
}

const BuiltinIndex& globals() {
  static const BuiltinIndex index{global_functions()};
  return index;
}

const BuiltinIndex& methods_of_text() {
  static const BuiltinIndex index{text_methods(), text_search_methods(), text_layout_methods()};
  return index;
}

const BuiltinIndex& methods_of_list() {
  static const BuiltinIndex index{list_methods()};
  return index;
}

const BuiltinIndex& methods_of_tuple() {
  static const BuiltinIndex index{tuple_methods()};
  return index;
}

const BuiltinIndex& methods_of_dict() {
  static const BuiltinIndex index{dict_methods()};
  return index;
}

const BuiltinIndex& methods_of_number() {
  static const BuiltinIndex index{number_methods()};
  return index;
}

const BuiltinIndex& methods_of_cycler() {
  static const BuiltinIndex index{cycler_methods()};
  return index;
}

}  // namespace

const Builtin* find_filter(std::string_view name) { return filters().find(name); }

const Builtin* find_test(std::string_view name) { return tests().find(name); }

const Builtin* find_global(std::string_view name) { return globals().find(name); }

const Builtin* find_method(Kind kind, std::string_view name) {
  switch (kind) {
    case Kind::Text: return methods_of_text().find(name);
    case Kind::List:
    case Kind::DataArray: return methods_of_list().find(name);
    case Kind::Tuple:
    case Kind::Range: return methods_of_tuple().find(name);
    case Kind::Dict:
    case Kind::DataObject: return methods_of_dict().find(name);
    case Kind::Integer:
    case Kind::BigInteger:
    case Kind::Boolean:
    case Kind::Float: return methods_of_number().find(name);
    case Kind::Cycler: return methods_of_cycler().find(name);
    case Kind::Missing:
    case Kind::Undefined:
    case Kind::None:
    case Kind::DictView:
    case Kind::Iterator:
    case Kind::Function:
    case Kind::Method:
    case Kind::Macro:
    case Kind::Namespace:
    case Kind::Loop:
    case Kind::Joiner:
    case Kind::Module:
    case Kind::SelfReference:
    case Kind::BlockReference: break;
  }
  return nullptr;
}

std::string_view nearest_filter(std::string_view name) { return filters().nearest(name); }

std::string_view nearest_test(std::string_view name) { return tests().nearest(name); }

std::span<const std::string_view> global_names() { return globals().names(); }

}  // namespace gongwen::templating
