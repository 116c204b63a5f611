// Programs as bytes, for later runs of the same templates. The bytes have no pointers: texts, counts and numbers of the
// tables, builtins by name. What is literally in a template is not in them but taken from its text.
#pragma once

#include "templating/detail/compile/program.h"
#include "templating/template_loader.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gongwen::templating {

/// A template that a program was compiled from.
struct NamedTemplate {
  std::string name;
  LoadedTemplate loaded;
};

/// Nothing for a program that cannot be kept: one with errors, with constants that are more than numbers and texts, or
/// with what filters have made of constants, which another version of them may make something else of.
std::optional<std::string> write_program(const Program& program);

/// The complete program that was written, from `bytes` at `begin` on; without its wordings. `templates` are those of
/// the program, in their order, with the same texts. Null when the bytes are not what write_program() writes; whatever
/// they are, the machine runs what comes out without reading or writing where it must not.
std::unique_ptr<Program> read_program(std::string bytes, std::size_t begin, std::span<const NamedTemplate> templates);

}  // namespace gongwen::templating
