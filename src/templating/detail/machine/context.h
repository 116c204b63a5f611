// Context: the names that a template finds besides its local variables: what it has set at the
// top, what it was given by the template that includes it, the data, and the global functions.
#pragma once

#include "templating/detail/compile/program.h"
#include "templating/detail/value/arena.h"
#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <span>
#include <string_view>
#include <vector>

namespace gongwen::templating {

struct NamedValue {
  NameId name;
  Value value;
  bool is_exported = false;
};

/// The functions that fill one block, from the most derived template to the root of the
/// inheritance.
struct BlockStack {
  NameId name;
  ArenaVector<FunctionId> functions;
};

class Context {
 public:
  /// `data` is an object, or missing.
  Context(const Program& program, const Value& data, std::span<const NamedValue> inherited)
      : program_(&program), data_(data), inherited_(inherited) {}

  /// The value of a name; missing if it is not defined.
  Value find(NameId name) const;
  void set(Arena& arena, const NamedValue& variable);
  /// What another template can import.
  const Value* find_exported(std::string_view name) const;
  std::vector<std::string_view> exported_names() const;

  /// Everything that can be seen from here, `locals` first, for a context that a template included
  /// here starts with.
  std::span<const NamedValue> snapshot(Arena& arena, std::span<const NamedValue> locals) const;
  const Value& data() const { return data_; }
  /// All names, for suggestions in messages.
  std::vector<std::string_view> known_names() const;

  /// Puts the blocks of a template below those that are there.
  void add_blocks(Arena& arena, const CompiledTemplate& compiled);
  const BlockStack* find_blocks(NameId name) const;
  void copy_blocks(const Context& other) { blocks_ = other.blocks_; }

  const Program& program() const { return *program_; }

 private:
  const Program* program_;
  Value data_;
  ArenaVector<NamedValue> variables_;
  std::span<const NamedValue> inherited_;
  ArenaVector<BlockStack> blocks_;
};

}  // namespace gongwen::templating
