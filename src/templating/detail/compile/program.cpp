#include "templating/detail/compile/program.h"

#include "templating/detail/builtins/registry.h"
#include "templating/detail/compile/later_templates.h"

namespace gongwen::templating {

Program::Program() : arena(kMaxBytes), names(arena) {}
Program::~Program() = default;

void Program::complete() {
  for (std::size_t i = is_dict_method.size(); i < names.size(); ++i) {
    is_dict_method.push_back(find_method(Kind::Dict, names.text(NameId(i))) != nullptr);
  }
}

NameId Program::find_name(std::string_view name) const {
  return later != nullptr ? later->find_name(name) : names.find(name);
}

}  // namespace gongwen::templating
