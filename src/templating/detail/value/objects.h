// The kinds of values that are more than a number or a text. All live in an arena and are plain
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

/// Why there is no value; decides the message when it is used after all.
enum class UndefinedReason : std::uint8_t {
  Name,           // no variable of this name
  Member,         // the object `holder` has no such member
  Element,        // the list `holder` has no such element
  Parameter,      // a macro's parameter that was given nothing and has no default
  NoElse,         // `a if b` with a false b: the one undefined value that may be printed
  EmptySequence,  // first, last, min or max of nothing
  NoNeighbour,    // loop.previtem or loop.nextitem at an end
  NoCaller,       // caller() of a macro that was not invoked by `call`
  NoParentBlock,  // super() without a parent
  NotExported,    // from … import of something that the template does not define
  Blank,          // a value that is missing while a blank form is made
};

struct Undefined {
  static constexpr Kind kKind = Kind::Undefined;
  UndefinedReason reason;
  std::string_view name;    // what was looked for, as written
  Value holder;             // where it was looked for; missing when nowhere in particular
  diagnostics::Span place;  // the expression that found nothing
};

/// What a blank form has in the place of a value: its members, elements and all that is worked out from it are blank
/// too.
inline bool is_blank(const Value& value) {
  return value.is_undefined() && value.as<const Undefined>().reason == UndefinedReason::Blank;
}

/// Undefined values that may be printed, compared and walked over: Jinja's one, which has no members, and blanks.
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

/// Python's range: from `start` on by `step`, `size` numbers.
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

/// What keys(), values() and items() return: a window on the dict, not a copy.
struct DictView {
  static constexpr Kind kKind = Kind::DictView;
  Value dict;
  DictPart part;
};

/// Something that is walked over once. `advance` gives the next element, or returns false at the end.
struct Iterator {
  static constexpr Kind kKind = Kind::Iterator;
  using Advance = bool (*)(Iterator& iterator, Runtime& runtime, Value& element);
  Advance advance;
  Value source;                // what it walks over
  std::uint64_t position = 0;  // meaning is up to `advance`
  void* state = nullptr;       // more of it, in the arena
};

/// A method of a value, ready to be called.
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

// LoopState: what templates know as `loop`.

struct Function;
struct Frame;
class Context;

/// A function together with what it refers to: the variables around it, and the context it was made
/// in.
struct Closure {
  const Function* function = nullptr;
  Frame* enclosing = nullptr;
  Context* context = nullptr;
};

struct LoopState {
  static constexpr Kind kKind = Kind::Loop;
  Iterator* iterator;  // gives the items
  Value iterable;      // what was written after `in`, as far as its length is known
  std::int64_t index0 = -1;
  std::int64_t length = -1;  // -1 until somebody asks
  Value ahead;               // an item that was looked at before its turn; missing if none
  Value current;
  Value previous;
  Value last_changed;  // what `changed` was given last; missing at first
  std::int64_t depth0 = 0;
  Closure recursion;  // of a recursive loop: itself
};

/// The next item; false at the end.
bool advance_loop(Runtime& runtime, LoopState& loop, Value& item);

std::uint64_t loop_length(Runtime& runtime, LoopState& loop);

/// index, first, previtem and so on; missing for other names.
Value find_loop_member(Runtime& runtime, const Value& loop, std::string_view name);

// Values that stand for parts of templates: macros, imported modules, `self` and blocks.

struct Macro {
  static constexpr Kind kKind = Kind::Macro;
  Closure closure;
  std::string_view name;  // empty for the block of a `call`
  const NameTable* names;
};

/// An imported template: what it wrote, and the context that holds what it exports.
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

/// A block as seen from level `level` of its inheritance: 0 is the most derived.
struct BlockReference {
  static constexpr Kind kKind = Kind::BlockReference;
  Context* context;
  NameId name;
  std::uint32_t level;
};

std::string macro_repr(const Macro& macro);

// Their attributes; missing for names that they do not have.
Value find_macro_member(Runtime& runtime, const Macro& macro, std::string_view name);
Value find_module_member(const Module& module, std::string_view name);
std::vector<std::string_view> module_members(const Module& module);
Value find_block(Runtime& runtime, const SelfReference& self, std::string_view name);
Value find_block_member(Runtime& runtime, const BlockReference& block, std::string_view name);

/// The block one level up, or an undefined value.
Value find_parent_block(Runtime& runtime, const BlockReference& block);

}  // namespace gongwen::templating
