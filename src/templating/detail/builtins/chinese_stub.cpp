#include "templating/detail/builtins/registry.h"
namespace gongwen::templating {
std::span<const Builtin> chinese_number_filters() { return {}; }
std::span<const Builtin> chinese_date_filters() { return {}; }
std::span<const Builtin> chinese_text_filters() { return {}; }
}
