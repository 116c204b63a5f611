#include "templating/detail/compile/program.h"

#include "templating/detail/builtins/registry.h"

namespace gongwen::templating {

void Program::complete() {
  is_dict_method.resize(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    is_dict_method[i] = find_method(Kind::Dict, names.text(NameId(i))) != nullptr;
  }
}

}  // namespace gongwen::templating
