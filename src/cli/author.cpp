#include "cli/author.h"

#include "resources/environment.h"

namespace gongwen::cli {

std::string author_name(const std::string& given) {
  if (!given.empty()) return given;
  return resources::environment_variable("GONGWEN_BY").value_or(resources::user_name());
}

}  // namespace gongwen::cli
