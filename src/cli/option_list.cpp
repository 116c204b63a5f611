#include "cli/option_list.h"

namespace gongwen::cli {

OptionSpec& OptionList::add(std::string names, OptionSpec::Target target, std::string_view english,
                            std::string_view chinese) {
  OptionSpec& spec = specs_.emplace_back();
  spec.names = std::move(names);
  spec.target = target;
  spec.help = wording_(english, chinese);
  return spec;
}

}  // namespace gongwen::cli
