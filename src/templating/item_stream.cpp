#include "templating/item_stream.h"

#include "templating/detail/compile/program.h"
#include "templating/template_set.h"

#include <algorithm>
#include <array>

namespace gongwen::templating {
namespace {

using namespace std::string_view_literals;

/// Whatever a template must name to make a value outlive a turn of its loop. The names stand for methods, globals and
/// members of `loop`; members of the data that are called so only cost the stream.
constexpr std::array kKeepers = {"append"sv,  "extend"sv,    "insert"sv,   "update"sv, "setdefault"sv,
                                 "changed"sv, "namespace"sv, "previtem"sv, "cycler"sv};

bool is_keeper(std::string_view name) { return std::find(kKeepers.begin(), kKeepers.end(), name) != kKeepers.end(); }

}  // namespace

bool may_keep_items(const TemplateSet& templates) {
  const Program& program = templates.program();
  const auto is_named = [&](std::string_view name) {
    return static_cast<bool>(program.names.find(name));
  };
  // `loop["changed"]` asks for the same as `loop.changed`.
  const auto is_text_of = [](const Value& constant) {
    return constant.is_text() && is_keeper(constant.text());
  };
  return std::any_of(kKeepers.begin(), kKeepers.end(), is_named) ||
         std::any_of(program.constants.begin(), program.constants.end(), is_text_of);
}

}  // namespace gongwen::templating
