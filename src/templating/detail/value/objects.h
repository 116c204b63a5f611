// The kinds of values other than numbers and texts. All are in an arena and are plain
// bytes.
#pragma once

#include "diagnostics/origin.h"
#include "templating/detail/syntax/name_table.h"
#include "templating/detail/value/arena.h"
#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

class Runtime;
struct Builtin;

/// Why there is no value; determines the message if it is used.
enum class UndefinedReason : std::uint8_t {
  Name,           // no variable with this name
  Member,         // the object `holder` has no such member
  Element,        // the list `holder` has no such element
  Parameter,      // a parameter of a macro without argument and default
  NoElse,         // `a if b` with a false b; unlike all others, may be printed
  EmptySequence,  // first, last, min or max of an empty sequence
  NoNeighbour,    // loop.previtem or loop.nextitem at an end
  NoCaller,       // caller() in a macro that was not invoked by `call`
  NoParentBlock,  // super() without a parent
  NotExported,    // from … import of a name that the template does not define
  Blank,          // a value missing from the data of a blank form
};

struct Undefined {
  static constexpr Kind kKind = Kind::Undefined;
  UndefinedReason reason;
  std::string_view name;    // the name that was not found, as written
  Value holder;             // where it was searched; missing if in no particular value
  diagnostics::Span place;  // the expression without a result
};

/// Whether a value is a blank, which replaces a missing value in a blank form: its members, elements and everything
/// computed from it are blank, too.
inline bool is_blank(const Value& value) {
  return value.is_undefined() && value.as<const Undefined>().reason == UndefinedReason::Blank;
}

/// Whether an undefined value may be printed, compared and iterated over: that of `NoElse`, which has no members, and
/// blanks.
inline bool is_lenient(const Value& value) {
  return is_blank(value) || (value.is_undefined() && value.as<const Undefined>().reason == UndefinedReason::NoElse);
}

struct BigInteger {
  static constexpr Kind kKind = Kind::BigInteger;
  bool negative;
  std::span<const std::uint32_t> limbs;  // least significant first; more than 63 bits, no leading zero
};

struct List {
  static constexpr Kind kKind = Kind::List;
  ArenaVector<Value> items;
};

struct Tuple {
  static constexpr Kind kKind = Kind::Tuple;
  std::span<const Value> items;
  bool is_group = false;  // a result of groupby: its items are called `grouper` and `list`
};

/// Python's range: `size` numbers, starting at `start`, `step` apart.
struct Range {
  static constexpr Kind kKind = Kind::Range;
  std::int64_t start;
  std::int64_t stop;
  std::int64_t step;
  std::uint64_t size;
  std::int64_t at(std::uint64_t index) const {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(start) + static_cast<std::uint64_t>(step) * index);
  }
};

enum class DictPart : std::uint8_t { Keys, Values, Items };

/// The result of keys(), values() and items(): a view of the dict, not a copy.
struct DictView {
  static constexpr Kind kKind = Kind::DictView;
  Value dict;
  DictPart part;
};

/// An object that can be iterated over once. `advance` gets the next element, or returns false at the end.
struct Iterator {
  static constexpr Kind kKind = Kind::Iterator;
  using Advance = bool (*)(Iterator& iterator, Runtime& runtime, Value& element);
  Advance advance;
  Value source;                // the value iterated over
  std::uint64_t position = 0;  // its meaning depends on `advance`
  void* state = nullptr;       // further state, in the arena
};

/// A method bound to a value, ready to be called.
struct Method {
  static constexpr Kind kKind = Kind::Method;
  Value self;
  const Builtin* builtin;
};

class Dict;

struct Namespace {
  static constexpr Kind kKind = Kind::Namespace;
  Dict* members;
};

struct Joiner {
  static constexpr Kind kKind = Kind::Joiner;
  Value separator;
  bool used = false;
};

struct Cycler {
  static constexpr Kind kKind = Kind::Cycler;
  std::span<const Value> items;
  std::size_t position = 0;
};

// LoopState: the object `loop` of templates.

struct Function;
struct Frame;
class Context;

/// A function together with its surroundings: the variables around it, and the context in which it was
/// made.
struct Closure {
  const Function* function = nullptr;
  Frame* enclosing = nullptr;
  Context* context = nullptr;
};

struct LoopState {
  static constexpr Kind kKind = Kind::Loop;
  Iterator* iterator;  // gives the items
  Value iterable;      // the value after `in`, if its length is known
  std::int64_t index0 = -1;
  std::int64_t length = -1;  // -1 until it is first requested
  Value ahead;               // an item that was read in advance; missing if none
  Value current;
  Value previous;
  Value last_changed;  // the last argument of `changed`; missing at first
  std::int64_t depth0 = 0;
  Closure recursion;  // of a recursive loop: itself
};

/// Gets the next item; returns false at the end.
bool advance_loop(Runtime& runtime, LoopState& loop, Value& item);

std::uint64_t loop_length(Runtime& runtime, LoopState& loop);

/// The value of index, first, previtem and so on; missing for other names.
Value find_loop_member(Runtime& runtime, const Value& loop, std::string_view name);

// Values that represent parts of templates: macros, imported modules, `self` and blocks.

struct Macro {
  static constexpr Kind kKind = Kind::Macro;
  Closure closure;
  std::string_view name;  // empty for the block of a `call`
  const NameTable* names;
};

/// An imported template: its output, and the context with the names that it exports.
struct Module {
  static constexpr Kind kKind = Kind::Module;
  std::string_view name;
  std::string_view body;  // markup
  const Context* context;
};

/// `self` in a template.
struct SelfReference {
  static constexpr Kind kKind = Kind::SelfReference;
  Context* context;
};

/// A block at level `level` of its inheritance: 0 is the most derived.
struct BlockReference {
  static constexpr Kind kKind = Kind::BlockReference;
  Context* context;
  NameId name;
  std::uint32_t level;
};

std::string macro_repr(const Macro& macro);

// Their attributes; missing for other names.
Value find_macro_member(Runtime& runtime, const Macro& macro, std::string_view name);
Value find_module_member(const Module& module, std::string_view name);
std::vector<std::string_view> module_members(const Module& module);
Value find_block(Runtime& runtime, const SelfReference& self, std::string_view name);
Value find_block_member(Runtime& runtime, const BlockReference& block, std::string_view name);

/// The block one level up; an undefined value if there is none.
Value find_parent_block(Runtime& runtime, const BlockReference& block);

}  // namespace gongwen::templating
