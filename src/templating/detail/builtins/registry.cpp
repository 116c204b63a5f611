#include "templating/detail/builtins/registry.h"

#include "base/nearest_name.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/builtins/chinese_filters.h"
#include "templating/detail/builtins/chinese_text_filters.h"
#include "templating/detail/builtins/markup_filters.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/members.h"

#include <algorithm>
#include <array>

// The tables of builtins, sorted by name for search. A name that is missing here is an error when the template is
// compiled.
namespace gongwen::templating {

namespace messages = diagnostics::messages;

Invocation::Invocation(Runtime& runtime, const Builtin& builtin, const Value& value, const Arguments& arguments)
    : runtime_(runtime), builtin_(builtin), value_(value) {
  const Signature& signature = builtin.signature;
  const std::size_t bound = std::min<std::size_t>(arguments.positional.size(), signature.count);
  std::copy_n(arguments.positional.begin(), bound, bound_.begin());
  rest_ = arguments.positional.subspan(bound);
  const bool takes_rest = signature.rest == Rest::Positional || signature.rest == Rest::Both;
  if (!rest_.empty() && !takes_rest) {
    runtime.fail(messages::TemplatingTooManyArguments, builtin.name, signature.count);
  }
  const bool takes_keywords = signature.rest == Rest::Keywords || signature.rest == Rest::Both;
  if (takes_keywords) {
    keywords_ = arguments.keywords;
  } else {
    for (const Keyword& keyword : arguments.keywords) bind_keyword(keyword);
  }
  for (std::size_t i = 0; i < signature.required; ++i) {
    if (!has(i)) runtime.fail(messages::TemplatingMissingArgument, builtin.name, signature.parameters[i]);
  }
}

void Invocation::bind_keyword(const Keyword& keyword) {
  const std::optional<std::size_t> parameter = find_parameter(keyword.name);
  if (!parameter) {
    const std::span<const std::string_view> known(builtin_.signature.parameters.data(), builtin_.signature.count);
    runtime_.fail(messages::TemplatingUnknownArgument, builtin_.name, keyword.name,
                  base::find_nearest_name(keyword.name, known));
  }
  if (has(*parameter)) runtime_.fail(messages::TemplatingArgumentTwice, builtin_.name, keyword.name);
  bound_[*parameter] = keyword.value;
}

std::optional<std::size_t> Invocation::find_parameter(std::string_view name) const {
  if (builtin_.signature.naming == Naming::PositionalOnly) return std::nullopt;
  for (std::size_t i = 0; i < builtin_.signature.count; ++i) {
    if (builtin_.signature.parameters[i] == name) return i;
  }
  return std::nullopt;
}

std::int64_t Invocation::integer(std::size_t parameter, std::int64_t otherwise) const {
  if (!has(parameter)) return otherwise;
  if (const auto number = small_integer(at(parameter))) return *number;
  if (at(parameter).is(Kind::BigInteger)) {
    runtime_.fail_about(at(parameter), messages::TemplatingNumberTooLarge);
  }
  fail_argument(parameter, "integer");
}

bool Invocation::truth(std::size_t parameter, bool otherwise) const {
  return has(parameter) ? is_true(runtime_, at(parameter)) : otherwise;
}

std::string_view Invocation::text(std::size_t parameter) const {
  if (!at(parameter).is_text()) fail_argument(parameter, "string");
  return at(parameter).text();
}

std::optional<std::string_view> Invocation::optional_text(std::size_t parameter) const {
  return is_none(parameter) ? std::nullopt : std::optional(text(parameter));
}

const Keyword* Invocation::find_keyword(std::string_view name) const {
  for (const Keyword& keyword : keywords_) {
    if (keyword.name == name) return &keyword;
  }
  return nullptr;
}

void Invocation::fail_argument(std::size_t parameter, std::string_view expected) const {
  runtime_.require_defined(at(parameter));
  runtime_.fail_about(at(parameter), messages::TemplatingWrongArgument, builtin_.name,
                      builtin_.signature.parameters[parameter], expected, type_name(at(parameter)));
}

void Invocation::fail_value(std::string_view expected) const {
  runtime_.require_defined(value_);
  runtime_.fail_about(value_, messages::TemplatingWrongInput, builtin_.name, expected, type_name(value_));
}

namespace {

Value run_builtin(const Builtin& builtin, Invocation& call) {
  try {
    return builtin.function(call);
  } catch (const BlankUsed& used) {
    return used.blank;
  }
}

}  // namespace

Value invoke(Runtime& runtime, const Builtin& builtin, const Value& value, const Arguments& arguments) {
  Invocation call(runtime, builtin, value, arguments);
  const Value result = run_builtin(builtin, call);
  if (result.place() || result.is_undefined()) return result;
  PlaceMerge merge = result.is_text() ? PlaceMerge(runtime) : PlaceMerge();
  merge.add(value.place());
  for (const Value& argument : arguments.positional) merge.add(argument.place());
  for (const Keyword& keyword : arguments.keywords) merge.add(keyword.value.place());
  return result.with_place(merge.result());
}

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
                                  chinese_reading_filters(),
                                  markup_filters()};
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
    default: break;
  }
  return nullptr;
}

std::string_view nearest_filter(std::string_view name) { return filters().nearest(name); }

std::string_view nearest_test(std::string_view name) { return tests().nearest(name); }

std::span<const std::string_view> filter_names() { return filters().names(); }
std::span<const std::string_view> test_names() { return tests().names(); }
std::span<const std::string_view> global_names() { return globals().names(); }

}  // namespace gongwen::templating
