// The builtins by name.
#pragma once

#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

// Builtin: a filter, test, method or global function written in C++, and Invocation: one call of
// it, with the arguments bound to its parameters as Python would.
//   constexpr Builtin kCenter{"center", filter_center, takes({"width"})};
//   Value filter_center(Invocation& call) { … call.value() … call.integer(0, 80) … }

struct Keyword {
  std::string_view name;
  Value value;
};

struct Arguments {
  std::span<const Value> positional;
  std::span<const Keyword> keywords;
};

/// Whether arguments may be named, and whether more may be given than there are parameters.
enum class Naming : std::uint8_t { Allowed, PositionalOnly };
enum class Rest : std::uint8_t { None, Positional, Keywords, Both };

struct Signature {
  static constexpr std::size_t kMaxParameters = 5;
  std::array<std::string_view, kMaxParameters> parameters{};
  std::uint8_t count = 0;
  std::uint8_t required = 0;
  Naming naming = Naming::Allowed;
  Rest rest = Rest::None;

  /// The same signature with the first `first` parameters required.
  constexpr Signature needs(std::uint8_t first) const {
    Signature changed = *this;
    changed.required = first;
    return changed;
  }
  constexpr Signature positional_only() const {
    Signature changed = *this;
    changed.naming = Naming::PositionalOnly;
    return changed;
  }
  constexpr Signature and_rest(Rest kind) const {
    Signature changed = *this;
    changed.rest = kind;
    return changed;
  }
};

constexpr Signature takes(std::initializer_list<std::string_view> parameters) {
  Signature signature;
  for (const std::string_view parameter : parameters) signature.parameters[signature.count++] = parameter;
  return signature;
}
constexpr Signature takes_nothing() { return {}; }

class Invocation;

struct Builtin {
  static constexpr Kind kKind = Kind::Function;
  std::string_view name;
  Value (*function)(Invocation& call);
  Signature signature;
};

class Invocation {
 public:
  /// Binds the arguments; fails if they do not fit the signature. `value` is the value that is filtered or tested, or
  /// the object of a method; missing for a global function.
  Invocation(Runtime& runtime, const Builtin& builtin, const Value& value, const Arguments& arguments);

  Runtime& runtime() const { return runtime_; }
  std::string_view name() const { return builtin_.name; }
  const Value& value() const { return value_; }

  bool has(std::size_t parameter) const { return !bound_[parameter].is_missing(); }
  /// Missing if the argument was not given.
  const Value& at(std::size_t parameter) const { return bound_[parameter]; }
  /// True if the argument was not given, or is `none`.
  bool is_none(std::size_t parameter) const { return !has(parameter) || at(parameter).is_none(); }

  /// A whole number; `otherwise` if the argument was not given. Fails for values of other kinds.
  std::int64_t integer(std::size_t parameter, std::int64_t otherwise) const;
  std::int64_t integer(std::size_t parameter) const { return integer(parameter, 0); }
  bool truth(std::size_t parameter, bool otherwise) const;
  /// A text. Fails for values of other kinds.
  std::string_view text(std::size_t parameter) const;
  /// Returns nullopt if the argument was not given, or is `none`.
  std::optional<std::string_view> optional_text(std::size_t parameter) const;

  /// Arguments beyond the parameters.
  std::span<const Value> rest() const { return rest_; }
  std::span<const Keyword> keywords() const { return keywords_; }
  const Keyword* find_keyword(std::string_view name) const;

  Value make_text(std::string_view text, Safety safety = Safety::Plain) const {
    return runtime_.make_text(text, safety);
  }
  /// Fails with the message that an argument is of the wrong kind.
  [[noreturn]] void fail_argument(std::size_t parameter, std::string_view expected) const;
  /// Fails with the message that the value itself is of the wrong kind.
  [[noreturn]] void fail_value(std::string_view expected) const;

 private:
  void bind_keyword(const Keyword& keyword);
  std::optional<std::size_t> find_parameter(std::string_view name) const;

  Runtime& runtime_;
  const Builtin& builtin_;
  Value value_;
  std::array<Value, Signature::kMaxParameters> bound_;
  std::span<const Value> rest_;
  std::span<const Keyword> keywords_;
};

/// Calls a builtin. A result without a place gets that of value and arguments, if exactly one place occurs among
/// them.
Value invoke(Runtime& runtime, const Builtin& builtin, const Value& value, const Arguments& arguments);

// Each returns null if absent with this name.

const Builtin* find_filter(std::string_view name);
const Builtin* find_test(std::string_view name);
const Builtin* find_global(std::string_view name);
/// A method of values of this kind. One without a function exists in Python, but is not supported here.
const Builtin* find_method(Kind kind, std::string_view name);

// The most similar name; empty if none is similar.

std::string_view nearest_filter(std::string_view name);
std::string_view nearest_test(std::string_view name);

std::span<const std::string_view> filter_names();
std::span<const std::string_view> test_names();
std::span<const std::string_view> global_names();

// The groups, each in the file of the same name.

std::span<const Builtin> text_filters();
std::span<const Builtin> html_filters();
std::span<const Builtin> number_filters();
std::span<const Builtin> sequence_filters();
std::span<const Builtin> ordering_filters();
std::span<const Builtin> selection_filters();
std::span<const Builtin> mapping_filters();
std::span<const Builtin> layout_filters();
std::span<const Builtin> value_tests();
std::span<const Builtin> comparison_tests();
std::span<const Builtin> text_methods();
std::span<const Builtin> text_search_methods();
std::span<const Builtin> text_layout_methods();
std::span<const Builtin> list_methods();
std::span<const Builtin> tuple_methods();
std::span<const Builtin> dict_methods();
std::span<const Builtin> number_methods();
std::span<const Builtin> cycler_methods();
std::span<const Builtin> global_functions();

}  // namespace gongwen::templating
