// Values that stand for parts of templates: macros, imported modules, `self` and blocks.
#pragma once

#include "templating/detail/syntax/name_table.h"
#include "templating/detail/value/loop_state.h"
#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

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
